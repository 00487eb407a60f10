/* ear-statement-hours.c: hours and times, and the days they are said of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-statement-private.h"

#define ALL_DAYS 0x7f
#define WEEKDAYS 0x1f
#define WEEKEND 0x60

/* A sentence as what it says one after another. */
typedef enum { SAYS_DAYS, SAYS_EXCEPT, SAYS_OPEN, SAYS_HOURS, SAYS_CLOSED } SaysType;

typedef struct {
  SaysType type;
  guint first, last;         /* tokens */
  guint8 days;
  gint16 from, to;
  gboolean twelve_from, twelve_to, point;
  gboolean spoken_for;       /* days that hours were said of */
} Says;

static const EarToken *
at (const EarStatementReader *reader, guint i)
{
  const EarToken *token = ear_tokens_at (reader->tokens, i);

  return token != NULL && !token->used ? token : NULL;
}

static gboolean
is_mark (const EarToken *token, gunichar mark)
{
  return token != NULL && token->type == EAR_TOKEN_MARK && token->mark == mark;
}

static gboolean
is_dash (const EarToken *token)
{
  return is_mark (token, '-') || is_mark (token, 0x2013) || is_mark (token, 0x2014) || is_mark (token, 0x2012);
}

/* ---- days ---- */

guint8
ear_token_days (const EarTokens *tokens, guint i)
{
  const EarToken *token = ear_tokens_at (tokens, i);
  const EarToken *before = i > 0 ? ear_tokens_at (tokens, i - 1) : NULL, *next = ear_tokens_at (tokens, i + 1);
  guint shorts;

  if (token == NULL || token->used)
    return 0;
  if ((token->is & 0x7f) != 0)
    return token->is & 0x7f;
  if (ear_token_is (token, EAR_WORD_WEEKDAYS))
    return WEEKDAYS;
  if (ear_token_is (token, EAR_WORD_WEEKEND))
    return WEEKEND;
  if (ear_token_is (token, EAR_WORD_DAILY))
    return ALL_DAYS;
  shorts = token->is >> 7 & 0x7f;
  if (shorts == 0)
    return 0;
  /* "Mo–Fr 12", "Sa.", "So 12–22", "Sa+So". A word of two letters with a small first letter is a word. */
  if ((token->is & EAR_WORD_BIT (EAR_WORD_STOP)) != 0 && next != NULL && next->type == EAR_TOKEN_WORD)
    return 0;
  if (is_dash (next) || is_mark (next, ':') || is_mark (next, '+') || is_mark (next, '&') || is_mark (next, '/') ||
      (next != NULL && next->type == EAR_TOKEN_NUMBER) || (is_mark (next, '.') && next->glued))
    return (guint8) shorts;
  if (is_dash (before) || is_mark (before, '+') || is_mark (before, '&') || is_mark (before, '/'))
    return (guint8) shorts;
  if (next != NULL && (ear_token_is (next, EAR_WORD_TO) || ear_token_is (next, EAR_WORD_CLOSED) || (next->is & EAR_WORD_ANY_SHORT) != 0))
    return (token->is & EAR_WORD_BIT (EAR_WORD_STOP)) == 0 ? (guint8) shorts : 0;
  if (before != NULL && ear_token_is (before, EAR_WORD_TO) && i > 1 && ear_token_days (tokens, i - 2) != 0)
    return (guint8) shorts;
  return 0;
}

static guint8
days_from_to (guint8 first, guint8 last)
{
  guint8 days = 0;

  /* Sets of several days have no end. */
  if ((first & (first - 1)) != 0 || (last & (last - 1)) != 0)
    return first | last;
  for (guint8 day = first;; day = day == 0x40 ? 1 : (guint8) (day << 1))
    {
      days |= day;
      if (day == last)
        return days;
    }
}

static guint
skip_dot (const EarStatementReader *reader, guint i)
{
  return is_mark (at (reader, i), '.') && at (reader, i)->glued ? i + 1 : i;
}

