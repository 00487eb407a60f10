/* The document on paper. Every block becomes pieces that are never cut: a paragraph, an item, a row, a chart; pieces are set one below
 * another, headings with what follows, a table's head again on each page that it reaches.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "report/ear-document-pages-private.h"

#define BODY 10.             /* points */
#define CELL_PAD 6.
#define ROW_PAD 2.5
#define CHART_ASPECT 0.44
#define MAX_CELL_LINES 12    /* names come from services, and a row is never cut */
/* Tables up to so much of a page are kept on one. */
#define SHORT_TABLE 0.4

/* ---- text ---- */

static void
text_clear (gpointer data)
{
  g_clear_object (&((EarPageText *) data)->layout);
}

static void
piece_free (gpointer data)
{
  g_array_unref (((EarPagePiece *) data)->texts);
  g_free (data);
}

static EarPagePiece *
add_piece (EarPages *pages, const EarBlock *block, double before)
{
  EarPagePiece *piece = g_new0 (EarPagePiece, 1);

  piece->block = block;
  piece->before = before;
  piece->head = -1;
  piece->texts = g_array_new (FALSE, FALSE, sizeof (EarPageText));
  g_array_set_clear_func (piece->texts, text_clear);
  g_ptr_array_add (pages->pieces, piece);
  return piece;
}

