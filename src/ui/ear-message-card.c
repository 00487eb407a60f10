/* ear-message-card.c: one message of a conversation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-message-card.h"
#include "ui/ear-message-text.h"
#include "ui/ear-outbox-text.h"
#include "ui/ear-ticker.h"
#include "ui/ear-time-text.h"
#include "ui/ear-ui.h"

struct _EarMessageCard
{
  AdwBin parent_instance;

  GtkBox *line;
  AdwAvatar *avatar;
  GtkBox *bubble;
  GtkLabel *author, *time, *subject, *text, *badges;
  GtkMenuButton *menu_button;
  GtkBox *attachments, *outbox_buttons;
  AdwWrapBox *outbox;
  GtkImage *outbox_icon;
  GtkLabel *outbox_sentence;

  const EarThreadMessage *message;  /* (unowned) */
  GStrv remedies;                   /* (nullable): as the buttons stand */
  guint countdown;                  /* source, while sending can be undone */
};

enum
{
  MODERATE,
  OUTGOING,
  REPLY,
  ALSO_ANSWERS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarMessageCard, ear_message_card, ADW_TYPE_BIN)

/* ---- menu ---- */

static const struct
{
  EarVerb verb;
  const char *label;
} moderation[] = {
  { EAR_VERB_APPROVE, N_("_Approve") },
  { EAR_VERB_HOLD, N_("_Hold Back") },
  { EAR_VERB_LIKE, N_("_Like") },
  { EAR_VERB_UNLIKE, N_("Take Back the _Like") },
  { EAR_VERB_PRIVATE_REPLY, N_("Answer _Privately…") },
  { EAR_VERB_HIDE, N_("_Hide from Others") },
  { EAR_VERB_UNHIDE, N_("_Show to Everyone Again") },
  { EAR_VERB_UNSPAM, N_("Not _Spam") },
  { EAR_VERB_SPAM, N_("Mark as _Spam") },
  { EAR_VERB_UNTRASH, N_("_Restore from Trash") },
  { EAR_VERB_TRASH, N_("Move to _Trash") },
  { EAR_VERB_DELETE, N_("_Delete There…") },
  { EAR_VERB_BLOCK, N_("_Block This Person…") },
};

/* What makes no sense in the message's present state is not offered. */
static gboolean
makes_sense (const EarThreadMessage *message, EarVerb verb)
{
  EarMessageState state = message->state;

  switch (verb)
    {
    case EAR_VERB_APPROVE:
      return state == EAR_MESSAGE_HELD;
    case EAR_VERB_HOLD:
      return state == EAR_MESSAGE_VISIBLE;
    case EAR_VERB_SPAM:
    case EAR_VERB_TRASH:
      return state == EAR_MESSAGE_VISIBLE || state == EAR_MESSAGE_HELD;
    case EAR_VERB_HIDE:
    case EAR_VERB_PRIVATE_REPLY:
      return state == EAR_MESSAGE_VISIBLE;
    case EAR_VERB_UNHIDE:
      return state == EAR_MESSAGE_HIDDEN;
    case EAR_VERB_BLOCK:
      return state != EAR_MESSAGE_DELETED;
    case EAR_VERB_UNSPAM:
      return state == EAR_MESSAGE_SPAM;
    case EAR_VERB_UNTRASH:
      return state == EAR_MESSAGE_TRASHED;
    case EAR_VERB_LIKE:
      return !message->liked && state == EAR_MESSAGE_VISIBLE;
    case EAR_VERB_UNLIKE:
      return message->liked;
    case EAR_VERB_DELETE:
      return state != EAR_MESSAGE_DELETED;
    default:
      return FALSE;
    }
}

/* Ours, and arrived: what is on its way has answered nobody yet. */
static gboolean
is_answer (const EarThreadMessage *message)
{
  return message->direction == EAR_DIRECTION_OUTBOUND && message->id != 0 && message->state == EAR_MESSAGE_VISIBLE;
}