/* "Monday", "Mon to Fri", "Saturdays and Sundays"; tokens taken. */
static guint
read_days (const EarStatementReader *reader, guint i, guint8 *days)
{
  guint begin = i, next;
  guint8 more;

  *days = ear_token_days (reader->tokens, i);
  if (*days == 0)
    return 0;
  for (;;)
    {
      guint behind = skip_dot (reader, i + 1);
      const EarToken *link = at (reader, behind);

      /* "from Monday to Friday", "du lundi au vendredi"; a day beside a day. */
      next = behind + 1;
      if (link == NULL)
        break;
      /* "segunda a sexta", "de lunes a viernes"; "de" between is nothing. */
      more = ear_token_days (reader->tokens, next);
      if (more == 0 && ear_token_is (at (reader, next), EAR_WORD_FROM))
        more = ear_token_days (reader->tokens, ++next);
      if (more == 0 && at (reader, next) != NULL && at (reader, next)->type == EAR_TOKEN_WORD && strlen (at (reader, next)->word) <= 3 &&
          ear_token_is (at (reader, next), EAR_WORD_STOP))
        more = ear_token_days (reader->tokens, ++next);
      if (more == 0)
        break;
      if (is_dash (link) || (ear_token_is (link, EAR_WORD_TO) && !g_str_equal (link->word, "and") && !g_str_equal (link->word, "und") &&
                             !g_str_equal (link->word, "et") && !g_str_equal (link->word, "y") && !g_str_equal (link->word, "e")))
        *days = (*days & (*days - 1)) == 0 ? days_from_to (*days, more) : *days | more;
      else if (is_mark (link, ',') || is_mark (link, '+') || is_mark (link, '&') || is_mark (link, '/') || link->type == EAR_TOKEN_WORD)
        {
          if (link->type == EAR_TOKEN_WORD && strlen (link->word) > 4)
            break;
          *days |= more;
        }
      else
        break;
      i = next;
    }
  return skip_dot (reader, i + 1) - begin;
}

/* ---- a time ---- */

typedef struct {
  int minutes;
  guint n;                   /* tokens */
  gboolean clear;            /* written as only times are */
  gboolean dotted;           /* "18.30" */
  gboolean twelve;           /* may be twelve hours off */
  gboolean half_day;         /* am or pm was said */
  gboolean pm;
} Time;

static void
apply_half_day (Time *time, gboolean pm)
{
  if (time->half_day || time->minutes >= 13 * 60)
    return;
  time->half_day = TRUE;
  time->pm = pm;
  time->clear = TRUE;
  time->twelve = FALSE;
  if (pm && time->minutes < 12 * 60)
    time->minutes += 12 * 60;
  else if (!pm && time->minutes >= 12 * 60)
    time->minutes -= 12 * 60;
}

/* am, pm, "Uhr" behind it. */
static void
read_behind (const EarStatementReader *reader, guint i, Time *time)
{
  for (guint n = 0; n < 2; n++)
    {
      const EarToken *token = at (reader, i + time->n);

      if (ear_token_is (token, EAR_WORD_AM) || ear_token_is (token, EAR_WORD_PM))
        apply_half_day (time, ear_token_is (token, EAR_WORD_PM));
      else if (ear_token_is (token, EAR_WORD_OCLOCK))
        time->clear = TRUE;
      else
        return;
      time->n++;
    }
}

static gboolean
read_time (const EarStatementReader *reader, guint i, Time *time)
{
  const EarToken *token = at (reader, i), *mark = at (reader, i + 1), *part = at (reader, i + 2);
  gboolean part_is_minutes;

  *time = (Time) { .n = 1 };
  if (ear_token_is (token, EAR_WORD_NOON) || ear_token_is (token, EAR_WORD_MIDNIGHT))
    {
      time->minutes = ear_token_is (token, EAR_WORD_NOON) ? 12 * 60 : 24 * 60;
      time->clear = time->half_day = TRUE;
      return TRUE;
    }
  if (ear_token_is (token, EAR_WORD_HALF) && mark != NULL && mark->type == EAR_TOKEN_NUMBER && mark->number >= 1 && mark->number <= 12)
    {
      *time = (Time) { .minutes = (int) mark->number * 60 - 30, .n = 2, .clear = TRUE, .twelve = TRUE };
      return TRUE;
    }
  if (token == NULL || token->type != EAR_TOKEN_NUMBER || token->n_digits > 2 || token->number > 24)
    return FALSE;
  time->minutes = (int) token->number * 60;
  time->twelve = token->number >= 1 && token->number <= 12 && !(token->n_digits == 2 && token->number < 10);
  part_is_minutes = part != NULL && part->type == EAR_TOKEN_NUMBER && part->glued && part->n_digits == 2 && part->number < 60;
  if ((is_mark (mark, ':') || is_mark (mark, '.')) && mark->glued && part_is_minutes)
    {
      time->minutes += (int) part->number;
      time->n = 3;
      time->clear = mark->mark == ':';
      time->dotted = mark->mark == '.';
    }
  /* "12h30", "12 h 30" */
  else if (ear_token_is (mark, EAR_WORD_OCLOCK) && (g_str_equal (mark->word, "h") || g_str_equal (mark->word, "uhr")) && part != NULL &&
           part->type == EAR_TOKEN_NUMBER && part->n_digits == 2 && part->number < 60 && (part->glued || part->number % 15 == 0))
    {
      time->minutes += (int) part->number;
      time->n = 3;
      time->clear = TRUE;
    }
  if (time->minutes > 24 * 60)
    return FALSE;
  read_behind (reader, i, time);
  return TRUE;
}

