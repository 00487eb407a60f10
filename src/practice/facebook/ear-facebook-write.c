/* ear-facebook-write.c: publishing, answering, hiding, deleting, liking
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/facebook/ear-facebook-town.h"

#include <string.h>

#define MAX_COMMENT 8000
#define MAX_POST 63206
#define SAME_POST_MS (G_GINT64_CONSTANT (10 * 60) * 1000)
#define SOONEST_S (10 * 60)
#define LATEST_S (30 * 24 * 3600)

static void
write_id_of (EarJsonWriter *json, const char *name, const EarTownItem *item)
{
  g_autofree char *id = ear_facebook_dup_id (item);

  ear_json_writer_text (json, name, id);
}

static gboolean
too_long (EarGraphCall *call, const char *text, glong most)
{
  if (text != NULL && g_utf8_strlen (text, -1) > most)
    ear_graph_fail (call, 100, 0, "(#100) Param message must be at most %ld characters long", most);
  return call->failure != NULL;
}

/* ---- comments ---- */

/* "@[7]" becomes the person's name; @tags says where, in characters. */
static char *
name_people (EarTown *town, const char *text, char **tags)
{
  g_autoptr (GString) named = g_string_new (NULL);
  g_autoptr (GString) noted = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      const char *end = p[0] == '@' && p[1] == '[' ? strchr (p, ']') : NULL;
      g_autofree char *id = end != NULL ? g_strndup (p + 2, (gsize) (end - p - 2)) : NULL;
      const EarTownPerson *person = ear_town_find_person (town, id);

      if (person == NULL)
        {
          g_string_append_c (named, *p);
          continue;
        }
      g_string_append_printf (noted, "%s%s:%ld:%ld", noted->len > 0 ? " " : "", id, g_utf8_strlen (named->str, -1),
                              g_utf8_strlen (person->name, -1));
      g_string_append (named, person->name);
      p = end;
    }
  *tags = noted->len > 0 ? g_strdup (noted->str) : NULL;
  return g_strdup (named->str);
}

void
ear_facebook_post_comments (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  static const char *const pictures[] = { "attachment_url", "attachment_id", "source" };
  const char *message = ear_town_request_get (call->request, "message");
  EarTownItem *item = target->item;
  EarTownItem *top = item->top != NULL ? item->top : item;
  /* Only two levels exist. */
  EarTownItem *parent = item->top == NULL ? NULL : item->parent != NULL ? item->parent : item;
  const char *picture = NULL;
  g_autofree char *text = NULL, *tags = NULL;
  EarTownItem *comment;

  for (guint i = 0; picture == NULL && i < G_N_ELEMENTS (pictures); i++)
    picture = ear_town_request_get (call->request, pictures[i]);
  if ((message == NULL || *message == '\0') && picture == NULL)
    ear_graph_fail (call, 100, 0, "(#100) Missing message or attachment");
  if (too_long (call, message, MAX_COMMENT))
    return;

  text = name_people (call->town, message != NULL ? message : "", &tags);
  comment = ear_town_write (call->town, call->account, EAR_TOWN_COMMENT, call->account->id, text, top, parent);
  if (tags != NULL)
    ear_town_item_set_fact (comment, "tags", tags);
  if (picture != NULL)
    ear_town_item_set_fact (comment, "photo", picture);
  write_id_of (json, "id", comment);
}

static void
set_liked (EarJsonWriter *json, EarTownItem *item, gboolean liked)
{
  item->liked = liked;
  ear_graph_write_success (json);
}

void
ear_facebook_post_likes (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  set_liked (json, target->item, TRUE);
}

void
ear_facebook_delete_likes (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  set_liked (json, target->item, FALSE);
}

