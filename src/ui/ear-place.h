/* ear-place.h: what the sidebar can go to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine.h"

G_BEGIN_DECLS

typedef struct
{
  const char *word;        /* "answer-next": in actions */
  EarQueue queue;          /* EAR_N_QUEUES: no list of conversations */
  const char *icon_name;
  const char *title;       /* N_() */
  const char *empty_title, *empty_description; /* N_() (nullable) */
  gboolean shows_count;
  gboolean hidden_when_empty;
} EarPlace;

/* In the sidebar's order, ended by a word of NULL. */
extern const EarPlace ear_places[];

/* (nullable): for "channel:KEY" and "tag:KEY" too the place whose words fit: all conversations. */
const EarPlace *ear_place_lookup (const char *word);
/* (nullable): the key in "channel:KEY", inside @word. */
const char *ear_place_channel_key (const char *word);

/* The same of "tag:KEY". */
const char *ear_place_tag_key (const char *word);

G_END_DECLS
