/* test-facebook-kind.c: Earshot's Facebook against the town's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "practice/town-session.h"

typedef struct {
  Fixture *fixture;
  const EarChannelKind *kind;
  EarSession *session;
  Held *held;
  char *forward[8], *backfill[8];
} Desk;

static Desk *
desk_new (guint size, const char *token)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->fixture = fixture_new ("facebook", size);
  ear_town_set (desk->fixture->town, "quiet", "yes");
  desk->kind = ear_channel_kind_lookup ("facebook");
  desk->session = town_session_sign_in (desk->fixture, desk->kind, token);
  desk->held = held_new ();
  return desk;
}

static void
desk_free (Desk *desk)
{
  for (gsize i = 0; i < G_N_ELEMENTS (desk->forward); i++)
    {
      g_free (desk->forward[i]);
      g_free (desk->backfill[i]);
    }
  held_free (desk->held);
  ear_session_free (desk->session);
  fixture_free (desk->fixture);
  ear_clock_set_for_test (-1);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static void
advance (Desk *desk, gint64 ms)
{
  desk->fixture->clock_ms += ms;
  ear_clock_set_for_test (ear_town_now (desk->fixture->town));
}

static guint
pull_all (Desk *desk, EarPullDirection direction, guint patience)
{
  guint n_problems = 0;

  for (guint i = 0; desk->kind->streams[i].id != NULL; i++)
    {
      const EarStreamSpec *stream = &desk->kind->streams[i];
      g_autofree char *again = NULL;
      char **cursor = direction == EAR_PULL_FORWARD ? &desk->forward[i] : direction == EAR_PULL_BACKFILL ? &desk->backfill[i] : &again;

      if (direction == EAR_PULL_RECONCILE ? stream->reconcile_s > 0 : direction == EAR_PULL_FORWARD || stream->backfill)
        n_problems += held_pull (desk->held, desk->session, desk->kind, stream->id, direction, cursor, patience);
    }
  return n_problems;
}

/* ---- the town's truth ---- */

/* (nullable): nothing that stands on the Page or in Messenger. */
static char *
dup_ext (const EarTownItem *item)
{
  switch (item->kind)
    {
    case EAR_TOWN_VISIT:
      return g_strconcat ("post:", item->account->id, "_", item->id, NULL);
    case EAR_TOWN_MENTION:
      return g_strconcat ("post:", item->author, "_", item->id, NULL);
    case EAR_TOWN_REVIEW:
      return g_strconcat ("rating:", item->id, NULL);
    case EAR_TOWN_COMMENT:
      return item->top->unpublished ? NULL : g_strconcat (item->top->id, "_", item->id, NULL);
    case EAR_TOWN_MESSAGE:
      return g_strconcat ("m_", item->id, NULL);
    default:
      return NULL;
    }
}

static char *
dup_conversation (const EarTownItem *item)
{
  if (item->kind == EAR_TOWN_MESSAGE)
    return g_strconcat ("t_", item->top->id, NULL);
  if (item->kind == EAR_TOWN_COMMENT && item->top->kind == EAR_TOWN_POST)
    return dup_ext (item->parent != NULL ? item->parent : item);
  return dup_ext (item->top != NULL ? item->top : item);
}

/* Facebook forgets older messages by itself, and a recommendation has no address: of neither a deletion is told. */
static gboolean
is_kept (const char *ext)
{
  return g_str_has_prefix (ext, "m_") || g_str_has_prefix (ext, "rating:");
}

