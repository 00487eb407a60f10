/* ear-facts-text.c: contradictions in plain words, and for programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "base/ear-clock.h"
#include "report/ear-facts-text.h"
#include "report/ear-report-export-private.h"
#include "report/ear-report-target.h"
#include "report/ear-words.h"

#define QUOTE_CHARS 160

const char *
ear_statement_kind_get_label (EarStatementKind kind)
{
  switch (kind)
    {
    case EAR_STATEMENT_HOURS:
      return _("Hours");

    case EAR_STATEMENT_DATE:
      return _("Dates");

    case EAR_STATEMENT_PRICE:
      return _("Prices");

    case EAR_STATEMENT_YES_NO:
      return _("Yes or no");

    case EAR_STATEMENT_PHONE:
      return _("Phone numbers");

    case EAR_STATEMENT_EMAIL:
      return _("E-mail addresses");

    case EAR_STATEMENT_LINK:
      return _("Web addresses");

    case EAR_STATEMENT_ADDRESS:
      return _("Addresses");

    case EAR_N_STATEMENTS:
    default:
      return _("Name");
    }
}

/* One line that can stand between quotation marks. */
static char *
dup_quote (const char *text)
{
  g_autofree char *line = g_strdup (text != NULL ? text : "");
  glong n;

  g_strdelimit (line, "\r\n\t", ' ');
  g_strstrip (line);
  n = g_utf8_strlen (line, -1);
  if (n <= QUOTE_CHARS)
    return g_steal_pointer (&line);
  *g_utf8_offset_to_pointer (line, QUOTE_CHARS - 1) = '\0';
  return g_strconcat (g_strchomp (line), "…", NULL);
}

static const char *
channel_name (const EarReport *report, guint channel)
{
  return channel < report->channels->len ? ear_report_get_channel (report, channel)->name : "";
}

EarFactTodo
ear_fact_finding_get_todo (const EarFactFinding *finding)
{
  switch (finding->type)
    {
    case EAR_FACT_UNLIKE:
      return EAR_FACT_TODO_BOTH;

    case EAR_FACT_PROFILE:
      return EAR_FACT_TODO_PAGE;

    case EAR_FACT_SHEET:
    case EAR_N_FACT_TYPES:
    default:
      return EAR_FACT_TODO_ANSWER;
    }
}

char *
ear_fact_finding_dup_todo (const EarReport *report, const EarFactFinding *finding)
{
  switch (ear_fact_finding_get_todo (finding))
    {
    case EAR_FACT_TODO_BOTH:
      if (finding->channel == finding->other_channel)
        /* Translators: %s is a channel's name. Two answers to the same question say different things. */
        return g_strdup_printf (_("Agree on one answer, and correct the other one on %s."), channel_name (report, finding->channel));
      /* Translators: two channels' names. Two answers to the same question say different things. */
      return g_strdup_printf (_("Agree on one answer for %1$s and %2$s, and correct the other one."), channel_name (report, finding->channel),
                              channel_name (report, finding->other_channel));

    case EAR_FACT_TODO_PAGE:
      /* Translators: %s is a channel's name: its own page over there */
      return g_strdup_printf (_("Correct what the page of %s says about you."), channel_name (report, finding->channel));

    case EAR_FACT_TODO_ANSWER:
    default:
      /* Translators: %s is a channel's name */
      return g_strdup_printf (_("Correct the answer on %s."), channel_name (report, finding->channel));
    }
}

