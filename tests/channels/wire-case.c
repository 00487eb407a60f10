/* wire-case.c: one case of what a kind sends and makes of the answer, from one file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/wire-case.h"

#include <string.h>

#include "base/ear-clock.h"
#include "channels/batch-dump.h"
#include "channels/ear-channel.h"
#include "channels/json-compare.h"
#include "channels/scripted-session.h"

typedef struct {
  const EarChannelKind *kind;
  EarSession *session;
  JsonObject *step;
  JsonObject *expected;
  EarBatch *batch;
  char *cursor;            /* of the step before */
  GString *faults;
  GError *error;
} WireCase;

static const char *
get_text (JsonObject *object, const char *name)
{
  return object != NULL && json_object_has_member (object, name) && !json_object_get_null_member (object, name)
           ? json_object_get_string_member (object, name) : NULL;
}

static gint64
get_time (JsonObject *object, const char *name)
{
  const char *text = get_text (object, name);

  return text != NULL ? ear_time_parse (text) : EAR_TIME_NONE;
}

static void
compare_member (WireCase *self, const char *name, JsonNode *found, gboolean whole)
{
  if (json_object_has_member (self->expected, name))
    json_compare (json_object_get_member (self->expected, name), found, whole, name, self->faults);
  json_node_unref (found);
}

/* ---- ops ---- */

static EarOp *
read_op (WireCase *self)
{
  JsonObject *object = json_object_get_object_member (self->step, "op");
  EarVerb verb;
  EarOp *op;

  if (!ear_verb_from_string (get_text (object, "verb"), &verb))
    g_error ("“%s” is no verb", get_text (object, "verb"));
  op = ear_op_new (verb);
  g_set_str (&op->key, get_text (object, "key") != NULL ? get_text (object, "key") : "00000000-0000-4000-8000-000000000001");
  g_set_str (&op->conversation_ext, get_text (object, "conversation"));
  g_set_str (&op->target_ext, get_text (object, "target"));
  g_set_str (&op->target_author_ext, get_text (object, "target_author"));
  g_set_str (&op->post_ext, get_text (object, "post"));
  g_set_str (&op->text, get_text (object, "text"));
  g_set_str (&op->subject, get_text (object, "subject"));
  g_set_str (&op->prefix, get_text (object, "prefix"));
  if (get_text (object, "audience") != NULL)
    op->audience = audience_from_word (get_text (object, "audience"));
  op->created_at = get_time (object, "created_at");
  op->first_sent_at = get_time (object, "first_sent_at");
  return op;
}

static JsonNode *
dump_op (const EarOp *op)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  if (op->prefix != NULL)
    json_object_set_string_member (object, "prefix", op->prefix);
  if (op->subject != NULL)
    json_object_set_string_member (object, "subject", op->subject);
  json_object_set_string_member (object, "audience", audience_to_word (op->audience));
  json_node_take_object (node, object);
  return node;
}

static EarMessage *
read_target (WireCase *self)
{
  JsonObject *object = json_object_get_object_member (self->step, "target");
  EarMessage *message = ear_message_new (get_text (object, "ext"), get_text (object, "conversation"));

  message->author_ext = g_strdup (get_text (object, "author"));
  message->author_handle = g_strdup (get_text (object, "author_handle"));
  message->mentions = g_strdup (get_text (object, "mentions"));
  message->subject = g_strdup (get_text (object, "subject"));
  message->audience = audience_from_word (get_text (object, "audience"));
  message->direction = g_strcmp0 (get_text (object, "direction"), "outbound") == 0 ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  return message;
}

/* ---- calls ---- */

