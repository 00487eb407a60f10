/* ear-facebook-perform.c: hiding, editing, deleting, liking, blocking
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/facebook/ear-facebook-private.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  gboolean is_hidden, user_likes;
} Now;

static const EarJsonField now_table[] = {
  EAR_JSON_FIELD (Now, is_hidden, "is_hidden", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Now, user_likes, "user_likes", EAR_JSON_BOOL, EAR_JSON_LENIENT),
};

static gboolean
is_comment (const EarOp *op)
{
  return ear_facebook_get_sort (op->target_ext) == FB_COMMENT;
}

/* Only whether it is hidden. */
static void
take_state (EarSession *session, const EarOp *op, EarBatch *batch)
{
  FbSort sort = ear_facebook_get_sort (op->target_ext);
  g_autoptr (EarJson) json = NULL;
  Now now = { FALSE };

  if (sort == FB_COMMENT || sort == FB_POST)
    json = ear_facebook_get_object_now (session, op->target_ext, "id,is_hidden", NULL, NULL);
  /* Where it cannot be read now, it stays what it was. */
  if (json != NULL && ear_json_bind_table (ear_json_root (json), now_table, &now, NULL))
    ear_batch_add_change (batch, op->target_ext, now.is_hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE);
}

/* The comment as it stands now; where it cannot be read now, the next reading brings it. */
static void
take_target (EarSession *session, const EarOp *op, EarBatch *batch)
{
  FbSort sort = ear_facebook_get_sort (op->conversation_ext);
  FbPlace place = { .conversation = op->conversation_ext, .post = op->post_ext };
  g_auto (EarMetaReading) reading = { NULL };
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = NULL;

  /* Below a visitor's post it is not known here whose thread it is, and with that whether it asks us something. */
  if (!is_comment (op) || sort == FB_POST || sort == FB_RATING)
    {
      take_state (session, op, batch);
      return;
    }
  json = ear_facebook_get_object_now (session, op->target_ext, FB_COMMENT_FIELDS, &reply, NULL);
  ear_meta_reading_begin (&reading, session, batch, NULL);
  if (json == NULL)
    return;
  ear_meta_reading_note_reply (&reading, reply);
  ear_facebook_take_comment (&reading, ear_json_root (json), &place, NULL);
}

/* ---- the verbs ---- */

static gboolean
edit (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *form = ear_form_encode ("message", text, NULL);

  if (!is_comment (op))
    {
      ear_meta_set_no_such_action (EAR_META_FACEBOOK, error);
      return FALSE;
    }
  if (!ear_meta_act (session, EAR_META_FACEBOOK, "POST", op->target_ext, form, error))
    return FALSE;
  take_target (session, op, batch);
  return TRUE;
}

static gboolean
hide (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  gboolean hidden = op->verb == EAR_VERB_HIDE;
  g_autofree char *form = ear_form_encode ("is_hidden", hidden ? "true" : "false", NULL);

  if (!is_comment (op))
    {
      ear_meta_set_no_such_action (EAR_META_FACEBOOK, error);
      return FALSE;
    }
  if (!ear_meta_act (session, EAR_META_FACEBOOK, "POST", op->target_ext, form, error))
    return FALSE;
  ear_batch_add_change (batch, op->target_ext, hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE);
  return TRUE;
}

static gboolean
delete_object (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  FbSort sort = ear_facebook_get_sort (op->target_ext);

  if (sort != FB_COMMENT && sort != FB_POST)
    {
      ear_meta_set_no_such_action (EAR_META_FACEBOOK, error);
      return FALSE;
    }
  return ear_meta_delete (session, EAR_META_FACEBOOK, ear_facebook_get_page (session), op->target_ext, ear_facebook_get_object (op->target_ext),
                          batch, error);
}

static gboolean
like (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  FbSort sort = ear_facebook_get_sort (op->target_ext);
  g_autofree char *path = NULL;

  if (sort != FB_COMMENT && sort != FB_POST)
    {
      ear_meta_set_no_such_action (EAR_META_FACEBOOK, error);
      return FALSE;
    }
  path = g_strconcat (ear_facebook_get_object (op->target_ext), "/likes", NULL);
  if (!ear_meta_act (session, EAR_META_FACEBOOK, op->verb == EAR_VERB_LIKE ? "POST" : "DELETE", path, NULL, error))
    return FALSE;
  take_target (session, op, batch);
  for (guint i = 0; i < batch->messages->len; i++)
    ((EarMessage *) g_ptr_array_index (batch->messages, i))->liked = op->verb == EAR_VERB_LIKE;
  return TRUE;
}

/* ---- people ---- */

static gboolean
has_writer (EarSession *session, const EarOp *op)
{
  return op->target_author_ext != NULL && *op->target_author_ext != '\0' && !g_str_has_prefix (op->target_author_ext, EAR_META_WITHHELD_PREFIX)
         && strcmp (op->target_author_ext, ear_facebook_get_page (session)) != 0;
}

