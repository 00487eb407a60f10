/* ear-statement-private.h: the parts that find statements
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-statement.h"
#include "model/ear-lexicon-private.h"

G_BEGIN_DECLS

typedef struct {
  const EarLexicon *lexicon; /* (nullable) */
  const char *text;          /* valid UTF-8 */
  EarTokens *tokens;
  GArray *found;             /* (element-type EarStatement) */
} EarStatementReader;

GArray *ear_statements_of_tokens (const EarLexicon *lexicon, const char *text, EarTokens *tokens);

EarStatement *ear_statement_add (EarStatementReader *reader, EarStatementKind kind, guint first, guint last);
/* Tokens whose bytes lie in [start, end) are used up. */
void ear_statement_use (EarStatementReader *reader, guint start, guint end);

void ear_statements_find_contacts (EarStatementReader *reader); /* mail, web, phone: in every language */
void ear_statements_find_addresses (EarStatementReader *reader);
void ear_statements_find_dates (EarStatementReader *reader);
void ear_statements_find_prices (EarStatementReader *reader);
void ear_statements_find_hours (EarStatementReader *reader);
void ear_statements_find_yes_no (EarStatementReader *reader);

/* "0,33 l", "1,40 m": what such a word counts is no price. */
gboolean ear_token_is_unit (const EarToken *token);
/* The days a token names beside its neighbours: bits, 0 none. */
guint8 ear_token_days (const EarTokens *tokens, guint i);

G_END_DECLS
