/* ear-store-key.c: local ids to portable keys and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "base/ear-key.h"
#include "store/ear-store-private.h"

char *
ear_db_conversation_key (EarDb *db, gint64 conversation)
{
  return ear_db_text (db, "SELECT h.key || '/' || c.ext FROM conversation c JOIN channel h ON h.id = c.channel WHERE c.id = ?1",
                      INT (conversation));
}

char *
ear_db_message_key (EarDb *db, gint64 message)
{
  return ear_db_text (db, "SELECT h.key || '/' || m.ext FROM message m JOIN channel h ON h.id = m.channel WHERE m.id = ?1", INT (message));
}

gint64
ear_db_find_conversation (EarDb *db, const char *key)
{
  g_autofree char *channel_key = NULL, *ext = NULL;
  gint64 channel;

  if (!ear_key_split (key, &channel_key, &ext))
    return 0;
  channel = ear_db_int (db, 0, "SELECT id FROM channel WHERE key = ?1", TEXT (channel_key));
  return channel != 0 ? ear_db_conversation (db, channel, ext) : 0;
}

gint64
ear_db_find_message (EarDb *db, const char *key)
{
  g_autofree char *channel_key = NULL, *ext = NULL;

  if (!ear_key_split (key, &channel_key, &ext))
    return 0;
  return ear_db_int (db, 0, "SELECT id FROM message WHERE channel = (SELECT id FROM channel WHERE key = ?1) AND ext = ?2", TEXT (channel_key),
                     TEXT (ext));
}

typedef struct {
  const char *key;
  gint64 id, other;
  char *text;
  EarMessage *message;
  EarConversation *conversation;
} Lookup;

static void
found (EarDb *db, gint64 id)
{
  if (id == 0)
    ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("Nothing here has this key. It may be of another computer, or erased."));
}

static void
find_conversation (EarDb *db, gpointer data)
{
  Lookup *lookup = data;

  lookup->id = ear_db_find_conversation (db, lookup->key);
  found (db, lookup->id);
}

gint64
ear_store_find_conversation (EarStore *store, const char *key, GError **error)
{
  Lookup lookup = { .key = key };

  ear_store_read (store, find_conversation, &lookup, error);
  return lookup.id;
}

static void
find_message (EarDb *db, gpointer data)
{
  Lookup *lookup = data;

  lookup->id = ear_db_find_message (db, lookup->key);
  lookup->other = ear_db_int (db, 0, "SELECT conversation FROM message WHERE id = ?1", INT (lookup->id));
  found (db, lookup->id);
}

gint64
ear_store_find_message (EarStore *store, const char *key, gint64 *conversation_id, GError **error)
{
  Lookup lookup = { .key = key };

  ear_store_read (store, find_message, &lookup, error);
  if (conversation_id != NULL)
    *conversation_id = lookup.other;
  return lookup.id;
}

static void
find_person (EarDb *db, gpointer data)
{
  Lookup *lookup = data;

  lookup->id = ear_db_int (db, 0, "SELECT id FROM person WHERE key = ?1", TEXT (lookup->key));
  found (db, lookup->id);
}

gint64
ear_store_find_person (EarStore *store, const char *person_key, GError **error)
{
  Lookup lookup = { .key = person_key };

  ear_store_read (store, find_person, &lookup, error);
  return lookup.id;
}

static void
dup_conversation_key (EarDb *db, gpointer data)
{
  Lookup *lookup = data;

  lookup->text = ear_db_conversation_key (db, lookup->id);
  found (db, lookup->text != NULL);
}

char *
ear_store_dup_conversation_key (EarStore *store, gint64 conversation_id, GError **error)
{
  Lookup lookup = { .id = conversation_id };

  ear_store_read (store, dup_conversation_key, &lookup, error);
  return lookup.text;
}

static void
fill_conversation_keys (EarDb *db, gpointer data)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, data);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      char *key = ear_db_conversation_key (db, *(const gint64 *) id);

      if (key != NULL)
        g_hash_table_iter_replace (&iter, key);
      else
        g_hash_table_iter_remove (&iter);
    }
}

gboolean
ear_store_fill_conversation_keys (EarStore *store, GHashTable *keys, GError **error)
{
  return ear_store_read (store, fill_conversation_keys, keys, error);
}

static void
dup_message_key (EarDb *db, gpointer data)
{
  Lookup *lookup = data;

  lookup->text = ear_db_message_key (db, lookup->id);
  found (db, lookup->text != NULL);
}

char *
ear_store_dup_message_key (EarStore *store, gint64 message_id, GError **error)
{
  Lookup lookup = { .id = message_id };

  ear_store_read (store, dup_message_key, &lookup, error);
  return lookup.text;
}

/* ---- values for a channel kind ---- */

static void
load_message (EarDb *db, gpointer data)
{
  Lookup *lookup = data;
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT m.ext, c.ext, m.parent_ext, i.ext, m.direction, m.state, m.audience, m.flags, m.sent_at, m.edited_at, m.body,"
                                  " m.subject, m.language, m.url, m.mentions, m.liked, c.type, coalesce (c.title, o.title), c.url, o.ext, c.two_person,"
                                  " h.html, i.handle FROM message m JOIN conversation c ON c.id = m.conversation LEFT JOIN identity i ON i.id = m.author"
                                  " LEFT JOIN post o ON o.id = c.post LEFT JOIN message_html h ON h.message = m.id WHERE m.id = ?1",
                                  INT (lookup->id));
  EarMessage *message;
  EarConversation *conversation;

  if (!ear_db_step (db, query))
    {
      found (db, 0);
      return;
    }
  message = lookup->message = ear_message_new (ear_col_text (query, 0), ear_col_text (query, 1));
  message->parent_ext = ear_col_dup (query, 2);
  message->author_ext = ear_col_dup (query, 3);
  message->direction = (EarDirection) ear_col_int (query, 4);
  message->state = (EarMessageState) ear_col_int (query, 5);
  message->audience = (EarAudience) ear_col_int (query, 6);
  message->flags = (EarMessageFlags) ear_col_int (query, 7);
  message->sent_at = ear_col_int (query, 8);
  message->edited_at = ear_col_time (query, 9);
  message->text = ear_col_dup (query, 10);
  message->subject = ear_col_dup (query, 11);
  message->language = ear_col_dup (query, 12);
  message->url = ear_col_dup (query, 13);
  message->mentions = ear_col_dup (query, 14);
  message->liked = ear_col_int (query, 15) != 0;
  message->html = ear_col_dup (query, 21);
  message->author_handle = ear_col_dup (query, 22);

  conversation = lookup->conversation = ear_conversation_new (ear_col_text (query, 1), (EarConversationType) ear_col_int (query, 16));
  conversation->title = ear_col_dup (query, 17);
  conversation->url = ear_col_dup (query, 18);
  conversation->post_ext = ear_col_dup (query, 19);
  conversation->two_person = ear_col_int (query, 20) != 0;
}

gboolean
ear_store_load_message (EarStore *store, gint64 message_id, EarMessage **message, EarConversation **conversation, GError **error)
{
  Lookup lookup = { .id = message_id };
  gboolean ok = ear_store_read (store, load_message, &lookup, error);

  if (message != NULL)
    *message = g_steal_pointer (&lookup.message);
  if (conversation != NULL)
    *conversation = g_steal_pointer (&lookup.conversation);
  ear_message_free (lookup.message);
  ear_conversation_free (lookup.conversation);
  return ok;
}
