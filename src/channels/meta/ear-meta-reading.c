/* ear-meta-reading.c: what is collected while nodes become items
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/meta/ear-meta.h"

#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define NAME_BYTES 400
#define DESCRIPTION_BYTES 1000
#define MAX_ATTACHMENTS 30

void
ear_meta_reading_begin (EarMetaReading *reading, EarSession *session, EarBatch *batch, GDestroyNotify free_known)
{
  *reading = (EarMetaReading) { .session = session, .batch = batch, .now = ear_clock_now_ms (), .oldest = EAR_TIME_NONE };
  reading->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reading->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_known);
}

void
ear_meta_reading_end (EarMetaReading *reading)
{
  g_clear_pointer (&reading->people, g_hash_table_unref);
  g_clear_pointer (&reading->known, g_hash_table_unref);
}

void
ear_meta_reading_note_reply (EarMetaReading *reading, const EarReply *reply)
{
  reading->batch->service_date = reply->date_ms;
  if (reply->date_ms != EAR_TIME_NONE)
    reading->now = reply->date_ms;
}

gint64
ear_meta_earlier (gint64 a, gint64 b)
{
  return a == EAR_TIME_NONE ? b : b == EAR_TIME_NONE ? a : MIN (a, b);
}

/* ---- people ---- */

/**
 * ear_meta_take_person:
 * @reading: what is read
 * @ext: (transfer full): who
 * @name: (nullable): as the service gives it
 * @nameless: what somebody without a name is called
 * @site: (nullable): where people stand under their names, which then are handles
 * @picture: (nullable): an address
 * @is_us: whether that is the account itself
 *
 * Takes somebody once, however often they are met.
 *
 * Returns: (transfer full): @ext
 */
char *
ear_meta_take_person (EarMetaReading *reading, char *ext, const char *name, const char *nameless, const char *site, const char *picture,
                      gboolean is_us)
{
  gboolean named = name != NULL && *name != '\0';
  g_autofree char *clean = NULL;
  EarIdentity *identity;

  if (!g_hash_table_add (reading->people, g_strdup (ext)))
    return ext;
  clean = ear_text_clean_line (named ? name : nameless, NAME_BYTES);
  identity = ear_identity_new (ext, clean);
  if (named && site != NULL)
    {
      g_autofree char *url = g_strconcat (site, clean, NULL);

      identity->handle = g_strconcat ("@", clean, NULL);
      identity->url = ear_channel_dup_web_url (url);
    }
  identity->avatar_url = ear_channel_dup_web_url (picture);
  identity->is_us = is_us;
  ear_batch_take_identity (reading->batch, identity);
  return ext;
}

char *
ear_meta_dup_withheld (const char *conversation)
{
  return g_strconcat (EAR_META_WITHHELD_PREFIX, conversation, NULL);
}

/* ---- attachments ---- */

GPtrArray *
ear_meta_attachments_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ear_attachment_free);
}

GPtrArray *
ear_meta_attachments_end (GPtrArray *attachments)
{
  if (attachments->len > 0)
    return attachments;
  g_ptr_array_unref (attachments);
  return NULL;
}

EarAttachment *
ear_meta_add_attachment (GPtrArray *attachments, const char *address, const char *media_type, const char *description)
{
  g_autofree char *url = ear_channel_dup_web_url (address);
  EarAttachment *attachment;

  if (url == NULL || attachments->len >= MAX_ATTACHMENTS)
    return NULL;
  attachment = ear_attachment_new (url);
  attachment->media_type = ear_text_clean_line (media_type, NAME_BYTES);
  attachment->description = description != NULL && *description != '\0' ? ear_text_clean_line (description, DESCRIPTION_BYTES) : NULL;
  g_ptr_array_add (attachments, attachment);
  return attachment;
}

void
ear_meta_set_preview (EarAttachment *attachment, const char *preview, gint64 width, gint64 height)
{
  if (attachment == NULL)
    return;
  attachment->preview_url = ear_channel_dup_web_url (preview);
  attachment->width = (guint) CLAMP (width, 0, 100000);
  attachment->height = (guint) CLAMP (height, 0, 100000);
}

/* ---- our own ---- */

void
ear_meta_take_own_post (EarMetaReading *reading, const char *id, const char *title, const char *text, const char *permalink, gint64 posted_at)
{
  EarPost *post = ear_post_new (id);

  post->title = g_strdup (title);
  post->text = ear_text_clean_body (text != NULL ? text : "", EAR_META_TEXT_BYTES);
  post->url = ear_channel_dup_web_url (permalink);
  post->posted_at = posted_at != EAR_TIME_NONE ? posted_at : reading->now;
  post->by_us = TRUE;
  ear_batch_take_post (reading->batch, post);
}
