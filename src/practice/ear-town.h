/* ear-town.h: a made-up town: a restaurant, the people who write to it, and what the services know of both
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include "base/ear-clock.h"

G_BEGIN_DECLS

/* What every service has in common stands here in plain structs; what one alone knows goes into an item's `facts`. The same seed
 * and the same calls make the same town. Who uses a town from several threads holds its lock. */

typedef struct _EarTown EarTown;
typedef struct _EarMischief EarMischief;

typedef enum {
  EAR_TOWN_POST,    /* by the restaurant; comments hang under it */
  EAR_TOWN_VISIT,   /* a person's post on the restaurant's page */
  EAR_TOWN_MENTION, /* a person's post elsewhere that names the restaurant */
  EAR_TOWN_REVIEW,
  EAR_TOWN_THREAD,  /* a direct conversation; its author is the person */
  EAR_TOWN_N_TOPS,
  EAR_TOWN_COMMENT = EAR_TOWN_N_TOPS, /* under one of the first four */
  EAR_TOWN_MESSAGE, /* in a thread */
  EAR_TOWN_N_KINDS,
} EarTownKind;

typedef struct {
  char *id;
  char *name;
  char *handle;       /* "mia.koenig" */
  gboolean withheld;  /* the services do not say who this is */
  gboolean insider;   /* has a role in the restaurant's app */
} EarTownPerson;

/* The restaurant as one service knows it. */
typedef struct {
  char *service;      /* EarSimulator.id */
  char *id;
  char *name;
  char *handle;
  char *app_id, *app_secret;
  char *owner;        /* the person who signs in; (nullable) where the account does so itself */
  GPtrArray *tops[EAR_TOWN_N_TOPS]; /* (element-type EarTownItem) oldest first; threads by their last message */
  GHashTable *blocked; /* (element-type utf8): ids of people */
} EarTownAccount;

typedef struct _EarTownItem EarTownItem;
struct _EarTownItem {
  char *id;           /* digits, one of its kind in the whole town */
  gint64 kind;        /* EarTownKind */
  char *author;       /* of a person or the account itself */
  char *text;
  gint64 created_ms, updated_ms; /* updated: edited, or something came below it */
  gint64 likes;       /* by people */
  gboolean liked;     /* by the restaurant */
  gboolean hidden, deleted, unpublished;
  GHashTable *facts;  /* (nullable): name → text */

  EarTownAccount *account;
  EarTownItem *top;   /* under which post, review or thread; NULL for those themselves */
  EarTownItem *parent; /* the comment this one replies to (NULL: none) */
  GPtrArray *below;   /* of a top: all that hangs there; of a comment: replies to it; oldest first; (nullable) */
  GPtrArray *first_level; /* of a top: what has no parent; (nullable) */
  guint at_below, at_first, at_replies; /* where this one stands in the three lists that may hold it */
  guint n_below, n_first; /* of these, not deleted */
};

typedef struct {
  char *secret;       /* the token itself, or a code to be exchanged */
  char *type;         /* "user", "system", "page", "code" … as the service needs */
  char *account;      /* EarTownAccount.id */
  char *holder;       /* whose it is: a person's id or the account's */
  char *scopes;       /* joined by commas */
  char *made_from;    /* (nullable): the token it ends with */
  char *redirect;     /* (nullable): of a code */
  gint64 created_ms;
  gint64 expires_ms;  /* 0: never */
  gint64 dead;        /* 0: alive; else why, in the service's own number */
} EarTownToken;

typedef enum {
  EAR_TOWN_ACT_WRITE,    /* something new somewhere */
  EAR_TOWN_ACT_REACT,    /* to an answer */
  EAR_TOWN_ACT_INSIST,   /* because none came */
} EarTownVerb;

typedef struct {
  gint64 due_ms;
  gint64 number;      /* of the act: what is drawn for it depends on seed and number alone */
  gint64 verb;        /* EarTownVerb */
  char *item;         /* (nullable): an item's id */
  char *account;      /* (nullable) */
} EarTownAct;

typedef gint64 (*EarTownClock) (gpointer data);

struct _EarTown {
  GRecMutex lock;
  gint64 seed;
  gint64 next_id;
  gint64 next_number;
  gint64 random;      /* state of ear_town_random() */
  gint64 lived_ms;    /* until when people have acted */
  gint64 ahead_ms;    /* by how much the town's clock leads */
  EarTownClock clock;
  gpointer clock_data;
  GPtrArray *people;   /* (element-type EarTownPerson) */
  GPtrArray *accounts; /* (element-type EarTownAccount) */
  GPtrArray *items;    /* (element-type EarTownItem) in the order they came */
  GPtrArray *tokens;   /* (element-type EarTownToken) */
  GPtrArray *acts;     /* (element-type EarTownAct) to come */
  GHashTable *settings; /* name → text: switches such as "facebook.deny" */
  GHashTable *by_id;   /* id → item */
  GHashTable *token_by_secret;
  GHashTable *people_by_id;
  GHashTable *usage;   /* see ear_town_count_call(); not saved */
  guint n_asked, n_throttled; /* requests so far, and how many of them were too many; not saved */
  EarMischief *mischief; /* not saved */
};

/* An empty town: see ear_town_new_restaurant(). @clock: (nullable): the real one. */
EarTown *ear_town_new (guint64 seed, EarTownClock clock, gpointer clock_data);
void ear_town_free (EarTown *town);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarTown, ear_town_free)
void ear_town_lock (EarTown *town);
void ear_town_unlock (EarTown *town);

gint64 ear_town_now (EarTown *town);
void ear_town_advance (EarTown *town, gint64 ms);

