#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fail if a text has no translation in a language of po/LINGUAS, or one that does not fit it.

usage: translations.py TOP
"""

import pathlib
import subprocess
import sys
import tempfile

# Those of Meson's preset "glib".
KEYWORDS = ['_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'g_dcgettext:2', 'g_dngettext:2,3', 'g_dpgettext2:2c,3', 'ngettext:1,2']


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=False)


def main(top):
    languages = (top / 'po/LINGUAS').read_text(encoding='utf-8').split()
    errors = []
    with tempfile.TemporaryDirectory() as place:
        texts = f'{place}/earshot.pot'
        found = run('xgettext', '--directory', top, '--files-from', top / 'po/POTFILES.in', '--from-code=UTF-8', '--output', texts,
                    *(f'--keyword={word}' for word in KEYWORDS))
        if found.returncode:
            errors.append(found.stderr)
        for language in languages if not errors else []:
            words = top / f'po/{language}.po'
            for check in (run('msgfmt', '--check', '--output-file=/dev/null', words), run('msgcmp', words, texts)):
                errors += [check.stderr] if check.returncode else []
    print('\n'.join(errors))
    if errors:
        print('meson compile -C _build/test earshot-update-po brings what is new into po/; then translate what has no translation.')
    return 1 if errors else 0


if __name__ == '__main__':
    sys.exit(main(pathlib.Path(sys.argv[1])))
