/* ear-composer.c: writing an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "base/ear-text-count.h"
#include "ui/ear-answered-before.h"
#include "ui/ear-composer.h"
#include "ui/ear-message-text.h"
#include "ui/ear-ticker.h"
#include "ui/ear-time-text.h"
#include "ui/ear-ui.h"
#include "ui/ear-undo.h"

/* With more than this left nobody wants to know how much. */
#define COUNT_FROM 1000
/* A pause in typing; then the draft is written. */
#define DRAFT_DELAY_MS 700
/* In a lower window what was said needs the room itself. */
#define BEFORE_FROM_HEIGHT 700

typedef struct
{
  gint64 id;
  EarMessageState state;
  EarMessageFlags flags;
} Heard;

struct _EarComposer
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *why_not, *seen_by, *prefix, *placeholder, *counter;
  EarAnsweredBeforeBox *answered_before;
  GtkImage *audience_icon;
  GtkDropDown *audience_dropdown;
  GtkTextView *text;
  GtkToggleButton *before_button;
  GtkButton *send_button;

  EarEngine *engine;
  gint64 conversation_id, target_id;
  gboolean contact, review;       /* logged by hand: an answer is written down, not sent; of a review it stands where that does */
  EarReplyContext *context;       /* (nullable) while loading */
  GCancellable *cancellable;
  guint draft_source;
  gboolean filling, sending, returning;
  gboolean before_folded;         /* by hand */
  char *held;                     /* (nullable): the text when a reply began to come back; until it is here nothing is saved */
  GHashTable *said;               /* event → Said: what was written down as answered, as long as that can be undone */
  Heard heard;                    /* what they said last, of the conversation shown */
};

typedef struct
{
  gint64 conversation_id;
  char *text;
} Said;

enum
{
  SENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarComposer, ear_composer, ADW_TYPE_BIN)

static GtkTextBuffer *
buffer_of (EarComposer *self)
{
  return gtk_text_view_get_buffer (self->text);
}

static char *
dup_text (EarComposer *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer_of (self), &start, &end);
  return gtk_text_buffer_get_text (buffer_of (self), &start, &end, FALSE);
}

static void
fill_text (EarComposer *self, const char *text)
{
  self->filling = TRUE;
  gtk_text_buffer_set_text (buffer_of (self), text != NULL ? text : "", -1);
  self->filling = FALSE;
}

static void
said_free (gpointer data)
{
  Said *said = data;

  g_free (said->text);
  g_free (said);
}

static Said *
said_new (gint64 conversation_id, const char *text)
{
  Said *said = g_new0 (Said, 1);

  said->conversation_id = conversation_id;
  said->text = g_strdup (text);
  return said;
}

/* ---- draft ---- */

static void text_changed (EarComposer *self);

static void
save_draft (EarComposer *self)
{
  g_autofree char *text = NULL;

  if (self->draft_source == 0 || self->held != NULL)
    return;
  g_clear_handle_id (&self->draft_source, g_source_remove);
  text = dup_text (self);
  ear_engine_save_draft_async (self->engine, self->conversation_id, text, ear_ui_done, g_object_ref (self));
}

static gboolean
typing_paused (gpointer data)
{
  /* What comes back must not be written over: again when it is here. */
  if (EAR_COMPOSER (data)->held != NULL)
    return G_SOURCE_CONTINUE;
  save_draft (EAR_COMPOSER (data));
  return G_SOURCE_REMOVE;
}

void
ear_composer_hold_draft (EarComposer *self)
{
  save_draft (self);
  g_free (self->held);
  self->held = dup_text (self);
}

/* The draft holds what came back and, after it, what stood here; what was typed since then belongs behind both. */
static void
merge_draft (EarComposer *self, const char *draft)
{
  g_autofree char *held = self->held != NULL ? g_steal_pointer (&self->held) : g_strdup ("");
  g_autofree char *typed = dup_text (self);
  g_autoptr (GString) text = g_string_new (draft);

  self->returning = FALSE;
  if (g_str_equal (typed, held))
    {
      fill_text (self, text->str);
      return;
    }
  if (g_str_has_suffix (text->str, held))
    g_string_truncate (text, text->len - strlen (held));
  else if (text->len > 0)
    g_string_append (text, "\n\n");
  g_string_append (text, typed);
  fill_text (self, text->str);
  text_changed (self);
}

typedef struct
{
  EarComposer *self;
  Said *said;
} Return;

