#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The WordPress kind against a real WordPress: what it asks is understood, and what it understands is so. Where EARSHOT_TEST_TOWN is set,
against the practice town's (sites.py)."""

import datetime
import unittest
import urllib.parse

import sites  # noqa: F401  (finds the others)
import tap
from probe import Probe
from sites import real_only, start_site


class Site(unittest.TestCase):
    kind, faults = 'local', False
    sites = {}

    @classmethod
    def setUpClass(cls):
        """One site of a sort for all classes; harness closes it at the end."""
        sort = (cls.kind, cls.faults)
        if sort not in cls.sites:
            cls.sites[sort] = start_site(*sort)
        cls.site = cls.sites[sort]

    def setUp(self):
        users = {user[word]: name.upper() for name, user in self.site.users.items() for word in ('login', 'name')}
        mails = [(f'{user["login"]}@example.test', name.upper()) for name, user in self.site.users.items()]
        Probe.listen(self, [(self.site.url, 'SITE'), (self.site.url.partition('://')[2], 'HOST'), ('example.net', 'example.test'), *mails],
                     users | {self.site.title: 'TITLE'})

    def set(self, how):
        """A way the site is set up, until the test is over."""
        self.enterContext(how)

    def probe(self, user='ed', discover=True):
        probe = Probe('wordpress', self.site.users[user]['login'], self.site.users[user]['app_password'], self.site.ca)
        self.assertIsNone(probe('prepare', self.site.url).problem)
        if discover:
            self.assertIsNone(probe('discover').problem)
        return probe


class SignIn(Site):
    def test_addresses(self):
        """WordPress: found from a bare address, a post, the administration"""
        post = self.site.permalink()
        for typed in (self.site.url.removeprefix('http://'), self.site.url + '/wp-admin/edit-comments.php', post, post.rstrip('/'), self.site.url + '/no/such/page'):
            with self.subTest(typed):
                answer = Probe('wordpress')('prepare', typed, 'http://127.0.0.1:9/callback')
                self.assertEqual(answer['plan']['origin'], self.site.url)
                self.assertTrue(answer['plan']['approval_url'].startswith(self.site.url + '/wp-admin/authorize-application.php?app_name=Earshot&app_id='))

    def test_approval(self):
        """WordPress: the approval page accepts what is asked of it, and the password works"""
        plan = Probe('wordpress')('prepare', self.site.url)['plan']
        password = self.site.approve_by_hand(plan['approval_url'], 'ed')
        login = self.site.users['ed']['login']
        probe = Probe('wordpress', login, password)
        probe('prepare', self.site.url)
        account = probe('discover')['accounts'][0]
        self.assertEqual((account['account_id'], account['name'], account['handle']), ('/', self.site.title, login))

    @real_only
    def test_approval_page(self):
        """WordPress: the approval page accepts our redirect"""
        plan = Probe('wordpress')('prepare', self.site.url)['plan']
        redirect = urllib.parse.urlencode({'success_url': 'https://127.0.0.1:9/callback?state=x', 'reject_url': 'https://127.0.0.1:9/callback?state=x'})
        self.assertEqual(self.site.sign_in('ed').open(plan['approval_url'] + '&' + redirect).status, 200)

    def test_rights(self):
        """WordPress: an editor moderates, a subscriber replies; who writes for the site is ours"""
        editor, subscriber = self.probe('ed')('discover'), self.probe('sub')('discover')
        self.assertEqual((editor['settings']['moderator'], editor['settings']['cannot']), ('yes', ''))
        self.assertEqual((subscriber['settings']['moderator'], subscriber['settings']['cannot']), ('no', 'edit delete approve spam trash'))
        self.assertIn(str(self.site.users['ed']['id']), subscriber['settings']['staff_ids'].split())

    def test_wrong_password(self):
        """WordPress: a wrong password is noticed, though WordPress goes on as for a stranger"""
        probe = self.probe('ed', discover=False)
        probe.set_secret('wrong')
        answer = probe('discover')
        self.assertEqual(answer.problem, 'auth')
        self.assertIn('Authorization', answer['problem']['sentence'])

    def test_revoke(self):
        """WordPress: the password is deleted there, and a second time is no failure"""
        probe = Probe('wordpress', self.site.users['sub']['login'], self.site.new_password('sub'))
        probe('prepare', self.site.url)
        self.assertIsNone(probe('discover').problem)
        self.assertIsNone(probe('revoke').problem)
        self.assertIsNone(probe('revoke').problem)
        self.assertEqual(probe('discover').problem, 'auth')
        # Another user of the same site may reconcile without being refused anything: asked outright.
        self.assertEqual(probe('pull', 'comments', 'reconcile').problem, 'auth')

    def test_closed_to_strangers(self):
        """WordPress: a site whose interface is closed to strangers"""
        self.set(self.site.closed_to_strangers())
        self.probe('ed')

    def test_switched_off(self):
        """WordPress: application passwords switched off: a sentence"""
        self.set(self.site.without_passwords())
        plan = Probe('wordpress')('prepare', self.site.url)['plan']
        self.assertNotIn('approval_url', plan)
        self.assertIn('Ask whoever looks after it', plan['approval_refused'])

    def test_plain_permalinks(self):
        """WordPress: without permalinks everything goes through ?rest_route="""
        self.set(self.site.without_permalinks())
        probe = self.probe('ed')
        self.assertIn('rest_route=', probe.state.read_text())
        self.assertIn('So do I', probe('refresh', self.site.comments['top']).texts())
        new = self.site.say('trash me', 0, 5)
        self.assertEqual(probe('perform', 'trash', target=new).states(), {str(new): 'trashed'})


