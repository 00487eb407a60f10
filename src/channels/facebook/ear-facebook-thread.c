/* ear-facebook-thread.c: one conversation, or one message, as it is now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/facebook/ear-facebook-private.h"

#include <string.h>

#include "base/ear-clock.h"

#define MAX_PAGES 20

EarJson *
ear_facebook_get_object_now (EarSession *session, const char *ext, const char *fields, EarReply **reply, GError **error)
{
  g_autofree char *url = ear_meta_url (session, ear_facebook_get_object (ext), "fields", fields, NULL);
  g_autoptr (EarJson) json = ear_session_get (session, url, reply, error);

  if (json != NULL && ear_json_member_text (ear_json_root (json), "id") == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service did not send what was asked for.");
      return NULL;
    }
  return g_steal_pointer (&json);
}

/* "Gone or not visible" is one answer: where the Page itself can be read, it is gone. */
gboolean
ear_facebook_is_gone (EarSession *session, const GError *error)
{
  g_autoptr (EarJson) page = NULL;

  if (!g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_GONE) || *ear_facebook_get_page (session) == '\0')
    return FALSE;
  page = ear_facebook_get_object_now (session, ear_facebook_get_page (session), "id", NULL, NULL);
  return page != NULL;
}

/* TRUE: it was gone, and that is noted. */
static gboolean
note_gone (EarSession *session, const char *ext, EarBatch *batch, GError *problem, GError **error)
{
  if (ear_facebook_is_gone (session, problem))
    {
      g_error_free (problem);
      ear_batch_add_change (batch, ext, EAR_MESSAGE_DELETED);
      return TRUE;
    }
  g_propagate_error (error, problem);
  return FALSE;
}

gboolean
ear_facebook_check (EarSession *session, const char *message_ext, EarBatch *batch, GError **error)
{
  static const EarJsonField table[] = { { "is_hidden", EAR_JSON_BOOL, EAR_JSON_LENIENT, 0, -1 } };
  FbSort sort = ear_facebook_get_sort (message_ext);
  GError *problem = NULL;
  g_autoptr (EarJson) json = NULL;
  gboolean hidden = FALSE;

  /* Of these Facebook forgets the older ones by itself: what cannot be read was not deleted. */
  if (sort == FB_DIRECT || sort == FB_PRIVATE || sort == FB_RATING)
    {
      ear_batch_add_change (batch, message_ext, EAR_MESSAGE_VISIBLE);
      return TRUE;
    }
  /* What posts and comments both have. */
  json = ear_facebook_get_object_now (session, message_ext, "id,is_hidden", NULL, &problem);
  if (json == NULL)
    return note_gone (session, message_ext, batch, problem, error);
  ear_json_bind_table (ear_json_root (json), table, &hidden, NULL);
  ear_batch_add_change (batch, message_ext, hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE);
  return TRUE;
}

/* The list and what follows it. */
static gboolean
take_all (FbReading *reading, const EarJsonNode *list, const char *object, const FbPlace *place, gboolean *complete, GError **error)
{
  g_autofree char *path = g_strconcat (object, "/comments", NULL);
  g_autofree char *url = ear_meta_url (reading->session, path, "filter", "stream", "order", "reverse_chronological", "fields", FB_COMMENT_FIELDS,
                                       "limit", "100", NULL);
  g_autofree char *next = NULL;

  if (list != NULL)
    {
      if (!ear_facebook_take_comments (reading, list, place, error))
        return FALSE;
      next = ear_meta_dup_next (list);
      if (next == NULL)
        {
          *complete = TRUE;
          return TRUE;
        }
    }
  for (guint page = 0; page < MAX_PAGES; page++)
    {
      g_autofree char *whole = ear_meta_continue_url (url, next);
      g_autoptr (EarJson) json = ear_session_get (reading->session, whole, NULL, error);
      g_autofree char *follows = NULL;

      if (json == NULL || !ear_facebook_take_comments (reading, ear_json_root (json), place, error))
        return FALSE;
      follows = ear_meta_dup_next (ear_json_root (json));
      if (follows == NULL)
        {
          *complete = TRUE;
          return TRUE;
        }
      if (g_strcmp0 (follows, next) == 0)
        break;
      g_set_str (&next, follows);
    }
  *complete = FALSE;
  return TRUE;
}

static gboolean
refresh_comment (FbReading *reading, const char *ext, gboolean *complete, GError **error)
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
  ear_facebook_note_time (reading, reply);
  if (!ear_facebook_take_comment (reading, ear_json_root (json), &place, error))
    return FALSE;
  replies = ear_json_member (ear_json_root (json), "comments");
  if (replies == NULL)
    {
      *complete = TRUE;
      return TRUE;
    }
  return take_all (reading, replies, ear_facebook_get_object (ext), &place, complete, error);
}

static gboolean
refresh_visit (FbReading *reading, const char *ext, gboolean *complete, GError **error)
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
  ear_facebook_note_time (reading, reply);
  if (!ear_facebook_take_visit (reading, root, error))
    return FALSE;
  *complete = TRUE;
  return next == NULL || take_all (reading, comments, ear_facebook_get_object (ext), &place, complete, error);
}

gboolean
ear_facebook_refresh (EarSession *session, const char *conversation_ext, EarBatch *batch, GError **error)
{
  g_auto (FbReading) reading = { NULL };
  gboolean complete = FALSE;
  gboolean done;

  ear_facebook_begin (&reading, session, batch);
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
          ear_facebook_note_time (&reading, reply);
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
