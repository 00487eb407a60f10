/* ear-town-item.c: what was written in a town, and where it hangs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/ear-town-private.h"

#include <string.h>

/* Threads stand by their last message, all else by when it was written. */
static gint64
get_rank (const EarTownItem *item)
{
  return item->kind == EAR_TOWN_THREAD ? item->updated_ms : item->created_ms;
}

/* A list that stays in the order of time; each item knows where it stands, so that a page is found without looking through. */
static void
insert_in_time (GPtrArray **list, EarTownItem *item, gsize place)
{
  guint at;

  if (*list == NULL)
    *list = g_ptr_array_new ();
  for (at = (*list)->len; at > 0; at--)
    {
      EarTownItem *before = g_ptr_array_index (*list, at - 1);

      if (get_rank (before) <= get_rank (item))
        break;
      G_STRUCT_MEMBER (guint, before, place)++;
    }
  g_ptr_array_insert (*list, (int) at, item);
  G_STRUCT_MEMBER (guint, item, place) = at;
}

static void
touch_top (EarTownItem *top, gint64 at_ms)
{
  GPtrArray *list = top->account->tops[top->kind];

  if (at_ms <= top->updated_ms)
    return;
  top->updated_ms = at_ms;
  if (top->kind != EAR_TOWN_THREAD)
    return;
  g_ptr_array_remove_index (list, top->at_below);
  for (guint i = top->at_below; i < list->len; i++)
    ((EarTownItem *) g_ptr_array_index (list, i))->at_below--;
  insert_in_time (&top->account->tops[top->kind], top, G_STRUCT_OFFSET (EarTownItem, at_below));
}

/**
 * ear_town_new_item:
 * @town: a town
 * @account: on which account it is
 * @kind: what it is
 * @author: a person's id, or the account's own
 * @text: what is said
 * @at_ms: when, UTC ms
 *
 * Returns: (transfer full): the item, for ear_town_place()
 */
EarTownItem *
ear_town_new_item (EarTown *town, EarTownAccount *account, EarTownKind kind, const char *author, const char *text, gint64 at_ms)
{
  EarTownItem *item = g_new0 (EarTownItem, 1);

  item->id = ear_town_new_id (town);
  item->kind = kind;
  item->account = account;
  item->author = g_strdup (author);
  item->text = g_strdup (text);
  item->created_ms = item->updated_ms = at_ms;
  return item;
}

/**
 * ear_town_place:
 * @town: a town
 * @item: (transfer full): what was written
 * @top: (nullable): what it hangs under, for comments and messages
 * @parent: (nullable): the comment it replies to
 */
void
ear_town_place (EarTown *town, EarTownItem *item, EarTownItem *top, EarTownItem *parent)
{
  g_return_if_fail ((top != NULL) == (item->kind >= EAR_TOWN_N_TOPS));

  item->top = top;
  item->parent = parent;
  g_ptr_array_add (town->items, item);
  g_hash_table_insert (town->by_id, item->id, item);

  if (top == NULL)
    {
      insert_in_time (&item->account->tops[item->kind], item, G_STRUCT_OFFSET (EarTownItem, at_below));
      return;
    }

  insert_in_time (&top->below, item, G_STRUCT_OFFSET (EarTownItem, at_below));
  if (parent != NULL)
    insert_in_time (&parent->below, item, G_STRUCT_OFFSET (EarTownItem, at_replies));
  else
    insert_in_time (&top->first_level, item, G_STRUCT_OFFSET (EarTownItem, at_first));
  if (item->deleted)
    return;
  top->n_below++;
  if (parent != NULL)
    parent->n_below++;
  else
    top->n_first++;
  /* Whether a reply moves the time of a post is not documented everywhere: clients must live with both. */
  if (parent == NULL || !ear_town_is_set (town, "quiet_replies"))
    touch_top (top, item->created_ms);
}

/**
 * ear_town_write:
 * @town: a town
 * @account: on which account
 * @kind: what
 * @author: a person's id, or the account's own
 * @text: what is said
 * @top: (nullable): what it hangs under
 * @parent: (nullable): the comment it replies to
 *
 * Returns: (transfer none): what was written, now
 */
EarTownItem *
ear_town_write (EarTown *town, EarTownAccount *account, EarTownKind kind, const char *author, const char *text, EarTownItem *top,
                EarTownItem *parent)
{
  EarTownItem *item = ear_town_new_item (town, account, kind, author, text, ear_town_now (town));

  ear_town_place (town, item, top, parent);
  ear_town_expect (town, item);
  return item;
}

void
ear_town_edit (EarTown *town, EarTownItem *item, const char *text)
{
  g_set_str (&item->text, text);
  item->updated_ms = ear_town_now (town);
}

static void
delete_one (EarTownItem *item)
{
  if (item->deleted)
    return;
  item->deleted = TRUE;
  if (item->top == NULL)
    return;
  item->top->n_below--;
  if (item->parent != NULL)
    item->parent->n_below--;
  else
    item->top->n_first--;
}

void
ear_town_delete (EarTown *town, EarTownItem *item)
{
  for (guint i = 0; item->below != NULL && i < item->below->len; i++)
    delete_one (g_ptr_array_index (item->below, i));
  delete_one (item);
}

const char *
ear_town_item_get_fact (const EarTownItem *item, const char *name)
{
  return item->facts != NULL ? g_hash_table_lookup (item->facts, name) : NULL;
}

void
ear_town_item_set_fact (EarTownItem *item, const char *name, const char *value)
{
  if (item->facts == NULL)
    item->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (item->facts, g_strdup (name), g_strdup (value));
}

gboolean
ear_town_item_is_ours (const EarTownItem *item)
{
  return strcmp (item->author, item->account->id) == 0;
}

EarTownItem *
ear_town_find_item (EarTown *town, const char *id)
{
  return id != NULL ? g_hash_table_lookup (town->by_id, id) : NULL;
}

EarTownItem *
ear_town_get_thread (EarTown *town, EarTownAccount *account, const char *person, gboolean make)
{
  GPtrArray *threads = account->tops[EAR_TOWN_THREAD];
  EarTownItem *thread;

  for (guint i = 0; i < threads->len; i++)
    {
      thread = g_ptr_array_index (threads, i);
      if (strcmp (thread->author, person) == 0 && !thread->deleted)
        return thread;
    }
  if (!make)
    return NULL;
  thread = ear_town_new_item (town, account, EAR_TOWN_THREAD, person, "", ear_town_now (town));
  ear_town_place (town, thread, NULL, NULL);
  return thread;
}
