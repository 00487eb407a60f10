/* ear-connection-health.c: how a connected channel is, as people see it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-connection-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "engine/ear-advice-private.h"

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
/* From when on the person is told that a sign-in ends. */
#define ENDS_SOON_DAYS 10

void
ear_trouble_free (gpointer data)
{
  EarTrouble *trouble = data;

  g_free (trouble->sentence);
  g_free (trouble->remedy);
  g_free (trouble);
}

void
ear_health_view_clear (EarHealthView *view)
{
  g_clear_pointer (&view->sentence, g_free);
  g_clear_pointer (&view->remedy, g_free);
}

char *
ear_health_view_to_json (const EarHealthView *view)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "health", ear_health_to_string (view->health));
  ear_json_writer_text (writer, "sentence", view->sentence);
  ear_json_writer_text (writer, "remedy", view->remedy);
  ear_json_writer_time (writer, "at", view->noticed_at);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

void
ear_health_view_read_json (EarHealthView *view,
                           const char    *json)
{
  g_autoptr (EarJson) parsed = json != NULL ? ear_json_parse_text (json, -1, NULL) : NULL;
  const EarJsonNode *root = parsed != NULL ? ear_json_root (parsed) : NULL;
  const char *word = root != NULL ? ear_json_member_text (root, "health") : NULL;

  for (guint i = EAR_HEALTH_OK; word != NULL && i <= EAR_HEALTH_PAUSED; i++)
    {
      if (!g_str_equal (ear_health_to_string (i), word))
        continue;
      view->health = i;
      g_set_str (&view->sentence, ear_json_member_text (root, "sentence"));
      g_set_str (&view->remedy, ear_json_member_text (root, "remedy"));
      view->noticed_at = ear_time_parse (ear_json_member_text (root, "at"));
    }
}

/* Under the lock. A fact that is a time, or EAR_TIME_NONE. */
static gint64
get_time_setting (EarConnection *self,
                  const char    *name)
{
  const char *text = g_hash_table_lookup (self->settings, name);
  gint64 at;

  return text != NULL && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &at, NULL) ? at : EAR_TIME_NONE;
}

gint64
ear_connection_get_held_ms (EarConnection *self)
{
  gint64 until = get_time_setting (self, EAR_SETTING_HELD_UNTIL);

  return until == EAR_TIME_NONE ? 0 : CLAMP (until - ear_clock_now_ms (), 0, EAR_LONGEST_HOLD_MS);
}

/* The worst first: what needs the person before what passes by itself. */
static int
health_rank (EarHealth health)
{
  static const int ranks[] = {
    [EAR_HEALTH_OK] = 0,
    [EAR_HEALTH_SYNCING] = 1,
    [EAR_HEALTH_WAITING] = 2,
    [EAR_HEALTH_OFFLINE] = 3,
    [EAR_HEALTH_TROUBLE] = 4,
    [EAR_HEALTH_SIGN_IN] = 5,
    [EAR_HEALTH_PAUSED] = 6,
  };

  return ranks[health];
}

/* Under the lock. What is renewed without the person never comes that near to its end. */
static gboolean
ends_soon (EarConnection *self,
           gint64        *left_ms)
{
  gint64 expires_at = get_time_setting (self, EAR_SETTING_EXPIRES_AT);

  if (expires_at == EAR_TIME_NONE)
    return FALSE;
  *left_ms = expires_at - ear_clock_now_ms ();
  return *left_ms < ENDS_SOON_DAYS * DAY_MS;
}

static char *
dup_end (const char *name,
         gint64      left_ms)
{
  int days = (int) (left_ms / DAY_MS);

  if (left_ms <= 0)
    return g_strdup_printf (_("The sign-in to %s has ended. Sign in again, or nothing more is read."), name);
  if (days == 0)
    return g_strdup_printf (_("The sign-in to %s ends within a day. Sign in again before that, or nothing more is read."), name);
  /* Translators: %1$s is a channel's name, %2$d days */
  return g_strdup_printf (ngettext ("The sign-in to %1$s ends in %2$d day. Sign in again before that, or nothing more is read.",
                                    "The sign-in to %1$s ends in %2$d days. Sign in again before that, or nothing more is read.", days),
                          name, days);
}

