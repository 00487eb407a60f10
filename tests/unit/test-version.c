/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>

#include "base/ear-version.h"

/* Packagers and bug reports compare versions: three numbers, nothing else. */
static void
test_three_numbers (void)
{
  g_assert_true (g_regex_match_simple ("^[0-9]+\\.[0-9]+\\.[0-9]+$", ear_version_get (), 0, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/version/three-numbers", test_three_numbers);
  return g_test_run ();
}
