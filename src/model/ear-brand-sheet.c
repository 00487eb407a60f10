/* ear-brand-sheet.c: the facts every channel must agree on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-brand-sheet.h"

static const char *const names[EAR_N_BRAND_FACTS] = {
  "name", "address", "phone", "email", "links", "policies", "prices", "voice", "plan",
};

const char *
ear_brand_fact_to_string (EarBrandFact fact)
{
  g_return_val_if_fail (fact < EAR_N_BRAND_FACTS, NULL);

  return names[fact];
}

gboolean
ear_brand_fact_from_string (const char *word, EarBrandFact *fact)
{
  for (guint i = 0; i < EAR_N_BRAND_FACTS; i++)
    if (g_strcmp0 (word, names[i]) == 0)
      {
        *fact = i;
        return TRUE;
      }
  return FALSE;
}

EarBrandSheet *
ear_brand_sheet_new (void)
{
  return g_new0 (EarBrandSheet, 1);
}

EarBrandSheet *
ear_brand_sheet_copy (const EarBrandSheet *sheet)
{
  EarBrandSheet *copy = ear_brand_sheet_new ();

  for (guint i = 0; i < EAR_N_BRAND_FACTS; i++)
    copy->texts[i] = g_strdup (sheet->texts[i]);
  copy->opening = sheet->opening != NULL ? ear_hours_ref (sheet->opening) : NULL;
  return copy;
}

void
ear_brand_sheet_free (EarBrandSheet *sheet)
{
  if (sheet == NULL)
    return;
  for (guint i = 0; i < EAR_N_BRAND_FACTS; i++)
    g_free (sheet->texts[i]);
  g_clear_pointer (&sheet->opening, ear_hours_unref);
  g_free (sheet);
}

void
ear_brand_sheet_set (EarBrandSheet *sheet, EarBrandFact fact, const char *text)
{
  g_autoptr (GString) clean = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  g_return_if_fail (fact < EAR_N_BRAND_FACTS);

  lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (clean, "%s%s", i > 0 ? "\n" : "", g_strchomp (lines[i]));
  g_strstrip (clean->str);
  g_free (sheet->texts[fact]);
  sheet->texts[fact] = *clean->str != '\0' ? g_strdup (clean->str) : NULL;
}

const char *
ear_brand_sheet_get (const EarBrandSheet *sheet, EarBrandFact fact)
{
  g_return_val_if_fail (fact < EAR_N_BRAND_FACTS, NULL);

  return sheet->texts[fact];
}

GStrv
ear_brand_sheet_dup_lines (const EarBrandSheet *sheet, EarBrandFact fact)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lines = g_strsplit (sheet->texts[fact] != NULL ? sheet->texts[fact] : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_strv_builder_add (builder, lines[i]);
  return g_strv_builder_end (builder);
}
