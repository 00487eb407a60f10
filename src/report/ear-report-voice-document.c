/* How we sound: a sentence a channel of what is wished, and all channels beside each other. Every number is the report's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "report/ear-document-private.h"
#include "report/ear-report-target.h"
#include "report/ear-report-text.h"
#include "report/ear-voice-text.h"
#include "report/ear-words.h"

/* Channels in one table: more would be too narrow to read on paper. */
#define MAX_BESIDE 4

/* A column. */
typedef struct
{
  const EarVoiceGroup *group;
  const char *key, *name;
} Column;

static EarRuns *
runs_of (const EarVoiceFigure *figure, char *take_those, char *take_others)
{
  g_autofree char *those = take_those, *others = take_others;

  return ear_runs_new (ear_voice_figure_dup_text (figure), figure->k > 0 ? g_steal_pointer (&those) : figure->n > 0 ? g_steal_pointer (&others) : NULL);
}

/* Whether the same figure stands among the wishes. */
static gboolean
is_wished (const EarVoiceGroup *group, EarVoiceTrait trait)
{
  static const struct { EarVoiceTrait trait; EarVoiceWishItem item; } same[] = {
    { EAR_VOICE_GREETING, EAR_WISH_GREETING }, { EAR_VOICE_BY_NAME, EAR_WISH_BY_NAME }, { EAR_VOICE_SIGN_OFF, EAR_WISH_SIGN_OFF },
    { EAR_VOICE_THANKS, EAR_WISH_THANKS }, { EAR_VOICE_APOLOGY, EAR_WISH_APOLOGY }, { EAR_VOICE_EMOJI, EAR_WISH_EMOJI },
    { EAR_VOICE_LANGUAGE, EAR_WISH_LANGUAGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    if (same[i].trait == trait)
      return group->wished[same[i].item];
  return FALSE;
}

static void
add_trait (EarBlock *table, const Column *columns, guint n, EarVoiceTrait trait)
{
  GPtrArray *cells;
  guint all = 0;

  for (guint i = 0; i < n; i++)
    all += columns[i].group->traits[trait].n;
  if (all == 0 || is_wished (columns[0].group, trait))
    return;
  cells = ear_build_row (table);
  ear_build_cell (cells, g_strdup (ear_voice_trait_get_label (trait)), NULL);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (cells, runs_of (&columns[i].group->traits[trait], ear_voice_trait_dup_target (columns[i].key, trait, TRUE),
                                     ear_voice_trait_dup_target (columns[i].key, trait, FALSE)));
}

static void
add_table (EarDocumentBuilder *builder, const char *title, const Column *columns, guint n)
{
  EarBlock *table = ear_build_table (builder, title);
  GPtrArray *cells;

  /* Translators: the head of a column: what is looked for in a reply */
  ear_build_column (table, _("What a reply shows"), FALSE);
  for (guint i = 0; i < n; i++)
    ear_build_column (table, columns[i].name, FALSE);
  cells = ear_build_row (table);
  ear_build_cell (cells, g_strdup (_("Replies")), NULL);
  for (guint i = 0; i < n; i++)
    ear_build_cell (cells, ear_words_dup_number (columns[i].group->n_replies),
                    columns[i].group->n_replies > 0 ? ear_voice_words_dup_target (columns[i].key) : NULL);
  for (guint trait = 0; trait < EAR_N_VOICE_TRAITS; trait++)
    add_trait (table, columns, n, (EarVoiceTrait) trait);
  cells = ear_build_row (table);
  ear_build_cell (cells, g_strdup (_("Words in a reply")), NULL);
  for (guint i = 0; i < n; i++)
    ear_build_cell (cells, ear_voice_length_dup_text (&columns[i].group->length), columns[i].group->length.enough ? ear_voice_words_dup_target (columns[i].key) : NULL);
}

/* What is wished, and how often each channel keeps it. */
static void
add_wishes (EarDocumentBuilder *builder, const char *title, const Column *columns, guint n)
{
  const EarVoice *voice = ear_build_get_report (builder)->voice;
  EarBlock *table = ear_build_table (builder, title);

  /* Translators: the head of a column: what replies are to be like */
  ear_build_column (table, _("What you wish"), FALSE);
  for (guint i = 0; i < n; i++)
    ear_build_column (table, columns[i].name, FALSE);
  for (guint item = 0; item < EAR_N_WISHES; item++)
    {
      g_autofree char *wish = ear_voice_wish_dup_label (voice->wish, (EarVoiceWishItem) item);
      GPtrArray *cells;

      if (wish == NULL)
        continue;
      cells = ear_build_row (table);
      ear_build_cell (cells, g_steal_pointer (&wish), NULL);
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (cells, runs_of (&columns[i].group->kept[item], ear_voice_wish_dup_target (columns[i].key, (EarVoiceWishItem) item, TRUE),
                                         ear_voice_wish_dup_target (columns[i].key, (EarVoiceWishItem) item, FALSE)));
    }
}

/* @add: of up to MAX_BESIDE channels, several times where there are more. */
static void
add_beside (EarDocumentBuilder *builder, const char *title, GArray *columns, void (*add) (EarDocumentBuilder *, const char *, const Column *, guint))
{
  guint n_tables = (columns->len + MAX_BESIDE - 1) / MAX_BESIDE;

  for (guint i = 0; i < n_tables; i++)
    {
      guint begin = columns->len * i / n_tables, end = columns->len * (i + 1) / n_tables;
      /* Translators: 1 a table's title, 2 and 3: "1 of 2", as it goes on in the next table */
      g_autofree char *part = n_tables > 1 ? g_strdup_printf (_("%1$s (table %2$u of %3$u)"), title, i + 1, n_tables) : g_strdup (title);

      add (builder, part, &g_array_index (columns, Column, begin), end - begin);
    }
}

static void
add_wish (EarDocumentBuilder *builder, const GArray *columns)
{
  const EarVoice *voice = ear_build_get_report (builder)->voice;
  EarBlock *list = NULL;

  if (!ear_voice_has_wish (voice))
    {
      ear_build_markup (builder, EAR_PARAGRAPH_PLAIN,
                        _("How you want to sound is not written down yet. <a href=\"do:voice\">Say it among the facts about you</a>, and the report tells "
                          "how often you do."));
      return;
    }
  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);
      g_autofree char *sentence = ear_voice_dup_sentence (voice, column->group, column->key, column->name);

      if (sentence == NULL)
        continue;
      if (list == NULL)
        list = ear_build_list (builder, FALSE);
      g_ptr_array_add (list->items, ear_runs_new_from_markup (sentence));
    }
  if (list == NULL)
    ear_build_paragraph (builder, EAR_PARAGRAPH_PLAIN, g_strdup (_("Of what you wish, nothing could be told of these replies.")));
}

