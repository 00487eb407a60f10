/* ear-wordpress-perform.c: moderating, editing and deleting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/wordpress/ear-wordpress-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- moderation as data ---- */

typedef struct {
  EarVerb verb;
  const char *status;        /* what the request says; NULL: a DELETE, which moves to the trash */
  guint wanted;              /* states that are as wished, as bits */
  gboolean look_first;       /* sent where there is nothing to undo, WordPress would hold the comment */
} Moderation;

#define BIT(state) (1u << EAR_MESSAGE_##state)
#define ALL_STATES (BIT (VISIBLE) | BIT (HELD) | BIT (HIDDEN) | BIT (SPAM) | BIT (TRASHED))

static const Moderation moderations[] = {
  { EAR_VERB_APPROVE, "approved", BIT (VISIBLE) },
  { EAR_VERB_HOLD, "hold", BIT (HELD) },
  { EAR_VERB_SPAM, "spam", BIT (SPAM) },
  { EAR_VERB_UNSPAM, "unspam", ALL_STATES & ~BIT (SPAM), TRUE },
  { EAR_VERB_TRASH, NULL, BIT (TRASHED) },
  { EAR_VERB_UNTRASH, "untrash", ALL_STATES & ~BIT (TRASHED), TRUE },
};

static const Moderation *
lookup_moderation (EarVerb verb)
{
  for (gsize i = 0; i < G_N_ELEMENTS (moderations); i++)
    {
      if (moderations[i].verb == verb)
        return &moderations[i];
    }
  return NULL;
}

static gboolean
is_wanted (const Moderation *moderation, EarMessageState state)
{
  return (moderation->wanted & (1u << state)) != 0;
}

/* ---- requests ---- */

static char *
comment_url (EarSession *session, const char *id, gboolean force)
{
  g_autofree char *path = g_strconcat ("wp/v2/comments/", id, NULL);

  return ear_wordpress_url (session, path, "force", force ? "true" : NULL, NULL);
}

static EarJson *
post_field (EarSession *session, const char *id, const char *name, const char *value, char **word, GError **error)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  g_autofree char *url = comment_url (session, id, FALSE);
  g_autofree char *body = NULL;

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, name, value);
  ear_json_writer_end_object (writer);
  body = ear_json_writer_to_text (writer, FALSE);
  return ear_wordpress_call (session, "POST", url, body, NULL, word, error);
}

static gboolean
is_json (const EarReply *reply)
{
  g_autoptr (EarJson) json = ear_json_parse (reply->body, NULL);

  return json != NULL;
}

/* Some web servers refuse DELETE before WordPress sees it; it accepts the method in a header too. */
static EarJson *
send_delete (EarSession *session, const char *id, gboolean force, char **word, GError **error)
{
  g_autofree char *url = comment_url (session, id, force);
  g_autoptr (EarRequest) request = ear_request_new ("DELETE", url);
  g_autoptr (EarReply) reply = NULL;

  ear_request_add_header (request, "Accept", "application/json");
  reply = ear_session_send (session, request, error);
  if (reply == NULL)
    return NULL;
  if ((reply->status == 405 || reply->status == 501) && !is_json (reply))
    {
      g_autoptr (EarRequest) again = ear_request_new ("POST", url);

      ear_request_add_header (again, "Accept", "application/json");
      ear_request_add_header (again, "X-HTTP-Method-Override", "DELETE");
      g_clear_pointer (&reply, ear_reply_free);
      reply = ear_session_send (session, again, error);
      if (reply == NULL)
        return NULL;
    }
  return ear_wordpress_read_reply (session, request, reply, word, error);
}

/* ---- results ---- */

/* Only the state: whose comment it is and whether it asks us something was judged when it was read. */
static gboolean
take_state (EarBatch *batch, const char *id, const EarJsonNode *comment, EarMessageState *state, GError **error)
{
  const char *status = ear_json_member_text (comment, "status");
  const char *answered_id = ear_json_member_text (comment, "id");

  if (status == NULL || g_strcmp0 (answered_id, id) != 0)
    {
      ear_problem_set (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("The site did not say what became of the comment."));
      return FALSE;
    }
  *state = ear_wordpress_read_state (status);
  ear_batch_add_change (batch, id, *state);
  return TRUE;
}

/* The state there now; DELETED when it is gone. */
static gboolean
read_state_now (EarSession *session, const char *id, EarMessageState *state, GError **error)
{
  g_autoptr (EarBatch) unused = ear_batch_new ();
  g_autoptr (WpReader) reader = wp_reader_new (session, unused);
  g_autoptr (GError) problem = NULL;
  const WpComment *comment = ear_wordpress_read_comment (reader, id, &problem);

  if (comment != NULL)
    *state = ear_wordpress_read_state (comment->status);
  else if (g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_GONE))
    *state = EAR_MESSAGE_DELETED;
  else
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return TRUE;
}

static void
set_gone (GError **error)
{
  ear_problem_set (error, EAR_PROBLEM_GONE, _("The comment no longer exists on the site."));
}

/* ---- moderate ---- */

