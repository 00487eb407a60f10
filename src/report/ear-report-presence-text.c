/* ear-report-presence-text.c: posts against the plan, silence, and what pages lack, in plain words
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

/* Columns of the weeks' table: the last ones. */
#define MAX_WEEKS 6

static const EarPresenceChannel *
presence_of (const EarReport *report, guint index)
{
  return ear_presence_get_channel (report->presence, index);
}

/* What was taken away is told of where something is known of its time. */
static gboolean
is_shown (const EarReport *report, guint index)
{
  const EarPresenceChannel *channel = presence_of (report, index);

  return channel->has_posts && (!channel->removed || channel->posts_known > 0);
}

static gboolean
has_page (const EarReport *report, guint index)
{
  const EarPresenceChannel *channel = presence_of (report, index);

  return channel->has_fields != 0 && !channel->removed;
}

/* ---- cells ---- */

static char *
dup_of (guint k, guint n)
{
  g_autofree char *some = ear_words_dup_number (k), *all = ear_words_dup_number (n);

  /* Translators: how many of how many: "3 of 4" */
  return n > 0 ? g_strdup_printf (_("%1$s of %2$s"), some, all) : g_strdup ("—");
}

/* (nullable): nobody wrote under these posts */
static char *
dup_target (const EarReport *report, guint index, const char *what)
{
  g_autofree char *rest = g_strdup_printf ("%s/%s", ear_report_get_channel (report, index)->key, what);
  g_autoptr (GArray) list = ear_presence_dup_list (report, rest, NULL);

  return list != NULL && list->len > 0 ? g_strconcat ("presence:", rest, NULL) : NULL;
}

static void
add_row (EarBlock *table, const EarReport *report, guint index)
{
  const EarReportChannel *channel = ear_report_get_channel (report, index);
  const EarPresenceChannel *presence = presence_of (report, index);
  GPtrArray *cells = ear_build_row (table);
  gboolean read = presence->n_weeks > 0, heard = presence->silence.from != EAR_TIME_NONE;

  ear_build_cell (cells, g_strdup (channel->name), NULL);
  ear_build_cell (cells, presence->planned > 0 ? ear_words_dup_number (presence->planned) : g_strdup ("—"), NULL);
  ear_build_cell (cells, dup_of (presence->n_weeks, presence->weeks->len), NULL);
  ear_build_cell (cells, read ? ear_words_dup_number (presence->posts) : g_strdup ("—"), read ? dup_target (report, index, "posts") : NULL);
  ear_build_cell (cells, presence->planned > 0 ? dup_of (presence->n_kept, presence->n_weeks) : g_strdup ("—"), NULL);
  ear_build_cell (cells, dup_of (presence->n_silent, presence->n_weeks), NULL);
  ear_build_cell (cells, heard ? ear_report_dup_duration ((presence->silence.to - presence->silence.from) / 1000, TRUE) : g_strdup ("—"), NULL);
  ear_build_cell (cells, presence->last_at != EAR_TIME_NONE ? ear_report_dup_time (report, presence->last_at) : g_strdup ("—"), NULL);
}

static void
add_plan (EarDocumentBuilder *builder, const EarReport *report)
{
  EarBlock *table = ear_build_table (builder, _("Posts against the plan, and silence"));

  ear_build_column (table, _("Channel"), FALSE);
  ear_build_column (table, _("Planned a week"), TRUE);
  ear_build_column (table, _("Whole weeks read"), TRUE);
  ear_build_column (table, _("Posts in them"), TRUE);
  ear_build_column (table, _("Weeks as planned"), TRUE);
  ear_build_column (table, _("Weeks without a post"), TRUE);
  ear_build_column (table, _("Longest silence"), TRUE);
  ear_build_column (table, _("Last post"), FALSE);
  for (guint i = 0; i < report->channels->len; i++)
    if (is_shown (report, i))
      add_row (table, report, i);
}

/* ---- sentences ---- */

static char *
dup_not_counted (const EarReportChannel *channel, const EarPresenceChannel *presence)
{
  guint n = presence->weeks->len - presence->n_weeks;
  g_autofree char *number = ear_words_dup_number (n);

  /* Translators: 1 a channel, 2 how many weeks */
  return g_strdup_printf (ngettext ("%1$s: %2$s week was not read without gaps and is not counted; there may have been posts.",
                                    "%1$s: %2$s weeks were not read without gaps and are not counted; there may have been posts.", n), channel->name, number);
}

