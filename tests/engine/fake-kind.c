/* fake-kind.c: a kind that speaks with the fake service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fake-service.h"

#include <string.h>

#include "base/ear-clock.h"
#include "net/ear-http-session.h"

#define SETTLE_S 1

static gboolean
fail_from (char   **fields,
           GError **error)
{
  EarProblemDetail detail = { .effect = EAR_EFFECT_NONE, .retry_after_ms = -1 };
  EarProblemCode code;

  if (g_str_equal (fields[1], "cancelled"))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
      return FALSE;
    }
  if (g_str_equal (fields[1], "gone"))
    code = EAR_PROBLEM_GONE;
  else
    g_assert_true (ear_problem_code_from_string (fields[1], &code));
  if (g_strv_length (fields) > 4)
    {
      detail.effect = (EarEffect) atoi (fields[2]);
      detail.retry_after_ms = g_ascii_strtoll (fields[3], NULL, 10);
      detail.hold_ms = g_ascii_strtoll (fields[4], NULL, 10);
    }
  g_propagate_error (error, ear_problem_new (code, &detail, "The fake service says %s", fields[1]));
  return FALSE;
}

static void
take_item (EarBatch *batch,
           char    **fields)
{
  EarMessage *message = ear_message_new (fields[1], fields[3]);
  EarConversation *conversation = ear_conversation_new (fields[3], g_str_has_prefix (fields[4], "dm-") ? EAR_CONVERSATION_DIRECT : EAR_CONVERSATION_COMMENT);
  EarIdentity *identity = ear_identity_new (fields[4], fields[4]);
  gboolean ours = g_str_equal (fields[4], "us");

  identity->is_us = ours;
  if (!g_str_equal (fields[2], "-"))
    message->parent_ext = g_strdup (fields[2]);
  message->author_ext = g_strdup (fields[4]);
  message->direction = ours ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  message->flags = (ours ? 0 : EAR_MESSAGE_ADDRESSED) | (g_str_has_prefix (fields[4], "closed-") ? EAR_MESSAGE_NO_REPLY : 0);
  message->sent_at = g_ascii_strtoll (fields[5], NULL, 10);
  message->state = (EarMessageState) atoi (fields[6]);
  message->text = g_strcompress (fields[7]);
  ear_batch_take_identity (batch, identity);
  ear_batch_take_conversation (batch, conversation);
  ear_batch_take_message (batch, message);
}

/* Sends @request and reads the reply into @batch; @fields_out: the last line that is not an item. */
static gboolean
call (EarSession *session,
      const char *request,
      EarBatch   *batch,
      GPtrArray  *lines,
      GError    **error)
{
  g_autofree char *reply = NULL;
  g_auto (GStrv) rows = NULL;

  if (session != NULL && !ear_http_session_take_turn_for_test (session, g_str_has_prefix (request, "perform"), error))
    return FALSE;
  reply = fake_service_request (request, session != NULL ? session->cancellable : NULL);
  rows = g_strsplit (reply != NULL ? reply : "error\toffline", "\n", -1);
  for (guint i = 0; rows[i] != NULL && rows[i][0] != '\0'; i++)
    {
      g_auto (GStrv) fields = g_strsplit (rows[i], "\t", -1);

      if (g_str_equal (fields[0], "error"))
        return fail_from (fields, error);
      if (g_str_equal (fields[0], "item"))
        take_item (batch, fields);
      else if (g_str_equal (fields[0], "date"))
        batch->service_date = g_ascii_strtoll (fields[1], NULL, 10);
      else if (lines != NULL)
        g_ptr_array_add (lines, g_steal_pointer (&fields));
    }
  return TRUE;
}

static GPtrArray *
lines_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
}

static gboolean
fake_prepare (EarSession     *session,
              const char     *typed,
              const char     *redirect_uri,
              EarSignInPlan  *plan,
              GError        **error)
{
  if (!g_str_has_prefix (typed, "fake.") && !g_str_has_prefix (typed, "fake"))
    {
      ear_problem_set (error, EAR_PROBLEM_GONE, "There is no fake service at “%s”. Check the address.", typed);
      return FALSE;
    }
  plan->origin = g_strdup_printf ("https://%s.example", typed);
  return TRUE;
}

static gboolean
fake_discover (EarSession  *session,
               GPtrArray   *accounts,
               EarBatch    *batch,
               GError     **error)
{
  g_autoptr (GPtrArray) lines = lines_new ();

  if (!call (session, "discover", batch, lines, error))
    return FALSE;
  for (guint i = 0; i < lines->len; i++)
    {
      char **fields = g_ptr_array_index (lines, i);

      if (g_str_equal (fields[0], "account"))
        {
          EarAccount *account = ear_account_new (fields[1], fields[2]);

          ear_account_add_about (account, NULL, "A shop.");
          ear_account_add_about (account, "Phone", "030 12345678\n");
          ear_account_add_about (account, "Website", NULL);
          g_ptr_array_add (accounts, account);
        }
      else
        ear_batch_set_setting (batch, g_str_equal (fields[0], "notice") ? EAR_SETTING_NOTICE : fields[0], fields[1]);
    }
  return TRUE;
}

