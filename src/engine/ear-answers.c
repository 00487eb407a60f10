/* ear-answers.c: what counts as an answer, where people know better than the rules
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-engine-private.h"
#include "store/ear-store-event.h"
#include "store/ear-store-report.h"

/* ---- "also answers" ---- */

typedef struct {
  gint64 message_id, question_id;
} AlsoCall;

static gpointer
also_answers (EarEngine     *self,
              EarStore      *store,
              gpointer       data,
              GCancellable  *cancellable,
              GError       **error)
{
  const AlsoCall *call = data;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  char *event = NULL;

  if (!ear_store_set_also_answers (store, NULL, call->message_id, call->question_id, &event, changes, error))
    return NULL;
  ear_engine_publish (self, changes, EAR_CHANGED_COUNTS);
  return event != NULL ? event : g_strdup ("");
}

/**
 * ear_engine_also_answers_async:
 * @message_id: of ours
 * @question_id: the message of theirs in the same conversation that it answers too; 0: none any more
 *
 * Finishes with an event.
 */
void
ear_engine_also_answers_async (EarEngine           *self,
                               gint64               message_id,
                               gint64               question_id,
                               GAsyncReadyCallback  callback,
                               gpointer             data)
{
  AlsoCall call = { message_id, question_id };
  EarWork work = { also_answers, g_memdup2 (&call, sizeof call), g_free, g_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_write (self, ear_engine_also_answers_async, work, NULL, callback, data);
}

/* ---- replies of a machine ---- */

typedef struct {
  gint64 from, to;
} FindCall;

static gpointer
find_automatic (EarEngine     *self,
                EarStore      *store,
                gpointer       data,
                GCancellable  *cancellable,
                GError       **error)
{
  const FindCall *call = data;

  return ear_store_find_automatic (store, call->from, call->to, error);
}

/**
 * ear_engine_find_automatic_async:
 * @from: replies to what came at or after this, UTC ms
 * @to: and before this
 *
 * Replies that look automatic, and those that were said to be.
 */
void
ear_engine_find_automatic_async (EarEngine           *self,
                                 gint64               from,
                                 gint64               to,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             data)
{
  FindCall call = { from, to };
  EarWork work = { find_automatic, g_memdup2 (&call, sizeof call), g_free, (GDestroyNotify) ear_automatic_replies_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_read (self, ear_engine_find_automatic_async, work, cancellable, callback, data);
}

/**
 * ear_engine_find_automatic_finish:
 *
 * Returns: (transfer full)
 */
EarAutomaticReplies *
ear_engine_find_automatic_finish (EarEngine     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  GArray *message_ids;
  gboolean automatic;
} SetCall;

static void
set_call_free (gpointer data)
{
  SetCall *call = data;

  g_array_unref (call->message_ids);
  g_free (call);
}

static gpointer
set_automatic (EarEngine     *self,
               EarStore      *store,
               gpointer       data,
               GCancellable  *cancellable,
               GError       **error)
{
  const SetCall *call = data;
  g_autoptr (EarChanges) changes = ear_changes_new ();

  if (!ear_store_set_automatic (store, NULL, call->message_ids, call->automatic, changes, error))
    return NULL;
  ear_engine_publish (self, changes, EAR_CHANGED_COUNTS);
  return EAR_WORK_DONE;
}

/**
 * ear_engine_set_automatic_async:
 * @message_ids: (element-type gint64): of ours
 * @automatic: they are no answers; FALSE: they are after all
 */
void
ear_engine_set_automatic_async (EarEngine           *self,
                                GArray              *message_ids,
                                gboolean             automatic,
                                GAsyncReadyCallback  callback,
                                gpointer             data)
{
  SetCall *call = g_new0 (SetCall, 1);
  EarWork work = { set_automatic, call, set_call_free, NULL };

  g_return_if_fail (EAR_IS_ENGINE (self) && message_ids != NULL);

  call->message_ids = g_array_copy (message_ids);
  call->automatic = automatic;
  ear_engine_write (self, ear_engine_set_automatic_async, work, NULL, callback, data);
}
