/* test-conformance.c: what every kind must keep to, whether or not it is known here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "base/ear-clock.h"
#include "channels/batch-dump.h"
#include "channels/ear-channel.h"
#include "channels/scripted-session.h"

static char *samples;

/* ---- sessions ---- */

/* samples/KIND/settings.json: what discover would have learnt. */
static EarSession *
session_new (const EarChannelKind *kind)
{
  g_autofree char *folder = g_build_filename (samples, kind->id, NULL);
  g_autofree char *path = g_build_filename (folder, "settings.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  EarSession *session;
  JsonObject *root;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (!json_parser_load_from_file (parser, path, &error))
    g_error ("%s has no samples: %s", kind->id, error->message);
  root = json_node_get_object (json_parser_get_root (parser));
  session = scripted_session_new (kind, json_object_get_string_member (root, "origin"), folder);
  json_object_iter_init (&iter, json_object_get_object_member (root, "settings"));
  while (json_object_iter_next (&iter, &name, &value))
    ear_session_set_setting (session, name, json_node_get_string (value));
  return session;
}

typedef struct {
  guint status;
  const char *body;
  const char *header, *value;
  guint n_reads, n_writes, n_with_credentials;
  gboolean plain_http;
} Canned;

static EarReply *
answer_canned (const EarRequest *request, gpointer data)
{
  Canned *canned = data;
  GBytes *bytes = g_bytes_new (canned->body, strlen (canned->body));
  EarReply *reply = ear_reply_new (canned->status, bytes);

  if (strcmp (request->method, "GET") == 0)
    canned->n_reads++;
  else
    canned->n_writes++;
  if (!request->anonymous)
    canned->n_with_credentials++;
  canned->plain_http |= g_str_has_prefix (request->url, "http://");
  if (canned->header != NULL)
    ear_reply_set_header (reply, canned->header, canned->value);
  g_set_str (&reply->final_url, request->url);
  return reply;
}

/* samples/KIND/NAME.json, where NAME is the last part of the path; an empty list where there is none. */
static EarReply *
answer_sample (const EarRequest *request, gpointer data)
{
  const EarChannelKind *kind = data;
  g_autofree char *path = g_strndup (request->url, strcspn (request->url, "?"));
  g_autofree char *last = g_path_get_basename (path);
  g_autofree char *name = g_strconcat (last, ".json", NULL);
  g_autofree char *file = g_build_filename (samples, kind->id, name, NULL);
  g_autofree char *text = NULL;
  GBytes *bytes;
  EarReply *reply;

  if (!g_file_get_contents (file, &text, NULL, NULL))
    text = g_strdup ("[]");
  bytes = g_bytes_new (text, strlen (text));
  reply = ear_reply_new (200, bytes);
  ear_reply_set_header (reply, "Date", "Sat, 21 Nov 2026 12:00:00 GMT");
  g_set_str (&reply->final_url, request->url);
  return reply;
}

static const EarPullDirection directions[] = { EAR_PULL_FORWARD, EAR_PULL_BACKFILL, EAR_PULL_RECONCILE };

static gboolean
offers (const EarStreamSpec *stream, EarPullDirection direction)
{
  return direction == EAR_PULL_FORWARD || (direction == EAR_PULL_BACKFILL ? stream->backfill : stream->reconcile_s > 0);
}

/* ---- data ---- */

static void
test_data (gconstpointer data)
{
  const EarChannelKind *kind = data;

  g_assert_cmpstr (kind->id, !=, NULL);
  g_assert_cmpuint (strspn (kind->id, "abcdefghijklmnopqrstuvwxyz0123456789-"), ==, strlen (kind->id));
  g_assert_true (ear_channel_kind_lookup (kind->id) == kind);
  g_assert_cmpuint (strlen (kind->name), >, 0);
  g_assert_cmpuint (strlen (kind->description), >, 0);
  g_assert_true (g_str_has_suffix (kind->icon_name, "-symbolic"));

  if (kind->rules.offline)
    {
      g_assert_true (kind->sign_in.ways == NULL);
      g_assert_true (kind->rules.contact_type == EAR_CONVERSATION_CONTACT || kind->rules.contact_type == EAR_CONVERSATION_REVIEW);
      g_assert_true (kind->streams == NULL && kind->prepare == NULL && kind->discover == NULL && kind->pull == NULL
                     && kind->refresh == NULL && kind->check == NULL && kind->perform == NULL && kind->find_sent == NULL
                     && kind->revoke == NULL && kind->explain == NULL && kind->address == NULL);
      g_assert_cmpuint (kind->rules.abilities, ==, 0);
      return;
    }

  g_assert_true (kind->prepare != NULL && kind->discover != NULL && kind->pull != NULL && kind->refresh != NULL && kind->check != NULL);
  g_assert_true ((kind->perform != NULL) == (kind->rules.abilities != 0));
  g_assert_true ((kind->find_sent != NULL) == (kind->perform != NULL));
  if ((kind->rules.abilities & EAR_CAN_REPLY) != 0)
    {
      g_assert_cmpuint (kind->rules.text.maximum, >, 0);
      g_assert_cmpuint (kind->rules.n_audiences, >, 0);
    }
}

static void
test_sign_in (gconstpointer data)
{
  const EarChannelKind *kind = data;
  g_autoptr (GHashTable) ways = g_hash_table_new (g_str_hash, g_str_equal);
  static const char *const known[] = { EAR_FIELD_ADDRESS, EAR_FIELD_USER, EAR_FIELD_SECRET, EAR_FIELD_CODE, EAR_FIELD_CLIENT_ID, EAR_FIELD_CLIENT_SECRET, NULL };

  if (kind->sign_in.ways == NULL)
    return;
  for (const EarSignInWay *way = kind->sign_in.ways; way->id != NULL; way++)
    {
      g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
      guint n_asked = 0;

      g_assert_true (g_hash_table_add (ways, (gpointer) way->id));
      g_assert_true (ear_channel_kind_lookup_way (kind, way->id) == way);
      /* Who must choose is told between what. */
      g_assert_true (kind->sign_in.ways[1].id == NULL || way->title != NULL);
      for (const EarField *field = way->fields; field->id != NULL; field++)
        {
          g_assert_true (g_strv_contains (known, field->id));
          g_assert_true (g_hash_table_add (ids, (gpointer) field->id));
          g_assert_cmpuint (strlen (field->label), >, 0);
          g_assert_true (field->secret == (strstr (field->id, "secret") != NULL || strcmp (field->id, "code") == 0));
          n_asked += !field->pasted;
        }
      g_assert_cmpuint (n_asked, >, 0);
      for (gsize i = 0; way->steps != NULL && way->steps[i] != NULL; i++)
        g_assert_cmpuint (strlen (way->steps[i]), >, 10);
      if (way->shape == EAR_SIGN_IN_APPROVAL)
        g_assert_true (kind->sign_in.accepted_parameter != NULL && kind->sign_in.secret_parameter != NULL);
      if (way->shape == EAR_SIGN_IN_FIELDS)
        g_assert_true (g_hash_table_contains (ids, EAR_FIELD_SECRET));
      if (kind->sign_in.authorization == EAR_AUTHORIZATION_BASIC)
        g_assert_true (g_hash_table_contains (ids, EAR_FIELD_USER) && g_hash_table_contains (ids, EAR_FIELD_SECRET));
    }
}

static void
test_streams (gconstpointer data)
{
  const EarChannelKind *kind = data;
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean inbound = FALSE, outbound = FALSE;

  if (kind->rules.offline)
    return;
  for (const EarStreamSpec *stream = kind->streams; stream->id != NULL; stream++)
    {
      g_assert_true (g_hash_table_add (ids, (gpointer) stream->id));
      g_assert_true (ear_channel_kind_lookup_stream (kind, stream->id) == stream);
      /* Nobody's server is asked more often than once a minute. */
      g_assert_cmpuint (stream->poll_s, >=, 60);
      g_assert_true (stream->reconcile_s == 0 || stream->reconcile_s >= 300);
      inbound |= stream->inbound;
      outbound |= stream->outbound;
    }
  g_assert_true (inbound && outbound);
  g_assert_null (ear_channel_kind_lookup_stream (kind, "no-such-stream"));
}

/* ---- sending ---- */

static EarOp *
op_new (EarVerb verb)
{
  EarOp *op = ear_op_new (verb);

  g_set_str (&op->key, "00000000-0000-4000-8000-000000000001");
  g_set_str (&op->target_ext, "17");
  g_set_str (&op->conversation_ext, "17");
  g_set_str (&op->post_ext, "3");
  g_set_str (&op->text, "Until one o'clock.");
  op->created_at = op->first_sent_at = ear_time_parse ("2026-11-21T11:59:00Z");
  return op;
}

static void
test_refuses (gconstpointer data)
{
  const EarChannelKind *kind = data;

  for (guint verb = 0; kind->perform != NULL && verb < EAR_N_VERBS; verb++)
    {
      g_autoptr (EarSession) session = session_new (kind);
      g_autoptr (EarBatch) batch = ear_batch_new ();
      g_autoptr (EarOp) op = op_new ((EarVerb) verb);
      g_autoptr (GError) error = NULL;
      Canned canned = { 200, "{}" };

      if ((ear_ability_for_verb ((EarVerb) verb) & kind->rules.abilities) != 0)
        continue;
      scripted_session_answer_always (session, answer_canned, &canned);
      g_assert_false (kind->perform (session, op, batch, &error));
      g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_REJECTED);
      g_assert_cmpuint (canned.n_reads + canned.n_writes, ==, 0);
    }
}

