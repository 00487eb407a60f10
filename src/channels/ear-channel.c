/* ear-channel.c: what every kind of channel shares
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/ear-channel.h"

#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

/* ---- the values of a sign-in ---- */

/**
 * ear_sign_in_plan_new:
 *
 * Returns: (transfer full): a plan with empty settings
 */
EarSignInPlan *
ear_sign_in_plan_new (void)
{
  EarSignInPlan *plan = g_new0 (EarSignInPlan, 1);

  plan->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return plan;
}

void
ear_sign_in_plan_free (EarSignInPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->origin);
  g_hash_table_unref (plan->settings);
  g_free (plan->authorize_url);
  g_free (plan->token_url);
  g_free (plan->revoke_url);
  g_free (plan->scope);
  g_free (plan->client_id);
  g_free (plan->client_secret);
  g_free (plan->approval_url);
  g_free (plan->approval_refused);
  g_free (plan);
}

/**
 * ear_account_new:
 * @account_id: the service's, stable at its origin
 * @name: (nullable): what people call it
 *
 * Returns: (transfer full): an account
 */
EarAccount *
ear_account_new (const char *account_id, const char *name)
{
  EarAccount *account = g_new0 (EarAccount, 1);

  account->account_id = g_strdup (account_id);
  account->name = g_strdup (name);
  return account;
}

#define ABOUT_BYTES 4000 /* of one text */

/**
 * ear_account_add_about:
 * @label: (nullable): what the text is: "Phone"
 * @text: (nullable): plain text of the page
 *
 * Adds to what the page says; without @text it is known to say nothing more.
 */
void
ear_account_add_about (EarAccount *account, const char *label, const char *text)
{
  g_autofree char *clean = text == NULL ? NULL : label != NULL ? ear_text_clean_line (text, ABOUT_BYTES) : ear_text_clean_body (text, ABOUT_BYTES);
  g_autofree char *before = g_steal_pointer (&account->about);
  gboolean any = clean != NULL && *clean != '\0';

  account->about = g_strconcat (before != NULL ? before : "", any && before != NULL && *before != '\0' ? "\n" : "",
                                any && label != NULL ? label : "", any && label != NULL ? ": " : "", any ? clean : "", NULL);
}

/**
 * ear_account_set_setting:
 * @name: a setting's name
 * @value: (nullable): what holds for this account alone
 */
void
ear_account_set_setting (EarAccount *account, const char *name, const char *value)
{
  if (account->settings == NULL)
    account->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (account->settings, g_strdup (name), g_strdup (value));
}

void
ear_account_free (EarAccount *account)
{
  if (account == NULL)
    return;
  g_clear_pointer (&account->credentials, ear_credentials_free);
  g_clear_pointer (&account->settings, g_hash_table_unref);
  g_free (account->account_id);
  g_free (account->name);
  g_free (account->url);
  g_free (account->handle);
  g_free (account->avatar_url);
  g_free (account->about);
  g_free (account);
}

/* ---- looking kinds up ---- */

/**
 * ear_channel_kind_lookup:
 * @id: (nullable): "mastodon"
 *
 * Returns: (nullable) (transfer none): that kind, or %NULL when this Earshot does not know it
 */
const EarChannelKind *
ear_channel_kind_lookup (const char *id)
{
  gsize n_kinds;
  const EarChannelKind *const *kinds = ear_channel_kinds (&n_kinds);

  for (gsize i = 0; i < n_kinds; i++)
    {
      if (g_strcmp0 (kinds[i]->id, id) == 0)
        return kinds[i];
    }
  return NULL;
}

/**
 * ear_channel_kind_lookup_stream:
 * @kind: a kind
 * @stream: "comments"
 *
 * Returns: (nullable) (transfer none): that stream of it
 */
const EarStreamSpec *
ear_channel_kind_lookup_stream (const EarChannelKind *kind, const char *stream)
{
  if (kind->streams == NULL)
    return NULL;
  for (const EarStreamSpec *spec = kind->streams; spec->id != NULL; spec++)
    {
      if (g_strcmp0 (spec->id, stream) == 0)
        return spec;
    }
  return NULL;
}

