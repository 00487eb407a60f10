/* ear-screenshot.h: a picture of the window, for documentation and tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct
{
  char *file;          /* (nullable): where the PNG goes */
  char *page;          /* (nullable): what to show first, as ear_window_show_page() names it */
  int width, height;   /* 0: as the window likes */
  gboolean dark, rtl;
} EarScreenshotPlan;

extern const GOptionEntry ear_screenshot_options[];

gboolean ear_screenshot_plan_read (EarScreenshotPlan *plan, GVariantDict *options);
void ear_screenshot_plan_clear (EarScreenshotPlan *plan);
/* Before the window is shown: size, colours, direction. */
void ear_screenshot_prepare (GtkWindow *window, const EarScreenshotPlan *plan);
/* Goes to the page, waits until it stands still, writes the file and closes the window. */
void ear_screenshot_take (GtkWindow *window, const EarScreenshotPlan *plan);

G_END_DECLS
