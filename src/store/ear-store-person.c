/* ear-store-person.c: people and their names on each channel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "store/ear-store-person.h"

static void
identity_row_free (EarIdentityRow *row)
{
  g_free (row->ext);
  g_free (row->name);
  g_free (row->handle);
  g_free (row->url);
  g_free (row->avatar_url);
  g_free (row);
}

void
ear_person_row_free (EarPersonRow *row)
{
  if (row == NULL)
    return;
  g_free (row->key);
  g_free (row->name);
  g_free (row->notes);
  g_clear_pointer (&row->identities, g_ptr_array_unref);
  g_free (row);
}

static void
load_identities (EarDb *db, EarPersonRow *row)
{
  EAR_QUERY query = ear_db_query (db, "SELECT channel, ext, name, handle, url, avatar_url FROM identity WHERE person = ?1 ORDER BY id",
                                  INT (row->id));

  while (ear_db_step (db, query))
    {
      EarIdentityRow *identity = g_new0 (EarIdentityRow, 1);

      identity->channel_id = ear_col_int (query, 0);
      identity->ext = ear_col_dup (query, 1);
      identity->name = ear_col_dup (query, 2);
      identity->handle = ear_col_dup (query, 3);
      identity->url = ear_col_dup (query, 4);
      identity->avatar_url = ear_col_dup (query, 5);
      if (row->name == NULL)
        row->name = g_strdup (identity->name != NULL ? identity->name : identity->handle);
      g_ptr_array_add (row->identities, identity);
    }
}

EarPersonRow *
ear_db_load_person (EarDb *db, gint64 person)
{
  EarPersonRow *row;
  EAR_QUERY query = ear_db_query (db, "SELECT key, own_name, notes FROM person WHERE id = ?1", INT (person));
  EAR_QUERY history = NULL;

  if (!ear_db_step (db, query))
    return NULL;
  row = g_new0 (EarPersonRow, 1);
  row->id = person;
  row->key = ear_col_dup (query, 0);
  row->name = ear_col_dup (query, 1);
  row->notes = ear_col_dup (query, 2);
  row->first_at = row->last_at = EAR_TIME_NONE;
  row->identities = g_ptr_array_new_with_free_func ((GDestroyNotify) identity_row_free);
  load_identities (db, row);
  if (row->name == NULL)
    row->name = g_strdup ("");
  history = ear_db_query (db,
                          "SELECT count (DISTINCT p.conversation), count (*), min (m.sent_at), max (m.sent_at) FROM participant p"
                          " CROSS JOIN message m ON m.conversation = p.conversation CROSS JOIN identity i ON i.id = m.author"
                          " WHERE p.person = ?1 AND i.person = ?1 AND m.removed = 0",
                          INT (person));
  if (ear_db_step (db, history))
    {
      row->n_conversations = (guint) ear_col_int (history, 0);
      row->n_messages = (guint) ear_col_int (history, 1);
      row->first_at = ear_col_time (history, 2);
      row->last_at = ear_col_time (history, 3);
    }
  return row;
}

typedef struct {
  gint64 id;
  EarPersonRow *row;
} Loading;

static void
load_person (EarDb *db, gpointer data)
{
  Loading *loading = data;

  loading->row = ear_db_load_person (db, loading->id);
  if (loading->row == NULL)
    ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This person is no longer here."));
}

EarPersonRow *
ear_store_load_person (EarStore *store, gint64 person_id, GError **error)
{
  Loading loading = { .id = person_id };

  if (ear_store_read (store, load_person, &loading, error))
    return loading.row;
  ear_person_row_free (loading.row);
  return NULL;
}
