/* ear-store-mark.c: what people mark a conversation with: asleep until, whose it is, how important, muted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "base/ear-key.h"
#include "store/ear-store-action.h"

/* The value of column @sql of the conversation, or FALSE when that is gone. */
static gboolean
get_column (EarDb *db, const char *entity_key, const char *sql, gint64 *value)
{
  gint64 conversation = ear_db_find_conversation (db, entity_key);

  if (conversation == 0)
    return FALSE;
  *value = ear_db_int_values (db, 0, sql, (const EarVal[]) { INT (conversation), { 0 } });
  return ear_db_ok (db);
}

static char *
dup_member (const char *json, const char *name)
{
  g_autoptr (EarJson) parsed = ear_json_parse_text (json, -1, NULL);

  return parsed != NULL ? g_strdup (ear_json_member_text (ear_json_root (parsed), name)) : NULL;
}

/* ---- asleep: {"until": ms or "answer" or null, "after": the newest message of theirs then} ---- */

static char *
write_snooze (gint64 until, const char *after)
{
  g_autofree char *text = until != 0 && until != EAR_SNOOZE_UNTIL_ANSWER ? g_strdup_printf ("%" G_GINT64_FORMAT, until) : NULL;
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "until", until == EAR_SNOOZE_UNTIL_ANSWER ? "answer" : text);
  ear_json_writer_text (writer, "after", after);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static char *
get_snooze (EarDb *db, const char *entity_key, const char *like)
{
  g_autofree char *after = NULL;
  gint64 until, message = 0;

  if (!get_column (db, entity_key, "SELECT snoozed_until FROM conversation WHERE id = ?1", &until) ||
      !get_column (db, entity_key, "SELECT snooze_after FROM conversation WHERE id = ?1", &message))
    return NULL;
  after = ear_db_text (db, "SELECT ext FROM message WHERE id = ?1", INT (message));
  return write_snooze (until, after);
}

static void
set_snooze (EarDb *db, const char *entity_key, const char *json, EarChanges *changes)
{
  gint64 conversation = ear_db_find_conversation (db, entity_key);
  g_autofree char *until = dup_member (json, "until"), *after = dup_member (json, "after");
  gint64 ms = until == NULL ? 0 : g_str_equal (until, "answer") ? EAR_SNOOZE_UNTIL_ANSWER : g_ascii_strtoll (until, NULL, 10);

  ear_db_run (db,
              "UPDATE conversation SET snoozed_until = ?2, snooze_after = coalesce ((SELECT id FROM message m WHERE m.channel = conversation.channel"
              " AND m.ext = ?3), 0) WHERE id = ?1",
              INT (conversation), INT (ms), TEXT (after));
  ear_db_upkeep (db, conversation, changes);
}

const EarField ear_field_snooze = { "conversation", get_snooze, set_snooze };

static void
snooze (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autofree char *key = ear_action_conversation_key (db, action);
  g_autofree char *newest = NULL, *after = NULL;

  if (!ear_db_ok (db))
    return;
  if (action->at == 0)
    {
      if (ear_db_int (db, 0, "SELECT snoozed_until FROM conversation WHERE id = ?1", INT (action->id)) == 0)
        return;
    }
  else if (action->at <= ear_clock_now_ms ())
    {
      ear_db_fail (db, EAR_STORE_ERROR_INVALID, _("That time has passed already. Choose a later one."));
      return;
    }
  else
    {
      newest = ear_db_text (db, "SELECT ext FROM message WHERE conversation = ?1 AND direction = 0 AND removed = 0 ORDER BY id DESC LIMIT 1",
                            INT (action->id));
    }
  after = write_snooze (action->at, newest);
  ear_db_act (db, action->member, action->at != 0 ? "snooze" : "wake", key, after, NULL, &action->event_key, action->changes);
}

gboolean
ear_store_snooze (EarStore *store, const char *member, gint64 conversation_id, gint64 until, char **event_key, EarChanges *changes,
                  GError **error)
{
  EarAction action = { .member = member, .id = conversation_id, .at = until };

  return ear_store_act (store, snooze, &action, event_key, changes, error);
}

/* ---- whose it is ---- */

static char *
get_assignee (EarDb *db, const char *entity_key, const char *like)
{
  g_autofree char *member = NULL;
  gint64 id;

  if (!get_column (db, entity_key, "SELECT assignee FROM conversation WHERE id = ?1", &id))
    return NULL;
  member = ear_db_text (db, "SELECT key FROM member WHERE id = ?1", INT (id));
  return ear_json_one_text ("member", member);
}

static void
set_assignee (EarDb *db, const char *entity_key, const char *json, EarChanges *changes)
{
  gint64 conversation = ear_db_find_conversation (db, entity_key);
  g_autofree char *member = dup_member (json, "member");

  ear_db_run (db, "UPDATE conversation SET assignee = coalesce ((SELECT id FROM member WHERE key = ?2), 0) WHERE id = ?1", INT (conversation),
              TEXT (member));
  ear_changes_add_conversation (changes, conversation);
}

