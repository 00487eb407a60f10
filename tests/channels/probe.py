# SPDX-License-Identifier: GPL-3.0-or-later
"""channel-probe as a Python object: one account of a kind, whose state stays between calls."""

import json
import os
import pathlib
import subprocess
import tempfile


class Answer(dict):
    """What the probe printed. `problem` is its code, or None."""

    @property
    def problem(self):
        return self.get('problem', {}).get('code')

    def texts(self):
        return [message['text'] for message in self.get('messages', [])]

    def message(self, ext):
        return next(message for message in self['messages'] if message['ext'] == str(ext))

    def states(self):
        return {change['ext']: change['state'] for change in self.get('changes', [])}


class Probe:
    def __init__(self, kind, user=None, secret=None, ca=None):
        self.folder = tempfile.TemporaryDirectory(prefix='ear-probe-')
        self.kind, self.user = kind, user
        self.env = os.environ | ({'EARSHOT_CA_FILE': str(ca)} if ca else {})
        self.state = pathlib.Path(self.folder.name) / 'state'
        self.secret = None
        if secret is not None:
            self.set_secret(secret)

    def set_secret(self, secret):
        self.secret = pathlib.Path(self.folder.name) / 'secret'
        self.secret.write_text(secret)

    def __call__(self, *args, **options):
        """probe('pull', 'comments', 'forward', all=True); options are the program's."""
        command = [os.environ['CHANNEL_PROBE'], self.kind, *map(str, args), '--state', self.state]
        if self.user:
            command += ['--user', self.user]
        if self.secret:
            command += ['--secret-file', self.secret]
        for name, value in options.items():
            command += [f'--{name}'] if value is True else [f'--{name}', str(value)]
        done = subprocess.run(command, capture_output=True, text=True, env=self.env, timeout=300)
        if done.returncode not in (0, 1):
            raise AssertionError(f'{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}')
        return Answer(json.loads(done.stdout))

    def cursor(self, stream, direction, value=None):
        """The cursor as it stands, or after it was set."""
        state = json.loads(self.state.read_text())
        cursors = state.setdefault('cursors', {})
        if value is not None:
            cursors[f'{stream}/{direction}'] = json.dumps(value)
            self.state.write_text(json.dumps(state))
        return cursors.get(f'{stream}/{direction}')

    def forget_cursors(self):
        state = json.loads(self.state.read_text())
        state.pop('cursors', None)
        self.state.write_text(json.dumps(state))
