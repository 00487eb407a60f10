# SPDX-License-Identifier: GPL-3.0-or-later
"""The real servers that tests start, as Python objects. Everything ends with the test, even if it crashes.

    with harness.start_wordpress() as site:
        site.users['ed']['app_password'], site.url, site.post, site.comments['top']
        status, comments = site.api('GET', '/wp/v2/comments', user='ed', context='edit')
        site.php('return wp_insert_comment([…]);')

    with harness.start_wordpress('production') as site:     # behind TLS: site.url is https, site.ca is whom to trust
    with harness.start_wordpress(faults=True) as site:      # site.proxy is a FaultProxy between it and whoever asks

    with harness.start_snac_pair() as (here, there):        # users shop and alice here, bob there
        token = here.sign_in('shop')
        here.api('POST', '/api/v1/statuses', token=token, status='Hello')

    with harness.start_oidc() as provider:                  # provider.issuer
    with harness.start_fault_proxy('http://127.0.0.1:8101') as proxy:
        proxy.rules({'fault': 'stall', 'path': '/wp/v2/comments'})

    with harness.start_keyring() as keyring:                # its own home, bus and Secret Service
        subprocess.run(command, env=keyring.env)
        keyring.lock()                                      # as after a new log-in

Where a program that a server needs is missing, starting it raises unittest.SkipTest with the reason. With EARSHOT_TEST_KEEP=1
their folders stay, logs included; where, is said at the end.
"""

import atexit
import base64
import contextlib
import importlib.util
import json
import os
import pathlib
import re
import selectors
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

from browser import Browser

HERE = pathlib.Path(__file__).resolve().parent
START_SECONDS = 120

_given_ports = set()
_running = []


def free_port():
    """A port on 127.0.0.1 that nobody has, and that is given out once."""
    while True:
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            port = probe.getsockname()[1]
        if port not in _given_ports:
            _given_ports.add(port)
            return port


