/* ear-store-message.c: one message of a batch
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "store/ear-store-apply.h"

/* ---- ids: time of the message << 12 | counter, so that rowid order is newest first however it arrives ---- */

/* The same on every machine but for collisions. Services that count up keep their order within one instant. */
static gint64
counter_for (const char *ext)
{
  guint32 hash = 2166136261u; /* FNV-1a */

  if (*ext != '\0' && strlen (ext) < 19 && strspn (ext, "0123456789") == strlen (ext))
    return g_ascii_strtoll (ext, NULL, 10) & 0xfff;
  for (const char *at = ext; *at != '\0'; at++)
    hash = (hash ^ (guint8) *at) * 16777619u;
  return (hash ^ (hash >> 12)) & 0xfff;
}

/* ---- hostile values ---- */

static char *
as_utf8 (const char *text)
{
  return text == NULL || g_utf8_validate (text, -1, NULL) ? NULL : g_utf8_make_valid (text, -1);
}

/* ---- what hangs on a message ---- */

static void
put_html (EarDb *db, gint64 id, const char *html)
{
  if (html == NULL)
    ear_db_run (db, "DELETE FROM message_html WHERE message = ?1", INT (id));
  else
    ear_db_run (db, "INSERT INTO message_html (message, html) VALUES (?1, ?2) ON CONFLICT (message) DO UPDATE SET html = excluded.html",
                INT (id), TEXT (html));
}

static void
put_attachments (EarDb *db, gint64 id, const GPtrArray *attachments)
{
  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    {
      const EarAttachment *attachment = attachments->pdata[i];

      ear_db_run (db,
                  "INSERT INTO attachment (message, position, url, preview_url, media_type, description, width, height)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                  INT (id), INT (i), TEXT (attachment->url), TEXT (attachment->preview_url), TEXT (attachment->media_type),
                  TEXT (attachment->description), INT (attachment->width), INT (attachment->height));
    }
}

EarAddressChange
ear_compare_addresses (const char *held, const char *incoming)
{
  gsize path = held != NULL ? strcspn (held, "?") : 0;

  if (g_strcmp0 (held, incoming) == 0)
    return EAR_ADDRESS_SAME;
  if (held == NULL || incoming == NULL || held[path] != '?' || strncmp (held, incoming, path + 1) != 0)
    return EAR_ADDRESS_OTHER;
  return EAR_ADDRESS_SIGNED_ANEW;
}

static EarAddressChange
compare_attachments (EarDb *db, gint64 id, const GPtrArray *attachments)
{
  EarAddressChange change = EAR_ADDRESS_SAME;
  guint n = attachments->len, i = 0;
  EAR_QUERY query = ear_db_query (db, "SELECT url, preview_url, media_type, description FROM attachment WHERE message = ?1 ORDER BY position",
                                  INT (id));

  for (; ear_db_step (db, query); i++)
    {
      const EarAttachment *attachment = i < n ? attachments->pdata[i] : NULL;

      if (attachment == NULL || g_strcmp0 (attachment->media_type, ear_col_text (query, 2)) != 0 ||
          g_strcmp0 (attachment->description, ear_col_text (query, 3)) != 0)
        return EAR_ADDRESS_OTHER;
      change = MAX (change, ear_compare_addresses (ear_col_text (query, 0), attachment->url));
      change = MAX (change, ear_compare_addresses (ear_col_text (query, 1), attachment->preview_url));
    }
  return i != n ? EAR_ADDRESS_OTHER : change;
}

static void
replace_attachments (EarDb *db, gint64 id, const GPtrArray *attachments)
{
  ear_db_run (db, "DELETE FROM attachment WHERE message = ?1", INT (id));
  put_attachments (db, id, attachments);
}

