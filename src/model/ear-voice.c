/* The figures of our voice: per channel, and for oneself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-report-data.h"
#include "model/ear-sort.h"
#include "model/ear-voice-reader-private.h"

static const char *const trait_words[EAR_N_VOICE_TRAITS] = {
  [EAR_VOICE_GREETING] = "greeting", [EAR_VOICE_BY_NAME] = "by-name",   [EAR_VOICE_SIGN_OFF] = "sign-off", [EAR_VOICE_THANKS] = "thanks",
  [EAR_VOICE_APOLOGY] = "apology",   [EAR_VOICE_INFORMAL] = "informal", [EAR_VOICE_FORMAL] = "formal",     [EAR_VOICE_MIXED] = "mixed",
  [EAR_VOICE_EMOJI] = "emoji",       [EAR_VOICE_LANGUAGE] = "language",
};

static const char *const wish_words[EAR_N_WISHES] = {
  [EAR_WISH_GREETING] = "greeting", [EAR_WISH_BY_NAME] = "by-name", [EAR_WISH_SIGN_OFF] = "sign-off",
  [EAR_WISH_THANKS] = "thanks",     [EAR_WISH_APOLOGY] = "apology", [EAR_WISH_ADDRESS] = "address",
  [EAR_WISH_EMOJI] = "emoji",       [EAR_WISH_LENGTH] = "length",   [EAR_WISH_LANGUAGE] = "language",
};

static gboolean
find_word (const char *word, const char *const *words, guint n_words, guint *index)
{
  g_return_val_if_fail (word != NULL, FALSE);

  for (*index = 0; *index < n_words; (*index)++)
    if (g_str_equal (word, words[*index]))
      return TRUE;
  return FALSE;
}

const char *
ear_voice_trait_to_string (EarVoiceTrait trait)
{
  g_return_val_if_fail (trait < EAR_N_VOICE_TRAITS, NULL);
  return trait_words[trait];
}

gboolean
ear_voice_trait_from_string (const char *word, EarVoiceTrait *trait)
{
  guint index;

  if (!find_word (word, trait_words, EAR_N_VOICE_TRAITS, &index))
    return FALSE;
  *trait = (EarVoiceTrait) index;
  return TRUE;
}

const char *
ear_voice_wish_item_to_string (EarVoiceWishItem item)
{
  g_return_val_if_fail (item < EAR_N_WISHES, NULL);
  return wish_words[item];
}

gboolean
ear_voice_wish_item_from_string (const char *word, EarVoiceWishItem *item)
{
  guint index;

  if (!find_word (word, wish_words, EAR_N_WISHES, &index))
    return FALSE;
  *item = (EarVoiceWishItem) index;
  return TRUE;
}

/* ---- one reply against the wish ---- */

typedef struct
{
  const EarVoiceWish *wish;  /* (nullable) */
  gboolean wished[EAR_N_WISHES];
  GPtrArray *words;          /* (element-type EarVoiceText): of the sign-off */
} Wanted;

static void
free_text (gpointer data)
{
  ear_voice_text_clear (data);
  g_free (data);
}

static gboolean
is_searchable (const EarVoiceText *words)
{
  for (guint i = 0; i < words->tokens->len; i++)
    if ((ear_voice_text_token (words, i)->flags & (EAR_TOKEN_LINK | EAR_TOKEN_MENTION)) != 0)
      return FALSE;
  return words->tokens->len > 0;
}

static void
wanted_init (Wanted *wanted, const EarVoiceWish *wish)
{
  memset (wanted, 0, sizeof *wanted);
  wanted->words = g_ptr_array_new_with_free_func (free_text);
  wanted->wish = wish;
  if (wish == NULL)
    return;
  for (gsize i = 0; wish->sign_off_words != NULL && wish->sign_off_words[i] != NULL; i++)
    {
      EarVoiceText *words = g_new (EarVoiceText, 1);

      ear_voice_text_init (words, ear_voice_rules_get ());
      ear_voice_text_read (words, wish->sign_off_words[i]);
      /* "🌻" and "@rosas" are no words that a reply could be searched for. */
      if (is_searchable (words))
        g_ptr_array_add (wanted->words, words);
      else
        free_text (words);
    }
  for (guint i = 0; i < EAR_N_WISHES; i++)
    wanted->wished[i] = ear_voice_wish_get_choice (wish, (EarVoiceWishItem) i) != EAR_VOICE_WHATEVER;
}

