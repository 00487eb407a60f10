/* ear-store-field.c: what human actions change of conversations and messages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-json.h"
#include "base/ear-key.h"
#include "store/ear-store-journal.h"

/* The member may be absent: FALSE, 0. */
static gboolean
get_flag (EarJson *json, const char *name)
{
  gboolean value = FALSE;
  const EarJsonField fields[] = { { name, EAR_JSON_BOOL, EAR_JSON_OPTIONAL, 0, -1 } };

  return json != NULL && ear_json_bind_table (ear_json_root (json), fields, &value, NULL) && value;
}

static gint64
get_number (const EarJsonNode *node, const char *name)
{
  gint64 value = 0;
  const EarJsonField fields[] = { { name, EAR_JSON_INT, EAR_JSON_OPTIONAL, 0, -1 } };

  return node != NULL && ear_json_bind_table (node, fields, &value, NULL) ? value : 0;
}

/* ---- closing: the newest "done" or "reopen" of a conversation, and whose questions it concerns ---- */

void
ear_json_add_person (EarJsonWriter *writer, const char *key)
{
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "person", key);
  ear_json_writer_end_object (writer);
}

/* Persons by key, in order of these; none: all of the conversation. */
static void
write_persons (EarDb *db, EarJsonWriter *writer, const char *key)
{
  EAR_QUERY query = ear_db_query (db, "SELECT p.key FROM enquiry_event e JOIN person p ON p.id = e.person WHERE e.key = ?1 ORDER BY p.key", TEXT (key));
  gboolean any = FALSE;

  while (ear_db_step (db, query))
    {
      if (!any)
        ear_json_writer_begin_array (writer, "persons");
      ear_json_add_person (writer, ear_col_text (query, 0));
      any = TRUE;
    }
  if (any)
    ear_json_writer_end_array (writer);
}

static char *
get_closing (EarDb *db, const char *entity_key, const char *like)
{
  gint64 conversation = ear_db_find_conversation (db, entity_key);
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  EAR_QUERY query = NULL;

  if (conversation == 0)
    return NULL;
  query = ear_db_query (db, "SELECT key, at, type FROM enquiry_event WHERE conversation = ?1 ORDER BY id DESC LIMIT 1", INT (conversation));
  ear_json_writer_begin_object (writer, NULL);
  if (ear_db_step (db, query))
    {
      ear_json_writer_text (writer, "key", ear_col_text (query, 0));
      ear_json_writer_int (writer, "at", ear_col_int (query, 1));
      ear_json_writer_int (writer, "type", ear_col_int (query, 2));
      write_persons (db, writer, ear_col_text (query, 0));
    }
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static void
add_closing (EarDb *db, gint64 conversation, const EarJsonNode *root, gint64 person)
{
  ear_db_run (db, "INSERT INTO enquiry_event (key, conversation, person, at, type) VALUES (?1, ?2, ?3, ?4, ?5)",
              TEXT (ear_json_member_text (root, "key")), INT (conversation), INT (person), INT (get_number (root, "at")),
              INT (get_number (root, "type")));
}

static void
set_closing (EarDb *db, const char *entity_key, const char *text, EarChanges *changes)
{
  gint64 conversation = ear_db_find_conversation (db, entity_key);
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);
  const EarJsonNode *root = json != NULL ? ear_json_root (json) : NULL;
  const char *key = root != NULL ? ear_json_member_text (root, "key") : NULL;
  const EarJsonNode *persons = root != NULL ? ear_json_member (root, "persons") : NULL;
  gint64 id = 0;

  if (key != NULL)
    id = ear_db_int (db, 0, "SELECT max (id) FROM enquiry_event WHERE key = ?1", TEXT (key));
  if (key == NULL || id != 0)
    ear_db_run (db, "DELETE FROM enquiry_event WHERE conversation = ?1 AND id > ?2", INT (conversation), INT (id));
  else if (persons == NULL)
    add_closing (db, conversation, root, 0);
  for (gsize i = 0; persons != NULL && id == 0 && i < ear_json_length (persons); i++)
    {
      gint64 person = ear_db_int (db, 0, "SELECT id FROM person WHERE key = ?1", TEXT (ear_json_member_text (ear_json_element (persons, i), "person")));

      if (person != 0)
        add_closing (db, conversation, root, person);
    }
  ear_db_upkeep (db, conversation, changes);
}

const EarField ear_field_closing = { "conversation", get_closing, set_closing };

/* ---- numbers of several messages of one conversation, in the order of their ids here ---- */

void
ear_json_add_message_number (EarJsonWriter *writer, const char *ext, gint64 value)
{
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "message", ext);
  ear_json_writer_int (writer, "value", value);
  ear_json_writer_end_object (writer);
}