/* An answer that cannot be read is no success, and what may have been done is not called undone. */
static void
test_perform_unreadable (gconstpointer data)
{
  static const char *const bodies[] = { "", "<html><body>Welcome</body></html>", "{\"id\":\"17\",\"content\":", "[]", "5", "{}" };
  const EarChannelKind *kind = data;

  for (guint verb = 0; kind->perform != NULL && verb < EAR_N_VERBS; verb++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
        {
          g_autoptr (EarSession) session = session_new (kind);
          g_autoptr (EarBatch) batch = ear_batch_new ();
          g_autoptr (EarOp) op = op_new ((EarVerb) verb);
          g_autoptr (GError) error = NULL;
          Canned canned = { 200, bodies[i] };
          gboolean done;

          if ((ear_ability_for_verb ((EarVerb) verb) & kind->rules.abilities) == 0)
            continue;
          /* A deletion is told by the status alone. */
          if (verb == EAR_VERB_DELETE)
            continue;
          scripted_session_answer_always (session, answer_canned, &canned);
          done = kind->perform (session, op, batch, &error);
          if (done || error == NULL)
            g_error ("%s: %s took “%s” for an answer", kind->id, ear_verb_to_string ((EarVerb) verb), bodies[i]);
          g_assert_true (error->domain == EAR_PROBLEM);
          if (canned.n_writes > 0)
            g_assert_cmpstr (ear_problem_code_to_string ((EarProblemCode) error->code), ==, "outcome-unknown");
          g_assert_cmpuint (batch->messages->len, ==, 0);
        }
    }
}

