/* earshotctl-killed.c: earshotctl that dies at a step of sending, as by a power cut
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/ear-engine-private.h"

/* EARSHOT_KILL_AT=performed:2 is when it gets there for the second time. Linked to earshotctl's own main(). */

static const char *kill_step;
static int kill_count;

static void
end_at_step (const char *step)
{
  gsize length = strlen (step);

  if (strncmp (kill_step, step, length) == 0 && kill_step[length] == ':' && g_atomic_int_add (&kill_count, -1) == 1)
    kill (getpid (), SIGKILL);
}

__attribute__ ((constructor)) static void
be_ready (void)
{
  const char *colon;

  kill_step = getenv ("EARSHOT_KILL_AT");
  colon = kill_step != NULL ? strchr (kill_step, ':') : NULL;
  if (colon == NULL)
    return;
  kill_count = atoi (colon + 1);
  ear_engine_set_step_func_for_test (end_at_step);
}
