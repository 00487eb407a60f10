/* fake-service.c: a service that does what a test tells it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fake-service.h"

#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#include "base/ear-clock.h"

typedef struct {
  guint seq;                 /* rises with every message */
  char *ext, *parent, *root, *author, *text, *key;
  gint64 time, visible_at;
  EarMessageState state;
} Item;

struct _FakeService {
  GMutex mutex;
  GCond cond;
  GPtrArray *items;          /* (element-type Item), by seq */
  GArray *faults;            /* (element-type FakeFault) */
  GHashTable *stalled;       /* method */
  GString *log;
  GHashTable *calls;         /* method → count */
  gboolean deaf;
  guint lag_s, page, n_accounts;
  int found;
  const char *greeting;      /* a fact that discover learns */
  gint64 skew_s;
  gboolean noticing;
  guint next_seq;
};

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->ext);
  g_free (item->parent);
  g_free (item->root);
  g_free (item->author);
  g_free (item->text);
  g_free (item->key);
  g_free (item);
}

FakeService *
fake_service_new (void)
{
  FakeService *self = g_new0 (FakeService, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->faults = g_array_new (FALSE, FALSE, sizeof (FakeFault));
  self->stalled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->log = g_string_new (NULL);
  self->page = 10;
  self->n_accounts = 1;
  self->found = -1;
  self->greeting = "hello";
  self->next_seq = 1;
  return self;
}

void
fake_service_free (FakeService *self)
{
  g_ptr_array_unref (self->items);
  g_array_unref (self->faults);
  g_hash_table_unref (self->stalled);
  g_hash_table_unref (self->calls);
  g_string_free (self->log, TRUE);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

/* Under the lock. */
static Item *
find (FakeService *self,
      const char  *ext)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      if (g_strcmp0 (item->ext, ext) == 0)
        return item;
    }
  return NULL;
}

/* Under the lock. */
static Item *
add (FakeService *self,
     const char  *parent,
     const char  *author,
     const char  *text,
     gint64       time,
     const char  *key)
{
  Item *item = g_new0 (Item, 1);
  const Item *above = parent != NULL ? find (self, parent) : NULL;

  item->seq = self->next_seq++;
  item->ext = g_strdup_printf ("m%u", item->seq);
  item->parent = g_strdup (parent);
  item->root = g_strdup (above != NULL ? above->root : item->ext);
  item->author = g_strdup (author);
  item->text = g_strdup (text);
  item->key = g_strdup (key);
  item->time = time;
  item->visible_at = ear_clock_now_ms () + (key != NULL ? self->lag_s * 1000 : 0);
  g_ptr_array_add (self->items, item);
  return item;
}

const char *
fake_service_add (FakeService *self,
                  const char  *parent,
                  const char  *author,
                  const char  *text,
                  gint64       age_s)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return add (self, parent, author, text, ear_clock_now_ms () - age_s * 1000, NULL)->ext;
}

void
fake_service_edit (FakeService *self,
                   const char  *ext,
                   const char  *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_set_str (&find (self, ext)->text, text);
}

void
fake_service_set_state (FakeService     *self,
                        const char      *ext,
                        EarMessageState  state)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  find (self, ext)->state = state;
}

EarMessageState
fake_service_get_state (FakeService *self,
                        const char  *ext)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return find (self, ext)->state;
}

void
fake_service_erase (FakeService *self,
                    const char  *ext)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_ptr_array_remove (self->items, find (self, ext));
}

guint
fake_service_count (FakeService *self,
                    const char  *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += g_strcmp0 (((Item *) g_ptr_array_index (self->items, i))->text, text) == 0;
  return n;
}

guint
fake_service_count_all (FakeService *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->items->len;
}

void
fake_service_fail (FakeService *self,
                   FakeFault    fault)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  fault.times = MAX (fault.times, 1);
  g_array_append_val (self->faults, fault);
}

void
fake_service_stall (FakeService *self,
                    const char  *method,
                    gboolean     stall)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (stall)
    g_hash_table_add (self->stalled, g_strdup (method));
  else
    g_hash_table_remove (self->stalled, method);
  g_cond_broadcast (&self->cond);
}

#define SETTER(name, Type, field) \
  void \
  fake_service_set_##name (FakeService *self, \
                           Type         value) \
  { \
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex); \
\
    self->field = value; \
  }

SETTER (deaf, gboolean, deaf)
SETTER (lag, guint, lag_s)
SETTER (found, int, found)
SETTER (skew, gint64, skew_s)
SETTER (noticing, gboolean, noticing)
SETTER (page, guint, page)
SETTER (accounts, guint, n_accounts)
SETTER (greeting, const char *, greeting)

