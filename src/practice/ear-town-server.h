/* ear-town-server.h: a town's services on loopback ports
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include "practice/ear-mischief.h"

G_BEGIN_DECLS

typedef struct _EarTownServer EarTownServer;

/* Listens on 127.0.0.1, one port a service (@services NULL: all), in a thread of its own. The town must outlive it.
 * @control: also a port for ear_town_control. @lively: people act as the clock goes on. */
EarTownServer *ear_town_server_new (EarTown *town, const char *const *services, gboolean control, gboolean lively, GError **error);
/* Saves the town to @file every few seconds while something happens; of a suspend no more than @most_away_ms is lived through. */
void ear_town_server_keep (EarTownServer *server, const char *file, gint64 most_away_ms);
guint ear_town_server_get_port (EarTownServer *server, const char *service); /* "town" for the control port; 0: none */
/* name, value, name, value …, ended by NULL: "https://graph.facebook.com", "http://127.0.0.1:40001", … */
GStrv ear_town_server_dup_routes (EarTownServer *server);
/* Ends the thread; what is stalled is dropped. */
void ear_town_server_free (EarTownServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarTownServer, ear_town_server_free)

G_END_DECLS
