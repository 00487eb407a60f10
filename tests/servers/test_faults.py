#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real WordPress and a real Mastodon-API server behind a proxy that misbehaves: what a person is told, and that nothing is lost
or doubled."""

import json
import unittest

import earshot
import harness
import tap
from test_wordpress import ANY, comment

LATER, FAILED = earshot.TRY_LATER, earshot.FAILED
HEALTH = {LATER: 'waiting', FAILED: 'trouble'}
BUSY, PATIENCE, STRANGE = 'is busy or being repaired', 'asks for patience', 'sent something Earshot does not understand'
PAGE = '<!DOCTYPE html><html><body><h1>We are moving</h1></body></html>'

# What is done to a list that is read: exit code, words of the sentence, the rule. The channel's health follows from the code.
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
    """What both services go through. A subclass has ear, key, proxy, asks(), and arrived(): whether the service shows it."""

    def suffers(self, name, code, words, rule):
        self.proxy.rules(rule | {'path': LISTS[self.kind], 'method': 'GET', 'times': 0})
        answer = self.ear.run('sync', self.key, seconds=240)
        self.assertTrue(self.proxy.log(), 'nothing was asked')
        self.assertIn(answer.code, (LATER, FAILED) if code is None else (code,), answer)
        self.assertIn(words, answer.sentence)
        self.assertTrue(answer.sentence.endswith(('.', '”')) and '\n' not in answer.sentence, answer.sentence)
        self.assertEqual(self.health(), (HEALTH[answer.code], answer.sentence))

    def health(self):
        """What stands beside the channel's name."""
        [channel] = [c for c in self.ear.does('channel', 'list')['channels'] if c['key'] == self.key]
        return channel['health'], channel['sentence']

    def test_reading(self):
        """each fault while reading is told in a sentence; afterwards everything is there, once"""
        asked = []
        for name, (code, words, rule) in (READING | self.other).items():
            with self.subTest(name):
                asked.append(self.asks(f'Asked during: {name}'))
                self.suffers(name, code, words, rule)
        self.proxy.rules()
        # What the service itself has not got yet is no fault of ours; what it has, one reading must bring.
        harness.wait_for('the service to have everything', lambda: all(self.arrived(question) for question in asked), 240, 1)
        self.ear.sync()
        self.assertEqual(self.health(), ('ok', None))
        texts = [m['text'] for m in self.ear.messages(['all']).values()]
        for question in asked:
            self.assertEqual(len([text for text in texts if text.endswith(question)]), 1, question)

    def test_slow(self):
        """a server that stalls, stops halfway or drips is given up after a while"""
        for rule in ({'fault': 'stall'}, {'fault': 'stall-body'}, {'fault': 'drip', 'interval': 0.5}):
            with self.subTest(rule['fault']):
                self.suffers(rule['fault'], LATER, BUSY, rule)
        self.proxy.rules()
        self.ear.sync()

    def test_redirected_reading(self):
        """reading follows no redirect with its sign-in to another host or to http"""
        with harness.start_fault_proxy() as other:
            for location in (f'{other.url}{LISTS[self.kind]}', f'http://localhost:{other.port}/x', 'ftp://127.0.0.1/x'):
                with self.subTest(location):
                    self.suffers(location, None, '', {'fault': 'redirect', 'location': location})
            self.assertEqual([e for e in other.log() if e['authorization']], [])
        self.proxy.rules()
        self.ear.sync()

    def test_clock(self):
        """a clock that is a day off loses nothing, and is said"""
        for seconds in (86400, -86400):
            with self.subTest(seconds):
                self.proxy.rules({'fault': 'clock', 'seconds': seconds, 'times': 0})
                self.finds(self.asks(f'What time is it, give or take {seconds}?'))
                said = self.ear.does('channel', 'check', self.key)
                self.assertEqual(said['health'], 'trouble')
                self.assertRegex(said['sentence'], '^The clocks of .* and of this computer are ')
                self.proxy.rules()
                self.finds(self.asks(f'And after {seconds}?'))

    def finds(self, question):
        """What was asked is read: once."""
        harness.wait_for('the service to have it', lambda: self.arrived(question), 60, 1)
        self.ear.sync()
        self.assertEqual(len([m for m in self.ear.messages(['all']).values() if m['text'].endswith(question)]), 1)


