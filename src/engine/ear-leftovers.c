/* ear-leftovers.c: what a removal could not finish
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-leftovers-private.h"

#include "platform/ear-secrets.h"

/* Keys of removed channels whose entry the keyring would not let go, with spaces between. */
#define MEMO_SECRETS "secrets-to-forget"

static GMutex mutex;

/* Under the lock. */
static gboolean
edit_memo (EarStore   *store,
           const char *add,
           const char *drop)
{
  g_autofree char *text = ear_store_get_memo (store, MEMO_SECRETS, NULL);
  g_auto (GStrv) keys = g_strsplit (text != NULL ? text : "", " ", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) kept = NULL;
  g_autofree char *joined = NULL;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      if (keys[i][0] != '\0' && g_strcmp0 (keys[i], add) != 0 && g_strcmp0 (keys[i], drop) != 0)
        g_strv_builder_add (builder, keys[i]);
    }
  if (add != NULL)
    g_strv_builder_add (builder, add);
  kept = g_strv_builder_end (builder);
  joined = g_strjoinv (" ", kept);
  if (g_strcmp0 (joined, text != NULL ? text : "") == 0)
    return TRUE;
  return ear_store_set_memo (store, MEMO_SECRETS, joined[0] != '\0' ? joined : NULL, NULL);
}

void
ear_leftovers_add_secret (EarStore   *store,
                          const char *channel_key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  edit_memo (store, channel_key, NULL);
}

void
ear_leftovers_keep_secret (EarStore   *store,
                           const char *channel_key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  edit_memo (store, NULL, channel_key);
}

void
ear_leftovers_forget_secrets (EarEngine *engine,
                              EarStore  *store)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  g_autofree char *text = ear_store_get_memo (store, MEMO_SECRETS, NULL);
  g_auto (GStrv) keys = g_strsplit (text != NULL ? text : "", " ", -1);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      /* Nobody asked for it now: no password window. */
      if (keys[i][0] != '\0' && ear_secrets_clear (engine->secrets, keys[i], EAR_SECRETS_QUIETLY, NULL))
        edit_memo (store, NULL, keys[i]);
    }
}

/* ---- at the start ---- */

gboolean
ear_leftovers_progress (const char *step,
                        gint64      done,
                        gint64      total,
                        gpointer    engine)
{
  return !g_atomic_int_get (&((EarEngine *) engine)->ending);
}

static gpointer
finish (EarEngine     *self,
        EarStore      *store,
        gpointer       data,
        GCancellable  *cancellable,
        GError       **error)
{
  if (!ear_store_finish_deletions (store, NULL, ear_leftovers_progress, self, error) ||
      !ear_engine_reload_directory (self, store, error))
    return NULL;
  ear_leftovers_forget_secrets (self, store);
  return EAR_WORK_DONE;
}

void
ear_leftovers_finish (EarEngine *engine)
{
  EarWork work = { finish, NULL, NULL, NULL };

  ear_engine_read (engine, ear_leftovers_finish, work, NULL, NULL, NULL);
}
