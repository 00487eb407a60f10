/* ear-voice.h: how we sound: what our replies show, and what the brand sheet wants
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-go-on.h"
#include "model/ear-answer-text.h"
#include "model/ear-figures.h"
#include "model/ear-readings.h"

G_BEGIN_DECLS

/* ---- one reply ---- */

/* What a reply can show. The words for it stand in one file per language: src/model/voice/. */
typedef enum {
  EAR_VOICE_GREETING,
  EAR_VOICE_BY_NAME,         /* the asker's name in its first line; asked of replies to somebody with a name */
  EAR_VOICE_SIGN_OFF,        /* a closing formula or a signature */
  EAR_VOICE_THANKS,
  EAR_VOICE_APOLOGY,         /* asked where the question has words of complaint; many complain without any */
  EAR_VOICE_INFORMAL,        /* du, tu, tú: asked of replies that address somebody one way or the other … */
  EAR_VOICE_FORMAL,          /* … Sie, vous, usted, Lei, você … */
  EAR_VOICE_MIXED,           /* … and both in one reply */
  EAR_VOICE_EMOJI,
  EAR_VOICE_LANGUAGE,        /* the asker's; asked where the languages of both are clear */
  EAR_N_VOICE_TRAITS,
} EarVoiceTrait;

/* "sign-off": the stable word of --json, CSV and links. */
const char *ear_voice_trait_to_string (EarVoiceTrait trait);
gboolean ear_voice_trait_from_string (const char *word, EarVoiceTrait *trait);

typedef enum {
  EAR_ADDRESS_NONE,          /* of a reply: it does not tell; of a wish: whatever */
  EAR_ADDRESS_INFORMAL,
  EAR_ADDRESS_FORMAL,
  EAR_ADDRESS_MIXED,         /* of a reply only */
} EarVoiceAddress;

typedef struct {
  guint could;               /* 1 << EarVoiceTrait: this reply could show it */
  guint shows;               /* of these, those it does show */
  guint n_words;             /* as spaces and marks part them; a link is one, a mention none */
  EarVoiceAddress address;
  char language[4];          /* by its words; "": unclear, or none we have rules for */
  char read_as[4];           /* whose rules it was read by: where its words do not tell, by the asker's language or what the service says; "": several, or none */
} EarVoiceMarks;

/* Depends on this reply alone. Thread-safe. */
EarVoiceMarks ear_voice_read (const EarAnswerText *reply);

/* The languages we have rules for, in order. (transfer none) (array zero-terminated=1) */
const char *const *ear_voice_get_languages (void);
/* Whether one is addressed in two ways in that language. */
gboolean ear_voice_has_address (const char *language);

/* ---- what is wanted ---- */

typedef enum {
  EAR_VOICE_WHATEVER,
  EAR_VOICE_YES,
  EAR_VOICE_NO,
} EarVoiceChoice;

typedef struct {
  EarVoiceChoice greets;
  EarVoiceChoice by_name;
  EarVoiceChoice signs_off;
  GStrv sign_off_words;      /* (nullable): signing off means with one of these names or words */
  EarVoiceChoice thanks;
  EarVoiceChoice apologises; /* where something went wrong */
  EarVoiceChoice emoji;      /* YES: at least one; NO: none */
  EarVoiceChoice asker_language; /* answers in the asker's language */
  guint max_words;           /* 0: whatever */
  GHashTable *address;       /* use ear_voice_wish_get_address() */
  struct _EarJson *json;     /* (nullable): what it was read from, for what a newer Earshot has written there */
} EarVoiceWish;

EarVoiceWish *ear_voice_wish_new (void);
EarVoiceWish *ear_voice_wish_copy (const EarVoiceWish *wish);
void ear_voice_wish_free (EarVoiceWish *wish);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarVoiceWish, ear_voice_wish_free)

/* @language: "de"; %EAR_ADDRESS_NONE: whatever. */
void ear_voice_wish_set_address (EarVoiceWish *wish, const char *language, EarVoiceAddress address);
EarVoiceAddress ear_voice_wish_get_address (const EarVoiceWish *wish, const char *language);

