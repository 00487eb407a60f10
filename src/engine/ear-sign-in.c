/* ear-sign-in.c: signing in, as the window and earshotctl see it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-sign-in-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "engine/ear-advice-private.h"
#include "engine/ear-channel-item-private.h"

struct _EarSignIn
{
  GObject parent_instance;

  EarEngine *engine;
  const EarChannelKind *kind;
  const EarSignInWay *way;   /* (nullable): not chosen yet */
  char *again_key;
  EarSignInState state;
  char *sentence, *browser_url, *channel_key, *lacks;
  gint64 ends_at;
  GError *error;             /* (nullable): of the last failure, its message the sentence */
  EarSignInField *fields;
  EarSignInWayInfo *ways;
  GPtrArray *names;          /* of the accounts to choose among, NULL-terminated */
  EarAttempt *attempt;       /* (nullable): what late answers of older attempts are compared with */
};

enum {
  PROP_0,
  PROP_STATE,
  PROP_SENTENCE,
  PROP_BROWSER_URL,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EarSignIn, ear_sign_in, G_TYPE_OBJECT)

static void
ear_sign_in_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  EarSignIn *self = EAR_SIGN_IN (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_SENTENCE:
      g_value_set_string (value, self->sentence);
      break;
    case PROP_BROWSER_URL:
      g_value_set_string (value, self->browser_url);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
drop_attempt (EarSignIn *self)
{
  if (self->attempt == NULL)
    return;
  g_cancellable_cancel (self->attempt->cancellable);
  g_clear_object (&self->attempt->redirect);
  g_clear_pointer (&self->attempt, ear_attempt_unref);
}

static void
ear_sign_in_finalize (GObject *object)
{
  EarSignIn *self = EAR_SIGN_IN (object);

  drop_attempt (self);
  g_free (self->again_key);
  g_free (self->sentence);
  g_clear_error (&self->error);
  g_free (self->browser_url);
  g_free (self->channel_key);
  g_free (self->lacks);
  g_free (self->fields);
  g_free (self->ways);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_object_unref (self->engine);

  G_OBJECT_CLASS (ear_sign_in_parent_class)->finalize (object);
}

static void
ear_sign_in_class_init (EarSignInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = ear_sign_in_get_property;
  object_class->finalize = ear_sign_in_finalize;
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, G_MAXINT, EAR_SIGN_IN_ASK, flags);
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, flags);
  properties[PROP_BROWSER_URL] = g_param_spec_string ("browser-url", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ear_sign_in_init (EarSignIn *self)
{
  self->ends_at = EAR_TIME_NONE;
}

/* What is asked first, or what is pasted once the server is known. */
static void
set_fields (EarSignIn *self,
            gboolean   pasted)
{
  g_free (self->fields);
  self->fields = ear_sign_in_list_fields (self->way, pasted);
}

static void
set_state (EarSignIn      *self,
           EarSignInState  state,
           const char     *sentence)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (g_set_str (&self->sentence, sentence))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENTENCE]);
  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
set_browser_url (EarSignIn *self,
                 const char *url)
{
  if (g_set_str (&self->browser_url, url))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BROWSER_URL]);
}

static void
fail (EarSignIn    *self,
      const GError *error)
{
  g_autoptr (EarAdvice) advice = NULL;

  if (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_AUTH))
    {
      const EarProblemDetail *detail = ear_problem_get_detail (error);

      if (detail != NULL && detail->words != NULL)
        advice = ear_advice_new (NULL, NULL, _("%s did not accept the sign-in. It says: “%s”"), _(self->kind->name), detail->words);
      else
        /* A kind, or OAuth, says more of it than could be said here. */
        advice = ear_advice_new (NULL, NULL, _("%s did not accept the sign-in. %s"), _(self->kind->name), error->message);
    }
  else if (ear_advice_is_keyring (error))
    {
      /* Nothing is lost yet that the channel's name would explain. */
      advice = ear_advice_new (NULL, NULL, "%s", error->message);
    }
  else if (error->domain == EAR_PROBLEM && self->state == EAR_SIGN_IN_PREPARING &&
           (error->code == EAR_PROBLEM_GONE || error->code == EAR_PROBLEM_PROTOCOL || error->code == EAR_PROBLEM_REJECTED))
    {
      /* What a kind says of an address is a sentence about that address. */
      advice = ear_advice_new (NULL, NULL, "%s", error->message);
    }
  else
    advice = ear_advice_for_error (error, _(self->kind->name));
  g_clear_error (&self->error);
  self->error = g_error_new_literal (error->domain, error->code, advice->sentence);
  set_state (self, EAR_SIGN_IN_FAILED, advice->sentence);
}

