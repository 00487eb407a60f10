/* What holds of enquiries whatever happens, by random conversations.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-clock.h"
#include "model/ear-enquiry.h"

#define MINUTE G_GINT64_CONSTANT (60000)

typedef struct {
  GArray *messages, *events;
  EarEnquiryRules rules;
  gint64 mentions[4][3];
} Random;

static void
random_clear (Random *talk)
{
  g_clear_pointer (&talk->messages, g_array_unref);
  g_clear_pointer (&talk->events, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Random, random_clear)

enum { WITH_ENDINGS = 1, WITH_REOPENING = 2 };

static void
random_talk (GRand *random, Random *talk, int with)
{
  int n = g_rand_int_range (random, 0, 25), n_events = g_rand_int_range (random, 0, 5);
  gint64 at = 0;

  talk->messages = g_array_new (FALSE, TRUE, sizeof (EarEnquiryMessage));
  talk->events = g_array_new (FALSE, TRUE, sizeof (EarEnquiryEvent));
  talk->rules.two_person = g_rand_int_range (random, 0, 4) == 0;
  for (int i = 0; i < 4; i++)
    talk->mentions[i][0] = g_rand_int_range (random, 1, 4);

  for (int i = 0; i < n; i++)
    {
      EarEnquiryMessage message = { .id = i + 1, .ended_at = EAR_TIME_NONE };

      at += g_rand_int_range (random, 0, 4) == 0 ? 0 : g_rand_int_range (random, 0, 20 * 60) * MINUTE;
      message.sent_at = at;
      message.parent_id = g_rand_int_range (random, 0, i + 1);
      message.direction = g_rand_int_range (random, 0, 5) < 3 ? EAR_DIRECTION_INBOUND : EAR_DIRECTION_OUTBOUND;
      message.person_id = message.direction == EAR_DIRECTION_INBOUND ? g_rand_int_range (random, 1, 4) : 0;
      if (g_rand_int_range (random, 0, 4) > 0)
        message.flags |= EAR_MESSAGE_ADDRESSED;
      if (g_rand_int_range (random, 0, 12) == 0)
        message.flags |= EAR_MESSAGE_AUTOMATIC;
      message.needs_no_answer = g_rand_int_range (random, 0, 8) == 0;
      message.ours_automatic = g_rand_int_range (random, 0, 12) == 0;
      if (message.direction == EAR_DIRECTION_OUTBOUND && g_rand_int_range (random, 0, 3) == 0)
        message.mentioned_person_ids = talk->mentions[g_rand_int_range (random, 0, 4)];
      if (message.direction == EAR_DIRECTION_OUTBOUND && i > 0 && g_rand_int_range (random, 0, 6) == 0)
        message.also_answers_id = g_rand_int_range (random, 1, i + 1);
      if (g_rand_int_range (random, 0, 10) == 0)
        message.state = g_rand_boolean (random) ? EAR_MESSAGE_SPAM : EAR_MESSAGE_HELD;
      else if ((with & WITH_ENDINGS) && g_rand_int_range (random, 0, 4) == 0)
        {
          message.state = (EarMessageState[]) { EAR_MESSAGE_HIDDEN, EAR_MESSAGE_TRASHED, EAR_MESSAGE_DELETED }[g_rand_int_range (random, 0, 3)];
          message.ended_by_us = g_rand_boolean (random);
          message.was_spam = g_rand_int_range (random, 0, 4) == 0;
          message.ended_at = at + g_rand_int_range (random, 0, 30 * 60) * MINUTE;
        }
      g_array_append_val (talk->messages, message);
    }
  for (int i = 0; i < n_events; i++)
    {
      EarEnquiryEvent happened = { g_rand_int_range (random, 0, (gint32) (at / MINUTE) + 10) * MINUTE, g_rand_int_range (random, 0, 4),
                                   (with & WITH_REOPENING) && g_rand_boolean (random) ? EAR_ENQUIRY_EVENT_REOPEN : EAR_ENQUIRY_EVENT_CLOSE };

      g_array_append_val (talk->events, happened);
    }
}

static GArray *
derive_random (const Random *talk)
{
  return ear_enquiries_derive ((const EarEnquiryMessage *) (gpointer) talk->messages->data, talk->messages->len,
                               (const EarEnquiryEvent *) (gpointer) talk->events->data, talk->events->len, &talk->rules, NULL);
}

static void
shuffle (GRand *random, GArray *array)
{
  gsize size = g_array_get_element_size (array);
  g_autofree char *spare = g_malloc (size);

  for (guint i = array->len; i > 1; i--)
    {
      char *one = array->data + (i - 1) * size, *other = array->data + (gsize) g_rand_int_range (random, 0, (gint32) i) * size;

      memcpy (spare, one, size);
      memmove (one, other, size);
      memcpy (other, spare, size);
    }
}

#define ENQUIRY(array, index) (&g_array_index (array, EarEnquiry, index))

static void
assert_same (const GArray *one, const GArray *other)
{
  g_assert_cmpuint (one->len, ==, other->len);
  for (guint i = 0; i < one->len; i++)
    g_assert_cmpmem (ENQUIRY (one, i), sizeof (EarEnquiry), ENQUIRY (other, i), sizeof (EarEnquiry));
}

static void
test_order_and_sense (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (23);

  for (int round = 0; round < 4000; round++)
    {
      g_auto (Random) talk = { 0 };
      g_autoptr (GArray) enquiries = NULL, mixed = NULL;

      random_talk (random, &talk, WITH_ENDINGS | WITH_REOPENING);
      enquiries = derive_random (&talk);
      shuffle (random, talk.messages);
      shuffle (random, talk.events);
      mixed = derive_random (&talk);
      assert_same (enquiries, mixed);

      for (guint i = 0; i < enquiries->len; i++)
        {
          const EarEnquiry *enquiry = ENQUIRY (enquiries, i);

          g_assert_cmpint (enquiry->outcome == EAR_ENQUIRY_ANSWERED, ==, enquiry->answered_at != EAR_TIME_NONE);
          g_assert_true (enquiry->answered_at == EAR_TIME_NONE || enquiry->answered_at >= enquiry->opened_at);
          g_assert_true (enquiry->closed_at == EAR_TIME_NONE || enquiry->closed_at >= enquiry->opened_at);
          g_assert_true (enquiry->outcome != EAR_ENQUIRY_OPEN || enquiry->closed_at == EAR_TIME_NONE);
          /* Of one person at most one real question is open at a time. (One that was closed may be taken back much later.) */
          for (guint j = i + 1; j < enquiries->len; j++)
            {
              const EarEnquiry *next = ENQUIRY (enquiries, j);

              if (next->person_id != enquiry->person_id || next->exclusion != EAR_EXCLUDED_NO || enquiry->exclusion != EAR_EXCLUDED_NO)
                continue;
              g_assert_true ((enquiry->answered_at != EAR_TIME_NONE && enquiry->answered_at <= next->opened_at) ||
                             (enquiry->closed_at != EAR_TIME_NONE && enquiry->closed_at <= next->opened_at) ||
                             (enquiry->outcome == EAR_ENQUIRY_WITHDRAWN && talk.events->len > 0));
            }
        }
    }
}

