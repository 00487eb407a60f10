/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever a service answers: the first byte chooses a kind, the second what is asked of it, the third the status; the rest, cut at
 * NUL bytes, are the bodies of the replies, over and over.
 */

#include <string.h>

#include "base/ear-clock.h"
#include "channels/ear-channel.h"
#include "fuzz/fuzz.h"

#define ORIGIN "https://service.example"
#define MAX_REQUESTS 500

typedef struct {
  EarSession parent;
  GPtrArray *bodies;
  guint status;
  guint n_requests;
} FuzzSession;

static EarReply *
fuzz_send (EarSession *session, EarRequest *request, GError **error)
{
  FuzzSession *self = (FuzzSession *) session;
  g_autofree char *origin = ear_url_get_origin (request->url);
  EarReply *reply;

  if (++self->n_requests > MAX_REQUESTS)
    {
      ear_problem_set (error, EAR_PROBLEM_OFFLINE, "Enough.");
      return NULL;
    }
  /* Whatever addresses a service gives: what carries the account's credentials stays with it. */
  FUZZ_CHECK (request->anonymous || g_strcmp0 (origin, ORIGIN) == 0);
  FUZZ_CHECK (strpbrk (request->url, " \r\n\t") == NULL);

  reply = ear_reply_new (self->status, g_bytes_ref (g_ptr_array_index (self->bodies, self->n_requests % self->bodies->len)));
  g_set_str (&reply->final_url, request->url);
  ear_reply_set_header (reply, "Date", "Sat, 21 Nov 2026 12:00:00 GMT");
  ear_reply_set_header (reply, "X-WP-Total", "250");
  ear_reply_set_header (reply, "Link", "<" ORIGIN "/next?a=1>; rel=\"next\", </api/>; rel=\"https://api.w.org/\"");
  return reply;
}

static void
fuzz_free (EarSession *session)
{
  FuzzSession *self = (FuzzSession *) session;

  ear_session_clear (session);
  g_ptr_array_unref (self->bodies);
  g_free (self);
}

static const EarSessionClass fuzz_class = { fuzz_send, fuzz_free };

static EarSession *
session_new (const EarChannelKind *kind, guint status, const char *data, gsize size)
{
  static const char *const settings[][2] = {
    { "api_root", ORIGIN "/wp-json/" }, { "user_id", "2" }, { "staff_ids", "2 5" }, { "moderator", "yes" },
    { "account_id", "14715" }, { "handle", "shop@service.example" }, { "domain", "service.example" }, { "account_url", ORIGIN "/@shop" },
    { "page_id", "1029384756" }, { "messenger", "yes" }, { "instagram_id", "17841400000000000" }, { "instagram_name", "cafe" },
    { "direct", "yes" }, { "threads_id", "17841400000000000" }, { "threads_name", "cafe" }, { "mentions", "yes" },
  };
  FuzzSession *self = g_new0 (FuzzSession, 1);
  const char *end = data + size;

  ear_session_init (&self->parent, &fuzz_class, ORIGIN);
  self->parent.explain = kind->explain;
  self->parent.read_usage = kind->read_usage;
  self->parent.credentials = ear_credentials_new (NULL, "EAABsomething");
  self->parent.credentials->client_secret = g_strdup ("secret");
  self->status = status;
  self->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    ear_session_set_setting (&self->parent, settings[i][0], settings[i][1]);
  for (const char *start = data; start <= end;)
    {
      const char *nul = memchr (start, '\0', (gsize) (end - start));
      const char *stop = nul != NULL ? nul : end;

      g_ptr_array_add (self->bodies, g_bytes_new (start, (gsize) (stop - start)));
      start = stop + 1;
    }
  return &self->parent;
}

/* ---- what must hold of every batch ---- */

static void
check_text (const char *text, gboolean one_line)
{
  if (text == NULL)
    return;
  FUZZ_CHECK (g_utf8_validate (text, -1, NULL));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      FUZZ_CHECK ((c >= 0x20 && c != 0x7f) || (!one_line && c == '\n'));
      /* nothing that turns the writing round */
      FUZZ_CHECK ((c < 0x202a || c > 0x202e) && (c < 0x2066 || c > 0x2069));
    }
}

