/* report-world.h: questions and what was read of them, in a few words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-report.h"

#define SECOND G_GINT64_CONSTANT (1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define START G_GINT64_CONSTANT (1767571200000) /* Monday, 5 January 2026, 00:00 UTC */

#define MAX_CHANNELS 8

typedef struct {
  EarReportInput input;
  EarReportChannelInput channels[MAX_CHANNELS];
  GArray *covered[MAX_CHANNELS];
  GArray *enquiries;
  GArray *earlier[EAR_N_EARLIER]; /* filled by world_compute() from those that came before */
  EarPromise promises[4];
} World;

void world_clear (World *world);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

/* Four weeks of wall clock, a promise of four hours, channels read without gaps until a week later. */
void world_init (World *world, gsize n_channels);
/* @wait: ms until the answer; negative: none. Returns: (transfer none): good until the next is added. */
EarReportEnquiry *world_add (World *world, guint channel, gint64 person, gint64 opened_at, gint64 wait);
/* The channel was read in these spans, and in no other. */
void world_read_only (World *world, guint channel, const EarSpan *spans, gsize n_spans);
EarReport *world_compute (World *world);

/* Monday to Friday, UTC. */
EarCalendar *world_office_hours (guint from, guint to);

#define assert_count(report, channel, figure, number) \
  g_assert_cmpuint (ear_report_get_channel (report, channel)->counts[EAR_FIGURE_##figure], ==, number)
