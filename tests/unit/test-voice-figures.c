/* test-voice-figures.c: the wish, the figures, and what holds of them whatever the replies are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "model/ear-report-data.h"
#include "model/ear-voice-private.h"

static gboolean
shows (const EarVoiceMarks *marks, EarVoiceTrait trait)
{
  return (marks->shows >> trait & 1) != 0;
}

static gboolean
could (const EarVoiceMarks *marks, EarVoiceTrait trait)
{
  return (marks->could >> trait & 1) != 0;
}

/* ---- the wish ---- */

/* What a newer Earshot has written in members that we know stays until somebody here says otherwise. */
static void
test_newer_wish (void)
{
  const char *json = "{\"emoji\":\"no\",\"address\":{\"de\":\"informal\",\"es\":\"vos\",\"x.y\":\"formal\"},\"greets\":\"sometimes\",\"thanks\":{\"of\":10}}";
  g_autoptr (EarVoiceWish) wish = ear_voice_wish_from_json (json, NULL), odd = NULL;
  g_autofree char *written = ear_voice_wish_to_json (wish), *changed = NULL, *kept = NULL;

  g_assert_cmpint (wish->greets, ==, EAR_VOICE_WHATEVER);
  g_assert_cmpint (ear_voice_wish_get_address (wish, "es"), ==, EAR_ADDRESS_NONE);
  g_assert_nonnull (strstr (written, "\"greets\":\"sometimes\""));
  g_assert_nonnull (strstr (written, "\"thanks\":{\"of\":10}"));
  g_assert_nonnull (strstr (written, "\"address\":{\"de\":\"informal\",\"es\":\"vos\""));
  wish->greets = EAR_VOICE_YES;
  wish->emoji = EAR_VOICE_WHATEVER;
  ear_voice_wish_set_address (wish, "de", EAR_ADDRESS_NONE);
  changed = ear_voice_wish_to_json (wish);
  g_assert_nonnull (strstr (changed, "\"greets\":\"yes\""));
  g_assert_null (strstr (changed, "sometimes"));
  g_assert_null (strstr (changed, "emoji"));
  g_assert_null (strstr (changed, "\"de\""));
  g_assert_nonnull (strstr (changed, "\"es\":\"vos\""));
  odd = ear_voice_wish_from_json ("{\"address\":\"all-formal\",\"max-words\":{},\"sign-off-words\":\"Maria\"}", NULL);
  g_assert_nonnull (odd);
  kept = ear_voice_wish_to_json (odd);
  g_assert_nonnull (strstr (kept, "\"address\":\"all-formal\""));
  g_assert_nonnull (strstr (kept, "\"max-words\":{}"));
  g_assert_nonnull (strstr (kept, "\"sign-off-words\":\"Maria\""));
}

static void
test_wish (void)
{
  const char *json = "{\"greets\":\"yes\",\"emoji\":\"no\",\"sign-off-words\":[\"Maria\",\"Team Sole\"],\"max-words\":60,"
                     "\"address\":{\"de\":\"informal\",\"fr\":\"formal\"},\"irony\":{\"level\":[1,2.5,true,null,\"x\"]},\"a.b\":12345678901234567890}";
  g_autoptr (GError) error = NULL;
  g_autoptr (EarVoiceWish) wish = ear_voice_wish_from_json (json, &error), again = NULL, odd = NULL, empty = ear_voice_wish_new ();
  g_autofree char *written = NULL, *twice = NULL, *nothing = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (wish->greets, ==, EAR_VOICE_YES);
  g_assert_cmpint (wish->emoji, ==, EAR_VOICE_NO);
  g_assert_cmpint (wish->by_name, ==, EAR_VOICE_WHATEVER);
  g_assert_cmpuint (wish->max_words, ==, 60);
  g_assert_cmpstr (wish->sign_off_words[1], ==, "Team Sole");
  g_assert_cmpint (ear_voice_wish_get_address (wish, "de"), ==, EAR_ADDRESS_INFORMAL);
  g_assert_cmpint (ear_voice_wish_get_address (wish, "it"), ==, EAR_ADDRESS_NONE);
  written = ear_voice_wish_to_json (wish);
  g_assert_cmpstr (written, ==, json);

  ear_voice_wish_set_address (wish, "fr", EAR_ADDRESS_NONE);
  ear_voice_wish_set_address (wish, "es", EAR_ADDRESS_FORMAL);
  wish->by_name = EAR_VOICE_NO;
  g_clear_pointer (&wish->sign_off_words, g_strfreev);
  twice = ear_voice_wish_to_json (wish);
  again = ear_voice_wish_from_json (twice, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->by_name, ==, EAR_VOICE_NO);
  g_assert_cmpint (ear_voice_wish_get_address (again, "fr"), ==, EAR_ADDRESS_NONE);
  g_assert_cmpint (ear_voice_wish_get_address (again, "es"), ==, EAR_ADDRESS_FORMAL);
  g_assert_nonnull (strstr (twice, "\"irony\":{\"level\":[1,2.5,true,null,\"x\"]}"));

  nothing = ear_voice_wish_to_json (empty);
  g_assert_cmpstr (nothing, ==, "{}");
  odd = ear_voice_wish_from_json ("{\"greets\":7,\"max-words\":\"many\",\"address\":[],\"sign-off-words\":[null,\" \",{}]}", &error);
  g_assert_no_error (error);
  g_assert_cmpint (odd->greets, ==, EAR_VOICE_WHATEVER);
  g_assert_cmpuint (odd->max_words, ==, 0);
  g_assert_cmpuint (g_strv_length (odd->sign_off_words), ==, 0);
  g_assert_null (ear_voice_wish_from_json ("du", &error));
  test_newer_wish ();
  g_assert_nonnull (error);
}

