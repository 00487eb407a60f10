#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/run in a checkout of its own, in which the build is the one that is tested: its arguments, its picture, and a window in the
browser where there is no display. The build itself, and the private root, are what tools/test has just been through.

usage: tools_run.py SOURCE-FOLDER BUILD-FOLDER
"""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import tap

BUILD = pathlib.Path(sys.argv.pop(2))
SOURCE = pathlib.Path(sys.argv.pop(1))
STUB = '''#!/bin/bash
echo "$*" >>build-calls
exit "${BUILD_RESULT-0}"
'''


class Run(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='earshot-run-')
        self.addCleanup(self.folder.cleanup)
        self.top = pathlib.Path(self.folder.name) / 'checkout'
        shutil.copytree(SOURCE / 'tools', self.top / 'tools')
        stub = self.top / 'tools' / 'lib' / 'build-inside'
        stub.write_text(STUB)
        stub.chmod(0o755)
        (self.top / '_build' / 'run' / 'src' / 'ui').mkdir(parents=True)
        (self.top / '_build' / 'run' / 'src' / 'ui' / 'earshot').symlink_to(BUILD / 'src' / 'ui' / 'earshot')
        (self.top / '_build' / 'run' / 'data').symlink_to(BUILD / 'data')
        home = pathlib.Path(self.folder.name) / 'home'
        home.mkdir()
        self.env = {name: value for name, value in os.environ.items()
                    if name not in ('DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR', 'G_DEBUG', 'EARSHOT_ROOT')}
        # Inside a sandbox no other can be made: as on a machine that forbids them.
        self.env.update(HOME=str(home), EARSHOT_NAMESPACES='no', GDK_DEBUG='no-portals',
                        ASAN_OPTIONS=self.env.get('ASAN_OPTIONS', '') + ':detect_leaks=0')

    def start(self, *words, **env):
        return subprocess.Popen([self.top / 'tools' / 'run', *words], env=self.env | env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, cwd=self.folder.name, start_new_session=True)

    def run_it(self, *words, **env):
        process = self.start(*words, **env)
        try:
            out, err = process.communicate(timeout=100)
        finally:
            self.end(process)
        return process.returncode, out, err

    @staticmethod
    def end(process):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def builds(self):
        calls = self.top / 'build-calls'
        return calls.read_text().splitlines() if calls.exists() else []

    def test_arguments(self):
        """tools/run: what it does not understand, it says before it builds; what stands after -- is Earshot's"""
        code, out, err = self.run_it('--screenshot')
        self.assertEqual((code, out), (1, ''))
        self.assertIn('--screenshot needs the name of a PNG file', err)
        code, out, _ = self.run_it('--help')
        self.assertEqual(code, 0)
        self.assertIn('usage: tools/run [--sample] [--screenshot FILE]', out)
        self.assertEqual(self.builds(), [])
        code, out, _ = self.run_it('--', '--help', DISPLAY=':1')
        self.assertEqual(code, 0)
        self.assertIn('--workspace=FOLDER', out)
        self.assertRegex(self.builds()[0], '^_build/run native .*-Dtests=false$')

    def test_build_fails(self):
        """tools/run: where the build fails nothing is started"""
        code, _, err = self.run_it('--sample', BUILD_RESULT='1')
        self.assertEqual(code, 1)
        self.assertIn('the build failed', err)
        self.assertNotIn('http://', err)

    def test_screenshot(self):
        """tools/run --sample --screenshot FILE: a picture of the sample restaurant, where there is no display"""
        self.takes_picture()
        code, out, err = self.run_it('--screenshot=none.png', '--no-such-option')
        self.assertNotEqual(code, 0)
        self.assertFalse((pathlib.Path(self.folder.name) / 'none.png').exists())

    def test_screenshot_without_namespaces(self):
        """tools/run --sample --screenshot FILE: also out of the private root where namespaces are forbidden, with a display or without"""
        # The root is this system, seen where it is.
        for file, words in (('root.sh', 'system_for() { system=/; }'), ('enter.sh', 'enter_isolated() { shift; "${@//\\/mnt/$top}"; }')):
            with (self.top / 'tools' / 'lib' / file).open('a') as script:
                script.write(words + '\n')
        self.takes_picture()
        self.takes_picture(DISPLAY=':no-such')

    def takes_picture(self, **env):
        picture = pathlib.Path(self.folder.name) / 'picture.png'
        picture.unlink(missing_ok=True)
        code, out, err = self.run_it('--sample', '--screenshot', picture.name, **env)
        self.assertEqual(code, 0, out + err)
        self.assertIn('Saved picture.png', err)
        content = picture.read_bytes()
        self.assertEqual(content[:8], b'\x89PNG\r\n\x1a\n')
        width, height = struct.unpack('>II', content[16:24])
        self.assertGreater(min(width, height), 600)
        # More than an empty window.
        self.assertGreater(len(content), 40_000)

    def test_browser(self):
        """tools/run without a display: says so, and serves the sample restaurant, and only that, on this computer"""
        process = self.start('--workspace', 'mine')
        try:
            said = ''
            while 'http://' not in said:
                line = process.stderr.readline()
                self.assertTrue(line, f'it ended: {said}')
                said += line
            self.assertIn('There is no display here', said)
            self.assertIn('Left out, since a browser shows the sample restaurant only: --workspace mine', said)
            address = re.search(r'http://127\.0\.0\.1:(\d+)/', said)
            end = time.monotonic() + 60
            while True:
                try:
                    page = urllib.request.urlopen(address[0], timeout=5).read()
                    break
                except OSError:
                    self.assertLess(time.monotonic(), end, 'nobody answers')
                    time.sleep(0.1)
            self.assertIn(b'broadway', page)
            listening = [line.split()[1] for line in pathlib.Path('/proc/net/tcp').read_text().splitlines()[1:] if line.split()[3] == '0A']
            self.assertIn(f'0100007F:{int(address[1]):04X}', listening)
            # The window itself: the program is one of those that were started.
            while not self.started('--sample'):
                self.assertLess(time.monotonic(), end, 'the window was not started')
                time.sleep(0.1)
            self.assertFalse(self.started('--workspace'))
            os.killpg(process.pid, signal.SIGINT)
            process.wait(30)
        finally:
            self.end(process)

    def started(self, word):
        program = str((self.top / '_build/run/src/ui/earshot'))
        found = []
        for file in pathlib.Path('/proc').glob('[0-9]*/cmdline'):
            with contextlib.suppress(OSError):
                words = file.read_bytes().decode(errors='replace').split('\0')
                found += [words] if words[0] == program and word in words else []
        return found


if __name__ == '__main__':
    tap.main()
