/* test-cli-parse.c: earshotctl's command line and its text output
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/ear-cli.h"

#include <string.h>

typedef struct {
  const char *line;
  const char *verb;          /* NULL: refused */
  const char *arguments;
  gboolean secret, text;
} Case;

static const Case cases[] = {
  { "channel add wordpress --url https://blog.example --user mia --secret-stdin", "channel-add",
    "{\"url\":\"https://blog.example\",\"user\":\"mia\",\"kind\":\"wordpress\"}", TRUE, FALSE },
  { "channel list", "channel-list", "{}", FALSE, FALSE },
  { "sync", "sync", "{}", FALSE, FALSE },
  { "sync KEY", "sync", "{\"channel\":\"KEY\"}", FALSE, FALSE },
  { "inbox --queue all --limit 5", "inbox", "{\"queue\":\"all\",\"limit\":5}", FALSE, FALSE },
  { "reply KEY --text-stdin --wait", "reply", "{\"wait\":true,\"id\":\"KEY\"}", FALSE, TRUE },
  { "moderate KEY spam", "moderate", "{\"id\":\"KEY\",\"verb\":\"spam\"}", FALSE, FALSE },
  { "log phone a table for six --who Mia", "log", "{\"who\":\"Mia\",\"kind\":\"phone\",\"what\":\"a table for six\"}", FALSE, FALSE },
  { "log phone -- --seriously", "log", "{\"kind\":\"phone\",\"what\":\"--seriously\"}", FALSE, FALSE },
  { "search open sunday", "search", "{\"words\":\"open sunday\"}", FALSE, FALSE },
  { "report --from 2026-01-01 --format csv", "report", "{\"from\":\"2026-01-01\",\"format\":\"csv\"}", FALSE, FALSE },
  { "sample --size 1000 --seed 7", "sample", "{\"size\":1000,\"seed\":7}", FALSE, FALSE },
  { "channel", NULL, NULL, FALSE, FALSE },
  { "fly", NULL, NULL, FALSE, FALSE },
  { "show", NULL, NULL, FALSE, FALSE },
  { "show A B", NULL, NULL, FALSE, FALSE },
  { "inbox --limit many", NULL, NULL, FALSE, FALSE },
  { "inbox --limit -3", NULL, NULL, FALSE, FALSE },
  { "inbox --limit", NULL, NULL, FALSE, FALSE },
  { "inbox --colour red", NULL, NULL, FALSE, FALSE },
};

static void
test_parse (gconstpointer data)
{
  const Case *expected = data;
  g_auto(GStrv) words = g_strsplit (expected->line, " ", -1);
  g_autoptr(GError) error = NULL;
  g_autoptr(EarCliCommand) command = ear_cli_parse ((int) g_strv_length (words), words, &error);

  if (expected->verb == NULL)
    {
      g_assert_null (command);
      g_assert_cmpuint (error->domain, ==, G_OPTION_ERROR);
      g_assert_cmpint (ear_cli_exit_for_error (error), ==, EAR_CLI_USAGE);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpstr (command->verb, ==, expected->verb);
  g_assert_cmpstr (command->arguments, ==, expected->arguments);
  g_assert_cmpint (command->secret_from_stdin, ==, expected->secret);
  g_assert_cmpint (command->text_from_stdin, ==, expected->text);
}

/* Every command of the help can be parsed again: the table is the only source. */
static void
test_usage (void)
{
  g_autofree char *usage = ear_cli_usage ();
  static const char *const words[] = { "channel add", "channel remove", "sync", "inbox", "show", "reply", "moderate", "done", "no-answer",
                                       "log", "search", "report", "backup", "restore", "sample" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_nonnull (strstr (usage, words[i]));
}

static void
test_text (void)
{
  g_autofree char *inbox = ear_cli_to_text ("inbox",
                                            "{\"conversations\":[{\"id\":\"c/1\",\"person\":\"Mia\",\"channel\":\"Blog\",\"preview\":\"Open on Sunday?\","
                                            "\"last_at\":\"2026-08-20T16:04:11Z\",\"due_at\":null}]}");
  g_autofree char *empty = ear_cli_to_text ("inbox", "{\"conversations\":[]}");
  g_autofree char *key = ear_cli_to_text ("done", "{\"ok\":true,\"key\":\"K\"}");

  g_assert_nonnull (strstr (inbox, "c/1\n"));
  g_assert_nonnull (strstr (inbox, "Mia · Blog"));
  g_assert_nonnull (strstr (inbox, "Open on Sunday?"));
  g_assert_cmpstr (empty, ==, "Nothing here.\n");
  g_assert_cmpstr (key, ==, "K\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cli/parse/%02zu", i);

      g_test_add_data_func (path, &cases[i], test_parse);
    }
  g_test_add_func ("/cli/usage", test_usage);
  g_test_add_func ("/cli/text", test_text);

  return g_test_run ();
}
