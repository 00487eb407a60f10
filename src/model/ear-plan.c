/* ear-plan.c: how often each channel is to have a post of ours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-json.h"
#include "model/ear-plan.h"

static GHashTable *
plan_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean
read_number (const EarJsonNode *node, const char *key, guint *number)
{
  /* A path would look below a dot. */
  const char *text = strchr (key, '.') == NULL ? ear_json_member_text (node, key) : NULL;
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, EAR_PLAN_MAX, &value, NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

GHashTable *
ear_plan_parse (const char *text, GError **error)
{
  g_autoptr (GHashTable) plan = plan_new ();
  g_autoptr (EarJson) json = NULL;
  g_auto (GStrv) keys = NULL;

  if (text == NULL || *text == '\0')
    return g_steal_pointer (&plan);
  json = ear_json_parse_text (text, -1, NULL);
  if (json == NULL || !ear_json_is_object (ear_json_root (json)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("This is no plan. Write it as {\"key of a channel\": posts a week}; “channel list” shows the keys."));
      return NULL;
    }
  keys = ear_json_member_names (ear_json_root (json));
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      guint number;

      if (!read_number (ear_json_root (json), keys[i], &number))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("The plan for “%s” is no number of posts a week. Write one from 0 to %u."), keys[i],
                       (guint) EAR_PLAN_MAX);
          return NULL;
        }
      ear_plan_set (plan, keys[i], number);
    }
  return g_steal_pointer (&plan);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

char *
ear_plan_to_text (GHashTable *plan)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (plan), compare_keys);
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  if (keys == NULL)
    return NULL;
  ear_json_writer_begin_object (writer, NULL);
  for (GList *key = keys; key != NULL; key = key->next)
    ear_json_writer_int (writer, key->data, ear_plan_get (plan, key->data));
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

guint
ear_plan_get (GHashTable *plan, const char *channel_key)
{
  return plan != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (plan, channel_key)) : 0;
}

void
ear_plan_set (GHashTable *plan, const char *channel_key, guint posts_a_week)
{
  if (posts_a_week == 0)
    g_hash_table_remove (plan, channel_key);
  else
    g_hash_table_insert (plan, g_strdup (channel_key), GUINT_TO_POINTER (MIN (posts_a_week, EAR_PLAN_MAX)));
}
