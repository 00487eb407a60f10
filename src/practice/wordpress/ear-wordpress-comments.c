/* ear-wordpress-comments.c: the comments of the town's blog, read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/wordpress/ear-wordpress-town.h"

#include <string.h>

/* ---- one comment ---- */

const char *
ear_blog_get_status (const EarTownItem *comment)
{
  const char *status = ear_town_item_get_fact (comment, "status");

  return status != NULL ? status : "approved";
}

void
ear_blog_set_status (EarTownItem *comment, const char *status)
{
  ear_town_item_set_fact (comment, "status", status);
  comment->hidden = strcmp (status, "approved") != 0;
}

const char *
ear_blog_get_parent (const EarTownItem *comment)
{
  const char *above = ear_town_item_get_fact (comment, "in_reply_to");

  return above != NULL ? above : comment->parent != NULL ? comment->parent->id : "0";
}

static const char *
get_type (const EarTownItem *comment)
{
  const char *type = ear_town_item_get_fact (comment, "type");

  return type != NULL ? type : "comment";
}

/* A login of the blog; others are visitors. */
static gboolean
is_user (const EarBlogCall *call, const char *author)
{
  if (strcmp (author, call->account->id) == 0)
    return TRUE;
  for (guint i = 0; i < call->town->tokens->len; i++)
    {
      const EarTownToken *token = g_ptr_array_index (call->town->tokens, i);

      if (strcmp (token->account, call->account->id) == 0 && strcmp (token->holder, author) == 0)
        return TRUE;
    }
  return FALSE;
}

EarTownItem *
ear_blog_find_comment (const EarBlogCall *call, const char *id)
{
  EarTownItem *comment = ear_town_find_item (call->town, id);

  return comment != NULL && comment->account == call->account && comment->kind == EAR_TOWN_COMMENT && !comment->deleted ? comment : NULL;
}

static gboolean
may_read (const EarBlogCall *call, const EarTownItem *comment)
{
  if (ear_blog_may_read_post (call, comment->top) && strcmp (ear_blog_get_status (comment), "approved") == 0)
    return TRUE;
  return call->user != NULL && (ear_blog_is_editor (call) || (is_user (call, comment->author) && strcmp (comment->author, call->user) == 0));
}

static void
write_href (EarJsonWriter *json, const char *name, const char *href, const char *post_type)
{
  ear_json_writer_begin_array (json, name);
  ear_json_writer_begin_object (json, NULL);
  if (post_type != NULL)
    {
      ear_json_writer_bool (json, "embeddable", TRUE);
      ear_json_writer_text (json, "post_type", post_type);
    }
  ear_json_writer_text (json, "href", href);
  ear_json_writer_end_object (json);
  ear_json_writer_end_array (json);
}

static void
write_links (const EarBlogCall *call, EarJsonWriter *json, const EarTownItem *comment)
{
  const char *parent = ear_blog_get_parent (comment);
  g_autofree char *self = ear_blog_dup_url (call, "wp/v2/comments/%s", comment->id);
  g_autofree char *all = ear_blog_dup_url (call, "wp/v2/comments");
  g_autofree char *up = ear_blog_dup_url (call, "wp/v2/posts/%s", comment->top->id);
  g_autofree char *above = ear_blog_dup_url (call, "wp/v2/comments/%s", parent);

  ear_json_writer_begin_object (json, "_links");
  write_href (json, "self", self, NULL);
  write_href (json, "collection", all, NULL);
  write_href (json, "up", up, "post");
  if (strcmp (parent, "0") != 0)
    write_href (json, "in-reply-to", above, NULL);
  ear_json_writer_end_object (json);
}

static void
write_author (const EarBlogCall *call, EarJsonWriter *json, const EarTownItem *comment, gboolean edit)
{
  const EarTownPerson *person = ear_town_find_person (call->town, comment->author);
  const char *given = ear_town_item_get_fact (comment, "author_name");
  const char *name = given != NULL ? given : ear_blog_name_of (call, comment->author);
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_autofree char *mail = g_strconcat (given != NULL ? lower : person != NULL ? person->handle : call->account->handle, "@example.net", NULL);

  if (ear_blog_wants (call, "author"))
    ear_json_writer_int (json, "author", is_user (call, comment->author) && given == NULL ? g_ascii_strtoll (comment->author, NULL, 10) : 0);
  if (ear_blog_wants (call, "author_name"))
    ear_json_writer_text (json, "author_name", name);
  if (ear_blog_wants (call, "author_url"))
    ear_json_writer_text (json, "author_url", "");
  if (!edit)
    return;
  if (ear_blog_wants (call, "author_email"))
    ear_json_writer_text (json, "author_email", mail);
  if (ear_blog_wants (call, "author_ip"))
    ear_json_writer_text (json, "author_ip", "203.0.113.7");
  if (ear_blog_wants (call, "author_user_agent"))
    ear_json_writer_text (json, "author_user_agent", "Mozilla/5.0");
}

