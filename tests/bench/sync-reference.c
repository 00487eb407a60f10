/* sync-reference.c: the least that reading a service into a searchable file costs with the same libraries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: sync-reference KIND URL FILE
 * A loop: fetch a page with libsoup, parse it with json-glib, make HTML text with the project's own function, write rows of authors,
 * conversations and messages with the indexes that lists need, one transaction a page, words into FTS5 with the store's
 * tokenizer, prefix index and batches. No questions, people, deadlines, events, cursors or coverage, no retries and no limits: what
 * Earshot costs beyond this is what it does beyond this.
 */

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"
#include "sync-figures.h"

#define INDEX_AT 4000
#define INDEX_BATCH 2000

static const char schema[] =
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 16000;"
  "CREATE TABLE author (id INTEGER PRIMARY KEY, channel INTEGER NOT NULL, ext TEXT NOT NULL, name TEXT, handle TEXT, url TEXT, avatar TEXT,"
  " UNIQUE (channel, ext));"
  "CREATE TABLE conversation (id INTEGER PRIMARY KEY, channel INTEGER NOT NULL, ext TEXT NOT NULL, author INTEGER NOT NULL,"
  " standing INTEGER NOT NULL, last_at INTEGER NOT NULL, n_messages INTEGER NOT NULL, post INTEGER NOT NULL DEFAULT 0, preview TEXT,"
  " UNIQUE (channel, ext));"
  "CREATE INDEX conversation_last ON conversation (last_at, id, standing, channel);"
  "CREATE INDEX conversation_standing ON conversation (standing, last_at, id, channel);"
  "CREATE INDEX conversation_channel ON conversation (channel, last_at, id, standing);"
  "CREATE TABLE message (id INTEGER PRIMARY KEY, channel INTEGER NOT NULL, ext TEXT NOT NULL, conversation INTEGER NOT NULL,"
  " author INTEGER NOT NULL, direction INTEGER NOT NULL, sent_at INTEGER NOT NULL, first_seen_at INTEGER NOT NULL, parent_ext TEXT, url TEXT,"
  " language TEXT, body TEXT NOT NULL, UNIQUE (channel, ext));"
  "CREATE INDEX message_conversation ON message (conversation);"
  "CREATE TABLE message_html (message INTEGER PRIMARY KEY, html TEXT NOT NULL);"
  "CREATE TABLE post (id INTEGER PRIMARY KEY, channel INTEGER NOT NULL, ext TEXT NOT NULL, title TEXT, url TEXT, text TEXT, UNIQUE (channel, ext));"
  "CREATE TABLE fts_pending (message INTEGER PRIMARY KEY);"
  "CREATE VIEW message_words AS SELECT id, body, 'ch' || channel || ' d' || direction || ' ch' || channel || 'd' || direction AS meta FROM message;"
  "CREATE VIRTUAL TABLE message_fts USING fts5 (body, meta, content = 'message_words', content_rowid = 'id',"
  " tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');"
  "INSERT INTO message_fts (message_fts, rank) VALUES ('hashsize', 8388608);";

/* One status or comment; texts are borrowed from the parsed page, or from @buffers. */
typedef struct {
  const char *id, *parent, *author, *name, *handle, *author_url, *avatar, *url, *language, *html, *post;
  gint64 sent_at;
  gboolean ours;
  char buffers[3][24];
} Item;

static sqlite3 *db;
static SoupSession *session;
static GHashTable *authors, *threads; /* ext → id */
static guint n_pending;

static void
check (int rc)
{
  if (rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE)
    g_error ("%s", sqlite3_errmsg (db));
}

static void
run (const char *sql)
{
  check (sqlite3_exec (db, sql, NULL, NULL, NULL));
}

/* Prepared once each: @place keeps it. */
static sqlite3_stmt *
prepared (sqlite3_stmt **place, const char *sql)
{
  if (*place == NULL)
    check (sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, place, NULL));
  return *place;
}

static void
bind_texts (sqlite3_stmt *statement, int first, const char *const *texts, int n)
{
  for (int i = 0; i < n; i++)
    check (sqlite3_bind_text (statement, first + i, texts[i], -1, SQLITE_STATIC));
}