/**
 * ear_channel_kind_get_posts_stream:
 * @kind: a kind
 *
 * Returns: (nullable) (transfer none): the stream that brings what we post
 */
const EarStreamSpec *
ear_channel_kind_get_posts_stream (const EarChannelKind *kind)
{
  for (const EarStreamSpec *spec = kind->streams; spec != NULL && spec->id != NULL; spec++)
    {
      if (spec->posts)
        return spec;
    }
  return NULL;
}

/* ---- what holds for one account ---- */

static const struct {
  EarAbilities ability;
  const char *word;
} ability_words[] = {
  { EAR_CAN_REPLY, "reply" },
  { EAR_CAN_PUBLISH, "publish" },
  { EAR_CAN_EDIT, "edit" },
  { EAR_CAN_DELETE, "delete" },
  { EAR_CAN_APPROVE, "approve" },
  { EAR_CAN_SPAM, "spam" },
  { EAR_CAN_TRASH, "trash" },
  { EAR_CAN_LIKE, "like" },
  { EAR_CAN_HIDE, "hide" },
  { EAR_CAN_BLOCK, "block" },
  { EAR_CAN_PRIVATE_REPLY, "private-reply" },
  { EAR_CAN_DELETE_THEIRS, "delete-theirs" },
};

static const EarAbilities abilities_of_verbs[EAR_N_VERBS] = {
  [EAR_VERB_REPLY] = EAR_CAN_REPLY,
  [EAR_VERB_PUBLISH] = EAR_CAN_PUBLISH,
  [EAR_VERB_EDIT] = EAR_CAN_EDIT,
  [EAR_VERB_DELETE] = EAR_CAN_DELETE,
  [EAR_VERB_APPROVE] = EAR_CAN_APPROVE,
  [EAR_VERB_HOLD] = EAR_CAN_APPROVE,
  [EAR_VERB_SPAM] = EAR_CAN_SPAM,
  [EAR_VERB_UNSPAM] = EAR_CAN_SPAM,
  [EAR_VERB_TRASH] = EAR_CAN_TRASH,
  [EAR_VERB_UNTRASH] = EAR_CAN_TRASH,
  [EAR_VERB_LIKE] = EAR_CAN_LIKE,
  [EAR_VERB_UNLIKE] = EAR_CAN_LIKE,
  [EAR_VERB_HIDE] = EAR_CAN_HIDE,
  [EAR_VERB_UNHIDE] = EAR_CAN_HIDE,
  [EAR_VERB_BLOCK] = EAR_CAN_BLOCK,
  [EAR_VERB_UNBLOCK] = EAR_CAN_BLOCK,
  [EAR_VERB_PRIVATE_REPLY] = EAR_CAN_PRIVATE_REPLY,
};

/**
 * ear_ability_to_string:
 * @ability: one bit
 *
 * Returns: (nullable) (transfer none): its word in %EAR_SETTING_CANNOT
 */
const char *
ear_ability_to_string (EarAbilities ability)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ability_words); i++)
    {
      if (ability_words[i].ability == ability)
        return ability_words[i].word;
    }
  return NULL;
}

/**
 * ear_ability_for_verb:
 * @verb: what somebody wants to do
 *
 * Returns: the ability it needs; 0: none
 */
EarAbilities
ear_ability_for_verb (EarVerb verb)
{
  return (guint) verb < EAR_N_VERBS ? abilities_of_verbs[verb] : 0;
}

/**
 * ear_abilities_forbidden:
 * @flags: of a message
 *
 * Returns: what the service lets nobody do with it
 */
EarAbilities
ear_abilities_forbidden (EarMessageFlags flags)
{
  static const struct {
    EarMessageFlags flag;
    EarAbilities abilities;
  } forbidden[] = {
    { EAR_MESSAGE_NO_REPLY, EAR_CAN_REPLY },
    { EAR_MESSAGE_NO_HIDE, EAR_CAN_HIDE },
    { EAR_MESSAGE_NO_DELETE, EAR_CAN_DELETE | EAR_CAN_DELETE_THEIRS },
    { EAR_MESSAGE_NO_LIKE, EAR_CAN_LIKE },
    { EAR_MESSAGE_NO_PRIVATE_REPLY, EAR_CAN_PRIVATE_REPLY },
    { EAR_MESSAGE_NO_APPROVE, EAR_CAN_APPROVE },
  };
  EarAbilities abilities = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (forbidden); i++)
    if ((flags & forbidden[i].flag) != 0)
      abilities |= forbidden[i].abilities;
  return abilities;
}