static void
test_find_sent_unreadable (gconstpointer data)
{
  static const char *const bodies[] = { "", "<html></html>", "[{\"id\":", "5" };
  const EarChannelKind *kind = data;

  for (guint verb = 0; kind->find_sent != NULL && verb < EAR_N_VERBS; verb++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
        {
          g_autoptr (EarSession) session = session_new (kind);
          g_autoptr (EarBatch) batch = ear_batch_new ();
          g_autoptr (EarOp) op = op_new ((EarVerb) verb);
          g_autoptr (GError) error = NULL;
          Canned canned = { 200, bodies[i] };

          if ((ear_ability_for_verb ((EarVerb) verb) & kind->rules.abilities) == 0)
            continue;
          scripted_session_answer_always (session, answer_canned, &canned);
          g_assert_cmpint (kind->find_sent (session, op, batch, &error), ==, EAR_CANNOT_TELL);
        }
    }
}

/* ---- reading ---- */

static void
test_pull_unreadable (gconstpointer data)
{
  static const char *const bodies[] = {
    "", "<!doctype html><title>Hello</title>", "[{\"id\":17,", "{}", "17", "null", "[17]", "[{}]", "[[]]",
    "<br /><b>Notice</b>: Undefined index in plugin.php\n[]", "\xef\xbb\xbf[]",
  };
  const EarChannelKind *kind = data;
  guint n = 0;

  for (const EarStreamSpec *stream = kind->streams; stream != NULL && stream->id != NULL; stream++)
    {
      for (gsize d = 0; d < G_N_ELEMENTS (directions); d++)
        {
          for (gsize i = 0; offers (stream, directions[d]) && i < G_N_ELEMENTS (bodies); i++)
            {
              g_autoptr (EarSession) session = session_new (kind);
              g_autoptr (EarBatch) batch = ear_batch_new ();
              g_autoptr (GError) error = NULL;
              Canned canned = { 200, bodies[i] };

              scripted_session_answer_always (session, answer_canned, &canned);
              /* A list of other things may be a list of nothing that concerns us. */
              if (kind->pull (session, stream->id, directions[d], NULL, batch, &error))
                {
                  if (bodies[i][0] != '[')
                    g_error ("%s: %s took “%s” for a page", kind->id, stream->id, bodies[i]);
                  g_assert_cmpuint (batch->messages->len, ==, 0);
                  g_assert_false (batch->more);
                  continue;
                }
              g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL);
              g_assert_null (batch->cursor);
              n++;
            }
        }
    }
  g_assert_true (n > 0 || kind->rules.offline);
}

