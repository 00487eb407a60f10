#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Mastodon kind against snac2, a small server that speaks its language, twice and federating.

What snac2 lacks stands in cases/mastodon as wire cases only: direct visibility (it calls it private), the list of conversations,
deleting, sources of statuses, idempotency keys, rate limits, several statuses by one request, scopes. Where EARSHOT_TEST_TOWN is set, the
same steps go to the practice town's server, which has them (sites.py).
"""

import unittest

import sites  # noqa: F401  (finds the others)
import harness
import tap
from probe import Probe
from sites import start_fediverse

# It looks into its queue every few seconds, and tries a delivery that failed on a busy machine again after a minute (snac-up).
PATIENCE = 100


class Town(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.here = start_fediverse()
        cls.addClassCleanup(cls.here.close)
        cls.shop = cls.probe('shop')

    def setUp(self):
        names = [(self.here.at(user) + host, '@' + user) for user in ('shop', 'alice', 'quiet') for host in ('@' + self.here.host, '')]
        accounts = {self.here.acct(user): user for user in self.here.tokens}
        Probe.listen(self, [(self.here.url, 'SERVER'), ('@' + self.here.acct('bob'), '@bob'), *names, (self.here.host, 'HOST')], accounts, keep_ids=True)

    @classmethod
    def probe(cls, user):
        probe = Probe('mastodon', secret=cls.here.tokens[user])
        assert probe('prepare', cls.here.url).problem is None
        assert probe('discover').problem is None
        return probe

    def post(self, user, text, **fields):
        status, answer = self.here.api(user, 'POST', '/api/v1/statuses', status=text, **fields)
        self.assertEqual(status, 200, answer)
        return self.here.settle(answer)

    def arrival(self, text, probe=None):
        """The pulled page that holds a message with this text, once it has arrived."""
        def look():
            (probe or self.shop).forget_cursors()
            answer = (probe or self.shop)('pull', 'notifications', 'forward')
            self.assertIsNone(answer.problem)
            return answer if any(text in found for found in answer.texts()) else None
        return harness.wait_for(f'the arrival of “{text}”', look, PATIENCE, 1)

    def arrived(self, text, probe=None):
        return next(message for message in self.arrival(text, probe)['messages'] if text in message['text'])

    # ---- signing in

    def test_sign_in(self):
        """Mastodon: found by address; registers one redirect; who we are; no list of conversations is needed"""
        answer = Probe('mastodon')('prepare', self.here.url, 'http://127.0.0.1:9/callback')
        self.assertFalse(answer['plan']['redirect_out_of_band'])
        self.assertEqual((answer['plan']['scope'], answer['plan']['token_url']), (self.here.scope, self.here.url + '/oauth/token'))
        account = self.shop('discover')
        self.assertEqual(account['accounts'][0]['handle'], '@' + self.here.acct('shop'))
        self.assertEqual((account['settings']['handle'], account['settings']['api_version']), (self.here.acct('shop'), self.here.api_version))

    def test_token_of_nobody(self):
        """Mastodon: a token that is none is noticed where it can be"""
        stranger = Probe('mastodon', secret='nonsense')
        stranger('prepare', self.here.url)
        self.assertEqual(stranger('discover').problem, 'auth')
        stranger.state.write_text(self.shop.state.read_text())
        self.assertEqual(stranger('pull', 'notifications', 'forward').problem, 'auth')
        self.assertEqual(stranger('perform', 'reply', target='1', text='no').problem, 'auth')

    def test_no_such_server(self):
        """Mastodon: an address where nobody speaks Mastodon's language"""
        with harness.start_fault_proxy() as nobody:
            self.assertEqual(Probe('mastodon')('prepare', nobody.url).problem, 'rejected')

    # ---- reading

    def test_mentions(self):
        """Mastodon: mentions from here and from another server ask us, and name their writers alike everywhere"""
        self.post('alice', f'{self.here.at("shop")} do you have rye bread?')
        self.post('bob', f'@{self.here.acct("shop")} are you open on Sunday?')
        near, far = self.arrived('rye bread'), self.arrived('open on Sunday')
        self.assertEqual((near['author_ext'], far['author_ext']), (self.here.acct('alice'), self.here.acct('bob')))
        self.assertTrue(near['addressed'] and far['addressed'])
        self.assertEqual((far['direction'], far['audience'], far['conversation_ext']), ('inbound', 'public', far['ext']))

    def test_forward(self):
        """Mastodon: nothing is given twice once it has settled, nothing is left out"""
        self.post('alice', f'{self.here.at("quiet")} first')
        quiet = self.probe('quiet')
        self.arrived('first', quiet)
        quiet.forget_cursors()
        quiet('pull', 'notifications', 'forward')
        for number in range(20):
            self.post('alice', f'{self.here.at("quiet")} question {number}')
        seen, wanted = set(), {f'question {number}' for number in range(20)}

        def all_there():
            more = True
            while more:
                answer = quiet('pull', 'notifications', 'forward')
                self.assertIsNone(answer.problem)
                seen.update(text.partition(' ')[2] for text in answer.texts())
                more = answer.get('more', False)
            return wanted <= seen

        def listed():
            """What the server itself shows of them."""
            entries = self.here.api('quiet', 'GET', '/api/v1/notifications?limit=100')[1]
            return {text for text in wanted if any(f'{text}<' in (entry['status'] or {}).get('content', '') for entry in entries)}
        try:
            harness.wait_for('all twenty', all_there, PATIENCE, 1)
        except AssertionError:
            # One time in ten or so a busy snac2 2.75 loses the last of them on its way from Alice to Quiet: what it never had nobody can be given.
            print(f'# never shown by the server: {sorted(wanted - listed())}')
            self.assertGreaterEqual(len(listed()), 19)
            self.assertEqual(listed() - seen, set(), 'shown, and not given')
        shown = listed()
        quiet.forget_cursors()
        self.assertEqual(quiet('pull', 'notifications', 'backfill', all=True)['count']['messages'], 1 + len(shown))

    def test_thread(self):
        """Mastodon: a reply to our post, our answer, and somebody else's reply that only carries our name along"""
        post = self.post('shop', 'Fresh stollen today!')
        question = self.post('alice', f'{self.here.at("shop")} Is it sliced?', in_reply_to_id=post['id'])
        asked = self.arrival('Is it sliced?')
        message = asked.message(question['id'])
        self.assertEqual((message['conversation_ext'], message['parent_ext'], message['addressed']), (post['id'], post['id'], True))
        self.assertEqual(next(c for c in asked['conversations'] if c['ext'] == post['id'])['post_ext'], post['id'])
        self.assertEqual([p['text'] for p in asked['posts'] if p['ext'] == post['id']], ['Fresh stollen today!'])

        to_whom = self.shop('address', question['id'])['op']
        self.assertEqual(to_whom['prefix'], '@' + self.here.acct('alice'))
        answer = self.shop('perform', 'reply', target=question['id'], conversation=post['id'], prefix=to_whom['prefix'], text='Yes, thinly.', audience=to_whom['audience'])
        ours = answer['messages'][0]
        self.assertEqual((ours['direction'], ours['conversation_ext'], ours['mentions']), ('outbound', post['id'], self.here.acct('alice')))
        harness.wait_for('the answer at Alice', lambda: any('thinly' in (n['status'] or {}).get('content', '') for n in self.here.api('alice', 'GET', '/api/v1/notifications')[1]), PATIENCE, 1)

        self.post('quiet', f'{self.here.at("alice")} {self.here.at("shop")} I like it thick', in_reply_to_id=question['id'])
        thread = harness.wait_for('the thread', lambda: (lambda t: t if len(t.get('messages', [])) == 3 else None)(self.shop('refresh', post['id'])), PATIENCE, 1)
        other = next(m for m in thread['messages'] if 'thick' in m['text'])
        self.assertEqual({m['conversation_ext'] for m in thread['messages']}, {post['id']})
        self.assertEqual(thread['complete_conversation_ext'], post['id'])
        self.assertEqual(other['author_ext'], self.here.acct('quiet'))
        # From the middle the beginning is found, and the thread gets its name.
        self.assertIn({'old': question['id'], 'new': post['id']}, self.shop('refresh', question['id'])['rekeys'])

    def test_elsewhere(self):
        """Mastodon: what we wrote on the server's own pages; what was edited; what is gone"""
        self.post('shop', 'Closed on Monday')
        question = self.post('alice', f'{self.here.at("shop")} Monday?')
        self.arrived('Monday?')
        self.post('shop', f'{self.here.at("alice")} closed', in_reply_to_id=question['id'])
        own = self.shop('pull', 'own', 'forward')
        self.assertIn('Closed on Monday', [post['text'] for post in own['posts']])
        reply = next(m for m in own['messages'] if m['text'].endswith('closed'))
        self.assertEqual((reply['direction'], reply['conversation_ext'], reply['parent_ext']), ('outbound', question['id'], question['id']))
        self.here.api('alice', 'PUT', '/api/v1/statuses/' + question['id'], status=f'{self.here.at("shop")} and Tuesday?')
        edited = self.shop('check', question['id'])['messages'][0]
        self.assertIn('and Tuesday?', edited['text'])
        self.assertIn('edited_at', edited)
        # The server names it anew with every edit; here it stays the same message.
        self.assertEqual(edited['ext'], question['id'])
        self.assertEqual(self.shop('check', question['id'][:-4] + 'ffff').states(), {question['id'][:-4] + 'ffff': 'deleted'})

    # ---- sending

    def test_private(self):
        """Mastodon: an answer to a private question stays private, and is found again though no list shows it"""
        question = self.post('alice', f'{self.here.at("shop")} my order 12?', visibility='direct')
        self.arrived('order 12')
        to_whom = self.shop('address', question['id'])['op']
        self.assertNotEqual(to_whom['audience'], 'public')
        words = {'target': question['id'], 'conversation': question['id'], 'prefix': to_whom['prefix'], 'text': f'It is ready: https://{self.here.host}/orders?n=12 & more', 'audience': to_whom['audience']}
        sent = self.shop('perform', 'reply', **words)
        self.assertIsNone(sent.problem)
        found = self.shop('find-sent', 'reply', **words)
        self.assertEqual((found['found'], found['messages'][0]['ext']), ('found', sent['messages'][0]['ext']))
        self.assertEqual(self.shop('find-sent', 'reply', **(words | {'text': 'Never said'}))['found'], 'not-there')

    def test_reply_to_nothing(self):
        """Mastodon: a reply to nothing is not posted to everybody"""
        us = self.here.api('shop', 'GET', '/api/v1/accounts/verify_credentials')[1]['id']
        self.assertEqual(self.shop('perform', 'reply', target='179530422700000000', text='to nobody').problem, 'gone')
        statuses = self.here.api('shop', 'GET', f'/api/v1/accounts/{us}/statuses')[1]
        self.assertFalse(any('to nobody' in status['content'] for status in statuses))

    def test_edit_like_delete(self):
        """Mastodon: edit, like, and a deletion, which it does not offer"""
        question = self.post('alice', f'{self.here.at("shop")} spelt?')
        self.arrived('spelt?')
        ours = self.shop('perform', 'reply', target=question['id'], conversation=question['id'], prefix='@' + self.here.acct('alice'), text='Yes')['messages'][0]['ext']
        edited = self.shop('perform', 'edit', target=ours, conversation=question['id'], text=f'@{self.here.acct("alice")} Yes, at eight')
        self.assertIn('at eight', edited.texts()[0])
        self.assertEqual(self.shop('find-sent', 'edit', target=ours, text=f'@{self.here.acct("alice")} Yes, at eight')['found'], 'found')
        for verb, liked in (('like', True), ('like', True), ('unlike', None)):
            self.assertEqual(self.shop('perform', verb, target=question['id'])['messages'][0].get('liked'), liked)
            self.assertEqual(self.shop('find-sent', verb, target=question['id'])['found'], 'found')
        deleted = self.shop('perform', 'delete', target=ours)
        if self.here.deletes:
            self.assertEqual(deleted.states(), {ours: 'deleted'})
        else:
            self.assertEqual((deleted.problem, deleted['problem']['effect']), ('rejected', 'none'))
        self.assertEqual(self.shop('perform', 'delete', target='179530422700000000').states(), {'179530422700000000': 'deleted'})


