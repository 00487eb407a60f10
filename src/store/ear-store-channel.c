/* ear-store-channel.c: connected accounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "base/ear-json.h"
#include "base/ear-key.h"
#include "store/ear-store-channel.h"
#include "store/ear-store-journal.h"

void
ear_channel_row_free (EarChannelRow *row)
{
  if (row == NULL)
    return;
  g_free (row->key);
  g_free (row->kind);
  g_free (row->origin);
  g_free (row->account_id);
  g_free (row->name);
  g_free (row->service_name);
  g_free (row->url);
  g_free (row->handle);
  g_free (row->avatar_url);
  g_free (row->about);
  g_clear_pointer (&row->settings, g_hash_table_unref);
  g_free (row->health);
  g_free (row);
}

/* ---- settings: name → text as one JSON object, names sorted so that equal settings are equal text ---- */

static GHashTable *
settings_from_json (const char *text)
{
  GHashTable *settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (EarJson) json = text != NULL ? ear_json_parse_text (text, -1, NULL) : NULL;
  g_auto (GStrv) names = json != NULL ? ear_json_member_names (ear_json_root (json)) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      const char *value = NULL;
      /* A name may hold a dot, which the path syntax would read as two names; settings are written without. */
      value = ear_json_member_text (ear_json_root (json), names[i]);
      if (value != NULL)
        g_hash_table_insert (settings, g_strdup (names[i]), g_strdup (value));
    }
  return settings;
}

static char *
settings_to_json (GHashTable *settings)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (settings), (GCompareFunc) (void (*) (void)) strcmp);

  ear_json_writer_begin_object (writer, NULL);
  for (GList *item = names; item != NULL; item = item->next)
    ear_json_writer_text (writer, item->data, g_hash_table_lookup (settings, item->data));
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

void
ear_db_merge_channel_settings (EarDb *db, gint64 channel, GHashTable *more)
{
  g_autofree char *before = ear_db_text (db, "SELECT settings FROM channel WHERE id = ?1", INT (channel));
  g_autoptr (GHashTable) settings = settings_from_json (before);
  g_autofree char *after = NULL;
  GHashTableIter iter;
  gpointer name, value;

  if (!ear_db_ok (db))
    return;
  g_hash_table_iter_init (&iter, more);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (strchr (name, '.') != NULL)
        g_warning ("Channel setting \"%s\" is not kept: its name holds a dot", (char *) name);
      else if (value == NULL)
        g_hash_table_remove (settings, name);
      else
        g_hash_table_insert (settings, g_strdup (name), g_strdup (value));
    }
  after = settings_to_json (settings);
  if (g_strcmp0 (before, after) != 0)
    ear_db_run (db, "UPDATE channel SET settings = ?2 WHERE id = ?1", INT (channel), TEXT (after));
}

/* ---- reading ---- */

gint64
ear_db_channel (EarDb *db, const char *channel_key, gboolean live)
{
  EAR_QUERY query = ear_db_query (db, "SELECT id, state FROM channel WHERE key = ?1", TEXT (channel_key));

  if (ear_db_step (db, query) && !(live && ear_col_int (query, 1) == EAR_CHANNEL_REMOVED))
    return ear_col_int (query, 0);
  ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This channel is no longer connected. Connect it again first."));
  return 0;
}

char *
ear_db_channel_key (EarDb *db, gint64 channel)
{
  return ear_db_text (db, "SELECT key FROM channel WHERE id = ?1", INT (channel));
}

#define COLUMNS "SELECT id, key, kind, origin, account_id, coalesce (own_name, name), url, handle, avatar_url, state, settings, health, added_at, name, about FROM channel "

