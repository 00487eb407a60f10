/* test-wire.c: what the kinds send and make of the answers, case by case
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "channels/ear-channel.h"
#include "channels/wire-case.h"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
run_case (gconstpointer data)
{
  wire_case_run (data);
}

/* Every file of the folder is a case: nothing can be forgotten in a list. */
static guint
add_cases (const char *folder, const char *kind)
{
  g_autofree char *path = g_build_filename (folder, kind, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_suffix (name, ".json"))
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      const char *file = g_ptr_array_index (names, i);
      g_autofree char *stem = g_strndup (file, strlen (file) - strlen (".json"));
      g_autofree char *test = g_strdup_printf ("/wire/%s/%s", kind, stem);

      g_test_add_data_func_full (test, g_build_filename (path, file, NULL), run_case, g_free);
    }
  return names->len;
}

int
main (int argc, char **argv)
{
  gsize n_kinds;
  const EarChannelKind *const *kinds = ear_channel_kinds (&n_kinds);
  const char *folder;

  g_test_init (&argc, &argv, NULL);
  folder = argc > 1 ? argv[1] : g_test_get_dir (G_TEST_DIST);
  for (gsize i = 0; i < n_kinds; i++)
    {
      /* A kind that speaks with a service and has no cases is not tested. */
      if (add_cases (folder, kinds[i]->id) == 0 && !kinds[i]->rules.offline)
        g_error ("%s has no cases in %s", kinds[i]->id, folder);
    }
  return g_test_run ();
}
