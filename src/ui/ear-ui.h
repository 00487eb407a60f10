/* ear-ui.h: small things every page needs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* How this computer shows Earshot; what the organisation decides stands in its workspace (EarSettings). */
GSettings *ear_ui_settings (void);

/* @icon_name where the theme has it, else a plain speech bubble. */
const char *ear_ui_icon (const char *icon_name);

void ear_ui_toast (GtkWidget *from, const char *sentence);
void ear_ui_toast_error (GtkWidget *from, const GError *error);
/* To add a button to it; undo: ear-undo.h. */
AdwToast *ear_ui_toast_new (const char *sentence);
/* @toast: (transfer full) */
void ear_ui_add_toast (GtkWidget *from, AdwToast *toast);

/* GAsyncReadyCallback for deeds that finish with nothing, @data: (transfer full): the widget asking. Says only what went wrong. */
void ear_ui_done (GObject *engine, GAsyncResult *result, gpointer data);
/* The same for deeds that finish with a text nobody needs. */
void ear_ui_done_text (GObject *engine, GAsyncResult *result, gpointer data);

/* A load that a later one replaces: of several under way only the last is shown. */
typedef struct _EarUiLoad EarUiLoad;
/* Cancels the load before in @slot and puts a new cancellable there. @owner is kept until ear_ui_load_end(). */
EarUiLoad *ear_ui_load_begin (gpointer owner, GCancellable **slot);
/* (nullable) (transfer none): the owner, where @load is not over and its answer is still wanted. */
gpointer ear_ui_load_get (EarUiLoad *load);
/* Frees @load. Returns: (transfer full): the owner; @current: whether its answer is still wanted. */
gpointer ear_ui_load_end (EarUiLoad *load, gboolean *current);
void ear_ui_load_cancel (GCancellable **slot);

/* What a remedy's button says (nullable): NULL for a remedy that needs no hand. */
const char *ear_ui_remedy_label (const char *remedy);
/* Does it, as far as it concerns a channel, an address or what goes out. */
void ear_ui_do_remedy (GtkWidget *from, EarEngine *engine, const EarAdvice *advice);
/* A banner that says that nothing here is real. */
void ear_ui_show_made_up (AdwBanner *banner, EarEngine *engine);
/* Only http, https, mailto and tel leave the program. */
void ear_ui_open_uri (GtkWidget *from, const char *uri);

/* (nullable) (transfer none): the connected channel with this key. */
EarChannelItem *ear_ui_find_channel (EarEngine *engine, const char *key);

/* What stands in @row is what holds: nothing was typed, nothing is to apply. For a row that has an apply button. */
void ear_ui_set_applied (AdwEntryRow *row, const char *text);

/* A screen reader's name for a widget whose picture alone says what it is. */
void ear_ui_name (GtkWidget *widget, const char *name);
/* GTK leaves the arrows of a calendar without names. */
void ear_ui_name_calendar (GtkCalendar *calendar);

G_END_DECLS
