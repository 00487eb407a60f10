/* ear-store-contact.c: calls, visits and letters, logged by hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "base/ear-key.h"
#include "store/ear-store-action.h"
#include "store/ear-store-apply.h"

/* A contact is a conversation with one inbound message of the same id; what was said on the spot is "<id>-answer". Both go through
 * the same path as what services send. */

EarStoreContact *
ear_store_contact_new (void)
{
  EarStoreContact *contact = g_new0 (EarStoreContact, 1);

  contact->asked_at = ear_clock_now_ms ();
  contact->call_back_by = EAR_TIME_NONE;
  contact->type = EAR_CONVERSATION_CONTACT;
  return contact;
}

void
ear_store_contact_free (EarStoreContact *contact)
{
  if (contact == NULL)
    return;
  g_free (contact->who);
  g_free (contact->handle);
  g_free (contact->identity_ext);
  g_free (contact->text);
  g_free (contact->url);
  g_free (contact->answer);
  g_free (contact);
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/* ---- values ---- */

#define MIN_DIGITS 5

/* "0171 2345678", "0171-2345678" and "(0171) 2345678" are one number; so are "+49 (0)171 …" and "0049 171 …". What is no number stays as
 * it is. Which country "0171" is in nobody said. */
static char *
number_or_address (const char *handle)
{
  g_autofree char *stripped = g_strstrip (g_strdup (handle));
  g_autoptr (GString) number = g_string_new (NULL);
  const char *at = stripped;

  if (*at == '+' || g_str_has_prefix (at, "00"))
    {
      g_string_append_c (number, '+');
      at += *at == '+' ? 1 : 2;
    }
  for (; *at != '\0'; at++)
    {
      if (g_ascii_isdigit (*at))
        g_string_append_c (number, *at);
      else if (number->str[0] == '+' && g_str_has_prefix (at, "(0)"))
        at += 2;
      else if (strchr (" ()/.-", *at) == NULL)
        return g_steal_pointer (&stripped);
    }
  return number->len >= MIN_DIGITS ? g_strdup (number->str) : g_steal_pointer (&stripped);
}

/* The same number or address is the same person; a name alone is not. */
static char *
identity_for (const EarStoreContact *contact)
{
  if (!is_empty (contact->identity_ext))
    return g_strdup (contact->identity_ext);
  if (!is_empty (contact->handle))
    return number_or_address (contact->handle);
  return !is_empty (contact->who) ? ear_key_random () : NULL;
}

static EarBatch *
batch_from_contact (const char *ext, const char *identity_ext, const EarStoreContact *contact)
{
  EarBatch *batch = ear_batch_new ();
  EarConversation *conversation = ear_conversation_new (ext, contact->type);
  EarMessage *message = ear_message_new (ext, ext);

  if (identity_ext != NULL && (contact->who != NULL || contact->handle != NULL))
    {
      EarIdentity *identity = ear_identity_new (identity_ext, contact->who);

      identity->handle = g_strdup (contact->handle);
      ear_batch_take_identity (batch, identity);
    }
  conversation->two_person = TRUE;
  ear_batch_take_conversation (batch, conversation);

  message->author_ext = g_strdup (identity_ext);
  message->direction = EAR_DIRECTION_INBOUND;
  message->audience = EAR_AUDIENCE_DIRECT;
  message->flags = EAR_MESSAGE_ADDRESSED | (contact->answered ? EAR_MESSAGE_ANSWERED_ON_SPOT : 0);
  message->sent_at = contact->asked_at;
  message->text = g_strdup (contact->text != NULL ? contact->text : "");
  message->url = g_strdup (contact->url != NULL ? contact->url : "");
  ear_batch_take_message (batch, message);

  if (contact->answered && !is_empty (contact->answer))
    {
      g_autofree char *answer_ext = g_strconcat (ext, "-answer", NULL);
      EarMessage *answer = ear_message_new (answer_ext, ext);

      answer->parent_ext = g_strdup (ext);
      answer->direction = EAR_DIRECTION_OUTBOUND;
      answer->audience = EAR_AUDIENCE_DIRECT;
      answer->sent_at = contact->asked_at;
      answer->text = g_strdup (contact->answer);
      ear_batch_take_message (batch, answer);
    }
  return batch;
}

/* Everything but what the batch does: read, because who logs it knows it; when to call back. */
static void
put_contact (EarDb *db, gint64 channel, const char *ext, const EarBatch *batch, const EarStoreContact *contact, EarChanges *changes)
{
  g_autofree char *answer_ext = g_strconcat (ext, "-answer", NULL);
  gint64 conversation;

  ear_db_apply_batch (db, channel, NULL, EAR_STREAM_FORWARD, batch, changes);
  conversation = ear_db_conversation (db, channel, ext);
  /* An edit here puts the log right, so the rule looks at what it says now. */
  ear_db_run (db, "UPDATE message SET read = 1, no_answer = CASE WHEN no_answer >= 2 THEN no_answer ELSE ?3 END WHERE channel = ?1 AND ext = ?2",
              INT (channel), TEXT (ext), INT (ear_message_no_answer_by_rule (g_ptr_array_index (batch->messages, 0))));
  ear_db_run (db, "UPDATE message SET removed = ?3 WHERE channel = ?1 AND ext = ?2", INT (channel), TEXT (answer_ext),
              INT (!contact->answered || is_empty (contact->answer)));
  ear_db_run (db, "UPDATE conversation SET call_back_by = ?2 WHERE id = ?1", INT (conversation), TIME (contact->call_back_by));
  ear_db_upkeep (db, conversation, changes);
}

static EarStoreContact *
load_contact (EarDb *db, gint64 channel, const char *ext)
{
  EarStoreContact *contact;
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT i.name, i.handle, i.ext, m.body, m.url, m.sent_at, m.flags, c.call_back_by, c.type,"
                                  " (SELECT a.body FROM message a WHERE a.channel = ?1 AND a.ext = ?2 || '-answer' AND a.removed = 0)"
                                  " FROM message m JOIN conversation c ON c.id = m.conversation LEFT JOIN identity i ON i.id = m.author"
                                  " WHERE m.channel = ?1 AND m.ext = ?2 AND c.ext = ?2",
                                  INT (channel), TEXT (ext));

  if (!ear_db_step (db, query))
    return NULL;
  contact = g_new0 (EarStoreContact, 1);
  contact->who = ear_col_dup (query, 0);
  contact->handle = ear_col_dup (query, 1);
  contact->identity_ext = ear_col_dup (query, 2);
  contact->text = ear_col_dup (query, 3);
  contact->url = ear_col_dup (query, 4);
  contact->asked_at = ear_col_int (query, 5);
  contact->answered = (ear_col_int (query, 6) & EAR_MESSAGE_ANSWERED_ON_SPOT) != 0;
  contact->call_back_by = ear_col_time (query, 7);
  contact->type = (EarConversationType) ear_col_int (query, 8);
  contact->answer = ear_col_dup (query, 9);
  return contact;
}