static void
put (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static gboolean
call_prepare (WireCase *self)
{
  g_autoptr (EarSignInPlan) plan = ear_sign_in_plan_new ();
  JsonNode *node;
  JsonObject *object;

  plan->way = ear_channel_kind_lookup_way (self->kind, get_text (self->step, "way"));
  plan->client_id = g_strdup (get_text (self->step, "client_id"));
  plan->client_secret = g_strdup (get_text (self->step, "client_secret"));
  if (!self->kind->prepare (self->session, get_text (self->step, "typed"), get_text (self->step, "redirect_uri"), plan, &self->error))
    return FALSE;

  node = json_node_new (JSON_NODE_OBJECT);
  object = json_object_new ();
  put (object, "origin", plan->origin);
  put (object, "authorize_url", plan->authorize_url);
  put (object, "token_url", plan->token_url);
  put (object, "revoke_url", plan->revoke_url);
  put (object, "scope", plan->scope);
  put (object, "client_id", plan->client_id);
  put (object, "client_secret", plan->client_secret);
  put (object, "approval_url", plan->approval_url);
  put (object, "approval_refused", plan->approval_refused);
  if (plan->redirect_out_of_band)
    json_object_set_boolean_member (object, "redirect_out_of_band", TRUE);
  json_object_set_member (object, "settings", settings_dump (plan->settings));
  json_node_take_object (node, object);
  compare_member (self, "plan", node, TRUE);
  return TRUE;
}

/* ---- credentials ---- */

static void
put_end (JsonObject *object, const char *name, gint64 time)
{
  g_autofree char *text = time != EAR_TIME_NONE ? ear_time_format (time) : NULL;

  put (object, name, text);
}

static JsonObject *
dump_credentials (const EarCredentials *credentials)
{
  JsonObject *object = json_object_new ();

  put (object, "user", credentials->user);
  put (object, "secret", credentials->secret);
  put (object, "refresh_token", credentials->refresh_token);
  put (object, "client_id", credentials->client_id);
  put (object, "client_secret", credentials->client_secret);
  put_end (object, "expires_at", credentials->expires_at);
  put_end (object, "renew_at", credentials->renew_at);
  return object;
}

static void
set_credentials (WireCase *self, JsonObject *object)
{
  EarCredentials *credentials = ear_credentials_new (get_text (object, "user"), get_text (object, "secret"));

  credentials->refresh_token = g_strdup (get_text (object, "refresh_token"));
  credentials->client_id = g_strdup (get_text (object, "client_id"));
  credentials->client_secret = g_strdup (get_text (object, "client_secret"));
  credentials->expires_at = get_time (object, "expires_at");
  credentials->renew_at = get_time (object, "renew_at");
  self->session->credentials = credentials;
}

static gboolean
call_renew (WireCase *self)
{
  g_autoptr (EarCredentials) credentials = ear_credentials_copy (self->session->credentials);
  JsonNode *node;

  if (!self->kind->renew (self->session, credentials, &self->error))
    return FALSE;
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, dump_credentials (credentials));
  compare_member (self, "credentials", node, TRUE);
  return TRUE;
}

static gboolean
call_discover (WireCase *self)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_account_free);
  JsonArray *array;
  JsonNode *node;

  if (!self->kind->discover (self->session, accounts, self->batch, &self->error))
    return FALSE;

  array = json_array_new ();
  for (guint i = 0; i < accounts->len; i++)
    {
      const EarAccount *account = g_ptr_array_index (accounts, i);
      JsonObject *object = json_object_new ();

      put (object, "account_id", account->account_id);
      put (object, "name", account->name);
      put (object, "url", account->url);
      put (object, "handle", account->handle);
      put (object, "avatar_url", account->avatar_url);
      if (account->about != NULL && *account->about != '\0')
        put (object, "about", account->about);
      if (account->credentials != NULL)
        json_object_set_object_member (object, "credentials", dump_credentials (account->credentials));
      if (account->settings != NULL)
        json_object_set_member (object, "settings", settings_dump (account->settings));
      json_array_add_object_element (array, object);
    }
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  compare_member (self, "accounts", node, TRUE);
  return TRUE;
}

static gboolean
call_pull (WireCase *self)
{
  const char *direction = get_text (self->step, "direction");
  g_autofree char *cursor = NULL;
  JsonNode *given = json_object_get_member (self->step, "cursor");

  if (given != NULL && JSON_NODE_HOLDS_OBJECT (given))
    cursor = json_to_string (given, FALSE);
  else if (g_strcmp0 (get_text (self->step, "cursor"), "previous") == 0)
    cursor = g_strdup (self->cursor);
  else
    cursor = g_strdup (get_text (self->step, "cursor"));

  return self->kind->pull (self->session, get_text (self->step, "stream"),
                           g_strcmp0 (direction, "forward") == 0 ? EAR_PULL_FORWARD
                           : g_strcmp0 (direction, "backfill") == 0 ? EAR_PULL_BACKFILL : EAR_PULL_RECONCILE,
                           cursor, self->batch, &self->error);
}

static gboolean
call_refresh (WireCase *self)
{
  return self->kind->refresh (self->session, get_text (self->step, "conversation"), self->batch, &self->error);
}

static gboolean
call_check (WireCase *self)
{
  return self->kind->check (self->session, get_text (self->step, "message"), self->batch, &self->error);
}

static gboolean
call_perform (WireCase *self)
{
  g_autoptr (EarOp) op = read_op (self);

  return self->kind->perform (self->session, op, self->batch, &self->error);
}