static void
show_menu (EarMessageCard *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) acts = g_menu_new ();
  g_autoptr (GMenu) reads = g_menu_new ();

  if (self->message->can & (1u << EAR_VERB_REPLY))
    g_menu_append (reads, _("_Reply to This"), "message.reply");
  g_menu_append (reads, _("_Copy Text"), "message.copy");
  if (self->message->url != NULL)
    g_menu_append (reads, _("_Open in Browser"), "message.open");
  if (is_answer (self->message))
    g_menu_append (acts, self->message->also_answers_id == 0 ? _("This Also A_nswers…") : _("Does _Not Answer Another Question"), "message.also-answers");
  for (gsize i = 0; i < G_N_ELEMENTS (moderation); i++)
    if (self->message->id != 0 && (self->message->can & (1u << moderation[i].verb)) && makes_sense (self->message, moderation[i].verb))
      {
        g_autoptr (GMenuItem) item = g_menu_item_new (_(moderation[i].label), NULL);

        g_menu_item_set_action_and_target (item, "message.moderate", "s", ear_verb_to_string (moderation[i].verb));
        g_menu_append_item (acts, item);
      }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (reads));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (acts));
  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (menu));
}

static void
moderate (GtkWidget *widget, const char *action, GVariant *parameter)
{
  EarVerb verb;

  if (ear_verb_from_string (g_variant_get_string (parameter, NULL), &verb))
    g_signal_emit (widget, signals[MODERATE], 0, (guint) verb);
}

static void
copy_text (GtkWidget *widget, const char *action, GVariant *parameter)
{
  EarMessageCard *self = EAR_MESSAGE_CARD (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->message->text != NULL ? self->message->text : "");
}

static void
open_in_browser (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ear_ui_open_uri (widget, EAR_MESSAGE_CARD (widget)->message->url);
}

static void
reply (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[REPLY], 0);
}

static void
also_answers (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[ALSO_ANSWERS], 0);
}

/* ---- on its way ---- */

static void
remedy_clicked (GtkButton *button, EarMessageCard *self)
{
  g_signal_emit (self, signals[OUTGOING], 0, g_object_get_data (G_OBJECT (button), "remedy"));
}

/* What may be done; the buttons stay while it is the same, for whoever stands on one. */
static void
show_remedies (EarMessageCard *self)
{
  static const char *const none[] = { NULL };
  const char *const *remedies = self->message->outbox_state != NULL && self->message->outbox_remedies != NULL
                                  ? (const char *const *) self->message->outbox_remedies
                                  : none;
  GtkWidget *child;

  if (self->remedies != NULL && g_strv_equal ((const char *const *) self->remedies, remedies))
    return;
  g_strfreev (self->remedies);
  self->remedies = g_strdupv ((char **) remedies);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->outbox_buttons))) != NULL)
    gtk_box_remove (self->outbox_buttons, child);
  for (gsize i = 0; remedies[i] != NULL; i++)
    {
      const char *label = ear_ui_remedy_label (remedies[i]);
      GtkWidget *button;

      if (label == NULL)
        continue;
      button = gtk_button_new_with_label (label);
      gtk_widget_add_css_class (button, "ear-small");
      g_object_set_data_full (G_OBJECT (button), "remedy", g_strdup (remedies[i]), g_free);
      g_signal_connect (button, "clicked", G_CALLBACK (remedy_clicked), self);
      gtk_box_append (self->outbox_buttons, button);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->outbox_buttons), gtk_widget_get_first_child (GTK_WIDGET (self->outbox_buttons)) != NULL);
}

static gboolean show_outbox_again (gpointer data);

static void
show_outbox (EarMessageCard *self)
{
  gint64 now = ear_clock_now_ms ();
  g_auto (EarOutboxText) text = { NULL };
  gboolean shown = ear_outbox_text_for_message (&text, self->message, now);

  g_clear_handle_id (&self->countdown, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self->outbox), shown);
  show_remedies (self);
  if (!shown)
    return;
  gtk_image_set_from_icon_name (self->outbox_icon, text.icon_name);
  gtk_widget_set_css_classes (GTK_WIDGET (self->outbox_icon), (const char *[]) { text.css_class, NULL });
  gtk_label_set_label (self->outbox_sentence, text.words);
  if (ear_outbox_text_counts (self->message, now))
    self->countdown = g_timeout_add_seconds (1, show_outbox_again, self);
}

