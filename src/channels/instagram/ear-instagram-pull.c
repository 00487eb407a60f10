/* ear-instagram-pull.c: media with their comments, tags and conversations, forward, backward and again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/instagram/ear-instagram-private.h"

#include <string.h>

#include "base/ear-clock.h"

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
/* Hiding changes no number that is given at once, and most of what is written comes in the first days. */
#define YOUNG_MS (2 * DAY_MS)
/* Replies stand below their comment, however old that is: so far back comments are read for them. */
#define REPLIES_MS (2 * DAY_MS)
#define FIRST_CONVERSATIONS 20
/* A message that was taken back moves nothing: so many of the newest conversations are read again, and as many of the others in turn. */
#define AGAIN_CONVERSATIONS "10"
/* What else of a comment's replies there is. */
#define REPLIES_PREFIX "replies:"

/* A media's comments are read to the end where their number changed, if they are no more than that. */
#define WHOLE_COMMENTS 300

/* Asked for more modestly where Instagram wants that. */
#define FEW "5"

#define NESTED(count) IG_MEDIA_FIELDS ",comments.limit(" count "){" IG_THREAD_FIELDS "}"

static EarMetaReading *
reading_of (EarMetaWalk *walk)
{
  EarMetaReading *reading = walk->data;

  reading->now = walk->now;
  return reading;
}

/* ---- media and comments ---- */

static char *
media_url (EarMetaWalk *walk)
{
  /* Later rounds read the comments of those media alone whose number of comments is another. */
  gboolean alone = walk->direction == EAR_PULL_FORWARD && !walk->first;

  return ear_meta_url (walk->session, "me/media", "fields", alone ? IG_MEDIA_FIELDS : walk->direction == EAR_PULL_RECONCILE ? NESTED ("50") : NESTED ("25"),
                       "limit", walk->modest ? FEW : "25", NULL);
}

static gint64
read_count (const EarJsonNode *node)
{
  static const EarJsonField table[] = { { "comments_count", EAR_JSON_INT, EAR_JSON_LENIENT, 0, -1 } };
  gint64 count = -1;

  ear_json_bind_table (node, table, &count, NULL);
  return count;
}

/* @whole: to the end of the list: a new reply may stand under an old comment. */
static void
add_media (EarMetaWalk *walk, const IgPlace *place, const char *next, gboolean whole)
{
  ear_meta_walk_add (walk, &(EarMetaPending) { .ext = (char *) place->media, .title = (char *) place->title, .url = (char *) place->url,
                                               .next = (char *) next, .whole = whole });
}

/* Replies that did not fit into their comment. */
static void
add_replies (EarMetaWalk *walk, const EarJsonNode *comments)
{
  for (gsize i = 0; i < ear_json_length (comments); i++)
    {
      const EarJsonNode *node = ear_json_element (comments, i);
      g_autofree char *next = ear_meta_dup_next (ear_json_member (node, "replies"));
      g_autofree char *ext = NULL;
      g_autofree char *author = NULL;

      if (next == NULL)
        continue;
      ext = g_strconcat (REPLIES_PREFIX, ear_json_member_text (node, "id"), NULL);
      author = ear_instagram_dup_author (reading_of (walk), node);
      ear_meta_walk_add (walk, &(EarMetaPending) { .ext = ext, .author = author, .next = next });
    }
}

/* @sure: (inout): whether comments may be read at all: where there are none, one of the page's is asked. */
static gboolean
take_nested (EarMetaWalk *walk, const EarJsonNode *node, const IgPlace *place, gboolean *sure, GError **error)
{
  EarMetaReading *reading = reading_of (walk);
  const EarJsonNode *comments = ear_json_member (node, "comments");
  g_autofree char *next = ear_meta_dup_next (comments);

  reading->oldest = EAR_TIME_NONE;
  if (comments != NULL && !ear_instagram_take_comments (reading, comments, place, error))
    return FALSE;
  *sure |= comments != NULL;
  if (walk->direction == EAR_PULL_RECONCILE)
    {
      if (!*sure && !ear_meta_walk_is_empty (walk, place->media, error))
        return FALSE;
      *sure = TRUE;
      ear_batch_add_complete_post (walk->batch, place->media, ear_meta_complete_from (reading->oldest, next != NULL), walk->now);
    }
  if (comments == NULL)
    return TRUE;
  if (walk->direction == EAR_PULL_RECONCILE ? walk->older : !walk->first)
    {
      add_replies (walk, ear_json_member (comments, "data"));
      if (next != NULL && (reading->oldest == EAR_TIME_NONE || reading->oldest > walk->floor))
        add_media (walk, place, next, FALSE);
    }
  return TRUE;
}

