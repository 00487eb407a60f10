/* test-mark.c: snoozed, assigned, tagged, important, muted; the lists of these; and that no figure knows of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "fixture.h"

static void
say (Fixture *fixture, const char *conversation, const char *ext, gint64 at, const char *text)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  add_inbound (batch, conversation, ext, g_str_equal (conversation, ext) ? NULL : conversation, "mia", at, text);
  apply (fixture, batch, NULL);
}

static guint
count (Fixture *fixture, EarStoreQueue queue)
{
  g_autoptr (GError) error = NULL;
  EarStoreQuery query = { .queue = queue };
  g_autoptr (GArray) ids = ear_store_query_ids (fixture->store, &query, &error);
  guint counts[EAR_STORE_N_QUEUES];

  g_assert_no_error (error);
  ear_store_count_queues (fixture->store, counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts[queue], ==, ids->len);
  return ids->len;
}

static char *
snooze (Fixture *fixture, const char *ext, gint64 until)
{
  g_autoptr (GError) error = NULL;
  char *event = NULL;

  ear_store_snooze (fixture->store, NULL, find_conversation (fixture, ext), until, &event, NULL, &error);
  g_assert_no_error (error);
  return event;
}

static void
undo (Fixture *fixture, const char *event)
{
  g_autoptr (GError) error = NULL;

  ear_store_undo (fixture->store, NULL, event, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* ---- snoozing ---- */

static void
test_snooze (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *event = NULL, *nothing = NULL;
  g_autoptr (GArray) waking = NULL;
  gint64 id, next = 0;

  say (fixture, "10", "10", NOW - HOUR, "Are you open on Sunday?");
  say (fixture, "20", "20", NOW, "Is the terrace heated?");
  id = find_conversation (fixture, "10");
  event = snooze (fixture, "10", NOW + HOUR);
  g_assert_nonnull (event);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_ANSWER_NEXT), ==, 1);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_UNASSIGNED), ==, 1);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_SNOOZED), ==, 1);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_UNREAD), ==, 1);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_ALL), ==, 2);
  {
    g_autoptr (EarStoreRow) row = load_row (fixture, "10");

    g_assert_cmpint (row->wakes_at, ==, NOW + HOUR);
    g_assert_cmpint (row->standing, ==, EAR_STANDING_NEEDS_ANSWER);
  }
  /* Whoever keeps the clock learns when. */
  waking = ear_store_query_waking (fixture->store, 0, NOW, &next, &error);
  g_assert_cmpuint (waking->len, ==, 0);
  g_assert_cmpint (next, ==, NOW + HOUR);

  /* By itself, with nothing written, and after a restart too. */
  ear_clock_set_for_test (NOW + HOUR);
  fixture_reopen (fixture);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_ANSWER_NEXT), ==, 2);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_SNOOZED), ==, 0);
  g_clear_pointer (&waking, g_array_unref);
  waking = ear_store_query_waking (fixture->store, NOW, NOW + HOUR, &next, &error);
  g_assert_cmpuint (waking->len, ==, 1);
  g_assert_cmpint (g_array_index (waking, gint64, 0), ==, id);
  g_assert_cmpint (next, ==, EAR_TIME_NONE);
  fixture_check (fixture);

  ear_clock_set_for_test (NOW);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_SNOOZED), ==, 1);
  undo (fixture, event);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_ANSWER_NEXT), ==, 2);
  nothing = snooze (fixture, "10", 0);
  g_assert_null (nothing);
  g_assert_false (ear_store_snooze (fixture->store, NULL, id, NOW, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_INVALID);
}

