/* ear-store-journal.h: human actions inside a transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-json.h"
#include "store/ear-store-event.h"
#include "store/ear-store-private.h"

G_BEGIN_DECLS

/* The part of an entity that a kind of action changes, as canonical JSON: equal text is equal value. Undo compares and puts back
 * through these two alone. */
typedef struct {
  const char *entity_type;
  /* @like: JSON of the same field, telling which parts are asked for. NULL: the entity is gone. */
  char *(*get) (EarDb *db, const char *entity_key, const char *like);
  void (*set) (EarDb *db, const char *entity_key, const char *json, EarChanges *changes);
} EarField;

typedef struct {
  const char *verb;
  const EarField *field;
} EarEventVerb;

extern const EarField ear_field_closing, ear_field_no_answer, ear_field_read, ear_field_message_removed, ear_field_contact_removed,
  ear_field_contact, ear_field_channel_name, ear_field_channel_state, ear_field_channel_longer, ear_field_setting, ear_field_person_name, ear_field_person_notes,
  ear_field_outbox_state, ear_field_also_answers, ear_field_brand, ear_field_snooze, ear_field_assignee, ear_field_priority, ear_field_muted, ear_field_tagged,
  ear_field_tag, ear_field_member;

const EarEventVerb *ear_event_verb (const char *verb);

/* Makes the field what @after says and writes the event. *@event_key stays NULL where it is that already. */
void ear_db_act (EarDb *db, const char *member, const char *verb, const char *entity_key, const char *after, const char *why,
                 char **event_key, EarChanges *changes);
/* The event alone, for what was written otherwise. */
void ear_db_add_event (EarDb *db, const char *member, const char *verb, const char *entity_type, const char *entity_key, const char *before,
                       const char *after, const char *why, const char *undoes, char **event_key);

/* We blocked, or let in again, whoever wrote message @target_ext: their open questions on this channel are closed, an event for each
 * conversation, or those that this closed are open again where nothing else was done since. */
void ear_db_close_blocked (EarDb *db, const char *member, gint64 channel, const char *target_ext, EarChanges *changes);
void ear_db_reopen_unblocked (EarDb *db, const char *member, gint64 channel, const char *target_ext, EarChanges *changes);

/* Words that may change: kept under a key made of where they stand and what they say. */
char *ear_db_keep_text (EarDb *db, const char *place, const char *text);
char *ear_text_key (const char *place, const char *text);

/* An element of what ear_field_no_answer and ear_field_read are: [{"message": ext, "value": n}, …]. */
void ear_json_add_message_number (EarJsonWriter *writer, const char *ext, gint64 value);
/* An element of "persons" in what ear_field_closing is. */
void ear_json_add_person (EarJsonWriter *writer, const char *key);
/* An element of what ear_field_setting is: [{"from": ms, "value": JSON}, …]. */
void ear_setting_write (EarJsonWriter *writer, gint64 valid_from, const char *value);
/* {"name": …}, texts and NULL. */
char *ear_json_one_text (const char *name, const char *value);

G_END_DECLS
