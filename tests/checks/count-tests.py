#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""See that tools/lib/count-tests says of a log what happened, above all when it went badly.

usage: count-tests.py COUNT-TESTS
"""

import json
import os
import subprocess
import sys
import tempfile


def count(program, tests, **env):
    with tempfile.NamedTemporaryFile('w', suffix='.json') as log:
        for name, result, stdout in tests:
            log.write(json.dumps({'name': name, 'result': result, 'stdout': stdout}) + '\n')
        log.flush()
        done = subprocess.run([sys.executable, program, log.name], capture_output=True, text=True,
                              env={**os.environ, 'CI': '', **env}, check=False)
    return done.returncode, done.stdout.splitlines()


def main(program):
    tap = '1..3\nok 1 /a\nok 2 /b # SKIP no keyring\nok 3 /c\n'
    assert count(program, [('t', 'OK', tap), ('script', 'OK', '')]) == \
        (0, ['skipped: t: /b (no keyring)', '3 passed, 0 failed, 1 skipped'])
    assert count(program, [('t', 'OK', tap)], CI='true')[0] == 1
    assert count(program, [('t', 'FAIL', '1..2\nok 1 /a\nnot ok 2 /b\n')]) == \
        (1, ['failed: t: /b', '1 passed, 1 failed, 0 skipped'])
    # A crash, a time-out: what came before is passed, and yet it failed.
    assert count(program, [('t', 'ERROR', '1..2\nok 1 /a\n')]) == \
        (1, ['failed: t (ERROR)', '1 passed, 1 failed, 0 skipped'])
    assert count(program, [('t', 'TIMEOUT', None)]) == (1, ['failed: t (TIMEOUT)', '0 passed, 1 failed, 0 skipped'])
    assert count(program, [('t', 'SKIP', '1..0 # SKIP no R\n')]) == \
        (0, ['skipped: t (no R)', '0 passed, 0 failed, 1 skipped'])
    # Nothing ran: not a success.
    assert count(program, []) == (1, ['0 passed, 0 failed, 0 skipped'])


if __name__ == '__main__':
    main(sys.argv[1])
