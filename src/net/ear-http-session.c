/* ear-http-session.c: one account's HTTP over libsoup
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "net/ear-http-session.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/ear-credentials.h"
#include "net/ear-http-limits-private.h"
#include "net/ear-http-problem-private.h"
#include "net/ear-http-url-private.h"
#include "net/ear-http-watch-private.h"

#define READ_BLOCK (64 * 1024)
/* How much of our own pace one page may use up in advance. */
#define MOST_MINUTES_OF_A_JOB 2

typedef struct {
  EarSession base;
  GUri *origin; /* (nullable) */
  EarHttpAuthorization authorization;
  char *user;
  char *secret;
  gsize body_cap;
  guint deadline_s;
  char *ca_file;
  SoupSession *soup; /* made in the thread that sends */
  /* What libsoup plans for later, such as the end of a connection that is not used. Without one of its own that would be done by the
   * window's loop, in the middle of what this thread does with the same connection. */
  GMainContext *context;
  GTlsDatabase *extra_ca;
  EarHttpLimits limits;
  GHashTable *routes; /* (nullable) */
} EarHttpSession;

/* One call of send, redirects included. */
typedef struct {
  EarHttpSession *session;
  const EarRequest *request;
  GCancellable *cancellable; /* the watch, the session's cancellable and the body cap all end it */
  gboolean writing;
  gboolean began;
  gboolean left_origin;      /* a redirect went to another origin: no secrets any more, not even back home */
  gboolean too_large;
  gsize body_cap;
  GUri *uri;                 /* where we are now */
  GTlsCertificateFlags tls_errors;
} Job;

/* ---- the message ---- */

static void
add_authorization (EarHttpSession *self, const EarRequest *request, SoupMessageHeaders *headers)
{
  g_autoptr (GString) value = g_string_new (NULL);

  if (self->secret == NULL && request->bearer == NULL)
    return;

  if (request->bearer != NULL || self->authorization == EAR_HTTP_AUTHORIZATION_BEARER)
    {
      g_string_append_printf (value, "Bearer %s", request->bearer != NULL ? request->bearer : self->secret);
    }
  else if (self->authorization == EAR_HTTP_AUTHORIZATION_BASIC)
    {
      char *pair = g_strconcat (self->user != NULL ? self->user : "", ":", self->secret, NULL);
      char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));

      g_string_append_printf (value, "Basic %s", encoded);
      ear_wipe (pair);
      ear_wipe (encoded);
    }

  if (value->len > 0)
    soup_message_headers_replace (headers, "Authorization", value->str);
  explicit_bzero (value->str, value->len);
}

/* What may follow a redirect to a stranger: it says nothing about who asks. */
static gboolean
header_is_harmless (const char *name)
{
  return g_ascii_strcasecmp (name, "accept") == 0 || g_ascii_strcasecmp (name, "accept-language") == 0 ||
         g_ascii_strncasecmp (name, "if-", 3) == 0;
}

static void
on_starting (SoupMessage *message, gpointer user_data)
{
  Job *job = user_data;

  job->began = TRUE;
}

/* New connections and NO_REDIRECT leave libsoup no reason to send anything but a GET twice; should it start to all the
 * same, it is stopped and the outcome is unknown. */
static void
on_restarted (SoupMessage *message, gpointer user_data)
{
  Job *job = user_data;

  if (job->writing)
    g_cancellable_cancel (job->cancellable);
}

static gboolean
on_accept_certificate (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags errors, gpointer user_data)
{
  Job *job = user_data;

  job->tls_errors = errors;
  if (job->session->extra_ca == NULL)
    return FALSE;

  {
    GUri *uri = soup_message_get_uri (message);
    int port = g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : 443;
    g_autoptr (GSocketConnectable) identity = g_network_address_new (g_uri_get_host (uri), (guint16) port);

    job->tls_errors = g_tls_database_verify_chain (job->session->extra_ca, certificate, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER,
                                                   identity, NULL, G_TLS_DATABASE_VERIFY_NONE, job->cancellable, NULL);
  }

  return job->tls_errors == G_TLS_CERTIFICATE_NO_FLAGS;
}

/* As its address has it: with the port where that is not the usual one. */
static char *
dup_host (GUri *uri)
{
  g_autofree char *origin = ear_http_uri_dup_origin (uri);

  return g_strdup (strstr (origin, "://") + strlen ("://"));
}

