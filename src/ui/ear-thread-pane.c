/* ear-thread-pane.c: one conversation, with what can be done about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-change-dialog.h"
#include "ui/ear-composer.h"
#include "ui/ear-contact-dialog.h"
#include "ui/ear-message-card.h"
#include "ui/ear-person-panel.h"
#include "ui/ear-row-view.h"
#include "ui/ear-scroll-keeper.h"
#include "ui/ear-thread-pane-private.h"
#include "ui/ear-ticker.h"
#include "ui/ear-time-text.h"
#include "ui/ear-ui.h"

/* Opening for this long is reading. */
#define READ_AFTER_MS 2000
/* Of a very long conversation the newest come first. */
#define FIRST_CARDS 60

enum
{
  LEAVING,
  GO_TO,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarThreadPane, ear_thread_pane, ADW_TYPE_BREAKPOINT_BIN)

/* ---- what the window may do ---- */

static void
show_actions (GtkWidget *widget)
{
  EarThreadPane *self = EAR_THREAD_PANE (widget);
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (widget));
  gboolean open = self->thread != NULL;
  gboolean done = open && self->thread->done;

  gtk_widget_action_set_enabled (widget, "thread.open", open && self->thread->url != NULL);
  gtk_widget_action_set_enabled (widget, "thread.refresh", open && !self->thread->by_hand);
  gtk_widget_action_set_enabled (widget, "thread.change", open);
  gtk_widget_action_set_enabled (widget, "thread.edit", open && self->thread->by_hand);
  gtk_widget_action_set_enabled (widget, "thread.remove", open && self->thread->by_hand);
  if (window == NULL)
    return;
  gtk_widget_action_set_enabled (window, "win.done", open && !done);
  gtk_widget_action_set_enabled (window, "win.no-answer", open && !done);
  gtk_widget_action_set_enabled (window, "win.done-by-customer", open && !done);
  gtk_widget_action_set_enabled (window, "win.reopen", done);
  gtk_widget_action_set_enabled (window, "win.unread", open);
  gtk_widget_action_set_enabled (window, "win.snooze", open);
  gtk_widget_action_set_enabled (window, "win.assign", open);
  gtk_widget_action_set_enabled (window, "win.tag", open);
  gtk_widget_action_set_enabled (window, "win.important", open);
  gtk_widget_action_set_enabled (window, "win.mute", open);
  gtk_widget_action_set_enabled (window, "win.reply", open);
  gtk_widget_action_set_enabled (window, "win.answered-before", open);
  gtk_widget_action_set_enabled (window, "win.person", open);
}

/* ---- deeds ---- */

static void
do_done (EarThreadPane *self)
{
  g_signal_emit (self, signals[LEAVING], 0);
  ear_engine_mark_done_async (self->engine, self->conversation_id, ear_thread_deed_done, ear_thread_deed_new (self, _("Done")));
}

static void
do_done_by_customer (EarThreadPane *self)
{
  g_signal_emit (self, signals[LEAVING], 0);
  ear_engine_mark_done_because_async (self->engine, self->conversation_id, EAR_DONE_BY_CUSTOMER, ear_thread_deed_done,
                                      ear_thread_deed_new (self, _("Done: answered by another customer")));
}

static void
do_no_answer (EarThreadPane *self)
{
  g_signal_emit (self, signals[LEAVING], 0);
  ear_engine_mark_no_answer_async (self->engine, self->conversation_id, ear_thread_deed_done, ear_thread_deed_new (self, _("Needs no answer")));
}

static void
do_reopen (EarThreadPane *self)
{
  ear_engine_reopen_async (self->engine, self->conversation_id, ear_thread_deed_done, ear_thread_deed_new (self, _("Open again")));
}

static void
do_unread (EarThreadPane *self)
{
  g_clear_handle_id (&self->read_source, g_source_remove);
  ear_engine_mark_read_async (self->engine, self->conversation_id, FALSE, ear_thread_deed_done, ear_thread_deed_new (self, _("Marked as unread")));
}

static void
do_reply (EarThreadPane *self)
{
  ear_composer_grab_focus (self->composer);
}

static void
do_answered_before (EarThreadPane *self)
{
  ear_composer_focus_before (self->composer);
}

