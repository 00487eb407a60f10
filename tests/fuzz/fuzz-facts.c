/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Statements and contradictions in any text. The input is a brand sheet, a question and two answers, with a byte 0 or 1 between.
 */

#include <string.h>

#include "fuzz/fuzz.h"
#include "model/ear-facts.h"

static const char *const languages[] = { "en", "de", "fr", "es", "it", "pt", NULL };

static void
check_statements (const char *text, const char *language)
{
  g_autoptr (GArray) found = ear_statements_new (text, language, NULL);
  guint last = 0;

  for (guint i = 0; i < found->len; i++)
    {
      const EarStatement *statement = &g_array_index (found, EarStatement, i);

      FUZZ_CHECK (statement->kind < EAR_N_STATEMENTS && statement->start < statement->end && statement->start >= last);
      FUZZ_CHECK (ear_statements_agree (statement, statement));
      FUZZ_CHECK ((statement->value != NULL) == (statement->kind >= EAR_STATEMENT_PHONE));
      FUZZ_CHECK (statement->from >= EAR_MINUTE_UNKNOWN && statement->from <= 1440 && statement->to >= EAR_MINUTE_UNKNOWN && statement->to <= 2880);
      FUZZ_CHECK (statement->kind != EAR_STATEMENT_DATE || (statement->day >= 1 && statement->day <= 31 && statement->month >= 1 && statement->month <= 12));
      FUZZ_CHECK (statement->cents >= 0);
      last = statement->start;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_malloc (size + 1);
  g_auto (GStrv) parts = NULL;
  const char *part[4] = { "", "", "", "" };
  EarAnswerText answers[2] = { { .message_id = 1, .conversation_id = 1, .sent_at = 1000 }, { .message_id = 2, .conversation_id = 2, .sent_at = 2000 } };
  g_autoptr (EarBrandSheet) sheet = ear_brand_sheet_new ();
  EarFactsProfile profile = { 0, NULL, NULL, NULL };
  EarFactsInput input = { .answers = answers, .n_answers = 2, .sheet = sheet, .profiles = &profile, .n_profiles = 1 };
  g_autoptr (EarFacts) facts = NULL;

  for (size_t i = 0; i < size; i++)
    text[i] = data[i] == '\0' ? '\x01' : (char) data[i];
  text[size] = '\0';
  parts = g_strsplit_set (text, "\x01", 4);
  for (guint i = 0; parts[i] != NULL; i++)
    part[i] = parts[i];
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    check_statements (text, languages[i]);
  for (EarBrandFact fact = 0; fact < EAR_N_BRAND_FACTS; fact++)
    ear_brand_sheet_set (sheet, fact, part[0]);
  sheet->opening = ear_hours_new ("Europe/Berlin", NULL);
  ear_hours_add (sheet->opening, (EarInterval) { 7, 720, 1320 });
  answers[0].question = answers[1].question = part[1];
  answers[0].text = part[2];
  answers[1].text = part[3];
  answers[0].language = answers[1].language = languages[size % G_N_ELEMENTS (languages)];
  profile.name = profile.url = part[1];
  profile.about = part[3];
  facts = ear_facts_new (&input);
  FUZZ_CHECK (facts->n_answers == 2);
  for (guint i = 0; i < facts->findings->len; i++)
    {
      const EarFactFinding *finding = facts->findings->pdata[i];

      FUZZ_CHECK (finding->said != NULL);
      FUZZ_CHECK (finding->type != EAR_FACT_UNLIKE || (finding->other_message_id != 0 && finding->messages->len == 2));
    }
  return 0;
}
