#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on a real WordPress, through earshotctl: connect, read, answer, moderate, and agree with what others do there."""

import json
import subprocess
import unittest

import earshot
import harness
import tap

ANY = {'status': 'any', 'context': 'edit', 'per_page': '100'}


def comment(site, text, parent=0, author='Mia', approved=1):
    """What a visitor writes; its id."""
    return site.php(f"""return wp_insert_comment(['comment_post_ID' => {site.post}, 'comment_parent' => {parent},
        'comment_author' => {json.dumps(author)}, 'comment_author_email' => 'visitor@example.test',
        'comment_content' => {json.dumps(text)}, 'comment_approved' => {approved}]);""")


class MainJob(unittest.TestCase):
    """One site, one Earshot that is connected to it."""

    @classmethod
    def setUpClass(cls):
        cls.site = harness.start_wordpress()
        cls.ear = earshot.Earshot()
        cls.key = cls.ear.add_wordpress(cls.site)
        cls.ear.sync()

    @classmethod
    def tearDownClass(cls):
        cls.ear.close()
        cls.site.close()

    def told(self, number):
        """A comment as the site has it."""
        status, told = self.site.api('GET', f'/wp/v2/comments/{number}', 'ed', context='edit')
        self.assertEqual(status, 200, told)
        return told

    def key_of(self, number):
        return f'{self.key}/{number}'

    def message(self, number):
        """The same as Earshot has it."""
        [message] = [m for m in self.ear.show(self.key_of(number))['messages'] if m['id'] == self.key_of(number)]
        return message

    def test_connected(self):
        """WordPress: the connected site is listed under its own name"""
        channel = self.ear.channels()[self.key]
        self.assertEqual((channel['kind'], channel['name'], channel['url'], channel['offline']),
                         ('wordpress', 'Corner Bakery', self.site.url, False))
        self.assertTrue(self.ear.does('channel', 'check', self.key)['ok'])

    def test_added_twice(self):
        """WordPress: the same account added again is the same channel"""
        self.assertEqual(self.ear.add_wordpress(self.site, url=self.site.url.removeprefix('http://')), self.key)

    def test_inbox(self):
        """WordPress: questions, the longest waiting first; what is held says so"""
        ids = self.site.comments
        rows = {row['id']: row for row in self.ear.inbox('answer-next')}
        self.assertIn(self.key_of(ids['held']), rows)
        row = self.ear.show(self.key_of(ids['top']))
        self.assertEqual((row['title'], row['person'], row['channel']), ('Opening hours & bread', 'Mia', 'Corner Bakery'))
        said = [(m['id'], m['author'], m['text']) for m in row['messages'] if m['direction'] == 'in'][:3]
        self.assertEqual(said, [(self.key_of(ids['top']), 'Mia', 'Are you open on Sunday?'), (self.key_of(ids['reply']), 'Paul', 'I wonder, too'),
                                (self.key_of(ids['deeper']), 'Ines', 'So do I')])
        self.assertEqual(self.message(ids['held'])['state'], 'held')
        waiting = [row['waiting_since'] for row in self.ear.inbox('answer-next')]
        self.assertEqual(waiting, sorted(waiting))
        self.assertIn(f"#comment-{ids['top']}", row['url'])

    def test_reply(self):
        """WordPress: an answer stands on the site under its question, and is seen back"""
        number = comment(self.site, 'Do you have rye bread?')
        self.ear.sync()
        self.assertTrue(self.ear.show(self.key_of(number))['waiting'])
        text = 'Yes: rye & <spelt>, “every” day 🥖\n\nSee you!'
        self.ear.reply(self.key_of(number), text)
        status, [answer] = self.site.api('GET', '/wp/v2/comments', 'ed', parent=number, **ANY)
        self.assertEqual((answer['author'], answer['status']), (self.site.users['ed']['id'], 'approved'))
        thread = self.ear.show(self.key_of(number))
        self.assertFalse(thread['waiting'])
        self.assertEqual((thread['messages'][-1]['id'], thread['messages'][-1]['outbox']), (self.key_of(answer['id']), 'accepted'))
        self.assertFalse(thread['messages'][-1]['typed_elsewhere'])
        self.ear.sync()
        last = self.ear.show(self.key_of(number))['messages'][-1]
        self.assertEqual((last['text'], last['direction'], last['outbox']), (text, 'out', 'seen'))
        # A reader of the page sees it as it was typed.
        shown = self.told(answer['id'])['content']['rendered']
        self.assertIn('rye &amp; &lt;spelt&gt;', shown)

    def test_queued(self):
        """WordPress: without --wait the answer is on its way with the next command at the latest"""
        number = comment(self.site, 'Is there parking?')
        self.ear.sync()
        self.ear.does('reply', self.key_of(number), '--text-stdin', stdin='Behind the house.')
        self.ear.sync()
        answers = harness.wait_for('the answer', lambda: self.site.api('GET', '/wp/v2/comments', 'ed', parent=number, **ANY)[1])
        self.assertEqual(len(answers), 1)

    def test_typed_there(self):
        """WordPress: an answer that was typed on the site answers here"""
        number = comment(self.site, 'Gluten-free?')
        self.ear.sync()
        status, answer = self.site.api('POST', '/wp/v2/comments', 'ed', {'post': self.site.post, 'parent': number, 'content': 'On Fridays.'})
        self.assertEqual(status, 201)
        self.ear.sync()
        thread = self.ear.show(self.key_of(number))
        last = thread['messages'][-1]
        self.assertEqual((last['text'], last['direction'], last['typed_elsewhere'], thread['waiting']), ('On Fridays.', 'out', True, False))

    def moderated(self, number, verb, there, here):
        self.ear.does('moderate', self.key_of(number), verb)
        harness.wait_for(f'“{verb}” on the site', lambda: self.told(number)['status'] == there or self.ear.sync())
        harness.wait_for(f'“{verb}” here', lambda: self.message(number)['state'] == here or self.ear.sync())

    def test_moderate(self):
        """WordPress: approve, hold, spam, trash, and back"""
        number = comment(self.site, 'First time here', approved=0)
        self.ear.sync()
        for verb, there, here in (('approve', 'approved', 'visible'), ('hold', 'hold', 'held'), ('spam', 'spam', 'spam'),
                                  ('unspam', 'hold', 'held'), ('trash', 'trash', 'trashed'), ('untrash', 'hold', 'held')):
            self.moderated(number, verb, there, here)
        self.ear.fails(earshot.USAGE, 'moderate', self.key_of(number), 'praise')

    def test_moderated_there(self):
        """WordPress: approvals, edits, spam, trash and deletions made on the site arrive"""
        numbers = [comment(self.site, f'Change {i}', approved=0) for i in range(5)]
        self.ear.sync()
        self.assertEqual([self.message(n)['state'] for n in numbers], ['held'] * 5)
        for number, change in zip(numbers, ({'status': 'approved'}, {'content': 'Changed'}, {'status': 'spam'}, {'status': 'trash'})):
            self.assertEqual(self.site.api('POST', f'/wp/v2/comments/{number}', 'ed', change)[0], 200)
        self.site.php(f'return wp_delete_comment({numbers[4]}, true);')
        self.ear.sync()
        # What is absent is asked for by its id before it is believed.
        harness.wait_for('the deletion', lambda: self.message(numbers[4])['state'] == 'deleted' or self.ear.sync())
        self.assertEqual([self.message(n)['state'] for n in numbers], ['visible', 'held', 'spam', 'trashed', 'deleted'])
        self.assertEqual(self.message(numbers[1])['text'], 'Changed')
        self.assertEqual(self.message(numbers[0])['text'], 'Change 0')

    def test_no_such(self):
        """WordPress: what is not there, and what was not understood"""
        self.ear.fails(earshot.NOT_FOUND, 'show', self.key_of(999999))
        self.ear.fails(earshot.NOT_FOUND, 'reply', 'nonsense', '--text-stdin', stdin='x')
        self.ear.fails(earshot.USAGE, 'reply', self.key_of(2), '--text-stdin', stdin='')
        self.ear.fails(earshot.NOT_FOUND, 'sync', 'nonsense')
        self.ear.fails(earshot.USAGE, 'inbox', '--queue', 'nonsense')

    def test_refused_by_site(self):
        """WordPress: an answer under a closed post is refused in the site's own words, and stays"""
        post = self.site.php("return wp_insert_post(['post_title' => 'Old news', 'post_content' => 'x', 'post_status' => 'publish', 'post_author' => 2]);")
        number = self.site.php(f"""return wp_insert_comment(['comment_post_ID' => {post}, 'comment_author' => 'Mia', 'comment_approved' => 1,
            'comment_author_email' => 'm@example.test', 'comment_content' => 'Still on?']);""")
        self.site.php(f"return wp_update_post(['ID' => {post}, 'comment_status' => 'closed']);")
        self.ear.sync()
        sentence = self.ear.fails(earshot.FAILED, 'reply', self.key_of(number), '--text-stdin', '--wait', stdin='No longer.')
        self.assertIn('comments are closed', sentence)
        self.assertEqual(self.site.api('GET', '/wp/v2/comments', 'ed', parent=number, **ANY)[1], [])
        self.assertIn('No longer.', [m['text'] for m in self.ear.show(self.key_of(number))['messages']])