static void
test_woken_by_message (Fixture *fixture, gconstpointer data)
{
  g_autofree char *event = NULL, *again = NULL;
  g_autoptr (EarBatch) past = ear_batch_new ();
  g_autoptr (EarBatch) answer = ear_batch_new ();
  g_autoptr (EarBatch) gone = ear_batch_new ();

  say (fixture, "10", "10", NOW - HOUR, "Are you open on Sunday?");
  event = snooze (fixture, "10", EAR_SNOOZE_UNTIL_ANSWER);
  /* What was written before, and is only read in now, is nothing new; our answer is not theirs; a thank needs nothing of us. */
  add_inbound (past, "10", "9", "10", "mia", NOW - DAY, "Is there parking?");
  apply (fixture, past, NULL);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_SNOOZED), ==, 1);
  add_outbound (answer, "10", "11", "10", NOW, "Yes, from ten.");
  apply (fixture, answer, NULL);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_SNOOZED), ==, 1);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_WAITING_FOR_THEM), ==, 0);
  say (fixture, "10", "12", NOW + MINUTE, "Thank you so much!");
  {
    g_autoptr (EarStoreRow) row = load_row (fixture, "10");

    g_assert_cmpint (row->wakes_at, ==, EAR_SNOOZE_UNTIL_ANSWER);
  }
  say (fixture, "10", "13", NOW + 2 * MINUTE, "And do you have a vegan menu?");
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_SNOOZED), ==, 0);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_ANSWER_NEXT), ==, 1);
  again = snooze (fixture, "10", NOW + DAY);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_SNOOZED), ==, 1);
  /* The first one is over by now, so taking back the second wakes it. */
  undo (fixture, again);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_ANSWER_NEXT), ==, 1);
  /* What woke it was taken back by its writer: as if it had never been said. */
  ear_batch_add_change (gone, "13", EAR_MESSAGE_DELETED);
  apply (fixture, gone, NULL);
  {
    g_autoptr (EarStoreRow) row = load_row (fixture, "10");

    g_assert_cmpint (row->wakes_at, ==, EAR_SNOOZE_UNTIL_ANSWER);
  }
}

/* After a reply it waits for them by itself, a question brings it back, a mere thank does not. */
static void
test_reply_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) answer = ear_batch_new ();

  say (fixture, "10", "10", NOW - HOUR, "Are you open on Sunday?");
  add_outbound (answer, "10", "11", "10", NOW, "Yes, from ten.");
  apply (fixture, answer, NULL);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_WAITING_FOR_THEM), ==, 1);
  say (fixture, "10", "12", NOW + MINUTE, "Thanks a lot!");
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_ANSWER_NEXT), ==, 0);
  say (fixture, "10", "13", NOW + 2 * MINUTE, "Until when?");
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_ANSWER_NEXT), ==, 1);
}

static void
test_mute (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autofree char *event = NULL;

  say (fixture, "10", "10", NOW - HOUR, "Are you open on Sunday?");
  ear_store_set_muted (fixture->store, NULL, find_conversation (fixture, "10"), TRUE, &event, NULL, &error);
  g_assert_no_error (error);
  add_inbound (batch, "10", "11", "10", "tom", NOW, "Who knows?");
  apply (fixture, batch, changes);
  g_assert_cmpuint (changes->new_enquiries->len, ==, 0);
  g_assert_cmpuint (changes->conversations->len, ==, 1);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_ANSWER_NEXT), ==, 0);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_UNREAD), ==, 0);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_SNOOZED), ==, 1);
  undo (fixture, event);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_ANSWER_NEXT), ==, 1);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_UNREAD), ==, 1);
}

