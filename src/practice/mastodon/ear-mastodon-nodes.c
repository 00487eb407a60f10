/* ear-mastodon-nodes.c: accounts and statuses of the town's Mastodon server as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/mastodon/ear-mastodon-town.h"

#include <string.h>

#include "base/ear-clock.h"

#define ID_DIGITS 7
#define LIKED_AFTER_MS (7 * 60 * 1000)
#define EPOCH_MS G_GINT64_CONSTANT (1000000000000)

/* ---- ids: a time in tenths of a second, then the end of the item's own: in their order they are in the order of time ---- */

/* All ids of a town begin alike. */
static gsize
get_head (const char *id)
{
  gsize length = strlen (id);

  return length > ID_DIGITS ? length - ID_DIGITS : 0;
}

char *
ear_fedi_dup_status_id (const EarFediCall *call, const EarTownItem *item)
{
  return g_strdup_printf ("%011" G_GINT64_FORMAT "%s", item->created_ms / 100, item->id + get_head (item->id));
}

gint64
ear_fedi_get_notified (const EarFediCall *call, const EarTownItem *item)
{
  const char *liked_at = ear_town_item_get_fact (item, "liked_at");

  if (strcmp (item->author, call->viewer) != 0)
    return item->created_ms;
  return liked_at != NULL ? g_ascii_strtoll (liked_at, NULL, 10) : item->created_ms + LIKED_AFTER_MS;
}

/* Of another length, so that nobody takes one for the other. */
char *
ear_fedi_dup_notification_id (const EarFediCall *call, const EarTownItem *item)
{
  return g_strdup_printf ("%010" G_GINT64_FORMAT "%s", (ear_fedi_get_notified (call, item) - EPOCH_MS) / 100, item->id + get_head (item->id));
}

EarTownItem *
ear_fedi_find (const EarFediCall *call, const char *status_id)
{
  const char *owner = ((EarTownPerson *) g_ptr_array_index (call->town->people, 0))->id;
  g_autofree char *id = g_strdup_printf ("%.*s%s", (int) get_head (owner), owner, status_id != NULL ? status_id + get_head (status_id) : "");
  EarTownItem *item = ear_town_find_item (call->town, id);
  g_autofree char *its = item != NULL ? ear_fedi_dup_status_id (call, item) : NULL;

  return item != NULL && ear_fedi_is_status (call, item) && strcmp (its, status_id) == 0 && ear_fedi_may_see (call, item) ? item : NULL;
}

/* ---- accounts ---- */

static void
write_texts (EarJsonWriter *json, const char *const (*texts)[2], gsize n)
{
  for (gsize i = 0; i < n; i++)
    ear_json_writer_text (json, texts[i][0], texts[i][1]);
}

static void
write_empty (EarJsonWriter *json, const char *name)
{
  ear_json_writer_begin_array (json, name);
  ear_json_writer_end_array (json);
}

/* What the house says of itself. */
static void
write_fields (EarJsonWriter *json, gboolean plain)
{
  static const char *const fields[][3] = {
    { "Website", "https://aurora.example/",
      "<a href=\"https://aurora.example/\" rel=\"nofollow noopener me\" translate=\"no\"><span class=\"invisible\">https://</span><span>aurora.example/</span><span class=\"invisible\"></span></a>" },
    { "Phone", "+49 000 0000003", "+49 000 0000003" },
  };

  ear_json_writer_begin_array (json, "fields");
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      ear_json_writer_begin_object (json, NULL);
      ear_json_writer_text (json, "name", fields[i][0]);
      ear_json_writer_text (json, "value", fields[i][plain ? 1 : 2]);
      ear_json_writer_null (json, "verified_at");
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_array (json);
}

#define OWN_NOTE "Pasta, trout and plum cake by the lake."

