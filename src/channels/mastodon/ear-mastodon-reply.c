/* ear-mastodon-reply.c: whom a reply names, sending it, and finding it again after a lost answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/mastodon/ear-mastodon-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

/* Clocks differ a little, and the row was written before the request left. */
#define SEARCH_SLACK_MS (G_GINT64_CONSTANT (10) * 60 * 1000)
#define SEARCH_PAGES 5

/* ---- address ---- */

static void
add_mention (GString *prefix, GHashTable *named, const char *ext)
{
  if (*ext != '\0' && g_hash_table_add (named, (gpointer) ext))
    g_string_append_printf (prefix, "%s@%s", prefix->len > 0 ? " " : "", ext);
}

/* The server adds nobody by itself, and a direct reply that names nobody reaches nobody. */
void
ear_mastodon_address (EarSession *session, const EarMessage *target, const EarConversation *conversation, EarOp *op)
{
  const char *us = ear_session_get_setting (session, MA_SETTING_HANDLE);
  const char *privacy = ear_session_get_setting (session, MA_SETTING_PRIVACY);
  g_auto (GStrv) mentions = g_strsplit (target->mentions != NULL ? target->mentions : "", "\n", -1);
  g_autoptr (GHashTable) named = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) prefix = g_string_new (NULL);

  if (us != NULL)
    g_hash_table_add (named, (gpointer) us);
  if (target->author_ext != NULL && target->direction == EAR_DIRECTION_INBOUND)
    add_mention (prefix, named, target->author_ext);
  for (gsize i = 0; mentions[i] != NULL; i++)
    add_mention (prefix, named, mentions[i]);
  g_set_str (&op->prefix, prefix->len > 0 ? prefix->str : NULL);

  op->audience = MAX (op->audience, target->audience);
  if (privacy != NULL)
    op->audience = MAX (op->audience, ear_mastodon_read_audience (privacy));
  if (target->subject != NULL && *target->subject != '\0' && op->subject == NULL)
    op->subject = g_strdup (target->subject);
}

/* ---- reply ---- */

/* Some small servers post a reply to nothing as a new post to everybody. */
static gboolean
is_target_there (EarSession *session, const EarOp *op, GError **error)
{
  g_autoptr (EarBatch) unused = NULL;
  g_autoptr (MaReader) reader = NULL;
  g_autoptr (GError) problem = NULL;

  if (ear_mastodon_is_recent (session))
    return TRUE;
  unused = ear_batch_new ();
  reader = ma_reader_new (session, unused);
  if (ma_reader_fetch (reader, op->target_ext, TRUE, &problem) != NULL)
    return TRUE;
  if (ear_mastodon_is_gone (session, op->target_ext, problem))
    ear_problem_set (error, EAR_PROBLEM_GONE, _("What you answer no longer exists there."));
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
ear_mastodon_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *url = ear_mastodon_url (session, "/api/v1/statuses", NULL);
  g_autofree char *text = ear_channel_op_text (op);
  const char *subject = op->subject != NULL && *op->subject != '\0' ? op->subject : NULL;
  g_autofree char *form = ear_form_encode ("status", text, "in_reply_to_id", op->target_ext,
                                           "visibility", ear_mastodon_audience_to_string (op->audience),
                                           "spoiler_text", subject, "sensitive", subject != NULL ? "true" : NULL, NULL);
  EarJson *json;

  if (!is_target_there (session, op, error))
    return FALSE;
  json = ear_mastodon_send (session, "POST", url, form, op->key, error);
  return json != NULL && ear_mastodon_take_answer (session, op, json, batch, error);
}

/* ---- after a lost answer ---- */

/* "@mia@other.example" is shown as "@mia", and addresses are shortened: letters outside of both are compared. */
static char *
squeeze (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("https?://\\S*|(?<=[\\w.-])@[\\w.:-]+|\\s+", 0, 0, NULL);

  return g_regex_replace_literal (regex, text, -1, 0, "", 0, NULL);
}

static gboolean
same_as_shown (const MaStatus *status, const char *sent)
{
  g_autofree char *content = status->content != NULL ? g_strdup (status->content) : g_strdup ("");
  g_autoptr (GRegex) links = g_regex_new ("<a\\s[^>]*href=[\"']https?://[^>]*>(?!\\s*(<[^>]*>)*[@#]).*?</a>", G_REGEX_CASELESS | G_REGEX_DOTALL | G_REGEX_RAW, 0, NULL);
  g_autofree char *without = g_regex_replace_literal (links, content, -1, 0, " ", 0, NULL);
  g_autofree char *shown = ear_html_to_text (without != NULL ? without : content, -1);
  g_autofree char *a = squeeze (shown);
  g_autofree char *b = squeeze (sent);

  return g_strcmp0 (a, b) == 0;
}

