/* ear-marks-double.c: snoozed, assigned, tagged, important, muted, in memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "ear-engine-double-private.h"

static GHashTable *all;      /* id → EarMarks */

static void
tag_clear (gpointer data)
{
  ear_tag_free (data);
}

void
ear_tag_free (EarTag *tag)
{
  g_free (tag->key);
  g_free (tag->name);
  g_free (tag->colour);
  g_free (tag);
}

void
ear_colleague_free (EarColleague *colleague)
{
  g_free (colleague->key);
  g_free (colleague->name);
  g_free (colleague);
}

void
ear_marks_free (EarMarks *marks)
{
  g_free (marks->assignee_key);
  g_free (marks->assignee);
  g_ptr_array_unref (marks->tags);
  g_free (marks);
}

EarMarks *
ear_double_marks (gint64 id)
{
  EarMarks *marks;

  if (all == NULL)
    all = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) ear_marks_free);
  marks = g_hash_table_lookup (all, &id);
  if (marks == NULL)
    {
      marks = g_new0 (EarMarks, 1);
      marks->wakes_at = marks->snoozed_until = EAR_TIME_NONE;
      marks->tags = g_ptr_array_new_with_free_func (tag_clear);
      g_hash_table_insert (all, g_memdup2 (&id, sizeof id), marks);
    }
  return marks;
}

void
ear_double_forget_marks (void)
{
  g_clear_pointer (&all, g_hash_table_unref);
}

gboolean
ear_double_sleeps (gint64 id)
{
  const EarMarks *marks = ear_double_marks (id);

  return marks->muted || (marks->wakes_at != EAR_TIME_NONE && marks->wakes_at > ear_clock_now_ms ());
}

gboolean
ear_double_has_tag (gint64 id, const char *key)
{
  const EarMarks *marks = ear_double_marks (id);

  for (guint i = 0; i < marks->tags->len; i++)
    if (g_strcmp0 (((const EarTag *) g_ptr_array_index (marks->tags, i))->key, key) == 0)
      return TRUE;
  return FALSE;
}

static void
done (EarEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer data)
{
  ear_double_emit_changed (self, id);
  ear_double_answer_text (self, "event-mark", callback, data);
}

void
ear_engine_snooze_async (EarEngine *self, gint64 id, gint64 until, GAsyncReadyCallback callback, gpointer data)
{
  EarMarks *marks = ear_double_marks (id);

  ear_engine_double_say (self, "snooze %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, id, until);
  marks->wakes_at = until == 0 ? EAR_TIME_NONE : until;
  marks->snoozed_until = marks->wakes_at;
  done (self, id, callback, data);
}

void
ear_engine_assign_async (EarEngine *self, gint64 id, const char *member, const char *name, GAsyncReadyCallback callback, gpointer data)
{
  EarMarks *marks = ear_double_marks (id);

  ear_engine_double_say (self, "assign %" G_GINT64_FORMAT " %s %s", id, member != NULL ? member : "-", name != NULL ? name : "-");
  marks->mine = g_strcmp0 (member, "me") == 0;
  g_set_str (&marks->assignee_key, member != NULL ? member : name);
  g_set_str (&marks->assignee, marks->mine ? "Mia" : member != NULL ? "Jo" : name);
  done (self, id, callback, data);
}

void
ear_engine_set_priority_async (EarEngine *self, gint64 id, EarPriority priority, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "priority %" G_GINT64_FORMAT " %d", id, priority);
  ear_double_marks (id)->priority = priority;
  done (self, id, callback, data);
}

void
ear_engine_set_muted_async (EarEngine *self, gint64 id, gboolean muted, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "mute %" G_GINT64_FORMAT " %d", id, muted);
  ear_double_marks (id)->muted = muted;
  done (self, id, callback, data);
}

static EarTag *
tag_new (const char *key, const char *name, const char *colour)
{
  EarTag *tag = g_new0 (EarTag, 1);

  tag->key = g_strdup (key);
  tag->name = g_strdup (name);
  tag->colour = g_strdup (colour);
  return tag;
}

void
ear_engine_set_tagged_async (EarEngine *self, gint64 id, const char *key, const char *name, gboolean tagged, GAsyncReadyCallback callback,
                             gpointer data)
{
  EarMarks *marks = ear_double_marks (id);

  ear_engine_double_say (self, "tag %" G_GINT64_FORMAT " %s %s %d", id, key != NULL ? key : "-", name != NULL ? name : "-", tagged);
  for (guint i = marks->tags->len; i > 0; i--)
    if (g_strcmp0 (((EarTag *) g_ptr_array_index (marks->tags, i - 1))->key, key) == 0)
      g_ptr_array_remove_index (marks->tags, i - 1);
  if (tagged)
    g_ptr_array_add (marks->tags, tag_new (key != NULL ? key : name, key == NULL ? name : g_str_equal (key, "t1") ? "Terrace" : "Allergies",
                                           key == NULL ? "purple" : g_str_equal (key, "t1") ? "green" : "orange"));
  done (self, id, callback, data);
}

void
ear_engine_list_tags_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  GPtrArray *tags = g_ptr_array_new_with_free_func (tag_clear);
  EarTag *terrace = tag_new ("t1", "Terrace", "green");

  terrace->n_open = 2;
  g_ptr_array_add (tags, tag_new ("t2", "Allergies", "orange"));
  g_ptr_array_add (tags, terrace);
  g_task_return_pointer (task, tags, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *ear_engine_list_tags_finish (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_pointer (G_TASK (result), error); }

void
ear_engine_list_colleagues_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  GPtrArray *colleagues = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_colleague_free);
  static const char *const names[][2] = { { "me", "Mia" }, { "jo", "Jo" } };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      EarColleague *colleague = g_new0 (EarColleague, 1);

      colleague->key = g_strdup (names[i][0]);
      colleague->name = g_strdup (names[i][1]);
      colleague->me = i == 0;
      g_ptr_array_add (colleagues, colleague);
    }
  g_task_return_pointer (task, colleagues, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *ear_engine_list_colleagues_finish (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_pointer (G_TASK (result), error); }

/* ---- orders ---- */

static const char *const sorts[EAR_N_SORTS] = { "queue", "deadline", "newest", "longest" };

gboolean
ear_sort_from_string (const char *word, EarSort *sort)
{
  for (guint i = 0; i < EAR_N_SORTS; i++)
    if (g_str_equal (sorts[i], word))
      {
        *sort = (EarSort) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
ear_queue_has_deadlines (EarQueue queue)
{
  return queue == EAR_QUEUE_ANSWER_NEXT || queue == EAR_QUEUE_MINE || queue == EAR_QUEUE_UNASSIGNED || queue == EAR_QUEUE_CALL_BACKS;
}
