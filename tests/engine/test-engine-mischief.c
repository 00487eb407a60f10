/* test-engine-mischief.c: a thousand misbehaviours of a town that lives on, and what is true when it is calm again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine/ear-scheduler-private.h"
#include "store/ear-store-outbox.h"
#include "town-engine.h"

/* Towns, and misbehaviours in each: a thousand. One of them alone: -p /engine/mischief/NUMBER. */
#define TOWNS 20
#define EACH 50
#define SIZE 40
#define MINUTE_S 60
#define HOUR_MS (G_GINT64_CONSTANT (3600) * 1000)
/* What Earshot looks through again by itself for what is gone. */
#define LOOKED_AT_MS (70 * HOUR_MS)

typedef struct {
  char *outbox;          /* its key in the outbox */
  char *text;            /* (nullable): that was sent */
  char *item;            /* (nullable): the town's id of what something was done to */
  EarVerb verb;
} Sent;

typedef struct {
  TownEngine *town;
  gint64 chance;
  guint64 seed;
  GPtrArray *sent;       /* (element-type Sent) */
  guint n_refused, n_signed_in, n_asked, n_struck;
} World;

static void
sent_free (gpointer data)
{
  Sent *sent = data;

  g_free (sent->outbox);
  g_free (sent->text);
  g_free (sent->item);
  g_free (sent);
}

static guint
draw (World *world,
      guint  n)
{
  return ear_town_random_from (&world->chance, n);
}

/* ---- what goes wrong ---- */

static void
misbehave (World *world)
{
  static const char *const methods[] = { NULL, "GET", "POST", "POST" };
  EarMischiefRule rule = {
    .kind = (EarMischiefKind) draw (world, EAR_MISCHIEF_N),
    .method = (char *) methods[draw (world, G_N_ELEMENTS (methods))],
    .times = 1 + draw (world, 3),
    .ms = 20,
  };

  ear_town_lock (world->town->town);
  ear_mischief_add (world->town->town->mischief, &rule);
  ear_town_unlock (world->town->town);
}

static void
live (World *world)
{
  EarTown *town = world->town->town;

  ear_town_lock (town);
  ear_town_live (town, ear_town_now (town));
  ear_town_unlock (town);
}

/* Under the town's lock. */
static void
calm (World *world)
{
  EarMischief *mischief = world->town->town->mischief;

  for (guint i = 0; i < EAR_MISCHIEF_N; i++)
    world->n_struck += ear_mischief_get_count (mischief, (EarMischiefKind) i);
  ear_mischief_clear (mischief, world->seed + world->n_struck);
}

/* Whoever manages the Page makes the old token good again, and signs in. */
static void
sign_in_again (World *world)
{
  EarTown *town = world->town->town;

  ear_town_lock (town);
  calm (world);
  for (guint i = 0; i < town->tokens->len; i++)
    {
      EarTownToken *token = g_ptr_array_index (town->tokens, i);

      token->dead = 0;
      token->expires_ms = 0;
    }
  ear_town_unlock (town);
  town_connect (world->town);
  world->n_signed_in++;
}

/* ---- what we do ---- */

/* The number of a row that @sql lists, drawn; 0: there is none. */
static gint64
draw_row (World      *world,
          const char *columns,
          const char *rest)
{
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM %s", rest);
  guint n = (guint) town_count (world->town, count, NULL);
  g_autofree char *sql = n > 0 ? g_strdup_printf ("SELECT %s FROM %s ORDER BY 1 LIMIT 1 OFFSET %u", columns, rest, draw (world, n)) : NULL;

  return n > 0 ? town_count (world->town, sql, NULL) : 0;
}

static void
answer (World *world)
{
  gint64 conversation = draw_row (world, "id", "conversation WHERE standing = 0 AND n_messages > 0");
  g_autofree char *text = g_strdup_printf ("Answer %u of town %" G_GUINT64_FORMAT ".", world->sent->len, world->seed);
  EarEngine *engine = world->town->fixture.engine;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;
  Await await = { 0 };
  Sent *sent;

  if (conversation == 0)
    return;
  ear_engine_reply_async (engine, conversation, 0, text, EAR_AUDIENCE_PUBLIC, await_cb, &await);
  key = await_text (engine, &await, &error);
  if (key == NULL)
    {
      world->n_refused++;
      return;
    }
  sent = g_new0 (Sent, 1);
  sent->outbox = g_steal_pointer (&key);
  sent->text = g_steal_pointer (&text);
  sent->verb = EAR_VERB_REPLY;
  g_ptr_array_add (world->sent, sent);
}