static void
copy_route (gpointer origin, gpointer address, gpointer routes)
{
  g_hash_table_insert (routes, g_strdup (origin), g_strdup (address));
}

/* Where the request really goes: in a practice workspace, to whoever plays that service here. NULL: nowhere. */
static GUri *
dup_reached_uri (Job *job, GError **error)
{
  g_autofree char *origin = ear_http_uri_dup_origin (job->uri);
  const char *played_by = job->session->routes != NULL ? g_hash_table_lookup (job->session->routes, origin) : NULL;
  g_autoptr (GUri) base = played_by != NULL ? g_uri_parse (played_by, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  if (job->session->routes == NULL || g_str_equal (g_uri_get_scheme (job->uri), "http"))
    return g_uri_ref (job->uri);
  if (base == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED, _("%s is not part of the practice restaurant, and nothing leaves this computer while you practise."),
                       g_uri_get_host (job->uri));
      return NULL;
    }
  return soup_uri_copy (job->uri, SOUP_URI_SCHEME, g_uri_get_scheme (base), SOUP_URI_HOST, g_uri_get_host (base), SOUP_URI_PORT, g_uri_get_port (base),
                        SOUP_URI_NONE);
}

static SoupMessage *
make_message (Job *job, GError **error)
{
  EarHttpSession *self = job->session;
  const EarRequest *request = job->request;
  g_autoptr (GUri) reached = dup_reached_uri (job, error);
  SoupMessage *message = reached != NULL ? soup_message_new_from_uri (request->method, reached) : NULL;
  SoupMessageHeaders *headers;

  if (message == NULL)
    return NULL;
  headers = soup_message_get_request_headers (message);
  if (self->routes != NULL)
    {
      g_autofree char *host = dup_host (job->uri);

      soup_message_headers_replace (headers, "Host", host);
    }

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  if (job->writing)
    soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  /* One request at a time gains nothing from HTTP/2, which repeats requests by rules of its own and logs their query. */
  soup_message_set_force_http1 (message, TRUE);

  for (guint i = 0; request->headers != NULL && i + 1 < request->headers->len; i += 2)
    {
      const char *name = g_ptr_array_index (request->headers, i);

      if (!job->left_origin || header_is_harmless (name))
        soup_message_headers_append (headers, name, g_ptr_array_index (request->headers, i + 1));
    }

  if (!request->anonymous && !job->left_origin && self->origin != NULL && ear_http_uri_same_origin (self->origin, job->uri))
    add_authorization (self, request, headers);

  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type != NULL ? request->content_type : "application/octet-stream",
                                              request->body);

  g_signal_connect (message, "starting", G_CALLBACK (on_starting), job);
  g_signal_connect (message, "restarted", G_CALLBACK (on_restarted), job);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (on_accept_certificate), job);

  return message;
}

/* ---- the reply ---- */

static GBytes *
read_body (Job *job, SoupMessage *message, GInputStream *stream, GError **error)
{
  goffset announced = soup_message_headers_get_content_length (soup_message_get_response_headers (message));
  gboolean bodiless = g_str_equal (job->request->method, "HEAD");
  g_autoptr (GByteArray) body = g_byte_array_new ();

  for (;;)
    {
      gsize length = body->len;
      gssize n;

      if (length > job->body_cap || (!bodiless && (guint64) announced > job->body_cap))
        {
          job->too_large = TRUE;
          /* Or closing the stream would read the rest. */
          g_cancellable_cancel (job->cancellable);
          return NULL;
        }

      g_byte_array_set_size (body, length + READ_BLOCK);
      n = g_input_stream_read (stream, body->data + length, READ_BLOCK, job->cancellable, error);
      if (n < 0)
        return NULL;
      g_byte_array_set_size (body, length + n);
      if (n == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&body));
    }
}

static void
copy_header (const char *name, const char *value, gpointer reply)
{
  ear_reply_set_header (reply, name, value);
}

static EarReply *
make_reply (Job *job, SoupMessage *message, GBytes *body)
{
  EarReply *reply = ear_reply_new (soup_message_get_status (message), g_bytes_ref (body));

  soup_message_headers_foreach (soup_message_get_response_headers (message), copy_header, reply);
  g_free (reply->final_url);
  reply->final_url = g_uri_to_string (job->uri);

  return reply;
}