static void
check_url (const char *url)
{
  if (url == NULL)
    return;
  FUZZ_CHECK (g_ascii_strncasecmp (url, "http://", 7) == 0 || g_ascii_strncasecmp (url, "https://", 8) == 0);
  FUZZ_CHECK (strpbrk (url, " \r\n\t") == NULL);
}

static void
check_message (const EarMessage *message)
{
  FUZZ_CHECK (message->ext != NULL && *message->ext != '\0');
  FUZZ_CHECK (message->conversation_ext != NULL && *message->conversation_ext != '\0');
  FUZZ_CHECK (message->sent_at != EAR_TIME_NONE);
  FUZZ_CHECK (message->direction == EAR_DIRECTION_INBOUND || (message->flags & EAR_MESSAGE_ADDRESSED) == 0);
  FUZZ_CHECK (message->text != NULL);
  check_text (message->text, FALSE);
  check_text (message->subject, TRUE);
  check_text (message->language, TRUE);
  check_url (message->url);
  for (guint i = 0; message->attachments != NULL && i < message->attachments->len; i++)
    {
      const EarAttachment *attachment = g_ptr_array_index (message->attachments, i);

      FUZZ_CHECK (attachment->url != NULL && attachment->media_type != NULL);
      check_url (attachment->url);
      check_url (attachment->preview_url);
      check_text (attachment->description, FALSE);
    }
}

static void
check_batch (const EarBatch *batch)
{
  g_autoptr (GHashTable) people = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < batch->identities->len; i++)
    {
      const EarIdentity *identity = g_ptr_array_index (batch->identities, i);

      FUZZ_CHECK (identity->ext != NULL && *identity->ext != '\0');
      check_text (identity->name, TRUE);
      check_url (identity->url);
      check_url (identity->avatar_url);
      g_hash_table_add (people, identity->ext);
    }
  for (guint i = 0; i < batch->messages->len; i++)
    {
      const EarMessage *message = g_ptr_array_index (batch->messages, i);

      check_message (message);
      FUZZ_CHECK (message->author_ext == NULL || g_hash_table_contains (people, message->author_ext));
    }
  for (guint i = 0; i < batch->posts->len; i++)
    {
      const EarPost *post = g_ptr_array_index (batch->posts, i);

      FUZZ_CHECK (post->ext != NULL && *post->ext != '\0');
      check_text (post->title, TRUE);
      check_text (post->text, FALSE);
      check_url (post->url);
    }
  for (guint i = 0; i < batch->conversations->len; i++)
    {
      const EarConversation *conversation = g_ptr_array_index (batch->conversations, i);

      FUZZ_CHECK (conversation->ext != NULL && *conversation->ext != '\0');
      check_text (conversation->title, TRUE);
      check_url (conversation->url);
    }
  for (guint i = 0; i < batch->spans->len; i++)
    FUZZ_CHECK (g_array_index (batch->spans, EarSpan, i).from <= g_array_index (batch->spans, EarSpan, i).to);
  FUZZ_CHECK (!batch->more || batch->cursor != NULL);
}

/* ---- what is asked ---- */

static gboolean
pull (const EarChannelKind *kind, EarSession *session, guint which, EarBatch *batch, GError **error)
{
  guint n_streams = 0;
  g_autoptr (EarBatch) first = ear_batch_new ();
  EarPullDirection direction = (EarPullDirection) (which % 3);
  const char *stream;

  while (kind->streams[n_streams].id != NULL)
    n_streams++;
  stream = kind->streams[which / 3 % n_streams].id;
  /* Also with the cursor that comes of it, or with the body as one. */
  if (which / 3 / n_streams % 3 == 1 && kind->pull (session, stream, direction, NULL, first, NULL))
    return kind->pull (session, stream, direction, first->cursor, batch, error);
  if (which / 3 / n_streams % 3 == 2)
    {
      g_autofree char *cursor = NULL;
      gsize size;
      const char *body = g_bytes_get_data (g_ptr_array_index (((FuzzSession *) session)->bodies, 0), &size);

      cursor = g_strndup (body != NULL ? body : "", size);
      return kind->pull (session, stream, direction, cursor, batch, error);
    }
  return kind->pull (session, stream, direction, NULL, batch, error);
}

