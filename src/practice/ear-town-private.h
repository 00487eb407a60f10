/* ear-town-private.h: for the files that make up a town
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "practice/ear-town.h"

G_BEGIN_DECLS

/* Each takes what it is given, with its id. */
void ear_town_take_person (EarTown *town, EarTownPerson *person);
void ear_town_take_token (EarTown *town, EarTownToken *token);
EarTownAccount *ear_town_new_account (void);
void ear_town_act_free (gpointer act);

typedef enum {
  EAR_TOWN_SAY_POST,
  EAR_TOWN_SAY_QUESTION,
  EAR_TOWN_SAY_PRAISE,
  EAR_TOWN_SAY_COMPLAINT,
  EAR_TOWN_SAY_CHAT,
  EAR_TOWN_SAY_GOOD_REVIEW,
  EAR_TOWN_SAY_BAD_REVIEW,
  EAR_TOWN_SAY_THANKS,
  EAR_TOWN_SAY_FURTHER,
  EAR_TOWN_SAY_INSIST,
  EAR_TOWN_SAY_ANSWER,
  EAR_TOWN_SAY_N,
} EarTownSaying;

/* A text of its sort, by the caller's chance. */
char *ear_town_say (EarTownSaying saying, gint64 *chance);
/* @second: with a second first name. */
void ear_town_say_name (gint64 *chance, gboolean second, char **name, char **handle);

G_END_DECLS
