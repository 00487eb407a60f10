/* ear-search.c: search, and the person panel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "engine/ear-engine-private.h"
#include "engine/ear-search-private.h"
#include "store/ear-store-event.h"
#include "store/ear-store-query.h"

/* ---- search ---- */

typedef struct {
  EarSearchText *text;       /* of a search */
  char *words;               /* of a search for people */
  guint limit;
} SearchCall;

typedef struct {
  GPtrArray *hits;           /* (element-type EarHit) */
  gboolean more;
  char *missing;             /* (nullable) */
} SearchResult;

static void
search_call_free (gpointer data)
{
  SearchCall *call = data;

  g_clear_pointer (&call->text, ear_search_text_unref);
  g_free (call->words);
  g_free (call);
}

static void
hit_free (gpointer data)
{
  EarHit *hit = data;

  g_free (hit->key);
  g_free (hit->person);
  g_free (hit->channel_name);
  g_free (hit->icon_name);
  g_free (hit->snippet);
  g_free (hit);
}

static void
search_result_free (gpointer data)
{
  SearchResult *result = data;

  g_ptr_array_unref (result->hits);
  g_free (result->missing);
  g_free (result);
}

/* The store marks found words with control characters; in the API they are isolates, harmless wherever the text is shown. */
static char *
mark_words (const char *snippet)
{
  GString *marked = g_string_new (NULL);

  for (const char *c = snippet; *c != '\0'; c++)
    {
      if (*c == EAR_SNIPPET_BEGIN)
        g_string_append (marked, "\xe2\x81\xa8"); /* U+2068 */
      else if (*c == EAR_SNIPPET_END)
        g_string_append (marked, "\xe2\x81\xa9"); /* U+2069 */
      else
        g_string_append_c (marked, *c);
    }
  return g_string_free (marked, FALSE);
}

static gpointer
search (EarEngine     *self,
        EarStore      *store,
        gpointer       data,
        GCancellable  *cancellable,
        GError       **error)
{
  const SearchCall *call = data;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_auto (EarSearchAsked) asked = { 0 };
  g_autoptr (GPtrArray) found = NULL;
  SearchResult *result;

  ear_search_asked_init (&asked, call->text, directory);
  asked.search.limit = call->limit + 1;
  found = asked.missing != NULL ? g_ptr_array_new () : ear_store_search (store, &asked.search, error);
  if (found == NULL)
    return NULL;
  result = g_new0 (SearchResult, 1);
  result->hits = g_ptr_array_new_with_free_func (hit_free);
  result->more = found->len > call->limit;
  result->missing = g_steal_pointer (&asked.missing);
  for (guint i = 0; i < MIN (found->len, call->limit); i++)
    {
      const EarStoreHit *from = g_ptr_array_index (found, i);
      const EarDirectoryEntry *channel = ear_directory_find (directory, from->channel_id);
      EarHit *hit = g_new0 (EarHit, 1);

      hit->conversation_id = from->conversation_id;
      hit->message_id = from->message_id;
      hit->key = ear_store_dup_message_key (store, from->message_id, NULL);
      hit->person = g_strdup (from->author_name);
      hit->channel_name = g_strdup (channel != NULL ? channel->row->name : "");
      hit->icon_name = g_strdup (channel != NULL && channel->kind != NULL ? channel->kind->icon_name : "dialog-question-symbolic");
      hit->snippet = mark_words (from->snippet);
      hit->at = from->sent_at;
      g_ptr_array_add (result->hits, hit);
    }
  return result;
}

/**
 * ear_engine_search_async:
 * @text: what the person typed; what was not understood of it is left out
 * @limit: how many hits at most; 0: 50
 */
