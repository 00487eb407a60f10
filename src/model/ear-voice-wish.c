/* What the brand sheet wants of our voice, as JSON.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "base/ear-json.h"
#include "model/ear-voice.h"

#define MAX_WORDS_LIMIT 100000

/* Members that hold a choice. */
static const struct
{
  const char *name;
  gsize offset;
} choices[] = {
  { "greets", G_STRUCT_OFFSET (EarVoiceWish, greets) },
  { "by-name", G_STRUCT_OFFSET (EarVoiceWish, by_name) },
  { "signs-off", G_STRUCT_OFFSET (EarVoiceWish, signs_off) },
  { "thanks", G_STRUCT_OFFSET (EarVoiceWish, thanks) },
  { "apologises", G_STRUCT_OFFSET (EarVoiceWish, apologises) },
  { "emoji", G_STRUCT_OFFSET (EarVoiceWish, emoji) },
  { "asker-language", G_STRUCT_OFFSET (EarVoiceWish, asker_language) },
};

/* All we write ourselves; the rest is copied. */
static const char *const ours[] = {
  "greets", "by-name", "signs-off", "thanks", "apologises", "emoji", "asker-language", "sign-off-words", "max-words", "address", NULL,
};

static EarVoiceChoice *
choice_of (const EarVoiceWish *wish, gsize index)
{
  return (EarVoiceChoice *) (gpointer) ((char *) wish + choices[index].offset);
}

EarVoiceWish *
ear_voice_wish_new (void)
{
  EarVoiceWish *wish = g_new0 (EarVoiceWish, 1);

  wish->address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return wish;
}

EarVoiceWish *
ear_voice_wish_copy (const EarVoiceWish *wish)
{
  g_autofree char *json = ear_voice_wish_to_json (wish);

  return ear_voice_wish_from_json (json, NULL);
}

void
ear_voice_wish_free (EarVoiceWish *wish)
{
  if (wish == NULL)
    return;
  g_strfreev (wish->sign_off_words);
  g_hash_table_unref (wish->address);
  ear_json_free (wish->json);
  g_free (wish);
}

void
ear_voice_wish_set_address (EarVoiceWish *wish, const char *language, EarVoiceAddress address)
{
  g_return_if_fail (wish != NULL && language != NULL && address != EAR_ADDRESS_MIXED);

  if (address == EAR_ADDRESS_NONE)
    g_hash_table_remove (wish->address, language);
  else
    g_hash_table_replace (wish->address, g_strdup (language), GINT_TO_POINTER (address));
}

EarVoiceAddress
ear_voice_wish_get_address (const EarVoiceWish *wish, const char *language)
{
  g_return_val_if_fail (wish != NULL && language != NULL, EAR_ADDRESS_NONE);

  return (EarVoiceAddress) GPOINTER_TO_INT (g_hash_table_lookup (wish->address, language));
}

EarVoiceChoice
ear_voice_wish_get_choice (const EarVoiceWish *wish, EarVoiceWishItem item)
{
  g_return_val_if_fail (wish != NULL, EAR_VOICE_WHATEVER);

  switch (item)
    {
    case EAR_WISH_GREETING:
      return wish->greets;

    case EAR_WISH_BY_NAME:
      return wish->by_name;

    case EAR_WISH_SIGN_OFF:
      return wish->signs_off;

    case EAR_WISH_THANKS:
      return wish->thanks;

    case EAR_WISH_APOLOGY:
      return wish->apologises;

    case EAR_WISH_EMOJI:
      return wish->emoji;

    case EAR_WISH_LANGUAGE:
      return wish->asker_language;

    case EAR_WISH_ADDRESS:
      return g_hash_table_size (wish->address) > 0 ? EAR_VOICE_YES : EAR_VOICE_WHATEVER;

    case EAR_WISH_LENGTH:
      return wish->max_words > 0 ? EAR_VOICE_YES : EAR_VOICE_WHATEVER;

    case EAR_N_WISHES:
    default:
      return EAR_VOICE_WHATEVER;
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* ---- what a newer Earshot has written ---- */

static gboolean
is_one_of (const char *value, const char *one, const char *other)
{
  return g_strcmp0 (value, one) == 0 || g_strcmp0 (value, other) == 0;
}

/* Whether a member that was read says something else than this Earshot can, and nothing was wished of it since. */
static gboolean
is_beyond_us (const EarVoiceWish *wish, const EarJsonNode *root, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_str_equal (name, choices[i].name))
      return *choice_of (wish, i) == EAR_VOICE_WHATEVER && !is_one_of (ear_json_member_text (root, name), "yes", "no");
  if (g_str_equal (name, "sign-off-words"))
    return (wish->sign_off_words == NULL || wish->sign_off_words[0] == NULL) && !ear_json_is_array (ear_json_member (root, name));
  if (g_str_equal (name, "max-words"))
    return wish->max_words == 0 && ear_json_member_text (root, name) == NULL;
  return g_str_equal (name, "address") && g_hash_table_size (wish->address) == 0 && !ear_json_is_object (ear_json_member (root, name));
}

/* Languages whose address we write or have taken away; the rest is kept as it was. */
static GStrv
dup_languages_of_ours (const EarVoiceWish *wish, const EarJsonNode *address)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = ear_json_member_names (address);

  for (gsize i = 0; names[i] != NULL; i++)
    if (ear_voice_wish_get_address (wish, names[i]) != EAR_ADDRESS_NONE || is_one_of (ear_json_member_text (address, names[i]), "informal", "formal"))
      g_strv_builder_add (builder, names[i]);
  return g_strv_builder_end (builder);
}

