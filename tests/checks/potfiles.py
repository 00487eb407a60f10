#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fail if po/POTFILES.in misses a file with words for people, names one without, or is unsorted.

usage: potfiles.py [--write] TOP     --write mends it
"""

import pathlib
import re
import sys

# _("…"), N_("…"), C_("…", "…"), ngettext (…) and the like; Blueprint has _("…") and C_("…", "…")
MARKED = re.compile(r'(?<![A-Za-z0-9_])(?:N?C?_|[dn]+gettext|g_dp?gettext2?|g_dngettext)\s*\(\s*"')
# What stands between quotation marks begins no comment: "image/*".
TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|/\*.*?\*/|//[^\n]*', re.S)
DATA = re.compile(r'\.(desktop|gschema\.xml|metainfo\.xml)\.in$')


def is_marked(text):
    """Without comments, and the insides of texts."""
    return bool(MARKED.search(TOKEN.sub(lambda token: '""' if token.group()[0] == '"' else '', text)))


def has_words(path):
    return bool(DATA.search(path.name)) or is_marked(path.read_text(encoding='utf-8'))


def main(top, write):
    potfiles = top / 'po/POTFILES.in'
    lines = potfiles.read_text(encoding='utf-8').splitlines()
    listed = [line for line in lines if line and not line.startswith('#')]
    files = [p for folder, pattern in (('src', '*.[ch]'), ('src', '*.blp'), ('data', '*.in'))
             for p in (top / folder).rglob(pattern)]
    wanted = sorted(str(p.relative_to(top)) for p in files if has_words(p))
    if write:
        comments = [line for line in lines if line.startswith('#')]
        potfiles.write_text('\n'.join(comments + wanted) + '\n', encoding='utf-8')
        return 0
    errors = [f'add {name}' for name in wanted if name not in listed]
    errors += [f'remove {name}: no words in it' for name in listed if name not in wanted]
    if not errors and listed != wanted:
        errors.append('sort it, each file once')
    for error in errors:
        print(f'po/POTFILES.in: {error}')
    if errors:
        print('tests/checks/potfiles.py --write . does that')
    return 1 if errors else 0


def self_test():
    for text, expected in [('_("Hello")', True), ('g_strdup ("_")', False), ('N_ ("Hello")', True),
                           ('my_("x")', False), ('ngettext ("a", "b", n)', True), ('C_("ctx", "a")', True),
                           ('/* _("x") */', False), ('label: _("Hi");', True), ('f ("a/*", _("b"), "*/")', True), ('f ("_(\\"b\\")")', False)]:
        assert is_marked(text) == expected, text


if __name__ == '__main__':
    self_test()
    sys.exit(main(pathlib.Path(sys.argv[-1]), '--write' in sys.argv))
