/* ear-redirect.c: the end of a sign-in in the browser, on loopback
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "net/ear-redirect.h"

#include <glib/gi18n.h>

#include "base/ear-problem.h"
#include "net/ear-redirect-server-private.h"

/* What the server's thread leaves and the waiting one takes. */
typedef struct {
  gatomicrefcount references;
  GMutex lock;
  GCond changed;
  EarRedirectOutcome outcome;
  GHashTable *parameters;
  GTask *task; /* (nullable): who waits asynchronously */
} Mailbox;

struct _EarRedirect {
  GObject parent_instance;
  guint16 port;
  guint timeout_s;
  char *uri;
  char *state;
  Mailbox *mailbox;
  EarRedirectServer *server;
};

G_DEFINE_FINAL_TYPE (EarRedirect, ear_redirect, G_TYPE_OBJECT)

static void
mailbox_unref (gpointer data)
{
  Mailbox *mailbox = data;

  if (!g_atomic_ref_count_dec (&mailbox->references))
    return;

  g_clear_pointer (&mailbox->parameters, g_hash_table_unref);
  g_mutex_clear (&mailbox->lock);
  g_cond_clear (&mailbox->changed);
  g_free (mailbox);
}

static GHashTable *
open_mail (EarRedirectOutcome outcome, GHashTable *parameters, guint timeout_s, GError **error)
{
  if (outcome == EAR_REDIRECT_RECEIVED && parameters != NULL)
    return parameters;

  if (outcome == EAR_REDIRECT_TIMED_OUT)
    ear_problem_set (error, EAR_PROBLEM_AUTH,
                     ngettext ("The page in the browser was not finished within %u minute. Start the sign-in again.",
                               "The page in the browser was not finished within %u minutes. Start the sign-in again.",
                               MAX (1, timeout_s / 60)),
                     MAX (1, timeout_s / 60));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The sign-in was stopped."));

  return NULL;
}

static void
return_task (GTask *task, EarRedirectOutcome outcome, GHashTable *parameters)
{
  EarRedirect *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  GHashTable *result = open_mail (outcome, parameters, self->timeout_s, &error);

  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) g_hash_table_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
  g_object_unref (task);
}

/* In the server's thread. */
static void
on_concluded (EarRedirectOutcome outcome, GHashTable *parameters, gpointer user_data)
{
  Mailbox *mailbox = user_data;
  GTask *task;

  g_mutex_lock (&mailbox->lock);
  mailbox->outcome = outcome;
  task = g_steal_pointer (&mailbox->task);
  if (task == NULL)
    mailbox->parameters = parameters;
  g_cond_broadcast (&mailbox->changed);
  g_mutex_unlock (&mailbox->lock);

  if (task != NULL)
    return_task (task, outcome, parameters);
}

static GSocket *
listen_on (guint16 port, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);

  if (socket == NULL || !g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;

  return g_steal_pointer (&socket);
}

EarRedirect *
ear_redirect_new (guint16 wanted_port, const char *state, guint timeout_s, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = listen_on (wanted_port, &cause);
  EarRedirect *self;

  if (socket != NULL)
    address = g_socket_get_local_address (socket, &cause);

  if (address == NULL)
    {
      if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
        ear_problem_set (error, EAR_PROBLEM_RETRY_LATER,
                         _("Another program uses port %u, where the browser should come back to. Close it and try again, or paste the code by hand."),
                         wanted_port);
      else
        ear_problem_set (error, EAR_PROBLEM_RETRY_LATER,
                         _("Earshot cannot wait for the browser on this computer (%s). Paste the code by hand."), cause->message);
      return NULL;
    }

  self = g_object_new (EAR_TYPE_REDIRECT, NULL);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  self->timeout_s = timeout_s > 0 ? timeout_s : EAR_REDIRECT_TIMEOUT_S;
  self->state = g_strdup (state);
  self->uri = g_strdup_printf ("http://127.0.0.1:%u/callback", self->port);

  g_atomic_ref_count_inc (&self->mailbox->references);
  self->server = ear_redirect_server_start (socket, self->port, state, self->timeout_s, on_concluded, self->mailbox, mailbox_unref);

  return self;
}

guint16
ear_redirect_get_port (EarRedirect *self)
{
  return self->port;
}

const char *
ear_redirect_get_uri (EarRedirect *self)
{
  return self->uri;
}

void
ear_redirect_use_localhost (EarRedirect *self)
{
  g_free (self->uri);
  self->uri = g_strdup_printf ("http://localhost:%u/callback", self->port);
}

char *
ear_redirect_dup_uri_with_state (EarRedirect *self)
{
  g_autofree char *escaped = g_uri_escape_string (self->state, NULL, FALSE);

  return g_strconcat (self->uri, "?state=", escaped, NULL);
}

GHashTable *
ear_redirect_wait (EarRedirect *self, GCancellable *cancellable, GError **error)
{
  Mailbox *mailbox = self->mailbox;
  EarRedirectOutcome outcome;
  GHashTable *parameters;

  if (cancellable != NULL)
    ear_redirect_server_stop_on (self->server, cancellable);

  g_mutex_lock (&mailbox->lock);
  while (mailbox->outcome == EAR_REDIRECT_WAITING)
    g_cond_wait (&mailbox->changed, &mailbox->lock);
  outcome = mailbox->outcome;
  parameters = g_steal_pointer (&mailbox->parameters);
  g_mutex_unlock (&mailbox->lock);

  return open_mail (outcome, parameters, self->timeout_s, error);
}

void
ear_redirect_wait_async (EarRedirect *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Mailbox *mailbox = self->mailbox;
  /* Not given the cancellable: what was received in spite of it is the outcome. */
  GTask *task = g_task_new (self, NULL, callback, user_data);
  EarRedirectOutcome outcome;
  GHashTable *parameters;

  g_task_set_source_tag (task, ear_redirect_wait_async);

  g_mutex_lock (&mailbox->lock);
  outcome = mailbox->outcome;
  parameters = g_steal_pointer (&mailbox->parameters);
  if (outcome == EAR_REDIRECT_WAITING)
    mailbox->task = task;
  g_mutex_unlock (&mailbox->lock);

  if (outcome != EAR_REDIRECT_WAITING)
    return_task (task, outcome, parameters);
  else if (cancellable != NULL)
    ear_redirect_server_stop_on (self->server, cancellable);
}

GHashTable *
ear_redirect_wait_finish (EarRedirect *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ear_redirect_finalize (GObject *object)
{
  EarRedirect *self = EAR_REDIRECT (object);

  if (self->server != NULL)
    {
      ear_redirect_server_stop (self->server);
      ear_redirect_server_unref (self->server);
    }
  mailbox_unref (self->mailbox);
  if (self->state != NULL)
    explicit_bzero (self->state, strlen (self->state));
  g_free (self->state);
  g_free (self->uri);

  G_OBJECT_CLASS (ear_redirect_parent_class)->finalize (object);
}

static void
ear_redirect_class_init (EarRedirectClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ear_redirect_finalize;
}

static void
ear_redirect_init (EarRedirect *self)
{
  self->mailbox = g_new0 (Mailbox, 1);
  g_atomic_ref_count_init (&self->mailbox->references);
  g_mutex_init (&self->mailbox->lock);
  g_cond_init (&self->mailbox->changed);
}
