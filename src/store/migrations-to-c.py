#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: migrations-to-c.py OUT.c NNNN.sql …

Writes the migrations as C text. A first line `-- flags: REDERIVE REINDEX` asks for that work after the step.
"""

import pathlib
import re
import sys


def main(out, *names):
    lines = ['#include "store/ear-store-private.h"', '', 'const EarMigration ear_migrations[] = {']
    for number, name in enumerate(sorted(names), 1):
        path = pathlib.Path(name)
        if int(path.stem) != number:
            sys.exit(f'{path.name}: expected number {number:04}')
        text = path.read_text(encoding='utf-8')
        match = re.match(r'-- flags:(.*)', text)
        flags = ' | '.join('EAR_MIGRATION_' + flag for flag in match.group(1).split()) if match else ''
        lines.append(f'  {{ {flags or 0},')
        for line in text.splitlines():
            # Comments are kept: .schema of a user's file then explains itself.
            lines.append('    "' + line.replace('\\', '\\\\').replace('"', '\\"') + '\\n"')
        lines.append('  },')
    lines += ['};', '', f'const guint ear_n_migrations = {len(names)};', '']
    pathlib.Path(out).write_text('\n'.join(lines), encoding='utf-8')


if __name__ == '__main__':
    main(*sys.argv[1:])
