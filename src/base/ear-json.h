/* ear-json.h: JSON bound to structs by a declared table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The parser behind this can change in ear-json.c alone: no JsonNode leaves base/.
 * EarJson is a parsed document; EarJsonNode a borrowed place in it, valid while the document lives. */
typedef struct _EarJson EarJson;
typedef struct _EarJsonNode EarJsonNode;

#define EAR_JSON_MAX_BYTES (16 * 1024 * 1024)
#define EAR_JSON_MAX_DEPTH 128

typedef enum {
  EAR_JSON_TEXT,   /* const char * */
  EAR_JSON_ID,     /* const char *, from a string or an integer; 0, false and "" count as absent when EAR_JSON_ZERO_IS_ABSENT */
  EAR_JSON_INT,    /* gint64, from an integer or a string that is one */
  EAR_JSON_DOUBLE, /* double */
  EAR_JSON_BOOL,   /* gboolean */
  EAR_JSON_TIME,   /* gint64 UTC ms; EAR_TIME_NONE when absent or unreadable */
  EAR_JSON_OBJECT, /* const EarJsonNode * */
  EAR_JSON_ARRAY,  /* const EarJsonNode * */
  EAR_JSON_ANY,    /* const EarJsonNode * */
} EarJsonType;

typedef enum {
  EAR_JSON_ABSENT,
  EAR_JSON_NULL,
  EAR_JSON_PRESENT,
  EAR_JSON_WRONG_TYPE,
  EAR_JSON_EMPTY_ARRAY, /* PHP's [] where an object was asked for */
} EarJsonPresence;

typedef enum {
  EAR_JSON_OPTIONAL = 0,
  EAR_JSON_REQUIRED = 1 << 0,        /* absent, null or wrong type fails the bind */
  EAR_JSON_LENIENT = 1 << 1,         /* a wrong type counts as absent instead of failing */
  EAR_JSON_ZERO_IS_ABSENT = 1 << 2,
} EarJsonFlags;

typedef struct {
  const char *path; /* "account.display_name"; "media.0.url" indexes an array */
  EarJsonType type;
  EarJsonFlags flags;
  gsize offset;          /* where in the struct the value goes */
  gssize presence_offset; /* where an EarJsonPresence goes, or -1 */
} EarJsonField;

#define EAR_JSON_FIELD(Struct, member, path, type, flags) { path, type, flags, G_STRUCT_OFFSET (Struct, member), -1 }
#define EAR_JSON_FIELD_P(Struct, member, path, type, flags, presence) \
  { path, type, flags, G_STRUCT_OFFSET (Struct, member), G_STRUCT_OFFSET (Struct, presence) }

/* Fails with EAR_PROBLEM_PROTOCOL: not JSON (HTML, PHP notices, truncated), too large, too deep.
 * A leading byte order mark is not JSON either. */
EarJson *ear_json_parse (GBytes *bytes, GError **error);
EarJson *ear_json_parse_text (const char *text, gssize length, GError **error);
void ear_json_free (EarJson *json);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarJson, ear_json_free)

const EarJsonNode *ear_json_root (const EarJson *json);

/* Bound strings are borrowed from the document. The struct must be zeroed or hold defaults: absent fields are left alone
 * (times become EAR_TIME_NONE). Fails with EAR_PROBLEM_PROTOCOL naming the path. */
gboolean ear_json_bind (const EarJsonNode *node, const EarJsonField *fields, gsize n_fields, gpointer out, GError **error);
#define ear_json_bind_table(node, table, out, error) ear_json_bind (node, table, G_N_ELEMENTS (table), out, error)

gboolean ear_json_is_array (const EarJsonNode *node);
gboolean ear_json_is_object (const EarJsonNode *node);
gsize ear_json_length (const EarJsonNode *node);                               /* of an array; 0 otherwise */
const EarJsonNode *ear_json_element (const EarJsonNode *node, gsize index);
const EarJsonNode *ear_json_member (const EarJsonNode *node, const char *path); /* (nullable) */
const char *ear_json_member_text (const EarJsonNode *node, const char *path);   /* (nullable) */
GStrv ear_json_member_names (const EarJsonNode *node);

/* Building small requests, settings, events and --json output. */
typedef struct _EarJsonWriter EarJsonWriter;
EarJsonWriter *ear_json_writer_new (void);
void ear_json_writer_free (EarJsonWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarJsonWriter, ear_json_writer_free)
void ear_json_writer_begin_object (EarJsonWriter *writer, const char *name); /* name NULL inside an array or at the root */
void ear_json_writer_end_object (EarJsonWriter *writer);
void ear_json_writer_begin_array (EarJsonWriter *writer, const char *name);
void ear_json_writer_end_array (EarJsonWriter *writer);
void ear_json_writer_text (EarJsonWriter *writer, const char *name, const char *value); /* value NULL writes null */
void ear_json_writer_int (EarJsonWriter *writer, const char *name, gint64 value);
void ear_json_writer_double (EarJsonWriter *writer, const char *name, double value);    /* shortest round trip, never locale */
void ear_json_writer_bool (EarJsonWriter *writer, const char *name, gboolean value);
void ear_json_writer_time (EarJsonWriter *writer, const char *name, gint64 time_ms);    /* RFC 3339 UTC, null for EAR_TIME_NONE */
void ear_json_writer_null (EarJsonWriter *writer, const char *name);
void ear_json_writer_members_but (EarJsonWriter *writer, const EarJsonNode *node, const char *const *names); /* copies the others of an object */
char *ear_json_writer_to_text (EarJsonWriter *writer, gboolean pretty);

G_END_DECLS
