/* ear-notify.c: desktop notifications
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "platform/ear-notify.h"

struct _EarNotifier {
  GApplication *application;  /* (nullable): NULL in the double */
  GHashTable *shown;          /* (nullable) (element-type utf8 utf8): the double's memory */
  guint count;
};

/**
 * ear_notifier_new:
 * @application: whose notices they are; it must have a desktop file of its own for them to be shown
 *
 * Returns: (transfer full): notices on the desktop
 */
EarNotifier *
ear_notifier_new (GApplication *application)
{
  EarNotifier *notifier = g_new0 (EarNotifier, 1);

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);

  notifier->application = g_object_ref (application);
  return notifier;
}

/**
 * ear_notifier_new_for_test:
 *
 * Returns: (transfer full): notices that are only remembered
 */
EarNotifier *
ear_notifier_new_for_test (void)
{
  EarNotifier *notifier = g_new0 (EarNotifier, 1);

  notifier->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return notifier;
}

void
ear_notifier_free (EarNotifier *notifier)
{
  if (notifier == NULL)
    return;
  g_clear_object (&notifier->application);
  g_clear_pointer (&notifier->shown, g_hash_table_unref);
  g_free (notifier);
}

static void
send (EarNotifier *notifier, const char *id, const EarNotice *notice)
{
  g_autoptr (GNotification) notification = g_notification_new (notice->title);

  if (notice->body != NULL)
    g_notification_set_body (notification, notice->body);
  if (notice->action != NULL)
    g_notification_set_default_action_and_target_value (notification, notice->action,
                                                        notice->target != NULL ? g_variant_new_string (notice->target) : NULL);
  g_notification_set_priority (notification, notice->urgent ? G_NOTIFICATION_PRIORITY_URGENT : G_NOTIFICATION_PRIORITY_NORMAL);
  g_application_send_notification (notifier->application, id, notification);
}

/**
 * ear_notifier_show:
 * @notifier: a notifier
 * @id: what it is about: a later notice of the same id replaces this one
 * @notice: what to show; copied
 */
void
ear_notifier_show (EarNotifier *notifier, const char *id, const EarNotice *notice)
{
  g_return_if_fail (id != NULL && notice->title != NULL);

  notifier->count++;
  if (notifier->application != NULL)
    send (notifier, id, notice);
  else
    g_hash_table_replace (notifier->shown, g_strdup (id),
                          g_strjoin ("|", notice->title, notice->body != NULL ? notice->body : "", notice->action != NULL ? notice->action : "",
                                     notice->target != NULL ? notice->target : "", NULL));
}

/**
 * ear_notifier_withdraw:
 * @notifier: a notifier
 * @id: what it was about; nothing happens if nothing is shown
 */
void
ear_notifier_withdraw (EarNotifier *notifier, const char *id)
{
  if (notifier->application != NULL)
    g_application_withdraw_notification (notifier->application, id);
  else
    g_hash_table_remove (notifier->shown, id);
}

const char *
ear_notifier_get_shown_for_test (EarNotifier *notifier, const char *id)
{
  g_return_val_if_fail (notifier->shown != NULL, NULL);

  return g_hash_table_lookup (notifier->shown, id);
}

guint
ear_notifier_get_count_for_test (EarNotifier *notifier)
{
  return notifier->count;
}
