/* test-document.c: what the document says, and that every number in it is the report's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "base/ear-clock.h"
#include "report-world.h"
#include "report/ear-document.h"
#include "report/ear-report-figure-target.h"
#include "report/ear-report-target.h"
#include "report/ear-report-text.h"

/* ---- help ---- */

static char *
text_of (const EarRuns *runs)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < runs->len; i++)
    g_string_append (text, ((const EarRun *) g_ptr_array_index (runs, i))->text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
see_runs (const EarRuns *runs, void (*see) (const EarRun *run, gpointer data), gpointer data)
{
  for (guint i = 0; i < runs->len; i++)
    see (g_ptr_array_index (runs, i), data);
}

static void
see_all (const EarBlock *block, void (*see) (const EarRun *run, gpointer data), gpointer data)
{
  if (block->runs != NULL)
    see_runs (block->runs, see, data);
  for (guint i = 0; block->items != NULL && i < block->items->len; i++)
    see_runs (g_ptr_array_index (block->items, i), see, data);
  for (guint i = 0; block->rows != NULL && i < block->rows->len; i++)
    for (guint j = 0; j < block->columns->len; j++)
      see_runs (g_ptr_array_index ((GPtrArray *) g_ptr_array_index (block->rows, i), j), see, data);
}

static EarDocument *
write_document (World *world)
{
  g_autoptr (EarReport) report = world_compute (world);

  return ear_document_new (report, NULL, "Olive & Thyme");
}

static void
assert_says (const EarDocument *document, const char *words)
{
  g_autofree char *text = ear_document_to_text (document, 400, TRUE);

  if (strstr (text, words) == NULL)
    g_error ("“%s” is not in:\n%s", words, text);
}

static void
assert_silent (const EarDocument *document, const char *words)
{
  g_autofree char *text = ear_document_to_text (document, 400, FALSE);

  if (strstr (text, words) != NULL)
    g_error ("“%s” is in:\n%s", words, text);
}

/* Forty questions a channel: the second is slower by @slower, and one in four of it stays without answer where @neglected. */
static void
two_channels (World *world, gint64 slower, gboolean neglected)
{
  world_init (world, 2);
  for (guint i = 0; i < 80; i++)
    world_add (world, i % 2, i, START + i * 7 * HOUR, neglected && i % 8 == 1 ? -1 : (i % 5 + 1) * 20 * MINUTE + (i % 2 ? slower : 0));
}

/* ---- the first page ---- */

static void
test_sentences (void)
{
  g_auto (World) slow = { 0 }, same = { 0 }, few = { 0 }, empty = { 0 };
  g_autoptr (EarDocument) document = NULL, alike = NULL, small = NULL, nothing = NULL;

  two_channels (&slow, 9 * HOUR, FALSE);
  slow.channels[1].name = "Blog <i>";
  document = write_document (&slow);
  assert_says (document, "Blog: half of its 40 questions get an answer within 1 h.");
  assert_says (document, "Blog <i> waits longest: half of its 40 questions get an answer within 10 h.");
  assert_says (document, "Blog <i> answers fewer questions in time than Blog: 0% against 100%.");
  assert_says (document, "Blog <i>: 0 of 40 in time, from 40 people. Blog: 40 of 40 in time, from 40 people.");
  assert_says (document, "Nobody waits for an answer.");
  assert_says (document, "Blog <i>: see why 40 of 40 questions were not answered in time.");
  assert_says (document, "To Do This Week");

  /* What could be chance makes nobody last. */
  two_channels (&same, 5 * MINUTE, FALSE);
  alike = write_document (&same);
  assert_silent (alike, "waits longest");
  assert_says (alike, "no difference that could not be chance");

  world_init (&few, 3);
  for (guint i = 0; i < 6; i++)
    world_add (&few, 0, i, START + i * DAY, i < 4 ? HOUR : -1);
  few.channels[1].known_until = EAR_TIME_NONE;
  world_read_only (&few, 1, NULL, 0);
  small = write_document (&few);
  assert_says (small, "Blog: 4 of 6 questions were answered in time, too few for a percentage.");
  assert_says (small, "Mastodon: not read yet, so nothing can be said of it.");
  assert_says (small, "Page: nobody asked anything.");
  assert_says (small, "Blog: 2 questions wait, the first since 9 Jan, 00:00.");
  assert_says (small, "1. Blog: answer the 2 questions that wait, first the one from 9 Jan, 00:00.");
  assert_says (small, "2. Mastodon: see why it was never read.");
  assert_says (small, "3. Set your answering hours: until then every night counts as waiting.");
  assert_says (small, "Three Things to Do This Week");

  world_init (&empty, 0);
  nothing = write_document (&empty);
  assert_says (nothing, "No channel is connected yet.");
  assert_silent (nothing, "Side by Side");
  assert_says (nothing, "How Each Figure Is Counted");
}

/* By fixed rules, never more than three. */
static void
test_todos (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarCalendar) office = world_office_hours (9, 17);
  g_autoptr (EarDocument) document = NULL, quiet = NULL;
  const EarSpan spans[] = { { START, START + 10 * DAY } };

  two_channels (&world, 9 * HOUR, TRUE);
  world_read_only (&world, 1, spans, 1);
  world.channels[1].known_until = START + 10 * DAY;
  document = write_document (&world);
  assert_says (document, "1. Mastodon: answer the 10 questions that wait, first the one from 5 Jan, 07:00.");
  assert_says (document, "2. Mastodon: see why ");
  assert_says (document, "3. Mastodon: see why it was not read since 15 Jan, 00:00.");
  assert_silent (document, "4. ");
  assert_says (document, "Read for only 36% of the period. Mastodon: ");

  world_clear (&world);
  two_channels (&world, 0, FALSE);
  world.input.hours = office;
  quiet = write_document (&world);
  assert_says (quiet, "Nothing stands out. Go on like this.");
}

