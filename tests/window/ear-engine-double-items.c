/* ear-engine-double-items.c: what the engine double hands out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "base/ear-html.h"
#include "ear-engine-double-private.h"

#define MINUTE G_GINT64_CONSTANT (60000)

/* ---- channels ---- */

struct _EarChannelItem {
  GObject parent_instance;
  const EarDoubleChannel *data;
  guint waiting, unread;
};

G_DEFINE_FINAL_TYPE (EarChannelItem, ear_channel_item, G_TYPE_OBJECT)

static void
ear_channel_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_uint (value, EAR_CHANNEL_ITEM (object)->unread);
}

static void
ear_channel_item_class_init (EarChannelItemClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = ear_channel_item_get_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1, g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
ear_channel_item_init (EarChannelItem *self)
{
}

EarChannelItem *
ear_double_channel_item_new (const EarDoubleChannel *channel, guint waiting, guint unread)
{
  EarChannelItem *self = g_object_new (EAR_TYPE_CHANNEL_ITEM, NULL);

  self->data = channel;
  self->waiting = waiting;
  self->unread = unread;
  return self;
}

const char *ear_channel_item_get_key (EarChannelItem *self) { return self->data->key; }
const char *ear_channel_item_get_kind (EarChannelItem *self) { return self->data->kind; }
const char *ear_channel_item_get_kind_name (EarChannelItem *self) { return self->data->kind_name; }
const char *ear_channel_item_get_icon_name (EarChannelItem *self) { return self->data->icon_name; }
const char *ear_channel_item_get_name (EarChannelItem *self) { return self->data->name; }
const char *ear_channel_item_get_url (EarChannelItem *self) { return self->data->url; }
gboolean ear_channel_item_get_offline (EarChannelItem *self) { return self->data->offline; }
int ear_double_first_health = -1;

EarHealth
ear_channel_item_get_health (EarChannelItem *self)
{
  return self->data == ear_double_channels && ear_double_first_health >= 0 ? (EarHealth) ear_double_first_health : self->data->health;
}

const char *ear_channel_item_get_sentence (EarChannelItem *self) { return self->data->sentence; }
const char *ear_channel_item_get_remedy (EarChannelItem *self) { return self->data->remedy; }
gint64 ear_channel_item_get_last_read (EarChannelItem *self) { return ear_clock_now_ms () - 4 * MINUTE; }
static gint64 ends_in_minutes = 40 * 24 * 60 + 1;
void ear_engine_double_set_ends_in (gint64 minutes) { ends_in_minutes = minutes; }
gint64 ear_channel_item_get_ends_at (EarChannelItem *self) { return ends_in_minutes == G_MININT64 ? EAR_TIME_NONE : ear_clock_now_ms () + ends_in_minutes * MINUTE; }

static gboolean longer;
void ear_engine_double_set_longer (gboolean answers_longer) { longer = answers_longer; }
const char *ear_channel_item_get_longer_title (EarChannelItem *self) { return "Answer for Seven Days"; }
const char *ear_channel_item_get_longer_subtitle (EarChannelItem *self) { return "Only if the service gave your app leave."; }
gboolean ear_channel_item_answers_longer (EarChannelItem *self) { return longer; }
gboolean ear_channel_item_has_posts (EarChannelItem *self) { return !self->data->offline; }

const char *
ear_channel_item_get_lacks (EarChannelItem *self)
{
  return "Direct messages are not given: the server is too old for them.";
}
double ear_channel_item_get_progress (EarChannelItem *self) { return ear_channel_item_get_health (self) == EAR_HEALTH_SYNCING ? 0.42 : -1; }
guint ear_channel_item_get_unread (EarChannelItem *self) { return self->unread; }
guint ear_channel_item_get_waiting (EarChannelItem *self) { return self->waiting; }

/* ---- rows ---- */

struct _EarRow {
  GObject parent_instance;
  gint64 id;
  const EarDoubleConversation *data;
  gint64 last_at;
  gboolean done, answered;
};

enum { ROW_CHANGED, N_ROW_SIGNALS };
static guint row_signals[N_ROW_SIGNALS];

G_DEFINE_FINAL_TYPE (EarRow, ear_row, G_TYPE_OBJECT)

static void
ear_row_class_init (EarRowClass *klass)
{
  row_signals[ROW_CHANGED] = g_signal_new ("changed", EAR_TYPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ear_row_init (EarRow *self)
{
}

static gint64
parse_line (const char *line, gboolean *ours, const char **text)
{
  char *end;
  gint64 hours = g_ascii_strtoll (line + 1, &end, 10);

  *ours = line[0] == '>';
  *text = end + 2; /* "h " */
  return ear_clock_now_ms () - hours * 60 * MINUTE;
}

static const char *
last_line (const EarDoubleConversation *data)
{
  guint n = 0;

  while (data->messages[n + 1] != NULL)
    n++;
  return data->messages[n];
}

EarRow *
ear_double_row_new (gint64 id, const EarDoubleConversation *conversation, gboolean done, gboolean answered)
{
  EarRow *self = g_object_new (EAR_TYPE_ROW, NULL);
  gboolean ours;
  const char *text;

  self->id = id;
  self->data = conversation;
  self->last_at = parse_line (last_line (conversation), &ours, &text);
  self->done = done;
  self->answered = answered;
  return self;
}

static gint64
due_at (const EarDoubleConversation *data, gboolean settled)
{
  return settled || data->due_minutes == G_MAXINT ? EAR_TIME_NONE : ear_clock_now_ms () + data->due_minutes * MINUTE;
}

EarVerb ear_row_get_outbox_verb (EarRow *self) { return EAR_VERB_REPLY; }
const EarMarks *ear_row_get_marks (EarRow *self) { return ear_double_marks (self->id); }
gint64 ear_row_get_id (EarRow *self) { return self->id; }
gboolean ear_row_get_loaded (EarRow *self) { return TRUE; }
const char *ear_row_get_key (EarRow *self) { return self->data->person; }
const char *ear_row_get_person (EarRow *self) { return self->data->person; }
const char *ear_row_get_title (EarRow *self) { return self->data->title; }
const char *ear_row_get_channel_name (EarRow *self) { return ear_double_channels[self->data->channel].name; }
const char *ear_row_get_icon_name (EarRow *self) { return ear_double_channels[self->data->channel].icon_name; }
gint64 ear_row_get_last_at (EarRow *self) { return self->last_at; }
guint ear_row_get_unread (EarRow *self) { return self->done ? 0 : self->data->unread; }
gint64 ear_row_get_due_at (EarRow *self) { return due_at (self->data, self->done || self->answered); }
gint64 ear_row_get_waiting_since (EarRow *self) { return self->last_at; }
gboolean ear_row_get_done (EarRow *self) { return self->done; }
EarConversationType ear_row_get_conversation_type (EarRow *self) { return self->data->type; }
const char *ear_row_get_outbox_state (EarRow *self) { return self->answered ? "queued" : self->data->outbox_state; }

const char *
ear_row_get_preview (EarRow *self)
{
  gboolean ours;
  const char *text;

  parse_line (last_line (self->data), &ours, &text);
  return text;
}

/* ---- threads ---- */

static void
message_free (gpointer data)
{
  EarThreadMessage *message = data;

  g_free (message->key);
  g_free (message->author);
  g_free (message->handle);
  g_free (message->text);
  g_free (message->subject);
  g_free (message->url);
  g_free (message->language);
  g_clear_pointer (&message->links, g_array_unref);
  g_clear_pointer (&message->attachments, g_ptr_array_unref);
  g_free (message->outbox_key);
  g_free (message->outbox_state);
  g_free (message->outbox_sentence);
  g_strfreev (message->outbox_remedies);
  g_free (message);
}

static void
link_clear (gpointer data)
{
  g_free (((EarLink *) data)->target);
}

static GArray *
find_links (const char *text)
{
  GArray *links = g_array_new (FALSE, FALSE, sizeof (EarLink));
  const char *found = strstr (text, "https://");

  g_array_set_clear_func (links, link_clear);
  if (found != NULL)
    {
      gsize length = strcspn (found, " ");
      EarLink link = { found - text, found - text + length, g_strndup (found, length) };

      g_array_append_val (links, link);
    }
  return links;
}

EarThread *
ear_double_thread_new (gint64 id, const EarDoubleConversation *data, gboolean done, gboolean answered, const char *reply)
{
  EarThread *thread = g_new0 (EarThread, 1);
  const EarDoubleChannel *channel = &ear_double_channels[data->channel];
  guint i;

  thread->id = id;
  thread->key = g_strdup (data->person);
  thread->title = g_strdup (data->title);
  thread->url = g_strdup (channel->url);
  thread->channel_key = g_strdup (channel->key);
  thread->channel_name = g_strdup (channel->name);
  thread->icon_name = g_strdup (channel->icon_name);
  thread->person_name = g_strdup (data->person);
  thread->person_id = id;
  thread->marks = ear_double_marks (id);
  thread->type = data->type;
  thread->by_hand = channel->offline;
  thread->done = done;
  thread->due_at = due_at (data, done || answered);
  thread->waiting = thread->due_at != EAR_TIME_NONE;
  thread->waiting_since = ear_clock_now_ms () - 5 * 60 * MINUTE;
  thread->messages = g_ptr_array_new_with_free_func (message_free);
  if (g_str_equal (data->person, "Amina Diallo") && done)
    {
      thread->left_out = TRUE;
      thread->ended_why = g_strdup ("Not counted: by rule, such words need no answer.");
    }
  for (i = 0; data->messages[i] != NULL; i++)
    {
      EarThreadMessage *message = g_new0 (EarThreadMessage, 1);
      gboolean ours;
      const char *text;

      message->id = id * 100 + i;
      message->sent_at = parse_line (data->messages[i], &ours, &text);
      message->edited_at = EAR_TIME_NONE;
      message->outbox_not_before = EAR_TIME_NONE;
      message->direction = ours ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
      message->author = g_strdup (ours ? "Olive & Thyme" : data->person);
      message->handle = g_strdup (ours ? NULL : data->handle);
      message->person_id = ours ? 0 : id;
      message->text = g_strdup (text);
      message->links = find_links (text);
      message->url = g_strdup (channel->url);
      message->waits = g_str_equal (data->person, "Amina Diallo") && i == 2;
      message->typed_elsewhere = ours && i == 1 && id == 8;
      message->state = id == 5 && !ours ? EAR_MESSAGE_HELD : EAR_MESSAGE_VISIBLE;
      message->audience = data->type == EAR_CONVERSATION_DIRECT ? EAR_AUDIENCE_DIRECT : EAR_AUDIENCE_PUBLIC;
      if (data->channel == 0)
        message->can = 1 << EAR_VERB_APPROVE | 1 << EAR_VERB_HOLD | 1 << EAR_VERB_SPAM | 1 << EAR_VERB_TRASH;
      else if (data->channel == 1)
        message->can = 1 << EAR_VERB_LIKE;
      if (ours && data->outbox_state != NULL)
        {
          message->outbox_key = g_strdup ("ob-1");
          message->outbox_state = g_strdup (data->outbox_state);
          message->outbox_sentence = g_strdup ("The service refused this reply: it is longer than 500 characters. Shorten it and send again.");
          message->outbox_remedies = g_strdupv ((char *[]) { (char *) "edit", (char *) "retry", (char *) "discard", NULL });
        }
      g_ptr_array_add (thread->messages, message);
    }
  if (reply != NULL)
    {
      EarThreadMessage *message = g_new0 (EarThreadMessage, 1);

      message->id = id * 100 + i;
      message->sent_at = ear_clock_now_ms ();
      message->edited_at = EAR_TIME_NONE;
      message->direction = EAR_DIRECTION_OUTBOUND;
      message->author = g_strdup ("Olive & Thyme");
      message->text = g_strdup (reply);
      message->outbox_key = g_strdup_printf ("ob-%" G_GINT64_FORMAT, id);
      message->outbox_state = g_strdup ("queued");
      message->outbox_remedies = g_strdupv ((char *[]) { (char *) "undo", NULL });
      message->can = 1 << EAR_VERB_DELETE;
      message->outbox_not_before = ear_clock_now_ms () + 15000;
      g_ptr_array_add (thread->messages, message);
    }
  return thread;
}

/* With older messages "Said 1" … in front. */
void
ear_double_thread_lengthen (EarThread *thread, guint n_messages)
{
  for (guint i = 0; i < n_messages; i++)
    {
      EarThreadMessage *message = g_new0 (EarThreadMessage, 1);

      message->id = 10000 + i;
      message->sent_at = ear_clock_now_ms () - (n_messages - i + 48) * 60 * MINUTE;
      message->edited_at = EAR_TIME_NONE;
      message->outbox_not_before = EAR_TIME_NONE;
      message->author = g_strdup (thread->person_name);
      message->text = g_strdup_printf ("Said %u", i + 1);
      message->links = find_links (message->text);
      g_ptr_array_insert (thread->messages, i, message);
    }
}

void
ear_thread_free (EarThread *thread)
{
  g_free (thread->key);
  g_free (thread->title);
  g_free (thread->url);
  g_free (thread->channel_key);
  g_free (thread->channel_name);
  g_free (thread->icon_name);
  g_free (thread->person_name);
  g_free (thread->ended_why);
  g_ptr_array_unref (thread->messages);
  g_free (thread);
}

/* ---- lists ---- */

struct _EarList {
  GObject parent_instance;
  GPtrArray *rows;
  gboolean fails;
};

enum { LIST_PROP_0, LIST_PROP_LOADING, LIST_PROP_ERROR_SENTENCE, LIST_PROP_N_NEW };

static GType list_item_type (GListModel *model) { return EAR_TYPE_ROW; }
static guint list_n_items (GListModel *model) { return EAR_LIST (model)->rows->len; }

static gpointer
list_get_item (GListModel *model, guint position)
{
  EarList *self = EAR_LIST (model);

  return position < self->rows->len ? g_object_ref (g_ptr_array_index (self->rows, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = list_item_type;
  iface->get_n_items = list_n_items;
  iface->get_item = list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (EarList, ear_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
ear_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EarList *self = EAR_LIST (object);

  switch (id)
    {
    case LIST_PROP_LOADING:
      g_value_set_boolean (value, FALSE);
      break;
    case LIST_PROP_ERROR_SENTENCE:
      g_value_set_static_string (value, self->fails ? "The conversations could not be read. Close Earshot and start it again." : NULL);
      break;
    case LIST_PROP_N_NEW:
      g_value_set_uint (value, 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ear_list_finalize (GObject *object)
{
  g_ptr_array_unref (EAR_LIST (object)->rows);
  G_OBJECT_CLASS (ear_list_parent_class)->finalize (object);
}

static void
ear_list_class_init (EarListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ear_list_get_property;
  object_class->finalize = ear_list_finalize;
  g_object_class_install_property (object_class, LIST_PROP_LOADING, g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (object_class, LIST_PROP_ERROR_SENTENCE, g_param_spec_string ("error-sentence", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (object_class, LIST_PROP_N_NEW, g_param_spec_uint ("n-new", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
ear_list_init (EarList *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
}

static gboolean
matches (gint64 id, const EarDoubleConversation *c, gboolean done, gboolean answered, const EarQuery *query)
{
  if (query->tag_key != NULL && !ear_double_has_tag (id, query->tag_key))
    return FALSE;
  if (query->channel_key != NULL && strcmp (query->channel_key, ear_double_channels[c->channel].key) != 0)
    return FALSE;
  switch (query->queue)
    {
    case EAR_QUEUE_ANSWER_NEXT: return !done && !answered && c->due_minutes != G_MAXINT && !ear_double_sleeps (id);
    case EAR_QUEUE_UNASSIGNED: return !done && !answered && c->due_minutes != G_MAXINT && !ear_double_sleeps (id) && ear_double_marks (id)->assignee == NULL;
    case EAR_QUEUE_MINE: return !done && !answered && c->due_minutes != G_MAXINT && !ear_double_sleeps (id) && ear_double_marks (id)->mine;
    case EAR_QUEUE_SNOOZED: return !done && ear_double_sleeps (id);
    case EAR_QUEUE_MENTIONS: return FALSE;
    case EAR_QUEUE_UNREAD: return !done && c->unread > 0;
    case EAR_QUEUE_WAITING: return !done && (answered || c->due_minutes == G_MAXINT);
    case EAR_QUEUE_DONE: return done;
    case EAR_QUEUE_REVIEWS: return c->type == EAR_CONVERSATION_REVIEW;
    case EAR_QUEUE_CALL_BACKS: return !done && c->type == EAR_CONVERSATION_CONTACT && c->due_minutes != G_MAXINT;
    case EAR_QUEUE_SPAM: return FALSE;
    case EAR_QUEUE_OUTBOX: return answered || c->outbox_state != NULL;
    default: return TRUE;
    }
}

guint ear_double_n_more;

void
ear_engine_double_set_more (guint n)
{
  ear_double_n_more = n;
}

EarList *
ear_list_new (EarEngine *engine, const EarQuery *query)
{
  EarList *self = g_object_new (EAR_TYPE_LIST, NULL);
  EarDoubleScenario scenario = ear_engine_double_get_scenario (engine);

  self->fails = scenario == EAR_DOUBLE_BROKEN;
  for (gsize i = 0; i < ear_double_n_conversations && !self->fails && scenario != EAR_DOUBLE_FIRST_RUN; i++)
    {
      gboolean done = ear_engine_double_is_done (engine, i + 1);
      gboolean answered = ear_engine_double_get_reply (engine, i + 1) != NULL;

      if (matches (i + 1, &ear_double_conversations[i], done, answered, query) &&
          (query->person_id == 0 || query->person_id == (gint64) i + 1))
        g_ptr_array_add (self->rows, ear_double_row_new (i + 1, &ear_double_conversations[i], done, answered));
    }
  if (query->queue == EAR_QUEUE_ALL && query->person_id == 0 && query->channel_key == NULL)
    for (guint i = 0; i < ear_double_n_more; i++)
      {
        gint64 id = ear_double_n_conversations + 1 + i;

        g_ptr_array_add (self->rows, ear_double_row_new (id, ear_double_conversation (id), ear_double_conversation (id)->done, FALSE));
      }
  return self;
}

EarList *
ear_list_new_for_ids (EarEngine *engine, const gint64 *ids, gsize n)
{
  EarList *self = g_object_new (EAR_TYPE_LIST, NULL);

  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (self->rows, ear_double_row_new (ids[i], ear_double_conversation (ids[i]),
                                                     ear_engine_double_is_done (engine, ids[i]), FALSE));
  return self;
}

gboolean ear_list_get_loading (EarList *self) { return FALSE; }
void ear_list_set_held (EarList *self, gboolean held) { }
guint ear_list_get_n_new (EarList *self) { return 0; }

guint
ear_list_find (EarList *self, gint64 conversation_id)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (ear_row_get_id (g_ptr_array_index (self->rows, i)) == conversation_id)
      return i;
  return G_MAXUINT;
}
