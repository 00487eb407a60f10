/* ear-meta-walk.c: a list, and what hangs under its items, page by page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/meta/ear-meta.h"

#include <string.h>

#include "base/ear-clock.h"

/* Clocks differ, and what was just written may not be listed yet: so much is read again. */
#define OVERLAP_MS (G_GINT64_CONSTANT (10) * 60 * 1000)
/* A page's end that the service no longer knows means to begin anew, but not for ever. */
#define MAX_RESTARTS 3
/* What people still write under is read again every hour, and not only in turn. */
#define YOUNG_MS (G_GINT64_CONSTANT (14) * 24 * 3600 * 1000)
#define MAX_NEWEST 4

/* ---- pages ---- */

static void
note_time (EarMetaWalk *walk, const EarReply *reply)
{
  walk->batch->service_date = reply->date_ms;
  if (reply->date_ms != EAR_TIME_NONE)
    walk->now = reply->date_ms;
}

/* "Please reduce the amount of data you're asking for": numbered like Meta's own trouble, and never over by waiting. */
static gboolean
is_too_much (const GError *problem)
{
  const EarProblemDetail *detail = g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER) ? ear_problem_get_detail (problem) : NULL;

  return detail != NULL && detail->words != NULL && strstr (detail->words, "reduce the amount of data") != NULL;
}

/* One field that a service does not know fails the whole request: then without those that it may lack. And where it is too much at once:
 * less. */
static EarJson *
ask (EarMetaWalk *walk, char *(*build) (EarMetaWalk *, const EarMetaPending *), const EarMetaPending *one, const char *next, GError **error)
{
  g_autofree char *url = build (walk, one);
  g_autofree char *whole = ear_meta_continue_url (url, next);
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = ear_session_get (walk->session, whole, &reply, &problem);

  walk->plain = g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL);
  walk->modest = is_too_much (problem);
  if (walk->plain || walk->modest)
    {
      g_autofree char *other_url = build (walk, one);
      g_autofree char *other_whole = ear_meta_continue_url (other_url, next);

      if (strcmp (other_url, url) != 0)
        {
          g_clear_error (&problem);
          json = ear_session_get (walk->session, other_whole, &reply, &problem);
        }
    }
  walk->plain = walk->modest = FALSE;
  if (json == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  note_time (walk, reply);
  return g_steal_pointer (&json);
}

static char *
build_list (EarMetaWalk *walk, const EarMetaPending *one)
{
  return walk->steps->list_url (walk);
}

/* (nullable): the page, whose "data" is a list. */
static EarJson *
fetch (EarMetaWalk *walk, const char *next, GError **error)
{
  g_autoptr (EarJson) json = ask (walk, build_list, NULL, next, error);

  if (json == NULL || ear_meta_read_list (ear_json_root (json), error) == NULL)
    return NULL;
  return g_steal_pointer (&json);
}

static gboolean
is_forgotten (const GError *problem, const char *next)
{
  return next != NULL && *next != '\0' && g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL);
}

static gboolean
goes_on (const EarMetaWalk *walk, const char *follows, const char *next)
{
  return follows != NULL && g_strcmp0 (follows, next) != 0 && (walk->oldest == EAR_TIME_NONE || walk->oldest > walk->floor);
}

/* Whether it speaks of what was asked for, and not of the sign-in or of a permission that is named. */
static gboolean
is_of_one_item (const GError *problem)
{
  const EarProblemDetail *detail = ear_problem_get_detail (problem);

  return g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_GONE) || g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL)
         || (g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_FORBIDDEN) && (detail == NULL || detail->permission == NULL));
}

