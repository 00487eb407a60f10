/* Every sentence of the definition as a small conversation. Its properties: test-enquiry-properties.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "model/ear-enquiry.h"

#define MINUTE G_GINT64_CONSTANT (60000)
#define HOUR (60 * MINUTE)
#define MIA 1
#define JON 2

/* ---- a conversation in a few words ---- */

typedef struct {
  EarEnquiryMessage messages[32];
  gsize n_messages;
  EarEnquiryEvent events[16];
  gsize n_events;
  EarEnquiryRules rules;
  GArray *enquiries;
} Talk;

static void
talk_clear (Talk *talk)
{
  g_clear_pointer (&talk->enquiries, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Talk, talk_clear)

/* Times are minutes. Ids count from 1 in the order of the calls. */
static EarEnquiryMessage *
add (Talk *talk, EarDirection direction, gint64 person, gint64 minute, gint64 parent)
{
  EarEnquiryMessage *message = &talk->messages[talk->n_messages++];

  message->id = (gint64) talk->n_messages;
  message->direction = direction;
  message->person_id = person;
  message->parent_id = parent;
  message->sent_at = minute * MINUTE;
  message->ended_at = EAR_TIME_NONE;
  return message;
}

/* Addressed to us. */
static EarEnquiryMessage *
ask (Talk *talk, gint64 person, gint64 minute, gint64 parent)
{
  EarEnquiryMessage *message = add (talk, EAR_DIRECTION_INBOUND, person, minute, parent);

  message->flags |= EAR_MESSAGE_ADDRESSED;
  return message;
}

/* Not addressed to us: to another customer, or to nobody. */
static EarEnquiryMessage *
say (Talk *talk, gint64 person, gint64 minute, gint64 parent)
{
  return add (talk, EAR_DIRECTION_INBOUND, person, minute, parent);
}

static EarEnquiryMessage *
reply (Talk *talk, gint64 minute, gint64 parent)
{
  return add (talk, EAR_DIRECTION_OUTBOUND, 0, minute, parent);
}

static void
event (Talk *talk, EarEnquiryEventType type, gint64 person, gint64 minute)
{
  talk->events[talk->n_events++] = (EarEnquiryEvent) { minute * MINUTE, person, type };
}

static void
take_away (EarEnquiryMessage *message, EarMessageState state, gint64 minute)
{
  message->state = state;
  message->ended_at = minute * MINUTE;
}

static void
derive (Talk *talk)
{
  g_clear_pointer (&talk->enquiries, g_array_unref);
  talk->enquiries = ear_enquiries_derive (talk->messages, talk->n_messages, talk->events, talk->n_events, &talk->rules, NULL);
}

/* One line an enquiry: "first..last opened [answered by id at | closed at | withdrawn at | open]", minutes; + follow-up, * on the spot */
static char *
describe (const Talk *talk)
{
  static const char *const exclusions[] = { "", " no-answer", " spam", " automatic" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < talk->enquiries->len; i++)
    {
      const EarEnquiry *enquiry = &g_array_index (talk->enquiries, EarEnquiry, i);

      g_string_append_printf (text, "%s%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "@%" G_GINT64_FORMAT "%s%s",
                              text->len > 0 ? "; " : "", enquiry->person_id, enquiry->first_message_id, enquiry->last_message_id,
                              enquiry->opened_at / MINUTE, enquiry->follow_up ? "+" : "", enquiry->on_spot ? "*" : "");
      if (enquiry->outcome == EAR_ENQUIRY_ANSWERED)
        g_string_append_printf (text, " answered by %" G_GINT64_FORMAT " at %" G_GINT64_FORMAT, enquiry->answer_id, enquiry->answered_at / MINUTE);
      else
        g_assert_true (enquiry->answered_at == EAR_TIME_NONE && enquiry->answer_id == 0);
      if (enquiry->closed_at != EAR_TIME_NONE)
        g_string_append_printf (text, " %s at %" G_GINT64_FORMAT, enquiry->outcome == EAR_ENQUIRY_WITHDRAWN ? "withdrawn" : "closed",
                                enquiry->closed_at / MINUTE);
      g_string_append (text, exclusions[enquiry->exclusion]);
    }
  return g_string_free (text, FALSE);
}

static void
expect (Talk *talk, const char *expected)
{
  g_autofree char *text = NULL;

  derive (talk);
  text = describe (talk);
  g_assert_cmpstr (text, ==, expected);
}

/* ---- "Enquiry. Opens with …" ---- */

static void
test_opens (void)
{
  g_auto (Talk) empty = { 0 }, one = { 0 }, all = { 0 }, unaddressed = { 0 };

  expect (&empty, "");

  ask (&one, MIA, 10, 0);
  expect (&one, "1:1-1@10");

  /* All their further messages belong to it, however long that takes; its clock starts at the first. */
  ask (&all, MIA, 10, 0);
  ask (&all, MIA, 20, 0);
  say (&all, MIA, 90 * 24 * 60, 0);
  expect (&all, "1:1-3@10");
  reply (&all, 100 * 24 * 60, 1);
  expect (&all, "1:1-3@10 answered by 4 at 144000");

  /* Customers talking to each other, and pingbacks, open nothing. */
  say (&unaddressed, MIA, 10, 0);
  say (&unaddressed, JON, 20, 1);
  reply (&unaddressed, 30, 1);
  expect (&unaddressed, "");
}

static void
test_several_people (void)
{
  g_auto (Talk) talk = { 0 };

  ask (&talk, MIA, 10, 0);
  ask (&talk, JON, 20, 0);
  say (&talk, JON, 25, 1);
  reply (&talk, 30, 2);
  expect (&talk, "1:1-1@10; 2:2-3@20 answered by 4 at 30");
}

static void
test_follow_up (void)
{
  const int day = 24 * 60;
  g_auto (Talk) within = { 0 }, after = { 0 }, talked_on = { 0 }, done = { 0 }, late_done = { 0 }, closed = { 0 }, spoke_first = { 0 },
                answered_late = { 0 };

  /* Within 24 h of the last message of either side. */
  ask (&within, MIA, 0, 0);
  reply (&within, 60, 1);
  ask (&within, MIA, 60 + day, 2);
  expect (&within, "1:1-1@0 answered by 2 at 60; 1:3-3@1500+");

  ask (&after, MIA, 0, 0);
  reply (&after, 60, 1);
  ask (&after, MIA, 60 + day, 2)->sent_at += 1;
  expect (&after, "1:1-1@0 answered by 2 at 60; 1:3-3@1500");

  /* Either side: what we add, and what they say to others. */
  ask (&talked_on, MIA, 0, 0);
  reply (&talked_on, 60, 1);
  reply (&talked_on, 60 + day, 2);
  say (&talked_on, MIA, 60 + 2 * day, 0);
  ask (&talked_on, MIA, 60 + 3 * day, 2);
  expect (&talked_on, "1:1-1@0 answered by 2 at 60; 1:5-5@4380+");

  /* New after done, also when it was done because it was answered. */
  ask (&done, MIA, 0, 0);
  reply (&done, 60, 1);
  event (&done, EAR_ENQUIRY_EVENT_CLOSE, MIA, 70);
  ask (&done, MIA, 80, 2);
  expect (&done, "1:1-1@0 answered by 2 at 60; 1:3-3@80");

  ask (&late_done, MIA, 0, 0);
  event (&late_done, EAR_ENQUIRY_EVENT_CLOSE, 0, 10);
  reply (&late_done, 60, 1);
  event (&late_done, EAR_ENQUIRY_EVENT_CLOSE, 0, 70);
  ask (&late_done, MIA, 80, 2);
  expect (&late_done, "1:1-1@0 answered by 2 at 60 closed at 10; 1:3-3@80");

  ask (&closed, MIA, 0, 0);
  event (&closed, EAR_ENQUIRY_EVENT_CLOSE, MIA, 10);
  ask (&closed, MIA, 20, 0);
  expect (&closed, "1:1-1@0 closed at 10; 1:2-2@20");

  /* Answered after it was closed: that was an answer, and what comes follows it up. */
  ask (&answered_late, MIA, 0, 0);
  event (&answered_late, EAR_ENQUIRY_EVENT_CLOSE, MIA, 10);
  reply (&answered_late, 60, 1);
  ask (&answered_late, MIA, 80, 2);
  expect (&answered_late, "1:1-1@0 answered by 2 at 60 closed at 10; 1:3-3@80+");

  /* We spoke first: that was no answer, so what comes is new. */
  spoke_first.rules.two_person = TRUE;
  reply (&spoke_first, 0, 0);
  ask (&spoke_first, MIA, 10, 0);
  expect (&spoke_first, "1:2-2@10");
}

static void
test_closing_and_reopening (void)
{
  g_auto (Talk) talk = { 0 }, twice = { 0 }, each = { 0 }, of_one = { 0 }, late = { 0 };

  /* Closing never resets a clock, and its undo restores the same enquiry with what came since. */
  ask (&talk, MIA, 0, 0);
  event (&talk, EAR_ENQUIRY_EVENT_CLOSE, MIA, 10);
  ask (&talk, MIA, 20, 0);
  expect (&talk, "1:1-1@0 closed at 10; 1:2-2@20");
  event (&talk, EAR_ENQUIRY_EVENT_REOPEN, MIA, 30);
  expect (&talk, "1:1-2@0");
  event (&talk, EAR_ENQUIRY_EVENT_CLOSE, 0, 40);
  expect (&talk, "1:1-2@0 closed at 40");
  reply (&talk, 50, 2);
  expect (&talk, "1:1-2@0 answered by 3 at 50 closed at 40");

  /* Each reopening takes back one closing, the last. */
  ask (&twice, MIA, 0, 0);
  event (&twice, EAR_ENQUIRY_EVENT_CLOSE, MIA, 10);
  event (&twice, EAR_ENQUIRY_EVENT_CLOSE, 0, 12);
  ask (&twice, MIA, 20, 0);
  event (&twice, EAR_ENQUIRY_EVENT_CLOSE, MIA, 30);
  expect (&twice, "1:1-1@0 closed at 10; 1:2-2@20 closed at 30");
  event (&twice, EAR_ENQUIRY_EVENT_REOPEN, 0, 40);
  expect (&twice, "1:1-1@0 closed at 10; 1:2-2@20");
  event (&twice, EAR_ENQUIRY_EVENT_REOPEN, 0, 50);
  expect (&twice, "1:1-1@0 closed at 10; 1:2-2@20");
  event (&twice, EAR_ENQUIRY_EVENT_REOPEN, 0, 60);
  expect (&twice, "1:1-2@0");
  event (&twice, EAR_ENQUIRY_EVENT_REOPEN, 0, 70); /* nothing left to take back */
  expect (&twice, "1:1-2@0");

  /* What was done for one stays done when another's is reopened. */
  ask (&each, MIA, 0, 0);
  event (&each, EAR_ENQUIRY_EVENT_CLOSE, MIA, 10);
  ask (&each, JON, 20, 0);
  event (&each, EAR_ENQUIRY_EVENT_CLOSE, JON, 30);
  event (&each, EAR_ENQUIRY_EVENT_REOPEN, JON, 40);
  expect (&each, "1:1-1@0 closed at 10; 2:2-2@20");

  ask (&of_one, MIA, 0, 0);
  ask (&of_one, JON, 5, 0);
  event (&of_one, EAR_ENQUIRY_EVENT_CLOSE, JON, 10);
  expect (&of_one, "1:1-1@0; 2:2-2@5 closed at 10");
  event (&of_one, EAR_ENQUIRY_EVENT_REOPEN, MIA, 20);
  expect (&of_one, "1:1-1@0; 2:2-2@5 closed at 10");
  event (&of_one, EAR_ENQUIRY_EVENT_CLOSE, 0, 30);
  expect (&of_one, "1:1-1@0 closed at 30; 2:2-2@5 closed at 10");

  /* What was said in the same instant as the closing was said before it. */
  say (&late, JON, 1, 0);
  say (&late, JON, 2, 0);
  ask (&late, MIA, 10, 0);
  event (&late, EAR_ENQUIRY_EVENT_CLOSE, MIA, 10);
  expect (&late, "1:3-3@10 closed at 10");
}

/* ---- "Answer: …" ---- */

static void
test_parent_chain (void)
{
  g_auto (Talk) talk = { 0 }, through = { 0 }, elsewhere = { 0 }, older = { 0 };

  ask (&talk, MIA, 0, 0);
  reply (&talk, 10, 1);
  expect (&talk, "1:1-1@0 answered by 2 at 10");

  /* Through what another customer said under it. */
  ask (&through, MIA, 0, 0);
  say (&through, JON, 5, 1);
  reply (&through, 10, 2);
  expect (&through, "1:1-1@0 answered by 3 at 10");

  /* What hangs elsewhere answers nothing; neither does what was there before. */
  reply (&elsewhere, 0, 0);
  ask (&elsewhere, MIA, 5, 1);
  reply (&elsewhere, 10, 1);
  reply (&elsewhere, 20, 0);
  expect (&elsewhere, "1:2-2@5");

  /* Reaching an earlier enquiry of theirs is not reaching this one. */
  ask (&older, MIA, 0, 0);
  reply (&older, 10, 1);
  ask (&older, MIA, 20, 2);
  reply (&older, 30, 1);
  expect (&older, "1:1-1@0 answered by 2 at 10; 1:3-3@20+");
  reply (&older, 40, 3);
  expect (&older, "1:1-1@0 answered by 2 at 10; 1:3-3@20+ answered by 5 at 40");
}

static void
test_mention_and_two_persons (void)
{
  const gint64 mia[] = { 7, MIA, 0 };
  g_auto (Talk) mention = { 0 }, direct = { 0 };

  ask (&mention, MIA, 0, 0);
  ask (&mention, JON, 5, 0);
  reply (&mention, 10, 0)->mentioned_person_ids = mia;
  expect (&mention, "1:1-1@0 answered by 3 at 10; 2:2-2@5");

  direct.rules.two_person = TRUE;
  ask (&direct, MIA, 0, 0);
  ask (&direct, MIA, 5, 0);
  reply (&direct, 10, 0);
  expect (&direct, "1:1-2@0 answered by 3 at 10");
}

static void
test_linked_by_hand (void)
{
  g_auto (Talk) talk = { 0 };

  ask (&talk, MIA, 0, 0);
  ask (&talk, JON, 1, 0);
  reply (&talk, 10, 2)->also_answers_id = 1;
  expect (&talk, "1:1-1@0 answered by 3 at 10; 2:2-2@1 answered by 3 at 10");
}

static void
test_no_answer_at_all (void)
{
  g_auto (Talk) machine = { 0 }, flagged = { 0 }, note = { 0 }, held = { 0 };

  machine.rules.two_person = flagged.rules.two_person = note.rules.two_person = held.rules.two_person = TRUE;

  /* Automatic replies do not count, nor as the last message: three days later it is still the first question. */
  ask (&machine, MIA, 0, 0);
  reply (&machine, 1, 1)->ours_automatic = TRUE;
  expect (&machine, "1:1-1@0");
  ask (&flagged, MIA, 0, 0);
  reply (&flagged, 1, 1)->flags |= EAR_MESSAGE_AUTOMATIC;
  expect (&flagged, "1:1-1@0");

  ask (&note, MIA, 0, 0);
  add (&note, EAR_DIRECTION_NOTE, 0, 5, 1);
  expect (&note, "1:1-1@0");

  /* Ours, but it waits for approval over there: nobody has read it. */
  ask (&held, MIA, 0, 0);
  reply (&held, 5, 1)->state = EAR_MESSAGE_HELD;
  expect (&held, "1:1-1@0");
}

static void
test_deleted_answer (void)
{
  g_auto (Talk) never = { 0 }, before = { 0 }, after = { 0 }, replaced = { 0 }, unknown = { 0 }, of_two = { 0 }, same = { 0 };

  /* Deleted before the customer wrote again: none. */
  ask (&never, MIA, 0, 0);
  take_away (reply (&never, 10, 1), EAR_MESSAGE_DELETED, 20);
  expect (&never, "1:1-1@0");

  ask (&before, MIA, 0, 0);
  take_away (reply (&before, 10, 1), EAR_MESSAGE_TRASHED, 20);
  ask (&before, MIA, 30, 1);
  expect (&before, "1:1-3@0");

  ask (&after, MIA, 0, 0);
  take_away (reply (&after, 10, 1), EAR_MESSAGE_DELETED, 20);
  ask (&after, MIA, 15, 2);
  expect (&after, "1:1-1@0 answered by 2 at 10; 1:3-3@15+");

  ask (&same, MIA, 0, 0);
  take_away (reply (&same, 10, 1), EAR_MESSAGE_DELETED, 20);
  ask (&same, MIA, 20, 2);
  expect (&same, "1:1-1@0 answered by 2 at 10; 1:3-3@20+");

  ask (&replaced, MIA, 0, 0);
  take_away (reply (&replaced, 10, 1), EAR_MESSAGE_DELETED, 11);
  reply (&replaced, 12, 1);
  expect (&replaced, "1:1-1@0 answered by 3 at 12");

  ask (&unknown, MIA, 0, 0);
  reply (&unknown, 10, 1)->state = EAR_MESSAGE_DELETED;
  ask (&unknown, MIA, 15, 0);
  expect (&unknown, "1:1-3@0");

  /* That somebody else wrote again does not make it an answer to this one. */
  ask (&of_two, MIA, 0, 0);
  ask (&of_two, JON, 1, 0);
  take_away (reply (&of_two, 10, 1), EAR_MESSAGE_DELETED, 20);
  say (&of_two, JON, 15, 3);
  expect (&of_two, "1:1-1@0; 2:2-4@1");
}

/* ---- "Left out …" ---- */

static void
test_left_out (void)
{
  g_auto (Talk) thanks = { 0 }, both = { 0 }, inside = { 0 }, spam = { 0 }, automatic = { 0 }, answered = { 0 };

  ask (&thanks, MIA, 0, 0)->needs_no_answer = TRUE;
  ask (&thanks, MIA, 1, 0)->needs_no_answer = TRUE;
  expect (&thanks, "1:1-2@0 no-answer");

  /* A "thanks" neither opens a question nor starts its clock. */
  ask (&both, MIA, 0, 0)->needs_no_answer = TRUE;
  ask (&both, MIA, 7000, 0);
  reply (&both, 7010, 2);
  expect (&both, "1:1-1@0 no-answer; 1:2-2@7000 answered by 3 at 7010");

  /* Inside an open question it belongs to that. */
  ask (&inside, MIA, 0, 0);
  ask (&inside, MIA, 5, 0)->needs_no_answer = TRUE;
  expect (&inside, "1:1-2@0");

  ask (&spam, MIA, 0, 0)->state = EAR_MESSAGE_SPAM;
  ask (&spam, JON, 1, 0);
  expect (&spam, "1:1-1@0 spam; 2:2-2@1");

  ask (&automatic, MIA, 0, 0)->flags |= EAR_MESSAGE_AUTOMATIC;
  expect (&automatic, "1:1-1@0 automatic");

  /* "If all of these had needed one": what became of it is kept. */
  ask (&answered, MIA, 0, 0)->needs_no_answer = TRUE;
  reply (&answered, 3, 1);
  expect (&answered, "1:1-1@0 answered by 2 at 3 no-answer");
}

static void
test_taken_back (void)
{
  g_auto (Talk) second = { 0 }, second_spam = { 0 };
  g_auto (Talk) gone = { 0 }, answered = { 0 }, part = { 0 }, again = { 0 }, closed = { 0 }, at_once = { 0 }, with_spam = { 0 };

  take_away (ask (&gone, MIA, 0, 0), EAR_MESSAGE_DELETED, 30);
  reply (&gone, 40, 1);
  expect (&gone, "1:1-1@0 withdrawn at 30");

  /* Answered stays answered. */
  take_away (ask (&answered, MIA, 0, 0), EAR_MESSAGE_DELETED, 30);
  reply (&answered, 20, 1);
  expect (&answered, "1:1-1@0 answered by 2 at 20");

  /* As long as something of it is there, it is there, with its clock. */
  take_away (ask (&part, MIA, 0, 0), EAR_MESSAGE_DELETED, 30);
  ask (&part, MIA, 10, 0);
  expect (&part, "1:1-2@0");

  /* What is answered is never what is gone. */
  ask (&second, MIA, 0, 0);
  take_away (ask (&second, MIA, 10, 0), EAR_MESSAGE_DELETED, 30);
  expect (&second, "1:1-1@0");
  ask (&second_spam, MIA, 0, 0);
  ask (&second_spam, MIA, 10, 0)->state = EAR_MESSAGE_SPAM;
  expect (&second_spam, "1:1-1@0");

  take_away (ask (&at_once, MIA, 0, 0), EAR_MESSAGE_DELETED, 30);
  ask (&at_once, MIA, 30, 0);
  expect (&at_once, "1:1-2@0");

  take_away (ask (&with_spam, MIA, 0, 0), EAR_MESSAGE_DELETED, 30);
  ask (&with_spam, MIA, 10, 0)->state = EAR_MESSAGE_SPAM;
  expect (&with_spam, "1:1-2@0 withdrawn at 30");

  take_away (ask (&again, MIA, 0, 0), EAR_MESSAGE_DELETED, 30);
  ask (&again, MIA, 40, 0);
  expect (&again, "1:1-1@0 withdrawn at 30; 1:2-2@40");

  /* Whether we had closed it changes nothing. */
  take_away (ask (&closed, MIA, 0, 0), EAR_MESSAGE_DELETED, 30);
  event (&closed, EAR_ENQUIRY_EVENT_CLOSE, MIA, 10);
  expect (&closed, "1:1-1@0 withdrawn at 30");
}

static void
test_taken_away_by_us (void)
{
  g_auto (Talk) hidden = { 0 }, trashed = { 0 }, deleted = { 0 }, emptied = { 0 }, mixed = { 0 }, later = { 0 };

  take_away (ask (&hidden, MIA, 0, 0), EAR_MESSAGE_HIDDEN, 30);
  expect (&hidden, "1:1-1@0 closed at 30");
  take_away (ask (&trashed, MIA, 0, 0), EAR_MESSAGE_TRASHED, 30);
  expect (&trashed, "1:1-1@0 closed at 30");
  take_away (ask (&deleted, MIA, 0, 0), EAR_MESSAGE_DELETED, 30);
  deleted.messages[0].ended_by_us = TRUE;
  expect (&deleted, "1:1-1@0 closed at 30");

  /* What we had hidden or trashed, emptied by the service later. */
  take_away (ask (&emptied, MIA, 0, 0), EAR_MESSAGE_DELETED, 30);
  emptied.messages[0].ended_by_us = TRUE;
  reply (&emptied, 40, 1);
  expect (&emptied, "1:1-1@0 answered by 2 at 40 closed at 30");

  take_away (ask (&mixed, MIA, 0, 0), EAR_MESSAGE_TRASHED, 30);
  take_away (ask (&mixed, MIA, 10, 0), EAR_MESSAGE_DELETED, 40);
  expect (&mixed, "1:1-2@0 closed at 40");

  /* What they write next is a question of its own. */
  take_away (ask (&later, MIA, 0, 0), EAR_MESSAGE_HIDDEN, 30);
  ask (&later, MIA, 40, 0);
  reply (&later, 50, 2);
  expect (&later, "1:1-1@0 closed at 30; 1:2-2@40 answered by 3 at 50");
  take_away (ask (&later, MIA, 60, 2), EAR_MESSAGE_TRASHED, 70);
  ask (&later, MIA, 80, 2);
  expect (&later, "1:1-1@0 closed at 30; 1:2-2@40 answered by 3 at 50; 1:4-4@60+ closed at 70; 1:5-5@80");
}

/* Spam stays spam whatever becomes of it: no question, and nothing that holds one. */
static void
test_emptied_spam (void)
{
  const EarMessageState states[] = { EAR_MESSAGE_TRASHED, EAR_MESSAGE_DELETED, EAR_MESSAGE_HIDDEN };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_auto (Talk) alone = { 0 }, inside = { 0 }, back = { 0 };

      take_away (ask (&alone, MIA, 0, 0), states[i], 30);
      alone.messages[0].was_spam = TRUE;
      ask (&alone, MIA, 40, 0);
      expect (&alone, "1:1-1@0 spam; 1:2-2@40");

      ask (&inside, MIA, 0, 0);
      take_away (ask (&inside, MIA, 10, 0), states[i], 30);
      inside.messages[1].was_spam = TRUE;
      expect (&inside, "1:1-1@0");

      ask (&back, MIA, 0, 0)->was_spam = TRUE;
      expect (&back, "1:1-1@0");
    }
}