/* A language without rules says nothing of greetings. */
static void
add_unknown (EarDocumentBuilder *builder, const GArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);
      guint n = ear_voice_group_count_unknown (column->group);
      g_autofree char *number = ear_words_dup_number (n);

      if (n > 0)
        /* Translators: 1 a channel, 2 how many replies */
        ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE,
                             g_strdup_printf (ngettext ("%1$s: %2$s reply is in a language Earshot has no rules for. Only its length, its emoji and the name in "
                                                        "it were read.",
                                                        "%1$s: %2$s replies are in a language Earshot has no rules for. Only their length, their emoji and the "
                                                        "names in them were read.",
                                                        n),
                                              column->name, number));
    }
}

/* Of one person only to that person: on screen, never in a file. */
static void
add_mine (EarDocumentBuilder *builder)
{
  const EarVoice *voice = ear_build_get_report (builder)->voice;
  Column mine = { voice->mine, EAR_VOICE_MINE, _("Yours") };
  g_autofree char *sentence = NULL;

  if (!ear_build_is_personal (builder) || voice->mine->n_replies == 0)
    return;
  ear_build_heading (builder, 3, "voice-mine", _("Your Own Replies"));
  sentence = ear_voice_has_wish (voice) ? ear_voice_dup_sentence (voice, voice->mine, EAR_VOICE_MINE, _("Your own replies")) : NULL;
  if (sentence != NULL)
    ear_build_markup (builder, EAR_PARAGRAPH_PLAIN, sentence);
  if (ear_voice_has_wish (voice))
    add_wishes (builder, _("How often you keep what is wished"), &mine, 1);
  add_table (builder, _("What you typed in Earshot"), &mine, 1);
  ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE, g_strdup (_("This stands here alone. Files and paper have nothing of one person.")));
}

void
ear_build_voice (EarDocumentBuilder *builder)
{
  const EarReport *report = ear_build_get_report (builder);
  g_autoptr (GArray) columns = NULL;

  if (report->voice == NULL)
    return;
  columns = g_array_new (FALSE, FALSE, sizeof (Column));
  for (guint i = 0; i < report->channels->len; i++)
    if (ear_voice_is_shown (report, i))
      {
        const EarReportChannel *channel = ear_report_get_channel (report, i);
        Column column = { ear_voice_get_channel (report->voice, i), channel->key, channel->name };

        g_array_append_val (columns, column);
      }
  if (columns->len == 0)
    return;
  ear_build_heading (builder, 2, "voice", _("How You Sound"));
  add_wish (builder, columns);
  if (ear_voice_has_wish (report->voice))
    add_beside (builder, _("How often each channel keeps what you wish"), columns, add_wishes);
  add_beside (builder, ear_voice_has_wish (report->voice) ? _("What else replies show") : _("What replies show, channel beside channel"), columns, add_table);
  ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE,
                       g_strdup (_("A percentage stands with the range that chance leaves it and with how many replies of how many; of words it is the reply in the "
                                   "middle, and the range that half of the replies lie in.")));
  add_unknown (builder, columns);
  add_mine (builder);
}