/* ---- figures ---- */

static const EarAnswerText sample[] = {
  { .message_id = 1, .conversation_id = 11, .person_id = 1, .channel = 0, .sent_at = 1000, .mine = TRUE, .asker = "Anna", .question = "Habt ihr offen?",
    .text = "Hallo Anna, ja, ihr könnt gerne bis zehn kommen. Liebe Grüße, Maria" },
  { .message_id = 2, .conversation_id = 12, .person_id = 2, .channel = 0, .sent_at = 3000, .asker = "Ben", .question = "Das Essen war kalt.",
    .text = "Das tut uns leid, wir laden Sie gern noch einmal ein. Jonas" },
  { .message_id = 3, .conversation_id = 11, .person_id = 1, .channel = 0, .sent_at = 2000, .mine = TRUE, .asker = "Anna", .question = "Die Rechnung war falsch!",
    .text = "Hallo, die Rechnung haben wir dir gerade neu geschickt 😊" },
  { .message_id = 4, .conversation_id = 14, .person_id = 4, .channel = 1, .sent_at = 4000, .question = "Are you open tonight, and until when?",
    .text = "Wir haben heute bis zehn offen und freuen uns auf dich." },
  { .message_id = 5, .conversation_id = 15, .person_id = 5, .channel = 1, .sent_at = 5000, .text = "" },
  { .message_id = 6, .conversation_id = 16, .person_id = 6, .channel = 9, .sent_at = 6000, .text = "Hello there" },
};

static void
assert_lists (const EarVoiceFigure *figure, GArray *those_taken, GArray *others_taken, guint k, guint n, gint64 newest)
{
  g_autoptr (GArray) those = those_taken, others = others_taken;

  g_assert_cmpuint (figure->n, ==, n);
  g_assert_cmpuint (figure->k, ==, k);
  g_assert_cmpuint (those->len, ==, k);
  g_assert_cmpuint (others->len, ==, n - k);
  g_assert_false (figure->enough);
  if (k > 0)
    g_assert_cmpint (g_array_index (those, EarVoiceReply, 0).message_id, ==, newest);
  if (n == 0)
    g_assert_true (isnan (figure->share.estimate));
  else
    g_assert_true (figure->share.lower <= figure->share.estimate && figure->share.estimate <= figure->share.upper && figure->share.upper > figure->share.lower);
}

static void
assert_trait (const EarVoiceGroup *group, EarVoiceTrait trait, guint k, guint n, gint64 newest)
{
  assert_lists (&group->traits[trait], ear_voice_group_list_trait (group, trait, TRUE), ear_voice_group_list_trait (group, trait, FALSE), k, n, newest);
}

static void
assert_kept (const EarVoiceGroup *group, EarVoiceWishItem item, guint k, guint n, gint64 newest)
{
  assert_lists (&group->kept[item], ear_voice_group_list_wish (group, item, TRUE), ear_voice_group_list_wish (group, item, FALSE), k, n, newest);
}

