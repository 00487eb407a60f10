/* ear-fold.c: text without what people leave out when they look for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-fold.h"

char *
ear_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *decomposed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (decomposed, -1);
  GString *plain = g_string_new (NULL);

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_ismark (g_utf8_get_char (at)))
      g_string_append_unichar (plain, g_utf8_get_char (at));
  return g_string_free (plain, FALSE);
}

GStrv
ear_fold_words (const char *text)
{
  g_autofree char *folded = ear_fold (text);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (GString) word = g_string_new (NULL);

  for (const char *at = folded;; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c != 0 && g_unichar_isalnum (c))
        {
          g_string_append_unichar (word, c);
          continue;
        }
      if (word->len > 0)
        g_strv_builder_add (words, word->str);
      g_string_truncate (word, 0);
      if (c == 0)
        break;
    }
  return g_strv_builder_end (words);
}

gboolean
ear_fold_begins (const char *text, const char *words)
{
  g_auto (GStrv) have = ear_fold_words (text);
  g_auto (GStrv) wanted = ear_fold_words (words);

  for (guint i = 0; wanted[i] != NULL; i++)
    {
      guint k = 0;

      while (have[k] != NULL && !g_str_has_prefix (have[k], wanted[i]))
        k++;
      if (have[k] == NULL)
        return FALSE;
    }
  return wanted[0] != NULL;
}