/* What was known at a time stays true when more arrives: deriving after each batch gives what deriving once gives. Only taking a
 * closing back, and deleting an answer, speak about the past. */
static void
test_prefixes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (29);

  for (int round = 0; round < 4000; round++)
    {
      g_auto (Random) talk = { 0 }, early = { 0 };
      g_autoptr (GArray) all = NULL, then = NULL;
      gint64 until;
      guint n = 0;

      random_talk (random, &talk, 0);
      all = derive_random (&talk);
      until = g_rand_int_range (random, 0, 15000) * MINUTE;
      early.messages = g_array_new (FALSE, FALSE, sizeof (EarEnquiryMessage));
      early.events = g_array_new (FALSE, FALSE, sizeof (EarEnquiryEvent));
      early.rules = talk.rules;
      for (guint i = 0; i < talk.messages->len; i++)
        if (g_array_index (talk.messages, EarEnquiryMessage, i).sent_at <= until)
          g_array_append_val (early.messages, g_array_index (talk.messages, EarEnquiryMessage, i));
      for (guint i = 0; i < talk.events->len; i++)
        if (g_array_index (talk.events, EarEnquiryEvent, i).at <= until)
          g_array_append_val (early.events, g_array_index (talk.events, EarEnquiryEvent, i));
      then = derive_random (&early);

      for (guint i = 0; i < all->len; i++)
        n += ENQUIRY (all, i)->opened_at <= until;
      g_assert_cmpuint (then->len, ==, n);
      for (guint i = 0; i < n; i++)
        {
          const EarEnquiry *now = ENQUIRY (all, i), *known = ENQUIRY (then, i);

          g_assert_cmpint (now->first_message_id, ==, known->first_message_id);
          g_assert_cmpint (now->opened_at, ==, known->opened_at);
          g_assert_cmpint (now->follow_up, ==, known->follow_up);
          g_assert_cmpint (now->exclusion, ==, known->exclusion);
          if (now->answered_at != EAR_TIME_NONE && now->answered_at <= until)
            g_assert_cmpint (now->answer_id, ==, known->answer_id);
          else
            g_assert_cmpint (known->answered_at, ==, EAR_TIME_NONE);
        }
    }
}

