/* fixture.h: a workspace in a temporary folder, and batches in one line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include "store/ear-store-batch.h"
#include "store/ear-store-event.h"
#include "store/ear-store-outbox.h"
#include "store/ear-store-query.h"
#include "store/ear-store-report.h"

#define MINUTE (60 * G_GINT64_CONSTANT (1000))
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
/* 2026-03-02 09:00 UTC, a Monday; the frozen clock of every test. */
#define NOW G_GINT64_CONSTANT (1772442000000)

typedef struct {
  char *folder;
  EarStore *store;
  char *channel;       /* key of the channel that is there from the start */
  gint64 channel_id;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
void fixture_reopen (Fixture *fixture);
char *fixture_add_channel (Fixture *fixture, const char *kind, const char *account);
#define fixture_test(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

void remove_folder (const char *folder);

/* Everything the workspace holds, by portable keys: equal text is equal content, whatever the local ids. */
char *fixture_dump (Fixture *fixture);
/* Without what "now" writes (first seen, pulled at). */
char *fixture_dump_timeless (Fixture *fixture);
/* SQLite's, FTS5's and our own checks; aborts on any difference. */
void fixture_check (Fixture *fixture);
gint64 fixture_int (Fixture *fixture, const char *sql);
void fixture_sql (Fixture *fixture, const char *sql);

/* ---- batches ---- */

/* A comment by @author ("mia": her identity is made too) in the conversation @conversation. */
EarMessage *add_inbound (EarBatch *batch, const char *conversation, const char *ext, const char *parent, const char *author, gint64 at,
                         const char *text);
EarMessage *add_outbound (EarBatch *batch, const char *conversation, const char *ext, const char *parent, gint64 at, const char *text);
void apply (Fixture *fixture, const EarBatch *batch, EarChanges *changes);
gint64 find_conversation (Fixture *fixture, const char *ext);
gint64 find_message (Fixture *fixture, const char *ext);
EarStoreRow *load_row (Fixture *fixture, const char *conversation_ext);
EarOp *new_reply (const char *conversation, const char *target, const char *text);
