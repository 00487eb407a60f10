/* ear-store-put.c: people, posts and conversations of a batch
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-key.h"
#include "store/ear-store-apply.h"

static gint64
remembered (GHashTable *table, const char *ext)
{
  gint64 *id = g_hash_table_lookup (table, ext);

  return id != NULL ? *id : 0;
}

static void
remember (GHashTable *table, const char *ext, gint64 id)
{
  g_hash_table_insert (table, g_strdup (ext), g_memdup2 (&id, sizeof id));
}

/* NULL keeps what is known: services say less in some replies than in others. "" clears. */
static gboolean
differs (const char *incoming, sqlite3_stmt *query, int column)
{
  const char *held = ear_col_text (query, column);

  return incoming != NULL && !g_str_equal (incoming, held != NULL ? held : "");
}

/* ---- identities ---- */

static gint64
make_person (EarApply *apply, const char *ext)
{
  g_autofree char *key = ear_key_for_person (apply->channel_key, ext);
  gint64 person;

  ear_db_run (apply->db, "INSERT INTO person (key) VALUES (?1) ON CONFLICT DO NOTHING", TEXT (key));
  person = ear_db_int (apply->db, 0, "SELECT id FROM person WHERE key = ?1", TEXT (key));
  return person;
}

static void
touch_person (EarApply *apply, gint64 person)
{
  EAR_QUERY query = ear_db_query (apply->db, "SELECT conversation FROM participant WHERE person = ?1", INT (person));

  while (ear_db_step (apply->db, query))
    ear_apply_touch (apply, ear_col_int (query, 0));
}

static void
put_identity (EarApply *apply, const EarIdentity *identity)
{
  EarDb *db = apply->db;
  const EarIdentity *last;
  gint64 id, person;
  gboolean was_us, renamed, shown;

  if (identity->ext == NULL)
    return;
  /* A page names the same few people again and again. */
  last = g_hash_table_lookup (apply->said, identity->ext);
  if (last != NULL && !!last->is_us == !!identity->is_us && g_strcmp0 (last->name, identity->name) == 0 &&
      g_strcmp0 (last->handle, identity->handle) == 0 && g_strcmp0 (last->url, identity->url) == 0 &&
      g_strcmp0 (last->avatar_url, identity->avatar_url) == 0)
    return;
  {
    EAR_QUERY query = ear_db_query (db, "SELECT id, person, is_us, name, handle, url, avatar_url FROM identity WHERE channel = ?1 AND ext = ?2",
                                    INT (apply->channel), TEXT (identity->ext));

    if (!ear_db_step (db, query))
      {
        person = identity->is_us ? 0 : make_person (apply, identity->ext);
        ear_db_run (db,
                    "INSERT INTO identity (channel, ext, person, is_us, name, handle, url, avatar_url) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    INT (apply->channel), TEXT (identity->ext), INT (person), INT (!!identity->is_us), TEXT (identity->name),
                    TEXT (identity->handle), TEXT (identity->url), TEXT (identity->avatar_url));
        remember (apply->identities, identity->ext, sqlite3_last_insert_rowid (db->handle));
        ear_db_index_name (db, person, identity->name);
        ear_db_index_name (db, person, identity->handle);
        return;
      }
    id = ear_col_int (query, 0);
    person = ear_col_int (query, 1);
    was_us = ear_col_int (query, 2) != 0;
    renamed = differs (identity->name, query, 3) || differs (identity->handle, query, 4);
    if (g_hash_table_lookup (apply->identities, identity->ext) == NULL)
      remember (apply->identities, identity->ext, id);
    shown = was_us != !!identity->is_us || renamed || differs (identity->url, query, 5);
    if (!shown && !differs (identity->avatar_url, query, 6))
      return;
    shown |= differs (identity->avatar_url, query, 6) &&
             ear_compare_addresses (ear_col_text (query, 6), identity->avatar_url) == EAR_ADDRESS_OTHER;
  }

  if (was_us != !!identity->is_us)
    {
      touch_person (apply, person);
      person = identity->is_us ? 0 : make_person (apply, identity->ext);
    }
  ear_db_run (db,
              "UPDATE identity SET person = ?2, is_us = ?3, name = nullif (coalesce (?4, name), ''), handle = nullif (coalesce (?5, handle), ''),"
              " url = nullif (coalesce (?6, url), ''), avatar_url = nullif (coalesce (?7, avatar_url), '') WHERE id = ?1",
              INT (id), INT (person), INT (!!identity->is_us), TEXT (identity->name), TEXT (identity->handle), TEXT (identity->url),
              TEXT (identity->avatar_url));
  if (renamed)
    {
      ear_db_index_name (db, person, identity->name);
      ear_db_index_name (db, person, identity->handle);
    }
  if (shown && apply->changes != NULL && person != 0)
    {
      EAR_QUERY query = ear_db_query (db, "SELECT conversation FROM participant WHERE person = ?1 LIMIT 1000", INT (person));

      while (ear_db_step (db, query))
        ear_changes_add_conversation (apply->changes, ear_col_int (query, 0));
    }
}

