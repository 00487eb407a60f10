/* ear-threads-perform.c: answering and publishing in two steps, hiding, letting in, deleting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/threads/ear-threads-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"

#define SEARCH_PAGES 5
#define NOT_READY 4279009

void
ear_threads_address (EarSession *session, const EarMessage *target, const EarConversation *conversation, EarOp *op)
{
  op->audience = MAX (op->audience, target->audience);
}

static EarJson *
post_form (EarSession *session, const char *path, const char *form, EarMetaFault *fault, GError **error)
{
  g_autofree char *url = ear_threads_url (session, path, NULL);

  return ear_meta_send (session, "POST", url, form, EAR_META_FORM, fault, error);
}

/* ---- an answer, taken ---- */

/* Its id is known, so it is there, even where it cannot be read yet. */
static void
take_unread (EarSession *session, const EarOp *op, const char *ext, const char *text, EarBatch *batch)
{
  EarMessage *message = ear_meta_take_sent (op, ear_threads_get_id (session), ext, op->target_ext, text, batch);

  message->flags = EAR_MESSAGE_NO_HIDE | EAR_MESSAGE_NO_APPROVE;
}

/* A post of our own; of an answer to one, @node says what it answers. */
static gboolean
take_post (EarSession *session, const EarJsonNode *node, EarBatch *batch, GError **error)
{
  g_auto (EarMetaReading) reading = { NULL };
  g_autofree char *title = NULL;

  ear_threads_begin (&reading, session, batch);
  return ear_threads_take_post (&reading, node, &title, error);
}

static gboolean
take_answer (EarSession *session, const EarOp *op, const EarJsonNode *node, const EarReply *reply, EarBatch *batch, GError **error)
{
  ThPlace place = { .post = op->post_ext, .conversation = op->conversation_ext };
  g_auto (EarMetaReading) reading = { NULL };

  ear_threads_begin (&reading, session, batch);
  if (reply != NULL)
    ear_meta_reading_note_reply (&reading, reply);
  return ear_threads_take_reply (&reading, node, &place, error);
}

static void
take_unread_post (const char *ext, const char *text, EarBatch *batch)
{
  EarPost *post = ear_post_new (ext);

  post->text = g_strdup (text);
  post->posted_at = ear_clock_now_ms ();
  post->by_us = TRUE;
  ear_batch_take_post (batch, post);
}

/* ---- sending: a container, which nobody sees, and its publication ---- */

static char *
make_container (EarSession *session, const EarOp *op, const char *text, GError **error)
{
  g_autofree char *form = ear_form_encode ("media_type", "TEXT", "text", text, "reply_to_id", op->target_ext, NULL);
  g_autoptr (EarJson) json = post_form (session, "me/threads", form, NULL, error);
  const char *id = json != NULL ? ear_json_member_text (ear_json_root (json), "id") : NULL;

  if (json != NULL && (id == NULL || *id == '\0'))
    ear_meta_set_unsaid (EAR_META_THREADS, error);
  return g_strdup (id);
}

static EarFound find_written (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);

/* What Meta could not make anything of will be no better when it is sent again. @message: (nullable): Meta's own word. */
static void
set_failed (const char *message, GError **problem)
{
  gboolean file = message != NULL && (g_str_has_prefix (message, "FAILED_") || g_str_has_prefix (message, "INVALID_"));

  g_clear_error (problem);
  if (file)
    ear_problem_tell (problem, EAR_PROBLEM_REJECTED, _("Threads cannot use the picture or video that goes with this (%.100s). Choose another file and send it again."), message);
  else
    ear_problem_tell (problem, EAR_PROBLEM_REJECTED, _("Threads could make no post of this and does not say why. Change the text and send it again."));
}

/* A publication was refused, or its answer lost: the container knows. TRUE: it is published, and found. @problem: (inout): another where it
 * surely is not. */
