/* test-search-filters.c: filters of a search, against looking at every message
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>
#include "base/ear-clock.h"
#include "base/ear-fold.h"
#include "fixture.h"
#include "store/ear-store-search.h"

#define N_CONVERSATIONS 60

static const char *const vocabulary[] = { "tea", "cake", "table", "sunday", "terrace" };
static const char *const authors[] = { "Mia Wirth", "Mia Tal", "Tom Wirth", "Zoë Ångström", "ann" };
static const char *const names[] = { "mia", "wirth", "mia w", "zoe", "a", "tal mia", "nobody", "" };

/* What a search may ask about a message. */
typedef struct {
  gint64 id, conversation, channel, sent_at, last_at, due_at;
  gint64 direction, standing, unread, type, n_attachments, n_pictures;
  char *ext, *body, *author;
  gboolean newest;           /* of its conversation */
} Known;

static void
known_free (gpointer data)
{
  Known *known = data;

  g_free (known->ext);
  g_free (known->body);
  g_free (known->author);
  g_free (known);
}

static void
load_known (EarDb *db, gpointer data)
{
  EAR_QUERY query = ear_db_query (db, "SELECT m.id, m.conversation, m.channel, m.sent_at, c.last_at, c.due_at, m.direction, c.standing, c.unread, c.type,"
                                      " (SELECT count (*) FROM attachment WHERE message = m.id),"
                                      " (SELECT count (*) FROM attachment WHERE message = m.id AND media_type = 'image/png'),"
                                      " m.ext, m.body, i.name, m.id = (SELECT max (id) FROM message WHERE conversation = c.id AND removed = 0)"
                                      " FROM message m JOIN conversation c ON c.id = m.conversation LEFT JOIN identity i ON i.id = m.author AND i.is_us = 0"
                                      " WHERE m.removed = 0");

  while (ear_db_step (db, query))
    {
      Known *known = g_new0 (Known, 1);
      gint64 *const numbers[] = { &known->id, &known->conversation, &known->channel, &known->sent_at, &known->last_at, &known->due_at, &known->direction,
                                  &known->standing, &known->unread, &known->type, &known->n_attachments, &known->n_pictures };

      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        *numbers[i] = ear_col_int (query, (int) i);
      known->ext = ear_col_dup (query, 12);
      known->body = ear_col_dup (query, 13);
      known->author = ear_col_dup (query, 14);
      known->newest = ear_col_int (query, 15) != 0;
      g_ptr_array_add (data, known);
    }
}

static gboolean
has_words (const Known *known, const EarStoreSearch *search)
{
  g_auto (GStrv) have = g_strsplit (known->body, " ", -1);
  g_auto (GStrv) wanted = g_strsplit (search->words != NULL ? search->words : "", " ", -1);

  for (guint i = 0; wanted[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) have, wanted[i]))
      return FALSE;
  return TRUE;
}

static gboolean
fits (const Known *known, const EarStoreSearch *search)
{
  gboolean channel = search->n_channels == 0, author = search->from == NULL && !search->from_us;

  for (guint i = 0; i < search->n_channels; i++)
    channel |= search->channels[i] == known->channel;
  for (guint i = 0; search->from != NULL && search->from[i] != NULL; i++)
    author |= known->direction == EAR_DIRECTION_INBOUND && known->author != NULL && ear_fold_begins (known->author, search->from[i]);
  author |= search->from_us && known->direction == EAR_DIRECTION_OUTBOUND;
  return channel && author && has_words (known, search) && (!search->notes || known->direction == EAR_DIRECTION_NOTE) &&
         (search->since == 0 || known->sent_at >= search->since) && (search->before == 0 || known->sent_at < search->before) &&
         (search->standings == 0 || (search->standings >> known->standing & 1) != 0) && (!search->unread || known->unread > 0) &&
         (search->late_at == 0 || (known->standing == EAR_STANDING_NEEDS_ANSWER && known->due_at < search->late_at)) &&
         (!search->reviews || known->type == EAR_CONVERSATION_REVIEW) && (!search->attachment || known->n_attachments > 0) &&
         (!search->picture || known->n_pictures > 0);
}

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  const Known *x = *(const Known *const *) a, *y = *(const Known *const *) b;

  return (y->id > x->id) - (y->id < x->id);
}

static int
compare_last (gconstpointer a, gconstpointer b)
{
  const Known *x = *(const Known *const *) a, *y = *(const Known *const *) b;

  if (x->last_at != y->last_at)
    return x->last_at > y->last_at ? -1 : 1;
  return (y->conversation > x->conversation) - (y->conversation < x->conversation);
}