static char *
get_message_numbers (EarDb *db, const char *entity_key, const char *like, const char *sql)
{
  g_autofree char *channel_key = NULL, *ext = NULL;
  g_autoptr (EarJson) json = like != NULL ? ear_json_parse_text (like, -1, NULL) : NULL;
  const EarJsonNode *list = json != NULL ? ear_json_root (json) : NULL;
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  gint64 channel;

  if (list == NULL || !ear_key_split (entity_key, &channel_key, &ext))
    return NULL;
  channel = ear_db_int (db, 0, "SELECT id FROM channel WHERE key = ?1", TEXT (channel_key));
  ear_json_writer_begin_array (writer, NULL);
  for (gsize i = 0; i < ear_json_length (list); i++)
    {
      const char *message = ear_json_member_text (ear_json_element (list, i), "message");
      gint64 value = ear_db_int (db, -1, sql, INT (channel), TEXT (message));

      if (value < 0)
        return NULL;
      ear_json_add_message_number (writer, message, value);
    }
  ear_json_writer_end_array (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static void
set_message_numbers (EarDb *db, const char *entity_key, const char *text, const char *sql, EarChanges *changes)
{
  g_autofree char *channel_key = NULL, *ext = NULL;
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);
  const EarJsonNode *list = json != NULL ? ear_json_root (json) : NULL;
  gint64 channel;

  if (list == NULL || !ear_key_split (entity_key, &channel_key, &ext))
    return;
  channel = ear_db_int (db, 0, "SELECT id FROM channel WHERE key = ?1", TEXT (channel_key));
  for (gsize i = 0; i < ear_json_length (list); i++)
    {
      const EarJsonNode *element = ear_json_element (list, i);

      ear_db_run (db, sql, INT (channel), TEXT (ear_json_member_text (element, "message")), INT (get_number (element, "value")));
    }
  ear_db_upkeep (db, ear_db_find_conversation (db, entity_key), changes);
}

static char *
get_no_answer (EarDb *db, const char *entity_key, const char *like)
{
  return get_message_numbers (db, entity_key, like, "SELECT no_answer FROM message WHERE channel = ?1 AND ext = ?2");
}

static void
set_no_answer (EarDb *db, const char *entity_key, const char *json, EarChanges *changes)
{
  set_message_numbers (db, entity_key, json, "UPDATE message SET no_answer = ?3 WHERE channel = ?1 AND ext = ?2", changes);
}

const EarField ear_field_no_answer = { "conversation", get_no_answer, set_no_answer };

static char *
get_read (EarDb *db, const char *entity_key, const char *like)
{
  return get_message_numbers (db, entity_key, like, "SELECT read FROM message WHERE channel = ?1 AND ext = ?2");
}

static void
set_read (EarDb *db, const char *entity_key, const char *json, EarChanges *changes)
{
  set_message_numbers (db, entity_key, json, "UPDATE message SET read = ?3 WHERE channel = ?1 AND ext = ?2", changes);
}

const EarField ear_field_read = { "conversation", get_read, set_read };

/* ---- notes and call-backs: there, or taken back ---- */

static char *
get_message_removed (EarDb *db, const char *entity_key, const char *like)
{
  gint64 message = ear_db_find_message (db, entity_key);

  if (message == 0)
    return NULL;
  return g_strdup (ear_db_int (db, 0, "SELECT removed FROM message WHERE id = ?1", INT (message)) != 0 ? "{\"removed\":true}" : "{\"removed\":false}");
}

static void
set_message_removed (EarDb *db, const char *entity_key, const char *text, EarChanges *changes)
{
  gint64 message = ear_db_find_message (db, entity_key);
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);

  ear_db_run (db, "UPDATE message SET removed = ?2 WHERE id = ?1", INT (message), INT (get_flag (json, "removed")));
  ear_db_upkeep (db, ear_db_int (db, 0, "SELECT conversation FROM message WHERE id = ?1", INT (message)), changes);
}

const EarField ear_field_message_removed = { "message", get_message_removed, set_message_removed };

/* ---- contacts: with all that was written under them ---- */

static char *
get_contact_removed (EarDb *db, const char *entity_key, const char *like)
{
  gint64 conversation = ear_db_find_conversation (db, entity_key);

  if (conversation == 0)
    return NULL;
  return g_strdup (ear_db_int (db, 0, "SELECT 1 FROM message WHERE conversation = ?1 AND removed < 2 LIMIT 1", INT (conversation)) == 0
                     ? "{\"removed\":true}"
                     : "{\"removed\":false}");
}

static void
set_contact_removed (EarDb *db, const char *entity_key, const char *text, EarChanges *changes)
{
  gint64 conversation = ear_db_find_conversation (db, entity_key);
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);

  /* 2 and more: removed with the contact; what was taken back before stays so when it returns. */
  if (get_flag (json, "removed"))
    ear_db_run (db, "UPDATE message SET removed = removed + 2 WHERE conversation = ?1 AND removed < 2", INT (conversation));
  else
    ear_db_run (db, "UPDATE message SET removed = removed - 2 WHERE conversation = ?1 AND removed >= 2", INT (conversation));
  ear_db_upkeep (db, conversation, changes);
}

const EarField ear_field_contact_removed = { "conversation", get_contact_removed, set_contact_removed };