/* ---- the field of "contact-edit" ---- */

static char *
contact_to_json (const char *place, const char *identity_ext, const EarStoreContact *contact)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  g_autofree char *text = ear_text_key (place, contact->text != NULL ? contact->text : "");
  g_autofree char *answer = contact->answered && !is_empty (contact->answer) ? ear_text_key (place, contact->answer) : NULL;
  g_autofree char *asked_at = g_strdup_printf ("%" G_GINT64_FORMAT, contact->asked_at);
  g_autofree char *call_back_by = contact->call_back_by != EAR_TIME_NONE ? g_strdup_printf ("%" G_GINT64_FORMAT, contact->call_back_by) : NULL;
  g_autofree char *type = g_strdup_printf ("%d", contact->type);

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "identity", identity_ext);
  ear_json_writer_text (writer, "text", text);
  ear_json_writer_text (writer, "url", !is_empty (contact->url) ? contact->url : NULL);
  ear_json_writer_text (writer, "asked_at", asked_at);
  ear_json_writer_text (writer, "answered", contact->answered ? "yes" : "no");
  ear_json_writer_text (writer, "answer", answer);
  ear_json_writer_text (writer, "call_back_by", call_back_by);
  ear_json_writer_text (writer, "type", type);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static gint64
split_key (EarDb *db, const char *entity_key, char **ext)
{
  g_autofree char *channel_key = NULL;

  if (!ear_key_split (entity_key, &channel_key, ext))
    return 0;
  return ear_db_int (db, 0, "SELECT id FROM channel WHERE key = ?1", TEXT (channel_key));
}

