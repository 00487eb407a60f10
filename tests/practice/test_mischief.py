#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""earshotctl at a practice town that misbehaves: answers that are lost, sign-ins that end, a Page with 20,000 comments."""

import itertools
import random
import re
import time
import unittest

import town

import earshot
import harness
import tap

POST, VISIT, MENTION, REVIEW, THREAD, COMMENT, MESSAGE = range(7)
VISIBLE, HIDDEN, DELETED = 0, 2, 5
# What the outbox says of what has arrived; nothing, once that is long ago.
SENT = (None, 'accepted', 'seen')
# So many of a thread's messages Messenger gives with their words.
WITH_CONTENT = 20

# What happens to the request that writes, and to the one that then looks at what it made.
PAGE = '<!DOCTYPE html><html><body><h1>Sorry, something went wrong.</h1></body></html>'
LOST = {
    'dropped on its way': {'fault': 'drop-before'},
    'refused by a busy machine': {'fault': 'status', 'status': 503, 'body': PAGE},
    'answer dropped': {'fault': 'drop-after'},
    'answer reset': {'fault': 'drop-after', 'reset': True},
    'answer is half': {'fault': 'truncate'},
    'answer never comes': {'fault': 'stall', 'pass_on': True, 'seconds': 2},
    'never arrives': {'fault': 'stall', 'seconds': 2},
    'an error, and it was done': {'fault': 'status-after', 'status': 500, 'body': PAGE},
    'a page instead of an answer': {'fault': 'status-after', 'status': 200, 'body': PAGE},
    'nothing but a notice': {'fault': 'prefix'},
}
READ_BACK = {
    'what looks at it is dropped': {'fault': 'drop-before', 'method': 'GET'},
    'what looks at it is half': {'fault': 'truncate', 'method': 'GET'},
    'what looks at it is refused': {'fault': 'status', 'status': 500, 'body': PAGE, 'method': 'GET'},
}


class Mischief(unittest.TestCase):
    """A town, a proxy before its Facebook, and a workspace that speaks with that."""

    size, seed = 60, 1

    @classmethod
    def setUpClass(cls):
        if 'EARSHOT_TOWN_PROGRAM' not in town.os.environ:
            raise unittest.SkipTest('EARSHOT_TOWN_PROGRAM does not name the program')
        cls.place = town.start('facebook', size=cls.size, seed=cls.seed)
        cls.addClassCleanup(cls.place.close)
        cls.place.order('set', name='quiet', value='1')
        cls.place.order('set', name='facebook.page_calls', value='1000000')
        cls.page = cls.place.accounts['facebook']
        cls.proxy = harness.start_fault_proxy(cls.place.base('facebook'))
        cls.addClassCleanup(cls.proxy.close)
        cls.ear = earshot.Earshot()
        cls.addClassCleanup(cls.ear.close)
        cls.ear.practise(facebook=cls.proxy.url)
        cls.key = cls.ear.add_facebook(cls.page['tokens']['system'])
        cls.counter = itertools.count(1)

    def setUp(self):
        self.proxy.rules()

    def items(self):
        """id → what the town knows of it, posts of the Page and threads aside."""
        items = {item['id']: item for item in self.place.state()['items']}
        return {key: item for key, item in items.items() if item.get('kind', 0) not in (POST, THREAD)}

    def there(self, text):
        return [item for item in self.place.state()['items'] if item.get('text') == text]

    def known(self):
        """The town's id → rows of the workspace, as it stands in the file."""
        rows = {}
        for ext, body, state, direction in self.ear.database('SELECT ext, body, state, direction FROM message WHERE removed = 0'):
            if not ext.startswith('private:'):
                rows.setdefault(re.split('[_:]', ext)[-1], []).append((body, state, direction))
        return rows

    def check_whole(self):
        """The workspace has what the town has: each once, by the right side, in the same words and state."""
        known, wrong, items = self.known(), [], self.items()
        below = {}
        for item in items.values():
            if item['kind'] == MESSAGE:
                below.setdefault(item['top'], []).append(item['id'])
        emptied = {key for keys in below.values() for key in keys[:-WITH_CONTENT]}
        for key, item in items.items():
            rows = known.pop(key, [])
            ours = item['author'] == self.page['id']
            wanted = [(item['text'], HIDDEN if item.get('hidden') else VISIBLE, int(ours))]
            if item.get('deleted'):
                rows = [row for row in rows if row[1] != DELETED]
                wanted = []
            if rows != wanted and key not in emptied:
                wrong.append(f'{key}: {rows} instead of {wanted}')
        self.assertEqual(wrong[:20], [], len(wrong))
        self.assertEqual(known, {})
        return len(items)


