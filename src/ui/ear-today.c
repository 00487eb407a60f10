/* ear-today.c: the day at a glance, above the list of what to answer next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-ticker.h"
#include "ui/ear-time-text.h"
#include "ui/ear-today.h"
#include "ui/ear-ui.h"

enum
{
  LATE,
  DUE,
  CALL_BACKS,
  NEW,
  N_TILES
};

struct _EarTodayHead
{
  AdwBin parent_instance;

  GtkBox *tiles, *troubles;
  GtkToggleButton *fold;
  GtkLabel *how_many;
  GtkImage *arrow;
  GtkRevealer *revealer;
  GtkLabel *numbers[N_TILES], *captions[N_TILES];

  EarEngine *engine;
  gint64 last_check;
  guint n_late;
  gboolean loading, again;    /* again: something changed while loading */
};

enum
{
  PROP_0,
  PROP_CHECKED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  JUMP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarTodayHead, ear_today_head, ADW_TYPE_BIN)

static void
set_tile (EarTodayHead *self, guint tile, guint number, const char *caption, const char *css_class)
{
  g_autofree char *text = g_strdup_printf ("%'u", number);
  /* Translators: a figure of the day for a screen reader: 1 what is counted, 2 how many: "late: 3" */
  g_autofree char *described = g_strdup_printf (_("%1$s: %2$u"), caption, number);
  GtkWidget *button = gtk_widget_get_ancestor (GTK_WIDGET (self->numbers[tile]), GTK_TYPE_BUTTON);

  gtk_label_set_label (self->numbers[tile], text);
  gtk_label_set_label (self->captions[tile], caption);
  gtk_widget_set_css_classes (GTK_WIDGET (self->numbers[tile]),
                              (const char *[]) { "ear-tile-number", "numeric", number > 0 ? css_class : "dimmed", NULL });
  ear_ui_name (button, described);
  gtk_widget_set_sensitive (button, number > 0);
}

/* ---- troubles ---- */

static void
remedy_clicked (GtkButton *button, EarTodayHead *self)
{
  ear_ui_do_remedy (GTK_WIDGET (self), self->engine, g_object_get_data (G_OBJECT (button), "advice"));
}

static GtkWidget *
trouble_new (EarTodayHead *self, const EarAdvice *advice)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *label = gtk_label_new (advice->sentence);
  const char *remedy = ear_ui_remedy_label (advice->remedy);

  gtk_widget_add_css_class (box, "ear-trouble");
  gtk_widget_add_css_class (icon, "warning");
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  if (remedy != NULL)
    {
      GtkWidget *button = gtk_button_new_with_label (remedy);
      EarAdvice *copy = g_new0 (EarAdvice, 1);

      copy->sentence = g_strdup (advice->sentence);
      copy->remedy = g_strdup (advice->remedy);
      copy->channel_key = g_strdup (advice->channel_key);
      copy->url = g_strdup (advice->url);
      g_object_set_data_full (G_OBJECT (button), "advice", copy, (GDestroyNotify) ear_advice_free);
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_signal_connect (button, "clicked", G_CALLBACK (remedy_clicked), self);
      gtk_box_append (GTK_BOX (box), button);
    }
  return box;
}

/* One stands as it is. Several are folded under one line, or they would push the list out of a small window; unfolded they scroll. */
static void
show_how_many (EarTodayHead *self, guint n)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u channel with trouble", "%u channels with trouble", n), n);

  gtk_label_set_label (self->how_many, text);
  ear_ui_name (GTK_WIDGET (self->fold), text);
  gtk_widget_set_visible (GTK_WIDGET (self->fold), n > 1);
  gtk_revealer_set_reveal_child (self->revealer, n == 1 || (n > 1 && gtk_toggle_button_get_active (self->fold)));
  gtk_widget_set_visible (GTK_WIDGET (self->revealer), n > 0);
}

static void
fold_toggled (EarTodayHead *self)
{
  gboolean open = gtk_toggle_button_get_active (self->fold);

  gtk_image_set_from_icon_name (self->arrow, open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->fold), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
  gtk_revealer_set_reveal_child (self->revealer, open);
}

/* ---- tiles ---- */

static void
tile_clicked (GtkButton *button, EarTodayHead *self)
{
  guint tile = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "tile"));

  if (tile == CALL_BACKS || tile == NEW)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.place", "s", tile == NEW ? "unread" : "call-backs");
  else
    /* The list is in the order of deadlines: after those that are late come those that will be. */
    g_signal_emit (self, signals[JUMP], 0, tile == LATE ? 0 : self->n_late);
}

/* ---- loading ---- */

