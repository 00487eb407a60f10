/* ear-sample.c: a made-up restaurant's year
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-sample-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "engine/ear-settings-private.h"
#include "model/ear-hours.h"
#include "store/ear-store-event.h"
#include "store/ear-store-query.h"

#define MINUTE_MS G_GINT64_CONSTANT (60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define YEAR_DAYS 365
#define BAD_WEEK_FROM 75           /* days before the end */
#define BAD_WEEK_TO 68
#define UNREAD_FROM 44             /* the blog was not read from … to: days before the end */
#define UNREAD_TO 39
#define CHUNK 400                  /* conversations a batch */
#define MAX_CLOSED 3000            /* closing is an event each */
#define N_LEFT_UNREAD 12
#define N_RECENT 32
#define N_RECENT_HOURS 26

/* How one channel is used and served: data, so that the year reads as a table. */
typedef struct {
  const char *kind, *origin, *account, *name, *url, *stream;
  EarConversationType type;
  guint weight;                    /* of 100 conversations */
  double median_min, spread;       /* until the answer, log-normal; minutes */
  double unanswered, on_spot;      /* shares */
  double bystanders;               /* mean number of other people's comments */
  double german;
  gboolean mentions;               /* the house writes the guest's handle */
} Profile;

static const Profile profiles[] = {
  { "mastodon", "https://town.example", "linde", "Café Linde on Mastodon", "https://town.example/@linde", "notifications",
    EAR_CONVERSATION_THREAD, 34, 35, 1.1, 0.03, 0, 2.2, 0.35, TRUE },
  { "wordpress", "https://cafe-linde.example", "1", "Café Linde blog", "https://cafe-linde.example", "comments",
    EAR_CONVERSATION_COMMENT, 22, 60 * 30, 1.3, 0.22, 0, 1.6, 0.3, FALSE },
  { "phone", "", "phone", "Phone", NULL, NULL, EAR_CONVERSATION_CONTACT, 20, 150, 1.0, 0.06, 0.8, 0, 0.6, FALSE },
  { "email", "", "email", "E-mail", NULL, NULL, EAR_CONVERSATION_CONTACT, 9, 260, 1.0, 0.05, 0, 0, 0.4, FALSE },
  { "counter", "", "counter", "Counter", NULL, NULL, EAR_CONVERSATION_CONTACT, 7, 60, 0.8, 0.02, 0.95, 0, 0.7, FALSE },
  { "booking", "", "booking", "Booking site", NULL, NULL, EAR_CONVERSATION_CONTACT, 5, 200, 0.9, 0.06, 0, 0, 0.3, FALSE },
  { "review", "", "review", "Reviews elsewhere", NULL, NULL, EAR_CONVERSATION_REVIEW, 2, 60 * 40, 1.0, 0.25, 0, 0, 0.4, FALSE },
  { "letter", "", "letter", "Letters", NULL, NULL, EAR_CONVERSATION_CONTACT, 1, 60 * 70, 0.7, 0.1, 0, 0, 0.8, FALSE },
};
#define N_PROFILES G_N_ELEMENTS (profiles)

typedef struct {
  char *ext, *name, *handle;
} Guest;

typedef struct {
  EarStore *store;
  GRand *rand;
  gint64 now, from;
  guint seed;
  char *channel_keys[N_PROFILES];
  EarBatch *batches[N_PROFILES];
  GPtrArray *guests;               /* (element-type Guest) */
  guint n_regulars;
  guint64 n_conversations, n_messages;
} Town;

static void
guest_free (gpointer data)
{
  Guest *guest = data;

  g_free (guest->ext);
  g_free (guest->name);
  g_free (guest->handle);
  g_free (guest);
}

static double
uniform (Town *town)
{
  return g_rand_double (town->rand);
}

/* Box & Muller 1958. */
static double
normal (Town *town)
{
  return sqrt (-2 * log (1 - uniform (town))) * cos (2 * G_PI * uniform (town));
}

static gint64
log_normal_ms (Town   *town,
               double  median_min,
               double  spread)
{
  return (gint64) (median_min * exp (spread * normal (town)) * (double) MINUTE_MS) + 20000;
}

