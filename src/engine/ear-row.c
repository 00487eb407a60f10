/* ear-row.c: one conversation as a list shows it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-row-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "base/ear-key.h"

/* How many rows one read fills: more than a window shows. */
#define BLOCK 128

struct _EarRow
{
  GObject parent_instance;

  EarEngine *engine;         /* (nullable): while it lives */
  gint64 id;
  gboolean loaded;
  char *key, *person, *title, *preview, *channel_name, *icon_name;
  const char *outbox_state;
  EarVerb outbox_verb;
  gint64 last_at, due_at, waiting_since;
  guint unread;
  gboolean done;
  EarConversationType type;
  EarMarks *marks;           /* (nullable) */
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarRow, ear_row, G_TYPE_OBJECT)

static void
ear_row_dispose (GObject *object)
{
  EarRow *self = EAR_ROW (object);

  if (self->engine != NULL)
    {
      g_hash_table_remove (self->engine->rows, &self->id);
      g_clear_weak_pointer (&self->engine);
    }

  G_OBJECT_CLASS (ear_row_parent_class)->dispose (object);
}

static void
ear_row_finalize (GObject *object)
{
  EarRow *self = EAR_ROW (object);

  g_free (self->key);
  g_free (self->person);
  g_free (self->title);
  g_free (self->preview);
  g_free (self->channel_name);
  g_free (self->icon_name);
  g_clear_pointer (&self->marks, ear_marks_free);

  G_OBJECT_CLASS (ear_row_parent_class)->finalize (object);
}

static void
ear_row_class_init (EarRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ear_row_dispose;
  object_class->finalize = ear_row_finalize;

  /**
   * EarRow::changed:
   *
   * Its fields were filled or changed.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", EAR_TYPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ear_row_init (EarRow *self)
{
  self->last_at = EAR_TIME_NONE;
  self->due_at = EAR_TIME_NONE;
  self->waiting_since = EAR_TIME_NONE;
}

void
ear_row_fill (EarRow            *self,
              const EarStoreRow *row,
              EarDirectory      *directory)
{
  const EarDirectoryEntry *channel;

  if (row == NULL)
    return;
  channel = ear_directory_find (directory, row->channel_id);
  g_free (self->key);
  self->key = channel != NULL ? ear_key_join (channel->row->key, row->ext) : NULL;
  g_set_str (&self->person, row->person_name != NULL ? row->person_name : row->person_handle);
  g_set_str (&self->title, row->title);
  g_set_str (&self->preview, row->preview);
  g_set_str (&self->channel_name, channel != NULL ? channel->row->name : "");
  g_set_str (&self->icon_name, channel != NULL && channel->kind != NULL ? channel->kind->icon_name : "dialog-question-symbolic");
  self->outbox_state = row->has_outbox ? ear_outbox_state_to_string (row->outbox_state) : NULL;
  self->outbox_verb = row->outbox_verb;
  self->last_at = row->last_at;
  self->due_at = row->due_at;
  self->waiting_since = row->waiting_since;
  self->unread = row->unread;
  self->done = row->standing == EAR_STANDING_DONE;
  self->type = row->type;
  g_clear_pointer (&self->marks, ear_marks_free);
  self->marks = ear_marks_new (row);
  self->loaded = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- filling in blocks ---- */

static gpointer
load_block (EarEngine     *engine,
            EarStore      *store,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  GArray *ids = data;

  return ear_store_load_rows (store, (const gint64 *) (gpointer) ids->data, ids->len, error);
}

static void
block_loaded (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  EarEngine *engine = EAR_ENGINE (source);
  g_autoptr (GPtrArray) rows = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (EarDirectory) directory = NULL;

  if (rows == NULL || engine->closed)
    return;
  directory = ear_engine_dup_directory (engine);
  for (guint i = 0; i < rows->len; i++)
    {
      const EarStoreRow *row = g_ptr_array_index (rows, i);
      EarRow *shell = row != NULL ? g_hash_table_lookup (engine->rows, &row->id) : NULL;

      if (shell != NULL)
        {
          g_autoptr (EarRow) held = g_object_ref (shell);

          ear_row_fill (held, row, directory);
        }
    }
}

static gboolean
load_wanted (gpointer data)
{
  EarEngine *engine = data;
  EarWork work = { load_block, NULL, (GDestroyNotify) g_array_unref, (GDestroyNotify) g_ptr_array_unref };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  engine->rows_source = 0;
  for (guint i = 0; i < engine->rows_wanted->len; i++)
    {
      gint64 id = g_array_index (engine->rows_wanted, gint64, i);

      /* Scrolled past in the meantime. */
      if (g_hash_table_contains (engine->rows, &id))
        g_array_append_val (ids, id);
    }
  g_array_set_size (engine->rows_wanted, 0);
  for (guint from = 0; from < ids->len; from += BLOCK)
    {
      GArray *block = g_array_new (FALSE, FALSE, sizeof (gint64));

      g_array_append_vals (block, &g_array_index (ids, gint64, from), MIN (BLOCK, ids->len - from));
      work.data = block;
      ear_engine_read (engine, load_wanted, work, NULL, block_loaded, NULL);
    }
  return G_SOURCE_REMOVE;
}

static void
want (EarEngine *engine,
      gint64     id)
{
  if (engine->closed)
    return;
  g_array_append_val (engine->rows_wanted, id);
  if (engine->rows_source == 0)
    engine->rows_source = g_idle_add_full (G_PRIORITY_DEFAULT, load_wanted, engine, NULL);
}

void
ear_engine_update_rows (EarEngine          *engine,
                        const EarChangeSet *set)
{
  for (guint i = 0; i < set->conversations->len; i++)
    {
      gint64 id = g_array_index (set->conversations, gint64, i);

      if (g_hash_table_contains (engine->rows, &id))
        want (engine, id);
    }
}

/* The engine closes: what a window still holds of it stays as it is. */
void
ear_engine_detach_rows (EarEngine *engine)
{
  GHashTableIter iter;
  gpointer row;

  g_clear_handle_id (&engine->rows_source, g_source_remove);
  g_hash_table_iter_init (&iter, engine->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_clear_weak_pointer (&EAR_ROW (row)->engine);
  g_hash_table_remove_all (engine->rows);
}

static EarRow *
get_shell (EarEngine *engine,
           gint64     conversation_id)
{
  EarRow *self = g_hash_table_lookup (engine->rows, &conversation_id);

  if (self != NULL)
    return g_object_ref (self);
  self = g_object_new (EAR_TYPE_ROW, NULL);
  self->id = conversation_id;
  g_set_weak_pointer (&self->engine, engine);
  g_hash_table_insert (engine->rows, g_memdup2 (&conversation_id, sizeof conversation_id), self);
  return self;
}

EarRow *
ear_row_get (EarEngine *engine,
             gint64     conversation_id)
{
  EarRow *self = get_shell (engine, conversation_id);

  if (!self->loaded)
    want (engine, conversation_id);
  return self;
}

EarRow *
ear_row_get_filled (EarEngine         *engine,
                    const EarStoreRow *row,
                    EarDirectory      *directory)
{
  EarRow *self = get_shell (engine, row->id);

  ear_row_fill (self, row, directory);
  return self;
}

gint64
ear_row_get_id (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), 0);

  return self->id;
}

