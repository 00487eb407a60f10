/* ear-sample-talk.c: one conversation of the made-up restaurant, from the question to the last thanks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-sample-private.h"

#include <math.h>

#include "base/ear-clock.h"

#define MINUTE_MS G_GINT64_CONSTANT (60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define BAD_WEEK_FROM 75           /* days before the end */
#define BAD_WEEK_TO 68
#define MAX_ROUNDS 5

/* Chances, as the year is meant to look. */
#define OF_REGULARS 0.55           /* messages by somebody known … */
#define OF_MOST_REGULAR 0.7        /* … of these by the house's best friends */
#define OUT_OF_HOURS 0.06          /* answered at once, closed or not */
#define SAYS_THANKS 0.42
#define ASKS_MORE 0.34
#define REMINDS_US 0.3
#define CHATS_BY_ASKER 0.2
#define AWAY 0.03                  /* of e-mails: an automatic one comes back */
#define HELD 0.3                   /* of the blog's recent comments */
#define RECENT_UNANSWERED 0.5
#define COMPLAINS 0.09
#define PRAISES 0.13
#define WANTS_CALL 0.75            /* of calls that were not answered on the spot */

typedef struct {
  EarSampleTown *town;
  const EarSampleProfile *profile;
  EarBatch *batch;
  EarPast *past;
  GHashTable *known;
  EarConversation *conversation;   /* owned by the batch */
  EarSampleMood mood;
  gboolean german;
  guint n;                         /* messages so far */
  gint64 at;                       /* when it began */
  gboolean recent;
} Talk;

static double
uniform (EarSampleTown *town)
{
  return g_rand_double (town->rand);
}

/* Box & Muller 1958. */
static double
normal (EarSampleTown *town)
{
  return sqrt (-2 * log (1 - uniform (town))) * cos (2 * G_PI * uniform (town));
}

static gint64
log_normal_ms (EarSampleTown *town,
               double         median_min,
               double         spread)
{
  return (gint64) (median_min * exp (spread * normal (town)) * (double) MINUTE_MS) + 20000;
}

gboolean
ear_sample_is_bad_week (const EarSampleTown *town,
                        gint64               at)
{
  gint64 days = (town->now - at) / DAY_MS;

  return days < BAD_WEEK_FROM && days >= BAD_WEEK_TO;
}

/* ---- guests: a few write often, most once ---- */

void
ear_sample_guest_free (gpointer data)
{
  EarSampleGuest *guest = data;

  g_free (guest->ext);
  g_free (guest->name);
  g_free (guest->handle);
  g_free (guest);
}

static const EarSampleGuest *
pick_guest (EarSampleTown *town)
{
  EarSampleGuest *guest;

  if (town->guests->len > 0 && uniform (town) < OF_REGULARS)
    {
      /* Regulars by Zipf's law, the rest among all who ever wrote. */
      guint n = uniform (town) < OF_MOST_REGULAR ? MIN (town->n_regulars, town->guests->len) : town->guests->len;

      return g_ptr_array_index (town->guests, (guint) (n * pow (uniform (town), 2.2)));
    }
  guest = g_new0 (EarSampleGuest, 1);
  guest->name = ear_sample_guest_name (town->rand);
  guest->handle = ear_sample_handle (town->rand, guest->name);
  guest->ext = g_strdup_printf ("guest-%u", town->guests->len + 1);
  g_ptr_array_add (town->guests, guest);
  return guest;
}

static void
introduce (Talk                 *talk,
           const EarSampleGuest *guest)
{
  EarIdentity *identity;

  if (!g_hash_table_add (talk->known, g_strdup (guest->ext)))
    return;
  identity = ear_identity_new (guest->ext, guest->name);
  if (talk->profile->mentions)
    identity->handle = g_strdup_printf ("@%s@town.example", guest->handle);
  ear_batch_take_identity (talk->batch, identity);
}

/* ---- who says what ---- */

static char *
ext_of (const Talk *talk,
        guint       n)
{
  return n == 0 ? g_strdup (talk->conversation->ext) : g_strdup_printf ("%s-%u", talk->conversation->ext, n);
}