static void
test_pull_refused (gconstpointer data)
{
  static const struct {
    guint status;
    const char *header, *value;
    EarProblemCode code;
  } cases[] = {
    { 401, NULL, NULL, EAR_PROBLEM_AUTH },
    { 403, NULL, NULL, EAR_PROBLEM_FORBIDDEN },
    { 429, "Retry-After", "7", EAR_PROBLEM_RETRY_LATER },
    { 500, NULL, NULL, EAR_PROBLEM_RETRY_LATER },
    { 503, "Retry-After", "7", EAR_PROBLEM_RETRY_LATER },
    { 302, "Location", "https://elsewhere.example/", EAR_PROBLEM_PROTOCOL },
    { 404, NULL, NULL, EAR_PROBLEM_PROTOCOL },
  };
  const EarChannelKind *kind = data;

  for (const EarStreamSpec *stream = kind->streams; stream != NULL && stream->id != NULL; stream++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          g_autoptr (EarSession) session = session_new (kind);
          g_autoptr (EarBatch) batch = ear_batch_new ();
          g_autoptr (GError) error = NULL;
          Canned canned = { cases[i].status, "<html>no</html>", cases[i].header, cases[i].value };

          scripted_session_answer_always (session, answer_canned, &canned);
          g_assert_false (kind->pull (session, stream->id, EAR_PULL_FORWARD, NULL, batch, &error));
          g_assert_error (error, EAR_PROBLEM, (int) cases[i].code);
          g_assert_null (batch->cursor);
          if (cases[i].value != NULL && strcmp (cases[i].value, "7") == 0)
            g_assert_cmpint (ear_problem_get_detail (error)->retry_after_ms, >=, 7000);
        }
    }
}

/* Whatever stands between us and the service: it is no news of a deletion. */
static void
test_no_false_deletion (gconstpointer data)
{
  static const guint statuses[] = { 200, 401, 403, 404, 410, 429, 500, 503 };
  const EarChannelKind *kind = data;

  for (gsize i = 0; kind->check != NULL && i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (EarSession) session = session_new (kind);
      g_autoptr (EarBatch) batch = ear_batch_new ();
      g_autoptr (GError) error = NULL;
      Canned canned = { statuses[i], "<html>The hotel's network</html>" };

      /* 410 is said by a service, never by what stands before it. */
      if (statuses[i] == 410)
        continue;
      scripted_session_answer_always (session, answer_canned, &canned);
      g_assert_false (kind->check (session, "17", batch, &error));
      g_assert_cmpuint (batch->changes->len, ==, 0);
      g_clear_error (&error);
      g_assert_false (kind->refresh (session, "17", batch, &error));
      g_assert_cmpuint (batch->changes->len, ==, 0);
      g_assert_null (batch->complete_conversation_ext);
    }
}

static char *
pull_sample (const EarChannelKind *kind, const EarStreamSpec *stream, EarPullDirection direction, const char *cursor, char **next,
             gboolean *anything)
{
  g_autoptr (EarSession) session = session_new (kind);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  scripted_session_answer_always (session, answer_sample, (gpointer) kind);
  kind->pull (session, stream->id, direction, cursor, batch, &error);
  g_assert_no_error (error);
  *anything = batch->messages->len + batch->posts->len > 0;
  for (guint i = 0; i < batch->messages->len; i++)
    {
      const EarMessage *message = g_ptr_array_index (batch->messages, i);

      g_assert_true (g_utf8_validate (message->text, -1, NULL));
      g_assert_cmpint (message->sent_at, >, 0);
    }
  g_set_str (next, batch->cursor);
  node = batch_dump (batch);
  return json_to_string (node, FALSE);
}