class Reading(Site):
    def setUp(self):
        super().setUp()
        self.probe = Site.probe(self)
        self.ids = self.site.comments

    def test_first_look(self):
        """WordPress: the newest comments, held ones too, spam not; titles without markup"""
        answer = self.probe('pull', 'comments', 'forward')
        texts = {message['ext']: message for message in answer['messages']}
        self.assertEqual(texts[str(self.ids['top'])]['text'], 'Are you open on Sunday?')
        self.assertTrue(texts[str(self.ids['top'])]['addressed'])
        self.assertNotIn('addressed', texts[str(self.ids['deeper'])])
        self.assertEqual(texts[str(self.ids['deeper'])]['conversation_ext'], str(self.ids['top']))
        self.assertEqual(texts[str(self.ids['held'])]['state'], 'held')
        self.assertNotIn(str(self.ids['spam']), texts)
        self.assertEqual({c['title'] for c in answer['conversations'] if c['post_ext'] == str(self.site.post)}, {'Opening hours & bread'})

    def test_twice(self):
        """WordPress: what was read is not given again, and what is new is"""
        self.probe('pull', 'comments', 'forward', all=True)
        self.probe('pull', 'comments', 'forward', all=True)
        self.assertEqual(self.probe('pull', 'comments', 'forward')['count'], {'messages': 0, 'calls': 1})
        new = self.site.say('And rye?', self.ids['deeper'])
        answer = self.probe('pull', 'comments', 'forward')
        self.assertEqual([m['ext'] for m in answer['messages']], [str(new)])
        self.assertNotIn('addressed', answer['messages'][0])
        self.site.set_status(new, 'hold')
        self.assertEqual(self.probe('pull', 'comments', 'forward').message(new)['state'], 'held')

    def test_clocks_go_back(self):
        """WordPress: the hour that comes twice in autumn hides nothing, wherever the cursor stands"""
        summer_ends = datetime.datetime(2026, 10, 25, 1, tzinfo=datetime.timezone.utc)
        self.site.say_all((f'fold {minute}', int(summer_ends.timestamp()) + 60 * minute) for minute in range(-90, 91, 15))
        for minutes in (-90, -60, -30, 0, 30, 60):
            with self.subTest(minutes):
                self.probe.cursor('comments', 'forward', {'edge': int(summer_ends.timestamp() + 60 * minutes) * 1000})
                texts = self.probe('pull', 'comments', 'forward').texts()
                for later in range(minutes, 91, 15):
                    self.assertIn(f'fold {later}', texts)

    def test_nested(self):
        """WordPress: 1,000 comments that each answer the last, and 1,000 under one: all read, one conversation each"""
        chain, wide = map(str, self.site.nest())
        total = self.site.count_standing()
        count = self.probe('pull', 'comments', 'backfill', all=True)['count']
        self.assertEqual(count['messages'], total)
        self.assertLess(count['calls'], 2 * total / 95 + 3)
        # By their aliases all of the chain end at its first.
        self.probe.forget_cursors()
        names, more = {}, True
        while more:
            answer = self.probe('pull', 'comments', 'backfill')
            names |= {rekey['old']: rekey['new'] for rekey in answer.get('rekeys', [])}
            more = answer.get('more', False)
        tops = set()
        for ext in names:
            while ext in names:
                ext = names[ext]
            tops.add(ext)
        self.assertLessEqual({chain, wide}, tops)
        refreshed = self.probe('refresh', wide)
        self.assertEqual((len(refreshed['messages']), refreshed['complete_conversation_ext']), (1001, wide))
        # Too deep to climb: a part, which is not called complete.
        self.assertNotIn('complete_conversation_ext', self.probe('refresh', chain))

    def test_visitor(self):
        """WordPress: who may not moderate gets short pages that are not the last, and sees what everybody sees"""
        post = self.site.secret_post()
        self.addCleanup(self.site.forget_comments, post)
        visitor = Site.probe(self, 'sub')
        visitor.cursor('comments', 'forward', {'edge': int(datetime.datetime.now().timestamp() - 10000) * 1000})
        first = visitor('pull', 'comments', 'forward')
        self.assertLess(first['count']['messages'], 100)
        self.assertTrue(first['more'])
        self.site.say('after the secrets', 0, 1)
        later = visitor('pull', 'comments', 'forward')
        self.assertIn('after the secrets', first.texts() + later.texts())
        self.assertNotIn('secret 3', first.texts() + later.texts())
        self.assertEqual(visitor('check', self.ids['held']).states(), {str(self.ids['held']): 'hidden'})
        titles = {c.get('title') for c in self.probe('pull', 'comments', 'reconcile')['conversations']}
        self.assertIn('Secret', titles)

    @real_only
    def test_other_types(self):
        """WordPress: comments on pages have their title, pings are left out"""
        self.site.php('''$p = wp_insert_post(['post_type' => 'page', 'post_title' => 'About &amp; more', 'post_status' => 'publish', 'comment_status' => 'open', 'post_author' => 1]);
                    say('on a page', 0, 3, $p); say('ping', 0, 3, $post, ['comment_type' => 'pingback']); return 1;''')
        answer = self.probe('pull', 'comments', 'reconcile')
        self.assertNotIn('ping', answer.texts())
        conversation = next(m['conversation_ext'] for m in answer['messages'] if m['text'] == 'on a page')
        self.assertEqual(next(c['title'] for c in answer['conversations'] if c['ext'] == conversation), 'About & more')

    def test_elsewhere(self):
        """WordPress: what is edited, moderated and deleted elsewhere"""
        edited, spam, gone = (self.site.say(f'elsewhere {i}', 0, 4) for i in range(3))
        self.site.edit(edited, 'Edited there')
        self.site.set_status(spam, 'spam')
        self.site.delete(gone)
        answer = self.probe('pull', 'comments', 'reconcile')
        self.assertEqual(answer.message(edited)['text'], 'Edited there')
        self.assertEqual(answer.states()[str(spam)], 'spam')
        self.assertNotIn(str(gone), [m['ext'] for m in answer['messages']] + list(answer.states()))
        self.assertIn('complete_range', answer)
        self.assertEqual(self.probe('check', gone).states(), {str(gone): 'deleted'})
        self.assertEqual(self.probe('check', spam).message(spam)['state'], 'spam')

    @real_only
    def test_zero_date(self):
        """WordPress: an import without a date"""
        odd = self.site.php('''$id = say('zero', 0, 2, $post); $wpdb->query("UPDATE wp_comments SET comment_date_gmt = '0000-00-00 00:00:00' WHERE comment_ID = $id"); return $id;''')
        self.addCleanup(self.site.php, 'return wp_delete_comment(%d, true);' % odd)
        self.assertTrue(self.probe('check', odd).message(odd)['sent_at'] > '2026')

    def test_posts(self):
        """WordPress: our own posts"""
        posts = self.probe('pull', 'posts', 'forward')['posts']
        self.assertIn(('Opening hours & bread', 'We open at seven.'), [(p['title'], p['text']) for p in posts])


