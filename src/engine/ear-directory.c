/* ear-directory.c: the channels by id and key, for any thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "engine/ear-directory-private.h"

#include "base/ear-clock.h"
#include "engine/ear-engine-private.h"

struct _EarDirectory {
  gatomicrefcount ref_count;
  GPtrArray *rows;  /* (element-type EarChannelRow) */
  GArray *entries;  /* (element-type EarDirectoryEntry) */
};

/* A handful of channels: a scan is enough everywhere below. */

gint64
ear_streams_last_read (const GPtrArray *streams)
{
  gint64 last_read = G_MAXINT64;

  for (guint i = 0; i < streams->len; i++)
    {
      const EarStreamRow *row = g_ptr_array_index (streams, i);

      if (row->inbound || row->outbound)
        last_read = MIN (last_read, row->known_until); /* EAR_TIME_NONE is the least of all */
    }
  return last_read == G_MAXINT64 ? EAR_TIME_NONE : last_read;
}

EarDirectory *
ear_directory_load (EarStore  *store,
                    GError   **error)
{
  GPtrArray *rows = ear_store_list_channels (store, TRUE, error);
  EarDirectory *self;

  if (rows == NULL)
    return NULL;
  self = g_new0 (EarDirectory, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->rows = rows;
  self->entries = g_array_new (FALSE, FALSE, sizeof (EarDirectoryEntry));
  for (guint i = 0; i < rows->len; i++)
    {
      EarDirectoryEntry entry = { g_ptr_array_index (rows, i), NULL, EAR_TIME_NONE };
      g_autoptr (GPtrArray) streams = ear_store_list_streams (store, entry.row->key, NULL);

      entry.kind = ear_engine_find_kind (entry.row->kind);
      if (streams != NULL)
        entry.last_read = ear_streams_last_read (streams);
      g_array_append_val (self->entries, entry);
    }
  return self;
}

EarDirectory *
ear_directory_ref (EarDirectory *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ear_directory_unref (EarDirectory *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->entries);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

guint
ear_directory_get_size (EarDirectory *self)
{
  return self->entries->len;
}

const EarDirectoryEntry *
ear_directory_get (EarDirectory *self,
                   guint         index)
{
  return &g_array_index (self->entries, EarDirectoryEntry, index);
}

const EarDirectoryEntry *
ear_directory_find (EarDirectory *self,
                    gint64        channel_id)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const EarDirectoryEntry *entry = ear_directory_get (self, i);

      if (entry->row->id == channel_id)
        return entry;
    }
  return NULL;
}

const EarDirectoryEntry *
ear_directory_find_key (EarDirectory *self,
                        const char   *channel_key)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const EarDirectoryEntry *entry = ear_directory_get (self, i);

      if (g_strcmp0 (entry->row->key, channel_key) == 0)
        return entry;
    }
  return NULL;
}
