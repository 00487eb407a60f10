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

/* Whatever can be done to something, and to what. */
typedef struct {
  const char *name;
  EarVerb verb;
  EarTownKind kind;           /* of what is done something to; a post: nothing, it is published */
  const Place *alone;         /* (nullable): there only */
} Deed;

static const Deed deeds[] = {
  { "answer", EAR_VERB_REPLY, EAR_TOWN_COMMENT, NULL },
  { "message", EAR_VERB_REPLY, EAR_TOWN_MESSAGE, NULL },
  { "private answer", EAR_VERB_PRIVATE_REPLY, EAR_TOWN_COMMENT, NULL },
  { "edit", EAR_VERB_EDIT, EAR_TOWN_COMMENT, &facebook_place },
  { "hide", EAR_VERB_HIDE, EAR_TOWN_COMMENT, NULL },
  { "unhide", EAR_VERB_UNHIDE, EAR_TOWN_COMMENT, NULL },
  { "delete", EAR_VERB_DELETE, EAR_TOWN_COMMENT, NULL },
  { "let in", EAR_VERB_APPROVE, EAR_TOWN_COMMENT, &threads_place },
  { "publish", EAR_VERB_PUBLISH, EAR_TOWN_POST, &threads_place },
};

/* What it is done to: (nullable) where nothing is needed. */
static EarTownItem *
prepare (Desk *desk, const Deed *deed)
{
  EarTown *town = desk->fixture->town;
  EarTownAccount *account = desk->fixture->account;
  EarTownItem *top, *item;

  if (deed->verb == EAR_VERB_PUBLISH)
    return NULL;
  if (deed->kind == EAR_TOWN_MESSAGE)
    return desk_write_as (desk, 1, EAR_TOWN_MESSAGE, "A table for two?", ear_town_get_thread (town, account, fixture_somebody (desk->fixture)->id, TRUE), NULL);
  if (deed->verb == EAR_VERB_REPLY)
    return desk_find_comment (desk, FALSE);
  top = ear_town_write (town, account, EAR_TOWN_POST, account->id, "News", NULL, NULL);
  item = deed->verb == EAR_VERB_DELETE || deed->verb == EAR_VERB_EDIT ? ear_town_write (town, account, EAR_TOWN_COMMENT, account->id, "Sold out.", top, NULL)
                                                                      : desk_write_as (desk, 2, EAR_TOWN_COMMENT, "How much is that?", top, NULL);
  item->hidden = deed->verb == EAR_VERB_UNHIDE;
  if (deed->verb == EAR_VERB_APPROVE)
    ear_town_item_set_fact (top, "approvals", "1");
  return item;
}

static gboolean
is_done (Desk *desk, const Deed *deed, const EarTownItem *item, const char *text)
{
  switch ((int) deed->verb)
    {
    case EAR_VERB_HIDE:
      return item->hidden;
    case EAR_VERB_UNHIDE:
      return !item->hidden;
    case EAR_VERB_DELETE:
      return item->deleted;
    case EAR_VERB_APPROVE:
      return g_strcmp0 (ear_town_item_get_fact (item, "approved"), "1") == 0;
    default:
      g_assert_cmpuint (desk_count_text (desk, text), <=, 1);
      return desk_count_text (desk, text) == 1;
    }
}

static EarOp *
dup_op (Desk *desk, const Deed *deed, const EarTownItem *item, const char *text)
{
  EarOp *op;

  if (item != NULL)
    return desk_op (desk, deed->verb, item, text);
  op = ear_op_new (deed->verb);
  g_set_str (&op->key, "00000000-0000-4000-8000-000000000002");
  op->text = g_strdup (text);
  op->created_at = op->first_sent_at = desk->fixture->clock_ms;
  return op;
}

/* Lost at each point, then looked for, then sent again where it is not there: once, whatever happened. */
static void
do_once (Desk *desk, const Deed *deed, const char *method, const char *path, EarMischiefKind kind)
{
  static guint n;
  EarTownItem *item = prepare (desk, deed);
  g_autofree char *text = g_strdup_printf ("Answer %u", n++);
  g_autoptr (EarOp) op = dup_op (desk, deed, item, text);
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
      g_assert_true ((found == EAR_FOUND) == is_done (desk, deed, item, text));
      /* And what is found is told. */
      g_assert_true (found == EAR_NOT_THERE || batch->messages->len + batch->changes->len + batch->posts->len > 0);
      if (found == EAR_NOT_THERE)
        desk_perform (desk, op);
    }
  /* What could not be read back, the next reading brings. */
  else if (method[0] != 'G')
    g_assert_cmpuint (batch->messages->len + batch->changes->len + batch->posts->len, >, 0);
  /* What is read back is not always needed; what writes is always sent. */
  g_assert_true (method[0] == 'G' || ear_mischief_get_count (desk->fixture->town->mischief, kind) == 1);
  ear_mischief_clear (desk->fixture->town->mischief, 1);
  g_assert_true (is_done (desk, deed, item, text));
  desk_advance (desk, MINUTE_MS);
}

static void
test_sends_once (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 300);

  for (gsize d = 0; d < G_N_ELEMENTS (deeds); d++)
    {
      const Deed *deed = &deeds[d];
      gboolean direct = deed->kind == EAR_TOWN_MESSAGE || deed->verb == EAR_VERB_PRIVATE_REPLY;
      gboolean written = deed->verb == EAR_VERB_REPLY || deed->verb == EAR_VERB_PUBLISH;

      if ((direct && !desk->place->talks) || (deed->alone != NULL && deed->alone != desk->place))
        continue;
      for (gsize i = 0; i < N_SENDING; i++)
        {
          g_test_message ("%s, %s", deed->name, ear_mischief_to_string (lost[i]));
          do_once (desk, deed, deed->verb == EAR_VERB_DELETE ? "DELETE" : "POST", NULL, lost[i]);
          do_once (desk, deed, "GET", NULL, lost[i]);
          /* The first of two requests was struck: a container; now what publishes it. */
          if (desk->place == &threads_place && written)
            do_once (desk, deed, "POST", "/v1.0/me/threads_publish", lost[i]);
        }
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
