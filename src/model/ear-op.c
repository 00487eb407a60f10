/* ear-op.c: one outgoing action
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "model/ear-op.h"

static const char *const verb_words[EAR_N_VERBS] = {
  [EAR_VERB_REPLY] = "reply",
  [EAR_VERB_PUBLISH] = "publish",
  [EAR_VERB_EDIT] = "edit",
  [EAR_VERB_DELETE] = "delete",
  [EAR_VERB_APPROVE] = "approve",
  [EAR_VERB_HOLD] = "hold",
  [EAR_VERB_SPAM] = "spam",
  [EAR_VERB_UNSPAM] = "unspam",
  [EAR_VERB_TRASH] = "trash",
  [EAR_VERB_UNTRASH] = "untrash",
  [EAR_VERB_LIKE] = "like",
  [EAR_VERB_UNLIKE] = "unlike",
  [EAR_VERB_MARK_READ] = "mark-read",
  [EAR_VERB_HIDE] = "hide",
  [EAR_VERB_UNHIDE] = "unhide",
  [EAR_VERB_BLOCK] = "block",
  [EAR_VERB_UNBLOCK] = "unblock",
  [EAR_VERB_PRIVATE_REPLY] = "private-reply",
};

/**
 * ear_verb_to_string:
 * @verb: a verb
 *
 * Returns: (nullable) (transfer none): the word that stands in the store and in earshotctl
 */
const char *
ear_verb_to_string (EarVerb verb)
{
  return (gsize) verb < G_N_ELEMENTS (verb_words) ? verb_words[verb] : NULL;
}

/**
 * ear_verb_from_string:
 * @word: (nullable): a word of ear_verb_to_string()
 * @verb: (out): the verb
 *
 * Returns: whether the word is one
 */
gboolean
ear_verb_from_string (const char *word, EarVerb *verb)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verb_words); i++)
    {
      if (g_strcmp0 (word, verb_words[i]) == 0)
        {
          *verb = (EarVerb) i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * ear_op_new:
 * @verb: what to do
 *
 * Returns: (transfer full): an action with a random key, made now, never sent
 */
EarOp *
ear_op_new (EarVerb verb)
{
  EarOp *op = g_new0 (EarOp, 1);

  op->key = ear_key_random ();
  op->verb = verb;
  op->created_at = ear_clock_now_ms ();
  op->first_sent_at = EAR_TIME_NONE;
  return op;
}

/**
 * ear_op_copy:
 * @op: an action
 *
 * Returns: (transfer full): the same action, key included: sent twice it is still done once
 */
EarOp *
ear_op_copy (const EarOp *op)
{
  EarOp *copy = g_new (EarOp, 1);

  *copy = *op;
  copy->key = g_strdup (op->key);
  copy->conversation_ext = g_strdup (op->conversation_ext);
  copy->target_ext = g_strdup (op->target_ext);
  copy->target_author_ext = g_strdup (op->target_author_ext);
  copy->post_ext = g_strdup (op->post_ext);
  copy->text = g_strdup (op->text);
  copy->subject = g_strdup (op->subject);
  copy->prefix = g_strdup (op->prefix);
  return copy;
}

void
ear_op_free (EarOp *op)
{
  if (op == NULL)
    return;
  g_free (op->key);
  g_free (op->conversation_ext);
  g_free (op->target_ext);
  g_free (op->target_author_ext);
  g_free (op->post_ext);
  g_free (op->text);
  g_free (op->subject);
  g_free (op->prefix);
  g_free (op);
}
