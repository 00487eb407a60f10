/* ear-undo.h: what Ctrl+Z takes back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* A window remembers the last deed in it. The action win.undo and a toast's button take it back; then it is forgotten. */

/* @owner: whoever remembered it; @what: what was given then. */
typedef void (*EarUndoFunc) (GtkWidget *owner, EarEngine *engine, const char *what);

/* @owner is not kept alive: without it there is nothing to undo any more. */
void ear_undo_remember (GtkWidget *owner, EarEngine *engine, EarUndoFunc func, const char *what);
/* A deed that finished with an event. */
void ear_undo_remember_event (GtkWidget *from, EarEngine *engine, const char *event);
/* The same, with a toast whose button does it. An empty @event: nothing had to be done, so only @sentence is said. */
void ear_undo_offer (GtkWidget *from, const char *sentence, EarEngine *engine, const char *event);
/* With a function of one's own. */
void ear_undo_offer_with (GtkWidget *owner, const char *sentence, EarEngine *engine, EarUndoFunc func, const char *what);
/* Whatever it was. */
void ear_undo_forget (GtkWidget *from);
/* That it was, and it was taken back otherwise. @what: (nullable): what was given to remember it. */
void ear_undo_forget_deed (GtkWidget *from, const char *what);
/* Takes the last deed back. */
void ear_undo_last (GtkWidget *window);

G_END_DECLS
