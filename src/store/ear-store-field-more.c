/* ear-store-field-more.c: what human actions change of channels, settings, people and the outbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ear-store-journal.h"

static char *
member_text (const char *text, const char *name)
{
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);

  return json != NULL ? g_strdup (ear_json_member_text (ear_json_root (json), name)) : NULL;
}

static gboolean
exists (EarDb *db, const char *sql, const char *key)
{
  return ear_db_int_values (db, 0, sql, (const EarVal[]) { TEXT (key), { 0 } }) == 1;
}

/* ---- channels ---- */

#define CHANNEL_EXISTS "SELECT 1 FROM channel WHERE key = ?1"

static void
channel_changed (EarDb *db, const char *key, EarChanges *changes)
{
  ear_changes_add_channel (changes, ear_db_int (db, 0, "SELECT id FROM channel WHERE key = ?1", TEXT (key)));
}

static char *
get_channel_name (EarDb *db, const char *entity_key, const char *like)
{
  g_autofree char *name = NULL;

  if (!exists (db, CHANNEL_EXISTS, entity_key))
    return NULL;
  name = ear_db_text (db, "SELECT own_name FROM channel WHERE key = ?1", TEXT (entity_key));
  return ear_json_one_text ("name", name);
}

static void
set_channel_name (EarDb *db, const char *entity_key, const char *json, EarChanges *changes)
{
  g_autofree char *name = member_text (json, "name");

  ear_db_run (db, "UPDATE channel SET own_name = ?2 WHERE key = ?1", TEXT (entity_key), TEXT (name));
  channel_changed (db, entity_key, changes);
}

const EarField ear_field_channel_name = { "channel", get_channel_name, set_channel_name };

static const char *const channel_states[] = { "active", "paused", "removed" };

static char *
get_channel_state (EarDb *db, const char *entity_key, const char *like)
{
  gint64 state = ear_db_int (db, -1, "SELECT state FROM channel WHERE key = ?1", TEXT (entity_key));

  return state >= 0 && state < (gint64) G_N_ELEMENTS (channel_states) ? ear_json_one_text ("state", channel_states[state]) : NULL;
}

static void
set_channel_state (EarDb *db, const char *entity_key, const char *json, EarChanges *changes)
{
  g_autofree char *word = member_text (json, "state");

  for (guint i = 0; i < G_N_ELEMENTS (channel_states); i++)
    if (g_strcmp0 (word, channel_states[i]) == 0)
      {
        ear_db_run (db, "UPDATE channel SET state = ?2 WHERE key = ?1", TEXT (entity_key), INT (i));
        if (i == EAR_CHANNEL_REMOVED)
          ear_db_run (db,
                      "UPDATE outbox SET state = CASE WHEN text IS NULL THEN 'cancelled' ELSE 'draft' END, changed_at = ?2 WHERE state = 'queued'"
                      " AND channel = (SELECT id FROM channel WHERE key = ?1)",
                      TEXT (entity_key), INT (ear_clock_now_ms ()));
      }
  channel_changed (db, entity_key, changes);
}

const EarField ear_field_channel_state = { "channel", get_channel_state, set_channel_state };

/* What people say of a channel that its service does not tell: among the facts that were learnt, by a name of its own. */
static char *
get_channel_longer (EarDb *db, const char *entity_key, const char *like)
{
  g_autofree char *value = NULL;

  if (!exists (db, CHANNEL_EXISTS, entity_key))
    return NULL;
  value = ear_db_text (db, "SELECT json_extract (settings, '$.answers_longer') FROM channel WHERE key = ?1", TEXT (entity_key));
  return ear_json_one_text ("longer", value != NULL ? value : "no");
}

static void
set_channel_longer (EarDb *db, const char *entity_key, const char *json, EarChanges *changes)
{
  g_autofree char *word = member_text (json, "longer");

  if (g_strcmp0 (word, "yes") == 0)
    ear_db_run (db, "UPDATE channel SET settings = json_set (settings, '$.answers_longer', 'yes') WHERE key = ?1", TEXT (entity_key));
  else
    ear_db_run (db, "UPDATE channel SET settings = json_remove (settings, '$.answers_longer') WHERE key = ?1", TEXT (entity_key));
  channel_changed (db, entity_key, changes);
}

const EarField ear_field_channel_longer = { "channel", get_channel_longer, set_channel_longer };

/* ---- settings: all values of one name, by the time from which they are valid ---- */

