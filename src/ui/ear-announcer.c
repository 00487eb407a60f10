/* ear-announcer.c: what the desktop is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-announcer.h"
#include "ui/ear-time-text.h"
#include "ui/ear-ui.h"

/* A preview on a lock screen or a beamer: enough to recognise, no more. */
#define MAX_PREVIEW 120

struct _EarAnnouncer
{
  GObject parent_instance;
  EarNotifier *notifier;
  EarEngine *engine;
  EarWindow *window;      /* (nullable) (unowned) */
  GHashTable *shown;      /* conversation id → Shown */
};

typedef struct
{
  char *key;
  gboolean due;
} Shown;

G_DEFINE_FINAL_TYPE (EarAnnouncer, ear_announcer, G_TYPE_OBJECT)

gboolean
ear_announcer_is_quiet_at (guint minute, guint from, guint to)
{
  if (from == to)
    return FALSE;
  if (from < to)
    return minute >= from && minute < to;
  return minute >= from || minute < to;
}

static gboolean
is_quiet_now (void)
{
  GSettings *settings = ear_ui_settings ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_settings_get_boolean (settings, "quiet-hours") &&
         ear_announcer_is_quiet_at (g_date_time_get_hour (now) * 60 + g_date_time_get_minute (now),
                                   g_settings_get_uint (settings, "quiet-from"), g_settings_get_uint (settings, "quiet-to"));
}

gboolean
ear_announcer_tell (EarAnnouncer *self, const char *id, const EarNotice *notice)
{
  if (is_quiet_now ())
    return FALSE;
  ear_notifier_show (self->notifier, id, notice);
  return TRUE;
}

typedef struct
{
  EarAnnouncer *self;
  gboolean due;
} Loading;

static const EarThreadMessage *
last_inbound (const EarThread *thread)
{
  for (guint i = thread->messages->len; i > 0; i--)
    {
      const EarThreadMessage *message = g_ptr_array_index (thread->messages, i - 1);

      if (message->direction == EAR_DIRECTION_INBOUND)
        return message;
    }
  return NULL;
}

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_free (shown->key);
  g_free (shown);
}

static void
send (EarAnnouncer *self, const EarThread *thread, gboolean due)
{
  Shown *shown = g_new0 (Shown, 1);

  const EarThreadMessage *message = last_inbound (thread);
  const char *person = thread->person_name != NULL && *thread->person_name != '\0' ? thread->person_name : _("Somebody");
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  if (due)
    {
      EarUrgency urgency;
      g_autofree char *countdown = ear_time_text_countdown (thread->due_at, ear_clock_now_ms (), &urgency);

      /* Translators: 1 a person, 2 "in 25 min" */
      title = g_strdup_printf (_("%1$s waits for an answer %2$s"), person, countdown);
    }
  else
    /* Translators: 1 a person, 2 a channel's name */
    title = g_strdup_printf (_("%1$s on %2$s"), person, thread->channel_name);
  if (message != NULL && message->text != NULL)
    body = g_utf8_strlen (message->text, -1) > MAX_PREVIEW ? g_utf8_substring (message->text, 0, MAX_PREVIEW) : g_strdup (message->text);
  /* The id: one notification a conversation, the later replaces the earlier. */
  shown->key = g_strdup (thread->key);
  shown->due = due;
  g_hash_table_replace (self->shown, g_memdup2 (&thread->id, sizeof thread->id), shown);
  ear_notifier_show (self->notifier, thread->key, &(EarNotice) { title, body, "app.open-conversation", thread->key, due });
}

static gboolean
is_read_now (EarAnnouncer *self, gint64 conversation)
{
  return self->window != NULL && ear_window_get_engine (self->window) == self->engine && ear_window_get_reading (self->window) == conversation;
}

