/* ear-scroll-keeper.h: what a reader looks at stays in sight
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EAR_TYPE_SCROLL_KEEPER (ear_scroll_keeper_get_type ())
G_DECLARE_FINAL_TYPE (EarScrollKeeper, ear_scroll_keeper, EAR, SCROLL_KEEPER, GObject)

/* @scroller: (transfer none): must outlive the keeper. */
EarScrollKeeper *ear_scroll_keeper_new (GtkScrolledWindow *scroller);
/* Now and, while the reader stays there, as the content grows. */
void ear_scroll_keeper_show_end (EarScrollKeeper *self);
/* @inside: (transfer none): a widget in the scrolled content, brought to the top once it is laid out. */
void ear_scroll_keeper_show (EarScrollKeeper *self, GtkWidget *inside);
/* Something is about to come above it: it stays where it is for the eye. */
void ear_scroll_keeper_hold (EarScrollKeeper *self, GtkWidget *inside);

G_END_DECLS
