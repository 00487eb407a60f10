/* ear-report-talk-text.c: what was posted, heard and done, in plain words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "base/ear-clock.h"
#include "report/ear-document-private.h"
#include "report/ear-report-activity.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

/* So many changes stand in the document; all of them open in the window. */
#define MAX_CHANGES 20
#define ALL "all"
#define REMOVED "removed"

const char *
ear_talk_figure_get_label (EarTalkFigure figure)
{
  switch (figure)
    {
    case EAR_TALK_POSTS:
      return _("Posts of yours");

    case EAR_TALK_CAME:
      return _("Questions that came");

    case EAR_TALK_READ:
      return _("Questions read");

    case EAR_TALK_UNREAD:
      return _("Questions nobody opened");

    case EAR_TALK_ANSWERED:
      return _("Questions answered");

    case EAR_TALK_CALLS_PROMISED:
      return _("Call-backs promised");

    case EAR_TALK_CALLS_DONE:
      return _("Call-backs done");

    case EAR_TALK_CALLS_LATER:
      return _("Call-backs whose time has not come");

    case EAR_TALK_CALLS_OVERDUE:
      return _("Call-backs not done, their time passed");

    case EAR_TALK_CHANGES:
      return _("Changes made");

    case EAR_N_TALK_FIGURES:
    default:
      return "";
    }
}

/* ---- the table ---- */

static char *
dup_target (const char *key, EarTalkFigure figure)
{
  return g_strdup_printf ("talk:%s/%s", key, ear_talk_figure_to_string (figure));
}

/* (nullable): there is no conversation behind it */
static char *
dup_open_target (const EarReport *report, const char *key, EarTalkFigure figure)
{
  g_autofree char *rest = g_strdup_printf ("%s/%s", key, ear_talk_figure_to_string (figure));
  g_autoptr (GArray) list = ear_talk_dup_list (report, rest, NULL);

  return list != NULL && list->len > 0 ? dup_target (key, figure) : NULL;
}

static void
add_count (GPtrArray *cells, const EarReport *report, const char *key, const EarTalkLine *line, EarTalkFigure figure, gboolean known)
{
  ear_build_cell (cells, known ? ear_words_dup_number (line->counts[figure]) : g_strdup ("—"), known ? dup_open_target (report, key, figure) : NULL);
}

/* "58 of 61" */
static void
add_part (GPtrArray *cells, const EarReport *report, const char *key, const EarTalkLine *line, EarTalkFigure figure, EarTalkFigure whole)
{
  g_autofree char *k = ear_words_dup_number (line->counts[figure]), *n = ear_words_dup_number (line->counts[whole]);

  if (line->counts[whole] == 0)
    ear_build_cell (cells, g_strdup ("—"), NULL);
  else
    /* Translators: how many of how many: "3 of 4" */
    ear_build_cell (cells, g_strdup_printf (_("%1$s of %2$s"), k, n), dup_open_target (report, key, figure));
}

static void
add_row (EarBlock *table, const EarReport *report, const char *name, const char *key, const EarTalkLine *line)
{
  GPtrArray *cells = ear_build_row (table);

  ear_build_cell (cells, g_strdup (name), NULL);
  add_count (cells, report, key, line, EAR_TALK_POSTS, line->has_posts);
  add_count (cells, report, key, line, EAR_TALK_CAME, TRUE);
  add_part (cells, report, key, line, EAR_TALK_READ, EAR_TALK_CAME);
  add_part (cells, report, key, line, EAR_TALK_ANSWERED, EAR_TALK_CAME);
  add_part (cells, report, key, line, EAR_TALK_CALLS_DONE, EAR_TALK_CALLS_PROMISED);
  add_count (cells, report, key, line, EAR_TALK_CHANGES, TRUE);
}

