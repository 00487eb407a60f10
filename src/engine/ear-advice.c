/* ear-advice.c: problems in plain words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-advice-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "base/ear-problem.h"
#include "platform/ear-secrets.h"
#include "store/ear-store.h"

EarAdvice *
ear_advice_new (const char *remedy,
                const char *channel_key,
                const char *format,
                ...)
{
  EarAdvice *advice = g_new0 (EarAdvice, 1);
  va_list args;

  va_start (args, format);
  advice->sentence = g_strdup_vprintf (format, args);
  va_end (args);
  advice->remedy = g_strdup (remedy);
  advice->channel_key = g_strdup (channel_key);
  return advice;
}

EarAdvice *
ear_advice_copy (const EarAdvice *advice)
{
  EarAdvice *copy = g_new0 (EarAdvice, 1);

  copy->sentence = g_strdup (advice->sentence);
  copy->remedy = g_strdup (advice->remedy);
  copy->channel_key = g_strdup (advice->channel_key);
  copy->url = g_strdup (advice->url);
  copy->outbox_key = g_strdup (advice->outbox_key);
  return copy;
}

void
ear_advice_free (EarAdvice *advice)
{
  if (advice == NULL)
    return;
  g_free (advice->sentence);
  g_free (advice->remedy);
  g_free (advice->channel_key);
  g_free (advice->url);
  g_free (advice->outbox_key);
  g_free (advice);
}

char *
ear_advice_format_duration (gint64 seconds)
{
  if (seconds >= 2 * 86400)
    return g_strdup_printf (ngettext ("%d day", "%d days", seconds / 86400), (int) (seconds / 86400));
  if (seconds >= 2 * 3600)
    return g_strdup_printf (ngettext ("%d hour", "%d hours", seconds / 3600), (int) (seconds / 3600));
  if (seconds >= 60)
    return g_strdup_printf (ngettext ("%d minute", "%d minutes", seconds / 60), (int) (seconds / 60));
  return g_strdup_printf (ngettext ("%d second", "%d seconds", seconds), (int) seconds);
}

char *
ear_advice_format_time (gint64 time_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local_usec (time_ms * 1000);
  gint64 age_ms = ear_clock_now_ms () - time_ms;

  if (time == NULL)
    return g_strdup (_("an unknown time"));
  /* Translators: a weekday and a time, as in "has not been read since Saturday 14:10" */
  if (age_ms >= 0 && age_ms < G_GINT64_CONSTANT (6) * 86400 * 1000)
    return g_date_time_format (time, _("%A %H:%M"));
  return g_date_time_format (time, _("%-d %B %Y, %H:%M"));
}

/* Some services name a year nobody will see. */
static char *
format_patience (gint64 wait_ms)
{
  gint64 day_ms = G_GINT64_CONSTANT (24) * 3600 * 1000;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local_usec ((ear_clock_now_ms () + MIN (wait_ms, 365 * day_ms)) * 1000);

  if (time == NULL)
    return g_strdup ("");
  /* Translators: a day and a time, then a time of day */
  return g_date_time_format (time, wait_ms >= day_ms ? _("%-d %B, %H:%M") : _("%H:%M"));
}

/* The service's own words end a sentence of ours; they may be in any language. */
static EarAdvice *
advice_with_words (const char             *remedy,
                   const char             *sentence,
                   const EarProblemDetail *detail)
{
  if (detail == NULL || detail->words == NULL || detail->words[0] == '\0')
    return ear_advice_new (remedy, NULL, "%s", sentence);
  /* Translators: a sentence of ours, then what the service itself said */
  return ear_advice_new (remedy, NULL, _("%s It says: “%s”"), sentence, detail->words);
}

/* What the reader can do, by code, where the kind has a sentence of its own. */
static EarAdvice *
advice_in_own_words (const GError           *error,
                     const EarProblemDetail *detail)
{
  const char *remedy = error->code == EAR_PROBLEM_AUTH              ? "sign-in"
                       : error->code == EAR_PROBLEM_REJECTED        ? "edit"
                       : error->code == EAR_PROBLEM_OUTCOME_UNKNOWN ? "look"
                                                                    : NULL;

  return advice_with_words (remedy, detail->sentence, detail);
}

