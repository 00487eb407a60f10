/* ear-key.c: keys that mean the same on another machine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-key.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/ear-session.h"

#define UUID_BYTES 16
#define UUID_CHARACTERS 36

/* Names of channels live in this space. Changing it would give every channel a new key. */
#define CHANNEL_NAMESPACE "8d2c1c0a-6a0e-4f43-9b5b-5d0f6f1e7a11"

static void
fill_random (guint8 *bytes, gsize n_bytes)
{
  while (n_bytes > 0)
    {
      gssize n = getrandom (bytes, n_bytes, 0);

      if (n < 0)
        {
          if (errno == EINTR)
            continue;
          /* Guessable keys and sign-in states would be worse than no program. */
          g_error ("The kernel gives no random bytes: %s", g_strerror (errno));
        }
      bytes += n;
      n_bytes -= (gsize) n;
    }
}

static char *
uuid_to_string (guint8 bytes[UUID_BYTES], guint8 version)
{
  bytes[6] = (guint8) ((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = (guint8) ((bytes[8] & 0x3f) | 0x80);

  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
                          bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]);
}

static void
uuid_from_string (const char *text, guint8 bytes[UUID_BYTES])
{
  for (gsize i = 0; i < UUID_BYTES; i++)
    {
      if (*text == '-')
        text++;
      bytes[i] = (guint8) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
      text += 2;
    }
}

/**
 * ear_key_uuid5:
 * @namespace_uuid: a UUID
 * @name: any text
 *
 * The name-based UUID of RFC 9562 5.5: the same input gives the same key everywhere.
 *
 * Returns: (transfer full): a UUID of version 5 in lower case
 */
char *
ear_key_uuid5 (const char *namespace_uuid, const char *name)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 space[UUID_BYTES];
  guint8 digest[20];
  gsize digest_length = sizeof digest;

  g_return_val_if_fail (ear_key_is_uuid (namespace_uuid), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  uuid_from_string (namespace_uuid, space);
  g_checksum_update (checksum, space, sizeof space);
  g_checksum_update (checksum, (const guchar *) name, (gssize) strlen (name));
  g_checksum_get_digest (checksum, digest, &digest_length);

  return uuid_to_string (digest, 5);
}

/**
 * ear_key_random:
 *
 * Returns: (transfer full): a UUID of version 4 (RFC 9562 5.4) from the kernel's random source
 */
char *
ear_key_random (void)
{
  guint8 bytes[UUID_BYTES];

  fill_random (bytes, sizeof bytes);
  return uuid_to_string (bytes, 4);
}

/**
 * ear_key_random_token:
 * @n_bytes: bytes of randomness, 1 to 1024
 *
 * Returns: (transfer full): them as base64url without padding (RFC 4648 5): fit for a PKCE verifier or an OAuth state
 */
char *
ear_key_random_token (gsize n_bytes)
{
  g_autofree guint8 *bytes = NULL;
  char *token;
  gsize length;

  g_return_val_if_fail (n_bytes > 0 && n_bytes <= 1024, NULL);

  bytes = g_malloc (n_bytes);
  fill_random (bytes, n_bytes);
  token = g_base64_encode (bytes, n_bytes);

  g_strdelimit (token, "+", '-');
  g_strdelimit (token, "/", '_');
  length = strcspn (token, "=");
  token[length] = '\0';
  return token;
}

/**
 * ear_key_is_uuid:
 * @text: (nullable): any text
 *
 * Returns: whether it is a UUID in its usual form of 36 characters
 */
gboolean
ear_key_is_uuid (const char *text)
{
  return text != NULL && g_uuid_string_is_valid (text);
}

/**
 * ear_key_for_channel:
 * @kind: the kind's id
 * @origin: the server's origin; written as ear_url_get_origin() does when it is a URL. Empty for offline kinds
 * @account_id: the account's id there
 *
 * Returns: (transfer full): the channel's UUID: the same account added twice is the same channel
 */
char *
ear_key_for_channel (const char *kind, const char *origin, const char *account_id)
{
  g_autofree char *normal_origin = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (kind != NULL && origin != NULL && account_id != NULL, NULL);

  normal_origin = ear_url_get_origin (origin);
  /* A newline stands in none of the three, so no two different channels share a name. */
  name = g_strconcat (kind, "\n", normal_origin != NULL ? normal_origin : origin, "\n", account_id, NULL);
  return ear_key_uuid5 (CHANNEL_NAMESPACE, name);
}

/**
 * ear_key_for_person:
 * @channel_key: a channel's UUID
 * @identity_ext: the service's id of the person's first identity
 *
 * Returns: (transfer full): the person's UUID
 */
char *
ear_key_for_person (const char *channel_key, const char *identity_ext)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (identity_ext != NULL, NULL);

  name = g_strconcat ("person\n", identity_ext, NULL);
  return ear_key_uuid5 (channel_key, name);
}

/**
 * ear_key_join:
 * @channel_key: a channel's UUID
 * @ext: the service's id
 *
 * Returns: (transfer full): the portable key of an identity, conversation, message or post
 */
char *
ear_key_join (const char *channel_key, const char *ext)
{
  g_return_val_if_fail (channel_key != NULL && ext != NULL, NULL);

  return g_strconcat (channel_key, "/", ext, NULL);
}

/**
 * ear_key_split:
 * @key: (nullable): a key made by ear_key_join()
 * @channel_key: (out) (transfer full) (optional): the channel's UUID
 * @ext: (out) (transfer full) (optional): the service's id, which may itself hold slashes
 *
 * Returns: whether it is such a key; otherwise nothing is set
 */
gboolean
ear_key_split (const char *key, char **channel_key, char **ext)
{
  g_autofree char *channel = NULL;

  if (key == NULL || strlen (key) < UUID_CHARACTERS + 2 || key[UUID_CHARACTERS] != '/')
    return FALSE;

  channel = g_strndup (key, UUID_CHARACTERS);
  if (!ear_key_is_uuid (channel))
    return FALSE;

  if (ext != NULL)
    *ext = g_strdup (key + UUID_CHARACTERS + 1);
  if (channel_key != NULL)
    *channel_key = g_steal_pointer (&channel);
  return TRUE;
}
