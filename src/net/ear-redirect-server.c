/* ear-redirect-server.c: the listening half of EarRedirect
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "net/ear-redirect-server-private.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/ear-credentials.h"

#define CALLBACK_PATH "/callback"
#define CONNECTED_PATH "/connected"
#define DECLINED_PATH "/not-connected"

/* How long the browser has to fetch the page it was sent to. */
#define LAST_PAGE_S 10

struct _EarRedirectServer {
  gatomicrefcount references;
  GMainContext *context;
  GMainLoop *loop;
  GSocket *socket;
  SoupServer *soup; /* the thread's own */
  char *state;
  char *host, *name; /* what the Host header must say: the one or the other */
  guint timeout_s;
  gboolean concluded;
  EarRedirectFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
};

void
ear_redirect_server_unref (EarRedirectServer *server)
{
  if (!g_atomic_ref_count_dec (&server->references))
    return;

  explicit_bzero (server->state, strlen (server->state));
  g_free (server->state);
  g_free (server->host);
  g_free (server->name);
  g_clear_object (&server->socket);
  g_main_loop_unref (server->loop);
  g_main_context_unref (server->context);
  if (server->destroy != NULL)
    server->destroy (server->user_data);
  g_free (server);
}

static EarRedirectServer *
server_ref (EarRedirectServer *server)
{
  g_atomic_ref_count_inc (&server->references);

  return server;
}

static void
conclude (EarRedirectServer *server, EarRedirectOutcome outcome, GHashTable *parameters)
{
  if (server->concluded)
    return;

  server->concluded = TRUE;
  server->func (outcome, parameters, server->user_data);
  if (outcome != EAR_REDIRECT_RECEIVED)
    g_main_loop_quit (server->loop);
}

static gboolean
on_stop (gpointer data)
{
  conclude (data, EAR_REDIRECT_STOPPED, NULL);

  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  return on_stop (data);
}

static gboolean
on_timeout (gpointer data)
{
  conclude (data, EAR_REDIRECT_TIMED_OUT, NULL);

  return G_SOURCE_REMOVE;
}

static gboolean
on_last_page_timeout (gpointer data)
{
  EarRedirectServer *server = data;

  g_main_loop_quit (server->loop);

  return G_SOURCE_REMOVE;
}

/* Sources hold no reference: they run in the thread, which has one, or, when that has ended, never. */
static void
add_source (EarRedirectServer *server, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, server, NULL);
  g_source_attach (source, server->context);
  g_source_unref (source);
}

/* ---- pages ---- */

static void
respond (SoupServerMessage *message, guint status, const char *title, const char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *safe_title = g_markup_escape_text (title, -1);
  g_autofree char *safe_text = g_markup_escape_text (text, -1);
  char *page = g_strdup_printf ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%s – Earshot</title>"
                                "<meta name=\"viewport\" content=\"width=device-width\">"
                                "<style>body { font: 1.1em sans-serif; max-width: 32em; margin: 15vh auto; padding: 0 1em }</style></head>"
                                "<body><h1>%s</h1><p>%s</p></body></html>\n",
                                safe_title, safe_title, safe_text);

  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  soup_message_headers_replace (headers, "Connection", "close");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_TAKE, page, strlen (page));
}

/* ---- the request ---- */

/* NULL when the query cannot be read or says one thing twice (RFC 6749 3.1). */
static GHashTable *
read_parameters (const char *query)
{
  g_autoptr (GHashTable) parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ear_wipe);
  GUriParamsIter iter;
  char *name, *value;

  g_uri_params_iter_init (&iter, query != NULL ? query : "", -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL))
    if (!g_hash_table_insert (parameters, name, value))
      return NULL;

  return g_steal_pointer (&parameters);
}

/* In a time that says nothing about where they differ. */
static gboolean
same_secret (const char *a, const char *b)
{
  gsize length = strlen (a);
  guint8 difference = 0;

  if (strlen (b) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guint8) (a[i] ^ b[i]);

  return difference == 0;
}

static gboolean
says_declined (GHashTable *parameters)
{
  return g_hash_table_contains (parameters, "error") || g_strcmp0 (g_hash_table_lookup (parameters, "success"), "false") == 0;
}

