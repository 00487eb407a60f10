/* test-activity.c: presence, and talk, listen, act, in words, behind links, and for programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "report/ear-document.h"
#include "report/ear-report-activity.h"
#include "report/ear-report-text.h"

#define HOUR (3600 * G_GINT64_CONSTANT (1000))
#define DAY (24 * HOUR)
#define START G_GINT64_CONSTANT (1767571200000) /* Monday, 5 January 2026, 00:00 UTC */
#define END (START + 28 * DAY)

static EarReportChannel *
add_channel (EarReport *report, const char *key, const char *name, gboolean offline)
{
  EarReportChannel *channel = ear_report_add_channel (report);

  channel->key = g_strdup (key);
  channel->name = g_strdup (name);
  channel->kind = g_strdup ("made-up");
  channel->kind_name = g_strdup ("Made Up");
  channel->offline = offline;
  channel->known_until = END;
  channel->covered = 1;
  channel->promise_s = G_MAXINT64;
  return channel;
}

static EarPresence *
new_presence (gboolean with_plan)
{
  static const EarOwnPost posts[] = {
    { 0, 1, START + DAY, 100 }, { 0, 2, START + 2 * DAY, 0 }, { 0, 3, START + 8 * DAY, 101 }, { 1, 4, START - 3 * DAY, 0 },
  };
  const EarSpan spans[] = { { G_MININT64, START + 15 * DAY }, { START + 16 * DAY, END } };
  g_autoptr (GArray) covered = g_array_new (FALSE, FALSE, sizeof (EarSpan));
  g_autoptr (GArray) broken = g_array_new (FALSE, FALSE, sizeof (EarSpan));
  const guint all = (1u << EAR_N_PROFILE_FIELDS) - 1;
  const EarSpan whole = { G_MININT64, END };
  EarPresenceChannelInput channels[4] = {
    { .has_posts = TRUE, .known_until = END, .covered = broken, .planned = with_plan ? 2 : 0, .has_fields = all, .filled = all & ~(1u << EAR_PROFILE_PICTURE) },
    { .has_posts = TRUE, .known_until = END, .covered = covered, .has_fields = all, .filled = all },
    { .known_until = EAR_TIME_NONE },
    { .has_posts = TRUE, .known_until = EAR_TIME_NONE },
  };
  const EarPresenceInput input = {
    .from = START, .to = END, .now = END, .zone = "UTC", .channels = channels, .n_channels = 4, .posts = posts, .n_posts = G_N_ELEMENTS (posts),
  };

  g_array_append_vals (broken, spans, 2);
  g_array_append_val (covered, whole);
  return ear_presence_new (&input);
}

/* The one with the number @gone (G_MAXUINT: none) was heard on a channel that is not among those of the report. */
static EarTalk *
new_talk (const EarPresence *presence, guint n_changes, guint gone)
{
  static const EarTalkQuestion questions[] = { { 0, 100, START + DAY, TRUE }, { 0, 101, START + 8 * DAY, FALSE }, { 2, 200, START + DAY, TRUE } };
  static const EarUnreadQuestion unread[] = { { 101, START + 8 * DAY } };
  static const EarCallBack calls[] = {
    { 2, 200, START + DAY, START + 2 * DAY, START + 2 * DAY }, { 2, 201, START + DAY, START + 2 * DAY, EAR_TIME_NONE },
    { 2, 202, START + DAY, END + DAY, EAR_TIME_NONE },
  };
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_change_made_free);
  const EarTalkInput input = {
    .now = END, .n_channels = 4, .presence = presence, .questions = questions, .n_questions = 3, .unread = unread, .n_unread = 1,
    .call_backs = calls, .n_call_backs = 3, .changes = changes,
  };

  for (guint i = 0; i < n_changes; i++)
    {
      EarChangeMade *change = g_new0 (EarChangeMade, 1);

      *change = (EarChangeMade) { i == gone ? EAR_TALK_REMOVED_CHANNELS : 0, 500 + i, 100, START + DAY + i * HOUR, g_strdup_printf ("A ramp <%u> & a bell", i),
                                  g_strdup (i == gone ? "gone-key" : "blog-key"), g_strdup (i == gone ? "Old & Gone" : "Blog") };
      g_ptr_array_add (changes, change);
    }
  return ear_talk_new (&input);
}

