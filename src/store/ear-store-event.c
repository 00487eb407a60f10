/* ear-store-event.c: one row for every human action, and undo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "base/ear-json.h"
#include "base/ear-key.h"
#include "store/ear-store-journal.h"

#define FORMAT_VERSION 1

/* Words stand in the file for ever. */
static const EarEventVerb verbs[] = {
  { "done", &ear_field_closing },
  { "reopen", &ear_field_closing },
  { "no-answer", &ear_field_no_answer },
  { "needs-answer", &ear_field_no_answer },
  { "not-an-answer", &ear_field_no_answer },
  { "an-answer", &ear_field_no_answer },
  { "also-answers", &ear_field_also_answers },
  { "read", &ear_field_read },
  { "unread", &ear_field_read },
  { "note", &ear_field_message_removed },
  { "note-remove", &ear_field_message_removed },
  { "change", &ear_field_message_removed },
  { "contact", &ear_field_contact_removed },
  { "contact-edit", &ear_field_contact },
  { "contact-answer", &ear_field_message_removed },
  { "contact-remove", &ear_field_contact_removed },
  { "channel-connect", &ear_field_channel_state },
  { "channel-sign-in", &ear_field_channel_state },
  { "channel-name", &ear_field_channel_name },
  { "channel-pause", &ear_field_channel_state },
  { "channel-resume", &ear_field_channel_state },
  { "channel-longer", &ear_field_channel_longer },
  { "channel-remove", &ear_field_channel_state },
  { "setting", &ear_field_setting },
  { "brand", &ear_field_brand },
  { "snooze", &ear_field_snooze },
  { "wake", &ear_field_snooze },
  { "assign", &ear_field_assignee },
  { "priority", &ear_field_priority },
  { "mute", &ear_field_muted },
  { "unmute", &ear_field_muted },
  { "tag", &ear_field_tagged },
  { "untag", &ear_field_tagged },
  { "tag-new", &ear_field_tag },
  { "tag-edit", &ear_field_tag },
  { "tag-remove", &ear_field_tag },
  { "member-new", &ear_field_member },
  { "person-name", &ear_field_person_name },
  { "person-notes", &ear_field_person_notes },
  { "moderate", &ear_field_outbox_state },
  { "reply-queue", &ear_field_outbox_state },
  { "reply-cancel", &ear_field_outbox_state },
  { "reply-send-now", &ear_field_outbox_state },
};

const EarEventVerb *
ear_event_verb (const char *verb)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_strcmp0 (verb, verbs[i].verb) == 0)
      return &verbs[i];
  return NULL;
}

void
ear_event_row_free (EarEventRow *row)
{
  if (row == NULL)
    return;
  g_free (row->key);
  g_free (row->member_key);
  g_free (row->member_name);
  g_free (row->device);
  g_free (row->verb);
  g_free (row->entity_type);
  g_free (row->entity_key);
  g_free (row->before);
  g_free (row->after);
  g_free (row->why);
  g_free (row->undoes);
  g_free (row);
}

char *
ear_json_one_text (const char *name, const char *value)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, name, value);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

/* ---- writing ---- */

void
ear_db_add_event (EarDb *db, const char *member, const char *verb, const char *entity_type, const char *entity_key, const char *before,
                  const char *after, const char *why, const char *undoes, char **event_key)
{
  g_autofree char *key = ear_key_random ();

  ear_db_run (db,
              "INSERT INTO event (key, member, device, at, verb, version, entity_type, entity_key, before, after, why, undoes)"
              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
              TEXT (key), TEXT (member != NULL ? member : db->store->member_key), TEXT (db->store->device), INT (ear_clock_now_ms ()),
              TEXT (verb), INT (FORMAT_VERSION), TEXT (entity_type), TEXT (entity_key), TEXT (before), TEXT (after), TEXT (why), TEXT (undoes));
  if (event_key != NULL && ear_db_ok (db))
    *event_key = g_steal_pointer (&key);
}

