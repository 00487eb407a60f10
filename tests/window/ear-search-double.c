/* ear-search-double.c: the double's search, and its people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "ear-engine-double-private.h"

#define MINUTE G_GINT64_CONSTANT (60000)

static void
hit_free (gpointer data)
{
  EarHit *hit = data;

  g_free (hit->person);
  g_free (hit->channel_name);
  g_free (hit->icon_name);
  g_free (hit->snippet);
  g_free (hit);
}

/* Of the filters, "from:" and "channel:" by any part of the name, and "is:done". */
static gboolean
passes (EarEngine *self, const EarSearchText *text, gsize i)
{
  const EarDoubleConversation *c = &ear_double_conversations[i];
  gboolean done = GPOINTER_TO_INT (g_hash_table_lookup (self->done, GSIZE_TO_POINTER (i + 1)));

  for (guint k = 0; k < text->filters->len; k++)
    {
      const EarSearchFilter *filter = text->filters->pdata[k];

      if (filter->problem == NULL && ((filter->type == EAR_SEARCH_FROM && strcasestr (c->person, filter->value) == NULL) ||
                                      (filter->type == EAR_SEARCH_CHANNEL && strcasestr (ear_double_channels[c->channel].name, filter->value) == NULL) ||
                                      (filter->choice == EAR_SEARCH_DONE && !done)))
        return FALSE;
    }
  return TRUE;
}

static void
add_hits (GPtrArray *hits, const char *words, gsize i)
{
  for (guint m = 0; ear_double_conversations[i].messages[m] != NULL; m++)
    {
      const char *text = strchr (ear_double_conversations[i].messages[m], ' ') + 1;
      const char *found = strcasestr (text, words);

      if (found != NULL)
        {
          EarHit *hit = g_new0 (EarHit, 1);

          hit->conversation_id = (gint64) i + 1;
          hit->message_id = ((gint64) i + 1) * 100 + m;
          hit->person = g_strdup (ear_double_conversations[i].person);
          hit->channel_name = g_strdup (ear_double_channels[ear_double_conversations[i].channel].name);
          hit->icon_name = g_strdup (ear_double_channels[ear_double_conversations[i].channel].icon_name);
          hit->snippet = *words == '\0' ? g_strdup (text)
                                        : g_strdup_printf ("%.*s\u2068%.*s\u2069%s", (int) (found - text), text, (int) strlen (words), found, found + strlen (words));
          hit->at = ear_clock_now_ms () - ((gint64) i + 1) * 7 * 60 * MINUTE;
          g_ptr_array_add (hits, hit);
        }
    }
}

void
ear_engine_search_async (EarEngine *self, const EarSearchText *text, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *hits;

  if (ear_double_refuse (self, callback, data))
    return;
  task = g_task_new (self, cancellable, callback, data);
  hits = g_ptr_array_new_with_free_func (hit_free);
  for (gsize i = 0; i < ear_double_n_conversations; i++)
    if (passes (self, text, i))
      add_hits (hits, text->words, i);
  /* "Said 20" of the long one. */
  if (self->n_long > 0 && g_str_has_prefix (text->words, "Said "))
    {
      EarHit *hit = g_new0 (EarHit, 1);

      hit->conversation_id = 1;
      hit->message_id = 10000 + g_ascii_strtoll (text->words + strlen ("Said "), NULL, 10) - 1;
      hit->person = g_strdup (ear_double_conversations[0].person);
      hit->channel_name = g_strdup (ear_double_channels[0].name);
      hit->icon_name = g_strdup (ear_double_channels[0].icon_name);
      hit->snippet = g_strdup (text->words);
      g_ptr_array_add (hits, hit);
    }
  if (self->holds_searches)
    {
      g_object_set_data_full (G_OBJECT (task), "hits", hits, (GDestroyNotify) g_ptr_array_unref);
      g_queue_push_tail (&self->searches, g_steal_pointer (&task));
      return;
    }
  g_task_return_pointer (task, hits, (GDestroyNotify) g_ptr_array_unref);
}

