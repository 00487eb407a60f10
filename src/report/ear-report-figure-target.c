/* Every figure opens its conversations: what the links say.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "report/ear-document-private.h"
#include "report/ear-report-figure-target.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

#define PREFIX "figure:"
#define EVERYWHERE "*"
#define JUDGED "judged"
#define TURNS (1u << EAR_FIGURE_NEW | 1u << EAR_FIGURE_FOLLOW_UP)

static const char *const clock_words[EAR_N_CLOCKS] = {
  [EAR_CLOCK_OPEN] = "open", [EAR_CLOCK_WALL] = "wall", [EAR_CLOCK_SHARED] = "shared",
};

EarFigureList
ear_figure_list (const EarReportChannel *channel, EarFigure figure, EarClock clock)
{
  return (EarFigureList) {
    .channel = channel, .which = { .figures = 1u << figure, .type = EAR_TYPE_UNKNOWN, .hour = -1 }, .clock = clock, .earlier = EAR_FIGURES_OF_NOW,
  };
}

EarFigureList
ear_figure_list_judged (const EarReportChannel *channel, EarClock clock)
{
  return (EarFigureList) {
    .channel = channel, .which = { .any = EAR_FIGURES_JUDGED, .type = EAR_TYPE_UNKNOWN, .hour = -1 }, .clock = clock, .earlier = EAR_FIGURES_OF_NOW,
  };
}

/* ---- the conversations ---- */

static const EarReportEarlier *
get_earlier (const EarFigureList *list, gboolean *kept, gboolean *missed)
{
  guint32 figures = list->which.figures | list->which.any;

  *kept = (figures & 1u << EAR_FIGURE_KEPT) != 0;
  *missed = (figures & 1u << EAR_FIGURE_MISSED) != 0;
  return &ear_report_channel_get_clock (list->channel, list->clock)->earlier[list->earlier];
}

static gboolean
has_earlier (const EarFigureList *list)
{
  gboolean kept, missed;
  const GArray *judged = get_earlier (list, &kept, &missed)->judged;

  for (guint i = 0; judged != NULL && i < judged->len; i++)
    if ((g_array_index (judged, gint64, i) & 1) != 0 ? kept : missed)
      return TRUE;
  return FALSE;
}

static gboolean
has_conversations (const EarFigureList *list, const EarReport *report)
{
  if (list->earlier != EAR_FIGURES_OF_NOW)
    return has_earlier (list);
  if (list->channel != NULL)
    return ear_report_channel_has_which (list->channel, &list->which, list->clock);
  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);

      if (!channel->offline && ear_report_channel_has_which (channel, &list->which, list->clock))
        return TRUE;
    }
  return FALSE;
}

/* ---- writing ---- */

static void
add_word (GString *text, const char *word, gboolean first)
{
  if (!first)
    g_string_append_c (text, '+');
  g_string_append (text, word);
}

