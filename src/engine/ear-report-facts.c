/* ear-report-facts.c: the report's facts, from what the workspace holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-brand-private.h"

/* Pages of connected channels; what is logged by hand has none. */
static GArray *
load_profiles (EarDirectory *directory,
               GPtrArray    *rows,
               GPtrArray    *channels)
{
  GArray *profiles = g_array_new (FALSE, FALSE, sizeof (EarFactsProfile));

  for (guint i = 0; i < rows->len; i++)
    {
      const EarChannelRow *row = g_ptr_array_index (rows, i);
      const EarDirectoryEntry *entry = ear_directory_find (directory, row->id);
      EarFactsProfile profile = { .name = row->service_name, .url = row->url };

      if (entry == NULL || entry->kind == NULL || entry->kind->rules.offline)
        continue;
      for (guint k = 0; k < channels->len; k++)
        if (((const EarWaitChannel *) g_ptr_array_index (channels, k))->channel_id == row->id)
          {
            profile.channel = k;
            g_array_append_val (profiles, profile);
          }
    }
  return profiles;
}

EarFacts *
ear_report_load_facts (EarEngine     *self,
                       EarStore      *store,
                       GPtrArray     *channels,
                       gint64         from,
                       gint64         to,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autoptr (EarBrandSheet) sheet = ear_brand_sheet_load (store, error);
  g_autoptr (EarCalendar) opening = sheet != NULL ? ear_brand_load_opening (store, error) : NULL;
  g_autoptr (GPtrArray) rows = opening != NULL ? ear_store_list_channels (store, FALSE, error) : NULL;
  g_autoptr (EarAnswers) answers = rows != NULL ? ear_store_load_answers (store, from, to, error) : NULL;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_autoptr (GArray) profiles = NULL;
  EarFactsInput input = { .sheet = sheet, .opening = opening };

  if (answers == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  profiles = load_profiles (directory, rows, channels);
  input.answers = (const EarAnswerText *) (gpointer) answers->texts->data;
  input.n_answers = answers->texts->len;
  input.profiles = (const EarFactsProfile *) (gpointer) profiles->data;
  input.n_profiles = profiles->len;
  return ear_facts_new (&input);
}
