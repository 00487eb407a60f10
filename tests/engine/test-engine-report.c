/* test-engine-report.c: the sample restaurant's year, reported
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>

#include <string.h>

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-report-progress-private.h"
#include "engine/ear-sample.h"
#include "model/ear-report-data.h"
#include "report/ear-report-text.h"

#define DAY_MS G_GINT64_CONSTANT (86400000)

static void
ask (EarEngine *engine, gint64 from, gint64 to, gboolean whole, Await *await)
{
  if (whole)
    ear_engine_load_whole_report_async (engine, from, to, NULL, NULL, NULL, await_cb, await);
  else
    ear_engine_load_report_async (engine, from, to, NULL, await_cb, await);
}

static EarReport *
load_this (EarEngine *engine, gint64 from, gint64 to, gboolean whole)
{
  Await await = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EarReport *report;

  ask (engine, from, to, whole, &await);
  result = await_result (&await);
  report = ear_engine_load_report_finish (engine, result, &error);
  g_assert_no_error (error);
  return report;
}

static EarReport *
load_report (EarEngine *engine, gint64 from, gint64 to)
{
  return load_this (engine, from, to, TRUE);
}

static const EarReportChannel *
find_channel (const EarReport *report, const char *kind, guint *index)
{
  for (guint i = 0; i < report->channels->len; i++)
    if (g_str_equal (ear_report_get_channel (report, i)->kind, kind))
      {
        if (index != NULL)
          *index = i;
        return ear_report_get_channel (report, i);
      }
  g_assert_not_reached ();
}

/* What was put into the year comes out: the neglected blog, the days it was not read, the calls answered on the spot. */
static void
test_year (void)
{
  Fixture fixture = { 0 };
  g_autoptr (EarReport) report = NULL, week = NULL;
  g_autofree char *text = NULL, *difference = NULL;
  const EarReportChannel *blog, *mastodon, *phone;
  const EarSpan *gap;
  gint64 now = ear_clock_now_ms ();
  guint index, total = 0, total_week = 0;

  fixture_init (&fixture);
  fixture_open (&fixture, EAR_ENGINE_SAMPLE);
  report = load_report (fixture.engine, G_MININT64, now);
  text = ear_report_to_json (report);
  g_test_message ("%s", text);
  blog = find_channel (report, "wordpress", &index);
  mastodon = find_channel (report, "mastodon", NULL);
  phone = find_channel (report, "phone", NULL);

  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);
      const guint *n = channel->counts;

      total += channel->members->len;
      g_assert_cmpuint (n[EAR_FIGURE_QUESTIONS], ==,
                        n[EAR_FIGURE_KEPT] + n[EAR_FIGURE_MISSED] + n[EAR_FIGURE_TOO_NEW] + n[EAR_FIGURE_TAKEN_BACK_EARLY] + n[EAR_FIGURE_CUT_OFF]);
      g_assert_true (channel->hours_set);
      g_assert_cmpint (channel->promise_s, ==, 4 * 3600);
    }
  g_assert_cmpuint (total, >, 1000);

  g_assert_cmpint (report->difference.verdict, ==, EAR_DIFFERENCE_REAL);
  g_assert_true (ear_report_get_channel (report, report->difference.worst) == blog);
  g_assert_true (ear_report_get_channel (report, report->difference.best) == mastodon);
  g_assert_cmpfloat (mastodon->open.share.share.lower, >, blog->open.share.share.upper);
  difference = ear_report_dup_difference_markup (report);
  g_assert_nonnull (strstr (difference, "answers fewer questions in time"));

  /* Read but for five days. */
  g_assert_cmpuint (blog->gaps->len, ==, 1);
  gap = &g_array_index (blog->gaps, EarSpan, 0);
  g_assert_cmpfloat_with_epsilon ((double) (gap->to - gap->from) / DAY_MS, 5, 0.01);
  g_assert_cmpfloat (blog->covered, <, 0.99);
  g_assert_cmpuint (blog->counts[EAR_FIGURE_IN_GAP], >, 0);
  g_assert_cmpuint (blog->counts[EAR_FIGURE_SPAM], >, 0);
  g_assert_cmpuint (mastodon->counts[EAR_FIGURE_NO_ANSWER_NEEDED], >, 50);
  g_assert_cmpuint (mastodon->counts[EAR_FIGURE_FOLLOW_UP], >, 50);
  g_assert_cmpfloat (mastodon->covered, >, 0.999);

  g_assert_true (phone->offline);
  g_assert_cmpuint (phone->counts[EAR_FIGURE_ON_SPOT], >, phone->counts[EAR_FIGURE_QUESTIONS]);
  g_assert_false (phone->compared);

  /* Every figure opens its conversations. */
  for (guint figure = 0; figure < EAR_N_FIGURES; figure++)
    {
      g_autoptr (GArray) ids = ear_report_dup_conversations (report, index, (EarFigure) figure, EAR_CLOCK_OPEN);

      g_assert_cmpint (ids->len > 0, ==, blog->counts[figure] > 0);
      if (ids->len > 0)
        {
          g_autoptr (EarThread) thread = load_thread (fixture.engine, g_array_index (ids, gint64, 0));

          g_assert_cmpuint (thread->messages->len, >, 0);
          g_assert_cmpstr (thread->channel_key, ==, blog->key);
        }
    }

  /* By kind, and when they come. */
  g_assert_cmpuint (blog->open.types[EAR_CONVERSATION_COMMENT][EAR_TURN_ANY].questions, ==, blog->counts[EAR_FIGURE_QUESTIONS]);
  g_assert_cmpuint (mastodon->open.types[EAR_CONVERSATION_THREAD][EAR_TURN_ANY].questions, >, 0);
  g_assert_nonnull (report->map);
  g_assert_false (report->earlier[EAR_EARLIER_PERIOD].asked);

  /* A period is part of the year. */
  week = load_report (fixture.engine, now - 7 * DAY_MS, now);
  for (guint i = 0; i < week->channels->len; i++)
    total_week += ear_report_get_channel (week, i)->members->len;
  g_assert_cmpuint (total_week, >, 20);
  g_assert_cmpuint (total_week, <, total / 10);
  g_assert_true (week->earlier[EAR_EARLIER_PERIOD].asked);
  g_assert_cmpuint (find_channel (week, "mastodon", NULL)->open.earlier[EAR_EARLIER_PERIOD].questions, >, 0);
  g_assert_cmpint (find_channel (week, "mastodon", NULL)->open.earlier[EAR_EARLIER_YEAR].change, <, EAR_CHANGE_CHANCE); /* not read then */

  fixture_close (&fixture);
  fixture_clear (&fixture);
}