static gboolean
fake_pull (EarSession        *session,
           const char        *stream,
           EarPullDirection   direction,
           const char        *cursor,
           EarBatch          *batch,
           GError           **error)
{
  static const char *const methods[] = { "pull", "backfill", "reconcile" };
  g_autofree char *request = g_strdup_printf ("%s\t%s", methods[direction], cursor != NULL ? cursor : direction == EAR_PULL_FORWARD ? "-" : "0");
  g_autoptr (GPtrArray) lines = lines_new ();
  /* "12@1790000000000": read up to the twelfth item, at that time. */
  const char *read_at = cursor != NULL ? strchr (cursor, '@') : NULL;
  gint64 now = ear_clock_now_ms ();

  if (!call (session, request, batch, lines, error))
    return FALSE;
  if (direction == EAR_PULL_RECONCILE)
    {
      batch->has_complete_range = TRUE;
      batch->complete_range = (EarSpan) { G_MININT64 + 1, now };
      return TRUE;
    }
  {
    char **page = g_ptr_array_index (lines, 0);

    batch->cursor = g_strdup_printf ("%s@%" G_GINT64_FORMAT, page[1], now);
    batch->more = atoi (page[2]);
    batch->estimated_total = atoi (page[3]);
  }
  if (!batch->more && direction == EAR_PULL_FORWARD)
    ear_batch_add_span (batch, read_at != NULL ? g_ascii_strtoll (read_at + 1, NULL, 10) : now, now);
  else if (!batch->more)
    ear_batch_add_span (batch, G_MININT64, now);
  return TRUE;
}

static gboolean
fake_refresh (EarSession  *session,
              const char  *conversation_ext,
              EarBatch    *batch,
              GError     **error)
{
  g_autofree char *request = g_strdup_printf ("refresh\t%s", conversation_ext);

  if (!call (session, request, batch, NULL, error))
    return FALSE;
  batch->complete_conversation_ext = g_strdup (conversation_ext);
  return TRUE;
}

static gboolean
fake_check (EarSession  *session,
            const char  *message_ext,
            EarBatch    *batch,
            GError     **error)
{
  g_autofree char *request = g_strdup_printf ("check\t%s", message_ext);
  g_autoptr (GError) problem = NULL;

  if (call (session, request, batch, NULL, &problem))
    return TRUE;
  if (g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_GONE))
    {
      ear_batch_add_change (batch, message_ext, EAR_MESSAGE_DELETED);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
perform (EarSession   *session,
         const EarOp  *op,
         EarBatch     *batch,
         gboolean      keys,
         GError      **error)
{
  g_autofree char *text = g_strescape (op->text != NULL ? op->text : "", NULL);
  g_autofree char *request = g_strdup_printf ("perform\t%s\t%s\t%s\t%s\t%s", op->key, ear_verb_to_string (op->verb),
                                              op->target_ext, keys ? "keys" : "-", text);

  return call (session, request, batch, NULL, error);
}

static gboolean
fake_perform (EarSession   *session,
              const EarOp  *op,
              EarBatch     *batch,
              GError      **error)
{
  return perform (session, op, batch, FALSE, error);
}

static gboolean
fake_perform_with_keys (EarSession   *session,
                        const EarOp  *op,
                        EarBatch     *batch,
                        GError      **error)
{
  return perform (session, op, batch, TRUE, error);
}

static EarFound
fake_find_sent (EarSession   *session,
                const EarOp  *op,
                EarBatch     *batch,
                GError      **error)
{
  g_autofree char *request = g_strdup_printf ("find\t%s", op->key);
  g_autoptr (GPtrArray) lines = lines_new ();
  char **fields;

  if (!call (session, request, batch, lines, error))
    return EAR_CANNOT_TELL;
  fields = g_ptr_array_index (lines, 0);
  if (atoi (fields[1]) >= 0)
    return (EarFound) atoi (fields[1]);
  return batch->messages->len > 0 ? EAR_FOUND : EAR_NOT_THERE;
}

static void
fake_address (EarSession            *session,
              const EarMessage      *target,
              const EarConversation *conversation,
              EarOp                 *op)
{
  op->prefix = g_strdup_printf ("@%s", target->author_ext);
}

static gboolean
fake_revoke (EarSession           *session,
             const EarSignInPlan  *client,
             GError              **error)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  return call (session, "revoke", batch, NULL, error);
}

static const EarField fields[] = {
  { .id = EAR_FIELD_ADDRESS, .label = "Address" },
  { .id = EAR_FIELD_USER, .label = "User", .pasted = TRUE },
  { .id = EAR_FIELD_SECRET, .label = "Password", .secret = TRUE, .pasted = TRUE },
  { 0 },
};

