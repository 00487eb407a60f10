/* The document as one web page that needs nothing else: no script, no picture, font or style from elsewhere. It is well-formed as XML too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <cairo-svg.h>
#include <string.h>

#include "report/ear-document-private.h"
#include "report/ear-words.h"

#define CHART_WIDTH 760
#define CHART_HEIGHT 320

typedef struct
{
  const EarDocument *document;
  GString *page;
  const char *section;       /* (nullable): the id of its heading */
  guint n_charts, n_tables;
} Writer;

static const char style[] =
  ":root{color-scheme:light dark;--ink:#1b1b1d;--paper:#fff;--quiet:#55555a;--line:#d0d0d4;--tint:#f4f4f6;--link:#1a5fb4;--warn:#8a4b00}\n"
  "@media(prefers-color-scheme:dark){:root{--ink:#f2f2f4;--paper:#1d1d20;--quiet:#b4b4ba;--line:#45454a;--tint:#28282c;--link:#8fbdf5;--warn:#f5c26b}}\n"
  "@media print{:root{color-scheme:light;--ink:#000;--paper:#fff;--quiet:#333;--line:#999;--tint:#fff;--link:#000;--warn:#000}}\n"
  "*{box-sizing:border-box}\n"
  "body{margin:0 auto;max-width:62rem;padding:1.5rem 1.25rem 3rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;"
  "overflow-wrap:break-word}\n"
  "h1{font-size:1.8rem;line-height:1.2;margin:.2rem 0 .6rem}h2{font-size:1.3rem;line-height:1.3;margin:2.2rem 0 .5rem}"
  "h3{font-size:1.05rem;margin:1.4rem 0 .3rem}h1,h2,.lead{text-wrap:balance}\n"
  "p,h1,ul,ol{max-width:52rem}p{margin:.4rem 0}li{margin:.3rem 0}.organisation,.note,footer,nav,figcaption{color:var(--quiet)}.note,footer,nav{font-size:.9rem}\n"
  ".lead{font-size:1.25rem;line-height:1.35;margin:.9rem 0 .4rem}.warning{color:var(--warn)}.warning::before{content:\"⚠ \"/\"\"}\n"
  ".formula{font-family:Georgia,serif;font-style:italic;margin-inline-start:1.5rem}\n"
  "a{color:var(--link)}a:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px}\n"
  "nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:.4rem 0 0;padding:0}nav li{margin:0}\n"
  ".scroll{overflow-x:auto;margin:1rem 0}table{border-collapse:collapse;width:100%;font-size:.95rem}\n"
  "caption{text-align:start;font-weight:600;padding-bottom:.3rem}th,td{text-align:start;vertical-align:top;padding:.35rem .6rem;"
  "border-bottom:1px solid var(--line)}thead th{border-bottom-width:2px;vertical-align:bottom}tbody th{font-weight:500;min-width:7rem}\n"
  "td a{text-decoration-color:var(--line)}\n"
  ".number{text-align:end;font-variant-numeric:tabular-nums}td.number{white-space:nowrap}.words .number{width:1%}.words td:not(.number){min-width:8.6rem}\n"
  "figure{margin:1rem 0}svg{display:block;max-width:100%;height:auto}.dark{display:none}\n"
  "@media screen and (prefers-color-scheme:dark){.light{display:none}.dark{display:block}}\n"
  "@media screen and (max-width:40rem){figure{overflow-x:auto}svg{max-width:none}}\n"
  "footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.6rem}\n"
  "@media print{body,p,h1,ul,ol{max-width:none}body{padding:0;font-size:10pt}table{font-size:9pt}.words td:not(.number){min-width:0}.note{font-size:8.5pt}.lead{font-size:13pt}nav{display:none}a{text-decoration:none}h2,h3,caption{break-after:avoid}"
  "tr,figure,li{break-inside:avoid}.new-page{break-before:page}.scroll{overflow:visible}thead{display:table-header-group}}\n";

static void
add_escaped (GString *page, const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    switch (*c)
      {
      case '&': g_string_append (page, "&amp;"); break;
      case '<': g_string_append (page, "&lt;"); break;
      case '>': g_string_append (page, "&gt;"); break;
      case '"': g_string_append (page, "&quot;"); break;
      default:
        /* Names come from services: what XML cannot hold is left out. */
        if ((guchar) *c >= 0x20 || *c == '\n' || *c == '\t')
          g_string_append_c (page, *c);
      }
}

static void
add_runs (Writer *writer, const EarRuns *runs)
{
  for (guint i = 0; i < runs->len; i++)
    {
      const EarRun *run = g_ptr_array_index (runs, i);
      const char *heading = run->target != NULL ? ear_document_find_heading (writer->document, run->target) : NULL;

      /* Not to where the reader is. */
      if (g_strcmp0 (heading, writer->section) == 0)
        heading = NULL;
      if (heading != NULL)
        g_string_append_printf (writer->page, "<a href=\"#%s\">", heading);
      add_escaped (writer->page, run->text);
      if (heading != NULL)
        g_string_append (writer->page, "</a>");
    }
}

