/* ear-store-event.h: what people do, one event each, and undo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store-batch.h"

G_BEGIN_DECLS

/* Common to all: @member is a member's key, %NULL the first. @event_key (out) (optional): the event's UUID for undo, %NULL when
 * nothing had to change ("already so" is success). @changes (inout) (optional) is added to. Events refer to portable keys and hold
 * the changed fields only, never message text. On return the disk holds it. */

/* Closes every open question of the conversation without an answer. @why: (nullable): EAR_DONE_BY_CUSTOMER, or the person's words. */
gboolean ear_store_mark_done_because (EarStore *store, const char *member, gint64 conversation_id, const char *why, char **event_key,
                                      EarChanges *changes, GError **error);
gboolean ear_store_mark_done (EarStore *store, const char *member, gint64 conversation_id, char **event_key, EarChanges *changes, GError **error);
/* Takes back "done"; where nobody said done but the question was left out, asks for an answer after all. */
gboolean ear_store_reopen (EarStore *store, const char *member, gint64 conversation_id, char **event_key, EarChanges *changes, GError **error);
/* "Needs no answer" for the messages of the open questions (or, when there is none, for the last inbound message), and back.
 * @why: (nullable): the person's words. */
gboolean ear_store_set_no_answer (EarStore *store, const char *member, gint64 conversation_id, gboolean no_answer, const char *why,
                                  char **event_key, EarChanges *changes, GError **error);
/* Our @message_id also answers what @question_id of the same conversation asks; 0: nothing by hand any more. */
gboolean ear_store_set_also_answers (EarStore *store, const char *member, gint64 message_id, gint64 question_id, char **event_key,
                                     EarChanges *changes, GError **error);
/* Messages of ours (element-type gint64) are no answers, since a machine sent them; or are after all. An event for each
 * conversation; the same with the opposite takes it back. */
gboolean ear_store_set_automatic (EarStore *store, const char *member, const GArray *message_ids, gboolean automatic, EarChanges *changes,
                                  GError **error);
/* All inbound messages read; with @read %FALSE the last inbound one unread. */
gboolean ear_store_set_read (EarStore *store, const char *member, gint64 conversation_id, gboolean read, char **event_key,
                             EarChanges *changes, GError **error);

/* Out of the lists of what is to be done until @until (UTC ms, later than now, or EAR_SNOOZE_UNTIL_ANSWER), or until the customer
 * writes something that needs an answer; 0: awake. Its questions wait all the same: clocks, deadlines and figures know nothing of it. */
gboolean ear_store_snooze (EarStore *store, const char *member, gint64 conversation_id, gint64 until, char **event_key, EarChanges *changes,
                           GError **error);
/* @assignee: (nullable): a member's key; NULL: nobody */
gboolean ear_store_assign (EarStore *store, const char *member, gint64 conversation_id, const char *assignee, char **event_key,
                           EarChanges *changes, GError **error);
gboolean ear_store_set_priority (EarStore *store, const char *member, gint64 conversation_id, EarPriority priority, char **event_key,
                                 EarChanges *changes, GError **error);
/* Muted: as snoozed, but nothing that is written there wakes it or is announced. */
gboolean ear_store_set_muted (EarStore *store, const char *member, gint64 conversation_id, gboolean muted, char **event_key,
                              EarChanges *changes, GError **error);
gboolean ear_store_set_tagged (EarStore *store, const char *member, gint64 conversation_id, const char *tag_key, gboolean tagged,
                               char **event_key, EarChanges *changes, GError **error);
/* A new tag, or with @tag_key another name or colour. @colour: a word for the window: "blue", "" for none. Names differ in more than
 * case: INVALID. A removed one of that name comes back. @new_key: (out) (optional) */
gboolean ear_store_put_tag (EarStore *store, const char *member, const char *tag_key, const char *name, const char *colour, char **new_key,
                            char **event_key, EarChanges *changes, GError **error);
/* Conversations lose it; undo gives it back to them. */
gboolean ear_store_remove_tag (EarStore *store, const char *member, const char *tag_key, char **event_key, EarChanges *changes, GError **error);
/* @new_key: (out) (optional). A name that is there already is that member. */
gboolean ear_store_add_member (EarStore *store, const char *member, const char *name, char **new_key, char **event_key, GError **error);

/* @message_id: (out) (optional) */
gboolean ear_store_add_note (EarStore *store, const char *member, gint64 conversation_id, const char *text, gint64 *message_id,
                             char **event_key, EarChanges *changes, GError **error);
/* "We changed something because of this": a note that says what. */
gboolean ear_store_add_change (EarStore *store, const char *member, gint64 conversation_id, const char *text, gint64 *message_id,
                               char **event_key, EarChanges *changes, GError **error);
/* A note, or a change. */
gboolean ear_store_remove_note (EarStore *store, const char *member, gint64 message_id, char **event_key, EarChanges *changes, GError **error);

