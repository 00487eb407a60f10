/* ear-mastodon-pull.c: notifications and our own statuses, forward, backward and again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/mastodon/ear-mastodon-private.h"

#include <string.h>

#include "base/ear-clock.h"

/* No server gives fewer on a full page; ours asks for the most that Mastodon gives. */
#define FULL_PAGE 15
/* Ids are given out before they can be read: what is younger is read again next time. */
#define SETTLE_MS 60000

/* ---- two lists that are paged alike ---- */

typedef struct {
  const char *stream;
  const char *limit;
  gboolean notifications;   /* else our own statuses */
} MaList;

static const MaList lists[] = {
  { "notifications", "80", TRUE },
  { "own", "40", FALSE },
};

typedef struct {
  const MaList *list;
  EarSession *session;
  EarBatch *batch;
  MaReader *reader;
  EarPullDirection direction;
} MaPull;

/* ---- cursors: JSON, ours alone ---- */

/* Forward: what is newer than @id, complete until @until; @safe is where the next round begins while one of several pages is under
 * way. A server that takes "min_id" for "the newest after" leaves a hole below
 * its page: then we go down from @down to @id, and later up again from @top.
 * Backfill: what is older than @id; everything younger than @until was read. "" as id: nothing was there yet. */
typedef struct {
  const char *id, *safe, *down, *top;
  gint64 until;
} MaCursor;