/* The made-up restaurant says what its brand sheet says; what is found there is looked at one by one. */
static void
test_facts (void)
{
  Fixture fixture = { 0 };
  g_autoptr (EarReport) report = NULL;
  guint n_sheet = 0, n_unlike = 0, n_profiles = 0;
  const EarFactFinding *page = NULL;

  fixture_init (&fixture);
  fixture_open (&fixture, EAR_ENGINE_SAMPLE);
  report = load_report (fixture.engine, G_MININT64, ear_clock_now_ms ());
  g_assert_nonnull (report->facts);
  for (guint i = 0; i < report->facts->findings->len; i++)
    {
      const EarFactFinding *finding = report->facts->findings->pdata[i];

      n_sheet += finding->type == EAR_FACT_SHEET;
      n_unlike += finding->type == EAR_FACT_UNLIKE;
      n_profiles += finding->type == EAR_FACT_PROFILE;
      if (finding->type == EAR_FACT_PROFILE)
        page = finding;
      g_test_message ("%s: %s | %s | %s", finding->kind < EAR_N_STATEMENTS ? ear_statement_kind_to_string (finding->kind) : "name",
                      finding->question != NULL ? finding->question : "", finding->said, finding->other != NULL ? finding->other : "the opening hours");
    }
  for (guint i = 0; i < EAR_N_STATEMENTS; i++)
    g_test_message ("%s: %u stated, %u held against the sheet", ear_statement_kind_to_string (i), report->facts->stated[i], report->facts->checked[i]);
  g_test_message ("%u answers, %u in no language that is known, %u like questions with %u answers; %u findings against the sheet, %u unlike, %u pages",
                  report->facts->n_answers, report->facts->n_unread, report->facts->like_questions, report->facts->like_answers, n_sheet, n_unlike,
                  n_profiles);
  g_assert_cmpuint (report->facts->n_answers, >, 1000);
  g_assert_cmpuint (report->facts->n_unread * 100, <, report->facts->n_answers);
  g_assert_cmpuint (report->facts->checked[EAR_STATEMENT_HOURS], >=, 20);
  /* The cook shares her recipes one day and not the other, and one page has an old number; nothing else is wrong. */
  g_assert_cmpuint (n_sheet, ==, 0);
  g_assert_cmpuint (n_profiles, ==, 1);
  g_assert_cmpstr (page->said, ==, "Phone: +49 7666 555 0132");
  g_assert_cmpstr (page->other, ==, "+49 7666 555 0123");
  g_assert_cmpstr (ear_report_get_channel (report, page->channel)->name, ==, "Café Linde on Mastodon");
  g_assert_cmpuint (n_unlike, <=, 4);
  fixture_close (&fixture);
  fixture_clear (&fixture);
}

