/* ear-sign-in-double.c: a sign-in that goes as its address says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "wrong.example" fails, "paste.example" can only be pasted, "many.example" reaches two accounts; every other address goes on in the
 * browser, where the code "right" is accepted. What "many.example" reaches lacks something, and ends.
 */

#include "base/ear-clock.h"
#include "ear-engine-double.h"

struct _EarSignIn
{
  GObject parent_instance;
  EarSignInState state;
  char *sentence, *address;
};

enum { PROP_0, PROP_STATE, PROP_SENTENCE, PROP_BROWSER_URL, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EarSignIn, ear_sign_in, G_TYPE_OBJECT)

static void
ear_sign_in_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EarSignIn *self = EAR_SIGN_IN (object);

  if (id == PROP_STATE)
    g_value_set_int (value, self->state);
  else if (id == PROP_SENTENCE)
    g_value_set_string (value, self->sentence);
  else
    g_value_set_string (value, ear_sign_in_get_browser_url (self));
}

static void
ear_sign_in_finalize (GObject *object)
{
  g_free (EAR_SIGN_IN (object)->sentence);
  g_free (EAR_SIGN_IN (object)->address);
  G_OBJECT_CLASS (ear_sign_in_parent_class)->finalize (object);
}

static void
ear_sign_in_class_init (EarSignInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ear_sign_in_get_property;
  object_class->finalize = ear_sign_in_finalize;
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_BROWSER_URL] = g_param_spec_string ("browser-url", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ear_sign_in_init (EarSignIn *self)
{
  self->state = EAR_SIGN_IN_ASK;
}

static void
go (EarSignIn *self, EarSignInState state, const char *sentence)
{
  gboolean changed = self->state != state;

  self->state = state;
  g_set_str (&self->sentence, sentence);
  /* As the engine: changes only. */
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

EarSignIn *ear_sign_in_new (EarEngine *engine, const char *kind, const char *channel_key) { return g_object_new (EAR_TYPE_SIGN_IN, NULL); }
EarSignInState ear_sign_in_get_state (EarSignIn *self) { return self->state; }
const char *ear_sign_in_get_sentence (EarSignIn *self) { return self->sentence; }
const char *ear_sign_in_get_browser_url (EarSignIn *self) { return NULL; } /* no browser is to open in a test */
const char *ear_sign_in_get_guide (EarSignIn *self) { return "A page of your server opens in the browser. Agree there, and come back."; }
const char *ear_sign_in_get_channel_key (EarSignIn *self) { return "ch-blog"; }

static gboolean
is_poor (EarSignIn *self)
{
  return g_strcmp0 (self->address, "many.example") == 0;
}

const char *ear_sign_in_get_lacks (EarSignIn *self) { return is_poor (self) ? "Comments cannot be read <yet>." : NULL; }
gint64 ear_sign_in_get_ends_at (EarSignIn *self) { return is_poor (self) ? ear_clock_now_ms () + G_GINT64_CONSTANT (60) * 24 * 3600 * 1000 + 60000 : EAR_TIME_NONE; }

const EarSignInField *
ear_sign_in_get_fields (EarSignIn *self)
{
  static const EarSignInField address[] = { { .id = "address", .label = "Address or handle", .hint = "For example @mia@town.example" }, { NULL } };
  static const EarSignInField paste[] = { { .id = "user", .label = "User name" }, { .id = "code", .label = "Code from the page", .secret = TRUE }, { NULL } };

  return self->state == EAR_SIGN_IN_ASK ? address : paste;
}

GStrv
ear_sign_in_get_accounts (EarSignIn *self)
{
  static char *names[] = { (char *) "Olive & Thyme", (char *) "Olive & Thyme Catering", NULL };

  return names;
}

const EarSignInWayInfo *
ear_sign_in_get_ways (EarSignIn *self)
{
  static const EarSignInWayInfo ways[] = { { .id = "browser" }, { NULL } };

  return ways;
}

const char *ear_sign_in_get_way (EarSignIn *self) { return "browser"; }
void ear_sign_in_choose_way (EarSignIn *self, const char *way) { go (self, EAR_SIGN_IN_ASK, NULL); }

void
ear_sign_in_begin (EarSignIn *self, const char *const *names, const char *const *values)
{
  const char *address = values[0];

  g_set_str (&self->address, address);
  go (self, EAR_SIGN_IN_PREPARING, NULL);
  if (g_str_equal (address, "slow.example"))
    return;
  if (g_str_equal (address, "wrong.example"))
    go (self, EAR_SIGN_IN_FAILED, "There is no such server at wrong.example. Check the address.");
  else if (g_str_equal (address, "paste.example"))
    go (self, EAR_SIGN_IN_PASTE, "This site does not offer the approval page. Make an application password on your profile page and paste it here.");
  else
    go (self, EAR_SIGN_IN_BROWSER, NULL);
}

void
ear_sign_in_paste (EarSignIn *self, const char *const *names, const char *const *values)
{
  /* Seen at a glance, as the engine does. */
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "code") && *values[i] == '\0')
      {
        go (self, EAR_SIGN_IN_FAILED, "There is no code. Paste it here.");
        return;
      }
  go (self, EAR_SIGN_IN_CHECKING, NULL);
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "code") && !g_str_equal (values[i], "right"))
      {
        go (self, EAR_SIGN_IN_FAILED, "The code was not accepted. Copy it once more.");
        return;
      }
  if (g_str_equal (self->address, "many.example"))
    go (self, EAR_SIGN_IN_CHOOSE, NULL);
  else
    go (self, EAR_SIGN_IN_DONE, NULL);
}

void ear_sign_in_choose (EarSignIn *self, guint index) { go (self, EAR_SIGN_IN_DONE, NULL); }
void ear_sign_in_cancel (EarSignIn *self) { }
