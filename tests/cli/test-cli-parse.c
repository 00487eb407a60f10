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
  { "channel add wordpress --url=https://blog.example/?a=b --secret-stdin", "channel-add",
    "{\"url\":\"https://blog.example/?a=b\",\"kind\":\"wordpress\"}", TRUE, FALSE },
  { "inbox --queue=all --limit=5", "inbox", "{\"queue\":\"all\",\"limit\":5}", FALSE, FALSE },
  { "log phone help --who=", "log", "{\"who\":\"\",\"kind\":\"phone\",\"what\":\"help\"}", FALSE, FALSE },
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
  { "inbox --limit=", NULL, NULL, FALSE, FALSE },
  { "inbox --lim=5", NULL, NULL, FALSE, FALSE },
  { "reply KEY --text-stdin=yes", NULL, NULL, FALSE, FALSE },
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

/* A word of the help as somebody would type it: what is in capitals stands for something, "a|b" for one of them. */
static char *
fill_in (const char *word)
{
  g_autoptr(GString) plain = g_string_new (word);

  g_string_replace (plain, "[", "", 0);
  g_string_replace (plain, "]", "", 0);
  g_string_replace (plain, "(", "", 0);
  g_string_replace (plain, ")", "", 0);
  if (strchr (plain->str, '|') != NULL)
    g_string_truncate (plain, (gsize) (strchr (plain->str, '|') - plain->str));
  /* N is a number wherever it stands, S too. */
  return g_strdup (plain->len == 1 && strchr ("NS", plain->str[0]) != NULL ? "7" : plain->str);
}

/* Every line of the help, taken at its word, is understood: its command, and each of its options. */
static void
test_usage (void)
{
  g_autofree char *usage = ear_cli_usage ();
  g_autofree char *commands = g_strdup (strstr (usage, "Commands:\n") + strlen ("Commands:\n"));
  g_auto(GStrv) lines = NULL;
  guint n = 0;

  *strstr (commands, "\n\n") = '\0';
  lines = g_strsplit (commands, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) words = NULL;
      g_autoptr(GPtrArray) typed = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(EarCliCommand) command = NULL;
      g_autoptr(GError) error = NULL;

      /* Below each stands what it is for. */
      if (g_str_has_prefix (lines[i], "      "))
        continue;
      words = g_strsplit (lines[i] + 2, " ", -1);
      for (guint j = 0; words[j] != NULL; j++)
        if (*words[j] != '\0' && !g_str_equal (words[j], "|"))
          g_ptr_array_add (typed, fill_in (words[j]));
      command = ear_cli_parse ((int) typed->len, (char **) typed->pdata, &error);
      g_test_message ("%s", lines[i]);
      g_assert_no_error (error);
      n++;
      /* And without its last word: the first that is needed is missed, or nothing is. */
      if (strchr (lines[i], '[') == NULL && strstr (lines[i], " --") == NULL && typed->len > 1 && g_ascii_isupper (words[g_strv_length (words) - 1][0]))
        {
          g_autoptr(EarCliCommand) short_one = ear_cli_parse ((int) typed->len - 1, (char **) typed->pdata, NULL);

          g_assert_null (short_one);
        }
    }
  g_assert_cmpuint (n, >, 20);
}

/* Nothing that others wrote steers a terminal, or looks like a line of ours. */
static void
test_hostile_text (void)
{
#define EVIL "a\\u001b[31m\\u202eb\\u0007\\u009b\\u2066"
  static const struct {
    const char *verb, *result;
  } results[] = {
    { "inbox", "{\"conversations\":[{\"id\":\"" EVIL "\",\"person\":\"" EVIL "\\nforged\",\"channel\":\"" EVIL "\",\"preview\":\"" EVIL "\"}]}" },
    { "show", "{\"title\":\"" EVIL "\",\"channel\":\"" EVIL "\",\"messages\":[{\"id\":\"" EVIL "\",\"author\":\"" EVIL "\\nforged\",\"text\":\"" EVIL "\"}]}" },
    { "search", "{\"hits\":[{\"id\":\"" EVIL "\",\"person\":\"" EVIL "\\nforged\",\"channel\":\"" EVIL "\",\"snippet\":\"" EVIL "\"}],"
                "\"people\":[{\"name\":\"" EVIL "\",\"handle\":\"" EVIL "\\nforged\",\"conversations\":[\"" EVIL "\"]}]}" },
    { "channel-list", "{\"channels\":[{\"key\":\"" EVIL "\",\"kind\":\"" EVIL "\",\"name\":\"" EVIL "\\nforged\",\"health\":\"ok\",\"sentence\":\"" EVIL "\"}]}" },
    { "kinds", "{\"kinds\":[{\"id\":\"" EVIL "\",\"name\":\"" EVIL "\\nforged\"}]}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *shown = ear_cli_to_text (results[i].verb, results[i].result);

      g_test_message ("%s", results[i].verb);
      g_assert_nonnull (strstr (shown, "a[31mb"));
      g_assert_nonnull (strstr (shown, " forged"));
      for (const char *c = shown; *c != '\0'; c = g_utf8_next_char (c))
        {
          gunichar letter = g_utf8_get_char (c);

          g_assert_true (letter == '\n' || !g_unichar_iscntrl (letter));
          g_assert_false (letter >= 0x202a && letter <= 0x202e);
          g_assert_false (letter >= 0x2066 && letter <= 0x2069);
        }
    }
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
  g_test_add_func ("/cli/text/hostile", test_hostile_text);

  return g_test_run ();
}
