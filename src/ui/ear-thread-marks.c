/* ear-thread-marks.c: snoozing, assigning, tagging, priority and muting of the open conversation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-choose-dialog.h"
#include "ui/ear-marks-text.h"
#include "ui/ear-thread-pane-private.h"
#include "ui/ear-ui.h"

/* What is put away leaves its list: the next one takes its place. */
static void
leave (EarThreadPane *self)
{
  g_signal_emit_by_name (self, "leaving");
}

/* A conversation may be closed, or another opened, while a dialog about it is open. */
static EarChooseDialog *
dialog_new (EarThreadPane *self, const char *title, GCallback chosen)
{
  EarChooseDialog *dialog = ear_choose_dialog_new (title);

  g_object_set_data_full (G_OBJECT (dialog), "conversation", g_memdup2 (&self->conversation_id, sizeof self->conversation_id), g_free);
  g_signal_connect_object (dialog, "chosen", chosen, self, 0);
  return dialog;
}

static gint64
conversation_of (EarChooseDialog *dialog)
{
  return *(const gint64 *) g_object_get_data (G_OBJECT (dialog), "conversation");
}

/* ---- snooze ---- */

static void
snooze_chosen (EarChooseDialog *dialog, const char *key, const char *typed, EarThreadPane *self)
{
  gint64 conversation = conversation_of (dialog), until = g_ascii_strtoll (key, NULL, 10);

  if (self->engine == NULL)
    return;
  if (until == 0)
    {
      ear_engine_snooze_async (self->engine, conversation, 0, ear_thread_deed_done, ear_thread_deed_new (self, _("Not snoozed any more")));
      return;
    }
  if (conversation == self->conversation_id)
    leave (self);
  ear_engine_snooze_async (self->engine, conversation, until, ear_thread_deed_done,
                           ear_thread_deed_new (self, until == EAR_SNOOZE_UNTIL_ANSWER ? _("Snoozed until they write") : _("Snoozed")));
}

static void
add_time (EarChooseDialog *dialog, const char *title, gint64 at, gint64 now)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, at);
  g_autofree char *when = at != EAR_SNOOZE_UNTIL_ANSWER ? ear_marks_wake_text (at, now) : NULL;

  ear_choose_dialog_add (dialog, key, title, when, FALSE);
}

void
ear_thread_snooze (EarThreadPane *self)
{
  static const char *const titles[EAR_N_SNOOZES] = { N_("Later Today"), N_("Tomorrow"), N_("Next Week") };
  EarChooseDialog *dialog = dialog_new (self, _("Snooze"), G_CALLBACK (snooze_chosen));
  const EarMarks *marks = self->thread->marks;
  gint64 now = ear_clock_now_ms ();

  if (marks != NULL && marks->wakes_at != EAR_TIME_NONE && !marks->muted)
    ear_choose_dialog_add (dialog, "0", _("Wake It Now"), NULL, FALSE);
  else if (marks != NULL && marks->snoozed_until != EAR_TIME_NONE && marks->snoozed_until > now && !marks->muted)
    add_time (dialog, _("The Same Again"), marks->snoozed_until, now);
  for (guint i = 0; i < EAR_N_SNOOZES; i++)
    {
      gint64 at = ear_snooze_time ((EarSnooze) i, now);

      if (at != EAR_TIME_NONE)
        add_time (dialog, _(titles[i]), at, now);
    }
  add_time (dialog, _("Until They Write"), EAR_SNOOZE_UNTIL_ANSWER, now);
  ear_choose_dialog_add_when (dialog, _("Another Time"), _("_Snooze Until Then"), ear_snooze_time (EAR_SNOOZE_TOMORROW, now));
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

/* ---- whose it is ---- */

static void
assignee_chosen (EarChooseDialog *dialog, const char *key, const char *typed, EarThreadPane *self)
{
  if (self->engine != NULL)
    ear_engine_assign_async (self->engine, conversation_of (dialog), key, typed, ear_thread_deed_done,
                             ear_thread_deed_new (self, key != NULL || typed != NULL ? _("Assigned") : _("Nobody's any more")));
}

static void
colleagues_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarThreadPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) colleagues = ear_engine_list_colleagues_finish (EAR_ENGINE (source), result, &error);
  EarChooseDialog *dialog;
  const char *assignee;

  if (colleagues == NULL)
    {
      ear_ui_toast_error (GTK_WIDGET (self), error);
      return;
    }
  if (self->thread == NULL)
    return;
  assignee = self->thread->marks != NULL ? self->thread->marks->assignee_key : NULL;
  dialog = dialog_new (self, _("Who Answers This?"), G_CALLBACK (assignee_chosen));
  for (guint i = 0; i < colleagues->len; i++)
    {
      const EarColleague *colleague = g_ptr_array_index (colleagues, i);

      ear_choose_dialog_add (dialog, colleague->key, colleague->me ? _("Me") : colleague->name, colleague->me ? colleague->name : NULL,
                             g_strcmp0 (assignee, colleague->key) == 0);
    }
  ear_choose_dialog_add (dialog, NULL, _("Nobody"), NULL, assignee == NULL);
  ear_choose_dialog_add_entry (dialog, _("Somebody Else"));
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

