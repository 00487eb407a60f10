/* A .mo file read as "The Format of GNU MO Files" in gettext's manual says; nothing in it is trusted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-catalogue.h"
#include "base/ear-plural.h"

#define MAGIC 0x950412deu
#define MAX_BYTES (16 * 1024 * 1024)

struct _EarCatalogue
{
  gatomicrefcount references;
  char *language;
  GBytes *bytes;             /* (nullable) */
  GHashTable *texts;         /* id → translation, plural forms one after another; borrowed from @bytes; NULL: as written */
  EarPlural *plural;         /* (nullable): one, many */
};

static _Thread_local const EarCatalogue *current;

/* ---- reading ---- */

typedef struct
{
  const guint8 *data;
  gsize size;
  gboolean swapped;
} Reader;

static guint32
read_number (const Reader *reader, gsize at)
{
  guint32 number;

  if (at > reader->size || reader->size - at < sizeof number)
    return G_MAXUINT32;
  memcpy (&number, reader->data + at, sizeof number);
  return reader->swapped ? GUINT32_SWAP_LE_BE (number) : number;
}

/* The text that the table's line at @at describes; NULL where it is not whole, ended and UTF-8. @length: bytes before its last NUL. */
static const char *
read_text (const Reader *reader, gsize at, gsize *length)
{
  gsize size = read_number (reader, at), begin = read_number (reader, at + 4);
  const char *text;

  if (size == G_MAXUINT32 || begin > reader->size || reader->size - begin <= size)
    return NULL;
  text = (const char *) reader->data + begin;
  if (text[size] != '\0')
    return NULL;
  *length = size;
  for (gsize part = 0; part <= size; part += strlen (text + part) + 1)
    if (!g_utf8_validate (text + part, -1, NULL))
      return NULL;
  return text;
}

static gboolean
read_texts (EarCatalogue *catalogue)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (catalogue->bytes, &size);
  Reader reader = { data, size, FALSE };
  guint32 n, ids, texts;

  reader.swapped = read_number (&reader, 0) == GUINT32_SWAP_LE_BE (MAGIC);
  if (read_number (&reader, 0) != MAGIC || read_number (&reader, 4) >> 16 > 1)
    return FALSE;
  n = read_number (&reader, 8);
  ids = read_number (&reader, 12);
  texts = read_number (&reader, 16);
  if (n > size / 16)
    return FALSE;
  catalogue->texts = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize i = 0; i < n; i++)
    {
      gsize id_length, length;
      const char *id = read_text (&reader, ids + 8 * i, &id_length), *text = read_text (&reader, texts + 8 * i, &length);

      if (id == NULL || text == NULL)
        return FALSE;
      /* How many forms there are is only known where their number is asked for, so no less than the header promises may stand here. */
      if (strlen (id) < id_length)
        {
          guint forms = 1;

          for (gsize j = 0; j < length; j++)
            forms += text[j] == '\0';
          if (forms < (catalogue->plural != NULL ? ear_plural_get_n_forms (catalogue->plural) : 2))
            return FALSE;
        }
      if (id[0] == '\0')
        {
          const char *rule = strstr (text, "Plural-Forms:");

          /* Sorted, it is the first; only so are the forms of all others counted. */
          if (i > 0)
            return FALSE;
          if (strstr (text, "charset=UTF-8") == NULL && strstr (text, "charset=utf-8") == NULL)
            return FALSE;
          if (rule != NULL && (catalogue->plural = ear_plural_parse (rule + strlen ("Plural-Forms:"))) == NULL)
            return FALSE;
        }
      else if (length > 0)
        g_hash_table_insert (catalogue->texts, (gpointer) id, (gpointer) text);
    }
  return TRUE;
}

static EarCatalogue *
catalogue_new (void)
{
  EarCatalogue *catalogue = g_new0 (EarCatalogue, 1);

  g_atomic_ref_count_init (&catalogue->references);
  return catalogue;
}

EarCatalogue *
ear_catalogue_new_from_bytes (GBytes *bytes, const char *language)
{
  g_autoptr (EarCatalogue) catalogue = NULL;

  g_return_val_if_fail (bytes != NULL && language != NULL, NULL);

  catalogue = catalogue_new ();
  catalogue->bytes = g_bytes_ref (bytes);
  catalogue->language = g_strdup (language);
  return g_bytes_get_size (bytes) <= MAX_BYTES && read_texts (catalogue) ? g_steal_pointer (&catalogue) : NULL;
}

