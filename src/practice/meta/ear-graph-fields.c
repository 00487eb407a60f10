/* ear-graph-fields.c: what of a node is asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/meta/ear-graph.h"

#include <string.h>

#define MAX_DEPTH 5

static void
field_free (gpointer data)
{
  EarGraphField *field = data;

  g_free (field->name);
  g_free (field->text);
  g_hash_table_unref (field->args);
  g_clear_pointer (&field->fields, g_ptr_array_unref);
  g_free (field);
}

static gboolean
is_name (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

static char *
take_name (const char **p)
{
  const char *start = *p;

  while (is_name (**p))
    (*p)++;
  return *p > start ? g_strndup (start, (gsize) (*p - start)) : NULL;
}

static GPtrArray *parse (const char **p, guint depth);

/* name .argument(value)… {fields} .argument(value)… */
static EarGraphField *
parse_field (const char **p, guint depth)
{
  g_autofree char *name = take_name (p);
  EarGraphField *field;

  if (name == NULL)
    return NULL;
  field = g_new0 (EarGraphField, 1);
  field->name = g_steal_pointer (&name);
  field->text = g_strdup ("");
  field->args = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (;;)
    {
      if (**p == '.')
        {
          g_autofree char *argument = NULL;
          const char *end;

          (*p)++;
          argument = take_name (p);
          end = **p == '(' ? strchr (*p, ')') : NULL;
          if (argument == NULL || end == NULL)
            break;
          g_hash_table_replace (field->args, g_steal_pointer (&argument), g_strndup (*p + 1, (gsize) (end - *p - 1)));
          *p = end + 1;
        }
      else if (**p == '{' && field->fields == NULL && depth < MAX_DEPTH)
        {
          const char *start = ++*p;

          field->fields = parse (p, depth + 1);
          if (field->fields == NULL || **p != '}')
            break;
          g_free (field->text);
          field->text = g_strndup (start, (gsize) (*p - start));
          (*p)++;
        }
      else
        return field;
    }
  field_free (field);
  return NULL;
}

static GPtrArray *
parse (const char **p, guint depth)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (field_free);

  for (;;)
    {
      EarGraphField *field;

      while (**p == ' ')
        (*p)++;
      field = parse_field (p, depth);
      if (field == NULL)
        return NULL;
      g_ptr_array_add (fields, field);
      while (**p == ' ')
        (*p)++;
      if (**p != ',')
        return g_steal_pointer (&fields);
      (*p)++;
    }
}

/**
 * ear_graph_fields_parse:
 * @text: "id,message,comments.filter(stream).limit(25){id,from{id,name}}"
 *
 * Returns: (transfer full) (nullable) (element-type EarGraphField): the fields, or %NULL where that cannot be read
 */
GPtrArray *
ear_graph_fields_parse (const char *text)
{
  const char *p = text;
  g_autoptr (GPtrArray) fields = parse (&p, 0);

  return fields != NULL && *p == '\0' ? g_steal_pointer (&fields) : NULL;
}

gboolean
ear_graph_arg_is (GHashTable *args, const char *name, const char *value)
{
  return g_strcmp0 (g_hash_table_lookup (args, name), value) == 0;
}

/* ---- nodes ---- */

void
ear_graph_write_time (EarJsonWriter *json, const char *name, gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S+0000");

  ear_json_writer_text (json, name, text);
}

void
ear_graph_write_profile (EarJsonWriter *json, const EarGraphField *field, const char *id, const char *name, const char *extra_name,
                         const char *extra_value)
{
  const struct {
    const char *name, *value;
  } members[] = { { "name", name }, { extra_name, extra_value } };

  ear_json_writer_begin_object (json, field->name);
  ear_json_writer_text (json, "id", id);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      gboolean wanted = field->fields == NULL;

      for (guint j = 0; !wanted && j < field->fields->len; j++)
        wanted = g_strcmp0 (((EarGraphField *) g_ptr_array_index (field->fields, j))->name, members[i].name) == 0;
      if (wanted && members[i].name != NULL && members[i].value != NULL)
        ear_json_writer_text (json, members[i].name, members[i].value);
    }
  ear_json_writer_end_object (json);
}

static void
write_column (EarGraphCall *call, EarJsonWriter *json, const EarGraphColumn *column, gpointer object, const EarGraphField *field)
{
  gconstpointer place = (const char *) object + column->offset;

  switch (column->type)
    {
    case EAR_GRAPH_TEXT:
      if (*(char *const *) place != NULL && **(char *const *) place != '\0')
        ear_json_writer_text (json, column->name, *(char *const *) place);
      break;
    case EAR_GRAPH_TIME:
      ear_graph_write_time (json, column->name, *(const gint64 *) place);
      break;
    case EAR_GRAPH_NUMBER:
      ear_json_writer_int (json, column->name, *(const gint64 *) place);
      break;
    case EAR_GRAPH_TRUTH:
      ear_json_writer_bool (json, column->name, *(const gboolean *) place);
      break;
    case EAR_GRAPH_CONSTANT:
      ear_json_writer_text (json, column->name, column->constant);
      break;
    case EAR_GRAPH_WRITE:
      column->write (call, json, field, object);
      break;
    case EAR_GRAPH_NOTHING:
    default:
      break;
    }
}

static const EarGraphColumn *
find_column (const EarGraphNode *node, const char *name)
{
  for (gsize i = 0; i < node->n_columns; i++)
    if (strcmp (node->columns[i].name, name) == 0)
      return &node->columns[i];
  return NULL;
}

void
ear_graph_check_fields (EarGraphCall *call, const EarGraphNode *node, GPtrArray *fields)
{
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const EarGraphField *field = g_ptr_array_index (fields, i);

      if (find_column (node, field->name) == NULL)
        ear_graph_fail (call, 100, 0, "(#100) Tried accessing nonexisting field (%s) on node type (%s)", field->name, node->name);
    }
}

/**
 * ear_graph_write_members:
 * @call: a call; it fails where a field is asked for that the node does not have
 * @json: inside an object
 * @node: what there is to ask for
 * @object: what the columns are columns of
 * @fields: (nullable) (element-type EarGraphField): what is asked for; %NULL: the usual
 */
void
ear_graph_write_members (EarGraphCall *call, EarJsonWriter *json, const EarGraphNode *node, gpointer object, GPtrArray *fields)
{
  const EarGraphColumn *id = find_column (node, "id");
  g_autoptr (GHashTable) no_args = g_hash_table_new (g_str_hash, g_str_equal);

  ear_graph_check_fields (call, node, fields);
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const EarGraphField *field = g_ptr_array_index (fields, i);
      const EarGraphColumn *column = find_column (node, field->name);

      if (column != NULL && column != id)
        write_column (call, json, column, object, field);
    }
  for (gsize i = 0; fields == NULL && i < node->n_columns; i++)
    {
      const EarGraphColumn *column = &node->columns[i];
      EarGraphField field = { .name = (char *) column->name, .text = (char *) "", .args = no_args };

      if (column->usual && column != id)
        write_column (call, json, column, object, &field);
    }
  if (id != NULL)
    {
      EarGraphField field = { .name = (char *) "id", .text = (char *) "", .args = no_args };

      write_column (call, json, id, object, &field);
    }
}
