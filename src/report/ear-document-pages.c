/* The document on paper. Every block becomes pieces that are never cut: a paragraph, an item, a row, a chart; pieces are set one below
 * another, headings with what follows, a table's head again on each page that it reaches.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "report/ear-document-private.h"
#include "report/ear-words.h"

#define BODY 10.             /* points */
#define CELL_PAD 6.
#define ROW_PAD 2.5
#define CHART_ASPECT 0.44
#define FOOTER 8.
#define MAX_CELL_LINES 12    /* names come from services, and a row is never cut */
/* Tables up to so much of a page are kept on one. */
#define SHORT_TABLE 0.4

typedef struct
{
  PangoLayout *layout;
  const EarRuns *runs;       /* (nullable): whose links it has */
  const char *section;       /* (nullable): where it stands, so where no link leads */
  double x, y, width;
} Text;

typedef struct
{
  const EarBlock *block;
  GArray *texts;             /* (element-type Text), from the piece's corner */
  double before, height;     /* space above it, but not at a page's top */
  double rule;               /* width of the line below; 0: none */
  int head;                  /* the piece that is set again where this one begins a page; -1 */
  gboolean keep_next, new_page;
  gboolean is_head;          /* the row of a table's column titles */
} Piece;

typedef struct
{
  guint piece;
  guint page;
  double y;
} Place;

struct _EarPages
{
  const EarDocument *document;
  double width, height, margin;
  gboolean rtl;
  const char *section;       /* (nullable): of what is being added, the id of its heading */
  PangoContext *context;
  GPtrArray *pieces;         /* (element-type Piece) */
  GArray *places;            /* (element-type Place), by page */
  guint n_pages;
};

/* ---- text ---- */

static void
text_clear (gpointer data)
{
  g_clear_object (&((Text *) data)->layout);
}

static void
piece_free (gpointer data)
{
  g_array_unref (((Piece *) data)->texts);
  g_free (data);
}

static Piece *
add_piece (EarPages *pages, const EarBlock *block, double before)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->block = block;
  piece->before = before;
  piece->head = -1;
  piece->texts = g_array_new (FALSE, FALSE, sizeof (Text));
  g_array_set_clear_func (piece->texts, text_clear);
  g_ptr_array_add (pages->pieces, piece);
  return piece;
}

