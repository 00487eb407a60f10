/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "practice/town-session.h"

#include <string.h>

typedef struct {
  EarSession parent;
  Fixture *fixture;
  guint n_requests;
} TownSession;

static EarTownRequest *
translate (TownSession *self, const EarRequest *request)
{
  g_autofree char *origin = ear_url_get_origin (request->url);
  const char *host = strstr (origin, "://") + 3;
  const EarCredentials *credentials = self->parent.credentials;
  const char *token = request->bearer != NULL ? request->bearer : credentials != NULL && !request->anonymous ? credentials->secret : NULL;
  EarTownRequest *asked = ear_town_request_new (request->method, request->url + strlen (origin));

  /* Whatever addresses are given: nothing is asked of strangers. */
  g_assert_true (g_strv_contains (self->fixture->simulator->hosts, host));
  g_set_str (&asked->origin, origin);
  for (guint i = 0; i + 1 < request->headers->len; i += 2)
    ear_town_request_set_header (asked, g_ptr_array_index (request->headers, i), g_ptr_array_index (request->headers, i + 1));
  if (token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);

      ear_town_request_set_header (asked, "Authorization", bearer);
    }
  if (request->body != NULL)
    {
      gsize length;
      const char *body = g_bytes_get_data (request->body, &length);

      ear_town_request_set_body (asked, body, length, request->content_type);
    }
  return asked;
}

static EarReply *
town_send (EarSession *session, EarRequest *request, GError **error)
{
  TownSession *self = (TownSession *) session;
  g_autoptr (EarTownRequest) asked = translate (self, request);
  guint delay_ms;
  EarReply *reply = ear_town_answer (self->fixture->town, self->fixture->simulator, asked, &delay_ms);

  self->n_requests++;
  if (reply == NULL)
    {
      if (strcmp (request->method, "GET") == 0)
        ear_problem_set (error, EAR_PROBLEM_OFFLINE, "The connection ended.");
      else
        ear_problem_set (error, EAR_PROBLEM_OUTCOME_UNKNOWN, "The connection ended.");
      return NULL;
    }
  reply->date_ms = ear_town_now (self->fixture->town);
  g_set_str (&reply->final_url, request->url);
  return reply;
}

static void
town_session_free (EarSession *session)
{
  ear_session_clear (session);
  g_free (session);
}

static const EarSessionClass town_class = { town_send, town_session_free };

EarSession *
town_session_new (Fixture *fixture, const EarChannelKind *kind, const EarCredentials *credentials)
{
  TownSession *self = g_new0 (TownSession, 1);
  g_autofree char *origin = g_strconcat ("https://", fixture->simulator->hosts[0], NULL);

  ear_session_init (&self->parent, &town_class, origin);
  self->parent.explain = kind->explain;
  self->parent.read_usage = kind->read_usage;
  self->parent.credentials = credentials != NULL ? ear_credentials_copy (credentials) : NULL;
  self->fixture = fixture;
  ear_clock_set_for_test (ear_town_now (fixture->town));
  return &self->parent;
}

guint
town_session_get_count (EarSession *session)
{
  return ((TownSession *) session)->n_requests;
}

EarSession *
town_session_sign_in (Fixture *fixture, const EarChannelKind *kind, const char *type)
{
  const EarTownToken *token = ear_town_get_token (fixture->town, fixture->account, type);
  g_autoptr (EarCredentials) typed = ear_credentials_new (NULL, token->secret);
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_account_free);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarSession) first = NULL;
  g_autoptr (GError) error = NULL;
  const EarAccount *account;
  EarSession *session;
  GHashTableIter iter;
  gpointer name, value;

  typed->client_id = g_strdup (fixture->account->app_id);
  typed->client_secret = g_strdup (fixture->account->app_secret);
  first = town_session_new (fixture, kind, typed);
  kind->discover (first, accounts, batch, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, ==, 1);
  account = g_ptr_array_index (accounts, 0);
  g_assert_cmpstr (account->account_id, ==, fixture->account->id);
  session = town_session_new (fixture, kind, account->credentials != NULL ? account->credentials : typed);
  g_hash_table_iter_init (&iter, batch->settings);
  while (g_hash_table_iter_next (&iter, &name, &value))
    ear_session_set_setting (session, name, value);
  if (account->settings != NULL)
    {
      g_hash_table_iter_init (&iter, account->settings);
      while (g_hash_table_iter_next (&iter, &name, &value))
        ear_session_set_setting (session, name, value);
    }
  return session;
}

/* ---- what a store would hold ---- */

Held *
held_new (void)
{
  Held *held = g_new0 (Held, 1);

  held->messages = g_hash_table_new (g_str_hash, g_str_equal);
  held->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_batch_free);
  held->posts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  held->checked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return held;
}

