/* ear-facebook-reply.c: answering a comment, a visitor's post or a rating, and finding the answer again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/facebook/ear-facebook-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"

#define SEARCH_PAGES 5
#define DUPLICATE 506

void
ear_facebook_address (EarSession *session, const EarMessage *target, const EarConversation *conversation, EarOp *op)
{
  op->audience = MAX (op->audience, target->audience);
}

/* ---- where an answer goes ---- */

/* The id that the new comment hangs under: a comment of the first level, a post, a rating's story. */
static char *
dup_parent (EarSession *session, const EarOp *op, GError **error)
{
  FbSort sort = ear_facebook_get_sort (op->conversation_ext);
  g_autoptr (EarJson) json = NULL;
  const char *parent;

  if (sort == FB_RATING && *ear_facebook_get_object (op->conversation_ext) == '-')
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("Facebook lets nobody answer this recommendation from outside. Answer it on your Page."));
      return NULL;
    }
  if (sort == FB_COMMENT && op->conversation_ext != NULL)
    return g_strdup (op->conversation_ext);
  if (g_strcmp0 (op->target_ext, op->conversation_ext) == 0)
    return g_strdup (ear_facebook_get_object (op->target_ext));
  /* Below a visitor's post the comment may be a reply itself, and replies have none. */
  json = ear_facebook_get_object_now (session, op->target_ext, "id,parent{id}", NULL, error);
  if (json == NULL)
    return NULL;
  parent = ear_json_member_text (ear_json_root (json), "parent.id");
  return g_strdup (parent != NULL ? parent : ear_facebook_get_object (op->target_ext));
}

static FbPlace
place_of (EarSession *session, const EarOp *op)
{
  FbSort sort = ear_facebook_get_sort (op->conversation_ext);
  FbPlace place = { .conversation = op->conversation_ext };

  if (sort == FB_POST || sort == FB_RATING)
    {
      place.root = op->conversation_ext;
      place.post = ear_facebook_get_object (op->conversation_ext);
    }
  else
    place.post = op->post_ext;
  return place;
}

/* ---- sending ---- */

/* Its id is known, so it is there, even where it cannot be read yet. */
static void
take_unread (EarSession *session, const EarOp *op, const char *ext, const char *parent, const char *text, EarBatch *batch)
{
  gboolean below_root = ear_facebook_get_sort (op->conversation_ext) != FB_COMMENT && ear_facebook_same_id (parent, op->conversation_ext);

  ear_meta_take_sent (op, ear_facebook_get_page (session), ext, below_root ? op->conversation_ext : parent, text, batch);
}

/* The node reference and one of Meta's guides disagree on what an address does with a text: an answer must be a new comment. */
static gboolean
take_new (EarSession *session, const EarOp *op, const EarJsonNode *root, const char *parent, const char *text, EarBatch *batch, GError **error)
{
  const char *id = ear_json_member_text (root, "id");
  FbPlace place = place_of (session, op);
  g_auto (EarMetaReading) reading = { NULL };
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = NULL;
  const char *from;

  if (id == NULL && !ear_meta_is_success (root))
    {
      ear_meta_set_unsaid (EAR_META_FACEBOOK, error);
      return FALSE;
    }
  if (id == NULL || ear_facebook_same_id (id, parent) || ear_facebook_same_id (id, op->target_ext))
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("Facebook took the answer for a change of what it answers, so Earshot stopped. Look at that comment on Facebook before you send anything more."));
      return FALSE;
    }
  json = ear_facebook_get_object_now (session, id, FB_COMMENT_FIELDS, &reply, NULL);
  from = json != NULL ? ear_json_member_text (ear_json_root (json), "from.id") : NULL;
  if (from != NULL && strcmp (from, ear_facebook_get_page (session)) != 0)
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("Facebook took the answer for a change of what it answers, so Earshot stopped. Look at that comment on Facebook before you send anything more."));
      return FALSE;
    }
  if (json == NULL || from == NULL)
    {
      take_unread (session, op, id, parent, text, batch);
      return TRUE;
    }
  ear_meta_reading_begin (&reading, session, batch, NULL);
  ear_meta_reading_note_reply (&reading, reply);
  if (!ear_facebook_take_comment (&reading, ear_json_root (json), &place, NULL))
    take_unread (session, op, id, parent, text, batch);
  return TRUE;
}