gboolean
ear_blog_write_comment (const EarBlogCall *call, EarJsonWriter *json, EarTownItem *comment, gboolean edit)
{
  g_autofree char *rendered = ear_blog_render (comment->text);
  g_autofree char *post_link = ear_blog_dup_link (call, comment->top);
  g_autofree char *link = g_strdup_printf ("%s#comment-%s", post_link, comment->id);

  if (!may_read (call, comment))
    return FALSE;
  ear_json_writer_begin_object (json, NULL);
  if (ear_blog_wants (call, "id"))
    ear_json_writer_int (json, "id", g_ascii_strtoll (comment->id, NULL, 10));
  if (ear_blog_wants (call, "post"))
    ear_json_writer_int (json, "post", g_ascii_strtoll (comment->top->id, NULL, 10));
  if (ear_blog_wants (call, "parent"))
    ear_json_writer_int (json, "parent", g_ascii_strtoll (ear_blog_get_parent (comment), NULL, 10));
  write_author (call, json, comment, edit);
  ear_blog_write_dates (call, json, comment->created_ms, "date");
  if (ear_blog_wants (call, "content"))
    {
      ear_json_writer_begin_object (json, "content");
      ear_json_writer_text (json, "rendered", rendered);
      if (edit)
        ear_json_writer_text (json, "raw", comment->text);
      ear_json_writer_end_object (json);
    }
  if (ear_blog_wants (call, "link"))
    ear_json_writer_text (json, "link", link);
  if (ear_blog_wants (call, "status"))
    ear_json_writer_text (json, "status", ear_blog_get_status (comment));
  if (ear_blog_wants (call, "type"))
    ear_json_writer_text (json, "type", get_type (comment));
  if (ear_blog_wants (call, "meta"))
    {
      ear_json_writer_begin_array (json, "meta");
      ear_json_writer_end_array (json);
    }
  if (ear_blog_wants (call, "_links"))
    write_links (call, json, comment);
  ear_json_writer_end_object (json);
  return TRUE;
}

static gboolean
asks_to_edit (const EarBlogCall *call)
{
  return g_strcmp0 (ear_blog_get (call, "context"), "edit") == 0;
}

EarReply *
ear_blog_get_comment (EarBlogCall *call, const char *id)
{
  EarTownItem *comment = ear_blog_find_comment (call, id);

  if (comment == NULL)
    return ear_blog_refuse (404, "rest_comment_invalid_id", "Invalid comment ID.");
  if (asks_to_edit (call) && !ear_blog_is_editor (call))
    return ear_blog_forbid (call, "rest_forbidden_context", "Sorry, you are not allowed to edit comments.");
  if (ear_blog_find_post (call, comment->top->id) == NULL)
    return ear_blog_refuse (404, "rest_post_invalid_id", "Invalid post ID.");
  if (!may_read (call, comment))
    return ear_blog_forbid (call, "rest_cannot_read", "Sorry, you are not allowed to read this comment.");
  if (!ear_blog_may_read_post (call, comment->top))
    return ear_blog_forbid (call, "rest_cannot_read_post", "Sorry, you are not allowed to read the post for this comment.");
  return ear_blog_reply_item (call, 200, comment, ear_blog_write_comment, asks_to_edit (call));
}

/* ---- lists ---- */

/* The words of questions differ from those of answers: "all" is what stands or waits, "any" is everything. */
static gboolean
has_status (const EarTownItem *comment, const char *asked)
{
  const char *status = ear_blog_get_status (comment);
  gboolean stands = strcmp (status, "approved") == 0, waits = strcmp (status, "hold") == 0;

  if (strcmp (asked, "any") == 0)
    return TRUE;
  if (strcmp (asked, "all") == 0)
    return stands || waits;
  if (strcmp (asked, "approve") == 0 || strcmp (asked, "approved") == 0)
    return stands;
  return strcmp (status, asked) == 0;
}