char *
ear_figure_list_dup_target (const EarFigureList *list, const EarReport *report)
{
  g_autoptr (GString) text = g_string_new (PREFIX);
  gboolean first = TRUE;

  g_return_val_if_fail (list != NULL && (list->channel != NULL || report != NULL), NULL);

  if (!has_conversations (list, report))
    return NULL;
  g_string_append_printf (text, "%s/", list->channel != NULL ? list->channel->key : EVERYWHERE);
  if (list->which.any != 0)
    {
      add_word (text, JUDGED, first);
      first = FALSE;
    }
  for (guint figure = 0; figure < EAR_N_FIGURES; figure++)
    if ((list->which.figures & 1u << figure) != 0)
      {
        add_word (text, ear_figure_to_string ((EarFigure) figure), first);
        first = FALSE;
      }
  g_string_append_printf (text, "/%s", clock_words[list->clock]);
  if (list->earlier != EAR_FIGURES_OF_NOW)
    g_string_append_printf (text, "/%s", ear_earlier_to_word ((EarEarlier) list->earlier));
  else if (list->which.type != EAR_TYPE_UNKNOWN)
    g_string_append_printf (text, "/%s", ear_conversation_type_to_word ((EarConversationType) list->which.type));
  else if (list->which.hour >= 0)
    g_string_append_printf (text, "/%d-%d", list->which.hour, list->which.hour + list->which.more_hours);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
ear_figure_list_dup_link (const EarFigureList *list, const char *text)
{
  g_autofree char *target = ear_figure_list_dup_target (list, NULL), *escaped = NULL;

  if (target == NULL)
    return g_strdup (text);
  escaped = g_markup_escape_text (target, -1);
  return g_strdup_printf ("<a href=\"%s\">%s</a>", escaped, text);
}

char *
ear_figure_dup_target (const EarReportChannel *channel, EarFigure figure, EarClock clock)
{
  EarFigureList list = ear_figure_list (channel, figure, clock);

  return ear_figure_list_dup_target (&list, NULL);
}

char *
ear_figure_dup_link (const EarReportChannel *channel, EarFigure figure, EarClock clock, const char *text)
{
  EarFigureList list = ear_figure_list (channel, figure, clock);

  return ear_figure_list_dup_link (&list, text);
}

/* ---- reading ---- */

static gboolean
parse_whose (EarFigureList *list, const EarReport *report, const char *word)
{
  guint index;

  list->channel = NULL;
  if (g_str_equal (word, EVERYWHERE))
    return TRUE;
  if (!ear_report_find_channel (report, word, &index))
    return FALSE;
  list->channel = ear_report_get_channel (report, index);
  return TRUE;
}

static gboolean
parse_what (EarFigureList *list, const char *word)
{
  g_auto (GStrv) figures = g_strsplit (word, "+", -1);

  for (gsize i = 0; figures[i] != NULL; i++)
    {
      EarFigure figure;

      if (g_str_equal (figures[i], JUDGED))
        list->which.any = EAR_FIGURES_JUDGED;
      else if (ear_figure_from_string (figures[i], &figure))
        list->which.figures |= 1u << figure;
      else
        return FALSE;
    }
  return figures[0] != NULL;
}

static gboolean
parse_clock (EarFigureList *list, const char *word)
{
  for (guint clock = 0; clock < EAR_N_CLOCKS; clock++)
    if (g_str_equal (clock_words[clock], word))
      {
        list->clock = (EarClock) clock;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_hours (EarFigureList *list, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word, "-", 2);
  guint64 first, last;

  if (g_strv_length (parts) != 2 || !g_ascii_string_to_unsigned (parts[0], 10, 0, EAR_HOURS_A_WEEK - 1, &first, NULL) ||
      !g_ascii_string_to_unsigned (parts[1], 10, first, EAR_HOURS_A_WEEK - 1, &last, NULL))
    return FALSE;
  list->which.hour = (int) first;
  list->which.more_hours = (int) (last - first);
  return TRUE;
}

static gboolean
parse_which (EarFigureList *list, const char *word)
{
  EarConversationType type;
  EarEarlier earlier;

  if (ear_conversation_type_from_word (word, &type))
    list->which.type = type;
  else if (ear_earlier_from_word (word, &earlier))
    {
      list->earlier = earlier;
      return list->channel != NULL;
    }
  else
    return parse_hours (list, word);
  return TRUE;
}

gboolean
ear_figure_list_parse (EarFigureList *list, const EarReport *report, const char *rest)
{
  g_auto (GStrv) parts = NULL;
  guint n;

  g_return_val_if_fail (list != NULL && report != NULL && rest != NULL, FALSE);

  *list = (EarFigureList) { .which = { .type = EAR_TYPE_UNKNOWN, .hour = -1 }, .earlier = EAR_FIGURES_OF_NOW };
  parts = g_strsplit (rest, "/", -1);
  n = g_strv_length (parts);
  return (n == 3 || n == 4) && parse_whose (list, report, parts[0]) && parse_what (list, parts[1]) && parse_clock (list, parts[2]) &&
         (n == 3 || parse_which (list, parts[3]));
}

/* ---- the list and its name ---- */

/* "Answered in time" */
static const char *
get_what (const EarFigureList *list)
{
  guint32 figures = list->which.figures;

  if (list->which.any != 0)
    return _("Old enough to judge");
  /* New or follow-up is told apart. */
  if ((figures & ~TURNS) != 0)
    figures &= ~TURNS;
  return ear_figure_get_label ((EarFigure) g_bit_nth_lsf (figures, -1));
}

/* "Comments", "Tuesday, 18:00 to 21:00" (nullable) */
static char *
dup_which (const EarFigureList *list)
{
  guint32 turn = list->which.figures & TURNS;
  int hour = list->which.hour;

  if (list->earlier != EAR_FIGURES_OF_NOW)
    return g_strdup (list->earlier == EAR_EARLIER_YEAR ? _("a year ago") : _("in the period before"));
  if (list->which.type != EAR_TYPE_UNKNOWN)
    return g_strdup (ear_conversation_type_get_label ((EarConversationType) list->which.type));
  if (hour >= 0)
    /* Translators: 1 a weekday, 2 and 3 hours of the day: "Tuesday, 18:00 to 21:00" */
    return g_strdup_printf (_("%1$s, %2$d:00 to %3$d:00"), ear_words_get_weekday ((guint) hour / 24, TRUE), hour % 24,
                            hour % 24 + list->which.more_hours + 1);
  if (turn != 0 && (turn != list->which.figures || list->which.any != 0))
    return g_strdup (ear_figure_get_label ((EarFigure) g_bit_nth_lsf (turn, -1)));
  return NULL;
}

static char *
dup_title (const EarFigureList *list)
{
  g_autofree char *which = dup_which (list), *name = list->channel != NULL ? ear_words_isolate (list->channel->name) : g_strdup (_("All channels"));

  if (which == NULL)
    /* Translators: 1 a channel's name, 2 what is counted: "Blog: Closed without answer" */
    return g_strdup_printf (_("%1$s: %2$s"), name, get_what (list));
  /* Translators: 1 a channel's name, 2 what is counted, 3 which of them: "Blog: Answered in time (Comments)" */
  return g_strdup_printf (_("%1$s: %2$s (%3$s)"), name, get_what (list), which);
}

GArray *
ear_figure_dup_list (const EarReport *report, const char *rest, char **title)
{
  EarFigureList list;
  guint channel = EAR_REPORT_ALL_CHANNELS;

  g_return_val_if_fail (title != NULL, NULL);

  *title = NULL;
  if (!ear_figure_list_parse (&list, report, rest))
    return NULL;
  *title = dup_title (&list);
  if (list.earlier != EAR_FIGURES_OF_NOW)
    {
      gboolean kept, missed;
      const EarReportEarlier *earlier = get_earlier (&list, &kept, &missed);

      return ear_report_earlier_dup_conversations (earlier, kept, missed);
    }
  if (list.channel != NULL)
    g_ptr_array_find (report->channels, list.channel, &channel);
  return ear_report_dup_which (report, channel, &list.which, list.clock);
}

char *
ear_figure_dup_section (const EarReport *report, const char *rest)
{
  EarFigureList list;
  guint channel;

  if (!ear_figure_list_parse (&list, report, rest))
    return NULL;
  if (list.channel == NULL)
    return g_strdup ("hours");
  return g_ptr_array_find (report->channels, list.channel, &channel) ? ear_document_dup_channel_id (channel) : NULL;
}
