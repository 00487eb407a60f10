/* test-facts-text.c: contradictions in plain words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-json.h"
#include "report/ear-facts-text.h"
#include "report/ear-report-text.h"

#define NOW G_GINT64_CONSTANT (1772442000000)

static EarReport *
new_report (const EarAnswerText *answers, gsize n_answers, const EarBrandSheet *sheet)
{
  const EarFactsProfile profile = { 0, "Pizzeria Blu", NULL, "Opening hours: Tuesday 9:00–12:00" };
  EarFactsInput input = { .answers = answers, .n_answers = n_answers, .sheet = sheet, .profiles = &profile, .n_profiles = sheet != NULL ? 1 : 0 };
  EarReport *report = ear_report_new ();
  static const char *const names[] = { "the blog", "Mastodon" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      EarReportChannel *channel = ear_report_add_channel (report);

      channel->key = g_strdup_printf ("key-%u", i);
      channel->name = g_strdup (names[i]);
      channel->kind = g_strdup ("kind");
      channel->kind_name = g_strdup ("Kind");
    }
  report->facts = ear_facts_new (&input);
  return report;
}

static const EarAnswerText *
all_answers (gsize *n)
{
  static const EarAnswerText answers[] = {
    { .message_id = 987654321, .conversation_id = 876543211, .channel = 0, .sent_at = NOW, .question = "What is your number?", .text = "Call us on 030 999888777.\nBye!", .language = "en" },
    { .message_id = 987654322, .conversation_id = 876543212, .channel = 1, .sent_at = NOW + 1, .question = "Do you take cards?", .text = "Yes, all of them.", .language = "en" },
    { .message_id = 987654323, .conversation_id = 876543213, .channel = 0, .sent_at = NOW + 2, .question = "Do you take cards?", .text = "No, sorry.", .language = "en" },
  };

  *n = G_N_ELEMENTS (answers);
  return answers;
}

static EarBrandSheet *
new_sheet (void)
{
  EarBrandSheet *sheet = ear_brand_sheet_new ();

  ear_brand_sheet_set (sheet, EAR_BRAND_NAME, "Trattoria Rosso");
  ear_brand_sheet_set (sheet, EAR_BRAND_PHONE, "030 12345678");
  return sheet;
}

static void
assert_todo (const EarReport *report, guint i, const char *todo, const char *reason, const char *otherwise)
{
  const EarFactFinding *finding = report->facts->findings->pdata[i];
  g_autofree char *what = ear_fact_finding_dup_todo (report, finding);
  g_autofree char *why = ear_fact_finding_dup_reason (report, finding);
  g_autofree char *else_ = ear_fact_finding_dup_otherwise (finding);

  g_assert_cmpstr (what, ==, todo);
  g_assert_cmpstr (why, ==, reason);
  g_assert_cmpstr (else_, ==, otherwise);
}

static void
test_todos (void)
{
  gsize n;
  const EarAnswerText *answers = all_answers (&n);
  g_autoptr (EarBrandSheet) sheet = new_sheet ();
  g_autoptr (EarReport) report = new_report (answers, n, sheet);

  g_assert_cmpuint (report->facts->findings->len, ==, 3);
  assert_todo (report, 0, "Agree on one answer for the blog and Mastodon, and correct the other one.",
               "To “Do you take cards?” you answered “No, sorry.”, and to the same question also “Yes, all of them.”.", NULL);
  assert_todo (report, 1, "Correct the answer on the blog.", "It says “Call us on 030 999888777.”, the facts about you say “030 12345678”.",
               "If the answer is right, change the facts about you.");
  assert_todo (report, 2, "Correct what the page of the blog says about you.", "The page says “Pizzeria Blu”, the facts about you say “Trattoria Rosso”.",
               "If the page is right, change the facts about you.");
}

/* A yes is no hours: the question says what of. */
static void
test_hours (void)
{
  static const EarAnswerText answers[] = {
    { .message_id = 1, .conversation_id = 1, .sent_at = NOW, .question = "Are you open on Sundays?", .text = "Yes!", .language = "en" },
    { .message_id = 2, .conversation_id = 2, .sent_at = NOW + 1, .question = NULL, .text = "We are open on Sundays from 12 to 22.", .language = "en" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBrandSheet) sheet = new_sheet ();
  g_autoptr (EarReport) report = NULL;

  sheet->opening = ear_hours_from_json ("{\"zone\":\"Europe/Berlin\",\"week\":[{\"day\":1,\"from\":\"12:00\",\"to\":\"22:00\"}]}", &error);
  g_assert_no_error (error);
  report = new_report (answers, G_N_ELEMENTS (answers), sheet);
  g_assert_cmpuint (report->facts->findings->len, ==, 4);
  assert_todo (report, 0, "Correct the answer on the blog.", "It says “We are open on Sundays from 12 to 22.”, which are not your opening hours.",
               "If the answer is right, change the facts about you.");
  assert_todo (report, 1, "Correct the answer on the blog.", "To “Are you open on Sundays?” you answered “Yes!”, which does not fit your opening hours.",
               "If the answer is right, change the facts about you.");
  assert_todo (report, 2, "Correct what the page of the blog says about you.",
               "The page says “Opening hours: Tuesday 9:00–12:00”, which are not your opening hours.",
               "If the page is right, change the facts about you.");
}

static void
test_summary (void)
{
  gsize n;
  const EarAnswerText *answers = all_answers (&n);
  g_autoptr (EarBrandSheet) sheet = new_sheet ();
  g_autoptr (EarReport) report = new_report (answers, n, sheet);
  g_autoptr (EarReport) bare = new_report (answers, 0, NULL);
  g_auto (GStrv) sentences = ear_facts_dup_summary (report->facts);
  g_auto (GStrv) none = ear_facts_dup_summary (bare->facts);
  g_autofree char *text = g_strjoinv ("\n", sentences);
  g_autofree char *nothing = g_strjoinv ("\n", none);

  g_assert_cmpstr (text, ==, "3 answers were read for hours, dates, prices and other facts.\n1 thing they say is also among the facts about you.\n"
                             "1 of these contradicts them.\n1 question was asked and answered more than once.\n"
                             "In 1 case the answers contradict each other.");
  g_assert_cmpstr (nothing, ==, "0 answers were read for hours, dates, prices and other facts.\nNothing in them could be compared with the facts about you.");
}

static char *
dup_json_with_keys (EarReport *report, const EarAnswerText *answers, gsize n)
{
  report->conversation_keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (gsize i = 0; i < n; i++)
    g_hash_table_insert (report->conversation_keys, g_memdup2 (&answers[i].conversation_id, sizeof answers[i].conversation_id),
                         g_strdup_printf ("key-%u/%zu", answers[i].channel, i));
  return ear_report_to_json (report);
}

static void
test_json (void)
{
  gsize n;
  const EarAnswerText *answers = all_answers (&n);
  g_autoptr (EarBrandSheet) sheet = new_sheet ();
  g_autoptr (EarReport) report = new_report (answers, n, sheet);
  g_autofree char *text = dup_json_with_keys (report, answers, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, &error);
  const EarJsonNode *findings;

  g_assert_no_error (error);
  findings = ear_json_member (ear_json_root (json), "facts.findings");
  g_assert_cmpuint (ear_json_length (findings), ==, 3);
  g_assert_cmpstr (ear_json_member_text (ear_json_element (findings, 0), "other_channel"), ==, "key-1");
  g_assert_cmpstr (ear_json_member_text (ear_json_element (findings, 0), "kind"), ==, "yes-no");
  g_assert_cmpstr (ear_json_member_text (ear_json_element (findings, 0), "conversation"), ==, "key-0/2");
  g_assert_cmpstr (ear_json_member_text (ear_json_element (findings, 0), "other_conversation"), ==, "key-1/1");
  g_assert_cmpstr (ear_json_member_text (ear_json_element (findings, 1), "conversation"), ==, "key-0/0");
  g_assert_null (ear_json_member_text (ear_json_element (findings, 1), "other_conversation"));
  g_assert_null (ear_json_member_text (ear_json_element (findings, 2), "conversation"));
  g_assert_cmpstr (ear_json_member_text (ear_json_element (findings, 1), "fact"), ==, "phone");
  g_assert_cmpstr (ear_json_member_text (ear_json_element (findings, 2), "kind"), ==, "name");
  /* Ids of this file never leave it. */
  g_assert_null (strstr (text, "98765432"));
  g_assert_null (strstr (text, "87654321"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/facts-text/todos", test_todos);
  g_test_add_func ("/facts-text/hours", test_hours);
  g_test_add_func ("/facts-text/summary", test_summary);
  g_test_add_func ("/facts-text/json", test_json);
  return g_test_run ();
}
