/* ear-store-answer.c: what counts as an answer, where people know better than the rules
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "base/ear-key.h"
#include "store/ear-store-action.h"
#include "store/ear-store-report.h"

/* ---- "also answers" ---- */

static char *
get_also_answers (EarDb *db, const char *entity_key, const char *like)
{
  gint64 message = ear_db_find_message (db, entity_key);
  g_autofree char *ext = NULL;

  if (message == 0)
    return NULL;
  ext = ear_db_text (db, "SELECT q.ext FROM message m JOIN message q ON q.id = m.also_answers WHERE m.id = ?1", INT (message));
  return ear_json_one_text ("question", ext);
}

static void
set_also_answers (EarDb *db, const char *entity_key, const char *text, EarChanges *changes)
{
  gint64 message = ear_db_find_message (db, entity_key);
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);
  const char *question = json != NULL ? ear_json_member_text (ear_json_root (json), "question") : NULL;

  ear_db_run (db, "UPDATE message SET also_answers = coalesce ((SELECT q.id FROM message q WHERE q.channel = message.channel AND q.ext = ?2), 0)"
                  " WHERE id = ?1",
              INT (message), TEXT (question));
  ear_db_upkeep (db, ear_db_int (db, 0, "SELECT conversation FROM message WHERE id = ?1", INT (message)), changes);
}

const EarField ear_field_also_answers = { "message", get_also_answers, set_also_answers };

static void
also_answers (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autofree char *key = ear_db_message_key (db, action->id), *question = NULL, *after = NULL;

  if (key != NULL && action->at != 0)
    question = ear_db_text (db,
                            "SELECT q.ext FROM message q JOIN message m ON m.conversation = q.conversation"
                            " WHERE q.id = ?2 AND m.id = ?1 AND q.direction = 0 AND m.direction = 1",
                            INT (action->id), INT (action->at));
  if (key == NULL || (action->at != 0 && question == NULL))
    {
      ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This message is no longer here."));
      return;
    }
  after = ear_json_one_text ("question", question);
  ear_db_act (db, action->member, "also-answers", key, after, NULL, &action->event_key, action->changes);
}

gboolean
ear_store_set_also_answers (EarStore *store, const char *member, gint64 message_id, gint64 question_id, char **event_key, EarChanges *changes,
                            GError **error)
{
  EarAction action = { .member = member, .id = message_id, .at = question_id };

  return ear_store_act (store, also_answers, &action, event_key, changes, error);
}

/* ---- replies of a machine ---- */

/* Whoever waits a minute for the first word of a person has been lucky: what comes sooner, and comes again and again, is looked at. */
#define QUICK_MS (60 * 1000)

typedef struct {
  gint64 from, to;
  EarAutomaticReplies *replies;
} Finding;

static void
add_once (GArray *ids, gint64 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return;
  g_array_append_val (ids, id);
}

/* Answers that came at once; what people wrote down themselves was answered while it was asked. */
static void
find_quick (EarDb *db, Finding *finding)
{
  g_autoptr (GArray) sent = g_array_new (FALSE, FALSE, sizeof (EarSentReply)), conversations = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) found = NULL;

  {
    EAR_QUERY query = ear_db_query (db,
                                    "SELECT e.answer, m.body, e.answered_at - e.opened_at, e.conversation FROM enquiry e JOIN message m ON m.id = e.answer"
                                    " JOIN conversation c ON c.id = e.conversation WHERE e.opened_at >= ?1 AND e.opened_at < ?2 AND e.outcome = 1"
                                    " AND e.answered_at - e.opened_at BETWEEN 0 AND ?3 AND m.direction = 1 AND c.type <> ?4"
                                    " ORDER BY e.opened_at DESC",
                                    INT (finding->from), INT (finding->to), INT (QUICK_MS), INT (EAR_CONVERSATION_CONTACT));

    while (ear_db_step (db, query))
      {
        EarSentReply reply = { ear_col_int (query, 0), ear_col_dup (query, 1), ear_col_int (query, 2) };
        gint64 conversation = ear_col_int (query, 3);

        g_ptr_array_add (texts, (gpointer) reply.text);
        g_array_append_val (sent, reply);
        g_array_append_val (conversations, conversation);
      }
  }
  found = ear_replies_find_automatic ((const EarSentReply *) (gpointer) sent->data, sent->len);
  for (guint i = 0; i < sent->len; i++)
    for (guint at = 0; at < found->len; at++)
      if (g_array_index (found, gint64, at) == g_array_index (sent, EarSentReply, i).id)
        {
          add_once (finding->replies->offered, g_array_index (found, gint64, at));
          add_once (finding->replies->offered_in, g_array_index (conversations, gint64, i));
        }
}

static void
find_automatic (EarDb *db, gpointer data)
{
  Finding *finding = data;

  find_quick (db, finding);
  {
    EAR_QUERY query = ear_db_query (db,
                                    "SELECT id, conversation FROM message WHERE direction = 1 AND no_answer = 2 AND sent_at >= ?1 AND sent_at < ?2"
                                    " ORDER BY id DESC",
                                    INT (finding->from), INT (finding->to));

    while (ear_db_step (db, query))
      {
        add_once (finding->replies->marked, ear_col_int (query, 0));
        add_once (finding->replies->marked_in, ear_col_int (query, 1));
      }
  }
}

EarAutomaticReplies *
ear_store_find_automatic (EarStore *store, gint64 from, gint64 to, GError **error)
{
  Finding finding = { from, to, g_new0 (EarAutomaticReplies, 1) };

  finding.replies->offered = g_array_new (FALSE, FALSE, sizeof (gint64));
  finding.replies->offered_in = g_array_new (FALSE, FALSE, sizeof (gint64));
  finding.replies->marked = g_array_new (FALSE, FALSE, sizeof (gint64));
  finding.replies->marked_in = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!ear_store_read (store, find_automatic, &finding, error))
    g_clear_pointer (&finding.replies, ear_automatic_replies_free);
  return finding.replies;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* An event for each conversation, all in one transaction. */
static void
set_automatic (EarDb *db, gpointer data)
{
  EarAction *action = data;
  const GArray *messages = action->value;
  g_autoptr (GHashTable) by_conversation = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_array_unref);
  GHashTableIter iter;
  gpointer conversation, of_it;

  for (guint i = 0; i < messages->len && ear_db_ok (db); i++)
    {
      gint64 message = g_array_index (messages, gint64, i);
      gint64 id = ear_db_int (db, 0, "SELECT conversation FROM message WHERE id = ?1 AND direction = 1", INT (message));
      GArray *held = g_hash_table_lookup (by_conversation, &id);

      if (id == 0)
        continue;
      if (held == NULL)
        {
          held = g_array_new (FALSE, FALSE, sizeof (gint64));
          g_hash_table_insert (by_conversation, g_memdup2 (&id, sizeof id), held);
        }
      g_array_append_val (held, message);
    }
  g_hash_table_iter_init (&iter, by_conversation);
  while (ear_db_ok (db) && g_hash_table_iter_next (&iter, &conversation, &of_it))
    {
      action->id = *(const gint64 *) conversation;
      g_array_sort (of_it, compare_ids);
      g_clear_pointer (&action->event_key, g_free);
      ear_action_on_messages (db, action, action->flag ? "not-an-answer" : "an-answer", of_it, action->flag ? 2 : 0);
    }
}

gboolean
ear_store_set_automatic (EarStore *store, const char *member, const GArray *message_ids, gboolean automatic, EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .value = message_ids, .flag = automatic };

  return ear_store_act (store, set_automatic, &action, NULL, changes, error);
}