/* Whatever the town has is held as it is there, and nothing else is. */
static guint
compare_with_town (Desk *desk)
{
  const EarTown *town = desk->fixture->town;
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = 0;
  GHashTableIter iter;
  gpointer held, value;

  for (guint i = 0; i < town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (town->items, i);
      g_autofree char *ext = dup_ext (item);
      g_autofree char *conversation = NULL;
      const EarMessage *message;

      if (ext == NULL || item->deleted)
        continue;
      /* Of a conversation's older messages the words are gone. */
      if (item->kind == EAR_TOWN_MESSAGE && item->at_below + 20 < item->top->below->len)
        continue;
      n++;
      message = held_lookup (desk->held, ext);
      if (message == NULL)
        g_error ("%s was lost", ext);
      conversation = dup_conversation (item);
      g_assert_cmpstr (message->conversation_ext, ==, conversation);
      g_assert_cmpstr (message->text, ==, item->text);
      g_assert_cmpint (message->sent_at / 1000, ==, item->created_ms / 1000);
      g_assert_cmpint (message->direction, ==, ear_town_item_is_ours (item) ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND);
      g_assert_cmpint (message->state, ==, item->hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE);
      if (item->kind == EAR_TOWN_COMMENT && item->top->kind == EAR_TOWN_POST && item->parent == NULL && !ear_town_item_is_ours (item))
        g_assert_true ((message->flags & EAR_MESSAGE_ADDRESSED) != 0);
      g_hash_table_add (there, g_steal_pointer (&ext));
    }
  g_hash_table_iter_init (&iter, desk->held->messages);
  while (g_hash_table_iter_next (&iter, &held, &value))
    if (((const EarMessage *) value)->state != EAR_MESSAGE_DELETED && !g_hash_table_contains (there, held) && !is_kept (held))
      g_error ("%s is no longer there: “%s”", (const char *) held, ((const EarMessage *) value)->text);
  return n;
}

static EarTownItem *
find_comment (Desk *desk, gboolean reply)
{
  for (guint i = desk->fixture->town->items->len; i > 0; i--)
    {
      EarTownItem *item = g_ptr_array_index (desk->fixture->town->items, i - 1);
      const EarTownPerson *person = ear_town_find_person (desk->fixture->town, item->author);

      if (item->kind == EAR_TOWN_COMMENT && item->top->kind == EAR_TOWN_POST && !item->top->unpublished && !item->deleted && !item->hidden
          && !ear_town_item_is_ours (item) && (item->parent != NULL) == reply && !person->withheld)
        return item;
    }
  g_error ("the town has no such comment");
}

/* ---- reading ---- */

static void
test_signs_in (gconstpointer data)
{
  const char *type = data;
  g_autoptr (Desk) desk = desk_new (60, type);
  const EarCredentials *credentials = desk->session->credentials;

  g_assert_true (g_str_has_prefix (credentials->secret, "EAAPage"));
  g_assert_cmpstr (ear_session_get_setting (desk->session, "messenger"), ==, "yes");
  g_assert_cmpstr (ear_session_get_setting (desk->session, EAR_SETTING_CANNOT), ==, "");
  if (strcmp (type, "short") == 0)
    {
      /* What lived for an hour lives for weeks, and is renewed half-way. */
      g_assert_cmpint (credentials->expires_at, >, desk->fixture->clock_ms + 50 * DAY_MS);
      g_assert_cmpint (credentials->renew_at, <, credentials->expires_at);
      g_assert_true (g_str_has_prefix (credentials->refresh_token, "EAAUser"));
    }
  pull_all (desk, EAR_PULL_FORWARD, 0);
  g_assert_cmpuint (g_hash_table_size (desk->held->messages), >, 0);
}

