/* ear-store-upkeep.c: what a conversation carries, derived from its messages and events
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ear-store-private.h"

#define PREVIEW_CHARS 200

typedef struct {
  EarDb *db;
  gint64 conversation, channel;
  EarConversationType type;
  gboolean two_person;
  gint64 call_back_by;
  gint64 snoozed_until, snooze_after;
  gboolean muted;
  gint64 counted;        /* where it is counted now; EAR_STANDING_NOWHERE: it had no messages */
  GArray *messages;      /* (element-type EarEnquiryMessage) */
  GArray *details;       /* (element-type Detail): beside each of messages */
  GPtrArray *mentions;   /* (element-type gint64 *) */
  GArray *events;        /* (element-type EarEnquiryEvent) */
  GArray *enquiries;     /* (element-type EarEnquiry) */
  gint64 closed_at;      /* the last "done" that no "reopen" followed, or EAR_TIME_NONE */
} Upkeep;

typedef struct {
  gint64 author;
  gint64 first_seen_at;
  gboolean read;
} Detail;

/* What a list row shows of a conversation; columns of the same names. */
typedef struct {
  gint64 author, last_at, last_id, due_at, waiting_since, heard_at, wakes_at;
  gint64 waiting_id;      /* the last words of who waits longest, or 0 */
  EarStanding standing;
  guint unread, n_messages, n_open;
  gboolean has_held;
  EarDirection preview_direction;
} Derived;

/* ---- loading ---- */

static gint64 *
mentioned_people (Upkeep *upkeep, const char *mentions)
{
  g_auto (GStrv) exts = g_strsplit (mentions, "\n", -1);
  g_autoptr (GArray) people = g_array_new (TRUE, FALSE, sizeof (gint64));

  for (guint i = 0; exts[i] != NULL; i++)
    {
      gint64 person = ear_db_int (upkeep->db, 0, "SELECT person FROM identity WHERE channel = ?1 AND ext = ?2", INT (upkeep->channel),
                                  TEXT (exts[i]));

      if (person != 0)
        g_array_append_val (people, person);
    }
  return (gint64 *) (gpointer) g_array_free (g_steal_pointer (&people), FALSE);
}

static void
load_messages (Upkeep *upkeep)
{
  EarDb *db = upkeep->db;
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT m.id, m.parent, i.person, m.direction, m.state, m.flags, m.sent_at, m.state_at, m.no_answer, m.mentions,"
                                  " m.also_answers, m.author, m.first_seen_at, m.read, m.ended_by_us, m.was_spam FROM message m"
                                  " LEFT JOIN identity i ON i.id = m.author WHERE m.conversation = ?1 AND m.removed = 0 ORDER BY m.id",
                                  INT (upkeep->conversation));

  while (ear_db_step (db, query))
    {
      gint64 no_answer = ear_col_int (query, 8);
      const char *mentions = ear_col_text (query, 9);
      EarEnquiryMessage message = {
        .id = ear_col_int (query, 0),
        .parent_id = ear_col_int (query, 1),
        .person_id = ear_col_int (query, 2),
        .direction = (EarDirection) ear_col_int (query, 3),
        .state = (EarMessageState) ear_col_int (query, 4),
        .flags = (EarMessageFlags) ear_col_int (query, 5),
        .sent_at = ear_col_int (query, 6),
        .ended_at = ear_col_time (query, 7),
        .ended_by_us = ear_col_int (query, 14) != 0,
        .was_spam = ear_col_int (query, 15) != 0,
        .needs_no_answer = no_answer == 1 || no_answer == 2,
        .also_answers_id = ear_col_int (query, 10),
      };
      Detail detail = { .author = ear_col_int (query, 11), .first_seen_at = ear_col_int (query, 12), .read = ear_col_int (query, 13) != 0 };

      message.ours_automatic = message.direction == EAR_DIRECTION_OUTBOUND && (message.flags & EAR_MESSAGE_AUTOMATIC || no_answer == 2);
      if (message.direction == EAR_DIRECTION_OUTBOUND && mentions != NULL)
        {
          message.mentioned_person_ids = mentioned_people (upkeep, mentions);
          g_ptr_array_add (upkeep->mentions, (gpointer) message.mentioned_person_ids);
        }
      g_array_append_val (upkeep->messages, message);
      g_array_append_val (upkeep->details, detail);
    }
}

