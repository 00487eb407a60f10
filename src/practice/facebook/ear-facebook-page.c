/* ear-facebook-page.c: the Page and the person who looks after it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/facebook/ear-facebook-town.h"

#include <stdlib.h>
#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (24 * 3600) * 1000)

#define ALL_TASKS "ADVERTISE,ANALYZE,CREATE_CONTENT,MESSAGING,MODERATE,MANAGE"

#define CONSTANT(name, text) { #name, EAR_GRAPH_CONSTANT, 0, NULL, text, FALSE }
#define WRITTEN(name, ...) { #name, EAR_GRAPH_WRITE, 0, write_##name, __VA_ARGS__ }
#define EMPTY(name) { #name, EAR_GRAPH_NOTHING, 0, NULL }

static EarTownToken *
find_page_token (EarTown *town, const EarTownToken *token)
{
  for (guint i = 0; i < town->tokens->len; i++)
    {
      EarTownToken *one = g_ptr_array_index (town->tokens, i);

      if (strcmp (one->type, "page") == 0 && g_strcmp0 (one->made_from, token->secret) == 0 && ear_town_token_get_dead (town, one) == 0
          && !ear_town_token_expired (town, one))
        return one;
    }
  return NULL;
}

/**
 * ear_facebook_get_page_token:
 * @call: a call with its token
 *
 * Returns: (transfer none): the Page's token that a person's leads to; it ends with that, and without a date where that one is long-lived
 */
EarTownToken *
ear_facebook_get_page_token (EarGraphCall *call)
{
  EarTownToken *token = ear_facebook_is_page (call) ? call->token : find_page_token (call->town, call->token);

  if (token == NULL)
    {
      const EarTownToken *from = call->token;
      gboolean long_lived = from->expires_ms == 0 || from->expires_ms - from->created_ms > DAY_MS;
      g_autofree char *secret = ear_town_new_secret (call->town, "EAAPage", 40);

      token = ear_town_add_token (call->town, call->account, "page", call->account->id, from->scopes, secret, long_lived ? 0 : from->expires_ms);
      token->made_from = g_strdup (from->secret);
    }
  return token;
}

static void
write_id (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_text (json, "id", ((const EarTownAccount *) object)->id);
}

static void
write_access_token (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_text (json, "access_token", ear_facebook_get_page_token (call)->secret);
}

static void
write_link (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  g_autofree char *link = g_strconcat ("https://www.facebook.com/", ((const EarTownAccount *) object)->handle, NULL);

  ear_json_writer_text (json, "link", link);
}

static void
write_tasks (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *setting = ear_town_get_setting (call->town, "facebook.tasks");
  g_auto (GStrv) tasks = g_strsplit (setting != NULL ? setting : ALL_TASKS, ",", -1);

  ear_json_writer_begin_array (json, "tasks");
  for (char **task = tasks; *task != NULL; task++)
    if (**task != '\0')
      ear_json_writer_text (json, NULL, *task);
  ear_json_writer_end_array (json);
}

static void
write_location (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_begin_object (json, "location");
  ear_json_writer_text (json, "street", "Lindenplatz 3");
  ear_json_writer_text (json, "city", "Seefeld");
  ear_json_writer_text (json, "zip", "00003");
  ear_json_writer_end_object (json);
}

static void
write_hours (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  static const char *const days[] = { "wed", "thu", "fri", "sat", "sun" };

  ear_json_writer_begin_object (json, "hours");
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *open = g_strconcat (days[i], "_1_open", NULL), *close = g_strconcat (days[i], "_1_close", NULL);

      ear_json_writer_text (json, open, "17:00");
      ear_json_writer_text (json, close, "23:00");
    }
  ear_json_writer_end_object (json);
}

static void
write_emails (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_begin_array (json, "emails");
  ear_json_writer_text (json, NULL, "ciao@aurora.example");
  ear_json_writer_end_array (json);
}

static void
write_count (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  gboolean of_ratings = strcmp (field->name, "rating_count") == 0;

  ear_json_writer_int (json, field->name, of_ratings ? call->account->tops[EAR_TOWN_REVIEW]->len : call->town->people->len * 3);
}

static void
write_overall_star_rating (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const GPtrArray *reviews = call->account->tops[EAR_TOWN_REVIEW];
  guint sum = 0;

  for (guint i = 0; i < reviews->len; i++)
    {
      const char *rating = ear_town_item_get_fact (g_ptr_array_index (reviews, i), "rating");

      sum += rating != NULL ? (guint) atoi (rating) : 5;
    }
  ear_json_writer_double (json, "overall_star_rating", reviews->len > 0 ? (double) (sum * 10 / reviews->len) / 10 : 0);
}

static void
write_truth (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_bool (json, field->name, TRUE);
}

