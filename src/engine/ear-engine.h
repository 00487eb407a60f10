/* ear-engine.h: everything the window and earshotctl can ask for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include "base/ear-text-count.h"
#include "model/ear-brand-sheet.h"
#include "model/ear-enquiry.h"
#include "model/ear-hours.h"
#include "model/ear-item.h"
#include "model/ear-op.h"
#include "model/ear-search-text.h"
#include "model/ear-weekly.h"

G_BEGIN_DECLS

/* The engine lives on the main thread and never blocks it: every call that touches disk or network is _async/_finish (GTask);
 * its workers run on threads of their own. Ids (gint64) are handles of this workspace in this process; keys (text) leave it. */

#define EAR_TYPE_ENGINE (ear_engine_get_type ())
G_DECLARE_FINAL_TYPE (EarEngine, ear_engine, EAR, ENGINE, GObject)

typedef struct _EarSecrets EarSecrets;   /* platform/ear-secrets.h */
typedef struct _EarReport EarReport;     /* model/ear-report-data.h */

typedef enum {
  EAR_ENGINE_DEFAULT = 0,
  EAR_ENGINE_NO_SYNC = 1 << 0,     /* earshotctl: nothing is pulled by itself */
  EAR_ENGINE_SAMPLE = 1 << 1,      /* a throw-away workspace with the sample restaurant; no accounts, no network */
  EAR_ENGINE_READ_ONLY = 1 << 2,   /* beside a running engine */
  EAR_ENGINE_PRACTICE = 1 << 3,    /* a workspace to practise in: a made-up town on this computer plays the services, and no other is reached */
} EarEngineFlags;

/* @folder: (nullable): the workspace's folder, NULL for the user's first one in $XDG_DATA_HOME/earshot/.
 * @secrets: (nullable): NULL for the system keyring.
 * Progress of migrations arrives through ear_engine_open_async's @progress on the main thread (fraction 0…1, plain sentence). */
typedef void (*EarProgressFunc) (double fraction, const char *sentence, gpointer data);
void ear_engine_open_async (const char *folder, EarEngineFlags flags, EarSecrets *secrets, EarProgressFunc progress, gpointer progress_data,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
EarEngine *ear_engine_open_finish (GAsyncResult *result, GError **error);
/* What would stay unsent if it were closed now, as a sentence to ask with; "" when nothing does: ear_engine_finish_text(). */
void ear_engine_find_unsent_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data);
/* Stops workers (at most 3 s, then leaves an op to recovery) and closes the store. */
void ear_engine_close_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data);
gboolean ear_engine_close_finish (EarEngine *self, GAsyncResult *result, GError **error);

const char *ear_engine_get_folder (EarEngine *self);
/* The user's first workspace in $XDG_DATA_HOME/earshot/, or where it will be made: what a NULL folder means above. */
char *ear_engine_dup_default_folder (void);
gboolean ear_engine_is_sample (EarEngine *self);
gboolean ear_engine_is_practice (EarEngine *self);
/* earshotctl: signs in to what the town offers; elsewhere that happens by itself. Finishes with ear_engine_finish(). */
void ear_engine_connect_practice_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data);
gboolean ear_engine_is_online (EarEngine *self);                /* property "online", notified */
/* TRUE while a window of ours has the focus: what arrives after it went FALSE is "new since you last looked". */
void ear_engine_set_looking (EarEngine *self, gboolean looking);

/* Signals (main thread, coalesced):
 *   changed (EarChangeSet*)   something in the store changed: lists and open views update themselves
 *   notice (EarAdvice*)       a sentence for a banner or toast
 *   new-question (gint64 conversation), due-soon (gint64 conversation): for desktop notifications, one per conversation
 *   woke (gint64 conversation)    a snoozed one's time has come
 *   weekly-due (EarWeek*)     the weekly report is to be made: ear_engine_load_whole_report_async(), and what follows it */
typedef struct {
  GArray *conversations;     /* (element-type gint64) */
  gboolean channels, counts, outbox, settings;
} EarChangeSet;

/* ---- problems in plain words ---- */
typedef struct {
  char *sentence;            /* what happened and what to do next */
  char *remedy;              /* (nullable): "sign-in", "retry", "unlock-keyring", "look", "send-again", "edit", "free-space", "open-url", "show-outbox" … */
  char *channel_key;         /* (nullable) */
  char *url;                 /* (nullable) */
  char *outbox_key;          /* (nullable): what ear_engine_outgoing_action_async() does @remedy to */
} EarAdvice;
EarAdvice *ear_advice_for_error (const GError *error, const char *channel_name);
void ear_advice_free (EarAdvice *advice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarAdvice, ear_advice_free)

/* ---- kinds and channels ---- */
typedef struct {
  const char *id, *name, *description, *icon_name; /* translated */
  gboolean offline;
  const char *const *ways;   /* ids of the ways to sign in, the best first; NULL-terminated */
} EarKindInfo;
const EarKindInfo *ear_engine_list_kinds (gsize *n_kinds);

