/* ear-instagram-write.c: answering, commenting, hiding, deleting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/instagram/ear-instagram-town.h"

#include <string.h>

#define MAX_COMMENT 2200

static void
write_comment (EarGraphCall *call, EarJsonWriter *json, EarTownItem *top, EarTownItem *parent)
{
  const char *message = ear_town_request_get (call->request, "message");

  if (message == NULL || *message == '\0')
    ear_graph_fail (call, 100, 0, "(#100) The parameter message is required");
  else if (g_utf8_strlen (message, -1) > MAX_COMMENT)
    ear_graph_fail (call, 100, 0, "(#100) Param message must be at most %d characters long", MAX_COMMENT);
  else if (ear_town_item_get_fact (top, "no_comments") != NULL)
    ear_graph_fail (call, 10, 0, "(#10) Comments are turned off for this media");
  if (call->failure == NULL)
    ear_json_writer_text (json, "id", ear_town_write (call->town, call->account, EAR_TOWN_COMMENT, call->account->id, message, top, parent)->id);
}

/* Only two levels exist: who answers a reply answers under its comment. */
void
ear_instagram_post_replies (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  EarTownItem *item = target->item;
  EarTownItem *parent = item->parent != NULL ? item->parent : item;

  /* That it is refused is documented, the number is not. */
  if (item->hidden || parent->hidden)
    ear_graph_fail (call, 100, 0, "(#100) Hidden comments cannot be replied to");
  write_comment (call, json, item->top, parent);
}

void
ear_instagram_post_comments (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_comment (call, json, target->item, NULL);
}

/* POST /{account}/mentions: somebody else's media, or a comment there. */
void
ear_instagram_post_mentions (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const char *media_id = ear_town_request_get (call->request, "media_id"), *comment_id = ear_town_request_get (call->request, "comment_id");
  EarTownItem *media = media_id != NULL ? ear_instagram_find_item (call->town, media_id) : NULL;
  EarTownItem *comment = comment_id != NULL ? ear_instagram_find_item (call->town, comment_id) : NULL;

  if (media == NULL || media->deleted || media->kind != EAR_TOWN_MENTION || media->account != call->account)
    ear_graph_fail (call, 100, 0, "(#100) The account was not mentioned in this media");
  else if (comment_id != NULL && (comment == NULL || comment->deleted || comment->top != media))
    ear_graph_fail (call, 100, 0, "(#100) The account was not mentioned in this comment");
  if (call->failure == NULL)
    write_comment (call, json, media, comment != NULL && comment->parent != NULL ? comment->parent : comment);
}

static gboolean
is_true (const char *text)
{
  return g_strcmp0 (text, "true") == 0 || g_strcmp0 (text, "1") == 0;
}

/* A text posted here changes nothing: comments cannot be edited. */
void
ear_instagram_post_comment (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const char *hide = ear_town_request_get (call->request, "hide");

  if (hide == NULL)
    ear_graph_fail (call, 100, 0, "(#100) The parameter hide is required");
  else if (ear_town_item_is_ours (target->item))
    ear_graph_fail (call, 200, 0, "(#200) You cannot hide your own comment");
  else if (!ear_town_item_is_ours (target->item->top))
    ear_graph_fail (call, 200, 0, "(#200) You do not have permission to hide comments on this media");
  if (call->failure != NULL)
    return;
  target->item->hidden = is_true (hide);
  ear_graph_write_success (json);
}

void
ear_instagram_post_one_media (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const char *enabled = ear_town_request_get (call->request, "comment_enabled");

  if (enabled == NULL)
    {
      ear_graph_fail (call, 100, 0, "(#100) The parameter comment_enabled is required");
      return;
    }
  if (is_true (enabled) && target->item->facts != NULL)
    g_hash_table_remove (target->item->facts, "no_comments");
  else if (!is_true (enabled))
    ear_town_item_set_fact (target->item, "no_comments", "1");
  ear_graph_write_success (json);
}

/* One's own, and anybody's under one's own media. */
void
ear_instagram_delete_comment (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  if (!ear_town_item_is_ours (target->item) && !ear_town_item_is_ours (target->item->top))
    {
      ear_graph_fail (call, 200, 0, "(#200) You do not have permission to delete this comment");
      return;
    }
  ear_town_delete (call->town, target->item);
  ear_graph_write_success (json);
}
