/* json-compare.h: what differs between two JSON values, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Appends a line to @faults for each difference. "*" in @expected is any value that is there. @whole: members of @found that
 * @expected does not name are differences; else an object need only hold what is named. Arrays are always compared whole. */
void json_compare (JsonNode *expected, JsonNode *found, gboolean whole, const char *where, GString *faults);

G_END_DECLS
