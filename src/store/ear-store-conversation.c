/* ear-store-conversation.c: one conversation with all that hangs on it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "base/ear-key.h"
#include "store/ear-store-row.h"

void
ear_message_row_free (EarMessageRow *row)
{
  if (row == NULL)
    return;
  g_free (row->ext);
  g_free (row->author_name);
  g_free (row->author_handle);
  g_free (row->author_url);
  g_free (row->avatar_url);
  g_free (row->text);
  g_free (row->html);
  g_free (row->subject);
  g_free (row->language);
  g_free (row->url);
  g_free (row->mentions);
  g_clear_pointer (&row->attachments, g_ptr_array_unref);
  g_free (row->outbox_key);
  g_free (row);
}

void
ear_conversation_view_free (EarConversationView *view)
{
  if (view == NULL)
    return;
  ear_store_row_free (view->row);
  g_free (view->key);
  g_free (view->channel_key);
  g_free (view->kind);
  g_free (view->url);
  g_free (view->post_ext);
  g_free (view->post_title);
  g_free (view->post_url);
  g_free (view->post_text);
  g_clear_pointer (&view->messages, g_ptr_array_unref);
  g_clear_pointer (&view->outbox, g_ptr_array_unref);
  g_clear_pointer (&view->enquiries, g_array_unref);
  g_free (view);
}

static GPtrArray *
load_attachments (EarDb *db, gint64 message)
{
  GPtrArray *attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_attachment_free);
  EAR_QUERY query = ear_db_query (db, "SELECT url, preview_url, media_type, description, width, height FROM attachment WHERE message = ?1"
                                      " ORDER BY position",
                                  INT (message));

  while (ear_db_step (db, query))
    {
      EarAttachment *attachment = ear_attachment_new (ear_col_text (query, 0));

      attachment->preview_url = ear_col_dup (query, 1);
      attachment->media_type = ear_col_dup (query, 2);
      attachment->description = ear_col_dup (query, 3);
      attachment->width = (guint) ear_col_int (query, 4);
      attachment->height = (guint) ear_col_int (query, 5);
      g_ptr_array_add (attachments, attachment);
    }
  return attachments;
}

static void
load_messages (EarDb *db, gint64 conversation, GPtrArray *messages)
{
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT m.id, m.parent, m.ext, m.author, i.person, coalesce (p.own_name, i.name), i.handle, i.url, i.avatar_url,"
                                  " m.direction, m.state, m.audience, m.flags, m.sent_at, m.edited_at, m.first_seen_at, m.state_at, m.body, h.html,"
                                  " m.subject, m.language, m.url, m.mentions, m.liked, m.read, m.no_answer, b.key, b.state, m.also_answers"
                                  " FROM message m LEFT JOIN identity i ON i.id = m.author LEFT JOIN person p ON p.id = i.person"
                                  " LEFT JOIN message_html h ON h.message = m.id LEFT JOIN outbox b ON b.message = m.id AND b.message > 0"
                                  " WHERE m.conversation = ?1 AND m.removed = 0 ORDER BY m.id",
                                  INT (conversation));

  while (ear_db_step (db, query))
    {
      gint64 no_answer = ear_col_int (query, 25), id = ear_col_int (query, 0);
      EarMessageRow *row;

      /* Several outgoing actions may have come to the same message. */
      if (messages->len > 0 && ((EarMessageRow *) messages->pdata[messages->len - 1])->id == id)
        continue;
      row = g_new0 (EarMessageRow, 1);
      row->id = id;
      row->parent_id = ear_col_int (query, 1);
      row->ext = ear_col_dup (query, 2);
      row->identity_id = ear_col_int (query, 3);
      row->person_id = ear_col_int (query, 4);
      row->author_name = ear_col_dup (query, 5);
      row->author_handle = ear_col_dup (query, 6);
      row->author_url = ear_col_dup (query, 7);
      row->avatar_url = ear_col_dup (query, 8);
      row->direction = (EarDirection) ear_col_int (query, 9);
      row->state = (EarMessageState) ear_col_int (query, 10);
      row->audience = (EarAudience) ear_col_int (query, 11);
      row->flags = (EarMessageFlags) ear_col_int (query, 12);
      row->sent_at = ear_col_int (query, 13);
      row->edited_at = ear_col_time (query, 14);
      row->first_seen_at = ear_col_int (query, 15);
      row->state_at = ear_col_time (query, 16);
      row->text = ear_col_dup (query, 17);
      row->html = ear_col_dup (query, 18);
      row->subject = ear_col_dup (query, 19);
      row->language = ear_col_dup (query, 20);
      row->url = ear_col_dup (query, 21);
      row->mentions = ear_col_dup (query, 22);
      row->liked = ear_col_int (query, 23) != 0;
      row->read = ear_col_int (query, 24) != 0;
      row->needs_no_answer = no_answer == 1 || no_answer == 2;
      row->no_answer_by_hand = no_answer == 2;
      row->outbox_key = ear_col_dup (query, 26);
      row->also_answers_id = ear_col_int (query, 28);
      if (row->outbox_key != NULL)
        ear_outbox_state_from_string (ear_col_text (query, 27), &row->outbox_state);
      row->attachments = load_attachments (db, row->id);
      g_ptr_array_add (messages, row);
    }
}

