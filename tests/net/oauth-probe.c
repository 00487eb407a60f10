/* oauth-probe.c: a sign-in driven step by step, for test_oauth.py
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads JSON objects, one a line, from standard input and answers each with one:
 *   {"do": "metadata", "issuer"}                  what the server says of itself; its URLs are used from then on
 *   {"do": "listen", "port", "timeout_s"}         a new attempt and a listener: {"uri", "port"}
 *   {"do": "authorize", "client_id", "scope"}     {"url"}
 *   {"do": "wait", "cancel_after_ms"}             {"code"}
 *   {"do": "exchange", "code", "verifier"}        tokens; both default to this attempt's
 *   {"do": "refresh", "token"}                    tokens; defaults to the last
 *   {"do": "revoke", "token"}
 * A failure is {"problem", "sentence", "words"}. That tokens are printed is for the test alone.
 */

#include "config.h"

#include <gio/gio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/ear-clock.h"
#include "net/ear-http-session.h"
#include "net/ear-oauth.h"
#include "net/ear-redirect.h"

typedef struct {
  const char *what, *issuer, *client_id, *scope, *code, *verifier, *token;
  gint64 port, timeout_s, cancel_after_ms;
} Order;

static const EarJsonField order_fields[] = {
  EAR_JSON_FIELD (Order, what, "do", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Order, issuer, "issuer", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, client_id, "client_id", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, scope, "scope", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, code, "code", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, verifier, "verifier", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, token, "token", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, port, "port", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, timeout_s, "timeout_s", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Order, cancel_after_ms, "cancel_after_ms", EAR_JSON_INT, EAR_JSON_OPTIONAL),
};

static EarSession *session;
static EarOAuthMetadata *metadata;
static EarOAuthAttempt *attempt;
static EarRedirect *redirect;
static EarOAuthTokens *tokens;
static EarOAuthClient client;
static char *client_id, *scope, *last_code, *redirect_uri;

static void
read_metadata (const Order *order, EarJsonWriter *writer, GError **error)
{
  g_clear_pointer (&metadata, ear_oauth_metadata_free);
  metadata = ear_oauth_read_metadata (session, order->issuer, error);
  if (metadata == NULL)
    return;

  client.authorize_url = metadata->authorize_url;
  client.token_url = metadata->token_url;
  client.revoke_url = metadata->revoke_url;
  client.issuer = metadata->issuer;
  client.issuer_in_redirect = metadata->issuer_in_redirect;
  ear_json_writer_text (writer, "issuer", metadata->issuer);
  ear_json_writer_text (writer, "token_url", metadata->token_url);
  ear_json_writer_bool (writer, "issuer_in_redirect", metadata->issuer_in_redirect);
  ear_json_writer_begin_array (writer, "scopes");
  for (gsize i = 0; metadata->scopes[i] != NULL; i++)
    ear_json_writer_text (writer, NULL, metadata->scopes[i]);
  ear_json_writer_end_array (writer);
}

static void
listen_for (const Order *order, EarJsonWriter *writer, GError **error)
{
  g_clear_object (&redirect);
  g_clear_pointer (&attempt, ear_oauth_attempt_free);
  attempt = ear_oauth_attempt_new ();
  redirect = ear_redirect_new ((guint16) order->port, attempt->state, (guint) order->timeout_s, error);
  if (redirect == NULL)
    return;

  g_set_str (&redirect_uri, ear_redirect_get_uri (redirect));
  client.redirect_uri = redirect_uri;
  ear_json_writer_text (writer, "uri", redirect_uri);
  ear_json_writer_int (writer, "port", ear_redirect_get_port (redirect));
}

