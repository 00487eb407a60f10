/* ear-mastodon-write.c: single statuses of the town's Mastodon server, read, written, edited, liked and deleted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/mastodon/ear-mastodon-town.h"

#include <string.h>

#include "base/ear-text-count.h"

#define CHARACTERS 500
#define KEY_MS (G_GINT64_CONSTANT (60) * 60 * 1000)

static EarReply *
reply_status (const EarFediCall *call, const EarTownItem *item)
{
  EarJsonWriter *json = ear_json_writer_new ();

  ear_fedi_write_status (call, json, NULL, item);
  return ear_town_reply_json (200, json);
}

/* ---- read ---- */

EarReply *
ear_fedi_get_status (EarFediCall *call, const char *id)
{
  const EarTownItem *item = ear_fedi_find (call, id);

  return item != NULL ? reply_status (call, item) : ear_fedi_not_found ();
}

/* Those that are not there are left out. */
EarReply *
ear_fedi_get_statuses (EarFediCall *call, const char *id)
{
  const char *asked = ear_fedi_get (call, "id[]");
  g_auto (GStrv) ids = g_strsplit (asked != NULL ? asked : "", ",", -1);
  EarJsonWriter *json = ear_json_writer_new ();

  ear_json_writer_begin_array (json, NULL);
  for (char **one = ids; *one != NULL; one++)
    {
      const EarTownItem *item = ear_fedi_find (call, *one);

      if (item != NULL)
        ear_fedi_write_status (call, json, NULL, item);
    }
  ear_json_writer_end_array (json);
  return ear_town_reply_json (200, json);
}

static void
write_above (const EarFediCall *call, EarJsonWriter *json, const EarTownItem *item)
{
  const EarTownItem *above = ear_fedi_get_above (call, item);

  if (above == NULL)
    return;
  write_above (call, json, above);
  if (ear_fedi_may_see (call, above))
    ear_fedi_write_status (call, json, NULL, above);
}

/* Each before what replies to it. */
static void
write_below (const EarFediCall *call, EarJsonWriter *json, const EarTownItem *item, const GPtrArray *around)
{
  for (guint i = 0; around != NULL && i < around->len; i++)
    {
      const EarTownItem *other = g_ptr_array_index (around, i);

      if (other == item || !ear_fedi_is_status (call, other) || ear_fedi_get_above (call, other) != item)
        continue;
      if (ear_fedi_may_see (call, other))
        ear_fedi_write_status (call, json, NULL, other);
      write_below (call, json, other, around);
    }
}

