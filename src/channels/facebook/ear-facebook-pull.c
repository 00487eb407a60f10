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
  gboolean nested;               /* comments stand in the items, and may go on behind them */
  gboolean (*take) (EarMetaReading *reading, const EarJsonNode *node, GError **error);
} FbList;

static const FbList lists[] = {
  { "comments", "published_posts", FB_OWN_POST_FIELDS "," FB_COMMENTS_OF ("25"), FB_OWN_POST_FIELDS "," FB_COMMENTS_OF ("50"), NULL, "25",
    "created_time", NULL, TRUE, ear_facebook_take_own_post },
  { "visitor_posts", "visitor_posts", FB_VISIT_FIELDS "," FB_COMMENTS_OF ("25"), NULL, NULL, "25", "created_time", NULL, TRUE, ear_facebook_take_visit },
  { "tagged", "tagged", FB_VISIT_FIELDS "," FB_COMMENTS_OF ("25"), NULL, NULL, "25", "created_time", NULL, TRUE, ear_facebook_take_visit },
  { "ratings", "ratings", FB_RATING_FIELDS, NULL, FB_RATING_PLAIN_FIELDS, "50", "created_time", NULL, FALSE, ear_facebook_take_rating },
  { "conversations", "conversations", FB_CONVERSATION_FIELDS, NULL, NULL, "25", "updated_time", "messenger", FALSE, ear_facebook_take_conversation },
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

/* Takes what is listed, and notes the posts whose comments go on. */
static gboolean
take_page (EarMetaWalk *walk, const EarJsonNode *data, GError **error)
{
  const FbList *list = ((FbPull *) walk->data)->list;

  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      const EarJsonNode *node = ear_json_element (data, i);
      gint64 time = ear_meta_read_time (node, list->time, EAR_TIME_NONE);
      g_autofree char *next = NULL;

      if (!list->take (reading_of (walk), node, error))
        return FALSE;
      walk->oldest = ear_meta_earlier (walk->oldest, time);
      if (!list->nested)
        continue;
      next = ear_meta_dup_next (ear_json_member (node, "comments"));
      if (walk->direction == EAR_PULL_RECONCILE)
        ear_meta_walk_note_complete (walk, ear_json_member_text (node, "id"), reading_of (walk)->oldest, next != NULL);
      if (next != NULL && are_due (walk))
        ear_meta_walk_add (walk, &(EarMetaPending) { .ext = (char *) ear_json_member_text (node, "id"), .author = (char *) ear_json_member_text (node, "from.id"), .next = next });
    }
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
  g_autofree char *root = list->take == ear_facebook_take_visit ? g_strconcat (FB_POST_PREFIX, pending->ext, NULL) : NULL;
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
    .session = session, .batch = batch, .version = EAR_META_VERSION, .account = page, .steps = &steps, .direction = direction, .data = &pull,
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
  ear_meta_reading_begin (&pull.reading, session, batch, NULL);
  done = ear_meta_walk (&walk, cursor, error);
  ear_meta_reading_end (&pull.reading);
  return done;
}
