/* test-meta-kinds.c: Earshot's Instagram and Threads against the town's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "practice/instagram/ear-instagram-town.h"
#include "practice/town-session.h"

/* What differs between the two. */
typedef struct {
  const char *service;
  char *(*dup_ext) (const EarTownItem *item); /* NULL: nothing that is read there */
  char *(*dup_conversation) (const EarTownItem *item);
  gboolean forgets;                           /* messages */
} Place;

/* ---- Instagram ---- */

static char *
dup_instagram_ext (const EarTownItem *item)
{
  switch (item->kind)
    {
    case EAR_TOWN_MENTION:
      return g_strconcat ("tag:", item->id, NULL);
    case EAR_TOWN_COMMENT:
      return item->top->kind == EAR_TOWN_POST && !item->top->unpublished ? g_strdup (item->id) : NULL;
    case EAR_TOWN_MESSAGE:
      return ear_instagram_dup_id (item);
    default:
      return NULL;
    }
}

static char *
dup_instagram_conversation (const EarTownItem *item)
{
  if (item->kind == EAR_TOWN_MESSAGE)
    return ear_instagram_dup_id (item->top);
  return dup_instagram_ext (item->parent != NULL ? item->parent : item);
}

static const Place instagram = { "instagram", dup_instagram_ext, dup_instagram_conversation, TRUE };

/* ---- Threads ---- */

static char *
dup_threads_ext (const EarTownItem *item)
{
  return item->kind == EAR_TOWN_MENTION || item->kind == EAR_TOWN_COMMENT ? g_strdup (item->id) : NULL;
}

static char *
dup_threads_conversation (const EarTownItem *item)
{
  if (item->kind == EAR_TOWN_COMMENT && item->top->kind == EAR_TOWN_MENTION)
    return g_strdup (item->top->id);
  return g_strdup (item->parent != NULL ? item->parent->id : item->id);
}

static const Place threads = { "threads", dup_threads_ext, dup_threads_conversation, FALSE };

static const Place *const places[] = { &instagram, &threads };

/* ---- whoever sits there ---- */

typedef struct {
  const Place *place;
  Fixture *fixture;
  const EarChannelKind *kind;
  EarSession *session;
  Held *held;
  char *forward[8], *backfill[8];
} Desk;

static Desk *
desk_new (const Place *place, guint size, const char *token)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->place = place;
  desk->fixture = fixture_new (place->service, size);
  ear_town_set (desk->fixture->town, "quiet", "yes");
  desk->kind = ear_channel_kind_lookup (place->service);
  desk->session = town_session_sign_in (desk->fixture, desk->kind, token);
  desk->held = held_new ();
  return desk;
}

static void
desk_free (Desk *desk)
{
  for (gsize i = 0; i < G_N_ELEMENTS (desk->forward); i++)
    {
      g_free (desk->forward[i]);
      g_free (desk->backfill[i]);
    }
  held_free (desk->held);
  ear_session_free (desk->session);
  fixture_free (desk->fixture);
  ear_clock_set_for_test (-1);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static void
advance (Desk *desk, gint64 ms)
{
  desk->fixture->clock_ms += ms;
  ear_clock_set_for_test (ear_town_now (desk->fixture->town));
}

static guint
pull_all (Desk *desk, EarPullDirection direction, guint patience)
{
  guint n_problems = 0;

  for (guint i = 0; desk->kind->streams[i].id != NULL; i++)
    {
      const EarStreamSpec *stream = &desk->kind->streams[i];
      g_autofree char *again = NULL;
      char **cursor = direction == EAR_PULL_FORWARD ? &desk->forward[i] : direction == EAR_PULL_BACKFILL ? &desk->backfill[i] : &again;

      if (direction == EAR_PULL_RECONCILE ? stream->reconcile_s > 0 : direction == EAR_PULL_FORWARD || stream->backfill)
        n_problems += held_pull (desk->held, desk->session, desk->kind, stream->id, direction, cursor, patience);
    }
  return n_problems;
}

/* ---- the town's truth ---- */

/* A conversation whose beginning was not known at first is called otherwise later. */
static GHashTable *
dup_aliases (Desk *desk)
{
  GHashTable *aliases = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < desk->held->batches->len; i++)
    {
      const EarBatch *batch = g_ptr_array_index (desk->held->batches, i);

      for (guint n = 0; n < batch->rekeys->len; n++)
        {
          const EarRekey *rekey = g_ptr_array_index (batch->rekeys, n);

          g_hash_table_replace (aliases, rekey->old_ext, rekey->new_ext);
        }
    }
  return aliases;
}

