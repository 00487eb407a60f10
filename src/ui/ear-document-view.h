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

/* Blocks from @first to before @end; charts are left to EarChartView. */
void ear_document_view_show (EarDocumentView *self, const EarDocument *document, guint first, guint end);
/* What stands under the heading @id, in a dialog of its own. */
void ear_document_view_present_section (GtkWidget *from, const EarDocument *document, const char *id);

G_END_DECLS
