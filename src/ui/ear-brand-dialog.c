/* ear-brand-dialog.c: what every channel must agree on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-brand-dialog.h"
#include "ui/ear-hours-text.h"
#include "ui/ear-plan-group.h"
#include "ui/ear-preferences-dialog.h"
#include "ui/ear-sound-group.h"
#include "ui/ear-ui.h"
#include "ui/ear-undo.h"

struct _EarBrandDialog
{
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwStatusPage *error_page;
  GtkButton *save_button;
  AdwEntryRow *name_row;
  AdwActionRow *opening_row;
  EarPlanGroup *plan_group;
  EarSoundGroup *sound_group;
  GtkTextView *address_view, *phone_view, *email_view, *links_view, *prices_view, *policies_view;

  EarEngine *engine;
  EarBrandSheet *sheet;       /* as it is; NULL while it is read */
  EarBrandFact first;         /* what is to be in view once it is read */
};

G_DEFINE_FINAL_TYPE (EarBrandDialog, ear_brand_dialog, ADW_TYPE_DIALOG)

/* ---- fields ---- */

/* (nullable): facts that have their own page elsewhere have no field here */
static GtkTextView *
view_of (EarBrandDialog *self, EarBrandFact fact)
{
  switch (fact)
    {
    case EAR_BRAND_ADDRESS:
      return self->address_view;

    case EAR_BRAND_PHONE:
      return self->phone_view;

    case EAR_BRAND_EMAIL:
      return self->email_view;

    case EAR_BRAND_LINKS:
      return self->links_view;

    case EAR_BRAND_PRICES:
      return self->prices_view;

    case EAR_BRAND_POLICIES:
      return self->policies_view;

    case EAR_BRAND_NAME:
    case EAR_BRAND_VOICE:
    case EAR_BRAND_PLAN:
    case EAR_N_BRAND_FACTS:
    default:
      return NULL;
    }
}

static char *
dup_text (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter begin, end;

  gtk_text_buffer_get_bounds (buffer, &begin, &end);
  return gtk_text_buffer_get_text (buffer, &begin, &end, FALSE);
}

/* @which: what differs from the sheet as it is. (transfer full) */
static EarBrandSheet *
dup_wanted (EarBrandDialog *self, guint *which)
{
  EarBrandSheet *wanted = ear_brand_sheet_copy (self->sheet);
  g_autofree char *voice = ear_sound_group_dup_json (self->sound_group), *plan = ear_plan_group_dup_text (self->plan_group);

  *which = 0;
  ear_brand_sheet_set (wanted, EAR_BRAND_VOICE, voice);
  ear_brand_sheet_set (wanted, EAR_BRAND_PLAN, plan);
  ear_brand_sheet_set (wanted, EAR_BRAND_NAME, gtk_editable_get_text (GTK_EDITABLE (self->name_row)));
  for (EarBrandFact fact = 0; fact < EAR_N_BRAND_FACTS; fact++)
    {
      GtkTextView *view = view_of (self, fact);

      if (view != NULL)
        {
          g_autofree char *text = dup_text (view);

          ear_brand_sheet_set (wanted, fact, text);
        }
      if (g_strcmp0 (ear_brand_sheet_get (wanted, fact), ear_brand_sheet_get (self->sheet, fact)) != 0)
        *which |= 1u << fact;
    }
  return wanted;
}

static void
edited (EarBrandDialog *self)
{
  g_autoptr (EarBrandSheet) wanted = NULL;
  guint which;

  if (self->sheet == NULL)
    return;
  wanted = dup_wanted (self, &which);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), which != 0);
  adw_dialog_set_can_close (ADW_DIALOG (self), which == 0);
}

static void
show_opening (EarBrandDialog *self)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (self->engine);
  g_autofree char *opening = ear_hours_text_describe (settings->opening);

  adw_action_row_set_subtitle (self->opening_row, opening);
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarBrandDialog) self = EAR_BRAND_DIALOG (data);
  g_autoptr (GError) error = NULL;
  EarBrandSheet *sheet = ear_engine_load_brand_sheet_finish (EAR_ENGINE (source), result, &error);
  const char *name;

  if (sheet == NULL)
    {
      g_autoptr (EarAdvice) advice = ear_advice_for_error (error, NULL);
      g_autofree char *escaped = g_markup_escape_text (advice->sentence, -1);

      adw_status_page_set_description (self->error_page, escaped);
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }
  name = ear_brand_sheet_get (sheet, EAR_BRAND_NAME);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name != NULL ? name : "");
  for (EarBrandFact fact = 0; fact < EAR_N_BRAND_FACTS; fact++)
    {
      GtkTextView *view = view_of (self, fact);
      const char *text = ear_brand_sheet_get (sheet, fact);

      if (view != NULL)
        gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text != NULL ? text : "", -1);
    }
  ear_sound_group_set_json (self->sound_group, ear_brand_sheet_get (sheet, EAR_BRAND_VOICE));
  ear_plan_group_show (self->plan_group, self->engine, ear_brand_sheet_get (sheet, EAR_BRAND_PLAN));
  self->sheet = sheet;
  gtk_stack_set_visible_child_name (self->stack, "facts");
  /* The page brings what has the focus into view. */
  if (self->first == EAR_BRAND_VOICE)
    adw_dialog_set_focus (ADW_DIALOG (self), ear_sound_group_get_first (self->sound_group));
  else if (self->first == EAR_BRAND_PLAN && ear_plan_group_get_first (self->plan_group) != NULL)
    adw_dialog_set_focus (ADW_DIALOG (self), ear_plan_group_get_first (self->plan_group));
  edited (self);
}

