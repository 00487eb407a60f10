#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign-in at a real OAuth server (npm's oidc-provider), with this test as the person at the browser.

Needs OAUTH_PROBE (the built oauth-probe), node, and EARSHOT_NPM (what tests/npm/package-lock.json names, installed).
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

SERVERS = pathlib.Path(__file__).resolve().parent.parent / 'servers'
sys.path.insert(0, str(SERVERS))
import harness  # noqa: E402
import tap  # noqa: E402
from browser import Browser  # noqa: E402


class Probe:
    def __init__(self):
        # In a file, since a pipe that nobody reads would stop it.
        self.log = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen([os.environ['OAUTH_PROBE']], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
                                        text=True, env=os.environ | {'G_MESSAGES_DEBUG': 'all'})
        self.logged = ''

    def send(self, what, **order):
        self.process.stdin.write(json.dumps({'do': what, **order}) + '\n')
        self.process.stdin.flush()

    def answer(self):
        for line in self.process.stdout:
            if line.startswith('ANSWER '):
                return json.loads(line.removeprefix('ANSWER '))
            self.logged += line
        raise AssertionError('the probe ended')

    def ask(self, what, **order):
        self.send(what, **order)
        return self.answer()

    def close(self):
        """Returns all that was logged."""
        self.process.stdin.close()
        self.logged += self.process.stdout.read()
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.log.seek(0)
        self.logged += self.log.read()
        self.log.close()
        if status != 0:
            raise AssertionError(f'the probe ended with {status}\n{self.logged}')
        return self.logged


class OAuthTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = harness.start_oidc()
        cls.issuer = cls.server.issuer

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def setUp(self):
        self.probe = Probe()
        self.secrets = []
        self.addCleanup(self.check_log)
        metadata = self.probe.ask('metadata', issuer=self.issuer)
        self.assertEqual((metadata['issuer'], metadata['issuer_in_redirect']), (self.issuer, True), metadata)
        self.assertIn('offline_access', metadata['scopes'])

    def check_log(self):
        logged = self.probe.close()
        self.assertIn('Earshot-net', logged)
        for secret in self.secrets:
            self.assertNotIn(secret, logged)

    # ---- steps ----

    def begin(self, **listen):
        """Up to the page in the browser."""
        listening = self.probe.ask('listen', **listen)
        self.assertRegex(listening['uri'], r'^http://127\.0\.0\.1:\d+/callback$')
        url = self.probe.ask('authorize', client_id='earshot', scope='openid offline_access read write')['url']
        self.query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        self.assertEqual((self.query['response_type'], self.query['code_challenge_method']), ('code', 'S256'))
        self.assertRegex(self.query['state'], r'^[\w-]{43}$')
        self.assertRegex(self.query['code_challenge'], r'^[\w-]{43}$')
        self.secrets.append(self.query['state'])
        self.uri = listening['uri']
        return url

    def come_back(self):
        """Up to the code."""
        url = self.begin()
        self.probe.send('wait')
        browser = self.server.sign_in(url)
        self.assertEqual((browser.status, browser.url), (200, self.uri.replace('/callback', '/connected')))
        self.assertIn('You can close this page and go back to Earshot', browser.page.text)
        code = self.probe.answer()['code']
        self.secrets.append(code)
        return code

    def connect(self):
        self.come_back()
        tokens = self.probe.ask('exchange')
        self.assertIn('access_token', tokens, tokens)
        self.remember(tokens)
        return tokens

    def remember(self, tokens):
        self.secrets += [tokens['access_token'], tokens['refresh_token']]

    def is_active(self, token):
        data = urllib.parse.urlencode({'token': token, 'client_id': 'earshot'}).encode()
        with urllib.request.urlopen(f'{self.issuer}/token/introspection', data, timeout=10) as reply:
            return json.load(reply)['active']

    def assertProblem(self, answer, code, word=''):
        self.assertEqual(answer.get('problem'), code, answer)
        self.assertIn(word, answer['sentence'])
        for secret in self.secrets:
            self.assertNotIn(secret, json.dumps(answer))

    # ---- tests ----

    def test_whole_flow(self):
        """from the browser's page to tokens that the server knows"""
        tokens = self.connect()
        self.assertTrue(self.is_active(tokens['access_token']))
        self.assertEqual(sorted(tokens['scope'].split()), ['offline_access', 'openid', 'read', 'write'])
        left = time.mktime(time.strptime(tokens['expires_at'][:19], '%Y-%m-%dT%H:%M:%S')) - time.timezone - time.time()
        self.assertAlmostEqual(left, 3600, delta=60)

    def test_person_declines(self):
        """a person who leaves the page without consent is told that nothing was connected"""
        url = self.begin()
        self.probe.send('wait')
        browser = Browser().open(url)
        abort = next(link for link in browser.page.links if link.endswith('/abort'))
        browser.open(urllib.parse.urljoin(browser.url, abort))
        self.assertEqual(browser.url, self.uri.replace('/callback', '/not-connected'))
        self.assertIn('Nothing was connected', browser.page.text)
        self.assertProblem(self.probe.answer(), 'auth', 'nothing was connected')

    def test_wrong_state(self):
        """a redirect with another state is refused and does not end the waiting"""
        url = self.begin()
        self.probe.send('wait')
        for wrong in ('code=stolen&state=' + self.query['state'][:-1] + '!', 'code=stolen', f'code=a&code=b&state={self.query["state"]}',
                      f'state={self.query["state"]}'):
            page = Browser().open(f'{self.uri}?{wrong}')
            self.assertEqual(page.status, 400)
            self.assertIn('not the sign-in Earshot waits for', page.page.text)
        self.server.sign_in(url)
        self.assertNotEqual(self.probe.answer().get('code', 'stolen'), 'stolen')

    def test_wrong_issuer(self):
        """a redirect from another server is refused, and so is one that leaves out who it is"""
        for iss in ('&iss=https%3A%2F%2Fevil.example', ''):
            self.begin()
            self.probe.send('wait')
            Browser().open(f'{self.uri}?code=x&state={self.query["state"]}{iss}')
            self.assertProblem(self.probe.answer(), 'auth', 'another service')

    def test_reused_code(self):
        """a code works once, and using it again ends what it gave"""
        code = self.come_back()
        tokens = self.probe.ask('exchange')
        self.remember(tokens)
        again = self.probe.ask('exchange', code=code)
        self.assertProblem(again, 'auth', 'Sign in again')
        self.assertTrue(again['words'].startswith('invalid_grant'), again)
        self.assertFalse(self.is_active(tokens['access_token']))

    def test_wrong_verifier(self):
        """a code is worth nothing without the verifier"""
        self.come_back()
        self.assertProblem(self.probe.ask('exchange', verifier='x' * 43), 'auth', 'Sign in again')

    def test_pasted_nonsense(self):
        """a pasted code that is none"""
        self.begin()
        self.assertProblem(self.probe.ask('exchange', code='  nonsense\n'), 'auth')
        self.assertProblem(self.probe.ask('exchange', code='  \n'), 'rejected', 'Enter the code')

    def test_pasted_code(self):
        """a pasted code may have spaces around it"""
        code = self.come_back()
        self.assertIn('access_token', self.probe.ask('exchange', code=f'  {code}\n'))

    def test_closed_browser(self):
        """a page nobody finishes ends in time"""
        self.begin(timeout_s=1)
        started = time.monotonic()
        self.assertProblem(self.probe.ask('wait'), 'auth', 'not finished')
        self.assertLess(time.monotonic() - started, 4)
        with self.assertRaises(OSError):
            urllib.request.urlopen(self.uri, timeout=5)

    def test_cancel(self):
        """the person stops waiting in Earshot"""
        self.begin()
        self.assertProblem(self.probe.ask('wait', cancel_after_ms=200), 'cancelled')
        with self.assertRaises(OSError):
            urllib.request.urlopen(self.uri, timeout=5)

    def test_port_taken(self):
        """a wanted port that another program has"""
        with socket.socket() as other:
            other.bind(('127.0.0.1', 0))
            other.listen()
            port = other.getsockname()[1]
            self.assertProblem(self.probe.ask('listen', port=port), 'retry-later', f'Another program uses port {port}')
        self.assertEqual(self.probe.ask('listen', port=port)['port'], port)

    def test_refresh_rotates(self):
        """a refresh gives a new pair; replaying the old refresh token ends the family"""
        first = self.connect()
        second = self.probe.ask('refresh')
        self.remember(second)
        self.assertNotEqual(first['refresh_token'], second['refresh_token'])
        self.assertTrue(self.is_active(second['access_token']))
        self.assertProblem(self.probe.ask('refresh', token=first['refresh_token']), 'auth', 'Sign in again')
        self.assertProblem(self.probe.ask('refresh', token=second['refresh_token']), 'auth', 'Sign in again')

    def test_revoke(self):
        """a revoked permission is gone; revoking it twice is no error"""
        tokens = self.connect()
        self.assertNotIn('problem', self.probe.ask('revoke'))
        self.assertNotIn('problem', self.probe.ask('revoke'))
        self.assertNotIn('problem', self.probe.ask('revoke', token='never-heard-of'))
        self.assertFalse(self.is_active(tokens['access_token']))
        self.assertProblem(self.probe.ask('refresh'), 'auth', 'Sign in again')

    def test_unknown_client(self):
        """a server that no longer knows us says so by a code that can be asked for"""
        self.come_back()
        self.probe.ask('authorize', client_id='stranger', scope='read')
        answer = self.probe.ask('exchange')
        self.assertProblem(answer, 'auth', 'no longer knows Earshot')
        self.assertTrue(answer['words'].startswith('invalid_client'), answer)

    def test_no_metadata(self):
        """a server without metadata, and one whose metadata speak of another"""
        self.assertProblem(self.probe.ask('metadata', issuer=self.issuer + '/elsewhere'), 'gone')
        self.assertProblem(self.probe.ask('metadata', issuer=self.issuer.replace('127.0.0.1', '127.0.0.2')), 'offline')


if __name__ == '__main__':
    tap.main()
