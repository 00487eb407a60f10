/* ear-store-place.c: where a workspace may live, and who has it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "store/ear-store-private.h"

/* File systems whose locks or write order SQLite cannot trust: statfs(2), linux/magic.h. */
static const struct {
  guint64 magic;
  const char *name;
} refused[] = {
  { 0x6969, "NFS" },
  { 0x517b, "SMB" },
  { 0xff534d42, "CIFS" },
  { 0xfe534d42, "SMB" },
  { 0x01021997, "9P" },
  { 0x00c36400, "Ceph" },
  { 0x5346414f, "AFS" },
  { 0x6b414653, "AFS" },
  { 0x73757245, "Coda" },
  { 0x0bd00bd0, "Lustre" },
  { 0x786f4256, "VirtualBox shared folder" },
  { 0xbacbacbc, "VMware shared folder" },
  { 0x65735546, "FUSE" },
};

/* What synchronising programs leave in the folder they keep. */
static const struct {
  const char *marker, *name;
} markers[] = {
  { ".stfolder", "Syncthing" },
  { ".dropbox", "Dropbox" },
  { ".dropbox.cache", "Dropbox" },
  { ".nextcloudsync.log", "Nextcloud" },
  { ".owncloudsync.log", "ownCloud" },
  { ".sync_journal.db", "Nextcloud" },
  { ".tmp.driveupload", "Google Drive" },
  { ".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive" },
  { ".debris", "MEGA" },
  { ".unison", "Unison" },
};

static const char *const folder_names[] = {
  "Dropbox", "OneDrive", "Nextcloud", "ownCloud", "Google Drive", "GoogleDrive", "pCloudDrive", "iCloudDrive", "MEGAsync", "SeaDrive",
};

gboolean
ear_place_check_filesystem (guint64 magic, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    if (magic == refused[i].magic)
      {
        g_set_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_PLACE,
                     _("This folder lies on a network or virtual drive (%s), where a workspace would be damaged. "
                     "Choose a folder on this computer's own disk."),
                     refused[i].name);
        return FALSE;
      }
  return TRUE;
}

/* Nextcloud and ownCloud name their journals ".sync_<hash>.db". */
static gboolean
has_sync_journal (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if ((g_str_has_prefix (name, ".sync_") || g_str_has_prefix (name, "._sync_")) && g_str_has_suffix (name, ".db"))
      return TRUE;
  return FALSE;
}

static const char *
synced_by (const char *folder)
{
  g_autofree char *name = g_path_get_basename (folder);

  for (guint i = 0; i < G_N_ELEMENTS (folder_names); i++)
    if (g_str_equal (name, folder_names[i]) || (g_str_has_prefix (name, folder_names[i]) && name[strlen (folder_names[i])] == ' '))
      return folder_names[i];
  for (guint i = 0; i < G_N_ELEMENTS (markers); i++)
    {
      g_autofree char *path = g_build_filename (folder, markers[i].marker, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return markers[i].name;
    }
  return has_sync_journal (folder) ? "Nextcloud" : NULL;
}

gboolean
ear_place_check (const char *folder, GError **error)
{
  g_autofree char *real = NULL;
  g_autofree char *at = g_canonicalize_filename (folder, NULL);
  struct statfs info;

  /* Not there yet: it will be where its nearest parent is. */
  while (!g_file_test (at, G_FILE_TEST_EXISTS) && !g_str_equal (at, "/"))
    {
      g_autofree char *parent = g_path_get_dirname (at);
      const char *program = synced_by (at);

      if (program != NULL)
        break;
      g_free (at);
      at = g_steal_pointer (&parent);
    }
  real = realpath (at, NULL);
  if (real != NULL)
    {
      g_free (at);
      at = g_steal_pointer (&real);
    }

  if (statfs (at, &info) == 0 && !ear_place_check_filesystem ((guint64) info.f_type & 0xffffffff, error))
    return FALSE;

  while (TRUE)
    {
      const char *program = synced_by (at);
      g_autofree char *parent = g_path_get_dirname (at);

      if (program != NULL)
        {
          g_set_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_PLACE,
                       _("%s keeps this folder in step with other places (%s), which would damage a workspace. "
                       "Choose another folder; backups may be stored there."),
                       program, at);
          return FALSE;
        }
      if (g_str_equal (parent, at) || g_str_equal (parent, "."))
        return TRUE;
      g_free (at);
      at = g_steal_pointer (&parent);
    }
}

int
ear_place_lock (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    {
      if (errno == ENOSPC || errno == EDQUOT)
        g_set_error_literal (error, EAR_STORE_ERROR, EAR_STORE_ERROR_FULL, _("The disk is full. Free some space; nothing was lost."));
      else
        g_set_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_READ_ONLY,
                     _("Earshot may not write to %s: %s. Check the folder's permissions."), folder, g_strerror (errno));
      return -1;
    }
  /* Belongs to the open file, not the process: a second opening in this process is refused too. */
  if (fcntl (fd, F_OFD_SETLK, &lock) != 0)
    {
      if (errno == EAGAIN || errno == EACCES)
        g_set_error_literal (error, EAR_STORE_ERROR, EAR_STORE_ERROR_LOCKED,
                             _("Another Earshot has this workspace open. Use that window, or close it first."));
      else
        g_set_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_PLACE,
                     _("The workspace's folder cannot be locked (%s). Choose a folder on this computer's own disk."), g_strerror (errno));
      close (fd);
      return -1;
    }
  return fd;
}

gint64
ear_place_free_bytes (const char *folder)
{
  struct statvfs info;

  if (statvfs (folder, &info) != 0)
    return -1;
  return (gint64) MIN (info.f_bavail, (fsblkcnt_t) G_MAXINT64 / MAX (info.f_frsize, 1)) * (gint64) info.f_frsize;
}
