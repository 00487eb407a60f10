/* Numbers and dates in the report's language, which need not be one that this computer has a locale for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "report/ear-words.h"

char *
ear_words_dup_number (guint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  /* Translators: between the thousands of a number; a no-break space where your language puts a space */
  const char *separator = C_("thousands", ",");
  GString *text = g_string_new (NULL);
  gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append (text, separator);
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

static const char *
month_name (int month)
{
  switch (month)
    {
    case 1: return C_("month in a date", "Jan");
    case 2: return C_("month in a date", "Feb");
    case 3: return C_("month in a date", "Mar");
    case 4: return C_("month in a date", "Apr");
    case 5: return C_("month in a date", "May");
    case 6: return C_("month in a date", "Jun");
    case 7: return C_("month in a date", "Jul");
    case 8: return C_("month in a date", "Aug");
    case 9: return C_("month in a date", "Sep");
    case 10: return C_("month in a date", "Oct");
    case 11: return C_("month in a date", "Nov");
    default: return C_("month in a date", "Dec");
    }
}

char *
ear_words_format_time (GDateTime *time, const char *format)
{
  g_autoptr (GString) own = g_string_new (format);

  g_return_val_if_fail (time != NULL, NULL);

  g_string_replace (own, "%b", month_name (g_date_time_get_month (time)), 0);
  return g_date_time_format (time, own->str);
}
