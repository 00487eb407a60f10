#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Install into an empty folder and fail unless everything lies where a desktop looks for it.

usage: install.py MESON BUILD-FOLDER APP-ID PROGRAM...
"""

import pathlib
import re
import subprocess
import sys
import tempfile


def main(meson, build, app_id, *programs):
    data = {
        f'applications/{app_id}.desktop': r'^Exec=/.*/bin/earshot$',
        f'dbus-1/services/{app_id}.service': r'^Exec=/.*/bin/earshot ',
        f'glib-2.0/schemas/{app_id}.gschema.xml': f'id="{re.escape(app_id)}"',
        f'icons/hicolor/scalable/apps/{app_id}.svg': '<svg',
        f'icons/hicolor/symbolic/apps/{app_id}-symbolic.svg': '<svg',
        f'metainfo/{app_id}.metainfo.xml': f'<id>{re.escape(app_id)}</id>',
    }
    errors = []
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([meson, 'install', '-C', build, '--no-rebuild', '--quiet', '--destdir', place], check=True)
        found = {str(p.relative_to(place)): p for p in pathlib.Path(place).rglob('*') if p.is_file()}
        prefix = 'usr/local/'
        for name, pattern in data.items():
            path = found.pop(f'{prefix}share/{name}', None)
            if not path:
                errors.append(f'share/{name} is missing')
            elif not re.search(pattern, path.read_text(encoding='utf-8'), re.M):
                errors.append(f'share/{name} does not hold {pattern}')
        for program in programs:
            path = found.pop(f'{prefix}bin/{program}', None)
            if not path or not path.stat().st_mode & 0o111:
                errors.append(f'bin/{program} is missing or cannot be run')
        errors += [f'{name} should not be installed' for name in found if not name.endswith('.mo')]
    print('\n'.join(errors))
    return 1 if errors else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
