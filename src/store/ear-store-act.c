/* ear-store-act.c: what people do, each one event
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "base/ear-key.h"
#include "store/ear-store-action.h"

gboolean
ear_store_act (EarStore *store, EarStoreFunc func, EarAction *action, char **event_key, EarChanges *changes, GError **error)
{
  g_autoptr (EarChanges) made = ear_changes_new ();
  gboolean ok;

  action->changes = made;
  ok = ear_store_write (store, EAR_WRITE_DURABLE, func, action, error);
  if (ok && changes != NULL)
    ear_changes_merge (changes, made);
  if (event_key != NULL)
    *event_key = ok ? g_steal_pointer (&action->event_key) : NULL;
  g_clear_pointer (&action->event_key, g_free);
  return ok;
}

char *
ear_action_conversation_key (EarDb *db, const EarAction *action)
{
  char *key = ear_db_conversation_key (db, action->id);

  if (key == NULL)
    ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This conversation is no longer here."));
  return key;
}

/* ---- numbers of messages ---- */

static char *
message_ext (EarDb *db, gint64 message)
{
  return ear_db_text (db, "SELECT ext FROM message WHERE id = ?1", INT (message));
}

gboolean
ear_action_on_messages (EarDb *db, EarAction *action, const char *verb, const GArray *messages, gint64 value)
{
  g_autofree char *key = ear_action_conversation_key (db, action);
  g_autofree char *after = NULL;
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  if (messages->len == 0 || !ear_db_ok (db))
    return FALSE;
  ear_json_writer_begin_array (writer, NULL);
  for (guint i = 0; i < messages->len; i++)
    {
      g_autofree char *ext = message_ext (db, g_array_index (messages, gint64, i));

      ear_json_add_message_number (writer, ext, value);
    }
  ear_json_writer_end_array (writer);
  after = ear_json_writer_to_text (writer, FALSE);
  if (ear_db_ok (db))
    ear_db_act (db, action->member, verb, key, after, action->text, &action->event_key, action->changes);
  return TRUE;
}

static GArray *
list_messages (EarDb *db, sqlite3_stmt *query)
{
  GArray *messages = g_array_new (FALSE, FALSE, sizeof (gint64));

  while (ear_db_step (db, query))
    {
      gint64 id = ear_col_int (query, 0);

      g_array_append_val (messages, id);
    }
  return messages;
}

static void
set_read (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autoptr (GArray) messages = NULL;
  EAR_QUERY query = NULL;

  if (action->flag)
    query = ear_db_query (db, "SELECT id FROM message WHERE conversation = ?1 AND direction = 0 AND read = 0 AND removed = 0 ORDER BY id",
                          INT (action->id));
  else
    query = ear_db_query (db, "SELECT id FROM message WHERE conversation = ?1 AND direction = 0 AND removed = 0 ORDER BY id DESC LIMIT 1",
                          INT (action->id));
  messages = list_messages (db, query);
  ear_action_on_messages (db, action, action->flag ? "read" : "unread", messages, action->flag);
}

gboolean
ear_store_set_read (EarStore *store, const char *member, gint64 conversation_id, gboolean read, char **event_key, EarChanges *changes,
                    GError **error)
{
  EarAction action = { .member = member, .id = conversation_id, .flag = read };

  return ear_store_act (store, set_read, &action, event_key, changes, error);
}

/* ---- notes ---- */

