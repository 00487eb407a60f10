/* ear-search-asked.c: what was typed as what the store looks for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "base/ear-fold.h"
#include "engine/ear-search-private.h"

/* By its name, as it was renamed or as its service has it, by its account or by its kind. */
static gboolean
is_called (const EarDirectoryEntry *entry,
           const char              *value)
{
  const char *names[] = {
    entry->row->name, entry->row->handle, entry->row->kind, entry->kind != NULL ? entry->kind->name : NULL,
    entry->kind != NULL && entry->kind->name != NULL ? _(entry->kind->name) : NULL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i] != NULL && ear_fold_begins (names[i], value))
      return TRUE;
  return g_strcmp0 (entry->row->key, value) == 0;
}

/* "Blog" is the one called so, where another is the "Blog of the garden". */
static gboolean
is_exactly (const EarDirectoryEntry *entry,
            const char              *value)
{
  g_autofree char *name = ear_fold (entry->row->name != NULL ? entry->row->name : "");
  g_autofree char *wanted = ear_fold (value);

  return g_str_equal (name, wanted) || g_strcmp0 (entry->row->key, value) == 0;
}

static void
add_channels (EarSearchAsked *asked,
              EarDirectory   *directory,
              const char     *value)
{
  guint before = asked->channels->len;

  for (guint loose = 0; loose < 2 && asked->channels->len == before; loose++)
    for (guint i = 0; i < ear_directory_get_size (directory); i++)
      {
        const EarDirectoryEntry *entry = ear_directory_get (directory, i);

        if (loose ? is_called (entry, value) : is_exactly (entry, value))
          g_array_append_val (asked->channels, entry->row->id);
      }
  if (asked->channels->len == before && asked->missing == NULL)
    /* Translators: %s is what was typed to narrow a search to a channel */
    asked->missing = g_strdup_printf (_("No channel here is called “%s”."), value);
}

static void
choose (EarStoreSearch  *search,
        EarSearchChoice  choice)
{
  switch (choice)
    {
    case EAR_SEARCH_UNANSWERED:
      search->standings |= 1 << EAR_STANDING_NEEDS_ANSWER;
      break;

    case EAR_SEARCH_LATE:
      search->late_at = ear_clock_now_ms ();
      break;

    case EAR_SEARCH_ANSWERED:
      search->standings |= 1 << EAR_STANDING_WAITING;
      break;

    case EAR_SEARCH_DONE:
      search->standings |= 1 << EAR_STANDING_DONE;
      break;

    case EAR_SEARCH_UNREAD:
      search->unread = TRUE;
      break;

    case EAR_SEARCH_REVIEW:
      search->reviews = TRUE;
      break;

    case EAR_SEARCH_SPAM:
      search->standings |= 1 << EAR_STANDING_SPAM;
      break;

    case EAR_SEARCH_NOTE:
      search->notes = TRUE;
      break;

    case EAR_SEARCH_ATTACHMENT:
      search->attachment = TRUE;
      break;

    case EAR_SEARCH_PICTURE:
      search->picture = TRUE;
      break;

    case EAR_SEARCH_US:
      search->from_us = TRUE;
      break;

    case EAR_SEARCH_N_CHOICES:
    default:
      break;
    }
}

static void
narrow (EarStoreSearch *search,
        gint64          since,
        gint64          before)
{
  if (since != EAR_TIME_NONE && (search->since == 0 || since > search->since))
    search->since = since;
  if (before != EAR_TIME_NONE && (search->before == 0 || before < search->before))
    search->before = before;
}

static void
add_filter (EarSearchAsked        *asked,
            const EarSearchFilter *filter,
            EarDirectory          *directory)
{
  switch (filter->type)
    {
    case EAR_SEARCH_FROM:
      if (filter->choice == EAR_SEARCH_US)
        asked->search.from_us = TRUE;
      else
        g_ptr_array_add (asked->from, filter->value);
      break;

    case EAR_SEARCH_CHANNEL:
      add_channels (asked, directory, filter->value);
      break;

    case EAR_SEARCH_BEFORE:
      narrow (&asked->search, EAR_TIME_NONE, filter->from);
      break;

    case EAR_SEARCH_AFTER:
      narrow (&asked->search, filter->from, EAR_TIME_NONE);
      break;

    case EAR_SEARCH_ON:
      narrow (&asked->search, filter->from, filter->to);
      break;

    case EAR_SEARCH_IS:
    case EAR_SEARCH_HAS:
      choose (&asked->search, filter->choice);
      break;

    case EAR_SEARCH_N_FILTERS:
    default:
      break;
    }
}

/* Of people, channels and standings any will do: a message has but one of each. All else must hold. */
void
ear_search_asked_init (EarSearchAsked      *asked,
                       const EarSearchText *text,
                       EarDirectory        *directory)
{
  *asked = (EarSearchAsked) { .search = { .words = text->words, .order = EAR_STORE_SEARCH_NEWEST } };
  asked->channels = g_array_new (FALSE, FALSE, sizeof (gint64));
  asked->from = g_ptr_array_new ();
  for (guint i = 0; i < text->filters->len; i++)
    {
      const EarSearchFilter *filter = text->filters->pdata[i];

      if (filter->problem == NULL)
        add_filter (asked, filter, directory);
    }
  if (asked->from->len > 0)
    {
      g_ptr_array_add (asked->from, NULL);
      asked->search.from = (const char *const *) asked->from->pdata;
    }
  asked->search.channels = (const gint64 *) (gpointer) asked->channels->data;
  asked->search.n_channels = asked->channels->len;
}

void
ear_search_asked_clear (EarSearchAsked *asked)
{
  g_clear_pointer (&asked->channels, g_array_unref);
  g_clear_pointer (&asked->from, g_ptr_array_unref);
  g_clear_pointer (&asked->missing, g_free);
}
