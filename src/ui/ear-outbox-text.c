/* ear-outbox-text.c: what is on its way, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-outbox-text.h"

/* A reply's words, and the signs of everything. */
static const struct
{
  const char *state, *icon_name, *css_class, *words;
  const char *row, *row_deed; /* in a list, of a reply and of anything else; NULL: what has arrived needs no sign */
} states[] = {
  { "draft", "document-edit-symbolic", "dimmed", N_("Not sent yet"), NULL, NULL },
  { "queued", "content-loading-symbolic", "dimmed", N_("Will be sent"), N_("Your reply will be sent"), N_("A change waits to be made") },
  { "sending", "document-send-symbolic", "dimmed", N_("Being sent…"), N_("Your reply is being sent"), N_("A change is being made") },
  { "accepted", "object-select-symbolic", "dimmed", N_("Sent"), NULL, NULL },
  { "seen", "earshot-seen-symbolic", "dimmed", N_("Sent, and visible there"), NULL, NULL },
  { "unknown", "dialog-question-symbolic", "warning", N_("It may have arrived. Earshot is looking."), N_("Your reply may have arrived"), N_("A change may have been made") },
  { "ask", "dialog-question-symbolic", "warning", N_("It may have arrived."), N_("Your reply may have arrived"), N_("A change may have been made") },
  { "failed", "dialog-warning-symbolic", "error", N_("Not sent"), N_("Your reply was not sent"), N_("A change could not be made") },
  { "cancelled", "edit-undo-symbolic", "dimmed", N_("Taken back"), NULL, NULL },
};

/* What is done to a message. */
static const struct
{
  EarVerb verb;
  const char *queued, *sending, *accepted, *failed;
} deeds[] = {
  { EAR_VERB_APPROVE, N_("Will be approved"), N_("Being approved…"), N_("Approved"), N_("Could not be approved") },
  { EAR_VERB_HOLD, N_("Will be held back"), N_("Being held back…"), N_("Held back"), N_("Could not be held back") },
  { EAR_VERB_SPAM, N_("Will be marked as spam"), N_("Being marked as spam…"), N_("Marked as spam"), N_("Could not be marked as spam") },
  { EAR_VERB_UNSPAM, N_("Will be taken out of spam"), N_("Being taken out of spam…"), N_("Taken out of spam"), N_("Could not be taken out of spam") },
  { EAR_VERB_TRASH, N_("Will be moved to the trash"), N_("Being moved to the trash…"), N_("Moved to the trash"), N_("Could not be moved to the trash") },
  { EAR_VERB_UNTRASH, N_("Will be restored"), N_("Being restored…"), N_("Restored"), N_("Could not be restored") },
  { EAR_VERB_DELETE, N_("Will be deleted"), N_("Being deleted…"), N_("Deleted"), N_("Could not be deleted") },
  { EAR_VERB_EDIT, N_("Will be changed"), N_("Being changed…"), N_("Changed"), N_("Could not be changed") },
  { EAR_VERB_HIDE, N_("Will be hidden"), N_("Being hidden…"), N_("Hidden"), N_("Could not be hidden") },
  { EAR_VERB_UNHIDE, N_("Will be shown again"), N_("Being shown again…"), N_("Shown again"), N_("Could not be shown again") },
  { EAR_VERB_BLOCK, N_("The person will be blocked"), N_("The person is being blocked…"), N_("The person is blocked"), N_("The person could not be blocked") },
  { EAR_VERB_UNBLOCK, N_("The person will be let in again"), N_("The person is being let in again…"), N_("The person is let in again"),
    N_("The person could not be let in again") },
  { EAR_VERB_PRIVATE_REPLY, N_("Will be sent"), N_("Being sent…"), N_("Sent privately"), N_("Not sent") },
  { EAR_VERB_LIKE, N_("Will be liked"), N_("Being liked…"), N_("Liked"), N_("Could not be liked") },
  { EAR_VERB_UNLIKE, N_("The like will be taken back"), N_("The like is being taken back…"), N_("Like taken back"), N_("The like could not be taken back") },
};

void
ear_outbox_text_clear (EarOutboxText *text)
{
  g_clear_pointer (&text->words, g_free);
}

static gint64
left_ms (const EarThreadMessage *message, gint64 now_ms)
{
  return message->outbox_not_before == EAR_TIME_NONE ? 0 : message->outbox_not_before - now_ms;
}

