/* ear-mastodon-lists.c: what the town's Mastodon server gives page by page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/mastodon/ear-mastodon-town.h"

#include <string.h>

/* ---- pages: newest first, moved by ids ---- */

typedef char *(*DupId) (const EarFediCall *call, const EarTownItem *item);
typedef void (*Write) (const EarFediCall *call, EarJsonWriter *json, const char *name, const EarTownItem *item);

typedef struct {
  char *id;
  EarTownItem *item;
} Entry;

static void
entry_clear (gpointer data)
{
  g_free (((Entry *) data)->id);
}

/* As Mastodon's clients are told to: by length, then letter by letter. */
static int
compare_ids (const char *a, const char *b)
{
  gsize x = strlen (a), y = strlen (b);

  return x != y ? (x < y ? -1 : 1) : strcmp (a, b);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  return compare_ids (((const Entry *) b)->id, ((const Entry *) a)->id);
}

static void
add_link (const EarFediCall *call, GString *links, const char *cursor, const char *id, const char *rel)
{
  GHashTableIter iter;
  gpointer name, value;

  g_string_append_printf (links, "%s<%s%s?", links->len > 0 ? ", " : "", call->request->origin, call->request->path);
  g_hash_table_iter_init (&iter, call->request->query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_auto (GStrv) values = g_strsplit (value, g_str_has_suffix (name, "[]") ? "," : "\n", -1);

      if (g_strv_contains ((const char *const[]) { "max_id", "min_id", "since_id", NULL }, name))
        continue;
      for (char **one = values; *one != NULL; one++)
        {
          g_string_append_uri_escaped (links, name, NULL, FALSE);
          g_string_append_c (links, '=');
          g_string_append_uri_escaped (links, *one, NULL, FALSE);
          g_string_append_c (links, '&');
        }
    }
  g_string_append_printf (links, "%s=%s>; rel=\"%s\"", cursor, id, rel);
}

static EarReply *
reply_page (const EarFediCall *call, GPtrArray *items, gint64 limit, DupId dup_id, Write write)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  const char *max_id = ear_fedi_get (call, "max_id"), *min_id = ear_fedi_get (call, "min_id"), *since_id = ear_fedi_get (call, "since_id");
  g_autoptr (GString) links = g_string_new (NULL);
  EarJsonWriter *json = ear_json_writer_new ();
  guint from, to;
  EarReply *reply;

  g_array_set_clear_func (entries, entry_clear);
  for (guint i = 0; i < items->len; i++)
    {
      EarTownItem *item = g_ptr_array_index (items, i);
      g_autofree char *id = dup_id (call, item);

      if ((max_id != NULL && compare_ids (id, max_id) >= 0) || (min_id != NULL && compare_ids (id, min_id) <= 0) ||
          (since_id != NULL && compare_ids (id, since_id) <= 0))
        continue;
      g_array_append_val (entries, ((Entry) { g_steal_pointer (&id), item }));
    }
  g_array_sort (entries, newest_first);
  /* "min_id": those that come right after it. */
  from = min_id != NULL && entries->len > limit ? entries->len - (guint) limit : 0;
  to = MIN (entries->len, from + (guint) limit);

  ear_json_writer_begin_array (json, NULL);
  for (guint i = from; i < to; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, call->request->reorder ? from + to - 1 - i : i);

      write (call, json, NULL, entry->item);
      if (call->request->duplicate && i == from)
        write (call, json, NULL, entry->item);
    }
  ear_json_writer_end_array (json);
  reply = ear_town_reply_json (200, json);
  if (to - from == limit)
    add_link (call, links, "max_id", g_array_index (entries, Entry, to - 1).id, "next");
  if (to > from)
    add_link (call, links, "min_id", g_array_index (entries, Entry, from).id, "prev");
  if (links->len > 0)
    ear_reply_set_header (reply, "Link", links->str);
  return reply;
}

/* ---- accounts ---- */

static gboolean
is_account (const EarFediCall *call, const char *id)
{
  return strcmp (id, call->account->id) == 0 || ear_town_find_person (call->town, id) != NULL;
}

EarReply *
ear_fedi_get_account (EarFediCall *call, const char *id)
{
  EarJsonWriter *json;

  if (!is_account (call, id))
    return ear_fedi_not_found ();
  json = ear_json_writer_new ();
  ear_fedi_write_account (call, json, NULL, id, FALSE);
  return ear_town_reply_json (200, json);
}

EarReply *
ear_fedi_get_account_statuses (EarFediCall *call, const char *id)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  gboolean no_replies = g_strcmp0 (ear_fedi_get (call, "exclude_replies"), "true") == 0;

  if (!is_account (call, id))
    return ear_fedi_not_found ();
  for (guint i = 0; i < call->town->items->len; i++)
    {
      EarTownItem *item = g_ptr_array_index (call->town->items, i);

      if (ear_fedi_is_status (call, item) && strcmp (item->author, id) == 0 && (!no_replies || ear_fedi_get_above (call, item) == NULL) &&
          ear_fedi_may_see (call, item))
        g_ptr_array_add (found, item);
    }
  return reply_page (call, found, ear_fedi_get_limit (call, 20, 40), ear_fedi_dup_status_id, ear_fedi_write_status);
}

/* ---- notifications: what others say to the viewer, and who likes what the viewer said ---- */

static const char *
get_type (const EarFediCall *call, const EarTownItem *item)
{
  if (!ear_fedi_is_status (call, item))
    return NULL;
  if (strcmp (item->author, call->viewer) == 0)
    return item->likes > 0 && ear_fedi_get_notified (call, item) <= ear_town_now (call->town) ? "favourite" : NULL;
  /* Whoever is named sees it. */
  return ear_fedi_mentions (call, item, call->viewer) ? "mention" : NULL;
}