gboolean
ear_facebook_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *parent = dup_parent (session, op, error);
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  g_autofree char *form = NULL;
  g_autoptr (EarJson) json = NULL;
  g_autoptr (GError) problem = NULL;
  EarMetaFault fault;

  if (parent == NULL)
    return FALSE;
  path = g_strconcat (parent, "/comments", NULL);
  url = ear_meta_url (session, path, NULL);
  form = ear_form_encode ("message", text, NULL);
  json = ear_meta_send (session, "POST", url, form, EAR_META_FORM, &fault, &problem);
  if (json != NULL)
    return take_new (session, op, ear_json_root (json), parent, text, batch, error);

  /* "The same again" means that the first try arrived. */
  if (fault.code == DUPLICATE)
    {
      EarFound found = ear_facebook_find_reply (session, op, batch, error);

      if (found == EAR_NOT_THERE)
        ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("Facebook says that the same text was sent just before. Change it a little, or leave it."));
      return found == EAR_FOUND;
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* ---- after a lost answer ---- */

/* Ours directly below @parent (NULL: anywhere), with that text and not older than the first try. */
static const EarJsonNode *
look_through (EarSession *session, const EarJsonNode *data, const char *parent, const char *text, gint64 since)
{
  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      const EarJsonNode *node = ear_json_element (data, i);
      const char *above = ear_json_member_text (node, "parent.id");

      if (g_strcmp0 (ear_json_member_text (node, "from.id"), ear_facebook_get_page (session)) == 0
          && (parent == NULL || above == NULL || ear_facebook_same_id (above, parent))
          && ear_meta_read_time (node, "created_time", EAR_TIME_NONE) >= since
          && ear_meta_same_text (ear_json_member_text (node, "message"), text))
        return node;
    }
  return NULL;
}

EarFound
ear_facebook_find_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *text = ear_channel_op_text (op);
  g_autoptr (GError) problem = NULL;
  g_autofree char *parent = dup_parent (session, op, &problem);
  /* What we answered below a visitor's post may be deleted since; our answer stands on. */
  gboolean is_gone = op->conversation_ext != NULL && g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_GONE);
  const char *place = is_gone ? ear_facebook_get_object (op->conversation_ext) : parent != NULL ? parent : "";
  g_autofree char *path = g_strconcat (place, "/comments", NULL);
  g_autofree char *url = ear_meta_url (session, path, "filter", "stream", "order", "reverse_chronological", "fields", FB_COMMENT_FIELDS,
                                       "limit", "100", NULL);
  g_auto (EarMetaPages) pages = { .session = session, .url = url, .most = SEARCH_PAGES };
  gint64 since = ear_meta_get_since (op);
  const EarJsonNode *root;

  if (parent == NULL && !is_gone)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return EAR_CANNOT_TELL;
    }
  while (ear_meta_pages_next (&pages, &root, error))
    {
      const EarJsonNode *data = ear_meta_read_list (root, error);
      const EarJsonNode *found, *last;

      if (data == NULL)
        return EAR_CANNOT_TELL;
      found = look_through (session, data, parent, text, since);
      if (found != NULL)
        {
          g_auto (EarMetaReading) reading = { NULL };
          FbPlace thread = place_of (session, op);

          ear_meta_reading_begin (&reading, session, batch, NULL);
          return ear_facebook_take_comment (&reading, found, &thread, error) ? EAR_FOUND : EAR_CANNOT_TELL;
        }
      last = ear_json_length (data) > 0 ? ear_json_element (data, ear_json_length (data) - 1) : NULL;
      if (last != NULL && ear_meta_read_time (last, "created_time", G_MAXINT64) < since)
        return EAR_NOT_THERE;
    }
  return ear_meta_pages_lack (&pages, EAR_META_FACEBOOK, error);
}