typedef struct {
  GMainLoop *loop;
  EarBrandSheet *sheet;
  char *event;
  gboolean done;
} Answer;

static void
sheet_came (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->sheet = ear_engine_load_brand_sheet_finish (EAR_ENGINE (source), result, NULL);
  g_main_loop_quit (answer->loop);
}

static void
sheet_set (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->event = ear_engine_dup_event (result);
  answer->done = ear_engine_finish (EAR_ENGINE (source), result, NULL);
  g_main_loop_quit (answer->loop);
}

static void
undone (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  g_autofree char *text = ear_engine_finish_text (EAR_ENGINE (source), result, NULL);

  answer->done = text != NULL;
  g_main_loop_quit (answer->loop);
}

/* Hours that were always otherwise make answers wrong; undone in one go with the phone that was set beside them, they are right again. */
static void
test_brand (void)
{
  Fixture fixture = { 0 };
  Answer answer = { g_main_loop_new (NULL, FALSE), NULL, NULL, FALSE };
  g_autoptr (EarBrandSheet) wanted = NULL;
  g_autoptr (EarReport) wrong = NULL, right = NULL;
  g_auto (GStrv) events = NULL;
  gint64 now = ear_clock_now_ms ();
  guint index;

  fixture_init (&fixture);
  fixture_open (&fixture, EAR_ENGINE_SAMPLE);
  ear_engine_load_brand_sheet_async (fixture.engine, sheet_came, &answer);
  g_main_loop_run (answer.loop);
  g_assert_cmpstr (ear_brand_sheet_get (answer.sheet, EAR_BRAND_NAME), ==, "Café Linde");
  wanted = ear_brand_sheet_copy (answer.sheet);
  g_clear_pointer (&wanted->opening, ear_hours_unref);
  wanted->opening = ear_hours_new ("Europe/Berlin", NULL);
  for (guint day = 2; day <= 6; day++)
    ear_hours_add (wanted->opening, (EarInterval) { day, 17 * 60, 23 * 60 });
  ear_brand_sheet_set (wanted, EAR_BRAND_PHONE, "+49 7666 999");
  ear_brand_sheet_set (wanted, EAR_BRAND_EMAIL, "not asked for");
  ear_engine_set_brand_sheet_async (fixture.engine, wanted, 1u << EAR_BRAND_PHONE | EAR_BRAND_OPENING, EAR_TIME_NONE, sheet_set, &answer);
  g_main_loop_run (answer.loop);
  g_assert_true (answer.done);
  events = g_strsplit (answer.event, " ", -1);
  g_assert_cmpuint (g_strv_length (events), ==, 2);
  wrong = load_report (fixture.engine, G_MININT64, now);
  g_assert_cmpuint (wrong->facts->findings->len, >, 10);
  for (guint i = 0; i < wrong->facts->findings->len; i++)
    {
      const EarFactFinding *finding = wrong->facts->findings->pdata[i];

      if (finding->type != EAR_FACT_SHEET)
        continue;
      g_assert_cmpint (finding->kind, ==, EAR_STATEMENT_HOURS);
      g_assert_cmpint (finding->conversation_id, !=, 0);
      g_assert_cmpuint (finding->channel, <, wrong->channels->len);
    }
  find_channel (wrong, "wordpress", &index);
  ear_brand_sheet_free (answer.sheet);
  ear_engine_load_brand_sheet_async (fixture.engine, sheet_came, &answer);
  g_main_loop_run (answer.loop);
  g_assert_cmpstr (ear_brand_sheet_get (answer.sheet, EAR_BRAND_PHONE), ==, "+49 7666 999");
  g_assert_cmpstr (ear_brand_sheet_get (answer.sheet, EAR_BRAND_EMAIL), ==, "haus@cafe-linde.example");

  ear_engine_undo_async (fixture.engine, answer.event, undone, &answer);
  g_main_loop_run (answer.loop);
  right = load_report (fixture.engine, G_MININT64, now);
  for (guint i = 0; i < right->facts->findings->len; i++)
    g_assert_cmpint (((const EarFactFinding *) right->facts->findings->pdata[i])->type, !=, EAR_FACT_SHEET);
  ear_brand_sheet_free (answer.sheet);
  ear_engine_load_brand_sheet_async (fixture.engine, sheet_came, &answer);
  g_main_loop_run (answer.loop);
  g_assert_cmpstr (ear_brand_sheet_get (answer.sheet, EAR_BRAND_PHONE), ==, "+49 7666 555 0123");
  ear_brand_sheet_free (answer.sheet);
  g_free (answer.event);
  g_main_loop_unref (answer.loop);
  fixture_close (&fixture);
  fixture_clear (&fixture);
}

