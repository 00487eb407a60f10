/* first-frame-probe.c: how long from exec to the first painted window, seen from outside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: first-frame-probe PROGRAM [ARG...]
 * Starts the program on $DISPLAY and prints "PID FRAME PROCESSOR FILLED PROCESSOR": milliseconds until a window of it shows more than one
 * colour, and until a tenth of it is something else than its background, as a window with a list is; and the milliseconds of processor
 * the program had used by then. The program goes on: whoever asked ends it. There is no window manager, so a top-level window is a
 * child of the root.
 */

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <glib.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
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

/* Whether @per_mille of its places or more, but at least one, are not of the colour at the edge of its middle. */
static gboolean
is_painted (Display *display, Window window, const XWindowAttributes *attributes, int per_mille)
{
  XImage *image = XGetImage (display, window, 0, 0, (unsigned) attributes->width, (unsigned) attributes->height, AllPlanes, ZPixmap);
  int n = 0, n_painted = 0;
  unsigned long background;

  if (image == NULL)
    return FALSE;
  background = XGetPixel (image, image->width - 20, image->height / 2);
  for (int y = image->height / 8; y < image->height * 7 / 8; y += 7)
    for (int x = 20; x < image->width - 20; x += 5, n++)
      n_painted += XGetPixel (image, x, y) != background;
  XDestroyImage (image);
  return n_painted > 0 && n_painted >= n * per_mille / 1000;
}

static double
processor_ms (pid_t pid)
{
  struct timespec used = { 0 };
  clockid_t clock;

  if (clock_getcpuclockid (pid, &clock) == 0)
    clock_gettime (clock, &used);
  return (double) used.tv_sec * 1e3 + (double) used.tv_nsec / 1e6;
}

/* @per_mille: -1: any. */
static gboolean
has_window (Display *display, int per_mille)
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
        found = per_mille < 0 || is_painted (display, children[i], &attributes, per_mille);
    }
  if (children != NULL)
    XFree (children);
  return found;
}

int
main (int argc, char **argv)
{
  static const int steps[] = { 0, 100 }; /* per mille */
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
  for (guint i = 0; has_window (display, -1) && i < 2000; i++)
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
  printf ("%d", (int) pid);
  for (guint step = 0; step < G_N_ELEMENTS (steps); step++)
    {
      while (!has_window (display, steps[step]))
        {
          if (g_get_monotonic_time () - start > GIVE_UP_S * G_USEC_PER_SEC)
            {
              fprintf (stderr, "first-frame-probe: no %s window after %d s\n", step == 0 ? "painted" : "filled", GIVE_UP_S);
              return 1;
            }
          usleep (POLL_US);
        }
      printf (" %.1f %.1f", (double) (g_get_monotonic_time () - start) / 1000, processor_ms (pid));
    }
  printf ("\n");
  return 0;
}
