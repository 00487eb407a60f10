/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever is read as JSON can be bound, walked and written, and what was written reads back as the same.
 */

#include "base/ear-json.h"
#include "base/ear-problem.h"
#include "fuzz/fuzz.h"

typedef struct {
  const char *id, *text, *deep;
  gint64 count, time;
  double number;
  gboolean truth;
  const EarJsonNode *object, *array, *any;
  EarJsonPresence presence;
} Bound;

static const EarJsonField fields[] = {
  EAR_JSON_FIELD (Bound, id, "id", EAR_JSON_ID, EAR_JSON_LENIENT | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Bound, text, "content.rendered", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Bound, deep, "content.0.a.b", EAR_JSON_ID, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Bound, count, "count", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Bound, time, "created_at", EAR_JSON_TIME, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Bound, number, "gmt_offset", EAR_JSON_DOUBLE, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Bound, truth, "truth", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Bound, object, "account", EAR_JSON_OBJECT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Bound, array, "media.0.sizes", EAR_JSON_ARRAY, EAR_JSON_LENIENT),
  EAR_JSON_FIELD_P (Bound, any, "0.1", EAR_JSON_ANY, EAR_JSON_OPTIONAL, presence),
};

static void copy (EarJsonWriter *writer, const char *name, const EarJsonNode *parent, const char *path, guint depth);

static void
copy_children (EarJsonWriter *writer, const EarJsonNode *node, guint depth)
{
  if (ear_json_is_object (node))
    {
      g_auto (GStrv) names = ear_json_member_names (node);

      for (char **member = names; *member != NULL; member++)
        copy (writer, *member, node, *member, depth + 1);
    }
  else
    {
      for (gsize i = 0; i < ear_json_length (node); i++)
        {
          g_autofree char *index = g_strdup_printf ("%" G_GSIZE_FORMAT, i);

          copy (writer, NULL, node, index, depth + 1);
        }
    }
}

/* What stands at @path of @parent, read as the first type that fits. */
static void
copy (EarJsonWriter *writer, const char *name, const EarJsonNode *parent, const char *path, guint depth)
{
  static const EarJsonType types[] = { EAR_JSON_OBJECT, EAR_JSON_ARRAY, EAR_JSON_TEXT, EAR_JSON_BOOL, EAR_JSON_INT, EAR_JSON_ID, EAR_JSON_DOUBLE };
  struct {
    union {
      const EarJsonNode *node;
      const char *text;
      gint64 number;
      double real;
      gboolean truth;
    };
    EarJsonPresence presence;
  } value = { 0 };

  FUZZ_CHECK (depth <= EAR_JSON_MAX_DEPTH);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const EarJsonField field = { path, types[i], EAR_JSON_LENIENT, 0, G_STRUCT_OFFSET (__typeof__ (value), presence) };

      FUZZ_CHECK (ear_json_bind (parent, &field, 1, &value, NULL));
      if (value.presence == EAR_JSON_NULL || value.presence == EAR_JSON_ABSENT)
        break; /* a member with a dot in its name cannot be reached by a path */
      if (value.presence != EAR_JSON_PRESENT)
        continue;

      switch (types[i])
        {
        case EAR_JSON_OBJECT:
          ear_json_writer_begin_object (writer, name);
          copy_children (writer, value.node, depth);
          ear_json_writer_end_object (writer);
          return;
        case EAR_JSON_ARRAY:
          ear_json_writer_begin_array (writer, name);
          copy_children (writer, value.node, depth);
          ear_json_writer_end_array (writer);
          return;
        case EAR_JSON_BOOL:
          ear_json_writer_bool (writer, name, value.truth);
          return;
        case EAR_JSON_INT:
          ear_json_writer_int (writer, name, value.number);
          return;
        case EAR_JSON_DOUBLE:
          ear_json_writer_double (writer, name, value.real);
          return;
        case EAR_JSON_TEXT:
        case EAR_JSON_ID:
        case EAR_JSON_TIME:
        case EAR_JSON_ANY:
        default:
          FUZZ_CHECK (g_utf8_validate (value.text, -1, NULL));
          ear_json_writer_text (writer, name, value.text);
          return;
        }
    }
  ear_json_writer_null (writer, name);
}

static char *
to_text (const EarJsonNode *node)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  if (ear_json_is_object (node))
    {
      ear_json_writer_begin_object (writer, NULL);
      copy_children (writer, node, 0);
      ear_json_writer_end_object (writer);
    }
  else
    {
      ear_json_writer_begin_array (writer, NULL);
      copy_children (writer, node, 0);
      ear_json_writer_end_array (writer);
    }
  return ear_json_writer_to_text (writer, FALSE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (EarJson) json = ear_json_parse (bytes, &error);
  g_autoptr (EarJson) again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  Bound bound = { 0 };

  if (json == NULL)
    {
      FUZZ_CHECK (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL));
      FUZZ_CHECK (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  FUZZ_CHECK (error == NULL);

  if (ear_json_bind_table (ear_json_root (json), fields, &bound, &error))
    {
      FUZZ_CHECK (error == NULL);
      FUZZ_CHECK (bound.id == NULL || g_utf8_validate (bound.id, -1, NULL));
      FUZZ_CHECK (bound.text == NULL || g_utf8_validate (bound.text, -1, NULL));
      FUZZ_CHECK ((bound.any == ear_json_member (ear_json_root (json), "0.1")) || bound.presence != EAR_JSON_PRESENT);
      FUZZ_CHECK (bound.object == NULL || ear_json_is_object (bound.object));
      FUZZ_CHECK (bound.array == NULL || ear_json_is_array (bound.array));
    }
  else
    FUZZ_CHECK (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL));

  first = to_text (ear_json_root (json));
  again = ear_json_parse_text (first, -1, NULL);
  FUZZ_CHECK (again != NULL);
  second = to_text (ear_json_root (again));
  FUZZ_CHECK (g_strcmp0 (first, second) == 0);
  return 0;
}
