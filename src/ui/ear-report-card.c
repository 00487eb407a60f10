/* ear-report-card.c: one channel in the report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "report/ear-report-figure-target.h"
#include "report/ear-report-text.h"
#include "ui/ear-report-card.h"
#include "ui/ear-ui.h"

/* Below it a column of figures is too narrow for its words, so that they stand under each other. */
#define COLUMN_WIDTH 176

struct _EarReportCard
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *name, *people;
  AdwWrapBox *tiles;
  GtkFlowBox *groups;
  GtkButton *details;
  GtkBox *first_sentences, *sentences;
  const EarReportChannel *channel; /* while it is filled */
  EarClock clock;
};

enum
{
  FIGURE,
  DETAILS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarReportCard, ear_report_card, ADW_TYPE_BIN)

/* Counted beside the shares, each with its list; those of nothing are not shown. */
#define MAX_FIGURES 9
static const struct
{
  const char *title;
  EarFigure figures[MAX_FIGURES];
  guint n;
} counted[] = {
  { N_("Asked"), { EAR_FIGURE_QUESTIONS, EAR_FIGURE_NEW, EAR_FIGURE_FOLLOW_UP, EAR_FIGURE_ON_SPOT }, 4 },
  { N_("Answered"), { EAR_FIGURE_KEPT, EAR_FIGURE_MISSED, EAR_FIGURE_ANSWERED, EAR_FIGURE_BEFORE_OPENING }, 4 },
  { N_("Without Answer"), { EAR_FIGURE_WAITING, EAR_FIGURE_CLOSED, EAR_FIGURE_TAKEN_BACK }, 3 },
  { N_("Left Out"), { EAR_FIGURE_TOO_NEW, EAR_FIGURE_TOO_NEW_ANSWERED, EAR_FIGURE_NO_ANSWER_NEEDED, EAR_FIGURE_SPAM, EAR_FIGURE_AUTOMATIC,
                      EAR_FIGURE_IN_GAP, EAR_FIGURE_AFTER, EAR_FIGURE_CUT_OFF, EAR_FIGURE_TAKEN_BACK_EARLY }, 9 },
};

static void
figure_clicked (GtkButton *button, EarReportCard *self)
{
  g_signal_emit (self, signals[FIGURE], 0, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "figure")));
}

/* Nothing is left to open of what people had deleted, though it is counted. */
static void
make_button (EarReportCard *self, GtkWidget *button, EarFigure figure)
{
  g_autofree char *target = ear_figure_dup_target (self->channel, figure, self->clock);

  gtk_widget_set_sensitive (button, target != NULL);
  g_object_set_data (G_OBJECT (button), "figure", GUINT_TO_POINTER (figure));
  g_signal_connect (button, "clicked", G_CALLBACK (figure_clicked), self);
}

static void
details_clicked (EarReportCard *self)
{
  g_signal_emit (self, signals[DETAILS], 0);
}

static GtkWidget *
new_label (const char *text, const char *const *css_classes)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_css_classes (label, (const char **) css_classes);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  return label;
}

/* @under: (nullable): of how many, or between what by chance */
static void
add_tile (EarReportCard *self, const char *value, const char *caption, const char *under, EarFigure figure)
{
  static const char *const big[] = { "title-2", "numeric", NULL }, *const small[] = { "caption-heading", NULL }, *const faint[] = { "caption", "dimmed", NULL };
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  /* Translators: a figure for a screen reader: 1 what it says, 2 its value, 3 of how many: "answered within 4 h: 92%, 66 of 72 from 31 people" */
  g_autofree char *described = under != NULL ? g_strdup_printf (_("%1$s: %2$s, %3$s"), caption, value, under) : g_strdup_printf (_("%1$s: %2$s"), caption, value);

  gtk_box_append (GTK_BOX (box), new_label (value, big));
  gtk_box_append (GTK_BOX (box), new_label (caption, small));
  gtk_box_append (GTK_BOX (box), new_label (under != NULL ? under : "", faint));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "ear-report-tile");
  ear_ui_name (button, described);
  make_button (self, button, figure);
  adw_wrap_box_append (self->tiles, button);
}

static GtkWidget *
new_count (EarReportCard *self, EarFigure figure, guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  /* Translators: 1 what is counted, 2 how many: "Closed without answer: 3" */
  g_autofree char *described = g_strdup_printf (_("%1$s: %2$s"), ear_figure_get_label (figure), number);
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *label = gtk_label_new (ear_figure_get_label (figure));
  GtkWidget *value = gtk_label_new (number);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (value, "numeric");
  gtk_widget_add_css_class (value, "dimmed");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), value);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "ear-report-count");
  ear_ui_name (button, described);
  make_button (self, button, figure);
  return button;
}

