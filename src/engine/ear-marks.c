/* ear-marks.c: what people mark conversations with: snoozed, whose, tags, priority, muted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "engine/ear-engine-private.h"
#include "store/ear-store-event.h"

/* ---- values ---- */

void
ear_tag_free (EarTag *tag)
{
  if (tag == NULL)
    return;
  g_free (tag->key);
  g_free (tag->name);
  g_free (tag->colour);
  g_free (tag);
}

void
ear_marks_free (EarMarks *marks)
{
  if (marks == NULL)
    return;
  g_free (marks->assignee_key);
  g_free (marks->assignee);
  g_ptr_array_unref (marks->tags);
  g_free (marks);
}

void
ear_colleague_free (EarColleague *colleague)
{
  if (colleague == NULL)
    return;
  g_free (colleague->key);
  g_free (colleague->name);
  g_free (colleague);
}

/* @rows: (nullable) (element-type EarTagRow) */
static GPtrArray *
tags_of (const GPtrArray *rows)
{
  GPtrArray *tags = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_tag_free);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EarTagRow *row = g_ptr_array_index (rows, i);
      EarTag *tag = g_new0 (EarTag, 1);

      tag->key = g_strdup (row->key);
      tag->name = g_strdup (row->name);
      tag->colour = g_strdup (row->colour);
      tag->n_open = row->n_open;
      g_ptr_array_add (tags, tag);
    }
  return tags;
}

EarMarks *
ear_marks_new (const EarStoreRow *row)
{
  EarMarks *marks = g_new0 (EarMarks, 1);

  marks->wakes_at = row->wakes_at;
  marks->snoozed_until = row->snoozed_until;
  marks->muted = row->muted;
  marks->priority = row->priority;
  marks->assignee_key = g_strdup (row->assignee_key);
  marks->assignee = g_strdup (row->assignee_name);
  marks->mine = row->mine;
  marks->tags = tags_of (row->tags);
  return marks;
}

/* ---- acting ---- */

typedef struct _Deed Deed;
/* @events: one after the other, with a space after each. */
typedef gboolean (*DeedFunc) (EarStore *store, const Deed *deed, GString *events, EarChanges *changes, GError **error);

struct _Deed {
  DeedFunc func;
  gint64 id, number;
  char *key, *name, *colour;
};

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  g_free (deed->key);
  g_free (deed->name);
  g_free (deed->colour);
  g_free (deed);
}

static gpointer
run_deed (EarEngine     *self,
          EarStore      *store,
          gpointer       data,
          GCancellable  *cancellable,
          GError       **error)
{
  const Deed *deed = data;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (GString) events = g_string_new (NULL);
  gboolean ok = deed->func (store, deed, events, changes, error);

  /* The first of two may have been done. */
  ear_engine_publish (self, changes, EAR_CHANGED_COUNTS);
  return ok ? g_strchomp (g_string_free (g_steal_pointer (&events), FALSE)) : NULL;
}

