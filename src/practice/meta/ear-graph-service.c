/* ear-graph-service.c: which request goes where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/meta/ear-graph-service.h"

#include <stdlib.h>
#include <string.h>

/* ---- settings ---- */

const char *
ear_graph_get_setting (EarTown *town, const EarTownAccount *account, const char *name)
{
  g_autofree char *full = g_strconcat (account->service, ".", name, NULL);

  return ear_town_get_setting (town, full);
}

gboolean
ear_graph_is_set (EarTown *town, const EarTownAccount *account, const char *name)
{
  g_autofree char *full = g_strconcat (account->service, ".", name, NULL);

  return ear_town_is_set (town, full);
}

gint64
ear_graph_get_setting_number (EarTown *town, const EarTownAccount *account, const char *name, gint64 otherwise)
{
  const char *value = ear_graph_get_setting (town, account, name);

  return value != NULL ? g_ascii_strtoll (value, NULL, 10) : otherwise;
}

/* ---- what any call needs ---- */

GPtrArray *
ear_graph_read_fields (EarGraphCall *call)
{
  const char *text = ear_town_request_get (call->request, "fields");
  GPtrArray *fields;

  if (text == NULL || *text == '\0')
    return NULL;
  fields = ear_graph_fields_parse (text);
  if (fields == NULL)
    ear_graph_fail (call, 2500, 0, "Syntax error \"Expected end of string\" in fields: %s", text);
  return fields;
}

static gboolean
reads (const EarGraphCall *call)
{
  return strcmp (call->request->method, "GET") == 0;
}

void
ear_graph_refuse_by_setting (EarGraphCall *call)
{
  const char *setting = ear_graph_get_setting (call->town, call->account, reads (call) ? "refuse_reads" : "refuse");
  g_auto (GStrv) parts = setting != NULL ? g_strsplit (setting, "/", 3) : NULL;
  g_autofree char *message = NULL;
  guint n = parts != NULL ? g_strv_length (parts) : 0;

  if (n == 0 || call->failure != NULL)
    return;
  message = g_strdup_printf ("(#%s) Refused, as the town was told", parts[0]);
  call->failure = ear_graph_error_for_people (call->town, atoi (parts[0]), n > 1 ? atoi (parts[1]) : 0, message, n > 2 ? parts[2] : NULL);
}

gboolean
ear_graph_check_scope (EarGraphCall *call, const char *scope)
{
  if (scope == NULL || ear_town_token_may (call->token, scope))
    return TRUE;
  if (reads (call))
    ear_graph_fail (call, 10, 0, "(#10) This endpoint requires the '%s' permission or feature. Refer to "
                                 "https://developers.facebook.com/docs/apps/review for more information.", scope);
  else
    ear_graph_fail (call, 200, 0, "(#200) Requires %s permission to manage the object", scope);
  return FALSE;
}

void
ear_graph_write_success (EarJsonWriter *json)
{
  ear_json_writer_bool (json, "success", TRUE);
}

EarReply *
ear_graph_end (EarGraphCall *call, EarJsonWriter *json)
{
  if (call->failure != NULL)
    {
      ear_json_writer_free (json);
      return g_steal_pointer (&call->failure);
    }
  return ear_town_reply_json (200, json);
}

/* ---- one request ---- */

static gboolean
may (EarGraphCall *call, const EarGraphRoute *route)
{
  const char *tasks = ear_graph_get_setting (call->town, call->account, "tasks");
  int code = reads (call) ? 10 : 200;

  if (!ear_graph_check_scope (call, route->scope))
    return FALSE;
  if (route->of_page && strcmp (call->token->type, "page") != 0)
    ear_graph_fail (call, 1705, 0, "(#1705) A Page access token is required to request this resource.");
  else if (route->task != NULL && tasks != NULL && strstr (tasks, route->task) == NULL)
    ear_graph_fail (call, code, 0, "(#%d) The person who signed in lacks the %s task on this Page", code, route->task);
  return call->failure == NULL;
}

static void
answer_edge (EarGraphCall *call, EarJsonWriter *json, const char *id, const char *edge)
{
  const EarGraphService *service = call->service;
  g_autoptr (GPtrArray) fields = ear_graph_read_fields (call);
  EarGraphTarget target = { .id = id };

  if (call->failure != NULL || !service->find (call, id, &target))
    return;
  for (gsize i = 0; i < service->n_routes; i++)
    {
      const EarGraphRoute *route = &service->routes[i];

      if (strcmp (route->method, call->request->method) != 0 || (route->types & target.type) == 0 || g_strcmp0 (route->edge, edge) != 0)
        continue;
      if (may (call, route))
        route->func (call, json, &target, fields);
      return;
    }
  ear_graph_fail (call, 100, 0, "(#100) Tried accessing nonexisting field (%s) on this node type", edge != NULL ? edge : "");
}

