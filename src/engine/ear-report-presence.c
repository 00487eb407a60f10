/* ear-report-presence.c: the report's presence, and talk, listen, act, from what the workspace holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "engine/ear-brand-private.h"
#include "engine/ear-directory-private.h"
#include "model/ear-plan.h"
#include "store/ear-store-presence.h"
#include "store/ear-store-query.h"

static const EarStreamRead *
find_stream (const EarPresenceRows *rows,
             guint                  channel,
             const char            *stream)
{
  for (guint i = 0; i < rows->streams->len; i++)
    {
      const EarStreamRead *read = g_ptr_array_index (rows->streams, i);

      if (read->channel == channel && g_str_equal (read->stream, stream))
        return read;
    }
  return NULL;
}

/* What the report leaves out goes; the rest gets its numbers of channels. What was changed stays changed, though nobody asks there any more. */
static void
count_as_report (EarPresenceRows *rows,
                 const EarReport *report)
{
  g_autofree guint *places = ear_report_dup_places (report, rows->channels);
  guint n_posts = 0, n_call_backs = 0;

  for (guint i = 0; i < rows->posts->len; i++)
    {
      EarOwnPost post = g_array_index (rows->posts, EarOwnPost, i);

      post.channel = places[post.channel];
      if (post.channel != G_MAXUINT)
        g_array_index (rows->posts, EarOwnPost, n_posts++) = post;
    }
  g_array_set_size (rows->posts, n_posts);
  for (guint i = 0; i < rows->call_backs->len; i++)
    {
      EarCallBack call_back = g_array_index (rows->call_backs, EarCallBack, i);

      call_back.channel = places[call_back.channel];
      if (call_back.channel != G_MAXUINT)
        g_array_index (rows->call_backs, EarCallBack, n_call_backs++) = call_back;
    }
  g_array_set_size (rows->call_backs, n_call_backs);
  for (guint i = 0; i < rows->streams->len; i++)
    {
      EarStreamRead *read = g_ptr_array_index (rows->streams, i);

      read->channel = places[read->channel];
    }
  for (guint i = 0; i < rows->changes->len; i++)
    {
      EarChangeMade *change = g_ptr_array_index (rows->changes, i);
      guint place = places[change->channel];

      change->channel = place != G_MAXUINT ? place : EAR_TALK_REMOVED_CHANNELS;
    }
}

static guint
profile_of (const EarChannelRow *row)
{
  const char *const fields[EAR_N_PROFILE_FIELDS] = {
    [EAR_PROFILE_NAME] = row->service_name,
    [EAR_PROFILE_ADDRESS] = row->url,
    [EAR_PROFILE_HANDLE] = row->handle,
    [EAR_PROFILE_PICTURE] = row->avatar_url,
  };
  guint filled = 0;

  for (guint i = 0; i < EAR_N_PROFILE_FIELDS; i++)
    if (fields[i] != NULL && *fields[i] != '\0')
      filled |= 1u << i;
  return filled;
}

static EarPresenceChannelInput
describe_channel (const EarPresenceRows   *rows,
                  const EarReportChannel  *channel,
                  guint                    index,
                  EarDirectory            *directory,
                  GHashTable              *plan)
{
  const EarDirectoryEntry *entry = ear_directory_find_key (directory, channel->key);
  const EarStreamSpec *spec = entry != NULL && entry->kind != NULL ? ear_channel_kind_get_posts_stream (entry->kind) : NULL;
  const EarStreamRead *read = spec != NULL ? find_stream (rows, index, spec->id) : NULL;
  EarPresenceChannelInput input = {
    .has_posts = spec != NULL,
    .removed = channel->removed,
    .known_until = EAR_TIME_NONE,
    .planned = ear_plan_get (plan, channel->key),
  };

  if (read != NULL)
    {
      input.known_until = read->known_until;
      input.covered = read->covered;
    }
  if (entry != NULL && entry->kind != NULL)
    {
      input.has_fields = entry->kind->profile;
      input.filled = profile_of (entry->row);
    }
  return input;
}

/* A plan that cannot be read is none: it is refused where it is set. */
static GHashTable *
load_plan (EarStore  *store,
           GError   **error)
{
  g_autoptr (GHashTable) facts = ear_store_list_brand_facts (store, error);
  GHashTable *plan;

  if (facts == NULL)
    return NULL;
  plan = ear_plan_parse (g_hash_table_lookup (facts, ear_brand_fact_to_string (EAR_BRAND_PLAN)), NULL);
  return plan != NULL ? plan : ear_plan_parse (NULL, NULL);
}

