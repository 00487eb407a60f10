/* earshot-town.c: a practice town on loopback, for tests and developers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: earshot-town [--seed N] [--size N] [--state FILE] [--service NAME]… [--now MS] [--still]
 *
 * Prints one line of JSON when it listens and ends when its standard input does, or by a signal:
 *   {"control": "http://127.0.0.1:…", "routes": {"https://graph.facebook.com": "http://127.0.0.1:…", …},
 *    "ports": {"facebook": …}, "now": MS, "accounts": {"facebook": {"id", "name", "app_id", "app_secret", "tokens": {…}}}}
 * With a state file the town is what that holds, if it is there, and is saved at the end. --still: people do only what they are told to.
 * What can be asked at "control": src/practice/ear-town-control.c.
 */

#include "config.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>

#include "practice/ear-town-control.h"
#include "practice/ear-town-server.h"

static gint64 seed = 1, fixed_now = -1;
static int size = 120;
static char *state;
static char **services;
static gboolean still;

static const GOptionEntry entries[] = {
  { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Which town", "N" },
  { "size", 0, 0, G_OPTION_ARG_INT, &size, "About how many comments on each service", "N" },
  { "state", 0, 0, G_OPTION_ARG_FILENAME, &state, "Where the town is kept", "FILE" },
  { "service", 0, 0, G_OPTION_ARG_STRING_ARRAY, &services, "Only this one; may be said several times", "NAME" },
  { "now", 0, 0, G_OPTION_ARG_INT64, &fixed_now, "The time, which then stands still but for what is advanced", "MS" },
  { "still", 0, 0, G_OPTION_ARG_NONE, &still, "People do only what they are told to", NULL },
  { 0 },
};

static gint64
standing_clock (gpointer data)
{
  return fixed_now;
}

static gboolean
on_end (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gboolean
on_input (int fd, GIOCondition condition, gpointer loop)
{
  char buffer[256];

  if (read (fd, buffer, sizeof buffer) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
tell (EarTown *town, EarTownServer *server)
{
  g_autoptr (EarJsonWriter) json = ear_json_writer_new ();
  g_autofree char *control = g_strdup_printf ("http://127.0.0.1:%u", ear_town_server_get_port (server, "town"));
  g_auto (GStrv) routes = ear_town_server_dup_routes (server);
  g_autofree char *line = NULL;

  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "control", control);
  ear_json_writer_begin_object (json, "routes");
  for (guint i = 0; routes[i] != NULL; i += 2)
    ear_json_writer_text (json, routes[i], routes[i + 1]);
  ear_json_writer_end_object (json);
  ear_json_writer_begin_object (json, "ports");
  for (const EarSimulator *const *simulator = ear_simulators; *simulator != NULL; simulator++)
    if (ear_town_server_get_port (server, (*simulator)->id) != 0)
      ear_json_writer_int (json, (*simulator)->id, ear_town_server_get_port (server, (*simulator)->id));
  ear_json_writer_end_object (json);
  ear_town_lock (town);
  ear_json_writer_int (json, "now", ear_town_now (town));
  ear_town_write_accounts (town, json);
  ear_town_unlock (town);
  ear_json_writer_end_object (json);
  line = ear_json_writer_to_text (json, FALSE);
  puts (line);
  fflush (stdout);
}

static gboolean
run (GError **error)
{
  EarTownClock clock = fixed_now >= 0 ? standing_clock : NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (EarTown) town = NULL;
  g_autoptr (EarTownServer) server = NULL;
  gboolean saved;

  if (state != NULL && g_file_test (state, G_FILE_TEST_EXISTS))
    town = ear_town_load (state, clock, NULL, error);
  else
    town = ear_town_new_restaurant ((guint64) seed, (guint) MAX (size, 0), (const char *const *) services, clock, NULL);
  if (town == NULL)
    return FALSE;
  server = ear_town_server_new (town, (const char *const *) services, TRUE, !still, error);
  if (server == NULL)
    return FALSE;

  tell (town, server);
  g_unix_fd_add (0, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, loop);
  g_unix_signal_add (SIGTERM, on_end, loop);
  g_unix_signal_add (SIGINT, on_end, loop);
  g_main_loop_run (loop);

  g_clear_pointer (&server, ear_town_server_free);
  saved = state == NULL || ear_town_save (town, state, error);
  return saved;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- a practice town on loopback");
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !run (&error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_strfreev (services);
  g_free (state);
  return 0;
}
