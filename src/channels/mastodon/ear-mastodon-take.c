/* ear-mastodon-take.c: statuses into messages, posts, people and conversations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/mastodon/ear-mastodon-private.h"

#include <gio/gio.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define NAME_BYTES 400
#define TITLE_BYTES 200
#define TEXT_BYTES (128 * 1024)
#define SUBJECT_BYTES 1000
#define LANGUAGE_BYTES 35
#define MAX_ATTACHMENTS 40

/* ---- words ---- */

static const struct {
  const char *word;
  EarAudience audience;
} visibilities[] = {
  { "public", EAR_AUDIENCE_PUBLIC },
  { "unlisted", EAR_AUDIENCE_UNLISTED },
  { "private", EAR_AUDIENCE_FOLLOWERS },
  { "direct", EAR_AUDIENCE_DIRECT },
};

/* Other programs have words of their own ("local", "list", "limited"): taken as the strictest, so that a reply never widens. */
EarAudience
ear_mastodon_read_audience (const char *visibility)
{
  for (gsize i = 0; i < G_N_ELEMENTS (visibilities); i++)
    {
      if (g_strcmp0 (visibilities[i].word, visibility) == 0)
        return visibilities[i].audience;
    }
  return EAR_AUDIENCE_DIRECT;
}

const char *
ear_mastodon_audience_to_string (EarAudience audience)
{
  for (gsize i = 0; i < G_N_ELEMENTS (visibilities); i++)
    {
      if (visibilities[i].audience == audience)
        return visibilities[i].word;
    }
  return "direct";
}

char *
ear_mastodon_dup_ext (EarSession *session, const char *acct)
{
  const char *domain = ear_session_get_setting (session, MA_SETTING_DOMAIN);
  const char *host = session->origin != NULL ? strstr (session->origin, "://") : NULL;
  g_autofree char *full = NULL;

  while (*acct == '@')
    acct++;
  if (strchr (acct, '@') != NULL)
    full = g_strdup (acct);
  else
    full = g_strconcat (acct, "@", domain != NULL ? domain : host != NULL ? host + 3 : "", NULL);
  return g_utf8_strdown (full, -1);
}

/* ---- what belongs together ---- */

static const MaStatus *
lookup_parent (MaReader *reader, const MaStatus *status)
{
  return status->in_reply_to_id != NULL ? g_hash_table_lookup (reader->statuses, status->in_reply_to_id) : NULL;
}

const char *
ma_reader_find_conversation (MaReader *reader, const MaStatus *status)
{
  const char *ext = status->id;

  if (reader->conversation != NULL)
    return reader->conversation;
  for (guint steps = 0; status != NULL && status->in_reply_to_id != NULL && steps <= reader->order->len; steps++)
    {
      ext = status->in_reply_to_id;
      status = lookup_parent (reader, status);
    }
  return ext;
}

/* A thread that turns private stays one conversation; each message says who sees it. */
static gboolean
is_direct_thread (MaReader *reader, const MaStatus *status)
{
  const MaStatus *parent = lookup_parent (reader, status);

  return ear_mastodon_is_direct (status) && (parent == NULL || ear_mastodon_is_direct (parent));
}

/* ---- whether it asks us something ---- */

/* Said to everybody, to nobody in particular: a post. */
static gboolean
is_broadcast (MaReader *reader, const MaStatus *status)
{
  return ear_mastodon_is_us (reader->session, status->account.id) && status->in_reply_to_id == NULL && !ear_mastodon_is_direct (status)
         && ear_json_length (status->mentions) == 0;
}

static gboolean
mentions_us (MaReader *reader, const MaStatus *status)
{
  return ear_mastodon_mentions_us (reader->session, status->content, status->mentions);
}

static gboolean
mentions (const MaStatus *status, const char *acct)
{
  for (gsize i = 0; i < ear_json_length (status->mentions); i++)
    {
      if (g_strcmp0 (ear_json_member_text (ear_json_element (status->mentions, i), "acct"), acct) == 0)
        return TRUE;
    }
  return FALSE;
}