static void
load_events (Upkeep *upkeep)
{
  EarDb *db = upkeep->db;
  EAR_QUERY query = ear_db_query (db, "SELECT at, person, type FROM enquiry_event WHERE conversation = ?1 ORDER BY at, id", INT (upkeep->conversation));

  while (ear_db_step (db, query))
    {
      EarEnquiryEvent event = { ear_col_int (query, 0), ear_col_int (query, 1), (EarEnquiryEventType) ear_col_int (query, 2) };

      g_array_append_val (upkeep->events, event);
      upkeep->closed_at = event.type == EAR_ENQUIRY_EVENT_CLOSE ? event.at : EAR_TIME_NONE;
    }
}

/* ---- deriving ---- */

static gboolean
is_shown (const EarEnquiryMessage *message)
{
  return message->direction != EAR_DIRECTION_NOTE && message->state != EAR_MESSAGE_SPAM && message->state != EAR_MESSAGE_TRASHED &&
         message->state != EAR_MESSAGE_DELETED;
}

/* When a customer last wrote, or EAR_TIME_NONE. */
static gint64
last_heard_at (const Upkeep *upkeep)
{
  gint64 last = EAR_TIME_NONE;

  for (guint i = 0; i < upkeep->messages->len; i++)
    {
      const EarEnquiryMessage *message = &g_array_index (upkeep->messages, EarEnquiryMessage, i);

      if (message->direction == EAR_DIRECTION_INBOUND && is_shown (message))
        last = last == EAR_TIME_NONE ? message->sent_at : MAX (last, message->sent_at);
    }
  return last;
}

static gint64
due_for (Upkeep *upkeep, gint64 opened_at)
{
  EarStore *store = upkeep->db->store;
  gint64 due = upkeep->call_back_by != EAR_TIME_NONE ? upkeep->call_back_by : opened_at;

  if (store == NULL)
    return due;
  g_mutex_lock (&store->due_mutex);
  if (store->due_func != NULL)
    {
      g_autofree char *key = NULL, *kind = NULL;
      EAR_QUERY query = ear_db_query (upkeep->db, "SELECT key, kind FROM channel WHERE id = ?1", INT (upkeep->channel));

      if (ear_db_step (upkeep->db, query))
        {
          EarDueQuestion question = { ear_col_text (query, 0), ear_col_text (query, 1), upkeep->type, opened_at, upkeep->call_back_by, last_heard_at (upkeep) };

          due = store->due_func (&question, store->due_data);
        }
    }
  g_mutex_unlock (&store->due_mutex);
  return due == EAR_TIME_NONE ? EAR_NEVER : due;
}

static const Detail *
detail_of (const Upkeep *upkeep, gint64 message_id)
{
  for (guint i = 0; i < upkeep->messages->len; i++)
    if (g_array_index (upkeep->messages, EarEnquiryMessage, i).id == message_id)
      return &g_array_index (upkeep->details, Detail, i);
  return NULL;
}