typedef struct
{
  EarVoiceMarks marks;
  guint asked, kept;         /* 1 << EarVoiceWishItem */
} Judged;

static void
judge_choice (const Wanted *wanted, Judged *judged, EarVoiceWishItem item, EarVoiceChoice choice, EarVoiceTrait trait)
{
  if (!wanted->wished[item] || (judged->marks.could >> trait & 1) == 0)
    return;
  judged->asked |= 1u << item;
  judged->kept |= (guint) ((judged->marks.shows >> trait & 1) == (choice == EAR_VOICE_YES)) << item;
}

/* Signing off "with Maria" is kept by one of the words only, wherever in the closing it stands. */
static void
judge_sign_off (const Wanted *wanted, const EarVoiceReader *reader, Judged *judged)
{
  judge_choice (wanted, judged, EAR_WISH_SIGN_OFF, wanted->wish->signs_off, EAR_VOICE_SIGN_OFF);
  if (wanted->wish->signs_off != EAR_VOICE_YES || wanted->words->len == 0 || (judged->asked >> EAR_WISH_SIGN_OFF & 1) == 0)
    return;
  judged->kept &= ~(1u << EAR_WISH_SIGN_OFF);
  for (guint i = 0; i < wanted->words->len; i++)
    if (ear_voice_reader_closes_with (reader, g_ptr_array_index (wanted->words, i)))
      judged->kept |= 1u << EAR_WISH_SIGN_OFF;
}

static void
judge (const Wanted *wanted, const EarVoiceReader *reader, Judged *judged)
{
  const EarVoiceWish *wish = wanted->wish;
  const EarVoiceMarks *marks = &judged->marks;

  judged->asked = judged->kept = 0;
  if (wish == NULL || marks->could == 0)
    return;
  judge_choice (wanted, judged, EAR_WISH_GREETING, wish->greets, EAR_VOICE_GREETING);
  judge_choice (wanted, judged, EAR_WISH_BY_NAME, wish->by_name, EAR_VOICE_BY_NAME);
  judge_choice (wanted, judged, EAR_WISH_THANKS, wish->thanks, EAR_VOICE_THANKS);
  judge_choice (wanted, judged, EAR_WISH_APOLOGY, wish->apologises, EAR_VOICE_APOLOGY);
  judge_choice (wanted, judged, EAR_WISH_EMOJI, wish->emoji, EAR_VOICE_EMOJI);
  judge_choice (wanted, judged, EAR_WISH_LANGUAGE, wish->asker_language, EAR_VOICE_LANGUAGE);
  judge_sign_off (wanted, reader, judged);
  if (wanted->wished[EAR_WISH_ADDRESS] && marks->address != EAR_ADDRESS_NONE && marks->read_as[0] != '\0')
    {
      EarVoiceAddress address = ear_voice_wish_get_address (wish, marks->read_as);

      judged->asked |= (guint) (address != EAR_ADDRESS_NONE) << EAR_WISH_ADDRESS;
      judged->kept |= (guint) (address != EAR_ADDRESS_NONE && address == marks->address) << EAR_WISH_ADDRESS;
    }
  if (wanted->wished[EAR_WISH_LENGTH])
    {
      judged->asked |= 1u << EAR_WISH_LENGTH;
      judged->kept |= (guint) (marks->n_words <= wish->max_words) << EAR_WISH_LENGTH;
    }
}

/* ---- figures ---- */

