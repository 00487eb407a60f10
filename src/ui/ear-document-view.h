/* ear-document-view.h: a part of the report's document on screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "report/ear-document.h"

G_BEGIN_DECLS

#define EAR_TYPE_DOCUMENT_VIEW (ear_document_view_get_type ())
G_DECLARE_FINAL_TYPE (EarDocumentView, ear_document_view, EAR, DOCUMENT_VIEW, AdwBin)

/* Signal "link" (const char *target): as EarRun.target. */

/* Blocks from @first to before @end, without charts. What says the same as before stays as it is, and the keyboard where it was. */
void ear_document_view_show (EarDocumentView *self, EarDocument *document, guint first, guint end);
/* Brings the heading @id into view, and the keyboard to the first link below it. Returns: whether it is here. */
gboolean ear_document_view_reveal (EarDocumentView *self, const char *id);
/* What stands under the heading @id with its charts, in a dialog of its own. Returns: (transfer none) (nullable): the view in it, for its "link" */
EarDocumentView *ear_document_view_present_section (GtkWidget *from, EarDocument *document, const char *id);

G_END_DECLS
