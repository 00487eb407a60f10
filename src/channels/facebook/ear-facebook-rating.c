/* ear-facebook-rating.c: what people say of the Page as a whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/facebook/ear-facebook-private.h"

#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define STARS 5
#define SEARCH_PAGES 5

typedef struct {
  const char *type, *text, *reviewer, *story, *created;
  gint64 rating, created_time;
  const EarJsonNode *comments;
} Rating;

static const EarJsonField rating_table[] = {
  EAR_JSON_FIELD (Rating, type, "recommendation_type", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Rating, text, "review_text", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Rating, reviewer, "reviewer.id", EAR_JSON_ID, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Rating, story, "open_graph_story.id", EAR_JSON_ID, EAR_JSON_LENIENT | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Rating, created, "created_time", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Rating, created_time, "created_time", EAR_JSON_TIME, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Rating, rating, "rating", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Rating, comments, "open_graph_story.comments", EAR_JSON_OBJECT, EAR_JSON_LENIENT),
};

/* Old ones have one to five stars, newer ones a yes or a no: signs need no language. */
static char *
dup_verdict (const Rating *rating)
{
  g_autoptr (GString) stars = g_string_new (NULL);

  if (g_strcmp0 (rating->type, "positive") == 0)
    return g_strdup ("👍");
  if (g_strcmp0 (rating->type, "negative") == 0)
    return g_strdup ("👎");
  if (rating->rating < 1 || rating->rating > STARS)
    return NULL;
  for (gint64 i = 1; i <= STARS; i++)
    g_string_append (stars, i <= rating->rating ? "★" : "☆");
  return g_strdup (stars->str);
}

static char *
dup_ext (const Rating *rating)
{
  g_autofree char *of = NULL;
  g_autofree char *hash = NULL;

  if (rating->story != NULL)
    return g_strconcat (FB_RATING_PREFIX, rating->story, NULL);
  /* Who, and when: they have nothing else of their own. */
  of = g_strconcat (rating->reviewer != NULL ? rating->reviewer : "", " ", rating->created, NULL);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, of, -1);
  return g_strdup_printf (FB_RATING_PREFIX "-%.24s", hash);
}

gboolean
ear_facebook_take_rating (EarMetaReading *reading, const EarJsonNode *node, GError **error)
{
  Rating rating = { .created_time = EAR_TIME_NONE };
  FbPlace place = { NULL };
  g_autofree char *ext = NULL;
  EarConversation *conversation;
  EarMessage *message;

  if (!ear_json_bind_table (node, rating_table, &rating, error))
    return FALSE;
  ext = dup_ext (&rating);
  conversation = ear_conversation_new (ext, EAR_CONVERSATION_REVIEW);
  conversation->title = dup_verdict (&rating);
  ear_batch_take_conversation (reading->batch, conversation);
  message = ear_message_new (ext, ext);
  message->author_ext = ear_facebook_take_person (reading, node, "reviewer", ext);
  message->direction = EAR_DIRECTION_INBOUND;
  message->state = EAR_MESSAGE_VISIBLE;
  message->flags = EAR_MESSAGE_ADDRESSED | EAR_MESSAGE_NO_HIDE | EAR_MESSAGE_NO_DELETE | EAR_MESSAGE_NO_LIKE | EAR_MESSAGE_NO_PRIVATE_REPLY
                   | (rating.story == NULL ? EAR_MESSAGE_NO_REPLY : 0);
  message->sent_at = rating.created_time != EAR_TIME_NONE ? rating.created_time : reading->now;
  message->text = ear_text_clean_body (rating.text != NULL ? rating.text : "", EAR_META_TEXT_BYTES);
  message->subject = dup_verdict (&rating);
  ear_batch_take_message (reading->batch, message);

  place.post = rating.story;
  place.root = ext;
  place.root_author = rating.reviewer;
  reading->oldest = EAR_TIME_NONE;
  return rating.comments == NULL || ear_facebook_take_comments (reading, rating.comments, &place, error);
}

/* It has no address: it is there as long as it is listed, or the list goes on further than is looked. */
gboolean
ear_facebook_check_rating (EarSession *session, const char *ext, EarBatch *batch, GError **error)
{
  g_autofree char *path = g_strconcat (ear_facebook_get_page (session), "/ratings", NULL);
  g_autofree char *url = ear_meta_url (session, path, "fields", FB_RATING_PLAIN_FIELDS, "limit", "100", NULL);
  g_auto (EarMetaPages) pages = { .session = session, .url = url, .most = SEARCH_PAGES };
  const EarJsonNode *root;
  gboolean listed = FALSE;

  while (!listed && ear_meta_pages_next (&pages, &root, error))
    {
      const EarJsonNode *data = ear_meta_read_list (root, error);

      if (data == NULL)
        return FALSE;
      for (gsize i = 0; !listed && i < ear_json_length (data); i++)
        {
          Rating rating = { .created_time = EAR_TIME_NONE };
          g_autofree char *one = ear_json_bind_table (ear_json_element (data, i), rating_table, &rating, NULL) ? dup_ext (&rating) : NULL;

          listed = g_strcmp0 (one, ext) == 0;
        }
    }
  if (pages.failed)
    return FALSE;
  ear_batch_add_change (batch, ext, listed || !pages.ended ? EAR_MESSAGE_VISIBLE : EAR_MESSAGE_DELETED);
  return TRUE;
}