static void
derive_messages (const Upkeep *upkeep, Derived *out)
{
  gint64 answered_at = G_MININT64;
  gint64 any_last_at = 0, any_last_id = 0;

  for (guint i = 0; i < upkeep->messages->len; i++)
    {
      const EarEnquiryMessage *message = &g_array_index (upkeep->messages, EarEnquiryMessage, i);

      if (message->direction == EAR_DIRECTION_NOTE)
        continue;
      out->n_messages++;
      if (message->sent_at >= any_last_at)
        {
          any_last_at = message->sent_at;
          any_last_id = message->id;
        }
      if (!is_shown (message))
        continue;
      if (message->sent_at >= out->last_at)
        {
          out->last_at = message->sent_at;
          out->last_id = message->id;
          out->preview_direction = message->direction;
        }
      if (message->direction == EAR_DIRECTION_OUTBOUND)
        answered_at = MAX (answered_at, message->sent_at);
      else if (out->author == 0)
        out->author = g_array_index (upkeep->details, Detail, i).author;
      out->has_held |= message->state == EAR_MESSAGE_HELD;
    }
  if (out->last_id == 0)
    {
      out->last_at = any_last_at;
      out->last_id = any_last_id;
    }

  /* Whoever answered, here or elsewhere, has read what came before. */
  for (guint i = 0; i < upkeep->messages->len; i++)
    {
      const EarEnquiryMessage *message = &g_array_index (upkeep->messages, EarEnquiryMessage, i);

      if (message->direction == EAR_DIRECTION_INBOUND && is_shown (message) && message->sent_at > answered_at &&
          !g_array_index (upkeep->details, Detail, i).read)
        out->unread++;
    }
}

static void
derive_open (Upkeep *upkeep, Derived *out)
{
  for (guint i = 0; i < upkeep->enquiries->len; i++)
    {
      const EarEnquiry *enquiry = &g_array_index (upkeep->enquiries, EarEnquiry, i);
      const Detail *detail;

      if (enquiry->outcome != EAR_ENQUIRY_OPEN || enquiry->exclusion != EAR_EXCLUDED_NO)
        continue;
      detail = detail_of (upkeep, enquiry->first_message_id);
      if (out->n_open++ == 0)
        {
          out->waiting_since = enquiry->opened_at;
          out->waiting_id = enquiry->last_message_id;
          if (detail != NULL && detail->author != 0)
            out->author = detail->author;
        }
      out->due_at = MIN (out->due_at, due_for (upkeep, enquiry->opened_at));
      if (detail != NULL)
        out->heard_at = MAX (out->heard_at, detail->first_seen_at);
    }
}

static EarStanding
derive_standing (const Upkeep *upkeep, const Derived *derived)
{
  const EarEnquiry *last = NULL;
  gint64 last_moved = G_MININT64;
  gboolean any_shown = FALSE, any_spam = FALSE;

  if (derived->n_open > 0)
    return EAR_STANDING_NEEDS_ANSWER;

  for (guint i = 0; i < upkeep->messages->len; i++)
    {
      const EarEnquiryMessage *message = &g_array_index (upkeep->messages, EarEnquiryMessage, i);

      any_shown |= is_shown (message);
      any_spam |= message->state == EAR_MESSAGE_SPAM;
    }
  if (any_spam && !any_shown)
    return EAR_STANDING_SPAM;

  for (guint i = 0; i < upkeep->enquiries->len; i++)
    {
      last = &g_array_index (upkeep->enquiries, EarEnquiry, i);
      last_moved = MAX (last_moved, MAX (last->opened_at, last->answered_at));
    }
  if (upkeep->closed_at != EAR_TIME_NONE && upkeep->closed_at >= last_moved)
    return EAR_STANDING_DONE;
  if (last == NULL)
    return EAR_STANDING_QUIET;
  /* Calls and reviews are no dialogues: answered is done. */
  if (last->outcome == EAR_ENQUIRY_ANSWERED && last->exclusion == EAR_EXCLUDED_NO && upkeep->type != EAR_CONVERSATION_CONTACT &&
      upkeep->type != EAR_CONVERSATION_REVIEW)
    return EAR_STANDING_WAITING;
  return EAR_STANDING_DONE;
}

/* Until when it is out of the way. What needs no answer, such as a mere "thanks", wakes nothing. */
static gint64
derive_wakes_at (const Upkeep *upkeep)
{
  if (upkeep->muted)
    return EAR_NEVER;
  for (guint i = 0; upkeep->snoozed_until != 0 && i < upkeep->messages->len; i++)
    {
      const EarEnquiryMessage *message = &g_array_index (upkeep->messages, EarEnquiryMessage, i);

      if (message->direction == EAR_DIRECTION_INBOUND && message->id > upkeep->snooze_after && is_shown (message) && !message->needs_no_answer)
        return 0;
    }
  return upkeep->snoozed_until;
}