static void
test_figures (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarVoiceWish) wish = ear_voice_wish_from_json ("{\"greets\":\"yes\",\"signs-off\":\"yes\",\"sign-off-words\":[\"maria\"],\"emoji\":\"no\",\"apologises\":\"yes\","
                                                            "\"max-words\":11,\"asker-language\":\"yes\",\"address\":{\"de\":\"informal\"}}", &error);
  g_autoptr (EarVoice) voice = ear_voice_new (sample, G_N_ELEMENTS (sample), 2, wish), plain = ear_voice_new (sample, G_N_ELEMENTS (sample), 2, NULL), none = NULL;
  const EarVoiceGroup *blog = ear_voice_get_channel (voice, 0), *other = ear_voice_get_channel (voice, 1);

  g_assert_no_error (error);
  g_assert_cmpuint (blog->n_replies, ==, 3);
  g_assert_cmpuint (blog->people, ==, 2);
  assert_trait (blog, EAR_VOICE_GREETING, 2, 3, 3);
  assert_trait (blog, EAR_VOICE_BY_NAME, 1, 3, 1);
  assert_trait (blog, EAR_VOICE_SIGN_OFF, 2, 3, 2);
  assert_trait (blog, EAR_VOICE_APOLOGY, 1, 2, 2);
  assert_trait (blog, EAR_VOICE_INFORMAL, 2, 3, 3);
  assert_trait (blog, EAR_VOICE_FORMAL, 1, 3, 2);
  assert_trait (blog, EAR_VOICE_EMOJI, 1, 3, 3);
  assert_kept (blog, EAR_WISH_GREETING, 2, 3, 3);
  assert_kept (blog, EAR_WISH_SIGN_OFF, 1, 3, 1);
  assert_kept (blog, EAR_WISH_EMOJI, 2, 3, 2);
  assert_kept (blog, EAR_WISH_APOLOGY, 1, 2, 2);
  assert_kept (blog, EAR_WISH_ADDRESS, 2, 3, 3);
  assert_kept (blog, EAR_WISH_THANKS, 0, 0, 0);
  g_assert_false (blog->wished[EAR_WISH_THANKS]);
  g_assert_true (blog->wished[EAR_WISH_LENGTH]);
  /* 12, 12 and 9 words. */
  g_assert_cmpuint (blog->length.n, ==, 3);
  g_assert_cmpuint (blog->length.lower_quartile, ==, 9);
  g_assert_cmpuint (blog->length.median, ==, 12);
  g_assert_false (blog->length.enough);
  assert_kept (blog, EAR_WISH_LENGTH, 1, 3, 3);

  /* The empty reply, and the one of a channel that is not in the report, stand nowhere. */
  g_assert_cmpuint (other->n_replies, ==, 1);
  assert_trait (other, EAR_VOICE_LANGUAGE, 0, 1, 0);
  assert_kept (other, EAR_WISH_LANGUAGE, 0, 1, 0);
  assert_trait (other, EAR_VOICE_BY_NAME, 0, 0, 0);

  g_assert_cmpuint (voice->mine->n_replies, ==, 2);
  g_assert_cmpuint (voice->mine->people, ==, 1);
  assert_trait (voice->mine, EAR_VOICE_GREETING, 2, 2, 3);

  for (guint i = 0; i < EAR_N_WISHES; i++)
    {
      g_assert_cmpuint (ear_voice_get_channel (plain, 0)->kept[i].n, ==, 0);
      g_assert_false (ear_voice_get_channel (plain, 0)->wished[i]);
    }
  none = ear_voice_new (NULL, 0, 0, wish);
  g_assert_cmpuint (none->mine->n_replies, ==, 0);
  g_assert_cmpuint (none->mine->length.median, ==, 0);
}

static void
test_words (void)
{
  for (guint i = 0; i < EAR_N_VOICE_TRAITS; i++)
    {
      EarVoiceTrait trait;

      g_assert_true (ear_voice_trait_from_string (ear_voice_trait_to_string ((EarVoiceTrait) i), &trait));
      g_assert_cmpuint (trait, ==, i);
      g_assert_false (ear_voice_trait_from_string ("charm", &trait));
    }
  for (guint i = 0; i < EAR_N_WISHES; i++)
    {
      EarVoiceWishItem item;

      g_assert_true (ear_voice_wish_item_from_string (ear_voice_wish_item_to_string ((EarVoiceWishItem) i), &item));
      g_assert_cmpuint (item, ==, i);
      g_assert_false (ear_voice_wish_item_from_string ("charm", &item));
    }
}

