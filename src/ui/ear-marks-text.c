/* ear-marks-text.c: what people marked a conversation with, as words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-marks-text.h"

#define MORNING 9
#define LATER_HOURS 3

static GDateTime *
local_time (gint64 at_ms)
{
  return g_date_time_new_from_unix_local (at_ms / 1000);
}

static int
day_number (GDateTime *at)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) g_date_time_get_day_of_month (at), (GDateMonth) g_date_time_get_month (at), (GDateYear) g_date_time_get_year (at));
  return (int) g_date_get_julian (&date);
}

char *
ear_marks_wake_text (gint64 at_ms, gint64 now_ms)
{
  g_autoptr (GDateTime) at = local_time (at_ms), now = local_time (now_ms);
  int days;

  if (at == NULL || now == NULL)
    return g_strdup ("");
  days = day_number (at) - day_number (now);
  if (days == 0)
    return g_date_time_format (at, _("Today, %H:%M"));
  if (days == 1)
    return g_date_time_format (at, _("Tomorrow, %H:%M"));
  if (g_date_time_get_year (at) == g_date_time_get_year (now))
    return g_date_time_format (at, _("%A, %-d %B, %H:%M"));
  return g_date_time_format (at, _("%A, %-d %B %Y, %H:%M"));
}

typedef struct
{
  char *words;
  const char *css_class;     /* of its label */
} Mark;

static void
mark_clear (gpointer data)
{
  g_free (((Mark *) data)->words);
}

/* @take_words: (transfer full) */
static void
add_mark (GArray *list, char *take_words, const char *css_class)
{
  Mark mark = { take_words, css_class };

  g_array_append_val (list, mark);
}

static const char *
tag_class (const char *colour)
{
  static const char *const classes[] = { "tag-blue", "tag-green", "tag-orange", "tag-purple", "tag-red", "tag-yellow", "tag-brown" };

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i] + strlen ("tag-"), colour))
      return classes[i];
  return "tag";
}

static GArray *
list_marks (const EarMarks *marks, gint64 now_ms)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Mark));

  g_array_set_clear_func (list, mark_clear);
  if (marks == NULL)
    return list;
  if (marks->muted)
    add_mark (list, g_strdup (_("Muted")), "asleep");
  else if (marks->wakes_at == EAR_SNOOZE_UNTIL_ANSWER)
    add_mark (list, g_strdup (_("Snoozed until they write")), "asleep");
  else if (marks->wakes_at != EAR_TIME_NONE && marks->wakes_at > now_ms)
    {
      g_autofree char *when = ear_marks_wake_text (marks->wakes_at, now_ms);

      /* Translators: a day and a time: "Snoozed until: Tomorrow, 09:00" */
      add_mark (list, g_strdup_printf (_("Snoozed until: %s"), when), "asleep");
    }
  if (marks->priority == EAR_PRIORITY_HIGH)
    add_mark (list, g_strdup (_("Important")), "important");
  else if (marks->priority == EAR_PRIORITY_LOW)
    add_mark (list, g_strdup (_("Not urgent")), "tag");
  if (marks->mine)
    add_mark (list, g_strdup (_("For me")), "tag");
  else if (marks->assignee != NULL)
    /* Translators: the name of who is to answer */
    add_mark (list, g_strdup_printf (_("For %s"), marks->assignee), "tag");
  for (guint i = 0; i < marks->tags->len; i++)
    {
      const EarTag *tag = g_ptr_array_index (marks->tags, i);

      add_mark (list, g_strdup (tag->name), tag_class (tag->colour));
    }
  return list;
}

char *
ear_marks_text (const EarMarks *marks, gint64 now_ms)
{
  g_autoptr (GArray) list = list_marks (marks, now_ms);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    /* Translators: between the parts of a list */
    g_string_append_printf (text, "%s%s", i > 0 ? _(", ") : "", g_array_index (list, Mark, i).words);
  return list->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

void
ear_marks_show (AdwWrapBox *box, const EarMarks *marks, gint64 now_ms)
{
  g_autoptr (GArray) list = list_marks (marks, now_ms);
  GtkWidget *label = gtk_widget_get_first_child (GTK_WIDGET (box));

  /* Labels are used again: a row changes far more often than what is marked on it. */
  for (guint i = 0; i < list->len; i++)
    {
      const Mark *mark = &g_array_index (list, Mark, i);

      if (label == NULL)
        {
          label = gtk_label_new (NULL);
          gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
          adw_wrap_box_append (box, label);
        }
      gtk_label_set_label (GTK_LABEL (label), mark->words);
      gtk_widget_set_css_classes (label, (const char *[]) { "ear-mark", "caption", mark->css_class, NULL });
      label = gtk_widget_get_next_sibling (label);
    }
  while (label != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (label);

      adw_wrap_box_remove (box, label);
      label = next;
    }
  gtk_widget_set_visible (GTK_WIDGET (box), list->len > 0);
}

gint64
ear_snooze_time (EarSnooze snooze, gint64 now_ms)
{
  g_autoptr (GDateTime) now = local_time (now_ms);
  g_autoptr (GDateTime) day = NULL, at = NULL;
  int hour = MORNING;

  switch (snooze)
    {
    case EAR_SNOOZE_LATER_TODAY:
      hour = g_date_time_get_hour (now) + LATER_HOURS;
      if (hour > 21)
        return EAR_TIME_NONE;
      day = g_date_time_ref (now);
      break;
    case EAR_SNOOZE_TOMORROW:
      day = g_date_time_add_days (now, 1);
      break;
    case EAR_SNOOZE_NEXT_WEEK:
      day = g_date_time_add_days (now, 8 - g_date_time_get_day_of_week (now));
      break;
    case EAR_N_SNOOZES:
    default:
      g_return_val_if_reached (EAR_TIME_NONE);
    }
  at = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day), hour, 0, 0);
  return at != NULL ? g_date_time_to_unix (at) * 1000 : EAR_TIME_NONE;
}