typedef enum {
  EAR_HEALTH_OK,
  EAR_HEALTH_SYNCING,        /* first reading or back-fill; progress says how far */
  EAR_HEALTH_WAITING,        /* backing off; by itself */
  EAR_HEALTH_OFFLINE,
  EAR_HEALTH_SIGN_IN,        /* needs the person */
  EAR_HEALTH_TROUBLE,
  EAR_HEALTH_PAUSED,
} EarHealth;
const char *ear_health_to_string (EarHealth health);         /* "sign-in": earshotctl's words */

/* EarChannelItem: one connected channel; properties key, kind, kind-name, icon-name, name, url, offline, health, sentence, remedy,
 * last-read (ms or EAR_TIME_NONE), progress (0…1 or -1), unread, waiting, clock-skew (s). */
#define EAR_TYPE_CHANNEL_ITEM (ear_channel_item_get_type ())
G_DECLARE_FINAL_TYPE (EarChannelItem, ear_channel_item, EAR, CHANNEL_ITEM, GObject)
const char *ear_channel_item_get_key (EarChannelItem *self);
const char *ear_channel_item_get_kind (EarChannelItem *self);
const char *ear_channel_item_get_kind_name (EarChannelItem *self);
const char *ear_channel_item_get_icon_name (EarChannelItem *self);
const char *ear_channel_item_get_name (EarChannelItem *self);
const char *ear_channel_item_get_url (EarChannelItem *self);
gboolean ear_channel_item_get_offline (EarChannelItem *self);
EarHealth ear_channel_item_get_health (EarChannelItem *self);
const char *ear_channel_item_get_sentence (EarChannelItem *self);
const char *ear_channel_item_get_remedy (EarChannelItem *self);
/* (nullable): a switch that only a person can set: the service takes answers for longer. */
const char *ear_channel_item_get_longer_title (EarChannelItem *self);
const char *ear_channel_item_get_longer_subtitle (EarChannelItem *self);
gboolean ear_channel_item_answers_longer (EarChannelItem *self);
gboolean ear_channel_item_has_posts (EarChannelItem *self); /* we can post there, and Earshot reads it */
const char *ear_channel_item_get_lacks (EarChannelItem *self); /* (nullable): what this sign-in does not give, a sentence a line */
gint64 ear_channel_item_get_ends_at (EarChannelItem *self); /* UTC ms: when the sign-in ends unless it is renewed, or EAR_TIME_NONE */
gint64 ear_channel_item_get_last_read (EarChannelItem *self);
gint64 ear_channel_item_get_noticed_at (EarChannelItem *self); /* of a health that was kept; EAR_TIME_NONE: so it is now */
double ear_channel_item_get_progress (EarChannelItem *self);
guint ear_channel_item_get_unread (EarChannelItem *self);
guint ear_channel_item_get_waiting (EarChannelItem *self);

GListModel *ear_engine_get_channels (EarEngine *self); /* (transfer none) (element-type EarChannelItem), kept up to date */

/* Unread and waiting of every channel are right from here on, at the latest: for earshotctl, which does not wait for notifications. */
void ear_engine_count_channels_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data);
gboolean ear_engine_count_channels_finish (EarEngine *self, GAsyncResult *result, GError **error);

