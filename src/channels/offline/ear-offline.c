/* ear-offline.c: where people speak to us outside any service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "channels/ear-channel.h"

/* Logged by hand, so there is nothing to call: every function is NULL. Their ids stand in the store for ever; people rename the
 * channels made of them, or make several of one kind ("Reservations phone", "Kitchen phone"). */
#define OFFLINE_KIND(id_, name_, description_, icon_name_, contact_type_) \
  { \
    .id = id_, \
    .name = name_, \
    .description = description_, \
    .icon_name = icon_name_, \
    .rules = { .offline = TRUE, .contact_type = contact_type_ }, \
  }

static const EarChannelKind kinds[] = {
  OFFLINE_KIND ("phone", N_("Phone"), N_("Calls, noted in two keystrokes"), "channel-phone-symbolic", EAR_CONVERSATION_CONTACT),
  OFFLINE_KIND ("counter", N_("Counter"), N_("What people say in the shop or at the table"), "channel-counter-symbolic", EAR_CONVERSATION_CONTACT),
  OFFLINE_KIND ("letter", N_("Letter"), N_("Post, notes and the box by the door"), "channel-letter-symbolic", EAR_CONVERSATION_CONTACT),
  OFFLINE_KIND ("email", N_("E-mail"), N_("Mail read in another program"), "channel-email-symbolic", EAR_CONVERSATION_CONTACT),
  OFFLINE_KIND ("messenger", N_("Messenger"), N_("Chats on the phone, such as WhatsApp or Signal"), "channel-messenger-symbolic", EAR_CONVERSATION_CONTACT),
  OFFLINE_KIND ("booking", N_("Booking site"), N_("Questions and wishes that come with a booking"), "channel-booking-symbolic", EAR_CONVERSATION_CONTACT),
  OFFLINE_KIND ("review", N_("Review elsewhere"), N_("A review seen on another site, with its link"), "channel-review-symbolic", EAR_CONVERSATION_REVIEW),
};

/* One entry for each row above and the NULL; the conformance test compares. */
const EarChannelKind *const ear_offline_kinds[G_N_ELEMENTS (kinds) + 1] = {
  &kinds[0], &kinds[1], &kinds[2], &kinds[3], &kinds[4], &kinds[5], &kinds[6],
};
