/* test-meta-kinds.c: Earshot's Facebook, Instagram and Threads against the town's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "practice/town-desk.h"

static const Place *const places[] = { &facebook_place, &instagram_place, &threads_place };

static void
test_revoked (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 100);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;

  ear_mischief_add (desk->fixture->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_REVOKE, .times = 1 });
  g_assert_false (desk->kind->pull (desk->session, desk->kind->streams[0].id, EAR_PULL_FORWARD, NULL, batch, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_AUTH);
  g_assert_null (batch->cursor);
}

/* ---- reading ---- */

static void
test_reads_everything (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 600);
  guint n;

  desk_pull_all (desk);
  n = desk_compare (desk);
  g_test_message ("%u messages in %u requests", n, town_session_get_count (desk->session));
  g_assert_cmpuint (n, >, 400);
}

static void
test_reads_many (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 20000);
  guint n;

  desk_pull (desk, EAR_PULL_BACKFILL, 0);
  n = desk_compare (desk);
  g_test_message ("%u messages in %u requests", n, town_session_get_count (desk->session));
  g_assert_cmpuint (n, >, 15000);
}

static void
test_keeps_up (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 300);
  EarTownItem *post = fixture_newest (desk->fixture, EAR_TOWN_POST);
  EarTownItem *comment, *reply, *gone;
  guint before;

  post->created_ms = desk->fixture->clock_ms - HOUR_MS;
  desk_pull_all (desk);
  desk_compare (desk);

  desk_advance (desk, 5 * MINUTE_MS);
  comment = desk_write_as (desk, 1, EAR_TOWN_COMMENT, "Is there a table tonight?", post, NULL);
  reply = desk_write_as (desk, 2, EAR_TOWN_COMMENT, "I would like one too", post, comment);
  gone = desk_write_as (desk, 2, EAR_TOWN_COMMENT, "Buy now!", post, NULL);
  before = town_session_get_count (desk->session);
  desk_pull (desk, EAR_PULL_FORWARD, 0);
  g_assert_cmpuint (town_session_get_count (desk->session) - before, <=, desk->place->few);
  desk_compare (desk);

  /* A deletion, an edit where there are such, and what was hidden elsewhere. */
  desk_advance (desk, HOUR_MS);
  if (desk->place->edits)
    ear_town_edit (desk->fixture->town, reply, "I would like two");
  ear_town_delete (desk->fixture->town, gone);
  comment->hidden = TRUE;
  desk_pull (desk, EAR_PULL_FORWARD, 0);
  desk_pull (desk, EAR_PULL_RECONCILE, 0);
  desk_compare (desk);
  g_assert_cmpint (desk_find (desk, gone)->state, ==, EAR_MESSAGE_DELETED);
}

/* ---- lists that are given wrongly, connections that end ---- */

static const EarMischiefKind lost[] = {
  EAR_MISCHIEF_DROP_BEFORE, EAR_MISCHIEF_DROP_AFTER, EAR_MISCHIEF_ERROR_BEFORE, EAR_MISCHIEF_ERROR_AFTER, EAR_MISCHIEF_THROTTLE,
  /* These two are of reading alone. */
  EAR_MISCHIEF_DUPLICATE, EAR_MISCHIEF_REORDER,
};
#define N_SENDING 5

static void
test_bears_mischief (gconstpointer data)
{
  const Place *place = data;
  guint n_problems = 0;

  for (guint seed = 1; seed <= place->lives + 1; seed++)
    {
      g_autoptr (Desk) desk = desk_new (place, 200);

      ear_mischief_clear (desk->fixture->town->mischief, seed);
      for (gsize i = 0; i < G_N_ELEMENTS (lost); i++)
        ear_mischief_add (desk->fixture->town->mischief, &(EarMischiefRule) { .kind = lost[i], .per_mille = 60 });
      n_problems += desk_pull (desk, EAR_PULL_FORWARD, 1000);
      n_problems += desk_pull (desk, EAR_PULL_BACKFILL, 1000);
      ear_mischief_clear (desk->fixture->town->mischief, seed);
      desk_compare (desk);
    }
  g_assert_cmpuint (n_problems, >, 5);
}

/* ---- writing ---- */

