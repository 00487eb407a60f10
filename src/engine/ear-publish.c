/* ear-publish.c: a post of our own, from its writer to the outbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "engine/ear-outbox-private.h"
#include "engine/ear-outgoing-private.h"
#include "engine/ear-scheduler-private.h"

typedef struct {
  char *channel_key, *text;
} PublishCall;

static void
publish_call_free (gpointer data)
{
  PublishCall *call = data;

  g_free (call->channel_key);
  g_free (call->text);
  g_free (call);
}

/* Refused before it is queued: the writer is still here. */
static gboolean
check_post (EarEngine                *self,
            const EarDirectoryEntry  *channel,
            const char               *text,
            GError                  **error)
{
  EarTextRule rule = ear_engine_get_text_rule (self, channel, EAR_CONVERSATION_THREAD);
  guint count = ear_outgoing_count (&rule, NULL, text);

  if ((ear_engine_get_abilities (self, channel) & EAR_CAN_PUBLISH) == 0)
    {
      /* Translators: a channel's name */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("Nothing can be published on %s from here. Write it there."), channel->row->name);
      return FALSE;
    }
  if (rule.maximum > 0 && count > rule.maximum)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   ngettext ("The post is %u too long for %s. Shorten it.", "The post is %u too long for %s. Shorten it.", count - rule.maximum),
                   count - rule.maximum, channel->row->name);
      return FALSE;
    }
  return TRUE;
}

static gpointer
queue_post (EarEngine     *self,
            EarStore      *store,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  const PublishCall *call = data;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  const EarDirectoryEntry *channel = ear_directory_find_key (directory, call->channel_key);
  g_autoptr (EarConnection) connection = NULL;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarOp) op = ear_op_new (EAR_VERB_PUBLISH);
  g_autofree char *event = NULL;

  if (channel == NULL || channel->kind == NULL || channel->row->state == EAR_CHANNEL_REMOVED)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no channel “%s”."), call->channel_key);
      return NULL;
    }
  g_set_str (&op->text, call->text);
  if (!check_post (self, channel, call->text, error) ||
      !ear_store_outbox_queue (store, NULL, channel->row->key, op, ear_outgoing_not_before (self), &event, changes, error))
    return NULL;
  ear_engine_step ("queued");
  ear_engine_publish (self, changes, EAR_CHANGED_OUTBOX | EAR_CHANGED_COUNTS);
  connection = ear_scheduler_find (self->scheduler, channel->row->key);
  if (connection != NULL)
    ear_outbox_wake (connection);
  return g_strdup (op->key);
}

/**
 * ear_engine_publish_post_async:
 * @channel_key: of a channel whose account may publish
 *
 * Queues a post; it leaves when the undo window of the preferences is over. Finishes with the outbox key: ear_engine_finish_text().
 */
void
ear_engine_publish_post_async (EarEngine           *self,
                               const char          *channel_key,
                               const char          *text,
                               GAsyncReadyCallback  callback,
                               gpointer             data)
{
  PublishCall *call = g_new0 (PublishCall, 1);
  EarWork work = { queue_post, call, publish_call_free, g_free };
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  call->channel_key = g_strdup (channel_key);
  call->text = g_strdup (text);
  if (stripped[0] == '\0')
    {
      publish_call_free (call);
      g_task_report_new_error (self, callback, data, ear_engine_publish_post_async, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               "%s", _("The post is empty. Write something first."));
      return;
    }
  ear_engine_write (self, ear_engine_publish_post_async, work, NULL, callback, data);
}