static EarCatalogue *
read_file (const char *path, const char *language, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);
  g_autoptr (GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;
  EarCatalogue *catalogue;

  if (bytes == NULL)
    return NULL;
  catalogue = ear_catalogue_new_from_bytes (bytes, language);
  if (catalogue == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The translation %s cannot be read. Install Earshot again, or choose another language."), path);
  return catalogue;
}

/**
 * ear_catalogue_load:
 * @folder: with LANGUAGE/LC_MESSAGES/DOMAIN.mo in it
 * @language: BCP 47
 *
 * Returns: (transfer full) (nullable): NULL with @error where the language's file is there but cannot be used
 */
EarCatalogue *
ear_catalogue_load (const char *folder, const char *domain, const char *language, GError **error)
{
  EarCatalogue *catalogue;
  g_autofree char *name = NULL;

  g_return_val_if_fail (folder != NULL && domain != NULL && language != NULL, NULL);

  name = g_strdelimit (g_strdup (language), "-", '_');
  /* The language stands in a path: nothing but letters, digits and what joins them. */
  if (strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@") != strlen (name))
    name[0] = '\0';
  while (name[0] != '\0')
    {
      g_autofree char *file = g_strconcat (domain, ".mo", NULL);
      g_autofree char *path = g_build_filename (folder, name, "LC_MESSAGES", file, NULL);
      char *last = strrchr (name, '_');

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return read_file (path, g_strdelimit (name, "_", '-'), error);
      if (last == NULL)
        break;
      *last = '\0';
    }
  catalogue = catalogue_new ();
  catalogue->language = g_strdup (g_str_has_prefix (language, "en") && (language[2] == '\0' || language[2] == '-') ? language : "en");
  return catalogue;
}

EarCatalogue *
ear_catalogue_ref (EarCatalogue *catalogue)
{
  g_return_val_if_fail (catalogue != NULL, NULL);
  g_atomic_ref_count_inc (&catalogue->references);
  return catalogue;
}

void
ear_catalogue_unref (EarCatalogue *catalogue)
{
  if (catalogue == NULL || !g_atomic_ref_count_dec (&catalogue->references))
    return;
  g_clear_pointer (&catalogue->texts, g_hash_table_unref);
  g_clear_pointer (&catalogue->bytes, g_bytes_unref);
  g_clear_pointer (&catalogue->plural, ear_plural_free);
  g_free (catalogue->language);
  g_free (catalogue);
}

/* ---- this thread's ---- */

EarCatalogueScope
ear_catalogue_enter (const EarCatalogue *catalogue)
{
  EarCatalogueScope scope = { current };

  current = catalogue;
  return scope;
}

void
ear_catalogue_scope_clear (EarCatalogueScope *scope)
{
  current = scope->before;
}

static const char *
find (const char *id)
{
  return current->texts != NULL ? g_hash_table_lookup (current->texts, id) : NULL;
}

const char *
ear_catalogue_text (const char *id)
{
  const char *text;

  if (current == NULL)
    return g_dgettext (GETTEXT_PACKAGE, id);
  text = find (id);
  return text != NULL ? text : id;
}

const char *
ear_catalogue_context_text (const char *context_id, gsize context_length)
{
  const char *text;

  if (current == NULL)
    return g_dpgettext (GETTEXT_PACKAGE, context_id, context_length);
  text = find (context_id);
  return text != NULL ? text : context_id + context_length;
}

const char *
ear_catalogue_plural (const char *one, const char *many, gulong n)
{
  const char *text;
  guint form;

  if (current == NULL)
    return g_dngettext (GETTEXT_PACKAGE, one, many, n);
  text = find (one);
  if (text == NULL)
    return n == 1 ? one : many;
  form = current->plural != NULL ? ear_plural_get_form (current->plural, n) : n != 1;
  for (; form > 0; form--)
    text += strlen (text) + 1;
  return text;
}

/* "Language: de_AT\n" in gettext's own header. */
static char *
dup_language_of_header (const char *header)
{
  const char *begin = strstr (header, "Language:"), *end;
  g_autofree char *language = NULL;

  if (begin == NULL)
    return NULL;
  begin += strlen ("Language:");
  end = strchr (begin, '\n');
  language = g_strstrip (g_strndup (begin, end != NULL ? (gsize) (end - begin) : strlen (begin)));
  language[strcspn (language, ".@")] = '\0';
  return language[0] != '\0' ? g_strdelimit (g_steal_pointer (&language), "_", '-') : NULL;
}

char *
ear_catalogue_dup_language (void)
{
  char *language;

  if (current != NULL)
    return g_strdup (current->language);
  language = dup_language_of_header (g_dgettext (GETTEXT_PACKAGE, ""));
  return language != NULL ? language : g_strdup ("en");
}