void
held_free (Held *held)
{
  g_hash_table_unref (held->messages);
  g_ptr_array_unref (held->batches);
  g_hash_table_unref (held->posts);
  g_hash_table_unref (held->checked);
  g_free (held);
}

const EarMessage *
held_lookup (Held *held, const char *ext)
{
  return g_hash_table_lookup (held->messages, ext);
}

static void
check (Held *held, EarSession *session, const EarChannelKind *kind, const char *ext)
{
  EarBatch *batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;

  g_hash_table_add (held->checked, g_strdup (ext));
  if (kind->check (session, ext, batch, &error))
    held_apply (held, session, kind, batch);
  else
    ear_batch_free (batch);
}

/* Whether the batch calls complete what this message belongs to. */
static gboolean
is_complete (Held *held, const EarBatch *batch, const EarMessage *message)
{
  const char *post = g_hash_table_lookup (held->posts, message->conversation_ext);

  if (g_strcmp0 (batch->complete_conversation_ext, message->conversation_ext) == 0)
    return TRUE;
  if (batch->has_complete_range && message->sent_at >= batch->complete_range.from && message->sent_at <= batch->complete_range.to &&
      (batch->complete_range_prefix == NULL || g_str_has_prefix (message->ext, batch->complete_range_prefix)) &&
      (batch->complete_range_besides == NULL || !g_str_has_prefix (message->ext, batch->complete_range_besides)) &&
      (!batch->complete_range_threads || (post == NULL && strcmp (message->ext, message->conversation_ext) == 0)))
    return TRUE;
  for (guint i = 0; post != NULL && i < batch->complete_posts->len; i++)
    {
      const EarComplete *complete = g_ptr_array_index (batch->complete_posts, i);

      if (strcmp (complete->ext, post) == 0 && message->sent_at >= complete->span.from && message->sent_at <= complete->span.to)
        return TRUE;
    }
  for (guint i = 0; i < batch->complete_parts->len; i++)
    {
      const EarComplete *complete = g_ptr_array_index (batch->complete_parts, i);

      if (strcmp (complete->ext, message->conversation_ext) == 0 && message->sent_at >= complete->span.from && message->sent_at <= complete->span.to)
        return TRUE;
    }
  return FALSE;
}

void
held_apply (Held *held, EarSession *session, const EarChannelKind *kind, EarBatch *batch)
{
  g_autoptr (GHashTable) present = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) absent = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer ext, value;

  for (guint i = 0; i < batch->conversations->len; i++)
    {
      const EarConversation *conversation = g_ptr_array_index (batch->conversations, i);

      if (conversation->post_ext != NULL)
        g_hash_table_replace (held->posts, g_strdup (conversation->ext), g_strdup (conversation->post_ext));
    }
  for (guint i = 0; i < batch->messages->len; i++)
    {
      EarMessage *message = g_ptr_array_index (batch->messages, i);

      g_hash_table_add (present, message->ext);
      g_hash_table_replace (held->messages, message->ext, message);
    }
  for (guint i = 0; i < batch->changes->len; i++)
    {
      const EarMessageChange *change = g_ptr_array_index (batch->changes, i);
      EarMessage *message = g_hash_table_lookup (held->messages, change->ext);

      g_hash_table_add (present, change->ext);
      if (message != NULL)
        message->state = change->state;
    }
  g_ptr_array_add (held->batches, batch);
  g_hash_table_iter_init (&iter, held->messages);
  while (g_hash_table_iter_next (&iter, &ext, &value))
    {
      const EarMessage *message = value;

      if (message->state != EAR_MESSAGE_DELETED && !g_hash_table_contains (present, ext) && is_complete (held, batch, message))
        g_ptr_array_add (absent, ext);
    }
  for (guint i = 0; i < absent->len; i++)
    check (held, session, kind, g_ptr_array_index (absent, i));
}

guint
held_pull (Held *held, EarSession *session, const EarChannelKind *kind, const char *stream, EarPullDirection direction, char **cursor, guint patience)
{
  guint n_problems = 0;

  for (;;)
    {
      EarBatch *batch = ear_batch_new ();
      g_autoptr (GError) error = NULL;
      gboolean more;

      if (!kind->pull (session, stream, direction, *cursor, batch, &error))
        {
          g_assert_null (batch->cursor);
          ear_batch_free (batch);
          if (++n_problems > patience)
            g_error ("%s: %s", stream, error->message);
          continue;
        }
      more = batch->more;
      g_set_str (cursor, batch->cursor);
      held_apply (held, session, kind, batch);
      if (!more)
        return n_problems;
    }
}
