/* ear-town-server.c: a town's services on loopback ports
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/ear-town-server.h"

#include <libsoup/soup.h>
#include <string.h>

#define LIVE_EVERY_S 1
#define SAVE_EVERY_S 15

typedef struct {
  EarTownServer *server;
  const EarSimulator *simulator;
  SoupServer *soup;
  guint port;
} Desk; /* where one service is answered */

struct _EarTownServer {
  EarTown *town;
  gboolean lively;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GPtrArray *desks;   /* (element-type Desk) */
  GHashTable *stalled; /* (element-type Stalled) */
  char *file;          /* (nullable): where the town is kept */
  gint64 most_away_ms; /* how much of a suspend is lived through; 0: all; under the town's lock */
  guint saved;         /* hash of what it holds */
};

typedef struct {
  EarTownServer *server;
  SoupServerMessage *message;
  GSource *source;
} Stalled;

static void
desk_free (gpointer data)
{
  Desk *desk = data;

  g_clear_object (&desk->soup);
  g_free (desk);
}

/* ---- one request ---- */

/* The connection ends without a word, as when a cable is cut. */
static void
drop (SoupServerMessage *message)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  if (stream != NULL)
    g_io_stream_close (stream, NULL, NULL);
}

/* The clock on the wall of the service is the town's, however far that was put forward. */
static void
set_date (SoupMessageHeaders *headers, gint64 now_ms)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autofree char *text = now != NULL ? soup_date_time_to_string (now, SOUP_DATE_HTTP) : NULL;

  if (text != NULL)
    soup_message_headers_replace (headers, "Date", text);
}

static void
give (SoupServerMessage *message, const EarReply *reply, gint64 now_ms)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  GHashTableIter iter;
  gpointer name, value;
  gsize length;
  const char *body = g_bytes_get_data (reply->body, &length);

  set_date (headers, now_ms);
  g_hash_table_iter_init (&iter, reply->headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    soup_message_headers_replace (headers, name, value);
  soup_server_message_set_status (message, reply->status, NULL);
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, body != NULL ? body : "", length);
}

static void
stalled_free (gpointer data)
{
  Stalled *stalled = data;

  g_source_destroy (stalled->source);
  g_source_unref (stalled->source);
  g_object_unref (stalled->message);
  g_free (stalled);
}

static gboolean
on_stalled_enough (gpointer data)
{
  Stalled *stalled = data;

  soup_server_message_unpause (stalled->message);
  g_hash_table_remove (stalled->server->stalled, stalled);
  return G_SOURCE_REMOVE;
}

/* Whoever waited has gone: libsoup must not be told to go on. */
static void
on_disconnected (SoupServerMessage *message, gpointer data)
{
  EarTownServer *server = data;
  GHashTableIter iter;
  gpointer stalled;

  g_hash_table_iter_init (&iter, server->stalled);
  while (g_hash_table_iter_next (&iter, &stalled, NULL))
    if (((Stalled *) stalled)->message == message)
      g_hash_table_iter_remove (&iter);
}

static void
stall (EarTownServer *server, SoupServerMessage *message, guint ms)
{
  Stalled *stalled = g_new0 (Stalled, 1);

  stalled->server = server;
  stalled->message = g_object_ref (message);
  stalled->source = g_timeout_source_new (ms);
  g_source_set_callback (stalled->source, on_stalled_enough, stalled, NULL);
  g_source_attach (stalled->source, server->context);
  g_hash_table_add (server->stalled, stalled);
  g_signal_connect (message, "disconnected", G_CALLBACK (on_disconnected), server);
  soup_server_message_pause (message);
}