void
ear_apply_put_identity (EarApply *apply, const EarIdentity *identity)
{
  put_identity (apply, identity);
  if (identity->ext != NULL)
    g_hash_table_insert (apply->said, identity->ext, (gpointer) identity);
}

gint64
ear_apply_identity (EarApply *apply, const char *ext, gboolean us)
{
  gint64 id;

  if (ext == NULL)
    return 0;
  id = remembered (apply->identities, ext);
  if (id != 0)
    return id;
  id = ear_db_int (apply->db, 0, "SELECT id FROM identity WHERE channel = ?1 AND ext = ?2", INT (apply->channel), TEXT (ext));
  if (id == 0)
    {
      EarIdentity bare = { .ext = (char *) ext, .is_us = us };

      put_identity (apply, &bare);
      return remembered (apply->identities, ext);
    }
  remember (apply->identities, ext, id);
  return id;
}

/* ---- posts ---- */

void
ear_apply_put_post (EarApply *apply, const EarPost *post)
{
  EarDb *db = apply->db;
  gint64 id;

  if (post->ext == NULL)
    return;
  {
    EAR_QUERY query = ear_db_query (db, "SELECT id, posted_at, by_us, title, url, text FROM post WHERE channel = ?1 AND ext = ?2",
                                    INT (apply->channel), TEXT (post->ext));

    if (!ear_db_step (db, query))
      {
        ear_db_run (db, "INSERT INTO post (channel, ext, posted_at, by_us, title, url, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    INT (apply->channel), TEXT (post->ext), TIME (post->posted_at), INT (!!post->by_us), TEXT (post->title),
                    TEXT (post->url), TEXT (post->text));
        return;
      }
    if ((post->posted_at == EAR_TIME_NONE || post->posted_at == ear_col_time (query, 1)) && !!post->by_us == ear_col_int (query, 2) &&
        !differs (post->title, query, 3) && !differs (post->url, query, 4) && !differs (post->text, query, 5))
      return;
    id = ear_col_int (query, 0);
  }
  ear_db_run (db,
              "UPDATE post SET posted_at = coalesce (?2, posted_at), by_us = ?3, title = nullif (coalesce (?4, title), ''), url = nullif (coalesce (?5, url), ''),"
              " text = nullif (coalesce (?6, text), '') WHERE id = ?1",
              INT (id), TIME (post->posted_at), INT (!!post->by_us), TEXT (post->title), TEXT (post->url), TEXT (post->text));
  if (apply->changes != NULL)
    {
      EAR_QUERY query = ear_db_query (db, "SELECT id FROM conversation INDEXED BY conversation_post WHERE post = ?1 AND post > 0", INT (id));

      while (ear_db_step (db, query))
        ear_changes_add_conversation (apply->changes, ear_col_int (query, 0));
    }
}

