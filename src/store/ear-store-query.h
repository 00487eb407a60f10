/* ear-store-query.h: lists, conversations, counts, search
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store.h"
#include "store/ear-store-outbox.h"
#include "model/ear-enquiry.h"

G_BEGIN_DECLS

/* Where a conversation stands; follows from its messages and events. Numbers stand in the store. */
typedef enum {
  EAR_STANDING_NEEDS_ANSWER = 0, /* an open enquiry that is not left out */
  EAR_STANDING_WAITING = 1,      /* answered; the next word is theirs */
  EAR_STANDING_DONE = 2,         /* marked done, closed, withdrawn, or needs no answer */
  EAR_STANDING_QUIET = 3,        /* nobody asked us anything */
  EAR_STANDING_SPAM = 4,         /* nothing but spam */
} EarStanding;

typedef enum {
  EAR_STORE_QUEUE_ANSWER_NEXT, /* earliest deadline first */
  EAR_STORE_QUEUE_ALL,         /* newest first, without spam; so are the others */
  EAR_STORE_QUEUE_UNREAD,
  EAR_STORE_QUEUE_WAITING_FOR_THEM,
  EAR_STORE_QUEUE_DONE,
  EAR_STORE_QUEUE_REVIEWS,
  EAR_STORE_QUEUE_SPAM,
  EAR_STORE_QUEUE_CALL_BACKS, /* offline contacts to call back, earliest first */
  EAR_STORE_QUEUE_OUTBOX,     /* something of ours is on its way or failed: queued, sending, accepted, unknown, ask, failed */
  EAR_STORE_QUEUE_UNASSIGNED, /* of ANSWER_NEXT, what is nobody's */
  EAR_STORE_QUEUE_MINE,       /* of ANSWER_NEXT, what is the first member's */
  EAR_STORE_QUEUE_SNOOZED,    /* snoozed or muted, and neither done nor spam: the next to wake first; ANSWER_NEXT, WAITING_FOR_THEM, UNREAD
                                 and CALL_BACKS are without them */
  EAR_STORE_QUEUE_MENTIONS,   /* we were spoken to in somebody's public thread */
  EAR_STORE_N_QUEUES,
} EarStoreQueue;

typedef enum {
  EAR_STORE_SORT_QUEUE,       /* the queue's own order */
  EAR_STORE_SORT_DEADLINE,    /* where something may be due: earliest first; else as NEWEST */
  EAR_STORE_SORT_NEWEST,
  EAR_STORE_SORT_LONGEST,     /* who waits longest first; where nobody does, the longest without a word */
  EAR_STORE_N_SORTS,
} EarStoreSort;

/* "answer-next", "all", "unread", "waiting", "done", "reviews", "spam", "call-backs", "outbox", "unassigned", "mine", "snoozed", "mentions" */
const char *ear_store_queue_to_string (EarStoreQueue queue);
gboolean ear_store_queue_from_string (const char *word, EarStoreQueue *queue);

typedef struct {
  EarStoreQueue queue;
  gint64 channel_id;   /* 0: all */
  gint64 person_id;    /* 0: all; else conversations this person wrote in */
  const char *tag_key; /* (nullable): with this tag */
  EarStoreSort sort;
  const char *words;   /* (nullable): search instead: conversations in which a message matches, by their newest match; @queue is
                          not looked at, and at most 1,000 come */
  guint offset, limit; /* limit 0: all */
} EarStoreQuery;

/* Conversation ids in the queue's order. (element-type gint64) (transfer full) */
GArray *ear_store_query_ids (EarStore *store, const EarStoreQuery *query, GError **error);

/* ---- tags ---- */

typedef struct {
  gint64 id;
  char *key;               /* UUID */
  char *name;
  char *colour;            /* the window's word, or "" */
  guint n_open;            /* conversations of ANSWER_NEXT that have it; of a row: 0 */
} EarTagRow;

void ear_tag_row_free (EarTagRow *row);

/* By name. (element-type EarTagRow) (transfer full) */
GPtrArray *ear_store_list_tags (EarStore *store, GError **error);