static void
set_voice (EarEngine *engine, const char *voice)
{
  Answer answer = { g_main_loop_new (NULL, FALSE), NULL, NULL, FALSE };
  g_autoptr (EarBrandSheet) wanted = ear_brand_sheet_new ();

  ear_brand_sheet_set (wanted, EAR_BRAND_VOICE, voice);
  ear_engine_set_brand_sheet_async (engine, wanted, 1u << EAR_BRAND_VOICE, EAR_TIME_NONE, sheet_set, &answer);
  g_main_loop_run (answer.loop);
  g_assert_true (answer.done);
  g_free (answer.event);
  g_main_loop_unref (answer.loop);
}

static guint
count_replies (const EarReport *report, guint from)
{
  guint n = 0;

  for (guint i = from; i < report->channels->len; i++)
    n += ear_voice_get_channel (report->voice, i)->n_replies;
  return n;
}

/* The whole report leaves a plain one as it was given to others; what is wished is held against every reply, on the right channel. */
static void
test_voice (void)
{
  Fixture fixture = { 0 };
  g_autoptr (EarReport) plain = NULL, whole = NULL, again = NULL, wished = NULL, unreadable = NULL;
  gint64 now = ear_clock_now_ms ();
  guint index, n = 0;
  const EarVoiceGroup *blog;

  fixture_init (&fixture);
  fixture_open (&fixture, EAR_ENGINE_SAMPLE);
  plain = load_this (fixture.engine, G_MININT64, now, FALSE);
  whole = load_report (fixture.engine, G_MININT64, now);
  g_assert_true (whole != plain);
  g_assert_null (plain->voice);
  g_assert_null (plain->facts);
  g_assert_true (whole->channels == plain->channels);
  again = load_this (fixture.engine, G_MININT64, now, FALSE);
  g_assert_true (again == whole);

  g_assert_nonnull (whole->voice);
  g_assert_cmpuint (whole->voice->channels->len, ==, whole->channels->len);
  g_assert_null (whole->voice->wish);
  n = count_replies (whole, 0);
  g_assert_cmpuint (n, ==, whole->facts->n_answers);
  find_channel (whole, "wordpress", &index);
  blog = ear_voice_get_channel (whole->voice, index);
  g_assert_cmpuint (blog->n_replies, >, 20);
  g_assert_false (blog->wished[EAR_WISH_GREETING]);
  for (guint i = 0; i < EAR_N_VOICE_TRAITS; i++)
    {
      g_autoptr (GArray) those = ear_voice_group_list_trait (blog, (EarVoiceTrait) i, TRUE);

      g_assert_cmpuint (those->len, ==, blog->traits[i].k);
      for (guint k = 0; k < MIN (those->len, 3); k++)
        {
          g_autoptr (EarThread) thread = load_thread (fixture.engine, g_array_index (those, EarVoiceReply, k).conversation_id);

          g_assert_cmpstr (thread->channel_key, ==, ear_report_get_channel (whole, index)->key);
        }
    }

  set_voice (fixture.engine, "{\"greets\":\"yes\",\"max-words\":60}");
  wished = load_report (fixture.engine, G_MININT64, now);
  g_assert_true (wished != whole);
  g_assert_cmpuint (wished->voice->wish->max_words, ==, 60);
  blog = ear_voice_get_channel (wished->voice, index);
  g_assert_true (blog->wished[EAR_WISH_GREETING]);
  g_assert_cmpuint (blog->kept[EAR_WISH_GREETING].n, ==, blog->traits[EAR_VOICE_GREETING].n);
  g_assert_cmpuint (blog->kept[EAR_WISH_GREETING].k, ==, blog->traits[EAR_VOICE_GREETING].k);

  /* Something that is no wish is none, and the report is there all the same. */
  g_test_expect_message ("Earshot-engine", G_LOG_LEVEL_MESSAGE, "*of the voice cannot be read*");
  set_voice (fixture.engine, "friendly");
  unreadable = load_report (fixture.engine, G_MININT64, now);
  g_test_assert_expected_messages ();
  g_assert_null (unreadable->voice->wish);
  g_assert_cmpuint (ear_voice_get_channel (unreadable->voice, index)->n_replies, ==, blog->n_replies);
  fixture_close (&fixture);
  fixture_clear (&fixture);
}