static char *
dup_last (const EarReport *report, const EarReportChannel *channel, const EarPresenceChannel *presence)
{
  g_autofree char *when = NULL, *as_of = ear_report_dup_time (report, presence->known_until), *days = NULL;
  gint64 n;

  if (presence->last_at == EAR_TIME_NONE)
    /* Translators: 1 a channel, 2 a day and time */
    return g_strdup_printf (_("%1$s: no post of yours is known, as of %2$s."), channel->name, as_of);
  when = ear_report_dup_time (report, presence->last_at);
  if (!presence->last_is_sure)
    /* Translators: 1 a channel, 2 a day and time */
    return g_strdup_printf (_("%1$s: the last known post is of %2$s. There may be a later one, as it was not read without gaps since."), channel->name, when);
  n = ear_presence_channel_get_days_since (presence);
  days = ear_words_dup_number ((guint64) n);
  if (n == 0)
    /* Translators: 1 a channel, 2 and 3 a day and time */
    return g_strdup_printf (_("%1$s: the last post is of %2$s, as of %3$s."), channel->name, when, as_of);
  /* Translators: 1 a channel, 2 a day and time, 3 how many days, 4 a day and time */
  return g_strdup_printf (ngettext ("%1$s: the last post is of %2$s, %3$s day before it was last read, on %4$s.",
                                    "%1$s: the last post is of %2$s, %3$s days before it was last read, on %4$s.", (gulong) n),
                          channel->name, when, days, as_of);
}

static void
add_item (EarBlock *list, char *take_text)
{
  g_ptr_array_add (list->items, ear_runs_new (take_text, NULL));
}

static void
add_sentences (EarDocumentBuilder *builder, const EarReport *report)
{
  EarBlock *list = ear_build_list (builder, FALSE);
  gboolean planned = FALSE;

  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);
      const EarPresenceChannel *presence = presence_of (report, i);

      if (!is_shown (report, i))
        continue;
      planned |= presence->planned > 0;
      if (presence->known_until == EAR_TIME_NONE)
        {
          /* Translators: a channel */
          add_item (list, g_strdup_printf (_("%s: its posts were never read, so nothing can be said of them."), channel->name));
          continue;
        }
      if (presence->weeks->len > presence->n_weeks)
        add_item (list, dup_not_counted (channel, presence));
      add_item (list, dup_last (report, channel, presence));
    }
  if (!planned)
    {
      EarRuns *runs = ear_runs_new_from_markup (_("No channel has a plan yet: say how many <a href=\"do:plan\">posts a week</a> there are to be."));

      g_ptr_array_add (list->items, runs);
    }
}

/* ---- by week ---- */

/* All channels have the weeks of the period; one whose first week comes later has fewer. */
static const GArray *
longest_weeks (const EarReport *report)
{
  const GArray *weeks = NULL;

  for (guint i = 0; i < report->channels->len; i++)
    if (is_shown (report, i) && (weeks == NULL || presence_of (report, i)->weeks->len > weeks->len))
      weeks = presence_of (report, i)->weeks;
  return weeks;
}

static void
add_week_cell (GPtrArray *cells, const EarReport *report, guint index, gint64 from)
{
  const EarPresenceChannel *presence = presence_of (report, index);

  for (guint i = 0; i < presence->weeks->len; i++)
    {
      const EarPresenceWeek *week = &g_array_index (presence->weeks, EarPresenceWeek, i);
      g_autofree char *what = g_strdup_printf ("week/%u", i);

      if (week->from != from)
        continue;
      ear_build_cell (cells, week->read ? ear_words_dup_number (week->posts) : g_strdup (_("not read")), week->read ? dup_target (report, index, what) : NULL);
      return;
    }
  ear_build_cell (cells, g_strdup ("—"), NULL);
}

static char *
dup_week_title (const EarReport *report, gint64 from)
{
  g_autoptr (GTimeZone) zone = report->zone != NULL ? g_time_zone_new_identifier (report->zone) : NULL;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (from / 1000);
  g_autoptr (GDateTime) local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);

  /* Translators: a week by its Monday: "from 3 Nov" */
  return ear_words_format_time (local, _("from %-d %b"));
}

static void
add_weeks (EarDocumentBuilder *builder, const EarReport *report)
{
  const GArray *weeks = longest_weeks (report);
  guint first;
  EarBlock *table;

  if (weeks == NULL || weeks->len == 0)
    return;
  first = weeks->len > MAX_WEEKS ? weeks->len - MAX_WEEKS : 0;
  table = ear_build_table (builder, first > 0 ? _("Posts in each of the last weeks") : _("Posts in each week"));
  ear_build_column (table, _("Channel"), FALSE);
  for (guint i = first; i < weeks->len; i++)
    {
      g_autofree char *title = dup_week_title (report, g_array_index (weeks, EarPresenceWeek, i).from);

      ear_build_column (table, title, TRUE);
    }
  for (guint k = 0; k < report->channels->len; k++)
    {
      GPtrArray *cells;

      if (!is_shown (report, k))
        continue;
      cells = ear_build_row (table);
      ear_build_cell (cells, g_strdup (ear_report_get_channel (report, k)->name), NULL);
      for (guint i = first; i < weeks->len; i++)
        add_week_cell (cells, report, k, g_array_index (weeks, EarPresenceWeek, i).from);
    }
}

/* ---- pages ---- */