static EarReport *
new_report_of (gboolean with_plan, guint n_changes, guint gone)
{
  EarReport *report = ear_report_new ();

  report->from = START;
  report->to = report->now = report->as_of = END;
  report->promise_s = G_MAXINT64;
  report->zone = g_strdup ("UTC");
  add_channel (report, "blog-key", "Blog", FALSE);
  add_channel (report, "town-key", "Town & Square", FALSE);
  add_channel (report, "phone-key", "Phone", TRUE);
  add_channel (report, "never-key", "Never", FALSE);
  report->presence = new_presence (with_plan);
  report->talk = new_talk (report->presence, n_changes, gone);
  return report;
}

static EarReport *
new_report (gboolean with_plan, guint n_changes)
{
  return new_report_of (with_plan, n_changes, G_MAXUINT);
}

static char *
text_of (const EarDocument *document)
{
  return ear_document_to_text (document, 400, TRUE);
}

static void
assert_says (const char *text, const char *words)
{
  if (strstr (text, words) == NULL)
    g_error ("“%s” is not in:\n%s", words, text);
}

/* ---- words ---- */

static void
test_words (void)
{
  g_autoptr (EarReport) report = new_report (TRUE, 2);
  g_autoptr (EarDocument) document = ear_document_new (report, NULL, NULL);
  g_autofree char *text = text_of (document);

  assert_says (text, "Blog: 1 week was not read without gaps and is not counted; there may have been posts.");
  assert_says (text, "Blog: the last known post is of 13 Jan, 00:00. There may be a later one, as it was not read without gaps since.");
  assert_says (text, "Town & Square: the last post is of 2 Jan, 00:00, 31 days before it was last read, on 2 Feb, 00:00.");
  assert_says (text, "Never: its posts were never read, so nothing can be said of them.");
  assert_says (text, "Blog has 3 of 4, missing: picture.");
  assert_says (text, "Town & Square has 4 of 4: name, web address, handle, picture.");
  assert_says (text, "Nobody has opened 1 question yet.");
  assert_says (text, "1 person still waits for a call whose time has passed.");
  assert_says (text, "The time of 1 call-back has not come yet.");
  assert_says (text, "A ramp <1> & a bell (heard on Blog, written down 6 Jan, 01:00)");
  assert_says (text, "Not every channel's posts were read without gaps; there may be more than are counted.");
  g_assert_null (strstr (text, "No channel has a plan yet"));
  g_assert_null (strstr (text, "Phone has"));
}

