/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "platform/ear-notify.h"

static const EarNotice question = { "Mia K. asks on Corner Bakery", "Open on Sunday?", "app.open", "2ed6657d/5118", FALSE };
static const EarNotice due = { "Due in 30 minutes", NULL, NULL, NULL, TRUE };

static void
test_double (void)
{
  g_autoptr (EarNotifier) notifier = ear_notifier_new_for_test ();

  g_assert_null (ear_notifier_get_shown_for_test (notifier, "5118"));
  ear_notifier_show (notifier, "5118", &question);
  g_assert_cmpstr (ear_notifier_get_shown_for_test (notifier, "5118"), ==, "Mia K. asks on Corner Bakery|Open on Sunday?|app.open|2ed6657d/5118");
  ear_notifier_show (notifier, "5118", &due);
  g_assert_cmpstr (ear_notifier_get_shown_for_test (notifier, "5118"), ==, "Due in 30 minutes|||");
  g_assert_cmpuint (ear_notifier_get_count_for_test (notifier), ==, 2);
  ear_notifier_withdraw (notifier, "5118");
  ear_notifier_withdraw (notifier, "5118");
  g_assert_null (ear_notifier_get_shown_for_test (notifier, "5118"));
}

/* ---- the real one, before a notification daemon that only writes down ---- */

typedef struct {
  GString *log;
  GApplication *application;
  char *opened;
} Desktop;

static const char interface_xml[] =
  "<node><interface name='org.freedesktop.Notifications'>"
  "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
  "<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
  "<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
  "</interface></node>";

static void
on_call (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method, GVariant *arguments,
         GDBusMethodInvocation *invocation, gpointer user_data)
{
  Desktop *desktop = user_data;

  if (strcmp (method, "GetCapabilities") == 0)
    g_dbus_method_invocation_return_value (invocation, g_variant_new_parsed ("(['actions', 'body'],)"));
  else if (strcmp (method, "GetServerInformation") == 0)
    g_dbus_method_invocation_return_value (invocation, g_variant_new_parsed ("('test', 'test', '1', '1.2')"));
  else if (strcmp (method, "CloseNotification") == 0)
    {
      g_string_append (desktop->log, "closed\n");
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    {
      g_autoptr (GVariant) hints = NULL;
      const char *summary, *body;
      guint32 replaces;
      guint8 urgency = 9;

      g_variant_get (arguments, "(&su&s&s&s^as@a{sv}i)", NULL, &replaces, NULL, &summary, &body, NULL, &hints, NULL);
      g_variant_lookup (hints, "urgency", "y", &urgency);
      g_string_append_printf (desktop->log, "%s|%s|%u|%u\n", summary, body, replaces, urgency);
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", 7));
    }
}

static const GDBusInterfaceVTable vtable = { on_call, NULL, NULL };

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_set_str (&((Desktop *) user_data)->opened, g_variant_get_string (parameter, NULL));
}

static void
wait_for (Desktop *desktop, const char *expected)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (strcmp (desktop->log->str, expected) != 0 && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpstr (desktop->log->str, ==, expected);

  /* GLib knows the notice's number, which it needs to replace it, only when the reply has come. */
  for (int i = 0; i < 100; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static void
test_desktop (void)
{
  g_autoptr (GTestDBus) test_bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GDBusConnection) daemon_bus = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, NULL);
  g_autoptr (GVariant) owned = NULL;
  Desktop desktop = { g_string_new (NULL), NULL, NULL };
  const GActionEntry actions[] = { { "open", on_open, "s", NULL, NULL, { 0 } } };
  EarNotifier *notifier;
  gint64 end;

  g_setenv ("GNOTIFICATION_BACKEND", "freedesktop", TRUE);
  g_test_dbus_up (test_bus);
  daemon_bus = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (test_bus),
                                                       G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, NULL);
  g_assert_cmpuint (g_dbus_connection_register_object (daemon_bus, "/org/freedesktop/Notifications", node->interfaces[0], &vtable, &desktop, NULL, NULL), >, 0);
  owned = g_dbus_connection_call_sync (daemon_bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.Notifications", 0), NULL, 0, -1, NULL, NULL);
  g_assert_nonnull (owned);

  desktop.application = g_application_new ("io.github.earshot.TestNotify", G_APPLICATION_DEFAULT_FLAGS);
  g_action_map_add_action_entries (G_ACTION_MAP (desktop.application), actions, G_N_ELEMENTS (actions), &desktop);
  g_assert_true (g_application_register (desktop.application, NULL, NULL));

  notifier = ear_notifier_new (desktop.application);
  ear_notifier_show (notifier, "5118", &question);
  wait_for (&desktop, "Mia K. asks on Corner Bakery|Open on Sunday?|0|1\n");

  /* the person clicks it */
  g_dbus_connection_emit_signal (daemon_bus, NULL, "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "ActionInvoked",
                                 g_variant_new ("(us)", 7, "default"), NULL);
  for (end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC; desktop.opened == NULL && g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (desktop.opened, ==, "2ed6657d/5118");

  /* the same conversation again replaces it, and it can be taken back */
  g_string_truncate (desktop.log, 0);
  ear_notifier_show (notifier, "5118", &question);
  wait_for (&desktop, "Mia K. asks on Corner Bakery|Open on Sunday?|0|1\n");
  g_string_truncate (desktop.log, 0);
  ear_notifier_show (notifier, "5118", &due);
  wait_for (&desktop, "Due in 30 minutes||7|2\n");
  g_string_truncate (desktop.log, 0);
  ear_notifier_withdraw (notifier, "5118");
  wait_for (&desktop, "closed\n");

  ear_notifier_free (notifier);
  g_object_unref (desktop.application);
  g_string_free (desktop.log, TRUE);
  g_free (desktop.opened);
  g_clear_object (&daemon_bus);
  g_test_dbus_stop (test_bus);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notify/double", test_double);
  g_test_add_func ("/notify/desktop", test_desktop);
  return g_test_run ();
}
