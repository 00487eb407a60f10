#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A thousand nested comments behind TLS, read by an Earshot that is killed while it reads; answers that are killed while they are
sent; two commands at once. Nothing may be lost, nothing doubled."""

import pathlib
import time
import unittest

import earshot
import harness
import tap
from test_wordpress import ANY, comment


class Interrupted(unittest.TestCase):
    """A production site behind TLS."""

    @classmethod
    def setUpClass(cls):
        cls.site = harness.start_wordpress('production', faults=True)
        cls.addClassCleanup(cls.site.close)
        cls.ear = earshot.Earshot(EARSHOT_CA_FILE=str(cls.site.ca))
        cls.addClassCleanup(cls.ear.close)
        cls.site.php("""
            $parent = 0;
            for ($i = 0; $i < 1000; $i++) {
                $time = time() - 4100000 + $i * 4000;
                $parent = wp_insert_comment(['comment_post_ID' => %d, 'comment_parent' => $i %% 10 ? $parent : 0, 'comment_author' => "Reader $i",
                    'comment_author_email' => "r$i@example.test", 'comment_content' => "Question $i", 'comment_approved' => 1,
                    'comment_date_gmt' => gmdate('Y-m-d H:i:s', $time), 'comment_date' => get_date_from_gmt(gmdate('Y-m-d H:i:s', $time))]);
            }
            return 0;""" % cls.site.post)
        cls.key = cls.ear.add_wordpress(cls.site)

    def setUp(self):
        self.site.proxy.rules()

    def on_site(self):
        """Ids of what the site has, spam left out."""
        found = self.site.php("return get_comments(['status' => 'all', 'fields' => 'ids', 'number' => 0]);")
        return sorted(f'{self.key}/{number}' for number in found)

    def check_file(self, ear):
        """The workspace's file is whole: SQLite's check, FTS5's, and ours of counts and of what is derived."""
        ear.does('check')

    def test_1_trusted(self):
        """WordPress behind TLS: who does not know its authority is told so, and gives nothing away"""
        with earshot.Earshot(self.ear.keyring) as stranger:
            self.site.proxy.rules()
            sentence = stranger.fails(earshot.TRY_LATER, 'channel', 'add', 'wordpress', '--url', self.site.url, '--user', 'ed', '--secret-stdin',
                                      stdin=self.site.users['ed']['app_password'])
            self.assertIn('signed by nobody this computer trusts', sentence)
            self.assertEqual(self.site.proxy.log(), [])

    def test_2_first_reading(self):
        """WordPress: the first reading of 1,000 nested comments, killed four times, loses and doubles nothing"""
        killed = 0
        for pages in (1, 2, 4, 3):
            self.site.proxy.rules()
            read = lambda: len([e for e in self.site.proxy.log() if '/wp/v2/comments' in e['path']]) >= pages
            killed += self.ear.killed_when(read, 'sync')
        self.assertGreaterEqual(killed, 3)
        self.site.proxy.rules()
        self.ear.does('sync', seconds=240)
        here = self.ear.messages(['all', 'done'])
        self.assertEqual(sorted(here), self.on_site())
        self.assertEqual(len(self.ear.inbox()), len(set(row['id'] for row in self.ear.inbox())))
        # Whoever read it in one go has the same.
        with earshot.Earshot(self.ear.keyring, EARSHOT_CA_FILE=str(self.site.ca)) as other:
            other.add_wordpress(self.site)
            other.sync()
            there = other.messages(['all', 'done'])
            self.assertEqual(here, there)
            self.assertEqual([row['id'] for row in self.ear.inbox('answer-next')], [row['id'] for row in other.inbox('answer-next')])
        self.check_file(self.ear)

    def test_3_found(self):
        """WordPress: what was read while it was killed is found again by its words"""
        hits = self.ear.does('search', 'Question 512')['hits']
        self.assertIn('Question 512', [hit['snippet'] for hit in hits])

    def test_4_answers(self):
        """WordPress: an answer that is killed before, while and after it is sent stands on the site once"""
        for name, condition, rule in earshot.moments(self.site.proxy):
            with self.subTest(name):
                number = comment(self.site, f'Killed {name}?')
                self.ear.sync()
                text = f'Alive {name}.'
                self.site.proxy.rules(*([rule] if rule else []))
                self.ear.killed_when(condition, 'reply', f'{self.key}/{number}', '--text-stdin', '--wait', stdin=text)
                earshot.settled(self.site.proxy)
                queued = [m for m in self.ear.show(f'{self.key}/{number}')['messages'] if m['text'] == text]

                def sent():
                    self.ear.sync()
                    return self.answers(number)
                if queued:
                    harness.wait_for('the answer', sent, 60, 1)
                    self.ear.sync()
                    self.assertEqual(self.answers(number), [text])
                else:
                    # Killed before it was written down: then it is nowhere.
                    self.assertEqual(self.answers(number), [])
                    self.assertEqual(name, 'before it was asked')
                mine = [m for m in self.ear.show(f'{self.key}/{number}')['messages'] if m['direction'] == 'out']
                self.assertEqual(len(mine), len(queued))
        self.check_file(self.ear)

    def test_5_moderating(self):
        """WordPress: a comment whose approval is killed before, while and after it is sent is approved, once it was asked"""
        for name, condition, rule in earshot.moments(self.site.proxy):
            with self.subTest(name):
                number = comment(self.site, f'Held, killed {name}?', approved=0)
                self.ear.sync()
                self.site.proxy.rules(*([rule] if rule else []))
                self.ear.killed_when(condition, 'moderate', f'{self.key}/{number}', 'approve')
                asked = bool([e for e in self.site.proxy.log() if e['method'] == 'POST'])
                earshot.settled(self.site.proxy)

                def state():
                    self.ear.sync()
                    _, found = self.site.api('GET', f'/wp/v2/comments/{number}', 'ed', context='edit')
                    return found['status']
                if asked:
                    harness.wait_for('the approval', lambda: state() == 'approved', 60, 1)
                here = self.ear.messages(['all', 'done'])[f'{self.key}/{number}']['state']
                self.assertEqual(here, {'approved': 'visible', 'hold': 'held'}[state()])
        self.check_file(self.ear)

    def answers(self, number):
        status, answers = self.site.api('GET', '/wp/v2/comments', 'ed', parent=number, **ANY)
        self.assertEqual(status, 200)
        return [answer['content']['raw'] for answer in answers]

    def test_6_two_at_once(self):
        """earshotctl: two that sync, two that answer, one that reads, all at once"""
        numbers = [comment(self.site, f'Both {i}?') for i in range(2)]
        self.ear.sync()
        running = [self.ear.start('sync'), self.ear.start('sync'), self.ear.start('inbox', '--queue', 'all')]
        running += [self.ear.start('reply', f'{self.key}/{number}', '--text-stdin', '--wait', stdin=f'One of two: {number}') for number in numbers]
        for process in running:
            answer = self.ear.end(process)
            self.assertEqual(answer.code, earshot.OK, answer)
        for number in numbers:
            self.assertEqual(self.answers(number), [f'One of two: {number}'])

    def test_7_secret(self):
        """earshotctl: the password stands in no command line, environment or file while it works"""
        password = self.site.users['ed']['app_password']
        self.site.proxy.rules({'fault': 'stall', 'seconds': 2, 'path': 'users/me'})
        process = self.ear.start('channel', 'add', 'wordpress', '--url', self.site.url, '--user', 'ed', '--secret-stdin', stdin=password)
        process.stdin.write(password)
        process.stdin.close()
        process.stdin = None
        harness.wait_for('the sign-in', lambda: [e for e in self.site.proxy.log() if 'users/me' in e['path']])
        forms = earshot.forms_of(password)
        for name in ('cmdline', 'environ'):
            content = pathlib.Path(f'/proc/{process.pid}/{name}').read_bytes()
            self.assertEqual([form for form in forms if form in content], [], name)
        self.assertEqual(self.ear.find_secret(password), [])
        process.kill()
        process.communicate()
        self.assertEqual(self.ear.find_secret(password), [])


if __name__ == '__main__':
    tap.main()