/* One message there and back. */
static EarReply *
exchange (Job *job, GError **error)
{
  g_autoptr (SoupMessage) message = make_message (job, error);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) body = NULL;
  EarReply *reply = NULL;

  job->began = FALSE;
  if (message == NULL)
    return NULL;
  ear_http_limits_count (&job->session->limits, job->writing);

  stream = soup_session_send (job->session->soup, message, job->cancellable, error);
  if (stream != NULL)
    {
      body = read_body (job, message, stream, error);
      /* Even this can read: what the server goes on sending after the end. */
      g_input_stream_close (stream, job->cancellable, NULL);
    }
  if (body != NULL)
    reply = make_reply (job, message, body);

  g_signal_handlers_disconnect_by_data (message, job);

  return reply;
}

/* ---- redirects ---- */

static gboolean
is_redirect (const EarReply *reply)
{
  switch (reply->status)
    {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return ear_reply_get_header (reply, "location") != NULL;
    default:
      return FALSE;
    }
}

/* A 301, 307 or 308 did nothing there; a 302 or 303 is also how a form says "done" (RFC 9110 15.4). */
static void
set_address_changed (Job *job, const EarReply *reply, GError **error)
{
  EarProblemDetail detail = { .retry_after_ms = -1 };
  const char *location = ear_reply_get_header (reply, "location");
  g_autoptr (GUri) target = location != NULL ? g_uri_parse_relative (job->uri, location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  const char *host = g_uri_get_host (job->uri);

  detail.effect = reply->status == 302 || reply->status == 303 ? EAR_EFFECT_UNKNOWN : EAR_EFFECT_NONE;

  if (target != NULL && g_uri_get_host (target) != NULL && !ear_http_uri_same_origin (target, job->uri))
    {
      g_autofree char *origin = ear_http_uri_dup_origin (target);

      g_propagate_error (error, ear_problem_new (EAR_PROBLEM_PROTOCOL, &detail,
                                                 _("The address has changed: %s points to %s. It was not sent there. Connect this account again with the new address."),
                                                 host, origin));
    }
  else
    {
      g_propagate_error (error, ear_problem_new (EAR_PROBLEM_PROTOCOL, &detail,
                                                 _("The address has changed: %s points to another page. It was not sent there. Connect this account again."),
                                                 host));
    }
}

static gboolean
follow (Job *job, const EarReply *reply, GError **error)
{
  const char *host = g_uri_get_host (job->uri);
  g_autoptr (GUri) target = ear_http_uri_parse (job->uri, ear_reply_get_header (reply, "location"), NULL);

  if (target == NULL ||
      (g_str_equal (g_uri_get_scheme (job->uri), "https") && !g_str_equal (g_uri_get_scheme (target), "https")))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL,
                       _("%s points to an address that is not encrypted. Earshot did not go there. If it goes on, tell whoever runs it."), host);
      return FALSE;
    }

  if (!ear_http_uri_same_origin (job->uri, target))
    job->left_origin = TRUE;
  g_uri_unref (job->uri);
  job->uri = g_steal_pointer (&target);

  return TRUE;
}

static EarReply *
exchange_and_follow (Job *job, GError **error)
{
  for (guint hop = 0; hop <= EAR_HTTP_MAX_REDIRECTS; hop++)
    {
      g_autoptr (EarReply) reply = exchange (job, error);

      if (reply == NULL)
        return NULL;

      ear_http_limits_note (&job->session->limits, job->writing, reply);

      if (job->writing && reply->status >= 300 && reply->status < 400)
        {
          set_address_changed (job, reply, error);
          return NULL;
        }

      if (!is_redirect (reply))
        return g_steal_pointer (&reply);

      if (!follow (job, reply, error))
        return NULL;
    }

  ear_problem_set (error, EAR_PROBLEM_PROTOCOL,
                   _("%s points from one page to the next without end. If it goes on, tell whoever runs it."), g_uri_get_host (job->uri));

  return NULL;
}

/* ---- the session ---- */