static const char *
resolve (GHashTable *aliases, const char *conversation)
{
  const char *other = g_hash_table_lookup (aliases, conversation);

  for (guint i = 0; other != NULL && i < 100; i++)
    {
      conversation = other;
      other = g_hash_table_lookup (aliases, conversation);
    }
  return conversation;
}

static gboolean
is_hidden (const EarTownItem *item)
{
  /* Threads hides what is below with it. */
  return item->hidden || (strcmp (item->account->service, "threads") == 0 && item->parent != NULL && item->parent->hidden);
}

/* Whatever the town has is held as it is there, and nothing else is. */
static guint
compare_with_town (Desk *desk)
{
  const EarTown *town = desk->fixture->town;
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) aliases = dup_aliases (desk);
  guint n = 0;
  GHashTableIter iter;
  gpointer held, value;

  for (guint i = 0; i < town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (town->items, i);
      g_autofree char *ext = desk->place->dup_ext (item);
      g_autofree char *conversation = NULL;
      const EarMessage *message;

      if (ext == NULL || item->deleted)
        continue;
      /* Of a conversation's older messages the words are gone. */
      if (item->kind == EAR_TOWN_MESSAGE && item->at_below + 20 < item->top->below->len)
        continue;
      n++;
      message = held_lookup (desk->held, ext);
      if (message == NULL)
        g_error ("%s was lost", ext);
      conversation = desk->place->dup_conversation (item);
      g_assert_cmpstr (resolve (aliases, message->conversation_ext), ==, conversation);
      g_assert_cmpstr (message->text, ==, item->text);
      g_assert_cmpint (message->sent_at / 1000, ==, item->created_ms / 1000);
      g_assert_cmpint (message->direction, ==, ear_town_item_is_ours (item) ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND);
      g_assert_cmpint (message->state, ==, is_hidden (item) ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE);
      if (item->kind == EAR_TOWN_COMMENT && item->top->kind == EAR_TOWN_POST && item->parent == NULL && !ear_town_item_is_ours (item))
        g_assert_true ((message->flags & EAR_MESSAGE_ADDRESSED) != 0);
      g_hash_table_add (there, g_steal_pointer (&ext));
    }
  g_hash_table_iter_init (&iter, desk->held->messages);
  while (g_hash_table_iter_next (&iter, &held, &value))
    {
      const EarMessage *message = value;

      if (message->state != EAR_MESSAGE_DELETED && !g_hash_table_contains (there, held)
          && !(desk->place->forgets && message->audience == EAR_AUDIENCE_DIRECT))
        g_error ("%s is no longer there: “%s”", (const char *) held, message->text);
    }
  return n;
}

static EarTownItem *
find_comment (Desk *desk, gboolean reply)
{
  for (guint i = desk->fixture->town->items->len; i > 0; i--)
    {
      EarTownItem *item = g_ptr_array_index (desk->fixture->town->items, i - 1);
      const EarTownPerson *person = ear_town_find_person (desk->fixture->town, item->author);

      if (item->kind == EAR_TOWN_COMMENT && item->top->kind == EAR_TOWN_POST && !item->top->unpublished && !item->deleted && !item->hidden
          && !ear_town_item_is_ours (item) && (item->parent != NULL) == reply && (item->parent == NULL || !item->parent->hidden) && !person->withheld)
        return item;
    }
  g_error ("the town has no such comment");
}

