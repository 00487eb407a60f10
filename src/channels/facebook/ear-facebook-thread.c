/* ear-facebook-thread.c: one conversation, or one message, as it is now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/facebook/ear-facebook-private.h"

#include <string.h>

#define MAX_PAGES 20

EarJson *
ear_facebook_get_object_now (EarSession *session, const char *ext, const char *fields, EarReply **reply, GError **error)
{
  return ear_meta_get_object (session, EAR_META_VERSION, ear_facebook_get_object (ext), fields, reply, error);
}

static gboolean
note_gone (EarSession *session, const char *ext, EarBatch *batch, GError *problem, GError **error)
{
  return ear_meta_note_gone (session, EAR_META_FACEBOOK, ear_facebook_get_page (session), ext, batch, problem, error);
}

gboolean
ear_facebook_check (EarSession *session, const char *message_ext, EarBatch *batch, GError **error)
{
  static const EarJsonField table[] = { { "is_hidden", EAR_JSON_BOOL, EAR_JSON_LENIENT, 0, -1 } };
  FbSort sort = ear_facebook_get_sort (message_ext);
  GError *problem = NULL;
  g_autoptr (EarJson) json = NULL;
  gboolean hidden = FALSE;

  if (sort == FB_DIRECT)
    return ear_meta_check_message (session, EAR_META_FACEBOOK, ear_facebook_get_page (session), message_ext, batch, error);
  /* It has no address of its own. */
  if (sort == FB_PRIVATE)
    {
      ear_batch_add_change (batch, message_ext, EAR_MESSAGE_VISIBLE);
      return TRUE;
    }
  if (sort == FB_RATING && *ear_facebook_get_object (message_ext) == '-')
    return ear_facebook_check_rating (session, message_ext, batch, error);
  /* What posts and comments both have; of a recommendation there is only its story. */
  json = ear_facebook_get_object_now (session, message_ext, sort == FB_RATING ? "id" : "id,is_hidden", NULL, &problem);
  if (json == NULL)
    {
      if (!note_gone (session, message_ext, batch, problem, error))
        return FALSE;
      /* What hangs below it went with it, or stands elsewhere now: that is asked for too. */
      g_set_str (&batch->complete_conversation_ext, message_ext);
      return TRUE;
    }
  ear_json_bind_table (ear_json_root (json), table, &hidden, NULL);
  ear_batch_add_change (batch, message_ext, hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE);
  return TRUE;
}

/* What follows the list that came with @object; the whole where none did. @list: (nullable) */
static gboolean
take_all (EarMetaReading *reading, const EarJsonNode *list, const char *object, const FbPlace *place, gboolean *complete, GError **error)
{
  g_autofree char *path = g_strconcat (object, "/comments", NULL);
  g_autofree char *url = ear_meta_url (reading->session, path, "filter", "stream", "order", "reverse_chronological", "fields", FB_COMMENT_FIELDS,
                                       "limit", "100", NULL);
  g_auto (EarMetaPages) pages = { .session = reading->session, .url = url, .next = ear_meta_dup_next (list), .most = MAX_PAGES };
  const EarJsonNode *root;

  *complete = list != NULL && pages.next == NULL;
  if (*complete)
    return TRUE;
  while (ear_meta_pages_next (&pages, &root, error))
    if (!ear_facebook_take_comments (reading, root, place, error))
      return FALSE;
  *complete = pages.ended;
  return !pages.failed;
}

static gboolean
refresh_comment (EarMetaReading *reading, const char *ext, gboolean *complete, GError **error)
{
  EarSession *session = reading->session;
  GError *problem = NULL;
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = ear_facebook_get_object_now (session, ext, FB_COMMENT_FIELDS ",comments.limit(100){" FB_COMMENT_FIELDS "}", &reply, &problem);
  FbPlace place = { .conversation = ext };
  const EarJsonNode *replies;

  if (json == NULL)
    {
      /* What stood below it went with it. */
      *complete = note_gone (session, ext, reading->batch, problem, error);
      return *complete;
    }
  ear_meta_reading_note_reply (reading, reply);
  if (!ear_facebook_take_comment (reading, ear_json_root (json), &place, error))
    return FALSE;
  replies = ear_json_member (ear_json_root (json), "comments");
  *complete = TRUE;
  return replies == NULL || (ear_facebook_take_comments (reading, replies, &place, error)
                             && take_all (reading, replies, ear_facebook_get_object (ext), &place, complete, error));
}

static gboolean
refresh_visit (EarMetaReading *reading, const char *ext, gboolean *complete, GError **error)
{
  EarSession *session = reading->session;
  GError *problem = NULL;
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = ear_facebook_get_object_now (session, ext, FB_VISIT_FIELDS "," FB_COMMENTS_OF ("100"), &reply, &problem);
  const EarJsonNode *root = json != NULL ? ear_json_root (json) : NULL;
  FbPlace place = { .post = ear_facebook_get_object (ext), .root = ext, .root_author = ear_json_member_text (root, "from.id") };
  const EarJsonNode *comments = ear_json_member (root, "comments");
  g_autofree char *next = ear_meta_dup_next (comments);
  g_autofree char *url = NULL;

  if (json == NULL)
    {
      *complete = note_gone (session, ext, reading->batch, problem, error);
      return *complete;
    }
  ear_meta_reading_note_reply (reading, reply);
  if (!ear_facebook_take_visit (reading, root, error))
    return FALSE;
  *complete = TRUE;
  return next == NULL || take_all (reading, comments, ear_facebook_get_object (ext), &place, complete, error);
}

gboolean
ear_facebook_refresh (EarSession *session, const char *conversation_ext, EarBatch *batch, GError **error)
{
  g_auto (EarMetaReading) reading = { NULL };
  gboolean complete = FALSE;
  gboolean done;

  ear_meta_reading_begin (&reading, session, batch, NULL);
  switch (ear_facebook_get_sort (conversation_ext))
    {
    case FB_POST:
      done = refresh_visit (&reading, conversation_ext, &complete, error);
      break;
    case FB_RATING:
      {
        FbPlace place = { .post = ear_facebook_get_object (conversation_ext), .root = conversation_ext };

        /* The rating itself has no address; what is written below it has. */
        done = *ear_facebook_get_object (conversation_ext) == '-'
               || take_all (&reading, NULL, ear_facebook_get_object (conversation_ext), &place, &complete, error);
        complete = FALSE;
        break;
      }
    case FB_DIRECT:
      {
        g_autoptr (EarReply) reply = NULL;
        g_autoptr (EarJson) json = ear_facebook_get_object_now (session, conversation_ext, FB_CONVERSATION_FIELDS, &reply, error);

        if (json != NULL)
          ear_meta_reading_note_reply (&reading, reply);
        done = json != NULL && ear_facebook_take_conversation (&reading, ear_json_root (json), error);
        break;
      }
    case FB_COMMENT:
    case FB_PRIVATE:
    default:
      done = refresh_comment (&reading, conversation_ext, &complete, error);
    }
  if (done && complete)
    g_set_str (&batch->complete_conversation_ext, conversation_ext);
  return done;
}
