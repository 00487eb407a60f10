/* ear-cli.c: earshotctl
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/ear-cli-private.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ear-html.h"
#include "base/ear-json.h"
#include "base/ear-problem.h"
#include "engine/ear-remote.h"
#include "engine/ear-verbs.h"

#define MAX_STDIN_BYTES (1024 * 1024)
#define MAX_SENTENCE_BYTES 4096
#define LOCK_PATIENCE_S 20

/**
 * ear_cli_exit_for_error:
 * @error: what went wrong
 *
 * Returns: the documented exit code
 */
EarCliExit
ear_cli_exit_for_error (const GError *error)
{
  g_autoptr(EarAdvice) advice = NULL;

  if (error->domain == G_OPTION_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    return EAR_CLI_USAGE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) || g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_GONE))
    return EAR_CLI_NOT_FOUND;
  if (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_OFFLINE) || g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER))
    return EAR_CLI_TRY_LATER;
  if (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_AUTH))
    return EAR_CLI_SIGN_IN;
  if (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_OUTCOME_UNKNOWN))
    return EAR_CLI_ASK;

  advice = ear_advice_for_error (error, NULL);
  if (g_strcmp0 (advice->remedy, "sign-in") == 0 || g_strcmp0 (advice->remedy, "unlock-keyring") == 0
      || g_strcmp0 (advice->remedy, "start-keyring") == 0)
    return EAR_CLI_SIGN_IN;
  if (g_strcmp0 (advice->remedy, "close-other") == 0)
    return EAR_CLI_BUSY;
  return EAR_CLI_FAILED;
}

static int
fail (const GError *error)
{
  /* In plain words already: that was done where the channel's name is known. Some are the service's own. */
  g_autofree char *sentence = ear_text_clean_line (error->message, MAX_SENTENCE_BYTES);

  g_printerr ("earshotctl: %s\n", sentence);
  return ear_cli_exit_for_error (error);
}

/* ---- opening, running and closing an engine, blocking on a main loop ---- */

void
ear_cli_keep_result (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

GAsyncResult *
ear_cli_wait_for (GAsyncResult **kept)
{
  while (*kept == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *kept;
}

EarEngine *
ear_cli_open (const char      *folder,
              EarEngineFlags   flags,
              GError         **error)
{
  gint64 until = g_get_monotonic_time () + LOCK_PATIENCE_S * G_USEC_PER_SEC;

  for (;;)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) open_error = NULL;
      EarEngine *engine;

      ear_engine_open_async (folder, flags, NULL, NULL, NULL, NULL, ear_cli_keep_result, &result);
      engine = ear_engine_open_finish (ear_cli_wait_for (&result), &open_error);
      if (engine != NULL)
        return engine;
      /* Two commands at once: the other one is soon done. */
      if (ear_cli_exit_for_error (open_error) != EAR_CLI_BUSY || g_get_monotonic_time () > until)
        {
          g_propagate_error (error, g_steal_pointer (&open_error));
          return NULL;
        }
      g_usleep (100 * 1000);
    }
}

void
ear_cli_close (EarEngine *engine)
{
  g_autoptr(GAsyncResult) result = NULL;

  ear_engine_close_async (engine, ear_cli_keep_result, &result);
  ear_engine_close_finish (engine, ear_cli_wait_for (&result), NULL);
  g_object_unref (engine);
}

static char *
run_here (const char     *folder,
          EarEngineFlags  flags,
          EarCliCommand  *command,
          const char     *secret,
          GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  EarEngine *engine = ear_cli_open (folder, flags, error);
  char *text;

  if (engine == NULL)
    return NULL;
  ear_verbs_run_async (engine, command->verb, command->arguments, secret, NULL, ear_cli_keep_result, &result);
  text = ear_verbs_run_finish (engine, ear_cli_wait_for (&result), error);
  ear_cli_close (engine);
  return text;
}

/* A mistyped folder must not become a workspace; only what begins with nothing makes one. */
static gboolean
need_workspace (const char  *folder,
                const char  *verb,
                GError     **error)
{
  static const char *const beginnings[] = { "channel-add", "log", NULL };

  if (g_strv_contains (beginnings, verb) || g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _("There is no workspace in %s yet. Open Earshot once, or connect a channel with “earshotctl channel add”."), folder);
  return FALSE;
}

static char *
run_verb (const char     *folder,
          EarCliCommand  *command,
          const char     *secret,
          GError        **error)
{
  g_autoptr(GError) remote_error = NULL;
  g_autofree char *text = NULL;
  EarVerbKind kind = ear_verbs_get_kind (command->verb);
  EarEngineFlags flags = EAR_ENGINE_NO_SYNC | (kind == EAR_VERB_KIND_WRITES ? 0 : EAR_ENGINE_READ_ONLY);

  if (kind == EAR_VERB_KIND_READS)
    return run_here (folder, flags, command, secret, error);

  if (ear_remote_run (folder, command->verb, command->arguments, secret, &text, &remote_error))
    return g_steal_pointer (&text);
  if (remote_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&remote_error));
      return NULL;
    }
  return run_here (folder, flags, command, secret, error);
}

/* ---- standard input ---- */