static void
test_offline (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarDocument) document = NULL;

  world_init (&world, 3);
  for (guint i = 0; i < 3; i++)
    world.channels[i].offline = TRUE;
  for (guint i = 0; i < 30; i++)
    world_add (&world, 0, i, START + i * 7 * HOUR, HOUR);
  world_add (&world, 1, 1, START, 0)->on_spot = TRUE;
  document = write_document (&world);
  assert_says (document, "Blog, as written down: half of the 30 call-backs were done within 1 h.");
  assert_says (document, "Mastodon: 1 question, answered on the spot.");
  /* A way of logging that nobody used. */
  assert_silent (document, "Page");
  assert_silent (document, "waits longest");
}

typedef struct
{
  const EarDocument *document;
  GHashTable *numbers;       /* as text */
  guint links;
} Check;

static void
check_target (const EarRun *run, gpointer data)
{
  Check *check = data;
  const EarReport *report = ear_document_get_report (check->document);

  if (run->target == NULL)
    return;
  check->links++;
  if (!g_str_has_prefix (run->target, "#") && !g_str_has_prefix (run->target, "do:"))
    {
      g_autofree char *title = NULL;
      g_autoptr (GArray) ids = ear_report_dup_list (report, run->target, &title);

      /* There is something behind each link. */
      g_assert_nonnull (ids);
      g_assert_cmpuint (ids->len, >, 0);
      g_assert_nonnull (title);
      g_assert_nonnull (ear_document_find_heading (check->document, run->target));
    }
  else if (run->target[0] == '#')
    g_assert_nonnull (ear_document_find_heading (check->document, run->target));
  else
    g_assert_true (g_str_has_prefix (run->target, "do:"));
}

/* Nothing can be done about a channel that is not connected any more, and there is nothing to open of what was deleted with it. */
static void
test_removed (void)
{
  g_auto (World) world = { 0 }, deleted = { 0 };
  g_autoptr (EarDocument) document = NULL, empty = NULL;

  two_channels (&world, 9 * HOUR, TRUE);
  world.channels[1].removed = TRUE;
  document = write_document (&world);
  assert_says (document, "Mastodon, not connected any more: 10 questions wait, the first since 5 Jan, 07:00.");
  assert_silent (document, "Mastodon: answer the");
  assert_silent (document, "Mastodon: see why");

  world_init (&deleted, 2);
  for (guint i = 0; i < 80; i++)
    {
      EarReportEnquiry *enquiry = world_add (&deleted, i % 2, i, START + i * 7 * HOUR, i % 2 ? -1 : HOUR);

      if (i % 2 == 0)
        continue;
      enquiry->conversation_id = 0;
      enquiry->outcome = EAR_ENQUIRY_CLOSED;
      enquiry->closed_at = enquiry->opened_at + HOUR;
    }
  deleted.channels[1].removed = TRUE;
  empty = write_document (&deleted);
  assert_silent (empty, "closed without an answer; somebody");
  assert_silent (empty, "see why");
  for (guint i = 0; i < ear_document_get_n_blocks (empty); i++)
    {
      Check check = { .document = empty };

      see_all (ear_document_get_block (empty, i), check_target, &check);
    }
}

