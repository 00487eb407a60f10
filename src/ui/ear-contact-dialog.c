/* ear-contact-dialog.c: writing down what was said on the phone or at the counter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-contact-dialog.h"
#include "ui/ear-ui.h"
#include "ui/ear-undo.h"
#include "ui/ear-when.h"

/* A way something is said: a channel logged by hand, or a kind that has none yet and gets one when it is used. */
typedef struct
{
  char *channel_key;   /* (nullable) */
  char *kind;
  char *name, *icon_name;
  gunichar letter;     /* lower case; 0: none free */
} Way;

struct _EarContactDialog
{
  AdwDialog parent_instance;

  AdwNavigationView *navigation;
  AdwNavigationPage *form_page;
  GtkListBox *ways;
  GtkButton *log_button;
  AdwEntryRow *who_row, *answer_row, *link_row;
  GtkTextView *what;
  AdwSwitchRow *answered_row;
  EarWhen *call_back, *asked;

  EarEngine *engine;
  gint64 editing;      /* the conversation of what was logged; 0: a new one */
  GPtrArray *all;      /* (element-type Way), the one used last first */
  Way *way;            /* (nullable) (unowned): chosen */
  char *begun;         /* (nullable): what stood in the form when it opened */
  gboolean logging;
};

G_DEFINE_FINAL_TYPE (EarContactDialog, ear_contact_dialog, ADW_TYPE_DIALOG)

static void
way_free (gpointer data)
{
  Way *way = data;

  g_free (way->channel_key);
  g_free (way->kind);
  g_free (way->name);
  g_free (way->icon_name);
  g_free (way);
}

/* ---- ways ---- */

static void
add_way (EarContactDialog *self, const char *channel_key, const char *kind, const char *name, const char *icon_name)
{
  Way *way = g_new0 (Way, 1);

  way->channel_key = g_strdup (channel_key);
  way->kind = g_strdup (kind);
  way->name = g_strdup (name);
  way->icon_name = g_strdup (icon_name);
  g_ptr_array_add (self->all, way);
}

static gboolean
has_kind (EarContactDialog *self, const char *kind)
{
  for (guint i = 0; i < self->all->len; i++)
    if (g_strcmp0 (((Way *) g_ptr_array_index (self->all, i))->kind, kind) == 0)
      return TRUE;
  return FALSE;
}

/* The first letter of the name that is free. */
static void
give_letter (EarContactDialog *self, Way *way)
{
  for (const char *c = way->name; *c != '\0' && way->letter == 0; c = g_utf8_next_char (c))
    {
      gunichar letter = g_unichar_tolower (g_utf8_get_char (c));
      gboolean taken = !g_unichar_isalpha (letter);

      for (guint i = 0; i < self->all->len && !taken; i++)
        taken = ((Way *) g_ptr_array_index (self->all, i))->letter == letter;
      if (!taken)
        way->letter = letter;
    }
}

/* By kind, then what else there is: a hand that has learnt a letter finds it again, whatever was used last or added since. */
static void
give_letters (EarContactDialog *self)
{
  gsize n_kinds;
  const EarKindInfo *kinds = ear_engine_list_kinds (&n_kinds);

  for (gsize k = 0; k < n_kinds; k++)
    for (guint i = 0; i < self->all->len; i++)
      {
        Way *way = g_ptr_array_index (self->all, i);

        if (g_strcmp0 (way->kind, kinds[k].id) != 0)
          continue;
        give_letter (self, way);
        break;
      }
  for (guint i = 0; i < self->all->len; i++)
    give_letter (self, g_ptr_array_index (self->all, i));
}

static void
collect_ways (EarContactDialog *self)
{
  GListModel *channels = ear_engine_get_channels (self->engine);
  g_autofree char *last = g_settings_get_string (ear_ui_settings (), "last-contact-channel");
  gsize n_kinds;
  const EarKindInfo *kinds = ear_engine_list_kinds (&n_kinds);

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr (EarChannelItem) channel = g_list_model_get_item (channels, i);

      if (ear_channel_item_get_offline (channel))
        add_way (self, ear_channel_item_get_key (channel), ear_channel_item_get_kind (channel), ear_channel_item_get_name (channel), ear_channel_item_get_icon_name (channel));
    }
  for (gsize i = 0; i < n_kinds; i++)
    if (kinds[i].offline && !has_kind (self, kinds[i].id))
      add_way (self, NULL, kinds[i].id, kinds[i].name, kinds[i].icon_name);
  give_letters (self);
  for (guint i = 1; i < self->all->len; i++)
    if (g_strcmp0 (((Way *) g_ptr_array_index (self->all, i))->channel_key, last) == 0)
      g_ptr_array_insert (self->all, 0, g_ptr_array_steal_index (self->all, i));
}

