/* ear-also-answers.h: which other question a reply of ours answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

typedef void (*EarAlsoAnswersFunc) (gint64 message_id, gint64 question_id, gpointer owner);

/* Asks which of the questions that wait in @thread it is; calls @func where one was chosen, while @owner lives, which it does not keep. */
void ear_also_answers_ask (GtkWidget *parent, const EarThread *thread, gint64 message_id, EarAlsoAnswersFunc func, GObject *owner);

G_END_DECLS
