/* ear-sign-in-dialog.c: connecting an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows what an EarSignIn asks for and tells; which services there are, and how they sign in, is known below only.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-by-hand.h"
#include "ui/ear-coming.h"
#include "ui/ear-sign-in-dialog.h"
#include "ui/ear-since.h"
#include "ui/ear-ui.h"

struct _EarSignInDialog
{
  AdwDialog parent_instance;

  AdwNavigationView *navigation;
  AdwNavigationPage *ways_page, *address_page, *connect_page;
  AdwPreferencesGroup *kinds_group, *by_hand_group, *coming_group, *ways_group, *steps_group, *address_group, *browser_group, *paste_group, *accounts_group, *given_group;
  AdwBanner *address_error, *connect_error;
  GtkStack *connect_stack;
  AdwStatusPage *wait_page, *done_page;
  AdwActionRow *ends_row, *lacks_row;
  GtkLabel *browser_sentence;
  GtkBox *waiting_box;
  GtkButton *steps_button, *continue_button, *paste_button, *done_button;
  char *steps_url;             /* (nullable) */

  EarEngine *engine;
  char *channel_key;           /* (nullable): signing in again */
  char *kind;                  /* (nullable): the one being connected */
  EarSignIn *sign_in;          /* (nullable) */
  /* (element-type GtkWidget) (unowned): in their groups */
  GPtrArray *way_rows, *step_rows, *address_rows, *paste_rows, *account_rows;
};

enum
{
  CONNECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarSignInDialog, ear_sign_in_dialog, ADW_TYPE_DIALOG)

/* ---- rows ---- */

static void
clear_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

/* One row a field; its id is kept with it. */
static void
make_fields (EarSignInDialog *self, AdwPreferencesGroup *group, GPtrArray *rows, GCallback entered)
{
  clear_rows (group, rows);
  for (const EarSignInField *field = ear_sign_in_get_fields (self->sign_in); field != NULL && field->id != NULL; field++)
    {
      GtkWidget *row = field->secret ? adw_password_entry_row_new () : adw_entry_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), field->label);
      if (field->hint != NULL)
        gtk_widget_set_tooltip_text (row, field->hint);
      ear_ui_name (row, field->label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, field->hint != NULL ? field->hint : "", -1);
      g_object_set_data_full (G_OBJECT (row), "field", g_strdup (field->id), g_free);
      g_object_set_data (G_OBJECT (row), "optional", GINT_TO_POINTER (field->optional));
      g_signal_connect_swapped (row, "entry-activated", entered, self);
      adw_preferences_group_add (group, row);
      g_ptr_array_add (rows, row);
    }
}

static void
show_hint (EarSignInDialog *self, AdwPreferencesGroup *group, const char *before)
{
  const EarSignInField *field = ear_sign_in_get_fields (self->sign_in);
  const char *hint = field != NULL && field->id != NULL ? field->hint : NULL;
  g_autofree char *both = before != NULL && hint != NULL ? g_strdup_printf ("%s\n%s", before, hint) : g_strdup (before != NULL ? before : hint);

  adw_preferences_group_set_description (group, both);
}

static void
show_error (AdwBanner *banner, const char *sentence)
{
  adw_banner_set_use_markup (banner, FALSE);
  adw_banner_set_title (banner, sentence != NULL ? sentence : "");
  adw_banner_set_revealed (banner, sentence != NULL);
}

/* ---- what the sign-in says ---- */

static void
go_to (EarSignInDialog *self, AdwNavigationPage *page)
{
  g_autoptr (GListModel) stack = adw_navigation_view_get_navigation_stack (self->navigation);
  gboolean below = FALSE;

  if (adw_navigation_view_get_visible_page (self->navigation) == page)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (stack); i++)
    {
      g_autoptr (AdwNavigationPage) other = g_list_model_get_item (stack, i);

      below |= other == page;
    }
  if (below)
    adw_navigation_view_pop_to_page (self->navigation, page);
  else
    adw_navigation_view_push (self->navigation, page);
}