void ear_engine_rename_channel_async (EarEngine *self, const char *key, const char *name, GAsyncReadyCallback callback, gpointer data);
void ear_engine_set_answers_longer_async (EarEngine *self, const char *key, gboolean longer, GAsyncReadyCallback callback, gpointer data);
void ear_engine_pause_channel_async (EarEngine *self, const char *key, gboolean pause, GAsyncReadyCallback callback, gpointer data);
/* Revoked at the service where it can be, keyring entry deleted. */
void ear_engine_remove_channel_async (EarEngine *self, const char *key, gboolean delete_conversations, GAsyncReadyCallback callback, gpointer data);
void ear_engine_check_channel_async (EarEngine *self, const char *key, GAsyncReadyCallback callback, gpointer data);
/* @key NULL: all. Returns when one forward round is done. */
void ear_engine_sync_async (EarEngine *self, const char *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* An offline kind needs no sign-in; renamed or added to freely. Finishes with the channel's key. */
void ear_engine_add_offline_channel_async (EarEngine *self, const char *kind, const char *name, GAsyncReadyCallback callback, gpointer data);
/* For all calls of this header that finish with nothing but success. */
gboolean ear_engine_finish (EarEngine *self, GAsyncResult *result, GError **error);
/* For all that finish with a text: a channel key, an event UUID (to undo with), an outbox key. (transfer full) */
char *ear_engine_finish_text (EarEngine *self, GAsyncResult *result, GError **error);
/* What ear_engine_undo_async() takes back of a call that finishes with something else (names, pauses, settings, notes of people, logged
 * contacts, channels): before or after its finish. (nullable): nothing had to change. (transfer full) */
char *ear_engine_dup_event (GAsyncResult *result);

/* ---- signing in ---- */
typedef enum {
  EAR_SIGN_IN_CHOOSE_WAY,    /* there are several: ear_sign_in_get_ways() */
  EAR_SIGN_IN_ASK,           /* fields: those of ear_sign_in_get_fields() */
  EAR_SIGN_IN_PREPARING,
  EAR_SIGN_IN_BROWSER,       /* open browser-url; waits for the redirect; pasting is possible at the same time */
  EAR_SIGN_IN_PASTE,         /* only pasting is possible; sentence says why */
  EAR_SIGN_IN_CHECKING,
  EAR_SIGN_IN_CHOOSE,        /* several accounts: ear_sign_in_get_accounts() */
  EAR_SIGN_IN_DONE,
  EAR_SIGN_IN_FAILED,        /* sentence says what to do; begin or paste may be tried again */
} EarSignInState;

typedef struct {
  const char *id, *label, *hint; /* translated */
  gboolean secret, optional;
} EarSignInField;

typedef struct {
  const char *id;
  const char *title, *guide; /* translated; title: what is chosen, guide: what will happen, what it gives and what it does not */
  const char *const *steps;  /* (nullable) N_(): what to click, one after the other */
  const char *steps_url;     /* (nullable): where the first of them is */
} EarSignInWayInfo;

/* Properties state, sentence, browser-url; notify is on the main thread. */
#define EAR_TYPE_SIGN_IN (ear_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (EarSignIn, ear_sign_in, EAR, SIGN_IN, GObject)
/* @channel_key: (nullable): to sign in again to that channel. */
EarSignIn *ear_sign_in_new (EarEngine *engine, const char *kind, const char *channel_key);
EarSignInState ear_sign_in_get_state (EarSignIn *self);
const char *ear_sign_in_get_sentence (EarSignIn *self);
const GError *ear_sign_in_get_error (EarSignIn *self);       /* (nullable): when FAILED; its message is the sentence */
const char *ear_sign_in_get_browser_url (EarSignIn *self);
const char *ear_sign_in_get_guide (EarSignIn *self);         /* of the way chosen */
const EarSignInWayInfo *ear_sign_in_get_ways (EarSignIn *self); /* (array) ended by a NULL id */
const char *ear_sign_in_get_way (EarSignIn *self);           /* (nullable): the id of the way chosen */
void ear_sign_in_choose_way (EarSignIn *self, const char *way);
const char *ear_sign_in_get_channel_key (EarSignIn *self);   /* when DONE */
const char *ear_sign_in_get_lacks (EarSignIn *self);         /* (nullable): when DONE; as ear_channel_item_get_lacks() */
gint64 ear_sign_in_get_ends_at (EarSignIn *self);            /* when DONE; as ear_channel_item_get_ends_at() */
/* What is asked first; after BROWSER or PASTE the fields to paste. (array) ended by a NULL id. */
const EarSignInField *ear_sign_in_get_fields (EarSignIn *self);
/* (element-type utf8) (transfer none): names to choose among. */
GStrv ear_sign_in_get_accounts (EarSignIn *self);
void ear_sign_in_begin (EarSignIn *self, const char *const *names, const char *const *values);
void ear_sign_in_prepare (EarSignIn *self, const char *address); /* begin, with an address alone */
/* names and values, e.g. "user", "mia", "secret", "…"; a pasted secret is wiped after use. For a browser sign-in "code" is the code
 * the page showed, while "secret" is an access token made on the service's own pages (earshotctl channel add --secret-stdin). */
void ear_sign_in_paste (EarSignIn *self, const char *const *names, const char *const *values);
void ear_sign_in_choose (EarSignIn *self, guint index);
void ear_sign_in_cancel (EarSignIn *self);

/* ---- queues and lists ---- */
typedef enum {
  EAR_QUEUE_ANSWER_NEXT,
  EAR_QUEUE_ALL,
  EAR_QUEUE_UNREAD,
  EAR_QUEUE_WAITING,         /* for them */
  EAR_QUEUE_DONE,
  EAR_QUEUE_REVIEWS,
  EAR_QUEUE_CALL_BACKS,      /* who asked to be called and waits */
  EAR_QUEUE_SPAM,
  EAR_QUEUE_OUTBOX,          /* something of ours is on its way, or failed: "to be sent" */
  EAR_QUEUE_UNASSIGNED,      /* of ANSWER_NEXT, what is nobody's */
  EAR_QUEUE_MINE,
  EAR_QUEUE_SNOOZED,         /* or muted; the next to wake first */
  EAR_QUEUE_MENTIONS,
  EAR_N_QUEUES,
} EarQueue;
const char *ear_queue_to_string (EarQueue queue);            /* "answer-next": earshotctl's words */
gboolean ear_queue_from_string (const char *word, EarQueue *queue);

typedef enum {
  EAR_SORT_QUEUE,            /* the queue's own order */
  EAR_SORT_DEADLINE,
  EAR_SORT_NEWEST,
  EAR_SORT_LONGEST,          /* who waits longest first; where nobody does, the longest without a word */
  EAR_N_SORTS,
} EarSort;
const char *ear_sort_to_string (EarSort sort);               /* "deadline": earshotctl's words */
gboolean ear_sort_from_string (const char *word, EarSort *sort);
/* Whether questions wait there, so that deadlines order it. */
gboolean ear_queue_has_deadlines (EarQueue queue);

typedef struct {
  EarQueue queue;
  const char *channel_key;   /* (nullable) */
  gint64 person_id;          /* 0: any */
  const char *words;         /* (nullable): search */
  const char *tag_key;       /* (nullable): with this tag */
  EarSort sort;
} EarQuery;

/* ---- what people mark a conversation with ---- */
typedef struct {
  char *key, *name;
  char *colour;              /* a word of the window's, or "" */
  guint n_open;              /* in a list of tags: conversations of ANSWER_NEXT that have it */
} EarTag;
void ear_tag_free (EarTag *tag);

typedef struct {
  gint64 wakes_at;           /* snoozed until then, EAR_SNOOZE_UNTIL_ANSWER, or EAR_TIME_NONE: awake */
  gint64 snoozed_until;      /* as was last said, whatever came of it; or EAR_TIME_NONE: "the same again" */
  gboolean muted;
  EarPriority priority;
  char *assignee_key, *assignee; /* (nullable): nobody */
  gboolean mine;             /* assigned to who sits here */
  GPtrArray *tags;           /* (element-type EarTag) */
} EarMarks;
void ear_marks_free (EarMarks *marks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarMarks, ear_marks_free)

typedef struct {
  char *key, *name;
  gboolean me;
} EarColleague;
void ear_colleague_free (EarColleague *colleague);

/* (element-type EarTag) (transfer full), by name */
void ear_engine_list_tags_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data);
GPtrArray *ear_engine_list_tags_finish (EarEngine *self, GAsyncResult *result, GError **error);
/* Who answers here, whoever sits here first. (element-type EarColleague) (transfer full) */
void ear_engine_list_colleagues_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data);
GPtrArray *ear_engine_list_colleagues_finish (EarEngine *self, GAsyncResult *result, GError **error);

