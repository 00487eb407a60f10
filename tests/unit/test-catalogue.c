/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/ear-catalogue.h"
#include "base/ear-plural.h"

/* ---- plural forms ---- */

static void
expect_forms (const char *rule, const char *forms)
{
  g_autoptr (EarPlural) plural = ear_plural_parse (rule);

  g_assert_nonnull (plural);
  for (gulong n = 0; forms[n] != '\0'; n++)
    g_assert_cmpuint (ear_plural_get_form (plural, n), ==, (guint) (forms[n] - '0'));
}

/* The rules of gettext's manual, for 0, 1, 2 … */
static void
test_plural (void)
{
  static const char *const wrong[] = {
    "", "nplurals=2", "nplurals=2; plural=", "nplurals=0; plural=0;", "nplurals=99; plural=0;", "nplurals=2; plural=n +;", "nplurals=2; plural=(n;",
    "nplurals=2; plural=n ? 1;", "nplurals=2; plural=m;", "plural=n;",
  };
  g_autoptr (EarPlural) by_nought = ear_plural_parse ("nplurals=2; plural=n/0 + n%0 + 7;");
  g_autoptr (GString) open = g_string_new ("nplurals=2; plural=");

  expect_forms ("nplurals=1; plural=0;", "000000");
  expect_forms ("nplurals=2; plural=(n != 1);", "1011111");
  expect_forms (" nplurals=2; plural=n>1", "0011111");
  expect_forms ("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);", "2011122222222222222220111");
  expect_forms ("nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;", "0123333333344");
  expect_forms ("nplurals=2; plural=!(n == 1);", "101");
  expect_forms ("nplurals=3; plural=n*2-n+1-1 < 2 ? 0 : 1;", "0011");

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (ear_plural_parse (wrong[i]));
  g_assert_nonnull (by_nought);
  g_assert_cmpuint (ear_plural_get_form (by_nought, 3), ==, 1); /* never beyond the last */
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (open, i < 50000 ? '(' : '!');
  g_assert_null (ear_plural_parse (open->str));
}

/* ---- a file ---- */

typedef struct
{
  const char *id, *text;
  gsize id_length, length;
} Entry;

#define ENTRY(id, text) { id, text, sizeof id - 1, sizeof text - 1 }

static const Entry entries[] = {
  ENTRY ("", "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\nLanguage: de\n"),
  ENTRY ("Hello", "Hallo"),
  ENTRY ("month\004May", "Mai"),
  ENTRY ("%d day\0%d days", "%d Tag\0%d Tage"),
  ENTRY ("untranslated", ""),
};

static void
put_number (GByteArray *bytes, guint32 number, gboolean swapped)
{
  if (swapped)
    number = GUINT32_SWAP_LE_BE (number);
  g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
}

static GByteArray *
write_mo (const Entry *list, guint n, gboolean swapped)
{
  GByteArray *bytes = g_byte_array_new ();
  guint32 at = 28 + 16 * n;

  put_number (bytes, 0x950412de, swapped);
  put_number (bytes, 0, swapped);
  put_number (bytes, n, swapped);
  put_number (bytes, 28, swapped);
  put_number (bytes, 28 + 8 * n, swapped);
  put_number (bytes, 0, swapped);
  put_number (bytes, 0, swapped);
  for (guint i = 0; i < 2 * n; i++)
    {
      guint32 length = (guint32) (i < n ? list[i].id_length : list[i - n].length);

      put_number (bytes, length, swapped);
      put_number (bytes, at, swapped);
      at += length + 1;
    }
  for (guint i = 0; i < 2 * n; i++)
    g_byte_array_append (bytes, (const guint8 *) (i < n ? list[i].id : list[i - n].text), (guint) (i < n ? list[i].id_length : list[i - n].length) + 1);
  return bytes;
}

typedef struct
{
  char *folder, *messages, *file;
} Place;

static void
place_init (Place *place, const char *language)
{
  place->folder = g_dir_make_tmp ("earshot-XXXXXX", NULL);
  place->messages = g_build_filename (place->folder, language, "LC_MESSAGES", NULL);
  place->file = g_build_filename (place->messages, "test.mo", NULL);
  g_assert_cmpint (g_mkdir_with_parents (place->messages, 0700), ==, 0);
}

