/* ear-exception-dialog.h: days with times of their own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "model/ear-hours.h"

G_BEGIN_DECLS

#define EAR_TYPE_EXCEPTION_DIALOG (ear_exception_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EarExceptionDialog, ear_exception_dialog, EAR, EXCEPTION_DIALOG, AdwDialog)

/* Signal "made" (const EarHoursException *): pointer valid during the call. */
AdwDialog *ear_exception_dialog_new (void);

G_END_DECLS
