/* ear-wordpress-town.c: a WordPress as the town has it: which request goes where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/wordpress/ear-wordpress-town.h"

#include <string.h>

#include "base/ear-clock.h"

#define ZONE "Europe/Rome"
#define UPGRADE_S "600"
#define BUSY_S "30"
/* Beyond these nothing is, and what is reckoned with them stays a number. */
#define LAST_PAGE 1000000
#define LAST_OFFSET (100 * LAST_PAGE)

/* ---- a call ---- */

gboolean
ear_blog_is_editor (const EarBlogCall *call)
{
  return g_strcmp0 (call->user, call->account->id) == 0;
}

gboolean
ear_blog_wants (const EarBlogCall *call, const char *field)
{
  return call->fields == NULL || g_hash_table_contains (call->fields, field);
}

const char *
ear_blog_get (const EarBlogCall *call, const char *name)
{
  const char *value = ear_town_request_get (call->request, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

gboolean
ear_blog_is_true (const EarBlogCall *call, const char *name)
{
  const char *value = ear_blog_get (call, name);

  return g_strcmp0 (value, "true") == 0 || g_strcmp0 (value, "1") == 0;
}

char *
ear_blog_dup_url (const EarBlogCall *call, const char *format, ...)
{
  g_autofree char *route = NULL;
  va_list args;

  va_start (args, format);
  route = g_strdup_vprintf (format, args);
  va_end (args);
  return g_strconcat (call->request->origin, ear_town_is_set (call->town, "wordpress.plain") ? "/?rest_route=/" : "/wp-json/", route, NULL);
}

GHashTable *
ear_blog_dup_set (const EarBlogCall *call, const char *name)
{
  const char *value = ear_blog_get (call, name);
  g_auto (GStrv) words = value != NULL ? g_strsplit_set (value, ", ", -1) : NULL;
  GHashTable *set;

  if (words == NULL)
    return NULL;
  set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      {
        /* Of "content.raw" all of the content is given: nobody here asks for less. */
        g_hash_table_add (set, g_strndup (*word, strcspn (*word, ".")));
      }
  return set;
}

const char *
ear_blog_name_of (const EarBlogCall *call, const char *user)
{
  const EarTownPerson *owner = g_ptr_array_index (call->town->people, 0);
  const EarTownPerson *person = ear_town_find_person (call->town, user);

  return person != NULL ? person->name : owner->name;
}

char *
ear_blog_dup_login (const EarBlogCall *call, const char *user)
{
  const EarTownPerson *person = ear_town_find_person (call->town, user);

  if (g_strcmp0 (user, call->account->id) == 0)
    return g_strdup (call->account->handle);
  return person != NULL ? g_strdup (person->handle) : NULL;
}

/* ---- refusals ---- */

EarReply *
ear_blog_refuse (guint status, const char *code, const char *message)
{
  EarJsonWriter *json = ear_json_writer_new ();

  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "code", code);
  ear_json_writer_text (json, "message", message);
  ear_json_writer_begin_object (json, "data");
  ear_json_writer_int (json, "status", status);
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (status, json);
}

EarReply *
ear_blog_forbid (const EarBlogCall *call, const char *code, const char *message)
{
  return ear_blog_refuse (call->user != NULL ? 403 : 401, code, message);
}

static EarReply *
refuse_number (const char *name, const char *limits)
{
  EarJsonWriter *json = ear_json_writer_new ();
  g_autofree char *message = g_strconcat ("Invalid parameter(s): ", name, NULL);
  g_autofree char *why = g_strconcat (name, " ", limits, NULL);

  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "code", "rest_invalid_param");
  ear_json_writer_text (json, "message", message);
  ear_json_writer_begin_object (json, "data");
  ear_json_writer_int (json, "status", 400);
  ear_json_writer_begin_object (json, "params");
  ear_json_writer_text (json, name, why);
  ear_json_writer_end_object (json);
  ear_json_writer_begin_object (json, "details");
  ear_json_writer_begin_object (json, name);
  ear_json_writer_text (json, "code", "rest_out_of_bounds");
  ear_json_writer_text (json, "message", why);
  ear_json_writer_null (json, "data");
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (400, json);
}

/* ---- lists ---- */

/* Times in questions are compared with the blog's wall clock, whatever their zone. */
static gint64
read_time (const EarBlogCall *call, const char *name, gint64 otherwise)
{
  const char *text = ear_blog_get (call, name);
  gint64 time = text != NULL ? ear_time_parse (text) : EAR_TIME_NONE;

  return time != EAR_TIME_NONE ? ear_blog_local_seconds (call, time) : otherwise;
}

