/* ear-search-text.c: what is typed into a search: words and filters
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "model/ear-search-text.h"

#define MAX_BYTES 4000
#define MAX_DATE_WORDS 4 /* "before:3 November 2026 …" */

/* ---- the words for it ---- */

#define CONTEXT "search filter"

/* Translators: what people type before a colon to narrow a search: "from:mia". Lower case, one word each, no two alike; where several are usual,
 * write all: "von|absender". The first is the one that is offered. What comes after: a person; a channel; a day ("before" it, "since" it, "on"
 * it); a state of a conversation ("is:unread"); something a message has ("has:picture"). */
static const char *const filter_words[EAR_SEARCH_N_FILTERS] = {
  [EAR_SEARCH_FROM] = NC_ ("search filter", "from"),
  [EAR_SEARCH_CHANNEL] = NC_ ("search filter", "channel"),
  [EAR_SEARCH_BEFORE] = NC_ ("search filter", "before"),
  [EAR_SEARCH_AFTER] = NC_ ("search filter", "after|since"),
  [EAR_SEARCH_ON] = NC_ ("search filter", "on"),
  [EAR_SEARCH_IS] = NC_ ("search filter", "is"),
  [EAR_SEARCH_HAS] = NC_ ("search filter", "has"),
};

static const struct {
  EarSearchFilterType filter;
  const char *words;
} choices[EAR_SEARCH_N_CHOICES] = {
  /* Translators: what people type behind "is:", "has:" and "from:" to narrow a search. Lower case, one word each; several with "|" between. */
  [EAR_SEARCH_UNANSWERED] = { EAR_SEARCH_IS, NC_ ("search filter", "unanswered|open") },
  [EAR_SEARCH_LATE] = { EAR_SEARCH_IS, NC_ ("search filter", "late|overdue") },
  [EAR_SEARCH_ANSWERED] = { EAR_SEARCH_IS, NC_ ("search filter", "answered|waiting") },
  [EAR_SEARCH_DONE] = { EAR_SEARCH_IS, NC_ ("search filter", "done|closed") },
  [EAR_SEARCH_UNREAD] = { EAR_SEARCH_IS, NC_ ("search filter", "unread|new") },
  [EAR_SEARCH_REVIEW] = { EAR_SEARCH_IS, NC_ ("search filter", "review") },
  [EAR_SEARCH_SPAM] = { EAR_SEARCH_IS, NC_ ("search filter", "spam") },
  [EAR_SEARCH_NOTE] = { EAR_SEARCH_IS, NC_ ("search filter", "note") },
  [EAR_SEARCH_ATTACHMENT] = { EAR_SEARCH_HAS, NC_ ("search filter", "attachment|attachments") },
  [EAR_SEARCH_PICTURE] = { EAR_SEARCH_HAS, NC_ ("search filter", "picture|pictures|photo|image") },
  [EAR_SEARCH_US] = { EAR_SEARCH_FROM, NC_ ("search filter", "us|me") },
};

static char *
dup_first (const char *words)
{
  g_autofree char *translated = ear_word_translate (CONTEXT, words);

  return ear_word_first_of (translated);
}

char *
ear_search_filter_dup_word (EarSearchFilterType type)
{
  g_return_val_if_fail ((guint) type < EAR_SEARCH_N_FILTERS, NULL);

  return dup_first (filter_words[type]);
}

char *
ear_search_choice_dup_word (EarSearchChoice choice)
{
  g_return_val_if_fail ((guint) choice < EAR_SEARCH_N_CHOICES, NULL);

  return dup_first (choices[choice].words);
}

EarSearchFilterType
ear_search_choice_get_filter (EarSearchChoice choice)
{
  g_return_val_if_fail ((guint) choice < EAR_SEARCH_N_CHOICES, EAR_SEARCH_N_FILTERS);

  return choices[choice].filter;
}

/* The user's words go first: in another language "on" may be something else. */
static EarSearchFilterType
find_filter (const char *word, gsize length)
{
  g_autofree char *text = g_strndup (word, length);

  for (guint english = 0; english < 2; english++)
    for (guint type = 0; type < EAR_SEARCH_N_FILTERS; type++)
      {
        g_autofree char *words = english ? g_strdup (filter_words[type]) : ear_word_translate (CONTEXT, filter_words[type]);

        if (ear_word_is_one_of (text, words))
          return (EarSearchFilterType) type;
      }
  return EAR_SEARCH_N_FILTERS;
}

static EarSearchChoice
find_choice (EarSearchFilterType type, const char *value)
{
  for (guint choice = 0; choice < EAR_SEARCH_N_CHOICES; choice++)
    if (choices[choice].filter == type && ear_word_is (value, CONTEXT, choices[choice].words))
      return (EarSearchChoice) choice;
  return EAR_SEARCH_NO_CHOICE;
}