/* What was posted, heard and done on a channel. */
static void
assert_same_activity (const EarReport *report,
                      guint            index,
                      const EarReport *other,
                      guint            other_index)
{
  const EarTalkLine *line = g_ptr_array_index (report->talk->lines, index), *other_line = g_ptr_array_index (other->talk->lines, other_index);

  g_assert_cmpmem (line->counts, sizeof line->counts, other_line->counts, sizeof other_line->counts);
  g_assert_cmpint (line->has_posts, ==, other_line->has_posts);
  g_assert_cmpint (line->posts_whole, ==, other_line->posts_whole);
}

static gint64
a_conversation (const EarReport *report, const char *key)
{
  for (guint i = 0; i < report->channels->len; i++)
    if (g_str_equal (ear_report_get_channel (report, i)->key, key))
      {
        g_autoptr (GArray) those = ear_report_dup_conversations (report, i, EAR_FIGURE_QUESTIONS, EAR_CLOCK_OPEN);

        g_assert_cmpuint (those->len, >, 0);
        return g_array_index (those, gint64, 0);
      }
  g_assert_not_reached ();
}

static void
write_change (EarEngine *engine, gint64 conversation_id, const char *text)
{
  Await await = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *event = NULL;

  ear_engine_add_change_async (engine, conversation_id, text, await_cb, &await);
  result = await_result (&await);
  event = ear_engine_finish_text (engine, result, &error);
  g_assert_no_error (error);
}

/* The report leaves out a channel that is not connected any more and on which nothing was asked, so its numbers of channels are not the
 * store's: what is said of each reply still stands with its channel. */
