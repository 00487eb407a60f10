/* The document as a file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "report/ear-document.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

#define TERMINAL_COLUMNS 96

static const char *const format_words[] = {
  [EAR_REPORT_TEXT] = "text", [EAR_REPORT_JSON] = "json", [EAR_REPORT_CSV] = "csv",
  [EAR_REPORT_CSV_HOURS] = "csv-hours", [EAR_REPORT_HTML] = "html", [EAR_REPORT_PDF] = "pdf",
};

gboolean
ear_report_format_from_string (const char *word, EarReportFormat *format)
{
  g_return_val_if_fail (word != NULL && format != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (format_words); i++)
    if (g_str_equal (format_words[i], word))
      {
        *format = (EarReportFormat) i;
        return TRUE;
      }
  return FALSE;
}

static const char *
get_locales (void)
{
  const char *folder = bindtextdomain (GETTEXT_PACKAGE, NULL);

  return folder != NULL ? folder : LOCALEDIR;
}

EarCatalogue *
ear_report_load_catalogue (const char *language)
{
  g_autoptr (GError) error = NULL;
  EarCatalogue *catalogue;

  if (language == NULL || language[0] == '\0')
    return NULL;
  catalogue = ear_catalogue_load (get_locales (), GETTEXT_PACKAGE, language, &error);
  if (catalogue == NULL)
    g_message ("%s", error->message);
  return catalogue;
}

GStrv
ear_report_list_languages (void)
{
  g_autoptr (GPtrArray) languages = g_ptr_array_new ();
  g_autoptr (GDir) folder = g_dir_open (get_locales (), 0, NULL);
  const char *name;

  g_ptr_array_add (languages, g_strdup ("en"));
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (get_locales (), name, "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL);

      if (!g_str_equal (name, "en") && g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (languages, g_strdelimit (g_strdup (name), "_", '-'));
    }
  g_ptr_array_sort_values (languages, (GCompareFunc) strcmp);
  g_ptr_array_add (languages, NULL);
  return (GStrv) g_ptr_array_steal (languages, NULL);
}

char *
ear_report_dup_language_name (const char *language)
{
  g_autoptr (EarCatalogue) catalogue = ear_report_load_catalogue (language);
  g_auto (EarCatalogueScope) scope = ear_catalogue_enter (catalogue);
  /* Translators: the name of your language, in your language */
  const char *name = C_("this language", "English");

  return g_strdup (catalogue == NULL || (g_str_equal (name, "English") && !g_str_has_prefix (language, "en")) ? language : name);
}

static GBytes *
text_to_bytes (char *take_text)
{
  return g_bytes_new_take (take_text, strlen (take_text));
}

GBytes *
ear_document_to_bytes (const EarDocument *document, EarReportFormat format, EarPaper paper, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (document != NULL, NULL);

  switch (format)
    {
    case EAR_REPORT_JSON:
      return text_to_bytes (ear_report_to_json (ear_document_get_report (document)));
    case EAR_REPORT_CSV:
      return text_to_bytes (ear_report_to_csv (ear_document_get_report (document)));
    case EAR_REPORT_CSV_HOURS:
      return text_to_bytes (ear_report_hours_to_csv (ear_document_get_report (document)));
    case EAR_REPORT_HTML:
      return ear_document_to_html (document, cancellable, error);
    case EAR_REPORT_PDF:
      return ear_document_to_pdf (document, paper, cancellable, error);
    case EAR_REPORT_TEXT:
    default:
      return text_to_bytes (ear_document_to_text (document, TERMINAL_COLUMNS, TRUE));
    }
}

/* g_file_replace_contents() would put the beginning of it in the old one's place, where there is no room for the rest. */
static gboolean
replace_file (GFile *file, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  /* GIO writes beside it and renames when that is closed. */
  g_autoptr (GFileOutputStream) stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, error);
  g_autoptr (GCancellable) given_up = NULL;

  if (stream == NULL)
    return FALSE;
  if (g_output_stream_write_all (G_OUTPUT_STREAM (stream), g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL, cancellable, error))
    return g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
  given_up = g_cancellable_new ();
  g_cancellable_cancel (given_up);
  g_output_stream_close (G_OUTPUT_STREAM (stream), given_up, NULL);
  return FALSE;
}

gboolean
ear_document_save (const EarDocument *document, EarReportFormat format, EarPaper paper, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (document != NULL && G_IS_FILE (file), FALSE);

  bytes = ear_document_to_bytes (document, format, paper, cancellable, error);
  return bytes != NULL && replace_file (file, bytes, cancellable, error);
}
