/* ear-sample.c: a made-up restaurant's year
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-sample-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>

#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "engine/ear-settings-private.h"
#include "model/ear-hours.h"
#include "store/ear-store-event.h"
#include "store/ear-store-query.h"

#define HOUR_MS G_GINT64_CONSTANT (3600000)
#define MINUTE_MS G_GINT64_CONSTANT (60000)
#define DAY_MS (24 * HOUR_MS)
#define YEAR_DAYS 365
#define UNREAD_FROM 44             /* the blog was not read from … to: days before the end */
#define UNREAD_TO 39
#define CHUNK 400                  /* conversations a batch */
#define MAX_CLOSED 5000            /* closing is an event each */
#define N_LEFT_UNREAD 12
#define N_RECENT 32
#define N_RECENT_HOURS 26
#define MESSAGES_A_CONVERSATION 4.17 /* on average, measured */
#define UNFINISHED "unfinished"    /* EAR_MEMO_SAMPLE until the year is over */

static const EarSampleProfile profiles[] = {
  { "mastodon", "https://town.example", "linde", "Café Linde on Mastodon", "https://town.example/@linde", "notifications",
    EAR_CONVERSATION_THREAD, EAR_SAMPLE_TALK, 34, 28, 1.1, 0.03, 0, 2.8, 0.35, 0.15, 0.01, TRUE, 0.55, 0.02,
    /* An old number: something for the report to find. */
    "Soup, trout and plum cake under the lime tree. Open since 1987, 40 seats.\nWebsite: cafe-linde.example\nPhone: +49 7666 555 0132" },
  { "wordpress", "https://cafe-linde.example", "1", "Café Linde blog", "https://cafe-linde.example", "comments",
    EAR_CONVERSATION_COMMENT, EAR_SAMPLE_TALK, 22, 60 * 14, 1.2, 0.2, 0, 2.2, 0.3, 0, 0.07, FALSE, 0.8, 0.05,
    "What we cook, and when" },
  { "phone", "", "phone", "Phone", NULL, NULL, EAR_CONVERSATION_CONTACT, EAR_SAMPLE_LOG, 20, 90, 1.0, 0.06, 0.8, 0, 0.6, 0, 0, FALSE, 0, 0.03 },
  { "email", "", "email", "E-mail", NULL, NULL, EAR_CONVERSATION_CONTACT, EAR_SAMPLE_MAIL, 9, 170, 1.0, 0.05, 0, 0, 0.4, 0, 0, FALSE },
  { "counter", "", "counter", "Counter", NULL, NULL, EAR_CONVERSATION_CONTACT, EAR_SAMPLE_LOG, 7, 60, 0.8, 0.02, 0.95, 0, 0.7, 0, 0, FALSE },
  { "booking", "", "booking", "Booking site", NULL, NULL, EAR_CONVERSATION_CONTACT, EAR_SAMPLE_BOOKING, 5, 120, 0.9, 0.06, 0, 0, 0.3, 0, 0, FALSE },
  { "review", "", "review", "Reviews elsewhere", NULL, NULL, EAR_CONVERSATION_REVIEW, EAR_SAMPLE_REVIEW, 2, 60 * 18, 1.0, 0.25, 0, 0, 0.4, 0, 0,
    FALSE },
  { "letter", "", "letter", "Letters", NULL, NULL, EAR_CONVERSATION_CONTACT, EAR_SAMPLE_MAIL, 1, 60 * 30, 0.7, 0.1, 0, 0, 0.8, 0, 0, FALSE },
};
#define N_PROFILES G_N_ELEMENTS (profiles)

typedef struct {
  EarSampleTown town;
  EarStore *store;
  char *channel_keys[N_PROFILES];
  EarBatch *batches[N_PROFILES];
  EarPast *pasts[N_PROFILES];
  GHashTable *known[N_PROFILES];   /* exts of identities and posts that the batch has */
} Year;

static double
uniform (Year *year)
{
  return g_rand_double (year->town.rand);
}

/* ---- the year ---- */

