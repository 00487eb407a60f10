/* ear-store-report.c: what the figures are computed from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "model/ear-coverage.h"
#include "store/ear-store-private.h"
#include "store/ear-store-report.h"

static void
wait_channel_free (EarWaitChannel *channel)
{
  g_free (channel->key);
  g_free (channel->kind);
  g_free (channel->name);
  g_clear_pointer (&channel->covered, g_array_unref);
  g_free (channel);
}

void
ear_waits_free (EarWaits *waits)
{
  if (waits == NULL)
    return;
  g_clear_pointer (&waits->rows, g_array_unref);
  g_clear_pointer (&waits->channels, g_ptr_array_unref);
  g_free (waits);
}

/* ---- coverage: what every stream of the channel was read for ---- */

GArray *
ear_db_load_spans (EarDb *db, gint64 channel, const char *stream)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (EarSpan));
  EAR_QUERY query = ear_db_query (db, "SELECT from_at, to_at FROM coverage WHERE channel = ?1 AND stream = ?2 ORDER BY from_at", INT (channel),
                                  TEXT (stream));

  while (ear_db_step (db, query))
    {
      EarSpan span = { ear_col_int (query, 0), ear_col_int (query, 1) };

      g_array_append_val (spans, span);
    }
  return spans;
}

static void
load_coverage (EarDb *db, EarWaitChannel *channel)
{
  gboolean inbound = FALSE, outbound = FALSE;
  EAR_QUERY query = ear_db_query (db, "SELECT name, known_until, inbound, outbound FROM stream WHERE channel = ?1 AND active = 1"
                                      " AND (inbound OR outbound) ORDER BY name",
                                  INT (channel->channel_id));

  channel->known_until = G_MAXINT64;
  while (ear_db_step (db, query))
    {
      g_autoptr (GArray) spans = ear_db_load_spans (db, channel->channel_id, ear_col_text (query, 0));

      channel->known_until = MIN (channel->known_until, ear_col_time (query, 1));
      inbound |= ear_col_int (query, 2) != 0;
      outbound |= ear_col_int (query, 3) != 0;
      if (channel->covered == NULL)
        {
          channel->covered = g_steal_pointer (&spans);
        }
      else
        {
          GArray *both = ear_spans_intersect (channel->covered, spans);

          g_array_unref (channel->covered);
          channel->covered = both;
        }
    }
  if (channel->covered == NULL)
    channel->covered = g_array_new (FALSE, FALSE, sizeof (EarSpan));
  /* One side alone tells nothing about waiting. */
  if (!inbound || !outbound)
    {
      channel->known_until = EAR_TIME_NONE;
      g_array_set_size (channel->covered, 0);
    }
}

typedef struct {
  gint64 from, to, channel;
  gint64 at;             /* the channel whose rows come now */
  EarWaits *waits;
} Loading;

/* ear_collect (loading, conversation, …): an aggregate that appends each row to an array. A hundred thousands of rows cost half of what
 * stepping to each of them does. */
static void
collect_row (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const Loading *loading = sqlite3_value_pointer (values[0], "waits");
  gint64 kind = sqlite3_value_int64 (values[6]);
  EarWaitRow row = {
    .conversation_id = sqlite3_value_int64 (values[1]),
    .person_id = sqlite3_value_int64 (values[2]),
    .opened_at = sqlite3_value_int64 (values[3]),
    .answered_at = sqlite3_value_type (values[4]) == SQLITE_NULL ? EAR_TIME_NONE : sqlite3_value_int64 (values[4]),
    .closed_at = sqlite3_value_type (values[5]) == SQLITE_NULL ? EAR_TIME_NONE : sqlite3_value_int64 (values[5]),
    .outcome = kind & 3,
    .exclusion = kind >> 2 & 3,
    .follow_up = kind >> 4 & 1,
    .on_the_spot = kind >> 5 & 1,
    .type = (gint8) ((kind >> 6 & 7) - 1),
  };

  if (loading == NULL)
    return;
  row.channel_id = loading->at;
  g_array_append_val (loading->waits->rows, row);
}

static void
collect_end (sqlite3_context *context)
{
  sqlite3_result_int (context, 0);
}

void
ear_report_register (EarDb *db)
{
  if (sqlite3_create_function_v2 (db->handle, "ear_collect", 7, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL, NULL, collect_row, collect_end, NULL) != SQLITE_OK)
    ear_db_fail (db, EAR_STORE_ERROR_FAILED, _("There is not enough memory. Close other programs and try again."));
}

static void
load_rows (EarDb *db, Loading *loading)
{
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT ear_collect (?4, conversation, person, opened_at, answered_at, closed_at, kind) FROM enquiry"
                                  " WHERE channel = ?1 AND opened_at >= ?2 AND opened_at < ?3",
                                  INT (loading->at), INT (loading->from), INT (loading->to));

  if (query == NULL)
    return;
  sqlite3_bind_pointer (query, 4, loading, "waits", NULL);
  while (ear_db_step (db, query))
    ;
  sqlite3_reset (query);
  sqlite3_bind_null (query, 4);
}