static void
test_belongings (void)
{
  g_auto (Talk) talk = { 0 };
  const guint expected[] = { 0, 1, 0, EAR_NO_ENQUIRY, 2, EAR_NO_ENQUIRY };
  guint belongs[G_N_ELEMENTS (expected)];

  /* Mia's thanks stays open beside her question, and holds nothing of it. */
  ask (&talk, MIA, 0, 0)->needs_no_answer = TRUE;
  ask (&talk, MIA, 10, 0);
  ask (&talk, MIA, 5, 0)->needs_no_answer = TRUE;
  reply (&talk, 20, 2);
  ask (&talk, JON, 30, 0);
  say (&talk, MIA, 40, 0);
  talk.enquiries = ear_enquiries_derive (talk.messages, talk.n_messages, NULL, 0, &talk.rules, belongs);
  g_assert_cmpmem (belongs, sizeof belongs, expected, sizeof expected);
}

static void
test_held_and_back (void)
{
  g_auto (Talk) talk = { 0 };
  EarEnquiryMessage *message = ask (&talk, MIA, 5, 0);

  /* A held comment arrives when written; out of the trash it is the same enquiry again. */
  message->state = EAR_MESSAGE_HELD;
  expect (&talk, "1:1-1@5");
  take_away (message, EAR_MESSAGE_TRASHED, 8);
  expect (&talk, "1:1-1@5 closed at 8");
  message->state = EAR_MESSAGE_VISIBLE;
  message->ended_at = EAR_TIME_NONE;
  expect (&talk, "1:1-1@5");
}