/* ---- properties ---- */

static const char *const pieces[] = {
  "Hallo ", "Hello ", "Anna", ", ", "danke", "thanks ", " Sie ", "du ", "sorry ", "\n", "😊 ", "Liebe Grüße ", "best wishes ", "– ", "Maria", "^MB", "usted ", "merci de ", "votre ",
  "https://x.example ", "@anna ", "'", "-", ". ", "? ", "10:30 ", "kalt ", "was cold", "\xff", "e\xcc\x81", "ß", "مرحبا ", "日本", "\u200d", "und wir haben ", "the and for ",
};

static char *
random_text (GRand *random)
{
  GString *text = g_string_new (NULL);

  for (int n = g_rand_int_range (random, 0, 25); n > 0; n--)
    g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
  return g_string_free_and_steal (text);
}

static void
free_answer (gpointer data)
{
  EarAnswerText *answer = data;

  g_free ((char *) answer->text);
  g_free ((char *) answer->question);
}

static GArray *
random_answers (GRand *random, guint n)
{
  static const char *const names[] = { NULL, "Anna", "Maria Huber", "", "👍", "Łukasz" };
  static const char *const tags[] = { NULL, "de", "en-GB", "tr", "" };
  GArray *answers = g_array_new (FALSE, TRUE, sizeof (EarAnswerText));

  g_array_set_clear_func (answers, free_answer);
  for (guint i = 0; i < n; i++)
    {
      EarAnswerText answer = {
        .message_id = i + 1, .conversation_id = 1000 + i / 2, .person_id = g_rand_int_range (random, 0, 5), .channel = (guint) g_rand_int_range (random, 0, 3),
        .sent_at = g_rand_int_range (random, 0, 50), .mine = g_rand_boolean (random), .asker = names[g_rand_int_range (random, 0, G_N_ELEMENTS (names))],
        .language = tags[g_rand_int_range (random, 0, G_N_ELEMENTS (tags))],
      };

      answer.text = random_text (random);
      answer.question = g_rand_boolean (random) ? random_text (random) : NULL;
      g_array_append_val (answers, answer);
    }
  return answers;
}

static gboolean
holds (GArray *taken, gint64 message_id)
{
  g_autoptr (GArray) replies = taken;

  for (guint i = 0; i < replies->len; i++)
    if (g_array_index (replies, EarVoiceReply, i).message_id == message_id)
      return TRUE;
  return FALSE;
}

static const EarAnswerText *
answers_of (const GArray *answers)
{
  return (const EarAnswerText *) (gconstpointer) answers->data;
}

/* Each reply stands behind exactly one side of each figure it could show, by its own marks alone. */
static void
test_another_changes_no_other (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (int round = 0; round < 200; round++)
    {
      g_autoptr (GArray) answers = random_answers (random, (guint) g_rand_int_range (random, 1, 30));
      g_autoptr (EarVoice) all = ear_voice_new (answers_of (answers), answers->len, 3, NULL);
      g_autoptr (EarVoice) fewer = ear_voice_new (answers_of (answers), answers->len - 1, 3, NULL);
      guint n = 0;

      for (guint i = 0; i < answers->len; i++)
        {
          const EarAnswerText *answer = &answers_of (answers)[i];
          const EarVoiceGroup *group = ear_voice_get_channel (all, answer->channel), *before = ear_voice_get_channel (fewer, answer->channel);
          EarVoiceMarks marks = ear_voice_read (answer);

          n += marks.could != 0;
          g_assert_cmpuint (marks.shows & ~marks.could, ==, 0);
          for (guint j = 0; j < EAR_N_VOICE_TRAITS; j++)
            {
              g_assert_cmpint (holds (ear_voice_group_list_trait (group, (EarVoiceTrait) j, TRUE), answer->message_id), ==, shows (&marks, (EarVoiceTrait) j));
              g_assert_cmpint (holds (ear_voice_group_list_trait (group, (EarVoiceTrait) j, FALSE), answer->message_id), ==, could (&marks, (EarVoiceTrait) j) && !shows (&marks, (EarVoiceTrait) j));
              if (i + 1 < answers->len)
                g_assert_cmpint (holds (ear_voice_group_list_trait (before, (EarVoiceTrait) j, TRUE), answer->message_id), ==, shows (&marks, (EarVoiceTrait) j));
            }
        }
      g_assert_cmpuint (n, ==, ear_voice_get_channel (all, 0)->n_replies + ear_voice_get_channel (all, 1)->n_replies + ear_voice_get_channel (all, 2)->n_replies);
    }
}