static void
draft_found (GObject *source, GAsyncResult *result, gpointer data)
{
  Return *back = data;
  g_autoptr (EarComposer) self = back->self;
  g_autoptr (EarReplyContext) context = ear_engine_load_reply_context_finish (EAR_ENGINE (source), result, NULL);
  const char *draft = context != NULL ? context->draft : NULL;
  g_autofree char *both = draft != NULL ? g_strdup_printf ("%s\n\n%s", back->said->text, draft) : g_strdup (back->said->text);

  ear_engine_save_draft_async (EAR_ENGINE (source), back->said->conversation_id, both, ear_ui_done, g_object_ref (self));
  said_free (back->said);
  g_free (back);
}

/* Nothing typed is ever lost: what did not leave stands before what is being written in its conversation. @said: (transfer full) */
static void
put_back (EarComposer *self, EarEngine *engine, Said *said)
{
  g_autofree char *typed = dup_text (self);
  Return *back;

  if (engine == self->engine && said->conversation_id == self->conversation_id)
    {
      g_autofree char *both = *typed != '\0' ? g_strdup_printf ("%s\n\n%s", said->text, typed) : g_strdup (said->text);

      gtk_text_buffer_set_text (buffer_of (self), both, -1);
      said_free (said);
      return;
    }
  back = g_new0 (Return, 1);
  back->self = g_object_ref (self);
  back->said = said;
  ear_engine_load_reply_context_async (engine, said->conversation_id, 0, NULL, draft_found, back);
}

/* ---- counting ---- */

static void
show_count (EarComposer *self)
{
  g_autofree char *text = dup_text (self);
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  gboolean over = FALSE;

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), *text == '\0');
  if (self->context == NULL)
    return;
  if (self->context->rule.maximum > 0)
    {
      const char *prefix = self->context->prefix;
      g_autofree char *whole = prefix != NULL && *prefix != '\0' ? g_strconcat (prefix, " ", stripped, NULL) : g_strdup (stripped);
      int left = (int) self->context->rule.maximum - (int) ear_text_count (whole, &self->context->rule);
      g_autofree char *label = ear_message_room_words (left, self->context->rule.unit);

      over = left < 0;
      gtk_label_set_label (self->counter, left < COUNT_FROM ? label : "");
    }
  else
    gtk_label_set_label (self->counter, "");
  if (over)
    gtk_widget_add_css_class (GTK_WIDGET (self->counter), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->counter), "error");
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button), *stripped != '\0' && !over && !self->sending);
}

static void
text_changed (EarComposer *self)
{
  show_count (self);
  if (self->filling || self->conversation_id == 0)
    return;
  g_clear_handle_id (&self->draft_source, g_source_remove);
  self->draft_source = g_timeout_add (DRAFT_DELAY_MS, typing_paused, self);
}

/* ---- who reads it ---- */

static EarAudience
chosen_audience (EarComposer *self)
{
  guint selected = gtk_drop_down_get_selected (self->audience_dropdown);

  return selected < self->context->audiences->len ? g_array_index (self->context->audiences, EarAudience, selected) : self->context->audience;
}

static void
audience_chosen (EarComposer *self)
{
  if (self->context != NULL)
    gtk_image_set_from_icon_name (self->audience_icon, ear_audience_icon (chosen_audience (self)));
}

/* Who reads it, and until when the service takes it. */
static void
show_seen_by (EarComposer *self)
{
  const char *seen_by = self->context->seen_by != NULL ? self->context->seen_by : "";
  g_autofree char *until = NULL;
  g_autofree char *both = NULL;

  if (self->context->reply_until != EAR_TIME_NONE)
    {
      until = ear_time_text_long (self->context->reply_until, ear_clock_now_ms ());
      /* Translators: 1 a sentence about who can read it, 2 a day and time: "Today, 14:10" */
      both = g_strdup_printf (_("%1$s It can be sent until: %2$s."), seen_by, until);
    }
  gtk_label_set_label (self->seen_by, both != NULL ? both : seen_by);
}

static void
show_audience (EarComposer *self)
{
  GArray *audiences = self->context->audiences;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; i < audiences->len; i++)
    {
      gtk_string_list_append (names, ear_audience_words (g_array_index (audiences, EarAudience, i)));
      if (g_array_index (audiences, EarAudience, i) == self->context->audience)
        selected = i;
    }
  gtk_drop_down_set_model (self->audience_dropdown, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->audience_dropdown, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->audience_dropdown), audiences->len > 1);
  show_seen_by (self);
  audience_chosen (self);
}

/* ---- answered before ---- */

