/* ear-sample-kind.c: kinds that send nothing, for the sample restaurant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-sample-kind-private.h"

#include "base/ear-clock.h"

/* What a moderator's verb makes of a message. */
static gboolean
find_state (EarVerb          verb,
            EarMessageState *state)
{
  switch (verb)
    {
    case EAR_VERB_APPROVE:
    case EAR_VERB_UNSPAM:
    case EAR_VERB_UNTRASH:
      *state = EAR_MESSAGE_VISIBLE;
      return TRUE;
    case EAR_VERB_HOLD:
      *state = EAR_MESSAGE_HELD;
      return TRUE;
    case EAR_VERB_SPAM:
      *state = EAR_MESSAGE_SPAM;
      return TRUE;
    case EAR_VERB_TRASH:
      *state = EAR_MESSAGE_TRASHED;
      return TRUE;
    case EAR_VERB_DELETE:
      *state = EAR_MESSAGE_DELETED;
      return TRUE;
    case EAR_VERB_REPLY:
    case EAR_VERB_PUBLISH:
    case EAR_VERB_EDIT:
    case EAR_VERB_LIKE:
    case EAR_VERB_UNLIKE:
    case EAR_VERB_MARK_READ:
    case EAR_N_VERBS:
    default:
      return FALSE;
    }
}

static gboolean
sample_perform (EarSession   *session,
                const EarOp  *op,
                EarBatch     *batch,
                GError      **error)
{
  g_autofree char *ext = g_strconcat ("sample-", op->key, NULL);
  EarMessageState state;

  if (find_state (op->verb, &state))
    {
      ear_batch_add_change (batch, op->target_ext, state);
    }
  else if (op->verb == EAR_VERB_REPLY)
    {
      EarMessage *message = ear_message_new (ext, op->conversation_ext);

      message->parent_ext = g_strdup (op->target_ext);
      message->direction = EAR_DIRECTION_OUTBOUND;
      message->audience = op->audience;
      message->sent_at = ear_clock_now_ms ();
      message->text = g_strdup (op->text);
      ear_batch_take_message (batch, message);
    }
  return TRUE;
}

const EarChannelKind *
ear_sample_kind_for (const EarChannelKind *kind)
{
  static GMutex mutex;
  static GHashTable *kinds;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  EarChannelKind *copy;

  if (kinds == NULL)
    kinds = g_hash_table_new (NULL, NULL);
  copy = g_hash_table_lookup (kinds, kind);
  if (copy == NULL)
    {
      copy = g_memdup2 (kind, sizeof *kind);
      copy->sign_in.authorization = EAR_AUTHORIZATION_NONE;
      copy->streams = NULL;
      copy->prepare = NULL;
      copy->discover = NULL;
      copy->pull = NULL;
      copy->refresh = NULL;
      copy->check = NULL;
      copy->find_sent = NULL;
      copy->revoke = NULL;
      copy->renew = NULL;
      copy->perform = sample_perform;
      g_hash_table_insert (kinds, (gpointer) kind, copy);
    }
  return copy;
}
