/* What the report's links lead to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "report/ear-document-private.h"
#include "report/ear-report-activity.h"
#include "report/ear-report-target.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

static const char *const clock_words[EAR_N_CLOCKS] = {
  [EAR_CLOCK_OPEN] = "open", [EAR_CLOCK_WALL] = "wall", [EAR_CLOCK_SHARED] = "shared",
};

/* ---- figures ---- */

char *
ear_figure_dup_target (const EarReportChannel *channel, EarFigure figure, EarClock clock)
{
  return g_strdup_printf ("figure:%s/%s/%s", channel->key, ear_figure_to_string (figure), clock_words[clock]);
}

gboolean
ear_report_find_channel (const EarReport *report, const char *key, guint *index)
{
  for (*index = 0; *index < report->channels->len; (*index)++)
    if (g_str_equal (ear_report_get_channel (report, *index)->key, key))
      return TRUE;
  return FALSE;
}

static gboolean
parse_figure (const EarReport *report, const char *rest, guint *channel, EarFigure *figure, EarClock *clock)
{
  g_auto (GStrv) parts = g_strsplit (rest, "/", 3);
  guint by = 0;

  if (g_strv_length (parts) != 3 || !ear_figure_from_string (parts[1], figure))
    return FALSE;
  while (by < EAR_N_CLOCKS && !g_str_equal (clock_words[by], parts[2]))
    by++;
  if (by == EAR_N_CLOCKS)
    return FALSE;
  *clock = (EarClock) by;
  return ear_report_find_channel (report, parts[0], channel);
}

GArray *
ear_figure_dup_list (const EarReport *report, const char *rest, char **title)
{
  guint channel;
  EarFigure figure;
  EarClock clock;

  if (!parse_figure (report, rest, &channel, &figure, &clock))
    return NULL;
  /* Translators: 1 a channel's name, 2 what is counted: "Blog: Closed without answer" */
  *title = g_strdup_printf (_("%1$s: %2$s"), ear_report_get_channel (report, channel)->name, ear_figure_get_label (figure));
  return ear_report_dup_conversations (report, channel, figure, clock);
}

/* ---- all ---- */

typedef struct
{
  const char *section;
  GArray *(*dup_list) (const EarReport *report, const char *rest, char **title);
  const char *heading;       /* NULL: that of the channel */
} Section;

static const Section sections[] = {
  { "figure", ear_figure_dup_list, NULL },
  { "voice", ear_voice_dup_list, "voice" },
  { "facts", ear_facts_dup_list, "facts" },
  { "presence", ear_presence_dup_list, "presence" },
  { "talk", ear_talk_dup_list, "talk" },
};

static const Section *
find_section (const char *target, const char **rest)
{
  const char *colon = strchr (target, ':');

  for (gsize i = 0; colon != NULL && i < G_N_ELEMENTS (sections); i++)
    if (strlen (sections[i].section) == (gsize) (colon - target) && g_str_has_prefix (target, sections[i].section))
      {
        *rest = colon + 1;
        return &sections[i];
      }
  return NULL;
}

GArray *
ear_report_dup_list (const EarReport *report, const char *target, char **title)
{
  const Section *section;
  const char *rest;

  g_return_val_if_fail (report != NULL && target != NULL && title != NULL, NULL);

  *title = NULL;
  section = find_section (target, &rest);
  return section != NULL ? section->dup_list (report, rest, title) : NULL;
}

char *
ear_report_dup_section (const EarReport *report, const char *target)
{
  const Section *section;
  const char *rest;
  guint channel;
  EarFigure figure;
  EarClock clock;

  g_return_val_if_fail (report != NULL && target != NULL, NULL);

  if (target[0] == '#')
    return g_strdup (target + 1);
  section = find_section (target, &rest);
  if (section == NULL)
    return NULL;
  if (section->heading != NULL)
    return g_strdup (section->heading);
  return parse_figure (report, rest, &channel, &figure, &clock) ? ear_document_dup_channel_id (channel) : NULL;
}
