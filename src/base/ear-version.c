/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/ear-version.h"

/**
 * ear_version_get:
 *
 * Returns: the version of Earshot that was built
 */
const char *
ear_version_get (void)
{
  return PACKAGE_VERSION;
}
