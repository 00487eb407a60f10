/* How we sound, in plain words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "report/ear-report-target.h"
#include "report/ear-report-text.h"
#include "report/ear-voice-text.h"
#include "report/ear-words.h"

/* ---- labels ---- */

typedef struct
{
  const char *label, *those, *others;
} Trait;

static const Trait traits[EAR_N_VOICE_TRAITS] = {
  [EAR_VOICE_GREETING] = { N_("Greets"), N_("Replies that greet"), N_("Replies without a greeting") },
  [EAR_VOICE_BY_NAME] = { N_("Uses the name of who asked"), N_("Replies that use the name"), N_("Replies without the name") },
  [EAR_VOICE_SIGN_OFF] = { N_("Signs off"), N_("Replies that sign off"), N_("Replies that do not sign off") },
  [EAR_VOICE_THANKS] = { N_("Thanks"), N_("Replies that thank"), N_("Replies without thanks") },
  [EAR_VOICE_APOLOGY] = { N_("Apologises where something went wrong"), N_("Replies that apologise"), N_("Replies without an apology") },
  [EAR_VOICE_INFORMAL] = { N_("Familiar address (du, tu …)"), N_("Replies with the familiar address"), N_("Replies without the familiar address") },
  [EAR_VOICE_FORMAL] = { N_("Polite address (Sie, vous …)"), N_("Replies with the polite address"), N_("Replies without the polite address") },
  [EAR_VOICE_MIXED] = { N_("Both forms in one reply"), N_("Replies with both forms of address"), N_("Replies with one form of address") },
  [EAR_VOICE_EMOJI] = { N_("Has an emoji"), N_("Replies with an emoji"), N_("Replies without an emoji") },
  [EAR_VOICE_LANGUAGE] = { N_("In the asker's language"), N_("Replies in the asker's language"), N_("Replies in another language") },
};

const char *
ear_voice_trait_get_label (EarVoiceTrait trait)
{
  g_return_val_if_fail (trait < EAR_N_VOICE_TRAITS, NULL);
  return _(traits[trait].label);
}

static gboolean
has_sign_off_words (const EarVoiceWish *wish)
{
  return wish->sign_off_words != NULL && wish->sign_off_words[0] != NULL;
}

char *
ear_voice_wish_dup_label (const EarVoiceWish *wish, EarVoiceWishItem item)
{
  EarVoiceChoice choice = wish != NULL ? ear_voice_wish_get_choice (wish, item) : EAR_VOICE_WHATEVER;
  gboolean yes = choice == EAR_VOICE_YES;
  g_autofree char *text = NULL;

  if (choice == EAR_VOICE_WHATEVER)
    return NULL;
  switch (item)
    {
    case EAR_WISH_GREETING:
      return g_strdup (yes ? _("Greets") : _("Does not greet"));

    case EAR_WISH_BY_NAME:
      return g_strdup (yes ? _("Uses the name of who asked") : _("Does not use the name of who asked"));

    case EAR_WISH_SIGN_OFF:
      if (!yes || !has_sign_off_words (wish))
        return g_strdup (yes ? _("Signs off") : _("Does not sign off"));
      text = g_strjoinv (", ", wish->sign_off_words);
      /* Translators: how replies are to be signed; %s are names or words, any of which will do */
      return g_strdup_printf (_("Signs off with: %s"), text);

    case EAR_WISH_THANKS:
      return g_strdup (yes ? _("Thanks") : _("Does not thank"));

    case EAR_WISH_APOLOGY:
      return g_strdup (yes ? _("Apologises where something went wrong") : _("Does not apologise"));

    case EAR_WISH_ADDRESS:
      return g_strdup (_("Addresses people as you wish"));

    case EAR_WISH_EMOJI:
      return g_strdup (yes ? _("Has an emoji") : _("Has no emoji"));

    case EAR_WISH_LENGTH:
      text = ear_words_dup_number (wish->max_words);
      return g_strdup_printf (ngettext ("Has %s word at most", "Has %s words at most", wish->max_words), text);

    case EAR_WISH_LANGUAGE:
    case EAR_N_WISHES:
    default:
      return g_strdup (yes ? _("In the asker's language") : _("In another language than the asker's"));
    }
}

