/* ear-sign-in-private.h: one attempt at a sign-in, and its steps off the main thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/ear-channel.h"
#include "engine/ear-keyring-private.h"
#include "engine/ear-engine-private.h"
#include "net/ear-oauth.h"
#include "net/ear-redirect.h"

G_BEGIN_DECLS

#define EAR_OUT_OF_BAND_URI "urn:ietf:wg:oauth:2.0:oob"

/* From the address to the written channel. Reference counted: a step that nobody waits for any more still has it. One step at a
 * time works on it; between steps the main thread. */
typedef struct {
  EarEngine *engine;           /* (transfer full) */
  const EarChannelKind *kind;
  const EarSignInWay *way;
  char *again_key;             /* (nullable): the channel that must come out */
  GCancellable *cancellable;
  char *typed;
  EarRedirect *redirect;       /* (nullable): the main thread's, which may drop it while a step runs */
  char *redirect_uri;          /* (nullable): its address, for the steps */
  EarOAuthAttempt *oauth;
  EarSignInPlan *plan;
  gboolean out_of_band;        /* the code comes by pasting alone */
  /* Given by the redirect or by pasting; wiped after use. */
  char *code;
  EarCredentials *credentials;
  gboolean granted;            /* they were made for this sign-in, over there: nobody else needs them */
  /* Who answered. */
  GPtrArray *accounts;         /* (element-type EarAccount) */
  GHashTable *settings;
  guint chosen;
  char *channel_key;           /* when written */
} EarAttempt;

/* @typed: the address, or "". */
EarAttempt *ear_attempt_new (EarEngine *engine, const EarChannelKind *kind, const EarSignInWay *way, const char *again_key, const char *typed);
EarAttempt *ear_attempt_ref (EarAttempt *attempt);
void ear_attempt_unref (EarAttempt *attempt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarAttempt, ear_attempt_unref)

/* Borrowed from @attempt. */
void ear_attempt_get_client (EarAttempt *attempt, EarOAuthClient *client);
/* Where the browser goes, or NULL when the service offers no page. */
char *ear_attempt_dup_browser_url (EarAttempt *attempt);

/* What is asked first, or with @pasted what is asked once the server is known, and the ways of a kind; both end with an id that is NULL.
 * @way: (nullable): not chosen yet. Free with g_free(). */
EarSignInField *ear_sign_in_list_fields (const EarSignInWay *way, gboolean pasted);
EarSignInWayInfo *ear_sign_in_list_ways (const EarChannelKind *kind);

/* @names and @values: ids of fields and what was entered for them. What was entered for one, or NULL. */
const char *ear_typed_get (const char *const *names, const char *const *values, const char *id);
/* The first field that must be filled in and is not, or NULL. */
const EarSignInField *ear_typed_find_missing (const EarSignInField *fields, const char *const *names, const char *const *values);
/* (nullable): no secret was entered */
EarCredentials *ear_typed_read_credentials (const EarChannelKind *kind, const char *const *names, const char *const *values);
/* The person's own application, for the plan and for what is kept. */
void ear_attempt_take_client (EarAttempt *attempt, const char *const *names, const char *const *values);
/* What the service's page handed over: the secret itself. */
gboolean ear_attempt_take_approval (EarAttempt *attempt, GHashTable *parameters, GError **error);
/* A code, or the whole address of the page the browser could not show: that is checked as if the browser had shown it. Wipe it. */
char *ear_attempt_read_code (EarAttempt *attempt, const char *pasted, GError **error);

/* Blocking; not the main thread. Each returns FALSE with an error ear_advice_for_error() can explain, or a sentence. */
typedef gboolean (*EarAttemptStep) (EarAttempt *attempt, GError **error);
gboolean ear_attempt_prepare (EarAttempt *attempt, GError **error);
gboolean ear_attempt_check (EarAttempt *attempt, GError **error);
gboolean ear_attempt_write (EarAttempt *attempt, GError **error);
/* Takes back over there what was granted and is of no use. Always TRUE. */
gboolean ear_attempt_give_back (EarAttempt *attempt, GError **error);

G_END_DECLS