static void
authorize (const Order *order, EarJsonWriter *writer)
{
  static const char *const extra[] = { "prompt", "consent", NULL };
  g_autofree char *url = NULL;

  g_set_str (&client_id, order->client_id);
  g_set_str (&scope, order->scope);
  client.client_id = client_id;
  client.scope = scope;
  client.extra = extra;
  url = ear_oauth_build_authorize_url (&client, attempt);
  ear_json_writer_text (writer, "url", url);
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
wait_for_browser (const Order *order, EarJsonWriter *writer, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GHashTable) parameters = NULL;
  Canceller canceller = { cancellable, order->cancel_after_ms };
  GThread *thread = order->cancel_after_ms > 0 ? g_thread_new ("canceller", cancel_later, &canceller) : NULL;

  parameters = ear_redirect_wait (redirect, cancellable, error);
  if (thread != NULL)
    g_thread_join (thread);
  if (parameters == NULL)
    return;

  g_free (last_code);
  last_code = ear_oauth_read_redirect (&client, attempt, parameters, error);
  if (last_code != NULL)
    ear_json_writer_text (writer, "code", last_code);
}

static void
write_tokens (EarJsonWriter *writer, EarOAuthTokens *got)
{
  if (got == NULL)
    return;

  g_clear_pointer (&tokens, ear_oauth_tokens_free);
  tokens = got;
  ear_json_writer_text (writer, "access_token", tokens->access_token);
  ear_json_writer_text (writer, "refresh_token", tokens->refresh_token);
  ear_json_writer_text (writer, "scope", tokens->scope);
  ear_json_writer_time (writer, "expires_at", tokens->expires_at_ms);
}

static void
exchange (const Order *order, EarJsonWriter *writer, GError **error)
{
  EarOAuthAttempt used = *attempt;

  if (order->verifier != NULL)
    used.verifier = (char *) order->verifier;
  write_tokens (writer, ear_oauth_exchange_code (session, &client, &used, order->code != NULL ? order->code : last_code, error));
}

static void
obey (const Order *order, EarJsonWriter *writer, GError **error)
{
  if (g_str_equal (order->what, "metadata"))
    read_metadata (order, writer, error);
  else if (g_str_equal (order->what, "listen"))
    listen_for (order, writer, error);
  else if (g_str_equal (order->what, "authorize"))
    authorize (order, writer);
  else if (g_str_equal (order->what, "wait"))
    wait_for_browser (order, writer, error);
  else if (g_str_equal (order->what, "exchange"))
    exchange (order, writer, error);
  else if (g_str_equal (order->what, "refresh"))
    write_tokens (writer, ear_oauth_refresh (session, &client, order->token != NULL ? order->token : tokens->refresh_token, error));
  else if (g_str_equal (order->what, "revoke"))
    ear_oauth_revoke (session, &client, order->token != NULL ? order->token : tokens->refresh_token, NULL, error);
  else
    g_assert_not_reached ();
}

static gpointer
run_script (gpointer data)
{
  EarHttpOptions options = { .deadline_s = 10, .requests_per_minute = 1000 };
  char *line = NULL;
  size_t size = 0;

  session = ear_http_session_new (&options);

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
      obey (&order, writer, &error);
      if (error != NULL && error->domain == EAR_PROBLEM)
        {
          ear_json_writer_text (writer, "problem", ear_problem_code_to_string ((EarProblemCode) error->code));
          ear_json_writer_text (writer, "words", ear_problem_get_detail (error)->words);
        }
      else if (error != NULL)
        {
          ear_json_writer_text (writer, "problem", g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "cancelled" : "unexpected");
        }
      if (error != NULL)
        ear_json_writer_text (writer, "sentence", error->message);
      ear_json_writer_end_object (writer);

      text = ear_json_writer_to_text (writer, FALSE);
      printf ("ANSWER %s\n", text);
      fflush (stdout);
    }

  free (line);
  ear_session_free (session);
  g_clear_pointer (&metadata, ear_oauth_metadata_free);
  g_clear_pointer (&attempt, ear_oauth_attempt_free);
  g_clear_pointer (&tokens, ear_oauth_tokens_free);
  g_clear_object (&redirect);
  g_free (client_id);
  g_free (scope);
  g_free (last_code);
  g_free (redirect_uri);

  return NULL;
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_thread_join (g_thread_new ("worker", run_script, NULL));

  return 0;
}