static void
assert_same (GArray *one, GArray *other)
{
  g_autoptr (GArray) a = one, b = other;

  g_assert_cmpmem (a->data, a->len * sizeof (EarVoiceReply), b->data, b->len * sizeof (EarVoiceReply));
}

static void
test_order_does_not_matter (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (EarVoiceWish) wish = ear_voice_wish_from_json ("{\"greets\":\"yes\",\"max-words\":8,\"signs-off\":\"yes\",\"sign-off-words\":[\"Maria\"],\"address\":{\"de\":\"formal\"}}", NULL);

  for (int round = 0; round < 200; round++)
    {
      g_autoptr (GArray) answers = random_answers (random, (guint) g_rand_int_range (random, 1, 40));
      g_autofree EarAnswerText *mixed = g_memdup2 (answers->data, answers->len * sizeof (EarAnswerText));
      g_autoptr (EarVoice) one = ear_voice_new (answers_of (answers), answers->len, 3, wish), other = NULL;

      for (guint i = answers->len - 1; i > 0; i--)
        {
          guint j = (guint) g_rand_int_range (random, 0, (gint32) i + 1);
          EarAnswerText answer = mixed[i];

          mixed[i] = mixed[j];
          mixed[j] = answer;
        }
      other = ear_voice_new (mixed, answers->len, 3, wish);
      for (guint i = 0; i <= 3; i++)
        {
          const EarVoiceGroup *a = i < 3 ? ear_voice_get_channel (one, i) : one->mine, *b = i < 3 ? ear_voice_get_channel (other, i) : other->mine;

          for (guint j = 0; j < EAR_N_VOICE_TRAITS; j++)
            {
              assert_same (ear_voice_group_list_trait (a, (EarVoiceTrait) j, TRUE), ear_voice_group_list_trait (b, (EarVoiceTrait) j, TRUE));
              assert_same (ear_voice_group_list_trait (a, (EarVoiceTrait) j, FALSE), ear_voice_group_list_trait (b, (EarVoiceTrait) j, FALSE));
              g_assert_cmpuint (a->traits[j].people, ==, b->traits[j].people);
            }
          for (guint j = 0; j < EAR_N_WISHES; j++)
            assert_same (ear_voice_group_list_wish (a, (EarVoiceWishItem) j, TRUE), ear_voice_group_list_wish (b, (EarVoiceWishItem) j, TRUE));
          assert_same (ear_voice_group_list_lengths (a), ear_voice_group_list_lengths (b));
          g_assert_cmpuint (a->length.median, ==, b->length.median);
          g_assert_cmpuint (a->people, ==, b->people);
        }
    }
}

/* "Per person only for oneself": a report of many writers tells only of whose it is, and of channels. */
static void
test_nobody_is_ranked (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  g_autoptr (GArray) answers = random_answers (random, 60);
  g_autoptr (EarVoice) voice = ear_voice_new (answers_of (answers), answers->len, 3, NULL);

  g_assert_cmpuint (voice->channels->len, ==, 3);
  for (guint i = 0; i < answers->len; i++)
    {
      const EarAnswerText *answer = &answers_of (answers)[i];

      if (!answer->mine)
        {
          g_assert_false (holds (ear_voice_group_list_lengths (voice->mine), answer->message_id));
          for (guint j = 0; j < EAR_N_VOICE_TRAITS; j++)
            g_assert_false (holds (ear_voice_group_list_trait (voice->mine, (EarVoiceTrait) j, TRUE), answer->message_id) || holds (ear_voice_group_list_trait (voice->mine, (EarVoiceTrait) j, FALSE), answer->message_id));
        }
    }
}

