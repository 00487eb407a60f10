/* ear-mastodon-talk.c: who is named, what replies to what, and who sees it, on the town's Mastodon server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/mastodon/ear-mastodon-town.h"

#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define LINK_CHARACTERS 30

/* A link, or a name with or without its server. */
#define WORDS "(https?://[^\\s<>\"]+)|(?<![\\w/@.])@([A-Za-z0-9_]+)(?:@([A-Za-z0-9.-]*[A-Za-z0-9](?::[0-9]+)?))?"

gboolean
ear_fedi_is_status (const EarFediCall *call, const EarTownItem *item)
{
  return item->account == call->account && item->kind != EAR_TOWN_THREAD && !item->deleted;
}

/* ---- what it replies to ---- */

const EarTownItem *
ear_fedi_get_above (const EarFediCall *call, const EarTownItem *item)
{
  const char *id = ear_town_item_get_fact (item, "in_reply_to");
  const EarTownItem *above = NULL;

  if (id != NULL)
    above = ear_town_find_item (call->town, id);
  else if (item->kind == EAR_TOWN_COMMENT)
    above = item->parent != NULL ? item->parent : item->top;
  else if (item->kind == EAR_TOWN_MESSAGE)
    for (guint i = item->at_below; i > 0 && (above == NULL || above->deleted); i--)
      above = g_ptr_array_index (item->top->below, i - 1);
  /* With a status goes what is said of it in replies. */
  return above != NULL && ear_fedi_is_status (call, above) ? above : NULL;
}

const char *
ear_fedi_get_visibility (const EarTownItem *item)
{
  const char *visibility = ear_town_item_get_fact (item, "visibility");

  return visibility != NULL ? visibility : item->kind == EAR_TOWN_MESSAGE ? "direct" : "public";
}

/* ---- names ---- */

static GRegex *
get_words (void)
{
  static GRegex *words;

  if (g_once_init_enter (&words))
    g_once_init_leave (&words, g_regex_new (WORDS, G_REGEX_OPTIMIZE, 0, NULL));
  return words;
}

const char *
ear_fedi_name_of (const EarFediCall *call, const char *id)
{
  const char *name = g_hash_table_lookup (call->names, id);

  return name != NULL ? name : id;
}

const char *
ear_fedi_find_account (const EarFediCall *call, const char *acct)
{
  g_autofree char *lower = g_ascii_strdown (acct, -1);
  char *at = strchr (lower, '@');

  if (at != NULL && g_ascii_strcasecmp (at + 1, call->host) == 0)
    *at = '\0';
  return g_hash_table_lookup (call->ids, lower);
}

static const char *
find_named (const EarFediCall *call, GMatchInfo *match)
{
  g_autofree char *user = g_match_info_fetch (match, 2);
  g_autofree char *server = g_match_info_fetch (match, 3);
  g_autofree char *acct = server != NULL && *server != '\0' ? g_strconcat (user, "@", server, NULL) : g_strdup (user);

  return acct != NULL && *acct != '\0' ? ear_fedi_find_account (call, acct) : NULL;
}