/* A snoozed, muted, assigned, tagged question waits as any other. */
static void
test_figures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarWaits) before = NULL;
  g_autoptr (EarWaits) after = NULL;
  g_autoptr (GArray) counts = NULL;
  g_autofree char *event = NULL, *tag = NULL;
  gint64 id;

  say (fixture, "10", "10", NOW - HOUR, "Are you open on Sunday?");
  id = find_conversation (fixture, "10");
  before = ear_store_load_waits (fixture->store, G_MININT64, G_MAXINT64, 0, &error);
  event = snooze (fixture, "10", NOW + DAY);
  ear_store_set_muted (fixture->store, NULL, id, TRUE, NULL, NULL, &error);
  ear_store_set_priority (fixture->store, NULL, id, EAR_PRIORITY_LOW, NULL, NULL, &error);
  ear_store_put_tag (fixture->store, NULL, NULL, "Hours", "blue", &tag, NULL, NULL, &error);
  ear_store_set_tagged (fixture->store, NULL, id, tag, TRUE, NULL, NULL, &error);
  g_assert_no_error (error);
  after = ear_store_load_waits (fixture->store, G_MININT64, G_MAXINT64, 0, &error);
  g_assert_cmpuint (after->rows->len, ==, 1);
  g_assert_cmpmem (before->rows->data, before->rows->len * sizeof (EarWaitRow), after->rows->data, after->rows->len * sizeof (EarWaitRow));
  g_assert_cmpint (g_array_index (after->rows, EarWaitRow, 0).outcome, ==, EAR_ENQUIRY_OPEN);
  counts = ear_store_count (fixture->store, NOW, &error);
  g_assert_cmpuint (g_array_index (counts, EarChannelCount, 0).needs_answer, ==, 1);
  {
    g_autoptr (EarStoreRow) row = load_row (fixture, "10");

    g_assert_cmpint (row->waiting_since, ==, NOW - HOUR);
    g_assert_cmpint (row->due_at, ==, NOW - HOUR);
  }
  /* No reminder of it, all the same: it was put aside on purpose. */
  {
    g_autoptr (GArray) due = ear_store_query_due (fixture->store, NOW - DAY, NOW + DAY, &error);

    g_assert_cmpuint (due->len, ==, 0);
  }
}

/* ---- tags and members ---- */

