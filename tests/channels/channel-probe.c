/* channel-probe.c: one call of a kind to a real server, for developers and for tests of real servers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "base/ear-clock.h"
#include "channels/batch-dump.h"
#include "channels/ear-channel.h"
#include "net/ear-http-session.h"

/* What is known of the account stays in a file between two calls: {"origin": …, "settings": {…}, "cursors": {"stream/direction": …}}.
 * The answer is one JSON object: the batch's members, and "plan", "accounts", "found", "op" or "count" where there is one. Exit
 * status 1: it has "problem" with code, sentence, effect, permission, words, retry_after_ms; no cursor was moved. */

static char *state_path, *user, *secret_file, *target, *conversation, *post, *text, *prefix, *subject, *audience, *key, *since;
static gboolean all;

static const GOptionEntry entries[] = {
  { "state", 0, 0, G_OPTION_ARG_FILENAME, &state_path, "What is known of the account; read and written", "FILE" },
  { "user", 0, 0, G_OPTION_ARG_STRING, &user, "User name", "NAME" },
  { "secret-file", 0, 0, G_OPTION_ARG_FILENAME, &secret_file, "Holds password or token", "FILE" },
  { "all", 0, 0, G_OPTION_ARG_NONE, &all, "Pull until there is no more", NULL },
  { "target", 0, 0, G_OPTION_ARG_STRING, &target, "Message the action is about", "ID" },
  { "conversation", 0, 0, G_OPTION_ARG_STRING, &conversation, "Its conversation", "ID" },
  { "post", 0, 0, G_OPTION_ARG_STRING, &post, "Its post", "ID" },
  { "text", 0, 0, G_OPTION_ARG_STRING, &text, "Text to send", "TEXT" },
  { "prefix", 0, 0, G_OPTION_ARG_STRING, &prefix, "Mentions before it", "TEXT" },
  { "subject", 0, 0, G_OPTION_ARG_STRING, &subject, "Subject", "TEXT" },
  { "audience", 0, 0, G_OPTION_ARG_STRING, &audience, "public, unlisted, followers, direct", "WORD" },
  { "key", 0, 0, G_OPTION_ARG_STRING, &key, "Idempotency key", "UUID" },
  { "since", 0, 0, G_OPTION_ARG_STRING, &since, "When it was sent, for find-sent", "TIME" },
  { NULL },
};

typedef struct {
  const EarChannelKind *kind;
  EarSession *session;
  JsonObject *state;
  JsonObject *answer;
  char **args;             /* of the command */
  int n_args;
} Probe;

static const char *
get_arg (Probe *self, int index)
{
  return index < self->n_args ? self->args[index] : NULL;
}

/* ---- what is kept ---- */

static JsonObject *
load_state (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (state_path != NULL && json_parser_load_from_file (parser, state_path, NULL))
    return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
  return json_object_new ();
}

static JsonObject *
get_part (JsonObject *state, const char *name)
{
  if (!json_object_has_member (state, name))
    json_object_set_object_member (state, name, json_object_new ());
  return json_object_get_object_member (state, name);
}

static void
save_state (JsonObject *state)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  if (state_path == NULL)
    return;
  json_node_set_object (node, state);
  json = json_to_string (node, TRUE);
  if (!g_file_set_contents (state_path, json, -1, &error))
    g_printerr ("%s\n", error->message);
}

static void
keep_settings (Probe *self, GHashTable *settings)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      json_object_set_string_member (get_part (self->state, "settings"), name, value);
      ear_session_set_setting (self->session, name, value);
    }
}

static EarSession *
open_session (const EarChannelKind *kind, JsonObject *state)
{
  g_autofree char *secret = NULL;
  EarHttpOptions options = { NULL };
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  EarSession *session;

  if (secret_file != NULL && !g_file_get_contents (secret_file, &secret, NULL, NULL))
    g_error ("%s cannot be read", secret_file);
  options.origin = json_object_get_string_member_with_default (state, "origin", NULL);
  options.authorization = secret == NULL ? EAR_HTTP_AUTHORIZATION_NONE
                          : kind->sign_in.authorization == EAR_AUTHORIZATION_BASIC ? EAR_HTTP_AUTHORIZATION_BASIC : EAR_HTTP_AUTHORIZATION_BEARER;
  options.user = user;
  options.secret = secret != NULL ? g_strstrip (secret) : NULL;
  options.body_cap = kind->body_cap;
  options.requests_per_minute = 100000;
  session = ear_http_session_new (&options);
  session->explain = kind->explain;

  json_object_iter_init (&iter, get_part (state, "settings"));
  while (json_object_iter_next (&iter, &name, &value))
    ear_session_set_setting (session, name, json_node_get_string (value));
  return session;
}

