/* How each figure is counted, in plain words, with its formula and its source: the only place where tests have names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "report/ear-document-private.h"
#include "report/ear-words.h"

typedef struct
{
  const char *id, *title, *words;
  const char *formula;       /* (nullable) */
  const char *source;        /* (nullable) */
} Method;

static const Method methods[] = {
  { "method-question", N_("A Question"),
    N_("A question begins with a message to us while none of that person's in that conversation is open. Everything they add belongs to it until we "
       "answer or close it; its waiting time starts with the first message. What they write within 24 hours after our answer is a follow-up, "
       "later it is a new question. Customers who answer each other ask us nothing."),
    NULL, NULL },
  { "method-answer", N_("An Answer"),
    N_("A message of ours that replies to the question or speaks to the one who asked, wherever it was typed. A like is no answer, an automatic reply is "
       "none, and one that we deleted before the customer wrote again is none."),
    NULL, NULL },
  { "method-share", N_("Answered in Time"),
    N_("Of the questions old enough to judge, those answered within what we promised. A question counts as old enough once that time had run out while "
       "the channel was still being read, whatever became of it: closing one without an answer changes nothing. Those too new are left out and "
       "counted beside it. The range in brackets says between what the true share may lie by chance, in 95 of 100 cases. Below 10 questions or 5 "
       "people there is no percentage."),
    N_("share = k ÷ n; range = (k + z²÷2 ± z·√(k·(n − k)÷n + z²÷4)) ÷ (n + z²), z = 1.96"),
    N_("Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference. JASA 22.") },
  { "method-speed", N_("Half Within, Nine in Ten Within"),
    N_("The time after which half, or nine in ten, of all questions had an answer. A question that nobody answered counts as long as we know that it "
       "waited; it is never left out, and closing it does not help. “Not reached” says that so many were not answered in the time we can see. "
       "Nine in ten is told from 20 questions on."),
    N_("F(t) = 1 − Π (1 − dᵢ ÷ rᵢ) over the answering times up to t; dᵢ answered at that time, rᵢ waiting until then; half = the first t with F(t) ≥ 0.5"),
    N_("Kaplan, E. L. and Meier, P. (1958). JASA 53; of what closing does: Fine, J. P. and Gray, R. J. (1999). JASA 94, “censoring complete”; "
       "range: Greenwood's variance on the log-log scale.") },
  { "method-curve", N_("The Curves"),
    N_("The share answered by each waiting time. A curve ends where fewer than 5 questions are left to watch; a pale band, where one channel is shown, "
       "is where chance may put it."),
    N_("F(t) as above"), NULL },
  { "method-difference", N_("Whether Channels Differ"),
    N_("Channels with at least 20 questions to judge are compared by the same promise and the same hours. That one answers fewer than another is written "
       "only where two things hold: over all channels together the waiting differs by more than chance would explain, and so does the best share from the "
       "worst, with allowance for how many pairs there are to choose from. Of channels that are served alike, at most 5 in 100 reports then say that one "
       "answers fewer. “Waits longest” is written only of a channel for which this holds and whose half is reached last."),
    N_("p₁ − p₂ with limits √((p₁ − l₁)² + (u₂ − p₂)²) and √((u₁ − p₁)² + (p₂ − l₂)²), l and u by Wilson at the level 1 − 0.05 ÷ (K·(K − 1)÷2), "
       "without 0; and p < 0.05 in one log-rank test over all K channels"),
    N_("Newcombe, R. G. (1998): Interval estimation for the difference between independent proportions, method 10. Statistics in Medicine 17. Mantel, N. "
       "(1966). Cancer Chemotherapy Reports 50. One test before the pairs: Fisher, R. A. (1935): The Design of Experiments, section 24.") },
  { "method-clock", N_("Answering Hours and the Clock"),
    N_("In answering hours only the time in which you answer counts: what is asked at night begins to wait in the morning. By the clock every minute counts. "
       "A wait across a change of hours uses each day's own; “we answer within” is what was valid when the question came. What is asked and "
       "answered while you are closed waited no time, “before opening”."),
    NULL, NULL },
  { "method-read", N_("Read Without Gaps"),
    N_("A channel is read when everything of a time was fetched from its service. What arrives while it is not read is left out, even where we happen to "
       "know it; a question that was open then is watched only until the gap begins. No time is ever subtracted. Below 80% the sentence about a "
       "channel begins with it."),
    N_("read = time read ÷ time of the period"), NULL },
  { "method-left-out", N_("Left Out"),
    N_("Thanks, emoji and other messages that need no answer, spam and automatic messages are not counted as questions; how many they are stands beside, with "
       "what the share would be if all that need no answer had needed one."),
    N_("(k + k₀) ÷ (n + n₀), k₀ and n₀ of those that need no answer"), NULL },
  { "method-offline", N_("Telephone, Counter, Letters"),
    N_("These are counted as you wrote them down. What was answered on the spot is only a number; a share and a speed are told of call-backs, from the time of "
       "asking. They are never compared with the other channels."),
    NULL, NULL },
  { "method-voice", N_("How You Sound"),
    N_("Each of your replies is read by itself for a greeting, the name of who asked, a closing, thanks, an apology, the form of address, emoji, its length "
       "and its language, by lists of words that people have written for each language. A reply counts where it could show such a thing: an apology is asked "
       "for only where the question has words of complaint, the name only where there is one, the form of address only where the reply has one. "
       "A rule can be wrong of a single reply; every number opens the replies behind it. Automatic replies are left out, and what is written down of calls. "
       "Of one person there are figures for that person alone, on screen."),
    N_("share = k ÷ n with the same range as “Answered in Time”; of words the shortest length that a quarter, half or three quarters do not exceed"), NULL },
  { "method-facts", N_("Where Answers Contradict"),
    N_("Times, dates, prices, yes and no, telephone numbers, e-mail and web addresses are looked for in each answer, and held against the facts about you "
       "and, within 90 days, against your other answers to the same question. Opening hours are those that were valid when the answer was given. What is "
       "said of one day or of somebody else is left alone. Answers of one conversation count as one; a question that only points at a post is compared "
       "below that post alone. Of your page on a channel, as it was when it was last looked at, the name, the web address and what it says of opening hours, "
       "telephone, e-mail, web and street address are held against the facts and the opening hours of now, as far as the service gives them to Earshot; "
       "hours count where it says that they are opening hours, another street where it says that it is the address. Your house rules are compared with "
       "nothing yet. Only what states something else is listed; what cannot be compared is not."),
    NULL, NULL },
  { "method-presence", N_("Posts, Plan and Silence"),
    N_("A post is what you publish for everybody; an answer is none. Weeks go from Monday to Sunday on your organisation's clocks; a week at the edge of the "
       "period that is not whole is left out, and so is one in which the channel's posts were not read without gaps. A week is as planned when it has at "
       "least as many posts as you plan a week, by the plan as it is now. The longest silence is the longest time within the period without a post; it "
       "never goes on across a gap in reading, for nobody knows what was posted there."),
    N_("weeks as planned = weeks with posts ≥ plan, of n weeks read without gaps"), NULL },
  { "method-page", N_("What Your Pages Have"),
    N_("Of the things that a service shows Earshot of your page there, those that were filled in when it was last looked at. It is a list and no mark: what a "
       "service does not show is not counted."),
    NULL, NULL },
  { "method-talk", N_("Talk, Listen, Act"),
    N_("Talk: posts of yours that are known. Listen: questions that came, be they answered on the spot; those that were opened in Earshot or answered "
       "anywhere count as read. Act: call-backs that were promised in the period and done by now, be it late; and changes that somebody wrote down "
       "in a conversation because of what was said there. What is left out as no question is left out here too."),
    NULL, NULL },
  { "method-todo", N_("Things to Do"),
    N_("At most three, by fixed rules in this order: who has waited longest; the channel that answered least in time, if anything was late; answers and "
       "pages that contradict each other or the facts; a channel that is not read; no answering hours set; questions closed without an answer. People are never compared."),
    NULL, NULL },
};

void
ear_build_method (EarDocumentBuilder *builder)
{
  ear_build_heading (builder, 2, "method", _("How Each Figure Is Counted"))->new_page = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      ear_build_heading (builder, 3, methods[i].id, _(methods[i].title));
      ear_build_paragraph (builder, EAR_PARAGRAPH_PLAIN, g_strdup (_(methods[i].words)));
      if (methods[i].formula != NULL)
        ear_build_paragraph (builder, EAR_PARAGRAPH_FORMULA, g_strdup (_(methods[i].formula)));
      if (methods[i].source != NULL)
        /* Translators: the paper or book a formula is from */
        ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE, g_strdup_printf (_("Source: %s"), _(methods[i].source)));
    }
}
