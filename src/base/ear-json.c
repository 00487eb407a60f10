/* ear-json.c: JSON bound to structs by a declared table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-json-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-problem.h"

#define MAX_PATH_PARTS 8

struct _EarJson {
  EarJsonArena arena;
  EarJsonNode *root;
};

/**
 * ear_json_parse:
 * @bytes: a body
 * @error: %EAR_PROBLEM_PROTOCOL in a sentence that quotes nothing of the body
 *
 * Returns: (transfer full) (nullable): the document
 */
EarJson *
ear_json_parse (GBytes *bytes, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  return ear_json_parse_text (text != NULL ? text : "", (gssize) length, error);
}

/**
 * ear_json_parse_text:
 * @text: JSON
 * @length: its bytes, or -1 when it ends with NUL
 * @error: %EAR_PROBLEM_PROTOCOL in a sentence that quotes nothing of the text
 *
 * Returns: (transfer full) (nullable): the document
 */
EarJson *
ear_json_parse_text (const char *text, gssize length, GError **error)
{
  g_autoptr (EarJson) json = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  json = g_new0 (EarJson, 1);
  json->root = ear_json_parse_tree (text, length < 0 ? strlen (text) : (gsize) length, &json->arena, error);
  if (json->root == NULL)
    return NULL;

  return g_steal_pointer (&json);
}

void
ear_json_free (EarJson *json)
{
  if (json == NULL)
    return;
  ear_json_arena_clear (&json->arena);
  g_free (json);
}

/**
 * ear_json_root:
 * @json: a document
 *
 * Returns: (transfer none): its top place, valid while the document lives
 */
const EarJsonNode *
ear_json_root (const EarJson *json)
{
  return json->root;
}

gboolean
ear_json_is_array (const EarJsonNode *node)
{
  return node != NULL && node->type == EAR_JSON_NODE_ARRAY;
}

gboolean
ear_json_is_object (const EarJsonNode *node)
{
  return node != NULL && node->type == EAR_JSON_NODE_OBJECT;
}

gsize
ear_json_length (const EarJsonNode *node)
{
  return ear_json_is_array (node) ? node->length : 0;
}

/**
 * ear_json_element:
 * @node: (nullable): an array
 * @index: from 0
 *
 * Returns: (nullable) (transfer none): the element, or %NULL where there is none
 */
const EarJsonNode *
ear_json_element (const EarJsonNode *node, gsize index)
{
  return index < ear_json_length (node) ? &node->children[index] : NULL;
}

/* One part of a path: a member's name, or an index where an array is. */
static const EarJsonNode *
find_child (const EarJsonNode *node, const char *part, gsize part_length)
{
  if (node->type == EAR_JSON_NODE_OBJECT)
    {
      for (gsize i = 0; i < node->length; i++)
        {
          const EarJsonNode *child = &node->children[i];

          if (child->name_length == part_length && memcmp (child->name, part, part_length) == 0)
            return child;
        }
    }
  else if (node->type == EAR_JSON_NODE_ARRAY && part_length > 0 && part_length < 10)
    {
      gsize index = 0;

      for (gsize i = 0; i < part_length; i++)
        {
          if (!g_ascii_isdigit (part[i]))
            return NULL;
          index = index * 10 + (gsize) (part[i] - '0');
        }
      return ear_json_element (node, index);
    }
  return NULL;
}

/* The way to the last path looked up, so that "account.id", "account.name", … find "account" once. */
typedef struct {
  const char *path;
  gsize n_parts;                              /* found so far */
  gsize ends[MAX_PATH_PARTS];                 /* offset in the path behind each part found */
  const EarJsonNode *nodes[MAX_PATH_PARTS];
} Trail;

static const EarJsonNode *
trail_follow (Trail *trail, const EarJsonNode *root, const char *path)
{
  const EarJsonNode *node = root;
  gsize kept = 0;
  gsize start = 0;

  while (kept < trail->n_parts)
    {
      gsize end = trail->ends[kept];

      if (strncmp (path, trail->path, end) != 0 || path[end] != '.')
        break;
      node = trail->nodes[kept++];
      start = end + 1;
    }

  trail->path = path;
  trail->n_parts = kept;

  for (;;)
    {
      gsize length = strcspn (path + start, ".");

      node = find_child (node, path + start, length);
      if (node == NULL)
        return NULL;
      if (trail->n_parts < MAX_PATH_PARTS)
        {
          trail->nodes[trail->n_parts] = node;
          trail->ends[trail->n_parts++] = start + length;
        }
      start += length;
      if (path[start] == '\0')
        return node;
      start++;
    }
}

