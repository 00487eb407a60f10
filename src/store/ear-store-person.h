/* ear-store-person.h: people inside a transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store-private.h"

G_BEGIN_DECLS

/* (nullable): NULL when there is none */
EarPersonRow *ear_db_load_person (EarDb *db, gint64 person);

G_END_DECLS