/* EarRow: one conversation as a list shows it. A shell at once, filled in blocks; "changed" when its fields were filled or changed. */
#define EAR_TYPE_ROW (ear_row_get_type ())
G_DECLARE_FINAL_TYPE (EarRow, ear_row, EAR, ROW, GObject)
gint64 ear_row_get_id (EarRow *self);
gboolean ear_row_get_loaded (EarRow *self);
const char *ear_row_get_key (EarRow *self);
const char *ear_row_get_person (EarRow *self);
const char *ear_row_get_title (EarRow *self);
const char *ear_row_get_preview (EarRow *self);
const char *ear_row_get_channel_name (EarRow *self);
const char *ear_row_get_icon_name (EarRow *self);
gint64 ear_row_get_last_at (EarRow *self);
guint ear_row_get_unread (EarRow *self);
gint64 ear_row_get_due_at (EarRow *self);          /* EAR_TIME_NONE: nothing waits */
gint64 ear_row_get_waiting_since (EarRow *self);
gboolean ear_row_get_done (EarRow *self);
EarConversationType ear_row_get_conversation_type (EarRow *self);
const EarMarks *ear_row_get_marks (EarRow *self);    /* (nullable): before it is loaded */
const char *ear_row_get_outbox_state (EarRow *self); /* (nullable): "queued", "sending", "failed" …: the most worrying of what goes out */
EarVerb ear_row_get_outbox_verb (EarRow *self);      /* of that one */

/* EarList: GListModel of EarRow for one query; holds ids only (8 bytes each), loads off the main thread, what a window shows first (24
 * rows: a list makes widgets for more than it shows), and keeps itself up to date with minimal items-changed ranges. Properties loading, error-sentence, n-new (arrived while held). */
#define EAR_TYPE_LIST (ear_list_get_type ())
G_DECLARE_FINAL_TYPE (EarList, ear_list, EAR, LIST, GObject)
EarList *ear_list_new (EarEngine *engine, const EarQuery *query);
/* These conversations in this order, whatever their state: what stands behind a figure of the report. Rows keep themselves up to date. */
EarList *ear_list_new_for_ids (EarEngine *engine, const gint64 *conversation_ids, gsize n_conversations);
gboolean ear_list_get_loading (EarList *self);
guint ear_list_find (EarList *self, gint64 conversation_id); /* G_MAXUINT: not in it */
/* While scrolled away from the top: new ones are counted, not inserted. */
void ear_list_set_held (EarList *self, gboolean held);
guint ear_list_get_n_new (EarList *self);

/* A page of a queue with every row filled, for earshotctl. (element-type EarRow) (transfer full) */
void ear_engine_load_page_async (EarEngine *self, const EarQuery *query, guint offset, guint limit, GAsyncReadyCallback callback, gpointer data);
GPtrArray *ear_engine_load_page_finish (EarEngine *self, GAsyncResult *result, GError **error);