gboolean
ear_voice_has_wish (const EarVoice *voice)
{
  for (guint i = 0; voice->wish != NULL && i < EAR_N_WISHES; i++)
    if (ear_voice_wish_get_choice (voice->wish, (EarVoiceWishItem) i) != EAR_VOICE_WHATEVER)
      return TRUE;
  return FALSE;
}

/* ---- figures ---- */

char *
ear_voice_figure_dup_text (const EarVoiceFigure *figure)
{
  EarReportClock clock = { .share = { .n = figure->n, .k = figure->k, .share = figure->share }, .enough = figure->enough };
  g_autofree char *share = ear_report_dup_share (&clock), *k = NULL, *n = NULL;

  if (figure->n == 0 || !figure->enough)
    return g_steal_pointer (&share);
  k = ear_words_dup_number (figure->k);
  n = ear_words_dup_number (figure->n);
  /* Translators: a share of replies, with how many of how many: "30% (18–45%), 12 of 40" */
  return g_strdup_printf (_("%1$s, %2$s\302\240of\302\240%3$s"), share, k, n);
}

char *
ear_voice_length_dup_text (const EarVoiceLength *length)
{
  if (!length->enough)
    return g_strdup ("—");
  /* Translators: words in a reply: the one in the middle, and between which half of them are: "22 (12–40)" */
  return g_strdup_printf (_("%u (%u–%u)"), length->median, length->lower_quartile, length->upper_quartile);
}

guint
ear_voice_group_count_unknown (const EarVoiceGroup *group)
{
  return group->n_replies - group->traits[EAR_VOICE_GREETING].n;
}

gboolean
ear_voice_is_shown (const EarReport *report, guint channel)
{
  return report->voice != NULL && channel < report->voice->channels->len && !ear_report_get_channel (report, channel)->offline &&
         ear_voice_get_channel (report->voice, channel)->n_replies > 0;
}

/* ---- targets ---- */

char *
ear_voice_trait_dup_target (const char *key, EarVoiceTrait trait, gboolean those)
{
  return g_strdup_printf ("voice:%s/%s/%s", key, ear_voice_trait_to_string (trait), those ? "those" : "others");
}

char *
ear_voice_wish_dup_target (const char *key, EarVoiceWishItem item, gboolean kept)
{
  return g_strdup_printf ("voice:%s/wish-%s/%s", key, ear_voice_wish_item_to_string (item), kept ? "those" : "others");
}

char *
ear_voice_words_dup_target (const char *key)
{
  return g_strdup_printf ("voice:%s/words", key);
}

static GArray *
dup_conversations (GArray *taken, gboolean backwards)
{
  g_autoptr (GArray) replies = taken;
  GArray *conversations = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < replies->len; i++)
    {
      const EarVoiceReply *reply = &g_array_index (replies, EarVoiceReply, backwards ? replies->len - 1 - i : i);

      if (reply->conversation_id != 0 && g_hash_table_add (seen, (gpointer) &reply->conversation_id))
        g_array_append_val (conversations, reply->conversation_id);
    }
  return conversations;
}