void
ear_fedi_write_account (const EarFediCall *call, EarJsonWriter *json, const char *name, const char *id, gboolean own)
{
  const EarTownPerson *person = ear_town_find_person (call->town, id);
  const char *acct = ear_fedi_name_of (call, id), *server = strchr (acct, '@');
  g_autofree char *user = g_strndup (acct, strcspn (acct, "@"));
  g_autofree char *origin = server != NULL ? g_strconcat ("https://", server + 1, NULL) : g_strdup (call->request->origin);
  g_autofree char *url = g_strconcat (origin, "/@", user, NULL);
  g_autofree char *uri = g_strconcat (origin, "/users/", user, NULL);
  g_autofree char *avatar = g_strconcat (call->request->origin, "/avatars/original/missing.png", NULL);
  g_autofree char *header = g_strconcat (call->request->origin, "/headers/original/missing.png", NULL);
  const char *const texts[][2] = {
    { "id", id }, { "username", user }, { "acct", acct }, { "display_name", person != NULL ? person->name : call->account->name },
    { "created_at", "2019-11-01T00:00:00.000Z" }, { "note", person == NULL ? "<p>" OWN_NOTE "</p>" : "" }, { "url", url }, { "uri", uri }, { "avatar", avatar },
    { "avatar_static", avatar }, { "header", header }, { "header_static", header },
  };
  static const char *const flags[] = { "locked", "bot", "group", "discoverable", "noindex" };

  ear_json_writer_begin_object (json, name);
  write_texts (json, texts, G_N_ELEMENTS (texts));
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    ear_json_writer_bool (json, flags[i], FALSE);
  ear_json_writer_int (json, "followers_count", 0);
  ear_json_writer_int (json, "following_count", 0);
  ear_json_writer_int (json, "statuses_count", 0);
  write_empty (json, "emojis");
  if (person == NULL)
    write_fields (json, FALSE);
  else
    write_empty (json, "fields");
  if (own)
    {
      ear_json_writer_begin_object (json, "source");
      ear_json_writer_text (json, "privacy", "public");
      ear_json_writer_bool (json, "sensitive", FALSE);
      ear_json_writer_null (json, "language");
      ear_json_writer_text (json, "note", OWN_NOTE);
      write_fields (json, TRUE);
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_object (json);
}

/* ---- statuses ---- */

static guint
count_replies (const EarFediCall *call, const EarTownItem *item)
{
  const GPtrArray *around = item->top != NULL ? item->top->below : item->below;
  guint n = 0;

  for (guint i = 0; around != NULL && i < around->len; i++)
    {
      const EarTownItem *other = g_ptr_array_index (around, i);

      n += ear_fedi_is_status (call, other) && ear_fedi_get_above (call, other) == item;
    }
  return n;
}

static void
write_mentions (const EarFediCall *call, EarJsonWriter *json, const EarTownItem *item)
{
  g_autoptr (GPtrArray) ids = ear_fedi_dup_mentions (call, item);

  ear_json_writer_begin_array (json, "mentions");
  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i), *acct = ear_fedi_name_of (call, id), *server = strchr (acct, '@');
      g_autofree char *user = g_strndup (acct, strcspn (acct, "@"));
      g_autofree char *url = server != NULL ? g_strdup_printf ("https://%s/@%s", server + 1, user)
                                            : g_strconcat (call->request->origin, "/@", user, NULL);
      const char *const texts[][2] = { { "id", id }, { "username", user }, { "url", url }, { "acct", acct } };

      ear_json_writer_begin_object (json, NULL);
      write_texts (json, texts, G_N_ELEMENTS (texts));
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_array (json);
}

void
ear_fedi_write_status (const EarFediCall *call, EarJsonWriter *json, const char *name, const EarTownItem *item)
{
  static const char *const lists[] = { "media_attachments", "tags", "emojis" };
  static const char *const nothing[] = { "reblog", "quote", "card", "poll", "application" };
  const EarTownItem *above = ear_fedi_get_above (call, item);
  const char *spoiler = ear_town_item_get_fact (item, "spoiler"), *language = ear_town_item_get_fact (item, "language");
  const char *acct = ear_fedi_name_of (call, item->author), *server = strchr (acct, '@');
  g_autofree char *id = ear_fedi_dup_status_id (call, item);
  g_autofree char *above_id = above != NULL ? ear_fedi_dup_status_id (call, above) : NULL;
  g_autofree char *text = ear_fedi_dup_text (call, item);
  g_autofree char *html = ear_fedi_dup_html (call, text);
  g_autofree char *user = g_strndup (acct, strcspn (acct, "@"));
  g_autofree char *origin = server != NULL ? g_strconcat ("https://", server + 1, NULL) : g_strdup (call->request->origin);
  g_autofree char *url = g_strdup_printf ("%s/@%s/%s", origin, user, id);
  g_autofree char *uri = g_strdup_printf ("%s/users/%s/statuses/%s", origin, user, id);
  const char *const texts[][2] = {
    { "id", id }, { "in_reply_to_id", above_id }, { "in_reply_to_account_id", above != NULL ? above->author : NULL },
    { "spoiler_text", spoiler != NULL ? spoiler : "" }, { "visibility", ear_fedi_get_visibility (item) }, { "language", language },
    { "uri", uri }, { "url", url }, { "content", html },
  };

  ear_json_writer_begin_object (json, name);
  write_texts (json, texts, G_N_ELEMENTS (texts));
  ear_json_writer_time (json, "created_at", item->created_ms);
  ear_json_writer_time (json, "edited_at", ear_fedi_get_edited (item));
  ear_json_writer_bool (json, "sensitive", spoiler != NULL && *spoiler != '\0');
  ear_json_writer_int (json, "replies_count", count_replies (call, item));
  ear_json_writer_int (json, "reblogs_count", 0);
  ear_json_writer_int (json, "favourites_count", item->likes + item->liked);
  ear_json_writer_int (json, "quotes_count", 0);
  ear_json_writer_bool (json, "favourited", ear_fedi_is_favourite (call, item));
  ear_json_writer_bool (json, "reblogged", FALSE);
  ear_json_writer_bool (json, "muted", FALSE);
  ear_json_writer_bool (json, "bookmarked", FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    write_empty (json, lists[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (nothing); i++)
    ear_json_writer_null (json, nothing[i]);
  write_mentions (call, json, item);
  ear_fedi_write_account (call, json, "account", item->author, FALSE);
  ear_json_writer_end_object (json);
}
