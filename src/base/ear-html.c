/* ear-html.c: hostile HTML into plain text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-html.h"

#include <string.h>

#include "base/ear-html-private.h"
#include "base/ear-text-private.h"

#define MAX_SPANS 32            /* deeper ones are read, but their classes are not looked at */
#define MAX_LISTS 8             /* deeper ones get bullets */
#define MAX_EMOJI_BYTES 64

typedef enum {
  PLAIN,            /* read through, as if its tags were not there */
  BREAK_LINE,       /* begins a new line */
  BREAK_PARAGRAPH,  /* leaves an empty line */
  BREAK_CELL,       /* a space is enough */
  DROP,             /* with all it holds */
  DROP_RAW,         /* the same, and what it holds is not HTML */
  IMAGE,
  LINK,
  LIST,
  LIST_ITEM,
  NEWLINE,
  PRE,
  RULE,
  SPAN,
  VOID,             /* holds nothing and shows nothing */
} Treatment;

typedef struct {
  const char *name;
  Treatment treatment;
} Element;

/* Sorted by name. What is not here is PLAIN. */
static const Element elements[] = {
  { "a", LINK }, { "address", BREAK_LINE }, { "area", VOID }, { "article", BREAK_PARAGRAPH }, { "aside", BREAK_PARAGRAPH },
  { "audio", DROP }, { "base", VOID }, { "blockquote", BREAK_PARAGRAPH }, { "br", NEWLINE }, { "canvas", DROP },
  { "center", BREAK_LINE }, { "col", VOID }, { "dd", BREAK_LINE }, { "details", BREAK_LINE }, { "div", BREAK_LINE },
  { "dl", BREAK_PARAGRAPH }, { "dt", BREAK_LINE }, { "embed", VOID }, { "fieldset", BREAK_LINE }, { "figcaption", BREAK_LINE },
  { "figure", BREAK_PARAGRAPH }, { "footer", BREAK_LINE }, { "form", BREAK_LINE }, { "h1", BREAK_PARAGRAPH },
  { "h2", BREAK_PARAGRAPH }, { "h3", BREAK_PARAGRAPH }, { "h4", BREAK_PARAGRAPH }, { "h5", BREAK_PARAGRAPH },
  { "h6", BREAK_PARAGRAPH }, { "header", BREAK_LINE }, { "hr", RULE }, { "iframe", DROP_RAW }, { "img", IMAGE },
  { "input", VOID }, { "legend", BREAK_LINE }, { "li", LIST_ITEM }, { "link", VOID }, { "main", BREAK_LINE }, { "math", DROP },
  { "meta", VOID }, { "nav", BREAK_LINE }, { "noembed", DROP_RAW }, { "noframes", DROP_RAW }, { "noscript", DROP },
  { "object", DROP }, { "ol", LIST }, { "option", BREAK_LINE }, { "p", BREAK_PARAGRAPH }, { "param", VOID }, { "pre", PRE },
  { "script", DROP_RAW }, { "section", BREAK_PARAGRAPH }, { "select", DROP }, { "source", VOID }, { "span", SPAN },
  { "style", DROP_RAW }, { "summary", BREAK_LINE }, { "svg", DROP }, { "table", BREAK_PARAGRAPH }, { "td", BREAK_CELL },
  { "template", DROP }, { "textarea", DROP_RAW }, { "th", BREAK_CELL }, { "title", DROP_RAW }, { "tr", BREAK_LINE },
  { "track", VOID }, { "ul", LIST }, { "video", DROP }, { "wbr", VOID },
};

typedef struct {
  gboolean ordered;
  gint64 next;
} List;

typedef struct {
  EarHtmlReader reader;
  GString *text;
  GArray *links;        /* (nullable): not asked for */
  guint newlines;       /* to write before the next character */
  guint spaces;         /* likewise, when no newline is */
  guint pre;            /* open pre elements */

  gboolean ellipsis[MAX_SPANS];
  guint spans;

  List lists[MAX_LISTS];
  guint n_lists;

  char *target;         /* (nullable): of the open link */
  gsize target_start;   /* where its text begins, once it has some */
  gboolean target_begun;
} Writer;

static int
compare_element (const void *name, const void *element)
{
  return strcmp (name, ((const Element *) element)->name);
}