static void
figure_init (EarVoiceFigure *figure)
{
  figure->those = g_array_new (FALSE, FALSE, sizeof (EarVoiceReply));
  figure->others = g_array_new (FALSE, FALSE, sizeof (EarVoiceReply));
}

static void
figure_clear (EarVoiceFigure *figure)
{
  g_array_unref (figure->those);
  g_array_unref (figure->others);
}

static void
figure_finish (EarVoiceFigure *figure)
{
  figure->k = figure->those->len;
  figure->n = figure->k + figure->others->len;
  figure->share = ear_wilson (figure->k, figure->n, 0.95);
  figure->enough = figure->n >= EAR_REPORT_FLOOR_SHARE;
}

static EarVoiceGroup *
group_new (const Wanted *wanted)
{
  EarVoiceGroup *group = g_new0 (EarVoiceGroup, 1);

  for (guint i = 0; i < EAR_N_VOICE_TRAITS; i++)
    figure_init (&group->traits[i]);
  for (guint i = 0; i < EAR_N_WISHES; i++)
    figure_init (&group->kept[i]);
  memcpy (group->wished, wanted->wished, sizeof group->wished);
  group->length.replies = g_array_new (FALSE, FALSE, sizeof (EarVoiceReply));
  return group;
}

static void
group_free (gpointer data)
{
  EarVoiceGroup *group = data;

  for (guint i = 0; i < EAR_N_VOICE_TRAITS; i++)
    figure_clear (&group->traits[i]);
  for (guint i = 0; i < EAR_N_WISHES; i++)
    figure_clear (&group->kept[i]);
  g_array_unref (group->length.replies);
  g_free (group);
}

static void
group_add (EarVoiceGroup *group, const EarAnswerText *answer, const Judged *judged)
{
  EarVoiceReply reply = { answer->message_id, answer->conversation_id };

  for (guint i = 0; i < EAR_N_VOICE_TRAITS; i++)
    if ((judged->marks.could >> i & 1) != 0)
      g_array_append_val ((judged->marks.shows >> i & 1) != 0 ? group->traits[i].those : group->traits[i].others, reply);
  for (guint i = 0; i < EAR_N_WISHES; i++)
    if ((judged->asked >> i & 1) != 0)
      g_array_append_val ((judged->kept >> i & 1) != 0 ? group->kept[i].those : group->kept[i].others, reply);
}

/* The shortest length that the share @quarters / 4 of the replies does not exceed: R's quantile (x, type = 1). */
static guint
quartile (const guint64 *sorted, gsize n, guint quarters)
{
  return (guint) (sorted[(n * quarters + 3) / 4 - 1] >> 32);
}

/* @order: indices of @replies, newest first; @lengths: words << 32 | place in @order. */
static void
group_finish (EarVoiceGroup *group, const EarAnswerText *replies, const guint32 *order, GArray *lengths)
{
  guint64 *sorted = (guint64 *) (gpointer) lengths->data;
  g_autofree guint64 *people = g_new (guint64, lengths->len);

  for (guint i = 0; i < lengths->len; i++)
    people[i] = (guint64) replies[order[sorted[i] & G_MAXUINT32]].person_id;
  ear_sort_numbers (people, lengths->len);
  group->people = (guint) ear_sort_count_distinct (people, lengths->len);
  group->n_replies = group->length.n = lengths->len;
  group->length.enough = lengths->len >= EAR_REPORT_FLOOR_SHARE;
  for (guint i = 0; i < EAR_N_VOICE_TRAITS; i++)
    figure_finish (&group->traits[i]);
  for (guint i = 0; i < EAR_N_WISHES; i++)
    figure_finish (&group->kept[i]);
  if (lengths->len == 0)
    return;
  ear_sort_numbers (sorted, lengths->len);
  group->length.lower_quartile = quartile (sorted, lengths->len, 1);
  group->length.median = quartile (sorted, lengths->len, 2);
  group->length.upper_quartile = quartile (sorted, lengths->len, 3);
  for (guint i = 0; i < lengths->len; i++)
    {
      const EarAnswerText *answer = &replies[order[sorted[i] & G_MAXUINT32]];
      EarVoiceReply reply = { answer->message_id, answer->conversation_id };

      g_array_append_val (group->length.replies, reply);
    }
}

