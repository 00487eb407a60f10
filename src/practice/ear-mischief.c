/* ear-mischief.c: what goes wrong in the town, on order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/ear-mischief.h"

#include <string.h>

#include "practice/ear-town-private.h"

#define A_MINUTE_MS 60000

struct _EarMischief {
  GPtrArray *rules; /* (element-type EarMischiefRule) */
  gint64 random;
  guint struck[EAR_MISCHIEF_N];
};

static const char *const words[EAR_MISCHIEF_N] = {
  [EAR_MISCHIEF_DROP_BEFORE] = "drop-before",   [EAR_MISCHIEF_DROP_AFTER] = "drop-after",   [EAR_MISCHIEF_STALL] = "stall",
  [EAR_MISCHIEF_ERROR_BEFORE] = "error-before", [EAR_MISCHIEF_ERROR_AFTER] = "error-after", [EAR_MISCHIEF_THROTTLE] = "throttle",
  [EAR_MISCHIEF_REVOKE] = "revoke",             [EAR_MISCHIEF_EXPIRE] = "expire",           [EAR_MISCHIEF_EDIT] = "edit",
  [EAR_MISCHIEF_DELETE] = "delete",             [EAR_MISCHIEF_DUPLICATE] = "duplicate",     [EAR_MISCHIEF_REORDER] = "reorder",
};

const char *
ear_mischief_to_string (EarMischiefKind kind)
{
  return kind < EAR_MISCHIEF_N ? words[kind] : NULL;
}

gboolean
ear_mischief_from_string (const char *word, EarMischiefKind *kind)
{
  for (guint i = 0; i < EAR_MISCHIEF_N; i++)
    if (g_strcmp0 (word, words[i]) == 0)
      {
        *kind = (EarMischiefKind) i;
        return TRUE;
      }
  return FALSE;
}

static void
rule_free (gpointer data)
{
  EarMischiefRule *rule = data;

  g_free (rule->service);
  g_free (rule->method);
  g_free (rule->path);
  g_free (rule);
}

EarMischief *
ear_mischief_new (guint64 seed)
{
  EarMischief *mischief = g_new0 (EarMischief, 1);

  mischief->rules = g_ptr_array_new_with_free_func (rule_free);
  mischief->random = ear_town_mix ((gint64) seed, 2);
  return mischief;
}

void
ear_mischief_free (EarMischief *mischief)
{
  g_ptr_array_unref (mischief->rules);
  g_free (mischief);
}

void
ear_mischief_add (EarMischief *mischief, const EarMischiefRule *rule)
{
  EarMischiefRule *copy = g_memdup2 (rule, sizeof *rule);

  copy->service = g_strdup (rule->service);
  copy->method = g_strdup (rule->method);
  copy->path = g_strdup (rule->path);
  g_ptr_array_add (mischief->rules, copy);
}

/**
 * ear_mischief_clear:
 * @mischief: a town's
 * @seed: of the chance from now on
 *
 * Forgets all rules and counts.
 */
void
ear_mischief_clear (EarMischief *mischief, guint64 seed)
{
  g_ptr_array_set_size (mischief->rules, 0);
  memset (mischief->struck, 0, sizeof mischief->struck);
  mischief->random = ear_town_mix ((gint64) seed, 2);
}

guint
ear_mischief_get_count (EarMischief *mischief, EarMischiefKind kind)
{
  return mischief->struck[kind];
}

static gboolean
matches (const EarMischiefRule *rule, const char *service, const EarTownRequest *request)
{
  if (rule->service != NULL && strcmp (rule->service, service) != 0)
    return FALSE;
  if (rule->method != NULL && g_ascii_strcasecmp (rule->method, request->method) != 0)
    return FALSE;
  if (rule->path == NULL)
    return TRUE;
  return strchr (rule->path, '*') != NULL ? g_pattern_match_simple (rule->path, request->path) : g_str_has_prefix (request->path, rule->path);
}

/* The rule that strikes, used up by one; its texts are not for the caller. */
static gboolean
strike (EarMischief *mischief, const char *service, const EarTownRequest *request, EarMischiefRule *struck)
{
  for (guint i = 0; i < mischief->rules->len; i++)
    {
      EarMischiefRule *rule = g_ptr_array_index (mischief->rules, i);
      gboolean certain = rule->per_mille == 0 || rule->per_mille >= 1000;

      if (!matches (rule, service, request) || (!certain && ear_town_random_from (&mischief->random, 1000) >= rule->per_mille))
        continue;
      *struck = *rule;
      struck->service = struck->method = struck->path = NULL;
      mischief->struck[rule->kind]++;
      if (rule->times == 1)
        g_ptr_array_remove_index (mischief->rules, i);
      else if (rule->times > 1)
        rule->times--;
      return TRUE;
    }
  return FALSE;
}