/* design 7: a direct message, a reply whose parent is ours, or a mention that its writer typed. */
static gboolean
is_addressed (MaReader *reader, const MaStatus *status)
{
  const MaStatus *parent;

  if (ear_mastodon_is_direct (status) || ear_mastodon_is_us (reader->session, status->in_reply_to_account_id))
    return TRUE;
  if (!mentions_us (reader, status))
    return FALSE;
  if (status->in_reply_to_id == NULL || g_strcmp0 (status->in_reply_to_account_id, status->account.id) == 0)
    return TRUE;

  /* Programs copy the mentions of what is replied to. Where that cannot be read, better ask once too often. */
  parent = lookup_parent (reader, status);
  if (parent == NULL)
    return TRUE;
  return ear_mastodon_is_us (reader->session, parent->account.id) || !mentions_us (reader, parent);
}

/* Whom the writer named: in a reply to somebody else, without those that were named there already. Of what not everybody can
 * read, all of them: whom our answer does not name never sees it. */
static char *
dup_mentions (MaReader *reader, const MaStatus *status)
{
  const MaStatus *parent = lookup_parent (reader, status);
  gboolean ours = ear_mastodon_is_us (reader->session, status->account.id);
  gboolean narrow = ear_mastodon_read_audience (status->visibility) >= EAR_AUDIENCE_FOLLOWERS;
  gboolean may_inherit = !ours && !narrow && parent != NULL && g_strcmp0 (parent->account.id, status->account.id) != 0;
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) lines = g_string_new (NULL);

  for (gsize i = 0; i < ear_json_length (status->mentions); i++)
    {
      const EarJsonNode *mention = ear_json_element (status->mentions, i);
      const char *acct = ear_json_member_text (mention, "acct");
      char *ext;

      if (acct == NULL || *acct == '\0')
        continue;
      if (may_inherit && mentions (parent, acct))
        continue;
      ext = ear_mastodon_dup_ext (reader->session, acct);
      /* Some servers list whom a reply answers and whom it names apart. */
      if (g_hash_table_add (named, ext))
        g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", ext);
    }
  return lines->len > 0 ? g_string_free_and_steal (g_steal_pointer (&lines)) : NULL;
}

/* Who can see it: its writer, we, and whom it names. */
static gboolean
is_between_two (MaReader *reader, const MaStatus *status)
{
  const char *us = ear_session_get_setting (reader->session, MA_SETTING_HANDLE);
  g_autoptr (GHashTable) people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_hash_table_add (people, g_strdup (us != NULL ? us : ""));
  g_hash_table_add (people, ear_mastodon_dup_ext (reader->session, status->account.acct));
  for (gsize i = 0; i < ear_json_length (status->mentions); i++)
    {
      const char *acct = ear_json_member_text (ear_json_element (status->mentions, i), "acct");

      if (acct != NULL)
        g_hash_table_add (people, ear_mastodon_dup_ext (reader->session, acct));
    }
  return g_hash_table_size (people) == 2;
}

/* ---- values ---- */

static char *
take_author (MaReader *reader, const MaAccount *account)
{
  char *ext = ear_mastodon_dup_ext (reader->session, account->acct);
  const char *name = account->display_name != NULL && *account->display_name != '\0' ? account->display_name : account->acct;
  g_autofree char *clean = NULL;
  EarIdentity *identity;

  if (!g_hash_table_add (reader->people, g_strdup (ext)))
    return ext;
  clean = ear_text_clean_line (name, NAME_BYTES);
  identity = ear_identity_new (ext, clean);
  identity->handle = g_strconcat ("@", ext, NULL);
  identity->url = ear_channel_dup_web_url (account->url);
  identity->avatar_url = ear_channel_dup_web_url (account->avatar);
  identity->is_us = ear_mastodon_is_us (reader->session, account->id);
  ear_batch_take_identity (reader->batch, identity);
  return ext;
}

typedef struct {
  const char *type, *url, *preview_url, *remote_url, *description;
  gint64 width, height;
} Media;

