/* ear-ticker.c: the minute, for texts that age
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ear-ticker.h"

#define PERIOD_S 30

struct _EarTicker
{
  GObject parent_instance;
  guint source;
  guint listeners;
};

enum
{
  TICK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarTicker, ear_ticker, G_TYPE_OBJECT)

static EarTicker *
get_default (void)
{
  static EarTicker *ticker;

  if (ticker == NULL)
    ticker = g_object_new (EAR_TYPE_TICKER, NULL);
  return ticker;
}

static gboolean
tick (gpointer data)
{
  g_signal_emit (data, signals[TICK], 0);
  return G_SOURCE_CONTINUE;
}

static void
mapped (GtkWidget *widget, gpointer callback)
{
  EarTicker *ticker = get_default ();

  g_signal_connect_swapped (ticker, "tick", G_CALLBACK (callback), widget);
  if (ticker->listeners++ == 0)
    ticker->source = g_timeout_add_seconds (PERIOD_S, tick, ticker);
  ((void (*) (GtkWidget *)) callback) (widget);
}

static void
unmapped (GtkWidget *widget, gpointer callback)
{
  EarTicker *ticker = get_default ();

  if (g_signal_handlers_disconnect_by_func (ticker, callback, widget) > 0 && --ticker->listeners == 0)
    g_clear_handle_id (&ticker->source, g_source_remove);
}

void
ear_ticker_follow (GtkWidget *widget, void (*callback) (GtkWidget *widget))
{
  g_signal_connect (widget, "map", G_CALLBACK (mapped), callback);
  g_signal_connect (widget, "unmap", G_CALLBACK (unmapped), callback);
}

static void
ear_ticker_class_init (EarTickerClass *klass)
{
  signals[TICK] = g_signal_new ("tick", EAR_TYPE_TICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ear_ticker_init (EarTicker *self)
{
}