/* The floor of the rest of the report, and R's quantile (x, type = 1). */
static void
test_floor_and_quartiles (void)
{
  EarAnswerText answers[EAR_REPORT_FLOOR_SHARE] = { 0 };
  char *texts[EAR_REPORT_FLOOR_SHARE];
  g_autoptr (EarVoice) few = NULL, enough = NULL, regulars = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      GString *text = g_string_new (NULL);

      for (guint j = 0; j <= i; j++)
        g_string_append (text, "word ");
      answers[i].text = texts[i] = g_string_free_and_steal (text);
      answers[i].message_id = i + 1;
      answers[i].person_id = i % EAR_REPORT_FLOOR_PEOPLE + 1;
    }
  few = ear_voice_new (answers, G_N_ELEMENTS (answers) - 1, 1, NULL);
  enough = ear_voice_new (answers, G_N_ELEMENTS (answers), 1, NULL);
  g_assert_false (ear_voice_get_channel (few, 0)->length.enough);
  g_assert_false (ear_voice_get_channel (few, 0)->traits[EAR_VOICE_EMOJI].enough);
  g_assert_true (ear_voice_get_channel (enough, 0)->length.enough);
  g_assert_true (ear_voice_get_channel (enough, 0)->traits[EAR_VOICE_EMOJI].enough);
  /* quantile (1:10, c (.25, .5, .75), type = 1) is 3 5 8; of 1:9 it is 3 5 7. */
  g_assert_cmpuint (ear_voice_get_channel (enough, 0)->length.lower_quartile, ==, 3);
  g_assert_cmpuint (ear_voice_get_channel (enough, 0)->length.median, ==, 5);
  g_assert_cmpuint (ear_voice_get_channel (enough, 0)->length.upper_quartile, ==, 8);
  g_assert_cmpuint (ear_voice_get_channel (few, 0)->length.upper_quartile, ==, 7);
  g_assert_cmpuint (ear_voice_get_channel (enough, 0)->traits[EAR_VOICE_EMOJI].people, ==, EAR_REPORT_FLOOR_PEOPLE);

  /* As many replies to one person fewer. */
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    answers[i].person_id = i % (EAR_REPORT_FLOOR_PEOPLE - 1) - 1;
  regulars = ear_voice_new (answers, G_N_ELEMENTS (answers), 1, NULL);
  g_assert_cmpuint (ear_voice_get_channel (regulars, 0)->people, ==, EAR_REPORT_FLOOR_PEOPLE - 1);
  g_assert_cmpuint (ear_voice_get_channel (regulars, 0)->traits[EAR_VOICE_EMOJI].people, ==, EAR_REPORT_FLOOR_PEOPLE - 1);
  g_assert_cmpuint (ear_voice_get_channel (regulars, 0)->traits[EAR_VOICE_EMOJI].n, ==, EAR_REPORT_FLOOR_SHARE);
  g_assert_false (ear_voice_get_channel (regulars, 0)->length.enough);
  g_assert_false (ear_voice_get_channel (regulars, 0)->traits[EAR_VOICE_EMOJI].enough);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    g_free (texts[i]);
}

static gboolean
go_on (double done, gpointer data)
{
  GArray *seen = data;

  g_array_append_val (seen, done);
  return seen->len < 3;
}

/* Whoever closes the report does not wait for the rest of it. */
static void
test_watched (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autoptr (GArray) answers = random_answers (random, 600), seen = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (EarVoice) voice = ear_voice_new_watched (answers_of (answers), 500, 3, NULL, NULL, go_on, seen), ended = NULL;

  g_assert_nonnull (voice);
  g_assert_cmpuint (seen->len, ==, 2);
  g_assert_cmpfloat (g_array_index (seen, double, 0), ==, 0);
  g_assert_cmpfloat (g_array_index (seen, double, 1), >, 0.5);
  g_assert_cmpfloat (g_array_index (seen, double, 1), <, 1);
  g_array_set_size (seen, 0);
  ended = ear_voice_new_watched (answers_of (answers), 600, 3, NULL, NULL, go_on, seen);
  g_assert_null (ended);
  g_assert_cmpuint (seen->len, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/voice/wish", test_wish);
  g_test_add_func ("/voice/figures", test_figures);
  g_test_add_func ("/voice/words", test_words);
  g_test_add_func ("/voice/another-changes-no-other", test_another_changes_no_other);
  g_test_add_func ("/voice/order", test_order_does_not_matter);
  g_test_add_func ("/voice/nobody-is-ranked", test_nobody_is_ranked);
  g_test_add_func ("/voice/floor-and-quartiles", test_floor_and_quartiles);
  g_test_add_func ("/voice/watched", test_watched);
  return g_test_run ();
}
