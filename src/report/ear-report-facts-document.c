/* Where answers contradict each other or the facts: what to put right. Every number is the report's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "report/ear-document-private.h"
#include "report/ear-facts-text.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

/* A list that nobody reads to its end helps nobody; JSON has them all. */
#define MAX_LISTED 30

static void
add_todo (EarBlock *list, const EarReport *report, const EarFactsTodo *todo)
{
  const EarFactFinding *finding = g_ptr_array_index (report->facts->findings, todo->index);
  g_autofree char *reason = ear_fact_finding_dup_reason (report, finding), *otherwise = ear_fact_finding_dup_otherwise (finding);
  EarRuns *runs = ear_runs_new (ear_fact_finding_dup_todo (report, finding), ear_fact_finding_dup_target (report, todo->index));

  ear_runs_add (runs, g_strconcat (" ", reason, NULL), NULL);
  if (todo->n > 1)
    {
      g_autofree char *number = ear_words_dup_number (todo->n);

      ear_runs_add (runs, g_strdup (" "), NULL);
      /* Translators: how many answers contradict the facts in the same words */
      ear_runs_add (runs, g_strdup_printf (ngettext ("%s answer says so.", "%s answers say so.", todo->n), number), NULL);
    }
  if (otherwise != NULL)
    {
      ear_runs_add (runs, g_strdup (" "), NULL);
      ear_runs_add (runs, g_steal_pointer (&otherwise), g_strdup ("do:facts"));
    }
  g_ptr_array_add (list->items, runs);
}

static void
add_kinds (EarDocumentBuilder *builder, const EarFacts *facts)
{
  EarBlock *table = NULL;

  for (EarStatementKind kind = 0; kind < EAR_N_STATEMENTS; kind++)
    {
      GPtrArray *cells;

      if (facts->stated[kind] == 0)
        continue;
      if (table == NULL)
        {
          table = ear_build_table (builder, _("What answers say"));
          ear_build_column (table, _("Kind"), FALSE);
          ear_build_column (table, _("Answers that say such a thing"), TRUE);
          ear_build_column (table, _("Held against the facts about you"), TRUE);
        }
      cells = ear_build_row (table);
      ear_build_cell (cells, g_strdup (ear_statement_kind_get_label (kind)), NULL);
      ear_build_cell (cells, ear_words_dup_number (facts->stated[kind]), NULL);
      ear_build_cell (cells, ear_words_dup_number (facts->checked[kind]), NULL);
    }
}

void
ear_build_facts (EarDocumentBuilder *builder)
{
  const EarReport *report = ear_build_get_report (builder);
  const EarFacts *facts = report->facts;
  g_autoptr (GArray) todos = NULL;
  g_auto (GStrv) sentences = NULL;
  guint n, n_listed;

  if (facts == NULL || (facts->n_answers == 0 && facts->findings->len == 0))
    return;
  sentences = ear_facts_dup_summary (facts);
  ear_build_heading (builder, 2, "facts", _("Where Answers Contradict"));
  ear_build_paragraph (builder, EAR_PARAGRAPH_PLAIN, g_strjoinv (" ", sentences));
  todos = ear_facts_dup_todos (facts);
  n = todos->len;
  n_listed = MIN (n, MAX_LISTED);
  if (n > 0)
    {
      EarBlock *list = ear_build_list (builder, FALSE);

      for (guint i = 0; i < n_listed; i++)
        add_todo (list, report, &g_array_index (todos, EarFactsTodo, i));
    }
  if (n > n_listed)
    {
      g_autofree char *number = ear_words_dup_number (n - n_listed);

      ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE, g_strdup_printf (ngettext ("%s more, older than these.", "%s more, older than these.", n - n_listed), number));
    }
  ear_build_markup (builder, EAR_PARAGRAPH_PLAIN,
                    ear_facts_has_sheet (facts) ? _("What every channel must agree on stands among the <a href=\"do:facts\">facts about you</a>.")
                                                : _("Write down the <a href=\"do:facts\">facts about you</a>, and answers are held against them."));
  add_kinds (builder, facts);
}
