/* ear-outgoing-wait.c: waiting until what was sent has arrived, or cannot be sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-outgoing-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "engine/ear-scheduler-private.h"

static gpointer
look_at_state (EarEngine     *self,
               EarStore      *store,
               gpointer       data,
               GCancellable  *cancellable,
               GError       **error)
{
  return ear_store_outbox_get (store, data, error);
}

/* Why it is not on its way, or NULL when it is: then the wait goes on. */
static GError *
find_hold (EarEngine          *self,
           const EarOutboxRow *row)
{
  g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, row->channel_key);
  g_auto (EarHealthView) health = { .last_read = EAR_TIME_NONE };
  EarProblemCode code;
  const char *sentence;

  if (connection == NULL || row->state == EAR_OUTBOX_SENDING)
    return NULL;
  ear_connection_get_health (connection, &health);
  switch (health.health)
    {
    case EAR_HEALTH_OFFLINE:
      code = EAR_PROBLEM_OFFLINE;
      break;
    case EAR_HEALTH_SIGN_IN:
      code = EAR_PROBLEM_AUTH;
      break;
    case EAR_HEALTH_WAITING:
    case EAR_HEALTH_TROUBLE:
      code = EAR_PROBLEM_RETRY_LATER;
      if (ear_worker_get_gate (connection->worker, EAR_GATE_WRITING) > ear_clock_monotonic_ms ())
        break;
      /* What waits is the reading only. */
      if (health.health == EAR_HEALTH_WAITING)
        return NULL;
      G_GNUC_FALLTHROUGH;
    case EAR_HEALTH_OK:
    case EAR_HEALTH_SYNCING:
    case EAR_HEALTH_PAUSED:
    default:
      /* Tried, and refused for now. */
      if (row->state != EAR_OUTBOX_QUEUED || !row->has_problem || row->not_before <= ear_clock_now_ms ())
        return NULL;
      code = row->problem;
      break;
    }
  sentence = health.sentence != NULL ? health.sentence : row->sentence != NULL ? row->sentence : "";
  if (row->state == EAR_OUTBOX_UNKNOWN)
    /* Translators: %s is a sentence that says why */
    return ear_problem_new (EAR_PROBLEM_OUTCOME_UNKNOWN, NULL, _("It may have arrived. %s Earshot looks before it sends it again."), sentence);
  /* Translators: %s is a sentence that says why */
  return ear_problem_new (code, NULL, _("%s The answer is kept and sent when that is possible."), sentence);
}

static void
state_looked_at (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  EarEngine *self = EAR_ENGINE (source);
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (EarOutboxRow) row = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_completed (task) || !g_ptr_array_find (self->outgoing_waits, task, NULL))
    {
      g_clear_error (&error);
      return;
    }
  if (row == NULL)
    {
      g_task_return_error (task, error);
    }
  else
    {
      switch (row->state)
        {
        case EAR_OUTBOX_ACCEPTED:
        case EAR_OUTBOX_SEEN:
          g_task_return_boolean (task, TRUE);
          break;
        case EAR_OUTBOX_FAILED:
          g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", row->sentence != NULL ? row->sentence : _("It was not accepted."));
          break;
        case EAR_OUTBOX_ASK:
          g_task_return_error (task, ear_problem_new (EAR_PROBLEM_OUTCOME_UNKNOWN, NULL, "%s", _("It may have arrived. Look there, or send it again.")));
          break;
        case EAR_OUTBOX_CANCELLED:
        case EAR_OUTBOX_DRAFT:
          g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _("It was taken back."));
          break;
        case EAR_OUTBOX_QUEUED:
        case EAR_OUTBOX_SENDING:
        case EAR_OUTBOX_UNKNOWN:
        default:
          error = find_hold (self, row);
          if (error == NULL)
            return;
          g_task_return_error (task, error);
          break;
        }
    }
  g_ptr_array_remove_fast (self->outgoing_waits, task);
}

static void
look_for (EarEngine *self,
          GTask     *task)
{
  EarWork work = { look_at_state, g_strdup (g_task_get_task_data (task)), g_free, (GDestroyNotify) ear_outbox_row_free };

  ear_engine_read (self, look_for, work, NULL, state_looked_at, g_object_ref (task));
}

void
ear_engine_update_outgoing_waits (EarEngine *self)
{
  for (guint i = 0; i < self->outgoing_waits->len; i++)
    look_for (self, g_ptr_array_index (self->outgoing_waits, i));
}

void
ear_engine_fail_outgoing_waits (EarEngine *self)
{
  for (guint i = 0; i < self->outgoing_waits->len; i++)
    g_task_return_new_error (g_ptr_array_index (self->outgoing_waits, i), G_IO_ERROR, G_IO_ERROR_CLOSED, "Earshot is closing");
  g_ptr_array_set_size (self->outgoing_waits, 0);
}

/**
 * ear_engine_wait_outgoing_async:
 *
 * Finishes when the service has it; fails when it was refused, taken back, when nobody can tell, and when it cannot be sent now:
 * then it stays in the outbox.
 */
void
ear_engine_wait_outgoing_async (EarEngine           *self,
                                const char          *outbox_key,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, ear_engine_wait_outgoing_async);
  g_task_set_task_data (task, g_strdup (outbox_key), g_free);
  g_ptr_array_add (self->outgoing_waits, task);
  look_for (self, task);
}
