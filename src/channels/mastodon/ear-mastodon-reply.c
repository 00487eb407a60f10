/* ear-mastodon-reply.c: whom a reply names, sending it, and finding it again after a lost answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/mastodon/ear-mastodon-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

/* Clocks differ a little, and the row was written before the request left. */
#define SEARCH_SLACK_MS (G_GINT64_CONSTANT (10) * 60 * 1000)
#define SEARCH_PAGES 5

/* ---- address ---- */

static void
add_mention (GString *prefix, GHashTable *named, const char *ext)
{
  if (*ext != '\0' && g_hash_table_add (named, (gpointer) ext))
    g_string_append_printf (prefix, "@%s ", ext);
}

/* The server adds nobody by itself, and a direct reply that names nobody reaches nobody. */
void
ear_mastodon_address (EarSession *session, const EarMessage *target, const EarConversation *conversation, EarOp *op)
{
  const char *us = ear_session_get_setting (session, MA_SETTING_HANDLE);
  const char *privacy = ear_session_get_setting (session, MA_SETTING_PRIVACY);
  g_auto (GStrv) mentions = g_strsplit (target->mentions != NULL ? target->mentions : "", "\n", -1);
  g_autoptr (GHashTable) named = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) prefix = g_string_new (NULL);

  if (us != NULL)
    g_hash_table_add (named, (gpointer) us);
  if (target->author_ext != NULL && target->direction == EAR_DIRECTION_INBOUND)
    add_mention (prefix, named, target->author_ext);
  for (gsize i = 0; mentions[i] != NULL; i++)
    add_mention (prefix, named, mentions[i]);
  g_set_str (&op->prefix, prefix->len > 0 ? prefix->str : NULL);

  op->audience = MAX (op->audience, target->audience);
  if (privacy != NULL)
    op->audience = MAX (op->audience, ear_mastodon_read_audience (privacy));
  if (target->subject != NULL && *target->subject != '\0' && op->subject == NULL)
    op->subject = g_strdup (target->subject);
}

char *
ear_mastodon_op_text (const EarOp *op)
{
  g_autofree char *text = g_strstrip (g_strdup (op->text != NULL ? op->text : ""));

  return g_strconcat (op->prefix != NULL ? op->prefix : "", text, NULL);
}

/* ---- reply ---- */

gboolean
ear_mastodon_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *url = ear_mastodon_url (session, "/api/v1/statuses", NULL);
  g_autofree char *text = ear_mastodon_op_text (op);
  const char *subject = op->subject != NULL && *op->subject != '\0' ? op->subject : NULL;
  g_autofree char *form = ear_form_encode ("status", text, "in_reply_to_id", op->target_ext,
                                           "visibility", ear_mastodon_audience_to_string (op->audience),
                                           "spoiler_text", subject, "sensitive", subject != NULL ? "true" : NULL, NULL);
  EarJson *json = ear_mastodon_send (session, "POST", url, form, op->key, error);

  return json != NULL && ear_mastodon_take_answer (session, op, json, batch, error);
}

/* ---- after a lost answer ---- */

/* "@mia@other.example" is shown as "@mia", and addresses are shortened: letters outside of both are compared. */
static char *
squeeze (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("https?://\\S*|(?<=[\\w.-])@[\\w.:-]+|\\s+", 0, 0, NULL);

  return g_regex_replace_literal (regex, text, -1, 0, "", 0, NULL);
}

static gboolean
same_as_shown (const MaStatus *status, const char *sent)
{
  g_autofree char *content = status->content != NULL ? g_strdup (status->content) : g_strdup ("");
  g_autoptr (GRegex) links = g_regex_new ("<a\\s[^>]*href=[\"']https?://[^>]*>(?!\\s*(<[^>]*>)*[@#]).*?</a>", G_REGEX_CASELESS | G_REGEX_DOTALL | G_REGEX_RAW, 0, NULL);
  g_autofree char *without = g_regex_replace_literal (links, content, -1, 0, " ", 0, NULL);
  g_autofree char *shown = ear_html_to_text (without != NULL ? without : content, -1);
  g_autofree char *a = squeeze (shown);
  g_autofree char *b = squeeze (sent);

  return g_strcmp0 (a, b) == 0;
}

