/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "practice/town-desk.h"

#include <string.h>

#include "practice/facebook/ear-facebook-town.h"
#include "practice/instagram/ear-instagram-town.h"
#include "practice/threads/ear-threads-town.h"

static const EarTownPerson *
get_author (EarTown *town, const EarTownItem *item)
{
  return ear_town_find_person (town, item->author);
}

/* ---- Facebook ---- */

static char *
dup_facebook_ext (const EarTownItem *item)
{
  g_autofree char *id = ear_facebook_dup_id (item);

  switch (item->kind)
    {
    case EAR_TOWN_VISIT:
    case EAR_TOWN_MENTION:
      return g_strconcat ("post:", id, NULL);
    case EAR_TOWN_REVIEW:
      return g_strconcat ("rating:", id, NULL);
    case EAR_TOWN_COMMENT:
      return item->top->unpublished ? NULL : g_steal_pointer (&id);
    case EAR_TOWN_MESSAGE:
      return g_steal_pointer (&id);
    default:
      return NULL;
    }
}

static char *
dup_facebook_conversation (const EarTownItem *item)
{
  if (item->kind == EAR_TOWN_MESSAGE)
    return ear_facebook_dup_id (item->top);
  if (item->kind == EAR_TOWN_COMMENT && item->top->kind == EAR_TOWN_POST)
    return dup_facebook_ext (item->parent != NULL ? item->parent : item);
  return dup_facebook_ext (item->top != NULL ? item->top : item);
}

/* What stands under somebody's post or recommendation replies to that. */
static char *
dup_facebook_parent (EarTown *town, const EarTownItem *item)
{
  if (item->kind != EAR_TOWN_COMMENT)
    return NULL;
  return item->parent != NULL ? dup_facebook_ext (item->parent) : dup_facebook_ext (item->top);
}

static char *
dup_facebook_author (EarTown *town, const EarTownItem *item)
{
  const EarTownPerson *person = get_author (town, item);

  return person != NULL && person->withheld && item->kind != EAR_TOWN_MESSAGE ? NULL : g_strdup (item->author);
}

const Place facebook_place = {
  "facebook", "system", ear_facebook_dup_id, dup_facebook_ext, dup_facebook_conversation, dup_facebook_parent, dup_facebook_author,
  .edits = TRUE, .talks = TRUE, .lives = 8, .few = 5,
};

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

static char *
dup_instagram_parent (EarTown *town, const EarTownItem *item)
{
  return item->parent != NULL ? dup_instagram_ext (item->parent) : NULL;
}

/* Of whoever is withheld, and of who tags us, the name is told. */
static char *
dup_instagram_author (EarTown *town, const EarTownItem *item)
{
  const EarTownPerson *person = get_author (town, item);
  gboolean named = person != NULL && (item->kind == EAR_TOWN_MENTION || (person->withheld && item->kind == EAR_TOWN_COMMENT));

  return named ? g_strconcat ("name:", person->handle, NULL) : g_strdup (item->author);
}

const Place instagram_place = {
  "instagram", "user", ear_instagram_dup_id, dup_instagram_ext, dup_instagram_conversation, dup_instagram_parent, dup_instagram_author,
  .vague = TRUE, .talks = TRUE, .lives = 4, .few = 20,
};

/* ---- Threads ---- */

static char *
dup_threads_id (const EarTownItem *item)
{
  return g_strdup (item->id);
}

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

static char *
dup_threads_parent (EarTown *town, const EarTownItem *item)
{
  const EarTownItem *parent = item->kind == EAR_TOWN_COMMENT ? ear_threads_get_parent (town, item) : NULL;

  if (parent != NULL)
    return g_strdup (parent->id);
  return item->kind == EAR_TOWN_COMMENT && item->top->kind == EAR_TOWN_MENTION ? g_strdup (item->top->id) : NULL;
}

