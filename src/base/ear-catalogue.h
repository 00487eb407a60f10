/* ear-catalogue.h: one language's translations, for a text in another language than the user's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* gettext has one language a process: LANGUAGE and setlocale() are global, and uselocale() wants that locale installed, which a small
 * system or a Flatpak does not have. So a report in the organisation's language reads that language's .mo file itself, and says for the
 * thread that writes it: from here on, this one. */

/* Immutable; may be read from any thread. */
typedef struct _EarCatalogue EarCatalogue;

/* @folder: as bindtextdomain() takes it; @language: BCP 47: "de-AT" finds de_AT, else de. A language that has no file there, and English,
 * is the text as it is written. NULL and error only where a file cannot be used. */
EarCatalogue *ear_catalogue_load (const char *folder, const char *domain, const char *language, GError **error);
/* Of a .mo file's bytes; NULL where they cannot be used. */
EarCatalogue *ear_catalogue_new_from_bytes (GBytes *bytes, const char *language);
EarCatalogue *ear_catalogue_ref (EarCatalogue *catalogue);
void ear_catalogue_unref (EarCatalogue *catalogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarCatalogue, ear_catalogue_unref)

/* From here to the end of the block, this thread writes in that language: g_auto (EarCatalogueScope) scope = ear_catalogue_enter (…);
 * NULL: in the user's, by gettext. @catalogue outlives the block. */
typedef struct {
  const EarCatalogue *before;
} EarCatalogueScope;
EarCatalogueScope ear_catalogue_enter (const EarCatalogue *catalogue);
void ear_catalogue_scope_clear (EarCatalogueScope *scope);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EarCatalogueScope, ear_catalogue_scope_clear)

/* As gettext(), pgettext() and ngettext(), in this thread's language. @context_id: context, "\004" and text. */
const char *ear_catalogue_text (const char *id) G_GNUC_FORMAT (1);
const char *ear_catalogue_context_text (const char *context_id, gsize context_length) G_GNUC_FORMAT (1);
const char *ear_catalogue_plural (const char *one, const char *many, gulong n) G_GNUC_FORMAT (1) G_GNUC_FORMAT (2);
/* BCP 47, of this thread. (transfer full) */
char *ear_catalogue_dup_language (void);

G_END_DECLS