/**
 * ear_json_member:
 * @node: (nullable): where to start
 * @path: "account.display_name"; "media.0.url" indexes an array
 *
 * Returns: (nullable) (transfer none): the place, which may be a null of JSON, or %NULL where there is none
 */
const EarJsonNode *
ear_json_member (const EarJsonNode *node, const char *path)
{
  Trail trail = { NULL };

  return node != NULL ? trail_follow (&trail, node, path) : NULL;
}

/* Text, and integers as text: services give ids and titles of digits either way. */
static const char *
node_text (const EarJsonNode *node)
{
  return node->type == EAR_JSON_NODE_TEXT || node->type == EAR_JSON_NODE_INT ? node->text : NULL;
}

/**
 * ear_json_member_text:
 * @node: (nullable): where to start
 * @path: as in ear_json_member()
 *
 * Returns: (nullable) (transfer none): the string there, or an integer as text; %NULL for everything else
 */
const char *
ear_json_member_text (const EarJsonNode *node, const char *path)
{
  const EarJsonNode *member = ear_json_member (node, path);

  return member != NULL ? node_text (member) : NULL;
}

/**
 * ear_json_member_names:
 * @node: (nullable): an object
 *
 * Returns: (transfer full): the names of its members in their order; empty for everything else
 */
GStrv
ear_json_member_names (const EarJsonNode *node)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (ear_json_is_object (node))
    {
      for (gsize i = 0; i < node->length; i++)
        g_strv_builder_add (names, node->children[i].name);
    }
  return g_strv_builder_end (names);
}

static EarJsonPresence
bind_int (const EarJsonNode *node, gint64 *out)
{
  switch (node->type)
    {
    case EAR_JSON_NODE_INT:
      if (!node->fits)
        return EAR_JSON_WRONG_TYPE;
      *out = node->number;
      return EAR_JSON_PRESENT;

    case EAR_JSON_NODE_TEXT:
      return g_ascii_string_to_signed (node->text, 10, G_MININT64, G_MAXINT64, out, NULL) ? EAR_JSON_PRESENT : EAR_JSON_WRONG_TYPE;

    case EAR_JSON_NODE_DOUBLE:
      /* PHP writes whole floats as 5.0; beyond 2^53 a double is no longer exact. */
      if (fabs (node->real) > 9007199254740992.0 || node->real != floor (node->real))
        return EAR_JSON_WRONG_TYPE;
      *out = (gint64) node->real;
      return EAR_JSON_PRESENT;

    case EAR_JSON_NODE_NULL:
    case EAR_JSON_NODE_BOOL:
    case EAR_JSON_NODE_ARRAY:
    case EAR_JSON_NODE_OBJECT:
    default:
      return EAR_JSON_WRONG_TYPE;
    }
}

static EarJsonPresence
bind_double (const EarJsonNode *node, double *out)
{
  double value;

  if (node->type == EAR_JSON_NODE_DOUBLE)
    value = node->real;
  else if (node->type == EAR_JSON_NODE_INT)
    value = g_ascii_strtod (node->text, NULL);
  else if (node->type == EAR_JSON_NODE_TEXT && *node->text != '\0' && node->text[strspn (node->text, "0123456789+-.eE")] == '\0')
    {
      char *end;

      value = g_ascii_strtod (node->text, &end);
      if (*end != '\0')
        return EAR_JSON_WRONG_TYPE;
    }
  else
    return EAR_JSON_WRONG_TYPE;

  if (!isfinite (value))
    return EAR_JSON_WRONG_TYPE;
  *out = value;
  return EAR_JSON_PRESENT;
}

static gboolean
is_zero (const EarJsonNode *node)
{
  switch (node->type)
    {
    case EAR_JSON_NODE_INT:
      return node->fits && node->number == 0;
    case EAR_JSON_NODE_BOOL:
      return !node->truth;
    case EAR_JSON_NODE_DOUBLE:
      return fpclassify (node->real) == FP_ZERO;
    case EAR_JSON_NODE_TEXT:
      return node->length == 0 || strcmp (node->text, "0") == 0;
    case EAR_JSON_NODE_NULL:
    case EAR_JSON_NODE_ARRAY:
    case EAR_JSON_NODE_OBJECT:
    default:
      return FALSE;
    }
}

