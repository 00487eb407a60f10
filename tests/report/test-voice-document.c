/* test-voice-document.c: how we sound and where answers contradict, as the document says it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-json.h"
#include "report-replies.h"
#include "report-world.h"
#include "report/ear-document.h"
#include "report/ear-report-target.h"
#include "report/ear-report-text.h"

#define WISH "{\"greets\":\"yes\",\"by-name\":\"yes\",\"signs-off\":\"yes\",\"emoji\":\"no\",\"max-words\":80}"

static EarReport *
new_report (guint n, const char *wish)
{
  g_auto (World) world = { 0 };
  EarReport *report;

  world_init (&world, 4);
  world.channels[3].offline = TRUE;
  for (guint i = 0; i < 40; i++)
    world_add (&world, i % 2, i, START + i * 10 * HOUR, HOUR);
  report = world_compute (&world);
  replies_add (report, n, wish);
  return report;
}

static gboolean
says (const EarDocument *document, const char *sentence)
{
  g_autofree char *text = ear_document_to_text (document, 400, TRUE);

  return strstr (text, sentence) != NULL;
}

#define assert_says(document, sentence) \
  G_STMT_START { \
    if (!says (document, sentence)) \
      { \
        g_autofree char *all = ear_document_to_text (document, 400, FALSE); \
        g_error ("“%s” is not said in:\n%s", sentence, all); \
      } \
  } G_STMT_END
#define assert_silent(document, sentence) g_assert_false (says (document, sentence))

/* ---- every link ---- */

typedef struct
{
  const EarDocument *document;
  guint n_voice, n_facts, n_do;
} Links;

static void
check_runs (const EarRuns *runs, Links *links)
{
  for (guint i = 0; i < runs->len; i++)
    {
      const EarRun *run = g_ptr_array_index (runs, i);
      g_autofree char *title = NULL;
      g_autoptr (GArray) list = NULL;

      if (run->target == NULL || g_str_has_prefix (run->target, "#"))
        continue;
      if (g_str_has_prefix (run->target, "do:"))
        {
          links->n_do++;
          continue;
        }
      list = ear_report_dup_list (ear_document_get_report (links->document), run->target, &title);
      g_assert_nonnull (list);
      g_assert_nonnull (title);
      g_assert_cmpuint (list->len, >, 0);
      g_assert_nonnull (ear_document_find_heading (links->document, run->target));
      links->n_voice += g_str_has_prefix (run->target, "voice:");
      links->n_facts += g_str_has_prefix (run->target, "facts:");
    }
}

static Links
check_links (const EarDocument *document)
{
  Links links = { document, 0, 0, 0 };

  for (guint i = 0; i < ear_document_get_n_blocks (document); i++)
    {
      const EarBlock *block = ear_document_get_block (document, i);

      if (block->runs != NULL)
        check_runs (block->runs, &links);
      for (guint k = 0; block->items != NULL && k < block->items->len; k++)
        check_runs (g_ptr_array_index (block->items, k), &links);
      for (guint row = 0; block->rows != NULL && row < block->rows->len; row++)
        {
          const GPtrArray *cells = g_ptr_array_index (block->rows, row);

          g_assert_cmpuint (cells->len, ==, block->columns->len);
          for (guint k = 0; k < cells->len; k++)
            check_runs (g_ptr_array_index (cells, k), &links);
        }
    }
  return links;
}

/* ---- sentences ---- */

static void
test_wished (void)
{
  g_autoptr (EarReport) report = new_report (120, WISH);
  g_autoptr (EarDocument) document = ear_document_new (report, NULL, "Olive & Thyme");
  Links links = check_links (document);
  guint begin, end;

  assert_says (document, "How You Sound");
  assert_says (document, "Mastodon: 0 of 40 replies greet; you wish all did. Read the 40 others.");
  assert_says (document, "Blog: all 40 replies sound as you wish.");
  assert_says (document, "Page: 40 replies are in a language Earshot has no rules for.");
  assert_says (document, "How often each channel keeps what you wish");
  assert_says (document, "Has 80 words at most");
  assert_says (document, "Has no emoji");
  assert_says (document, "What else replies show");
  g_assert_cmpuint (links.n_voice, >, 20);
  g_assert_cmpuint (links.n_facts, >, 0);
  ear_document_get_beside (document, &begin, &end);
  g_assert_cmpuint (begin, <, end);
  g_assert_cmpstr (ear_document_get_block (document, begin)->id, ==, "voice");
  g_assert_cmpstr (ear_document_get_block (document, end)->id, ==, "method");
  /* What is written down of calls is no reply. */
  assert_silent (document, "voice:Shop");
}

