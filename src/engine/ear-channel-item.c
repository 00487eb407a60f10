/* ear-channel-item.c: one connected channel as the window sees it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-channel-item-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "engine/ear-advice-private.h"

struct _EarChannelItem
{
  GObject parent_instance;

  char *key, *kind, *kind_name, *icon_name, *name, *url;
  char *sentence, *remedy, *lacks;
  gboolean answers_longer;
  gboolean offline;
  gint64 ends_at;
  EarHealth health;
  gint64 last_read;
  double progress;
  guint unread, waiting;
  gint64 clock_skew;
  gint64 noticed_at;
};

enum {
  PROP_0,
  PROP_KEY,
  PROP_KIND,
  PROP_KIND_NAME,
  PROP_ICON_NAME,
  PROP_NAME,
  PROP_URL,
  PROP_OFFLINE,
  PROP_HEALTH,
  PROP_SENTENCE,
  PROP_REMEDY,
  PROP_LACKS,
  PROP_ANSWERS_LONGER,
  PROP_ENDS_AT,
  PROP_LAST_READ,
  PROP_PROGRESS,
  PROP_UNREAD,
  PROP_WAITING,
  PROP_CLOCK_SKEW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EarChannelItem, ear_channel_item, G_TYPE_OBJECT)

static void
ear_channel_item_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  EarChannelItem *self = EAR_CHANNEL_ITEM (object);

  switch (id)
    {
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_KIND_NAME:
      g_value_set_string (value, self->kind_name);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, self->icon_name);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_URL:
      g_value_set_string (value, self->url);
      break;
    case PROP_OFFLINE:
      g_value_set_boolean (value, self->offline);
      break;
    case PROP_HEALTH:
      g_value_set_int (value, self->health);
      break;
    case PROP_SENTENCE:
      g_value_set_string (value, self->sentence);
      break;
    case PROP_REMEDY:
      g_value_set_string (value, self->remedy);
      break;
    case PROP_LACKS:
      g_value_set_string (value, self->lacks);
      break;
    case PROP_ANSWERS_LONGER:
      g_value_set_boolean (value, self->answers_longer);
      break;
    case PROP_ENDS_AT:
      g_value_set_int64 (value, self->ends_at);
      break;
    case PROP_LAST_READ:
      g_value_set_int64 (value, self->last_read);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case PROP_WAITING:
      g_value_set_uint (value, self->waiting);
      break;
    case PROP_CLOCK_SKEW:
      g_value_set_int64 (value, self->clock_skew);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ear_channel_item_finalize (GObject *object)
{
  EarChannelItem *self = EAR_CHANNEL_ITEM (object);

  g_free (self->key);
  g_free (self->kind);
  g_free (self->kind_name);
  g_free (self->icon_name);
  g_free (self->name);
  g_free (self->url);
  g_free (self->sentence);
  g_free (self->remedy);
  g_free (self->lacks);

  G_OBJECT_CLASS (ear_channel_item_parent_class)->finalize (object);
}

static void
ear_channel_item_class_init (EarChannelItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = ear_channel_item_get_property;
  object_class->finalize = ear_channel_item_finalize;

  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, flags);
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  properties[PROP_KIND_NAME] = g_param_spec_string ("kind-name", NULL, NULL, NULL, flags);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, flags);
  properties[PROP_OFFLINE] = g_param_spec_boolean ("offline", NULL, NULL, FALSE, flags);
  properties[PROP_HEALTH] = g_param_spec_int ("health", NULL, NULL, 0, G_MAXINT, EAR_HEALTH_OK, flags);
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, flags);
  properties[PROP_REMEDY] = g_param_spec_string ("remedy", NULL, NULL, NULL, flags);
  properties[PROP_ANSWERS_LONGER] = g_param_spec_boolean ("answers-longer", NULL, NULL, FALSE, flags);
  properties[PROP_LACKS] = g_param_spec_string ("lacks", NULL, NULL, NULL, flags);
  properties[PROP_ENDS_AT] = g_param_spec_int64 ("ends-at", NULL, NULL, G_MININT64, G_MAXINT64, EAR_TIME_NONE, flags);
  properties[PROP_LAST_READ] = g_param_spec_int64 ("last-read", NULL, NULL, G_MININT64, G_MAXINT64, EAR_TIME_NONE, flags);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_WAITING] = g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_CLOCK_SKEW] = g_param_spec_int64 ("clock-skew", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ear_channel_item_init (EarChannelItem *self)
{
  self->last_read = EAR_TIME_NONE;
  self->noticed_at = EAR_TIME_NONE;
  self->ends_at = EAR_TIME_NONE;
  self->progress = -1;
}

EarChannelItem *
ear_channel_item_new (const char *key)
{
  EarChannelItem *self = g_object_new (EAR_TYPE_CHANNEL_ITEM, NULL);

  self->key = g_strdup (key);
  return self;
}

static void
set_text (EarChannelItem  *self,
          char           **field,
          const char      *value,
          guint            property)
{
  if (g_set_str (field, value))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/**
 * ear_channel_item_dup_lacks:
 * @settings: (nullable): a channel's
 *
 * Returns: (nullable): what its sign-in does not give, a sentence a line, in the person's language
 */