/* ---- writing ---- */

static char *
make_preview (EarDb *db, gint64 message)
{
  g_autofree char *body = ear_db_text (db, "SELECT substr (body, 1, 400) FROM message WHERE id = ?1", INT (message));
  g_autoptr (GString) line = g_string_new (NULL);
  guint chars = 0;
  gboolean space = FALSE;

  for (const char *at = body; at != NULL && *at != '\0' && chars < PREVIEW_CHARS; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c))
        {
          space = line->len > 0;
          continue;
        }
      if (space)
        g_string_append_c (line, ' ');
      g_string_append_unichar (line, c);
      chars += space ? 2 : 1;
      space = FALSE;
    }
  return g_string_free_and_steal (g_steal_pointer (&line));
}

void
ear_db_count_standing (EarDb *db, gint64 channel, gint64 standing, int change)
{
  if (standing != EAR_STANDING_NOWHERE)
    ear_db_run (db, "INSERT INTO standing_count (channel, standing, n) VALUES (?1, ?2, ?3)"
                    " ON CONFLICT (channel, standing) DO UPDATE SET n = n + excluded.n",
                INT (channel), INT (standing), INT (change));
}

static void
write_conversation (Upkeep *upkeep, const Derived *derived)
{
  gboolean waiting = derived->waiting_id != 0;
  g_autofree char *preview = make_preview (upkeep->db, waiting ? derived->waiting_id : derived->last_id);
  gint64 direction = waiting ? EAR_DIRECTION_INBOUND : derived->preview_direction;
  gint64 counts;

  ear_db_run (upkeep->db,
              "UPDATE conversation SET author = ?2, standing = ?3, last_at = ?4, due_at = ?5, waiting_since = ?6, heard_at = ?7, unread = ?8,"
              " n_messages = ?9, n_open = ?10, has_held = ?11, preview_direction = ?12, preview = ?13, wakes_at = ?14 WHERE id = ?1"
              " AND (author, standing, last_at, due_at, waiting_since, heard_at, unread, n_messages, n_open, has_held, preview_direction, preview,"
              " wakes_at) IS NOT (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
              INT (upkeep->conversation), INT (derived->author), INT (derived->standing), INT (derived->last_at), INT (derived->due_at),
              TIME (derived->waiting_since), INT (derived->heard_at), INT (derived->unread), INT (derived->n_messages),
              INT (derived->n_open), INT (derived->has_held), INT (direction), TEXT (preview), INT (derived->wakes_at));
  ear_db_run (upkeep->db, "UPDATE conversation_tag SET last_at = ?2 WHERE conversation = ?1 AND last_at <> ?2", INT (upkeep->conversation),
              INT (derived->last_at));
  counts = derived->last_at != 0 ? (gint64) derived->standing : EAR_STANDING_NOWHERE;
  if (counts != upkeep->counted)
    {
      ear_db_count_standing (upkeep->db, upkeep->channel, upkeep->counted, -1);
      ear_db_count_standing (upkeep->db, upkeep->channel, counts, 1);
    }
}

static gint64
kind_of (const Upkeep *upkeep, const EarEnquiry *enquiry)
{
  return enquiry->outcome | enquiry->exclusion << 2 | !!enquiry->follow_up << 4 | !!enquiry->on_spot << 5 | (upkeep->type + 1) << 6;
}

static gboolean
same_enquiry (const Upkeep *upkeep, const EarEnquiry *enquiry, sqlite3_stmt *query)
{
  return enquiry->opened_at == ear_col_int (query, 0) && enquiry->first_message_id == ear_col_int (query, 1) &&
         enquiry->last_message_id == ear_col_int (query, 2) && enquiry->person_id == ear_col_int (query, 3) &&
         enquiry->answered_at == ear_col_time (query, 4) && enquiry->answer_id == ear_col_int (query, 5) &&
         enquiry->closed_at == ear_col_time (query, 6) && kind_of (upkeep, enquiry) == ear_col_int (query, 7);
}

