#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the town's Facebook gives, compared with Meta's own lists of its nodes: a field that is not there, or is of another type, was made
up. EARSHOT_SPECS names the folder of descriptions; Meta's are in its folder "meta".

usage: test_facebook_specs.py SOURCE-FOLDER
"""

import json
import os
import pathlib
import re
import sys
import unittest

TOP = pathlib.Path(sys.argv.pop(1))

import town  # noqa: E402  puts the neighbours on the path
import harness  # noqa: E402
import tap  # noqa: E402

FOLDER = TOP / 'src' / 'practice' / 'facebook'

# Our table → Meta's node, where objects of it are listed, and what the list may not lack.
NODES = {
    'page': ('Page', '{page}', {'name', 'link', 'hours', 'fan_count'}),
    'post': ('PagePost', '{page}/published_posts', {'message', 'created_time', 'comments', 'shares', 'attachments'}),
    'comment': ('Comment', '{post}/comments', {'message', 'from', 'can_hide', 'comment_count', 'attachment'}),
    'review': ('Recommendation', '{page}/ratings', {'review_text', 'rating', 'recommendation_type', 'reviewer', 'open_graph_story'}),
    'thread': ('UnifiedThread', '{page}/conversations', {'snippet', 'participants', 'can_reply', 'messages'}),
}
# /me/accounts gives it (Meta's page on it says so); the list is of the node.
EXTRA = {'Page': {'tasks'}}
TYPES = {'string': str, 'bool': bool, 'datetime': str, 'int': int, 'unsigned int': int, 'float': (int, float)}


def columns():
    """table → names"""
    found = {}
    for file in sorted(FOLDER.glob('*.c')):
        for table, body in re.findall(r'static const EarGraphColumn (\w+)_columns\[\] = \{(.*?)\n\};', file.read_text(), re.S):
            names = re.findall(r'(?:WRITTEN|EMPTY|CONSTANT) \((\w+)|COLUMN \(\w+, (\w+)|\{ "(\w+)"', body)
            found[table] = [next(filter(None, match)) for match in names]
    return found


class SpecsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = os.environ.get('EARSHOT_SPECS')
        if not folder:
            raise unittest.SkipTest('EARSHOT_SPECS names no folder of API descriptions')
        cls.meta = pathlib.Path(folder) / 'meta'
        if not cls.meta.is_dir():
            raise unittest.SkipTest('EARSHOT_SPECS has no folder "meta"')
        cls.columns = columns()
        cls.place = town.start('facebook', size=400)
        cls.addClassCleanup(cls.place.close)

    def fields(self, node):
        """name → type; edges, which can be asked for as fields, have none"""
        spec = json.loads((self.meta / f'{node}.json').read_text())
        edges = {api['endpoint']: None for api in spec['apis'] if api['method'] == 'GET' and 'endpoint' in api}
        return edges | {field['name']: field['type'] for field in spec['fields']}

    def listed(self, path, fields):
        account = self.place.accounts['facebook']
        posts = [item for item in self.place.state()['items'] if not item.get('kind')]
        post = max(posts, key=lambda item: item['created_ms'])['id']
        status, _, answer = harness.request('GET', f'{self.place.base("facebook")}/v26.0/{path.format(page=account["id"], post=post)}?limit=100'
                                            f'&filter=stream&fields={",".join(fields)}',
                                            headers={'Authorization': f'Bearer {account["tokens"]["page"]}'})
        self.assertEqual(status, 200, answer)
        return answer.get('data', [answer])

    def test_tables(self):
        """Facebook: every field there is to ask for is one of Meta's"""
        for table, (node, _, _) in NODES.items():
            known = set(self.fields(node)) | EXTRA.get(node, set())
            with self.subTest(node):
                self.assertGreater(len(self.columns[table]), 7)
                self.assertEqual(set(self.columns[table]) - known, set())

    def test_answers(self):
        """Facebook: every field that is given is one of Meta's, of its type"""
        for table, (node, path, needed) in NODES.items():
            known = self.fields(node)
            seen = set()
            for one in self.listed(path, self.columns[table]):
                for name, value in one.items():
                    with self.subTest(f'{node}.{name}'):
                        seen.add(name)
                        if name in EXTRA.get(node, set()):
                            continue
                        self.assertIn(name, known)
                        kind = known[name]
                        expected = TYPES.get(kind, list if (kind or '').startswith('list') else dict)
                        self.assertIsInstance(value, expected)
                        if kind == 'datetime':
                            self.assertRegex(value, r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$')
            with self.subTest(node):
                self.assertEqual(needed - seen, set(), 'never given')


if __name__ == '__main__':
    tap.main()