static const EarJsonField media_table[] = {
  EAR_JSON_FIELD (Media, type, "type", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, url, "url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, preview_url, "preview_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, remote_url, "remote_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, description, "description", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, width, "meta.original.width", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, height, "meta.original.height", EAR_JSON_INT, EAR_JSON_LENIENT),
};

/* The server names only the sort; the address often tells the rest. */
static char *
dup_media_type (const Media *media, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *guessed = NULL;
  const char *sort = "application";

  if (g_strcmp0 (media->type, "image") == 0)
    sort = "image";
  else if (g_strcmp0 (media->type, "gifv") == 0 || g_strcmp0 (media->type, "video") == 0)
    sort = "video";
  else if (g_strcmp0 (media->type, "audio") == 0)
    sort = "audio";

  if (uri != NULL)
    {
      g_autofree char *content_type = g_content_type_guess (g_uri_get_path (uri), NULL, 0, NULL);

      guessed = g_content_type_get_mime_type (content_type);
    }
  if (guessed != NULL && g_str_has_prefix (guessed, sort))
    return g_steal_pointer (&guessed);
  return strcmp (sort, "application") == 0 ? g_strdup ("application/octet-stream") : g_strconcat (sort, "/*", NULL);
}

static guint
clamp_size (gint64 size)
{
  return (guint) CLAMP (size, 0, 100000);
}

static GPtrArray *
read_attachments (const MaStatus *status)
{
  GPtrArray *attachments = NULL;

  for (gsize i = 0; i < MIN (ear_json_length (status->media), MAX_ATTACHMENTS); i++)
    {
      Media media = { NULL };
      EarAttachment *attachment;
      g_autofree char *url = NULL;

      if (!ear_json_bind_table (ear_json_element (status->media, i), media_table, &media, NULL))
        continue;
      /* Not copied to our server, or not yet. */
      url = ear_channel_dup_web_url (media.url != NULL ? media.url : media.remote_url);
      if (url == NULL)
        continue;
      attachment = ear_attachment_new (url);
      attachment->preview_url = ear_channel_dup_web_url (media.preview_url);
      attachment->media_type = dup_media_type (&media, url);
      attachment->description = media.description != NULL ? ear_text_clean_body (media.description, TEXT_BYTES) : NULL;
      attachment->width = clamp_size (media.width);
      attachment->height = clamp_size (media.height);
      if (attachments == NULL)
        attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_attachment_free);
      g_ptr_array_add (attachments, attachment);
    }
  return attachments;
}

static char *
dup_url (const MaStatus *status)
{
  return ear_channel_dup_web_url (status->url != NULL ? status->url : status->uri);
}

static char *
dup_text (const MaStatus *status, gsize max_bytes)
{
  g_autofree char *text = ear_html_to_text (status->content != NULL ? status->content : "", -1);

  return ear_text_clean_body (text, max_bytes);
}

static gint64
read_time (MaReader *reader, const MaStatus *status)
{
  if (status->created_at != EAR_TIME_NONE)
    return status->created_at;
  return reader->batch->service_date != EAR_TIME_NONE ? reader->batch->service_date : ear_clock_now_ms ();
}

/* ---- into the batch ---- */

static void
take_post (MaReader *reader, const MaStatus *status)
{
  EarPost *post = ear_post_new (status->id);
  g_autofree char *text = dup_text (status, TEXT_BYTES);

  post->title = ear_text_clean_line (status->spoiler_text != NULL && *status->spoiler_text != '\0' ? status->spoiler_text : text, TITLE_BYTES);
  post->url = dup_url (status);
  post->text = g_steal_pointer (&text);
  post->posted_at = read_time (reader, status);
  post->by_us = TRUE;
  ear_batch_take_post (reader->batch, post);
}

