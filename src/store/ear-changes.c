/* ear-changes.c: what writes changed, for lists and notifications
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ear-store-private.h"

EarChanges *
ear_changes_new (void)
{
  EarChanges *changes = g_new0 (EarChanges, 1);

  changes->conversations = g_array_new (FALSE, FALSE, sizeof (gint64));
  changes->removed = g_array_new (FALSE, FALSE, sizeof (gint64));
  changes->channels = g_array_new (FALSE, FALSE, sizeof (gint64));
  changes->new_enquiries = g_array_new (FALSE, FALSE, sizeof (EarNewEnquiry));
  changes->to_check = g_ptr_array_new_with_free_func (g_free);
  return changes;
}

void
ear_changes_free (EarChanges *changes)
{
  if (changes == NULL)
    return;
  g_array_unref (changes->conversations);
  g_array_unref (changes->removed);
  g_array_unref (changes->channels);
  g_array_unref (changes->new_enquiries);
  g_ptr_array_unref (changes->to_check);
  g_free (changes);
}

/* Functions inside a transaction accept NULL changes; duplicates go when they are settled. */
static void
append_id (GArray *array, gint64 id)
{
  if (array->len == 0 || g_array_index (array, gint64, array->len - 1) != id)
    g_array_append_val (array, id);
}

void
ear_changes_add_conversation (EarChanges *changes, gint64 conversation)
{
  if (changes != NULL)
    append_id (changes->conversations, conversation);
}

void
ear_changes_add_removed (EarChanges *changes, gint64 conversation)
{
  if (changes != NULL)
    append_id (changes->removed, conversation);
}

void
ear_changes_add_channel (EarChanges *changes, gint64 channel)
{
  if (changes != NULL)
    append_id (changes->channels, channel);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
sort_unique (GArray *array)
{
  gint64 *ids = (gint64 *) (gpointer) array->data;
  guint n = 0;

  g_array_sort (array, compare_ids);
  for (guint i = 0; i < array->len; i++)
    if (i == 0 || ids[i] != ids[i - 1])
      ids[n++] = ids[i];
  g_array_set_size (array, n);
}

void
ear_changes_settle (EarChanges *changes)
{
  if (changes == NULL)
    return;
  sort_unique (changes->conversations);
  sort_unique (changes->removed);
  sort_unique (changes->channels);
}

static gboolean
has_enquiry (const EarChanges *changes, gint64 message_id)
{
  for (guint i = 0; i < changes->new_enquiries->len; i++)
    if (g_array_index (changes->new_enquiries, EarNewEnquiry, i).message_id == message_id)
      return TRUE;
  return FALSE;
}

void
ear_changes_merge (EarChanges *changes, const EarChanges *more)
{
  g_array_append_vals (changes->conversations, more->conversations->data, more->conversations->len);
  g_array_append_vals (changes->removed, more->removed->data, more->removed->len);
  g_array_append_vals (changes->channels, more->channels->data, more->channels->len);
  for (guint i = 0; i < more->new_enquiries->len; i++)
    {
      const EarNewEnquiry *enquiry = &g_array_index (more->new_enquiries, EarNewEnquiry, i);

      if (!has_enquiry (changes, enquiry->message_id))
        g_array_append_vals (changes->new_enquiries, enquiry, 1);
    }
  for (guint i = 0; i < more->to_check->len; i++)
    if (!g_ptr_array_find_with_equal_func (changes->to_check, more->to_check->pdata[i], g_str_equal, NULL))
      g_ptr_array_add (changes->to_check, g_strdup (more->to_check->pdata[i]));
  changes->n_new += more->n_new;
  changes->n_changed += more->n_changed;
  ear_changes_settle (changes);
}

gboolean
ear_changes_is_empty (const EarChanges *changes)
{
  return changes->conversations->len == 0 && changes->removed->len == 0 && changes->channels->len == 0 &&
         changes->new_enquiries->len == 0 && changes->to_check->len == 0;
}
