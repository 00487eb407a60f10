/* window-fixture.h: a window over the engine double, and looking at it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "ear-engine-double.h"
#include "ui/ear-window.h"

G_BEGIN_DECLS

void fixture_init (int *argc, char ***argv);
/* Lets loads finish and frames be drawn. */
void fixture_settle (void);
/* @engine: (out) (optional) (transfer none) */
EarWindow *fixture_open (EarDoubleScenario scenario, EarEngine **engine);
void fixture_close (EarWindow *window);
/* What it shows now, into $EARSHOT_PICTURES, for the eye; nothing where that is not set. */
void fixture_picture (EarWindow *window, const char *name);

/* (nullable): waits for the first mapped label that holds @text, anywhere under @widget. */
GtkWidget *fixture_find_label (GtkWidget *widget, const char *text);
/* Whether no mapped label holds @text now. */
gboolean fixture_is_silent (GtkWidget *widget, const char *text);
/* (nullable): the first mapped widget of @type. */
GtkWidget *fixture_find_type (GtkWidget *widget, GType type);
/* (nullable): the same without waiting. */
GtkWidget *fixture_find_now (GtkWidget *widget, GType type);
/* The mapped row or field with this title. */
GtkWidget *fixture_find_row (GtkWidget *widget, const char *title);
/* The button with this label (of several, with spaces between), or of this tooltip, is pressed; it must be there and able. */
void fixture_press (GtkWidget *widget, const char *label);
/* Whether it could be. */
gboolean fixture_is_able (GtkWidget *widget, const char *label);
/* The row with this title is chosen. */
void fixture_choose (GtkWidget *widget, const char *title);

#define assert_says(window, text) g_assert_nonnull (fixture_find_label (GTK_WIDGET (window), text))
#define assert_silent(window, text) g_assert_true (fixture_is_silent (GTK_WIDGET (window), text))

G_END_DECLS