static gboolean
read_pending (EarMetaWalk *walk, GError **error)
{
  EarMetaPending *one = g_ptr_array_index (walk->pending, 0);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = ask (walk, walk->steps->pending_url, one, one->next, &problem);
  g_autofree char *follows = NULL;

  if (json == NULL)
    {
      /* It was deleted meanwhile, and what hung under it. */
      if (ear_meta_is_gone (walk->session, walk->service, walk->account, &problem))
        {
          g_ptr_array_remove_index (walk->pending, 0);
          return TRUE;
        }
      if (is_forgotten (problem, one->next) && walk->restarts < MAX_RESTARTS)
        {
          walk->restarts++;
          g_clear_pointer (&one->next, g_free);
          return TRUE;
        }
      if (!is_of_one_item (problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      /* One that is refused must not stop all the others. */
      if (!walk->steps->may_lack)
        ear_meta_walk_note_hole (walk, walk->now);
      g_ptr_array_remove_index (walk->pending, 0);
      return TRUE;
    }
  walk->oldest = EAR_TIME_NONE;
  if (!walk->steps->take_pending (walk, one, ear_json_root (json), &follows, error))
    return FALSE;
  if (goes_on (walk, follows, one->next))
    g_set_str (&one->next, follows);
  else
    g_ptr_array_remove_index (walk->pending, 0);
  return TRUE;
}

/* @next: what follows; NULL: the list is at its end, or at what is known. */
static gboolean
read_list (EarMetaWalk *walk, char **next, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = fetch (walk, walk->next, &problem);
  g_autofree char *follows = NULL;

  *next = NULL;
  if (json == NULL)
    {
      if (!is_forgotten (problem, walk->next))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      /* It begins anew, or ends here: what is behind was not read. */
      if (walk->restarts++ < MAX_RESTARTS)
        *next = g_strdup ("");
      else
        ear_meta_walk_note_hole (walk, walk->now);
      walk->oldest = EAR_TIME_NONE;
      return TRUE;
    }
  walk->oldest = EAR_TIME_NONE;
  if (!walk->steps->take_page (walk, ear_json_member (ear_json_root (json), "data"), error))
    return FALSE;
  follows = ear_meta_dup_next (ear_json_root (json));
  if (goes_on (walk, follows, walk->next))
    *next = g_steal_pointer (&follows);
  return TRUE;
}

/* ---- a round: forward until what is known, backfill until the end ---- */

static gboolean
go_round (EarMetaWalk *walk, GError **error)
{
  gboolean forward = walk->direction == EAR_PULL_FORWARD;
  g_autofree char *next = NULL;

  if (!walk->under_way)
    walk->hole = 0;
  if (walk->begun && walk->done && !forward)
    {
      ear_batch_add_span (walk->batch, G_MININT64, walk->round_now);
      ear_meta_walk_write_cursor (walk);
      return TRUE;
    }
  /* The first look shows the newest; the past is the backfill's. */
  if (forward && !walk->begun)
    walk->first = TRUE;
  walk->floor = !forward ? G_MININT64 : walk->first ? G_MAXINT64 : walk->until - OVERLAP_MS;
  if (walk->under_way && walk->pending->len > 0)
    {
      next = g_strdup (walk->next);
      if (!read_pending (walk, error))
        return FALSE;
    }
  else
    {
      if (!read_list (walk, &next, error))
        return FALSE;
      /* A list of addresses alone says nothing yet. */
      if (walk->pending->len > 0 && walk->batch->messages->len + walk->batch->posts->len == 0 && !read_pending (walk, error))
        return FALSE;
    }
  if (!walk->under_way)
    walk->round_now = walk->now;

  g_set_str (&walk->next, next);
  walk->under_way = walk->pending->len > 0 || next != NULL;
  if (!walk->under_way)
    {
      gint64 from = !forward ? G_MININT64 : walk->first ? walk->round_now : walk->until - OVERLAP_MS;

      /* Their clock may have been set back since. */
      from = MIN (MAX (from, walk->hole > 0 ? walk->hole : from), walk->round_now);
      if (walk->hole < walk->round_now)
        ear_batch_add_span (walk->batch, from, walk->round_now);
      walk->done = !forward;
      walk->until = forward ? walk->round_now : 0;
      walk->restarts = walk->hole = 0;
      walk->first = FALSE;
    }
  ear_meta_walk_write_cursor (walk);
  walk->batch->more = walk->under_way;
  return TRUE;
}

/* ---- again ---- */

/* The newest pages, down to what is YOUNG; @behind: (out) (nullable): what is behind them. */
static gboolean
read_newest (EarMetaWalk *walk, char **behind, GError **error)
{
  g_autofree char *next = NULL;

  for (guint i = 0; i < MAX_NEWEST; i++)
    {
      g_autoptr (EarJson) page = fetch (walk, next, error);

      if (page == NULL)
        return FALSE;
      walk->round_now = walk->now;
      walk->floor = walk->now - EAR_META_AGAIN_MS;
      walk->newest = TRUE;
      walk->older = i > 0;
      walk->oldest = EAR_TIME_NONE;
      if (!walk->steps->take_page (walk, ear_json_member (ear_json_root (page), "data"), error))
        return FALSE;
      g_free (next);
      next = ear_meta_dup_next (ear_json_root (page));
      if (next == NULL || walk->oldest == EAR_TIME_NONE || walk->oldest < walk->now - YOUNG_MS)
        break;
    }
  walk->newest = walk->older = FALSE;
  *behind = g_steal_pointer (&next);
  return TRUE;
}

/* The newest, and one page of older ones in turn: nothing announces what is written under an old item. Then what is to be read under
 * single items. */
static gboolean
read_again (EarMetaWalk *walk, GError **error)
{
  g_autoptr (EarJson) older = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *behind = NULL;

  if (!read_newest (walk, &behind, error))
    return FALSE;
  if (walk->next == NULL || *walk->next == '\0')
    g_set_str (&walk->next, behind);
  if (walk->next != NULL)
    {
      walk->older = TRUE;
      older = fetch (walk, walk->next, &problem);
      if (older == NULL && !is_forgotten (problem, walk->next))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (older != NULL && !walk->steps->take_page (walk, ear_json_member (ear_json_root (older), "data"), error))
        return FALSE;
    }
  g_free (walk->next);
  walk->next = older != NULL ? ear_meta_dup_next (ear_json_root (older)) : NULL;
  return TRUE;
}

static gboolean
go_again (EarMetaWalk *walk, GError **error)
{
  gboolean lists = walk->pending->len == 0;

  if (lists && !read_again (walk, error))
    return FALSE;
  /* A list of addresses alone says nothing yet. */
  if (walk->pending->len > 0 && (!lists || walk->batch->messages->len + walk->batch->posts->len == 0))
    {
      walk->floor = walk->round_now - EAR_META_AGAIN_MS;
      if (!read_pending (walk, error))
        return FALSE;
    }
  if (walk->pending->len == 0)
    walk->restarts = 0;
  walk->until = walk->hole = 0;
  ear_meta_walk_write_cursor (walk);
  walk->batch->more = walk->pending->len > 0;
  return TRUE;
}

/**
 * ear_meta_walk:
 * @walk: session, batch, service, direction and steps are set
 * @cursor: (nullable): of the call before
 * @error: a problem
 *
 * One page of the list, or of what hangs under one of its items; a reconcile round begins with the newest page and one of older ones.
 *
 * Returns: whether the batch and its cursor hold
 */
gboolean
ear_meta_walk (EarMetaWalk *walk, const char *cursor, GError **error)
{
  gboolean done;

  walk->pending = g_ptr_array_new_with_free_func (ear_meta_pending_free);
  walk->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  walk->new_counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  walk->now = ear_clock_now_ms ();
  walk->oldest = EAR_TIME_NONE;
  ear_meta_walk_read_cursor (walk, cursor);
  done = walk->direction == EAR_PULL_RECONCILE ? go_again (walk, error) : go_round (walk, error);
  g_clear_pointer (&walk->pending, g_ptr_array_unref);
  g_clear_pointer (&walk->counts, g_hash_table_unref);
  g_clear_pointer (&walk->new_counts, g_hash_table_unref);
  g_clear_pointer (&walk->next, g_free);
  return done;
}

gint64
ear_meta_complete_from (gint64 oldest, gboolean cut)
{
  /* Of the oldest one's second others may be missing. */
  return !cut ? G_MININT64 : oldest != EAR_TIME_NONE ? oldest + 1000 : G_MAXINT64;
}

void
ear_meta_walk_note_hole (EarMetaWalk *walk, gint64 until)
{
  walk->hole = MAX (walk->hole, until);
}

gboolean
ear_meta_walk_is_empty (EarMetaWalk *walk, const char *post, GError **error)
{
  g_autofree char *path = g_strconcat (post, "/comments", NULL);
  g_autofree char *url = ear_meta_build_url (walk->session, ear_meta_get_version (walk->service), NULL, path, "fields", "id", "limit", "1", NULL);
  g_autoptr (EarJson) json = ear_session_get (walk->session, url, NULL, error);

  return json != NULL && ear_meta_read_list (ear_json_root (json), error) != NULL;
}
