/* ear-cli-parse.c: words of a command line into a verb and its JSON arguments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/ear-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-json.h"

/* One row a command: what it takes is data, so that help, parsing and checks cannot disagree. */
typedef struct {
  const char *option;        /* "--url" */
  const char *name;          /* the argument's JSON name */
  enum { TAKES_TEXT, TAKES_NUMBER, IS_FLAG } type;
} Option;

typedef struct {
  const char *words;         /* "channel add" */
  const char *verb;
  const char *positional[3]; /* JSON names, in order; the last takes all that remains when it ends in "…" */
  guint n_needed;
  Option options[9];
  const char *usage;         /* after the words */
  const char *summary;       /* N_() */
} Command;

static const Command commands[] = {
  { "channel add", "channel-add", { "kind" }, 1,
    { { "--url", "url", TAKES_TEXT }, { "--user", "user", TAKES_TEXT }, { "--name", "name", TAKES_TEXT }, { "--way", "way", TAKES_TEXT },
      { "--app-id", "client_id", TAKES_TEXT }, { "--account", "account", TAKES_NUMBER }, { "--channel", "channel", TAKES_TEXT },
      { "--secret-stdin", NULL, IS_FLAG } },
    "KIND [--url URL] [--user NAME] [--way WAY] [--app-id ID] --secret-stdin",
    N_("connect an account; the password or token comes on standard input, the secret of an application of your own on a second line") },
  { "channel list", "channel-list", { NULL }, 0, { { NULL } }, "", N_("connected channels and how they are") },
  { "channel kinds", "kinds", { NULL }, 0, { { NULL } }, "", N_("what can be connected or logged by hand") },
  { "channel check", "channel-check", { "channel" }, 1, { { NULL } }, "CHANNEL", N_("ask the service whether the sign-in still works") },
  { "channel rename", "channel-rename", { "channel", "name" }, 2, { { NULL } }, "CHANNEL NAME", N_("call a channel something else") },
  { "channel remove", "channel-remove", { "channel" }, 1,
    { { "--delete-conversations", "delete_conversations", IS_FLAG } },
    "CHANNEL [--delete-conversations]", N_("sign out and forget the account; conversations are kept unless told otherwise") },
  { "sync", "sync", { "channel" }, 0, { { NULL } }, "[CHANNEL]", N_("read what is new") },
  { "inbox", "inbox", { NULL }, 0,
    { { "--queue", "queue", TAKES_TEXT }, { "--channel", "channel", TAKES_TEXT }, { "--tag", "tag", TAKES_TEXT },
      { "--sort", "sort", TAKES_TEXT }, { "--limit", "limit", TAKES_NUMBER }, { "--offset", "offset", TAKES_NUMBER } },
    "[--queue Q] [--channel CHANNEL] [--tag NAME] [--sort deadline|newest|longest] [--limit N] [--offset N]",
    N_("conversations, the most urgent first; Q is answer-next, unassigned, mine, waiting, snoozed, done, all, unread, reviews, mentions, "
       "call-backs, outbox or spam") },
  { "show", "show", { "id" }, 1, { { NULL } }, "ID", N_("one conversation, whole") },
  { "reply", "reply", { "id" }, 1, { { "--text-stdin", NULL, IS_FLAG }, { "--wait", "wait", IS_FLAG } },
    "ID --text-stdin [--wait]", N_("answer; --wait returns when the service has taken it") },
  { "publish", "publish", { "channel" }, 1, { { "--text-stdin", NULL, IS_FLAG }, { "--wait", "wait", IS_FLAG } },
    "CHANNEL --text-stdin [--wait]", N_("write a post of your own; --wait returns when the service has taken it") },
  { "moderate", "moderate", { "id", "verb" }, 2, { { NULL } }, "ID approve|hold|spam|unspam|trash|untrash|hide|unhide|block|unblock", N_("a comment over there") },
  { "done", "done", { "id" }, 1, { { NULL } }, "ID", N_("close a conversation") },
  { "no-answer", "no-answer", { "id" }, 1, { { NULL } }, "ID", N_("it needs no answer") },
  { "reopen", "reopen", { "id" }, 1, { { NULL } }, "ID", N_("open it again") },
  { "note", "note", { "id" }, 1, { { "--text-stdin", NULL, IS_FLAG } }, "ID --text-stdin", N_("write an internal note") },
  { "change", "change", { "id" }, 1, { { "--text-stdin", NULL, IS_FLAG } }, "ID --text-stdin",
    N_("we changed something because of this: one line what; the report lists it") },
  { "snooze", "snooze", { "id", "until…" }, 2, { { NULL } }, "ID TIME|answered",
    N_("put it out of the way until then, or until they write again; the question goes on waiting") },
  { "wake", "wake", { "id" }, 1, { { NULL } }, "ID", N_("not snoozed any more") },
  { "assign", "assign", { "id", "name…" }, 1, { { "--new", "new", IS_FLAG } }, "ID [NAME|me] [--new]",
    N_("say whose it is to answer; without NAME nobody's; --new adds somebody called so to those who answer here") },
  { "priority", "priority", { "id", "priority" }, 2, { { NULL } }, "ID low|normal|high", N_("how important it is") },
  { "mute", "mute", { "id" }, 1, { { NULL } }, "ID", N_("whatever is written there, say nothing of it") },
  { "unmute", "unmute", { "id" }, 1, { { NULL } }, "ID", N_("the opposite of mute") },
  { "tag", "tag", { "id", "name…" }, 2, { { NULL } }, "ID NAME", N_("give it a tag; one that is not there yet is made") },
  { "untag", "untag", { "id", "name…" }, 2, { { NULL } }, "ID NAME", N_("take a tag away from it") },
  { "tags", "tags", { NULL }, 0, { { NULL } }, "", N_("all tags, with how many conversations of each wait for an answer") },
  { "members", "members", { NULL }, 0, { { NULL } }, "", N_("who answers here") },
  { "undo", "undo", { "event…" }, 1, { { NULL } }, "KEY", N_("take back what answered with this key") },
  { "log", "log", { "kind", "what…" }, 2,
    { { "--who", "who", TAKES_TEXT }, { "--answer", "answer", TAKES_TEXT }, { "--answered", "answered", IS_FLAG },
      { "--asked-at", "asked_at", TAKES_TEXT }, { "--call-back-by", "call_back_by", TAKES_TEXT }, { "--link", "link", TAKES_TEXT } },
    "KIND WHAT [--who NAME] [--answer TEXT | --answered] [--asked-at TIME] [--call-back-by TIME] [--link URL]",
    N_("log a phone call, a visit, a letter; TIME is a date such as 2026-11-30 or a time such as “2026-11-30 15:30”, by the "
       "workspace's clock unless it names a zone, as in 2026-11-30T15:30+01:00") },
  { "search", "search", { "words…" }, 1, { { "--limit", "limit", TAKES_NUMBER } }, "WORDS [--limit N]",
    N_("everything anyone said, newest first; among the words, from:NAME, channel:NAME, before:, after: and on:DATE, is:unanswered and the like and "
       "has:picture narrow it: 'refund from:\"Mia Wirth\" after:2026-11-03'; DATE may be words such as “last week”") },
  { "report", "report", { NULL }, 0,
    { { "--from", "from", TAKES_TEXT }, { "--to", "to", TAKES_TEXT }, { "--format", "format", TAKES_TEXT }, { "--paper", "paper", TAKES_TEXT },
      { "--output", "output", TAKES_TEXT } },
    "[--from DATE] [--to DATE] [--format text|json|csv|csv-hours|html|pdf] [--paper a4|letter] [--output FILE]",
    N_("how evenly the channels are served, over whole days of the workspace; DATE is such as 2026-11-30") },
  { "brand set", "brand-set", { "fact", "text…" }, 1, { { "--text-stdin", NULL, IS_FLAG } }, "FACT TEXT | FACT --text-stdin",
    N_("what every channel must agree on; FACT is name, address, phone, email, links, policies, prices (a line each, such as “Margherita "
       "9.50 €”), voice, plan or opening-hours (as “brand --json” prints them); without TEXT it is not said any more") },
  { "brand", "brand", { NULL }, 0, { { NULL } }, "", N_("the brand sheet: name, address, phone, opening hours, prices …") },
  { "backup", "backup", { "file" }, 1, { { NULL } }, "FILE", N_("copy everything into one file") },
  { "check", "check", { NULL }, 0, { { "--repair", "repair", IS_FLAG } }, "[--repair]",
    N_("is the workspace's file whole? --repair makes search index and counts anew") },
  { "restore", "restore", { "file" }, 1, { { NULL } }, "FILE", N_("a new workspace from a backup") },
  { "practice", "practice", { NULL }, 0, { { NULL } }, "", N_("a made-up restaurant to practise with; its services are played on this computer") },
  { "sample", "sample", { NULL }, 0, { { "--size", "size", TAKES_NUMBER }, { "--seed", "seed", TAKES_NUMBER } },
    "--size N --seed S", N_("make a workspace with a made-up restaurant of N messages") },
};

