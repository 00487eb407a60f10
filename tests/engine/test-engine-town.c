/* test-engine-town.c: a whole engine at a Page that is large, or that runs out of patience
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine/ear-scheduler-private.h"
#include "town-engine.h"

#define LARGE 20000
#define SMALL 24
#define HOUR_S 3600
#define N_AGAIN 5
#define N_LISTS 5
/* What the town says when it was too often. */
#define REGAIN_S (5 * 60)

static gboolean
is_read (TownEngine *town)
{
  return town_count (town, "SELECT count(*) FROM stream_cursor WHERE direction = 1 AND done = 1", NULL) >= 5
         && town_get_health (town, NULL) == EAR_HEALTH_OK;
}

static void
test_large (void)
{
  g_autoptr (TownEngine) town = town_engine_new (1, LARGE, EAR_ENGINE_DEFAULT);
  g_autofree char *differences = NULL;
  gint64 start_us = g_get_monotonic_time (), start_ms;

  start_ms = ear_clock_now_ms ();
  town_connect (town);
  TOWN_UNTIL (town, is_read (town));
  g_test_message ("%u requests, %u of them too many: %" G_GINT64_FORMAT " messages in %" G_GINT64_FORMAT " minutes of the town, %.1f s of ours",
                  town->town->n_asked, town->town->n_throttled, town_count (town, "SELECT count(*) FROM message", NULL), (ear_clock_now_ms () - start_ms) / 60000,
                  (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC);
  differences = town_compare (town, G_MININT64);
  g_assert_cmpstr (differences, ==, "");
}

/* ---- the service's patience ---- */

static void
set (TownEngine *town,
     const char *name,
     const char *value)
{
  ear_town_lock (town->town);
  ear_town_set (town->town, name, value);
  ear_town_unlock (town->town);
}

/* Requests in two hours in which the headers say that so much is used up. */
static guint
count_asked_at (TownEngine *town,
                const char *percent)
{
  guint before;

  set (town, "facebook.usage", percent);
  /* What was planned before that was said. */
  town_run (town, HOUR_S);
  before = town->town->n_asked;
  town_run (town, 2 * HOUR_S);
  return town->town->n_asked - before;
}

static void
test_usage (void)
{
  g_autoptr (TownEngine) town = town_engine_new (2, SMALL, EAR_ENGINE_DEFAULT);
  guint freely, slowly, hardly;
  g_autofree char *outbox_key = NULL;
  gint64 id, asked_ms;

  fixture_set_undo (&town->fixture, 0);
  town_connect (town);
  TOWN_UNTIL (town, is_read (town));
  freely = count_asked_at (town, "10");
  slowly = count_asked_at (town, "80");
  hardly = count_asked_at (town, "96");
  g_test_message ("in two hours %u requests, %u at 80 %%, %u at 96 %%", freely, slowly, hardly);
  g_assert_cmpuint (freely, >=, 80);
  g_assert_cmpuint (slowly, <=, freely * 6 / 10);
  g_assert_cmpuint (slowly, >=, freely * 4 / 10);
  /* Every half an hour each list is looked at, or nobody would learn that it is better now; and some are read again. */
  g_assert_cmpuint (hardly, <=, 2 * 2 * N_LISTS + 2 * N_AGAIN);

  /* What a person asks for is not put off. */
  id = town_count (town, "SELECT id FROM conversation WHERE standing = 0 AND type = 0 LIMIT 1", NULL);
  outbox_key = reply (town->fixture.engine, id, "At once.");
  asked_ms = ear_clock_now_ms ();
  TOWN_UNTIL (town, !g_str_equal (outbox_state (town->fixture.engine, outbox_key), "queued")
                    && !g_str_equal (outbox_state (town->fixture.engine, outbox_key), "sending"));
  g_assert_cmpint (ear_clock_now_ms () - asked_ms, <, 60 * 1000);
  g_assert_cmpint (town_count_text (town, "At once.", FALSE), ==, 1);
  /* And then it is as it was. */
  g_assert_cmpuint (count_asked_at (town, "10"), >=, freely * 8 / 10);
}

static void
test_throttled (void)
{
  g_autoptr (TownEngine) town = town_engine_new (3, SMALL, EAR_ENGINE_DEFAULT);
  EarMischiefRule rule = { .kind = EAR_MISCHIEF_THROTTLE, .method = (char *) "GET", .times = 1 };
  g_autofree char *outbox_key = NULL;
  g_autofree char *sentence = NULL;
  gint64 id, struck_ms;
  guint asked;

  fixture_set_undo (&town->fixture, 0);
  town_connect (town);
  TOWN_UNTIL (town, is_read (town));
  ear_town_lock (town->town);
  ear_mischief_add (town->town->mischief, &rule);
  ear_town_unlock (town->town);
  TOWN_UNTIL (town, ear_mischief_get_count (town->town->mischief, EAR_MISCHIEF_THROTTLE) == 1);
  struck_ms = ear_clock_now_ms ();
  TOWN_UNTIL (town, town_get_health (town, NULL) == EAR_HEALTH_WAITING);
  asked = town->town->n_asked;
  town_get_health (town, &sentence);
  g_test_message ("%s", sentence);

  id = town_count (town, "SELECT id FROM conversation WHERE standing = 0 AND type = 0 LIMIT 1", NULL);
  outbox_key = reply (town->fixture.engine, id, "In five minutes.");
  town_run (town, (struck_ms + REGAIN_S * 1000 - ear_clock_now_ms ()) / 1000 - 5);
  g_assert_cmpuint (town->town->n_asked, ==, asked);
  g_assert_cmpstr (outbox_state (town->fixture.engine, outbox_key), ==, "queued");
  TOWN_UNTIL (town, town_get_health (town, NULL) == EAR_HEALTH_OK && town_count_text (town, "In five minutes.", FALSE) == 1);
  g_assert_cmpint (ear_clock_now_ms () - struck_ms, <, (REGAIN_S + 2 * 60) * 1000);
}

/* ---- the sign-in ---- */

/* The Page's token ended, what it was made from did not: whoever asks for a reading gets it, and hears of nothing. */
static void
test_renewed (void)
{
  g_autoptr (TownEngine) town = town_engine_new (4, SMALL, EAR_ENGINE_NO_SYNC);
  EarEngine *engine = town->fixture.engine;
  g_autofree char *differences = NULL;
  g_autofree char *sentence = NULL;

  town_connect (town);
  for (guint round = 0; round < 3; round++)
    {
      Await await = { 0 };
      g_autoptr (GError) error = NULL;

      ear_town_lock (town->town);
      for (guint i = 0; i < town->town->tokens->len; i++)
        {
          EarTownToken *token = g_ptr_array_index (town->town->tokens, i);

          if (g_str_equal (token->type, "page"))
            token->expires_ms = ear_town_now (town->town) - 1;
        }
      ear_town_unlock (town->town);
      ear_engine_sync_async (engine, town->key, NULL, await_cb, &await);
      TOWN_UNTIL (town, await.result != NULL);
      ear_engine_finish (engine, await.result, &error);
      g_assert_no_error (error);
      g_object_unref (await.result);
    }
  g_assert_cmpint (town_get_health (town, &sentence), ==, EAR_HEALTH_OK);
  differences = town_compare (town, G_MININT64);
  g_assert_cmpstr (differences, ==, "");
}

/* An end that nothing renews, in the middle of a reading. */
typedef struct {
  const char *service;
  EarMischiefKind kind;
  gboolean later;            /* not of the first reading: of one of news */
} End;

static const End ends[] = {
  { "facebook", EAR_MISCHIEF_EXPIRE, FALSE },  { "facebook", EAR_MISCHIEF_EXPIRE, TRUE },
  { "instagram", EAR_MISCHIEF_EXPIRE, FALSE }, { "instagram", EAR_MISCHIEF_EXPIRE, TRUE },
  { "instagram", EAR_MISCHIEF_REVOKE, FALSE }, { "instagram", EAR_MISCHIEF_REVOKE, TRUE },
  { "threads", EAR_MISCHIEF_EXPIRE, FALSE },   { "threads", EAR_MISCHIEF_EXPIRE, TRUE },
  { "threads", EAR_MISCHIEF_REVOKE, FALSE },   { "threads", EAR_MISCHIEF_REVOKE, TRUE },
};

/* Somebody makes another token like the one that ended. */
static void
make_token (TownEngine *town)
{
  const char *type = g_str_equal (town->service, "facebook") ? "system" : "user";

  ear_town_lock (town->town);
  g_assert_null (ear_town_get_token (town->town, town->account, type));
  for (guint i = 0; i < town->town->tokens->len; i++)
    {
      const EarTownToken *like = g_ptr_array_index (town->town->tokens, i);
      g_autofree char *prefix = g_strndup (like->secret, 3);
      g_autofree char *secret = NULL;

      if (!g_str_equal (like->account, town->account->id) || !g_str_equal (like->type, type))
        continue;
      secret = ear_town_new_secret (town->town, prefix, 40);
      ear_town_add_token (town->town, town->account, type, like->holder, like->scopes, secret, ear_town_now (town->town) + 60 * 24 * HOUR_S * G_GINT64_CONSTANT (1000));
      ear_town_unlock (town->town);
      return;
    }
  g_assert_not_reached ();
}

static void
test_ended (gconstpointer data)
{
  const End *end = data;
  g_autoptr (TownEngine) town = town_engine_new_at (end->service, 5, 240, EAR_ENGINE_DEFAULT);
  /* Whatever is asked from then on, and with that what would renew it. */
  const EarMischiefRule rule = { .kind = end->kind, .method = (char *) "GET" };
  g_autofree char *sentence = NULL, *outbox_key = NULL;
  const char *text = "Kept while signed out.";
  EarTownItem *post;
  gint64 known;

  ear_town_set (town->town, "quiet", "1");
  fixture_set_undo (&town->fixture, 0);
  town_connect (town);
  if (end->later)
    TOWN_UNTIL (town, town_count_missing (town) == 0 && town_get_health (town, NULL) == EAR_HEALTH_OK);
  else
    TOWN_UNTIL (town, town_count (town, "SELECT count(*) FROM message", NULL) > 5);
  ear_town_lock (town->town);
  post = g_ptr_array_index (town->account->tops[EAR_TOWN_POST], town->account->tops[EAR_TOWN_POST]->len - 1);
  ear_town_write (town->town, town->account, EAR_TOWN_COMMENT, ((EarTownPerson *) g_ptr_array_index (town->town->people, 3))->id, "Heard late?", post, NULL);
  ear_mischief_add (town->town->mischief, &rule);
  ear_town_unlock (town->town);
  /* In the middle: something is not read yet. */
  g_assert_cmpuint (town_count_missing (town), >, 0);
  TOWN_UNTIL (town, town_get_health (town, NULL) == EAR_HEALTH_SIGN_IN);
  town_get_health (town, &sentence);
  g_test_message ("%u were missing. %s", town_count_missing (town), sentence);
  known = town_count (town, "SELECT count(*) FROM message", NULL);
  g_assert_cmpuint (town_count_missing (town), >, 0);
  ear_town_lock (town->town);
  g_assert_cmpuint (ear_mischief_get_count (town->town->mischief, end->kind), >, 0);
  ear_mischief_clear (town->town->mischief, 1);
  ear_town_unlock (town->town);

  /* What was read stays; nothing is asked with what ended; what is written waits. */
  outbox_key = reply (town->fixture.engine, town_count (town, "SELECT conversation FROM message WHERE direction = 0 ORDER BY id DESC LIMIT 1", NULL), text);
  town_run (town, HOUR_S);
  g_assert_cmpint (town_get_health (town, NULL), ==, EAR_HEALTH_SIGN_IN);
  g_assert_cmpint (town_count (town, "SELECT count(*) FROM message", NULL), ==, known);
  g_assert_cmpuint (town_count_text (town, text, FALSE), ==, 0);

  make_token (town);
  town_connect (town);
  TOWN_UNTIL (town, town_count_missing (town) == 0 && town_get_health (town, NULL) == EAR_HEALTH_OK);
  TOWN_UNTIL (town, g_str_equal (outbox_state (town->fixture.engine, outbox_key), "seen"));
  g_assert_cmpuint (town_count_text (town, text, FALSE), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/town/usage", test_usage);
  g_test_add_func ("/engine/town/throttled", test_throttled);
  g_test_add_func ("/engine/town/renewed", test_renewed);
  g_test_add_func ("/engine/town/large", test_large);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/town/ended/%s-%s%s", ends[i].service, ear_mischief_to_string (ends[i].kind), ends[i].later ? "-later" : "");

      g_test_add_data_func (path, &ends[i], test_ended);
    }
  return g_test_run ();
}