static EarTownItem *
newest (Desk *desk, EarTownKind kind)
{
  const GPtrArray *tops = desk->fixture->account->tops[kind];

  return g_ptr_array_index (tops, tops->len - 1);
}

static EarTownItem *
write_as (Desk *desk, guint person, EarTownKind kind, const char *text, EarTownItem *top, EarTownItem *parent)
{
  const EarTown *town = desk->fixture->town;

  return ear_town_write (desk->fixture->town, desk->fixture->account, kind, ((EarTownPerson *) g_ptr_array_index (town->people, person))->id, text, top, parent);
}

/* ---- signing in ---- */

static void
test_signs_in (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 60, "user");
  const EarCredentials *credentials = desk->session->credentials;

  g_assert_cmpstr (ear_session_get_setting (desk->session, EAR_SETTING_CANNOT), ==, "");
  g_assert_cmpint (credentials->expires_at, >, desk->fixture->clock_ms + 50 * DAY_MS);
  g_assert_cmpint (credentials->renew_at, ==, desk->fixture->clock_ms + 7 * DAY_MS);
  pull_all (desk, EAR_PULL_FORWARD, 0);
  g_assert_cmpuint (g_hash_table_size (desk->held->messages), >, 0);
}

static void
test_lengthens (void)
{
  g_autoptr (Desk) desk = desk_new (&threads, 60, "short");

  g_assert_cmpint (desk->session->credentials->expires_at, >, desk->fixture->clock_ms + 50 * DAY_MS);
  advance (desk, 3 * HOUR_MS);
  pull_all (desk, EAR_PULL_FORWARD, 0);
}

static void
test_renews (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 60, "user");
  g_autoptr (EarCredentials) credentials = ear_credentials_copy (desk->session->credentials);
  g_autoptr (GError) error = NULL;

  for (guint week = 0; week < 12; week++)
    {
      advance (desk, 7 * DAY_MS);
      g_assert_true (desk->kind->renew (desk->session, credentials, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (credentials->secret, !=, desk->session->credentials->secret);
      ear_credentials_free (desk->session->credentials);
      desk->session->credentials = ear_credentials_copy (credentials);
    }
  pull_all (desk, EAR_PULL_FORWARD, 0);
}

static void
test_revoked (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 100, "user");
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
  g_autoptr (Desk) desk = desk_new (data, 600, "user");
  guint n;

  pull_all (desk, EAR_PULL_FORWARD, 0);
  pull_all (desk, EAR_PULL_BACKFILL, 0);
  n = compare_with_town (desk);
  g_test_message ("%u messages in %u requests", n, town_session_get_count (desk->session));
  g_assert_cmpuint (n, >, 300);
}

static void
test_reads_many (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 20000, "user");
  guint n;

  pull_all (desk, EAR_PULL_BACKFILL, 0);
  n = compare_with_town (desk);
  g_test_message ("%u messages in %u requests", n, town_session_get_count (desk->session));
  g_assert_cmpuint (n, >, 15000);
}

