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
} EarVoiceReader;

void ear_voice_reader_init (EarVoiceReader *reader);
void ear_voice_reader_clear (EarVoiceReader *reader);
EarVoiceMarks ear_voice_reader_read (EarVoiceReader *reader, const EarAnswerText *answer);
/* Whether the reply that was read last has these words where a closing stands. */
gboolean ear_voice_reader_closes_with (const EarVoiceReader *reader, const EarVoiceText *words);

G_END_DECLS