static const EarGraphColumn page_columns[] = {
  WRITTEN (id), { "name", EAR_GRAPH_TEXT, G_STRUCT_OFFSET (EarTownAccount, name), NULL, NULL, TRUE },
  { "username", EAR_GRAPH_TEXT, G_STRUCT_OFFSET (EarTownAccount, handle), NULL, NULL, FALSE }, WRITTEN (link), WRITTEN (access_token),
  WRITTEN (tasks), WRITTEN (location), WRITTEN (hours), WRITTEN (emails), WRITTEN (overall_star_rating),
  CONSTANT (about, "Pasta, trout and plum cake by the lake."), CONSTANT (description, "A made-up restaurant to practise with."),
  CONSTANT (category, "Restaurant"), CONSTANT (phone, "+49 000 0000003"), CONSTANT (website, "https://aurora.example/"),
  CONSTANT (single_line_address, "Lindenplatz 3, 00003 Seefeld"), CONSTANT (verification_status, "not_verified"),
  { "fan_count", EAR_GRAPH_WRITE, 0, write_count }, { "followers_count", EAR_GRAPH_WRITE, 0, write_count },
  { "rating_count", EAR_GRAPH_WRITE, 0, write_count }, { "is_published", EAR_GRAPH_WRITE, 0, write_truth },
  { "can_post", EAR_GRAPH_WRITE, 0, write_truth }, EMPTY (picture), EMPTY (cover), EMPTY (instagram_business_account),
  EMPTY (connected_instagram_account), EMPTY (category_list), EMPTY (owner_business), EMPTY (business),
};
const EarGraphNode ear_facebook_page_node = { "Page", page_columns, G_N_ELEMENTS (page_columns) };

static const EarGraphColumn user_columns[] = {
  { "id", EAR_GRAPH_TEXT, G_STRUCT_OFFSET (EarTownPerson, id), NULL, NULL, TRUE },
  { "name", EAR_GRAPH_TEXT, G_STRUCT_OFFSET (EarTownPerson, name), NULL, NULL, TRUE },
};
const EarGraphNode ear_facebook_user_node = { "User", user_columns, G_N_ELEMENTS (user_columns) };

void
ear_facebook_get_accounts (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  g_autoptr (GPtrArray) usual = fields == NULL ? ear_graph_fields_parse ("access_token,category,name,id,tasks") : NULL;
  /* Of a Page that belongs to a business, people's own tokens tell only with that permission. */
  gboolean shown = !ear_town_is_set (call->town, "facebook.owned_by_business") || ear_town_token_may (call->token, "business_management");

  ear_json_writer_begin_array (json, "data");
  if (shown)
    {
      ear_json_writer_begin_object (json, NULL);
      ear_graph_write_members (call, json, &ear_facebook_page_node, call->account, fields != NULL ? fields : usual);
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_array (json);
  if (!shown)
    return;
  ear_json_writer_begin_object (json, "paging");
  ear_json_writer_begin_object (json, "cursors");
  ear_json_writer_text (json, "before", "MQZDZD");
  ear_json_writer_text (json, "after", "MQZDZD");
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
}

/* ---- whom the Page does not want ---- */

void
ear_facebook_get_blocked (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (call->account->blocked), (GCompareFunc) g_strcmp0);

  ear_json_writer_begin_array (json, "data");
  for (GList *l = ids; l != NULL; l = l->next)
    {
      EarTownPerson *person = ear_town_find_person (call->town, l->data);

      if (person == NULL)
        continue;
      ear_json_writer_begin_object (json, NULL);
      ear_graph_write_members (call, json, &ear_facebook_user_node, person, fields);
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_array (json);
}

/* psid=7, psid=["7","8"], and the older names of the same. */
static GStrv
read_people (EarGraphCall *call)
{
  static const char *const names[] = { "psid", "user", "asid" };
  g_autoptr (GStrvBuilder) people = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *one = ear_town_request_get (call->request, names[i]);

      if (one != NULL && *one != '[')
        g_strv_builder_add (people, one);
      for (guint j = 0;; j++)
        {
          g_autofree char *name = g_strdup_printf ("%s.%u", names[i], j);

          one = ear_town_request_get (call->request, name);
          if (one == NULL)
            break;
          g_strv_builder_add (people, one);
        }
    }
  return g_strv_builder_end (people);
}

static void
set_blocked (EarGraphCall *call, EarJsonWriter *json, gboolean blocked)
{
  g_auto (GStrv) people = read_people (call);

  if (*people == NULL)
    ear_graph_fail (call, 100, 0, "(#100) The parameter psid is required");
  for (char **id = people; *id != NULL; id++)
    {
      gboolean known = ear_town_find_person (call->town, *id) != NULL;

      if (known && blocked)
        g_hash_table_add (call->account->blocked, g_strdup (*id));
      else
        g_hash_table_remove (call->account->blocked, *id);
      ear_json_writer_bool (json, *id, known);
    }
}

void
ear_facebook_post_blocked (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  set_blocked (call, json, TRUE);
}

void
ear_facebook_delete_blocked (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  set_blocked (call, json, FALSE);
}
