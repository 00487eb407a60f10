/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "report/ear-document.h"
#include "report/ear-report-text.h"

#define MINUTE G_GINT64_CONSTANT (60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define START G_GINT64_CONSTANT (1790812800000) /* 1 October 2026, 00:00 UTC */

static EarReportClock
a_clock (guint k, guint n, gboolean enough, gint64 half, gint64 nine)
{
  EarReportClock clock = { .enough = enough, .enough_nine = enough && n >= 20, .curve = g_array_new (FALSE, FALSE, sizeof (EarCurveStep)) };

  clock.share = (EarShare) { .n = n, .k = k, .people = n / 2, .share = ear_wilson (k, n, 0.95) };
  clock.k_all = k;
  clock.n_all = n;
  clock.half = (EarQuantile) { .reached = half >= 0, .time = half };
  clock.nine_in_ten = (EarQuantile) { .reached = nine >= 0, .time = nine };
  return clock;
}

static EarReportChannel *
a_channel (EarReport *report, const char *name, guint k, guint n, gboolean enough, gint64 half, gint64 nine)
{
  EarReportChannel *channel = ear_report_add_channel (report);

  channel->key = g_strconcat ("key-", name, NULL);
  channel->name = g_strdup (name);
  channel->kind = g_strdup ("wordpress");
  channel->kind_name = g_strdup ("WordPress");
  channel->known_until = report->now;
  channel->covered = 1;
  channel->promise_s = 4 * 3600;
  channel->hours_set = TRUE;
  channel->counts[EAR_FIGURE_QUESTIONS] = n;
  channel->people = n / 2;
  channel->open = a_clock (k, n, enough, half, nine);
  channel->wall = a_clock (k, n, enough, half >= 0 ? half + 3600 : half, nine);
  channel->shared = a_clock (k, n, enough, half, nine);
  channel->compared = enough && n >= 20;
  for (guint i = 0; i < n; i++)
    {
      guint32 figures = 1u << EAR_FIGURE_QUESTIONS | 1u << (i < k ? EAR_FIGURE_KEPT : EAR_FIGURE_MISSED);
      EarReportMember member = { .conversation_id = i + 1, .figures = { figures, figures, figures } };

      g_array_append_val (channel->members, member);
    }
  return channel;
}

static EarReport *
a_report (void)
{
  EarReport *report = ear_report_new ();

  report->from = START;
  report->to = START + 51 * DAY;
  report->now = START + 51 * DAY + 5 * MINUTE;
  report->as_of = report->now;
  report->zone = g_strdup ("Europe/Berlin");
  report->hours_set = TRUE;
  report->promise_s = 4 * 3600;
  report->difference.gap = (EarInterval95) { NAN, NAN, NAN };
  report->difference.test.p = NAN;
  return report;
}