/* ---- steps ---- */

typedef struct {
  EarAttempt *attempt;
  EarAttemptStep step;
} StepData;

static void
step_data_free (gpointer data)
{
  StepData *step = data;

  ear_attempt_unref (step->attempt);
  g_free (step);
}

static void
step_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  StepData *step = data;
  GError *error = NULL;

  if (step->step (step->attempt, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
run_step (EarSignIn           *self,
          EarAttemptStep       step,
          GAsyncReadyCallback  callback)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, NULL);
  StepData *data = g_new0 (StepData, 1);

  data->attempt = ear_attempt_ref (self->attempt);
  data->step = step;
  g_task_set_task_data (task, data, step_data_free);
  g_task_run_in_thread (task, step_thread);
}

/* FALSE: nobody waits for this attempt any more, or it failed and that was said. */
static gboolean
step_went_well (EarSignIn    *self,
                GAsyncResult *result)
{
  const StepData *data = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean well = g_task_propagate_boolean (G_TASK (result), &error);

  if (data->attempt != self->attempt)
    return FALSE;
  if (!well)
    fail (self, error);
  return well;
}

static void
written (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  EarSignIn *self = EAR_SIGN_IN (source);

  if (!step_went_well (self, result))
    return;
  g_set_str (&self->channel_key, self->attempt->channel_key);
  /* From what was just learnt: the list of channels may not have it yet. */
  g_free (self->lacks);
  self->lacks = ear_channel_item_dup_lacks (self->attempt->settings);
  self->ends_at = ear_channel_item_read_end (self->attempt->settings);
  drop_attempt (self);
  set_browser_url (self, NULL);
  set_state (self, EAR_SIGN_IN_DONE, NULL);
}

static void
checked (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  EarSignIn *self = EAR_SIGN_IN (source);

  if (!step_went_well (self, result))
    return;
  g_clear_object (&self->attempt->redirect);
  if (self->attempt->accounts->len == 1)
    {
      self->attempt->chosen = 0;
      run_step (self, ear_attempt_write, written);
      return;
    }
  g_clear_pointer (&self->names, g_ptr_array_unref);
  self->names = g_ptr_array_new_null_terminated (4, g_free, TRUE);
  for (guint i = 0; i < self->attempt->accounts->len; i++)
    {
      const EarAccount *account = g_ptr_array_index (self->attempt->accounts, i);

      g_ptr_array_add (self->names, g_strdup (account->name));
    }
  set_state (self, EAR_SIGN_IN_CHOOSE, NULL);
}

static void
check (EarSignIn *self)
{
  set_state (self, EAR_SIGN_IN_CHECKING, NULL);
  run_step (self, ear_attempt_check, checked);
}

/* ---- the redirect ---- */