static void
add (GPtrArray *ids, const char *author, const char *id)
{
  if (id != NULL && strcmp (id, author) != 0 && !g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
    g_ptr_array_add (ids, (gpointer) id);
}

static void
add_named (const EarFediCall *call, const EarTownItem *item, GPtrArray *ids)
{
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (get_words (), item->text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    add (ids, item->author, find_named (call, match));
}

/* Whom a program names by itself: who is replied to, and who was named there. */
static void
add_usual (const EarFediCall *call, const EarTownItem *item, GPtrArray *ids)
{
  const EarTownItem *above = item->kind >= EAR_TOWN_N_TOPS ? ear_fedi_get_above (call, item) : NULL;

  if (item->kind == EAR_TOWN_MESSAGE)
    {
      add (ids, item->author, item->top->author);
      add (ids, item->author, call->account->id);
    }
  else if (above != NULL)
    {
      add (ids, item->author, above->author);
      if (ear_fedi_mentions (call, above, call->account->id))
        add (ids, item->author, call->account->id);
    }
  else if (item->kind == EAR_TOWN_VISIT || item->kind == EAR_TOWN_MENTION)
    add (ids, item->author, call->account->id);
}

GPtrArray *
ear_fedi_dup_mentions (const EarFediCall *call, const EarTownItem *item)
{
  GPtrArray *ids = g_ptr_array_new ();

  if (ear_town_item_get_fact (item, "visibility") == NULL)
    add_usual (call, item, ids);
  add_named (call, item, ids);
  return ids;
}

gboolean
ear_fedi_mentions (const EarFediCall *call, const EarTownItem *item, const char *id)
{
  g_autoptr (GPtrArray) ids = ear_fedi_dup_mentions (call, item);

  return g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL);
}

/* Nobody here follows anybody: what is for followers is seen by who is named. */
gboolean
ear_fedi_may_see (const EarFediCall *call, const EarTownItem *item)
{
  const char *visibility = ear_fedi_get_visibility (item);

  return strcmp (visibility, "public") == 0 || strcmp (visibility, "unlisted") == 0 || g_strcmp0 (item->author, call->viewer) == 0 ||
         (call->viewer != NULL && ear_fedi_mentions (call, item, call->viewer));
}

gboolean
ear_fedi_is_favourite (const EarFediCall *call, const EarTownItem *item)
{
  g_autofree char *fact = g_strconcat ("liked_by:", call->viewer, NULL);

  if (g_strcmp0 (call->viewer, call->account->id) == 0)
    return item->liked;
  return g_strcmp0 (ear_town_item_get_fact (item, fact), "1") == 0;
}

gint64
ear_fedi_get_edited (const EarTownItem *item)
{
  const char *edited = ear_town_item_get_fact (item, "edited");

  if (edited != NULL)
    return g_ascii_strtoll (edited, NULL, 10);
  return item->kind >= EAR_TOWN_N_TOPS && item->updated_ms > item->created_ms ? item->updated_ms : EAR_TIME_NONE;
}

/* ---- texts ---- */

char *
ear_fedi_dup_text (const EarFediCall *call, const EarTownItem *item)
{
  g_autoptr (GPtrArray) named = g_ptr_array_new ();
  g_autoptr (GPtrArray) all = ear_fedi_dup_mentions (call, item);
  GString *text = g_string_new (NULL);

  add_named (call, item, named);
  for (guint i = 0; i < all->len; i++)
    if (!g_ptr_array_find_with_equal_func (named, g_ptr_array_index (all, i), g_str_equal, NULL))
      g_string_append_printf (text, "@%s ", ear_fedi_name_of (call, g_ptr_array_index (all, i)));
  g_string_append (text, item->text);
  return g_string_free_and_steal (text);
}

/* Its beginning is hidden, its end cut. */
static void
append_link (GString *html, const char *url)
{
  g_autofree char *escaped = ear_html_escape (url);
  gsize head = strlen (g_str_has_prefix (url, "https://") ? "https://" : "http://");
  gboolean cut = strlen (url) > head + LINK_CHARACTERS;

  g_string_append_printf (html, "<a href=\"%s\" target=\"_blank\" rel=\"nofollow noopener\" translate=\"no\"><span class=\"invisible\">%.*s</span>", escaped,
                          (int) head, url);
  if (cut)
    g_string_append_printf (html, "<span class=\"ellipsis\">%.*s</span><span class=\"invisible\">%s</span></a>", LINK_CHARACTERS, url + head,
                            url + head + LINK_CHARACTERS);
  else
    g_string_append_printf (html, "<span class=\"\">%s</span></a>", escaped + head);
}

static void
append_mention (const EarFediCall *call, GString *html, const char *id)
{
  const char *name = ear_fedi_name_of (call, id), *server = strchr (name, '@');
  g_autofree char *user = g_strndup (name, strcspn (name, "@"));
  g_autofree char *origin = server != NULL ? g_strconcat ("https://", server + 1, NULL) : g_strdup (call->request->origin);

  g_string_append_printf (html, "<span class=\"h-card\" translate=\"no\"><a href=\"%s/@%s\" class=\"u-url mention\">@<span>%s</span></a></span>", origin,
                          user, user);
}

static gboolean
append_word (const GMatchInfo *match, GString *html, gpointer data)
{
  g_autofree char *url = g_match_info_fetch (match, 1);
  g_autofree char *whole = g_match_info_fetch (match, 0);
  const char *id = *url == '\0' ? find_named (data, (GMatchInfo *) match) : NULL;

  if (*url != '\0')
    append_link (html, url);
  else if (id != NULL)
    append_mention (data, html, id);
  else
    g_string_append (html, whole);
  return FALSE;
}

char *
ear_fedi_dup_html (const EarFediCall *call, const char *text)
{
  g_autofree char *escaped = ear_html_escape (text);
  g_autofree char *worded = g_regex_replace_eval (get_words (), escaped, -1, 0, 0, append_word, (gpointer) call, NULL);
  g_auto (GStrv) paragraphs = g_strsplit (worded, "\n\n", -1);
  g_autofree char *joined = g_strjoinv ("</p><p>", paragraphs);
  g_auto (GStrv) lines = g_strsplit (joined, "\n", -1);
  g_autofree char *broken = g_strjoinv ("<br />", lines);

  return g_strconcat ("<p>", broken, "</p>", NULL);
}
