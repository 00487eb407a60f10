/* ear-answered-before.c: the earlier questions most like this one, with what was answered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-answered-before.h"
#include "ui/ear-time-text.h"
#include "ui/ear-ui.h"

struct _EarAnsweredBeforeBox
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkBox *cards;
  gboolean revealed;
};

enum
{
  PROP_0,
  PROP_REVEALED,
  N_PROPS
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarAnsweredBeforeBox, ear_answered_before_box, ADW_TYPE_BIN)

static GtkWidget *
label_new (const char *text, int lines, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), lines);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 24);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
card_clicked (GtkButton *card, EarAnsweredBeforeBox *self)
{
  g_signal_emit (self, signals[CHOSEN], 0, g_object_get_data (G_OBJECT (card), "answer"));
}

static GtkWidget *
card_new (EarAnsweredBeforeBox *self, const EarAnsweredBefore *item)
{
  GtkWidget *card = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3), *question, *answer;
  g_autofree char *when = ear_time_text_short (item->at, ear_clock_now_ms ());
  /* Translators: 1 a channel's name, 2 when */
  g_autofree char *source = g_strdup_printf (_("%1$s · %2$s"), item->channel_name, when);
  /* Translators: 1 a question, 2 the answer given */
  g_autofree char *described = g_strdup_printf (_("Insert the answer to “%1$s”: %2$s"), item->question, item->answer);

  question = label_new (item->question, 1, "caption");
  gtk_widget_add_css_class (question, "dimmed");
  answer = label_new (item->answer, 3, NULL);
  gtk_widget_set_vexpand (answer, TRUE);
  gtk_box_append (GTK_BOX (box), question);
  gtk_box_append (GTK_BOX (box), answer);
  gtk_box_append (GTK_BOX (box), label_new (source, 1, "caption"));
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "dimmed");
  gtk_button_set_child (GTK_BUTTON (card), box);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "ear-before-card");
  gtk_widget_set_hexpand (card, TRUE);
  gtk_widget_set_tooltip_text (card, item->answer);
  ear_ui_name (card, described);
  g_object_set_data_full (G_OBJECT (card), "answer", g_strdup (item->answer), g_free);
  g_signal_connect (card, "clicked", G_CALLBACK (card_clicked), self);
  return card;
}

void
ear_answered_before_box_set_items (EarAnsweredBeforeBox *self, GPtrArray *items)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_box_remove (self->cards, child);
  for (guint i = 0; i < items->len; i++)
    gtk_box_append (self->cards, card_new (self, g_ptr_array_index (items, i)));
  gtk_widget_set_visible (GTK_WIDGET (self), items->len > 0);
}

static void
ear_answered_before_box_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, EAR_ANSWERED_BEFORE_BOX (object)->revealed);
}

static void
ear_answered_before_box_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  EarAnsweredBeforeBox *self = EAR_ANSWERED_BEFORE_BOX (object);

  if (self->revealed == g_value_get_boolean (value))
    return;
  self->revealed = !self->revealed;
  g_object_notify_by_pspec (object, pspec);
}

static void
ear_answered_before_box_dispose (GObject *object)
{
  G_OBJECT_CLASS (ear_answered_before_box_parent_class)->dispose (object);
}

static void
ear_answered_before_box_class_init (EarAnsweredBeforeBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ear_answered_before_box_dispose;
  object_class->get_property = ear_answered_before_box_get_property;
  object_class->set_property = ear_answered_before_box_set_property;
  properties[PROP_REVEALED] = g_param_spec_boolean ("revealed", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHOSEN] = g_signal_new ("chosen", EAR_TYPE_ANSWERED_BEFORE_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-answered-before.ui");
  gtk_widget_class_bind_template_child (widget_class, EarAnsweredBeforeBox, revealer);
  gtk_widget_class_bind_template_child (widget_class, EarAnsweredBeforeBox, cards);
}

static void
ear_answered_before_box_init (EarAnsweredBeforeBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
