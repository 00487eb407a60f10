/* ear-mastodon-perform.c: answering, editing, deleting and liking
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/mastodon/ear-mastodon-private.h"

#include <glib/gi18n.h>
#include <string.h>

static void
set_unsaid (GError **error)
{
  ear_problem_set (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("The server took it but did not say what it made of it."));
}

gboolean
ear_mastodon_take_answer (EarSession *session, const EarOp *op, EarJson *json, EarBatch *batch, GError **error)
{
  g_autoptr (MaReader) reader = ma_reader_new (session, batch);

  if (!ma_reader_add (reader, ma_reader_keep (reader, json), FALSE, NULL) || reader->order->len == 0)
    {
      set_unsaid (error);
      return FALSE;
    }
  reader->conversation = op->conversation_ext;
  ma_reader_take (reader);
  return TRUE;
}

/* ---- edit ---- */

/* People see and type "@mia"; the server must be told "@mia@other.example", or the mention is lost. */
static char *
complete_mentions (EarSession *session, const MaStatus *status, const char *text)
{
  g_autofree char *result = g_strdup (text);

  for (gsize i = 0; i < ear_json_length (status->mentions); i++)
    {
      const EarJsonNode *mention = ear_json_element (status->mentions, i);
      const char *acct = ear_json_member_text (mention, "acct");
      const char *username = ear_json_member_text (mention, "username");
      g_autofree char *ext = acct != NULL ? ear_mastodon_dup_ext (session, acct) : NULL;
      g_autofree char *short_name = g_strndup (ext != NULL ? ext : "", ext != NULL ? strcspn (ext, "@") : 0);
      g_autofree char *quoted = g_regex_escape_string (username != NULL ? username : short_name, -1);
      g_autofree char *pattern = g_strdup_printf ("(?<![\\w@/])@%s(?![\\w@.-]|\\.\\w)", quoted);
      g_autofree char *full = g_strconcat ("@", ext, NULL);
      g_autoptr (GRegex) regex = *quoted != '\0' && ext != NULL ? g_regex_new (pattern, G_REGEX_CASELESS, 0, NULL) : NULL;
      char *replaced = regex != NULL ? g_regex_replace_literal (regex, result, -1, 0, full, 0, NULL) : NULL;

      if (replaced != NULL)
        {
          g_free (result);
          result = replaced;
        }
    }
  return g_steal_pointer (&result);
}

/* An edit is the whole status anew: what is not sent again is taken away. */
static char *
build_edit (EarSession *session, const MaStatus *status, const EarOp *op, const char *text)
{
  g_autofree char *complete = complete_mentions (session, status, text);
  const char *subject = op->subject != NULL ? op->subject : status->spoiler_text;
  g_autofree char *head = ear_form_encode ("status", complete, "spoiler_text", subject, "language", status->language, NULL);
  g_autoptr (GString) form = g_string_new (head);

  for (gsize i = 0; i < ear_json_length (status->media); i++)
    {
      const char *id = ear_json_member_text (ear_json_element (status->media, i), "id");
      g_autofree char *pair = id != NULL ? ear_form_encode ("media_ids[]", id, NULL) : NULL;

      if (pair != NULL)
        g_string_append_printf (form, "&%s", pair);
    }
  return g_string_free_and_steal (g_steal_pointer (&form));
}

static gboolean
edit (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autoptr (EarBatch) unused = ear_batch_new ();
  g_autoptr (MaReader) reader = ma_reader_new (session, unused);
  const MaStatus *status = ma_reader_fetch (reader, op->target_ext, TRUE, error);
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *path = g_strconcat ("/api/v1/statuses/", op->target_ext, NULL);
  g_autofree char *url = ear_mastodon_url (session, path, NULL);
  g_autofree char *form = NULL;
  EarJson *json;

  if (status == NULL)
    return FALSE;
  form = build_edit (session, status, op, text);
  json = ear_mastodon_send (session, "PUT", url, form, NULL, error);
  return json != NULL && ear_mastodon_take_answer (session, op, json, batch, error);
}

/* ---- delete ---- */

static gboolean
delete_status (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *path = g_strconcat ("/api/v1/statuses/", op->target_ext, NULL);
  g_autofree char *url = ear_mastodon_url (session, path, NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarRequest) request = ear_request_new ("DELETE", url);
  g_autoptr (EarReply) reply = ear_session_expect_ok (session, request, &problem);

  if (reply == NULL && (g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_GONE) || g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL)
                        || g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_REJECTED)))
    {
      g_autoptr (EarBatch) unused = ear_batch_new ();
      g_autoptr (MaReader) reader = ma_reader_new (session, unused);
      g_autoptr (GError) still = NULL;

      /* "Not found" is the wish fulfilled, unless it is the action that the server has not. */
      if (ma_reader_fetch (reader, op->target_ext, TRUE, &still) != NULL)
        {
          ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("This server does not let applications delete posts. Delete it on its own pages."));
          return FALSE;
        }
      if (!ear_mastodon_is_gone (session, op->target_ext, still))
        {
          g_propagate_error (error, g_steal_pointer (&still));
          return FALSE;
        }
    }
  else if (reply == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  ear_batch_add_change (batch, op->target_ext, EAR_MESSAGE_DELETED);
  return TRUE;
}

