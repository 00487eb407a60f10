/* ear-town.c: what is in a town
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/ear-town-private.h"

#include <string.h>

#include "practice/ear-mischief.h"

/* Beyond 2^53: whoever reads ids as numbers that JavaScript has loses their last digits. */
#define FIRST_ID G_GINT64_CONSTANT (122100000000000000)

#define HOUR_MS (G_GINT64_CONSTANT (3600) * 1000)

static void
person_free (gpointer data)
{
  EarTownPerson *person = data;

  g_free (person->id);
  g_free (person->name);
  g_free (person->handle);
  g_free (person);
}

static void
account_free (gpointer data)
{
  EarTownAccount *account = data;

  for (guint i = 0; i < EAR_TOWN_N_TOPS; i++)
    g_ptr_array_unref (account->tops[i]);
  g_hash_table_unref (account->blocked);
  g_free (account->service);
  g_free (account->id);
  g_free (account->name);
  g_free (account->handle);
  g_free (account->app_id);
  g_free (account->app_secret);
  g_free (account->owner);
  g_free (account);
}

static void
item_free (gpointer data)
{
  EarTownItem *item = data;

  g_clear_pointer (&item->facts, g_hash_table_unref);
  g_clear_pointer (&item->below, g_ptr_array_unref);
  g_clear_pointer (&item->first_level, g_ptr_array_unref);
  g_free (item->id);
  g_free (item->author);
  g_free (item->text);
  g_free (item);
}

static void
token_free (gpointer data)
{
  EarTownToken *token = data;

  g_free (token->secret);
  g_free (token->type);
  g_free (token->account);
  g_free (token->holder);
  g_free (token->scopes);
  g_free (token->made_from);
  g_free (token->redirect);
  g_free (token);
}

void
ear_town_act_free (gpointer data)
{
  EarTownAct *act = data;

  g_free (act->item);
  g_free (act->account);
  g_free (act);
}

/**
 * ear_town_new:
 * @seed: the same seed and the same calls make the same town
 * @clock: (nullable): what tells the time, UTC ms; %NULL: the real one
 * @clock_data: for @clock
 *
 * Returns: (transfer full): a town without people
 */
EarTown *
ear_town_new (guint64 seed, EarTownClock clock, gpointer clock_data)
{
  EarTown *town = g_new0 (EarTown, 1);

  g_rec_mutex_init (&town->lock);
  town->seed = (gint64) seed;
  town->random = ear_town_mix ((gint64) seed, 1);
  town->next_id = FIRST_ID + (gint64) (seed % 1000) * 7;
  town->clock = clock;
  town->clock_data = clock_data;
  town->people = g_ptr_array_new_with_free_func (person_free);
  town->accounts = g_ptr_array_new_with_free_func (account_free);
  town->items = g_ptr_array_new_with_free_func (item_free);
  town->tokens = g_ptr_array_new_with_free_func (token_free);
  town->acts = g_ptr_array_new_with_free_func (ear_town_act_free);
  town->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  town->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  town->token_by_secret = g_hash_table_new (g_str_hash, g_str_equal);
  town->people_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  town->usage = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  town->mischief = ear_mischief_new (seed);
  return town;
}

void
ear_town_free (EarTown *town)
{
  if (town == NULL)
    return;
  g_hash_table_unref (town->by_id);
  g_hash_table_unref (town->token_by_secret);
  g_hash_table_unref (town->people_by_id);
  g_hash_table_unref (town->usage);
  g_hash_table_unref (town->settings);
  g_ptr_array_unref (town->acts);
  g_ptr_array_unref (town->tokens);
  g_ptr_array_unref (town->items);
  g_ptr_array_unref (town->accounts);
  g_ptr_array_unref (town->people);
  ear_mischief_free (town->mischief);
  g_rec_mutex_clear (&town->lock);
  g_free (town);
}

void
ear_town_lock (EarTown *town)
{
  g_rec_mutex_lock (&town->lock);
}

void
ear_town_unlock (EarTown *town)
{
  g_rec_mutex_unlock (&town->lock);
}

gint64
ear_town_now (EarTown *town)
{
  return (town->clock != NULL ? town->clock (town->clock_data) : ear_clock_now_ms ()) + town->ahead_ms;
}

void
ear_town_advance (EarTown *town, gint64 ms)
{
  town->ahead_ms += ms;
}

/* ---- people and accounts ---- */

void
ear_town_take_person (EarTown *town, EarTownPerson *person)
{
  g_ptr_array_add (town->people, person);
  g_hash_table_insert (town->people_by_id, person->id, person);
}

EarTownPerson *
ear_town_add_person (EarTown *town, const char *name, const char *handle)
{
  EarTownPerson *person = g_new0 (EarTownPerson, 1);

  person->id = ear_town_new_id (town);
  person->name = g_strdup (name);
  person->handle = g_strdup (handle);
  ear_town_take_person (town, person);
  return person;
}

EarTownAccount *
ear_town_new_account (void)
{
  EarTownAccount *account = g_new0 (EarTownAccount, 1);

  for (guint i = 0; i < EAR_TOWN_N_TOPS; i++)
    account->tops[i] = g_ptr_array_new ();
  account->blocked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return account;
}

/**
 * ear_town_add_account:
 * @town: a town
 * @service: the simulator's id
 * @name: as people read it
 * @handle: as the service writes it in addresses
 *
 * Returns: (transfer none): the account, with an app of its own
 */