/* What stands beside a number that makes it something else: 4 people, 20 %, 10 minutes, 5 km. */
static gboolean
counts_something (const EarStatementReader *reader, guint i, const Time *time)
{
  const EarToken *next = at (reader, i + time->n);

  if (time->clear || next == NULL)
    return FALSE;
  if (is_mark (next, '%') || is_mark (next, 0x20ac) || is_mark (next, '$') || is_mark (next, 0xa3))
    return TRUE;
  return next->type == EAR_TOKEN_WORD &&
         (next->is & ~(EAR_WORD_BIT (EAR_WORD_BARE) | EAR_WORD_BIT (EAR_WORD_CODE) | EAR_WORD_BIT (EAR_WORD_TOGETHER))) == 0;
}

/* ---- from one time to another ---- */

static void
settle_range (Time *from, Time *to)
{
  /* "9–5 pm", "12–10 pm" */
  if (to->half_day && !from->half_day && from->minutes <= 12 * 60 && from->twelve && to->minutes != 24 * 60)
    {
      Time guess = *from;

      apply_half_day (&guess, to->pm);
      if (guess.minutes >= to->minutes)
        {
          guess = *from;
          apply_half_day (&guess, !to->pm);
        }
      *from = guess;
    }
  if (to->minutes <= from->minutes && to->twelve && to->minutes + 12 * 60 > from->minutes && from->minutes >= 9 * 60)
    {
      to->minutes += 12 * 60;
      to->twelve = FALSE;
      from->twelve = FALSE;
    }
  else if (to->minutes > 12 * 60 && from->minutes >= 9 * 60)
    from->twelve = FALSE;
  if (to->minutes <= from->minutes)
    to->minutes += 24 * 60;
}

/* Skips one of these words; "de las" may be two tokens. */
static guint
skip_words (const EarStatementReader *reader, guint i, guint64 words)
{
  for (guint n = 0; n < 2 && at (reader, i) != NULL && (at (reader, i)->is & words) != 0 && at (reader, i)->type == EAR_TOKEN_WORD; n++)
    i++;
  return i;
}

/* Tokens taken, 0: none. @eager: what else is said makes bare numbers times. */
static guint
read_range (const EarStatementReader *reader, guint i, gboolean eager, Says *says)
{
  guint64 begins = EAR_WORD_BIT (EAR_WORD_FROM) | EAR_WORD_BIT (EAR_WORD_FROM_HOUR) | EAR_WORD_BIT (EAR_WORD_AT);
  guint64 links = EAR_WORD_BIT (EAR_WORD_TO) | EAR_WORD_BIT (EAR_WORD_UNTIL) | EAR_WORD_BIT (EAR_WORD_AT);
  gboolean strong = ear_token_is (at (reader, i), EAR_WORD_FROM_HOUR);
  guint k = skip_words (reader, i, begins), second;
  Time from, to;

  if (!read_time (reader, k, &from))
    return 0;
  second = k + from.n;
  if (is_dash (at (reader, second)))
    second = skip_words (reader, second + 1, EAR_WORD_BIT (EAR_WORD_AT));
  else if (at (reader, second) != NULL && (at (reader, second)->is & (EAR_WORD_BIT (EAR_WORD_TO) | EAR_WORD_BIT (EAR_WORD_UNTIL))) != 0)
    second = skip_words (reader, second, links);
  else
    return 0;
  if (!read_time (reader, second, &to) || counts_something (reader, second, &to))
    return 0;
  /* "12.30–14.30" both ways round; "9.50 to 12.50" of a price has no sign beside it either: only beside a day or "open". */
  if (!from.clear && !to.clear && !strong && !eager)
    return 0;
  settle_range (&from, &to);
  says->type = SAYS_HOURS;
  says->first = i;
  says->last = second + to.n - 1;
  says->from = (gint16) from.minutes;
  says->to = (gint16) to.minutes;
  says->twelve_from = from.twelve;
  says->twelve_to = to.twelve;
  return says->last + 1 - i;
}

