/* ear-cli.h: earshotctl
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* Exit codes: a stable contract, listed in the README. */
typedef enum {
  EAR_CLI_OK = 0,
  EAR_CLI_FAILED = 1,        /* the sentence on standard error says what to do */
  EAR_CLI_USAGE = 2,
  EAR_CLI_NOT_FOUND = 3,
  EAR_CLI_SIGN_IN = 4,       /* the service wants a new sign-in, or the keyring cannot be used */
  EAR_CLI_TRY_LATER = 5,     /* offline, or the service asks for patience */
  EAR_CLI_BUSY = 6,          /* the workspace is open elsewhere and could not be reached */
  EAR_CLI_ASK = 7,           /* it may have arrived: look before sending again */
} EarCliExit;

typedef struct {
  char *verb;                /* of ear-verbs.h, or "report", "restore", "practice", "sample", "kinds" */
  char *arguments;           /* a JSON object */
  gboolean secret_from_stdin;
  gboolean text_from_stdin;
} EarCliCommand;

void ear_cli_command_free (EarCliCommand *command);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarCliCommand, ear_cli_command_free)

/* The words after the global options. @json and the folder are taken out before. G_OPTION_ERROR: not understood. */
EarCliCommand *ear_cli_parse (int argc, char **argv, GError **error);
char *ear_cli_usage (void);

/* For people: the JSON result as plain text in the current locale. */
char *ear_cli_to_text (const char *verb, const char *result);

EarCliExit ear_cli_exit_for_error (const GError *error);

int ear_cli_run (int argc, char **argv);

G_END_DECLS
