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

/* What begins a conversation is read again: what is hidden cannot be answered. Of a reply it is not known here whom it speaks to. */
static void
take_hidden (EarSession *session, const EarOp *op, gboolean hidden, EarBatch *batch)
{
  g_auto (EarMetaReading) reading = { NULL };
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = NULL;
  IgPlace place = { .media = op->post_ext };

  if (g_strcmp0 (op->target_ext, op->conversation_ext) == 0)
    json = ear_meta_get_object (session, EAR_META_VERSION, op->target_ext, IG_COMMENT_FIELDS, &reply, NULL);
  if (json != NULL && read_hidden (ear_json_root (json)) == hidden)
    {
      ear_meta_reading_begin (&reading, session, batch, g_free);
      ear_meta_reading_note_reply (&reading, reply);
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

  if (!ear_meta_act (session, EAR_META_INSTAGRAM, "POST", op->target_ext, form, error))
    return FALSE;
  take_hidden (session, op, hidden, batch);
  return TRUE;
}

gboolean
ear_instagram_perform (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  gboolean comment = ear_instagram_get_sort (op->target_ext) == IG_COMMENT;

  if (!ear_meta_check_op (op, error))
    return FALSE;
  if (op->verb == EAR_VERB_REPLY)
    return ear_instagram_get_sort (op->conversation_ext) == IG_DIRECT ? ear_instagram_send_message (session, op, batch, error)
                                                                       : ear_instagram_reply (session, op, batch, error);
  if (comment && op->verb == EAR_VERB_PRIVATE_REPLY)
    return ear_instagram_reply_privately (session, op, batch, error);
  if (comment && op->verb == EAR_VERB_DELETE)
    return ear_meta_delete (session, EAR_META_INSTAGRAM, NULL, op->target_ext, op->target_ext, batch, error);
  if (comment && (op->verb == EAR_VERB_HIDE || op->verb == EAR_VERB_UNHIDE))
    return hide (session, op, batch, error);
  ear_meta_set_no_such_action (EAR_META_INSTAGRAM, error);
  return FALSE;
}

/* ---- after a lost answer ---- */

EarFound
ear_instagram_find_sent (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  GError *problem = NULL;

  if (op->target_ext == NULL)
    return EAR_NOT_THERE;
  if (op->verb == EAR_VERB_PRIVATE_REPLY || (op->verb == EAR_VERB_REPLY && ear_instagram_get_sort (op->conversation_ext) == IG_DIRECT))
    return ear_instagram_find_message (session, op, batch, error);
  if (op->verb == EAR_VERB_REPLY)
    return ear_instagram_find_reply (session, op, batch, error);

  json = ear_meta_get_object (session, EAR_META_VERSION, op->target_ext, "id,hidden", NULL, &problem);
  if (json == NULL)
    return ear_meta_find_without (session, EAR_META_INSTAGRAM, NULL, op, batch, problem, error);
  if ((op->verb != EAR_VERB_HIDE && op->verb != EAR_VERB_UNHIDE) || read_hidden (ear_json_root (json)) != (op->verb == EAR_VERB_HIDE))
    return EAR_NOT_THERE;
  take_hidden (session, op, op->verb == EAR_VERB_HIDE, batch);
  return EAR_FOUND;
}