/* "until 10 pm", "at 7", "from 12 on": one end. */
static guint
read_end (const EarStatementReader *reader, guint i, gboolean eager, gboolean opens, gboolean closes, Says *says)
{
  const EarToken *word = at (reader, i);
  gboolean until = ear_token_is (word, EAR_WORD_UNTIL), from = ear_token_is (word, EAR_WORD_FROM) || ear_token_is (word, EAR_WORD_FROM_HOUR);
  gboolean by = ear_token_is (word, EAR_WORD_AT);
  guint k = skip_words (reader, i, EAR_WORD_BIT (EAR_WORD_FROM) | EAR_WORD_BIT (EAR_WORD_FROM_HOUR) | EAR_WORD_BIT (EAR_WORD_AT) |
                                     EAR_WORD_BIT (EAR_WORD_UNTIL));
  Time time;

  /* "and" before it is the link of two ranges: what is behind may begin one. */
  if (ear_token_is (word, EAR_WORD_TO) && !until && !from && !by)
    return 0;
  if (!read_time (reader, k, &time) || counts_something (reader, k, &time))
    return 0;
  if (!time.clear && !(eager && (until || from || by) && !is_mark (at (reader, k + time.n), ',')))
    return 0;
  says->type = SAYS_HOURS;
  says->first = k > i ? i : k;
  says->last = k + time.n - 1;
  if (until || (closes && !opens && !from))
    {
      says->to = (gint16) time.minutes;
      says->twelve_to = time.twelve;
    }
  else
    {
      says->from = (gint16) time.minutes;
      says->twelve_from = time.twelve;
      says->point = !opens && !from;
    }
  return says->last + 1 - i;
}

/* ---- a sentence ---- */

static void
read_sentence (const EarStatementReader *reader, guint begin, guint end, GArray *says)
{
  gboolean open = FALSE, close = FALSE, days_here = FALSE, except = FALSE;
  guint8 days;

  for (guint i = begin; i < end; i++)
    {
      open |= ear_token_is (at (reader, i), EAR_WORD_OPEN);
      close |= ear_token_is (at (reader, i), EAR_WORD_CLOSE);
      days_here |= ear_token_days (reader->tokens, i) != 0;
    }
  for (guint i = begin; i < end;)
    {
      Says one = { .from = EAR_MINUTE_UNKNOWN, .to = EAR_MINUTE_UNKNOWN };
      guint n = 0;

      if (ear_token_is (at (reader, i), EAR_WORD_EXCEPT))
        {
          /* "Every day but" is both. */
          one.days = ear_token_days (reader->tokens, i);
          one.first = one.last = i;
          if (one.days != 0)
            g_array_append_val (says, one);
          except = TRUE;
          i++;
          continue;
        }
      n = read_days (reader, i, &days);
      if (n > 0)
        {
          one.type = except ? SAYS_EXCEPT : SAYS_DAYS;
          one.first = i;
          one.last = i + n - 1;
          one.days = days;
          except = FALSE;
        }
      if (n == 0)
        n = read_range (reader, i, open || close || days_here, &one);
      if (n == 0)
        n = read_end (reader, i, open || close, open, close, &one);
      if (n == 0 && ear_token_is (at (reader, i), EAR_WORD_CLOSED))
        {
          /* "We close at 10" says when, "geschlossen" that. */
          Time time;
          guint k = skip_words (reader, i + 1, EAR_WORD_BIT (EAR_WORD_AT) | EAR_WORD_BIT (EAR_WORD_TO) | EAR_WORD_BIT (EAR_WORD_UNTIL));

          if (!read_time (reader, k, &time) || counts_something (reader, k, &time))
            {
              one.type = SAYS_CLOSED;
              one.first = one.last = i;
              n = 1;
            }
        }
      if (n > 0)
        g_array_append_val (says, one);
      i += MAX (n, 1);
    }
}

static Says *
days_before (GArray *says, guint i)
{
  for (guint k = i; k > 0; k--)
    if (g_array_index (says, Says, k - 1).type == SAYS_DAYS)
      return &g_array_index (says, Says, k - 1);
  return NULL;
}

static Says *
days_behind (GArray *says, guint i)
{
  for (guint k = i + 1; k < says->len; k++)
    if (g_array_index (says, Says, k).type == SAYS_DAYS)
      return &g_array_index (says, Says, k);
  return NULL;
}

static gboolean
no_hours_between (GArray *says, guint from, guint to)
{
  for (guint k = from + 1; k < to; k++)
    if (g_array_index (says, Says, k).type != SAYS_EXCEPT && g_array_index (says, Says, k).type != SAYS_OPEN)
      return FALSE;
  return TRUE;
}

