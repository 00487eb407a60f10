/* ear-coming.h: what is not here yet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Only words for people: nothing in the program depends on them. One that has come is taken out here. */
typedef struct
{
  const char *names;    /* N_() */
} EarComing;

/* Ended by names of NULL. */
extern const EarComing ear_coming[];

/* "Not here yet: … Log what is said there by hand until then." (transfer full) */
char *ear_coming_dup_sentence (void);

G_END_DECLS
