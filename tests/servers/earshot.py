# SPDX-License-Identifier: GPL-3.0-or-later
"""earshotctl with a workspace and a keyring of its own, as tests of the main job use it.

    with earshot.Earshot(program) as ear:
        channel = ear.add_wordpress(site)
        ear.sync()
        [row, *_] = ear.inbox()
        ear.reply(row['id'], 'Yes, until one.')

Whatever fails is one sentence on stderr and a documented exit code; ear.fails(code, …) asks for that.
"""

import contextlib
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

import harness

# Exit codes, as --help tells them.
OK, FAILED, USAGE, NOT_FOUND, SIGN_IN, TRY_LATER, BUSY, ASK = range(8)

PROGRAM = os.environ.get('EARSHOTCTL')
SECONDS = 120


def moments(proxy):
    """Of something that is sent through a proxy: when to kill whoever sends it, as (name, condition, the proxy's rule)."""
    def posts():
        return [e for e in proxy.log() if e['method'] == 'POST']
    return (('before it was asked', lambda: True, {}),
            ('when the service was asked', posts, {'fault': 'stall', 'seconds': 5, 'method': 'POST'}),
            ('when the service had it', posts, {'fault': 'stall', 'pass_on': True, 'seconds': 5, 'method': 'POST'}),
            ('when the service had answered', lambda: any(e['status'] in (200, 201) for e in posts()), {}),
            ('a little later', lambda: posts() and not time.sleep(0.05), {}))


def settled(proxy):
    """What the proxy still holds arrives, or does not, before anybody looks."""
    harness.wait_for('the proxy', lambda: all(e['passed_on'] is False or e['status'] for e in proxy.log()), 10)
    proxy.rules()


class Answer:
    def __init__(self, process, out, err):
        self.code, self.out, self.err = process.returncode, out, err
        self.sentence = err.strip().removeprefix('earshotctl: ')

    @property
    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f'exit {self.code}\n{self.out}\n{self.err}'


