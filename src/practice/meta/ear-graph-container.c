/* ear-graph-container.c: what is made before it is published, and what has become of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/meta/ear-graph-service.h"

#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (24 * 3600) * 1000)
/* How long pictures take; texts take no time. */
#define PROCESSING_S 3

/* A container is the parameters it was made with, kept as one setting so that it is saved with the town. */
static char *
name_of (const EarTownAccount *account, const char *id)
{
  return g_strconcat (account->service, ".container.", id, NULL);
}

static void
keep (EarTown *town, const EarTownAccount *account, GHashTable *container)
{
  g_autofree char *name = name_of (account, g_hash_table_lookup (container, "id"));
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (container), (GCompareFunc) g_strcmp0);

  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *value = g_uri_escape_string (g_hash_table_lookup (container, l->data), NULL, FALSE);

      g_string_append_printf (text, "%s%s=%s", text->len > 0 ? "&" : "", (const char *) l->data, value);
    }
  ear_town_set (town, name, text->str);
}

GHashTable *
ear_graph_container_find (EarTown *town, const EarTownAccount *account, const char *id)
{
  g_autofree char *name = id != NULL ? name_of (account, id) : NULL;
  const char *text = name != NULL ? ear_town_get_setting (town, name) : NULL;

  return text != NULL ? g_uri_parse_params (text, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;
}

char *
ear_graph_container_make (EarGraphCall *call, const char *const *parameters)
{
  g_autoptr (GHashTable) container = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  char *id = ear_town_new_id (call->town);

  for (; *parameters != NULL; parameters++)
    if (ear_town_request_get (call->request, *parameters) != NULL)
      g_hash_table_replace (container, (gpointer) *parameters, g_strdup (ear_town_request_get (call->request, *parameters)));
  g_hash_table_replace (container, (gpointer) "id", g_strdup (id));
  g_hash_table_replace (container, (gpointer) "made", g_strdup_printf ("%" G_GINT64_FORMAT, ear_town_now (call->town)));
  keep (call->town, call->account, container);
  return id;
}

void
ear_graph_container_set_published (EarTown *town, const EarTownAccount *account, GHashTable *container, const char *id)
{
  g_hash_table_replace (container, g_strdup ("published"), g_strdup (id));
  keep (town, account, container);
}

const char *
ear_graph_container_get_status (EarTown *town, const EarTownAccount *account, GHashTable *container)
{
  gint64 age_ms = ear_town_now (town) - g_ascii_strtoll (g_hash_table_lookup (container, "made"), NULL, 10);
  gboolean text = g_strcmp0 (g_hash_table_lookup (container, "media_type"), "TEXT") == 0;

  if (g_hash_table_contains (container, "published"))
    return "PUBLISHED";
  if (age_ms > DAY_MS)
    return "EXPIRED";
  if (text)
    return "FINISHED";
  if (age_ms < ear_graph_get_setting_number (town, account, "processing", PROCESSING_S) * 1000)
    return "IN_PROGRESS";
  return ear_graph_is_set (town, account, "fail_media") ? "ERROR" : "FINISHED";
}
