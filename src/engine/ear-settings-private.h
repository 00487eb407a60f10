/* ear-settings-private.h: the workspace's settings as the store keeps them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"
#include "store/ear-store-event.h"
#include "store/ear-store.h"

G_BEGIN_DECLS

/* Keys of ear_store_set_setting(). Values are JSON objects. */
#define EAR_KEY_ORGANISATION "organisation"        /* {"name"} */
#define EAR_KEY_MEMBER "member"                    /* {"name"} */
#define EAR_KEY_PROMISE "promise"                  /* {"seconds"}, valid from */
#define EAR_KEY_OPENING "hours.opening"            /* ear_hours_to_json(), valid from */
#define EAR_KEY_ANSWERING "hours.answering"        /* the same */
#define EAR_KEY_ZONE "zone"                        /* {"name"}, valid from */
#define EAR_KEY_UNDO "undo"                        /* {"seconds"} */
#define EAR_KEY_REPORT_LANGUAGE "report-language"  /* {"name"}: BCP 47; empty: the user's */
#define EAR_KEY_WEEKLY "weekly-report"             /* ear_weekly_to_json() */
/* A channel's own are "promise/<channel key>" and "hours.answering/<channel key>"; this value: as for the whole organisation. */
#define EAR_VALUE_AS_ALL "{}"
/* Memos. */
#define EAR_MEMO_SET_UP "set-up"
#define EAR_MEMO_LOOKED "looked-at"

#define EAR_DEFAULT_PROMISE_S (24 * 60 * 60)
#define EAR_DEFAULT_UNDO_S 10
#define EAR_MAX_UNDO_S 60

/* As they are now. */
EarSettings *ear_settings_load (EarStore *store, GError **error);
EarSettings *ear_settings_copy (const EarSettings *settings);

EarLater *ear_later_new (EarLaterWhat what, gint64 valid_from, gint64 promise_s, EarHours *hours, const char *zone);
EarLater *ear_later_copy (const EarLater *later);
void ear_later_free (EarLater *later);
/* (element-type EarLater) (transfer full) */
GPtrArray *ear_later_list_new (void);
/* What of @key is to be after @now. FALSE on failure. */
gboolean ear_later_list_add (GPtrArray *list, EarStore *store, const char *key, EarLaterWhat what, gint64 now, GError **error);

/* @channel_key: (nullable). (transfer full) */
char *ear_settings_key (const char *key, const char *channel_key);
/* What of @key is valid from when, for that channel: its own where it has it, else the workspace's. (element-type EarStoreSetting)
 * (transfer full), by valid_from; a value that is NULL: nothing is set from then on. @own: (out) (optional): anything of it is its own */
GPtrArray *ear_settings_list_valid (EarStore *store, const char *key, const char *channel_key, gboolean *own, GError **error);
/* (nullable): borrowed from @entries (element-type EarStoreSetting) */
const EarStoreSetting *ear_settings_entry_at (GPtrArray *entries, gint64 at);
/* As ear_store_set_setting() and ear_store_amend_setting(); the event is given to whoever asked for the work. */
gboolean ear_settings_set (EarStore *store, const char *key, const char *value, gint64 valid_from, GError **error);
gboolean ear_settings_amend (EarStore *store, const char *key, const char *value, gint64 valid_from, GError **error);
/* Times of every key and channel that has hours go by the clocks of @zone from then on. */
gboolean ear_settings_move_zone (EarStore *store, const char *zone, gint64 valid_from, GError **error);

/* Changes of the workspace's settings, on the writer; @func gives the settings as they are then, of ear_settings_reload(). */
void ear_settings_change (EarEngine *self, gpointer tag, EarWork work, GAsyncReadyCallback callback, gpointer data);
gpointer ear_settings_reload (EarEngine *self, EarStore *store, GError **error);
char *ear_settings_write_seconds (gint64 seconds);

/* {"seconds": N} → N */
gint64 ear_settings_read_seconds (const char *json, gint64 otherwise);

G_END_DECLS
