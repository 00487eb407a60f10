/* test-readings.c: what was read before is found again, and a report made of it is the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "model/ear-facts.h"
#include "model/ear-readings.h"
#include "model/ear-voice.h"

#define N_ANSWERS 3000
#define N_CHANNELS 3
#define NOW G_GINT64_CONSTANT (1772442000000)

/* ---- numbers by hash ---- */

static guint64
hash_of (const char *a, const char *b)
{
  return ear_readings_hash (ear_readings_hash (EAR_READINGS_HASH, a), b);
}

static EarReadings *
through_bytes (const EarReadings *readings)
{
  g_autoptr (GBytes) bytes = ear_readings_to_bytes (readings);

  return ear_readings_new_from_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_hash (void)
{
  static const char *const texts[] = { NULL, "", "a", "ab", "b", "12345678", "123456781", "1234567812345678", "ä", "abc", "c", "bc", "\x01" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (texts); k++)
      {
        guint64 hash = hash_of (texts[i], texts[k]);

        g_assert_true (g_hash_table_add (seen, g_memdup2 (&hash, sizeof hash)));
        g_assert_true (hash == hash_of (texts[i], texts[k]));
      }
}

static void
test_kept (void)
{
  g_autoptr (EarReadings) readings = ear_readings_new (), again = NULL;
  g_autoptr (GHashTable) model = g_hash_table_new (g_direct_hash, g_direct_equal);
  guint64 value;

  g_assert_false (ear_readings_is_changed (readings));
  for (guint i = 0; i < 20000; i++)
    {
      guint key = g_random_int_range (1, 8000), number = (guint) g_random_int_range (1, G_MAXINT32);

      g_hash_table_insert (model, GUINT_TO_POINTER (key), GUINT_TO_POINTER (number));
      ear_readings_add (readings, key, number);
    }
  /* 0 is a hash as well, and all bits of a value come back. */
  ear_readings_add (readings, 0, (G_GUINT64_CONSTANT (1) << EAR_READINGS_BITS) - 1);
  again = through_bytes (readings);
  g_assert_false (ear_readings_is_changed (again));
  g_assert_cmpuint (ear_readings_get_n (again), ==, ear_readings_get_n (readings));
  for (guint key = 2; key < 9000; key++)
    {
      gpointer number = g_hash_table_lookup (model, GUINT_TO_POINTER (key));

      g_assert_cmpint (ear_readings_find (again, key, &value), ==, number != NULL);
      if (number != NULL)
        g_assert_cmpuint (value, ==, GPOINTER_TO_UINT (number));
    }
  g_assert_true (ear_readings_find (again, 0, &value));
  g_assert_cmpuint (value, ==, (G_GUINT64_CONSTANT (1) << EAR_READINGS_BITS) - 1);
}

/* A file that ends early, has another bit or is something else is no file. */
static void
test_damaged (void)
{
  g_autoptr (EarReadings) readings = ear_readings_new ();
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  gsize size;

  for (guint i = 0; i < 40; i++)
    ear_readings_add (readings, hash_of ("text", NULL) + i * 977, i);
  bytes = ear_readings_to_bytes (readings);
  data = g_bytes_get_data (bytes, &size);
  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *other = g_memdup2 (data, size);
      g_autoptr (EarReadings) cut = ear_readings_new_from_bytes (data, i), changed = NULL;

      other[i] ^= (guint8) (1u << (i % 8));
      changed = ear_readings_new_from_bytes (other, size);
      g_assert_cmpuint (ear_readings_get_n (cut), ==, 0);
      g_assert_cmpuint (ear_readings_get_n (changed), ==, 0);
    }
}

/* Of more than a million those stay that are still asked for. */
static void
test_most (void)
{
  g_autoptr (EarReadings) readings = ear_readings_new (), full = NULL, left = NULL;
  guint64 value;

  for (guint i = 1; i <= 1000001; i++)
    ear_readings_add (readings, i * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15), i);
  full = through_bytes (readings);
  g_assert_cmpuint (ear_readings_get_n (full), ==, 1000001);
  for (guint i = 1; i <= 10; i++)
    g_assert_true (ear_readings_find (full, i * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15), &value));
  left = through_bytes (full);
  g_assert_cmpuint (ear_readings_get_n (left), ==, 10);
}

/* ---- the same report ---- */