static void
announce (Upkeep *upkeep, const EarEnquiry *enquiry, const GArray *held, EarChanges *changes)
{
  EarNewEnquiry news = { enquiry->first_message_id, upkeep->conversation, upkeep->channel, enquiry->person_id, enquiry->opened_at };

  /* Nobody wants to be told of what is muted. */
  if (changes == NULL || upkeep->muted || enquiry->outcome != EAR_ENQUIRY_OPEN || enquiry->exclusion != EAR_EXCLUDED_NO)
    return;
  for (guint i = 0; i < held->len; i++)
    if (g_array_index (held, gint64, i) == enquiry->first_message_id)
      return;
  g_array_append_val (changes->new_enquiries, news);
}

static void
write_enquiries (Upkeep *upkeep, EarChanges *changes)
{
  EarDb *db = upkeep->db;
  g_autoptr (GArray) held = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean same = TRUE;

  {
    EAR_QUERY query = ear_db_query (db,
                                    "SELECT opened_at, first_message, last_message, person, answered_at, answer, closed_at, kind"
                                    " FROM enquiry WHERE conversation = ?1 ORDER BY opened_at, first_message",
                                    INT (upkeep->conversation));

    while (ear_db_step (db, query))
      {
        gint64 first = ear_col_int (query, 1);

        same = same && held->len < upkeep->enquiries->len && same_enquiry (upkeep, &g_array_index (upkeep->enquiries, EarEnquiry, held->len), query);
        g_array_append_val (held, first);
      }
  }
  if (same && held->len == upkeep->enquiries->len)
    return;

  if (held->len > 0)
    ear_db_run (db, "DELETE FROM enquiry WHERE conversation = ?1", INT (upkeep->conversation));
  for (guint i = 0; i < upkeep->enquiries->len; i++)
    {
      const EarEnquiry *enquiry = &g_array_index (upkeep->enquiries, EarEnquiry, i);

      /* What was kept of it when its channel was deleted makes way when it is read again. */
      ear_db_run (db,
                  "INSERT OR REPLACE INTO enquiry (channel, opened_at, first_message, last_message, conversation, person, answered_at, answer, closed_at,"
                  " kind) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                  INT (upkeep->channel), INT (enquiry->opened_at), INT (enquiry->first_message_id), INT (enquiry->last_message_id),
                  INT (upkeep->conversation), INT (enquiry->person_id), TIME (enquiry->answered_at), INT (enquiry->answer_id),
                  TIME (enquiry->closed_at), INT (kind_of (upkeep, enquiry)));
      announce (upkeep, enquiry, held, changes);
    }
}

/* FALSE: there is no such conversation. */
static gboolean
load (Upkeep *upkeep)
{
  EarDb *db = upkeep->db;

  {
    EAR_QUERY query = ear_db_query (db, "SELECT channel, type, two_person, call_back_by, CASE WHEN last_at <> 0 THEN standing ELSE -1 END,"
                                        " snoozed_until, snooze_after, muted FROM conversation WHERE id = ?1",
                                    INT (upkeep->conversation));

    if (!ear_db_step (db, query))
      return FALSE;
    upkeep->channel = ear_col_int (query, 0);
    upkeep->type = (EarConversationType) ear_col_int (query, 1);
    upkeep->two_person = ear_col_int (query, 2) != 0;
    upkeep->call_back_by = ear_col_time (query, 3);
    upkeep->counted = ear_col_int (query, 4);
    upkeep->snoozed_until = ear_col_int (query, 5);
    upkeep->snooze_after = ear_col_int (query, 6);
    upkeep->muted = ear_col_int (query, 7) != 0;
  }
  upkeep->closed_at = EAR_TIME_NONE;
  upkeep->messages = g_array_new (FALSE, FALSE, sizeof (EarEnquiryMessage));
  upkeep->details = g_array_new (FALSE, FALSE, sizeof (Detail));
  upkeep->events = g_array_new (FALSE, FALSE, sizeof (EarEnquiryEvent));
  upkeep->mentions = g_ptr_array_new_with_free_func (g_free);
  load_messages (upkeep);
  load_events (upkeep);
  return ear_db_ok (db);
}

