/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is typed into a search: read, written and read again it is the same.
 */

#include <string.h>

#include "model/ear-search-text.h"
#include "fuzz/fuzz.h"

#define NOW G_GINT64_CONSTANT (1793620800000) /* 2026-11-02, a Monday */

static void
check_same (const EarSearchText *a, const EarSearchText *b)
{
  FUZZ_CHECK (strcmp (a->words, b->words) == 0);
  FUZZ_CHECK (a->filters->len == b->filters->len);
  for (guint i = 0; i < a->filters->len; i++)
    {
      const EarSearchFilter *x = a->filters->pdata[i], *y = b->filters->pdata[i];

      FUZZ_CHECK (x->type == y->type && strcmp (x->value, y->value) == 0);
      FUZZ_CHECK (x->choice == y->choice && x->from == y->from && x->to == y->to);
      FUZZ_CHECK ((x->problem == NULL) == (y->problem == NULL));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  EarTypedDates dates = { NOW, zone, size % 2 == 1 };
  g_autoptr (EarSearchText) first = ear_search_text_new (text, &dates);
  g_autofree char *printed = ear_search_text_print (first);
  g_autoptr (EarSearchText) second = NULL;
  g_autofree char *again = NULL;
  gint64 from, to;

  if (ear_typed_date_parse (text, &dates, &from, &to))
    FUZZ_CHECK (from < to && to - from <= 366 * G_GINT64_CONSTANT (86400000));
  FUZZ_CHECK (g_utf8_validate (printed, -1, NULL));
  /* Words of a filter in another language, or its values in quotes, may make it longer than what is read. */
  if (strlen (printed) > 3900)
    return 0;
  second = ear_search_text_new (printed, &dates);
  check_same (first, second);
  again = ear_search_text_print (second);
  FUZZ_CHECK (strcmp (printed, again) == 0);

  /* Each chip taken away. */
  for (guint i = 0; i < second->filters->len; i++)
    {
      const EarSearchFilter *filter = second->filters->pdata[i];
      g_autofree char *without = ear_search_text_without (printed, filter);
      g_autoptr (EarSearchText) less = ear_search_text_new (without, &dates);

      FUZZ_CHECK (filter->start < filter->end && filter->end <= strlen (printed));
      FUZZ_CHECK (filter->problem != NULL || filter->choice != EAR_SEARCH_NO_CHOICE || filter->type == EAR_SEARCH_FROM ||
                  filter->type == EAR_SEARCH_CHANNEL || filter->from < filter->to);
      FUZZ_CHECK (less->filters->len == second->filters->len - 1 && strcmp (less->words, second->words) == 0);
      for (guint k = 0; k < less->filters->len; k++)
        FUZZ_CHECK (strcmp (((EarSearchFilter *) less->filters->pdata[k])->value,
                            ((EarSearchFilter *) second->filters->pdata[k + (k >= i)])->value) == 0);
    }
  return 0;
}
