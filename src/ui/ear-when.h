/* ear-when.h: choosing an instant, mostly with one click
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EAR_TYPE_WHEN (ear_when_get_type ())
G_DECLARE_FINAL_TYPE (EarWhen, ear_when, EAR, WHEN, AdwPreferencesGroup)

typedef enum {
  EAR_WHEN_PAST,     /* "now", an hour ago, …: when something was asked */
  EAR_WHEN_FUTURE,   /* "no time", in an hour, …: until when */
} EarWhenSense;

/* Signal "changed": something else was entered. */
/* @title: the row's, e.g. "Call back by". */
void ear_when_set_up (EarWhen *self, EarWhenSense sense, const char *title);
/* Chosen by hand to begin with; EAR_TIME_NONE: the first choice. */
void ear_when_set (EarWhen *self, gint64 at_ms);
/* After ear_when_set(): only a day and a time are asked for. */
void ear_when_hide_choices (EarWhen *self);
/* UTC ms, or EAR_TIME_NONE for the first choice (now, or none). */
gint64 ear_when_get (EarWhen *self);
/* What stands in the fields, to compare. (transfer full) */
char *ear_when_dup_entered (EarWhen *self);
/* Whether what stands in the fields is a time at all. */
gboolean ear_when_is_valid (EarWhen *self);
/* To put it right. */
void ear_when_grab_focus (EarWhen *self);

G_END_DECLS
