/* ear-talk.c: talk, listen, act: what we posted, what was asked and read and answered, what was done because of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "model/ear-talk.h"

#define BIT(figure) (1u << (figure))

static const char *const words[EAR_N_TALK_FIGURES] = {
  "posts", "came", "read", "unread", "answered", "calls-promised", "calls-done", "calls-later", "calls-overdue", "changes",
};

const char *
ear_talk_figure_to_string (EarTalkFigure figure)
{
  g_return_val_if_fail (figure < EAR_N_TALK_FIGURES, NULL);
  return words[figure];
}

gboolean
ear_talk_figure_from_string (const char *word, EarTalkFigure *figure)
{
  for (guint i = 0; i < EAR_N_TALK_FIGURES; i++)
    if (g_strcmp0 (word, words[i]) == 0)
      {
        *figure = i;
        return TRUE;
      }
  return FALSE;
}

EarChangeMade *
ear_change_made_copy (const EarChangeMade *change)
{
  EarChangeMade *copy = g_memdup2 (change, sizeof *change);

  copy->text = g_strdup (change->text);
  copy->channel_key = g_strdup (change->channel_key);
  copy->channel_name = g_strdup (change->channel_name);
  return copy;
}

void
ear_change_made_free (EarChangeMade *change)
{
  if (change == NULL)
    return;
  g_free (change->text);
  g_free (change->channel_key);
  g_free (change->channel_name);
  g_free (change);
}

/* ---- unread questions, by conversation and time ---- */

static guint
unread_hash (gconstpointer key)
{
  const EarUnreadQuestion *question = key;

  return g_int64_hash (&question->conversation_id) ^ g_int64_hash (&question->opened_at);
}

static gboolean
unread_equal (gconstpointer a, gconstpointer b)
{
  const EarUnreadQuestion *first = a, *second = b;

  return first->conversation_id == second->conversation_id && first->opened_at == second->opened_at;
}

static guint
figures_of_question (const EarTalkQuestion *question, GHashTable *unread)
{
  const EarUnreadQuestion key = { question->conversation_id, question->opened_at };
  guint figures = BIT (EAR_TALK_CAME);

  if (question->answered)
    return figures | BIT (EAR_TALK_READ) | BIT (EAR_TALK_ANSWERED);
  if (g_hash_table_contains (unread, &key))
    return figures | BIT (EAR_TALK_UNREAD);
  return question->conversation_id != 0 ? figures | BIT (EAR_TALK_READ) : figures;
}

static guint
figures_of_call (const EarCallBack *call, gint64 now)
{
  if (call->done_at != EAR_TIME_NONE && call->done_at <= now)
    return BIT (EAR_TALK_CALLS_PROMISED) | BIT (EAR_TALK_CALLS_DONE);
  return BIT (EAR_TALK_CALLS_PROMISED) | BIT (call->by > now ? EAR_TALK_CALLS_LATER : EAR_TALK_CALLS_OVERDUE);
}

/* ---- adding up ---- */

static EarTalkLine *
line_of (EarTalk *talk, guint channel)
{
  if (channel == EAR_TALK_REMOVED_CHANNELS)
    return &talk->removed;
  return channel < talk->lines->len ? g_ptr_array_index (talk->lines, channel) : NULL;
}

static void
add (EarTalk *talk, guint channel, gint64 conversation_id, gint64 at, guint figures)
{
  EarTalkLine *line = line_of (talk, channel);
  EarTalkMember member = { conversation_id, at, figures };

  if (line == NULL)
    return;
  for (guint left = figures; left != 0; left &= left - 1)
    {
      line->counts[g_bit_nth_lsf (left, -1)]++;
      talk->all.counts[g_bit_nth_lsf (left, -1)]++;
    }
  if (conversation_id != 0)
    g_array_append_val (line->members, member);
}

/* A post with several conversations is one post. */
static void
add_posts (EarTalk *talk, const EarPresence *presence, guint channel)
{
  const EarPresenceChannel *source = ear_presence_get_channel (presence, channel);
  EarTalkLine *line = line_of (talk, channel);

  line->has_posts = source->has_posts && source->known_until != EAR_TIME_NONE;
  line->posts_whole = source->is_whole;
  line->counts[EAR_TALK_POSTS] = source->posts_known;
  talk->all.counts[EAR_TALK_POSTS] += source->posts_known;
  talk->all.has_posts |= line->has_posts;
  talk->all.posts_whole &= !source->has_posts || source->is_whole;
  for (guint i = 0; i < source->own->len; i++)
    {
      const EarOwnPost *post = &g_array_index (source->own, EarOwnPost, i);
      EarTalkMember member = { post->conversation_id, post->at, BIT (EAR_TALK_POSTS) };

      if (post->conversation_id != 0)
        g_array_append_val (line->members, member);
    }
}