EarTownAccount *
ear_town_add_account (EarTown *town, const char *service, const char *name, const char *handle)
{
  EarTownAccount *account = ear_town_new_account ();

  account->service = g_strdup (service);
  account->id = g_strdup_printf ("10%07u%06u", ear_town_random (town, 10000000), ear_town_random (town, 1000000));
  account->name = g_strdup (name);
  account->handle = g_strdup (handle);
  account->app_id = g_strdup_printf ("9%07u%07u", ear_town_random (town, 10000000), ear_town_random (town, 10000000));
  account->app_secret = ear_town_new_secret (town, "practice", 24);
  g_ptr_array_add (town->accounts, account);
  return account;
}

EarTownPerson *
ear_town_find_person (EarTown *town, const char *id)
{
  return id != NULL ? g_hash_table_lookup (town->people_by_id, id) : NULL;
}

EarTownAccount *
ear_town_find_account (EarTown *town, const char *id)
{
  for (guint i = 0; i < town->accounts->len; i++)
    {
      EarTownAccount *account = g_ptr_array_index (town->accounts, i);

      if (g_strcmp0 (account->id, id) == 0)
        return account;
    }
  return NULL;
}

EarTownAccount *
ear_town_get_account (EarTown *town, const char *service)
{
  for (guint i = 0; i < town->accounts->len; i++)
    {
      EarTownAccount *account = g_ptr_array_index (town->accounts, i);

      if (strcmp (account->service, service) == 0)
        return account;
    }
  return NULL;
}

/* ---- switches ---- */

const char *
ear_town_get_setting (EarTown *town, const char *name)
{
  return g_hash_table_lookup (town->settings, name);
}

gboolean
ear_town_is_set (EarTown *town, const char *name)
{
  const char *value = ear_town_get_setting (town, name);

  return value != NULL && *value != '\0' && strcmp (value, "0") != 0 && strcmp (value, "no") != 0;
}

/**
 * ear_town_set:
 * @town: a town
 * @name: "facebook.deny" and the like
 * @value: (nullable): %NULL forgets it
 */
void
ear_town_set (EarTown *town, const char *name, const char *value)
{
  if (value == NULL)
    g_hash_table_remove (town->settings, name);
  else
    g_hash_table_replace (town->settings, g_strdup (name), g_strdup (value));
}

/* ---- tokens ---- */

void
ear_town_take_token (EarTown *town, EarTownToken *token)
{
  g_ptr_array_add (town->tokens, token);
  g_hash_table_replace (town->token_by_secret, token->secret, token);
}

EarTownToken *
ear_town_add_token (EarTown *town, EarTownAccount *account, const char *type, const char *holder, const char *scopes, const char *secret,
                    gint64 expires_ms)
{
  EarTownToken *token = g_new0 (EarTownToken, 1);

  token->secret = g_strdup (secret);
  token->type = g_strdup (type);
  token->account = g_strdup (account->id);
  token->holder = g_strdup (holder);
  token->scopes = g_strdup (scopes);
  token->created_ms = ear_town_now (town);
  token->expires_ms = expires_ms;
  ear_town_take_token (town, token);
  return token;
}

EarTownToken *
ear_town_find_token (EarTown *town, const char *secret)
{
  return secret != NULL ? g_hash_table_lookup (town->token_by_secret, secret) : NULL;
}

EarTownToken *
ear_town_get_token (EarTown *town, const EarTownAccount *account, const char *type)
{
  for (guint i = 0; i < town->tokens->len; i++)
    {
      EarTownToken *token = g_ptr_array_index (town->tokens, i);

      if (strcmp (token->account, account->id) == 0 && strcmp (token->type, type) == 0 && ear_town_token_get_dead (town, token) == 0 &&
          !ear_town_token_expired (town, token))
        return token;
    }
  return NULL;
}

gint64
ear_town_token_get_dead (EarTown *town, const EarTownToken *token)
{
  for (; token != NULL; token = ear_town_find_token (town, token->made_from))
    if (token->dead != 0)
      return token->dead;
  return 0;
}

gboolean
ear_town_token_expired (EarTown *town, const EarTownToken *token)
{
  return token->expires_ms != 0 && token->expires_ms <= ear_town_now (town);
}

static gboolean
is_of_system (const EarTownToken *token)
{
  return strcmp (token->type, "system") == 0;
}

void
ear_town_revoke (EarTown *town, EarTownToken *token, gint64 dead, gboolean all)
{
  for (; token != NULL; token = ear_town_find_token (town, token->made_from))
    {
      token->dead = dead;
      for (guint i = 0; all && i < town->tokens->len; i++)
        {
          EarTownToken *other = g_ptr_array_index (town->tokens, i);

          if (strcmp (other->account, token->account) == 0 && g_strcmp0 (other->holder, token->holder) == 0 &&
              is_of_system (other) == is_of_system (token))
            other->dead = dead;
        }
    }
}

gboolean
ear_town_token_may (const EarTownToken *token, const char *scope)
{
  g_auto (GStrv) scopes = g_strsplit (token->scopes, ",", -1);

  return g_strv_contains ((const char *const *) scopes, scope);
}

/* ---- pace ---- */

typedef struct {
  gint64 span;
  guint calls;
} Usage;

guint
ear_town_count_call (EarTown *town, const char *key, gint64 span_ms)
{
  Usage *usage = g_hash_table_lookup (town->usage, key);
  gint64 span = ear_town_now (town) / span_ms;

  if (usage == NULL)
    {
      usage = g_new0 (Usage, 1);
      g_hash_table_insert (town->usage, g_strdup (key), usage);
    }
  if (usage->span != span)
    *usage = (Usage) { .span = span };
  return ++usage->calls;
}
