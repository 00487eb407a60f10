/* report-world.c: questions and what was read of them, in a few words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "model/ear-coverage.h"
#include "report-world.h"

void
world_clear (World *world)
{
  for (guint i = 0; i < MAX_CHANNELS; i++)
    g_clear_pointer (&world->covered[i], g_array_unref);
  g_clear_pointer (&world->enquiries, g_array_unref);
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    g_clear_pointer (&world->earlier[i], g_array_unref);
}

void
world_init (World *world, gsize n_channels)
{
  static const char *const names[MAX_CHANNELS] = { "Blog", "Mastodon", "Page", "Shop", "Forum", "Board", "Reviews", "Letters" };

  world->enquiries = g_array_new (FALSE, TRUE, sizeof (EarReportEnquiry));
  world->promises[0] = (EarPromise) { G_MININT64, 4 * 3600 };
  world->input = (EarReportInput) {
    .from = START, .to = START + 28 * DAY, .now = START + 35 * DAY + HOUR, .promises = world->promises, .n_promises = 1,
    .channels = world->channels, .n_channels = n_channels,
  };
  for (gsize i = 0; i < n_channels; i++)
    {
      EarSpan all = { G_MININT64, START + 35 * DAY };

      world->covered[i] = ear_spans_normalize (&all, 1);
      world->channels[i] = (EarReportChannelInput) {
        .key = names[i], .name = names[i], .kind = "test", .kind_name = "Test", .known_until = START + 35 * DAY, .covered = world->covered[i],
      };
    }
}

EarReportEnquiry *
world_add (World *world, guint channel, gint64 person, gint64 opened_at, gint64 wait)
{
  EarReportEnquiry enquiry = {
    .conversation_id = (gint64) world->enquiries->len + 1, .person_id = person, .opened_at = opened_at, .channel = channel,
    .answered_at = EAR_TIME_NONE, .closed_at = EAR_TIME_NONE,
  };

  if (wait >= 0)
    {
      enquiry.answered_at = opened_at + wait;
      enquiry.outcome = EAR_ENQUIRY_ANSWERED;
    }
  g_array_append_val (world->enquiries, enquiry);
  return &g_array_index (world->enquiries, EarReportEnquiry, world->enquiries->len - 1);
}

/* What the engine reads beside: the enquiries of the earlier times. */
static void
choose_earlier (World *world)
{
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    {
      EarReportEarlierPeriod period = ear_report_earlier_period (&world->input, (EarEarlier) i);

      g_clear_pointer (&world->earlier[i], g_array_unref);
      world->earlier[i] = g_array_new (FALSE, FALSE, sizeof (EarReportEnquiry));
      for (guint j = 0; period.asked && j < world->enquiries->len; j++)
        {
          EarReportEnquiry enquiry = g_array_index (world->enquiries, EarReportEnquiry, j);

          if (enquiry.opened_at >= period.from && enquiry.opened_at < period.to)
            g_array_append_val (world->earlier[i], enquiry);
        }
      world->input.earlier[i] = (const EarReportEnquiry *) (gpointer) world->earlier[i]->data;
      world->input.n_earlier[i] = world->earlier[i]->len;
    }
}

EarReport *
world_compute (World *world)
{
  choose_earlier (world);
  world->input.enquiries = (const EarReportEnquiry *) (gpointer) world->enquiries->data;
  world->input.n_enquiries = world->enquiries->len;
  return ear_report_compute (&world->input);
}

void
world_read_only (World *world, guint channel, const EarSpan *spans, gsize n_spans)
{
  g_clear_pointer (&world->covered[channel], g_array_unref);
  world->covered[channel] = ear_spans_normalize (spans, n_spans);
  world->channels[channel].covered = world->covered[channel];
}

EarCalendar *
world_office_hours (guint from, guint to)
{
  g_autoptr (EarHours) hours = ear_hours_new ("UTC", NULL);
  EarCalendar *calendar = ear_calendar_new ();

  for (guint day = 1; day <= 5; day++)
    ear_hours_add (hours, (EarInterval) { day, from * 60, to * 60 });
  ear_calendar_add (calendar, G_MININT64, hours);
  return calendar;
}
