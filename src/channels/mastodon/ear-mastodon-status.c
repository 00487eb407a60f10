/* ear-mastodon-status.c: statuses as read, and what they reply to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/mastodon/ear-mastodon-private.h"

#include <string.h>

#define IDS_PER_REQUEST 20
#define MAX_EXTRA 10             /* requests for what is only good to know */
/* One by one: a page must fit into what a minute allows, or it would never be read to its end. What is above the rest stays
 * unknown until its conversation is opened, and gets its name then. */
#define MAX_SINGLE 30

static const EarJsonField status_table[] = {
  EAR_JSON_FIELD (MaStatus, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (MaStatus, created_at, "created_at", EAR_JSON_TIME, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (MaStatus, edited_at, "edited_at", EAR_JSON_TIME, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, in_reply_to_id, "in_reply_to_id", EAR_JSON_ID, EAR_JSON_LENIENT | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (MaStatus, in_reply_to_account_id, "in_reply_to_account_id", EAR_JSON_ID, EAR_JSON_LENIENT | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (MaStatus, spoiler_text, "spoiler_text", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, visibility, "visibility", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, language, "language", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, url, "url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, uri, "uri", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, content, "content", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, replies_count, "replies_count", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, favourited, "favourited", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, media, "media_attachments", EAR_JSON_ARRAY, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, mentions, "mentions", EAR_JSON_ARRAY, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, reblog, "reblog", EAR_JSON_OBJECT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, account.id, "account.id", EAR_JSON_ID, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (MaStatus, account.acct, "account.acct", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (MaStatus, account.display_name, "account.display_name", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, account.url, "account.url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, account.avatar, "account.avatar_static", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (MaStatus, account.bot, "account.bot", EAR_JSON_BOOL, EAR_JSON_LENIENT),
};

/* ---- ids ---- */

#define SNAC_TIME_DIGITS 10
#define SNAC_HASH_DIGITS 32

/* snac2 puts the time of the last change before the hash in an id, and takes any time there itself: as it is, every edit would make
 * another message. */
static gboolean
has_moving_ids (EarSession *session)
{
  const char *version = ear_session_get_setting (session, MA_SETTING_VERSION);

  return version != NULL && strstr (version, "snac/") != NULL;
}

static const char *
settle_id (MaReader *reader, const char *id)
{
  char *settled;

  if (id == NULL || !reader->moving_ids || strlen (id) != SNAC_TIME_DIGITS + SNAC_HASH_DIGITS)
    return id;
  settled = g_string_chunk_insert (reader->texts, id);
  memset (settled, '0', SNAC_TIME_DIGITS);
  return settled;
}

const MaStatus *
ma_reader_lookup (MaReader *reader, const char *id)
{
  return id != NULL ? g_hash_table_lookup (reader->statuses, settle_id (reader, id)) : NULL;
}

/* ---- the reader ---- */

MaReader *
ma_reader_new (EarSession *session, EarBatch *batch)
{
  MaReader *reader = g_new0 (MaReader, 1);

  reader->session = session;
  reader->batch = batch;
  reader->documents = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_json_free);
  reader->statuses = g_hash_table_new (g_str_hash, g_str_equal);
  reader->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader->order = g_ptr_array_new_with_free_func (g_free);
  reader->texts = g_string_chunk_new (1024);
  reader->moving_ids = has_moving_ids (session);
  return reader;
}

void
ma_reader_free (MaReader *reader)
{
  if (reader == NULL)
    return;
  g_hash_table_unref (reader->statuses);
  g_hash_table_unref (reader->people);
  g_ptr_array_unref (reader->order);
  g_ptr_array_unref (reader->documents);
  g_string_chunk_free (reader->texts);
  g_free (reader);
}

const EarJsonNode *
ma_reader_keep (MaReader *reader, EarJson *json)
{
  g_ptr_array_add (reader->documents, json);
  return ear_json_root (json);
}

gboolean
ma_reader_add (MaReader *reader, const EarJsonNode *node, gboolean silent, GError **error)
{
  g_autofree MaStatus *status = g_new0 (MaStatus, 1);
  MaStatus *known;

  if (!ear_json_bind_table (node, status_table, status, error))
    return FALSE;
  if (status->reblog != NULL)
    return TRUE;
  status->id = settle_id (reader, status->id);
  status->in_reply_to_id = settle_id (reader, status->in_reply_to_id);

  known = g_hash_table_lookup (reader->statuses, status->id);
  if (known != NULL)
    {
      known->silent = known->silent && silent;
      return TRUE;
    }
  status->silent = silent;
  g_hash_table_insert (reader->statuses, (gpointer) status->id, status);
  g_ptr_array_add (reader->order, g_steal_pointer (&status));
  return TRUE;
}

gboolean
ma_reader_add_list (MaReader *reader, const EarJsonNode *statuses, gboolean silent, GError **error)
{
  if (!ear_json_is_array (statuses))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The server did not send a list of posts.");
      return FALSE;
    }
  for (gsize i = 0; i < ear_json_length (statuses); i++)
    {
      if (!ma_reader_add (reader, ear_json_element (statuses, i), silent, error))
        return FALSE;
    }
  return TRUE;
}

const MaStatus *
ma_reader_fetch (MaReader *reader, const char *id, gboolean silent, GError **error)
{
  g_autofree char *path = g_strconcat ("/api/v1/statuses/", id, NULL);
  g_autofree char *url = ear_mastodon_url (reader->session, path, NULL);
  g_autoptr (EarReply) reply = NULL;
  EarJson *json = ear_session_get (reader->session, url, &reply, error);
  const MaStatus *status;

  if (json == NULL)
    return NULL;
  reader->batch->service_date = reply->date_ms;
  if (!ma_reader_add (reader, ma_reader_keep (reader, json), silent, error))
    return NULL;
  status = ma_reader_lookup (reader, id);
  if (status == NULL)
    ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The server sent another post than the one asked for.");
  return status;
}

/* ---- parents ---- */

gboolean
ear_mastodon_is_us (EarSession *session, const char *account_id)
{
  return account_id != NULL && g_strcmp0 (account_id, ear_session_get_setting (session, MA_SETTING_ACCOUNT)) == 0;
}

gboolean
ear_mastodon_is_direct (const MaStatus *status)
{
  return g_strcmp0 (status->visibility, "direct") == 0;
}

/* <a href="https://mastodon.example/@shop" …> */
static gboolean
links_to (const char *content, const char *url)
{
  gsize length = strlen (url);

  for (const char *found = strstr (content, url); found != NULL; found = strstr (found + 1, url))
    {
      if (found > content && (found[-1] == '"' || found[-1] == '\'') && found[length] == found[-1])
        return TRUE;
    }
  return FALSE;
}

gboolean
ear_mastodon_mentions_us (EarSession *session, const char *content, const EarJsonNode *mentions)
{
  const char *handle = ear_session_get_setting (session, MA_SETTING_HANDLE);
  const char *url = ear_session_get_setting (session, MA_SETTING_URL);

  for (gsize i = 0; i < ear_json_length (mentions); i++)
    {
      const EarJsonNode *mention = ear_json_element (mentions, i);
      const char *acct = ear_json_member_text (mention, "acct");
      g_autofree char *ext = NULL;

      if (ear_mastodon_is_us (session, ear_json_member_text (mention, "id")))
        return TRUE;
      ext = acct != NULL ? ear_mastodon_dup_ext (session, acct) : NULL;
      if (ext != NULL && g_strcmp0 (ext, handle) == 0)
        return TRUE;
    }
  return content != NULL && url != NULL && *url != '\0' && links_to (content, url);
}

/* In a reply to somebody else a mention of us may be copied by their program; and a direct reply may stand in a public thread. */
static gboolean
needs_parent (const MaReader *reader, const MaStatus *status)
{
  if (ear_mastodon_is_direct (status))
    return TRUE;
  return !ear_mastodon_is_us (reader->session, status->account.id) && !ear_mastodon_is_us (reader->session, status->in_reply_to_account_id)
         && g_strcmp0 (status->account.id, status->in_reply_to_account_id) != 0
         && ear_mastodon_mentions_us (reader->session, status->content, status->mentions);
}

static gboolean
fetch_several (MaReader *reader, const char *const *ids, gsize n_ids, GError **error)
{
  g_autofree char *base = ear_mastodon_url (reader->session, "/api/v1/statuses", NULL);
  g_autoptr (GString) url = g_string_new (base);
  g_autoptr (GError) problem = NULL;
  EarJson *json;

  for (gsize i = 0; i < n_ids; i++)
    {
      g_string_append (url, i == 0 ? "?id[]=" : "&id[]=");
      g_string_append_uri_escaped (url, ids[i], NULL, FALSE);
    }
  json = ear_session_get (reader->session, url->str, NULL, &problem);
  if (json != NULL)
    return ma_reader_add_list (reader, ma_reader_keep (reader, json), TRUE, error);
  if (!ear_channel_must_stop (problem))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* Small and old servers are asked one by one; what cannot be read stays unknown. */
static gboolean
fetch_each (MaReader *reader, const char *const *ids, gsize n_ids, GError **error)
{
  for (gsize i = 0; i < n_ids; i++)
    {
      g_autoptr (GError) problem = NULL;

      if (ma_reader_fetch (reader, ids[i], TRUE, &problem) == NULL && ear_channel_must_stop (problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
ma_reader_fetch_parents (MaReader *reader, gboolean all, GError **error)
{
  g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  gboolean several = ear_mastodon_is_recent (reader->session);
  guint n_extra = 0;

  for (guint i = 0; i < reader->order->len; i++)
    {
      const MaStatus *status = g_ptr_array_index (reader->order, i);

      if (status->silent || status->in_reply_to_id == NULL || g_hash_table_contains (reader->statuses, status->in_reply_to_id))
        continue;
      if (!needs_parent (reader, status) && (!all || (!several && ++n_extra > MAX_EXTRA)))
        continue;
      if (!several && ids->len == MAX_SINGLE)
        break;
      if (g_hash_table_add (asked, (gpointer) status->in_reply_to_id))
        g_ptr_array_add (ids, (gpointer) status->in_reply_to_id);
    }

  if (!several)
    return fetch_each (reader, (const char *const *) ids->pdata, ids->len, error);
  for (guint i = 0; i < ids->len; i += IDS_PER_REQUEST)
    {
      if (!fetch_several (reader, (const char *const *) &ids->pdata[i], MIN (IDS_PER_REQUEST, ids->len - i), error))
        return FALSE;
    }
  return TRUE;
}