static gint64
find_post (EarApply *apply, const char *ext)
{
  static const char sql[] = "SELECT id FROM post WHERE channel = ?1 AND ext = ?2";
  gint64 id;

  if (ext == NULL)
    return 0;
  id = ear_db_int (apply->db, 0, sql, INT (apply->channel), TEXT (ext));
  if (id == 0)
    {
      EarPost bare = { .ext = (char *) ext, .posted_at = EAR_TIME_NONE };

      ear_apply_put_post (apply, &bare);
      id = ear_db_int (apply->db, 0, sql, INT (apply->channel), TEXT (ext));
    }
  return id;
}

/* ---- conversations ---- */

gint64
ear_db_conversation (EarDb *db, gint64 channel, const char *ext)
{
  gint64 id = ear_db_int (db, 0, "SELECT id FROM conversation WHERE channel = ?1 AND ext = ?2", INT (channel), TEXT (ext));

  if (id == 0)
    id = ear_db_int (db, 0, "SELECT conversation FROM conversation_alias WHERE channel = ?1 AND ext = ?2", INT (channel), TEXT (ext));
  return id;
}

static gint64
insert_conversation (EarApply *apply, const EarConversation *conversation, gint64 post, gboolean bare)
{
  gint64 id;

  ear_db_run (apply->db, "INSERT INTO conversation (channel, ext, type, two_person, bare, post, title, url) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
              INT (apply->channel), TEXT (conversation->ext), INT (conversation->type), INT (!!conversation->two_person), INT (bare), INT (post),
              TEXT (conversation->title), TEXT (conversation->url));
  id = sqlite3_last_insert_rowid (apply->db->handle);
  remember (apply->conversations, conversation->ext, id);
  ear_apply_touch (apply, id);
  return id;
}

void
ear_apply_put_conversation (EarApply *apply, const EarConversation *conversation)
{
  EarDb *db = apply->db;
  gint64 post, id;
  gboolean older_name;

  if (conversation->ext == NULL)
    return;
  post = find_post (apply, conversation->post_ext);
  id = ear_db_conversation (db, apply->channel, conversation->ext);
  if (id == 0)
    {
      insert_conversation (apply, conversation, post, FALSE);
      return;
    }
  if (g_hash_table_lookup (apply->conversations, conversation->ext) == NULL)
    remember (apply->conversations, conversation->ext, id);
  {
    EAR_QUERY query = ear_db_query (db, "SELECT type, two_person, post, title, url, bare, ext FROM conversation WHERE id = ?1", INT (id));

    if (!ear_db_step (db, query))
      return;
    older_name = !g_str_equal (ear_col_text (query, 6), conversation->ext);
    if (!older_name && ear_col_int (query, 0) == conversation->type && ear_col_int (query, 1) == !!conversation->two_person &&
        ear_col_int (query, 5) == 0 && (post == 0 || ear_col_int (query, 2) == post) && !differs (conversation->title, query, 3) &&
        !differs (conversation->url, query, 4))
      return;
  }
  /* What is said under an older name only fills gaps, so that the order of arrival does not matter. */
  if (older_name)
    {
      ear_db_run (db,
                  "UPDATE conversation SET type = CASE WHEN bare THEN ?2 ELSE type END, two_person = CASE WHEN bare THEN ?3 ELSE two_person END,"
                  " post = CASE WHEN post > 0 THEN post ELSE ?4 END, title = coalesce (title, nullif (?5, '')), url = coalesce (url, nullif (?6, ''))"
                  " WHERE id = ?1 AND ((bare AND (type, two_person) IS NOT (?2, ?3)) OR (post = 0 AND ?4 > 0)"
                  " OR (title IS NULL AND nullif (?5, '') IS NOT NULL) OR (url IS NULL AND nullif (?6, '') IS NOT NULL))",
                  INT (id), INT (conversation->type), INT (!!conversation->two_person), INT (post), TEXT (conversation->title),
                  TEXT (conversation->url));
      if (sqlite3_changes (db->handle) == 0)
        return;
    }
  else
    {
      ear_db_run (db,
                  "UPDATE conversation SET type = ?2, two_person = ?3, bare = 0, post = CASE WHEN ?4 > 0 THEN ?4 ELSE post END,"
                  " title = nullif (coalesce (?5, title), ''), url = nullif (coalesce (?6, url), '') WHERE id = ?1",
                  INT (id), INT (conversation->type), INT (!!conversation->two_person), INT (post), TEXT (conversation->title),
                  TEXT (conversation->url));
    }
  ear_apply_touch (apply, id);
}