static gboolean
has_any (const EarTalkLine *line)
{
  for (EarTalkFigure figure = 0; figure < EAR_N_TALK_FIGURES; figure++)
    if (line->counts[figure] > 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_shown (const EarReport *report, guint index)
{
  const EarTalkLine *line = ear_talk_get_line (report->talk, index);

  return has_any (line) || (line->has_posts && !ear_report_get_channel (report, index)->removed);
}

static void
add_table (EarDocumentBuilder *builder, const EarReport *report)
{
  EarBlock *table = ear_build_table (builder, _("What was posted, heard and done"));

  ear_build_column (table, _("Channel"), FALSE);
  ear_build_column (table, _("Posts"), TRUE);
  ear_build_column (table, _("Questions"), TRUE);
  ear_build_column (table, _("Read"), TRUE);
  ear_build_column (table, _("Answered"), TRUE);
  ear_build_column (table, _("Call-backs done"), TRUE);
  ear_build_column (table, _("Changes"), TRUE);
  add_row (table, report, _("All together"), ALL, &report->talk->all);
  for (guint i = 0; i < report->channels->len; i++)
    if (is_shown (report, i))
      add_row (table, report, ear_report_get_channel (report, i)->name, ear_report_get_channel (report, i)->key, ear_talk_get_line (report->talk, i));
  if (has_any (&report->talk->removed))
    /* Translators: in a list of channels: all that are not connected any more and have no line of their own */
    add_row (table, report, _("No longer connected"), REMOVED, &report->talk->removed);
}

/* ---- sentences ---- */

static char *
dup_link (const EarTalkLine *line, EarTalkFigure figure)
{
  g_autofree char *target = dup_target (ALL, figure), *number = ear_words_dup_number (line->counts[figure]);

  return g_strdup_printf ("<a href=\"%s\">%s</a>", target, number);
}

static void
take_item (EarBlock *list, char *take_markup)
{
  g_ptr_array_add (list->items, ear_runs_new_from_markup (take_markup));
  g_free (take_markup);
}

static void
add_sentences (EarDocumentBuilder *builder, const EarReport *report)
{
  const EarTalkLine *all = &report->talk->all;
  const guint *counts = all->counts;
  g_autofree char *unread = dup_link (all, EAR_TALK_UNREAD), *overdue = dup_link (all, EAR_TALK_CALLS_OVERDUE);
  g_autofree char *later = dup_link (all, EAR_TALK_CALLS_LATER);
  EarBlock *list;

  if (counts[EAR_TALK_UNREAD] == 0 && counts[EAR_TALK_CALLS_OVERDUE] == 0 && counts[EAR_TALK_CALLS_LATER] == 0)
    return;
  list = ear_build_list (builder, FALSE);
  if (counts[EAR_TALK_UNREAD] > 0)
    take_item (list, g_strdup_printf (ngettext ("Nobody has opened %s question yet.", "Nobody has opened %s questions yet.", counts[EAR_TALK_UNREAD]), unread));
  if (counts[EAR_TALK_CALLS_OVERDUE] > 0)
    take_item (list, g_strdup_printf (ngettext ("%s person still waits for a call whose time has passed.", "%s people still wait for a call whose time has passed.",
                                                counts[EAR_TALK_CALLS_OVERDUE]), overdue));
  if (counts[EAR_TALK_CALLS_LATER] > 0)
    take_item (list, g_strdup_printf (ngettext ("The time of %s call-back has not come yet.", "The time of %s call-backs has not come yet.",
                                                counts[EAR_TALK_CALLS_LATER]), later));
}

/* ---- changes ---- */

static EarRuns *
change_runs (const EarReport *report, guint index)
{
  const EarChangeMade *change = g_ptr_array_index (report->talk->changes, index);
  g_autofree char *when = ear_report_dup_time (report, change->at), *words = g_markup_escape_text (change->text, -1), *link = NULL, *name = NULL, *sentence = NULL;

  name = g_markup_escape_text (change->channel < report->channels->len ? ear_report_get_channel (report, change->channel)->name : change->channel_name, -1);
  link = g_strdup_printf ("<a href=\"talk:change/%u\">%s</a>", index, words);
  /* Translators: 1 what was changed, in the person's own words; 2 a channel; 3 a day and time */
  sentence = g_strdup_printf (_("%1$s (heard on %2$s, written down %3$s)"), link, name, when);
  return ear_runs_new_from_markup (sentence);
}

static void
add_changes (EarDocumentBuilder *builder, const EarReport *report)
{
  const GPtrArray *changes = report->talk->changes;
  EarBlock *list;

  ear_build_heading (builder, 3, "talk-changes", _("Changed Because of What Was Heard"));
  if (changes->len == 0)
    {
      ear_build_paragraph (builder, EAR_PARAGRAPH_PLAIN,
                           g_strdup (_("Nothing was written down. When you change something because of what somebody said, say so in the menu of that conversation.")));
      return;
    }
  list = ear_build_list (builder, FALSE);
  for (guint i = 0; i < changes->len && i < MAX_CHANGES; i++)
    g_ptr_array_add (list->items, change_runs (report, i));
  if (changes->len > MAX_CHANGES)
    {
      guint n = changes->len - MAX_CHANGES;
      g_autofree char *number = ear_words_dup_number (n), *target = dup_target (ALL, EAR_TALK_CHANGES);

      take_item (list, g_strdup_printf (ngettext ("<a href=\"%1$s\">and %2$s older change</a>", "<a href=\"%1$s\">and %2$s older changes</a>", n), target, number));
    }
}

void
ear_build_talk (EarDocumentBuilder *builder)
{
  const EarReport *report = ear_build_get_report (builder);
  gboolean any = report->talk != NULL && has_any (&report->talk->removed);

  for (guint i = 0; report->talk != NULL && i < report->channels->len; i++)
    any |= is_shown (report, i);
  if (!any)
    return;
  ear_build_heading (builder, 2, "talk", _("Talk, Listen, Act"))->new_page = TRUE;
  add_table (builder, report);
  if (report->talk->all.has_posts && !report->talk->all.posts_whole)
    ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE, g_strdup (_("Not every channel's posts were read without gaps; there may be more than are counted.")));
  add_sentences (builder, report);
  add_changes (builder, report);
}

/* ---- what is behind a figure ---- */

static GArray *
dup_of_change (const EarTalk *talk, const char *number, char **title)
{
  guint64 index;
  const EarChangeMade *change;
  GArray *list;

  if (!g_ascii_string_to_unsigned (number, 10, 0, G_MAXUINT, &index, NULL) || index >= talk->changes->len)
    return NULL;
  change = g_ptr_array_index (talk->changes, index);
  list = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (list, change->conversation_id);
  if (title != NULL)
    *title = g_strdup (change->text);
  return list;
}

GArray *
ear_talk_dup_list (const EarReport *report, const char *rest, char **title)
{
  g_auto (GStrv) parts = g_strsplit (rest, "/", 2);
  guint channel = EAR_TALK_ALL_CHANNELS;
  EarTalkFigure figure;

  g_return_val_if_fail (report != NULL, NULL);

  if (report->talk == NULL || g_strv_length (parts) != 2)
    return NULL;
  if (g_str_equal (parts[0], "change"))
    return dup_of_change (report->talk, parts[1], title);
  if (!ear_talk_figure_from_string (parts[1], &figure))
    return NULL;
  for (guint i = 0; i < report->channels->len; i++)
    if (g_str_equal (ear_report_get_channel (report, i)->key, parts[0]))
      channel = i;
  if (g_str_equal (parts[0], REMOVED))
    channel = EAR_TALK_REMOVED_CHANNELS;
  if (channel == EAR_TALK_ALL_CHANNELS && !g_str_equal (parts[0], ALL))
    return NULL;
  if (title != NULL && channel == EAR_TALK_ALL_CHANNELS)
    *title = g_strdup (ear_talk_figure_get_label (figure));
  else if (title != NULL)
    /* Translators: a list's title: 1 a channel, 2 what is counted */
    *title = g_strdup_printf (_("%1$s: %2$s"), channel == EAR_TALK_REMOVED_CHANNELS ? _("No longer connected") : ear_report_get_channel (report, channel)->name,
                              ear_talk_figure_get_label (figure));
  return ear_talk_dup_conversations (report->talk, channel, figure);
}
