/* ear-threads-pull.c: posts with their replies, mentions, and what waits for our leave, forward, backward and again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/threads/ear-threads-private.h"

#include <string.h>

#include "base/ear-clock.h"

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
/* There is no count of replies: below young posts they are read with every round, below older ones every hour, below the others in turn. */
#define YOUNG_MS (3 * DAY_MS)
#define OLDER_MS (30 * DAY_MS)
#define FIRST_POSTS 10

static EarMetaReading *
reading_of (EarMetaWalk *walk)
{
  EarMetaReading *reading = walk->data;

  reading->now = walk->now;
  return reading;
}

static gboolean
read_flag (const EarJsonNode *node, const char *member, gboolean otherwise)
{
  const EarJsonField table[] = { { member, EAR_JSON_BOOL, EAR_JSON_LENIENT, 0, -1 } };
  gboolean flag = otherwise;

  ear_json_bind_table (node, table, &flag, NULL);
  return flag;
}

static gint64
note_oldest (EarMetaWalk *walk, const EarJsonNode *node)
{
  gint64 time = ear_meta_read_time (node, "timestamp", EAR_TIME_NONE);

  if (time != EAR_TIME_NONE)
    walk->oldest = ear_meta_earlier (walk->oldest, time);
  return time != EAR_TIME_NONE ? time : walk->now;
}

static char *
build_list_url (EarMetaWalk *walk, const char *path, const char *fields, const char *limit)
{
  return ear_threads_url (walk->session, path, "fields", fields, "limit", limit, NULL);
}

static void
add_pending (EarMetaWalk *walk, const EarJsonNode *node, const char *title)
{
  ear_meta_walk_add (walk, &(EarMetaPending) { .ext = (char *) ear_json_member_text (node, "id"), .author = (char *) ear_json_member_text (node, "username"),
                                               .title = (char *) title });
}

/* ---- replies ---- */

static char *
posts_url (EarMetaWalk *walk)
{
  return build_list_url (walk, "me/threads", TH_POST_FIELDS, "25");
}

static gboolean
is_due (EarMetaWalk *walk, gint64 time, gsize index)
{
  if (walk->direction == EAR_PULL_BACKFILL || walk->older)
    return TRUE;
  if (walk->first)
    return index < FIRST_POSTS;
  return time > walk->now - (walk->direction == EAR_PULL_FORWARD ? YOUNG_MS : OLDER_MS);
}

static gboolean
take_posts (EarMetaWalk *walk, const EarJsonNode *data, GError **error)
{
  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      const EarJsonNode *node = ear_json_element (data, i);
      g_autofree char *title = NULL;
      gint64 time;

      if (!ear_threads_take_post (reading_of (walk), node, &title, error))
        return FALSE;
      time = note_oldest (walk, node);
      if (!is_due (walk, time, i))
        continue;
      if (read_flag (node, "has_replies", TRUE))
        add_pending (walk, node, title);
      else if (walk->direction == EAR_PULL_RECONCILE)
        ear_batch_add_complete_post (walk->batch, ear_json_member_text (node, "id"), G_MININT64, walk->now);
    }
  return TRUE;
}

static char *
replies_url (EarMetaWalk *walk, const EarMetaPending *pending)
{
  g_autofree char *path = g_strconcat (pending->ext, "/conversation", NULL);

  return ear_threads_url (walk->session, path, "fields", walk->plain ? TH_REPLY_PLAIN_FIELDS : TH_REPLY_FIELDS, "reverse", "true", "limit", "50", NULL);
}

static gboolean
take_list (EarMetaWalk *walk, const EarJsonNode *root, const ThPlace *place, char **next, GError **error)
{
  EarMetaReading *reading = reading_of (walk);

  if (!ear_threads_take_replies (reading, root, place, error))
    return FALSE;
  walk->oldest = reading->oldest;
  *next = ear_meta_dup_next (root);
  return TRUE;
}

static gboolean
take_replies (EarMetaWalk *walk, const EarMetaPending *pending, const EarJsonNode *root, char **next, GError **error)
{
  ThPlace place = { .post = pending->ext, .title = pending->title };

  if (!take_list (walk, root, &place, next, error))
    return FALSE;
  /* The newest are here: down to the oldest of them none is missing. */
  if (walk->direction == EAR_PULL_RECONCILE && pending->next == NULL)
    ear_batch_add_complete_post (walk->batch, pending->ext, ear_meta_complete_from (walk->oldest, *next != NULL), walk->now);
  return TRUE;
}

/* ---- mentions ---- */

static char *
mentions_url (EarMetaWalk *walk)
{
  return build_list_url (walk, "me/mentions", walk->plain ? TH_POST_FIELDS : TH_REPLY_FIELDS, "25");
}

