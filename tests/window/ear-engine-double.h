/* ear-engine-double.h: an engine without store or network, for the window's tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* The double implements ear-engine.h over a fixed table of conversations, so that each state of the window
 * (first run, offline, sign-in needed, a failed reply) can be had at once and alike every time. */

typedef enum {
  EAR_DOUBLE_FIRST_RUN,   /* no account, no conversation */
  EAR_DOUBLE_BUSY,        /* a restaurant at noon: late ones, due ones, one channel in trouble */
  EAR_DOUBLE_QUIET,       /* accounts, history, nothing waits */
  EAR_DOUBLE_OFFLINE,     /* as busy, without a network */
  EAR_DOUBLE_BROKEN,      /* every load fails */
} EarDoubleScenario;

EarEngine *ear_engine_double_new (EarDoubleScenario scenario);
/* What ear_engine_open_finish() gives from now on; EAR_ENGINE_SAMPLE always gives EAR_DOUBLE_BUSY. */
void ear_engine_double_set_next (EarDoubleScenario scenario);
/* From now on nothing is opened or closed before it is told to; and no reply is taken back, no logged contact loaded or logged. */
void ear_engine_double_set_held (gboolean held);
/* The oldest that waits to be opened with @flags is, or fails with @failure (nullable). There must be one. */
void ear_engine_double_finish_opening (EarEngineFlags flags, const char *failure);
void ear_engine_double_finish_closing (void);
/* How many wait to be opened; how many are open: opened, and not asked to close. */
guint ear_engine_double_get_n_opening (void);
guint ear_engine_double_get_n_open (void);
gboolean ear_engine_double_is_looking (EarEngine *self);
/* What was held of the engine's own happens now. */
void ear_engine_double_go_on (EarEngine *self);
/* Nobody is known in that conversation. */
void ear_engine_double_set_nameless (EarEngine *self, gint64 id);
/* From now on a search is answered when it is told to, in any order. Returns: how many still wait. */
void ear_engine_double_hold_searches (EarEngine *self);
guint ear_engine_double_answer_search (EarEngine *self, gboolean newest);
/* One more message of theirs has arrived in that conversation. */
void ear_engine_double_hear (EarEngine *self, gint64 id);
/* Until when that conversation can be answered. */
void ear_engine_double_set_reply_until (EarEngine *self, gint64 id, gint64 reply_until);
/* How the first channel is from now on; -1: as the table says. */
void ear_engine_double_set_health (int health);
/* When the channels' sign-ins end from now on, in minutes; G_MININT64: never. */
void ear_engine_double_set_ends_in (gint64 minutes);
void ear_engine_double_set_longer (gboolean answers_longer);
/* Lists of everything are so many conversations longer from now on. */
void ear_engine_double_set_more (guint n);
/* So many channels are in trouble from now on; 0: as the scenario has it. */
void ear_engine_double_set_troubles (guint n);
/* (nullable): changes each report before it is given. */
void ear_engine_double_alter_report (void (*alter) (EarReport *report));
/* From now on whole reports wait until ear_engine_double_finish_whole(), or are none. */
void ear_engine_double_set_whole (gboolean hold, gboolean fail);
void ear_engine_double_tell_whole (double fraction, const char *sentence);
void ear_engine_double_finish_whole (void);
/* Whether the one that waited when the last was asked for was not wanted any more. */
gboolean ear_engine_double_was_whole_given_up (void);
/* (nullable): what is wished of replies from now on, JSON. */
void ear_engine_double_set_wish (const char *json);
/* The last deed asked of the engine, as words: "done 3", "reply 3 0 Yes, of course". */
const char *ear_engine_double_get_last_deed (EarEngine *self);

/* From now on that conversation's first message of theirs (for a deed) or last one (a reply) has this on its way; @state NULL: no
 * more. @remedies: words between commas. */
void ear_engine_double_set_outgoing (EarEngine *self, gint64 id, EarVerb verb, const char *state, const char *sentence, const char *remedies);
/* The private answer there is becomes that. @remedies: words between commas. */
void ear_engine_double_set_private (EarEngine *self, const char *state, const char *remedies);
/* The next private answer, or draft of one, cannot be written. */
void ear_engine_double_refuse_next (EarEngine *self);
/* Sending has begun for whatever is taken back from now on. */
void ear_engine_double_set_too_late (EarEngine *self);
/* How often a conversation was read anew from its service. */
guint ear_engine_double_get_n_refreshed (EarEngine *self);
/* Makes conversation 1 as long as this. */
void ear_engine_double_set_long (EarEngine *self, guint n_messages);
const char *ear_engine_double_get_draft (EarEngine *self);
/* A new question, or one due soon, in that conversation. */
void ear_engine_double_ask (EarEngine *self, gint64 id, gboolean due);
/* From now on settings are not written before ear_engine_double_finish_settings() lets the oldest write. */
void ear_engine_double_hold_settings (gboolean hold);
void ear_engine_double_finish_settings (EarEngine *self);
/* From now on every load fails. */
void ear_engine_double_set_broken (EarEngine *self);
/* That week's report is due. */
void ear_engine_double_weekly (EarEngine *self, const EarWeek *week);
void ear_engine_double_notice (EarEngine *self, EarAdvice *advice);

/* ---- inside the double ---- */

typedef struct {
  const char *person, *handle;
  guint channel;              /* index in ear_double_channels */
  EarConversationType type;
  const char *title;
  int due_minutes;            /* from now; G_MAXINT: nothing waits */
  guint unread;
  gboolean done;
  const char *outbox_state;
  const char *messages[8];    /* "<12h ago text" theirs, ">3h ours", ended by NULL */
} EarDoubleConversation;

typedef struct {
  const char *key, *kind, *kind_name, *icon_name, *name, *url, *sentence, *remedy;
  gboolean offline;
  EarHealth health;
} EarDoubleChannel;

extern const EarDoubleConversation ear_double_conversations[];
extern const gsize ear_double_n_conversations;
/* Beyond the table it begins anew: ids of a long list. */
static inline const EarDoubleConversation *
ear_double_conversation (gint64 id)
{
  return &ear_double_conversations[(id - 1) % (gint64) ear_double_n_conversations];
}
extern guint ear_double_n_more;
extern const EarDoubleChannel ear_double_channels[];
extern const gsize ear_double_n_channels;
extern int ear_double_first_health;

EarChannelItem *ear_double_channel_item_new (const EarDoubleChannel *channel, guint waiting, guint unread);
EarRow *ear_double_row_new (gint64 id, const EarDoubleConversation *conversation, gboolean done, gboolean answered);
EarThread *ear_double_thread_new (gint64 id, const EarDoubleConversation *conversation, gboolean done, gboolean answered, const char *reply);
void ear_double_thread_lengthen (EarThread *thread, guint n_messages);
gboolean ear_engine_double_is_done (EarEngine *self, gint64 id);
const char *ear_engine_double_get_reply (EarEngine *self, gint64 id);
EarDoubleScenario ear_engine_double_get_scenario (EarEngine *self);
/* (element-type EarLater): a promise of two hours from 1 June 2027 on, where @planned */
GPtrArray *ear_double_later_new (gboolean planned);
void ear_engine_double_say (EarEngine *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
