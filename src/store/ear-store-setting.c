/* ear-store-setting.c: members, settings, memos
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ear-store-private.h"

void
ear_member_free (EarMember *member)
{
  if (member == NULL)
    return;
  g_free (member->key);
  g_free (member->name);
  g_free (member);
}

static void
list_members (EarDb *db, gpointer data)
{
  GPtrArray *members = data;
  EAR_QUERY query = ear_db_query (db, "SELECT id, key, name FROM member WHERE removed = 0 ORDER BY id");

  while (ear_db_step (db, query))
    {
      EarMember *member = g_new0 (EarMember, 1);

      member->id = ear_col_int (query, 0);
      member->key = ear_col_dup (query, 1);
      member->name = ear_col_dup (query, 2);
      g_ptr_array_add (members, member);
    }
}

GPtrArray *
ear_store_list_members (EarStore *store, GError **error)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_member_free);

  return ear_store_read (store, list_members, members, error) ? g_steal_pointer (&members) : NULL;
}

void
ear_store_setting_free (EarStoreSetting *setting)
{
  if (setting == NULL)
    return;
  g_free (setting->value);
  g_free (setting);
}

typedef struct {
  const char *name, *value;
  gint64 at;
  char *text;
  gpointer result;
} Named;

static void
get_setting (EarDb *db, gpointer data)
{
  Named *named = data;

  named->text = ear_db_text (db, "SELECT value FROM setting WHERE name = ?1 AND valid_from <= ?2 ORDER BY valid_from DESC LIMIT 1",
                             TEXT (named->name), INT (named->at));
}

char *
ear_store_get_setting (EarStore *store, const char *key, gint64 at, GError **error)
{
  Named named = { .name = key, .at = at };

  ear_store_read (store, get_setting, &named, error);
  return named.text;
}

static void
list_setting (EarDb *db, gpointer data)
{
  Named *named = data;
  EAR_QUERY query = ear_db_query (db, "SELECT value, valid_from FROM setting WHERE name = ?1 ORDER BY valid_from", TEXT (named->name));

  while (ear_db_step (db, query))
    {
      EarStoreSetting *setting = g_new0 (EarStoreSetting, 1);

      setting->value = ear_col_dup (query, 0);
      setting->valid_from = ear_col_int (query, 1);
      g_ptr_array_add (named->result, setting);
    }
}

GPtrArray *
ear_store_list_setting (EarStore *store, const char *key, GError **error)
{
  g_autoptr (GPtrArray) settings = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_store_setting_free);
  Named named = { .name = key, .result = settings };

  return ear_store_read (store, list_setting, &named, error) ? g_steal_pointer (&settings) : NULL;
}

static void
set_memo (EarDb *db, gpointer data)
{
  Named *named = data;

  if (named->value == NULL)
    ear_db_run (db, "DELETE FROM memo WHERE name = ?1", TEXT (named->name));
  else
    ear_db_run (db, "INSERT INTO memo (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                TEXT (named->name), TEXT (named->value));
}

gboolean
ear_store_set_memo (EarStore *store, const char *key, const char *value, GError **error)
{
  Named named = { .name = key, .value = value };

  return ear_store_write (store, EAR_WRITE_BULK, set_memo, &named, error);
}

static void
get_memo (EarDb *db, gpointer data)
{
  Named *named = data;

  named->text = ear_db_text (db, "SELECT value FROM memo WHERE name = ?1", TEXT (named->name));
}

char *
ear_store_get_memo (EarStore *store, const char *key, GError **error)
{
  Named named = { .name = key };

  ear_store_read (store, get_memo, &named, error);
  return named.text;
}
