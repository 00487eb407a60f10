/* test-presence.c: posts by week against the plan, silence, and what a page lacks, with weeks counted by hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gio/gio.h>
#include <string.h>

#include "base/ear-clock.h"
#include "model/ear-plan.h"
#include "model/ear-presence.h"

#define HOUR (3600 * G_GINT64_CONSTANT (1000))
#define DAY (24 * HOUR)

static gint64
at (const char *text)
{
  gint64 time = ear_time_parse (text);

  g_assert_cmpint (time, !=, EAR_TIME_NONE);
  return time;
}

typedef struct {
  EarPresenceInput input;
  EarPresenceChannelInput channel;
  GArray *covered, *posts;
} World;

static void
world_init (World *world, const char *from, const char *to)
{
  memset (world, 0, sizeof *world);
  world->covered = g_array_new (FALSE, FALSE, sizeof (EarSpan));
  world->posts = g_array_new (FALSE, FALSE, sizeof (EarOwnPost));
  world->channel = (EarPresenceChannelInput) { .has_posts = TRUE, .known_until = at (to), .covered = world->covered };
  world->input = (EarPresenceInput) { .from = at (from), .to = at (to), .now = at (to), .zone = "Europe/Berlin", .n_channels = 1 };
}

static void
world_clear (World *world)
{
  g_array_unref (world->covered);
  g_array_unref (world->posts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
cover (World *world, gint64 from, gint64 to)
{
  EarSpan span = { from, to };

  g_array_append_val (world->covered, span);
}

static void
add (World *world, gint64 post_id, const char *when, gint64 conversation_id)
{
  EarOwnPost post = { .post_id = post_id, .at = at (when), .conversation_id = conversation_id };

  g_array_append_val (world->posts, post);
}

static EarPresence *
compute (World *world)
{
  world->input.channels = &world->channel;
  world->input.posts = (const EarOwnPost *) (gpointer) world->posts->data;
  world->input.n_posts = world->posts->len;
  return ear_presence_new (&world->input);
}

static void
assert_week (const EarPresenceChannel *channel, guint index, const char *from, gint64 hours, guint posts, gboolean read)
{
  const EarPresenceWeek *week = &g_array_index (channel->weeks, EarPresenceWeek, index);

  g_assert_cmpint (week->from, ==, at (from));
  g_assert_cmpint (week->to - week->from, ==, hours * HOUR);
  g_assert_cmpuint (week->posts, ==, posts);
  g_assert_cmpint (week->read, ==, read);
}

/* The clocks in Berlin go back on Sunday, 25 October 2026: that week has 169 hours and ends at 23:00 in Greenwich. */
static void
test_clocks_back (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarPresence) presence = NULL;
  const EarPresenceChannel *channel;

  world_init (&world, "2026-10-14T10:00:00Z", "2026-11-11T10:00:00Z");
  cover (&world, G_MININT64, at ("2026-11-11T10:00:00Z"));
  world.channel.planned = 2;
  add (&world, 1, "2026-10-18T21:59:59Z", 0);  /* Sunday before the first whole week */
  add (&world, 2, "2026-10-18T22:00:00Z", 0);  /* Monday, 0:00 */
  add (&world, 3, "2026-10-25T22:30:00Z", 0);  /* Sunday, 23:30 */
  add (&world, 4, "2026-10-25T23:00:00Z", 0);  /* Monday, 0:00 */
  add (&world, 5, "2026-11-10T12:00:00Z", 0);  /* after the last whole week */
  presence = compute (&world);
  channel = ear_presence_get_channel (presence, 0);
  g_assert_cmpuint (channel->weeks->len, ==, 3);
  assert_week (channel, 0, "2026-10-18T22:00:00Z", 169, 2, TRUE);
  assert_week (channel, 1, "2026-10-25T23:00:00Z", 168, 1, TRUE);
  assert_week (channel, 2, "2026-11-01T23:00:00Z", 168, 0, TRUE);
  g_assert_cmpuint (channel->n_weeks, ==, 3);
  g_assert_cmpuint (channel->posts, ==, 3);
  g_assert_cmpuint (channel->n_kept, ==, 1);
  g_assert_cmpuint (channel->n_silent, ==, 1);
  g_assert_cmpuint (channel->posts_known, ==, 5);
  g_assert_true (channel->is_whole);
  /* From the 25th, 23:00, to 10 November, 12:00 */
  g_assert_cmpint (channel->silence.from, ==, at ("2026-10-25T23:00:00Z"));
  g_assert_cmpint (channel->silence.to, ==, at ("2026-11-10T12:00:00Z"));
  g_assert_cmpint (channel->last_at, ==, at ("2026-11-10T12:00:00Z"));
  g_assert_true (channel->last_is_sure);
  g_assert_cmpint (ear_presence_channel_get_days_since (channel), ==, 0);
}