/* POST /{id}: edits. Of a comment too: whoever means to reply and posts here changes what stands there. */
void
ear_facebook_update (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const char *message = ear_town_request_get (call->request, "message");
  const char *hidden = ear_town_request_get (call->request, "is_hidden");
  const char *published = ear_town_request_get (call->request, "is_published");
  const char *scheduled = ear_town_request_get (call->request, "scheduled_publish_time");
  EarTownItem *item = target->item;
  gboolean ours = ear_town_item_is_ours (item);

  if (message == NULL && hidden == NULL && published == NULL && scheduled == NULL)
    ear_graph_fail (call, 100, 0, "(#100) No parameters to change anything");
  else if (message != NULL && !ours)
    ear_graph_fail (call, 200, 0, "(#200) You do not have permission to edit this object");
  else if (hidden != NULL && ours)
    ear_graph_fail (call, 200, 0, "(#200) You cannot hide your own comment");
  if (too_long (call, message, target->type == EAR_FACEBOOK_COMMENT ? MAX_COMMENT : MAX_POST))
    return;

  if (message != NULL)
    ear_town_edit (call->town, item, message);
  if (hidden != NULL)
    item->hidden = strcmp (hidden, "true") == 0 || strcmp (hidden, "1") == 0;
  if (scheduled != NULL && item->unpublished)
    ear_town_item_set_fact (item, "scheduled", scheduled);
  if (g_strcmp0 (published, "true") == 0)
    item->unpublished = FALSE;
  ear_graph_write_success (json);
}

void
ear_facebook_erase (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  if (target->item->kind == EAR_TOWN_MENTION || target->item->kind == EAR_TOWN_REVIEW)
    {
      ear_graph_fail (call, 200, 0, "(#200) This post wasn't created by the Page");
      return;
    }
  ear_town_delete (call->town, target->item);
  ear_graph_write_success (json);
}

/* ---- posts ---- */

/* The same text again within minutes, as after a lost answer. */
static gboolean
is_same_again (EarGraphCall *call, const char *text)
{
  const GPtrArray *posts = call->account->tops[EAR_TOWN_POST];
  gint64 now = ear_town_now (call->town);

  for (guint i = posts->len; i > 0; i--)
    {
      const EarTownItem *post = g_ptr_array_index (posts, i - 1);

      if (post->created_ms + SAME_POST_MS < now)
        return FALSE;
      if (!post->deleted && strcmp (post->text, text) == 0)
        return TRUE;
    }
  return FALSE;
}

static EarTownItem *
publish (EarGraphCall *call, const char *text, const char *photo)
{
  const char *published = ear_town_request_get (call->request, "published");
  const char *scheduled = ear_town_request_get (call->request, "scheduled_publish_time");
  gboolean later = g_strcmp0 (published, "false") == 0 || g_strcmp0 (published, "0") == 0;
  gint64 in_s = scheduled != NULL ? g_ascii_strtoll (scheduled, NULL, 10) - ear_town_now (call->town) / 1000 : 0;
  EarTownItem *post;

  if (scheduled != NULL && (!later || in_s < SOONEST_S || in_s > LATEST_S))
    ear_graph_fail (call, 100, 1363032, "(#100) The specified scheduled publish time is invalid.");
  else if (photo == NULL && is_same_again (call, text))
    ear_graph_fail (call, 506, 1455006, "(#506) Duplicate status message");
  if (too_long (call, text, MAX_POST))
    return NULL;

  post = ear_town_write (call->town, call->account, EAR_TOWN_POST, call->account->id, text, NULL, NULL);
  post->unpublished = later;
  if (scheduled != NULL)
    ear_town_item_set_fact (post, "scheduled", scheduled);
  if (photo != NULL)
    ear_town_item_set_fact (post, "photo", photo);
  return post;
}

void
ear_facebook_post_feed (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const char *message = ear_town_request_get (call->request, "message"), *link = ear_town_request_get (call->request, "link");
  const char *media = ear_town_request_get (call->request, "attached_media.0.media_fbid");
  EarTownItem *post;

  if (media == NULL)
    media = ear_town_request_get (call->request, "attached_media[0].media_fbid");
  if (message == NULL && link == NULL && media == NULL)
    {
      ear_graph_fail (call, 100, 0, "(#100) You must provide a message or a link");
      return;
    }
  post = publish (call, message != NULL ? message : link != NULL ? link : "", media);
  if (post != NULL)
    write_id_of (json, "id", post);
}

void
ear_facebook_post_photos (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const char *caption = ear_town_request_get (call->request, "caption"), *url = ear_town_request_get (call->request, "url");
  const char *source = ear_town_request_get (call->request, "source");
  EarTownItem *post;

  if (url == NULL && source == NULL)
    {
      ear_graph_fail (call, 100, 0, "(#100) You must provide a url or a source");
      return;
    }
  post = publish (call, caption != NULL ? caption : "", url != NULL ? url : source);
  if (post == NULL)
    return;
  ear_json_writer_text (json, "id", post->id);
  if (!post->unpublished)
    write_id_of (json, "post_id", post);
}
