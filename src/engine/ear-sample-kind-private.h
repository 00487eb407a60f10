/* ear-sample-kind-private.h: kinds that send nothing, for the sample restaurant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/ear-channel.h"

G_BEGIN_DECLS

/* Like @kind, but without a service behind it: whatever is sent is taken at once, nothing is read, no secret is asked for. The same
 * for each @kind, for ever. */
const EarChannelKind *ear_sample_kind_for (const EarChannelKind *kind);

G_END_DECLS