/* ---- what a sentence may say ---- */

/* No other half on the page is as long, be it of a channel with too few to compare. */
static void
test_longest (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarDocument) document = NULL;

  world_init (&world, 3);
  for (guint i = 0; i < 80; i++)
    world_add (&world, i % 2, i, START + i * 7 * HOUR, (i % 5 + 1) * 20 * MINUTE + (i % 2 ? 9 * HOUR : 0));
  for (guint i = 0; i < 15; i++)
    world_add (&world, 2, 100 + i, START + i * 7 * HOUR, 3 * DAY);
  document = write_document (&world);
  assert_says (document, "Mastodon answers fewer questions in time than Blog");
  assert_says (document, "Mastodon: half of its 40 questions get an answer within 10 h.");
  assert_says (document, "Page: half of its 15 questions get an answer within 3 days.");
  assert_silent (document, "waits longest");
}

static void
test_few (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarDocument) document = NULL;

  world_init (&world, 3);
  for (guint i = 0; i < 30; i++)
    world_add (&world, 0, i % 3, START + i * 7 * HOUR, i < 20 ? HOUR : 9 * HOUR);
  /* Written down by hand: what needs no answer, and what was taken back before anybody could answer. */
  world.channels[1].offline = world.channels[2].offline = TRUE;
  world_add (&world, 1, 1, START, -1)->exclusion = EAR_EXCLUDED_SPAM;
  for (guint i = 0; i < 2; i++)
    {
      EarReportEnquiry *enquiry = world_add (&world, 2, i, START + i * DAY, -1);

      enquiry->outcome = EAR_ENQUIRY_WITHDRAWN;
      enquiry->closed_at = enquiry->opened_at + HOUR;
    }
  document = write_document (&world);
  assert_says (document, "Blog: 20 of 30 questions were answered in time, from too few people for a percentage.");
  assert_says (document, "Mastodon: nobody asked anything.");
  assert_says (document, "Page, as written down: 2 questions to answer later, none of which can be judged.");
}

/* Where something else was promised in a part of the time, no one duration is what the share is of. */
static void
test_promise_changed (void)
{
  g_auto (World) world = { 0 }, same = { 0 };
  g_autoptr (EarDocument) changed = NULL, unchanged = NULL;

  two_channels (&same, 0, FALSE);
  same.promises[1] = (EarPromise) { .valid_from = START + 60 * DAY, .seconds = 3600 };
  same.input.n_promises = 2;
  unchanged = write_document (&same);
  assert_says (unchanged, "Answered within 4 h");

  two_channels (&world, 0, FALSE);
  world.promises[1] = (EarPromise) { .valid_from = START + 10 * DAY, .seconds = 3600 };
  world.input.n_promises = 2;
  changed = write_document (&world);
  assert_silent (changed, "Answered within");
  assert_says (changed, "Answered in time");
}

/* A name in the other direction. */
static void
test_direction (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarDocument) document = NULL;

  two_channels (&world, 9 * HOUR, FALSE);
  world.channels[1].name = "\327\221\327\234\327\225\327\222";
  document = write_document (&world);
  assert_says (document, "\342\200\216\342\201\250\327\221\327\234\327\225\327\222\342\201\251 waits longest: half of its 40 questions");
  assert_says (document, "\n\342\200\216\342\201\250\327\221\327\234\327\225\327\222\342\201\251 (");
}

/* ---- what holds of every document ---- */