/* Everything a row of the list shows. */
typedef struct {
  gint64 id;
  gint64 channel_id;
  gint64 person_id;        /* who asks, or the first customer in it; 0: nobody known */
  char *ext;               /* with the channel's key: the portable key */
  EarConversationType type;
  EarStanding standing;
  char *title;             /* (nullable) the post's title, a DM's subject */
  char *person_name;       /* (nullable) */
  char *person_handle, *avatar_url; /* (nullable) */
  char *preview;           /* who waits: their last words, else the last message's; one line, at most 200 characters */
  EarDirection preview_direction;
  gint64 last_at;          /* UTC ms, the last message of either side */
  gint64 due_at;           /* when an answer is due, or EAR_TIME_NONE */
  gint64 waiting_since;    /* the oldest open question's time, or EAR_TIME_NONE */
  guint unread, n_messages, n_open;
  gint64 wakes_at;         /* snoozed until then, EAR_SNOOZE_UNTIL_ANSWER, or EAR_TIME_NONE: awake */
  gint64 snoozed_until;    /* as was last said, whatever came of it; or EAR_TIME_NONE */
  gboolean muted;
  EarPriority priority;
  char *assignee_key, *assignee_name; /* (nullable) */
  gboolean mine;           /* the first member's */
  GPtrArray *tags;         /* (nullable): none (element-type EarTagRow) */
  gboolean two_person;
  gboolean has_held;       /* a message waits for approval over there */
  gboolean has_draft;
  gboolean has_outbox;     /* @outbox_state is set */
  EarOutboxState outbox_state; /* of the most worrying unsettled outgoing action: ask, failed, unknown, sending, queued, accepted */
  EarVerb outbox_verb;     /* of that one */
} EarStoreRow;

void ear_store_row_free (EarStoreRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarStoreRow, ear_store_row_free)

/* One row per id in the same order; %NULL in the place of an id that is gone. (element-type EarStoreRow) (transfer full) */
GPtrArray *ear_store_load_rows (EarStore *store, const gint64 *ids, gsize n_ids, GError **error);

/* ---- one conversation ---- */

typedef struct {
  gint64 id, parent_id;     /* parent 0: none or not known */
  char *ext;
  gint64 identity_id, person_id; /* 0: unknown or us */
  char *author_name, *author_handle, *author_url, *avatar_url; /* (nullable) */
  EarDirection direction;
  EarMessageState state;
  EarAudience audience;
  EarMessageFlags flags;
  gint64 sent_at, edited_at, first_seen_at, state_at; /* edited_at, state_at: or EAR_TIME_NONE */
  char *text;
  char *html, *subject, *language, *url, *mentions; /* (nullable) */
  gboolean liked, read;
  gboolean needs_no_answer, no_answer_by_hand; /* left out; by a key rather than by the rule. Of ours: no answer, by hand */
  gint64 also_answers_id;   /* ours: what it also answers, by hand; 0: none */
  GPtrArray *attachments;   /* (element-type EarAttachment), may be empty */
  char *outbox_key;         /* (nullable): the outgoing action that made it */
  EarOutboxState outbox_state;
} EarMessageRow;

void ear_message_row_free (EarMessageRow *row);

typedef struct {
  EarStoreRow *row;
  char *key;                /* portable */
  char *channel_key, *kind;
  char *url;                /* (nullable) */
  char *post_ext, *post_title, *post_url, *post_text; /* (nullable) */
  gint64 call_back_by;      /* contacts: or EAR_TIME_NONE */
  GPtrArray *messages;      /* (element-type EarMessageRow), oldest first; notes among them; removed notes and contacts left out */
  GPtrArray *outbox;        /* (element-type EarOutboxRow), oldest first: all that is neither seen nor cancelled, drafts included */
  GArray *enquiries;        /* (element-type EarEnquiry), oldest first */
} EarConversationView;

void ear_conversation_view_free (EarConversationView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarConversationView, ear_conversation_view_free)

/* EAR_STORE_ERROR_NOT_FOUND when it is gone. (transfer full) */
EarConversationView *ear_store_load_conversation (EarStore *store, gint64 conversation_id, GError **error);

/* Portable keys and local ids. Aliases are followed. 0 and EAR_STORE_ERROR_NOT_FOUND when unknown. */
gint64 ear_store_find_conversation (EarStore *store, const char *key, GError **error);
gint64 ear_store_find_message (EarStore *store, const char *key, gint64 *conversation_id, GError **error);
gint64 ear_store_find_person (EarStore *store, const char *person_key, GError **error);
char *ear_store_dup_conversation_key (EarStore *store, gint64 conversation_id, GError **error);
/* @keys: (element-type gint64 utf8): local ids, each of which gets its key; one that is not there goes. */
gboolean ear_store_fill_conversation_keys (EarStore *store, GHashTable *keys, GError **error);
char *ear_store_dup_message_key (EarStore *store, gint64 message_id, GError **error);

/* What a channel kind needs to address a reply: the message and its conversation as values. */
gboolean ear_store_load_message (EarStore *store, gint64 message_id, EarMessage **message, EarConversation **conversation, GError **error);

/* ---- people ---- */

typedef struct {
  gint64 channel_id;
  char *ext, *name, *handle, *url, *avatar_url; /* all but ext (nullable) */
} EarIdentityRow;

typedef struct {
  gint64 id;
  char *key;               /* UUID */
  char *name;              /* as renamed, else the first identity's */
  GPtrArray *identities;   /* (element-type EarIdentityRow) */
  char *notes;             /* (nullable): about the person */
  guint n_conversations, n_messages;
  gint64 first_at, last_at;/* of their conversations, or EAR_TIME_NONE */
} EarPersonRow;

