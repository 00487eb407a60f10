/* ear-instagram-account.c: the account itself, people who wrote to it, figures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/instagram/ear-instagram-town.h"

#include <string.h>

#define WRITTEN(name, ...) { #name, EAR_GRAPH_WRITE, 0, write_##name, __VA_ARGS__ }
#define TEXT(name, member, ...) { #name, EAR_GRAPH_TEXT, G_STRUCT_OFFSET (EarTownAccount, member), NULL, __VA_ARGS__ }
#define CONSTANT(name, text) { #name, EAR_GRAPH_CONSTANT, 0, NULL, text }

static gint64
count_media (const EarTownAccount *account)
{
  const GPtrArray *posts = account->tops[EAR_TOWN_POST];
  gint64 n = 0;

  for (guint i = 0; i < posts->len; i++)
    {
      const EarTownItem *post = g_ptr_array_index (posts, i);

      n += !post->deleted && !post->unpublished;
    }
  return n;
}

static void
write_id (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  g_autofree char *id = ear_instagram_dup_app_id (object);

  ear_json_writer_text (json, "id", id);
}

static void
write_count (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  gint64 media = count_media (object);

  ear_json_writer_int (json, field->name,
                       strcmp (field->name, "media_count") == 0       ? media
                       : strcmp (field->name, "followers_count") == 0 ? 400 + 3 * media
                                                                      : 118);
}

static const EarGraphColumn account_columns[] = {
  WRITTEN (id), TEXT (user_id, id), TEXT (username, handle), TEXT (name, name), CONSTANT (account_type, "BUSINESS"),
  CONSTANT (biography, "Pasta, wine, a terrace. Made up."), CONSTANT (website, "https://aurora.example/"),
  CONSTANT (profile_picture_url, "https://scontent.cdninstagram.example/aurora.jpg"),
  { "followers_count", EAR_GRAPH_WRITE, 0, write_count }, { "follows_count", EAR_GRAPH_WRITE, 0, write_count },
  { "media_count", EAR_GRAPH_WRITE, 0, write_count },
};
const EarGraphNode ear_instagram_account_node = { "User", account_columns, G_N_ELEMENTS (account_columns) };

/* ---- people ---- */

static void
write_profile_pic (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  g_autofree char *url = g_strdup_printf ("https://scontent.cdninstagram.example/%s.jpg", ((const EarTownPerson *) object)->handle);

  ear_json_writer_text (json, "profile_pic", url);
}

static void
write_follower_count (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_int (json, "follower_count", 90 + (gint64) strlen (((const EarTownPerson *) object)->name));
}

static void
write_no (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_bool (json, field->name, FALSE);
}

static const EarGraphColumn person_columns[] = {
  { "id", EAR_GRAPH_TEXT, G_STRUCT_OFFSET (EarTownPerson, id), NULL },
  { "name", EAR_GRAPH_TEXT, G_STRUCT_OFFSET (EarTownPerson, name), NULL, .usual = TRUE },
  { "username", EAR_GRAPH_TEXT, G_STRUCT_OFFSET (EarTownPerson, handle), NULL, .usual = TRUE }, WRITTEN (profile_pic), WRITTEN (follower_count),
  { "is_user_follow_business", EAR_GRAPH_WRITE, 0, write_no }, { "is_business_follow_user", EAR_GRAPH_WRITE, 0, write_no },
  { "is_verified_user", EAR_GRAPH_WRITE, 0, write_no },
};
static const EarGraphNode person_node = { "IGBusinessScopedID", person_columns, G_N_ELEMENTS (person_columns) };

void
ear_instagram_get_person (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const EarTownItem *thread = ear_town_get_thread (call->town, call->account, target->person->id, FALSE);

  if (thread == NULL || ear_graph_get_last_message (thread, TRUE) == NULL)
    ear_graph_fail (call, 230, 0, "(#230) User consent is required to access user profile");
  else
    ear_graph_write_members (call, json, &person_node, target->person, fields);
}

/* ---- figures ---- */

void
ear_instagram_get_account_figures (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  gint64 media = count_media (call->account);
  const EarGraphFigure figures[] = {
    { "reach", 40 * media }, { "views", 95 * media }, { "accounts_engaged", 7 * media }, { "total_interactions", 9 * media },
    { "likes", 6 * media }, { "comments", 2 * media }, { "replies", media }, { "saves", media }, { "shares", media },
    { "follows_and_unfollows", 3 }, { "profile_links_taps", 5 },
  };
  gboolean total = g_strcmp0 (ear_town_request_get (call->request, "metric_type"), "total_value") == 0;

  ear_graph_write_figures (call, json, call->account->id, "day", total, figures, G_N_ELEMENTS (figures));
}

void
ear_instagram_get_media_figures (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const EarTownItem *item = target->item;
  gint64 likes = item->likes + item->liked, comments = item->n_below;
  const EarGraphFigure figures[] = {
    { "reach", 11 * likes + 20 }, { "views", 25 * likes + 40 }, { "likes", likes }, { "comments", comments }, { "saved", likes / 5 },
    { "shares", likes / 10 }, { "total_interactions", likes + comments + likes / 5 + likes / 10 },
  };

  ear_graph_write_figures (call, json, item->id, "lifetime", FALSE, figures, G_N_ELEMENTS (figures));
}
