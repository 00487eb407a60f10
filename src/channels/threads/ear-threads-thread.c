/* ear-threads-thread.c: one conversation, or one reply, as it is now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/threads/ear-threads-private.h"

#include <string.h>

#define MAX_PAGES 20

EarFound
ear_threads_find_waiting (EarSession *session, const char *post, const char *ext, GError **error)
{
  g_autofree char *path = g_strconcat (post, "/pending_replies", NULL);
  g_autofree char *url = ear_threads_url (session, path, "fields", "id", "approval_status", "pending", "limit", "50", NULL);
  g_auto (EarMetaPages) pages = { .session = session, .url = url, .most = MAX_PAGES };
  const EarJsonNode *root;

  while (ear_meta_pages_next (&pages, &root, error))
    {
      const EarJsonNode *data = ear_meta_read_list (root, error);

      if (data == NULL)
        return EAR_CANNOT_TELL;
      for (gsize i = 0; i < ear_json_length (data); i++)
        if (g_strcmp0 (ear_json_member_text (ear_json_element (data, i), "id"), ext) == 0)
          return EAR_FOUND;
    }
  return ear_meta_pages_lack (&pages, EAR_META_THREADS, error);
}

/* Where nobody has to wait, there may be no such list. @post: (nullable) */
static gboolean
is_waiting (EarSession *session, const char *post, const char *ext, gboolean *waiting, GError **error)
{
  g_autoptr (GError) problem = NULL;
  EarFound found = post != NULL ? ear_threads_find_waiting (session, post, ext, &problem) : EAR_NOT_THERE;

  *waiting = found == EAR_FOUND;
  if (found != EAR_CANNOT_TELL || g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_FORBIDDEN)
      || g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_GONE) || g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
ear_threads_check (EarSession *session, const char *message_ext, EarBatch *batch, GError **error)
{
  GError *problem = NULL;
  g_autoptr (EarJson) json = ear_meta_get_object (session, EAR_META_THREADS_VERSION, message_ext, "id,hide_status,root_post", NULL, &problem);
  const EarJsonNode *root;
  gboolean waiting;

  if (json == NULL)
    {
      if (!ear_meta_note_gone (session, EAR_META_THREADS, NULL, message_ext, batch, problem, error))
        return FALSE;
      /* What hangs below it went with it, or stands elsewhere now: that is asked for too. */
      g_set_str (&batch->complete_conversation_ext, message_ext);
      return TRUE;
    }
  root = ear_json_root (json);
  if (!is_waiting (session, ear_json_member_text (root, "root_post.id"), message_ext, &waiting, error))
    return FALSE;
  ear_batch_add_change (batch, message_ext, waiting ? EAR_MESSAGE_HELD : ear_threads_read_state (ear_json_member_text (root, "hide_status")));
  return TRUE;
}

static gboolean
take_below (EarMetaReading *reading, const ThPlace *place, const char *ext, gboolean *complete, GError **error)
{
  g_autofree char *path = g_strconcat (ext, "/conversation", NULL);
  g_autofree char *url = ear_threads_url (reading->session, path, "fields", TH_REPLY_FIELDS, "reverse", "true", "limit", "50", NULL);
  g_auto (EarMetaPages) pages = { .session = reading->session, .url = url, .most = MAX_PAGES };
  const EarJsonNode *root;

  while (ear_meta_pages_next (&pages, &root, error))
    if (!ear_threads_take_replies (reading, root, place, error))
      return FALSE;
  *complete = pages.ended;
  return !pages.failed;
}

gboolean
ear_threads_refresh (EarSession *session, const char *conversation_ext, EarBatch *batch, GError **error)
{
  g_auto (EarMetaReading) reading = { NULL };
  GError *problem = NULL;
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = ear_meta_get_object (session, EAR_META_THREADS_VERSION, conversation_ext, TH_REPLY_FIELDS, &reply, &problem);
  const EarJsonNode *root = json != NULL ? ear_json_root (json) : NULL;
  const char *post = ear_json_member_text (root, "root_post.id");
  ThPlace place = { .post = post, .conversation = conversation_ext };
  gboolean below_ours = FALSE, complete = FALSE, taken = TRUE;

  if (json == NULL)
    {
      if (!ear_meta_note_gone (session, EAR_META_THREADS, NULL, conversation_ext, batch, problem, error))
        return FALSE;
      /* What hung under it may be gone too. */
      g_set_str (&batch->complete_conversation_ext, conversation_ext);
      return TRUE;
    }
  ear_threads_begin (&reading, session, batch);
  ear_meta_reading_note_reply (&reading, reply);
  if (post != NULL && !ear_threads_is_our_post (&reading, post, &below_ours, error))
    return FALSE;
  if (below_ours)
    {
      ThPlace first = { .post = post };

      if (!is_waiting (session, post, conversation_ext, &first.held, error) || !ear_threads_take_reply (&reading, root, &first, error))
        return FALSE;
    }
  else if (!ear_threads_take_mention (&reading, root, &taken, error))
    return FALSE;
  if (taken && !take_below (&reading, &place, conversation_ext, &complete, error))
    return FALSE;
  if (complete)
    g_set_str (&batch->complete_conversation_ext, conversation_ext);
  return TRUE;
}