/* Children that came before it, the newest being read first. */
static void
adopt_orphans (EarApply *apply, gint64 id, const char *ext)
{
  EarDb *db = apply->db;
  gboolean any = FALSE;

  {
    EAR_QUERY query = ear_db_query (db, "SELECT conversation FROM message INDEXED BY message_orphan"
                                        " WHERE channel = ?1 AND parent_ext = ?2 AND parent = 0 AND parent_ext IS NOT NULL",
                                    INT (apply->channel), TEXT (ext));

    while (ear_db_step (db, query))
      {
        ear_apply_touch (apply, ear_col_int (query, 0));
        any = TRUE;
      }
  }
  if (any)
    ear_db_run (db, "UPDATE message INDEXED BY message_orphan SET parent = ?3"
                    " WHERE channel = ?1 AND parent_ext = ?2 AND parent = 0 AND parent_ext IS NOT NULL AND id <> ?3",
                INT (apply->channel), TEXT (ext), INT (id));
}

static void
settle_outbox (EarApply *apply, const EarMessage *message)
{
  /* Ours came back, or the message we acted on did. */
  ear_db_run (apply->db,
              "UPDATE outbox INDEXED BY outbox_unsettled SET state = 'seen', changed_at = ?3,"
              " message = CASE WHEN service_ext = ?2 THEN coalesce ((SELECT id FROM message WHERE channel = ?1 AND ext = ?2), 0) ELSE message END"
              " WHERE state = 'accepted' AND channel = ?1 AND state NOT IN ('seen', 'cancelled')"
              " AND (service_ext = ?2 OR (target_ext = ?2 AND verb NOT IN ('reply', 'private-reply', 'publish')))",
              INT (apply->channel), TEXT (message->ext), INT (apply->now));
  if (sqlite3_changes (apply->db->handle) > 0)
    ear_apply_touch (apply, ear_apply_conversation (apply, message->conversation_ext));
}

static gboolean
is_gone (EarMessageState state)
{
  return state != EAR_MESSAGE_VISIBLE && state != EAR_MESSAGE_HELD;
}

int
ear_message_no_answer_by_rule (const EarMessage *message)
{
  if (message->direction != EAR_DIRECTION_INBOUND || message->text == NULL)
    return 0;
  return ear_text_needs_no_answer (message->text, message->language, message->attachments != NULL && message->attachments->len > 0) ? 1 : 0;
}

/* ---- new ---- */

static void
insert_message (EarApply *apply, const EarMessage *message, gint64 conversation, gint64 author)
{
  EarDb *db = apply->db;
  gint64 sent_at = message->sent_at == EAR_TIME_NONE ? apply->now : message->sent_at;
  gint64 id = (sent_at << 12) | counter_for (message->ext);
  gint64 parent = 0;
  gboolean read = message->direction != EAR_DIRECTION_INBOUND || sent_at < apply->added_at;

  if (message->parent_ext != NULL)
    parent = ear_db_int (db, 0, "SELECT id FROM message WHERE channel = ?1 AND ext = ?2", INT (apply->channel), TEXT (message->parent_ext));
  /* Another message of the same instant may have the number. */
  for (;; id++)
    {
      ear_db_run (db,
                  "INSERT INTO message (id, channel, ext, conversation, parent, author, direction, state, audience, flags, liked, read, no_answer,"
                  " sent_at, edited_at, first_seen_at, state_at, parent_ext, url, subject, language, mentions, body,"
                  " ended_by_us, was_spam)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, nullif (?18, ''), nullif (?19, ''),"
                  " nullif (?20, ''), nullif (?21, ''), nullif (?22, ''), ?23, ?8 IN (2, 4), ?8 = 3) ON CONFLICT (id) DO NOTHING",
                  INT (id), INT (apply->channel), TEXT (message->ext), INT (conversation), INT (parent), INT (author), INT (message->direction),
                  INT (message->state), INT (message->audience), INT (message->flags), INT (!!message->liked), INT (read),
                  INT (ear_message_no_answer_by_rule (message)), INT (sent_at), TIME (message->edited_at), INT (apply->now),
                  TIME (is_gone (message->state) ? apply->now : EAR_TIME_NONE), TEXT (message->parent_ext), TEXT (message->url),
                  TEXT (message->subject), TEXT (message->language), TEXT (message->mentions), TEXT (message->text != NULL ? message->text : ""));
      if (!ear_db_ok (db) || sqlite3_changes (db->handle) > 0)
        break;
    }
  if (message->html != NULL && *message->html != '\0')
    put_html (db, id, message->html);
  put_attachments (db, id, message->attachments);
  ear_db_index_later (db, id);
  if (author != 0 && message->direction == EAR_DIRECTION_INBOUND)
    ear_db_run (db, "INSERT INTO participant (person, conversation) SELECT person, ?2 FROM identity WHERE id = ?1 AND person > 0"
                    " ON CONFLICT DO NOTHING",
                INT (author), INT (conversation));
  adopt_orphans (apply, id, message->ext);

  apply->n_fresh++;
  apply->n_new++;
  if (apply->changes != NULL)
    apply->changes->n_new++;
  ear_apply_touch (apply, conversation);
}

