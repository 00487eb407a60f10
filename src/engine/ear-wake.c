/* ear-wake.c: snoozed conversations whose time has come
 *
 * Nothing is written when one wakes: lists compare with the time it is. What is left to do is to say so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "engine/ear-engine-private.h"

/* Timers stand still while the computer sleeps, and know nothing of a clock that was set. */
#define LONGEST_MS (10 * 60 * 1000)

struct _EarWake {
  EarEngine *engine;         /* unowned: lives longer */

  /* Main thread. */
  guint timer;
  gint64 seen;               /* UTC ms: until when the woken were announced; EAR_TIME_NONE: not asked yet */
  gboolean asking, again;
};

typedef struct {
  gint64 after, now, next;
  GArray *ids;               /* (element-type gint64) */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->ids, g_array_unref);
  g_free (answer);
}

EarWake *
ear_wake_new (EarEngine *engine)
{
  EarWake *self = g_new0 (EarWake, 1);

  self->engine = engine;
  self->seen = EAR_TIME_NONE;
  return self;
}

void
ear_wake_stop (EarWake *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
}

void
ear_wake_free (EarWake *self)
{
  ear_wake_stop (self);
  g_free (self);
}

static gpointer
ask (EarEngine     *engine,
     EarStore      *store,
     gpointer       data,
     GCancellable  *cancellable,
     GError       **error)
{
  Answer *answer = g_memdup2 (data, sizeof (Answer));

  answer->ids = ear_store_query_waking (store, answer->after, answer->now, &answer->next, error);
  if (answer->ids == NULL)
    g_clear_pointer (&answer, answer_free);
  return answer;
}

static gboolean
timer_fired (gpointer data)
{
  EarWake *self = data;

  self->timer = 0;
  ear_engine_update_wake_timer (self->engine);
  return G_SOURCE_REMOVE;
}

static void
asked (GObject      *source,
       GAsyncResult *result,
       gpointer      data)
{
  EarEngine *engine = EAR_ENGINE (source);
  EarWake *self = engine->wake;
  Answer *answer = g_task_propagate_pointer (G_TASK (result), NULL);

  self->asking = FALSE;
  if (answer == NULL || engine->closed)
    {
      g_clear_pointer (&answer, answer_free);
      return;
    }
  self->seen = answer->now;
  if (answer->ids->len > 0)
    {
      ear_change_queue_add_conversations (engine->change_queue, (const gint64 *) (gpointer) answer->ids->data, answer->ids->len);
      ear_change_queue_mark (engine->change_queue, EAR_CHANGED_COUNTS);
    }
  for (guint i = 0; i < answer->ids->len; i++)
    ear_engine_emit_woke (engine, g_array_index (answer->ids, gint64, i));
  g_clear_handle_id (&self->timer, g_source_remove);
  if (answer->next != EAR_TIME_NONE)
    self->timer = g_timeout_add ((guint) CLAMP (answer->next - ear_clock_now_ms (), 0, LONGEST_MS) + 1, timer_fired, self);
  answer_free (answer);
  if (self->again)
    ear_engine_update_wake_timer (engine);
}

void
ear_engine_update_wake_timer (EarEngine *engine)
{
  EarWake *self = engine->wake;
  gint64 now = ear_clock_now_ms ();
  Answer question = { .after = self->seen != EAR_TIME_NONE ? self->seen : now, .now = now };
  EarWork work = { ask, NULL, g_free, answer_free };

  if (engine->closed || (engine->flags & (EAR_ENGINE_NO_SYNC | EAR_ENGINE_READ_ONLY)) != 0)
    return;
  /* What comes while a question is on its way is gathered. */
  self->again = self->asking;
  if (self->asking)
    return;
  self->asking = TRUE;
  work.data = g_memdup2 (&question, sizeof question);
  ear_engine_read (engine, ear_engine_update_wake_timer, work, NULL, asked, NULL);
}
