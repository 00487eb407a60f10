/* ear-report-double.c: a report with a good channel, a poor one, one with too few, and the phone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include "base/ear-clock.h"
#include "ear-engine-double.h"
#include "model/ear-report-data.h"

/* Answers come @half seconds after half of the questions, as an exponential would. */
static void
fill_clock (EarReportClock *clock, guint n, guint k, double half)
{
  clock->share = (EarShare) { .n = n, .k = k, .people = n - n / 5, .share = ear_wilson (k, n, 0.95) };
  clock->k_all = k;
  clock->n_all = n + n / 6;
  clock->enough = n >= EAR_REPORT_FLOOR_SHARE;
  clock->enough_nine = n >= EAR_REPORT_FLOOR_NINE;
  clock->half = (EarQuantile) { TRUE, half, TRUE, TRUE, half * 0.8, half * 1.3 };
  clock->nine_in_ten = (EarQuantile) { k * 10 >= n * 9, half * 3.3, TRUE, FALSE, half * 2.5, 0 };
  if (clock->curve == NULL)
    clock->curve = g_array_new (FALSE, FALSE, sizeof (EarCurveStep));
  for (guint i = 1; i <= k; i++)
    {
      double answered = (double) i / n;
      EarCurveStep step = { .time = -half * log2 (1 - answered * 0.99), .at_risk = n - i + 1, .events = 1, .answered = answered,
                            .lower = answered * 0.85, .upper = MIN (1, answered * 1.12) };

      g_array_append_val (clock->curve, step);
    }
}

/* By the wall clock half of those in time were late. */
static void
fill_counts (EarReportChannel *channel)
{
  memcpy (channel->open.counts, channel->counts, sizeof channel->counts);
  memcpy (channel->shared.counts, channel->counts, sizeof channel->counts);
  memcpy (channel->wall.counts, channel->counts, sizeof channel->counts);
  channel->wall.counts[EAR_FIGURE_KEPT] = channel->wall.share.k;
  channel->wall.counts[EAR_FIGURE_MISSED] = channel->wall.share.n - channel->wall.share.k;
}

static EarReportChannel *
add_channel (EarReport *report, guint index, guint n, guint k, double half)
{
  EarReportChannel *channel = ear_report_add_channel (report);
  const EarDoubleChannel *data = &ear_double_channels[index];

  channel->key = g_strdup (data->key);
  channel->name = g_strdup (data->name);
  channel->kind = g_strdup (data->kind);
  channel->kind_name = g_strdup (data->kind_name);
  channel->offline = data->offline;
  channel->known_until = data->offline ? report->now : report->now - 240000;
  channel->covered = 1;
  channel->promise_s = report->promise_s;
  channel->hours_set = TRUE;
  channel->people = n - n / 5;
  channel->counts[EAR_FIGURE_QUESTIONS] = n;
  channel->counts[EAR_FIGURE_NEW] = n - n / 3;
  channel->counts[EAR_FIGURE_FOLLOW_UP] = n / 3;
  channel->counts[EAR_FIGURE_KEPT] = k;
  channel->counts[EAR_FIGURE_MISSED] = n - k;
  channel->counts[EAR_FIGURE_ANSWERED] = k + (n - k) / 2;
  channel->counts[EAR_FIGURE_WAITING] = (n - k) / 2;
  channel->waiting_since = report->now - G_GINT64_CONSTANT (3600000) * (20 + 30 * index);
  channel->counts[EAR_FIGURE_CLOSED] = (n - k) / 4;
  channel->counts[EAR_FIGURE_NO_ANSWER_NEEDED] = n / 6;
  fill_clock (&channel->open, n, k, half);
  fill_clock (&channel->wall, n, k / 2, half * 2.4);
  fill_clock (&channel->shared, n, k, half);
  fill_counts (channel);
  channel->compared = !data->offline && n >= EAR_REPORT_FLOOR_COMPARE;
  if (channel->members == NULL)
    channel->members = g_array_new (FALSE, FALSE, sizeof (EarReportMember));
  for (gsize i = 0; i < ear_double_n_conversations; i++)
    if (ear_double_conversations[i].channel == index)
      {
        guint32 figures = 1u << EAR_FIGURE_QUESTIONS | 1u << EAR_FIGURE_ANSWERED | 1u << EAR_FIGURE_WAITING | 1u << EAR_FIGURE_CLOSED;
        EarReportMember member = { .conversation_id = i + 1, .figures = { figures | 1u << EAR_FIGURE_KEPT | 1u << EAR_FIGURE_MISSED, figures | 1u << EAR_FIGURE_MISSED, figures | 1u << EAR_FIGURE_KEPT } };

        g_array_append_val (channel->members, member);
      }
  return channel;
}

