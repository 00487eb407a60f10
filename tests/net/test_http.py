#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP session against a server that misbehaves: the right problem each time, in time, and no secret anywhere.

Needs HTTP_PROBE (the built http-probe).
"""

import base64
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import unittest

SERVERS = pathlib.Path(__file__).resolve().parent.parent / 'servers'
sys.path.insert(0, str(SERVERS))
import harness  # noqa: E402
import tap  # noqa: E402

SECRET = 'TOPSECRETTOKEN0123456789'
SENTINEL_QUERY = 'QUERYSENTINEL987'
SENTINEL_BODY = 'BODYSENTINEL654'


class HttpTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.proxy = harness.start_fault_proxy()
        cls.url = cls.proxy.url
        cls.folder = tempfile.TemporaryDirectory()
        cls.certs = pathlib.Path(cls.folder.name)
        harness.make_certificates(cls.certs)

    @classmethod
    def tearDownClass(cls):
        cls.proxy.close()
        cls.folder.cleanup()

    def setUp(self):
        self.proxy.rules()

    # ---- driving the probe ----

    def probe(self, *orders, env=None):
        """Run orders in one session, with all logging on; every test thereby also looks for secrets in the log."""
        lines = ''.join(json.dumps(order) + '\n' for order in orders)
        done = subprocess.run([os.environ['HTTP_PROBE']], input=lines, capture_output=True, text=True, timeout=60,
                              env=os.environ | {'G_MESSAGES_DEBUG': 'all'} | (env or {}))
        self.assertEqual(done.returncode, 0, done.stderr)
        answers = [line for line in done.stdout.splitlines() if line.startswith('{')]
        logged = done.stderr + '\n'.join(line for line in done.stdout.splitlines() if not line.startswith('{'))
        for secret in (SECRET, base64.b64encode(f'user:{SECRET}'.encode()).decode(), SENTINEL_QUERY, SENTINEL_BODY):
            self.assertNotIn(secret, logged)
        self.logged = logged
        return [json.loads(line) for line in answers]

    def session(self, **more):
        return {'do': 'session', 'origin': self.url, 'authorization': 'bearer', 'secret': SECRET, 'deadline_s': 2, **more}

    def ask(self, method='GET', path='/x?q=' + SENTINEL_QUERY, session=None, env=None, **more):
        if method != 'GET':
            more.setdefault('body', json.dumps({'text': SENTINEL_BODY}))
        orders = [{**self.session(), **(session or {})}, {'do': 'request', 'method': method, 'url': self.url + path, **more}]
        return self.probe(*orders, env=env)[1]

    def assertProblem(self, answer, code, *words, effect='none'):
        self.assertEqual(answer.get('problem'), code, answer)
        self.assertEqual(answer['effect'], effect, answer)
        for word in words:
            self.assertIn(word, answer['sentence'])
        self.assertRegex(answer['sentence'], r'^[^ ].*\.$')
        self.assertNotRegex(answer['sentence'], r'(?i)error|exception|soup|g-io|libsoup|HTTP/')
        for secret in (SECRET, SENTINEL_QUERY, SENTINEL_BODY):
            self.assertNotIn(secret, answer['sentence'])

    # ---- when all is well ----

    def test_get(self):
        """a GET carries the credentials, our name, and comes back whole"""
        answer = self.ask()
        self.assertEqual(answer['status'], 200, answer)
        self.assertEqual(json.loads(answer['body']), {'method': 'GET', 'path': '/x?q=' + SENTINEL_QUERY, 'authorized': True})
        self.assertEqual(answer['final_url'], self.url + '/x?q=' + SENTINEL_QUERY)
        [entry] = self.proxy.log()
        self.assertEqual(entry['authorization'], 'Bearer ' + SECRET)
        self.assertRegex(entry['headers']['user-agent'], r'^Earshot/\d[\d.]* \(\+https://.*\)$')

    def test_basic(self):
        """basic credentials are those of RFC 7617, in UTF-8"""
        self.ask(session={'authorization': 'basic', 'user': 'María', 'secret': 'pá:ss'})
        scheme, value = self.proxy.log()[0]['authorization'].split()
        self.assertEqual((scheme, base64.b64decode(value).decode()), ('Basic', 'María:pá:ss'))

    def test_new_secret(self):
        """a renewed secret replaces the old one"""
        request = {'do': 'request', 'url': self.url + '/x'}
        self.probe(self.session(), request, {'do': 'secret', 'secret': 'another' + SECRET}, request)
        self.assertEqual([e['authorization'] for e in self.proxy.log()], ['Bearer ' + SECRET, 'Bearer another' + SECRET])

    def test_anonymous(self):
        """an anonymous request carries no credentials"""
        self.ask(anonymous=True)
        self.assertIsNone(self.proxy.log()[0]['authorization'])

    def test_other_origin(self):
        """credentials go to their origin only"""
        other = harness.start_fault_proxy()
        self.addCleanup(other.close)
        self.probe(self.session(), {'do': 'request', 'url': other.url + '/x'})
        self.assertIsNone(other.log()[0]['authorization'])

    def test_any_status_is_a_reply(self):
        """every status is a reply, whoever asked"""
        for status in (400, 401, 403, 404, 410, 422, 500, 503):
            for method in ('GET', 'POST', 'DELETE'):
                self.proxy.rules({'fault': 'status', 'status': status, 'body': 'no'})
                answer = self.ask(method)
                self.assertEqual((answer.get('status'), answer.get('body')), (status, 'no'), answer)

    def test_headers(self):
        """headers come in lower case, several joined"""
        self.proxy.rules({'fault': 'status', 'status': 200, 'headers': {'X-One': 'a', 'x-ONE': 'b', 'Link': '<x>; rel="next"'}})
        headers = self.ask()['headers']
        self.assertEqual(headers['x-one'], 'a, b')
        self.assertEqual(headers['link'], '<x>; rel="next"')

    def test_reuse(self):
        """GETs share a connection; writes have a new one each"""
        get, post = ({'do': 'request', 'method': m, 'url': self.url + '/x'} for m in ('GET', 'POST'))
        answers = self.probe(self.session(), get, get, post, post)
        # What libsoup plans for a connection at rest is not for the window's loop, where it would meet the thread that uses it.
        self.assertEqual([answer.get('main_loop') for answer in answers[1:]], [False] * 4)
        a, b, c, d = (e['connection'] for e in self.proxy.log())
        self.assertEqual(a, b)
        self.assertEqual(len({a, c, d}), 3)

    def test_abort(self):
        """an idle session lets go of its connections and stays usable"""
        request = {'do': 'request', 'url': self.url + '/x'}
        answers = self.probe(self.session(), request, {'do': 'abort'}, request)
        self.assertEqual(answers[3]['status'], 200)
        a, b = (e['connection'] for e in self.proxy.log())
        self.assertNotEqual(a, b)

    # ---- what a server does wrong ----

    def test_stall(self):
        """a server that never answers is left at the deadline"""
        self.proxy.rules({'fault': 'stall', 'times': 0})
        answer = self.ask(session={'deadline_s': 1})
        self.assertProblem(answer, 'retry-later', '127.0.0.1', '1 second')
        self.assertLess(answer['ms'], 2500)
        answer = self.ask('POST', session={'deadline_s': 1})
        self.assertProblem(answer, 'outcome-unknown', 'look', effect='unknown')
        self.assertLess(answer['ms'], 2500)

    def test_request_deadline(self):
        """a request's own deadline replaces the session's"""
        self.proxy.rules({'fault': 'stall'})
        answer = self.ask(session={'deadline_s': 50}, deadline_s=1)
        self.assertProblem(answer, 'retry-later', '1 second')

    def test_stall_in_body(self):
        """a server that stops in the middle is left at the deadline"""
        self.proxy.rules({'fault': 'stall-body', 'times': 0})
        answer = self.ask(session={'deadline_s': 1})
        self.assertProblem(answer, 'retry-later', 'finish')
        self.assertLess(answer['ms'], 2500)

    def test_drip(self):
        """a byte now and then does not keep us past the deadline"""
        self.proxy.rules({'fault': 'drip', 'interval': 0.3, 'times': 0})
        for method, code, effect in (('GET', 'retry-later', 'none'), ('POST', 'outcome-unknown', 'unknown')):
            answer = self.ask(method, session={'deadline_s': 1})
            self.assertProblem(answer, code, effect=effect)
            self.assertLess(answer['ms'], 2500)

    def test_endless_redirects_share_one_deadline(self):
        """the deadline counts for all redirects together"""
        self.proxy.rules({'fault': 'redirect', 'location': '/slow', 'path': '^/x'},
                         {'fault': 'stall', 'path': '^/slow'})
        answer = self.ask(session={'deadline_s': 1})
        self.assertProblem(answer, 'retry-later')
        self.assertLess(answer['ms'], 2500)

    def test_truncated(self):
        """half an answer is none"""
        self.proxy.rules({'fault': 'truncate', 'times': 0})
        self.assertProblem(self.ask(), 'retry-later', 'broke off')
        self.assertProblem(self.ask('POST'), 'outcome-unknown', effect='unknown')

    def test_drop(self):
        """a connection dropped without an answer"""
        for fault in ('drop-before', 'drop-after'):
            for reset in (False, True):
                self.proxy.rules({'fault': fault, 'times': 0, 'reset': reset})
                self.assertProblem(self.ask(), 'retry-later')
                self.assertProblem(self.ask('POST'), 'outcome-unknown', effect='unknown')

    def test_never_repeated(self):
        """no write is ever sent twice, though the connection was used before and drops"""
        for method in ('POST', 'PUT', 'DELETE', 'PATCH'):
            for fault in ('drop-before', 'drop-after'):
                self.proxy.rules({'fault': fault, 'method': method, 'times': 0})
                answers = self.probe(self.session(), {'do': 'request', 'url': self.url + '/x'},
                                     {'do': 'request', 'method': method, 'url': self.url + '/x', 'body': '{}'})
                self.assertProblem(answers[2], 'outcome-unknown', effect='unknown')
                self.assertEqual([e['method'] for e in self.proxy.log()], ['GET', method])

    def test_reused_connection_drops(self):
        """a GET survives that the server closed an idle connection"""
        self.proxy.rules({'fault': 'drop-before', 'from': 2})
        request = {'do': 'request', 'url': self.url + '/x'}
        answers = self.probe(self.session(), request, request)
        self.assertEqual(answers[2].get('status'), 200, answers[2])

    def test_refused(self):
        """a server that is not there"""
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            port = free.getsockname()[1]
        for method in ('GET', 'POST'):
            answer = self.probe(self.session(), {'do': 'request', 'method': method, 'url': f'http://127.0.0.1:{port}/', 'body': '{}'})[1]
            self.assertProblem(answer, 'offline', '127.0.0.1')

    def test_unknown_host(self):
        """a name that does not exist is offline, also for a write"""
        for method in ('GET', 'POST'):
            answer = self.probe(self.session(deadline_s=20), {'do': 'request', 'method': method, 'url': 'https://nowhere.invalid/', 'body': '{}'})[1]
            self.assertProblem(answer, 'offline', 'nowhere.invalid')

    def test_connection_never_made(self):
        """a connection that never comes about is offline, and nothing was sent"""
        with socket.socket() as full:
            full.bind(('127.0.0.1', 0))
            full.listen(0)
            port = full.getsockname()[1]
            crowd = []
            for _ in range(4):
                s = socket.socket()
                s.setblocking(False)
                s.connect_ex(('127.0.0.1', port))
                crowd.append(s)
            answer = self.probe(self.session(deadline_s=1), {'do': 'request', 'method': 'POST', 'url': f'http://127.0.0.1:{port}/', 'body': '{}'})[1]
            for s in crowd:
                s.close()
        self.assertProblem(answer, 'offline', '1 second')
        self.assertLess(answer['ms'], 2500)

    def test_tls_server_that_says_nothing(self):
        """a handshake that never ends is offline, and nothing was sent"""
        with socket.socket() as silent:
            silent.bind(('127.0.0.1', 0))
            silent.listen()
            answer = self.probe(self.session(deadline_s=1),
                                {'do': 'request', 'method': 'POST', 'url': f'https://127.0.0.1:{silent.getsockname()[1]}/', 'body': '{}'})[1]
        self.assertProblem(answer, 'offline')
        self.assertLess(answer['ms'], 2500)

    def test_not_http(self):
        """bytes that are no HTTP"""
        self.proxy.rules({'fault': 'garbage', 'times': 0})
        self.assertProblem(self.ask(), 'protocol', 'no proper web answer')
        self.assertProblem(self.ask('POST'), 'outcome-unknown', effect='unknown')

    # ---- too much ----

    def test_huge(self):
        """50 MB are not read, whether announced or not"""
        for fault in ('huge', 'huge-chunked'):
            self.proxy.rules({'fault': fault, 'times': 0})
            answer = self.ask(session={'deadline_s': 20})
            self.assertProblem(answer, 'protocol', '8.4\u00a0MB')
            self.assertProblem(self.ask('POST', session={'deadline_s': 20}), 'outcome-unknown', effect='unknown')

    def test_gzip_bomb(self):
        """200 MB packed into a few kB are not unpacked"""
        self.proxy.rules({'fault': 'gzip-bomb'})
        self.assertProblem(self.ask(session={'deadline_s': 30}), 'protocol', '8.4\u00a0MB')

    def test_caps(self):
        """the session's and the request's own cap"""
        self.proxy.rules({'fault': 'body', 'body': 'x' * 1000, 'times': 0})
        self.assertProblem(self.ask(session={'body_cap': 999}), 'protocol')
        self.assertEqual(self.ask(session={'body_cap': 1000})['body_bytes'], 1000)
        self.assertEqual(self.ask(session={'body_cap': 999}, body_cap=1000)['body_bytes'], 1000)

    def test_gzip(self):
        """a reasonable packed body is unpacked"""
        self.proxy.rules({'fault': 'gzip-bomb', 'bytes': 100000})
        self.assertEqual(self.ask()['body_bytes'], 100000 // 65536 * 65536 + len('{"text":""}'))

    def test_bad_gzip(self):
        """a body that cannot be unpacked does not pass for whole"""
        self.proxy.rules({'fault': 'bad-gzip'})
        answer = self.ask()
        with self.assertRaises(ValueError, msg=answer):
            json.loads(answer['body'])

    def test_head_of_something_large(self):
        """HEAD asks about a large file without reading it"""
        self.proxy.rules({'fault': 'status', 'status': 200, 'body': 'x' * 1000, 'method': 'HEAD'})
        answer = self.ask('HEAD', session={'body_cap': 10}, body=None)
        self.assertEqual((answer.get('status'), answer.get('body_bytes')), (200, 0), answer)

    # ---- redirects ----

    def test_redirect_followed(self):
        """a GET follows redirects at home with its credentials and headers"""
        self.proxy.rules({'fault': 'redirect', 'status': 301, 'location': '/y?z=1#part', 'path': '^/x'})
        answer = self.ask(headers=['X-Mine', '1', 'Accept', 'text/plain'])
        self.assertEqual(json.loads(answer['body'])['path'], '/y?z=1')
        self.assertEqual(answer['final_url'], self.url + '/y?z=1')
        entry = self.proxy.log()[1]
        self.assertEqual((entry['authorization'], entry['headers']['x-mine']), ('Bearer ' + SECRET, '1'))

    def test_redirect_elsewhere(self):
        """a redirect to another host carries neither credentials nor our headers, nor does one back home"""
        other = harness.start_fault_proxy()
        self.addCleanup(other.close)
        self.proxy.rules({'fault': 'redirect', 'location': other.url + '/there', 'path': '^/x'})
        other.rules({'fault': 'redirect', 'location': self.url + '/home', 'path': '^/there'})
        answer = self.ask(headers=['X-Api-Key', SECRET, 'Cookie', SECRET, 'Accept', 'text/plain', 'If-None-Match', '"a"'])
        self.assertEqual(answer['final_url'], self.url + '/home')
        for entry in other.log() + self.proxy.log()[1:]:
            self.assertIsNone(entry['authorization'])
            self.assertNotIn('x-api-key', entry['headers'])
            self.assertNotIn('cookie', entry['headers'])
            self.assertEqual((entry['headers']['accept'], entry['headers']['if-none-match']), ('text/plain', '"a"'))
        self.assertEqual([e['path'] for e in self.proxy.log()], ['/x?q=' + SENTINEL_QUERY, '/home'])

    def test_redirect_to_plain_http(self):
        """no redirect leads to an unencrypted address"""
        for location in ('http://example.org/', '//example.org/', 'ftp://example.org/', 'http://127.0.0.1.example.org/',
                         'http://localhost/', 'javascript:alert(1)', 'http://user:pw@127.0.0.1/', 'http://[bad'):
            self.proxy.rules({'fault': 'redirect', 'location': location})
            self.assertProblem(self.ask(), 'protocol', 'not encrypted')

    def test_redirect_from_tls_to_loopback(self):
        """https never falls to http, not even on loopback"""
        secure = harness.start_fault_proxy(cert=self.certs / 'good.pem')
        self.addCleanup(secure.close)
        secure.rules({'fault': 'redirect', 'location': self.url + '/plain'})
        answer = self.probe(self.session(), {'do': 'request', 'url': secure.url + '/x'}, env={'EARSHOT_CA_FILE': str(self.certs / 'ca.crt')})[1]
        self.assertProblem(answer, 'protocol', 'not encrypted')
        self.assertEqual(self.proxy.log(), [])

    def test_redirects_without_end(self):
        """five redirects are followed, a sixth is not"""
        self.proxy.rules({'fault': 'redirect', 'location': '/x', 'times': 5})
        self.assertEqual(self.ask().get('status'), 200)
        self.proxy.rules({'fault': 'redirect', 'location': '/x', 'times': 0})
        self.assertProblem(self.ask(), 'protocol', 'without end')
        self.assertEqual(len(self.proxy.log()), 6)

    def test_redirect_of_a_write(self):
        """a write is never redirected: the address has changed"""
        other = harness.start_fault_proxy()
        self.addCleanup(other.close)
        for status, effect in ((301, 'none'), (302, 'unknown'), (303, 'unknown'), (307, 'none'), (308, 'none')):
            for location in (self.url + '/new', other.url + '/new?token=' + SECRET):
                for method in ('POST', 'PUT', 'DELETE'):
                    self.proxy.rules({'fault': 'redirect', 'status': status, 'location': location})
                    answer = self.ask(method)
                    self.assertProblem(answer, 'protocol', 'address has changed', effect=effect)
                    self.assertEqual(len(self.proxy.log()), 1)
        self.assertEqual(other.log(), [])

    # ---- which addresses ----

    def test_refused_addresses(self):
        """addresses that are refused before anything happens"""
        for url, code in (('http://example.org/', 'rejected'), ('http://localhost:1/', 'rejected'), ('http://127.0.0.1.nip.io/', 'rejected'),
                          ('http://2130706433/', 'rejected'), ('https://user:pw@example.org/', 'rejected'), ('https://', 'protocol'),
                          ('ftp://127.0.0.1/', 'protocol'), ('nonsense', 'protocol')):
            answer = self.probe({'do': 'session'}, {'do': 'request', 'url': url})[1]
            self.assertProblem(answer, code)
            self.assertNotIn('pw', answer['sentence'])

    def test_loopback_v6(self):
        """[::1] is loopback, too"""
        answer = self.probe({'do': 'session'}, {'do': 'request', 'url': 'http://[::1]:9/'})[1]
        self.assertProblem(answer, 'offline')

    def test_routes(self):
        """while one practises, a service is played here under its own name, and nothing else is reached"""
        asked = [('https://played.example', 'played.example'), ('https://played.example:8443', 'played.example:8443')]
        session = self.session(origin='https://played.example:8443', routes=[part for origin, _ in asked for part in (origin, self.url)])
        answers = self.probe(session, *({'do': 'request', 'url': origin + '/x?q=' + SENTINEL_QUERY} for origin, _ in asked),
                             {'do': 'request', 'url': 'https://foreign.example/x'}, {'do': 'request', 'url': 'https://played.example:444/x'},
                             {'do': 'request', 'url': self.url + '/here'})[1:]
        for (origin, _), answer in zip(asked, answers):
            self.assertEqual((answer.get('status'), answer.get('final_url')), (200, origin + '/x?q=' + SENTINEL_QUERY), answer)
        self.assertProblem(answers[2], 'rejected', 'foreign.example', 'practice restaurant')
        self.assertProblem(answers[3], 'rejected', 'practice restaurant')
        self.assertEqual(answers[4].get('status'), 200, answers[4])
        log = self.proxy.log()
        self.assertEqual([entry['headers']['host'] for entry in log], [host for _, host in asked] + [self.url.removeprefix('http://')])
        self.assertEqual([entry['authorization'] for entry in log], [None, 'Bearer ' + SECRET, None])

    # ---- TLS ----

    def test_tls(self):
        """a certificate of the extra authority is good, and only for its own name and time"""
        env = {'EARSHOT_CA_FILE': str(self.certs / 'ca.crt')}
        for cert, words in (('good', None), ('other', 'another site'), ('expired', 'expired')):
            secure = harness.start_fault_proxy(cert=self.certs / f'{cert}.pem')
            self.addCleanup(secure.close)
            for method in ('GET', 'POST'):
                orders = [self.session(), {'do': 'request', 'method': method, 'url': secure.url + '/x?q=' + SENTINEL_QUERY,
                                           'body': SENTINEL_BODY}]
                with_ca, without = self.probe(*orders, env=env)[1], self.probe(*orders)[1]
                if words is None:
                    self.assertIn(with_ca.get('status'), (200, 201), with_ca)
                    self.assertProblem(without, 'offline', 'nobody this computer trusts')
                else:
                    self.assertProblem(with_ca, 'offline', words)
                    self.assertEqual(without['problem'], 'offline')

    def test_no_http2(self):
        """HTTP/2, which libsoup repeats and logs by rules of its own, is not offered"""
        secure = harness.start_fault_proxy(cert=self.certs / 'good.pem')
        self.addCleanup(secure.close)
        answers = self.probe(self.session(), {'do': 'request', 'url': secure.url + '/x'}, env={'EARSHOT_CA_FILE': str(self.certs / 'ca.crt')})
        self.assertEqual(answers[1].get('status'), 200, answers)
        self.assertEqual(secure.log()[0]['protocol'], 'http/1.1')

    def test_tls_on_a_plain_port(self):
        """https to a server that does not speak it"""
        answer = self.probe({'do': 'session'}, {'do': 'request', 'url': self.url.replace('http:', 'https:')})[1]
        self.assertProblem(answer, 'offline', 'secure connection')

    # ---- patience ----

    def retry(self, rule, then='GET', first='GET', wait=None):
        self.proxy.rules(rule)
        orders = [{'do': 'request', 'method': m, 'url': self.url + '/x', 'body': None if m == 'GET' else '{}'} for m in (first, then)]
        answers = self.probe(self.session(), orders[0], *([{'do': 'sleep', 'ms': wait}] if wait else []), orders[1])
        return answers[1], answers[-1], len(self.proxy.log())

    def test_retry_after(self):
        """after 429 with Retry-After nothing is sent until then"""
        reply, later, n = self.retry({'fault': 'status', 'status': 429, 'headers': {'Retry-After': '30'}})
        self.assertEqual(reply['status'], 429)
        self.assertProblem(later, 'retry-later', 'asks Earshot to wait')
        self.assertTrue(28000 < later['retry_after_ms'] <= 30000, later)
        self.assertEqual(n, 1)

    def test_retry_after_passes(self):
        """and then it goes on"""
        reply, later, n = self.retry({'fault': 'status', 'status': 429, 'headers': {'Retry-After': '1'}}, wait=1100)
        self.assertEqual((reply['status'], later.get('status'), n), (429, 200, 2))

    def test_retry_after_date(self):
        """Retry-After may be a date, measured on the server's clock"""
        headers = {'Date': 'Sat, 21 Nov 2020 10:00:00 GMT', 'Retry-After': 'Sat, 21 Nov 2020 10:01:00 GMT'}
        _, later, n = self.retry({'fault': 'status', 'status': 503, 'headers': headers}, then='POST')
        self.assertProblem(later, 'retry-later')
        self.assertTrue(58000 < later['retry_after_ms'] <= 60000, later)
        self.assertEqual(n, 1)

    def test_429_without_delay(self):
        """a 429 that names no delay is respected for a moment"""
        _, later, n = self.retry({'fault': 'status', 'status': 429})
        self.assertProblem(later, 'retry-later')
        self.assertTrue(0 < later['retry_after_ms'] <= 15000, later)
        self.assertEqual(n, 1)

    def test_rate_limit_headers(self):
        """nothing remaining: no more until the reset, as a time, as seconds since 1970, as seconds from now"""
        now = time.time()
        for reset in (time.strftime('%Y-%m-%dT%H:%M:%S.123456Z', time.gmtime(now + 100)), str(int(now + 100)), '100'):
            for names in (('X-RateLimit-Remaining', 'X-RateLimit-Reset'), ('RateLimit-Remaining', 'RateLimit-Reset')):
                reply, later, n = self.retry({'fault': 'status', 'status': 200, 'headers': {names[0]: '0', names[1]: reset}})
                self.assertEqual(reply['status'], 200)
                self.assertProblem(later, 'retry-later')
                self.assertTrue(80000 < later['retry_after_ms'] <= 101000, later)
                self.assertEqual(n, 1)

    def test_rate_limit_left(self):
        """something remaining: on it goes"""
        headers = {'X-RateLimit-Remaining': '1', 'X-RateLimit-Reset': '2999-01-01T00:00:00Z'}
        reply, later, n = self.retry({'fault': 'status', 'status': 200, 'headers': headers})
        self.assertEqual((reply['status'], later.get('status'), n), (200, 200, 2))

    def test_writing_and_reading_limits(self):
        """a limit met by writing does not stop reading; one met by reading stops both"""
        rule = {'fault': 'status', 'status': 429, 'headers': {'Retry-After': '30'}}
        self.assertEqual(self.retry(rule, first='POST', then='GET')[1].get('status'), 200)
        self.assertProblem(self.retry(rule, first='POST', then='POST')[1], 'retry-later')
        both = self.retry(rule, first='GET', then='POST')[1]
        self.assertProblem(both, 'retry-later')
        self.assertFalse(both['one_way'])
        self.assertTrue(self.retry(rule, first='POST', then='POST')[1]['one_way'])
        used_up = {'fault': 'status', 'status': 200, 'headers': {'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '100'}}
        self.assertTrue(self.retry(used_up)[1]['one_way'])

    def test_nobody_silences_us_for_ever(self):
        """an absurd delay is cut to a day; nonsense counts as none named"""
        for value, most in (('99999999', 86400_000), ('Fri, 31 Dec 9999 23:59:59 GMT', 86400_000), ('soon', 15000), ('-5', 15000)):
            _, later, _ = self.retry({'fault': 'status', 'status': 429, 'headers': {'Retry-After': value}})
            self.assertProblem(later, 'retry-later')
            self.assertTrue(most - 2000 < later['retry_after_ms'] <= most, later)

    def test_own_measure(self):
        """no more than so many requests a minute, with room kept for writing"""
        get, post = ({'do': 'request', 'method': m, 'url': self.url + '/x'} for m in ('GET', 'POST'))
        answers = self.probe(self.session(requests_per_minute=10), *[get] * 10, post, post)[1:]
        self.assertEqual([a.get('status', a.get('problem')) for a in answers], [200] * 9 + ['retry-later', 201, 'retry-later'])
        self.assertTrue(50000 < answers[-1]['retry_after_ms'] <= 60000, answers[-1])
        self.assertTrue(answers[9]['one_way'], answers[9])
        self.assertEqual(len(self.proxy.log()), 10)

    def test_own_measure_of_a_page(self):
        """what was begun is not given up half-way; what comes after it waits the longer, writing does not"""
        get, post = ({'do': 'request', 'method': m, 'url': self.url + '/x'} for m in ('GET', 'POST'))
        job = {'do': 'job'}
        answers = self.probe(self.session(requests_per_minute=10), job, *[get] * 14, job, get, post)[1:]
        told = [a.get('status', a.get('problem')) for a in answers if a]
        self.assertEqual(told, [200] * 14 + ['retry-later', 201])
        self.assertTrue(85000 < answers[-2]['retry_after_ms'] <= 95000, answers[-2])
        self.assertTrue(answers[-2]['one_way'])
        # Not for ever, either.
        told = [a.get('status', a.get('problem')) for a in self.probe(self.session(requests_per_minute=2), job, *[get] * 6)[2:]]
        self.assertEqual(told, [200] * 4 + ['retry-later'] * 2)

    # ---- the clock ----

    def test_date(self):
        """the server's clock is told"""
        for shift in (86400, -86400):
            self.proxy.rules({'fault': 'clock', 'seconds': shift})
            date = self.ask()['date']
            told = time.mktime(time.strptime(date[:19], '%Y-%m-%dT%H:%M:%S')) - time.timezone
            self.assertAlmostEqual(told - time.time(), shift, delta=60)

    # ---- stopping ----

    def test_cancel(self):
        """stopping a read is prompt and says so; a write that began has an unknown outcome"""
        self.proxy.rules({'fault': 'stall', 'times': 0})
        answer = self.ask(session={'deadline_s': 30}, cancel_after_ms=300)
        self.assertEqual(answer['problem'], 'cancelled')
        self.assertLess(answer['ms'], 1500)
        answer = self.ask('POST', session={'deadline_s': 30}, cancel_after_ms=300)
        self.assertProblem(answer, 'outcome-unknown', effect='unknown')
        self.assertLess(answer['ms'], 1500)

    def test_cancel_before_sending(self):
        """a write stopped before its first byte is just stopped"""
        with socket.socket() as silent:
            silent.bind(('127.0.0.1', 0))
            silent.listen()
            answer = self.probe(self.session(deadline_s=30), {'do': 'request', 'method': 'POST', 'body': '{}', 'cancel_after_ms': 300,
                                                              'url': f'https://127.0.0.1:{silent.getsockname()[1]}/'})[1]
        self.assertEqual(answer['problem'], 'cancelled')

    # ---- silence ----

    def test_log(self):
        """the log is on and says something, so that its silence about secrets means something"""
        self.ask('POST')
        self.assertIn(f'POST {self.url}: status 201', self.logged)
        self.assertNotIn('/x', self.logged)


if __name__ == '__main__':
    tap.main()