/* ---- guests: a few write often, most once ---- */

static const Guest *
pick_guest (Town *town)
{
  Guest *guest;

  if (town->guests->len > 0 && uniform (town) < 0.55)
    {
      /* Regulars by Zipf's law, the rest among all who ever wrote. */
      guint n = uniform (town) < 0.7 ? MIN (town->n_regulars, town->guests->len) : town->guests->len;

      return g_ptr_array_index (town->guests, (guint) (n * pow (uniform (town), 2.2)));
    }
  guest = g_new0 (Guest, 1);
  guest->name = ear_sample_guest_name (town->rand);
  guest->handle = ear_sample_handle (town->rand, guest->name);
  guest->ext = g_strdup_printf ("guest-%u", town->guests->len + 1);
  g_ptr_array_add (town->guests, guest);
  return guest;
}

static EarIdentity *
identity_for (const Profile *profile,
              const Guest   *guest)
{
  EarIdentity *identity = ear_identity_new (guest->ext, guest->name);

  if (profile->mentions)
    identity->handle = g_strdup_printf ("@%s@town.example", guest->handle);
  return identity;
}

/* ---- one conversation ---- */

typedef struct {
  Town *town;
  const Profile *profile;
  EarBatch *batch;
  char *ext;                       /* the conversation's */
  guint n;                         /* messages so far */
} Talk;

static EarMessage *
say (Talk        *talk,
     const Guest *guest,
     gint64       at,
     const char  *parent,
     const char  *text,
     const char  *language)
{
  EarMessage *message;
  g_autofree char *ext = talk->n == 0 ? g_strdup (talk->ext) : g_strdup_printf ("%s-%u", talk->ext, talk->n);

  if (at > talk->town->now)
    return NULL;
  message = ear_message_new (ext, talk->ext);
  message->parent_ext = g_strdup (parent);
  message->direction = guest != NULL ? EAR_DIRECTION_INBOUND : EAR_DIRECTION_OUTBOUND;
  message->author_ext = g_strdup (guest != NULL ? guest->ext : "us");
  message->audience = talk->profile->stream != NULL ? EAR_AUDIENCE_PUBLIC : EAR_AUDIENCE_DIRECT;
  message->sent_at = at;
  message->text = g_strdup (text);
  message->language = g_strdup (language);
  if (talk->profile->url != NULL)
    message->url = g_strdup_printf ("%s/%s", talk->profile->url, ext);
  ear_batch_take_message (talk->batch, message);
  if (guest != NULL)
    ear_batch_take_identity (talk->batch, identity_for (talk->profile, guest));
  talk->n++;
  talk->town->n_messages++;
  return message;
}

static void
ask (Talk        *talk,
     const Guest *guest,
     gint64       at,
     const char  *parent,
     const char  *text,
     const char  *language)
{
  EarMessage *message = say (talk, guest, at, parent, text, language);

  if (message != NULL)
    message->flags |= EAR_MESSAGE_ADDRESSED;
}

static void
answer (Talk        *talk,
        const Guest *guest,
        gint64       at,
        const char  *parent,
        const char  *text,
        const char  *language)
{
  g_autofree char *with_mention = talk->profile->mentions ? g_strdup_printf ("@%s %s", guest->handle, text) : g_strdup (text);
  EarMessage *message = say (talk, NULL, at, parent, with_mention, language);

  if (message != NULL && talk->profile->mentions)
    message->mentions = g_strdup (guest->ext);
}

static EarSampleMood
mood_at (Town   *town,
         gint64  at)
{
  gint64 days = (town->now - at) / DAY_MS;
  double bad = days < BAD_WEEK_FROM && days >= BAD_WEEK_TO ? 0.6 : 0.09;
  double chance = uniform (town);

  return chance < bad ? EAR_SAMPLE_COMPLAINT : chance < bad + 0.13 ? EAR_SAMPLE_PRAISE : EAR_SAMPLE_QUESTION;
}