static Treatment
treatment_of (const char *name)
{
  const Element *element = bsearch (name, elements, G_N_ELEMENTS (elements), sizeof *elements, compare_element);

  return element != NULL ? element->treatment : PLAIN;
}

/* ---- writing ---- */

static void
write_pending (Writer *writer)
{
  if (writer->text->len > 0)
    {
      for (guint i = 0; i < writer->newlines; i++)
        g_string_append_c (writer->text, '\n');
      for (guint i = 0; writer->newlines == 0 && i < writer->spaces; i++)
        g_string_append_c (writer->text, ' ');
    }
  writer->newlines = 0;
  writer->spaces = 0;

  if (writer->target != NULL && !writer->target_begun)
    {
      writer->target_begun = TRUE;
      writer->target_start = writer->text->len;
    }
}

static void
write_string (Writer *writer, const char *text)
{
  write_pending (writer);
  g_string_append (writer->text, text);
}

/* At most one empty line, however many breaks a sender piles up. */
static void
ask_newlines (Writer *writer, guint at_least)
{
  writer->newlines = MAX (writer->newlines, at_least);
}

static void
add_newline (Writer *writer)
{
  writer->newlines = MIN (writer->newlines + 1, 2);
}

static void
write_char (Writer *writer, gunichar c)
{
  if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\n')
    {
      if (writer->pre == 0)
        writer->spaces = MAX (writer->spaces, 1);
      else if (c == '\n')
        add_newline (writer);
      else if (c != '\r')
        {
          write_pending (writer);
          g_string_append_c (writer->text, ' ');
        }
    }
  else if (c == 0xa0)
    writer->spaces++; /* no-break spaces do not collapse */
  else if (ear_unichar_is_shown (c))
    {
      write_pending (writer);
      g_string_append_unichar (writer->text, c);
    }
}

static void
write_text (Writer *writer, EarSlice slice)
{
  const char *p = slice.text;
  const char *end = p + slice.length;

  while (p < end)
    {
      const char *run = p;

      /* Most text is plain ASCII without anything special. */
      while (p < end && *p > ' ' && *p < 0x7f && *p != '&')
        p++;
      if (p > run)
        {
          write_pending (writer);
          g_string_append_len (writer->text, run, p - run);
          continue;
        }

      if (*p == '&')
        {
          gunichar c;
          gsize length = ear_html_decode_reference (p, end, FALSE, &c);

          if (length > 0)
            {
              write_char (writer, c);
              p += length;
            }
          else
            {
              write_char (writer, '&');
              p++;
            }
        }
      else
        {
          write_char (writer, g_utf8_get_char (p));
          p = g_utf8_next_char (p);
        }
    }
}

/* ---- links ---- */

static void
end_link (Writer *writer)
{
  if (writer->target == NULL)
    return;

  if (writer->target_begun && writer->text->len > writer->target_start)
    {
      EarLink link = { (guint) writer->target_start, (guint) writer->text->len, NULL };
      g_autofree char *real_host = ear_html_dup_other_host (writer->text->str + writer->target_start, writer->target);

      if (real_host != NULL)
        g_string_append_printf (writer->text, " (%s)", real_host);
      if (writer->links != NULL)
        {
          link.target = g_steal_pointer (&writer->target);
          g_array_append_val (writer->links, link);
        }
    }
  g_clear_pointer (&writer->target, g_free);
}

static void
begin_link (Writer *writer, const EarHtmlToken *token)
{
  end_link (writer);
  writer->target = ear_html_dup_target (token->attributes[EAR_HTML_HREF]);
  writer->target_begun = FALSE;
}

/* ---- elements ---- */