/* What had the focus may be on the page before: without one, no key reaches the dialog. */
static void
show_page (EarSignInDialog *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->connect_stack, name);
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->connect_stack), GTK_DIR_TAB_FORWARD);
}

static void
open_browser (EarSignInDialog *self)
{
  const char *url = self->sign_in != NULL ? ear_sign_in_get_browser_url (self->sign_in) : NULL;

  if (url != NULL)
    ear_ui_open_uri (GTK_WIDGET (self), url);
}

static void show_failure (EarSignInDialog *self);

typedef void (*Hand) (EarSignIn *sign_in, const char *const *names, const char *const *values);

/* What was entered into @rows, to @hand. */
static void
hand_over (EarSignInDialog *self, GPtrArray *rows, Hand hand)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new (), values = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (rows, i);

      g_ptr_array_add (names, g_object_get_data (G_OBJECT (row), "field"));
      g_ptr_array_add (values, (gpointer) gtk_editable_get_text (GTK_EDITABLE (row)));
    }
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (values, NULL);
  hand (self->sign_in, (const char *const *) names->pdata, (const char *const *) values->pdata);
  /* Refused at once, and perhaps not for the first time: that is no change of state. */
  if (ear_sign_in_get_state (self->sign_in) == EAR_SIGN_IN_FAILED)
    show_failure (self);
}

static void
pasted (EarSignInDialog *self)
{
  show_error (self->connect_error, NULL);
  hand_over (self, self->paste_rows, ear_sign_in_paste);
  for (guint i = 0; i < self->paste_rows->len; i++)
    if (ADW_IS_PASSWORD_ENTRY_ROW (g_ptr_array_index (self->paste_rows, i)))
      gtk_editable_set_text (GTK_EDITABLE (g_ptr_array_index (self->paste_rows, i)), "");
}

static void
show_ask (EarSignInDialog *self, gboolean browser)
{
  const char *sentence = ear_sign_in_get_sentence (self->sign_in);

  make_fields (self, self->paste_group, self->paste_rows, G_CALLBACK (pasted));
  gtk_widget_set_visible (GTK_WIDGET (self->browser_group), browser);
  gtk_widget_set_visible (GTK_WIDGET (self->waiting_box), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->paste_group), self->paste_rows->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->paste_button), self->paste_rows->len > 0);
  if (browser)
    {
      gtk_label_set_label (self->browser_sentence, sentence != NULL ? sentence : _("A page has opened there. Agree on it, and come back."));
      adw_preferences_group_set_title (self->paste_group, _("Or Paste Instead"));
      gtk_widget_remove_css_class (GTK_WIDGET (self->paste_button), "suggested-action");
      show_hint (self, self->paste_group, NULL);
      open_browser (self);
    }
  else
    {
      adw_preferences_group_set_title (self->paste_group, "");
      gtk_widget_add_css_class (GTK_WIDGET (self->paste_button), "suggested-action");
      show_hint (self, self->paste_group, sentence);
    }
  show_page (self, "ask");
}

static void
account_chosen (AdwActionRow *row, EarSignInDialog *self)
{
  ear_sign_in_choose (self->sign_in, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "index")));
}

static void
show_choice (EarSignInDialog *self)
{
  GStrv accounts = ear_sign_in_get_accounts (self->sign_in);

  clear_rows (self->accounts_group, self->account_rows);
  for (guint i = 0; accounts != NULL && accounts[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), accounts[i]);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      g_object_set_data (G_OBJECT (row), "index", GUINT_TO_POINTER (i));
      g_signal_connect (row, "activated", G_CALLBACK (account_chosen), self);
      adw_preferences_group_add (self->accounts_group, row);
      g_ptr_array_add (self->account_rows, row);
    }
  show_page (self, "choose");
}