static void
derive (Upkeep *upkeep, guint *belongs)
{
  EarEnquiryRules rules = { .two_person = upkeep->two_person };

  upkeep->enquiries = ear_enquiries_derive ((EarEnquiryMessage *) (gpointer) upkeep->messages->data, upkeep->messages->len,
                                            (EarEnquiryEvent *) (gpointer) upkeep->events->data, upkeep->events->len, &rules, belongs);
}

static void
upkeep_clear (Upkeep *upkeep)
{
  g_clear_pointer (&upkeep->enquiries, g_array_unref);
  g_clear_pointer (&upkeep->messages, g_array_unref);
  g_clear_pointer (&upkeep->details, g_array_unref);
  g_clear_pointer (&upkeep->events, g_array_unref);
  g_clear_pointer (&upkeep->mentions, g_ptr_array_unref);
}

void
ear_db_upkeep (EarDb *db, gint64 conversation, EarChanges *changes)
{
  Upkeep upkeep = { .db = db, .conversation = conversation };
  Derived derived = { .due_at = EAR_NEVER, .waiting_since = EAR_TIME_NONE };

  if (load (&upkeep))
    {
      derive (&upkeep, NULL);
      derive_messages (&upkeep, &derived);
      derive_open (&upkeep, &derived);
      derived.standing = derive_standing (&upkeep, &derived);
      derived.wakes_at = derive_wakes_at (&upkeep);
      write_conversation (&upkeep, &derived);
      write_enquiries (&upkeep, changes);
      ear_changes_add_conversation (changes, conversation);
    }
  upkeep_clear (&upkeep);
}

GArray *
ear_db_list_asked (EarDb *db, gint64 conversation)
{
  Upkeep upkeep = { .db = db, .conversation = conversation };
  GArray *asked = g_array_new (FALSE, FALSE, sizeof (EarAsked));

  if (load (&upkeep))
    {
      g_autofree guint *belongs = g_new (guint, upkeep.messages->len + 1);

      derive (&upkeep, belongs);
      for (guint i = 0; i < upkeep.messages->len; i++)
        if (belongs[i] != EAR_NO_ENQUIRY)
          {
            EarAsked one = { g_array_index (upkeep.messages, EarEnquiryMessage, i).id, belongs[i],
                             g_array_index (upkeep.enquiries, EarEnquiry, belongs[i]) };

            g_array_append_val (asked, one);
          }
    }
  upkeep_clear (&upkeep);
  return asked;
}

/* ---- deadlines ---- */

void
ear_store_set_due_func (EarStore *store, EarDueFunc func, gpointer user_data, GDestroyNotify destroy)
{
  g_mutex_lock (&store->due_mutex);
  if (store->due_destroy != NULL)
    store->due_destroy (store->due_data);
  store->due_func = func;
  store->due_data = user_data;
  store->due_destroy = destroy;
  g_mutex_unlock (&store->due_mutex);
}

static void
refresh_due (EarDb *db, gpointer data)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gint64));

  {
    EAR_QUERY query = ear_db_query (db, "SELECT id FROM conversation INDEXED BY conversation_due WHERE standing = 0");

    while (ear_db_step (db, query))
      {
        gint64 id = ear_col_int (query, 0);

        g_array_append_val (open, id);
      }
  }
  for (guint i = 0; i < open->len && ear_db_ok (db); i++)
    ear_db_upkeep (db, g_array_index (open, gint64, i), NULL);
}

gboolean
ear_store_refresh_due (EarStore *store, GError **error)
{
  return ear_store_write (store, EAR_WRITE_BULK, refresh_due, NULL, error);
}
