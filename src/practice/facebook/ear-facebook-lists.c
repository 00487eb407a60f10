/* ear-facebook-lists.c: what stands on the Page: posts, visitors' posts, mentions, recommendations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/facebook/ear-facebook-town.h"

#include <stdlib.h>

#define WRITTEN(name, ...) { #name, EAR_GRAPH_WRITE, 0, write_##name, __VA_ARGS__ }

static gboolean
is_published (EarGraphCall *call, EarTownItem *item)
{
  return !item->unpublished;
}

static gboolean
is_scheduled (EarGraphCall *call, EarTownItem *item)
{
  return item->unpublished && ear_town_item_get_fact (item, "scheduled") != NULL;
}

static void
write_tops (EarGraphCall *call, EarJsonWriter *json, EarTownKind kind, const char *edge, const EarGraphNode *node,
            gboolean (*keep) (EarGraphCall *call, EarTownItem *item), GPtrArray *fields)
{
  EarGraphList list = {
    .items = call->account->tops[kind],
    .place = G_STRUCT_OFFSET (EarTownItem, at_below),
    .newest_first = TRUE,
    .by_time = TRUE,
    .keep = keep,
    .node = node,
    .owner = call->account->id,
    .edge = edge,
  };

  ear_graph_write_list (call, json, &list, call->request->parameters, NULL, fields);
}

void
ear_facebook_get_posts (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_tops (call, json, EAR_TOWN_POST, "published_posts", &ear_facebook_post_node, is_published, fields);
}

void
ear_facebook_get_scheduled (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_tops (call, json, EAR_TOWN_POST, "scheduled_posts", &ear_facebook_post_node, is_scheduled, fields);
}

void
ear_facebook_get_tagged (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_tops (call, json, EAR_TOWN_MENTION, "tagged", &ear_facebook_post_node, NULL, fields);
}

void
ear_facebook_get_visits (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_tops (call, json, EAR_TOWN_VISIT, "visitor_posts", &ear_facebook_post_node, NULL, fields);
}

/* ---- recommendations: they have no id of their own ---- */

static void
write_has_rating (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_bool (json, "has_rating", ear_town_item_get_fact (object, "stars") != NULL);
}

static void
write_has_review (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_bool (json, "has_review", *((const EarTownItem *) object)->text != '\0');
}

static void
write_rating (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *stars = ear_town_item_get_fact (object, "stars");

  if (stars != NULL)
    ear_json_writer_int (json, "rating", atoi (stars));
}

static void
write_recommendation_type (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *rating = ear_town_item_get_fact (object, "rating");

  if (ear_town_item_get_fact (object, "stars") == NULL)
    ear_json_writer_text (json, "recommendation_type", rating == NULL || atoi (rating) >= 4 ? "positive" : "negative");
}

static void
write_reviewer (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_facebook_write_from (call, json, field, object);
}

static void
write_open_graph_story (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_begin_object (json, "open_graph_story");
  ear_graph_write_members (call, json, &ear_facebook_post_node, object, field->fields);
  ear_json_writer_end_object (json);
}

static const EarGraphColumn review_columns[] = {
  { "created_time", EAR_GRAPH_TIME, G_STRUCT_OFFSET (EarTownItem, created_ms), .usual = TRUE },
  { "review_text", EAR_GRAPH_TEXT, G_STRUCT_OFFSET (EarTownItem, text), .usual = TRUE }, WRITTEN (has_rating), WRITTEN (has_review),
  WRITTEN (rating, .usual = TRUE), WRITTEN (recommendation_type, .usual = TRUE), WRITTEN (reviewer, .usual = TRUE),
  WRITTEN (open_graph_story),
};
const EarGraphNode ear_facebook_review_node = { "Recommendation", review_columns, G_N_ELEMENTS (review_columns) };

void
ear_facebook_get_ratings (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_tops (call, json, EAR_TOWN_REVIEW, "ratings", &ear_facebook_review_node, NULL, fields);
}
