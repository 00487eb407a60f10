/* ear-enquiry.h: what deserves an answer, derived from messages and events
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-item.h"

G_BEGIN_DECLS

/* What derivation needs to know of each message of one conversation, in any order. */
typedef struct {
  gint64 id;               /* store's, unique; ties in time are broken by it */
  gint64 parent_id;        /* 0: none */
  gint64 person_id;        /* whose message; 0: unknown. Ours share 0 with direction OUTBOUND */
  EarDirection direction;
  EarMessageState state;
  EarMessageFlags flags;
  gint64 sent_at;          /* UTC ms */
  gint64 ended_at;         /* when it was deleted, hidden or trashed (first known), or EAR_TIME_NONE */
  gboolean ended_by_us;    /* inbound, state DELETED: by us, or after we had hidden or trashed it; not by its author */
  gboolean was_spam;       /* inbound, gone: it was spam when it went */
  gboolean needs_no_answer;/* by rule as it was first seen, or by key as it stands now */
  gboolean ours_automatic; /* outbound made by a machine */
  const gint64 *mentioned_person_ids; /* outbound: whom it mentions; 0-terminated, or NULL */
  gint64 also_answers_id;  /* outbound linked by hand: an inbound message id, or 0 */
} EarEnquiryMessage;

typedef enum {
  EAR_ENQUIRY_EVENT_CLOSE,   /* done without answer */
  EAR_ENQUIRY_EVENT_REOPEN,
} EarEnquiryEventType;

/* Each REOPEN takes back the last CLOSE of that person that stands, and nothing else. */
typedef struct {
  gint64 at;
  gint64 person_id;          /* whose enquiry; 0: all of the conversation */
  EarEnquiryEventType type;
} EarEnquiryEvent;

typedef enum {
  EAR_ENQUIRY_OPEN = 0,
  EAR_ENQUIRY_ANSWERED = 1,   /* also after having been closed: closing changes nothing in the curve */
  EAR_ENQUIRY_CLOSED = 2,     /* without answer, by us: stays at risk in the curve */
  EAR_ENQUIRY_WITHDRAWN = 3,  /* deleted by the customer before an answer: censored at deletion */
} EarEnquiryOutcome;

typedef enum {
  EAR_EXCLUDED_NO = 0,
  EAR_EXCLUDED_NO_ANSWER_NEEDED = 1,
  EAR_EXCLUDED_SPAM = 2,
  EAR_EXCLUDED_AUTOMATIC = 3,
} EarEnquiryExclusion;

typedef struct {
  gint64 person_id;
  gint64 first_message_id, last_message_id;
  gint64 opened_at;           /* the clock starts at the first message */
  gint64 answered_at;         /* or EAR_TIME_NONE */
  gint64 answer_id;           /* or 0; the asking message itself when it was answered on the spot */
  gint64 closed_at;           /* when closed or taken back while unanswered, or EAR_TIME_NONE */
  EarEnquiryOutcome outcome;
  EarEnquiryExclusion exclusion;
  gboolean follow_up;         /* within 24 h of the last message of either side */
  gboolean on_spot;           /* offline: answered while it was asked; a count, without a wait */
} EarEnquiry;

typedef struct {
  gboolean two_person;        /* any outbound message answers */
} EarEnquiryRules;

#define EAR_NO_ENQUIRY G_MAXUINT

/* A pure function: the same input in any order gives the same result. Result in order of opened_at.
 * @belongs: (out) (optional) (array length=n_messages): of each message the index of its enquiry, or EAR_NO_ENQUIRY.
 * (element-type EarEnquiry) (transfer full). */
GArray *ear_enquiries_derive (const EarEnquiryMessage *messages, gsize n_messages, const EarEnquiryEvent *events, gsize n_events,
                              const EarEnquiryRules *rules, guint *belongs);

/* The reversible rule: only emoji, a friend's name (@mention), thanks/ok words of the language. @language: BCP 47, (nullable);
 * texts in de, en, es, fr, it and pt are known. An empty text is none of these: only the kind knows a sticker from a picture.
 * @with_picture: something hangs on it, which may ask what the text does not: then only words will do. */
gboolean ear_text_needs_no_answer (const char *text, const char *language, gboolean with_picture);

typedef struct {
  gint64 id;
  const char *text;
  gint64 after_ms;            /* from the arrival of what it answers to its own time */
} EarSentReply;

/* Replies that look automatic: the same text three times or more within 60 s of arrival. Offered to the user, never assumed.
 * (element-type gint64) (transfer full): their ids, ascending. */
GArray *ear_replies_find_automatic (const EarSentReply *replies, gsize n_replies);

/* All (element-type gint64): messages of ours that look automatic and count as answers, those people said are no answers, and the
 * conversations of both, each once. */
typedef struct {
  GArray *offered, *offered_in;
  GArray *marked, *marked_in;
} EarAutomaticReplies;

void ear_automatic_replies_free (EarAutomaticReplies *replies);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarAutomaticReplies, ear_automatic_replies_free)

/* Why a question was closed without an answer of ours: an event's why. */
#define EAR_DONE_BY_CUSTOMER "answered-by-customer"
#define EAR_DONE_BLOCKED "blocked" /* we blocked whoever asked */

G_END_DECLS
