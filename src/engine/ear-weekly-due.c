/* ear-weekly-due.c: when the weekly report is to be made, and what became of the last one
 *
 * Drawing it is the business of whoever shows this workspace: reports are drawn above the engine. Here stands the clock, and the memory.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "engine/ear-weekly-due-private.h"

#define MEMO "weekly-report"
#define MINUTE_MS (60 * 1000)
/* One that failed is tried again after so long. */
#define AGAIN_MS (60 * MINUTE_MS)
/* Channels that were not read since the week ended get so long to be: at the first start after a weekend they are behind. */
#define PATIENCE_MS (15 * MINUTE_MS)
#define LOOK_MS (30 * 1000)
/* Timers stand still while the computer sleeps, and know nothing of a clock that was set. */
#define LONGEST_MS (10 * MINUTE_MS)

/* What is remembered: of this computer, so no event. */
typedef struct {
  char *made;                /* (nullable): as ear_weekly_add_made() */
  EarWeeklyLast last;
  char *writing_week;        /* (nullable): a file that is being written */
  char *writing_path;
} Memory;

struct _EarWeeklyDue {
  EarEngine *engine;         /* unowned: lives longer */

  /* Main thread. */
  Memory memory;
  EarWeekly seen;            /* the setting when it was last looked at */
  guint timer;
  char *week;                /* (nullable): which is due */
  gint64 due_since;          /* UTC ms: when that was noticed */
  gint64 tried_at;           /* UTC ms; EAR_TIME_NONE: not yet */
};

static void
memory_clear (Memory *memory)
{
  g_clear_pointer (&memory->made, g_free);
  g_clear_pointer (&memory->last.week, g_free);
  g_clear_pointer (&memory->last.path, g_free);
  g_clear_pointer (&memory->last.problem, g_free);
  g_clear_pointer (&memory->writing_week, g_free);
  g_clear_pointer (&memory->writing_path, g_free);
}

EarWeeklyDue *
ear_weekly_due_new (EarEngine *engine)
{
  EarWeeklyDue *self = g_new0 (EarWeeklyDue, 1);

  self->engine = engine;
  self->memory.last.at = EAR_TIME_NONE;
  ear_weekly_init (&self->seen);
  return self;
}

void
ear_weekly_due_free (EarWeeklyDue *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  memory_clear (&self->memory);
  ear_weekly_clear (&self->seen);
  g_free (self->week);
  g_free (self);
}

/* ---- memory ---- */

static char *
memory_to_json (const Memory *memory)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "made", memory->made);
  ear_json_writer_text (writer, "week", memory->last.week);
  ear_json_writer_text (writer, "path", memory->last.path);
  ear_json_writer_time (writer, "at", memory->last.at);
  ear_json_writer_text (writer, "problem", memory->last.problem);
  ear_json_writer_text (writer, "writing_week", memory->writing_week);
  ear_json_writer_text (writer, "writing_path", memory->writing_path);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static void
memory_from_json (Memory *memory, const char *json)
{
  g_autoptr (EarJson) parsed = json != NULL ? ear_json_parse_text (json, -1, NULL) : NULL;
  const EarJsonNode *root = parsed != NULL ? ear_json_root (parsed) : NULL;
  const char *at;

  if (root == NULL)
    return;
  at = ear_json_member_text (root, "at");
  memory->made = g_strdup (ear_json_member_text (root, "made"));
  memory->last.week = g_strdup (ear_json_member_text (root, "week"));
  memory->last.path = g_strdup (ear_json_member_text (root, "path"));
  memory->last.at = at != NULL ? ear_time_parse (at) : EAR_TIME_NONE;
  memory->last.problem = g_strdup (ear_json_member_text (root, "problem"));
  memory->writing_week = g_strdup (ear_json_member_text (root, "writing_week"));
  memory->writing_path = g_strdup (ear_json_member_text (root, "writing_path"));
}

