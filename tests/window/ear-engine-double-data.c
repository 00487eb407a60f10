/* ear-engine-double-data.c: the conversations of the engine double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ear-engine-double.h"

#define NONE G_MAXINT

const EarDoubleChannel ear_double_channels[] = {
  { "ch-blog", "wordpress", "WordPress", "channel-wordpress-symbolic", "Olive & Thyme blog", "https://olive.example/", NULL, NULL, FALSE, EAR_HEALTH_OK },
  { "ch-masto", "mastodon", "Mastodon", "channel-mastodon-symbolic", "@olive@town.example", "https://town.example/@olive",
    "This account has not been read since Saturday 14:10: sign in again.", "sign-in", FALSE, EAR_HEALTH_SIGN_IN },
  { "ch-phone", "phone", "Logged by hand", "channel-phone-symbolic", "Phone", NULL, NULL, NULL, TRUE, EAR_HEALTH_OK },
  { "ch-counter", "counter", "Logged by hand", "channel-counter-symbolic", "Counter", NULL, NULL, NULL, TRUE, EAR_HEALTH_OK },
};
const gsize ear_double_n_channels = G_N_ELEMENTS (ear_double_channels);

const EarDoubleConversation ear_double_conversations[] = {
  { "Greta Lindholm", "greta@post.example", 0, EAR_CONVERSATION_COMMENT, "Our autumn menu is here", -125, 1, FALSE, NULL,
    { "<5h Is the mushroom risotto made with butter? My daughter cannot have dairy and we would love to come on Sunday.", NULL } },
  { "Tomás Oliveira", "@tomas@social.example", 1, EAR_CONVERSATION_THREAD, NULL, 25, 2, FALSE, NULL,
    { "<3h @olive Hi! Do you take bookings for twelve people on a Friday evening?",
      "<2h @olive It would be for the 4th of December, around half past seven. See https://town.example/events/12 for the occasion 🎉", NULL } },
  { "Mrs Abernathy", "0170 555 0142", 2, EAR_CONVERSATION_CONTACT, "Call back by 12:00", 48, 1, FALSE, NULL,
    { "<1h Lost a green scarf on Thursday, window table. Please call back whether it was found.", NULL } },
  { "Jun", "@jun@pixels.example", 1, EAR_CONVERSATION_DIRECT, NULL, 190, 1, FALSE, NULL,
    { "<26h Do you have a vegan tasting menu?", ">25h We do! Six courses, Thursday to Saturday. Shall we keep you a table?",
      "<1h Yes please, two people this Saturday at seven. And is the terrace heated?", NULL } },
  { "Béatrice Moreau", "beatrice@mail.example", 0, EAR_CONVERSATION_COMMENT, "Cooking class: fresh pasta", 60 * 26, 0, FALSE, NULL,
    { "<7h The class looks wonderful. Are children welcome, and from what age?", NULL } },
  { "Sam Whitfield", "@sam@town.example", 1, EAR_CONVERSATION_THREAD, NULL, NONE, 0, FALSE, "failed",
    { "<20h @olive What time does the kitchen close on Sundays?", ">19h Last orders are at nine on Sundays. See you soon!", NULL } },
  { "Ines", NULL, 3, EAR_CONVERSATION_CONTACT, NULL, NONE, 0, TRUE, NULL,
    { "<28h Asked whether dogs are allowed inside.", ">28h Yes, in the front room.", NULL } },
  { "Harald Boysen", "harald@fjord.example", 0, EAR_CONVERSATION_COMMENT, "Our autumn menu is here", NONE, 0, TRUE, NULL,
    { "<50h Best plum cake in town.", ">49h Thank you, Harald! The plums are from Nora's orchard.", NULL } },
  { "Amina Diallo", "amina@web.example", 0, EAR_CONVERSATION_COMMENT, "New opening hours from November", NONE, 0, TRUE, NULL,
    { "<80h Will you be open on the 24th?", ">78h Until two in the afternoon, then we celebrate with our families.", "<77h Perfect, thanks!", NULL } },
  { "Paul", "@paulski@elsewhere.example", 1, EAR_CONVERSATION_THREAD, NULL, NONE, 0, TRUE, NULL,
    { "<120h @olive do you still do the lentil soup?", ">119h Every Tuesday!", NULL } },
};
const gsize ear_double_n_conversations = G_N_ELEMENTS (ear_double_conversations);