static void
test_removed_channel (void)
{
  Fixture fixture = { 0 };
  g_autoptr (EarReport) before = NULL, after = NULL;
  gint64 now = ear_clock_now_ms (), to = now;
  Await await = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EarReport) before_all = NULL, since = NULL;
  g_autoptr (EarThread) thread_of_change = NULL;
  g_autofree char *key = NULL, *name = NULL;
  const EarChangeMade *change;
  guint quiet = G_MAXUINT;

  fixture_init (&fixture);
  fixture_open (&fixture, EAR_ENGINE_SAMPLE);
  before_all = load_this (fixture.engine, G_MININT64, now, FALSE);
  /* A day on which nobody asked anything on one channel, and those after it in the list have replies. */
  for (guint day = 0; day < 60 && quiet == G_MAXUINT; day++)
    {
      g_clear_pointer (&before, ear_report_unref);
      to = now - day * DAY_MS;
      before = load_report (fixture.engine, to - DAY_MS, to);
      for (guint i = 0; i + 1 < before->channels->len && quiet == G_MAXUINT; i++)
        if (ear_report_get_channel (before, i)->members->len == 0 && ear_voice_get_channel (before->voice, i)->n_replies == 0 &&
            count_replies (before, i + 1) > 0)
          quiet = i;
    }
  g_assert_cmpuint (quiet, !=, G_MAXUINT);
  key = g_strdup (ear_report_get_channel (before, quiet)->key);
  name = g_strdup (ear_report_get_channel (before, quiet)->name);
  write_change (fixture.engine, a_conversation (before_all, key), "A ramp at the door");
  ear_engine_remove_channel_async (fixture.engine, key, FALSE, await_cb, &await);
  result = await_result (&await);
  g_clear_object (&result);

  /* What was changed because of it stays in the report, and opens. */
  since = load_report (fixture.engine, now, ear_clock_now_ms () + 1);
  for (guint i = 0; i < since->channels->len; i++)
    g_assert_cmpstr (ear_report_get_channel (since, i)->key, !=, key);
  g_assert_cmpuint (since->talk->changes->len, ==, 1);
  g_assert_cmpuint (since->talk->all.counts[EAR_TALK_CHANGES], ==, 1);
  change = since->talk->changes->pdata[0];
  g_assert_cmpuint (change->channel, ==, EAR_TALK_REMOVED_CHANNELS);
  g_assert_cmpstr (change->channel_key, ==, key);
  g_assert_cmpstr (change->channel_name, ==, name);
  g_assert_true (g_str_has_prefix (ear_report_get_conversation_key (since, change->conversation_id), key));
  thread_of_change = load_thread (fixture.engine, change->conversation_id);
  g_assert_cmpuint (thread_of_change->messages->len, >, 1);

  after = load_report (fixture.engine, to - DAY_MS, to);
  g_assert_cmpuint (after->channels->len, ==, before->channels->len - 1);
  g_assert_cmpuint (count_replies (after, 0), ==, count_replies (before, 0));
  for (guint i = 0; i < after->channels->len; i++)
    {
      const EarVoiceGroup *group = ear_voice_get_channel (after->voice, i);
      g_autoptr (GArray) replies = ear_voice_group_list_lengths (group);

      g_assert_cmpuint (group->n_replies, ==, ear_voice_get_channel (before->voice, i < quiet ? i : i + 1)->n_replies);
      assert_same_activity (after, i, before, i < quiet ? i : i + 1);
      for (guint k = 0; k < MIN (replies->len, 3); k++)
        {
          g_autoptr (EarThread) thread = load_thread (fixture.engine, g_array_index (replies, EarVoiceReply, k).conversation_id);

          g_assert_cmpstr (thread->channel_key, ==, ear_report_get_channel (after, i)->key);
        }
    }
  fixture_close (&fixture);
  fixture_clear (&fixture);
}

/* ---- how far it is ---- */

typedef struct {
  GCancellable *cancellable; /* (nullable): to be cancelled as soon as something is told */
  guint n;
  double fraction;
  GPtrArray *sentences;      /* (element-type utf8) */
  GThread *thread;
} Told;

static void
told (double fraction, const char *sentence, gpointer data)
{
  Told *so_far = data;

  g_assert_true (g_thread_self () == so_far->thread);
  g_assert_cmpfloat (fraction, >=, so_far->fraction);
  g_assert_cmpfloat (fraction, <=, 1);
  so_far->n++;
  so_far->fraction = fraction;
  if (so_far->sentences->len == 0 || !g_str_equal (so_far->sentences->pdata[so_far->sentences->len - 1], sentence))
    g_ptr_array_add (so_far->sentences, g_strdup (sentence));
  if (so_far->cancellable != NULL)
    g_cancellable_cancel (so_far->cancellable);
}

