/* ear-document-view.c: a part of the report's document on screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-chart-view.h"
#include "ui/ear-document-view.h"

struct _EarDocumentView
{
  AdwBin parent_instance;

  GtkBox *box;               /* a child for each block */
  EarDocument *document;     /* (nullable): what is shown, from @first to before @end */
  guint first, end;
  gboolean with_charts;
};

enum
{
  LINK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarDocumentView, ear_document_view, ADW_TYPE_BIN)

/* ---- text ---- */

static char *
dup_markup (const EarRuns *runs)
{
  GString *markup = g_string_new (NULL);

  for (guint i = 0; i < runs->len; i++)
    {
      const EarRun *run = g_ptr_array_index (runs, i);
      g_autofree char *text = g_markup_escape_text (run->text, -1);
      g_autofree char *target = run->target != NULL ? g_markup_escape_text (run->target, -1) : NULL;

      if (target != NULL)
        g_string_append_printf (markup, "<a href=\"%s\">%s</a>", target, text);
      else
        g_string_append (markup, text);
    }
  return g_string_free (markup, FALSE);
}

static gboolean
activate_link (EarDocumentView *self, const char *target)
{
  g_signal_emit (self, signals[LINK], 0, target);
  return TRUE;
}

static GtkWidget *
new_label (EarDocumentView *self, const EarRuns *runs, GtkAccessibleRole role, const char *css_class)
{
  g_autofree char *markup = dup_markup (runs);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", role, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0., NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  g_signal_connect_object (label, "activate-link", G_CALLBACK (activate_link), self, G_CONNECT_SWAPPED);
  return label;
}

/* ---- blocks ---- */

static GtkWidget *
new_heading (EarDocumentView *self, const EarBlock *block)
{
  GtkWidget *label = new_label (self, block->runs, GTK_ACCESSIBLE_ROLE_HEADING, block->level < 3 ? "title-4" : "heading");

  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, (int) block->level, -1);
  gtk_widget_set_margin_top (label, 12);
  return label;
}

static gboolean
has_link (const EarRuns *runs)
{
  for (guint i = 0; i < runs->len; i++)
    if (((const EarRun *) g_ptr_array_index (runs, i))->target != NULL)
      return TRUE;
  return FALSE;
}

static GtkWidget *
new_paragraph (EarDocumentView *self, const EarBlock *block)
{
  static const char *const classes[] = {
    [EAR_PARAGRAPH_PLAIN] = NULL, [EAR_PARAGRAPH_LEAD] = "title-3", [EAR_PARAGRAPH_NOTE] = "dimmed", [EAR_PARAGRAPH_WARNING] = "warning",
    [EAR_PARAGRAPH_FORMULA] = "ear-formula",
  };

  /* A faint link would be too faint to read. */
  return new_label (self, block->runs, GTK_ACCESSIBLE_ROLE_PARAGRAPH, block->style == EAR_PARAGRAPH_NOTE && has_link (block->runs) ? NULL : classes[block->style]);
}

static GtkWidget *
new_list (EarDocumentView *self, const EarBlock *block)
{
  GtkWidget *list = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 6, NULL);

  for (guint i = 0; i < block->items->len; i++)
    {
      GtkWidget *item = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, "spacing", 9, NULL);
      g_autofree char *mark = block->ordered ? g_strdup_printf ("%u.", i + 1) : g_strdup ("•");
      GtkWidget *label = gtk_label_new (mark), *text = new_label (self, g_ptr_array_index (block->items, i), GTK_ACCESSIBLE_ROLE_LABEL, NULL);

      gtk_widget_set_valign (label, GTK_ALIGN_START);
      gtk_widget_add_css_class (label, "dimmed");
      gtk_widget_add_css_class (label, "numeric");
      gtk_widget_set_hexpand (text, TRUE);
      gtk_accessible_update_relation (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_RELATION_LABELLED_BY, text, NULL, -1);
      gtk_box_append (GTK_BOX (item), label);
      gtk_box_append (GTK_BOX (item), text);
      gtk_box_append (GTK_BOX (list), item);
    }
  return list;
}

