/* ear-verbs-channel.c: the verbs about channels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-verbs-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-credentials.h"

/* ---- channel add: a sign-in without a window ---- */

static void
channel_added (GTask       *task,
               EarVerbCall *call)
{
  g_autoptr(EarJsonWriter) writer = ear_json_writer_new ();

  g_clear_signal_handler (&call->sign_in_handler, call->sign_in);
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_bool (writer, "ok", TRUE);
  ear_json_writer_text (writer, "key", ear_sign_in_get_channel_key (call->sign_in));
  ear_json_writer_time (writer, "ends_at", ear_sign_in_get_ends_at (call->sign_in));
  ear_json_writer_text (writer, "lacks", ear_sign_in_get_lacks (call->sign_in));
  ear_json_writer_end_object (writer);
  ear_verb_return_writer (task, writer);
}

#define MAX_FIELDS 5

/* What was given, as fields: on standard input the secret, and on a second line that of an application of the person's own. */
typedef struct {
  char *secret, *client_secret;
  const char *names[MAX_FIELDS + 1], *values[MAX_FIELDS + 1];
} Given;

static void
given_clear (Given *given)
{
  ear_wipe (given->secret);
  ear_wipe (given->client_secret);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Given, given_clear)

static void
read_given (EarVerbCall *call,
            Given       *given)
{
  const char *second = call->secret != NULL ? strchr (call->secret, '\n') : NULL;
  guint n = 0;

  given->secret = call->secret == NULL ? NULL : second != NULL ? g_strndup (call->secret, second - call->secret) : g_strdup (call->secret);
  given->client_secret = second != NULL ? g_strstrip (g_strdup (second)) : NULL;
  {
    const struct {
      const char *name, *value;
    } fields[MAX_FIELDS] = {
      { "address", ear_verb_call_get (call, "url") },
      { "user", ear_verb_call_get (call, "user") },
      { "secret", given->secret },
      { "client_id", ear_verb_call_get (call, "client_id") },
      { "client_secret", given->client_secret },
    };

    for (guint i = 0; i < MAX_FIELDS; i++)
      if (fields[i].value != NULL)
        {
          given->names[n] = fields[i].name;
          given->values[n++] = fields[i].value;
        }
  }
}

static void
paste_secret (EarVerbCall *call)
{
  g_auto (Given) given = { NULL };

  read_given (call, &given);
  ear_sign_in_paste (call->sign_in, given.names, given.values);
}

/* The fields that are asked first; what has several ways is signed in to the way that was named, or the best. */
static void
begin_sign_in (EarVerbCall *call)
{
  g_auto (Given) given = { NULL };
  const char *way = ear_verb_call_get (call, "way");

  read_given (call, &given);
  if (way != NULL || ear_sign_in_get_way (call->sign_in) == NULL)
    ear_sign_in_choose_way (call->sign_in, way != NULL ? way : ear_sign_in_get_ways (call->sign_in)->id);
  ear_sign_in_begin (call->sign_in, given.names, given.values);
}

static gboolean
is_way (EarVerbCall *call,
        const char  *way)
{
  for (const EarSignInWayInfo *one = ear_sign_in_get_ways (call->sign_in); one->id != NULL; one++)
    if (g_str_equal (one->id, way))
      return TRUE;
  return FALSE;
}

static char *
dup_ways (EarVerbCall *call)
{
  g_autoptr (GString) ways = g_string_new (NULL);

  for (const EarSignInWayInfo *one = ear_sign_in_get_ways (call->sign_in); one->id != NULL; one++)
    g_string_append_printf (ways, "%s%s", ways->len > 0 ? ", " : "", one->id);
  return g_string_free (g_steal_pointer (&ways), FALSE);
}

/* What was left out, as an option. */
static const char *
find_missing (EarVerbCall *call)
{
  static const struct {
    const char *field, *sentence;
  } options[] = {
    { "address", N_("Give the address with --url.") },
    { "user", N_("Give the user name with --user.") },
    { "secret", N_("Give the password or access token on standard input, with --secret-stdin.") },
    { "client_id", N_("Give the id of your own application with --app-id.") },
    { "client_secret", N_("Give the secret of your own application on standard input, on a second line, with --secret-stdin.") },
  };
  g_auto (Given) given = { NULL };

  read_given (call, &given);
  for (const EarSignInField *field = ear_sign_in_get_fields (call->sign_in); field != NULL && field->id != NULL; field++)
    for (guint i = 0; i < G_N_ELEMENTS (options); i++)
      if (!field->optional && g_str_equal (field->id, options[i].field) && !g_strv_contains (given.names, field->id))
        return _(options[i].sentence);
  return NULL;
}