const EarField ear_field_assignee = { "conversation", get_assignee, set_assignee };

/* ---- how important ---- */

static char *
get_priority (EarDb *db, const char *entity_key, const char *like)
{
  gint64 priority;

  if (!get_column (db, entity_key, "SELECT priority FROM conversation WHERE id = ?1", &priority))
    return NULL;
  return ear_json_one_text ("priority", ear_priority_to_string ((EarPriority) priority));
}

static void
set_priority (EarDb *db, const char *entity_key, const char *json, EarChanges *changes)
{
  gint64 conversation = ear_db_find_conversation (db, entity_key);
  g_autofree char *word = dup_member (json, "priority");
  EarPriority priority = EAR_PRIORITY_NORMAL;

  ear_priority_from_string (word, &priority);
  ear_db_run (db, "UPDATE conversation SET priority = ?2 WHERE id = ?1", INT (conversation), INT (priority));
  ear_changes_add_conversation (changes, conversation);
}

const EarField ear_field_priority = { "conversation", get_priority, set_priority };

/* ---- muted ---- */

static char *
get_muted (EarDb *db, const char *entity_key, const char *like)
{
  gint64 muted;

  if (!get_column (db, entity_key, "SELECT muted FROM conversation WHERE id = ?1", &muted))
    return NULL;
  return ear_json_one_text ("muted", muted != 0 ? "yes" : "no");
}

static void
set_muted (EarDb *db, const char *entity_key, const char *json, EarChanges *changes)
{
  gint64 conversation = ear_db_find_conversation (db, entity_key);
  g_autofree char *word = dup_member (json, "muted");

  ear_db_run (db, "UPDATE conversation SET muted = ?2 WHERE id = ?1", INT (conversation), INT (g_strcmp0 (word, "yes") == 0));
  ear_db_upkeep (db, conversation, changes);
}

const EarField ear_field_muted = { "conversation", get_muted, set_muted };

/* ---- one text of one conversation ---- */

static void
mark (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autofree char *key = ear_action_conversation_key (db, action);
  g_autofree char *after = ear_json_one_text (action->name, action->text);

  if (!ear_db_ok (db))
    return;
  if (g_str_equal (action->verb, "assign") && action->text != NULL &&
      ear_db_int (db, 0, "SELECT 1 FROM member WHERE key = ?1 AND removed = 0", TEXT (action->text)) == 0)
    {
      ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This person does not answer here any more. Choose somebody else."));
      return;
    }
  ear_db_act (db, action->member, action->verb, key, after, NULL, &action->event_key, action->changes);
}

gboolean
ear_store_assign (EarStore *store, const char *member, gint64 conversation_id, const char *assignee, char **event_key, EarChanges *changes,
                  GError **error)
{
  EarAction action = { .member = member, .id = conversation_id, .verb = "assign", .name = "member", .text = assignee };

  return ear_store_act (store, mark, &action, event_key, changes, error);
}

gboolean
ear_store_set_priority (EarStore *store, const char *member, gint64 conversation_id, EarPriority priority, char **event_key,
                        EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .id = conversation_id, .verb = "priority", .name = "priority", .text = ear_priority_to_string (priority) };

  return ear_store_act (store, mark, &action, event_key, changes, error);
}

gboolean
ear_store_set_muted (EarStore *store, const char *member, gint64 conversation_id, gboolean muted, char **event_key, EarChanges *changes,
                     GError **error)
{
  EarAction action = { .member = member, .id = conversation_id, .verb = muted ? "mute" : "unmute", .name = "muted", .text = muted ? "yes" : "no" };

  return ear_store_act (store, mark, &action, event_key, changes, error);
}

/* ---- waking by the clock: nothing is written, for lists compare with the time it is ---- */

typedef struct {
  gint64 after, until;
  GArray *ids;
  gint64 next;
} Waking;

static void
list_waking (EarDb *db, gpointer data)
{
  Waking *waking = data;
  EAR_QUERY query = ear_db_query (db, "SELECT id FROM conversation INDEXED BY conversation_asleep WHERE wakes_at > ?1 AND wakes_at <= ?2 AND wakes_at > 0"
                                      " ORDER BY wakes_at, id",
                                  INT (waking->after), INT (waking->until));

  while (ear_db_step (db, query))
    {
      gint64 id = ear_col_int (query, 0);

      g_array_append_val (waking->ids, id);
    }
  waking->next = ear_db_int (db, EAR_NEVER, "SELECT wakes_at FROM conversation INDEXED BY conversation_asleep WHERE wakes_at > ?1 AND wakes_at > 0"
                                            " ORDER BY wakes_at LIMIT 1",
                             INT (waking->until));
}

GArray *
ear_store_query_waking (EarStore *store, gint64 after, gint64 until, gint64 *next, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  Waking waking = { .after = after, .until = until, .ids = ids };

  if (!ear_store_read (store, list_waking, &waking, error))
    return NULL;
  *next = waking.next == EAR_NEVER ? EAR_TIME_NONE : waking.next;
  return g_steal_pointer (&ids);
}