static gboolean
refuse_impatience (EarHttpSession *self, const char *host, gboolean writing, GError **error)
{
  EarProblemDetail detail = { .effect = EAR_EFFECT_NONE };
  gboolean by_service, begun;

  detail.retry_after_ms = ear_http_limits_wait_ms (&self->limits, writing, self->base.urgent, &by_service);
  begun = self->base.job_requests > 0 && (guint) self->base.job_requests < MOST_MINUTES_OF_A_JOB * self->limits.per_minute;
  /* A page that needs many requests would else be given up at the same one each time. */
  if (detail.retry_after_ms <= 0 || (begun && !by_service))
    {
      if (self->base.job_requests >= 0)
        self->base.job_requests++;
      return FALSE;
    }
  /* Our own pace leaves something to writing; a service that means both has said so. */
  detail.one_way = !by_service || ear_http_limits_hold_ms (&self->limits, !writing) == 0;

  g_propagate_error (error, ear_problem_new (EAR_PROBLEM_RETRY_LATER, &detail,
                                             by_service ? _("%s asks Earshot to wait before the next request. It goes on by itself.")
                                                        : _("Earshot gives %s a rest between requests. It goes on by itself."),
                                             host));
  return TRUE;
}

static void
do_what_is_due (EarHttpSession *self)
{
  while (g_main_context_iteration (self->context, FALSE))
    ;
}

/* In the thread that sends, until leave(). */
static void
enter (EarHttpSession *self)
{
  g_main_context_push_thread_default (self->context);
  do_what_is_due (self);
}

static void
leave (EarHttpSession *self)
{
  do_what_is_due (self);
  g_main_context_pop_thread_default (self->context);
}

static void
ensure_soup (EarHttpSession *self)
{
  g_autofree char *agent = NULL;

  if (self->soup != NULL)
    return;

  agent = g_strdup_printf ("Earshot/%s (+%s)", PACKAGE_VERSION, PACKAGE_URL);
  /* Time is kept by the watch: libsoup's is per read. */
  self->soup = soup_session_new_with_options ("user-agent", agent, "timeout", 0, NULL);
  soup_session_remove_feature_by_type (self->soup, SOUP_TYPE_AUTH_MANAGER);

  if (self->ca_file != NULL)
    {
      g_autoptr (GError) error = NULL;

      self->extra_ca = g_tls_file_database_new (self->ca_file, &error);
      if (self->extra_ca == NULL)
        g_warning ("The certificate authorities in %s cannot be read: %s", self->ca_file, error->message);
    }
}

static void
cancel_job (GCancellable *outer, gpointer job_cancellable)
{
  g_cancellable_cancel (job_cancellable);
}

static EarReply *
http_session_send (EarSession *session, EarRequest *request, GError **error)
{
  EarHttpSession *self = (EarHttpSession *) session;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) outer = session->cancellable != NULL ? g_object_ref (session->cancellable) : NULL;
  g_autoptr (GError) cause = NULL;
  EarHttpFailure failure = { 0 };
  Job job = { .session = self, .request = request, .cancellable = cancellable };
  EarHttpWatch *watch;
  gulong outer_id = 0;
  gint64 started_us = g_get_monotonic_time ();
  EarReply *reply;

  job.writing = !g_str_equal (request->method, "GET") && !g_str_equal (request->method, "HEAD");
  job.body_cap = request->body_cap > 0 ? request->body_cap : self->body_cap;
  job.uri = ear_http_uri_parse (self->origin, request->url, error);
  if (job.uri == NULL)
    return NULL;

  failure.host = g_uri_get_host (job.uri);
  failure.writing = job.writing;
  failure.deadline_s = request->deadline_s > 0 ? request->deadline_s : self->deadline_s;
  failure.body_cap = job.body_cap;

  if (g_cancellable_set_error_if_cancelled (outer, error) || refuse_impatience (self, failure.host, job.writing, error))
    {
      g_uri_unref (job.uri);
      return NULL;
    }

  enter (self);
  ensure_soup (self);
  watch = ear_http_watch_start (cancellable, failure.deadline_s);
  if (outer != NULL)
    outer_id = g_cancellable_connect (outer, G_CALLBACK (cancel_job), g_object_ref (cancellable), g_object_unref);

  reply = exchange_and_follow (&job, &cause);
  leave (self);

  g_cancellable_disconnect (outer, outer_id);
  failure.timed_out = ear_http_watch_stop (watch);

  {
    g_autofree char *origin = ear_http_uri_dup_origin (job.uri);

    /* Paths stay out, too: some services put the token there. */
    g_debug ("%s %s: %s %u, %" G_GSIZE_FORMAT " bytes, %" G_GINT64_FORMAT " ms", request->method, origin,
             reply != NULL ? "status" : "failed", reply != NULL ? reply->status : 0,
             reply != NULL ? g_bytes_get_size (reply->body) : 0, (g_get_monotonic_time () - started_us) / 1000);
  }

  if (reply == NULL && cause != NULL && cause->domain == EAR_PROBLEM)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
    }
  else if (reply == NULL)
    {
      failure.host = g_uri_get_host (job.uri);
      failure.began = job.began;
      failure.too_large = job.too_large;
      failure.tls_errors = job.tls_errors;
      failure.cancelled = !failure.timed_out && !failure.too_large && g_cancellable_is_cancelled (outer);
      g_propagate_error (error, ear_http_problem_from_failure (&failure, cause));
    }

  g_uri_unref (job.uri);

  return reply;
}