/* Pango turns an alignment round only where it finds out the direction by itself, which a name in other letters would mislead. */
static void
align (const EarPages *pages, PangoLayout *layout, gboolean at_end)
{
  pango_layout_set_alignment (layout, at_end == pages->rtl ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
}

static PangoLayout *
new_layout (EarPages *pages, const char *text, double size, PangoWeight weight, double width)
{
  PangoLayout *layout = pango_layout_new (pages->context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_auto_dir (layout, FALSE);
  align (pages, layout, FALSE);
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

static const char *
heading_of (const EarPages *pages, const Text *text, const EarRun *run)
{
  const char *heading = run->target != NULL ? ear_document_find_heading (pages->document, run->target) : NULL;

  return g_strcmp0 (heading, text->section) != 0 ? heading : NULL;
}

static void
colour_links (EarPages *pages, const Text *text)
{
  const EarRuns *runs = text->runs;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  guint at = 0;

  for (guint i = 0; i < runs->len; i++)
    {
      const EarRun *run = g_ptr_array_index (runs, i);
      guint length = (guint) strlen (run->text);

      if (heading_of (pages, text, run) != NULL)
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
add_text (EarPages *pages, Piece *piece, const EarRuns *runs, double size, PangoWeight weight, double x, double width)
{
  g_autofree char *string = ear_runs_dup_text (runs);
  Text text = { new_layout (pages, string, size, weight, width), runs, pages->section, x, 0, width };

  colour_links (pages, &text);
  g_array_append_val (piece->texts, text);
  piece->height = MAX (piece->height, layout_height (text.layout));
  return text.layout;
}

static void
add_plain (EarPages *pages, Piece *piece, const char *string, double size, PangoWeight weight, double x, double width, gboolean at_end)
{
  Text text = { new_layout (pages, string, size, weight, width), NULL, NULL, x, 0, width };

  align (pages, text.layout, at_end);
  g_array_append_val (piece->texts, text);
  piece->height = MAX (piece->height, layout_height (text.layout));
}

/* ---- blocks ---- */

static double
content_width (const EarPages *pages)
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
  Piece *piece = add_piece (pages, block, before[MIN (block->level, 3)]);

  add_text (pages, piece, block->runs, sizes[MIN (block->level, 3)], PANGO_WEIGHT_BOLD, 0, content_width (pages));
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
  Piece *piece = add_piece (pages, block, block->style == EAR_PARAGRAPH_LEAD ? 8 : 4);
  PangoLayout *layout = add_text (pages, piece, block->runs, sizes[block->style],
                                  block->style == EAR_PARAGRAPH_WARNING ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL, indent,
                                  content_width (pages) - indent);

  pango_layout_set_line_spacing (layout, 1.12f);
  piece->height = layout_height (layout);
}

static void
add_list (EarPages *pages, const EarBlock *block)
{
  for (guint i = 0; i < block->items->len; i++)
    {
      g_autofree char *mark = block->ordered ? g_strdup_printf ("%u.", i + 1) : g_strdup ("•");
      Piece *piece = add_piece (pages, block, 4);

      add_plain (pages, piece, mark, BODY, PANGO_WEIGHT_NORMAL, 2, 16, FALSE);
      add_text (pages, piece, g_ptr_array_index (block->items, i), BODY, PANGO_WEIGHT_NORMAL, 18, content_width (pages) - 18);
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
      g_autoptr (PangoLayout) layout = new_layout (pages, longest_word ? parts[i] : text, 9, PANGO_WEIGHT_SEMIBOLD, -1);

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
  double room = content_width (pages) - CELL_PAD * 2 * (n - 1), sum = 0, sum_least = 0;

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
add_cells (EarPages *pages, Piece *piece, const EarBlock *block, const GPtrArray *cells, const double *widths)
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

          align (pages, layout, column->numeric);
          pango_layout_set_height (layout, -MAX_CELL_LINES);
          pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
        }
      x += widths[i] + CELL_PAD * 2;
    }
  piece->height = 0;
  for (guint i = 0; i < piece->texts->len; i++)
    {
      Text *text = &g_array_index (piece->texts, Text, i);

      piece->height = MAX (piece->height, layout_height (text->layout));
      text->y = ROW_PAD;
    }
  piece->height += 2 * ROW_PAD;
}

static void
add_table (EarPages *pages, const EarBlock *block)
{
  g_autofree double *widths = measure_columns (pages, block);
  Piece *piece = add_piece (pages, block, 12);
  double total;
  guint first;
  int head;

  add_plain (pages, piece, block->title, BODY, PANGO_WEIGHT_SEMIBOLD, 0, content_width (pages), FALSE);
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
    ((Piece *) g_ptr_array_index (pages->pieces, i))->keep_next = TRUE;
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
    case EAR_BLOCK_CHART: add_piece (pages, block, 10)->height = content_width (pages) * CHART_ASPECT; break;
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

static Piece *
piece_at (const EarPages *pages, guint index)
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
      const Piece *piece = piece_at (pages, i);

      height += piece->height + (i > first ? piece->before : 0);
      if (!piece->keep_next || i + 1 == pages->pieces->len || piece_at (pages, i + 1)->new_page)
        break;
    }
  *end = i + 1;
  return height;
}

static void
place (EarPages *pages, guint index, guint page, double *y)
{
  Place at = { index, page, *y };

  g_array_append_val (pages->places, at);
  *y += piece_at (pages, index)->height;
}

static void
set_pieces (EarPages *pages)
{
  double top = pages->margin, bottom = pages->height - pages->margin, y = top;
  guint page = 0, next = 0;

  for (guint i = 0; i < pages->pieces->len; i = next)
    {
      double height = group_height (pages, i, &next);

      if (y > top && (piece_at (pages, i)->new_page || y + piece_at (pages, i)->before + height > bottom))
        {
          page++;
          y = top;
        }
      for (guint j = i; j < next; j++)
        {
          const Piece *piece = piece_at (pages, j);

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
  pages->places = g_array_new (FALSE, FALSE, sizeof (Place));

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
      Piece *piece = add_piece (pages, ear_document_get_block (document, 0), 0);

      add_plain (pages, piece, ear_document_get_organisation (document), BODY, PANGO_WEIGHT_NORMAL, 0, content_width (pages), FALSE);
      piece->keep_next = TRUE;
    }
  for (guint i = 0; i < ear_document_get_n_blocks (document); i++)
    {
      const EarBlock *block = ear_document_get_block (document, i);

      if (block->kind == EAR_BLOCK_HEADING && block->level == 2)
        pages->section = block->id;
      add_block (pages, block);
      if (block->kind == EAR_BLOCK_PARAGRAPH && leads_on (document, i))
        ((Piece *) g_ptr_array_index (pages->pieces, pages->pieces->len - 1))->keep_next = TRUE;
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

/* ---- drawing ---- */

/* Cairo makes the file's outline, links and structure for readers of these; on a screen or a printer they do nothing. */
static void
tag_links (EarPages *pages, cairo_t *cr, const Text *text, double x, double y)
{
  int at = 0;

  for (guint i = 0; text->runs != NULL && i < text->runs->len; i++)
    {
      const EarRun *run = g_ptr_array_index (text->runs, i);
      int end = at + (int) strlen (run->text);
      const char *heading = heading_of (pages, text, run);
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
              cairo_tag_begin (cr, CAIRO_TAG_LINK, attributes);
              cairo_tag_end (cr, CAIRO_TAG_LINK);
            }
          if (!pango_layout_iter_next_line (iter))
            break;
        }
      at = end;
    }
}

static double
mirrored (const EarPages *pages, double x, double width)
{
  return pages->rtl ? content_width (pages) - x - width : x;
}

static gboolean
is_quiet (const Piece *piece)
{
  return piece->block->kind == EAR_BLOCK_PARAGRAPH && piece->block->style == EAR_PARAGRAPH_NOTE;
}

static void
draw_texts (EarPages *pages, cairo_t *cr, const Piece *piece, double y)
{
  for (guint i = 0; i < piece->texts->len; i++)
    {
      const Text *text = &g_array_index (piece->texts, Text, i);
      double x = pages->margin + mirrored (pages, text->x, text->width);
      const char *cell = piece->block->kind != EAR_BLOCK_TABLE || piece->rule == 0 ? NULL : piece->is_head || i == 0 ? "TH" : "TD";

      if (cell != NULL)
        cairo_tag_begin (cr, cell, NULL);
      cairo_set_source_rgb (cr, is_quiet (piece) ? 0.27 : 0, is_quiet (piece) ? 0.27 : 0, is_quiet (piece) ? 0.29 : 0);
      cairo_move_to (cr, x, y + text->y);
      pango_cairo_show_layout (cr, text->layout);
      tag_links (pages, cr, text, x, y + text->y);
      if (cell != NULL)
        cairo_tag_end (cr, cell);
    }
}

static void
draw_chart (EarPages *pages, cairo_t *cr, const Piece *piece, double y)
{
  EarChartOptions options = {
    .palette = EAR_CHART_PRINT, .width = content_width (pages), .height = piece->height, .font = "Sans 8.5px", .highlight = piece->block->highlight,
    .rtl = pages->rtl,
  };

  cairo_save (cr);
  cairo_translate (cr, pages->margin, y);
  ear_chart_draw (cr, ear_document_get_report (pages->document), &options);
  cairo_restore (cr);
}

static const char *
tag_of (const Piece *piece)
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
holder_of (const Piece *piece)
{
  return piece->block->kind == EAR_BLOCK_LIST ? "L" : piece->block->kind == EAR_BLOCK_TABLE ? "Table" : NULL;
}

static void
draw_piece (EarPages *pages, cairo_t *cr, const Piece *piece, double y)
{
  const char *tag = tag_of (piece);
  g_autofree char *name = piece->block->kind == EAR_BLOCK_HEADING && piece->block->id != NULL
                            ? g_strdup_printf ("name='%s' x=%d y=%d", piece->block->id, (int) pages->margin, (int) MAX (y - 8, 0)) : NULL;

  /* The line above the title is a heading's block too, but no heading. */
  if (name != NULL && !(piece->texts->len > 0 && g_array_index (piece->texts, Text, 0).runs == NULL))
    {
      cairo_tag_begin (cr, CAIRO_TAG_DEST, name);
      cairo_tag_end (cr, CAIRO_TAG_DEST);
    }
  else if (name != NULL)
    tag = "P";
  cairo_tag_begin (cr, tag, NULL);
  if (piece->block->kind == EAR_BLOCK_CHART)
    draw_chart (pages, cr, piece, y);
  else
    draw_texts (pages, cr, piece, y);
  cairo_tag_end (cr, tag);
  if (piece->rule > 0)
    {
      const Text *last = &g_array_index (piece->texts, Text, piece->texts->len - 1);
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
  double y = pages->height - pages->margin / 2 - FOOTER, room = content_width (pages);
  const char *title = ear_document_get_title (pages->document), *organisation = ear_document_get_organisation (pages->document);
  /* Translators: at the foot of a page: 1 the organisation, 2 the title of the report */
  g_autofree char *whose = organisation != NULL ? g_strdup_printf (_("%1$s · %2$s"), organisation, title) : g_strdup (title);
  g_autoptr (PangoLayout) left = new_layout (pages, whose, FOOTER, PANGO_WEIGHT_NORMAL, room * 0.75);
  g_autoptr (PangoLayout) right = new_layout (pages, number, FOOTER, PANGO_WEIGHT_NORMAL, room * 0.25);

  pango_layout_set_height (left, -1);
  pango_layout_set_ellipsize (left, PANGO_ELLIPSIZE_END);
  align (pages, right, TRUE);
  cairo_set_source_rgb (cr, 0.27, 0.27, 0.29);
  cairo_move_to (cr, pages->margin + mirrored (pages, 0, room * 0.75), y);
  pango_cairo_show_layout (cr, left);
  cairo_move_to (cr, pages->margin + mirrored (pages, room * 0.75, room * 0.25), y);
  pango_cairo_show_layout (cr, right);
}

void
ear_pages_draw (EarPages *pages, guint page, cairo_t *cr)
{
  g_auto (EarCatalogueScope) scope = { NULL };
  const EarBlock *held = NULL;
  const char *holder = NULL;

  g_return_if_fail (pages != NULL && page < pages->n_pages && cr != NULL);

  scope = ear_catalogue_enter (ear_document_get_catalogue (pages->document));
  for (guint i = 0; i < pages->places->len; i++)
    {
      const Place *at = &g_array_index (pages->places, Place, i);
      const Piece *piece = piece_at (pages, at->piece);

      if (at->page != page)
        continue;
      if (holder != NULL && held != piece->block)
        {
          cairo_tag_end (cr, holder);
          holder = NULL;
        }
      if (holder == NULL && holder_of (piece) != NULL)
        {
          holder = holder_of (piece);
          held = piece->block;
          cairo_tag_begin (cr, holder, NULL);
        }
      draw_piece (pages, cr, piece, at->y);
    }
  if (holder != NULL)
    cairo_tag_end (cr, holder);
  draw_footer (pages, cr, page);
}
