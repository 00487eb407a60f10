/* ear-facebook-pull.c: posts with their comments, visitors' posts, tags, ratings and conversations, forward, backward and again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/facebook/ear-facebook-private.h"

#include <string.h>

#include "base/ear-clock.h"

#define FEW "5"

/* ---- lists: all are paged alike, newest first ---- */

typedef struct {
  const char *stream, *edge;
  const char *fields;            /* forward and backfill */
  const char *again_fields;      /* reconcile */
  const char *plain_fields;      /* (nullable): where Facebook does not know those */
  const char *limit;
  const char *time;              /* what the list is sorted by */
  const char *platform;          /* (nullable) */
  const char *prefix;            /* (nullable): of the conversations that the items begin */
  gboolean nested;               /* comments stand in the items, and may go on behind them */
  const char *below;             /* (nullable): in which member of the item they and their id stand; else in itself */
  gboolean (*take) (EarMetaReading *reading, const EarJsonNode *node, GError **error);
} FbList;

static const FbList lists[] = {
  { "comments", "published_posts", FB_OWN_POST_FIELDS "," FB_COMMENTS_OF ("25"), FB_OWN_POST_FIELDS "," FB_COMMENTS_OF ("50"), NULL, "25",
    "created_time", NULL, NULL, TRUE, NULL, ear_facebook_take_own_post },
  { "visitor_posts", "visitor_posts", FB_VISIT_FIELDS "," FB_COMMENTS_OF ("25"), FB_VISIT_FIELDS "," FB_COMMENTS_OF ("50"), NULL, "25",
    "created_time", NULL, FB_POST_PREFIX, TRUE, NULL, ear_facebook_take_visit },
  { "tagged", "tagged", FB_VISIT_FIELDS "," FB_COMMENTS_OF ("25"), FB_VISIT_FIELDS "," FB_COMMENTS_OF ("50"), NULL, "25",
    "created_time", NULL, FB_POST_PREFIX, TRUE, NULL, ear_facebook_take_visit },
  { "ratings", "ratings", FB_RATING_FIELDS, FB_RATING_FIELDS, FB_RATING_PLAIN_FIELDS, "50", "created_time", NULL, FB_RATING_PREFIX, TRUE,
    "open_graph_story", ear_facebook_take_rating },
  /* The newest are compared with every poll; again, those behind them come in turn. */
  { "conversations", "conversations", FB_CONVERSATION_FIELDS, FB_CONVERSATION_FIELDS, NULL, "25", "updated_time", "messenger", NULL, FALSE, NULL,
    ear_facebook_take_conversation },
};

/* A walk's data. */
typedef struct {
  const FbList *list;
  EarMetaReading reading;
} FbPull;

static EarMetaReading *
reading_of (EarMetaWalk *walk)
{
  FbPull *pull = walk->data;

  pull->reading.now = walk->now;
  return &pull->reading;
}

static char *
list_url (EarMetaWalk *walk)
{
  const FbList *list = ((FbPull *) walk->data)->list;
  const char *fields = walk->direction == EAR_PULL_RECONCILE ? list->again_fields : list->fields;
  g_autofree char *path = g_strconcat (walk->account, "/", list->edge, NULL);

  if (walk->plain && list->plain_fields != NULL)
    fields = list->plain_fields;
  return ear_meta_url (walk->session, path, "platform", list->platform, "fields", fields, "limit", walk->modest ? FEW : list->limit, NULL);
}

/* Whether the comments below those that came with a post are read behind. */
static gboolean
are_due (EarMetaWalk *walk)
{
  const EarMetaReading *reading = reading_of (walk);

  return (walk->direction == EAR_PULL_RECONCILE ? walk->older : !walk->first) && (reading->oldest == EAR_TIME_NONE || reading->oldest > walk->floor);
}

typedef enum {
  NOT_KNOWN,
  GIVEN,
  REFUSED,
} Leave;

/* How far back all that is below @node is here. Where there is nothing, one of the page's is asked for its comments: whether we may read
 * them at all is not told otherwise. What is below a recommendation may be given to nobody: then nothing is said of it. */
