/* ear-voice-reader-private.h: reading many replies in turn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-voice-private.h"

G_BEGIN_DECLS

typedef struct {
  EarVoiceText reply, question, name;
  guint languages;           /* the reply may be in */
  guint greeting_end;        /* the word behind it; 0: none */
  guint sign_off_first, sign_off_end; /* of the closing formulas, if any: the first word, and the one behind the last */
  guint polite_ends[4], n_polite; /* the words behind the first thanks and apologies: "Thanks Anna" */
} EarVoiceReader;

void ear_voice_reader_init (EarVoiceReader *reader);
void ear_voice_reader_clear (EarVoiceReader *reader);
EarVoiceMarks ear_voice_reader_read (EarVoiceReader *reader, const EarAnswerText *answer);
/* Whether the reply that was read last closes with these words: behind them are others of a closing only, and ways to reach us. */
gboolean ear_voice_reader_closes_with (const EarVoiceReader *reader, const EarVoiceText *words);

G_END_DECLS
