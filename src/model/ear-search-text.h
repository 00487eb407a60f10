/* ear-search-text.h: what is typed into a search: words and filters
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-typed-date.h"

G_BEGIN_DECLS

typedef enum {
  EAR_SEARCH_FROM,           /* by whom: a name or handle, or "us" */
  EAR_SEARCH_CHANNEL,
  EAR_SEARCH_BEFORE,         /* before the day, week, … begins */
  EAR_SEARCH_AFTER,          /* since it began */
  EAR_SEARCH_ON,             /* within it */
  EAR_SEARCH_IS,             /* EarSearchChoice */
  EAR_SEARCH_HAS,            /* EarSearchChoice */
  EAR_SEARCH_N_FILTERS,
} EarSearchFilterType;

/* What "is:" and "has:" offer, and the one name that "from:" has of its own. */
typedef enum {
  EAR_SEARCH_UNANSWERED,     /* conversations that need an answer */
  EAR_SEARCH_LATE,           /* those of them whose time has passed */
  EAR_SEARCH_ANSWERED,       /* the next word is theirs */
  EAR_SEARCH_DONE,
  EAR_SEARCH_UNREAD,
  EAR_SEARCH_REVIEW,
  EAR_SEARCH_SPAM,
  EAR_SEARCH_NOTE,           /* messages that are notes of ours */
  EAR_SEARCH_ATTACHMENT,     /* messages with anything attached */
  EAR_SEARCH_PICTURE,
  EAR_SEARCH_US,             /* written by us */
  EAR_SEARCH_N_CHOICES,
  EAR_SEARCH_NO_CHOICE = EAR_SEARCH_N_CHOICES,
} EarSearchChoice;

typedef struct {
  EarSearchFilterType type;
  char *value;               /* as typed, without quotes; never a quote in it */
  EarSearchChoice choice;
  gint64 from, to;           /* UTC ms, dates: what the words mean */
  char *problem;             /* (nullable): a sentence for people: it means nothing, and is left out of the search */
  gboolean unfinished;       /* the text ends with it: it may be typed on */
  gsize start, end;          /* where it stands in the text, bytes */
} EarSearchFilter;

/* Immutable and reference counted. */
typedef struct {
  char *words;               /* what remains: words with a blank between, "…" a phrase; "" when there is none */
  GPtrArray *filters;        /* (element-type EarSearchFilter), as typed */
} EarSearchText;

/* @text: anything; what is beyond 4,000 bytes is left out. Filter words are known in the user's language and in English; "foo:bar" with a word
 * that is none is only words, as is everything in quotes. A value with blanks stands in quotes, but for a date: before:last week. */
EarSearchText *ear_search_text_new (const char *text, const EarTypedDates *dates);
EarSearchText *ear_search_text_ref (const EarSearchText *self);
void ear_search_text_unref (EarSearchText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarSearchText, ear_search_text_unref)

/* Neither words nor a filter that means something. */
gboolean ear_search_text_is_empty (const EarSearchText *self);
/* What was not understood, a sentence a line; NULL: all was. (transfer full) */
char *ear_search_text_dup_problems (const EarSearchText *self);
/* As text that means the same. (transfer full) */
char *ear_search_text_print (const EarSearchText *self);
/* One filter, in quotes where it must: from:"Mia Wirth". (transfer full) */
char *ear_search_filter_print (EarSearchFilterType type, const char *value);
/* @text without the filter that stands there: what was a chip. @filter: of this text. (transfer full) */
char *ear_search_text_without (const char *text, const EarSearchFilter *filter);

/* As the user types it: "from". (transfer full) */
char *ear_search_filter_dup_word (EarSearchFilterType type);
/* As the user types it: "unanswered". (transfer full) */
char *ear_search_choice_dup_word (EarSearchChoice choice);
/* Which filter takes it. */
EarSearchFilterType ear_search_choice_get_filter (EarSearchChoice choice);

G_END_DECLS
