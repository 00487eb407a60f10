/* ear-since.c: asking from when on a change of hours or promise counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-since.h"
#include "ui/ear-ui.h"

typedef struct
{
  EarSinceFunc answer;
  EarSinceCancelled cancelled;   /* (nullable) */
  GWeakRef owner;
  GtkCalendar *calendar;   /* (unowned): the dialog's */
  GTimeZone *zone;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_weak_ref_clear (&question->owner);
  g_time_zone_unref (question->zone);
  g_free (question);
}

/* The first instant of the chosen day. */
static gint64
chosen_day (GtkCalendar *calendar, GTimeZone *zone)
{
  g_autoptr (GDateTime) day = g_date_time_new (zone, gtk_calendar_get_year (calendar), gtk_calendar_get_month (calendar) + 1,
                                               gtk_calendar_get_day (calendar), 0, 0, 0);

  return g_date_time_to_unix (day) * 1000;
}

static void
responded (AdwAlertDialog *dialog, const char *response, Question *question)
{
  g_autoptr (GObject) owner = g_weak_ref_get (&question->owner);

  if (owner == NULL)
    return;
  if (!g_str_equal (response, "cancel"))
    question->answer (g_str_equal (response, "always") ? EAR_TIME_NONE : chosen_day (question->calendar, question->zone), owner);
  else if (question->cancelled != NULL)
    question->cancelled (owner);
}

static GDateTime *
time_there (GTimeZone *zone, gint64 at_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_ms / 1000);

  return g_date_time_to_timezone (utc, zone);
}

char *
ear_since_day_text (EarEngine *engine, gint64 at_ms)
{
  g_autoptr (GTimeZone) zone = ear_engine_dup_time_zone (engine);
  g_autoptr (GDateTime) day = time_there (zone, at_ms);

  return g_date_time_format (day, _("%-d %B %Y"));
}

char *
ear_since_ends_text (EarEngine *engine, gint64 ends_at_ms)
{
  gint64 now = ear_clock_now_ms ();
  int days = (int) ((ends_at_ms - now) / (24 * 3600 * G_GINT64_CONSTANT (1000)));
  g_autofree char *day = NULL;

  if (ends_at_ms == EAR_TIME_NONE)
    return NULL;
  day = ear_since_day_text (engine, ends_at_ms);
  if (ends_at_ms <= now)
    /* Translators: a date in the past */
    return g_strdup_printf (_("Ended: %s"), day);
  if (days == 0)
    /* Translators: a date */
    return g_strdup_printf (_("%s: within a day"), day);
  /* Translators: 1 a date, 2 days from now */
  return g_strdup_printf (ngettext ("%1$s: %2$d day from now", "%1$s: %2$d days from now", days), day, days);
}

void
ear_ask_since (GtkWidget *parent, EarEngine *engine, const EarLater *planned, EarSinceFunc answer, EarSinceCancelled cancelled, GObject *owner)
{
  AdwDialog *dialog = adw_alert_dialog_new (_("Since When Is It So?"),
                                            _("Deadlines and reports count waiting in these hours. From the chosen day on, or was it always so? Then the past is counted anew."));
  Question *question = g_new0 (Question, 1);
  g_autoptr (GDateTime) today = NULL;

  question->answer = answer;
  question->cancelled = cancelled;
  question->zone = ear_engine_dup_time_zone (engine);
  g_weak_ref_init (&question->owner, owner);
  question->calendar = GTK_CALENDAR (gtk_calendar_new ());
  today = time_there (question->zone, ear_clock_now_ms ());
  gtk_calendar_select_day (question->calendar, today);
  ear_ui_name_calendar (question->calendar);
  gtk_accessible_update_property (GTK_ACCESSIBLE (question->calendar), GTK_ACCESSIBLE_PROPERTY_LABEL, _("First day"), -1);
  if (planned != NULL)
    {
      g_autofree char *day = ear_since_day_text (engine, planned->valid_from);
      /* Translators: %s: 1 June 2027 */
      g_autofree char *body = g_strdup_printf (_("Deadlines and reports count waiting in these hours. From the chosen day on, or was it always so? Then the past is counted anew.\n\nSomething else is planned from %s on. It is replaced, unless you choose a later day."),
                                               day);

      adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog), body);
    }
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (question->calendar));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _("_Cancel"), "always", _("Was _Always So"), "from", _("_From This Day On"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "from", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (responded), question, question_free, 0);
  adw_dialog_present (dialog, parent);
}
