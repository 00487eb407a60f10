/* ear-session.h: one account's requests, whatever carries them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include "base/ear-credentials.h"
#include "base/ear-json.h"
#include "base/ear-problem.h"

G_BEGIN_DECLS

/* Plain values: net/ carries them over libsoup, tests answer them from files. */

typedef struct {
  char *method;              /* "GET" */
  char *url;                 /* absolute */
  GPtrArray *headers;        /* (element-type utf8) name, value, name, value … */
  GBytes *body;              /* (nullable) */
  char *content_type;        /* (nullable) */
  gboolean anonymous;        /* never add this account's credentials */
  char *bearer;              /* (nullable): this token instead of the account's; wiped when freed */
  gsize body_cap;            /* largest reply body in bytes, 0: the session's */
  guint deadline_s;          /* total seconds, 0: the session's */
} EarRequest;

EarRequest *ear_request_new (const char *method, const char *url);
void ear_request_add_header (EarRequest *request, const char *name, const char *value);
void ear_request_take_body (EarRequest *request, GBytes *body, const char *content_type);
void ear_request_set_bearer (EarRequest *request, const char *token);
void ear_request_free (EarRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarRequest, ear_request_free)

typedef struct {
  guint status;
  char *final_url;           /* after redirects of a GET */
  GHashTable *headers;       /* lower-case name → value, several joined by ", " */
  GBytes *body;
  gint64 date_ms;            /* the service's clock (Date header) or EAR_TIME_NONE */
} EarReply;

EarReply *ear_reply_new (guint status, GBytes *body);
void ear_reply_set_header (EarReply *reply, const char *name, const char *value);
const char *ear_reply_get_header (const EarReply *reply, const char *name);
/* The URL of Link: <…>; rel="@rel" (RFC 8288), or NULL. */
char *ear_reply_dup_link (const EarReply *reply, const char *rel);
/* When the service may be asked again, from now, or -1: Retry-After; X-RateLimit-Reset and its like. */
gint64 ear_reply_get_retry_after_ms (const EarReply *reply);
gint64 ear_reply_get_limit_reset_ms (const EarReply *reply);
void ear_reply_free (EarReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarReply, ear_reply_free)

typedef struct _EarSession EarSession;

/* Turns a reply that is not 2xx into a problem, or returns FALSE for the HTTP meanings. Code, effect and delay come in as
 * those say, to be changed where the service says better; words, permission and sentence come in NULL and are given away (g_strdup).
 * @body: (nullable): where the reply is JSON. */
typedef gboolean (*EarExplainFunc) (const EarRequest *request, const EarReply *reply, const EarJsonNode *body,
                                    EarProblemCode *code, EarProblemDetail *detail);

typedef struct {
  /* Blocking. Sets OFFLINE (nothing sent), OUTCOME_UNKNOWN (a non-GET that began), RETRY_LATER, PROTOCOL, or G_IO_ERROR_CANCELLED.
   * Any HTTP status is a success here. */
  EarReply *(*send) (EarSession *session, EarRequest *request, GError **error);
  void (*free) (EarSession *session);
} EarSessionClass;

/* How much of what the service allows was used up, as its headers say. */
typedef struct {
  double percent;            /* of the allowance, 0 where nothing is said */
  gint64 wait_ms;            /* until it is asked again by itself, 0: nothing is said */
} EarUsage;

/* Reads the headers of @reply into @usage, which comes in zeroed. */
typedef void (*EarUsageFunc) (const EarReply *reply, EarUsage *usage);

struct _EarSession {
  const EarSessionClass *klass;
  char *origin;              /* "https://example.org", what relative URLs resolve against and where credentials may go */
  GHashTable *settings;      /* what discover learned of server and account, non-secret: name → text */
  EarExplainFunc explain;    /* (nullable) */
  EarUsageFunc read_usage;   /* (nullable) */
  EarUsage usage;            /* of the last reply */
  /* (nullable): what the requests are signed with, for services that want a secret in a body or a proof of it. Never kept, never put
   * into settings, items or sentences. */
  EarCredentials *credentials;
  GCancellable *cancellable; /* (nullable) */
  int job_requests;          /* how many the page or action under way has made: what was begun is not stopped by our own pace; -1: no such */
  gboolean urgent;           /* what is asked now is for something going out: it may use what reading leaves of our own pace */
};

void ear_session_init (EarSession *session, const EarSessionClass *klass, const char *origin);
void ear_session_clear (EarSession *session); /* frees the fields above; for implementers */
void ear_session_free (EarSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarSession, ear_session_free)

const char *ear_session_get_setting (EarSession *session, const char *name);
void ear_session_set_setting (EarSession *session, const char *name, const char *value);

/* Path or absolute URL, then name, value pairs of the query, NULL at the end; a NULL value leaves its pair out.
 * Joins correctly when the base already has a query ("?rest_route="). */
char *ear_url_build (const char *base, const char *path, ...) G_GNUC_NULL_TERMINATED;
char *ear_form_encode (const char *first_name, ...) G_GNUC_NULL_TERMINATED;
char *ear_url_get_origin (const char *url); /* (nullable): "https://host:port", default port left out */

/* The reply as it is: only transport problems fail. */
EarReply *ear_session_send (EarSession *session, EarRequest *request, GError **error);
/* 2xx or a problem made by explain / the HTTP meanings. */
EarReply *ear_session_expect_ok (EarSession *session, EarRequest *request, GError **error);
/* 2xx with a JSON body, or a problem. @reply (out) (optional): for headers. */
EarJson *ear_session_send_json (EarSession *session, EarRequest *request, EarReply **reply, GError **error);
EarJson *ear_session_get (EarSession *session, const char *url, EarReply **reply, GError **error);
EarJson *ear_session_post_json (EarSession *session, const char *url, const char *json, EarReply **reply, GError **error);
EarJson *ear_session_post_form (EarSession *session, const char *url, const char *form, EarReply **reply, GError **error);

/* The problem of a reply that is not 2xx: by the session's explain, else the HTTP meanings. (transfer full) */
GError *ear_session_explain (EarSession *session, const EarRequest *request, const EarReply *reply);
/* The HTTP meanings (RFC 9110) for a reply no kind explains. */
GError *ear_problem_from_reply (EarSession *session, const EarRequest *request, const EarReply *reply);

G_END_DECLS
