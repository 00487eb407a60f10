/* ear-threads-item.c: posts and replies into items
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/threads/ear-threads-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define TITLE_BYTES 200
#define MAX_DEPTH 1000
/* So many replies above what was read are asked for one by one; what is above the others is found later. */
#define MAX_ASKED 20

const char *
ear_threads_get_id (EarSession *session)
{
  const char *id = ear_session_get_setting (session, TH_SETTING_ID);

  return id != NULL ? id : "";
}

gboolean
ear_threads_has_mentions (EarSession *session)
{
  return g_strcmp0 (ear_session_get_setting (session, TH_SETTING_MENTIONS), "yes") == 0;
}

gboolean
ear_threads_is_ours (EarSession *session, const char *username)
{
  const char *ours = ear_session_get_setting (session, TH_SETTING_USERNAME);

  return username != NULL && ours != NULL && g_ascii_strcasecmp (username, ours) == 0;
}

/* ---- what is known of each reply ---- */

typedef struct {
  char *author;              /* (nullable): user name, lower case */
  char *parent;              /* (nullable): what it replies to; NULL: a post, or not told */
} Seen;

static void
seen_free (gpointer data)
{
  Seen *seen = data;

  g_free (seen->author);
  g_free (seen->parent);
  g_free (seen);
}

void
ear_threads_begin (EarMetaReading *reading, EarSession *session, EarBatch *batch)
{
  ear_meta_reading_begin (reading, session, batch, seen_free);
}

/* ---- people ---- */

/* Only names are told, and they can change. Ours stands for our id. */
static char *
dup_person_ext (EarMetaReading *reading, const char *username, const char *conversation)
{
  if (ear_threads_is_ours (reading->session, username))
    return g_strdup (ear_threads_get_id (reading->session));
  if (username != NULL && *username != '\0')
    return g_ascii_strdown (username, -1);
  return ear_meta_dup_withheld (conversation);
}

static char *
take_person (EarMetaReading *reading, const char *username, const char *picture, const char *conversation)
{
  return ear_meta_take_person (reading, dup_person_ext (reading, username, conversation), username, _("Threads user"), "https://www.threads.com/@",
                               picture, ear_threads_is_ours (reading->session, username));
}

static gboolean
names_us (EarMetaReading *reading, GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    if (ear_threads_is_ours (reading->session, g_ptr_array_index (names, i)))
      return TRUE;
  return FALSE;
}

static char *
dup_mentions (EarMetaReading *reading, GPtrArray *names)
{
  g_autoptr (GString) mentions = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *ext = dup_person_ext (reading, g_ptr_array_index (names, i), "");

      if (*ext != '\0')
        g_string_append_printf (mentions, "%s%s", mentions->len > 0 ? "\n" : "", ext);
    }
  return mentions->len > 0 ? g_strdup (mentions->str) : NULL;
}

/* ---- nodes ---- */

typedef struct {
  const char *id, *media_type, *media_url, *alt_text, *link, *permalink, *username, *picture, *text, *root, *parent, *hide_status;
  gint64 timestamp;
  gboolean has_replies, owned;
} Media;

