/* ear-graph-list.c: a page of a list, with cursors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/meta/ear-graph-service.h"

#include <string.h>

#define USUAL_LIMIT 25
#define MAX_LIMIT 100

static char *
make_cursor (const EarTownItem *item)
{
  g_autofree char *text = g_strconcat ("c", item->id, NULL);

  return g_base64_encode ((const guchar *) text, strlen (text));
}

/* Where a cursor points to; -1 where it does not belong here. */
static int
find_cursor (EarGraphCall *call, const EarGraphList *list, const char *cursor)
{
  gsize length;
  g_autofree guchar *bytes = g_base64_decode (cursor, &length);
  g_autofree char *id = length > 1 && bytes[0] == 'c' ? g_strndup ((char *) bytes + 1, length - 1) : NULL;
  EarTownItem *item = ear_town_find_item (call->town, id);
  guint at = 0;

  if (item != NULL && list->items != NULL && list->place == EAR_GRAPH_NOWHERE)
    return g_ptr_array_find (list->items, item, &at) ? (int) at : -1;
  if (item != NULL)
    at = G_STRUCT_MEMBER (guint, item, list->place);
  return item != NULL && list->items != NULL && at < list->items->len && g_ptr_array_index (list->items, at) == item ? (int) at : -1;
}

static gint64
get_number (GHashTable *args, const char *name, gint64 otherwise)
{
  const char *value = g_hash_table_lookup (args, name);

  return value != NULL && *value != '\0' ? g_ascii_strtoll (value, NULL, 10) : otherwise;
}

/* Unix seconds, or a day. */
static gint64
get_time_ms (GHashTable *args, const char *name)
{
  const char *value = g_hash_table_lookup (args, name);
  g_autofree char *text = value != NULL && strchr (value, '-') != NULL ? g_strconcat (value, "T00:00:00Z", NULL) : NULL;
  g_autoptr (GDateTime) day = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return (day != NULL ? g_date_time_to_unix (day) : get_number (args, name, 0)) * 1000;
}

typedef struct {
  GPtrArray *items;  /* of the page, in its order */
  gboolean before, after; /* there is more on that side */
} Page;

/* Walks from @at by @step until the page is full; looks one further. */
static gboolean
walk (EarGraphCall *call, const EarGraphList *list, GHashTable *args, int at, int step, gint64 limit, GPtrArray *into)
{
  gint64 since = list->by_time ? get_time_ms (args, "since") : 0;
  gint64 until = list->by_time ? get_time_ms (args, "until") : 0;
  /* "facebook.lag": so many seconds a list takes to tell of what is new; by its id it can be read at once. */
  gint64 lag_ms = ear_graph_get_setting_number (call->town, call->account, "lag", 0) * 1000;

  for (; list->items != NULL && at >= 0 && at < (int) list->items->len; at += step)
    {
      EarTownItem *item = g_ptr_array_index (list->items, at);

      if (item->deleted || (list->keep != NULL && !list->keep (call, item)))
        continue;
      if (lag_ms > 0 && item->created_ms + lag_ms > ear_town_now (call->town))
        continue;
      if ((since != 0 && item->created_ms < since) || (until != 0 && item->created_ms > until))
        continue;
      if (into->len == limit)
        return TRUE;
      g_ptr_array_add (into, item);
    }
  return FALSE;
}

static void
reverse (GPtrArray *items)
{
  for (guint i = 0; i < items->len / 2; i++)
    {
      gpointer kept = items->pdata[i];

      items->pdata[i] = items->pdata[items->len - 1 - i];
      items->pdata[items->len - 1 - i] = kept;
    }
}

static gboolean
find_page (EarGraphCall *call, const EarGraphList *list, GHashTable *args, Page *page)
{
  const char *after = g_hash_table_lookup (args, "after"), *before = g_hash_table_lookup (args, "before");
  gint64 limit = CLAMP (get_number (args, "limit", USUAL_LIMIT), 0, list->most != 0 ? list->most : MAX_LIMIT);
  int step = list->newest_first ? -1 : 1;
  int at = list->newest_first && list->items != NULL ? (int) list->items->len - 1 : 0;

  if (after != NULL || before != NULL)
    {
      at = find_cursor (call, list, after != NULL ? after : before);
      if (at < 0)
        {
          ear_graph_fail (call, 100, 0, "(#100) Invalid cursors values");
          return FALSE;
        }
      at += after != NULL ? step : -step;
    }
  if (before != NULL && after == NULL)
    {
      page->before = walk (call, list, args, at, -step, limit, page->items);
      page->after = TRUE;
      reverse (page->items);
    }
  else
    {
      page->after = walk (call, list, args, at, step, limit, page->items);
      page->before = after != NULL;
    }
  return TRUE;
}