const char *
ear_profile_field_get_label (EarProfileField field)
{
  switch (field)
    {
    case EAR_PROFILE_NAME:
      return C_("of a page", "name");

    case EAR_PROFILE_ADDRESS:
      return C_("of a page", "web address");

    case EAR_PROFILE_HANDLE:
      return C_("of a page", "handle");

    case EAR_PROFILE_PICTURE:
      return C_("of a page", "picture");

    case EAR_N_PROFILE_FIELDS:
    default:
      return "";
    }
}

static char *
dup_fields (guint fields)
{
  char *all = NULL;

  for (EarProfileField field = 0; field < EAR_N_PROFILE_FIELDS; field++)
    if ((fields & 1u << field) != 0)
      {
        g_autofree char *before = all;

        /* Translators: a list: what comes before, and one more */
        all = before == NULL ? g_strdup (ear_profile_field_get_label (field)) : g_strdup_printf (_("%1$s, %2$s"), before, ear_profile_field_get_label (field));
      }
  return all;
}

static guint
count_fields (guint fields)
{
  guint n = 0;

  for (guint left = fields; left != 0; left &= left - 1)
    n++;
  return n;
}

static char *
dup_page (const EarReportChannel *channel, const EarPresenceChannel *presence)
{
  guint lacking = presence->has_fields & ~presence->filled;
  g_autofree char *there = dup_of (count_fields (presence->filled), count_fields (presence->has_fields)), *names = NULL;

  names = dup_fields (lacking != 0 ? lacking : presence->filled);
  if (lacking != 0)
    /* Translators: 1 a channel, 2 "3 of 4", 3 what is missing on its page: "picture" */
    return g_strdup_printf (_("%1$s has %2$s, missing: %3$s."), channel->name, there, names);
  /* Translators: 1 a channel, 2 "4 of 4", 3 what its page has: "name, web address" */
  return g_strdup_printf (_("%1$s has %2$s: %3$s."), channel->name, there, names);
}

static void
add_pages (EarDocumentBuilder *builder, const EarReport *report)
{
  EarBlock *list = NULL;

  for (guint i = 0; i < report->channels->len; i++)
    {
      if (!has_page (report, i))
        continue;
      if (list == NULL)
        {
          ear_build_heading (builder, 3, "presence-pages", _("What Your Pages Have"));
          ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE, g_strdup (_("Of what each service shows Earshot of a page. What it does not show is neither there nor missing.")));
          list = ear_build_list (builder, FALSE);
        }
      add_item (list, dup_page (ear_report_get_channel (report, i), presence_of (report, i)));
    }
}

void
ear_build_presence (EarDocumentBuilder *builder)
{
  const EarReport *report = ear_build_get_report (builder);
  gboolean any = FALSE;

  for (guint i = 0; report->presence != NULL && i < report->channels->len; i++)
    any |= is_shown (report, i) || has_page (report, i);
  if (!any)
    return;
  ear_build_heading (builder, 2, "presence", _("Your Posts and Pages"))->new_page = TRUE;
  if (longest_weeks (report) != NULL)
    {
      ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE,
                           g_strdup (_("Whole weeks from Monday to Sunday in which a channel was read without gaps, against the plan as it is now.")));
      add_plan (builder, report);
      add_sentences (builder, report);
      add_weeks (builder, report);
    }
  add_pages (builder, report);
}

/* ---- what is behind a figure ---- */

GArray *
ear_presence_dup_list (const EarReport *report, const char *rest, char **title)
{
  g_auto (GStrv) parts = g_strsplit (rest, "/", 3);
  const EarPresenceChannel *presence = NULL;
  GArray *list = NULL;

  g_return_val_if_fail (report != NULL, NULL);

  for (guint i = 0; report->presence != NULL && parts[0] != NULL && i < report->channels->len; i++)
    if (g_str_equal (ear_report_get_channel (report, i)->key, parts[0]))
      {
        presence = presence_of (report, i);
        if (title != NULL)
          /* Translators: a list's title; a channel */
          *title = g_strdup_printf (_("Under your posts: %s"), ear_report_get_channel (report, i)->name);
      }
  if (presence != NULL && g_strcmp0 (parts[1], "posts") == 0)
    list = ear_presence_channel_dup_counted (presence);
  else if (presence != NULL && g_strcmp0 (parts[1], "known") == 0)
    list = ear_presence_channel_dup_conversations (presence, G_MININT64, G_MAXINT64);
  else if (presence != NULL && g_strcmp0 (parts[1], "week") == 0 && parts[2] != NULL)
    {
      guint64 index;

      if (g_ascii_string_to_unsigned (parts[2], 10, 0, G_MAXUINT, &index, NULL) && index < presence->weeks->len)
        {
          const EarPresenceWeek *week = &g_array_index (presence->weeks, EarPresenceWeek, index);

          list = ear_presence_channel_dup_conversations (presence, week->from, week->to);
        }
    }
  if (list == NULL && title != NULL)
    g_clear_pointer (title, g_free);
  return list;
}