static EarConversation *
begin_conversation (Talk   *talk,
                    gint64  at)
{
  EarConversation *conversation = ear_conversation_new (talk->ext, talk->profile->type);

  conversation->two_person = talk->profile->stream == NULL;
  if (talk->profile->url != NULL)
    conversation->url = g_strdup_printf ("%s/%s", talk->profile->url, talk->ext);
  if (talk->profile->type == EAR_CONVERSATION_COMMENT)
    {
      guint week = (guint) MAX (0, (at - talk->town->from) / (7 * DAY_MS));
      g_autofree char *post_ext = g_strdup_printf ("post-%u", week);
      EarPost *post = ear_post_new (post_ext);

      post->title = g_strdup (ear_sample_post_title (week));
      post->url = g_strdup_printf ("%s/%u", talk->profile->url, week);
      post->posted_at = talk->town->from + week * 7 * DAY_MS;
      post->by_us = TRUE;
      ear_batch_take_post (talk->batch, post);
      conversation->post_ext = g_strdup (post_ext);
      conversation->title = g_strdup (post->title);
    }
  return conversation;
}

static void
make_conversation (Town   *town,
                   guint   which,
                   gint64  at)
{
  const Profile *profile = &profiles[which];
  const Guest *guest = pick_guest (town);
  g_auto(GStrv) names = g_strsplit (guest->name, " ", 2);
  EarSampleMood mood = mood_at (town, at);
  gboolean german = uniform (town) < profile->german;
  g_autoptr(EarSampleExchange) exchange = ear_sample_exchange_new (town->rand, mood, german, names[0]);
  g_autofree char *ext = g_strdup_printf ("s%u-%" G_GUINT64_FORMAT, town->seed, ++town->n_conversations);
  Talk talk = { town, profile, town->batches[which], ext, 0 };
  gint64 answered_at = at + log_normal_ms (town, profile->median_min, profile->spread);
  gboolean on_spot = uniform (town) < profile->on_spot;
  /* Praise is answered less often; so is what falls into the bad week. */
  gboolean unanswered = !on_spot && uniform (town) < profile->unanswered * (mood == EAR_SAMPLE_QUESTION ? 1 : 1.8);

  ear_batch_take_conversation (talk.batch, begin_conversation (&talk, at));
  ask (&talk, guest, at, NULL, exchange->question, exchange->language);
  if (on_spot)
    {
      EarMessage *question = g_ptr_array_index (talk.batch->messages, talk.batch->messages->len - 1);

      question->flags |= EAR_MESSAGE_ANSWERED_ON_SPOT;
      answer (&talk, guest, at, talk.ext, exchange->answer, exchange->language);
      return;
    }

  for (guint n = (guint) (profile->bystanders * 2 * uniform (town)); n > 0; n--)
    {
      g_autoptr(EarSampleExchange) other = ear_sample_exchange_new (town->rand, EAR_SAMPLE_PRAISE, german, names[0]);

      say (&talk, pick_guest (town), at + log_normal_ms (town, 240, 1.2), talk.ext, other->question, other->language);
    }
  if (unanswered)
    return;

  g_autofree char *answer_ext = g_strdup_printf ("%s-%u", talk.ext, talk.n);
  answer (&talk, guest, answered_at, talk.ext, exchange->answer, exchange->language);
  if (uniform (town) < 0.45)
    {
      gint64 thanked_at = answered_at + log_normal_ms (town, 25, 1.0);

      ask (&talk, guest, thanked_at, answer_ext, exchange->thanks, exchange->language);
    }
  if (uniform (town) < 0.28)
    {
      g_autoptr(EarSampleExchange) more = ear_sample_exchange_new (town->rand, EAR_SAMPLE_QUESTION, german, names[0]);
      gint64 again = answered_at + log_normal_ms (town, 180, 1.4);
      g_autofree char *again_ext = g_strdup_printf ("%s-%u", talk.ext, talk.n);

      ask (&talk, guest, again, answer_ext, more->question, more->language);
      if (uniform (town) >= profile->unanswered)
        answer (&talk, guest, again + log_normal_ms (town, profile->median_min, profile->spread), again_ext, more->answer, more->language);
    }
}

/* ---- the year ---- */