void
ear_engine_double_hold_searches (EarEngine *self)
{
  self->holds_searches = TRUE;
}

guint
ear_engine_double_answer_search (EarEngine *self, gboolean newest)
{
  g_autoptr (GTask) task = newest ? g_queue_pop_tail (&self->searches) : g_queue_pop_head (&self->searches);

  /* As the engine does: what was cancelled meanwhile still has its answer. */
  if (task != NULL)
    {
      g_task_set_check_cancellable (task, FALSE);
      g_task_return_pointer (task, g_ptr_array_ref (g_object_get_data (G_OBJECT (task), "hits")), (GDestroyNotify) g_ptr_array_unref);
    }
  return g_queue_get_length (&self->searches);
}

GPtrArray *
ear_engine_search_finish (EarEngine *self, GAsyncResult *result, gboolean *more, char **missing, GError **error)
{
  if (missing != NULL)
    *missing = NULL;
  if (more != NULL)
    *more = FALSE;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
person_hit_free (gpointer data)
{
  EarPersonHit *hit = data;

  g_free (hit->name);
  g_free (hit->handle);
  g_free (hit->channel_name);
  g_free (hit);
}

void
ear_engine_search_people_async (EarEngine *self, const char *words, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *hits;

  if (ear_double_refuse (self, callback, data))
    return;
  task = g_task_new (self, cancellable, callback, data);
  hits = g_ptr_array_new_with_free_func (person_hit_free);
  for (gsize i = 0; i < ear_double_n_conversations && *words != '\0'; i++)
    if (strcasestr (ear_double_conversations[i].person, words) != NULL)
      {
        EarPersonHit *hit = g_new0 (EarPersonHit, 1);

        hit->name = g_strdup (ear_double_conversations[i].person);
        hit->channel_name = g_strdup (ear_double_channels[ear_double_conversations[i].channel].name);
        hit->n_conversations = 1;
        hit->newest_id = i + 1;
        g_ptr_array_add (hits, hit);
      }
  g_task_return_pointer (task, hits, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
ear_engine_search_people_finish (EarEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ear_person_view_free (EarPersonView *person)
{
  g_free (person->key);
  g_free (person->name);
  g_free (person->handle);
  g_free (person->url);
  g_free (person->channel_name);
  g_free (person->notes);
  g_array_unref (person->conversations);
  g_free (person);
}

void
ear_engine_load_person_async (EarEngine *self, gint64 person_id, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  const EarDoubleConversation *c = ear_double_conversation (person_id);
  EarPersonView *person;

  if (ear_double_refuse (self, callback, data))
    return;
  task = g_task_new (self, NULL, callback, data);
  person = g_new0 (EarPersonView, 1);
  person->id = person_id;
  person->key = g_strdup (c->person);
  person->name = g_strdup (c->person);
  person->handle = g_strdup (c->handle);
  person->url = g_strdup (ear_double_channels[c->channel].url);
  person->channel_name = g_strdup (ear_double_channels[c->channel].name);
  person->first_seen = ear_clock_now_ms () - G_GINT64_CONSTANT (200) * 24 * 60 * MINUTE;
  person->last_seen = ear_clock_now_ms () - 60 * MINUTE;
  person->n_conversations = 1;
  person->n_messages = 2;
  person->conversations = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (person->conversations, person_id);
  person->notes = g_strdup ("Likes the table by the window.");
  g_task_return_pointer (task, person, (GDestroyNotify) ear_person_view_free);
}

EarPersonView *ear_engine_load_person_finish (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_pointer (G_TASK (result), error); }

void
ear_engine_set_person_notes_async (EarEngine *self, gint64 person_id, const char *notes, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "notes %" G_GINT64_FORMAT " %s", person_id, notes);
  ear_double_answer (self, callback, data);
}
