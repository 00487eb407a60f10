/* town-engine.c: an engine whose services are played by a practice town, at the town's own pace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "town-engine.h"

#include "base/ear-clock.h"
#include "engine/ear-scheduler-private.h"

#define T0 G_GINT64_CONSTANT (1790000000000)
#define FIRST_STEP_MS 5000
#define LONGEST_STEP_MS 60000
/* So long a thread may need to see that it has something to do: in looks of some microseconds. */
#define QUIET_LOOKS 3
#define LOOK_US 300
/* So many of a thread's messages Messenger gives with their words. */
#define WITH_CONTENT 20

static void
set_routes (TownEngine *self)
{
  g_auto (GStrv) routes = ear_town_server_dup_routes (self->server);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; routes[i] != NULL; i += 2)
    g_string_append_printf (text, "%s%s=%s", i > 0 ? "," : "", routes[i], routes[i + 1]);
  g_setenv ("EARSHOT_TOWN", text->str, TRUE);
}

TownEngine *
town_engine_new (guint64        seed,
                 guint          size,
                 EarEngineFlags flags)
{
  return town_engine_new_at ("facebook", seed, size, flags);
}

TownEngine *
town_engine_new_at (const char    *service,
                    guint64        seed,
                    guint          size,
                    EarEngineFlags flags)
{
  TownEngine *self = g_new0 (TownEngine, 1);
  const char *const services[] = { service, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;

  ear_clock_set_for_test (T0);
  self->step_ms = FIRST_STEP_MS;
  self->town = ear_town_new_restaurant (seed, size, services, NULL, NULL);
  self->service = service;
  self->account = ear_town_get_account (self->town, service);
  self->server = ear_town_server_new (self->town, services, FALSE, FALSE, &error);
  g_assert_no_error (error);
  set_routes (self);

  self->fixture.folder = g_dir_make_tmp ("earshot-town-XXXXXX", &error);
  g_assert_no_error (error);
  fixture_init (&self->fixture);
  fixture_open (&self->fixture, EAR_ENGINE_PRACTICE | flags);
  file = g_build_filename (self->fixture.folder, "workspace.sqlite", NULL);
  g_assert_cmpint (sqlite3_open_v2 (file, &self->file, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (self->file, 5000);
  return self;
}

void
town_engine_free (TownEngine *self)
{
  sqlite3_close (self->file);
  fixture_close (&self->fixture);
  fixture_clear (&self->fixture);
  fixture_remove_folder (self->fixture.folder);
  g_free (self->fixture.folder);
  ear_town_server_free (self->server);
  ear_town_free (self->town);
  g_free (self->key);
  g_free (self);
  ear_clock_set_for_test (-1);
}

/* ---- time ---- */

/* A job of some channel runs right now. */
static gboolean
is_busy (TownEngine *self)
{
  g_autoptr (GPtrArray) list = ear_scheduler_list (self->fixture.engine->scheduler);

  for (guint i = 0; i < list->len; i++)
    {
      EarWorker *worker = ((EarConnection *) g_ptr_array_index (list, i))->worker;

      if (ear_worker_is_running (worker) && ear_worker_get_next_due (worker) != G_MAXINT64)
        return TRUE;
    }
  return FALSE;
}

void
town_pass (TownEngine *self,
           gint64      until_ms)
{
  gint64 now = ear_clock_now_ms ();

  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (LOOK_US);
  if (is_busy (self))
    {
      self->step_ms = FIRST_STEP_MS;
      self->quiet = 0;
      return;
    }
  if (++self->quiet < QUIET_LOOKS)
    return;
  self->quiet = 0;
  ear_clock_set_for_test (now + CLAMP (until_ms - now, 0, self->step_ms));
  self->step_ms = MIN (2 * self->step_ms, LONGEST_STEP_MS);
  ear_scheduler_kick (self->fixture.engine->scheduler);
}

void
town_run (TownEngine *self,
          gint64      seconds)
{
  gint64 end = ear_clock_now_ms () + seconds * 1000;

  while (ear_clock_now_ms () < end || is_busy (self))
    town_pass (self, end);
}

/* ---- signing in ---- */

void
town_connect (TownEngine *self)
{
  gboolean facebook = g_str_equal (self->service, "facebook");
  g_autoptr (EarSignIn) sign_in = ear_sign_in_new (self->fixture.engine, self->service, self->key);
  const EarTownToken *token = ear_town_get_token (self->town, self->account, facebook ? "system" : "user");
  const char *names[] = { "secret", NULL };
  const char *values[] = { token->secret, NULL };

  if (facebook)
    ear_sign_in_choose_way (sign_in, "system-user");
  ear_sign_in_begin (sign_in, names, values);
  for (;;)
    {
      EarSignInState state = ear_sign_in_get_state (sign_in);

      if (state == EAR_SIGN_IN_DONE)
        break;
      if (state == EAR_SIGN_IN_FAILED)
        g_error ("Signing in failed: %s", ear_sign_in_get_sentence (sign_in));
      if (state == EAR_SIGN_IN_PASTE)
        ear_sign_in_paste (sign_in, names, values);
      else if (state == EAR_SIGN_IN_CHOOSE)
        ear_sign_in_choose (sign_in, 0);
      TOWN_UNTIL (self, ear_sign_in_get_state (sign_in) != state || state == EAR_SIGN_IN_DONE);
    }
  g_set_str (&self->key, ear_sign_in_get_channel_key (sign_in));
  TOWN_UNTIL (self, fixture_get_channel (&self->fixture, self->key) != NULL);
}

/* Not what the window shows of it: that comes a moment of the real clock later. */
EarHealth
town_get_health (TownEngine  *self,
                 char       **sentence)
{
  g_autoptr (EarConnection) connection = ear_scheduler_find (self->fixture.engine->scheduler, self->key);
  g_auto (EarHealthView) view = { .noticed_at = EAR_TIME_NONE };

  ear_connection_get_health (connection, &view);
  if (sentence != NULL)
    *sentence = g_steal_pointer (&view.sentence);
  return view.health;
}

/* ---- looking ---- */

gint64
town_count (TownEngine *self,
            const char *sql,
            const char *value)
{
  sqlite3_stmt *statement = NULL;
  gint64 n;

  g_assert_cmpint (sqlite3_prepare_v2 (self->file, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (value != NULL)
    sqlite3_bind_text (statement, 1, value, -1, SQLITE_TRANSIENT);
  n = sqlite3_step (statement) == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_finalize (statement);
  return n;
}

char *
town_dup_text (TownEngine *self,
               const char *sql,
               gint64      value)
{
  sqlite3_stmt *statement = NULL;
  char *text;

  g_assert_cmpint (sqlite3_prepare_v2 (self->file, sql, -1, &statement, NULL), ==, SQLITE_OK);
  sqlite3_bind_int64 (statement, 1, value);
  text = sqlite3_step (statement) == SQLITE_ROW ? g_strdup ((const char *) sqlite3_column_text (statement, 0)) : NULL;
  sqlite3_finalize (statement);
  return text;
}

char *
town_act (TownEngine *self,
          gint64      message_id,
          EarVerb     verb,
          const char *text)
{
  gint64 last = town_count (self, "SELECT coalesce(max(id), 0) FROM outbox", NULL);
  EarEngine *engine = self->fixture.engine;
  g_autofree char *event = NULL;
  g_autoptr (GError) error = NULL;
  Await await = { 0 };

  if (verb == EAR_VERB_PRIVATE_REPLY)
    ear_engine_private_reply_async (engine, message_id, text, await_cb, &await);
  else
    ear_engine_moderate_async (engine, message_id, verb, await_cb, &await);
  event = await_text (engine, &await, &error);
  return event != NULL ? town_dup_text (self, "SELECT key FROM outbox WHERE id > ? ORDER BY id LIMIT 1", last) : NULL;
}

guint
town_count_text (TownEngine *self,
                 const char *text,
                 gboolean    standing)
{
  guint n = 0;

  ear_town_lock (self->town);
  for (guint i = 0; i < self->town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (self->town->items, i);

      n += g_str_equal (item->text, text) && !(standing && item->deleted);
    }
  ear_town_unlock (self->town);
  return n;
}

guint
town_count_missing (TownEngine *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  ear_town_lock (self->town);
  for (guint i = 0; i < self->town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (self->town->items, i);

      if (item->kind == EAR_TOWN_COMMENT && item->top->kind == EAR_TOWN_POST && !item->deleted && !item->top->unpublished)
        g_ptr_array_add (ids, g_strdup (item->id));
    }
  ear_town_unlock (self->town);
  for (guint i = 0; i < ids->len; i++)
    n += town_count (self, "SELECT count(*) FROM message WHERE ext = ?1 OR substr (ext, -length (?1) - 1) = '_' || ?1", g_ptr_array_index (ids, i)) != 1;
  return n;
}

/* One message as the workspace has it. */
typedef struct {
  char *body, *author;
  EarMessageState state;
  EarDirection direction;
  guint times;
} Known;

static void
known_free (gpointer data)
{
  Known *known = data;

  g_free (known->body);
  g_free (known->author);
  g_free (known);
}

/* By the town's own id: what stands last in Facebook's. */
static GHashTable *
load_known (TownEngine *self)
{
  GHashTable *all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (self->file,
                                       "SELECT m.ext, m.body, coalesce(i.ext, ''), m.state, m.direction FROM message m LEFT JOIN identity i ON i.id = m.author"
                                       " WHERE m.ext NOT LIKE 'private:%' AND m.removed = 0", -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      const char *ext = (const char *) sqlite3_column_text (statement, 0);
      const char *id = strpbrk (ext, "_:") != NULL ? MAX (strrchr (ext, '_'), strrchr (ext, ':')) + 1 : ext;
      Known *known = g_hash_table_lookup (all, id);

      if (known == NULL)
        {
          known = g_new0 (Known, 1);
          known->body = g_strdup ((const char *) sqlite3_column_text (statement, 1));
          known->author = g_strdup ((const char *) sqlite3_column_text (statement, 2));
          known->state = (EarMessageState) sqlite3_column_int (statement, 3);
          known->direction = (EarDirection) sqlite3_column_int (statement, 4);
          g_hash_table_insert (all, g_strdup (id), known);
        }
      known->times++;
    }
  sqlite3_finalize (statement);
  return all;
}

static gboolean
is_author (TownEngine        *self,
           const EarTownItem *item,
           const char        *author)
{
  const EarTownPerson *person = ear_town_find_person (self->town, item->author);

  if (person != NULL && person->withheld && item->kind != EAR_TOWN_MESSAGE)
    return g_str_has_prefix (author, "withheld:");
  return g_str_equal (author, item->author);
}

/* Of a long talk Messenger gives the last few: what was said before the oldest of them, or in its second, is out of sight. */
static gboolean
is_out_of_sight (const EarTownItem *message)
{
  const GPtrArray *talk = message->top->below;

  for (guint i = 0; i < message->at_below; i++)
    {
      const EarTownItem *before = g_ptr_array_index (talk, i);

      if (!before->deleted && i + WITH_CONTENT >= talk->len && before->created_ms / 1000 < message->created_ms / 1000)
        return FALSE;
    }
  return talk->len >= WITH_CONTENT;
}

/* NULL: they agree. */
static const char *
find_difference (TownEngine        *self,
                 const EarTownItem *item,
                 const Known       *known,
                 gboolean           by_itself)
{
  gboolean is_message = item->kind == EAR_TOWN_MESSAGE;
  /* Messenger gives the words of the last few only. */
  gboolean emptied = is_message && item->at_below + WITH_CONTENT < item->top->below->len;

  if (known == NULL)
    return item->deleted || emptied ? NULL : "lost";
  if (known->times > 1)
    return "doubled";
  if (known->direction != (ear_town_item_is_ours (item) ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND))
    return "taken for the other side's";
  if (item->deleted && known->state == EAR_MESSAGE_DELETED)
    return *known->body == '\0' ? NULL : "remembered";
  /* What Messenger no longer lists may just be old; and talks behind the newest are read again in turn: this one's may be to come. */
  if (item->deleted)
    return is_message && (by_itself || is_out_of_sight (item)) ? NULL : "still there";
  if (known->state != (item->hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE))
    return "in another state";
  if (!emptied && !g_str_equal (known->body, item->text))
    return "in other words";
  return emptied || is_author (self, item, known->author) ? NULL : "somebody else's";
}

char *
town_compare (TownEngine *self,
              gint64      since_ms)
{
  static const char *const words[EAR_TOWN_N_KINDS] = { "post", "visit", "mention", "review", "thread", "comment", "message" };
  g_autoptr (GHashTable) all = load_known (self);
  GString *said = g_string_new (NULL);
  GHashTableIter iter;
  gpointer id;

  ear_town_lock (self->town);
  for (guint i = 0; i < self->town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (self->town->items, i);
      const Known *known = g_hash_table_lookup (all, item->id);
      const char *difference;

      if (item->kind == EAR_TOWN_POST || item->kind == EAR_TOWN_THREAD)
        continue;
      difference = item->created_ms >= since_ms ? find_difference (self, item, known, since_ms != G_MININT64) : NULL;
      if (difference != NULL)
        g_string_append_printf (said, "%s (%s%s%s, %" G_GINT64_FORMAT " h old, “%s”%s%s) is %s: %s\n", item->id, words[item->kind],
                                item->top != NULL ? " under a " : "", item->top != NULL ? words[item->top->kind] : "",
                                (ear_clock_now_ms () - item->created_ms) / 3600000, item->text, item->deleted ? ", deleted" : "",
                                item->hidden ? ", hidden" : "", difference, known != NULL ? known->body : "-");
      g_hash_table_remove (all, item->id);
    }
  ear_town_unlock (self->town);
  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_string_append_printf (said, "%s is nowhere in the town\n", (const char *) id);
  return g_string_free (said, FALSE);
}