static void
add_number (Check *check, guint64 number)
{
  g_hash_table_add (check->numbers, g_strdup_printf ("%" G_GUINT64_FORMAT, number));
}

/* All digits of @take_text, as they are written. */
static void
add_words (Check *check, char *take_text)
{
  g_autofree char *text = take_text;

  for (const char *c = text; c != NULL && *c != '\0';)
    if (g_ascii_isdigit (*c))
      {
        gsize length = strspn (c, "0123456789,");

        while (length > 0 && c[length - 1] == ',')
          length--;
        g_hash_table_add (check->numbers, g_strndup (c, length));
        c += length;
      }
    else
      c++;
}

static void
collect_clock (Check *check, const EarReportChannel *channel, EarClock by)
{
  const EarReportClock *clock = ear_report_channel_get_clock (channel, by);
  gboolean wall = ear_report_channel_is_by_wall (channel, by);

  for (guint i = 0; i < EAR_N_FIGURES; i++)
    add_number (check, clock->counts[i]);
  add_number (check, clock->share.k);
  add_number (check, clock->share.n);
  add_number (check, clock->share.n - clock->share.k);
  add_words (check, ear_report_dup_share (clock));
  add_words (check, ear_report_dup_judged (clock));
  add_words (check, ear_report_dup_speed (clock, 0.5, wall));
  add_words (check, ear_report_dup_speed (clock, 0.9, wall));
  add_words (check, ear_report_dup_speed_limits (clock, 0.5, wall));
  add_words (check, ear_report_dup_speed_limits (clock, 0.9, wall));
  add_words (check, ear_report_dup_if_needed (clock));
  for (guint i = 0; i < clock->curve->len; i++)
    add_words (check, ear_report_dup_percent (g_array_index (clock->curve, EarCurveStep, i).answered));
  for (guint turn = 0; turn < EAR_N_TURNS; turn++)
    {
      add_words (check, ear_report_dup_part (&clock->turns[turn]));
      add_words (check, ear_report_dup_part_half (&clock->turns[turn], wall));
    }
  for (guint type = 0; type < EAR_N_CONVERSATION_TYPES; type++)
    {
      add_words (check, ear_report_dup_part (&clock->types[type][EAR_TURN_ANY]));
      add_words (check, ear_report_dup_part_half (&clock->types[type][EAR_TURN_ANY], wall));
    }
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    add_words (check, ear_report_dup_change (clock, (EarEarlier) i));
}

/* Of the map: what came in three hours, and the hours. */
static void
collect_map (Check *check, const EarReportHour *map)
{
  add_words (check, ear_report_dup_busiest (map));
  for (guint i = 0; map != NULL && i < EAR_HOURS_A_WEEK; i += 3)
    {
      add_number (check, i % 24);
      add_number (check, i % 24 + 3);
      add_number (check, map[i].questions + map[i + 1].questions + map[i + 2].questions);
    }
}

static char *
dup_without_links (char *take_markup)
{
  char *markup = take_markup, *to = markup;
  gboolean in_tag = FALSE;

  for (const char *c = markup; *c != '\0'; c++)
    {
      in_tag |= *c == '<';
      if (!in_tag)
        *to++ = *c;
      in_tag &= *c != '>';
    }
  *to = '\0';
  return markup;
}

/* Every number that the report's own sentences and figures have. */
static void
collect (Check *check)
{
  const EarReport *report = ear_document_get_report (check->document);

  collect_map (check, report->map);
  add_words (check, ear_report_dup_period (report));
  add_words (check, dup_without_links (ear_report_dup_difference_markup (report)));
  add_words (check, ear_report_dup_caveat (report));
  add_words (check, ear_report_dup_time (report, report->as_of));
  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);

      add_words (check, ear_report_dup_duration (channel->promise_s, !channel->hours_set));
      add_words (check, ear_report_dup_coverage (report, channel));
      add_words (check, ear_report_dup_covered (channel));
      add_words (check, ear_report_dup_time (report, channel->known_until));
      add_words (check, ear_report_dup_time (report, channel->waiting_since));
      add_words (check, ear_report_dup_people (channel));
      for (guint j = 0; j < channel->gaps->len; j++)
        add_words (check, ear_report_dup_gap (report, &g_array_index (channel->gaps, EarSpan, j)));
      for (guint clock = 0; clock < EAR_N_CLOCKS; clock++)
        collect_clock (check, channel, (EarClock) clock);
    }
}

