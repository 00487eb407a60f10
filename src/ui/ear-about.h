/* ear-about.h: what this program is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void ear_about_present (GtkWidget *parent);

G_END_DECLS