static void
show_counts (EarReportCard *self, const EarReportClock *clock)
{
  for (gsize group = 0; group < G_N_ELEMENTS (counted); group++)
    {
      GtkWidget *box = NULL;

      for (guint i = 0; i < counted[group].n; i++)
        {
          EarFigure figure = counted[group].figures[i];

          if (clock->counts[figure] == 0)
            continue;
          if (box == NULL)
            {
              GtkWidget *title = gtk_label_new (_(counted[group].title));

              box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
              gtk_widget_set_size_request (box, COLUMN_WIDTH, -1);
              gtk_label_set_xalign (GTK_LABEL (title), 0);
              gtk_widget_add_css_class (title, "caption-heading");
              gtk_widget_add_css_class (title, "ear-report-group");
              gtk_box_append (GTK_BOX (box), title);
            }
          gtk_box_append (GTK_BOX (box), new_count (self, figure, clock->counts[figure]));
        }
      if (box == NULL)
        continue;
      gtk_flow_box_append (self->groups, box);
      /* Its figures are what can be chosen. */
      gtk_widget_set_focusable (gtk_widget_get_parent (box), FALSE);
    }
}

static void
add_sentence (GtkBox *sentences, const char *icon_name, const char *sentence, const char *css_class)
{
  GtkWidget *box, *label, *icon;

  if (sentence == NULL || *sentence == '\0')
    return;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  icon = gtk_image_new_from_icon_name (icon_name);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
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
  gtk_box_append (sentences, box);
}

/* "answered within 4 h" */
static char *
dup_within (const EarReportChannel *channel, gboolean wall)
{
  g_autofree char *promise = NULL;

  if (channel->promise_s == G_MAXINT64 || channel->promise_changed)
    return g_strdup (_("answered in time"));
  promise = ear_report_dup_duration (channel->promise_s, wall);
  /* Translators: %s is a duration: "answered within 4 h" */
  return g_strdup_printf (_("answered within %s"), promise);
}

static void
add_speed (EarReportCard *self, const EarReportClock *clock, double p, gboolean wall)
{
  g_autofree char *speed = ear_report_dup_speed (clock, p, wall), *limits = ear_report_dup_speed_limits (clock, p, wall);

  add_tile (self, speed, p > 0.7 ? _("nine in ten within") : _("half within"), limits, EAR_FIGURE_ANSWERED);
}

static void
show_tiles (EarReportCard *self, const EarReportChannel *channel, const EarReportClock *clock, gboolean wall)
{
  g_autofree char *share = ear_report_dup_share_alone (clock), *within = dup_within (channel, wall), *judged = ear_report_dup_judged (clock);

  /* The share is of both, so it opens those that make the difference where none was answered in time. */
  add_tile (self, share, within, judged, clock->counts[EAR_FIGURE_KEPT] > 0 ? EAR_FIGURE_KEPT : EAR_FIGURE_MISSED);
  add_speed (self, clock, 0.5, wall);
  add_speed (self, clock, 0.9, wall);
}

/* Every gap with its length. */
static void
add_gaps (GtkBox *sentences, const EarReport *report, const EarReportChannel *channel)
{
  g_autofree char *title = g_strdup_printf (ngettext ("All %u gap", "All %u gaps", channel->gaps->len), channel->gaps->len);
  GtkWidget *expander = gtk_expander_new (title), *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  for (guint i = 0; i < channel->gaps->len; i++)
    {
      g_autofree char *text = ear_report_dup_gap (report, &g_array_index (channel->gaps, EarSpan, i));
      GtkWidget *label = gtk_label_new (text);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "caption");
      gtk_box_append (GTK_BOX (list), label);
    }
  gtk_widget_set_margin_start (list, 22);
  gtk_expander_set_child (GTK_EXPANDER (expander), list);
  gtk_widget_add_css_class (expander, "caption");
  gtk_box_append (sentences, expander);
}

static void
show_coverage (EarReportCard *self, const EarReport *report, const EarReportChannel *channel)
{
  g_autofree char *coverage = channel->offline ? g_strdup (_("As written down by hand")) : ear_report_dup_coverage (report, channel);
  g_autofree char *remark = ear_report_dup_remark (channel);
  gboolean gaps = channel->gaps != NULL && channel->gaps->len > 0, hardly = ear_report_channel_is_hardly_read (channel);
  /* Where too little was read, everything else is read in that light. */
  GtkBox *sentences = hardly ? self->first_sentences : self->sentences;

  add_sentence (sentences, gaps || hardly ? "dialog-warning-symbolic" : "object-select-symbolic", coverage, gaps || hardly ? "warning" : "dimmed");
  if (gaps && channel->gaps->len > EAR_REPORT_GAPS_NAMED)
    add_gaps (sentences, report, channel);
  add_sentence (self->sentences, "dialog-information-symbolic", remark, "dimmed");
}