static void
do_person (EarThreadPane *self)
{
  adw_overlay_split_view_set_show_sidebar (self->split, !adw_overlay_split_view_get_show_sidebar (self->split));
}

static const struct
{
  const char *verb;
  void (*act) (EarThreadPane *self);
} verbs[] = {
  { "done", do_done },
  { "done-by-customer", do_done_by_customer },
  { "no-answer", do_no_answer },
  { "reopen", do_reopen },
  { "unread", do_unread },
  { "snooze", ear_thread_snooze },
  { "assign", ear_thread_assign },
  { "tag", ear_thread_tag },
  { "important", ear_thread_important },
  { "mute", ear_thread_mute },
  { "reply", do_reply },
  { "answered-before", do_answered_before },
  { "person", do_person },
};

void
ear_thread_pane_activate (EarThreadPane *self, const char *verb)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].verb, verb) && self->thread != NULL)
      verbs[i].act (self);
}

static GtkWidget *
card_at (EarThreadPane *self, GtkWidget *before)
{
  GtkWidget *card = before != NULL ? gtk_widget_get_next_sibling (before) : gtk_widget_get_first_child (GTK_WIDGET (self->cards));

  if (card != NULL)
    return card;
  card = ear_thread_card_new (self);
  gtk_box_append (self->cards, card);
  return card;
}

static guint
find_message (EarThreadPane *self, gint64 id)
{
  for (guint i = 0; id != 0 && i < self->thread->messages->len; i++)
    if (((const EarThreadMessage *) g_ptr_array_index (self->thread->messages, i))->id == id)
      return i;
  return G_MAXUINT;
}

static gint64
id_at (EarThreadPane *self, guint index)
{
  return ((const EarThreadMessage *) g_ptr_array_index (self->thread->messages, index))->id;
}

/* Of a long conversation only some: around what is looked for, else the newest. */
static void
choose_cards (EarThreadPane *self)
{
  guint n = self->thread->messages->len, wanted = find_message (self, self->wanted_message), end = n;

  if (wanted != G_MAXUINT)
    end = MIN (n, wanted + FIRST_CARDS / 2);
  self->first_id = n > 0 ? id_at (self, end > FIRST_CARDS ? end - FIRST_CARDS : 0) : 0;
  self->last_id = end < n ? id_at (self, end - 1) : 0;
}

/* Cards are used again: the eye sees only what changed, and the reader's place stays. */
static void
show_messages (EarThreadPane *self)
{
  GPtrArray *messages = self->thread->messages;
  guint first, last;
  GtkWidget *card = NULL, *next;

  if (find_message (self, self->first_id) == G_MAXUINT)
    choose_cards (self);
  first = find_message (self, self->first_id);
  if (first == G_MAXUINT)
    first = 0;
  last = find_message (self, self->last_id);
  if (last == G_MAXUINT)
    self->last_id = 0;
  for (guint i = first; i < messages->len && i <= last; i++)
    {
      card = card_at (self, card);
      ear_message_card_set_message (EAR_MESSAGE_CARD (card), g_ptr_array_index (messages, i));
    }
  while ((next = card != NULL ? gtk_widget_get_next_sibling (card) : gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_box_remove (self->cards, next);
  gtk_widget_set_visible (GTK_WIDGET (self->earlier_button), first > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->later_button), self->last_id != 0);
}

/* What was on top stays where it is for the eye. */
static void
show_earlier (EarThreadPane *self)
{
  guint first = find_message (self, self->first_id), more = first == G_MAXUINT ? 0 : MIN (first, 2 * FIRST_CARDS);
  GtkWidget *top = gtk_widget_get_first_child (GTK_WIDGET (self->cards));

  if (more == 0)
    return;
  ear_scroll_keeper_hold (self->keeper, top);
  for (guint i = 0; i < more; i++)
    gtk_box_insert_child_after (self->cards, ear_thread_card_new (self), NULL);
  self->first_id = id_at (self, first - more);
  show_messages (self);
}

static void
show_later (EarThreadPane *self)
{
  guint last = find_message (self, self->last_id), n = self->thread->messages->len;

  if (last == G_MAXUINT)
    return;
  self->last_id = last + 2 * FIRST_CARDS < n - 1 ? id_at (self, last + 2 * FIRST_CARDS) : 0;
  show_messages (self);
}

static GtkWidget *
find_card (EarThreadPane *self, gint64 message_id)
{
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); card != NULL; card = gtk_widget_get_next_sibling (card))
    if (ear_message_card_get_message (EAR_MESSAGE_CARD (card))->id == message_id)
      return card;
  return NULL;
}

