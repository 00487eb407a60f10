/* ear-when.c: choosing an instant, mostly with one click
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-hours-text.h"
#include "ui/ear-ui.h"
#include "ui/ear-when.h"

#define MINUTE_MS G_GINT64_CONSTANT (60000)

struct _EarWhen
{
  AdwPreferencesGroup parent_instance;

  AdwComboRow *choice_row;
  AdwActionRow *date_row;
  GtkMenuButton *date_button;
  GtkCalendar *calendar;
  AdwEntryRow *clock_row;

  EarWhenSense sense;
  gint64 given;           /* by ear_when_set(), to the millisecond; the fields show minutes */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarWhen, ear_when, ADW_TYPE_PREFERENCES_GROUP)

/* Either minutes from now, or a time of day some days on. The first is "none", the last is chosen by hand. */
typedef struct
{
  const char *title;      /* N_() */
  int minutes;            /* from now; 0: not so */
  int days, clock;        /* clock: minutes after midnight */
} Choice;

static const Choice past[] = {
  { N_("Now") },
  { N_("10 minutes ago"), -10 },
  { N_("Half an hour ago"), -30 },
  { N_("An hour ago"), -60 },
  { N_("Yesterday at noon"), 0, -1, 12 * 60 },
  { N_("Another time…") },
};

static const Choice future[] = {
  { N_("No time promised") },
  { N_("In an hour"), 60 },
  { N_("In two hours"), 120 },
  { N_("Tomorrow at noon"), 0, 1, 12 * 60 },
  { N_("Tomorrow evening"), 0, 1, 18 * 60 },
  { N_("Another time…") },
};

#define N_CHOICES G_N_ELEMENTS (past)
G_STATIC_ASSERT (G_N_ELEMENTS (past) == G_N_ELEMENTS (future));

static gint64
local_instant (int year, int month, int day, int clock)
{
  g_autoptr (GDateTime) local = g_date_time_new_local (year, month, day, clock / 60, clock % 60, 0);

  return local != NULL ? g_date_time_to_unix (local) * 1000 : EAR_TIME_NONE;
}

static gint64
by_hand (EarWhen *self)
{
  int clock = ear_clock_text_parse (gtk_editable_get_text (GTK_EDITABLE (self->clock_row)));
  gint64 chosen;

  if (clock < 0)
    return EAR_TIME_NONE;
  chosen = local_instant (gtk_calendar_get_year (self->calendar), gtk_calendar_get_month (self->calendar) + 1,
                          gtk_calendar_get_day (self->calendar), clock);
  return self->given != EAR_TIME_NONE && self->given / MINUTE_MS == chosen / MINUTE_MS ? self->given : chosen;
}

void
ear_when_set (EarWhen *self, gint64 at_ms)
{
  g_autoptr (GDateTime) at = at_ms != EAR_TIME_NONE ? g_date_time_new_from_unix_local (at_ms / 1000) : NULL;
  g_autofree char *clock = at != NULL ? g_date_time_format (at, "%H:%M") : NULL;

  self->given = at_ms;
  adw_combo_row_set_selected (self->choice_row, at != NULL ? N_CHOICES - 1 : 0);
  if (at == NULL)
    return;
  gtk_calendar_select_day (self->calendar, at);
  gtk_editable_set_text (GTK_EDITABLE (self->clock_row), clock);
}

void
ear_when_hide_choices (EarWhen *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->choice_row), FALSE);
}

gint64
ear_when_get (EarWhen *self)
{
  guint selected = adw_combo_row_get_selected (self->choice_row);
  const Choice *choice = &(self->sense == EAR_WHEN_PAST ? past : future)[MIN (selected, N_CHOICES - 1)];

  if (selected == 0)
    return EAR_TIME_NONE;
  if (selected >= N_CHOICES - 1)
    return by_hand (self);
  if (choice->minutes != 0)
    return ear_clock_now_ms () + choice->minutes * MINUTE_MS;
  {
    g_autoptr (GDateTime) today = g_date_time_new_now_local ();
    g_autoptr (GDateTime) that_day = g_date_time_add_days (today, choice->days);

    return local_instant (g_date_time_get_year (that_day), g_date_time_get_month (that_day), g_date_time_get_day_of_month (that_day), choice->clock);
  }
}

char *
ear_when_dup_entered (EarWhen *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);
  guint selected = adw_combo_row_get_selected (self->choice_row);

  if (selected != N_CHOICES - 1)
    return g_strdup_printf ("%u", selected);
  return g_strdup_printf ("%d-%d %s", g_date_time_get_year (day), g_date_time_get_day_of_year (day), gtk_editable_get_text (GTK_EDITABLE (self->clock_row)));
}

gboolean
ear_when_is_valid (EarWhen *self)
{
  return adw_combo_row_get_selected (self->choice_row) != N_CHOICES - 1 || by_hand (self) != EAR_TIME_NONE;
}

static void
day_chosen (EarWhen *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);
  g_autofree char *text = g_date_time_format (date, _("%A, %-d %B"));

  gtk_menu_button_set_label (self->date_button, text);
  /* Or it is called by all that stands in the calendar, too. */
  ear_ui_name (GTK_WIDGET (self->date_button), text);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void clock_changed (EarWhen *self);

static void
choice_changed (EarWhen *self)
{
  gboolean hand = adw_combo_row_get_selected (self->choice_row) == N_CHOICES - 1;

  gtk_widget_set_visible (GTK_WIDGET (self->date_row), hand);
  gtk_widget_set_visible (GTK_WIDGET (self->clock_row), hand);
  if (hand && *gtk_editable_get_text (GTK_EDITABLE (self->clock_row)) == '\0')
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_local ();
      g_autofree char *clock = g_date_time_format (now, "%H:%M");

      gtk_editable_set_text (GTK_EDITABLE (self->clock_row), clock);
    }
  if (hand)
    clock_changed (self);
  else
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
clock_changed (EarWhen *self)
{
  if (ear_clock_text_parse (gtk_editable_get_text (GTK_EDITABLE (self->clock_row))) < 0)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->clock_row), "error");
      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), _("That is not a time of day. Write it like 14:30."));
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->clock_row), "error");
      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), NULL);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

void
ear_when_grab_focus (EarWhen *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (ear_when_is_valid (self) ? GTK_WIDGET (self->choice_row) : GTK_WIDGET (self->clock_row)));
}

void
ear_when_set_up (EarWhen *self, EarWhenSense sense, const char *title)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  self->sense = sense;
  for (gsize i = 0; i < N_CHOICES; i++)
    gtk_string_list_append (names, _((sense == EAR_WHEN_PAST ? past : future)[i].title));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->choice_row), title);
  adw_combo_row_set_model (self->choice_row, G_LIST_MODEL (names));
  day_chosen (self);
}

static void
ear_when_class_init (EarWhenClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHANGED] = g_signal_new ("changed", EAR_TYPE_WHEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-when.ui");
  gtk_widget_class_bind_template_child (widget_class, EarWhen, choice_row);
  gtk_widget_class_bind_template_child (widget_class, EarWhen, date_row);
  gtk_widget_class_bind_template_child (widget_class, EarWhen, date_button);
  gtk_widget_class_bind_template_child (widget_class, EarWhen, calendar);
  gtk_widget_class_bind_template_child (widget_class, EarWhen, clock_row);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed);
  gtk_widget_class_bind_template_callback (widget_class, day_chosen);
  gtk_widget_class_bind_template_callback (widget_class, clock_changed);
}

static void
ear_when_init (EarWhen *self)
{
  self->given = EAR_TIME_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));
  ear_ui_name_calendar (self->calendar);
}
