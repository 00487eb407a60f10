/* ear-list.c: the conversations of a queue, as a list model of ids
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-list-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "engine/ear-advice-private.h"
#include "engine/ear-list-diff-private.h"
#include "engine/ear-row-private.h"

/* What a window shows at once, before the rest is known: no more than it has room for, as a list makes widgets for many more. */
#define FIRST 24
/* The rest comes when those have been drawn. Not when there is nothing else to do: while something moves on the screen, there is. */
#define REST_MS 60
/* More steps than this are one: moving memory for each would cost more than drawing the rows anew. */
#define MAX_STEPS 64

struct _EarList
{
  GObject parent_instance;

  EarEngine *engine;           /* (nullable): while it lives */
  EarListQuery *query;         /* (nullable): a fixed list */
  GArray *ids;                 /* (element-type gint64) */
  GCancellable *cancellable;
  gboolean loading, again, held, complete;
  gboolean ever_loaded;
  char *error_sentence;
  guint n_new;
  gint64 last_cost_us;         /* of the last reading */
  guint timer, rest;
};

enum {
  PROP_0,
  PROP_LOADING,
  PROP_ERROR_SENTENCE,
  PROP_N_NEW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *iface);
static void refresh (EarList *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (EarList, ear_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
ear_list_get_item_type (GListModel *model)
{
  return EAR_TYPE_ROW;
}

static guint
ear_list_get_n_items (GListModel *model)
{
  return EAR_LIST (model)->ids->len;
}

static gpointer
ear_list_get_item (GListModel *model,
                   guint       position)
{
  EarList *self = EAR_LIST (model);

  if (position >= self->ids->len || self->engine == NULL)
    return NULL;
  return ear_row_get (self->engine, g_array_index (self->ids, gint64, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = ear_list_get_item_type;
  iface->get_n_items = ear_list_get_n_items;
  iface->get_item = ear_list_get_item;
}

static void
ear_list_get_property (GObject    *object,
                       guint       id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  EarList *self = EAR_LIST (object);

  switch (id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, ear_list_get_loading (self));
      break;
    case PROP_ERROR_SENTENCE:
      g_value_set_string (value, self->error_sentence);
      break;
    case PROP_N_NEW:
      g_value_set_uint (value, self->n_new);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ear_list_dispose (GObject *object)
{
  EarList *self = EAR_LIST (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->rest, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->engine != NULL)
    {
      g_ptr_array_remove_fast (self->engine->lists, self);
      g_clear_weak_pointer (&self->engine);
    }

  G_OBJECT_CLASS (ear_list_parent_class)->dispose (object);
}

static void
ear_list_finalize (GObject *object)
{
  EarList *self = EAR_LIST (object);

  g_clear_pointer (&self->query, ear_list_query_free);
  g_array_unref (self->ids);
  g_object_unref (self->cancellable);
  g_free (self->error_sentence);

  G_OBJECT_CLASS (ear_list_parent_class)->finalize (object);
}

static void
ear_list_class_init (EarListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = ear_list_get_property;
  object_class->dispose = ear_list_dispose;
  object_class->finalize = ear_list_finalize;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR_SENTENCE] = g_param_spec_string ("error-sentence", NULL, NULL, NULL, flags);
  properties[PROP_N_NEW] = g_param_spec_uint ("n-new", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ear_list_init (EarList *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->cancellable = g_cancellable_new ();
}

/* ---- off the main thread: the new order, and the steps to it ---- */

typedef struct {
  EarListQuery *query;
  GArray *before;              /* a copy */
  gboolean held;
  guint limit;                 /* 0: all */
} Reading;

typedef struct {
  GArray *after;
  GArray *steps;               /* (element-type EarListStep) */
  guint n_new;
  gint64 cost_us;
} NewOrder;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  ear_list_query_free (reading->query);
  g_array_unref (reading->before);
  g_free (reading);
}

static void
result_free (gpointer data)
{
  NewOrder *result = data;

  g_array_unref (result->after);
  g_array_unref (result->steps);
  g_free (result);
}

/* While the person reads further down nothing moves: what is gone goes, what is new is counted. */
static GArray *
hold (GArray *before,
      GArray *after,
      guint  *n_new)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *held = g_array_sized_new (FALSE, FALSE, sizeof (gint64), before->len);

  for (guint i = 0; i < after->len; i++)
    g_hash_table_add (wanted, &g_array_index (after, gint64, i));
  for (guint i = 0; i < before->len; i++)
    {
      gint64 id = g_array_index (before, gint64, i);

      if (g_hash_table_contains (wanted, &id))
        g_array_append_val (held, id);
    }
  *n_new = after->len - held->len;
  return held;
}

static gpointer
read_order (EarEngine     *engine,
            EarStore      *store,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  Reading *reading = data;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GArray) after = ear_list_query_run (reading->query, engine, store, reading->limit, error);
  NewOrder *result;

  if (after == NULL)
    return NULL;
  result = g_new0 (NewOrder, 1);
  if (reading->held)
    {
      GArray *held = hold (reading->before, after, &result->n_new);

      g_array_unref (after);
      after = held;
    }
  result->steps = ear_list_diff ((const gint64 *) (gpointer) reading->before->data, reading->before->len,
                                 (const gint64 *) (gpointer) after->data, after->len);
  result->after = g_steal_pointer (&after);
  result->cost_us = g_get_monotonic_time () - start;
  return result;
}

/* ---- on the main thread ---- */

static void
splice (EarList           *self,
        const EarListStep *step,
        GArray            *after)
{
  g_array_remove_range (self->ids, step->position, step->removed);
  if (step->added > 0)
    g_array_insert_vals (self->ids, step->position, &g_array_index (after, gint64, step->added_from), step->added);
  g_list_model_items_changed (G_LIST_MODEL (self), step->position, step->removed, step->added);
}

static void
apply (EarList        *self,
       NewOrder *result)
{
  if (result->steps->len > MAX_STEPS)
    {
      const EarListStep *highest = &g_array_index (result->steps, EarListStep, 0);
      const EarListStep *lowest = &g_array_index (result->steps, EarListStep, result->steps->len - 1);
      guint unchanged = self->ids->len - highest->position - highest->removed;
      EarListStep whole = {
        lowest->position, self->ids->len - unchanged - lowest->position,
        result->after->len - unchanged - lowest->position, lowest->position,
      };

      splice (self, &whole, result->after);
      return;
    }
  for (guint i = 0; i < result->steps->len; i++)
    splice (self, &g_array_index (result->steps, EarListStep, i), result->after);
}

static void
set_n_new (EarList *self,
           guint    n_new)
{
  if (self->n_new == n_new)
    return;
  self->n_new = n_new;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_NEW]);
}

static void read_now (EarList *self);

/* What is there is drawn first. */
static gboolean
rest_wanted (gpointer data)
{
  EarList *self = data;

  self->rest = 0;
  self->again = FALSE;
  read_now (self);
  return G_SOURCE_REMOVE;
}

static void
order_read (GObject      *source,
            GAsyncResult *async_result,
            gpointer      data)
{
  g_autoptr (EarList) self = data;
  g_autoptr (GError) error = NULL;
  NewOrder *result = g_task_propagate_pointer (G_TASK (async_result), &error);
  gboolean was_loading = ear_list_get_loading (self);
  gboolean is_read = result != NULL;

  self->loading = FALSE;
  if (self->engine == NULL || self->engine->closed)
    {
      g_clear_pointer (&result, result_free);
      return;
    }
  if (result == NULL)
    {
      g_autoptr (EarAdvice) advice = ear_advice_for_error (error, NULL);

      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && g_set_str (&self->error_sentence, advice->sentence))
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_SENTENCE]);
      self->ever_loaded = TRUE;
    }
  else
    {
      self->last_cost_us = result->cost_us;
      self->complete = self->ever_loaded || result->after->len < FIRST;
      self->ever_loaded = TRUE;
      if (g_set_str (&self->error_sentence, NULL))
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_SENTENCE]);
      apply (self, result);
      set_n_new (self, result->n_new);
      result_free (result);
    }
  if (was_loading != ear_list_get_loading (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  if (is_read && !self->complete)
    self->rest = g_timeout_add (REST_MS, rest_wanted, self);
  else if (self->again)
    {
      self->again = FALSE;
      refresh (self);
    }
}

static void
read_now (EarList *self)
{
  Reading *reading;
  EarWork work = { read_order, NULL, reading_free, result_free };

  if (self->engine == NULL || self->engine->closed)
    return;
  reading = g_new0 (Reading, 1);
  reading->query = ear_list_query_copy (self->query);
  reading->before = g_array_copy (self->ids);
  reading->held = self->held && self->complete;
  reading->limit = self->ever_loaded ? 0 : FIRST;
  work.data = reading;
  self->loading = TRUE;
  ear_engine_read (self->engine, read_now, work, self->cancellable, order_read, g_object_ref (self));
}

static gboolean
timer_fired (gpointer data)
{
  EarList *self = data;

  self->timer = 0;
  read_now (self);
  return G_SOURCE_REMOVE;
}

/* Reading a long list takes at most a tenth of the time, however much changes. */
static void
refresh (EarList *self)
{
  if (self->query == NULL)
    return;
  if (self->loading || self->rest != 0)
    self->again = TRUE;
  else if (!self->complete)
    read_now (self);
  else if (self->timer == 0)
    self->timer = g_timeout_add ((guint) CLAMP (self->last_cost_us / 100, 1, 5000), timer_fired, self);
}

void
ear_engine_update_lists (EarEngine          *engine,
                         const EarChangeSet *set)
{
  if (set->conversations->len == 0 && !set->counts && !set->settings)
    return;
  for (guint i = 0; i < engine->lists->len; i++)
    refresh (g_ptr_array_index (engine->lists, i));
}

void
ear_engine_detach_lists (EarEngine *engine)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < engine->lists->len; i++)
    g_ptr_array_add (lists, g_object_ref (g_ptr_array_index (engine->lists, i)));
  g_ptr_array_set_size (engine->lists, 0);
  for (guint i = 0; i < lists->len; i++)
    {
      EarList *self = g_ptr_array_index (lists, i);
      guint n_removed = self->ids->len;

      g_clear_handle_id (&self->timer, g_source_remove);
      g_clear_handle_id (&self->rest, g_source_remove);
      g_clear_weak_pointer (&self->engine);
      g_array_set_size (self->ids, 0);
      if (n_removed > 0)
        g_list_model_items_changed (G_LIST_MODEL (self), 0, n_removed, 0);
    }
}