static void
scroll_to_place (EarThreadPane *self)
{
  GtkWidget *card = self->wanted_message != 0 ? find_card (self, self->wanted_message) : NULL;

  if (card != NULL)
    ear_scroll_keeper_show (self->keeper, card);
  else
    ear_scroll_keeper_show_end (self->keeper);
}

static void
show_deadline (GtkWidget *widget)
{
  EarThreadPane *self = EAR_THREAD_PANE (widget);
  g_autofree char *since = NULL;
  g_autofree char *words = NULL;

  if (self->thread == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->deadline_box), self->thread->waiting);
  if (!self->thread->waiting)
    return;
  ear_ui_show_countdown (self->deadline_pill, self->thread->due_at);
  since = ear_time_text_long (self->thread->waiting_since, ear_clock_now_ms ());
  words = *since != '\0' ? g_strdup_printf (_("Waits for an answer since: %s"), since) : g_strdup (_("Waits for an answer"));
  gtk_label_set_label (self->deadline_words, words);
}

static void
show_post (EarThreadPane *self)
{
  const char *title = self->thread->title;
  gboolean has_title = title != NULL && *title != '\0';

  gtk_widget_set_visible (GTK_WIDGET (self->post_button), has_title);
  if (!has_title)
    return;
  adw_button_content_set_icon_name (self->post_content, ear_ui_icon (self->thread->icon_name));
  adw_button_content_set_label (self->post_content, title);
  gtk_widget_set_sensitive (GTK_WIDGET (self->post_button), self->thread->url != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->post_button), self->thread->url != NULL ? _("Open in Browser") : NULL);
}

static void
show_thread (EarThreadPane *self)
{
  const char *person = self->thread->person_name;

  adw_window_title_set_title (self->window_title, person != NULL && *person != '\0' ? person : _("Somebody"));
  adw_window_title_set_subtitle (self->window_title, self->thread->channel_name);
  gtk_widget_set_visible (GTK_WIDGET (self->done_button), !self->thread->done);
  gtk_widget_set_visible (GTK_WIDGET (self->reopen_button), self->thread->done);
  gtk_button_set_label (self->count_button, self->thread->left_out ? _("Count It Again") : _("Open Again"));
  gtk_label_set_label (self->ended_words, self->thread->ended_why != NULL ? self->thread->ended_why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->ended_box), self->thread->ended_why != NULL);
  ear_thread_show_marks (self);
  show_post (self);
  show_messages (self);
  show_deadline (GTK_WIDGET (self));
  show_actions (GTK_WIDGET (self));
  ear_person_panel_set_person (self->person_panel, self->thread->person_id);
  ear_composer_set_thread (self->composer, self->thread);
  gtk_stack_set_visible_child_name (self->stack, "thread");
}

/* ---- loading ---- */

