/* http-probe.c: sessions driven by a script, for test_http.py
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads JSON objects, one a line, from standard input and writes one a line for each:
 *   {"do": "session", "origin", "authorization": "basic"|"bearer", "user", "secret", "body_cap", "deadline_s",
 *    "requests_per_minute", "routes": [origin, address, …]}
 *   {"do": "request", "method", "url", "headers": [name, value, …], "body", "anonymous", "body_cap", "deadline_s", "cancel_after_ms"}
 *   {"do": "job"}: what follows belongs together, as one page does
 *   {"do": "abort"} {"do": "sleep", "ms"} {"do": "secret", "secret"}
 */

#include "config.h"

#include <gio/gio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/ear-clock.h"
#include "net/ear-http-session.h"

typedef struct {
  const char *what, *origin, *authorization, *user, *secret, *method, *url, *body;
  const EarJsonNode *headers, *routes;
  gboolean anonymous;
  gint64 body_cap, deadline_s, requests_per_minute, cancel_after_ms, ms;
} Order;

static const EarJsonField order_fields[] = {
  EAR_JSON_FIELD (Order, what, "do", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Order, origin, "origin", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, authorization, "authorization", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, user, "user", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, secret, "secret", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, method, "method", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, url, "url", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, body, "body", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, headers, "headers", EAR_JSON_ARRAY, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, routes, "routes", EAR_JSON_ARRAY, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, anonymous, "anonymous", EAR_JSON_BOOL, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, body_cap, "body_cap", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, deadline_s, "deadline_s", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, requests_per_minute, "requests_per_minute", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, cancel_after_ms, "cancel_after_ms", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, ms, "ms", EAR_JSON_INT, EAR_JSON_OPTIONAL),
};

/* (nullable) */
static GHashTable *
read_routes (const EarJsonNode *node)
{
  GHashTable *routes = node != NULL ? g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) : NULL;

  for (gsize i = 0; node != NULL && i + 1 < ear_json_length (node); i += 2)
    {
      g_autofree char *origin = g_strdup_printf ("%" G_GSIZE_FORMAT, i);
      g_autofree char *address = g_strdup_printf ("%" G_GSIZE_FORMAT, i + 1);

      g_hash_table_insert (routes, g_strdup (ear_json_member_text (node, origin)), g_strdup (ear_json_member_text (node, address)));
    }
  return routes;
}

/* What it was made with is gone before anything is asked: all of it was copied. */
static EarSession *
open_session (const Order *order)
{
  g_autoptr (GHashTable) routes = read_routes (order->routes);
  EarHttpOptions options = {
    .origin = order->origin,
    .user = order->user,
    .secret = order->secret,
    .body_cap = (gsize) order->body_cap,
    .deadline_s = (guint) order->deadline_s,
    .requests_per_minute = (guint) order->requests_per_minute,
    .routes = routes,
  };
  EarSession *session;

  if (g_strcmp0 (order->authorization, "basic") == 0)
    options.authorization = EAR_HTTP_AUTHORIZATION_BASIC;
  else if (g_strcmp0 (order->authorization, "bearer") == 0)
    options.authorization = EAR_HTTP_AUTHORIZATION_BEARER;

  session = ear_http_session_new (&options);
  if (routes != NULL)
    g_hash_table_remove_all (routes);
  return session;
}

typedef struct {
  GCancellable *cancellable;
  gint64 ms;
} Canceller;

static gpointer
cancel_later (gpointer data)
{
  Canceller *canceller = data;

  g_usleep ((gulong) canceller->ms * 1000);
  g_cancellable_cancel (canceller->cancellable);

  return NULL;
}

static void
write_reply (EarJsonWriter *writer, const EarReply *reply)
{
  gsize length;
  const char *body = g_bytes_get_data (reply->body, &length);
  g_autofree char *text = g_utf8_make_valid (body != NULL ? body : "", (gssize) MIN (length, 2000));
  GHashTableIter iter;
  const char *name, *value;

  ear_json_writer_int (writer, "status", reply->status);
  ear_json_writer_text (writer, "final_url", reply->final_url);
  ear_json_writer_time (writer, "date", reply->date_ms);
  ear_json_writer_int (writer, "body_bytes", (gint64) length);
  ear_json_writer_text (writer, "body", text);
  ear_json_writer_begin_object (writer, "headers");
  g_hash_table_iter_init (&iter, reply->headers);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &value))
    ear_json_writer_text (writer, name, value);
  ear_json_writer_end_object (writer);
}