class SignIn(unittest.TestCase):
    """Passwords that are wrong, taken back, and kept secret."""

    @classmethod
    def setUpClass(cls):
        cls.site = harness.start_wordpress()
        cls.ear = earshot.Earshot()

    @classmethod
    def tearDownClass(cls):
        cls.ear.close()
        cls.site.close()

    def add(self, code, *words, url=None, user='ed', **keywords):
        return self.ear.fails(code, 'channel', 'add', 'wordpress', '--url', url or self.site.url, '--user', user, *words, **keywords)

    def test_wrong(self):
        """WordPress: a wrong password, no password, the login's own password, no such address, no WordPress"""
        self.assertIn('did not accept the sign-in', self.add(earshot.SIGN_IN, '--secret-stdin', stdin='aaaa bbbb cccc dddd eeee ffff'))
        self.assertIn('did not accept the sign-in', self.add(earshot.SIGN_IN, '--secret-stdin', user='nobody', stdin='aaaa'))
        self.add(earshot.SIGN_IN, '--secret-stdin', stdin=self.site.users['ed']['password'])
        self.assertIn('--secret-stdin', self.add(earshot.USAGE))
        self.add(earshot.TRY_LATER, '--secret-stdin', stdin='x', url=f'http://127.0.0.1:{harness.free_port()}')
        with harness.start_fault_proxy() as other:
            self.add(earshot.FAILED, '--secret-stdin', stdin='x', url=other.url)
        self.ear.fails(earshot.USAGE, 'channel', 'add', 'typewriter', '--url', self.site.url, '--secret-stdin', stdin='x')
        self.assertEqual([c['name'] for c in self.ear.channels().values() if not c['offline']], [])

    def test_revoked(self):
        """WordPress: a password that was taken back asks for a new sign-in, loses nothing, and goes on with a new one"""
        password = self.site.users['ed']['app_password']
        key = self.ear.add_wordpress(self.site)
        self.ear.sync()
        top = f"{key}/{self.site.comments['top']}"
        self.site.php(f"return WP_Application_Passwords::delete_all_application_passwords({self.site.users['ed']['id']});")
        comment(self.site, 'Anybody there?')
        for words in (('sync',), ('channel', 'check', key)):
            self.assertIn('Corner Bakery no longer accepts the sign-in. Sign in again.', self.ear.fails(earshot.SIGN_IN, *words))
        self.ear.fails(earshot.SIGN_IN, 'reply', top, '--text-stdin', '--wait', stdin='Written while locked out.')
        self.assertEqual(self.site.api('GET', '/wp/v2/comments', None, parent=self.site.comments['top'], search='locked out')[1], [])

        fresh = self.site.php(f"return WP_Application_Passwords::create_new_application_password({self.site.users['ed']['id']}, ['name' => 'again'])[0];")
        self.site.users['ed']['app_password'] = fresh
        self.assertEqual(self.ear.add_wordpress(self.site), key)
        self.ear.sync()
        self.assertEqual(len([m for m in self.ear.messages().values() if m['text'] == 'Anybody there?']), 1)
        harness.wait_for('the answer that was kept', lambda: self.site.api(
            'GET', '/wp/v2/comments', None, parent=self.site.comments['top'], search='locked out')[1] or self.ear.sync())
        self.assertEqual(self.ear.find_secret(password, fresh), [])

        # In the keyring it is, and nowhere else; with the channel it goes.
        self.assertEqual(self.items(key), 1)
        self.ear.does('channel', 'remove', key)
        self.assertEqual(self.items(key), 0)
        self.assertEqual(self.site.api('GET', '/wp/v2/users/me', 'ed')[0], 401)

    def items(self, key):
        """How many secrets the keyring holds for that channel."""
        found = subprocess.run(['gdbus', 'call', '--session', '--dest', 'org.freedesktop.secrets', '--object-path', '/org/freedesktop/secrets',
                                '--method', 'org.freedesktop.Secret.Service.SearchItems', f"{{'channel': '{key}'}}"],
                               env=self.ear.env, capture_output=True, text=True, check=True)
        return found.stdout.count('/org/freedesktop/secrets/collection/')

    def test_subscriber(self):
        """WordPress: an account that may not moderate reads, and is told what it may not do"""
        with earshot.Earshot(self.ear.keyring) as ear:
            key = ear.add_wordpress(self.site, user='sub')
            ear.sync()
            texts = [m['text'] for m in ear.messages().values()]
            self.assertIn('Are you open on Sunday?', texts)
            self.assertNotIn('Do you bake without nuts?', texts)
            ear.fails(earshot.FAILED, 'moderate', f"{key}/{self.site.comments['top']}", 'trash')


if __name__ == '__main__':
    tap.main()