gint64
ear_action_add_message (EarDb *db, EarAction *action, EarDirection direction, EarMessageFlags flags, const char *text, gint64 at,
                        const char *verb)
{
  g_autofree char *channel_key = NULL, *conversation_ext = NULL, *ext = ear_key_random (), *key = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  gint64 channel = 0, message;
  EarMessage *value;

  {
    EAR_QUERY query = ear_db_query (db, "SELECT c.ext, h.key, h.id FROM conversation c JOIN channel h ON h.id = c.channel WHERE c.id = ?1",
                                    INT (action->id));

    if (ear_db_step (db, query))
      {
        conversation_ext = ear_col_dup (query, 0);
        channel_key = ear_col_dup (query, 1);
        channel = ear_col_int (query, 2);
      }
  }
  if (channel == 0)
    {
      ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This conversation is no longer here."));
      return 0;
    }
  value = ear_message_new (ext, conversation_ext);
  value->direction = direction;
  value->flags = flags;
  value->sent_at = at;
  value->text = g_strdup (text);
  ear_batch_take_message (batch, value);
  ear_db_apply_batch (db, channel, NULL, EAR_STREAM_FORWARD, batch, action->changes);
  message = ear_db_int (db, 0, "SELECT id FROM message WHERE channel = ?1 AND ext = ?2", INT (channel), TEXT (ext));
  key = ear_key_join (channel_key, ext);
  ear_db_add_event (db, action->member, verb, "message", key, "{\"removed\":true}", "{\"removed\":false}", NULL, NULL, &action->event_key);
  return message;
}

static void
add_note (EarDb *db, gpointer data)
{
  EarAction *action = data;

  action->result = ear_action_add_message (db, action, EAR_DIRECTION_NOTE, action->flag ? EAR_MESSAGE_CHANGE : 0, action->text,
                                           ear_clock_now_ms (), action->flag ? "change" : "note");
}

static gboolean
act_note (EarStore *store, EarAction *action, gint64 *message_id, char **event_key, EarChanges *changes, GError **error)
{
  gboolean ok = ear_store_act (store, add_note, action, event_key, changes, error);

  if (message_id != NULL)
    *message_id = ok ? action->result : 0;
  return ok;
}

gboolean
ear_store_add_note (EarStore *store, const char *member, gint64 conversation_id, const char *text, gint64 *message_id, char **event_key,
                    EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .id = conversation_id, .text = text };

  return act_note (store, &action, message_id, event_key, changes, error);
}

gboolean
ear_store_add_change (EarStore *store, const char *member, gint64 conversation_id, const char *text, gint64 *message_id, char **event_key,
                      EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .id = conversation_id, .text = text, .flag = TRUE };

  return act_note (store, &action, message_id, event_key, changes, error);
}

static void
remove_note (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autofree char *key = ear_db_message_key (db, action->id);

  if (key == NULL || ear_db_int (db, -1, "SELECT direction FROM message WHERE id = ?1", INT (action->id)) != EAR_DIRECTION_NOTE)
    ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This note is no longer here."));
  else
    ear_db_act (db, action->member, "note-remove", key, "{\"removed\":true}", NULL, &action->event_key, action->changes);
}

gboolean
ear_store_remove_note (EarStore *store, const char *member, gint64 message_id, char **event_key, EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .id = message_id };

  return ear_store_act (store, remove_note, &action, event_key, changes, error);
}

/* ---- channels, settings, people: one text of one entity ---- */

static const char *
empty_to_null (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

static void
act_on_text (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autofree char *after = ear_json_one_text (action->name, action->text);

  ear_db_act (db, action->member, action->verb, action->key, after, NULL, &action->event_key, action->changes);
}

gboolean
ear_store_rename_channel (EarStore *store, const char *member, const char *channel_key, const char *name, char **event_key,
                          EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .verb = "channel-name", .key = channel_key, .name = "name", .text = empty_to_null (name) };

  return ear_store_act (store, act_on_text, &action, event_key, changes, error);
}

gboolean
ear_store_pause_channel (EarStore *store, const char *member, const char *channel_key, gboolean paused, char **event_key,
                         EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .verb = paused ? "channel-pause" : "channel-resume", .key = channel_key, .name = "state",
                       .text = paused ? "paused" : "active" };

  return ear_store_act (store, act_on_text, &action, event_key, changes, error);
}