void
ear_engine_search_async (EarEngine           *self,
                         const EarSearchText *text,
                         guint                limit,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  SearchCall *call = g_new0 (SearchCall, 1);
  EarWork work = { search, call, search_call_free, search_result_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  call->text = ear_search_text_ref (text);
  call->limit = limit > 0 ? limit : 50;
  ear_engine_read (self, ear_engine_search_async, work, cancellable, callback, data);
}

/**
 * ear_engine_search_finish:
 * @more: (out) (optional): whether there are more hits than asked for
 * @missing: (out) (optional) (nullable) (transfer full): a sentence where a channel was named that is not here
 *
 * Returns: (transfer full) (element-type EarHit): newest first
 */
GPtrArray *
ear_engine_search_finish (EarEngine     *self,
                          GAsyncResult  *result,
                          gboolean      *more,
                          char         **missing,
                          GError       **error)
{
  SearchResult *found;
  GPtrArray *hits;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return NULL;
  hits = g_ptr_array_ref (found->hits);
  if (more != NULL)
    *more = found->more;
  if (missing != NULL)
    *missing = g_steal_pointer (&found->missing);
  search_result_free (found);
  return hits;
}

/* ---- people, by name ---- */

#define MAX_CONVERSATIONS 10

static void
person_hit_free (gpointer data)
{
  EarPersonHit *hit = data;

  g_free (hit->key);
  g_free (hit->name);
  g_free (hit->handle);
  g_free (hit->url);
  g_free (hit->channel_name);
  g_strfreev (hit->conversations);
  g_free (hit);
}

static void
take_first_identity (EarPersonHit       *hit,
                     const EarPersonRow *row,
                     EarDirectory       *directory)
{
  const EarIdentityRow *identity = row->identities->len > 0 ? g_ptr_array_index (row->identities, 0) : NULL;
  const EarDirectoryEntry *channel = identity != NULL ? ear_directory_find (directory, identity->channel_id) : NULL;

  if (identity == NULL)
    return;
  hit->handle = g_strdup (identity->handle);
  hit->url = g_strdup (identity->url);
  hit->channel_name = channel != NULL ? g_strdup (channel->row->name) : NULL;
}

static GStrv
dup_conversation_keys (EarStore  *store,
                       gint64     person_id,
                       gint64    *newest_id,
                       GError   **error)
{
  const EarStoreQuery query = { .queue = EAR_STORE_QUEUE_ALL, .person_id = person_id, .limit = MAX_CONVERSATIONS };
  g_autoptr (GArray) ids = ear_store_query_ids (store, &query, error);
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_autofree char *key = ear_store_dup_conversation_key (store, g_array_index (ids, gint64, i), NULL);

      if (key != NULL)
        g_strv_builder_add (keys, key);
    }
  if (ids != NULL && ids->len > 0)
    *newest_id = g_array_index (ids, gint64, 0);
  return ids != NULL ? g_strv_builder_end (keys) : NULL;
}

static gpointer
search_people (EarEngine     *self,
               EarStore      *store,
               gpointer       data,
               GCancellable  *cancellable,
               GError       **error)
{
  const SearchCall *call = data;
  g_autoptr (GPtrArray) rows = ear_store_search_people (store, call->words, call->limit, error);
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (person_hit_free);
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EarPersonRow *row = g_ptr_array_index (rows, i);
      EarPersonHit *hit = g_new0 (EarPersonHit, 1);

      g_ptr_array_add (hits, hit);
      hit->id = row->id;
      hit->key = g_strdup (row->key);
      hit->name = g_strdup (row->name);
      hit->last_at = row->last_at;
      hit->n_conversations = row->n_conversations;
      take_first_identity (hit, row, directory);
      hit->conversations = dup_conversation_keys (store, row->id, &hit->newest_id, error);
      if (hit->conversations == NULL)
        return NULL;
    }
  return rows != NULL ? g_steal_pointer (&hits) : NULL;
}

/**
 * ear_engine_search_people_async:
 * @words: what the person typed: each begins a word of a name or handle
 * @limit: how many people at most; 0: 50
 */
void
ear_engine_search_people_async (EarEngine           *self,
                                const char          *words,
                                guint                limit,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             data)
{
  SearchCall *call = g_new0 (SearchCall, 1);
  EarWork work = { search_people, call, search_call_free, (GDestroyNotify) g_ptr_array_unref };

  g_return_if_fail (EAR_IS_ENGINE (self));

  call->words = g_strdup (words);
  call->limit = limit;
  ear_engine_read (self, ear_engine_search_people_async, work, cancellable, callback, data);
}

