/* ear-brand.c: the brand sheet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-brand-private.h"

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "engine/ear-settings-private.h"

/* Name and opening hours of the organisation are settings, which the preferences show too, hours with "valid from": said once, they cannot
 * disagree. Everything else of the sheet is the store's. */

EarBrandSheet *
ear_brand_sheet_load (EarStore  *store,
                      GError   **error)
{
  g_autoptr (GHashTable) facts = ear_store_list_brand_facts (store, error);
  g_autoptr (EarSettings) settings = facts != NULL ? ear_settings_load (store, error) : NULL;
  EarBrandSheet *sheet;

  if (settings == NULL)
    return NULL;
  sheet = ear_brand_sheet_new ();
  for (EarBrandFact fact = 0; fact < EAR_N_BRAND_FACTS; fact++)
    ear_brand_sheet_set (sheet, fact, g_hash_table_lookup (facts, ear_brand_fact_to_string (fact)));
  ear_brand_sheet_set (sheet, EAR_BRAND_NAME, settings->name);
  if (ear_hours_is_set (settings->opening))
    sheet->opening = ear_hours_ref (settings->opening);
  return sheet;
}

EarCalendar *
ear_brand_load_opening (EarStore  *store,
                        GError   **error)
{
  g_autoptr (GPtrArray) entries = ear_settings_list_valid (store, EAR_KEY_OPENING, NULL, NULL, error);
  g_autoptr (EarCalendar) calendar = NULL;

  if (entries == NULL)
    return NULL;
  calendar = ear_calendar_new ();
  for (guint i = 0; i < entries->len; i++)
    {
      const EarStoreSetting *entry = g_ptr_array_index (entries, i);
      g_autoptr (EarHours) hours = ear_hours_from_json (entry->value, error);

      if (hours == NULL)
        return NULL;
      ear_calendar_add (calendar, entry->valid_from, hours);
    }
  return g_steal_pointer (&calendar);
}

/* ---- reading ---- */

static gpointer
load_sheet (EarEngine     *self,
            EarStore      *store,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  return ear_brand_sheet_load (store, error);
}

/**
 * ear_engine_load_brand_sheet_async:
 *
 * Reads what every channel must agree on, with the opening hours as they are now.
 */
void
ear_engine_load_brand_sheet_async (EarEngine           *self,
                                   GAsyncReadyCallback  callback,
                                   gpointer             data)
{
  EarWork work = { load_sheet, NULL, NULL, (GDestroyNotify) ear_brand_sheet_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_read (self, ear_engine_load_brand_sheet_async, work, NULL, callback, data);
}

/**
 * ear_engine_load_brand_sheet_finish:
 *
 * Returns: (transfer full)
 */
EarBrandSheet *
ear_engine_load_brand_sheet_finish (EarEngine     *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- changing ---- */

typedef struct {
  EarBrandSheet *sheet;
  guint which;
  gint64 valid_from;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  ear_brand_sheet_free (change->sheet);
  g_free (change);
}

static gboolean
put_name (EarStore    *store,
          const char  *name,
          GError     **error)
{
  g_autofree char *value = ear_settings_write_name (name);

  return ear_settings_set (store, EAR_KEY_ORGANISATION, value, G_MININT64, error);
}

static gboolean
put_opening (EarStore      *store,
             const Change  *change,
             GError       **error)
{
  g_autoptr (EarSettings) settings = ear_settings_load (store, error);
  g_autoptr (EarHours) hours = NULL;
  g_autofree char *json = NULL;

  if (settings == NULL)
    return FALSE;
  if (change->sheet->opening != NULL)
    hours = ear_hours_copy_in_zone (change->sheet->opening, settings->zone, error);
  else
    hours = ear_hours_new (settings->zone, error);
  if (hours == NULL)
    return FALSE;
  if (ear_hours_equal (hours, settings->opening))
    return TRUE;
  json = ear_hours_to_json (hours);
  return ear_settings_set (store, EAR_KEY_OPENING, json, change->valid_from, error);
}

static gpointer
set_sheet (EarEngine     *self,
           EarStore      *store,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  const Change *change = data;
  const guint settings = 1u << EAR_BRAND_NAME | EAR_BRAND_OPENING;
  g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
  char *event = NULL;

  for (EarBrandFact fact = 0; fact < EAR_N_BRAND_FACTS; fact++)
    if ((change->which & ~settings & (1u << fact)) != 0)
      g_hash_table_insert (facts, (gpointer) ear_brand_fact_to_string (fact), (gpointer) ear_brand_sheet_get (change->sheet, fact));
  if (g_hash_table_size (facts) > 0)
    {
      if (!ear_store_set_brand_facts (store, NULL, facts, &event, error))
        return NULL;
      ear_engine_give_event (event);
      /* Whatever becomes of the settings. */
      ear_change_queue_mark (self->change_queue, EAR_CHANGED_SETTINGS);
    }
  if ((change->which & (1u << EAR_BRAND_NAME)) != 0 && !put_name (store, ear_brand_sheet_get (change->sheet, EAR_BRAND_NAME), error))
    return NULL;
  if ((change->which & EAR_BRAND_OPENING) != 0 && !put_opening (store, change, error))
    return NULL;
  if ((change->which & settings) != 0)
    return ear_settings_reload (self, store, error);
  return ear_settings_load (store, error);
}

/**
 * ear_engine_set_brand_sheet_async:
 * @sheet: what it is to say
 * @which: what of it: 1 << EarBrandFact, %EAR_BRAND_OPENING; the rest stays
 * @valid_from_ms: from when on the opening hours are so, UTC ms; %EAR_TIME_NONE: always
 *
 * Finishes with ear_engine_finish(); ear_engine_dup_event() tells what to undo.
 */
void
ear_engine_set_brand_sheet_async (EarEngine           *self,
                                  const EarBrandSheet *sheet,
                                  guint                which,
                                  gint64               valid_from_ms,
                                  GAsyncReadyCallback  callback,
                                  gpointer             data)
{
  Change *change = g_new0 (Change, 1);
  EarWork work = { set_sheet, change, change_free, NULL };

  g_return_if_fail (EAR_IS_ENGINE (self));

  change->sheet = ear_brand_sheet_copy (sheet);
  change->which = which;
  change->valid_from = valid_from_ms;
  ear_settings_change (self, ear_engine_set_brand_sheet_async, work, callback, data);
}
