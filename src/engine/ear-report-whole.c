/* ear-report-whole.c: the whole report: with how its replies sound, and what they contradict
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "engine/ear-brand-private.h"
#include "engine/ear-report-load-private.h"

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

/* ---- voice, beside the facts ---- */

typedef struct {
  const EarAnswers *answers;
  guint n_channels;
  EarVoiceWish *wish;        /* (nullable) */
  GCancellable *cancellable; /* (nullable) */
  GThread *thread;           /* (nullable): while it reads */
  EarVoice *voice;           /* (nullable): not there yet */
} Voice;

static gboolean
is_wanted (double done, gpointer data)
{
  return !g_cancellable_is_cancelled (data);
}

static gpointer
read_voice (gpointer data)
{
  Voice *voice = data;

  voice->voice = ear_voice_new_watched ((const EarAnswerText *) (gpointer) voice->answers->texts->data, voice->answers->texts->len, voice->n_channels,
                                        voice->wish, is_wanted, voice->cancellable);
  return NULL;
}

static void
voice_wait (Voice *voice)
{
  if (voice->thread != NULL)
    g_thread_join (g_steal_pointer (&voice->thread));
}

static void
voice_clear (Voice *voice)
{
  voice_wait (voice);
  g_clear_pointer (&voice->wish, ear_voice_wish_free);
  g_clear_pointer (&voice->voice, ear_voice_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Voice, voice_clear)

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
           GCancellable         *cancellable,
           GError              **error)
{
  g_autoptr (EarBrandSheet) sheet = ear_brand_sheet_load (store, error);
  g_autoptr (EarCalendar) opening = sheet != NULL ? ear_brand_load_opening (store, error) : NULL;
  g_autoptr (GPtrArray) rows = opening != NULL ? ear_store_list_channels (store, FALSE, error) : NULL;
  g_autoptr (EarAnswers) answers = rows != NULL ? ear_store_load_answers (store, call->from, call->to, error) : NULL;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_autoptr (GArray) profiles = NULL;
  g_auto (Voice) voice = { .answers = answers, .n_channels = report->channels->len, .cancellable = cancellable };
  EarFactsInput input = { .sheet = sheet, .opening = opening, .now = ear_clock_now_ms () };

  if (answers == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  count_as_report (answers, report);
  voice.wish = read_wish (sheet);
  voice.thread = g_thread_new ("earshot-voice", read_voice, &voice);
  profiles = load_profiles (directory, rows, report);
  input.answers = (const EarAnswerText *) (gpointer) answers->texts->data;
  input.n_answers = answers->texts->len;
  input.profiles = (const EarFactsProfile *) (gpointer) profiles->data;
  input.n_profiles = profiles->len;
  report->facts = ear_facts_new (&input);
  voice_wait (&voice);
  report->voice = g_steal_pointer (&voice.voice);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static EarReport *
compute_whole (EarEngine            *self,
               EarStore             *store,
               const EarReportCall  *call,
               GCancellable         *cancellable,
               GError              **error)
{
  g_autoptr (EarReport) plain = ear_report_load (self, store, call, NULL, cancellable, error);
  g_autoptr (EarReport) report = plain != NULL ? ear_report_extend (plain) : NULL;

  if (report == NULL || !add_parts (self, store, report, call, cancellable, error) || !ear_report_add_presence (self, store, report, error))
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
 * As ear_engine_load_report_async(), with voice and facts beside: every reply is read for that, so it takes longer. Finishes with
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
  EarReportCall call = { from, to };
  EarWork work = { load_whole_report, g_memdup2 (&call, sizeof call), g_free, (GDestroyNotify) ear_report_unref };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_read (self, ear_engine_load_whole_report_async, work, cancellable, callback, data);
}
