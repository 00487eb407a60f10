/* ear-mastodon-direct.c: direct conversations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/mastodon/ear-mastodon-private.h"

#include <string.h>

/* A conversation here is a thread and its participants, and has the thread's first status as its name, like every other: this
 * list only brings the last status of each, with newest activity first, also of those that sent no notification (muted, filtered).
 * Its own ids are good for nothing but paging, so only Link is followed. */

#define LIMIT "40"
#define MAX_SEEN 80

typedef struct {
  const EarJsonNode *seen;  /* forward: last statuses of the page before */
  const char *next;         /* backfill: the page to read */
} DirectCursor;

static const EarJsonField cursor_table[] = {
  EAR_JSON_FIELD (DirectCursor, seen, "seen", EAR_JSON_ARRAY, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (DirectCursor, next, "next", EAR_JSON_TEXT, EAR_JSON_LENIENT),
};

/* Small servers have no such list; mentions bring their direct messages. */
gboolean
ear_mastodon_has_direct (EarSession *session)
{
  return g_strcmp0 (ear_session_get_setting (session, MA_SETTING_DIRECT), "no") != 0;
}

gboolean
ear_mastodon_probe_direct (EarSession *session, gboolean *there, GError **error)
{
  g_autofree char *url = ear_mastodon_url (session, "/api/v1/conversations", "limit", "1", NULL);
  g_autoptr (EarRequest) request = ear_request_new ("GET", url);
  g_autoptr (EarReply) reply = ear_session_send (session, request, error);
  g_autoptr (EarJson) json = NULL;

  if (reply == NULL)
    return FALSE;
  json = ear_json_parse (reply->body, NULL);
  *there = reply->status == 200 && json != NULL && ear_json_is_array (ear_json_root (json));
  return TRUE;
}

static gboolean
was_seen (const EarJsonNode *seen, const char *id)
{
  for (gsize i = 0; i < ear_json_length (seen); i++)
    {
      g_autofree char *index = g_strdup_printf ("%" G_GSIZE_FORMAT, i);

      if (g_strcmp0 (ear_json_member_text (seen, index), id) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
write_cursor (EarBatch *batch, const EarJsonNode *list, const char *next)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  if (next != NULL)
    ear_json_writer_text (writer, "next", next);
  ear_json_writer_begin_array (writer, "seen");
  for (gsize i = 0; next == NULL && i < MIN (ear_json_length (list), MAX_SEEN); i++)
    {
      const char *id = ear_json_member_text (ear_json_element (list, i), "last_status.id");

      if (id != NULL)
        ear_json_writer_text (writer, NULL, id);
    }
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
  g_free (batch->cursor);
  batch->cursor = ear_json_writer_to_text (writer, FALSE);
}

/* Only on the same server: credentials travel with it. */
static char *
dup_next_page (EarSession *session, const EarReply *reply)
{
  g_autofree char *next = ear_reply_dup_link (reply, "next");
  g_autofree char *origin = ear_url_get_origin (next);

  return g_strcmp0 (origin, session->origin) == 0 ? g_steal_pointer (&next) : NULL;
}

static gboolean
take_list (MaReader *reader, const EarJsonNode *list, const EarJsonNode *seen, GError **error)
{
  for (gsize i = 0; i < ear_json_length (list); i++)
    {
      const EarJsonNode *status = ear_json_member (ear_json_element (list, i), "last_status");

      if (!ear_json_is_object (status) || was_seen (seen, ear_json_member_text (status, "id")))
        continue;
      if (!ma_reader_add (reader, status, FALSE, error))
        return FALSE;
    }
  if (!ma_reader_fetch_parents (reader, FALSE, error))
    return FALSE;
  ma_reader_take (reader);
  return TRUE;
}

gboolean
ear_mastodon_pull_direct (EarSession *session, EarPullDirection direction, const char *cursor_text, EarBatch *batch, GError **error)
{
  g_autoptr (MaReader) reader = ma_reader_new (session, batch);
  g_autofree char *url = ear_mastodon_url (session, "/api/v1/conversations", "limit", LIMIT, NULL);
  g_autoptr (EarJson) cursor_json = cursor_text != NULL ? ear_json_parse_text (cursor_text, -1, NULL) : NULL;
  g_autoptr (EarReply) reply = NULL;
  g_autofree char *next = NULL;
  DirectCursor cursor = { NULL };
  const EarJsonNode *list;
  EarJson *json;

  if (cursor_json != NULL)
    ear_json_bind_table (ear_json_root (cursor_json), cursor_table, &cursor, NULL);
  if (direction == EAR_PULL_BACKFILL && cursor.next != NULL)
    {
      g_autofree char *origin = ear_url_get_origin (cursor.next);

      if (g_strcmp0 (origin, session->origin) == 0)
        g_set_str (&url, cursor.next);
    }

  json = ear_session_get (session, url, &reply, error);
  if (json == NULL)
    return FALSE;

  batch->service_date = reply->date_ms;
  list = ma_reader_keep (reader, json);
  if (!ear_json_is_array (list))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The server did not send a list of conversations.");
      return FALSE;
    }
  if (direction == EAR_PULL_BACKFILL && ear_json_length (list) > 0)
    next = dup_next_page (session, reply);
  if (!take_list (reader, list, direction == EAR_PULL_FORWARD ? cursor.seen : NULL, error))
    return FALSE;
  write_cursor (batch, list, next);
  batch->more = next != NULL;
  return TRUE;
}