static void
place_clear (Place *place)
{
  g_autofree char *language = g_path_get_dirname (place->messages);

  g_unlink (place->file);
  g_rmdir (place->messages);
  g_rmdir (language);
  g_rmdir (place->folder);
  g_free (place->folder);
  g_free (place->messages);
  g_free (place->file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static void
place_write (const Place *place, const guint8 *data, gsize length)
{
  g_assert_true (g_file_set_contents (place->file, (const char *) data, (gssize) length, NULL));
}

static const char *
format_days (gulong n)
{
  return ear_catalogue_plural ("%d day", "%d days", n);
}

static gpointer
in_another_thread (gpointer data)
{
  g_assert_cmpstr (ear_catalogue_text ("Hello"), ==, "Hello");
  return NULL;
}

/* What it was found as. */
static void
assert_language (const EarCatalogue *catalogue, const char *expected)
{
  g_auto (EarCatalogueScope) scope = ear_catalogue_enter (catalogue);
  g_autofree char *language = ear_catalogue_dup_language ();

  g_assert_cmpstr (language, ==, expected);
}

static void
test_texts (void)
{
  for (int swapped = 0; swapped < 2; swapped++)
    {
      g_auto (Place) place = { 0 };
      g_autoptr (GByteArray) bytes = write_mo (entries, G_N_ELEMENTS (entries), swapped);
      g_autoptr (EarCatalogue) catalogue = NULL, english = NULL;
      g_autoptr (GError) error = NULL;

      place_init (&place, "de");
      place_write (&place, bytes->data, bytes->len);
      catalogue = ear_catalogue_load (place.folder, "test", "de-AT", &error);
      g_assert_no_error (error);
      assert_language (catalogue, "de");
      g_assert_cmpstr (ear_catalogue_text ("Hello"), ==, "Hello");
      {
        g_auto (EarCatalogueScope) scope = ear_catalogue_enter (catalogue);
        g_autofree char *language = ear_catalogue_dup_language ();

        g_assert_cmpstr (language, ==, "de");
        g_assert_cmpstr (ear_catalogue_text ("Hello"), ==, "Hallo");
        g_assert_cmpstr (ear_catalogue_text ("Goodbye"), ==, "Goodbye");
        g_assert_cmpstr (ear_catalogue_text ("untranslated"), ==, "untranslated");
        g_assert_cmpstr (ear_catalogue_context_text ("month\004May", 6), ==, "Mai");
        g_assert_cmpstr (ear_catalogue_context_text ("month\004June", 6), ==, "June");
        g_assert_cmpstr (format_days (1), ==, "%d Tag");
        g_assert_cmpstr (format_days (2), ==, "%d Tage");
        g_assert_cmpstr (ear_catalogue_plural ("a", "b", 1), ==, "a");
        g_assert_cmpstr (ear_catalogue_plural ("a", "b", 0), ==, "b");
        g_thread_join (g_thread_new ("other", in_another_thread, NULL));
        english = ear_catalogue_load (place.folder, "test", "en-GB", &error);
        {
          g_auto (EarCatalogueScope) inner = ear_catalogue_enter (english);

          assert_language (english, "en-GB");
          g_assert_cmpstr (ear_catalogue_text ("Hello"), ==, "Hello");
        }
        g_assert_cmpstr (ear_catalogue_text ("Hello"), ==, "Hallo");
      }
      g_assert_cmpstr (ear_catalogue_text ("Hello"), ==, "Hello");
    }
}

/* A language stands in a path: it cannot leave the folder. */
static void
test_languages (void)
{
  static const char *const names[] = { "fr", "tlh", "", "../de", "/etc", "de/../de", "x-y-z" };
  g_auto (Place) place = { 0 };
  g_autoptr (GByteArray) bytes = write_mo (entries, G_N_ELEMENTS (entries), FALSE);

  place_init (&place, "de");
  place_write (&place, bytes->data, bytes->len);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EarCatalogue) catalogue = ear_catalogue_load (place.folder, "test", names[i], &error);

      g_assert_no_error (error);
      assert_language (catalogue, "en");
    }
}

/* Cut anywhere, or with any byte otherwise: read or refused, never more than there is. A copy of that very size is guarded; a mapped file has the rest
 * of a page behind it, where nobody sees who reads on. */
static void
test_broken (void)
{
  g_autoptr (GByteArray) bytes = write_mo (entries, G_N_ELEMENTS (entries), FALSE);
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  guint refused = 0;

  for (guint i = 0; i < bytes->len + 20000; i++)
    {
      gsize length = i < bytes->len ? i : bytes->len;
      guint8 *copy = g_memdup2 (bytes->data, length);
      g_autoptr (GBytes) broken = NULL;
      g_autoptr (EarCatalogue) catalogue = NULL;

      if (i >= bytes->len)
        copy[g_rand_int_range (random, 0, (gint32) length)] = (guint8) g_rand_int (random);
      broken = g_bytes_new_take (copy, length);
      catalogue = ear_catalogue_new_from_bytes (broken, "de");
      if (catalogue == NULL)
        refused++;
      else
        {
          g_auto (EarCatalogueScope) scope = ear_catalogue_enter (catalogue);

          for (gulong n = 0; n < 4; n++)
            g_assert_nonnull (format_days (n));
          g_assert_nonnull (ear_catalogue_text ("Hello"));
        }
    }
  g_assert_cmpuint (refused, >=, bytes->len);
}

static void
test_unusable (void)
{
  g_auto (Place) place = { 0 };
  const Entry latin[] = { ENTRY ("", "Content-Type: text/plain; charset=ISO-8859-1\n"), ENTRY ("Hello", "Hall\366") };
  const Entry short_of_forms[] = { entries[0], ENTRY ("%d day\0%d days", "%d Tag") };
  g_autoptr (GByteArray) other = write_mo (latin, 2, FALSE), missing = write_mo (short_of_forms, 2, FALSE);

  place_init (&place, "de");
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      place_write (&place, (i == 0 ? other : missing)->data, (i == 0 ? other : missing)->len);
      g_assert_null (ear_catalogue_load (place.folder, "test", "de", &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue/plural", test_plural);
  g_test_add_func ("/catalogue/texts", test_texts);
  g_test_add_func ("/catalogue/languages", test_languages);
  g_test_add_func ("/catalogue/broken", test_broken);
  g_test_add_func ("/catalogue/unusable", test_unusable);
  return g_test_run ();
}
