/* ear-store-tag.c: tags and their conversations; who answers here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "base/ear-html.h"
#include "base/ear-key.h"
#include "store/ear-store-action.h"

#define NAME_BYTES 80

void
ear_tag_row_free (EarTagRow *row)
{
  if (row == NULL)
    return;
  g_free (row->key);
  g_free (row->name);
  g_free (row->colour);
  g_free (row);
}

/* ---- a tag on a conversation: {"tag": key, "on": "yes" or "no"} ---- */

static char *
write_tagged (const char *tag, gboolean on)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "tag", tag);
  ear_json_writer_text (writer, "on", on ? "yes" : "no");
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static char *
get_tagged (EarDb *db, const char *entity_key, const char *like)
{
  gint64 conversation = ear_db_find_conversation (db, entity_key), tag;
  g_autoptr (EarJson) json = like != NULL ? ear_json_parse_text (like, -1, NULL) : NULL;
  const char *key = json != NULL ? ear_json_member_text (ear_json_root (json), "tag") : NULL;

  tag = ear_db_int (db, 0, "SELECT id FROM tag WHERE key = ?1", TEXT (key));
  if (conversation == 0 || tag == 0)
    return NULL;
  return write_tagged (key, ear_db_int (db, 0, "SELECT 1 FROM conversation_tag WHERE tag = ?1 AND conversation = ?2", INT (tag), INT (conversation)) == 1);
}

static void
set_tagged (EarDb *db, const char *entity_key, const char *text, EarChanges *changes)
{
  gint64 conversation = ear_db_find_conversation (db, entity_key);
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);
  const EarJsonNode *root = json != NULL ? ear_json_root (json) : NULL;
  const char *key = root != NULL ? ear_json_member_text (root, "tag") : NULL;

  if (root != NULL && g_strcmp0 (ear_json_member_text (root, "on"), "yes") == 0)
    ear_db_run (db, "INSERT INTO conversation_tag (tag, conversation, last_at) SELECT t.id, c.id, c.last_at FROM tag t, conversation c"
                    " WHERE t.key = ?1 AND c.id = ?2 ON CONFLICT DO NOTHING",
                TEXT (key), INT (conversation));
  else
    ear_db_run (db, "DELETE FROM conversation_tag WHERE tag = (SELECT id FROM tag WHERE key = ?1) AND conversation = ?2", TEXT (key),
                INT (conversation));
  ear_changes_add_conversation (changes, conversation);
}

const EarField ear_field_tagged = { "conversation", get_tagged, set_tagged };

static void
act_tagged (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autofree char *key = ear_action_conversation_key (db, action);
  g_autofree char *after = write_tagged (action->text, action->flag);

  if (ear_db_ok (db) && ear_db_int (db, 0, "SELECT 1 FROM tag WHERE key = ?1 AND removed = 0", TEXT (action->text)) == 0)
    ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This tag is no longer here."));
  if (ear_db_ok (db))
    ear_db_act (db, action->member, action->flag ? "tag" : "untag", key, after, NULL, &action->event_key, action->changes);
}

gboolean
ear_store_set_tagged (EarStore *store, const char *member, gint64 conversation_id, const char *tag_key, gboolean tagged, char **event_key,
                      EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .id = conversation_id, .text = tag_key, .flag = tagged };

  return ear_store_act (store, act_tagged, &action, event_key, changes, error);
}

/* ---- tags, and members: {"name": …, "colour": …, "removed": "yes" or "no"}; those that undo took back stay in the file ---- */

static char *
write_named (const char *name, const char *colour, gboolean removed)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "name", name);
  if (colour != NULL)
    ear_json_writer_text (writer, "colour", colour);
  ear_json_writer_text (writer, "removed", removed ? "yes" : "no");
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static char *
get_tag (EarDb *db, const char *entity_key, const char *like)
{
  EAR_QUERY query = ear_db_query (db, "SELECT name, colour, removed FROM tag WHERE key = ?1", TEXT (entity_key));

  return ear_db_step (db, query) ? write_named (ear_col_text (query, 0), ear_col_text (query, 1), ear_col_int (query, 2) != 0) : NULL;
}

/* Another one's key that has this name, whatever its case; (nullable). */
static char *
find_named (EarDb *db, const char *sql, const char *name, const char *but)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  EAR_QUERY query = ear_db_query_values (db, sql, (const EarVal[]) { { 0 } });

  while (ear_db_step (db, query))
    {
      g_autofree char *held = g_utf8_casefold (ear_col_text (query, 1), -1);

      if (g_str_equal (held, folded) && g_strcmp0 (ear_col_text (query, 0), but) != 0)
        return ear_col_dup (query, 0);
    }
  return NULL;
}

