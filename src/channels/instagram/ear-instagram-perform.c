/* ear-instagram-perform.c: hiding and deleting, and which action is whose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/instagram/ear-instagram-private.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
read_hidden (const EarJsonNode *root)
{
  static const EarJsonField table[] = { { "hidden", EAR_JSON_BOOL, EAR_JSON_LENIENT, 0, -1 } };
  gboolean hidden = FALSE;

  return ear_json_bind_table (root, table, &hidden, NULL) && hidden;
}

/* "success" is the whole answer. */
static gboolean
send_simple (EarSession *session, const char *method, const char *path, const char *form, GError **error)
{
  g_autofree char *url = ear_meta_url (session, path, NULL);
  g_autoptr (EarJson) json = ear_meta_send (session, method, url, form, form != NULL ? EAR_META_FORM : NULL, NULL, error);

  if (json == NULL)
    return FALSE;
  if (ear_meta_is_success (ear_json_root (json)))
    return TRUE;
  ear_instagram_set_unsaid (error);
  return FALSE;
}

/* What begins a conversation is read again: what is hidden cannot be answered. Of a reply it is not known here whom it speaks to. */
static void
take_hidden (EarSession *session, const EarOp *op, gboolean hidden, EarBatch *batch)
{
  g_auto (IgReading) reading = { NULL };
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = NULL;
  IgPlace place = { .media = op->post_ext };

  if (g_strcmp0 (op->target_ext, op->conversation_ext) == 0)
    json = ear_meta_get_object (session, EAR_META_VERSION, op->target_ext, IG_COMMENT_FIELDS, &reply, NULL);
  if (json != NULL && read_hidden (ear_json_root (json)) == hidden)
    {
      ear_instagram_begin (&reading, session, batch);
      ear_instagram_note_time (&reading, reply);
      if (ear_instagram_take_comment (&reading, ear_json_root (json), &place, NULL))
        return;
    }
  ear_batch_add_change (batch, op->target_ext, hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE);
}

static gboolean
hide (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  gboolean hidden = op->verb == EAR_VERB_HIDE;
  g_autofree char *form = ear_form_encode ("hide", hidden ? "true" : "false", NULL);

  if (!send_simple (session, "POST", op->target_ext, form, error))
    return FALSE;
  take_hidden (session, op, hidden, batch);
  return TRUE;
}

static gboolean
delete_comment (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (!send_simple (session, "DELETE", op->target_ext, NULL, &problem) && !ear_meta_is_gone (session, EAR_META_VERSION, NULL, problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  ear_batch_add_change (batch, op->target_ext, EAR_MESSAGE_DELETED);
  return TRUE;
}

gboolean
ear_instagram_perform (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  gboolean comment = ear_instagram_get_sort (op->target_ext) == IG_COMMENT;

  if (op->target_ext == NULL || *ear_instagram_get_object (op->target_ext) == '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED, _("This action needs a comment or message. Choose one and try again."));
      return FALSE;
    }
  if ((op->verb == EAR_VERB_REPLY || op->verb == EAR_VERB_PRIVATE_REPLY) && !ear_channel_op_has_text (op))
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED, _("There is nothing to send yet. Write the text first."));
      return FALSE;
    }
  if (op->verb == EAR_VERB_REPLY)
    return ear_instagram_get_sort (op->conversation_ext) == IG_DIRECT ? ear_instagram_send_message (session, op, batch, error)
                                                                       : ear_instagram_reply (session, op, batch, error);
  if (comment && op->verb == EAR_VERB_PRIVATE_REPLY)
    return ear_instagram_reply_privately (session, op, batch, error);
  if (comment && op->verb == EAR_VERB_DELETE)
    return delete_comment (session, op, batch, error);
  if (comment && (op->verb == EAR_VERB_HIDE || op->verb == EAR_VERB_UNHIDE))
    return hide (session, op, batch, error);
  ear_problem_set (error, EAR_PROBLEM_REJECTED, _("Instagram has no such action for this."));
  return FALSE;
}

/* ---- after a lost answer ---- */

EarFound
ear_instagram_find_sent (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  g_autoptr (GError) problem = NULL;

  if (op->target_ext == NULL)
    return EAR_NOT_THERE;
  if (op->verb == EAR_VERB_PRIVATE_REPLY || (op->verb == EAR_VERB_REPLY && ear_instagram_get_sort (op->conversation_ext) == IG_DIRECT))
    return ear_instagram_find_message (session, op, batch, error);
  if (op->verb == EAR_VERB_REPLY)
    return ear_instagram_find_reply (session, op, batch, error);

  json = ear_meta_get_object (session, EAR_META_VERSION, op->target_ext, "id,hidden", NULL, &problem);
  if (json == NULL)
    {
      if (op->verb == EAR_VERB_DELETE && ear_meta_is_gone (session, EAR_META_VERSION, NULL, problem))
        {
          ear_batch_add_change (batch, op->target_ext, EAR_MESSAGE_DELETED);
          return EAR_FOUND;
        }
      g_propagate_error (error, g_steal_pointer (&problem));
      return EAR_CANNOT_TELL;
    }
  if ((op->verb != EAR_VERB_HIDE && op->verb != EAR_VERB_UNHIDE) || read_hidden (ear_json_root (json)) != (op->verb == EAR_VERB_HIDE))
    return EAR_NOT_THERE;
  take_hidden (session, op, op->verb == EAR_VERB_HIDE, batch);
  return EAR_FOUND;
}
