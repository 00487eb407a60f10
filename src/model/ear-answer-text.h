/* ear-answer-text.h: a reply of ours with what it answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gint64 message_id, conversation_id, person_id;
  gint64 post_id;            /* the post it stands under, 0: none */
  guint channel;             /* index into the report's channels, as EarReportEnquiry.channel */
  gint64 sent_at;            /* UTC ms */
  gboolean mine;             /* typed here by the member who reads the report: "per person only for oneself" */
  const char *subject;       /* (nullable): of what it answers: its stars or thumb where it is a review */
  const char *question;      /* (nullable): plain text of what it answers: in a chat, all they wrote since our last answer; a review may have none */
  const char *text;          /* ours, plain text */
  const char *question_language, *language; /* (nullable): BCP 47, as the service says of the one and the other */
  const char *asker;         /* (nullable): the asker's name as the service gives it */
} EarAnswerText;

/* What the service says the two are written in: the question's, else ours. (nullable) */
static inline const char *
ear_answer_text_get_language (const EarAnswerText *answer)
{
  return answer->question_language != NULL ? answer->question_language : answer->language;
}

G_END_DECLS