/* ---- known ---- */

static const char known_sql[] =
  "SELECT id, conversation, author, direction, state, audience, flags, liked, sent_at, edited_at, parent_ext, url, subject, language,"
  " mentions, body, parent FROM message WHERE channel = ?1 AND ext = ?2";

typedef struct {
  gint64 id, conversation, flags;
  gboolean words, content, state;
  gboolean signed_anew;  /* no more than that, see EarAddressChange */
  gboolean edit;         /* its writer changed it, as against what we know better by now */
} Difference;

/* NULL: the service does not say, so what was known stays; "" clears. */
static gboolean
differs (const char *incoming, sqlite3_stmt *known, int column)
{
  const char *held = ear_col_text (known, column);

  return incoming != NULL && !g_str_equal (incoming, held != NULL ? held : "");
}

static void
compare (EarApply *apply, const EarMessage *message, sqlite3_stmt *known, gint64 conversation, gint64 author, Difference *out)
{
  gint64 held_edit = ear_col_time (known, 9);
  /* EAR_TIME_NONE is the least of all times: never edited is older than any edit. */
  gboolean stale = message->edited_at < held_edit;
  EarAddressChange attached = EAR_ADDRESS_SAME;

  out->id = ear_col_int (known, 0);
  out->conversation = ear_col_int (known, 1);
  out->flags = ear_col_int (known, 6);
  out->state = (gint64) message->state != ear_col_int (known, 4) || !!message->liked != ear_col_int (known, 7);
  if (stale)
    return;
  out->words = differs (message->text, known, 15) || (gint64) message->direction != ear_col_int (known, 3);
  if (message->attachments != NULL)
    attached = compare_attachments (apply->db, out->id, message->attachments);
  out->signed_anew = attached == EAR_ADDRESS_SIGNED_ANEW;
  out->edit = message->edited_at != held_edit || differs (message->text, known, 15);
  out->content = out->words || conversation != out->conversation || (author != 0 && author != ear_col_int (known, 2)) ||
                 (gint64) message->audience != ear_col_int (known, 5) || (gint64) message->flags != ear_col_int (known, 6) ||
                 (message->sent_at != EAR_TIME_NONE && message->sent_at != ear_col_int (known, 8)) || message->edited_at != held_edit ||
                 differs (message->parent_ext, known, 10) || differs (message->url, known, 11) || differs (message->subject, known, 12) ||
                 differs (message->language, known, 13) || differs (message->mentions, known, 14) ||
                 attached == EAR_ADDRESS_OTHER;
}

