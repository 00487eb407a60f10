# SPDX-License-Identifier: GPL-3.0-or-later
"""channel-probe as a Python object: one account of a kind, whose state stays between calls."""

import atexit
import json
import os
import pathlib
import re
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


# What is a time or counts what there was before.
TIMES = {'sent_at', 'edited_at', 'posted_at', 'service_date', 'cursor', 'from', 'to', 'until', 'estimated_total', 'spans', 'count'}
# What names things, and which: the same number may be a post and a comment.
NAMES = {'staff_ids': 'user', 'user_id': 'user', 'account_id': 'user', 'post_ext': 'post', 'author_ext': 'person', 'old': 'message', 'new': 'message',
         'conversation_ext': 'message', 'parent_ext': 'message', 'complete_conversation_ext': 'message'}
LISTS = {'posts': 'post', 'identities': 'person'}


class Record:
    """What probes heard in each test, without ids and times, so that two servers can be compared. EARSHOT_TEST_RECORD names its file."""

    path = os.environ.get('EARSHOT_TEST_RECORD')
    heard = {}

    def __init__(self, test, words, names, keep_ids):
        self.answers = self.heard.setdefault(test.id(), [])
        self.words, self.names, self.keep_ids = words, names, keep_ids
        self.known = {}

    def name(self, value, sort):
        """"message 1", "message 2" … in the order they are met."""
        known = self.known.setdefault(sort, {})
        return ' '.join(known.setdefault(part, f'{sort} {len(known) + 1}') for part in value.split())

    def plain(self, value, name='', within=''):
        if name in TIMES:
            return 'TIME'
        if isinstance(value, dict):
            return {key: self.plain(inner, key, name) for key, inner in sorted(value.items())}
        if isinstance(value, list):
            return [self.plain(inner, name, within) for inner in value]
        if not isinstance(value, str):
            return value
        if value not in self.names and not self.keep_ids and (name in NAMES or name == 'ext'):
            return self.name(value, NAMES.get(name, LISTS.get(within, 'message')))
        if value in self.names:
            return self.names[value]
        for word, instead in self.words:
            value = value.replace(word, instead)
        # Ids stand in addresses too.
        return re.sub(r'\d+', 'N', value) if name == 'url' or name.endswith('_url') else value

    @staticmethod
    def in_order(answer):
        """Oldest first, by id: a server lists what was written in the same second either way."""
        def number(item):
            return int(item['ext'])
        return {name: sorted(value, key=number) if isinstance(value, list) and value and all(
                    isinstance(item, dict) and str(item.get('ext', '')).isdigit() for item in value) else value for name, value in answer.items()}

    def hear(self, args, answer):
        answer = self.in_order(answer)
        self.answers.append([self.plain([str(word) for word in args]), self.plain(answer)])


if Record.path:
    atexit.register(lambda: pathlib.Path(Record.path).write_text(json.dumps(Record.heard)))


class Probe:
    record = None

    @classmethod
    def listen(cls, test, words, names, keep_ids=False):
        """From now on it is this test; `words` are (one server's word, instead), `names` whole texts."""
        cls.record = Record(test, words, names, keep_ids) if Record.path else None

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
        answer = Answer(json.loads(done.stdout))
        if self.record:
            self.record.hear([word for word in args if not str(word).isdigit()], answer)
        return answer

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