static gboolean
asks (EarVerbCall *call,
      const char  *field_id)
{
  for (const EarSignInField *field = ear_sign_in_get_fields (call->sign_in); field != NULL && field->id != NULL; field++)
    if (g_str_equal (field->id, field_id))
      return TRUE;
  return FALSE;
}

static void
sign_in_changed (EarSignIn  *sign_in,
                 GParamSpec *pspec,
                 gpointer    data)
{
  GTask *task = data;
  EarVerbCall *call = g_task_get_task_data (task);

  switch (ear_sign_in_get_state (sign_in))
    {
    case EAR_SIGN_IN_BROWSER:
    case EAR_SIGN_IN_PASTE:
      if (call->secret != NULL)
        {
          paste_secret (call);
          break;
        }
      g_clear_signal_handler (&call->sign_in_handler, sign_in);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _("Give the password or access token on standard input, with --secret-stdin."));
      g_object_unref (task);
      break;

    case EAR_SIGN_IN_CHOOSE:
      {
        GStrv accounts = ear_sign_in_get_accounts (sign_in);
        gint64 wanted = ear_verb_call_get_int (call, "account", g_strv_length (accounts) == 1 ? 1 : 0);

        if (wanted >= 1 && wanted <= (gint64) g_strv_length (accounts))
          {
            ear_sign_in_choose (sign_in, (guint) wanted - 1);
            break;
          }
        g_autofree char *names = g_strjoinv (", ", accounts);
        g_clear_signal_handler (&call->sign_in_handler, sign_in);
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                 _("There are several accounts (%s). Choose one with --account NUMBER."), names);
        g_object_unref (task);
        break;
      }

    case EAR_SIGN_IN_DONE:
      channel_added (task, call);
      break;

    case EAR_SIGN_IN_FAILED:
      g_clear_signal_handler (&call->sign_in_handler, sign_in);
      if (ear_sign_in_get_error (sign_in) != NULL)
        g_task_return_error (task, g_error_copy (ear_sign_in_get_error (sign_in)));
      else
        {
          const char *missing = find_missing (call);

          g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s", missing != NULL ? missing : ear_sign_in_get_sentence (sign_in));
        }
      g_object_unref (task);
      break;

    case EAR_SIGN_IN_CHOOSE_WAY:
    case EAR_SIGN_IN_ASK:
    case EAR_SIGN_IN_PREPARING:
    case EAR_SIGN_IN_CHECKING:
    default:
      break;
    }
}

void
ear_verb_channel_add (GTask       *task,
                      EarVerbCall *call)
{
  const char *kind = ear_verb_call_get (call, "kind");
  gsize n_kinds = 0;
  const EarKindInfo *kinds = ear_engine_list_kinds (&n_kinds);

  if (!ear_verb_call_need (task, call, "kind"))
    return;
  for (gsize i = 0; i < n_kinds; i++)
    {
      if (g_strcmp0 (kinds[i].id, kind) != 0)
        continue;
      if (kinds[i].offline)
        {
          ear_engine_add_offline_channel_async (call->engine, kind, ear_verb_call_get (call, "name"), ear_verb_return_text, task);
          return;
        }
      call->sign_in = ear_sign_in_new (call->engine, kind, ear_verb_call_get (call, "channel"));
      if (ear_verb_call_get (call, "way") != NULL && !is_way (call, ear_verb_call_get (call, "way")))
        {
          g_autofree char *ways = dup_ways (call);

          /* Translators: first what was typed, then the words that could have been */
          g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("There is no way “%s” to sign in there, only %s."),
                                   ear_verb_call_get (call, "way"), ways);
          g_object_unref (task);
          return;
        }
      if (asks (call, "address") && !ear_verb_call_need (task, call, "url"))
        return;
      call->sign_in_handler = g_signal_connect (call->sign_in, "notify::state", G_CALLBACK (sign_in_changed), task);
      begin_sign_in (call);
      return;
    }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("“%s” is not a kind of channel Earshot knows. Say “earshotctl channel kinds” to see them."), kind);
  g_object_unref (task);
}

