#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""earshotctl killed at every step of sending, against a real WordPress and a real Mastodon-API server: the answer stands there once."""

import os
import signal
import unittest

import earshot
import harness
import tap
from test_faults import OnMastodon, OnWordPress

# What becomes of the answer on its way: nothing; it is taken and what the service says of it is lost; it gets lost itself.
WELL, UNHEARD, LOST = {}, {'fault': 'status-after', 'status': 500}, {'fault': 'drop-before'}
# As in tests/engine/test-engine-crash.c: a step, for the how manieth time it is reached, on which way.
STEPS = (('queued', 1, WELL), ('claimed', 1, WELL), ('sending', 1, WELL), ('performed', 1, WELL), ('accepted', 1, WELL),
         ('refused', 1, UNHEARD), ('lost', 1, UNHEARD), ('looking', 1, UNHEARD), ('found', 1, UNHEARD), ('accepted', 1, UNHEARD),
         ('refused', 1, LOST), ('lost', 1, LOST), ('looking', 1, LOST), ('requeued', 1, LOST), ('claimed', 2, LOST), ('sending', 2, LOST),
         ('performed', 1, LOST), ('accepted', 1, LOST))
WAYS = ((WELL, ''), (UNHEARD, ', unheard'), (LOST, ', lost'))


class Killed:
    """A subclass has what test_faults gives it, ask(): the conversation of a question, and count(): how often the service has a text."""

    def test_steps(self):
        """an answer whose sender dies at any step of sending stands there once"""
        for step, number, rule in STEPS:
            name = f'{step} {number}{next(words for way, words in WAYS if way is rule)}'
            with self.subTest(name):
                text = f'Alive at {name}.'
                conversation = self.ask(f'Killed at {name}?')
                self.proxy.rules(*([rule | {'method': 'POST', 'path': self.path}] if rule else []))
                process = self.ear.start('reply', conversation, '--text-stdin', '--wait', stdin=text,
                                         env={'EARSHOT_KILL_AT': f'{step}:{number}'})
                process.communicate(text, timeout=earshot.SECONDS)
                self.assertEqual(process.returncode, -signal.SIGKILL, 'the step was not reached')
                earshot.settled(self.proxy)

                def sent():
                    self.ear.sync()
                    return self.count(conversation, text)
                harness.wait_for('the answer', sent, 90, 1)
                self.ear.sync()
                self.assertEqual(self.count(conversation, text), 1)
                self.assertEqual([text in m['text'] for m in self.ear.show(conversation)['messages'] if m['direction'] == 'out'].count(True), 1)
        self.ear.does('check')


class WordPress(Killed, OnWordPress, unittest.TestCase):
    path = '/wp/v2/comments'

    def ask(self, text):
        return f'{self.key}/{self.question(text)}'

    def count(self, conversation, text):
        return self.answers(conversation.rsplit('/', 1)[1]).count(text)


class Mastodon(Killed, OnMastodon, unittest.TestCase):
    path = '/api/v1/statuses'

    def ask(self, text):
        return self.question(text)

    def count(self, conversation, text):
        return self.answers(text)


if __name__ == '__main__':
    earshot.PROGRAM = os.environ.get('EARSHOTCTL_KILLED')
    tap.main()