static void
show_today (EarTodayHead *self, const EarToday *today)
{
  g_autofree char *before = ear_time_text_before (today->due_before, ear_clock_now_ms ());
  GtkWidget *child;

  self->n_late = today->late;
  set_tile (self, LATE, today->late, _("late"), "error");
  set_tile (self, DUE, today->due_soon, before, "warning");
  set_tile (self, CALL_BACKS, today->call_backs, ngettext ("call-back", "call-backs", today->call_backs), "accent");
  set_tile (self, NEW, today->new_since_last_look, _("new"), "accent");
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->troubles))) != NULL)
    gtk_box_remove (self->troubles, child);
  for (guint i = 0; i < today->troubles->len; i++)
    gtk_box_append (self->troubles, trouble_new (self, g_ptr_array_index (today->troubles, i)));
  show_how_many (self, today->troubles->len);
  gtk_widget_set_visible (GTK_WIDGET (self->tiles), today->late + today->due_soon + today->call_backs + today->new_since_last_look > 0);
  self->last_check = today->last_check;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKED]);
}

static void
today_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarTodayHead) self = EAR_TODAY_HEAD (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (EarToday) today = ear_engine_load_today_finish (EAR_ENGINE (source), result, &error);

  self->loading = FALSE;
  /* The list under it says what is wrong; a head without figures says nothing false. Whether there is a head here at all
   * is the list's to say. */
  gtk_widget_set_visible (adw_bin_get_child (ADW_BIN (self)), today != NULL);
  if (today != NULL)
    show_today (self, today);
  if (self->again)
    ear_today_head_reload (self);
}

void
ear_today_head_reload (EarTodayHead *self)
{
  self->again = self->loading;
  if (self->engine == NULL || self->loading)
    return;
  self->loading = TRUE;
  ear_engine_load_today_async (self->engine, today_loaded, g_object_ref (self));
}

char *
ear_today_head_dup_checked (EarTodayHead *self)
{
  g_autofree char *time = NULL;

  if (self->last_check == EAR_TIME_NONE)
    return g_strdup ("");
  time = ear_time_text_checked (self->last_check, ear_clock_now_ms ());
  return g_strdup_printf (_("Last checked %s."), time);
}

static void
minute_passed (GtkWidget *widget)
{
  ear_today_head_reload (EAR_TODAY_HEAD (widget));
}

static void
engine_changed (EarTodayHead *self, EarChangeSet *changes)
{
  if (changes->counts || changes->channels || changes->settings || changes->conversations->len > 0)
    ear_today_head_reload (self);
}

void
ear_today_head_set_engine (EarTodayHead *self, EarEngine *engine)
{
  g_set_object (&self->engine, engine);
  g_signal_connect_object (engine, "changed", G_CALLBACK (engine_changed), self, G_CONNECT_SWAPPED);
  ear_today_head_reload (self);
}

/* ---- object ---- */

static void
ear_today_head_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_take_string (value, ear_today_head_dup_checked (EAR_TODAY_HEAD (object)));
}

static void
ear_today_head_dispose (GObject *object)
{
  g_clear_object (&EAR_TODAY_HEAD (object)->engine);
  G_OBJECT_CLASS (ear_today_head_parent_class)->dispose (object);
}

static void
ear_today_head_class_init (EarTodayHeadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ear_today_head_dispose;
  object_class->get_property = ear_today_head_get_property;
  properties[PROP_CHECKED] = g_param_spec_string ("checked", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  signals[JUMP] = g_signal_new ("jump", EAR_TYPE_TODAY_HEAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-today.ui");
  gtk_widget_class_bind_template_child (widget_class, EarTodayHead, tiles);
  gtk_widget_class_bind_template_child (widget_class, EarTodayHead, troubles);
  gtk_widget_class_bind_template_child (widget_class, EarTodayHead, fold);
  gtk_widget_class_bind_template_child (widget_class, EarTodayHead, how_many);
  gtk_widget_class_bind_template_child (widget_class, EarTodayHead, arrow);
  gtk_widget_class_bind_template_child (widget_class, EarTodayHead, revealer);
  gtk_widget_class_bind_template_callback (widget_class, fold_toggled);
}

static void
ear_today_head_init (EarTodayHead *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->last_check = EAR_TIME_NONE;
  for (guint i = 0; i < N_TILES; i++)
    {
      GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      self->numbers[i] = GTK_LABEL (gtk_label_new ("0"));
      self->captions[i] = GTK_LABEL (gtk_label_new (NULL));
      gtk_label_set_wrap (self->captions[i], TRUE);
      gtk_label_set_justify (self->captions[i], GTK_JUSTIFY_CENTER);
      gtk_widget_add_css_class (GTK_WIDGET (self->captions[i]), "caption");
      gtk_widget_add_css_class (GTK_WIDGET (self->captions[i]), "dimmed");
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->numbers[i]));
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->captions[i]));
      gtk_button_set_child (GTK_BUTTON (button), box);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "ear-tile");
      g_object_set_data (G_OBJECT (button), "tile", GUINT_TO_POINTER (i));
      g_signal_connect (button, "clicked", G_CALLBACK (tile_clicked), self);
      gtk_box_append (self->tiles, button);
    }
  ear_ticker_follow (GTK_WIDGET (self), minute_passed);
}

GtkWidget *
ear_today_head_new (EarEngine *engine)
{
  EarTodayHead *self = g_object_new (EAR_TYPE_TODAY_HEAD, NULL);

  ear_today_head_set_engine (self, engine);
  return GTK_WIDGET (self);
}