static gboolean
take_media_page (EarMetaWalk *walk, const EarJsonNode *data, GError **error)
{
  EarMetaReading *reading = reading_of (walk);
  gboolean alone = walk->direction == EAR_PULL_FORWARD && !walk->first;
  gboolean sure = FALSE;

  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      const EarJsonNode *node = ear_json_element (data, i);
      g_autofree char *title = NULL;
      g_autofree char *url = NULL;
      IgPlace place = { NULL };
      gint64 count, time;

      if (!ear_instagram_take_media (reading, node, &title, error))
        return FALSE;
      url = ear_channel_dup_web_url (ear_json_member_text (node, "permalink"));
      place = (IgPlace) { .media = ear_json_member_text (node, "id"), .title = title, .url = url };
      count = read_count (node);
      time = ear_meta_read_time (node, "timestamp", EAR_TIME_NONE);
      walk->oldest = ear_meta_earlier (walk->oldest, time);
      if (walk->direction == EAR_PULL_FORWARD)
        {
          gboolean changed = count < 0 || count != ear_meta_walk_get_count (walk, place.media);
          gboolean young = time == EAR_TIME_NONE || time > walk->now - YOUNG_MS;

          ear_meta_walk_set_count (walk, place.media, count);
          if (alone && count != 0 && (changed || young))
            add_media (walk, &place, NULL, changed && count <= WHOLE_COMMENTS);
        }
      if (!alone && !take_nested (walk, node, &place, &sure, error))
        return FALSE;
    }
  return TRUE;
}

static char *
comments_url (EarMetaWalk *walk, const EarMetaPending *pending)
{
  gboolean replies = g_str_has_prefix (pending->ext, REPLIES_PREFIX);
  g_autofree char *path = g_strconcat (ear_instagram_get_object (pending->ext), replies ? "/replies" : "/comments", NULL);

  return ear_meta_url (walk->session, path, "fields", replies ? IG_COMMENT_FIELDS : IG_THREAD_FIELDS, "limit", "50", NULL);
}

static gboolean
take_comments (EarMetaWalk *walk, const EarMetaPending *pending, const EarJsonNode *root, char **next, GError **error)
{
  EarMetaReading *reading = reading_of (walk);
  gboolean replies = g_str_has_prefix (pending->ext, REPLIES_PREFIX);
  IgPlace place = { .media = pending->ext, .title = pending->title, .url = pending->url };

  if (replies)
    place = (IgPlace) { .conversation = ear_instagram_get_object (pending->ext), .author = pending->author };
  if (!ear_instagram_take_comments (reading, root, &place, error))
    return FALSE;
  if (!replies)
    add_replies (walk, ear_json_member (root, "data"));
  /* In which order replies come is not said. */
  walk->oldest = replies || pending->whole || reading->oldest == EAR_TIME_NONE ? EAR_TIME_NONE : reading->oldest + REPLIES_MS;
  *next = ear_meta_dup_next (root);
  return TRUE;
}

/* ---- tags ---- */

static char *
tags_url (EarMetaWalk *walk)
{
  return ear_meta_url (walk->session, "me/tags", "fields", IG_TAG_FIELDS, "limit", "25", NULL);
}

static gboolean
take_tags (EarMetaWalk *walk, const EarJsonNode *data, GError **error)
{
  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      const EarJsonNode *node = ear_json_element (data, i);
      gint64 time = ear_meta_read_time (node, "timestamp", EAR_TIME_NONE);

      if (!ear_instagram_take_tag (reading_of (walk), node, error))
        return FALSE;
      walk->oldest = ear_meta_earlier (walk->oldest, time);
    }
  if (walk->newest && walk->oldest != EAR_TIME_NONE)
    ear_batch_set_complete_range (walk->batch, ear_meta_complete_from (walk->oldest, TRUE), walk->now, IG_TAG_PREFIX);
  return TRUE;
}

