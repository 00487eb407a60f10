/* ear-mischief.h: what goes wrong in the town, on order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "practice/ear-simulator.h"

G_BEGIN_DECLS

typedef enum {
  EAR_MISCHIEF_DROP_BEFORE,  /* the connection ends, nothing was done */
  EAR_MISCHIEF_DROP_AFTER,   /* it was done, the answer is lost */
  EAR_MISCHIEF_STALL,        /* the answer comes late */
  EAR_MISCHIEF_ERROR_BEFORE, /* 503, nothing was done */
  EAR_MISCHIEF_ERROR_AFTER,  /* 500, and it was done */
  EAR_MISCHIEF_THROTTLE,     /* too often, in the service's own words */
  EAR_MISCHIEF_REVOKE,       /* the token, and what it was made from, was taken back just before */
  EAR_MISCHIEF_EXPIRE,       /* the token expired just before */
  EAR_MISCHIEF_EDIT,         /* a person edited something just before */
  EAR_MISCHIEF_DELETE,       /* a person deleted something just before */
  EAR_MISCHIEF_DUPLICATE,    /* a list has an item twice */
  EAR_MISCHIEF_REORDER,      /* a list comes in another order */
  EAR_MISCHIEF_N,
} EarMischiefKind;

/**
 * EarMischiefRule:
 * @kind: what happens
 * @service: (nullable): to which; %NULL: to any
 * @method: (nullable): "POST"; %NULL: any
 * @path: (nullable): how the path begins, or with a "*" in it a pattern of the whole; %NULL: any
 * @times: to how many requests that match; 0: without end
 * @per_mille: how likely for each of them, by the mischief's own seed; 0 and 1000: certain
 * @ms: STALL: how late; 0: a minute
 */
typedef struct {
  EarMischiefKind kind;
  char *service, *method, *path;
  guint times;
  guint per_mille;
  guint ms;
} EarMischiefRule;

EarMischief *ear_mischief_new (guint64 seed);
void ear_mischief_free (EarMischief *mischief);
/* Copies. Rules are tried in their order; the first that strikes is it. */
void ear_mischief_add (EarMischief *mischief, const EarMischiefRule *rule);
void ear_mischief_clear (EarMischief *mischief, guint64 seed);
guint ear_mischief_get_count (EarMischief *mischief, EarMischiefKind kind); /* how often it struck */
const char *ear_mischief_to_string (EarMischiefKind kind); /* "drop-before" … */
gboolean ear_mischief_from_string (const char *word, EarMischiefKind *kind);

/* What a request comes to, with the town's mischief: @reply NULL means that the connection ends. Takes the town's lock. */
EarReply *ear_town_answer (EarTown *town, const EarSimulator *simulator, EarTownRequest *request, guint *delay_ms);

G_END_DECLS
