/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "base/ear-problem.h"

typedef struct {
  const char *id, *parent, *name, *missing;
  gint64 count, time, edited;
  double offset;
  gboolean locked;
  const EarJsonNode *meta, *media, *any;
  EarJsonPresence id_presence, meta_presence, edited_presence, missing_presence;
} Thing;

static const EarJsonField thing_fields[] = {
  EAR_JSON_FIELD_P (Thing, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED, id_presence),
  EAR_JSON_FIELD (Thing, parent, "parent", EAR_JSON_ID, EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Thing, name, "account.display_name", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD_P (Thing, missing, "account.nothing.here", EAR_JSON_TEXT, EAR_JSON_OPTIONAL, missing_presence),
  EAR_JSON_FIELD (Thing, count, "account.statuses_count", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Thing, locked, "account.locked", EAR_JSON_BOOL, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Thing, time, "created_at", EAR_JSON_TIME, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD_P (Thing, edited, "edited_at", EAR_JSON_TIME, EAR_JSON_OPTIONAL, edited_presence),
  EAR_JSON_FIELD (Thing, offset, "gmt_offset", EAR_JSON_DOUBLE, EAR_JSON_LENIENT),
  EAR_JSON_FIELD_P (Thing, meta, "meta", EAR_JSON_OBJECT, EAR_JSON_OPTIONAL, meta_presence),
  EAR_JSON_FIELD (Thing, media, "media", EAR_JSON_ARRAY, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Thing, any, "media.1.url", EAR_JSON_ANY, EAR_JSON_OPTIONAL),
};

static EarJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  EarJson *json = ear_json_parse_text (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (json);
  return json;
}

static void
test_bind (void)
{
  g_autoptr (EarJson) json = parse (
      "{\"id\":5120,\"parent\":0,\"created_at\":\"2026-08-20T16:04:11.064Z\",\"edited_at\":null,\"gmt_offset\":\"5.5\","
      "\"account\":{\"display_name\":\"Mia \\u00fc\\ud83d\\ude00\",\"statuses_count\":\"99\",\"locked\":true},"
      "\"meta\":[],\"media\":[{\"url\":\"a\"},{\"url\":\"b\"}]}");
  g_autoptr (GError) error = NULL;
  Thing thing = { 0 };

  g_assert_true (ear_json_bind_table (ear_json_root (json), thing_fields, &thing, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (thing.id, ==, "5120");
  g_assert_cmpint (thing.id_presence, ==, EAR_JSON_PRESENT);
  g_assert_null (thing.parent);
  g_assert_cmpstr (thing.name, ==, "Mia ü😀");
  g_assert_null (thing.missing);
  g_assert_cmpint (thing.missing_presence, ==, EAR_JSON_ABSENT);
  g_assert_cmpint (thing.count, ==, 99);
  g_assert_true (thing.locked);
  g_assert_cmpint (thing.time, ==, ear_time_parse ("2026-08-20T16:04:11.064Z"));
  g_assert_cmpint (thing.edited, ==, EAR_TIME_NONE);
  g_assert_cmpint (thing.edited_presence, ==, EAR_JSON_NULL);
  g_assert_cmpfloat (thing.offset, ==, 5.5);
  g_assert_null (thing.meta);
  g_assert_cmpint (thing.meta_presence, ==, EAR_JSON_EMPTY_ARRAY);
  g_assert_cmpuint (ear_json_length (thing.media), ==, 2);
  g_assert_cmpstr (ear_json_member_text (thing.any, "url"), ==, NULL);
  g_assert_cmpstr (ear_json_member_text (ear_json_root (json), "media.1.url"), ==, "b");
}

/* Absent fields leave defaults alone; absent times say so. */
static void
test_defaults (void)
{
  g_autoptr (EarJson) json = parse ("{\"id\":\"x\"}");
  Thing thing = { .count = 7, .name = "before", .time = 7 };

  g_assert_true (ear_json_bind_table (ear_json_root (json), thing_fields, &thing, NULL));
  g_assert_cmpint (thing.count, ==, 7);
  g_assert_cmpstr (thing.name, ==, "before");
  g_assert_cmpint (thing.time, ==, EAR_TIME_NONE);
  g_assert_cmpint (thing.meta_presence, ==, EAR_JSON_ABSENT);
}

static void
assert_bind_fails (const char *text, const char *message)
{
  g_autoptr (EarJson) json = parse (text);
  g_autoptr (GError) error = NULL;
  Thing thing = { 0 };

  g_assert_false (ear_json_bind_table (ear_json_root (json), thing_fields, &thing, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_wrong_types (void)
{
  assert_bind_fails ("{}", "The reply lacks “id”.");
  assert_bind_fails ("{\"id\":null}", "The reply has nothing in “id”.");
  assert_bind_fails ("{\"id\":{}}", "The reply has something unexpected in “id”.");
  assert_bind_fails ("{\"id\":1.5}", "The reply has something unexpected in “id”.");
  assert_bind_fails ("{\"id\":1,\"account\":{\"display_name\":5}}", "The reply has something unexpected in “account.display_name”.");
  assert_bind_fails ("{\"id\":1,\"account\":{\"locked\":\"yes\"}}", "The reply has something unexpected in “account.locked”.");
  assert_bind_fails ("{\"id\":1,\"account\":{\"statuses_count\":\"many\"}}", "The reply has something unexpected in “account.statuses_count”.");
  assert_bind_fails ("{\"id\":1,\"account\":{\"statuses_count\":1.5}}", "The reply has something unexpected in “account.statuses_count”.");
  assert_bind_fails ("{\"id\":1,\"media\":{}}", "The reply has something unexpected in “media”.");
  assert_bind_fails ("{\"id\":1,\"meta\":[1]}", "The reply has something unexpected in “meta”.");
  assert_bind_fails ("{\"id\":1,\"created_at\":5}", "The reply has something unexpected in “created_at”.");
  assert_bind_fails ("null", "The reply has a single value where several fields were expected.");
  assert_bind_fails ("\"text\"", "The reply has a single value where several fields were expected.");
}

/* WordPress: gmt_offset is a number, a string or ""; parent is an id or false; empty objects are []. */
static void
test_php (void)
{
  static const struct {
    const char *text;
    double offset;
    const char *parent;
  } cases[] = {
    { "{\"id\":1,\"gmt_offset\":2,\"parent\":\"12\"}", 2, "12" },
    { "{\"id\":1,\"gmt_offset\":-3.5,\"parent\":false}", -3.5, NULL },
    { "{\"id\":1,\"gmt_offset\":\"\",\"parent\":\"0\"}", 0, NULL },
    { "{\"id\":1,\"gmt_offset\":\"1x\",\"parent\":\"\"}", 0, NULL },
    { "{\"id\":1,\"gmt_offset\":1e999,\"parent\":0}", 0, NULL },
    { "{\"id\":1,\"gmt_offset\":[],\"parent\":0.0}", 0, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EarJson) json = parse (cases[i].text);
      g_autoptr (GError) error = NULL;
      Thing thing = { 0 };

      g_test_message ("%s", cases[i].text);
      g_assert_true (ear_json_bind_table (ear_json_root (json), thing_fields, &thing, &error));
      g_assert_cmpfloat (thing.offset, ==, cases[i].offset);
      g_assert_cmpstr (thing.parent, ==, cases[i].parent);
    }
}

static void
test_ids_are_exact (void)
{
  static const struct {
    const char *json, *id;
  } cases[] = {
    { "{\"id\":9223372036854775807}", "9223372036854775807" },
    { "{\"id\":18446744073709551615}", "18446744073709551615" },
    { "{\"id\":-123456789012345678901234567890}", "-123456789012345678901234567890" },
    { "{\"id\":115001122334455667}", "115001122334455667" },
    { "{\"id\":\"0012\"}", "0012" },
    { "{\"id\":-1}", "-1" },
  };
  gint64 number = 0;
  EarJsonField field = { "id", EAR_JSON_INT, EAR_JSON_REQUIRED, 0, -1 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EarJson) json = parse (cases[i].json);
      Thing thing = { 0 };

      g_assert_true (ear_json_bind_table (ear_json_root (json), thing_fields, &thing, NULL));
      g_assert_cmpstr (thing.id, ==, cases[i].id);
      g_assert_cmpstr (ear_json_member_text (ear_json_root (json), "id"), ==, cases[i].id);
      /* as a number only if it is one of ours */
      g_assert_cmpint (ear_json_bind (ear_json_root (json), &field, 1, &number, NULL), ==, i != 1 && i != 2);
    }
}

static void
assert_not_json (const char *text, gssize length, const char *pattern)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ear_json_parse_text (text, length, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("“%s” is not like “%s”", error->message, pattern);
}

static void
test_not_json (void)
{
  static const char *const broken[] = {
    "[1,]", "{\"a\":1,}", "[1 2]", "{\"a\" 1}", "{a:1}", "['a']", "[NaN]", "[Infinity]", "[TRUE]", "[tru]", "[01]", "[1.]", "[.5]",
    "[+1]", "[0x10]", "[-]", "[1e]", "/*c*/[1]", "[1]//x", "var a = [1];", "[1][2]", "[1] x", "[\"a\nb\"]", "[\"\\x\"]", "]", "[}",
    "{\"items\":[{\"id\":\"1\",\"text\":\"cut o", "[1,2", "{\"a\":", "\"", "[\"\\u12", "[\"\\", "[\"\\ud83d\\u",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    assert_not_json (broken[i], -1, "The reply is not valid data (*).");

  assert_not_json ("", -1, "The reply is empty*");
  assert_not_json (" \n ", -1, "The reply is empty*");
  assert_not_json ("\xef\xbb\xbf{\"id\":1}", -1, "The reply begins with a byte order mark*");
  assert_not_json ("<!DOCTYPE html><title>Sign in</title>", -1, "The reply is a web page*");
  assert_not_json ("<br />\n<b>Warning</b>: Undefined variable in /srv/x.php on line 3<br />\n{\"id\":1}", -1, "*message of the site's software*");
  assert_not_json ("[\"\xff\"]", -1, "The reply is not valid text (UTF-8) at byte 2.");
  assert_not_json ("[\"a\0b\"]", 7, "The reply is not valid text (UTF-8) at byte 3.");
}

/* A sentence goes to the screen and the log: what the service sent must not. */
static void
test_error_quotes_nothing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ear_json_parse_text ("{\"access_token\" \"s3cr3t\"}", -1, &error));
  g_assert_null (strstr (error->message, "s3cr3t"));
  g_assert_nonnull (strstr (error->message, "line 1"));
}

static void
test_depth (void)
{
  for (int i = 0; i < 2; i++)
    {
      const char *open = i == 0 ? "[" : "{\"a\":";
      const char *close = i == 0 ? "]" : "}";
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (EarJson) json = NULL;

      for (int depth = 0; depth < EAR_JSON_MAX_DEPTH; depth++)
        g_string_append (text, open);
      if (i == 1)
        g_string_append (text, "1");
      for (int depth = 0; depth < EAR_JSON_MAX_DEPTH; depth++)
        g_string_append (text, close);
      json = parse (text->str);

      g_string_prepend (text, open);
      g_string_append (text, close);
      assert_not_json (text->str, -1, "The reply is nested more than 128 levels deep*");

      for (int depth = 0; depth < 100000; depth++)
        g_string_append (text, open);
      assert_not_json (text->str, -1, "The reply is nested more than 128 levels deep*");
    }

  /* brackets in strings are no depth */
  {
    g_autofree char *brackets = g_strnfill (1000, '[');
    g_autofree char *text = g_strdup_printf ("[\"\\\"%s\\\\\",\"%s\"]", brackets, brackets);
    g_autoptr (EarJson) json = parse (text);

    g_assert_cmpuint (ear_json_length (ear_json_root (json)), ==, 2);
  }
}

static void
test_size (void)
{
  g_autofree char *big = g_malloc (EAR_JSON_MAX_BYTES + 1);

  memset (big, ' ', EAR_JSON_MAX_BYTES + 1);
  big[0] = '1';
  assert_not_json (big, EAR_JSON_MAX_BYTES + 1, "The reply is larger than 16 MB*");
}

/* Services cut texts in the middle of an emoji; a page must not be lost for that. */
static void
test_strings (void)
{
  static const struct {
    const char *json, *text;
  } cases[] = {
    { "[\"caf\\u00e9\"]", "café" },
    { "[\"\\ud83d\\ude00\"]", "😀" },
    { "[\"cut \\ud83d\"]", "cut \xef\xbf\xbd" },
    { "[\"\\ude00 cut\"]", "\xef\xbf\xbd cut" },
    { "[\"\\ud83d\\ud83d\\ude00\"]", "\xef\xbf\xbd😀" },
    { "[\"\\ud83dx\"]", "\xef\xbf\xbdx" },
    { "[\"a\\u0000b\"]", "a\xef\xbf\xbd" "b" },
    { "[\"\\\\ud83d\"]", "\\ud83d" },
    { "[\"\\\"\\/\\b\\f\\n\\r\\t\"]", "\"/\b\f\n\r\t" },
    { "[\"\\\\\"]", "\\" },
    { "[\"12345678901234567890 is no number\"]", "12345678901234567890 is no number" },
    { "[\"a\x01" "b\"]", "a\x01" "b" },
    { "[\"\"]", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EarJson) json = parse (cases[i].json);

      g_test_message ("%s", cases[i].json);
      g_assert_cmpstr (ear_json_member_text (ear_json_root (json), "0"), ==, cases[i].text);
    }
}

static void
test_navigation (void)
{
  g_autoptr (EarJson) json = parse ("{\"b\":{\"x\":[10,[20,{\"y\":\"z\"}]]},\"a\":1,\"a\":2,\"\":3,\"b.x\":4}");
  const EarJsonNode *root = ear_json_root (json);
  g_auto (GStrv) names = ear_json_member_names (root);
  g_auto (GStrv) none = ear_json_member_names (ear_json_member (root, "b.x"));

  g_assert_true (ear_json_is_object (root));
  g_assert_false (ear_json_is_array (root));
  g_assert_cmpuint (g_strv_length (names), ==, 4);
  g_assert_cmpstr (names[0], ==, "b");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_cmpstr (ear_json_member_text (root, "a"), ==, "2");
  g_assert_cmpstr (ear_json_member_text (root, "b.x.1.1.y"), ==, "z");
  g_assert_null (ear_json_member (root, "b.x.2"));
  g_assert_null (ear_json_member (root, "b.x.-1"));
  g_assert_null (ear_json_member (root, "b.x.00000000001"));
  g_assert_null (ear_json_member (root, "a.b"));
  g_assert_null (ear_json_member (NULL, "a"));
  g_assert_null (ear_json_member_text (root, "b"));
  g_assert_null (ear_json_element (root, 0));
  g_assert_cmpuint (ear_json_length (root), ==, 0);
  g_assert_true (ear_json_is_array (ear_json_element (ear_json_member (root, "b.x"), 1)));
  g_assert_null (ear_json_element (ear_json_member (root, "b.x"), 2));
}

/* The later of two members counts, and stands where the first did; also where there are very many. */
static void
test_members_twice (void)
{
  for (int n = 3; n <= 3000; n *= 10)
    {
      g_autoptr (GString) text = g_string_new ("{");
      g_autoptr (EarJson) json = NULL;
      g_auto (GStrv) names = NULL;

      for (int i = 0; i < 2 * n; i++)
        g_string_append_printf (text, "%s\"m%d\":%d", i > 0 ? "," : "", i % n, i);
      g_string_append_c (text, '}');
      json = parse (text->str);
      names = ear_json_member_names (ear_json_root (json));
      g_assert_cmpuint (g_strv_length (names), ==, (guint) n);
      for (int i = 0; i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("m%d", i);
          g_autofree char *value = g_strdup_printf ("%d", n + i);

          g_assert_cmpstr (names[i], ==, name);
          g_assert_cmpstr (ear_json_member_text (ear_json_root (json), name), ==, value);
        }
    }
}

/* However the table is ordered, sharing the way to a common parent must not change what is found. */
static void
test_paths_in_any_order (void)
{
  static const char *const paths[] = { "a.b.c", "a.b.d", "a.bb.c", "a.b", "a", "x.b.c", "a.b.c.e", "a.b.0", "list.1.b", "list.10", "list.1" };
  g_autoptr (EarJson) json = parse ("{\"a\":{\"b\":{\"c\":\"1\",\"d\":\"2\"},\"bb\":{\"c\":\"3\"}},\"list\":[{},{\"b\":4}]}");

  for (int round = 0; round < 500; round++)
    {
      EarJsonField fields[8];
      const EarJsonNode *found[8] = { NULL };

      for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
        fields[i] = (EarJsonField) { paths[g_test_rand_int_range (0, G_N_ELEMENTS (paths))], EAR_JSON_ANY, EAR_JSON_OPTIONAL, i * sizeof (gpointer), -1 };
      g_assert_true (ear_json_bind_table (ear_json_root (json), fields, found, NULL));
      for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
        g_assert_true (found[i] == ear_json_member (ear_json_root (json), fields[i].path));
    }
}

static void
test_writer (void)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  g_autofree char *compact = NULL;
  g_autofree char *pretty = NULL;

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "te\"xt", "a\\b\n\x01 \xff é");
  ear_json_writer_text (writer, "none", NULL);
  ear_json_writer_begin_array (writer, "list");
  ear_json_writer_int (writer, NULL, G_MININT64);
  ear_json_writer_bool (writer, NULL, TRUE);
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_end_object (writer);
  ear_json_writer_null (writer, NULL);
  ear_json_writer_end_array (writer);
  ear_json_writer_time (writer, "at", G_GINT64_CONSTANT (1787241851064));
  ear_json_writer_time (writer, "never", EAR_TIME_NONE);
  ear_json_writer_double (writer, "d", 0.1);
  ear_json_writer_end_object (writer);

  compact = ear_json_writer_to_text (writer, FALSE);
  g_assert_cmpstr (compact, ==,
                   "{\"te\\\"xt\":\"a\\\\b\\n\\u0001 \xef\xbf\xbd é\",\"none\":null,\"list\":[-9223372036854775808,true,{},null],"
                   "\"at\":\"2026-08-20T16:04:11.064Z\",\"never\":null,\"d\":0.1}");
  pretty = ear_json_writer_to_text (writer, TRUE);
  g_assert_cmpstr (pretty, ==,
                   "{\n  \"te\\\"xt\": \"a\\\\b\\n\\u0001 \xef\xbf\xbd é\",\n  \"none\": null,\n  \"list\": [\n    -9223372036854775808,\n    true,\n"
                   "    {},\n    null\n  ],\n  \"at\": \"2026-08-20T16:04:11.064Z\",\n  \"never\": null,\n  \"d\": 0.1\n}");
  ear_json_free (parse (compact));
  ear_json_free (parse (pretty));
}

/* Every double comes back as it was, in as few digits as do. */
static void
test_writer_doubles (void)
{
  static const struct {
    double value;
    const char *text;
  } cases[] = { { 0.1, "0.1" }, { 100, "100" }, { 1.0 / 3, "0.3333333333333333" }, { 5e-324, "4.94065645841247e-324" }, { -0.0, "-0" },
                { (double) NAN, "null" }, { (double) -INFINITY, "null" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
      g_autofree char *text = NULL;

      ear_json_writer_double (writer, NULL, cases[i].value);
      text = ear_json_writer_to_text (writer, FALSE);
      g_assert_cmpstr (text, ==, cases[i].text);
    }

  for (int i = 0; i < 1000; i++)
    {
      g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
      g_autofree char *text = NULL;
      double value = ldexp (g_test_rand_double () - 0.5, g_test_rand_int_range (-1000, 1000));

      ear_json_writer_double (writer, NULL, value);
      text = ear_json_writer_to_text (writer, FALSE);
      g_assert_cmpfloat (g_ascii_strtod (text, NULL), ==, value);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/bind", test_bind);
  g_test_add_func ("/json/defaults", test_defaults);
  g_test_add_func ("/json/wrong-types", test_wrong_types);
  g_test_add_func ("/json/php", test_php);
  g_test_add_func ("/json/ids-are-exact", test_ids_are_exact);
  g_test_add_func ("/json/not-json", test_not_json);
  g_test_add_func ("/json/error-quotes-nothing", test_error_quotes_nothing);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/size", test_size);
  g_test_add_func ("/json/strings", test_strings);
  g_test_add_func ("/json/navigation", test_navigation);
  g_test_add_func ("/json/members-twice", test_members_twice);
  g_test_add_func ("/json/paths-in-any-order", test_paths_in_any_order);
  g_test_add_func ("/json/writer", test_writer);
  g_test_add_func ("/json/writer-doubles", test_writer_doubles);
  return g_test_run ();
}
