/* ear-sound-group.c: how our replies are to sound, as rows to choose from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "model/ear-voice.h"
#include "ui/ear-sound-group.h"

#define MAX_WORDS 1000

struct _EarSoundGroup
{
  AdwPreferencesGroup parent_instance;

  AdwComboRow *choices[EAR_N_WISHES]; /* NULL: not a matter of yes and no */
  AdwEntryRow *sign_off_words;
  AdwSpinRow *max_words;
  GPtrArray *addresses;      /* (element-type AdwComboRow), one for each of @languages */
  GPtrArray *languages;      /* (element-type char*) (not owned) */

  char *json;                /* (nullable): as it was set */
  char *as_read;             /* the same as this Earshot writes it */
  EarVoiceWish *wish;        /* what is chosen */
  gboolean showing;          /* the rows follow what is set */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarSoundGroup, ear_sound_group, ADW_TYPE_PREFERENCES_GROUP)

static const struct
{
  EarVoiceWishItem item;
  gsize offset;
  const char *title, *subtitle;
} choices[] = {
  { EAR_WISH_GREETING, G_STRUCT_OFFSET (EarVoiceWish, greets), N_("Greet"), NULL },
  { EAR_WISH_BY_NAME, G_STRUCT_OFFSET (EarVoiceWish, by_name), N_("Use the Name of Who Asked"), NULL },
  { EAR_WISH_SIGN_OFF, G_STRUCT_OFFSET (EarVoiceWish, signs_off), N_("Sign Off"), N_("With a closing or a name") },
  { EAR_WISH_THANKS, G_STRUCT_OFFSET (EarVoiceWish, thanks), N_("Thank"), NULL },
  { EAR_WISH_APOLOGY, G_STRUCT_OFFSET (EarVoiceWish, apologises), N_("Apologise"), N_("Where something went wrong") },
  { EAR_WISH_EMOJI, G_STRUCT_OFFSET (EarVoiceWish, emoji), N_("Use Emoji"), NULL },
  { EAR_WISH_LANGUAGE, G_STRUCT_OFFSET (EarVoiceWish, asker_language), N_("Answer in the Asker's Language"), NULL },
};

/* Words that are not translated: each language's own. */
static const struct
{
  const char *language, *name, *informal, *formal;
} forms[] = {
  { "de", N_("German"), "du", "Sie" },
  { "es", N_("Spanish"), "tú", "usted" },
  { "fr", N_("French"), "tu", "vous" },
  { "it", N_("Italian"), "tu", "Lei" },
  { "pt", N_("Portuguese"), "tu", "você" },
};

static EarVoiceChoice *
choice_of (EarVoiceWish *wish, gsize index)
{
  return (EarVoiceChoice *) (gpointer) ((char *) wish + choices[index].offset);
}

/* ---- showing and reading ---- */

static void
show_words_row (EarSoundGroup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->sign_off_words), self->wish->signs_off == EAR_VOICE_YES);
}

static void
show (EarSoundGroup *self)
{
  g_autofree char *words = self->wish->sign_off_words != NULL ? g_strjoinv (", ", self->wish->sign_off_words) : NULL;

  self->showing = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    adw_combo_row_set_selected (self->choices[choices[i].item], *choice_of (self->wish, i));
  gtk_editable_set_text (GTK_EDITABLE (self->sign_off_words), words != NULL ? words : "");
  adw_spin_row_set_value (self->max_words, self->wish->max_words);
  for (guint i = 0; i < self->languages->len; i++)
    adw_combo_row_set_selected (g_ptr_array_index (self->addresses, i), ear_voice_wish_get_address (self->wish, g_ptr_array_index (self->languages, i)));
  show_words_row (self);
  self->showing = FALSE;
}

static GStrv
split_words (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    if (*g_strstrip (words[i]) != '\0')
      g_strv_builder_add (builder, words[i]);
  return g_strv_builder_end (builder);
}

