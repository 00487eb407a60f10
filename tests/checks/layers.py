#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fail on an #include that goes up the layers or reaches a library a layer must not see.

usage: layers.py SRC | check-layers.py --self-test

src/meson.build gives each layer's library only the dependencies it may see, but a header that
happens to lie in the default include path would still compile; this reads the lines themselves.
"""

import pathlib
import re
import sys

# layer -> the layers it may include, besides itself
MAY_SEE = {
    'base': set(),
    'model': {'base'},
    'store': {'base', 'model'},
    'net': {'base'},
    'channels': {'base', 'model'},
    'practice': {'base'},
    'platform': {'base'},
    'engine': {'base', 'model', 'store', 'net', 'channels', 'practice', 'platform'},
    'report': {'base', 'model'},
    'cli': {'base', 'model', 'engine', 'report'},
    'ui': {'base', 'model', 'engine', 'report', 'platform'},
}

# external header prefix -> the layers that may include it
ONLY_IN = {
    'adwaita': {'ui'},
    'cairo': {'report', 'ui'},
    'gdk': {'ui'},
    'gsk/': {'ui'},
    'gtk/': {'ui'},
    'yyjson.h': {'base'},
    'libportal': {'platform'},
    'libsecret/': {'platform'},
    'libsoup/': {'net', 'practice'},
    'libxml/': {'base'},
    'pango': {'base', 'report', 'ui'},
    'sqlite3': {'store'},
}

# A channel kind looks blocking and is called from a worker: it starts nothing itself.
NOT_IN_CHANNELS = re.compile(r'\b(g_thread_\w+|g_task_\w+|g_main_context_\w+|g_idle_add|g_timeout_add\w*)\b')

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def check_text(layer, text):
    """Yield (line number, sentence) for every line of `text` that `layer` must not hold."""
    for match in INCLUDE.finditer(text):
        line = text.count('\n', 0, match.start(2)) + 1
        quoted, header = match.group(1) == '"', match.group(2)
        if quoted:
            if header == 'config.h':
                continue
            folder = header.split('/')[0] if '/' in header else None
            if folder not in MAY_SEE:
                yield line, f'"{header}": write it as "layer/ear-file.h"'
            elif folder != layer and folder not in MAY_SEE[layer]:
                yield line, f'"{header}": {layer}/ must not see {folder}/'
        else:
            for prefix, layers in ONLY_IN.items():
                if header.startswith(prefix) and layer not in layers:
                    yield line, f'<{header}>: only in {", ".join(sorted(layers))}/'
    if layer == 'channels':
        for match in NOT_IN_CHANNELS.finditer(text):
            yield text.count('\n', 0, match.start()) + 1, f'{match.group(1)}: a channel kind only translates'


def check_tree(src):
    count = 0
    for path in sorted(p for p in src.rglob('*') if p.suffix in ('.c', '.h')):
        layer = path.relative_to(src).parts[0]
        if layer not in MAY_SEE:
            print(f'{path}: {layer}/ is no layer; the list stands in src/meson.build')
            count += 1
            continue
        for line, sentence in check_text(layer, path.read_text(encoding='utf-8')):
            print(f'{path}:{line}: {sentence}')
            count += 1
    return count


def self_test():
    """A check that cannot fail proves nothing: show that each rule bites."""
    for layer, text, expected in [
        ('model', '#include "store/ear-store.h"\n', 1),
        ('engine', '#include "store/ear-store.h"\n', 0),
        ('engine', '# include <libsoup/soup.h>\n', 1),
        ('report', '#include <gtk/gtk.h>\n', 1),
        ('store', '\n#include <sqlite3.h>\n', 0),
        ('net', '#include "ear-http.h"\n', 1),
        ('practice', '#include "channels/ear-channel.h"\n#include "base/ear-json.h"\n#include <libsoup/soup.h>\n', 1),
        ('channels', 'g_thread_new ("x", f, NULL);\n', 1),
        ('base', '#include "config.h"\n#include <glib.h>\n', 0),
    ]:
        found = list(check_text(layer, text))
        assert len(found) == expected, (layer, text, found)


if __name__ == '__main__':
    self_test()
    if sys.argv[1:] != ['--self-test']:
        sys.exit(1 if check_tree(pathlib.Path(sys.argv[1])) else 0)