static gboolean
has_class (const EarHtmlToken *token, const char *name)
{
  EarSlice classes = token->attributes[EAR_HTML_CLASS];
  gsize length = strlen (name);

  for (gsize i = 0; i + length <= classes.length; i++)
    {
      if ((i == 0 || g_ascii_isspace (classes.text[i - 1]))
          && (i + length == classes.length || g_ascii_isspace (classes.text[i + length]))
          && g_ascii_strncasecmp (classes.text + i, name, length) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_hidden (const EarHtmlToken *token)
{
  EarSlice style = token->attributes[EAR_HTML_STYLE];
  g_autofree char *text = NULL;

  if (token->attributes[EAR_HTML_HIDDEN].text != NULL)
    return TRUE;
  if (style.text == NULL || style.length > 1024)
    return FALSE;

  text = g_ascii_strdown (style.text, (gssize) style.length);
  g_strdelimit (text, "\t\n\r ", ' ');
  return strstr (text, "display:none") != NULL || strstr (text, "display: none") != NULL;
}

/* Read on to the end of an element that is not shown. One that never ends hides the rest, as in a browser. */
static void
drop_element (Writer *writer, const char *name)
{
  EarHtmlToken token;
  gsize depth = 1;

  while (depth > 0)
    {
      ear_html_reader_next (&writer->reader, &token);
      if (token.type == EAR_HTML_END)
        return;
      if (token.type == EAR_HTML_START_TAG && treatment_of (token.name) == DROP_RAW)
        ear_html_reader_skip_raw (&writer->reader, token.name);
      else if (strcmp (token.name, name) == 0)
        {
          if (token.type == EAR_HTML_START_TAG)
            depth++;
          else if (token.type == EAR_HTML_END_TAG)
            depth--;
        }
    }
}

static void
begin_list_item (Writer *writer)
{
  List *list = writer->n_lists > 0 && writer->n_lists <= MAX_LISTS ? &writer->lists[writer->n_lists - 1] : NULL;

  ask_newlines (writer, 1);
  if (list != NULL && list->ordered)
    {
      char number[32];

      g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT ". ", list->next);
      if (list->next < G_MAXINT32)
        list->next++;
      write_string (writer, number);
    }
  else
    write_string (writer, "• ");
}

static void
begin_list (Writer *writer, const EarHtmlToken *token)
{
  /* A list inside a list continues it. */
  ask_newlines (writer, writer->n_lists > 0 ? 1 : 2);
  if (writer->n_lists < MAX_LISTS)
    {
      List *list = &writer->lists[writer->n_lists];
      EarSlice start = token->attributes[EAR_HTML_START];

      list->ordered = token->name[0] == 'o';
      list->next = 1;
      if (start.text != NULL && start.length < 10)
        {
          g_autofree char *number = g_strndup (start.text, start.length);

          g_ascii_string_to_signed (number, 10, -999999, 999999, &list->next, NULL);
        }
    }
  writer->n_lists++;
}

static void
begin_span (Writer *writer, const EarHtmlToken *token)
{
  if (has_class (token, "invisible"))
    {
      drop_element (writer, token->name);
      return;
    }
  if (writer->spans < MAX_SPANS)
    writer->ellipsis[writer->spans] = has_class (token, "ellipsis");
  writer->spans++;
}

static void
end_span (Writer *writer)
{
  if (writer->spans == 0)
    return;
  writer->spans--;
  if (writer->spans < MAX_SPANS && writer->ellipsis[writer->spans])
    write_string (writer, "…");
}

/* Pictures are dropped, but for those that stand for a character: WordPress's smilies, other servers' emoji. */
static void
write_image (Writer *writer, const EarHtmlToken *token)
{
  EarSlice alt = token->attributes[EAR_HTML_ALT];

  if (alt.text != NULL && alt.length <= MAX_EMOJI_BYTES
      && (has_class (token, "emoji") || has_class (token, "wp-smiley") || has_class (token, "custom-emoji")))
    write_text (writer, alt);
}

static gboolean
can_hide (Treatment treatment)
{
  return treatment != VOID && treatment != IMAGE && treatment != NEWLINE && treatment != RULE && treatment != DROP && treatment != DROP_RAW;
}

static void
begin_element (Writer *writer, const EarHtmlToken *token)
{
  Treatment treatment = treatment_of (token->name);

  if (can_hide (treatment) && is_hidden (token))
    {
      drop_element (writer, token->name);
      return;
    }

  switch (treatment)
    {
    case DROP_RAW:
      ear_html_reader_skip_raw (&writer->reader, token->name);
      break;
    case DROP:
      drop_element (writer, token->name);
      break;
    case IMAGE:
      write_image (writer, token);
      break;
    case LINK:
      begin_link (writer, token);
      break;
    case SPAN:
      begin_span (writer, token);
      break;
    case NEWLINE:
      add_newline (writer);
      break;
    case LIST:
      begin_list (writer, token);
      break;
    case LIST_ITEM:
      begin_list_item (writer);
      break;
    case BREAK_LINE:
      ask_newlines (writer, 1);
      break;
    case PRE:
      writer->pre++;
      ask_newlines (writer, 2);
      break;
    case BREAK_PARAGRAPH:
    case RULE:
      ask_newlines (writer, 2);
      break;
    case BREAK_CELL:
      writer->spaces = MAX (writer->spaces, 1);
      break;
    case PLAIN:
    case VOID:
    default:
      break;
    }
}

static void
end_element (Writer *writer, const EarHtmlToken *token)
{
  switch (treatment_of (token->name))
    {
    case LINK:
      end_link (writer);
      break;
    case SPAN:
      end_span (writer);
      break;
    case NEWLINE:
      add_newline (writer);
      break;
    case LIST:
      if (writer->n_lists > 0)
        writer->n_lists--;
      ask_newlines (writer, writer->n_lists > 0 ? 1 : 2);
      break;
    case BREAK_LINE:
    case LIST_ITEM:
      ask_newlines (writer, 1);
      break;
    case PRE:
      if (writer->pre > 0)
        writer->pre--;
      ask_newlines (writer, 2);
      break;
    case BREAK_PARAGRAPH:
      ask_newlines (writer, 2);
      break;
    case BREAK_CELL:
      writer->spaces = MAX (writer->spaces, 1);
      break;
    case PLAIN:
    case DROP:
    case DROP_RAW:
    case IMAGE:
    case RULE:
    case VOID:
    default:
      break;
    }
}

static void
link_clear (gpointer data)
{
  g_free (((EarLink *) data)->target);
}

/* What trimming takes away no link may point to. */
static void
trim_end (GString *text, GArray *links)
{
  while (text->len > 0 && (text->str[text->len - 1] == ' ' || text->str[text->len - 1] == '\n'))
    g_string_truncate (text, text->len - 1);

  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      EarLink *link = &g_array_index (links, EarLink, i);

      link->end = MIN (link->end, (guint) text->len);
      link->start = MIN (link->start, link->end);
    }
}

static char *
convert (const char *html, gssize length, GArray *links)
{
  g_autofree char *valid = NULL;
  Writer writer = { { NULL, NULL } };
  EarHtmlToken token;

  if (html == NULL)
    return g_strdup ("");
  if (length < 0)
    length = (gssize) strlen (html);
  if (!g_utf8_validate_len (html, (gsize) length, NULL))
    {
      html = valid = g_utf8_make_valid (html, length);
      length = (gssize) strlen (html);
    }

  writer.reader.p = html;
  writer.reader.end = html + length;
  writer.text = g_string_sized_new ((gsize) length + 1);
  writer.links = links;

  for (ear_html_reader_next (&writer.reader, &token); token.type != EAR_HTML_END; ear_html_reader_next (&writer.reader, &token))
    {
      if (token.type == EAR_HTML_TEXT)
        write_text (&writer, token.text);
      else if (token.type == EAR_HTML_START_TAG)
        begin_element (&writer, &token);
      else
        end_element (&writer, &token);
    }
  end_link (&writer);
  trim_end (writer.text, links);
  return g_string_free_and_steal (writer.text);
}

/**
 * ear_html_to_plain:
 * @html: (nullable): HTML by anybody
 * @length: its bytes, or -1 when it ends with NUL
 *
 * Time and memory grow with the length only.
 *
 * Returns: (transfer full): its text and links
 */
EarPlainText *
ear_html_to_plain (const char *html, gssize length)
{
  EarPlainText *plain = g_new0 (EarPlainText, 1);

  plain->links = g_array_new (FALSE, FALSE, sizeof (EarLink));
  g_array_set_clear_func (plain->links, link_clear);
  plain->text = convert (html, length, plain->links);
  return plain;
}

/**
 * ear_html_to_text:
 * @html: (nullable): HTML by anybody
 * @length: its bytes, or -1 when it ends with NUL
 *
 * Returns: (transfer full): the text of ear_html_to_plain() alone
 */
char *
ear_html_to_text (const char *html, gssize length)
{
  return convert (html, length, NULL);
}

void
ear_plain_text_free (EarPlainText *plain)
{
  if (plain == NULL)
    return;
  g_free (plain->text);
  g_array_unref (plain->links);
  g_free (plain);
}