static EarJsonPresence
bind_value (const EarJsonNode *node, EarJsonType type, gpointer out)
{
  switch (type)
    {
    case EAR_JSON_TEXT:
      if (node->type != EAR_JSON_NODE_TEXT)
        return EAR_JSON_WRONG_TYPE;
      *(const char **) out = node->text;
      return EAR_JSON_PRESENT;

    case EAR_JSON_ID:
      if (node_text (node) == NULL)
        return EAR_JSON_WRONG_TYPE;
      *(const char **) out = node_text (node);
      return EAR_JSON_PRESENT;

    case EAR_JSON_INT:
      return bind_int (node, out);

    case EAR_JSON_DOUBLE:
      return bind_double (node, out);

    case EAR_JSON_BOOL:
      if (node->type != EAR_JSON_NODE_BOOL)
        return EAR_JSON_WRONG_TYPE;
      *(gboolean *) out = node->truth;
      return EAR_JSON_PRESENT;

    case EAR_JSON_TIME:
      if (node->type != EAR_JSON_NODE_TEXT)
        return EAR_JSON_WRONG_TYPE;
      *(gint64 *) out = ear_time_parse (node->text);
      return EAR_JSON_PRESENT;

    case EAR_JSON_OBJECT:
    case EAR_JSON_ARRAY:
      if (type == EAR_JSON_OBJECT && node->type == EAR_JSON_NODE_ARRAY && node->length == 0)
        return EAR_JSON_EMPTY_ARRAY;
      if (node->type != (type == EAR_JSON_OBJECT ? EAR_JSON_NODE_OBJECT : EAR_JSON_NODE_ARRAY))
        return EAR_JSON_WRONG_TYPE;
      *(const EarJsonNode **) out = node;
      return EAR_JSON_PRESENT;

    case EAR_JSON_ANY:
      *(const EarJsonNode **) out = node;
      return EAR_JSON_PRESENT;

    default:
      g_return_val_if_reached (EAR_JSON_WRONG_TYPE);
    }
}

static EarJsonPresence
bind_field (const EarJsonNode *node, const EarJsonField *field, gpointer out)
{
  /* Before anything else: an absent time is "not known", never 1970. */
  if (field->type == EAR_JSON_TIME)
    *(gint64 *) out = EAR_TIME_NONE;

  if (node == NULL)
    return EAR_JSON_ABSENT;
  if (node->type == EAR_JSON_NODE_NULL)
    return EAR_JSON_NULL;
  if ((field->flags & EAR_JSON_ZERO_IS_ABSENT) != 0 && is_zero (node))
    return EAR_JSON_ABSENT;

  return bind_value (node, field->type, out);
}

static void
set_bind_error (GError **error, const EarJsonField *field, EarJsonPresence presence)
{
  switch (presence)
    {
    case EAR_JSON_ABSENT:
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The reply lacks “%s”."), field->path);
      break;
    case EAR_JSON_NULL:
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The reply has nothing in “%s”."), field->path);
      break;
    case EAR_JSON_WRONG_TYPE:
    case EAR_JSON_EMPTY_ARRAY:
    case EAR_JSON_PRESENT:
    default:
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The reply has something unexpected in “%s”."), field->path);
      break;
    }
}

/**
 * ear_json_bind:
 * @node: (nullable): an object, or an array for paths that begin with an index
 * @fields: (array length=n_fields): what to read; members of one object side by side are found quickest
 * @n_fields: how many
 * @out: the struct, zeroed or with defaults: what is absent is left alone, but times become %EAR_TIME_NONE
 * @error: %EAR_PROBLEM_PROTOCOL naming the path
 *
 * Absent and null are fine unless the field is required; a wrong type fails unless the field is lenient; PHP's [] in place
 * of an object counts as absent, as does a wrong type in a lenient field, both told apart by their presence. On failure @out may be half filled.
 *
 * Returns: whether everything was as declared
 */
gboolean
ear_json_bind (const EarJsonNode *node, const EarJsonField *fields, gsize n_fields, gpointer out, GError **error)
{
  Trail trail = { NULL };

  if (node == NULL || (node->type != EAR_JSON_NODE_OBJECT && node->type != EAR_JSON_NODE_ARRAY))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The reply has a single value where several fields were expected."));
      return FALSE;
    }

  for (gsize i = 0; i < n_fields; i++)
    {
      const EarJsonField *field = &fields[i];
      const EarJsonNode *member = trail_follow (&trail, node, field->path);
      EarJsonPresence presence = bind_field (member, field, (char *) out + field->offset);

      if (field->presence_offset >= 0)
        *(EarJsonPresence *) (gpointer) ((char *) out + field->presence_offset) = presence;

      if ((presence == EAR_JSON_WRONG_TYPE && (field->flags & EAR_JSON_LENIENT) == 0)
          || (presence != EAR_JSON_PRESENT && (field->flags & EAR_JSON_REQUIRED) != 0))
        {
          set_bind_error (error, field, presence);
          return FALSE;
        }
    }
  return TRUE;
}
