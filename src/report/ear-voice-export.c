/* How we sound, for programs and spreadsheets: per channel, nothing of one person.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "report/ear-report-export-private.h"
#include "report/ear-voice-text.h"

/* ---- JSON ---- */

static void
write_figure (EarJsonWriter *writer, const char *name, const EarVoiceFigure *figure)
{
  ear_json_writer_begin_object (writer, name);
  ear_json_writer_int (writer, "k", figure->k);
  ear_json_writer_int (writer, "n", figure->n);
  ear_export_write_number (writer, "estimate", figure->share.estimate, figure->enough);
  ear_export_write_number (writer, "lower", figure->share.lower, figure->enough);
  ear_export_write_number (writer, "upper", figure->share.upper, figure->enough);
  ear_json_writer_end_object (writer);
}

static void
write_words (EarJsonWriter *writer, const char *name, guint number, const EarVoiceLength *length)
{
  if (length->enough)
    ear_json_writer_int (writer, name, number);
  else
    ear_json_writer_null (writer, name);
}

static void
write_group (EarJsonWriter *writer, const char *key, const EarVoiceGroup *group)
{
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "channel", key);
  ear_json_writer_int (writer, "replies", group->n_replies);
  ear_json_writer_int (writer, "people", group->people);
  ear_json_writer_int (writer, "unknown_language", ear_voice_group_count_unknown (group));
  ear_json_writer_begin_object (writer, "shows");
  for (guint i = 0; i < EAR_N_VOICE_TRAITS; i++)
    write_figure (writer, ear_voice_trait_to_string ((EarVoiceTrait) i), &group->traits[i]);
  ear_json_writer_end_object (writer);
  ear_json_writer_begin_object (writer, "words");
  ear_json_writer_int (writer, "n", group->length.n);
  write_words (writer, "lower_quartile", group->length.lower_quartile, &group->length);
  write_words (writer, "median", group->length.median, &group->length);
  write_words (writer, "upper_quartile", group->length.upper_quartile, &group->length);
  ear_json_writer_end_object (writer);
  ear_json_writer_begin_object (writer, "as_wished");
  for (guint i = 0; i < EAR_N_WISHES; i++)
    if (group->wished[i])
      write_figure (writer, ear_voice_wish_item_to_string ((EarVoiceWishItem) i), &group->kept[i]);
  ear_json_writer_end_object (writer);
  ear_json_writer_end_object (writer);
}

static void
write_wish (EarJsonWriter *writer, const EarVoiceWish *wish)
{
  const char *const none[] = { NULL };
  g_autofree char *text = wish != NULL ? ear_voice_wish_to_json (wish) : NULL;
  g_autoptr (EarJson) json = text != NULL ? ear_json_parse_text (text, -1, NULL) : NULL;

  if (json == NULL)
    {
      ear_json_writer_null (writer, "wish");
      return;
    }
  ear_json_writer_begin_object (writer, "wish");
  ear_json_writer_members_but (writer, ear_json_root (json), none);
  ear_json_writer_end_object (writer);
}

void
ear_voice_write_json (EarJsonWriter *writer, const EarReport *report)
{
  if (report->voice == NULL)
    {
      ear_json_writer_null (writer, "voice");
      return;
    }
  ear_json_writer_begin_object (writer, "voice");
  write_wish (writer, report->voice->wish);
  ear_json_writer_begin_array (writer, "channels");
  for (guint i = 0; i < report->channels->len; i++)
    if (ear_voice_is_shown (report, i))
      write_group (writer, ear_report_get_channel (report, i)->key, ear_voice_get_channel (report->voice, i));
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
}

/* ---- CSV ---- */

static void
add_names (GString *head, const char *prefix, const char *figure)
{
  static const char *const names[] = { "", "_of", "_share", "_share_lower", "_share_upper" };
  g_autofree char *plain = g_strdelimit (g_strdup (figure), "-", '_');

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strconcat (prefix, plain, names[i], NULL);

      ear_export_add_cell (head, name);
    }
}

static void
add_figure (GString *line, const EarVoiceFigure *figure, gboolean known)
{
  gboolean enough = known && figure->enough;

  ear_export_add_int (line, known ? figure->k : 0, known);
  ear_export_add_int (line, known ? figure->n : 0, known);
  ear_export_add_number (line, enough ? figure->share.estimate : 0, enough);
  ear_export_add_number (line, enough ? figure->share.lower : 0, enough);
  ear_export_add_number (line, enough ? figure->share.upper : 0, enough);
}

void
ear_voice_add_names (GString *head)
{
  static const char *const names[] = {
    "voice_replies", "voice_people", "voice_unknown_language", "voice_words_lower_quartile", "voice_words_median", "voice_words_upper_quartile",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    ear_export_add_cell (head, names[i]);
  for (guint i = 0; i < EAR_N_VOICE_TRAITS; i++)
    add_names (head, "voice_", ear_voice_trait_to_string ((EarVoiceTrait) i));
  for (guint i = 0; i < EAR_N_WISHES; i++)
    add_names (head, "voice_as_wished_", ear_voice_wish_item_to_string ((EarVoiceWishItem) i));
}

void
ear_voice_add_channel (GString *line, const EarReport *report, guint channel)
{
  const EarVoiceGroup *group = ear_voice_is_shown (report, channel) ? ear_voice_get_channel (report->voice, channel) : NULL;
  gboolean words = group != NULL && group->length.enough;

  ear_export_add_int (line, group != NULL ? group->n_replies : 0, group != NULL);
  ear_export_add_int (line, group != NULL ? group->people : 0, group != NULL);
  ear_export_add_int (line, group != NULL ? ear_voice_group_count_unknown (group) : 0, group != NULL);
  ear_export_add_int (line, words ? group->length.lower_quartile : 0, words);
  ear_export_add_int (line, words ? group->length.median : 0, words);
  ear_export_add_int (line, words ? group->length.upper_quartile : 0, words);
  for (guint i = 0; i < EAR_N_VOICE_TRAITS; i++)
    add_figure (line, group != NULL ? &group->traits[i] : NULL, group != NULL);
  for (guint i = 0; i < EAR_N_WISHES; i++)
    add_figure (line, group != NULL ? &group->kept[i] : NULL, group != NULL && group->wished[i]);
}
