/* fixture.c: a workspace in a temporary folder, and batches in one line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fixture.h"

#include <gio/gio.h>
#include <sqlite3.h>
#include "base/ear-clock.h"
#include "base/ear-key.h"

void
remove_folder (const char *folder)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GFileEnumerator) list = g_file_enumerate_children (file, "standard::name,standard::type", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFileInfo *info;
  GFile *child;

  while (list != NULL && g_file_enumerator_iterate (list, &info, &child, NULL, NULL) && info != NULL)
    {
      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        {
          g_autofree char *path = g_file_get_path (child);

          remove_folder (path);
        }
      else
        {
          g_file_delete (child, NULL, NULL);
        }
    }
  g_file_delete (file, NULL, NULL);
}

char *
fixture_add_channel (Fixture *fixture, const char *kind, const char *account)
{
  g_autoptr (GError) error = NULL;
  EarChannelRow row = { .kind = (char *) kind, .origin = (char *) "https://blog.example", .account_id = (char *) account, .name = (char *) "The blog" };
  g_autoptr (EarChannelRow) added = ear_store_add_channel (fixture->store, &row, &error);

  g_assert_no_error (error);
  return g_strdup (added->key);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarChannelRow) row = NULL;

  ear_clock_set_for_test (NOW);
  fixture->folder = g_dir_make_tmp ("earshot-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->store = ear_store_open (fixture->folder, EAR_STORE_CREATE, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture->channel = fixture_add_channel (fixture, "blog", "1");
  row = ear_store_get_channel (fixture->store, fixture->channel, &error);
  g_assert_no_error (error);
  fixture->channel_id = row->id;
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->store != NULL && !g_test_failed ())
    fixture_check (fixture);
  ear_store_close (fixture->store);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->channel);
  ear_clock_set_for_test (-1);
}

void
fixture_reopen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  ear_store_close (fixture->store);
  fixture->store = ear_store_open (fixture->folder, EAR_STORE_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
fixture_check (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  ear_store_check (fixture->store, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* ---- looking into the file, past the store ---- */

static sqlite3 *
open_file (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, EAR_STORE_FILE_NAME, NULL);
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (handle, 5000);
  return handle;
}

gint64
fixture_int (Fixture *fixture, const char *sql)
{
  sqlite3 *handle = open_file (fixture);
  sqlite3_stmt *statement = NULL;
  gint64 value = -1;

  if (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (handle));
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (handle);
  return value;
}