/* ---- what is shown ---- */

static void
put (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

/* Its members become the answer's. */
static void
put_batch (Probe *self, const EarBatch *batch)
{
  g_autoptr (JsonNode) node = batch_dump (batch);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (self->answer, name, json_node_copy (value));
}

static void
put_problem (Probe *self, const GError *error)
{
  static const char *const effects[] = { "none", "done", "unknown" };
  const EarProblemDetail *detail = ear_problem_get_detail (error);
  JsonObject *problem = json_object_new ();

  put (problem, "sentence", error->message);
  if (detail != NULL)
    {
      put (problem, "code", ear_problem_code_to_string ((EarProblemCode) error->code));
      put (problem, "effect", effects[detail->effect]);
      put (problem, "permission", detail->permission);
      put (problem, "words", detail->words);
      if (detail->retry_after_ms >= 0)
        json_object_set_int_member (problem, "retry_after_ms", detail->retry_after_ms);
    }
  json_object_set_object_member (self->answer, "problem", problem);
}

static void
print_answer (Probe *self)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;

  json_node_set_object (node, self->answer);
  json = json_to_string (node, TRUE);
  g_print ("%s\n", json);
}

/* ---- commands ---- */

static gboolean
do_prepare (Probe *self, EarBatch *batch, GError **error)
{
  g_autoptr (EarSignInPlan) plan = ear_sign_in_plan_new ();
  JsonObject *object;

  if (!self->kind->prepare (self->session, get_arg (self, 0), get_arg (self, 1), plan, error))
    return FALSE;
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
  json_object_set_boolean_member (object, "redirect_out_of_band", plan->redirect_out_of_band);
  json_object_set_object_member (self->answer, "plan", object);
  json_object_set_string_member (self->state, "origin", plan->origin);
  keep_settings (self, plan->settings);
  return TRUE;
}

static gboolean
do_discover (Probe *self, EarBatch *batch, GError **error)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_account_free);
  JsonArray *array;

  if (!self->kind->discover (self->session, accounts, batch, error))
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
      json_array_add_object_element (array, object);
    }
  json_object_set_array_member (self->answer, "accounts", array);
  return TRUE;
}

/* One page, or with --all as many as there are, of which only the numbers are shown. */
static gboolean
do_pull (Probe *self, EarBatch *unused, GError **error)
{
  const char *stream = get_arg (self, 0);
  const char *word = get_arg (self, 1);
  EarPullDirection direction = g_strcmp0 (word, "backfill") == 0 ? EAR_PULL_BACKFILL : g_strcmp0 (word, "reconcile") == 0 ? EAR_PULL_RECONCILE : EAR_PULL_FORWARD;
  g_autofree char *name = g_strdup_printf ("%s/%s", stream, word);
  g_autoptr (GHashTable) messages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonObject *cursors = get_part (self->state, "cursors");
  JsonObject *count = json_object_new ();
  guint n_calls = 0;
  gboolean more;

  do
    {
      g_autoptr (EarBatch) batch = ear_batch_new ();
      g_autofree char *cursor = g_strdup (json_object_get_string_member_with_default (cursors, name, NULL));

      if (!self->kind->pull (self->session, stream, direction, cursor, batch, error))
        {
          json_object_unref (count);
          return FALSE;
        }
      put (cursors, name, batch->cursor);
      keep_settings (self, batch->settings);
      for (guint i = 0; i < batch->messages->len; i++)
        g_hash_table_add (messages, g_strdup (((EarMessage *) g_ptr_array_index (batch->messages, i))->ext));
      n_calls++;
      more = batch->more;
      if (!all)
        put_batch (self, batch);
    }
  while (all && more);
  json_object_set_int_member (count, "messages", g_hash_table_size (messages));
  json_object_set_int_member (count, "calls", n_calls);
  json_object_set_object_member (self->answer, "count", count);
  return TRUE;
}

static gboolean
do_refresh (Probe *self, EarBatch *batch, GError **error)
{
  return self->kind->refresh (self->session, get_arg (self, 0), batch, error);
}

