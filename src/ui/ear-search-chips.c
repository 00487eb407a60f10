/* ear-search-chips.c: how the filters of a search were understood
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-search-chips.h"
#include "ui/ear-time-text.h"
#include "ui/ear-ui.h"

struct _EarSearchChips
{
  AdwBin parent_instance;

  AdwWrapBox *chips;
  GtkLabel *problems;
};

enum
{
  REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarSearchChips, ear_search_chips, ADW_TYPE_BIN)

/* ---- what they say ---- */

const char *
ear_search_choice_label (EarSearchChoice choice)
{
  switch (choice)
    {
    case EAR_SEARCH_UNANSWERED:
      return _("Unanswered");
    case EAR_SEARCH_LATE:
      return C_("search filter", "Late");
    case EAR_SEARCH_ANSWERED:
      return _("Waiting for Them");
    case EAR_SEARCH_DONE:
      return _("Done");
    case EAR_SEARCH_UNREAD:
      return _("Unread");
    case EAR_SEARCH_REVIEW:
      return _("Reviews");
    case EAR_SEARCH_SPAM:
      return _("Spam");
    case EAR_SEARCH_NOTE:
      return C_("search filter", "Notes");
    case EAR_SEARCH_ATTACHMENT:
      return C_("search filter", "With Attachment");
    case EAR_SEARCH_PICTURE:
      return C_("search filter", "With Picture");
    case EAR_SEARCH_US:
      return C_("search filter", "From Us");
    case EAR_SEARCH_N_CHOICES:
    default:
      return "";
    }
}

char *
ear_search_chip_label (const EarSearchFilter *filter)
{
  g_autofree char *from = ear_time_text_date (filter->from), *last = NULL;

  if (filter->choice != EAR_SEARCH_NO_CHOICE)
    return g_strdup (ear_search_choice_label (filter->choice));
  switch (filter->type)
    {
    case EAR_SEARCH_FROM:
      /* Translators: a search is narrowed to what this person wrote */
      return g_strdup_printf (C_("search filter", "From %s"), filter->value);
    case EAR_SEARCH_CHANNEL:
      /* Translators: a search is narrowed to this channel */
      return g_strdup_printf (C_("search filter", "On %s"), filter->value);
    case EAR_SEARCH_BEFORE:
      /* Translators: %s is a date such as 3 Nov 2026 */
      return g_strdup_printf (C_("search filter", "Before %s"), from);
    case EAR_SEARCH_AFTER:
      /* Translators: %s is a date such as 3 Nov 2026, which is included */
      return g_strdup_printf (C_("search filter", "Since %s"), from);
    case EAR_SEARCH_ON:
      last = ear_time_text_date (filter->to - 1);
      /* Translators: 1 and 2 are dates such as 3 Nov 2026; both are included */
      return g_str_equal (from, last) ? g_steal_pointer (&from) : g_strdup_printf (C_("search filter", "%1$s to %2$s"), from, last);
    case EAR_SEARCH_IS:
    case EAR_SEARCH_HAS:
    case EAR_SEARCH_N_FILTERS:
    default:
      return g_strdup (filter->value);
    }
}

/* ---- chips ---- */

static guint
get_index (GtkWidget *chip)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (chip), "index"));
}

static void
chip_clicked (GtkWidget *chip, EarSearchChips *self)
{
  g_signal_emit (self, signals[REMOVE], 0, get_index (chip));
}

static gboolean
chip_key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, EarSearchChips *self)
{
  if (keyval != GDK_KEY_BackSpace && keyval != GDK_KEY_Delete && keyval != GDK_KEY_KP_Delete)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, signals[REMOVE], 0, get_index (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller))));
  return GDK_EVENT_STOP;
}

static GtkWidget *
chip_new (EarSearchChips *self, const EarSearchFilter *filter, guint index)
{
  GtkWidget *chip = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label, *icon = gtk_image_new_from_icon_name ("window-close-symbolic");
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autofree char *words = ear_search_chip_label (filter);
  g_autofree char *name = NULL;

  label = gtk_label_new (words);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_image_set_pixel_size (GTK_IMAGE (icon), 12);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_button_set_child (GTK_BUTTON (chip), box);
  gtk_widget_add_css_class (chip, "ear-filter");
  gtk_widget_set_tooltip_text (chip, _("Take This Filter Away"));
  g_object_set_data (G_OBJECT (chip), "index", GUINT_TO_POINTER (index));
  /* Translators: a button, for a screen reader; %s is such as “From Mia” or “Unanswered” */
  name = g_strdup_printf (_("%s: take this filter away"), words);
  ear_ui_name (chip, name);
  g_signal_connect (chip, "clicked", G_CALLBACK (chip_clicked), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (chip_key_pressed), self);
  gtk_widget_add_controller (chip, keys);
  return chip;
}

void
ear_search_chips_set_text (EarSearchChips *self, const EarSearchText *text)
{
  g_autoptr (GString) problems = g_string_new (NULL);
  gboolean any = FALSE;
  GtkWidget *chip;

  while ((chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    adw_wrap_box_remove (self->chips, chip);
  for (guint i = 0; i < text->filters->len; i++)
    {
      const EarSearchFilter *filter = text->filters->pdata[i];

      if (filter->problem == NULL)
        {
          adw_wrap_box_append (self->chips, chip_new (self, filter, i));
          any = TRUE;
        }
      else if (!filter->unfinished)
        g_string_append_printf (problems, "%s%s", problems->len > 0 ? "\n" : "", filter->problem);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->chips), any);
  gtk_label_set_label (self->problems, problems->str);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), problems->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), any || problems->len > 0);
}

static void
ear_search_chips_class_init (EarSearchChipsClass *klass)
{
  signals[REMOVE] = g_signal_new ("remove", EAR_TYPE_SEARCH_CHIPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
ear_search_chips_init (EarSearchChips *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->chips = ADW_WRAP_BOX (adw_wrap_box_new ());
  adw_wrap_box_set_child_spacing (self->chips, 6);
  adw_wrap_box_set_line_spacing (self->chips, 6);
  self->problems = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problems, TRUE);
  gtk_label_set_xalign (self->problems, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->problems), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->problems), "warning");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->chips));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->problems));
  gtk_widget_add_css_class (box, "ear-filters");
  ear_ui_name (GTK_WIDGET (self->chips), _("Filters of the Search"));
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
