/* ear-thread-pane-private.h: what the pane and what is done in it share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ui/ear-composer.h"
#include "ui/ear-person-panel.h"
#include "ui/ear-scroll-keeper.h"
#include "ui/ear-thread-pane.h"

G_BEGIN_DECLS

struct _EarThreadPane
{
  AdwBreakpointBin parent_instance;

  GtkStack *stack;
  AdwStatusPage *error_page;
  AdwOverlaySplitView *split;
  EarPersonPanel *person_panel;
  AdwWindowTitle *window_title;
  AdwSplitButton *done_button;
  GtkButton *reopen_button, *count_button, *post_button, *earlier_button, *later_button;
  AdwButtonContent *post_content;
  GtkScrolledWindow *scroller;
  GtkBox *cards, *ended_box, *deadline_box;
  AdwWrapBox *marks_box;
  GtkMenuButton *menu_button;
  GMenu *marks_menu;          /* (nullable): the part of its menu that changes */
  GtkLabel *ended_words;
  GtkLabel *deadline_pill, *deadline_words;
  EarComposer *composer;

  EarEngine *engine;
  gint64 conversation_id;
  gint64 wanted_message;      /* to scroll to once shown; 0: the newest */
  gboolean scroll_pending;
  EarScrollKeeper *keeper;
  EarThread *thread;          /* (nullable) */
  gint64 first_id, last_id;   /* messages with a card; last_id 0: to the end */
  GCancellable *cancellable;
  guint read_source;
  gint64 sent_in;             /* where the last reply was sent */
  gint64 acted_on;            /* the message something was done to last, as @acted_event */
  char *acted_event;          /* (nullable) */
};

/* ---- ear-thread-acts.c ---- */

/* The end of a deed that finishes with an event: a toast that says so, and Undo. @sentence: (nullable) (transfer none): outlives it. */
gpointer ear_thread_deed_new (EarThreadPane *self, const char *sentence);
void ear_thread_deed_done (GObject *source, GAsyncResult *result, gpointer deed);
/* (transfer floating): a card whose menu works. */
GtkWidget *ear_thread_card_new (EarThreadPane *self);
/* The composer's: a reply is on its way as outbox item @key. */
void ear_thread_reply_sent (EarThreadPane *self, gint64 conversation, const char *key);

/* ---- ear-thread-marks.c: each about the open conversation ---- */

void ear_thread_snooze (EarThreadPane *self);
void ear_thread_assign (EarThreadPane *self);
void ear_thread_tag (EarThreadPane *self);
void ear_thread_important (EarThreadPane *self);
void ear_thread_mute (EarThreadPane *self);
void ear_thread_show_marks (EarThreadPane *self);

G_END_DECLS