/* More in summer and December, on Fridays and Saturdays, around noon and in the evening: by rejection. */
static gint64
pick_time (Year *year)
{
  const EarSampleTown *town = &year->town;

  for (;;)
    {
      gint64 at = town->from + (gint64) (uniform (year) * (double) (town->now - town->from));
      g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (at / 1000);
      int month = g_date_time_get_month (time), hour = g_date_time_get_hour (time);
      double season = month == 12 ? 1.0 : month >= 6 && month <= 8 ? 0.85 : month == 1 || month == 2 ? 0.45 : 0.65;
      double week = g_date_time_get_day_of_week (time) >= 5 ? 1.0 : 0.7;
      double day = hour >= 16 && hour < 21 ? 1.0 : hour >= 9 && hour < 16 ? 0.7 : hour >= 6 && hour < 23 ? 0.35 : 0.06;
      double bad = ear_sample_is_bad_week (town, at) ? 1.0 : 0.6;

      if (uniform (year) < season * week * day * bad)
        return at;
    }
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static guint
pick_profile (Year *year)
{
  gint32 chance = g_rand_int_range (year->town.rand, 0, 100);
  guint which = 0;

  while (which + 1 < N_PROFILES && chance >= (gint32) profiles[which].weight)
    chance -= (gint32) profiles[which++].weight;
  return which;
}

static void
begin_batch (Year  *year,
             guint  which)
{
  EarIdentity *us = ear_identity_new ("us", "Café Linde");

  us->is_us = TRUE;
  year->batches[which] = ear_batch_new ();
  year->batches[which]->more = TRUE;
  ear_batch_take_identity (year->batches[which], us);
  year->pasts[which] = ear_past_new ();
  g_hash_table_remove_all (year->known[which]);
}

static gboolean
flush (Year    *year,
       GError **error)
{
  for (guint i = 0; i < N_PROFILES; i++)
    {
      if (year->batches[i]->messages->len > 0
          && (!ear_store_apply_batch (year->store, year->channel_keys[i], profiles[i].stream, EAR_STREAM_BACKFILL, year->batches[i], NULL, error)
              || !ear_store_apply_past (year->store, year->channel_keys[i], year->pasts[i], error)))
        return FALSE;
      ear_batch_free (year->batches[i]);
      ear_past_free (year->pasts[i]);
      begin_batch (year, i);
    }
  return TRUE;
}

static gboolean
live_a_year (Year              *year,
             guint              size,
             EarStoreProgress   progress,
             gpointer           progress_data,
             GCancellable      *cancellable,
             GError           **error)
{
  guint n = MAX (1, (guint) (size / MESSAGES_A_CONVERSATION)), n_recent = MIN (N_RECENT, n / 4);
  g_autofree gint64 *times = g_new (gint64, n);
  gint64 now = year->town.now;

  /* Whoever looks at it looks now: the last hours are busy at any size. */
  for (guint i = 0; i < n; i++)
    {
      double hours = pow (uniform (year), 2) * N_RECENT_HOURS;

      times[i] = i < n_recent ? now - (gint64) (hours * (double) HOUR_MS) - MINUTE_MS : pick_time (year);
    }
  qsort (times, n, sizeof *times, compare_times);

  for (guint i = 0; i < n; i++)
    {
      guint which = pick_profile (year);

      ear_sample_converse (&year->town, &profiles[which], year->batches[which], year->pasts[which], year->known[which], times[i],
                           times[i] > now - N_RECENT_HOURS * HOUR_MS);
      if ((i + 1) % CHUNK == 0 || i + 1 == n)
        {
          if (!flush (year, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          if (progress != NULL && !progress ("sample", i + 1, n, progress_data))
            {
              g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
              return FALSE;
            }
        }
    }
  return TRUE;
}

/* ---- before and after ---- */

static gboolean
add_channels (Year    *year,
              GError **error)
{
  for (guint i = 0; i < N_PROFILES; i++)
    {
      EarChannelRow row = {
        .kind = (char *) profiles[i].kind,
        .origin = (char *) profiles[i].origin,
        .account_id = (char *) profiles[i].account,
        .name = (char *) profiles[i].name,
        .url = (char *) profiles[i].url,
        .about = (char *) profiles[i].about,
      };
      g_autoptr(EarChannelRow) channel = ear_store_add_channel (year->store, &row, error);

      if (channel == NULL)
        return FALSE;
      year->channel_keys[i] = g_strdup (channel->key);
      if (profiles[i].stream != NULL
          && !ear_store_put_stream (year->store, channel->key, profiles[i].stream, TRUE, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set (Year        *year,
     const char  *key,
     const char  *json,
     GError     **error)
{
  return ear_store_set_setting (year->store, NULL, key, json, G_MININT64, NULL, error);
}

static gboolean
set_brand (Year    *year,
           GError **error)
{
  static const char *const facts[][2] = {
    { "address", "Unter der Linde 4\n79999 Birkenau" },
    { "phone", "+49 7666 555 0123" },
    { "email", "haus@cafe-linde.example" },
    { "links", "https://cafe-linde.example" },
    { "policies", "Dogs are welcome in the front room and on the terrace.\nCards from ten euros up." },
    { "prices", "Lentil soup 7.50 €\nTrout 19.80 €\nMushroom risotto 14.50 €\nApple strudel 6.20 €\nPlum cake 4.20 €" },
  };
  g_autoptr(GHashTable) sheet = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    g_hash_table_insert (sheet, (gpointer) facts[i][0], (gpointer) facts[i][1]);
  return ear_store_set_brand_facts (year->store, NULL, sheet, NULL, error);
}

static gboolean
set_up (Year    *year,
        GError **error)
{
  static const EarInterval lunch = { 0, 12 * 60, 14 * 60 + 30 }, evening = { 0, 17 * 60 + 30, 22 * 60 };
  g_autoptr(EarHours) opening = ear_hours_new ("Europe/Berlin", error);
  g_autoptr(EarHours) answering = ear_hours_new ("Europe/Berlin", error);
  g_autofree char *opening_json = NULL;
  g_autofree char *answering_json = NULL;

  if (opening == NULL || answering == NULL)
    return FALSE;
  for (guint day = 1; day <= 7; day++)
    {
      ear_hours_add (answering, (EarInterval) { day, 9 * 60, 21 * 60 });
      if (day == 1)
        continue;
      ear_hours_add (opening, (EarInterval) { day, lunch.from, lunch.to });
      ear_hours_add (opening, (EarInterval) { day, evening.from, evening.to });
    }
  ear_calendar_add (year->town.answering, G_MININT64, answering);
  opening_json = ear_hours_to_json (opening);
  answering_json = ear_hours_to_json (answering);
  return set (year, EAR_KEY_ORGANISATION, "{\"name\":\"Café Linde\"}", error)
         && set (year, EAR_KEY_MEMBER, "{\"name\":\"Mia\"}", error)
         && set (year, EAR_KEY_PROMISE, "{\"seconds\":14400}", error)
         && set (year, EAR_KEY_OPENING, opening_json, error)
         && set (year, EAR_KEY_ANSWERING, answering_json, error)
         && set_brand (year, error)
         && ear_store_set_memo (year->store, EAR_MEMO_SET_UP, "yes", error);
}

/* What was read, and the days the blog was not. */
static gboolean
cover (Year    *year,
       GError **error)
{
  for (guint i = 0; i < N_PROFILES; i++)
    {
      g_autoptr(EarBatch) batch = ear_batch_new ();

      if (profiles[i].stream == NULL)
        continue;
      if (profiles[i].type == EAR_CONVERSATION_COMMENT)
        {
          ear_batch_add_span (batch, G_MININT64, year->town.now - UNREAD_FROM * DAY_MS);
          ear_batch_add_span (batch, year->town.now - UNREAD_TO * DAY_MS, year->town.now);
        }
      else
        {
          ear_batch_add_span (batch, G_MININT64, year->town.now);
        }
      if (!ear_store_apply_batch (year->store, year->channel_keys[i], profiles[i].stream, EAR_STREAM_FORWARD, batch, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* What waited too long was put away in the end; the last ones are still unread. */
static gboolean
tidy_up (Year    *year,
         GError **error)
{
  const EarStoreQuery waiting = { .queue = EAR_STORE_QUEUE_ANSWER_NEXT };
  g_autoptr(GArray) ids = ear_store_query_ids (year->store, &waiting, error);
  g_autoptr(GPtrArray) rows = ids != NULL ? ear_store_load_rows (year->store, (const gint64 *) ids->data, ids->len, error) : NULL;
  guint n_closed = 0, n_unread = 0;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len && n_closed < MAX_CLOSED; i++)
    {
      const EarStoreRow *row = g_ptr_array_index (rows, i);
      gint64 patience = row->type == EAR_CONVERSATION_COMMENT ? 16 * DAY_MS : 3 * DAY_MS;

      if (row->waiting_since >= year->town.now - patience)
        continue;
      if (!ear_store_mark_done (year->store, NULL, row->id, NULL, NULL, error))
        return FALSE;
      n_closed++;
    }
  for (guint i = rows->len; i > 0 && n_unread < N_LEFT_UNREAD; i--, n_unread++)
    if (!ear_store_set_read (year->store, NULL, g_array_index (ids, gint64, i - 1), FALSE, NULL, NULL, error))
      return FALSE;
  return TRUE;
}

/**
 * ear_sample_fill:
 * @store: an empty workspace
 * @options: how large, which one, until when
 * @progress: (nullable): step "sample"
 * @progress_data: for @progress
 * @cancellable: (nullable): a cancellable
 * @error: the store's, or G_IO_ERROR_CANCELLED
 *
 * Lives a year of a restaurant. Blocks: for worker threads and earshotctl.
 *
 * Returns: %FALSE with a half-lived year in @store
 */
gboolean
ear_sample_fill (EarStore                *store,
                 const EarSampleOptions  *options,
                 EarStoreProgress         progress,
                 gpointer                 progress_data,
                 GCancellable            *cancellable,
                 GError                 **error)
{
  gint64 now = options->now != EAR_TIME_NONE ? options->now : ear_clock_now_ms ();
  Year year = {
    .town = {
      .rand = g_rand_new_with_seed (options->seed),
      .now = now,
      .from = now - YEAR_DAYS * DAY_MS,
      .seed = options->seed,
      .answering = ear_calendar_new (),
      .guests = g_ptr_array_new_with_free_func (ear_sample_guest_free),
      .n_regulars = 24 + options->size / 500,
    },
    .store = store,
  };
  gboolean done;

  for (guint i = 0; i < N_PROFILES; i++)
    {
      year.known[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      begin_batch (&year, i);
    }
  /* Marked before there is a channel in it: half a year is still made up. */
  done = ear_store_set_memo (store, EAR_MEMO_SAMPLE, UNFINISHED, error)
         && set_up (&year, error)
         && add_channels (&year, error)
         && live_a_year (&year, MIN (options->size, EAR_SAMPLE_MAX_SIZE), progress, progress_data, cancellable, error)
         && cover (&year, error)
         && tidy_up (&year, error)
         && ear_sample_act (store, now - UNREAD_FROM * DAY_MS, now - UNREAD_TO * DAY_MS, now, error)
         && ear_store_set_memo (store, EAR_MEMO_DUE_STALE, "yes", error)
         && ear_store_set_memo (store, EAR_MEMO_SAMPLE, "yes", error);

  for (guint i = 0; i < N_PROFILES; i++)
    {
      ear_batch_free (year.batches[i]);
      ear_past_free (year.pasts[i]);
      g_hash_table_unref (year.known[i]);
      g_free (year.channel_keys[i]);
    }
  g_rand_free (year.town.rand);
  ear_calendar_free (year.town.answering);
  g_ptr_array_unref (year.town.guests);
  return done;
}

static void
remove_files (const char *folder)
{
  static const char *const names[] = { EAR_STORE_FILE_NAME, EAR_STORE_FILE_NAME "-wal", EAR_STORE_FILE_NAME "-shm", "lock" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_unlink (path);
    }
}

/* Whether what stands there is a sample that was interrupted, and nobody's work any more. */
static gboolean
is_left_over (const char *folder)
{
  const EarStoreFlags tries[] = { EAR_STORE_READ_ONLY, EAR_STORE_DEFAULT };

  /* First without touching what may be anybody's, then with the lock: it may still be in the making. */
  for (gsize i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      g_autoptr(EarStore) store = ear_store_open (folder, tries[i], NULL, NULL, NULL);
      g_autofree char *mark = store != NULL ? ear_store_get_memo (store, EAR_MEMO_SAMPLE, NULL) : NULL;

      if (g_strcmp0 (mark, UNFINISHED) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * ear_sample_make:
 * @folder: where
 * @options: how large, which one, until when
 * @progress: (nullable): step "sample"
 * @progress_data: for @progress
 * @error: G_IO_ERROR_EXISTS, G_IO_ERROR_CANCELLED when @progress said so, or the store's; then nothing of it is left
 *
 * Makes a workspace with a restaurant in it; one that was interrupted is made anew.
 *
 * Returns: whether it is there
 */
gboolean
ear_sample_make (const char              *folder,
                 const EarSampleOptions  *options,
                 EarStoreProgress         progress,
                 gpointer                 progress_data,
                 GError                 **error)
{
  g_autofree char *existing = g_build_filename (folder, EAR_STORE_FILE_NAME, NULL);
  EarStore *store;
  gboolean done;

  if (g_file_test (existing, G_FILE_TEST_EXISTS))
    {
      if (!is_left_over (folder))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is a workspace in %s already. Name another folder."), folder);
          return FALSE;
        }
      remove_files (folder);
    }
  store = ear_store_open (folder, EAR_STORE_CREATE, NULL, NULL, error);
  if (store == NULL)
    return FALSE;
  done = ear_sample_fill (store, options, progress, progress_data, NULL, error);
  ear_store_close (store);
  if (!done)
    remove_files (folder);
  return done;
}