typedef struct {
  guint queue[EAR_N_QUEUES];
  guint outbox, failed;
} EarCounts;
void ear_engine_load_counts_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data);
gboolean ear_engine_load_counts_finish (EarEngine *self, GAsyncResult *result, EarCounts *counts, GError **error);

/* ---- one conversation ---- */
typedef struct {
  gint64 id;
  char *key;
  gint64 parent_id, person_id;
  char *author, *handle;
  EarDirection direction;
  EarMessageState state;
  EarAudience audience;
  EarMessageFlags flags;
  gint64 sent_at, edited_at;
  char *text, *subject, *url, *language;
  GArray *links;             /* (element-type EarLink) real targets, offsets in text */
  GPtrArray *attachments;    /* (element-type EarAttachment) */
  gboolean liked;
  gboolean typed_elsewhere;  /* ours, from the service's own app */
  char *outbox_key;          /* (nullable): still on its way */
  char *outbox_state;        /* "queued", "sending", "accepted", "seen", "failed", "unknown", "ask", "cancelled"; a private answer: "draft" */
  EarVerb outbox_verb;       /* what is on its way: a reply or private answer (this), or what is done to this message */
  char *outbox_sentence;     /* (nullable) */
  GStrv outbox_remedies;     /* (nullable): what may be done about it, the most sensible first */
  gint64 outbox_not_before;  /* undo until then */
  gboolean waits;            /* theirs: an open question begins with it */
  gboolean no_answer;        /* ours: people said it is no answer, since a machine sent it */
  gint64 also_answers_id;    /* ours: the message it also answers, said by hand; 0: none */
  guint can;                 /* EarAbilities of the channel for this message, as bits of EarVerb */
} EarThreadMessage;