/* Pango turns an alignment round only where it finds out the direction by itself, which a name in other letters would mislead. */
void
ear_pages_align (const EarPages *pages, PangoLayout *layout, gboolean at_end)
{
  pango_layout_set_alignment (layout, at_end == pages->rtl ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
}

PangoLayout *
ear_pages_new_layout (EarPages *pages, const char *text, double size, PangoWeight weight, double width)
{
  PangoLayout *layout = pango_layout_new (pages->context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_auto_dir (layout, FALSE);
  ear_pages_align (pages, layout, FALSE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  if (width > 0)
    pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  return layout;
}

static double
layout_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

static double
layout_width (PangoLayout *layout)
{
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

const char *
ear_pages_find_heading (const EarPages *pages, const EarPageText *text, const EarRun *run)
{
  const char *heading = run->target != NULL ? ear_document_find_heading (pages->document, run->target) : NULL;

  return g_strcmp0 (heading, text->section) != 0 ? heading : NULL;
}

static void
colour_links (EarPages *pages, const EarPageText *text)
{
  const EarRuns *runs = text->runs;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  guint at = 0;

  for (guint i = 0; i < runs->len; i++)
    {
      const EarRun *run = g_ptr_array_index (runs, i);
      guint length = (guint) strlen (run->text);

      if (ear_pages_find_heading (pages, text, run) != NULL)
        {
          PangoAttribute *colour = pango_attr_foreground_new (0x1a1a, 0x4f4f, 0x9191);

          colour->start_index = at;
          colour->end_index = at + length;
          pango_attr_list_insert (attributes, colour);
        }
      at += length;
    }
  pango_layout_set_attributes (text->layout, attributes);
}

static PangoLayout *
add_text (EarPages *pages, EarPagePiece *piece, const EarRuns *runs, double size, PangoWeight weight, double x, double width)
{
  g_autofree char *string = ear_runs_dup_text (runs);
  EarPageText text = { ear_pages_new_layout (pages, string, size, weight, width), runs, pages->section, x, 0, width };

  colour_links (pages, &text);
  g_array_append_val (piece->texts, text);
  piece->height = MAX (piece->height, layout_height (text.layout));
  return text.layout;
}

static void
add_plain (EarPages *pages, EarPagePiece *piece, const char *string, double size, PangoWeight weight, double x, double width, gboolean at_end)
{
  EarPageText text = { ear_pages_new_layout (pages, string, size, weight, width), NULL, NULL, x, 0, width };

  ear_pages_align (pages, text.layout, at_end);
  g_array_append_val (piece->texts, text);
  piece->height = MAX (piece->height, layout_height (text.layout));
}

/* ---- blocks ---- */

double
ear_pages_content_width (const EarPages *pages)
{
  return pages->width - 2 * pages->margin;
}

static double
content_height (const EarPages *pages)
{
  return pages->height - 2 * pages->margin;
}

static void
add_heading (EarPages *pages, const EarBlock *block)
{
  static const double sizes[] = { 0, 20, 14, 11 }, before[] = { 0, 4, 20, 12 };
  EarPagePiece *piece = add_piece (pages, block, before[MIN (block->level, 3)]);

  add_text (pages, piece, block->runs, sizes[MIN (block->level, 3)], PANGO_WEIGHT_BOLD, 0, ear_pages_content_width (pages));
  piece->height += 2;
  piece->keep_next = TRUE;
  piece->new_page = block->new_page;
}

static void
add_paragraph (EarPages *pages, const EarBlock *block)
{
  static const double sizes[] = {
    [EAR_PARAGRAPH_PLAIN] = BODY, [EAR_PARAGRAPH_LEAD] = 13, [EAR_PARAGRAPH_NOTE] = 8.5, [EAR_PARAGRAPH_WARNING] = BODY, [EAR_PARAGRAPH_FORMULA] = 9.5,
  };
  double indent = block->style == EAR_PARAGRAPH_FORMULA ? 18 : 0;
  EarPagePiece *piece = add_piece (pages, block, block->style == EAR_PARAGRAPH_LEAD ? 8 : 4);
  PangoLayout *layout = add_text (pages, piece, block->runs, sizes[block->style],
                                  block->style == EAR_PARAGRAPH_WARNING ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL, indent,
                                  ear_pages_content_width (pages) - indent);

  pango_layout_set_line_spacing (layout, 1.12f);
  piece->height = layout_height (layout);
}

static void
add_list (EarPages *pages, const EarBlock *block)
{
  for (guint i = 0; i < block->items->len; i++)
    {
      g_autofree char *mark = block->ordered ? g_strdup_printf ("%u.", i + 1) : g_strdup ("•");
      EarPagePiece *piece = add_piece (pages, block, 4);

      add_plain (pages, piece, mark, BODY, PANGO_WEIGHT_NORMAL, 2, 16, FALSE);
      add_text (pages, piece, g_ptr_array_index (block->items, i), BODY, PANGO_WEIGHT_NORMAL, 18, ear_pages_content_width (pages) - 18);
    }
}

/* ---- tables ---- */

static double
measure (EarPages *pages, const char *text, gboolean longest_word)
{
  double widest = 0;
  g_auto (GStrv) parts = longest_word ? g_strsplit (text, " ", -1) : NULL;

  for (gsize i = 0; longest_word ? parts[i] != NULL : i < 1; i++)
    {
      g_autoptr (PangoLayout) layout = ear_pages_new_layout (pages, longest_word ? parts[i] : text, 9, PANGO_WEIGHT_SEMIBOLD, -1);

      widest = MAX (widest, layout_width (layout));
    }
  return widest + 1;
}

/* Each column as wide as it wants, or, where that is too much, something between its longest word and that. */
static double *
measure_columns (EarPages *pages, const EarBlock *block)
{
  guint n = block->columns->len;
  g_autofree double *least = g_new0 (double, n);
  double *widths = g_new0 (double, n);
  double room = ear_pages_content_width (pages) - CELL_PAD * 2 * (n - 1), sum = 0, sum_least = 0;

  for (guint i = 0; i < n; i++)
    {
      const char *title = ((const EarColumn *) g_ptr_array_index (block->columns, i))->title;

      widths[i] = measure (pages, title, FALSE);
      least[i] = measure (pages, title, TRUE);
      for (guint row = 0; row < block->rows->len; row++)
        {
          g_autofree char *text = ear_runs_dup_text (g_ptr_array_index ((GPtrArray *) g_ptr_array_index (block->rows, row), i));

          widths[i] = MAX (widths[i], measure (pages, text, FALSE));
          least[i] = MAX (least[i], MIN (measure (pages, text, TRUE), room / 3));
        }
      if (i == 0) /* what a row is about is read first */
        least[i] = MAX (least[i], MIN (widths[i], room / 4));
      sum += widths[i];
      sum_least += least[i];
    }
  if (sum <= room) /* a narrow table stays narrow, so that numbers are near their names */
    return widths;
  for (guint i = 0; i < n; i++)
    widths[i] = sum_least >= room ? least[i] * room / sum_least : least[i] + (widths[i] - least[i]) * (room - sum_least) / (sum - sum_least);
  return widths;
}

static void
add_cells (EarPages *pages, EarPagePiece *piece, const EarBlock *block, const GPtrArray *cells, const double *widths)
{
  double x = 0;

  for (guint i = 0; i < block->columns->len; i++)
    {
      const EarColumn *column = g_ptr_array_index (block->columns, i);

      if (cells == NULL)
        add_plain (pages, piece, column->title, 8.5, PANGO_WEIGHT_SEMIBOLD, x, widths[i], column->numeric);
      else
        {
          PangoLayout *layout = add_text (pages, piece, g_ptr_array_index (cells, i), 9, PANGO_WEIGHT_NORMAL, x, widths[i]);

          ear_pages_align (pages, layout, column->numeric);
          pango_layout_set_height (layout, -MAX_CELL_LINES);
          pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
        }
      x += widths[i] + CELL_PAD * 2;
    }
  piece->height = 0;
  for (guint i = 0; i < piece->texts->len; i++)
    {
      EarPageText *text = &g_array_index (piece->texts, EarPageText, i);

      piece->height = MAX (piece->height, layout_height (text->layout));
      text->y = ROW_PAD;
    }
  piece->height += 2 * ROW_PAD;
}

static void
add_table (EarPages *pages, const EarBlock *block)
{
  g_autofree double *widths = measure_columns (pages, block);
  EarPagePiece *piece = add_piece (pages, block, 12);
  double total;
  guint first;
  int head;

  add_plain (pages, piece, block->title, BODY, PANGO_WEIGHT_SEMIBOLD, 0, ear_pages_content_width (pages), FALSE);
  piece->keep_next = TRUE;
  first = pages->pieces->len;
  head = (int) first;
  total = piece->height;

  piece = add_piece (pages, block, 2);
  add_cells (pages, piece, block, NULL, widths);
  piece->rule = 1;
  piece->keep_next = TRUE;
  piece->is_head = TRUE;
  total += piece->height;
  for (guint i = 0; i < block->rows->len; i++)
    {
      piece = add_piece (pages, block, 0);
      add_cells (pages, piece, block, g_ptr_array_index (block->rows, i), widths);
      piece->rule = 0.4;
      piece->head = head;
      total += piece->height;
    }
  for (guint i = first; total < content_height (pages) * SHORT_TABLE && i + 1 < pages->pieces->len; i++)
    ((EarPagePiece *) g_ptr_array_index (pages->pieces, i))->keep_next = TRUE;
}

static void
add_block (EarPages *pages, const EarBlock *block)
{
  switch (block->kind)
    {
    case EAR_BLOCK_HEADING: add_heading (pages, block); break;
    case EAR_BLOCK_PARAGRAPH: add_paragraph (pages, block); break;
    case EAR_BLOCK_LIST: add_list (pages, block); break;
    case EAR_BLOCK_TABLE: add_table (pages, block); break;
    case EAR_BLOCK_CHART: add_piece (pages, block, 10)->height = ear_pages_content_width (pages) * CHART_ASPECT; break;
    default: g_assert_not_reached ();
    }
}

/* Whether the paragraph stands between a heading and the chart, table or list that it opens. */
static gboolean
leads_on (const EarDocument *document, guint index)
{
  guint before = index, after = index;

  while (before > 0 && ear_document_get_block (document, before)->kind == EAR_BLOCK_PARAGRAPH)
    before--;
  while (after < ear_document_get_n_blocks (document) && ear_document_get_block (document, after)->kind == EAR_BLOCK_PARAGRAPH)
    after++;
  return ear_document_get_block (document, before)->kind == EAR_BLOCK_HEADING && after < ear_document_get_n_blocks (document) &&
         ear_document_get_block (document, after)->kind != EAR_BLOCK_HEADING;
}

/* ---- setting ---- */

EarPagePiece *
ear_pages_get_piece (const EarPages *pages, guint index)
{
  return g_ptr_array_index (pages->pieces, index);
}

static double
group_height (const EarPages *pages, guint first, guint *end)
{
  double height = 0;
  guint i = first;

  for (;; i++)
    {
      const EarPagePiece *piece = ear_pages_get_piece (pages, i);

      height += piece->height + (i > first ? piece->before : 0);
      if (!piece->keep_next || i + 1 == pages->pieces->len || ear_pages_get_piece (pages, i + 1)->new_page)
        break;
    }
  *end = i + 1;
  return height;
}

static void
place (EarPages *pages, guint index, guint page, double *y)
{
  EarPagePlace at = { index, page, *y };

  g_array_append_val (pages->places, at);
  *y += ear_pages_get_piece (pages, index)->height;
}

static void
set_pieces (EarPages *pages)
{
  double top = pages->margin, bottom = pages->height - pages->margin, y = top;
  guint page = 0, next = 0;

  for (guint i = 0; i < pages->pieces->len; i = next)
    {
      double height = group_height (pages, i, &next);

      if (y > top && (ear_pages_get_piece (pages, i)->new_page || y + ear_pages_get_piece (pages, i)->before + height > bottom))
        {
          page++;
          y = top;
        }
      for (guint j = i; j < next; j++)
        {
          const EarPagePiece *piece = ear_pages_get_piece (pages, j);

          /* What is kept together is still parted where it is longer than a page. */
          if (y > top && y + piece->before + piece->height > bottom)
            {
              page++;
              y = top;
            }
          if (y > top)
            y += piece->before;
          else if (piece->head >= 0)
            place (pages, (guint) piece->head, page, &y);
          place (pages, j, page, &y);
        }
    }
  pages->n_pages = page + 1;
}

EarPages *
ear_pages_new (const EarDocument *document, double width, double height, double margin)
{
  g_auto (EarCatalogueScope) scope = { NULL };
  cairo_font_options_t *options;
  EarPages *pages;

  g_return_val_if_fail (document != NULL, NULL);

  scope = ear_catalogue_enter (ear_document_get_catalogue (document));
  pages = g_new0 (EarPages, 1);
  pages->document = ear_document_ref ((EarDocument *) document);
  pages->width = width;
  pages->height = height;
  pages->margin = margin;
  pages->rtl = ear_document_is_rtl (document);
  pages->pieces = g_ptr_array_new_with_free_func (piece_free);
  pages->places = g_array_new (FALSE, FALSE, sizeof (EarPagePlace));

  /* Letters stand where they would on endless fine paper, whatever a screen would do. */
  pages->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  options = cairo_font_options_create ();
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (pages->context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (pages->context, 72);
  pango_context_set_round_glyph_positions (pages->context, FALSE);
  pango_context_set_language (pages->context, pango_language_from_string (ear_document_get_language (document)));
  pango_context_set_base_dir (pages->context, pages->rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);

  if (ear_document_get_organisation (document) != NULL)
    {
      EarPagePiece *piece = add_piece (pages, ear_document_get_block (document, 0), 0);

      add_plain (pages, piece, ear_document_get_organisation (document), BODY, PANGO_WEIGHT_NORMAL, 0, ear_pages_content_width (pages), FALSE);
      piece->keep_next = TRUE;
    }
  for (guint i = 0; i < ear_document_get_n_blocks (document); i++)
    {
      const EarBlock *block = ear_document_get_block (document, i);

      if (block->kind == EAR_BLOCK_HEADING && block->level == 2)
        pages->section = block->id;
      add_block (pages, block);
      if (block->kind == EAR_BLOCK_PARAGRAPH && leads_on (document, i))
        ((EarPagePiece *) g_ptr_array_index (pages->pieces, pages->pieces->len - 1))->keep_next = TRUE;
    }
  set_pieces (pages);
  return pages;
}

void
ear_pages_free (EarPages *pages)
{
  if (pages == NULL)
    return;
  g_array_unref (pages->places);
  g_ptr_array_unref (pages->pieces);
  g_object_unref (pages->context);
  ear_document_unref ((EarDocument *) pages->document);
  g_free (pages);
}

guint
ear_pages_get_n (const EarPages *pages)
{
  return pages->n_pages;
}
