/* ear-coming.c: what is not here yet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-coming.h"

const EarComing ear_coming[] = {
  { N_("Google reviews") },
  { N_("Bluesky and X") },
  { N_("YouTube and LinkedIn") },
  { NULL },
};

char *
ear_coming_dup_sentence (void)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (const EarComing *coming = ear_coming; coming->names != NULL; coming++)
    {
      if (names->len > 0)
        /* Translators: between the items of a list */
        g_string_append (names, _(", "));
      g_string_append (names, _(coming->names));
    }
  /* Translators: %s is a list of services */
  return g_strdup_printf (_("%s are not here yet. Until they are, write down by hand what people say there: it is answered and counted all the same."), names->str);
}