static void
test_keeps_up (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 300, "user");
  EarTown *town = desk->fixture->town;
  EarTownItem *gone, *reply;
  guint before;
  EarTownItem *post = newest (desk, EAR_TOWN_POST);

  post->created_ms = desk->fixture->clock_ms - HOUR_MS;
  pull_all (desk, EAR_PULL_FORWARD, 0);
  pull_all (desk, EAR_PULL_BACKFILL, 0);
  compare_with_town (desk);

  advance (desk, 5 * MINUTE_MS);
  reply = write_as (desk, 1, EAR_TOWN_COMMENT, "Is there a table tonight?", post, NULL);
  reply = write_as (desk, 2, EAR_TOWN_COMMENT, "I would like one too", post, reply);
  gone = write_as (desk, 2, EAR_TOWN_COMMENT, "Buy now!", post, NULL);
  before = town_session_get_count (desk->session);
  pull_all (desk, EAR_PULL_FORWARD, 0);
  g_assert_cmpuint (town_session_get_count (desk->session) - before, <=, 20);
  compare_with_town (desk);

  /* A deletion, and what was hidden elsewhere. */
  advance (desk, HOUR_MS);
  ear_town_delete (town, gone);
  reply->parent->hidden = TRUE;
  pull_all (desk, EAR_PULL_FORWARD, 0);
  pull_all (desk, EAR_PULL_RECONCILE, 0);
  compare_with_town (desk);
  {
    g_autofree char *ext = desk->place->dup_ext (gone);

    g_assert_cmpint (held_lookup (desk->held, ext)->state, ==, EAR_MESSAGE_DELETED);
  }
}

/* Whoever goes on after our answer is read, and for us, however much was written since. */
static void
test_follows_deep (void)
{
  g_autoptr (Desk) desk = desk_new (&threads, 60, "user");
  EarTownItem *post = newest (desk, EAR_TOWN_POST);
  EarTownItem *question, *answer, *last;

  post->created_ms = desk->fixture->clock_ms - HOUR_MS;
  question = write_as (desk, 1, EAR_TOWN_COMMENT, "Open on Sunday?", post, NULL);
  answer = ear_town_write (desk->fixture->town, desk->fixture->account, EAR_TOWN_COMMENT, desk->fixture->account->id, "Yes", post, question);
  pull_all (desk, EAR_PULL_FORWARD, 0);
  for (guint i = 0; i < 120; i++)
    write_as (desk, 2, EAR_TOWN_COMMENT, "Me too", post, NULL);
  advance (desk, HOUR_MS);
  last = write_as (desk, 1, EAR_TOWN_COMMENT, "Until when?", post, question);
  ear_town_item_set_fact (last, "in_reply_to", answer->id);
  pull_all (desk, EAR_PULL_FORWARD, 0);
  {
    const EarMessage *held = held_lookup (desk->held, last->id);

    g_assert_cmpstr (held->conversation_ext, ==, question->id);
    g_assert_cmpstr (held->parent_ext, ==, answer->id);
    g_assert_true ((held->flags & EAR_MESSAGE_ADDRESSED) != 0);
  }
}

static void
test_bears_mischief (gconstpointer data)
{
  static const EarMischiefKind kinds[] = {
    EAR_MISCHIEF_DROP_BEFORE, EAR_MISCHIEF_DROP_AFTER, EAR_MISCHIEF_ERROR_BEFORE, EAR_MISCHIEF_ERROR_AFTER,
    EAR_MISCHIEF_THROTTLE,    EAR_MISCHIEF_DUPLICATE,  EAR_MISCHIEF_REORDER,
  };
  guint n_problems = 0;

  for (guint seed = 1; seed <= 5; seed++)
    {
      g_autoptr (Desk) desk = desk_new (data, 200, "user");

      ear_mischief_clear (desk->fixture->town->mischief, seed);
      for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
        ear_mischief_add (desk->fixture->town->mischief, &(EarMischiefRule) { .kind = kinds[i], .per_mille = 60 });
      n_problems += pull_all (desk, EAR_PULL_FORWARD, 1000);
      n_problems += pull_all (desk, EAR_PULL_BACKFILL, 1000);
      ear_mischief_clear (desk->fixture->town->mischief, seed);
      compare_with_town (desk);
    }
  g_assert_cmpuint (n_problems, >, 5);
}

/* ---- writing ---- */

