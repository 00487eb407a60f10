/* test-sample.c: the sample restaurant is the same every time, and alive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "engine/ear-sample-private.h"
#include "store/ear-store-query.h"

#define NOW_MS G_GINT64_CONSTANT (1790000000000)
#define SIZE 3000

static void
remove_folder (const char *folder)
{
  const char *argv[] = { "rm", "-rf", folder, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* One line a conversation, by portable key: what must not differ. */
static char *
describe (guint  seed,
          guint *n_messages,
          guint *n_waiting,
          guint *n_unread)
{
  g_autofree char *folder = g_dir_make_tmp ("earshot-sample-XXXXXX", NULL);
  const EarSampleOptions options = { SIZE, seed, NOW_MS };
  const EarStoreQuery all = { .queue = EAR_STORE_QUEUE_ALL }, next = { .queue = EAR_STORE_QUEUE_ANSWER_NEXT }, unread = { .queue = EAR_STORE_QUEUE_UNREAD };
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  EarStore *store;

  g_assert_true (ear_sample_make (folder, &options, NULL, NULL, &error));
  g_assert_no_error (error);
  /* What is there already is not written over. */
  g_assert_false (ear_sample_make (folder, &options, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);

  store = ear_store_open (folder, EAR_STORE_READ_ONLY, NULL, NULL, &error);
  g_assert_no_error (error);
  {
    g_autoptr(GArray) ids = ear_store_query_ids (store, &all, &error);
    g_autoptr(GArray) waiting = ear_store_query_ids (store, &next, &error);
    g_autoptr(GArray) new_ones = ear_store_query_ids (store, &unread, &error);
    g_autoptr(GPtrArray) rows = ear_store_load_rows (store, (const gint64 *) ids->data, ids->len, &error);

    g_assert_no_error (error);
    *n_messages = 0;
    *n_waiting = waiting->len;
    *n_unread = new_ones->len;
    for (guint i = 0; i < rows->len; i++)
      {
        const EarStoreRow *row = g_ptr_array_index (rows, i);

        *n_messages += row->n_messages;
        g_string_append_printf (text, "%s|%s|%u|%" G_GINT64_FORMAT "|%s\n", row->ext, row->person_name, row->n_messages, row->last_at, row->preview);
      }
  }
  ear_store_close (store);
  remove_folder (folder);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_same (void)
{
  guint n_messages, n_waiting, n_unread, n_again;
  g_autofree char *first = describe (1, &n_messages, &n_waiting, &n_unread);
  g_autofree char *again = describe (1, &n_again, &n_waiting, &n_unread);
  g_autofree char *other = describe (2, &n_again, &n_waiting, &n_unread);

  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, other);
  g_test_message ("%u messages, %u wait, %u unread", n_messages, n_waiting, n_unread);
  g_assert_cmpuint (n_messages, >, SIZE * 85 / 100);
  g_assert_cmpuint (n_messages, <, SIZE * 115 / 100);
  g_assert_cmpuint (n_waiting, >, 5);
  g_assert_cmpuint (n_waiting, <, SIZE / 10);
  g_assert_cmpuint (n_unread, >, 0);
}

static gboolean
stop_half_way (const char *step,
               gint64      done,
               gint64      total,
               gpointer    data)
{
  const char *folder = data;
  g_autoptr(EarStore) store = ear_store_open (folder, EAR_STORE_READ_ONLY, NULL, NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *mark = ear_store_get_memo (store, EAR_MEMO_SAMPLE, &error);
  g_autoptr(GPtrArray) channels = ear_store_list_channels (store, FALSE, &error);

  /* Whoever opens it now must not ask these places for real. */
  g_assert_no_error (error);
  g_assert_cmpuint (channels->len, >, 0);
  g_assert_nonnull (mark);
  return done * 2 < total;
}

/* What a killed program leaves: the file as it was half-way. */
static gboolean
keep_half (const char *step,
           gint64      done,
           gint64      total,
           gpointer    data)
{
  const char *const *folders = data;
  g_autofree char *command = NULL;

  if (done * 2 < total)
    return TRUE;
  command = g_strdup_printf ("cp -a %s/. %s", folders[0], folders[1]);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  return FALSE;
}

static void
test_interrupted (void)
{
  g_autofree char *folder = g_dir_make_tmp ("earshot-sample-XXXXXX", NULL);
  g_autofree char *killed = g_dir_make_tmp ("earshot-sample-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, EAR_STORE_FILE_NAME, NULL);
  const char *folders[] = { folder, killed };
  const EarSampleOptions options = { SIZE, 1, NOW_MS };
  g_autoptr(GError) error = NULL;

  g_assert_false (ear_sample_make (folder, &options, stop_half_way, folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));

  g_assert_false (ear_sample_make (folder, &options, keep_half, folders, &error));
  g_clear_error (&error);
  g_assert_true (ear_sample_make (folder, &options, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (ear_sample_make (killed, &options, NULL, NULL, &error));
  g_assert_no_error (error);
  /* Now it is whole, and stays. */
  g_assert_false (ear_sample_make (killed, &options, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  remove_folder (folder);
  remove_folder (killed);
}

static void
check_text (const char *text)
{
  if (text != NULL && (strpbrk (text, "{}[]|") != NULL || *text == '\0' || !g_utf8_validate (text, -1, NULL)))
    g_error ("left unfilled: \"%s\"", text);
}

/* Every slot and choice of every phrase is filled, and no two guests sound alike for long. */
static void
test_texts (void)
{
  const EarSamplePlace places[] = { EAR_SAMPLE_TALK, EAR_SAMPLE_MAIL, EAR_SAMPLE_LOG, EAR_SAMPLE_BOOKING, EAR_SAMPLE_REVIEW };
  GRand *rand = g_rand_new_with_seed (5);
  g_autoptr(GHashTable) different = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = 0;

  for (int i = 0; i < 6000; i++)
    {
      gboolean german = i % 2;
      g_autofree char *name = ear_sample_guest_name (rand), *handle = ear_sample_handle (rand, name);
      g_autofree char *thanks = ear_sample_thanks (rand, german), *reminder = ear_sample_reminder (rand, german);
      g_autofree char *note = ear_sample_note (rand, german), *chat = ear_sample_chat (rand, german), *spam = ear_sample_spam (rand), *away = ear_sample_away (rand, german);
      g_autoptr(EarSampleExchange) exchange = ear_sample_exchange_new (rand, places[i % 5], (EarSampleMood) (i % 3), german, name);
      const char *texts[] = { name, handle, thanks, reminder, note, chat, spam, away, exchange->question, exchange->answer, exchange->more, exchange->more_answer };

      for (gsize j = 0; j < G_N_ELEMENTS (texts); j++)
        check_text (texts[j]);
      g_assert_cmpint (exchange->more == NULL, ==, exchange->more_answer == NULL);
      if (places[i % 5] == EAR_SAMPLE_TALK && i % 3 == EAR_SAMPLE_QUESTION)
        {
          g_hash_table_add (different, g_strdup (exchange->question));
          n++;
        }
    }
  g_test_message ("%u of %u questions differ", g_hash_table_size (different), n);
  g_assert_cmpuint (g_hash_table_size (different), >, n / 2);
  g_rand_free (rand);
}

/* ---- the year as it is meant to be ---- */

#define LIVELY_SIZE 12000
#define DAY_MS G_GINT64_CONSTANT (86400000)

/* One number of a year's file: what no API of the engine has a reason to count. */
static double
number (sqlite3    *db,
        const char *sql)
{
  sqlite3_stmt *statement = NULL;
  double value;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK || sqlite3_step (statement) != SQLITE_ROW)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  value = sqlite3_column_double (statement, 0);
  sqlite3_finalize (statement);
  g_test_message ("%10.3f %s", value, sql);
  return value;
}

#define ASKED "FROM message m JOIN channel h ON h.id = m.channel WHERE m.direction = 0 AND m.state <> 3"
#define DAYS_AGO "((1790000000000 - m.sent_at) / 86400000)"

static double
half_answered_after (sqlite3    *db,
                     const char *kind)
{
  g_autofree char *sql = g_strdup_printf ("SELECT wait FROM (SELECT row_number () OVER (ORDER BY wait) AS n, count (*) OVER () AS many, wait"
                                          " FROM (SELECT e.answered_at - e.opened_at AS wait FROM enquiry e JOIN channel h ON h.id = e.channel"
                                          " WHERE h.kind = '%s' AND e.answered_at > e.opened_at)) WHERE n = (many + 1) / 2", kind);

  return number (db, sql) / 3600000;
}

static double
unanswered (sqlite3    *db,
            const char *kind)
{
  g_autofree char *sql = g_strdup_printf ("SELECT avg (e.answered_at IS NULL) FROM enquiry e JOIN channel h ON h.id = e.channel"
                                          " WHERE h.kind = '%s' AND e.exclusion = 0", kind);

  return number (db, sql);
}

static void
check_people (sqlite3 *db)
{
  double people = number (db, "SELECT count (*) FROM person");
  double asked = number (db, "SELECT count (*) FROM message WHERE direction = 0");
  double by_regulars = number (db, "SELECT sum (n) FROM (SELECT count (*) AS n FROM message m JOIN identity i ON i.id = m.author"
                                   " WHERE m.direction = 0 GROUP BY i.ext ORDER BY n DESC LIMIT 20)");

  /* Many wrote once, a few a good part of all. */
  g_assert_cmpfloat (people, >, 500);
  g_assert_cmpfloat (by_regulars, >, asked * 0.1);
  g_assert_cmpfloat (by_regulars, <, asked * 0.6);
  g_assert_cmpfloat (number (db, "SELECT count (*) FROM (SELECT author FROM message WHERE direction = 0 GROUP BY author HAVING count (*) <= 3)"), >,
                     people * 0.2);
}

static void
check_seasons (sqlite3 *db)
{
  double summer = number (db, "SELECT count (*) / 92.0 " ASKED " AND strftime ('%m', m.sent_at / 1000, 'unixepoch') IN ('06', '07', '08')");
  double winter = number (db, "SELECT count (*) / 59.0 " ASKED " AND strftime ('%m', m.sent_at / 1000, 'unixepoch') IN ('01', '02')");
  double late_week = number (db, "SELECT count (*) / 3.0 " ASKED " AND strftime ('%w', m.sent_at / 1000, 'unixepoch') IN ('5', '6', '0')");
  double early_week = number (db, "SELECT count (*) / 4.0 " ASKED " AND strftime ('%w', m.sent_at / 1000, 'unixepoch') IN ('1', '2', '3', '4')");
  double night = number (db, "SELECT count (*) / 5.0 " ASKED " AND strftime ('%H', m.sent_at / 1000, 'unixepoch') < '05'");
  double evening = number (db, "SELECT count (*) / 5.0 " ASKED " AND strftime ('%H', m.sent_at / 1000, 'unixepoch') BETWEEN '16' AND '20'");

  g_assert_cmpfloat (summer, >, winter * 1.3);
  g_assert_cmpfloat (late_week, >, early_week * 1.15);
  g_assert_cmpfloat (evening, >, night * 2);
}

/* More is said in it, and most of it is no praise: answering takes longer too. */
static void
check_bad_week (sqlite3 *db)
{
  double bad = number (db, "SELECT count (*) / 7.0 " ASKED " AND " DAYS_AGO " BETWEEN 68 AND 74");
  double before = number (db, "SELECT count (*) / 28.0 " ASKED " AND " DAYS_AGO " BETWEEN 75 AND 102");
  double wait = number (db, "SELECT avg (answered_at - opened_at) / 3600000.0 FROM enquiry m WHERE answered_at > opened_at AND"
                            " (1790000000000 - opened_at) / 86400000 BETWEEN 68 AND 74");
  double usual = number (db, "SELECT avg (answered_at - opened_at) / 3600000.0 FROM enquiry m WHERE answered_at > opened_at AND"
                             " (1790000000000 - opened_at) / 86400000 BETWEEN 75 AND 130");

  g_assert_cmpfloat (bad, >, before * 1.25);
  g_assert_cmpfloat (wait, >, usual * 1.2);
}

static void
check_care (sqlite3 *db)
{
  /* The blog is neglected: ten times as slow as Mastodon, and five times as often without an answer. */
  g_assert_cmpfloat (half_answered_after (db, "wordpress"), >, half_answered_after (db, "mastodon") * 10);
  g_assert_cmpfloat (unanswered (db, "wordpress"), >, 0.15);
  g_assert_cmpfloat (unanswered (db, "wordpress"), >, unanswered (db, "mastodon") * 3);
  /* Answered in Earshot and elsewhere, on both; logged by hand is neither. */
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *all = g_strdup_printf ("SELECT count (*) FROM message m JOIN channel h ON h.id = m.channel WHERE m.direction = 1 AND h.kind = '%s'",
                                              i == 0 ? "mastodon" : "wordpress");
      g_autofree char *here = g_strdup_printf ("SELECT count (*) FROM outbox o JOIN message m ON m.id = o.message JOIN channel h ON h.id = o.channel"
                                               " WHERE o.state = 'seen' AND m.direction = 1 AND m.body = o.text AND h.kind = '%s'",
                                               i == 0 ? "mastodon" : "wordpress");
      double answers = number (db, all), typed_here = number (db, here);

      g_assert_cmpfloat (typed_here, >, answers * 0.3);
      g_assert_cmpfloat (typed_here, <, answers * 0.9);
    }
  g_assert_cmpfloat (number (db, "SELECT count (*) FROM outbox o JOIN channel h ON h.id = o.channel WHERE h.kind NOT IN ('mastodon', 'wordpress')"), ==, 0);
  g_assert_cmpfloat (number (db, "SELECT count (*) FROM outbox WHERE state <> 'seen'"), ==, 0);
  g_assert_cmpfloat (number (db, "SELECT count (*) FROM message WHERE direction = 2"), >, 20);
}

static void
check_calls (sqlite3 *db)
{
  double calls = number (db, "SELECT count (*) FROM conversation c JOIN channel h ON h.id = c.channel WHERE h.kind = 'phone'");
  double promised = number (db, "SELECT count (*) FROM conversation c JOIN channel h ON h.id = c.channel WHERE h.kind = 'phone' AND c.call_back_by IS NOT NULL");
  double kept = number (db, "SELECT count (*) FROM conversation c JOIN channel h ON h.id = c.channel JOIN enquiry e ON e.conversation = c.id"
                            " WHERE h.kind = 'phone' AND c.call_back_by > e.opened_at AND e.answered_at > e.opened_at");

  g_assert_cmpfloat (calls, >, 300);
  g_assert_cmpfloat (promised, >, calls * 0.08);
  g_assert_cmpfloat (promised, <, calls * 0.3);
  /* Most were made; those that were not still wait, at the time that was promised. */
  g_assert_cmpfloat (kept, >, promised * 0.6);
  g_assert_cmpfloat (number (db, "SELECT count (*) FROM conversation WHERE call_back_by IS NOT NULL AND standing = 0 AND due_at <> call_back_by"), ==, 0);
}

/* Read without gaps, but for the days the blog was not. */
static void
check_coverage (sqlite3 *db)
{
  g_assert_cmpfloat (number (db, "SELECT count (*) FROM coverage v JOIN channel h ON h.id = v.channel WHERE h.kind = 'mastodon' AND v.stream = 'notifications'"), ==, 1);
  g_assert_cmpfloat (number (db, "SELECT count (*) FROM coverage v JOIN channel h ON h.id = v.channel WHERE h.kind = 'wordpress' AND v.stream = 'comments'"), ==, 2);
  g_assert_cmpfloat (number (db, "SELECT (max (from_at) - min (to_at)) / 86400000.0 FROM coverage v JOIN channel h ON h.id = v.channel"
                                 " WHERE h.kind = 'wordpress'"), ==, 5);
}

static void
test_year (void)
{
  g_autofree char *folder = g_dir_make_tmp ("earshot-sample-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, EAR_STORE_FILE_NAME, NULL);
  const EarSampleOptions options = { LIVELY_SIZE, 3, NOW_MS };
  g_autoptr(GError) error = NULL;
  EarStore *store;
  sqlite3 *db = NULL;

  g_assert_true (ear_sample_make (folder, &options, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open_v2 (file, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  check_people (db);
  check_seasons (db);
  check_bad_week (db);
  check_care (db);
  check_calls (db);
  check_coverage (db);
  sqlite3_close (db);

  /* And it is a sound file. */
  store = ear_store_open (folder, EAR_STORE_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  ear_store_check (store, NULL, NULL, &error);
  g_assert_no_error (error);
  ear_store_close (store);
  remove_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/texts", test_texts);
  g_test_add_func ("/sample/same", test_same);
  g_test_add_func ("/sample/interrupted", test_interrupted);
  g_test_add_func ("/sample/year", test_year);
  return g_test_run ();
}