static gboolean
block (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *path = g_strconcat (ear_facebook_get_page (session), "/blocked", NULL);
  g_autoptr (EarJsonWriter) people = ear_json_writer_new ();
  g_autofree char *list = NULL;
  g_autofree char *form = NULL;
  g_autofree char *url = NULL;
  g_autoptr (EarJson) json = NULL;
  const EarJsonField told_table[] = { { op->target_author_ext, EAR_JSON_BOOL, EAR_JSON_LENIENT, 0, -1 } };
  gboolean told = FALSE;

  if (!has_writer (session, op))
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("Facebook does not say who wrote this, so they cannot be blocked from here. Block them on Facebook."));
      return FALSE;
    }
  if (op->verb == EAR_VERB_UNBLOCK)
    {
      url = ear_meta_url (session, path, "psid", op->target_author_ext, NULL);
      json = ear_meta_send (session, "DELETE", url, NULL, NULL, NULL, error);
    }
  else
    {
      ear_json_writer_begin_array (people, NULL);
      ear_json_writer_text (people, NULL, op->target_author_ext);
      ear_json_writer_end_array (people);
      list = ear_json_writer_to_text (people, FALSE);
      form = ear_form_encode ("psid", list, NULL);
      url = ear_meta_url (session, path, NULL);
      json = ear_meta_send (session, "POST", url, form, EAR_META_FORM, NULL, error);
    }
  if (json == NULL)
    return FALSE;
  /* {"24455": true}, or "success" alone */
  ear_json_bind_table (ear_json_root (json), told_table, &told, NULL);
  if (!told && !ear_meta_is_success (ear_json_root (json)))
    {
      ear_meta_set_unsaid (EAR_META_FACEBOOK, error);
      return FALSE;
    }
  take_state (session, op, batch);
  return TRUE;
}

static EarFound
find_blocked (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *path = g_strconcat (ear_facebook_get_page (session), "/blocked", NULL);
  g_autofree char *url = NULL;
  g_autoptr (EarJson) json = NULL;
  const EarJsonNode *data;
  gboolean blocked = FALSE;

  if (!has_writer (session, op))
    {
      ear_problem_tell (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("Facebook does not say who wrote this. Look on Facebook whether they are blocked."));
      return EAR_CANNOT_TELL;
    }
  url = ear_meta_url (session, path, "user", op->target_author_ext, "fields", "id", NULL);
  json = ear_session_get (session, url, NULL, error);
  data = json != NULL ? ear_meta_read_list (ear_json_root (json), error) : NULL;
  if (data == NULL)
    return EAR_CANNOT_TELL;
  for (gsize i = 0; i < ear_json_length (data); i++)
    blocked |= g_strcmp0 (ear_json_member_text (ear_json_element (data, i), "id"), op->target_author_ext) == 0;
  if (blocked != (op->verb == EAR_VERB_BLOCK))
    return EAR_NOT_THERE;
  take_state (session, op, batch);
  return EAR_FOUND;
}

/* ---- perform ---- */

gboolean
ear_facebook_perform (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  if (!ear_meta_check_op (op, error))
    return FALSE;
  switch ((int) op->verb)
    {
    case EAR_VERB_REPLY:
      return ear_facebook_get_sort (op->conversation_ext) == FB_DIRECT ? ear_facebook_send_message (session, op, batch, error)
                                                                        : ear_facebook_reply (session, op, batch, error);
    case EAR_VERB_PRIVATE_REPLY:
      if (is_comment (op))
        return ear_facebook_reply_privately (session, op, batch, error);
      break;
    case EAR_VERB_EDIT:
      return edit (session, op, batch, error);
    case EAR_VERB_DELETE:
      return delete_object (session, op, batch, error);
    case EAR_VERB_HIDE:
    case EAR_VERB_UNHIDE:
      return hide (session, op, batch, error);
    case EAR_VERB_LIKE:
    case EAR_VERB_UNLIKE:
      return like (session, op, batch, error);
    case EAR_VERB_BLOCK:
    case EAR_VERB_UNBLOCK:
      return block (session, op, batch, error);
    default:
      break;
    }
  ear_meta_set_no_such_action (EAR_META_FACEBOOK, error);
  return FALSE;
}

/* ---- after a lost answer ---- */

EarFound
ear_facebook_find_sent (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  GError *problem = NULL;
  Now now = { FALSE };
  gboolean as_wished;

  if (op->target_ext == NULL)
    return EAR_NOT_THERE;
  if (op->verb == EAR_VERB_PRIVATE_REPLY || (op->verb == EAR_VERB_REPLY && ear_facebook_get_sort (op->conversation_ext) == FB_DIRECT))
    return ear_facebook_find_message (session, op, batch, error);
  if (op->verb == EAR_VERB_REPLY)
    return ear_facebook_find_reply (session, op, batch, error);
  if (op->verb == EAR_VERB_BLOCK || op->verb == EAR_VERB_UNBLOCK)
    return find_blocked (session, op, batch, error);

  json = ear_facebook_get_object_now (session, op->target_ext, is_comment (op) ? "id,message,is_hidden,user_likes" : "id,message,is_hidden", NULL, &problem);
  if (json == NULL)
    return ear_meta_find_without (session, EAR_META_FACEBOOK, ear_facebook_get_page (session), op, batch, problem, error);
  ear_json_bind_table (ear_json_root (json), now_table, &now, NULL);
  switch ((int) op->verb)
    {
    case EAR_VERB_EDIT:
      {
        g_autofree char *text = ear_channel_op_text (op);

        as_wished = ear_meta_same_text (ear_json_member_text (ear_json_root (json), "message"), text);
        break;
      }
    case EAR_VERB_HIDE:
      as_wished = now.is_hidden;
      break;
    case EAR_VERB_UNHIDE:
      as_wished = !now.is_hidden;
      break;
    case EAR_VERB_LIKE:
      as_wished = now.user_likes;
      break;
    case EAR_VERB_UNLIKE:
      as_wished = is_comment (op) && !now.user_likes;
      break;
    default:
      return EAR_NOT_THERE;
    }
  if (!as_wished)
    return EAR_NOT_THERE;
  if (op->verb == EAR_VERB_HIDE || op->verb == EAR_VERB_UNHIDE)
    ear_batch_add_change (batch, op->target_ext, now.is_hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE);
  else
    take_target (session, op, batch);
  return EAR_FOUND;
}
