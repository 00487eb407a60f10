/* test-talk.c: what was posted, asked, read, answered and done, counted by hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "model/ear-talk.h"

#define NOW 1000

static EarPresence *
new_presence (void)
{
  static const EarOwnPost posts[] = { { 0, 1, 100, 10 }, { 0, 1, 100, 11 }, { 0, 2, 200, 0 } };
  const EarSpan span = { G_MININT64, NOW };
  g_autoptr (GArray) covered = g_array_new (FALSE, FALSE, sizeof (EarSpan));
  EarPresenceChannelInput channels[] = {
    { .has_posts = TRUE, .known_until = NOW, .covered = covered }, { .has_posts = FALSE, .known_until = EAR_TIME_NONE },
  };
  const EarPresenceInput input = { .from = 0, .to = NOW, .now = NOW, .channels = channels, .n_channels = 2, .posts = posts, .n_posts = 3 };

  g_array_append_val (covered, span);
  return ear_presence_new (&input);
}

static EarChangeMade *
new_change (gint64 message_id, gint64 conversation_id, gint64 at, const char *text)
{
  EarChangeMade *change = g_new0 (EarChangeMade, 1);

  *change = (EarChangeMade) { 0, message_id, conversation_id, at, g_strdup (text) };
  return change;
}

static EarTalk *
new_talk (void)
{
  static const EarTalkQuestion questions[] = {
    { 0, 10, 110, TRUE },   /* unread here, but answered, so read */
    { 0, 11, 120, FALSE },  /* unread */
    { 0, 11, 300, FALSE },  /* the same conversation, opened */
    { 0, 0, 130, FALSE },   /* deleted: nobody knows whether it was read */
    { 0, 0, 131, TRUE },    /* deleted, but answered */
    { 1, 20, 140, TRUE },
  };
  static const EarUnreadQuestion unread[] = { { 10, 110 }, { 11, 120 }, { 99, 120 } };
  static const EarCallBack calls[] = {
    { 1, 20, 140, 150, 900 },               /* done, late */
    { 1, 21, 200, NOW, EAR_TIME_NONE },     /* due now, not done */
    { 1, 22, 210, NOW + 1, EAR_TIME_NONE }, /* not due yet */
    { 1, 23, 220, 500, NOW + 1 },           /* done after all that is looked at */
  };
  g_autoptr (EarPresence) presence = new_presence ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_change_made_free);
  const EarTalkInput input = {
    .now = NOW, .n_channels = 2, .presence = presence, .questions = questions, .n_questions = 6, .unread = unread, .n_unread = 3,
    .call_backs = calls, .n_call_backs = 4, .changes = changes,
  };

  g_ptr_array_add (changes, new_change (50, 11, 400, "Opened on Mondays"));
  g_ptr_array_add (changes, new_change (51, 10, 500, "A ramp at the door"));
  return ear_talk_new (&input);
}

static void
test_counts (void)
{
  g_autoptr (EarTalk) talk = new_talk ();
  static const guint first[EAR_N_TALK_FIGURES] = { 2, 5, 3, 1, 2, 0, 0, 0, 0, 2 };
  static const guint second[EAR_N_TALK_FIGURES] = { 0, 1, 1, 0, 1, 4, 1, 1, 2, 0 };

  for (guint i = 0; i < EAR_N_TALK_FIGURES; i++)
    {
      g_assert_cmpuint (ear_talk_get_line (talk, 0)->counts[i], ==, first[i]);
      g_assert_cmpuint (ear_talk_get_line (talk, 1)->counts[i], ==, second[i]);
      g_assert_cmpuint (talk->all.counts[i], ==, first[i] + second[i]);
    }
  g_assert_true (ear_talk_get_line (talk, 0)->has_posts);
  g_assert_false (ear_talk_get_line (talk, 1)->has_posts);
  /* What has no posts leaves none out. */
  g_assert_true (talk->all.posts_whole);
  g_assert_cmpuint (talk->changes->len, ==, 2);
  g_assert_cmpstr (((EarChangeMade *) talk->changes->pdata[0])->text, ==, "A ramp at the door");
}