static void
check_numbers (const EarRun *run, gpointer data)
{
  Check *check = data;

  for (const char *c = run->text; *c != '\0';)
    if (g_ascii_isdigit (*c))
      {
        gsize length = strspn (c, "0123456789,");
        g_autofree char *number = NULL;

        while (length > 0 && c[length - 1] == ',')
          length--;
        number = g_strndup (c, length);
        if (!g_hash_table_contains (check->numbers, number))
          g_error ("%s, in “%s”, is not the report's", number, run->text);
        c += length;
      }
    else
      c++;
}

/* A percentage stands with its interval and its n; a half or nine in ten in a row that has an n. */
static void
check_shares (const EarBlock *block)
{
  gboolean has_n = FALSE;

  if (block->kind != EAR_BLOCK_TABLE)
    return;
  for (guint i = 0; i < block->columns->len; i++)
    has_n = has_n || g_str_equal (((const EarColumn *) g_ptr_array_index (block->columns, i))->title, "Questions");
  for (guint i = 0; i < block->rows->len; i++)
    for (guint j = 1; j < block->columns->len; j++)
      {
        g_autofree char *text = text_of (g_ptr_array_index ((GPtrArray *) g_ptr_array_index (block->rows, i), j));

        if (strchr (text, '%') != NULL && !has_n)
          g_assert_true (strstr (text, " of ") != NULL && strstr (text, " from ") != NULL && strchr (text, '(') != NULL);
        if (strstr (text, "–") != NULL && strchr (text, '%') != NULL)
          g_assert_nonnull (strstr (text, " of "));
      }
}

static void
random_world (GRand *random, World *world, EarCalendar *office)
{
  guint n = (guint) g_rand_int_range (random, 0, 200);

  world_init (world, 4);
  world->input.zone = "UTC";
  if (g_rand_boolean (random))
    world->input.hours = office;
  world->channels[3].offline = TRUE;
  for (guint i = 0; i < 3; i++)
    if (g_rand_boolean (random))
      {
        EarSpan spans[2] = { { START, START + g_rand_int_range (random, 1, 200) * HOUR }, { START + 300 * HOUR, START + 20 * DAY } };

        world_read_only (world, i, spans, (gsize) g_rand_int_range (random, 0, 3));
        world->channels[i].known_until = world->covered[i]->len > 0 ? g_array_index (world->covered[i], EarSpan, world->covered[i]->len - 1).to
                                                                    : EAR_TIME_NONE;
      }
  for (guint i = 0; i < n; i++)
    {
      EarReportEnquiry *enquiry = world_add (world, (guint) g_rand_int_range (random, 0, 4), g_rand_int_range (random, 0, 60),
                                             START + g_rand_int_range (random, 0, 27 * 24 * 60) * MINUTE,
                                             g_rand_int_range (random, 0, 4) == 0 ? -1 : g_rand_int_range (random, 0, 30 * 60) * MINUTE);

      enquiry->follow_up = g_rand_boolean (random);
      if (g_rand_int_range (random, 0, 8) == 0)
        enquiry->exclusion = (guint8) g_rand_int_range (random, 1, 4);
      if (enquiry->outcome == EAR_ENQUIRY_OPEN && g_rand_boolean (random))
        {
          enquiry->outcome = EAR_ENQUIRY_CLOSED;
          enquiry->closed_at = enquiry->opened_at + HOUR;
        }
    }
}