/**
 * ear_channel_kind_lookup_way:
 * @kind: a kind
 * @way: (nullable): the id of one of its ways to sign in
 *
 * Returns: (nullable) (transfer none): that way; the first where @way is %NULL
 */
const EarSignInWay *
ear_channel_kind_lookup_way (const EarChannelKind *kind, const char *way)
{
  for (const EarSignInWay *one = kind->sign_in.ways; one != NULL && one->id != NULL; one++)
    if (way == NULL || g_str_equal (one->id, way))
      return one;
  return NULL;
}

static const char *
lookup_setting (GHashTable *settings, const char *name)
{
  return settings != NULL ? g_hash_table_lookup (settings, name) : NULL;
}

/**
 * ear_channel_kind_get_abilities:
 * @kind: the account's kind
 * @settings: (nullable): what discover learnt of the account
 *
 * Returns: what this account can do: its kind's abilities without those it lacks
 */
EarAbilities
ear_channel_kind_get_abilities (const EarChannelKind *kind, GHashTable *settings)
{
  EarAbilities abilities = kind->rules.abilities;
  const char *cannot = lookup_setting (settings, EAR_SETTING_CANNOT);
  g_auto (GStrv) words = g_strsplit (cannot != NULL ? cannot : "", " ", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (ability_words); i++)
    {
      if (g_strv_contains ((const char *const *) words, ability_words[i].word))
        abilities &= ~ability_words[i].ability;
    }
  return abilities;
}

static void
replace_number (GHashTable *settings, const char *name, guint64 minimum, guint *number)
{
  const char *text = lookup_setting (settings, name);
  guint64 value;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, minimum, G_MAXINT32, &value, NULL))
    *number = (guint) value;
}

/**
 * ear_channel_kind_get_text_rule:
 * @kind: the account's kind
 * @settings: (nullable): what discover learnt of the server
 * @type: of the conversation it is written in
 *
 * Returns: how long a text may be there
 */
EarTextRule
ear_channel_kind_get_text_rule (const EarChannelKind *kind, GHashTable *settings, EarConversationType type)
{
  EarTextRule rule = kind->rules.text;

  if (type == EAR_CONVERSATION_DIRECT && kind->rules.direct_text.maximum > 0)
    return kind->rules.direct_text;
  replace_number (settings, EAR_SETTING_TEXT_MAXIMUM, 1, &rule.maximum);
  replace_number (settings, EAR_SETTING_URL_WEIGHT, 0, &rule.url_weight);
  return rule;
}

const EarReplyWindow *
ear_channel_kind_get_longer_window (const EarChannelKind *kind)
{
  for (const EarReplyWindow *window = kind->rules.windows; window != NULL && window->seconds > 0; window++)
    if (window->longer_s > 0)
      return window;
  return NULL;
}

/**
 * ear_channel_kind_get_reply_until:
 * @kind: the account's kind
 * @settings: (nullable): what discover learnt of the account
 * @type: of the conversation
 * @last_inbound_at: when the customer last wrote, UTC ms, or %EAR_TIME_NONE
 *
 * Returns: until when the service lets us answer, UTC ms, or %EAR_TIME_NONE: it sets no end
 */
gint64
ear_channel_kind_get_reply_until (const EarChannelKind *kind, GHashTable *settings, EarConversationType type, gint64 last_inbound_at)
{
  if (last_inbound_at == EAR_TIME_NONE)
    return EAR_TIME_NONE;
  for (const EarReplyWindow *window = kind->rules.windows; window != NULL && window->seconds > 0; window++)
    if (window->type == type)
      {
        gboolean longer = window->longer_s > 0 && g_strcmp0 (lookup_setting (settings, EAR_SETTING_ANSWERS_LONGER), "yes") == 0;

        return last_inbound_at + (longer ? window->longer_s : window->seconds) * G_GINT64_CONSTANT (1000);
      }
  return EAR_TIME_NONE;
}