/* A client that was led here under the service's name is answered under it. */
static char *
origin_of (const Desk *desk, const char *host)
{
  for (const char *const *name = desk->simulator->hosts; host != NULL && *name != NULL; name++)
    if (strcmp (*name, host) == 0)
      return g_strconcat ("https://", host, NULL);
  /* Something may stand between: what it was asked for leads back through it. */
  if (host != NULL && g_str_has_prefix (host, "127.0.0.1:"))
    return g_strconcat ("http://", host, NULL);
  return g_strdup_printf ("http://127.0.0.1:%u", desk->port);
}

static void
copy_header (const char *name, const char *value, gpointer request)
{
  ear_town_request_set_header (request, name, value);
}

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  const Desk *desk = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  GUri *uri = soup_server_message_get_uri (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *target = g_uri_get_query (uri) != NULL ? g_strconcat (g_uri_get_path (uri), "?", g_uri_get_query (uri), NULL)
                                                          : g_strdup (g_uri_get_path (uri));
  g_autoptr (EarTownRequest) request = ear_town_request_new (soup_server_message_get_method (message), target);
  g_autoptr (EarReply) reply = NULL;
  guint delay_ms;

  g_free (request->origin);
  request->origin = origin_of (desk, soup_message_headers_get_one (headers, "Host"));
  soup_message_headers_foreach (headers, copy_header, request);
  if (body->length > 0)
    {
      g_autoptr (GBytes) bytes = soup_message_body_flatten (body);

      ear_town_request_set_body (request, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                 soup_message_headers_get_one (headers, "Content-Type"));
    }

  reply = ear_town_answer (desk->server->town, desk->simulator, request, &delay_ms);
  if (reply == NULL)
    {
      drop (message);
      return;
    }
  give (message, reply, ear_town_now (desk->server->town));
  if (delay_ms > 0)
    stall (desk->server, message, delay_ms);
}

/* ---- the thread ---- */

static gboolean
on_live (gpointer data)
{
  EarTownServer *server = data;

  ear_town_lock (server->town);
  if (server->most_away_ms > 0)
    ear_town_sleep (server->town, server->most_away_ms);
  ear_town_live (server->town, ear_town_now (server->town));
  ear_town_unlock (server->town);
  return G_SOURCE_CONTINUE;
}

static gpointer
server_thread (gpointer data)
{
  EarTownServer *server = data;
  g_autoptr (GSource) source = NULL;

  g_main_context_push_thread_default (server->context);
  if (server->lively)
    {
      source = g_timeout_source_new_seconds (LIVE_EVERY_S);
      g_source_set_callback (source, on_live, server, NULL);
      g_source_attach (source, server->context);
    }
  g_main_loop_run (server->loop);

  if (source != NULL)
    g_source_destroy (source);
  g_hash_table_remove_all (server->stalled);
  for (guint i = 0; i < server->desks->len; i++)
    soup_server_disconnect (((Desk *) g_ptr_array_index (server->desks, i))->soup);
  g_ptr_array_set_size (server->desks, 0);
  /* What disconnecting left to do. */
  while (g_main_context_iteration (server->context, FALSE))
    ;
  g_main_context_pop_thread_default (server->context);
  return NULL;
}