static EarOp *
op_for (Desk *desk, EarVerb verb, const EarTownItem *item, const char *text)
{
  EarOp *op = ear_op_new (verb);
  const EarMessage *held;

  g_set_str (&op->key, "00000000-0000-4000-8000-000000000001");
  op->target_ext = desk->place->dup_ext (item);
  op->conversation_ext = desk->place->dup_conversation (item);
  held = held_lookup (desk->held, op->target_ext);
  op->target_author_ext = g_strdup (held != NULL ? held->author_ext : NULL);
  op->post_ext = item->top != NULL && item->top->kind == EAR_TOWN_POST ? g_strdup (item->top->id) : NULL;
  op->text = g_strdup (text);
  op->created_at = op->first_sent_at = desk->fixture->clock_ms;
  return op;
}

static guint
count_text (Desk *desk, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < desk->fixture->town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (desk->fixture->town->items, i);

      n += !item->deleted && strcmp (item->text, text) == 0;
    }
  return n;
}

static void
perform (Desk *desk, const EarOp *op)
{
  EarBatch *batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;

  desk->kind->perform (desk->session, op, batch, &error);
  g_assert_no_error (error);
  held_apply (desk->held, desk->session, desk->kind, batch);
}

static void
refuse (Desk *desk, const EarOp *op, const char *words)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (desk->kind->perform (desk->session, op, batch, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_REJECTED);
  g_assert_true (words == NULL || strstr (error->message, words) != NULL);
}

static void
test_acts (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 300, "user");
  EarTownItem *comment, *reply, *ours;

  pull_all (desk, EAR_PULL_FORWARD, 0);
  pull_all (desk, EAR_PULL_BACKFILL, 0);
  comment = find_comment (desk, FALSE);
  reply = find_comment (desk, TRUE);
  {
    g_autoptr (EarOp) answer = op_for (desk, EAR_VERB_REPLY, reply, "We open at six.");

    perform (desk, answer);
  }
  ours = g_ptr_array_index (desk->fixture->town->items, desk->fixture->town->items->len - 1);
  g_assert_cmpstr (ours->text, ==, "We open at six.");
  g_assert_true (ours->parent == reply->parent);
  compare_with_town (desk);
  {
    g_autoptr (EarOp) hide = op_for (desk, EAR_VERB_HIDE, comment, NULL);
    g_autoptr (EarOp) answer = op_for (desk, EAR_VERB_REPLY, comment, "Hm");
    g_autoptr (EarOp) unhide = op_for (desk, EAR_VERB_UNHIDE, comment, NULL);

    perform (desk, hide);
    g_assert_true (comment->hidden);
    if (desk->place == &instagram)
      {
        g_assert_true ((held_lookup (desk->held, hide->target_ext)->flags & EAR_MESSAGE_NO_REPLY) != 0);
        refuse (desk, answer, NULL);
      }
    perform (desk, unhide);
    g_assert_false (comment->hidden);
  }
  compare_with_town (desk);
  {
    g_autoptr (EarOp) delete = op_for (desk, EAR_VERB_DELETE, ours, NULL);

    perform (desk, delete);
    g_assert_true (ours->deleted);
    /* Already so is success. */
    perform (desk, delete);
  }
  compare_with_town (desk);
}

