/* The pages as a PDF: with an outline, links and whose it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <cairo-pdf.h>

#include "report/ear-document-private.h"
#include "report/ear-words.h"


static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* A heading is below the last one of a lesser level. */
static void
add_outline (cairo_surface_t *surface, const EarDocument *document)
{
  int parents[4] = { CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT };

  for (guint i = 0; i < ear_document_get_n_blocks (document); i++)
    {
      const EarBlock *block = ear_document_get_block (document, i);
      g_autofree char *text = NULL, *destination = NULL;

      if (block->kind != EAR_BLOCK_HEADING || block->id == NULL)
        continue;
      text = ear_runs_dup_text (block->runs);
      destination = g_strdup_printf ("dest='%s'", block->id);
      /* The title is the whole's; the parts stand beside it. */
      parents[block->level] = cairo_pdf_surface_add_outline (surface, block->level == 3 ? parents[2] : CAIRO_PDF_OUTLINE_ROOT, text, destination,
                                                             block->level < 3 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
    }
}

static void
describe (cairo_surface_t *surface, const EarDocument *document)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (ear_document_get_report (document)->now / 1000);
  g_autofree char *now = g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ"); /* cairo takes no milliseconds */

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, ear_document_get_title (document));
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Earshot");
  if (ear_document_get_organisation (document) != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_AUTHOR, ear_document_get_organisation (document));
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, now);
}

GBytes *
ear_document_to_pdf (const EarDocument *document, EarPaper paper, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (EarPages) pages = NULL;
  cairo_surface_t *surface;
  cairo_status_t status;
  double width, height;
  gboolean whole = TRUE;
  cairo_t *cr;

  g_return_val_if_fail (document != NULL, NULL);

  ear_paper_get_size (paper, &width, &height);
  pages = ear_pages_new (document, width, height, EAR_PAPER_MARGIN);
  surface = cairo_pdf_surface_create_for_stream (write_bytes, bytes, width, height);
  describe (surface, document);
  cr = cairo_create (surface);
  cairo_tag_begin (cr, "Document", NULL);
  for (guint i = 0; whole && i < ear_pages_get_n (pages); i++)
    {
      whole = !g_cancellable_set_error_if_cancelled (cancellable, error);
      if (!whole)
        break;
      ear_pages_draw (pages, i, cr, TRUE);
      /* Whatever is done after a page begins another. */
      if (i + 1 == ear_pages_get_n (pages))
        cairo_tag_end (cr, "Document");
      cairo_show_page (cr);
    }
  if (whole)
    add_outline (surface, document);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (!whole)
    return NULL;
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The report could not be drawn: %s."), cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