/* The page in the browser, the code it comes back with, and what that becomes. */
static void
test_signs_in_by_browser (void)
{
  g_autoptr (Desk) desk = desk_new (60, "system");
  const EarTownAccount *account = desk->fixture->account;
  const char *redirect = "http://localhost:5000/callback";
  g_autoptr (EarSignInPlan) plan = ear_sign_in_plan_new ();
  g_autoptr (EarCredentials) credentials = NULL;
  g_autoptr (EarSession) session = NULL;
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_account_free);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarTownRequest) page = NULL;
  g_autoptr (EarReply) answer = NULL;
  g_autoptr (GHashTable) brought = NULL;
  g_autoptr (EarJson) tokens = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL, *query = NULL, *form = NULL;

  plan->way = ear_channel_kind_lookup_way (desk->kind, "browser");
  plan->client_id = g_strdup (account->app_id);
  plan->client_secret = g_strdup (account->app_secret);
  session = town_session_new (desk->fixture, desk->kind, NULL);
  g_assert_true (desk->kind->prepare (session, "", redirect, plan, &error));

  url = ear_url_build (plan->authorize_url, NULL, "response_type", "code", "client_id", plan->client_id, "redirect_uri", redirect, "scope", plan->scope,
                       "state", "ours", NULL);
  page = ear_town_request_new ("GET", url + strlen ("https://www.facebook.com"));
  g_set_str (&page->origin, "https://www.facebook.com");
  answer = desk->fixture->simulator->handle (desk->fixture->town, page);
  g_assert_true (g_str_has_prefix (ear_reply_get_header (answer, "location"), redirect));
  query = g_strdup (strchr (ear_reply_get_header (answer, "location"), '?') + 1);
  query[strcspn (query, "#")] = '\0';
  brought = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);
  g_assert_cmpstr (g_hash_table_lookup (brought, "state"), ==, "ours");

  form = ear_form_encode ("grant_type", "authorization_code", "code", g_hash_table_lookup (brought, "code"), "redirect_uri", redirect, "client_id",
                          plan->client_id, "client_secret", plan->client_secret, NULL);
  tokens = ear_session_post_form (session, plan->token_url, form, NULL, &error);
  g_assert_no_error (error);
  credentials = ear_credentials_new (NULL, ear_json_member_text (ear_json_root (tokens), "access_token"));
  credentials->client_id = g_strdup (plan->client_id);
  credentials->client_secret = g_strdup (plan->client_secret);
  g_clear_pointer (&session, ear_session_free);
  session = town_session_new (desk->fixture, desk->kind, credentials);
  g_assert_true (desk->kind->discover (session, accounts, batch, &error));
  g_assert_cmpuint (accounts->len, ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (((EarAccount *) g_ptr_array_index (accounts, 0))->settings, "messenger"), ==, "yes");
}

static void
test_wrong_app_secret (void)
{
  g_autoptr (Desk) desk = desk_new (60, "system");
  g_autoptr (EarCredentials) credentials = ear_credentials_new (NULL, ear_town_get_token (desk->fixture->town, desk->fixture->account, "short")->secret);
  g_autoptr (EarSession) session = NULL;
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_account_free);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;

  credentials->client_id = g_strdup (desk->fixture->account->app_id);
  credentials->client_secret = g_strdup ("another");
  session = town_session_new (desk->fixture, desk->kind, credentials);
  g_assert_false (desk->kind->discover (session, accounts, batch, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_AUTH);
  g_assert_nonnull (strstr (error->message, "secret"));
}