/* Closing what is open, at the end of all messages, changes no time that a figure uses; taking that back leaves no trace. */
static void
test_closing_changes_nothing (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (31);

  for (int round = 0; round < 3000; round++)
    {
      g_auto (Random) talk = { 0 };
      g_autoptr (GArray) before = NULL, after = NULL, back = NULL;
      EarEnquiryEvent closing = { 0, g_rand_int_range (random, 0, 4), EAR_ENQUIRY_EVENT_CLOSE };

      random_talk (random, &talk, WITH_ENDINGS);
      before = derive_random (&talk);
      for (guint i = 0; i < talk.messages->len; i++)
        closing.at = MAX (closing.at, g_array_index (talk.messages, EarEnquiryMessage, i).sent_at);
      for (guint i = 0; i < talk.events->len; i++)
        closing.at = MAX (closing.at, g_array_index (talk.events, EarEnquiryEvent, i).at);
      closing.at += 1;
      g_array_append_val (talk.events, closing);
      after = derive_random (&talk);
      g_assert_cmpuint (before->len, ==, after->len);
      for (guint i = 0; i < before->len; i++)
        {
          const EarEnquiry *one = ENQUIRY (before, i), *other = ENQUIRY (after, i);

          g_assert_cmpint (one->first_message_id, ==, other->first_message_id);
          g_assert_cmpint (one->opened_at, ==, other->opened_at);
          g_assert_cmpint (one->answered_at, ==, other->answered_at);
          g_assert_cmpint (one->exclusion, ==, other->exclusion);
          g_assert_cmpint (one->outcome == EAR_ENQUIRY_WITHDRAWN, ==, other->outcome == EAR_ENQUIRY_WITHDRAWN);
          g_assert_true (other->outcome != EAR_ENQUIRY_OPEN || (closing.person_id != 0 && closing.person_id != other->person_id));
        }
      closing.type = EAR_ENQUIRY_EVENT_REOPEN;
      closing.at += g_rand_int_range (random, 0, 2);
      g_array_append_val (talk.events, closing);
      back = derive_random (&talk);
      assert_same (before, back);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/enquiry-properties/order-and-sense", test_order_and_sense);
  g_test_add_func ("/enquiry-properties/prefixes", test_prefixes);
  g_test_add_func ("/enquiry-properties/closing-changes-nothing", test_closing_changes_nothing);
  return g_test_run ();
}
