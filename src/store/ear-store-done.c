/* ear-store-done.c: done, needs no answer, and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-key.h"
#include "store/ear-store-action.h"

/* ---- done ---- */

/* @persons: the keys of whose questions it is about; none, or one that is NULL: all of the conversation. */
static void
close_or_reopen (EarDb *db, EarAction *action, const char *verb, EarEnquiryEventType type, sqlite3_stmt *persons)
{
  g_autofree char *key = ear_action_conversation_key (db, action);
  g_autofree char *event = ear_key_random ();
  g_autofree char *after = NULL;
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  gint64 last = ear_db_int (db, 0, "SELECT max (at) FROM enquiry_event WHERE conversation = ?1", INT (action->id));
  gboolean all = FALSE;

  while (ear_db_step (db, persons))
    {
      all |= ear_col_text (persons, 0) == NULL;
      g_ptr_array_add (keys, ear_col_dup (persons, 0));
    }
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "key", event);
  /* In the order they were done, even when the clock is set back. */
  ear_json_writer_int (writer, "at", MAX (ear_clock_now_ms (), last));
  ear_json_writer_int (writer, "type", type);
  if (!all && keys->len > 0)
    {
      ear_json_writer_begin_array (writer, "persons");
      for (guint i = 0; i < keys->len; i++)
        ear_json_add_person (writer, keys->pdata[i]);
      ear_json_writer_end_array (writer);
    }
  ear_json_writer_end_object (writer);
  after = ear_json_writer_to_text (writer, FALSE);
  if (ear_db_ok (db))
    ear_db_act (db, action->member, verb, key, after, action->text, &action->event_key, action->changes);
}

static void
mark_done (EarDb *db, gpointer data)
{
  EarAction *action = data;
  EAR_QUERY asking = NULL;

  if (ear_db_int (db, -1, "SELECT standing FROM conversation WHERE id = ?1", INT (action->id)) == EAR_STANDING_DONE)
    return;
  /* One key for all questions that are open here. Where none is, it says that this exchange is over, whoever took part. */
  asking = ear_db_query (db,
                         "SELECT DISTINCT p.key FROM enquiry e LEFT JOIN person p ON p.id = e.person"
                         " WHERE e.conversation = ?1 AND e.outcome = 0 AND e.exclusion = 0 ORDER BY p.key",
                         INT (action->id));
  close_or_reopen (db, action, "done", EAR_ENQUIRY_EVENT_CLOSE, asking);
}

gboolean
ear_store_mark_done_because (EarStore *store, const char *member, gint64 conversation_id, const char *why, char **event_key, EarChanges *changes,
                             GError **error)
{
  EarAction action = { .member = member, .id = conversation_id, .text = why };

  return ear_store_act (store, mark_done, &action, event_key, changes, error);
}

gboolean
ear_store_mark_done (EarStore *store, const char *member, gint64 conversation_id, char **event_key, EarChanges *changes, GError **error)
{
  return ear_store_mark_done_because (store, member, conversation_id, NULL, event_key, changes, error);
}

/* ---- blocked ---- */

/* Conversations of this channel in which the writer of @target_ext has questions of that outcome. @person: (out) */
static GArray *
asked_in (EarDb *db, gint64 channel, const char *target_ext, EarEnquiryOutcome outcome, gint64 *person)
{
  GArray *conversations = g_array_new (FALSE, FALSE, sizeof (gint64));

  *person = ear_db_int (db, 0, "SELECT i.person FROM message m JOIN identity i ON i.id = m.author WHERE m.channel = ?1 AND m.ext = ?2",
                        INT (channel), TEXT (target_ext));
  if (*person != 0)
    {
      EAR_QUERY query = ear_db_query (db,
                                      "SELECT DISTINCT conversation FROM enquiry WHERE channel = ?1 AND person = ?2 AND outcome = ?3 AND exclusion = 0"
                                      " AND conversation > 0 ORDER BY conversation",
                                      INT (channel), INT (*person), INT (outcome));

      while (ear_db_step (db, query))
        {
          gint64 conversation = ear_col_int (query, 0);

          g_array_append_val (conversations, conversation);
        }
    }
  return conversations;
}