def wait_for(what, condition, seconds=30, interval=0.1):
    """What condition() returns, as soon as it is true; AssertionError naming `what` after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f'{what} did not happen within {seconds} s (last: {result!r})')
        time.sleep(interval)


def request(method, url, *, headers=None, data=None, form=None, ca=None, timeout=30):
    """(status, headers, JSON or text); every status is an answer."""
    headers = dict(headers or {})
    body = None
    if data is not None:
        body, headers['Content-Type'] = json.dumps(data).encode(), 'application/json'
    elif form is not None:
        body, headers['Content-Type'] = urllib.parse.urlencode(form, doseq=True).encode(), 'application/x-www-form-urlencoded'
    ask = urllib.request.Request(url, body, headers, method=method)
    context = ssl.create_default_context(cafile=ca) if ca else None
    try:
        reply = urllib.request.urlopen(ask, timeout=timeout, context=context)
    except urllib.error.HTTPError as error:
        reply = error
    with reply:
        text = reply.read().decode(errors='replace')
        try:
            return reply.code, reply.headers, json.loads(text)
        except ValueError:
            return reply.code, reply.headers, text


class Running:
    """Something that was started and can be closed; a context manager."""

    def __init__(self):
        _running.append(self)
        self.parts = contextlib.ExitStack()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def close(self):
        if self in _running:
            _running.remove(self)
        self.parts.close()


@atexit.register
def close_all():
    for one in reversed(_running[:]):
        one.close()


class Daemon(Running):
    """A program that prints one line of JSON when it is up and ends when its input closes. `info` is that line."""

    def __init__(self, command, folder=None, env=None):
        super().__init__()
        self.folder = pathlib.Path(folder) if folder else None
        # In a file, since a pipe that nobody reads would stop it.
        self.errors = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen([str(c) for c in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
                                        text=True, env=env)
        line = self.first_line()
        if not line:
            self.process.stdin.close()
            status = self.process.wait(timeout=30)
            errors = self.read_errors()
            self.close()
            # 77: a program it needs is missing.
            if status == 77:
                raise unittest.SkipTest(errors.strip())
            raise AssertionError(f'{command[0]} did not start (exit status {status}):\n{errors}')
        self.info = json.loads(line)

    def first_line(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if not selector.select(START_SECONDS):
                self.process.kill()
                return ''
        return self.process.stdout.readline()

    def read_errors(self):
        self.errors.seek(0)
        return self.errors.read()

    def close(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.errors.close()
        super().close()


def new_folder(stack):
    """A folder that goes when the stack does."""
    folder = tempfile.mkdtemp(prefix='ear-')

    def forget():
        if os.environ.get('EARSHOT_TEST_KEEP'):
            print(f'# kept: {folder}', file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)

    stack.callback(forget)
    return pathlib.Path(folder)


# ---- the fault proxy ----


class FaultProxy(Daemon):
    """See fault_proxy.py. url is where clients go."""

    def __init__(self, upstream='echo', rules=(), cert=None, port=0):
        command = [sys.executable, HERE / 'fault_proxy.py', upstream, '--port', port]
        for rule in rules:
            command += ['--rule', json.dumps(rule)]
        super().__init__(command + (['--cert', cert] if cert else []))
        self.url, self.port = self.info['url'], self.info['port']

    def control(self, method, what, data=None):
        ask = urllib.request.Request(f'{self.url}/__fault__/{what}', method=method,
                                     data=None if data is None else json.dumps(data).encode())
        # Its certificate may be one that is wrong on purpose.
        context = ssl._create_unverified_context() if self.url.startswith('https') else None
        with urllib.request.urlopen(ask, timeout=10, context=context) as reply:
            return json.load(reply)

    def rules(self, *rules):
        """From now on these rules, and an empty log."""
        self.control('PUT', 'rules', list(rules))
        self.control('DELETE', 'log')

    def log(self):
        """The requests that came since, oldest first."""
        return self.control('GET', 'log')


def start_fault_proxy(upstream='echo', rules=(), cert=None, port=0):
    return FaultProxy(upstream, rules, cert, port)


def make_certificates(folder):
    """ca.crt, good.pem (localhost, 127.0.0.1), other.pem (another name), expired.pem."""
    subprocess.run([HERE / 'make-certificates', folder], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# ---- WordPress ----


class WordPress(Running):
    """url; users: name → id, password, app_password; post and comments: ids of what install.php made; ca (for https); proxy."""

    def __init__(self, kind='local', faults=False):
        super().__init__()
        try:
            self.start(kind, faults)
        except BaseException:
            self.close()
            raise

    def start(self, kind, faults):
        self.folder = new_folder(self.parts)
        port = front = free_port()
        self.ca = self.proxy = None
        url = f'http://127.0.0.1:{port}'
        if faults:
            front = free_port()
            url = f'http://127.0.0.1:{front}'
        if kind == 'production':
            tls_port = free_port()
            url = f'https://localhost:{tls_port}'
        site = self.parts.enter_context(Daemon([HERE / 'wordpress-up', self.folder / 'site', port, url, kind], self.folder / 'site'))
        if faults:
            self.proxy = self.parts.enter_context(FaultProxy(f'http://127.0.0.1:{port}', port=front))
        if kind == 'production':
            tls = self.parts.enter_context(Daemon([HERE / 'tls-up', self.folder / 'tls', tls_port, front]))
            self.ca = tls.info['ca']
        self.url, self.post, self.comments = site.info['url'], site.info['post'], site.info['comments']
        self.users = {name: site.info[name] for name in ('admin', 'ed', 'sub')}

    def php(self, code):
        """Run PHP inside, with WordPress loaded; what it returns."""
        done = subprocess.run(['php', HERE / 'wordpress' / 'run.php', self.folder / 'site'], input=code, capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f'PHP failed:\n{done.stdout}{done.stderr}')
        return json.loads(done.stdout)

    def api(self, method, route, user=None, data=None, **query):
        """(status, JSON) of the REST API, as the user with their application password or as nobody."""
        headers = {}
        if user:
            pair = f'{user}:{self.users[user]["app_password"]}'
            headers['Authorization'] = 'Basic ' + base64.b64encode(pair.encode()).decode()
        url = f'{self.url}/wp-json{route}?{urllib.parse.urlencode(query)}'
        status, _, answer = request(method, url, headers=headers, data=data, ca=self.ca)
        return status, answer

    def sign_in(self, user='ed'):
        """The browser of a person who is signed in."""
        browser = Browser(self.ca).open(f'{self.url}/wp-login.php')
        return browser.submit({'log': user, 'pwd': self.users[user]['password']})

    def approve(self, url, user='ed', approve=True):
        """Be the person who answers the approval page at url, which hands the password on. The browser afterwards."""
        browser = self.sign_in(user).open(url)
        if browser.status != 200:
            return browser
        pressed, other = ('approve', 'reject') if approve else ('reject', 'approve')
        return browser.submit({pressed: '1'}, without=[other])

    def approve_by_hand(self, url, user='ed'):
        """The same where the password is shown, to be copied; that takes JavaScript, and this does what auth-app.js does."""
        browser = self.sign_in(user).open(url)
        nonce = re.search(r'wpApiSettings = .*?"nonce":"(\w+)"', browser.page.source).group(1)
        app_name = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)['app_name'][0]
        browser.open(f'{self.url}/wp-json/wp/v2/users/me/application-passwords?_locale=user', {'name': app_name, '_wpnonce': nonce})
        return json.loads(browser.page.source)['password']


def start_wordpress(kind='local', faults=False):
    return WordPress(kind, faults)


# ---- snac2 ----


class Snac(Running):
    """url, on loopback; host, its name; users: name → password, handle ("bob@" + host); proxy: a FaultProxy whose url serves as well."""

    def __init__(self, *users, host=None, port=None, names=None, faults=False):
        super().__init__()
        try:
            self.start(users, host, port or free_port(), names, faults)
        except BaseException:
            self.close()
            raise

    def start(self, users, host, port, names, faults):
        self.folder = new_folder(self.parts)
        self.names, self.host = names, host or f'127.0.0.1:{port}'
        server = self.parts.enter_context(Daemon([HERE / 'snac-up', self.folder / 'snac', port, self.host, *users],
                                                 self.folder / 'snac', env=os.environ | ({'http_proxy': names} if names else {})))
        self.url = server.info['url']
        self.users = {name: server.info[name] for name in users}
        self.proxy = self.parts.enter_context(FaultProxy(self.url)) if faults else None

    def sign_in(self, user, redirect_uri='http://127.0.0.1:9/callback'):
        """An access token, as an application gets it: register, let the person sign in, exchange the code."""
        _, _, app = request('POST', f'{self.url}/api/v1/apps', form={
            'client_name': 'test', 'redirect_uris': redirect_uri, 'scopes': 'read write follow'})
        query = urllib.parse.urlencode({'response_type': 'code', 'client_id': app['client_id'], 'redirect_uri': redirect_uri, 'state': 's'})
        browser = self.authorize(f'{self.url}/oauth/authorize?{query}', user, redirect_uri)
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(browser.location).query)['code'][0]
        _, _, token = request('POST', f'{self.url}/oauth/token', form={
            'grant_type': 'authorization_code', 'code': code, 'redirect_uri': redirect_uri,
            'client_id': app['client_id'], 'client_secret': app['client_secret']})
        return token['access_token']

    def authorize(self, url, user, stop_at=None):
        """Be the person at the sign-in page at url. The browser afterwards, where it was sent to or just before what begins
        with stop_at."""
        browser = Browser(stop_at=stop_at, proxy=self.names).open(url)
        browser.submit({'login': user, 'passwd': self.users[user]['password']})
        if any('passwd' in form.fields for form in browser.page.forms):
            raise AssertionError(f'the sign-in of {user} was not accepted: {browser.page.text.strip()}')
        return browser

    def api(self, method, path, token=None, **fields):
        """(status, JSON or text) of the Mastodon API; fields go into the query of a GET and the form of all else."""
        headers = {'Authorization': f'Bearer {token}'} if token else {}
        query = urllib.parse.urlencode(fields, doseq=True)
        if method == 'GET':
            status, _, answer = request(method, f'{self.url}{path}' + (f'?{query}' if query else ''), headers=headers)
        else:
            status, _, answer = request(method, f'{self.url}{path}', headers=headers, form=fields)
        return status, answer


def start_snac(*users, faults=False):
    return Snac(*users, faults=faults)


@contextlib.contextmanager
def start_snac_pair(here=('shop', 'alice'), there=('bob',), faults=False):
    """Two that federate with each other, a bakery and its town; faults: each with a proxy."""
    ports = free_port(), free_port()
    # snac2 names its shared memory by its host: of two with one name, the end of one would stop the other's deliveries.
    hosts = f'bakery{ports[0]}.test', f'town{ports[1]}.test'
    with Daemon([sys.executable, HERE / 'name_proxy.py', *(f'{host}={port}' for host, port in zip(hosts, ports))]) as names:
        common = {'names': names.info['url'], 'faults': faults}
        with Snac(*here, host=hosts[0], port=ports[0], **common) as first, Snac(*there, host=hosts[1], port=ports[1], **common) as second:
            yield first, second


# ---- OAuth ----


class Oidc(Daemon):
    """npm's oidc-provider: issuer, client_id. Any name and password signs in."""

    def __init__(self, port=0, access_token_seconds=3600):
        modules = pathlib.Path(os.environ.get('EARSHOT_NPM') or '/nonexistent')
        if not shutil.which('node'):
            raise unittest.SkipTest('node is not installed')
        if not (modules / 'node_modules' / 'oidc-provider').is_dir():
            raise unittest.SkipTest('EARSHOT_NPM does not name a folder with the packages of tests/npm')
        super().__init__(['node', HERE / 'oidc' / 'server.mjs', port],
                         env=os.environ | {'ACCESS_TOKEN_SECONDS': str(access_token_seconds)})
        self.issuer, self.client_id = self.info['issuer'], self.info['client_id']

    @staticmethod
    def sign_in(url, name='mia'):
        """Be the person who signs in and agrees, until no page asks anything more. The browser afterwards."""
        browser = Browser().open(url)
        while browser.page.forms:
            login = 'login' in browser.page.forms[0].fields
            browser.submit({'login': name, 'password': 'pw'} if login else {})
        return browser


