/* ear-wordpress-pull.c: reading comments and posts, forward, backward and again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/wordpress/ear-wordpress-private.h"

#include <string.h>

#include "base/ear-clock.h"

#define HOUR_MS (G_GINT64_CONSTANT (3600) * 1000)

/* "after" and "before" are compared with the site's wall clock, which jumps back an hour once a year: read two hours again. */
#define FORWARD_OVERLAP_MS (2 * HOUR_MS)
/* The past may have been written under another time zone setting. */
#define BACKFILL_OVERLAP_MS (26 * HOUR_MS)
/* Pages are counted from one end: what is deleted between two of them moves the rest. */
#define PAGE_OVERLAP 5
#define POSTS_PER_PAGE 20
/* How far a service's clock may be ahead of ours before its newest comment is not believed. */
#define CLOCK_SLACK_MS (5 * 60 * 1000)
#define MAX_SEEN 400
/* Against a server that gives the same page for ever. */
#define MAX_OFFSET 1000000

/* ---- one kind of list ---- */

typedef struct {
  const char *stream;
  const char *route;
  const char *fields;
  guint per_page;
} WpList;

static const WpList lists[] = {
  { "comments", "wp/v2/comments", WP_COMMENT_FIELDS, WP_PER_PAGE },
  { "posts", "wp/v2/posts", "id,title,link,date_gmt,content", POSTS_PER_PAGE },
};

typedef struct {
  const WpList *list;
  EarSession *session;
  EarBatch *batch;
  gboolean comments;
} WpPull;

/* ---- cursors: JSON, ours alone ---- */

typedef struct {
  gint64 edge;             /* forward: newest time seen; backfill: read what is before. UTC ms */
  gint64 newest;           /* forward, between pages: newest seen so far */
  gint64 offset;           /* how many of this list were read */
  const EarJsonNode *seen; /* forward: the last overlap as wp_reader_skip() takes it */
} WpCursor;

static const EarJsonField cursor_table[] = {
  EAR_JSON_FIELD (WpCursor, edge, "edge", EAR_JSON_INT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (WpCursor, newest, "newest", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (WpCursor, offset, "offset", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (WpCursor, seen, "seen", EAR_JSON_ARRAY, EAR_JSON_OPTIONAL),
};

/* FALSE: none, or not readable: begin anew. */
static gboolean
read_cursor (const char *text, WpCursor *cursor, EarJson **json)
{
  *json = text != NULL ? ear_json_parse_text (text, -1, NULL) : NULL;
  return *json != NULL && ear_json_bind_table (ear_json_root (*json), cursor_table, cursor, NULL) && cursor->offset >= 0;
}

static void
write_cursor (EarBatch *batch, const WpCursor *cursor, GPtrArray *seen)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_int (writer, "edge", cursor->edge);
  ear_json_writer_int (writer, "newest", cursor->newest);
  ear_json_writer_int (writer, "offset", cursor->offset);
  ear_json_writer_begin_array (writer, "seen");
  for (guint i = 0; seen != NULL && i < MIN (seen->len, MAX_SEEN); i++)
    ear_json_writer_text (writer, NULL, g_ptr_array_index (seen, i));
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
  g_free (batch->cursor);
  batch->cursor = ear_json_writer_to_text (writer, FALSE);
}

/* ---- one page ---- */

typedef struct {
  const EarJsonNode *root;
  EarJson *json;
  gint64 oldest, newest;   /* of what it holds, or EAR_TIME_NONE */
  gint64 total;            /* of the whole list, or -1 */
  gsize n;
  gint64 now;              /* the service's clock, else ours */
} WpPage;

static void
page_clear (WpPage *page)
{
  g_clear_pointer (&page->json, ear_json_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WpPage, page_clear)

static gint64
read_total (const EarReply *reply)
{
  const char *text = ear_reply_get_header (reply, "x-wp-total");
  gint64 total;

  return text != NULL && g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &total, NULL) ? total : -1;
}

static gboolean
read_page (WpPull *pull, const char *url, WpPage *page, GError **error)
{
  g_autoptr (EarReply) reply = NULL;

  page->json = ear_wordpress_call (pull->session, "GET", url, NULL, &reply, NULL, error);
  if (page->json == NULL)
    return FALSE;
  page->root = ear_json_root (page->json);
  if (!ear_json_is_array (page->root))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The site did not send a list of %s.", pull->list->stream);
      return FALSE;
    }

  page->n = ear_json_length (page->root);
  page->total = read_total (reply);
  page->now = reply->date_ms != EAR_TIME_NONE ? reply->date_ms : ear_clock_now_ms ();
  page->oldest = page->newest = EAR_TIME_NONE;
  for (gsize i = 0; i < page->n; i++)
    {
      const char *date = ear_json_member_text (ear_json_element (page->root, i), "date_gmt");
      gint64 time = date != NULL ? ear_time_parse (date) : EAR_TIME_NONE;

      if (time == EAR_TIME_NONE)
        continue;
      page->oldest = page->oldest == EAR_TIME_NONE ? time : MIN (page->oldest, time);
      page->newest = MAX (page->newest, time);
    }
  pull->batch->service_date = reply->date_ms;
  return TRUE;
}

/* WordPress leaves out what we may not read after it has cut the page: a short page is not the last one. */
static gboolean
has_more (const WpPull *pull, const WpPage *page, gint64 offset)
{
  if (page->total >= 0)
    return offset + pull->list->per_page < page->total;
  return page->n >= pull->list->per_page && offset < MAX_OFFSET;
}

static gint64
next_offset (const WpPull *pull, gint64 offset)
{
  return offset + pull->list->per_page - PAGE_OVERLAP;
}

/* Takes the page's JSON. */
static gboolean
take_page (WpPull *pull, WpPage *page, const EarJsonNode *seen, GError **error)
{
  g_autoptr (WpReader) reader = NULL;

  if (!pull->comments)
    return ear_wordpress_take_posts (pull->batch, page->root, error);

  reader = wp_reader_new (pull->session, pull->batch);
  if (!wp_reader_add (reader, g_steal_pointer (&page->json), error))
    return FALSE;
  wp_reader_skip (reader, seen);
  if (!wp_reader_fetch_parents (reader, error))
    return FALSE;
  wp_reader_take (reader, FALSE);
  return wp_reader_fetch_posts (reader, error);
}

static char *
list_url (const WpPull *pull, const char *order, const char *after, const char *before, gint64 offset)
{
  g_autofree char *per_page = g_strdup_printf ("%u", pull->list->per_page);
  g_autofree char *skip = offset > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, offset) : NULL;

  return ear_wordpress_url (pull->session, pull->list->route,
                            "context", pull->comments ? ear_wordpress_get_context (pull->session) : NULL,
                            "status", pull->comments && ear_wordpress_is_moderator (pull->session) ? "all" : NULL,
                            "orderby", pull->comments ? "date_gmt" : "date", "order", order,
                            "after", after, "before", before, "per_page", per_page, "offset", skip,
                            "_fields", pull->list->fields, NULL);
}

