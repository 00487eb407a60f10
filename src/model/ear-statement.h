/* ear-statement.h: what a text states: times, dates, prices, yes or no, numbers, addresses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  EAR_STATEMENT_HOURS,       /* from, until, or closed, on some days */
  EAR_STATEMENT_DATE,
  EAR_STATEMENT_PRICE,
  EAR_STATEMENT_YES_NO,
  EAR_STATEMENT_PHONE,
  EAR_STATEMENT_EMAIL,
  EAR_STATEMENT_LINK,
  EAR_STATEMENT_ADDRESS,
  EAR_N_STATEMENTS,
} EarStatementKind;

/* "hours": the stable word of --json and links. */
const char *ear_statement_kind_to_string (EarStatementKind kind);

#define EAR_MINUTE_UNKNOWN -1

typedef struct {
  EarStatementKind kind;
  guint start, end;          /* bytes in the text */
  guint sentence;            /* 0 the first */

  /* HOURS */
  guint8 days;               /* 1 Monday, 2 Tuesday, 4 …; 0: none is named */
  gboolean closed;           /* on those days */
  gint16 from, to;           /* minutes after midnight, EAR_MINUTE_UNKNOWN: not said; to may exceed 1440 */
  gboolean twelve_from, twelve_to; /* may as well be twelve hours later or earlier: "until 10" */
  gboolean point;            /* a time alone, which need not be when we open: "at 7" */
  gboolean opening;          /* the sentence speaks of being open or closed */
  gboolean other;            /* … of something with hours, a place or a number of its own: the kitchen, a taxi */
  gboolean special;          /* … of a day that need not be as usual: a holiday, today */
  gboolean theirs;           /* … of the customer's number or address */
  gboolean ours;             /* … of ours, in so many words */
  gboolean booked;           /* … of a table or an appointment */

  /* DATE */
  guint8 day, month;
  guint16 year;              /* 0: not said */

  /* PRICE */
  gint64 cents;
  char currency[4];          /* "EUR", "": none is named */

  gboolean yes;              /* YES_NO */
  char *value;               /* PHONE: digits; EMAIL, LINK: lower case, no "www."; ADDRESS: "haupt 5": equal means the same */
} EarStatement;

/**
 * ear_statements_new:
 * @text: plain text; what is no UTF-8 of it is read as far as it can be
 * @language: (nullable): BCP 47, where @text and @beside do not tell
 * @beside: (nullable): another text of the same language, as what @text answers
 *
 * Returns: (transfer full) (element-type EarStatement): in the order of the text. Without a language numbers, mail and web addresses alone.
 */
GArray *ear_statements_new (const char *text, const char *language, const char *beside);

/* Whether both can be true: of the same kind, and for the same days where they have some. HOURS of one day are alternatives. */
gboolean ear_statements_agree (const EarStatement *a, const EarStatement *b);
/* Digits as they are dialled within the country, so that "+49 30 1234" and "030/1234" are one number. */
gboolean ear_phone_equal (const char *a, const char *b);

G_END_DECLS
