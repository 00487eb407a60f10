/* ear-brand-sheet.h: the facts every channel must agree on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-hours.h"

G_BEGIN_DECLS

typedef enum {
  EAR_BRAND_NAME,
  EAR_BRAND_ADDRESS,   /* as on a letter; several lines, an empty one between two addresses */
  EAR_BRAND_PHONE,     /* one a line */
  EAR_BRAND_EMAIL,     /* one a line */
  EAR_BRAND_LINKS,     /* one a line */
  EAR_BRAND_POLICIES,  /* plain text: "Dogs are welcome on the terrace." */
  EAR_BRAND_PRICES,    /* one a line: "Margherita 9.50 €" */
  EAR_BRAND_VOICE,     /* as the voice part reads it */
  EAR_BRAND_PLAN,      /* posts a week per channel */
  EAR_N_BRAND_FACTS,
} EarBrandFact;

/* "phone": the stable word in the store and of --json. */
const char *ear_brand_fact_to_string (EarBrandFact fact);
gboolean ear_brand_fact_from_string (const char *word, EarBrandFact *fact);

/* The opening hours belong to it; they have "valid from" and are kept with the workspace's other hours. */
typedef struct {
  char *texts[EAR_N_BRAND_FACTS]; /* (nullable) each: not said */
  EarHours *opening;              /* (nullable): what customers are told */
} EarBrandSheet;

EarBrandSheet *ear_brand_sheet_new (void);
EarBrandSheet *ear_brand_sheet_copy (const EarBrandSheet *sheet);
void ear_brand_sheet_free (EarBrandSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarBrandSheet, ear_brand_sheet_free)

/* Trimmed; empty is NULL. Line ends of other systems and blanks at the ends of lines go, so that equal facts are equal text. */
void ear_brand_sheet_set (EarBrandSheet *sheet, EarBrandFact fact, const char *text);
const char *ear_brand_sheet_get (const EarBrandSheet *sheet, EarBrandFact fact);
/* The lines that say something. (transfer full) */
GStrv ear_brand_sheet_dup_lines (const EarBrandSheet *sheet, EarBrandFact fact);

G_END_DECLS