static void
change_content (EarApply *apply, const EarMessage *message, const Difference *difference, gint64 conversation, gint64 author)
{
  EarDb *db = apply->db;
  gint64 parent = -1, flags = message->flags;

  if (message->parent_ext != NULL)
    parent = ear_db_int (db, 0, "SELECT id FROM message WHERE channel = ?1 AND ext = ?2", INT (apply->channel), TEXT (message->parent_ext));
  if (difference->words)
    {
      ear_db_unindex (db, difference->id);
      apply->n_fresh++;
    }
  /* Edits open and reset nothing: whether it deserves an answer stays as it was first seen. */
  if (difference->edit)
    flags = (flags & ~EAR_MESSAGE_ADDRESSED) | (difference->flags & EAR_MESSAGE_ADDRESSED);
  ear_db_run (db,
              "UPDATE message SET conversation = ?2, parent = CASE WHEN ?3 < 0 THEN parent ELSE ?3 END,"
              " author = CASE WHEN ?4 = 0 THEN author ELSE ?4 END, direction = ?5, audience = ?6, flags = ?7,"
              " sent_at = coalesce (?8, sent_at), edited_at = ?9, parent_ext = nullif (coalesce (?10, parent_ext), ''),"
              " url = nullif (coalesce (?11, url), ''), subject = nullif (coalesce (?12, subject), ''),"
              " language = nullif (coalesce (?13, language), ''), mentions = nullif (coalesce (?14, mentions), ''),"
              " body = coalesce (?15, body) WHERE id = ?1",
              INT (difference->id), INT (conversation), INT (parent), INT (author), INT (message->direction), INT (message->audience),
              INT (flags), TIME (message->sent_at), TIME (message->edited_at), TEXT (message->parent_ext), TEXT (message->url),
              TEXT (message->subject), TEXT (message->language), TEXT (message->mentions), TEXT (message->text));
  if (message->html != NULL)
    put_html (db, difference->id, *message->html != '\0' ? message->html : NULL);
  if (message->attachments != NULL)
    replace_attachments (db, difference->id, message->attachments);
  if (difference->words)
    ear_db_index_later (db, difference->id);
  if (conversation != difference->conversation || author != 0)
    ear_db_run (db, "INSERT INTO participant (person, conversation) SELECT person, ?2 FROM identity WHERE id = ?1 AND person > 0"
                    " ON CONFLICT DO NOTHING",
                INT (author), INT (conversation));
  ear_apply_touch (apply, difference->conversation);
  ear_apply_touch (apply, conversation);
}

/* Who, when and what became of it stay, or forgetting would improve the figures. */
static void
forget_words (EarApply *apply, gint64 id)
{
  EarDb *db = apply->db;

  ear_db_unindex (db, id);
  ear_db_run (db, "UPDATE message SET body = '', subject = NULL, mentions = NULL WHERE id = ?1", INT (id));
  ear_db_run (db, "DELETE FROM message_html WHERE message = ?1", INT (id));
  ear_db_run (db, "DELETE FROM attachment WHERE message = ?1", INT (id));
  /* What a customer's own post began with is its conversation's title; comments below ours have the title of ours. */
  ear_db_run (db,
              "UPDATE conversation SET title = NULL FROM message m WHERE m.id = ?1 AND conversation.id = m.conversation AND conversation.ext = m.ext"
              " AND NOT EXISTS (SELECT 1 FROM post p WHERE p.id = conversation.post AND p.by_us = 1)",
              INT (id));
  ear_db_run (db, "UPDATE post SET title = NULL, text = NULL FROM message m WHERE m.id = ?1 AND post.channel = m.channel AND post.ext = m.ext", INT (id));
  ear_db_index_later (db, id);
}

static void
change_state (EarApply *apply, gint64 id, gint64 conversation, EarMessageState state, int liked)
{
  /* When a state began is when we first knew of it; from gone to gone (hidden, then deleted) keeps the first. */
  ear_db_run (apply->db,
              "UPDATE message SET state = ?2, liked = CASE WHEN ?3 < 0 THEN liked ELSE ?3 END,"
              /* What we hid or trashed, and what was spam, stays that when the service empties it. */
              " was_spam = CASE WHEN ?2 <= 1 THEN 0 WHEN ?2 = 3 THEN 1 ELSE was_spam END,"
              " ended_by_us = CASE WHEN ended_by_us = 2 OR ?2 = 5 THEN ended_by_us ELSE ?2 IN (2, 4) END,"
              " state_at = CASE WHEN state = ?2 OR (state > 1 AND ?2 > 1) THEN state_at ELSE ?4 END WHERE id = ?1",
              INT (id), INT (state), INT (liked), INT (apply->now));
  if (state == EAR_MESSAGE_DELETED && apply->forget_deleted)
    forget_words (apply, id);
  ear_apply_touch (apply, conversation);
}

