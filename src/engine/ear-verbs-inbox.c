/* ear-verbs-inbox.c: the verbs that read the inbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-verbs-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"

#define DEFAULT_LIMIT 50
#define MAX_LIMIT 1000

static const char *const direction_words[] = {
  [EAR_DIRECTION_INBOUND] = "in",
  [EAR_DIRECTION_OUTBOUND] = "out",
  [EAR_DIRECTION_NOTE] = "note",
};

static const char *const state_words[] = {
  [EAR_MESSAGE_VISIBLE] = "visible",
  [EAR_MESSAGE_HELD] = "held",
  [EAR_MESSAGE_HIDDEN] = "hidden",
  [EAR_MESSAGE_SPAM] = "spam",
  [EAR_MESSAGE_TRASHED] = "trashed",
  [EAR_MESSAGE_DELETED] = "deleted",
};

static const char *const audience_words[] = {
  [EAR_AUDIENCE_PUBLIC] = "public",
  [EAR_AUDIENCE_UNLISTED] = "unlisted",
  [EAR_AUDIENCE_FOLLOWERS] = "followers",
  [EAR_AUDIENCE_DIRECT] = "direct",
};

static guint
limit_of (EarVerbCall *call)
{
  return (guint) CLAMP (ear_verb_call_get_int (call, "limit", DEFAULT_LIMIT), 1, MAX_LIMIT);
}

static void
page_loaded (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = ear_engine_load_page_finish (EAR_ENGINE (source), result, &error);
  g_autoptr(EarJsonWriter) writer = ear_json_writer_new ();

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_begin_array (writer, "conversations");
  for (guint i = 0; i < rows->len; i++)
    {
      EarRow *row = g_ptr_array_index (rows, i);

      ear_json_writer_begin_object (writer, NULL);
      ear_json_writer_text (writer, "id", ear_row_get_key (row));
      ear_json_writer_text (writer, "person", ear_row_get_person (row));
      ear_json_writer_text (writer, "title", ear_row_get_title (row));
      ear_json_writer_text (writer, "channel", ear_row_get_channel_name (row));
      ear_json_writer_text (writer, "preview", ear_row_get_preview (row));
      ear_json_writer_time (writer, "last_at", ear_row_get_last_at (row));
      ear_json_writer_time (writer, "waiting_since", ear_row_get_waiting_since (row));
      ear_json_writer_time (writer, "due_at", ear_row_get_due_at (row));
      ear_json_writer_int (writer, "unread", ear_row_get_unread (row));
      ear_json_writer_bool (writer, "done", ear_row_get_done (row));
      ear_json_writer_text (writer, "outbox", ear_row_get_outbox_state (row));
      ear_verb_write_marks (writer, ear_row_get_marks (row));
      ear_json_writer_end_object (writer);
    }
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
  ear_verb_return_writer (task, writer);
}

/* FALSE: the task is failed. */
static gboolean
read_query (GTask       *task,
            EarVerbCall *call,
            EarQuery    *query)
{
  const char *word = ear_verb_call_get (call, "queue"), *sort = ear_verb_call_get (call, "sort");
  g_autoptr (GString) words = g_string_new (NULL);

  query->channel_key = ear_verb_call_get (call, "channel");
  if (word != NULL && !ear_queue_from_string (word, &query->queue))
    {
      for (guint i = 0; i < EAR_N_QUEUES; i++)
        g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", ear_queue_to_string (i));
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is not a list. Use one of: %s."), word, words->str);
      g_object_unref (task);
      return FALSE;
    }
  if (sort != NULL && !ear_sort_from_string (sort, &query->sort))
    {
      for (guint i = 0; i < EAR_N_SORTS; i++)
        g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", ear_sort_to_string (i));
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is not an order. Use one of: %s."), sort, words->str);
      g_object_unref (task);
      return FALSE;
    }
  return TRUE;
}

static void
load_page (GTask          *task,
           EarVerbCall    *call,
           const EarQuery *query)
{
  ear_engine_load_page_async (call->engine, query, (guint) MAX (0, ear_verb_call_get_int (call, "offset", 0)), limit_of (call), page_loaded, task);
}

