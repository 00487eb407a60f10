/* ear-report-card.c: one channel in the report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "report/ear-report-text.h"
#include "ui/ear-report-card.h"
#include "ui/ear-ui.h"

struct _EarReportCard
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *name, *people;
  AdwWrapBox *tiles, *counts;
  GtkBox *sentences;
};

enum
{
  FIGURE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarReportCard, ear_report_card, ADW_TYPE_BIN)

/* Counted beside the shares, each with its list; those of nothing are not shown. */
static const EarFigure counted[] = {
  EAR_FIGURE_KEPT, EAR_FIGURE_MISSED, EAR_FIGURE_WAITING, EAR_FIGURE_CLOSED, EAR_FIGURE_BEFORE_OPENING, EAR_FIGURE_TOO_NEW,
  EAR_FIGURE_TAKEN_BACK, EAR_FIGURE_CUT_OFF, EAR_FIGURE_NO_ANSWER_NEEDED, EAR_FIGURE_SPAM, EAR_FIGURE_AUTOMATIC, EAR_FIGURE_IN_GAP,
  EAR_FIGURE_ON_SPOT, EAR_FIGURE_NEW, EAR_FIGURE_FOLLOW_UP,
};

static void
figure_clicked (GtkButton *button, EarReportCard *self)
{
  g_signal_emit (self, signals[FIGURE], 0, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "figure")));
}

static void
make_button (EarReportCard *self, GtkWidget *button, EarFigure figure)
{
  g_object_set_data (G_OBJECT (button), "figure", GUINT_TO_POINTER (figure));
  g_signal_connect (button, "clicked", G_CALLBACK (figure_clicked), self);
}

static void
add_tile (EarReportCard *self, const char *value, const char *caption, EarFigure figure, guint n)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *label = gtk_label_new (value), *under = gtk_label_new (caption);
  g_autofree char *described = g_strdup_printf ("%s: %s", caption, value);

  gtk_widget_add_css_class (label, "title-3");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (under, "caption");
  gtk_widget_add_css_class (under, "dimmed");
  gtk_label_set_wrap (GTK_LABEL (under), TRUE);
  gtk_label_set_justify (GTK_LABEL (under), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), under);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "ear-report-tile");
  gtk_widget_set_sensitive (button, n > 0);
  ear_ui_name (button, described);
  make_button (self, button, figure);
  adw_wrap_box_append (self->tiles, button);
}

static void
add_count (EarReportCard *self, EarFigure figure, guint n)
{
  /* Translators: 1 how many, 2 what is counted: "3 closed without answer" */
  g_autofree char *text = g_strdup_printf (_("%1$u %2$s"), n, ear_figure_get_label (figure));
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_add_css_class (button, "ear-small");
  gtk_widget_add_css_class (button, "ear-report-count");
  make_button (self, button, figure);
  adw_wrap_box_append (self->counts, button);
}

static void
add_sentence (EarReportCard *self, const char *icon_name, const char *sentence, const char *css_class)
{
  GtkWidget *box, *label, *icon;

  if (sentence == NULL || *sentence == '\0')
    return;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  icon = gtk_image_new_from_icon_name (icon_name);
  label = gtk_label_new (sentence);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, css_class);
  gtk_widget_add_css_class (icon, css_class);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (self->sentences, box);
}

static void
show_tiles (EarReportCard *self, const EarReportChannel *channel, gboolean wall_clock)
{
  const EarReportClock *clock = wall_clock ? &channel->wall : &channel->open;
  g_autofree char *share = ear_report_dup_share (clock);
  g_autofree char *half = ear_report_dup_speed (clock, 0.5, wall_clock);
  g_autofree char *nine = ear_report_dup_speed (clock, 0.9, wall_clock);
  g_autofree char *promise = ear_report_dup_duration (channel->promise_s, FALSE);
  /* Translators: %s is a duration: "answered within 4 h" */
  g_autofree char *within = g_strdup_printf (_("answered within %s"), promise);

  add_tile (self, share, within, EAR_FIGURE_KEPT, channel->counts[EAR_FIGURE_KEPT] + channel->counts[EAR_FIGURE_MISSED]);
  add_tile (self, half, _("half within"), EAR_FIGURE_ANSWERED, channel->counts[EAR_FIGURE_ANSWERED]);
  add_tile (self, nine, _("nine in ten within"), EAR_FIGURE_ANSWERED, channel->counts[EAR_FIGURE_ANSWERED]);
}

static void
show_channel (EarReportCard *self, const EarReport *report, const EarReportChannel *channel, const char *icon_name, gboolean wall_clock)
{
  g_autofree char *people = ear_report_dup_people (channel);
  g_autofree char *coverage = channel->offline ? g_strdup (_("As logged by hand")) : ear_report_dup_coverage (report, channel);
  g_autofree char *left_out = ear_report_dup_left_out (channel);
  gboolean gaps = channel->gaps != NULL && channel->gaps->len > 0;

  gtk_image_set_from_icon_name (self->icon, ear_ui_icon (icon_name));
  gtk_label_set_label (self->name, channel->name);
  gtk_label_set_label (self->people, people);
  ear_ui_name (GTK_WIDGET (self), channel->name);
  show_tiles (self, channel, wall_clock);
  for (gsize i = 0; i < G_N_ELEMENTS (counted); i++)
    if (channel->counts[counted[i]] > 0)
      add_count (self, counted[i], channel->counts[counted[i]]);
  add_sentence (self, gaps ? "dialog-warning-symbolic" : "object-select-symbolic", coverage, gaps ? "warning" : "dimmed");
  add_sentence (self, "dialog-information-symbolic", left_out, "dimmed");
  if (!channel->hours_set && !wall_clock)
    add_sentence (self, "dialog-information-symbolic", _("No answering hours are set: every minute counts."), "dimmed");
  if (channel->known_until != EAR_TIME_NONE && !channel->offline)
    {
      g_autofree char *when = ear_report_dup_time (report, channel->known_until);
      g_autofree char *as_of = g_strdup_printf (_("As of: %s"), when);

      add_sentence (self, "document-open-recent-symbolic", as_of, "dimmed");
    }
}

static void
ear_report_card_class_init (EarReportCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[FIGURE] = g_signal_new ("figure", EAR_TYPE_REPORT_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-report-card.ui");
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, icon);
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, name);
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, people);
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, tiles);
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, counts);
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, sentences);
}

static void
ear_report_card_init (EarReportCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ear_report_card_new (const EarReport *report, guint index, const char *icon_name, gboolean wall_clock)
{
  EarReportCard *self = g_object_new (EAR_TYPE_REPORT_CARD, NULL);

  show_channel (self, report, ear_report_get_channel (report, index), icon_name, wall_clock);
  return GTK_WIDGET (self);
}