#define TAG_NAMES "SELECT key, name FROM tag"
#define MEMBER_NAMES "SELECT key, name FROM member"

static void
set_tag (EarDb *db, const char *entity_key, const char *text, EarChanges *changes)
{
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);
  const EarJsonNode *root = json != NULL ? ear_json_root (json) : NULL;
  const char *name = root != NULL ? ear_json_member_text (root, "name") : NULL;
  g_autofree char *other = name != NULL ? find_named (db, TAG_NAMES, name, entity_key) : NULL;
  EAR_QUERY query = NULL;

  if (other != NULL)
    {
      ear_db_fail (db, EAR_STORE_ERROR_INVALID, _("There is a tag “%s” already."), name);
      return;
    }
  ear_db_run (db, "UPDATE tag SET name = ?2, colour = coalesce (?3, ''), removed = ?4 WHERE key = ?1", TEXT (entity_key), TEXT (name),
              TEXT (ear_json_member_text (root, "colour")), INT (g_strcmp0 (ear_json_member_text (root, "removed"), "yes") == 0));
  query = ear_db_query (db, "SELECT conversation FROM conversation_tag WHERE tag = (SELECT id FROM tag WHERE key = ?1)", TEXT (entity_key));
  while (ear_db_step (db, query))
    ear_changes_add_conversation (changes, ear_col_int (query, 0));
}

const EarField ear_field_tag = { "tag", get_tag, set_tag };

/* What a person typed as a name, or NULL and a failure. */
static char *
clean_name (EarDb *db, const char *typed)
{
  g_autofree char *name = typed != NULL ? ear_text_clean_line (typed, NAME_BYTES) : NULL;

  if (name != NULL && *name != '\0')
    return g_steal_pointer (&name);
  ear_db_fail (db, EAR_STORE_ERROR_INVALID, _("A name is needed."));
  return NULL;
}

typedef struct {
  char *key, *colour;
} NewTag;

static void
put_tag (EarDb *db, gpointer data)
{
  EarAction *action = data;
  NewTag *made = (gpointer) action->value;
  g_autofree char *name = clean_name (db, action->text);
  g_autofree char *old = NULL, *after = NULL;
  const char *verb = "tag-edit";

  if (name == NULL)
    return;
  after = write_named (name, made->colour != NULL ? made->colour : "", FALSE);
  if (action->key != NULL)
    {
      made->key = g_strdup (action->key);
    }
  else
    {
      old = find_named (db, TAG_NAMES, name, NULL);
      if (old != NULL && ear_db_int (db, 0, "SELECT removed FROM tag WHERE key = ?1", TEXT (old)) == 0)
        {
          ear_db_fail (db, EAR_STORE_ERROR_INVALID, _("There is a tag “%s” already."), name);
          return;
        }
      made->key = old != NULL ? g_steal_pointer (&old) : ear_key_random ();
      verb = "tag-new";
      ear_db_run (db, "INSERT INTO tag (key, name, colour, removed) VALUES (?1, ?2, '', 1) ON CONFLICT DO NOTHING", TEXT (made->key), TEXT (name));
      /* What had it before it was removed does not get it back by this. */
      ear_db_run (db, "DELETE FROM conversation_tag WHERE tag = (SELECT id FROM tag WHERE key = ?1)", TEXT (made->key));
    }
  ear_db_act (db, action->member, verb, made->key, after, NULL, &action->event_key, action->changes);
}

gboolean
ear_store_put_tag (EarStore *store, const char *member, const char *tag_key, const char *name, const char *colour, char **new_key,
                   char **event_key, EarChanges *changes, GError **error)
{
  NewTag made = { NULL, (char *) colour };
  EarAction action = { .member = member, .key = tag_key, .text = name, .value = &made };
  gboolean ok = ear_store_act (store, put_tag, &action, event_key, changes, error);

  if (new_key != NULL)
    *new_key = ok ? g_steal_pointer (&made.key) : NULL;
  g_free (made.key);
  return ok;
}

