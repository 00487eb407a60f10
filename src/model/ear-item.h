/* ear-item.h: what a channel says, as values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers stand in the store: never renumber. In every value below a NULL (or, in numbers, "not known") field says nothing: what was
 * known before stays; an empty text clears. */

typedef enum {
  EAR_DIRECTION_INBOUND = 0,
  EAR_DIRECTION_OUTBOUND = 1, /* ours, wherever typed */
  EAR_DIRECTION_NOTE = 2,     /* internal */
} EarDirection;

typedef enum {
  EAR_MESSAGE_VISIBLE = 0,
  EAR_MESSAGE_HELD = 1,      /* waits for approval over there */
  EAR_MESSAGE_HIDDEN = 2,    /* hidden by us */
  EAR_MESSAGE_SPAM = 3,
  EAR_MESSAGE_TRASHED = 4,
  EAR_MESSAGE_DELETED = 5,   /* gone over there; by its author unless we did it */
} EarMessageState;

typedef enum {
  EAR_CONVERSATION_COMMENT = 0, /* a comment and all below it */
  EAR_CONVERSATION_THREAD = 1,  /* a public thread */
  EAR_CONVERSATION_DIRECT = 2,
  EAR_CONVERSATION_REVIEW = 3,
  EAR_CONVERSATION_CONTACT = 4, /* phone, counter, letter … */
} EarConversationType;

/* Who can read a message; stricter is larger, so that a reply never widens. */
typedef enum {
  EAR_AUDIENCE_PUBLIC = 0,
  EAR_AUDIENCE_UNLISTED = 1,
  EAR_AUDIENCE_FOLLOWERS = 2,
  EAR_AUDIENCE_DIRECT = 3,
} EarAudience;

typedef enum {
  EAR_MESSAGE_ADDRESSED = 1 << 0,  /* deserves an answer as design 7 says: decided by the kind's data */
  EAR_MESSAGE_AUTOMATIC = 1 << 1,  /* the service's own flag for machine-made text */
  EAR_MESSAGE_ANSWERED_ON_SPOT = 1 << 2, /* offline: no wait */
  EAR_MESSAGE_CHANGE = 1 << 3,     /* a note of ours: what we changed because of what was said here */
  /* What the service lets nobody do with this one. */
  EAR_MESSAGE_NO_REPLY = 1 << 8,
  EAR_MESSAGE_NO_HIDE = 1 << 9,
  EAR_MESSAGE_NO_DELETE = 1 << 10,
  EAR_MESSAGE_NO_LIKE = 1 << 11,
  EAR_MESSAGE_NO_PRIVATE_REPLY = 1 << 12,
  EAR_MESSAGE_NO_APPROVE = 1 << 13, /* neither let in nor held again */
} EarMessageFlags;

/* How much people care about a conversation; deadlines keep their order. */
typedef enum {
  EAR_PRIORITY_LOW = -1,
  EAR_PRIORITY_NORMAL = 0,
  EAR_PRIORITY_HIGH = 1,
} EarPriority;

/* "low", "normal", "high" */
const char *ear_priority_to_string (EarPriority priority);
gboolean ear_priority_from_string (const char *word, EarPriority *priority);

/* Snoozed without a time: until the customer writes. */
#define EAR_SNOOZE_UNTIL_ANSWER G_MAXINT64

typedef struct {
  char *ext;            /* the service's id */
  char *name, *handle;  /* handle: "@mia@other.example", an e-mail address, … (nullable) */
  char *url, *avatar_url;
  gboolean is_us;
} EarIdentity;

typedef struct {
  char *ext;
  char *title, *url, *text;
  gint64 posted_at;     /* UTC ms */
  gboolean by_us;
} EarPost;

typedef struct {
  char *ext;
  EarConversationType type;
  char *title;          /* (nullable) the post's title, a DM's subject */
  char *url;
  char *post_ext;       /* (nullable) */
  gboolean two_person;  /* any outbound message answers */
} EarConversation;

typedef struct {
  char *url, *preview_url, *media_type, *description; /* description: alt text */
  guint width, height;
} EarAttachment;

typedef struct {
  char *ext;
  char *conversation_ext;
  char *parent_ext;     /* (nullable): what it replies to */
  char *author_ext;     /* (nullable): an identity of the batch or known before */
  char *author_handle;  /* (nullable): theirs; only where it is loaded from the store, for whom a reply must name */
  EarDirection direction;
  EarMessageState state;
  EarAudience audience;
  EarMessageFlags flags;
  gint64 sent_at;       /* UTC ms, the service's */
  gint64 edited_at;     /* or EAR_TIME_NONE */
  char *html;           /* (nullable): as the service gave it, never shown as it is */
  char *text;           /* plain */
  char *subject;        /* (nullable): content warning, subject */
  char *language;       /* (nullable): BCP 47 */
  char *url;
  char *mentions;       /* (nullable): identity exts this message mentions as its writer typed, one a line */
  gboolean liked;       /* by us */
  GPtrArray *attachments; /* (nullable) (element-type EarAttachment) */
} EarMessage;

EarIdentity *ear_identity_new (const char *ext, const char *name);
void ear_identity_free (EarIdentity *identity);
EarPost *ear_post_new (const char *ext);
void ear_post_free (EarPost *post);
EarConversation *ear_conversation_new (const char *ext, EarConversationType type);
void ear_conversation_free (EarConversation *conversation);
EarAttachment *ear_attachment_new (const char *url);
void ear_attachment_free (EarAttachment *attachment);
EarMessage *ear_message_new (const char *ext, const char *conversation_ext);
void ear_message_free (EarMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarIdentity, ear_identity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarPost, ear_post_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarConversation, ear_conversation_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarMessage, ear_message_free)

G_END_DECLS
