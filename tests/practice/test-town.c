/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "practice/ear-mischief.h"
#include "practice/ear-town-server.h"

#define HOUR_MS (G_GINT64_CONSTANT (3600) * 1000)

static gint64 clock_ms = 1790000000000;

static gint64
test_clock (gpointer data)
{
  return clock_ms;
}

static EarTown *
new_town (guint64 seed, guint size)
{
  static const char *const services[] = { "facebook", NULL };

  clock_ms = 1790000000000;
  return ear_town_new_restaurant (seed, size, services, test_clock, NULL);
}

static void
assert_same (EarTown *one, EarTown *other)
{
  g_autofree char *a = ear_town_to_json (one), *b = ear_town_to_json (other);

  g_assert_cmpstr (a, ==, b);
}

/* A question on the newest post, and an answer of ours below it. */
static EarTownItem *
talk (EarTown *town)
{
  EarTownAccount *account = ear_town_get_account (town, "facebook");
  EarTownItem *post = g_ptr_array_index (account->tops[EAR_TOWN_POST], account->tops[EAR_TOWN_POST]->len - 1);
  const EarTownPerson *person = g_ptr_array_index (town->people, 3);
  EarTownItem *question = ear_town_write (town, account, EAR_TOWN_COMMENT, person->id, "Are you open?", post, NULL);

  return ear_town_write (town, account, EAR_TOWN_COMMENT, account->id, "Until ten.", post, question);
}

static void
test_seed (void)
{
  g_autoptr (EarTown) town = new_town (7, 60);
  g_autoptr (EarTown) same = new_town (7, 60);
  g_autoptr (EarTown) other = new_town (8, 60);
  g_autofree char *a = ear_town_to_json (town), *b = ear_town_to_json (other);
  EarTownAccount *account = ear_town_get_account (town, "facebook");

  assert_same (town, same);
  g_assert_cmpstr (a, !=, b);
  for (guint i = 0; i < EAR_TOWN_N_TOPS; i++)
    g_assert_cmpuint (account->tops[i]->len, >, 0);
  for (guint i = 0; i < town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (town->items, i);

      g_assert_cmpint (item->created_ms, <=, clock_ms);
      g_assert_cmpint (g_ascii_strtoll (item->id, NULL, 10), >, G_GINT64_CONSTANT (1) << 53);
      g_assert_true (g_utf8_validate (item->text, -1, NULL));
      g_assert_null (strpbrk (item->text, "[]|"));
    }
}

/* Wherever an item is put, each knows its place. */
static void
test_places (void)
{
  g_autoptr (EarTown) town = new_town (1, 10);
  EarTownAccount *account = ear_town_get_account (town, "facebook");
  EarTownItem *post = ear_town_write (town, account, EAR_TOWN_POST, account->id, "Soup", NULL, NULL);
  EarTownItem *late = ear_town_write (town, account, EAR_TOWN_COMMENT, account->id, "late", post, NULL);
  EarTownItem *early = ear_town_new_item (town, account, EAR_TOWN_COMMENT, account->id, "early", clock_ms - HOUR_MS);
  EarTownItem *reply;

  ear_town_place (town, early, post, NULL);
  reply = ear_town_write (town, account, EAR_TOWN_COMMENT, account->id, "reply", post, early);
  g_assert_cmpuint (early->at_below, ==, 0);
  g_assert_cmpuint (late->at_below, ==, 1);
  g_assert_cmpuint (late->at_first, ==, 1);
  g_assert_cmpuint (reply->at_replies, ==, 0);
  g_assert_true (g_ptr_array_index (post->below, reply->at_below) == reply);
  g_assert_cmpuint (post->n_below, ==, 3);
  g_assert_cmpuint (post->n_first, ==, 2);
  ear_town_delete (town, early);
  g_assert_true (reply->deleted);
  g_assert_cmpuint (post->n_below, ==, 1);
  g_assert_cmpuint (post->n_first, ==, 1);
}