static void
test_renews (void)
{
  g_autoptr (Desk) desk = desk_new (60, "short");
  g_autoptr (EarCredentials) credentials = ear_credentials_copy (desk->session->credentials);
  g_autoptr (GError) error = NULL;

  advance (desk, 30 * DAY_MS);
  g_assert_true (desk->kind->renew (desk->session, credentials, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (credentials->refresh_token, !=, desk->session->credentials->refresh_token);
  g_assert_cmpint (credentials->expires_at, >, desk->session->credentials->expires_at);
  advance (desk, 40 * DAY_MS);
  ear_credentials_free (desk->session->credentials);
  desk->session->credentials = ear_credentials_copy (credentials);
  pull_all (desk, EAR_PULL_FORWARD, 0);
}

static void
test_reads_everything (void)
{
  g_autoptr (Desk) desk = desk_new (600, "system");
  guint n;

  pull_all (desk, EAR_PULL_FORWARD, 0);
  pull_all (desk, EAR_PULL_BACKFILL, 0);
  n = compare_with_town (desk);
  g_test_message ("%u messages in %u requests", n, town_session_get_count (desk->session));
  g_assert_cmpuint (n, >, 400);
}

static void
test_reads_many (void)
{
  g_autoptr (Desk) desk = desk_new (20000, "system");
  guint n;

  pull_all (desk, EAR_PULL_BACKFILL, 0);
  n = compare_with_town (desk);
  g_test_message ("%u messages in %u requests", n, town_session_get_count (desk->session));
  g_assert_cmpuint (n, >, 15000);
}

static void
test_keeps_up (void)
{
  g_autoptr (Desk) desk = desk_new (300, "system");
  EarTown *town = desk->fixture->town;
  EarTownItem *comment, *gone, *post;
  guint before;

  pull_all (desk, EAR_PULL_FORWARD, 0);
  pull_all (desk, EAR_PULL_BACKFILL, 0);
  compare_with_town (desk);

  /* An edit, a deletion with what is below it, something new at each place. */
  advance (desk, 5 * MINUTE_MS);
  post = g_ptr_array_index (desk->fixture->account->tops[EAR_TOWN_POST], desk->fixture->account->tops[EAR_TOWN_POST]->len - 1);
  comment = ear_town_write (town, desk->fixture->account, EAR_TOWN_COMMENT, ((EarTownPerson *) g_ptr_array_index (town->people, 1))->id,
                            "Is there a table tonight?", post, NULL);
  gone = ear_town_write (town, desk->fixture->account, EAR_TOWN_COMMENT, ((EarTownPerson *) g_ptr_array_index (town->people, 2))->id, "Buy now!", post,
                         NULL);
  before = town_session_get_count (desk->session);
  pull_all (desk, EAR_PULL_FORWARD, 0);
  g_assert_cmpuint (town_session_get_count (desk->session) - before, <=, 5);
  compare_with_town (desk);

  advance (desk, HOUR_MS);
  ear_town_edit (town, comment, "Is there a table tomorrow?");
  ear_town_delete (town, gone);
  pull_all (desk, EAR_PULL_FORWARD, 0);
  pull_all (desk, EAR_PULL_RECONCILE, 0);
  compare_with_town (desk);
  {
    g_autofree char *ext = dup_ext (gone);

    g_assert_cmpint (held_lookup (desk->held, ext)->state, ==, EAR_MESSAGE_DELETED);
  }
}

/* Nothing announces a comment under an old post: it is found all the same, however many there are. */
static void
test_old_post (void)
{
  g_autoptr (Desk) desk = desk_new (2000, "system");
  EarTown *town = desk->fixture->town;
  EarTownItem *post = g_ptr_array_index (desk->fixture->account->tops[EAR_TOWN_POST], 0);
  g_autofree char *cursor = NULL;
  guint before;

  g_assert_cmpuint (desk->fixture->account->tops[EAR_TOWN_POST]->len, >, 50);
  pull_all (desk, EAR_PULL_FORWARD, 0);
  pull_all (desk, EAR_PULL_BACKFILL, 0);
  advance (desk, HOUR_MS);
  for (guint i = 0; i < 180; i++)
    ear_town_write (town, desk->fixture->account, EAR_TOWN_COMMENT, ((EarTownPerson *) g_ptr_array_index (town->people, 1 + i % 20))->id,
                    "Is this still so?", post, NULL);
  before = town_session_get_count (desk->session);
  for (guint i = 0; i < desk->fixture->account->tops[EAR_TOWN_POST]->len / 25 + 1; i++)
    held_pull (desk->held, desk->session, desk->kind, "comments", EAR_PULL_RECONCILE, &cursor, 0);
  g_test_message ("found after %u requests", town_session_get_count (desk->session) - before);
  /* Two for each round and some for posts whose comments go on: none is asked for one by one. */
  g_assert_cmpuint (town_session_get_count (desk->session) - before, <, 40);
  compare_with_town (desk);
}

/* ---- lists that are given wrongly ---- */

static void
test_bears_mischief (void)
{
  static const EarMischiefKind kinds[] = {
    EAR_MISCHIEF_DROP_BEFORE, EAR_MISCHIEF_DROP_AFTER, EAR_MISCHIEF_ERROR_BEFORE, EAR_MISCHIEF_ERROR_AFTER,
    EAR_MISCHIEF_THROTTLE,    EAR_MISCHIEF_DUPLICATE,  EAR_MISCHIEF_REORDER,
  };
  guint n_problems = 0;

  for (guint seed = 1; seed <= 10; seed++)
    {
      g_autoptr (Desk) desk = desk_new (200, "system");

      ear_mischief_clear (desk->fixture->town->mischief, seed);
      for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
        ear_mischief_add (desk->fixture->town->mischief, &(EarMischiefRule) { .kind = kinds[i], .per_mille = 60 });
      n_problems += pull_all (desk, EAR_PULL_FORWARD, 1000);
      n_problems += pull_all (desk, EAR_PULL_BACKFILL, 1000);
      ear_mischief_clear (desk->fixture->town->mischief, seed);
      compare_with_town (desk);
    }
  g_assert_cmpuint (n_problems, >, 20);
}

static void
test_revoked (void)
{
  g_autoptr (Desk) desk = desk_new (100, "system");
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;

  ear_mischief_add (desk->fixture->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_REVOKE, .times = 1 });
  g_assert_false (desk->kind->pull (desk->session, "comments", EAR_PULL_FORWARD, NULL, batch, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_AUTH);
  g_assert_null (batch->cursor);
}

/* ---- writing ---- */

static EarOp *
op_for (Desk *desk, EarVerb verb, const EarTownItem *item, const char *text)
{
  EarOp *op = ear_op_new (verb);
  g_autofree char *post = item->top != NULL && item->top->kind == EAR_TOWN_POST ? g_strconcat (item->account->id, "_", item->top->id, NULL) : NULL;

  g_set_str (&op->key, "00000000-0000-4000-8000-000000000001");
  op->target_ext = dup_ext (item);
  op->conversation_ext = dup_conversation (item);
  op->target_author_ext = g_strdup (item->author);
  op->post_ext = g_strdup (post);
  op->text = g_strdup (text);
  op->created_at = op->first_sent_at = desk->fixture->clock_ms;
  return op;
}

static guint
count_text (Desk *desk, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < desk->fixture->town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (desk->fixture->town->items, i);

      n += !item->deleted && strcmp (item->text, text) == 0;
    }
  return n;
}

static void
perform (Desk *desk, const EarOp *op)
{
  EarBatch *batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;

  desk->kind->perform (desk->session, op, batch, &error);
  g_assert_no_error (error);
  held_apply (desk->held, desk->session, desk->kind, batch);
}

static void
test_acts (void)
{
  g_autoptr (Desk) desk = desk_new (300, "system");
  EarTownItem *comment = find_comment (desk, FALSE), *reply = find_comment (desk, TRUE);
  g_autoptr (EarOp) answer = op_for (desk, EAR_VERB_REPLY, reply, "We open at six.");
  g_autoptr (EarOp) like = op_for (desk, EAR_VERB_LIKE, comment, NULL);
  g_autoptr (EarOp) unlike = op_for (desk, EAR_VERB_UNLIKE, comment, NULL);
  g_autoptr (EarOp) hide = op_for (desk, EAR_VERB_HIDE, comment, NULL);
  g_autoptr (EarOp) unhide = op_for (desk, EAR_VERB_UNHIDE, comment, NULL);
  g_autoptr (EarOp) block = op_for (desk, EAR_VERB_BLOCK, comment, NULL);
  g_autoptr (EarOp) unblock = op_for (desk, EAR_VERB_UNBLOCK, comment, NULL);
  g_autoptr (EarOp) delete = op_for (desk, EAR_VERB_DELETE, comment, NULL);
  EarTownItem *ours;

  pull_all (desk, EAR_PULL_FORWARD, 0);
  pull_all (desk, EAR_PULL_BACKFILL, 0);
  perform (desk, answer);
  ours = g_ptr_array_index (desk->fixture->town->items, desk->fixture->town->items->len - 1);
  g_assert_cmpstr (ours->text, ==, "We open at six.");
  g_assert_true (ours->parent == reply->parent);
  {
    g_autoptr (EarOp) edit = op_for (desk, EAR_VERB_EDIT, ours, "We open at seven.");

    perform (desk, edit);
    g_assert_cmpstr (ours->text, ==, "We open at seven.");
  }
  perform (desk, like);
  g_assert_true (comment->liked && held_lookup (desk->held, like->target_ext)->liked);
  perform (desk, unlike);
  g_assert_false (comment->liked || held_lookup (desk->held, like->target_ext)->liked);
  perform (desk, hide);
  g_assert_true (comment->hidden);
  compare_with_town (desk);
  perform (desk, unhide);
  g_assert_false (comment->hidden);
  perform (desk, block);
  g_assert_true (g_hash_table_contains (desk->fixture->account->blocked, comment->author));
  perform (desk, unblock);
  g_assert_false (g_hash_table_contains (desk->fixture->account->blocked, comment->author));
  compare_with_town (desk);
  perform (desk, delete);
  g_assert_true (comment->deleted);
}

static void
test_answers_elsewhere (void)
{
  g_autoptr (Desk) desk = desk_new (300, "system");
  const EarTownItem *visit = g_ptr_array_index (desk->fixture->account->tops[EAR_TOWN_VISIT], 0);
  const EarTownItem *review = g_ptr_array_index (desk->fixture->account->tops[EAR_TOWN_REVIEW], 0);
  g_autoptr (EarOp) to_visit = op_for (desk, EAR_VERB_REPLY, visit, "Thank you for the visit.");
  g_autoptr (EarOp) to_review = op_for (desk, EAR_VERB_REPLY, review, "Thank you for the stars.");

  perform (desk, to_visit);
  perform (desk, to_review);
  g_assert_cmpuint (count_text (desk, "Thank you for the visit."), ==, 1);
  g_assert_cmpuint (count_text (desk, "Thank you for the stars."), ==, 1);
}

/* Lost at each point, then looked for, then sent again where it is not there: once, whatever happened. */
static void
test_sends_once (void)
{
  static const EarMischiefKind kinds[] = { EAR_MISCHIEF_DROP_BEFORE, EAR_MISCHIEF_DROP_AFTER, EAR_MISCHIEF_ERROR_BEFORE, EAR_MISCHIEF_ERROR_AFTER, EAR_MISCHIEF_THROTTLE };
  static const char *const methods[] = { "POST", "GET" };
  g_autoptr (Desk) desk = desk_new (300, "system");

  for (gsize m = 0; m < G_N_ELEMENTS (methods); m++)
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
      {
        EarTownItem *comment = find_comment (desk, FALSE);
        g_autofree char *text = g_strdup_printf ("Answer %zu of %zu", i, m);
        g_autoptr (EarOp) op = op_for (desk, EAR_VERB_REPLY, comment, text);
        g_autoptr (EarBatch) batch = ear_batch_new ();
        g_autoptr (GError) error = NULL;

        ear_mischief_add (desk->fixture->town->mischief, &(EarMischiefRule) { .kind = kinds[i], .method = (char *) methods[m], .times = 1 });
        if (!desk->kind->perform (desk->session, op, batch, &error))
          {
            g_autoptr (GError) lost = NULL;
            EarFound found;

            g_assert_true (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_OUTCOME_UNKNOWN) || g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER));
            found = g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER) ? EAR_NOT_THERE : desk->kind->find_sent (desk->session, op, batch, &lost);
            g_assert_no_error (lost);
            g_assert_cmpint (found, !=, EAR_CANNOT_TELL);
            g_assert_true ((found == EAR_FOUND) == (count_text (desk, text) == 1));
            if (found == EAR_NOT_THERE)
              perform (desk, op);
          }
        ear_mischief_clear (desk->fixture->town->mischief, 1);
        g_assert_cmpuint (count_text (desk, text), ==, 1);
        advance (desk, MINUTE_MS);
      }
}