void
ear_thread_assign (EarThreadPane *self)
{
  ear_engine_list_colleagues_async (self->engine, colleagues_listed, g_object_ref (self));
}

/* ---- tags ---- */

static gboolean
has_tag (const EarMarks *marks, const char *key)
{
  for (guint i = 0; marks != NULL && key != NULL && i < marks->tags->len; i++)
    if (g_strcmp0 (((const EarTag *) g_ptr_array_index (marks->tags, i))->key, key) == 0)
      return TRUE;
  return FALSE;
}

static void
tag_chosen (EarChooseDialog *dialog, const char *key, const char *typed, EarThreadPane *self)
{
  gboolean tagged = g_object_get_data (G_OBJECT (dialog), key != NULL ? key : "") != NULL;

  if (self->engine != NULL)
    ear_engine_set_tagged_async (self->engine, conversation_of (dialog), key, typed, !tagged, ear_thread_deed_done,
                                 ear_thread_deed_new (self, tagged ? _("Tag taken away") : _("Tagged")));
}

static void
tags_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarThreadPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tags = ear_engine_list_tags_finish (EAR_ENGINE (source), result, &error);
  EarChooseDialog *dialog;

  if (tags == NULL)
    {
      ear_ui_toast_error (GTK_WIDGET (self), error);
      return;
    }
  if (self->thread == NULL)
    return;
  dialog = dialog_new (self, _("Tags"), G_CALLBACK (tag_chosen));
  for (guint i = 0; i < tags->len; i++)
    {
      const EarTag *tag = g_ptr_array_index (tags, i);
      gboolean tagged = has_tag (self->thread->marks, tag->key);

      ear_choose_dialog_add (dialog, tag->key, tag->name, NULL, tagged);
      /* As it was when it was shown: that is what is turned round. */
      if (tagged)
        g_object_set_data (G_OBJECT (dialog), tag->key, dialog);
    }
  ear_choose_dialog_add_entry (dialog, _("A New Tag"));
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

void
ear_thread_tag (EarThreadPane *self)
{
  ear_engine_list_tags_async (self->engine, tags_listed, g_object_ref (self));
}

/* ---- priority, mute ---- */

void
ear_thread_important (EarThreadPane *self)
{
  gboolean important = self->thread->marks != NULL && self->thread->marks->priority == EAR_PRIORITY_HIGH;

  ear_engine_set_priority_async (self->engine, self->conversation_id, important ? EAR_PRIORITY_NORMAL : EAR_PRIORITY_HIGH, ear_thread_deed_done,
                                 ear_thread_deed_new (self, important ? _("Not important any more") : _("Important")));
}

void
ear_thread_mute (EarThreadPane *self)
{
  gboolean muted = self->thread->marks != NULL && self->thread->marks->muted;

  if (!muted)
    leave (self);
  ear_engine_set_muted_async (self->engine, self->conversation_id, !muted, ear_thread_deed_done,
                              ear_thread_deed_new (self, muted ? _("Not muted any more") : _("Muted: it stays with what is snoozed")));
}

/* ---- showing ---- */

static void
append (GMenu *menu, const char *label, const char *action)
{
  g_menu_append (menu, label, action);
}

/* The menu says what each would do now. */
void
ear_thread_show_marks (EarThreadPane *self)
{
  const EarMarks *marks = self->thread->marks;

  ear_marks_show (self->marks_box, marks, ear_clock_now_ms ());
  if (self->marks_menu == NULL)
    {
      self->marks_menu = g_menu_new ();
      g_menu_prepend_section (G_MENU (gtk_menu_button_get_menu_model (self->menu_button)), NULL, G_MENU_MODEL (self->marks_menu));
    }
  g_menu_remove_all (self->marks_menu);
  append (self->marks_menu, _("_Snooze…"), "win.snooze");
  append (self->marks_menu, _("_Assign…"), "win.assign");
  append (self->marks_menu, _("_Tags…"), "win.tag");
  append (self->marks_menu, marks != NULL && marks->priority == EAR_PRIORITY_HIGH ? _("Not _Important Any More") : _("Mark as _Important"),
          "win.important");
  append (self->marks_menu, marks != NULL && marks->muted ? _("Not _Muted Any More") : _("_Mute"), "win.mute");
}