static void
load_enquiries (EarDb *db, gint64 conversation, GArray *enquiries)
{
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT person, first_message, last_message, opened_at, answered_at, answer, closed_at, outcome, exclusion, follow_up,"
                                  " on_the_spot FROM enquiry WHERE conversation = ?1 ORDER BY opened_at, first_message",
                                  INT (conversation));

  while (ear_db_step (db, query))
    {
      EarEnquiry enquiry = {
        .person_id = ear_col_int (query, 0),
        .first_message_id = ear_col_int (query, 1),
        .last_message_id = ear_col_int (query, 2),
        .opened_at = ear_col_int (query, 3),
        .answered_at = ear_col_time (query, 4),
        .answer_id = ear_col_int (query, 5),
        .closed_at = ear_col_time (query, 6),
        .outcome = (EarEnquiryOutcome) ear_col_int (query, 7),
        .exclusion = (EarEnquiryExclusion) ear_col_int (query, 8),
        .follow_up = ear_col_int (query, 9) != 0,
        .on_spot = ear_col_int (query, 10) != 0,
      };

      g_array_append_val (enquiries, enquiry);
    }
}

typedef struct {
  gint64 id;
  EarConversationView *view;
} Loading;

static void
load_conversation (EarDb *db, gpointer data)
{
  Loading *loading = data;
  EarConversationView *view = loading->view;
  EAR_QUERY query = NULL;

  view->row = ear_db_load_row (db, loading->id);
  if (view->row == NULL)
    {
      ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This conversation is no longer here."));
      return;
    }
  query = ear_db_query (db,
                        "SELECT h.key, h.kind, c.url, o.ext, o.title, o.url, o.text, c.call_back_by FROM conversation c"
                        " JOIN channel h ON h.id = c.channel LEFT JOIN post o ON o.id = c.post WHERE c.id = ?1",
                        INT (loading->id));
  if (ear_db_step (db, query))
    {
      view->channel_key = ear_col_dup (query, 0);
      view->kind = ear_col_dup (query, 1);
      view->url = ear_col_dup (query, 2);
      view->post_ext = ear_col_dup (query, 3);
      view->post_title = ear_col_dup (query, 4);
      view->post_url = ear_col_dup (query, 5);
      view->post_text = ear_col_dup (query, 6);
      view->call_back_by = ear_col_time (query, 7);
      view->key = ear_key_join (view->channel_key, view->row->ext);
    }
  load_messages (db, loading->id, view->messages);
  load_enquiries (db, loading->id, view->enquiries);
  g_clear_pointer (&view->outbox, g_ptr_array_unref);
  view->outbox = ear_db_load_outbox (db, loading->id);
}

EarConversationView *
ear_store_load_conversation (EarStore *store, gint64 conversation_id, GError **error)
{
  g_autoptr (EarConversationView) view = g_new0 (EarConversationView, 1);
  Loading loading = { conversation_id, view };

  view->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_message_row_free);
  view->enquiries = g_array_new (FALSE, FALSE, sizeof (EarEnquiry));
  return ear_store_read (store, load_conversation, &loading, error) ? g_steal_pointer (&view) : NULL;
}
