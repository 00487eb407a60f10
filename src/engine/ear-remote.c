/* ear-remote.c: the engine of an open window, reached over D-Bus
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-remote.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib/gi18n.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/ear-problem.h"
#include "engine/ear-verbs.h"

#define REMOTE_INTERFACE APPLICATION_ID ".Engine"
#define REMOTE_PATH APPLICATION_PATH "/Engine"
#define MAX_SECRET_BYTES 16384

/* A secret travels as a file descriptor, so that no bus monitor sees it. */
static const char introspection[] =
  "<node><interface name='" REMOTE_INTERFACE "'>"
  "<property name='Folder' type='s' access='read'/>"
  "<method name='Run'>"
  "<arg name='verb' type='s' direction='in'/>"
  "<arg name='arguments' type='s' direction='in'/>"
  "<arg name='secret' type='ah' direction='in'/>"
  "<arg name='result' type='s' direction='out'/>"
  "</method></interface></node>";

struct _EarRemote
{
  GObject parent_instance;

  EarEngine *engine;
  GDBusConnection *connection;
  guint registration;
};

G_DEFINE_FINAL_TYPE (EarRemote, ear_remote, G_TYPE_OBJECT)

static void
verb_finished (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  GDBusMethodInvocation *invocation = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = ear_verbs_run_finish (EAR_ENGINE (source), result, &error);

  if (text != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", text));
  else if (error->domain == G_DBUS_ERROR)
    /* Some other service's; the caller must not take it for ours. */
    g_dbus_method_invocation_return_error_literal (invocation, G_IO_ERROR, G_IO_ERROR_FAILED, error->message);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
}

/* Only a regular memory file is read: it cannot make the main loop wait. */
static char *
read_secret (GDBusMethodInvocation  *invocation,
             gint32                  handle,
             GError                **error)
{
  GUnixFDList *fds = g_dbus_message_get_unix_fd_list (g_dbus_method_invocation_get_message (invocation));
  g_autofd int fd = fds != NULL ? g_unix_fd_list_get (fds, handle, NULL) : -1;
  char buffer[MAX_SECRET_BYTES + 1];
  ssize_t length;

  if (fd < 0 || fcntl (fd, F_GET_SEALS) < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("The password did not arrive in a form Earshot accepts."));
      return NULL;
    }
  length = pread (fd, buffer, sizeof buffer, 0);
  if (length <= 0 || length > MAX_SECRET_BYTES)
    {
      explicit_bzero (buffer, sizeof buffer);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           length <= 0 ? _("The password is empty.") : _("The password is longer than any password or token can be: nothing was done."));
      return NULL;
    }
  buffer[length] = '\0';
  char *secret = g_strdup (buffer);
  explicit_bzero (buffer, sizeof buffer);
  return secret;
}

static void
handle_method_call (GDBusConnection       *connection,
                    const char            *sender,
                    const char            *object_path,
                    const char            *interface_name,
                    const char            *method_name,
                    GVariant              *parameters,
                    GDBusMethodInvocation *invocation,
                    gpointer               data)
{
  EarRemote *self = data;
  const char *verb, *arguments;
  g_autoptr(GVariant) handles = NULL;
  g_autofree char *secret = NULL;
  g_autoptr(GError) error = NULL;

  g_variant_get (parameters, "(&s&s@ah)", &verb, &arguments, &handles);
  if (g_variant_n_children (handles) > 0)
    {
      gint32 handle;

      g_variant_get_child (handles, 0, "h", &handle);
      secret = read_secret (invocation, handle, &error);
      if (secret == NULL)
        {
          g_dbus_method_invocation_return_gerror (invocation, error);
          return;
        }
    }
  ear_verbs_run_async (self->engine, verb, arguments, secret, NULL, verb_finished, invocation);
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
}

static GVariant *
handle_get_property (GDBusConnection  *connection,
                     const char       *sender,
                     const char       *object_path,
                     const char       *interface_name,
                     const char       *property_name,
                     GError          **error,
                     gpointer          data)
{
  EarRemote *self = data;

  return g_variant_new_string (ear_engine_get_folder (self->engine));
}

static const GDBusInterfaceVTable vtable = { handle_method_call, handle_get_property, NULL, { 0 } };

static void
ear_remote_finalize (GObject *object)
{
  EarRemote *self = EAR_REMOTE (object);

  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  g_clear_object (&self->connection);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (ear_remote_parent_class)->finalize (object);
}

static void
ear_remote_class_init (EarRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ear_remote_finalize;
}

static void
ear_remote_init (EarRemote *self)
{
}

/**
 * ear_remote_export:
 * @engine: the engine of the window
 * @connection: the session bus
 * @error: why not
 *
 * Serves earshotctl's verbs on the bus name the application owns.
 *
 * Returns: (transfer full): keep it as long as the engine is open
 */
