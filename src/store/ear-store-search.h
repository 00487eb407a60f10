/* ear-store-search.h: search inside a transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store-private.h"

G_BEGIN_DECLS

/* Conversations in which a message matches @query->words, by their newest match. */
void ear_db_search_conversations (EarDb *db, const EarStoreQuery *query, GArray *ids);
/* People all words of @text begin a name or handle of. (element-type gint64) (transfer full) */
GArray *ear_db_find_people (EarDb *db, const char *text, guint limit);
/* What the person typed as an FTS5 expression confined to {body}, every word quoted. @meta: (nullable): what holds besides, as
 * ear_search_meta() has it. @beginnings: the last word may be a beginning. NULL when nothing can match, or when @beginnings asks for no more
 * than without. */
char *ear_search_expression (const char *words, const char *meta, gboolean beginnings);
/* Any of the channels, and the direction, -1: all; NULL: both do not matter. (transfer full) */
char *ear_search_meta (const gint64 *channels, guint n_channels, int direction);
/* Of text that is known to be words: whether any is there to look for. */
gboolean ear_search_has_words (const char *words);

/* The SQL function ear_wanted (number, list) tells whether the list, a GArray of gint64 in this order bound as pointer "ids", holds it. */
int ear_search_compare_ids (const void *a, const void *b);
gboolean ear_search_has_id (const GArray *ids, gint64 id);

/* How the filters of a search are looked for. */
typedef struct {
  const EarStoreSearch *search;
  guint limit;           /* hits */
  char *meta;            /* (nullable): for the expression */
  char *tests;           /* SQL: " AND …" for m (message), i (identity), c (conversation) */
  gboolean needs_conversation; /* @tests speak of c */
  gboolean few_conversations; /* fit */
  gboolean of_conversations; /* only conversations are asked about */
  gboolean of_nothing;   /* neither words nor a filter: then nothing is found */
  GArray *channels;      /* (nullable) (element-type gint64), sorted */
  GArray *people;        /* (nullable) (element-type gint64), sorted: who may have written it */
  GArray *messages;      /* (nullable) (element-type gint64), sorted: all that fit, where they are few; words are still to be looked for */
  gint64 first_id, last_id; /* of messages */
  guint met_for_test;    /* 0: as many as are worth it */
} EarSearchPlan;

void ear_search_plan_init (EarDb *db, EarSearchPlan *plan, const EarStoreSearch *search);
void ear_search_plan_clear (EarSearchPlan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EarSearchPlan, ear_search_plan_clear)
/* Tests: what counts as few, and after how many hits that do not fit those that can are looked up, so that a small workspace is searched as a large one is; 0: as always. */
void ear_search_set_few_for_test (guint conversations, guint messages, guint met);
/* Binds what its SQL names: :first, :last, :since, :before, :late, :limit, :channel, :channels, :people, :messages. */
void ear_search_plan_bind (const EarSearchPlan *plan, sqlite3_stmt *query);
/* SQL from FROM on: conversations that fit with their newest message, newest first. (transfer full) */
char *ear_search_plan_list_conversations (const EarSearchPlan *plan);

G_END_DECLS
