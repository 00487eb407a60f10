/* ear-http-url-private.h: which addresses may be spoken to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The same scheme, host and port (RFC 6454 5), default ports and letter case aside. */
gboolean ear_http_uri_same_origin (GUri *a, GUri *b);

/* "https://host:port" for sentences and log lines: no path, query or user. */
char *ear_http_uri_dup_origin (GUri *uri);

/* 127.0.0.0/8 and ::1, written as addresses: a name could be pointed anywhere. */
gboolean ear_http_uri_is_loopback (GUri *uri);

/* Parses @url (@base (nullable): what it may be relative to), refusing what ear_http_url_check() refuses. The fragment is dropped. */
GUri *ear_http_uri_parse (GUri *base, const char *url, GError **error);

G_END_DECLS