static void
push (EarEngine           *self,
      gpointer             tag,
      Deed                 deed,
      GAsyncReadyCallback  callback,
      gpointer             data)
{
  EarWork work = { run_deed, NULL, deed_free, g_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  deed.key = g_strdup (deed.key);
  deed.name = g_strdup (deed.name);
  deed.colour = g_strdup (deed.colour);
  work.data = g_memdup2 (&deed, sizeof deed);
  ear_engine_write (self, tag, work, NULL, callback, data);
}

static gboolean
add_event (GString  *events,
           char     *take_event,
           gboolean  ok)
{
  if (take_event != NULL)
    g_string_append_printf (events, "%s ", take_event);
  g_free (take_event);
  return ok;
}

static gboolean
snooze (EarStore    *store,
        const Deed  *deed,
        GString     *events,
        EarChanges  *changes,
        GError     **error)
{
  char *event = NULL;
  gboolean ok = ear_store_snooze (store, NULL, deed->id, deed->number, &event, changes, error);

  return add_event (events, event, ok);
}

/**
 * ear_engine_snooze_async:
 * @until: UTC ms, EAR_SNOOZE_UNTIL_ANSWER, or 0: awake
 *
 * Out of the way until then, or until they write something that needs an answer. Its questions wait all the same.
 */
void
ear_engine_snooze_async (EarEngine           *self,
                         gint64               conversation_id,
                         gint64               until,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  push (self, ear_engine_snooze_async, (Deed) { .func = snooze, .id = conversation_id, .number = until }, callback, data);
}

static gboolean
assign (EarStore    *store,
        const Deed  *deed,
        GString     *events,
        EarChanges  *changes,
        GError     **error)
{
  g_autofree char *key = g_strdup (deed->key);
  char *event = NULL;
  gboolean ok;

  if (key == NULL && deed->name != NULL)
    {
      if (!ear_store_add_member (store, NULL, deed->name, &key, &event, error))
        return FALSE;
      add_event (events, g_steal_pointer (&event), TRUE);
    }
  ok = ear_store_assign (store, NULL, deed->id, key, &event, changes, error);
  return add_event (events, event, ok);
}

/**
 * ear_engine_assign_async:
 * @member: (nullable): a colleague's key
 * @name: (nullable): without @member, whoever is called so, new or not
 *
 * Whose it is to answer; without either: nobody's.
 */
void
ear_engine_assign_async (EarEngine           *self,
                         gint64               conversation_id,
                         const char          *member,
                         const char          *name,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  push (self, ear_engine_assign_async, (Deed) { .func = assign, .id = conversation_id, .key = (char *) member, .name = (char *) name }, callback, data);
}

static gboolean
set_priority (EarStore    *store,
              const Deed  *deed,
              GString     *events,
              EarChanges  *changes,
              GError     **error)
{
  char *event = NULL;
  gboolean ok = ear_store_set_priority (store, NULL, deed->id, (EarPriority) deed->number, &event, changes, error);

  return add_event (events, event, ok);
}

/**
 * ear_engine_set_priority_async:
 *
 * How important it is: shown, and no order's business.
 */
void
ear_engine_set_priority_async (EarEngine           *self,
                               gint64               conversation_id,
                               EarPriority          priority,
                               GAsyncReadyCallback  callback,
                               gpointer             data)
{
  push (self, ear_engine_set_priority_async, (Deed) { .func = set_priority, .id = conversation_id, .number = priority }, callback, data);
}

static gboolean
set_muted (EarStore    *store,
           const Deed  *deed,
           GString     *events,
           EarChanges  *changes,
           GError     **error)
{
  char *event = NULL;
  gboolean ok = ear_store_set_muted (store, NULL, deed->id, deed->number != 0, &event, changes, error);

  return add_event (events, event, ok);
}

/**
 * ear_engine_set_muted_async:
 *
 * What is written there neither brings it back nor is announced.
 */
void
ear_engine_set_muted_async (EarEngine           *self,
                            gint64               conversation_id,
                            gboolean             muted,
                            GAsyncReadyCallback  callback,
                            gpointer             data)
{
  push (self, ear_engine_set_muted_async, (Deed) { .func = set_muted, .id = conversation_id, .number = muted }, callback, data);
}

/* ---- tags ---- */

/* A colour for each new one in turn. */
static const char *const colours[] = { "blue", "green", "orange", "purple", "red", "yellow", "brown" };

/* The key of the tag that is called so, or NULL. */
static char *
find_tag (GPtrArray  *tags,
          const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  for (guint i = 0; i < tags->len; i++)
    {
      const EarTagRow *row = g_ptr_array_index (tags, i);
      g_autofree char *held = g_utf8_casefold (row->name, -1);

      if (g_str_equal (held, folded))
        return g_strdup (row->key);
    }
  return NULL;
}

static gboolean
set_tagged (EarStore    *store,
            const Deed  *deed,
            GString     *events,
            EarChanges  *changes,
            GError     **error)
{
  g_autofree char *key = g_strdup (deed->key);
  char *event = NULL;
  gboolean ok;

  if (key == NULL)
    {
      g_autoptr (GPtrArray) tags = ear_store_list_tags (store, error);
      g_autofree char *name = deed->name != NULL ? g_strstrip (g_strdup (deed->name)) : NULL;

      if (tags == NULL)
        return FALSE;
      key = name != NULL ? find_tag (tags, name) : NULL;
      if (key == NULL && !deed->number)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no tag “%s”."), name != NULL ? name : "");
          return FALSE;
        }
      if (key == NULL)
        {
          if (!ear_store_put_tag (store, NULL, NULL, name, colours[tags->len % G_N_ELEMENTS (colours)], &key, &event, changes, error))
            return FALSE;
          add_event (events, g_steal_pointer (&event), TRUE);
        }
    }
  ok = ear_store_set_tagged (store, NULL, deed->id, key, deed->number != 0, &event, changes, error);
  return add_event (events, event, ok);
}