typedef struct {
  gint64 id;
  char *key, *title, *url, *channel_key, *channel_name, *icon_name, *person_name;
  gint64 person_id;
  EarConversationType type;
  gboolean by_hand;                 /* logged here: an answer is written down, not sent */
  gboolean done, unread, waiting;   /* waiting: somebody waits for our answer */
  gint64 due_at, waiting_since;
  EarMarks *marks;
  gboolean left_out;         /* that question is not counted; else it is, as closed */
  EarTextRule private_rule;  /* of private answers; maximum 0: no limit */
  char *ended_why;           /* (nullable): a sentence: why the last question does not wait, though nobody of us answered it */
  GPtrArray *messages;       /* (element-type EarThreadMessage), oldest first */
} EarThread;
void ear_thread_free (EarThread *thread);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarThread, ear_thread_free)
void ear_engine_load_thread_async (EarEngine *self, gint64 conversation_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
EarThread *ear_engine_load_thread_finish (EarEngine *self, GAsyncResult *result, GError **error);
/* Reads it anew from the service, with priority; the changed signal follows. */
void ear_engine_refresh_thread (EarEngine *self, gint64 conversation_id);
/* A conversation's key, or that of a message in it → the conversation's id (0: not found); for earshotctl and notifications. */
void ear_engine_find_conversation_async (EarEngine *self, const char *key, GAsyncReadyCallback callback, gpointer data);
gint64 ear_engine_find_conversation_finish (EarEngine *self, GAsyncResult *result, GError **error);

/* ---- composing ---- */
typedef struct {
  gint64 conversation_id;
  char *question, *answer, *channel_name;
  gint64 at;
} EarAnsweredBefore;

typedef struct {
  gboolean can_reply;
  char *why_not;             /* a sentence */
  char *seen_by;             /* "Everyone can read this reply." */
  char *prefix;              /* mentions put before the text; counted */
  char *subject;
  EarTextRule rule;          /* rule.maximum 0: no limit */
  char *unit_label;          /* "characters", "bytes" */
  EarAudience audience;
  GArray *audiences;         /* (element-type EarAudience) that may be chosen */
  gint64 target_id;          /* the message replied to by default */
  gint64 reply_until;        /* UTC ms: the service takes no answer after it; EAR_TIME_NONE: it always does */
  char *draft;               /* (nullable) */
  GPtrArray *answered_before;/* (element-type EarAnsweredBefore), at most three */
} EarReplyContext;
void ear_reply_context_free (EarReplyContext *context);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarReplyContext, ear_reply_context_free)
void ear_engine_load_reply_context_async (EarEngine *self, gint64 conversation_id, gint64 target_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
EarReplyContext *ear_engine_load_reply_context_finish (EarEngine *self, GAsyncResult *result, GError **error);

void ear_engine_save_draft_async (EarEngine *self, gint64 conversation_id, const char *text, GAsyncReadyCallback callback, gpointer data);
/* Queued with the undo window of the preferences. Finishes with the outbox key. @target_id 0: the default. */
void ear_engine_reply_async (EarEngine *self, gint64 conversation_id, gint64 target_id, const char *text, EarAudience audience, GAsyncReadyCallback callback, gpointer data);
/* Undo, or editing what failed: claims the row atomically. G_IO_ERROR_BUSY when sending began: then deletion can be offered. The text
 * returns as draft, beside whatever else is being written there. */
void ear_engine_cancel_outgoing_async (EarEngine *self, const char *outbox_key, GAsyncReadyCallback callback, gpointer data);
/* "send-now", "retry", "look", "send-again", "discard", "delete" (over there, once it has arrived). Finishes with an event for
 * ear_engine_undo_async(), "" where there is none: ear_engine_finish_text(). */
void ear_engine_outgoing_action_async (EarEngine *self, const char *outbox_key, const char *action, GAsyncReadyCallback callback, gpointer data);
/* Waits until an outgoing item is accepted, failed or asks: earshotctl --wait. */
void ear_engine_wait_outgoing_async (EarEngine *self, const char *outbox_key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

/* ---- acting: each finishes with an event UUID for ear_engine_undo_async() ---- */
void ear_engine_mark_done_async (EarEngine *self, gint64 conversation_id, GAsyncReadyCallback callback, gpointer data);
/* @why: EAR_DONE_BY_CUSTOMER */
void ear_engine_mark_done_because_async (EarEngine *self, gint64 conversation_id, const char *why, GAsyncReadyCallback callback, gpointer data);
/* Our message also answers that one of theirs; @question_id 0: not any more. */
void ear_engine_also_answers_async (EarEngine *self, gint64 message_id, gint64 question_id, GAsyncReadyCallback callback, gpointer data);
void ear_engine_mark_no_answer_async (EarEngine *self, gint64 conversation_id, GAsyncReadyCallback callback, gpointer data);
void ear_engine_reopen_async (EarEngine *self, gint64 conversation_id, GAsyncReadyCallback callback, gpointer data);
void ear_engine_mark_read_async (EarEngine *self, gint64 conversation_id, gboolean read, GAsyncReadyCallback callback, gpointer data);
void ear_engine_moderate_async (EarEngine *self, gint64 message_id, EarVerb verb, GAsyncReadyCallback callback, gpointer data);
/* Answers a public message by a direct one, where "can" has private-reply. */
void ear_engine_private_reply_async (EarEngine *self, gint64 message_id, const char *text, GAsyncReadyCallback callback, gpointer data);
/* What is being written so; it stands in the thread as a message of its own. @text empty: forget it. ear_engine_finish_text(). */
void ear_engine_save_private_draft_async (EarEngine *self, gint64 message_id, const char *text, GAsyncReadyCallback callback, gpointer data);
void ear_engine_add_note_async (EarEngine *self, gint64 conversation_id, const char *text, GAsyncReadyCallback callback, gpointer data);
/* "We changed something because of this": @text says what. */
#define EAR_CHANGE_MAX_CHARACTERS 100
void ear_engine_add_change_async (EarEngine *self, gint64 conversation_id, const char *text, GAsyncReadyCallback callback, gpointer data);
/* Out of the way until @until (UTC ms, or EAR_SNOOZE_UNTIL_ANSWER) or until they write something that needs an answer; 0: awake. */
void ear_engine_snooze_async (EarEngine *self, gint64 conversation_id, gint64 until, GAsyncReadyCallback callback, gpointer data);
/* @member: (nullable): a colleague's key. @name: (nullable): without @member, whoever is called so, new or not; neither: nobody */
void ear_engine_assign_async (EarEngine *self, gint64 conversation_id, const char *member, const char *name, GAsyncReadyCallback callback, gpointer data);
void ear_engine_set_priority_async (EarEngine *self, gint64 conversation_id, EarPriority priority, GAsyncReadyCallback callback, gpointer data);
void ear_engine_set_muted_async (EarEngine *self, gint64 conversation_id, gboolean muted, GAsyncReadyCallback callback, gpointer data);
/* @tag: (nullable): its key. @name: (nullable): without @tag, the tag called so; with @tagged it is made where there is none. */
void ear_engine_set_tagged_async (EarEngine *self, gint64 conversation_id, const char *tag, const char *name, gboolean tagged,
                                  GAsyncReadyCallback callback, gpointer data);
/* Another name or colour. */
void ear_engine_edit_tag_async (EarEngine *self, const char *tag, const char *name, const char *colour, GAsyncReadyCallback callback, gpointer data);
void ear_engine_remove_tag_async (EarEngine *self, const char *tag, GAsyncReadyCallback callback, gpointer data);
/* @event: or several with spaces between, as ear_engine_dup_event() gives them. */
void ear_engine_undo_async (EarEngine *self, const char *event, GAsyncReadyCallback callback, gpointer data);

typedef struct {
  const char *channel_key;   /* an offline channel */
  const char *who;           /* (nullable) name, number, table … */
  const char *what;
  const char *answer;        /* (nullable): what we said */
  gboolean answered;         /* on the spot */
  gint64 asked_at;           /* EAR_TIME_NONE: now */
  gint64 call_back_by;       /* EAR_TIME_NONE: none */
  const char *link;          /* (nullable): a review seen elsewhere */
} EarContact;
/* Finishes with the conversation's key. */
void ear_engine_log_contact_async (EarEngine *self, const EarContact *contact, GAsyncReadyCallback callback, gpointer data);
/* As it was logged; its strings are its own. */
typedef struct {
  char *channel_key, *who, *what, *answer, *link;
  gboolean answered;
  gint64 asked_at, call_back_by;
} EarLoggedContact;
void ear_logged_contact_free (EarLoggedContact *contact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarLoggedContact, ear_logged_contact_free)
void ear_engine_load_contact_async (EarEngine *self, gint64 conversation_id, GAsyncReadyCallback callback, gpointer data);
EarLoggedContact *ear_engine_load_contact_finish (EarEngine *self, GAsyncResult *result, GError **error);
/* Each finishes with an event for ear_engine_undo_async(). The channel cannot be changed. */
void ear_engine_edit_contact_async (EarEngine *self, gint64 conversation_id, const EarContact *contact, GAsyncReadyCallback callback, gpointer data);
void ear_engine_remove_contact_async (EarEngine *self, gint64 conversation_id, GAsyncReadyCallback callback, gpointer data);
/* The call-back was made. */
void ear_engine_contact_answered_async (EarEngine *self, gint64 conversation_id, const char *answer, GAsyncReadyCallback callback, gpointer data);

/* ---- replies that look automatic ---- */
void ear_engine_find_automatic_async (EarEngine *self, gint64 from, gint64 to, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
EarAutomaticReplies *ear_engine_find_automatic_finish (EarEngine *self, GAsyncResult *result, GError **error);
/* @message_ids: (element-type gint64). Finishes with ear_engine_finish(). */
void ear_engine_set_automatic_async (EarEngine *self, GArray *message_ids, gboolean automatic, GAsyncReadyCallback callback, gpointer data);

/* ---- search ---- */
typedef struct {
  gint64 conversation_id, message_id;
  char *key;                 /* the message's */
  char *person, *channel_name, *icon_name;
  char *snippet;             /* plain; matches between U+2068 and U+2069 */
  gint64 at;
} EarHit;
/* What fits is a message; where only conversations are asked about, each comes once. */
void ear_engine_search_async (EarEngine *self, const EarSearchText *text, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* @more: (out) (optional): there are more. @missing: (out) (optional) (nullable) (transfer full): a sentence: a channel was named that is not here.
 * (element-type EarHit), newest first */
GPtrArray *ear_engine_search_finish (EarEngine *self, GAsyncResult *result, gboolean *more, char **missing, GError **error);

typedef struct {
  gint64 id;
  char *key, *name;
  char *handle, *url, *channel_name; /* (nullable): of the first identity */
  gint64 last_at;
  guint n_conversations;
  gint64 newest_id;          /* their newest conversation, 0: none */
  GStrv conversations;       /* keys, newest first, ten at most */
} EarPersonHit;
/* By name or handle. (element-type EarPersonHit) */
void ear_engine_search_people_async (EarEngine *self, const char *words, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GPtrArray *ear_engine_search_people_finish (EarEngine *self, GAsyncResult *result, GError **error);

/* ---- Today ---- */
typedef struct {
  guint new_since_last_look, due_soon, late, call_backs, waiting;
  gint64 due_before;         /* the "before noon" instant that due_soon counts to */
  gint64 last_check;         /* of all channels, the oldest successful; EAR_TIME_NONE */
  GPtrArray *troubles;       /* (element-type EarAdvice) */
} EarToday;
void ear_today_free (EarToday *today);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarToday, ear_today_free)
void ear_engine_load_today_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data);
EarToday *ear_engine_load_today_finish (EarEngine *self, GAsyncResult *result, GError **error);

/* ---- people ---- */
typedef struct {
  gint64 id;
  char *key, *name, *handle, *url, *channel_name;
  gint64 first_seen, last_seen;
  guint n_conversations, n_messages;
  GArray *conversations;     /* (element-type gint64), newest first */
  char *notes;               /* about the person */
} EarPersonView;
void ear_person_view_free (EarPersonView *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarPersonView, ear_person_view_free)
void ear_engine_load_person_async (EarEngine *self, gint64 person_id, GAsyncReadyCallback callback, gpointer data);
EarPersonView *ear_engine_load_person_finish (EarEngine *self, GAsyncResult *result, GError **error);
void ear_engine_set_person_notes_async (EarEngine *self, gint64 person_id, const char *notes, GAsyncReadyCallback callback, gpointer data);

/* ---- settings of the workspace ---- */
typedef enum { EAR_LATER_PROMISE, EAR_LATER_OPENING, EAR_LATER_ANSWERING, EAR_LATER_ZONE } EarLaterWhat;
/* What is to be otherwise from a later date on. */
typedef struct {
  EarLaterWhat what;
  gint64 valid_from;         /* UTC ms */
  gint64 promise_s;          /* of a channel's own: 0: as for the whole organisation again */
  EarHours *hours;           /* the same: NULL */
  char *zone;
} EarLater;

typedef struct {
  char *name;                /* of the organisation */
  char *member_name;
  char *zone;                /* IANA: of hours, periods and reports */
  char *report_language;     /* (nullable): BCP 47; NULL or "": the user's */
  EarWeekly weekly;          /* @since is set with @on, whatever it says */
  gint64 promise_s;          /* answered within, in answering hours */
  EarHours *opening, *answering; /* never NULL; may be "not set"; in @zone */
  GPtrArray *later;          /* (element-type EarLater), by valid_from; not read by ear_engine_set_settings_async() */
  guint undo_s;              /* 0…60 */
  gboolean set_up;           /* first run is over */
} EarSettings;
void ear_settings_free (EarSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarSettings, ear_settings_free)
/* As they are now. */
EarSettings *ear_engine_dup_settings (EarEngine *self);
/* (transfer full): of hours, periods and reports */
GTimeZone *ear_engine_dup_time_zone (EarEngine *self);
/* What differs from the settings as they are. @valid_from_ms: promise, hours and zone are so from then on, which replaces what was to be
 * later; EAR_TIME_NONE: "was always so" (recomputes the past). */
void ear_engine_set_settings_async (EarEngine *self, const EarSettings *settings, gint64 valid_from_ms, GAsyncReadyCallback callback, gpointer data);
void ear_engine_set_closed_today_async (EarEngine *self, gboolean closed, GAsyncReadyCallback callback, gpointer data);
/* Takes back what was to be from a later date on. @channel_key: (nullable): a channel's own */
void ear_engine_drop_later_async (EarEngine *self, const char *channel_key, const EarLater *later, GAsyncReadyCallback callback, gpointer data);

/* A channel's own promise and answering hours, where they are not those of the whole organisation. */
typedef struct {
  gboolean own_promise, own_hours;
  gint64 promise_s;          /* what is valid: its own, or the organisation's */
  EarHours *answering;       /* the same */
  GPtrArray *later;          /* (element-type EarLater), by valid_from */
} EarChannelSettings;
void ear_channel_settings_free (EarChannelSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarChannelSettings, ear_channel_settings_free)
void ear_engine_load_channel_settings_async (EarEngine *self, const char *channel_key, GAsyncReadyCallback callback, gpointer data);
EarChannelSettings *ear_engine_load_channel_settings_finish (EarEngine *self, GAsyncResult *result, GError **error);
/* As ear_engine_set_settings_async(). */
void ear_engine_set_channel_settings_async (EarEngine *self, const char *channel_key, const EarChannelSettings *settings, gint64 valid_from_ms,
                                            GAsyncReadyCallback callback, gpointer data);

/* ---- the brand sheet: what every channel must agree on ---- */
/* Beside the bits 1 << EarBrandFact. */
#define EAR_BRAND_OPENING (1u << EAR_N_BRAND_FACTS)
void ear_engine_load_brand_sheet_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data);
EarBrandSheet *ear_engine_load_brand_sheet_finish (EarEngine *self, GAsyncResult *result, GError **error);
/* What of @which differs. Finishes with ear_engine_finish(). */
void ear_engine_set_brand_sheet_async (EarEngine *self, const EarBrandSheet *sheet, guint which, gint64 valid_from_ms,
                                       GAsyncReadyCallback callback, gpointer data);

/* ---- the weekly report ---- */
/* What became of it: remembered by this computer alone. */
typedef struct {
  char *week;                /* (nullable): the last that was made: "2026-W48" */
  char *path;                /* (nullable): its file, where it was put */
  gint64 at;                 /* UTC ms: when; or EAR_TIME_NONE */
  char *problem;             /* (nullable): why the last attempt failed, and what to do */
} EarWeeklyLast;
EarWeeklyLast *ear_engine_dup_weekly_last (EarEngine *self);
void ear_weekly_last_free (EarWeeklyLast *last);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarWeeklyLast, ear_weekly_last_free)
void ear_engine_begin_weekly_async (EarEngine *self, const char *week, const char *path, GAsyncReadyCallback callback, gpointer data);
void ear_engine_end_weekly_async (EarEngine *self, const char *week, const char *path, const char *problem, GAsyncReadyCallback callback,
                                  gpointer data);

/* ---- report ---- */
void ear_engine_load_report_async (EarEngine *self, gint64 from, gint64 to, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* With everything beside answering; the same finish. @progress: (nullable): on the main thread, at most ten times a second. Cancelled, it ends
 * within a moment. */
void ear_engine_load_whole_report_async (EarEngine *self, gint64 from, gint64 to, EarProgressFunc progress, gpointer progress_data,
                                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
EarReport *ear_engine_load_report_finish (EarEngine *self, GAsyncResult *result, GError **error);

/* ---- files ---- */
/* Into @folder, which must not hold a workspace yet; blocking, for earshotctl. */
gboolean ear_engine_restore (const char *file, const char *folder, GError **error);
/* Whether the file, its search index and its counts are whole. @repair: first makes index, counts and deadlines anew from the messages. */
void ear_engine_check_async (EarEngine *self, gboolean repair, EarProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);
void ear_engine_backup_async (EarEngine *self, const char *file, EarProgressFunc progress, gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
