/* ear-channel-list.c: the list of channels, kept up to date
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "engine/ear-channel-item-private.h"
#include "engine/ear-scheduler-private.h"
#include "store/ear-store-query.h"

/* As long as the process. */
static const char *const *
list_ways (const EarChannelKind *kind)
{
  const EarSignInWay *ways = kind->sign_in.ways;
  const char **ids;
  guint n = 0;

  while (ways != NULL && ways[n].id != NULL)
    n++;
  ids = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    ids[i] = ways[i].id;
  return ids;
}

/**
 * ear_engine_list_kinds:
 *
 * Returns: (transfer none) (array length=n_kinds): everything a channel can be made of
 */
const EarKindInfo *
ear_engine_list_kinds (gsize *n_kinds)
{
  static EarKindInfo *infos;
  static gsize n_infos;

  /* On the main thread, once: translations do not change while Earshot runs. */
  if (infos == NULL)
    {
      g_autoptr (GPtrArray) kinds = ear_engine_dup_kinds ();

      infos = g_new0 (EarKindInfo, kinds->len + 1);
      n_infos = kinds->len;
      for (guint i = 0; i < kinds->len; i++)
        {
          const EarChannelKind *kind = g_ptr_array_index (kinds, i);

          infos[i] = (EarKindInfo) { kind->id, _(kind->name), _(kind->description), kind->icon_name, kind->rules.offline, list_ways (kind) };
        }
    }
  *n_kinds = n_infos;
  return infos;
}

/**
 * ear_engine_get_channels:
 *
 * Returns: (transfer none): the connected channels, in the order they were added; kept up to date
 */
GListModel *
ear_engine_get_channels (EarEngine *self)
{
  g_return_val_if_fail (EAR_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->channels);
}

static EarChannelItem *
item_at (EarEngine *self,
         guint      index)
{
  g_autoptr (EarChannelItem) item = g_list_model_get_item (G_LIST_MODEL (self->channels), index);

  /* The list keeps it. */
  return item;
}

/* Makes the list hold these keys in this order, touching only what differs. */
static void
match_keys (EarEngine *self,
            GPtrArray *entries)
{
  GListModel *model = G_LIST_MODEL (self->channels);
  guint position = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const EarDirectoryEntry *entry = g_ptr_array_index (entries, i);

      while (position < g_list_model_get_n_items (model) &&
             g_strcmp0 (ear_channel_item_get_key (item_at (self, position)), entry->row->key) != 0)
        {
          gboolean wanted_later = FALSE;

          for (guint j = i + 1; j < entries->len && !wanted_later; j++)
            wanted_later = g_strcmp0 (((const EarDirectoryEntry *) g_ptr_array_index (entries, j))->row->key,
                                      ear_channel_item_get_key (item_at (self, position))) == 0;
          if (wanted_later)
            break;
          g_list_store_remove (self->channels, position);
        }
      if (position >= g_list_model_get_n_items (model) ||
          g_strcmp0 (ear_channel_item_get_key (item_at (self, position)), entry->row->key) != 0)
        {
          g_autoptr (EarChannelItem) item = ear_channel_item_new (entry->row->key);
          g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, entry->row->key);

          ear_channel_item_update (item, entry, connection);
          g_list_store_insert (self->channels, position, item);
        }
      position++;
    }
  while (g_list_model_get_n_items (model) > position)
    g_list_store_remove (self->channels, position);
}

/* ---- counts ---- */

static gpointer
count (EarEngine     *self,
       EarStore      *store,
       gpointer       data,
       GCancellable  *cancellable,
       GError       **error)
{
  return ear_store_count (store, ear_clock_now_ms (), error);
}

static void
show_counts (EarEngine *self,
             GArray    *counts)
{
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->channels)); i++)
    {
      EarChannelItem *item = item_at (self, i);
      const EarDirectoryEntry *entry = ear_directory_find_key (directory, ear_channel_item_get_key (item));
      guint unread = 0, waiting = 0;

      for (guint j = 0; entry != NULL && j < counts->len; j++)
        {
          const EarChannelCount *channel = &g_array_index (counts, EarChannelCount, j);

          if (channel->channel_id == entry->row->id)
            {
              unread = channel->unread;
              waiting = channel->needs_answer;
            }
        }
      ear_channel_item_set_counts (item, unread, waiting);
    }
}

static void
counted (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  EarEngine *self = EAR_ENGINE (source);
  g_autoptr (GArray) counts = g_task_propagate_pointer (G_TASK (result), NULL);

  self->counting = FALSE;
  if (counts == NULL || self->closed)
    return;
  show_counts (self, counts);
  if (self->count_again)
    {
      self->count_again = FALSE;
      ear_engine_update_channels (self);
    }
}

void
ear_engine_update_channels (EarEngine *self)
{
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  EarWork work = { count, NULL, NULL, (GDestroyNotify) g_array_unref };

  for (guint i = 0; i < ear_directory_get_size (directory); i++)
    {
      const EarDirectoryEntry *entry = ear_directory_get (directory, i);

      if (entry->row->state != EAR_CHANNEL_REMOVED)
        g_ptr_array_add (entries, (gpointer) entry);
    }
  match_keys (self, entries);
  for (guint i = 0; i < entries->len; i++)
    {
      const EarDirectoryEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, entry->row->key);

      ear_channel_item_update (item_at (self, i), entry, connection);
    }
  if (self->counting)
    {
      self->count_again = TRUE;
      return;
    }
  self->counting = TRUE;
  ear_engine_read (self, ear_engine_update_channels, work, NULL, counted, NULL);
}

/**
 * ear_engine_count_channels_async:
 *
 * Counts what is unread and waits, by channel.
 */
void
ear_engine_count_channels_async (EarEngine           *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             data)
{
  EarWork work = { count, NULL, NULL, (GDestroyNotify) g_array_unref };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_read (self, ear_engine_count_channels_async, work, NULL, callback, data);
}

/**
 * ear_engine_count_channels_finish:
 *
 * Returns: whether the channels of ear_engine_get_channels() now show it
 */
gboolean
ear_engine_count_channels_finish (EarEngine     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_autoptr (GArray) counts = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  counts = g_task_propagate_pointer (G_TASK (result), error);
  if (counts == NULL)
    return FALSE;
  show_counts (self, counts);
  return TRUE;
}
