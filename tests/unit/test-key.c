/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "base/ear-key.h"

#define DNS_NAMESPACE "6ba7b810-9dad-11d1-80b4-00c04fd430c8"

/* RFC 9562 A.4 */
static void
test_uuid5 (void)
{
  g_autofree char *key = ear_key_uuid5 (DNS_NAMESPACE, "www.example.com");
  g_autofree char *upper = ear_key_uuid5 ("6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "www.example.com");

  g_assert_cmpstr (key, ==, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  g_assert_cmpstr (upper, ==, key);
}

static void
test_random (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < 1000; i++)
    {
      char *key = ear_key_random ();

      g_assert_true (ear_key_is_uuid (key));
      g_assert_cmpint (key[14], ==, '4');
      g_assert_nonnull (strchr ("89ab", key[19]));
      g_assert_true (g_hash_table_add (seen, key));
    }
}

static void
test_random_token (void)
{
  for (gsize n = 1; n <= 64; n++)
    {
      g_autofree char *token = ear_key_random_token (n);
      g_autofree char *other = ear_key_random_token (n);

      g_assert_cmpuint (strlen (token), ==, (n * 8 + 5) / 6);
      g_assert_cmpuint (strspn (token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), ==, strlen (token));
      if (n >= 16)
        g_assert_cmpstr (token, !=, other);
    }
}

static void
test_is_uuid (void)
{
  g_assert_true (ear_key_is_uuid (DNS_NAMESPACE));
  g_assert_false (ear_key_is_uuid ("6ba7b810-9dad-11d1-80b4-00c04fd430c"));
  g_assert_false (ear_key_is_uuid ("6ba7b8109dad11d180b400c04fd430c8"));
  g_assert_false (ear_key_is_uuid (""));
  g_assert_false (ear_key_is_uuid (NULL));
}

/* These keys stand in files and events: the values must never change. */
static void
test_channel (void)
{
  g_autofree char *key = ear_key_for_channel ("wordpress", "https://example.org", "1");
  g_autofree char *typed = ear_key_for_channel ("wordpress", "HTTPS://Example.org:443/blog/", "1");
  g_autofree char *other_account = ear_key_for_channel ("wordpress", "https://example.org", "2");
  g_autofree char *other_kind = ear_key_for_channel ("mastodon", "https://example.org", "1");
  g_autofree char *offline = ear_key_for_channel ("offline", "", "phone");
  g_autofree char *person = ear_key_for_person (key, "mia@example.net");

  g_assert_cmpstr (key, ==, "58ff6658-a7db-5d1d-ae50-d181f306e8c2");
  g_assert_cmpstr (typed, ==, key);
  g_assert_cmpstr (other_account, !=, key);
  g_assert_cmpstr (other_kind, !=, key);
  g_assert_true (ear_key_is_uuid (offline));
  g_assert_cmpstr (person, ==, "d68edb1f-bf35-5051-bae6-203f3599ad25");
}

static void
test_join_split (void)
{
  g_autofree char *key = ear_key_join (DNS_NAMESPACE, "at://did:plc:x/app.bsky.feed.post/3k");
  g_autofree char *channel = NULL;
  g_autofree char *ext = NULL;

  g_assert_cmpstr (key, ==, DNS_NAMESPACE "/at://did:plc:x/app.bsky.feed.post/3k");
  g_assert_true (ear_key_split (key, &channel, &ext));
  g_assert_cmpstr (channel, ==, DNS_NAMESPACE);
  g_assert_cmpstr (ext, ==, "at://did:plc:x/app.bsky.feed.post/3k");
  g_assert_true (ear_key_split (key, NULL, NULL));

  g_assert_false (ear_key_split (DNS_NAMESPACE "/", NULL, NULL));
  g_assert_false (ear_key_split (DNS_NAMESPACE, NULL, NULL));
  g_assert_false (ear_key_split ("zzzzzzzz-9dad-11d1-80b4-00c04fd430c8/1", NULL, NULL));
  g_assert_false (ear_key_split ("5120", NULL, NULL));
  g_assert_false (ear_key_split (NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/key/uuid5", test_uuid5);
  g_test_add_func ("/key/random", test_random);
  g_test_add_func ("/key/random-token", test_random_token);
  g_test_add_func ("/key/is-uuid", test_is_uuid);
  g_test_add_func ("/key/channel", test_channel);
  g_test_add_func ("/key/join-split", test_join_split);
  return g_test_run ();
}