typedef struct {
  const char *status, *type, *search;
  GHashTable *include, *exclude, *post, *parent, *author;
  EarBlogRange range;
} Filter;

static gboolean
holds (GHashTable *set, const char *id, gboolean otherwise)
{
  return set != NULL ? g_hash_table_contains (set, id) : otherwise;
}

static gboolean
fits (const EarBlogCall *call, const Filter *filter, const EarTownItem *item)
{
  return item->account == call->account && item->kind == EAR_TOWN_COMMENT && !item->deleted && has_status (item, filter->status) &&
         strcmp (get_type (item), filter->type) == 0 && holds (filter->include, item->id, TRUE) && !holds (filter->exclude, item->id, FALSE) &&
         holds (filter->post, item->top->id, TRUE) && holds (filter->parent, ear_blog_get_parent (item), TRUE) &&
         holds (filter->author, item->author, TRUE) && (filter->search == NULL || strstr (item->text, filter->search) != NULL) &&
         ear_blog_in_range (call, &filter->range, item->created_ms);
}

typedef struct {
  const char *by;
  gboolean ascending;
} Order;

static gint64
rank (const EarTownItem *item, const char *by)
{
  if (strcmp (by, "id") == 0 || strcmp (by, "include") == 0)
    return g_ascii_strtoll (item->id, NULL, 10);
  if (strcmp (by, "post") == 0)
    return g_ascii_strtoll (item->top->id, NULL, 10);
  if (strcmp (by, "parent") == 0)
    return g_ascii_strtoll (ear_blog_get_parent (item), NULL, 10);
  return item->created_ms / 1000;
}

/* What is alike stands in the order of ids, in the same direction. */
static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const EarTownItem *x = *(const EarTownItem *const *) a, *y = *(const EarTownItem *const *) b;
  const Order *order = data;
  gint64 p = rank (x, order->by), q = rank (y, order->by);

  if (p == q)
    p = rank (x, "id"), q = rank (y, "id");
  return p == q ? 0 : (p < q) == order->ascending ? -1 : 1;
}

static EarReply *
check_question (const EarBlogCall *call)
{
  static const char *const needs[][2] = { { "author", "" }, { "author_email", "" }, { "type", "comment" }, { "status", "approve" } };

  if (asks_to_edit (call) && !ear_blog_is_editor (call))
    return ear_blog_forbid (call, "rest_forbidden_context", "Sorry, you are not allowed to edit comments.");
  for (gsize i = 0; !ear_blog_is_editor (call) && i < G_N_ELEMENTS (needs); i++)
    {
      const char *value = ear_blog_get (call, needs[i][0]);
      g_autofree char *message = g_strconcat ("Query parameter not permitted: ", needs[i][0], NULL);

      if (value != NULL && strcmp (value, needs[i][1]) != 0)
        return ear_blog_forbid (call, "rest_forbidden_param", message);
    }
  return NULL;
}

EarReply *
ear_blog_list_comments (EarBlogCall *call)
{
  g_autoptr (GHashTable) include = ear_blog_dup_set (call, "include");
  g_autoptr (GHashTable) exclude = ear_blog_dup_set (call, "exclude");
  g_autoptr (GHashTable) post = ear_blog_dup_set (call, "post");
  g_autoptr (GHashTable) parent = ear_blog_dup_set (call, "parent");
  g_autoptr (GHashTable) author = ear_blog_dup_set (call, "author");
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  const char *status = ear_blog_get (call, "status"), *type = ear_blog_get (call, "type"), *by = ear_blog_get (call, "orderby");
  Filter filter = { status != NULL ? status : "approve", type != NULL ? type : "comment", ear_blog_get (call, "search"),
                    include, exclude, post, parent, author, { 0 } };
  EarReply *refusal = ear_blog_read_range (call, &filter.range);
  Order order = { by != NULL ? by : "date_gmt", filter.range.ascending };

  if (refusal == NULL)
    refusal = check_question (call);
  if (refusal != NULL)
    return refusal;
  for (guint i = 0; i < call->town->items->len; i++)
    {
      EarTownItem *item = g_ptr_array_index (call->town->items, i);

      if (fits (call, &filter, item))
        g_ptr_array_add (found, item);
    }
  g_ptr_array_sort_with_data (found, compare, &order);
  return ear_blog_reply_list (call, &filter.range, found, ear_blog_write_comment, asks_to_edit (call));
}