static const EarSignInWay pasted_ways[] = { { .id = "pasted", .shape = EAR_SIGN_IN_FIELDS, .fields = fields }, { 0 } };
static const EarSignInWay approval_ways[] = { { .id = "approval", .shape = EAR_SIGN_IN_APPROVAL, .fields = fields }, { 0 } };
static const EarSignInWay oauth_ways[] = { { .id = "browser", .shape = EAR_SIGN_IN_OAUTH2, .fields = fields }, { 0 } };

static const EarStreamSpec streams[] = {
  { .id = "inbox", .inbound = TRUE, .outbound = TRUE, .poll_s = 60, .reconcile_s = 600, .backfill = TRUE },
  { 0 },
};

static const EarAudience audiences[] = { EAR_AUDIENCE_PUBLIC, EAR_AUDIENCE_DIRECT };

#define COMMON \
  .description = "Nothing real", \
  .icon_name = "face-smile-symbolic", \
  .sign_in = { .authorization = EAR_AUTHORIZATION_BASIC, .ways = pasted_ways, .secret_strip_spaces = TRUE }, \
  .streams = streams, \
  .prepare = fake_prepare, \
  .discover = fake_discover, \
  .pull = fake_pull, \
  .refresh = fake_refresh, \
  .check = fake_check, \
  .revoke = fake_revoke, \
  .address = fake_address

#define RULES \
  .abilities = EAR_CAN_REPLY | EAR_CAN_APPROVE | EAR_CAN_SPAM | EAR_CAN_TRASH | EAR_CAN_DELETE | EAR_CAN_BLOCK | EAR_CAN_PRIVATE_REPLY, \
  .text = { EAR_TEXT_UNIT_CHARACTERS, 200, 0, FALSE }, \
  .direct_text = { EAR_TEXT_UNIT_BYTES, 100, 0, FALSE }, \
  .audiences = audiences, \
  .n_audiences = G_N_ELEMENTS (audiences), \
  .settle_s = SETTLE_S

const EarChannelKind fake_kind = {
  .id = "fake",
  .name = "Fake",
  .rules = { RULES },
  .perform = fake_perform,
  .find_sent = fake_find_sent,
  .requests_per_minute = 100000,
  COMMON,
};

const EarChannelKind fake_keys_kind = {
  .id = "fake-keys",
  .name = "Fake with keys",
  .rules = { RULES, .resend_same_key_s = 60 },
  .perform = fake_perform_with_keys,
  .requests_per_minute = 100000,
  COMMON,
};

const EarChannelKind fake_blind_kind = {
  .id = "fake-blind",
  .name = "Blind fake",
  .rules = { RULES },
  .perform = fake_perform,
  .requests_per_minute = 100000,
  COMMON,
};

const EarChannelKind fake_paced_kind = {
  .id = "fake-paced",
  .name = "Paced fake",
  .rules = { RULES },
  .perform = fake_perform,
  .find_sent = fake_find_sent,
  .requests_per_minute = 60,
  COMMON,
};

/* ---- the same with a page in the browser ---- */

static gboolean
approval_prepare (EarSession     *session,
                  const char     *typed,
                  const char     *redirect_uri,
                  EarSignInPlan  *plan,
                  GError        **error)
{
  if (!fake_prepare (session, typed, redirect_uri, plan, error))
    return FALSE;
  plan->approval_url = g_strconcat (plan->origin, "/allow", NULL);
  return TRUE;
}

static gboolean
oauth_prepare (EarSession     *session,
               const char     *typed,
               const char     *redirect_uri,
               EarSignInPlan  *plan,
               GError        **error)
{
  if (!fake_prepare (session, typed, redirect_uri, plan, error))
    return FALSE;
  plan->authorize_url = g_strconcat (plan->origin, "/authorize", NULL);
  plan->token_url = g_strconcat (plan->origin, "/token", NULL);
  plan->client_id = g_strdup ("earshot");
  return TRUE;
}

const EarChannelKind fake_approval_kind = {
  .id = "fake-approval",
  .name = "Fake with a page",
  .description = "Nothing real",
  .icon_name = "face-smile-symbolic",
  .sign_in = { .authorization = EAR_AUTHORIZATION_BASIC, .ways = approval_ways,
               .accepted_parameter = "success_url", .refused_parameter = "reject_url", .user_parameter = "user_login",
               .secret_parameter = "password" },
  .rules = { RULES },
  .streams = streams,
  .requests_per_minute = 100000,
  .prepare = approval_prepare,
  .discover = fake_discover,
  .pull = fake_pull,
  .revoke = fake_revoke,
  .perform = fake_perform,
};

const EarChannelKind fake_oauth_kind = {
  .id = "fake-oauth",
  .name = "Fake with OAuth",
  .description = "Nothing real",
  .icon_name = "face-smile-symbolic",
  .sign_in = { .authorization = EAR_AUTHORIZATION_BEARER, .ways = oauth_ways },
  .rules = { RULES },
  .streams = streams,
  .requests_per_minute = 100000,
  .prepare = oauth_prepare,
  .discover = fake_discover,
  .pull = fake_pull,
  .perform = fake_perform,
};