GArray *
ear_voice_dup_list (const EarReport *report, const char *rest, char **title)
{
  g_auto (GStrv) parts = g_strsplit (rest, "/", 3);
  guint n_parts = g_strv_length (parts), channel;
  const EarVoiceGroup *group;
  const char *name;
  gboolean those;
  EarVoiceTrait trait;
  EarVoiceWishItem item;

  if (report->voice == NULL || n_parts < 2)
    return NULL;
  if (g_str_equal (parts[0], EAR_VOICE_MINE))
    {
      group = report->voice->mine;
      name = _("Your own replies");
    }
  else if (ear_report_find_channel (report, parts[0], &channel) && channel < report->voice->channels->len)
    {
      group = ear_voice_get_channel (report->voice, channel);
      name = ear_report_get_channel (report, channel)->name;
    }
  else
    return NULL;

  if (n_parts == 2 && g_str_equal (parts[1], "words"))
    {
      *title = g_strdup_printf (_("%1$s: %2$s"), name, _("Replies, the longest first"));
      return dup_conversations (ear_voice_group_list_lengths (group), TRUE);
    }
  if (n_parts != 3)
    return NULL;
  those = g_str_equal (parts[2], "those");
  if (!those && !g_str_equal (parts[2], "others"))
    return NULL;
  if (g_str_has_prefix (parts[1], "wish-") && ear_voice_wish_item_from_string (parts[1] + strlen ("wish-"), &item))
    {
      g_autofree char *label = ear_voice_wish_dup_label (report->voice->wish, item);

      if (label == NULL)
        return NULL;
      /* Translators: 1 a channel's name, 2 what is wished of replies: "Blog: as you wish (Greets)" */
      *title = g_strdup_printf (those ? _("%1$s: as you wish (%2$s)") : _("%1$s: not as you wish (%2$s)"), name, label);
      return dup_conversations (ear_voice_group_list_wish (group, item, those), FALSE);
    }
  if (!ear_voice_trait_from_string (parts[1], &trait))
    return NULL;
  *title = g_strdup_printf (_("%1$s: %2$s"), name, those ? _(traits[trait].those) : _(traits[trait].others));
  return dup_conversations (ear_voice_group_list_trait (group, trait, those), FALSE);
}

/* ---- sentences ---- */

/* @k: how many show it, @of: of how many. */
static char *
dup_counted (const EarVoiceWish *wish, EarVoiceWishItem item, gulong n, const char *name, const char *k, const char *of)
{
  gboolean all = ear_voice_wish_get_choice (wish, item) == EAR_VOICE_YES;

  /* Translators: in all sentences of this function 1 is a channel, 2 how many replies, 3 of how many */
  switch (item)
    {
    case EAR_WISH_GREETING:
      if (all)
        return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply greets; you wish all did.",
                                          "%1$s: %2$s of %3$s replies greet; you wish all did.", n),
                                name, k, of);
      return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply greets; you wish none did.",
                                        "%1$s: %2$s of %3$s replies greet; you wish none did.", n),
                              name, k, of);

    case EAR_WISH_BY_NAME:
      if (all)
        return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply uses the name of who asked; you wish all did.",
                                          "%1$s: %2$s of %3$s replies use the name of who asked; you wish all did.", n),
                                name, k, of);
      return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply uses the name of who asked; you wish none did.",
                                        "%1$s: %2$s of %3$s replies use the name of who asked; you wish none did.", n),
                              name, k, of);

    case EAR_WISH_SIGN_OFF:
      if (all && has_sign_off_words (wish))
        return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply signs off with a name you wish; you wish all did.",
                                          "%1$s: %2$s of %3$s replies sign off with a name you wish; you wish all did.", n),
                                name, k, of);
      if (all)
        return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply signs off; you wish all did.",
                                          "%1$s: %2$s of %3$s replies sign off; you wish all did.", n),
                                name, k, of);
      return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply signs off; you wish none did.",
                                        "%1$s: %2$s of %3$s replies sign off; you wish none did.", n),
                              name, k, of);

    case EAR_WISH_THANKS:
      if (all)
        return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply thanks; you wish all did.",
                                          "%1$s: %2$s of %3$s replies thank; you wish all did.", n),
                                name, k, of);
      return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply thanks; you wish none did.",
                                        "%1$s: %2$s of %3$s replies thank; you wish none did.", n),
                              name, k, of);

    case EAR_WISH_APOLOGY:
      if (all)
        return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply to a complaint apologises; you wish all did.",
                                          "%1$s: %2$s of %3$s replies to complaints apologise; you wish all did.", n),
                                name, k, of);
      return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply to a complaint apologises; you wish none did.",
                                        "%1$s: %2$s of %3$s replies to complaints apologise; you wish none did.", n),
                              name, k, of);

    case EAR_WISH_ADDRESS:
      return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply addresses people as you wish.",
                                        "%1$s: %2$s of %3$s replies address people as you wish.", n),
                              name, k, of);

    case EAR_WISH_EMOJI:
      if (all)
        return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply has an emoji; you wish all had.",
                                          "%1$s: %2$s of %3$s replies have an emoji; you wish all had.", n),
                                name, k, of);
      return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply has an emoji; you wish none had.",
                                        "%1$s: %2$s of %3$s replies have an emoji; you wish none had.", n),
                              name, k, of);

    case EAR_WISH_LENGTH:
      return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply is as short as you wish.",
                                        "%1$s: %2$s of %3$s replies are as short as you wish.", n),
                              name, k, of);

    case EAR_WISH_LANGUAGE:
    case EAR_N_WISHES:
    default:
      if (all)
        return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply is in the asker's language; you wish all were.",
                                          "%1$s: %2$s of %3$s replies are in the asker's language; you wish all were.", n),
                                name, k, of);
      return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s reply is in the asker's language; you wish none were.",
                                        "%1$s: %2$s of %3$s replies are in the asker's language; you wish none were.", n),
                              name, k, of);
    }
}