/* Only names are told. */
static char *
dup_threads_author (EarTown *town, const EarTownItem *item)
{
  const EarTownPerson *person = get_author (town, item);

  return person != NULL ? g_ascii_strdown (person->handle, -1) : g_strdup (item->author);
}

const Place threads_place = {
  "threads", "user", dup_threads_id, dup_threads_ext, dup_threads_conversation, dup_threads_parent, dup_threads_author,
  .vague = TRUE, .hides_below = TRUE, .lives = 4, .few = 20,
};

/* ---- whoever sits there ---- */

Desk *
desk_new_with (const Place *place, guint size, const char *token)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->place = place;
  desk->fixture = fixture_new (place->service, size);
  desk->kind = ear_channel_kind_lookup (place->service);
  desk->session = town_session_sign_in (desk->fixture, desk->kind, token);
  desk->held = held_new ();
  return desk;
}

Desk *
desk_new (const Place *place, guint size)
{
  return desk_new_with (place, size, place->token);
}

void
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

void
desk_advance (Desk *desk, gint64 ms)
{
  desk->fixture->clock_ms += ms;
  ear_clock_set_for_test (ear_town_now (desk->fixture->town));
}

guint
desk_pull (Desk *desk, EarPullDirection direction, guint patience)
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

void
desk_pull_all (Desk *desk)
{
  desk_pull (desk, EAR_PULL_FORWARD, 0);
  desk_pull (desk, EAR_PULL_BACKFILL, 0);
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
is_hidden (const Desk *desk, const EarTownItem *item)
{
  return item->hidden || (desk->place->hides_below && item->parent != NULL && item->parent->hidden);
}

const EarMessage *
desk_find (Desk *desk, const EarTownItem *item)
{
  g_autofree char *ext = desk->place->dup_ext (item);

  return held_lookup (desk->held, ext);
}

static void
compare_one (Desk *desk, GHashTable *aliases, const EarTownItem *item, const EarMessage *message)
{
  EarTown *town = desk->fixture->town;
  g_autofree char *conversation = desk->place->dup_conversation (item);
  g_autofree char *parent = desk->place->dup_parent (town, item);
  g_autofree char *author = desk->place->dup_author (town, item);

  g_assert_cmpstr (resolve (aliases, message->conversation_ext), ==, conversation);
  g_assert_cmpstr (message->parent_ext, ==, parent);
  /* Who is not told stands for somebody of that conversation alone. */
  if (author != NULL)
    g_assert_cmpstr (message->author_ext, ==, author);
  else
    g_assert_true (g_str_has_suffix (message->author_ext, conversation));
  g_assert_cmpstr (message->text, ==, item->text);
  g_assert_cmpint (message->sent_at / 1000, ==, item->created_ms / 1000);
  g_assert_cmpint (message->direction, ==, ear_town_item_is_ours (item) ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND);
  g_assert_cmpint (message->audience, ==, item->kind == EAR_TOWN_MESSAGE ? EAR_AUDIENCE_DIRECT : EAR_AUDIENCE_PUBLIC);
  g_assert_cmpint (message->state, ==, is_hidden (desk, item) ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE);
  if (item->kind == EAR_TOWN_COMMENT && item->top->kind == EAR_TOWN_POST && item->parent == NULL && !ear_town_item_is_ours (item))
    g_assert_true ((message->flags & EAR_MESSAGE_ADDRESSED) != 0);
}

/* Older messages of a conversation lose their words, and of neither a message nor a recommendation a deletion is told. */
static gboolean
may_be_kept (const EarTownItem *item)
{
  return item != NULL && (item->kind == EAR_TOWN_MESSAGE || item->kind == EAR_TOWN_REVIEW);
}

guint
desk_compare (Desk *desk)
{
  const EarTown *town = desk->fixture->town;
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) aliases = dup_aliases (desk);
  GHashTableIter iter;
  gpointer ext, value;

  for (guint i = 0; i < town->items->len; i++)
    {
      EarTownItem *item = g_ptr_array_index (town->items, i);
      gboolean emptied = item->kind == EAR_TOWN_MESSAGE && item->at_below + 20 < item->top->below->len;

      ext = desk->place->dup_ext (item);
      if (ext != NULL)
        g_hash_table_insert (item->deleted || emptied ? gone : there, ext, item);
    }
  g_hash_table_iter_init (&iter, there);
  while (g_hash_table_iter_next (&iter, &ext, &value))
    {
      const EarMessage *message = held_lookup (desk->held, ext);

      if (message == NULL)
        g_error ("%s was lost", (const char *) ext);
      compare_one (desk, aliases, value, message);
    }
  g_hash_table_iter_init (&iter, desk->held->messages);
  while (g_hash_table_iter_next (&iter, &ext, &value))
    if (((const EarMessage *) value)->state != EAR_MESSAGE_DELETED && !g_hash_table_contains (there, ext)
        && !may_be_kept (g_hash_table_lookup (gone, ext)))
      g_error ("%s is not there: “%s”", (const char *) ext, ((const EarMessage *) value)->text);
  return g_hash_table_size (there);
}

