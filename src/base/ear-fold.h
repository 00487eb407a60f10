/* ear-fold.h: text without what people leave out when they look for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All take any text and read what is no UTF-8 as the replacement character. */

/* In lower case, without accents: "Ångström" is "angstrom". (transfer full) */
char *ear_fold (const char *text);
/* Its words, folded. (transfer full) */
GStrv ear_fold_words (const char *text);
/* Whether each word of @words begins a word of @text; FALSE where there is none. */
gboolean ear_fold_begins (const char *text, const char *words);

G_END_DECLS