/* Sent, looked for where the answer was lost, sent again. */
static void
send_surely (Desk *desk, const EarOp *op)
{
  for (guint try = 0; try < 100; try++)
    {
      EarBatch *batch = ear_batch_new ();
      g_autoptr (GError) error = NULL;

      if (desk->kind->perform (desk->session, op, batch, &error))
        {
          held_apply (desk->held, desk->session, desk->kind, batch);
          return;
        }
      /* Whoever was answered deleted it meanwhile. */
      if (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_GONE))
        {
          ear_batch_free (batch);
          return;
        }
      while (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_OUTCOME_UNKNOWN))
        {
          g_autoptr (GError) lost = NULL;
          EarFound found = desk->kind->find_sent (desk->session, op, batch, &lost);

          if (found == EAR_FOUND || g_error_matches (lost, EAR_PROBLEM, EAR_PROBLEM_GONE))
            {
              held_apply (desk->held, desk->session, desk->kind, batch);
              return;
            }
          if (found == EAR_NOT_THERE)
            break;
        }
      ear_batch_free (batch);
    }
  g_error ("sent in vain");
}

static void
refresh_all (Desk *desk)
{
  g_autoptr (GHashTable) conversations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, desk->held->messages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_hash_table_add (conversations, g_strdup (((const EarMessage *) value)->conversation_ext));
  g_hash_table_iter_init (&iter, conversations);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    {
      EarBatch *batch = ear_batch_new ();
      g_autoptr (GError) error = NULL;

      desk->kind->refresh (desk->session, value, batch, &error);
      /* A thread or a recommendation that is gone stays as it was. */
      if (error != NULL && !g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_GONE))
        g_error ("%s: %s", (const char *) value, error->message);
      held_apply (desk->held, desk->session, desk->kind, batch);
    }
}

