/* ear-mastodon-thread.c: one conversation, or one status, as it is now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/mastodon/ear-mastodon-private.h"

#include <string.h>

/* Mastodon cuts a thread here, so that a longer one is never known to be complete. */
#define THREAD_LIMIT 4096
/* How many statuses are asked for what is below them, where a server gives one level at a time. */
#define MAX_BRANCHES 40

gboolean
ear_mastodon_check (EarSession *session, const char *message_ext, EarBatch *batch, GError **error)
{
  g_autoptr (MaReader) reader = ma_reader_new (session, batch);
  g_autoptr (GError) problem = NULL;

  if (ma_reader_fetch (reader, message_ext, FALSE, &problem) != NULL)
    {
      if (!ma_reader_fetch_parents (reader, FALSE, error))
        return FALSE;
      ma_reader_take (reader);
      return TRUE;
    }
  if (!ear_mastodon_is_gone (session, message_ext, problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  ear_batch_add_change (batch, message_ext, EAR_MESSAGE_DELETED);
  return TRUE;
}

/* The thread's other statuses, ancestors first. FALSE: with @error. */
static gboolean
read_context (MaReader *reader, const char *id, gboolean *complete, GError **error)
{
  g_autofree char *path = g_strconcat ("/api/v1/statuses/", id, "/context", NULL);
  g_autofree char *url = ear_mastodon_url (reader->session, path, NULL);
  EarJson *json = ear_session_get (reader->session, url, NULL, error);
  const EarJsonNode *root, *ancestors, *descendants;

  if (json == NULL)
    return FALSE;
  root = ma_reader_keep (reader, json);
  ancestors = ear_json_member (root, "ancestors");
  descendants = ear_json_member (root, "descendants");
  if (!ear_json_is_array (ancestors) || !ear_json_is_array (descendants))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The server did not send a thread.");
      return FALSE;
    }
  *complete = ear_json_length (ancestors) < THREAD_LIMIT && ear_json_length (descendants) < THREAD_LIMIT;
  return ma_reader_add_list (reader, ancestors, FALSE, error) && ma_reader_add_list (reader, descendants, FALSE, error);
}

static void
note_parents (MaReader *reader, guint first, GHashTable *parents)
{
  for (guint i = first; i < reader->order->len; i++)
    {
      const MaStatus *status = g_ptr_array_index (reader->order, i);

      if (status->in_reply_to_id != NULL)
        g_hash_table_add (parents, (gpointer) status->in_reply_to_id);
    }
}

/* Small servers (snac2) give only the direct replies: those that have replies themselves are asked in turn. */
static gboolean
read_branches (MaReader *reader, gboolean *complete, GError **error)
{
  g_autoptr (GHashTable) parents = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_asked = 0;

  note_parents (reader, 0, parents);
  for (guint i = 0; i < reader->order->len; i++)
    {
      const MaStatus *status = g_ptr_array_index (reader->order, i);
      guint n_before = reader->order->len;
      gboolean part = FALSE;

      if (status->replies_count == 0 || g_hash_table_contains (parents, status->id))
        continue;
      if (++n_asked > MAX_BRANCHES)
        {
          *complete = FALSE;
          break;
        }
      if (!read_context (reader, status->id, &part, error))
        return FALSE;
      note_parents (reader, n_before, parents);
      *complete = *complete && part;
    }
  return TRUE;
}

gboolean
ear_mastodon_refresh (EarSession *session, const char *conversation_ext, EarBatch *batch, GError **error)
{
  g_autoptr (MaReader) reader = ma_reader_new (session, batch);
  g_autoptr (GError) problem = NULL;
  const MaStatus *status = ma_reader_fetch (reader, conversation_ext, FALSE, &problem);
  gboolean complete = FALSE;
  const char *conversation;

  if (status == NULL)
    {
      if (!ear_mastodon_is_gone (session, conversation_ext, problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      ear_batch_add_change (batch, conversation_ext, EAR_MESSAGE_DELETED);
      return TRUE;
    }

  if (!read_context (reader, conversation_ext, &complete, error))
    return FALSE;
  if (!ear_mastodon_is_recent (session) && !read_branches (reader, &complete, error))
    return FALSE;
  conversation = ma_reader_find_conversation (reader, status);
  if (strcmp (conversation, conversation_ext) != 0)
    ear_batch_add_rekey (batch, conversation_ext, conversation);
  ma_reader_take (reader);
  /* The context holds what is above and below the status asked for; beside it other branches may hang. */
  if (complete && strcmp (conversation, conversation_ext) == 0)
    g_set_str (&batch->complete_conversation_ext, conversation);
  return TRUE;
}
