/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/ear-hours.h"

G_BEGIN_DECLS

/* Dates are counted as days since 1970-01-01, which was a Thursday. */
typedef struct
{
  gint32 day, last;
  char *label;
  GArray *intervals; /* (element-type EarInterval) by from */
  gboolean usual_days;
} EarHoursDate;

struct _EarHours
{
  gatomicrefcount references;
  char *zone_name;
  GTimeZone *zone;
  GArray *week;      /* (element-type EarInterval) by weekday and from */
  GPtrArray *dates;  /* (element-type EarHoursDate) by day and last */
  GArray *closed;    /* (element-type gint32) days, ascending */
};

#define EAR_SECONDS_A_DAY 86400

/* What counts on that date: borrowed, valid while the hours live. */
const EarInterval *ear_hours_intervals_of_day (const EarHours *hours, gint32 day, gsize *n_intervals);

/* (nullable): NULL for what is no date */
gboolean ear_hours_day_from_date (int year, int month, int day, gint32 *days);
void ear_hours_date_from_day (gint32 days, int *year, int *month, int *day);

G_END_DECLS
