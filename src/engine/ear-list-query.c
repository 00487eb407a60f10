/* ear-list-query.c: which conversations, in which order; pages and counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-list-private.h"

#include <string.h>

#include "engine/ear-row-private.h"

struct _EarListQuery {
  EarQueue queue;
  char *channel_key, *words, *tag_key;
  gint64 person_id;
  EarSort sort;
};

static const struct {
  const char *word;
  EarStoreQueue store;
  gboolean deadlines;
} queues[EAR_N_QUEUES] = {
  [EAR_QUEUE_ANSWER_NEXT] = { "answer-next", EAR_STORE_QUEUE_ANSWER_NEXT, TRUE },
  [EAR_QUEUE_ALL] = { "all", EAR_STORE_QUEUE_ALL },
  [EAR_QUEUE_UNREAD] = { "unread", EAR_STORE_QUEUE_UNREAD },
  [EAR_QUEUE_WAITING] = { "waiting", EAR_STORE_QUEUE_WAITING_FOR_THEM },
  [EAR_QUEUE_DONE] = { "done", EAR_STORE_QUEUE_DONE },
  [EAR_QUEUE_REVIEWS] = { "reviews", EAR_STORE_QUEUE_REVIEWS },
  [EAR_QUEUE_CALL_BACKS] = { "call-backs", EAR_STORE_QUEUE_CALL_BACKS, TRUE },
  [EAR_QUEUE_SPAM] = { "spam", EAR_STORE_QUEUE_SPAM },
  [EAR_QUEUE_OUTBOX] = { "outbox", EAR_STORE_QUEUE_OUTBOX },
  [EAR_QUEUE_UNASSIGNED] = { "unassigned", EAR_STORE_QUEUE_UNASSIGNED, TRUE },
  [EAR_QUEUE_MINE] = { "mine", EAR_STORE_QUEUE_MINE, TRUE },
  [EAR_QUEUE_SNOOZED] = { "snoozed", EAR_STORE_QUEUE_SNOOZED },
  [EAR_QUEUE_MENTIONS] = { "mentions", EAR_STORE_QUEUE_MENTIONS },
};

static const struct {
  const char *word;
  EarStoreSort store;
} sorts[EAR_N_SORTS] = {
  [EAR_SORT_QUEUE] = { "queue", EAR_STORE_SORT_QUEUE },
  [EAR_SORT_DEADLINE] = { "deadline", EAR_STORE_SORT_DEADLINE },
  [EAR_SORT_NEWEST] = { "newest", EAR_STORE_SORT_NEWEST },
  [EAR_SORT_LONGEST] = { "longest", EAR_STORE_SORT_LONGEST },
};

/**
 * ear_queue_to_string:
 *
 * Returns: earshotctl's word for it
 */
const char *
ear_queue_to_string (EarQueue queue)
{
  g_return_val_if_fail ((int) queue >= 0 && queue < EAR_N_QUEUES, NULL);

  return queues[queue].word;
}

/**
 * ear_queue_from_string:
 * @queue: (out)
 *
 * Returns: FALSE when it is no queue's word
 */
