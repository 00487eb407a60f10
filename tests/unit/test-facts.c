/* test-facts.c: contradictions that are there are found, and few that are not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-clock.h"
#include "model/ear-facts.h"

#define DAY (24 * 3600 * G_GINT64_CONSTANT (1000))
/* 2026-03-02 09:00 UTC, a Monday */
#define NOW G_GINT64_CONSTANT (1772442000000)

/* What must at least be found of what was planted, and what may at most be found of what was not, in percent. */
#define FLOOR_FOUND 95
#define FLOOR_FOUND_KIND 80
#define CEILING_FALSE 1

/* ---- the made-up trattoria, once a language ---- */

static const struct {
  const char *language, *address, *phone, *email;
} places[] = {
  { "en", "12 High Street\nLondon", "+44 20 7946 0958", "hello@rosso.example" },
  { "de", "Hauptstraße 5\n10115 Berlin", "030 12345678", "hallo@rosso.example" },
  { "fr", "12 rue de la Paix\n75002 Paris", "01 42 34 56 78", "bonjour@rosso.example" },
  { "es", "Calle Mayor, 5\n28013 Madrid", "912 345 678", "hola@rosso.example" },
  { "it", "Via Roma 12\n20121 Milano", "06 1234567", "ciao@rosso.example" },
  { "pt", "Rua Augusta, 12\n1100-053 Lisboa", "213 456 789", "ola@rosso.example" },
};

static EarHours *
new_hours (void)
{
  EarHours *hours = ear_hours_new ("Europe/Berlin", NULL);

  for (guint day = 2; day <= 5; day++)
    {
      ear_hours_add (hours, (EarInterval) { day, 12 * 60, 14 * 60 + 30 });
      ear_hours_add (hours, (EarInterval) { day, 18 * 60, 22 * 60 });
    }
  ear_hours_add (hours, (EarInterval) { 6, 12 * 60, 23 * 60 });
  ear_hours_add (hours, (EarInterval) { 7, 12 * 60, 22 * 60 });
  return hours;
}

static EarBrandSheet *
new_sheet (const char *language)
{
  EarBrandSheet *sheet = ear_brand_sheet_new ();

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (language, places[i].language))
      {
        ear_brand_sheet_set (sheet, EAR_BRAND_ADDRESS, places[i].address);
        ear_brand_sheet_set (sheet, EAR_BRAND_PHONE, places[i].phone);
        ear_brand_sheet_set (sheet, EAR_BRAND_EMAIL, places[i].email);
      }
  g_assert_nonnull (ear_brand_sheet_get (sheet, EAR_BRAND_ADDRESS));
  ear_brand_sheet_set (sheet, EAR_BRAND_NAME, "Trattoria Rosso");
  ear_brand_sheet_set (sheet, EAR_BRAND_LINKS, "https://rosso.example\nhttps://social.example/rosso");
  ear_brand_sheet_set (sheet, EAR_BRAND_PRICES, "Margherita 9.50 €\nTiramisù 6,00 €\nGift box large 25 €\nGift box small 15 €\nCola 0,33 l 3,50 €\nWedding 1.200 €");
  sheet->opening = new_hours ();
  return sheet;
}

/* ---- the files ---- */

typedef struct {
  char **fields;
  guint n;
} Line;

static void
line_free (gpointer data)
{
  g_strfreev (((Line *) data)->fields);
  g_free (data);
}

static GPtrArray *
read_lines (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "facts", name, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GPtrArray *list = g_ptr_array_new_with_free_func (line_free);
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      Line *line;

      if (*lines[i] == '\0' || *lines[i] == '#')
        continue;
      line = g_new0 (Line, 1);
      line->fields = g_strsplit (lines[i], " | ", -1);
      line->n = g_strv_length (line->fields);
      g_ptr_array_add (list, line);
    }
  return list;
}

static EarAnswerText
new_answer (guint i, const char *language, const char *question, const char *text)
{
  return (EarAnswerText) {
    .message_id = 1000 + i, .conversation_id = 2000 + i, .person_id = 1, .sent_at = NOW + i * DAY, .question = question, .text = text,
    .language = language,
  };
}

static EarFacts *
look (const EarAnswerText *answers, gsize n, const EarBrandSheet *sheet)
{
  EarFactsInput input = { .answers = answers, .n_answers = n, .sheet = sheet };

  return ear_facts_new (&input);
}