static EarChannelRow *
row_from_query (sqlite3_stmt *query)
{
  EarChannelRow *row = g_new0 (EarChannelRow, 1);

  row->id = ear_col_int (query, 0);
  row->key = ear_col_dup (query, 1);
  row->kind = ear_col_dup (query, 2);
  row->origin = ear_col_dup (query, 3);
  row->account_id = ear_col_dup (query, 4);
  row->name = ear_col_dup (query, 5);
  row->url = ear_col_dup (query, 6);
  row->handle = ear_col_dup (query, 7);
  row->avatar_url = ear_col_dup (query, 8);
  row->state = (EarChannelState) ear_col_int (query, 9);
  row->settings = settings_from_json (ear_col_text (query, 10));
  row->service_name = ear_col_dup (query, 13);
  row->about = ear_col_dup (query, 14);
  row->health = ear_col_dup (query, 11);
  row->added_at = ear_col_int (query, 12);
  return row;
}

typedef struct {
  const char *key;
  gboolean with_removed;
  GPtrArray *rows;
} Listing;

static void
list_channels (EarDb *db, gpointer data)
{
  Listing *listing = data;
  EAR_QUERY query = ear_db_query (db, COLUMNS "WHERE ?1 OR state <> 2 ORDER BY added_at, id", INT (listing->with_removed));

  while (ear_db_step (db, query))
    g_ptr_array_add (listing->rows, row_from_query (query));
}

GPtrArray *
ear_store_list_channels (EarStore *store, gboolean with_removed, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_channel_row_free);
  Listing listing = { .with_removed = with_removed, .rows = rows };

  return ear_store_read (store, list_channels, &listing, error) ? g_steal_pointer (&rows) : NULL;
}

static void
get_channel (EarDb *db, gpointer data)
{
  Listing *listing = data;
  EAR_QUERY query = ear_db_query (db, COLUMNS "WHERE key = ?1", TEXT (listing->key));

  if (ear_db_step (db, query))
    g_ptr_array_add (listing->rows, row_from_query (query));
  else
    ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("There is no such channel."));
}

EarChannelRow *
ear_store_get_channel (EarStore *store, const char *channel_key, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  Listing listing = { .key = channel_key, .rows = rows };

  return ear_store_read (store, get_channel, &listing, error) ? rows->pdata[0] : NULL;
}

/* ---- writing ---- */

typedef struct {
  const EarChannelRow *row;
  char *key;
  gboolean by_person;
  const char *member;
  char *event_key;
} Addition;

/* Connected, or signed in again: then it is neither removed nor paused any more. */
static void
note_connection (EarDb *db, Addition *addition, gint64 state_before)
{
  static const char *const befores[] = { "{\"state\":\"active\"}", "{\"state\":\"paused\"}", "{\"state\":\"removed\"}" };
  gboolean again = state_before == EAR_CHANNEL_ACTIVE || state_before == EAR_CHANNEL_PAUSED;

  ear_db_add_event (db, addition->member, again ? "channel-sign-in" : "channel-connect", "channel", addition->key,
                    again ? befores[state_before] : befores[EAR_CHANNEL_REMOVED], befores[EAR_CHANNEL_ACTIVE], NULL, NULL, &addition->event_key);
}

static void
add_channel (EarDb *db, gpointer data)
{
  Addition *addition = data;
  const EarChannelRow *row = addition->row;
  gint64 state = ear_db_int (db, -1, "SELECT state FROM channel WHERE key = ?1", TEXT (addition->key));
  gint64 channel;

  ear_db_run (db,
              "INSERT INTO channel (key, kind, origin, account_id, added_at, name, url, handle, avatar_url, about)"
              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (key) DO UPDATE"
              " SET state = 0, name = excluded.name, url = excluded.url, handle = excluded.handle, avatar_url = excluded.avatar_url,"
              " about = coalesce (excluded.about, about)",
              TEXT (addition->key), TEXT (row->kind), TEXT (row->origin), TEXT (row->account_id), INT (ear_clock_now_ms ()),
              TEXT (row->name), TEXT (row->url), TEXT (row->handle), TEXT (row->avatar_url), TEXT (row->about));
  channel = ear_db_channel (db, addition->key, TRUE);
  if (ear_db_ok (db) && row->settings != NULL)
    ear_db_merge_channel_settings (db, channel, row->settings);
  if (ear_db_ok (db) && addition->by_person)
    note_connection (db, addition, state);
}