char *
ear_fact_finding_dup_reason (const EarReport *report, const EarFactFinding *finding)
{
  g_autofree char *said = dup_quote (finding->said);
  g_autofree char *other = dup_quote (finding->other);

  switch (finding->type)
    {
    case EAR_FACT_UNLIKE:
      {
        g_autofree char *question = dup_quote (finding->question);

        /* Translators: 1 a question, 2 and 3 what we answered to it and to another one like it */
        return g_strdup_printf (_("To “%1$s” you answered “%2$s”, and to the same question also “%3$s”."), question, said, other);
      }

    case EAR_FACT_PROFILE:
      if (finding->kind == EAR_STATEMENT_HOURS)
        /* Translators: what a page says */
        return g_strdup_printf (_("The page says “%s”, which are not your opening hours."), said);
      /* Translators: 1 what a page says, 2 what the facts say */
      return g_strdup_printf (_("The page says “%1$s”, the facts about you say “%2$s”."), said, other);

    case EAR_FACT_SHEET:
    case EAR_N_FACT_TYPES:
    default:
      if (finding->kind == EAR_STATEMENT_HOURS && finding->question != NULL)
        {
          g_autofree char *question = dup_quote (finding->question);

          /* Translators: 1 a question, 2 what we answered */
          return g_strdup_printf (_("To “%1$s” you answered “%2$s”, which does not fit your opening hours."), question, said);
        }
      if (finding->kind == EAR_STATEMENT_HOURS)
        /* Translators: what an answer says */
        return g_strdup_printf (_("It says “%s”, which are not your opening hours."), said);
      if (finding->kind == EAR_STATEMENT_PRICE)
        /* Translators: what an answer says */
        return g_strdup_printf (_("It says “%s”, which is not on your list of prices."), said);
      /* Translators: 1 what an answer says, 2 what the facts say */
      return g_strdup_printf (_("It says “%1$s”, the facts about you say “%2$s”."), said, other);
    }
}

char *
ear_fact_finding_dup_otherwise (const EarFactFinding *finding)
{
  switch (finding->type)
    {
    case EAR_FACT_SHEET:
      return g_strdup (_("If the answer is right, change the facts about you."));

    case EAR_FACT_PROFILE:
      return g_strdup (_("If the page is right, change the facts about you."));

    case EAR_FACT_UNLIKE:
    case EAR_N_FACT_TYPES:
    default:
      return NULL;
    }
}

/* The place of a page is over there; here it has its channel. */
char *
ear_fact_finding_dup_target (const EarReport *report, guint index)
{
  const EarFactFinding *finding = g_ptr_array_index (report->facts->findings, index);

  if (finding->conversations->len > 0)
    return g_strdup_printf ("facts:%u", index);
  return finding->channel < report->channels->len ? g_strdup_printf ("do:channel/%s", ear_report_get_channel (report, finding->channel)->key) : NULL;
}

/* What is said in the same words again and again is one thing to do. */
static gboolean
is_same (const EarFactFinding *one, const EarFactFinding *other)
{
  return one->type == other->type && one->kind == other->kind && one->fact == other->fact && one->channel == other->channel &&
         one->other_channel == other->other_channel && g_strcmp0 (one->said, other->said) == 0 && g_strcmp0 (one->other, other->other) == 0;
}

static guint
hash_finding (gconstpointer data)
{
  const EarFactFinding *finding = data;

  return g_str_hash (finding->said) ^ (finding->other != NULL ? g_str_hash (finding->other) * 31 : 0) ^ finding->channel;
}

static gboolean
equal_findings (gconstpointer one, gconstpointer other)
{
  return is_same (one, other);
}

GArray *
ear_facts_dup_todos (const EarFacts *facts)
{
  GArray *todos = g_array_new (FALSE, FALSE, sizeof (EarFactsTodo));
  g_autoptr (GHashTable) places = g_hash_table_new (hash_finding, equal_findings);

  for (guint i = 0; i < facts->findings->len; i++)
    {
      gpointer finding = g_ptr_array_index (facts->findings, i), place;
      EarFactsTodo todo = { i, 1 };

      if (g_hash_table_lookup_extended (places, finding, NULL, &place))
        {
          g_array_index (todos, EarFactsTodo, GPOINTER_TO_UINT (place)).n++;
          continue;
        }
      g_hash_table_insert (places, finding, GUINT_TO_POINTER (todos->len));
      g_array_append_val (todos, todo);
    }
  return todos;
}

