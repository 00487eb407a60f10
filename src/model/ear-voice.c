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
  guint64 hash;              /* of those, where that of a reply begins */
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
  wanted->hash = ear_voice_hash_words (wish);
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
  gboolean closes;           /* with one of the wanted words */
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
judge_sign_off (const Wanted *wanted, Judged *judged)
{
  judge_choice (wanted, judged, EAR_WISH_SIGN_OFF, wanted->wish->signs_off, EAR_VOICE_SIGN_OFF);
  if (wanted->wish->signs_off != EAR_VOICE_YES || wanted->words->len == 0 || (judged->asked >> EAR_WISH_SIGN_OFF & 1) == 0)
    return;
  judged->kept &= ~(1u << EAR_WISH_SIGN_OFF);
  judged->kept |= (guint) (judged->closes != FALSE) << EAR_WISH_SIGN_OFF;
}

static void
judge (const Wanted *wanted, Judged *judged)
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
  judge_sign_off (wanted, judged);
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

/* ---- groups ---- */

/* What a group keeps of each reply; the lists are made of it when somebody opens one. */
typedef struct {
  EarVoiceReply reply;
  guint32 n_words;
  guint32 person;            /* index among all people */
  guint16 could, shows;      /* 1 << EarVoiceTrait */
  guint16 asked, kept;       /* 1 << EarVoiceWishItem */
} Entry;

G_STATIC_ASSERT (EAR_N_VOICE_TRAITS <= 16 && EAR_N_WISHES <= 16);

static EarVoiceGroup *
group_new (const Wanted *wanted)
{
  EarVoiceGroup *group = g_new0 (EarVoiceGroup, 1);

  memcpy (group->wished, wanted->wished, sizeof group->wished);
  group->replies = g_array_new (FALSE, FALSE, sizeof (Entry));
  return group;
}

static void
group_free (gpointer data)
{
  EarVoiceGroup *group = data;

  g_array_unref (group->replies);
  g_free (group);
}

static void
group_add (EarVoiceGroup *group, const EarAnswerText *answer, const Judged *judged, guint32 person)
{
  Entry entry = {
    .reply = { answer->message_id, answer->conversation_id }, .n_words = judged->marks.n_words, .person = person,
    .could = (guint16) judged->marks.could, .shows = (guint16) judged->marks.shows, .asked = (guint16) judged->asked, .kept = (guint16) judged->kept,
  };

  g_array_append_val (group->replies, entry);
}

static void
count_bits (guint bits, guint *counts, guint n_counts)
{
  for (guint i = 0; i < n_counts; i++)
    counts[i] += bits >> i & 1;
}

static gboolean
is_enough (guint n, guint people)
{
  return n >= EAR_REPORT_FLOOR_SHARE && people >= EAR_REPORT_FLOOR_PEOPLE;
}

static void
figure_finish (EarVoiceFigure *figure, guint k, guint n, guint people)
{
  figure->k = k;
  figure->n = n;
  figure->people = people;
  figure->share = ear_wilson (k, n, 0.95);
  figure->enough = is_enough (n, people);
}

/* A bit for each figure that one person is in, and one for all. */
#define ASKED_BITS EAR_N_VOICE_TRAITS
#define ANY_BIT (EAR_N_VOICE_TRAITS + EAR_N_WISHES)
#define N_BITS (ANY_BIT + 1)

static void
finish_figures (EarVoiceGroup *group, guint32 *seen, gsize n_people)
{
  guint could[EAR_N_VOICE_TRAITS] = { 0 }, shows[EAR_N_VOICE_TRAITS] = { 0 }, asked[EAR_N_WISHES] = { 0 }, kept[EAR_N_WISHES] = { 0 }, people[N_BITS] = { 0 };

  memset (seen, 0, n_people * sizeof *seen);
  for (guint i = 0; i < group->replies->len; i++)
    {
      const Entry *entry = &g_array_index (group->replies, Entry, i);

      count_bits (entry->could, could, EAR_N_VOICE_TRAITS);
      count_bits (entry->shows, shows, EAR_N_VOICE_TRAITS);
      count_bits (entry->asked, asked, EAR_N_WISHES);
      count_bits (entry->kept, kept, EAR_N_WISHES);
      seen[entry->person] |= entry->could | (guint32) entry->asked << ASKED_BITS | 1u << ANY_BIT;
    }
  for (gsize i = 0; i < n_people; i++)
    if (seen[i] != 0)
      count_bits (seen[i], people, N_BITS);
  for (guint i = 0; i < EAR_N_VOICE_TRAITS; i++)
    figure_finish (&group->traits[i], shows[i], could[i], people[i]);
  for (guint i = 0; i < EAR_N_WISHES; i++)
    figure_finish (&group->kept[i], kept[i], asked[i], people[ASKED_BITS + i]);
  group->n_replies = group->replies->len;
  group->people = people[ANY_BIT];
}

