/* ear-beside.c: work that goes on beside its owner's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-beside-private.h"

void
ear_beside_begin (EarBeside   *beside,
                  const char  *name,
                  GThreadFunc  func,
                  gpointer     data)
{
  g_return_if_fail (beside->thread == NULL);

  beside->thread = g_thread_try_new (name, func, data, NULL);
  if (beside->thread == NULL)
    func (data);
}

void
ear_beside_wait (EarBeside *beside)
{
  if (beside->thread != NULL)
    g_thread_join (g_steal_pointer (&beside->thread));
}
