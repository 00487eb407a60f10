/* ear-voice-text.h: how we sound, in plain words and for programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-json.h"
#include "model/ear-report-data.h"

G_BEGIN_DECLS

/* How a target names the one who reads the report, in place of a channel's key. */
#define EAR_VOICE_MINE "mine"

/* "Greets": what a row of figures is about. */
const char *ear_voice_trait_get_label (EarVoiceTrait trait);
/* "Greets", "Has no emoji", "Has 80 words at most", "Signs off with: Maria, Jonas"; NULL where nothing is wished. (transfer full) */
char *ear_voice_wish_dup_label (const EarVoiceWish *wish, EarVoiceWishItem item);
/* "30% (18–45%), 12 of 40", "4 of 6" below the floor, "—" without any. (transfer full) */
char *ear_voice_figure_dup_text (const EarVoiceFigure *figure);
/* "22 (12–40)": words of the reply in the middle, and between which half of them are; "—" below the floor. (transfer full) */
char *ear_voice_length_dup_text (const EarVoiceLength *length);
/* "voice:KEY/greeting/those" (transfer full) */
char *ear_voice_trait_dup_target (const char *key, EarVoiceTrait trait, gboolean those);
char *ear_voice_wish_dup_target (const char *key, EarVoiceWishItem item, gboolean kept);
char *ear_voice_words_dup_target (const char *key);
/* "The blog: 12 of 40 replies greet; you wish all did. Read the 28 others." of the wish that is kept least, as ear_runs_new_from_markup() takes
 * it; NULL where nothing that is wished could be told of a reply. @name: what it is of. (transfer full) */
char *ear_voice_dup_sentence (const EarVoice *voice, const EarVoiceGroup *group, const char *key, const char *name);
/* Whether anything is wished. */
gboolean ear_voice_has_wish (const EarVoice *voice);
/* Replies in languages that there are no rules for: emoji, length and names alone are read of them. */
guint ear_voice_group_count_unknown (const EarVoiceGroup *group);
/* Whether the channel's replies are told of: what is written down of a call is no reply. */
gboolean ear_voice_is_shown (const EarReport *report, guint channel);

/* ---- for programs; nothing of one person ---- */

/* The member "voice" of the report's JSON: null without any. */
void ear_voice_write_json (EarJsonWriter *writer, const EarReport *report);
/* Columns of one line a channel: cells that the export adds. */
void ear_voice_add_names (GString *head);
void ear_voice_add_channel (GString *line, const EarReport *report, guint channel);

G_END_DECLS