static EarReply *
answer (EarGraphCall *call, char **parts, guint n)
{
  EarJsonWriter *json;

  if (!ear_graph_check_token (call))
    return g_steal_pointer (&call->failure);
  if (n == 0 && call->service->answer_root != NULL)
    return call->service->answer_root (call);
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_graph_refuse_by_setting (call);
  if (n == 1 || n == 2)
    answer_edge (call, json, parts[0], parts[1]);
  else
    ear_graph_fail (call, 2500, 0, "Unknown path components");
  ear_json_writer_end_object (json);
  return ear_graph_end (call, json);
}

/**
 * ear_graph_handle:
 * @service: a service
 * @town: a town that has it, locked
 * @request: what is asked of it
 *
 * Returns: (transfer full): the answer
 */
EarReply *
ear_graph_handle (const EarGraphService *service, EarTown *town, const EarTownRequest *request)
{
  g_auto (GStrv) all = g_strsplit (request->path, "/", -1);
  g_autofree char **parts = g_new0 (char *, g_strv_length (all) + 1);
  g_autofree char *version = g_strdup (service->version);
  EarGraphCall call = { .service = service, .town = town, .request = request, .account = ear_town_get_account (town, service->id) };
  EarGraphPace pace;
  EarReply *reply;
  guint n = 0;

  for (char **part = all; *part != NULL; part++)
    if (n == 0 && (*part)[0] == 'v' && g_ascii_isdigit ((*part)[1]))
      g_set_str (&version, *part);
    else if (**part != '\0')
      parts[n++] = *part;
  call.version = version;
  for (gsize i = 0; n > 0 && i < service->n_doors; i++)
    {
      const EarGraphDoor *door = &service->doors[i];

      if ((door->method == NULL || strcmp (door->method, request->method) == 0) && strcmp (parts[0], door->first) == 0 &&
          g_strcmp0 (parts[1], door->second) == 0)
        return door->func (&call);
    }

  if (service->prepare != NULL)
    service->prepare (&call);
  reply = ear_graph_count (&call, &pace);
  if (reply != NULL)
    return reply;
  reply = answer (&call, parts, n);
  ear_graph_set_usage (service, call.account, &pace, reply);
  ear_reply_set_header (reply, "facebook-api-version", version);
  return reply;
}

/* ---- figures ---- */

static const EarGraphFigure *
find_figure (const EarGraphFigure *figures, gsize n_figures, const char *name)
{
  for (gsize i = 0; i < n_figures; i++)
    if (strcmp (figures[i].name, name) == 0)
      return &figures[i];
  return NULL;
}

static void
write_figure (EarJsonWriter *json, const char *owner, const char *period, gboolean total, const EarGraphFigure *figure)
{
  g_autofree char *id = g_strdup_printf ("%s/insights/%s/%s", owner, figure->name, period);

  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "name", figure->name);
  ear_json_writer_text (json, "period", period);
  if (total && !figure->series && figure->link == NULL)
    {
      ear_json_writer_begin_object (json, "total_value");
      ear_json_writer_int (json, "value", figure->value);
      ear_json_writer_end_object (json);
    }
  else
    {
      ear_json_writer_begin_array (json, figure->link != NULL ? "link_total_values" : "values");
      ear_json_writer_begin_object (json, NULL);
      ear_json_writer_int (json, "value", figure->value);
      if (figure->link != NULL)
        ear_json_writer_text (json, "link_url", figure->link);
      ear_json_writer_end_object (json);
      ear_json_writer_end_array (json);
    }
  ear_json_writer_text (json, "title", figure->name);
  ear_json_writer_text (json, "description", "A made-up figure of a made-up town");
  ear_json_writer_text (json, "id", id);
  ear_json_writer_end_object (json);
}

void
ear_graph_write_figures (EarGraphCall *call, EarJsonWriter *json, const char *owner, const char *period, gboolean total,
                         const EarGraphFigure *figures, gsize n_figures)
{
  const char *asked = ear_town_request_get (call->request, "metric");
  g_auto (GStrv) names = g_strsplit (asked != NULL ? asked : "", ",", -1);

  if (*names == NULL)
    ear_graph_fail (call, 100, 0, "(#100) The parameter metric is required");
  ear_json_writer_begin_array (json, "data");
  for (char **name = names; *name != NULL; name++)
    {
      const EarGraphFigure *figure = find_figure (figures, n_figures, *name);

      if (figure == NULL)
        ear_graph_fail (call, 100, 0, "(#100) metric[0] must be one of the documented values, not %s", *name);
      else
        write_figure (json, owner, period, total, figure);
    }
  ear_json_writer_end_array (json);
}