/* … and forward on 29 March: 167 hours. A period that begins with a Monday has that week, whole. */
static void
test_clocks_forward (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarPresence) presence = NULL;
  const EarPresenceChannel *channel;

  world_init (&world, "2026-03-22T23:00:00Z", "2026-04-05T22:00:00Z");
  cover (&world, G_MININT64, at ("2026-04-05T22:00:00Z"));
  presence = compute (&world);
  channel = ear_presence_get_channel (presence, 0);
  g_assert_cmpuint (channel->weeks->len, ==, 2);
  assert_week (channel, 0, "2026-03-22T23:00:00Z", 167, 0, TRUE);
  assert_week (channel, 1, "2026-03-29T22:00:00Z", 168, 0, TRUE);
  /* Nothing was posted, nothing was planned: every week is silent, none kept. */
  g_assert_cmpuint (channel->n_silent, ==, 2);
  g_assert_cmpuint (channel->n_kept, ==, 0);
  g_assert_cmpint (channel->last_at, ==, EAR_TIME_NONE);
  g_assert_cmpint (channel->silence.to - channel->silence.from, ==, 14 * DAY - HOUR);
}

/* Four weeks; not read from Tuesday to Thursday of the second. */
static void
test_gap (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarPresence) presence = NULL;
  g_autoptr (GArray) counted = NULL, known = NULL;
  const EarPresenceChannel *channel;

  world_init (&world, "2026-06-01T00:00:00Z", "2026-06-29T00:00:00Z");
  world.input.zone = NULL;
  cover (&world, at ("2026-06-11T00:00:00Z"), at ("2026-06-29T00:00:00Z"));
  cover (&world, G_MININT64, at ("2026-06-09T00:00:00Z"));
  world.channel.planned = 1;
  add (&world, 10, "2026-05-30T00:00:00Z", 100); /* before the period */
  add (&world, 11, "2026-06-02T00:00:00Z", 101);
  add (&world, 11, "2026-06-02T00:00:00Z", 102); /* the same post, another conversation */
  add (&world, 12, "2026-06-10T00:00:00Z", 103); /* in the gap: known all the same */
  add (&world, 13, "2026-06-17T00:00:00Z", 101);
  presence = compute (&world);
  channel = ear_presence_get_channel (presence, 0);
  g_assert_cmpuint (channel->weeks->len, ==, 4);
  assert_week (channel, 1, "2026-06-08T00:00:00Z", 168, 1, FALSE);
  g_assert_cmpuint (channel->n_weeks, ==, 3);
  g_assert_cmpuint (channel->posts, ==, 2);
  g_assert_cmpuint (channel->n_kept, ==, 2);
  g_assert_cmpuint (channel->n_silent, ==, 1);
  g_assert_cmpuint (channel->posts_known, ==, 3);
  g_assert_false (channel->is_whole);
  /* Not the fifteen days from the 2nd to the 17th, which the gap interrupts, but the twelve until the end. */
  g_assert_cmpint (channel->silence.from, ==, at ("2026-06-17T00:00:00Z"));
  g_assert_cmpint (channel->silence.to, ==, at ("2026-06-29T00:00:00Z"));
  counted = ear_presence_channel_dup_counted (channel);
  g_assert_cmpuint (counted->len, ==, 2);
  g_assert_cmpint (g_array_index (counted, gint64, 0), ==, 101);
  g_assert_cmpint (g_array_index (counted, gint64, 1), ==, 102);
  known = ear_presence_channel_dup_conversations (channel, G_MININT64, G_MAXINT64);
  g_assert_cmpuint (known->len, ==, 3);
  g_assert_cmpint (g_array_index (known, gint64, 1), ==, 103);
}

/* The last post may be older than the period; a gap since makes it unsure. */
static void
test_last (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarPresence) sure = NULL;
  g_autoptr (EarPresence) unsure = NULL;

  world_init (&world, "2026-06-01T00:00:00Z", "2026-06-29T00:00:00Z");
  cover (&world, G_MININT64, at ("2026-06-29T00:00:00Z"));
  add (&world, 1, "2026-05-01T00:00:00Z", 0);
  add (&world, 2, "2026-07-01T00:00:00Z", 0); /* dated after what is known: not looked at */
  sure = compute (&world);
  g_assert_cmpint (ear_presence_get_channel (sure, 0)->last_at, ==, at ("2026-05-01T00:00:00Z"));
  g_assert_true (ear_presence_get_channel (sure, 0)->last_is_sure);
  g_assert_cmpint (ear_presence_channel_get_days_since (ear_presence_get_channel (sure, 0)), ==, 59);
  g_assert_cmpuint (ear_presence_get_channel (sure, 0)->own->len, ==, 0);

  g_array_set_size (world.covered, 0);
  cover (&world, at ("2026-05-20T00:00:00Z"), at ("2026-06-29T00:00:00Z"));
  unsure = compute (&world);
  g_assert_cmpint (ear_presence_get_channel (unsure, 0)->last_at, ==, at ("2026-05-01T00:00:00Z"));
  g_assert_false (ear_presence_get_channel (unsure, 0)->last_is_sure);
}

