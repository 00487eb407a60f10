#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that other tests rely on come up, behave as those tests assume, and leave nothing behind."""

import os
import pathlib
import signal
import subprocess
import sys
import unittest
import urllib.parse

import harness
import tap

APPROVAL = '/wp-admin/authorize-application.php?'


def everybody():
    """Command lines of all processes of ours."""
    lines = {}
    for folder in pathlib.Path('/proc').glob('[0-9]*'):
        try:
            if folder.stat().st_uid == os.getuid():
                lines[int(folder.name)] = folder.joinpath('cmdline').read_bytes().replace(b'\0', b' ').decode(errors='replace')
        except OSError:
            continue
    return lines


def has_mark(pid, mark):
    try:
        return mark.encode() in pathlib.Path(f'/proc/{pid}/environ').read_bytes().split(b'\0')
    except OSError:
        return False


def daemons(mark=None):
    """Of everybody, or of whoever was started with @mark in the environment: other tests run at the same time."""
    return {pid: line for pid, line in everybody().items()
            if (any(line.startswith(name) for name in ('mariadbd', 'php ', 'snac ', 'stunnel', 'gnome-keyring-d', 'dbus-daemon'))
                or '-up ' in line) and (mark is None or has_mark(pid, mark))}


class WordPressLocal(unittest.TestCase):
    """A site that offers application passwords over plain http, with a fault proxy before it."""

    @classmethod
    def setUpClass(cls):
        cls.site = harness.start_wordpress(faults=True)

    @classmethod
    def tearDownClass(cls):
        cls.site.close()

    def setUp(self):
        self.site.proxy.rules()

    def test_index(self):
        """WordPress: the index names the approval page"""
        status, index = self.site.api('GET', '/', _fields='name,url,authentication,timezone_string')
        self.assertEqual((status, index['name'], index['url'], index['timezone_string']),
                         (200, 'Corner Bakery', self.site.url, 'Europe/Rome'))
        self.assertEqual(index['authentication']['application-passwords']['endpoints']['authorization'], self.site.url + APPROVAL[:-1])

    def test_rights(self):
        """WordPress: what each of the three users may"""
        for user, right in (('admin', True), ('ed', True), ('sub', False)):
            status, me = self.site.api('GET', '/wp/v2/users/me', user, context='edit')
            self.assertEqual((status, me['slug'], me['capabilities'].get('moderate_comments', False)), (200, user, right))
        self.assertEqual(self.site.api('GET', '/wp/v2/users/me')[0], 401)

    def test_comments(self):
        """WordPress: the seeded comments, to an editor and to nobody"""
        status, comments = self.site.api('GET', '/wp/v2/comments', 'ed', context='edit', status='any', per_page='100', orderby='id', order='asc')
        told = {c['id']: (c['status'], c['parent'], c['content']['raw']) for c in comments}
        ids = self.site.comments
        self.assertEqual(told[ids['top']], ('approved', 0, 'Are you open on <em>Sunday</em>?'))
        self.assertEqual(told[ids['deeper']], ('approved', ids['reply'], 'So do I'))
        self.assertEqual((told[ids['held']][0], told[ids['spam']][0]), ('hold', 'spam'))
        status, comments = self.site.api('GET', '/wp/v2/comments')
        self.assertNotIn(ids['held'], [c['id'] for c in comments])

    def test_reply_and_moderate(self):
        """WordPress: a reply, a duplicate of it, an approval"""
        words = {'post': self.site.post, 'parent': self.site.comments['top'], 'content': 'Until one.'}
        status, reply = self.site.api('POST', '/wp/v2/comments', 'ed', words)
        self.assertEqual((status, reply['status']), (201, 'approved'))
        status, again = self.site.api('POST', '/wp/v2/comments', 'ed', words)
        self.assertEqual((status, again['code']), (409, 'comment_duplicate'))
        made = self.site.php(f"return wp_insert_comment(['comment_post_ID' => {self.site.post}, 'comment_content' => 'hm', 'comment_approved' => 0]);")
        status, changed = self.site.api('POST', f'/wp/v2/comments/{made}', 'ed', {'status': 'approved'})
        self.assertEqual((status, changed['status']), (200, 'approved'))

    def test_thousand(self):
        """WordPress: a thousand nested comments are made in a few seconds"""
        post = self.site.php("""
            $post = wp_insert_post(['post_title' => 'Busy', 'post_content' => 'x', 'post_status' => 'publish', 'post_author' => 2]);
            $parent = 0;
            for ($i = 0; $i < 1000; $i++) {
                $id = wp_insert_comment(['comment_post_ID' => $post, 'comment_parent' => $i % 10 ? $parent : 0, 'comment_author' => "Reader $i",
                    'comment_author_email' => "r$i@example.test", 'comment_content' => "Question $i", 'comment_approved' => 1]);
                $parent = $id;
            }
            return $post;""")
        status, headers, page = harness.request('GET', f'{self.site.url}/wp-json/wp/v2/comments?post={post}&per_page=100')
        self.assertEqual((status, headers['X-WP-Total'], len(page)), (200, '1000', 100))

    def approval(self, success):
        return self.site.url + APPROVAL + urllib.parse.urlencode({
            'app_name': 'Earshot', 'app_id': '0d5e3f1e-5a8d-4c56-9a6e-3c3f5f6d0b11', 'success_url': success})

    def test_approval(self):
        """WordPress: the approval page hands the password to a loopback address, which works"""
        with harness.start_fault_proxy() as here:
            browser = self.site.approve(self.approval(here.url + '/callback?state=s'))
            self.assertEqual(browser.status, 200, browser.page.text)
            [entry] = here.log()
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(entry['path']).query))
        self.assertEqual((query['state'], query['user_login'], query['site_url']), ('s', 'ed', self.site.url))
        self.site.users['ed']['app_password'] = query['password']
        self.assertEqual(self.site.api('GET', '/wp/v2/users/me', 'ed')[0], 200)

    def test_declined(self):
        """WordPress: declining the approval comes back, too"""
        with harness.start_fault_proxy() as here:
            self.site.approve(self.approval(here.url + '/callback?state=s'), approve=False)
            self.assertIn('success=false', here.log()[0]['path'])

    def test_faults(self):
        """WordPress: the fault proxy stands before it"""
        self.site.proxy.rules({'fault': 'status', 'status': 429, 'path': 'wp/v2/comments'}, {'fault': 'status-after', 'method': 'POST'})
        self.assertEqual(self.site.api('GET', '/wp/v2/comments')[0], 429)
        self.assertEqual(self.site.api('GET', '/wp/v2/comments')[0], 200)
        words = {'post': self.site.post, 'content': 'Lost answer'}
        self.assertEqual(self.site.api('POST', '/wp/v2/comments', 'ed', words)[0], 500)
        self.assertEqual(self.site.api('POST', '/wp/v2/comments', 'ed', words)[0], 409)
        self.assertEqual([e['status'] for e in self.site.proxy.log()], [None, 200, 201, 409])