/* NULL for what would be said after now. @guest NULL: us. */
static EarMessage *
say (Talk                 *talk,
     const EarSampleGuest *guest,
     gint64                at,
     const char           *parent,
     const char           *text)
{
  g_autofree char *ext = ext_of (talk, talk->n);
  EarMessage *message;

  if (at > talk->town->now)
    return NULL;
  message = ear_message_new (ext, talk->conversation->ext);
  message->parent_ext = g_strdup (parent);
  message->direction = guest != NULL ? EAR_DIRECTION_INBOUND : EAR_DIRECTION_OUTBOUND;
  message->author_ext = g_strdup (guest != NULL ? guest->ext : "us");
  message->audience = talk->conversation->two_person ? EAR_AUDIENCE_DIRECT : EAR_AUDIENCE_PUBLIC;
  message->sent_at = at;
  message->text = g_strdup (text);
  message->language = g_strdup (talk->german ? "de" : "en");
  if (talk->profile->url != NULL)
    message->url = g_strdup_printf ("%s/%s", talk->profile->url, ext);
  if (guest != NULL)
    introduce (talk, guest);
  ear_batch_take_message (talk->batch, message);
  talk->n++;
  talk->town->n_messages++;
  return message;
}

/* Addressed to us. */
static EarMessage *
ask (Talk                 *talk,
     const EarSampleGuest *guest,
     gint64                at,
     const char           *parent,
     const char           *text)
{
  g_autofree char *with_mention = talk->profile->mentions ? g_strdup_printf ("@linde %s", text) : g_strdup (text);
  EarMessage *message = say (talk, guest, at, parent, with_mention);

  if (message != NULL)
    message->flags |= EAR_MESSAGE_ADDRESSED;
  return message;
}

static EarMessage *
answer (Talk                 *talk,
        const EarSampleGuest *guest,
        gint64                at,
        const char           *parent,
        const char           *text)
{
  g_autofree char *with_mention = talk->profile->mentions ? g_strdup_printf ("@%s %s", guest->handle, text) : g_strdup (text);
  EarMessage *message = say (talk, NULL, at, parent, with_mention);

  if (message != NULL && talk->profile->mentions)
    message->mentions = g_strdup (guest->ext);
  /* The rest was typed on the service's own pages. */
  if (message != NULL && talk->profile->typed_here > 0 && uniform (talk->town) < talk->profile->typed_here)
    ear_past_add_sent (talk->past, message->ext);
  return message;
}

static void
note (Talk   *talk,
      gint64  asked_at)
{
  g_autofree char *text = NULL;
  EarMessage *message;

  if (uniform (talk->town) >= talk->profile->noted)
    return;
  text = ear_sample_note (talk->town->rand, talk->german);
  message = say (talk, NULL, asked_at + log_normal_ms (talk->town, 8, 0.6), NULL, text);
  if (message == NULL)
    return;
  message->direction = EAR_DIRECTION_NOTE;
  g_clear_pointer (&message->url, g_free);
}

/* Within half a day of answering hours, at a quarter of an hour. */
static void
promise_call (Talk *talk)
{
  const gint64 quarter = 15 * MINUTE_MS;
  gint64 at = ear_calendar_add_open_seconds (talk->town->answering, talk->at, 30 * 60 + (gint64) (uniform (talk->town) * 4 * 60 * 60));

  if (at != EAR_TIME_NONE)
    ear_past_add_call_back (talk->past, talk->conversation->ext, (at / quarter + 1) * quarter);
}

/* ---- when we answer ---- */

/* The neglected get more so: at the end of the year it is half as bad again as at the beginning. */
static double
neglect_at (const Talk *talk,
            gint64      at)
{
  double progress = (double) (at - talk->town->from) / (double) (talk->town->now - talk->town->from);
  double neglect = talk->profile->unanswered > 0.15 ? 0.7 + 0.7 * CLAMP (progress, 0, 1) : 1;

  return ear_sample_is_bad_week (talk->town, at) ? neglect * 2 : neglect;
}

static gint64
answering_time (Talk   *talk,
                gint64  asked_at)
{
  gint64 delay = log_normal_ms (talk->town, talk->profile->median_min * neglect_at (talk, asked_at), talk->profile->spread);
  gint64 at;

  if (uniform (talk->town) < OUT_OF_HOURS)
    return asked_at + delay;
  at = ear_calendar_add_open_seconds (talk->town->answering, asked_at, delay / 1000);
  return at != EAR_TIME_NONE ? at : asked_at + delay;
}