static gint64
read_number (const EarBlogCall *call, const char *name, gint64 otherwise)
{
  const char *text = ear_blog_get (call, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : otherwise;
}

EarReply *
ear_blog_read_range (const EarBlogCall *call, EarBlogRange *range)
{
  range->per_page = read_number (call, "per_page", 10);
  range->page = MIN (read_number (call, "page", 1), LAST_PAGE);
  range->ascending = g_strcmp0 (ear_blog_get (call, "order"), "asc") == 0;
  range->after = read_time (call, "after", G_MININT64);
  range->before = read_time (call, "before", G_MAXINT64);
  if (range->per_page < 1 || range->per_page > 100)
    return refuse_number ("per_page", "must be between 1 (inclusive) and 100 (inclusive)");
  if (range->page < 1)
    return refuse_number ("page", "must be greater than or equal to 1");
  range->offset = MIN (read_number (call, "offset", (range->page - 1) * range->per_page), LAST_OFFSET);
  if (range->offset < 0)
    return refuse_number ("offset", "must be greater than or equal to 0");
  return NULL;
}

gboolean
ear_blog_in_range (const EarBlogCall *call, const EarBlogRange *range, gint64 time_ms)
{
  gint64 local = ear_blog_local_seconds (call, time_ms);

  return local > range->after && local < range->before;
}

/* The question again with another page number. */
static void
add_link (const EarBlogCall *call, GString *links, gint64 page, const char *rel)
{
  g_autofree char *url = ear_blog_dup_url (call, "%s", call->route + 1);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (call->request->query), (GCompareFunc) g_strcmp0);
  const char *sign = strchr (url, '?') != NULL ? "&" : "?";

  g_string_append_printf (links, "%s<%s", links->len > 0 ? ", " : "", url);
  for (GList *l = names; l != NULL; l = l->next)
    {
      if (strcmp (l->data, "page") == 0 || strcmp (l->data, "rest_route") == 0)
        continue;
      g_string_append_printf (links, "%s%s=", sign, (char *) l->data);
      g_string_append_uri_escaped (links, g_hash_table_lookup (call->request->query, l->data), NULL, FALSE);
      sign = "&";
    }
  g_string_append_printf (links, "%spage=%" G_GINT64_FORMAT ">; rel=\"%s\"", sign, page, rel);
}

EarReply *
ear_blog_reply_list (const EarBlogCall *call, const EarBlogRange *range, GPtrArray *items, EarBlogWrite write, gboolean edit)
{
  EarJsonWriter *json = ear_json_writer_new ();
  gint64 from = MIN (range->offset, items->len), to = MIN (range->offset + range->per_page, items->len);
  gint64 pages = (items->len + range->per_page - 1) / range->per_page;
  g_autofree char *total_text = g_strdup_printf ("%u", items->len);
  g_autofree char *pages_text = g_strdup_printf ("%" G_GINT64_FORMAT, pages);
  g_autoptr (GString) links = g_string_new (NULL);
  EarReply *reply;

  ear_json_writer_begin_array (json, NULL);
  for (gint64 i = from; i < to; i++)
    {
      EarTownItem *item = g_ptr_array_index (items, call->request->reorder ? from + to - 1 - i : i);

      /* What this reader may not see is left out after the page was cut. */
      if (write (call, json, item, edit) && i == from && call->request->duplicate)
        write (call, json, item, edit);
    }
  ear_json_writer_end_array (json);
  reply = ear_town_reply_json (200, json);

  ear_reply_set_header (reply, "X-WP-Total", total_text);
  ear_reply_set_header (reply, "X-WP-TotalPages", pages_text);
  if (range->page > 1)
    add_link (call, links, MIN (range->page - 1, MAX (pages, 1)), "prev");
  if (range->page < pages)
    add_link (call, links, range->page + 1, "next");
  if (links->len > 0)
    ear_reply_set_header (reply, "Link", links->str);
  return reply;
}

EarReply *
ear_blog_reply_item (const EarBlogCall *call, guint status, EarTownItem *item, EarBlogWrite write, gboolean edit)
{
  EarJsonWriter *json = ear_json_writer_new ();

  write (call, json, item, edit);
  return ear_town_reply_json (status, json);
}

/* ---- what there is ---- */