static void
moderate (World *world)
{
  static const EarVerb verbs[] = { EAR_VERB_HIDE, EAR_VERB_LIKE, EAR_VERB_DELETE, EAR_VERB_PRIVATE_REPLY };
  EarVerb verb = verbs[draw (world, G_N_ELEMENTS (verbs))];
  /* A comment that nothing was done to yet. */
  gint64 message = draw_row (world, "m.id", "message m JOIN conversation c ON c.id = m.conversation WHERE c.type = 0 AND m.direction = 0 AND m.state = 0 AND m.liked = 0"
                                            " AND m.ended_by_us = 0 AND NOT EXISTS (SELECT 1 FROM message o WHERE o.parent = m.id AND o.ext LIKE 'private:%')");
  g_autofree char *text = verb == EAR_VERB_PRIVATE_REPLY ? g_strdup_printf ("Between us, %u of town %" G_GUINT64_FORMAT ".", world->sent->len, world->seed) : NULL;
  g_autofree char *ext = message != 0 ? town_dup_text (world->town, "SELECT ext FROM message WHERE id = ?", message) : NULL;
  g_autofree char *key = NULL;
  Sent *sent;

  if (message == 0)
    return;
  for (guint i = 0; i < world->sent->len; i++)
    if (g_strcmp0 (((Sent *) g_ptr_array_index (world->sent, i))->item, strrchr (ext, '_') + 1) == 0)
      return;
  key = town_act (world->town, message, verb, text);
  if (key == NULL)
    {
      world->n_refused++;
      return;
    }
  sent = g_new0 (Sent, 1);
  sent->verb = verb;
  sent->text = g_steal_pointer (&text);
  sent->item = g_strdup (strrchr (ext, '_') + 1);
  sent->outbox = g_steal_pointer (&key);
  g_ptr_array_add (world->sent, sent);
}

/* ---- calm ---- */

/* A person looks, and sends it again where it is not. */
static void
decide (World *world)
{
  for (guint i = 0; i < world->sent->len; i++)
    {
      const Sent *sent = g_ptr_array_index (world->sent, i);

      if (!g_str_equal (outbox_state (world->town->fixture.engine, sent->outbox), "ask"))
        continue;
      world->n_asked++;
      act_on (&world->town->fixture, sent->outbox, "look", NULL);
      town_run (world->town, 60);
      if (g_str_equal (outbox_state (world->town->fixture.engine, sent->outbox), "ask"))
        act_on (&world->town->fixture, sent->outbox, "send-again", NULL);
    }
}

static void
open_all (World *world)
{
  guint n = (guint) town_count (world->town, "SELECT count(*) FROM conversation WHERE n_messages > 0", NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT id FROM conversation WHERE n_messages > 0 ORDER BY id LIMIT 1 OFFSET %u", i);

      ear_engine_refresh_thread (world->town->fixture.engine, town_count (world->town, sql, NULL));
    }
  town_run (world->town, 20 * 60);
}

static gboolean
is_done (World      *world,
         const Sent *sent)
{
  const EarTownItem *item;
  gboolean done;

  ear_town_lock (world->town->town);
  item = ear_town_find_item (world->town->town, sent->item);
  done = item->deleted || (sent->verb == EAR_VERB_HIDE && item->hidden) || (sent->verb == EAR_VERB_LIKE && item->liked);
  ear_town_unlock (world->town->town);
  return done;
}

static char *
dup_sentence (World      *world,
              const char *outbox_key)
{
  EarStore *store = ear_engine_enter (world->town->fixture.engine, NULL);
  g_autoptr (EarOutboxRow) row = ear_store_outbox_get (store, outbox_key, NULL);

  ear_engine_leave (world->town->fixture.engine);
  return g_strdup (row->sentence);
}