static void
test_acts (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 300);
  EarTownItem *comment, *reply, *ours;

  desk_pull_all (desk);
  comment = desk_find_comment (desk, FALSE);
  reply = desk_find_comment (desk, TRUE);
  desk_do (desk, EAR_VERB_REPLY, reply, "We open at six.");
  ours = g_ptr_array_index (desk->fixture->town->items, desk->fixture->town->items->len - 1);
  g_assert_cmpstr (ours->text, ==, "We open at six.");
  g_assert_true (ours->parent == reply->parent);
  desk_pull (desk, EAR_PULL_FORWARD, 0);
  desk_compare (desk);

  desk_do (desk, EAR_VERB_HIDE, comment, NULL);
  g_assert_true (comment->hidden);
  desk_compare (desk);
  if (desk->place == &instagram_place)
    {
      g_assert_true ((desk_find (desk, comment)->flags & EAR_MESSAGE_NO_REPLY) != 0);
      desk_refuse (desk, EAR_VERB_REPLY, comment, "Hm", NULL);
    }
  desk_do (desk, EAR_VERB_UNHIDE, comment, NULL);
  g_assert_false (comment->hidden);
  desk_compare (desk);

  desk_do (desk, EAR_VERB_DELETE, ours, NULL);
  g_assert_true (ours->deleted);
  /* Already so is success. */
  desk_do (desk, EAR_VERB_DELETE, ours, NULL);
  desk_compare (desk);
}

/* Lost at each point, then looked for, then sent again where it is not there: once, whatever happened. */
static void
send_once (Desk *desk, const char *method, const char *path, EarMischiefKind kind)
{
  static guint n;
  g_autofree char *text = g_strdup_printf ("Answer %u", n++);
  g_autoptr (EarOp) op = desk_op (desk, EAR_VERB_REPLY, desk_find_comment (desk, FALSE), text);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;

  ear_mischief_add (desk->fixture->town->mischief,
                    &(EarMischiefRule) { .kind = kind, .method = (char *) method, .path = (char *) path, .times = 1 });
  if (!desk->kind->perform (desk->session, op, batch, &error))
    {
      gboolean refused = g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER);
      g_autoptr (GError) problem = NULL;
      EarFound found;

      g_assert_true (refused || g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_OUTCOME_UNKNOWN));
      found = refused ? EAR_NOT_THERE : desk->kind->find_sent (desk->session, op, batch, &problem);
      g_assert_no_error (problem);
      g_assert_cmpint (found, !=, EAR_CANNOT_TELL);
      g_assert_true ((found == EAR_FOUND) == (desk_count_text (desk, text) == 1));
      if (found == EAR_NOT_THERE)
        desk_perform (desk, op);
    }
  ear_mischief_clear (desk->fixture->town->mischief, 1);
  g_assert_cmpuint (desk_count_text (desk, text), ==, 1);
  desk_advance (desk, MINUTE_MS);
}

static void
test_sends_once (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 300);

  for (gsize i = 0; i < N_SENDING; i++)
    {
      send_once (desk, "POST", NULL, lost[i]);
      send_once (desk, "GET", NULL, lost[i]);
      /* The first of two requests was struck: a container; now what publishes it. */
      if (desk->place == &threads_place)
        send_once (desk, "POST", "/v1.0/me/threads_publish", lost[i]);
    }
}

/* One town, days long, that writes, edits, deletes and waits for answers, over lines that break. */
static void
live (const Place *place, guint seed, guint *n_answers, guint *n_struck)
{
  g_autoptr (Desk) desk = desk_new (place, 150);
  EarTown *town = desk->fixture->town;

  ear_town_set (town, "hurry", "10");
  desk_pull_all (desk);
  ear_mischief_clear (town->mischief, seed);
  for (guint kind = 0; kind < EAR_MISCHIEF_N; kind++)
    if (kind != EAR_MISCHIEF_REVOKE && kind != EAR_MISCHIEF_EXPIRE && kind != EAR_MISCHIEF_STALL && (kind != EAR_MISCHIEF_EDIT || place->edits))
      ear_mischief_add (town->mischief, &(EarMischiefRule) { .kind = (EarMischiefKind) kind, .per_mille = place->edits ? 55 : 40 });
  for (guint round = 0; round < 40; round++)
    {
      g_autofree char *text = g_strdup_printf ("Answer %u of %u", round, seed);
      g_autoptr (EarOp) op = NULL;

      desk_advance (desk, 15 * MINUTE_MS);
      ear_town_live (town, desk->fixture->clock_ms);
      desk_pull (desk, EAR_PULL_FORWARD, 200);
      if (round % 4 == 0)
        desk_pull (desk, EAR_PULL_RECONCILE, 200);
      op = desk_op (desk, EAR_VERB_REPLY, desk_find_comment (desk, round % 2 == 0), text);
      desk_send_surely (desk, op);
      g_assert_cmpuint (desk_count_text (desk, text), <=, 1);
      *n_answers += desk_count_text (desk, text);
    }
  for (guint kind = 0; kind < EAR_MISCHIEF_N; kind++)
    *n_struck += ear_mischief_get_count (town->mischief, (EarMischiefKind) kind);
  ear_mischief_clear (town->mischief, seed);
  desk_advance (desk, MINUTE_MS);
  desk_pull (desk, EAR_PULL_FORWARD, 0);
  for (guint i = 0; i < 3; i++)
    desk_pull (desk, EAR_PULL_RECONCILE, 0);
  desk_refresh_all (desk);
  desk_compare (desk);
}

