/* ear-instagram-town.h: for the files that make up the town's Instagram: the route with its own sign-in, graph.instagram.com
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "practice/meta/ear-graph-service.h"

G_BEGIN_DECLS

/* Settings beside those of all of Meta's services (ear-graph-service.h):
 *   instagram.restricted   the id of a person whose comments are not given
 *   instagram.old_fields   of a message only the documented fields can be asked for
 *   instagram.quota        how much may be published in a day */

typedef enum {
  EAR_INSTAGRAM_ACCOUNT = 1 << 0,
  EAR_INSTAGRAM_MEDIA = 1 << 1,    /* the account's own */
  EAR_INSTAGRAM_FOREIGN = 1 << 2,  /* somebody's that the account is tagged in */
  EAR_INSTAGRAM_COMMENT = 1 << 3,
  EAR_INSTAGRAM_THREAD = 1 << 4,
  EAR_INSTAGRAM_MESSAGE = 1 << 5,
  EAR_INSTAGRAM_PERSON = 1 << 6,
  EAR_INSTAGRAM_CONTAINER = 1 << 7,
} EarInstagramType;

extern const EarGraphNode ear_instagram_account_node, ear_instagram_media_node, ear_instagram_comment_node;
extern const EarGraphNode ear_instagram_thread_node, ear_instagram_message_node;
extern const EarGraphTalk ear_instagram_talk;

/* EarTownAccount.id is what the service calls user_id, and what stands in "from"; "id" is another one, of this app's. */
char *ear_instagram_dup_app_id (const EarTownAccount *account);
/* The id as Instagram writes it: digits, or for conversations and messages a long text. */
char *ear_instagram_dup_id (const EarTownItem *item);
EarTownItem *ear_instagram_find_item (EarTown *town, const char *id); /* (nullable) */
gboolean ear_instagram_is_story (const EarTownItem *item);

/* Edges, named <method>_<edge>. */
#define EAR_INSTAGRAM_EDGE(name) \
  void ear_instagram_##name (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
EAR_INSTAGRAM_EDGE (get_media);
EAR_INSTAGRAM_EDGE (get_stories);
EAR_INSTAGRAM_EDGE (get_tags);
EAR_INSTAGRAM_EDGE (get_children);
EAR_INSTAGRAM_EDGE (get_comments);
EAR_INSTAGRAM_EDGE (get_replies);
EAR_INSTAGRAM_EDGE (get_conversations);
EAR_INSTAGRAM_EDGE (get_person);
EAR_INSTAGRAM_EDGE (get_container);
EAR_INSTAGRAM_EDGE (get_limit);
EAR_INSTAGRAM_EDGE (get_account_figures);
EAR_INSTAGRAM_EDGE (get_media_figures);
EAR_INSTAGRAM_EDGE (post_replies);
EAR_INSTAGRAM_EDGE (post_comments);
EAR_INSTAGRAM_EDGE (post_mentions);
EAR_INSTAGRAM_EDGE (post_comment);
EAR_INSTAGRAM_EDGE (post_one_media);
EAR_INSTAGRAM_EDGE (delete_comment);
EAR_INSTAGRAM_EDGE (post_media);
EAR_INSTAGRAM_EDGE (post_media_publish);

G_END_DECLS