static char *
get_setting (EarDb *db, const char *entity_key, const char *like)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  EAR_QUERY query = ear_db_query (db, "SELECT valid_from, value FROM setting WHERE name = ?1 ORDER BY valid_from", TEXT (entity_key));

  ear_json_writer_begin_array (writer, NULL);
  while (ear_db_step (db, query))
    ear_setting_write (writer, ear_col_int (query, 0), ear_col_text (query, 1));
  ear_json_writer_end_array (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static void
set_setting (EarDb *db, const char *entity_key, const char *text, EarChanges *changes)
{
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);
  const EarJsonNode *list = json != NULL ? ear_json_root (json) : NULL;

  ear_db_run (db, "DELETE FROM setting WHERE name = ?1", TEXT (entity_key));
  for (gsize i = 0; list != NULL && i < ear_json_length (list); i++)
    {
      const EarJsonNode *element = ear_json_element (list, i);
      const char *from = ear_json_member_text (element, "from");

      ear_db_run (db, "INSERT INTO setting (name, valid_from, value) VALUES (?1, ?2, ?3)", TEXT (entity_key),
                  INT (from != NULL ? g_ascii_strtoll (from, NULL, 10) : G_MININT64), TEXT (ear_json_member_text (element, "value")));
    }
}

const EarField ear_field_setting = { "setting", get_setting, set_setting };

void
ear_setting_write (EarJsonWriter *writer, gint64 valid_from, const char *value)
{
  g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, valid_from);

  /* As text: "always" is beyond what JSON numbers hold exactly elsewhere. */
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "from", from);
  ear_json_writer_text (writer, "value", value);
  ear_json_writer_end_object (writer);
}

/* ---- people ---- */

#define PERSON_EXISTS "SELECT 1 FROM person WHERE key = ?1"

static void
person_changed (EarDb *db, const char *key, EarChanges *changes)
{
  EAR_QUERY query = ear_db_query (db, "SELECT p.conversation FROM person q JOIN participant p ON p.person = q.id WHERE q.key = ?1", TEXT (key));

  while (ear_db_step (db, query))
    ear_changes_add_conversation (changes, ear_col_int (query, 0));
}

static char *
get_person_name (EarDb *db, const char *entity_key, const char *like)
{
  g_autofree char *name = NULL;

  if (!exists (db, PERSON_EXISTS, entity_key))
    return NULL;
  name = ear_db_text (db, "SELECT own_name FROM person WHERE key = ?1", TEXT (entity_key));
  return ear_json_one_text ("name", name);
}

static void
set_person_name (EarDb *db, const char *entity_key, const char *json, EarChanges *changes)
{
  g_autofree char *name = member_text (json, "name");

  ear_db_run (db, "UPDATE person SET own_name = ?2 WHERE key = ?1", TEXT (entity_key), TEXT (name));
  ear_db_index_name (db, ear_db_int (db, 0, "SELECT id FROM person WHERE key = ?1", TEXT (entity_key)), name);
  person_changed (db, entity_key, changes);
}

const EarField ear_field_person_name = { "person", get_person_name, set_person_name };

static char *
get_person_notes (EarDb *db, const char *entity_key, const char *like)
{
  g_autofree char *notes = NULL, *key = NULL;

  if (!exists (db, PERSON_EXISTS, entity_key))
    return NULL;
  notes = ear_db_text (db, "SELECT notes FROM person WHERE key = ?1", TEXT (entity_key));
  key = notes != NULL ? ear_text_key (entity_key, notes) : NULL;
  return ear_json_one_text ("text", key);
}

static void
set_person_notes (EarDb *db, const char *entity_key, const char *json, EarChanges *changes)
{
  g_autofree char *key = member_text (json, "text");

  ear_db_run (db, "UPDATE person SET notes = (SELECT text FROM text_version WHERE key = ?2) WHERE key = ?1", TEXT (entity_key), TEXT (key));
  person_changed (db, entity_key, changes);
}

const EarField ear_field_person_notes = { "person", get_person_notes, set_person_notes };

/* ---- what goes out: only what has not left can be taken back ---- */

static char *
get_outbox_state (EarDb *db, const char *entity_key, const char *like)
{
  g_autofree char *state = ear_db_text (db, "SELECT state FROM outbox WHERE key = ?1", TEXT (entity_key));

  return state != NULL ? ear_json_one_text ("state", state) : NULL;
}

static void
set_outbox_state (EarDb *db, const char *entity_key, const char *json, EarChanges *changes)
{
  g_autofree char *state = member_text (json, "state");
  gint64 conversation = ear_db_int (db, 0, "SELECT conversation FROM outbox WHERE key = ?1", TEXT (entity_key));

  ear_db_run (db, "UPDATE outbox SET state = ?2, changed_at = ?3 WHERE key = ?1 AND state IN ('draft', 'queued', 'cancelled', 'failed', 'ask')"
                  " AND ?2 IN ('draft', 'queued', 'cancelled', 'failed', 'ask')",
              TEXT (entity_key), TEXT (state), INT (ear_clock_now_ms ()));
  if (conversation != 0)
    ear_changes_add_conversation (changes, conversation);
}

const EarField ear_field_outbox_state = { "outbox", get_outbox_state, set_outbox_state };