gint64
ear_apply_conversation (EarApply *apply, const char *ext)
{
  gint64 id = remembered (apply->conversations, ext);

  if (id != 0)
    return id;
  id = ear_db_conversation (apply->db, apply->channel, ext);
  if (id == 0)
    {
      EarConversation bare = { .ext = (char *) ext };

      return insert_conversation (apply, &bare, 0, TRUE);
    }
  remember (apply->conversations, ext, id);
  return id;
}

/* ---- a root found later ---- */

static void
merge_conversations (EarApply *apply, gint64 from, gint64 into)
{
  EarDb *db = apply->db;

  ear_db_run (db, "UPDATE message SET conversation = ?2 WHERE conversation = ?1", INT (from), INT (into));
  ear_db_run (db, "UPDATE enquiry_event SET conversation = ?2 WHERE conversation = ?1", INT (from), INT (into));
  ear_db_run (db, "UPDATE outbox SET conversation = ?2 WHERE conversation = ?1", INT (from), INT (into));
  ear_db_run (db, "UPDATE OR IGNORE conversation_tag SET conversation = ?2 WHERE conversation = ?1", INT (from), INT (into));
  ear_db_run (db, "DELETE FROM conversation_tag WHERE conversation = ?1", INT (from));
  ear_db_run (db, "UPDATE conversation_alias SET conversation = ?2 WHERE conversation = ?1", INT (from), INT (into));
  ear_db_run (db, "INSERT INTO conversation_alias (channel, ext, conversation) SELECT channel, ext, ?2 FROM conversation WHERE id = ?1",
              INT (from), INT (into));
  ear_db_run (db,
              "INSERT INTO participant (person, conversation) SELECT DISTINCT i.person, ?1 FROM message m JOIN identity i ON i.id = m.author"
              " WHERE m.conversation = ?1 AND i.person > 0 ON CONFLICT DO NOTHING",
              INT (into));
  ear_db_run (db,
              "DELETE FROM participant WHERE conversation = ?1 AND person IN"
              " (SELECT DISTINCT i.person FROM message m JOIN identity i ON i.id = m.author WHERE m.conversation = ?2)",
              INT (from), INT (into));
  ear_db_run (db, "UPDATE enquiry SET conversation = ?2 WHERE conversation = ?1", INT (from), INT (into));
  ear_db_run (db,
              "UPDATE conversation SET type = CASE WHEN conversation.bare THEN f.type ELSE conversation.type END,"
              " two_person = CASE WHEN conversation.bare THEN f.two_person ELSE conversation.two_person END,"
              " post = CASE WHEN conversation.post > 0 THEN conversation.post ELSE f.post END, title = coalesce (conversation.title, f.title),"
              " url = coalesce (conversation.url, f.url), assignee = CASE WHEN conversation.assignee > 0 THEN conversation.assignee ELSE f.assignee END,"
              " priority = CASE WHEN conversation.priority <> 0 THEN conversation.priority ELSE f.priority END,"
              " muted = max (conversation.muted, f.muted), snoozed_until = max (conversation.snoozed_until, f.snoozed_until),"
              " snooze_after = CASE WHEN f.snoozed_until > conversation.snoozed_until THEN f.snooze_after ELSE conversation.snooze_after END"
              " FROM conversation f WHERE f.id = ?1 AND conversation.id = ?2",
              INT (from), INT (into));
  ear_db_count_standing (db, apply->channel,
                         ear_db_int (db, EAR_STANDING_NOWHERE, "SELECT standing FROM conversation WHERE id = ?1 AND last_at <> 0", INT (from)), -1);
  ear_db_run (db, "DELETE FROM conversation WHERE id = ?1", INT (from));
  ear_changes_add_removed (apply->changes, from);
}

