/* ear-store-action.h: one human action on its way into the file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store-journal.h"

G_BEGIN_DECLS

typedef struct {
  const char *member, *verb, *key, *name, *text;
  gint64 id, at, result;
  gboolean flag;
  gconstpointer value;
  char *event_key;
  EarChanges *changes;
} EarAction;

/* One durable transaction; hands out the event and adds up the changes. */
gboolean ear_store_act (EarStore *store, EarStoreFunc func, EarAction *action, char **event_key, EarChanges *changes, GError **error);
/* Of conversation @action->id, or NULL and NOT_FOUND. */
char *ear_action_conversation_key (EarDb *db, const EarAction *action);
/* Gives each of @messages (element-type gint64) the number; of one conversation. FALSE when there are none. */
gboolean ear_action_on_messages (EarDb *db, EarAction *action, const char *verb, const GArray *messages, gint64 value);
/* A message typed here into conversation @action->id, with the event @verb; its id. */
gint64 ear_action_add_message (EarDb *db, EarAction *action, EarDirection direction, EarMessageFlags flags, const char *text, gint64 at,
                               const char *verb);

G_END_DECLS