guint
desk_count_text (Desk *desk, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < desk->fixture->town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (desk->fixture->town->items, i);

      n += !item->deleted && strcmp (item->text, text) == 0;
    }
  return n;
}

EarTownItem *
desk_find_comment (Desk *desk, gboolean reply)
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

EarTownItem *
desk_write_as (Desk *desk, guint person, EarTownKind kind, const char *text, EarTownItem *top, EarTownItem *parent)
{
  const EarTown *town = desk->fixture->town;

  return ear_town_write (desk->fixture->town, desk->fixture->account, kind, ((EarTownPerson *) g_ptr_array_index (town->people, person))->id, text, top, parent);
}

void
desk_refresh_all (Desk *desk)
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
      /* A thread or a recommendation that is gone stays as it was. */
      if (error != NULL && !g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_GONE))
        g_error ("%s: %s", (const char *) value, error->message);
      held_apply (desk->held, desk->session, desk->kind, batch);
    }
}

/* ---- writing ---- */

EarOp *
desk_op (Desk *desk, EarVerb verb, const EarTownItem *item, const char *text)
{
  EarOp *op = ear_op_new (verb);
  const EarMessage *held = desk_find (desk, item);

  g_set_str (&op->key, "00000000-0000-4000-8000-000000000001");
  op->target_ext = desk->place->dup_ext (item);
  op->conversation_ext = desk->place->dup_conversation (item);
  op->target_author_ext = held != NULL ? g_strdup (held->author_ext) : desk->place->dup_author (desk->fixture->town, item);
  op->post_ext = item->top != NULL && item->top->kind == EAR_TOWN_POST ? desk->place->dup_id (item->top) : NULL;
  op->text = g_strdup (text);
  op->created_at = op->first_sent_at = desk->fixture->clock_ms;
  return op;
}

void
desk_perform (Desk *desk, const EarOp *op)
{
  EarBatch *batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;

  desk->kind->perform (desk->session, op, batch, &error);
  g_assert_no_error (error);
  held_apply (desk->held, desk->session, desk->kind, batch);
}

void
desk_do (Desk *desk, EarVerb verb, const EarTownItem *item, const char *text)
{
  g_autoptr (EarOp) op = desk_op (desk, verb, item, text);

  desk_perform (desk, op);
}

void
desk_refuse (Desk *desk, EarVerb verb, const EarTownItem *item, const char *text, const char *words)
{
  g_autoptr (EarOp) op = desk_op (desk, verb, item, text);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (desk->kind->perform (desk->session, op, batch, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_REJECTED);
  g_assert_true (words == NULL || strstr (error->message, words) != NULL);
}

void
desk_send_surely (Desk *desk, const EarOp *op)
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
      if (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_GONE)
          || (desk->place->vague && g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_REJECTED)))
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