static char *
get_contact (EarDb *db, const char *entity_key, const char *like)
{
  g_autofree char *ext = NULL;
  gint64 channel = split_key (db, entity_key, &ext);
  g_autoptr (EarStoreContact) contact = channel != 0 ? load_contact (db, channel, ext) : NULL;

  return contact != NULL ? contact_to_json (entity_key, contact->identity_ext, contact) : NULL;
}

static char *
kept_text (EarDb *db, const char *key)
{
  return key != NULL ? ear_db_text (db, "SELECT text FROM text_version WHERE key = ?1", TEXT (key)) : NULL;
}

static void
set_contact (EarDb *db, const char *entity_key, const char *text, EarChanges *changes)
{
  g_autofree char *ext = NULL;
  gint64 channel = split_key (db, entity_key, &ext);
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);
  const EarJsonNode *root = json != NULL ? ear_json_root (json) : NULL;
  g_autoptr (EarStoreContact) contact = ear_store_contact_new ();
  g_autoptr (EarBatch) batch = NULL;
  const char *number;

  if (channel == 0 || root == NULL)
    return;
  contact->text = kept_text (db, ear_json_member_text (root, "text"));
  contact->url = g_strdup (ear_json_member_text (root, "url"));
  contact->answer = kept_text (db, ear_json_member_text (root, "answer"));
  contact->answered = g_strcmp0 (ear_json_member_text (root, "answered"), "yes") == 0;
  number = ear_json_member_text (root, "asked_at");
  contact->asked_at = number != NULL ? g_ascii_strtoll (number, NULL, 10) : ear_clock_now_ms ();
  number = ear_json_member_text (root, "call_back_by");
  contact->call_back_by = number != NULL ? g_ascii_strtoll (number, NULL, 10) : EAR_TIME_NONE;
  number = ear_json_member_text (root, "type");
  contact->type = number != NULL ? (EarConversationType) g_ascii_strtoll (number, NULL, 10) : EAR_CONVERSATION_CONTACT;
  batch = batch_from_contact (ext, ear_json_member_text (root, "identity"), contact);
  put_contact (db, channel, ext, batch, contact, changes);
}

const EarField ear_field_contact = { "conversation", get_contact, set_contact };

/* ---- actions ---- */

static void
log_contact (EarDb *db, gpointer data)
{
  EarAction *action = data;
  const EarStoreContact *contact = action->value;
  g_autofree char *ext = ear_key_random (), *identity_ext = identity_for (contact), *key = NULL;
  g_autoptr (EarBatch) batch = batch_from_contact (ext, identity_ext, contact);
  gint64 channel = ear_db_channel (db, action->key, TRUE);

  if (!ear_db_ok (db))
    return;
  put_contact (db, channel, ext, batch, contact, action->changes);
  action->result = ear_db_conversation (db, channel, ext);
  key = ear_key_join (action->key, ext);
  ear_db_add_event (db, action->member, "contact", "conversation", key, "{\"removed\":true}", "{\"removed\":false}", NULL, NULL,
                    &action->event_key);
}

gboolean
ear_store_log_contact (EarStore *store, const char *member, const char *channel_key, const EarStoreContact *contact, gint64 *conversation_id,
                       char **event_key, EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .key = channel_key, .value = contact };
  gboolean ok = ear_store_act (store, log_contact, &action, event_key, changes, error);

  if (conversation_id != NULL)
    *conversation_id = ok ? action.result : 0;
  return ok;
}

typedef struct {
  gint64 conversation;
  EarStoreContact *contact;
} Loading;