static gboolean
note_complete (EarMetaWalk *walk, const EarJsonNode *node, gboolean cut, Leave *leave, GError **error)
{
  const FbList *list = ((FbPull *) walk->data)->list;
  const char *id = ear_json_member_text (node, "id");
  gint64 from = ear_meta_complete_from (reading_of (walk)->oldest, cut);
  g_autofree char *conversation = list->prefix != NULL ? g_strconcat (list->prefix, id, NULL) : NULL;
  g_autoptr (GError) problem = NULL;

  if (ear_json_member (node, "comments") != NULL)
    *leave = GIVEN;
  if (*leave == NOT_KNOWN && !ear_meta_walk_is_empty (walk, id, &problem))
    {
      if (list->below == NULL || ear_channel_must_stop (problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      *leave = REFUSED;
    }
  if (*leave == REFUSED)
    return TRUE;
  *leave = GIVEN;
  if (conversation != NULL)
    ear_batch_add_complete_part (walk->batch, conversation, from, walk->now);
  else
    ear_batch_add_complete_post (walk->batch, id, from, walk->now);
  return TRUE;
}

/* What visitors wrote on our Page has its id before its own; others' posts that name us have their writers'. */
static void
note_range (EarMetaWalk *walk)
{
  const FbList *list = ((FbPull *) walk->data)->list;
  g_autofree char *on_page = g_strconcat (FB_POST_PREFIX, walk->account, "_", NULL);
  gboolean visits = strcmp (list->stream, "visitor_posts") == 0, tags = strcmp (list->stream, "tagged") == 0;

  if (!walk->newest || walk->oldest == EAR_TIME_NONE || (!visits && !tags && list->take != ear_facebook_take_rating))
    return;
  ear_batch_set_complete_range (walk->batch, ear_meta_complete_from (walk->oldest, TRUE), walk->now, visits ? on_page : list->prefix);
  if (tags)
    g_set_str (&walk->batch->complete_range_besides, on_page);
}

/* Takes what is listed, and notes the posts whose comments go on. */
static gboolean
take_page (EarMetaWalk *walk, const EarJsonNode *data, GError **error)
{
  const FbList *list = ((FbPull *) walk->data)->list;
  Leave leave = NOT_KNOWN;

  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      const EarJsonNode *node = ear_json_element (data, i);
      const EarJsonNode *holder = list->below != NULL ? ear_json_member (node, list->below) : node;
      gint64 time = ear_meta_read_time (node, list->time, EAR_TIME_NONE);
      g_autofree char *next = NULL;

      if (!list->take (reading_of (walk), node, error))
        return FALSE;
      walk->oldest = ear_meta_earlier (walk->oldest, time);
      /* More was written in between than is given. */
      if (list->take == ear_facebook_take_conversation && walk->direction == EAR_PULL_FORWARD && !walk->first
          && reading_of (walk)->oldest != EAR_TIME_NONE && reading_of (walk)->oldest > walk->floor)
        ear_meta_walk_note_hole (walk, reading_of (walk)->oldest);
      if (!list->nested || ear_json_member_text (holder, "id") == NULL)
        continue;
      next = ear_meta_dup_next (ear_json_member (holder, "comments"));
      if (walk->direction == EAR_PULL_RECONCILE && !note_complete (walk, holder, next != NULL, &leave, error))
        return FALSE;
      if (next != NULL && are_due (walk))
        ear_meta_walk_add (walk, &(EarMetaPending) { .ext = (char *) ear_json_member_text (holder, "id"),
                                                     .author = (char *) ear_json_member_text (node, list->below != NULL ? "reviewer.id" : "from.id"), .next = next });
    }
  if (walk->direction == EAR_PULL_RECONCILE)
    note_range (walk);
  return TRUE;
}

static char *
comments_url (EarMetaWalk *walk, const EarMetaPending *pending)
{
  g_autofree char *path = g_strconcat (pending->ext, "/comments", NULL);

  return ear_meta_url (walk->session, path, "filter", "stream", "order", "reverse_chronological", "fields", FB_COMMENT_FIELDS, "limit",
                       walk->modest ? FEW : "100", NULL);
}

static gboolean
take_comments (EarMetaWalk *walk, const EarMetaPending *pending, const EarJsonNode *json, char **next, GError **error)
{
  const FbList *list = ((FbPull *) walk->data)->list;
  EarMetaReading *reading = reading_of (walk);
  g_autofree char *root = list->prefix != NULL ? g_strconcat (list->prefix, pending->ext, NULL) : NULL;
  FbPlace place = { .post = pending->ext, .root = root, .root_author = pending->author };

  if (!ear_facebook_take_comments (reading, json, &place, error))
    return FALSE;
  walk->oldest = reading->oldest;
  *next = ear_meta_dup_next (json);
  return TRUE;
}

gboolean
ear_facebook_pull (EarSession *session, const char *stream, EarPullDirection direction, const char *cursor, EarBatch *batch, GError **error)
{
  static const EarMetaWalkSteps steps = { FALSE, list_url, take_page, comments_url, take_comments };
  const char *page = ear_facebook_get_page (session);
  FbPull pull = { NULL };
  EarMetaWalk walk = {
    .session = session, .batch = batch, .service = EAR_META_FACEBOOK, .account = page, .steps = &steps, .direction = direction, .data = &pull,
  };
  gboolean done;

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      if (strcmp (lists[i].stream, stream) == 0)
        pull.list = &lists[i];
    }
  if (pull.list == NULL || (direction == EAR_PULL_RECONCILE && pull.list->again_fields == NULL))
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED, "Facebook has no stream “%s”.", stream);
      return FALSE;
    }
  if (*page == '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_AUTH, "It is not known which Page this is. Sign in again.");
      return FALSE;
    }
  if (strcmp (stream, "conversations") != 0 && g_strcmp0 (ear_session_get_setting (session, FB_SETTING_READS), "no") == 0)
    {
      const EarProblemDetail detail = { .retry_after_ms = -1, .permission = (char *) "pages_read_user_content" };

      g_propagate_error (error, ear_problem_new (EAR_PROBLEM_FORBIDDEN, &detail, "What people write may not be read"));
      return FALSE;
    }
  ear_meta_reading_begin (&pull.reading, session, batch, NULL);
  done = ear_meta_walk (&walk, cursor, error);
  ear_meta_reading_end (&pull.reading);
  return done;
}
