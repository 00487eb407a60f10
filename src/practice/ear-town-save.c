/* ear-town-save.c: a town as JSON, and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/ear-town-private.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "base/ear-json.h"

#define FORMAT 1

/* Each table serves both ways. Only texts, numbers and truths: what a table does not say is not saved. */
#define TEXT(Struct, member) EAR_JSON_FIELD (Struct, member, #member, EAR_JSON_TEXT, EAR_JSON_OPTIONAL)
#define NUMBER(Struct, member) EAR_JSON_FIELD (Struct, member, #member, EAR_JSON_INT, EAR_JSON_OPTIONAL)
#define TRUTH(Struct, member) EAR_JSON_FIELD (Struct, member, #member, EAR_JSON_BOOL, EAR_JSON_OPTIONAL)

static const EarJsonField town_table[] = {
  NUMBER (EarTown, seed), NUMBER (EarTown, next_id), NUMBER (EarTown, next_number), NUMBER (EarTown, random),
  NUMBER (EarTown, lived_ms), NUMBER (EarTown, ahead_ms),
};
static const EarJsonField person_table[] = {
  TEXT (EarTownPerson, id), TEXT (EarTownPerson, name), TEXT (EarTownPerson, handle), TRUTH (EarTownPerson, withheld),
  TRUTH (EarTownPerson, insider),
};
static const EarJsonField account_table[] = {
  TEXT (EarTownAccount, service), TEXT (EarTownAccount, id), TEXT (EarTownAccount, name), TEXT (EarTownAccount, handle),
  TEXT (EarTownAccount, app_id), TEXT (EarTownAccount, app_secret), TEXT (EarTownAccount, owner),
};
static const EarJsonField item_table[] = {
  TEXT (EarTownItem, id), NUMBER (EarTownItem, kind), TEXT (EarTownItem, author), TEXT (EarTownItem, text),
  NUMBER (EarTownItem, created_ms), NUMBER (EarTownItem, updated_ms), NUMBER (EarTownItem, likes), TRUTH (EarTownItem, liked),
  TRUTH (EarTownItem, hidden), TRUTH (EarTownItem, deleted), TRUTH (EarTownItem, unpublished),
};
static const EarJsonField token_table[] = {
  TEXT (EarTownToken, secret), TEXT (EarTownToken, type), TEXT (EarTownToken, account), TEXT (EarTownToken, holder),
  TEXT (EarTownToken, scopes), TEXT (EarTownToken, made_from), TEXT (EarTownToken, redirect), NUMBER (EarTownToken, created_ms),
  NUMBER (EarTownToken, expires_ms), NUMBER (EarTownToken, dead),
};
static const EarJsonField act_table[] = {
  NUMBER (EarTownAct, due_ms), NUMBER (EarTownAct, number), NUMBER (EarTownAct, verb), TEXT (EarTownAct, item), TEXT (EarTownAct, account),
};

static void
write_fields (EarJsonWriter *json, const EarJsonField *fields, gsize n_fields, gconstpointer from)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      gconstpointer place = (const char *) from + fields[i].offset;

      if (fields[i].type == EAR_JSON_TEXT && *(char *const *) place != NULL)
        ear_json_writer_text (json, fields[i].path, *(char *const *) place);
      else if (fields[i].type == EAR_JSON_INT && *(const gint64 *) place != 0)
        ear_json_writer_int (json, fields[i].path, *(const gint64 *) place);
      else if (fields[i].type == EAR_JSON_BOOL && *(const gboolean *) place)
        ear_json_writer_bool (json, fields[i].path, TRUE);
    }
}
#define write_table(json, table, from) write_fields (json, table, G_N_ELEMENTS (table), from)

static void
write_texts (EarJsonWriter *json, const char *name, GHashTable *texts)
{
  g_autoptr (GList) names = NULL;

  if (texts == NULL || g_hash_table_size (texts) == 0)
    return;
  /* In one order, so that the same town is the same file; as pairs, since a name may hold a dot. */
  names = g_list_sort (g_hash_table_get_keys (texts), (GCompareFunc) g_strcmp0);
  ear_json_writer_begin_array (json, name);
  for (GList *l = names; l != NULL; l = l->next)
    {
      ear_json_writer_text (json, NULL, l->data);
      ear_json_writer_text (json, NULL, g_hash_table_lookup (texts, l->data));
    }
  ear_json_writer_end_array (json);
}