static void
redirected (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (EarSignIn) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) parameters = ear_redirect_wait_finish (EAR_REDIRECT (source), result, &error);

  /* Pasted in the meantime, cancelled, or begun anew. */
  if (self->attempt == NULL || self->attempt->redirect != EAR_REDIRECT (source) ||
      (self->state != EAR_SIGN_IN_BROWSER && self->state != EAR_SIGN_IN_FAILED))
    return;
  if (parameters == NULL)
    {
      /* What failed by pasting has its own sentence. */
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->state == EAR_SIGN_IN_BROWSER)
        fail (self, error);
      return;
    }
  if (self->way->shape == EAR_SIGN_IN_OAUTH2)
    {
      EarOAuthClient client;

      ear_attempt_get_client (self->attempt, &client);
      self->attempt->code = ear_oauth_read_redirect (&client, self->attempt->oauth, parameters, &error);
      if (self->attempt->code == NULL)
        {
          fail (self, error);
          return;
        }
    }
  else if (!ear_attempt_take_approval (self->attempt, parameters, &error))
    {
      fail (self, error);
      return;
    }
  check (self);
}

static void
prepared (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  EarSignIn *self = EAR_SIGN_IN (source);
  g_autofree char *url = NULL;
  EarAttempt *attempt;

  if (!step_went_well (self, result))
    return;
  attempt = self->attempt;
  url = ear_attempt_dup_browser_url (attempt);
  set_browser_url (self, url);
  set_fields (self, TRUE);
  if (self->kind->sign_in.authorization == EAR_AUTHORIZATION_NONE || attempt->credentials != NULL)
    {
      check (self);
    }
  else if (url != NULL && attempt->redirect != NULL && !attempt->out_of_band)
    {
      set_state (self, EAR_SIGN_IN_BROWSER, NULL);
      ear_redirect_wait_async (attempt->redirect, attempt->cancellable, redirected, g_object_ref (self));
    }
  else if (attempt->plan->approval_refused != NULL)
    {
      set_state (self, EAR_SIGN_IN_PASTE, attempt->plan->approval_refused);
    }
  else if (self->way->shape == EAR_SIGN_IN_OAUTH2)
    {
      set_state (self, EAR_SIGN_IN_PASTE, _("Open the page, allow Earshot, and paste the code it shows here."));
    }
  else
    {
      set_state (self, EAR_SIGN_IN_PASTE, NULL);
    }
}

static void
given_back (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
}

/* ---- API ---- */

/**
 * ear_sign_in_new:
 * @kind: a kind's id
 * @channel_key: (nullable): to sign in again to that channel
 *
 * Returns: (transfer full) (nullable): NULL when there is no such kind
 */
EarSignIn *
ear_sign_in_new (EarEngine  *engine,
                 const char *kind,
                 const char *channel_key)
{
  const EarChannelKind *found = ear_engine_find_kind (kind);
  EarSignIn *self;

  if (found == NULL || found->rules.offline)
    return NULL;
  self = g_object_new (EAR_TYPE_SIGN_IN, NULL);
  self->engine = g_object_ref (engine);
  self->kind = found;
  self->again_key = g_strdup (channel_key);
  self->ways = ear_sign_in_list_ways (self->kind);
  self->state = EAR_SIGN_IN_CHOOSE_WAY;
  if (found->sign_in.ways[1].id == NULL)
    {
      self->way = found->sign_in.ways;
      self->state = EAR_SIGN_IN_ASK;
    }
  set_fields (self, FALSE);
  return self;
}

/**
 * ear_sign_in_choose_way:
 * @way: the id of one of ear_sign_in_get_ways()
 *
 * What was begun another way is dropped.
 */
void
ear_sign_in_choose_way (EarSignIn  *self,
                        const char *way)
{
  const EarSignInWay *chosen;

  g_return_if_fail (EAR_IS_SIGN_IN (self));

  chosen = ear_channel_kind_lookup_way (self->kind, way);
  if (chosen == NULL || self->state == EAR_SIGN_IN_DONE)
    return;
  ear_sign_in_cancel (self);
  self->way = chosen;
  set_fields (self, FALSE);
  set_state (self, EAR_SIGN_IN_ASK, NULL);
}

/**
 * ear_sign_in_begin:
 * @names: (array zero-terminated=1): ids of fields
 * @values: (array zero-terminated=1): what was entered
 *
 * Finds the server and says how to sign in there. Begins anew when something was begun.
 */
