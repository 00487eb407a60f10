/* ear-change-queue.c: what changed, from any thread to the main one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "engine/ear-change-queue-private.h"

/* Long enough to gather a burst, short enough not to be seen. */
#define GATHER_MS 40

struct _EarChangeQueue {
  gatomicrefcount ref_count;
  GMainContext *context;
  EarChangeDeliverFunc deliver;
  gpointer data;

  GMutex mutex;
  GSource *source;           /* waits to deliver */
  gboolean closed;
  GHashTable *conversations; /* (element-type gint64) */
  GHashTable *new_questions;
  GPtrArray *notices;
  EarChangedFlags flags;
};

static GHashTable *
id_set_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

static void
id_set_add (GHashTable *set,
            gint64      id)
{
  if (!g_hash_table_contains (set, &id))
    g_hash_table_add (set, g_memdup2 (&id, sizeof id));
}

static GArray *
id_set_to_array (GHashTable *set)
{
  GArray *array = g_array_sized_new (FALSE, FALSE, sizeof (gint64), g_hash_table_size (set));
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_array_append_val (array, *(const gint64 *) id);
  return array;
}

EarChangeQueue *
ear_change_queue_new (GMainContext         *context,
                      EarChangeDeliverFunc  deliver,
                      gpointer              data)
{
  EarChangeQueue *self = g_new0 (EarChangeQueue, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->context = g_main_context_ref (context);
  self->deliver = deliver;
  self->data = data;
  g_mutex_init (&self->mutex);
  self->conversations = id_set_new ();
  self->new_questions = id_set_new ();
  self->notices = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_advice_free);
  return self;
}

EarChangeQueue *
ear_change_queue_ref (EarChangeQueue *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ear_change_queue_unref (EarChangeQueue *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_assert (self->source == NULL);
  g_hash_table_unref (self->conversations);
  g_hash_table_unref (self->new_questions);
  g_ptr_array_unref (self->notices);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
ear_change_queue_flush (EarChangeQueue *self)
{
  g_autoptr (GHashTable) conversations = NULL;
  g_autoptr (GHashTable) new_questions = NULL;
  g_autoptr (GPtrArray) notices = NULL;
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GArray) question_ids = NULL;
  EarChangeDelivery delivery = { 0 };
  EarChangedFlags flags;

  g_mutex_lock (&self->mutex);
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_clear_pointer (&self->source, g_source_unref);
    }
  if (self->closed)
    {
      g_mutex_unlock (&self->mutex);
      return;
    }
  conversations = g_steal_pointer (&self->conversations);
  new_questions = g_steal_pointer (&self->new_questions);
  notices = g_steal_pointer (&self->notices);
  flags = self->flags;
  self->conversations = id_set_new ();
  self->new_questions = id_set_new ();
  self->notices = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_advice_free);
  self->flags = 0;
  g_mutex_unlock (&self->mutex);

  ids = id_set_to_array (conversations);
  question_ids = id_set_to_array (new_questions);
  delivery.set.conversations = ids;
  delivery.set.channels = (flags & EAR_CHANGED_CHANNELS) != 0;
  delivery.set.counts = (flags & EAR_CHANGED_COUNTS) != 0 || ids->len > 0;
  delivery.set.outbox = (flags & EAR_CHANGED_OUTBOX) != 0;
  delivery.set.settings = (flags & EAR_CHANGED_SETTINGS) != 0;
  delivery.anything = flags != 0 || ids->len > 0;
  delivery.notices = notices;
  delivery.new_questions = question_ids;
  self->deliver (&delivery, self->data);
}

static gboolean
deliver_cb (gpointer data)
{
  ear_change_queue_flush (data);
  return G_SOURCE_REMOVE;
}

/* Under the lock. */
static void
schedule (EarChangeQueue *self)
{
  if (self->source != NULL || self->closed)
    return;
  self->source = g_timeout_source_new (GATHER_MS);
  g_source_set_static_name (self->source, "earshot changes");
  g_source_set_callback (self->source, deliver_cb, ear_change_queue_ref (self), (GDestroyNotify) ear_change_queue_unref);
  g_source_attach (self->source, self->context);
}

void
ear_change_queue_close (EarChangeQueue *self)
{
  GSource *source;

  g_mutex_lock (&self->mutex);
  self->closed = TRUE;
  source = g_steal_pointer (&self->source);
  g_mutex_unlock (&self->mutex);
  if (source != NULL)
    {
      g_source_destroy (source);
      g_source_unref (source);
    }
}

void
ear_change_queue_mark (EarChangeQueue  *self,
                       EarChangedFlags  flags)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->flags |= flags;
  schedule (self);
}

void
ear_change_queue_add_conversations (EarChangeQueue *self,
                                    const gint64   *conversation_ids,
                                    gsize           n_conversations)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (n_conversations == 0)
    return;
  for (gsize i = 0; i < n_conversations; i++)
    id_set_add (self->conversations, conversation_ids[i]);
  schedule (self);
}

void
ear_change_queue_add_conversation (EarChangeQueue *self,
                                   gint64          conversation_id)
{
  ear_change_queue_add_conversations (self, &conversation_id, 1);
}

void
ear_change_queue_add_new_question (EarChangeQueue *self,
                                   gint64          conversation_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  id_set_add (self->new_questions, conversation_id);
  schedule (self);
}

void
ear_change_queue_take_notice (EarChangeQueue *self,
                              EarAdvice      *advice)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_ptr_array_add (self->notices, advice);
  schedule (self);
}