GArray *
ear_facts_dup_list (const EarReport *report, const char *rest, char **title)
{
  GArray *conversations;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  const EarFactFinding *finding;
  guint64 index;

  if (report->facts == NULL || !g_ascii_string_to_unsigned (rest, 10, 0, G_MAXUINT, &index, NULL) || index >= report->facts->findings->len)
    return NULL;
  finding = g_ptr_array_index (report->facts->findings, (guint) index);
  *title = ear_fact_finding_dup_todo (report, finding);
  conversations = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = (guint) index; i < report->facts->findings->len; i++)
    {
      const EarFactFinding *other = g_ptr_array_index (report->facts->findings, i);

      for (guint k = 0; is_same (finding, other) && k < other->conversations->len; k++)
        if (g_hash_table_add (seen, &g_array_index (other->conversations, gint64, k)))
          g_array_append_val (conversations, g_array_index (other->conversations, gint64, k));
    }
  return conversations;
}

/* ---- all of them ---- */

static guint
count_compared (const EarFacts *facts)
{
  guint n = 0;

  for (guint i = 0; i < EAR_N_STATEMENTS; i++)
    n += facts->checked[i];
  return n;
}

gboolean
ear_facts_has_sheet (const EarFacts *facts)
{
  return count_compared (facts) > 0 || facts->profiles > 0;
}

static guint
count (const EarFacts *facts, EarFactType type)
{
  guint n = 0;

  for (guint i = 0; i < facts->findings->len; i++)
    n += ((const EarFactFinding *) facts->findings->pdata[i])->type == type;
  return n;
}

GStrv
ear_facts_dup_summary (const EarFacts *facts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n_compared = count_compared (facts), n_sheet = count (facts, EAR_FACT_SHEET), n_unlike = count (facts, EAR_FACT_UNLIKE);
  g_autofree char *n_answers = ear_words_dup_number (facts->n_answers), *compared = ear_words_dup_number (n_compared);
  g_autofree char *sheet = ear_words_dup_number (n_sheet), *like = ear_words_dup_number (facts->like_questions);
  g_autofree char *unlike = ear_words_dup_number (n_unlike), *unread = ear_words_dup_number (facts->n_unread);

  g_strv_builder_take (builder, g_strdup_printf (ngettext ("%s answer was read for hours, dates, prices and other facts.",
                                                           "%s answers were read for hours, dates, prices and other facts.", facts->n_answers),
                                                 n_answers));
  if (n_compared == 0)
    g_strv_builder_add (builder, _("Nothing in them could be compared with the facts about you."));
  else
    {
      g_strv_builder_take (builder, g_strdup_printf (ngettext ("%s thing they say is also among the facts about you.",
                                                               "%s things they say are also among the facts about you.", n_compared),
                                                     compared));
      if (n_sheet == 0)
        g_strv_builder_add (builder, _("None of it contradicts them."));
      else
        g_strv_builder_take (builder, g_strdup_printf (ngettext ("%s of these contradicts them.", "%s of these contradict them.", n_sheet), sheet));
    }
  if (facts->like_questions > 0)
    {
      g_strv_builder_take (builder, g_strdup_printf (ngettext ("%s question was asked and answered more than once.",
                                                               "%s questions were asked and answered more than once.", facts->like_questions),
                                                     like));
      if (n_unlike == 0)
        g_strv_builder_add (builder, _("The answers agree with each other."));
      else
        g_strv_builder_take (builder, g_strdup_printf (ngettext ("In %s case the answers contradict each other.",
                                                                 "In %s cases the answers contradict each other.", n_unlike),
                                                       unlike));
    }
  if (facts->n_unread > 0)
    g_strv_builder_take (builder, g_strdup_printf (ngettext ("%s answer is in a language Earshot does not know.",
                                                             "%s answers are in a language Earshot does not know.", facts->n_unread),
                                                   unread));
  return g_strv_builder_end (builder);
}

/* ---- for programs ---- */

static const char *const types[EAR_N_FACT_TYPES] = { "unlike", "brand-sheet", "page" };

