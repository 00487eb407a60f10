/* ear-meta-cursor.c: where a walk stands, kept as text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/meta/ear-meta.h"

#include <string.h>

#define MAX_PENDING 100
#define MAX_COUNTS 100
#define TIME_MAX (G_GINT64_CONSTANT (1) << 50)

/* ---- what is left to read under single items ---- */

void
ear_meta_pending_free (gpointer data)
{
  EarMetaPending *pending = data;

  g_free (pending->ext);
  g_free (pending->author);
  g_free (pending->title);
  g_free (pending->url);
  g_free (pending->next);
  g_free (pending);
}

void
ear_meta_walk_add (EarMetaWalk *walk, const EarMetaPending *pending)
{
  EarMetaPending *copy;

  if (pending->ext == NULL || *pending->ext == '\0')
    return;
  if (walk->pending->len >= MAX_PENDING)
    {
      ear_meta_walk_note_hole (walk, walk->now);
      return;
    }
  copy = g_new0 (EarMetaPending, 1);
  copy->ext = g_strdup (pending->ext);
  copy->author = g_strdup (pending->author);
  copy->title = g_strdup (pending->title);
  copy->url = g_strdup (pending->url);
  copy->next = g_strdup (pending->next);
  copy->whole = pending->whole;
  g_ptr_array_add (walk->pending, copy);
}

/* ---- counts: how much hung under an item when it was read last ---- */

gint64
ear_meta_walk_get_count (const EarMetaWalk *walk, const char *ext)
{
  const char *text = g_hash_table_lookup (walk->counts, ext);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : -1;
}

void
ear_meta_walk_set_count (EarMetaWalk *walk, const char *ext, gint64 count)
{
  if (g_hash_table_size (walk->new_counts) < MAX_COUNTS)
    g_hash_table_replace (walk->new_counts, g_strdup (ext), g_strdup_printf ("%" G_GINT64_FORMAT, count));
}

/* ---- cursors: JSON, ours alone ---- */

typedef struct {
  gint64 until, now, restarts, hole;
  const char *next;
  gboolean under_way, done, first;
  const EarJsonNode *pending, *counts;
} Kept;

static const EarJsonField kept_table[] = {
  EAR_JSON_FIELD (Kept, until, "until", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Kept, now, "now", EAR_JSON_INT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Kept, restarts, "restarts", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Kept, hole, "hole", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Kept, next, "next", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Kept, under_way, "under_way", EAR_JSON_BOOL, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Kept, done, "done", EAR_JSON_BOOL, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Kept, first, "first", EAR_JSON_BOOL, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Kept, pending, "pending", EAR_JSON_ARRAY, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Kept, counts, "counts", EAR_JSON_OBJECT, EAR_JSON_OPTIONAL),
};

/* What is not readable is as if it were not there: the walk begins anew. */
void
ear_meta_walk_read_cursor (EarMetaWalk *walk, const char *text)
{
  g_autoptr (EarJson) json = text != NULL ? ear_json_parse_text (text, -1, NULL) : NULL;
  Kept kept = { 0 };
  g_auto (GStrv) names = NULL;

  if (json == NULL || !ear_json_bind_table (ear_json_root (json), kept_table, &kept, NULL)
      || kept.now < 0 || kept.now > TIME_MAX || kept.until < 0 || kept.hole < 0)
    return;
  walk->begun = TRUE;
  /* Two of the service's clocks may differ. */
  walk->until = MIN (kept.until, kept.now);
  walk->hole = MIN (kept.hole, kept.now);
  walk->round_now = kept.now;
  walk->restarts = kept.restarts;
  walk->next = g_strdup (kept.next);
  walk->under_way = kept.under_way;
  walk->done = kept.done;
  walk->first = kept.first;
  for (gsize i = 0; i < ear_json_length (kept.pending); i++)
    {
      const EarJsonNode *one = ear_json_element (kept.pending, i);

      ear_meta_walk_add (walk, &(EarMetaPending) { (char *) ear_json_member_text (one, "ext"), (char *) ear_json_member_text (one, "author"),
                                                   (char *) ear_json_member_text (one, "title"), (char *) ear_json_member_text (one, "url"),
                                                   (char *) ear_json_member_text (one, "next"), ear_json_member (one, "whole") != NULL });
    }
  names = ear_json_is_object (kept.counts) ? ear_json_member_names (kept.counts) : NULL;
  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      const char *count = ear_json_member_text (kept.counts, names[i]);

      if (count != NULL)
        g_hash_table_replace (walk->counts, g_strdup (names[i]), g_strdup (count));
    }
}

static void
write_pending (EarJsonWriter *writer, const EarMetaPending *one)
{
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "ext", one->ext);
  if (one->author != NULL)
    ear_json_writer_text (writer, "author", one->author);
  if (one->title != NULL)
    ear_json_writer_text (writer, "title", one->title);
  if (one->url != NULL)
    ear_json_writer_text (writer, "url", one->url);
  if (one->next != NULL)
    ear_json_writer_text (writer, "next", one->next);
  if (one->whole)
    ear_json_writer_bool (writer, "whole", TRUE);
  ear_json_writer_end_object (writer);
}

static void
write_counts (EarJsonWriter *writer, GHashTable *counts)
{
  g_autoptr (GPtrArray) names = g_hash_table_get_keys_as_ptr_array (counts);

  g_ptr_array_sort_values (names, (GCompareFunc) strcmp);
  ear_json_writer_begin_object (writer, "counts");
  for (guint i = 0; i < names->len; i++)
    ear_json_writer_text (writer, g_ptr_array_index (names, i), g_hash_table_lookup (counts, g_ptr_array_index (names, i)));
  ear_json_writer_end_object (writer);
}

void
ear_meta_walk_write_cursor (EarMetaWalk *walk)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  GHashTable *counts = g_hash_table_size (walk->new_counts) > 0 ? walk->new_counts : walk->counts;

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_int (writer, "until", walk->until);
  ear_json_writer_int (writer, "now", walk->round_now);
  if (walk->restarts > 0)
    ear_json_writer_int (writer, "restarts", walk->restarts);
  if (walk->hole > 0)
    ear_json_writer_int (writer, "hole", walk->hole);
  if (walk->next != NULL)
    ear_json_writer_text (writer, "next", walk->next);
  if (walk->under_way)
    ear_json_writer_bool (writer, "under_way", TRUE);
  if (walk->done)
    ear_json_writer_bool (writer, "done", TRUE);
  if (walk->first)
    ear_json_writer_bool (writer, "first", TRUE);
  if (walk->pending->len > 0)
    {
      ear_json_writer_begin_array (writer, "pending");
      for (guint i = 0; i < walk->pending->len; i++)
        write_pending (writer, g_ptr_array_index (walk->pending, i));
      ear_json_writer_end_array (writer);
    }
  if (g_hash_table_size (counts) > 0)
    write_counts (writer, counts);
  ear_json_writer_end_object (writer);
  g_free (walk->batch->cursor);
  walk->batch->cursor = ear_json_writer_to_text (writer, FALSE);
}