class OnWordPress:
    """Before WordPress stands the proxy."""

    kind = 'wordpress'
    other = {}

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

    def arrived(self, text):
        return True

    def answers(self, number):
        self.proxy.rules()
        status, answers = self.site.api('GET', '/wp/v2/comments', 'ed', parent=number, **ANY)
        self.assertEqual(status, 200)
        return [answer['content']['raw'] for answer in answers]

    def question(self, text):
        number = comment(self.site, text)
        self.ear.sync()
        return number


class WordPress(OnWordPress, Reading, unittest.TestCase):
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


class OnMastodon:
    """Before our own server of a federating pair stands the proxy."""

    kind = 'mastodon'
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
        code, status = self.there.api('POST', '/api/v1/statuses', self.bob, status=f'@shop@{self.here.host} {text}')
        self.assertEqual(code, 200, status)
        return text

    def arrived(self, text):
        code, found = self.here.api('GET', '/api/v1/notifications', self.token, limit=80)
        self.assertEqual(code, 200, found)
        return any(text in (n.get('status') or {}).get('content', '') for n in found)

    def question(self, text):
        """Its conversation, once it has arrived."""
        self.asks(text)

        def look():
            self.ear.sync()
            return [row for row in self.ear.inbox() if text in row['preview']]
        [row] = harness.wait_for('the question', look, 60, 1)
        return row['id']

    def answers(self, text):
        code, mine = self.here.api('GET', '/api/v1/timelines/home', self.token, limit=80)
        self.assertEqual(code, 200, mine)
        return len([s for s in mine if text in s['content']])


class Mastodon(OnMastodon, Reading, unittest.TestCase):
    def test_lost_answer(self):
        """Mastodon API: an answer that was accepted with a 500 stands there once"""
        conversation = self.question('Lost?')
        self.proxy.rules({'fault': 'status-after', 'status': 500, 'method': 'POST', 'path': '/api/v1/statuses'})
        self.ear.run('reply', conversation, '--text-stdin', '--wait', stdin='Found.')
        self.proxy.rules()
        self.ear.sync()
        self.assertEqual(self.answers('Found.'), 1)
        thread = self.ear.show(conversation)
        self.assertEqual(len([m for m in thread['messages'] if m['direction'] == 'out']), 1, json.dumps(thread, indent=1))

    def test_killed(self):
        """Mastodon API: an answer that is killed before, while and after it is sent stands there once; so does reading"""
        for name, condition, rule in earshot.moments(self.proxy):
            with self.subTest(name):
                conversation = self.question(f'Killed {name}?')
                text = f'Alive {name}.'
                self.proxy.rules(*([rule] if rule else []))
                self.ear.killed_when(condition, 'reply', conversation, '--text-stdin', '--wait', stdin=text)
                earshot.settled(self.proxy)
                queued = [m for m in self.ear.show(conversation)['messages'] if text in m['text']]

                def sent():
                    self.ear.sync()
                    return self.answers(text)
                if queued:
                    harness.wait_for('the answer', sent, 60, 1)
                    self.ear.sync()
                self.assertEqual((self.answers(text), name), (1 if queued else 0, name))
                self.assertTrue(queued or name == 'before it was asked')
                self.assertEqual(len([m for m in self.ear.show(conversation)['messages'] if m['direction'] == 'out']), len(queued))
        for wanted in (1, 2):
            text = self.asks(f'Killed while reading, {wanted}?')
            harness.wait_for('the mention', lambda: self.arrived(text), 60, 1)
            self.proxy.rules()
            self.ear.killed_when(lambda: len([e for e in self.proxy.log() if e['status'] == 200]) >= wanted, 'sync')
            self.ear.sync()
            self.assertEqual(len([m for m in self.ear.messages(['all']).values() if m['text'].endswith(text)]), 1)


if __name__ == '__main__':
    tap.main()
