#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in a practice workspace, through earshotctl: everything is connected, read, answered, moderated and reported."""

import contextlib
import json
import os
import pathlib
import re
import sys
import tempfile
import types
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'servers'))

import earshot
import tap


@contextlib.contextmanager
def practise():
    with tempfile.TemporaryDirectory(prefix='ear-home-') as home:
        # A practice workspace keeps its made-up secrets itself: no keyring is there to be asked, and no bus.
        env = {name: value for name, value in os.environ.items() if name != 'DBUS_SESSION_BUS_ADDRESS'} | {'HOME': home}
        with earshot.Earshot(types.SimpleNamespace(env=env)) as ear:
            yield ear


class MainJob(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ear = cls.enterClassContext(practise())
        cls.ear.does('practice')
        cls.ear.sync()
        cls.keys = {channel['kind']: key for key, channel in cls.ear.channels().items()}

    def waiting(self, kind):
        """Conversations that wait for an answer, the longest first."""
        return [row['id'] for row in self.ear.inbox('answer-next') if row['id'].startswith(self.keys[kind] + '/')]

    def test_answer(self):
        """practice: a question on the blog, on Mastodon, Instagram and Threads is answered, and the answer is seen there"""
        for kind in ('wordpress', 'mastodon', 'instagram', 'threads'):
            with self.subTest(kind):
                # Where one person alone waits: in others, somebody may wait still.
                threads = (self.ear.show(key) for key in reversed(self.waiting(kind)))
                key = next(thread['id'] for thread in threads if len(thread['messages']) == 1)
                self.ear.reply(self.ear.show(key)['messages'][-1]['id'], 'Yes, gladly & at any time.')
                thread = self.ear.show(key)
                self.assertFalse(thread['waiting'])
                self.assertNotIn(key, self.waiting(kind))
                self.ear.sync()
                last = [message for message in self.ear.show(key)['messages'] if message['direction'] == 'out'][-1]
                self.assertIn('Yes, gladly & at any time.', last['text'])
                self.assertEqual(last['outbox'], 'seen')

    def test_add(self):
        """practice: earshotctl channel add says until when a sign-in holds and what it does not give"""
        town = json.loads((self.ear.folder / 'town.json').read_text())
        account = next(account for account in town['accounts'] if account['service'] == 'threads')
        token = next(token['secret'] for token in town['tokens'] if token['account'] == account['id'] and token['type'] == 'user' and not token.get('dead'))
        words = ('channel', 'add', 'threads', '--secret-stdin')
        answer = self.ear.does(*words, stdin=token)
        channel = self.ear.channels()[self.keys['threads']]
        self.assertEqual(answer['key'], self.keys['threads'])
        self.assertEqual((answer['ends_at'], answer['lacks']), (channel['ends_at'], channel['lacks']))
        self.assertIsNotNone(answer['ends_at'])
        plain = self.ear.run(*words, stdin=token, json=False)
        self.assertEqual(plain.code, earshot.OK, plain)
        self.assertRegex(plain.out, re.escape(self.keys['threads']) + r'\nSigned in until [-\d :]+, unless it is renewed\.\nWhat this sign-in does not give:\n')
        self.assertTrue(plain.out.endswith(answer['lacks'] + '\n'))

    def test_publish(self):
        """practice: a post of our own stands on Threads once; where nothing can be published, and what is too long, is said"""
        words, text = ('publish', self.keys['threads'], '--text-stdin', '--wait'), 'New from Monday: rye bread & soup.'
        self.assertTrue(self.ear.does(*words, stdin=text)['key'])
        self.ear.sync()
        self.assertEqual(self.ear.database('SELECT count(*), min(by_us) FROM post WHERE text = ?', text), [(1, 1)])
        [(state,)] = self.ear.database("SELECT state FROM outbox WHERE verb = 'publish'")
        self.assertEqual(state, 'seen')
        self.assertIn('too long', self.ear.fails(earshot.USAGE, *words, stdin='x' * 501))
        self.assertIn('Nothing can be published', self.ear.fails(earshot.FAILED, 'publish', self.keys['wordpress'], '--text-stdin', stdin=text))
        self.ear.fails(earshot.NOT_FOUND, 'publish', 'no-such-channel', '--text-stdin', stdin=text)

    def test_moderate(self):
        """practice: what waits for approval on the blog is let in, and spam put away"""
        threads = (self.ear.show(key) for key in self.waiting('wordpress'))
        held = [message for thread in threads for message in thread['messages'] if message['state'] == 'held']
        self.assertGreater(len(held), 0)
        key = held[0]['id']
        for verb, state in (('approve', 'visible'), ('spam', 'spam')):
            self.ear.does('moderate', key, verb)
            self.ear.sync()
            [now] = [message for message in self.ear.show(key)['messages'] if message['id'] == key]
            self.assertEqual(now['state'], state)

    def test_report(self):
        """practice: the report tells of all services, and nothing was missed"""
        report = {channel['key']: channel for channel in self.ear.does('report')['channels']}
        for kind in ('facebook', 'instagram', 'threads', 'mastodon', 'wordpress'):
            with self.subTest(kind):
                channel = report[self.keys[kind]]
                self.assertGreater(channel['counts']['questions'], 30)
                self.assertGreater(channel['answering_hours']['within_promise']['estimate'], 0.5)
                self.assertEqual(channel['gaps'], [])
                # But for the moment since it was read.
                self.assertGreater(channel['covered'], 0.999)


class Damaged(unittest.TestCase):
    def test_damaged(self):
        """practice: where the town's file is damaged, the person learns which folder to delete"""
        with practise() as ear:
            (ear.folder / 'town.json').write_text('{"format":1,"people":[{"id"')
            sentence = ear.fails(earshot.FAILED, 'practice')
            self.assertIn('Its file is damaged. Delete the folder', sentence)
            self.assertIn(str(ear.folder), sentence)


if __name__ == '__main__':
    tap.main()