void
ear_apply_put_message (EarApply *apply, const EarMessage *message)
{
  EarDb *db = apply->db;
  g_autofree char *fixed_text = as_utf8 (message->text);
  g_autofree char *fixed_subject = as_utf8 (message->subject);
  EarMessage valid = *message;
  gint64 conversation, author;
  gboolean is_known = FALSE;
  Difference difference = { 0 };

  if (message->ext == NULL || *message->ext == '\0' || message->conversation_ext == NULL)
    {
      ear_db_fail (db, EAR_STORE_ERROR_INVALID, _("A message came without its id and cannot be kept."));
      return;
    }
  /* Times no service can mean would not fit into an id. */
  if (valid.sent_at != EAR_TIME_NONE)
    valid.sent_at = CLAMP (valid.sent_at, 1, EAR_MESSAGE_TIME_MAX);
  if (fixed_text != NULL)
    valid.text = fixed_text;
  if (fixed_subject != NULL)
    valid.subject = fixed_subject;

  conversation = ear_apply_conversation (apply, valid.conversation_ext);
  author = ear_apply_identity (apply, valid.author_ext, valid.direction == EAR_DIRECTION_OUTBOUND);
  {
    EAR_QUERY known = ear_db_query (db, known_sql, INT (apply->channel), TEXT (valid.ext));

    if (ear_db_step (db, known))
      {
        is_known = TRUE;
        compare (apply, &valid, known, conversation, author, &difference);
      }
  }

  if (!ear_db_ok (db))
    return;
  if (!is_known)
    {
      insert_message (apply, &valid, conversation, author);
    }
  else
    {
      if (difference.content)
        change_content (apply, &valid, &difference, conversation, author);
      else if (difference.signed_anew)
        replace_attachments (db, difference.id, valid.attachments);
      if (difference.state)
        change_state (apply, difference.id, difference.content ? conversation : difference.conversation, valid.state, !!valid.liked);
      if ((difference.content || difference.state) && apply->changes != NULL)
        apply->changes->n_changed++;
    }
  if (apply->settles_outbox)
    settle_outbox (apply, &valid);
}

void
ear_apply_put_change (EarApply *apply, const EarMessageChange *change)
{
  EarDb *db = apply->db;
  gint64 id = 0, conversation = 0;
  gboolean differs = FALSE;

  if (change->ext == NULL)
    return;
  {
    EAR_QUERY query = ear_db_query (db, "SELECT id, conversation, state FROM message WHERE channel = ?1 AND ext = ?2", INT (apply->channel),
                                    TEXT (change->ext));

    if (ear_db_step (db, query))
      {
        id = ear_col_int (query, 0);
        conversation = ear_col_int (query, 1);
        differs = (gint64) change->state != ear_col_int (query, 2);
      }
  }
  if (differs)
    {
      change_state (apply, id, conversation, change->state, -1);
      if (apply->changes != NULL)
        apply->changes->n_changed++;
    }
  if (id != 0 && apply->settles_outbox)
    {
      ear_db_run (db,
                  "UPDATE outbox INDEXED BY outbox_unsettled SET state = 'seen', changed_at = ?3"
                  " WHERE state = 'accepted' AND channel = ?1 AND state NOT IN ('seen', 'cancelled')"
                  " AND target_ext = ?2 AND verb NOT IN ('reply', 'private-reply', 'publish')",
                  INT (apply->channel), TEXT (change->ext), INT (apply->now));
      if (sqlite3_changes (db->handle) > 0)
        ear_apply_touch (apply, conversation);
    }
}
