/* ear-plan-group.h: how often each channel is to have a post, as rows to set
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_PLAN_GROUP (ear_plan_group_get_type ())
G_DECLARE_FINAL_TYPE (EarPlanGroup, ear_plan_group, EAR, PLAN_GROUP, AdwPreferencesGroup)

/* Signal "changed": something else is planned. */

/* A row for each channel of @engine that can have posts; without any the group does not show. To be called once.
 * @text: (nullable): as the brand sheet has it; what cannot be read is no plan */
void ear_plan_group_show (EarPlanGroup *self, EarEngine *engine, const char *text);
/* What was set, letter for letter, unless something else was planned; channels without a row keep theirs. NULL: no plan. (transfer full) */
char *ear_plan_group_dup_text (EarPlanGroup *self);
/* (nullable): where the keyboard begins. */
GtkWidget *ear_plan_group_get_first (EarPlanGroup *self);

G_END_DECLS