static gboolean
kind_of (const char *word, EarStatementKind *kind)
{
  for (guint i = 0; i < EAR_N_STATEMENTS; i++)
    if (g_str_equal (word, ear_statement_kind_to_string (i)))
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

static void
tell (const char *what, const EarFactFinding *finding)
{
  g_test_message ("%s: %s “%s” ↔ “%s” (%s)", what, finding->kind < EAR_N_STATEMENTS ? ear_statement_kind_to_string (finding->kind) : "name",
                  finding->said, finding->other != NULL ? finding->other : "the opening hours", finding->question != NULL ? finding->question : "");
}

static void
test_planted (void)
{
  g_autoptr (GPtrArray) lines = read_lines ("planted.txt");
  guint planted[EAR_N_STATEMENTS] = { 0 }, found[EAR_N_STATEMENTS] = { 0 }, languages = 0, n_found = 0, n_more = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = lines->pdata[i];
      EarStatementKind kind;
      EarAnswerText answers[2];
      g_autoptr (EarBrandSheet) sheet = NULL;
      g_autoptr (EarFacts) facts = NULL;
      gboolean unlike = line->n == 6, hit = FALSE;

      g_assert_true (line->n == 4 || line->n == 6);
      if (!kind_of (line->fields[0], &kind))
        g_error ("planted.txt: no kind \"%s\"", line->fields[0]);
      answers[0] = new_answer (0, line->fields[1], line->fields[2], line->fields[3]);
      if (unlike)
        answers[1] = new_answer (3, line->fields[1], line->fields[4], line->fields[5]);
      sheet = new_sheet (line->fields[1]);
      for (guint k = 0; k < G_N_ELEMENTS (places); k++)
        languages |= g_str_equal (places[k].language, line->fields[1]) ? 1u << k : 0;
      facts = look (answers, unlike ? 2 : 1, sheet);
      planted[kind]++;
      for (guint k = 0; k < facts->findings->len; k++)
        {
          const EarFactFinding *finding = facts->findings->pdata[k];

          if (finding->kind == kind && (finding->type == EAR_FACT_UNLIKE) == unlike)
            hit = TRUE;
          else
            {
              n_more++;
              tell ("not planted", finding);
            }
        }
      if (!hit)
        g_test_message ("missed: %s | %s | %s | %s%s%s", line->fields[0], line->fields[1], line->fields[2], line->fields[3], unlike ? " | " : "",
                        unlike ? line->fields[5] : "");
      found[kind] += hit;
      n_found += hit;
    }
  for (guint i = 0; i < EAR_N_STATEMENTS; i++)
    {
      g_test_message ("%s: %u of %u planted found", ear_statement_kind_to_string (i), found[i], planted[i]);
      g_assert_cmpuint (planted[i], >=, 6);
      g_assert_cmpuint (found[i] * 100, >=, planted[i] * FLOOR_FOUND_KIND);
    }
  g_test_message ("%u of %u planted contradictions found (%.1f %%), %u findings that were not planted", n_found, lines->len,
                  100.0 * n_found / lines->len, n_more);
  g_assert_cmpuint (lines->len, >=, 60);
  g_assert_cmpuint (languages, ==, (1u << G_N_ELEMENTS (places)) - 1);
  g_assert_cmpuint (n_found * 100, >=, lines->len * FLOOR_FOUND);
  g_assert_cmpuint (n_more, <=, 2);
}

static void
test_harmless (void)
{
  g_autoptr (GPtrArray) lines = read_lines ("harmless.txt");
  guint n_false = 0, n_compared = 0;

  g_assert_cmpuint (lines->len, >=, 200);
  /* All of one language stand in one workspace. */
  for (guint k = 0; k < G_N_ELEMENTS (places); k++)
    {
      g_autoptr (GArray) answers = g_array_new (FALSE, FALSE, sizeof (EarAnswerText));
      g_autoptr (EarBrandSheet) sheet = new_sheet (places[k].language);
      g_autoptr (EarFacts) facts = NULL;

      for (guint i = 0; i < lines->len; i++)
        {
          const Line *line = lines->pdata[i];
          EarAnswerText answer;

          g_assert_cmpuint (line->n, ==, 3);
          if (!g_str_equal (line->fields[0], places[k].language))
            continue;
          answer = new_answer (i, line->fields[0], line->fields[1], line->fields[2]);
          g_array_append_val (answers, answer);
        }
      facts = look ((const EarAnswerText *) (gpointer) answers->data, answers->len, sheet);
      for (guint i = 0; i < facts->findings->len; i++)
        tell ("false", facts->findings->pdata[i]);
      for (guint i = 0; i < EAR_N_STATEMENTS; i++)
        n_compared += facts->checked[i];
      n_false += facts->findings->len;
      g_assert_cmpuint (facts->n_answers, ==, answers->len);
      g_assert_cmpuint (facts->n_unread, ==, 0);
    }
  g_test_message ("%u of %u harmless answers found (%.1f %%); %u statements were held against a sheet", n_false, lines->len,
                  100.0 * n_false / lines->len, n_compared);
  /* A rule that compares nothing finds nothing. */
  g_assert_cmpuint (n_compared, >=, 50);
  g_assert_cmpuint (n_false * 100, <=, lines->len * CEILING_FALSE);
}

/* Written after the rules. As they were then, 34 of 47 contradictions were found (72 %) and 5 of these 24 harmless answers, each made to mislead;
 * then other people's places and "just this once" were told apart, and nothing else was mended: 33 and 3. */