static GtkWidget *
new_table (EarDocumentView *self, const EarBlock *block)
{
  GtkWidget *grid = g_object_new (GTK_TYPE_GRID, "accessible-role", GTK_ACCESSIBLE_ROLE_TABLE, "column-spacing", 18, "row-spacing", 6, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "label", block->title, "wrap", TRUE, "xalign", 0., NULL);

  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_RELATION_LABELLED_BY, title, NULL, -1);
  for (guint i = 0; i < block->columns->len; i++)
    {
      const EarColumn *column = g_ptr_array_index (block->columns, i);
      GtkWidget *head = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_COLUMN_HEADER, "label", column->title, "xalign",
                                      column->numeric ? 1. : 0., NULL);

      gtk_widget_add_css_class (head, "caption-heading");
      gtk_grid_attach (GTK_GRID (grid), head, (int) i, 0, 1, 1);
      for (guint row = 0; row < block->rows->len; row++)
        {
          const GPtrArray *cells = g_ptr_array_index (block->rows, row);
          GtkWidget *cell = new_label (self, g_ptr_array_index (cells, i), i == 0 ? GTK_ACCESSIBLE_ROLE_ROW_HEADER : GTK_ACCESSIBLE_ROLE_CELL, NULL);

          gtk_label_set_wrap (GTK_LABEL (cell), FALSE);
          gtk_label_set_xalign (GTK_LABEL (cell), column->numeric ? 1 : 0);
          gtk_grid_attach (GTK_GRID (grid), cell, (int) i, (int) row + 1, 1, 1);
        }
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  /* That it goes on is seen. */
  gtk_widget_add_css_class (scroller, "undershoot-start");
  gtk_widget_add_css_class (scroller, "undershoot-end");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), grid);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), scroller);
  return box;
}

static GtkWidget *
new_chart (EarDocumentView *self, EarDocument *document, const EarBlock *block)
{
  GtkWidget *chart = g_object_new (EAR_TYPE_CHART_VIEW, "visible", self->with_charts, NULL);

  ear_chart_view_set_highlight (EAR_CHART_VIEW (chart), block->highlight);
  ear_chart_view_set_report (EAR_CHART_VIEW (chart), (EarReport *) ear_document_get_report (document));
  return chart;
}

static GtkWidget *
new_block (EarDocumentView *self, EarDocument *document, const EarBlock *block)
{
  switch (block->kind)
    {
    case EAR_BLOCK_HEADING: return new_heading (self, block);
    case EAR_BLOCK_LIST: return new_list (self, block);
    case EAR_BLOCK_TABLE: return new_table (self, block);
    case EAR_BLOCK_CHART: return new_chart (self, document, block);
    case EAR_BLOCK_PARAGRAPH:
    default: return new_paragraph (self, block);
    }
}

static GtkWidget *
get_child (EarDocumentView *self, guint index)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box));

  while (child != NULL && index-- > 0)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/* Which block has the keyboard's focus; G_MAXUINT: none. */
static guint
find_focused (EarDocumentView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  guint i = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); focus != NULL && child != NULL; child = gtk_widget_get_next_sibling (child), i++)
    if (focus == child || gtk_widget_is_ancestor (focus, child))
      return i;
  return G_MAXUINT;
}

/* A chart may look otherwise though it says the same. */
static gboolean
is_same (const EarBlock *one, const EarBlock *other)
{
  return one->kind != EAR_BLOCK_CHART && ear_block_says_same (one, other);
}

