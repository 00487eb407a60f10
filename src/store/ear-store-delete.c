/* ear-store-delete.c: removing a channel with all it brought, for good
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ear-store-private.h"

/* Each step is a job of its own: what a person does meanwhile goes in between. */
#define DELETE_AT_ONCE 200
/* Names of meta rows: what is being deleted, until nothing of it is left. */
#define MARK "deleting "

typedef struct {
  const char *key;
  gint64 channel, total, done;
  gboolean more;
} Deletion;

typedef void (*Step) (EarDb *db, Deletion *deletion);

/* ---- steps: each is done when it sets no @more ---- */

/* What the figures need of each question stays: channel, times, outcome. People become numbers that stand for nobody, so that "from so
 * many people" stays true; a question that was open was closed by us. */
static void
make_anonymous (EarDb *db, Deletion *deletion)
{
  ear_db_run (db,
              "UPDATE enquiry SET person = nobody.number FROM (SELECT person AS old, (SELECT min (min (person), 0) FROM enquiry WHERE channel = ?1)"
              " - row_number () OVER (ORDER BY min (opened_at), min (first_message)) AS number FROM enquiry WHERE channel = ?1 AND person > 0"
              " GROUP BY person) nobody WHERE enquiry.channel = ?1 AND enquiry.person = nobody.old",
              INT (deletion->channel));
  ear_db_run (db, "UPDATE enquiry SET kind = kind | 2, closed_at = ?2 WHERE channel = ?1 AND kind & 3 = 0", INT (deletion->channel),
              INT (ear_clock_now_ms ()));
  ear_db_run (db, "UPDATE enquiry SET conversation = 0, last_message = first_message, answer = 0 WHERE channel = ?1 AND conversation <> 0",
              INT (deletion->channel));
}

/* From here on nothing reads or sends for it, and the next start goes on with it. */
static void
begin (EarDb *db, Deletion *deletion)
{
  g_autofree char *mark = g_strconcat (MARK, deletion->key, NULL);

  deletion->channel = ear_db_channel (db, deletion->key, FALSE);
  if (!ear_db_ok (db))
    return;
  ear_db_set_meta (db, mark, "1");
  ear_db_run (db, "UPDATE channel SET state = 2 WHERE id = ?1", INT (deletion->channel));
  ear_db_run (db, "DELETE FROM standing_count WHERE channel = ?1", INT (deletion->channel));
  /* No word of it stays in the index's old pages either. */
  ear_db_run (db, "INSERT INTO message_fts (message_fts, rank) VALUES ('secure-delete', 1)");
  deletion->total = ear_db_int (db, 0, "SELECT count (*) FROM message WHERE channel = ?1", INT (deletion->channel));
}

static guint
take_ids (EarDb *db, const char *sql, gint64 channel, gint64 *ids)
{
  EAR_QUERY query = ear_db_query (db, sql, INT (channel), INT (DELETE_AT_ONCE));
  guint n = 0;

  while (n < DELETE_AT_ONCE && ear_db_step (db, query))
    ids[n++] = ear_col_int (query, 0);
  return n;
}

static void
run_all (EarDb *db, const char *const *statements, guint n_statements, gint64 id)
{
  for (guint i = 0; i < n_statements; i++)
    ear_db_run_values (db, statements[i], (const EarVal[]) { INT (id), { 0 } });
}

static void
delete_messages (EarDb *db, Deletion *deletion)
{
  static const char *const statements[] = {
    "DELETE FROM fts_pending WHERE message = ?1",
    "DELETE FROM message_html WHERE message = ?1",
    "DELETE FROM attachment WHERE message = ?1",
    "DELETE FROM message WHERE id = ?1",
  };
  gint64 ids[DELETE_AT_ONCE];
  guint n = take_ids (db, "SELECT id FROM message WHERE channel = ?1 LIMIT ?2", deletion->channel, ids);

  for (guint i = 0; i < n; i++)
    {
      ear_db_unindex (db, ids[i]);
      run_all (db, statements, G_N_ELEMENTS (statements), ids[i]);
    }
  deletion->done += n;
  deletion->more = n > 0;
}

static void
delete_participants (EarDb *db, Deletion *deletion)
{
  ear_db_run (db, "DELETE FROM participant WHERE conversation IN (SELECT id FROM conversation WHERE channel = ?1)", INT (deletion->channel));
}

static void
delete_conversations (EarDb *db, Deletion *deletion)
{
  static const char *const statements[] = {
    "DELETE FROM enquiry_event WHERE conversation = ?1",
    "DELETE FROM conversation_tag WHERE conversation = ?1",
    "DELETE FROM conversation_alias WHERE conversation = ?1",
    "DELETE FROM conversation WHERE id = ?1",
  };
  gint64 ids[DELETE_AT_ONCE];
  guint n = take_ids (db, "SELECT id FROM conversation WHERE channel = ?1 LIMIT ?2", deletion->channel, ids);

  for (guint i = 0; i < n; i++)
    run_all (db, statements, G_N_ELEMENTS (statements), ids[i]);
  deletion->more = n > 0;
}

