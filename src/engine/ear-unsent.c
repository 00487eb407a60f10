/* ear-unsent.c: what would not leave if Earshot were closed now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "engine/ear-engine-private.h"
#include "engine/ear-outbox-private.h"
#include "engine/ear-scheduler-private.h"
#include "store/ear-store-outbox.h"

/* Sent at the close, if only its undo window was not over. */
static gboolean
leaves_at_close (EarEngine          *self,
                 const EarOutboxRow *row)
{
  g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, row->channel_key);

  return connection != NULL && ear_outbox_can_send (connection) &&
         row->not_before <= ear_clock_now_ms () + EAR_OUTBOX_LONGEST_UNDO_MS;
}

static char *
describe (EarEngine          *self,
          const EarOutboxRow *row,
          guint               n)
{
  g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, row->channel_key);
  g_auto (EarHealthView) health = { .last_read = EAR_TIME_NONE };
  const char *why = row->sentence;

  if (connection != NULL)
    ear_connection_get_health (connection, &health);
  if (health.sentence != NULL)
    why = health.sentence;
  if (why == NULL)
    /* Translators: of what was to be sent, answers for the most part */
    return g_strdup_printf (ngettext ("%u answer has not left yet. It is kept; when Earshot is opened again more than 15 minutes later, it is a draft.",
                                      "%u answers have not left yet. They are kept; when Earshot is opened again more than 15 minutes later, they are drafts.", n), n);
  /* Translators: of what was to be sent, answers for the most part; %s is a sentence that says why */
  return g_strdup_printf (ngettext ("%u answer has not left yet. %s It is kept; when Earshot is opened again more than 15 minutes later, it is a draft.",
                                    "%u answers have not left yet. %s They are kept; when Earshot is opened again more than 15 minutes later, they are drafts.", n), n, why);
}

static gpointer
find_unsent (EarEngine     *self,
             EarStore      *store,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (GPtrArray) rows = ear_store_outbox_list (store, NULL, 1u << EAR_OUTBOX_QUEUED, error);
  const EarOutboxRow *first = NULL;
  guint n = 0;

  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      const EarOutboxRow *row = g_ptr_array_index (rows, i);

      if (leaves_at_close (self, row))
        continue;
      if (first == NULL)
        first = row;
      n++;
    }
  return first != NULL ? describe (self, first, n) : g_strdup ("");
}

/**
 * ear_engine_find_unsent_async:
 *
 * What would stay unsent if the engine were closed now, as a sentence to ask with; "" when nothing does, or all of it leaves at
 * the close: ear_engine_finish_text().
 */
void
ear_engine_find_unsent_async (EarEngine           *self,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  EarWork work = { find_unsent, NULL, NULL, g_free };

  ear_engine_read (self, ear_engine_find_unsent_async, work, NULL, callback, data);
}