class WordPressProduction(unittest.TestCase):
    """The same behind TLS, as hosts run it."""

    @classmethod
    def setUpClass(cls):
        cls.site = harness.start_wordpress('production', faults=True)

    @classmethod
    def tearDownClass(cls):
        cls.site.close()

    def test_tls(self):
        """WordPress behind TLS: the API works, for those who trust its authority"""
        self.assertTrue(self.site.url.startswith('https://localhost:'))
        status, me = self.site.api('GET', '/wp/v2/users/me', 'ed')
        self.assertEqual((status, me['slug']), (200, 'ed'))
        with self.assertRaises(OSError):
            harness.request('GET', self.site.url)

    def test_faults(self):
        """WordPress behind TLS: the fault proxy is inside"""
        self.site.proxy.rules({'fault': 'body', 'body': '<h1>Maintenance</h1>'})
        self.assertEqual(self.site.api('GET', '/'), (200, '<h1>Maintenance</h1>'))

    def test_approval_refused(self):
        """WordPress behind TLS: a loopback address is refused before 7.0, pasting works"""
        page = self.site.url + APPROVAL + 'app_name=Earshot'
        version = self.site.php('return get_bloginfo("version");')
        browser = self.site.approve(page + '&success_url=http%3A%2F%2F127.0.0.1%3A9%2Fcallback')
        if int(version.split('.')[0]) < 7:
            self.assertEqual(browser.status, 500)
            self.assertIn('must be served over a secure connection', browser.page.text)
        password = self.site.approve_by_hand(page)
        self.assertRegex(password, r'^(\w{4} ){5}\w{4}$')
        self.site.users['ed']['app_password'] = password
        self.assertEqual(self.site.api('GET', '/wp/v2/users/me', 'ed')[0], 200)


class Fediverse(unittest.TestCase):
    """Two snac2 that federate."""

    @classmethod
    def setUpClass(cls):
        cls.stack = harness.start_snac_pair()
        cls.here, cls.there = cls.stack.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.stack.__exit__(None, None, None)

    def notifications(self, server, token):
        status, found = server.api('GET', '/api/v1/notifications', token, limit='40')
        self.assertEqual(status, 200, found)
        return found

    def test_sign_in(self):
        """snac2: an application registers, the person signs in, the token is theirs"""
        for server, user in ((self.here, 'shop'), (self.here, 'alice'), (self.there, 'bob')):
            status, me = server.api('GET', '/api/v1/accounts/verify_credentials', server.sign_in(user))
            self.assertEqual((status, me['username']), (200, user))

    def test_mention_and_answer(self):
        """snac2: two people on two servers mention and answer each other"""
        shop, bob = self.here.sign_in('shop'), self.there.sign_in('bob')
        handle = '@' + self.here.users['shop']['handle']
        status, question = self.there.api('POST', '/api/v1/statuses', bob, status=f'{handle} open on Sunday?', visibility='public')
        self.assertEqual(status, 200, question)

        def heard(server, token, words):
            return next((n for n in self.notifications(server, token) if n['type'] == 'mention' and words in n['status']['content']), None)

        mention = harness.wait_for('the mention at the shop', lambda: heard(self.here, shop, 'open on Sunday'), 60)
        self.assertIn('bob', mention['account']['acct'])
        status, answer = self.here.api('POST', '/api/v1/statuses', shop, status=f'@{mention["account"]["acct"]} until one',
                                       in_reply_to_id=mention['status']['id'])
        self.assertEqual(status, 200, answer)
        back = harness.wait_for('the answer at bob’s', lambda: heard(self.there, bob, 'until one'), 60)
        self.assertEqual(back['status']['in_reply_to_id'], question['id'])

    def test_wrong_password(self):
        """snac2: the sign-in page wants the right password"""
        self.here.users['imposter'] = {'password': self.here.users['shop']['password']}
        self.addCleanup(self.here.users.pop, 'imposter')
        with self.assertRaisesRegex(AssertionError, 'sign-in of imposter was not accepted'):
            self.here.sign_in('imposter')


