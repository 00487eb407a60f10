/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>

#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "model/ear-batch.h"
#include "model/ear-op.h"

/* The words stand in the store and in scripts: they must never change. */
static void
test_verbs (void)
{
  static const char *const words[EAR_N_VERBS] = {
    "reply", "publish", "edit", "delete", "approve", "hold", "spam", "unspam", "trash", "untrash", "like", "unlike", "mark-read",
    "hide", "unhide", "block", "unblock", "private-reply",
  };
  EarVerb verb;

  for (int i = 0; i < EAR_N_VERBS; i++)
    {
      g_assert_cmpstr (ear_verb_to_string ((EarVerb) i), ==, words[i]);
      g_assert_true (ear_verb_from_string (words[i], &verb));
      g_assert_cmpint (verb, ==, i);
    }
  g_assert_null (ear_verb_to_string (EAR_N_VERBS));
  g_assert_false (ear_verb_from_string ("shout", &verb));
  g_assert_false (ear_verb_from_string (NULL, &verb));
}

static void
test_op (void)
{
  g_autoptr (EarOp) op = NULL;
  g_autoptr (EarOp) other = NULL;
  g_autoptr (EarOp) copy = NULL;

  ear_clock_set_for_test (1234);
  op = ear_op_new (EAR_VERB_REPLY);
  other = ear_op_new (EAR_VERB_REPLY);
  ear_clock_set_for_test (-1);

  g_assert_true (ear_key_is_uuid (op->key));
  g_assert_cmpstr (op->key, !=, other->key);
  g_assert_cmpint (op->created_at, ==, 1234);
  g_assert_cmpint (op->first_sent_at, ==, EAR_TIME_NONE);

  op->text = g_strdup ("Yes, until 13:00.");
  op->audience = EAR_AUDIENCE_DIRECT;
  op->prefix = g_strdup ("@mia@other.example ");
  op->attempts = 2;
  copy = ear_op_copy (op);
  g_assert_cmpstr (copy->key, ==, op->key);
  g_clear_pointer (&op, ear_op_free);
  g_assert_cmpstr (copy->text, ==, "Yes, until 13:00.");
  g_assert_cmpstr (copy->prefix, ==, "@mia@other.example ");
  g_assert_cmpint (copy->audience, ==, EAR_AUDIENCE_DIRECT);
  g_assert_cmpuint (copy->attempts, ==, 2);
  g_assert_null (copy->target_ext);
}

/* A value begins as "not known", never as 1970. */
static void
test_items (void)
{
  g_autoptr (EarMessage) message = ear_message_new ("5120", "5118");
  g_autoptr (EarPost) post = ear_post_new ("871");
  g_autoptr (EarIdentity) identity = ear_identity_new ("mia@example.net", "Mia");
  g_autoptr (EarConversation) thread = ear_conversation_new ("1", EAR_CONVERSATION_THREAD);
  g_autoptr (EarConversation) direct = ear_conversation_new ("2", EAR_CONVERSATION_DIRECT);
  EarAttachment *picture = ear_attachment_new ("https://files.example/a.jpg");

  picture->description = g_strdup ("Loaf");
  message->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_attachment_free);
  g_ptr_array_add (message->attachments, picture);

  g_assert_cmpint (message->sent_at, ==, EAR_TIME_NONE);
  g_assert_cmpint (message->edited_at, ==, EAR_TIME_NONE);
  g_assert_cmpint (post->posted_at, ==, EAR_TIME_NONE);
  g_assert_cmpint (message->direction, ==, EAR_DIRECTION_INBOUND);
  g_assert_cmpint (message->state, ==, EAR_MESSAGE_VISIBLE);
  g_assert_cmpint (message->audience, ==, EAR_AUDIENCE_PUBLIC);
  g_assert_cmpstr (identity->name, ==, "Mia");
  g_assert_false (identity->is_us);
  g_assert_false (thread->two_person);
  g_assert_true (direct->two_person);
}

static void
test_batch (void)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  g_assert_null (batch->cursor);
  g_assert_cmpint (batch->estimated_total, ==, -1);
  g_assert_cmpint (batch->service_date, ==, EAR_TIME_NONE);
  g_assert_false (batch->has_complete_range);

  ear_batch_take_identity (batch, ear_identity_new ("1", "Mia"));
  ear_batch_take_post (batch, ear_post_new ("871"));
  ear_batch_take_conversation (batch, ear_conversation_new ("5118", EAR_CONVERSATION_COMMENT));
  ear_batch_take_message (batch, ear_message_new ("5120", "5118"));
  ear_batch_add_change (batch, "5119", EAR_MESSAGE_DELETED);
  ear_batch_add_rekey (batch, "5120", "5118");
  ear_batch_add_span (batch, G_MININT64, 5);
  ear_batch_add_span (batch, 6, 5);
  ear_batch_set_setting (batch, "text_maximum", "500");
  ear_batch_set_setting (batch, "text_maximum", "5000");
  ear_batch_set_setting (batch, "gone", "x");
  ear_batch_set_setting (batch, "gone", NULL);

  g_assert_cmpuint (batch->identities->len, ==, 1);
  g_assert_cmpuint (batch->posts->len, ==, 1);
  g_assert_cmpuint (batch->conversations->len, ==, 1);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_cmpstr (((EarMessageChange *) batch->changes->pdata[0])->ext, ==, "5119");
  g_assert_cmpint (((EarMessageChange *) batch->changes->pdata[0])->state, ==, EAR_MESSAGE_DELETED);
  g_assert_cmpstr (((EarRekey *) batch->rekeys->pdata[0])->new_ext, ==, "5118");
  g_assert_cmpuint (batch->spans->len, ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (batch->settings, "text_maximum"), ==, "5000");
  g_assert_cmpuint (g_hash_table_size (batch->settings), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/verbs", test_verbs);
  g_test_add_func ("/model/op", test_op);
  g_test_add_func ("/model/items", test_items);
  g_test_add_func ("/model/batch", test_batch);
  return g_test_run ();
}