/* Names of one conversation form a graph, old → new, that may arrive in any order. Its own name is one that no rekey has called old;
 * when that happens to it, another takes its place. So all orders end at the root. */
static void
supersede (EarApply *apply, gint64 conversation, const char *old_ext, const char *new_ext)
{
  EarDb *db = apply->db;
  g_autofree char *own = ear_db_text (db, "SELECT ext FROM conversation WHERE id = ?1", INT (conversation));
  g_autofree char *next = NULL;

  if (g_strcmp0 (own, old_ext) != 0)
    {
      ear_db_run (db,
                  "INSERT INTO conversation_alias (channel, ext, conversation, superseded) VALUES (?1, ?2, ?3, 1)"
                  " ON CONFLICT (channel, ext) DO UPDATE SET superseded = 1 WHERE superseded = 0",
                  INT (apply->channel), TEXT (old_ext), INT (conversation));
      return;
    }
  next = ear_db_text (db,
                      "SELECT ext FROM conversation_alias WHERE conversation = ?1 AND superseded = 0 ORDER BY ext <> ?2, ext LIMIT 1",
                      INT (conversation), TEXT (new_ext));
  /* Names that call each other old: leave it as it is. */
  if (next == NULL)
    return;
  ear_db_run (db, "DELETE FROM conversation_alias WHERE channel = ?1 AND ext = ?2", INT (apply->channel), TEXT (next));
  /* What is known of it was said under the older name: what the new one says will count more. */
  ear_db_run (db, "UPDATE conversation SET ext = ?2, bare = 1 WHERE id = ?1", INT (conversation), TEXT (next));
  ear_db_run (db, "INSERT INTO conversation_alias (channel, ext, conversation, superseded) VALUES (?1, ?2, ?3, 1)", INT (apply->channel),
              TEXT (old_ext), INT (conversation));
  ear_apply_touch (apply, conversation);
}

void
ear_apply_put_rekey (EarApply *apply, const EarRekey *rekey)
{
  EarDb *db = apply->db;
  gint64 from, into;

  if (rekey->old_ext == NULL || rekey->new_ext == NULL || g_str_equal (rekey->old_ext, rekey->new_ext))
    return;
  into = remembered (apply->conversations, rekey->new_ext);
  if (into == 0)
    into = ear_db_conversation (db, apply->channel, rekey->new_ext);
  /* Most of them are known already: there is about one for each reply. */
  if (into != 0 && ear_db_int (db, 0, "SELECT conversation FROM conversation_alias WHERE channel = ?1 AND ext = ?2 AND superseded = 1",
                               INT (apply->channel), TEXT (rekey->old_ext)) == into)
    return;
  from = ear_db_conversation (db, apply->channel, rekey->old_ext);

  if (from == 0)
    {
      into = into != 0 ? into : ear_apply_conversation (apply, rekey->new_ext);
    }
  else if (into == 0)
    {
      ear_db_run (db, "INSERT INTO conversation_alias (channel, ext, conversation) VALUES (?1, ?2, ?3)", INT (apply->channel),
                  TEXT (rekey->new_ext), INT (from));
      into = from;
    }
  else if (from != into)
    {
      merge_conversations (apply, from, into);
      ear_apply_touch (apply, into);
      /* What this batch looked up before has moved. */
      g_hash_table_remove_all (apply->conversations);
    }
  supersede (apply, into, rekey->old_ext, rekey->new_ext);
}
