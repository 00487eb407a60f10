/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Translations: 'p' and a rule for plural forms, else a .mo file.
 */

#include <string.h>

#include "base/ear-catalogue.h"
#include "base/ear-plural.h"
#include "fuzz/fuzz.h"

static const gulong numbers[] = { 0, 1, 2, 3, 4, 5, 10, 11, 12, 21, 99, 100, 101, 1000000, G_MAXLONG, G_MAXULONG };

static void
check_plural (const char *rule)
{
  g_autoptr (EarPlural) plural = ear_plural_parse (rule);

  if (plural == NULL)
    return;
  FUZZ_CHECK (ear_plural_get_n_forms (plural) > 0);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    FUZZ_CHECK (ear_plural_get_form (plural, numbers[i]) < ear_plural_get_n_forms (plural));
}

/* Text of the file, whole within it, or the one that was asked for. */
static void
check_text (const char *text, const char *one, const char *other, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  FUZZ_CHECK (g_utf8_validate (text, -1, NULL));
  FUZZ_CHECK (text == one || text == other || (text >= data && text + strlen (text) < data + size));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const ids[] = { "Hello", "a", "untranslated" };
  static const char one[] = "%d day", many[] = "%d days", context[] = "month\004May";
  /* A copy of that very size: who reads beyond it is seen. */
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_memdup2 (data, size), size);
  g_autoptr (EarCatalogue) catalogue = NULL;

  if (size > 0 && data[0] == 'p')
    {
      g_autofree char *rule = g_strndup ((const char *) data + 1, size - 1);

      check_plural (rule);
      return 0;
    }
  catalogue = ear_catalogue_new_from_bytes (bytes, "de");
  if (catalogue != NULL)
    {
      g_auto (EarCatalogueScope) scope = ear_catalogue_enter (catalogue);

      for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
        check_text (ear_catalogue_text (ids[i]), ids[i], NULL, bytes);
      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        check_text (ear_catalogue_plural (one, many, numbers[i]), one, many, bytes);
      check_text (ear_catalogue_context_text (context, strlen ("month\004")), context + strlen ("month\004"), NULL, bytes);
    }
  return 0;
}
