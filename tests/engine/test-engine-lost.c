/* test-engine-lost.c: whatever is done at a Page, its request or its answer lost: it is done once, and known to be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine/ear-outgoing-private.h"
#include "town-engine.h"

#define SIZE 24
#define TOWN_STATE_IS(key, state) g_str_equal (outbox_state (town->fixture.engine, key), state)

/* What is lost: the request that writes, and what is asked next. */
static const struct {
  const char *name;
  EarMischiefKind first;
  gboolean twice;            /* the next reading fails too */
} losses[] = {
  { "dropped before", EAR_MISCHIEF_DROP_BEFORE, FALSE },
  { "dropped after", EAR_MISCHIEF_DROP_AFTER, FALSE },
  { "stalled", EAR_MISCHIEF_STALL, FALSE },
  { "503 before", EAR_MISCHIEF_ERROR_BEFORE, FALSE },
  { "500 after", EAR_MISCHIEF_ERROR_AFTER, FALSE },
  { "throttled", EAR_MISCHIEF_THROTTLE, FALSE },
  { "dropped before, and looking too", EAR_MISCHIEF_DROP_BEFORE, TRUE },
  { "dropped after, and looking too", EAR_MISCHIEF_DROP_AFTER, TRUE },
  { "500 after, and looking too", EAR_MISCHIEF_ERROR_AFTER, TRUE },
};

typedef struct {
  const char *name;
  EarVerb verb;
  EarTownKind kind;          /* of what is done something to */
  gboolean withheld;         /* by somebody Facebook does not name */
  EarVerb first;             /* (zero: nothing) what must have been done before */
} Deed;

static const Deed deeds[] = {
  { "reply", EAR_VERB_REPLY, EAR_TOWN_COMMENT, FALSE },
  { "reply-to-visitor", EAR_VERB_REPLY, EAR_TOWN_VISIT, FALSE },
  { "messenger", EAR_VERB_REPLY, EAR_TOWN_MESSAGE, FALSE },
  { "private-reply", EAR_VERB_PRIVATE_REPLY, EAR_TOWN_COMMENT, FALSE },
  { "private-reply-withheld", EAR_VERB_PRIVATE_REPLY, EAR_TOWN_COMMENT, TRUE },
  { "hide", EAR_VERB_HIDE, EAR_TOWN_COMMENT, FALSE },
  { "like", EAR_VERB_LIKE, EAR_TOWN_COMMENT, FALSE },
  { "delete", EAR_VERB_DELETE, EAR_TOWN_COMMENT, FALSE },
  { "block", EAR_VERB_BLOCK, EAR_TOWN_COMMENT, FALSE },
  { "unhide", EAR_VERB_UNHIDE, EAR_TOWN_COMMENT, FALSE, EAR_VERB_HIDE },
  { "unlike", EAR_VERB_UNLIKE, EAR_TOWN_COMMENT, FALSE, EAR_VERB_LIKE },
  { "unblock", EAR_VERB_UNBLOCK, EAR_TOWN_COMMENT, FALSE, EAR_VERB_BLOCK },
};

static EarTownPerson *
find_person (TownEngine *town,
             guint       n,
             gboolean    withheld)
{
  for (guint i = 0;; i++)
    {
      EarTownPerson *person = g_ptr_array_index (town->town->people, 1 + (n + i) % (town->town->people->len - 1));

      if (person->withheld == withheld)
        return person;
    }
}

/* Somebody writes; it is read. */
static const EarTownItem *
hear (TownEngine *town,
      const Deed *deed,
      guint       n)
{
  const EarTownPerson *person;
  EarTownItem *top = NULL, *item;
  g_autofree char *text = g_strdup_printf ("Question %u for “%s”?", n, deed->name);

  ear_town_lock (town->town);
  person = find_person (town, n, deed->withheld);
  if (deed->kind == EAR_TOWN_COMMENT)
    top = g_ptr_array_index (town->account->tops[EAR_TOWN_POST], town->account->tops[EAR_TOWN_POST]->len - 1);
  else if (deed->kind == EAR_TOWN_MESSAGE)
    top = ear_town_get_thread (town->town, town->account, person->id, TRUE);
  item = ear_town_write (town->town, town->account, deed->kind, person->id, text, top, NULL);
  ear_town_unlock (town->town);
  TOWN_UNTIL (town, town_count (town, "SELECT count(*) FROM message WHERE body = ?", text) == 1);
  return item;
}

/* @path: (nullable): of what is struck */
static void
lose_at (TownEngine *town,
         guint       loss,
         const char *path)
{
  const char *const writing[] = { "POST", "DELETE" };

  ear_town_lock (town->town);
  ear_mischief_clear (town->town->mischief, loss);
  for (guint i = 0; i < G_N_ELEMENTS (writing); i++)
    {
      const EarMischiefRule rule = { .kind = losses[loss].first, .method = (char *) writing[i], .path = (char *) path, .times = 1, .ms = 50 };

      ear_mischief_add (town->town->mischief, &rule);
    }
  ear_town_unlock (town->town);
}

