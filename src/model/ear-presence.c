/* ear-presence.c: how often a channel has a post of ours, for how long it had none, and what its page lacks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "base/ear-clock.h"
#include "model/ear-coverage.h"
#include "model/ear-presence.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

static const char *const field_words[EAR_N_PROFILE_FIELDS] = { "name", "address", "handle", "picture" };

const char *
ear_profile_field_to_string (EarProfileField field)
{
  g_return_val_if_fail (field < EAR_N_PROFILE_FIELDS, NULL);
  return field_words[field];
}

static const EarOwnPost *
post_at (const GArray *posts, guint index)
{
  return &g_array_index (posts, EarOwnPost, index);
}

static int
compare_posts (gconstpointer a, gconstpointer b)
{
  const EarOwnPost *first = a, *second = b;

  if (first->at != second->at)
    return first->at < second->at ? -1 : 1;
  if (first->post_id != second->post_id)
    return first->post_id < second->post_id ? -1 : 1;
  return first->conversation_id < second->conversation_id ? -1 : first->conversation_id > second->conversation_id;
}

/* Of posts in order: the same post stands there once for each conversation. */
static gboolean
is_first_of_post (const GArray *posts, guint index)
{
  return index == 0 || post_at (posts, index)->post_id != post_at (posts, index - 1)->post_id;
}

/* Posts in order, and what was read of them. */
typedef struct {
  const EarPresenceInput *input;
  GTimeZone *zone;
  GArray *posts;             /* (element-type EarOwnPost) up to known_until */
  GArray *covered;           /* (element-type EarSpan), normal */
  gint64 from, until;        /* of the period, as far as it is known */
} Work;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->zone, g_time_zone_unref);
  g_clear_pointer (&work->posts, g_array_unref);
  g_clear_pointer (&work->covered, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static guint
count_between (const Work *work, gint64 from, gint64 to)
{
  guint n = 0;

  for (guint i = 0; i < work->posts->len; i++)
    n += is_first_of_post (work->posts, i) && post_at (work->posts, i)->at >= from && post_at (work->posts, i)->at < to;
  return n;
}

/* Without gaps since @from, as far as anything is known. */
static gboolean
is_read_since (const Work *work, gint64 from)
{
  const EarSpan *span = ear_spans_find (work->covered, from);

  return span != NULL && span->to >= work->until;
}

/* ---- weeks ---- */

/* The Monday that begins at or after @at. */
static GDateTime *
first_monday (gint64 at, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / 1000);
  g_autoptr (GDateTime) time = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) day = NULL;
  GDateTime *monday;

  if (time == NULL)
    return NULL;
  day = g_date_time_new (zone, g_date_time_get_year (time), g_date_time_get_month (time), g_date_time_get_day_of_month (time), 0, 0, 0);
  monday = day != NULL ? g_date_time_add_days (day, 1 - g_date_time_get_day_of_week (day)) : NULL;
  if (monday != NULL && g_date_time_to_unix (monday) * 1000 < at)
    {
      GDateTime *next = g_date_time_add_days (monday, 7);

      g_date_time_unref (monday);
      monday = next;
    }
  return monday;
}

static void
add_weeks (const Work *work, EarPresenceChannel *channel)
{
  gint64 end = MIN (work->input->to, work->input->now);
  g_autoptr (GDateTime) monday = first_monday (work->from, work->zone);
  guint index = 0;

  while (monday != NULL)
    {
      g_autoptr (GDateTime) next = g_date_time_add_days (monday, 7);
      EarPresenceWeek week = { .from = g_date_time_to_unix (monday) * 1000 };
      const EarSpan *span;

      if (next == NULL)
        return;
      week.to = g_date_time_to_unix (next) * 1000;
      if (week.to > end)
        return;
      span = ear_spans_find (work->covered, week.from);
      week.read = span != NULL && span->to >= week.to - 1 && week.to - 1 <= channel->known_until;
      for (; index < work->posts->len && post_at (work->posts, index)->at < week.to; index++)
        week.posts += is_first_of_post (work->posts, index) && post_at (work->posts, index)->at >= week.from;
      g_array_append_val (channel->weeks, week);
      if (week.read)
        {
          channel->n_weeks++;
          channel->posts += week.posts;
          channel->n_kept += channel->planned > 0 && week.posts >= channel->planned;
          channel->n_silent += week.posts == 0;
        }
      g_date_time_unref (monday);
      monday = g_steal_pointer (&next);
    }
}

/* ---- silence ---- */

static void
take_silence (EarPresenceChannel *channel, gint64 from, gint64 to)
{
  if (from <= to && (channel->silence.from == EAR_TIME_NONE || to - from > channel->silence.to - channel->silence.from))
    channel->silence = (EarSpan) { from, to };
}

/* What happened in a gap is not known, so no silence goes on across one. */
static void
find_silence (const Work *work, EarPresenceChannel *channel)
{
  for (guint i = 0; i < work->covered->len; i++)
    {
      const EarSpan *span = &g_array_index (work->covered, EarSpan, i);
      gint64 since = MAX (span->from, work->from), until = MIN (span->to, work->until);

      if (since > until)
        continue;
      for (guint k = 0; k < work->posts->len; k++)
        {
          gint64 at = post_at (work->posts, k)->at;

          if (at < since || at > until)
            continue;
          take_silence (channel, since, at);
          since = at;
        }
      take_silence (channel, since, until);
    }
}

static void
find_last (const Work *work, EarPresenceChannel *channel)
{
  if (work->posts->len == 0)
    return;
  channel->last_at = post_at (work->posts, work->posts->len - 1)->at;
  channel->last_is_sure = is_read_since (work, channel->last_at);
}