static char *
expect (GPtrArray *all, const EarStoreSearch *search)
{
  gboolean of_messages = search->words != NULL || search->from != NULL || search->from_us || search->notes || search->since != 0 || search->before != 0 ||
                         search->attachment || search->picture;
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  GString *exts = g_string_new (NULL);

  /* Who asks for nothing gets nothing. */
  if (!of_messages && search->n_channels == 0 && search->standings == 0 && search->late_at == 0 && !search->unread && !search->reviews)
    return g_string_free (exts, FALSE);
  for (guint i = 0; i < all->len; i++)
    if (fits (all->pdata[i], search) && (of_messages || ((Known *) all->pdata[i])->newest))
      g_ptr_array_add (found, all->pdata[i]);
  g_ptr_array_sort (found, of_messages ? compare_newest : compare_last);
  for (guint i = 0; i < MIN (found->len, search->limit); i++)
    g_string_append_printf (exts, "%s ", ((Known *) found->pdata[i])->ext);
  return g_string_free (exts, FALSE);
}

static char *
find (Fixture *fixture, const EarStoreSearch *search)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = ear_store_search (fixture->store, search, &error);
  GString *exts = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < hits->len; i++)
    g_string_append_printf (exts, "%s ", ((EarStoreHit *) hits->pdata[i])->ext);
  return g_string_free (exts, FALSE);
}

static guint
pick (guint n)
{
  return (guint) g_test_rand_int_range (0, (gint32) n);
}

static char *
make_text (void)
{
  GString *text = g_string_new (vocabulary[pick (G_N_ELEMENTS (vocabulary))]);

  for (guint k = pick (3); k > 0; k--)
    g_string_append_printf (text, " %s", vocabulary[pick (G_N_ELEMENTS (vocabulary))]);
  return g_string_free (text, FALSE);
}

static void
fill (Fixture *fixture, const char *channel, guint from, guint to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();

  for (guint i = from; i < to; i++)
    {
      g_autofree char *conversation = g_strdup_printf ("%u", i * 10);
      gint64 at = NOW - (60 - i) * DAY;

      for (guint k = 0; k < 1 + pick (4); k++)
        {
          g_autofree char *ext = g_strdup_printf ("%u", i * 10 + k);
          g_autofree char *text = make_text ();
          gboolean ours = k > 0 && pick (3) == 0;
          EarMessage *message = ours ? add_outbound (batch, conversation, ext, conversation, at, text)
                                     : add_inbound (batch, conversation, ext, k > 0 ? conversation : NULL, authors[pick (G_N_ELEMENTS (authors))], at, text);

          at += HOUR * (1 + pick (40));
          if (k == 0 && pick (4) == 0)
            ((EarConversation *) batch->conversations->pdata[batch->conversations->len - 1])->type = EAR_CONVERSATION_REVIEW;
          if (!ours && pick (12) == 0)
            message->state = EAR_MESSAGE_SPAM;
          if (pick (5) == 0)
            {
              EarAttachment *attachment = ear_attachment_new ("https://example.org/a");

              g_set_str (&attachment->media_type, pick (2) == 0 ? "image/png" : "application/pdf");
              message->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_attachment_free);
              g_ptr_array_add (message->attachments, attachment);
            }
        }
    }
  ear_store_apply_batch (fixture->store, channel, NULL, EAR_STREAM_FORWARD, batch, NULL, &error);
  g_assert_no_error (error);
}

static void
act (Fixture *fixture, GPtrArray *all)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < all->len; i += 7)
    {
      const Known *known = all->pdata[i];
      g_autofree char *text = make_text ();

      if (pick (2) == 0)
        ear_store_mark_done (fixture->store, NULL, known->conversation, NULL, NULL, &error);
      g_assert_no_error (error);
      ear_store_set_read (fixture->store, NULL, known->conversation, TRUE, NULL, NULL, &error);
      g_assert_no_error (error);
      if (pick (3) == 0)
        ear_store_add_note (fixture->store, NULL, known->conversation, text, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
    }
}

static char *
say (const EarStoreSearch *search)
{
  return g_strdup_printf ("words %s, channels %u, from %s%s, notes %d, since %" G_GINT64_FORMAT ", before %" G_GINT64_FORMAT ", standings %u, late %d, unread %d,"
                          " reviews %d, attachment %d, picture %d, limit %u",
                          search->words, search->n_channels, search->from != NULL ? search->from[0] : "anybody", search->from_us ? " or us" : "", search->notes,
                          search->since, search->before, search->standings, search->late_at != 0, search->unread, search->reviews, search->attachment,
                          search->picture, search->limit);
}

