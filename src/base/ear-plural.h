/* ear-plural.h: which of its plural forms a language uses for a number
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EarPlural EarPlural;

/* "nplurals=2; plural=(n != 1);", an expression of C over n. NULL where it is none. */
EarPlural *ear_plural_parse (const char *rule);
void ear_plural_free (EarPlural *plural);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarPlural, ear_plural_free)
guint ear_plural_get_n_forms (const EarPlural *plural);
/* Less than the number of forms. */
guint ear_plural_get_form (const EarPlural *plural, gulong n);

G_END_DECLS