/* ---- charts ---- */

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_string_append_len (closure, (const char *) data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Cairo numbers its symbols anew in each drawing; in one page they have to differ. */
static void
add_svg (Writer *writer, const EarBlock *block, EarChartPalette palette, const char *class_name)
{
  g_autoptr (GString) svg = g_string_new (NULL);
  g_autofree char *prefix = g_strdup_printf ("chart-%u-%s-", writer->n_charts, class_name);
  EarChartOptions options = {
    .palette = palette, .width = CHART_WIDTH, .height = CHART_HEIGHT, .font = "Sans 13px", .highlight = block->highlight,
    .rtl = ear_document_is_rtl (writer->document),
  };
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (write_bytes, svg, options.width, options.height);
  cairo_t *cr = cairo_create (surface);
  const char *begin, *inside;

  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  ear_chart_draw (cr, ear_document_get_report (writer->document), &options);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);

  for (gsize i = 0; i < 3; i++)
    {
      static const char *const before[] = { "id=\"", "href=\"#", "url(#" };
      g_autofree char *after = g_strconcat (before[i], prefix, NULL);

      g_string_replace (svg, before[i], after, 0);
    }
  begin = strstr (svg->str, "<svg ");
  inside = begin != NULL ? strchr (begin, '>') : NULL;
  if (inside == NULL)
    return;
  g_string_append_printf (writer->page, "<svg class=\"%s\" role=\"img\" aria-labelledby=\"%stitle\" aria-describedby=\"%sdesc\" ", class_name, prefix, prefix);
  g_string_append_len (writer->page, begin + strlen ("<svg "), inside + 1 - begin - (gssize) strlen ("<svg "));
  g_string_append_printf (writer->page, "<title id=\"%stitle\">", prefix);
  add_escaped (writer->page, block->title);
  g_string_append_printf (writer->page, "</title><desc id=\"%sdesc\">", prefix);
  add_escaped (writer->page, block->description);
  g_string_append (writer->page, "</desc>");
  g_string_append (writer->page, inside + 1);
}

static void
add_chart (Writer *writer, const EarBlock *block)
{
  writer->n_charts++;
  g_string_append (writer->page, "<figure>\n");
  add_svg (writer, block, EAR_CHART_LIGHT, "light");
  add_svg (writer, block, EAR_CHART_DARK, "dark");
  g_string_append (writer->page, "<figcaption>");
  add_escaped (writer->page, block->title);
  g_string_append (writer->page, "</figcaption>\n</figure>\n");
}

/* ---- blocks ---- */

/* Columns of words beside the first need the room that numbers would take. */
static gboolean
has_words (const EarBlock *block)
{
  for (guint i = 1; i < block->columns->len; i++)
    if (!((const EarColumn *) g_ptr_array_index (block->columns, i))->numeric)
      return TRUE;
  return FALSE;
}

static void
add_table (Writer *writer, const EarBlock *block)
{
  guint number = ++writer->n_tables;

  /* A wide table is moved by the keyboard too. */
  g_string_append_printf (writer->page,
                          "<div class=\"scroll\" role=\"region\" aria-labelledby=\"table-%u\" tabindex=\"0\"><table%s>\n<caption id=\"table-%u\">",
                          number, has_words (block) ? " class=\"words\"" : "", number);
  add_escaped (writer->page, block->title);
  g_string_append (writer->page, "</caption>\n<thead><tr>");
  for (guint i = 0; i < block->columns->len; i++)
    {
      const EarColumn *column = g_ptr_array_index (block->columns, i);

      g_string_append_printf (writer->page, "<th scope=\"col\"%s>", column->numeric ? " class=\"number\"" : "");
      add_escaped (writer->page, column->title);
      g_string_append (writer->page, "</th>");
    }
  g_string_append (writer->page, "</tr></thead>\n<tbody>\n");
  for (guint i = 0; i < block->rows->len; i++)
    {
      const GPtrArray *cells = g_ptr_array_index (block->rows, i);

      g_string_append (writer->page, "<tr>");
      for (guint j = 0; j < cells->len; j++)
        {
          const EarColumn *column = g_ptr_array_index (block->columns, j);

          g_string_append_printf (writer->page, j == 0 ? "<th scope=\"row\"%s>" : "<td%s>", column->numeric ? " class=\"number\"" : "");
          add_runs (writer, g_ptr_array_index (cells, j));
          g_string_append (writer->page, j == 0 ? "</th>" : "</td>");
        }
      g_string_append (writer->page, "</tr>\n");
    }
  g_string_append (writer->page, "</tbody>\n</table></div>\n");
}

static void
add_paragraph (Writer *writer, const EarBlock *block)
{
  static const char *const classes[] = {
    [EAR_PARAGRAPH_PLAIN] = "", [EAR_PARAGRAPH_LEAD] = " class=\"lead\"", [EAR_PARAGRAPH_NOTE] = " class=\"note\"",
    [EAR_PARAGRAPH_WARNING] = " class=\"warning\"", [EAR_PARAGRAPH_FORMULA] = " class=\"formula\"",
  };

  g_string_append_printf (writer->page, "<p%s>", classes[block->style]);
  add_runs (writer, block->runs);
  g_string_append (writer->page, "</p>\n");
}