/* Runs it; what it returns, or the row it made. */
static gint64
finish (sqlite3_stmt *statement)
{
  int rc = sqlite3_step (statement);
  gint64 id;

  check (rc);
  id = rc == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : sqlite3_last_insert_rowid (db);
  sqlite3_reset (statement);
  return id;
}

static gint64
remembered (GHashTable *table, const char *ext)
{
  return GPOINTER_TO_SIZE (g_hash_table_lookup (table, ext));
}

/* ---- rows ---- */

static gint64
put_author (const Item *item)
{
  static sqlite3_stmt *insert;
  gint64 id = remembered (authors, item->author);

  if (id != 0)
    return id;
  prepared (&insert, "INSERT INTO author (channel, ext, name, handle, url, avatar) VALUES (1, ?1, ?2, ?3, ?4, ?5)"
                     " ON CONFLICT (channel, ext) DO UPDATE SET name = excluded.name RETURNING id");
  bind_texts (insert, 1, (const char *[]) { item->author, item->name, item->handle, item->author_url, item->avatar }, 5);
  id = finish (insert);
  g_hash_table_insert (authors, g_strdup (item->author), GSIZE_TO_POINTER (id));
  return id;
}

/* The newest is read first: an answer names what it answers before that is read, and two threads may turn out to be one. */
static gint64
find_thread (const Item *item, gint64 author)
{
  static sqlite3_stmt *insert, *merge, *gone;
  gint64 named = remembered (threads, item->id), above = item->parent != NULL ? remembered (threads, item->parent) : 0;
  gint64 id = named != 0 ? named : above;

  if (id == 0)
    {
      prepared (&insert, "INSERT INTO conversation (channel, ext, author, standing, last_at, n_messages) VALUES (1, ?1, ?2, 3, 0, 0)");
      bind_texts (insert, 1, &item->id, 1);
      check (sqlite3_bind_int64 (insert, 2, author));
      id = finish (insert);
    }
  if (named != 0 && above != 0 && named != above)
    {
      prepared (&merge, "UPDATE message SET conversation = ?1 WHERE conversation = ?2");
      prepared (&gone, "DELETE FROM conversation WHERE id = ?1");
      check (sqlite3_bind_int64 (merge, 1, above));
      check (sqlite3_bind_int64 (merge, 2, named));
      finish (merge);
      check (sqlite3_bind_int64 (gone, 1, named));
      finish (gone);
      id = above;
    }
  g_hash_table_insert (threads, g_strdup (item->id), GSIZE_TO_POINTER (id));
  if (item->parent != NULL)
    g_hash_table_insert (threads, g_strdup (item->parent), GSIZE_TO_POINTER (id));
  return id;
}

static void
put_conversation (const Item *item, gint64 id, const char *text)
{
  static sqlite3_stmt *update;

  prepared (&update, "UPDATE conversation SET n_messages = n_messages + 1, post = coalesce (?5, post),"
                     " standing = CASE WHEN last_at > ?2 THEN standing ELSE ?3 END, preview = CASE WHEN last_at > ?2 THEN preview ELSE ?4 END,"
                     " last_at = max (last_at, ?2) WHERE id = ?1");
  check (sqlite3_bind_int64 (update, 1, id));
  check (sqlite3_bind_int64 (update, 2, item->sent_at));
  check (sqlite3_bind_int64 (update, 3, item->ours ? 1 : 0));
  check (sqlite3_bind_text (update, 4, text, (int) MIN (strlen (text), 200), SQLITE_STATIC));
  if (item->post != NULL)
    check (sqlite3_bind_int64 (update, 5, g_ascii_strtoll (item->post, NULL, 10)));
  finish (update);
}

static gint64
put_message (const Item *item, gint64 author, gint64 conversation, const char *text, gint64 now)
{
  static sqlite3_stmt *insert;
  gint64 id = item->sent_at << 12 | (g_ascii_strtoll (item->id, NULL, 10) & 0xfff);

  prepared (&insert, "INSERT INTO message (id, channel, ext, conversation, author, direction, sent_at, first_seen_at, parent_ext, url, language,"
                     " body) VALUES (?1, 1, ?6, ?2, ?3, ?4, ?5, ?11, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING");
  check (sqlite3_bind_int64 (insert, 1, id));
  check (sqlite3_bind_int64 (insert, 2, conversation));
  check (sqlite3_bind_int64 (insert, 3, author));
  check (sqlite3_bind_int64 (insert, 4, item->ours));
  check (sqlite3_bind_int64 (insert, 5, item->sent_at));
  bind_texts (insert, 6, (const char *[]) { item->id, item->parent, item->url, item->language, text }, 5);
  check (sqlite3_bind_int64 (insert, 11, now));
  finish (insert);
  return sqlite3_changes (db) > 0 ? id : 0;
}