static void
show_wait (EarSignInDialog *self, const char *otherwise)
{
  const char *sentence = ear_sign_in_get_sentence (self->sign_in);
  g_autofree char *escaped = g_markup_escape_text (sentence != NULL ? sentence : otherwise, -1);
  g_autoptr (GdkPaintable) spinner = GDK_PAINTABLE (adw_spinner_paintable_new (GTK_WIDGET (self->wait_page)));

  adw_status_page_set_paintable (self->wait_page, spinner);
  adw_status_page_set_description (self->wait_page, escaped);
  show_page (self, "wait");
}

static void
show_failure (EarSignInDialog *self)
{
  const char *sentence = ear_sign_in_get_sentence (self->sign_in);
  const char *said = sentence != NULL ? sentence : _("That did not work. Try again.");

  /* Where something was pasted it can be mended there, else the address is asked again. */
  if (self->paste_rows->len > 0 && adw_navigation_view_get_visible_page (self->navigation) == self->connect_page)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->waiting_box), FALSE);
      show_page (self, "ask");
      show_error (self->connect_error, said);
      return;
    }
  go_to (self, self->address_page);
  show_error (self->address_error, said);
}

static void
show_done (EarSignInDialog *self)
{
  EarChannelItem *channel = ear_ui_find_channel (self->engine, ear_sign_in_get_channel_key (self->sign_in));
  const char *lacks = ear_sign_in_get_lacks (self->sign_in);
  g_autofree char *ends = ear_since_ends_text (self->engine, ear_sign_in_get_ends_at (self->sign_in));

  if (channel != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (ear_channel_item_get_name (channel), -1);

      adw_status_page_set_title (self->done_page, escaped);
    }
  /* Nothing is promised that this sign-in cannot keep. */
  if (lacks != NULL)
    {
      adw_status_page_set_description (self->done_page,
                                       _("Earshot now reads what this sign-in gives, the newest first. You can go on at once: it also works while it reads."));
      gtk_widget_add_css_class (GTK_WIDGET (self->done_page), "compact");
    }
  adw_action_row_set_subtitle (self->ends_row, ends);
  gtk_widget_set_visible (GTK_WIDGET (self->ends_row), ends != NULL);
  adw_action_row_set_subtitle (self->lacks_row, lacks);
  gtk_widget_set_visible (GTK_WIDGET (self->lacks_row), lacks != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->given_group), ends != NULL || lacks != NULL);
  adw_navigation_page_set_can_pop (self->connect_page, FALSE);
  show_page (self, "done");
  gtk_widget_grab_focus (GTK_WIDGET (self->done_button));
}

static void
state_changed (EarSignInDialog *self)
{
  EarSignInState state = ear_sign_in_get_state (self->sign_in);

  if (state != EAR_SIGN_IN_CHOOSE_WAY && state != EAR_SIGN_IN_ASK && state != EAR_SIGN_IN_FAILED)
    {
      show_error (self->address_error, NULL);
      go_to (self, self->connect_page);
    }
  switch (state)
    {
    case EAR_SIGN_IN_CHOOSE_WAY:
    case EAR_SIGN_IN_ASK:
      break;
    case EAR_SIGN_IN_PREPARING:
      show_wait (self, _("Looking at this address…"));
      break;
    case EAR_SIGN_IN_BROWSER:
      show_ask (self, TRUE);
      break;
    case EAR_SIGN_IN_PASTE:
      show_ask (self, FALSE);
      break;
    case EAR_SIGN_IN_CHECKING:
      show_wait (self, _("Checking…"));
      break;
    case EAR_SIGN_IN_CHOOSE:
      show_choice (self);
      break;
    case EAR_SIGN_IN_DONE:
      show_done (self);
      break;
    case EAR_SIGN_IN_FAILED:
      show_failure (self);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* ---- what the person does ---- */

static void
drop_sign_in (EarSignInDialog *self)
{
  if (self->sign_in == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->sign_in, self);
  if (ear_sign_in_get_state (self->sign_in) != EAR_SIGN_IN_DONE)
    ear_sign_in_cancel (self->sign_in);
  g_clear_object (&self->sign_in);
}

static void
address_entered (EarSignInDialog *self)
{
  for (guint i = 0; i < self->address_rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->address_rows, i);

      if (*gtk_editable_get_text (GTK_EDITABLE (row)) == '\0' && !GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "optional")))
        {
          /* Translators: %s is what a field asks for */
          g_autofree char *sentence = g_strdup_printf (_("Fill in “%s” first."), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));

          show_error (self->address_error, sentence);
          gtk_widget_grab_focus (row);
          return;
        }
    }
  show_error (self->address_error, NULL);
  clear_rows (self->paste_group, self->paste_rows);
  hand_over (self, self->address_rows, ear_sign_in_begin);
}