static const char *const greetings[] = { "Hi %s, ", "Hallo %s! ", "Dear %s, ", "Bonjour %s, ", "", "Ciao ", "Guten Tag, " };
static const char *const sentences[] = {
  "we are open until 10 pm.", "wir haben dienstags zu.", "with pleasure!", "Es tut uns leid.", "Yes, of course.", "No, sorry.", "Nein, leider nicht.",
  "the lunch menu is 12 €.", "the lunch menu is 14 €.", "call 030 12345678.", "nous ouvrons à 18 h.", "so glad you liked it.", "schön, dass es geschmeckt hat",
  "😊", "Danke dir", "Thank you", "Können Sie bitte anrufen?", "Obrigado!", "ogni giorno dalle 12", "нет", "\xff bytes",
};
static const char *const closings[] = { "", " Maria", "\n– Maria", "\nYour team", " Liebe Grüße, Jonas", "\nhttps://rosso.example" };
static const char *const questions[] = {
  NULL, "Are you open on Sunday?", "Habt ihr sonntags offen?", "How much is the lunch menu?", "This was terrible.", "Was kostet das Menü?", "…", "Avete un tavolo?",
};
static const char *const names[] = { NULL, "Anna", "maria_87", "Jürgen Müller", "小林" };
static const char *const languages[] = { NULL, "de", "en", "ro", "pt-BR" };

#define DRAW(list) (list)[g_random_int_range (0, G_N_ELEMENTS (list))]

typedef struct {
  GStringChunk *strings;
  EarAnswerText answers[N_ANSWERS];
} World;

static World *
world_new (void)
{
  World *world = g_new0 (World, 1);

  world->strings = g_string_chunk_new (4096);
  for (guint i = 0; i < N_ANSWERS; i++)
    {
      const char *asker = DRAW (names), *greeting = DRAW (greetings), *name = asker != NULL ? asker : "there", *slot = strstr (greeting, "%s");
      g_autoptr (GString) text = g_string_new (NULL);

      g_string_append_len (text, greeting, slot != NULL ? slot - greeting : (gssize) strlen (greeting));
      if (slot != NULL)
        g_string_append_printf (text, "%s%s", name, slot + 2);
      for (int n = g_random_int_range (1, 4); n > 0; n--)
        g_string_append_printf (text, "%s ", DRAW (sentences));
      g_string_append (text, DRAW (closings));
      world->answers[i] = (EarAnswerText) {
        .message_id = i + 1, .conversation_id = i / 2 + 1, .person_id = g_random_int_range (1, 400), .channel = g_random_int_range (0, N_CHANNELS),
        .sent_at = NOW - g_random_int_range (0, 60 * 24 * 3600) * G_GINT64_CONSTANT (1000), .mine = g_random_boolean (),
        .subject = g_random_int_range (0, 8) == 0 ? "★★☆☆☆" : NULL, .question = DRAW (questions), .text = g_string_chunk_insert (world->strings, text->str),
        .question_language = DRAW (languages), .language = DRAW (languages), .asker = asker,
      };
    }
  return world;
}

static void
world_free (World *world)
{
  g_string_chunk_free (world->strings);
  g_free (world);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

static void
assert_same_group (const EarVoiceGroup *one, const EarVoiceGroup *other)
{
  g_assert_cmpuint (one->n_replies, ==, other->n_replies);
  g_assert_cmpuint (one->people, ==, other->people);
  g_assert_cmpmem (one->traits, sizeof one->traits, other->traits, sizeof other->traits);
  g_assert_cmpmem (&one->length, sizeof one->length, &other->length, sizeof other->length);
  g_assert_cmpmem (one->kept, sizeof one->kept, other->kept, sizeof other->kept);
  for (guint i = 0; i < EAR_N_WISHES; i++)
    {
      g_autoptr (GArray) a = ear_voice_group_list_wish (one, (EarVoiceWishItem) i, TRUE), b = ear_voice_group_list_wish (other, (EarVoiceWishItem) i, TRUE);

      g_assert_cmpmem (a->data, a->len * sizeof (EarVoiceReply), b->data, b->len * sizeof (EarVoiceReply));
    }
}

static void
assert_same_voice (const EarVoice *one, const EarVoice *other)
{
  for (guint i = 0; i < N_CHANNELS; i++)
    assert_same_group (ear_voice_get_channel (one, i), ear_voice_get_channel (other, i));
  assert_same_group (one->mine, other->mine);
}

/* Also where another word of ours is wanted at the end than when they were read. */
static void
test_voice (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (EarReadings) readings = ear_readings_new ();
  const char *const words[][2] = { { "Maria", NULL }, { "Jonas", NULL }, { NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (EarVoiceWish) wish = ear_voice_wish_new ();
      g_autoptr (EarVoice) plain = NULL, first = NULL, second = NULL;
      g_autoptr (EarReadings) kept = NULL;
      guint n;

      wish->greets = wish->signs_off = wish->asker_language = EAR_VOICE_YES;
      wish->max_words = 6;
      wish->sign_off_words = words[i][0] != NULL ? g_strdupv ((char **) words[i]) : NULL;
      ear_voice_wish_set_address (wish, "de", EAR_ADDRESS_INFORMAL);
      plain = ear_voice_new (world->answers, N_ANSWERS, N_CHANNELS, wish);
      n = ear_readings_get_n (readings);
      first = ear_voice_new_watched (world->answers, N_ANSWERS, N_CHANNELS, wish, readings, NULL, NULL);
      g_assert_cmpuint (ear_readings_get_n (readings), >, n + 1000);
      kept = through_bytes (readings);
      second = ear_voice_new_watched (world->answers, N_ANSWERS, N_CHANNELS, wish, kept, NULL, NULL);
      g_assert_false (ear_readings_is_changed (kept));
      assert_same_voice (plain, first);
      assert_same_voice (plain, second);
      g_assert_cmpuint (plain->mine->kept[EAR_WISH_SIGN_OFF].k, >, 20);
      g_assert_cmpuint (plain->mine->kept[EAR_WISH_SIGN_OFF].k, <, plain->mine->kept[EAR_WISH_SIGN_OFF].n);
    }
}

/* What is too long for a number is read each time. */
static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (EarReadings) readings = ear_readings_new ();
  EarAnswerText answer = { .message_id = 1, .conversation_id = 1, .person_id = 1 };

  for (guint i = 0; i < 70000; i++)
    g_string_append (text, "yes ");
  answer.text = text->str;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EarVoice) voice = ear_voice_new_watched (&answer, 1, 1, NULL, readings, NULL, NULL);

      g_assert_cmpuint (ear_voice_get_channel (voice, 0)->length.median, ==, 70000);
    }
  g_assert_cmpuint (ear_readings_get_n (readings), ==, 0);
}