static void
change_field (EarDb *db, const EarField *field, const char *entity_key, const char *to, EarChanges *changes)
{
  g_autofree char *now = NULL;

  field->set (db, entity_key, to, changes);
  now = ear_db_ok (db) ? field->get (db, entity_key, to) : NULL;
  /* A setter that does not reach what it was asked for would make this event impossible to undo. */
  if (ear_db_ok (db) && g_strcmp0 (now, to) != 0)
    ear_db_fail (db, EAR_STORE_ERROR_CONFLICT, _("This could not be changed as asked. Load it again first."));
}

void
ear_db_act (EarDb *db, const char *member, const char *verb, const char *entity_key, const char *after, const char *why, char **event_key,
            EarChanges *changes)
{
  const EarField *field = ear_event_verb (verb)->field;
  g_autofree char *before = field->get (db, entity_key, after);

  if (ear_db_ok (db) && before == NULL)
    ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("What this is about is no longer here."));
  if (!ear_db_ok (db) || g_strcmp0 (before, after) == 0)
    return;
  change_field (db, field, entity_key, after, changes);
  ear_db_add_event (db, member, verb, field->entity_type, entity_key, before, after, why, NULL, event_key);
}

char *
ear_text_key (const char *place, const char *text)
{
  g_autofree char *name = g_strconcat (place, "\n", text, NULL);

  /* The namespace of URLs (RFC 9562 6.6) serves as well as any of our own. */
  return ear_key_uuid5 ("6ba7b811-9dad-11d1-80b4-00c04fd430c8", name);
}

char *
ear_db_keep_text (EarDb *db, const char *place, const char *text)
{
  g_autofree char *key = NULL;

  if (text == NULL)
    return NULL;
  key = ear_text_key (place, text);
  ear_db_run (db, "INSERT INTO text_version (key, place, text) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", TEXT (key), TEXT (place), TEXT (text));
  return g_steal_pointer (&key);
}

/* ---- reading ---- */

typedef struct {
  gint64 conversation;
  guint limit;
  GPtrArray *rows;
} Listing;

static gint64
conversation_of (EarDb *db, const char *type, const char *key)
{
  if (g_str_equal (type, "conversation"))
    return ear_db_find_conversation (db, key);
  if (g_str_equal (type, "message"))
    return ear_db_int (db, 0, "SELECT conversation FROM message WHERE id = ?1", INT (ear_db_find_message (db, key)));
  if (g_str_equal (type, "outbox"))
    return ear_db_int (db, 0, "SELECT conversation FROM outbox WHERE key = ?1", TEXT (key));
  return 0;
}

#define COLUMNS \
  "SELECT e.key, e.member, m.name, e.device, e.at, e.verb, e.entity_type, e.entity_key, e.before, e.after, e.why, e.undoes," \
  " EXISTS (SELECT 1 FROM event u INDEXED BY event_undoes WHERE u.undoes = e.key AND NOT EXISTS" \
  " (SELECT 1 FROM event r INDEXED BY event_undoes WHERE r.undoes = u.key)) "

/* What is about a conversation names it, by any of its names, or one of its messages, or what goes out from it. */
static sqlite3_stmt *
query_events (EarDb *db, const Listing *listing)
{
  if (listing->conversation == 0)
    return ear_db_query (db, COLUMNS "FROM event e LEFT JOIN member m ON m.key = e.member ORDER BY e.id DESC LIMIT ?1", INT (listing->limit));
  return ear_db_query (db,
                       "WITH entity (type, key) AS ("
                       " SELECT 'conversation', h.key || '/' || c.ext FROM conversation c JOIN channel h ON h.id = c.channel WHERE c.id = ?2"
                       " UNION ALL SELECT 'conversation', h.key || '/' || a.ext FROM conversation_alias a JOIN channel h ON h.id = a.channel"
                       " WHERE a.conversation = ?2"
                       " UNION ALL SELECT 'message', h.key || '/' || s.ext FROM message s JOIN channel h ON h.id = s.channel WHERE s.conversation = ?2"
                       " UNION ALL SELECT 'outbox', o.key FROM outbox o INDEXED BY outbox_conversation WHERE o.conversation = ?2) " COLUMNS
                       "FROM entity CROSS JOIN event e INDEXED BY event_entity ON e.entity_type = entity.type AND e.entity_key = entity.key"
                       " LEFT JOIN member m ON m.key = e.member ORDER BY e.id DESC LIMIT ?1",
                       INT (listing->limit), INT (listing->conversation));
}