void
ear_connection_get_health (EarConnection *self,
                           EarHealthView *view)
{
  gint64 held_ms, left_ms;
  gboolean paused = ear_connection_get_paused (self);
  gboolean writing = ear_worker_get_gate (self->worker, EAR_GATE_WRITING) <= ear_clock_monotonic_ms ();
  gboolean offline = ear_worker_get_gate (self->worker, EAR_GATE_NETWORK) != EAR_GATE_OPEN;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  const EarTrouble *worst = NULL;
  GHashTableIter iter;
  gpointer stream, value;

  *view = (EarHealthView) {
    .last_read = self->last_read, .progress = self->progress, .skew_s = self->skew_s, .noticed_at = EAR_TIME_NONE,
    .began_at = EAR_TIME_NONE,
  };
  view->health = self->reading_past ? EAR_HEALTH_SYNCING : EAR_HEALTH_OK;
  g_hash_table_iter_init (&iter, self->troubles);
  while (g_hash_table_iter_next (&iter, &stream, &value))
    {
      const EarTrouble *trouble = value;

      /* What kept us from sending is over, also where nothing was sent since. */
      if (writing && g_str_equal (stream, EAR_TROUBLE_WRITING))
        continue;
      if (worst == NULL || health_rank (trouble->health) > health_rank (worst->health))
        worst = trouble;
    }
  if (paused)
    {
      view->health = EAR_HEALTH_PAUSED;
      view->sentence = g_strdup_printf (_("%s is paused: nothing is read until you go on."), self->name);
    }
  else if (offline && (worst == NULL || worst->health != EAR_HEALTH_SIGN_IN))
    {
      view->health = EAR_HEALTH_OFFLINE;
      view->sentence = g_strdup (_("This computer is offline. Earshot goes on by itself when the network is back."));
    }
  else if ((held_ms = ear_connection_get_held_ms (self)) > 0 && (worst == NULL || health_rank (worst->health) <= health_rank (EAR_HEALTH_TROUBLE)))
    {
      g_autofree char *until = ear_advice_format_time (ear_clock_now_ms () + held_ms);

      view->health = EAR_HEALTH_TROUBLE;
      /* Translators: first a channel's name, then a day and a time */
      view->sentence = g_strdup_printf (_("%s took what was sent for abuse. Earshot sends nothing more there until %s; do not try elsewhere either, that makes it longer."),
                                        self->name, until);
    }
  else if (worst != NULL)
    {
      view->health = worst->health;
      view->began_at = worst->began_at;
      view->sentence = g_strdup (worst->sentence);
      view->remedy = g_strdup (worst->remedy);
    }
  else if (ABS (self->skew_s) > EAR_SKEW_LIMIT_S)
    {
      g_autofree char *skew = ear_advice_format_duration (ABS (self->skew_s));

      view->health = EAR_HEALTH_TROUBLE;
      /* Translators: first a channel's name, then a duration such as "2 hours" */
      view->sentence = g_strdup_printf (_("The clocks of %s and of this computer are %s apart. Check this computer's date and time, or times and deadlines will be wrong."),
                                        self->name, skew);
    }
  else if (ends_soon (self, &left_ms))
    {
      view->health = EAR_HEALTH_TROUBLE;
      view->remedy = g_strdup ("sign-in");
      view->sentence = dup_end (self->name, left_ms);
    }
  else
    {
      const char *notice = g_hash_table_lookup (self->settings, EAR_SETTING_NOTICE);

      if (notice != NULL && *notice != '\0')
        {
          view->health = EAR_HEALTH_TROUBLE;
          view->sentence = g_strdup (_(notice));
        }
    }
}

void
ear_connection_tell (EarConnection *self)
{
  ear_change_queue_mark (self->engine->change_queue, EAR_CHANGED_CHANNELS);
}

void
ear_connection_keep_health (EarConnection *self)
{
  g_auto (EarHealthView) now = { .noticed_at = EAR_TIME_NONE };
  g_auto (EarHealthView) kept = { .noticed_at = EAR_TIME_NONE };
  EarStore *store;

  ear_connection_get_health (self, &now);
  ear_health_view_read_json (&kept, self->kept_health);
  /* Whoever looks later will find nothing being read. */
  if (now.health == EAR_HEALTH_SYNCING)
    now.health = EAR_HEALTH_OK;
  if (now.health == kept.health && g_strcmp0 (now.sentence, kept.sentence) == 0 && g_strcmp0 (now.remedy, kept.remedy) == 0)
    return;
  store = ear_engine_enter (self->engine, NULL);
  if (store == NULL)
    return;
  now.noticed_at = ear_clock_now_ms ();
  g_free (self->kept_health);
  self->kept_health = ear_health_view_to_json (&now);
  /* If it cannot be kept, the next change is tried. */
  ear_store_set_channel_health (store, self->key, self->kept_health, NULL);
  ear_engine_leave (self->engine);
}

void
ear_connection_set_trouble (EarConnection   *self,
                            const char      *stream,
                            EarHealth        health,
                            const EarAdvice *advice)
{
  EarTrouble *trouble = g_new0 (EarTrouble, 1);
  const EarTrouble *before;

  trouble->health = health;
  trouble->sentence = g_strdup (advice->sentence);
  trouble->remedy = g_strdup (advice->remedy);
  g_mutex_lock (&self->mutex);
  before = g_hash_table_lookup (self->troubles, stream != NULL ? stream : "");
  trouble->began_at = before != NULL ? before->began_at : ear_clock_now_ms ();
  g_hash_table_insert (self->troubles, g_strdup (stream != NULL ? stream : ""), trouble);
  g_mutex_unlock (&self->mutex);
  ear_connection_keep_health (self);
  ear_connection_tell (self);
}