/* One phone call, one word at the counter, one letter … on an offline channel. */
typedef struct {
  char *who;              /* (nullable): name as given */
  char *handle;           /* (nullable): number, address: the same one, however written, is the same person */
  char *identity_ext;     /* (nullable): an identity of this channel known already */
  char *text;             /* what they wanted */
  char *url;              /* (nullable): where it was seen */
  gint64 asked_at;        /* UTC ms */
  gboolean answered;      /* on the spot */
  char *answer;           /* (nullable): what we said then */
  gint64 call_back_by;    /* or EAR_TIME_NONE */
  EarConversationType type; /* CONTACT, or REVIEW for a review seen elsewhere */
} EarStoreContact;

EarStoreContact *ear_store_contact_new (void);
void ear_store_contact_free (EarStoreContact *contact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarStoreContact, ear_store_contact_free)

/* @conversation_id: (out) (optional) */
gboolean ear_store_log_contact (EarStore *store, const char *member, const char *channel_key, const EarStoreContact *contact,
                                gint64 *conversation_id, char **event_key, EarChanges *changes, GError **error);
/* (transfer full): to edit it */
EarStoreContact *ear_store_load_contact (EarStore *store, gint64 conversation_id, GError **error);
gboolean ear_store_edit_contact (EarStore *store, const char *member, gint64 conversation_id, const EarStoreContact *contact,
                                 char **event_key, EarChanges *changes, GError **error);
/* "Called back" and what was said; the question is answered at @at. */
gboolean ear_store_answer_contact (EarStore *store, const char *member, gint64 conversation_id, const char *text, gint64 at,
                                   char **event_key, EarChanges *changes, GError **error);
gboolean ear_store_remove_contact (EarStore *store, const char *member, gint64 conversation_id, char **event_key, EarChanges *changes,
                                   GError **error);

gboolean ear_store_rename_channel (EarStore *store, const char *member, const char *channel_key, const char *name, char **event_key,
                                   EarChanges *changes, GError **error);
gboolean ear_store_pause_channel (EarStore *store, const char *member, const char *channel_key, gboolean paused, char **event_key,
                                  EarChanges *changes, GError **error);
/* The service takes answers for longer than it tells (EarReplyWindow), a person says. */
gboolean ear_store_set_answers_longer (EarStore *store, const char *member, const char *channel_key, gboolean longer, char **event_key,
                                       EarChanges *changes, GError **error);
/* Its conversations stay; ear_store_delete_channel_data() deletes them. Queued actions of it are cancelled. */
gboolean ear_store_remove_channel (EarStore *store, const char *member, const char *channel_key, char **event_key, EarChanges *changes,
                                   GError **error);

/* @value: JSON text. @valid_from: UTC ms; it is so from then on, so entries from later times go. G_MININT64 "was always so" replaces all. */
gboolean ear_store_set_setting (EarStore *store, const char *member, const char *key, const char *value, gint64 valid_from,
                                char **event_key, GError **error);
/* The entry valid from exactly then, and no other: made, changed, or with %NULL removed. */
gboolean ear_store_amend_setting (EarStore *store, const char *member, const char *key, const char *value, gint64 valid_from,
                                  char **event_key, GError **error);
/* @facts: (element-type utf8 utf8): by names without a dot; a value of %NULL or "" is not said any more. Those that are not named stay. */
gboolean ear_store_set_brand_facts (EarStore *store, const char *member, GHashTable *facts, char **event_key, GError **error);
/* @name: %NULL or empty: the service's name again. */
gboolean ear_store_rename_person (EarStore *store, const char *member, gint64 person_id, const char *name, char **event_key,
                                  EarChanges *changes, GError **error);
gboolean ear_store_set_person_notes (EarStore *store, const char *member, gint64 person_id, const char *notes, char **event_key,
                                     EarChanges *changes, GError **error);

typedef struct {
  char *key;          /* UUID */
  char *member_key, *member_name;
  char *device;       /* UUID of the installation */
  gint64 at;          /* UTC ms */
  char *verb;         /* "done", "reopen", "no-answer", "read", "note", "change", "contact", "channel-name", … */
  char *entity_type;  /* "conversation", "message", "channel", "person", "setting", "outbox", "brand", "tag", "member" */
  char *entity_key;   /* portable */
  gint64 conversation_id; /* when it is about one that is still here, else 0 */
  char *before, *after; /* JSON of the changed fields */
  char *why;          /* (nullable): the person's words for it */
  char *undoes;       /* (nullable): the event this one takes back */
  gboolean undone;
} EarEventRow;

void ear_event_row_free (EarEventRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarEventRow, ear_event_row_free)

/* Newest first. @conversation_id 0: of everything. (element-type EarEventRow) (transfer full) */
GPtrArray *ear_store_list_events (EarStore *store, gint64 conversation_id, guint limit, GError **error);

/* A new event that puts `before` back, only where the value still equals `after`: else EAR_STORE_ERROR_CONFLICT and nothing changes.
 * An undo can itself be undone. What was sent is not unsent: undo of "reply-queue" works while the row is still queued. */
gboolean ear_store_undo (EarStore *store, const char *member, const char *event_key, char **new_event_key, EarChanges *changes, GError **error);

G_END_DECLS