/* What is written below is asked for while it is young: our own answers stand there, and what is said to them. */
static gboolean
take_mentions (EarMetaWalk *walk, const EarJsonNode *data, GError **error)
{
  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      const EarJsonNode *node = ear_json_element (data, i);
      gboolean taken;
      gint64 time;

      if (!ear_threads_take_mention (reading_of (walk), node, &taken, error))
        return FALSE;
      time = note_oldest (walk, node);
      if (taken && read_flag (node, "has_replies", FALSE) && is_due (walk, time, i))
        add_pending (walk, node, NULL);
      else if (taken && walk->direction == EAR_PULL_RECONCILE && !read_flag (node, "has_replies", TRUE))
        ear_batch_add_complete_part (walk->batch, ear_json_member_text (node, "id"), G_MININT64, walk->now);
    }
  /* Replies below our posts are named no otherwise, but those begin no thread. */
  if (walk->newest && walk->oldest != EAR_TIME_NONE)
    {
      ear_batch_set_complete_range (walk->batch, ear_meta_complete_from (walk->oldest, TRUE), walk->now, NULL);
      walk->batch->complete_range_threads = TRUE;
    }
  return TRUE;
}

static gboolean
take_below_mention (EarMetaWalk *walk, const EarMetaPending *pending, const EarJsonNode *root, char **next, GError **error)
{
  ThPlace place = { .conversation = pending->ext };

  ear_threads_note_author (walk->data, pending->ext, pending->author);
  if (!take_list (walk, root, &place, next, error))
    return FALSE;
  /* Their beginning came with the list: it is no older than what is below it. */
  if (walk->direction == EAR_PULL_RECONCILE && pending->next == NULL && walk->oldest != EAR_TIME_NONE)
    ear_batch_add_complete_part (walk->batch, pending->ext, ear_meta_complete_from (walk->oldest, TRUE), walk->now);
  return TRUE;
}

/* ---- what waits for our leave ---- */

static char *
recent_url (EarMetaWalk *walk)
{
  return build_list_url (walk, "me/threads", TH_POST_FIELDS, "10");
}

static gboolean
take_recent (EarMetaWalk *walk, const EarJsonNode *data, GError **error)
{
  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      const EarJsonNode *node = ear_json_element (data, i);
      g_autofree char *title = NULL;

      if (!ear_threads_take_post (reading_of (walk), node, &title, error))
        return FALSE;
      if (note_oldest (walk, node) > walk->now - YOUNG_MS)
        add_pending (walk, node, title);
    }
  return TRUE;
}

static char *
waiting_url (EarMetaWalk *walk, const EarMetaPending *pending)
{
  g_autofree char *path = g_strconcat (pending->ext, "/pending_replies", NULL);

  return ear_threads_url (walk->session, path, "fields", walk->plain ? TH_REPLY_PLAIN_FIELDS : TH_REPLY_FIELDS, "approval_status", "pending", "limit", "50", NULL);
}

static gboolean
take_waiting (EarMetaWalk *walk, const EarMetaPending *pending, const EarJsonNode *root, char **next, GError **error)
{
  ThPlace place = { .post = pending->ext, .title = pending->title, .held = TRUE };

  return take_list (walk, root, &place, next, error);
}

/* ---- pull ---- */

static const struct {
  const char *stream;
  guint directions;
  EarMetaWalkSteps steps;
} streams[] = {
  { "replies", 1 << EAR_PULL_FORWARD | 1 << EAR_PULL_BACKFILL | 1 << EAR_PULL_RECONCILE, { FALSE, posts_url, take_posts, replies_url, take_replies } },
  { "mentions", 1 << EAR_PULL_FORWARD | 1 << EAR_PULL_BACKFILL | 1 << EAR_PULL_RECONCILE, { FALSE, mentions_url, take_mentions, replies_url, take_below_mention } },
  { "pending", 1 << EAR_PULL_FORWARD, { TRUE, recent_url, take_recent, waiting_url, take_waiting } },
};

gboolean
ear_threads_pull (EarSession *session, const char *stream, EarPullDirection direction, const char *cursor, EarBatch *batch, GError **error)
{
  g_auto (EarMetaReading) reading = { NULL };
  EarMetaWalk walk = { .session = session, .batch = batch, .service = EAR_META_THREADS, .direction = direction, .data = &reading };

  for (gsize i = 0; i < G_N_ELEMENTS (streams); i++)
    if (strcmp (streams[i].stream, stream) == 0 && (streams[i].directions & 1u << direction) != 0)
      walk.steps = &streams[i].steps;
  if (walk.steps == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED, "Threads has no stream “%s”.", stream);
      return FALSE;
    }
  if (*ear_threads_get_id (session) == '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_AUTH, "It is not known which account this is. Sign in again.");
      return FALSE;
    }
  ear_threads_begin (&reading, session, batch);
  return ear_meta_walk (&walk, cursor, error);
}