static void
test_every_number (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (47);
  g_autoptr (EarCalendar) office = world_office_hours (9, 17);
  guint links = 0;

  for (int round = 0; round < 150; round++)
    {
      g_auto (World) world = { 0 };
      g_autoptr (EarDocument) document = NULL;
      g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
      Check check = { .numbers = numbers };
      guint level = 0;

      random_world (random, &world, office);
      document = write_document (&world);
      check.document = document;
      collect (&check);
      for (guint i = 0; i < ear_document_get_n_blocks (document); i++)
        {
          const EarBlock *block = ear_document_get_block (document, i);

          if (block->kind == EAR_BLOCK_HEADING)
            {
              g_assert_cmpuint (block->level, <=, level + 1);
              g_assert_true (block->id == NULL || g_hash_table_add (ids, block->id));
              level = block->level;
            }
          see_all (block, check_target, &check);
          check_shares (block);
        }
      for (guint i = 0; i < ear_document_get_n_blocks (document) && g_strcmp0 (ear_document_get_block (document, i)->id, "method") != 0; i++)
        see_all (ear_document_get_block (document, i), check_numbers, &check);
      links += check.links;
    }
  g_assert_cmpuint (links, >, 1000);
}

/* ---- links ---- */

static void
expect_list (const EarReport *report, const char *target, guint n, const char *title)
{
  g_autofree char *found = NULL, *again = NULL;
  g_autoptr (GArray) ids = ear_report_dup_list (report, target, &found);
  EarFigureList list;

  g_assert_nonnull (ids);
  g_assert_cmpstr (found, ==, title);
  g_assert_cmpuint (ids->len, ==, n);
  g_assert_true (ear_figure_list_parse (&list, report, target + strlen ("figure:")));
  again = ear_figure_list_dup_target (&list, report);
  g_assert_cmpstr (again, ==, n > 0 ? target : NULL);
}

static void
test_figure_links (void)
{
  static const char *const wrong[] = {
    "", "figure:", "figure:Blog", "figure:Blog/kept", "figure:Blog/kept/sun", "figure:Blog//open", "figure:Nobody/kept/open", "figure:Blog/kept/open/",
    "figure:Blog/kept/open/post", "figure:Blog/kept/open/5", "figure:Blog/kept/open/5-4", "figure:Blog/kept/open/160-168", "figure:Blog/kept/open/-1-4",
    "figure:Blog/kept+/open", "figure:Blog/kept/open/comment/1", "figure:*/kept/open/year_before", "talk:changes", "#report",
  };
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;

  world_init (&world, 3);
  world.channels[2].offline = TRUE;
  /* The first comes on a Monday at midnight. */
  for (guint i = 0; i < 24; i++)
    {
      EarReportEnquiry *enquiry = world_add (&world, i % 3, i, START + i * HOUR, i % 2 ? HOUR : 9 * HOUR);

      enquiry->type = i < 6 ? EAR_CONVERSATION_COMMENT : EAR_CONVERSATION_DIRECT;
      enquiry->follow_up = i < 9;
      world_add (&world, i % 3, i, START - 20 * DAY + i * HOUR, i < 12 ? HOUR : 9 * HOUR);
    }
  report = world_compute (&world);
  expect_list (report, "figure:Blog/questions/open", 8, "Blog: Questions");
  expect_list (report, "figure:Blog/kept/wall", 4, "Blog: Answered in time");
  expect_list (report, "figure:Blog/judged/shared", 8, "Blog: Old enough to judge");
  expect_list (report, "figure:Blog/spam/open", 0, "Blog: Spam");
  expect_list (report, "figure:Blog/judged/open/comment", 2, "Blog: Old enough to judge (Comments)");
  expect_list (report, "figure:Blog/kept/open/direct", 3, "Blog: Answered in time (Direct messages)");
  expect_list (report, "figure:Blog/judged+follow-up/open", 3, "Blog: Old enough to judge (Follow-ups)");
  expect_list (report, "figure:Blog/new+kept/open", 3, "Blog: Answered in time (New questions)");
  expect_list (report, "figure:Blog/follow-up/open", 3, "Blog: Follow-ups");
  expect_list (report, "figure:*/questions/shared/3-5", 2, "All channels: Questions (Monday, 3:00 to 6:00)");
  expect_list (report, "figure:Mastodon/questions/open/1-1", 1, "Mastodon: Questions (Monday, 1:00 to 2:00)");
  expect_list (report, "figure:Blog/kept/open/period_before", 4, "Blog: Answered in time (in the period before)");
  expect_list (report, "figure:Blog/judged/open/period_before", 8, "Blog: Old enough to judge (in the period before)");
  expect_list (report, "figure:Blog/kept/open/year_before", 0, "Blog: Answered in time (a year ago)");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *title = NULL;
      g_autoptr (GArray) ids = ear_report_dup_list (report, wrong[i], &title);

      if (ids != NULL)
        g_error ("“%s” is a figure", wrong[i]);
    }
}