static gboolean
show_outbox_again (gpointer data)
{
  EarMessageCard *self = EAR_MESSAGE_CARD (data);

  self->countdown = 0;
  show_outbox (self);
  return G_SOURCE_REMOVE;
}

/* ---- what it says ---- */

static void
attachment_clicked (GtkButton *button, EarMessageCard *self)
{
  ear_ui_open_uri (GTK_WIDGET (self), g_object_get_data (G_OBJECT (button), "url"));
}

static void
show_attachments (EarMessageCard *self)
{
  GPtrArray *attachments = self->message->attachments;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->attachments))) != NULL)
    gtk_box_remove (self->attachments, child);
  gtk_widget_set_visible (GTK_WIDGET (self->attachments), attachments != NULL && attachments->len > 0);
  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    {
      const EarAttachment *attachment = g_ptr_array_index (attachments, i);
      gboolean picture = attachment->media_type != NULL && g_str_has_prefix (attachment->media_type, "image");
      gboolean described = attachment->description != NULL && *attachment->description != '\0';
      const char *words = described ? attachment->description : picture ? _("Picture without a description") : _("Attached file");
      GtkWidget *content = adw_button_content_new (), *button = gtk_button_new (), *label;

      adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), picture ? "image-x-generic-symbolic" : "mail-attachment-symbolic");
      adw_button_content_set_label (ADW_BUTTON_CONTENT (content), words);
      adw_button_content_set_can_shrink (ADW_BUTTON_CONTENT (content), TRUE);
      gtk_widget_set_halign (content, GTK_ALIGN_START);
      label = content;
      gtk_button_set_child (GTK_BUTTON (button), label);
      gtk_widget_set_tooltip_text (button, words);
      gtk_widget_add_css_class (button, "flat");
      g_object_set_data_full (G_OBJECT (button), "url", g_strdup (attachment->url), g_free);
      g_signal_connect (button, "clicked", G_CALLBACK (attachment_clicked), self);
      gtk_box_append (self->attachments, button);
    }
}

static void
show_badges (EarMessageCard *self)
{
  const EarThreadMessage *message = self->message;
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean private = message->outbox_key != NULL && message->outbox_verb == EAR_VERB_PRIVATE_REPLY;
  const char *words[] = {
    ear_message_state_words (message->state),
    private ? _("Private answer") : message->audience != EAR_AUDIENCE_PUBLIC ? ear_audience_words (message->audience) : NULL,
    message->edited_at != EAR_TIME_NONE ? _("Edited") : NULL,
    message->typed_elsewhere ? _("Typed elsewhere") : NULL,
    message->flags & EAR_MESSAGE_AUTOMATIC ? _("Automatic") : NULL,
    message->flags & EAR_MESSAGE_ANSWERED_ON_SPOT ? _("Answered on the spot") : NULL,
    message->liked ? _("Liked by you") : NULL,
    message->no_answer ? _("Not counted as an answer") : NULL,
    message->also_answers_id != 0 ? _("Also answers another question") : NULL,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i] != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", words[i]);
  gtk_label_set_label (self->badges, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->badges), text->len > 0);
}

static void
show_side (EarMessageCard *self)
{
  static const char *const sides[] = { [EAR_DIRECTION_INBOUND] = "theirs", [EAR_DIRECTION_OUTBOUND] = "ours", [EAR_DIRECTION_NOTE] = "note" };
  EarDirection direction = self->message->direction;
  gboolean gone = self->message->state != EAR_MESSAGE_VISIBLE && self->message->state != EAR_MESSAGE_HELD;

  gtk_widget_set_css_classes (GTK_WIDGET (self->bubble), (const char *[]) { "ear-bubble", sides[direction], gone ? "gone" : NULL, NULL });
  gtk_widget_set_halign (GTK_WIDGET (self->line), direction == EAR_DIRECTION_INBOUND ? GTK_ALIGN_START : GTK_ALIGN_END);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar), direction == EAR_DIRECTION_INBOUND);
}

