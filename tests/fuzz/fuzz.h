/* fuzz.h: what a fuzzer gives
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* One input of anything. A wrong result aborts, so that what is checked is more than "does not crash". */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define FUZZ_CHECK(condition) \
  do \
    { \
      if (!(condition)) \
        g_error ("%s:%d: %s does not hold", __FILE__, __LINE__, #condition); \
    } \
  while (0)