EarRemote *
ear_remote_export (EarEngine        *engine,
                   GDBusConnection  *connection,
                   GError          **error)
{
  g_autoptr(EarRemote) self = g_object_new (EAR_TYPE_REMOTE, NULL);
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, error);

  if (node == NULL)
    return NULL;
  self->engine = g_object_ref (engine);
  self->connection = g_object_ref (connection);
  self->registration = g_dbus_connection_register_object (connection, REMOTE_PATH, node->interfaces[0], &vtable, self, NULL, error);
  return self->registration != 0 ? g_steal_pointer (&self) : NULL;
}

/* ---- the other side ---- */

static gboolean
same_folder (const char *a,
             const char *b)
{
  g_autofree char *real_a = realpath (a, NULL);
  g_autofree char *real_b = realpath (b, NULL);

  return real_a != NULL && g_strcmp0 (real_a, real_b) == 0;
}

static gboolean
engine_has_folder (GDBusConnection *bus,
                   const char      *folder)
{
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GVariant) value = NULL;

  reply = g_dbus_connection_call_sync (bus, APPLICATION_ID, REMOTE_PATH, "org.freedesktop.DBus.Properties", "Get",
                                       g_variant_new ("(ss)", REMOTE_INTERFACE, "Folder"), G_VARIANT_TYPE ("(v)"),
                                       G_DBUS_CALL_FLAGS_NO_AUTO_START, 3000, NULL, NULL);
  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(v)", &value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) && same_folder (g_variant_get_string (value, NULL), folder);
}

static int
secret_to_fd (const char  *secret,
              GError     **error)
{
  g_autofd int fd = memfd_create ("secret", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  gsize length = strlen (secret);

  if (fd < 0 || write (fd, secret, length) != (ssize_t) length
      || fcntl (fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("The password could not be passed on: %s"), g_strerror (errno));
      return -1;
    }
  return g_steal_fd (&fd);
}

/* It did not reach an engine: the window was closed a moment ago. */
static gboolean
was_not_there (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
}

/* Nobody will say any more how it went: the window ended, or the bus. */
static gboolean
was_cut_off (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED)
         || (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED) && !g_dbus_error_is_remote_error (error));
}

static void
explain (const char  *verb,
         GError      *problem,
         GError     **error)
{
  if (!was_cut_off (problem))
    {
      g_dbus_error_strip_remote_error (problem);
      g_propagate_error (error, problem);
      return;
    }
  if (ear_verbs_get_once (verb))
    ear_problem_set (error, EAR_PROBLEM_OUTCOME_UNKNOWN,
                     _("Earshot was closed before it said how this went. It may have been done: look before you do it again."));
  else
    ear_problem_set (error, EAR_PROBLEM_RETRY_LATER, _("Earshot was closed before this was done. Do it again."));
  g_error_free (problem);
}

/**
 * ear_remote_run:
 * @folder: the workspace
 * @verb: a verb of ear-verbs.h
 * @arguments: its JSON arguments
 * @secret: (nullable): a credential
 * @result: (out) (optional): the JSON result
 * @error: what the running engine said
 *
 * Sends a verb to the engine that has @folder open. Blocks: for earshotctl only.
 *
 * Returns: %TRUE when it was done there; %FALSE without @error when no running engine has @folder open
 */
gboolean
ear_remote_run (const char  *folder,
                const char  *verb,
                const char  *arguments,
                const char  *secret,
                char       **result,
                GError     **error)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GUnixFDList) fds = g_unix_fd_list_new ();
  g_auto(GVariantBuilder) handles = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ah"));
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GError) problem = NULL;

  if (bus == NULL || !engine_has_folder (bus, folder))
    return FALSE;
  /* GDBus makes errors of this domain, which must know by then that they carry more than a message. */
  g_assert (EAR_PROBLEM != 0);
  if (secret != NULL)
    {
      g_autofd int fd = secret_to_fd (secret, error);

      if (fd < 0)
        return FALSE;
      g_variant_builder_add (&handles, "h", g_unix_fd_list_append (fds, fd, NULL));
    }
  reply = g_dbus_connection_call_with_unix_fd_list_sync (bus, APPLICATION_ID, REMOTE_PATH, REMOTE_INTERFACE, "Run",
                                                         g_variant_new ("(ssah)", verb, arguments, &handles), G_VARIANT_TYPE ("(s)"),
                                                         G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, fds, NULL, NULL, &problem);
  if (reply == NULL)
    {
      /* What only looks can as well look by itself. */
      if (!was_not_there (problem) && !(was_cut_off (problem) && ear_verbs_get_kind (verb) == EAR_VERB_KIND_ASKS))
        explain (verb, g_steal_pointer (&problem), error);
      return FALSE;
    }
  if (result != NULL)
    g_variant_get (reply, "(s)", result);
  return TRUE;
}
