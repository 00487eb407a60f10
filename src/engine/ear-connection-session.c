/* ear-connection-session.c: what a connected channel signs in with, from the keyring to its renewal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-connection-private.h"

#include "base/ear-clock.h"
#include "engine/ear-keyring-private.h"
#include "engine/ear-outbox-private.h"
#include "engine/ear-scheduler-private.h"
#include "engine/ear-sync-private.h"

/* So long after a renewal that failed, none is tried while the old secret lives. */
#define RENEW_PAUSE_MS (G_GINT64_CONSTANT (3600) * 1000)

/* ---- renewal ---- */

/* Another secret instead of @credentials, and when that one ends. */
static gboolean
renew (EarConnection   *self,
       EarCredentials  *credentials,
       EarSession      *session,
       GError         **error)
{
  g_autofree char *name = ear_connection_dup_name (self);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  EarStore *store;

  self->renew_again_at = ear_clock_monotonic_ms () + RENEW_PAUSE_MS;
  if (!ear_credentials_renew (credentials, self->engine->secrets, self->key, self->kind, name, session, error))
    return FALSE;
  ear_credentials_tell_end (credentials, self->kind, batch->settings);
  store = ear_engine_enter (self->engine, NULL);
  if (store != NULL)
    {
      ear_connection_learn (self, store, batch);
      ear_engine_leave (self->engine);
    }
  return TRUE;
}

/* What is renewed early may go on with the old secret for a while, whatever kept it from another. */
static gboolean
renew_in_time (EarConnection   *self,
               EarCredentials  *credentials,
               EarSession      *session,
               GError         **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean ended = credentials->expires_at != EAR_TIME_NONE && credentials->expires_at <= ear_clock_now_ms ();

  if (!ear_credentials_is_renewal_due (credentials, self->kind) || (!ended && ear_clock_monotonic_ms () < self->renew_again_at) ||
      renew (self, credentials, session, &problem) || (!ended && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
ear_connection_renew_secret (EarConnection *self)
{
  g_autoptr (EarCredentials) credentials = NULL;

  if (self->renewed || self->session == NULL || self->kind->sign_in.authorization != EAR_AUTHORIZATION_BEARER)
    return FALSE;
  credentials = ear_credentials_lookup (self->engine->secrets, self->key, EAR_SECRETS_QUIETLY, NULL);
  if (credentials == NULL || !ear_credentials_can_renew (credentials, self->kind))
    return FALSE;
  self->renewed = TRUE;
  return renew (self, credentials, self->session, NULL);
}

/* ---- the keyring ---- */

static void
go_on_unlocked (EarJob   *job,
                gpointer  owner)
{
  EarConnection *self = owner;

  self->tries = 0;
  g_hash_table_remove_all (self->stream_tries);
  ear_sync_start (self);
}

/* Once it is unlocked for one it is for all: nobody has to click for each of them. */
static void
keyring_opened (EarConnection *self)
{
  g_autoptr (GPtrArray) connections = ear_scheduler_list (self->engine->scheduler);

  for (guint i = 0; i < connections->len; i++)
    {
      EarConnection *other = g_ptr_array_index (connections, i);
      gboolean locked_out;

      g_mutex_lock (&other->mutex);
      locked_out = other->locked_out;
      other->locked_out = FALSE;
      g_mutex_unlock (&other->mutex);
      if (!locked_out || other == self)
        continue;
      ear_worker_set_gate (other->worker, EAR_GATE_SIGN_IN, EAR_GATE_OPEN);
      ear_worker_push (other->worker, ear_job_new (EAR_JOB_OWN, "unlocked", 0, go_on_unlocked, NULL));
      ear_outbox_wake (other);
    }
}

EarSession *
ear_connection_get_session (EarConnection  *self,
                            GCancellable   *cancellable,
                            GError        **error)
{
  if (self->session == NULL)
    {
      g_autoptr (EarCredentials) credentials = NULL;
      g_autoptr (GHashTable) settings = ear_connection_dup_settings (self);
      g_autoptr (EarSession) session = NULL;

      if (self->kind->sign_in.authorization != EAR_AUTHORIZATION_NONE)
        {
          /* Only who just asked for it is shown the keyring's window. */
          credentials = ear_credentials_lookup (self->engine->secrets, self->key, self->asking ? EAR_SECRETS_ASKING : EAR_SECRETS_QUIETLY, error);
          self->asking = FALSE;
          if (credentials == NULL)
            return NULL;
          keyring_opened (self);
        }
      session = ear_credentials_open_session (self->kind, self->origin, settings, credentials, self->engine->routes, cancellable);
      if (credentials != NULL && !renew_in_time (self, credentials, session, error))
        return NULL;
      self->session = g_steal_pointer (&session);
    }
  g_set_object (&self->session->cancellable, cancellable);
  self->session->job_requests = 0;
  self->session->urgent = FALSE;
  return self->session;
}

void
ear_connection_drop_session (EarConnection *self)
{
  g_clear_pointer (&self->session, ear_session_free);
}