/* ---- one channel ---- */

static void
work_init (Work *work, const EarPresenceInput *input, const EarPresenceChannelInput *source, guint index, gint64 known_until)
{
  *work = (Work) { .input = input, .from = input->from, .until = known_until };
  work->zone = input->zone != NULL ? g_time_zone_new_identifier (input->zone) : NULL;
  if (work->zone == NULL)
    work->zone = g_time_zone_new_utc ();
  work->posts = g_array_new (FALSE, FALSE, sizeof (EarOwnPost));
  for (gsize i = 0; i < input->n_posts; i++)
    if (input->posts[i].channel == index && input->posts[i].at <= known_until && input->posts[i].at < input->to)
      g_array_append_val (work->posts, input->posts[i]);
  g_array_sort (work->posts, compare_posts);
  work->covered = ear_spans_normalize (source->covered != NULL ? (const EarSpan *) (gconstpointer) source->covered->data : NULL,
                                       source->covered != NULL ? source->covered->len : 0);
  ear_spans_close (work->covered, EAR_LEAST_GAP_MS);
  /* "Since the first" begins with the first post. */
  if (work->from == G_MININT64)
    work->from = work->posts->len > 0 ? post_at (work->posts, 0)->at : known_until;
}

static EarPresenceChannel *
describe_channel (const EarPresenceInput *input, guint index)
{
  const EarPresenceChannelInput *source = &input->channels[index];
  EarPresenceChannel *channel = g_new0 (EarPresenceChannel, 1);
  g_auto (Work) work = { NULL };

  channel->has_posts = source->has_posts;
  channel->removed = source->removed;
  channel->planned = source->planned;
  channel->has_fields = source->has_fields;
  channel->filled = source->filled & source->has_fields;
  channel->weeks = g_array_new (FALSE, FALSE, sizeof (EarPresenceWeek));
  channel->own = g_array_new (FALSE, FALSE, sizeof (EarOwnPost));
  channel->silence = (EarSpan) { EAR_TIME_NONE, EAR_TIME_NONE };
  channel->last_at = EAR_TIME_NONE;
  channel->known_until = source->has_posts && source->known_until != EAR_TIME_NONE ? MIN (source->known_until, MIN (input->to, input->now)) : EAR_TIME_NONE;
  if (channel->known_until == EAR_TIME_NONE)
    return channel;
  work_init (&work, input, source, index, channel->known_until);
  add_weeks (&work, channel);
  find_silence (&work, channel);
  find_last (&work, channel);
  channel->posts_known = count_between (&work, work.from, input->to);
  channel->is_whole = is_read_since (&work, input->from);
  for (guint i = 0; i < work.posts->len; i++)
    if (post_at (work.posts, i)->at >= work.from)
      g_array_append_val (channel->own, *post_at (work.posts, i));
  return channel;
}

static void
channel_free (gpointer data)
{
  EarPresenceChannel *channel = data;

  g_array_unref (channel->weeks);
  g_array_unref (channel->own);
  g_free (channel);
}

EarPresence *
ear_presence_new (const EarPresenceInput *input)
{
  EarPresence *presence = g_new0 (EarPresence, 1);

  g_return_val_if_fail (input != NULL, presence);

  presence->channels = g_ptr_array_new_with_free_func (channel_free);
  for (guint i = 0; i < input->n_channels; i++)
    g_ptr_array_add (presence->channels, describe_channel (input, i));
  return presence;
}

void
ear_presence_free (EarPresence *presence)
{
  if (presence == NULL)
    return;
  g_clear_pointer (&presence->channels, g_ptr_array_unref);
  g_free (presence);
}

const EarPresenceChannel *
ear_presence_get_channel (const EarPresence *presence, guint index)
{
  g_return_val_if_fail (presence != NULL && index < presence->channels->len, NULL);
  return g_ptr_array_index (presence->channels, index);
}

gint64
ear_presence_channel_get_days_since (const EarPresenceChannel *channel)
{
  g_return_val_if_fail (channel->last_at != EAR_TIME_NONE, 0);
  return (channel->known_until - channel->last_at) / DAY_MS;
}

/* ---- what is behind a figure ---- */

static gboolean
is_in_counted_week (const EarPresenceChannel *channel, gint64 at)
{
  for (guint i = 0; i < channel->weeks->len; i++)
    {
      const EarPresenceWeek *week = &g_array_index (channel->weeks, EarPresenceWeek, i);

      if (at >= week->from && at < week->to)
        return week->read;
    }
  return FALSE;
}

static GArray *
dup_conversations (const EarPresenceChannel *channel, gint64 from, gint64 to, gboolean counted)
{
  GArray *conversations = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = channel->own->len; i > 0; i--)
    {
      const EarOwnPost *post = post_at (channel->own, i - 1);

      if (post->conversation_id != 0 && post->at >= from && post->at < to && (!counted || is_in_counted_week (channel, post->at)) &&
          g_hash_table_add (seen, (gpointer) &post->conversation_id))
        g_array_append_val (conversations, post->conversation_id);
    }
  return conversations;
}

GArray *
ear_presence_channel_dup_conversations (const EarPresenceChannel *channel, gint64 from, gint64 to)
{
  return dup_conversations (channel, from, to, FALSE);
}

GArray *
ear_presence_channel_dup_counted (const EarPresenceChannel *channel)
{
  return dup_conversations (channel, G_MININT64, G_MAXINT64, TRUE);
}