/* Nothing lost, nothing twice. */
static void
test_lives (gconstpointer data)
{
  const Place *place = data;
  guint n_answers = 0, n_struck = 0;

  for (guint seed = 1; seed <= place->lives; seed++)
    live (place, seed, &n_answers, &n_struck);
  g_test_message ("%u answers, %u times something went wrong", n_answers, n_struck);
  g_assert_cmpuint (n_answers, >, 25 * place->lives);
  g_assert_cmpuint (n_struck, >, 60 * place->lives);
}

/* ---- messages ---- */

static const EarMessage *
find_text (Desk *desk, const char *text)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, desk->held->messages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_strcmp0 (((const EarMessage *) value)->text, text) == 0)
      return value;
  return NULL;
}

static void
test_messages (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 300);
  EarTownItem *thread = ear_town_get_thread (desk->fixture->town, desk->fixture->account, fixture_somebody (desk->fixture)->id, TRUE);
  EarTownItem *message = desk_write_as (desk, 1, EAR_TOWN_MESSAGE, "A table for two?", thread, NULL);
  /* Nobody can be written to because of an old comment. */
  EarTownItem *comment = desk_write_as (desk, 2, EAR_TOWN_COMMENT, "How much is that?", fixture_newest (desk->fixture, EAR_TOWN_POST), NULL);

  desk_pull (desk, EAR_PULL_FORWARD, 0);
  g_assert_true ((desk_find (desk, message)->flags & EAR_MESSAGE_ADDRESSED) != 0);
  g_assert_cmpint (desk_find (desk, message)->audience, ==, EAR_AUDIENCE_DIRECT);
  desk_do (desk, EAR_VERB_REPLY, message, "At eight?");
  g_assert_cmpuint (desk_count_text (desk, "At eight?"), ==, 1);
  /* Two days later it is too late, unless Meta lets a person answer for a week. */
  desk_advance (desk, 2 * DAY_MS);
  desk_refuse (desk, EAR_VERB_REPLY, message, "Still there?", "24 hours");
  ear_session_set_setting (desk->session, EAR_SETTING_ANSWERS_LONGER, "yes");
  desk_do (desk, EAR_VERB_REPLY, message, "Still there?");
  g_assert_cmpuint (desk_count_text (desk, "Still there?"), ==, 1);

  desk_do (desk, EAR_VERB_PRIVATE_REPLY, comment, "We wrote to you.");
  {
    g_autofree char *conversation = desk->place->dup_conversation (comment);
    const EarMessage *ours = find_text (desk, "We wrote to you.");

    g_assert_cmpstr (ours->conversation_ext, ==, conversation);
    g_assert_cmpint (ours->audience, ==, EAR_AUDIENCE_DIRECT);
  }
  g_assert_cmpuint (desk_count_text (desk, "We wrote to you."), ==, 1);
  /* Once for each comment. */
  desk_refuse (desk, EAR_VERB_PRIVATE_REPLY, comment, "We wrote to you.", NULL);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (gconstpointer);
  } tests[] = {
    { "revoked", test_revoked },
    { "reads-everything", test_reads_everything },
    { "reads-many", test_reads_many },
    { "keeps-up", test_keeps_up },
    { "bears-mischief", test_bears_mischief },
    { "acts", test_acts },
    { "sends-once", test_sends_once },
    { "lives", test_lives },
    { "messages", test_messages },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
    for (gsize t = 0; t < G_N_ELEMENTS (tests); t++)
      {
        g_autofree char *path = g_strdup_printf ("/%s-kind/%s", places[p]->service, tests[t].name);

        if (tests[t].test != test_messages || places[p]->talks)
          g_test_add_data_func (path, places[p], tests[t].test);
      }
  return g_test_run ();
}