/* ---- the others ---- */

static void
channels_counted (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  GTask *task = data;
  GListModel *channels = ear_engine_get_channels (EAR_ENGINE (source));
  g_autoptr(EarJsonWriter) writer = NULL;
  GError *error = NULL;

  if (!ear_engine_count_channels_finish (EAR_ENGINE (source), result, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  writer = ear_json_writer_new ();
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_begin_array (writer, "channels");
  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr(EarChannelItem) channel = g_list_model_get_item (channels, i);

      ear_json_writer_begin_object (writer, NULL);
      ear_json_writer_text (writer, "key", ear_channel_item_get_key (channel));
      ear_json_writer_text (writer, "kind", ear_channel_item_get_kind (channel));
      ear_json_writer_text (writer, "name", ear_channel_item_get_name (channel));
      ear_json_writer_text (writer, "url", ear_channel_item_get_url (channel));
      ear_json_writer_bool (writer, "offline", ear_channel_item_get_offline (channel));
      ear_json_writer_text (writer, "health", ear_health_to_string (ear_channel_item_get_health (channel)));
      ear_json_writer_text (writer, "sentence", ear_channel_item_get_sentence (channel));
      ear_json_writer_text (writer, "remedy", ear_channel_item_get_remedy (channel));
      ear_json_writer_time (writer, "ends_at", ear_channel_item_get_ends_at (channel));
      ear_json_writer_text (writer, "lacks", ear_channel_item_get_lacks (channel));
      ear_json_writer_time (writer, "health_at", ear_channel_item_get_noticed_at (channel));
      ear_json_writer_time (writer, "last_read", ear_channel_item_get_last_read (channel));
      ear_json_writer_int (writer, "unread", ear_channel_item_get_unread (channel));
      ear_json_writer_int (writer, "waiting", ear_channel_item_get_waiting (channel));
      ear_json_writer_end_object (writer);
    }
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
  ear_verb_return_writer (task, writer);
}

void
ear_verb_channel_list (GTask       *task,
                       EarVerbCall *call)
{
  ear_engine_count_channels_async (call->engine, channels_counted, task);
}

/* That it can be read, and what there is to say nevertheless: its clock. */
static void
channel_checked (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  GTask *task = data;
  EarVerbCall *call = g_task_get_task_data (task);
  g_autoptr(EarJsonWriter) writer = NULL;
  GListModel *channels = ear_engine_get_channels (call->engine);
  GError *error = NULL;

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  writer = ear_json_writer_new ();
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_bool (writer, "ok", TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr(EarChannelItem) channel = g_list_model_get_item (channels, i);

      if (g_strcmp0 (ear_channel_item_get_key (channel), ear_verb_call_get (call, "channel")) != 0)
        continue;
      ear_json_writer_text (writer, "health", ear_health_to_string (ear_channel_item_get_health (channel)));
      ear_json_writer_text (writer, "sentence", ear_channel_item_get_sentence (channel));
      ear_json_writer_time (writer, "last_read", ear_channel_item_get_last_read (channel));
    }
  ear_json_writer_end_object (writer);
  ear_verb_return_writer (task, writer);
}

void
ear_verb_channel_check (GTask       *task,
                        EarVerbCall *call)
{
  if (ear_verb_call_need (task, call, "channel"))
    ear_engine_check_channel_async (call->engine, ear_verb_call_get (call, "channel"), channel_checked, task);
}

void
ear_verb_channel_rename (GTask       *task,
                         EarVerbCall *call)
{
  if (ear_verb_call_need (task, call, "channel") && ear_verb_call_need (task, call, "name"))
    ear_engine_rename_channel_async (call->engine, ear_verb_call_get (call, "channel"), ear_verb_call_get (call, "name"),
                                     ear_verb_return_done, task);
}

void
ear_verb_channel_remove (GTask       *task,
                         EarVerbCall *call)
{
  if (ear_verb_call_need (task, call, "channel"))
    ear_engine_remove_channel_async (call->engine, ear_verb_call_get (call, "channel"),
                                     ear_verb_call_get_bool (call, "delete_conversations"), ear_verb_return_done, task);
}

void
ear_verb_sync (GTask       *task,
               EarVerbCall *call)
{
  ear_engine_sync_async (call->engine, ear_verb_call_get (call, "channel"), g_task_get_cancellable (task), ear_verb_return_done, task);
}