static void
check_sent (World      *world,
            const Sent *sent,
            GString    *said,
            guint      *n_failed)
{
  const char *state = outbox_state (world->town->fixture.engine, sent->outbox);
  gboolean failed = g_str_equal (state, "failed");
  /* It may have arrived, have been deleted with what it answered, and then could not be sent again. */
  guint there = sent->text != NULL ? town_count_text (world->town, sent->text, failed) : 0;
  gint64 here = sent->text != NULL ? town_count (world->town, "SELECT count(*) FROM message WHERE body = ? AND state <> 5 AND ext NOT LIKE 'private:%'", sent->text) : 0;

  *n_failed += failed;
  if (failed)
    {
      g_autofree char *why = dup_sentence (world, sent->outbox);

      g_test_message ("%s refused: %s", ear_verb_to_string (sent->verb), why);
    }
  if (!failed && !g_str_equal (state, "seen") && !g_str_equal (state, "accepted") && !g_str_equal (state, "gone"))
    g_string_append_printf (said, "“%s” (%s %s) is still %s\n", sent->text, ear_verb_to_string (sent->verb), sent->item, state);
  if (sent->text != NULL && there != (failed ? 0 : 1))
    g_string_append_printf (said, "“%s” is %s and stands there %u times\n", sent->text, state, there);
  if (sent->text != NULL && here > there)
    g_string_append_printf (said, "“%s” stands here %" G_GINT64_FORMAT " times\n", sent->text, here);
  if (sent->text == NULL && !failed && !is_done (world, sent))
    g_string_append_printf (said, "%s of %s is %s and was not done\n", ear_verb_to_string (sent->verb), sent->item, state);
}

static void
complain (const char *when,
          const char *what)
{
  g_auto (GStrv) lines = g_strsplit (what, "\n", -1);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_test_message ("%s: %s", when, lines[i]);
      g_test_fail ();
    }
}

static void
test_town (gconstpointer data)
{
  World world = { .seed = GPOINTER_TO_UINT (data), .chance = ear_town_mix ((gint64) GPOINTER_TO_UINT (data), 77) };
  g_autoptr (TownEngine) town = world.town = town_engine_new (world.seed, SIZE, EAR_ENGINE_DEFAULT);
  g_autoptr (GPtrArray) sent = world.sent = g_ptr_array_new_with_free_func (sent_free);
  g_autoptr (GString) said = g_string_new (NULL);
  g_autofree char *sentence = NULL;
  g_autofree char *recent = NULL;
  g_autofree char *all = NULL;
  guint n_failed = 0;

  g_random_set_seed ((guint32) world.seed);
  fixture_set_undo (&town->fixture, 0);
  town_connect (town);
  for (guint i = 0; i < EACH; i++)
    {
      misbehave (&world);
      live (&world);
      if (draw (&world, 2) == 0)
        answer (&world);
      if (draw (&world, 3) == 0)
        moderate (&world);
      town_run (town, 30 + draw (&world, 420));
      if (town_get_health (town, NULL) == EAR_HEALTH_SIGN_IN)
        sign_in_again (&world);
    }
  sign_in_again (&world);
  /* Within that everything is read again by itself, once. */
  town_run (town, 70 * MINUTE_S);
  decide (&world);
  town_run (town, 70 * MINUTE_S);

  if (town_get_health (town, &sentence) != EAR_HEALTH_OK)
    complain ("health", sentence != NULL ? sentence : "still reading");
  recent = town_compare (town, ear_clock_now_ms () - LOOKED_AT_MS);
  open_all (&world);
  all = town_compare (town, G_MININT64);
  for (guint i = 0; i < sent->len; i++)
    check_sent (&world, g_ptr_array_index (sent, i), said, &n_failed);
  g_test_message ("town %" G_GUINT64_FORMAT ": struck %u times, %u requests, %u sent, %u of them refused, %u not begun, %u asked about, %u times signed in",
                  world.seed, world.n_struck, town->town->n_asked, sent->len, n_failed, world.n_refused, world.n_asked, world.n_signed_in);
  /* Where nothing happens, nothing is proved: in twenty towns about 1,650 misbehaviours, 800 things sent and 100 refused. */
  g_assert_cmpuint (world.n_struck, >=, EACH);
  g_assert_cmpuint (sent->len, >=, EACH / 3);
  g_assert_cmpuint (n_failed, <=, sent->len / 3);
  g_assert_cmpuint (world.n_refused, <=, sent->len / 3);
  complain ("looked at by itself", recent);
  complain ("opened", all);
  complain ("sent", said->str);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint seed = 1; seed <= TOWNS; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/mischief/%u", seed);

      g_test_add_data_func (path, GUINT_TO_POINTER (seed), test_town);
    }
  return g_test_run ();
}