static EarAdvice *
advice_for_problem (const GError *error,
                    const char   *name)
{
  const EarProblemDetail *detail = ear_problem_get_detail (error);
  g_autofree char *sentence = NULL;

  if (detail != NULL && detail->sentence != NULL)
    return advice_in_own_words (error, detail);
  switch ((EarProblemCode) error->code)
    {
    case EAR_PROBLEM_OFFLINE:
      /* What stands between us and the service, a certificate say, is a whole sentence already. */
      if (g_str_has_suffix (error->message, "."))
        return ear_advice_new ("retry", NULL, "%s", error->message);
      return ear_advice_new ("retry", NULL, _("%s cannot be reached. Earshot tries again by itself."), name);

    case EAR_PROBLEM_RETRY_LATER:
      if (detail != NULL && detail->retry_after_ms >= 0)
        {
          g_autofree char *until = format_patience (detail->retry_after_ms);

          /* Translators: a channel's name, a time of day */
          return ear_advice_new (NULL, NULL, _("%s asks for patience. Earshot goes on by itself at %s."), name, until);
        }
      return ear_advice_new ("retry", NULL, _("%s is busy or being repaired. Earshot tries again by itself."), name);

    case EAR_PROBLEM_AUTH:
      sentence = g_strdup_printf (_("%s no longer accepts the sign-in. Sign in again."), name);
      return advice_with_words ("sign-in", sentence, detail);

    case EAR_PROBLEM_FORBIDDEN:
      if (detail != NULL && detail->permission != NULL)
        sentence = g_strdup_printf (_("%s does not allow this without the permission “%s”. Sign in again and grant it."), name, detail->permission);
      else
        sentence = g_strdup_printf (_("%s does not allow this account to do that. Sign in with an account that may."), name);
      return advice_with_words ("sign-in", sentence, detail);

    case EAR_PROBLEM_REJECTED:
      sentence = g_strdup_printf (_("%s did not accept it. Edit it and send it again."), name);
      return advice_with_words ("edit", sentence, detail);

    case EAR_PROBLEM_GONE:
      return ear_advice_new (NULL, NULL, _("That no longer exists on %s."), name);

    case EAR_PROBLEM_OUTCOME_UNKNOWN:
      return ear_advice_new ("look", NULL, _("%s did not say whether it arrived. Look there before you send it again."), name);

    case EAR_PROBLEM_PROTOCOL:
    default:
      sentence = g_strdup_printf (_("%s sent something Earshot does not understand. Nothing is lost, and Earshot tries again later."), name);
      return advice_with_words ("retry", sentence, detail);
    }
}

static EarAdvice *
advice_for_store (const GError *error)
{
  switch (error->code)
    {
    case EAR_STORE_ERROR_FULL:
      return ear_advice_new ("free-space", NULL, _("The disk is full, so nothing more can be kept. Free some space; Earshot then goes on by itself."));
    case EAR_STORE_ERROR_LOCKED:
      return ear_advice_new ("close-other", NULL, "%s", error->message);
    case EAR_STORE_ERROR_CONFLICT:
      return ear_advice_new (NULL, NULL, _("That has changed in the meantime, so nothing was done. Look at it again."));
    case EAR_STORE_ERROR_NOT_FOUND:
      return ear_advice_new (NULL, NULL, _("That is no longer there."));
    default:
      /* The store's messages are sentences for people. */
      return ear_advice_new (NULL, NULL, "%s", error->message);
    }
}

static EarAdvice *
advice_for_keyring (const GError *error,
                    const char   *name)
{
  switch (error->code)
    {
    case EAR_SECRETS_ERROR_LOCKED:
      return ear_advice_new ("unlock-keyring", NULL, _("The keyring is locked, so %s cannot be read. Unlock it."), name);
    case EAR_SECRETS_ERROR_ABSENT:
      return ear_advice_new ("sign-in", NULL, _("The password of %s is no longer in the keyring. Sign in again."), name);
    case EAR_SECRETS_ERROR_REFUSED:
      return ear_advice_new ("unlock-keyring", NULL, _("The keyring did not let Earshot have the password of %s. Unlock it and allow Earshot to use it."), name);
    case EAR_SECRETS_ERROR_NO_SERVICE:
    default:
      return ear_advice_new ("start-keyring", NULL, _("This computer has no keyring that could keep the password of %s. Install one, such as GNOME Keyring or KeePassXC, and start Earshot again."), name);
    }
}

gboolean
ear_advice_is_keyring (const GError *error)
{
  return error->domain == EAR_SECRETS_ERROR;
}

gboolean
ear_advice_keyring_is_lost (const GError *error)
{
  return g_error_matches (error, EAR_SECRETS_ERROR, EAR_SECRETS_ERROR_ABSENT);
}

/**
 * ear_advice_for_error:
 * @error: what happened
 * @channel_name: (nullable): the channel it happened to
 *
 * Returns: (transfer full): what happened and what to do next
 */
EarAdvice *
ear_advice_for_error (const GError *error,
                      const char   *channel_name)
{
  const char *name = channel_name != NULL ? channel_name : _("the service");

  if (error->domain == EAR_PROBLEM)
    return advice_for_problem (error, name);
  if (error->domain == EAR_STORE_ERROR)
    return advice_for_store (error);
  if (ear_advice_is_keyring (error))
    return advice_for_keyring (error, name);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return ear_advice_new (NULL, NULL, _("Earshot is closing."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return ear_advice_new ("free-space", NULL, _("The disk is full, so nothing more can be kept. Free some space; Earshot then goes on by itself."));
  return ear_advice_new (NULL, NULL, "%s", error->message);
}

GError *
ear_advice_to_error (const GError *error,
                     const char   *channel_name)
{
  g_autoptr (EarAdvice) advice = ear_advice_for_error (error, channel_name);

  if (error->domain == EAR_PROBLEM)
    return ear_problem_new ((EarProblemCode) error->code, ear_problem_get_detail (error), "%s", advice->sentence);
  return g_error_new_literal (error->domain, error->code, advice->sentence);
}