static void
test_tags (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *tag = NULL, *made = NULL, *removed = NULL, *renamed = NULL, *back = NULL;
  g_autoptr (GPtrArray) tags = NULL;
  EarStoreQuery query = { .queue = EAR_STORE_QUEUE_ALL };
  g_autoptr (GArray) ids = NULL;

  say (fixture, "10", "10", NOW - HOUR, "Are you open on Sunday?");
  say (fixture, "20", "20", NOW, "Is the terrace heated?");
  g_assert_true (ear_store_put_tag (fixture->store, NULL, NULL, " Hours\n", "blue", &tag, &made, NULL, &error));
  g_assert_false (ear_store_put_tag (fixture->store, NULL, NULL, "hOURS", "red", NULL, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (ear_store_put_tag (fixture->store, NULL, NULL, "  ", "red", NULL, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_INVALID);
  g_clear_error (&error);
  ear_store_set_tagged (fixture->store, NULL, find_conversation (fixture, "10"), tag, TRUE, NULL, NULL, &error);
  g_assert_no_error (error);
  tags = ear_store_list_tags (fixture->store, &error);
  g_assert_cmpuint (tags->len, ==, 1);
  g_assert_cmpstr (((EarTagRow *) tags->pdata[0])->name, ==, "Hours");
  g_assert_cmpuint (((EarTagRow *) tags->pdata[0])->n_open, ==, 1);
  query.tag_key = tag;
  for (guint sort = 0; sort < EAR_STORE_N_SORTS; sort++)
    {
      g_clear_pointer (&ids, g_array_unref);
      query.sort = (EarStoreSort) sort;
      ids = ear_store_query_ids (fixture->store, &query, &error);
      g_assert_cmpuint (ids->len, ==, 1);
    }

  g_assert_true (ear_store_put_tag (fixture->store, NULL, tag, "Opening hours", "green", NULL, &renamed, NULL, &error));
  g_assert_true (ear_store_remove_tag (fixture->store, NULL, tag, &removed, NULL, &error));
  {
    g_autoptr (EarStoreRow) row = load_row (fixture, "10");

    g_assert_null (row->tags);
    g_clear_pointer (&ids, g_array_unref);
    ids = ear_store_query_ids (fixture->store, &query, &error);
    g_assert_cmpuint (ids->len, ==, 0);
  }
  undo (fixture, removed);
  {
    g_autoptr (EarStoreRow) row = load_row (fixture, "10");

    g_assert_cmpuint (row->tags->len, ==, 1);
    g_assert_cmpstr (((EarTagRow *) row->tags->pdata[0])->name, ==, "Opening hours");
    g_assert_cmpstr (((EarTagRow *) row->tags->pdata[0])->colour, ==, "green");
  }
  undo (fixture, renamed);
  undo (fixture, made);
  g_clear_pointer (&tags, g_ptr_array_unref);
  tags = ear_store_list_tags (fixture->store, &error);
  g_assert_cmpuint (tags->len, ==, 0);
  g_assert_true (ear_store_put_tag (fixture->store, NULL, NULL, "HOURS", "", &back, NULL, NULL, &error));
  g_assert_cmpstr (back, ==, tag);
  {
    g_autoptr (EarStoreRow) row = load_row (fixture, "10");

    g_assert_null (row->tags);
  }
}

static void
test_members (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *jo = NULL, *same = NULL, *made = NULL, *given = NULL;
  g_autoptr (GPtrArray) members = NULL;
  gint64 id;

  say (fixture, "10", "10", NOW - HOUR, "Are you open on Sunday?");
  say (fixture, "20", "20", NOW, "Is the terrace heated?");
  id = find_conversation (fixture, "10");
  g_assert_true (ear_store_add_member (fixture->store, NULL, "Jo", &jo, &made, &error));
  g_assert_true (ear_store_add_member (fixture->store, NULL, "jo", &same, NULL, &error));
  g_assert_cmpstr (jo, ==, same);
  members = ear_store_list_members (fixture->store, &error);
  g_assert_cmpuint (members->len, ==, 2);
  g_assert_true (ear_store_assign (fixture->store, NULL, id, jo, &given, NULL, &error));
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_MINE), ==, 0);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_UNASSIGNED), ==, 1);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_ANSWER_NEXT), ==, 2);
  ear_store_assign (fixture->store, NULL, id, ((EarMember *) members->pdata[0])->key, NULL, NULL, &error);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_MINE), ==, 1);
  /* Somebody else has it since. */
  g_assert_false (ear_store_undo (fixture->store, NULL, given, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  undo (fixture, made);
  g_assert_false (ear_store_assign (fixture->store, NULL, id, jo, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND);
}

/* A root found later: what was said of either half stays. */
static void
test_merged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarStoreRow) row = NULL;
  g_autofree char *event = NULL, *tag = NULL;

  say (fixture, "10", "10", NOW - 2 * HOUR, "Are you open on Sunday?");
  say (fixture, "20", "20", NOW - HOUR, "And on Monday?");
  event = snooze (fixture, "20", NOW + DAY);
  ear_store_set_priority (fixture->store, NULL, find_conversation (fixture, "20"), EAR_PRIORITY_HIGH, NULL, NULL, &error);
  ear_store_put_tag (fixture->store, NULL, NULL, "Hours", "", &tag, NULL, NULL, &error);
  ear_store_set_tagged (fixture->store, NULL, find_conversation (fixture, "20"), tag, TRUE, NULL, NULL, &error);
  g_assert_no_error (error);
  ear_batch_add_rekey (batch, "20", "10");
  apply (fixture, batch, NULL);
  row = load_row (fixture, "10");
  g_assert_cmpuint (row->n_messages, ==, 2);
  g_assert_cmpint (row->wakes_at, ==, NOW + DAY);
  g_assert_cmpint (row->priority, ==, EAR_PRIORITY_HIGH);
  g_assert_cmpuint (row->tags->len, ==, 1);
  undo (fixture, event);
  g_assert_cmpuint (count (fixture, EAR_STORE_QUEUE_ANSWER_NEXT), ==, 1);
}

/* ---- a long random sequence beside a model that is as simple as can be ---- */

#define N_CONVERSATIONS 8
#define N_TAGS 2
#define N_MEMBERS 2
#define N_OPERATIONS 1500

