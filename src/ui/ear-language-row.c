/* ear-language-row.c: which of the languages that Earshot is translated to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "report/ear-document.h"
#include "ui/ear-language-row.h"

struct _EarLanguageRow
{
  AdwComboRow parent_instance;

  GtkStringList *names;
  GPtrArray *languages;      /* (element-type char*): in the order of @names; the first is "" */
};

G_DEFINE_FINAL_TYPE (EarLanguageRow, ear_language_row, ADW_TYPE_COMBO_ROW)

static void
add (EarLanguageRow *self, const char *language, const char *name)
{
  g_ptr_array_add (self->languages, g_strdup (language));
  gtk_string_list_append (self->names, name);
}

static guint
find (EarLanguageRow *self, const char *language)
{
  for (guint i = 0; i < self->languages->len; i++)
    if (g_str_equal (g_ptr_array_index (self->languages, i), language))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

void
ear_language_row_set_language (EarLanguageRow *self, const char *language)
{
  g_return_if_fail (EAR_IS_LANGUAGE_ROW (self));

  if (language == NULL)
    language = "";
  if (find (self, language) == GTK_INVALID_LIST_POSITION)
    add (self, language, language);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), find (self, language));
}

const char *
ear_language_row_get_language (EarLanguageRow *self)
{
  guint selected;

  g_return_val_if_fail (EAR_IS_LANGUAGE_ROW (self), "");

  selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  return selected < self->languages->len ? g_ptr_array_index (self->languages, selected) : "";
}

static void
ear_language_row_finalize (GObject *object)
{
  EarLanguageRow *self = EAR_LANGUAGE_ROW (object);

  g_ptr_array_unref (self->languages);
  g_object_unref (self->names);
  G_OBJECT_CLASS (ear_language_row_parent_class)->finalize (object);
}

static void
ear_language_row_class_init (EarLanguageRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ear_language_row_finalize;
}

static void
ear_language_row_init (EarLanguageRow *self)
{
  g_auto (GStrv) languages = ear_report_list_languages ();

  self->languages = g_ptr_array_new_with_free_func (g_free);
  self->names = gtk_string_list_new (NULL);
  add (self, "", _("As on This Computer"));
  for (gsize i = 0; languages[i] != NULL; i++)
    {
      g_autofree char *name = ear_report_dup_language_name (languages[i]);

      add (self, languages[i], name);
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (self->names));
}
