/* document-probe.c: the report's document of made-up questions in every form, for test_document.py and for the eye
 *
 * usage: document-probe QUESTIONS FOLDER [LANGUAGE LOCALES]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ear-clock.h"
#include "report-replies.h"
#include "report-world.h"
#include "report/ear-document.h"
#include "report/ear-report-text.h"

#define MAX_REPLIES 300 /* more say nothing else */
#define WISH "{\"greets\":\"yes\",\"by-name\":\"yes\",\"signs-off\":\"yes\",\"thanks\":\"yes\",\"emoji\":\"no\",\"max-words\":80}"

static void
fill (World *world, guint n)
{
  static const char *const names[] = { "Olive & Thyme blog", "Mastodon <b>", "Town page", "Telephone" };
  static const char *const kinds[] = { "WordPress", "Mastodon", "Facebook", "Phone" };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  const EarSpan spans[] = { { START - DAY, START + 11 * DAY + HOUR }, { START + 19 * DAY, START + 35 * DAY } };

  for (guint i = 0; i < 4; i++)
    {
      world->channels[i].name = names[i];
      world->channels[i].kind_name = kinds[i];
    }
  world_read_only (world, 2, spans, 2);
  world->channels[3].offline = TRUE;
  for (guint i = 0; i < n; i++)
    {
      guint channel = (guint) g_rand_int_range (random, 0, 4);
      gint64 at = START + (gint64) (g_rand_double (random) * 28 * DAY);
      /* The first is slow, the second is quick; one in five or ten has no answer. */
      double mean = channel == 0 ? 9 * HOUR : channel == 1 ? 0.7 * HOUR : 2 * HOUR;
      gboolean none = g_rand_int_range (random, 0, channel == 0 ? 4 : 12) == 0;
      gint64 wait = none ? -1 : (gint64) (-mean * log (1 - g_rand_double (random)));
      EarReportEnquiry *enquiry = world_add (world, channel, g_rand_int_range (random, 0, (gint32) (n / 2 + 2)), at, wait);

      enquiry->follow_up = g_rand_int_range (random, 0, 4) == 0;
      if (g_rand_int_range (random, 0, 12) == 0)
        enquiry->exclusion = (guint8) g_rand_int_range (random, 1, 4);
      else if (none && g_rand_int_range (random, 0, 3) == 0)
        {
          enquiry->outcome = EAR_ENQUIRY_CLOSED;
          enquiry->closed_at = at + HOUR;
        }
      else if (channel == 3 && g_rand_boolean (random))
        {
          enquiry->on_spot = TRUE;
          enquiry->outcome = EAR_ENQUIRY_ANSWERED;
          enquiry->answered_at = at;
        }
    }
}

static void
save (const char *folder, const char *name, GBytes *bytes, GError *error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) problem = error;

  if (bytes == NULL)
    g_error ("%s: %s", name, problem->message);
  if (!g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &problem))
    g_error ("%s", problem->message);
  g_bytes_unref (bytes);
}

static void
save_text (const char *folder, const char *name, char *text)
{
  save (folder, name, g_bytes_new_take (text, strlen (text)), NULL);
}

int
main (int argc, char **argv)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarCatalogue) catalogue = NULL;
  g_autoptr (EarCalendar) office = NULL;
  g_autoptr (EarReport) report = NULL;
  g_autoptr (EarDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *bytes;
  gint64 begin;
  guint n;

  if (argc != 3 && argc != 5)
    return 2;
  setlocale (LC_ALL, "");
  n = (guint) atoi (argv[1]);
  world_init (&world, n == 0 ? 0 : 4);
  office = world_office_hours (9, 18);
  world.input.hours = office;
  world.input.zone = "UTC";
  if (n > 0)
    fill (&world, n);
  report = world_compute (&world);
  replies_add (report, MIN (n, MAX_REPLIES), WISH);
  if (argc == 5)
    {
      catalogue = ear_catalogue_load (argv[4], GETTEXT_PACKAGE, argv[3], &error);
      g_assert_no_error (error);
    }

  begin = g_get_monotonic_time ();
  document = ear_document_new (report, catalogue, "Olive & Thyme");
  g_print ("document %.1f ms\n", (g_get_monotonic_time () - begin) / 1000.);
  begin = g_get_monotonic_time ();
  bytes = ear_document_to_html (document, NULL, &error);
  g_print ("html %.1f ms\n", (g_get_monotonic_time () - begin) / 1000.);
  save (argv[2], "report.html", bytes, error);
  begin = g_get_monotonic_time ();
  bytes = ear_document_to_pdf (document, EAR_PAPER_A4, NULL, &error);
  g_print ("pdf %.1f ms\n", (g_get_monotonic_time () - begin) / 1000.);
  save (argv[2], "a4.pdf", bytes, error);
  bytes = ear_document_to_pdf (document, EAR_PAPER_LETTER, NULL, &error);
  save (argv[2], "letter.pdf", bytes, error);
  save_text (argv[2], "report.txt", ear_document_to_text (document, 96, TRUE));
  save_text (argv[2], "terminal.txt", ear_document_to_text (document, 96, FALSE));
  save_text (argv[2], "report.json", ear_report_to_json (report));
  return 0;
}