/* Lost at each point, then looked for, then sent again where it is not there: once, whatever happened. */
static void
test_sends_once (gconstpointer data)
{
  static const EarMischiefKind kinds[] = { EAR_MISCHIEF_DROP_BEFORE, EAR_MISCHIEF_DROP_AFTER, EAR_MISCHIEF_ERROR_BEFORE, EAR_MISCHIEF_ERROR_AFTER, EAR_MISCHIEF_THROTTLE };
  static const char *const methods[] = { "POST", "GET" };
  g_autoptr (Desk) desk = desk_new (data, 300, "user");

  /* The first request of its sort is struck, or the second: a container, or what publishes it. */
  for (guint skip = 0; skip < 2; skip++)
    for (gsize m = 0; m < G_N_ELEMENTS (methods); m++)
      for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
        {
          EarTownItem *comment = find_comment (desk, FALSE);
          g_autofree char *text = g_strdup_printf ("Answer %zu of %zu, %u", i, m, skip);
          g_autoptr (EarOp) op = op_for (desk, EAR_VERB_REPLY, comment, text);
          g_autoptr (EarBatch) batch = ear_batch_new ();
          g_autoptr (GError) error = NULL;

          ear_mischief_add (desk->fixture->town->mischief,
                            &(EarMischiefRule) { .kind = kinds[i], .method = (char *) methods[m], .path = skip > 0 && m == 0 && desk->place == &threads ? (char *) "/v1.0/me/threads_publish" : NULL, .times = 1 });
          if (!desk->kind->perform (desk->session, op, batch, &error))
            {
              g_autoptr (GError) lost = NULL;
              EarFound found;

              g_assert_true (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_OUTCOME_UNKNOWN) || g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER));
              found = g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER) ? EAR_NOT_THERE : desk->kind->find_sent (desk->session, op, batch, &lost);
              g_assert_no_error (lost);
              g_assert_cmpint (found, !=, EAR_CANNOT_TELL);
              g_assert_true ((found == EAR_FOUND) == (count_text (desk, text) == 1));
              if (found == EAR_NOT_THERE)
                perform (desk, op);
            }
          ear_mischief_clear (desk->fixture->town->mischief, 1);
          g_assert_cmpuint (count_text (desk, text), ==, 1);
          advance (desk, MINUTE_MS);
        }
}

/* Sent, looked for where the answer was lost, sent again. */
static void
send_surely (Desk *desk, const EarOp *op)
{
  for (guint try = 0; try < 100; try++)
    {
      EarBatch *batch = ear_batch_new ();
      g_autoptr (GError) error = NULL;

      if (desk->kind->perform (desk->session, op, batch, &error))
        {
          held_apply (desk->held, desk->session, desk->kind, batch);
          return;
        }
      /* Whoever was answered deleted it meanwhile. */
      if (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_GONE) || g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_REJECTED))
        {
          ear_batch_free (batch);
          return;
        }
      while (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_OUTCOME_UNKNOWN))
        {
          g_autoptr (GError) lost = NULL;
          EarFound found = desk->kind->find_sent (desk->session, op, batch, &lost);

          if (found == EAR_FOUND || g_error_matches (lost, EAR_PROBLEM, EAR_PROBLEM_GONE))
            {
              held_apply (desk->held, desk->session, desk->kind, batch);
              return;
            }
          if (found == EAR_NOT_THERE)
            break;
        }
      ear_batch_free (batch);
    }
  g_error ("sent in vain");
}

static void
refresh_all (Desk *desk)
{
  g_autoptr (GHashTable) conversations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) aliases = dup_aliases (desk);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, desk->held->messages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_hash_table_add (conversations, g_strdup (resolve (aliases, ((const EarMessage *) value)->conversation_ext)));
  g_hash_table_iter_init (&iter, conversations);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    {
      EarBatch *batch = ear_batch_new ();
      g_autoptr (GError) error = NULL;

      desk->kind->refresh (desk->session, value, batch, &error);
      if (error != NULL && !g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_GONE))
        g_error ("%s: %s", (const char *) value, error->message);
      held_apply (desk->held, desk->session, desk->kind, batch);
    }
}

