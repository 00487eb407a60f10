/* test-redirect.c: the loopback listener, spoken to byte by byte
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "base/ear-problem.h"
#include "net/ear-redirect.h"

#define STATE "s3cret+state/="

/* Sends one request, returns all that came back; NULL when nobody listens. */
static char *
talk (guint16 port, const char *request)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  GString *reply = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
  if (connection == NULL)
    {
      g_string_free (reply, TRUE);
      return NULL;
    }

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, NULL);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (reply, buffer, n);

  return g_string_free_and_steal (reply);
}

static char *
get (guint16 port, const char *target)
{
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", target, port);

  return talk (port, request);
}

static void
assert_status (const char *reply, const char *status)
{
  g_autofree char *line = g_strconcat ("HTTP/1.1 ", status, NULL);

  g_assert_nonnull (reply);
  g_test_message ("%s", reply);
  g_assert_true (g_str_has_prefix (reply, line));
}

static EarRedirect *
listen_somewhere (guint timeout_s)
{
  g_autoptr (GError) error = NULL;
  EarRedirect *redirect = ear_redirect_new (0, STATE, timeout_s, &error);

  g_assert_no_error (error);

  return redirect;
}

/* The port must come free: a leaked listener would keep it. */
static void
assert_stops_listening (guint16 port)
{
  for (int i = 0; i < 100; i++)
    {
      g_autofree char *reply = get (port, "/connected");

      if (reply == NULL)
        return;
      g_usleep (20000);
    }
  g_assert_not_reached ();
}

static void
test_wordpress (void)
{
  g_autoptr (EarRedirect) redirect = listen_somewhere (10);
  guint16 port = ear_redirect_get_port (redirect);
  g_autofree char *uri = ear_redirect_dup_uri_with_state (redirect);
  g_autofree char *target = g_strconcat (strstr (uri, "/callback"), "&site_url=http://s&user_login=mia%20k&password=abcd+efgh", NULL);
  g_autofree char *reply = NULL;
  g_autofree char *page = NULL;
  g_autoptr (GHashTable) parameters = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (uri + strlen (ear_redirect_get_uri (redirect)), ==, "?state=s3cret%2Bstate%2F%3D");

  reply = get (port, target);
  assert_status (reply, "303 ");
  g_assert_nonnull (strstr (reply, "\r\nLocation: /connected\r\n"));
  g_assert_nonnull (strstr (reply, "\r\nCache-Control: no-store\r\n"));
  g_assert_null (strstr (reply, "abcd"));

  parameters = ear_redirect_wait (redirect, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (parameters, "site_url"), ==, "http://s");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "user_login"), ==, "mia k");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "password"), ==, "abcd efgh");

  /* The browser's last page is served although nobody holds the object any more, then all is gone. */
  g_clear_object (&redirect);
  page = get (port, "/connected");
  assert_status (page, "200 ");
  g_assert_nonnull (strstr (page, "You can close this page and go back to Earshot."));
  assert_stops_listening (port);
}

static void
test_declined (void)
{
  static const char *const targets[] = { "/callback?state=s3cret%2Bstate%2F%3D&success=false", "/callback?error=access_denied&state=s3cret%2Bstate%2F%3D" };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (EarRedirect) redirect = listen_somewhere (10);
      guint16 port = ear_redirect_get_port (redirect);
      g_autofree char *reply = get (port, targets[i]);
      g_autofree char *page = get (port, "/not-connected");
      g_autoptr (GHashTable) parameters = ear_redirect_wait (redirect, NULL, NULL);

      g_assert_nonnull (strstr (reply, "\r\nLocation: /not-connected\r\n"));
      assert_status (page, "200 ");
      g_assert_nonnull (strstr (page, "Nothing was connected"));
      g_assert_cmpuint (g_hash_table_size (parameters), ==, 2);
    }
}

static void
test_others_are_turned_away (void)
{
  static const struct {
    const char *request, *status;
  } cases[] = {
    { "GET /callback?code=x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", "400 " },
    { "GET /callback?code=x&state=wrong HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", "400 " },
    { "GET /callback?code=x&state=s3cret%%2Bstate%%2F%%3E HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", "400 " },
    { "GET /callback?state=s3cret%%2Bstate%%2F%%3D HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", "400 " },
    { "GET /callback?code=x&code=y&state=s3cret%%2Bstate%%2F%%3D HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", "400 " },
    { "GET /callback?code=%%ff%%zz&state=s3cret%%2Bstate%%2F%%3D%%00 HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", "400 " },
    { "GET /callback HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", "400 " },
    { "GET / HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", "404 " },
    { "GET /connected HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", "404 " },
    { "GET /callback/x?code=x&state=s3cret%%2Bstate%%2F%%3D HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", "404 " },
    { "POST /callback?code=x&state=s3cret%%2Bstate%%2F%%3D HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Length: 0\r\n\r\n", "405 " },
    { "HEAD /callback?code=x&state=s3cret%%2Bstate%%2F%%3D HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", "405 " },
    { "GET /callback?code=x&state=s3cret%%2Bstate%%2F%%3D HTTP/1.1\r\nHost: evil.example:%u\r\n\r\n", "403 " },
  };
  g_autoptr (EarRedirect) redirect = listen_somewhere (60);
  guint16 port = ear_redirect_get_port (redirect);
  g_autoptr (GHashTable) parameters = NULL;
  g_autofree char *reply = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = g_strsplit (cases[i].request, "%u", 2);
      g_autofree char *number = g_strdup_printf ("%u", port);
      g_autofree char *joined = g_strconcat (parts[0], number, parts[1], NULL);
      g_auto (GStrv) percents = g_strsplit (joined, "%%", -1);
      g_autofree char *request = g_strjoinv ("%", percents);
      g_autofree char *answer = talk (port, request);

      g_test_message ("%s", request);
      assert_status (answer, cases[i].status);
      g_assert_null (strstr (answer, "s3cret"));
    }

  /* And after all that the right one is still welcome; a second one is not. */
  reply = get (port, "/callback?code=x&state=s3cret%2Bstate%2F%3D");
  assert_status (reply, "303 ");
  g_clear_pointer (&reply, g_free);
  reply = get (port, "/callback?code=other&state=s3cret%2Bstate%2F%3D");
  assert_status (reply, "404 ");

  parameters = ear_redirect_wait (redirect, NULL, NULL);
  g_assert_cmpstr (g_hash_table_lookup (parameters, "code"), ==, "x");
}

