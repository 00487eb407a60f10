/* ear-report-load.c: the report, from what the workspace holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "engine/ear-beside-private.h"
#include "engine/ear-due-private.h"
#include "engine/ear-report-load-private.h"
#include "engine/ear-settings-private.h"

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
      inputs[i].kind_name = kind != NULL ? kind->name : channel->kind;
      inputs[i].offline = kind != NULL && kind->rules.offline;
      inputs[i].removed = channel->state == EAR_CHANNEL_REMOVED;
      inputs[i].known_until = channel->known_until;
      inputs[i].covered = channel->covered;
      if (!add_own (&inputs[i], store, channel->key, kept, error))
        return NULL;
    }
  return g_steal_pointer (&inputs);
}

/* Millions at most; one channel after another, so the index is looked up once a channel. @channels: of the report. */
static EarReportEnquiry *
convert_rows (GPtrArray    *channels,
              const GArray *rows,
              gsize        *n_enquiries)
{
  EarReportEnquiry *enquiries = g_new (EarReportEnquiry, MAX (rows->len, 1));
  gint64 channel_id = 0;
  guint channel = G_MAXUINT;

  *n_enquiries = 0;
  for (guint i = 0; i < rows->len; i++)
    {
      const EarWaitRow *row = &g_array_index (rows, EarWaitRow, i);

      if (i == 0 || row->channel_id != channel_id)
        {
          channel_id = row->channel_id;
          channel = channel_index (channels, channel_id);
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
        .type = row->type,
      };
    }
  return enquiries;
}

/* ---- what earlier times hold, read beside: one after the other, as others want the store's few readers too ---- */

typedef struct {
  EarStore *store;
  EarReportEarlierPeriod periods[EAR_N_EARLIER];
  EarBeside beside;
  EarWaits *waits[EAR_N_EARLIER]; /* (nullable) */
  GError *error;
  EarReportEnquiry *enquiries[EAR_N_EARLIER];
} Past;

static gpointer
read_past (gpointer data)
{
  Past *past = data;

  for (guint i = 0; i < EAR_N_EARLIER && past->error == NULL; i++)
    {
      if (past->periods[i].asked)
        past->waits[i] = ear_store_load_waits (past->store, past->periods[i].from, past->periods[i].to, 0, &past->error);
    }
  return NULL;
}

static void
past_clear (Past *past)
{
  ear_beside_wait (&past->beside);
  g_clear_error (&past->error);
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    {
      g_clear_pointer (&past->waits[i], ear_waits_free);
      g_clear_pointer (&past->enquiries[i], g_free);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Past, past_clear)

static void
past_begin (Past                 *past,
            EarStore             *store,
            const EarReportInput *input)
{
  gboolean any = FALSE;

  past->store = store;
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    {
      past->periods[i] = ear_report_earlier_period (input, (EarEarlier) i);
      any |= past->periods[i].asked;
    }
  if (any)
    ear_beside_begin (&past->beside, "earshot-report", read_past, past);
}

static gboolean
past_end (Past            *past,
          EarReportInput  *input,
          GPtrArray       *channels,
          GError         **error)
{
  ear_beside_wait (&past->beside);
  if (past->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&past->error));
      return FALSE;
    }
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    {
      if (past->waits[i] == NULL)
        continue;
      past->enquiries[i] = convert_rows (channels, past->waits[i]->rows, &input->n_earlier[i]);
      input->earlier[i] = past->enquiries[i];
    }
  return TRUE;
}

static EarReport *
compute_report (EarEngine            *self,
                EarStore             *store,
                const EarReportCall  *call,
                GCancellable         *cancellable,
                GError              **error)
{
  g_autoptr (EarSettings) settings = ear_settings_load (store, error);
  g_autoptr (EarCalendar) calendar = settings != NULL ? ear_due_load_calendar (store, NULL, NULL, error) : NULL;
  g_autoptr (GArray) promises = calendar != NULL ? ear_due_load_promises (store, NULL, NULL, error) : NULL;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_autoptr (EarWaits) waits = NULL;
  g_autofree EarReportChannelInput *channels = NULL;
  g_autofree EarReportEnquiry *enquiries = NULL;
  g_auto (Past) past = { 0 };
  g_auto (Kept) kept = { g_ptr_array_new_with_free_func ((GDestroyNotify) ear_calendar_free),
                         g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref) };
  EarReportInput input = { .from = call->from, .to = call->to, .now = ear_clock_now_ms () };

  if (promises == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  input.hours = calendar;
  input.zone = settings->zone;
  input.promises = (const EarPromise *) (gpointer) promises->data;
  input.n_promises = promises->len;
  past_begin (&past, store, &input);
  waits = ear_store_load_waits (store, call->from, call->to, 0, error);
  if (waits == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  channels = convert_channels (waits->channels, directory, store, &kept, error);
  if (channels == NULL || !past_end (&past, &input, waits->channels, error))
    return NULL;
  enquiries = convert_rows (waits->channels, waits->rows, &input.n_enquiries);
  input.channels = channels;
  input.n_channels = waits->channels->len;
  input.enquiries = enquiries;
  return ear_report_compute (&input);
}

EarReport *
ear_report_load (EarEngine            *self,
                 EarStore             *store,
                 const EarReportCall  *call,
                 EarReportCompute      compute,
                 GCancellable         *cancellable,
                 GError              **error)
{
  EarReportKey key = { call->from, call->to, ear_store_get_n_writes (store), compute != NULL };
  /* Beside a running engine, nobody tells of what is written. */
  gboolean cached = !(self->flags & EAR_ENGINE_READ_ONLY);
  EarReport *report = cached ? ear_report_cache_dup (self->reports, &key, ear_clock_now_ms ()) : NULL;

  if (report != NULL)
    return report;
  report = (compute != NULL ? compute : compute_report) (self, store, call, cancellable, error);
  if (report != NULL && cached)
    ear_report_cache_add (self->reports, &key, report);
  return report;
}

static gpointer
load_report (EarEngine     *self,
             EarStore      *store,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  return ear_report_load (self, store, data, NULL, cancellable, error);
}

/**
 * ear_engine_load_report_async:
 * @from: questions that came at or after this, UTC ms
 * @to: and before this
 *
 * What was computed within the last minute, with nothing written since, is given again.
 */
void
ear_engine_load_report_async (EarEngine           *self,
                              gint64               from,
                              gint64               to,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  EarReportCall call = { .from = from, .to = to };
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
