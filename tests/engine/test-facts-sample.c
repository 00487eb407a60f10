/* test-facts-sample.c: how often what the report finds in the sample restaurant's answers is no contradiction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-sample.h"
#include "model/ear-figures.h"
#include "model/ear-report-data.h"
#include "store/ear-store-query.h"

#define SEEDS 5
#define SIZE 10000
#define DAY_MS G_GINT64_CONSTANT (86400000)
/* Of what is compared, at most so much may be found wrongly: the upper limit of Wilson's interval. */
#define CEILING_FALSE 0.01
#define LEAST_CHECKED 500

/* Written into a year that is otherwise as it is: each contradicts the brand sheet, or the answer that stands behind it. No address: the sample's has
 * no word that tells a street, and is compared with nothing. */
typedef struct {
  EarFactType type;
  EarStatementKind kind;
  const char *question, *answer, *other;
} Planted;

static const Planted planted[] = {
  { EAR_FACT_SHEET, EAR_STATEMENT_HOURS, "Are you open on Mondays?", "Hello, yes, on Mondays from noon until ten.", NULL },
  { EAR_FACT_SHEET, EAR_STATEMENT_HOURS, "Wie lange habt ihr am Samstag offen?", "Hallo, samstags haben wir bis 23 Uhr geöffnet.", NULL },
  { EAR_FACT_SHEET, EAR_STATEMENT_PHONE, "How can I reach you by phone?", "Just ring us on +49 7666 555 0199.", NULL },
  { EAR_FACT_SHEET, EAR_STATEMENT_EMAIL, "Wohin schicke ich meine Anfrage?", "Schreib uns an info@linde-birkenau.example, dann schauen wir mal.", NULL },
  { EAR_FACT_SHEET, EAR_STATEMENT_LINK, "Is your menu online?", "It's all on www.cafe-linde.example.net/menu, have a look!", NULL },
  { EAR_FACT_SHEET, EAR_STATEMENT_PRICE, "How much is the trout?", "The trout is 22.80 € at the moment.", NULL },
  { EAR_FACT_UNLIKE, EAR_STATEMENT_YES_NO, "Do you have a charging station for electric bikes?", "Yes, we do, behind the house.", "No, sorry, we don't." },
  { EAR_FACT_UNLIKE, EAR_STATEMENT_HOURS, "When does the pumpkin carving begin?", "It begins at 3 pm.", "The carving begins at 5 pm." },
  { EAR_FACT_UNLIKE, EAR_STATEMENT_DATE, "Wann ist dieses Jahr euer Erntefest?", "Das Erntefest ist am 12. September.", "Am 19. September, kommt vorbei!" },
  { EAR_FACT_UNLIKE, EAR_STATEMENT_PRICE, "Was kostet der Leihschlitten am Tag?", "Der Leihschlitten kostet 8 Euro.", "Für 11 Euro am Tag." },
};

/* What the sample's own answers contradict each other in: the cook gives a recipe away one day and not the other. Everything else is called wrong,
 * also what a party of thirty and a cake for ten cost one guest and another, which is made up anew each time. */
static const char *const own[] = { "recipe", "Rezept" };

/* ---- a year with them in it ---- */

static void
add_message (EarBatch *batch, const char *conversation, const char *author, gint64 at, const char *text)
{
  g_autofree char *ext = g_strconcat (conversation, "-", author, NULL);
  EarMessage *message = ear_message_new (ext, conversation);

  message->author_ext = g_strdup (author);
  message->sent_at = at;
  message->text = g_strdup (text);
  message->direction = g_str_equal (author, "us") ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  if (message->direction == EAR_DIRECTION_INBOUND)
    message->flags = EAR_MESSAGE_ADDRESSED;
  else
    message->parent_ext = g_strconcat (conversation, "-guest", NULL);
  ear_batch_take_message (batch, message);
}

static void
add_answer (EarBatch *batch, guint number, gint64 at, const char *question, const char *answer)
{
  g_autofree char *conversation = g_strdup_printf ("planted-%u", number);

  ear_batch_take_conversation (batch, ear_conversation_new (conversation, EAR_CONVERSATION_COMMENT));
  add_message (batch, conversation, "guest", at, question);
  add_message (batch, conversation, "us", at + 3600 * 1000, answer);
}

static void
plant (EarStore *store, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) channels = ear_store_list_channels (store, TRUE, &error);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  EarIdentity *us = ear_identity_new ("us", "Café Linde");
  const char *blog = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < channels->len; i++)
    if (g_str_equal (((EarChannelRow *) channels->pdata[i])->kind, "wordpress"))
      blog = ((EarChannelRow *) channels->pdata[i])->key;
  us->is_us = TRUE;
  ear_batch_take_identity (batch, us);
  ear_batch_take_identity (batch, ear_identity_new ("guest", "Nora"));
  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    {
      gint64 at = now - (100 + 7 * i) * DAY_MS;

      add_answer (batch, 2 * i, at, planted[i].question, planted[i].answer);
      if (planted[i].other != NULL)
        add_answer (batch, 2 * i + 1, at + 20 * DAY_MS, planted[i].question, planted[i].other);
    }
  ear_store_apply_batch (store, blog, "comments", EAR_STREAM_BACKFILL, batch, NULL, &error);
  g_assert_no_error (error);
}

