/* ear-batch.c: what one pull learnt, applied with its cursor in one transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "model/ear-batch.h"

static void
change_free (gpointer data)
{
  EarMessageChange *change = data;

  g_free (change->ext);
  g_free (change);
}

static void
rekey_free (gpointer data)
{
  EarRekey *rekey = data;

  g_free (rekey->old_ext);
  g_free (rekey->new_ext);
  g_free (rekey);
}

static void
complete_free (gpointer data)
{
  EarComplete *complete = data;

  g_free (complete->ext);
  g_free (complete);
}

/**
 * ear_batch_new:
 *
 * Returns: (transfer full): an empty batch: no cursor, no more to come, total not known
 */
EarBatch *
ear_batch_new (void)
{
  EarBatch *batch = g_new0 (EarBatch, 1);

  batch->identities = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_identity_free);
  batch->posts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_post_free);
  batch->conversations = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_conversation_free);
  batch->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_message_free);
  batch->changes = g_ptr_array_new_with_free_func (change_free);
  batch->rekeys = g_ptr_array_new_with_free_func (rekey_free);
  batch->complete_posts = g_ptr_array_new_with_free_func (complete_free);
  batch->complete_parts = g_ptr_array_new_with_free_func (complete_free);
  batch->spans = g_array_new (FALSE, FALSE, sizeof (EarSpan));
  batch->estimated_total = -1;
  batch->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  batch->service_date = EAR_TIME_NONE;
  return batch;
}

void
ear_batch_free (EarBatch *batch)
{
  if (batch == NULL)
    return;
  g_ptr_array_unref (batch->identities);
  g_ptr_array_unref (batch->posts);
  g_ptr_array_unref (batch->conversations);
  g_ptr_array_unref (batch->messages);
  g_ptr_array_unref (batch->changes);
  g_ptr_array_unref (batch->rekeys);
  g_ptr_array_unref (batch->complete_posts);
  g_ptr_array_unref (batch->complete_parts);
  g_array_unref (batch->spans);
  g_hash_table_unref (batch->settings);
  g_free (batch->cursor);
  g_free (batch->complete_conversation_ext);
  g_free (batch->complete_range_prefix);
  g_free (batch->complete_range_besides);
  g_free (batch);
}

void
ear_batch_take_identity (EarBatch *batch, EarIdentity *identity)
{
  g_ptr_array_add (batch->identities, identity);
}

void
ear_batch_take_post (EarBatch *batch, EarPost *post)
{
  g_ptr_array_add (batch->posts, post);
}

void
ear_batch_take_conversation (EarBatch *batch, EarConversation *conversation)
{
  g_ptr_array_add (batch->conversations, conversation);
}

void
ear_batch_take_message (EarBatch *batch, EarMessage *message)
{
  g_ptr_array_add (batch->messages, message);
}

/**
 * ear_batch_add_change:
 * @batch: a batch
 * @message_ext: a message whose content is not in this batch
 * @state: what became of it
 */
void
ear_batch_add_change (EarBatch *batch, const char *message_ext, EarMessageState state)
{
  EarMessageChange *change = g_new0 (EarMessageChange, 1);

  change->ext = g_strdup (message_ext);
  change->state = state;
  g_ptr_array_add (batch->changes, change);
}

void
ear_batch_add_rekey (EarBatch *batch, const char *old_ext, const char *new_ext)
{
  EarRekey *rekey = g_new0 (EarRekey, 1);

  rekey->old_ext = g_strdup (old_ext);
  rekey->new_ext = g_strdup (new_ext);
  g_ptr_array_add (batch->rekeys, rekey);
}

static void
add_complete (GPtrArray *list, const char *ext, gint64 from, gint64 to)
{
  EarComplete *complete;

  if (from > to)
    return;
  complete = g_new0 (EarComplete, 1);
  complete->ext = g_strdup (ext);
  complete->span = (EarSpan) { from, to };
  g_ptr_array_add (list, complete);
}

/**
 * ear_batch_add_complete_post:
 * @batch: a batch
 * @post_ext: a post
 * @from: UTC ms; %G_MININT64: all that is below it
 * @to: UTC ms; a span that would end before it begins says nothing
 */
void
ear_batch_add_complete_post (EarBatch *batch, const char *post_ext, gint64 from, gint64 to)
{
  add_complete (batch->complete_posts, post_ext, from, to);
}

/**
 * ear_batch_add_complete_part:
 * @batch: a batch
 * @conversation_ext: a conversation
 * @from: UTC ms; %G_MININT64: back to its beginning
 * @to: UTC ms; a span that would end before it begins says nothing
 */
void
ear_batch_add_complete_part (EarBatch *batch, const char *conversation_ext, gint64 from, gint64 to)
{
  add_complete (batch->complete_parts, conversation_ext, from, to);
}

/**
 * ear_batch_set_complete_range:
 * @batch: of a reconcile pull
 * @from: UTC ms
 * @to: UTC ms
 * @prefix: (nullable): only of the messages whose ext begins so
 */
void
ear_batch_set_complete_range (EarBatch *batch, gint64 from, gint64 to, const char *prefix)
{
  batch->complete_range = (EarSpan) { from, to };
  batch->has_complete_range = from <= to;
  g_set_str (&batch->complete_range_prefix, prefix);
}

/**
 * ear_batch_add_span:
 * @batch: a batch
 * @from: UTC ms; %G_MININT64: back to the beginning
 * @to: UTC ms; a span that would end before it begins is left out
 */
void
ear_batch_add_span (EarBatch *batch, gint64 from, gint64 to)
{
  EarSpan span = { from, to };

  if (from <= to)
    g_array_append_val (batch->spans, span);
}

/**
 * ear_batch_set_setting:
 * @batch: a batch
 * @name: a name of the kind's choosing
 * @value: (nullable): what was learnt, never a secret; %NULL takes it back
 */
void
ear_batch_set_setting (EarBatch *batch, const char *name, const char *value)
{
  if (value == NULL)
    g_hash_table_remove (batch->settings, name);
  else
    g_hash_table_replace (batch->settings, g_strdup (name), g_strdup (value));
}
