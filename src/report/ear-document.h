/* ear-document.h: the report as a page to read: one list of blocks for window, paper, web page and terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "base/ear-catalogue.h"
#include "report/ear-chart.h"

G_BEGIN_DECLS

/* @target: (nullable): "SECTION:…": the conversations behind what the text says, by ear_report_dup_list(); "#ID": a heading of the document;
 * "do:ACTION": what the window can open to mend it: "hours", "channel/KEY", "facts", "voice", "plan". */
typedef struct {
  char *text;
  char *target;
} EarRun;

typedef GPtrArray EarRuns;   /* (element-type EarRun) */

typedef enum {
  EAR_BLOCK_HEADING,
  EAR_BLOCK_PARAGRAPH,
  EAR_BLOCK_LIST,
  EAR_BLOCK_TABLE,
  EAR_BLOCK_CHART,
} EarBlockKind;

typedef enum {
  EAR_PARAGRAPH_PLAIN,
  EAR_PARAGRAPH_LEAD,        /* larger: what matters most */
  EAR_PARAGRAPH_NOTE,        /* smaller: what has to be known with it */
  EAR_PARAGRAPH_WARNING,
  EAR_PARAGRAPH_FORMULA,
} EarParagraphStyle;

typedef struct {
  char *title;
  gboolean numeric;          /* set at the end of its column */
} EarColumn;

typedef struct {
  EarBlockKind kind;
  char *id;                  /* (nullable): of headings, unique in the document */
  guint level;               /* of a heading: 1…3 */
  gboolean new_page;         /* of a heading: on paper it begins one */
  EarParagraphStyle style;
  EarRuns *runs;             /* of a heading or paragraph */
  gboolean ordered;          /* of a list */
  GPtrArray *items;          /* (element-type EarRuns) of a list */
  char *title;               /* of a table: what it shows; of a chart */
  GPtrArray *columns;        /* (element-type EarColumn); the first holds the rows' headings */
  GPtrArray *rows;           /* (element-type GPtrArray of EarRuns): as many cells as columns */
  char *description;         /* of a chart: in words */
  int highlight;             /* of a chart: as EarChartOptions */
} EarBlock;

/* Immutable once built; may be read from any thread. */
typedef struct _EarDocument EarDocument;

/* The translations that are installed for @language; NULL: the user's language. A file that cannot be read is a line in the log, and NULL. */
EarCatalogue *ear_report_load_catalogue (const char *language);
/* BCP 47, English and those that are installed, by code. (transfer full) */
GStrv ear_report_list_languages (void);
/* "Deutsch": the language's own; (transfer full) */
char *ear_report_dup_language_name (const char *language);
/* @catalogue: (nullable): the language to write in; NULL: the user's. Reads nothing but @report. */
EarDocument *ear_document_new (EarReport *report, EarCatalogue *catalogue, const char *organisation);
/* For the screen alone. */
EarDocument *ear_document_new_personal (EarReport *report);
EarDocument *ear_document_ref (EarDocument *document);
void ear_document_unref (EarDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarDocument, ear_document_unref)

const EarReport *ear_document_get_report (const EarDocument *document);
EarCatalogue *ear_document_get_catalogue (const EarDocument *document); /* (nullable) */
const char *ear_document_get_language (const EarDocument *document);    /* BCP 47 */
gboolean ear_document_is_rtl (const EarDocument *document);
const char *ear_document_get_title (const EarDocument *document);
const char *ear_document_get_organisation (const EarDocument *document); /* (nullable) */
/* The first page's blocks are the first. */
guint ear_document_get_n_blocks (const EarDocument *document);
guint ear_document_get_n_first (const EarDocument *document);
/* What stands beside answering: blocks from @begin to before @end, none in a plain report. */
void ear_document_get_beside (const EarDocument *document, guint *begin, guint *end);
const EarBlock *ear_document_get_block (const EarDocument *document, guint index);
/* The heading @id and what is below it; both the document's end where there is none. */
void ear_document_get_section (const EarDocument *document, const char *id, guint *begin, guint *end);
/* Links included. Of a chart its description alone is compared. */
gboolean ear_block_says_same (const EarBlock *one, const EarBlock *other);
/* "channel-3": the heading of one channel's figures; (transfer full) */
char *ear_document_dup_channel_id (guint index);
/* Where a run's target leads outside the window, as the id of a heading; NULL: nowhere. */
const char *ear_document_find_heading (const EarDocument *document, const char *target);

/* ---- its forms; each may take a while, so from a worker; NULL only with @error ---- */

typedef enum {
  EAR_REPORT_TEXT,
  EAR_REPORT_JSON,
  EAR_REPORT_CSV,
  EAR_REPORT_CSV_HOURS,      /* the hours of the week */
  EAR_REPORT_HTML,
  EAR_REPORT_PDF,
} EarReportFormat;
gboolean ear_report_format_from_string (const char *word, EarReportFormat *format);

typedef enum {
  EAR_PAPER_A4,
  EAR_PAPER_LETTER,
} EarPaper;
gboolean ear_paper_from_string (const char *word, EarPaper *paper);
void ear_paper_get_size (EarPaper paper, double *width, double *height); /* points */
#define EAR_PAPER_MARGIN 54.  /* points: three quarters of an inch */

GBytes *ear_document_to_bytes (const EarDocument *document, EarReportFormat format, EarPaper paper, GCancellable *cancellable, GError **error);
/* The file is there whole, or as it was. */
gboolean ear_document_save (const EarDocument *document, EarReportFormat format, EarPaper paper, GFile *file, GCancellable *cancellable, GError **error);

/* One file: no script, nothing from elsewhere. */
GBytes *ear_document_to_html (const EarDocument *document, GCancellable *cancellable, GError **error);
GBytes *ear_document_to_pdf (const EarDocument *document, EarPaper paper, GCancellable *cancellable, GError **error);
/* For a terminal: lines of at most @columns. @method: with how each figure is counted. */
char *ear_document_to_text (const EarDocument *document, guint columns, gboolean method);

/* ---- paper: laid out once, drawn page by page, for PDF and printer ---- */

/* Belongs to the thread that made it. */
typedef struct _EarPages EarPages;
/* @width, @height: of the paper in points; @margin: around it, the footer stands in it */
EarPages *ear_pages_new (const EarDocument *document, double width, double height, double margin);
void ear_pages_free (EarPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarPages, ear_pages_free)
guint ear_pages_get_n (const EarPages *pages);
/* @cr: in points, its origin at the paper's corner. @linked: with links, their ends and structure, for a file that holds all pages;
 * of page 2 printed alone they would lead nowhere. */
void ear_pages_draw (EarPages *pages, guint page, cairo_t *cr, gboolean linked);

G_END_DECLS