static void
expect (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_durations (void)
{
  expect (ear_report_dup_duration (0, TRUE), "under 1 min");
  expect (ear_report_dup_duration (59, TRUE), "under 1 min");
  expect (ear_report_dup_duration (60, TRUE), "1 min");
  expect (ear_report_dup_duration (3599, FALSE), "59 min");
  expect (ear_report_dup_duration (3600, FALSE), "1 h");
  expect (ear_report_dup_duration (7500, FALSE), "2 h 05 min");
  expect (ear_report_dup_duration (4 * 3600, FALSE), "4 h");
  expect (ear_report_dup_duration (12 * 3600 + 1900, FALSE), "13 h");
  expect (ear_report_dup_duration (76 * 3600, FALSE), "76 h");      /* a day of answering hours has no fixed length */
  expect (ear_report_dup_duration (76 * 3600, TRUE), "3 days 4 h");
  expect (ear_report_dup_duration (72 * 3600 - 60, TRUE), "3 days");
  expect (ear_report_dup_duration (47 * 3600, TRUE), "47 h");
  expect (ear_report_dup_duration (20 * 86400 + 3 * 3600, TRUE), "20 days");
}

static void
test_shares_and_speeds (void)
{
  g_autoptr (EarReport) report = a_report ();
  const EarReportChannel *good = a_channel (report, "good", 38, 40, TRUE, 2280, -1);
  const EarReportChannel *few = a_channel (report, "few", 4, 6, FALSE, 60, 60);
  const EarReportChannel *none = a_channel (report, "none", 0, 0, FALSE, -1, -1);
  const EarReportChannel *nearly = a_channel (report, "nearly", 999, 1000, TRUE, 0, 0);
  const EarReportChannel *hardly = a_channel (report, "hardly", 1, 1000, TRUE, -1, -1);
  const EarReportChannel *all = a_channel (report, "all", 40, 40, TRUE, 0, 0);

  EarReportClock limits = good->open;

  expect (ear_report_dup_share (&good->open), "95% (83–99%)");
  expect (ear_report_dup_share (&few->open), "4 of 6");
  expect (ear_report_dup_share (&none->open), "—");
  expect (ear_report_dup_share (&nearly->open), "over 99% (99–100%)");
  expect (ear_report_dup_share (&hardly->open), "under 1% (0–1%)");
  expect (ear_report_dup_share (&all->open), "100% (91–100%)");

  expect (ear_report_dup_speed (&good->open, 0.5, FALSE), "38 min");
  expect (ear_report_dup_speed (&good->open, 0.9, FALSE), "not reached");
  expect (ear_report_dup_speed (&few->open, 0.5, FALSE), "—");
  expect (ear_report_dup_speed (&nearly->open, 0.5, FALSE), "before opening");
  expect (ear_report_dup_speed (&nearly->open, 0.5, TRUE), "at once");

  expect (ear_report_dup_share_alone (&good->open), "95%");
  expect (ear_report_dup_share_alone (&few->open), "4 of 6");
  expect (ear_report_dup_judged (&good->open), "38 of 40 from 20 people");
  expect (ear_report_dup_judged (&few->open), "from 3 people");
  g_assert_null (ear_report_dup_judged (&none->open));
  expect (ear_report_dup_interval (&good->open), "Between 83 and 99 of 100 could be the true share: so much is left to chance.");
  g_assert_null (ear_report_dup_interval (&few->open));
  limits.half = (EarQuantile) { TRUE, 2280, TRUE, TRUE, 1800, 2760 };
  expect (ear_report_dup_speed_limits (&limits, 0.5, FALSE), "30 min to 46 min");
  limits.half.upper_reached = FALSE;
  expect (ear_report_dup_speed_limits (&limits, 0.5, FALSE), "30 min or more");
  limits.enough = FALSE;
  g_assert_null (ear_report_dup_speed_limits (&limits, 0.5, FALSE));

  expect (ear_report_dup_people (good), "40 questions from 20 people");
  expect (ear_report_dup_people (none), "0 questions");
}

static void
test_coverage (void)
{
  g_autoptr (EarReport) report = a_report ();
  EarReportChannel *channel = a_channel (report, "Blog", 38, 40, TRUE, 2280, -1);
  g_autofree char *many = NULL;
  EarSpan gap = { START + 33 * DAY + 13 * HOUR + 10 * MINUTE, START + 35 * DAY + 8 * HOUR };

  expect (ear_report_dup_period (report), "1 Oct to 21 Nov 2026");
  expect (ear_report_dup_coverage (report, channel), "Read without gaps.");

  g_array_append_val (channel->gaps, gap);
  channel->covered = 0.714;
  expect (ear_report_dup_coverage (report, channel),
          "Read for only 71% of the period: not from 3 Nov, 14:10 to 5 Nov, 09:00 (43 h).");
  channel->covered = 0.95;
  expect (ear_report_dup_coverage (report, channel), "Read for 95% of the period: not from 3 Nov, 14:10 to 5 Nov, 09:00 (43 h).");
  for (int i = 0; i < 4; i++)
    g_array_append_val (channel->gaps, gap);
  many = ear_report_dup_coverage (report, channel);
  g_assert_true (g_str_has_suffix (many, ", and 2 more gaps."));

  g_array_set_size (channel->gaps, 0);
  channel->known_until = START + 45 * DAY + 13 * HOUR + 10 * MINUTE;
  channel->covered = 0.9;
  expect (ear_report_dup_coverage (report, channel), "Read without gaps. Not read since 15 Nov, 14:10.");
  channel->covered = 0.5;
  expect (ear_report_dup_coverage (report, channel), "Read for only 50% of the period. Not read since 15 Nov, 14:10.");
  channel->known_until = EAR_TIME_NONE;
  expect (ear_report_dup_coverage (report, channel), "Not read yet.");
  channel->offline = TRUE;
  expect (ear_report_dup_coverage (report, channel), "As written down.");
}

static void
test_labels (void)
{
  for (guint figure = 0; figure < EAR_N_FIGURES; figure++)
    g_assert_cmpstr (ear_figure_get_label ((EarFigure) figure), !=, "");
}

static void
test_difference (void)
{
  g_autoptr (EarReport) report = a_report ();
  EarReportChannel *blog;

  blog = a_channel (report, "Blog", 20, 40, TRUE, 2280, -1);
  a_channel (report, "Mastodon", 38, 40, TRUE, 2280, -1);
  expect (ear_report_dup_difference_markup (report), "Channels are compared once two of them have 20 questions that can be judged.");
  report->difference = (EarReportDifference) { .n_channels = 2, .best = 1, .worst = 0, .level = 0.95, .verdict = EAR_DIFFERENCE_REAL };
  expect (ear_report_dup_difference_markup (report),
          "Blog answers fewer questions in time than Mastodon: <a href=\"figure:key-Blog/missed/shared\">50%</a> against "
          "<a href=\"figure:key-Mastodon/missed/shared\">95%</a>.");
  g_assert_null (ear_report_dup_caveat (report));
  blog->covered = 0.71;
  expect (ear_report_dup_caveat (report),
          "Blog was read for only 71% of the period: what is said of it holds only for the days that were read.");
  report->difference.verdict = EAR_DIFFERENCE_CHANCE;
  expect (ear_report_dup_difference_markup (report),
          "Mastodon <a href=\"figure:key-Mastodon/missed/shared\">95%</a>, Blog <a href=\"figure:key-Blog/missed/shared\">50%</a>: "
          "no difference that could not be chance.");
}

static char *
dup_page (EarReport *report)
{
  g_autoptr (EarDocument) document = ear_document_new (report, NULL, NULL);

  return ear_document_to_text (document, 96, FALSE);
}

static void
test_page (void)
{
  g_autoptr (EarReport) report = a_report ();
  g_autofree char *empty = NULL, *page = NULL;
  EarReportChannel *blog, *phone;

  empty = dup_page (report);
  g_assert_nonnull (strstr (empty, "No channel is connected yet.\n"));

  blog = a_channel (report, "Blog", 20, 40, TRUE, 2280, -1);
  blog->counts[EAR_FIGURE_WAITING] = 3;
  blog->waiting_since = START + 33 * DAY + 13 * HOUR + 10 * MINUTE;
  phone = a_channel (report, "Telephone", 3, 5, FALSE, 60, 60);
  phone->offline = TRUE;
  phone->counts[EAR_FIGURE_ON_SPOT] = 17;
  page = dup_page (report);
  g_assert_nonnull (strstr (page, "\n  • Blog: half of its 40 questions get an answer within 38 min.\n"
                                  "  • Telephone, as written down: 3 of 5 call-backs were done in time.\n"));
  g_assert_nonnull (strstr (page, "\n  • Blog: 3 questions wait, the first since 3 Nov, 14:10.\n"));
  g_assert_nonnull (strstr (page, "\nBlog (WordPress)\n----------------\nRead without gaps.\n"));
  g_assert_nonnull (strstr (page, "\n40 questions from 20 people\n"));
  g_assert_nonnull (strstr (page, "  Half within\n    In answering hours  38 min\n    By the clock        1 h 38 min\n"));
  g_assert_true (g_regex_match_simple ("\n  Answered on the spot +17\n", page, 0, 0));
  g_assert_nonnull (strstr (page, "\nAs written down.\n"));

  /* Where too little was read, that comes first. */
  blog->covered = 0.5;
  blog->known_until = START + 25 * DAY;
  g_free (page);
  page = dup_page (report);
  g_assert_nonnull (strstr (page, "  • Read for only 50% of the period. Blog: half of"));
  g_assert_nonnull (strstr (page, "Blog (WordPress)\n----------------\nRead for only 50% of the period. Not read since"));
}

/* A locale with a comma, where the system has one. */
static void
use_comma_locale (void)
{
  static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "pt_BR.UTF-8" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (setlocale (LC_NUMERIC, names[i]) != NULL)
      {
        g_test_message ("numbers as in %s", names[i]);
        return;
      }
  g_test_message ("no locale with a decimal comma is installed here");
}

static void
test_json (void)
{
  g_autoptr (EarReport) report = a_report ();
  g_autofree char *text = NULL;
  g_autoptr (EarJson) json = NULL;
  g_autoptr (GError) error = NULL;
  const EarJsonNode *root;
  struct { double share, chi; gint64 half, nine, kept; } values = { -1, -1, -1, -1, -1 };
  const EarJsonField fields[] = {
    { "channels.0.answering_hours.within_promise.estimate", EAR_JSON_DOUBLE, EAR_JSON_REQUIRED, G_STRUCT_OFFSET (__typeof__ (values), share), -1 },
    { "channels.0.answering_hours.half.seconds", EAR_JSON_INT, EAR_JSON_REQUIRED, G_STRUCT_OFFSET (__typeof__ (values), half), -1 },
    { "channels.0.counts.questions", EAR_JSON_INT, EAR_JSON_REQUIRED, G_STRUCT_OFFSET (__typeof__ (values), kept), -1 },
    { "channels.1.answering_hours.nine_in_ten.seconds", EAR_JSON_INT, EAR_JSON_OPTIONAL, G_STRUCT_OFFSET (__typeof__ (values), nine), -1 },
    { "difference.log_rank.chi_squared", EAR_JSON_DOUBLE, EAR_JSON_OPTIONAL, G_STRUCT_OFFSET (__typeof__ (values), chi), -1 },
  };

  a_channel (report, "\"Quoted\"\n", 21, 40, TRUE, 2280, -1);
  a_channel (report, "few", 4, 6, FALSE, 60, 60);
  use_comma_locale ();
  text = ear_report_to_json (report);
  setlocale (LC_NUMERIC, "C");
  json = ear_json_parse_text (text, -1, &error);
  g_assert_no_error (error);
  root = ear_json_root (json);
  g_assert_true (ear_json_bind_table (root, fields, &values, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (values.share, ==, 21. / 40);
  g_assert_cmpint (values.half, ==, 2280);
  g_assert_cmpint (values.kept, ==, 40);
  g_assert_cmpint (values.nine, ==, -1);   /* null below the floor … */
  g_assert_cmpfloat (values.chi, ==, -1);  /* … and where nothing can be told */
  g_assert_cmpstr (ear_json_member_text (root, "from"), ==, "2026-10-01T00:00:00.000Z");
  g_assert_cmpstr (ear_json_member_text (root, "channels.0.name"), ==, "\"Quoted\"\n");
  g_assert_cmpstr (ear_json_member_text (root, "difference.verdict"), ==, "too-few");
}

static void
test_csv (void)
{
  g_autoptr (EarReport) report = a_report ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL, head = NULL, first = NULL;

  static const struct { const char *name, *value; } also[] = {
    { "gaps", "2026-10-04T00:00:00.000Z/2026-10-05T00:00:00.000Z 2026-10-07T00:00:00.000Z/2026-10-08T00:00:00.000Z" },
    { "gap_seconds", "172800" }, { "judged_people", "20" }, { "half_lower_seconds", "1800" }, { "half_upper_seconds", "" },
    { "if_all_needed_share", "0.466667" }, { "kept-wall-clock", "5" }, { "share_workspace_hours", "0.525000" }, { "difference", "real" },
    { "difference_gap", "0.250000" }, { "difference_lower", "-0.100000" },
    { "difference_level", "0.950000" }, { "difference_worst", "key-Blog" }, { "period_before_change", "worse" },
    { "period_before_gap", "-0.375000" }, { "period_before_gap_lower", "-0.550000" },
  };
  EarReportChannel *blog = a_channel (report, "Blog", 21, 40, TRUE, 2280, -1);
  EarSpan gaps[] = { { START + 3 * DAY, START + 4 * DAY }, { START + 6 * DAY, START + 7 * DAY } };
  guint n_found = 0;

  g_array_append_vals (blog->gaps, gaps, 2);
  blog->open.half.lower_reached = TRUE;
  blog->open.half.lower = 1800;
  blog->open.n_all = 45;
  blog->wall.counts[EAR_FIGURE_KEPT] = 5;
  blog->open.earlier[EAR_EARLIER_PERIOD] = (EarReportEarlier) { .change = EAR_CHANGE_WORSE, .gap = { -0.375, -0.55, -0.25 } };
  report->difference = (EarReportDifference) { .n_channels = 2, .best = 0, .worst = 0, .level = 0.95, .gap = { 0.25, -0.1, 0.4 },
                                               .verdict = EAR_DIFFERENCE_REAL };
  a_channel (report, "=cmd(\"x\"),y", 4, 6, FALSE, 60, 60);
  use_comma_locale ();
  text = ear_report_to_csv (report);
  setlocale (LC_NUMERIC, "C");
  lines = g_strsplit (text, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  head = g_strsplit (lines[0], ",", -1);
  first = g_strsplit (lines[1], ",", -1);
  g_assert_cmpuint (g_strv_length (head), ==, g_strv_length (first));
  for (gsize i = 0; head[i] != NULL; i++)
    {
      if (g_str_equal (head[i], "name"))
        g_assert_cmpstr (first[i], ==, "Blog");
      else if (g_str_equal (head[i], "share"))
        g_assert_cmpstr (first[i], ==, "0.525000");
      else if (g_str_equal (head[i], "half_seconds"))
        g_assert_cmpstr (first[i], ==, "2280");
      else if (g_str_equal (head[i], "nine_in_ten_seconds"))
        g_assert_cmpstr (first[i], ==, "");
      else if (g_str_equal (head[i], "half_seconds_wall_clock"))
        g_assert_cmpstr (first[i], ==, "5880");
      else if (g_str_equal (head[i], "questions"))
        g_assert_cmpstr (first[i], ==, "40");
      else if (g_str_equal (head[i], "as_of"))
        g_assert_cmpstr (first[i], ==, "2026-11-21T00:05:00.000Z");
    }
  for (gsize i = 0; head[i] != NULL; i++)
    for (gsize wanted = 0; wanted < G_N_ELEMENTS (also); wanted++)
      if (g_str_equal (head[i], also[wanted].name))
        {
          g_assert_cmpstr (first[i], ==, also[wanted].value);
          n_found++;
        }
  g_assert_cmpuint (n_found, ==, G_N_ELEMENTS (also));
  /* Neither a formula nor a broken line, whatever a channel is called. */
  g_assert_nonnull (strstr (lines[2], ",\"'=cmd(\"\"x\"\"),y\","));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report-text/durations", test_durations);
  g_test_add_func ("/report-text/shares-and-speeds", test_shares_and_speeds);
  g_test_add_func ("/report-text/coverage", test_coverage);
  g_test_add_func ("/report-text/labels", test_labels);
  g_test_add_func ("/report-text/difference", test_difference);
  g_test_add_func ("/report-text/page", test_page);
  g_test_add_func ("/report-text/json", test_json);
  g_test_add_func ("/report-text/csv", test_csv);
  return g_test_run ();
}
