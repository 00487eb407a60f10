/* ear-meta-problem.c: what Meta's refusals mean, and how much of its patience is used up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/meta/ear-meta.h"

#include <glib/gi18n.h>
#include <string.h>

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)
#define HOUR_MS (60 * MINUTE_MS)
/* Where the headers do not say when it is enough. */
#define TOO_OFTEN_MS (10 * MINUTE_MS)

#define FB EAR_META_FACEBOOK
#define IG EAR_META_INSTAGRAM
#define TH EAR_META_THREADS
#define ALL (FB | IG | TH)
#define ANY (-1)

/* ---- the table: the first row that fits holds ---- */

typedef struct {
  guint services;
  gint64 from, to;         /* codes */
  gint64 subcode;          /* ANY: also none */
  EarProblemCode problem;
  gint64 wait_ms;          /* RETRY_LATER: at least; TOO_OFTEN_MS: where the headers say nothing */
  EarEffect effect;
  gint64 hold_ms;          /* FORBIDDEN: nothing more is sent for so long; RETRY_LATER: the wait doubles up to it, of messages alone */
  const char *sentence;    /* N_() (nullable): where its next step is one of its own */
} Meaning;

#define ROLE_LOST N_("Whoever signed in no longer has a role on this account. Give it back there, under Settings → Access, or sign in as somebody who has one.")
#define OTHER_SECRET N_("The app secret belongs to another app than the token. Sign in again with the secret of the same app.")
#define ACT_THERE N_("Meta wants something of you on its own pages first. Open facebook.com in a browser, do what it asks there, then sign in again.")
#define CHECK_FIRST N_("Meta wants a security check first. Open facebook.com or the app, do what it asks there, and send it again then.")
#define STOPPED N_("Meta took this for abuse and lets nothing be sent for a while. Earshot sends nothing more for six hours; do not try elsewhere either, that makes it longer.")
#define STOP_MS (6 * HOUR_MS)
/* Kept from messaging: comments go on. */
#define NO_MESSAGES 30 * MINUTE_MS, .hold_ms = 4 * HOUR_MS