static gboolean
call_find_sent (WireCase *self)
{
  static const char *const words[] = { "found", "not-there", "cannot-tell" };
  g_autoptr (EarOp) op = read_op (self);
  EarFound found = self->kind->find_sent (self->session, op, self->batch, &self->error);
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, words[found]);
  compare_member (self, "found", node, TRUE);
  return self->error == NULL;
}

static gboolean
call_revoke (WireCase *self)
{
  return self->kind->revoke (self->session, NULL, &self->error);
}

static gboolean
call_address (WireCase *self)
{
  g_autoptr (EarOp) op = read_op (self);
  g_autoptr (EarMessage) target = read_target (self);
  g_autoptr (EarConversation) conversation = ear_conversation_new (target->conversation_ext, EAR_CONVERSATION_THREAD);

  self->kind->address (self->session, target, conversation, op);
  compare_member (self, "op", dump_op (op), TRUE);
  return TRUE;
}

static void
compare_usage (WireCase *self)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "percent", (gint64) self->session->usage.percent);
  json_object_set_int_member (object, "wait_ms", self->session->usage.wait_ms);
  json_node_take_object (node, object);
  compare_member (self, "usage", node, TRUE);
}

static gboolean
call_explain (WireCase *self)
{
  const char *method = get_text (self->step, "method");
  g_autoptr (EarRequest) request = ear_request_new (method != NULL ? method : "GET", get_text (self->step, "url"));
  g_autoptr (EarReply) reply = ear_session_send (self->session, request, &self->error);

  g_assert_no_error (self->error);
  compare_usage (self);
  self->error = ear_session_explain (self->session, request, reply);
  return FALSE;
}

static const struct {
  const char *name;
  gboolean (*call) (WireCase *self);
} calls[] = {
  { "prepare", call_prepare },
  { "discover", call_discover },
  { "renew", call_renew },
  { "pull", call_pull },
  { "refresh", call_refresh },
  { "check", call_check },
  { "perform", call_perform },
  { "find_sent", call_find_sent },
  { "revoke", call_revoke },
  { "address", call_address },
  { "explain", call_explain },
};

/* ---- what came of it ---- */

static const char *
effect_to_word (EarEffect effect)
{
  return effect == EAR_EFFECT_NONE ? "none" : effect == EAR_EFFECT_DONE ? "done" : "unknown";
}

static void
compare_problem (WireCase *self)
{
  JsonObject *wanted = json_object_get_object_member (self->expected, "problem");
  const EarProblemDetail *detail = ear_problem_get_detail (self->error);
  JsonNode *node;
  JsonObject *object;
  g_autoptr (JsonNode) expected = json_node_copy (json_object_get_member (self->expected, "problem"));
  const char *sentence = get_text (wanted, "sentence");

  if (detail == NULL)
    {
      g_string_append_printf (self->faults, "the error is no problem of ours: %s\n", self->error->message);
      return;
    }
  if (sentence != NULL && strstr (self->error->message, sentence) == NULL)
    g_string_append_printf (self->faults, "the sentence is “%s”, expected “%s” in it\n", self->error->message, sentence);
  /* What a person reads instead of what the code means everywhere is never left unsaid. */
  if (sentence == NULL && detail->sentence != NULL)
    g_string_append_printf (self->faults, "the sentence “%s” is not expected\n", detail->sentence);
  if (detail->hold_ms > 0 && !json_object_has_member (wanted, "hold_ms"))
    g_string_append_printf (self->faults, "that nothing is sent for %" G_GINT64_FORMAT " ms is not expected\n", detail->hold_ms);

  node = json_node_new (JSON_NODE_OBJECT);
  object = json_object_new ();
  put (object, "code", ear_problem_code_to_string ((EarProblemCode) self->error->code));
  put (object, "effect", effect_to_word (detail->effect));
  put (object, "permission", detail->permission);
  put (object, "words", detail->words);
  if (detail->retry_after_ms >= 0)
    json_object_set_int_member (object, "retry_after_ms", detail->retry_after_ms);
  if (detail->hold_ms > 0)
    json_object_set_int_member (object, "hold_ms", detail->hold_ms);
  put (object, "sentence", sentence != NULL ? sentence : self->error->message);
  json_node_take_object (node, object);
  compare_member (self, "problem", node, FALSE);
}