/* Nobody waits for the page any more once it failed: then all begins anew. */
static void
browser_clicked (EarSignInDialog *self)
{
  if (self->sign_in != NULL && ear_sign_in_get_state (self->sign_in) == EAR_SIGN_IN_FAILED)
    {
      show_error (self->connect_error, NULL);
      address_entered (self);
    }
  else
    open_browser (self);
}

static void
make_sign_in (EarSignInDialog *self)
{
  drop_sign_in (self);
  self->sign_in = ear_sign_in_new (self->engine, self->kind, self->channel_key);
  g_signal_connect_object (self->sign_in, "notify::state", G_CALLBACK (state_changed), self, G_CONNECT_SWAPPED);
}

/* What to click on the service's pages before there is anything to enter here. */
static void
show_steps (EarSignInDialog *self, const EarSignInWayInfo *way)
{
  clear_rows (self->steps_group, self->step_rows);
  for (gsize i = 0; way->steps != NULL && way->steps[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *number = g_strdup_printf ("%" G_GSIZE_FORMAT, i + 1);
      GtkWidget *label = gtk_label_new (number);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(way->steps[i]));
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      gtk_widget_add_css_class (label, "dimmed");
      gtk_widget_add_css_class (label, "numeric");
      gtk_accessible_update_state (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), label);
      adw_preferences_group_add (self->steps_group, row);
      g_ptr_array_add (self->step_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->steps_group), self->step_rows->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->steps_button), way->steps_url != NULL);
  g_set_str (&self->steps_url, way->steps_url);
}

static void
open_steps (EarSignInDialog *self)
{
  ear_ui_open_uri (GTK_WIDGET (self), self->steps_url);
}

static const EarSignInWayInfo *
find_way (EarSignInDialog *self)
{
  const EarSignInWayInfo *way = ear_sign_in_get_ways (self->sign_in);

  while (way->id != NULL && g_strcmp0 (way->id, ear_sign_in_get_way (self->sign_in)) != 0)
    way++;
  return way;
}

/* The fields of the way chosen. */
static void
ask (EarSignInDialog *self)
{
  EarChannelItem *channel = ear_ui_find_channel (self->engine, self->channel_key);

  show_steps (self, find_way (self));
  make_fields (self, self->address_group, self->address_rows, G_CALLBACK (address_entered));
  show_hint (self, self->address_group, ear_sign_in_get_guide (self->sign_in));
  show_error (self->address_error, NULL);
  if (channel != NULL && ear_channel_item_get_url (channel) != NULL && self->address_rows->len > 0 &&
      g_str_equal (g_object_get_data (g_ptr_array_index (self->address_rows, 0), "field"), "address"))
    gtk_editable_set_text (GTK_EDITABLE (g_ptr_array_index (self->address_rows, 0)), ear_channel_item_get_url (channel));
  go_to (self, self->address_page);
  if (self->address_rows->len > 0 && self->step_rows->len == 0)
    gtk_widget_grab_focus (g_ptr_array_index (self->address_rows, 0));
}

static void
way_chosen (AdwActionRow *row, EarSignInDialog *self)
{
  ear_sign_in_choose_way (self->sign_in, g_object_get_data (G_OBJECT (row), "way"));
  ask (self);
}