/* One that has enough replies before one that has not. */
static gboolean
is_kept_less (const EarVoiceFigure *figure, const EarVoiceFigure *other)
{
  if (figure->enough != other->enough)
    return figure->enough;
  return (guint64) figure->k * other->n < (guint64) other->k * figure->n;
}

static char *
dup_link (char *take_target, const char *text)
{
  g_autofree char *target = take_target, *escaped = g_markup_escape_text (target, -1);

  return g_strdup_printf ("<a href=\"%s\">%s</a>", escaped, text);
}

char *
ear_voice_dup_sentence (const EarVoice *voice, const EarVoiceGroup *group, const char *key, const char *name)
{
  guint least = EAR_N_WISHES;
  gboolean all, broken = FALSE;
  const EarVoiceFigure *figure;
  guint shows, others;
  g_autofree char *escaped = g_markup_escape_text (name, -1), *k = NULL, *n = NULL, *link = NULL, *sentence = NULL;
  g_autofree char *number = NULL, *others_link = NULL, *read = NULL;

  for (guint i = 0; i < EAR_N_WISHES; i++)
    {
      if (group->kept[i].n == 0)
        continue;
      broken = broken || group->kept[i].k < group->kept[i].n;
      if (least == EAR_N_WISHES || is_kept_less (&group->kept[i], &group->kept[least]))
        least = i;
    }
  if (least == EAR_N_WISHES)
    return NULL;
  if (!broken)
    {
      n = ear_words_dup_number (group->n_replies);
      link = dup_link (ear_voice_words_dup_target (key), n);
      /* Translators: 1 a channel, 2 how many replies */
      return g_strdup_printf (ngettext ("%1$s: the %2$s reply sounds as you wish.", "%1$s: all %2$s replies sound as you wish.", group->n_replies), escaped, link);
    }
  figure = &group->kept[least];
  all = ear_voice_wish_get_choice (voice->wish, (EarVoiceWishItem) least) == EAR_VOICE_YES;
  others = figure->n - figure->k;
  shows = all ? figure->k : others;
  k = ear_words_dup_number (shows);
  n = ear_words_dup_number (figure->n);
  if (shows > 0)
    link = dup_link (ear_voice_wish_dup_target (key, (EarVoiceWishItem) least, all), k);
  sentence = dup_counted (voice->wish, (EarVoiceWishItem) least, figure->n, escaped, link != NULL ? link : k, n);
  if (!all || others == 0)
    return g_steal_pointer (&sentence);
  number = ear_words_dup_number (others);
  others_link = dup_link (ear_voice_wish_dup_target (key, (EarVoiceWishItem) least, FALSE), number);
  /* Translators: behind "12 of 40 replies greet; you wish all did." */
  read = g_strdup_printf (ngettext ("Read the %s other.", "Read the %s others.", others), others_link);
  return g_strdup_printf ("%s %s", sentence, read);
}