class Keyrings(unittest.TestCase):
    """Asked over D-Bus, as libsecret would."""

    def call(self, keyring, method, *arguments, path='/org/freedesktop/secrets'):
        return subprocess.run(['gdbus', 'call', '--session', '--dest', 'org.freedesktop.secrets', '--object-path', path,
                               '--method', method, *arguments], env=keyring.env, capture_output=True, text=True)

    def is_locked(self, keyring):
        answer = self.call(keyring, 'org.freedesktop.DBus.Properties.Get', 'org.freedesktop.Secret.Collection', 'Locked',
                           path='/org/freedesktop/secrets/collection/login')
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return 'true' in answer.stdout

    def test_lock(self):
        """the keyring opens and locks"""
        with harness.start_keyring() as keyring:
            self.assertFalse(self.is_locked(keyring))
            keyring.lock()
            self.assertTrue(self.is_locked(keyring))
            keyring.unlock()
            self.assertFalse(self.is_locked(keyring))

    def test_without(self):
        """a bus without a keyring, and no bus at all"""
        for state, word in (('absent', 'ServiceUnknown'), ('no-bus', '')):
            with harness.start_keyring(state) as keyring:
                answer = self.call(keyring, 'org.freedesktop.DBus.Peer.Ping')
                self.assertNotEqual(answer.returncode, 0)
                self.assertIn(word, answer.stderr)


class Leftovers(unittest.TestCase):
    def test_pipe(self):
        """whoever starts a server and dies leaves none behind"""
        code = ('import os, signal, harness; harness.start_snac("a"); s = harness.start_wordpress("production");'
                'print(s.url, flush=True); os.kill(os.getpid(), signal.SIGKILL)')
        mark = f'EARSHOT_TEST_MARK={os.getpid()}'
        code = code.replace('os.kill(', f'import test_servers; print(len(test_servers.daemons({mark!r})), flush=True); os.kill(')
        starter = subprocess.Popen([sys.executable, '-c', code], cwd=harness.HERE, stdout=subprocess.PIPE, text=True,
                                   env=dict(os.environ, EARSHOT_TEST_MARK=str(os.getpid())))
        # The first thing they tell is that they are up: then they are killed from inside.
        line = starter.stdout.readline()
        n_daemons = int(starter.stdout.readline())
        starter.stdout.close()
        self.assertEqual(starter.wait(), -signal.SIGKILL)
        self.assertTrue(line.startswith('https://'), line)
        # A mark nobody inherited would find nothing to end.
        self.assertGreater(n_daemons, 3)
        harness.wait_for('the end of all daemons', lambda: not daemons(mark) or None, 60)

    def test_up_is_counted(self):
        """the check of what is left behind sees what runs"""
        with harness.start_snac('a'):
            self.assertTrue(any(line.startswith('snac httpd') for line in daemons().values()), daemons())

    def test_port_taken(self):
        """a server that cannot come up says why"""
        with harness.start_fault_proxy() as other:
            folder = harness.new_folder(other.parts)
            with self.assertRaisesRegex(AssertionError, f'another program listens on port {other.port}'):
                harness.Daemon([harness.HERE / 'tls-up', folder, other.port, 1])

    def test_missing_program(self):
        """a server whose program is missing is a skip that names it"""
        with harness.start_fault_proxy() as other:
            folder = harness.new_folder(other.parts)
            bare = folder / 'bin'
            bare.mkdir()
            for name in ('bash', 'dirname', 'id', 'mkdir', 'tail', 'sleep'):
                (bare / name).symlink_to(f'/usr/bin/{name}')
            script = (harness.HERE / 'snac-up').read_text().replace('. "$(dirname "${BASH_SOURCE[0]}")/common.sh"', f'. {folder}/common.sh')
            common = (harness.HERE / 'common.sh').read_text().replace('export PATH=$PATH:/usr/sbin:/sbin', f'export PATH={bare}')
            (folder / 'common.sh').write_text(common)
            (folder / 'snac-up').write_text(script)
            with self.assertRaisesRegex(unittest.SkipTest, 'snac-up: these programs are missing: snac jq curl'):
                harness.Daemon(['/bin/bash', folder / 'snac-up', folder / 'x', 1, 'x', 'a'])


if __name__ == '__main__':
    tap.main()