/* More in summer and December, on Fridays and Saturdays, around noon and in the evening: by rejection. */
static gint64
pick_time (Town *town)
{
  for (;;)
    {
      gint64 at = town->from + (gint64) (uniform (town) * (double) (town->now - town->from));
      g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (at / 1000);
      int month = g_date_time_get_month (time), hour = g_date_time_get_hour (time);
      double season = month == 12 ? 1.0 : month >= 6 && month <= 8 ? 0.85 : month == 1 || month == 2 ? 0.45 : 0.65;
      double week = g_date_time_get_day_of_week (time) >= 5 ? 1.0 : 0.7;
      double day = hour >= 16 && hour < 21 ? 1.0 : hour >= 9 && hour < 16 ? 0.7 : hour >= 6 && hour < 23 ? 0.35 : 0.06;
      gint64 days = (town->now - at) / DAY_MS;
      double bad = days < BAD_WEEK_FROM && days >= BAD_WEEK_TO ? 1.0 : 0.6;

      if (uniform (town) < season * week * day * bad)
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
pick_profile (Town *town)
{
  gint32 chance = g_rand_int_range (town->rand, 0, 100);
  guint which = 0;

  while (which + 1 < N_PROFILES && chance >= (gint32) profiles[which].weight)
    chance -= (gint32) profiles[which++].weight;
  return which;
}

static EarBatch *
new_batch (Town *town)
{
  EarBatch *batch = ear_batch_new ();
  EarIdentity *us = ear_identity_new ("us", "Café Linde");

  us->is_us = TRUE;
  ear_batch_take_identity (batch, us);
  batch->more = TRUE;
  return batch;
}

static gboolean
flush (Town    *town,
       GError **error)
{
  for (guint i = 0; i < N_PROFILES; i++)
    {
      if (town->batches[i]->messages->len > 0
          && !ear_store_apply_batch (town->store, town->channel_keys[i], profiles[i].stream, EAR_STREAM_BACKFILL, town->batches[i], NULL, error))
        return FALSE;
      ear_batch_free (town->batches[i]);
      town->batches[i] = new_batch (town);
    }
  return TRUE;
}

static gboolean
live_a_year (Town              *town,
             guint              size,
             EarStoreProgress   progress,
             gpointer           progress_data,
             GCancellable      *cancellable,
             GError           **error)
{
  /* Messages a conversation of this town has on average, measured. */
  guint n = MAX (1, (guint) (size / 3.3));
  g_autofree gint64 *times = g_new (gint64, n);

  /* Whoever looks at it looks now: the last hours are busy at any size. */
  for (guint i = 0; i < n; i++)
    {
      double hours = pow (uniform (town), 2) * N_RECENT_HOURS;

      times[i] = i < N_RECENT && i < n / 4 ? town->now - (gint64) (hours * (double) HOUR_MS) - MINUTE_MS : pick_time (town);
    }
  qsort (times, n, sizeof *times, compare_times);

  for (guint i = 0; i < n; i++)
    {
      make_conversation (town, pick_profile (town), times[i]);
      if ((i + 1) % CHUNK == 0 || i + 1 == n)
        {
          if (!flush (town, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
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
add_channels (Town    *town,
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
      };
      g_autoptr(EarChannelRow) channel = ear_store_add_channel (town->store, &row, error);

      if (channel == NULL)
        return FALSE;
      town->channel_keys[i] = g_strdup (channel->key);
      if (profiles[i].stream != NULL
          && !ear_store_put_stream (town->store, channel->key, profiles[i].stream, TRUE, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set (Town        *town,
     const char  *key,
     const char  *json,
     GError     **error)
{
  return ear_store_set_setting (town->store, NULL, key, json, G_MININT64, NULL, error);
}

static gboolean
set_up (Town    *town,
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
  opening_json = ear_hours_to_json (opening);
  answering_json = ear_hours_to_json (answering);
  return set (town, EAR_KEY_ORGANISATION, "{\"name\":\"Café Linde\"}", error)
         && set (town, EAR_KEY_MEMBER, "{\"name\":\"Mia\"}", error)
         && set (town, EAR_KEY_PROMISE, "{\"seconds\":14400}", error)
         && set (town, EAR_KEY_OPENING, opening_json, error)
         && set (town, EAR_KEY_ANSWERING, answering_json, error)
         && ear_store_set_memo (town->store, EAR_MEMO_SET_UP, "yes", error);
}

/* What was read, and the days the blog was not. */
static gboolean
cover (Town    *town,
       GError **error)
{
  for (guint i = 0; i < N_PROFILES; i++)
    {
      g_autoptr(EarBatch) batch = ear_batch_new ();

      if (profiles[i].stream == NULL)
        continue;
      if (profiles[i].type == EAR_CONVERSATION_COMMENT)
        {
          ear_batch_add_span (batch, G_MININT64, town->now - UNREAD_FROM * DAY_MS);
          ear_batch_add_span (batch, town->now - UNREAD_TO * DAY_MS, town->now);
        }
      else
        {
          ear_batch_add_span (batch, G_MININT64, town->now);
        }
      if (!ear_store_apply_batch (town->store, town->channel_keys[i], profiles[i].stream, EAR_STREAM_FORWARD, batch, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* What waited too long was put away in the end; the last ones are still unread. */
static gboolean
tidy_up (Town    *town,
         GError **error)
{
  const EarStoreQuery waiting = { .queue = EAR_STORE_QUEUE_ANSWER_NEXT };
  g_autoptr(GArray) ids = ear_store_query_ids (town->store, &waiting, error);
  g_autoptr(GPtrArray) rows = ids != NULL ? ear_store_load_rows (town->store, (const gint64 *) ids->data, ids->len, error) : NULL;
  guint n_closed = 0, n_unread = 0;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len && n_closed < MAX_CLOSED; i++)
    {
      const EarStoreRow *row = g_ptr_array_index (rows, i);
      gint64 patience = row->type == EAR_CONVERSATION_COMMENT ? 16 * DAY_MS : 3 * DAY_MS;

      if (row->waiting_since >= town->now - patience)
        continue;
      if (!ear_store_mark_done (town->store, NULL, row->id, NULL, NULL, error))
        return FALSE;
      n_closed++;
    }
  for (guint i = rows->len; i > 0 && n_unread < N_LEFT_UNREAD; i--, n_unread++)
    if (!ear_store_set_read (town->store, NULL, g_array_index (ids, gint64, i - 1), FALSE, NULL, NULL, error))
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
  Town town = {
    .store = store,
    .rand = g_rand_new_with_seed (options->seed),
    .now = now,
    .from = now - YEAR_DAYS * DAY_MS,
    .seed = options->seed,
    .guests = g_ptr_array_new_with_free_func (guest_free),
    .n_regulars = 24 + options->size / 500,
  };
  gboolean done;

  for (guint i = 0; i < N_PROFILES; i++)
    town.batches[i] = new_batch (&town);
  done = set_up (&town, error)
         && add_channels (&town, error)
         && live_a_year (&town, MIN (options->size, EAR_SAMPLE_MAX_SIZE), progress, progress_data, cancellable, error)
         && cover (&town, error)
         && tidy_up (&town, error)
         && ear_store_set_memo (store, EAR_MEMO_DUE_STALE, "yes", error);

  for (guint i = 0; i < N_PROFILES; i++)
    {
      ear_batch_free (town.batches[i]);
      g_free (town.channel_keys[i]);
    }
  g_rand_free (town.rand);
  g_ptr_array_unref (town.guests);
  return done;
}

/**
 * ear_sample_make:
 * @folder: where
 * @options: how large, which one, until when
 * @progress: (nullable): step "sample"
 * @progress_data: for @progress
 * @error: G_IO_ERROR_EXISTS, or the store's
 *
 * Makes a workspace with a restaurant in it.
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
  g_autoptr(EarStore) store = NULL;

  if (g_file_test (existing, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is a workspace in %s already. Name another folder."), folder);
      return FALSE;
    }
  store = ear_store_open (folder, EAR_STORE_CREATE, NULL, NULL, error);
  return store != NULL && ear_sample_fill (store, options, progress, progress_data, NULL, error);
}
