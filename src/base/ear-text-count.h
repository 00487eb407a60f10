/* ear-text-count.h: the length of a text as a service counts it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  EAR_TEXT_UNIT_BYTES,       /* UTF-8 bytes */
  EAR_TEXT_UNIT_CHARACTERS,  /* Unicode code points */
  EAR_TEXT_UNIT_GRAPHEMES,   /* user-perceived characters (UAX 29) */
  EAR_TEXT_UNIT_UTF16,
  EAR_TEXT_UNIT_EMOJI_BYTES, /* Unicode code points, but of an emoji its UTF-8 bytes */
} EarTextUnit;

typedef struct {
  EarTextUnit unit;
  guint maximum;               /* 0: no limit */
  guint url_weight;            /* units an http(s) link counts, 0: its own length */
  gboolean mention_host_free;  /* @user@host counts as @user */
} EarTextRule;

guint ear_text_count (const char *text, const EarTextRule *rule);

/* Shown as an emoji by itself; others are where U+FE0F or U+20E3 follows. */
gboolean ear_unichar_is_emoji (gunichar c);

G_END_DECLS