/* [0, n) */
guint ear_town_random (EarTown *town, guint n);
/* The same from a state of the caller's, and a state that depends on the two numbers alone. */
guint ear_town_random_from (gint64 *state, guint n);
gint64 ear_town_mix (gint64 a, gint64 b);
char *ear_town_new_id (EarTown *town);
/* As many letters and digits, made from the town's own random numbers: a secret that is none. */
char *ear_town_new_secret (EarTown *town, const char *prefix, guint length);

EarTownPerson *ear_town_add_person (EarTown *town, const char *name, const char *handle);
EarTownAccount *ear_town_add_account (EarTown *town, const char *service, const char *name, const char *handle);
/* An item that hangs nowhere yet; give it its facts, then put it in its place. */
EarTownItem *ear_town_new_item (EarTown *town, EarTownAccount *account, EarTownKind kind, const char *author, const char *text, gint64 at_ms);
/* @top: (nullable): for comments and messages. @parent: (nullable): a comment. Takes the item. */
void ear_town_place (EarTown *town, EarTownItem *item, EarTownItem *top, EarTownItem *parent);
/* Both at once, now; schedules what people do about it. The way simulators write. */
EarTownItem *ear_town_write (EarTown *town, EarTownAccount *account, EarTownKind kind, const char *author, const char *text,
                             EarTownItem *top, EarTownItem *parent);
void ear_town_edit (EarTown *town, EarTownItem *item, const char *text);
/* It and all below it. */
void ear_town_delete (EarTown *town, EarTownItem *item);
const char *ear_town_item_get_fact (const EarTownItem *item, const char *name);
void ear_town_item_set_fact (EarTownItem *item, const char *name, const char *value);
gboolean ear_town_item_is_ours (const EarTownItem *item);

EarTownItem *ear_town_find_item (EarTown *town, const char *id);     /* (nullable), also a deleted one */
EarTownPerson *ear_town_find_person (EarTown *town, const char *id); /* (nullable) */
EarTownAccount *ear_town_find_account (EarTown *town, const char *id);
EarTownAccount *ear_town_get_account (EarTown *town, const char *service); /* the first of a service */
/* The thread of a person with the account, made if there is none and @make. */
EarTownItem *ear_town_get_thread (EarTown *town, EarTownAccount *account, const char *person, gboolean make);

/* "quiet": nobody reacts to what is written by order. "quiet_replies": a reply does not move the time of what it is under. "hurry":
 * how many times as fast people act. Others are a service's own, "facebook.deny". */
const char *ear_town_get_setting (EarTown *town, const char *name); /* (nullable) */
gboolean ear_town_is_set (EarTown *town, const char *name);         /* there, and neither "" nor "0" nor "no" */
void ear_town_set (EarTown *town, const char *name, const char *value);

EarTownToken *ear_town_add_token (EarTown *town, EarTownAccount *account, const char *type, const char *holder, const char *scopes,
                                  const char *secret, gint64 expires_ms);
EarTownToken *ear_town_find_token (EarTown *town, const char *secret);
/* The first of its type that is neither dead nor expired. (nullable) */
EarTownToken *ear_town_get_token (EarTown *town, const EarTownAccount *account, const char *type);
/* The token itself, or the one it was made from, is dead: its number; 0 otherwise. Expiry is the caller's, by ear_town_token_expired(). */
gint64 ear_town_token_get_dead (EarTown *town, const EarTownToken *token);
gboolean ear_town_token_expired (EarTown *town, const EarTownToken *token);
/* The person takes the app back: it, what it was made from, and of these all tokens of the same holder, but that system users and people
 * are two. @all: of one app on the whole account; else only the first two. */
void ear_town_revoke (EarTown *town, EarTownToken *token, gint64 dead, gboolean all);
gboolean ear_town_token_may (const EarTownToken *token, const char *scope);

/* How many calls were counted for @key in the running hour, or other span of the clock, this one included. */
guint ear_town_count_call (EarTown *town, const char *key, gint64 span_ms);

/* A restaurant with regulars and about @size comments on every service whose simulator is asked for (@services NULL: all). */
EarTown *ear_town_new_restaurant (guint64 seed, guint size, const char *const *services, EarTownClock clock, gpointer clock_data);
EarTown *ear_town_new_kept_restaurant (guint64 seed, guint size, guint care, const char *const *services, EarTownClock clock, gpointer clock_data);
/* Its posts, comments, reviews and threads on one service; for simulators' seed functions. */
typedef struct {
  guint posts, comments, visits, mentions, reviews, threads;
} EarTownContent;
void ear_town_fill (EarTown *town, EarTownAccount *account, const EarTownContent *content);
EarTownContent ear_town_share_out (guint size);

/* People act until @now: they write, react to answers, ask again, praise. In small steps or in one, it is the same that happens. */
void ear_town_live (EarTown *town, gint64 now);
/* Whoever was away for longer than @most_ms finds the town as if it had been so long: everybody slept meanwhile. */
void ear_town_sleep (EarTown *town, gint64 most_ms);
void ear_town_resume (EarTown *town, gint64 most_ms); /* the same, of a town whose end may not have been saved */
/* For ear_town_write(): what people will do about @item. */
void ear_town_expect (EarTown *town, EarTownItem *item);

/* One JSON file, replaced in one step, readable by its owner. Whoever serves the town meanwhile locks it. */
gboolean ear_town_save (EarTown *town, const char *file, GError **error);
EarTown *ear_town_load (const char *file, EarTownClock clock, gpointer clock_data, GError **error);
char *ear_town_to_json (EarTown *town);
/* Of all that is saved but the time: another one once something has happened. */
guint ear_town_get_hash (EarTown *town);
EarTown *ear_town_from_json (const char *text, EarTownClock clock, gpointer clock_data, GError **error);

G_END_DECLS
