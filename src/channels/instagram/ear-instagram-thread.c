/* ear-instagram-thread.c: one conversation, or one message, as it is now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/instagram/ear-instagram-private.h"

#include <string.h>

#define MAX_PAGES 20

gboolean
ear_instagram_check (EarSession *session, const char *message_ext, EarBatch *batch, GError **error)
{
  static const EarJsonField table[] = { { "hidden", EAR_JSON_BOOL, EAR_JSON_LENIENT, 0, -1 } };
  IgSort sort = ear_instagram_get_sort (message_ext);
  GError *problem = NULL;
  g_autoptr (EarJson) json = NULL;
  gboolean hidden = FALSE;

  if (sort == IG_DIRECT)
    return ear_meta_check_message (session, EAR_META_INSTAGRAM, NULL, message_ext, batch, error);
  /* It has no address of its own. */
  if (sort == IG_PRIVATE)
    {
      ear_batch_add_change (batch, message_ext, EAR_MESSAGE_VISIBLE);
      return TRUE;
    }
  json = ear_meta_get_object (session, EAR_META_VERSION, ear_instagram_get_object (message_ext), sort == IG_COMMENT ? "id,hidden" : "id", NULL, &problem);
  if (json == NULL)
    {
      if (!ear_meta_note_gone (session, EAR_META_INSTAGRAM, NULL, message_ext, batch, problem, error))
        return FALSE;
      /* What hangs below it went with it, or stands elsewhere now: that is asked for too. */
      g_set_str (&batch->complete_conversation_ext, message_ext);
      return TRUE;
    }
  ear_json_bind_table (ear_json_root (json), table, &hidden, NULL);
  ear_batch_add_change (batch, message_ext, hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE);
  return TRUE;
}

/* The replies behind those that came with their comment. */
static gboolean
take_rest (EarMetaReading *reading, const char *comment, const EarJsonNode *root, gboolean *complete, GError **error)
{
  g_autofree char *path = g_strconcat (comment, "/replies", NULL);
  g_autofree char *url = ear_meta_url (reading->session, path, "fields", IG_COMMENT_FIELDS, "limit", "50", NULL);
  g_auto (EarMetaPages) pages = {
    .session = reading->session, .url = url, .next = ear_meta_dup_next (ear_json_member (root, "replies")), .most = MAX_PAGES,
  };
  g_autofree char *author = ear_instagram_dup_author (reading, root);
  IgPlace place = { .conversation = comment, .author = author };
  const EarJsonNode *page;

  *complete = pages.next == NULL;
  if (*complete)
    return TRUE;
  while (ear_meta_pages_next (&pages, &page, error))
    if (!ear_instagram_take_comments (reading, page, &place, error))
      return FALSE;
  *complete = pages.ended;
  return !pages.failed;
}

static gboolean
refresh_comment (EarMetaReading *reading, const char *ext, gboolean *complete, GError **error)
{
  GError *problem = NULL;
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = ear_meta_get_object (reading->session, EAR_META_VERSION, ext, IG_THREAD_FIELDS ",media{id,permalink}", &reply, &problem);
  const EarJsonNode *root;
  IgPlace place = { NULL };

  if (json == NULL)
    {
      /* What hung under it may be gone too. */
      *complete = TRUE;
      return ear_meta_note_gone (reading->session, EAR_META_INSTAGRAM, NULL, ext, reading->batch, problem, error);
    }
  root = ear_json_root (json);
  ear_meta_reading_note_reply (reading, reply);
  place.media = ear_json_member_text (root, "media.id");
  place.url = ear_json_member_text (root, "media.permalink");
  return ear_instagram_take_comment (reading, root, &place, error) && take_rest (reading, ext, root, complete, error);
}

gboolean
ear_instagram_refresh (EarSession *session, const char *conversation_ext, EarBatch *batch, GError **error)
{
  IgSort sort = ear_instagram_get_sort (conversation_ext);
  g_auto (EarMetaReading) reading = { NULL };
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = NULL;
  GError *problem = NULL;
  gboolean complete = FALSE;

  ear_meta_reading_begin (&reading, session, batch, g_free);
  if (sort == IG_COMMENT || sort == IG_PRIVATE)
    {
      if (!refresh_comment (&reading, conversation_ext, &complete, error))
        return FALSE;
      if (complete)
        g_set_str (&batch->complete_conversation_ext, conversation_ext);
      return TRUE;
    }
  json = ear_meta_get_object (session, EAR_META_VERSION, ear_instagram_get_object (conversation_ext),
                              sort == IG_TAG ? IG_TAG_FIELDS : IG_CONVERSATION_OF (IG_MESSAGE_FIELDS), &reply, &problem);
  if (json == NULL && sort == IG_DIRECT && g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL))
    {
      g_clear_error (&problem);
      json = ear_meta_get_object (session, EAR_META_VERSION, conversation_ext, IG_CONVERSATION_OF (IG_MESSAGE_PLAIN_FIELDS), &reply, &problem);
    }
  if (json == NULL && sort == IG_TAG)
    return ear_meta_note_gone (session, EAR_META_INSTAGRAM, NULL, conversation_ext, batch, problem, error);
  if (json == NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  ear_meta_reading_note_reply (&reading, reply);
  return sort == IG_TAG ? ear_instagram_take_tag (&reading, ear_json_root (json), error)
                        : ear_instagram_take_conversation (&reading, ear_json_root (json), error);
}
