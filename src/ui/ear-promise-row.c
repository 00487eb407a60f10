/* ear-promise-row.c: "we answer within"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-promise-row.h"
#include "ui/ear-time-text.h"

static const gint64 usual[] = { 30 * 60, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 16 * 3600, 24 * 3600, 40 * 3600 };

struct _EarPromiseRow
{
  AdwComboRow parent_instance;
  GArray *seconds;   /* (element-type gint64) */
  gboolean of_channel; /* the first is what the whole organisation promises */
};

G_DEFINE_FINAL_TYPE (EarPromiseRow, ear_promise_row, ADW_TYPE_COMBO_ROW)

gint64
ear_promise_row_get_seconds (EarPromiseRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  return g_array_index (self->seconds, gint64, selected < self->seconds->len ? selected : 0);
}

/* "24 hours": of answering hours, so never "1 day". */
char *
ear_promise_text (gint64 seconds)
{
  int hours = seconds / 3600;

  return seconds % 3600 == 0 ? g_strdup_printf (ngettext ("%d hour", "%d hours", hours), hours) : ear_time_text_duration (seconds);
}

/* @all: what the whole organisation promises, or 0: not offered. */
static void
show (EarPromiseRow *self, gint64 seconds, gint64 all, gboolean own)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;
  gboolean placed = FALSE;

  g_array_set_size (self->seconds, 0);
  self->of_channel = all > 0;
  if (all > 0)
    g_array_append_val (self->seconds, all);
  for (gsize i = 0; i < G_N_ELEMENTS (usual) || !placed; i++)
    {
      gint64 value = i < G_N_ELEMENTS (usual) ? usual[i] : seconds;

      if (!placed && value >= seconds)
        {
          placed = TRUE;
          selected = self->seconds->len;
          if (value > seconds)
            g_array_append_val (self->seconds, seconds);
        }
      if (i < G_N_ELEMENTS (usual) || value == seconds)
        g_array_append_val (self->seconds, value);
    }
  for (guint i = 0; i < self->seconds->len; i++)
    {
      g_autofree char *name = ear_promise_text (g_array_index (self->seconds, gint64, i));

      if (i == 0 && all > 0)
        {
          /* Translators: what a channel without a promise of its own promises: 4 hours */
          g_autofree char *as_all = g_strdup_printf (_("As for the whole organisation (%s)"), name);

          gtk_string_list_append (names, as_all);
        }
      else
        gtk_string_list_append (names, name);
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), own ? selected : 0);
}

void
ear_promise_row_set_seconds (EarPromiseRow *self, gint64 seconds)
{
  show (self, seconds, 0, TRUE);
}

void
ear_promise_row_set_own (EarPromiseRow *self, gboolean own, gint64 seconds, gint64 all_seconds)
{
  show (self, seconds, all_seconds, own);
}

gboolean
ear_promise_row_get_own (EarPromiseRow *self)
{
  return !self->of_channel || adw_combo_row_get_selected (ADW_COMBO_ROW (self)) > 0;
}

static void
ear_promise_row_finalize (GObject *object)
{
  g_array_unref (EAR_PROMISE_ROW (object)->seconds);
  G_OBJECT_CLASS (ear_promise_row_parent_class)->finalize (object);
}

static void
ear_promise_row_class_init (EarPromiseRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ear_promise_row_finalize;
}

static void
ear_promise_row_init (EarPromiseRow *self)
{
  self->seconds = g_array_new (FALSE, FALSE, sizeof (gint64));
  ear_promise_row_set_seconds (self, 4 * 3600);
}