#define FLOOR_UNSEEN 65
#define CEILING_UNSEEN 15
static void
test_unseen (void)
{
  g_autoptr (GPtrArray) lines = read_lines ("unseen.txt");
  guint n_planted = 0, n_found = 0, n_harmless = 0, n_false = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = lines->pdata[i];
      EarStatementKind kind = EAR_N_STATEMENTS;
      EarAnswerText answers[2];
      g_autoptr (EarBrandSheet) sheet = new_sheet (line->fields[1]);
      g_autoptr (EarFacts) facts = NULL;
      gboolean unlike = line->n == 6, hit = FALSE;

      g_assert_true (line->n == 4 || line->n == 6);
      g_assert_true (kind_of (line->fields[0], &kind) || g_str_equal (line->fields[0], "-"));
      answers[0] = new_answer (0, line->fields[1], line->fields[2], line->fields[3]);
      if (unlike)
        answers[1] = new_answer (3, line->fields[1], line->fields[4], line->fields[5]);
      facts = look (answers, unlike ? 2 : 1, sheet);
      for (guint k = 0; k < facts->findings->len; k++)
        hit |= ((EarFactFinding *) facts->findings->pdata[k])->kind == kind;
      if (kind == EAR_N_STATEMENTS)
        {
          n_harmless++;
          n_false += facts->findings->len > 0;
          if (facts->findings->len > 0)
            tell ("false", facts->findings->pdata[0]);
          continue;
        }
      n_planted++;
      n_found += hit;
      if (!hit)
        g_test_message ("missed: %s | %s | %s | %s%s%s", line->fields[0], line->fields[1], line->fields[2], line->fields[3], unlike ? " | " : "",
                        unlike ? line->fields[5] : "");
    }
  g_test_message ("unseen: %u of %u contradictions found (%.0f %%), %u of %u harmless answers found (%.0f %%)", n_found, n_planted,
                  100.0 * n_found / n_planted, n_false, n_harmless, 100.0 * n_false / n_harmless);
  g_assert_cmpuint (n_found * 100, >=, n_planted * FLOOR_UNSEEN);
  g_assert_cmpuint (n_false * 100, <=, n_harmless * CEILING_UNSEEN);
}

/* The same answers in any order are the same findings, however many threads read them. */
static void
test_order (void)
{
  g_autoptr (GPtrArray) lines = read_lines ("planted.txt");
  g_autoptr (GArray) answers = g_array_new (FALSE, FALSE, sizeof (EarAnswerText));
  g_autoptr (EarBrandSheet) sheet = new_sheet ("de");
  g_autoptr (EarFacts) facts = NULL;

  for (guint i = 0; i < 45 * lines->len; i++)
    {
      const Line *line = lines->pdata[i % lines->len];

      for (guint k = 2; k + 1 < line->n; k += 2)
        {
          EarAnswerText answer = new_answer (answers->len, line->fields[1], line->fields[k], line->fields[k + 1]);

          g_array_append_val (answers, answer);
        }
    }
  facts = look ((const EarAnswerText *) (gpointer) answers->data, answers->len, sheet);
  g_assert_cmpuint (facts->findings->len, >, 20);
  g_assert_cmpuint (answers->len, >, 4096);
  for (guint turn = 0; turn < 2; turn++)
    {
      g_autoptr (EarFacts) again = NULL;

      for (guint i = answers->len - 1; i > 0; i--)
        {
          guint other = (guint) g_test_rand_int_range (0, (gint32) i + 1);
          EarAnswerText held = g_array_index (answers, EarAnswerText, i);

          g_array_index (answers, EarAnswerText, i) = g_array_index (answers, EarAnswerText, other);
          g_array_index (answers, EarAnswerText, other) = held;
        }
      again = look ((const EarAnswerText *) (gpointer) answers->data, answers->len, sheet);
      g_assert_cmpuint (again->findings->len, ==, facts->findings->len);
      for (guint i = 0; i < facts->findings->len; i++)
        {
          const EarFactFinding *a = facts->findings->pdata[i], *b = again->findings->pdata[i];

          g_assert_cmpint (a->message_id, ==, b->message_id);
          g_assert_cmpint (a->type, ==, b->type);
          g_assert_cmpint (a->other_message_id, ==, b->other_message_id);
          g_assert_cmpint (a->kind, ==, b->kind);
          g_assert_cmpstr (a->said, ==, b->said);
          g_assert_cmpuint (a->messages->len, ==, b->messages->len);
        }
    }
}

/* Hours are those of the time of the answer; a holiday may be otherwise. */
static void
test_dated_hours (void)
{
  g_autoptr (EarCalendar) calendar = ear_calendar_new ();
  g_autoptr (EarHours) before = new_hours ();
  g_autoptr (EarHours) since = ear_hours_new ("Europe/Berlin", NULL);
  EarAnswerText answers[] = {
    new_answer (0, "en", "When are you open on Sundays?", "On Sundays we are open from 12 to 10 pm."),
    new_answer (40, "en", "When are you open on Sundays?", "On Sundays we are open from 12 to 10 pm."),
  };
  EarFactsInput input = { .answers = answers, .n_answers = 2, .opening = calendar };
  g_autoptr (EarFacts) facts = NULL;
  g_autoptr (EarFacts) holiday = NULL;
  const EarInterval day = { 7, 12 * 60, 22 * 60 };

  ear_hours_add (since, (EarInterval) { 7, 10 * 60, 16 * 60 });
  ear_calendar_add (calendar, G_MININT64, before);
  ear_calendar_add (calendar, NOW + 20 * DAY, since);
  facts = ear_facts_new (&input);
  g_assert_cmpuint (facts->checked[EAR_STATEMENT_HOURS], ==, 2);
  g_assert_cmpuint (facts->findings->len, ==, 1);
  g_assert_cmpint (((EarFactFinding *) facts->findings->pdata[0])->message_id, ==, 1040);
  g_assert_null (((EarFactFinding *) facts->findings->pdata[0])->other);
  g_assert_cmpint (((EarFactFinding *) facts->findings->pdata[0])->fact, ==, EAR_N_BRAND_FACTS);

  /* 2026-04-12 is a Sunday with hours of its own. */
  ear_hours_add_exception (since, 2026, 4, 12, &day, 1, "Spring fair");
  holiday = ear_facts_new (&input);
  g_assert_cmpuint (holiday->findings->len, ==, 0);
}