static gboolean
read_long_enough (gpointer data)
{
  EarThreadPane *self = EAR_THREAD_PANE (data);

  self->read_source = 0;
  if (self->thread != NULL && self->thread->unread)
    ear_engine_mark_read_async (self->engine, self->conversation_id, TRUE, ear_ui_done_text, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
thread_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean current;
  g_autoptr (EarThreadPane) self = ear_ui_load_end (data, &current);
  g_autoptr (GError) error = NULL;
  EarThread *thread = ear_engine_load_thread_finish (EAR_ENGINE (source), result, &error), *old;

  if (!current)
    {
      g_clear_pointer (&thread, ear_thread_free);
      return;
    }
  g_clear_object (&self->cancellable);
  if (thread == NULL)
    {
      g_autoptr (EarAdvice) advice = ear_advice_for_error (error, NULL);
      g_autofree char *escaped = g_markup_escape_text (advice->sentence, -1);

      adw_status_page_set_description (self->error_page, escaped);
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }
  old = self->thread;
  self->thread = thread;
  show_thread (self);
  /* Only now: the cards showed the old one's messages until a moment ago. */
  g_clear_pointer (&old, ear_thread_free);
  if (self->scroll_pending)
    scroll_to_place (self);
  self->scroll_pending = FALSE;
  if (self->read_source == 0 && thread->unread)
    self->read_source = g_timeout_add (READ_AFTER_MS, read_long_enough, self);
}

static void
load (EarThreadPane *self)
{
  EarUiLoad *loading = ear_ui_load_begin (self, &self->cancellable);

  ear_engine_load_thread_async (self->engine, self->conversation_id, self->cancellable, thread_loaded, loading);
}

static void
reload (EarThreadPane *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  load (self);
}

static void
forget (EarThreadPane *self)
{
  GtkWidget *card;

  ear_ui_load_cancel (&self->cancellable);
  g_clear_handle_id (&self->read_source, g_source_remove);
  ear_composer_set_thread (self->composer, NULL);
  while ((card = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_box_remove (self->cards, card);
  g_clear_pointer (&self->thread, ear_thread_free);
}

void
ear_thread_pane_open (EarThreadPane *self, gint64 conversation_id, gint64 message_id)
{
  self->wanted_message = message_id;
  self->scroll_pending = TRUE;
  if (conversation_id == self->conversation_id && self->thread != NULL)
    {
      if (message_id != 0 && find_card (self, message_id) == NULL)
        {
          self->first_id = 0;
          show_messages (self);
        }
      scroll_to_place (self);
      return;
    }
  forget (self);
  self->conversation_id = conversation_id;
  self->first_id = self->last_id = 0;
  show_actions (GTK_WIDGET (self));
  if (conversation_id == 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "none");
      return;
    }
  /* A page that appears and goes within a frame or two only flickers: the pane stays as it was until the answer. */
  load (self);
  /* What somebody looks at is read anew before anything else; what changed comes by itself. */
  if ((ear_engine_is_online (self->engine) || ear_engine_is_practice (self->engine)) && !ear_engine_is_sample (self->engine))
    ear_engine_refresh_thread (self->engine, conversation_id);
}

gint64
ear_thread_pane_get_conversation (EarThreadPane *self)
{
  return self->conversation_id;
}

static void
engine_changed (EarThreadPane *self, EarChangeSet *changes)
{
  gboolean ours = FALSE;

  for (guint i = 0; i < changes->conversations->len; i++)
    ours |= g_array_index (changes->conversations, gint64, i) == self->conversation_id;
  if (ours && self->conversation_id != 0)
    load (self);
}

/* ---- buttons ---- */

static void
open_post (EarThreadPane *self)
{
  ear_ui_open_uri (GTK_WIDGET (self), self->thread->url);
}

static void
open_in_browser (GtkWidget *widget, const char *action, GVariant *parameter)
{
  open_post (EAR_THREAD_PANE (widget));
}

static void
refresh (GtkWidget *widget, const char *action, GVariant *parameter)
{
  EarThreadPane *self = EAR_THREAD_PANE (widget);

  ear_engine_refresh_thread (self->engine, self->conversation_id);
}

static void
ask_change (GtkWidget *widget, const char *action, GVariant *parameter)
{
  EarThreadPane *self = EAR_THREAD_PANE (widget);

  ear_change_ask (widget, self->engine, self->conversation_id);
}

/* ---- what was logged by hand ---- */

typedef struct
{
  EarThreadPane *self;
  gint64 conversation_id;
} Editing;

static void
contact_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Editing *editing = data;
  g_autoptr (EarThreadPane) self = editing->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (EarLoggedContact) contact = ear_engine_load_contact_finish (EAR_ENGINE (source), result, &error);

  if (contact == NULL)
    ear_ui_toast_error (GTK_WIDGET (self), error);
  /* Another conversation may be shown by now. */
  else if (self->engine == EAR_ENGINE (source) && self->conversation_id == editing->conversation_id)
    adw_dialog_present (ear_contact_dialog_new_for_edit (EAR_ENGINE (source), editing->conversation_id, contact), GTK_WIDGET (self));
}

static void
edit_contact (GtkWidget *widget, const char *action, GVariant *parameter)
{
  EarThreadPane *self = EAR_THREAD_PANE (widget);
  Editing *editing = g_new0 (Editing, 1);

  editing->self = g_object_ref (self);
  editing->conversation_id = self->conversation_id;
  ear_engine_load_contact_async (self->engine, self->conversation_id, contact_loaded, editing);
}

static void
remove_contact (GtkWidget *widget, const char *action, GVariant *parameter)
{
  EarThreadPane *self = EAR_THREAD_PANE (widget);

  g_signal_emit (self, signals[LEAVING], 0);
  ear_engine_remove_contact_async (self->engine, self->conversation_id, ear_thread_deed_done, ear_thread_deed_new (self, _("Removed")));
}

static void
other_chosen (EarThreadPane *self, gint64 conversation)
{
  g_signal_emit (self, signals[GO_TO], 0, conversation);
}

/* ---- object ---- */

void
ear_thread_pane_set_engine (EarThreadPane *self, EarEngine *engine)
{
  g_set_object (&self->engine, engine);
  ear_composer_set_engine (self->composer, engine);
  ear_person_panel_set_engine (self->person_panel, engine);
  g_signal_connect_object (engine, "changed", G_CALLBACK (engine_changed), self, G_CONNECT_SWAPPED);
}

static void
ear_thread_pane_dispose (GObject *object)
{
  EarThreadPane *self = EAR_THREAD_PANE (object);

  if (self->cards != NULL)
    forget (self);
  g_clear_object (&self->engine);
  g_clear_object (&self->keeper);
  g_clear_object (&self->marks_menu);
  g_clear_pointer (&self->acted_event, g_free);
  G_OBJECT_CLASS (ear_thread_pane_parent_class)->dispose (object);
}

static void
ear_thread_pane_class_init (EarThreadPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_thread_pane_dispose;
  signals[LEAVING] = g_signal_new ("leaving", EAR_TYPE_THREAD_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GO_TO] = g_signal_new ("go-to", EAR_TYPE_THREAD_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (EAR_TYPE_COMPOSER);
  g_type_ensure (EAR_TYPE_PERSON_PANEL);
  gtk_widget_class_install_action (widget_class, "thread.open", NULL, open_in_browser);
  gtk_widget_class_install_action (widget_class, "thread.refresh", NULL, refresh);
  gtk_widget_class_install_action (widget_class, "thread.change", NULL, ask_change);
  gtk_widget_class_install_action (widget_class, "thread.edit", NULL, edit_contact);
  gtk_widget_class_install_action (widget_class, "thread.remove", NULL, remove_contact);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-thread-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, stack);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, error_page);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, split);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, person_panel);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, window_title);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, done_button);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, ended_box);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, marks_box);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, menu_button);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, count_button);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, ended_words);
  gtk_widget_class_bind_template_callback (widget_class, do_reopen);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, reopen_button);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, post_button);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, post_content);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, earlier_button);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, later_button);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, cards);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, deadline_box);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, deadline_pill);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, deadline_words);
  gtk_widget_class_bind_template_child (widget_class, EarThreadPane, composer);
  gtk_widget_class_bind_template_callback (widget_class, reload);
  gtk_widget_class_bind_template_callback (widget_class, open_post);
  gtk_widget_class_bind_template_callback (widget_class, show_earlier);
  gtk_widget_class_bind_template_callback (widget_class, show_later);
  gtk_widget_class_bind_template_callback (widget_class, other_chosen);
  gtk_widget_class_bind_template_callback_full (widget_class, "reply_sent", G_CALLBACK (ear_thread_reply_sent));
}

static void
ear_thread_pane_init (EarThreadPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "realize", G_CALLBACK (show_actions), NULL);
  /* The button and its arrow are two controls, and the name of both stands on neither. */
  ear_ui_name (gtk_widget_get_first_child (GTK_WIDGET (self->done_button)), _("Done"));
  self->keeper = ear_scroll_keeper_new (self->scroller);
  ear_ticker_follow (GTK_WIDGET (self), show_deadline);
}