static void
put_post (const char *id, const char *title, const char *url, const char *text)
{
  static sqlite3_stmt *insert;

  prepared (&insert, "INSERT INTO post (channel, ext, title, url, text) VALUES (1, ?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING");
  bind_texts (insert, 1, (const char *[]) { id, title, url, text }, 4);
  finish (insert);
}

static void
put (const Item *item, gint64 now)
{
  static sqlite3_stmt *html, *later;
  g_autofree char *text = ear_html_to_text (item->html, -1);
  gint64 author, conversation, id;

  /* Said to everybody. */
  if (item->ours && item->parent == NULL && item->post == NULL)
    {
      put_post (item->id, NULL, item->url, text);
      return;
    }
  author = put_author (item);
  conversation = find_thread (item, author);
  id = put_message (item, author, conversation, text, now);
  if (id == 0)
    return;
  put_conversation (item, conversation, text);
  prepared (&html, "INSERT INTO message_html (message, html) VALUES (?1, ?2)");
  check (sqlite3_bind_int64 (html, 1, id));
  bind_texts (html, 2, &item->html, 1);
  finish (html);
  prepared (&later, "INSERT INTO fts_pending (message) VALUES (?1)");
  check (sqlite3_bind_int64 (later, 1, id));
  finish (later);
  n_pending++;
}

static void
index_words (guint n)
{
  static sqlite3_stmt *last, *insert, *delete;
  gint64 end;

  run ("BEGIN");
  prepared (&last, "SELECT max (message) FROM (SELECT message FROM fts_pending ORDER BY message LIMIT ?1)");
  check (sqlite3_bind_int64 (last, 1, n));
  end = finish (last);
  prepared (&insert, "INSERT INTO message_fts (rowid, body, meta) SELECT w.id, w.body, w.meta FROM fts_pending p"
                     " CROSS JOIN message_words w ON w.id = p.message WHERE p.message <= ?1 ORDER BY p.message");
  check (sqlite3_bind_int64 (insert, 1, end));
  finish (insert);
  prepared (&delete, "DELETE FROM fts_pending WHERE message <= ?1");
  check (sqlite3_bind_int64 (delete, 1, end));
  finish (delete);
  run ("COMMIT");
  n_pending -= MIN (n, n_pending);
}

/* ---- pages ---- */

static JsonParser *
fetch (const char *url)
{
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  JsonParser *parser = json_parser_new ();
  gsize length;
  const char *text;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", "Bearer secret");
  body = soup_session_send_and_read (session, message, NULL, &error);
  if (body == NULL)
    g_error ("%s: %s", url, error->message);
  text = g_bytes_get_data (body, &length);
  if (!json_parser_load_from_data (parser, text, (gssize) length, &error))
    g_error ("%s: %s", url, error->message);
  return parser;
}

static const char *
text_of (JsonObject *object, const char *name)
{
  return json_object_get_null_member (object, name) ? NULL : json_object_get_string_member (object, name);
}

static const char *
number_of (JsonObject *object, const char *name, char *buffer)
{
  gint64 number = json_object_get_int_member (object, name);

  if (number == 0)
    return NULL;
  g_snprintf (buffer, 24, "%" G_GINT64_FORMAT, number);
  return buffer;
}

static void
read_status (JsonObject *status, Item *item)
{
  JsonObject *account = json_object_get_object_member (status, "account");

  item->id = text_of (status, "id");
  item->parent = text_of (status, "in_reply_to_id");
  item->url = text_of (status, "url");
  item->language = text_of (status, "language");
  item->html = text_of (status, "content");
  item->sent_at = ear_time_parse (text_of (status, "created_at"));
  item->author = text_of (account, "acct");
  item->name = text_of (account, "display_name");
  item->handle = item->author;
  item->author_url = text_of (account, "url");
  item->avatar = text_of (account, "avatar_static");
  item->ours = g_strcmp0 (text_of (account, "id"), "14715") == 0;
}

