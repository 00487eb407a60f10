# SPDX-License-Identifier: GPL-3.0-or-later
"""Meta's facebook-nodejs-business-sdk as a client of the town.

Needs EARSHOT_TOWN_PROGRAM, node, and EARSHOT_NPM (what tests/npm/package-lock.json names, installed).
"""

import json
import os
import pathlib
import shutil
import subprocess
import unittest

PACKAGE = 'facebook-nodejs-business-sdk'
KINDS = ['post', 'visit', 'mention', 'review', 'thread', 'comment', 'message']


def check():
    """Leaves the test out where the SDK is not."""
    modules = pathlib.Path(os.environ.get('EARSHOT_NPM') or '/nonexistent') / 'node_modules'
    if not shutil.which('node'):
        raise unittest.SkipTest('node is not installed')
    if not (modules / PACKAGE).is_dir():
        raise unittest.SkipTest(f'EARSHOT_NPM names no folder with {PACKAGE} of tests/npm')


def run(script, **arguments):
    """What the script in sdk/ prints, as JSON."""
    file = pathlib.Path(__file__).resolve().parent / 'sdk' / script
    done = subprocess.run(['node', file, json.dumps(arguments)], capture_output=True, text=True, timeout=100)
    if done.returncode != 0:
        raise AssertionError(f'the SDK failed:\n{done.stderr}')
    return json.loads(done.stdout.splitlines()[-1])


def of(state, kind):
    """What of the kind there is, oldest first."""
    return [item for item in state['items'] if item.get('kind', 0) == KINDS.index(kind) and not item.get('deleted')]
