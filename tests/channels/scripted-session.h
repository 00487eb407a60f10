/* scripted-session.h: a session that answers from a script
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "channels/ear-channel.h"

G_BEGIN_DECLS

/* An exchange of a script is {"expect": {…}, "reply": {…}}. What is expected: "method", "url" (without the query), "query" (every
 * pair; "*" is any value, a list stands for a name that repeats), "headers" (those named), "form" or "json" (the body, whole),
 * "anonymous", "bearer" (a token of its own). A reply has "status", "headers" and "json", "text" or "file"; or it is {"problem": "offline"}. */
EarSession *scripted_session_new (const EarChannelKind *kind, const char *origin, const char *folder);

/* @exchanges: (nullable): what comes next; what was left of the script before counts as a failure. */
void scripted_session_play (EarSession *session, JsonArray *exchanges);

/* Every request the same reply, whatever it is. */
typedef EarReply *(*ScriptedAnswer) (const EarRequest *request, gpointer data);
void scripted_session_answer_always (EarSession *session, ScriptedAnswer answer, gpointer data);

/* (transfer full): what was not as expected, one a line; "" for none. Also names what was never asked for. */
char *scripted_session_finish (EarSession *session);

G_END_DECLS