void
fixture_sql (Fixture *fixture, const char *sql)
{
  sqlite3 *handle = open_file (fixture);

  if (sqlite3_exec (handle, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (handle));
  sqlite3_close (handle);
}

/* Local ids are replaced by what they stand for; ORDER BY what means the same everywhere. */
static const char *const dump_queries[] = {
  "SELECT 'channel', key, kind, origin, account_id, state, name, own_name, settings FROM channel ORDER BY key",
  "SELECT 'stream', h.key, s.name, inbound, outbound, active, known_until, estimated_total, n_items FROM stream s"
  " JOIN channel h ON h.id = s.channel ORDER BY h.key, s.name",
  "SELECT 'cursor', h.key, stream, direction, cursor, done FROM stream_cursor s JOIN channel h ON h.id = s.channel ORDER BY h.key, stream, direction",
  "SELECT 'coverage', h.key, stream, from_at, to_at FROM coverage s JOIN channel h ON h.id = s.channel ORDER BY h.key, stream, from_at",
  "SELECT 'person', key, own_name, notes FROM person ORDER BY key",
  "SELECT 'identity', h.key, i.ext, p.key, is_us, i.name, i.handle, i.url, i.avatar_url FROM identity i JOIN channel h ON h.id = i.channel"
  " LEFT JOIN person p ON p.id = i.person ORDER BY h.key, i.ext",
  "SELECT 'post', h.key, ext, posted_at, by_us, title, p.url, text FROM post p JOIN channel h ON h.id = p.channel ORDER BY h.key, ext",
  "SELECT 'conversation', h.key, c.ext, c.type, two_person, o.ext, call_back_by, i.ext, standing, last_at, due_at, waiting_since, unread,"
  " n_messages, n_open, has_held, preview_direction, c.title, c.url, preview FROM conversation c JOIN channel h ON h.id = c.channel"
  " LEFT JOIN post o ON o.id = c.post LEFT JOIN identity i ON i.id = c.author ORDER BY h.key, c.ext",
  "SELECT 'mark', h.key, c.ext, snoozed_until, m.ext, muted, priority, a.name, wakes_at FROM conversation c JOIN channel h ON h.id = c.channel"
  " LEFT JOIN message m ON m.id = c.snooze_after LEFT JOIN member a ON a.id = c.assignee ORDER BY h.key, c.ext",
  "SELECT 'tag', name, colour, removed FROM tag ORDER BY name",
  "SELECT 'tagged', t.name, h.key, c.ext, q.last_at FROM conversation_tag q JOIN tag t ON t.id = q.tag JOIN conversation c ON c.id = q.conversation"
  " JOIN channel h ON h.id = c.channel ORDER BY t.name, h.key, c.ext",
  "SELECT 'member', name, removed FROM member ORDER BY name",
  "SELECT 'alias', h.key, a.ext, c.ext FROM conversation_alias a JOIN channel h ON h.id = a.channel JOIN conversation c ON c.id = a.conversation"
  " ORDER BY h.key, a.ext",
  "SELECT 'participant', p.key, c.ext FROM participant q JOIN person p ON p.id = q.person JOIN conversation c ON c.id = q.conversation"
  " ORDER BY p.key, c.ext",
  "SELECT 'message', h.key, m.ext, c.ext, p.ext, i.ext, m.direction, m.state, m.audience, m.flags, m.liked, m.read, m.no_answer, m.ended_by_us,"
  " m.was_spam, m.removed, m.sent_at, m.edited_at, m.parent_ext, m.url, m.subject, m.language, m.mentions, m.body, t.html, m.id >> 12 FROM message m"
  " JOIN channel h ON h.id = m.channel JOIN conversation c ON c.id = m.conversation LEFT JOIN message p ON p.id = m.parent"
  " LEFT JOIN identity i ON i.id = m.author LEFT JOIN message_html t ON t.message = m.id ORDER BY h.key, m.ext",
  "SELECT 'attachment', m.ext, position, a.url, preview_url, media_type, description, width, height FROM attachment a"
  " JOIN message m ON m.id = a.message ORDER BY m.ext, position",
  "SELECT 'enquiry', h.key, c.ext, f.ext, l.ext, p.key, opened_at, answered_at, a.ext, closed_at, outcome, exclusion, follow_up, on_the_spot"
  " FROM enquiry e JOIN channel h ON h.id = e.channel JOIN conversation c ON c.id = e.conversation LEFT JOIN message f ON f.id = e.first_message"
  " LEFT JOIN message l ON l.id = e.last_message LEFT JOIN message a ON a.id = e.answer LEFT JOIN person p ON p.id = e.person"
  " ORDER BY h.key, c.ext, opened_at, f.ext",
  "SELECT 'closing', h.key, c.ext, p.key, at, e.type FROM enquiry_event e JOIN conversation c ON c.id = e.conversation"
  " JOIN channel h ON h.id = c.channel LEFT JOIN person p ON p.id = e.person ORDER BY h.key, c.ext, e.id",
  "SELECT 'outbox', o.key, h.key, c.ext, o.state, verb, attempts, conversation_ext, target_ext, o.text, problem, service_ext, m.ext FROM outbox o"
  " JOIN channel h ON h.id = o.channel LEFT JOIN conversation c ON c.id = o.conversation LEFT JOIN message m ON m.id = o.message ORDER BY o.key",
  "SELECT 'setting', name, valid_from, value FROM setting ORDER BY name, valid_from",
  "SELECT 'brand', name, value FROM brand_fact ORDER BY name",
};

static const char *const dump_times[] = {
  "SELECT 'times', m.ext, first_seen_at, state_at FROM message m ORDER BY m.ext",
  "SELECT 'heard', c.ext, heard_at FROM conversation c ORDER BY c.ext",
};

static void
dump_one (sqlite3 *handle, const char *sql, GString *out)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (handle));
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      for (int i = 0; i < sqlite3_column_count (statement); i++)
        {
          const char *text = (const char *) sqlite3_column_text (statement, i);

          g_string_append_printf (out, "%s%s", i > 0 ? "|" : "", text != NULL ? text : "-");
        }
      g_string_append_c (out, '\n');
    }
  sqlite3_finalize (statement);
}

