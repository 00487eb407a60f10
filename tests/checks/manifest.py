#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fail unless the Flatpak manifest names this application, asks for no more than it should, and
every file it downloads is named by its checksum.

usage: manifest.py MANIFEST APP-ID
"""

import json
import re
import sys

MAY_ASK = {
    '--share=network',
    '--share=ipc',
    '--socket=wayland',
    '--socket=fallback-x11',
    '--device=dri',
    '--talk-name=org.freedesktop.secrets',
}


def main(path, app_id):
    with open(path, encoding='utf-8') as file:
        manifest = json.load(file)
    errors = []
    if manifest['id'] != app_id or not path.endswith(f'{app_id}.json'):
        errors.append(f'id and file name must be {app_id}')
    errors += [f'{arg}: Earshot does not need that' for arg in manifest['finish-args'] if arg not in MAY_ASK]
    for module in manifest['modules']:
        for source in module['sources']:
            if source['type'] == 'dir':
                continue
            if not source.get('url', '').startswith('https://') or not re.fullmatch('[0-9a-f]{64}', source.get('sha256', '')):
                errors.append(f'{module["name"]}: a source needs an https address and a sha256')
    print('\n'.join(errors))
    return 1 if errors else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