static void
lose (TownEngine *town,
      guint       loss)
{
  lose_at (town, loss, NULL);
}

/* What is asked next is lost too. The clock stands still meanwhile, so that it was not yet asked. */
static void
lose_more (TownEngine *town,
           guint       loss)
{
  const EarMischiefRule rule = { .kind = EAR_MISCHIEF_DROP_AFTER, .method = (char *) "GET", .times = 1 };

  TOWN_UNTIL (town, ear_mischief_get_count (town->town->mischief, losses[loss].first) > 0);
  ear_town_lock (town->town);
  ear_mischief_add (town->town->mischief, &rule);
  ear_town_unlock (town->town);
}

static gboolean
is_done (TownEngine        *town,
         EarVerb            verb,
         const EarTownItem *item)
{
  gboolean blocked, done;

  ear_town_lock (town->town);
  blocked = g_hash_table_contains (town->account->blocked, item->author);
  done = verb == EAR_VERB_HIDE      ? item->hidden
         : verb == EAR_VERB_UNHIDE  ? !item->hidden
         : verb == EAR_VERB_LIKE    ? item->liked
         : verb == EAR_VERB_UNLIKE  ? !item->liked
         : verb == EAR_VERB_DELETE  ? item->deleted
         : verb == EAR_VERB_UNBLOCK ? !blocked
                                    : blocked;
  ear_town_unlock (town->town);
  return done;
}

/* What is taken back later is done first, with nothing lost. */
static void
do_first (TownEngine        *town,
          const Deed        *deed,
          const EarTownItem *item)
{
  gint64 message = town_count (town, "SELECT id FROM message WHERE body = ?", item->text);
  g_autofree char *key = town_act (town, message, deed->first, NULL);

  g_assert_nonnull (key);
  TOWN_UNTIL (town, TOWN_STATE_IS (key, "seen"));
  g_assert_true (is_done (town, deed->first, item));
}

static void
check_deed (TownEngine *town,
            const Deed *deed,
            guint       loss,
            guint       n)
{
  const EarTownItem *item = hear (town, deed, n);
  g_autofree char *text = g_strdup_printf ("Answer %u, %s.", n, losses[loss].name);
  gboolean writes = deed->verb == EAR_VERB_REPLY || deed->verb == EAR_VERB_PRIVATE_REPLY;
  gint64 message = town_count (town, "SELECT id FROM message WHERE body = ?", item->text);
  gint64 conversation = town_count (town, "SELECT conversation FROM message WHERE body = ?", item->text);
  g_autofree char *key = NULL;
  g_autofree char *differences = NULL;

  if (deed->first != 0)
    do_first (town, deed, item);
  lose (town, loss);
  key = deed->verb == EAR_VERB_REPLY ? reply (town->fixture.engine, conversation, text) : town_act (town, message, deed->verb, text);
  g_assert_nonnull (key);
  if (losses[loss].twice)
    lose_more (town, loss);
  TOWN_UNTIL (town, TOWN_STATE_IS (key, "seen") || TOWN_STATE_IS (key, "accepted") || TOWN_STATE_IS (key, "failed") || TOWN_STATE_IS (key, "ask"));
  ear_town_lock (town->town);
  g_assert_cmpuint (ear_mischief_get_count (town->town->mischief, losses[loss].first), >=, 1);
  ear_mischief_clear (town->town->mischief, 1);
  ear_town_unlock (town->town);

  /* And so it stays. */
  town_run (town, 10 * 60);
  if (!TOWN_STATE_IS (key, "seen"))
    g_error ("%s, %s: %s", deed->name, losses[loss].name, outbox_state (town->fixture.engine, key));
  if (writes)
    g_assert_cmpuint (town_count_text (town, text, FALSE), ==, 1);
  else
    g_assert_true (is_done (town, deed->verb, item));
  if (deed->verb == EAR_VERB_LIKE || deed->verb == EAR_VERB_UNLIKE)
    g_assert_cmpint (town_count (town, "SELECT liked FROM message WHERE body = ?", item->text), ==, deed->verb == EAR_VERB_LIKE);
  differences = town_compare (town, ear_clock_now_ms () - 12 * 3600 * 1000);
  g_assert_cmpstr (differences, ==, "");
}