static int
compare_members (gconstpointer a, gconstpointer b)
{
  const EarTalkMember *first = a, *second = b;

  if (first->at != second->at)
    return first->at < second->at ? -1 : 1;
  return first->conversation_id < second->conversation_id ? -1 : first->conversation_id > second->conversation_id;
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const EarChangeMade *first = *(const EarChangeMade *const *) a, *second = *(const EarChangeMade *const *) b;

  if (first->at != second->at)
    return first->at > second->at ? -1 : 1;
  return first->message_id > second->message_id ? -1 : first->message_id < second->message_id;
}

static void
line_free (gpointer data)
{
  EarTalkLine *line = data;

  g_array_unref (line->members);
  g_free (line);
}

static void
add_questions (EarTalk *talk, const EarTalkInput *input)
{
  g_autoptr (GHashTable) unread = g_hash_table_new (unread_hash, unread_equal);

  for (gsize i = 0; i < input->n_unread; i++)
    g_hash_table_add (unread, (gpointer) &input->unread[i]);
  for (gsize i = 0; i < input->n_questions; i++)
    {
      const EarTalkQuestion *question = &input->questions[i];

      add (talk, question->channel, question->conversation_id, question->opened_at, figures_of_question (question, unread));
    }
}

EarTalk *
ear_talk_new (const EarTalkInput *input)
{
  EarTalk *talk = g_new0 (EarTalk, 1);

  g_return_val_if_fail (input != NULL, talk);

  talk->all.posts_whole = TRUE;
  talk->removed.members = g_array_new (FALSE, FALSE, sizeof (EarTalkMember));
  talk->lines = g_ptr_array_new_with_free_func (line_free);
  talk->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_change_made_free);
  for (guint i = 0; i < input->n_channels; i++)
    {
      EarTalkLine *line = g_new0 (EarTalkLine, 1);

      line->members = g_array_new (FALSE, FALSE, sizeof (EarTalkMember));
      g_ptr_array_add (talk->lines, line);
      if (input->presence != NULL && i < input->presence->channels->len)
        add_posts (talk, input->presence, i);
    }
  add_questions (talk, input);
  for (gsize i = 0; i < input->n_call_backs; i++)
    {
      const EarCallBack *call = &input->call_backs[i];

      add (talk, call->channel, call->conversation_id, call->asked_at, figures_of_call (call, input->now));
    }
  for (guint i = 0; input->changes != NULL && i < input->changes->len; i++)
    {
      const EarChangeMade *change = g_ptr_array_index (input->changes, i);

      add (talk, change->channel, change->conversation_id, change->at, BIT (EAR_TALK_CHANGES));
      g_ptr_array_add (talk->changes, ear_change_made_copy (change));
    }
  g_ptr_array_sort (talk->changes, compare_changes);
  g_array_sort (talk->removed.members, compare_members);
  for (guint i = 0; i < talk->lines->len; i++)
    g_array_sort (line_of (talk, i)->members, compare_members);
  return talk;
}

void
ear_talk_free (EarTalk *talk)
{
  if (talk == NULL)
    return;
  g_clear_pointer (&talk->removed.members, g_array_unref);
  g_clear_pointer (&talk->lines, g_ptr_array_unref);
  g_clear_pointer (&talk->changes, g_ptr_array_unref);
  g_free (talk);
}

const EarTalkLine *
ear_talk_get_line (const EarTalk *talk, guint channel)
{
  const EarTalkLine *line;

  g_return_val_if_fail (talk != NULL, NULL);
  line = channel == EAR_TALK_ALL_CHANNELS ? &talk->all : line_of ((EarTalk *) talk, channel);
  g_return_val_if_fail (line != NULL, NULL);
  return line;
}

/* ---- what is behind a figure ---- */

static void
add_members (GArray *members, const EarTalkLine *line, EarTalkFigure figure)
{
  for (guint i = 0; i < line->members->len; i++)
    if ((g_array_index (line->members, EarTalkMember, i).figures & BIT (figure)) != 0)
      g_array_append_val (members, g_array_index (line->members, EarTalkMember, i));
}

GArray *
ear_talk_dup_conversations (const EarTalk *talk, guint channel, EarTalkFigure figure)
{
  GArray *conversations = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (EarTalkMember));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  g_return_val_if_fail (talk != NULL && figure < EAR_N_TALK_FIGURES, conversations);

  for (guint i = 0; i < talk->lines->len; i++)
    if (channel == EAR_TALK_ALL_CHANNELS || channel == i)
      add_members (members, g_ptr_array_index (talk->lines, i), figure);
  if (channel == EAR_TALK_ALL_CHANNELS || channel == EAR_TALK_REMOVED_CHANNELS)
    add_members (members, &talk->removed, figure);
  g_array_sort (members, compare_members);
  for (guint i = members->len; i > 0; i--)
    {
      const EarTalkMember *member = &g_array_index (members, EarTalkMember, i - 1);

      if (g_hash_table_add (seen, (gpointer) &member->conversation_id))
        g_array_append_val (conversations, member->conversation_id);
    }
  return conversations;
}