EarFound
ear_mastodon_same_text (EarSession *session, const MaStatus *status, const char *sent, GError **error)
{
  g_autofree char *path = g_strconcat ("/api/v1/statuses/", status->id, "/source", NULL);
  g_autofree char *url = ear_mastodon_url (session, path, NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = ear_session_get (session, url, NULL, &problem);
  const char *source = json != NULL ? ear_json_member_text (ear_json_root (json), "text") : NULL;

  if (source != NULL)
    {
      g_autofree char *a = g_strstrip (g_strdup (source));
      g_autofree char *b = g_strstrip (g_strdup (sent));

      return strcmp (a, b) == 0 ? EAR_FOUND : EAR_NOT_THERE;
    }
  if (problem != NULL && ear_channel_must_stop (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return EAR_CANNOT_TELL;
    }
  return same_as_shown (status, sent) ? EAR_FOUND : EAR_NOT_THERE;
}

/* ---- the search ---- */

typedef struct {
  EarSession *session;
  const EarOp *op;
  char *sent;              /* the text as it was sent */
  gint64 since;
  MaReader *reader;        /* of a batch that nobody reads */
} Search;

/* Among what was read from @first on: @found. CANNOT_TELL: with @error. */
static EarFound
look_through (Search *search, guint first, const MaStatus **found, GError **error)
{
  for (guint i = first; i < search->reader->order->len; i++)
    {
      const MaStatus *status = g_ptr_array_index (search->reader->order, i);
      EarFound same;

      if (!ear_mastodon_is_us (search->session, status->account.id) || status->created_at < search->since
          || g_strcmp0 (status->in_reply_to_id, search->op->target_ext) != 0)
        continue;
      same = ear_mastodon_same_text (search->session, status, search->sent, error);
      if (same == EAR_FOUND)
        *found = status;
      if (same != EAR_NOT_THERE)
        return same;
    }
  return EAR_NOT_THERE;
}

/* Our own statuses, newest first, back to before it was sent. */
static EarFound
search_own (Search *search, const MaStatus **found, GError **error)
{
  MaReader *reader = search->reader;
  g_autofree char *path = g_strconcat ("/api/v1/accounts/", ear_session_get_setting (search->session, MA_SETTING_ACCOUNT), "/statuses", NULL);
  const char *max_id = NULL;

  for (guint page = 0; page < SEARCH_PAGES; page++)
    {
      g_autofree char *url = ear_mastodon_url (search->session, path, "limit", "40", "exclude_reblogs", "true", "max_id", max_id, NULL);
      EarJson *json = ear_session_get (search->session, url, NULL, error);
      guint n_before = reader->order->len;
      const MaStatus *last;
      EarFound result;

      if (json == NULL || !ma_reader_add_list (reader, ma_reader_keep (reader, json), TRUE, error))
        return EAR_CANNOT_TELL;
      result = look_through (search, n_before, found, error);
      if (result != EAR_NOT_THERE || reader->order->len == n_before)
        return result;
      last = g_ptr_array_index (reader->order, reader->order->len - 1);
      if (last->created_at < search->since)
        return EAR_NOT_THERE;
      max_id = last->id;
    }
  return EAR_CANNOT_TELL;
}

/* Small servers list only our public statuses; what stands below the target is shown whole. */
static EarFound
search_below (Search *search, const MaStatus **found, GError **error)
{
  g_autofree char *path = g_strconcat ("/api/v1/statuses/", search->op->target_ext, "/context", NULL);
  g_autofree char *url = ear_mastodon_url (search->session, path, NULL);
  guint n_before = search->reader->order->len;
  EarJson *json = ear_session_get (search->session, url, NULL, error);

  if (json == NULL
      || !ma_reader_add_list (search->reader, ear_json_member (ma_reader_keep (search->reader, json), "descendants"), TRUE, error))
    return EAR_CANNOT_TELL;
  return look_through (search, n_before, found, error);
}

EarFound
ear_mastodon_find_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *text = ear_channel_op_text (op);
  g_autoptr (EarBatch) unused = ear_batch_new ();
  g_autoptr (MaReader) reader = ma_reader_new (session, unused);
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  Search search = { session, op, text, (op->first_sent_at != EAR_TIME_NONE ? op->first_sent_at : op->created_at) - SEARCH_SLACK_MS, reader };
  const MaStatus *found = NULL;
  EarFound result = search_own (&search, &found, error);
  EarJson *json;

  if (result == EAR_NOT_THERE && !ear_mastodon_is_recent (session))
    result = search_below (&search, &found, error);
  if (result != EAR_FOUND)
    return result;

  path = g_strconcat ("/api/v1/statuses/", found->id, NULL);
  url = ear_mastodon_url (session, path, NULL);
  json = ear_session_get (session, url, NULL, error);
  return json != NULL && ear_mastodon_take_answer (session, op, json, batch, error) ? EAR_FOUND : EAR_CANNOT_TELL;
}