EarReply *
ear_fedi_get_context (EarFediCall *call, const char *id)
{
  const EarTownItem *item = ear_fedi_find (call, id);
  EarJsonWriter *json;

  if (item == NULL)
    return ear_fedi_not_found ();
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_begin_array (json, "ancestors");
  write_above (call, json, item);
  ear_json_writer_end_array (json);
  ear_json_writer_begin_array (json, "descendants");
  write_below (call, json, item, item->top != NULL ? item->top->below : item->below);
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

/* ---- own ones ---- */

static EarTownItem *
find_own (const EarFediCall *call, const char *id)
{
  EarTownItem *item = ear_fedi_find (call, id);

  return item != NULL && strcmp (item->author, call->viewer) == 0 ? item : NULL;
}

EarReply *
ear_fedi_get_source (EarFediCall *call, const char *id)
{
  const EarTownItem *item = find_own (call, id);
  g_autofree char *text = item != NULL ? ear_fedi_dup_text (call, item) : NULL;
  const char *spoiler = item != NULL ? ear_town_item_get_fact (item, "spoiler") : NULL;
  EarJsonWriter *json;

  if (item == NULL)
    return ear_fedi_not_found ();
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "id", id);
  ear_json_writer_text (json, "text", text);
  ear_json_writer_text (json, "spoiler_text", spoiler != NULL ? spoiler : "");
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

static EarReply *
check_text (const EarFediCall *call, const char *text, const char *spoiler)
{
  static const EarTextRule rule = { EAR_TEXT_UNIT_GRAPHEMES, CHARACTERS, 23, TRUE };

  if ((text == NULL || text[strspn (text, " \t\r\n")] == '\0') && spoiler == NULL)
    return ear_fedi_refuse (422, "Validation failed: Text can't be blank");
  if (ear_text_count (text != NULL ? text : "", &rule) + (spoiler != NULL ? ear_text_count (spoiler, &rule) : 0) > CHARACTERS)
    return ear_fedi_refuse (422, "Validation failed: Text character limit of 500 exceeded");
  return NULL;
}

static void
keep (EarTownItem *item, const char *name, const char *value)
{
  if (value != NULL)
    ear_town_item_set_fact (item, name, value);
}

/* The status that was written with this key within the last hour. */
static EarTownItem *
find_repeated (const EarFediCall *call, const char *key)
{
  for (guint i = call->town->items->len; key != NULL && i > 0; i--)
    {
      EarTownItem *item = g_ptr_array_index (call->town->items, i - 1);

      if (ear_fedi_is_status (call, item) && strcmp (item->author, call->viewer) == 0 && g_strcmp0 (ear_town_item_get_fact (item, "key"), key) == 0 &&
          ear_town_now (call->town) - item->created_ms < KEY_MS)
        return item;
    }
  return NULL;
}

/* The first person named, who is asked directly. */
static const char *
find_partner (const EarFediCall *call, const char *text)
{
  EarTownItem named = { .account = call->account, .author = (char *) call->viewer, .text = (char *) text, .kind = EAR_TOWN_POST };
  g_autoptr (GPtrArray) ids = ear_fedi_dup_mentions (call, &named);

  return ids->len > 0 ? g_ptr_array_index (ids, 0) : NULL;
}

static EarTownItem *
write_item (EarFediCall *call, const char *text, const char *visibility, EarTownItem *above)
{
  gboolean ours = strcmp (call->viewer, call->account->id) == 0;
  const char *partner = find_partner (call, text);
  EarTownItem *top, *parent = NULL, *item;

  if (above != NULL && above->kind == EAR_TOWN_MESSAGE)
    item = ear_town_write (call->town, call->account, EAR_TOWN_MESSAGE, call->viewer, text, above->top, NULL);
  else if (above != NULL)
    {
      top = above->top != NULL ? above->top : above;
      if (above->top != NULL)
        parent = above->parent != NULL ? above->parent : above;
      item = ear_town_write (call->town, call->account, EAR_TOWN_COMMENT, call->viewer, text, top, parent);
    }
  else if (strcmp (visibility, "direct") == 0 && partner != NULL && (ours || strcmp (partner, call->account->id) == 0))
    {
      top = ear_town_get_thread (call->town, call->account, ours ? partner : call->viewer, TRUE);
      item = ear_town_write (call->town, call->account, EAR_TOWN_MESSAGE, call->viewer, text, top, NULL);
    }
  else
    item = ear_town_write (call->town, call->account, ours ? EAR_TOWN_POST : EAR_TOWN_VISIT, call->viewer, text, NULL, NULL);
  ear_town_item_set_fact (item, "visibility", visibility);
  ear_town_item_set_fact (item, "in_reply_to", above != NULL ? above->id : "");
  return item;
}

EarReply *
ear_fedi_post_status (EarFediCall *call, const char *id)
{
  static const char *const visibilities[] = { "public", "unlisted", "private", "direct", NULL };
  const char *text = ear_fedi_get (call, "status"), *spoiler = ear_fedi_get (call, "spoiler_text"), *above_id = ear_fedi_get (call, "in_reply_to_id");
  const char *visibility = ear_fedi_get (call, "visibility"), *key = ear_town_request_get_header (call->request, "idempotency-key");
  EarTownItem *above = ear_fedi_find (call, above_id), *item = find_repeated (call, key);
  EarReply *refusal;

  if (item != NULL)
    return reply_status (call, item);
  visibility = visibility != NULL ? visibility : "public";
  if (!g_strv_contains (visibilities, visibility))
    return ear_fedi_refuse (422, "Validation failed: Visibility is not included in the list");
  if (above_id != NULL && above == NULL)
    return ear_fedi_refuse (404, "The post you are trying to reply to does not appear to exist.");
  refusal = check_text (call, text, spoiler);
  if (refusal != NULL)
    return refusal;
  item = write_item (call, text != NULL ? text : "", visibility, above);
  keep (item, "spoiler", spoiler);
  keep (item, "language", ear_fedi_get (call, "language"));
  keep (item, "key", key);
  return reply_status (call, item);
}

/* The whole status anew: what is not said again is gone. */
EarReply *
ear_fedi_put_status (EarFediCall *call, const char *id)
{
  EarTownItem *item = find_own (call, id);
  const char *text = ear_fedi_get (call, "status"), *spoiler = ear_fedi_get (call, "spoiler_text");
  g_autofree char *edited = g_strdup_printf ("%" G_GINT64_FORMAT, ear_town_now (call->town));
  EarReply *refusal;

  if (item == NULL)
    return ear_fedi_not_found ();
  refusal = check_text (call, text, spoiler);
  if (refusal != NULL)
    return refusal;
  keep (item, "visibility", ear_fedi_get_visibility (item));
  if (g_strcmp0 (text, item->text) != 0 || g_strcmp0 (spoiler, ear_town_item_get_fact (item, "spoiler")) != 0)
    ear_town_item_set_fact (item, "edited", edited);
  ear_town_edit (call->town, item, text != NULL ? text : "");
  ear_town_item_set_fact (item, "spoiler", spoiler != NULL ? spoiler : "");
  keep (item, "language", ear_fedi_get (call, "language"));
  return reply_status (call, item);
}

/* Replies stay, to nothing. */
EarReply *
ear_fedi_delete_status (EarFediCall *call, const char *id)
{
  EarTownItem *item = find_own (call, id);
  EarReply *reply;
  GPtrArray *below;

  if (item == NULL)
    return ear_fedi_not_found ();
  reply = reply_status (call, item);
  below = g_steal_pointer (&item->below);
  ear_town_delete (call->town, item);
  item->below = below;
  return reply;
}

/* ---- likes ---- */

static EarReply *
set_favourite (EarFediCall *call, const char *id, gboolean liked)
{
  g_autofree char *fact = g_strconcat ("liked_by:", call->viewer, NULL);
  EarTownItem *item = ear_fedi_find (call, id);

  if (item == NULL)
    return ear_fedi_not_found ();
  if (strcmp (call->viewer, call->account->id) == 0)
    item->liked = liked;
  else if (ear_fedi_is_favourite (call, item) != liked)
    {
      g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, ear_town_now (call->town));

      item->likes += liked ? 1 : -1;
      if (liked)
        ear_town_item_set_fact (item, "liked_at", now);
      ear_town_item_set_fact (item, fact, liked ? "1" : "0");
    }
  return reply_status (call, item);
}

EarReply *
ear_fedi_favourite (EarFediCall *call, const char *id)
{
  return set_favourite (call, id, TRUE);
}

EarReply *
ear_fedi_unfavourite (EarFediCall *call, const char *id)
{
  return set_favourite (call, id, FALSE);
}