static void
read_comment (JsonObject *comment, Item *item)
{
  item->id = number_of (comment, "id", item->buffers[0]);
  item->parent = number_of (comment, "parent", item->buffers[1]);
  item->post = number_of (comment, "post", item->buffers[2]);
  item->url = text_of (comment, "link");
  item->html = text_of (json_object_get_object_member (comment, "content"), "rendered");
  item->sent_at = ear_time_parse (text_of (comment, "date_gmt"));
  item->author = item->handle = text_of (comment, "author_email");
  item->name = text_of (comment, "author_name");
  item->author_url = text_of (comment, "author_url");
  item->ours = json_object_get_int_member (comment, "author") == 2;
}

/* @last: (out): the id of the page's last, "" at the end. */
static guint
take_page (const char *url, gboolean comments, char *last, gsize last_size)
{
  g_autoptr (JsonParser) parser = fetch (url);
  JsonArray *array = json_node_get_array (json_parser_get_root (parser));
  guint n = json_array_get_length (array);
  gint64 now = ear_clock_now_ms ();

  *last = '\0';
  run ("BEGIN");
  for (guint i = 0; i < n; i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);
      Item item = { NULL };

      if (comments)
        {
          read_comment (object, &item);
        }
      else
        {
          g_strlcpy (last, json_object_get_string_member (object, "id"), last_size);
          read_status (json_object_has_member (object, "status") ? json_object_get_object_member (object, "status") : object, &item);
        }
      put (&item, now);
    }
  run ("COMMIT");
  if (n_pending >= INDEX_AT)
    index_words (INDEX_BATCH);
  return n;
}

static void
take_posts (const char *url)
{
  g_autoptr (JsonParser) parser = fetch (url);
  JsonArray *array = json_node_get_array (json_parser_get_root (parser));

  run ("BEGIN");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *post = json_array_get_object_element (array, i);
      g_autofree char *text = ear_html_to_text (text_of (json_object_get_object_member (post, "content"), "rendered"), -1);
      char number[24];

      put_post (number_of (post, "id", number), text_of (json_object_get_object_member (post, "title"), "rendered"), text_of (post, "link"),
                text);
    }
  run ("COMMIT");
}

/* ---- the services ---- */

static void
read_mastodon (const char *address)
{
  static const char *const lists[] = { "notifications?limit=80", "accounts/14715/statuses?limit=40&exclude_reblogs=true" };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      char last[64] = "";

      do
        {
          g_autofree char *url = g_strdup_printf ("%s/api/v1/%s%s%s", address, lists[i], *last != '\0' ? "&max_id=" : "", last);

          take_page (url, FALSE, last, sizeof last);
        }
      while (*last != '\0');
    }
}

static void
read_wordpress (const char *address)
{
  guint n = 100;

  for (guint offset = 0; offset < 300; offset += 20)
    {
      g_autofree char *url = g_strdup_printf ("%s/wp-json/wp/v2/posts?per_page=20&offset=%u&_fields=id,title,link,date_gmt,content", address, offset);

      take_posts (url);
    }
  for (guint offset = 0; n == 100; offset += n)
    {
      char last[2];
      g_autofree char *url = g_strdup_printf ("%s/wp-json/wp/v2/comments?context=edit&status=all&orderby=date_gmt&order=desc&per_page=100&offset=%u",
                                              address, offset);

      n = take_page (url, TRUE, last, sizeof last);
    }
}

int
main (int argc, char **argv)
{
  gboolean wordpress;

  if (argc != 4)
    {
      g_printerr ("usage: sync-reference mastodon|wordpress URL FILE\n");
      return 2;
    }
  wordpress = g_str_equal (argv[1], "wordpress");
  check (sqlite3_open (argv[3], &db));
  run (schema);
  authors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  threads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  sync_figures_begin ();
  session = soup_session_new ();
  (wordpress ? read_wordpress : read_mastodon) (argv[2]);
  while (n_pending > 0)
    index_words (4000);
  sqlite3_close_v2 (db);
  sync_figures_end (argv[3]);
  return 0;
}