char *
fake_service_take_log (FakeService *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  char *log = g_strdup (self->log->str);

  g_string_truncate (self->log, 0);
  return log;
}

guint
fake_service_count_calls (FakeService *self,
                          const char  *method)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->calls, method));
}

/* ---- requests and replies: lines of fields, so that a socket can carry them ---- */

static gboolean
is_visible (const Item *item)
{
  return item->visible_at <= ear_clock_now_ms ();
}

static void
write_item (GString    *reply,
            const Item *item)
{
  g_autofree char *text = g_strescape (item->text, NULL);

  g_string_append_printf (reply, "item\t%s\t%s\t%s\t%s\t%" G_GINT64_FORMAT "\t%d\t%s\n", item->ext, item->parent != NULL ? item->parent : "-",
                          item->root, item->author, item->time, item->state, text);
}

/* Pages by sequence number: forward from a cursor on, backwards below one. */
static void
write_page (FakeService *self,
            GString     *reply,
            gboolean     forward,
            guint        cursor)
{
  guint n = 0, last = cursor;
  gboolean more = FALSE;

  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = g_ptr_array_index (self->items, forward ? i : self->items->len - 1 - i);
      gboolean wanted = forward ? item->seq > cursor : cursor == 0 || item->seq < cursor;

      if (!wanted || !is_visible (item))
        continue;
      if (n == self->page)
        {
          more = TRUE;
          break;
        }
      write_item (reply, item);
      last = item->seq;
      n++;
    }
  g_string_append_printf (reply, "page\t%u\t%d\t%u\n", last, more, self->items->len);
}

static guint
newest (FakeService *self)
{
  guint seq = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = g_ptr_array_index (self->items, i);

      if (is_visible (item))
        seq = item->seq;
    }
  return seq;
}

static void
do_perform (FakeService *self,
            char       **fields,
            GString     *reply)
{
  g_autofree char *text = g_strcompress (fields[5]);
  Item *target = find (self, fields[3]);

  if (g_str_equal (fields[2], "reply") || g_str_equal (fields[2], "private-reply"))
    {
      for (guint i = 0; i < self->items->len; i++)
        {
          const Item *item = g_ptr_array_index (self->items, i);

          /* A service that remembers keys. */
          if (g_str_equal (fields[4], "keys") && g_strcmp0 (item->key, fields[1]) == 0)
            {
              write_item (reply, item);
              return;
            }
        }
      /* What is said privately stands in a conversation of its own. */
      write_item (reply, add (self, g_str_equal (fields[2], "reply") ? fields[3] : NULL, "us", text, ear_clock_now_ms (), fields[1]));
    }
  else if (target == NULL)
    {
      g_string_append (reply, "error\tgone\n");
    }
  else
    {
      if (g_str_equal (fields[2], "approve") || g_str_equal (fields[2], "unspam") || g_str_equal (fields[2], "untrash"))
        target->state = EAR_MESSAGE_VISIBLE;
      else if (g_str_equal (fields[2], "spam"))
        target->state = EAR_MESSAGE_SPAM;
      else if (g_str_equal (fields[2], "trash"))
        target->state = EAR_MESSAGE_TRASHED;
      else if (g_str_equal (fields[2], "hold"))
        target->state = EAR_MESSAGE_HELD;
      write_item (reply, target);
    }
}

static void
answer (FakeService *self,
        char       **fields,
        GString     *reply)
{
  const char *method = fields[0];

  if (g_str_equal (method, "pull") || g_str_equal (method, "backfill"))
    {
      /* The first reading forward only finds where "now" is, as many services do. */
      if (g_str_equal (method, "pull") && fields[1][0] == '-')
        g_string_append_printf (reply, "page\t%u\t0\t%u\n", newest (self), self->items->len);
      else
        write_page (self, reply, g_str_equal (method, "pull"), (guint) g_ascii_strtoull (fields[1], NULL, 10));
    }
  else if (g_str_equal (method, "reconcile") || g_str_equal (method, "refresh"))
    {
      for (guint i = 0; i < self->items->len; i++)
        {
          const Item *item = g_ptr_array_index (self->items, i);

          if (is_visible (item) && (g_str_equal (method, "reconcile") || g_str_equal (item->root, fields[1])))
            write_item (reply, item);
        }
    }
  else if (g_str_equal (method, "check"))
    {
      const Item *item = find (self, fields[1]);

      if (item != NULL)
        write_item (reply, item);
      else
        g_string_append (reply, "error\tgone\n");
    }
  else if (g_str_equal (method, "perform"))
    {
      do_perform (self, fields, reply);
    }
  else if (g_str_equal (method, "find"))
    {
      for (guint i = 0; i < self->items->len; i++)
        {
          const Item *item = g_ptr_array_index (self->items, i);

          if (g_strcmp0 (item->key, fields[1]) == 0 && is_visible (item))
            write_item (reply, item);
        }
      g_string_append_printf (reply, "found\t%d\n", self->found);
    }
  else if (g_str_equal (method, "discover"))
    {
      for (guint i = 0; i < self->n_accounts; i++)
        g_string_append_printf (reply, "account\taccount-%u\tShop %u\n", i + 1, i + 1);
      if (self->noticing)
        g_string_append (reply, "notice\tIt throws away half of them. Ask there why.\n");
      g_string_append_printf (reply, "greeting\t%s\n", self->greeting);
    }
}

