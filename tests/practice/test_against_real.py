#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The town held against real servers: Earshot's own kinds take the same steps with both, and what they understand is compared, without
ids and times (Record in tests/channels/probe.py)."""

import difflib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

# Of a difference, so many are shown.
LINES = 120

CHANNELS = pathlib.Path(__file__).resolve().parent.parent / 'channels'
sys.path.insert(0, str(CHANNELS.parent / 'servers'))

import tap


def start(module, classes, folder, town):
    """The module's tests of these classes, recording."""
    record = pathlib.Path(folder) / ('town' if town else 'real')
    env = os.environ | {'EARSHOT_TEST_RECORD': str(record)} | ({'EARSHOT_TEST_TOWN': '1'} if town else {})
    with open(f'{record}.log', 'w') as log:
        return record, subprocess.Popen([sys.executable, CHANNELS / module, *classes], stdout=log, stderr=subprocess.STDOUT, env=env)


def read(record, process):
    """Test → what was heard, of those that passed or failed alike; SkipTest where the server is missing."""
    process.wait(timeout=540)
    log = pathlib.Path(f'{record}.log').read_text()
    if '# SKIP' in log and '\nok' in log and not record.exists():
        raise unittest.SkipTest(log)
    if process.returncode != 0:
        raise AssertionError(f'the tests themselves failed:\n{log}')
    return json.loads(record.read_text()), log


def show(answer):
    return json.dumps(answer, indent=1, sort_keys=True, ensure_ascii=False).splitlines()


# ---- Mastodon: snac2 is slower, and its ids move: statuses are known by what they say. What it does otherwise is left out ----

ABOUT = ('direction', 'addressed', 'automatic', 'state', 'liked')


def say(text):
    """Without whom it names, which some servers add, and without what Mastodon hides of a link."""
    return re.sub(r'^(@\S+\s+)+', '', text).replace('https://', '').strip()


def by_text(heard):
    """Test → what was heard, with texts for ids; under "pulled" all messages that came in any."""
    texts, result = {}, {'pulled': {}}
    for answers in heard.values():
        for _, answer in answers:
            for item in answer.get('messages', []) + answer.get('posts', []):
                texts.setdefault(item['ext'], say(item['text']))

    def tell(message):
        told = {name: message[name] for name in ABOUT if name in message} | {'author': message['author_ext'], 'text': say(message['text'])}
        for name in ('conversation_ext', 'parent_ext'):
            told[name] = texts.get(message.get(name), 'something else') if message.get(name) else None
        # It names nobody anew in an edit, and leaves out whoever reads.
        if 'edited_at' in message:
            told.pop('addressed', None)
        told['mentions'] = [name for name in message.get('mentions', '').split() if name not in ('shop', 'quiet')]
        # What is not for everybody is "private" there.
        return told | {'public': message['audience'] == 'public'}

    for test, answers in heard.items():
        told = []
        for args, answer in answers:
            messages = sorted((tell(message) for message in answer.get('messages', [])), key=lambda message: message['text'])
            if args[0] == 'pull':
                # Whether it was read before or after the like is chance.
                result['pulled'] |= {message['text']: message | {'liked': None} for message in messages}
                continue
            # It does not let applications delete.
            if args[:2] == ['perform', 'delete']:
                continue
            one = [args[:2] if args[0] in ('perform', 'find-sent') else args[:1],
                   {'messages': messages, 'states': sorted(change['state'] for change in answer.get('changes', [])), 'found': answer.get('found'),
                    'problem': answer.get('problem', {}).get('code'), 'complete': 'complete_conversation_ext' in answer}]
            # Asked until all was there: the last counts.
            if told and told[-1][0] == one[0] == ['refresh']:
                told.pop()
            told.append(one)
        result[test] = told
    return result


def both_pulled(one, other):
    """Of what came in pulls, what did on both."""
    texts = sorted(one['pulled'].keys() & other['pulled'].keys())
    for run in (one, other):
        run['pulled'] = [run['pulled'][text] for text in texts]


class Same(unittest.TestCase):
    def compare(self, module, *classes, change=None):
        with tempfile.TemporaryDirectory(prefix='ear-same-') as folder:
            runs = [start(module, classes, folder, town) for town in (False, True)]
            (real, log), (town, _) = [read(*run) for run in runs]
        if not real:
            raise unittest.SkipTest(log.strip().splitlines()[-1])
        if change:
            change(real, town)
        # Nothing is left out because one of them said nothing.
        self.assertEqual(real.keys(), town.keys())
        self.assertGreater(sum(len(told) for told in town.values()), 20)
        for test in sorted(town):
            with self.subTest(test):
                difference = [line for one, other in zip(real[test], town[test])
                              for line in difflib.unified_diff(show(one), show(other), 'real', 'town', lineterm='', n=4)]
                self.assertEqual(len(real[test]), len(town[test]))
                if difference:
                    self.fail('\n'.join(difference[:LINES]))

    def test_wordpress(self):
        """the town's WordPress and the real one are understood alike"""
        self.compare('test_wordpress.py', 'SignIn', 'Reading', 'Sending')

    def test_mastodon(self):
        """the town's Mastodon and snac2 are understood alike"""
        def change(*runs):
            for run in runs:
                told = by_text(run)
                run.clear()
                run.update(told)
            both_pulled(*runs)
            self.assertGreater(len(runs[0]['pulled']), 10)
        self.compare('test_mastodon.py', 'Town', change=change)


if __name__ == '__main__':
    tap.main()
