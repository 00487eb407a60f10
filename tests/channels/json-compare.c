/* json-compare.c: what differs between two JSON values, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/json-compare.h"

static char *
to_text (JsonNode *node)
{
  return node != NULL ? json_to_string (node, FALSE) : g_strdup ("nothing");
}

static void
note (JsonNode *expected, JsonNode *found, const char *where, GString *faults)
{
  g_autofree char *a = to_text (expected);
  g_autofree char *b = to_text (found);

  g_string_append_printf (faults, "%s is %s, expected %s\n", where, b, a);
}

static void
compare_objects (JsonObject *expected, JsonObject *found, gboolean whole, const char *where, GString *faults)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, expected);
  while (json_object_iter_next (&iter, &name, &value))
    {
      g_autofree char *deeper = g_strdup_printf ("%s.%s", where, name);
      JsonNode *other = json_object_get_member (found, name);

      /* null: must not be there. */
      if (JSON_NODE_HOLDS_NULL (value) && other == NULL)
        continue;
      json_compare (value, other, whole, deeper, faults);
    }
  if (!whole)
    return;
  json_object_iter_init (&iter, found);
  while (json_object_iter_next (&iter, &name, &value))
    {
      g_autofree char *deeper = g_strdup_printf ("%s.%s", where, name);

      if (!json_object_has_member (expected, name))
        note (NULL, value, deeper, faults);
    }
}

static void
compare_arrays (JsonArray *expected, JsonArray *found, gboolean whole, const char *where, GString *faults)
{
  guint length = json_array_get_length (expected);

  if (json_array_get_length (found) != length)
    g_string_append_printf (faults, "%s has %u elements, expected %u\n", where, json_array_get_length (found), length);
  for (guint i = 0; i < MAX (length, json_array_get_length (found)); i++)
    {
      g_autofree char *deeper = g_strdup_printf ("%s[%u]", where, i);

      json_compare (i < length ? json_array_get_element (expected, i) : NULL,
                    i < json_array_get_length (found) ? json_array_get_element (found, i) : NULL, whole, deeper, faults);
    }
}

void
json_compare (JsonNode *expected, JsonNode *found, gboolean whole, const char *where, GString *faults)
{
  gboolean is_text = expected != NULL && JSON_NODE_HOLDS_VALUE (expected) && json_node_get_value_type (expected) == G_TYPE_STRING;

  if (found != NULL && is_text && g_str_equal (json_node_get_string (expected), "*"))
    return;
  if (expected == NULL || found == NULL || JSON_NODE_TYPE (expected) != JSON_NODE_TYPE (found))
    note (expected, found, where, faults);
  else if (JSON_NODE_HOLDS_OBJECT (expected))
    compare_objects (json_node_get_object (expected), json_node_get_object (found), whole, where, faults);
  else if (JSON_NODE_HOLDS_ARRAY (expected))
    compare_arrays (json_node_get_array (expected), json_node_get_array (found), whole, where, faults);
  else if (!json_node_equal (expected, found))
    note (expected, found, where, faults);
}