gboolean
ear_queue_from_string (const char *word,
                       EarQueue   *queue)
{
  for (EarQueue i = 0; i < EAR_N_QUEUES; i++)
    {
      if (g_strcmp0 (queues[i].word, word) == 0)
        {
          *queue = i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * ear_queue_has_deadlines:
 *
 * Returns: whether everything in it waits for an answer of ours
 */
gboolean
ear_queue_has_deadlines (EarQueue queue)
{
  g_return_val_if_fail ((int) queue >= 0 && queue < EAR_N_QUEUES, FALSE);

  return queues[queue].deadlines;
}

/**
 * ear_sort_to_string:
 *
 * Returns: earshotctl's word for it
 */
const char *
ear_sort_to_string (EarSort sort)
{
  g_return_val_if_fail ((int) sort >= 0 && sort < EAR_N_SORTS, NULL);

  return sorts[sort].word;
}

/**
 * ear_sort_from_string:
 * @sort: (out)
 *
 * Returns: FALSE when it is no order's word
 */
gboolean
ear_sort_from_string (const char *word,
                      EarSort    *sort)
{
  for (EarSort i = 0; i < EAR_N_SORTS; i++)
    {
      if (g_strcmp0 (sorts[i].word, word) == 0)
        {
          *sort = i;
          return TRUE;
        }
    }
  return FALSE;
}

EarListQuery *
ear_list_query_new (const EarQuery *query)
{
  EarListQuery *copy = g_new0 (EarListQuery, 1);

  copy->queue = query->queue;
  copy->channel_key = g_strdup (query->channel_key);
  copy->words = query->words != NULL && query->words[0] != '\0' ? g_strdup (query->words) : NULL;
  copy->person_id = query->person_id;
  copy->tag_key = g_strdup (query->tag_key);
  copy->sort = query->sort;
  return copy;
}

EarListQuery *
ear_list_query_copy (const EarListQuery *query)
{
  EarQuery values = { query->queue, query->channel_key, query->person_id, query->words, query->tag_key, query->sort };

  return ear_list_query_new (&values);
}

void
ear_list_query_free (EarListQuery *query)
{
  g_free (query->channel_key);
  g_free (query->words);
  g_free (query->tag_key);
  g_free (query);
}

GArray *
ear_list_query_run (const EarListQuery  *query,
                    EarEngine           *engine,
                    EarStore            *store,
                    guint                limit,
                    GError             **error)
{
  EarStoreQuery values = {
    .queue = queues[query->queue].store,
    .person_id = query->person_id,
    .words = query->words,
    .tag_key = query->tag_key,
    .sort = sorts[query->sort].store,
    .limit = limit,
  };

  if (query->channel_key != NULL)
    {
      g_autoptr (EarDirectory) directory = ear_engine_dup_directory (engine);
      const EarDirectoryEntry *entry = ear_directory_find_key (directory, query->channel_key);

      /* A channel that is gone has nothing to show. */
      if (entry == NULL)
        return g_array_new (FALSE, FALSE, sizeof (gint64));
      values.channel_id = entry->row->id;
    }
  return ear_store_query_ids (store, &values, error);
}

/* ---- pages ---- */

typedef struct {
  EarListQuery *query;
  guint offset, limit;
} PageCall;

static void
page_call_free (gpointer data)
{
  PageCall *call = data;

  ear_list_query_free (call->query);
  g_free (call);
}

static gpointer
load_page (EarEngine     *self,
           EarStore      *store,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  const PageCall *call = data;
  g_autoptr (GArray) ids = ear_list_query_run (call->query, self, store, call->limit == 0 ? 0 : call->offset + call->limit, error);

  if (ids == NULL)
    return NULL;
  g_array_remove_range (ids, 0, MIN (call->offset, ids->len));
  return ear_store_load_rows (store, (const gint64 *) (gpointer) ids->data, ids->len, error);
}

/**
 * ear_engine_load_page_async:
 * @offset: how many to leave out at the beginning
 * @limit: how many at most; 0: all
 */
void
ear_engine_load_page_async (EarEngine           *self,
                            const EarQuery      *query,
                            guint                offset,
                            guint                limit,
                            GAsyncReadyCallback  callback,
                            gpointer             data)
{
  PageCall *call = g_new0 (PageCall, 1);
  EarWork work = { load_page, call, page_call_free, (GDestroyNotify) g_ptr_array_unref };

  call->query = ear_list_query_new (query);
  call->offset = offset;
  call->limit = limit;
  ear_engine_read (self, ear_engine_load_page_async, work, NULL, callback, data);
}

/**
 * ear_engine_load_page_finish:
 *
 * Returns: (transfer full) (element-type EarRow): the rows, filled
 */
GPtrArray *
ear_engine_load_page_finish (EarEngine     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (EarDirectory) directory = NULL;
  GPtrArray *filled;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  rows = g_task_propagate_pointer (G_TASK (result), error);
  if (rows == NULL)
    return NULL;
  directory = ear_engine_dup_directory (self);
  filled = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      const EarStoreRow *row = g_ptr_array_index (rows, i);

      if (row != NULL)
        g_ptr_array_add (filled, ear_row_get_filled (self, row, directory));
    }
  return filled;
}

/* ---- counts ---- */

static gpointer
load_counts (EarEngine     *self,
             EarStore      *store,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  guint in_store[EAR_STORE_N_QUEUES] = { 0 };
  g_autoptr (GPtrArray) failed = NULL;
  g_autofree EarCounts *counts = g_new0 (EarCounts, 1);

  if (!ear_store_count_queues (store, in_store, error))
    return NULL;
  failed = ear_store_outbox_list (store, NULL, 1u << EAR_OUTBOX_FAILED | 1u << EAR_OUTBOX_ASK, error);
  if (failed == NULL)
    return NULL;
  for (EarQueue i = 0; i < EAR_N_QUEUES; i++)
    counts->queue[i] = in_store[queues[i].store];
  counts->outbox = in_store[EAR_STORE_QUEUE_OUTBOX];
  counts->failed = failed->len;
  return g_steal_pointer (&counts);
}

/**
 * ear_engine_load_counts_async:
 *
 * How many conversations each queue holds.
 */
void
ear_engine_load_counts_async (EarEngine           *self,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  EarWork work = { load_counts, NULL, NULL, g_free };

  ear_engine_read (self, ear_engine_load_counts_async, work, NULL, callback, data);
}

/**
 * ear_engine_load_counts_finish:
 * @counts: (out caller-allocates)
 */
gboolean
ear_engine_load_counts_finish (EarEngine     *self,
                               GAsyncResult  *result,
                               EarCounts     *counts,
                               GError       **error)
{
  g_autofree EarCounts *loaded = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  loaded = g_task_propagate_pointer (G_TASK (result), error);
  if (loaded == NULL)
    return FALSE;
  *counts = *loaded;
  return TRUE;
}