static void
test_offline (void)
{
  g_auto (Talk) spot = { 0 }, back = { 0 }, second = { 0 };

  spot.rules.two_person = back.rules.two_person = second.rules.two_person = TRUE;
  ask (&spot, MIA, 5, 0)->flags |= EAR_MESSAGE_ANSWERED_ON_SPOT;
  expect (&spot, "1:1-1@5* answered by 1 at 5");

  /* A call-back that was made. */
  ask (&back, MIA, 5, 0);
  reply (&back, 65, 0);
  expect (&back, "1:1-1@5 answered by 2 at 65");

  /* They called again and were answered then: the first call waited until then. */
  ask (&second, MIA, 5, 0);
  ask (&second, MIA, 90, 0)->flags |= EAR_MESSAGE_ANSWERED_ON_SPOT;
  expect (&second, "1:1-2@5 answered by 2 at 90");
}

/* ---- what services send ---- */

static void
test_clocks_and_circles (void)
{
  g_auto (Talk) skew = { 0 }, tie = { 0 }, circle = { 0 }, orphan = { 0 }, self = { 0 };

  /* The other server's clock is five minutes ahead: an answer is never before its question. */
  ask (&skew, MIA, 10, 0);
  reply (&skew, 7, 1);
  expect (&skew, "1:1-1@10 answered by 2 at 10");

  /* The same second, stored in the other order. */
  reply (&tie, 10, 2);
  ask (&tie, MIA, 10, 0);
  expect (&tie, "1:2-2@10 answered by 1 at 10");

  ask (&circle, MIA, 10, 3);
  reply (&circle, 20, 1);
  say (&circle, JON, 30, 2);
  derive (&circle);
  g_assert_cmpuint (circle.enquiries->len, ==, 1);

  ask (&orphan, MIA, 10, 99);
  reply (&orphan, 20, 98);
  expect (&orphan, "1:1-1@10");

  ask (&self, MIA, 10, 1);
  expect (&self, "1:1-1@10");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/enquiry/opens", test_opens);
  g_test_add_func ("/enquiry/several-people", test_several_people);
  g_test_add_func ("/enquiry/follow-up", test_follow_up);
  g_test_add_func ("/enquiry/closing-and-reopening", test_closing_and_reopening);
  g_test_add_func ("/enquiry/parent-chain", test_parent_chain);
  g_test_add_func ("/enquiry/mention-and-two-persons", test_mention_and_two_persons);
  g_test_add_func ("/enquiry/linked-by-hand", test_linked_by_hand);
  g_test_add_func ("/enquiry/no-answer-at-all", test_no_answer_at_all);
  g_test_add_func ("/enquiry/deleted-answer", test_deleted_answer);
  g_test_add_func ("/enquiry/left-out", test_left_out);
  g_test_add_func ("/enquiry/taken-back", test_taken_back);
  g_test_add_func ("/enquiry/taken-away-by-us", test_taken_away_by_us);
  g_test_add_func ("/enquiry/emptied-spam", test_emptied_spam);
  g_test_add_func ("/enquiry/belongings", test_belongings);
  g_test_add_func ("/enquiry/held-and-back", test_held_and_back);
  g_test_add_func ("/enquiry/offline", test_offline);
  g_test_add_func ("/enquiry/clocks-and-circles", test_clocks_and_circles);
  return g_test_run ();
}