/* The weeks before, and a year ago. */
static void
show_changes (EarReportCard *self, const EarReportClock *clock)
{
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    {
      g_autofree char *change = ear_report_dup_change (clock, (EarEarlier) i);

      add_sentence (self->sentences, "document-open-recent-symbolic", change, "dimmed");
    }
}

static void
show_channel (EarReportCard *self, const EarReport *report, const EarReportChannel *channel, const char *icon_name, EarClock by)
{
  const EarReportClock *clock = ear_report_channel_get_clock (channel, by);
  gboolean wall = ear_report_channel_is_by_wall (channel, by);
  g_autofree char *people = ear_report_dup_people (channel);
  g_autofree char *interval = ear_report_dup_interval (clock), *if_needed = ear_report_dup_if_needed (clock), *details = NULL;

  gtk_image_set_from_icon_name (self->icon, ear_ui_icon (icon_name));
  gtk_label_set_label (self->name, channel->name);
  gtk_label_set_label (self->people, people);
  ear_ui_name (GTK_WIDGET (self), channel->name);
  /* Translators: %s is a channel's name */
  details = g_strdup_printf (_("Details of %s"), channel->name);
  ear_ui_name (GTK_WIDGET (self->details), details);
  show_coverage (self, report, channel);
  show_tiles (self, channel, clock, wall);
  show_counts (self, clock);
  add_sentence (self->sentences, "dialog-information-symbolic", interval, "dimmed");
  add_sentence (self->sentences, "dialog-information-symbolic", if_needed, "dimmed");
  show_changes (self, clock);
  if (!channel->hours_set && report->hours_set)
    add_sentence (self->sentences, "dialog-information-symbolic", _("No answering hours are set: every minute counts."), "dimmed");
  if (channel->known_until != EAR_TIME_NONE && !channel->offline)
    {
      g_autofree char *when = ear_report_dup_time (report, channel->known_until);
      g_autofree char *as_of = g_strdup_printf (_("As of: %s"), when);

      add_sentence (self->sentences, "document-open-recent-symbolic", as_of, "dimmed");
    }
  gtk_widget_set_visible (GTK_WIDGET (self->first_sentences), gtk_widget_get_first_child (GTK_WIDGET (self->first_sentences)) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->groups), gtk_widget_get_first_child (GTK_WIDGET (self->groups)) != NULL);
}

static void
ear_report_card_class_init (EarReportCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[FIGURE] = g_signal_new ("figure", EAR_TYPE_REPORT_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[DETAILS] = g_signal_new ("details", EAR_TYPE_REPORT_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-report-card.ui");
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, icon);
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, name);
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, people);
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, tiles);
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, groups);
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, sentences);
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, first_sentences);
  gtk_widget_class_bind_template_child (widget_class, EarReportCard, details);
  gtk_widget_class_bind_template_callback (widget_class, details_clicked);
}

static void
ear_report_card_init (EarReportCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ear_report_card_new (const EarReport *report, guint index, const char *icon_name, EarClock clock)
{
  EarReportCard *self = g_object_new (EAR_TYPE_REPORT_CARD, NULL);

  self->channel = ear_report_get_channel (report, index);
  self->clock = clock;
  show_channel (self, report, self->channel, icon_name, clock);
  self->channel = NULL;
  return GTK_WIDGET (self);
}

static gboolean
looks_same (GtkWidget *one, GtkWidget *other)
{
  GtkWidget *child = gtk_widget_get_first_child (one), *like = gtk_widget_get_first_child (other);

  if (G_OBJECT_TYPE (one) != G_OBJECT_TYPE (other) || gtk_widget_get_visible (one) != gtk_widget_get_visible (other) ||
      gtk_widget_get_sensitive (one) != gtk_widget_get_sensitive (other) ||
      g_object_get_data (G_OBJECT (one), "figure") != g_object_get_data (G_OBJECT (other), "figure"))
    return FALSE;
  if (GTK_IS_LABEL (one) && !g_str_equal (gtk_label_get_label (GTK_LABEL (one)), gtk_label_get_label (GTK_LABEL (other))))
    return FALSE;
  if (GTK_IS_IMAGE (one) && g_strcmp0 (gtk_image_get_icon_name (GTK_IMAGE (one)), gtk_image_get_icon_name (GTK_IMAGE (other))) != 0)
    return FALSE;
  while (child != NULL && like != NULL && looks_same (child, like))
    {
      child = gtk_widget_get_next_sibling (child);
      like = gtk_widget_get_next_sibling (like);
    }
  return child == NULL && like == NULL;
}

gboolean
ear_report_card_says_same (EarReportCard *self, EarReportCard *other)
{
  g_return_val_if_fail (EAR_IS_REPORT_CARD (self) && EAR_IS_REPORT_CARD (other), FALSE);

  return looks_same (GTK_WIDGET (self), GTK_WIDGET (other));
}
