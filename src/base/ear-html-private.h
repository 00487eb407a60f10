/* ear-html-private.h: HTML as a stream of tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EAR_HTML_NAME_BYTES 16

typedef struct {
  const char *text;   /* not terminated, character references not decoded */
  gsize length;
} EarSlice;

typedef enum {
  EAR_HTML_END,
  EAR_HTML_TEXT,
  EAR_HTML_START_TAG,
  EAR_HTML_END_TAG,
} EarHtmlTokenType;

/* The attributes that mean something to us; an absent one has text NULL. */
typedef enum {
  EAR_HTML_ALT,
  EAR_HTML_CLASS,
  EAR_HTML_HIDDEN,
  EAR_HTML_HREF,
  EAR_HTML_START,
  EAR_HTML_STYLE,
  EAR_HTML_N_ATTRIBUTES,
} EarHtmlAttribute;

typedef struct {
  EarHtmlTokenType type;
  EarSlice text;                                /* TEXT; may be one of several in a row */
  char name[EAR_HTML_NAME_BYTES];               /* tags: in lower case, cut if longer than any we know */
  EarSlice attributes[EAR_HTML_N_ATTRIBUTES];   /* START_TAG */
} EarHtmlToken;

typedef struct {
  const char *p, *end;
} EarHtmlReader;

/* Comments, doctypes and processing instructions are skipped. Each byte is looked at a bounded number of times. */
void ear_html_reader_next (EarHtmlReader *reader, EarHtmlToken *token);
/* Behind the end tag @name of an element whose content is not HTML, or to the end. */
void ear_html_reader_skip_raw (EarHtmlReader *reader, const char *name);
/* A character reference at @p, which stands on "&": bytes it takes, 0 when it is none. Strict: only with its semicolon. */
gsize ear_html_decode_reference (const char *p, const char *end, gboolean strict, gunichar *c);
/* An attribute's value with its references decoded. */
char *ear_html_decode (EarSlice slice);

/* http, https and mailto only, spelled so that what is shown is what is opened; NULL otherwise. */
char *ear_html_dup_target (EarSlice href);
/* Text that names one host and opens another is how people are robbed: the other one, or NULL when all is well. */
char *ear_html_dup_other_host (const char *shown, const char *target);

G_END_DECLS
