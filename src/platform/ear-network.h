/* ear-network.h: whether there is a network, and whether it costs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EAR_TYPE_NETWORK (ear_network_get_type ())
G_DECLARE_FINAL_TYPE (EarNetwork, ear_network, EAR, NETWORK, GObject)

/* Properties "online" and "metered" (gboolean), both with notify. Lives on the main thread. */

/* The system's own monitor: without a desktop the kernel's routes, in a Flatpak the portal. */
EarNetwork *ear_network_new (void);
/* A double: online and not metered until told otherwise. */
EarNetwork *ear_network_new_for_test (void);
void ear_network_set_for_test (EarNetwork *network, gboolean online, gboolean metered);

gboolean ear_network_get_online (EarNetwork *network);
gboolean ear_network_get_metered (EarNetwork *network);
/* As "online", but this computer can always be reached by itself. @url: (nullable). */
gboolean ear_network_can_reach (EarNetwork *network, const char *url);

G_END_DECLS