/* What a channel calls itself, and where its page is. */
static void
test_profiles (void)
{
  g_autoptr (EarBrandSheet) sheet = new_sheet ("de");
  const EarFactsProfile profiles[] = {
    { 0, "Rosso – Trattoria in Berlin", "https://rosso.example/", NULL },
    { 1, "Pizzeria Blu", "https://social.example/rosso", NULL },
    { 2, "Trattoria Rosso", "https://social.example/rosso-alt", NULL },
    { 3, "trattoria_rosso", NULL, NULL },
    { 4, "Rosso", "https://elsewhere.example/@rosso", NULL },
  };
  EarFactsInput input = { .sheet = sheet, .profiles = profiles, .n_profiles = G_N_ELEMENTS (profiles) };
  g_autoptr (EarFacts) facts = ear_facts_new (&input);

  for (guint i = 0; i < facts->findings->len; i++)
    tell ("page", facts->findings->pdata[i]);
  g_assert_cmpuint (facts->profiles, ==, 5);
  g_assert_cmpuint (facts->findings->len, ==, 2);
  g_assert_cmpint (((EarFactFinding *) facts->findings->pdata[0])->fact, ==, EAR_BRAND_NAME);
  g_assert_cmpuint (((EarFactFinding *) facts->findings->pdata[0])->channel, ==, 1);
  g_assert_cmpint (((EarFactFinding *) facts->findings->pdata[1])->fact, ==, EAR_BRAND_LINKS);
  g_assert_cmpuint (((EarFactFinding *) facts->findings->pdata[1])->channel, ==, 2);
}

static const struct {
  const char *language, *about;
  int kind; /* -1: nothing of it is wrong */
} abouts[] = {
  /* harmless */
  { "en", "Open since 1998, 20 seats", -1 },
  { "en", "Pasta, wine, a terrace. Est. 2004. 100 % vegetarian on Mondays, 3 cooks, 1 oven 🍕", -1 },
  { "en", "Trattoria Rosso\nOpen Tuesday to Friday 12:00–14:30 and 18:00–22:00, closed Mondays\nPhone: +44 (0)20 7946 0958\nhello@rosso.example", -1 },
  { "en", "Opening hours: Saturday 12:00–23:00\nOpening hours: Sunday 12:00–22:00\nPhone: 020 7946 0958\nWebsite: https://www.rosso.example/menu\nAddress: 12 High Street, London", -1 },
  { "en", "Kitchen: 12–21. Live music Fridays 20:30. Happy hour 17:00–19:00", -1 },
  { "en", "Fax: +44 20 7946 0999\nVAT GB 123 4567 89\nPhotos by @mia@social.example\nMenu: https://menus.example/4711", -1 },
  { "en", "Delivery with https://lieferheld.example/rosso and catering: +44 20 7946 1111", -1 },
  { "en", "Closed from 24 to 26 December. Today open until 16:00", -1 },
  { "de", "Seit 1998 mitten in Berlin, 20 Plätze, offen für alle\nÖffnungszeiten: Di–Fr 12–14:30 und 18–22 Uhr, Mo Ruhetag\nTel. 030/12345678", -1 },
  { "de", "Address: Hauptstraße 5, 10115 Berlin, Germany\nPhone: +49 30 12345678\nOpening hours: Tuesday 12:00–14:30, 18:00–22:00", -1 },
  { "de", "Unsere Freunde: Café Blau, Gartenweg 3, Tel. 030 99887766", -1 },
  { "fr", "Ouvert du mardi au vendredi de 12h à 14h30 et de 18h à 22h\nAdresse : 12 rue de la Paix, 75002 Paris\n☎ 01 42 34 56 78", -1 },
  { "it", "📍 Via Roma 12, Milano\nOrari: mar–ven 12–14:30 e 18–22, lunedì chiuso", -1 },
  { "en", "", -1 },
  { "en", "::\n: x\nhttps://rosso.example\n:\n\n", -1 },
  /* contradictions */
  { "en", "Pasta and wine. Call us: +44 20 7946 0111", EAR_STATEMENT_PHONE },
  { "en", "Phone: 020 7946 0111", EAR_STATEMENT_PHONE },
  { "en", "Open Monday to Sunday 12:00–22:00", EAR_STATEMENT_HOURS },
  { "en", "Opening hours: Monday 12:00–22:00", EAR_STATEMENT_HOURS },
  { "en", "Hours: Tue–Sat 9 am – 5 pm", EAR_STATEMENT_HOURS },
  { "en", "Website: https://old-pizza.example", EAR_STATEMENT_LINK },
  { "en", "All of it: https://rosso-london.example", EAR_STATEMENT_LINK },
  { "en", "Write to hello@rosso-london.example", EAR_STATEMENT_EMAIL },
  { "en", "Address: 14 High Street, London", EAR_STATEMENT_ADDRESS },
  { "en", "📍 3 Mill Road, London", EAR_STATEMENT_ADDRESS },
  { "de", "Phone: +49 30 99887766", EAR_STATEMENT_PHONE },
  { "de", "Address: Gartenstraße 9, 10115 Berlin", EAR_STATEMENT_ADDRESS },
  { "de", "Pasta in der Hauptstraße 7", EAR_STATEMENT_ADDRESS },
  { "de", "Öffnungszeiten: Mo–So 11–23 Uhr", EAR_STATEMENT_HOURS },
  { "de", "Wir haben montags geöffnet", EAR_STATEMENT_HOURS },
  { "fr", "Horaires : du lundi au dimanche de 10h à 23h", EAR_STATEMENT_HOURS },
  { "es", "Horario: lunes a domingo 10:00–23:00", EAR_STATEMENT_HOURS },
  { "es", "Teléfono: 912 999 888", EAR_STATEMENT_PHONE },
  { "it", "Indirizzo: Via Verdi 3, Milano", EAR_STATEMENT_ADDRESS },
  { "pt", "Telefone: 213 999 888", EAR_STATEMENT_PHONE },
};

