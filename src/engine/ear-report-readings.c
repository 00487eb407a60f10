/* ear-report-readings.c: what was found in replies, kept for the next report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "engine/ear-report-readings-private.h"

#define FOLDER "readings"

EarReadings *
ear_report_load_readings (EarStore   *store,
                          const char *name)
{
  g_autofree char *file = g_build_filename (ear_store_get_folder (store), FOLDER, name, NULL);
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (file, FALSE, NULL);

  if (mapped == NULL)
    return ear_readings_new ();
  return ear_readings_new_from_bytes (g_mapped_file_get_contents (mapped), g_mapped_file_get_length (mapped));
}

void
ear_report_save_readings (EarStore          *store,
                          const char        *name,
                          const EarReadings *readings)
{
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  if (!ear_readings_is_changed (readings))
    return;
  folder = g_build_filename (ear_store_get_folder (store), FOLDER, NULL);
  file = g_build_filename (folder, name, NULL);
  bytes = ear_readings_to_bytes (readings);
  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents_full (file, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("What was read is not kept: %s", error->message);
}