typedef enum { UNTIL, ASSIGNEE, PRIORITY, MUTED, TAG_0, TAG_1, N_FIELDS } Field;

typedef struct {
  gint64 value[N_FIELDS];    /* UNTIL: 0, a time, or EAR_SNOOZE_UNTIL_ANSWER */
  guint after;               /* UNTIL: how many messages of theirs there were when it was said */
  guint n_heard;             /* messages of theirs */
  guint last_asking;         /* the number of the last that asked something */
  gint64 opened_at, last_at; /* opened_at 0: nothing waits */
  EarStanding standing;
  char *last_ext;
} Model;

typedef struct {
  char *event;
  guint conversation;
  Field field;
  gint64 before, after;
  guint before_after, after_after; /* UNTIL: Model.after then */
} Deed;

typedef struct {
  Fixture *fixture;
  Model model[N_CONVERSATIONS];
  GArray *deeds;             /* (element-type Deed) */
  char *other;               /* the second channel */
  gint64 other_id;
  char *tags[N_TAGS], *members[N_MEMBERS];
  gint64 now;
  guint n_messages;
} World;

static const char *
channel_of (World *world, guint i)
{
  return i % 2 ? world->other : world->fixture->channel;
}

static gint64
id_of (World *world, guint i)
{
  g_autofree char *key = g_strdup_printf ("%s/c%u", channel_of (world, i), i);

  return ear_store_find_conversation (world->fixture->store, key, NULL);
}

static void
hear (World *world, guint i, gboolean asks)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  Model *model = &world->model[i];
  g_autofree char *conversation = g_strdup_printf ("c%u", i);
  g_autofree char *ext = model->n_heard == 0 ? g_strdup (conversation) : g_strdup_printf ("m%u", world->n_messages++);

  add_inbound (batch, conversation, ext, model->n_heard == 0 ? NULL : conversation, "mia", world->now, asks ? "Are you open on Sunday?" : "Thank you!");
  ear_store_apply_batch (world->fixture->store, channel_of (world, i), NULL, EAR_STREAM_FORWARD, batch, NULL, &error);
  g_assert_no_error (error);
  model->n_heard++;
  model->last_at = world->now;
  g_free (model->last_ext);
  model->last_ext = g_strdup (ext);
  if (asks)
    {
      model->last_asking = model->n_heard;
      if (model->standing != EAR_STANDING_NEEDS_ANSWER)
        model->opened_at = world->now;
      model->standing = EAR_STANDING_NEEDS_ANSWER;
    }
  else if (model->standing != EAR_STANDING_NEEDS_ANSWER)
    {
      gint64 id = id_of (world, i);
      g_autoptr (GPtrArray) rows = ear_store_load_rows (world->fixture->store, &id, 1, &error);

      /* Whether that ends it or leaves it with them is not asked here, but it brings nothing back. */
      model->standing = ((EarStoreRow *) rows->pdata[0])->standing;
      g_assert_cmpint (model->standing, !=, EAR_STANDING_NEEDS_ANSWER);
    }
}

static void
reply (World *world, guint i)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  Model *model = &world->model[i];
  g_autofree char *conversation = g_strdup_printf ("c%u", i);
  g_autofree char *ext = g_strdup_printf ("m%u", world->n_messages++);

  if (model->standing != EAR_STANDING_NEEDS_ANSWER)
    return;
  add_outbound (batch, conversation, ext, model->last_ext, world->now, "Yes, from ten.");
  ear_store_apply_batch (world->fixture->store, channel_of (world, i), NULL, EAR_STREAM_FORWARD, batch, NULL, &error);
  g_assert_no_error (error);
  model->last_at = world->now;
  model->opened_at = 0;
  model->standing = EAR_STANDING_WAITING;
}

static void
set_model (Model *model, Field field, gint64 value, guint after)
{
  model->value[field] = value;
  if (field == UNTIL)
    model->after = after;
}