/* What a page says of us is held against the sheet, and what it says of anything else is not. */
static void
test_abouts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (abouts); i++)
    {
      g_autoptr (EarBrandSheet) sheet = new_sheet (abouts[i].language);
      const EarFactsProfile profile = { 3, "Trattoria Rosso", NULL, abouts[i].about };
      EarFactsInput input = { .sheet = sheet, .profiles = &profile, .n_profiles = 1, .now = NOW };
      g_autoptr (EarFacts) facts = ear_facts_new (&input);
      const EarFactFinding *finding = facts->findings->len > 0 ? facts->findings->pdata[0] : NULL;

      if ((finding != NULL ? (int) finding->kind : -1) != abouts[i].kind || facts->findings->len > 1)
        {
          g_test_message ("%s: %s", abouts[i].language, abouts[i].about);
          for (guint k = 0; k < facts->findings->len; k++)
            tell ("page", facts->findings->pdata[k]);
          g_test_fail ();
        }
      g_assert_cmpuint (facts->profiles, ==, 1);
      g_assert_cmpuint (facts->n_answers, ==, 0);
      for (guint k = 0; k < EAR_N_STATEMENTS; k++)
        g_assert_cmpuint (facts->checked[k] + facts->stated[k], ==, 0);
      if (finding == NULL)
        continue;
      g_assert_cmpint (finding->type, ==, EAR_FACT_PROFILE);
      g_assert_cmpuint (finding->channel, ==, 3);
      g_assert_cmpuint (finding->messages->len + finding->conversations->len, ==, 0);
      g_assert_nonnull (finding->said);
      g_assert_true (strstr (abouts[i].about, finding->said) != NULL);
      g_assert_true ((finding->kind == EAR_STATEMENT_HOURS) == (finding->other == NULL));
    }
}

/* One line of each kind is named, whatever else is wrong there, and the hours are those of today. */
static void
test_about_whole (void)
{
  g_autoptr (EarBrandSheet) sheet = new_sheet ("en");
  const EarFactsProfile profiles[] = {
    { 0, "Trattoria Rosso", NULL, "Opening hours: Monday 12:00–22:00\nOpening hours: Tuesday 9:00–22:00\nPhone: 020 7946 0111\nPhone: 020 7946 0958" },
    { 1, "Trattoria Rosso", NULL, "Phone: 020 7946 0111" },
    { 2, "Trattoria Rosso", NULL, "Open Mondays from 10:00 to 16:00" },
  };
  g_autoptr (EarCalendar) opening = ear_calendar_new ();
  g_autoptr (EarHours) then = new_hours ();
  g_autoptr (EarHours) later = ear_hours_new ("Europe/Berlin", NULL);
  EarFactsInput input = { .sheet = sheet, .profiles = profiles, .n_profiles = 2, .now = NOW };
  g_autoptr (EarFacts) facts = ear_facts_new (&input);
  g_autoptr (EarFacts) before = NULL;
  g_autoptr (EarFacts) after = NULL;

  g_assert_cmpuint (facts->profiles, ==, 2);
  g_assert_cmpuint (facts->findings->len, ==, 3);
  g_assert_cmpstr (((EarFactFinding *) facts->findings->pdata[0])->said, ==, "Opening hours: Monday 12:00–22:00");
  g_assert_cmpstr (((EarFactFinding *) facts->findings->pdata[1])->said, ==, "Phone: 020 7946 0111");
  g_assert_cmpint (((EarFactFinding *) facts->findings->pdata[1])->fact, ==, EAR_BRAND_PHONE);
  g_assert_cmpuint (((EarFactFinding *) facts->findings->pdata[2])->channel, ==, 1);

  ear_hours_add (later, (EarInterval) { 1, 10 * 60, 16 * 60 });
  ear_calendar_add (opening, G_MININT64, then);
  ear_calendar_add (opening, NOW + 30 * DAY, later);
  input.profiles = profiles + 2;
  input.n_profiles = 1;
  input.opening = opening;
  before = ear_facts_new (&input);
  g_assert_cmpuint (before->findings->len, ==, 1);
  input.now = NOW + 60 * DAY;
  after = ear_facts_new (&input);
  g_assert_cmpuint (after->findings->len, ==, 0);
}