static void
assert_same_facts (const EarFacts *one, const EarFacts *other)
{
  g_assert_cmpuint (one->n_answers, ==, other->n_answers);
  g_assert_cmpuint (one->n_unread, ==, other->n_unread);
  g_assert_cmpmem (one->stated, sizeof one->stated, other->stated, sizeof other->stated);
  g_assert_cmpmem (one->checked, sizeof one->checked, other->checked, sizeof other->checked);
  g_assert_cmpuint (one->like_questions, ==, other->like_questions);
  g_assert_cmpuint (one->like_answers, ==, other->like_answers);
  g_assert_cmpuint (one->findings->len, ==, other->findings->len);
  for (guint i = 0; i < one->findings->len; i++)
    {
      const EarFactFinding *a = one->findings->pdata[i], *b = other->findings->pdata[i];

      g_assert_cmpint (a->type, ==, b->type);
      g_assert_cmpint (a->message_id, ==, b->message_id);
      g_assert_cmpint (a->other_message_id, ==, b->other_message_id);
      g_assert_cmpstr (a->said, ==, b->said);
      g_assert_cmpstr (a->other, ==, b->other);
      g_assert_cmpmem (a->messages->data, a->messages->len * sizeof (gint64), b->messages->data, b->messages->len * sizeof (gint64));
    }
}

static void
test_facts (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (EarReadings) readings = ear_readings_new (), kept = NULL;
  g_autoptr (EarBrandSheet) sheet = ear_brand_sheet_new ();
  g_autoptr (EarFacts) plain = NULL, first = NULL, second = NULL;
  EarFactsInput input = { .answers = world->answers, .n_answers = N_ANSWERS, .sheet = sheet, .now = NOW };

  ear_brand_sheet_set (sheet, EAR_BRAND_PHONE, "030 12345678");
  ear_brand_sheet_set (sheet, EAR_BRAND_PRICES, "Lunch menu 12 €");
  plain = ear_facts_new (&input);
  input.readings = readings;
  first = ear_facts_new (&input);
  input.readings = kept = through_bytes (readings);
  second = ear_facts_new (&input);
  g_assert_cmpuint (ear_readings_get_n (kept), >, 100);
  g_assert_false (ear_readings_is_changed (kept));
  g_assert_cmpuint (plain->findings->len, >, 3);
  g_assert_cmpuint (plain->n_unread, >, 0);
  assert_same_facts (plain, first);
  assert_same_facts (plain, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/readings/hash", test_hash);
  g_test_add_func ("/readings/kept", test_kept);
  g_test_add_func ("/readings/damaged", test_damaged);
  g_test_add_func ("/readings/most", test_most);
  g_test_add_func ("/readings/voice", test_voice);
  g_test_add_func ("/readings/long", test_long);
  g_test_add_func ("/readings/facts", test_facts);
  return g_test_run ();
}