static void
act_on_blocked (EarDb *db, const char *member, gint64 conversation, gint64 person, gboolean blocked, EarChanges *changes)
{
  EarAction action = { .member = member, .id = conversation, .text = blocked ? EAR_DONE_BLOCKED : NULL, .changes = changes };
  EAR_QUERY persons = ear_db_query (db, "SELECT key FROM person WHERE id = ?1", INT (person));

  close_or_reopen (db, &action, blocked ? "done" : "reopen", blocked ? EAR_ENQUIRY_EVENT_CLOSE : EAR_ENQUIRY_EVENT_REOPEN, persons);
  g_free (action.event_key);
}

void
ear_db_close_blocked (EarDb *db, const char *member, gint64 channel, const char *target_ext, EarChanges *changes)
{
  gint64 person;
  g_autoptr (GArray) conversations = asked_in (db, channel, target_ext, EAR_ENQUIRY_OPEN, &person);

  for (guint i = 0; i < conversations->len && ear_db_ok (db); i++)
    act_on_blocked (db, member, g_array_index (conversations, gint64, i), person, TRUE, changes);
}

/* Whether blocking was the last that was done about this person's questions there. */
static gboolean
ended_by_block (EarDb *db, gint64 conversation, gint64 person)
{
  const EarAction action = { .id = conversation };
  g_autofree char *key = ear_action_conversation_key (db, &action);
  g_autofree char *closing = ear_db_text (db,
                                          "SELECT CASE type WHEN ?3 THEN key END FROM enquiry_event WHERE conversation = ?1 AND person IN (0, ?2)"
                                          " ORDER BY id DESC LIMIT 1",
                                          INT (conversation), INT (person), INT (EAR_ENQUIRY_EVENT_CLOSE));

  return closing != NULL &&
         ear_db_int (db, 0,
                     "SELECT 1 FROM event WHERE entity_type = 'conversation' AND entity_key = ?1 AND verb = 'done' AND why = ?2"
                     " AND instr (after, ?3) > 0",
                     TEXT (key), TEXT (EAR_DONE_BLOCKED), TEXT (closing)) == 1;
}

void
ear_db_reopen_unblocked (EarDb *db, const char *member, gint64 channel, const char *target_ext, EarChanges *changes)
{
  gint64 person;
  g_autoptr (GArray) conversations = asked_in (db, channel, target_ext, EAR_ENQUIRY_CLOSED, &person);

  for (guint i = 0; i < conversations->len && ear_db_ok (db); i++)
    if (ended_by_block (db, g_array_index (conversations, gint64, i), person))
      act_on_blocked (db, member, g_array_index (conversations, gint64, i), person, FALSE, changes);
}

/* ---- "needs no answer": what belongs to a question, and nothing of anybody else's ---- */

typedef gboolean (*Wanted) (const EarEnquiry *enquiry);

static gboolean
is_open (const EarEnquiry *enquiry)
{
  return enquiry->outcome == EAR_ENQUIRY_OPEN && enquiry->exclusion == EAR_EXCLUDED_NO;
}

static gboolean
is_unanswered (const EarEnquiry *enquiry)
{
  return (enquiry->outcome == EAR_ENQUIRY_OPEN || enquiry->outcome == EAR_ENQUIRY_CLOSED) && enquiry->exclusion == EAR_EXCLUDED_NO;
}

static gboolean
is_left_out (const EarEnquiry *enquiry)
{
  return enquiry->exclusion == EAR_EXCLUDED_NO_ANSWER_NEEDED;
}

/* The messages of all wanted enquiries; @last: of the last enquiry alone, if it is wanted. @opened_at: (out) (optional) */
static GArray *
messages_of (const GArray *asked, Wanted wanted, gboolean last, gint64 *opened_at)
{
  GArray *messages = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint newest = 0;

  for (guint i = 0; i < asked->len; i++)
    newest = MAX (newest, g_array_index (asked, EarAsked, i).index);
  for (guint i = 0; i < asked->len; i++)
    {
      const EarAsked *one = &g_array_index (asked, EarAsked, i);

      if (!wanted (&one->enquiry) || (last && one->index != newest))
        continue;
      g_array_append_val (messages, one->message);
      if (opened_at != NULL)
        *opened_at = one->enquiry.opened_at;
    }
  return messages;
}