static void
act (World *world, guint i, Field field)
{
  g_autoptr (GError) error = NULL;
  EarStore *store = world->fixture->store;
  Model *model = &world->model[i];
  gint64 id = id_of (world, i), value = 0;
  Deed deed = { NULL, i, field, model->value[field], 0, model->after, model->n_heard };

  switch (field)
    {
    case UNTIL:
      switch (g_test_rand_int_range (0, 4))
        {
        case 0:
          value = 0;
          deed.after_after = 0;
          break;
        case 1:
          value = EAR_SNOOZE_UNTIL_ANSWER;
          break;
        default:
          value = world->now + g_test_rand_int_range (1, 40) * MINUTE;
        }
      ear_store_snooze (store, NULL, id, value, &deed.event, NULL, &error);
      break;
    case ASSIGNEE:
      value = g_test_rand_int_range (0, N_MEMBERS + 1);
      ear_store_assign (store, NULL, id, value > 0 ? world->members[value - 1] : NULL, &deed.event, NULL, &error);
      break;
    case PRIORITY:
      value = g_test_rand_int_range (-1, 2);
      ear_store_set_priority (store, NULL, id, (EarPriority) value, &deed.event, NULL, &error);
      break;
    case MUTED:
      value = g_test_rand_int_range (0, 2);
      ear_store_set_muted (store, NULL, id, value != 0, &deed.event, NULL, &error);
      break;
    case TAG_0:
    case TAG_1:
      value = g_test_rand_int_range (0, 2);
      ear_store_set_tagged (store, NULL, id, world->tags[field - TAG_0], value != 0, &deed.event, NULL, &error);
      break;
    case N_FIELDS:
    default:
      g_assert_not_reached ();
    }
  g_assert_no_error (error);
  deed.after = value;
  set_model (model, field, value, deed.after_after);
  if (deed.event != NULL)
    g_array_append_val (world->deeds, deed);
}

static void
undo_one (World *world)
{
  g_autoptr (GError) error = NULL;
  Deed *deed, back;
  Model *model;
  gboolean still, ok;

  if (world->deeds->len == 0)
    return;
  /* Mostly a late one, as people do. */
  deed = &g_array_index (world->deeds, Deed, g_test_rand_int_range (MAX (0, (int) world->deeds->len - 6), (int) world->deeds->len));
  model = &world->model[deed->conversation];
  still = model->value[deed->field] == deed->after && (deed->field != UNTIL || model->after == deed->after_after);
  back = (Deed) { NULL, deed->conversation, deed->field, deed->after, deed->before, deed->after_after, deed->before_after };
  ok = ear_store_undo (world->fixture->store, NULL, deed->event, &back.event, NULL, &error);
  if (still)
    g_assert_no_error (error);
  else
    g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT);
  g_assert_cmpint (ok, ==, still);
  if (ok)
    {
      set_model (model, back.field, back.after, back.after_after);
      g_array_append_val (world->deeds, back);
    }
}

static gboolean
asleep (World *world, const Model *model)
{
  if (model->value[MUTED])
    return TRUE;
  return model->value[UNTIL] > world->now && model->last_asking <= model->after;
}

static gboolean
belongs (World *world, const Model *model, EarStoreQueue queue)
{
  gboolean sleeps = asleep (world, model), open = model->standing == EAR_STANDING_NEEDS_ANSWER && !sleeps;

  if (model->n_heard == 0)
    return FALSE;
  switch (queue)
    {
    case EAR_STORE_QUEUE_ANSWER_NEXT:
      return open;
    case EAR_STORE_QUEUE_UNASSIGNED:
      return open && model->value[ASSIGNEE] == 0;
    case EAR_STORE_QUEUE_MINE:
      return open && model->value[ASSIGNEE] == 1;
    case EAR_STORE_QUEUE_SNOOZED:
      return sleeps && model->standing != EAR_STANDING_DONE;
    case EAR_STORE_QUEUE_WAITING_FOR_THEM:
      return model->standing == EAR_STANDING_WAITING && !sleeps;
    case EAR_STORE_QUEUE_DONE:
      return model->standing == EAR_STANDING_DONE;
    default:
      return TRUE;
    }
}