/* @oldest: what is known of its beginning. */
static void
take_conversation (MaReader *reader, const MaStatus *oldest, const char *ext)
{
  const MaStatus *root = g_hash_table_lookup (reader->statuses, ext);
  gboolean direct = is_direct_thread (reader, root != NULL ? root : oldest);
  EarConversation *conversation = ear_conversation_new (ext, direct ? EAR_CONVERSATION_DIRECT : EAR_CONVERSATION_THREAD);

  if (root != NULL)
    {
      conversation->url = dup_url (root);
      if (is_broadcast (reader, root))
        conversation->post_ext = g_strdup (root->id);
    }
  conversation->two_person = direct && is_between_two (reader, root != NULL ? root : oldest);
  ear_batch_take_conversation (reader->batch, conversation);
}

static void
take_message (MaReader *reader, const MaStatus *status, const char *conversation)
{
  EarMessage *message = ear_message_new (status->id, conversation);
  gboolean ours = ear_mastodon_is_us (reader->session, status->account.id);

  message->author_ext = take_author (reader, &status->account);
  message->parent_ext = g_strdup (status->in_reply_to_id);
  message->direction = ours ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  message->state = EAR_MESSAGE_VISIBLE;
  message->audience = ear_mastodon_read_audience (status->visibility);
  if (!ours && is_addressed (reader, status))
    message->flags |= EAR_MESSAGE_ADDRESSED;
  /* Of our own account the flag says how it posts, not that an answer was made by a machine. */
  if (!ours && status->account.bot)
    message->flags |= EAR_MESSAGE_AUTOMATIC;
  message->sent_at = read_time (reader, status);
  message->edited_at = status->edited_at;
  message->html = g_strdup (status->content);
  message->text = dup_text (status, TEXT_BYTES);
  /* An edit may have taken the warning away. */
  if (status->spoiler_text != NULL && (*status->spoiler_text != '\0' || status->edited_at != EAR_TIME_NONE))
    message->subject = ear_text_clean_line (status->spoiler_text, SUBJECT_BYTES);
  message->language = status->language != NULL ? ear_text_clean_line (status->language, LANGUAGE_BYTES) : NULL;
  message->url = dup_url (status);
  message->mentions = dup_mentions (reader, status);
  message->liked = status->favourited;
  message->attachments = read_attachments (status);
  ear_batch_take_message (reader->batch, message);

  /* A reply to this one that was read before it could name it only. */
  if (strcmp (conversation, status->id) != 0)
    ear_batch_add_rekey (reader->batch, status->id, conversation);
}

/* Of a post nobody answered there is nothing to talk about yet. */
static void
take_broadcast (MaReader *reader, const MaStatus *status, GHashTable *oldest)
{
  if (!status->silent || g_hash_table_contains (oldest, status->id))
    take_post (reader, status);
  if (!status->silent && status->replies_count > 0 && !g_hash_table_contains (oldest, status->id))
    take_conversation (reader, status, status->id);
}

/* Conversation → the oldest of its statuses here. */
static GHashTable *
find_oldest (MaReader *reader)
{
  GHashTable *oldest = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < reader->order->len; i++)
    {
      MaStatus *status = g_ptr_array_index (reader->order, i);
      const char *conversation;
      const MaStatus *known;

      if (status->silent || is_broadcast (reader, status))
        continue;
      conversation = ma_reader_find_conversation (reader, status);
      known = g_hash_table_lookup (oldest, conversation);
      if (known == NULL || status->created_at < known->created_at)
        g_hash_table_insert (oldest, (gpointer) conversation, status);
    }
  return oldest;
}

void
ma_reader_take (MaReader *reader)
{
  g_autoptr (GHashTable) oldest = find_oldest (reader);

  for (guint i = 0; i < reader->order->len; i++)
    {
      const MaStatus *status = g_ptr_array_index (reader->order, i);
      const char *conversation;

      if (is_broadcast (reader, status))
        {
          take_broadcast (reader, status, oldest);
          continue;
        }
      if (status->silent)
        continue;
      conversation = ma_reader_find_conversation (reader, status);
      if (g_hash_table_lookup (oldest, conversation) == status && reader->conversation == NULL)
        take_conversation (reader, status, conversation);
      take_message (reader, status, conversation);
    }
}
