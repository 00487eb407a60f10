/* ear-verbs-marks.c: the verbs that snooze, assign, tag, prioritise and mute
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-verbs-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"

void
ear_verb_write_marks (EarJsonWriter  *writer,
                      const EarMarks *marks)
{
  ear_json_writer_bool (writer, "snoozed", marks->wakes_at != EAR_TIME_NONE && !marks->muted);
  ear_json_writer_time (writer, "wakes_at", marks->wakes_at == EAR_SNOOZE_UNTIL_ANSWER ? EAR_TIME_NONE : marks->wakes_at);
  ear_json_writer_bool (writer, "muted", marks->muted);
  ear_json_writer_text (writer, "priority", ear_priority_to_string (marks->priority));
  ear_json_writer_text (writer, "assignee", marks->assignee);
  ear_json_writer_begin_array (writer, "tags");
  for (guint i = 0; i < marks->tags->len; i++)
    ear_json_writer_text (writer, NULL, ((const EarTag *) g_ptr_array_index (marks->tags, i))->name);
  ear_json_writer_end_array (writer);
}

void
ear_verb_snooze (GTask       *task,
                 EarVerbCall *call)
{
  gint64 until = EAR_SNOOZE_UNTIL_ANSWER;

  if (!ear_verb_call_need (task, call, "until"))
    return;
  if (!g_str_equal (ear_verb_call_get (call, "until"), "answered") && !ear_verb_read_time (task, call, "until", FALSE, &until))
    return;
  if (until <= ear_clock_now_ms ())
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” has passed already. Choose a later time."),
                               ear_verb_call_get (call, "until"));
      g_object_unref (task);
      return;
    }
  ear_engine_snooze_async (call->engine, call->conversation, until, ear_verb_return_text, task);
}

void
ear_verb_wake (GTask       *task,
               EarVerbCall *call)
{
  ear_engine_snooze_async (call->engine, call->conversation, 0, ear_verb_return_text, task);
}

/* ---- whose it is ---- */

static const EarColleague *
find_colleague (GPtrArray  *colleagues,
                const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  for (guint i = 0; i < colleagues->len; i++)
    {
      const EarColleague *colleague = g_ptr_array_index (colleagues, i);
      g_autofree char *held = g_utf8_casefold (colleague->name, -1);

      if (g_str_equal (held, folded) || (colleague->me && g_str_equal (folded, "me")))
        return colleague;
    }
  return NULL;
}

static void
assign_to (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  GTask *task = data;
  EarVerbCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) colleagues = ear_engine_list_colleagues_finish (EAR_ENGINE (source), result, &error);
  const char *name = ear_verb_call_get (call, "name");
  const EarColleague *colleague = colleagues != NULL ? find_colleague (colleagues, name) : NULL;

  if (colleagues != NULL && colleague == NULL && !ear_verb_call_get_bool (call, "new"))
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("Nobody called “%s” answers here. With --new they do."), name);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  ear_engine_assign_async (call->engine, call->conversation, colleague != NULL ? colleague->key : NULL, name, ear_verb_return_text, task);
}

void
ear_verb_assign (GTask       *task,
                 EarVerbCall *call)
{
  const char *name = ear_verb_call_get (call, "name");

  if (name == NULL || *name == '\0')
    ear_engine_assign_async (call->engine, call->conversation, NULL, NULL, ear_verb_return_text, task);
  else
    ear_engine_list_colleagues_async (call->engine, assign_to, task);
}

static void
colleagues_listed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) colleagues = ear_engine_list_colleagues_finish (EAR_ENGINE (source), result, &error);
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  if (colleagues == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_begin_array (writer, "members");
  for (guint i = 0; i < colleagues->len; i++)
    {
      const EarColleague *colleague = g_ptr_array_index (colleagues, i);

      ear_json_writer_begin_object (writer, NULL);
      ear_json_writer_text (writer, "key", colleague->key);
      ear_json_writer_text (writer, "name", colleague->name);
      ear_json_writer_bool (writer, "me", colleague->me);
      ear_json_writer_end_object (writer);
    }
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
  ear_verb_return_writer (task, writer);
}

void
ear_verb_members (GTask       *task,
                  EarVerbCall *call)
{
  ear_engine_list_colleagues_async (call->engine, colleagues_listed, task);
}

/* ---- priority, mute ---- */

void
ear_verb_priority (GTask       *task,
                   EarVerbCall *call)
{
  EarPriority priority;

  if (!ear_verb_call_need (task, call, "priority"))
    return;
  if (!ear_priority_from_string (ear_verb_call_get (call, "priority"), &priority))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is no priority. Use low, normal or high."),
                               ear_verb_call_get (call, "priority"));
      g_object_unref (task);
      return;
    }
  ear_engine_set_priority_async (call->engine, call->conversation, priority, ear_verb_return_text, task);
}

void
ear_verb_mute (GTask       *task,
               EarVerbCall *call)
{
  ear_engine_set_muted_async (call->engine, call->conversation, TRUE, ear_verb_return_text, task);
}

void
ear_verb_unmute (GTask       *task,
                 EarVerbCall *call)
{
  ear_engine_set_muted_async (call->engine, call->conversation, FALSE, ear_verb_return_text, task);
}

/* ---- tags ---- */

void
ear_verb_tag (GTask       *task,
              EarVerbCall *call)
{
  if (ear_verb_call_need (task, call, "name"))
    ear_engine_set_tagged_async (call->engine, call->conversation, NULL, ear_verb_call_get (call, "name"), TRUE, ear_verb_return_text, task);
}

void
ear_verb_untag (GTask       *task,
                EarVerbCall *call)
{
  if (ear_verb_call_need (task, call, "name"))
    ear_engine_set_tagged_async (call->engine, call->conversation, NULL, ear_verb_call_get (call, "name"), FALSE, ear_verb_return_text, task);
}

static void
tags_listed (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) tags = ear_engine_list_tags_finish (EAR_ENGINE (source), result, &error);
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  if (tags == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_begin_array (writer, "tags");
  for (guint i = 0; i < tags->len; i++)
    {
      const EarTag *tag = g_ptr_array_index (tags, i);

      ear_json_writer_begin_object (writer, NULL);
      ear_json_writer_text (writer, "key", tag->key);
      ear_json_writer_text (writer, "name", tag->name);
      ear_json_writer_text (writer, "colour", tag->colour);
      ear_json_writer_int (writer, "needs_answer", tag->n_open);
      ear_json_writer_end_object (writer);
    }
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
  ear_verb_return_writer (task, writer);
}

void
ear_verb_tags (GTask       *task,
               EarVerbCall *call)
{
  ear_engine_list_tags_async (call->engine, tags_listed, task);
}
