# SPDX-License-Identifier: GPL-3.0-or-later
"""Published descriptions of services, for tests that hold the town's answers against them."""

import json
import os
import pathlib
import re
import unittest

import town  # puts the neighbours on the path
import harness

TYPES = {'string': str, 'bool': bool, 'datetime': str, 'int': int, 'unsigned int': int, 'float': (int, float)}
TIME = r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$'


def path(name):
    """A file or folder of EARSHOT_SPECS; without it the test is left out."""
    folder = os.environ.get('EARSHOT_SPECS')
    if not folder:
        raise unittest.SkipTest('EARSHOT_SPECS names no folder of API descriptions')
    found = pathlib.Path(folder) / name
    if not found.exists():
        raise unittest.SkipTest(f'EARSHOT_SPECS has no "{name}"')
    return found


def columns(folder):
    """The tables of a simulator's nodes: name → names of fields"""
    found = {}
    # What several services have in common stands in one place.
    shared = dict(re.findall(r'#define (EAR_GRAPH_\w+_COLUMNS)\b(.*?[^\\])\n', (folder.parent / 'meta/ear-graph-service.h').read_text(), re.S))
    for file in sorted(folder.glob('*.c')):
        for table, body in re.findall(r'static const EarGraphColumn (\w+)_columns\[\] = \{(.*?)\n\};', file.read_text(), re.S):
            body = re.sub(r'EAR_GRAPH_\w+_COLUMNS', lambda name: shared[name.group()], body)
            names = re.findall(r'(?:WRITTEN|SHARED|EMPTY|CONSTANT|TEXT|TIME|EAR_GRAPH_COLUMN) \((\w+)|\bCOLUMN \(\w+, (\w+)|\{ "(\w+)"', body)
            found[table] = [next(filter(None, match)) for match in names]
    return found


class NodesTest(unittest.TestCase):
    """A service of Meta's against Meta's lists of its nodes: a field that is not there, or is of another type, was made up."""

    service = None
    folder = None     # of its simulator
    token = 'user'
    nodes = {}        # our table → Meta's node, where objects of it are listed, and what the list may not lack
    extra = {}        # Meta's node → fields that Meta's pages say it has
    as_text = set()   # "node.field": a number in the list, a text in what is really sent
    parameters = 'limit=100'

    @classmethod
    def setUpClass(cls):
        cls.meta = path('meta')
        cls.columns = columns(cls.folder)
        cls.place = town.start(cls.service, size=400)
        cls.addClassCleanup(cls.place.close)
        cls.account = cls.place.accounts[cls.service]

    def spec(self, node):
        return json.loads((self.meta / f'{node}.json').read_text())

    def fields(self, node):
        """name → type; edges, which can be asked for as fields, have none"""
        spec = self.spec(node)
        edges = {api['endpoint']: None for api in spec['apis'] if api['method'] == 'GET' and 'endpoint' in api}
        return edges | {field['name']: field['type'] for field in spec['fields']}

    def get(self, target):
        status, _, answer = harness.request('GET', self.place.base(self.service) + target,
                                            headers={'Authorization': f'Bearer {self.account["tokens"][self.token]}'})
        self.assertEqual(status, 200, answer)
        return answer

    def listed(self, where, fields):
        posts = [item for item in self.place.state()['items'] if not item.get('kind')]
        post = max(posts, key=lambda item: item['created_ms'])['id']
        answer = self.get(f'/v26.0/{where.format(account=self.account["id"], post=post)}?{self.parameters}&fields={",".join(fields)}')
        return answer.get('data', [answer])

    def check_tables(self):
        for table, (node, _, _) in self.nodes.items():
            known = set(self.fields(node)) | self.extra.get(node, set())
            with self.subTest(node):
                self.assertGreater(len(self.columns[table]), 3)
                self.assertEqual(set(self.columns[table]) - known, set())

    def check_answers(self):
        for table, (node, where, needed) in self.nodes.items():
            known = self.fields(node)
            seen = set()
            for one in self.listed(where, self.columns[table]):
                for name, value in one.items():
                    with self.subTest(f'{node}.{name}'):
                        seen.add(name)
                        if name in self.extra.get(node, set()):
                            continue
                        self.assertIn(name, known)
                        kind = 'string' if f'{node}.{name}' in self.as_text else known[name]
                        expected = TYPES.get(kind, list if (kind or '').startswith('list') else dict)
                        self.assertIsInstance(value, expected)
                        if kind == 'datetime':
                            self.assertRegex(value, TIME)
            with self.subTest(node):
                self.assertEqual(needed - seen, set(), 'never given')