gboolean
ear_store_set_answers_longer (EarStore *store, const char *member, const char *channel_key, gboolean longer, char **event_key,
                              EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .verb = "channel-longer", .key = channel_key, .name = "longer", .text = longer ? "yes" : "no" };

  return ear_store_act (store, act_on_text, &action, event_key, changes, error);
}

gboolean
ear_store_remove_channel (EarStore *store, const char *member, const char *channel_key, char **event_key, EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .verb = "channel-remove", .key = channel_key, .name = "state", .text = "removed" };

  return ear_store_act (store, act_on_text, &action, event_key, changes, error);
}

/* What is valid from a time on replaces what was to be valid later; @flag: this entry alone changes. */
static void
set_setting (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autofree char *after = NULL;
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  gboolean written = action->text == NULL;
  EAR_QUERY query = NULL;

  ear_json_writer_begin_array (writer, NULL);
  query = ear_db_query (db, "SELECT valid_from, value FROM setting WHERE name = ?1 AND valid_from <> ?2 AND (?3 OR valid_from < ?2) ORDER BY valid_from",
                        TEXT (action->key), INT (action->at), INT (action->flag));
  while (ear_db_step (db, query))
    {
      if (!written && ear_col_int (query, 0) > action->at)
        {
          ear_setting_write (writer, action->at, action->text);
          written = TRUE;
        }
      ear_setting_write (writer, ear_col_int (query, 0), ear_col_text (query, 1));
    }
  if (!written)
    ear_setting_write (writer, action->at, action->text);
  ear_json_writer_end_array (writer);
  after = ear_json_writer_to_text (writer, FALSE);
  if (ear_db_ok (db))
    ear_db_act (db, action->member, "setting", action->key, after, NULL, &action->event_key, action->changes);
}

gboolean
ear_store_set_setting (EarStore *store, const char *member, const char *key, const char *value, gint64 valid_from, char **event_key,
                       GError **error)
{
  EarAction action = { .member = member, .key = key, .text = value, .at = valid_from };

  g_return_val_if_fail (value != NULL, FALSE);

  return ear_store_act (store, set_setting, &action, event_key, NULL, error);
}

gboolean
ear_store_amend_setting (EarStore *store, const char *member, const char *key, const char *value, gint64 valid_from, char **event_key,
                         GError **error)
{
  EarAction action = { .member = member, .key = key, .text = value, .at = valid_from, .flag = TRUE };

  return ear_store_act (store, set_setting, &action, event_key, NULL, error);
}

static void
act_on_person (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autofree char *key = ear_db_text (db, "SELECT key FROM person WHERE id = ?1", INT (action->id));
  g_autofree char *text = NULL, *after = NULL;

  if (key == NULL)
    {
      ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This person is no longer here."));
      return;
    }
  if (action->flag)
    {
      g_autofree char *held = ear_db_text (db, "SELECT notes FROM person WHERE id = ?1", INT (action->id));

      g_free (ear_db_keep_text (db, key, held));
      text = ear_db_keep_text (db, key, action->text);
    }
  after = ear_json_one_text (action->name, action->flag ? text : action->text);
  ear_db_act (db, action->member, action->verb, key, after, NULL, &action->event_key, action->changes);
}

gboolean
ear_store_rename_person (EarStore *store, const char *member, gint64 person_id, const char *name, char **event_key, EarChanges *changes,
                         GError **error)
{
  EarAction action = { .member = member, .id = person_id, .verb = "person-name", .name = "name", .text = empty_to_null (name) };

  return ear_store_act (store, act_on_person, &action, event_key, changes, error);
}

gboolean
ear_store_set_person_notes (EarStore *store, const char *member, gint64 person_id, const char *notes, char **event_key, EarChanges *changes,
                            GError **error)
{
  EarAction action = { .member = member, .id = person_id, .verb = "person-notes", .name = "text", .text = empty_to_null (notes), .flag = TRUE };

  return ear_store_act (store, act_on_person, &action, event_key, changes, error);
}