class Sending(Site):
    def setUp(self):
        super().setUp()
        self.ed = Site.probe(self)
        self.top = self.site.comments['top']

    def raw(self, ext):
        return self.site.api('GET', f'/wp/v2/comments/{ext}', 'ed', context='edit')[1]

    def test_reply(self):
        """WordPress: a reply is what was written, and sent twice it is there once"""
        words = {'target': self.top, 'conversation': self.top, 'post': self.site.post, 'text': 'Yes & "no" <3\nBye'}
        first = self.ed('perform', 'reply', **words)
        ext = first['messages'][0]['ext']
        self.assertEqual((first['messages'][0]['direction'], first.texts()), ('outbound', ['Yes & "no" <3\nBye']))
        self.assertEqual(self.raw(ext)['content']['raw'], 'Yes &amp; "no" &lt;3\nBye')
        self.assertEqual([m['ext'] for m in self.ed('perform', 'reply', **words)['messages']], [ext])
        found = self.ed('find-sent', 'reply', **words)
        self.assertEqual((found['found'], found['messages'][0]['ext']), ('found', ext))
        self.assertEqual(self.ed('find-sent', 'reply', **(words | {'text': 'Something else'}))['found'], 'not-there')

    def test_refused(self):
        """WordPress: refusals name the next step, in its own words"""
        too_long = self.ed('perform', 'reply', target=self.top, post=self.site.post, text='x' * 66000)
        self.assertEqual((too_long.problem, bool(too_long['problem']['words'])), ('rejected', True))
        self.set(self.site.closed())
        self.assertEqual(self.ed('perform', 'reply', target=self.top, post=self.site.post, text='closed?').problem, 'rejected')
        subscriber = self.probe('sub')
        answer = subscriber('perform', 'approve', target=self.site.comments['held'])
        self.assertEqual((answer.problem, answer['problem']['permission']), ('forbidden', 'moderate_comments'))

    def test_flood(self):
        """WordPress: too quick for the site: fifteen seconds"""
        self.set(self.site.flooded())
        answer = self.probe('sub')('perform', 'reply', target=self.top, post=self.site.post, text='quick')
        self.assertEqual((answer.problem, answer['problem']['retry_after_ms']), ('retry-later', 15000))

    def test_held(self):
        """WordPress: a reply that waits for approval, which its writer cannot find again"""
        self.set(self.site.moderated())
        subscriber = self.probe('sub')
        words = {'target': self.top, 'conversation': self.top, 'post': self.site.post, 'text': 'Hold me'}
        self.assertEqual(subscriber('perform', 'reply', **words)['messages'][0]['state'], 'held')
        self.assertEqual(subscriber('find-sent', 'reply', **words)['found'], 'cannot-tell')

    def test_moderate(self):
        """WordPress: every action, each sent twice"""
        comment = self.site.say('moderate me', 0, 9, 'hold')
        for verb, state in (('approve', 'visible'), ('hold', 'held'), ('spam', 'spam'), ('unspam', 'held'), ('approve', 'visible'), ('unspam', 'visible'),
                            ('untrash', 'visible'), ('trash', 'trashed'), ('untrash', 'visible')):
            for _ in range(2):
                with self.subTest(verb):
                    answer = self.ed('perform', verb, target=comment)
                    self.assertEqual((answer.problem, answer.states()), (None, {str(comment): state}))
                    self.assertEqual(self.ed('find-sent', verb, target=comment)['found'], 'found')
        self.assertEqual(self.ed('perform', 'spam', target=987654).problem, 'gone')

    def test_edit_and_delete(self):
        """WordPress: an edit and a deletion, each sent twice"""
        ext = self.ed('perform', 'reply', target=self.top, post=self.site.post, text='to be edited')['messages'][0]['ext']
        for _ in range(2):
            self.assertEqual(self.ed('perform', 'edit', target=ext, conversation=self.top, text='Now <b>this</b>').texts(), ['Now <b>this</b>'])
        self.assertEqual(self.raw(ext)['content']['raw'], 'Now &lt;b&gt;this&lt;/b&gt;')
        for _ in range(2):
            self.assertEqual(self.ed('perform', 'delete', target=ext).states(), {ext: 'deleted'})
        self.assertEqual(self.raw(ext)['code'], 'rest_comment_invalid_id')
        self.assertEqual(self.ed('find-sent', 'delete', target=ext)['found'], 'found')

    def test_no_trash(self):
        """WordPress: a site without a trash deletes nothing behind anybody's back"""
        self.set(self.site.without_trash())
        comment = self.site.say('keep me', 0, 9)
        self.assertEqual(self.ed('perform', 'trash', target=comment).problem, 'rejected')
        self.assertEqual(self.raw(comment)['status'], 'approved')

    def test_maintenance(self):
        """WordPress: while it upgrades itself nothing is done, and it says how long"""
        self.set(self.site.upgrading())
        for call in (('pull', 'comments', 'forward'), ('perform', 'approve')):
            answer = self.ed(*call, target=self.top)
            self.assertEqual((answer.problem, answer['problem']['effect'], answer['problem']['retry_after_ms']), ('retry-later', 'none', 600000))

    @real_only
    def test_notices(self):
        """WordPress: a plugin prints into every answer: nothing is lost and nothing is sent twice"""
        words = {'target': self.top, 'conversation': self.top, 'post': self.site.post, 'text': 'through the noise'}
        with self.site.plugin("echo '<b>Notice</b>: Undefined index in plugin.php';"):
            self.assertEqual(self.ed('pull', 'comments', 'forward').problem, 'protocol')
            self.assertEqual(self.ed('perform', 'reply', **words).problem, 'outcome-unknown')
            self.assertEqual(self.ed('find-sent', 'reply', **words).problem, 'protocol')
        self.assertEqual(self.ed('find-sent', 'reply', **words)['found'], 'found')