/* Days of a town that writes, edits, deletes and waits for answers, over lines that break: nothing lost, nothing twice. */
static void
test_lives (void)
{
  guint n_answers = 0, n_struck = 0;

  for (guint seed = 1; seed <= 8; seed++)
    {
      g_autoptr (Desk) desk = desk_new (150, "system");
      EarMischief *mischief = desk->fixture->town->mischief;

      ear_town_set (desk->fixture->town, "quiet", "no");
      ear_town_set (desk->fixture->town, "hurry", "10");
      pull_all (desk, EAR_PULL_FORWARD, 0);
      pull_all (desk, EAR_PULL_BACKFILL, 0);
      ear_mischief_clear (mischief, seed);
      for (guint kind = 0; kind < EAR_MISCHIEF_N; kind++)
        if (kind != EAR_MISCHIEF_REVOKE && kind != EAR_MISCHIEF_EXPIRE && kind != EAR_MISCHIEF_STALL)
          ear_mischief_add (mischief, &(EarMischiefRule) { .kind = (EarMischiefKind) kind, .per_mille = 55 });
      for (guint round = 0; round < 40; round++)
        {
          EarTownItem *comment;

          advance (desk, 15 * MINUTE_MS);
          ear_town_live (desk->fixture->town, desk->fixture->clock_ms);
          pull_all (desk, EAR_PULL_FORWARD, 200);
          if (round % 4 == 0)
            pull_all (desk, EAR_PULL_RECONCILE, 200);
          comment = find_comment (desk, round % 2 == 0);
          {
            g_autofree char *text = g_strdup_printf ("Answer %u of %u", round, seed);
            g_autoptr (EarOp) op = op_for (desk, EAR_VERB_REPLY, comment, text);

            send_surely (desk, op);
            g_assert_cmpuint (count_text (desk, text), <=, 1);
            n_answers += count_text (desk, text);
          }
        }
      for (guint kind = 0; kind < EAR_MISCHIEF_N; kind++)
        n_struck += ear_mischief_get_count (mischief, (EarMischiefKind) kind);
      ear_mischief_clear (mischief, seed);
      advance (desk, MINUTE_MS);
      pull_all (desk, EAR_PULL_FORWARD, 0);
      for (guint i = 0; i < 3; i++)
        pull_all (desk, EAR_PULL_RECONCILE, 0);
      refresh_all (desk);
      compare_with_town (desk);
    }
  g_test_message ("%u answers, %u times something went wrong", n_answers, n_struck);
  g_assert_cmpuint (n_answers, >, 200);
  g_assert_cmpuint (n_struck, >, 1000);
}