void
ear_sign_in_begin (EarSignIn         *self,
                   const char *const *names,
                   const char *const *values)
{
  const char *address = ear_typed_get (names, values, EAR_FIELD_ADDRESS);

  g_return_if_fail (EAR_IS_SIGN_IN (self));

  drop_attempt (self);
  set_browser_url (self, NULL);
  set_fields (self, FALSE);
  if (self->way == NULL || ear_typed_find_missing (self->fields, names, values) != NULL)
    {
      g_clear_error (&self->error);
      set_state (self, EAR_SIGN_IN_FAILED, _("Something is missing. Fill in every field and try again."));
      return;
    }
  self->attempt = ear_attempt_new (self->engine, self->kind, self->way, self->again_key, address != NULL ? address : "");
  self->attempt->credentials = ear_typed_read_credentials (self->kind, names, values);
  ear_attempt_take_client (self->attempt, names, values);
  /* Without a port the code or the password is pasted. */
  if (self->way->shape == EAR_SIGN_IN_OAUTH2 || self->way->shape == EAR_SIGN_IN_APPROVAL)
    self->attempt->redirect = ear_redirect_new (0, self->attempt->oauth->state, 0, NULL);
  if (self->attempt->redirect != NULL && self->way->redirect_to_localhost)
    ear_redirect_use_localhost (self->attempt->redirect);
  if (self->attempt->redirect != NULL)
    self->attempt->redirect_uri = g_strdup (ear_redirect_get_uri (self->attempt->redirect));
  set_state (self, EAR_SIGN_IN_PREPARING, NULL);
  run_step (self, ear_attempt_prepare, prepared);
}

/**
 * ear_sign_in_prepare:
 * @address: whatever the person typed
 *
 * ear_sign_in_begin() where an address is all that is asked.
 */
void
ear_sign_in_prepare (EarSignIn  *self,
                     const char *address)
{
  const char *const names[] = { EAR_FIELD_ADDRESS, NULL }, *const values[] = { address, NULL };

  ear_sign_in_begin (self, names, values);
}

/**
 * ear_sign_in_paste:
 * @names: (array zero-terminated=1): ids of fields
 * @values: (array zero-terminated=1): what was entered
 *
 * Instead of the browser's redirect, or where there is none.
 */
void
ear_sign_in_paste (EarSignIn         *self,
                   const char *const *names,
                   const char *const *values)
{
  const char *code = ear_typed_get (names, values, EAR_FIELD_CODE);
  g_autoptr (EarCredentials) credentials = NULL;

  g_return_if_fail (EAR_IS_SIGN_IN (self));

  if (self->attempt == NULL || (self->state != EAR_SIGN_IN_BROWSER && self->state != EAR_SIGN_IN_PASTE && self->state != EAR_SIGN_IN_FAILED))
    return;
  credentials = ear_typed_read_credentials (self->kind, names, values);
  if (credentials == NULL && code == NULL)
    {
      set_state (self, EAR_SIGN_IN_FAILED, _("Something is missing. Fill in every field and try again."));
      return;
    }
  g_clear_pointer (&self->attempt->code, ear_wipe);
  g_clear_pointer (&self->attempt->credentials, ear_credentials_free);
  self->attempt->granted = FALSE;
  if (credentials != NULL)
    {
      self->attempt->credentials = g_steal_pointer (&credentials);
    }
  else
    {
      g_autoptr (GError) error = NULL;

      self->attempt->code = ear_attempt_read_code (self->attempt, code, &error);
      if (self->attempt->code == NULL)
        {
          fail (self, error);
          return;
        }
    }
  check (self);
}

/**
 * ear_sign_in_choose:
 * @index: into ear_sign_in_get_accounts()
 */