char *
ear_channel_item_dup_lacks (GHashTable *settings)
{
  const char *text = settings != NULL ? g_hash_table_lookup (settings, EAR_SETTING_LACKS) : NULL;
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  g_autoptr (GString) translated = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      g_string_append_printf (translated, "%s%s", translated->len > 0 ? "\n" : "", _(lines[i]));
  return translated->len > 0 ? g_string_free_and_steal (g_steal_pointer (&translated)) : NULL;
}

/**
 * ear_channel_item_read_end:
 * @settings: (nullable): a channel's
 *
 * Returns: UTC ms: when its sign-in ends unless it is renewed, or EAR_TIME_NONE
 */
gint64
ear_channel_item_read_end (GHashTable *settings)
{
  const char *end = settings != NULL ? g_hash_table_lookup (settings, EAR_SETTING_EXPIRES_AT) : NULL;
  gint64 ends_at = EAR_TIME_NONE;

  return end != NULL && g_ascii_string_to_signed (end, 10, 0, G_MAXINT64, &ends_at, NULL) ? ends_at : EAR_TIME_NONE;
}

/* What holds for the sign-in. */
static void
update_sign_in (EarChannelItem *self,
                GHashTable     *settings)
{
  g_autofree char *lacks = ear_channel_item_dup_lacks (settings);
  gboolean longer = settings != NULL && g_strcmp0 (g_hash_table_lookup (settings, EAR_SETTING_ANSWERS_LONGER), "yes") == 0;
  gint64 ends_at = ear_channel_item_read_end (settings);

  set_text (self, &self->lacks, lacks, PROP_LACKS);
  if (self->answers_longer != longer)
    {
      self->answers_longer = longer;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ANSWERS_LONGER]);
    }
  if (self->ends_at == ends_at)
    return;
  self->ends_at = ends_at;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENDS_AT]);
}

void
ear_channel_item_update (EarChannelItem          *self,
                         const EarDirectoryEntry *entry,
                         EarConnection           *connection)
{
  g_auto (EarHealthView) health = { .last_read = entry->last_read, .progress = -1, .noticed_at = EAR_TIME_NONE };

  g_object_freeze_notify (G_OBJECT (self));
  set_text (self, &self->kind, entry->row->kind, PROP_KIND);
  set_text (self, &self->kind_name, entry->kind != NULL ? _(entry->kind->name) : entry->row->kind, PROP_KIND_NAME);
  set_text (self, &self->icon_name, entry->kind != NULL ? entry->kind->icon_name : "dialog-question-symbolic", PROP_ICON_NAME);
  set_text (self, &self->name, entry->row->name, PROP_NAME);
  set_text (self, &self->url, entry->row->url, PROP_URL);
  if (self->offline != (entry->kind != NULL && entry->kind->rules.offline))
    {
      self->offline = !self->offline;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFLINE]);
    }

  if (connection != NULL)
    {
      g_autoptr (GHashTable) settings = ear_connection_dup_settings (connection);

      update_sign_in (self, settings);
    }
  else
    update_sign_in (self, entry->row->settings);
  if (connection != NULL)
    ear_connection_get_health (connection, &health);
  else if (entry->row->state == EAR_CHANNEL_PAUSED)
    health.health = EAR_HEALTH_PAUSED;
  else if (entry->kind == NULL)
    {
      health.health = EAR_HEALTH_TROUBLE;
      health.sentence = g_strdup_printf (_("This Earshot does not know how to talk to %s. Install a newer one."), entry->row->kind);
    }
  else
    ear_health_view_read_json (&health, entry->row->health);
  self->noticed_at = health.noticed_at;
  set_text (self, &self->sentence, health.sentence, PROP_SENTENCE);
  set_text (self, &self->remedy, health.remedy, PROP_REMEDY);
  if (self->health != health.health)
    {
      self->health = health.health;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEALTH]);
    }
  if (self->last_read != health.last_read)
    {
      self->last_read = health.last_read;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_READ]);
    }
  if (self->progress != health.progress)
    {
      self->progress = health.progress;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
    }
  if (self->clock_skew != health.skew_s)
    {
      self->clock_skew = health.skew_s;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLOCK_SKEW]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
