/* ear-store-past.c: what a workspace would hold had it been used: for made-up ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-key.h"
#include "store/ear-store-past.h"
#include "store/ear-store-private.h"

typedef struct {
  char *conversation_ext;
  gint64 at;
} CallBack;

struct _EarPast {
  GPtrArray *sent;       /* (element-type utf8) */
  GPtrArray *call_backs; /* (element-type CallBack) */
};

static void
call_back_free (gpointer data)
{
  CallBack *call_back = data;

  g_free (call_back->conversation_ext);
  g_free (call_back);
}

EarPast *
ear_past_new (void)
{
  EarPast *past = g_new0 (EarPast, 1);

  past->sent = g_ptr_array_new_with_free_func (g_free);
  past->call_backs = g_ptr_array_new_with_free_func (call_back_free);
  return past;
}

void
ear_past_free (EarPast *past)
{
  if (past == NULL)
    return;
  g_ptr_array_unref (past->sent);
  g_ptr_array_unref (past->call_backs);
  g_free (past);
}

void
ear_past_add_sent (EarPast *past, const char *message_ext)
{
  g_ptr_array_add (past->sent, g_strdup (message_ext));
}

void
ear_past_add_call_back (EarPast *past, const char *conversation_ext, gint64 at)
{
  CallBack *call_back = g_new0 (CallBack, 1);

  call_back->conversation_ext = g_strdup (conversation_ext);
  call_back->at = at;
  g_ptr_array_add (past->call_backs, call_back);
}

typedef struct {
  const char *channel_key;
  const EarPast *past;
} Application;

static void
apply_past (EarDb *db, gpointer data)
{
  const Application *application = data;
  const EarPast *past = application->past;
  gint64 channel = ear_db_channel (db, application->channel_key, TRUE);

  for (guint i = 0; i < past->sent->len && ear_db_ok (db); i++)
    {
      const char *ext = past->sent->pdata[i];
      g_autofree char *key = ear_key_uuid5 (application->channel_key, ext);

      ear_db_run (db,
                  "INSERT INTO outbox (key, channel, conversation, state, verb, created_at, changed_at, first_sent_at, attempts, audience,"
                  " conversation_ext, target_ext, text, service_ext, message)"
                  " SELECT ?3, m.channel, m.conversation, 'seen', 'reply', m.sent_at, m.sent_at, m.sent_at, 1, m.audience, c.ext, p.ext,"
                  " m.body, m.ext, m.id FROM message m JOIN conversation c ON c.id = m.conversation LEFT JOIN message p ON p.id = m.parent"
                  " WHERE m.channel = ?1 AND m.ext = ?2 AND m.direction = 1",
                  INT (channel), TEXT (ext), TEXT (key));
    }
  for (guint i = 0; i < past->call_backs->len && ear_db_ok (db); i++)
    {
      const CallBack *call_back = past->call_backs->pdata[i];
      gint64 conversation = ear_db_conversation (db, channel, call_back->conversation_ext);

      ear_db_run (db, "UPDATE conversation SET call_back_by = ?2 WHERE id = ?1", INT (conversation), INT (call_back->at));
      ear_db_upkeep (db, conversation, NULL);
    }
}

gboolean
ear_store_apply_past (EarStore *store, const char *channel_key, const EarPast *past, GError **error)
{
  Application application = { channel_key, past };

  return ear_store_write (store, EAR_WRITE_BULK, apply_past, &application, error);
}