static gboolean
show_before_with_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  EarComposer *self = EAR_COMPOSER (widget);
  int height = gtk_widget_get_height (GTK_WIDGET (gtk_widget_get_root (widget)));

  /* A window that has just opened has no size yet. */
  if (height == 0)
    return G_SOURCE_CONTINUE;
  if (!self->before_folded && height >= BEFORE_FROM_HEIGHT)
    g_object_set (self->answered_before, "revealed", TRUE, NULL);
  return G_SOURCE_REMOVE;
}

/* Beside the reply where there is room for it, else behind its button; whoever folded it away keeps it so. */
static void
show_before (EarComposer *self)
{
  gtk_widget_add_tick_callback (GTK_WIDGET (self), show_before_with_frame, NULL, NULL);
}

static void
before_toggled (EarComposer *self)
{
  self->before_folded = !gtk_toggle_button_get_active (self->before_button);
}

void
ear_composer_focus_before (EarComposer *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->before_button)))
    return;
  g_object_set (self->answered_before, "revealed", TRUE, NULL);
  gtk_widget_child_focus (GTK_WIDGET (self->answered_before), GTK_DIR_TAB_FORWARD);
}

/* ---- loading ---- */

static void
show_context (EarComposer *self)
{
  EarReplyContext *context = self->context;
  gboolean has_prefix = context->prefix != NULL && *context->prefix != '\0';

  if (self->contact)
    {
      gtk_label_set_label (self->seen_by, self->review ? _("Only written down here: answer where the review stands.")
                                                       : _("Only written down here: say it on the phone or in person."));
      gtk_image_set_from_icon_name (self->audience_icon, "document-edit-symbolic");
      gtk_widget_set_visible (GTK_WIDGET (self->audience_dropdown), FALSE);
    }
  else if (!context->can_reply)
    {
      gtk_label_set_label (self->why_not, context->why_not != NULL ? context->why_not : "");
      gtk_stack_set_visible_child_name (self->stack, "cannot");
      return;
    }
  else
    show_audience (self);
  gtk_label_set_label (self->placeholder, self->contact ? _("What did you answer?") : _("Write a reply…"));
  gtk_button_set_label (self->send_button, self->contact ? _("Answered") : _("Reply"));
  gtk_label_set_label (self->prefix, has_prefix ? context->prefix : "");
  gtk_widget_set_visible (GTK_WIDGET (self->prefix), has_prefix);
  ear_answered_before_box_set_items (self->answered_before, context->answered_before);
  gtk_widget_set_visible (GTK_WIDGET (self->before_button), context->answered_before->len > 0);
  show_before (self);
  if (self->returning)
    merge_draft (self, context->draft != NULL ? context->draft : "");
  else if (gtk_text_buffer_get_char_count (buffer_of (self)) == 0)
    fill_text (self, context->draft);
  show_count (self);
  gtk_stack_set_visible_child_name (self->stack, "write");
}

static void
context_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean current;
  g_autoptr (EarComposer) self = ear_ui_load_end (data, &current);
  g_autoptr (GError) error = NULL;
  g_autoptr (EarReplyContext) context = ear_engine_load_reply_context_finish (EAR_ENGINE (source), result, &error);

  if (!current)
    return;
  g_clear_object (&self->cancellable);
  if (context == NULL)
    {
      g_autoptr (EarAdvice) advice = ear_advice_for_error (error, NULL);

      gtk_label_set_label (self->why_not, advice->sentence);
      gtk_stack_set_visible_child_name (self->stack, "cannot");
      ear_composer_release_draft (self);
      return;
    }
  /* Loaded again: whoever was chosen to read it stays chosen. */
  if (self->context != NULL && self->context->can_reply && context->can_reply && self->context->target_id == context->target_id)
    context->audience = MAX (context->audience, chosen_audience (self));
  g_clear_pointer (&self->context, ear_reply_context_free);
  self->context = g_steal_pointer (&context);
  show_context (self);
}

static void
load_context (EarComposer *self)
{
  EarUiLoad *load;

  ear_ui_load_cancel (&self->cancellable);
  if (self->conversation_id == 0)
    return;
  load = ear_ui_load_begin (self, &self->cancellable);
  ear_engine_load_reply_context_async (self->engine, self->conversation_id, self->target_id, self->cancellable, context_loaded, load);
}

/* Whether it is another than before. */
static gboolean
take_heard (EarComposer *self, const EarThread *thread)
{
  Heard now = { 0, EAR_MESSAGE_VISIBLE, 0 }, before = self->heard;

  for (guint i = 0; thread != NULL && i < thread->messages->len; i++)
    {
      const EarThreadMessage *message = g_ptr_array_index (thread->messages, i);

      if (message->direction == EAR_DIRECTION_INBOUND)
        now = (Heard) { message->id, message->state, message->flags };
    }
  self->heard = now;
  return now.id != before.id || now.state != before.state || now.flags != before.flags;
}