static EarChannelRow *
add (EarStore *store, Addition *addition, GError **error)
{
  const EarChannelRow *row = addition->row;
  g_autofree char *key = NULL;

  g_return_val_if_fail (row->kind != NULL && row->origin != NULL && row->account_id != NULL && row->name != NULL, NULL);

  key = ear_key_for_channel (row->kind, row->origin, row->account_id);
  addition->key = key;
  /* What was to be deleted of it goes first: else it would be deleted later, with what comes now. */
  if (!ear_store_finish_deletions (store, key, NULL, NULL, error))
    return NULL;
  if (!ear_store_write (store, EAR_WRITE_DURABLE, add_channel, addition, error))
    return NULL;
  return ear_store_get_channel (store, key, error);
}

EarChannelRow *
ear_store_add_channel (EarStore *store, const EarChannelRow *row, GError **error)
{
  Addition addition = { .row = row };

  return add (store, &addition, error);
}

EarChannelRow *
ear_store_connect_channel (EarStore *store, const char *member, const EarChannelRow *row, char **event_key, GError **error)
{
  Addition addition = { .row = row, .by_person = TRUE, .member = member };
  EarChannelRow *added = add (store, &addition, error);

  if (event_key != NULL)
    *event_key = added != NULL ? g_steal_pointer (&addition.event_key) : NULL;
  g_free (addition.event_key);
  return added;
}

typedef struct {
  const char *key;
  GHashTable *settings;
  const char *health;
  const EarChannelRow *row;
} Fact;

static void
set_profile (EarDb *db, gpointer data)
{
  Fact *fact = data;
  gint64 channel = ear_db_channel (db, fact->key, FALSE);

  ear_db_run (db,
              "UPDATE channel SET name = ?2, url = ?3, handle = ?4, avatar_url = ?5, about = coalesce (?6, about)"
              " WHERE id = ?1 AND (name, url, handle, avatar_url, about) IS NOT (?2, ?3, ?4, ?5, coalesce (?6, about))",
              INT (channel), TEXT (fact->row->name), TEXT (fact->row->url), TEXT (fact->row->handle), TEXT (fact->row->avatar_url),
              TEXT (fact->row->about));
}

gboolean
ear_store_set_channel_profile (EarStore *store, const char *channel_key, const EarChannelRow *row, GError **error)
{
  Fact fact = { .key = channel_key, .row = row };

  g_return_val_if_fail (row->name != NULL, FALSE);

  return ear_store_write (store, EAR_WRITE_BULK, set_profile, &fact, error);
}

static void
set_settings (EarDb *db, gpointer data)
{
  Fact *fact = data;
  gint64 channel = ear_db_channel (db, fact->key, FALSE);

  if (ear_db_ok (db))
    ear_db_merge_channel_settings (db, channel, fact->settings);
}

gboolean
ear_store_set_channel_settings (EarStore *store, const char *channel_key, GHashTable *settings, GError **error)
{
  Fact fact = { .key = channel_key, .settings = settings };

  return ear_store_write (store, EAR_WRITE_BULK, set_settings, &fact, error);
}

static void
set_health (EarDb *db, gpointer data)
{
  Fact *fact = data;
  gint64 channel = ear_db_channel (db, fact->key, FALSE);

  ear_db_run (db, "UPDATE channel SET health = ?2 WHERE id = ?1 AND health IS NOT ?2", INT (channel), TEXT (fact->health));
}

gboolean
ear_store_set_channel_health (EarStore *store, const char *channel_key, const char *health_json, GError **error)
{
  Fact fact = { .key = channel_key, .health = health_json };

  return ear_store_write (store, EAR_WRITE_BULK, set_health, &fact, error);
}