class Faults(unittest.TestCase):
    def test_faults(self):
        """Mastodon behind a proxy that misbehaves: a clear problem each, the cursor stays, a lost answer is found"""
        server = start_fediverse(faults=True)
        self.addCleanup(server.close)
        probe = Probe('mastodon', secret=server.tokens['shop'])
        probe('prepare', server.proxy.url)
        probe('discover')
        question = server.settle(server.api('alice', 'POST', '/api/v1/statuses', status=f'{server.at("shop")} hello?')[1])
        harness.wait_for('the question', lambda: probe('pull', 'notifications', 'forward').get('messages'), PATIENCE, 1)
        before = probe.cursor('notifications', 'forward')
        for rule, codes in (({'fault': 'status', 'status': 429, 'headers': {'Retry-After': '7'}}, ['retry-later']), ({'fault': 'body', 'body': '<html>Hotel</html>'}, ['protocol']),
                            ({'fault': 'status', 'status': 404, 'body': '<html>'}, ['protocol']), ({'fault': 'truncate'}, ['offline', 'retry-later', 'protocol']), ({'fault': 'deep'}, ['protocol']),
                            ({'fault': 'status', 'status': 502, 'body': '<html>'}, ['retry-later'])):
            with self.subTest(rule['fault']):
                server.proxy.rules(rule | {'path': 'notifications', 'times': 0})
                self.assertIn(probe('pull', 'notifications', 'forward').problem, codes)
                self.assertEqual(probe.cursor('notifications', 'forward'), before)
        server.proxy.rules({'fault': 'status', 'status': 404, 'body': '<html>away</html>', 'times': 0})
        self.assertEqual(probe('check', question['id']).problem, 'protocol')
        words = {'target': question['id'], 'conversation': question['id'], 'prefix': server.at('alice'), 'text': 'Hello!'}
        server.proxy.rules({'fault': 'drop-after', 'method': 'POST'})
        self.assertEqual(probe('perform', 'reply', **words).problem, 'outcome-unknown')
        server.proxy.rules()
        self.assertEqual(probe('find-sent', 'reply', **words)['found'], 'found')


if __name__ == '__main__':
    tap.main()