/* The time in which the service takes an answer has run out while the conversation was open. */
static void
look_at_clock (GtkWidget *widget)
{
  EarComposer *self = EAR_COMPOSER (widget);

  if (self->context != NULL && self->context->can_reply && self->context->reply_until != EAR_TIME_NONE &&
      self->context->reply_until <= ear_clock_now_ms () && self->cancellable == NULL)
    load_context (self);
}

void
ear_composer_set_thread (EarComposer *self, const EarThread *thread)
{
  gint64 id = thread != NULL ? thread->id : 0;
  gboolean heard = take_heard (self, thread);

  if (id == self->conversation_id)
    {
      /* Their word may open the time for an answer anew, or be what is answered. */
      if (heard && id != 0)
        load_context (self);
      return;
    }
  /* What was saved before the other text began to come back is enough. */
  if (self->held != NULL)
    g_clear_handle_id (&self->draft_source, g_source_remove);
  ear_composer_release_draft (self);
  save_draft (self);
  self->conversation_id = id;
  self->target_id = 0;
  self->contact = thread != NULL && thread->by_hand;
  self->review = thread != NULL && thread->type == EAR_CONVERSATION_REVIEW;
  g_clear_pointer (&self->context, ear_reply_context_free);
  fill_text (self, NULL);
  gtk_stack_set_visible_child_name (self->stack, "wait");
  load_context (self);
}

void
ear_composer_set_target (EarComposer *self, gint64 message_id)
{
  self->target_id = message_id;
  load_context (self);
  ear_composer_grab_focus (self);
}

void
ear_composer_reload_draft (EarComposer *self)
{
  self->returning = self->held != NULL;
  load_context (self);
}

void
ear_composer_release_draft (EarComposer *self)
{
  self->returning = FALSE;
  g_clear_pointer (&self->held, g_free);
}

void
ear_composer_grab_focus (EarComposer *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/* ---- sending ---- */

typedef struct
{
  EarComposer *self;
  gint64 conversation_id;
  gboolean contact;
  char *text;
} Sending;

static void
answer_undone (GObject *source, GAsyncResult *result, gpointer data)
{
  Return *back = data;
  g_autoptr (EarComposer) self = back->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *event = ear_engine_finish_text (EAR_ENGINE (source), result, &error);

  if (error != NULL)
    {
      ear_ui_toast_error (GTK_WIDGET (self), error);
      said_free (back->said);
    }
  /* Its words are not lost: they can be written down anew, or thrown away. */
  else
    put_back (self, EAR_ENGINE (source), back->said);
  g_free (back);
}

static void
not_answered (GtkWidget *widget, EarEngine *engine, const char *event)
{
  EarComposer *self = EAR_COMPOSER (widget);
  const Said *said = g_hash_table_lookup (self->said, event);
  Return *back = g_new0 (Return, 1);

  back->self = g_object_ref (self);
  back->said = said_new (said->conversation_id, said->text);
  g_hash_table_remove (self->said, event);
  ear_engine_undo_async (engine, event, answer_undone, back);
}

static void
sent (GObject *source, GAsyncResult *result, gpointer data)
{
  Sending *sending = data;
  g_autoptr (EarComposer) self = sending->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = sending->text;
  g_autofree char *key = NULL;

  key = ear_engine_finish_text (EAR_ENGINE (source), result, &error);
  self->sending = FALSE;
  if (error != NULL)
    {
      put_back (self, EAR_ENGINE (source), said_new (sending->conversation_id, text));
      ear_ui_toast_error (GTK_WIDGET (self), error);
    }
  else if (sending->contact)
    {
      g_hash_table_replace (self->said, g_strdup (key), said_new (sending->conversation_id, text));
      ear_undo_offer_with (GTK_WIDGET (self), _("Answered"), EAR_ENGINE (source), not_answered, key);
    }
  else
    g_signal_emit (self, signals[SENT], 0, sending->conversation_id, key);
  show_count (self);
  g_free (sending);
}

static void
send (EarComposer *self)
{
  g_autofree char *text = NULL;
  Sending *sending;

  if (self->context == NULL || !gtk_widget_get_sensitive (GTK_WIDGET (self->send_button)))
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  text = g_strstrip (dup_text (self));
  sending = g_new0 (Sending, 1);
  sending->self = g_object_ref (self);
  sending->conversation_id = self->conversation_id;
  sending->contact = self->contact;
  sending->text = g_strdup (text);
  g_clear_handle_id (&self->draft_source, g_source_remove);
  self->sending = TRUE;
  fill_text (self, NULL);
  if (self->contact)
    ear_engine_contact_answered_async (self->engine, self->conversation_id, text, sent, sending);
  else
    ear_engine_reply_async (self->engine, self->conversation_id, self->target_id, text, chosen_audience (self), sent, sending);
  show_count (self);
}

static gboolean
send_pressed (GtkWidget *widget, GVariant *args, gpointer data)
{
  send (EAR_COMPOSER (data));
  return GDK_EVENT_STOP;
}

/* From here on the single letters work again. */
static gboolean
leave_pressed (GtkWidget *widget, GVariant *args, gpointer data)
{
  gtk_root_set_focus (gtk_widget_get_root (widget), NULL);
  gtk_widget_activate_action (widget, "win.list", NULL);
  return GDK_EVENT_STOP;
}

/* Capturing: the text would take Return for a new line. */
static void
add_keys (EarComposer *self)
{
  static const struct
  {
    guint keyval;
    GdkModifierType modifiers;
    GtkShortcutFunc pressed;
  } keys[] = {
    { GDK_KEY_Return, GDK_CONTROL_MASK, send_pressed },
    { GDK_KEY_KP_Enter, GDK_CONTROL_MASK, send_pressed },
    { GDK_KEY_Escape, 0, leave_pressed },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].keyval, keys[i].modifiers),
                                                            gtk_callback_action_new (keys[i].pressed, self, NULL)));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->text), controller);
}