/* ---- backfill, and the first look ---- */

static gboolean
pull_newest_first (WpPull *pull, const char *cursor_text, gboolean first_look, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  WpCursor cursor = { 0 };
  gboolean begun = read_cursor (cursor_text, &cursor, &json);
  g_autofree char *before = begun ? ear_wordpress_format_time (cursor.edge) : NULL;
  g_autofree char *url = list_url (pull, "desc", NULL, before, cursor.offset);
  g_auto (WpPage) page = { NULL };
  gboolean more;
  gint64 from, to;

  if (!read_page (pull, url, &page, error))
    return FALSE;
  more = has_more (pull, &page, cursor.offset);
  pull->batch->estimated_total = page.total;

  /* Others of the oldest second may stand on the next page. */
  from = more && page.oldest != EAR_TIME_NONE ? page.oldest + 1000 : G_MININT64;
  to = !begun ? page.now : cursor.offset == 0 || page.newest == EAR_TIME_NONE ? cursor.edge : page.newest;
  if (from <= to && (!more || page.oldest != EAR_TIME_NONE))
    ear_batch_add_span (pull->batch, from, to);

  if (!begun)
    cursor.edge = page.now + 48 * HOUR_MS; /* whatever the site's clock says */
  if (first_look)
    {
      cursor = (WpCursor) { .edge = page.newest != EAR_TIME_NONE ? MIN (page.newest, page.now + CLOCK_SLACK_MS) : 0 };
      more = FALSE;
    }
  else if (page.oldest != EAR_TIME_NONE && page.newest - page.oldest > 2 * BACKFILL_OVERLAP_MS)
    {
      /* Going by time survives deletions between two pages; going by number survives many comments in one day. */
      cursor.edge = page.oldest + BACKFILL_OVERLAP_MS;
      cursor.offset = 0;
    }
  else
    cursor.offset = next_offset (pull, cursor.offset);

  if (!take_page (pull, &page, NULL, error))
    return FALSE;
  write_cursor (pull->batch, &cursor, NULL);
  pull->batch->more = more;
  return TRUE;
}

/* ---- forward ---- */

/* What the next pull will meet again. */
static GPtrArray *
list_overlap (const WpPage *page, gint64 after)
{
  GPtrArray *seen = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < page->n; i++)
    {
      const EarJsonNode *node = ear_json_element (page->root, i);
      const char *date = ear_json_member_text (node, "date_gmt");
      const char *id = ear_json_member_text (node, "id");
      const char *status = ear_json_member_text (node, "status");

      /* A wall clock's hour more, as "after" is compared with it. */
      if (id != NULL && status != NULL && date != NULL && ear_time_parse (date) >= after - HOUR_MS)
        g_ptr_array_add (seen, g_strconcat (id, ":", status, NULL));
    }
  return seen;
}