/* Random searches, each as in a small workspace, as in a large one, and in between. */
static void
test_random (Fixture *fixture, gconstpointer data)
{
  static const guint few[][3] = { { 0, 0, 0 }, { 1, 1, 1 }, { 0, 0, 2 }, { 5, 20, 3 } };
  g_autofree char *other = fixture_add_channel (fixture, "blog", "2");
  g_autoptr (EarChannelRow) row = ear_store_get_channel (fixture->store, other, NULL);
  g_autoptr (GPtrArray) first = g_ptr_array_new_with_free_func (known_free);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (known_free);
  gint64 channels[2];
  guint n_found = 0;

  fill (fixture, fixture->channel, 0, N_CONVERSATIONS * 3 / 4);
  fill (fixture, other, N_CONVERSATIONS * 3 / 4, N_CONVERSATIONS);
  ear_store_read (fixture->store, load_known, first, NULL);
  act (fixture, first);
  ear_store_index_pending (fixture->store, NULL, NULL, NULL);
  ear_store_read (fixture->store, load_known, all, NULL);
  channels[0] = row->id;
  channels[1] = ((Known *) all->pdata[0])->channel;

  for (guint n = 0; n < 600; n++)
    {
      const char *from[] = { names[pick (G_N_ELEMENTS (names))], pick (3) == 0 ? names[pick (G_N_ELEMENTS (names))] : NULL, NULL };
      g_autofree char *words = pick (2) == 0 ? make_text () : NULL;
      EarStoreSearch search = { .words = words, .limit = 1 + pick (60) };
      g_autofree char *expected = NULL;

      if (pick (4) == 0)
        {
          search.channels = channels;
          search.n_channels = 1 + pick (2);
        }
      search.from = pick (3) == 0 ? from : NULL;
      search.from_us = pick (6) == 0;
      search.notes = pick (12) == 0 && search.from == NULL && !search.from_us;
      search.since = pick (4) == 0 ? NOW - pick (60) * DAY : 0;
      search.before = pick (4) == 0 ? NOW - pick (60) * DAY : 0;
      search.standings = pick (3) == 0 ? pick (1 << 5) : 0;
      search.late_at = pick (8) == 0 ? NOW - pick (40) * DAY : 0;
      search.unread = pick (6) == 0;
      search.reviews = pick (6) == 0;
      search.attachment = pick (6) == 0;
      search.picture = pick (8) == 0;
      expected = expect (all, &search);
      n_found += *expected != '\0';
      for (guint i = 0; i < G_N_ELEMENTS (few); i++)
        {
          g_autofree char *found = NULL;

          ear_search_set_few_for_test (few[i][0], few[i][1], few[i][2]);
          found = find (fixture, &search);
          if (strcmp (found, expected) != 0)
            {
              g_autofree char *asked = say (&search);

              g_error ("%s; few %u: found %s, expected %s", asked, i, found, expected);
            }
        }
      ear_search_set_few_for_test (0, 0, 0);
    }
  /* So that it compared something. */
  g_assert_cmpuint (n_found, >, 150);
}

/* The best are those of the words alone that the filter leaves. */
static void
test_ranked (Fixture *fixture, gconstpointer data)
{
  EarStoreSearch best = { .words = "tea", .order = EAR_STORE_SEARCH_BEST, .from_us = TRUE, .limit = 2 };
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autofree char *found = NULL;

  add_inbound (batch, "10", "10", NULL, "mia", NOW - 5 * HOUR, "tea tea tea");
  add_outbound (batch, "10", "11", "10", NOW - 4 * HOUR, "tea and cake");
  add_outbound (batch, "10", "12", "10", NOW - 3 * HOUR, "tea, tea and tea");
  add_outbound (batch, "10", "13", "10", NOW - 2 * HOUR, "much cake and hardly any tea at this table");
  apply (fixture, batch, NULL);
  found = find (fixture, &best);
  g_assert_cmpstr (found, ==, "12 11 ");
  g_free (found);
  best = (EarStoreSearch) { .words = "\"tea and\"", .order = EAR_STORE_SEARCH_BEST };
  found = find (fixture, &best);
  g_assert_cmpstr (found, ==, "11 12 ");
}

/* What is shown of a message that no word led to; a name of once still finds what was written under it. */
static void
test_shown (Fixture *fixture, gconstpointer data)
{
  static const char *const once[] = { "mia", NULL };
  EarStoreSearch search = { .from = once };
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (EarStoreRow) row = NULL;
  g_autofree char *text = g_strnfill (500, 'x');
  g_autofree char *shown = g_strdup_printf ("%.240s…", text);

  add_inbound (batch, "10", "10", NULL, "mia", NOW - 5 * HOUR, text);
  apply (fixture, batch, NULL);
  row = load_row (fixture, "10");
  ear_store_rename_person (fixture->store, NULL, row->person_id, "The neighbour", NULL, NULL, &error);
  g_assert_no_error (error);
  hits = ear_store_search (fixture->store, &search, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpstr (((EarStoreHit *) hits->pdata[0])->snippet, ==, shown);
  g_assert_cmpstr (((EarStoreHit *) hits->pdata[0])->author_name, ==, "The neighbour");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/search-filters/random", test_random);
  fixture_test ("/store/search-filters/ranked", test_ranked);
  fixture_test ("/store/search-filters/shown", test_shown);
  return g_test_run ();
}
