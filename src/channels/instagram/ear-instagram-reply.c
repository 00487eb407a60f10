/* ear-instagram-reply.c: answering a comment or who named us, and finding the answer again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/instagram/ear-instagram-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"

#define SEARCH_PAGES 5
#define DUPLICATE 506

/* All answers stand directly below the comment that began it: whom a later one is for, only the name at its beginning says. */
void
ear_instagram_address (EarSession *session, const EarMessage *target, const EarConversation *conversation, EarOp *op)
{
  op->audience = MAX (op->audience, target->audience);
  if (target->direction == EAR_DIRECTION_INBOUND && target->author_handle != NULL && *target->author_handle == '@'
      && ear_instagram_get_sort (target->conversation_ext) == IG_COMMENT && g_strcmp0 (target->ext, target->conversation_ext) != 0)
    g_set_str (&op->prefix, target->author_handle);
}

/* ---- sending ---- */

/* Its id is known, so it is there, even where it cannot be read yet. */
static void
take_unread (EarSession *session, const EarOp *op, const char *ext, const char *text, EarBatch *batch)
{
  EarMessage *message = ear_meta_take_sent (op, ear_instagram_get_id (session), ext, op->conversation_ext, text, batch);

  message->flags = EAR_MESSAGE_NO_HIDE | EAR_MESSAGE_NO_PRIVATE_REPLY;
}

static gboolean
take_answer (EarSession *session, const EarOp *op, const EarJsonNode *node, const EarReply *reply, EarBatch *batch, GError **error)
{
  IgPlace place = { .conversation = op->conversation_ext };
  g_auto (EarMetaReading) reading = { NULL };

  ear_meta_reading_begin (&reading, session, batch, g_free);
  if (reply != NULL)
    ear_meta_reading_note_reply (&reading, reply);
  if (op->target_author_ext != NULL && op->prefix != NULL && *op->prefix == '@')
    g_hash_table_replace (reading.known, g_ascii_strdown (op->prefix + 1, -1), g_strdup (op->target_author_ext));
  return ear_instagram_take_comment (&reading, node, &place, error);
}

static gboolean
take_new (EarSession *session, const EarOp *op, const EarJsonNode *root, const char *text, EarBatch *batch, GError **error)
{
  const char *id = ear_json_member_text (root, "id");
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = NULL;

  if (id == NULL || ear_instagram_get_sort (id) != IG_COMMENT || strcmp (id, op->target_ext) == 0 || g_strcmp0 (id, op->conversation_ext) == 0)
    {
      ear_meta_set_unsaid (EAR_META_INSTAGRAM, error);
      return FALSE;
    }
  json = ear_meta_get_object (session, EAR_META_VERSION, id, IG_COMMENT_FIELDS, &reply, NULL);
  if (json == NULL || !take_answer (session, op, ear_json_root (json), reply, batch, NULL))
    take_unread (session, op, id, text, batch);
  return TRUE;
}

gboolean
ear_instagram_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  gboolean named = ear_instagram_get_sort (op->conversation_ext) == IG_TAG;
  g_autofree char *text = ear_channel_op_text (op);
  const char *parent = op->conversation_ext != NULL ? op->conversation_ext : op->target_ext;
  g_autofree char *path = named ? g_strdup ("me/mentions") : g_strconcat (parent, "/replies", NULL);
  g_autofree char *url = ear_meta_url (session, path, NULL);
  g_autofree char *form = named ? ear_form_encode ("media_id", ear_instagram_get_object (parent), "message", text, NULL)
                                : ear_form_encode ("message", text, NULL);
  g_autoptr (EarJson) json = NULL;
  g_autoptr (GError) problem = NULL;
  EarMetaFault fault;

  json = ear_meta_send (session, "POST", url, form, EAR_META_FORM, &fault, &problem);
  if (json != NULL)
    return take_new (session, op, ear_json_root (json), text, batch, error);

  /* "The same again" means that the first try arrived. */
  if (fault.code == DUPLICATE && !named)
    {
      EarFound found = ear_instagram_find_reply (session, op, batch, error);

      if (found == EAR_NOT_THERE)
        ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("Instagram says that the same text was sent just before. Change it a little, or leave it."));
      return found == EAR_FOUND;
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* ---- after a lost answer ---- */

static gboolean
is_ours (EarSession *session, const EarJsonNode *node)
{
  const char *id = ear_json_member_text (node, "from.id");
  const char *name = ear_json_member_text (node, "username");
  const char *our_name = ear_session_get_setting (session, IG_SETTING_USERNAME);

  return g_strcmp0 (id, ear_instagram_get_id (session)) == 0 || (name != NULL && our_name != NULL && g_ascii_strcasecmp (name, our_name) == 0);
}

EarFound
ear_instagram_find_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  const char *parent = op->conversation_ext != NULL ? op->conversation_ext : op->target_ext;
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *path = g_strconcat (parent, "/replies", NULL);
  g_autofree char *url = ear_meta_url (session, path, "fields", IG_COMMENT_FIELDS, "limit", "50", NULL);
  g_auto (EarMetaPages) pages = { .session = session, .url = url, .most = SEARCH_PAGES };
  gint64 since = ear_meta_get_since (op);
  const EarJsonNode *root;

  if (ear_instagram_get_sort (parent) != IG_COMMENT)
    {
      ear_problem_tell (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("Instagram does not show comments under others’ posts, so Earshot cannot see whether yours arrived. Look in the Instagram app."));
      return EAR_CANNOT_TELL;
    }
  /* In which order replies come is not said: all are looked through. */
  while (ear_meta_pages_next (&pages, &root, error))
    {
      const EarJsonNode *data = ear_meta_read_list (root, error);

      if (data == NULL)
        return EAR_CANNOT_TELL;
      for (gsize i = 0; i < ear_json_length (data); i++)
        {
          const EarJsonNode *node = ear_json_element (data, i);

          if (is_ours (session, node) && ear_meta_read_time (node, "timestamp", EAR_TIME_NONE) >= since
              && ear_meta_same_text (ear_json_member_text (node, "text"), text))
            return take_answer (session, op, node, NULL, batch, error) ? EAR_FOUND : EAR_CANNOT_TELL;
        }
    }
  return ear_meta_pages_lack (&pages, EAR_META_INSTAGRAM, error);
}
