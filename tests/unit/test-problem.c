/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>

#include "base/ear-problem.h"

static void
test_detail_travels (void)
{
  g_autofree char *permission = g_strdup ("write:statuses");
  g_autofree char *words = g_strdup ("Outside the authorized scopes");
  EarProblemDetail detail = { EAR_EFFECT_DONE, 60000, permission, words, .one_way = TRUE };
  g_autoptr (GError) error = ear_problem_new (EAR_PROBLEM_FORBIDDEN, &detail, "%s is missing", permission);
  g_autoptr (GError) copy = g_error_copy (error);
  const EarProblemDetail *found;

  permission[0] = 'X';
  g_clear_error (&error);

  g_assert_error (copy, EAR_PROBLEM, EAR_PROBLEM_FORBIDDEN);
  g_assert_cmpstr (copy->message, ==, "write:statuses is missing");
  found = ear_problem_get_detail (copy);
  g_assert_cmpint (found->effect, ==, EAR_EFFECT_DONE);
  g_assert_cmpint (found->retry_after_ms, ==, 60000);
  g_assert_cmpstr (found->permission, ==, "write:statuses");
  g_assert_cmpstr (found->words, ==, "Outside the authorized scopes");
}

static void
test_defaults (void)
{
  g_autoptr (GError) offline = NULL;
  g_autoptr (GError) unknown = ear_problem_new (EAR_PROBLEM_OUTCOME_UNKNOWN, NULL, "lost");
  g_autoptr (GError) foreign = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "no file");

  ear_problem_set (&offline, EAR_PROBLEM_OFFLINE, "no network, %d tries", 3);
  g_assert_error (offline, EAR_PROBLEM, EAR_PROBLEM_OFFLINE);
  g_assert_cmpstr (offline->message, ==, "no network, 3 tries");
  g_assert_cmpint (ear_problem_get_detail (offline)->effect, ==, EAR_EFFECT_NONE);
  g_assert_cmpint (ear_problem_get_detail (offline)->retry_after_ms, ==, -1);
  g_assert_cmpint (ear_problem_get_detail (unknown)->effect, ==, EAR_EFFECT_UNKNOWN);
  g_assert_null (ear_problem_get_detail (foreign));
  g_assert_null (ear_problem_get_detail (NULL));
  ear_problem_set (NULL, EAR_PROBLEM_OFFLINE, "nobody listens");
}

/* The words stand in the store: each code has one, and it leads back. */
static void
test_words (void)
{
  EarProblemCode found;

  for (int code = EAR_PROBLEM_OFFLINE; code <= EAR_PROBLEM_OUTCOME_UNKNOWN; code++)
    {
      const char *word = ear_problem_code_to_string ((EarProblemCode) code);

      g_assert_nonnull (word);
      g_assert_true (ear_problem_code_from_string (word, &found));
      g_assert_cmpint (found, ==, code);
    }
  g_assert_cmpstr (ear_problem_code_to_string (EAR_PROBLEM_RETRY_LATER), ==, "retry-later");
  g_assert_null (ear_problem_code_to_string ((EarProblemCode) 99));
  g_assert_false (ear_problem_code_from_string ("nonsense", &found));
  g_assert_false (ear_problem_code_from_string (NULL, &found));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/problem/detail-travels", test_detail_travels);
  g_test_add_func ("/problem/defaults", test_defaults);
  g_test_add_func ("/problem/words", test_words);
  return g_test_run ();
}
