/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A fuzzer's main() where there is no libFuzzer: every file of a folder once, as an ordinary test.
 */

#include "fuzz/fuzz.h"

static char *folder;

static void
test_file (gconstpointer data)
{
  g_autofree char *path = g_build_filename (folder, data, NULL);
  g_autofree char *text = NULL;
  g_autofree uint8_t *exact = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  /* without GLib's NUL at the end, so that the address checker sees a byte too far */
  exact = g_memdup2 (text, length);
  LLVMFuzzerTestOneInput (exact, length);
}

int
main (int argc, char **argv)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  if (argc != 2)
    g_error ("usage: %s FOLDER", argv[0]);
  folder = argv[1];
  dir = g_dir_open (folder, 0, NULL);
  if (dir == NULL)
    g_error ("%s cannot be read", folder);

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_strconcat ("/fuzz/", name, NULL);

      g_test_add_data_func_full (path, g_strdup (name), test_file, g_free);
    }
  return g_test_run ();
}
