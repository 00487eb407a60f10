/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line is a Link header, the next the address it came from, the third a name and the rest a value of a query.
 */

#include <string.h>

#include "base/ear-session.h"
#include "fuzz/fuzz.h"

static void
check_origin (const char *url)
{
  g_autofree char *origin = ear_url_get_origin (url);
  g_autofree char *again = ear_url_get_origin (origin);
  g_autofree char *with_path = NULL;
  g_autofree char *of_path = NULL;

  if (origin == NULL)
    return;
  FUZZ_CHECK (g_str_has_prefix (origin, "http://") || g_str_has_prefix (origin, "https://"));
  FUZZ_CHECK (g_strcmp0 (origin, again) == 0);
  FUZZ_CHECK (strpbrk (strstr (origin, "://") + 3, "/@?# \n") == NULL);
  with_path = g_strconcat (origin, "/a/b?c=d", NULL);
  of_path = ear_url_get_origin (with_path);
  FUZZ_CHECK (g_strcmp0 (origin, of_path) == 0);
}

static void
check_query (const char *base, const char *name, const char *value)
{
  g_autofree char *url = ear_url_build ("https://e.example/api", "x", name, value, "last", "1", NULL);
  g_autofree char *rest = ear_url_build ("https://e.example/?rest_route=/", "/wp/v2/x", name, value, "last", "1", NULL);
  g_autofree char *any = ear_url_build (base, name, name, value, NULL);
  g_autofree char *form = ear_form_encode (name, value, NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  const char *query = strchr (url, '?');

  (void) any;
  FUZZ_CHECK (uri != NULL);
  /* whatever the value, there are two pairs and nothing escapes from them */
  FUZZ_CHECK (query != NULL && strchr (query, '&') == strrchr (query, '&') && strchr (query, '#') == NULL && strchr (query + 1, '?') == NULL);
  FUZZ_CHECK (g_str_has_prefix (url, "https://e.example/api/x?") && g_str_has_suffix (url, "&last=1"));
  FUZZ_CHECK (g_str_has_prefix (rest, "https://e.example/?rest_route=/wp/v2/x&") && g_str_has_suffix (rest, "&last=1"));
  FUZZ_CHECK (strchr (form, '&') == NULL && strpbrk (form, " \n\"<>") == NULL);

  if (g_utf8_validate (name, -1, NULL) && g_utf8_validate (value, -1, NULL) && *name != '\0')
    {
      g_autoptr (GHashTable) params = g_uri_parse_params (form, -1, "&", G_URI_PARAMS_NONE, NULL);

      FUZZ_CHECK (params != NULL && g_strcmp0 (g_hash_table_lookup (params, name), value) == 0);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 4);
  guint n_lines = g_strv_length (lines);
  const char *header = n_lines > 0 ? lines[0] : "";
  const char *url = n_lines > 1 ? lines[1] : "";
  g_autoptr (EarReply) reply = ear_reply_new (200, NULL);
  g_autofree char *bare = NULL;
  g_autofree char *resolved = NULL;

  ear_reply_set_header (reply, "Link", header);
  bare = ear_reply_dup_link (reply, "next");
  reply->final_url = g_strdup (url);
  resolved = ear_reply_dup_link (reply, "next");
  FUZZ_CHECK (bare == NULL || strstr (header, bare) != NULL);
  FUZZ_CHECK (resolved == NULL || bare != NULL);

  check_origin (header);
  check_origin (url);
  check_origin (resolved);
  check_query (url, n_lines > 2 ? lines[2] : "", n_lines > 3 ? lines[3] : "");
  return 0;
}
