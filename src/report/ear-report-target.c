/* What the report's links lead to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "report/ear-document-private.h"
#include "report/ear-report-activity.h"
#include "report/ear-report-figure-target.h"
#include "report/ear-report-target.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

gboolean
ear_report_find_channel (const EarReport *report, const char *key, guint *index)
{
  for (*index = 0; *index < report->channels->len; (*index)++)
    if (g_str_equal (ear_report_get_channel (report, *index)->key, key))
      return TRUE;
  return FALSE;
}

typedef struct
{
  const char *section;
  GArray *(*dup_list) (const EarReport *report, const char *rest, char **title);
  const char *heading;       /* NULL: ear_figure_dup_section() tells */
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

  g_return_val_if_fail (report != NULL && target != NULL, NULL);

  if (target[0] == '#')
    return g_strdup (target + 1);
  section = find_section (target, &rest);
  if (section == NULL)
    return NULL;
  return section->heading != NULL ? g_strdup (section->heading) : ear_figure_dup_section (report, rest);
}