static void
test_file (void)
{
  g_autoptr (EarTown) town = new_town (3, 40);
  g_autoptr (EarTown) back = NULL;
  g_autoptr (EarTown) none = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("ear-town-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "town.json", NULL);
  EarTownItem *answer = talk (town);
  EarTownAccount *account = ear_town_get_account (town, "facebook");
  GStatBuf info;

  ear_town_item_set_fact (answer, "mood", "good");
  ear_town_set (town, "facebook.deny", "1");
  ear_town_advance (town, HOUR_MS);
  ear_town_live (town, ear_town_now (town));
  ear_town_delete (town, g_ptr_array_index (account->tops[EAR_TOWN_VISIT], 0));
  g_hash_table_add (account->blocked, g_strdup ("4711"));
  ear_town_add_token (town, account, "user", "1", "a,b", "SECRET", clock_ms + 1)->dead = 460;

  g_assert_true (ear_town_save (town, file, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (file, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  back = ear_town_load (file, test_clock, NULL, &error);
  g_assert_no_error (error);
  assert_same (town, back);

  /* And it goes on the same. */
  clock_ms += 5 * HOUR_MS;
  ear_town_live (town, ear_town_now (town));
  ear_town_live (back, ear_town_now (back));
  assert_same (town, back);

  g_assert_true (g_file_set_contents (file, "{\"format\":99}", -1, NULL));
  none = ear_town_load (file, NULL, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_remove (file);
  g_rmdir (folder);
}

/* Files that were cut or written into end in an error, never in a town that is half there. */
static void
test_damaged_file (void)
{
  g_autoptr (EarTown) town = new_town (3, 3);
  g_autofree char *text = ear_town_to_json (town);
  static const char *const broken[] = {
    "{\"format\":1,\"items\":[{\"id\":\"1\",\"account\":\"nobody\"}]}",
    "{\"format\":1,\"accounts\":[{\"service\":\"x\"}]}",
    "{\"format\":1,\"accounts\":[{\"service\":\"x\",\"id\":\"9\"}],\"items\":[{\"account\":\"9\",\"id\":\"1\",\"kind\":5,\"author\":\"9\",\"text\":\"\"}]}",
    "{\"format\":1,\"accounts\":[{\"service\":\"x\",\"id\":\"9\"}],\"items\":[{\"account\":\"9\",\"id\":\"1\",\"kind\":77,\"author\":\"9\",\"text\":\"\"}]}",
    "{\"format\":1,\"accounts\":[{\"service\":\"x\",\"id\":\"9\"}],\"items\":[{\"account\":\"9\",\"id\":[],\"kind\":\"x\"}]}",
    "{\"format\":1,\"tokens\":[{}]}",
  };

  for (gsize length = 0; length < strlen (text); length += 97)
    {
      g_autofree char *part = g_strndup (text, length);
      g_autoptr (GError) error = NULL;

      g_assert_null (ear_town_from_json (part, NULL, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ear_town_from_json (broken[i], NULL, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

/* In one step or in many: the same things happen. */
static void
test_life (void)
{
  g_autoptr (EarTown) step = new_town (5, 40);
  g_autoptr (EarTown) leap = new_town (5, 40);
  guint before = step->items->len;

  talk (step);
  talk (leap);
  for (guint i = 0; i < 48; i++)
    {
      clock_ms += HOUR_MS / 2;
      ear_town_live (step, ear_town_now (step));
    }
  ear_town_live (leap, ear_town_now (leap));
  assert_same (step, leap);
  g_assert_cmpuint (step->items->len, >, before + 10);
}

/* Over many answers people thank, ask further, or like; over many silences they ask again. */
static void
test_reactions (void)
{
  guint thanked = 0, asked = 0, liked = 0, insisted = 0;

  for (guint64 seed = 1; seed <= 40; seed++)
    {
      g_autoptr (EarTown) town = new_town (seed, 3);
      EarTownAccount *account = ear_town_get_account (town, "facebook");
      EarTownItem *answer = talk (town);
      EarTownItem *post = answer->top;
      EarTownItem *waiting = ear_town_write (town, account, EAR_TOWN_COMMENT, answer->parent->author, "And a dog?", post, NULL);

      clock_ms += 12 * HOUR_MS;
      ear_town_live (town, ear_town_now (town));
      for (guint i = 0; i < answer->parent->below->len; i++)
        {
          const EarTownItem *one = g_ptr_array_index (answer->parent->below, i);

          if (one == answer)
            continue;
          g_assert_cmpstr (one->author, ==, answer->parent->author);
          g_assert_cmpint (one->created_ms, >, answer->created_ms);
          if (strchr (one->text, '?') != NULL)
            asked++;
          else
            thanked++;
        }
      liked += answer->likes > 0;
      insisted += waiting->below != NULL;
    }
  g_assert_cmpuint (thanked, >, 5);
  g_assert_cmpuint (asked, >, 3);
  g_assert_cmpuint (liked, >, 2);
  g_assert_cmpuint (insisted, >, 10);
  g_assert_cmpuint (insisted, <, 40);
}

/* Whoever was away for a month finds what a few hours brought. */
static void
test_sleep (void)
{
  g_autoptr (EarTown) asleep = new_town (5, 40);
  g_autoptr (EarTown) awake = new_town (5, 40);
  EarTownToken *token = ear_town_get_token (asleep, ear_town_get_account (asleep, "facebook"), "user");
  guint before = asleep->items->len;

  talk (asleep);
  talk (awake);
  ear_town_live (asleep, ear_town_now (asleep));
  g_assert_cmpint (token->expires_ms, >, clock_ms + 59 * 24 * HOUR_MS);
  clock_ms += 300 * 24 * HOUR_MS;
  ear_town_sleep (asleep, 3 * HOUR_MS);
  ear_town_live (asleep, ear_town_now (asleep));
  ear_town_live (awake, ear_town_now (awake));
  g_assert_cmpuint (asleep->items->len, >, before);
  g_assert_cmpuint (asleep->items->len, <, before + 60);
  g_assert_cmpuint (awake->items->len, >, before + 3000);
  /* A sign-in that was good when they left is good still, and no better. */
  g_assert_cmpint (token->expires_ms, >, clock_ms + 59 * 24 * HOUR_MS);
  g_assert_cmpint (token->expires_ms, <, clock_ms + 60 * 24 * HOUR_MS);
  /* A short absence is lived through. */
  clock_ms += HOUR_MS;
  before = (guint) asleep->lived_ms;
  ear_town_sleep (asleep, 3 * HOUR_MS);
  g_assert_cmpuint ((guint) asleep->lived_ms, ==, before);
}

static gint64
hours_clock (gpointer hours)
{
  return g_atomic_int_get ((int *) hours) * HOUR_MS + G_GINT64_CONSTANT (1790000000000);
}

/* The same while the window stays open and the computer sleeps. */
static void
test_suspend (void)
{
  static const char *const services[] = { "facebook", NULL };
  int hours = 0;
  g_autoptr (EarTown) town = ear_town_new_restaurant (5, 40, services, hours_clock, &hours);
  g_autofree char *folder = g_dir_make_tmp ("ear-town-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "town.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EarTownServer) server = ear_town_server_new (town, services, FALSE, TRUE, &error);
  guint before = town->items->len, after = 0;
  gint64 lived_ms = 0;

  g_assert_no_error (error);
  ear_town_server_keep (server, file, 3 * HOUR_MS);
  g_atomic_int_set (&hours, 300 * 24);
  while (lived_ms < hours_clock (&hours))
    {
      ear_town_lock (town);
      lived_ms = town->lived_ms;
      after = town->items->len;
      ear_town_unlock (town);
      g_thread_yield ();
    }
  g_assert_cmpuint (after, <, before + 60);
  g_clear_pointer (&server, ear_town_server_free);
  g_remove (file);
  g_rmdir (folder);
}

/* What was given after the last save, and lost with the end of the program, is not given again. */
static void
test_resume (void)
{
  g_autoptr (EarTown) town = new_town (5, 40);
  g_autofree char *saved = ear_town_to_json (town);
  g_autoptr (EarTown) again = ear_town_from_json (saved, test_clock, NULL, NULL);
  g_autoptr (GHashTable) lost = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < 50; i++)
    g_hash_table_add (lost, talk (town)->id);
  ear_town_resume (again, 3 * HOUR_MS);
  for (guint i = 0; i < 50; i++)
    g_assert_false (g_hash_table_contains (lost, talk (again)->id));
}

/* There is something to save when something happened, not because time went by. */
static void
test_hash (void)
{
  g_autoptr (EarTown) town = new_town (5, 40);
  guint before;
  gint64 lived_ms;

  ear_town_live (town, clock_ms);
  before = ear_town_get_hash (town);
  lived_ms = town->lived_ms;
  clock_ms += 1000;
  ear_town_live (town, clock_ms);
  g_assert_cmpint (town->lived_ms, ==, lived_ms + 1000);
  g_assert_cmpuint (ear_town_get_hash (town), ==, before);
  talk (town);
  g_assert_cmpuint (ear_town_get_hash (town), !=, before);
}

/* A town that was left running for months is still one that can be loaded. */
static void
test_full (void)
{
  g_autoptr (EarTown) town = new_town (1, 40);
  EarTownAccount *account = ear_town_get_account (town, "facebook");
  EarTownItem *post = g_ptr_array_index (account->tops[EAR_TOWN_POST], 0);
  const EarTownPerson *person = g_ptr_array_index (town->people, 3);
  g_autoptr (EarTown) back = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint before;

  ear_town_live (town, clock_ms);
  while (town->items->len < 40000)
    {
      EarTownItem *item = ear_town_new_item (town, account, EAR_TOWN_COMMENT, person->id,
                                             "We waited until the children slept for a table we had booked. Please tell the kitchen.", clock_ms);

      ear_town_item_set_fact (item, "in_reply_to", post->id);
      ear_town_place (town, item, post, NULL);
    }
  before = town->items->len;
  clock_ms += 30 * 24 * HOUR_MS;
  ear_town_live (town, clock_ms);
  g_assert_cmpuint (town->items->len, ==, before);
  text = ear_town_to_json (town);
  back = ear_town_from_json (text, test_clock, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%.1f MB", (double) strlen (text) / 1e6);
}

/* Some services know people by nothing but their name: nobody has another's. */
static void
test_names (void)
{
  static const guint sizes[] = { 240, 20000 };
  static const char *const services[] = { "facebook", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (EarTown) town = ear_town_new_restaurant (1, sizes[i], services, test_clock, NULL);
      g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint p = 0; p < town->people->len; p++)
        {
          const EarTownPerson *person = g_ptr_array_index (town->people, p);

          g_assert_true (g_hash_table_add (names, person->name));
          g_assert_true (g_hash_table_add (names, person->handle));
          g_assert_null (strpbrk (person->handle, " ?"));
        }
    }
}

/* A restaurant that is looked after has answered nearly everything, in the order of time, and not yet what came just now. */
static void
test_kept (void)
{
  static const char *const services[] = { "facebook", NULL };
  g_autoptr (EarTown) town = ear_town_new_kept_restaurant (3, 300, 97, services, test_clock, NULL);
  guint asked = 0, answered = 0, fresh = 0;

  for (guint i = 0; i < town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (town->items, i);

      if (item->kind == EAR_TOWN_POST)
        for (guint k = 1; item->below != NULL && k < item->below->len; k++)
          g_assert_cmpint (((EarTownItem *) item->below->pdata[k - 1])->created_ms, <=, ((EarTownItem *) item->below->pdata[k])->created_ms);
      if (item->kind != EAR_TOWN_COMMENT || ear_town_item_is_ours (item) || item->parent != NULL)
        continue;
      if (item->created_ms > clock_ms - 4 * HOUR_MS)
        {
          fresh++;
          g_assert_true (item->below == NULL);
          continue;
        }
      asked++;
      answered += item->below != NULL;
    }
  g_assert_cmpuint (fresh, >, 0);
  g_assert_cmpuint (asked, >, 200);
  g_assert_cmpuint (answered * 100, >, asked * 85);
  g_assert_cmpuint (answered, <, asked);
}

static void
test_hurry (void)
{
  g_autoptr (EarTown) town = new_town (4, 20);
  g_autoptr (EarTown) slow = new_town (4, 20);
  guint before = town->items->len, n_slow;

  ear_town_set (town, "hurry", "20");
  clock_ms += 3 * HOUR_MS;
  ear_town_live (slow, ear_town_now (slow));
  ear_town_live (town, ear_town_now (town));
  n_slow = slow->items->len - before;
  g_assert_cmpuint (n_slow, <, 12);
  g_assert_cmpuint (town->items->len - before, >, 5 * n_slow + 20);
}

static void
test_size (void)
{
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (EarTown) town = new_town (1, 20000);
  g_autoptr (EarTown) back = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint comments = 0;

  for (guint i = 0; i < town->items->len; i++)
    comments += ((EarTownItem *) g_ptr_array_index (town->items, i))->kind == EAR_TOWN_COMMENT;
  g_assert_cmpuint (comments, ==, 20000);
  g_test_message ("a town with 20,000 comments was made in %.2f s", (double) (g_get_monotonic_time () - begun) / 1e6);
  begun = g_get_monotonic_time ();
  text = ear_town_to_json (town);
  back = ear_town_from_json (text, test_clock, NULL, &error);
  g_assert_no_error (error);
  assert_same (town, back);
  g_test_message ("and written, read and written again, %.1f MB, in %.2f s", (double) strlen (text) / 1e6,
                  (double) (g_get_monotonic_time () - begun) / 1e6);
}

/* ---- mischief ---- */

static guint n_handled;

static EarReply *
handle (EarTown *town, const EarTownRequest *request)
{
  n_handled++;
  return ear_town_reply_text (200, "text/plain", request->duplicate ? "twice" : request->reorder ? "turned" : "fine");
}

static EarReply *
throttle (EarTown *town, const EarTownRequest *request)
{
  return ear_town_reply_text (429, "text/plain", "slowly");
}

static const char *const no_hosts[] = { NULL };
static const EarSimulator plain = { .id = "facebook", .hosts = no_hosts, .handle = handle, .throttle = throttle };

/* status, 0 for a lost connection; whether it was done; how late */
static guint
ask (EarTown *town, const char *method, const char *target, gboolean *was_done, guint *delay_ms)
{
  g_autoptr (EarTownRequest) request = ear_town_request_new (method, target);
  guint before = n_handled;
  g_autoptr (EarReply) reply = ear_town_answer (town, &plain, request, delay_ms);

  *was_done = n_handled > before;
  return reply != NULL ? reply->status : 0;
}

static void
test_mischief (void)
{
  static const struct {
    EarMischiefKind kind;
    guint status;
    gboolean was_done;
  } cases[] = {
    { EAR_MISCHIEF_DROP_BEFORE, 0, FALSE },    { EAR_MISCHIEF_DROP_AFTER, 0, TRUE },    { EAR_MISCHIEF_ERROR_BEFORE, 503, FALSE },
    { EAR_MISCHIEF_ERROR_AFTER, 500, TRUE },   { EAR_MISCHIEF_THROTTLE, 429, FALSE },   { EAR_MISCHIEF_STALL, 200, TRUE },
    { EAR_MISCHIEF_DUPLICATE, 200, TRUE },     { EAR_MISCHIEF_REORDER, 200, TRUE },     { EAR_MISCHIEF_EDIT, 200, TRUE },
    { EAR_MISCHIEF_DELETE, 200, TRUE },
  };
  g_autoptr (EarTown) town = new_town (2, 30);
  gboolean was_done;
  guint delay_ms;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EarMischiefRule rule = { .kind = cases[i].kind, .service = (char *) "facebook", .method = (char *) "POST", .path = (char *) "/a*/b",
                               .times = 2, .ms = 77 };
      EarMischiefKind again;

      g_assert_true (ear_mischief_from_string (ear_mischief_to_string (rule.kind), &again));
      g_assert_cmpuint (again, ==, rule.kind);
      ear_mischief_add (town->mischief, &rule);
      g_assert_cmpuint (ask (town, "GET", "/a/b", &was_done, &delay_ms), ==, 200);
      g_assert_cmpuint (ask (town, "POST", "/a/c", &was_done, &delay_ms), ==, 200);
      for (guint j = 0; j < 2; j++)
        {
          g_assert_cmpuint (ask (town, "POST", "/a/x/b?c=d", &was_done, &delay_ms), ==, cases[i].status);
          g_assert_cmpint (was_done, ==, cases[i].was_done);
          g_assert_cmpuint (delay_ms, ==, rule.kind == EAR_MISCHIEF_STALL ? 77 : 0);
        }
      g_assert_cmpuint (ask (town, "POST", "/a/x/b", &was_done, &delay_ms), ==, 200);
      g_assert_true (was_done);
      g_assert_cmpuint (delay_ms, ==, 0);
      g_assert_cmpuint (ear_mischief_get_count (town->mischief, rule.kind), ==, 2);
    }
}

/* What people do meanwhile is seen in what they wrote. */
static void
test_meddling (void)
{
  g_autoptr (EarTown) town = new_town (2, 30);
  gboolean was_done;
  guint delay_ms, n_edited = 0;

  ear_mischief_add (town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_EDIT, .times = 2 });
  ask (town, "GET", "/", &was_done, &delay_ms);
  ask (town, "GET", "/", &was_done, &delay_ms);
  for (guint i = 0; i < town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (town->items, i);

      if (g_str_has_suffix (item->text, " (edited)"))
        {
          g_assert_false (ear_town_item_is_ours (item));
          g_assert_cmpint (item->updated_ms, ==, clock_ms);
          n_edited++;
        }
    }
  g_assert_cmpuint (n_edited, >, 0);
}

/* A service that this town does not have answers, if only that it is not there. */
static void
test_without (void)
{
  g_autoptr (EarTown) town = new_town (2, 30);

  for (const EarSimulator *const *simulator = ear_simulators; *simulator != NULL; simulator++)
    {
      g_autoptr (EarTownRequest) request = ear_town_request_new ("GET", "/v26.0/me");
      guint delay_ms;
      g_autoptr (EarReply) reply = NULL;

      for (guint throttled = 0; throttled < 2; throttled++)
        {
          if (throttled)
            ear_mischief_add (town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_THROTTLE, .times = 1 });
          g_clear_pointer (&reply, ear_reply_free);
          reply = ear_town_answer (town, *simulator, request, &delay_ms);
          if (strcmp ((*simulator)->id, "facebook") != 0)
            g_assert_cmpuint (reply->status, ==, 503);
        }
      ear_mischief_clear (town->mischief, 1);
    }
}

/* By a seed, and leaving the town's own chance alone. */
static void
test_chance (void)
{
  g_autoptr (EarTown) town = new_town (2, 3);
  EarMischiefRule rule = { .kind = EAR_MISCHIEF_DROP_BEFORE, .per_mille = 250 };
  gint64 random = town->random;
  g_autoptr (GString) first = g_string_new (NULL);

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GString) seen = g_string_new (NULL);
      gboolean was_done;
      guint delay_ms;

      ear_mischief_clear (town->mischief, 99);
      ear_mischief_add (town->mischief, &rule);
      for (guint i = 0; i < 400; i++)
        g_string_append_c (seen, ask (town, "GET", "/", &was_done, &delay_ms) == 0 ? 'x' : '.');
      if (round == 0)
        g_string_assign (first, seen->str);
      g_assert_cmpstr (seen->str, ==, first->str);
      g_assert_cmpuint (ear_mischief_get_count (town->mischief, rule.kind), >, 60);
      g_assert_cmpuint (ear_mischief_get_count (town->mischief, rule.kind), <, 140);
    }
  g_assert_cmpint (town->random, ==, random);
}

/* ---- requests ---- */

static void
test_parameters (void)
{
  static const char json[] = "{\"recipient\":{\"id\":\"24\"},\"message\":{\"text\":\"Hi\"},\"list\":[1,\"b\"],\"yes\":true,\"none\":null}";
  static const char multipart[] = "--XX\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\nHi there\r\n--XX\r\n"
                                  "Content-Disposition: form-data; name=\"source\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n....\r\n--XX--\r\n";
  g_autoptr (EarTownRequest) request = ear_town_request_new ("POST", "/v26.0/a%20b/x?limit=3&fields=a%2Cb");
  g_autoptr (EarTownRequest) form = ear_town_request_new ("POST", "/");
  g_autoptr (EarTownRequest) parts = ear_town_request_new ("POST", "/");

  ear_town_request_set_header (request, "AUTHORIZATION", "bearer  T1 ");
  ear_town_request_set_body (request, json, strlen (json), "application/json; charset=utf-8");
  g_assert_cmpstr (request->path, ==, "/v26.0/a b/x");
  g_assert_cmpstr (ear_town_request_get (request, "limit"), ==, "3");
  g_assert_cmpstr (ear_town_request_get (request, "fields"), ==, "a,b");
  g_assert_cmpstr (ear_town_request_get (request, "recipient.id"), ==, "24");
  g_assert_cmpstr (ear_town_request_get (request, "message.text"), ==, "Hi");
  g_assert_cmpstr (ear_town_request_get (request, "list.0"), ==, "1");
  g_assert_cmpstr (ear_town_request_get (request, "list.1"), ==, "b");
  g_assert_cmpstr (ear_town_request_get (request, "yes"), ==, "true");
  g_assert_null (ear_town_request_get (request, "none"));
  g_assert_null (g_hash_table_lookup (request->query, "yes"));
  {
    g_autofree char *bearer = ear_town_request_dup_bearer (request);

    g_assert_cmpstr (bearer, ==, "T1");
  }
  ear_town_request_set_body (form, "a=1+2&psid=%5B%227%22%5D", 24, "application/x-www-form-urlencoded");
  g_assert_cmpstr (ear_town_request_get (form, "a"), ==, "1 2");
  g_assert_cmpstr (ear_town_request_get (form, "psid.0"), ==, "7");
  ear_town_request_set_body (parts, multipart, strlen (multipart), "multipart/form-data; boundary=XX");
  g_assert_cmpstr (ear_town_request_get (parts, "message"), ==, "Hi there");
  g_assert_cmpstr (ear_town_request_get (parts, "source"), ==, "a.jpg");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/town/seed", test_seed);
  g_test_add_func ("/town/places", test_places);
  g_test_add_func ("/town/file", test_file);
  g_test_add_func ("/town/damaged-file", test_damaged_file);
  g_test_add_func ("/town/life", test_life);
  g_test_add_func ("/town/reactions", test_reactions);
  g_test_add_func ("/town/sleep", test_sleep);
  g_test_add_func ("/town/suspend", test_suspend);
  g_test_add_func ("/town/resume", test_resume);
  g_test_add_func ("/town/hash", test_hash);
  g_test_add_func ("/town/full", test_full);
  g_test_add_func ("/town/names", test_names);
  g_test_add_func ("/town/kept", test_kept);
  g_test_add_func ("/town/hurry", test_hurry);
  g_test_add_func ("/town/size", test_size);
  g_test_add_func ("/town/mischief", test_mischief);
  g_test_add_func ("/town/meddling", test_meddling);
  g_test_add_func ("/town/without", test_without);
  g_test_add_func ("/town/chance", test_chance);
  g_test_add_func ("/town/parameters", test_parameters);
  return g_test_run ();
}
