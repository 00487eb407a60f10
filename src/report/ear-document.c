/* The blocks themselves; what they say is put together in ear-report-document.c and beside it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "report/ear-document-private.h"
#include "report/ear-report-target.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

struct _EarDocument
{
  gatomicrefcount references;
  EarReport *report;
  EarCatalogue *catalogue;   /* (nullable) */
  char *language, *title, *organisation;
  GPtrArray *blocks;         /* (element-type EarBlock) */
  GHashTable *headings;      /* id → itself */
  guint n_first;
  guint begin_beside, end_beside;
};

struct _EarDocumentBuilder
{
  EarDocument *document;
  gboolean personal;
};

/* ---- runs ---- */

static void
run_free (gpointer data)
{
  EarRun *run = data;

  g_free (run->text);
  g_free (run->target);
  g_free (run);
}

void
ear_runs_add (EarRuns *runs, char *take_text, char *take_target)
{
  EarRun *run = g_new0 (EarRun, 1);

  run->text = take_text;
  run->target = take_target;
  g_ptr_array_add (runs, run);
}

EarRuns *
ear_runs_new (char *take_text, char *take_target)
{
  EarRuns *runs = g_ptr_array_new_with_free_func (run_free);

  if (take_text != NULL)
    ear_runs_add (runs, take_text, take_target);
  return runs;
}

/* Names in it were escaped by us, so there are no other entities than g_markup_escape_text() makes. */
static char *
unescape (const char *markup, gsize length)
{
  static const struct { const char *entity, *text; } entities[] = {
    { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&apos;", "'" }, { "&#39;", "'" }, { "&amp;", "&" },
  };
  g_autofree char *part = g_strndup (markup, length);
  GString *text = g_string_new (part);

  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    g_string_replace (text, entities[i].entity, entities[i].text, 0);
  return g_string_free (text, FALSE);
}

EarRuns *
ear_runs_new_from_markup (const char *markup)
{
  EarRuns *runs = ear_runs_new (NULL, NULL);

  while (*markup != '\0')
    {
      const char *begin = strstr (markup, "<a href=\""), *target, *end_target, *end;

      if (begin == NULL)
        begin = markup + strlen (markup);
      if (begin > markup)
        ear_runs_add (runs, unescape (markup, (gsize) (begin - markup)), NULL);
      if (*begin == '\0')
        break;
      target = begin + strlen ("<a href=\"");
      end_target = strstr (target, "\">");
      end = end_target != NULL ? strstr (end_target, "</a>") : NULL;
      if (end == NULL)
        break;
      ear_runs_add (runs, unescape (end_target + 2, (gsize) (end - end_target - 2)), unescape (target, (gsize) (end_target - target)));
      markup = end + strlen ("</a>");
    }
  return runs;
}

char *
ear_runs_dup_text (const EarRuns *runs)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < runs->len; i++)
    g_string_append (text, ((const EarRun *) g_ptr_array_index (runs, i))->text);
  return g_string_free (text, FALSE);
}

/* ---- building ---- */

static void
column_free (gpointer data)
{
  g_free (((EarColumn *) data)->title);
  g_free (data);
}

static void
block_free (gpointer data)
{
  EarBlock *block = data;

  g_free (block->id);
  g_free (block->title);
  g_free (block->description);
  g_clear_pointer (&block->runs, g_ptr_array_unref);
  g_clear_pointer (&block->items, g_ptr_array_unref);
  g_clear_pointer (&block->columns, g_ptr_array_unref);
  g_clear_pointer (&block->rows, g_ptr_array_unref);
  g_free (block);
}

static EarBlock *
add_block (EarDocumentBuilder *builder, EarBlockKind kind)
{
  EarBlock *block = g_new0 (EarBlock, 1);

  block->kind = kind;
  block->highlight = -1;
  g_ptr_array_add (builder->document->blocks, block);
  return block;
}

const EarReport *
ear_build_get_report (EarDocumentBuilder *builder)
{
  return builder->document->report;
}

gboolean
ear_build_is_personal (EarDocumentBuilder *builder)
{
  return builder->personal;
}

EarBlock *
ear_build_heading (EarDocumentBuilder *builder, guint level, const char *id, const char *text)
{
  EarBlock *block = add_block (builder, EAR_BLOCK_HEADING);

  block->level = level;
  block->id = g_strdup (id);
  block->runs = ear_runs_new (g_strdup (text), NULL);
  if (id != NULL)
    g_hash_table_add (builder->document->headings, block->id);
  return block;
}

EarBlock *
ear_build_paragraph (EarDocumentBuilder *builder, EarParagraphStyle style, char *take_text)
{
  EarBlock *block;

  if (take_text == NULL)
    return NULL;
  block = add_block (builder, EAR_BLOCK_PARAGRAPH);
  block->style = style;
  block->runs = ear_runs_new (take_text, NULL);
  return block;
}

EarBlock *
ear_build_markup (EarDocumentBuilder *builder, EarParagraphStyle style, const char *markup)
{
  EarBlock *block = add_block (builder, EAR_BLOCK_PARAGRAPH);

  block->style = style;
  block->runs = ear_runs_new_from_markup (markup);
  return block;
}

