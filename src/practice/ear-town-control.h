/* ear-town-control.h: the town moved by hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "practice/ear-simulator.h"

G_BEGIN_DECLS

void ear_town_write_accounts (EarTown *town, EarJsonWriter *json);

G_END_DECLS
