#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A number that changes with all that a text is read by: what was read otherwise before is not believed (ear-readings.c).

usage: readings-version.py OUTPUT INPUT …
"""

import hashlib
import pathlib
import sys

output, *inputs = map(pathlib.Path, sys.argv[1:])
digest = hashlib.sha256()
for file in sorted(inputs, key=lambda path: path.name):
    content = file.read_bytes()
    digest.update(f'{file.name} {len(content)}\n'.encode())
    digest.update(content)
output.write_text(f'#define EAR_READINGS_VERSION G_GUINT64_CONSTANT (0x{digest.hexdigest()[:16]})\n')