EarBlock *
ear_build_list (EarDocumentBuilder *builder, gboolean ordered)
{
  EarBlock *block = add_block (builder, EAR_BLOCK_LIST);

  block->ordered = ordered;
  block->items = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  return block;
}

EarBlock *
ear_build_table (EarDocumentBuilder *builder, const char *title)
{
  EarBlock *block = add_block (builder, EAR_BLOCK_TABLE);

  block->title = g_strdup (title);
  block->columns = g_ptr_array_new_with_free_func (column_free);
  block->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  return block;
}

EarBlock *
ear_build_chart (EarDocumentBuilder *builder, int highlight)
{
  EarBlock *block = add_block (builder, EAR_BLOCK_CHART);
  EarChartOptions options = { .highlight = highlight };

  block->highlight = highlight;
  if (highlight < 0)
    block->title = g_strdup (_("Share of questions answered over the time waited"));
  else
    /* Translators: a chart's title; a channel */
    block->title = g_strdup_printf (_("Share of questions answered over the time waited: %s"),
                                    ear_report_get_channel (builder->document->report, (guint) highlight)->name);
  block->description = ear_chart_describe (builder->document->report, &options);
  return block;
}

void
ear_build_column (EarBlock *table, const char *title, gboolean numeric)
{
  EarColumn *column = g_new0 (EarColumn, 1);

  column->title = g_strdup (title);
  column->numeric = numeric;
  g_ptr_array_add (table->columns, column);
}

GPtrArray *
ear_build_row (EarBlock *table)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  g_ptr_array_add (table->rows, cells);
  return cells;
}

void
ear_build_cell (GPtrArray *cells, char *take_text, char *take_target)
{
  g_ptr_array_add (cells, ear_runs_new (take_text, take_target));
}

void
ear_build_end_first (EarDocumentBuilder *builder)
{
  builder->document->n_first = builder->document->blocks->len;
}

/* ---- targets ---- */

char *
ear_document_dup_channel_id (guint index)
{
  return g_strdup_printf ("channel-%u", index + 1);
}

const char *
ear_document_find_heading (const EarDocument *document, const char *target)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (document != NULL && target != NULL, NULL);

  id = ear_report_dup_section (document->report, target);
  return id != NULL ? g_hash_table_lookup (document->headings, id) : NULL;
}

/* ---- the whole ---- */

/* The parts after the first page, in this order: each appends a heading of the second level and what is below it, or nothing where the
 * report does not have that section. */
static void (*const beside[]) (EarDocumentBuilder *builder) = {
  ear_build_voice,
  ear_build_facts,
  ear_build_presence,
  ear_build_talk,
};

static EarDocument *
build (EarReport *report, EarCatalogue *catalogue, const char *organisation, gboolean personal)
{
  g_auto (EarCatalogueScope) scope = ear_catalogue_enter (catalogue);
  EarDocument *document = g_new0 (EarDocument, 1);
  EarDocumentBuilder builder = { document, personal };
  g_autofree char *period = NULL;

  g_atomic_ref_count_init (&document->references);
  document->report = ear_report_ref (report);
  document->catalogue = catalogue != NULL ? ear_catalogue_ref (catalogue) : NULL;
  document->language = ear_catalogue_dup_language ();
  document->organisation = organisation != NULL && organisation[0] != '\0' ? g_strdup (organisation) : NULL;
  document->blocks = g_ptr_array_new_with_free_func (block_free);
  document->headings = g_hash_table_new (g_str_hash, g_str_equal);
  period = ear_report_dup_period (report);
  document->title = g_strdup_printf (_("How we answered, %s"), period);

  ear_build_heading (&builder, 1, "report", document->title);
  ear_build_answering_first (&builder);
  ear_build_end_first (&builder);
  ear_build_answering (&builder);
  document->begin_beside = document->blocks->len;
  for (gsize i = 0; i < G_N_ELEMENTS (beside); i++)
    beside[i](&builder);
  document->end_beside = document->blocks->len;
  ear_build_method (&builder);
  return document;
}

/**
 * ear_document_new:
 * @organisation: (nullable): whose report it is
 *
 * Puts a report into words, once.
 *
 * Returns: (transfer full): the document
 */
EarDocument *
ear_document_new (EarReport *report, EarCatalogue *catalogue, const char *organisation)
{
  g_return_val_if_fail (report != NULL, NULL);

  return build (report, catalogue, organisation, FALSE);
}

/**
 * ear_document_new_personal:
 *
 * In the user's language, with what is for the one alone who reads it. It stays on screen.
 *
 * Returns: (transfer full): the document
 */
EarDocument *
ear_document_new_personal (EarReport *report)
{
  g_return_val_if_fail (report != NULL, NULL);

  return build (report, NULL, NULL, TRUE);
}

EarDocument *
ear_document_ref (EarDocument *document)
{
  g_return_val_if_fail (document != NULL, NULL);
  g_atomic_ref_count_inc (&document->references);
  return document;
}