class Earshot:
    """folder: the workspace; env; keyring: a harness.Keyring."""

    def __init__(self, keyring=None, **env):
        if not PROGRAM:
            raise unittest.SkipTest('EARSHOTCTL does not name the program')
        self.parts = contextlib.ExitStack()
        self.keyring = keyring or self.parts.enter_context(harness.start_keyring())
        self.folder = harness.new_folder(self.parts) / 'workspace'
        self.folder.mkdir()
        # Addresses of this machine, and English, whatever the developer's own session has.
        self.env = self.keyring.env | {'LC_ALL': 'C.UTF-8', 'GIO_USE_PROXY_RESOLVER': 'dummy'} | env
        # Everything that was said, in which no secret may ever stand.
        self.said = []

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def close(self):
        self.parts.close()

    # ---- running ----

    def start(self, *words, stdin=None, env=None, json=True):
        """The program, running; communicate() with it."""
        command = [PROGRAM, *(['--json'] if json else []), '--workspace', self.folder, *words]
        process = subprocess.Popen([str(word) for word in command], env=self.env | (env or {}), text=True, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE)
        process.text = stdin
        return process

    def end(self, process, seconds=SECONDS):
        """What became of it."""
        try:
            out, err = process.communicate(process.text, timeout=seconds)
        except subprocess.TimeoutExpired:
            # Where it stands, from gdb, is worth more than a name.
            process.send_signal(signal.SIGABRT)
            out, err = process.communicate()
            raise AssertionError(f'{process.args[4:]} took longer than {seconds} s:\n{out}\n{err}') from None
        answer = Answer(process, out, err)
        self.said += [out, err]
        if answer.code < 0 or answer.code > ASK:
            raise AssertionError(f'{process.args[4:]} crashed: {answer!r}')
        return answer

    def run(self, *words, stdin=None, env=None, seconds=SECONDS, json=True):
        """Its answer, whatever it is."""
        return self.end(self.start(*words, stdin=stdin, env=env, json=json), seconds)

    def does(self, *words, **keywords):
        """Its JSON; it must succeed."""
        answer = self.run(*words, **keywords)
        if answer.code != OK:
            raise AssertionError(f'earshotctl {words} failed: {answer!r}')
        return answer.json

    def fails(self, code, *words, **keywords):
        """Its sentence; it must fail with this code, say one sentence (or how the command goes) and print nothing."""
        answer = self.run(*words, **keywords)
        if answer.code != code or answer.out or not re.fullmatch(r'earshotctl: [^\n]+[.”]\n' if code != USAGE else r'earshotctl: [^\n]+\n', answer.err):
            raise AssertionError(f'earshotctl {words}: exit code {code} and one sentence were expected, not {answer!r}')
        return answer.sentence

    def kill(self, process):
        """As a power cut."""
        process.kill()
        process.communicate()

    def killed_when(self, condition, *words, stdin=None, seconds=60):
        """Start a command and kill it as soon as condition() holds; whether it was still running."""
        process = self.start(*words, stdin=stdin)
        if stdin is not None:
            process.stdin.write(stdin)
            process.stdin.close()
            process.stdin = None
        end = time.monotonic() + seconds
        while process.poll() is None and not condition() and time.monotonic() < end:
            time.sleep(0.005)
        running = process.poll() is None
        self.kill(process)
        return running

    # ---- the commands ----

    def add_wordpress(self, site, user='ed', password=None, url=None):
        """Its key."""
        password = password or site.users[user]['app_password']
        return self.does('channel', 'add', 'wordpress', '--url', url or site.url, '--user', user, '--secret-stdin', stdin=password)['key']

    def add_mastodon(self, server, token, url=None):
        return self.does('channel', 'add', 'mastodon', '--url', url or server.url, '--secret-stdin', stdin=token)['key']

    def practise(self, **origins):
        """A workspace whose services are played by somebody else's town: facebook='http://127.0.0.1:40001'."""
        hosts = {'facebook': ('graph.facebook.com', 'www.facebook.com')}
        self.env['EARSHOT_TOWN'] = ','.join(f'https://{host}={url}' for service, url in origins.items() for host in hosts[service])
        self.does('practice')

    def add_facebook(self, token, channel=None):
        """Its key; channel: sign in to that one again."""
        again = ('--channel', channel) if channel else ()
        return self.does('channel', 'add', 'facebook', '--way', 'system-user', '--secret-stdin', *again, stdin=token)['key']

    def sync(self, *channel):
        self.does('sync', *channel)

    def channels(self):
        return {channel['key']: channel for channel in self.does('channel', 'list')['channels']}

    def inbox(self, queue='all', limit=1000):
        return self.does('inbox', '--queue', queue, '--limit', limit)['conversations']

    def show(self, key):
        return self.does('show', key)

    def messages(self, queues=('all', 'done', 'spam')):
        """id → message, of all conversations."""
        keys = {row['id'] for queue in queues for row in self.inbox(queue)}
        return {message['id']: message for key in keys for message in self.show(key)['messages']}

    def find(self, text, queue='all'):
        """The one conversation in which somebody said so."""
        found = [thread for thread in map(self.show, [row['id'] for row in self.inbox(queue)])
                 if any(text in message['text'] for message in thread['messages'])]
        if len(found) != 1:
            raise AssertionError(f'“{text}” stands in {len(found)} conversations of “{queue}”')
        return found[0]

    def reply(self, key, text, **keywords):
        return self.does('reply', key, '--text-stdin', '--wait', stdin=text, **keywords)['key']

    # ---- looking behind it ----

    def database(self, sql, *values):
        """Rows of the workspace's file, read beside whoever has it open."""
        [file] = [path for path in self.folder.iterdir() if path.read_bytes()[:15] == b'SQLite format 3']
        with contextlib.closing(sqlite3.connect(f'file:{file}?mode=ro', uri=True)) as connection:
            return connection.execute(sql, values).fetchall()

    def write(self, sql):
        """Spoils the file, where nobody has it open."""
        with contextlib.closing(sqlite3.connect(self.folder / 'workspace.sqlite')) as connection, connection:
            connection.execute(sql)

    def find_secret(self, *secrets):
        """Where one stands that must stand in the keyring only: names of files, or what was said."""
        found = []
        home = pathlib.Path(self.env['HOME'])
        for path in [*self.folder.rglob('*'), *home.rglob('*')]:
            # The keyring's own files; they are encrypted, but theirs.
            if path.is_file() and 'keyrings' not in path.parts:
                content = path.read_bytes()
                found += [str(path) for secret in secrets for form in forms_of(secret) if form in content]
        for text in self.said:
            found += [f'said: {text}' for secret in secrets for form in forms_of(secret) if form.decode() in text]
        return found


def forms_of(secret):
    """A secret, and how it might be written."""
    plain = secret.encode()
    return {plain, plain.replace(b' ', b''), plain.replace(b' ', b'+'), plain.replace(b' ', b'%20')}
