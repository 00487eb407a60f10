/* ear-json-private.h: the tree behind EarJson
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-json.h"

G_BEGIN_DECLS

typedef enum {
  EAR_JSON_NODE_NULL,
  EAR_JSON_NODE_BOOL,
  EAR_JSON_NODE_INT,    /* text is always set; number only if it fits */
  EAR_JSON_NODE_DOUBLE,
  EAR_JSON_NODE_TEXT,
  EAR_JSON_NODE_ARRAY,
  EAR_JSON_NODE_OBJECT,
} EarJsonNodeType;

/* Plain memory of one arena: no reference counts, freed with the document. */
struct _EarJsonNode {
  EarJsonNodeType type;
  guint32 name_length;
  const char *name;             /* of a member; NULL otherwise */
  union {
    gboolean truth;
    gint64 number;
    double real;
    gsize length;               /* of text in bytes; of an array or object in children */
  };
  union {
    const char *text;
    EarJsonNode *children;      /* side by side */
  };
  gboolean fits;                /* INT: number is the exact value */
};

/* ear-json-parse.c: everything that knows the parser behind. Begins as zeros; lives as long as the tree does, also after a failure. */
typedef struct {
  struct yyjson_doc *document;  /* holds the texts */
  GStringChunk *digits;         /* of integers */
  GPtrArray *blocks;            /* (element-type EarJsonNode[]) */
  EarJsonNode *free;            /* of the newest block */
  gsize n_free;
} EarJsonArena;

void ear_json_arena_clear (EarJsonArena *arena);
EarJsonNode *ear_json_parse_tree (const char *text, gsize length, EarJsonArena *arena, GError **error);

G_END_DECLS