static gboolean
open_desk (EarTownServer *server, const EarSimulator *simulator, GError **error)
{
  Desk *desk = g_new0 (Desk, 1);
  GSList *uris;

  desk->server = server;
  desk->simulator = simulator;
  desk->soup = soup_server_new (NULL, NULL);
  g_ptr_array_add (server->desks, desk);
  soup_server_add_handler (desk->soup, NULL, on_request, desk, NULL);
  if (!soup_server_listen_local (desk->soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return FALSE;
  uris = soup_server_get_uris (desk->soup);
  desk->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return TRUE;
}

/**
 * ear_town_server_new:
 * @town: a town that outlives the server
 * @services: (nullable): ids of simulators, ended by %NULL; %NULL: all
 * @control: whether to listen for ear_town_control too
 * @lively: whether people act as the clock goes on
 * @error: when there is no port to be had
 *
 * Returns: (transfer full) (nullable): the server, listening
 */
EarTownServer *
ear_town_server_new (EarTown *town, const char *const *services, gboolean control, gboolean lively, GError **error)
{
  g_autoptr (EarTownServer) server = g_new0 (EarTownServer, 1);
  gboolean open = TRUE;

  server->town = town;
  server->lively = lively;
  server->context = g_main_context_new ();
  server->loop = g_main_loop_new (server->context, FALSE);
  server->desks = g_ptr_array_new_with_free_func (desk_free);
  server->stalled = g_hash_table_new_full (NULL, NULL, stalled_free, NULL);

  g_main_context_push_thread_default (server->context);
  for (const EarSimulator *const *simulator = ear_simulators; open && *simulator != NULL; simulator++)
    if (services == NULL || g_strv_contains (services, (*simulator)->id))
      open = open_desk (server, *simulator, error);
  if (open && control)
    open = open_desk (server, &ear_town_control, error);
  g_main_context_pop_thread_default (server->context);
  if (!open)
    return NULL;

  server->thread = g_thread_new ("ear-town", server_thread, server);
  return g_steal_pointer (&server);
}

static gboolean
on_quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
ear_town_server_free (EarTownServer *server)
{
  if (server == NULL)
    return;
  if (server->thread != NULL)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      /* From inside, since a loop that does not run yet cannot be told to stop. */
      g_source_set_callback (source, on_quit, server->loop, NULL);
      g_source_attach (source, server->context);
      g_thread_join (server->thread);
    }
  g_ptr_array_unref (server->desks);
  g_hash_table_unref (server->stalled);
  g_free (server->file);
  g_main_loop_unref (server->loop);
  g_main_context_unref (server->context);
  g_free (server);
}

/* In the server's thread. */
static gboolean
on_save (gpointer data)
{
  EarTownServer *server = data;
  g_autofree char *json = NULL;
  guint hash;

  ear_town_lock (server->town);
  hash = ear_town_get_hash (server->town);
  if (hash != server->saved)
    json = ear_town_to_json (server->town);
  ear_town_unlock (server->town);
  /* A disk that is full now may have room the next time. */
  if (json != NULL && g_file_set_contents_full (server->file, json, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL))
    server->saved = hash;
  return G_SOURCE_CONTINUE;
}

/**
 * ear_town_server_keep:
 * @server: a server
 * @file: where the town is saved, every few seconds while something happens
 * @most_away_ms: how much of the time that this computer slept is lived through
 */
void
ear_town_server_keep (EarTownServer *server, const char *file, gint64 most_away_ms)
{
  g_autoptr (GSource) source = g_timeout_source_new_seconds (SAVE_EVERY_S);

  g_return_if_fail (server->file == NULL);

  ear_town_lock (server->town);
  server->most_away_ms = most_away_ms;
  ear_town_unlock (server->town);
  server->file = g_strdup (file);
  g_source_set_callback (source, on_save, server, NULL);
  g_source_attach (source, server->context);
}

guint
ear_town_server_get_port (EarTownServer *server, const char *service)
{
  for (guint i = 0; i < server->desks->len; i++)
    {
      const Desk *desk = g_ptr_array_index (server->desks, i);

      if (strcmp (desk->simulator->id, service) == 0)
        return desk->port;
    }
  return 0;
}

GStrv
ear_town_server_dup_routes (EarTownServer *server)
{
  g_autoptr (GStrvBuilder) routes = g_strv_builder_new ();

  for (guint i = 0; i < server->desks->len; i++)
    {
      const Desk *desk = g_ptr_array_index (server->desks, i);

      for (const char *const *host = desk->simulator->hosts; *host != NULL; host++)
        {
          g_strv_builder_take (routes, g_strconcat ("https://", *host, NULL));
          g_strv_builder_take (routes, g_strdup_printf ("http://127.0.0.1:%u", desk->port));
        }
    }
  return g_strv_builder_end (routes);
}