static gboolean
settle (EarSession *session, const EarOp *op, const char *container, EarBatch *batch, GError **problem)
{
  g_autoptr (EarJson) json = ear_meta_get_object (session, EAR_META_THREADS_VERSION, container, "id,status,error_message", NULL, NULL);
  const EarJsonNode *root = json != NULL ? ear_json_root (json) : NULL;
  const char *status = ear_json_member_text (root, "status");

  if (g_strcmp0 (status, "PUBLISHED") == 0)
    return find_written (session, op, batch, NULL) == EAR_FOUND;
  if (g_strcmp0 (status, "ERROR") == 0)
    set_failed (ear_json_member_text (root, "error_message"), problem);
  else if (g_strcmp0 (status, "EXPIRED") == 0)
    {
      /* The next try makes another. */
      g_clear_error (problem);
      ear_problem_set (problem, EAR_PROBLEM_RETRY_LATER, "The container has expired");
    }
  return FALSE;
}

static gboolean
publish (EarSession *session, const EarOp *op, const char *container, const char *text, EarBatch *batch, GError **error)
{
  g_autofree char *form = ear_form_encode ("creation_id", container, NULL);
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) published = NULL;
  g_autoptr (EarJson) json = NULL;
  g_autoptr (GError) problem = NULL;
  EarMetaFault fault;
  const char *id;

  published = post_form (session, "me/threads_publish", form, &fault, &problem);
  id = published != NULL ? ear_json_member_text (ear_json_root (published), "id") : NULL;
  if (published != NULL && id == NULL)
    ear_meta_set_unsaid (EAR_META_THREADS, &problem);
  if (id == NULL)
    {
      gboolean not_ready = fault.code == NOT_READY || fault.subcode == NOT_READY;

      if (not_ready)
        {
          g_clear_error (&problem);
          ear_problem_set (&problem, EAR_PROBLEM_RETRY_LATER, _("Threads is not ready to publish this yet."));
        }
      if ((not_ready || g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_OUTCOME_UNKNOWN) || g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_REJECTED))
          && settle (session, op, container, batch, &problem))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  json = ear_meta_get_object (session, EAR_META_THREADS_VERSION, id, TH_REPLY_FIELDS, &reply, NULL);
  if (op->verb == EAR_VERB_PUBLISH)
    {
      if (json == NULL || !take_post (session, ear_json_root (json), batch, NULL))
        take_unread_post (id, text, batch);
      return TRUE;
    }
  if (json == NULL || !take_answer (session, op, ear_json_root (json), reply, batch, NULL))
    take_unread (session, op, id, text, batch);
  return TRUE;
}

static gboolean
write_text (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *container = make_container (session, op, text, error);

  return container != NULL && publish (session, op, container, text, batch, error);
}

/* ---- moderating ---- */

static gboolean
manage (EarSession *session, const EarOp *op, const char *edge, const char *name, gboolean value, EarMessageState state, EarBatch *batch, GError **error)
{
  g_autofree char *path = g_strconcat (op->target_ext, "/", edge, NULL);
  g_autofree char *form = ear_form_encode (name, value ? "true" : "false", NULL);

  if (!ear_meta_act (session, EAR_META_THREADS, "POST", path, form, error))
    return FALSE;
  ear_batch_add_change (batch, op->target_ext, state);
  return TRUE;
}

static EarFound find_let_in (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);

/* What is let in already is refused: the first try, whose answer was lost, arrived. */
static gboolean
let_in (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (manage (session, op, "manage_pending_reply", "approve", TRUE, EAR_MESSAGE_VISIBLE, batch, &problem))
    return TRUE;
  if (g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_REJECTED) && op->post_ext != NULL && find_let_in (session, op, batch, NULL) == EAR_FOUND)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
ear_threads_perform (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  if (op->verb == EAR_VERB_PUBLISH ? !ear_meta_check_text (op, error) : !ear_meta_check_op (op, error))
    return FALSE;
  switch ((int) op->verb)
    {
    case EAR_VERB_REPLY:
    case EAR_VERB_PUBLISH:
      return write_text (session, op, batch, error);
    case EAR_VERB_HIDE:
      return manage (session, op, "manage_reply", "hide", TRUE, EAR_MESSAGE_HIDDEN, batch, error);
    case EAR_VERB_UNHIDE:
      return manage (session, op, "manage_reply", "hide", FALSE, EAR_MESSAGE_VISIBLE, batch, error);
    case EAR_VERB_APPROVE:
      return let_in (session, op, batch, error);
    case EAR_VERB_HOLD:
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("What was let in cannot be held again on Threads. Hide it instead."));
      return FALSE;
    case EAR_VERB_DELETE:
      return ear_meta_delete (session, EAR_META_THREADS, NULL, op->target_ext, op->target_ext, batch, error);
    default:
      ear_meta_set_no_such_action (EAR_META_THREADS, error);
      return FALSE;
    }
}