class Sending(Mischief):
    """What is sent while the way there or back is cut."""

    def ask(self, name):
        """A comment, read: its id in the workspace."""
        post = [item for item in self.place.state()['items'] if item.get('kind', 0) == POST][-1]
        written = self.place.write('facebook', 'comment', f'Open tonight? ({name}, {next(self.counter)})', top=post['id'])
        self.ear.sync()
        return f'{self.key}/{post["id"]}_{written["id"]}', written['id']

    def ask_directly(self, name):
        person = self.place.state()['people'][1 + next(self.counter) % 20]
        written = self.place.write('facebook', 'message', f'A table? ({name}, {next(self.counter)})', person=person['id'])
        self.ear.sync()
        return f'{self.key}/t_{written["top"]}', written['id']

    def settles(self, text, conversation):
        """However long it takes: there once, here once, and shown as sent."""
        def sent():
            self.ear.run('sync')
            mine = [m for m in self.ear.show(conversation)['messages'] if m['text'] == text]
            return bool(self.there(text)) and bool(mine) and all(m.get('outbox') in SENT for m in mine)
        harness.wait_for(f'“{text}”', sent, 60, 1)
        self.ear.sync()
        self.assertEqual(len(self.there(text)), 1)
        mine = [m for m in self.ear.show(conversation)['messages'] if m['text'] == text]
        self.assertEqual([(m['direction'], m['state'], m.get('outbox') in SENT) for m in mine], [('out', 'visible', True)])

    def sends(self, asks, rules, path):
        for name, rule in rules.items():
            with self.subTest(name):
                conversation, _ = asks(name)
                text = f'Yes, until ten. ({name}, {next(self.counter)})'
                self.proxy.rules({'method': 'POST', 'path': path} | rule)
                self.ear.run('reply', conversation, '--text-stdin', '--wait', stdin=text)
                self.assertTrue([e for e in self.proxy.log() if e['fault']], 'nothing went wrong')
                self.proxy.rules()
                self.settles(text, conversation)

    def test_1_comment(self):
        """an answer to a comment whose way there or back is cut stands there once"""
        self.sends(self.ask, LOST, r'/comments')

    def test_2_read_back(self):
        """an answer that was taken but cannot be looked at stands there once"""
        self.sends(self.ask, {name: rule | {'path': r'/\d+_\d+\?'} for name, rule in READ_BACK.items()}, '')

    def test_3_messenger(self):
        """an answer in Messenger whose way there or back is cut arrives once"""
        few = ('dropped on its way', 'answer dropped', 'answer is half', 'an error, and it was done')
        self.sends(self.ask_directly, {name: LOST[name] for name in few}, r'/messages')

    def test_4_lost_again(self):
        """an answer that is lost, and then so is what looks for it, stands there once"""
        for name, first, second in (('done', {'fault': 'drop-after'}, {'fault': 'truncate'}),
                                    ('not done', {'fault': 'drop-before'}, {'fault': 'status', 'status': 500, 'body': PAGE})):
            with self.subTest(name):
                conversation, _ = self.ask(name)
                text = f'Yes, we are. ({name}, {next(self.counter)})'
                self.proxy.rules({'method': 'POST'} | first, {'method': 'GET'} | second)
                self.ear.run('reply', conversation, '--text-stdin', '--wait', stdin=text)
                self.proxy.rules()
                self.settles(text, conversation)

    def test_5_hide(self):
        """a comment whose hiding is lost on its way there or back is hidden"""
        for name, rule in LOST.items():
            with self.subTest(name):
                message, number = self.ask(name)
                self.proxy.rules({'method': 'POST'} | rule)
                self.ear.run('moderate', message, 'hide')
                self.assertTrue([e for e in self.proxy.log() if e['fault']], 'nothing went wrong')
                self.proxy.rules()
                self.becomes_hidden(number)

    def becomes_hidden(self, number):
        def hidden():
            self.ear.run('sync')
            return self.items()[number].get('hidden') and self.known()[number][0][1] == HIDDEN
        harness.wait_for('it is hidden', hidden, 60, 1)

    def test_6_killed(self):
        """an answer that is killed before, while and after it is sent stands there once, or nowhere"""
        for asks in (self.ask, self.ask_directly):
            for name, condition, rule in earshot.moments(self.proxy):
                with self.subTest(f'{asks.__name__} {name}'):
                    conversation, _ = asks(name)
                    text = f'Alive. ({name}, {next(self.counter)})'
                    self.proxy.rules(*([rule] if rule else []))
                    self.ear.killed_when(condition, 'reply', conversation, '--text-stdin', '--wait', stdin=text)
                    earshot.settled(self.proxy)
                    if any(m['text'] == text for m in self.ear.show(conversation)['messages']):
                        self.settles(text, conversation)
                    else:
                        # Killed before it was written down.
                        self.assertEqual((len(self.there(text)), name), (0, 'before it was asked'))

    def test_7_hide_killed(self):
        """a comment whose hiding is killed before, while and after it is sent is hidden, once that was written down"""
        for name, condition, rule in earshot.moments(self.proxy):
            with self.subTest(name):
                message, number = self.ask(name)
                before = self.ear.database('SELECT count(*) FROM outbox')
                self.proxy.rules(*([rule] if rule else []))
                self.ear.killed_when(condition, 'moderate', message, 'hide')
                earshot.settled(self.proxy)
                if self.ear.database('SELECT count(*) FROM outbox') == before:
                    self.assertEqual((self.items()[number].get('hidden'), name), (None, 'before it was asked'))
                    continue
                self.becomes_hidden(number)

    def test_8_whole(self):
        """after all that the workspace has what the town has"""
        self.ear.sync()
        self.check_whole()
        self.ear.does('check')