static char *
read_stdin (GError **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  char buffer[4096];
  ssize_t length;

  while ((length = read (STDIN_FILENO, buffer, sizeof buffer)) > 0)
    {
      g_string_append_len (text, buffer, length);
      if (text->len > MAX_STDIN_BYTES)
        {
          g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("Standard input is longer than a message can be."));
          return NULL;
        }
    }
  explicit_bzero (buffer, sizeof buffer);
  /* What echo and editors add at the end is not meant. */
  while (text->len > 0 && (text->str[text->len - 1] == '\n' || text->str[text->len - 1] == '\r'))
    g_string_truncate (text, text->len - 1);
  if (text->len == 0)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("Standard input was empty: nothing was done."));
      return NULL;
    }
  if (!g_utf8_validate_len (text->str, text->len, NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("Standard input is not UTF-8 text: nothing was done."));
      return NULL;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The text joins the arguments: same object, one more member. */
static void
add_text (EarCliCommand *command,
          const char    *text)
{
  g_autoptr(EarJsonWriter) writer = ear_json_writer_new ();
  g_autofree char *member = NULL;
  gsize length = strlen (command->arguments);

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "text", text);
  ear_json_writer_end_object (writer);
  member = ear_json_writer_to_text (writer, FALSE);
  g_assert (length >= 2 && command->arguments[length - 1] == '}');
  command->arguments[length - 1] = '\0';

  char *joined = g_strconcat (command->arguments, g_str_equal (command->arguments, "{") ? "" : ",", member + 1, NULL);
  g_free (command->arguments);
  command->arguments = joined;
}

static char *
list_kinds (void)
{
  g_autoptr(EarJsonWriter) writer = ear_json_writer_new ();
  gsize n_kinds = 0;
  const EarKindInfo *kinds = ear_engine_list_kinds (&n_kinds);

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_begin_array (writer, "kinds");
  for (gsize i = 0; i < n_kinds; i++)
    {
      ear_json_writer_begin_object (writer, NULL);
      ear_json_writer_text (writer, "id", kinds[i].id);
      ear_json_writer_text (writer, "name", kinds[i].name);
      ear_json_writer_bool (writer, "offline", kinds[i].offline);
      ear_json_writer_begin_array (writer, "ways");
      for (guint way = 0; kinds[i].ways[way] != NULL; way++)
        ear_json_writer_text (writer, NULL, kinds[i].ways[way]);
      ear_json_writer_end_array (writer);
      ear_json_writer_end_object (writer);
    }
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static int
run_command (const char    *workspace,
             EarCliCommand *command,
             gboolean       json)
{
  g_autofree char *folder = NULL;
  g_autofree char *result = NULL;
  g_autofree char *input = NULL;
  g_autoptr(GError) error = NULL;

  if (command->secret_from_stdin || command->text_from_stdin)
    {
      input = read_stdin (&error);
      if (input == NULL)
        return fail (error);
    }
  if (command->text_from_stdin)
    add_text (command, input);

  if (g_str_equal (command->verb, "kinds"))
    result = list_kinds ();
  else if (g_str_equal (command->verb, "restore"))
    result = ear_cli_restore (workspace, command, &error);
  else if (g_str_equal (command->verb, "practice"))
    result = ear_cli_practice (workspace, &error);
  else if (g_str_equal (command->verb, "sample"))
    result = ear_cli_sample (workspace, command, json, &error);
  else
    {
      folder = workspace != NULL ? ear_cli_folder_of (workspace) : ear_engine_dup_default_folder ();
      if (!need_workspace (folder, command->verb, &error))
        return fail (error);
      if (g_str_equal (command->verb, "report"))
        return ear_cli_report (folder, command, json, &error) ? EAR_CLI_OK : fail (error);
      result = run_verb (folder, command, command->secret_from_stdin ? input : NULL, &error);
    }
  if (command->secret_from_stdin && input != NULL)
    explicit_bzero (input, strlen (input));
  if (result == NULL)
    return fail (error);

  if (json)
    {
      g_print ("%s\n", result);
    }
  else
    {
      g_autofree char *lines = ear_cli_to_text (command->verb, result);

      g_print ("%s", lines);
    }
  return EAR_CLI_OK;
}

/**
 * ear_cli_run:
 * @argc: as main()
 * @argv: as main()
 *
 * Runs one command and prints its result; errors go to standard error as one sentence.
 *
 * Returns: an #EarCliExit
 */
int
ear_cli_run (int    argc,
             char **argv)
{
  g_autofree char *workspace = NULL;
  g_autoptr(EarCliCommand) command = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  gboolean json = FALSE;

  /* --workspace and --json are understood anywhere before a bare “--”. */
  for (int i = 1; i < argc; i++)
    {
      if (g_str_equal (argv[i], "--"))
        {
          for (; i < argc; i++)
            g_ptr_array_add (words, argv[i]);
        }
      else if (g_str_equal (argv[i], "--json"))
        {
          json = TRUE;
        }
      else if (g_str_equal (argv[i], "--workspace") && i + 1 < argc)
        {
          g_free (workspace);
          workspace = g_strdup (argv[++i]);
        }
      else if (g_str_has_prefix (argv[i], "--workspace="))
        {
          g_free (workspace);
          workspace = g_strdup (argv[i] + strlen ("--workspace="));
        }
      else if (g_str_equal (argv[i], "--help") || (words->len == 0 && g_str_equal (argv[i], "help")))
        {
          g_autofree char *usage = ear_cli_usage ();

          g_print ("%s", usage);
          return EAR_CLI_OK;
        }
      else if (g_str_equal (argv[i], "--version"))
        {
          g_print ("earshotctl %s\n", PACKAGE_VERSION);
          return EAR_CLI_OK;
        }
      else
        {
          g_ptr_array_add (words, argv[i]);
        }
    }
  if (words->len == 0)
    {
      g_autofree char *usage = ear_cli_usage ();

      g_printerr ("%s", usage);
      return EAR_CLI_USAGE;
    }
  command = ear_cli_parse ((int) words->len, (char **) words->pdata, &error);
  if (command == NULL)
    return fail (error);
  return run_command (workspace, command, json);
}
