/* ear-key.h: keys that mean the same on another machine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 9562 version 5 (SHA-1, name-based). @namespace_uuid: a UUID string. */
char *ear_key_uuid5 (const char *namespace_uuid, const char *name);
/* RFC 9562 version 4 from the kernel's random source. */
char *ear_key_random (void);
/* @n_bytes of kernel randomness as base64url without padding: verifier, state. */
char *ear_key_random_token (gsize n_bytes);
gboolean ear_key_is_uuid (const char *text);

/* UUIDv5 (kind, server origin, account id): the same account added twice is the same channel. */
char *ear_key_for_channel (const char *kind, const char *origin, const char *account_id);
/* UUIDv5 of the person's first identity. */
char *ear_key_for_person (const char *channel_key, const char *identity_ext);

/* "<channel uuid>/<service id>": the portable key of an identity, conversation, message or post. */
char *ear_key_join (const char *channel_key, const char *ext);
gboolean ear_key_split (const char *key, char **channel_key, char **ext);

G_END_DECLS