/* The n of each figure stands beside it. */
static void
test_table (void)
{
  g_autoptr (EarReport) report = new_report (TRUE, 0);
  g_autoptr (EarDocument) document = ear_document_new (report, NULL, NULL);
  g_autofree char *text = text_of (document);
  const EarBlock *plan = NULL, *talk = NULL;
  static const char *const of_blog[] = { "Blog", "2", "3 of 4", "3", "1 of 3", "1 of 3" };
  static const char *const of_all[] = { "All together", "3", "3", "2 of 3", "2 of 3", "1 of 3", "0" };

  for (guint i = 0; i < ear_document_get_n_blocks (document); i++)
    {
      const EarBlock *block = ear_document_get_block (document, i);

      if (block->kind == EAR_BLOCK_TABLE && g_strcmp0 (block->title, "Posts against the plan, and silence") == 0)
        plan = block;
      if (block->kind == EAR_BLOCK_TABLE && g_strcmp0 (block->title, "What was posted, heard and done") == 0)
        talk = block;
    }
  g_assert_nonnull (plan);
  g_assert_nonnull (talk);
  for (guint i = 0; i < G_N_ELEMENTS (of_blog); i++)
    {
      const EarRuns *runs = g_ptr_array_index ((GPtrArray *) g_ptr_array_index (plan->rows, 0), i);

      g_assert_cmpstr (((EarRun *) g_ptr_array_index (runs, 0))->text, ==, of_blog[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (of_all); i++)
    {
      const EarRuns *runs = g_ptr_array_index ((GPtrArray *) g_ptr_array_index (talk->rows, 0), i);

      g_assert_cmpstr (((EarRun *) g_ptr_array_index (runs, 0))->text, ==, of_all[i]);
    }
  assert_says (text, "Nothing was written down.");
}

static void
test_nothing (void)
{
  g_autoptr (EarReport) without = new_report (FALSE, 25);
  g_autoptr (EarReport) bare = ear_report_new ();
  g_autoptr (EarDocument) document = ear_document_new (without, NULL, NULL);
  g_autoptr (EarDocument) empty = NULL;
  g_autofree char *text = text_of (document);

  assert_says (text, "No channel has a plan yet: say how many posts a week there are to be.");
  assert_says (text, "and 5 older changes");
  bare->from = START;
  bare->to = bare->now = END;
  empty = ear_document_new (bare, NULL, NULL);
  g_assert_null (ear_document_find_heading (empty, "#talk"));
  g_assert_null (ear_document_find_heading (empty, "#presence"));
  g_assert_nonnull (ear_document_find_heading (document, "#talk"));
}

/* What was changed stands there under the name that its channel had, and what all did is the sum of the lines. */
static void
test_removed (void)
{
  g_autoptr (EarReport) report = new_report_of (FALSE, 2, 1);
  g_autoptr (EarDocument) document = ear_document_new (report, NULL, NULL);
  g_autofree char *text = text_of (document), *title = NULL, *csv = ear_report_to_csv (report);
  g_autoptr (GArray) list = ear_talk_dup_list (report, "removed/changes", &title);

  assert_says (text, "A ramp <1> & a bell (heard on Old & Gone, written down ");
  assert_says (text, "No longer connected");
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (title, ==, "No longer connected: Changes made");
  g_assert_null (strstr (csv, "Gone"));
}

/* ---- links ---- */

static void
check_run (const EarReport *report, const EarRun *run, guint *n)
{
  g_autofree char *title = NULL;
  g_autoptr (GArray) list = NULL;

  if (run->target == NULL || g_str_has_prefix (run->target, "do:") || run->target[0] == '#' || g_str_has_prefix (run->target, "figure:"))
    return;
  list = g_str_has_prefix (run->target, "presence:") ? ear_presence_dup_list (report, run->target + strlen ("presence:"), &title)
                                                      : ear_talk_dup_list (report, run->target + strlen ("talk:"), &title);
  g_assert_nonnull (list);
  g_assert_cmpuint (list->len, >, 0);
  g_assert_nonnull (title);
  (*n)++;
}

static void
test_links (void)
{
  g_autoptr (EarReport) report = new_report (TRUE, 2);
  g_autoptr (EarDocument) document = ear_document_new (report, NULL, NULL);
  guint n = 0;
  static const char *const nowhere[] = { "", "all", "all/", "all/often", "blog-key", "gone-key/came", "change/", "change/2", "change/-1", "change/x" };
  static const char *const no_presence[] = { "", "blog-key", "blog-key/week", "blog-key/week/4", "blog-key/week/x", "gone-key/posts", "blog-key/x" };

  for (guint i = 0; i < ear_document_get_n_blocks (document); i++)
    {
      const EarBlock *block = ear_document_get_block (document, i);

      for (guint k = 0; block->items != NULL && k < block->items->len; k++)
        for (guint r = 0; r < ((EarRuns *) block->items->pdata[k])->len; r++)
          check_run (report, ((EarRuns *) block->items->pdata[k])->pdata[r], &n);
      for (guint k = 0; block->rows != NULL && k < block->rows->len; k++)
        for (guint c = 0; c < block->columns->len; c++)
          check_run (report, g_ptr_array_index ((EarRuns *) ((GPtrArray *) block->rows->pdata[k])->pdata[c], 0), &n);
    }
  g_assert_cmpuint (n, >=, 12);
  for (gsize i = 0; i < G_N_ELEMENTS (nowhere); i++)
    {
      g_autofree char *title = NULL;

      g_assert_null (ear_talk_dup_list (report, nowhere[i], &title));
      g_assert_null (title);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (no_presence); i++)
    {
      g_autofree char *title = NULL;

      g_assert_null (ear_presence_dup_list (report, no_presence[i], &title));
      g_assert_null (title);
    }
}

/* ---- for programs ---- */

static void
test_json (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarReport) report = new_report_of (TRUE, 2, 1);
  g_autoptr (EarReport) bare = ear_report_new ();
  g_autofree char *text = NULL, *nothing = NULL;
  g_autoptr (EarJson) json = NULL;
  const EarJsonNode *blog, *all, *change;
  gint64 conversation_id = 100;

  report->conversation_keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_hash_table_insert (report->conversation_keys, g_memdup2 (&conversation_id, sizeof conversation_id), g_strdup ("gone-key/100"));
  text = ear_report_to_json (report);
  json = ear_json_parse_text (text, -1, &error);
  g_assert_no_error (error);
  blog = ear_json_member (ear_json_root (json), "presence.0");
  g_assert_cmpstr (ear_json_member_text (blog, "channel"), ==, "blog-key");
  g_assert_cmpstr (ear_json_member_text (blog, "weeks_read"), ==, "3");
  g_assert_cmpuint (ear_json_length (ear_json_member (blog, "weeks")), ==, 4);
  g_assert_cmpstr (ear_json_member_text (blog, "page_lacks.0"), ==, "picture");
  all = ear_json_member (ear_json_root (json), "talk.lines.0");
  g_assert_null (ear_json_member_text (all, "channel"));
  g_assert_cmpstr (ear_json_member_text (all, "counts.calls-overdue"), ==, "1");
  change = ear_json_member (ear_json_root (json), "talk.changes.0");
  g_assert_cmpstr (ear_json_member_text (change, "text"), ==, "A ramp <1> & a bell");
  g_assert_cmpstr (ear_json_member_text (change, "channel"), ==, "gone-key");
  g_assert_cmpstr (ear_json_member_text (change, "channel_name"), ==, "Old & Gone");
  g_assert_cmpstr (ear_json_member_text (change, "conversation"), ==, "gone-key/100");
  bare->from = START;
  bare->to = bare->now = END;
  nothing = ear_report_to_json (bare);
  assert_says (nothing, "null");
}

static guint
count_cells (const char *line)
{
  gboolean quoted = FALSE;
  guint n = 1;

  for (const char *c = line; *c != '\0'; c++)
    {
      quoted ^= *c == '"';
      n += *c == ',' && !quoted;
    }
  return n;
}

static void
test_csv (void)
{
  g_autoptr (EarReport) report = new_report (TRUE, 2);
  g_autofree char *text = ear_report_to_csv (report);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  for (guint i = 1; i < 5; i++)
    g_assert_cmpuint (count_cells (lines[i]), ==, count_cells (lines[0]));
  g_assert_nonnull (strstr (lines[0], "posts_planned,weeks,weeks_read"));
  g_assert_nonnull (strstr (lines[1], ",2,4,3,3,1,1,3,"));
  g_assert_nonnull (strstr (lines[1], "name address handle,picture,3,2,1,1,1,0,0,0,0,2"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/activity/words", test_words);
  g_test_add_func ("/activity/table", test_table);
  g_test_add_func ("/activity/nothing", test_nothing);
  g_test_add_func ("/activity/removed", test_removed);
  g_test_add_func ("/activity/links", test_links);
  g_test_add_func ("/activity/json", test_json);
  g_test_add_func ("/activity/csv", test_csv);
  return g_test_run ();
}
