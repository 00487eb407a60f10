/* bench-facts.c: contradictions among 100,000 answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: bench-facts FILE …     lines of "language | question | answer", as tests/unit/facts/harmless.txt
 *
 * Half of the questions are those of the files in a few thousand wordings, as customers ask the same again and again; half are of words drawn
 * with the frequencies of a language (Zipf), which nobody asks twice.
 */

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "model/ear-facts.h"

#define N 100000
#define N_WORDS 20000
#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
#define NOW G_GINT64_CONSTANT (1772442000000)

static double
seconds (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double) time.tv_sec + (double) time.tv_nsec * 1e-9;
}

static const char *
draw_word (GRand *rand, char (*words)[16])
{
  return words[(guint) pow (N_WORDS, g_rand_double (rand)) % N_WORDS];
}

static char *
draw_question (GRand *rand, char (*words)[16], guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", draw_word (rand, words));
  g_string_append_c (text, '?');
  return g_string_free (text, FALSE);
}

static EarBrandSheet *
new_sheet (void)
{
  EarBrandSheet *sheet = ear_brand_sheet_new ();

  ear_brand_sheet_set (sheet, EAR_BRAND_NAME, "Trattoria Rosso");
  ear_brand_sheet_set (sheet, EAR_BRAND_ADDRESS, "Hauptstraße 5\n10115 Berlin");
  ear_brand_sheet_set (sheet, EAR_BRAND_PHONE, "030 12345678");
  ear_brand_sheet_set (sheet, EAR_BRAND_EMAIL, "hallo@rosso.example");
  ear_brand_sheet_set (sheet, EAR_BRAND_LINKS, "https://rosso.example");
  ear_brand_sheet_set (sheet, EAR_BRAND_PRICES, "Margherita 9.50 €\nTiramisù 6,00 €");
  sheet->opening = ear_hours_new ("Europe/Berlin", NULL);
  for (guint day = 2; day <= 7; day++)
    ear_hours_add (sheet->opening, (EarInterval) { day, 12 * 60, 22 * 60 });
  return sheet;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GStringChunk) strings = g_string_chunk_new (1 << 20);
  g_autofree EarAnswerText *answers = g_new0 (EarAnswerText, N);
  g_autoptr (EarBrandSheet) sheet = new_sheet ();
  g_autoptr (EarFacts) facts = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  static char words[N_WORDS][16];
  static const char *const before[] = { "", "Hi! ", "Hallo, ", "Bonjour, ", "Hello there, ", "Quick question: " };
  EarFactsInput input = { .answers = answers, .n_answers = N, .sheet = sheet };
  double begun, cpu, took;

  for (int i = 1; i < argc; i++)
    {
      g_autofree char *text = NULL;
      g_auto (GStrv) all = NULL;

      if (!g_file_get_contents (argv[i], &text, NULL, NULL))
        g_error ("%s cannot be read", argv[i]);
      all = g_strsplit (text, "\n", -1);
      for (guint k = 0; all[k] != NULL; k++)
        if (*all[k] != '\0' && *all[k] != '#')
          g_ptr_array_add (lines, g_strsplit (all[k], " | ", -1));
    }
  if (lines->len == 0)
    {
      g_printerr ("usage: bench-facts FILE …\n");
      return 2;
    }
  for (guint i = 0; i < N_WORDS; i++)
    for (guint k = 0, n = 4 + (guint) g_rand_int_range (rand, 0, 8); k < n; k++)
      words[i][k] = (char) ('a' + g_rand_int_range (rand, 0, 26));
  for (guint i = 0; i < N; i++)
    {
      char **line = lines->pdata[g_rand_int_range (rand, 0, (gint32) lines->len)];
      g_autofree char *question = NULL;

      if (i % 2 == 0)
        question = g_strdup_printf ("%s%s", before[g_rand_int_range (rand, 0, G_N_ELEMENTS (before))], line[1]);
      else
        question = draw_question (rand, words, 5 + (guint) g_rand_int_range (rand, 0, 10));
      answers[i] = (EarAnswerText) {
        .message_id = i + 1, .conversation_id = i + 1, .person_id = 1, .sent_at = NOW + (gint64) i * 365 * DAY_MS / N,
        .question = g_string_chunk_insert (strings, question), .text = line[2], .language = line[0],
      };
    }
  begun = seconds (CLOCK_MONOTONIC);
  cpu = seconds (CLOCK_PROCESS_CPUTIME_ID);
  facts = ear_facts_new (&input);
  cpu = seconds (CLOCK_PROCESS_CPUTIME_ID) - cpu;
  took = seconds (CLOCK_MONOTONIC) - begun;
  printf ("# %u answers, %u like questions with %u answers, %u findings\n", facts->n_answers, facts->like_questions, facts->like_answers,
          facts->findings->len);
  printf ("| contradictions among %u answers | %.0f ms; processor %.0f ms, %.1f µs an answer | processor ≤ 2000 ms | %s |\n", N, took * 1000, cpu * 1000, cpu * 1e6 / N,
          cpu <= 2 ? "yes" : "**no**");
  return 0;
}