static GtkWidget *
way_row_new (Way *way)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), way->name);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (ear_ui_icon (way->icon_name)));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (way->letter != 0)
    {
      char text[8] = { 0 };
      GtkWidget *key;

      g_unichar_to_utf8 (g_unichar_toupper (way->letter), text);
      key = gtk_label_new (text);
      gtk_widget_add_css_class (key, "ear-keycap");
      gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), key);
    }
  return row;
}

static void
choose (EarContactDialog *self, Way *way)
{
  self->way = way;
  adw_navigation_page_set_title (self->form_page, way->name);
  adw_navigation_view_push (self->navigation, self->form_page);
  gtk_widget_grab_focus (GTK_WIDGET (self->who_row));
}

void
ear_contact_dialog_choose (EarContactDialog *self, guint index)
{
  if (index < self->all->len)
    choose (self, g_ptr_array_index (self->all, index));
}

static void
way_activated (EarContactDialog *self, GtkListBoxRow *row)
{
  ear_contact_dialog_choose (self, gtk_list_box_row_get_index (row));
}

static gboolean
letter_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, EarContactDialog *self)
{
  gunichar letter = g_unichar_tolower (gdk_keyval_to_unicode (keyval));

  if (adw_navigation_view_get_visible_page (self->navigation) == self->form_page || letter == 0 ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  for (guint i = 0; i < self->all->len; i++)
    if (((Way *) g_ptr_array_index (self->all, i))->letter == letter)
      {
        choose (self, g_ptr_array_index (self->all, i));
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

/* ---- form ---- */

static char *
dup_what (EarContactDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->what);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

/* All that can be entered, to see whether anything was. */
static char *
dup_form (EarContactDialog *self)
{
  g_autofree char *what = dup_what (self);
  g_autofree char *call_back = ear_when_dup_entered (self->call_back);
  g_autofree char *asked = ear_when_dup_entered (self->asked);

  return g_strdup_printf ("%s\n%s\n%s\n%s\n%d\n%s\n%s", gtk_editable_get_text (GTK_EDITABLE (self->who_row)), what,
                          gtk_editable_get_text (GTK_EDITABLE (self->answer_row)), gtk_editable_get_text (GTK_EDITABLE (self->link_row)),
                          adw_switch_row_get_active (self->answered_row), call_back, asked);
}

static void
form_changed (EarContactDialog *self)
{
  g_autofree char *what = dup_what (self);
  g_autofree char *form = dup_form (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->log_button), *what != '\0' && !self->logging);
  /* What was entered is not thrown away by a slip. */
  adw_dialog_set_can_close (ADW_DIALOG (self), self->begun == NULL || g_str_equal (form, self->begun));
}

static void
set_logging (EarContactDialog *self, gboolean logging)
{
  self->logging = logging;
  form_changed (self);
}

/* The form as it is now is where one begins. */
static void
begin_form (EarContactDialog *self)
{
  g_free (self->begun);
  self->begun = dup_form (self);
  form_changed (self);
}

static void
answered_changed (EarContactDialog *self)
{
  gboolean answered = adw_switch_row_get_active (self->answered_row);

  gtk_widget_set_visible (GTK_WIDGET (self->answer_row), answered);
  gtk_widget_set_visible (GTK_WIDGET (self->call_back), !answered);
  form_changed (self);
}

static void
logged_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) window = GTK_WIDGET (data);
  g_autoptr (GError) error = NULL;
  gint64 id = ear_engine_find_conversation_finish (EAR_ENGINE (source), result, &error);

  if (id != 0)
    ear_engine_remove_contact_async (EAR_ENGINE (source), id, ear_ui_done_text, g_object_ref (window));
  else if (error != NULL)
    ear_ui_toast_error (window, error);
}

static void
not_logged (GtkWidget *window, EarEngine *engine, const char *key)
{
  ear_engine_find_conversation_async (engine, key, logged_found, g_object_ref (window));
}

