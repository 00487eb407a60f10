/* ear-db.h: a SQLite connection with a memory for its first failure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>
#include "base/ear-clock.h"
#include "store/ear-store.h"

G_BEGIN_DECLS

/* Inside a transaction the first failure sticks: every later call does nothing and returns zero, and the transaction is rolled back.
 * So code in between reads top to bottom without looking at each call's outcome, and cannot write half of something. */
typedef struct {
  sqlite3 *handle;
  GHashTable *statements; /* SQL pointer → sqlite3_stmt */
  GError *error;
  EarStore *store;        /* (nullable) */
  gint64 since_us;        /* when its reading began */
} EarDb;

typedef struct {
  char type;              /* 0 ends the list */
  union {
    gint64 i;
    double f;
    const char *t;
  };
} EarVal;

#define INT(x) ((EarVal) { .type = 'i', .i = (x) })
#define REAL(x) ((EarVal) { .type = 'f', .f = (x) })
#define TEXT(x) ((EarVal) { .type = 't', .t = (x) })  /* NULL binds NULL; must live until the statement is done with */
#define TIME(x) ((EarVal) { .type = 'T', .i = (x) })  /* EAR_TIME_NONE binds NULL */

#define EAR_DB_BUSY_MS 5000

/* @flags: SQLITE_OPEN_*. */
EarDb *ear_db_open (const char *path, int flags, GError **error);
void ear_db_free (EarDb *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarDb, ear_db_free)

void ear_db_fail (EarDb *db, EarStoreError code, const char *format, ...) G_GNUC_PRINTF (3, 4);
void ear_db_fail_take (EarDb *db, GError *error);
/* The connection's last SQLite error, as ours. */
void ear_db_fail_sqlite (EarDb *db, int rc, const char *doing);
static inline gboolean
ear_db_ok (const EarDb *db)
{
  return db->error == NULL;
}
/* Hands the failure over and forgets it. */
gboolean ear_db_propagate (EarDb *db, GError **error);

/* One statement or several, uncached: pragmas, schema. */
gboolean ear_db_exec (EarDb *db, const char *sql);

/* @sql must live as long as the connection: a literal or g_intern_string(). Runs it to its end. */
#define ear_db_run(db, sql, ...) ear_db_run_values (db, sql, (const EarVal[]) { __VA_ARGS__ __VA_OPT__ (,) { 0 } })
gboolean ear_db_run_values (EarDb *db, const char *sql, const EarVal *values);
/* The first column of the first row, or @fallback when there is none. */
#define ear_db_int(db, fallback, sql, ...) ear_db_int_values (db, fallback, sql, (const EarVal[]) { __VA_ARGS__ __VA_OPT__ (,) { 0 } })
gint64 ear_db_int_values (EarDb *db, gint64 fallback, const char *sql, const EarVal *values);
#define ear_db_text(db, sql, ...) ear_db_text_values (db, sql, (const EarVal[]) { __VA_ARGS__ __VA_OPT__ (,) { 0 } })
char *ear_db_text_values (EarDb *db, const char *sql, const EarVal *values);

/* while (ear_db_step (db, query)) …; EAR_QUERY resets it at the end of the scope. NULL after a failure; step copes. */
#define ear_db_query(db, sql, ...) ear_db_query_values (db, sql, (const EarVal[]) { __VA_ARGS__ __VA_OPT__ (,) { 0 } })
sqlite3_stmt *ear_db_query_values (EarDb *db, const char *sql, const EarVal *values);
gboolean ear_db_step (EarDb *db, sqlite3_stmt *query);
void ear_db_reset (sqlite3_stmt **query);
#define EAR_QUERY __attribute__ ((cleanup (ear_db_reset))) sqlite3_stmt *

gint64 ear_col_int (sqlite3_stmt *query, int column);
gint64 ear_col_time (sqlite3_stmt *query, int column);          /* NULL: EAR_TIME_NONE */
const char *ear_col_text (sqlite3_stmt *query, int column);      /* (nullable) */
char *ear_col_dup (sqlite3_stmt *query, int column);             /* (nullable) */

G_END_DECLS