static void
test_nothing_wished (void)
{
  g_autoptr (EarReport) report = new_report (12, NULL), plain = new_report (0, NULL);
  g_autoptr (EarDocument) document = ear_document_new (report, NULL, NULL), empty = ear_document_new (plain, NULL, NULL);
  Links links = check_links (document);

  assert_says (document, "How you want to sound is not written down yet.");
  assert_silent (document, "What you wish");
  /* Four replies a channel: no percentage of them. */
  assert_says (document, "4 of 4");
  g_assert_cmpuint (links.n_do, >=, 2);
  assert_silent (empty, "What a reply shows");
  g_assert_null (ear_document_find_heading (empty, "voice:Blog/words"));
}

/* Of one person to that person alone, and nowhere that others read. */
static void
test_mine (void)
{
  g_autoptr (EarReport) report = new_report (120, WISH);
  g_autoptr (EarDocument) document = ear_document_new (report, NULL, NULL), personal = ear_document_new_personal (report);
  g_autofree char *json = ear_report_to_json (report), *csv = ear_report_to_csv (report);

  assert_says (personal, "Your Own Replies");
  assert_says (personal, "Your own replies: ");
  check_links (personal);
  assert_silent (document, "Your Own Replies");
  assert_silent (document, "Your own replies");
  g_assert_null (strstr (json, "mine"));
  g_assert_null (strstr (csv, "mine"));
}

static void
test_facts (void)
{
  g_autoptr (EarReport) report = new_report (120, WISH);
  g_autoptr (EarDocument) document = ear_document_new (report, NULL, NULL);
  g_autofree char *title = NULL;
  g_autoptr (GArray) list = ear_report_dup_list (report, "facts:0", &title);

  /* In the same words each time: one thing to do, with all its conversations. */
  g_assert_cmpuint (report->facts->findings->len, ==, 13);
  g_assert_cmpuint (list->len, ==, 13);
  g_assert_cmpstr (title, ==, "Correct the answer on Mastodon.");
  assert_says (document, "Where Answers Contradict");
  assert_says (document, "Correct the answer on Mastodon. It says “Call us on 030 999888777.”, the facts about you say “030 12345678”. "
                         "13 answers say so. If the answer is right, change the facts about you.");
  assert_says (document, "Put right the 1 contradiction in what your answers and pages say.");
  g_assert_cmpstr (ear_document_find_heading (document, "facts:0"), ==, "facts");
  g_assert_cmpstr (ear_document_find_heading (document, "#facts"), ==, "facts");
}

/* ---- lists ---- */

static void
test_lists (void)
{
  g_autoptr (EarReport) report = new_report (120, WISH);
  static const char *const wrong[] = {
    "voice:", "voice:Blog", "voice:Blog/greeting", "voice:Blog/greeting/some", "voice:Nowhere/greeting/those", "voice:Blog/wish-nothing/those",
    "voice:Blog/words/those", "facts:", "facts:x", "facts:99999", "facts:-1", "figure:Blog/kept", "presence:Blog", "#voice", "do:voice", "", "voice",
  };
  g_autofree char *title = NULL;
  g_autoptr (GArray) list = NULL, others = NULL, words = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_null (ear_report_dup_list (report, wrong[i], &title));
      g_assert_null (title);
    }
  /* Two replies a conversation, one on each of two channels. */
  list = ear_report_dup_list (report, "voice:Mastodon/greeting/others", &title);
  g_assert_cmpuint (list->len, ==, 40);
  g_assert_cmpstr (title, ==, "Mastodon: Replies without a greeting");
  g_clear_pointer (&title, g_free);
  others = ear_report_dup_list (report, "voice:Blog/wish-greeting/others", &title);
  g_assert_cmpuint (others->len, ==, 0);
  g_assert_cmpstr (title, ==, "Blog: not as you wish (Greets)");
  g_clear_pointer (&title, g_free);
  words = ear_report_dup_list (report, "voice:mine/words", &title);
  g_assert_cmpuint (words->len, ==, 60);
  g_assert_cmpstr (title, ==, "Your own replies: Replies, the longest first");
}

