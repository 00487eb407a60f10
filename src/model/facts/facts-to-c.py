#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: facts-to-c.py OUT.c ear-lexicon-private.h LANGUAGE.words …

Writes the words of each language as C. A file that cannot be read as README.md says ends the build.
"""

import pathlib
import re
import sys

OTHERS = {'same', 'endings', 'street-endings', 'numbers'}
# what a language may do without
OPTIONAL = {'half', 'am', 'pm', 'street-endings', 'from-hour'} | {day + '-short' for day in (
    'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')}


def read(path, known):
    found = {}
    name = None
    for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
        def fail(why):
            sys.exit(f'{path.name}:{number}: {why}')
        text = line.split('#')[0].rstrip()
        if not text.strip():
            continue
        if text[0].isspace():
            if name is None:
                fail('a line that goes on begins with a blank; there is none before it')
            found[name] += ' ' + text.strip()
            continue
        name, equals, words = text.partition('=')
        name = name.strip()
        if not equals:
            fail('expected NAME = WORDS')
        if name not in known and name not in OTHERS:
            fail(f'nobody asks for “{name}”')
        if name in found:
            fail(f'“{name}” was there before')
        found[name] = words.strip()
    for name in (known | OTHERS) - OPTIONAL - set(found):
        sys.exit(f'{path.name}: “{name}” is missing')
    for name, words in found.items():
        for word in re.split('[,;]', words.rstrip(',;')):
            if not word.strip():
                sys.exit(f'{path.name}: “{name}” has a comma too many')
    if found['numbers'].count(',') != 10:
        sys.exit(f'{path.name}: “numbers” are those from two to twelve')
    return found


def quote(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def main(out, header, *names):
    enumerators = re.findall(r'\bEAR_WORD_([A-Z_]+),', pathlib.Path(header).read_text(encoding='utf-8'))
    known = {word.lower().replace('_', '-') for word in enumerators}
    lines = ['#include "model/ear-lexicon-private.h"', '']
    table = []
    for name in sorted(names):
        path = pathlib.Path(name)
        found = read(path, known)
        lines.append(f'static const EarWordList lists_{path.stem}[] = {{')
        for key in sorted(set(found) - OTHERS):
            lines.append(f'  {{ EAR_WORD_{key.upper().replace("-", "_")}, {quote(found[key])} }},')
        lines += ['};', '']
        table.append(f'  {{ "{path.stem}", lists_{path.stem}, G_N_ELEMENTS (lists_{path.stem}), {quote(found["same"])},'
                     f' {quote(found["endings"])}, {quote(found.get("street-endings", ""))}, {quote(found["numbers"])} }},')
    lines += ['const EarWordFile ear_word_files[] = {', *table, '};', f'const guint ear_n_word_files = {len(table)};', '']
    pathlib.Path(out).write_text('\n'.join(lines), encoding='utf-8')


if __name__ == '__main__':
    main(*sys.argv[1:])
