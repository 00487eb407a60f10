/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Times, keys and lengths of any text.
 */

#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "base/ear-text-count.h"
#include "fuzz/fuzz.h"

static guint
count (const char *text, EarTextUnit unit, guint url_weight, gboolean mention_host_free)
{
  EarTextRule rule = { unit, 500, url_weight, mention_host_free };

  return ear_text_count (text, &rule);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *channel = NULL;
  g_autofree char *ext = NULL;
  gint64 time_ms = ear_time_parse (text);
  gint64 http_ms = ear_time_parse_http (text);

  if (time_ms != EAR_TIME_NONE)
    {
      g_autofree char *written = ear_time_format (time_ms);

      FUZZ_CHECK (written == NULL || ear_time_parse (written) == time_ms);
    }
  FUZZ_CHECK (http_ms == EAR_TIME_NONE || http_ms % 1000 == 0);

  if (ear_key_split (text, &channel, &ext))
    {
      g_autofree char *joined = ear_key_join (channel, ext);

      FUZZ_CHECK (ear_key_is_uuid (channel) && *ext != '\0');
      FUZZ_CHECK (strcmp (joined, text) == 0);
    }
  else
    FUZZ_CHECK (channel == NULL && ext == NULL);

  if (g_utf8_validate (text, -1, NULL))
    {
      guint bytes = count (text, EAR_TEXT_UNIT_BYTES, 0, FALSE);
      guint characters = count (text, EAR_TEXT_UNIT_CHARACTERS, 0, FALSE);
      guint graphemes = count (text, EAR_TEXT_UNIT_GRAPHEMES, 0, FALSE);
      guint utf16 = count (text, EAR_TEXT_UNIT_UTF16, 0, FALSE);

      FUZZ_CHECK (bytes == strlen (text));
      FUZZ_CHECK (graphemes <= characters && characters <= utf16 && utf16 <= bytes);
      FUZZ_CHECK ((graphemes == 0) == (bytes == 0));
      /* leaving hosts out never adds, and a link of weight 1 is never longer than itself */
      FUZZ_CHECK (count (text, EAR_TEXT_UNIT_CHARACTERS, 0, TRUE) <= characters);
      FUZZ_CHECK (count (text, EAR_TEXT_UNIT_CHARACTERS, 1, TRUE) <= characters);
    }
  count (text, EAR_TEXT_UNIT_GRAPHEMES, 23, TRUE);
  return 0;
}