static void
test_messenger (void)
{
  g_autoptr (Desk) desk = desk_new (300, "system");
  EarTown *town = desk->fixture->town;
  EarTownItem *thread = NULL, *message;
  const EarTownItem *comment = find_comment (desk, FALSE);

  for (guint i = 0; i < town->people->len && thread == NULL; i++)
    {
      const EarTownPerson *person = g_ptr_array_index (town->people, i);

      if (person->insider)
        thread = ear_town_get_thread (town, desk->fixture->account, person->id, TRUE);
    }
  g_assert_nonnull (thread);
  message = ear_town_write (town, desk->fixture->account, EAR_TOWN_MESSAGE, thread->author, "A table for two?", thread, NULL);
  pull_all (desk, EAR_PULL_FORWARD, 0);
  {
    g_autofree char *ext = dup_ext (message);
    const EarMessage *held = held_lookup (desk->held, ext);
    g_autoptr (EarOp) answer = op_for (desk, EAR_VERB_REPLY, message, "At eight?");

    g_assert_nonnull (held);
    g_assert_true ((held->flags & EAR_MESSAGE_ADDRESSED) != 0 && held->audience == EAR_AUDIENCE_DIRECT);
    perform (desk, answer);
    g_assert_cmpuint (count_text (desk, "At eight?"), ==, 1);
  }
  /* Two days later it is too late, unless Meta lets a person answer for a week. */
  advance (desk, 2 * DAY_MS);
  {
    g_autoptr (EarOp) late = op_for (desk, EAR_VERB_REPLY, message, "Still there?");
    g_autoptr (EarBatch) batch = ear_batch_new ();
    g_autoptr (GError) error = NULL;

    g_assert_false (desk->kind->perform (desk->session, late, batch, &error));
    g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_REJECTED);
    g_assert_nonnull (strstr (error->message, "24 hours"));
    ear_session_set_setting (desk->session, "human_agent", "yes");
    perform (desk, late);
    g_assert_cmpuint (count_text (desk, "Still there?"), ==, 1);
  }
  {
    g_autoptr (EarOp) privately = op_for (desk, EAR_VERB_PRIVATE_REPLY, comment, "We wrote to you.");
    g_autofree char *conversation = dup_conversation (comment);
    const EarMessage *ours = NULL;
    GHashTableIter iter;
    gpointer value;

    perform (desk, privately);
    g_hash_table_iter_init (&iter, desk->held->messages);
    while (g_hash_table_iter_next (&iter, NULL, &value))
      if (g_strcmp0 (((const EarMessage *) value)->text, "We wrote to you.") == 0)
        ours = value;
    g_assert_cmpstr (ours->conversation_ext, ==, conversation);
    g_assert_cmpint (ours->audience, ==, EAR_AUDIENCE_DIRECT);
    g_assert_cmpuint (count_text (desk, "We wrote to you."), ==, 1);
    {
      g_autoptr (EarBatch) batch = ear_batch_new ();
      g_autoptr (GError) error = NULL;

      /* Once for each comment. */
      g_assert_false (desk->kind->perform (desk->session, privately, batch, &error));
      g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_REJECTED);
    }
  }
}