/* ---- what people do meanwhile ---- */

static void
meddle (EarTown *town, const EarSimulator *simulator, gboolean delete)
{
  EarTownAccount *account = ear_town_get_account (town, simulator->id);
  gint64 *chance = &town->mischief->random;

  /* One of the newest, since those are what is being read. */
  for (guint i = town->items->len, seen = 0; account != NULL && i > 0 && seen < 200; i--, seen++)
    {
      EarTownItem *item = g_ptr_array_index (town->items, i - 1);

      if (item->account != account || item->deleted || item->kind == EAR_TOWN_POST || item->kind == EAR_TOWN_THREAD || ear_town_item_is_ours (item) ||
          ear_town_random_from (chance, 4) != 0)
        continue;
      if (delete)
        ear_town_delete (town, item);
      else
        {
          g_autofree char *text = g_strconcat (item->text, " (edited)", NULL);

          ear_town_edit (town, item, text);
        }
      return;
    }
}

static void
end_token (EarTown *town, const EarSimulator *simulator, const EarTownRequest *request, gboolean expire)
{
  g_autofree char *secret = simulator->dup_secret != NULL ? simulator->dup_secret (request) : NULL;
  EarTownToken *token = ear_town_find_token (town, secret);

  if (expire && token != NULL)
    token->expires_ms = ear_town_now (town) - 1;
  else if (token != NULL)
    ear_town_revoke (town, token, simulator->revoked, simulator->one_app);
}

static EarReply *
trouble (guint status)
{
  return ear_town_reply_text (status, "text/html; charset=utf-8", "<html><body><h1>Sorry, something went wrong.</h1></body></html>");
}

/**
 * ear_town_answer:
 * @town: a town, not locked
 * @simulator: who is asked
 * @request: what; mischief may change its flags
 * @delay_ms: (out): how long to wait before the answer is given
 *
 * Returns: (transfer full) (nullable): the answer; %NULL ends the connection
 */
EarReply *
ear_town_answer (EarTown *town, const EarSimulator *simulator, EarTownRequest *request, guint *delay_ms)
{
  g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&town->lock);
  EarMischiefRule rule;
  g_autoptr (EarReply) reply = NULL;

  *delay_ms = 0;
  if (simulator != &ear_town_control)
    town->n_asked++;
  /* A town that was made before there was this service, or without it. */
  if (simulator != &ear_town_control && ear_town_get_account (town, simulator->id) == NULL)
    return trouble (503);
  if (simulator == &ear_town_control || !strike (town->mischief, simulator->id, request, &rule))
    return simulator->handle (town, request);

  switch (rule.kind)
    {
    case EAR_MISCHIEF_DROP_BEFORE:
      return NULL;
    case EAR_MISCHIEF_ERROR_BEFORE:
      return trouble (503);
    case EAR_MISCHIEF_THROTTLE:
      return simulator->throttle (town, request);
    case EAR_MISCHIEF_REVOKE:
    case EAR_MISCHIEF_EXPIRE:
      end_token (town, simulator, request, rule.kind == EAR_MISCHIEF_EXPIRE);
      break;
    case EAR_MISCHIEF_EDIT:
    case EAR_MISCHIEF_DELETE:
      meddle (town, simulator, rule.kind == EAR_MISCHIEF_DELETE);
      break;
    case EAR_MISCHIEF_DUPLICATE:
      request->duplicate = TRUE;
      break;
    case EAR_MISCHIEF_REORDER:
      request->reorder = TRUE;
      break;
    case EAR_MISCHIEF_STALL:
      *delay_ms = rule.ms != 0 ? rule.ms : A_MINUTE_MS;
      break;
    case EAR_MISCHIEF_DROP_AFTER:
    case EAR_MISCHIEF_ERROR_AFTER:
    case EAR_MISCHIEF_N:
    default:
      break;
    }

  reply = simulator->handle (town, request);
  if (rule.kind == EAR_MISCHIEF_DROP_AFTER)
    return NULL;
  if (rule.kind == EAR_MISCHIEF_ERROR_AFTER)
    return trouble (500);
  return g_steal_pointer (&reply);
}