static void
list_events (EarDb *db, gpointer data)
{
  Listing *listing = data;
  EAR_QUERY query = query_events (db, listing);

  while (ear_db_step (db, query))
    {
      EarEventRow *row = g_new0 (EarEventRow, 1);

      row->key = ear_col_dup (query, 0);
      row->member_key = ear_col_dup (query, 1);
      row->member_name = ear_col_dup (query, 2);
      row->device = ear_col_dup (query, 3);
      row->at = ear_col_int (query, 4);
      row->verb = ear_col_dup (query, 5);
      row->entity_type = ear_col_dup (query, 6);
      row->entity_key = ear_col_dup (query, 7);
      row->before = ear_col_dup (query, 8);
      row->after = ear_col_dup (query, 9);
      row->why = ear_col_dup (query, 10);
      row->undoes = ear_col_dup (query, 11);
      row->undone = ear_col_int (query, 12) != 0;
      row->conversation_id = listing->conversation != 0 ? listing->conversation : conversation_of (db, row->entity_type, row->entity_key);
      g_ptr_array_add (listing->rows, row);
    }
}

GPtrArray *
ear_store_list_events (EarStore *store, gint64 conversation_id, guint limit, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_event_row_free);
  Listing listing = { conversation_id, limit, rows };

  return ear_store_read (store, list_events, &listing, error) ? g_steal_pointer (&rows) : NULL;
}

/* ---- undo ---- */

typedef struct {
  const char *member, *event_key;
  char *new_event_key;
  EarChanges *changes;
} Undo;

static void
undo (EarDb *db, gpointer data)
{
  Undo *work = data;
  g_autofree char *verb = NULL, *entity_key = NULL, *before = NULL, *after = NULL, *now = NULL;
  const EarEventVerb *known;

  {
    EAR_QUERY query = ear_db_query (db, "SELECT verb, entity_key, before, after FROM event WHERE key = ?1", TEXT (work->event_key));

    if (!ear_db_step (db, query))
      {
        ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("There is nothing to undo."));
        return;
      }
    verb = ear_col_dup (query, 0);
    entity_key = ear_col_dup (query, 1);
    before = ear_col_dup (query, 2);
    after = ear_col_dup (query, 3);
  }
  known = ear_event_verb (verb);
  if (known == NULL)
    {
      ear_db_fail (db, EAR_STORE_ERROR_NEWER, _("A newer Earshot did this. Update Earshot to undo it."));
      return;
    }
  now = known->field->get (db, entity_key, after);
  if (!ear_db_ok (db))
    return;
  if (now == NULL)
    ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("What this is about is no longer here."));
  else if (g_strcmp0 (now, after) != 0)
    ear_db_fail (db, EAR_STORE_ERROR_CONFLICT, _("This has changed since, so it cannot be undone."));
  else
    change_field (db, known->field, entity_key, before, work->changes);
  ear_db_add_event (db, work->member, verb, known->field->entity_type, entity_key, after, before, NULL, work->event_key, &work->new_event_key);
}

gboolean
ear_store_undo (EarStore *store, const char *member, const char *event_key, char **new_event_key, EarChanges *changes, GError **error)
{
  g_autoptr (EarChanges) made = ear_changes_new ();
  Undo work = { member, event_key, NULL, made };
  gboolean ok = ear_store_write (store, EAR_WRITE_DURABLE, undo, &work, error);

  if (ok && changes != NULL)
    ear_changes_merge (changes, made);
  if (new_event_key != NULL)
    *new_event_key = ok ? g_steal_pointer (&work.new_event_key) : NULL;
  g_free (work.new_event_key);
  return ok;
}
