/* ear-report-whole.c: the whole report: with how its replies sound, and what they contradict
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "engine/ear-beside-private.h"
#include "engine/ear-brand-private.h"
#include "engine/ear-report-load-private.h"
#include "engine/ear-report-progress-private.h"
#include "engine/ear-report-readings-private.h"

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
      EarFactsProfile profile = { .name = row->service_name, .url = row->url, .about = row->about };

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

/* Replies on channels that the report leaves out go; those of others get its numbers. */
static void
count_as_report (EarAnswers      *answers,
                 const EarReport *report)
{
  g_autofree guint *places = ear_report_dup_places (report, answers->channels);
  guint n = 0;

  for (guint i = 0; i < answers->texts->len; i++)
    {
      EarAnswerText answer = g_array_index (answers->texts, EarAnswerText, i);

      answer.channel = places[answer.channel];
      if (answer.channel != G_MAXUINT)
        g_array_index (answers->texts, EarAnswerText, n++) = answer;
    }
  g_array_set_size (answers->texts, n);
}

/* ---- voice and presence, beside the facts ---- */

typedef struct {
  EarEngine *engine;
  EarStore *store;
  EarReport *report;         /* its voice, presence and talk are this one's; nothing else */
  const EarAnswers *answers;
  EarVoiceWish *wish;        /* (nullable) */
  EarReadings *readings;
  EarReportProgress *progress;
  EarBeside beside;
  GError *error;
} Rest;

static gpointer
read_rest (gpointer data)
{
  Rest *rest = data;
  EarReport *report = rest->report;

  report->voice = ear_voice_new_watched ((const EarAnswerText *) (gpointer) rest->answers->texts->data, rest->answers->texts->len, report->channels->len,
                                         rest->wish, rest->readings, ear_report_progress_voice, rest->progress);
  if (report->voice == NULL || !ear_report_progress_end (rest->progress, EAR_REPORT_PART_VOICE, &rest->error)
      || !ear_report_add_presence (rest->engine, rest->store, report, &rest->error))
    return NULL;
  ear_report_progress_end (rest->progress, EAR_REPORT_PART_PRESENCE, &rest->error);
  return NULL;
}

static void
rest_clear (Rest *rest)
{
  ear_beside_wait (&rest->beside);
  g_clear_pointer (&rest->wish, ear_voice_wish_free);
  g_clear_pointer (&rest->readings, ear_readings_free);
  g_clear_error (&rest->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rest, rest_clear)

/* (nullable): a wish that nobody can read is none. */
static EarVoiceWish *
read_wish (const EarBrandSheet *sheet)
{
  const char *text = ear_brand_sheet_get (sheet, EAR_BRAND_VOICE);
  g_autoptr (GError) error = NULL;
  EarVoiceWish *wish;

  if (text == NULL)
    return NULL;
  wish = ear_voice_wish_from_json (text, &error);
  if (wish == NULL)
    g_message ("What the brand sheet says of the voice cannot be read: %s", error->message);
  return wish;
}

/* ---- the whole ---- */

static gboolean
add_parts (EarEngine            *self,
           EarStore             *store,
           EarReport            *report,
           const EarReportCall  *call,
           EarReportProgress    *progress,
           GError              **error)
{
  g_autoptr (EarBrandSheet) sheet = ear_brand_sheet_load (store, error);
  g_autoptr (EarCalendar) opening = sheet != NULL ? ear_brand_load_opening (store, error) : NULL;
  g_autoptr (GPtrArray) rows = opening != NULL ? ear_store_list_channels (store, FALSE, error) : NULL;
  g_autoptr (EarAnswers) answers = rows != NULL ? ear_store_load_answers (store, call->from, call->to, ear_report_progress_replies, progress, error) : NULL;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_autoptr (GArray) profiles = NULL;
  g_autoptr (EarReadings) readings = ear_report_load_readings (store, "facts");
  g_auto (Rest) rest = {
    .engine = self, .store = store, .report = report, .answers = answers, .readings = ear_report_load_readings (store, "voice"), .progress = progress,
  };
  EarFactsInput input = {
    .sheet = sheet, .opening = opening, .now = ear_clock_now_ms (), .readings = readings, .go_on = ear_report_progress_facts, .go_on_data = progress,
  };

  if (answers == NULL || !ear_report_progress_end (progress, EAR_REPORT_PART_REPLIES, error))
    return FALSE;
  count_as_report (answers, report);
  rest.wish = read_wish (sheet);
  ear_beside_begin (&rest.beside, "earshot-voice", read_rest, &rest);
  profiles = load_profiles (directory, rows, report);
  input.answers = (const EarAnswerText *) (gpointer) answers->texts->data;
  input.n_answers = answers->texts->len;
  input.profiles = (const EarFactsProfile *) (gpointer) profiles->data;
  input.n_profiles = profiles->len;
  report->facts = ear_facts_new (&input);
  ear_beside_wait (&rest.beside);
  /* What was read is true although the report is not wanted any more. */
  ear_report_save_readings (store, "facts", readings);
  ear_report_save_readings (store, "voice", rest.readings);
  if (rest.error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&rest.error));
      return FALSE;
    }
  return ear_report_progress_end (progress, EAR_REPORT_PART_FACTS, error) && ear_report_add_keys (store, report, error);
}

static EarReport *
compute_whole (EarEngine            *self,
               EarStore             *store,
               const EarReportCall  *call,
               GCancellable         *cancellable,
               GError              **error)
{
  g_auto (EarReportProgress) progress = { 0 };
  g_autoptr (EarReport) plain = NULL;
  g_autoptr (EarReport) report = NULL;

  ear_report_progress_init (&progress, self, call->progress, call->progress_data, cancellable);
  ear_report_progress_go_on (&progress, EAR_REPORT_PART_QUESTIONS, 0);
  plain = ear_report_load (self, store, call, NULL, cancellable, error);
  if (plain == NULL || !ear_report_progress_end (&progress, EAR_REPORT_PART_QUESTIONS, error))
    return NULL;
  report = ear_report_extend (plain);
  if (!add_parts (self, store, report, call, &progress, error))
    return NULL;
  return g_steal_pointer (&report);
}

static gpointer
load_whole_report (EarEngine     *self,
                   EarStore      *store,
                   gpointer       data,
                   GCancellable  *cancellable,
                   GError       **error)
{
  return ear_report_load (self, store, data, compute_whole, cancellable, error);
}

/**
 * ear_engine_load_whole_report_async:
 * @from: questions that came and replies that went out at or after this, UTC ms
 * @to: and before this
 *
 * @progress: (nullable): told on the main thread how far it is, at most ten times a second, until @callback
 *
 * As ear_engine_load_report_async(), with voice and facts beside: every reply is read for that, so it takes longer. Cancelled, it ends within a
 * moment, and nothing is kept of it. Finishes with ear_engine_load_report_finish().
 */
void
ear_engine_load_whole_report_async (EarEngine           *self,
                                    gint64               from,
                                    gint64               to,
                                    EarProgressFunc      progress,
                                    gpointer             progress_data,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             data)
{
  EarReportCall call = { from, to, progress, progress_data };
  EarWork work = { load_whole_report, g_memdup2 (&call, sizeof call), g_free, (GDestroyNotify) ear_report_unref };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_read (self, ear_engine_load_whole_report_async, work, cancellable, callback, data);
}
