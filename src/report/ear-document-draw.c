/* The pages drawn: for a PDF with what readers of these want to know, for a printer without.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "report/ear-document-pages-private.h"
#include "report/ear-words.h"

#define FOOTER 8.            /* points */

/* ---- tags: of these cairo makes a file's links and structure ---- */

static void
begin_tag (const EarPages *pages, cairo_t *cr, const char *tag, const char *attributes)
{
  if (pages->linked)
    cairo_tag_begin (cr, tag, attributes);
}

static void
end_tag (const EarPages *pages, cairo_t *cr, const char *tag)
{
  if (pages->linked)
    cairo_tag_end (cr, tag);
}

static void
tag_links (EarPages *pages, cairo_t *cr, const EarPageText *text, double x, double y)
{
  int at = 0;

  for (guint i = 0; text->runs != NULL && i < text->runs->len; i++)
    {
      const EarRun *run = g_ptr_array_index (text->runs, i);
      int end = at + (int) strlen (run->text);
      const char *heading = ear_pages_find_heading (pages, text, run);
      g_autoptr (PangoLayoutIter) iter = heading != NULL ? pango_layout_get_iter (text->layout) : NULL;

      while (iter != NULL)
        {
          PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
          g_autofree int *ranges = NULL;
          int n_ranges = 0, line_end = line->start_index + line->length;
          PangoRectangle extents;

          if (line->start_index < end && line_end > at)
            pango_layout_line_get_x_ranges (line, MAX (at, line->start_index), MIN (end, line_end), &ranges, &n_ranges);
          pango_layout_iter_get_line_extents (iter, NULL, &extents);
          for (int j = 0; j < n_ranges; j++)
            {
              char numbers[4][G_ASCII_DTOSTR_BUF_SIZE];
              g_autofree char *attributes = NULL;

              g_ascii_formatd (numbers[0], sizeof numbers[0], "%.2f", x + (double) ranges[2 * j] / PANGO_SCALE);
              g_ascii_formatd (numbers[1], sizeof numbers[1], "%.2f", y + (double) extents.y / PANGO_SCALE);
              g_ascii_formatd (numbers[2], sizeof numbers[2], "%.2f", (double) (ranges[2 * j + 1] - ranges[2 * j]) / PANGO_SCALE);
              g_ascii_formatd (numbers[3], sizeof numbers[3], "%.2f", (double) extents.height / PANGO_SCALE);
              attributes = g_strdup_printf ("dest='%s' rect=[%s %s %s %s]", heading, numbers[0], numbers[1], numbers[2], numbers[3]);
              begin_tag (pages, cr, CAIRO_TAG_LINK, attributes);
              end_tag (pages, cr, CAIRO_TAG_LINK);
            }
          if (!pango_layout_iter_next_line (iter))
            break;
        }
      at = end;
    }
}

/* ---- pieces ---- */

static double
mirrored (const EarPages *pages, double x, double width)
{
  return pages->rtl ? ear_pages_content_width (pages) - x - width : x;
}

static gboolean
is_quiet (const EarPagePiece *piece)
{
  return piece->block->kind == EAR_BLOCK_PARAGRAPH && piece->block->style == EAR_PARAGRAPH_NOTE;
}

static void
draw_texts (EarPages *pages, cairo_t *cr, const EarPagePiece *piece, double y)
{
  for (guint i = 0; i < piece->texts->len; i++)
    {
      const EarPageText *text = &g_array_index (piece->texts, EarPageText, i);
      double x = pages->margin + mirrored (pages, text->x, text->width);
      const char *cell = piece->block->kind != EAR_BLOCK_TABLE || piece->rule == 0 ? NULL : piece->is_head || i == 0 ? "TH" : "TD";

      if (cell != NULL)
        begin_tag (pages, cr, cell, NULL);
      cairo_set_source_rgb (cr, is_quiet (piece) ? 0.27 : 0, is_quiet (piece) ? 0.27 : 0, is_quiet (piece) ? 0.29 : 0);
      cairo_move_to (cr, x, y + text->y);
      pango_cairo_show_layout (cr, text->layout);
      tag_links (pages, cr, text, x, y + text->y);
      if (cell != NULL)
        end_tag (pages, cr, cell);
    }
}

static void
draw_chart (EarPages *pages, cairo_t *cr, const EarPagePiece *piece, double y)
{
  EarChartOptions options = {
    .palette = EAR_CHART_PRINT, .width = ear_pages_content_width (pages), .height = piece->height, .font = "Sans 8.5px", .highlight = piece->block->highlight,
    .rtl = pages->rtl,
  };

  cairo_save (cr);
  cairo_translate (cr, pages->margin, y);
  ear_chart_draw (cr, ear_document_get_report (pages->document), &options);
  cairo_restore (cr);
}

