/* ear-html.h: hostile HTML into plain text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint start, end; /* byte offsets in the text */
  char *target;     /* http, https or mailto only */
} EarLink;

typedef struct {
  char *text;       /* valid UTF-8, no control characters but newline, paragraphs and <br> as newlines, trimmed */
  GArray *links;    /* (element-type EarLink) */
} EarPlainText;

/* Never fails: what is not HTML is text. script, style, img, iframe and invisible spans are dropped;
 * custom emoji stay as :shortcode:. @length -1: NUL-terminated. */
EarPlainText *ear_html_to_plain (const char *html, gssize length);
char *ear_html_to_text (const char *html, gssize length);
void ear_plain_text_free (EarPlainText *plain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarPlainText, ear_plain_text_free)

/* & < > escaped: plain text as HTML for services that take HTML. */
char *ear_html_escape (const char *text);
/* Valid UTF-8 of at most @max_bytes without control or bidi-override characters: names, titles. */
char *ear_text_clean_line (const char *text, gsize max_bytes);
char *ear_text_clean_body (const char *text, gsize max_bytes); /* the same, newlines kept */

G_END_DECLS