static void
write_counts (EarJsonWriter *writer, const char *name, const guint *counts)
{
  ear_json_writer_begin_object (writer, name);
  for (EarStatementKind kind = 0; kind < EAR_N_STATEMENTS; kind++)
    ear_json_writer_int (writer, ear_statement_kind_to_string (kind), counts[kind]);
  ear_json_writer_end_object (writer);
}

static const char *
channel_key (const EarReport *report, guint channel)
{
  return channel < report->channels->len ? ear_report_get_channel (report, channel)->key : NULL;
}

static void
write_finding (EarJsonWriter *writer, const EarReport *report, const EarFactFinding *finding)
{
  gboolean unlike = finding->type == EAR_FACT_UNLIKE;

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "type", types[finding->type]);
  ear_json_writer_text (writer, "kind", finding->kind < EAR_N_STATEMENTS ? ear_statement_kind_to_string (finding->kind) : "name");
  ear_json_writer_text (writer, "channel", channel_key (report, finding->channel));
  ear_json_writer_text (writer, "conversation", ear_report_get_conversation_key (report, finding->conversation_id));
  ear_json_writer_time (writer, "at", finding->message_id != 0 ? finding->at : EAR_TIME_NONE);
  ear_json_writer_text (writer, "question", finding->question);
  ear_json_writer_text (writer, "said", finding->said);
  ear_json_writer_text (writer, "other_channel", unlike ? channel_key (report, finding->other_channel) : NULL);
  ear_json_writer_text (writer, "other_conversation", unlike ? ear_report_get_conversation_key (report, finding->other_conversation_id) : NULL);
  ear_json_writer_time (writer, "other_at", unlike ? finding->other_at : EAR_TIME_NONE);
  ear_json_writer_text (writer, "other", finding->other);
  ear_json_writer_text (writer, "fact", unlike ? NULL : finding->fact < EAR_N_BRAND_FACTS ? ear_brand_fact_to_string (finding->fact) : "opening-hours");
  ear_json_writer_int (writer, "answers", finding->messages->len);
  ear_json_writer_end_object (writer);
}

void
ear_facts_write_json (EarJsonWriter *writer, const EarReport *report)
{
  const EarFacts *facts = report->facts;

  if (facts == NULL)
    {
      ear_json_writer_null (writer, "facts");
      return;
    }
  ear_json_writer_begin_object (writer, "facts");
  ear_json_writer_int (writer, "answers", facts->n_answers);
  ear_json_writer_int (writer, "unknown_language", facts->n_unread);
  write_counts (writer, "stated", facts->stated);
  write_counts (writer, "compared", facts->checked);
  ear_json_writer_int (writer, "like_questions", facts->like_questions);
  ear_json_writer_int (writer, "like_answers", facts->like_answers);
  ear_json_writer_int (writer, "pages", facts->profiles);
  ear_json_writer_begin_array (writer, "findings");
  for (guint i = 0; i < facts->findings->len; i++)
    write_finding (writer, report, facts->findings->pdata[i]);
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
}

/* As they are in JSON; one that stands between two channels counts for the one with the newer answer. */
void
ear_facts_add_names (GString *head)
{
  for (guint type = 0; type < EAR_N_FACT_TYPES; type++)
    {
      g_autofree char *name = g_strconcat ("contradictions_", types[type], NULL);

      ear_export_add_cell (head, g_strdelimit (name, "-", '_'));
    }
}

void
ear_facts_add_channel (GString *line, const EarReport *report, guint channel)
{
  guint counts[EAR_N_FACT_TYPES] = { 0 };

  for (guint i = 0; report->facts != NULL && i < report->facts->findings->len; i++)
    {
      const EarFactFinding *finding = g_ptr_array_index (report->facts->findings, i);

      if (finding->channel == channel)
        counts[finding->type]++;
    }
  for (guint type = 0; type < EAR_N_FACT_TYPES; type++)
    ear_export_add_int (line, counts[type], report->facts != NULL);
}