static void
remember_made (Memory *memory, const char *week, const char *path, gint64 at)
{
  char *made = ear_weekly_add_made (memory->made, week);

  g_free (memory->made);
  memory->made = made;
  g_set_str (&memory->last.week, week);
  g_set_str (&memory->last.path, path);
  g_clear_pointer (&memory->last.problem, g_free);
  memory->last.at = at;
}

/* The name was taken by an empty file, which the whole one replaces at once. */
static gboolean
is_whole (const char *path)
{
  GStatBuf info;

  return path != NULL && g_stat (path, &info) == 0 && S_ISREG (info.st_mode) && info.st_size > 0;
}

gboolean
ear_weekly_due_load (EarWeeklyDue *self, EarStore *store, GError **error)
{
  GError *problem = NULL;
  g_autofree char *json = ear_store_get_memo (store, MEMO, &problem);
  Memory *memory = &self->memory;

  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  memory_from_json (memory, json);
  if (memory->writing_week != NULL && is_whole (memory->writing_path))
    remember_made (memory, memory->writing_week, memory->writing_path, ear_clock_now_ms ());
  /* Written to the store with whatever is noted next: until then this comes to the same. */
  return TRUE;
}

static gpointer
write_memory (EarEngine *self, EarStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return ear_store_set_memo (store, MEMO, data, error) ? EAR_WORK_DONE : NULL;
}

static void
memory_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (g_task_propagate_pointer (G_TASK (result), &error) != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
keep_memory (EarWeeklyDue *self, gpointer tag, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self->engine, NULL, callback, data);
  EarWork work = { write_memory, memory_to_json (&self->memory), g_free, NULL };

  g_task_set_source_tag (task, tag);
  ear_engine_write (self->engine, tag, work, NULL, memory_written, task);
}

/**
 * ear_engine_begin_weekly_async:
 * @week: of which the report is
 * @path: an empty file, which is going to be replaced by the report at once
 *
 * To be called before: should the program end after the file is whole and before ear_engine_end_weekly_async(), it is not made again.
 * Finishes with ear_engine_finish().
 */
void
ear_engine_begin_weekly_async (EarEngine *self, const char *week, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (EAR_IS_ENGINE (self) && week != NULL && path != NULL);

  g_set_str (&self->weekly->memory.writing_week, week);
  g_set_str (&self->weekly->memory.writing_path, path);
  keep_memory (self->weekly, ear_engine_begin_weekly_async, callback, data);
}

/**
 * ear_engine_end_weekly_async:
 * @week: of which the report is
 * @path: (nullable): the file, where it is whole
 * @problem: (nullable): a sentence, where it is not; it is tried again
 *
 * Remembers what became of it. Finishes with ear_engine_finish().
 */
void
ear_engine_end_weekly_async (EarEngine *self, const char *week, const char *path, const char *problem, GAsyncReadyCallback callback, gpointer data)
{
  Memory *memory;

  g_return_if_fail (EAR_IS_ENGINE (self) && week != NULL && (path != NULL) != (problem != NULL));

  memory = &self->weekly->memory;
  if (problem == NULL)
    remember_made (memory, week, path, ear_clock_now_ms ());
  else
    g_set_str (&memory->last.problem, problem);
  g_clear_pointer (&memory->writing_week, g_free);
  g_clear_pointer (&memory->writing_path, g_free);
  keep_memory (self->weekly, ear_engine_end_weekly_async, callback, data);
  ear_change_queue_mark (self->change_queue, EAR_CHANGED_SETTINGS);
  ear_weekly_due_update (self->weekly);
}

/**
 * ear_engine_dup_weekly_last:
 *
 * Returns: (transfer full): what became of the weekly report lately
 */
EarWeeklyLast *
ear_engine_dup_weekly_last (EarEngine *self)
{
  EarWeeklyLast *copy;

  g_return_val_if_fail (EAR_IS_ENGINE (self), NULL);

  copy = g_memdup2 (&self->weekly->memory.last, sizeof *copy);
  copy->week = g_strdup (copy->week);
  copy->path = g_strdup (copy->path);
  copy->problem = g_strdup (copy->problem);
  return copy;
}