static void
insert_answer (EarComposer *self, const char *answer)
{
  gtk_text_buffer_begin_user_action (buffer_of (self));
  gtk_text_buffer_insert_at_cursor (buffer_of (self), answer, -1);
  gtk_text_buffer_end_user_action (buffer_of (self));
  ear_composer_grab_focus (self);
}

/* ---- object ---- */

void
ear_composer_set_engine (EarComposer *self, EarEngine *engine)
{
  g_set_object (&self->engine, engine);
}

static void
ear_composer_unroot (GtkWidget *widget)
{
  save_draft (EAR_COMPOSER (widget));
  GTK_WIDGET_CLASS (ear_composer_parent_class)->unroot (widget);
}

static void
ear_composer_dispose (GObject *object)
{
  EarComposer *self = EAR_COMPOSER (object);

  g_clear_handle_id (&self->draft_source, g_source_remove);
  ear_ui_load_cancel (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->context, ear_reply_context_free);
  g_clear_pointer (&self->held, g_free);
  g_clear_pointer (&self->said, g_hash_table_unref);
  G_OBJECT_CLASS (ear_composer_parent_class)->dispose (object);
}

static void
ear_composer_class_init (EarComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_composer_dispose;
  widget_class->unroot = ear_composer_unroot;
  signals[SENT] = g_signal_new ("sent", EAR_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_STRING);

  g_type_ensure (EAR_TYPE_ANSWERED_BEFORE_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, EarComposer, stack);
  gtk_widget_class_bind_template_child (widget_class, EarComposer, why_not);
  gtk_widget_class_bind_template_child (widget_class, EarComposer, seen_by);
  gtk_widget_class_bind_template_child (widget_class, EarComposer, prefix);
  gtk_widget_class_bind_template_child (widget_class, EarComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, EarComposer, counter);
  gtk_widget_class_bind_template_child (widget_class, EarComposer, answered_before);
  gtk_widget_class_bind_template_child (widget_class, EarComposer, audience_icon);
  gtk_widget_class_bind_template_child (widget_class, EarComposer, audience_dropdown);
  gtk_widget_class_bind_template_child (widget_class, EarComposer, text);
  gtk_widget_class_bind_template_child (widget_class, EarComposer, before_button);
  gtk_widget_class_bind_template_child (widget_class, EarComposer, send_button);
  gtk_widget_class_bind_template_callback (widget_class, audience_chosen);
  gtk_widget_class_bind_template_callback (widget_class, before_toggled);
  gtk_widget_class_bind_template_callback (widget_class, insert_answer);
  gtk_widget_class_bind_template_callback (widget_class, send);
}

static void
ear_composer_init (EarComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, said_free);
  ear_ticker_follow (GTK_WIDGET (self), look_at_clock);
  add_keys (self);
  g_signal_connect_object (buffer_of (self), "changed", G_CALLBACK (text_changed), self, G_CONNECT_SWAPPED);
}