static void
test_deed (gconstpointer data)
{
  const Deed *deed = data;
  g_autoptr (TownEngine) town = town_engine_new (7, SIZE, EAR_ENGINE_DEFAULT);

  ear_town_set (town->town, "quiet", "1");
  fixture_set_undo (&town->fixture, 0);
  town_connect (town);
  town_run (town, 10 * 60);
  for (guint loss = 0; loss < G_N_ELEMENTS (losses); loss++)
    {
      g_test_message ("%s, %s", deed->name, losses[loss].name);
      check_deed (town, deed, loss, loss);
    }
}

/* A post of our own, in the two steps Threads asks for, either of them lost. */
static void
test_publish (void)
{
  const char *const paths[] = { "/v1.0/me/threads", "/v1.0/me/threads_publish" };
  g_autoptr (TownEngine) town = town_engine_new_at ("threads", 7, SIZE, EAR_ENGINE_DEFAULT);
  EarEngine *engine = town->fixture.engine;

  ear_town_set (town->town, "quiet", "1");
  fixture_set_undo (&town->fixture, 0);
  town_connect (town);
  town_run (town, 10 * 60);
  for (guint i = 0; i < G_N_ELEMENTS (losses) * G_N_ELEMENTS (paths); i++)
    {
      guint loss = i / G_N_ELEMENTS (paths);
      g_autofree char *text = g_strdup_printf ("News %u, %s.", i, losses[loss].name);
      g_autofree char *key = NULL;
      g_autoptr (GError) error = NULL;
      Await await = { 0 };

      g_test_message ("%s, %s", paths[i % G_N_ELEMENTS (paths)], losses[loss].name);
      lose_at (town, loss, paths[i % G_N_ELEMENTS (paths)]);
      ear_engine_publish_post_async (engine, town->key, text, await_cb, &await);
      key = await_text (engine, &await, &error);
      g_assert_no_error (error);
      if (losses[loss].twice)
        lose_more (town, loss);
      /* Seen back among our posts. */
      TOWN_UNTIL (town, TOWN_STATE_IS (key, "seen") || TOWN_STATE_IS (key, "failed") || TOWN_STATE_IS (key, "ask"));
      g_assert_cmpstr (outbox_state (engine, key), ==, "seen");
      g_assert_cmpuint (town_count_text (town, text, FALSE), ==, 1);
      g_assert_cmpint (town_count (town, "SELECT count(*) FROM post WHERE text = ?", text), ==, 1);
      ear_town_lock (town->town);
      g_assert_cmpuint (ear_mischief_get_count (town->town->mischief, losses[loss].first), >=, 1);
      ear_mischief_clear (town->town->mischief, 1);
      ear_town_unlock (town->town);
    }
}

/* What was taken stands in the lists some seconds later only: whoever looks at once finds nothing, and must not send it again. */
static void
test_lag (void)
{
  static const Deed late[] = { { "late-reply", EAR_VERB_REPLY, EAR_TOWN_COMMENT }, { "late-message", EAR_VERB_REPLY, EAR_TOWN_MESSAGE } };
  g_autoptr (TownEngine) town = town_engine_new (7, SIZE, EAR_ENGINE_DEFAULT);

  ear_town_set (town->town, "quiet", "1");
  ear_town_set (town->town, "facebook.lag", "4");
  fixture_set_undo (&town->fixture, 0);
  town_connect (town);
  town_run (town, 10 * 60);
  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    {
      const EarTownItem *item = hear (town, &late[i], i);
      g_autofree char *text = g_strdup_printf ("Answer %u, seen late.", i);
      g_autofree char *key = NULL;
      g_autofree char *differences = NULL;

      lose (town, 1);
      key = reply (town->fixture.engine, town_count (town, "SELECT conversation FROM message WHERE body = ?", item->text), text);
      g_assert_nonnull (key);
      /* Second by second: the looks are as far apart as they are for a person. */
      while (!TOWN_STATE_IS (key, "accepted") && !TOWN_STATE_IS (key, "seen"))
        {
          g_assert_false (TOWN_STATE_IS (key, "failed") || TOWN_STATE_IS (key, "ask"));
          town_run (town, 1);
        }
      g_assert_cmpint (town_count (town, "SELECT looks FROM outbox WHERE key = ?", key), >=, 1);
      g_assert_cmpint (town_count (town, "SELECT attempts FROM outbox WHERE key = ?", key), ==, 1);
      town_run (town, 10 * 60);
      g_assert_cmpstr (outbox_state (town->fixture.engine, key), ==, "seen");
      g_assert_cmpuint (town_count_text (town, text, FALSE), ==, 1);
      differences = town_compare (town, ear_clock_now_ms () - 12 * 3600 * 1000);
      g_assert_cmpstr (differences, ==, "");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/lost/", deeds[i].name, NULL);

      g_test_add_data_func (path, &deeds[i], test_deed);
    }
  g_test_add_func ("/engine/lost/publish", test_publish);
  g_test_add_func ("/engine/lost/lag", test_lag);
  return g_test_run ();
}