/* What the last "needs no answer" by hand left out, as far as it still stands; empty: nothing. @at: (out): when. */
static GArray *
left_out_by_hand (EarDb *db, const EarAction *action, gint64 *at)
{
  GArray *messages = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *key = ear_action_conversation_key (db, action);
  g_autofree char *after = NULL;
  g_autoptr (EarJson) json = NULL;

  {
    EAR_QUERY query = ear_db_query (db,
                                    "SELECT after, at FROM event WHERE entity_type = 'conversation' AND entity_key = ?1 AND verb = 'no-answer'"
                                    " ORDER BY id DESC LIMIT 1",
                                    TEXT (key));

    if (ear_db_step (db, query))
      {
        after = ear_col_dup (query, 0);
        *at = ear_col_int (query, 1);
      }
  }
  json = after != NULL ? ear_json_parse_text (after, -1, NULL) : NULL;
  for (gsize i = 0; json != NULL && i < ear_json_length (ear_json_root (json)); i++)
    {
      const char *ext = ear_json_member_text (ear_json_element (ear_json_root (json), i), "message");
      gint64 id = ear_db_int (db, 0, "SELECT id FROM message WHERE ext = ?2 AND no_answer = 2 AND channel = (SELECT channel FROM conversation WHERE id = ?1)",
                              INT (action->id), TEXT (ext));

      if (id != 0)
        g_array_append_val (messages, id);
    }
  return messages;
}

/* What a "needs an answer after all" is about, and since when it was left out. */
static GArray *
left_out (EarDb *db, const EarAction *action, gint64 *at)
{
  g_autoptr (GArray) by_hand = left_out_by_hand (db, action, at);
  g_autoptr (GArray) asked = NULL;

  if (by_hand->len > 0)
    return g_steal_pointer (&by_hand);
  asked = ear_db_list_asked (db, action->id);
  return messages_of (asked, is_left_out, TRUE, at);
}

static void
set_no_answer (EarDb *db, gpointer data)
{
  EarAction *action = data;
  gint64 at = G_MININT64;

  if (action->flag)
    {
      g_autoptr (GArray) asked = ear_db_list_asked (db, action->id);
      g_autoptr (GArray) open = messages_of (asked, is_open, FALSE, NULL);
      /* All done already: the last one, unless it was answered. */
      g_autoptr (GArray) last = messages_of (asked, is_unanswered, TRUE, NULL);

      if (!ear_action_on_messages (db, action, "no-answer", open, 2))
        ear_action_on_messages (db, action, "no-answer", last, 2);
    }
  else
    {
      g_autoptr (GArray) messages = left_out (db, action, &at);

      ear_action_on_messages (db, action, "needs-answer", messages, 3);
    }
}

gboolean
ear_store_set_no_answer (EarStore *store, const char *member, gint64 conversation_id, gboolean no_answer, const char *why, char **event_key,
                         EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .id = conversation_id, .flag = no_answer, .text = why };

  return ear_store_act (store, set_no_answer, &action, event_key, changes, error);
}

/* Takes back what ended it last, and only that: a "done" with all it closed, or what was left out as needing no answer. */
static void
reopen (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autofree char *closing = NULL;
  g_autoptr (GArray) needless = NULL;
  gint64 closed_at = G_MININT64, left_out_at = G_MININT64;

  {
    EAR_QUERY query = ear_db_query (db, "SELECT key, at, type FROM enquiry_event WHERE conversation = ?1 ORDER BY id DESC LIMIT 1", INT (action->id));

    if (ear_db_step (db, query) && ear_col_int (query, 2) == EAR_ENQUIRY_EVENT_CLOSE)
      {
        closing = ear_col_dup (query, 0);
        closed_at = ear_col_int (query, 1);
      }
  }
  needless = left_out (db, action, &left_out_at);
  if (needless->len > 0 && (closing == NULL || left_out_at > closed_at))
    {
      ear_action_on_messages (db, action, "needs-answer", needless, 3);
    }
  else if (closing != NULL)
    {
      EAR_QUERY persons = ear_db_query (db, "SELECT p.key FROM enquiry_event e LEFT JOIN person p ON p.id = e.person WHERE e.key = ?1 ORDER BY p.key",
                                        TEXT (closing));

      close_or_reopen (db, action, "reopen", EAR_ENQUIRY_EVENT_REOPEN, persons);
    }
}

gboolean
ear_store_reopen (EarStore *store, const char *member, gint64 conversation_id, char **event_key, EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .id = conversation_id };

  return ear_store_act (store, reopen, &action, event_key, changes, error);
}