void
ear_cli_command_free (EarCliCommand *command)
{
  if (command == NULL)
    return;
  g_free (command->verb);
  g_free (command->arguments);
  g_free (command);
}

/**
 * ear_cli_usage:
 *
 * Returns: (transfer full): what --help prints
 */
char *
ear_cli_usage (void)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n  earshotctl [--workspace FILE] [--json] %s\n\n%s\n", _("Usage:"), _("COMMAND …"), _("Commands:"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %s %s\n      %s\n", commands[i].words, commands[i].usage, _(commands[i].summary));
  g_string_append_printf (text, "\n%s\n", _("Exit codes: 0 done, 1 failed, 2 not understood, 3 not found, 4 sign in again or keyring "
                                            "not usable, 5 try later, 6 workspace busy, 7 it may have arrived: look first"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const Command *
find_command (int    argc,
              char **argv,
              int   *n_words)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto(GStrv) words = g_strsplit (commands[i].words, " ", -1);
      int n = (int) g_strv_length (words);
      gboolean same = n <= argc;

      for (int j = 0; same && j < n; j++)
        same = g_str_equal (words[j], argv[j]);
      if (same)
        {
          *n_words = n;
          return &commands[i];
        }
    }
  return NULL;
}

/* @value: what stands behind its "=", which a flag does not take; else NULL. */
static const Option *
find_option (const Command  *command,
             const char     *word,
             const char    **value)
{
  gsize length = strcspn (word, "=");

  *value = word[length] == '=' ? word + length + 1 : NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (command->options) && command->options[i].option != NULL; i++)
    {
      const Option *option = &command->options[i];

      if (strlen (option->option) == length && strncmp (option->option, word, length) == 0)
        return option->type == IS_FLAG && *value != NULL ? NULL : option;
    }
  return NULL;
}