static int
compare_newest (gconstpointer a, gconstpointer b, gpointer data)
{
  const EarAnswerText *replies = data;
  const EarAnswerText *one = &replies[*(const guint32 *) a], *other = &replies[*(const guint32 *) b];

  if (one->sent_at != other->sent_at)
    return one->sent_at > other->sent_at ? -1 : 1;
  return one->message_id > other->message_id ? -1 : one->message_id < other->message_id;
}

/**
 * ear_voice_new:
 * @replies: (array length=n_replies): ours of the period, in any order
 * @n_channels: of the report; replies of others count nowhere
 * @wish: (nullable): what the brand sheet wants
 *
 * What each reply shows depends on it alone, so that another reply changes no other's. Pure and thread-safe.
 */
EarVoice *
ear_voice_new (const EarAnswerText *replies, gsize n_replies, guint n_channels, const EarVoiceWish *wish)
{
  EarVoice *voice = g_new0 (EarVoice, 1);
  g_autofree guint32 *order = NULL;
  g_autoptr (GPtrArray) lengths = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  EarVoiceReader reader;
  Wanted wanted;

  g_return_val_if_fail (replies != NULL || n_replies == 0, voice);
  g_return_val_if_fail (n_replies < G_MAXUINT32, voice);

  wanted_init (&wanted, wish);
  ear_voice_reader_init (&reader);
  voice->channels = g_ptr_array_new_with_free_func (group_free);
  voice->mine = group_new (&wanted);
  voice->wish = wish != NULL ? ear_voice_wish_copy (wish) : NULL;
  for (guint i = 0; i <= n_channels; i++)
    {
      if (i < n_channels)
        g_ptr_array_add (voice->channels, group_new (&wanted));
      g_ptr_array_add (lengths, g_array_new (FALSE, FALSE, sizeof (guint64)));
    }

  order = g_new (guint32, n_replies);
  for (gsize i = 0; i < n_replies; i++)
    order[i] = (guint32) i;
  g_sort_array (order, n_replies, sizeof *order, compare_newest, (gpointer) replies);
  for (gsize i = 0; i < n_replies; i++)
    {
      const EarAnswerText *answer = &replies[order[i]];
      Judged judged = { 0 };
      guint64 length;

      if (answer->channel >= n_channels)
        continue;
      judged.marks = ear_voice_reader_read (&reader, answer);
      if (judged.marks.could == 0)
        continue;
      judge (&wanted, &reader, &judged);
      length = (guint64) judged.marks.n_words << 32 | i;
      group_add (g_ptr_array_index (voice->channels, answer->channel), answer, &judged);
      g_array_append_val ((GArray *) g_ptr_array_index (lengths, answer->channel), length);
      if (!answer->mine)
        continue;
      group_add (voice->mine, answer, &judged);
      g_array_append_val ((GArray *) g_ptr_array_index (lengths, n_channels), length);
    }
  for (guint i = 0; i < n_channels; i++)
    group_finish (g_ptr_array_index (voice->channels, i), replies, order, g_ptr_array_index (lengths, i));
  group_finish (voice->mine, replies, order, g_ptr_array_index (lengths, n_channels));

  ear_voice_reader_clear (&reader);
  g_ptr_array_unref (wanted.words);
  return voice;
}

void
ear_voice_free (EarVoice *voice)
{
  if (voice == NULL)
    return;
  g_ptr_array_unref (voice->channels);
  group_free (voice->mine);
  ear_voice_wish_free (voice->wish);
  g_free (voice);
}

const EarVoiceGroup *
ear_voice_get_channel (const EarVoice *voice, guint channel)
{
  g_return_val_if_fail (voice != NULL && channel < voice->channels->len, NULL);
  return g_ptr_array_index (voice->channels, channel);
}
