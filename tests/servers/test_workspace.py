#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What earshotctl does on this computer while a real site is connected: keyrings in all their states, hostile text, work that is done
here, backup and restore."""

import json
import unittest

import earshot
import harness
import tap
from test_wordpress import ANY

HOSTILE = [
    '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '"><svg onload=alert(1)>', '<a href="javascript:alert(1)">click</a>',
    '<!-- <b> -->', '<style>body{display:none}</style>', '<iframe src=//evil.test></iframe>', '<b' + ' a' * 500 + '>', '<' * 500, '&#0;&#x110000;&amp;amp;',
    '<p>' * 300, '\u202egnp.exe\u202c', 'a\u0300' * 50, '<math><mtext><style><img src=x onerror=1>', '%s%n%d', "'; DROP TABLE message; --", '{{7*7}}',
    '\x1b[31mred\x1b[0m', '<span foreground="red">markup</span>', '<plaintext>', '<![CDATA[x]]>', '</textarea>',
]


class Here(unittest.TestCase):
    """One site, connected."""

    @classmethod
    def setUpClass(cls):
        cls.site = harness.start_wordpress()
        cls.addClassCleanup(cls.site.close)
        cls.ear = earshot.Earshot()
        cls.addClassCleanup(cls.ear.close)
        cls.key = cls.ear.add_wordpress(cls.site)
        cls.ear.sync()

    def waits(self, key):
        return key in [row['id'] for row in self.ear.inbox('answer-next')]

    def test_close_and_undo(self):
        """earshotctl: done, needs no answer, reopened, undone"""
        key = f"{self.key}/{self.site.comments['held']}"
        self.assertTrue(self.waits(key))
        for verb in ('done', 'no-answer'):
            event = self.ear.does(verb, key)['key']
            self.assertFalse(self.waits(key), verb)
            self.ear.does('undo', event)
            self.assertTrue(self.waits(key), verb)
            self.ear.does(verb, key)
            self.ear.does('reopen', key)
            self.assertTrue(self.waits(key), verb)
        self.ear.fails(earshot.NOT_FOUND, 'undo', '00000000-0000-4000-8000-000000000000')
        # What is read again opens nothing anew and closes nothing.
        self.ear.does('done', key)
        self.ear.sync()
        self.assertFalse(self.waits(key))
        self.assertIn(key, [row['id'] for row in self.ear.inbox('done')])

    def test_log(self):
        """earshotctl: a phone call is logged, found, and waits for its call-back"""
        self.ear.does('log', 'phone', 'Table', 'for', 'six?', '--who', 'Frau Öztürk', '--call-back-by', '2030-01-02T10:00:00Z')
        [row] = [row for row in self.ear.inbox('answer-next') if row['person'] == 'Frau Öztürk']
        self.assertEqual((row['preview'], row['channel']), ('Table for six?', 'Phone'))
        self.assertEqual(row['due_at'], '2030-01-02T10:00:00.000Z')
        self.ear.does('log', 'letter', 'Thank you!', '--answered')
        self.assertEqual([row for row in self.ear.inbox('answer-next') if row['preview'] == 'Thank you!'], [])
        for words in ('Table', 'tab', 'SIX'):
            self.assertIn('Frau Öztürk', [hit['person'] for hit in self.ear.does('search', words)['hits']], words)
        self.ear.fails(earshot.USAGE, 'log', 'phone')

    def test_note(self):
        """earshotctl: a note stays here"""
        key = f"{self.key}/{self.site.comments['top']}"
        self.ear.does('note', key, '--text-stdin', stdin='Ask Paul first.')
        self.ear.sync()
        self.assertIn(('note', 'Ask Paul first.'), [(m['direction'], m['text']) for m in self.ear.show(key)['messages']])
        said = self.site.api('GET', '/wp/v2/comments', 'ed', **ANY)[1]
        self.assertNotIn('Ask Paul first.', [c['content']['raw'] for c in said])

    def test_backup(self):
        """earshotctl: a backup holds everything but the password, and is a workspace of its own"""
        file = self.ear.folder.parent / 'backup.earshot'
        before = self.ear.messages()
        self.ear.does('backup', file)
        self.assertEqual(self.ear.find_secret(self.site.users['ed']['app_password']), [])
        self.assertNotIn(self.site.users['ed']['app_password'].encode(), file.read_bytes())
        with earshot.Earshot(self.ear.keyring) as other:
            other.does('restore', file)
            self.assertEqual(other.messages(), before)
            self.assertEqual(other.channels()[self.key]['name'], 'Corner Bakery')
            other.sync()
            self.assertEqual(other.messages(), self.ear.messages())
            other.fails(earshot.FAILED, 'restore', file)
            other.fails(earshot.NOT_FOUND, '--workspace', other.folder / 'new', 'restore', '/nonexistent')

    def test_sample(self):
        """earshotctl: the same sample from the same seed"""
        told = []
        for name in ('one', 'two'):
            folder = self.ear.folder.parent / name
            self.ear.does('--workspace', folder, 'sample', '--size', '300', '--seed', '7')
            told.append(self.ear.does('--workspace', folder, 'inbox', '--queue', 'all')['conversations'])
        self.assertGreater(len(told[0]), 10)
        self.assertEqual([row['preview'] for row in told[0]], [row['preview'] for row in told[1]])

    def test_hostile(self):
        """WordPress: hostile text in every field of a comment and its post arrives as text"""
        texts = json.dumps(HOSTILE)
        numbers = self.site.php(f"""
            $made = [];
            foreach (json_decode({json.dumps(texts)}) as $text) {{
                $post = wp_insert_post(wp_slash(['post_title' => $text, 'post_content' => $text, 'post_status' => 'publish', 'post_author' => 2]));
                global $wpdb;
                $wpdb->insert($wpdb->comments, ['comment_post_ID' => $post, 'comment_author' => mb_substr($text, 0, 80), 'comment_author_email' => mb_substr($text, 0, 90),
                    'comment_author_url' => mb_substr($text, 0, 190), 'comment_content' => "Plain words. $text", 'comment_approved' => '1', 'comment_date' => current_time('mysql'),
                    'comment_date_gmt' => current_time('mysql', true), 'comment_agent' => mb_substr($text, 0, 250), 'comment_type' => 'comment']);
                $made[] = $wpdb->insert_id;
            }}
            return $made;""")
        self.ear.sync()
        for number, text in zip(numbers, HOSTILE):
            with self.subTest(text[:40]):
                thread = self.ear.show(f'{self.key}/{number}')
                [message] = thread['messages']
                self.assertIn('Plain words.', message['text'])
                for shown in (message['text'], message['author'], thread['title'], thread['person']):
                    # Nothing that a terminal or a label would obey, no element that survived.
                    for sign in ('\x1b', '\x00', '<script', '<img', '<svg', '<iframe', '<style', 'javascript:', '\u202e'):
                        self.assertNotIn(sign, (shown or '').lower() if sign.isprintable() else shown or '')
        self.assertTrue(self.ear.does('search', 'Plain words')['hits'])
        # A name that is typed here is as hostile as one that was read: a terminal obeys either.
        self.ear.does('channel', 'rename', self.key, 'Corner\x1b[31m \u202eBakery\nforged')
        self.ear.does('log', 'phone', 'Plain words\x1b]0;title\x07 \u202eof a caller', '--who', '\x1b[2JNobody')
        for words in (['inbox', '--queue', 'all', '--limit', '1000'], ['search', 'Plain words', '--limit', '1000'], ['channel', 'list'],
                      *(['show', f'{self.key}/{number}'] for number in numbers)):
            with self.subTest(words[0]):
                answer = self.ear.run(*words, json=False)
                self.assertEqual(answer.code, earshot.OK, answer)
                self.assertNotRegex(answer.out, r'[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069]')
                self.assertIn('Bakery forged' if words[0] == 'channel' else 'Plain words', answer.out)
        self.ear.does('channel', 'rename', self.key, 'Corner Bakery')


class Keyrings(unittest.TestCase):
    """Four states, four sentences."""

    @classmethod
    def setUpClass(cls):
        cls.site = harness.start_wordpress()
        cls.addClassCleanup(cls.site.close)

    def add(self, ear, code):
        return ear.fails(code, 'channel', 'add', 'wordpress', '--url', self.site.url, '--user', 'ed', '--secret-stdin',
                         stdin=self.site.users['ed']['app_password'])

    def test_locked(self):
        """keyring: locked after it was used, it is named, nothing is lost, and opened again it goes on"""
        with earshot.Earshot() as ear:
            key = ear.add_wordpress(self.site)
            ear.sync()
            ear.keyring.lock()
            sentence = ear.fails(earshot.SIGN_IN, 'sync')
            self.assertIn('keyring is locked', sentence)
            self.assertIn('Corner Bakery', sentence)
            self.assertIn('locked', ear.fails(earshot.SIGN_IN, 'reply', f"{key}/{self.site.comments['top']}", '--text-stdin', '--wait', stdin='Kept.'))
            ear.keyring.unlock()
            ear.sync()
            harness.wait_for('the answer that was kept', lambda: self.site.api(
                'GET', '/wp/v2/comments', None, parent=self.site.comments['top'], search='Kept')[1] or ear.sync())

    def test_absent(self):
        """keyring: without one, or without a bus, nothing is connected and nothing insecure offered"""
        for state in ('absent', 'no-bus'):
            with self.subTest(state), harness.start_keyring(state) as keyring, earshot.Earshot(keyring) as ear:
                self.assertIn('no keyring running', self.add(ear, earshot.SIGN_IN))
                self.assertEqual([c for c in ear.channels().values() if not c['offline']], [])
                self.assertEqual(ear.find_secret(self.site.users['ed']['app_password']), [])

    def test_emptied(self):
        """keyring: an entry that was deleted asks for a new sign-in"""
        with earshot.Earshot() as ear:
            key = ear.add_wordpress(self.site)
            self.assertEqual(ear.channels()[key]['last_read'], None)
            ear.sync()
            read = ear.channels()[key]['last_read']
            self.assertRegex(read, '^20')
            with harness.start_keyring() as other, earshot.Earshot(other) as stranger:
                stranger.folder = ear.folder
                self.assertIn('no longer in the keyring', stranger.fails(earshot.SIGN_IN, 'sync'))
                # Who looks later, where nothing is read, is told so too, and since when.
                [told] = [channel for channel in stranger.channels().values() if not channel['offline']]
                self.assertEqual((told['health'], told['remedy']), ('sign-in', 'sign-in'))
                self.assertIn('no longer in the keyring', told['sentence'])
                self.assertRegex(told['health_at'], '^20')
                self.assertEqual(told['last_read'], read)
                self.assertIn(told['sentence'], stranger.run('channel', 'list', json=False).out)
            ear.sync()
            [told] = [channel for channel in ear.channels().values() if not channel['offline']]
            self.assertEqual((told['health'], told['sentence']), ('ok', None))
            # The service's own clock, in whole seconds.
            self.assertGreaterEqual(told['last_read'], read)

    def test_file(self):
        """keyring: libsecret's own file holds the password, encrypted"""
        with harness.start_keyring('file') as keyring, earshot.Earshot(keyring) as ear:
            ear.add_wordpress(self.site)
            ear.sync()
            self.assertEqual(ear.find_secret(self.site.users['ed']['app_password']), [])
            ear.env['SECRET_FILE_TEST_PASSWORD'] = 'another'
            ear.fails(earshot.SIGN_IN, 'sync')


if __name__ == '__main__':
    tap.main()