static const char *
tag_of (const EarPagePiece *piece)
{
  static const char *const headings[] = { "P", "H1", "H2", "H3" };

  switch (piece->block->kind)
    {
    case EAR_BLOCK_HEADING: return headings[MIN (piece->block->level, 3)];
    case EAR_BLOCK_LIST: return "LI";
    case EAR_BLOCK_TABLE: return piece->rule > 0 ? "TR" : "Caption";
    case EAR_BLOCK_CHART: return "Figure";
    case EAR_BLOCK_PARAGRAPH:
    default: return "P";
    }
}

/* What holds the pieces of a block: on each page anew. */
static const char *
holder_of (const EarPagePiece *piece)
{
  return piece->block->kind == EAR_BLOCK_LIST ? "L" : piece->block->kind == EAR_BLOCK_TABLE ? "Table" : NULL;
}

static void
draw_piece (EarPages *pages, cairo_t *cr, const EarPagePiece *piece, double y)
{
  const char *tag = tag_of (piece);
  g_autofree char *name = piece->block->kind == EAR_BLOCK_HEADING && piece->block->id != NULL
                            ? g_strdup_printf ("name='%s' x=%d y=%d", piece->block->id, (int) pages->margin, (int) MAX (y - 8, 0)) : NULL;

  /* The line above the title is a heading's block too, but no heading. */
  if (name != NULL && !(piece->texts->len > 0 && g_array_index (piece->texts, EarPageText, 0).runs == NULL))
    {
      begin_tag (pages, cr, CAIRO_TAG_DEST, name);
      end_tag (pages, cr, CAIRO_TAG_DEST);
    }
  else if (name != NULL)
    tag = "P";
  begin_tag (pages, cr, tag, NULL);
  if (piece->block->kind == EAR_BLOCK_CHART)
    draw_chart (pages, cr, piece, y);
  else
    draw_texts (pages, cr, piece, y);
  end_tag (pages, cr, tag);
  if (piece->rule > 0)
    {
      const EarPageText *last = &g_array_index (piece->texts, EarPageText, piece->texts->len - 1);
      double width = last->x + last->width;
      double x = pages->margin + mirrored (pages, 0, width);

      cairo_set_source_rgb (cr, 0.6, 0.6, 0.62);
      cairo_set_line_width (cr, piece->rule);
      cairo_move_to (cr, x, y + piece->height);
      cairo_line_to (cr, x + width, y + piece->height);
      cairo_stroke (cr);
    }
}

static void
draw_footer (EarPages *pages, cairo_t *cr, guint page)
{
  /* Translators: at the foot of a page: 1 its number, 2 how many there are */
  g_autofree char *number = g_strdup_printf (_("Page %1$u of %2$u"), page + 1, pages->n_pages);
  double y = pages->height - pages->margin / 2 - FOOTER, room = ear_pages_content_width (pages);
  const char *title = ear_document_get_title (pages->document), *organisation = ear_document_get_organisation (pages->document);
  /* Translators: at the foot of a page: 1 the organisation, 2 the title of the report */
  g_autofree char *whose = organisation != NULL ? g_strdup_printf (_("%1$s · %2$s"), organisation, title) : g_strdup (title);
  g_autoptr (PangoLayout) left = ear_pages_new_layout (pages, whose, FOOTER, PANGO_WEIGHT_NORMAL, room * 0.75);
  g_autoptr (PangoLayout) right = ear_pages_new_layout (pages, number, FOOTER, PANGO_WEIGHT_NORMAL, room * 0.25);

  pango_layout_set_height (left, -1);
  pango_layout_set_ellipsize (left, PANGO_ELLIPSIZE_END);
  ear_pages_align (pages, right, TRUE);
  cairo_set_source_rgb (cr, 0.27, 0.27, 0.29);
  cairo_move_to (cr, pages->margin + mirrored (pages, 0, room * 0.75), y);
  pango_cairo_show_layout (cr, left);
  cairo_move_to (cr, pages->margin + mirrored (pages, room * 0.75, room * 0.25), y);
  pango_cairo_show_layout (cr, right);
}

void
ear_pages_draw (EarPages *pages, guint page, cairo_t *cr, gboolean linked)
{
  g_auto (EarCatalogueScope) scope = { NULL };
  const EarBlock *held = NULL;
  const char *holder = NULL;

  g_return_if_fail (pages != NULL && page < pages->n_pages && cr != NULL);

  scope = ear_catalogue_enter (ear_document_get_catalogue (pages->document));
  pages->linked = linked;
  for (guint i = 0; i < pages->places->len; i++)
    {
      const EarPagePlace *at = &g_array_index (pages->places, EarPagePlace, i);
      const EarPagePiece *piece = ear_pages_get_piece (pages, at->piece);

      if (at->page != page)
        continue;
      if (holder != NULL && held != piece->block)
        {
          end_tag (pages, cr, holder);
          holder = NULL;
        }
      if (holder == NULL && holder_of (piece) != NULL)
        {
          holder = holder_of (piece);
          held = piece->block;
          begin_tag (pages, cr, holder, NULL);
        }
      draw_piece (pages, cr, piece, at->y);
    }
  if (holder != NULL)
    end_tag (pages, cr, holder);
  draw_footer (pages, cr, page);
}