static void
show_ways (EarSignInDialog *self)
{
  clear_rows (self->ways_group, self->way_rows);
  for (const EarSignInWayInfo *way = ear_sign_in_get_ways (self->sign_in); way->id != NULL; way++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), way->title);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), way->guide);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      g_object_set_data_full (G_OBJECT (row), "way", g_strdup (way->id), g_free);
      g_signal_connect (row, "activated", G_CALLBACK (way_chosen), self);
      adw_preferences_group_add (self->ways_group, row);
      g_ptr_array_add (self->way_rows, row);
    }
  go_to (self, self->ways_page);
}

static gboolean
has_several_ways (EarSignInDialog *self)
{
  return self->sign_in != NULL && ear_sign_in_get_ways (self->sign_in)[0].id != NULL && ear_sign_in_get_ways (self->sign_in)[1].id != NULL;
}

static void
begin (EarSignInDialog *self, const char *kind, const char *name)
{
  EarChannelItem *channel = ear_ui_find_channel (self->engine, self->channel_key);
  /* Translators: %s is a service */
  g_autofree char *title = g_strdup_printf (channel != NULL ? _("Sign In to %s") : _("Connect %s"), name);

  g_set_str (&self->kind, kind);
  make_sign_in (self);
  adw_navigation_page_set_title (self->ways_page, title);
  adw_navigation_page_set_title (self->address_page, title);
  adw_navigation_page_set_title (self->connect_page, title);
  if (has_several_ways (self))
    show_ways (self);
  else
    ask (self);
}

static void
cancel (EarSignInDialog *self)
{
  adw_navigation_view_pop (self->navigation);
}

/* Going back stops what was under way; the address typed stays. */
static void
page_popped (EarSignInDialog *self, AdwNavigationPage *page)
{
  if (self->sign_in == NULL)
    return;
  if (page == self->connect_page && ear_sign_in_get_state (self->sign_in) != EAR_SIGN_IN_FAILED)
    {
      g_autofree char *way = g_strdup (ear_sign_in_get_way (self->sign_in));

      make_sign_in (self);
      ear_sign_in_choose_way (self->sign_in, way);
    }
  else if (page == self->ways_page || (page == self->address_page && !has_several_ways (self)))
    drop_sign_in (self);
}

static void
finished (EarSignInDialog *self)
{
  g_signal_emit (self, signals[CONNECTED], 0, ear_sign_in_get_channel_key (self->sign_in));
  adw_dialog_close (ADW_DIALOG (self));
}

/* ---- kinds ---- */

static void
kind_chosen (AdwActionRow *row, EarSignInDialog *self)
{
  const EarKindInfo *kind = g_object_get_data (G_OBJECT (row), "kind");

  begin (self, kind->id, kind->name);
}

static void
by_hand_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarSignInDialog) self = EAR_SIGN_IN_DIALOG (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *key = ear_engine_finish_text (EAR_ENGINE (source), result, &error);

  if (key == NULL)
    {
      ear_ui_toast_error (GTK_WIDGET (self), error);
      return;
    }
  g_signal_emit (self, signals[CONNECTED], 0, key);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
by_hand_named (const EarKindInfo *kind, const char *name, gpointer data)
{
  EarSignInDialog *self = data;

  ear_engine_add_offline_channel_async (self->engine, kind->id, name, by_hand_added, g_object_ref (self));
}

static void
by_hand_chosen (AdwActionRow *row, EarSignInDialog *self)
{
  ear_ask_by_hand (GTK_WIDGET (self), self->engine, g_object_get_data (G_OBJECT (row), "kind"), by_hand_named, G_OBJECT (self));
}

static void
list_kinds (EarSignInDialog *self)
{
  g_autofree char *coming = ear_coming_dup_sentence ();
  gsize n_kinds;
  const EarKindInfo *kinds = ear_engine_list_kinds (&n_kinds);

  for (gsize i = 0; i < n_kinds; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), kinds[i].name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), kinds[i].description);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (ear_ui_icon (kinds[i].icon_name)));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (kinds[i].offline ? "list-add-symbolic" : "go-next-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data (G_OBJECT (row), "kind", (gpointer) &kinds[i]);
      g_signal_connect (row, "activated", kinds[i].offline ? G_CALLBACK (by_hand_chosen) : G_CALLBACK (kind_chosen), self);
      adw_preferences_group_add (kinds[i].offline ? self->by_hand_group : self->kinds_group, row);
    }
  adw_preferences_group_set_description (self->coming_group, coming);
}