static void
check_queue (World *world, EarStoreQueue queue, EarStoreSort sort, guint channel, int tag)
{
  g_autoptr (GError) error = NULL;
  EarStoreQuery query = { .queue = queue, .sort = sort, .tag_key = tag >= 0 ? world->tags[tag] : NULL,
                          .channel_id = channel == 0 ? 0 : channel == 1 ? world->fixture->channel_id : world->other_id };
  g_autoptr (GArray) ids = ear_store_query_ids (world->fixture->store, &query, &error);
  gboolean waits = queue == EAR_STORE_QUEUE_ANSWER_NEXT || queue == EAR_STORE_QUEUE_UNASSIGNED || queue == EAR_STORE_QUEUE_MINE;
  gint64 last = G_MININT64;
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < N_CONVERSATIONS; i++)
    n += belongs (world, &world->model[i], queue) && (channel == 0 || i % 2 == channel - 1) && (tag < 0 || world->model[i].value[TAG_0 + tag]);
  if (ids->len != n)
    g_test_message ("%s, order %u, channel %u, tag %d", ear_store_queue_to_string (queue), sort, channel, tag);
  g_assert_cmpuint (ids->len, ==, n);
  for (guint j = 0; j < ids->len; j++)
    for (guint i = 0; i < N_CONVERSATIONS; i++)
      if (g_array_index (ids, gint64, j) == id_of (world, i))
        {
          const Model *model = &world->model[i];
          gint64 place = model->last_at;

          g_assert_true (belongs (world, model, queue));
          if (waits && sort != EAR_STORE_SORT_NEWEST)
            place = model->opened_at;
          else if (queue == EAR_STORE_QUEUE_SNOOZED && (sort == EAR_STORE_SORT_QUEUE || sort == EAR_STORE_SORT_DEADLINE))
            place = model->value[MUTED] ? EAR_SNOOZE_UNTIL_ANSWER : model->value[UNTIL];
          else if (sort != EAR_STORE_SORT_LONGEST)
            place = -place;
          g_assert_cmpint (place, >=, last);
          last = place;
        }
}

static void
check_world (World *world)
{
  static const EarStoreQueue queues[] = { EAR_STORE_QUEUE_ANSWER_NEXT, EAR_STORE_QUEUE_UNASSIGNED, EAR_STORE_QUEUE_MINE, EAR_STORE_QUEUE_SNOOZED,
                                          EAR_STORE_QUEUE_WAITING_FOR_THEM, EAR_STORE_QUEUE_DONE, EAR_STORE_QUEUE_ALL };

  for (gsize i = 0; i < G_N_ELEMENTS (queues); i++)
    {
      count (world->fixture, queues[i]);
      check_queue (world, queues[i], (EarStoreSort) g_test_rand_int_range (0, EAR_STORE_N_SORTS), (guint) g_test_rand_int_range (0, 3),
                   g_test_rand_int_range (-1, N_TAGS));
      check_queue (world, queues[i], EAR_STORE_SORT_QUEUE, 0, -1);
    }
  for (guint i = 0; i < N_CONVERSATIONS; i++)
    {
      g_autoptr (GError) error = NULL;
      const Model *model = &world->model[i];
      gint64 id = id_of (world, i);
      g_autoptr (GPtrArray) rows = ear_store_load_rows (world->fixture->store, &id, 1, &error);
      const EarStoreRow *row = rows->pdata[0];

      if (model->n_heard == 0)
        continue;
      g_assert_cmpint (row->standing, ==, model->standing);
      g_assert_cmpint (row->wakes_at != EAR_TIME_NONE, ==, asleep (world, model));
      g_assert_cmpint (row->waiting_since, ==, model->opened_at != 0 ? model->opened_at : EAR_TIME_NONE);
      g_assert_cmpint (row->priority, ==, model->value[PRIORITY]);
      g_assert_cmpint (row->muted, ==, model->value[MUTED]);
      g_assert_cmpstr (row->assignee_key, ==, model->value[ASSIGNEE] > 0 ? world->members[model->value[ASSIGNEE] - 1] : NULL);
      g_assert_cmpint (row->tags != NULL ? (int) row->tags->len : 0, ==, model->value[TAG_0] + model->value[TAG_1]);
    }
}

