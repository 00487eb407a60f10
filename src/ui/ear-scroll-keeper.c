/* ear-scroll-keeper.c: what a reader looks at stays in sight
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ear-scroll-keeper.h"

/* A new widget has a place after the layout of a frame or two; then waiting is over. */
#define MAX_FRAMES 30

struct _EarScrollKeeper
{
  GObject parent_instance;

  GtkScrolledWindow *scroller;   /* (unowned) */
  gboolean at_end;
  guint tick;                    /* a position is set with the next frame */
  GWeakRef wanted;               /* the widget to show, or none: the end */
  float wanted_y;                /* how far below the top it is to stand */
  guint frames_left, frames_first;
};

G_DEFINE_FINAL_TYPE (EarScrollKeeper, ear_scroll_keeper, G_TYPE_OBJECT)

static gboolean
show_widget (EarScrollKeeper *self, GtkWidget *widget)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  graphene_point_t top;

  if (gtk_widget_get_height (widget) == 0 ||
      !gtk_widget_compute_point (widget, GTK_WIDGET (self->scroller), &GRAPHENE_POINT_INIT (0, 0), &top))
    return FALSE;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + top.y - self->wanted_y);
  return TRUE;
}

static gboolean
next_frame (GtkWidget *scroller, GdkFrameClock *clock, gpointer data)
{
  EarScrollKeeper *self = EAR_SCROLL_KEEPER (data);
  g_autoptr (GtkWidget) wanted = g_weak_ref_get (&self->wanted);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  /* What was just added has no size before the layout of this frame. */
  if (wanted != NULL && self->frames_first > 0)
    {
      self->frames_first--;
      return G_SOURCE_CONTINUE;
    }
  if (wanted != NULL && !show_widget (self, wanted) && self->frames_left-- > 0)
    return G_SOURCE_CONTINUE;
  if (wanted == NULL && self->at_end)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  g_weak_ref_set (&self->wanted, NULL);
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

/* Sizes change in the midst of a layout, where a new position would be lost. */
static void
wait_for_frame (EarScrollKeeper *self)
{
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->scroller), next_frame, self, NULL);
}

static void
content_resized (EarScrollKeeper *self)
{
  if (self->at_end)
    wait_for_frame (self);
}

static void
scrolled (EarScrollKeeper *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  /* On the way somewhere nothing else counts. */
  if (self->tick == 0)
    self->at_end = gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >= gtk_adjustment_get_upper (adjustment) - 1;
}

void
ear_scroll_keeper_show_end (EarScrollKeeper *self)
{
  self->at_end = TRUE;
  g_weak_ref_set (&self->wanted, NULL);
  wait_for_frame (self);
}

void
ear_scroll_keeper_show (EarScrollKeeper *self, GtkWidget *inside)
{
  self->at_end = FALSE;
  self->frames_left = MAX_FRAMES;
  self->frames_first = 0;
  self->wanted_y = 0;
  g_weak_ref_set (&self->wanted, inside);
  wait_for_frame (self);
}

void
ear_scroll_keeper_hold (EarScrollKeeper *self, GtkWidget *inside)
{
  graphene_point_t top;

  if (!gtk_widget_compute_point (inside, GTK_WIDGET (self->scroller), &GRAPHENE_POINT_INIT (0, 0), &top))
    return;
  ear_scroll_keeper_show (self, inside);
  self->frames_first = 1;
  self->wanted_y = top.y;
}

static void
ear_scroll_keeper_dispose (GObject *object)
{
  EarScrollKeeper *self = EAR_SCROLL_KEEPER (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->scroller), self->tick);
  self->tick = 0;
  g_weak_ref_clear (&self->wanted);
  G_OBJECT_CLASS (ear_scroll_keeper_parent_class)->dispose (object);
}

static void
ear_scroll_keeper_class_init (EarScrollKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ear_scroll_keeper_dispose;
}

static void
ear_scroll_keeper_init (EarScrollKeeper *self)
{
  g_weak_ref_init (&self->wanted, NULL);
}

EarScrollKeeper *
ear_scroll_keeper_new (GtkScrolledWindow *scroller)
{
  EarScrollKeeper *self = g_object_new (EAR_TYPE_SCROLL_KEEPER, NULL);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);

  self->scroller = scroller;
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (content_resized), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled), self, G_CONNECT_SWAPPED);
  return self;
}
