/* ear-readings.h: what was found in texts before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EarReadings:
 *
 * Reading every reply again is what the whole report takes longest for, and the same texts read the same: a number for each, by a hash of all
 * that it depends on, so that nothing ever has to be told that it is out of date. 64 bits: among a million texts two share a number once in 37
 * million times. Of the texts themselves nothing can be got back. For one thread.
 */
typedef struct _EarReadings EarReadings;

EarReadings *ear_readings_new (void);
/* Whatever is not readable, or of rules that read otherwise, is empty. (transfer full) */
EarReadings *ear_readings_new_from_bytes (const void *data, gsize size);
void ear_readings_free (EarReadings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarReadings, ear_readings_free)

#define EAR_READINGS_HASH G_GUINT64_CONSTANT (0) /* where a hash begins */

/* @hash with one more thing that the finding depends on. @text: (nullable), which is not "". */
guint64 ear_readings_hash (guint64 hash, const char *text);

/* Of @value 60 bits are kept. */
#define EAR_READINGS_BITS 60
gboolean ear_readings_find (EarReadings *self, guint64 hash, guint64 *value);
void ear_readings_add (EarReadings *self, guint64 hash, guint64 value);
guint ear_readings_get_n (const EarReadings *self);
/* Whether there is anything that was not there when it was made. */
gboolean ear_readings_is_changed (const EarReadings *self);

/* Of more than a million only those that were asked for or added. (transfer full) */
GBytes *ear_readings_to_bytes (const EarReadings *self);

G_END_DECLS
