/* ear-announcer.h: what the desktop is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "engine/ear-engine.h"
#include "platform/ear-notify.h"
#include "ui/ear-window.h"

G_BEGIN_DECLS

#define EAR_TYPE_ANNOUNCER (ear_announcer_get_type ())
G_DECLARE_FINAL_TYPE (EarAnnouncer, ear_announcer, EAR, ANNOUNCER, GObject)

/* A desktop notification for a new question and for one due in 30 minutes; one per conversation; it opens the conversation,
 * and goes when that was read, answered or closed.
 * @notifier: (transfer full) */
EarAnnouncer *ear_announcer_new (EarNotifier *notifier);
/* @engine: (nullable) */
void ear_announcer_set_engine (EarAnnouncer *self, EarEngine *engine);
/* What is read in this window needs no notification. @window: (nullable): not kept alive. */
void ear_announcer_set_window (EarAnnouncer *self, EarWindow *window);
/* Anything else the desktop is told. FALSE: not in quiet hours. */
gboolean ear_announcer_tell (EarAnnouncer *self, const char *id, const EarNotice *notice);
/* @minute: of the local day; @from may be after @to: over midnight. Equal ends: never quiet. */
gboolean ear_announcer_is_quiet_at (guint minute, guint from, guint to);

G_END_DECLS