static EarOp *
op_new (guint which)
{
  EarOp *op = ear_op_new ((EarVerb) (which % EAR_N_VERBS));

  g_set_str (&op->key, "00000000-0000-4000-8000-000000000001");
  g_set_str (&op->target_ext, "17");
  g_set_str (&op->conversation_ext, "17");
  g_set_str (&op->text, "@mia yes");
  op->created_at = op->first_sent_at = ear_time_parse ("2026-11-20T16:00:00Z");
  return op;
}

static gboolean
ask (const EarChannelKind *kind, EarSession *session, guint what, EarBatch *batch, GError **error)
{
  guint which = what / 8;

  switch (what % 8)
    {
    case 0:
      {
        g_autoptr (EarSignInPlan) plan = ear_sign_in_plan_new ();

        return kind->prepare (session, which % 2 == 0 ? "@shop@service.example" : "service.example/a/b", "http://127.0.0.1:1/callback", plan, error);
      }
    case 1:
      {
        g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_account_free);

        return kind->discover (session, accounts, batch, error);
      }
    case 2:
      return kind->refresh (session, "17", batch, error);
    case 3:
      return kind->check (session, "17", batch, error);
    case 4:
      {
        g_autoptr (EarOp) op = op_new (which);
        gboolean done = kind->perform (session, op, batch, error);

        /* Success is only what the service itself told. */
        FUZZ_CHECK (!done || batch->messages->len + batch->changes->len + batch->posts->len > 0);
        return done;
      }
    case 5:
      {
        g_autoptr (EarOp) op = op_new (which);
        g_autoptr (GError) problem = NULL;
        EarFound found = kind->find_sent (session, op, batch, &problem);

        FUZZ_CHECK (found == EAR_CANNOT_TELL || problem == NULL);
        FUZZ_CHECK (found != EAR_FOUND || batch->messages->len + batch->changes->len + batch->posts->len > 0);
        return TRUE;
      }
    default:
      {
        gboolean done = pull (kind, session, what / 8, batch, error);

        FUZZ_CHECK (done || batch->cursor == NULL);
        return done;
      }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint statuses[] = { 200, 200, 200, 200, 201, 400, 401, 403, 404, 409, 410, 422, 429, 500, 503 };
  /* The corpus counts on this order, whatever the connect page shows. */
  static const char *const first[] = { "wordpress", "mastodon", "facebook", "instagram", "threads" };
  g_autoptr (GPtrArray) kinds = g_ptr_array_new ();
  g_autoptr (EarSession) session = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;
  const EarChannelKind *const *all;
  const EarChannelKind *kind;
  gsize n_all;
  gboolean done;

  if (size < 3)
    return 0;
  all = ear_channel_kinds (&n_all);
  for (gsize i = 0; i < G_N_ELEMENTS (first); i++)
    g_ptr_array_add (kinds, (gpointer) ear_channel_kind_lookup (first[i]));
  for (gsize i = 0; i < n_all; i++)
    {
      if (!all[i]->rules.offline && !g_ptr_array_find (kinds, all[i], NULL))
        g_ptr_array_add (kinds, (gpointer) all[i]);
    }
  kind = g_ptr_array_index (kinds, data[0] % kinds->len);
  session = session_new (kind, statuses[data[2] % G_N_ELEMENTS (statuses)], (const char *) data + 3, size - 3);

  ear_clock_set_for_test (ear_time_parse ("2026-11-21T12:00:00Z"));
  done = ask (kind, session, data[1], batch, &error);
  FUZZ_CHECK (done == (error == NULL));
  FUZZ_CHECK (error == NULL || error->domain == EAR_PROBLEM);
  if (done)
    check_batch (batch);
  ear_clock_set_for_test (-1);
  return 0;
}