static const struct {
  const char *method, *route;
  EarReply *(*func) (EarBlogCall *call);
  EarReply *(*func_of_one) (EarBlogCall *call, const char *id); /* the route then lacks its last part */
} routes[] = {
  { "GET", "/", ear_blog_get_index },
  { "GET", "/wp/v2/comments", ear_blog_list_comments },
  { "POST", "/wp/v2/comments", ear_blog_create_comment },
  { "GET", "/wp/v2/comments/", NULL, ear_blog_get_comment },
  { "POST", "/wp/v2/comments/", NULL, ear_blog_update_comment },
  { "PUT", "/wp/v2/comments/", NULL, ear_blog_update_comment },
  { "PATCH", "/wp/v2/comments/", NULL, ear_blog_update_comment },
  { "DELETE", "/wp/v2/comments/", NULL, ear_blog_delete_comment },
  { "GET", "/wp/v2/posts", ear_blog_list_posts },
  { "POST", "/wp/v2/posts", ear_blog_create_post },
  { "GET", "/wp/v2/posts/", NULL, ear_blog_get_post },
  { "GET", "/wp/v2/users", ear_blog_list_users },
  { "GET", "/wp/v2/users/me", ear_blog_get_me },
  { "POST", "/wp/v2/users/me/application-passwords", ear_blog_create_password },
  { "GET", "/wp/v2/users/me/application-passwords/introspect", ear_blog_introspect },
  { "DELETE", "/wp/v2/users/me/application-passwords/", NULL, ear_blog_delete_password },
};

/* Ids are digits, those of passwords UUIDs. */
static gboolean
is_id (const char *text)
{
  return *text != '\0' && text[strspn (text, "0123456789abcdef-")] == '\0';
}

static EarReply *
answer_route (EarBlogCall *call)
{
  if (call->user == NULL && ear_town_is_set (call->town, "wordpress.closed"))
    return ear_blog_refuse (401, "rest_not_logged_in", "Only authenticated users can access the REST API.");
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      const char *rest = g_str_has_prefix (call->route, routes[i].route) ? call->route + strlen (routes[i].route) : NULL;

      if (rest == NULL || strcmp (routes[i].method, call->method) != 0)
        continue;
      if (routes[i].func != NULL && *rest == '\0')
        return routes[i].func (call);
      if (routes[i].func_of_one != NULL && is_id (rest))
        return routes[i].func_of_one (call, rest);
    }
  return ear_blog_refuse (404, "rest_no_route", "No route was found matching the URL and request method.");
}

/* (nullable): not for the REST interface. */
static char *
dup_route (EarTown *town, const EarTownRequest *request)
{
  const char *asked = ear_town_request_get (request, "rest_route");
  const char *under = g_str_has_prefix (request->path, "/wp-json") ? request->path + strlen ("/wp-json") : NULL;
  g_autofree char *route = NULL;

  if (asked != NULL)
    route = g_strdup (asked);
  else if (under != NULL && (*under == '\0' || *under == '/') && !ear_town_is_set (town, "wordpress.plain"))
    route = g_strdup (under);
  else
    return NULL;
  while (strlen (route) > 1 && g_str_has_suffix (route, "/"))
    route[strlen (route) - 1] = '\0';
  return *route != '\0' ? g_steal_pointer (&route) : g_strdup ("/");
}

/* Some web servers let no other method through. */
static const char *
get_method (const EarTownRequest *request)
{
  const char *instead = ear_town_request_get_header (request, "x-http-method-override");

  if (instead == NULL)
    instead = g_hash_table_lookup (request->query, "_method");
  return strcmp (request->method, "POST") == 0 && instead != NULL ? instead : strcmp (request->method, "HEAD") == 0 ? "GET" : request->method;
}

static EarReply *
handle (EarTown *town, const EarTownRequest *request)
{
  g_autofree char *route = dup_route (town, request);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (ZONE);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  EarBlogCall call = { town, ear_town_get_account (town, "wordpress"), request, get_method (request), route, .zone = zone != NULL ? zone : utc };
  g_autoptr (GHashTable) fields = NULL;

  if (ear_town_is_set (town, "wordpress.upgrading"))
    {
      EarReply *reply = ear_blog_refuse (503, "wp_die", "Briefly unavailable for scheduled maintenance. Check back in a minute.");

      ear_reply_set_header (reply, "Retry-After", UPGRADE_S);
      return reply;
    }
  ear_blog_sign_in (&call);
  if (route == NULL)
    return ear_blog_page (&call);
  call.fields = fields = ear_blog_dup_set (&call, "_fields");
  return answer_route (&call);
}

/* WordPress knows no such thing; whoever hosts it does. */
static EarReply *
throttle (EarTown *town, const EarTownRequest *request)
{
  EarReply *reply = ear_town_reply_text (429, "text/html; charset=UTF-8",
                                         "<html><head><title>429 Too Many Requests</title></head><body><h1>Too Many Requests</h1></body></html>");

  town->n_throttled++;
  ear_reply_set_header (reply, "Retry-After", BUSY_S);
  return reply;
}

#define HOST "blog.trattoria-aurora.example"
static const char *const hosts[] = { HOST, NULL };

const EarSimulator ear_wordpress_simulator = {
  .id = "wordpress",
  .hosts = hosts,
  .handle = handle,
  .seed = ear_blog_seed,
  .throttle = throttle,
  .dup_secret = ear_blog_dup_secret,
  .revoked = 1,
  .sign_in = "editor",
  .address = HOST,
};