static void
test_pull_twice (gconstpointer data)
{
  const EarChannelKind *kind = data;

  ear_clock_set_for_test (ear_time_parse ("2026-11-21T12:00:00Z"));
  for (const EarStreamSpec *stream = kind->streams; stream != NULL && stream->id != NULL; stream++)
    {
      for (gsize d = 0; d < G_N_ELEMENTS (directions); d++)
        {
          g_autofree char *cursor = NULL;
          g_autofree char *again = NULL;
          g_autofree char *once = NULL;
          g_autofree char *twice = NULL;
          gboolean anything = FALSE;

          if (!offers (stream, directions[d]))
            continue;
          once = pull_sample (kind, stream, directions[d], NULL, &cursor, &anything);
          twice = pull_sample (kind, stream, directions[d], NULL, &again, &anything);
          g_assert_cmpstr (once, ==, twice);
          if (!anything)
            g_error ("%s: nothing came of samples/%s for %s", kind->id, kind->id, stream->id);
          /* A cursor that a later Earshot wrote, or a disk has bitten, only means to begin anew. */
          g_free (pull_sample (kind, stream, directions[d], "{\"edge\":", &again, &anything));
          g_free (pull_sample (kind, stream, directions[d], "[]", &again, &anything));
          g_free (pull_sample (kind, stream, directions[d], cursor, &again, &anything));
        }
    }
  ear_clock_set_for_test (-1);
}

/* ---- before anybody is signed in ---- */

static gboolean
asks_address (const EarChannelKind *kind)
{
  for (const EarSignInWay *way = kind->sign_in.ways; way != NULL && way->id != NULL; way++)
    for (const EarField *field = way->fields; field->id != NULL; field++)
      if (strcmp (field->id, EAR_FIELD_ADDRESS) == 0)
        return TRUE;
  return FALSE;
}