/* The address of the page beside this one: what was asked, but for the cursor. */
static void
write_neighbour (EarGraphCall *call, EarJsonWriter *json, const EarGraphList *list, GHashTable *args, const EarGraphField *nested,
                 const char *name, const char *cursor_name, const char *cursor)
{
  static const char *const credentials[] = { "access_token", "appsecret_proof" };
  g_autoptr (GHashTable) query = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GList) names = NULL;
  g_autoptr (GString) url = g_string_new (call->request->origin);
  GHashTableIter iter;
  gpointer key, value;
  char separator = '?';

  g_hash_table_iter_init (&iter, nested != NULL ? args : call->request->query);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_replace (query, key, value);
  for (guint i = 0; i < G_N_ELEMENTS (credentials); i++)
    {
      value = g_hash_table_lookup (call->request->query, credentials[i]);
      if (value != NULL)
        g_hash_table_replace (query, (gpointer) credentials[i], value);
    }
  if (nested != NULL && *nested->text != '\0')
    g_hash_table_replace (query, (gpointer) "fields", nested->text);
  g_hash_table_remove (query, "after");
  g_hash_table_remove (query, "before");
  if (!g_hash_table_contains (query, "limit"))
    g_hash_table_replace (query, (gpointer) "limit", (gpointer) G_STRINGIFY (USUAL_LIMIT));
  g_hash_table_replace (query, (gpointer) cursor_name, (gpointer) cursor);

  g_string_append_printf (url, "/%s/%s/%s", call->version, list->owner, list->edge);
  names = g_list_sort (g_hash_table_get_keys (query), (GCompareFunc) g_strcmp0);
  for (GList *l = names; l != NULL; l = l->next, separator = '&')
    {
      g_autofree char *escaped = g_uri_escape_string (g_hash_table_lookup (query, l->data), NULL, FALSE);

      g_string_append_printf (url, "%c%s=%s", separator, (const char *) l->data, escaped);
    }
  ear_json_writer_text (json, name, url->str);
}

/**
 * ear_graph_write_list:
 * @call: a call
 * @json: inside an object
 * @list: what there is
 * @args: limit, after, before, since, until
 * @nested: (nullable): the field that asks for it inside another node
 * @fields: (nullable) (element-type EarGraphField): of each item
 */
void
ear_graph_write_list (EarGraphCall *call, EarJsonWriter *json, const EarGraphList *list, GHashTable *args, const EarGraphField *nested,
                      GPtrArray *fields)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autofree char *first = NULL, *last = NULL;
  Page page = { items, FALSE, FALSE };

  ear_graph_check_fields (call, list->node, fields);
  ear_json_writer_begin_array (json, "data");
  if (find_page (call, list, args, &page) && items->len > 0)
    {
      first = make_cursor (g_ptr_array_index (items, 0));
      last = make_cursor (g_ptr_array_index (items, items->len - 1));
      if (call->request->reorder)
        reverse (items);
      if (call->request->duplicate)
        g_ptr_array_add (items, g_ptr_array_index (items, 0));
    }
  for (guint i = 0; i < items->len; i++)
    {
      ear_json_writer_begin_object (json, NULL);
      ear_graph_write_members (call, json, list->node, g_ptr_array_index (items, i), fields);
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_array (json);
  if (first == NULL)
    return;

  ear_json_writer_begin_object (json, "paging");
  ear_json_writer_begin_object (json, "cursors");
  ear_json_writer_text (json, "before", first);
  ear_json_writer_text (json, "after", last);
  ear_json_writer_end_object (json);
  if (page.after)
    write_neighbour (call, json, list, args, nested, "next", "after", last);
  if (page.before)
    write_neighbour (call, json, list, args, nested, "previous", "before", first);
  ear_json_writer_end_object (json);
}