/* Codes are Meta's; the HTTP status says little. Messages are for the window of one conversation, so their refusals are the writer's. */
static const Meaning meanings[] = {
  /* messages to one person */
  { FB | IG, 10, 10, 2018278, EAR_PROBLEM_REJECTED },                        /* outside of 24 hours */
  { FB | IG, 10, 10, 2534022, EAR_PROBLEM_REJECTED },
  { FB | IG, ANY, ANY, 2018065, EAR_PROBLEM_REJECTED },
  { FB | IG, 2018065, 2018065, ANY, EAR_PROBLEM_REJECTED },
  { FB | IG, 10, 10, 1545041, EAR_PROBLEM_REJECTED },                        /* the person cannot or will not receive */
  { FB | IG, 10, 10, 2018108, EAR_PROBLEM_REJECTED },
  { FB | IG, 551, 551, ANY, EAR_PROBLEM_REJECTED },
  { FB | IG, 230, 230, ANY, EAR_PROBLEM_REJECTED },
  { FB | IG, ANY, ANY, 1893063, EAR_PROBLEM_RETRY_LATER, NO_MESSAGES },   /* kept from messaging for a while */
  { IG, 2534122, 2534122, ANY, EAR_PROBLEM_RETRY_LATER, NO_MESSAGES },
  { IG, 2534029, 2534029, ANY, EAR_PROBLEM_RETRY_LATER, NO_MESSAGES },
  { IG, ANY, ANY, 2534122, EAR_PROBLEM_RETRY_LATER, NO_MESSAGES },
  { IG, ANY, ANY, 2534029, EAR_PROBLEM_RETRY_LATER, NO_MESSAGES },
  { FB | IG, 100, 100, 2018001, EAR_PROBLEM_REJECTED },                      /* no such person */
  { FB | IG, 100, 100, 2018047, EAR_PROBLEM_RETRY_LATER, MINUTE_MS },        /* an attachment was lost on the way */
  { FB | IG, 4, 4, 2018022, EAR_PROBLEM_RETRY_LATER, 5 * MINUTE_MS },

  /* the token */
  { ALL, 190, 190, 492, EAR_PROBLEM_FORBIDDEN, .sentence = ROLE_LOST },                             /* whose it is lost the role: another would be no better */
  { ALL, 190, 190, 459, EAR_PROBLEM_AUTH, .sentence = ACT_THERE },
  { ALL, 190, 190, 464, EAR_PROBLEM_AUTH, .sentence = ACT_THERE },
  { ALL, 190, 190, ANY, EAR_PROBLEM_AUTH },
  { ALL, 102, 102, ANY, EAR_PROBLEM_AUTH },
  { ALL, 104, 104, ANY, EAR_PROBLEM_AUTH, .sentence = OTHER_SECRET },                                  /* another application's secret */
  { FB, 1705, 1705, ANY, EAR_PROBLEM_AUTH },                                 /* a person's token instead of the Page's */

  /* too often */
  { ALL, 4, 4, ANY, EAR_PROBLEM_RETRY_LATER, TOO_OFTEN_MS },
  { ALL, 17, 17, ANY, EAR_PROBLEM_RETRY_LATER, TOO_OFTEN_MS },
  { ALL, 32, 32, ANY, EAR_PROBLEM_RETRY_LATER, TOO_OFTEN_MS },
  { ALL, 341, 341, ANY, EAR_PROBLEM_RETRY_LATER, TOO_OFTEN_MS },
  { ALL, 613, 613, ANY, EAR_PROBLEM_RETRY_LATER, TOO_OFTEN_MS },
  { ALL, 80001, 80002, ANY, EAR_PROBLEM_RETRY_LATER, TOO_OFTEN_MS },
  { ALL, 80006, 80006, ANY, EAR_PROBLEM_RETRY_LATER, TOO_OFTEN_MS },
  { ALL, 1390008, 1390008, ANY, EAR_PROBLEM_RETRY_LATER, TOO_OFTEN_MS },   /* posting too fast */
  { ALL, ANY, ANY, 1390008, EAR_PROBLEM_RETRY_LATER, TOO_OFTEN_MS },
  { IG, 9, 9, 2207042, EAR_PROBLEM_RETRY_LATER, 24 * HOUR_MS },              /* published enough for today */
  { IG, 9007, 9007, ANY, EAR_PROBLEM_RETRY_LATER, MINUTE_MS },               /* what was uploaded is not ready */

  /* taken for abuse: sending stops, and trying again makes it worse */
  { ALL, 368, 368, ANY, EAR_PROBLEM_FORBIDDEN, .hold_ms = STOP_MS, .sentence = STOPPED },
  { ALL, 1404112, 1404112, ANY, EAR_PROBLEM_FORBIDDEN, .hold_ms = STOP_MS, .sentence = STOPPED },
  { ALL, ANY, ANY, 1404112, EAR_PROBLEM_FORBIDDEN, .hold_ms = STOP_MS, .sentence = STOPPED },
  { IG | TH, ANY, ANY, 2207051, EAR_PROBLEM_FORBIDDEN, .hold_ms = STOP_MS, .sentence = STOPPED },
  { IG | TH, ANY, ANY, 2207050, EAR_PROBLEM_FORBIDDEN, .hold_ms = STOP_MS, .sentence = STOPPED },
  { IG | TH, 2207050, 2207051, ANY, EAR_PROBLEM_FORBIDDEN, .hold_ms = STOP_MS, .sentence = STOPPED },
  { TH, 4279013, 4279013, ANY, EAR_PROBLEM_FORBIDDEN, .hold_ms = STOP_MS, .sentence = STOPPED },
  { TH, ANY, ANY, 4279013, EAR_PROBLEM_FORBIDDEN, .hold_ms = STOP_MS, .sentence = STOPPED },
  { IG, 25, 25, ANY, EAR_PROBLEM_FORBIDDEN, .hold_ms = STOP_MS, .sentence = STOPPED },

  /* the person must do something on the service's own pages first */
  { ALL, 1404006, 1404006, ANY, EAR_PROBLEM_FORBIDDEN, .sentence = CHECK_FIRST },
  { ALL, 1404078, 1404078, ANY, EAR_PROBLEM_FORBIDDEN, .sentence = CHECK_FIRST },
  { ALL, 4854002, 4854002, ANY, EAR_PROBLEM_FORBIDDEN, .sentence = CHECK_FIRST },
  { ALL, ANY, ANY, 1404006, EAR_PROBLEM_FORBIDDEN, .sentence = CHECK_FIRST },
  { ALL, ANY, ANY, 1404078, EAR_PROBLEM_FORBIDDEN, .sentence = CHECK_FIRST },
  { ALL, ANY, ANY, 4854002, EAR_PROBLEM_FORBIDDEN, .sentence = CHECK_FIRST },

  /* permissions */
  { ALL, 3, 3, ANY, EAR_PROBLEM_FORBIDDEN },
  { ALL, 10, 10, ANY, EAR_PROBLEM_FORBIDDEN },
  { ALL, 200, 299, ANY, EAR_PROBLEM_FORBIDDEN },

  /* what is written */
  { ALL, 506, 506, ANY, EAR_PROBLEM_OUTCOME_UNKNOWN, 0, EAR_EFFECT_DONE },   /* the same text stands there already */
  { ALL, 1609005, 1609005, ANY, EAR_PROBLEM_REJECTED },                      /* a link that cannot be followed */
  { ALL, ANY, ANY, 1609005, EAR_PROBLEM_REJECTED },
  { ALL, ANY, ANY, 2061006, EAR_PROBLEM_REJECTED },
  { IG, 9004, 9004, ANY, EAR_PROBLEM_REJECTED },
  { IG, 36000, 36003, ANY, EAR_PROBLEM_REJECTED },
  { IG, 352, 352, 2207026, EAR_PROBLEM_REJECTED },
  { IG, ANY, ANY, 2207010, EAR_PROBLEM_REJECTED },
  { IG, 100, 100, 2207028, EAR_PROBLEM_REJECTED },
  { IG, 100, 100, 2207040, EAR_PROBLEM_REJECTED },
  { IG, -2, -1, ANY, EAR_PROBLEM_RETRY_LATER, MINUTE_MS },                   /* an upload that must begin anew */

  /* what is gone, or was never there */
  { FB | IG, 100, 100, 33, EAR_PROBLEM_GONE },
  { TH, 100, 100, 24, EAR_PROBLEM_GONE },
  { TH, 100, 100, 33, EAR_PROBLEM_GONE },
  { TH, ANY, ANY, 4279009, EAR_PROBLEM_GONE },
  { TH, 24, 24, ANY, EAR_PROBLEM_GONE },
};

