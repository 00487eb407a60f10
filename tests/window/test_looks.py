#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample restaurant in a narrow window, in the dark and from right to left: each page is drawn without a word of complaint."""

import os
import re
import struct
import subprocess
import unittest

import drive

import tap

# name → what the program is asked for besides its picture
NARROW, WIDE, DARK, RTL = ['--size', '360x640'], ['--size', '1170x750'], ['--dark'], ['--rtl']
# names that end so are drawn with more contrast
CONTRAST = 'contrast'
LOOKS = {
    'narrow-list': [*NARROW, '--page', 'answer-next'],
    'narrow-call': [*NARROW, '--page', 'log-contact'],
    'narrow-dark-rtl-conversation': [*NARROW, *DARK, *RTL, '--page', 'thread'],
    'rtl-conversation': [*WIDE, *RTL, '--page', 'thread'],
    'dark-search': [*WIDE, *DARK, '--page', 'search:tisch'],
    'narrow-search': [*NARROW, '--page', 'search:is:unanswered after:2025 table '],
    'dark-search-begun': [*WIDE, *DARK, '--page', 'search:is:unanswered channel:'],
    'dark-rtl-search-start': [*WIDE, *DARK, *RTL, '--page', 'search:'],
    'narrow-brand': [*NARROW, '--page', 'brand'],
    'dark-rtl-brand': [*WIDE, *DARK, *RTL, '--page', 'brand'],
    'dark-preferences': [*WIDE, *DARK, '--page', 'preferences'],
    'report': [*WIDE, '--page', 'report'],
    'report-contrast': [*WIDE, '--page', 'report'],
    'conversation-contrast': [*WIDE, '--page', 'thread'],
    'dark-conversation-contrast': [*WIDE, *DARK, '--page', 'thread'],
    'narrow-report': [*NARROW, '--page', 'report'],
    'dark-rtl-report': [*WIDE, *DARK, *RTL, '--page', 'report'],
}


class Looks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desk = drive.Desk()

    @classmethod
    def tearDownClass(cls):
        cls.desk.close()

    def draw(self, name, arguments):
        picture = self.desk.pictures / f'look-{name}.png'
        picture.unlink(missing_ok=True)
        done = subprocess.run([os.environ['EARSHOT'], '--sample', '--screenshot', str(picture), *arguments],
                              env={**self.desk.env, 'ADW_DEBUG_HIGH_CONTRAST': str(int(name.endswith(CONTRAST)))},
                              capture_output=True, text=True, timeout=60)
        words = done.stdout + done.stderr
        self.assertEqual(done.returncode, 0, words)
        self.assertNotRegex(words, re.compile('WARNING|CRITICAL|ERROR|runtime error'))
        size = struct.unpack('>II', picture.read_bytes()[16:24])
        if '--size' in arguments:
            # A display server may take its border off.
            width, height = map(int, arguments[arguments.index('--size') + 1].split('x'))
            self.assertTrue(width - 40 <= size[0] <= width, size)
            self.assertTrue(height - 40 <= size[1] <= height, size)


def make_test(name, arguments):
    def test(self):
        self.draw(name, arguments)
    test.__doc__ = f'the sample restaurant: {name.replace("-", ", ")}'
    return test


for look, asked in LOOKS.items():
    setattr(Looks, 'test_' + look.replace('-', '_'), make_test(look, asked))


if __name__ == '__main__':
    tap.main()
