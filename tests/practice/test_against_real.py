#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The town held against real servers: Earshot's own kinds take the same steps with both, and what they understand is compared, without
ids and times (Record in tests/channels/probe.py)."""

import difflib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

# Of a difference, so many are shown.
LINES = 120

CHANNELS = pathlib.Path(__file__).resolve().parent.parent / 'channels'
sys.path.insert(0, str(CHANNELS.parent / 'servers'))

import tap


def start(module, classes, folder, town):
    """The module's tests of these classes, recording."""
    record = pathlib.Path(folder) / ('town' if town else 'real')
    env = os.environ | {'EARSHOT_TEST_RECORD': str(record)} | ({'EARSHOT_TEST_TOWN': '1'} if town else {})
    with open(f'{record}.log', 'w') as log:
        return record, subprocess.Popen([sys.executable, CHANNELS / module, *classes], stdout=log, stderr=subprocess.STDOUT, env=env)


def read(record, process):
    """Test → what was heard, of those that passed or failed alike; SkipTest where the server is missing."""
    process.wait(timeout=300)
    log = pathlib.Path(f'{record}.log').read_text()
    if '# SKIP' in log and '\nok' in log and not record.exists():
        raise unittest.SkipTest(log)
    if process.returncode != 0:
        raise AssertionError(f'the tests themselves failed:\n{log}')
    return json.loads(record.read_text()), log


def show(answer):
    return json.dumps(answer, indent=1, sort_keys=True, ensure_ascii=False).splitlines()


class Same(unittest.TestCase):
    def compare(self, module, *classes, plain=lambda answer: answer):
        with tempfile.TemporaryDirectory(prefix='ear-same-') as folder:
            runs = [start(module, classes, folder, town) for town in (False, True)]
            (real, log), (town, _) = [read(*run) for run in runs]
        if not real:
            raise unittest.SkipTest(log.strip().splitlines()[-1])
        both = sorted(real.keys() & town.keys())
        self.assertGreater(sum(len(town[test]) for test in both), 20)
        for test in both:
            with self.subTest(test):
                difference = [line for one, other in zip(real[test], town[test])
                              for line in difflib.unified_diff(show(plain(one)), show(plain(other)), 'real', 'town', lineterm='', n=4)]
                self.assertEqual(len(real[test]), len(town[test]))
                if difference:
                    self.fail('\n'.join(difference[:LINES]))

    def test_wordpress(self):
        """the town's WordPress and the real one are understood alike"""
        self.compare('test_wordpress.py', 'SignIn', 'Reading', 'Sending')


if __name__ == '__main__':
    tap.main()
