/* fake-session.h: a session that answers from a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <string.h>

#include "base/ear-session.h"

typedef struct {
  EarSession session;
  GPtrArray *replies;   /* (element-type EarReply): given away in order */
  GPtrArray *requests;  /* (element-type utf8): "METHOD url\nname: value\n…\n\nbody" */
} FakeSession;

static EarReply *
fake_send (EarSession *session, EarRequest *request, GError **error)
{
  FakeSession *fake = (FakeSession *) session;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s %s\n", request->method, request->url);
  for (guint i = 0; i + 1 < request->headers->len; i += 2)
    g_string_append_printf (text, "%s: %s\n", (char *) request->headers->pdata[i], (char *) request->headers->pdata[i + 1]);
  if (request->content_type != NULL)
    g_string_append_printf (text, "Content-Type: %s\n", request->content_type);
  g_string_append_c (text, '\n');
  if (request->body != NULL)
    g_string_append_len (text, g_bytes_get_data (request->body, NULL), (gssize) g_bytes_get_size (request->body));
  g_ptr_array_add (fake->requests, g_strdup (text->str));

  if (fake->replies->len == 0)
    {
      ear_problem_set (error, EAR_PROBLEM_OFFLINE, "no reply left");
      return NULL;
    }
  return g_ptr_array_steal_index (fake->replies, 0);
}

static void
fake_free (EarSession *session)
{
  FakeSession *fake = (FakeSession *) session;

  g_ptr_array_unref (fake->replies);
  g_ptr_array_unref (fake->requests);
  ear_session_clear (session);
  g_free (fake);
}

static const EarSessionClass fake_class = { fake_send, fake_free };

static inline EarSession *
fake_session_new (const char *origin)
{
  FakeSession *fake = g_new0 (FakeSession, 1);

  ear_session_init (&fake->session, &fake_class, origin);
  fake->replies = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_reply_free);
  fake->requests = g_ptr_array_new_with_free_func (g_free);
  return &fake->session;
}

static inline EarReply *
fake_session_add (EarSession *session, guint status, const char *body)
{
  EarReply *reply = ear_reply_new (status, g_bytes_new (body, strlen (body)));

  g_ptr_array_add (((FakeSession *) session)->replies, reply);
  return reply;
}

static inline const char *
fake_session_request (EarSession *session, guint index)
{
  return g_ptr_array_index (((FakeSession *) session)->requests, index);
}