/* ---- object ---- */

static void
ear_sign_in_dialog_closed (AdwDialog *dialog)
{
  drop_sign_in (EAR_SIGN_IN_DIALOG (dialog));
}

static void
ear_sign_in_dialog_dispose (GObject *object)
{
  EarSignInDialog *self = EAR_SIGN_IN_DIALOG (object);

  drop_sign_in (self);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->channel_key, g_free);
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->steps_url, g_free);
  g_clear_pointer (&self->way_rows, g_ptr_array_unref);
  g_clear_pointer (&self->step_rows, g_ptr_array_unref);
  g_clear_pointer (&self->address_rows, g_ptr_array_unref);
  g_clear_pointer (&self->paste_rows, g_ptr_array_unref);
  g_clear_pointer (&self->account_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ear_sign_in_dialog_parent_class)->dispose (object);
}

static void
ear_sign_in_dialog_class_init (EarSignInDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_sign_in_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = ear_sign_in_dialog_closed;
  signals[CONNECTED] = g_signal_new ("connected", EAR_TYPE_SIGN_IN_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-sign-in-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, navigation);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, ways_page);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, ways_group);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, steps_group);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, steps_button);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, address_page);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, connect_page);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, kinds_group);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, by_hand_group);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, coming_group);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, address_group);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, browser_group);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, paste_group);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, accounts_group);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, address_error);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, connect_error);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, connect_stack);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, wait_page);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, done_page);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, ends_row);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, lacks_row);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, given_group);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, done_button);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, browser_sentence);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, waiting_box);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, continue_button);
  gtk_widget_class_bind_template_child (widget_class, EarSignInDialog, paste_button);
  gtk_widget_class_bind_template_callback (widget_class, page_popped);
  gtk_widget_class_bind_template_callback (widget_class, open_steps);
  gtk_widget_class_bind_template_callback (widget_class, address_entered);
  gtk_widget_class_bind_template_callback (widget_class, browser_clicked);
  gtk_widget_class_bind_template_callback (widget_class, pasted);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
  gtk_widget_class_bind_template_callback (widget_class, finished);
}

static void
ear_sign_in_dialog_init (EarSignInDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->way_rows = g_ptr_array_new ();
  self->step_rows = g_ptr_array_new ();
  self->address_rows = g_ptr_array_new ();
  self->paste_rows = g_ptr_array_new ();
  self->account_rows = g_ptr_array_new ();
}

AdwDialog *
ear_sign_in_dialog_new (EarEngine *engine, const char *kind, const char *channel_key)
{
  EarSignInDialog *self = g_object_new (EAR_TYPE_SIGN_IN_DIALOG, NULL);
  EarChannelItem *channel;
  gsize n_kinds;
  const EarKindInfo *kinds = ear_engine_list_kinds (&n_kinds);

  self->engine = g_object_ref (engine);
  self->channel_key = g_strdup (channel_key);
  list_kinds (self);
  channel = ear_ui_find_channel (engine, channel_key);
  if (channel != NULL)
    kind = ear_channel_item_get_kind (channel);
  for (gsize i = 0; kind != NULL && i < n_kinds; i++)
    if (g_str_equal (kinds[i].id, kind))
      {
        begin (self, kind, kinds[i].name);
        /* Nothing to choose before it. */
        adw_navigation_view_replace (self->navigation, has_several_ways (self) ? &self->ways_page : &self->address_page, 1);
        break;
      }
  return ADW_DIALOG (self);
}