void
ear_document_view_show (EarDocumentView *self, EarDocument *document, guint first, guint end)
{
  guint n_before, n = end - first, head = 0, tail = 0, focused;
  GtkWidget *child, *previous;

  g_return_if_fail (EAR_IS_DOCUMENT_VIEW (self) && document != NULL && first <= end && end <= ear_document_get_n_blocks (document));

  n_before = self->end - self->first;
  focused = find_focused (self);
  /* What changed stands between what did not. */
  while (head < MIN (n_before, n) && is_same (ear_document_get_block (self->document, self->first + head), ear_document_get_block (document, first + head)))
    head++;
  while (tail < MIN (n_before, n) - head &&
         is_same (ear_document_get_block (self->document, self->end - 1 - tail), ear_document_get_block (document, end - 1 - tail)))
    tail++;
  for (guint i = head; i < n_before - tail; i++)
    gtk_box_remove (self->box, get_child (self, head));
  previous = head > 0 ? get_child (self, head - 1) : NULL;
  for (guint i = head; i < n - tail; i++)
    {
      child = new_block (self, document, ear_document_get_block (document, first + i));
      gtk_box_insert_child_after (self->box, child, previous);
      previous = child;
    }
  if (focused >= head && focused < n_before - tail && n > 0)
    gtk_widget_child_focus (get_child (self, MIN (focused, n - 1)), GTK_DIR_TAB_FORWARD);
  ear_document_ref (document);
  ear_document_unref (self->document);
  self->document = document;
  self->first = first;
  self->end = end;
}

gboolean
ear_document_view_reveal (EarDocumentView *self, const char *id)
{
  GtkWidget *heading, *scroller;
  graphene_point_t place;
  guint i = self->first;

  while (i < self->end && g_strcmp0 (ear_document_get_block (self->document, i)->id, id) != 0)
    i++;
  if (i == self->end)
    return FALSE;
  heading = get_child (self, i - self->first);
  for (GtkWidget *child = gtk_widget_get_next_sibling (heading); child != NULL && !gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD);)
    child = gtk_widget_get_next_sibling (child);
  scroller = gtk_widget_get_ancestor (heading, GTK_TYPE_SCROLLED_WINDOW);
  if (scroller != NULL && gtk_widget_compute_point (heading, scroller, &GRAPHENE_POINT_INIT (0, 0), &place))
    {
      GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + place.y);
    }
  return TRUE;
}

static void
ear_document_view_dispose (GObject *object)
{
  g_clear_pointer (&EAR_DOCUMENT_VIEW (object)->document, ear_document_unref);
  EAR_DOCUMENT_VIEW (object)->first = EAR_DOCUMENT_VIEW (object)->end = 0;
  G_OBJECT_CLASS (ear_document_view_parent_class)->dispose (object);
}

static void
ear_document_view_class_init (EarDocumentViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ear_document_view_dispose;
  signals[LINK] = g_signal_new ("link", EAR_TYPE_DOCUMENT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ear_document_view_init (EarDocumentView *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

/* ---- a section alone ---- */

EarDocumentView *
ear_document_view_present_section (GtkWidget *from, EarDocument *document, const char *id)
{
  EarDocumentView *view;
  GtkWidget *scroller, *toolbar;
  AdwDialog *dialog;
  guint begin, end;

  ear_document_get_section (document, id, &begin, &end);
  if (begin == end)
    return NULL;
  view = g_object_new (EAR_TYPE_DOCUMENT_VIEW, "margin-start", 18, "margin-end", 18, "margin-top", 6, "margin-bottom", 24, NULL);
  view->with_charts = TRUE;
  ear_document_view_show (view, document, begin + 1, end);
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (view));
  toolbar = adw_toolbar_view_new ();
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), scroller);
  dialog = adw_dialog_new ();
  adw_dialog_set_title (dialog, ((const EarRun *) g_ptr_array_index (ear_document_get_block (document, begin)->runs, 0))->text);
  adw_dialog_set_content_width (dialog, 760);
  adw_dialog_set_content_height (dialog, 700);
  adw_dialog_set_child (dialog, toolbar);
  adw_dialog_present (dialog, from);
  return view;
}
