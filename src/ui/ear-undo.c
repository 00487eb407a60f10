/* ear-undo.c: what Ctrl+Z takes back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-ui.h"
#include "ui/ear-undo.h"

#define LAST "ear-last-deed"

/* Shared by the window and the toast: taken back once. */
typedef struct
{
  GWeakRef owner, engine, toast;
  EarUndoFunc func;
  char *what;
  gboolean over;
} Deed;

static void
deed_clear (gpointer data)
{
  Deed *deed = data;

  g_weak_ref_clear (&deed->owner);
  g_weak_ref_clear (&deed->engine);
  g_weak_ref_clear (&deed->toast);
  g_free (deed->what);
}

static void
deed_unref (gpointer deed)
{
  g_rc_box_release_full (deed, deed_clear);
}

static Deed *
deed_new (GtkWidget *owner, EarEngine *engine, EarUndoFunc func, const char *what)
{
  Deed *deed = g_rc_box_new0 (Deed);

  g_weak_ref_init (&deed->owner, owner);
  g_weak_ref_init (&deed->engine, engine);
  g_weak_ref_init (&deed->toast, NULL);
  deed->func = func;
  deed->what = g_strdup (what);
  return deed;
}

/* @deed: (nullable) (transfer full) */
static void
set_last (GtkWidget *from, Deed *deed)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (from));

  if (window == NULL)
    {
      g_clear_pointer (&deed, deed_unref);
      return;
    }
  g_object_set_data_full (G_OBJECT (window), LAST, deed, deed != NULL ? deed_unref : NULL);
  gtk_widget_action_set_enabled (window, "win.undo", deed != NULL);
}

static void
take_back (Deed *deed)
{
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&deed->owner);
  g_autoptr (EarEngine) engine = g_weak_ref_get (&deed->engine);
  g_autoptr (AdwToast) toast = g_weak_ref_get (&deed->toast);

  if (owner == NULL || engine == NULL || deed->over)
    return;
  deed->over = TRUE;
  if (toast != NULL)
    adw_toast_dismiss (toast);
  if (gtk_widget_get_root (owner) != NULL && g_object_get_data (G_OBJECT (gtk_widget_get_root (owner)), LAST) == deed)
    set_last (owner, NULL);
  deed->func (owner, engine, deed->what);
}

static void
undo_event (GtkWidget *owner, EarEngine *engine, const char *event)
{
  ear_engine_undo_async (engine, event, ear_ui_done_text, g_object_ref (owner));
}

void
ear_undo_remember (GtkWidget *owner, EarEngine *engine, EarUndoFunc func, const char *what)
{
  set_last (owner, deed_new (owner, engine, func, what));
}

void
ear_undo_remember_event (GtkWidget *from, EarEngine *engine, const char *event)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (from));

  if (window != NULL && event != NULL && *event != '\0')
    ear_undo_remember (window, engine, undo_event, event);
}

static void
undo_clicked (AdwToast *toast, Deed *deed)
{
  take_back (deed);
}

static void
closure_deed_unref (gpointer deed, GClosure *closure)
{
  deed_unref (deed);
}

static void
offer (GtkWidget *from, const char *sentence, Deed *deed)
{
  AdwToast *toast = ear_ui_toast_new (sentence);

  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, 10);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_clicked), g_rc_box_acquire (deed), closure_deed_unref, 0);
  g_weak_ref_set (&deed->toast, toast);
  ear_ui_add_toast (from, toast);
  set_last (from, deed);
}

void
ear_undo_offer_with (GtkWidget *owner, const char *sentence, EarEngine *engine, EarUndoFunc func, const char *what)
{
  offer (owner, sentence, deed_new (owner, engine, func, what));
}

void
ear_undo_offer (GtkWidget *from, const char *sentence, EarEngine *engine, const char *event)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (from));

  /* The window's own: a dialog is soon gone. */
  if (window != NULL && event != NULL && *event != '\0')
    offer (from, sentence, deed_new (window, engine, undo_event, event));
  else
    ear_ui_toast (from, sentence);
}

void
ear_undo_forget (GtkWidget *from)
{
  set_last (from, NULL);
}

void
ear_undo_forget_deed (GtkWidget *from, const char *what)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (from));
  const Deed *last = window != NULL ? g_object_get_data (G_OBJECT (window), LAST) : NULL;

  if (last != NULL && g_strcmp0 (last->what, what) == 0)
    set_last (from, NULL);
}

void
ear_undo_last (GtkWidget *window)
{
  Deed *deed = g_object_get_data (G_OBJECT (window), LAST);

  if (deed == NULL)
    return;
  g_rc_box_acquire (deed);
  take_back (deed);
  deed_unref (deed);
}