static void
chosen (EarSoundGroup *self)
{
  if (self->showing || self->wish == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    *choice_of (self->wish, i) = (EarVoiceChoice) adw_combo_row_get_selected (self->choices[choices[i].item]);
  g_strfreev (self->wish->sign_off_words);
  self->wish->sign_off_words = self->wish->signs_off == EAR_VOICE_YES ? split_words (gtk_editable_get_text (GTK_EDITABLE (self->sign_off_words))) : NULL;
  self->wish->max_words = (guint) adw_spin_row_get_value (self->max_words);
  for (guint i = 0; i < self->languages->len; i++)
    ear_voice_wish_set_address (self->wish, g_ptr_array_index (self->languages, i),
                                (EarVoiceAddress) adw_combo_row_get_selected (g_ptr_array_index (self->addresses, i)));
  show_words_row (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
ear_sound_group_set_json (EarSoundGroup *self, const char *json)
{
  g_return_if_fail (EAR_IS_SOUND_GROUP (self));

  g_set_str (&self->json, json);
  ear_voice_wish_free (self->wish);
  self->wish = json != NULL ? ear_voice_wish_from_json (json, NULL) : NULL;
  if (self->wish == NULL)
    self->wish = ear_voice_wish_new ();
  g_free (self->as_read);
  self->as_read = ear_voice_wish_to_json (self->wish);
  show (self);
}

char *
ear_sound_group_dup_json (EarSoundGroup *self)
{
  g_autofree char *json = NULL;

  g_return_val_if_fail (EAR_IS_SOUND_GROUP (self), NULL);

  json = ear_voice_wish_to_json (self->wish);
  if (g_strcmp0 (json, self->as_read) == 0)
    return g_strdup (self->json);
  return g_str_equal (json, "{}") ? NULL : g_steal_pointer (&json);
}

GtkWidget *
ear_sound_group_get_first (EarSoundGroup *self)
{
  g_return_val_if_fail (EAR_IS_SOUND_GROUP (self), NULL);

  return GTK_WIDGET (self->choices[choices[0].item]);
}

/* ---- object ---- */

static AdwComboRow *
add_combo (EarSoundGroup *self, const char *title, const char *subtitle, const char *const *names)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (names);
  GtkWidget *row = g_object_new (ADW_TYPE_COMBO_ROW, "title", title, "subtitle", subtitle != NULL ? subtitle : "", "model", list, NULL);

  g_signal_connect_object (row, "notify::selected", G_CALLBACK (chosen), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  return ADW_COMBO_ROW (row);
}

static void
add_language (EarSoundGroup *self, const char *language)
{
  const char *names[] = { _("Whatever"), _("Familiar"), _("Polite"), NULL }, *name = language;
  g_autofree char *title = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_str_equal (forms[i].language, language))
      {
        name = _(forms[i].name);
        names[1] = forms[i].informal;
        names[2] = forms[i].formal;
      }
  /* Translators: how people are addressed in a language, such as German: du or Sie */
  title = g_strdup_printf (_("Say in %s"), name);
  g_ptr_array_add (self->languages, (gpointer) language);
  g_ptr_array_add (self->addresses, add_combo (self, title, NULL, names));
}

static void
ear_sound_group_finalize (GObject *object)
{
  EarSoundGroup *self = EAR_SOUND_GROUP (object);

  g_free (self->json);
  g_free (self->as_read);
  ear_voice_wish_free (self->wish);
  g_ptr_array_unref (self->addresses);
  g_ptr_array_unref (self->languages);
  G_OBJECT_CLASS (ear_sound_group_parent_class)->finalize (object);
}

static void
ear_sound_group_class_init (EarSoundGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ear_sound_group_finalize;
  signals[CHANGED] = g_signal_new ("changed", EAR_TYPE_SOUND_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ear_sound_group_init (EarSoundGroup *self)
{
  const char *const names[] = { _("Whatever"), _("Yes"), _("No"), NULL };
  const char *const *languages = ear_voice_get_languages ();

  self->addresses = g_ptr_array_new ();
  self->languages = g_ptr_array_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      self->choices[choices[i].item] = add_combo (self, _(choices[i].title), choices[i].subtitle != NULL ? _(choices[i].subtitle) : NULL, names);
      if (choices[i].item != EAR_WISH_SIGN_OFF)
        continue;
      self->sign_off_words = g_object_new (ADW_TYPE_ENTRY_ROW, "title", _("Sign Off With (Names, with Commas between Them)"), NULL);
      g_signal_connect_object (self->sign_off_words, "changed", G_CALLBACK (chosen), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->sign_off_words));
    }
  self->max_words = ADW_SPIN_ROW (adw_spin_row_new_with_range (0, MAX_WORDS, 5));
  g_object_set (self->max_words, "title", _("Words at Most"), "subtitle", _("0: however many"), NULL);
  g_signal_connect_object (self->max_words, "notify::value", G_CALLBACK (chosen), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->max_words));
  for (gsize i = 0; languages[i] != NULL; i++)
    if (ear_voice_has_address (languages[i]))
      add_language (self, languages[i]);
  ear_sound_group_set_json (self, NULL);
}