EarFound
ear_mastodon_same_text (EarSession *session, const MaStatus *status, const char *sent, GError **error)
{
  g_autofree char *path = g_strconcat ("/api/v1/statuses/", status->id, "/source", NULL);
  g_autofree char *url = ear_mastodon_url (session, path, NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = ear_session_get (session, url, NULL, &problem);
  const char *source = json != NULL ? ear_json_member_text (ear_json_root (json), "text") : NULL;

  if (source != NULL)
    {
      g_autofree char *a = g_strstrip (g_strdup (source));
      g_autofree char *b = g_strstrip (g_strdup (sent));

      return strcmp (a, b) == 0 ? EAR_FOUND : EAR_NOT_THERE;
    }
  if (problem != NULL && ear_channel_must_stop (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return EAR_CANNOT_TELL;
    }
  return same_as_shown (status, sent) ? EAR_FOUND : EAR_NOT_THERE;
}

static EarFound
look_through (MaReader *reader, const EarOp *op, const char *sent, gint64 since, guint first, const MaStatus **found, GError **error)
{
  for (guint i = first; i < reader->order->len; i++)
    {
      const MaStatus *status = g_ptr_array_index (reader->order, i);
      EarFound same;

      if (!ear_mastodon_is_us (reader->session, status->account.id) || status->created_at < since
          || g_strcmp0 (status->in_reply_to_id, op->target_ext) != 0)
        continue;
      same = ear_mastodon_same_text (reader->session, status, sent, error);
      if (same == EAR_FOUND)
        *found = status;
      if (same != EAR_NOT_THERE)
        return same;
    }
  return EAR_NOT_THERE;
}

/* Our own statuses, newest first, back to before it was sent. */
EarFound
ear_mastodon_find_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  gint64 since = (op->first_sent_at != EAR_TIME_NONE ? op->first_sent_at : op->created_at) - SEARCH_SLACK_MS;
  g_autofree char *text = ear_mastodon_op_text (op);
  g_autofree char *path = g_strconcat ("/api/v1/accounts/", ear_session_get_setting (session, MA_SETTING_ACCOUNT), "/statuses", NULL);
  g_autoptr (EarBatch) unused = ear_batch_new ();
  g_autoptr (MaReader) reader = ma_reader_new (session, unused);
  const char *max_id = NULL;

  for (guint page = 0; page < SEARCH_PAGES; page++)
    {
      g_autofree char *url = ear_mastodon_url (session, path, "limit", "40", "exclude_reblogs", "true", "max_id", max_id, NULL);
      EarJson *json = ear_session_get (session, url, NULL, error);
      guint n_before = reader->order->len;
      const MaStatus *found = NULL;
      const MaStatus *last;
      EarFound result;

      if (json == NULL || !ma_reader_add_list (reader, ma_reader_keep (reader, json), TRUE, error))
        return EAR_CANNOT_TELL;
      result = look_through (reader, op, text, since, n_before, &found, error);
      if (result == EAR_FOUND)
        {
          g_autoptr (MaReader) taking = ma_reader_new (session, batch);
          EarJson *again = NULL;
          g_autofree char *one = g_strconcat ("/api/v1/statuses/", found->id, NULL);
          g_autofree char *one_url = ear_mastodon_url (session, one, NULL);

          again = ear_session_get (session, one_url, NULL, error);
          return again != NULL && ear_mastodon_take_answer (session, op, again, batch, error) ? EAR_FOUND : EAR_CANNOT_TELL;
        }
      if (result == EAR_CANNOT_TELL)
        return result;
      if (reader->order->len == n_before)
        return EAR_NOT_THERE;
      last = g_ptr_array_index (reader->order, reader->order->len - 1);
      if (last->created_at < since)
        return EAR_NOT_THERE;
      max_id = last->id;
    }
  return EAR_CANNOT_TELL;
}