static void
load (EarDb *db, gpointer data)
{
  Loading *loading = data;
  g_autofree char *ext = ear_db_text (db, "SELECT ext FROM conversation WHERE id = ?1", INT (loading->conversation));
  gint64 channel = ear_db_int (db, 0, "SELECT channel FROM conversation WHERE id = ?1", INT (loading->conversation));

  loading->contact = ext != NULL ? load_contact (db, channel, ext) : NULL;
  if (loading->contact == NULL)
    ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This entry is no longer here."));
}

EarStoreContact *
ear_store_load_contact (EarStore *store, gint64 conversation_id, GError **error)
{
  Loading loading = { .conversation = conversation_id };

  if (ear_store_read (store, load, &loading, error))
    return loading.contact;
  ear_store_contact_free (loading.contact);
  return NULL;
}

static gboolean
same_text (const char *a, const char *b)
{
  return g_strcmp0 (a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static void
edit_contact (EarDb *db, gpointer data)
{
  EarAction *action = data;
  const EarStoreContact *contact = action->value;
  g_autofree char *key = ear_action_conversation_key (db, action), *ext = NULL, *identity_ext = NULL, *after = NULL;
  gint64 channel = key != NULL ? split_key (db, key, &ext) : 0;
  g_autoptr (EarStoreContact) held = channel != 0 ? load_contact (db, channel, ext) : NULL;

  if (held == NULL)
    {
      ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This entry is no longer here."));
      return;
    }
  if (contact->identity_ext == NULL && same_text (contact->who, held->who) && same_text (contact->handle, held->handle))
    identity_ext = g_strdup (held->identity_ext);
  else
    identity_ext = identity_for (contact);
  if (identity_ext == NULL)
    identity_ext = g_strdup (held->identity_ext);

  if (identity_ext != NULL && g_strcmp0 (identity_ext, held->identity_ext) != 0)
    {
      g_autoptr (EarBatch) batch = ear_batch_new ();
      EarIdentity *identity = ear_identity_new (identity_ext, contact->who);

      identity->handle = g_strdup (contact->handle);
      ear_batch_take_identity (batch, identity);
      ear_db_apply_batch (db, channel, NULL, EAR_STREAM_FORWARD, batch, action->changes);
    }
  /* What it said before and after, so that undo finds both. */
  g_free (ear_db_keep_text (db, key, held->text));
  g_free (ear_db_keep_text (db, key, held->answer));
  g_free (ear_db_keep_text (db, key, contact->text != NULL ? contact->text : ""));
  g_free (ear_db_keep_text (db, key, contact->answer));
  after = contact_to_json (key, identity_ext, contact);
  ear_db_act (db, action->member, "contact-edit", key, after, NULL, &action->event_key, action->changes);
}

gboolean
ear_store_edit_contact (EarStore *store, const char *member, gint64 conversation_id, const EarStoreContact *contact, char **event_key,
                        EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .id = conversation_id, .value = contact };

  return ear_store_act (store, edit_contact, &action, event_key, changes, error);
}

static void
answer_contact (EarDb *db, gpointer data)
{
  EarAction *action = data;

  ear_action_add_message (db, action, EAR_DIRECTION_OUTBOUND, 0, action->text != NULL ? action->text : "", action->at, "contact-answer");
}

gboolean
ear_store_answer_contact (EarStore *store, const char *member, gint64 conversation_id, const char *text, gint64 at, char **event_key,
                          EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .id = conversation_id, .text = text, .at = at };

  return ear_store_act (store, answer_contact, &action, event_key, changes, error);
}

static void
remove_contact (EarDb *db, gpointer data)
{
  EarAction *action = data;
  g_autofree char *key = ear_action_conversation_key (db, action);

  if (key != NULL)
    ear_db_act (db, action->member, "contact-remove", key, "{\"removed\":true}", NULL, &action->event_key, action->changes);
}

gboolean
ear_store_remove_contact (EarStore *store, const char *member, gint64 conversation_id, char **event_key, EarChanges *changes, GError **error)
{
  EarAction action = { .member = member, .id = conversation_id };

  return ear_store_act (store, remove_contact, &action, event_key, changes, error);
}