/* Days of a town that writes, deletes and waits for answers, over lines that break: nothing lost, nothing twice. */
static void
test_lives (gconstpointer data)
{
  guint n_answers = 0, n_struck = 0;

  for (guint seed = 1; seed <= 4; seed++)
    {
      g_autoptr (Desk) desk = desk_new (data, 120, "user");
      EarMischief *mischief = desk->fixture->town->mischief;

      ear_town_set (desk->fixture->town, "quiet", "no");
      ear_town_set (desk->fixture->town, "hurry", "10");
      pull_all (desk, EAR_PULL_FORWARD, 0);
      pull_all (desk, EAR_PULL_BACKFILL, 0);
      ear_mischief_clear (mischief, seed);
      for (guint kind = 0; kind < EAR_MISCHIEF_N; kind++)
        if (kind != EAR_MISCHIEF_REVOKE && kind != EAR_MISCHIEF_EXPIRE && kind != EAR_MISCHIEF_STALL && kind != EAR_MISCHIEF_EDIT)
          ear_mischief_add (mischief, &(EarMischiefRule) { .kind = (EarMischiefKind) kind, .per_mille = 40 });
      for (guint round = 0; round < 30; round++)
        {
          advance (desk, 15 * MINUTE_MS);
          ear_town_live (desk->fixture->town, desk->fixture->clock_ms);
          pull_all (desk, EAR_PULL_FORWARD, 200);
          if (round % 4 == 0)
            pull_all (desk, EAR_PULL_RECONCILE, 200);
          {
            g_autofree char *text = g_strdup_printf ("Answer %u of %u", round, seed);
            g_autoptr (EarOp) op = op_for (desk, EAR_VERB_REPLY, find_comment (desk, round % 2 == 0), text);

            send_surely (desk, op);
            g_assert_cmpuint (count_text (desk, text), <=, 1);
            n_answers += count_text (desk, text);
          }
        }
      for (guint kind = 0; kind < EAR_MISCHIEF_N; kind++)
        n_struck += ear_mischief_get_count (mischief, (EarMischiefKind) kind);
      ear_mischief_clear (mischief, seed);
      advance (desk, MINUTE_MS);
      pull_all (desk, EAR_PULL_FORWARD, 0);
      for (guint i = 0; i < 3; i++)
        pull_all (desk, EAR_PULL_RECONCILE, 0);
      refresh_all (desk);
      compare_with_town (desk);
    }
  g_test_message ("%u answers, %u times something went wrong", n_answers, n_struck);
  g_assert_cmpuint (n_answers, >, 60);
  g_assert_cmpuint (n_struck, >, 200);
}

/* ---- messages ---- */

static void
test_messages (void)
{
  g_autoptr (Desk) desk = desk_new (&instagram, 300, "user");
  EarTown *town = desk->fixture->town;
  EarTownItem *thread = ear_town_get_thread (town, desk->fixture->account, ((EarTownPerson *) g_ptr_array_index (town->people, 1))->id, TRUE);
  EarTownItem *message = ear_town_write (town, desk->fixture->account, EAR_TOWN_MESSAGE, thread->author, "A table for two?", thread, NULL);
  EarTownItem *comment = find_comment (desk, FALSE);

  g_assert_cmpstr (ear_session_get_setting (desk->session, "direct"), ==, "yes");
  /* Nobody can be written to because of an old comment. */
  comment = write_as (desk, 2, EAR_TOWN_COMMENT, "How much is that?", comment->top, NULL);
  pull_all (desk, EAR_PULL_FORWARD, 0);
  {
    g_autofree char *ext = ear_instagram_dup_id (message);
    const EarMessage *held = held_lookup (desk->held, ext);
    g_autoptr (EarOp) answer = op_for (desk, EAR_VERB_REPLY, message, "At eight?");

    g_assert_true ((held->flags & EAR_MESSAGE_ADDRESSED) != 0 && held->audience == EAR_AUDIENCE_DIRECT);
    perform (desk, answer);
    g_assert_cmpuint (count_text (desk, "At eight?"), ==, 1);
  }
  /* Two days later it is too late, unless Meta lets a person answer for a week. */
  advance (desk, 2 * DAY_MS);
  {
    g_autoptr (EarOp) late = op_for (desk, EAR_VERB_REPLY, message, "Still there?");

    refuse (desk, late, "24 hours");
    ear_session_set_setting (desk->session, "human_agent", "yes");
    perform (desk, late);
    g_assert_cmpuint (count_text (desk, "Still there?"), ==, 1);
  }
  {
    g_autoptr (EarOp) privately = op_for (desk, EAR_VERB_PRIVATE_REPLY, comment, "We wrote to you.");

    perform (desk, privately);
    g_assert_cmpuint (count_text (desk, "We wrote to you."), ==, 1);
    /* Once for each comment. */
    refuse (desk, privately, NULL);
  }
}

