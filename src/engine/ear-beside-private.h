/* ear-beside-private.h: work that goes on beside its owner's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Waits at the latest where it goes out of scope: declared after what the work uses. */
typedef struct {
  GThread *thread;           /* (nullable): while it works */
} EarBeside;

/* Calls @func in a thread of its own; at once, where there is none to be had. */
void ear_beside_begin (EarBeside *beside, const char *name, GThreadFunc func, gpointer data);
/* Until it is done. What it left may be read then. */
void ear_beside_wait (EarBeside *beside);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EarBeside, ear_beside_wait)

G_END_DECLS