static void
remove_tag (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autofree char *name = ear_db_text (db, "SELECT name FROM tag WHERE key = ?1", TEXT (action->key));
  g_autofree char *colour = ear_db_text (db, "SELECT colour FROM tag WHERE key = ?1", TEXT (action->key));
  g_autofree char *after = name != NULL ? write_named (name, colour, TRUE) : NULL;

  if (after == NULL)
    ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This tag is no longer here."));
  else
    ear_db_act (db, action->member, "tag-remove", action->key, after, NULL, &action->event_key, action->changes);
}

gboolean
ear_store_remove_tag (EarStore *store, const char *member, const char *tag_key, char **event_key, EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .key = tag_key };

  return ear_store_act (store, remove_tag, &action, event_key, changes, error);
}

static void
list_tags (EarDb *db, gpointer data)
{
  GPtrArray *rows = data;
  EAR_QUERY query = ear_db_query (db, "SELECT id, key, name, colour FROM tag WHERE removed = 0 ORDER BY name, key");
  EAR_QUERY open = NULL;

  while (ear_db_step (db, query))
    {
      EarTagRow *row = g_new0 (EarTagRow, 1);

      row->id = ear_col_int (query, 0);
      row->key = ear_col_dup (query, 1);
      row->name = ear_col_dup (query, 2);
      row->colour = ear_col_dup (query, 3);
      g_ptr_array_add (rows, row);
    }
  if (rows->len == 0)
    return;
  open = ear_db_query (db,
                       "SELECT t.tag, count (*) FROM conversation c INDEXED BY conversation_due CROSS JOIN conversation_tag t"
                       " INDEXED BY conversation_tag_conversation ON t.conversation = c.id WHERE c.standing = 0 AND c.wakes_at <= ?1 GROUP BY t.tag",
                       INT (ear_clock_now_ms ()));
  while (ear_db_step (db, open))
    for (guint i = 0; i < rows->len; i++)
      if (((EarTagRow *) rows->pdata[i])->id == ear_col_int (open, 0))
        ((EarTagRow *) rows->pdata[i])->n_open = (guint) ear_col_int (open, 1);
}

GPtrArray *
ear_store_list_tags (EarStore *store, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_tag_row_free);

  return ear_store_read (store, list_tags, rows, error) ? g_steal_pointer (&rows) : NULL;
}

/* ---- members ---- */

static char *
get_member (EarDb *db, const char *entity_key, const char *like)
{
  EAR_QUERY query = ear_db_query (db, "SELECT name, removed FROM member WHERE key = ?1", TEXT (entity_key));

  return ear_db_step (db, query) ? write_named (ear_col_text (query, 0), NULL, ear_col_int (query, 1) != 0) : NULL;
}

static void
set_member (EarDb *db, const char *entity_key, const char *text, EarChanges *changes)
{
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);
  const EarJsonNode *root = json != NULL ? ear_json_root (json) : NULL;

  if (root != NULL)
    ear_db_run (db, "UPDATE member SET name = ?2, removed = ?3 WHERE key = ?1", TEXT (entity_key), TEXT (ear_json_member_text (root, "name")),
                INT (g_strcmp0 (ear_json_member_text (root, "removed"), "yes") == 0));
}

const EarField ear_field_member = { "member", get_member, set_member };

static void
add_member (EarDb *db, gpointer data)
{
  EarAction *action = data;
  NewTag *made = (gpointer) action->value;
  g_autofree char *name = clean_name (db, action->text);
  g_autofree char *after = name != NULL ? write_named (name, NULL, FALSE) : NULL;

  if (name == NULL)
    return;
  made->key = find_named (db, MEMBER_NAMES, name, NULL);
  if (made->key == NULL)
    {
      made->key = ear_key_random ();
      ear_db_run (db, "INSERT INTO member (key, name, removed) VALUES (?1, ?2, 1)", TEXT (made->key), TEXT (name));
    }
  else
    {
      g_free (after);
      g_free (name);
      name = ear_db_text (db, "SELECT name FROM member WHERE key = ?1", TEXT (made->key));
      after = write_named (name, NULL, FALSE);
    }
  ear_db_act (db, action->member, "member-new", made->key, after, NULL, &action->event_key, action->changes);
}

gboolean
ear_store_add_member (EarStore *store, const char *member, const char *name, char **new_key, char **event_key, GError **error)
{
  NewTag made = { NULL, NULL };
  EarAction action = { .member = member, .text = name, .value = &made };
  gboolean ok = ear_store_act (store, add_member, &action, event_key, NULL, error);

  if (new_key != NULL)
    *new_key = ok ? g_steal_pointer (&made.key) : NULL;
  g_free (made.key);
  return ok;
}
