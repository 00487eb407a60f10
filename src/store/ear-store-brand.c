/* ear-store-brand.c: the brand sheet: what every channel must agree on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ear-store-action.h"

/* Events name one sheet; a workspace has one. */
#define SHEET "sheet"

/* ---- as an event has it: the changed facts alone, names sorted; null: not said ---- */

static char *
get_brand (EarDb *db, const char *entity_key, const char *like)
{
  g_autoptr (EarJson) json = ear_json_parse_text (like, -1, NULL);
  g_auto (GStrv) names = json != NULL ? ear_json_member_names (ear_json_root (json)) : NULL;
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *value = ear_db_text (db, "SELECT value FROM brand_fact WHERE name = ?1", TEXT (names[i]));

      ear_json_writer_text (writer, names[i], value);
    }
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static void
set_brand (EarDb *db, const char *entity_key, const char *text, EarChanges *changes)
{
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);
  g_auto (GStrv) names = json != NULL ? ear_json_member_names (ear_json_root (json)) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      const char *value = ear_json_member_text (ear_json_root (json), names[i]);

      if (value == NULL)
        ear_db_run (db, "DELETE FROM brand_fact WHERE name = ?1", TEXT (names[i]));
      else
        ear_db_run (db, "INSERT INTO brand_fact (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    TEXT (names[i]), TEXT (value));
    }
}

const EarField ear_field_brand = { "brand", get_brand, set_brand };

/* ---- reading and writing ---- */

static void
set_facts (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autoptr (GHashTable) facts = g_hash_table_ref ((GHashTable *) action->value);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (facts), (GCompareFunc) (void (*) (void)) strcmp);
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  g_autofree char *after = NULL;
  guint n = 0;

  ear_json_writer_begin_object (writer, NULL);
  for (GList *item = names; item != NULL; item = item->next)
    {
      const char *name = item->data, *wanted = g_hash_table_lookup (facts, name);
      g_autofree char *held = ear_db_text (db, "SELECT value FROM brand_fact WHERE name = ?1", TEXT (name));

      if (wanted != NULL && *wanted == '\0')
        wanted = NULL;
      /* What is so already stays out of the event, or undoing this would undo what somebody else says of it later. */
      if (g_strcmp0 (held, wanted) == 0)
        continue;
      ear_json_writer_text (writer, name, wanted);
      n++;
    }
  ear_json_writer_end_object (writer);
  after = ear_json_writer_to_text (writer, FALSE);
  if (n > 0 && ear_db_ok (db))
    ear_db_act (db, action->member, "brand", SHEET, after, NULL, &action->event_key, action->changes);
}

gboolean
ear_store_set_brand_facts (EarStore *store, const char *member, GHashTable *facts, char **event_key, GError **error)
{
  EarAction action = { .member = member, .value = facts };
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, facts);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_return_val_if_fail (*(const char *) name != '\0' && strchr (name, '.') == NULL, FALSE);
  return ear_store_act (store, set_facts, &action, event_key, NULL, error);
}

static void
list_brand_facts (EarDb *db, gpointer data)
{
  EAR_QUERY query = ear_db_query (db, "SELECT name, value FROM brand_fact");

  while (ear_db_step (db, query))
    g_hash_table_insert (data, ear_col_dup (query, 0), ear_col_dup (query, 1));
}

GHashTable *
ear_store_list_brand_facts (EarStore *store, GError **error)
{
  g_autoptr (GHashTable) facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return ear_store_read (store, list_brand_facts, facts, error) ? g_steal_pointer (&facts) : NULL;
}
