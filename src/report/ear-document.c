/* The blocks themselves; what they say is put together in ear-report-document.c and beside it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "report/ear-document-private.h"
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
};

struct _EarDocumentBuilder
{
  EarDocument *document;
};

static const char *const clock_words[EAR_N_CLOCKS] = {
  [EAR_CLOCK_OPEN] = "open", [EAR_CLOCK_WALL] = "wall", [EAR_CLOCK_SHARED] = "shared",
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
ear_runs_add (EarRuns *runs, char *take_text, char *take_target, EarRunStyle style)
{
  EarRun *run = g_new0 (EarRun, 1);

  run->text = take_text;
  run->target = take_target;
  run->style = style;
  g_ptr_array_add (runs, run);
}

EarRuns *
ear_runs_new (char *take_text, char *take_target)
{
  EarRuns *runs = g_ptr_array_new_with_free_func (run_free);

  if (take_text != NULL)
    ear_runs_add (runs, take_text, take_target, EAR_RUN_PLAIN);
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
        ear_runs_add (runs, unescape (markup, (gsize) (begin - markup)), NULL, EAR_RUN_PLAIN);
      if (*begin == '\0')
        break;
      target = begin + strlen ("<a href=\"");
      end_target = strstr (target, "\">");
      end = end_target != NULL ? strstr (end_target, "</a>") : NULL;
      if (end == NULL)
        break;
      ear_runs_add (runs, unescape (end_target + 2, (gsize) (end - end_target - 2)), unescape (target, (gsize) (end_target - target)), EAR_RUN_PLAIN);
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

const char *
ear_clock_to_string (EarClock clock)
{
  g_return_val_if_fail (clock < EAR_N_CLOCKS, NULL);
  return clock_words[clock];
}

char *
ear_figure_dup_target (const EarReportChannel *channel, EarFigure figure, EarClock clock)
{
  return g_strdup_printf ("figure:%s/%s/%s", channel->key, ear_figure_to_string (figure), ear_clock_to_string (clock));
}

gboolean
ear_document_parse_figure (const EarReport *report, const char *target, guint *channel, EarFigure *figure, EarClock *clock)
{
  g_auto (GStrv) parts = NULL;
  guint by = 0;

  g_return_val_if_fail (report != NULL && target != NULL, FALSE);

  if (!g_str_has_prefix (target, "figure:"))
    return FALSE;
  parts = g_strsplit (target + strlen ("figure:"), "/", 3);
  if (g_strv_length (parts) != 3 || !ear_figure_from_string (parts[1], figure))
    return FALSE;
  while (by < EAR_N_CLOCKS && !g_str_equal (clock_words[by], parts[2]))
    by++;
  if (by == EAR_N_CLOCKS)
    return FALSE;
  *clock = (EarClock) by;
  for (guint i = 0; i < report->channels->len; i++)
    if (g_str_equal (ear_report_get_channel (report, i)->key, parts[0]))
      {
        *channel = i;
        return TRUE;
      }
  return FALSE;
}

char *
ear_build_dup_channel_id (guint index)
{
  return g_strdup_printf ("channel-%u", index + 1);
}

const char *
ear_document_find_heading (const EarDocument *document, const char *target)
{
  g_autofree char *id = NULL;
  guint channel;
  EarFigure figure;
  EarClock clock;

  g_return_val_if_fail (document != NULL && target != NULL, NULL);

  if (target[0] == '#')
    return g_hash_table_lookup (document->headings, target + 1);
  if (!ear_document_parse_figure (document->report, target, &channel, &figure, &clock))
    return NULL;
  id = ear_build_dup_channel_id (channel);
  return g_hash_table_lookup (document->headings, id);
}

/* ---- the whole ---- */

/* The parts after the first page, in this order: each appends a heading of the second level and what is below it, or nothing where the
 * report does not have that section. What customers are told beside answering (voice, facts, presence, talk) goes in here. */
static void (*const parts[]) (EarDocumentBuilder *builder) = {
  ear_build_answering,
  ear_build_presence,
  ear_build_talk,
  ear_build_method,
};

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
  g_auto (EarCatalogueScope) scope = ear_catalogue_enter (catalogue);
  EarDocument *document;
  EarDocumentBuilder builder;
  g_autofree char *period = NULL;

  g_return_val_if_fail (report != NULL, NULL);

  document = g_new0 (EarDocument, 1);
  g_atomic_ref_count_init (&document->references);
  document->report = ear_report_ref (report);
  document->catalogue = catalogue != NULL ? ear_catalogue_ref (catalogue) : NULL;
  document->language = ear_catalogue_dup_language ();
  document->organisation = organisation != NULL && organisation[0] != '\0' ? g_strdup (organisation) : NULL;
  document->blocks = g_ptr_array_new_with_free_func (block_free);
  document->headings = g_hash_table_new (g_str_hash, g_str_equal);
  period = ear_report_dup_period (report);
  document->title = g_strdup_printf (_("How we answered, %s"), period);
  builder.document = document;

  ear_build_heading (&builder, 1, "report", document->title);
  ear_build_answering_first (&builder);
  ear_build_end_first (&builder);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    parts[i](&builder);
  return document;
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
  static const char *const languages[] = { "ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi" };
  gsize length = strcspn (document->language, "-");

  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    if (strlen (languages[i]) == length && strncmp (languages[i], document->language, length) == 0)
      return TRUE;
  return FALSE;
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
