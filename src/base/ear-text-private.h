/* ear-text-private.h: which characters of strangers are shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a character may stand in text that others wrote: no control characters, nothing that reorders what stands around it
 * (Unicode TR 36, 2.5 "bidirectional text spoofing"), no byte order marks, annotations or noncharacters. */
gboolean ear_unichar_is_shown (gunichar c);

G_END_DECLS
