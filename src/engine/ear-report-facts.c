/* ear-report-facts.c: the whole report: with what its answers contradict
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-brand-private.h"

typedef struct {
  gint64 from, to;
} ReportCall;

/* Pages of connected channels; what is logged by hand has none. */
static GArray *
load_profiles (EarDirectory    *directory,
               GPtrArray       *rows,
               const EarReport *report)
{
  GArray *profiles = g_array_new (FALSE, FALSE, sizeof (EarFactsProfile));

  for (guint i = 0; i < rows->len; i++)
    {
      const EarChannelRow *row = g_ptr_array_index (rows, i);
      const EarDirectoryEntry *entry = ear_directory_find (directory, row->id);
      EarFactsProfile profile = { .name = row->service_name, .url = row->url };

      if (entry == NULL || entry->kind == NULL || entry->kind->rules.offline)
        continue;
      for (guint k = 0; k < report->channels->len; k++)
        if (g_str_equal (ear_report_get_channel (report, k)->key, row->key))
          {
            profile.channel = k;
            g_array_append_val (profiles, profile);
          }
    }
  return profiles;
}

/* The store counts channels in the order of the report. */
static EarFacts *
load_facts (EarEngine        *self,
            EarStore         *store,
            const EarReport  *report,
            const ReportCall *call,
            GCancellable     *cancellable,
            GError          **error)
{
  g_autoptr (EarBrandSheet) sheet = ear_brand_sheet_load (store, error);
  g_autoptr (EarCalendar) opening = sheet != NULL ? ear_brand_load_opening (store, error) : NULL;
  g_autoptr (GPtrArray) rows = opening != NULL ? ear_store_list_channels (store, FALSE, error) : NULL;
  g_autoptr (EarAnswers) answers = rows != NULL ? ear_store_load_answers (store, call->from, call->to, error) : NULL;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_autoptr (GArray) profiles = NULL;
  EarFactsInput input = { .sheet = sheet, .opening = opening };

  if (answers == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  profiles = load_profiles (directory, rows, report);
  input.answers = (const EarAnswerText *) (gpointer) answers->texts->data;
  input.n_answers = answers->texts->len;
  input.profiles = (const EarFactsProfile *) (gpointer) profiles->data;
  input.n_profiles = profiles->len;
  return ear_facts_new (&input);
}

static gpointer
load_whole_report (EarEngine     *self,
                   EarStore      *store,
                   gpointer       data,
                   GCancellable  *cancellable,
                   GError       **error)
{
  const ReportCall *call = data;
  g_autoptr (EarReport) report = ear_report_load (self, store, call->from, call->to, cancellable, error);

  if (report == NULL)
    return NULL;
  report->facts = load_facts (self, store, report, call, cancellable, error);
  if (report->facts == NULL || !ear_report_add_presence (self, store, report, error))
    return NULL;
  return g_steal_pointer (&report);
}

/**
 * ear_engine_load_whole_report_async:
 * @from: questions that came and replies that went out at or after this, UTC ms
 * @to: and before this
 *
 * As ear_engine_load_report_async(), with the facts beside: every reply is read for that, so it takes longer. Finishes with
 * ear_engine_load_report_finish().
 */
void
ear_engine_load_whole_report_async (EarEngine           *self,
                                    gint64               from,
                                    gint64               to,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             data)
{
  ReportCall call = { from, to };
  EarWork work = { load_whole_report, g_memdup2 (&call, sizeof call), g_free, (GDestroyNotify) ear_report_unref };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_read (self, ear_engine_load_whole_report_async, work, cancellable, callback, data);
}
