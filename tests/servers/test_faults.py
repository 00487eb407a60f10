#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real WordPress and a real Mastodon-API server behind a proxy that misbehaves: what a person is told, and that nothing is lost
or doubled."""

import os
import json
import unittest

import earshot
import harness
import tap
from test_wordpress import ANY, comment

LATER, FAILED = earshot.TRY_LATER, earshot.FAILED
BUSY, PATIENCE, STRANGE = 'is busy or being repaired', 'asks for patience', 'sent something Earshot does not understand'
PAGE = '<!DOCTYPE html><html><body><h1>We are moving</h1></body></html>'

# What is done to a list that is read: exit code, words of the sentence, the rule.
READING = {
    'truncated body': (LATER, BUSY, {'fault': 'truncate'}),
    'no answer': (LATER, BUSY, {'fault': 'drop-before'}),
    'reset': (LATER, BUSY, {'fault': 'drop-before', 'reset': True}),
    '429 without a time': (LATER, BUSY, {'fault': 'status', 'status': 429, 'headers': {}}),
    '429 with a time': (LATER, PATIENCE, {'fault': 'status', 'status': 429, 'headers': {'Retry-After': '120'}}),
    '503 with a date': (LATER, PATIENCE, {'fault': 'status', 'status': 503, 'headers': {'Retry-After': 'Fri, 31 Dec 2027 23:59:59 GMT'}}),
    '500': (LATER, BUSY, {'fault': 'status', 'status': 500}),
    'a page instead of JSON': (FAILED, STRANGE, {'fault': 'body', 'body': PAGE}),
    'another type for everything': (FAILED, STRANGE, {'fault': 'wrong-type'}),
    '50 MB': (FAILED, STRANGE, {'fault': 'huge'}),
    '50 MB in chunks': (FAILED, STRANGE, {'fault': 'huge-chunked'}),
    '200 MB in gzip': (FAILED, STRANGE, {'fault': 'gzip-bomb'}),
    'broken gzip': (None, '', {'fault': 'bad-gzip'}),
    'a hundred thousand brackets': (FAILED, STRANGE, {'fault': 'deep'}),
    'no HTTP': (None, '', {'fault': 'garbage'}),
}
# What is read anew with every sync.
LISTS = {'wordpress': '/wp/v2/comments', 'mastodon': '/api/v1/notifications'}


class Reading:
    """What both services go through. A subclass has ear, key, proxy, and asks()."""

    def suffers(self, name, code, words, rule):
        self.proxy.rules(rule | {'path': LISTS[self.kind], 'method': 'GET', 'times': 0})
        answer = self.ear.run('sync', self.key, seconds=240)
        self.assertTrue(self.proxy.log(), 'nothing was asked')
        self.assertIn(answer.code, (LATER, FAILED) if code is None else (code,), answer)
        self.assertIn(words, answer.sentence)
        self.assertTrue(answer.sentence.endswith(('.', '”')) and '\n' not in answer.sentence, answer.sentence)

    def test_reading(self):
        """each fault while reading is told in a sentence; afterwards everything is there, once"""
        asked = []
        for name, (code, words, rule) in (READING | self.other).items():
            with self.subTest(name):
                asked.append(self.asks(f'Asked during: {name}'))
                self.suffers(name, code, words, rule)
        self.proxy.rules()

        def all_there():
            self.ear.sync()
            texts = [m['text'] for m in self.ear.messages(['all']).values()]
            return texts if all(any(text.endswith(question) for text in texts) for question in asked) else None
        texts = harness.wait_for('everything that was asked', all_there, 180, 1)
        for question in asked:
            self.assertEqual(len([text for text in texts if text.endswith(question)]), 1, question)

    def test_slow(self):
        """a server that stalls or drips is given up after a while"""
        self.suffers('slow', LATER, BUSY, self.slow)
        self.proxy.rules()
        self.ear.sync()


class WordPress(Reading, unittest.TestCase):
    """Before WordPress stands the proxy."""

    kind = 'wordpress'
    other = {}
    slow = {'fault': 'drip', 'interval': 0.5}

    @classmethod
    def setUpClass(cls):
        cls.site = harness.start_wordpress(faults=True)
        cls.addClassCleanup(cls.site.close)
        cls.proxy = cls.site.proxy
        cls.ear = earshot.Earshot()
        cls.addClassCleanup(cls.ear.close)
        cls.key = cls.ear.add_wordpress(cls.site)
        cls.ear.sync()

    def setUp(self):
        self.proxy.rules()

    def asks(self, text):
        comment(self.site, text)
        return text

    def answers(self, number):
        self.proxy.rules()
        status, answers = self.site.api('GET', '/wp/v2/comments', 'ed', parent=number, **ANY)
        self.assertEqual(status, 200)
        return [answer['content']['raw'] for answer in answers]

    def question(self, text):
        number = comment(self.site, text)
        self.ear.sync()
        return number

    def test_notices(self):
        """WordPress: PHP notices before the JSON do no harm, or are told"""
        number = self.question('Notices?')
        self.proxy.rules({'fault': 'prefix', 'path': '/wp/v2/', 'times': 0})
        answer = self.ear.run('sync', self.key)
        self.assertIn(answer.code, (earshot.OK, FAILED))
        sent = self.ear.run('reply', f'{self.key}/{number}', '--text-stdin', '--wait', stdin='Noticed.')
        self.assertEqual(self.answers(number), ['Noticed.'], sent)
        self.ear.sync()

    def test_lost_answer(self):
        """WordPress: an answer that was accepted with a 500, without an answer, or with half of one stands there once"""
        for name, rule in {'500': {'fault': 'status-after', 'status': 500}, 'dropped': {'fault': 'drop-after'},
                           'reset': {'fault': 'drop-after', 'reset': True}, 'truncated': {'fault': 'truncate'},
                           'a page': {'fault': 'status-after', 'status': 200, 'body': PAGE}}.items():
            with self.subTest(name):
                number = self.question(f'Lost: {name}?')
                self.proxy.rules(rule | {'method': 'POST', 'path': '/wp/v2/comments'})
                self.ear.reply(f'{self.key}/{number}', f'Found: {name}.')
                self.assertEqual(self.answers(number), [f'Found: {name}.'])
                self.ear.sync()
                thread = self.ear.show(f'{self.key}/{number}')
                self.assertEqual(len([m for m in thread['messages'] if m['direction'] == 'out']), 1)

    def test_never_arrived(self):
        """WordPress: an answer that was dropped on its way is sent again, once"""
        number = self.question('Dropped?')
        self.proxy.rules({'fault': 'drop-before', 'method': 'POST', 'path': '/wp/v2/comments'})
        self.ear.reply(f'{self.key}/{number}', 'Picked up.')
        self.assertEqual(self.answers(number), ['Picked up.'])

    def test_patience(self):
        """WordPress: an answer that is told to wait is kept, and sent later, once"""
        for name, headers in (('429', {}), ('429 with a time', {'Retry-After': '2'})):
            with self.subTest(name):
                number = self.question(f'{name}?')
                self.proxy.rules({'fault': 'status', 'status': 429, 'headers': headers, 'method': 'POST'})
                answer = self.ear.run('reply', f'{self.key}/{number}', '--text-stdin', '--wait', stdin=f'After {name}.')
                self.assertIn(answer.code, (earshot.OK, LATER), answer)

                def sent():
                    self.ear.sync()
                    return self.answers(number)
                harness.wait_for('the answer', sent, 90, 2)
                self.assertEqual(self.answers(number), [f'After {name}.'])

    def test_redirected_reply(self):
        """WordPress: a redirect is no success for an answer, and takes no password anywhere"""
        with harness.start_fault_proxy() as other:
            number = self.question('Moved?')
            self.proxy.rules({'fault': 'redirect', 'status': 302, 'location': other.url + '/elsewhere', 'method': 'POST', 'times': 0})
            answer = self.ear.run('reply', f'{self.key}/{number}', '--text-stdin', '--wait', stdin='Here.', seconds=200)
            self.assertNotEqual(answer.code, earshot.OK)
            self.assertEqual([e for e in other.log() if e['authorization']], [])
            self.assertEqual(self.answers(number), [])

    def test_redirected_reading(self):
        """WordPress: reading follows no redirect with its password to another host or to http"""
        with harness.start_fault_proxy() as other:
            for location in (other.url + '/wp-json/wp/v2/comments', f'http://localhost:{other.port}/x', 'ftp://127.0.0.1/x'):
                with self.subTest(location):
                    self.proxy.rules({'fault': 'redirect', 'location': location, 'path': LISTS['wordpress'], 'times': 0})
                    self.assertIn(self.ear.run('sync', self.key).code, (FAILED, LATER, earshot.SIGN_IN))
            self.assertEqual([e for e in other.log() if e['authorization']], [])
        self.proxy.rules()
        self.ear.sync()

    def test_clock(self):
        """WordPress: a clock that is a day off loses nothing"""
        for seconds in (86400, -86400):
            with self.subTest(seconds):
                self.proxy.rules({'fault': 'clock', 'seconds': seconds, 'times': 0})
                question = self.asks(f'What time is it, give or take {seconds}?')
                self.ear.sync()
                self.assertEqual(len([m for m in self.ear.messages(['all']).values() if m['text'] == question]), 1)
                said = self.ear.does('channel', 'check', self.key)
                self.assertEqual(said['health'], 'trouble')
                self.assertIn('The clocks of Corner Bakery and of this computer are ', said['sentence'])
                self.proxy.rules()
                after = self.asks(f'And after {seconds}?')
                self.ear.sync()
                self.assertEqual(len([m for m in self.ear.messages(['all']).values() if m['text'] == after]), 1)


class Mastodon(Reading, unittest.TestCase):
    """Before our own server of a federating pair stands the proxy."""

    kind = 'mastodon'
    slow = {'fault': 'stall'}
    # Known to fail now and then, see CONTRIBUTING.md: a mention is missing at the end.
    if 'EARSHOT_TEST_KNOWN_FAILURES' not in os.environ:
        test_reading = None
    # When its limits begin anew stands in a header of its own.
    other = {'429 without a time': (LATER, PATIENCE, {'fault': 'status', 'status': 429, 'headers': {'X-RateLimit-Reset': '2999-01-01T00:00:00Z'}})}

    @classmethod
    def setUpClass(cls):
        pair = harness.start_snac_pair(faults=True)
        cls.here, cls.there = pair.__enter__()
        cls.addClassCleanup(pair.__exit__, None, None, None)
        cls.proxy = cls.here.proxy
        cls.token, cls.bob = cls.here.sign_in('shop'), cls.there.sign_in('bob')
        cls.ear = earshot.Earshot()
        cls.addClassCleanup(cls.ear.close)
        cls.key = cls.ear.add_mastodon(cls.here, cls.token, url=cls.proxy.url)
        cls.ear.sync()

    def setUp(self):
        self.proxy.rules()

    def asks(self, text):
        code, status = self.there.api('POST', '/api/v1/statuses', self.bob, status=f'@shop@bakery.test {text}')
        self.assertEqual(code, 200, status)
        return text

    def test_lost_answer(self):
        """Mastodon API: an answer that was accepted with a 500 stands there once"""
        self.asks('Lost?')

        def arrived():
            self.ear.sync()
            return [row for row in self.ear.inbox() if 'Lost?' in row['preview']]
        [row] = harness.wait_for('the question', arrived, 60, 1)
        self.proxy.rules({'fault': 'status-after', 'status': 500, 'method': 'POST', 'path': '/api/v1/statuses'})
        self.ear.run('reply', row['id'], '--text-stdin', '--wait', stdin='Found.')
        self.proxy.rules()
        self.ear.sync()
        code, mine = self.here.api('GET', f'/api/v1/timelines/home', self.token, limit=40)
        self.assertEqual(len([s for s in mine if 'Found.' in s['content']]), 1)
        thread = self.ear.show(row['id'])
        self.assertEqual(len([m for m in thread['messages'] if m['direction'] == 'out']), 1, json.dumps(thread, indent=1))


if __name__ == '__main__':
    tap.main()