/* ---- API ---- */

static EarList *
list_new (EarEngine *engine)
{
  EarList *self = g_object_new (EAR_TYPE_LIST, NULL);

  g_set_weak_pointer (&self->engine, engine);
  g_ptr_array_add (engine->lists, self);
  return self;
}

/**
 * ear_list_new:
 * @query: copied
 *
 * Returns: (transfer full): empty until the first rows are read
 */
EarList *
ear_list_new (EarEngine      *engine,
              const EarQuery *query)
{
  EarList *self;

  g_return_val_if_fail (EAR_IS_ENGINE (engine), NULL);

  self = list_new (engine);
  self->query = ear_list_query_new (query);
  read_now (self);
  return self;
}

/**
 * ear_list_new_for_ids:
 * @conversation_ids: (array length=n_conversations)
 *
 * Returns: (transfer full): these conversations in this order
 */
EarList *
ear_list_new_for_ids (EarEngine    *engine,
                      const gint64 *conversation_ids,
                      gsize         n_conversations)
{
  EarList *self;

  g_return_val_if_fail (EAR_IS_ENGINE (engine), NULL);

  self = list_new (engine);
  g_array_append_vals (self->ids, conversation_ids, (guint) n_conversations);
  self->complete = self->ever_loaded = TRUE;
  return self;
}