/* For brand_fact "voice": {"greets":"yes","by-name":"yes","signs-off":"yes","sign-off-words":["Maria"],"thanks":"no","apologises":"yes","emoji":"no",
 * "asker-language":"yes","max-words":80,"address":{"de":"informal","fr":"formal"}}. What is whatever stands nowhere. */
char *ear_voice_wish_to_json (const EarVoiceWish *wish);
EarVoiceWish *ear_voice_wish_from_json (const char *json, GError **error);

/* What can be wanted, one figure each. */
typedef enum {
  EAR_WISH_GREETING,
  EAR_WISH_BY_NAME,
  EAR_WISH_SIGN_OFF,
  EAR_WISH_THANKS,
  EAR_WISH_APOLOGY,
  EAR_WISH_ADDRESS,
  EAR_WISH_EMOJI,
  EAR_WISH_LENGTH,
  EAR_WISH_LANGUAGE,
  EAR_N_WISHES,
} EarVoiceWishItem;

/* The choice behind such a figure; %EAR_VOICE_YES for ADDRESS and LENGTH where something is said of them. */
EarVoiceChoice ear_voice_wish_get_choice (const EarVoiceWish *wish, EarVoiceWishItem item);
const char *ear_voice_wish_item_to_string (EarVoiceWishItem item);
gboolean ear_voice_wish_item_from_string (const char *word, EarVoiceWishItem *item);

/* ---- the figures ---- */

typedef struct {
  gint64 message_id, conversation_id;
} EarVoiceReply;

typedef struct {
  guint n, k;                /* replies that could show it, and that do */
  guint people;              /* the n went to */
  EarInterval95 share;       /* Wilson */
  gboolean enough;           /* n reaches EAR_REPORT_FLOOR_SHARE, and people EAR_REPORT_FLOOR_PEOPLE; below it "4 of 6" and the list */
} EarVoiceFigure;

typedef struct {
  guint n;                   /* replies with text */
  gboolean enough;           /* as above */
  guint lower_quartile, median, upper_quartile; /* words; no midpoints: the shortest length that a quarter, half … do not exceed */
} EarVoiceLength;

typedef struct {
  guint n_replies;           /* with text */
  guint people;              /* they went to */
  EarVoiceFigure traits[EAR_N_VOICE_TRAITS];
  EarVoiceLength length;
  gboolean wished[EAR_N_WISHES]; /* the brand sheet says something of it */
  EarVoiceFigure kept[EAR_N_WISHES]; /* against the wish; n 0 where nothing was wished */
  GArray *replies;           /* of the lists below */
} EarVoiceGroup;

/* The replies behind a figure's k, or behind its n - k: (transfer full) (element-type EarVoiceReply), newest first. */
GArray *ear_voice_group_list_trait (const EarVoiceGroup *group, EarVoiceTrait trait, gboolean shows);
GArray *ear_voice_group_list_wish (const EarVoiceGroup *group, EarVoiceWishItem item, gboolean kept);
/* All of them, shortest first, and of those that are as long the newest. */
GArray *ear_voice_group_list_lengths (const EarVoiceGroup *group);

/* Per channel, and for who reads the report; for nobody else. Immutable; may be read from any thread. */
typedef struct {
  GPtrArray *channels;       /* (element-type EarVoiceGroup), in the report's order */
  EarVoiceGroup *mine;
  EarVoiceWish *wish;        /* (nullable): what it was held against */
} EarVoice;

EarVoice *ear_voice_new (const EarAnswerText *replies, gsize n_replies, guint n_channels, const EarVoiceWish *wish);
EarVoice *ear_voice_new_watched (const EarAnswerText *replies, gsize n_replies, guint n_channels, const EarVoiceWish *wish, EarReadings *readings,
                                 EarGoOn go_on, gpointer data);
void ear_voice_free (EarVoice *voice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarVoice, ear_voice_free)
const EarVoiceGroup *ear_voice_get_channel (const EarVoice *voice, guint channel);

G_END_DECLS