static gboolean
do_check (Probe *self, EarBatch *batch, GError **error)
{
  return self->kind->check (self->session, get_arg (self, 0), batch, error);
}

static EarOp *
build_op (Probe *self)
{
  EarVerb verb;
  EarOp *op;

  if (!ear_verb_from_string (get_arg (self, 0), &verb))
    g_error ("“%s” is no verb", get_arg (self, 0));
  op = ear_op_new (verb);
  g_set_str (&op->key, key);
  g_set_str (&op->target_ext, target);
  g_set_str (&op->conversation_ext, conversation);
  g_set_str (&op->post_ext, post);
  g_set_str (&op->text, text);
  g_set_str (&op->prefix, prefix);
  g_set_str (&op->subject, subject);
  op->audience = audience != NULL ? audience_from_word (audience) : EAR_AUDIENCE_PUBLIC;
  op->created_at = ear_clock_now_ms ();
  op->first_sent_at = since != NULL ? ear_time_parse (since) : ear_clock_now_ms ();
  return op;
}

static gboolean
do_perform (Probe *self, EarBatch *batch, GError **error)
{
  g_autoptr (EarOp) op = build_op (self);

  return self->kind->perform (self->session, op, batch, error);
}

static gboolean
do_find_sent (Probe *self, EarBatch *batch, GError **error)
{
  static const char *const words[] = { "found", "not-there", "cannot-tell" };
  g_autoptr (EarOp) op = build_op (self);
  g_autoptr (GError) problem = NULL;
  EarFound found = self->kind->find_sent (self->session, op, batch, &problem);

  put (self->answer, "found", words[found]);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* What a reply to a message read by check would be given. */
static gboolean
do_address (Probe *self, EarBatch *batch, GError **error)
{
  g_autoptr (EarOp) op = ear_op_new (EAR_VERB_REPLY);
  const EarMessage *message;
  JsonObject *object;

  if (!self->kind->check (self->session, get_arg (self, 0), batch, error))
    return FALSE;
  message = batch->messages->len > 0 ? g_ptr_array_index (batch->messages, 0) : NULL;
  if (message != NULL && self->kind->address != NULL)
    self->kind->address (self->session, message, NULL, op);
  object = json_object_new ();
  put (object, "prefix", op->prefix);
  put (object, "subject", op->subject);
  put (object, "audience", audience_to_word (op->audience));
  json_object_set_object_member (self->answer, "op", object);
  return TRUE;
}

static gboolean
do_revoke (Probe *self, EarBatch *batch, GError **error)
{
  return self->kind->revoke (self->session, NULL, error);
}

static const struct {
  const char *name;
  int n_args;
  gboolean (*call) (Probe *, EarBatch *, GError **);
} commands[] = {
  { "prepare", 1, do_prepare },
  { "discover", 0, do_discover },
  { "pull", 2, do_pull },
  { "refresh", 1, do_refresh },
  { "check", 1, do_check },
  { "perform", 1, do_perform },
  { "find-sent", 1, do_find_sent },
  { "address", 1, do_address },
  { "revoke", 0, do_revoke },
};

static gboolean
run (Probe *self, const char *name)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (strcmp (commands[i].name, name) != 0 || self->n_args < commands[i].n_args)
        continue;
      if (!commands[i].call (self, batch, &error))
        {
          put_problem (self, error);
          return FALSE;
        }
      keep_settings (self, batch->settings);
      if (commands[i].call != do_pull)
        put_batch (self, batch);
      return TRUE;
    }
  g_printerr ("no command “%s” with these arguments\n", name);
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("KIND COMMAND [ARGUMENTS]");
  g_autoptr (GError) error = NULL;
  Probe self = { NULL };
  gboolean done;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 3)
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

      g_printerr ("%s\n%s", error != NULL ? error->message : "", help);
      return 2;
    }
  self.kind = ear_channel_kind_lookup (argv[1]);
  if (self.kind == NULL || self.kind->rules.offline)
    {
      g_printerr ("“%s” is no kind that speaks with a service\n", argv[1]);
      return 2;
    }

  self.state = load_state ();
  self.answer = json_object_new ();
  self.session = open_session (self.kind, self.state);
  self.args = argv + 3;
  self.n_args = argc - 3;
  done = run (&self, argv[2]);
  if (done)
    save_state (self.state);
  print_answer (&self);

  ear_session_free (self.session);
  json_object_unref (self.state);
  json_object_unref (self.answer);
  return done ? 0 : 1;
}
