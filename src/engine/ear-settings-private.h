/* ear-settings-private.h: the workspace's settings as the store keeps them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine.h"
#include "store/ear-store.h"

G_BEGIN_DECLS

/* Keys of ear_store_set_setting(). Values are JSON objects. */
#define EAR_KEY_ORGANISATION "organisation"        /* {"name"} */
#define EAR_KEY_MEMBER "member"                    /* {"name"} */
#define EAR_KEY_PROMISE "promise"                  /* {"seconds"}, valid from */
#define EAR_KEY_OPENING "hours.opening"            /* ear_hours_to_json(), valid from */
#define EAR_KEY_ANSWERING "hours.answering"        /* the same */
#define EAR_KEY_UNDO "undo"                        /* {"seconds"} */
/* Memos. */
#define EAR_MEMO_SET_UP "set-up"
#define EAR_MEMO_LOOKED "looked-at"

#define EAR_DEFAULT_PROMISE_S (24 * 60 * 60)
#define EAR_DEFAULT_UNDO_S 10
#define EAR_MAX_UNDO_S 60

EarSettings *ear_settings_load (EarStore *store, GError **error);
EarSettings *ear_settings_copy (const EarSettings *settings);

/* {"seconds": N} → N */
gint64 ear_settings_read_seconds (const char *json, gint64 otherwise);

G_END_DECLS