/* ---- conversations ---- */

static char *
conversations_url (EarMetaWalk *walk)
{
  return ear_meta_url (walk->session, "me/conversations", "platform", "instagram", "fields", "id,updated_time", "limit",
                       walk->direction == EAR_PULL_RECONCILE ? AGAIN_CONVERSATIONS : "50", NULL);
}

static gboolean
take_conversations (EarMetaWalk *walk, const EarJsonNode *data, GError **error)
{
  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      const EarJsonNode *node = ear_json_element (data, i);
      const char *id = ear_json_is_object (node) ? ear_json_member_text (node, "id") : NULL;
      gint64 time = ear_meta_read_time (node, "updated_time", EAR_TIME_NONE);

      if (id == NULL || ear_instagram_get_sort (id) != IG_DIRECT)
        {
          ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service sent a conversation without its id.");
          return FALSE;
        }
      if (walk->first ? i < FIRST_CONVERSATIONS : walk->direction == EAR_PULL_RECONCILE || time == EAR_TIME_NONE || time > walk->floor)
        ear_meta_walk_add (walk, &(EarMetaPending) { .ext = (char *) id });
      /* Again, one page of the newest is enough. */
      if (walk->direction != EAR_PULL_RECONCILE)
        walk->oldest = ear_meta_earlier (walk->oldest, time);
    }
  return TRUE;
}

static char *
conversation_url (EarMetaWalk *walk, const EarMetaPending *pending)
{
  return ear_meta_url (walk->session, pending->ext, "fields",
                       walk->plain ? IG_CONVERSATION_OF (IG_MESSAGE_PLAIN_FIELDS) : IG_CONVERSATION_OF (IG_MESSAGE_FIELDS), NULL);
}

static gboolean
take_conversation (EarMetaWalk *walk, const EarMetaPending *pending, const EarJsonNode *root, char **next, GError **error)
{
  EarMetaReading *reading = reading_of (walk);

  *next = NULL;
  if (!ear_instagram_take_conversation (reading, root, error))
    return FALSE;
  /* More was written in between than is given. */
  if (walk->direction == EAR_PULL_FORWARD && !walk->first && reading->oldest != EAR_TIME_NONE && reading->oldest > walk->floor)
    ear_meta_walk_note_hole (walk, reading->oldest);
  return TRUE;
}

/* ---- pull ---- */

static const struct {
  const char *stream;
  EarMetaWalkSteps steps;
} streams[] = {
  { "comments", { FALSE, media_url, take_media_page, comments_url, take_comments } },
  { "tags", { FALSE, tags_url, take_tags, NULL, NULL } },
  { "conversations", { FALSE, conversations_url, take_conversations, conversation_url, take_conversation } },
};

gboolean
ear_instagram_pull (EarSession *session, const char *stream, EarPullDirection direction, const char *cursor, EarBatch *batch, GError **error)
{
  g_auto (EarMetaReading) reading = { NULL };
  EarMetaWalk walk = { .session = session, .batch = batch, .service = EAR_META_INSTAGRAM, .direction = direction, .data = &reading };

  for (gsize i = 0; i < G_N_ELEMENTS (streams); i++)
    if (strcmp (streams[i].stream, stream) == 0)
      walk.steps = &streams[i].steps;
  if (walk.steps == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED, "Instagram has no stream “%s”.", stream);
      return FALSE;
    }
  if (*ear_instagram_get_id (session) == '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_AUTH, "It is not known which account this is. Sign in again.");
      return FALSE;
    }
  /* Instagram would leave them out, as if nobody had written. */
  if (strcmp (stream, "comments") == 0 && g_strcmp0 (ear_session_get_setting (session, IG_SETTING_READS), "no") == 0)
    {
      const EarProblemDetail detail = { .retry_after_ms = -1, .permission = (char *) "instagram_business_manage_comments" };

      g_propagate_error (error, ear_problem_new (EAR_PROBLEM_FORBIDDEN, &detail, "Comments may not be read"));
      return FALSE;
    }
  ear_meta_reading_begin (&reading, session, batch, g_free);
  return ear_meta_walk (&walk, cursor, error);
}
