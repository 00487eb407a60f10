/* ear-threads-town.h: for the files that make up the town's Threads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "practice/meta/ear-graph-service.h"

G_BEGIN_DECLS

/* Settings beside those of all of Meta's services (ear-graph-service.h):
 *   threads.gone_24  what is not there is answered with code 24, not 100
 *   threads.quota, threads.reply_quota, threads.delete_quota  how much in a day */

typedef enum {
  EAR_THREADS_ACCOUNT = 1 << 0,
  EAR_THREADS_POST = 1 << 1,    /* the account's own */
  EAR_THREADS_FOREIGN = 1 << 2, /* somebody's that mentions the account */
  EAR_THREADS_REPLY = 1 << 3,   /* at any depth */
  EAR_THREADS_CONTAINER = 1 << 4,
  EAR_THREADS_SEARCH = 1 << 5,  /* /keyword_search */
} EarThreadsType;

extern const EarGraphNode ear_threads_account_node, ear_threads_media_node;

/* The town keeps two levels, and beside them what an item really replies to: NULL for the post itself. */
EarTownItem *ear_threads_get_parent (EarTown *town, const EarTownItem *item);
/* Waits to be let in by the account, whose post it is under. */
gboolean ear_threads_is_pending (const EarTownItem *item);

/* Edges, named <method>_<edge>. */
#define EAR_THREADS_EDGE(name) \
  void ear_threads_##name (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
EAR_THREADS_EDGE (get_threads);
EAR_THREADS_EDGE (get_own_replies);
EAR_THREADS_EDGE (get_mentions);
EAR_THREADS_EDGE (get_search);
EAR_THREADS_EDGE (get_replies);
EAR_THREADS_EDGE (get_conversation);
EAR_THREADS_EDGE (get_pending);
EAR_THREADS_EDGE (get_container);
EAR_THREADS_EDGE (get_limit);
EAR_THREADS_EDGE (get_account_figures);
EAR_THREADS_EDGE (get_media_figures);
EAR_THREADS_EDGE (post_threads);
EAR_THREADS_EDGE (post_publish);
EAR_THREADS_EDGE (post_repost);
EAR_THREADS_EDGE (post_manage_reply);
EAR_THREADS_EDGE (post_manage_pending);
EAR_THREADS_EDGE (delete_media);

/* Places without a token of the account's own: the whole answer. */
#define EAR_THREADS_DOOR(name) EarReply *ear_threads_##name (EarGraphCall *call)
EAR_THREADS_DOOR (post_code);
EAR_THREADS_DOOR (get_app_token);
EAR_THREADS_DOOR (get_debug);

G_END_DECLS