/* Like questions long apart may have been answered rightly each time. */
static void
test_within (void)
{
  EarAnswerText answers[] = {
    new_answer (0, "en", "How much is the corkage fee?", "Corkage is 15 €."),
    new_answer (0, "en", "How much is the corkage fee?", "Corkage is 20 €."),
    new_answer (0, "en", "How much is the corkage fee?", "Corkage is 15 €."),
  };
  EarFactsInput input = { .answers = answers, .n_answers = 3, .within_ms = 30 * DAY };
  g_autoptr (EarFacts) apart = NULL;
  g_autoptr (EarFacts) near = NULL;
  const EarFactFinding *finding;

  answers[1].sent_at += 200 * DAY;
  answers[1].message_id = 2;
  answers[1].conversation_id = 2;
  answers[2].message_id = 3;
  answers[2].conversation_id = 3;
  apart = ear_facts_new (&input);
  g_assert_cmpuint (apart->findings->len, ==, 0);
  g_assert_cmpuint (apart->like_questions, ==, 1);
  g_assert_cmpuint (apart->like_answers, ==, 3);
  answers[2].sent_at += 180 * DAY;
  near = ear_facts_new (&input);
  g_assert_cmpuint (near->findings->len, ==, 1);
  finding = near->findings->pdata[0];
  g_assert_cmpint (finding->message_id, ==, 2);
  g_assert_cmpint (finding->other_message_id, ==, 3);
  g_assert_cmpuint (finding->messages->len, ==, 3);
  g_assert_cmpstr (finding->said, ==, "Corkage is 20 €.");
  g_assert_cmpstr (finding->other, ==, "Corkage is 15 €.");
}

static guint
count_findings (const EarAnswerText *answers, gsize n, const EarBrandSheet *sheet)
{
  g_autoptr (EarFacts) facts = look (answers, n, sheet);

  for (guint i = 0; i < facts->findings->len; i++)
    tell ("found", facts->findings->pdata[i]);
  return facts->findings->len;
}

/* Two bubbles, and a mistake put right: one answer. Somebody else's is another. */
static void
test_one_conversation (void)
{
  EarAnswerText parts[] = {
    new_answer (0, "en", "When is the kitchen open?", "The kitchen is open from 12 to 14:30"),
    new_answer (0, "en", "When is the kitchen open?", "and the kitchen is open from 18 to 22"),
  };
  EarAnswerText corrected[] = {
    new_answer (0, "en", "Is there a garden?", "Yes, there is."),
    new_answer (0, "en", "Is there a garden?", "Sorry, no! I mixed that up."),
    new_answer (0, "en", "Is there a garden?", "No."),
  };
  g_autoptr (EarFacts) facts = NULL;

  parts[1].message_id++;
  parts[1].sent_at++;
  corrected[1].message_id++;
  corrected[1].sent_at++;
  corrected[2].message_id += 2;
  corrected[2].sent_at += 2;
  facts = look (parts, 2, NULL);
  g_assert_cmpuint (facts->findings->len, ==, 0);
  g_assert_cmpuint (facts->like_questions, ==, 0);
  g_assert_cmpuint (count_findings (corrected, 3, NULL), ==, 0);
  parts[1].conversation_id++;
  g_assert_cmpuint (count_findings (parts, 2, NULL), ==, 1);
  /* Nobody was told of the mistake. */
  corrected[1].conversation_id++;
  corrected[2].conversation_id++;
  g_assert_cmpuint (count_findings (corrected, 3, NULL), ==, 1);
}