static void
write_account (EarJsonWriter *json, const EarTownAccount *account)
{
  g_autoptr (GList) blocked = g_list_sort (g_hash_table_get_keys (account->blocked), (GCompareFunc) g_strcmp0);

  write_table (json, account_table, account);
  ear_json_writer_begin_array (json, "blocked");
  for (GList *l = blocked; l != NULL; l = l->next)
    ear_json_writer_text (json, NULL, l->data);
  ear_json_writer_end_array (json);
}

static void
write_item (EarJsonWriter *json, const EarTownItem *item)
{
  write_table (json, item_table, item);
  ear_json_writer_text (json, "account", item->account->id);
  if (item->top != NULL)
    ear_json_writer_text (json, "top", item->top->id);
  if (item->parent != NULL)
    ear_json_writer_text (json, "parent", item->parent->id);
  write_texts (json, "facts", item->facts);
}

/**
 * ear_town_to_json:
 * @town: a town
 *
 * Returns: (transfer full): all of it but its mischief
 */
char *
ear_town_to_json (EarTown *town)
{
  g_autoptr (EarJsonWriter) json = ear_json_writer_new ();

  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_int (json, "format", FORMAT);
  write_table (json, town_table, town);
  write_texts (json, "settings", town->settings);

#define WRITE_LIST(name, write)                               \
  ear_json_writer_begin_array (json, #name);                  \
  for (guint i = 0; i < town->name->len; i++)                 \
    {                                                         \
      gconstpointer one = g_ptr_array_index (town->name, i);  \
                                                              \
      ear_json_writer_begin_object (json, NULL);              \
      write;                                                  \
      ear_json_writer_end_object (json);                      \
    }                                                         \
  ear_json_writer_end_array (json);

  WRITE_LIST (people, write_table (json, person_table, one))
  WRITE_LIST (accounts, write_account (json, one))
  WRITE_LIST (items, write_item (json, one))
  WRITE_LIST (tokens, write_table (json, token_table, one))
  WRITE_LIST (acts, write_table (json, act_table, one))
#undef WRITE_LIST

  ear_json_writer_end_object (json);
  return ear_json_writer_to_text (json, FALSE);
}

guint
ear_town_get_hash (EarTown *town)
{
  gint64 lived_ms = town->lived_ms;
  g_autofree char *text = NULL;

  town->lived_ms = 0;
  text = ear_town_to_json (town);
  town->lived_ms = lived_ms;
  return g_str_hash (text);
}

gboolean
ear_town_save (EarTown *town, const char *file, GError **error)
{
  g_autofree char *text = ear_town_to_json (town);

  return g_file_set_contents_full (file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* ---- reading ---- */

/* As ear_json_bind(), but the texts are the struct's own. What exactly is wrong helps nobody. */
static gboolean
read_fields (const EarJsonNode *node, const EarJsonField *fields, gsize n_fields, gpointer to)
{
  gboolean done = ear_json_bind (node, fields, n_fields, to, NULL);

  for (gsize i = 0; i < n_fields; i++)
    if (fields[i].type == EAR_JSON_TEXT)
      {
        char **text = (gpointer) ((char *) to + fields[i].offset);

        *text = g_strdup (*text);
      }
  return done;
}
#define read_table(node, table, to) read_fields (node, table, G_N_ELEMENTS (table), to)

static GHashTable *
read_texts (const EarJsonNode *node, GHashTable *texts)
{
  gsize n = ear_json_length (node);

  if (n > 0 && texts == NULL)
    texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize i = 0; i + 1 < n; i += 2)
    {
      g_autofree char *name_at = g_strdup_printf ("%zu", i), *value_at = g_strdup_printf ("%zu", i + 1);
      const char *name = ear_json_member_text (node, name_at), *value = ear_json_member_text (node, value_at);

      if (name != NULL && value != NULL)
        g_hash_table_replace (texts, g_strdup (name), g_strdup (value));
    }
  return texts;
}

static EarTown *
damaged (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("Its file is damaged."));
  return NULL;
}

static gboolean
read_person (EarTown *town, const EarJsonNode *node)
{
  EarTownPerson *person = g_new0 (EarTownPerson, 1);
  gboolean done = read_table (node, person_table, person);

  if (person->id == NULL)
    person->id = g_strdup ("");
  ear_town_take_person (town, person);
  return done;
}

static gboolean
read_account (EarTown *town, const EarJsonNode *node)
{
  EarTownAccount *account = ear_town_new_account ();
  const EarJsonNode *blocked = ear_json_member (node, "blocked");

  g_ptr_array_add (town->accounts, account);
  if (!read_table (node, account_table, account) || account->id == NULL || account->service == NULL)
    return FALSE;
  for (gsize i = 0; i < ear_json_length (blocked); i++)
    {
      g_autofree char *at = g_strdup_printf ("%zu", i);

      if (ear_json_member_text (blocked, at) != NULL)
        g_hash_table_add (account->blocked, g_strdup (ear_json_member_text (blocked, at)));
    }
  return TRUE;
}

static gboolean
read_item (EarTown *town, const EarJsonNode *node)
{
  EarTownAccount *account = ear_town_find_account (town, ear_json_member_text (node, "account"));
  EarTownItem *top = ear_town_find_item (town, ear_json_member_text (node, "top"));
  EarTownItem *item;
  EarTownItem read = { 0 };

  if (account == NULL)
    return FALSE;
  /* One that is whole, then what was read into it. */
  item = ear_town_new_item (town, account, EAR_TOWN_POST, "", "", 0);
  if (!read_table (node, item_table, &read))
    read.kind = EAR_TOWN_N_KINDS;
  g_free (item->id);
  g_free (item->author);
  g_free (item->text);
  read.account = account;
  *item = read;
  item->facts = read_texts (ear_json_member (node, "facts"), NULL);

  if (item->id == NULL || item->author == NULL || item->text == NULL || item->kind < 0 || item->kind >= EAR_TOWN_N_KINDS ||
      (top != NULL) != (item->kind >= EAR_TOWN_N_TOPS))
    {
      g_ptr_array_add (town->items, item);
      return FALSE;
    }
  ear_town_place (town, item, top, ear_town_find_item (town, ear_json_member_text (node, "parent")));
  return TRUE;
}

static gboolean
read_token (EarTown *town, const EarJsonNode *node)
{
  EarTownToken *token = g_new0 (EarTownToken, 1);
  gboolean done = read_table (node, token_table, token);

  if (token->secret == NULL)
    token->secret = g_strdup ("");
  ear_town_take_token (town, token);
  return done && token->type != NULL && token->account != NULL && token->scopes != NULL;
}

static gboolean
read_act (EarTown *town, const EarJsonNode *node)
{
  EarTownAct *act = g_new0 (EarTownAct, 1);

  g_ptr_array_add (town->acts, act);
  return read_table (node, act_table, act);
}

/**
 * ear_town_from_json:
 * @text: what ear_town_to_json() wrote
 * @clock: (nullable): as in ear_town_new()
 * @clock_data: for @clock
 * @error: %G_IO_ERROR_INVALID_DATA or %G_IO_ERROR_NOT_SUPPORTED, in a sentence that says what is wrong
 *
 * Returns: (transfer full) (nullable): the town
 */
EarTown *
ear_town_from_json (const char *text, EarTownClock clock, gpointer clock_data, GError **error)
{
  static const struct {
    const char *name;
    gboolean (*read) (EarTown *town, const EarJsonNode *node);
  } lists[] = {
    { "people", read_person }, { "accounts", read_account }, { "items", read_item }, { "tokens", read_token }, { "acts", read_act },
  };
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);
  g_autoptr (EarTown) town = NULL;
  EarTown numbers = { 0 };
  const EarJsonNode *root;

  if (json == NULL)
    return damaged (error);
  root = ear_json_root (json);
  if (g_strcmp0 (ear_json_member_text (root, "format"), G_STRINGIFY (FORMAT)) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("Another version of Earshot made it."));
      return NULL;
    }

  town = ear_town_new (0, clock, clock_data);
  read_texts (ear_json_member (root, "settings"), town->settings);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      const EarJsonNode *list = ear_json_member (root, lists[i].name);

      for (gsize j = 0; j < ear_json_length (list); j++)
        if (!lists[i].read (town, ear_json_element (list, j)))
          return damaged (error);
    }
  /* Last: reading draws ids. */
  if (!ear_json_bind_table (root, town_table, &numbers, NULL))
    return damaged (error);
  town->seed = numbers.seed;
  town->next_id = numbers.next_id;
  town->next_number = numbers.next_number;
  town->random = numbers.random;
  town->lived_ms = numbers.lived_ms;
  town->ahead_ms = numbers.ahead_ms;
  return g_steal_pointer (&town);
}

EarTown *
ear_town_load (const char *file, EarTownClock clock, gpointer clock_data, GError **error)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (file, &text, NULL, error) ? ear_town_from_json (text, clock, clock_data, error) : NULL;
}