static gboolean
is_asked (const EarFediCall *call, const char *type)
{
  const char *types = ear_fedi_get (call, "types[]"), *excluded = ear_fedi_get (call, "exclude_types[]");
  g_auto (GStrv) yes = g_strsplit (types != NULL ? types : type, ",", -1);
  g_auto (GStrv) no = g_strsplit (excluded != NULL ? excluded : "", ",", -1);

  return g_strv_contains ((const char *const *) yes, type) && !g_strv_contains ((const char *const *) no, type);
}

static const char *
somebody (const EarFediCall *call, const EarTownItem *item)
{
  guint n = call->town->people->len - 1;

  return ((EarTownPerson *) g_ptr_array_index (call->town->people, 1 + (guint) (g_ascii_strtoll (item->id, NULL, 10) % n)))->id;
}

static void
write_notification (const EarFediCall *call, EarJsonWriter *json, const char *name, const EarTownItem *item)
{
  g_autofree char *id = ear_fedi_dup_notification_id (call, item);
  g_autofree char *group = g_strconcat ("ungrouped-", id, NULL);
  const char *type = get_type (call, item);

  ear_json_writer_begin_object (json, name);
  ear_json_writer_text (json, "id", id);
  ear_json_writer_text (json, "type", type);
  ear_json_writer_text (json, "group_key", group);
  ear_json_writer_time (json, "created_at", ear_fedi_get_notified (call, item));
  ear_fedi_write_account (call, json, "account", strcmp (type, "mention") == 0 ? item->author : somebody (call, item), FALSE);
  ear_fedi_write_status (call, json, "status", item);
  ear_json_writer_end_object (json);
}

EarReply *
ear_fedi_get_notifications (EarFediCall *call, const char *id)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  for (guint i = 0; i < call->town->items->len; i++)
    {
      EarTownItem *item = g_ptr_array_index (call->town->items, i);
      const char *type = get_type (call, item);

      if (type != NULL && is_asked (call, type))
        g_ptr_array_add (found, item);
    }
  return reply_page (call, found, ear_fedi_get_limit (call, 40, 80), ear_fedi_dup_notification_id, write_notification);
}

EarReply *
ear_fedi_get_notification (EarFediCall *call, const char *id)
{
  for (guint i = 0; i < call->town->items->len; i++)
    {
      EarTownItem *item = g_ptr_array_index (call->town->items, i);
      g_autofree char *its = get_type (call, item) != NULL ? ear_fedi_dup_notification_id (call, item) : NULL;

      if (g_strcmp0 (its, id) == 0)
        {
          EarJsonWriter *json = ear_json_writer_new ();

          write_notification (call, json, NULL, item);
          return ear_town_reply_json (200, json);
        }
    }
  return ear_fedi_not_found ();
}

/* ---- direct conversations: by the first status of each ---- */

static const EarTownItem *
find_root (const EarFediCall *call, const EarTownItem *item)
{
  const EarTownItem *above;

  while ((above = ear_fedi_get_above (call, item)) != NULL)
    item = above;
  return item;
}

/* First status → the last direct one below it. */
static GHashTable *
find_conversations (const EarFediCall *call)
{
  GHashTable *last = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < call->town->items->len; i++)
    {
      EarTownItem *item = g_ptr_array_index (call->town->items, i);
      const EarTownItem *root, *known;

      if (!ear_fedi_is_status (call, item) || strcmp (ear_fedi_get_visibility (item), "direct") != 0 || !ear_fedi_may_see (call, item))
        continue;
      root = find_root (call, item);
      known = g_hash_table_lookup (last, root);
      if (known == NULL || known->created_ms <= item->created_ms)
        g_hash_table_insert (last, (gpointer) root, item);
    }
  return last;
}

static void
write_conversation (const EarFediCall *call, EarJsonWriter *json, const char *name, const EarTownItem *item)
{
  g_autoptr (GPtrArray) people = ear_fedi_dup_mentions (call, item);
  g_autofree char *read = g_strconcat ("read_by:", call->viewer, NULL);

  g_ptr_array_insert (people, 0, item->author);
  ear_json_writer_begin_object (json, name);
  ear_json_writer_text (json, "id", find_root (call, item)->id);
  ear_json_writer_bool (json, "unread", strcmp (item->author, call->viewer) != 0 && ear_town_item_get_fact (item, read) == NULL);
  ear_json_writer_begin_array (json, "accounts");
  for (guint i = 0; i < people->len; i++)
    if (strcmp (g_ptr_array_index (people, i), call->viewer) != 0)
      ear_fedi_write_account (call, json, NULL, g_ptr_array_index (people, i), FALSE);
  ear_json_writer_end_array (json);
  ear_fedi_write_status (call, json, "last_status", item);
  ear_json_writer_end_object (json);
}

EarReply *
ear_fedi_get_conversations (EarFediCall *call, const char *id)
{
  g_autoptr (GHashTable) last = find_conversations (call);
  g_autoptr (GPtrArray) found = g_hash_table_get_values_as_ptr_array (last);

  return reply_page (call, found, ear_fedi_get_limit (call, 20, 40), ear_fedi_dup_status_id, write_conversation);
}

EarReply *
ear_fedi_read_conversation (EarFediCall *call, const char *id)
{
  g_autoptr (GHashTable) last = find_conversations (call);
  g_autofree char *read = g_strconcat ("read_by:", call->viewer, NULL);
  EarTownItem *item = g_hash_table_lookup (last, ear_town_find_item (call->town, id));
  EarJsonWriter *json;

  if (item == NULL)
    return ear_fedi_not_found ();
  ear_town_item_set_fact (item, read, "1");
  json = ear_json_writer_new ();
  write_conversation (call, json, NULL, item);
  return ear_town_reply_json (200, json);
}
