#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""earshotctl beside the open window: the window's engine does the work, over D-Bus. A real site behind a proxy, a real keyring.

The steps follow each other: where one fails, those after it cannot be judged and fail too.
"""

import os
import pathlib
import re
import subprocess
import unittest
import uuid

import drive
import earshot
import harness
import tap

ENGINE = f'{drive.PROGRAM}.Engine'
ENGINE_PATH = '/' + ENGINE.replace('.', '/')


class Beside(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broken = None
        try:
            cls.desk = drive.Desk()
            cls.site = harness.start_wordpress(faults=True)
            cls.ear = earshot.Earshot(cls.desk.keyring)
            # Where the window looks by itself.
            cls.ear.folder = cls.desk.home / '.local' / 'share' / 'earshot' / str(uuid.uuid4())
            cls.ear.folder.mkdir(parents=True)
            cls.ear.does('log', 'counter', 'A first word.', '--answered')
            cls.ear.write("INSERT INTO memo (name, value) VALUES ('set-up', 'yes')")
            cls.desk.start()
        except BaseException:
            harness.close_all()
            raise

    @classmethod
    def tearDownClass(cls):
        harness.close_all()

    def setUp(self):
        if self.broken:
            self.fail(f'not tried, since this failed before: {self.broken}')

    def run(self, result=None):
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before and not Beside.broken:
            Beside.broken = self.shortDescription()

    # ---- what the steps share ----

    def key(self, name='top'):
        return f"{self.channel}/{self.site.comments[name]}"

    def row(self, name):
        return re.compile(f'^{re.escape(name)}, ')

    def on_site(self, words):
        status, found = self.site.api('GET', '/wp/v2/comments', 'ed', context='edit', status='any', per_page='100')
        self.assertEqual(status, 200, found)
        return [c for c in found if words in c['content']['raw']]

    def posts(self):
        return [e for e in self.site.proxy.log() if e['method'] == 'POST']

    def bus(self, *words):
        return subprocess.run(['gdbus', 'call', '--session', '--dest', drive.PROGRAM, '--object-path', ENGINE_PATH, *words],
                              env=self.desk.env, capture_output=True, text=True)

    # ---- the steps ----

    def test_01_connect(self):
        """an account is connected from the command line, with its password on standard input, and stands in the window"""
        Beside.channel = self.ear.add_wordpress(self.site, url=self.site.url)
        self.desk.find('list item', re.compile(r'^Corner Bakery\b'))
        self.desk.find('list item', self.row('Mia'))
        self.assertEqual(self.ear.find_secret(self.site.users['ed']['app_password']), [])
        # Nothing but the window could have done it: it has the lock.
        self.assertIn(str(self.ear.folder), self.bus('--method', 'org.freedesktop.DBus.Properties.Get', ENGINE, 'Folder').stdout)

    def test_02_secret(self):
        """a password that is too long, empty or no memory file is refused in a sentence"""
        words = ('channel', 'add', 'wordpress', '--url', self.site.url, '--user', 'ed', '--secret-stdin')
        self.assertIn('longer than any password', self.ear.fails(earshot.USAGE, *words, stdin='x' * 20000))
        refused = self.bus('--method', f'{ENGINE}.Run', 'channel-add', '{}', '[handle 0]')
        self.assertIn('did not arrive in a form Earshot accepts', refused.stderr)

    def test_03_read(self):
        """what the window has read is told: channels with their health, inbox, conversation, search, report"""
        self.ear.sync()
        # The window reads in rounds of its own, and may be at it just now.
        told = harness.wait_for('the channel to rest', lambda: next((c for c in [self.ear.channels()[self.channel]] if c['health'] != 'syncing'), None))
        self.assertEqual((told['health'], told['health_at'], told['name']), ('ok', None, 'Corner Bakery'))
        self.assertRegex(told['last_read'], '^20')
        self.assertIn(self.key(), [row['id'] for row in self.ear.inbox('answer-next')])
        self.assertIn('Are you open on Sunday?', [m['text'] for m in self.ear.show(self.key())['messages']])
        self.assertTrue(self.ear.does('search', 'Sunday')['hits'])
        self.assertIn('Corner Bakery', [channel['name'] for channel in self.ear.does('report')['channels']])

    def test_04_act(self):
        """answered, logged, closed and undone from the command line: the window shows it, the site has the answer once"""
        desk, ear = self.desk, self.ear
        ear.reply(self.key(), 'Yes, until one. — Ed')
        self.assertEqual(len(self.on_site('until one')), 1)
        desk.wait_gone('list item', self.row('Mia'))
        ear.does('log', 'phone', 'Wants a cake', '--who', 'Table nine', '--call-back-by', '2090-01-02')
        desk.find('list item', self.row('Table nine'))
        event = ear.does('done', self.key('held'))['key']
        desk.wait_gone('list item', self.row('Newcomer'))
        ear.does('undo', event)
        desk.find('list item', self.row('Newcomer'))
        ear.does('check')
        desk.audit('beside')

    def test_05_at_once(self):
        """two that answer, one that logs and one that syncs, all beside the window"""
        running = [self.ear.start('sync'), self.ear.start('log', 'phone', 'At once')]
        running += [self.ear.start('reply', self.key('held'), '--text-stdin', '--wait', stdin=f'One of two: {i}') for i in range(2)]
        for process in running:
            answer = self.ear.end(process)
            self.assertEqual(answer.code, earshot.OK, answer)
        self.assertEqual([len(self.on_site(f'One of two: {i}')) for i in range(2)], [1, 1])

    def test_06_codes(self):
        """what goes wrong in the window has its exit code and its sentence here"""
        ear = self.ear
        ear.fails(earshot.NOT_FOUND, 'undo', '00000000-0000-4000-8000-000000000000')
        ear.fails(earshot.NOT_FOUND, 'done', f'{self.channel}/999999')
        ear.fails(earshot.USAGE, 'moderate', self.key('held'), 'delete')
        ear.fails(earshot.USAGE, 'log', 'phone', 'Never', '--call-back-by', 'tomorrow')
        ear.fails(earshot.FAILED, 'reply', ear.does('log', 'letter', 'Thank you!', '--answered')['key'], '--text-stdin', stdin='Welcome.')
        self.site.proxy.rules({'fault': 'status', 'status': 503, 'times': 0})
        ear.fails(earshot.TRY_LATER, 'channel', 'check', self.channel)
        self.assertEqual(ear.channels()[self.channel]['health'], 'waiting')
        self.site.proxy.rules({'fault': 'status', 'status': 401, 'times': 0})
        ear.fails(earshot.SIGN_IN, 'channel', 'check', self.channel)
        self.assertEqual(ear.channels()[self.channel]['remedy'], 'sign-in')
        self.site.proxy.rules()
        ear.does('channel', 'check', self.channel)

    def test_07_other_workspace(self):
        """another workspace is not shown in its place without a word"""
        other = self.ear.folder.parent / 'other'
        second = subprocess.run([os.environ['EARSHOT'], '--workspace', other], env=self.desk.env, capture_output=True, text=True, timeout=60)
        self.assertEqual(second.returncode, 1, second)
        self.assertRegex(second.stderr, f'Earshot has {re.escape(str(self.ear.folder))} open.*{re.escape(str(other))}')
        same = subprocess.run([os.environ['EARSHOT'], '--workspace', self.ear.folder.name], cwd=self.ear.folder.parent, env=self.desk.env,
                              capture_output=True, text=True, timeout=60)
        self.assertEqual((same.returncode, same.stderr), (0, ''))

    def test_08_closed_meanwhile(self):
        """the window is closed while an answer is on its way: look before you send it again"""
        self.site.proxy.rules({'fault': 'stall', 'method': 'POST', 'pass_on': True, 'seconds': 60})
        waits = self.ear.start('reply', self.key('held'), '--text-stdin', '--wait', stdin='Closed meanwhile.')
        waits.stdin.write(waits.text)
        waits.stdin.close()
        waits.stdin = waits.text = None
        harness.wait_for('the answer at the proxy', self.posts)
        self.desk.quit()
        answer = self.ear.end(waits)
        self.assertEqual(answer.code, earshot.ASK, answer)
        self.assertRegex(answer.err, r'^earshotctl: [^\n]*closed[^\n]*look[^\n]*\.\n$')
        # Whoever comes next looks, and does not send it twice.
        self.site.proxy.rules()
        self.ear.sync()
        self.assertEqual(len(self.on_site('Closed meanwhile')), 1)

    def test_09_killed_meanwhile(self):
        """the window ends without a word: so is the answer's fate not known, and other work is done again"""
        for words, stdin, method, code in ((('reply', self.key('held'), '--text-stdin', '--wait'), 'Killed meanwhile.', 'POST', earshot.ASK),
                                           (('sync',), None, 'GET', earshot.TRY_LATER)):
            with self.subTest(words[0]):
                self.site.proxy.rules()
                self.desk.start()
                self.desk.find('list item', re.compile(r'^Corner Bakery\b.*Up to date'))
                self.site.proxy.rules({'fault': 'stall', 'method': method, 'seconds': 60, 'times': 0})
                waits = self.ear.start(*words, stdin=stdin)
                if stdin:
                    waits.stdin.write(stdin)
                    waits.stdin.close()
                    waits.stdin = waits.text = None
                harness.wait_for('the site to be asked', lambda: [e for e in self.site.proxy.log() if e['method'] == method])
                self.desk.process.kill()
                self.desk.process.wait()
                answer = self.ear.end(waits)
                self.assertEqual(answer.code, code, answer)
                self.assertRegex(answer.err, r'^earshotctl: Earshot was closed[^\n]*\.\n$')
        self.site.proxy.rules()
        self.ear.does('done', self.key('held'))

    def test_10_notice(self):
        """a notice that outlived the window opens its conversation"""
        desk = self.desk
        desk.launch('--gapplication-service')
        harness.wait_for('the service', lambda: drive.PROGRAM in subprocess.run(
            ['gdbus', 'call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus', '--method',
             'org.freedesktop.DBus.ListNames'], env=desk.env, capture_output=True, text=True).stdout)
        subprocess.run(['gapplication', 'action', drive.PROGRAM, 'open-conversation', f"'{self.key('held')}'"], env=desk.env, check=True)
        desk.wait_for_window()
        desk.find('button', 'Open Again')
        desk.find('label', 'Newcomer')
        desk.audit('from-a-notice')
        desk.quit()


if __name__ == '__main__':
    tap.main()