/* ---- replies that look automatic: three of them, until they are said to be ---- */

static gboolean said_automatic;

void
ear_engine_find_automatic_async (EarEngine *self, gint64 from, gint64 to, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  EarAutomaticReplies *replies = g_new0 (EarAutomaticReplies, 1);
  const gint64 messages[] = { 101, 201, 301 }, conversations[] = { 1, 2, 3 };

  replies->offered = g_array_new (FALSE, FALSE, sizeof (gint64));
  replies->offered_in = g_array_new (FALSE, FALSE, sizeof (gint64));
  replies->marked = g_array_new (FALSE, FALSE, sizeof (gint64));
  replies->marked_in = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (ear_engine_double_get_scenario (self) == EAR_DOUBLE_BUSY)
    {
      g_array_append_vals (said_automatic ? replies->marked : replies->offered, messages, 3);
      g_array_append_vals (said_automatic ? replies->marked_in : replies->offered_in, conversations, 3);
    }
  g_task_return_pointer (task, replies, (GDestroyNotify) ear_automatic_replies_free);
}

EarAutomaticReplies *
ear_engine_find_automatic_finish (EarEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ear_engine_set_automatic_async (EarEngine *self, GArray *message_ids, gboolean automatic, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  said_automatic = automatic;
  ear_engine_double_say (self, "automatic %u %d", message_ids->len, automatic);
  g_task_return_boolean (task, TRUE);
}

static void (*alter_report) (EarReport *report);

void
ear_engine_double_alter_report (void (*alter) (EarReport *report))
{
  alter_report = alter;
}

/* (nullable): @self is broken */
static EarReport *
new_report (EarEngine *self, gint64 from, gint64 to)
{
  EarReport *report;
  EarReportChannel *poor;

  if (ear_engine_double_get_scenario (self) == EAR_DOUBLE_BROKEN)
    return NULL;
  report = ear_report_new ();
  report->from = from;
  report->to = to;
  report->now = ear_clock_now_ms ();
  report->promise_s = 4 * 3600;
  report->hours_set = TRUE;
  report->as_of = EAR_TIME_NONE;
  if (ear_engine_double_get_scenario (self) != EAR_DOUBLE_FIRST_RUN)
    {
      EarSpan gap = { report->now - G_GINT64_CONSTANT (5) * 86400000, report->now - G_GINT64_CONSTANT (3) * 86400000 };

      add_channel (report, 0, 64, 59, 2100);
      poor = add_channel (report, 1, 48, 29, 9000);
      poor->covered = 0.71;
      if (poor->gaps == NULL)
        poor->gaps = g_array_new (FALSE, FALSE, sizeof (EarSpan));
      g_array_append_val (poor->gaps, gap);
      add_channel (report, 2, 6, 4, 3000);
      report->as_of = report->now - 240000;
      report->difference = (EarReportDifference) { 2, 0, 1, 0.95, { 0.318, 0.16, 0.46 }, { 14.2, 1, 0.0002 }, EAR_DIFFERENCE_REAL };
    }
  if (alter_report != NULL)
    alter_report (report);
  return report;
}

static void
give (GTask *task, EarReport *report)
{
  if (report != NULL)
    g_task_return_pointer (task, report, (GDestroyNotify) ear_report_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The disk is full. Free some space and try again.");
}

void
ear_engine_load_report_async (EarEngine *self, gint64 from, gint64 to, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  give (task, new_report (self, from, to));
}

/* ---- the whole: the blog greets, the others do not, and one of them says another telephone number than the facts ---- */

static gboolean whole_held, whole_broken, given_up;
static GTask *held;
static EarProgressFunc held_progress;
static gpointer held_data;
static const char *wish;

void
ear_engine_double_set_whole (gboolean hold, gboolean fail)
{
  whole_held = hold;
  whole_broken = fail;
}

void
ear_engine_double_set_wish (const char *json)
{
  wish = json;
}

/* The blog has a post every five days, the second channel had one long ago; nobody planned any. */
static void
add_presence (EarReport *report)
{
  const EarSpan read = { G_MININT64, report->now };
  g_autoptr (GArray) covered = g_array_new (FALSE, FALSE, sizeof (EarSpan));
  g_autofree EarPresenceChannelInput *channels = g_new0 (EarPresenceChannelInput, report->channels->len + 1);
  g_autoptr (GArray) posts = g_array_new (FALSE, FALSE, sizeof (EarOwnPost));
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_change_made_free);
  EarPresenceInput presence = { .from = report->from, .to = report->to, .now = report->now, .channels = channels, .n_channels = report->channels->len };
  EarTalkInput talk = { .now = report->now, .n_channels = report->channels->len, .changes = changes };

  g_array_append_val (covered, read);
  for (guint i = 0; i < report->channels->len; i++)
    {
      gboolean has_posts = !ear_report_get_channel (report, i)->offline;

      channels[i] = (EarPresenceChannelInput) { .has_posts = has_posts, .known_until = has_posts ? report->now : EAR_TIME_NONE, .covered = covered };
    }
  for (guint i = 0; i < 20; i++)
    {
      EarOwnPost post = { .channel = i % 10 == 9 ? 1 : 0, .post_id = i + 1, .at = report->now - (i + 1) * G_GINT64_CONSTANT (432000000), .conversation_id = 1 };

      if (post.channel < report->channels->len)
        g_array_append_val (posts, post);
    }
  presence.posts = (const EarOwnPost *) (gpointer) posts->data;
  presence.n_posts = posts->len;
  report->presence = ear_presence_new (&presence);
  talk.presence = report->presence;
  report->talk = ear_talk_new (&talk);
}

static void
add_beside (EarReport *report)
{
  static const char *const texts[][2] = {
    { "Hello Harald,\nthank you, we are open until ten today.\nBest wishes\nMia", "Dear Harald,\nyes, we do.\n– Mia" },
    { "No idea, ask the kitchen.", "Call us on 030 999888777." },
  };
  g_autoptr (GArray) answers = g_array_new (FALSE, TRUE, sizeof (EarAnswerText));
  g_autoptr (EarVoiceWish) wanted = wish != NULL ? ear_voice_wish_from_json (wish, NULL) : NULL;
  g_autoptr (EarBrandSheet) sheet = ear_brand_sheet_new ();
  EarFactsInput input = { .sheet = sheet };

  ear_brand_sheet_set (sheet, EAR_BRAND_PHONE, "030 12345678");
  for (guint i = 0; i < 48; i++)
    {
      guint channel = i % 2;
      EarAnswerText answer = {
        .message_id = i + 1, .conversation_id = 1 + i % (gint64) ear_double_n_conversations, .person_id = 1 + i, .channel = channel,
        .sent_at = report->now - i * G_GINT64_CONSTANT (3600000), .mine = i % 3 == 0, .question = "What is your number?",
        .text = texts[channel][i / 2 % 2], .language = "en", .asker = "Harald Boysen",
      };

      if (channel < report->channels->len)
        g_array_append_val (answers, answer);
    }
  input.answers = (const EarAnswerText *) (gpointer) answers->data;
  input.n_answers = answers->len;
  report->facts = ear_facts_new (&input);
  report->voice = ear_voice_new (input.answers, answers->len, report->channels->len, wanted);
  add_presence (report);
}

typedef struct
{
  gint64 from, to;
} Period;

static void
give_whole (GTask *task)
{
  const Period *period = g_task_get_task_data (task);
  EarReport *report = whole_broken ? NULL : new_report (g_task_get_source_object (task), period->from, period->to);

  if (report != NULL)
    add_beside (report);
  give (task, report);
}

void
ear_engine_load_whole_report_async (EarEngine *self, gint64 from, gint64 to, EarProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Period *period = g_new (Period, 1);

  *period = (Period) { from, to };
  g_task_set_task_data (task, period, g_free);
  given_up = held != NULL && g_task_return_error_if_cancelled (held);
  held_progress = progress;
  held_data = progress_data;
  if (whole_held)
    g_set_object (&held, task);
  else
    give_whole (task);
}

void
ear_engine_double_tell_whole (double fraction, const char *sentence)
{
  g_assert_nonnull (held);
  held_progress (fraction, sentence, held_data);
}

gboolean
ear_engine_double_was_whole_given_up (void)
{
  return given_up;
}

void
ear_engine_double_finish_whole (void)
{
  g_autoptr (GTask) task = g_steal_pointer (&held);

  g_assert_nonnull (task);
  give_whole (task);
}

EarReport *
ear_engine_load_report_finish (EarEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