/**
 * ear_engine_search_people_finish:
 *
 * Returns: (transfer full) (element-type EarPersonHit)
 */
GPtrArray *
ear_engine_search_people_finish (EarEngine     *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- people ---- */

void
ear_person_view_free (EarPersonView *person)
{
  if (person == NULL)
    return;
  g_free (person->key);
  g_free (person->name);
  g_free (person->handle);
  g_free (person->url);
  g_free (person->channel_name);
  g_free (person->notes);
  g_clear_pointer (&person->conversations, g_array_unref);
  g_free (person);
}

static gpointer
load_person (EarEngine     *self,
             EarStore      *store,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  gint64 id = *(const gint64 *) data;
  EarPersonRow *row = ear_store_load_person (store, id, error);
  EarStoreQuery query = { .queue = EAR_STORE_QUEUE_ALL, .person_id = id };
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  GArray *conversations;
  EarPersonView *person;

  if (row == NULL)
    return NULL;
  conversations = ear_store_query_ids (store, &query, error);
  if (conversations == NULL)
    {
      ear_person_row_free (row);
      return NULL;
    }
  person = g_new0 (EarPersonView, 1);
  person->id = row->id;
  person->key = g_strdup (row->key);
  person->name = g_strdup (row->name);
  person->notes = g_strdup (row->notes);
  person->first_seen = row->first_at;
  person->last_seen = row->last_at;
  person->n_conversations = row->n_conversations;
  person->n_messages = row->n_messages;
  person->conversations = conversations;
  if (row->identities->len > 0)
    {
      const EarIdentityRow *identity = g_ptr_array_index (row->identities, 0);
      const EarDirectoryEntry *channel = ear_directory_find (directory, identity->channel_id);

      person->handle = g_strdup (identity->handle);
      person->url = g_strdup (identity->url);
      person->channel_name = g_strdup (channel != NULL ? channel->row->name : "");
    }
  ear_person_row_free (row);
  return person;
}

/**
 * ear_engine_load_person_async:
 *
 * Who somebody is, and where they spoke to us.
 */
void
ear_engine_load_person_async (EarEngine           *self,
                              gint64               person_id,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  EarWork work = { load_person, g_memdup2 (&person_id, sizeof person_id), g_free, (GDestroyNotify) ear_person_view_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_read (self, ear_engine_load_person_async, work, NULL, callback, data);
}

/**
 * ear_engine_load_person_finish:
 *
 * Returns: (transfer full)
 */
EarPersonView *
ear_engine_load_person_finish (EarEngine     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  gint64 person_id;
  char *notes;
} NotesCall;

static void
notes_call_free (gpointer data)
{
  NotesCall *call = data;

  g_free (call->notes);
  g_free (call);
}

static gpointer
set_notes (EarEngine     *self,
           EarStore      *store,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  const NotesCall *call = data;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  char *event = NULL;

  if (!ear_store_set_person_notes (store, NULL, call->person_id, call->notes, &event, changes, error))
    return NULL;
  ear_engine_give_event (event);
  ear_engine_publish (self, changes, 0);
  return EAR_WORK_DONE;
}

/**
 * ear_engine_set_person_notes_async:
 * @notes: (nullable): about the person, for ourselves
 */
void
ear_engine_set_person_notes_async (EarEngine           *self,
                                   gint64               person_id,
                                   const char          *notes,
                                   GAsyncReadyCallback  callback,
                                   gpointer             data)
{
  NotesCall *call = g_new0 (NotesCall, 1);
  EarWork work = { set_notes, call, notes_call_free, NULL };

  g_return_if_fail (EAR_IS_ENGINE (self));

  call->person_id = person_id;
  call->notes = g_strdup (notes);
  ear_engine_write (self, ear_engine_set_person_notes_async, work, NULL, callback, data);
}