static void
load (EarBrandDialog *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  ear_engine_load_brand_sheet_async (self->engine, loaded, g_object_ref (self));
}

/* ---- saving ---- */

static void
stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarBrandDialog) self = EAR_BRAND_DIALOG (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *event = ear_engine_dup_event (result);
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    {
      ear_ui_toast_error (GTK_WIDGET (self->toasts), error);
      edited (self);
      return;
    }
  adw_dialog_force_close (ADW_DIALOG (self));
  if (window != NULL)
    ear_undo_offer (window, _("The facts are saved."), EAR_ENGINE (source), event);
}

static void
save (EarBrandDialog *self)
{
  guint which;
  g_autoptr (EarBrandSheet) wanted = dup_wanted (self, &which);

  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), FALSE);
  ear_engine_set_brand_sheet_async (self->engine, wanted, which, EAR_TIME_NONE, stored, g_object_ref (self));
}

static void
close_answered (AdwAlertDialog *alert, const char *response, EarBrandDialog *self)
{
  if (g_str_equal (response, "save"))
    save (self);
  else if (g_str_equal (response, "discard"))
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
ear_brand_dialog_close_attempt (AdwDialog *dialog)
{
  AdwDialog *alert = adw_alert_dialog_new (_("Save What You Changed?"), NULL);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (alert), "keep", _("_Keep Writing"), "discard", _("_Discard"), "save", _("_Save"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (alert), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (alert), "save", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (alert), "save");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (alert), "keep");
  g_signal_connect_object (alert, "response", G_CALLBACK (close_answered), dialog, 0);
  adw_dialog_present (alert, GTK_WIDGET (dialog));
}

/* Hours have "valid from" and holidays: one place to set them. */
static void
opening_activated (EarBrandDialog *self)
{
  AdwDialog *preferences = ear_preferences_dialog_new (self->engine);

  ear_preferences_dialog_show (EAR_PREFERENCES_DIALOG (preferences), "opening-hours");
  adw_dialog_present (preferences, GTK_WIDGET (self));
}

static void
engine_changed (EarBrandDialog *self)
{
  if (self->engine != NULL)
    show_opening (self);
}

/* ---- object ---- */

static void
ear_brand_dialog_dispose (GObject *object)
{
  EarBrandDialog *self = EAR_BRAND_DIALOG (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->sheet, ear_brand_sheet_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), EAR_TYPE_BRAND_DIALOG);
  G_OBJECT_CLASS (ear_brand_dialog_parent_class)->dispose (object);
}

static void
ear_brand_dialog_class_init (EarBrandDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_brand_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->close_attempt = ear_brand_dialog_close_attempt;
  g_type_ensure (EAR_TYPE_PLAN_GROUP);
  g_type_ensure (EAR_TYPE_SOUND_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-brand-dialog.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, EarBrandDialog, name)
  CHILD (toasts);
  CHILD (stack);
  CHILD (error_page);
  CHILD (save_button);
  CHILD (name_row);
  CHILD (opening_row);
  CHILD (plan_group);
  CHILD (sound_group);
  CHILD (address_view);
  CHILD (phone_view);
  CHILD (email_view);
  CHILD (links_view);
  CHILD (prices_view);
  CHILD (policies_view);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, edited);
  gtk_widget_class_bind_template_callback (widget_class, save);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, opening_activated);
}

static void
ear_brand_dialog_init (EarBrandDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (EarBrandFact fact = 0; fact < EAR_N_BRAND_FACTS; fact++)
    if (view_of (self, fact) != NULL)
      g_signal_connect_object (gtk_text_view_get_buffer (view_of (self, fact)), "changed", G_CALLBACK (edited), self, G_CONNECT_SWAPPED);
}

void
ear_brand_dialog_show (EarBrandDialog *self, EarBrandFact fact)
{
  g_return_if_fail (EAR_IS_BRAND_DIALOG (self));

  self->first = fact;
}

AdwDialog *
ear_brand_dialog_new (EarEngine *engine)
{
  EarBrandDialog *self = g_object_new (EAR_TYPE_BRAND_DIALOG, NULL);

  self->engine = g_object_ref (engine);
  show_opening (self);
  g_signal_connect_object (engine, "changed", G_CALLBACK (engine_changed), self, G_CONNECT_SWAPPED);
  load (self);
  return ADW_DIALOG (self);
}