/* "How much is it?" below one post asks of what the post shows; below two, of two things; in a direct message, of anything. */
static void
test_posts (void)
{
  static const char *const asked[][4] = {
    { "en", "How much does it cost?", "It is 45 €.", "It is 30 €." },
    { "de", "Ist das vegan?", "Ja.", "Nein, leider nicht." },
    { "fr", "Combien ça coûte ?", "45 €", "30 €" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      EarAnswerText answers[] = { new_answer (0, asked[i][0], asked[i][1], asked[i][2]), new_answer (1, asked[i][0], asked[i][1], asked[i][3]) };

      g_assert_cmpuint (count_findings (answers, 2, NULL), ==, 0);
      answers[0].post_id = 5;
      answers[1].post_id = 6;
      g_assert_cmpuint (count_findings (answers, 2, NULL), ==, 0);
      answers[1].post_id = 5;
      g_assert_cmpuint (count_findings (answers, 2, NULL), ==, 1);
    }
}

/* A yes and a no look at seasons and closed days, as hours that are said do. */
static void
test_yes_near_exceptions (void)
{
  const EarInterval evening = { 1, 17 * 60, 22 * 60 };
  const EarHoursException season = { 2026, 2, 1, 2026, 4, 30, "Winter", &evening, 1, FALSE };
  EarAnswerText monday = new_answer (0, "en", "Are you open on Mondays?", "Yes!");
  EarAnswerText tuesday = new_answer (0, "en", "Are you open on Tuesday?", "No, sorry.");
  EarAnswerText closed = new_answer (0, "en", "Are you open on Tuesday?", "On Tuesday we are closed.");
  EarAnswerText weekend = new_answer (0, "en", "Are you open at the weekend?", "Yes, on Saturday!");
  g_autoptr (EarBrandSheet) sheet = new_sheet ("en");
  g_autoptr (EarBrandSheet) saturday = ear_brand_sheet_new ();

  saturday->opening = ear_hours_new ("Europe/Berlin", NULL);
  ear_hours_add (saturday->opening, (EarInterval) { 6, 12 * 60, 22 * 60 });
  g_assert_cmpuint (count_findings (&weekend, 1, saturday), ==, 0);
  g_assert_cmpuint (count_findings (&monday, 1, sheet), ==, 1);
  g_assert_cmpuint (count_findings (&tuesday, 1, sheet), ==, 1);
  g_assert_cmpuint (count_findings (&closed, 1, sheet), ==, 1);
  ear_hours_set_closed (sheet->opening, 2026, 3, 3, TRUE);
  g_assert_cmpuint (count_findings (&tuesday, 1, sheet), ==, 0);
  g_assert_cmpuint (count_findings (&closed, 1, sheet), ==, 0);
  /* Of another year. */
  tuesday.sent_at += 300 * DAY;
  g_assert_cmpuint (count_findings (&tuesday, 1, sheet), ==, 1);
  g_assert_true (ear_hours_add_season (sheet->opening, &season));
  g_assert_cmpuint (count_findings (&monday, 1, sheet), ==, 0);
}

/* Pages on services are no names of ours; a name of digits is one. */
static void
test_hosts (void)
{
  g_autoptr (EarBrandSheet) sheet = new_sheet ("en");
  EarAnswerText ours = new_answer (0, "en", "Where is your menu?", "On https://rosso-berlin.example/menu");
  EarAnswerText services[] = {
    new_answer (0, "en", "Where is your menu?", "On https://m.social.example/rosso"),
    new_answer (1, "en", "Where are you?", "See https://maps.social.example/?q=rosso"),
    new_answer (2, "en", "Who else is good?", "Try https://rossopomodoro.example"),
  };
  const EarFactsProfile profiles[] = { { 0, "Q7", NULL, NULL }, { 0, "q 7", NULL, NULL }, { 0, "Q8", NULL, NULL } };
  EarFactsInput input = { .sheet = sheet, .profiles = profiles, .n_profiles = G_N_ELEMENTS (profiles) };
  g_autoptr (EarFacts) facts = NULL;

  g_assert_cmpuint (count_findings (&ours, 1, sheet), ==, 1);
  g_assert_cmpuint (count_findings (services, G_N_ELEMENTS (services), sheet), ==, 0);
  ear_brand_sheet_set (sheet, EAR_BRAND_NAME, "Q7");
  facts = ear_facts_new (&input);
  g_assert_cmpuint (facts->findings->len, ==, 1);
  g_assert_cmpstr (((EarFactFinding *) facts->findings->pdata[0])->said, ==, "Q8");
}

/* What is too short to show a language is not counted as one that is not known. */
static void
test_unread (void)
{
  static const char *const texts[] = { "👍", "Top!", "17:30", "Pizza!", "Dziękujemy bardzo, do zobaczenia jutro wieczorem" };
  EarAnswerText answers[G_N_ELEMENTS (texts)];
  g_autoptr (EarFacts) facts = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    answers[i] = new_answer (i, NULL, NULL, texts[i]);
  facts = look (answers, G_N_ELEMENTS (answers), NULL);
  g_assert_cmpuint (facts->n_answers, ==, G_N_ELEMENTS (texts));
  g_assert_cmpuint (facts->n_unread, ==, 1);
}

typedef struct {
  guint asked, until;        /* the first that is answered with no */
  double done;
} Patience;

static gboolean
go_on (double done, gpointer data)
{
  Patience *patience = data;

  g_assert_cmpfloat (done, >=, patience->done);
  g_assert_cmpfloat (done, <=, 1);
  patience->done = done;
  return ++patience->asked < patience->until;
}

/* Whoever closes the report does not wait for the rest of it, wherever that is. */
static void
test_watched (void)
{
  const guint n = 9000;
  g_autofree EarAnswerText *answers = g_new (EarAnswerText, n);
  g_autoptr (GPtrArray) questions = g_ptr_array_new_with_free_func (g_free);
  Patience patience = { .until = G_MAXUINT };
  EarFactsInput input = { .answers = answers, .n_answers = n, .go_on = go_on, .go_on_data = &patience };
  g_autoptr (EarFacts) facts = NULL;
  guint asked;

  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (questions, g_strdup_printf ("Do you have %c%c%c%cin on Monday?", 'b' + i % 5, 'e' + i / 5 % 10, 'l' + i / 50 % 10, 'a' + i / 500));
      answers[i] = new_answer (i, "en", questions->pdata[i], i % 2 == 0 ? "Yes, it is." : "No, sorry.");
      answers[i].sent_at = NOW + i;
    }
  facts = ear_facts_new (&input);
  g_assert_nonnull (facts);
  asked = patience.asked;
  /* While it reads, while it finds what is alike, and while it compares that. */
  g_assert_cmpuint (asked, >, 5);
  g_assert_cmpfloat (patience.done, >, 0.95);
  for (guint until = 1; until <= asked; until++)
    {
      patience = (Patience) { .until = until };
      g_assert_null (ear_facts_new (&input));
      g_assert_cmpuint (patience.asked, ==, until);
    }
}

