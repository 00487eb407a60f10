/* fake-service.h: a service that does what a test tells it, and the kind that speaks with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "channels/ear-channel.h"

G_BEGIN_DECLS

/* Everything the service knows. Thread-safe. */
typedef struct _FakeService FakeService;

FakeService *fake_service_new (void);
void fake_service_free (FakeService *self);

/* The kind below talks to this one. */
void fake_service_use (FakeService *self);
/* The same across a process boundary: @fd is a socket whose other end fake_service_serve() answers. */
void fake_service_use_socket (int fd);
/* Answers requests at @fd until its end. */
void fake_service_serve (FakeService *self, int fd);

/* A message by @author ("us" is ours) under @parent (NULL: a new conversation); @age_s before now. Returns its id: valid while the service
 * lives. */
const char *fake_service_add (FakeService *self, const char *parent, const char *author, const char *text, gint64 age_s);
void fake_service_edit (FakeService *self, const char *ext, const char *text);
void fake_service_set_state (FakeService *self, const char *ext, EarMessageState state);
/* Gone for good: not even absent from a list as "deleted". */
void fake_service_erase (FakeService *self, const char *ext);
guint fake_service_count (FakeService *self, const char *text);
guint fake_service_count_all (FakeService *self);
EarMessageState fake_service_get_state (FakeService *self, const char *ext);

/* The next @times calls of @method ("pull", "backfill", "reconcile", "refresh", "check", "perform", "find", "discover") fail so. */
typedef struct {
  const char *method;
  EarProblemCode code;
  EarEffect effect;
  gint64 retry_after_ms;     /* -1: not said */
  guint times;               /* 0: once */
  gboolean accepted;         /* perform: the service took it all the same */
  gint64 hold_ms;            /* perform: taken for abuse; 0: no such thing */
} FakeFault;
void fake_service_fail (FakeService *self, FakeFault fault);
/* Calls of @method wait until released or cancelled. */
void fake_service_stall (FakeService *self, const char *method, gboolean stall);
/* How long a stalled call does not even notice that it is cancelled. */
void fake_service_set_deaf (FakeService *self, gboolean deaf);
/* How many seconds what was sent stays invisible to find_sent and pulls. */
void fake_service_set_lag (FakeService *self, guint seconds);
/* find_sent answers so instead of looking; -1: looks */
void fake_service_set_found (FakeService *self, int found);
/* The service's clock is off by so much; replies carry its date. */
void fake_service_set_skew (FakeService *self, gint64 seconds);
/* What discover then tells as EAR_SETTING_NOTICE. */
void fake_service_set_noticing (FakeService *self, gboolean noticing);
/* Items of a page; 0: 10 */
void fake_service_set_page (FakeService *self, guint n_items);

/* What was called since the last time, as "pull refresh perform"; free it. */
char *fake_service_take_log (FakeService *self);
guint fake_service_count_calls (FakeService *self, const char *method);
/* The secrets the sessions signed in with are not seen by a kind: the address and user that prepare and discover saw. */
/* What discover learns from now on; a literal. */
void fake_service_set_greeting (FakeService *self, const char *greeting);
void fake_service_set_accounts (FakeService *self, guint n_accounts);

/* Ids "fake" (find_sent looks, no memory for keys), "fake-keys" (no find_sent, keys are remembered for 60 s),
 * "fake-blind" (neither). */
extern const EarChannelKind fake_kind, fake_keys_kind, fake_blind_kind;
/* As fake_kind, at the pace of real services: 60 requests a minute, counted where HTTP counts them. */
extern const EarChannelKind fake_paced_kind;
/* As fake_kind, but signed in to on a page: one that hands over a password, one that hands over a code. */
extern const EarChannelKind fake_approval_kind, fake_oauth_kind;

/* For the kind: one request, one reply, both lines of tab-separated fields. */
char *fake_service_request (const char *request, GCancellable *cancellable);

G_END_DECLS
