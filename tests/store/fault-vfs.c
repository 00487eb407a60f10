/* fault-vfs.c: a disk that fails, or a process that dies, at a chosen write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fault-vfs.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>

typedef struct {
  sqlite3_file base;
  sqlite3_file *real; /* behind this struct */
} File;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs vfs;
static sqlite3_io_methods methods;
static int operations, syncs, strike_at;
static Fault armed;
static gboolean struck;

void
fault_arm (Fault fault, int at)
{
  g_atomic_int_set (&operations, 0);
  g_atomic_int_set (&syncs, 0);
  struck = FALSE;
  strike_at = at;
  armed = fault;
}

void
fault_disarm (void)
{
  armed = FAULT_NONE;
}

int
fault_operations (void)
{
  return g_atomic_int_get (&operations);
}

int
fault_syncs (void)
{
  return g_atomic_int_get (&syncs);
}

gboolean
fault_struck (void)
{
  return struck;
}

/* SQLITE_OK, or what the operation shall answer. */
static int
operate (gboolean writes)
{
  int n = g_atomic_int_add (&operations, 1) + 1;

  if (armed == FAULT_NONE || n < strike_at || (n > strike_at && armed != FAULT_FULL))
    return SQLITE_OK;
  switch (armed)
    {
    case FAULT_FULL_ONCE:
    case FAULT_FULL:
      /* A full disk lets go of space and of what is written already. */
      if (!writes)
        {
          if (armed == FAULT_FULL_ONCE)
            strike_at++;
          return SQLITE_OK;
        }
      struck = TRUE;
      return SQLITE_FULL;
    case FAULT_IO:
      struck = TRUE;
      return SQLITE_IOERR_WRITE;
    case FAULT_KILL:
      raise (SIGKILL);
      return SQLITE_OK;
    case FAULT_KILL_TORN:
      if (!writes)
        raise (SIGKILL);
      struck = TRUE;
      return SQLITE_OK;
    case FAULT_NONE:
    default:
      return SQLITE_OK;
    }
}

#define REAL(file) (((File *) (file))->real)

static int
file_close (sqlite3_file *file)
{
  return REAL (file)->pMethods != NULL ? REAL (file)->pMethods->xClose (REAL (file)) : SQLITE_OK;
}

static int
file_read (sqlite3_file *file, void *data, int length, sqlite3_int64 offset)
{
  return REAL (file)->pMethods->xRead (REAL (file), data, length, offset);
}

static int
file_write (sqlite3_file *file, const void *data, int length, sqlite3_int64 offset)
{
  int rc = operate (TRUE);

  if (rc != SQLITE_OK)
    return rc;
  if (struck && armed == FAULT_KILL_TORN)
    {
      REAL (file)->pMethods->xWrite (REAL (file), data, length / 2, offset);
      raise (SIGKILL);
    }
  return REAL (file)->pMethods->xWrite (REAL (file), data, length, offset);
}

static int
file_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  int rc = operate (FALSE);

  return rc != SQLITE_OK ? rc : REAL (file)->pMethods->xTruncate (REAL (file), size);
}

static int
file_sync (sqlite3_file *file, int flags)
{
  int rc = operate (FALSE);

  g_atomic_int_inc (&syncs);
  return rc != SQLITE_OK ? SQLITE_IOERR_FSYNC : REAL (file)->pMethods->xSync (REAL (file), flags);
}

static int
file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
file_lock (sqlite3_file *file, int lock)
{
  return REAL (file)->pMethods->xLock (REAL (file), lock);
}

static int
file_unlock (sqlite3_file *file, int lock)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), lock);
}

static int
file_check_lock (sqlite3_file *file, int *out)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), out);
}

static int
file_control (sqlite3_file *file, int op, void *arg)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), op, arg);
}

static int
file_sector_size (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
file_characteristics (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
file_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
  return REAL (file)->pMethods->xShmMap (REAL (file), page, size, extend, out);
}

static int
file_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
file_shm_unmap (sqlite3_file *file, int delete)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), delete);
}

static int
vfs_open (sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  File *mine = (File *) file;
  int rc;

  mine->base.pMethods = NULL;
  mine->real = (sqlite3_file *) (gpointer) (mine + 1);
  rc = real_vfs->xOpen (real_vfs, name, mine->real, flags, out_flags);
  if (rc == SQLITE_OK)
    mine->base.pMethods = &methods;
  return rc;
}

static int
vfs_delete (sqlite3_vfs *self, const char *name, int sync_dir)
{
  int rc = operate (FALSE);

  return rc != SQLITE_OK ? SQLITE_IOERR_DELETE : real_vfs->xDelete (real_vfs, name, sync_dir);
}

void
fault_install (void)
{
  methods = (sqlite3_io_methods) {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
  };
  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "fault";
  vfs.szOsFile = (int) sizeof (File) + real_vfs->szOsFile;
  vfs.xOpen = vfs_open;
  vfs.xDelete = vfs_delete;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}