static void
handle_callback (EarRedirectServer *server, SoupServerMessage *message)
{
  g_autoptr (GHashTable) parameters = read_parameters (g_uri_get_query (soup_server_message_get_uri (message)));
  const char *state = parameters != NULL ? g_hash_table_lookup (parameters, "state") : NULL;

  if (state == NULL || !same_secret (state, server->state) || g_hash_table_size (parameters) < 2)
    {
      respond (message, SOUP_STATUS_BAD_REQUEST, _("This is not the sign-in Earshot waits for"),
               _("Go back to Earshot and follow the page that it opened last, or start the sign-in there again."));
      return;
    }

  /* Away from the address that holds the secret, so that it does not stay in the browser's history. */
  respond (message, SOUP_STATUS_SEE_OTHER, _("Connected"), _("You can close this page and go back to Earshot."));
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location",
                                says_declined (parameters) ? DECLINED_PATH : CONNECTED_PATH);
  conclude (server, EAR_REDIRECT_RECEIVED, g_steal_pointer (&parameters));
  add_source (server, g_timeout_source_new_seconds (LAST_PAGE_S), on_last_page_timeout);
}

static void
on_last_page_sent (SoupServerMessage *message, gpointer data)
{
  EarRedirectServer *server = data;

  g_main_loop_quit (server->loop);
}

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  EarRedirectServer *server = data;
  const char *host = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Host");
  gboolean is_get = g_str_equal (soup_server_message_get_method (message), "GET");

  /* Another name that leads here is somebody else's page (DNS rebinding). */
  if ((g_strcmp0 (host, server->host) != 0 && g_strcmp0 (host, server->name) != 0) || !is_get)
    {
      respond (message, is_get ? SOUP_STATUS_FORBIDDEN : SOUP_STATUS_METHOD_NOT_ALLOWED, _("Nothing to see here"),
               _("Go back to Earshot and start the sign-in there again."));
    }
  else if (g_str_equal (path, CALLBACK_PATH) && !server->concluded)
    {
      handle_callback (server, message);
    }
  else if (g_str_equal (path, CONNECTED_PATH) && server->concluded)
    {
      respond (message, SOUP_STATUS_OK, _("Thank you"), _("You can close this page and go back to Earshot."));
      g_signal_connect (message, "finished", G_CALLBACK (on_last_page_sent), server);
    }
  else if (g_str_equal (path, DECLINED_PATH) && server->concluded)
    {
      respond (message, SOUP_STATUS_OK, _("Nothing was connected"), _("You can close this page and go back to Earshot."));
      g_signal_connect (message, "finished", G_CALLBACK (on_last_page_sent), server);
    }
  else
    {
      respond (message, SOUP_STATUS_NOT_FOUND, _("Nothing to see here"), _("You can close this page and go back to Earshot."));
    }
}

/* ---- the thread ---- */

static gpointer
server_thread (gpointer data)
{
  EarRedirectServer *server = data;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (server->context);

  server->soup = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_handler (server->soup, NULL, on_request, server, NULL);
  if (soup_server_listen_socket (server->soup, server->socket, 0, &error))
    {
      g_main_loop_run (server->loop);
    }
  else
    {
      g_warning ("The redirect listener could not start: %s", error->message);
      conclude (server, EAR_REDIRECT_STOPPED, NULL);
    }

  soup_server_disconnect (server->soup);
  g_clear_object (&server->soup);

  /* What disconnecting left to do. */
  while (g_main_context_iteration (server->context, FALSE))
    ;
  g_main_context_pop_thread_default (server->context);
  ear_redirect_server_unref (server);

  return NULL;
}

EarRedirectServer *
ear_redirect_server_start (GSocket *socket, guint16 port, const char *state, guint timeout_s,
                           EarRedirectFunc func, gpointer user_data, GDestroyNotify destroy)
{
  EarRedirectServer *server = g_new0 (EarRedirectServer, 1);

  g_atomic_ref_count_init (&server->references);
  server->context = g_main_context_new ();
  server->loop = g_main_loop_new (server->context, FALSE);
  server->socket = g_object_ref (socket);
  server->state = g_strdup (state);
  server->host = g_strdup_printf ("127.0.0.1:%u", port);
  server->name = g_strdup_printf ("localhost:%u", port);
  server->timeout_s = timeout_s;
  server->func = func;
  server->user_data = user_data;
  server->destroy = destroy;

  add_source (server, g_timeout_source_new_seconds (timeout_s), on_timeout);
  g_thread_unref (g_thread_new ("ear-redirect", server_thread, server_ref (server)));

  return server;
}

void
ear_redirect_server_stop (EarRedirectServer *server)
{
  add_source (server, g_idle_source_new (), on_stop);
}

void
ear_redirect_server_stop_on (EarRedirectServer *server, GCancellable *cancellable)
{
  add_source (server, g_cancellable_source_new (cancellable), G_SOURCE_FUNC (on_cancelled));
}