/* Meta's own trouble: nobody knows what became of a write. */
static const gint64 trouble_codes[] = { 1, 2, 1363047, 1609010 };

/* ---- reading a refusal ---- */

typedef struct {
  EarMetaFault fault;
  gboolean transient;
  const char *message, *user_title, *user_message, *trace;
} Refusal;

static const EarJsonField refusal_table[] = {
  EAR_JSON_FIELD (Refusal, fault.code, "error.code", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Refusal, fault.subcode, "error.error_subcode", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Refusal, transient, "error.is_transient", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Refusal, message, "error.message", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Refusal, user_title, "error.error_user_title", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Refusal, user_message, "error.error_user_msg", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Refusal, trace, "error.fbtrace_id", EAR_JSON_TEXT, EAR_JSON_LENIENT),
};

static gboolean
read_refusal (const EarJsonNode *body, Refusal *refusal)
{
  return body != NULL && ear_json_is_object (ear_json_member (body, "error")) && ear_json_bind_table (body, refusal_table, refusal, NULL)
         && (refusal->fault.code != 0 || refusal->message != NULL);
}

void
ear_meta_read_fault (const EarJsonNode *body, EarMetaFault *fault)
{
  Refusal refusal = { .fault = { 0 } };

  read_refusal (body, &refusal);
  *fault = refusal.fault;
}

static gboolean
is_trouble (const Refusal *refusal)
{
  for (gsize i = 0; i < G_N_ELEMENTS (trouble_codes); i++)
    if (refusal->fault.code == trouble_codes[i] || refusal->fault.subcode == trouble_codes[i])
      return TRUE;
  return refusal->transient;
}

static const Meaning *
find_meaning (EarMetaService service, const EarMetaFault *fault)
{
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      const Meaning *meaning = &meanings[i];
      gboolean any_code = meaning->from == ANY && meaning->to == ANY;

      if ((meaning->services & service) != 0 && (any_code || (fault->code >= meaning->from && fault->code <= meaning->to))
          && (meaning->subcode == ANY || meaning->subcode == fault->subcode))
        return meaning;
    }
  return NULL;
}

/* "(#200) Requires pages_manage_engagement permission": the scope's name, if it is one. */
static char *
find_scope (const char *message)
{
  static const char *const families[] = { "pages_", "instagram_", "threads_", "business_management", "read_insights", "human_agent" };

  for (const char *p = message; p != NULL && *p != '\0';)
    {
      gsize length = strspn (p, "abcdefghijklmnopqrstuvwxyz_");

      for (gsize i = 0; length > 0 && i < G_N_ELEMENTS (families); i++)
        if (g_str_has_prefix (p, families[i]) && length > strlen ("pages_"))
          return g_strndup (p, length);
      p += length;
      p += *p != '\0' ? 1 : 0;
    }
  return NULL;
}