static void
test_port_taken (void)
{
  g_autoptr (EarRedirect) first = listen_somewhere (10);
  g_autoptr (EarRedirect) second = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port = ear_redirect_get_port (first);

  second = ear_redirect_new (port, STATE, 10, &error);
  g_assert_null (second);
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER);
  g_assert_nonnull (strstr (error->message, "Another program uses port"));

  g_clear_object (&first);
  assert_stops_listening (port);
  second = ear_redirect_new (port, STATE, 10, NULL);
  g_assert_nonnull (second);
}

static void
test_dropped (void)
{
  EarRedirect *redirect = listen_somewhere (60);
  guint16 port = ear_redirect_get_port (redirect);

  g_object_unref (redirect);
  assert_stops_listening (port);
}

/* ---- without blocking ---- */

typedef struct {
  GMainLoop *loop;
  GHashTable *parameters;
  GError *error;
  GThread *thread;
} Waiting;

static void
on_waited (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;

  waiting->thread = g_thread_self ();
  waiting->parameters = ear_redirect_wait_finish (EAR_REDIRECT (source), result, &waiting->error);
  g_main_loop_quit (waiting->loop);
}

static gpointer
visit_later (gpointer data)
{
  g_autofree char *reply = NULL;
  g_autofree char *page = NULL;
  guint16 port = (guint16) GPOINTER_TO_UINT (data);

  g_usleep (100000);
  reply = get (port, "/callback?code=x&state=s3cret%2Bstate%2F%3D");
  page = get (port, "/connected");

  return NULL;
}

static void
wait_in_loop (EarRedirect *redirect, GCancellable *cancellable, Waiting *waiting)
{
  *waiting = (Waiting) { .loop = g_main_loop_new (NULL, FALSE) };
  ear_redirect_wait_async (redirect, cancellable, on_waited, waiting);
  g_main_loop_run (waiting->loop);
  g_main_loop_unref (waiting->loop);
  g_assert_true (waiting->thread == g_thread_self ());
}

static void
test_async (void)
{
  g_autoptr (EarRedirect) redirect = listen_somewhere (10);
  GThread *visitor = g_thread_new ("visitor", visit_later, GUINT_TO_POINTER (ear_redirect_get_port (redirect)));
  Waiting waiting;

  wait_in_loop (redirect, NULL, &waiting);
  g_assert_no_error (waiting.error);
  g_assert_cmpstr (g_hash_table_lookup (waiting.parameters, "code"), ==, "x");
  g_hash_table_unref (waiting.parameters);
  g_thread_join (visitor);
}

static void
test_async_late (void)
{
  g_autoptr (EarRedirect) redirect = listen_somewhere (10);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Waiting waiting;

  /* What came before anybody waited is kept, and being stopped later does not lose it. */
  visit_later (GUINT_TO_POINTER (ear_redirect_get_port (redirect)));
  g_cancellable_cancel (cancellable);
  wait_in_loop (redirect, cancellable, &waiting);
  g_assert_cmpstr (g_hash_table_lookup (waiting.parameters, "code"), ==, "x");
  g_hash_table_unref (waiting.parameters);
}

static gboolean
on_cancel_now (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static void
test_async_cancel (void)
{
  g_autoptr (EarRedirect) redirect = listen_somewhere (60);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Waiting waiting;

  g_timeout_add (100, on_cancel_now, cancellable);
  wait_in_loop (redirect, cancellable, &waiting);
  g_assert_error (waiting.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&waiting.error);
  assert_stops_listening (ear_redirect_get_port (redirect));
}

static void
test_async_timeout (void)
{
  g_autoptr (EarRedirect) redirect = listen_somewhere (1);
  Waiting waiting;

  wait_in_loop (redirect, NULL, &waiting);
  g_assert_error (waiting.error, EAR_PROBLEM, EAR_PROBLEM_AUTH);
  g_clear_error (&waiting.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/redirect/wordpress", test_wordpress);
  g_test_add_func ("/redirect/declined", test_declined);
  g_test_add_func ("/redirect/others-are-turned-away", test_others_are_turned_away);
  g_test_add_func ("/redirect/port-taken", test_port_taken);
  g_test_add_func ("/redirect/dropped", test_dropped);
  g_test_add_func ("/redirect/async", test_async);
  g_test_add_func ("/redirect/async-late", test_async_late);
  g_test_add_func ("/redirect/async-cancel", test_async_cancel);
  g_test_add_func ("/redirect/async-timeout", test_async_timeout);

  return g_test_run ();
}
