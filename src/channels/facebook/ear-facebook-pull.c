/* ear-facebook-pull.c: posts with their comments, visitors' posts, tags, ratings and conversations, forward, backward and again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/facebook/ear-facebook-private.h"

#include <string.h>

#include "base/ear-clock.h"

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)
#define HOUR_MS (60 * MINUTE_MS)

/* Clocks differ, and what was just written may not be listed yet: so much is read again. */
#define OVERLAP_MS (10 * MINUTE_MS)
/* How far back the comments of an old post are read when many come at once. */
#define OLD_MS (72 * HOUR_MS)
/* A page's end that Facebook no longer knows means to begin anew, but not for ever. */
#define MAX_RESTARTS 3
#define MAX_PENDING 100
#define FEW "5"
#define TIME_MAX (G_GINT64_CONSTANT (1) << 50)

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
  gboolean (*take) (FbReading *reading, const EarJsonNode *node, GError **error);
} FbList;

static const FbList lists[] = {
  { "comments", "published_posts", FB_OWN_POST_FIELDS "," FB_COMMENTS_OF ("25"), FB_OWN_POST_FIELDS "," FB_COMMENTS_OF ("50"), NULL, "25",
    "created_time", NULL, TRUE, ear_facebook_take_own_post },
  { "visitor_posts", "visitor_posts", FB_VISIT_FIELDS "," FB_COMMENTS_OF ("25"), NULL, NULL, "25", "created_time", NULL, TRUE, ear_facebook_take_visit },
  { "tagged", "tagged", FB_VISIT_FIELDS "," FB_COMMENTS_OF ("25"), NULL, NULL, "25", "created_time", NULL, TRUE, ear_facebook_take_visit },
  { "ratings", "ratings", FB_RATING_FIELDS, NULL, FB_RATING_PLAIN_FIELDS, "50", "created_time", NULL, FALSE, ear_facebook_take_rating },
  { "conversations", "conversations", FB_CONVERSATION_FIELDS, NULL, NULL, "25", "updated_time", "messenger", FALSE, ear_facebook_take_conversation },
};

typedef struct {
  const FbList *list;
  EarSession *session;
  EarBatch *batch;
  FbReading *reading;
  gint64 floor;                  /* what is older was read before; G_MININT64: nothing was */
  gboolean again;                /* what is absent is to be told */
} FbPull;

/* ---- cursors: JSON, ours alone ---- */

/* A round goes down @next until it meets what was read before, and into each post of @pending. @until: everything before was read;
 * @now: when the round began. */
typedef struct {
  gint64 until, now, restarts;
  const char *next;              /* (nullable) */
  gboolean under_way, done;
  const EarJsonNode *pending;    /* (nullable): "post", "author", "next" each */
} FbCursor;