void
ear_weekly_last_free (EarWeeklyLast *last)
{
  if (last == NULL)
    return;
  g_free (last->week);
  g_free (last->path);
  g_free (last->problem);
  g_free (last);
}

/* ---- when ---- */

/* Those that only a person can mend are not waited for. */
static gboolean
is_read_until (EarEngine *engine, gint64 until)
{
  GListModel *channels = G_LIST_MODEL (engine->channels);

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr (EarChannelItem) channel = g_list_model_get_item (channels, i);
      EarHealth health = ear_channel_item_get_health (channel);

      if (!ear_channel_item_get_offline (channel) && health != EAR_HEALTH_PAUSED && health != EAR_HEALTH_SIGN_IN &&
          ear_channel_item_get_last_read (channel) < until)
        return FALSE;
    }
  return TRUE;
}

/* Also where the clock was set back meanwhile. */
static gboolean
has_passed (gint64 since, gint64 duration, gint64 now)
{
  return since == EAR_TIME_NONE || now < since || now - since >= duration;
}

static gboolean
timer_fired (gpointer data)
{
  EarWeeklyDue *self = data;

  self->timer = 0;
  ear_weekly_due_update (self);
  return G_SOURCE_REMOVE;
}

static void
arm (EarWeeklyDue *self, gint64 wait_ms)
{
  self->timer = g_timeout_add_seconds ((guint) (CLAMP (wait_ms, 1000, LONGEST_MS) / 1000), timer_fired, self);
}

/* Returns: in how many ms to look again. */
static gint64
tell_due (EarWeeklyDue *self, const EarWeek *week, gint64 now)
{
  g_autofree char *name = ear_week_to_string (week);

  if (g_strcmp0 (self->week, name) != 0)
    {
      g_set_str (&self->week, name);
      self->due_since = now;
      self->tried_at = EAR_TIME_NONE;
    }
  if (!has_passed (self->tried_at, AGAIN_MS, now))
    return self->tried_at + AGAIN_MS - now;
  if (!is_read_until (self->engine, week->to) && !has_passed (self->due_since, PATIENCE_MS, now))
    return LOOK_MS;
  self->tried_at = now;
  ear_engine_emit_weekly_due (self->engine, week);
  return AGAIN_MS;
}

static void
see_settings (EarWeeklyDue *self)
{
  ear_weekly_clear (&self->seen);
  ear_weekly_copy (&self->engine->settings->weekly, &self->seen);
}

void
ear_weekly_due_update (EarWeeklyDue *self)
{
  EarEngine *engine = self->engine;
  const gint64 now = ear_clock_now_ms ();
  g_autoptr (GTimeZone) zone = NULL;
  gint64 next, wait = LONGEST_MS;
  EarWeek week;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (engine->closed || engine->settings == NULL || (engine->flags & (EAR_ENGINE_NO_SYNC | EAR_ENGINE_READ_ONLY)) != 0)
    return;
  /* Another folder, perhaps: it may work now. */
  if (!ear_weekly_equal (&self->seen, &engine->settings->weekly))
    {
      see_settings (self);
      self->tried_at = EAR_TIME_NONE;
      if (self->memory.last.problem != NULL)
        {
          g_clear_pointer (&self->memory.last.problem, g_free);
          keep_memory (self, ear_weekly_due_update, NULL, NULL);
        }
    }
  zone = ear_engine_dup_time_zone (engine);
  next = ear_weekly_next (&self->seen, zone, now);
  if (next == EAR_TIME_NONE)
    return;
  if (ear_weekly_is_due (&self->seen, zone, self->memory.made, now, &week))
    wait = tell_due (self, &week, now);
  /* Whoever was told may have asked for an update already. */
  g_clear_handle_id (&self->timer, g_source_remove);
  arm (self, MIN (wait, next - now));
}

void
ear_weekly_due_start (EarWeeklyDue *self)
{
  see_settings (self);
  arm (self, 1000);
}

void
ear_weekly_due_stop (EarWeeklyDue *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
}
