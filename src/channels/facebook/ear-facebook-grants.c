/* ear-facebook-grants.c: what a token and a role give, and in plain words what they do not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/facebook/ear-facebook-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* pages_messaging is refused by nobody but of use only with Meta's review; asking costs nothing. */
const char ear_facebook_scopes[] = "pages_show_list,pages_read_engagement,pages_read_user_content,pages_manage_engagement,pages_manage_metadata,pages_messaging,business_management";

#define MODERATING (EAR_CAN_REPLY | EAR_CAN_EDIT | EAR_CAN_DELETE | EAR_CAN_DELETE_THEIRS | EAR_CAN_LIKE | EAR_CAN_HIDE | EAR_CAN_BLOCK)

/* A scope of the token or a task of the role, what goes with it, and how to get it. */
typedef struct {
  const char *scope, *task;
  EarAbilities abilities;
  gboolean messenger, reads;
  const char *lacks;
} Need;

static const Need needs[] = {
  { "pages_read_engagement", NULL, 0, FALSE, TRUE,
    N_("Your posts and their comments cannot be read. Make a new token and tick “pages_read_engagement”.") },
  { "pages_read_user_content", NULL, 0, FALSE, TRUE,
    N_("What people write on your Page cannot be read: comments, visitor posts, recommendations. Make a new token and tick “pages_read_user_content”.") },
  { "pages_manage_engagement", NULL, MODERATING, FALSE, FALSE,
    N_("Nothing can be answered, hidden or deleted from here. Make a new token and tick “pages_manage_engagement”.") },
  { NULL, "MODERATE", MODERATING, FALSE, FALSE,
    N_("Your role on the Page does not let you answer comments. Whoever runs the Page gives you “Community activity” under Page settings → Page access.") },
  { "pages_messaging", NULL, EAR_CAN_PRIVATE_REPLY, TRUE, FALSE,
    N_("Messages from customers cannot be read: they need Meta’s review. At developers.facebook.com choose your app, App Review → Permissions and Features, ask for “pages_messaging”, have your business verified, then sign in again. Until then answer messages in Meta’s own app.") },
  { NULL, "MESSAGING", EAR_CAN_PRIVATE_REPLY, TRUE, FALSE,
    N_("Your role on the Page does not let you read messages. Whoever runs the Page gives you “Messages” under Page settings → Page access.") },
};

static gboolean
has_task (const EarJsonNode *tasks, const char *task)
{
  for (gsize i = 0; i < ear_json_length (tasks); i++)
    {
      char index[24];
      const char *value;

      g_snprintf (index, sizeof index, "%" G_GSIZE_FORMAT, i);
      value = ear_json_member_text (tasks, index);
      if (g_strcmp0 (value, task) == 0 || g_strcmp0 (value, "MANAGE") == 0)
        return TRUE;
    }
  return FALSE;
}

/* What is not told is taken as given: then the service refuses, and says so. But conversations are not asked for on a guess. */
static gboolean
is_given (const Need *need, const EarMetaToken *info, const char *page, const EarJsonNode *tasks)
{
  if (need->scope != NULL)
    return info->scopes == NULL ? !need->messenger : ear_meta_has_scope (info, need->scope, page);
  return tasks == NULL || has_task (tasks, need->task);
}

void
ear_facebook_note_grants (GHashTable *settings, const EarMetaToken *info, const char *page, const EarJsonNode *tasks)
{
  g_autoptr (GString) lacks = g_string_new (NULL);
  EarAbilities cannot = 0;
  gboolean messenger = TRUE, reads = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      if (is_given (&needs[i], info, page, tasks))
        continue;
      /* Once is enough: the second way to lack the same says nothing new. */
      if ((cannot & needs[i].abilities) != needs[i].abilities || needs[i].abilities == 0)
        g_string_append_printf (lacks, "%s%s", lacks->len > 0 ? "\n" : "", needs[i].lacks);
      cannot |= needs[i].abilities;
      messenger &= !needs[i].messenger;
      reads &= !needs[i].reads;
    }
  if (messenger)
    g_string_append_printf (lacks, "%s%s", lacks->len > 0 ? "\n" : "",
                            N_("Of each conversation in Messenger only the newest 20 messages can be read; Facebook gives no older ones."));
  /* That wants pages_manage_posts, which is for publishing, and no like of one can be read back. */
  if (reads)
    g_string_append_printf (lacks, "%s%s", lacks->len > 0 ? "\n" : "", N_("Posts by visitors and posts that name you can be read and answered here, but liked, hidden or deleted only on Facebook."));
  g_hash_table_insert (settings, g_strdup (EAR_SETTING_CANNOT), ear_meta_ability_words (cannot));
  g_hash_table_insert (settings, g_strdup (EAR_SETTING_LACKS), g_strdup (lacks->str));
  g_hash_table_insert (settings, g_strdup (FB_SETTING_MESSENGER), g_strdup (messenger ? "yes" : "no"));
  g_hash_table_insert (settings, g_strdup (FB_SETTING_READS), g_strdup (reads ? "yes" : "no"));
}