static gboolean
stays_unanswered (Talk   *talk,
                  gint64  asked_at)
{
  double chance = talk->profile->unanswered * neglect_at (talk, asked_at);

  if (talk->recent && talk->n <= 1)
    chance = MAX (chance, RECENT_UNANSWERED);
  /* Praise is answered less often. */
  return uniform (talk->town) < chance * (talk->mood == EAR_SAMPLE_PRAISE ? 1.8 : 1);
}

/* ---- the course of it ---- */

static void
chat (Talk                 *talk,
      const EarSampleGuest *asker,
      const char           *question_ext)
{
  g_autofree char *last = g_strdup (question_ext);
  gint64 at = talk->at;

  for (guint n = (guint) (talk->profile->chat * 2 * uniform (talk->town) + 0.5); n > 0; n--)
    {
      const EarSampleGuest *guest = uniform (talk->town) < CHATS_BY_ASKER ? asker : pick_guest (talk->town);
      g_autofree char *text = ear_sample_chat (talk->town->rand, talk->german);
      EarMessage *message;

      at += log_normal_ms (talk->town, 120, 1.2);
      message = say (talk, guest, at, g_rand_boolean (talk->town->rand) ? last : question_ext, text);
      if (message == NULL)
        return;
      g_free (last);
      last = g_strdup (message->ext);
    }
}

/* Nobody asks once and waits for ever. */
static void
remind (Talk                 *talk,
        const EarSampleGuest *guest,
        gint64                asked_at,
        const char           *question_ext)
{
  g_autofree char *text = NULL;

  if (talk->mood == EAR_SAMPLE_PRAISE || uniform (talk->town) >= REMINDS_US)
    return;
  text = ear_sample_reminder (talk->town->rand, talk->german);
  say (talk, guest, asked_at + log_normal_ms (talk->town, 40 * 60, 0.5), question_ext, text);
}

/* A question, what became of it, and perhaps the next. */
static void
go_on (Talk                 *talk,
       const EarSampleGuest *guest,
       EarMessage           *question,
       const char           *answer_text,
       const char           *more,
       const char           *more_answer,
       guint                 round)
{
  EarSampleTown *town = talk->town;
  gint64 answered_at, again;
  EarMessage *reply, *next;
  g_autofree char *answer_ext = NULL;
  g_autoptr(EarSampleExchange) other = NULL;

  if (stays_unanswered (talk, question->sent_at))
    {
      remind (talk, guest, question->sent_at, question->ext);
      return;
    }
  answered_at = answering_time (talk, question->sent_at);
  if (answered_at - question->sent_at > 2 * DAY_MS)
    remind (talk, guest, question->sent_at, question->ext);
  reply = answer (talk, guest, answered_at, question->ext, answer_text);
  if (reply == NULL)
    return;
  answer_ext = g_strdup (reply->ext);
  if (talk->profile->place == EAR_SAMPLE_LOG)
    return;

  if (uniform (town) < SAYS_THANKS)
    {
      g_autofree char *thanks = ear_sample_thanks (town->rand, talk->german);

      ask (talk, guest, answered_at + log_normal_ms (town, 25, 1.0), answer_ext, thanks);
    }
  if (round >= MAX_ROUNDS || uniform (town) >= ASKS_MORE)
    return;
  if (more == NULL)
    {
      g_auto(GStrv) names = g_strsplit (guest->name, " ", 2);

      other = ear_sample_exchange_new (town->rand, EAR_SAMPLE_TALK, EAR_SAMPLE_QUESTION, talk->german, names[0]);
      more = other->question;
      more_answer = other->answer;
    }
  again = answered_at + log_normal_ms (town, 150, 1.4);
  next = ask (talk, guest, again, answer_ext, more);
  if (next != NULL)
    go_on (talk, guest, next, more_answer, NULL, NULL, round + 1);
}

static EarSampleMood
mood_at (EarSampleTown          *town,
         const EarSampleProfile *profile,
         gint64                  at)
{
  double bad = ear_sample_is_bad_week (town, at) ? 0.6 : profile->place == EAR_SAMPLE_REVIEW ? 0.35 : COMPLAINS;
  double good = profile->place == EAR_SAMPLE_REVIEW ? 1 - bad : PRAISES;
  double chance = uniform (town);

  return chance < bad ? EAR_SAMPLE_COMPLAINT : chance < bad + good ? EAR_SAMPLE_PRAISE : EAR_SAMPLE_QUESTION;
}