static const EarJsonField cursor_table[] = {
  EAR_JSON_FIELD (MaCursor, id, "id", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (MaCursor, safe, "safe", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (MaCursor, down, "down", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (MaCursor, top, "top", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (MaCursor, until, "until", EAR_JSON_INT, EAR_JSON_REQUIRED),
};

/* FALSE: none, or not readable: begin anew. */
static gboolean
read_cursor (const char *text, MaCursor *cursor, EarJson **json)
{
  *json = text != NULL ? ear_json_parse_text (text, -1, NULL) : NULL;
  return *json != NULL && ear_json_bind_table (ear_json_root (*json), cursor_table, cursor, NULL);
}

static void
write_cursor (EarBatch *batch, const MaCursor *cursor)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  const struct {
    const char *name, *value;
  } texts[] = { { "id", cursor->id }, { "safe", cursor->safe }, { "down", cursor->down }, { "top", cursor->top } };

  ear_json_writer_begin_object (writer, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (texts[i].value != NULL)
        ear_json_writer_text (writer, texts[i].name, texts[i].value);
    }
  ear_json_writer_int (writer, "until", cursor->until);
  ear_json_writer_end_object (writer);
  g_free (batch->cursor);
  batch->cursor = ear_json_writer_to_text (writer, FALSE);
}

/* ---- one page ---- */

typedef struct {
  const EarJsonNode *root;
  gsize n;
  const char *newest_id, *oldest_id;  /* (nullable) borrowed from the reader's document */
  gint64 newest, oldest;              /* or EAR_TIME_NONE */
  const char *settled_id;             /* (nullable): the newest that nothing older can follow */
  gint64 now;                         /* the service's clock, else ours */
} MaPage;

/* Ids need not be numbers, and the order of a page is the server's: times decide. */
static void
look_at_page (MaPage *page)
{
  gint64 settled = EAR_TIME_NONE;

  page->newest = page->oldest = EAR_TIME_NONE;
  for (gsize i = 0; i < page->n; i++)
    {
      const EarJsonNode *node = ear_json_element (page->root, i);
      const char *id = ear_json_member_text (node, "id");
      const char *text = ear_json_member_text (node, "created_at");
      gint64 time = text != NULL ? ear_time_parse (text) : EAR_TIME_NONE;

      if (id == NULL || time == EAR_TIME_NONE)
        continue;
      if (page->newest_id == NULL || time > page->newest)
        {
          page->newest = time;
          page->newest_id = id;
        }
      if (page->oldest_id == NULL || time <= page->oldest)
        {
          page->oldest = time;
          page->oldest_id = id;
        }
      if (time <= page->now - SETTLE_MS && (page->settled_id == NULL || time > settled))
        {
          settled = time;
          page->settled_id = id;
        }
    }
}

/* Favourites, follows and the rest stand in the same list; the server leaves them out where it can, take_page() everywhere. */
static char *
list_url (const MaPull *pull, const char *min_id, const char *max_id, gboolean with_types)
{
  EarSession *session = pull->session;
  g_autofree char *path = NULL;

  if (pull->list->notifications)
    return ear_mastodon_url (session, "/api/v1/notifications", "limit", pull->list->limit, "min_id", min_id, "max_id", max_id,
                             "include_filtered", "true", "types[]", with_types ? "mention" : NULL, "types[]", with_types ? "update" : NULL,
                             "types[]", with_types && ear_mastodon_is_recent (session) ? "quote" : NULL, NULL);
  path = g_strconcat ("/api/v1/accounts/", ear_session_get_setting (session, MA_SETTING_ACCOUNT), "/statuses", NULL);
  return ear_mastodon_url (session, path, "limit", pull->list->limit, "exclude_reblogs", "true", "min_id", min_id, "max_id", max_id, NULL);
}

static gboolean
read_page (MaPull *pull, const char *min_id, const char *max_id, MaPage *page, GError **error)
{
  g_autofree char *url = list_url (pull, min_id, max_id, TRUE);
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (GError) problem = NULL;
  EarJson *json = ear_session_get (pull->session, url, &reply, &problem);

  /* Some programs refuse types they do not know. */
  if (json == NULL && pull->list->notifications && g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL))
    {
      g_autofree char *plain_url = list_url (pull, min_id, max_id, FALSE);

      g_clear_error (&problem);
      json = ear_session_get (pull->session, plain_url, &reply, &problem);
    }
  if (json == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  page->root = ma_reader_keep (pull->reader, json);
  if (!ear_json_is_array (page->root))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The server did not send a list.");
      return FALSE;
    }
  page->n = ear_json_length (page->root);
  page->now = reply->date_ms != EAR_TIME_NONE ? reply->date_ms : ear_clock_now_ms ();
  pull->batch->service_date = reply->date_ms;
  look_at_page (page);
  if (page->n > 0 && page->oldest_id == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The server sent a list whose entries have no id or no time.");
      return FALSE;
    }
  return TRUE;
}

/* Of notifications, those with words in them: who mentions us, who quotes us, what was edited since. */
static gboolean
is_about_words (const char *type)
{
  return g_strcmp0 (type, "mention") == 0 || g_strcmp0 (type, "quote") == 0 || g_strcmp0 (type, "update") == 0;
}

/* "update" also comes for what we only boosted. */
static gboolean
concerns_us (MaPull *pull, const EarJsonNode *status)
{
  return ear_mastodon_is_us (pull->session, ear_json_member_text (status, "in_reply_to_account_id"))
         || ear_mastodon_mentions_us (pull->session, ear_json_member_text (status, "content"), ear_json_member (status, "mentions"));
}

/* And only then the cursor, which may not move when something fails. */
static gboolean
take_page (MaPull *pull, const MaPage *page, const MaCursor *next, GError **error)
{
  for (gsize i = 0; i < page->n; i++)
    {
      const EarJsonNode *node = ear_json_element (page->root, i);
      const EarJsonNode *status = pull->list->notifications ? ear_json_member (node, "status") : node;
      const char *type = ear_json_member_text (node, "type");

      if (pull->list->notifications
          && (!is_about_words (type) || !ear_json_is_object (status) || (strcmp (type, "update") == 0 && !concerns_us (pull, status))))
        continue;
      if (!ma_reader_add (pull->reader, status, FALSE, error))
        return FALSE;
    }
  if (!ma_reader_fetch_parents (pull->reader, pull->direction == EAR_PULL_FORWARD, error))
    return FALSE;
  ma_reader_take (pull->reader);
  if (next != NULL)
    write_cursor (pull->batch, next);
  return TRUE;
}

/* ---- forward ---- */

/* Nothing is known yet: the newest page, so that the window shows something; the past is the backfill's. */
static gboolean
pull_first (MaPull *pull, GError **error)
{
  MaPage page = { NULL };
  MaCursor cursor = { NULL };

  if (!read_page (pull, NULL, NULL, &page, error))
    return FALSE;
  cursor.id = page.settled_id != NULL ? page.settled_id : page.oldest_id != NULL ? page.oldest_id : "";
  cursor.until = page.now;
  ear_batch_add_span (pull->batch, page.oldest_id == NULL ? G_MININT64 : page.oldest + 1, page.now);
  return take_page (pull, &page, &cursor, error);
}

/* Up from where we were. */
static gboolean
pull_up (MaPull *pull, MaCursor *cursor, GError **error)
{
  MaPage page = { NULL };
  MaCursor next = *cursor;
  const char *safe;

  /* "0" is before every number; where ids are something else, the whole newest page comes. */
  if (!read_page (pull, *cursor->id != '\0' ? cursor->id : "0", NULL, &page, error))
    return FALSE;

  safe = page.settled_id != NULL ? page.settled_id : cursor->safe != NULL ? cursor->safe : cursor->id;
  /* A server that ignores "min_id" gives the same page for ever. */
  if (page.n < FULL_PAGE || page.newest_id == NULL || strcmp (page.newest_id, cursor->id) == 0)
    {
      next.id = safe;
      next.safe = NULL;
      next.until = page.now;
      ear_batch_add_span (pull->batch, cursor->until - SETTLE_MS, page.now);
    }
  else
    {
      pull->batch->more = TRUE;
      next.safe = safe;
      if (ear_mastodon_is_recent (pull->session))
        next.id = page.newest_id;
      else
        {
          next.top = page.newest_id;
          next.down = page.oldest_id;
        }
    }
  return take_page (pull, &page, &next, error);
}

/* Down to where we were: is there anything below the page that came for "newer than"? */
static gboolean
pull_down (MaPull *pull, MaCursor *cursor, GError **error)
{
  MaPage page = { NULL };
  MaCursor next = *cursor;

  if (!read_page (pull, *cursor->id != '\0' ? cursor->id : "0", cursor->down, &page, error))
    return FALSE;
  if (page.n == 0 || page.oldest_id == NULL || strcmp (page.oldest_id, cursor->down) == 0 || page.oldest <= cursor->until - SETTLE_MS)
    {
      next.id = cursor->top;
      next.top = next.down = NULL;
    }
  else
    next.down = page.oldest_id;
  pull->batch->more = TRUE;
  return take_page (pull, &page, &next, error);
}

static gboolean
pull_forward (MaPull *pull, const char *cursor_text, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  MaCursor cursor = { NULL };

  if (!read_cursor (cursor_text, &cursor, &json))
    return pull_first (pull, error);
  return cursor.down != NULL && cursor.top != NULL ? pull_down (pull, &cursor, error) : pull_up (pull, &cursor, error);
}

/* ---- backfill ---- */

static gboolean
pull_backfill (MaPull *pull, const char *cursor_text, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  MaCursor cursor = { NULL };
  gboolean begun = read_cursor (cursor_text, &cursor, &json) && *cursor.id != '\0';
  MaPage page = { NULL };
  MaCursor next = { .id = "" };
  gint64 to;
  gboolean ended;

  if (!read_page (pull, NULL, begun ? cursor.id : NULL, &page, error))
    return FALSE;
  to = begun ? cursor.until : page.now;
  ended = page.n == 0;

  /* A server that ignores "max_id" tells nothing of the past. */
  if (!ended && begun && (strcmp (page.oldest_id, cursor.id) == 0 || page.oldest > cursor.until))
    {
      write_cursor (pull->batch, &cursor);
      return TRUE;
    }
  if (ended)
    ear_batch_add_span (pull->batch, G_MININT64, to);
  else if (page.oldest + 1 <= to)
    ear_batch_add_span (pull->batch, page.oldest + 1, to);

  next.id = ended ? (begun ? cursor.id : "") : page.oldest_id;
  next.until = ended ? to : page.oldest + 1;
  pull->batch->more = !ended;
  return take_page (pull, &page, &next, error);
}

/* ---- again ---- */

/* Edits and deletions: with a status its notification goes. Where we only boosted or were named by the way, the rest of a
 * conversation shows it when that is opened. */
static gboolean
reconcile (MaPull *pull, GError **error)
{
  MaPage page = { NULL };

  if (!read_page (pull, NULL, NULL, &page, error))
    return FALSE;
  if (page.oldest_id != NULL)
    {
      pull->batch->complete_range_addressed = pull->list->notifications;
      pull->batch->complete_range = (EarSpan) { page.oldest + 1, page.now };
      pull->batch->has_complete_range = TRUE;
    }
  return take_page (pull, &page, NULL, error);
}

gboolean
ear_mastodon_pull (EarSession *session, const char *stream, EarPullDirection direction, const char *cursor, EarBatch *batch, GError **error)
{
  g_autoptr (MaReader) reader = ma_reader_new (session, batch);
  MaPull pull = { .session = session, .batch = batch, .reader = reader, .direction = direction };

  if (strcmp (stream, "conversations") == 0)
    return ear_mastodon_pull_direct (session, direction, cursor, batch, error);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      if (strcmp (lists[i].stream, stream) == 0)
        pull.list = &lists[i];
    }
  if (pull.list == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED, "Mastodon has no stream “%s”.", stream);
      return FALSE;
    }
  if (ear_session_get_setting (session, MA_SETTING_ACCOUNT) == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_AUTH, "It is not known which account this is. Sign in again.");
      return FALSE;
    }

  switch (direction)
    {
    case EAR_PULL_FORWARD:
      return pull_forward (&pull, cursor, error);
    case EAR_PULL_BACKFILL:
      return pull_backfill (&pull, cursor, error);
    case EAR_PULL_RECONCILE:
      return reconcile (&pull, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}