static void
test_not_read (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarPresence) never = NULL;
  g_autoptr (EarPresence) offline = NULL;
  const EarPresenceChannel *channel;

  world_init (&world, "2026-06-01T00:00:00Z", "2026-06-29T00:00:00Z");
  world.channel.known_until = EAR_TIME_NONE;
  world.channel.planned = 3;
  world.channel.has_fields = 1u << EAR_PROFILE_NAME | 1u << EAR_PROFILE_PICTURE;
  world.channel.filled = 1u << EAR_PROFILE_NAME | 1u << EAR_PROFILE_HANDLE;
  add (&world, 1, "2026-06-05T00:00:00Z", 0);
  never = compute (&world);
  channel = ear_presence_get_channel (never, 0);
  g_assert_cmpuint (channel->weeks->len, ==, 0);
  g_assert_cmpuint (channel->posts_known, ==, 0);
  g_assert_cmpint (channel->silence.from, ==, EAR_TIME_NONE);
  g_assert_cmpint (channel->last_at, ==, EAR_TIME_NONE);
  /* What a page of this kind does not show us is not missing, and not there. */
  g_assert_cmpuint (channel->filled, ==, 1u << EAR_PROFILE_NAME);

  world.channel.has_posts = FALSE;
  world.channel.known_until = world.input.now;
  offline = compute (&world);
  g_assert_cmpint (ear_presence_get_channel (offline, 0)->known_until, ==, EAR_TIME_NONE);
}

/* "Since the first": the weeks begin with the first post. */
static void
test_since_the_first (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarPresence) presence = NULL;
  g_autoptr (EarPresence) from_the_post = NULL;
  const EarPresenceChannel *channel;

  world_init (&world, "2026-06-01T00:00:00Z", "2026-06-29T00:00:00Z");
  world.input.from = G_MININT64;
  world.input.zone = "UTC";
  cover (&world, G_MININT64, at ("2026-06-29T00:00:00Z"));
  add (&world, 1, "2026-06-10T00:00:00Z", 0);
  presence = compute (&world);
  channel = ear_presence_get_channel (presence, 0);
  g_assert_cmpuint (channel->weeks->len, ==, 2);
  assert_week (channel, 0, "2026-06-15T00:00:00Z", 168, 0, TRUE);
  g_assert_cmpuint (channel->posts_known, ==, 1);
  g_assert_true (channel->is_whole);

  /* Read from that post on, there may have been others before. */
  g_array_set_size (world.covered, 0);
  cover (&world, at ("2026-06-10T00:00:00Z"), at ("2026-06-29T00:00:00Z"));
  from_the_post = compute (&world);
  g_assert_false (ear_presence_get_channel (from_the_post, 0)->is_whole);
}

/* ---- the plan ---- */

static void
test_plan (void)
{
  static const char *const bad[] = { "3", "[3]", "{\"a\":-1}", "{\"a\":101}", "{\"a\":\"often\"}", "{\"a\":null}", "{\"a.b\":1}", "{", "{\"a\":1.5}" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) plan = ear_plan_parse ("{\"b\":3,\"a\":1,\"c\":0}", &error);
  g_autoptr (GHashTable) none = ear_plan_parse (NULL, NULL);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (ear_plan_get (plan, "b"), ==, 3);
  g_assert_cmpuint (ear_plan_get (plan, "c"), ==, 0);
  g_assert_cmpuint (ear_plan_get (NULL, "b"), ==, 0);
  text = ear_plan_to_text (plan);
  g_assert_cmpstr (text, ==, "{\"a\":1,\"b\":3}");
  ear_plan_set (plan, "a", 0);
  ear_plan_set (plan, "b", 0);
  g_assert_null (ear_plan_to_text (plan));
  g_assert_cmpuint (g_hash_table_size (none), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (ear_plan_parse (bad[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/presence/clocks-back", test_clocks_back);
  g_test_add_func ("/presence/clocks-forward", test_clocks_forward);
  g_test_add_func ("/presence/gap", test_gap);
  g_test_add_func ("/presence/last", test_last);
  g_test_add_func ("/presence/not-read", test_not_read);
  g_test_add_func ("/presence/since-the-first", test_since_the_first);
  g_test_add_func ("/presence/plan", test_plan);
  return g_test_run ();
}