/* ---- after a lost answer ---- */

/* An answer, or a post of its own: those stand in lists of their own, newest first. */
static EarFound
find_written (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  gboolean post = op->verb == EAR_VERB_PUBLISH;
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *url = ear_threads_url (session, post ? "me/threads" : "me/replies", "fields", post ? TH_POST_FIELDS : TH_REPLY_FIELDS, "limit", "50",
                                          NULL);
  gint64 since = ear_meta_get_since (op);
  g_auto (EarMetaPages) pages = { .session = session, .url = url, .most = SEARCH_PAGES };
  const EarJsonNode *root;

  while (ear_meta_pages_next (&pages, &root, error))
    {
      const EarJsonNode *data = ear_meta_read_list (root, error);
      gint64 oldest = EAR_TIME_NONE;

      if (data == NULL)
        return EAR_CANNOT_TELL;
      for (gsize i = 0; i < ear_json_length (data); i++)
        {
          const EarJsonNode *node = ear_json_element (data, i);
          gint64 time = ear_meta_read_time (node, "timestamp", EAR_TIME_NONE);

          if (time >= since && (post || g_strcmp0 (ear_json_member_text (node, "replied_to.id"), op->target_ext) == 0)
              && ear_meta_same_text (ear_json_member_text (node, "text"), text))
            return (post ? take_post (session, node, batch, error) : take_answer (session, op, node, NULL, batch, error)) ? EAR_FOUND : EAR_CANNOT_TELL;
          oldest = ear_meta_earlier (oldest, time);
        }
      if (oldest != EAR_TIME_NONE && oldest < since)
        return EAR_NOT_THERE;
    }
  return ear_meta_pages_lack (&pages, EAR_META_THREADS, error);
}

/* What waits stands in a list of its own; let in, it can be read among the others. */
static EarFound
find_let_in (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  EarFound waiting;

  if (op->post_ext == NULL)
    {
      ear_problem_tell (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("Earshot cannot see whether this was let in. Look in the Threads app."));
      return EAR_CANNOT_TELL;
    }
  waiting = ear_threads_find_waiting (session, op->post_ext, op->target_ext, error);
  if (waiting != EAR_NOT_THERE)
    return waiting == EAR_FOUND ? EAR_NOT_THERE : EAR_CANNOT_TELL;
  ear_batch_add_change (batch, op->target_ext, EAR_MESSAGE_VISIBLE);
  return EAR_FOUND;
}

EarFound
ear_threads_find_sent (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  GError *problem = NULL;
  gboolean hidden;

  if (op->verb == EAR_VERB_PUBLISH || (op->verb == EAR_VERB_REPLY && op->target_ext != NULL))
    return find_written (session, op, batch, error);
  if (op->target_ext == NULL)
    return EAR_NOT_THERE;
  if (op->verb == EAR_VERB_APPROVE)
    return find_let_in (session, op, batch, error);
  json = ear_meta_get_object (session, EAR_META_THREADS_VERSION, op->target_ext, "id,hide_status", NULL, &problem);
  if (json == NULL)
    return ear_meta_find_without (session, EAR_META_THREADS, NULL, op, batch, problem, error);
  hidden = ear_threads_read_state (ear_json_member_text (ear_json_root (json), "hide_status")) == EAR_MESSAGE_HIDDEN;
  if ((op->verb != EAR_VERB_HIDE && op->verb != EAR_VERB_UNHIDE) || hidden != (op->verb == EAR_VERB_HIDE))
    return EAR_NOT_THERE;
  ear_batch_add_change (batch, op->target_ext, hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE);
  return EAR_FOUND;
}