static void
add_list (Writer *writer, const EarBlock *block)
{
  g_string_append (writer->page, block->ordered ? "<ol>\n" : "<ul>\n");
  for (guint i = 0; i < block->items->len; i++)
    {
      g_string_append (writer->page, "<li>");
      add_runs (writer, g_ptr_array_index (block->items, i));
      g_string_append (writer->page, "</li>\n");
    }
  g_string_append (writer->page, block->ordered ? "</ol>\n" : "</ul>\n");
}

static void
add_heading (Writer *writer, const EarBlock *block)
{
  g_string_append_printf (writer->page, "<h%u", block->level);
  if (block->id != NULL)
    g_string_append_printf (writer->page, " id=\"%s\"", block->id);
  g_string_append (writer->page, ">");
  add_runs (writer, block->runs);
  g_string_append_printf (writer->page, "</h%u>\n", block->level);
}

static void
add_block (Writer *writer, const EarBlock *block)
{
  switch (block->kind)
    {
    case EAR_BLOCK_HEADING: add_heading (writer, block); break;
    case EAR_BLOCK_PARAGRAPH: add_paragraph (writer, block); break;
    case EAR_BLOCK_LIST: add_list (writer, block); break;
    case EAR_BLOCK_TABLE: add_table (writer, block); break;
    case EAR_BLOCK_CHART: add_chart (writer, block); break;
    default: g_assert_not_reached ();
    }
}

static void
add_contents (Writer *writer)
{
  g_string_append (writer->page, "<nav aria-label=\"");
  add_escaped (writer->page, _("Contents"));
  g_string_append (writer->page, "\"><ul>\n");
  for (guint i = 0; i < ear_document_get_n_blocks (writer->document); i++)
    {
      const EarBlock *block = ear_document_get_block (writer->document, i);

      if (block->kind != EAR_BLOCK_HEADING || block->level != 2 || block->id == NULL)
        continue;
      g_string_append_printf (writer->page, "<li><a href=\"#%s\">", block->id);
      add_runs (writer, block->runs);
      g_string_append (writer->page, "</a></li>\n");
    }
  g_string_append (writer->page, "</ul></nav>\n");
}

static void
add_head (Writer *writer)
{
  const char *organisation = ear_document_get_organisation (writer->document);

  g_string_append_printf (writer->page, "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"%s\" dir=\"%s\">\n<head>\n"
                          "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
                          "<meta name=\"generator\" content=\"Earshot\"/>\n",
                          ear_document_get_language (writer->document), ear_document_is_rtl (writer->document) ? "rtl" : "ltr");
  if (organisation != NULL)
    {
      g_string_append (writer->page, "<meta name=\"author\" content=\"");
      add_escaped (writer->page, organisation);
      g_string_append (writer->page, "\"/>\n");
    }
  g_string_append (writer->page, "<title>");
  add_escaped (writer->page, ear_document_get_title (writer->document));
  g_string_append_printf (writer->page, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style);
}

/* A section a heading of the second level, the method's parts in theirs. */
static gboolean
add_main (Writer *writer, GCancellable *cancellable, GError **error)
{
  gboolean open = FALSE;

  g_string_append (writer->page, "<main>\n");
  for (guint i = 1; i < ear_document_get_n_blocks (writer->document); i++)
    {
      const EarBlock *block = ear_document_get_block (writer->document, i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (block->kind == EAR_BLOCK_HEADING && block->level == 2)
        {
          g_string_append_printf (writer->page, "%s<section%s", open ? "</section>\n" : "", block->new_page ? " class=\"new-page\"" : "");
          if (block->id != NULL)
            g_string_append_printf (writer->page, " aria-labelledby=\"%s\"", block->id);
          g_string_append (writer->page, ">\n");
          open = TRUE;
          writer->section = block->id;
        }
      add_block (writer, block);
    }
  g_string_append (writer->page, open ? "</section>\n</main>\n" : "</main>\n");
  return TRUE;
}

GBytes *
ear_document_to_html (const EarDocument *document, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) page = g_string_new (NULL);
  Writer writer = { document, page, NULL, 0, 0 };
  g_auto (EarCatalogueScope) scope = { NULL };
  const char *organisation;

  g_return_val_if_fail (document != NULL, NULL);

  scope = ear_catalogue_enter (ear_document_get_catalogue (document));
  organisation = ear_document_get_organisation (document);
  add_head (&writer);
  g_string_append (page, "<header>\n");
  if (organisation != NULL)
    {
      g_string_append (page, "<p class=\"organisation\">");
      add_escaped (page, organisation);
      g_string_append (page, "</p>\n");
    }
  add_block (&writer, ear_document_get_block (document, 0));
  g_string_append (page, "</header>\n");
  add_contents (&writer);
  if (!add_main (&writer, cancellable, error))
    return NULL;
  g_string_append (page, "<footer><p>");
  add_escaped (page, _("Made by Earshot from what was read on this computer."));
  g_string_append (page, "</p></footer>\n</body>\n</html>\n");
  return g_string_free_to_bytes (g_steal_pointer (&page));
}