class BehindTls(Site):
    kind = 'production'

    @real_only
    def test_all(self):
        """WordPress behind TLS: connect by the pasted password, read, answer"""
        plan = Probe('wordpress', ca=self.site.ca)('prepare', self.site.url)['plan']
        probe = Probe('wordpress', 'ed', self.site.approve_by_hand(plan['approval_url'], 'ed'), self.site.ca)
        probe('prepare', self.site.url + '/wp-admin/')
        self.assertEqual(probe('discover')['accounts'][0]['name'], 'Corner Bakery')
        self.assertIn('So do I', probe('pull', 'comments', 'forward').texts())
        answer = probe('perform', 'reply', target=self.site.comments['top'], post=self.site.post, text='By TLS')
        self.assertTrue(answer['messages'][0]['url'].startswith(self.site.url))


class Faults(Site):
    faults = True

    def test_reading(self):
        """WordPress behind a proxy that misbehaves: a clear problem each, and the cursor stays"""
        probe = self.probe()
        self.site.proxy.rules()
        probe('pull', 'comments', 'forward', all=True)
        before = probe.cursor('comments', 'forward')
        for rule, code in (({'fault': 'truncate'}, None), ({'fault': 'status', 'status': 429, 'headers': {'Retry-After': '7'}}, 'retry-later'), ({'fault': 'status', 'status': 429}, 'retry-later'),
                           ({'fault': 'status', 'status': 500, 'body': 'oops'}, 'retry-later'), ({'fault': 'body', 'body': '<html>Hotel</html>'}, 'protocol'), ({'fault': 'prefix', 'text': '<b>Notice</b>'}, 'protocol'),
                           ({'fault': 'wrong-type'}, 'protocol'), ({'fault': 'deep'}, 'protocol'), ({'fault': 'redirect', 'location': 'http://example.com/'}, None), ({'fault': 'drop-before'}, None)):
            with self.subTest(rule['fault']):
                self.site.proxy.rules(rule | {'path': 'comments', 'times': 0})
                answer = probe('pull', 'comments', 'forward')
                self.assertIn(answer.problem, [code] if code else ['offline', 'retry-later', 'protocol', 'rejected'])
                self.assertEqual(probe.cursor('comments', 'forward'), before)
        self.site.proxy.rules({'fault': 'clock', 'seconds': 86400, 'times': 0})
        self.assertIsNone(probe('pull', 'comments', 'forward').problem)
        self.site.proxy.rules()
        new = self.site.say('after the clock')
        self.assertIn(str(new), [m['ext'] for m in probe('pull', 'comments', 'forward')['messages']])

    def test_sending(self):
        """WordPress behind a proxy that loses answers: found again, never doubled"""
        probe = self.probe()
        top = self.site.comments['top']
        for number, rule in enumerate(({'fault': 'drop-after'}, {'fault': 'status-after', 'status': 500}, {'fault': 'status-after', 'status': 502, 'body': '<html>'}, {'fault': 'redirect', 'location': '/elsewhere'})):
            with self.subTest(rule['fault']):
                words = {'target': top, 'conversation': top, 'post': self.site.post, 'text': f'lost {number}'}
                self.site.proxy.rules(rule | {'method': 'POST'})
                answer = probe('perform', 'reply', **words)
                arrived = rule['fault'] != 'redirect'
                self.assertEqual(answer.problem, 'outcome-unknown' if arrived else 'protocol')
                self.site.proxy.rules()
                self.assertEqual(probe('find-sent', 'reply', **words)['found'], 'found' if arrived else 'not-there')
                again = probe('perform', 'reply', **words)
                self.assertIsNone(again.problem)
                self.assertEqual(self.site.count_standing(f'lost {number}'), 1)


if __name__ == '__main__':
    tap.main()