gboolean
ear_outbox_text_counts (const EarThreadMessage *message, gint64 now_ms)
{
  return g_strcmp0 (message->outbox_state, "queued") == 0 && left_ms (message, now_ms) > 0;
}

static const char *
words_for_deed (gsize deed, const char *state)
{
  return g_str_equal (state, "queued") ? deeds[deed].queued
         : g_str_equal (state, "sending") ? deeds[deed].sending
         : g_str_equal (state, "accepted") || g_str_equal (state, "seen") ? deeds[deed].accepted
         : g_str_equal (state, "failed") ? deeds[deed].failed
                                         : NULL;
}

static char *
make_countdown (EarVerb verb, int seconds)
{
  switch (verb)
    {
    case EAR_VERB_APPROVE:
      return g_strdup_printf (_("Approving in %d s…"), seconds);
    case EAR_VERB_HOLD:
      return g_strdup_printf (_("Holding back in %d s…"), seconds);
    case EAR_VERB_SPAM:
      return g_strdup_printf (_("Marking as spam in %d s…"), seconds);
    case EAR_VERB_UNSPAM:
      return g_strdup_printf (_("Taking out of spam in %d s…"), seconds);
    case EAR_VERB_TRASH:
      return g_strdup_printf (_("Moving to the trash in %d s…"), seconds);
    case EAR_VERB_UNTRASH:
      return g_strdup_printf (_("Restoring in %d s…"), seconds);
    case EAR_VERB_DELETE:
      return g_strdup_printf (_("Deleting in %d s…"), seconds);
    case EAR_VERB_EDIT:
      return g_strdup_printf (_("Changing in %d s…"), seconds);
    case EAR_VERB_HIDE:
      return g_strdup_printf (_("Hiding in %d s…"), seconds);
    case EAR_VERB_UNHIDE:
      return g_strdup_printf (_("Showing again in %d s…"), seconds);
    case EAR_VERB_BLOCK:
      return g_strdup_printf (_("Blocking in %d s…"), seconds);
    case EAR_VERB_UNBLOCK:
      return g_strdup_printf (_("Letting in again in %d s…"), seconds);
    case EAR_VERB_LIKE:
      return g_strdup_printf (_("Liking in %d s…"), seconds);
    case EAR_VERB_UNLIKE:
      return g_strdup_printf (_("Taking back the like in %d s…"), seconds);
    case EAR_VERB_REPLY:
    case EAR_VERB_PRIVATE_REPLY:
    case EAR_VERB_PUBLISH:
    case EAR_VERB_MARK_READ:
    case EAR_N_VERBS:
    default:
      return g_strdup_printf (ngettext ("Sends in %d second", "Sends in %d seconds", seconds), seconds);
    }
}

static char *
make_words (const EarThreadMessage *message, const char *plain, gint64 now_ms)
{
  int seconds = (left_ms (message, now_ms) + 999) / 1000;
  const char *said = message->outbox_sentence;

  if (said == NULL && ear_outbox_text_counts (message, now_ms))
    return make_countdown (message->outbox_verb, seconds);
  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (deeds[i].verb == message->outbox_verb)
      {
        const char *words = words_for_deed (i, message->outbox_state);

        if (words == NULL)
          return g_strdup (said != NULL ? said : _(plain));
        /* Translators: 1 what was to be done, such as "Could not be approved", 2 a sentence that says why */
        return said != NULL ? g_strdup_printf (_("%1$s: %2$s"), _(words), said) : g_strdup (_(words));
      }
  return g_strdup (said != NULL ? said : _(plain));
}

gboolean
ear_outbox_text_for_message (EarOutboxText *text, const EarThreadMessage *message, gint64 now_ms)
{
  for (gsize i = 0; message->outbox_state != NULL && i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i].state, message->outbox_state))
      {
        *text = (EarOutboxText) { states[i].icon_name, states[i].css_class, make_words (message, states[i].words, now_ms) };
        return TRUE;
      }
  return FALSE;
}

gboolean
ear_outbox_text_for_row (EarOutboxText *text, const char *state, EarVerb verb)
{
  for (gsize i = 0; state != NULL && i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i].state, state) && states[i].row != NULL)
      {
        *text = (EarOutboxText) { states[i].icon_name, states[i].css_class, g_strdup (_(verb == EAR_VERB_REPLY || verb == EAR_VERB_PRIVATE_REPLY ? states[i].row : states[i].row_deed)) };
        return TRUE;
      }
  return FALSE;
}
