/* first-frame-probe.c: how long from exec to the first painted window, seen from outside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: first-frame-probe PROGRAM [ARG...]
 * Starts the program on $DISPLAY and prints "PID MILLISECONDS" once a window of it shows more than one colour. The program goes on:
 * whoever asked ends it. There is no window manager, so a top-level window is a child of the root.
 */

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <glib.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define POLL_US 2000
#define GIVE_UP_S 30
#define SMALLEST 200 /* pixels: not a helper window */

/* Windows come and go between two questions. */
static int
ignore_error (Display *display, XErrorEvent *event)
{
  return 0;
}

static gboolean
is_painted (Display *display, Window window, const XWindowAttributes *attributes)
{
  XImage *image = XGetImage (display, window, 0, 0, (unsigned) attributes->width, (unsigned) attributes->height, AllPlanes, ZPixmap);
  gboolean painted = FALSE;

  if (image == NULL)
    return FALSE;
  for (int y = image->height / 4; y < image->height * 3 / 4 && !painted; y += 7)
    for (int x = image->width / 4; x < image->width * 3 / 4 && !painted; x += 5)
      painted = XGetPixel (image, x, y) != XGetPixel (image, image->width / 2, image->height / 2);
  XDestroyImage (image);
  return painted;
}

static gboolean
has_window (Display *display, gboolean painted_only)
{
  Window root, parent, *children = NULL;
  unsigned n_children = 0;
  gboolean found = FALSE;

  if (!XQueryTree (display, DefaultRootWindow (display), &root, &parent, &children, &n_children))
    return FALSE;
  for (unsigned i = 0; i < n_children && !found; i++)
    {
      XWindowAttributes attributes;

      if (XGetWindowAttributes (display, children[i], &attributes) && attributes.map_state == IsViewable && attributes.class == InputOutput &&
          attributes.width >= SMALLEST && attributes.height >= SMALLEST)
        found = !painted_only || is_painted (display, children[i], &attributes);
    }
  if (children != NULL)
    XFree (children);
  return found;
}

int
main (int argc, char **argv)
{
  Display *display = XOpenDisplay (NULL);
  posix_spawn_file_actions_t actions;
  gint64 start;
  pid_t pid;

  if (argc < 2 || display == NULL)
    {
      fprintf (stderr, "usage: DISPLAY=… first-frame-probe PROGRAM [ARG...]\n");
      return 2;
    }
  XSetErrorHandler (ignore_error);
  /* The windows of a program that just ended go a little later. */
  for (guint i = 0; has_window (display, FALSE) && i < 2000; i++)
    usleep (POLL_US);

  /* Whoever reads our answer must not wait for the program's end. */
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_adddup2 (&actions, STDERR_FILENO, STDOUT_FILENO);
  start = g_get_monotonic_time ();
  if (posix_spawnp (&pid, argv[1], &actions, NULL, argv + 1, environ) != 0)
    {
      fprintf (stderr, "first-frame-probe: %s cannot be started\n", argv[1]);
      return 2;
    }
  while (!has_window (display, TRUE))
    {
      if (g_get_monotonic_time () - start > GIVE_UP_S * G_USEC_PER_SEC)
        {
          fprintf (stderr, "first-frame-probe: no window after %d s\n", GIVE_UP_S);
          return 1;
        }
      usleep (POLL_US);
    }
  printf ("%d %.1f\n", (int) pid, (double) (g_get_monotonic_time () - start) / 1000);
  return 0;
}