static void
add_post (Talk *talk)
{
  guint week = (guint) MAX (0, (talk->at - talk->town->from) / (7 * DAY_MS));
  g_autofree char *ext = g_strdup_printf ("post-%u", week);

  talk->conversation->post_ext = g_strdup (ext);
  talk->conversation->title = g_strdup (ear_sample_post_title (week));
  if (!g_hash_table_add (talk->known, g_strdup (ext)))
    return;

  EarPost *post = ear_post_new (ext);
  post->title = g_strdup (ear_sample_post_title (week));
  post->text = g_strdup (ear_sample_post_text (week));
  post->url = g_strdup_printf ("%s/%u", talk->profile->url, week);
  post->posted_at = talk->town->from + week * 7 * DAY_MS;
  post->by_us = TRUE;
  ear_batch_take_post (talk->batch, post);
}

static void
begin (Talk *talk)
{
  EarSampleTown *town = talk->town;
  g_autofree char *ext = g_strdup_printf ("s%u-%" G_GUINT64_FORMAT, town->seed, ++town->n_conversations);
  gboolean direct = uniform (town) < talk->profile->direct;

  talk->conversation = ear_conversation_new (ext, direct ? EAR_CONVERSATION_DIRECT : talk->profile->type);
  talk->conversation->two_person = direct || talk->profile->stream == NULL;
  if (talk->profile->url != NULL)
    talk->conversation->url = g_strdup_printf ("%s/%s", talk->profile->url, ext);
  if (talk->profile->type == EAR_CONVERSATION_COMMENT)
    add_post (talk);
  ear_batch_take_conversation (talk->batch, talk->conversation);
}

void
ear_sample_converse (EarSampleTown          *town,
                     const EarSampleProfile *profile,
                     EarBatch               *batch,
                     EarPast                *past,
                     GHashTable             *known,
                     gint64                  at,
                     gboolean                recent)
{
  const EarSampleGuest *guest = pick_guest (town);
  g_auto(GStrv) names = g_strsplit (guest->name, " ", 2);
  Talk talk = { .town = town, .profile = profile, .batch = batch, .past = past, .known = known, .at = at, .recent = recent };
  g_autoptr(EarSampleExchange) exchange = NULL;
  EarMessage *question;

  talk.mood = mood_at (town, profile, at);
  talk.german = uniform (town) < profile->german;
  begin (&talk);

  if (uniform (town) < profile->spam)
    {
      g_autofree char *text = ear_sample_spam (town->rand);

      question = ask (&talk, guest, at, NULL, text);
      question->state = EAR_MESSAGE_SPAM;
      return;
    }
  if (profile->place == EAR_SAMPLE_MAIL && uniform (town) < AWAY)
    {
      g_autofree char *text = ear_sample_away (town->rand, talk.german);

      question = ask (&talk, guest, at, NULL, text);
      question->flags |= EAR_MESSAGE_AUTOMATIC;
      return;
    }

  exchange = ear_sample_exchange_new (town->rand, profile->place, talk.mood, talk.german, names[0]);
  question = ask (&talk, guest, at, NULL, exchange->question);
  /* Where services put what a review says in signs. */
  if (exchange->verdict != NULL)
    {
      question->subject = g_strdup (exchange->verdict);
      g_set_str (&talk.conversation->title, exchange->verdict);
    }
  if (uniform (town) < profile->on_spot)
    {
      question->flags |= EAR_MESSAGE_ANSWERED_ON_SPOT;
      answer (&talk, guest, at, question->ext, exchange->answer);
      return;
    }
  if (g_str_equal (profile->kind, "phone") && uniform (town) < WANTS_CALL)
    promise_call (&talk);
  if (recent && profile->type == EAR_CONVERSATION_COMMENT && uniform (town) < HELD)
    {
      question->state = EAR_MESSAGE_HELD;
      return;
    }
  if (!talk.conversation->two_person)
    chat (&talk, guest, question->ext);
  go_on (&talk, guest, question, exchange->answer, exchange->more, exchange->more_answer, 1);
  note (&talk, at);
}
