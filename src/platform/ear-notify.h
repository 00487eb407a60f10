/* ear-notify.h: desktop notifications
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  const char *title;          /* one line */
  const char *body;           /* (nullable): plain text */
  const char *action;         /* (nullable): "app.open": what a click does */
  const char *target;         /* (nullable): its string parameter: a key */
  gboolean urgent;            /* shown over full-screen windows and in "do not disturb" where the desktop allows it */
} EarNotice;

typedef struct _EarNotifier EarNotifier;

/* Main thread only. @application must be registered before the first notice. */
EarNotifier *ear_notifier_new (GApplication *application);
/* A double that remembers. */
EarNotifier *ear_notifier_new_for_test (void);
void ear_notifier_free (EarNotifier *notifier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarNotifier, ear_notifier_free)

/* A notice of the same @id replaces the one shown: one a conversation. */
void ear_notifier_show (EarNotifier *notifier, const char *id, const EarNotice *notice);
void ear_notifier_withdraw (EarNotifier *notifier, const char *id);

/* The double's memory: "title|body|action|target" of what is shown under @id now, or %NULL; how often anything was shown. */
const char *ear_notifier_get_shown_for_test (EarNotifier *notifier, const char *id);
guint ear_notifier_get_count_for_test (EarNotifier *notifier);

G_END_DECLS