/* Each part once, all of them make the whole, and no more often than anybody can see. */
static void
test_parts (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  Told so_far = { .sentences = sentences, .thread = g_thread_self () };
  Fixture fixture = { 0 };
  g_auto (EarReportProgress) progress = { 0 };

  fixture_init (&fixture);
  fixture_open (&fixture, EAR_ENGINE_SAMPLE);
  ear_report_progress_init (&progress, fixture.engine, told, &so_far, cancellable);
  for (EarReportPartId part = 0; part < EAR_N_REPORT_PARTS; part++)
    {
      progress.told_at = 0;
      g_assert_true (ear_report_progress_go_on (&progress, part, 0.5));
      progress.told_at = 0;
      g_assert_true (ear_report_progress_end (&progress, part, &error));
      progress.told_at = G_MAXINT64 / 2;
      g_assert_true (ear_report_progress_go_on (&progress, part, 1));
    }
  WAIT_FOR (so_far.n == 2 * EAR_N_REPORT_PARTS);
  g_assert_cmpfloat_with_epsilon (so_far.fraction, 1, 0.002);
  g_assert_cmpuint (sentences->len, ==, 4);

  g_cancellable_cancel (cancellable);
  g_assert_false (ear_report_progress_go_on (&progress, EAR_REPORT_PART_FACTS, 1));
  g_assert_false (ear_report_progress_end (&progress, EAR_REPORT_PART_FACTS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_close (&fixture);
  fixture_clear (&fixture);
}

/* Told where the window is, until the report is there; what is not wanted any more is not kept either. */
static void
test_watched (void)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Told so_far = { .sentences = sentences, .thread = g_thread_self () };
  gint64 now = ear_clock_now_ms ();
  Fixture fixture = { 0 };

  fixture_init (&fixture);
  fixture_open (&fixture, EAR_ENGINE_SAMPLE);
  /* As an application has it while it runs; a worker that finds nobody's would tell by itself. */
  g_assert_true (g_main_context_acquire (NULL));
  for (guint i = 0; i < 2; i++)
    {
      Await await = { NULL };
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (EarReport) report = NULL;
      guint n;

      so_far.cancellable = i == 0 ? cancellable : NULL;
      so_far.fraction = 0;
      ear_engine_load_whole_report_async (fixture.engine, G_MININT64, now, told, &so_far, so_far.cancellable, await_cb, &await);
      result = await_result (&await);
      report = ear_engine_load_report_finish (fixture.engine, result, &error);
      n = so_far.n;
      g_assert_cmpuint (n, >, i);
      g_assert_cmpstr (sentences->pdata[0], ==, "Counting the questions…");
      if (i == 0)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          continue;
        }
      g_assert_no_error (error);
      g_assert_nonnull (report->voice);
      g_assert_nonnull (report->talk);
      spin (200);
      g_assert_cmpuint (so_far.n, ==, n);
    }
  g_main_context_release (NULL);
  fixture_close (&fixture);
  fixture_clear (&fixture);
}

/* What was found in replies is kept in the workspace's folder; without it, or with a damaged one, the report is the same. */
static void
test_readings (void)
{
  static const char *const names[] = { "facts", "voice" };
  Fixture fixture = { 0 };
  g_autofree char *folder = NULL;
  gint64 now;
  guint findings = 0, greetings = 0;

  fixture_init (&fixture);
  fixture_open (&fixture, EAR_ENGINE_SAMPLE);
  /* The sample is in a folder of its own. */
  folder = g_strdup (ear_store_get_folder (ear_engine_enter (fixture.engine, NULL)));
  ear_engine_leave (fixture.engine);
  now = ear_clock_now_ms ();
  for (guint turn = 0; turn < 4; turn++)
    {
      /* Another beginning each time: it does not come from the cache. */
      g_autoptr (EarReport) report = load_report (fixture.engine, now - 400 * DAY_MS + turn, now);

      g_assert_cmpuint (report->voice->mine->n_replies, >, 10);
      if (turn == 0)
        {
          findings = report->facts->findings->len;
          greetings = ear_voice_get_channel (report->voice, 0)->traits[EAR_VOICE_GREETING].k;
          g_assert_cmpuint (findings, >, 0);
          g_assert_cmpuint (greetings, >, 0);
        }
      g_assert_cmpuint (report->facts->findings->len, ==, findings);
      g_assert_cmpuint (ear_voice_get_channel (report->voice, 0)->traits[EAR_VOICE_GREETING].k, ==, greetings);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          g_autofree char *file = g_build_filename (folder, "readings", names[i], NULL);
          g_autofree char *contents = NULL;
          gsize size;
          gboolean there = g_file_get_contents (file, &contents, &size, NULL);

          g_assert_true (there);
          g_assert_cmpuint (size, >, 1000);
          if (turn == 1)
            g_assert_true (g_file_set_contents (file, contents, (gssize) size / 2, NULL));
          else if (turn == 2)
            g_assert_cmpint (g_remove (file), ==, 0);
        }
    }
  fixture_close (&fixture);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-report/year", test_year);
  g_test_add_func ("/engine-report/facts", test_facts);
  g_test_add_func ("/engine-report/brand", test_brand);
  g_test_add_func ("/engine-report/voice", test_voice);
  g_test_add_func ("/engine-report/removed-channel", test_removed_channel);
  g_test_add_func ("/engine-report/parts", test_parts);
  g_test_add_func ("/engine-report/watched", test_watched);
  g_test_add_func ("/engine-report/readings", test_readings);
  return g_test_run ();
}
