/* The document for a terminal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "report/ear-document-private.h"
#include "report/ear-words.h"

#define BETWEEN 2            /* columns of a table */

typedef struct
{
  GString *page;
  guint columns;
} Writer;

static guint
width_of (const char *text)
{
  return (guint) g_utf8_strlen (text, -1);
}

/* Appends @text after @column columns, broken at spaces so that no line is longer than the page. No-break spaces hold. */
static void
add_wrapped (Writer *writer, const char *text, guint column, guint indent)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      guint width = width_of (words[i]);

      if (i > 0 && column + 1 + width > writer->columns)
        {
          g_string_append_printf (writer->page, "\n%*s", (int) indent, "");
          column = indent;
        }
      else if (i > 0)
        {
          g_string_append_c (writer->page, ' ');
          column++;
        }
      g_string_append (writer->page, words[i]);
      column += width;
    }
  g_string_append_c (writer->page, '\n');
}

static void
add_padding (Writer *writer, guint n)
{
  g_string_append_printf (writer->page, "%*s", (int) n, "");
}

static void
add_heading (Writer *writer, const EarBlock *block)
{
  g_autofree char *text = ear_runs_dup_text (block->runs);

  if (writer->page->len > 0)
    g_string_append_c (writer->page, '\n');
  add_wrapped (writer, text, 0, 0);
  if (block->level < 3)
    {
      for (guint i = 0; i < MIN (width_of (text), writer->columns); i++)
        g_string_append_c (writer->page, block->level == 1 ? '=' : '-');
      g_string_append_c (writer->page, '\n');
    }
}

static void
add_list (Writer *writer, const EarBlock *block)
{
  for (guint i = 0; i < block->items->len; i++)
    {
      g_autofree char *text = ear_runs_dup_text (g_ptr_array_index (block->items, i));
      g_autofree char *mark = block->ordered ? g_strdup_printf ("%u. ", i + 1) : g_strdup ("• ");

      g_string_append_printf (writer->page, "  %s", mark);
      add_wrapped (writer, text, 2 + width_of (mark), 2 + width_of (mark));
    }
}

/* ---- tables ---- */

static char *
dup_cell (const EarBlock *block, guint row, guint column)
{
  return ear_runs_dup_text (g_ptr_array_index ((GPtrArray *) g_ptr_array_index (block->rows, row), column));
}

static const EarColumn *
column_at (const EarBlock *block, guint column)
{
  return g_ptr_array_index (block->columns, column);
}

static void
add_cell (Writer *writer, const char *text, guint width, gboolean numeric, gboolean last)
{
  guint pad = width - MIN (width_of (text), width);

  if (numeric)
    add_padding (writer, pad);
  g_string_append (writer->page, text);
  if (!numeric && !last)
    add_padding (writer, pad);
  if (!last)
    add_padding (writer, BETWEEN);
}

/* Too wide for the page: a paragraph a row, its columns one below another. */
static void
add_rows_apart (Writer *writer, const EarBlock *block)
{
  guint width = 0;

  for (guint i = 1; i < block->columns->len; i++)
    width = MAX (width, width_of (column_at (block, i)->title));
  for (guint row = 0; row < block->rows->len; row++)
    {
      g_autofree char *name = dup_cell (block, row, 0);

      add_padding (writer, 2);
      add_wrapped (writer, name, 2, 2);
      for (guint i = 1; i < block->columns->len; i++)
        {
          g_autofree char *value = dup_cell (block, row, i);

          add_padding (writer, 4);
          add_cell (writer, column_at (block, i)->title, width, FALSE, FALSE);
          add_wrapped (writer, value, 4 + width + BETWEEN, 4 + width + BETWEEN);
        }
    }
}

static void
add_table (Writer *writer, const EarBlock *block)
{
  g_autofree guint *widths = g_new0 (guint, block->columns->len);
  guint total = 2;

  g_string_append_c (writer->page, '\n');
  add_wrapped (writer, block->title, 0, 0);
  for (guint i = 0; i < block->columns->len; i++)
    {
      widths[i] = width_of (column_at (block, i)->title);
      for (guint row = 0; row < block->rows->len; row++)
        {
          g_autofree char *text = dup_cell (block, row, i);

          widths[i] = MAX (widths[i], width_of (text));
        }
      total += widths[i] + (i > 0 ? BETWEEN : 0);
    }
  if (total > writer->columns)
    {
      add_rows_apart (writer, block);
      return;
    }
  /* Names beside their numbers need no head. */
  if (block->columns->len > 2)
    {
      add_padding (writer, 2);
      for (guint i = 0; i < block->columns->len; i++)
        add_cell (writer, i == 0 ? "" : column_at (block, i)->title, widths[i], column_at (block, i)->numeric, i + 1 == block->columns->len);
      g_string_append_c (writer->page, '\n');
    }
  for (guint row = 0; row < block->rows->len; row++)
    {
      add_padding (writer, 2);
      for (guint i = 0; i < block->columns->len; i++)
        {
          g_autofree char *text = dup_cell (block, row, i);

          add_cell (writer, text, widths[i], column_at (block, i)->numeric, i + 1 == block->columns->len);
        }
      g_string_append_c (writer->page, '\n');
    }
}

/* ---- the whole ---- */

static gboolean
leads_to_method (const EarBlock *block)
{
  for (guint i = 0; i < block->runs->len; i++)
    if (g_strcmp0 (((const EarRun *) g_ptr_array_index (block->runs, i))->target, "#method") == 0)
      return TRUE;
  return FALSE;
}

static void
add_block (Writer *writer, const EarBlock *block, gboolean method)
{
  g_autofree char *text = NULL;

  switch (block->kind)
    {
    case EAR_BLOCK_HEADING:
      add_heading (writer, block);
      return;
    case EAR_BLOCK_PARAGRAPH:
      if (!method && leads_to_method (block))
        return;
      text = ear_runs_dup_text (block->runs);
      add_padding (writer, block->style == EAR_PARAGRAPH_FORMULA ? 4 : 0);
      add_wrapped (writer, text, block->style == EAR_PARAGRAPH_FORMULA ? 4 : 0, block->style == EAR_PARAGRAPH_FORMULA ? 4 : 0);
      return;
    case EAR_BLOCK_LIST:
      add_list (writer, block);
      return;
    case EAR_BLOCK_TABLE:
      add_table (writer, block);
      return;
    case EAR_BLOCK_CHART: /* its table says the same */
    default:
      return;
    }
}

char *
ear_document_to_text (const EarDocument *document, guint columns, gboolean method)
{
  GString *page = g_string_new (NULL);
  Writer writer = { page, columns };
  g_auto (EarCatalogueScope) scope = { NULL };

  g_return_val_if_fail (document != NULL, g_string_free (page, FALSE));

  scope = ear_catalogue_enter (ear_document_get_catalogue (document));
  for (guint i = 0; i < ear_document_get_n_blocks (document); i++)
    {
      const EarBlock *block = ear_document_get_block (document, i);

      if (!method && block->kind == EAR_BLOCK_HEADING && g_strcmp0 (block->id, "method") == 0)
        break;
      add_block (&writer, block, method);
    }
  return g_string_free (page, FALSE);
}
