/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <pango/pangocairo.h>

#include "report/ear-document-private.h"

G_BEGIN_DECLS

typedef struct
{
  PangoLayout *layout;
  const EarRuns *runs;       /* (nullable): whose links it has */
  const char *section;       /* (nullable): where it stands, so where no link leads */
  double x, y, width;
} EarPageText;

typedef struct
{
  const EarBlock *block;
  GArray *texts;             /* (element-type EarPageText), from the piece's corner */
  double before, height;     /* space above it, but not at a page's top */
  double rule;               /* width of the line below; 0: none */
  int head;                  /* the piece that is set again where this one begins a page; -1 */
  gboolean keep_next, new_page;
  gboolean is_head;          /* the row of a table's column titles */
} EarPagePiece;

typedef struct
{
  guint piece;
  guint page;
  double y;
} EarPagePlace;

struct _EarPages
{
  const EarDocument *document;
  double width, height, margin;
  gboolean rtl;
  gboolean linked;           /* of the page that is being drawn */
  const char *section;       /* (nullable): of what is being added, the id of its heading */
  PangoContext *context;
  GPtrArray *pieces;         /* (element-type EarPagePiece) */
  GArray *places;            /* (element-type EarPagePlace), by page */
  guint n_pages;
};

double ear_pages_content_width (const EarPages *pages);
EarPagePiece *ear_pages_get_piece (const EarPages *pages, guint index);
/* (transfer full): @size, @width in points; a @width of 0 or less: one line */
PangoLayout *ear_pages_new_layout (EarPages *pages, const char *text, double size, PangoWeight weight, double width);
void ear_pages_align (const EarPages *pages, PangoLayout *layout, gboolean at_end);
/* (nullable): where the run leads on paper */
const char *ear_pages_find_heading (const EarPages *pages, const EarPageText *text, const EarRun *run);

G_END_DECLS
