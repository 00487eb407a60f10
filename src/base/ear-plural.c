/* A rule such as "nplurals=3; plural=n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2", turned into the steps of a small
 * stack machine, so that what a file holds is understood once, before it is used.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/ear-plural.h"

#define MAX_FORMS 10
#define MAX_STEPS 256
#define MAX_DEPTH 32

typedef enum { NUMBER, N, NOT, MULTIPLY, DIVIDE, MODULO, ADD, SUBTRACT, LESS, LESS_EQUAL, MORE, MORE_EQUAL, EQUAL, UNEQUAL, AND, OR, CHOOSE } Verb;

typedef struct
{
  Verb verb;
  gulong number;
} Step;

struct _EarPlural
{
  guint n_forms;
  guint n_steps;
  Step steps[MAX_STEPS];
};

typedef struct
{
  EarPlural *plural;
  const char *at;
  guint depth;
} Parser;

/* By rank: the longer word first where one begins another. */
static const struct
{
  const char *word;
  Verb verb;
  int rank;
} operators[] = {
  { "||", OR, 1 }, { "&&", AND, 2 }, { "==", EQUAL, 3 }, { "!=", UNEQUAL, 3 }, { "<=", LESS_EQUAL, 4 }, { ">=", MORE_EQUAL, 4 },
  { "<", LESS, 4 }, { ">", MORE, 4 }, { "+", ADD, 5 }, { "-", SUBTRACT, 5 }, { "*", MULTIPLY, 6 }, { "/", DIVIDE, 6 }, { "%", MODULO, 6 },
};

static gboolean parse_choice (Parser *parser);

static gboolean
add (Parser *parser, Verb verb, gulong number)
{
  if (parser->plural->n_steps == MAX_STEPS)
    return FALSE;
  parser->plural->steps[parser->plural->n_steps++] = (Step) { verb, number };
  return TRUE;
}

static gboolean
take (Parser *parser, const char *word)
{
  while (g_ascii_isspace (*parser->at))
    parser->at++;
  if (strncmp (parser->at, word, strlen (word)) != 0)
    return FALSE;
  parser->at += strlen (word);
  return TRUE;
}

static gboolean
parse_value (Parser *parser)
{
  char *end;
  gulong number;

  if (take (parser, "("))
    {
      gboolean whole;

      if (parser->depth == MAX_DEPTH)
        return FALSE;
      parser->depth++;
      whole = parse_choice (parser) && take (parser, ")");
      parser->depth--;
      return whole;
    }
  if (take (parser, "!"))
    {
      gboolean whole;

      if (parser->depth == MAX_DEPTH)
        return FALSE;
      parser->depth++;
      whole = parse_value (parser) && add (parser, NOT, 0);
      parser->depth--;
      return whole;
    }
  if (take (parser, "n"))
    return add (parser, N, 0);
  if (!g_ascii_isdigit (*parser->at))
    return FALSE;
  number = strtoul (parser->at, &end, 10);
  parser->at = end;
  return add (parser, NUMBER, number);
}

static gboolean
parse_operation (Parser *parser, int least)
{
  if (!parse_value (parser))
    return FALSE;
  for (;;)
    {
      gsize i = 0;

      while (i < G_N_ELEMENTS (operators) && (operators[i].rank < least || !take (parser, operators[i].word)))
        i++;
      if (i == G_N_ELEMENTS (operators))
        return TRUE;
      if (!parse_operation (parser, operators[i].rank + 1) || !add (parser, operators[i].verb, 0))
        return FALSE;
    }
}

static gboolean
parse_choice (Parser *parser)
{
  if (!parse_operation (parser, 1))
    return FALSE;
  if (!take (parser, "?"))
    return TRUE;
  if (parser->depth == MAX_DEPTH)
    return FALSE;
  parser->depth++;
  if (!parse_choice (parser) || !take (parser, ":") || !parse_choice (parser) || !add (parser, CHOOSE, 0))
    return FALSE;
  parser->depth--;
  return TRUE;
}

EarPlural *
ear_plural_parse (const char *rule)
{
  g_autoptr (EarPlural) plural = g_new0 (EarPlural, 1);
  Parser parser = { plural, rule, 0 };

  g_return_val_if_fail (rule != NULL, NULL);

  if (!take (&parser, "nplurals") || !take (&parser, "="))
    return NULL;
  plural->n_forms = (guint) strtoul (parser.at, (char **) &parser.at, 10);
  if (plural->n_forms < 1 || plural->n_forms > MAX_FORMS || !take (&parser, ";") || !take (&parser, "plural") || !take (&parser, "=") ||
      !parse_choice (&parser))
    return NULL;
  take (&parser, ";");
  return g_steal_pointer (&plural);
}

void
ear_plural_free (EarPlural *plural)
{
  g_free (plural);
}

guint
ear_plural_get_n_forms (const EarPlural *plural)
{
  return plural->n_forms;
}

static gulong
apply (Verb verb, gulong a, gulong b)
{
  switch ((int) verb)
    {
    case MULTIPLY: return a * b;
    case DIVIDE: return b != 0 ? a / b : 0;
    case MODULO: return b != 0 ? a % b : 0;
    case ADD: return a + b;
    case SUBTRACT: return a - b;
    case LESS: return a < b;
    case LESS_EQUAL: return a <= b;
    case MORE: return a > b;
    case MORE_EQUAL: return a >= b;
    case EQUAL: return a == b;
    case UNEQUAL: return a != b;
    case AND: return a && b;
    case OR: return a || b;
    default: g_return_val_if_reached (0);
    }
}

guint
ear_plural_get_form (const EarPlural *plural, gulong n)
{
  gulong stack[MAX_STEPS];
  guint depth = 0;

  for (guint i = 0; i < plural->n_steps; i++)
    {
      const Step *step = &plural->steps[i];

      if (step->verb == NUMBER || step->verb == N)
        stack[depth++] = step->verb == N ? n : step->number;
      else if (step->verb == NOT)
        stack[depth - 1] = !stack[depth - 1];
      else if (step->verb == CHOOSE)
        {
          depth -= 2;
          stack[depth - 1] = stack[depth - 1] ? stack[depth] : stack[depth + 1];
        }
      else
        {
          depth--;
          stack[depth - 1] = apply (step->verb, stack[depth - 1], stack[depth]);
        }
    }
  return (guint) MIN (stack[0], plural->n_forms - 1);
}