static void
test_random (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarChannelRow) row = NULL;
  g_autoptr (GPtrArray) members = NULL;
  World world = { .fixture = fixture, .now = NOW, .deeds = g_array_new (FALSE, FALSE, sizeof (Deed)) };

  world.other = fixture_add_channel (fixture, "blog", "2");
  row = ear_store_get_channel (fixture->store, world.other, &error);
  world.other_id = row->id;
  ear_store_put_tag (fixture->store, NULL, NULL, "Hours", "blue", &world.tags[0], NULL, NULL, &error);
  ear_store_put_tag (fixture->store, NULL, NULL, "Praise", "green", &world.tags[1], NULL, NULL, &error);
  ear_store_add_member (fixture->store, NULL, "Jo", &world.members[1], NULL, &error);
  members = ear_store_list_members (fixture->store, &error);
  g_assert_no_error (error);
  world.members[0] = g_strdup (((EarMember *) members->pdata[0])->key);

  for (guint i = 0; i < N_CONVERSATIONS; i++)
    {
      world.now += MINUTE;
      ear_clock_set_for_test (world.now);
      world.model[i].standing = EAR_STANDING_QUIET;
      hear (&world, i, TRUE);
    }
  for (guint n = 0; n < N_OPERATIONS; n++)
    {
      guint i = (guint) g_test_rand_int_range (0, N_CONVERSATIONS);

      world.now += g_test_rand_int_range (1, 5) * MINUTE;
      ear_clock_set_for_test (world.now);
      switch (g_test_rand_int_range (0, 12))
        {
        case 0:
          hear (&world, i, TRUE);
          break;
        case 1:
          hear (&world, i, FALSE);
          break;
        case 2:
        case 3:
          reply (&world, i);
          break;
        case 4:
          ear_store_mark_done (fixture->store, NULL, id_of (&world, i), NULL, NULL, &error);
          g_assert_no_error (error);
          world.model[i].standing = EAR_STANDING_DONE;
          world.model[i].opened_at = 0;
          break;
        case 5:
        case 6:
          undo_one (&world);
          break;
        case 7:
          if (g_test_rand_int_range (0, 20) == 0)
            fixture_reopen (fixture);
          break;
        default:
          act (&world, i, (Field) g_test_rand_int_range (0, N_FIELDS));
        }
      if (n % 10 == 0)
        check_world (&world);
      if (n % 300 == 0)
        fixture_check (fixture);
    }
  check_world (&world);

  for (guint i = 0; i < world.deeds->len; i++)
    g_free (g_array_index (world.deeds, Deed, i).event);
  g_array_unref (world.deeds);
  for (guint i = 0; i < N_CONVERSATIONS; i++)
    g_free (world.model[i].last_ext);
  for (guint i = 0; i < N_TAGS; i++)
    g_free (world.tags[i]);
  for (guint i = 0; i < N_MEMBERS; i++)
    g_free (world.members[i]);
  g_free (world.other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/mark/snooze", test_snooze);
  fixture_test ("/store/mark/woken-by-message", test_woken_by_message);
  fixture_test ("/store/mark/reply-waits", test_reply_waits);
  fixture_test ("/store/mark/mute", test_mute);
  fixture_test ("/store/mark/figures", test_figures);
  fixture_test ("/store/mark/tags", test_tags);
  fixture_test ("/store/mark/members", test_members);
  fixture_test ("/store/mark/merged", test_merged);
  fixture_test ("/store/mark/random", test_random);
  return g_test_run ();
}