int
main (int argc, char **argv)
{
  static const char *const tokens[] = { "system", "user", "short", "page" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autofree char *path = g_strconcat ("/facebook-kind/signs-in/", tokens[i], NULL);

      g_test_add_data_func (path, tokens[i], test_signs_in);
    }
  g_test_add_func ("/facebook-kind/signs-in/browser", test_signs_in_by_browser);
  g_test_add_func ("/facebook-kind/wrong-app-secret", test_wrong_app_secret);
  g_test_add_func ("/facebook-kind/renews", test_renews);
  g_test_add_func ("/facebook-kind/reads-everything", test_reads_everything);
  g_test_add_func ("/facebook-kind/reads-many", test_reads_many);
  g_test_add_func ("/facebook-kind/keeps-up", test_keeps_up);
  g_test_add_func ("/facebook-kind/old-post", test_old_post);
  g_test_add_func ("/facebook-kind/bears-mischief", test_bears_mischief);
  g_test_add_func ("/facebook-kind/revoked", test_revoked);
  g_test_add_func ("/facebook-kind/acts", test_acts);
  g_test_add_func ("/facebook-kind/answers-elsewhere", test_answers_elsewhere);
  g_test_add_func ("/facebook-kind/sends-once", test_sends_once);
  g_test_add_func ("/facebook-kind/lives", test_lives);
  g_test_add_func ("/facebook-kind/messenger", test_messenger);
  return g_test_run ();
}