/* Each member that is named, as far as it is; none that is not. */
static void
compare_batch (WireCase *self)
{
  g_autoptr (JsonNode) found = batch_dump (self->batch);
  JsonObject *wanted = json_object_has_member (self->expected, "batch") ? json_object_get_object_member (self->expected, "batch") : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (wanted != NULL)
    json_compare (json_object_get_member (self->expected, "batch"), found, FALSE, "batch", self->faults);
  json_object_iter_init (&iter, json_node_get_object (found));
  while (json_object_iter_next (&iter, &name, &value))
    {
      if (wanted == NULL || !json_object_has_member (wanted, name))
        {
          g_autofree char *text = json_to_string (value, FALSE);

          g_string_append_printf (self->faults, "batch.%s was not expected: %s\n", name, text);
        }
    }
}

static void
learn_settings (WireCase *self)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, self->batch->settings);
  while (g_hash_table_iter_next (&iter, &name, &value))
    ear_session_set_setting (self->session, name, value);
}

static void
run_step (WireCase *self, guint index)
{
  const char *name = get_text (self->step, "call");
  gboolean (*call) (WireCase *) = NULL;
  gboolean done, wanted;

  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      if (g_strcmp0 (calls[i].name, name) == 0)
        call = calls[i].call;
    }
  if (call == NULL)
    g_error ("“%s” is no call", name);

  self->expected = json_object_get_object_member (self->step, "expected");
  self->batch = ear_batch_new ();
  scripted_session_play (self->session, json_object_has_member (self->step, "exchange") ? json_object_get_array_member (self->step, "exchange") : NULL);
  done = call (self);
  wanted = !json_object_has_member (self->expected, "problem");

  if (!done && self->error == NULL)
    g_string_append (self->faults, "failed without an error\n");
  else if (done && self->error != NULL)
    g_string_append (self->faults, "succeeded with an error\n");
  else if (wanted && !done)
    g_string_append_printf (self->faults, "failed: %s\n", self->error->message);
  else if (!wanted && done)
    g_string_append (self->faults, "was expected to fail\n");
  else if (!wanted)
    compare_problem (self);
  if (done && strcmp (name, "prepare") != 0 && strcmp (name, "address") != 0)
    compare_batch (self);
  if (!done && self->batch->cursor != NULL)
    g_string_append (self->faults, "failed and moved the cursor\n");

  if (self->faults->len > 0 && !g_str_has_prefix (self->faults->str, "step"))
    {
      g_autofree char *head = g_strdup_printf ("step %u (%s):\n", index, name);

      g_string_prepend (self->faults, head);
    }
  learn_settings (self);
  g_set_str (&self->cursor, self->batch->cursor);
  g_clear_pointer (&self->batch, ear_batch_free);
  g_clear_error (&self->error);
}

static void
set_settings (WireCase *self, JsonObject *settings)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, settings);
  while (json_object_iter_next (&iter, &name, &value))
    ear_session_set_setting (self->session, name, json_node_get_string (value));
}

void
wire_case_run (const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *script_faults = NULL;
  WireCase self = { NULL };
  JsonObject *root;
  JsonArray *steps;

  if (!json_parser_load_from_file (parser, path, &error))
    g_error ("%s: %s", path, error->message);
  root = json_node_get_object (json_parser_get_root (parser));
  self.kind = ear_channel_kind_lookup (get_text (root, "kind"));
  if (self.kind == NULL)
    g_error ("%s: “%s” is no kind", path, get_text (root, "kind"));
  if (get_text (root, "about") == NULL)
    g_error ("%s does not say what it is about", path);

  self.session = scripted_session_new (self.kind, get_text (root, "origin") != NULL ? get_text (root, "origin") : "", folder);
  self.faults = g_string_new (NULL);
  if (json_object_has_member (root, "settings"))
    set_settings (&self, json_object_get_object_member (root, "settings"));
  if (json_object_has_member (root, "credentials"))
    set_credentials (&self, json_object_get_object_member (root, "credentials"));
  ear_clock_set_for_test (get_time (root, "now") != EAR_TIME_NONE ? get_time (root, "now") : ear_time_parse ("2026-11-21T12:00:00Z"));

  steps = json_object_get_array_member (root, "steps");
  g_assert_cmpuint (json_array_get_length (steps), >, 0);
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      self.step = json_array_get_object_element (steps, i);
      run_step (&self, i);
    }

  script_faults = scripted_session_finish (self.session);
  if (self.faults->len > 0 || *script_faults != '\0')
    {
      g_test_message ("%s (%s)\n%s%s", path, get_text (root, "about"), self.faults->str, script_faults);
      g_test_fail_printf ("%s", path);
    }
  ear_clock_set_for_test (-1);
  g_string_free (self.faults, TRUE);
  g_free (self.cursor);
  ear_session_free (self.session);
}