/* ---- like ---- */

/* Whether a status asks us something was judged when it was read with what it replies to; here only that is known again. */
static gboolean
like (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  const char *action = op->verb == EAR_VERB_LIKE ? "/favourite" : "/unfavourite";
  g_autofree char *path = g_strconcat ("/api/v1/statuses/", op->target_ext, action, NULL);
  g_autofree char *url = ear_mastodon_url (session, path, NULL);
  g_autoptr (MaReader) reader = ma_reader_new (session, batch);
  EarJson *json = ear_mastodon_send (session, "POST", url, NULL, NULL, error);
  const MaStatus *status;

  if (json == NULL)
    return FALSE;
  status = ma_reader_add (reader, ma_reader_keep (reader, json), FALSE, NULL) ? ma_reader_lookup (reader, op->target_ext) : NULL;
  if (status == NULL)
    {
      set_unsaid (error);
      return FALSE;
    }
  if (!ma_reader_fetch_parents (reader, FALSE, NULL))
    {
      ear_batch_add_change (batch, op->target_ext, EAR_MESSAGE_VISIBLE);
      return TRUE;
    }
  reader->conversation = op->conversation_ext;
  ma_reader_take (reader);
  for (guint i = 0; i < batch->messages->len; i++)
    {
      EarMessage *message = g_ptr_array_index (batch->messages, i);

      /* snac2 answers with the status as it was before. */
      if (strcmp (message->ext, status->id) == 0)
        message->liked = op->verb == EAR_VERB_LIKE;
    }
  return TRUE;
}

/* ---- perform ---- */

/* Ids are the server's, and some are hashes or times; never a path. */
static gboolean
is_id (const char *text)
{
  return text != NULL && *text != '\0' && text[strspn (text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-")] == '\0'
         && strstr (text, "..") == NULL;
}

gboolean
ear_mastodon_perform (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  if (!is_id (op->target_ext))
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("This action needs a post of the server. Choose one and try again."));
      return FALSE;
    }
  if ((op->verb == EAR_VERB_REPLY || op->verb == EAR_VERB_EDIT) && !ear_channel_op_has_text (op))
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("There is nothing to send yet. Write the text first."));
      return FALSE;
    }

  switch ((int) op->verb)
    {
    case EAR_VERB_REPLY:
      return ear_mastodon_reply (session, op, batch, error);
    case EAR_VERB_EDIT:
      return edit (session, op, batch, error);
    case EAR_VERB_DELETE:
      return delete_status (session, op, batch, error);
    case EAR_VERB_LIKE:
    case EAR_VERB_UNLIKE:
      return like (session, op, batch, error);
    default:
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("Mastodon has no such action."));
      return FALSE;
    }
}

/* ---- after a lost answer ---- */

EarFound
ear_mastodon_find_sent (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autoptr (MaReader) reader = ma_reader_new (session, batch);
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = ear_channel_op_text (op);
  const MaStatus *status;
  EarFound found;

  if (!is_id (op->target_ext))
    return EAR_NOT_THERE;
  if (op->verb == EAR_VERB_REPLY)
    return ear_mastodon_find_reply (session, op, batch, error);

  status = ma_reader_fetch (reader, op->target_ext, FALSE, &problem);
  if (status == NULL)
    {
      if (op->verb == EAR_VERB_DELETE && ear_mastodon_is_gone (session, op->target_ext, problem))
        {
          ear_batch_add_change (batch, op->target_ext, EAR_MESSAGE_DELETED);
          return EAR_FOUND;
        }
      g_propagate_error (error, g_steal_pointer (&problem));
      return EAR_CANNOT_TELL;
    }

  switch ((int) op->verb)
    {
    case EAR_VERB_EDIT:
      {
        g_autofree char *complete = complete_mentions (session, status, text);

        found = ear_mastodon_same_text (session, status, complete, error);
        break;
      }
    case EAR_VERB_LIKE:
      found = status->favourited ? EAR_FOUND : EAR_NOT_THERE;
      break;
    case EAR_VERB_UNLIKE:
      found = status->favourited ? EAR_NOT_THERE : EAR_FOUND;
      break;
    default:
      return EAR_NOT_THERE;
    }
  if (found == EAR_FOUND)
    {
      if (!ma_reader_fetch_parents (reader, FALSE, error))
        return EAR_CANNOT_TELL;
      reader->conversation = op->conversation_ext;
  ma_reader_take (reader);
    }
  return found;
}