/* Who wrote on other channels too stays. */
static void
delete_identities (EarDb *db, Deletion *deletion)
{
  gint64 ids[DELETE_AT_ONCE];
  guint n = take_ids (db, "SELECT id FROM identity WHERE channel = ?1 LIMIT ?2", deletion->channel, ids);

  for (guint i = 0; i < n; i++)
    {
      gint64 person = ear_db_int (db, 0, "SELECT person FROM identity WHERE id = ?1", INT (ids[i]));

      ear_db_run (db, "DELETE FROM identity WHERE id = ?1", INT (ids[i]));
      ear_db_run (db, "DELETE FROM person WHERE id = ?1 AND id > 0 AND NOT EXISTS (SELECT 1 FROM identity WHERE person = ?1)", INT (person));
    }
  deletion->more = n > 0;
}

static void
delete_rest (EarDb *db, Deletion *deletion)
{
  static const char *const statements[] = {
    "DELETE FROM conversation_alias WHERE channel = ?1",
    "DELETE FROM post WHERE channel = ?1",
    "DELETE FROM outbox WHERE channel = ?1",
    "DELETE FROM stream_cursor WHERE channel = ?1",
    /* A place is a person's key or, longer, a conversation's. */
    "DELETE FROM text_version WHERE substr (place, 1, 37) = (SELECT key || '/' FROM channel WHERE id = ?1)"
    " OR (length (place) = 36 AND place NOT IN (SELECT key FROM person))",
    "DELETE FROM person_word WHERE ?1 AND person NOT IN (SELECT id FROM person)",
  };
  static const char *const itself[] = {
    "DELETE FROM coverage WHERE channel = ?1",
    "DELETE FROM stream WHERE channel = ?1",
    "DELETE FROM channel WHERE id = ?1",
  };
  g_autofree char *mark = g_strconcat (MARK, deletion->key, NULL);

  run_all (db, statements, G_N_ELEMENTS (statements), deletion->channel);
  /* Again, should something have been derived meanwhile. */
  make_anonymous (db, deletion);
  if (ear_db_int (db, 0, "SELECT 1 FROM enquiry WHERE channel = ?1 LIMIT 1", INT (deletion->channel)) == 0)
    {
      run_all (db, itself, G_N_ELEMENTS (itself), deletion->channel);
    }
  else
    {
      /* Its name, and what it was read for, say what the figures are of. Once it is connected again, what is older than now counts as read. */
      ear_db_run (db, "UPDATE stream SET n_items = 0, estimated_total = -1 WHERE channel = ?1", INT (deletion->channel));
      ear_db_run (db, "UPDATE channel SET url = NULL, handle = NULL, avatar_url = NULL, about = NULL, settings = '{}', health = NULL, added_at = ?2 WHERE id = ?1",
                  INT (deletion->channel), INT (ear_clock_now_ms ()));
    }
  ear_db_run (db, "INSERT INTO message_fts (message_fts, rank) VALUES ('secure-delete', 0)");
  ear_db_set_meta (db, mark, NULL);
}

/* ---- running them ---- */

typedef struct {
  Step step;
  Deletion *deletion;
} Job;

static void
run_step (EarDb *db, gpointer data)
{
  Job *job = data;
  gint64 secure = ear_db_int (db, 0, "PRAGMA secure_delete");

  ear_db_exec (db, "PRAGMA secure_delete = ON");
  job->step (db, job->deletion);
  if (secure != 1)
    sqlite3_exec (db->handle, secure == 2 ? "PRAGMA secure_delete = FAST" : "PRAGMA secure_delete = OFF", NULL, NULL, NULL);
}

static gboolean
goes_on (const Deletion *deletion, EarStoreProgress progress, gpointer user_data, GError **error)
{
  if (progress == NULL || progress ("delete", deletion->done, deletion->total, user_data))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return FALSE;
}

static gboolean
delete_channel (EarStore *store, const char *channel_key, EarStoreProgress progress, gpointer user_data, GError **error)
{
  static const Step steps[] = { begin, make_anonymous, delete_messages, delete_participants, delete_conversations, delete_identities, delete_rest };
  Deletion deletion = { .key = channel_key };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      Job job = { steps[i], &deletion };

      do
        {
          deletion.more = FALSE;
          if (!ear_store_write (store, EAR_WRITE_BULK, run_step, &job, error) || !goes_on (&deletion, progress, user_data, error))
            return FALSE;
        }
      while (deletion.more);
    }
  return TRUE;
}

gboolean
ear_store_delete_channel_data (EarStore *store, const char *channel_key, EarStoreProgress progress, gpointer user_data, GError **error)
{
  return delete_channel (store, channel_key, progress, user_data, error) && ear_store_forget_wal (store, error);
}

/* ---- what was interrupted ---- */

static void
list_marks (EarDb *db, gpointer data)
{
  GPtrArray *keys = data;
  EAR_QUERY query = ear_db_query (db, "SELECT substr (name, length (?1) + 1) FROM meta WHERE substr (name, 1, length (?1)) = ?1 ORDER BY name", TEXT (MARK));

  while (ear_db_step (db, query))
    g_ptr_array_add (keys, ear_col_dup (query, 0));
}

gboolean
ear_store_finish_deletions (EarStore *store, const char *channel_key, EarStoreProgress progress, gpointer user_data, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  if (!ear_store_read (store, list_marks, keys, error))
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);

      if ((channel_key == NULL || g_str_equal (channel_key, key)) && !ear_store_delete_channel_data (store, key, progress, user_data, error))
        return FALSE;
    }
  return TRUE;
}