static void
show_time (GtkWidget *widget)
{
  EarMessageCard *self = EAR_MESSAGE_CARD (widget);
  const char *author = gtk_label_get_label (self->author);
  g_autofree char *when = NULL;
  g_autofree char *exactly = NULL;
  g_autofree char *described = NULL;

  if (self->message == NULL)
    return;
  when = ear_time_text_message (self->message->sent_at, ear_clock_now_ms ());
  exactly = ear_time_text_long (self->message->sent_at, ear_clock_now_ms ());
  gtk_label_set_label (self->time, when);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time), exactly);
  /* Translators: 1 who wrote, 2 when */
  described = g_strdup_printf (_("%1$s, %2$s"), author, exactly);
  ear_ui_name (widget, described);
}

void
ear_message_card_set_message (EarMessageCard *self, const EarThreadMessage *message)
{
  const char *nameless = message->direction == EAR_DIRECTION_OUTBOUND ? _("You") : _("Somebody");
  const char *author = message->author != NULL && *message->author != '\0' ? message->author : nameless;
  const char *note = (message->flags & EAR_MESSAGE_CHANGE) != 0 ? _("Changed because of this") : _("Note, only for you");
  gboolean has_subject = message->subject != NULL && *message->subject != '\0';
  g_autofree char *markup = ear_message_markup (message->text, message->links);

  self->message = message;
  show_side (self);
  adw_avatar_set_text (self->avatar, author);
  gtk_label_set_label (self->author, message->direction == EAR_DIRECTION_NOTE ? note : author);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->author), message->handle);
  gtk_label_set_label (self->subject, has_subject ? message->subject : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subject), has_subject);
  gtk_label_set_markup (self->text, markup);
  gtk_widget_set_visible (GTK_WIDGET (self->text), *markup != '\0');
  show_attachments (self);
  show_badges (self);
  show_outbox (self);
  show_menu (self);
  show_time (GTK_WIDGET (self));
}

const EarThreadMessage *
ear_message_card_get_message (EarMessageCard *self)
{
  return self->message;
}

static gboolean
link_activated (EarMessageCard *self, const char *uri)
{
  ear_ui_open_uri (GTK_WIDGET (self), uri);
  return TRUE;
}

/* ---- object ---- */

static void
ear_message_card_dispose (GObject *object)
{
  EarMessageCard *self = EAR_MESSAGE_CARD (object);

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_clear_pointer (&self->remedies, g_strfreev);
  G_OBJECT_CLASS (ear_message_card_parent_class)->dispose (object);
}

static void
ear_message_card_class_init (EarMessageCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_message_card_dispose;
  signals[MODERATE] = g_signal_new ("moderate", EAR_TYPE_MESSAGE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[OUTGOING] = g_signal_new ("outgoing", EAR_TYPE_MESSAGE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ALSO_ANSWERS] = g_signal_new ("also-answers", EAR_TYPE_MESSAGE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REPLY] = g_signal_new ("reply", EAR_TYPE_MESSAGE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "message.moderate", "s", moderate);
  gtk_widget_class_install_action (widget_class, "message.copy", NULL, copy_text);
  gtk_widget_class_install_action (widget_class, "message.open", NULL, open_in_browser);
  gtk_widget_class_install_action (widget_class, "message.reply", NULL, reply);
  gtk_widget_class_install_action (widget_class, "message.also-answers", NULL, also_answers);

  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-message-card.ui");
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, line);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, bubble);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, author);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, time);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, subject);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, text);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, badges);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, menu_button);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, attachments);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, outbox);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, outbox_icon);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, outbox_sentence);
  gtk_widget_class_bind_template_child (widget_class, EarMessageCard, outbox_buttons);
  gtk_widget_class_bind_template_callback (widget_class, link_activated);
}

static void
ear_message_card_init (EarMessageCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ear_ticker_follow (GTK_WIDGET (self), show_time);
}

GtkWidget *
ear_message_card_new (void)
{
  return g_object_new (EAR_TYPE_MESSAGE_CARD, NULL);
}
