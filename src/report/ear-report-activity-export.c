/* ear-report-activity-export.c: what was posted, heard and done, for programs and spreadsheets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "report/ear-report-activity.h"
#include "report/ear-report-export-private.h"

/* ---- JSON ---- */

static void
write_week (EarJsonWriter *writer, const EarPresenceWeek *week)
{
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_time (writer, "from", week->from);
  ear_json_writer_time (writer, "to", week->to);
  ear_json_writer_bool (writer, "read", week->read);
  ear_json_writer_int (writer, "posts", week->posts);
  ear_json_writer_end_object (writer);
}

static void
write_fields (EarJsonWriter *writer, const char *name, guint fields)
{
  ear_json_writer_begin_array (writer, name);
  for (EarProfileField field = 0; field < EAR_N_PROFILE_FIELDS; field++)
    if ((fields & 1u << field) != 0)
      ear_json_writer_text (writer, NULL, ear_profile_field_to_string (field));
  ear_json_writer_end_array (writer);
}

static void
write_presence (EarJsonWriter *writer, const char *key, const EarPresenceChannel *channel)
{
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "channel", key);
  ear_json_writer_bool (writer, "has_posts", channel->has_posts);
  ear_json_writer_time (writer, "posts_as_of", channel->known_until);
  ear_json_writer_int (writer, "planned", channel->planned);
  ear_json_writer_begin_array (writer, "weeks");
  for (guint i = 0; i < channel->weeks->len; i++)
    write_week (writer, &g_array_index (channel->weeks, EarPresenceWeek, i));
  ear_json_writer_end_array (writer);
  ear_json_writer_int (writer, "weeks_read", channel->n_weeks);
  ear_json_writer_int (writer, "posts", channel->posts);
  ear_json_writer_int (writer, "weeks_as_planned", channel->n_kept);
  ear_json_writer_int (writer, "weeks_without_post", channel->n_silent);
  ear_json_writer_int (writer, "posts_known", channel->posts_known);
  ear_json_writer_time (writer, "silence_from", channel->silence.from);
  ear_json_writer_time (writer, "silence_to", channel->silence.to);
  ear_json_writer_time (writer, "last_post", channel->last_at);
  ear_json_writer_bool (writer, "last_post_sure", channel->last_is_sure);
  write_fields (writer, "page_has", channel->filled);
  write_fields (writer, "page_lacks", channel->has_fields & ~channel->filled);
  ear_json_writer_end_object (writer);
}

void
ear_presence_write_json (EarJsonWriter *writer, const EarReport *report)
{
  if (report->presence == NULL)
    {
      ear_json_writer_null (writer, "presence");
      return;
    }
  ear_json_writer_begin_array (writer, "presence");
  for (guint i = 0; i < report->presence->channels->len; i++)
    write_presence (writer, ear_report_get_channel (report, i)->key, ear_presence_get_channel (report->presence, i));
  ear_json_writer_end_array (writer);
}

static void
write_line (EarJsonWriter *writer, const char *key, const EarTalkLine *line)
{
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "channel", key);
  ear_json_writer_bool (writer, "has_posts", line->has_posts);
  ear_json_writer_bool (writer, "posts_whole", line->posts_whole);
  ear_json_writer_begin_object (writer, "counts");
  for (EarTalkFigure figure = 0; figure < EAR_N_TALK_FIGURES; figure++)
    ear_json_writer_int (writer, ear_talk_figure_to_string (figure), line->counts[figure]);
  ear_json_writer_end_object (writer);
  ear_json_writer_end_object (writer);
}

static const char *
channel_key (const EarReport *report, guint channel)
{
  return channel < report->channels->len ? ear_report_get_channel (report, channel)->key : NULL;
}