static void
logged (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarContactDialog) self = EAR_CONTACT_DIALOG (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *key = ear_engine_finish_text (EAR_ENGINE (source), result, &error);
  GtkWidget *window;

  set_logging (self, FALSE);
  if (key == NULL)
    {
      g_autoptr (EarAdvice) advice = ear_advice_for_error (error, NULL);
      AdwDialog *alert = adw_alert_dialog_new (_("Not Written Down"), advice->sentence);

      adw_alert_dialog_add_response (ADW_ALERT_DIALOG (alert), "close", _("_Close"));
      adw_dialog_present (alert, GTK_WIDGET (self));
      return;
    }
  window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  adw_dialog_force_close (ADW_DIALOG (self));
  if (window == NULL)
    return;
  /* Editing finishes with an event, logging with the key of what was logged. */
  if (self->editing != 0)
    ear_undo_offer (window, _("Changed"), EAR_ENGINE (source), key);
  else
    ear_undo_offer_with (window, _("Written Down"), EAR_ENGINE (source), not_logged, key);
}

static void
log_on (EarContactDialog *self, const char *channel_key)
{
  g_autofree char *who = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->who_row))));
  g_autofree char *what = dup_what (self);
  g_autofree char *answer = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->answer_row))));
  g_autofree char *link = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->link_row))));
  gboolean answered = adw_switch_row_get_active (self->answered_row);
  EarContact contact = {
    .channel_key = channel_key,
    .who = *who != '\0' ? who : NULL,
    .what = what,
    .answer = answered && *answer != '\0' ? answer : NULL,
    .answered = answered,
    .asked_at = ear_when_get (self->asked),
    .call_back_by = answered ? EAR_TIME_NONE : ear_when_get (self->call_back),
    .link = *link != '\0' ? link : NULL,
  };

  if (self->editing != 0)
    {
      ear_engine_edit_contact_async (self->engine, self->editing, &contact, logged, g_object_ref (self));
      return;
    }
  g_settings_set_string (ear_ui_settings (), "last-contact-channel", channel_key);
  ear_engine_log_contact_async (self->engine, &contact, logged, g_object_ref (self));
}

static void
way_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarContactDialog) self = EAR_CONTACT_DIALOG (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *key = ear_engine_finish_text (EAR_ENGINE (source), result, &error);

  if (key != NULL)
    {
      g_set_str (&self->way->channel_key, key);
      log_on (self, key);
      return;
    }
  set_logging (self, FALSE);
  ear_ui_toast_error (GTK_WIDGET (self), error);
}

static void
log_clicked (EarContactDialog *self)
{
  gboolean answered = adw_switch_row_get_active (self->answered_row);
  EarWhen *wrong = !ear_when_is_valid (self->asked) ? self->asked : !answered && !ear_when_is_valid (self->call_back) ? self->call_back : NULL;

  /* It says itself what is wrong with it. */
  if (wrong != NULL)
    ear_when_grab_focus (wrong);
  else if (!gtk_widget_get_sensitive (GTK_WIDGET (self->log_button)))
    gtk_widget_grab_focus (GTK_WIDGET (self->what));
  if (wrong != NULL || !gtk_widget_get_sensitive (GTK_WIDGET (self->log_button)))
    return;
  set_logging (self, TRUE);
  if (self->way->channel_key != NULL)
    log_on (self, self->way->channel_key);
  else
    ear_engine_add_offline_channel_async (self->engine, self->way->kind, self->way->name, way_made, g_object_ref (self));
}

static gboolean
send_pressed (GtkWidget *widget, GVariant *args, gpointer data)
{
  if (adw_navigation_view_get_visible_page (EAR_CONTACT_DIALOG (data)->navigation) == EAR_CONTACT_DIALOG (data)->form_page)
    log_clicked (EAR_CONTACT_DIALOG (data));
  return GDK_EVENT_STOP;
}