static gboolean
pull_forward (WpPull *pull, const char *cursor_text, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  WpCursor cursor = { 0 };
  g_autofree char *after = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GPtrArray) seen = NULL;
  g_auto (WpPage) page = { NULL };
  gboolean more;
  gint64 edge;

  if (!read_cursor (cursor_text, &cursor, &json))
    return pull_newest_first (pull, NULL, TRUE, error);

  after = ear_wordpress_format_time (MAX (cursor.edge - FORWARD_OVERLAP_MS, 0));
  url = list_url (pull, "asc", after, NULL, cursor.offset);
  if (!read_page (pull, url, &page, error))
    return FALSE;
  more = has_more (pull, &page, cursor.offset);

  /* A comment dated in the future (imports do that) must not hide those that come before it. */
  edge = MAX (cursor.edge, cursor.newest);
  if (page.newest != EAR_TIME_NONE)
    edge = MAX (edge, MIN (page.newest, page.now + CLOCK_SLACK_MS));
  if (!more)
    {
      ear_batch_add_span (pull->batch, cursor.edge - FORWARD_OVERLAP_MS, page.now);
      seen = list_overlap (&page, edge - FORWARD_OVERLAP_MS);
    }

  if (!take_page (pull, &page, cursor.seen, error))
    return FALSE;
  if (more)
    {
      cursor.newest = edge;
      cursor.offset = next_offset (pull, cursor.offset);
    }
  else
    cursor = (WpCursor) { .edge = edge };
  write_cursor (pull->batch, &cursor, seen);
  pull->batch->more = more;
  return TRUE;
}

/* ---- again ---- */

/* From when on a list of the newest hundred lacks nothing. */
static gint64
complete_from (const WpPull *pull, const WpPage *page)
{
  if (!has_more (pull, page, 0))
    return G_MININT64;
  return page->oldest != EAR_TIME_NONE ? page->oldest + 1000 : G_MAXINT64;
}

static gboolean
reconcile_list (WpPull *pull, WpReader *reader, const char *status, gint64 *from, gint64 *to, GError **error)
{
  g_autofree char *url = ear_wordpress_url (pull->session, pull->list->route, "context", ear_wordpress_get_context (pull->session),
                                            "status", status, "orderby", "date_gmt", "order", "desc", "per_page", "100",
                                            "_fields", pull->list->fields, NULL);
  g_auto (WpPage) page = { NULL };

  if (!read_page (pull, url, &page, error))
    return FALSE;
  *from = complete_from (pull, &page);
  *to = page.now;
  return wp_reader_add (reader, g_steal_pointer (&page.json), error);
}

/* The newest hundred: edits, approvals; who is absent was deleted, or is spam by now. Spam and trash are read apart: a hundred pieces
 * of spam a day must not hide what happens to comments. */
static gboolean
reconcile_comments (WpPull *pull, GError **error)
{
  g_autoptr (WpReader) reader = NULL;
  gboolean moderator;
  gint64 from, spam_from, trash_from, to;

  /* Others are never refused anything, even with a password that was taken back: ask outright. */
  if (!ear_wordpress_is_moderator (pull->session) && !ear_wordpress_check_user (pull->session, pull->batch, NULL, error))
    return FALSE;
  moderator = ear_wordpress_is_moderator (pull->session);

  reader = wp_reader_new (pull->session, pull->batch);
  if (!reconcile_list (pull, reader, moderator ? "all" : NULL, &from, &to, error))
    return FALSE;
  if (from <= to)
    {
      pull->batch->complete_range = (EarSpan) { from, to };
      pull->batch->has_complete_range = TRUE;
    }
  if (moderator)
    {
      if (!reconcile_list (pull, reader, "spam", &spam_from, &to, error) || !reconcile_list (pull, reader, "trash", &trash_from, &to, error))
        return FALSE;
      from = MAX (spam_from, trash_from);
      /* Even where it says nothing: complete_range does not speak of them. */
      pull->batch->complete_hidden_range = (EarSpan) { MIN (from, to), to };
      pull->batch->has_complete_hidden_range = TRUE;
    }
  if (!wp_reader_fetch_parents (reader, error))
    return FALSE;
  wp_reader_take (reader, FALSE);
  return wp_reader_fetch_posts (reader, error);
}

/* Titles and texts that were changed. */
static gboolean
reconcile_posts (WpPull *pull, GError **error)
{
  g_autofree char *url = ear_wordpress_url (pull->session, pull->list->route, "orderby", "modified", "order", "desc", "per_page", "20",
                                            "_fields", pull->list->fields, NULL);
  g_auto (WpPage) page = { NULL };

  return read_page (pull, url, &page, error) && take_page (pull, &page, NULL, error);
}

gboolean
ear_wordpress_pull (EarSession *session, const char *stream, EarPullDirection direction, const char *cursor, EarBatch *batch,
                    GError **error)
{
  WpPull pull = { .session = session, .batch = batch };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      if (strcmp (lists[i].stream, stream) == 0)
        pull.list = &lists[i];
    }
  if (pull.list == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED, "WordPress has no stream “%s”.", stream);
      return FALSE;
    }
  pull.comments = pull.list == &lists[0];

  switch (direction)
    {
    case EAR_PULL_FORWARD:
      return pull_forward (&pull, cursor, error);
    case EAR_PULL_BACKFILL:
      return pull_newest_first (&pull, cursor, FALSE, error);
    case EAR_PULL_RECONCILE:
      return pull.comments ? reconcile_comments (&pull, error) : reconcile_posts (&pull, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}