ear_channel_item_set_counts (EarChannelItem *self,
                             guint           unread,
                             guint           waiting)
{
  if (self->unread != unread)
    {
      self->unread = unread;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
    }
  if (self->waiting != waiting)
    {
      self->waiting = waiting;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITING]);
    }
}

const char *
ear_channel_item_get_key (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), NULL);

  return self->key;
}

const char *
ear_channel_item_get_kind (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), NULL);

  return self->kind;
}

const char *
ear_channel_item_get_kind_name (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), NULL);

  return self->kind_name;
}

const char *
ear_channel_item_get_icon_name (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), NULL);

  return self->icon_name;
}

const char *
ear_channel_item_get_name (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), NULL);

  return self->name;
}

const char *
ear_channel_item_get_url (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), NULL);

  return self->url;
}

gboolean
ear_channel_item_get_offline (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), FALSE);

  return self->offline;
}

EarHealth
ear_channel_item_get_health (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), EAR_HEALTH_OK);

  return self->health;
}

const char *
ear_channel_item_get_sentence (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), NULL);

  return self->sentence;
}

const char *
ear_channel_item_get_remedy (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), NULL);

  return self->remedy;
}

gint64
ear_channel_item_get_last_read (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), EAR_TIME_NONE);

  return self->last_read;
}

/**
 * ear_channel_item_get_noticed_at:
 *
 * Returns: since when the health is known to be so, UTC ms, where nothing is read just now; else %EAR_TIME_NONE
 */
gint64
ear_channel_item_get_noticed_at (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), EAR_TIME_NONE);

  return self->noticed_at;
}

/**
 * ear_health_to_string:
 *
 * Returns: earshotctl's word
 */
const char *
ear_health_to_string (EarHealth health)
{
  static const char *const words[] = {
    [EAR_HEALTH_OK] = "ok",
    [EAR_HEALTH_SYNCING] = "syncing",
    [EAR_HEALTH_WAITING] = "waiting",
    [EAR_HEALTH_OFFLINE] = "offline",
    [EAR_HEALTH_SIGN_IN] = "sign-in",
    [EAR_HEALTH_TROUBLE] = "trouble",
    [EAR_HEALTH_PAUSED] = "paused",
  };

  return words[health];
}

double
ear_channel_item_get_progress (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), -1);

  return self->progress;
}

guint
ear_channel_item_get_unread (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), 0);

  return self->unread;
}

guint
ear_channel_item_get_waiting (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), 0);

  return self->waiting;
}

static const EarReplyWindow *
get_longer_window (EarChannelItem *self)
{
  const EarChannelKind *kind = ear_channel_kind_lookup (self->kind);

  return kind != NULL ? ear_channel_kind_get_longer_window (kind) : NULL;
}

const char *
ear_channel_item_get_longer_title (EarChannelItem *self)
{
  const EarReplyWindow *window;

  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), NULL);

  window = get_longer_window (self);
  return window != NULL ? _(window->longer_title) : NULL;
}

const char *
ear_channel_item_get_longer_subtitle (EarChannelItem *self)
{
  const EarReplyWindow *window;

  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), NULL);

  window = get_longer_window (self);
  return window != NULL ? _(window->longer_subtitle) : NULL;
}

gboolean
ear_channel_item_answers_longer (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), FALSE);

  return self->answers_longer;
}

gboolean
ear_channel_item_has_posts (EarChannelItem *self)
{
  const EarChannelKind *kind;

  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), FALSE);

  kind = ear_channel_kind_lookup (self->kind);
  return kind != NULL && ear_channel_kind_get_posts_stream (kind) != NULL;
}

const char *
ear_channel_item_get_lacks (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), NULL);

  return self->lacks;
}

gint64
ear_channel_item_get_ends_at (EarChannelItem *self)
{
  g_return_val_if_fail (EAR_IS_CHANNEL_ITEM (self), EAR_TIME_NONE);

  return self->ends_at;
}
