/* ear-about.c: what this program is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-about.h"

void
ear_about_present (GtkWidget *parent)
{
  adw_show_about_dialog (parent,
                         "application-name", _("Earshot"),
                         "application-icon", APPLICATION_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _("The Earshot contributors"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("Everything people say to your organisation, in one place, and answered with the same care everywhere."),
                         NULL);
}