static void
load_waits (EarDb *db, gpointer data)
{
  Loading *loading = data;
  EAR_QUERY query = ear_db_query (db, "SELECT id, key, kind, coalesce (own_name, name), state FROM channel WHERE ?1 = 0 OR id = ?1"
                                      " ORDER BY added_at, id",
                                  INT (loading->channel));

  while (ear_db_step (db, query))
    {
      EarWaitChannel *channel = g_new0 (EarWaitChannel, 1);

      channel->channel_id = ear_col_int (query, 0);
      channel->key = ear_col_dup (query, 1);
      channel->kind = ear_col_dup (query, 2);
      channel->name = ear_col_dup (query, 3);
      channel->state = (EarChannelState) ear_col_int (query, 4);
      g_ptr_array_add (loading->waits->channels, channel);
      load_coverage (db, channel);
      loading->at = channel->channel_id;
      load_rows (db, loading);
    }
}

static EarWaits *
waits_new (void)
{
  EarWaits *waits = g_new0 (EarWaits, 1);

  waits->rows = g_array_new (FALSE, FALSE, sizeof (EarWaitRow));
  waits->channels = g_ptr_array_new_with_free_func ((GDestroyNotify) wait_channel_free);
  return waits;
}

static EarWaits *
load_at_once (EarStore *store, gint64 from, gint64 to, gint64 channel_id, GError **error)
{
  g_autoptr (EarWaits) waits = waits_new ();
  Loading loading = { .from = from, .to = to, .channel = channel_id, .waits = waits };

  return ear_store_read (store, load_waits, &loading, error) ? g_steal_pointer (&waits) : NULL;
}

/* ---- long periods: two halves beside each other ---- */

#define LONG_MS (120 * 24 * 3600 * G_GINT64_CONSTANT (1000))

typedef struct {
  EarStore *store;
  gint64 from, to, channel_id;
  EarWaits *waits;
} Half;

static gpointer
load_half (gpointer data)
{
  Half *half = data;

  half->waits = load_at_once (half->store, half->from, half->to, half->channel_id, NULL);
  return NULL;
}

static guint
count_of_channel (const GArray *rows, guint from, gint64 channel_id)
{
  guint n = 0;

  while (from + n < rows->len && g_array_index (rows, EarWaitRow, from + n).channel_id == channel_id)
    n++;
  return n;
}

/* Both list their rows channel by channel, in the same order of channels. */
static void
merge_halves (EarWaits *first, const EarWaits *second)
{
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (EarWaitRow), first->rows->len + second->rows->len);
  guint of_first = 0, of_second = 0;

  for (guint i = 0; i < first->channels->len; i++)
    {
      gint64 channel_id = ((const EarWaitChannel *) g_ptr_array_index (first->channels, i))->channel_id;
      guint n_first = count_of_channel (first->rows, of_first, channel_id), n_second = count_of_channel (second->rows, of_second, channel_id);

      if (n_first > 0)
        g_array_append_vals (rows, &g_array_index (first->rows, EarWaitRow, of_first), n_first);
      if (n_second > 0)
        g_array_append_vals (rows, &g_array_index (second->rows, EarWaitRow, of_second), n_second);
      of_first += n_first;
      of_second += n_second;
    }
  g_array_unref (first->rows);
  first->rows = rows;
}

/* (nullable): NULL where something was written meanwhile, so that the two may have seen different states; or where one failed. */
static EarWaits *
load_in_halves (EarStore *store, gint64 from, gint64 to, gint64 channel_id)
{
  gint64 middle = from + (MIN (to, ear_clock_now_ms ()) - from) / 2;
  guint n_writes = ear_store_get_n_writes (store);
  Half later = { store, middle, to, channel_id, NULL };
  g_autoptr (EarWaits) first = NULL;
  g_autoptr (EarWaits) second = NULL;
  GThread *thread;

  if (n_writes % 2 != 0)
    return NULL;
  thread = g_thread_new ("earshot-report", load_half, &later);
  first = load_at_once (store, from, middle, channel_id, NULL);
  g_thread_join (thread);
  second = later.waits;
  if (first == NULL || second == NULL || ear_store_get_n_writes (store) != n_writes)
    return NULL;
  merge_halves (first, second);
  return g_steal_pointer (&first);
}

EarWaits *
ear_store_load_waits (EarStore *store, gint64 from, gint64 to, gint64 channel_id, GError **error)
{
  EarWaits *waits = NULL;

  g_return_val_if_fail (store != NULL, NULL);

  /* What others write is not counted. */
  if (!store->read_only && from > 0 && from < MIN (to, ear_clock_now_ms ()) - LONG_MS)
    waits = load_in_halves (store, from, to, channel_id);
  return waits != NULL ? waits : load_at_once (store, from, to, channel_id, error);
}