static void
tags_listed (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  GTask *task = data;
  EarVerbCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) tags = ear_engine_list_tags_finish (EAR_ENGINE (source), result, &error);
  const char *name = ear_verb_call_get (call, "tag");
  EarQuery query = { .queue = EAR_QUEUE_ANSWER_NEXT };
  g_autofree char *folded = g_utf8_casefold (name, -1);

  for (guint i = 0; tags != NULL && i < tags->len; i++)
    {
      const EarTag *tag = g_ptr_array_index (tags, i);
      g_autofree char *held = g_utf8_casefold (tag->name, -1);

      if (g_str_equal (held, folded))
        query.tag_key = tag->key;
    }
  if (query.tag_key == NULL)
    {
      if (error == NULL)
        error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no tag “%s”."), name);
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (read_query (task, call, &query))
    load_page (task, call, &query);
}

void
ear_verb_inbox (GTask       *task,
                EarVerbCall *call)
{
  EarQuery query = { .queue = EAR_QUEUE_ANSWER_NEXT };

  if (ear_verb_call_get (call, "tag") != NULL)
    ear_engine_list_tags_async (call->engine, tags_listed, task);
  else if (read_query (task, call, &query))
    load_page (task, call, &query);
}

static void
write_message (EarJsonWriter          *writer,
               const EarThreadMessage *message)
{
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "id", message->key);
  ear_json_writer_text (writer, "direction", direction_words[message->direction]);
  ear_json_writer_text (writer, "state", state_words[message->state]);
  ear_json_writer_text (writer, "audience", audience_words[message->audience]);
  ear_json_writer_text (writer, "author", message->author);
  ear_json_writer_text (writer, "handle", message->handle);
  ear_json_writer_time (writer, "sent_at", message->sent_at);
  ear_json_writer_time (writer, "edited_at", message->edited_at);
  ear_json_writer_text (writer, "subject", message->subject);
  ear_json_writer_text (writer, "text", message->text);
  ear_json_writer_text (writer, "url", message->url);
  ear_json_writer_bool (writer, "typed_elsewhere", message->typed_elsewhere);
  if ((message->flags & EAR_MESSAGE_CHANGE) != 0)
    ear_json_writer_bool (writer, "change", TRUE);
  if (message->attachments != NULL && message->attachments->len > 0)
    {
      ear_json_writer_begin_array (writer, "attachments");
      for (guint i = 0; i < message->attachments->len; i++)
        {
          const EarAttachment *attachment = g_ptr_array_index (message->attachments, i);

          ear_json_writer_begin_object (writer, NULL);
          ear_json_writer_text (writer, "url", attachment->url);
          ear_json_writer_text (writer, "media_type", attachment->media_type);
          ear_json_writer_text (writer, "description", attachment->description);
          ear_json_writer_end_object (writer);
        }
      ear_json_writer_end_array (writer);
    }
  if (message->outbox_key != NULL)
    {
      ear_json_writer_text (writer, "outbox_key", message->outbox_key);
      ear_json_writer_text (writer, "outbox", message->outbox_state);
      ear_json_writer_text (writer, "outbox_sentence", message->outbox_sentence);
    }
  ear_json_writer_end_object (writer);
}

static void
thread_loaded (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr(EarThread) thread = ear_engine_load_thread_finish (EAR_ENGINE (source), result, &error);
  g_autoptr(EarJsonWriter) writer = ear_json_writer_new ();

  if (thread == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "id", thread->key);
  ear_json_writer_text (writer, "title", thread->title);
  ear_json_writer_text (writer, "url", thread->url);
  ear_json_writer_text (writer, "channel", thread->channel_name);
  ear_json_writer_text (writer, "channel_key", thread->channel_key);
  ear_json_writer_text (writer, "person", thread->person_name);
  ear_json_writer_bool (writer, "done", thread->done);
  ear_json_writer_bool (writer, "waiting", thread->waiting);
  ear_json_writer_time (writer, "waiting_since", thread->waiting_since);
  ear_json_writer_time (writer, "due_at", thread->due_at);
  ear_verb_write_marks (writer, thread->marks);
  ear_json_writer_begin_array (writer, "messages");
  for (guint i = 0; i < thread->messages->len; i++)
    write_message (writer, g_ptr_array_index (thread->messages, i));
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
  ear_verb_return_writer (task, writer);
}