void
ear_sign_in_choose (EarSignIn *self,
                    guint      index)
{
  g_return_if_fail (EAR_IS_SIGN_IN (self));

  if (self->state != EAR_SIGN_IN_CHOOSE || index >= self->attempt->accounts->len)
    return;
  self->attempt->chosen = index;
  set_state (self, EAR_SIGN_IN_CHECKING, NULL);
  run_step (self, ear_attempt_write, written);
}

/**
 * ear_sign_in_cancel:
 *
 * Whatever was begun is dropped; nothing was written, and what was granted over there is given back.
 */
void
ear_sign_in_cancel (EarSignIn *self)
{
  g_return_if_fail (EAR_IS_SIGN_IN (self));

  if (self->state == EAR_SIGN_IN_DONE)
    return;
  /* Nothing works on it between steps; a step that runs sees to it itself. */
  if (self->attempt != NULL && self->attempt->granted && (self->state == EAR_SIGN_IN_CHOOSE || self->state == EAR_SIGN_IN_FAILED))
    run_step (self, ear_attempt_give_back, given_back);
  drop_attempt (self);
  set_browser_url (self, NULL);
  set_fields (self, FALSE);
  set_state (self, self->way != NULL ? EAR_SIGN_IN_ASK : EAR_SIGN_IN_CHOOSE_WAY, NULL);
}

EarSignInState
ear_sign_in_get_state (EarSignIn *self)
{
  g_return_val_if_fail (EAR_IS_SIGN_IN (self), EAR_SIGN_IN_FAILED);

  return self->state;
}

const char *
ear_sign_in_get_sentence (EarSignIn *self)
{
  g_return_val_if_fail (EAR_IS_SIGN_IN (self), NULL);

  return self->sentence;
}

/**
 * ear_sign_in_get_error:
 *
 * Returns: (nullable): why the state is FAILED; its message is the sentence. %NULL where the person only left something out
 */
const GError *
ear_sign_in_get_error (EarSignIn *self)
{
  g_return_val_if_fail (EAR_IS_SIGN_IN (self), NULL);

  return self->state == EAR_SIGN_IN_FAILED ? self->error : NULL;
}

const char *
ear_sign_in_get_browser_url (EarSignIn *self)
{
  g_return_val_if_fail (EAR_IS_SIGN_IN (self), NULL);

  return self->browser_url;
}

const char *
ear_sign_in_get_guide (EarSignIn *self)
{
  g_return_val_if_fail (EAR_IS_SIGN_IN (self), NULL);

  return self->way != NULL && self->way->guide != NULL ? _(self->way->guide) : NULL;
}

const EarSignInWayInfo *
ear_sign_in_get_ways (EarSignIn *self)
{
  g_return_val_if_fail (EAR_IS_SIGN_IN (self), NULL);

  return self->ways;
}

const char *
ear_sign_in_get_way (EarSignIn *self)
{
  g_return_val_if_fail (EAR_IS_SIGN_IN (self), NULL);

  return self->way != NULL ? self->way->id : NULL;
}

const char *
ear_sign_in_get_channel_key (EarSignIn *self)
{
  g_return_val_if_fail (EAR_IS_SIGN_IN (self), NULL);

  return self->channel_key;
}

const char *
ear_sign_in_get_lacks (EarSignIn *self)
{
  g_return_val_if_fail (EAR_IS_SIGN_IN (self), NULL);

  return self->lacks;
}

gint64
ear_sign_in_get_ends_at (EarSignIn *self)
{
  g_return_val_if_fail (EAR_IS_SIGN_IN (self), EAR_TIME_NONE);

  return self->ends_at;
}

const EarSignInField *
ear_sign_in_get_fields (EarSignIn *self)
{
  g_return_val_if_fail (EAR_IS_SIGN_IN (self), NULL);

  return self->fields;
}

GStrv
ear_sign_in_get_accounts (EarSignIn *self)
{
  g_return_val_if_fail (EAR_IS_SIGN_IN (self), NULL);

  return self->names != NULL ? (GStrv) self->names->pdata : NULL;
}
