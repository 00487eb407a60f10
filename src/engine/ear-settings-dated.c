/* ear-settings-dated.c: settings that are valid from a date on, of the workspace and of single channels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-settings-private.h"

#include "base/ear-json.h"
#include "store/ear-store-channel.h"

/* ---- what is to be later ---- */

EarLater *
ear_later_new (EarLaterWhat  what,
               gint64        valid_from,
               gint64        promise_s,
               EarHours     *hours,
               const char   *zone)
{
  EarLater *later = g_new0 (EarLater, 1);

  later->what = what;
  later->valid_from = valid_from;
  later->promise_s = promise_s;
  later->hours = hours != NULL ? ear_hours_ref (hours) : NULL;
  later->zone = g_strdup (zone);
  return later;
}

EarLater *
ear_later_copy (const EarLater *later)
{
  return ear_later_new (later->what, later->valid_from, later->promise_s, later->hours, later->zone);
}

void
ear_later_free (EarLater *later)
{
  if (later == NULL)
    return;
  g_clear_pointer (&later->hours, ear_hours_unref);
  g_free (later->zone);
  g_free (later);
}

GPtrArray *
ear_later_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ear_later_free);
}

static int
compare_later (gconstpointer a,
               gconstpointer b)
{
  const EarLater *first = a, *second = b;

  if (first->valid_from != second->valid_from)
    return first->valid_from < second->valid_from ? -1 : 1;
  return (int) first->what - (int) second->what;
}

static EarLater *
read_later (EarLaterWhat            what,
            const EarStoreSetting  *entry,
            GError                **error)
{
  g_autoptr (EarHours) hours = NULL;
  g_autoptr (EarJson) parsed = NULL;

  if (what == EAR_LATER_PROMISE)
    return ear_later_new (what, entry->valid_from, ear_settings_read_seconds (entry->value, 0), NULL, NULL);
  if (what == EAR_LATER_ZONE)
    {
      parsed = ear_json_parse_text (entry->value, -1, error);
      return parsed != NULL ? ear_later_new (what, entry->valid_from, 0, NULL, ear_json_member_text (ear_json_root (parsed), "name")) : NULL;
    }
  if (!g_str_equal (entry->value, EAR_VALUE_AS_ALL))
    {
      hours = ear_hours_from_json (entry->value, error);
      if (hours == NULL)
        return NULL;
    }
  return ear_later_new (what, entry->valid_from, 0, hours, NULL);
}

gboolean
ear_later_list_add (GPtrArray     *list,
                    EarStore      *store,
                    const char    *key,
                    EarLaterWhat   what,
                    gint64         now,
                    GError       **error)
{
  g_autoptr (GPtrArray) entries = ear_store_list_setting (store, key, error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const EarStoreSetting *entry = g_ptr_array_index (entries, i);
      EarLater *later;

      if (entry->valid_from <= now)
        continue;
      later = read_later (what, entry, error);
      if (later == NULL)
        return FALSE;
      g_ptr_array_add (list, later);
    }
  g_ptr_array_sort_values (list, compare_later);
  return TRUE;
}

/* ---- what is valid when ---- */

char *
ear_settings_key (const char *key,
                  const char *channel_key)
{
  return channel_key != NULL ? g_strconcat (key, "/", channel_key, NULL) : g_strdup (key);
}

const EarStoreSetting *
ear_settings_entry_at (GPtrArray *entries,
                       gint64     at)
{
  const EarStoreSetting *found = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const EarStoreSetting *entry = g_ptr_array_index (entries, i);

      if (entry->valid_from > at)
        break;
      found = entry;
    }
  return found;
}

static void
add_entry (GPtrArray  *entries,
           gint64      valid_from,
           const char *value)
{
  EarStoreSetting *entry = g_new0 (EarStoreSetting, 1);

  entry->valid_from = valid_from;
  entry->value = g_strdup (value);
  g_ptr_array_add (entries, entry);
}