class Ending(Mischief):
    """A sign-in that ends while the Page is read for the first time, and again later."""

    size = 240

    def cursors(self):
        return dict(((stream, direction), cursor) for stream, direction, cursor in
                    self.ear.database('SELECT stream, direction, cursor FROM stream_cursor'))

    def is_signed_out(self):
        answer = self.ear.run('sync')
        self.assertEqual(answer.code, earshot.SIGN_IN, answer)
        channel = self.ear.channels()[self.key]
        self.assertEqual((channel['health'], channel['remedy']), ('sign-in', 'sign-in'))
        self.assertRegex(channel['sentence'], r'[Ss]ign in again')
        return channel['sentence']

    def sign_in_again(self):
        """What was taken back stays so; somebody makes another token."""
        token = self.place.order('token', service='facebook', type='system')['secret']
        self.assertEqual(self.ear.add_facebook(token, self.key), self.key)

    def waiting(self):
        return self.ear.inbox('answer-next')[0]['id']

    def goes_out(self, text, conversation):
        """What was queued while signed out: once. And everything else is there."""
        self.assertEqual(self.there(text), [])
        self.sign_in_again()
        harness.wait_for('the answer', lambda: self.ear.run('sync') and self.there(text), 60, 1)
        self.ear.sync()
        self.assertEqual(len(self.there(text)), 1)
        self.assertEqual([m.get('outbox') in SENT for m in self.ear.show(conversation)['messages'] if m['text'] == text], [True])
        self.assertEqual(self.ear.channels()[self.key]['health'], 'ok')
        return self.check_whole()

    def ends(self, path):
        """All tokens end at the first request there; what was read stays, what is queued goes out later."""
        self.place.mischief('revoke', method='GET', path=path)
        self.assertEqual(self.ear.run('sync').code, earshot.SIGN_IN)
        kept, n = self.cursors(), len(self.known())
        self.is_signed_out()
        self.assertEqual((self.cursors(), len(self.known())), (kept, n))
        text, conversation = f'Kept while signed out, {next(self.counter)}.', self.waiting()
        sentence = self.ear.fails(earshot.SIGN_IN, 'reply', conversation, '--text-stdin', '--wait', stdin=text)
        self.assertIn('kept', sentence)
        self.assertGreater(self.goes_out(text, conversation), n if path == '*/comments' else 0)
        print(f'# {n} messages when it ended', flush=True)

    def test_1_first_reading(self):
        """a token that is taken back in the middle of the first reading: signed in again, everything arrives once"""
        self.ends('*/comments')

    def test_2_forward(self):
        """a token that is taken back while news are read: signed in again, everything arrives once"""
        for i in range(8):
            self.place.write('facebook', 'visit', f'News {i}')
        self.ends('*/visitor_posts')

    def test_3_while_sending(self):
        """a token that is taken back when an answer is sent: the answer goes out after the next sign-in, once"""
        text, conversation = f'Sent with a dead token, {next(self.counter)}.', self.waiting()
        self.place.mischief('revoke', method='POST')
        self.ear.fails(earshot.SIGN_IN, 'reply', conversation, '--text-stdin', '--wait', stdin=text)
        self.is_signed_out()
        self.goes_out(text, conversation)

    def test_4_renewed(self):
        """a Page's token that ends while what it was made from does not is renewed, and nobody is asked"""
        for path in ('*/visitor_posts', '*/published_posts', '*/conversations'):
            written = self.place.write('facebook', 'visit', f'Renewed {path}?')
            self.place.mischief('expire', method='GET', path=path)
            self.ear.sync()
            self.assertEqual(self.ear.channels()[self.key]['health'], 'ok')
            self.assertIn(written['id'], self.known())
        text, conversation = 'Sent with a token that had ended.', self.waiting()
        self.place.mischief('expire', method='POST')
        self.ear.reply(conversation, text)
        self.assertEqual(len(self.there(text)), 1)
        self.ear.sync()
        self.check_whole()


class Large(Mischief):
    """20,000 comments."""

    size = 20000

    def test_interrupted(self):
        """a Page with 20,000 comments, killed at random points of its first reading, is read whole"""
        chance, kills, calls, start = random.Random(3), 0, 0, time.monotonic()
        while True:
            n = chance.randint(8, 50)
            self.proxy.rules()
            running = self.ear.killed_when(lambda: len(self.proxy.log()) >= n, 'sync', seconds=240)
            calls += len(self.proxy.log())
            if not running:
                break
            kills += 1
        self.ear.sync()
        print(f'# {self.check_whole()} messages, {kills} kills, {calls} requests, {time.monotonic() - start:.0f} s', flush=True)
        self.assertGreater(kills, 5)
        self.ear.does('check')


if __name__ == '__main__':
    tap.main()