/* Under the lock. The fault that is next for this method, taken. */
static gboolean
take_fault (FakeService *self,
            const char  *method,
            FakeFault   *fault)
{
  for (guint i = 0; i < self->faults->len; i++)
    {
      FakeFault *at = &g_array_index (self->faults, FakeFault, i);

      if (!g_str_equal (at->method, method))
        continue;
      *fault = *at;
      if (--at->times == 0)
        g_array_remove_index (self->faults, i);
      return TRUE;
    }
  return FALSE;
}

static char *
serve_request (FakeService  *self,
               const char   *request,
               GCancellable *cancellable)
{
  g_auto (GStrv) fields = g_strsplit (request, "\t", -1);
  GString *reply = g_string_new (NULL);
  FakeFault fault;
  gboolean fails;

  g_mutex_lock (&self->mutex);
  g_string_append_printf (self->log, "%s%s", self->log->len > 0 ? " " : "", fields[0]);
  g_hash_table_insert (self->calls, g_strdup (fields[0]),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (self->calls, fields[0])) + 1));
  while (g_hash_table_contains (self->stalled, fields[0]))
    {
      if (!self->deaf && g_cancellable_is_cancelled (cancellable))
        {
          g_mutex_unlock (&self->mutex);
          g_string_assign (reply, "error\tcancelled\n");
          return g_string_free (reply, FALSE);
        }
      g_cond_wait_until (&self->cond, &self->mutex, g_get_monotonic_time () + 10 * 1000);
    }
  fails = take_fault (self, fields[0], &fault);
  if (!fails || fault.accepted)
    answer (self, fields, reply);
  if (fails)
    {
      g_string_truncate (reply, 0);
      g_string_append_printf (reply, "error\t%s\t%d\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\n", ear_problem_code_to_string (fault.code),
                              fault.effect, fault.retry_after_ms, fault.hold_ms);
    }
  g_string_append_printf (reply, "date\t%" G_GINT64_FORMAT "\n", ear_clock_now_ms () + self->skew_s * 1000);
  g_mutex_unlock (&self->mutex);
  return g_string_free (reply, FALSE);
}

/* ---- the other end of a socket ---- */

static gboolean
read_all (int     fd,
          gpointer data,
          gsize   length)
{
  char *at = data;

  while (length > 0)
    {
      gssize n = read (fd, at, length);

      if (n <= 0)
        return FALSE;
      at += n;
      length -= (gsize) n;
    }
  return TRUE;
}

static char *
read_text (int fd)
{
  guint32 length;
  char *text;

  if (!read_all (fd, &length, sizeof length))
    return NULL;
  text = g_malloc0 (length + 1);
  if (read_all (fd, text, length))
    return text;
  g_free (text);
  return NULL;
}

static gboolean
write_text (int         fd,
            const char *text)
{
  guint32 length = (guint32) strlen (text);
  g_autofree char *whole = g_malloc (sizeof length + length);

  memcpy (whole, &length, sizeof length);
  memcpy (whole + sizeof length, text, length);
  return write (fd, whole, sizeof length + length) == (gssize) (sizeof length + length);
}

void
fake_service_serve (FakeService *self,
                    int          fd)
{
  for (;;)
    {
      g_autofree char *request = read_text (fd);
      g_autofree char *reply = request != NULL ? serve_request (self, request, NULL) : NULL;

      if (reply == NULL || !write_text (fd, reply))
        return;
    }
}

static FakeService *used_service;
static int used_fd = -1;
static GMutex fd_mutex;

void
fake_service_use (FakeService *self)
{
  used_service = self;
}

void
fake_service_use_socket (int fd)
{
  used_fd = fd;
}

char *
fake_service_request (const char   *request,
                      GCancellable *cancellable)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (used_fd < 0)
    return serve_request (used_service, request, cancellable);
  locker = g_mutex_locker_new (&fd_mutex);
  return write_text (used_fd, request) ? read_text (used_fd) : NULL;
}