static void
thread_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Loading *loading = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EarThread) thread = ear_engine_load_thread_finish (EAR_ENGINE (source), result, &error);

  if (thread == NULL)
    g_warning ("No notification: %s", error->message);
  /* Answered, or the workspace changed, in the meantime: nothing to say. */
  else if (loading->self->engine == EAR_ENGINE (source) && thread->waiting && !is_read_now (loading->self, thread->id))
    send (loading->self, thread, loading->due);
  g_object_unref (loading->self);
  g_free (loading);
}

static void
notify_about (EarAnnouncer *self, gint64 conversation, gboolean due)
{
  Loading *loading;

  if (is_quiet_now () || !g_settings_get_boolean (ear_ui_settings (), due ? "notify-due" : "notify-new"))
    return;
  loading = g_new0 (Loading, 1);
  loading->self = g_object_ref (self);
  loading->due = due;
  ear_engine_load_thread_async (self->engine, conversation, NULL, thread_loaded, loading);
}

/* ---- what is no news any more ---- */

static void
withdraw (EarAnnouncer *self, gint64 conversation)
{
  const Shown *shown = g_hash_table_lookup (self->shown, &conversation);

  if (shown == NULL)
    return;
  ear_notifier_withdraw (self->notifier, shown->key);
  g_hash_table_remove (self->shown, &conversation);
}

static void
looked_again (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarAnnouncer) self = EAR_ANNOUNCER (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (EarThread) thread = ear_engine_load_thread_finish (EAR_ENGINE (source), result, &error);
  const Shown *shown;

  if (thread == NULL || self->engine != EAR_ENGINE (source))
    return;
  shown = g_hash_table_lookup (self->shown, &thread->id);
  /* Who has read it knows; that its time runs out stays news until it is answered. */
  if (shown != NULL && (!thread->waiting || (!shown->due && !thread->unread)))
    withdraw (self, thread->id);
}

static void
engine_changed (EarAnnouncer *self, EarChangeSet *changes)
{
  for (guint i = 0; i < changes->conversations->len; i++)
    {
      gint64 id = g_array_index (changes->conversations, gint64, i);

      if (g_hash_table_contains (self->shown, &id))
        ear_engine_load_thread_async (self->engine, id, NULL, looked_again, g_object_ref (self));
    }
}

static void
new_question (EarAnnouncer *self, gint64 conversation)
{
  notify_about (self, conversation, FALSE);
}

static void
due_soon (EarAnnouncer *self, gint64 conversation)
{
  notify_about (self, conversation, TRUE);
}

/* It waits again, as if it had just been asked. */
static void
woke (EarAnnouncer *self, gint64 conversation)
{
  notify_about (self, conversation, FALSE);
}

void
ear_announcer_set_engine (EarAnnouncer *self, EarEngine *engine)
{
  if (self->engine != NULL)
    g_signal_handlers_disconnect_by_data (self->engine, self);
  g_set_object (&self->engine, engine);
  g_hash_table_remove_all (self->shown);
  if (engine == NULL)
    return;
  g_signal_connect_object (engine, "changed", G_CALLBACK (engine_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "new-question", G_CALLBACK (new_question), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "woke", G_CALLBACK (woke), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "due-soon", G_CALLBACK (due_soon), self, G_CONNECT_SWAPPED);
}

void
ear_announcer_set_window (EarAnnouncer *self, EarWindow *window)
{
  g_set_weak_pointer (&self->window, window);
}

static void
ear_announcer_dispose (GObject *object)
{
  EarAnnouncer *self = EAR_ANNOUNCER (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->shown, g_hash_table_unref);
  g_clear_pointer (&self->notifier, ear_notifier_free);
  G_OBJECT_CLASS (ear_announcer_parent_class)->dispose (object);
}

static void
ear_announcer_class_init (EarAnnouncerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ear_announcer_dispose;
}

static void
ear_announcer_init (EarAnnouncer *self)
{
  self->shown = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, shown_free);
}

EarAnnouncer *
ear_announcer_new (EarNotifier *notifier)
{
  EarAnnouncer *self = g_object_new (EAR_TYPE_ANNOUNCER, NULL);

  self->notifier = notifier;
  return self;
}
