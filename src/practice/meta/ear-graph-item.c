/* ear-graph-item.c: what posts, comments and messages have on all of Meta's services
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/meta/ear-graph-service.h"

#include <string.h>

const char *
ear_graph_get_username (EarTown *town, const EarTownItem *item)
{
  const EarTownPerson *person = ear_town_find_person (town, item->author);

  return ear_town_item_is_ours (item) ? item->account->handle : person != NULL ? person->handle : "";
}

char *
ear_graph_make_shortcode (const EarGraphCall *call, const EarTownItem *item)
{
  g_autofree char *coded = g_base64_encode ((const guchar *) item->id, strlen (item->id));

  coded[strcspn (coded, "=")] = '\0';
  return g_strconcat (call->service->shortcode, coded, NULL);
}

void
ear_graph_write_id (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  g_autofree char *id = call->service->dup_id (object);

  ear_json_writer_text (json, "id", id);
}

void
ear_graph_write_username (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_text (json, "username", ear_graph_get_username (call->town, object));
}

/* Told of one's own alone. */
void
ear_graph_write_owner (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  if (!ear_town_item_is_ours (object))
    return;
  ear_json_writer_begin_object (json, "owner");
  ear_json_writer_text (json, "id", call->account->id);
  ear_json_writer_end_object (json);
}

void
ear_graph_write_shortcode (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  g_autofree char *shortcode = ear_graph_make_shortcode (call, object);

  ear_json_writer_text (json, "shortcode", shortcode);
}