/* ---- for programs ---- */

static void
test_json (void)
{
  g_autoptr (EarReport) report = new_report (120, WISH), plain = ear_report_new ();
  g_autofree char *text = ear_report_to_json (report), *nothing = ear_report_to_json (plain);
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL), none = ear_json_parse_text (nothing, -1, NULL);
  const EarJsonNode *channels = ear_json_member (ear_json_root (json), "voice.channels"), *blog = ear_json_element (channels, 0);

  g_assert_cmpuint (ear_json_length (channels), ==, 3);
  g_assert_cmpstr (ear_json_member_text (blog, "channel"), ==, "Blog");
  g_assert_cmpstr (ear_json_member_text (blog, "replies"), ==, "40");
  g_assert_cmpstr (ear_json_member_text (blog, "shows.greeting.k"), ==, "40");
  g_assert_cmpstr (ear_json_member_text (blog, "as_wished.emoji.k"), ==, "40");
  g_assert_null (ear_json_member (blog, "as_wished.thanks"));
  g_assert_cmpstr (ear_json_member_text (ear_json_root (json), "voice.wish.greets"), ==, "yes");
  g_assert_cmpstr (ear_json_member_text (ear_json_element (channels, 2), "unknown_language"), ==, "40");
  g_assert_nonnull (none);
  g_assert_true (ear_json_length (ear_json_member (ear_json_root (none), "voice.channels")) == 0);
}

/* As many cells in each line as in the first, whether there is a voice or not. */
static void
test_csv (void)
{
  g_autoptr (EarReport) report = new_report (120, WISH);
  g_autofree char *csv = ear_report_to_csv (report);
  g_auto (GStrv) lines = g_strsplit (csv, "\r\n", -1);
  guint n = 0;

  for (gsize i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);

      if (i == 0)
        n = g_strv_length (cells);
      g_assert_cmpuint (g_strv_length (cells), ==, n);
    }
  g_assert_nonnull (strstr (lines[0], ",voice_replies,"));
  g_assert_nonnull (strstr (lines[0], ",voice_as_wished_by_name_share,"));
  g_assert_nonnull (strstr (lines[0], ",contradictions_brand_sheet,"));
}

/* More channels than stand beside each other on paper: every one is in some table. */
static void
test_many_channels (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;
  g_autoptr (EarDocument) document = NULL;
  g_autoptr (GArray) answers = g_array_new (FALSE, TRUE, sizeof (EarAnswerText));
  guint n = 0;

  world_init (&world, 8);
  world_add (&world, 0, 1, START, HOUR);
  report = world_compute (&world);
  for (guint i = 0; i < 8; i++)
    {
      EarAnswerText answer = { .message_id = i + 1, .conversation_id = i + 1, .channel = i, .sent_at = START, .text = "Hello, you are welcome.", .language = "en" };

      g_array_append_val (answers, answer);
    }
  report->voice = ear_voice_new ((const EarAnswerText *) (gpointer) answers->data, answers->len, 8, NULL);
  document = ear_document_new (report, NULL, NULL);
  assert_says (document, "(table 2 of 2)");
  for (guint i = 0; i < ear_document_get_n_blocks (document); i++)
    {
      const EarBlock *block = ear_document_get_block (document, i);

      if (block->kind != EAR_BLOCK_TABLE || !g_str_has_prefix (block->title, "What replies show"))
        continue;
      g_assert_cmpuint (block->columns->len, <=, 5);
      n += block->columns->len - 1;
    }
  g_assert_cmpuint (n, ==, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/voice-document/wished", test_wished);
  g_test_add_func ("/voice-document/nothing-wished", test_nothing_wished);
  g_test_add_func ("/voice-document/mine", test_mine);
  g_test_add_func ("/voice-document/facts", test_facts);
  g_test_add_func ("/voice-document/lists", test_lists);
  g_test_add_func ("/voice-document/json", test_json);
  g_test_add_func ("/voice-document/csv", test_csv);
  g_test_add_func ("/voice-document/many-channels", test_many_channels);
  return g_test_run ();
}
