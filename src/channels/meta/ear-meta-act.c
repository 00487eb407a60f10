/* ear-meta-act.c: what is done at Meta's services, and what is known of it afterwards
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/meta/ear-meta.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"

static const char *
get_name (EarMetaService service)
{
  return service == EAR_META_FACEBOOK ? "Facebook" : service == EAR_META_INSTAGRAM ? "Instagram" : "Threads";
}

void
ear_meta_set_unsaid (EarMetaService service, GError **error)
{
  /* Translators: %s is the name of a service, like Facebook. */
  ear_problem_set (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("%s took it but did not say what it made of it."), get_name (service));
}

void
ear_meta_set_unseen (EarMetaService service, GError **error)
{
  /* Translators: %s is the name of a service, like Facebook. */
  ear_problem_tell (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("Too much was written on %s since to see whether it arrived. Look there before you send it again."), get_name (service));
}

void
ear_meta_set_no_such_action (EarMetaService service, GError **error)
{
  /* Translators: %s is the name of a service, like Facebook. */
  ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("%s has no such action for this."), get_name (service));
}

gboolean
ear_meta_check_text (const EarOp *op, GError **error)
{
  if (ear_channel_op_has_text (op))
    return TRUE;
  ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("There is nothing to send yet. Write the text first."));
  return FALSE;
}

gboolean
ear_meta_check_op (const EarOp *op, GError **error)
{
  gboolean needs_text = op->verb == EAR_VERB_REPLY || op->verb == EAR_VERB_EDIT || op->verb == EAR_VERB_PRIVATE_REPLY;

  if (op->target_ext != NULL && *op->target_ext != '\0' && !g_str_has_suffix (op->target_ext, ":"))
    return !needs_text || ear_meta_check_text (op, error);
  ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("This action needs a comment or message. Choose one and try again."));
  return FALSE;
}

gboolean
ear_meta_act (EarSession *session, EarMetaService service, const char *method, const char *path, const char *form, GError **error)
{
  g_autofree char *url = ear_meta_build_url (session, ear_meta_get_version (service), NULL, path, NULL);
  g_autoptr (EarJson) json = ear_meta_send (session, method, url, form, form != NULL ? EAR_META_FORM : NULL, NULL, error);

  if (json == NULL)
    return FALSE;
  /* "success" is the whole answer. */
  if (ear_meta_is_success (ear_json_root (json)))
    return TRUE;
  ear_meta_set_unsaid (service, error);
  return FALSE;
}

/* ---- what is gone ---- */

gboolean
ear_meta_note_gone (EarSession *session, EarMetaService service, const char *account, const char *ext, EarBatch *batch, GError *problem,
                    GError **error)
{
  if (ear_meta_is_gone (session, service, account, &problem))
    {
      ear_batch_add_change (batch, ext, EAR_MESSAGE_DELETED);
      return TRUE;
    }
  g_propagate_error (error, problem);
  return FALSE;
}

gboolean
ear_meta_delete (EarSession *session, EarMetaService service, const char *account, const char *ext, const char *object, EarBatch *batch,
                 GError **error)
{
  GError *problem = NULL;

  if (!ear_meta_act (session, service, "DELETE", object, NULL, &problem))
    return ear_meta_note_gone (session, service, account, ext, batch, problem, error);
  ear_batch_add_change (batch, ext, EAR_MESSAGE_DELETED);
  return TRUE;
}

EarFound
ear_meta_find_without (EarSession *session, EarMetaService service, const char *account, const EarOp *op, EarBatch *batch, GError *problem,
                       GError **error)
{
  if (op->verb == EAR_VERB_DELETE)
    return ear_meta_note_gone (session, service, account, op->target_ext, batch, problem, error) ? EAR_FOUND : EAR_CANNOT_TELL;
  g_propagate_error (error, problem);
  return EAR_CANNOT_TELL;
}

/* ---- what we wrote ---- */

void
ear_meta_take_us (const char *us, EarBatch *batch)
{
  EarIdentity *identity = ear_identity_new (us, NULL);

  identity->is_us = TRUE;
  ear_batch_take_identity (batch, identity);
}

EarMessage *
ear_meta_take_sent (const EarOp *op, const char *us, const char *ext, const char *parent, const char *text, EarBatch *batch)
{
  EarMessage *message = ear_message_new (ext, op->conversation_ext);

  ear_meta_take_us (us, batch);
  message->author_ext = g_strdup (us);
  message->parent_ext = g_strdup (parent);
  message->direction = EAR_DIRECTION_OUTBOUND;
  message->state = EAR_MESSAGE_VISIBLE;
  message->sent_at = ear_clock_now_ms ();
  message->text = g_strdup (text);
  ear_batch_take_message (batch, message);
  return message;
}