static gboolean
moderate (EarSession *session, const EarOp *op, const Moderation *moderation, EarBatch *batch, GError **error)
{
  g_autofree char *word = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = NULL;
  EarMessageState state;

  if (moderation->look_first)
    {
      if (!read_state_now (session, op->target_ext, &state, error))
        return FALSE;
      if (state == EAR_MESSAGE_DELETED)
        {
          set_gone (error);
          return FALSE;
        }
      if (is_wanted (moderation, state))
        {
          ear_batch_add_change (batch, op->target_ext, state);
          return TRUE;
        }
    }

  if (moderation->status != NULL)
    json = post_field (session, op->target_ext, "status", moderation->status, &word, &problem);
  else
    json = send_delete (session, op->target_ext, FALSE, &word, &problem);

  if (json != NULL)
    {
      if (!take_state (batch, op->target_ext, ear_json_root (json), &state, error))
        return FALSE;
      if (is_wanted (moderation, state))
        return TRUE;
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("The site answered but left the comment as it was. A plugin there may decide otherwise; look at it on the site."));
      return FALSE;
    }

  /* "Already so" comes as 410 for the trash, and as a 500 for every other state. */
  if (g_strcmp0 (word, "rest_already_trashed") == 0 && moderation->verb == EAR_VERB_TRASH)
    {
      ear_batch_add_change (batch, op->target_ext, EAR_MESSAGE_TRASHED);
      return TRUE;
    }
  if (g_strcmp0 (word, "rest_comment_failed_edit") == 0 && read_state_now (session, op->target_ext, &state, NULL) && is_wanted (moderation, state))
    {
      ear_batch_add_change (batch, op->target_ext, state);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* ---- edit and delete ---- */

static gboolean
take_edited (EarSession *session, const EarOp *op, EarBatch *batch, EarJson *json, GError **error)
{
  g_autoptr (WpReader) reader = wp_reader_new (session, batch);
  gboolean readable = wp_reader_add (reader, json, NULL);
  const WpComment *comment = readable ? g_hash_table_lookup (reader->comments, op->target_ext) : NULL;

  if (comment == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("The site did not say what became of the comment."));
      return FALSE;
    }
  /* Somebody else's words, edited by us as moderator: what they reply to decides whether they ask us something. */
  if (!wp_reader_fetch_parents (reader, NULL))
    {
      ear_batch_add_change (batch, comment->id, ear_wordpress_read_state (comment->status));
      return TRUE;
    }
  reader->conversation = op->conversation_ext;
  wp_reader_take (reader, TRUE);
  return TRUE;
}

static gboolean
edit (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *content = ear_wordpress_op_content (op);
  g_autofree char *word = NULL;
  g_autoptr (GError) problem = NULL;
  EarJson *json;

  if (!ear_channel_op_has_text (op))
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("A comment cannot be empty. Write something, or delete it."));
      return FALSE;
    }
  json = post_field (session, op->target_ext, "content", content, &word, &problem);
  if (json != NULL)
    return take_edited (session, op, batch, json, error);

  /* Also the answer to a text that stands there already. */
  if (g_strcmp0 (word, "rest_comment_failed_edit") == 0 && ear_wordpress_find_sent (session, op, batch, NULL) == EAR_FOUND)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
delete_for_good (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = send_delete (session, op->target_ext, TRUE, NULL, &problem);

  if (json == NULL && !g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_GONE))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  ear_batch_add_change (batch, op->target_ext, EAR_MESSAGE_DELETED);
  return TRUE;
}

gboolean
ear_wordpress_perform (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  const Moderation *moderation = lookup_moderation (op->verb);

  if (op->target_ext == NULL || op->target_ext[0] == '\0' || op->target_ext[strspn (op->target_ext, "0123456789")] != '\0')
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("This action needs a comment of the site. Choose one and try again."));
      return FALSE;
    }
  if (moderation != NULL)
    return moderate (session, op, moderation, batch, error);
  switch ((int) op->verb)
    {
    case EAR_VERB_REPLY:
      return ear_wordpress_reply (session, op, batch, error);
    case EAR_VERB_EDIT:
      return edit (session, op, batch, error);
    case EAR_VERB_DELETE:
      return delete_for_good (session, op, batch, error);
    default:
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("WordPress has no such action for comments."));
      return FALSE;
    }
}

/* ---- after a lost answer ---- */

static EarFound
find_edit (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autoptr (WpReader) reader = wp_reader_new (session, batch);
  const WpComment *comment = ear_wordpress_read_comment (reader, op->target_ext, error);

  if (comment == NULL)
    return EAR_CANNOT_TELL;
  if (!ear_wordpress_same_text (comment, op))
    return EAR_NOT_THERE;
  if (!wp_reader_fetch_parents (reader, error))
    return EAR_CANNOT_TELL;
  reader->conversation = op->conversation_ext;
  wp_reader_take (reader, TRUE);
  return EAR_FOUND;
}

EarFound
ear_wordpress_find_sent (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  const Moderation *moderation = lookup_moderation (op->verb);
  EarMessageState state;

  if (op->target_ext == NULL)
    return EAR_NOT_THERE;
  if (op->verb == EAR_VERB_REPLY)
    return ear_wordpress_find_reply (session, op, batch, error);
  if (op->verb == EAR_VERB_EDIT)
    return find_edit (session, op, batch, error);
  if (moderation == NULL && op->verb != EAR_VERB_DELETE)
    return EAR_NOT_THERE;

  if (!read_state_now (session, op->target_ext, &state, error))
    return EAR_CANNOT_TELL;
  if (moderation != NULL ? !is_wanted (moderation, state) : state != EAR_MESSAGE_DELETED)
    return EAR_NOT_THERE;
  ear_batch_add_change (batch, op->target_ext, state);
  return EAR_FOUND;
}