static char *
dump (Fixture *fixture, gboolean times)
{
  sqlite3 *handle = open_file (fixture);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (dump_queries); i++)
    dump_one (handle, dump_queries[i], out);
  for (guint i = 0; times && i < G_N_ELEMENTS (dump_times); i++)
    dump_one (handle, dump_times[i], out);
  sqlite3_close (handle);
  return g_string_free (out, FALSE);
}

char *
fixture_dump (Fixture *fixture)
{
  return dump (fixture, TRUE);
}

char *
fixture_dump_timeless (Fixture *fixture)
{
  return dump (fixture, FALSE);
}

/* ---- batches ---- */

static EarMessage *
add_message (EarBatch *batch, const char *conversation, const char *ext, const char *parent, gint64 at, const char *text)
{
  EarMessage *message = ear_message_new (ext, conversation);

  message->parent_ext = g_strdup (parent);
  message->sent_at = at;
  message->text = g_strdup (text);
  ear_batch_take_message (batch, message);
  return message;
}

EarMessage *
add_inbound (EarBatch *batch, const char *conversation, const char *ext, const char *parent, const char *author, gint64 at, const char *text)
{
  EarMessage *message;

  ear_batch_take_identity (batch, ear_identity_new (author, author));
  if (parent == NULL)
    ear_batch_take_conversation (batch, ear_conversation_new (conversation, EAR_CONVERSATION_COMMENT));
  message = add_message (batch, conversation, ext, parent, at, text);
  message->author_ext = g_strdup (author);
  message->direction = EAR_DIRECTION_INBOUND;
  message->flags = EAR_MESSAGE_ADDRESSED;
  return message;
}

EarMessage *
add_outbound (EarBatch *batch, const char *conversation, const char *ext, const char *parent, gint64 at, const char *text)
{
  EarIdentity *us = ear_identity_new ("us", "The Olive Branch");
  EarMessage *message = add_message (batch, conversation, ext, parent, at, text);

  us->is_us = TRUE;
  ear_batch_take_identity (batch, us);
  message->author_ext = g_strdup ("us");
  message->direction = EAR_DIRECTION_OUTBOUND;
  return message;
}

void
apply (Fixture *fixture, const EarBatch *batch, EarChanges *changes)
{
  g_autoptr (GError) error = NULL;

  ear_store_apply_batch (fixture->store, fixture->channel, NULL, EAR_STREAM_FORWARD, batch, changes, &error);
  g_assert_no_error (error);
}

gint64
find_conversation (Fixture *fixture, const char *ext)
{
  g_autofree char *key = ear_key_join (fixture->channel, ext);

  return ear_store_find_conversation (fixture->store, key, NULL);
}

gint64
find_message (Fixture *fixture, const char *ext)
{
  g_autofree char *key = ear_key_join (fixture->channel, ext);

  return ear_store_find_message (fixture->store, key, NULL, NULL);
}

EarStoreRow *
load_row (Fixture *fixture, const char *conversation_ext)
{
  g_autoptr (GError) error = NULL;
  gint64 id = find_conversation (fixture, conversation_ext);
  g_autoptr (GPtrArray) rows = ear_store_load_rows (fixture->store, &id, 1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (rows->pdata[0]);
  return g_ptr_array_steal_index (rows, 0);
}

EarOp *
new_reply (const char *conversation, const char *target, const char *text)
{
  EarOp *op = ear_op_new (EAR_VERB_REPLY);

  g_free (op->key);
  op->key = ear_key_random ();
  op->conversation_ext = g_strdup (conversation);
  op->target_ext = g_strdup (target);
  op->text = g_strdup (text);
  return op;
}
