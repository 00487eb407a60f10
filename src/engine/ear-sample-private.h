/* ear-sample-private.h: what the files of the sample restaurant share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-sample.h"

G_BEGIN_DECLS

typedef enum {
  EAR_SAMPLE_QUESTION,
  EAR_SAMPLE_COMPLAINT,
  EAR_SAMPLE_PRAISE,
  EAR_SAMPLE_N_MOODS,
} EarSampleMood;

/* One exchange: what a guest writes, what the house answers, what the guest writes then. Slots such as {dish} are filled once for all
 * three, so that an answer fits its question. */
typedef struct {
  char *question, *answer, *thanks;
  const char *language;
} EarSampleExchange;

EarSampleExchange *ear_sample_exchange_new (GRand *rand, EarSampleMood mood, gboolean german, const char *guest);
void ear_sample_exchange_free (EarSampleExchange *exchange);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarSampleExchange, ear_sample_exchange_free)

char *ear_sample_guest_name (GRand *rand);
/* "mia.koenig42" */
char *ear_sample_handle (GRand *rand, const char *name);
/* @week: 0… */
const char *ear_sample_post_title (guint week);

G_END_DECLS