/**
 * ear_engine_set_tagged_async:
 * @tag: (nullable): its key
 * @name: (nullable): without @tag, the one called so; with @tagged it is made where there is none
 */
void
ear_engine_set_tagged_async (EarEngine           *self,
                             gint64               conversation_id,
                             const char          *tag,
                             const char          *name,
                             gboolean             tagged,
                             GAsyncReadyCallback  callback,
                             gpointer             data)
{
  push (self, ear_engine_set_tagged_async,
        (Deed) { .func = set_tagged, .id = conversation_id, .key = (char *) tag, .name = (char *) name, .number = tagged }, callback, data);
}

static gboolean
edit_tag (EarStore    *store,
          const Deed  *deed,
          GString     *events,
          EarChanges  *changes,
          GError     **error)
{
  char *event = NULL;
  gboolean ok = ear_store_put_tag (store, NULL, deed->key, deed->name, deed->colour, NULL, &event, changes, error);

  return add_event (events, event, ok);
}

/**
 * ear_engine_edit_tag_async:
 *
 * Another name or colour.
 */
void
ear_engine_edit_tag_async (EarEngine           *self,
                           const char          *tag,
                           const char          *name,
                           const char          *colour,
                           GAsyncReadyCallback  callback,
                           gpointer             data)
{
  push (self, ear_engine_edit_tag_async, (Deed) { .func = edit_tag, .key = (char *) tag, .name = (char *) name, .colour = (char *) colour }, callback,
        data);
}

static gboolean
remove_tag (EarStore    *store,
            const Deed  *deed,
            GString     *events,
            EarChanges  *changes,
            GError     **error)
{
  char *event = NULL;
  gboolean ok = ear_store_remove_tag (store, NULL, deed->key, &event, changes, error);

  return add_event (events, event, ok);
}

/**
 * ear_engine_remove_tag_async:
 *
 * No conversation has it any more; undo gives it back to them.
 */
void
ear_engine_remove_tag_async (EarEngine           *self,
                             const char          *tag,
                             GAsyncReadyCallback  callback,
                             gpointer             data)
{
  push (self, ear_engine_remove_tag_async, (Deed) { .func = remove_tag, .key = (char *) tag }, callback, data);
}

static gpointer
list_tags (EarEngine     *self,
           EarStore      *store,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (GPtrArray) rows = ear_store_list_tags (store, error);

  return rows != NULL ? tags_of (rows) : NULL;
}

void
ear_engine_list_tags_async (EarEngine           *self,
                            GAsyncReadyCallback  callback,
                            gpointer             data)
{
  EarWork work = { list_tags, NULL, NULL, (GDestroyNotify) g_ptr_array_unref };

  ear_engine_read (self, ear_engine_list_tags_async, work, NULL, callback, data);
}

/**
 * ear_engine_list_tags_finish:
 *
 * Returns: (transfer full) (element-type EarTag): by name
 */
GPtrArray *
ear_engine_list_tags_finish (EarEngine     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- who answers here ---- */

static gpointer
list_colleagues (EarEngine     *self,
                 EarStore      *store,
                 gpointer       data,
                 GCancellable  *cancellable,
                 GError       **error)
{
  const char *my_name = data;
  g_autoptr (GPtrArray) members = ear_store_list_members (store, error);
  GPtrArray *colleagues;

  if (members == NULL)
    return NULL;
  colleagues = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_colleague_free);
  for (guint i = 0; i < members->len; i++)
    {
      const EarMember *member = g_ptr_array_index (members, i);
      EarColleague *colleague = g_new0 (EarColleague, 1);

      colleague->me = i == 0;
      colleague->key = g_strdup (member->key);
      colleague->name = g_strdup (colleague->me && my_name != NULL && *my_name != '\0' ? my_name : member->name);
      g_ptr_array_add (colleagues, colleague);
    }
  return colleagues;
}

void
ear_engine_list_colleagues_async (EarEngine           *self,
                                  GAsyncReadyCallback  callback,
                                  gpointer             data)
{
  EarWork work = { list_colleagues, NULL, g_free, (GDestroyNotify) g_ptr_array_unref };
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (self);

  work.data = g_strdup (settings->member_name != NULL ? settings->member_name : "");
  ear_engine_read (self, ear_engine_list_colleagues_async, work, NULL, callback, data);
}

/**
 * ear_engine_list_colleagues_finish:
 *
 * Returns: (transfer full) (element-type EarColleague): whoever sits here first
 */
GPtrArray *
ear_engine_list_colleagues_finish (EarEngine     *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
