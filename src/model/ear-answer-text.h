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
  const char *question;      /* (nullable): plain text of what it answers: in a chat, all they wrote since our last answer */
  const char *text;          /* ours, plain text */
  const char *language;      /* (nullable): BCP 47, of the question, else of the reply */
  const char *asker;         /* (nullable): the asker's name as the service gives it */
} EarAnswerText;

G_END_DECLS