/* Words << 32 | place, ascending. (transfer full) */
static guint64 *
dup_sorted_lengths (const EarVoiceGroup *group)
{
  guint64 *sorted = g_new (guint64, group->replies->len);

  for (guint i = 0; i < group->replies->len; i++)
    sorted[i] = (guint64) g_array_index (group->replies, Entry, i).n_words << 32 | i;
  ear_sort_numbers (sorted, group->replies->len);
  return sorted;
}

/* The shortest length that the share @quarters / 4 of the replies does not exceed: R's quantile (x, type = 1). */
static guint
quartile (const guint64 *sorted, gsize n, guint quarters)
{
  return (guint) (sorted[(n * quarters + 3) / 4 - 1] >> 32);
}

static void
group_finish (EarVoiceGroup *group, guint32 *seen, gsize n_people)
{
  g_autofree guint64 *sorted = dup_sorted_lengths (group);

  finish_figures (group, seen, n_people);
  group->length.n = group->n_replies;
  group->length.enough = is_enough (group->n_replies, group->people);
  if (group->n_replies == 0)
    return;
  group->length.lower_quartile = quartile (sorted, group->n_replies, 1);
  group->length.median = quartile (sorted, group->n_replies, 2);
  group->length.upper_quartile = quartile (sorted, group->n_replies, 3);
}

/* ---- lists ---- */

static GArray *
list_replies (const EarVoiceGroup *group, gboolean wish, guint bit, gboolean shows)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (EarVoiceReply));

  for (guint i = 0; i < group->replies->len; i++)
    {
      const Entry *entry = &g_array_index (group->replies, Entry, i);
      guint of = wish ? entry->asked : entry->could, those = wish ? entry->kept : entry->shows;

      if ((of >> bit & 1) != 0 && (those >> bit & 1) == (guint) (shows != FALSE))
        g_array_append_val (list, entry->reply);
    }
  return list;
}

GArray *
ear_voice_group_list_trait (const EarVoiceGroup *group, EarVoiceTrait trait, gboolean shows)
{
  g_return_val_if_fail (group != NULL && trait < EAR_N_VOICE_TRAITS, NULL);
  return list_replies (group, FALSE, trait, shows);
}

GArray *
ear_voice_group_list_wish (const EarVoiceGroup *group, EarVoiceWishItem item, gboolean kept)
{
  g_return_val_if_fail (group != NULL && item < EAR_N_WISHES, NULL);
  return list_replies (group, TRUE, item, kept);
}

GArray *
ear_voice_group_list_lengths (const EarVoiceGroup *group)
{
  g_autofree guint64 *sorted = NULL;
  GArray *list;

  g_return_val_if_fail (group != NULL, NULL);

  sorted = dup_sorted_lengths (group);
  list = g_array_sized_new (FALSE, FALSE, sizeof (EarVoiceReply), group->replies->len);
  for (guint i = 0; i < group->replies->len; i++)
    g_array_append_val (list, g_array_index (group->replies, Entry, sorted[i] & G_MAXUINT32).reply);
  return list;
}

/* ---- all ---- */

/* Replies between two times that somebody is asked whether to go on. */
#define SLICE 256

typedef struct {
  const EarAnswerText *replies;
  gsize n_replies;
  guint32 *order;            /* indices of replies, newest first */
  guint64 *people;           /* different ones, ascending */
  gsize n_people;
} Input;

static int
compare_newest (gconstpointer a, gconstpointer b, gpointer data)
{
  const EarAnswerText *replies = data;
  const EarAnswerText *one = &replies[*(const guint32 *) a], *other = &replies[*(const guint32 *) b];

  if (one->sent_at != other->sent_at)
    return one->sent_at > other->sent_at ? -1 : 1;
  return one->message_id > other->message_id ? -1 : one->message_id < other->message_id;
}

static void
input_init (Input *input, const EarAnswerText *replies, gsize n_replies)
{
  *input = (Input) { .replies = replies, .n_replies = n_replies, .order = g_new (guint32, n_replies), .people = g_new (guint64, n_replies) };
  for (gsize i = 0; i < n_replies; i++)
    {
      input->order[i] = (guint32) i;
      input->people[i] = (guint64) replies[i].person_id;
    }
  g_sort_array (input->order, n_replies, sizeof *input->order, compare_newest, (gpointer) replies);
  ear_sort_numbers (input->people, n_replies);
  for (gsize i = 0; i < n_replies; i++)
    if (i == 0 || input->people[i] != input->people[input->n_people - 1])
      input->people[input->n_people++] = input->people[i];
}

static void
input_clear (Input *input)
{
  g_free (input->order);
  g_free (input->people);
}