/* ---- forms ---- */

static void
test_lines (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarDocument) document = NULL;

  two_channels (&world, 9 * HOUR, TRUE);
  world.channels[0].name = "A name so long that nobody would believe it, though there is no end to what people call their pages";
  document = write_document (&world);
  for (guint columns = 60; columns <= 120; columns += 20)
    {
      g_autofree char *text = ear_document_to_text (document, columns, TRUE);
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

      for (gsize i = 0; lines[i] != NULL; i++)
        if (g_utf8_strlen (lines[i], -1) > columns)
          g_error ("longer than %u: %s", columns, lines[i]);
    }
}

static void
test_cancel (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarDocument) document = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  two_channels (&world, 0, FALSE);
  document = write_document (&world);
  g_cancellable_cancel (cancellable);
  g_assert_null (ear_document_to_pdf (document, EAR_PAPER_A4, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (ear_document_to_html (document, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_save (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("earshot-XXXXXX", NULL), *contents = NULL;
  g_autoptr (GFile) file = g_file_new_build_filename (folder, "report.html", NULL);
  g_autoptr (GFile) nowhere = g_file_new_build_filename (folder, "no", "x.pdf", NULL);
  gsize length;

  two_channels (&world, 0, FALSE);
  document = write_document (&world);
  g_assert_true (g_file_replace_contents (file, "old", 3, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, NULL));
  g_assert_true (ear_document_save (document, EAR_REPORT_HTML, EAR_PAPER_A4, file, NULL, &error));
  g_assert_true (g_file_load_contents (file, NULL, &contents, &length, NULL, NULL));
  g_assert_true (g_str_has_prefix (contents, "<!DOCTYPE html>"));
  g_assert_false (ear_document_save (document, EAR_REPORT_PDF, EAR_PAPER_A4, nowhere, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* Room for its beginning only: the old one stays, and nothing beside it. */
  {
    g_autofree char *still = NULL;
    struct rlimit before, little;

    signal (SIGXFSZ, SIG_IGN);
    g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
    little = before;
    little.rlim_cur = 4096;
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &little), ==, 0);
    g_assert_false (ear_document_save (document, EAR_REPORT_PDF, EAR_PAPER_A4, file, NULL, &error));
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
    g_assert_nonnull (error);
    g_assert_true (g_file_load_contents (file, NULL, &still, NULL, NULL, NULL));
    g_assert_cmpstr (still, ==, contents);
  }
  g_assert_true (g_file_delete (file, NULL, NULL));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static gpointer
draw_again (gpointer data)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = ear_document_to_pdf (data, EAR_PAPER_LETTER, NULL, &error);

  g_assert_no_error (error);
  return bytes;
}

/* Several at once, from threads of their own: the same bytes. */
static void
test_threads (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarDocument) document = NULL;
  g_autoptr (GBytes) first = NULL;
  GThread *threads[4];

  two_channels (&world, 9 * HOUR, TRUE);
  document = write_document (&world);
  first = draw_again (document);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("draw", draw_again, document);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (GBytes) other = g_thread_join (threads[i]);

      g_assert_true (g_bytes_equal (first, other));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/sentences", test_sentences);
  g_test_add_func ("/document/todos", test_todos);
  g_test_add_func ("/document/offline", test_offline);
  g_test_add_func ("/document/removed", test_removed);
  g_test_add_func ("/document/longest", test_longest);
  g_test_add_func ("/document/few", test_few);
  g_test_add_func ("/document/promise-changed", test_promise_changed);
  g_test_add_func ("/document/direction", test_direction);
  g_test_add_func ("/document/every-number", test_every_number);
  g_test_add_func ("/document/figure-links", test_figure_links);
  g_test_add_func ("/document/lines", test_lines);
  g_test_add_func ("/document/cancel", test_cancel);
  g_test_add_func ("/document/save", test_save);
  g_test_add_func ("/document/threads", test_threads);
  return g_test_run ();
}
