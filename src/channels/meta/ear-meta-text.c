/* ear-meta-text.c: texts and times as Meta's services give them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/meta/ear-meta.h"

#include <string.h>

#include "base/ear-clock.h"

/* Clocks differ a little, and the row was written before the request left. */
#define SLACK_MS (G_GINT64_CONSTANT (60) * 1000)

gint64
ear_meta_read_time (const EarJsonNode *node, const char *member, gint64 otherwise)
{
  const char *text = ear_json_member_text (node, member);
  gint64 time = text != NULL ? ear_time_parse (text) : EAR_TIME_NONE;

  return time != EAR_TIME_NONE ? time : otherwise;
}

static char *
squeeze (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);
  g_autoptr (GString) squeezed = g_string_new (NULL);

  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (squeezed, "%s%s", squeezed->len > 0 ? " " : "", words[i]);
  return g_strdup (squeezed->str);
}

gboolean
ear_meta_same_text (const char *stands, const char *sent)
{
  g_autofree char *a = squeeze (stands != NULL ? stands : "");
  g_autofree char *b = squeeze (sent);

  return strcmp (a, b) == 0;
}

gint64
ear_meta_get_since (const EarOp *op)
{
  gint64 sent_at = op->first_sent_at != EAR_TIME_NONE ? op->first_sent_at : op->created_at;

  return sent_at != EAR_TIME_NONE ? sent_at - SLACK_MS : EAR_TIME_NONE;
}

void
ear_meta_note_setting (EarAccount *account, EarBatch *batch, gboolean chosen, const char *name, const char *value)
{
  ear_account_set_setting (account, name, value);
  if (chosen)
    ear_batch_set_setting (batch, name, value);
}

char *
ear_meta_ability_words (EarAbilities abilities)
{
  GString *words = g_string_new (NULL);

  for (guint bit = 0; bit < 31; bit++)
    {
      EarAbilities ability = abilities & (EarAbilities) (1u << bit);
      const char *word = ability != 0 ? ear_ability_to_string (ability) : NULL;

      if (word != NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", word);
    }
  return g_string_free_and_steal (words);
}

/**
 * ear_meta_find_names:
 * @text: (nullable): what somebody wrote
 *
 * Returns: (transfer full) (element-type utf8): the user names in it
 */
GPtrArray *
ear_meta_find_names (const char *text)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (const char *at = text != NULL ? strchr (text, '@') : NULL; at != NULL; at = strchr (at + 1, '@'))
    {
      gsize length = strspn (at + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._");

      /* An e-mail address names nobody, and a sentence may end behind a name. */
      if (at > text && (g_ascii_isalnum (at[-1]) || at[-1] == '.' || at[-1] == '_'))
        continue;
      while (length > 0 && at[length] == '.')
        length--;
      if (length > 0 && length <= 30)
        g_ptr_array_add (names, g_ascii_strdown (at + 1, (gssize) length));
    }
  return names;
}
