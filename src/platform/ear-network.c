/* ear-network.c: whether there is a network, and whether it costs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "platform/ear-network.h"

#include <gio/gio.h>

#include "base/ear-session.h"

struct _EarNetwork {
  GObject parent_instance;

  GNetworkMonitor *monitor; /* (nullable): NULL in the double */
  gboolean online, metered;
};

G_DEFINE_FINAL_TYPE (EarNetwork, ear_network, G_TYPE_OBJECT)

enum {
  PROP_ONLINE = 1,
  PROP_METERED,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
ear_network_dispose (GObject *object)
{
  g_clear_object (&EAR_NETWORK (object)->monitor);
  G_OBJECT_CLASS (ear_network_parent_class)->dispose (object);
}

static void
ear_network_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EarNetwork *self = EAR_NETWORK (object);

  switch (id)
    {
    case PROP_ONLINE:
      g_value_set_boolean (value, self->online);
      break;
    case PROP_METERED:
      g_value_set_boolean (value, self->metered);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
    }
}

static void
ear_network_class_init (EarNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ear_network_dispose;
  object_class->get_property = ear_network_get_property;

  properties[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_METERED] = g_param_spec_boolean ("metered", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ear_network_init (EarNetwork *self)
{
  self->online = TRUE;
}

static void
update (EarNetwork *self, gboolean online, gboolean metered)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->online != online)
    {
      self->online = online;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ONLINE]);
    }
  if (self->metered != metered)
    {
      self->metered = metered;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_METERED]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
read_monitor (EarNetwork *self)
{
  update (self, g_network_monitor_get_network_available (self->monitor), g_network_monitor_get_network_metered (self->monitor));
}

/**
 * ear_network_new:
 *
 * Returns: (transfer full): the system's network
 */
EarNetwork *
ear_network_new (void)
{
  EarNetwork *self = g_object_new (EAR_TYPE_NETWORK, NULL);

  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (read_monitor), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "notify::network-metered", G_CALLBACK (read_monitor), self, G_CONNECT_SWAPPED);
  read_monitor (self);
  return self;
}

/**
 * ear_network_new_for_test:
 *
 * Returns: (transfer full): a network that is what ear_network_set_for_test() says
 */
EarNetwork *
ear_network_new_for_test (void)
{
  return g_object_new (EAR_TYPE_NETWORK, NULL);
}

void
ear_network_set_for_test (EarNetwork *network, gboolean online, gboolean metered)
{
  g_return_if_fail (network->monitor == NULL);

  update (network, online, metered);
}

gboolean
ear_network_get_online (EarNetwork *network)
{
  return network->online;
}

gboolean
ear_network_get_metered (EarNetwork *network)
{
  return network->metered;
}

/**
 * ear_network_can_reach:
 * @network: the network
 * @url: (nullable): where to
 *
 * Returns: whether it is worth trying: there is a network, or @url names this computer
 */
gboolean
ear_network_can_reach (EarNetwork *network, const char *url)
{
  g_autofree char *origin = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GInetAddress) address = NULL;

  if (network->online)
    return TRUE;

  origin = ear_url_get_origin (url);
  if (origin == NULL)
    return FALSE;
  uri = g_uri_parse (origin, G_URI_FLAGS_NONE, NULL);
  if (g_strcmp0 (g_uri_get_host (uri), "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (g_uri_get_host (uri));
  return address != NULL && g_inet_address_get_is_loopback (address);
}