static void
write_address (EarJsonWriter *writer, const EarVoiceWish *wish, const EarJsonNode *old)
{
  g_autoptr (GPtrArray) languages = g_hash_table_get_keys_as_ptr_array (wish->address);
  g_auto (GStrv) handled = dup_languages_of_ours (wish, old), all = ear_json_member_names (old);

  if (languages->len == 0 && g_strv_length (handled) == g_strv_length (all))
    return;
  g_ptr_array_sort (languages, compare_names);
  ear_json_writer_begin_object (writer, "address");
  for (guint i = 0; i < languages->len; i++)
    {
      const char *language = g_ptr_array_index (languages, i);

      ear_json_writer_text (writer, language, ear_voice_wish_get_address (wish, language) == EAR_ADDRESS_INFORMAL ? "informal" : "formal");
    }
  ear_json_writer_members_but (writer, old, (const char *const *) handled);
  ear_json_writer_end_object (writer);
}

static void
write_unknown (EarJsonWriter *writer, const EarVoiceWish *wish, const EarJsonNode *root)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) written = NULL;

  for (gsize i = 0; ours[i] != NULL; i++)
    if (!is_beyond_us (wish, root, ours[i]))
      g_strv_builder_add (builder, ours[i]);
  written = g_strv_builder_end (builder);
  ear_json_writer_members_but (writer, root, (const char *const *) written);
}

/**
 * ear_voice_wish_to_json:
 *
 * Returns: (transfer full): what ear_voice_wish_from_json() reads, the same text for the same wishes; members and values that this Earshot does
 *   not know are kept as they were read
 */
char *
ear_voice_wish_to_json (const EarVoiceWish *wish)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  const EarJsonNode *root;

  g_return_val_if_fail (wish != NULL, NULL);

  root = wish->json != NULL ? ear_json_root (wish->json) : NULL;
  ear_json_writer_begin_object (writer, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (*choice_of (wish, i) != EAR_VOICE_WHATEVER)
      ear_json_writer_text (writer, choices[i].name, *choice_of (wish, i) == EAR_VOICE_YES ? "yes" : "no");
  if (wish->sign_off_words != NULL && wish->sign_off_words[0] != NULL)
    {
      ear_json_writer_begin_array (writer, "sign-off-words");
      for (gsize i = 0; wish->sign_off_words[i] != NULL; i++)
        ear_json_writer_text (writer, NULL, wish->sign_off_words[i]);
      ear_json_writer_end_array (writer);
    }
  if (wish->max_words > 0)
    ear_json_writer_int (writer, "max-words", wish->max_words);
  write_address (writer, wish, ear_json_member (root, "address"));
  if (root != NULL)
    write_unknown (writer, wish, root);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static void
read_address (EarVoiceWish *wish, const EarJsonNode *address)
{
  g_auto (GStrv) names = ear_json_member_names (address);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      const char *value = ear_json_member_text (address, names[i]);

      if (g_strcmp0 (value, "informal") == 0)
        ear_voice_wish_set_address (wish, names[i], EAR_ADDRESS_INFORMAL);
      else if (g_strcmp0 (value, "formal") == 0)
        ear_voice_wish_set_address (wish, names[i], EAR_ADDRESS_FORMAL);
    }
}

static void
read_sign_off_words (EarVoiceWish *wish, const EarJsonNode *words)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; i < ear_json_length (words); i++)
    {
      g_autofree char *place = g_strdup_printf ("%" G_GSIZE_FORMAT, i);
      const char *word = ear_json_member_text (words, place);

      if (word != NULL && word[strspn (word, " \t\n")] != '\0')
        g_strv_builder_add (builder, word);
    }
  wish->sign_off_words = g_strv_builder_end (builder);
}

/**
 * ear_voice_wish_from_json:
 * @json: an object; a value that this Earshot does not know is "whatever", and kept
 * @error: EAR_PROBLEM_PROTOCOL: no JSON
 *
 * Returns: (transfer full) (nullable): the wishes
 */
EarVoiceWish *
ear_voice_wish_from_json (const char *json, GError **error)
{
  g_autoptr (EarVoiceWish) wish = ear_voice_wish_new ();
  const EarJsonField number[] = { { "max-words", EAR_JSON_INT, EAR_JSON_LENIENT, 0, -1 } };
  const EarJsonNode *root;
  gint64 max_words = 0;

  g_return_val_if_fail (json != NULL, NULL);

  wish->json = ear_json_parse_text (json, -1, error);
  if (wish->json == NULL)
    return NULL;
  root = ear_json_root (wish->json);
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      const char *value = ear_json_member_text (root, choices[i].name);

      *choice_of (wish, i) = g_strcmp0 (value, "yes") == 0 ? EAR_VOICE_YES : g_strcmp0 (value, "no") == 0 ? EAR_VOICE_NO : EAR_VOICE_WHATEVER;
    }
  read_sign_off_words (wish, ear_json_member (root, "sign-off-words"));
  read_address (wish, ear_json_member (root, "address"));
  if (!ear_json_bind_table (root, number, &max_words, error))
    return NULL;
  wish->max_words = (guint) CLAMP (max_words, 0, MAX_WORDS_LIMIT);
  return g_steal_pointer (&wish);
}
