/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>

#include "platform/ear-network.h"

static void
count_notify (EarNetwork *network, GParamSpec *pspec, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", g_param_spec_get_name (pspec));
}

static void
test_double (void)
{
  g_autoptr (EarNetwork) network = ear_network_new_for_test ();
  g_autoptr (GString) heard = g_string_new (NULL);
  gboolean online, metered;

  g_signal_connect (network, "notify", G_CALLBACK (count_notify), heard);
  g_assert_true (ear_network_get_online (network));
  g_assert_false (ear_network_get_metered (network));

  ear_network_set_for_test (network, TRUE, FALSE);
  g_assert_cmpstr (heard->str, ==, "");
  ear_network_set_for_test (network, FALSE, FALSE);
  ear_network_set_for_test (network, FALSE, TRUE);
  g_assert_cmpstr (heard->str, ==, "online metered ");

  g_object_get (network, "online", &online, "metered", &metered, NULL);
  g_assert_false (online);
  g_assert_true (metered);
}

/* Offline, this computer can still be reached; nothing else can pretend to be it. */
static void
test_can_reach (void)
{
  static const struct {
    const char *url;
    gboolean offline;
  } cases[] = {
    { "http://127.0.0.1:8080/wp-json/", TRUE },
    { "http://127.1.2.3/", TRUE },
    { "http://[::1]:8080/", TRUE },
    { "http://localhost:8080", TRUE },
    { "https://example.org/", FALSE },
    { "https://localhost.example.org/", FALSE },
    { "https://127.0.0.1.example.org/", FALSE },
    { "https://192.168.1.2/", FALSE },
    { "https://127.0.0.1@example.org/", FALSE },
    { "not a URL", FALSE },
    { NULL, FALSE },
  };
  g_autoptr (EarNetwork) network = ear_network_new_for_test ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].url != NULL ? cases[i].url : "(null)");
      ear_network_set_for_test (network, TRUE, FALSE);
      g_assert_true (ear_network_can_reach (network, cases[i].url));
      ear_network_set_for_test (network, FALSE, FALSE);
      g_assert_cmpint (ear_network_can_reach (network, cases[i].url), ==, cases[i].offline);
    }
}

/* The real one agrees with GLib's monitor, whatever this machine is, and ends without a trace. */
static void
test_monitor (void)
{
  EarNetwork *network = ear_network_new ();

  g_assert_cmpint (ear_network_get_online (network), ==, g_network_monitor_get_network_available (g_network_monitor_get_default ()));
  g_assert_cmpint (ear_network_get_metered (network), ==, g_network_monitor_get_network_metered (g_network_monitor_get_default ()));
  g_object_add_weak_pointer (G_OBJECT (network), (gpointer *) &network);
  g_object_unref (network);
  g_assert_null (network);
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/double", test_double);
  g_test_add_func ("/network/can-reach", test_can_reach);
  g_test_add_func ("/network/monitor", test_monitor);
  return g_test_run ();
}