/* A service that stands in one place is found without asking anybody. */
static void
prepare_in_place (const EarChannelKind *kind)
{
  for (const EarSignInWay *way = kind->sign_in.ways; way->id != NULL; way++)
    {
      g_autoptr (EarSession) session = session_new (kind);
      g_autoptr (EarSignInPlan) plan = ear_sign_in_plan_new ();
      g_autoptr (GError) error = NULL;
      Canned canned = { 404, "<html>No</html>" };

      plan->way = way;
      plan->client_id = g_strdup ("1234567890");
      plan->client_secret = g_strdup ("abcdef");
      scripted_session_answer_always (session, answer_canned, &canned);
      g_assert_true (kind->prepare (session, "", "http://localhost:5000/callback", plan, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (canned.n_reads + canned.n_writes, ==, 0);
      g_assert_true (g_str_has_prefix (plan->origin, "https://"));
      g_assert_true (way->shape != EAR_SIGN_IN_OAUTH2
                     || (g_str_has_prefix (plan->authorize_url, "https://") && g_str_has_prefix (plan->token_url, "https://") && plan->scope != NULL));
    }
}

static void
test_prepare (gconstpointer data)
{
  static const char *const nonsense[] = { "", "   ", "ftp://example.org", "no address at all", "https://", "http:///x", "javascript:alert(1)//", "@", "\n" };
  const EarChannelKind *kind = data;

  if (kind->prepare != NULL && !asks_address (kind))
    {
      prepare_in_place (kind);
      return;
    }
  for (gsize i = 0; kind->prepare != NULL && i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr (EarSession) session = session_new (kind);
      g_autoptr (EarSignInPlan) plan = ear_sign_in_plan_new ();
      g_autoptr (GError) error = NULL;
      Canned canned = { 200, "<html>Welcome</html>" };

      scripted_session_answer_always (session, answer_canned, &canned);
      g_assert_false (kind->prepare (session, nonsense[i], NULL, plan, &error));
      g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_REJECTED);
      g_assert_cmpuint (strlen (error->message), >, 20);
    }
}

/* The person's other accounts are nobody's business: no credentials, and no http where others can read along. */
static void
test_prepare_is_anonymous (gconstpointer data)
{
  static const char *const addresses[] = { "example.org", "http://example.org/a/b", "https://me:secret@example.org/", "@shop@example.org", "127.0.0.1.example.org" };
  const EarChannelKind *kind = data;

  for (gsize i = 0; kind->prepare != NULL && asks_address (kind) && i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (EarSession) session = session_new (kind);
      g_autoptr (EarSignInPlan) plan = ear_sign_in_plan_new ();
      g_autoptr (GError) error = NULL;
      Canned canned = { 404, "<html>No</html>" };

      scripted_session_answer_always (session, answer_canned, &canned);
      g_assert_false (kind->prepare (session, addresses[i], NULL, plan, &error));
      g_assert_cmpuint (canned.n_reads, >, 0);
      g_assert_cmpuint (canned.n_reads, <, 40);
      g_assert_cmpuint (canned.n_with_credentials, ==, 0);
      g_assert_false (canned.plain_http);
      g_assert_null (strstr (error->message, "secret"));
    }
}

/* ---- accounts ---- */

static void
test_account_rules (gconstpointer data)
{
  const EarChannelKind *kind = data;
  g_autoptr (GHashTable) settings = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (ear_channel_kind_get_abilities (kind, NULL), ==, kind->rules.abilities);
  g_hash_table_insert (settings, (gpointer) EAR_SETTING_CANNOT, (gpointer) "approve trash");
  g_assert_cmpuint (ear_channel_kind_get_abilities (kind, settings), ==, kind->rules.abilities & ~(guint) (EAR_CAN_APPROVE | EAR_CAN_TRASH));

  g_assert_cmpuint (ear_channel_kind_get_text_rule (kind, NULL, EAR_CONVERSATION_COMMENT).maximum, ==, kind->rules.text.maximum);
  g_hash_table_insert (settings, (gpointer) EAR_SETTING_TEXT_MAXIMUM, (gpointer) "5000");
  g_hash_table_insert (settings, (gpointer) EAR_SETTING_URL_WEIGHT, (gpointer) "many");
  g_assert_cmpuint (ear_channel_kind_get_text_rule (kind, settings, EAR_CONVERSATION_COMMENT).maximum, ==, 5000);
  g_assert_cmpuint (ear_channel_kind_get_text_rule (kind, settings, EAR_CONVERSATION_COMMENT).url_weight, ==, kind->rules.text.url_weight);
  /* What is set is of what everybody reads. */
  g_assert_cmpuint (ear_channel_kind_get_text_rule (kind, settings, EAR_CONVERSATION_DIRECT).maximum, ==,
                    kind->rules.direct_text.maximum > 0 ? kind->rules.direct_text.maximum : 5000);
}

static void
test_abilities (void)
{
  for (guint verb = 0; verb < EAR_N_VERBS; verb++)
    {
      EarAbilities ability = ear_ability_for_verb ((EarVerb) verb);

      g_assert_true ((ability == 0) == (verb == EAR_VERB_MARK_READ));
      g_assert_true (ability == 0 || ear_ability_to_string (ability) != NULL);
    }
  g_assert_null (ear_ability_to_string (EAR_CAN_REPLY | EAR_CAN_LIKE));
}

static void
test_registry (void)
{
  gsize n_kinds;
  const EarChannelKind *const *kinds = ear_channel_kinds (&n_kinds);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (n_kinds, >=, 7);
  for (gsize i = 0; i < n_kinds; i++)
    {
      g_assert_nonnull (kinds[i]);
      g_assert_true (g_hash_table_add (ids, (gpointer) kinds[i]->id));
    }
  g_assert_null (ear_channel_kind_lookup ("carrier-pigeon"));
  g_assert_null (ear_channel_kind_lookup (NULL));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (gconstpointer);
  } tests[] = {
    { "data", test_data },
    { "sign-in", test_sign_in },
    { "streams", test_streams },
    { "refuses", test_refuses },
    { "perform-unreadable", test_perform_unreadable },
    { "find-sent-unreadable", test_find_sent_unreadable },
    { "pull-unreadable", test_pull_unreadable },
    { "pull-refused", test_pull_refused },
    { "pull-twice", test_pull_twice },
    { "no-false-deletion", test_no_false_deletion },
    { "prepare", test_prepare },
    { "prepare-is-anonymous", test_prepare_is_anonymous },
    { "account-rules", test_account_rules },
  };
  gsize n_kinds;
  const EarChannelKind *const *kinds = ear_channel_kinds (&n_kinds);

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  samples = argv[1];

  g_test_add_func ("/channels/registry", test_registry);
  g_test_add_func ("/channels/abilities", test_abilities);
  for (gsize i = 0; i < n_kinds; i++)
    {
      for (gsize t = 0; t < G_N_ELEMENTS (tests); t++)
        {
          g_autofree char *path = g_strdup_printf ("/channels/%s/%s", kinds[i]->id, tests[t].name);

          g_test_add_data_func (path, kinds[i], tests[t].test);
        }
    }
  return g_test_run ();
}