static char *
make_year (guint seed, gint64 now)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("earshot-facts-XXXXXX", &error);
  const EarSampleOptions options = { SIZE, seed, now };
  EarStore *store;

  ear_sample_make (folder, &options, NULL, NULL, &error);
  g_assert_no_error (error);
  store = ear_store_open (folder, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  plant (store, now);
  ear_store_close (store);
  return folder;
}

/* ---- what is found ---- */

/* One sort of finding: of how many answers it was said, and how often wrongly. */
typedef struct {
  guint n_false, n_checked, n_own, n_planted;
} Tally;

static gboolean
is_planted (const EarFactFinding *finding, gboolean *found)
{
  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    if (finding->type == planted[i].type && finding->kind == planted[i].kind && g_strcmp0 (finding->question, planted[i].question) == 0)
      {
        found[i] = TRUE;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_own (const EarFactFinding *finding)
{
  for (gsize i = 0; finding->type == EAR_FACT_UNLIKE && i < G_N_ELEMENTS (own); i++)
    if (strstr (finding->question, own[i]) != NULL)
      return TRUE;
  return finding->type == EAR_FACT_PROFILE && g_str_equal (finding->said, "Phone: +49 7666 555 0132");
}

/* Also: that all that was planted is found. */
static void
count (const EarFacts *facts, Tally *tallies)
{
  gboolean found[G_N_ELEMENTS (planted)] = { FALSE };

  for (EarStatementKind kind = 0; kind < EAR_N_STATEMENTS; kind++)
    tallies[EAR_FACT_SHEET].n_checked += facts->checked[kind];
  tallies[EAR_FACT_UNLIKE].n_checked += facts->like_answers;
  tallies[EAR_FACT_PROFILE].n_checked += facts->profiles;
  for (guint i = 0; i < facts->findings->len; i++)
    {
      const EarFactFinding *finding = facts->findings->pdata[i];
      Tally *tally = &tallies[finding->type];

      if (is_planted (finding, found))
        tally->n_planted++;
      else if (is_own (finding))
        tally->n_own++;
      else
        {
          tally->n_false++;
          g_test_message ("false: %s: %s | %s | %s", finding->kind < EAR_N_STATEMENTS ? ear_statement_kind_to_string (finding->kind) : "name",
                          finding->question != NULL ? finding->question : "", finding->said, finding->other != NULL ? finding->other : "the opening hours");
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    if (!found[i])
      g_error ("“%s” was not found", planted[i].question);
}

static void
test_rate (void)
{
  static const char *const sorts[EAR_N_FACT_TYPES] = { "unlike answers", "against the brand sheet", "pages" };
  Tally tallies[EAR_N_FACT_TYPES] = { 0 };
  guint n_answers = 0;
  gint64 now = ear_time_parse ("2026-11-30T12:00:00Z");

  for (guint seed = 1; seed <= SEEDS; seed++)
    {
      Fixture fixture = { 0 };
      Await await = { NULL };
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (EarReport) report = NULL;

      fixture_init (&fixture);
      fixture.folder = make_year (seed, now);
      fixture_open (&fixture, EAR_ENGINE_DEFAULT);
      ear_engine_load_whole_report_async (fixture.engine, G_MININT64, now + DAY_MS, NULL, NULL, NULL, await_cb, &await);
      result = await_result (&await);
      report = ear_engine_load_report_finish (fixture.engine, result, &error);
      g_assert_no_error (error);
      count (report->facts, tallies);
      n_answers += report->facts->n_answers;
      g_clear_pointer (&report, ear_report_unref);
      g_clear_object (&result);
      fixture_close (&fixture);
      fixture_clear (&fixture);
      fixture_remove_folder (fixture.folder);
      g_free (fixture.folder);
    }
  g_test_message ("%u answers of %u years", n_answers, SEEDS);
  for (EarFactType type = 0; type < EAR_N_FACT_TYPES; type++)
    {
      const Tally *tally = &tallies[type];
      EarInterval95 rate = ear_wilson (tally->n_false, tally->n_checked, 0.95);

      g_test_message ("%s: %u wrong of %u checked: %.3f %% (%.3f to %.3f %%); planted %u, the sample's own %u", sorts[type], tally->n_false, tally->n_checked,
                      100 * rate.estimate, 100 * rate.lower, 100 * rate.upper, tally->n_planted, tally->n_own);
      /* Pages are too few for a rate. */
      if (type == EAR_FACT_PROFILE)
        {
          g_assert_cmpuint (tally->n_false, ==, 0);
          g_assert_cmpuint (tally->n_own, ==, SEEDS);
          continue;
        }
      g_assert_cmpuint (tally->n_checked, >=, LEAST_CHECKED);
      g_assert_cmpfloat (rate.upper, <=, CEILING_FALSE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/facts-sample/rate", test_rate);
  return g_test_run ();
}