/* ---- reading ---- */

static void
filter_free (gpointer data)
{
  EarSearchFilter *filter = data;

  g_free (filter->value);
  g_free (filter->problem);
  g_free (filter);
}

static const char *
skip_blanks (const char *at)
{
  while (g_unichar_isspace (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return at;
}

static const char *
skip_word (const char *at)
{
  while (*at != '\0' && *at != '"' && !g_unichar_isspace (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return at;
}

/* EAR_SEARCH_N_FILTERS: what stands at @at begins none. @value: behind its colon. */
static EarSearchFilterType
begins_filter (const char *at, const char **value)
{
  gsize length = (gsize) (skip_word (at) - at);
  const char *colon = memchr (at, ':', length);
  EarSearchFilterType type = colon != NULL && colon > at ? find_filter (at, (gsize) (colon - at)) : EAR_SEARCH_N_FILTERS;

  if (type != EAR_SEARCH_N_FILTERS)
    *value = colon + 1;
  return type;
}

static gboolean
takes_date (EarSearchFilterType type)
{
  return type == EAR_SEARCH_BEFORE || type == EAR_SEARCH_AFTER || type == EAR_SEARCH_ON;
}

/* The longest that is a date: "last week", "3 November 2026". (nullable) (transfer full) */
static char *
read_date (const char *value, const EarTypedDates *dates, const char **end)
{
  GString *words = g_string_new (NULL);
  g_autofree char *found = NULL;
  const char *at = value;

  for (guint i = 0; i < MAX_DATE_WORDS; i++)
    {
      const char *word = skip_blanks (at), *next, *ignored;
      gint64 from, to;

      if (*word == '\0' || *word == '"' || (i > 0 && begins_filter (word, &ignored) != EAR_SEARCH_N_FILTERS))
        break;
      next = skip_word (word);
      g_string_append_printf (words, "%s%.*s", i > 0 ? " " : "", (int) (next - word), word);
      at = next;
      if (ear_typed_date_parse (words->str, dates, &from, &to))
        {
          g_set_str (&found, words->str);
          *end = next;
        }
    }
  g_string_free (words, TRUE);
  return g_steal_pointer (&found);
}

/* (transfer full). @closed: in quotes, so that nothing more belongs to it. */
static char *
read_value (EarSearchFilterType type, const char *value, const EarTypedDates *dates, const char **end, gboolean *closed)
{
  const char *at = value, *ignored;
  char *text = NULL;

  *closed = FALSE;
  /* A blank behind the colon does no harm. */
  if (g_unichar_isspace (g_utf8_get_char (at)))
    {
      const char *next = skip_blanks (at);

      if (*next != '\0' && begins_filter (next, &ignored) == EAR_SEARCH_N_FILTERS)
        at = next;
    }
  if (*at == '"')
    {
      const char *quote = strchr (at + 1, '"');

      *closed = quote != NULL;
      *end = quote != NULL ? quote + 1 : at + strlen (at);
      text = g_strndup (at + 1, (gsize) ((quote != NULL ? quote : *end) - at - 1));
      return g_strstrip (text);
    }
  if (takes_date (type))
    text = read_date (at, dates, end);
  if (text == NULL)
    {
      *end = skip_word (at);
      text = g_strndup (at, (gsize) (*end - at));
    }
  return text;
}

/* "unanswered, late, …": what the filter offers. */
static char *
list_choices (EarSearchFilterType type)
{
  GString *list = g_string_new (NULL);

  for (guint choice = 0; choice < EAR_SEARCH_N_CHOICES; choice++)
    if (choices[choice].filter == type)
      {
        g_autofree char *word = ear_search_choice_dup_word ((EarSearchChoice) choice);

        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", word);
      }
  return g_string_free (list, FALSE);
}

static void
understand (EarSearchFilter *filter, const EarTypedDates *dates)
{
  g_autofree char *word = ear_search_filter_dup_word (filter->type);

  filter->choice = find_choice (filter->type, filter->value);
  filter->from = filter->to = EAR_TIME_NONE;
  if (*filter->value == '\0')
    /* Translators: %s is a word that narrows a search, such as "from" */
    filter->problem = g_strdup_printf (_("Write behind “%s:” what to look for."), word);
  else if (takes_date (filter->type) && !ear_typed_date_parse (filter->value, dates, &filter->from, &filter->to))
    /* Translators: 1 a word that narrows a search, such as "before", 2 what was typed behind it */
    filter->problem = g_strdup_printf (_("“%1$s:%2$s” names no day. Write one such as 2026-11-03, yesterday or last week."), word, filter->value);
  else if ((filter->type == EAR_SEARCH_IS || filter->type == EAR_SEARCH_HAS) && filter->choice == EAR_SEARCH_NO_CHOICE)
    {
      g_autofree char *list = list_choices (filter->type);

      /* Translators: 1 a word that narrows a search, such as "is", 2 what was typed behind it, 3 a list of what can be */
      filter->problem = g_strdup_printf (_("“%1$s:%2$s” is not known here. Write one of: %3$s."), word, filter->value, list);
    }
}

EarSearchText *
ear_search_text_new (const char *text, const EarTypedDates *dates)
{
  EarSearchText *self = g_atomic_rc_box_new0 (EarSearchText);
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_BYTES));
  g_autoptr (GString) words = g_string_new (NULL);
  const char *at = valid;

  self->filters = g_ptr_array_new_with_free_func (filter_free);
  while (*(at = skip_blanks (at)) != '\0')
    {
      const char *begin = at, *value = NULL;
      EarSearchFilterType type = *at == '"' ? EAR_SEARCH_N_FILTERS : begins_filter (at, &value);

      if (type != EAR_SEARCH_N_FILTERS)
        {
          EarSearchFilter *filter = g_new0 (EarSearchFilter, 1);
          gboolean closed;

          filter->type = type;
          filter->value = read_value (type, value, dates, &at, &closed);
          filter->start = (gsize) (begin - valid);
          filter->end = (gsize) (at - valid);
          filter->unfinished = *at == '\0' && !closed;
          understand (filter, dates);
          g_ptr_array_add (self->filters, filter);
          continue;
        }
      if (*at == '"')
        {
          const char *quote = strchr (at + 1, '"');

          at = quote != NULL ? quote + 1 : at + strlen (at);
          if ((quote != NULL ? quote : at) > begin + 1)
            g_string_append_printf (words, "%s\"%.*s\"", words->len > 0 ? " " : "", (int) ((quote != NULL ? quote : at) - begin - 1), begin + 1);
          continue;
        }
      at = skip_word (at);
      g_string_append_printf (words, "%s%.*s", words->len > 0 ? " " : "", (int) (at - begin), begin);
    }
  self->words = g_strdup (words->str);
  return self;
}

EarSearchText *
ear_search_text_ref (const EarSearchText *self)
{
  return g_atomic_rc_box_acquire ((EarSearchText *) self);
}

static void
clear (gpointer data)
{
  EarSearchText *self = data;

  g_free (self->words);
  g_ptr_array_unref (self->filters);
}

void
ear_search_text_unref (EarSearchText *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, clear);
}

/* ---- saying it ---- */

gboolean
ear_search_text_is_empty (const EarSearchText *self)
{
  for (guint i = 0; i < self->filters->len; i++)
    if (((const EarSearchFilter *) self->filters->pdata[i])->problem == NULL)
      return FALSE;
  return *self->words == '\0';
}

char *
ear_search_text_dup_problems (const EarSearchText *self)
{
  g_autoptr (GString) problems = g_string_new (NULL);

  for (guint i = 0; i < self->filters->len; i++)
    {
      const EarSearchFilter *filter = self->filters->pdata[i];

      if (filter->problem != NULL)
        g_string_append_printf (problems, "%s%s", problems->len > 0 ? "\n" : "", filter->problem);
    }
  return problems->len > 0 ? g_strdup (problems->str) : NULL;
}

char *
ear_search_filter_print (EarSearchFilterType type, const char *value)
{
  g_autofree char *word = ear_search_filter_dup_word (type);
  gboolean quoted = *value == '\0';

  for (const char *at = value; *at != '\0' && !quoted; at = g_utf8_next_char (at))
    quoted = g_unichar_isspace (g_utf8_get_char (at));
  return g_strdup_printf (quoted ? "%s:\"%s\"" : "%s:%s", word, value);
}

/* The words go first: behind a date, more of them might belong to it. */
char *
ear_search_text_print (const EarSearchText *self)
{
  GString *text = g_string_new (self->words);

  for (guint i = 0; i < self->filters->len; i++)
    {
      const EarSearchFilter *filter = self->filters->pdata[i];
      g_autofree char *printed = ear_search_filter_print (filter->type, filter->value);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", printed);
    }
  return g_string_free (text, FALSE);
}

char *
ear_search_text_without (const char *text, const EarSearchFilter *filter)
{
  gsize length = strlen (text), start = MIN (filter->start, length), end = CLAMP (filter->end, start, length);
  g_autofree char *before = g_strchomp (g_strndup (text, start));
  g_autofree char *after = g_strchug (g_strdup (text + end));

  return g_strconcat (before, *before != '\0' && *after != '\0' ? " " : "", after, NULL);
}
