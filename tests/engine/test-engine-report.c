/* test-engine-report.c: the sample restaurant's year, reported
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-sample.h"
#include "model/ear-report-data.h"
#include "report/ear-report-text.h"

#define DAY_MS G_GINT64_CONSTANT (86400000)

static EarReport *
load_report (EarEngine *engine, gint64 from, gint64 to)
{
  Await await = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EarReport *report;

  ear_engine_load_report_async (engine, from, to, NULL, await_cb, &await);
  result = await_result (&await);
  report = ear_engine_load_report_finish (engine, result, &error);
  g_assert_no_error (error);
  return report;
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
  difference = ear_report_dup_difference (report);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-report/year", test_year);
  return g_test_run ();
}