static gboolean
write_option (EarJsonWriter  *writer,
              EarCliCommand  *parsed,
              const Option   *option,
              const char     *value,
              GError        **error)
{
  gint64 number;

  switch (option->type)
    {
    case IS_FLAG:
      if (option->name != NULL)
        ear_json_writer_bool (writer, option->name, TRUE);
      else if (g_str_equal (option->option, "--secret-stdin"))
        parsed->secret_from_stdin = TRUE;
      else
        parsed->text_from_stdin = TRUE;
      return TRUE;

    case TAKES_NUMBER:
      if (!g_ascii_string_to_signed (value, 10, 0, G_MAXINT, &number, NULL))
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("%s needs a whole number, not “%s”."), option->option, value);
          return FALSE;
        }
      ear_json_writer_int (writer, option->name, number);
      return TRUE;

    case TAKES_TEXT:
    default:
      ear_json_writer_text (writer, option->name, value);
      return TRUE;
    }
}

static gboolean
write_positional (EarJsonWriter  *writer,
                  const Command  *command,
                  GPtrArray      *words,
                  GError        **error)
{
  guint taken = 0;

  if (words->len < command->n_needed)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("This needs more: earshotctl %s %s"), command->words, command->usage);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (command->positional) && command->positional[i] != NULL && taken < words->len; i++)
    {
      g_autofree char *name = g_strdup (command->positional[i]);

      if (g_str_has_suffix (name, "…"))
        {
          g_autoptr(GString) rest = g_string_new (NULL);

          name[strlen (name) - strlen ("…")] = '\0';
          for (; taken < words->len; taken++)
            g_string_append_printf (rest, "%s%s", rest->len > 0 ? " " : "", (const char *) g_ptr_array_index (words, taken));
          ear_json_writer_text (writer, name, rest->str);
        }
      else
        {
          ear_json_writer_text (writer, name, g_ptr_array_index (words, taken++));
        }
    }
  if (taken < words->len)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("“%s” is too much: earshotctl %s %s"),
                   (const char *) g_ptr_array_index (words, taken), command->words, command->usage);
      return FALSE;
    }
  return TRUE;
}

/**
 * ear_cli_parse:
 * @argc: number of words
 * @argv: the words after the global options
 * @error: %G_OPTION_ERROR in a sentence
 *
 * Returns: (transfer full): the command, or %NULL
 */
EarCliCommand *
ear_cli_parse (int      argc,
               char   **argv,
               GError **error)
{
  g_autoptr(EarCliCommand) parsed = g_new0 (EarCliCommand, 1);
  g_autoptr(EarJsonWriter) writer = ear_json_writer_new ();
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  int n_words = 0;
  const Command *command = find_command (argc, argv, &n_words);
  gboolean only_words = FALSE;

  if (command == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("“%s” is not a command. Say “earshotctl --help” to see them all."),
                   argc > 0 ? argv[0] : "");
      return NULL;
    }
  ear_json_writer_begin_object (writer, NULL);
  for (int i = n_words; i < argc; i++)
    {
      const Option *option;
      const char *value;

      if (only_words || !g_str_has_prefix (argv[i], "--"))
        {
          g_ptr_array_add (words, argv[i]);
          continue;
        }
      if (g_str_equal (argv[i], "--"))
        {
          only_words = TRUE;
          continue;
        }
      option = find_option (command, argv[i], &value);
      if (option == NULL || (option->type != IS_FLAG && value == NULL && i + 1 >= argc))
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
                       option == NULL ? _("“%s” is not understood here: earshotctl %s %s") : _("“%s” needs a value: earshotctl %s %s"),
                       argv[i], command->words, command->usage);
          return NULL;
        }
      if (option->type != IS_FLAG && value == NULL)
        value = argv[++i];
      if (!write_option (writer, parsed, option, value, error))
        return NULL;
    }
  if (!write_positional (writer, command, words, error))
    return NULL;
  ear_json_writer_end_object (writer);
  parsed->verb = g_strdup (command->verb);
  parsed->arguments = ear_json_writer_to_text (writer, FALSE);
  return g_steal_pointer (&parsed);
}