static void
add_hours (EarStatementReader *reader, const Says *says, guint8 days)
{
  guint used = says->first;
  EarStatement *statement;

  statement = ear_statement_add (reader, EAR_STATEMENT_HOURS, used, says->last);
  statement->days = days;
  statement->closed = says->type == SAYS_CLOSED || says->type == SAYS_EXCEPT;
  statement->from = says->from;
  statement->to = says->to;
  statement->twelve_from = says->twelve_from;
  statement->twelve_to = says->twelve_to;
  statement->point = says->point;
}

/* "Closed every day except Saturdays": then Saturday is open. Not of "Daily except Mondays, when we are closed". */
static gboolean
turn_exceptions (GArray *says, gboolean open)
{
  gboolean closed = FALSE, any = FALSE;

  for (guint i = 0; i < says->len && !open; i++)
    if (g_array_index (says, Says, i).type == SAYS_HOURS)
      return FALSE;
  for (guint i = 0; i < says->len && !open; i++)
    {
      Says *one = &g_array_index (says, Says, i);

      closed |= one->type == SAYS_CLOSED;
      if (one->type == SAYS_EXCEPT && closed)
        {
          one->type = SAYS_OPEN;
          any = TRUE;
        }
    }
  return any;
}

/* Which days hours are said of: those before them where a sentence begins with days, else those behind. */
static void
settle_sentence (EarStatementReader *reader, GArray *says, guint8 *carried, gboolean denies, gboolean open)
{
  guint8 except = 0;
  gboolean any_hours = FALSE, turned;
  const Says *last_days = days_before (says, says->len);
  gboolean leads = says->len > 0 && g_array_index (says, Says, 0).type == SAYS_DAYS;

  for (guint i = 0; i < says->len; i++)
    {
      const Says *one = &g_array_index (says, Says, i);

      if (one->type == SAYS_EXCEPT)
        except |= one->days;
      any_hours |= one->type == SAYS_HOURS || one->type == SAYS_CLOSED;
    }
  turned = turn_exceptions (says, open);
  for (guint i = 0; i < says->len; i++)
    {
      Says *one = &g_array_index (says, Says, i);
      Says *before = days_before (says, i), *behind = days_behind (says, i);
      guint8 days = *carried;

      if (one->type == SAYS_DAYS)
        continue;
      if (one->type == SAYS_EXCEPT || one->type == SAYS_OPEN)
        {
          add_hours (reader, one, one->days);
          continue;
        }
      if (one->type == SAYS_CLOSED)
        {
          if (before != NULL && !before->spoken_for && i > 0 && &g_array_index (says, Says, i - 1) == before)
            behind = NULL;
          else if (behind != NULL)
            before = NULL;
          else if (before != NULL && before->spoken_for)
            continue;
        }
      else if (!leads && behind != NULL && no_hours_between (says, i, (guint) (behind - &g_array_index (says, Says, 0))))
        before = NULL;
      if (before != NULL)
        {
          days = before->days;
          before->spoken_for = TRUE;
        }
      else if (behind != NULL)
        {
          days = behind->days;
          behind->spoken_for = TRUE;
        }
      add_hours (reader, one, (one->type == SAYS_HOURS || turned) && (days & ~except) != 0 ? days & ~except : days);
    }
  *carried = !any_hours && !open && last_days != NULL ? last_days->days : 0;
  /* "We are open on Sundays", "We do not open on Mondays" */
  if (!any_hours && open && last_days != NULL)
    for (guint i = 0; i < says->len; i++)
      {
        Says *one = &g_array_index (says, Says, i);

        if (one->type != SAYS_DAYS)
          continue;
        if (denies)
          one->type = SAYS_CLOSED;
        add_hours (reader, one, one->days & ~except);
      }
}

void
ear_statements_find_hours (EarStatementReader *reader)
{
  g_autoptr (GArray) says = g_array_new (FALSE, FALSE, sizeof (Says));
  guint n = reader->tokens->tokens->len;
  guint8 carried = 0;

  for (guint begin = 0; begin < n;)
    {
      guint sentence = ear_tokens_at (reader->tokens, begin)->sentence, end = begin;
      gboolean denies = FALSE, open = FALSE;

      for (; end < n && ear_tokens_at (reader->tokens, end)->sentence == sentence; end++)
        {
          denies |= ear_token_is (at (reader, end), EAR_WORD_NOT) || ear_token_is (at (reader, end), EAR_WORD_NO);
          open |= ear_token_is (at (reader, end), EAR_WORD_OPEN) && !ear_token_is (at (reader, end), EAR_WORD_CLOSED);
        }
      g_array_set_size (says, 0);
      read_sentence (reader, begin, end, says);
      settle_sentence (reader, says, &carried, denies, open);
      begin = end;
    }
}