static void
assert_list (const EarTalk *talk, guint channel, EarTalkFigure figure, guint n, const gint64 *expected)
{
  g_autoptr (GArray) list = ear_talk_dup_conversations (talk, channel, figure);

  g_assert_cmpuint (list->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (g_array_index (list, gint64, i), ==, expected[i]);
}

static void
test_lists (void)
{
  g_autoptr (EarTalk) talk = new_talk ();

  assert_list (talk, 0, EAR_TALK_POSTS, 2, (gint64[]) { 11, 10 });
  assert_list (talk, 0, EAR_TALK_CAME, 2, (gint64[]) { 11, 10 });
  assert_list (talk, 0, EAR_TALK_UNREAD, 1, (gint64[]) { 11 });
  assert_list (talk, EAR_TALK_ALL_CHANNELS, EAR_TALK_ANSWERED, 2, (gint64[]) { 20, 10 });
  assert_list (talk, 1, EAR_TALK_CALLS_LATER, 1, (gint64[]) { 22 });
  assert_list (talk, EAR_TALK_ALL_CHANNELS, EAR_TALK_CHANGES, 2, (gint64[]) { 10, 11 });
  assert_list (talk, 1, EAR_TALK_CHANGES, 0, NULL);
}

/* On a channel that the report leaves out. */
static void
test_removed (void)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_change_made_free);
  const EarTalkInput input = { .now = NOW, .n_channels = 1, .changes = changes };
  g_autoptr (EarTalk) talk = NULL;
  EarChangeMade *gone = new_change (52, 30, 600, "Warm food until nine");

  gone->channel = EAR_TALK_REMOVED_CHANNELS;
  gone->channel_name = g_strdup ("The old blog");
  g_ptr_array_add (changes, gone);
  g_ptr_array_add (changes, new_change (51, 10, 500, "A ramp at the door"));
  talk = ear_talk_new (&input);
  g_assert_cmpuint (talk->all.counts[EAR_TALK_CHANGES], ==, 2);
  g_assert_cmpuint (talk->removed.counts[EAR_TALK_CHANGES], ==, 1);
  g_assert_cmpuint (ear_talk_get_line (talk, 0)->counts[EAR_TALK_CHANGES], ==, 1);
  g_assert_true (ear_talk_get_line (talk, EAR_TALK_REMOVED_CHANNELS) == &talk->removed);
  g_assert_cmpstr (((EarChangeMade *) talk->changes->pdata[0])->channel_name, ==, "The old blog");
  assert_list (talk, EAR_TALK_ALL_CHANNELS, EAR_TALK_CHANGES, 2, (gint64[]) { 30, 10 });
  assert_list (talk, EAR_TALK_REMOVED_CHANNELS, EAR_TALK_CHANGES, 1, (gint64[]) { 30 });
}

static void
test_words (void)
{
  for (guint i = 0; i < EAR_N_TALK_FIGURES; i++)
    {
      EarTalkFigure figure;

      g_assert_true (ear_talk_figure_from_string (ear_talk_figure_to_string (i), &figure));
      g_assert_cmpuint (figure, ==, i);
    }
  g_assert_false (ear_talk_figure_from_string ("", &(EarTalkFigure) { 0 }));
}

static void
test_nothing (void)
{
  const EarTalkInput input = { .now = NOW, .n_channels = 0 };
  g_autoptr (EarTalk) talk = ear_talk_new (&input);

  for (guint i = 0; i < EAR_N_TALK_FIGURES; i++)
    g_assert_cmpuint (talk->all.counts[i], ==, 0);
  assert_list (talk, EAR_TALK_ALL_CHANNELS, EAR_TALK_CAME, 0, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/talk/counts", test_counts);
  g_test_add_func ("/talk/lists", test_lists);
  g_test_add_func ("/talk/removed", test_removed);
  g_test_add_func ("/talk/words", test_words);
  g_test_add_func ("/talk/nothing", test_nothing);
  return g_test_run ();
}