static void
http_session_free (EarSession *session)
{
  EarHttpSession *self = (EarHttpSession *) session;

  enter (self);
  ear_http_session_abort (session);
  g_clear_object (&self->soup);
  leave (self);
  g_main_context_unref (self->context);
  g_clear_object (&self->extra_ca);
  g_clear_pointer (&self->origin, g_uri_unref);
  g_clear_pointer (&self->user, ear_wipe);
  g_clear_pointer (&self->secret, ear_wipe);
  g_clear_pointer (&self->ca_file, g_free);
  g_clear_pointer (&self->routes, g_hash_table_unref);
  ear_http_limits_clear (&self->limits);
  ear_session_clear (session);
  g_free (self);
}

static const EarSessionClass http_session_class = {
  .send = http_session_send,
  .free = http_session_free,
};

EarSession *
ear_http_session_new (const EarHttpOptions *options)
{
  static const EarHttpOptions nothing = { 0 };
  EarHttpSession *self = g_new0 (EarHttpSession, 1);
  const char *ca_file;

  if (options == NULL)
    options = &nothing;

  ca_file = options->ca_file != NULL ? options->ca_file : g_getenv ("EARSHOT_CA_FILE");

  ear_session_init (&self->base, &http_session_class, options->origin);
  self->context = g_main_context_new ();
  self->origin = options->origin != NULL ? g_uri_parse (options->origin, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  self->authorization = options->authorization;
  self->user = g_strdup (options->user);
  self->secret = g_strdup (options->secret);
  self->body_cap = options->body_cap > 0 ? options->body_cap : EAR_HTTP_BODY_CAP;
  self->deadline_s = options->deadline_s > 0 ? options->deadline_s : EAR_HTTP_DEADLINE_S;
  self->ca_file = g_strdup (ca_file);
  if (options->routes != NULL)
    {
      self->routes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_hash_table_foreach (options->routes, copy_route, self->routes);
    }
  ear_http_limits_init (&self->limits, options->requests_per_minute > 0 ? options->requests_per_minute : EAR_HTTP_REQUESTS_PER_MINUTE);
  g_set_object (&self->base.cancellable, options->cancellable);

  return &self->base;
}

void
ear_http_session_set_secret (EarSession *session, const char *secret)
{
  EarHttpSession *self = (EarHttpSession *) session;
  char *copy = g_strdup (secret);

  g_clear_pointer (&self->secret, ear_wipe);
  self->secret = copy;
}

void
ear_http_session_abort (EarSession *session)
{
  EarHttpSession *self = (EarHttpSession *) session;

  if (self->soup != NULL)
    soup_session_abort (self->soup);
}

gint64
ear_http_session_get_hold_ms (EarSession *session, gboolean writing)
{
  EarHttpSession *self = (EarHttpSession *) session;

  return ear_http_limits_hold_ms (&self->limits, !!writing);
}

gboolean
ear_http_session_take_turn_for_test (EarSession *session, gboolean writing, GError **error)
{
  EarHttpSession *self = (EarHttpSession *) session;

  if (refuse_impatience (self, self->origin != NULL ? g_uri_get_host (self->origin) : "", !!writing, error))
    return FALSE;
  ear_http_limits_count (&self->limits, !!writing);
  return TRUE;
}