def start_oidc(port=0, access_token_seconds=3600):
    return Oidc(port, access_token_seconds)


# ---- the keyring ----


def _load_session():
    """keyring-session.py, which the platform's tests run as a program."""
    spec = importlib.util.spec_from_file_location('keyring_session', HERE.parent / 'platform' / 'keyring-session.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Keyring(Running):
    """env: for programs that are to live in this session."""

    def __init__(self, state='unlocked', display=None):
        super().__init__()
        for program in ('dbus-daemon', 'gnome-keyring-daemon', 'gdbus'):
            if not shutil.which(program):
                raise unittest.SkipTest(f'{program} is not installed')
        module = _load_session()
        self.password = module.PASSWORD
        self.session = module.Session(new_folder(self.parts))
        self.parts.callback(self.session.end)
        self.env = self.session.env
        self.daemon = None
        try:
            if display:
                self.session.start_display(display)
            if state != 'no-bus':
                self.session.start_bus(prompter=bool(display))
            if state == 'unlocked':
                self.unlock()
            elif state == 'fresh':
                self.lock()
            elif state == 'file':
                self.env.update(SECRET_BACKEND='file', SECRET_FILE_TEST_PATH=str(self.session.folder / 'secrets'),
                                SECRET_FILE_TEST_PASSWORD=self.password)
            elif state not in ('absent', 'no-bus'):
                raise ValueError(f'no such state of a keyring: {state}')
        except BaseException:
            self.close()
            raise

    def restart(self, password):
        if self.daemon is not None:
            self.session.stop(self.daemon)
        self.daemon = self.session.start_keyring(password)

    def lock(self):
        """What it holds stays, but nobody has opened it since the session began."""
        self.restart(None)

    def unlock(self):
        self.restart(self.password)


def start_keyring(state='unlocked', display=None):
    """state: unlocked; fresh (never set up); absent (a bus without one); no-bus; file (libsecret's own file). A display, of
    the size "1280x900" or so, lets it ask."""
    return Keyring(state, display)
