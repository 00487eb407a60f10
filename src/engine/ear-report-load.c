/* ear-report-load.c: the report, from what the workspace holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "engine/ear-brand-private.h"
#include "engine/ear-due-private.h"
#include "engine/ear-report.h"
#include "engine/ear-settings-private.h"
#include "store/ear-store-report.h"

typedef struct {
  gint64 from, to;
} ReportCall;

static guint
channel_index (GPtrArray *channels,
               gint64     channel_id)
{
  for (guint i = 0; i < channels->len; i++)
    {
      if (((const EarWaitChannel *) g_ptr_array_index (channels, i))->channel_id == channel_id)
        return i;
    }
  return G_MAXUINT;
}

/* What the inputs borrow. */
typedef struct {
  GPtrArray *calendars;      /* (element-type EarCalendar) */
  GPtrArray *promises;       /* (element-type GArray) */
} Kept;

static void
kept_clear (Kept *kept)
{
  g_clear_pointer (&kept->calendars, g_ptr_array_unref);
  g_clear_pointer (&kept->promises, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Kept, kept_clear)

static gboolean
add_own (EarReportChannelInput  *input,
         EarStore               *store,
         const char             *key,
         Kept                   *kept,
         GError                **error)
{
  gboolean own_hours = FALSE, own_promise = FALSE;
  EarCalendar *calendar = ear_due_load_calendar (store, key, &own_hours, error);
  GArray *promises;

  if (calendar == NULL)
    return FALSE;
  g_ptr_array_add (kept->calendars, calendar);
  promises = ear_due_load_promises (store, key, &own_promise, error);
  if (promises == NULL)
    return FALSE;
  g_ptr_array_add (kept->promises, promises);
  if (own_hours)
    input->hours = calendar;
  if (own_promise)
    {
      input->promises = (const EarPromise *) (gpointer) promises->data;
      input->n_promises = promises->len;
    }
  return TRUE;
}

static EarReportChannelInput *
convert_channels (GPtrArray     *channels,
                  EarDirectory  *directory,
                  EarStore      *store,
                  Kept          *kept,
                  GError       **error)
{
  g_autofree EarReportChannelInput *inputs = g_new0 (EarReportChannelInput, channels->len + 1);

  for (guint i = 0; i < channels->len; i++)
    {
      const EarWaitChannel *channel = g_ptr_array_index (channels, i);
      const EarDirectoryEntry *entry = ear_directory_find (directory, channel->channel_id);
      const EarChannelKind *kind = entry != NULL ? entry->kind : NULL;

      inputs[i].key = channel->key;
      inputs[i].name = channel->name;
      inputs[i].kind = channel->kind;
      inputs[i].kind_name = kind != NULL ? _(kind->name) : channel->kind;
      inputs[i].offline = kind != NULL && kind->rules.offline;
      inputs[i].removed = channel->state == EAR_CHANNEL_REMOVED;
      inputs[i].known_until = channel->known_until;
      inputs[i].covered = channel->covered;
      if (!add_own (&inputs[i], store, channel->key, kept, error))
        return NULL;
    }
  return g_steal_pointer (&inputs);
}

/* Millions at most; one channel after another, so the index is looked up once a channel. */
static EarReportEnquiry *
convert_rows (const EarWaits *waits,
              gsize          *n_enquiries)
{
  EarReportEnquiry *enquiries = g_new (EarReportEnquiry, MAX (waits->rows->len, 1));
  gint64 channel_id = 0;
  guint channel = G_MAXUINT;

  *n_enquiries = 0;
  for (guint i = 0; i < waits->rows->len; i++)
    {
      const EarWaitRow *row = &g_array_index (waits->rows, EarWaitRow, i);

      if (i == 0 || row->channel_id != channel_id)
        {
          channel_id = row->channel_id;
          channel = channel_index (waits->channels, channel_id);
        }
      if (channel == G_MAXUINT)
        continue;
      enquiries[(*n_enquiries)++] = (EarReportEnquiry) {
        .conversation_id = row->conversation_id,
        .person_id = row->person_id,
        .opened_at = row->opened_at,
        .answered_at = row->answered_at,
        .closed_at = row->closed_at,
        .channel = channel,
        .outcome = row->outcome,
        .exclusion = row->exclusion,
        .follow_up = row->follow_up,
        .on_spot = row->on_the_spot,
      };
    }
  return enquiries;
}

static gpointer
load_report (EarEngine     *self,
             EarStore      *store,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  const ReportCall *call = data;
  g_autoptr (EarWaits) waits = ear_store_load_waits (store, call->from, call->to, 0, error);
  g_autoptr (EarCalendar) calendar = waits != NULL ? ear_due_load_calendar (store, NULL, NULL, error) : NULL;
  g_autoptr (GArray) promises = calendar != NULL ? ear_due_load_promises (store, NULL, NULL, error) : NULL;
  g_autoptr (EarSettings) settings = promises != NULL ? ear_settings_load (store, error) : NULL;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_autofree EarReportChannelInput *channels = NULL;
  g_autofree EarReportEnquiry *enquiries = NULL;
  g_auto (Kept) kept = { g_ptr_array_new_with_free_func ((GDestroyNotify) ear_calendar_free),
                         g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref) };
  EarReportInput input = { .from = call->from, .to = call->to, .now = ear_clock_now_ms () };

  if (settings == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  channels = convert_channels (waits->channels, directory, store, &kept, error);
  if (channels == NULL)
    return NULL;
  enquiries = convert_rows (waits, &input.n_enquiries);
  input.hours = calendar;
  input.zone = settings->zone;
  input.promises = (const EarPromise *) (gpointer) promises->data;
  input.n_promises = promises->len;
  input.channels = channels;
  input.n_channels = waits->channels->len;
  input.enquiries = enquiries;
  return ear_report_compute (&input);
}

EarReport *
ear_report_load (EarEngine     *self,
                 EarStore      *store,
                 gint64         from,
                 gint64         to,
                 GCancellable  *cancellable,
                 GError       **error)
{
  ReportCall call = { from, to };

  return load_report (self, store, &call, cancellable, error);
}

/**
 * ear_engine_load_report_async:
 * @from: questions that came at or after this, UTC ms
 * @to: and before this
 */
void
ear_engine_load_report_async (EarEngine           *self,
                              gint64               from,
                              gint64               to,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  ReportCall call = { from, to };
  EarWork work = { load_report, g_memdup2 (&call, sizeof call), g_free, (GDestroyNotify) ear_report_unref };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_read (self, ear_engine_load_report_async, work, cancellable, callback, data);
}

/**
 * ear_engine_load_report_finish:
 *
 * Returns: (transfer full)
 */
EarReport *
ear_engine_load_report_finish (EarEngine     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