GPtrArray *
ear_settings_list_valid (EarStore    *store,
                         const char  *key,
                         const char  *channel_key,
                         gboolean    *own,
                         GError     **error)
{
  g_autoptr (GPtrArray) all = ear_store_list_setting (store, key, error);
  g_autoptr (GPtrArray) mine = NULL;
  GPtrArray *merged;
  g_autofree char *own_key = NULL;
  gboolean any_own = FALSE;

  if (own != NULL)
    *own = FALSE;
  if (all == NULL || channel_key == NULL)
    return g_steal_pointer (&all);
  own_key = ear_settings_key (key, channel_key);
  mine = ear_store_list_setting (store, own_key, error);
  if (mine == NULL)
    return NULL;
  if (mine->len == 0)
    return g_steal_pointer (&all);

  merged = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_store_setting_free);
  for (guint i = 0, k = 0; i < all->len || k < mine->len;)
    {
      const EarStoreSetting *one = i < all->len ? g_ptr_array_index (all, i) : NULL;
      const EarStoreSetting *other = k < mine->len ? g_ptr_array_index (mine, k) : NULL;
      gint64 at = one == NULL ? other->valid_from : other == NULL ? one->valid_from : MIN (one->valid_from, other->valid_from);
      gboolean is_own;

      i += one != NULL && one->valid_from == at;
      k += other != NULL && other->valid_from == at;
      one = ear_settings_entry_at (all, at);
      other = ear_settings_entry_at (mine, at);
      is_own = other != NULL && !g_str_equal (other->value, EAR_VALUE_AS_ALL);
      any_own |= is_own;
      add_entry (merged, at, is_own ? other->value : one != NULL ? one->value : NULL);
    }
  if (own != NULL)
    *own = any_own;
  return merged;
}

gboolean
ear_settings_set (EarStore    *store,
                  const char  *key,
                  const char  *value,
                  gint64       valid_from,
                  GError     **error)
{
  char *event = NULL;

  if (!ear_store_set_setting (store, NULL, key, value, valid_from, &event, error))
    return FALSE;
  ear_engine_give_event (event);
  return TRUE;
}

gboolean
ear_settings_amend (EarStore    *store,
                    const char  *key,
                    const char  *value,
                    gint64       valid_from,
                    GError     **error)
{
  char *event = NULL;

  if (!ear_store_amend_setting (store, NULL, key, value, valid_from, &event, error))
    return FALSE;
  ear_engine_give_event (event);
  return TRUE;
}

/* ---- the zone of all that ---- */

static gboolean
amend_zone (EarStore    *store,
            const char  *key,
            const char  *value,
            const char  *zone,
            gint64       valid_from,
            GError     **error)
{
  g_autoptr (EarHours) hours = NULL;
  g_autoptr (EarHours) moved = NULL;
  g_autofree char *json = NULL;

  if (g_str_equal (value, EAR_VALUE_AS_ALL))
    return TRUE;
  hours = ear_hours_from_json (value, error);
  moved = hours != NULL ? ear_hours_copy_in_zone (hours, zone, error) : NULL;
  if (moved == NULL)
    return FALSE;
  json = ear_hours_to_json (moved);
  return ear_settings_amend (store, key, json, valid_from, error);
}

/* The times stay what they are at each date; a new entry where the zone changes between two of them. */
static gboolean
move_key (EarStore    *store,
          const char  *key,
          const char  *zone,
          gint64       valid_from,
          GError     **error)
{
  g_autoptr (GPtrArray) entries = ear_store_list_setting (store, key, error);
  const EarStoreSetting *current;

  if (entries == NULL)
    return FALSE;
  current = ear_settings_entry_at (entries, valid_from);
  if (current != NULL && current->valid_from < valid_from && !amend_zone (store, key, current->value, zone, valid_from, error))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const EarStoreSetting *entry = g_ptr_array_index (entries, i);

      if (entry->valid_from >= valid_from && !amend_zone (store, key, entry->value, zone, entry->valid_from, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ear_settings_move_zone (EarStore    *store,
                        const char  *zone,
                        gint64       valid_from,
                        GError     **error)
{
  g_autoptr (GPtrArray) channels = ear_store_list_channels (store, TRUE, error);

  if (channels == NULL || !move_key (store, EAR_KEY_OPENING, zone, valid_from, error) || !move_key (store, EAR_KEY_ANSWERING, zone, valid_from, error))
    return FALSE;
  for (guint i = 0; i < channels->len; i++)
    {
      const EarChannelRow *row = g_ptr_array_index (channels, i);
      g_autofree char *key = ear_settings_key (EAR_KEY_ANSWERING, row->key);

      if (!move_key (store, key, zone, valid_from, error))
        return FALSE;
    }
  return TRUE;
}
