/* Numbers and dates in the report's language, which need not be one that this computer has a locale for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "report/ear-words.h"

#define LEFT_TO_RIGHT "\342\200\216"  /* U+200E */
#define RIGHT_TO_LEFT "\342\200\217"  /* U+200F */
#define FIRST_STRONG "\342\201\250"   /* U+2068 */
#define END_OF_IT "\342\201\251"      /* U+2069 */

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

char *
ear_words_dup_tenths (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_autoptr (GString) own = g_string_new (g_ascii_formatd (text, sizeof text, "%.1f", number));

  /* Translators: between a number and its tenths */
  g_string_replace (own, ".", C_("decimal sign", "."), 0);
  return g_string_free (g_steal_pointer (&own), FALSE);
}

/* ---- names ---- */

gboolean
ear_words_is_rtl (const char *language)
{
  static const char *const languages[] = { "ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi" };
  gsize length = strcspn (language, "-");

  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    if (strlen (languages[i]) == length && strncmp (languages[i], language, length) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_rtl_letter (gunichar letter)
{
  switch ((int) g_unichar_get_script (letter))
    {
    case G_UNICODE_SCRIPT_ADLAM:
    case G_UNICODE_SCRIPT_ARABIC:
    case G_UNICODE_SCRIPT_HANIFI_ROHINGYA:
    case G_UNICODE_SCRIPT_HEBREW:
    case G_UNICODE_SCRIPT_MANDAIC:
    case G_UNICODE_SCRIPT_NKO:
    case G_UNICODE_SCRIPT_SAMARITAN:
    case G_UNICODE_SCRIPT_SYRIAC:
    case G_UNICODE_SCRIPT_THAANA:
      return TRUE;
    default:
      return FALSE;
    }
}

char *
ear_words_isolate (const char *name)
{
  g_autofree char *language = ear_catalogue_dup_language ();
  gboolean rtl = ear_words_is_rtl (language);

  g_return_val_if_fail (name != NULL, NULL);

  for (const char *c = name; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_isalpha (g_utf8_get_char (c)) && is_rtl_letter (g_utf8_get_char (c)) != rtl)
      /* The mark is for who takes a line's direction from its first letter, as labels do. */
      return g_strconcat (rtl ? RIGHT_TO_LEFT : LEFT_TO_RIGHT, FIRST_STRONG, name, END_OF_IT, NULL);
  return g_strdup (name);
}

/* ---- dates ---- */

const char *
ear_words_get_weekday (guint weekday, gboolean full)
{
  switch (weekday)
    {
    case 0: return full ? C_("weekday", "Monday") : C_("short weekday", "Mon");
    case 1: return full ? C_("weekday", "Tuesday") : C_("short weekday", "Tue");
    case 2: return full ? C_("weekday", "Wednesday") : C_("short weekday", "Wed");
    case 3: return full ? C_("weekday", "Thursday") : C_("short weekday", "Thu");
    case 4: return full ? C_("weekday", "Friday") : C_("short weekday", "Fri");
    case 5: return full ? C_("weekday", "Saturday") : C_("short weekday", "Sat");
    default: return full ? C_("weekday", "Sunday") : C_("short weekday", "Sun");
    }
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
