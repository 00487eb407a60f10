/* window-double.c: the whole program over the engine double, to look at one state of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: EAR_DOUBLE=busy|quiet|offline|broken|first-run window-double EARSHOT-ARG...
 */

#include <locale.h>
#include <stdlib.h>

#include "ear-engine-double.h"
#include "ui/ear-application.h"

int
main (int argc, char **argv)
{
  static const char *const words[] = { "first-run", "busy", "quiet", "offline", "broken" };
  const char *scenario = g_getenv ("EAR_DOUBLE");
  g_autoptr (EarApplication) application = NULL;

  setlocale (LC_ALL, "");
  for (guint i = 0; scenario != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i], scenario))
      ear_engine_double_set_next (i);
  application = ear_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