void
ear_verb_show (GTask       *task,
               EarVerbCall *call)
{
  ear_engine_load_thread_async (call->engine, call->conversation, g_task_get_cancellable (task), thread_loaded, task);
}

/* The marks around found words are for the window. */
static char *
without_marks (const char *snippet)
{
  GString *plain = g_string_new (NULL);

  for (const char *c = snippet; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      if (letter != 0x2068 && letter != 0x2069)
        g_string_append_unichar (plain, letter);
    }
  return g_string_free (plain, FALSE);
}

static void
write_hit (EarJsonWriter *writer,
           const EarHit  *hit)
{
  g_autofree char *snippet = without_marks (hit->snippet);

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "id", hit->key);
  ear_json_writer_text (writer, "person", hit->person);
  ear_json_writer_text (writer, "channel", hit->channel_name);
  ear_json_writer_time (writer, "at", hit->at);
  ear_json_writer_text (writer, "snippet", snippet);
  ear_json_writer_end_object (writer);
}

static void
write_person (EarJsonWriter      *writer,
              const EarPersonHit *person)
{
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "key", person->key);
  ear_json_writer_text (writer, "name", person->name);
  ear_json_writer_text (writer, "handle", person->handle);
  ear_json_writer_text (writer, "url", person->url);
  ear_json_writer_text (writer, "channel", person->channel_name);
  ear_json_writer_time (writer, "last_at", person->last_at);
  ear_json_writer_int (writer, "n_conversations", person->n_conversations);
  ear_json_writer_begin_array (writer, "conversations");
  for (guint i = 0; person->conversations[i] != NULL; i++)
    ear_json_writer_text (writer, NULL, person->conversations[i]);
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
}

static void
people_found (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  GTask *task = data;
  EarVerbCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) people = ear_engine_search_people_finish (EAR_ENGINE (source), result, &error);

  if (people == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  ear_json_writer_begin_array (call->writer, "people");
  for (guint i = 0; i < people->len; i++)
    write_person (call->writer, g_ptr_array_index (people, i));
  ear_json_writer_end_array (call->writer);
  ear_json_writer_end_object (call->writer);
  ear_verb_return_writer (task, call->writer);
}

static void
searched (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;
  gboolean more = FALSE;
  g_autofree char *missing = NULL;
  g_autoptr(GPtrArray) hits = ear_engine_search_finish (EAR_ENGINE (source), result, &more, &missing, &error);
  EarVerbCall *call = g_task_get_task_data (task);

  if (missing != NULL)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, missing);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  call->writer = ear_json_writer_new ();
  ear_json_writer_begin_object (call->writer, NULL);
  ear_json_writer_begin_array (call->writer, "hits");
  for (guint i = 0; i < hits->len; i++)
    write_hit (call->writer, g_ptr_array_index (hits, i));
  ear_json_writer_end_array (call->writer);
  ear_json_writer_bool (call->writer, "more", more);
  /* Who is called so, where nothing but a name may have been meant. */
  ear_engine_search_people_async (call->engine, call->search->filters->len > 0 ? "" : call->search->words, limit_of (call),
                                  g_task_get_cancellable (task), people_found, task);
}

void
ear_verb_search (GTask       *task,
                 EarVerbCall *call)
{
  g_autoptr(GTimeZone) zone = NULL;
  g_autofree char *problems = NULL;

  if (!ear_verb_call_need (task, call, "words"))
    return;
  zone = ear_engine_dup_time_zone (call->engine);
  call->search = ear_search_text_new (ear_verb_call_get (call, "words"),
                                      &(EarTypedDates) { ear_clock_now_ms (), zone, ear_typed_dates_month_first () });
  problems = ear_search_text_dup_problems (call->search);
  if (problems != NULL)
    {
      g_strdelimit (problems, "\n", ' ');
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, problems);
      g_object_unref (task);
      return;
    }
  ear_engine_search_async (call->engine, call->search, limit_of (call), g_task_get_cancellable (task), searched, task);
}
