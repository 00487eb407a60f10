/* ear-readings.c: what was found in texts before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-readings.h"
#include "model/ear-readings-version.h"

#define MOST 1000000
#define USED (G_GUINT64_CONSTANT (1) << 63)
#define VALUE_MASK ((G_GUINT64_CONSTANT (1) << EAR_READINGS_BITS) - 1)

typedef struct {
  guint64 hash;              /* 0: nothing is here */
  guint64 value;             /* and USED */
} Entry;

struct _EarReadings {
  Entry *entries;            /* open addressing, a power of two */
  guint size, n;
  gboolean changed;
};

/* A cache of this computer: in its own byte order. */
typedef struct {
  char name[8];
  guint64 version;
  guint64 n;
  guint64 sum;               /* of the entries behind */
} Head;

static const char head_name[8] = "EarRead1";

/* Every step can be undone, so that what differs in one step still differs in the next. The number is 2^64 over the golden ratio, made odd. */
static guint64
mix (guint64 hash, guint64 part)
{
  hash = (hash ^ part) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash ^ hash >> 32;
}

guint64
ear_readings_hash (guint64 hash, const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;
  guint64 part;

  for (gsize i = 0; i + sizeof part <= length; i += sizeof part)
    {
      memcpy (&part, text + i, sizeof part);
      hash = mix (hash, part);
    }
  part = 0;
  if (length > 0)
    memcpy (&part, text + length - length % sizeof part, length % sizeof part);
  /* With its length "ab" and "c" are not "a" and "bc". */
  return mix (mix (hash, part), text != NULL ? length : G_MAXUINT64);
}

static Entry *
find_place (const EarReadings *self, guint64 hash)
{
  guint at = (guint) hash & (self->size - 1);

  while (self->entries[at].hash != 0 && self->entries[at].hash != hash)
    at = (at + 1) & (self->size - 1);
  return &self->entries[at];
}

static void
make_room (EarReadings *self, guint n)
{
  guint size = self->size, old_size = self->size;
  Entry *old = self->entries;

  while (n * 2 > size)
    size *= 2;
  if (size == old_size)
    return;
  self->size = size;
  self->entries = g_new0 (Entry, size);
  for (guint i = 0; i < old_size; i++)
    if (old[i].hash != 0)
      *find_place (self, old[i].hash) = old[i];
  g_free (old);
}

EarReadings *
ear_readings_new (void)
{
  EarReadings *self = g_new0 (EarReadings, 1);

  self->size = 1024;
  self->entries = g_new0 (Entry, self->size);
  return self;
}

void
ear_readings_free (EarReadings *self)
{
  if (self == NULL)
    return;
  g_free (self->entries);
  g_free (self);
}

gboolean
ear_readings_find (EarReadings *self, guint64 hash, guint64 *value)
{
  Entry *entry = find_place (self, MAX (hash, 1));

  if (entry->hash == 0)
    return FALSE;
  entry->value |= USED;
  *value = entry->value & VALUE_MASK;
  return TRUE;
}

static void
put (EarReadings *self, guint64 hash, guint64 value)
{
  Entry *entry;

  make_room (self, self->n + 1);
  entry = find_place (self, MAX (hash, 1));
  self->n += entry->hash == 0;
  *entry = (Entry) { MAX (hash, 1), value };
}

void
ear_readings_add (EarReadings *self, guint64 hash, guint64 value)
{
  g_return_if_fail ((value & ~VALUE_MASK) == 0);

  put (self, hash, value | USED);
  self->changed = TRUE;
}

guint
ear_readings_get_n (const EarReadings *self)
{
  return self->n;
}

gboolean
ear_readings_is_changed (const EarReadings *self)
{
  return self->changed;
}

/* ---- as a file ---- */

static guint64
sum_of (const Entry *entries, gsize n)
{
  guint64 sum = EAR_READINGS_HASH;

  for (gsize i = 0; i < n; i++)
    sum = mix (mix (sum, entries[i].hash), entries[i].value);
  return sum;
}

EarReadings *
ear_readings_new_from_bytes (const void *data, gsize size)
{
  EarReadings *self = ear_readings_new ();
  g_autofree Entry *entries = NULL;
  Head head;

  if (size < sizeof head)
    return self;
  memcpy (&head, data, sizeof head);
  if (memcmp (head.name, head_name, sizeof head_name) != 0 || head.version != EAR_READINGS_VERSION || head.n > G_MAXINT32 / 2
      || head.n != (size - sizeof head) / sizeof (Entry))
    return self;
  entries = g_memdup2 ((const char *) data + sizeof head, (gsize) head.n * sizeof (Entry));
  if (sum_of (entries, (gsize) head.n) != head.sum)
    return self;
  make_room (self, (guint) head.n);
  for (gsize i = 0; i < head.n; i++)
    put (self, entries[i].hash, entries[i].value & VALUE_MASK);
  return self;
}

GBytes *
ear_readings_to_bytes (const EarReadings *self)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Head head = { .version = EAR_READINGS_VERSION };
  gboolean all = self->n <= MOST;

  memcpy (head.name, head_name, sizeof head_name);
  g_byte_array_append (bytes, (const guint8 *) &head, sizeof head);
  for (guint i = 0; i < self->size; i++)
    if (self->entries[i].hash != 0 && (all || (self->entries[i].value & USED) != 0))
      {
        Entry entry = { self->entries[i].hash, self->entries[i].value & VALUE_MASK };

        g_byte_array_append (bytes, (const guint8 *) &entry, sizeof entry);
        head.n++;
      }
  head.sum = sum_of ((const Entry *) (gconstpointer) (bytes->data + sizeof head), (gsize) head.n);
  memcpy (bytes->data, &head, sizeof head);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
