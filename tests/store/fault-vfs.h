/* fault-vfs.h: a disk that fails, or a process that dies, at a chosen write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

typedef enum {
  FAULT_NONE,
  FAULT_FULL_ONCE,   /* that write says "disk full", the next ones succeed */
  FAULT_FULL,        /* … and so do all after it */
  FAULT_IO,          /* that write, sync or delete says "I/O error" */
  FAULT_KILL,        /* SIGKILL instead of that write */
  FAULT_KILL_TORN,   /* SIGKILL after half of that write */
} Fault;

/* Makes itself SQLite's default file system. */
void fault_install (void);
/* Counts from now; @at counts from 1. */
void fault_arm (Fault fault, int at);
void fault_disarm (void);
/* Writes, truncations, syncs and deletions since fault_arm(). */
int fault_operations (void);
int fault_syncs (void);
/* Whether the fault has happened. */
gboolean fault_struck (void);
