/* ear-thread-pane.h: one conversation, with what can be done about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_THREAD_PANE (ear_thread_pane_get_type ())
G_DECLARE_FINAL_TYPE (EarThreadPane, ear_thread_pane, EAR, THREAD_PANE, AdwBreakpointBin)

/* Signals "leaving": the conversation is about to leave its queue by our doing; "go-to" (gint64 conversation): another is wanted. */
void ear_thread_pane_set_engine (EarThreadPane *self, EarEngine *engine);
/* @conversation_id: 0: none. @message_id: scrolled to; 0: the newest. */
void ear_thread_pane_open (EarThreadPane *self, gint64 conversation_id, gint64 message_id);
/* 0: none. */
gint64 ear_thread_pane_get_conversation (EarThreadPane *self);
/* "done", "done-by-customer", "no-answer", "reopen", "unread", "reply", "answered-before", "person" */
void ear_thread_pane_activate (EarThreadPane *self, const char *verb);

G_END_DECLS