gboolean
ear_meta_explain (EarMetaService service, const EarRequest *request, const EarReply *reply, const EarJsonNode *body, EarProblemCode *code,
                  EarProblemDetail *detail)
{
  gboolean reading = strcmp (request->method, "GET") == 0;
  Refusal refusal = { .fault = { 0 } };
  const Meaning *meaning;
  EarUsage usage = { 0 };

  if (!read_refusal (body, &refusal))
    {
      /* Not Meta's: a proxy, a hotel's page. It knows nothing of what is deleted. */
      if (reply->status != 404 && reply->status != 410)
        return FALSE;
      *code = reading ? EAR_PROBLEM_PROTOCOL : EAR_PROBLEM_OUTCOME_UNKNOWN;
      detail->effect = reading ? EAR_EFFECT_NONE : EAR_EFFECT_UNKNOWN;
      return TRUE;
    }
  /* What Meta's own people ask for when something is reported to them. */
  if (refusal.trace != NULL)
    g_debug ("Meta refuses: code %" G_GINT64_FORMAT ", subcode %" G_GINT64_FORMAT ", trace %.40s", refusal.fault.code, refusal.fault.subcode,
             refusal.trace);
  if (refusal.user_message != NULL && *refusal.user_message != '\0')
    detail->words = g_strdup (refusal.user_message);

  /* A wrong application secret is numbered like trouble: only the words differ. */
  if (strstr (request->url, "/oauth/access_token") != NULL
      && (refusal.fault.code == 101 || (refusal.fault.code == 1 && refusal.message != NULL && strstr (refusal.message, "client secret") != NULL)))
    {
      *code = EAR_PROBLEM_AUTH;
      detail->effect = EAR_EFFECT_NONE;
      return TRUE;
    }

  ear_meta_read_usage (reply, &usage);
  meaning = find_meaning (service, &refusal.fault);
  if (meaning == NULL && (is_trouble (&refusal) || reply->status >= 500))
    {
      *code = reading ? EAR_PROBLEM_RETRY_LATER : EAR_PROBLEM_OUTCOME_UNKNOWN;
      detail->effect = reading ? EAR_EFFECT_NONE : EAR_EFFECT_UNKNOWN;
      return TRUE;
    }
  detail->effect = EAR_EFFECT_NONE;
  if (meaning == NULL)
    {
      /* A parameter of ours that is no longer one, or a text it will not have. */
      *code = reading ? EAR_PROBLEM_PROTOCOL : EAR_PROBLEM_REJECTED;
      return TRUE;
    }
  *code = meaning->problem;
  detail->effect = meaning->effect;
  detail->hold_ms = meaning->hold_ms;
  detail->sentence = meaning->sentence != NULL ? g_strdup (_(meaning->sentence)) : NULL;
  if (meaning->problem == EAR_PROBLEM_RETRY_LATER)
    detail->retry_after_ms = MAX (detail->retry_after_ms, usage.wait_ms > 0 && meaning->wait_ms == TOO_OFTEN_MS ? usage.wait_ms
                                                                                                                 : MAX (usage.wait_ms, meaning->wait_ms));
  if (meaning->problem == EAR_PROBLEM_FORBIDDEN)
    detail->permission = find_scope (refusal.message);
  return TRUE;
}

/* ---- usage ---- */

typedef struct {
  double call_count, total_time, total_cputime;
  gint64 regain_minutes;
} Share;

static const EarJsonField share_table[] = {
  EAR_JSON_FIELD (Share, call_count, "call_count", EAR_JSON_DOUBLE, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Share, total_time, "total_time", EAR_JSON_DOUBLE, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Share, total_cputime, "total_cputime", EAR_JSON_DOUBLE, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Share, regain_minutes, "estimated_time_to_regain_access", EAR_JSON_INT, EAR_JSON_LENIENT),
};

static void
add_share (const EarJsonNode *node, EarUsage *usage)
{
  Share share = { 0 };

  if (!ear_json_bind_table (node, share_table, &share, NULL))
    return;
  usage->percent = MAX (usage->percent, MAX (share.call_count, MAX (share.total_time, share.total_cputime)));
  if (share.regain_minutes > 0 && share.regain_minutes <= 7 * 24 * 60)
    usage->wait_ms = MAX (usage->wait_ms, share.regain_minutes * MINUTE_MS);
}

/**
 * ear_meta_read_usage:
 * @reply: a reply
 * @usage: zeroed: the worst of what its headers say
 *
 * X-App-Usage is of the application, X-Business-Use-Case-Usage of each Page or account and what it is used for.
 */
void
ear_meta_read_usage (const EarReply *reply, EarUsage *usage)
{
  const char *app = ear_reply_get_header (reply, "x-app-usage");
  const char *business = ear_reply_get_header (reply, "x-business-use-case-usage");
  g_autoptr (EarJson) of_app = app != NULL ? ear_json_parse_text (app, -1, NULL) : NULL;
  g_autoptr (EarJson) of_business = business != NULL ? ear_json_parse_text (business, -1, NULL) : NULL;
  g_auto (GStrv) names = NULL;

  if (of_app != NULL)
    add_share (ear_json_root (of_app), usage);
  if (of_business == NULL)
    return;
  names = ear_json_member_names (ear_json_root (of_business));
  for (gsize i = 0; names[i] != NULL; i++)
    {
      const EarJsonNode *uses = ear_json_member (ear_json_root (of_business), names[i]);

      for (gsize u = 0; u < ear_json_length (uses); u++)
        add_share (ear_json_element (uses, u), usage);
    }
}