static const EarJsonField media_table[] = {
  EAR_JSON_FIELD (Media, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Media, media_type, "media_type", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, media_url, "media_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, alt_text, "alt_text", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, link, "link_attachment_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, permalink, "permalink", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, username, "username", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, picture, "profile_picture_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, text, "text", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, root, "root_post.id", EAR_JSON_ID, EAR_JSON_LENIENT | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Media, parent, "replied_to.id", EAR_JSON_ID, EAR_JSON_LENIENT | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Media, hide_status, "hide_status", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, timestamp, "timestamp", EAR_JSON_TIME, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, has_replies, "has_replies", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, owned, "is_reply_owned_by_me", EAR_JSON_BOOL, EAR_JSON_LENIENT),
};

static gboolean
read_media (const EarJsonNode *node, Media *media, GError **error)
{
  *media = (Media) { .timestamp = EAR_TIME_NONE, .has_replies = TRUE };
  return ear_json_bind_table (node, media_table, media, error);
}

static char *
dup_title (const Media *media)
{
  return media->text != NULL && *media->text != '\0' ? ear_text_clean_line (media->text, TITLE_BYTES) : NULL;
}

static GPtrArray *
dup_attachments (const Media *media)
{
  GPtrArray *attachments = ear_meta_attachments_new ();
  gboolean video = g_strcmp0 (media->media_type, "VIDEO") == 0, audio = g_strcmp0 (media->media_type, "AUDIO") == 0;

  ear_meta_add_attachment (attachments, media->media_url, video ? "video/*" : audio ? "audio/*" : "image/*", media->alt_text);
  ear_meta_add_attachment (attachments, media->link, "text/html", NULL);
  return ear_meta_attachments_end (attachments);
}

gboolean
ear_threads_take_post (EarMetaReading *reading, const EarJsonNode *node, char **title, GError **error)
{
  Media media;

  if (!read_media (node, &media, error))
    return FALSE;
  *title = dup_title (&media);
  ear_meta_take_own_post (reading, media.id, *title, media.text, media.permalink, media.timestamp);
  return TRUE;
}

/* ---- where a reply belongs ---- */

static const Seen *
note_seen (EarMetaReading *reading, const Media *media)
{
  Seen *seen = g_new0 (Seen, 1);

  seen->author = media->owned ? g_strdup (ear_session_get_setting (reading->session, TH_SETTING_USERNAME))
                 : media->username != NULL ? g_ascii_strdown (media->username, -1) : NULL;
  seen->parent = g_strdup (media->parent);
  g_hash_table_replace (reading->known, g_strdup (media->id), seen);
  return seen;
}

void
ear_threads_note_author (EarMetaReading *reading, const char *id, const char *username)
{
  Media media = { .id = id, .username = username };

  if (username != NULL && g_hash_table_lookup (reading->known, id) == NULL)
    note_seen (reading, &media);
}

/* What is above the page that was read is asked for by its id. @seen: (out) (nullable) */
static gboolean
look_up (EarMetaReading *reading, const char *id, const Seen **seen, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = NULL;
  Media media;

  *seen = g_hash_table_lookup (reading->known, id);
  if (*seen != NULL || reading->n_asked >= MAX_ASKED)
    return TRUE;
  reading->n_asked++;
  json = ear_meta_get_object (reading->session, EAR_META_THREADS_VERSION, id, "id,username,is_reply_owned_by_me,replied_to", NULL, &problem);
  if (json == NULL && ear_channel_must_stop (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (json != NULL && read_media (ear_json_root (json), &media, NULL) && strcmp (media.id, id) == 0)
    *seen = note_seen (reading, &media);
  else
    g_hash_table_replace (reading->known, g_strdup (id), g_new0 (Seen, 1));
  return TRUE;
}

gboolean
ear_threads_is_our_post (EarMetaReading *reading, const char *id, gboolean *ours, GError **error)
{
  const Seen *seen;

  if (!look_up (reading, id, &seen, error))
    return FALSE;
  *ours = seen != NULL && ear_threads_is_ours (reading->session, seen->author);
  return TRUE;
}

/* The reply of the first level above @media, or the highest that is known: it is called otherwise once that is read. */
static gboolean
find_beginning (EarMetaReading *reading, const Media *media, const char *post, const char **beginning, GError **error)
{
  guint depth = 0;

  *beginning = media->id;
  for (const char *parent = media->parent; parent != NULL && strcmp (parent, post) != 0;)
    {
      const Seen *seen;

      *beginning = parent;
      if (++depth > MAX_DEPTH || strcmp (parent, media->id) == 0)
        break;
      if (!look_up (reading, parent, &seen, error))
        return FALSE;
      parent = seen != NULL ? seen->parent : NULL;
    }
  return TRUE;
}

static const char *
get_author (EarMetaReading *reading, const char *id)
{
  const Seen *seen = id != NULL ? g_hash_table_lookup (reading->known, id) : NULL;

  return seen != NULL ? seen->author : NULL;
}

/* A reply of the first level, one to what we wrote, one that names us, and who goes on in what they began; not customers among each
 * other. */
static gboolean
is_addressed (EarMetaReading *reading, const Media *media, const ThPlace *place, const char *conversation, GPtrArray *names)
{
  const char *above = get_author (reading, media->parent);

  if (names_us (reading, names) || ear_threads_is_ours (reading->session, above))
    return TRUE;
  if (place->conversation == NULL && strcmp (conversation, media->id) == 0)
    return TRUE;
  return above != NULL && media->username != NULL && g_ascii_strcasecmp (above, media->username) == 0
         && g_strcmp0 (above, get_author (reading, conversation)) == 0;
}

EarMessageState
ear_threads_read_state (const char *hide_status)
{
  static const char *const hidden[] = { "HIDDEN", "BLOCKED", "RESTRICTED", NULL };

  return hide_status != NULL && g_strv_contains (hidden, hide_status) ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE;
}

static EarMessage *
make_message (EarMetaReading *reading, const Media *media, const char *conversation, GPtrArray *names)
{
  EarMessage *message = ear_message_new (media->id, conversation);
  gboolean ours = media->owned || ear_threads_is_ours (reading->session, media->username);

  message->author_ext = ours && !ear_threads_is_ours (reading->session, media->username)
                          ? take_person (reading, ear_session_get_setting (reading->session, TH_SETTING_USERNAME), NULL, conversation)
                          : take_person (reading, media->username, media->picture, conversation);
  message->direction = ours ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  message->state = ear_threads_read_state (media->hide_status);
  message->flags = ours ? EAR_MESSAGE_NO_HIDE : EAR_MESSAGE_NO_DELETE;
  message->sent_at = media->timestamp != EAR_TIME_NONE ? media->timestamp : reading->now;
  message->text = ear_text_clean_body (media->text != NULL ? media->text : "", EAR_META_TEXT_BYTES);
  message->url = ear_channel_dup_web_url (media->permalink);
  message->mentions = dup_mentions (reading, names);
  message->attachments = dup_attachments (media);
  return message;
}

static gboolean
take_one (EarMetaReading *reading, const Media *media, const ThPlace *place, GError **error)
{
  const char *post = place->post != NULL ? place->post : media->root != NULL ? media->root : "";
  g_autoptr (GPtrArray) names = ear_meta_find_names (media->text);
  const char *conversation = place->conversation;
  EarMessage *message;
  gboolean nested;

  if (conversation == NULL && !find_beginning (reading, media, post, &conversation, error))
    return FALSE;
  /* For whom it is depends on who wrote what it replies to. */
  if (media->parent != NULL && strcmp (media->parent, post) != 0)
    {
      const Seen *above;

      if (!look_up (reading, media->parent, &above, error))
        return FALSE;
    }
  nested = strcmp (conversation, media->id) != 0;
  message = make_message (reading, media, conversation, names);
  if (media->parent != NULL && nested)
    message->parent_ext = g_strdup (media->parent);
  if (place->held)
    message->state = EAR_MESSAGE_HELD;
  else
    message->flags |= EAR_MESSAGE_NO_APPROVE;
  if (nested)
    message->flags |= EAR_MESSAGE_NO_HIDE;
  if (message->direction == EAR_DIRECTION_INBOUND && is_addressed (reading, media, place, conversation, names))
    message->flags |= EAR_MESSAGE_ADDRESSED;
  if (!nested && place->conversation == NULL)
    {
      EarConversation *begun = ear_conversation_new (conversation, EAR_CONVERSATION_COMMENT);

      begun->title = g_strdup (place->title);
      begun->post_ext = *post != '\0' ? g_strdup (post) : NULL;
      begun->url = g_strdup (message->url);
      ear_batch_take_conversation (reading->batch, begun);
    }
  ear_batch_take_message (reading->batch, message);
  /* A reply to this one that was read before it could name it only; and what names us is listed as if it stood alone. */
  if (nested && (media->has_replies || names_us (reading, names)))
    ear_batch_add_rekey (reading->batch, media->id, conversation);
  return TRUE;
}

gboolean
ear_threads_take_reply (EarMetaReading *reading, const EarJsonNode *node, const ThPlace *place, GError **error)
{
  Media media;

  if (!read_media (node, &media, error))
    return FALSE;
  note_seen (reading, &media);
  return take_one (reading, &media, place, error);
}

gboolean
ear_threads_take_replies (EarMetaReading *reading, const EarJsonNode *list, const ThPlace *place, GError **error)
{
  const EarJsonNode *data = ear_meta_read_list (list, error);
  gsize n = ear_json_length (data);
  g_autofree Media *media = g_new (Media, n + 1);

  reading->oldest = EAR_TIME_NONE;
  if (data == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      if (!read_media (ear_json_element (data, i), &media[i], error))
        return FALSE;
      note_seen (reading, &media[i]);
      reading->oldest = ear_meta_earlier (reading->oldest, media[i].timestamp);
    }
  for (gsize i = 0; i < n; i++)
    if (!take_one (reading, &media[i], place, error))
      return FALSE;
  return TRUE;
}

/* ---- who names us ---- */

gboolean
ear_threads_take_mention (EarMetaReading *reading, const EarJsonNode *node, gboolean *taken, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;
  EarConversation *conversation;
  EarMessage *message;
  gboolean below_ours = FALSE;
  Media media;

  *taken = FALSE;
  if (!read_media (node, &media, error))
    return FALSE;
  /* Replies below our own posts come with those. */
  if (media.root != NULL && strcmp (media.root, media.id) != 0 && !ear_threads_is_our_post (reading, media.root, &below_ours, error))
    return FALSE;
  if (below_ours || ear_threads_is_ours (reading->session, media.username))
    return TRUE;
  note_seen (reading, &media);
  names = ear_meta_find_names (media.text);
  conversation = ear_conversation_new (media.id, EAR_CONVERSATION_THREAD);
  conversation->title = dup_title (&media);
  conversation->url = ear_channel_dup_web_url (media.permalink);
  ear_batch_take_conversation (reading->batch, conversation);
  message = make_message (reading, &media, media.id, names);
  message->flags |= EAR_MESSAGE_ADDRESSED | EAR_MESSAGE_NO_HIDE | EAR_MESSAGE_NO_APPROVE;
  ear_batch_take_message (reading->batch, message);
  *taken = TRUE;
  return TRUE;
}
