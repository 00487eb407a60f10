/* ear-sample-acts.c: what the sample restaurant posts, plans, and changes because of what it heard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-sample-private.h"

#include "base/ear-clock.h"
#include "model/ear-brand-sheet.h"
#include "model/ear-plan.h"
#include "store/ear-store-event.h"
#include "store/ear-store-query.h"

#define HOUR_MS G_GINT64_CONSTANT (3600000)
#define DAY_MS (24 * HOUR_MS)
#define WEEK_MS (7 * DAY_MS)
#define YEAR_DAYS 365
/* Days before the end in which nobody found the time to post where that is done by hand. */
#define SILENT_FROM 23
#define SILENT_TO 12

/* Which kind plans how many posts a week, and which stream brings them. Where @weekly, they are those that people comment on. */
static const struct {
  const char *kind, *stream;
  gboolean outbound, weekly;
  guint planned;
} plans[] = {
  { "mastodon", "own", TRUE, FALSE, 3 },
  { "wordpress", "posts", FALSE, TRUE, 1 },
};

/* Which of the newest conversations led to what. */
static const struct {
  guint index;
  const char *text;
} changes[] = {
  { 36, "The kitchen stays open until half past nine on Fridays" },
  { 43, "A ramp at the garden door" },
  { 52, "The menu says which dishes are without nuts" },
  { 160, "Two tables are kept free for guests without a booking" },
};

/* ---- posts ---- */

static void
add_post (EarBatch   *batch,
          const char *ext,
          const char *url,
          guint       number,
          gint64      at)
{
  EarPost *post = ear_post_new (ext);

  post->title = g_strdup (ear_sample_post_title (number));
  post->text = g_strdup (ear_sample_post_text (number));
  post->url = g_strdup_printf ("%s/%u", url, number);
  post->posted_at = at;
  post->by_us = TRUE;
  ear_batch_take_post (batch, post);
}

/* Its own chance: what guests say stays the same. */
static void
add_posts (EarBatch   *batch,
           const char *url,
           guint       planned,
           gboolean    weekly,
           gint64      now)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (planned);
  gint64 from = now - YEAR_DAYS * DAY_MS;

  for (guint week = 0; from + week * WEEK_MS < now; week++)
    for (guint i = 0; i < planned; i++)
      {
        gint64 at = from + week * WEEK_MS + (weekly ? 0 : i * WEEK_MS / planned + (gint64) (g_rand_double (rand) * (double) DAY_MS));
        gboolean silent = at > now - SILENT_FROM * DAY_MS && at < now - SILENT_TO * DAY_MS;
        g_autofree char *ext = weekly ? g_strdup_printf ("post-%u", week) : g_strdup_printf ("own-%u", week * planned + i);

        if (at < now && (weekly || !silent))
          add_post (batch, ext, url, week, at);
      }
}

static gboolean
post (EarStore            *store,
      const EarChannelRow *channel,
      gsize                which,
      const EarSpan       *spans,
      gsize                n_spans,
      gint64               now,
      GError             **error)
{
  g_autoptr(EarBatch) batch = ear_batch_new ();

  add_posts (batch, channel->url, plans[which].planned, plans[which].weekly, now);
  for (gsize i = 0; i < n_spans; i++)
    ear_batch_add_span (batch, spans[i].from, spans[i].to);
  return ear_store_put_stream (store, channel->key, plans[which].stream, FALSE, plans[which].outbound, error)
         && ear_store_apply_batch (store, channel->key, plans[which].stream, EAR_STREAM_FORWARD, batch, NULL, error);
}

static gboolean
post_and_plan (EarStore   *store,
               GPtrArray  *channels,
               gint64      unread_from,
               gint64      unread_to,
               gint64      now,
               GError    **error)
{
  const EarSpan whole[] = { { G_MININT64, now } }, broken[] = { { G_MININT64, unread_from }, { unread_to, now } };
  g_autoptr(GHashTable) plan = ear_plan_parse (NULL, NULL);
  g_autoptr(GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *text = NULL;

  for (guint i = 0; i < channels->len; i++)
    {
      const EarChannelRow *channel = g_ptr_array_index (channels, i);

      for (gsize k = 0; k < G_N_ELEMENTS (plans); k++)
        {
          if (!g_str_equal (plans[k].kind, channel->kind))
            continue;
          if (!post (store, channel, k, plans[k].weekly ? broken : whole, plans[k].weekly ? 2 : 1, now, error))
            return FALSE;
          ear_plan_set (plan, channel->key, plans[k].planned);
        }
    }
  text = ear_plan_to_text (plan);
  g_hash_table_insert (facts, (gpointer) ear_brand_fact_to_string (EAR_BRAND_PLAN), text);
  return ear_store_set_brand_facts (store, NULL, facts, NULL, error);
}

/* ---- changes ---- */

static const EarChannelRow *
find_channel (GPtrArray *channels,
              gint64     id)
{
  for (guint i = 0; i < channels->len; i++)
    if (((const EarChannelRow *) g_ptr_array_index (channels, i))->id == id)
      return g_ptr_array_index (channels, i);
  return NULL;
}

/* As add_note() of the store does, at a time of its own. */
static gboolean
change (EarStore          *store,
        GPtrArray         *channels,
        const EarStoreRow *row,
        guint              number,
        const char        *text,
        gint64             now,
        GError           **error)
{
  const EarChannelRow *channel = find_channel (channels, row->channel_id);
  g_autofree char *ext = g_strdup_printf ("change-%u", number);
  g_autoptr(EarBatch) batch = ear_batch_new ();
  EarMessage *message = ear_message_new (ext, row->ext);

  message->direction = EAR_DIRECTION_NOTE;
  message->flags = EAR_MESSAGE_CHANGE;
  message->sent_at = MIN (row->last_at + HOUR_MS, now);
  message->text = g_strdup (text);
  ear_batch_take_message (batch, message);
  return channel == NULL || ear_store_apply_batch (store, channel->key, NULL, EAR_STREAM_FORWARD, batch, NULL, error);
}

static gboolean
change_things (EarStore   *store,
               GPtrArray  *channels,
               gint64      now,
               GError    **error)
{
  const EarStoreQuery all = { .queue = EAR_STORE_QUEUE_ALL };
  g_autoptr(GArray) ids = ear_store_query_ids (store, &all, error);

  for (gsize i = 0; ids != NULL && i < G_N_ELEMENTS (changes) && changes[i].index < ids->len; i++)
    {
      g_autoptr(GPtrArray) rows = ear_store_load_rows (store, &g_array_index (ids, gint64, changes[i].index), 1, error);

      if (rows == NULL || !change (store, channels, g_ptr_array_index (rows, 0), (guint) i, changes[i].text, now, error))
        return FALSE;
    }
  return ids != NULL;
}

gboolean
ear_sample_act (EarStore  *store,
                gint64     unread_from,
                gint64     unread_to,
                gint64     now,
                GError   **error)
{
  g_autoptr(GPtrArray) channels = ear_store_list_channels (store, FALSE, error);

  return channels != NULL && post_and_plan (store, channels, unread_from, unread_to, now, error) && change_things (store, channels, now, error);
}