void
ear_document_unref (EarDocument *document)
{
  if (document == NULL || !g_atomic_ref_count_dec (&document->references))
    return;
  g_hash_table_unref (document->headings);
  g_ptr_array_unref (document->blocks);
  ear_report_unref (document->report);
  ear_catalogue_unref (document->catalogue);
  g_free (document->language);
  g_free (document->title);
  g_free (document->organisation);
  g_free (document);
}

const EarReport *
ear_document_get_report (const EarDocument *document)
{
  return document->report;
}

EarCatalogue *
ear_document_get_catalogue (const EarDocument *document)
{
  return document->catalogue;
}

const char *
ear_document_get_language (const EarDocument *document)
{
  return document->language;
}

gboolean
ear_document_is_rtl (const EarDocument *document)
{
  return ear_words_is_rtl (document->language);
}

const char *
ear_document_get_title (const EarDocument *document)
{
  return document->title;
}

const char *
ear_document_get_organisation (const EarDocument *document)
{
  return document->organisation;
}

guint
ear_document_get_n_blocks (const EarDocument *document)
{
  return document->blocks->len;
}

guint
ear_document_get_n_first (const EarDocument *document)
{
  return document->n_first;
}

void
ear_document_get_beside (const EarDocument *document, guint *begin, guint *end)
{
  *begin = document->begin_beside;
  *end = document->end_beside;
}

static gboolean
is_same_runs (const EarRuns *one, const EarRuns *other)
{
  if (one == NULL || other == NULL)
    return one == other;
  if (one->len != other->len)
    return FALSE;
  for (guint i = 0; i < one->len; i++)
    {
      const EarRun *run = g_ptr_array_index (one, i), *like = g_ptr_array_index (other, i);

      if (!g_str_equal (run->text, like->text) || g_strcmp0 (run->target, like->target) != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_same_list (const GPtrArray *one, const GPtrArray *other)
{
  if (one == NULL || other == NULL)
    return one == other;
  if (one->len != other->len)
    return FALSE;
  for (guint i = 0; i < one->len; i++)
    if (!is_same_runs (g_ptr_array_index (one, i), g_ptr_array_index (other, i)))
      return FALSE;
  return TRUE;
}

static gboolean
is_same_table (const EarBlock *one, const EarBlock *other)
{
  if (one->rows == NULL || other->rows == NULL)
    return one->rows == other->rows;
  if (one->rows->len != other->rows->len || one->columns->len != other->columns->len)
    return FALSE;
  for (guint i = 0; i < one->columns->len; i++)
    if (!g_str_equal (((const EarColumn *) one->columns->pdata[i])->title, ((const EarColumn *) other->columns->pdata[i])->title))
      return FALSE;
  for (guint i = 0; i < one->rows->len; i++)
    if (!is_same_list (g_ptr_array_index (one->rows, i), g_ptr_array_index (other->rows, i)))
      return FALSE;
  return TRUE;
}

gboolean
ear_block_says_same (const EarBlock *one, const EarBlock *other)
{
  g_return_val_if_fail (one != NULL && other != NULL, FALSE);

  return one->kind == other->kind && one->style == other->style && one->level == other->level && one->ordered == other->ordered &&
         one->highlight == other->highlight && g_strcmp0 (one->id, other->id) == 0 && g_strcmp0 (one->title, other->title) == 0 &&
         g_strcmp0 (one->description, other->description) == 0 && is_same_runs (one->runs, other->runs) && is_same_list (one->items, other->items) &&
         is_same_table (one, other);
}

void
ear_document_get_section (const EarDocument *document, const char *id, guint *begin, guint *end)
{
  guint n = document->blocks->len, level;

  for (*begin = 0; *begin < n && g_strcmp0 (ear_document_get_block (document, *begin)->id, id) != 0; (*begin)++)
    ;
  level = *begin < n ? ear_document_get_block (document, *begin)->level : 0;
  for (*end = MIN (*begin + 1, n); *end < n; (*end)++)
    {
      const EarBlock *block = ear_document_get_block (document, *end);

      if (block->kind == EAR_BLOCK_HEADING && block->level <= level)
        break;
    }
}

const EarBlock *
ear_document_get_block (const EarDocument *document, guint index)
{
  g_return_val_if_fail (document != NULL && index < document->blocks->len, NULL);
  return g_ptr_array_index (document->blocks, index);
}

/* ---- paper ---- */

gboolean
ear_paper_from_string (const char *word, EarPaper *paper)
{
  g_return_val_if_fail (word != NULL && paper != NULL, FALSE);

  if (!g_str_equal (word, "a4") && !g_str_equal (word, "letter"))
    return FALSE;
  *paper = g_str_equal (word, "a4") ? EAR_PAPER_A4 : EAR_PAPER_LETTER;
  return TRUE;
}

void
ear_paper_get_size (EarPaper paper, double *width, double *height)
{
  *width = paper == EAR_PAPER_A4 ? 210 / 25.4 * 72 : 8.5 * 72;
  *height = paper == EAR_PAPER_A4 ? 297 / 25.4 * 72 : 11 * 72;
}