static void
write_error (EarJsonWriter *writer, const GError *error)
{
  static const char *const effects[] = { "none", "done", "unknown" };

  if (error->domain == EAR_PROBLEM)
    {
      const EarProblemDetail *detail = ear_problem_get_detail (error);

      ear_json_writer_text (writer, "problem", ear_problem_code_to_string ((EarProblemCode) error->code));
      ear_json_writer_text (writer, "effect", effects[detail->effect]);
      ear_json_writer_int (writer, "retry_after_ms", detail->retry_after_ms);
      ear_json_writer_bool (writer, "one_way", detail->one_way);
    }
  else
    {
      ear_json_writer_text (writer, "problem", g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "cancelled" : "unexpected");
    }
  ear_json_writer_text (writer, "sentence", error->message);
}

/* Whether something waits in what would be the window's loop. */
static gboolean
has_plans (GMainContext *context)
{
  GPollFD poll[8];
  int priority, timeout_ms = -1;

  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  g_main_context_query (context, priority, &timeout_ms, poll, G_N_ELEMENTS (poll));
  g_main_context_release (context);
  return timeout_ms >= 0;
}

static void
run_request (EarSession *session, const Order *order, EarJsonWriter *writer)
{
  g_autoptr (EarRequest) request = ear_request_new (order->method != NULL ? order->method : "GET", order->url);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (GError) error = NULL;
  Canceller canceller = { cancellable, order->cancel_after_ms };
  GThread *thread = NULL;
  gint64 started_us;

  for (gsize i = 0; order->headers != NULL && i + 1 < ear_json_length (order->headers); i += 2)
    {
      g_autofree char *name = g_strdup_printf ("%" G_GSIZE_FORMAT, i);
      g_autofree char *value = g_strdup_printf ("%" G_GSIZE_FORMAT, i + 1);

      ear_request_add_header (request, ear_json_member_text (order->headers, name), ear_json_member_text (order->headers, value));
    }
  if (order->body != NULL)
    ear_request_take_body (request, g_bytes_new (order->body, strlen (order->body)), "application/json");
  request->anonymous = order->anonymous;
  request->body_cap = (gsize) order->body_cap;
  request->deadline_s = (guint) order->deadline_s;

  g_set_object (&session->cancellable, cancellable);
  if (order->cancel_after_ms > 0)
    thread = g_thread_new ("canceller", cancel_later, &canceller);

  started_us = g_get_monotonic_time ();
  reply = ear_session_send (session, request, &error);
  ear_json_writer_int (writer, "ms", (g_get_monotonic_time () - started_us) / 1000);
  ear_json_writer_bool (writer, "main_loop", has_plans (NULL));

  if (thread != NULL)
    g_thread_join (thread);
  g_assert_true ((reply != NULL) != (error != NULL));
  if (reply != NULL)
    write_reply (writer, reply);
  else
    write_error (writer, error);
}

/* A worker: sessions block, and never the main thread. */
static gpointer
run_script (gpointer data)
{
  g_autoptr (EarSession) session = ear_http_session_new (NULL);
  char *line = NULL;
  size_t size = 0;

  while (getline (&line, &size, stdin) > 0)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EarJson) json = ear_json_parse_text (line, -1, &error);
      g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
      g_autofree char *text = NULL;
      Order order = { 0 };

      g_assert_no_error (error);
      ear_json_bind_table (ear_json_root (json), order_fields, &order, &error);
      g_assert_no_error (error);

      ear_json_writer_begin_object (writer, NULL);
      if (g_str_equal (order.what, "session"))
        {
          ear_session_free (session);
          session = open_session (&order);
        }
      else if (g_str_equal (order.what, "request"))
        {
          run_request (session, &order, writer);
        }
      else if (g_str_equal (order.what, "job"))
        {
          session->job_requests = 0;
        }
      else if (g_str_equal (order.what, "abort"))
        {
          ear_http_session_abort (session);
        }
      else if (g_str_equal (order.what, "secret"))
        {
          ear_http_session_set_secret (session, order.secret);
        }
      else
        {
          g_assert_cmpstr (order.what, ==, "sleep");
          g_usleep ((gulong) order.ms * 1000);
        }
      ear_json_writer_end_object (writer);

      text = ear_json_writer_to_text (writer, FALSE);
      printf ("%s\n", text);
      fflush (stdout);
    }

  free (line);

  return NULL;
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_thread_join (g_thread_new ("worker", run_script, NULL));

  return 0;
}