static void
discard_answered (AdwAlertDialog *alert, const char *response, EarContactDialog *self)
{
  if (g_str_equal (response, "discard"))
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
ear_contact_dialog_close_attempt (AdwDialog *dialog)
{
  AdwDialog *alert = adw_alert_dialog_new (_("Discard What You Typed?"), NULL);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (alert), "keep", _("_Keep Writing"), "discard", _("_Discard"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (alert), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (alert), "keep");
  g_signal_connect_object (alert, "response", G_CALLBACK (discard_answered), dialog, 0);
  adw_dialog_present (alert, GTK_WIDGET (dialog));
}

/* ---- object ---- */

static void
ear_contact_dialog_dispose (GObject *object)
{
  EarContactDialog *self = EAR_CONTACT_DIALOG (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_clear_pointer (&self->begun, g_free);
  G_OBJECT_CLASS (ear_contact_dialog_parent_class)->dispose (object);
}

static void
ear_contact_dialog_class_init (EarContactDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_contact_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->close_attempt = ear_contact_dialog_close_attempt;
  g_type_ensure (EAR_TYPE_WHEN);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-contact-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EarContactDialog, navigation);
  gtk_widget_class_bind_template_child (widget_class, EarContactDialog, form_page);
  gtk_widget_class_bind_template_child (widget_class, EarContactDialog, ways);
  gtk_widget_class_bind_template_child (widget_class, EarContactDialog, log_button);
  gtk_widget_class_bind_template_child (widget_class, EarContactDialog, who_row);
  gtk_widget_class_bind_template_child (widget_class, EarContactDialog, answer_row);
  gtk_widget_class_bind_template_child (widget_class, EarContactDialog, link_row);
  gtk_widget_class_bind_template_child (widget_class, EarContactDialog, what);
  gtk_widget_class_bind_template_child (widget_class, EarContactDialog, answered_row);
  gtk_widget_class_bind_template_child (widget_class, EarContactDialog, call_back);
  gtk_widget_class_bind_template_child (widget_class, EarContactDialog, asked);
  gtk_widget_class_bind_template_callback (widget_class, way_activated);
  gtk_widget_class_bind_template_callback (widget_class, log_clicked);
  gtk_widget_class_bind_template_callback (widget_class, answered_changed);
}

static void
ear_contact_dialog_init (EarContactDialog *self)
{
  GtkEventController *letters = gtk_event_controller_key_new (), *send = gtk_shortcut_controller_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->all = g_ptr_array_new_with_free_func (way_free);
  ear_when_set_up (self->call_back, EAR_WHEN_FUTURE, _("Call Back By"));
  ear_when_set_up (self->asked, EAR_WHEN_PAST, _("Asked"));
  answered_changed (self);
  g_signal_connect (letters, "key-pressed", G_CALLBACK (letter_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), letters);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (send),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Return, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (send_pressed, self, NULL)));
  gtk_event_controller_set_propagation_phase (send, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), send);
  g_signal_connect_object (gtk_text_view_get_buffer (self->what), "changed", G_CALLBACK (form_changed), self, G_CONNECT_SWAPPED);
  for (gsize i = 0; i < 3; i++)
    g_signal_connect_object ((AdwEntryRow *[]) { self->who_row, self->answer_row, self->link_row }[i], "changed", G_CALLBACK (form_changed), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call_back, "changed", G_CALLBACK (form_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->asked, "changed", G_CALLBACK (form_changed), self, G_CONNECT_SWAPPED);
  begin_form (self);
}

AdwDialog *
ear_contact_dialog_new (EarEngine *engine)
{
  EarContactDialog *self = g_object_new (EAR_TYPE_CONTACT_DIALOG, NULL);

  self->engine = g_object_ref (engine);
  collect_ways (self);
  for (guint i = 0; i < self->all->len; i++)
    gtk_list_box_append (self->ways, way_row_new (g_ptr_array_index (self->all, i)));
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (gtk_list_box_get_row_at_index (self->ways, 0)));
  return ADW_DIALOG (self);
}

static void
set_text (GtkWidget *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

AdwDialog *
ear_contact_dialog_new_for_edit (EarEngine *engine, gint64 conversation_id, const EarLoggedContact *contact)
{
  EarContactDialog *self = g_object_new (EAR_TYPE_CONTACT_DIALOG, NULL);

  self->engine = g_object_ref (engine);
  self->editing = conversation_id;
  add_way (self, contact->channel_key, NULL, NULL, NULL);
  self->way = g_ptr_array_index (self->all, 0);
  adw_dialog_set_title (ADW_DIALOG (self), _("Edit"));
  adw_navigation_page_set_title (self->form_page, _("Edit"));
  gtk_button_set_label (self->log_button, _("Save"));
  set_text (GTK_WIDGET (self->who_row), contact->who);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->what), contact->what != NULL ? contact->what : "", -1);
  adw_switch_row_set_active (self->answered_row, contact->answered);
  set_text (GTK_WIDGET (self->answer_row), contact->answer);
  set_text (GTK_WIDGET (self->link_row), contact->link);
  ear_when_set (self->asked, contact->asked_at);
  ear_when_set (self->call_back, contact->call_back_by);
  begin_form (self);
  adw_navigation_view_replace (self->navigation, &self->form_page, 1);
  return ADW_DIALOG (self);
}
