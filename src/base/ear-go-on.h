/* ear-go-on.h: long work that can be watched and ended
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Asked again and again, every few milliseconds, by what takes long, in the thread that works; %FALSE ends it. @done is from 0 to 1. */
typedef gboolean (*EarGoOn) (double done, gpointer data);

G_END_DECLS