/**
 * ear_list_get_loading:
 *
 * Returns: TRUE until the first rows are there; later changes are not worth a spinner
 */
gboolean
ear_list_get_loading (EarList *self)
{
  g_return_val_if_fail (EAR_IS_LIST (self), FALSE);

  return self->loading && !self->ever_loaded;
}

/**
 * ear_list_find:
 *
 * Returns: its position, or %G_MAXUINT
 */
guint
ear_list_find (EarList *self,
               gint64   conversation_id)
{
  g_return_val_if_fail (EAR_IS_LIST (self), G_MAXUINT);

  for (guint i = 0; i < self->ids->len; i++)
    {
      if (g_array_index (self->ids, gint64, i) == conversation_id)
        return i;
    }
  return G_MAXUINT;
}

void
ear_list_set_held (EarList  *self,
                   gboolean  held)
{
  g_return_if_fail (EAR_IS_LIST (self));

  held = !!held;
  if (self->held == held)
    return;
  self->held = held;
  if (!held)
    {
      if (self->loading)
        self->again = TRUE;
      else if (self->query != NULL)
        read_now (self);
    }
}

guint
ear_list_get_n_new (EarList *self)
{
  g_return_val_if_fail (EAR_IS_LIST (self), 0);

  return self->n_new;
}