static const EarJsonField cursor_table[] = {
  EAR_JSON_FIELD (FbCursor, until, "until", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (FbCursor, now, "now", EAR_JSON_INT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (FbCursor, restarts, "restarts", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (FbCursor, next, "next", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (FbCursor, under_way, "under_way", EAR_JSON_BOOL, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (FbCursor, done, "done", EAR_JSON_BOOL, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (FbCursor, pending, "pending", EAR_JSON_ARRAY, EAR_JSON_OPTIONAL),
};

/* A post whose comments go on. */
typedef struct {
  char *post, *author, *next;
} Pending;

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_free (pending->post);
  g_free (pending->author);
  g_free (pending->next);
  g_free (pending);
}

static void
add_pending (GPtrArray *list, const char *post, const char *author, const char *next)
{
  Pending *pending;

  if (post == NULL || list->len >= MAX_PENDING)
    return;
  pending = g_new0 (Pending, 1);
  pending->post = g_strdup (post);
  pending->author = g_strdup (author);
  pending->next = g_strdup (next);
  g_ptr_array_add (list, pending);
}

/* FALSE: none, or not readable: begin anew. */
static gboolean
read_cursor (const char *text, FbCursor *cursor, GPtrArray *pending, EarJson **json)
{
  *json = text != NULL ? ear_json_parse_text (text, -1, NULL) : NULL;
  if (*json == NULL || !ear_json_bind_table (ear_json_root (*json), cursor_table, cursor, NULL)
      || cursor->now < 0 || cursor->now > TIME_MAX || cursor->until < 0 || cursor->until > cursor->now)
    {
      *cursor = (FbCursor) { 0 };
      return FALSE;
    }
  for (gsize i = 0; i < ear_json_length (cursor->pending); i++)
    {
      const EarJsonNode *one = ear_json_element (cursor->pending, i);

      add_pending (pending, ear_json_member_text (one, "post"), ear_json_member_text (one, "author"), ear_json_member_text (one, "next"));
    }
  return TRUE;
}

static void
write_cursor (EarBatch *batch, const FbCursor *cursor, GPtrArray *pending)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_int (writer, "until", cursor->until);
  ear_json_writer_int (writer, "now", cursor->now);
  if (cursor->restarts > 0)
    ear_json_writer_int (writer, "restarts", cursor->restarts);
  if (cursor->next != NULL)
    ear_json_writer_text (writer, "next", cursor->next);
  if (cursor->under_way)
    ear_json_writer_bool (writer, "under_way", TRUE);
  if (cursor->done)
    ear_json_writer_bool (writer, "done", TRUE);
  if (pending->len > 0)
    {
      ear_json_writer_begin_array (writer, "pending");
      for (guint i = 0; i < pending->len; i++)
        {
          const Pending *one = g_ptr_array_index (pending, i);

          ear_json_writer_begin_object (writer, NULL);
          ear_json_writer_text (writer, "post", one->post);
          if (one->author != NULL)
            ear_json_writer_text (writer, "author", one->author);
          ear_json_writer_text (writer, "next", one->next != NULL ? one->next : "");
          ear_json_writer_end_object (writer);
        }
      ear_json_writer_end_array (writer);
    }
  ear_json_writer_end_object (writer);
  g_free (batch->cursor);
  batch->cursor = ear_json_writer_to_text (writer, FALSE);
}

/* ---- one page ---- */

typedef struct {
  EarJson *json;
  const EarJsonNode *root;
  gint64 oldest;                 /* of what it lists, or EAR_TIME_NONE */
  char *next;                    /* (nullable) */
} FbPage;

static void
page_clear (FbPage *page)
{
  g_clear_pointer (&page->json, ear_json_free);
  g_clear_pointer (&page->next, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FbPage, page_clear)

static gboolean
fetch_page (FbPull *pull, const char *url, const char *next, FbPage *page, GError **error)
{
  g_autofree char *whole = ear_meta_continue_url (url, next);
  g_autoptr (EarReply) reply = NULL;

  page->json = ear_session_get (pull->session, whole, &reply, error);
  if (page->json == NULL)
    return FALSE;
  page->root = ear_json_root (page->json);
  if (ear_meta_read_list (page->root, error) == NULL)
    return FALSE;
  page->next = ear_meta_dup_next (page->root);
  page->oldest = EAR_TIME_NONE;
  ear_facebook_note_time (pull->reading, reply);
  return TRUE;
}

static char *
list_url (FbPull *pull, const char *fields, const char *limit)
{
  g_autofree char *path = g_strconcat (ear_facebook_get_page (pull->session), "/", pull->list->edge, NULL);

  return ear_meta_url (pull->session, path, "platform", pull->list->platform, "fields", fields, "limit", limit, NULL);
}

/* "Please reduce the amount of data you're asking for": numbered like Meta's own trouble, and never over by waiting. */
static gboolean
is_too_much (const GError *problem)
{
  const EarProblemDetail *detail = g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER) ? ear_problem_get_detail (problem) : NULL;

  return detail != NULL && detail->words != NULL && strstr (detail->words, "reduce the amount of data") != NULL;
}

/* One page of the list itself, asked for more modestly where Facebook wants that. */
static gboolean
fetch_list (FbPull *pull, const char *fields, const char *next, FbPage *page, GError **error)
{
  g_autofree char *url = list_url (pull, fields, pull->list->limit);
  g_autofree char *modest = NULL;
  g_autoptr (GError) problem = NULL;

  if (fetch_page (pull, url, next, page, &problem))
    return TRUE;
  if (is_too_much (problem))
    modest = list_url (pull, fields, FEW);
  else if (pull->list->plain_fields != NULL && g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL))
    modest = list_url (pull, pull->list->plain_fields, pull->list->limit);
  if (modest == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  page_clear (page);
  return fetch_page (pull, modest, next, page, error);
}

/* The comments that came with a post are its newest: down to the oldest of them none is missing. Of that one's second others may. */
static void
note_complete (FbPull *pull, const char *post, gboolean cut)
{
  gint64 from = !cut ? G_MININT64 : pull->reading->oldest != EAR_TIME_NONE ? pull->reading->oldest + 1000 : G_MAXINT64;

  ear_batch_add_complete_post (pull->batch, post, from, pull->reading->now);
}

/* Takes what is listed, and notes the posts whose comments go on below those that came with them. */
static gboolean
take_page (FbPull *pull, FbPage *page, GPtrArray *pending, GError **error)
{
  const EarJsonNode *data = ear_json_member (page->root, "data");

  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      const EarJsonNode *node = ear_json_element (data, i);
      gint64 time = ear_meta_read_time (node, pull->list->time, EAR_TIME_NONE);

      if (!pull->list->take (pull->reading, node, error))
        return FALSE;
      if (time != EAR_TIME_NONE)
        page->oldest = page->oldest == EAR_TIME_NONE ? time : MIN (page->oldest, time);
      if (pull->list->nested && (pending != NULL || pull->again))
        {
          g_autofree char *next = ear_meta_dup_next (ear_json_member (node, "comments"));

          if (pull->again)
            note_complete (pull, ear_json_member_text (node, "id"), next != NULL);
          if (pending != NULL && next != NULL && (pull->reading->oldest == EAR_TIME_NONE || pull->reading->oldest > pull->floor))
            add_pending (pending, ear_json_member_text (node, "id"), ear_json_member_text (node, "from.id"), next);
        }
    }
  return TRUE;
}

/* Facebook forgets where pages end: then the list is begun anew. */
static gboolean
is_forgotten (const GError *problem, const char *next)
{
  return next != NULL && *next != '\0' && g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL);
}

/* ---- a round: forward until what is known, backfill until the end ---- */

static gboolean
read_pending (FbPull *pull, FbCursor *cursor, GPtrArray *pending, GError **error)
{
  Pending *one = g_ptr_array_index (pending, 0);
  g_autofree char *path = g_strconcat (one->post, "/comments", NULL);
  g_autofree char *url = ear_meta_url (pull->session, path, "filter", "stream", "order", "reverse_chronological", "fields", FB_COMMENT_FIELDS,
                                       "limit", "100", NULL);
  g_autofree char *root = pull->list->take == ear_facebook_take_visit ? g_strconcat (FB_POST_PREFIX, one->post, NULL) : NULL;
  FbPlace place = { .post = one->post, .root = root, .root_author = one->author };
  g_auto (FbPage) page = { NULL };
  g_autoptr (GError) problem = NULL;

  if (!fetch_page (pull, url, one->next, &page, &problem))
    {
      /* The post was deleted meanwhile, and its comments with it. */
      if (ear_facebook_is_gone (pull->session, problem))
        {
          g_ptr_array_remove_index (pending, 0);
          return TRUE;
        }
      if (is_forgotten (problem, one->next) && cursor->restarts < MAX_RESTARTS)
        {
          cursor->restarts++;
          g_clear_pointer (&one->next, g_free);
          return TRUE;
        }
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (!ear_facebook_take_comments (pull->reading, page.root, &place, error))
    return FALSE;
  if (page.next != NULL && g_strcmp0 (page.next, one->next) != 0
      && (pull->reading->oldest == EAR_TIME_NONE || pull->reading->oldest > pull->floor))
    g_set_str (&one->next, page.next);
  else
    g_ptr_array_remove_index (pending, 0);
  return TRUE;
}

/* @next: what follows, as text that lives on; NULL: the list is at its end, or at what is known. */
static gboolean
read_list (FbPull *pull, FbCursor *cursor, GPtrArray *pending, char **next, GError **error)
{
  g_auto (FbPage) page = { NULL };
  g_autoptr (GError) problem = NULL;

  *next = NULL;
  if (!fetch_list (pull, pull->list->fields, cursor->next, &page, &problem))
    {
      if (!is_forgotten (problem, cursor->next) || cursor->restarts >= MAX_RESTARTS)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      cursor->restarts++;
      *next = g_strdup ("");
      return TRUE;
    }
  if (!take_page (pull, &page, pending, error))
    return FALSE;
  if (page.next != NULL && g_strcmp0 (page.next, cursor->next) != 0 && (page.oldest == EAR_TIME_NONE || page.oldest > pull->floor))
    *next = g_steal_pointer (&page.next);
  return TRUE;
}

/* One page of a round, whichever is due. */
static gboolean
read_one (FbPull *pull, FbCursor *cursor, GPtrArray *pending, char **next, GError **error)
{
  if (pending->len == 0 || !cursor->under_way)
    return read_list (pull, cursor, pending, next, error);
  *next = g_strdup (cursor->next);
  return read_pending (pull, cursor, pending, error);
}

static gboolean
pull_round (FbPull *pull, gboolean forward, const char *cursor_text, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  g_autoptr (GPtrArray) pending = g_ptr_array_new_with_free_func (pending_free);
  FbCursor cursor = { 0 };
  gboolean begun = read_cursor (cursor_text, &cursor, pending, &json);
  g_autofree char *next = NULL;

  if (begun && cursor.done && !forward)
    {
      ear_batch_add_span (pull->batch, G_MININT64, cursor.now);
      write_cursor (pull->batch, &cursor, pending);
      return TRUE;
    }
  pull->floor = forward && begun ? cursor.until - OVERLAP_MS : G_MININT64;
  if (!read_one (pull, &cursor, pending, &next, error))
    return FALSE;
  if (!cursor.under_way)
    cursor.now = pull->reading->now;
  /* The first look shows the newest; the past is the backfill's. */
  if (forward && !begun)
    {
      g_ptr_array_set_size (pending, 0);
      g_clear_pointer (&next, g_free);
    }

  cursor.next = next;
  cursor.under_way = pending->len > 0 || next != NULL;
  if (!cursor.under_way)
    {
      gint64 from = !forward ? G_MININT64 : begun ? cursor.until - OVERLAP_MS : cursor.now;

      /* Their clock may have been set back since. */
      ear_batch_add_span (pull->batch, MIN (from, cursor.now), cursor.now);
      cursor.done = !forward;
      cursor.until = forward ? cursor.now : 0;
      cursor.restarts = 0;
    }
  write_cursor (pull->batch, &cursor, pending);
  pull->batch->more = cursor.under_way;
  return TRUE;
}

/* ---- again ---- */

/* The newest posts with more of their comments: edits, what was hidden, what is gone. And one page of older posts, in turn: a comment under
 * an old post is announced by nothing. */
static gboolean
reconcile (FbPull *pull, const char *cursor_text, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  g_autoptr (GPtrArray) pending = g_ptr_array_new_with_free_func (pending_free);
  FbCursor cursor = { 0 };
  g_auto (FbPage) page = { NULL };
  g_auto (FbPage) older = { NULL };
  g_autoptr (GError) problem = NULL;

  read_cursor (cursor_text, &cursor, pending, &json);
  pull->again = TRUE;
  if (pending->len > 0)
    {
      pull->floor = cursor.now - OLD_MS;
      if (!read_pending (pull, &cursor, pending, error))
        return FALSE;
    }
  else
    {
      if (!fetch_list (pull, pull->list->again_fields, NULL, &page, error) || !take_page (pull, &page, NULL, error))
        return FALSE;
      cursor.now = pull->reading->now;
      pull->floor = cursor.now - OLD_MS;
      if (cursor.next == NULL || *cursor.next == '\0')
        cursor.next = page.next;
      if (cursor.next != NULL && !fetch_list (pull, pull->list->again_fields, cursor.next, &older, &problem) && !is_forgotten (problem, cursor.next))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (older.root != NULL && problem == NULL && !take_page (pull, &older, pending, error))
        return FALSE;
      cursor.next = older.next;
    }
  cursor.until = 0;
  cursor.restarts = 0;
  write_cursor (pull->batch, &cursor, pending);
  pull->batch->more = pending->len > 0;
  return TRUE;
}

gboolean
ear_facebook_pull (EarSession *session, const char *stream, EarPullDirection direction, const char *cursor, EarBatch *batch, GError **error)
{
  g_auto (FbReading) reading = { NULL };
  FbPull pull = { .session = session, .batch = batch, .reading = &reading };

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
  if (*ear_facebook_get_page (session) == '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_AUTH, "It is not known which Page this is. Sign in again.");
      return FALSE;
    }
  ear_facebook_begin (&reading, session, batch);
  return direction == EAR_PULL_RECONCILE ? reconcile (&pull, cursor, error) : pull_round (&pull, direction == EAR_PULL_FORWARD, cursor, error);
}
