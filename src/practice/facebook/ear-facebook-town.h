/* ear-facebook-town.h: for the files that make up the town's Facebook
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "practice/meta/ear-graph-service.h"

G_BEGIN_DECLS

/* Settings of a town that change what its Facebook does (ear_town_set()), beside those of all of Meta's services (ear-graph-service.h):
 *   facebook.owned_by_business  /me/accounts is empty without business_management */

/* What an id names. */
typedef enum {
  EAR_FACEBOOK_USER = 1 << 0,
  EAR_FACEBOOK_PAGE = 1 << 1,
  EAR_FACEBOOK_POST = 1 << 2,   /* visitors' posts, mentions and the stories of reviews too */
  EAR_FACEBOOK_COMMENT = 1 << 3,
  EAR_FACEBOOK_THREAD = 1 << 4,
  EAR_FACEBOOK_MESSAGE = 1 << 5,
} EarFacebookType;

/* A target's item is NULL for users and pages, its person that of a user. */
gboolean ear_facebook_find (EarGraphCall *call, const char *id, EarGraphTarget *target);
/* The id as Facebook writes it: "page_post", "post_comment", "t_…", "m_…". */
char *ear_facebook_dup_id (const EarTownItem *item);
gboolean ear_facebook_is_page (const EarGraphCall *call); /* the token is the Page's own */
void ear_facebook_write_target (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields);

/* ear-facebook-batch.c */
gboolean ear_facebook_is_batch (const EarTownRequest *request);
EarReply *ear_facebook_answer_batch (EarGraphCall *call);
EarReply *ear_facebook_handle (EarTown *town, const EarTownRequest *request);

/* ear-facebook-nodes.c, ear-facebook-lists.c, ear-facebook-page.c, ear-facebook-threads.c */
extern const EarGraphNode ear_facebook_post_node, ear_facebook_comment_node, ear_facebook_review_node;
extern const EarGraphNode ear_facebook_page_node, ear_facebook_user_node;
extern const EarGraphNode ear_facebook_thread_node, ear_facebook_message_node;
extern const EarGraphTalk ear_facebook_talk;
void ear_facebook_write_comments (EarGraphCall *call, EarJsonWriter *json, EarTownItem *item, GHashTable *args, const EarGraphField *nested,
                                  GPtrArray *fields);
void ear_facebook_write_from (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, const EarTownItem *item);
EarTownToken *ear_facebook_get_page_token (EarGraphCall *call);

/* Edges, named <method>_<edge>. */
#define EAR_FACEBOOK_EDGE(name) \
  void ear_facebook_##name (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
EAR_FACEBOOK_EDGE (get_accounts);
EAR_FACEBOOK_EDGE (get_permissions);
EAR_FACEBOOK_EDGE (delete_permissions);
EAR_FACEBOOK_EDGE (get_posts);
EAR_FACEBOOK_EDGE (get_scheduled);
EAR_FACEBOOK_EDGE (get_tagged);
EAR_FACEBOOK_EDGE (get_visits);
EAR_FACEBOOK_EDGE (get_ratings);
EAR_FACEBOOK_EDGE (get_comments);
EAR_FACEBOOK_EDGE (get_attachments);
EAR_FACEBOOK_EDGE (get_blocked);
EAR_FACEBOOK_EDGE (get_conversations);
EAR_FACEBOOK_EDGE (post_feed);
EAR_FACEBOOK_EDGE (post_photos);
EAR_FACEBOOK_EDGE (post_comments);
EAR_FACEBOOK_EDGE (post_likes);
EAR_FACEBOOK_EDGE (delete_likes);
EAR_FACEBOOK_EDGE (post_blocked);
EAR_FACEBOOK_EDGE (delete_blocked);
EAR_FACEBOOK_EDGE (update);
EAR_FACEBOOK_EDGE (erase);

/* ear-facebook-sign-in.c */
EarReply *ear_facebook_dialog (EarGraphCall *call);
EarReply *ear_facebook_access_token (EarGraphCall *call);
EarReply *ear_facebook_debug_token (EarGraphCall *call);
void ear_facebook_seed (EarTown *town, guint size);

G_END_DECLS