static guint32
find_person (const Input *input, gint64 person_id)
{
  gsize from = 0, to = input->n_people;

  while (to - from > 1)
    {
      gsize middle = from + (to - from) / 2;

      if (input->people[middle] <= (guint64) person_id)
        from = middle;
      else
        to = middle;
    }
  return (guint32) from;
}

static gboolean
closes_as_wanted (const Wanted *wanted, const EarVoiceReader *reader)
{
  for (guint i = 0; i < wanted->words->len; i++)
    if (ear_voice_reader_closes_with (reader, g_ptr_array_index (wanted->words, i)))
      return TRUE;
  return FALSE;
}

/* Or what was found when the same was read before. */
static void
read_answer (EarVoiceReader *reader, const EarAnswerText *answer, const Wanted *wanted, EarReadings *readings, Judged *judged)
{
  guint64 hash = readings != NULL ? ear_voice_hash_answer (wanted->hash, answer) : 0, value;

  if (readings != NULL && ear_readings_find (readings, hash, &value))
    {
      ear_voice_marks_from_number (&judged->marks, &judged->closes, value);
      return;
    }
  judged->marks = ear_voice_reader_read (reader, answer);
  judged->closes = judged->marks.could != 0 && closes_as_wanted (wanted, reader);
  if (readings != NULL && ear_voice_marks_to_number (&judged->marks, judged->closes, &value))
    ear_readings_add (readings, hash, value);
}

/* FALSE: not to the end. */
static gboolean
read_all (EarVoice *voice, const Input *input, const Wanted *wanted, EarReadings *readings, EarGoOn go_on, gpointer data)
{
  EarVoiceReader reader;
  gboolean on = TRUE;

  ear_voice_reader_init (&reader);
  for (gsize i = 0; i < input->n_replies && on; i++)
    {
      const EarAnswerText *answer = &input->replies[input->order[i]];
      Judged judged = { 0 };
      guint32 person;

      if (go_on != NULL && i % SLICE == 0)
        on = go_on ((double) i / (double) input->n_replies, data);
      if (!on || answer->channel >= voice->channels->len)
        continue;
      read_answer (&reader, answer, wanted, readings, &judged);
      if (judged.marks.could == 0)
        continue;
      judge (wanted, &judged);
      person = find_person (input, answer->person_id);
      group_add (g_ptr_array_index (voice->channels, answer->channel), answer, &judged, person);
      if (answer->mine)
        group_add (voice->mine, answer, &judged, person);
    }
  ear_voice_reader_clear (&reader);
  return on;
}

/**
 * ear_voice_new_watched:
 * @replies: (array length=n_replies): ours of the period, in any order
 * @n_channels: of the report; replies of others count nowhere
 * @wish: (nullable): what the brand sheet wants
 * @readings: (nullable): what was found in replies before; what is found now is added
 * @go_on: (nullable): asked every few milliseconds
 *
 * What each reply shows depends on it alone, so that another reply changes no other's. Thread-safe where @readings is nobody else's.
 *
 * Returns: (transfer full) (nullable): NULL where @go_on said no
 */
EarVoice *
ear_voice_new_watched (const EarAnswerText *replies, gsize n_replies, guint n_channels, const EarVoiceWish *wish, EarReadings *readings,
                       EarGoOn go_on, gpointer data)
{
  g_autoptr (EarVoice) voice = NULL;
  g_autofree guint32 *seen = NULL;
  Input input;
  Wanted wanted;
  gboolean read;

  g_return_val_if_fail (replies != NULL || n_replies == 0, NULL);
  g_return_val_if_fail (n_replies < G_MAXUINT32, NULL);

  voice = g_new0 (EarVoice, 1);
  wanted_init (&wanted, wish);
  voice->channels = g_ptr_array_new_with_free_func (group_free);
  voice->mine = group_new (&wanted);
  voice->wish = wish != NULL ? ear_voice_wish_copy (wish) : NULL;
  for (guint i = 0; i < n_channels; i++)
    g_ptr_array_add (voice->channels, group_new (&wanted));

  input_init (&input, replies, n_replies);
  read = read_all (voice, &input, &wanted, readings, go_on, data);
  seen = g_new (guint32, input.n_people + 1);
  for (guint i = 0; i < n_channels && read; i++)
    group_finish (g_ptr_array_index (voice->channels, i), seen, input.n_people);
  group_finish (voice->mine, seen, input.n_people);
  input_clear (&input);
  g_ptr_array_unref (wanted.words);
  return read ? g_steal_pointer (&voice) : NULL;
}

/* The same, to the end. */
EarVoice *
ear_voice_new (const EarAnswerText *replies, gsize n_replies, guint n_channels, const EarVoiceWish *wish)
{
  return ear_voice_new_watched (replies, n_replies, n_channels, wish, NULL, NULL, NULL);
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
