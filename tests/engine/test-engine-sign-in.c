/* test-engine-sign-in.c: the page in the browser: declined, late, pasted, cancelled
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-keyring-private.h"

/* One parameter of the page's address, as the browser would read it. */
static char *
page_parameter (EarSignIn  *sign_in,
                const char *name)
{
  const char *query = strchr (ear_sign_in_get_browser_url (sign_in), '?');
  g_autoptr (GHashTable) parameters = g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  return g_strdup (g_hash_table_lookup (parameters, name));
}

/* The browser follows the page back to this computer. */
static void
follow (const char *url,
        const char *more)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (client, g_uri_get_host (uri), (guint16) g_uri_get_port (uri), NULL, &error);
  g_autofree char *request = NULL;
  char reply[2000];

  g_assert_no_error (error);
  request = g_strdup_printf ("GET %s?%s%s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n\r\n", g_uri_get_path (uri), g_uri_get_query (uri), more,
                             g_uri_get_host (uri), g_uri_get_port (uri));
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, &error));
  while (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), reply, sizeof reply, NULL, NULL) > 0)
    ;
}

static EarSignIn *
open_page (Fixture              *fixture,
           const EarChannelKind *kind)
{
  EarSignIn *sign_in = ear_sign_in_new (fixture->engine, kind->id, NULL);

  ear_sign_in_prepare (sign_in, "fake");
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_BROWSER);
  return sign_in;
}

static void
test_allowed (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (EarSignIn) sign_in = open_page (fixture, &fake_approval_kind);
  g_autofree char *accepted = page_parameter (sign_in, "success_url");

  follow (accepted, "&user_login=mia&password=granted");
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_DONE);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "revoke"), ==, 0);
}

static void
test_declined (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (EarSignIn) sign_in = open_page (fixture, &fake_approval_kind);
  g_autofree char *refused = page_parameter (sign_in, "reject_url");

  follow (refused, "");
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_FAILED);
  g_assert_nonnull (strstr (ear_sign_in_get_sentence (sign_in), "declined on the page in the browser"));
  g_assert_null (strstr (ear_sign_in_get_sentence (sign_in), "The person"));
}

/* Something was pressed too early; the browser still comes back. */
static void
test_late_redirect (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (EarSignIn) sign_in = open_page (fixture, &fake_approval_kind);
  g_autofree char *accepted = page_parameter (sign_in, "success_url");
  const char *names[] = { "user", "secret", NULL };
  const char *values[] = { "mia", "", NULL };

  ear_sign_in_paste (sign_in, names, values);
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_FAILED);
  follow (accepted, "&user_login=mia&password=granted");
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_DONE);
}

/* What was granted for a sign-in that reached the wrong account is given back. */
static void
test_other_account (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (EarSignIn) first = open_page (fixture, &fake_approval_kind);
  g_autofree char *accepted = page_parameter (first, "success_url");
  g_autoptr (EarSignIn) again = NULL;
  g_autofree char *once_more = NULL;

  follow (accepted, "&user_login=mia&password=granted");
  WAIT_FOR (ear_sign_in_get_state (first) == EAR_SIGN_IN_DONE);
  fake_service_set_accounts (fixture->service, 2);
  again = ear_sign_in_new (fixture->engine, "fake-approval", ear_sign_in_get_channel_key (first));
  ear_sign_in_prepare (again, "fake");
  WAIT_FOR (ear_sign_in_get_state (again) == EAR_SIGN_IN_BROWSER);
  once_more = page_parameter (again, "success_url");
  follow (once_more, "&user_login=tom&password=other");
  WAIT_FOR (ear_sign_in_get_state (again) == EAR_SIGN_IN_CHOOSE);
  ear_sign_in_choose (again, 1);
  WAIT_FOR (ear_sign_in_get_state (again) == EAR_SIGN_IN_FAILED);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "revoke"), ==, 1);
}

static void
test_cancel_at_choice (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (EarSignIn) sign_in = NULL;
  g_autofree char *accepted = NULL;

  fake_service_set_accounts (fixture->service, 2);
  sign_in = open_page (fixture, &fake_approval_kind);
  accepted = page_parameter (sign_in, "success_url");
  follow (accepted, "&user_login=mia&password=granted");
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_CHOOSE);
  ear_sign_in_cancel (sign_in);
  WAIT_FOR (fake_service_count_calls (fixture->service, "revoke") == 1);
}

/* ---- cancelled while the keyring asks ---- */

static int asking, answered;

static void
keyring_window (gpointer data)
{
  g_atomic_int_set (&asking, TRUE);
  while (!g_atomic_int_get (&answered))
    g_usleep (1000);
}

static void
test_cancel_at_keyring (Fixture       *fixture,
                        gconstpointer  data)
{
  guint before = g_list_model_get_n_items (ear_engine_get_channels (fixture->engine));
  g_autoptr (EarSignIn) sign_in = open_page (fixture, &fake_approval_kind);
  g_autofree char *accepted = page_parameter (sign_in, "success_url");

  ear_secrets_hook_for_test (fixture->secrets, keyring_window, NULL);
  follow (accepted, "&user_login=mia&password=granted");
  WAIT_FOR (g_atomic_int_get (&asking));
  ear_sign_in_cancel (sign_in);
  g_atomic_int_set (&answered, TRUE);
  /* Given back over there, forgotten here. */
  WAIT_FOR (fake_service_count_calls (fixture->service, "revoke") == 1);
  spin (100);
  g_assert_cmpuint (g_list_model_get_n_items (ear_engine_get_channels (fixture->engine)), ==, before);
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_ASK);
  ear_secrets_hook_for_test (fixture->secrets, NULL, NULL);
}

/* ---- a pasted address ---- */

static void
test_pasted_address (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char *const addresses[] = {
    "http://127.0.0.1:1/callback?code=abc&state=not-ours",
    "http://127.0.0.1:1/callback?code=abc",
    "http://127.0.0.1:1/callback?error=access_denied&state=not-ours",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (EarSignIn) sign_in = open_page (fixture, &fake_oauth_kind);
      const char *names[] = { "code", NULL };
      const char *values[] = { addresses[i], NULL };

      ear_sign_in_paste (sign_in, names, values);
      /* Refused here: no code of somebody else's sign-in is spent. */
      g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_FAILED);
      g_assert_error (ear_sign_in_get_error (sign_in), EAR_PROBLEM, EAR_PROBLEM_AUTH);
      ear_sign_in_cancel (sign_in);
    }
}

/* Whatever a browser or a service puts behind the query. */
static void
test_pasted_fragment (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (EarSignIn) sign_in = open_page (fixture, &fake_oauth_kind);
  g_autofree char *state = page_parameter (sign_in, "state");
  g_autofree char *address = g_strconcat ("http://127.0.0.1:1/callback?code=abc&state=", state, "#_=_", NULL);
  const char *names[] = { "code", NULL };
  const char *values[] = { address, NULL };

  ear_sign_in_paste (sign_in, names, values);
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_CHECKING);
  ear_sign_in_cancel (sign_in);
}

#define ADD(name, func) g_test_add ("/engine/sign-in/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_approval_kind);
  ear_engine_add_kind_for_test (&fake_oauth_kind);
  ADD ("allowed", test_allowed);
  ADD ("declined", test_declined);
  ADD ("late-redirect", test_late_redirect);
  ADD ("other-account", test_other_account);
  ADD ("cancel-at-choice", test_cancel_at_choice);
  ADD ("cancel-at-keyring", test_cancel_at_keyring);
  ADD ("pasted-address", test_pasted_address);
  ADD ("pasted-fragment", test_pasted_fragment);
  return g_test_run ();
}