static void
test_odd_texts (void)
{
  const char *texts[] = {
    "", " ", "\n\n\n", "👍", "\xff\xfe", "12", "12-", "-12", "@", "a@b", "www.", "http://", "+", "+4", "()", "9,", "€", "€ €", "24.", "24.12", "99:99",
    "00:00–00:00", "مفتوح من ١٢ إلى ٢٢", "開店時間は12時から22時です", "1234567890123456789012345678901234567890", "Mo-Mo", "a.m.", "p.m", "Sonntag bis Sonntag",
  };
  g_autoptr (GString) huge = g_string_new (NULL);

  for (guint i = 0; i < 10000; i++)
    g_string_append (huge, "Montag von 12 bis 22 Uhr, Hauptstraße 5, 9,50 €. ");
  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    for (guint k = 0; k <= G_N_ELEMENTS (places); k++)
      {
        const char *text = i < G_N_ELEMENTS (texts) ? texts[i] : huge->str;
        g_autoptr (GArray) found = ear_statements_new (text, k < G_N_ELEMENTS (places) ? places[k].language : NULL, NULL);

        for (guint j = 0; j < found->len; j++)
          {
            const EarStatement *statement = &g_array_index (found, EarStatement, j);

            g_assert_cmpuint (statement->start, <, statement->end);
            g_assert_true (ear_statements_agree (statement, statement));
          }
      }
}

static void
test_phones (void)
{
  g_assert_true (ear_phone_equal ("+493012345678", "03012345678"));
  g_assert_true (ear_phone_equal ("03012345678", "03012345678"));
  g_assert_true (ear_phone_equal ("+390612345678", "0612345678"));
  g_assert_false (ear_phone_equal ("+493012345678", "03012345679"));
  g_assert_false (ear_phone_equal ("03012345678", "3012345"));
  g_assert_false (ear_phone_equal ("+4930123456789", "03012345678"));
}

static void
test_sheet (void)
{
  g_autoptr (EarBrandSheet) sheet = ear_brand_sheet_new ();
  g_autoptr (EarBrandSheet) copy = NULL;
  g_auto (GStrv) lines = NULL;
  EarBrandFact fact;

  ear_brand_sheet_set (sheet, EAR_BRAND_LINKS, "  https://a.example  \r\n\r\nhttps://b.example \n");
  g_assert_cmpstr (ear_brand_sheet_get (sheet, EAR_BRAND_LINKS), ==, "https://a.example\n\nhttps://b.example");
  lines = ear_brand_sheet_dup_lines (sheet, EAR_BRAND_LINKS);
  g_assert_cmpuint (g_strv_length (lines), ==, 2);
  ear_brand_sheet_set (sheet, EAR_BRAND_NAME, " \n ");
  g_assert_null (ear_brand_sheet_get (sheet, EAR_BRAND_NAME));
  sheet->opening = new_hours ();
  copy = ear_brand_sheet_copy (sheet);
  g_assert_true (ear_hours_equal (copy->opening, sheet->opening));
  for (guint i = 0; i < EAR_N_BRAND_FACTS; i++)
    {
      g_assert_true (ear_brand_fact_from_string (ear_brand_fact_to_string (i), &fact));
      g_assert_cmpint (fact, ==, i);
      g_assert_cmpstr (ear_brand_sheet_get (copy, i), ==, ear_brand_sheet_get (sheet, i));
    }
  g_assert_false (ear_brand_fact_from_string ("colour", &fact));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/facts/sheet", test_sheet);
  g_test_add_func ("/facts/phones", test_phones);
  g_test_add_func ("/facts/odd-texts", test_odd_texts);
  g_test_add_func ("/facts/one-conversation", test_one_conversation);
  g_test_add_func ("/facts/posts", test_posts);
  g_test_add_func ("/facts/yes-near-exceptions", test_yes_near_exceptions);
  g_test_add_func ("/facts/unread", test_unread);
  g_test_add_func ("/facts/hosts", test_hosts);
  g_test_add_func ("/facts/watched", test_watched);
  g_test_add_func ("/facts/dated-hours", test_dated_hours);
  g_test_add_func ("/facts/profiles", test_profiles);
  g_test_add_func ("/facts/abouts", test_abouts);
  g_test_add_func ("/facts/about-whole", test_about_whole);
  g_test_add_func ("/facts/within", test_within);
  g_test_add_func ("/facts/order", test_order);
  g_test_add_func ("/facts/harmless", test_harmless);
  g_test_add_func ("/facts/planted", test_planted);
  g_test_add_func ("/facts/unseen", test_unseen);
  return g_test_run ();
}