void
ear_talk_write_json (EarJsonWriter *writer, const EarReport *report)
{
  const EarTalk *talk = report->talk;

  if (talk == NULL)
    {
      ear_json_writer_null (writer, "talk");
      return;
    }
  ear_json_writer_begin_object (writer, "talk");
  /* The organisation's line has no channel. */
  ear_json_writer_begin_array (writer, "lines");
  write_line (writer, NULL, &talk->all);
  for (guint i = 0; i < talk->lines->len; i++)
    write_line (writer, channel_key (report, i), ear_talk_get_line (talk, i));
  ear_json_writer_end_array (writer);
  ear_json_writer_begin_array (writer, "changes");
  for (guint i = 0; i < talk->changes->len; i++)
    {
      const EarChangeMade *change = g_ptr_array_index (talk->changes, i);

      ear_json_writer_begin_object (writer, NULL);
      ear_json_writer_time (writer, "at", change->at);
      ear_json_writer_text (writer, "channel", change->channel_key);
      ear_json_writer_text (writer, "channel_name", change->channel_name);
      ear_json_writer_text (writer, "conversation", ear_report_get_conversation_key (report, change->conversation_id));
      ear_json_writer_text (writer, "text", change->text);
      ear_json_writer_end_object (writer);
    }
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
}

/* ---- CSV ---- */

static const char *const presence_names[] = {
  "posts_as_of", "posts_planned", "weeks", "weeks_read", "posts_in_weeks_read", "weeks_as_planned", "weeks_without_post", "posts_known",
  "silence_seconds", "last_post", "last_post_sure", "page_has", "page_lacks",
};

void
ear_activity_add_names (GString *head)
{
  for (gsize i = 0; i < G_N_ELEMENTS (presence_names); i++)
    ear_export_add_cell (head, presence_names[i]);
  for (EarTalkFigure figure = 0; figure < EAR_N_TALK_FIGURES; figure++)
    {
      g_autofree char *name = g_strconcat ("talk-", ear_talk_figure_to_string (figure), NULL);

      ear_export_add_cell (head, name);
    }
}

/* "name picture" */
static void
add_fields (GString *line, guint fields)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (EarProfileField field = 0; field < EAR_N_PROFILE_FIELDS; field++)
    if ((fields & 1u << field) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", ear_profile_field_to_string (field));
  ear_export_add_cell (line, text->str);
}

static void
add_presence (GString *line, const EarPresenceChannel *channel)
{
  gboolean read = channel->known_until != EAR_TIME_NONE;

  ear_export_add_time (line, channel->known_until);
  ear_export_add_int (line, channel->planned, channel->planned > 0);
  ear_export_add_int (line, channel->weeks->len, read);
  ear_export_add_int (line, channel->n_weeks, read);
  ear_export_add_int (line, channel->posts, channel->n_weeks > 0);
  ear_export_add_int (line, channel->n_kept, channel->n_weeks > 0 && channel->planned > 0);
  ear_export_add_int (line, channel->n_silent, channel->n_weeks > 0);
  ear_export_add_int (line, channel->posts_known, read);
  ear_export_add_int (line, (channel->silence.to - channel->silence.from) / 1000, channel->silence.from != EAR_TIME_NONE);
  ear_export_add_time (line, channel->last_at);
  ear_export_add_cell (line, channel->last_at == EAR_TIME_NONE ? "" : channel->last_is_sure ? "true" : "false");
  add_fields (line, channel->filled);
  add_fields (line, channel->has_fields & ~channel->filled);
}

void
ear_activity_add_cells (GString *line, const EarReport *report, guint channel)
{
  if (report->presence != NULL)
    add_presence (line, ear_presence_get_channel (report->presence, channel));
  else
    for (gsize i = 0; i < G_N_ELEMENTS (presence_names); i++)
      ear_export_add_cell (line, "");
  for (EarTalkFigure figure = 0; figure < EAR_N_TALK_FIGURES; figure++)
    {
      const EarTalkLine *source = report->talk != NULL ? ear_talk_get_line (report->talk, channel) : NULL;
      gboolean known = source != NULL && (figure != EAR_TALK_POSTS || source->has_posts);

      ear_export_add_int (line, known ? source->counts[figure] : 0, known);
    }
}