void ear_person_row_free (EarPersonRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarPersonRow, ear_person_row_free)
EarPersonRow *ear_store_load_person (EarStore *store, gint64 person_id, GError **error);

/* ---- counts ---- */

typedef struct {
  gint64 channel_id;
  guint needs_answer, late, unread, waiting, spam; /* conversations; late: due before the time asked for */
} EarChannelCount;

/* One entry per channel that has any. (element-type EarChannelCount) (transfer full) */
GArray *ear_store_count (EarStore *store, gint64 now, GError **error);

/* Conversations in each queue, by EarStoreQueue. */
gboolean ear_store_count_queues (EarStore *store, guint counts[EAR_STORE_N_QUEUES], GError **error);

typedef struct {
  guint n_new;          /* conversations with a question first heard of after @since */
  guint n_due;          /* due from now until @until */
  guint n_late;         /* due before now */
  guint n_call_backs;   /* offline contacts that wait for a call */
  guint n_open;         /* conversations that need an answer */
  guint n_unread;       /* conversations */
  guint n_to_send;      /* outbox rows queued, sending or unknown */
  guint n_failed;       /* outbox rows failed or to be asked about */
} EarStoreToday;

gboolean ear_store_load_today (EarStore *store, gint64 since, gint64 now, gint64 until, EarStoreToday *today, GError **error);

/* Snoozed conversations whose time is in (@after, @until], the earliest first. @next: (out): when the next one after these wakes, or
 * EAR_TIME_NONE. (element-type gint64) (transfer full) */
GArray *ear_store_query_waking (EarStore *store, gint64 after, gint64 until, gint64 *next, GError **error);

/* Open conversations due in [@from, @to): for reminders, so without snoozed and muted ones. (element-type gint64) (transfer full), earliest first */
GArray *ear_store_query_due (EarStore *store, gint64 from, gint64 to, GError **error);

/* ---- search ---- */

typedef enum {
  EAR_STORE_SEARCH_NEWEST,
  EAR_STORE_SEARCH_BEST,     /* ranked among the newest 1,000 hits */
} EarStoreSearchOrder;

/* All that is asked for must hold. What fits is a message; where only its conversation is asked about (channel, standing, unread, late, reviews),
 * each conversation that fits comes once, by its newest message. */
typedef struct {
  const char *words;     /* (nullable): what the person typed: every word must occur, the last may be a beginning; "…" is a phrase */
  EarStoreSearchOrder order; /* without words: newest */
  const gint64 *channels; /* any of these; @n_channels 0: all */
  guint n_channels;
  const char *const *from; /* (nullable), ends with NULL: written by anybody whose name or handle has words that begin so, today or once */
  gboolean from_us;      /* or by us */
  gboolean notes;        /* only notes */
  gint64 since, before;  /* UTC ms: sent in [since, before); EAR_TIME_NONE: no limit; 0 is none either */
  guint standings;       /* a bit 1 << EarStanding for each that will do; 0: all */
  gint64 late_at;        /* only conversations that were to be answered before it; 0: all */
  gboolean unread;       /* only conversations with something unread */
  gboolean reviews;      /* only reviews */
  gboolean attachment, picture; /* only messages that have one */
  guint limit;           /* 0: 50 */
} EarStoreSearch;

#define EAR_SNIPPET_BEGIN '\002' /* around each found word in a snippet: plain text holds no control characters */
#define EAR_SNIPPET_END '\003'

typedef struct {
  gint64 message_id, conversation_id, channel_id;
  gint64 sent_at;
  EarDirection direction;
  EarMessageState state;
  char *ext;               /* the message's: with the channel's key its portable key */
  char *author_name;       /* (nullable) */
  char *snippet;           /* around the words; without words, its beginning */
} EarStoreHit;

void ear_store_hit_free (EarStoreHit *hit);

/* Words without a letter or digit find nothing. (element-type EarStoreHit) (transfer full) */
GPtrArray *ear_store_search (EarStore *store, const EarStoreSearch *search, GError **error);
/* By name or handle, diacritics folded, beginnings of words. (element-type EarPersonRow) (transfer full) */
GPtrArray *ear_store_search_people (EarStore *store, const char *words, guint limit, GError **error);

typedef struct {
  gint64 conversation_id, channel_id;
  gint64 asked_at, answered_at;
  char *question, *answer;
} EarSimilar;

void ear_similar_free (EarSimilar *similar);

/* Earlier questions like @text that we answered, most alike first, other conversations than @except only.
 * (element-type EarSimilar) (transfer full) */
GPtrArray *ear_store_find_similar (EarStore *store, const char *text, gint64 except, guint limit, GError **error);

G_END_DECLS
