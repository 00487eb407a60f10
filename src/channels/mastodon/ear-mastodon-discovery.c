/* ear-mastodon-discovery.c: from a handle or an address to the server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/mastodon/ear-mastodon-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define DOCUMENT_CAP (256 * 1024)

/* ---- what was typed ---- */

typedef struct {
  char *user;              /* (nullable) */
  char *origin;            /* of what stands behind the @ */
} Typed;

static void
typed_clear (Typed *typed)
{
  g_clear_pointer (&typed->user, g_free);
  g_clear_pointer (&typed->origin, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Typed, typed_clear)

/* "@mia@other.example", "mia@other.example", "acct:…", "other.example", "https://other.example/@mia", "…/users/mia". */
static gboolean
read_typed (const char *text, Typed *typed, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  const char *start = stripped;
  const char *at;
  g_autofree char *address = NULL;
  g_autoptr (GRegex) in_path = g_regex_new ("^https?://[^/]+/(?:@|users/)([A-Za-z0-9_.-]+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (g_ascii_strncasecmp (start, "acct:", 5) == 0)
    start += 5;
  if (*start == '@')
    start++;
  at = strchr (start, '@');
  if (at != NULL && strchr (start, '/') == NULL)
    {
      typed->user = g_strndup (start, (gsize) (at - start));
      start = at + 1;
    }

  address = ear_channel_complete_address (start, error);
  if (address == NULL)
    return FALSE;
  typed->origin = ear_url_get_origin (address);
  if (typed->user == NULL && g_regex_match (in_path, address, 0, &match))
    typed->user = g_match_info_fetch (match, 1);
  return TRUE;
}

/* ---- where the account really lives ---- */

static EarReply *
get_document (EarSession *session, const char *url, const char *accept, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarReply) reply = ear_channel_get_anonymously (session, url, accept, DOCUMENT_CAP, &problem);

  if (reply == NULL && ear_channel_must_stop (problem))
    g_propagate_error (error, g_steal_pointer (&problem));
  return reply != NULL && reply->status == 200 ? g_steal_pointer (&reply) : NULL;
}

/* RFC 7033: the link "self" is the account's own address. */
static char *
ask_webfinger (EarSession *session, const Typed *typed, GError **error)
{
  const char *host = strstr (typed->origin, "://") + 3;
  g_autofree char *resource = g_strconcat ("acct:", typed->user, "@", host, NULL);
  g_autofree char *url = ear_url_build (typed->origin, "/.well-known/webfinger", "resource", resource, NULL);
  g_autoptr (EarReply) reply = get_document (session, url, "application/jrd+json, application/json", error);
  g_autoptr (EarJson) json = reply != NULL ? ear_json_parse (reply->body, NULL) : NULL;
  const EarJsonNode *links = json != NULL ? ear_json_member (ear_json_root (json), "links") : NULL;

  for (gsize i = 0; i < ear_json_length (links); i++)
    {
      const EarJsonNode *link = ear_json_element (links, i);

      if (g_strcmp0 (ear_json_member_text (link, "rel"), "self") == 0)
        return ear_url_get_origin (ear_json_member_text (link, "href"));
    }
  return NULL;
}

/* RFC 6415: <Link rel="lrdd" template="https://real.example/.well-known/webfinger?resource={uri}"/>, or it redirects there. */
static char *
ask_host_meta (EarSession *session, const char *origin, GError **error)
{
  g_autofree char *url = ear_url_build (origin, "/.well-known/host-meta", NULL);
  g_autoptr (EarReply) reply = get_document (session, url, "application/xrd+xml, application/xml", error);
  g_autoptr (GRegex) regex = g_regex_new ("template\\s*=\\s*[\"'](https?://[^\"'/?#]+)", G_REGEX_CASELESS | G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  gsize length;
  const char *text;

  if (reply == NULL)
    return NULL;
  text = g_bytes_get_data (reply->body, &length);
  if (length > 0 && g_regex_match_full (regex, text, (gssize) length, 0, 0, &match, NULL))
    {
      g_autofree char *found = g_match_info_fetch (match, 1);

      return ear_url_get_origin (found);
    }
  return ear_url_get_origin (reply->final_url);
}

/* ---- prepare ---- */

static gboolean
try_server (EarSession *session, const char *origin, GPtrArray *tried, EarSignInPlan *plan, GError **error)
{
  if (origin == NULL || g_ptr_array_find_with_equal_func (tried, origin, g_str_equal, NULL))
    return FALSE;
  g_ptr_array_add (tried, g_strdup (origin));
  if (!ear_mastodon_read_instance (session, origin, plan->settings, error))
    return FALSE;
  g_set_str (&plan->origin, origin);
  return TRUE;
}

/* What the account's domain names first, then the domain itself. FALSE without @error: nothing found. */
static gboolean
find_server (EarSession *session, const Typed *typed, EarSignInPlan *plan, GError **error)
{
  g_autoptr (GPtrArray) tried = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) problem = NULL;
  g_autofree char *by_webfinger = typed->user != NULL ? ask_webfinger (session, typed, &problem) : NULL;
  g_autofree char *by_host_meta = NULL;

  if (problem == NULL && try_server (session, by_webfinger, tried, plan, &problem))
    return TRUE;
  if (problem == NULL && try_server (session, typed->origin, tried, plan, &problem))
    return TRUE;
  if (problem == NULL)
    by_host_meta = ask_host_meta (session, typed->origin, &problem);
  if (problem == NULL && try_server (session, by_host_meta, tried, plan, &problem))
    return TRUE;
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
ear_mastodon_prepare (EarSession *session, const char *typed_text, const char *redirect_uri, EarSignInPlan *plan, GError **error)
{
  g_auto (Typed) typed = { NULL };
  g_autoptr (GError) problem = NULL;

  if (!read_typed (typed_text, &typed, error))
    return FALSE;
  if (!find_server (session, &typed, plan, &problem))
    {
      if (problem != NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
      else
        ear_problem_tell (error, EAR_PROBLEM_REJECTED,
                         _("No server that speaks Mastodon's language answers at %s. Type the address of your account, for example @shop@mastodon.example."),
                         strstr (typed.origin, "://") + 3);
      return FALSE;
    }
  return ear_mastodon_register (session, redirect_uri, plan, error);
}
