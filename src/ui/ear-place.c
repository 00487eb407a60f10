/* ear-place.c: what the sidebar can go to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-place.h"

const EarPlace ear_places[] = {
  { "answer-next", EAR_QUEUE_ANSWER_NEXT, "earshot-answer-next-symbolic", N_("Answer Next"),
    N_("Nothing Waits"), N_("Everybody who asked has been answered."), TRUE, FALSE },
  { "mine", EAR_QUEUE_MINE, "avatar-default-symbolic", N_("Mine"),
    N_("Nothing Waits for You"), N_("Questions that are yours to answer appear here."), TRUE, TRUE },
  { "unassigned", EAR_QUEUE_UNASSIGNED, "system-users-symbolic", N_("Nobody's Yet"),
    N_("All Have Somebody"), N_("Questions that nobody has taken yet appear here."), TRUE, TRUE },
  { "unread", EAR_QUEUE_UNREAD, "mail-unread-symbolic", N_("Unread"),
    N_("All Read"), N_("What arrives from now on appears here until you have seen it."), TRUE, FALSE },
  { "call-backs", EAR_QUEUE_CALL_BACKS, "call-outgoing-symbolic", N_("To Call Back"),
    N_("Nobody to Call Back"), N_("Who called and still waits to be called back appears here."), TRUE, TRUE },
  { "waiting", EAR_QUEUE_WAITING, "earshot-waiting-symbolic", N_("Waiting for Them"),
    N_("Nobody Owes You an Answer"), N_("Conversations you answered, and that are not done yet, stay here."), FALSE, FALSE },
  { "snoozed", EAR_QUEUE_SNOOZED, "alarm-symbolic", N_("Snoozed"),
    N_("Nothing Snoozed"), N_("What you put off comes back by itself when its time has come, or when they write again. What is muted stays here."), TRUE, TRUE },
  { "all", EAR_QUEUE_ALL, "earshot-inbox-symbolic", N_("Everything"),
    N_("No Conversations Yet"), N_("What people say on your channels appears here."), FALSE, FALSE },
  { "mentions", EAR_QUEUE_MENTIONS, "earshot-conversation-symbolic", N_("Mentions"),
    N_("No Mentions"), N_("What others say about you in public, and that names you, appears here."), FALSE, TRUE },
  { "reviews", EAR_QUEUE_REVIEWS, "starred-symbolic", N_("Reviews"),
    N_("No Reviews"), N_("Reviews from your channels, and those you write down by hand, appear here."), TRUE, TRUE },
  { "outbox", EAR_QUEUE_OUTBOX, "document-send-symbolic", N_("To Be Sent"),
    N_("Nothing on Its Way"), N_("All that you wrote has arrived."), TRUE, TRUE },
  { "done", EAR_QUEUE_DONE, "object-select-symbolic", N_("Done"),
    N_("Nothing Done Yet"), N_("Conversations you have finished are kept here."), FALSE, FALSE },
  { "spam", EAR_QUEUE_SPAM, "mail-mark-junk-symbolic", N_("Spam"),
    N_("No Spam"), N_("What a service or you mark as spam is kept here."), FALSE, TRUE },
  { "reports", EAR_N_QUEUES, "earshot-report-symbolic", N_("Reports"), NULL, NULL, FALSE, FALSE },
  { NULL },
};

const char *
ear_place_channel_key (const char *word)
{
  return g_str_has_prefix (word, "channel:") ? word + strlen ("channel:") : NULL;
}

const char *
ear_place_tag_key (const char *word)
{
  return g_str_has_prefix (word, "tag:") ? word + strlen ("tag:") : NULL;
}

const EarPlace *
ear_place_lookup (const char *word)
{
  if (ear_place_channel_key (word) != NULL || ear_place_tag_key (word) != NULL)
    word = "all";
  for (const EarPlace *place = ear_places; place->word != NULL; place++)
    if (g_str_equal (place->word, word))
      return place;
  return NULL;
}