gboolean
ear_row_get_loaded (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), FALSE);

  return self->loaded;
}

const char *
ear_row_get_key (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), NULL);

  return self->key;
}

const char *
ear_row_get_person (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), NULL);

  return self->person;
}

const char *
ear_row_get_title (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), NULL);

  return self->title;
}

const char *
ear_row_get_preview (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), NULL);

  return self->preview;
}

const char *
ear_row_get_channel_name (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), NULL);

  return self->channel_name;
}

const char *
ear_row_get_icon_name (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), NULL);

  return self->icon_name;
}

gint64
ear_row_get_last_at (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), EAR_TIME_NONE);

  return self->last_at;
}

guint
ear_row_get_unread (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), 0);

  return self->unread;
}

gint64
ear_row_get_due_at (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), EAR_TIME_NONE);

  return self->due_at;
}

gint64
ear_row_get_waiting_since (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), EAR_TIME_NONE);

  return self->waiting_since;
}

gboolean
ear_row_get_done (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), FALSE);

  return self->done;
}

EarConversationType
ear_row_get_conversation_type (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), EAR_CONVERSATION_COMMENT);

  return self->type;
}

const EarMarks *
ear_row_get_marks (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), NULL);

  return self->marks;
}

const char *
ear_row_get_outbox_state (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), NULL);

  return self->outbox_state;
}

EarVerb
ear_row_get_outbox_verb (EarRow *self)
{
  g_return_val_if_fail (EAR_IS_ROW (self), EAR_VERB_REPLY);

  return self->outbox_verb;
}