/* Those that the answering part counts; what was answered on the spot was heard too. */
static GArray *
list_questions (const EarReport *report)
{
  const guint32 counted = 1u << EAR_FIGURE_QUESTIONS | 1u << EAR_FIGURE_ON_SPOT;
  const guint32 answered = 1u << EAR_FIGURE_ANSWERED | 1u << EAR_FIGURE_ON_SPOT;
  GArray *questions = g_array_new (FALSE, FALSE, sizeof (EarTalkQuestion));

  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);

      for (guint k = 0; k < channel->members->len; k++)
        {
          const EarReportMember *member = &g_array_index (channel->members, EarReportMember, k);
          EarTalkQuestion question = {
            .channel = i,
            .conversation_id = member->conversation_id,
            .opened_at = member->opened_at,
            .answered = (member->figures[EAR_CLOCK_OPEN] & answered) != 0,
          };

          if ((member->figures[EAR_CLOCK_OPEN] & counted) != 0)
            g_array_append_val (questions, question);
        }
    }
  return questions;
}

/**
 * ear_report_add_presence:
 * @report: computed
 *
 * Adds what was posted, heard and done in the report's period.
 *
 * Returns: whether it could be read
 */
gboolean
ear_report_add_presence (EarEngine  *self,
                         EarStore   *store,
                         EarReport  *report,
                         GError    **error)
{
  g_autoptr (EarPresenceRows) rows = ear_store_load_presence (store, report->from, report->to, error);
  g_autoptr (GHashTable) plan = rows != NULL ? load_plan (store, error) : NULL;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_autofree EarPresenceChannelInput *channels = g_new0 (EarPresenceChannelInput, report->channels->len + 1);
  g_autoptr (GArray) questions = NULL;
  EarPresenceInput presence;
  EarTalkInput talk;

  if (plan == NULL)
    return FALSE;
  count_as_report (rows, report);
  for (guint i = 0; i < report->channels->len; i++)
    channels[i] = describe_channel (rows, ear_report_get_channel (report, i), i, directory, plan);
  presence = (EarPresenceInput) {
    .from = report->from,
    .to = report->to,
    .now = report->now,
    .zone = report->zone,
    .channels = channels,
    .n_channels = report->channels->len,
    .posts = (const EarOwnPost *) (gpointer) rows->posts->data,
    .n_posts = rows->posts->len,
  };
  g_clear_pointer (&report->presence, ear_presence_free);
  report->presence = ear_presence_new (&presence);
  questions = list_questions (report);
  talk = (EarTalkInput) {
    .now = report->now,
    .n_channels = report->channels->len,
    .presence = report->presence,
    .questions = (const EarTalkQuestion *) (gpointer) questions->data,
    .n_questions = questions->len,
    .unread = (const EarUnreadQuestion *) (gpointer) rows->unread->data,
    .n_unread = rows->unread->len,
    .call_backs = (const EarCallBack *) (gpointer) rows->call_backs->data,
    .n_call_backs = rows->call_backs->len,
    .changes = rows->changes,
  };
  g_clear_pointer (&report->talk, ear_talk_free);
  report->talk = ear_talk_new (&talk);
  return TRUE;
}

static void
add_key (GHashTable *keys,
         gint64      conversation_id)
{
  if (conversation_id != 0)
    g_hash_table_insert (keys, g_memdup2 (&conversation_id, sizeof conversation_id), NULL);
}

/**
 * ear_report_add_keys:
 * @report: with its facts and presence
 *
 * Adds the keys of the conversations that these name: what programs are told of a finding or a change leads them there.
 *
 * Returns: whether they could be read
 */
gboolean
ear_report_add_keys (EarStore   *store,
                     EarReport  *report,
                     GError    **error)
{
  GHashTable *keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  for (guint i = 0; report->facts != NULL && i < report->facts->findings->len; i++)
    {
      const EarFactFinding *finding = g_ptr_array_index (report->facts->findings, i);

      add_key (keys, finding->conversation_id);
      add_key (keys, finding->other_conversation_id);
    }
  for (guint i = 0; i < report->talk->changes->len; i++)
    add_key (keys, ((const EarChangeMade *) g_ptr_array_index (report->talk->changes, i))->conversation_id);
  g_clear_pointer (&report->conversation_keys, g_hash_table_unref);
  report->conversation_keys = keys;
  return ear_store_fill_conversation_keys (store, keys, error);
}
