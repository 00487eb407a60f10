/* ear-plan.h: how often each channel is to have a post of ours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EAR_PLAN_MAX 100     /* posts a week */

/* The brand sheet's line of that name, {"CHANNEL-KEY":3}, as a table: (element-type utf8 guint) a channel's key → posts a week, more than 0.
 * @text: (nullable): no plan. NULL with G_IO_ERROR_INVALID_ARGUMENT, a sentence, where it cannot be read. (transfer full) */
GHashTable *ear_plan_parse (const char *text, GError **error);
/* The same plan is the same text. (nullable): there is none. (transfer full) */
char *ear_plan_to_text (GHashTable *plan);
/* 0: no plan for it. @plan: (nullable) */
guint ear_plan_get (GHashTable *plan, const char *channel_key);
void ear_plan_set (GHashTable *plan, const char *channel_key, guint posts_a_week);

G_END_DECLS