/* Messages that are given to nobody are not asked for, and that is said. */
static void
test_without_messages (void)
{
  g_autoptr (Desk) desk = NULL;
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_account_free);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;
  EarTownToken *token;
  GHashTable *settings;

  desk = desk_new (&instagram, 60, "user");
  token = ear_town_get_token (desk->fixture->town, desk->fixture->account, "user");
  g_set_str (&token->scopes, "instagram_business_basic,instagram_business_manage_comments");
  g_assert_true (desk->kind->discover (desk->session, accounts, batch, &error));
  g_assert_no_error (error);
  settings = batch->settings;
  g_assert_cmpstr (g_hash_table_lookup (settings, "direct"), ==, "no");
  g_assert_cmpstr (g_hash_table_lookup (settings, EAR_SETTING_CANNOT), ==, "private-reply");
  g_assert_nonnull (strstr (g_hash_table_lookup (settings, EAR_SETTING_LACKS), "Direct messages cannot be read"));
}

/* ---- what waits for our leave ---- */

static void
test_lets_in (void)
{
  g_autoptr (Desk) desk = desk_new (&threads, 60, "user");
  EarTownItem *post = newest (desk, EAR_TOWN_POST);
  EarTownItem *waiting;

  post->created_ms = desk->fixture->clock_ms - HOUR_MS;
  ear_town_item_set_fact (post, "approvals", "1");
  waiting = write_as (desk, 1, EAR_TOWN_COMMENT, "May I ask something?", post, NULL);
  pull_all (desk, EAR_PULL_FORWARD, 0);
  g_assert_cmpint (held_lookup (desk->held, waiting->id)->state, ==, EAR_MESSAGE_HELD);
  {
    g_autoptr (EarOp) approve = op_for (desk, EAR_VERB_APPROVE, waiting, NULL);

    perform (desk, approve);
  }
  g_assert_cmpstr (ear_town_item_get_fact (waiting, "approved"), ==, "1");
  advance (desk, 5 * MINUTE_MS);
  pull_all (desk, EAR_PULL_FORWARD, 0);
  g_assert_cmpint (held_lookup (desk->held, waiting->id)->state, ==, EAR_MESSAGE_VISIBLE);
  g_assert_true ((held_lookup (desk->held, waiting->id)->flags & EAR_MESSAGE_NO_APPROVE) != 0);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (gconstpointer);
  } tests[] = {
    { "signs-in", test_signs_in },
    { "renews", test_renews },
    { "revoked", test_revoked },
    { "reads-everything", test_reads_everything },
    { "reads-many", test_reads_many },
    { "keeps-up", test_keeps_up },
    { "bears-mischief", test_bears_mischief },
    { "acts", test_acts },
    { "sends-once", test_sends_once },
    { "lives", test_lives },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
    for (gsize t = 0; t < G_N_ELEMENTS (tests); t++)
      {
        g_autofree char *path = g_strdup_printf ("/%s-kind/%s", places[p]->service, tests[t].name);

        g_test_add_data_func (path, places[p], tests[t].test);
      }
  g_test_add_func ("/instagram-kind/messages", test_messages);
  g_test_add_func ("/instagram-kind/without-messages", test_without_messages);
  g_test_add_func ("/threads-kind/lengthens", test_lengthens);
  g_test_add_func ("/threads-kind/follows-deep", test_follows_deep);
  g_test_add_func ("/threads-kind/lets-in", test_lets_in);
  return g_test_run ();
}
