#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Mastodon kind binds, asks for and is tested with, compared with Mastodon's published API description: a name that is in ours
only was misread or made up. EARSHOT_SPECS names the folder of descriptions.

usage: test_specs.py SOURCE-FOLDER
"""

import json
import os
import pathlib
import re
import sys
import unittest
import urllib.parse

import tap

TOP = pathlib.Path(sys.argv.pop(1))
KIND = TOP / 'src' / 'channels' / 'mastodon'
CASES = TOP / 'tests' / 'channels' / 'cases' / 'mastodon'
SAMPLES = TOP / 'tests' / 'channels' / 'samples' / 'mastodon'

# Which table reads which entity; None: what we wrote ourselves.
TABLES = {
    'credentials_table': ['CredentialAccount'],
    'instance_table': ['Instance', 'V1Instance'],
    'media_table': ['MediaAttachment'],
    'status_table': ['Status'],
    'cursor_table': None,
}
TYPES = {'TEXT': {'string'}, 'ID': {'string', 'integer'}, 'TIME': {'string'}, 'INT': {'integer'}, 'DOUBLE': {'number', 'integer'},
         'BOOL': {'boolean'}, 'ARRAY': {'array'}, 'OBJECT': {'object'}, 'NODE': {'object', 'array', 'string'}}
SAMPLE_ENTITIES = {'notifications.json': 'Notification', 'statuses.json': 'Status', 'conversations.json': 'Conversation'}
# Not described: how long a text Pleroma and its kin take, and what Mastodon says of a picture's size beside width and height.
EXTRA = {'max_toot_chars', 'size'}


class Spec:
    def __init__(self, file):
        self.whole = json.loads(file.read_text())

    def resolve(self, schema):
        """Properties of whatever the schema leads to, and the types it may have."""
        properties, types = {}, set()
        pending = [schema]
        while pending:
            one = pending.pop()
            if '$ref' in one:
                pending.append(self.whole['components']['schemas'][one['$ref'].rsplit('/', 1)[1]])
            pending += one.get('oneOf', []) + one.get('anyOf', []) + one.get('allOf', [])
            properties.update(one.get('properties', {}))
            kind = one.get('type', [])
            types.update([kind] if isinstance(kind, str) else kind)
        return properties, types

    def entity(self, name):
        return self.whole['components']['schemas'][name]

    def find(self, schema, path):
        """The schema at "account.acct", or None."""
        for part in path.split('.'):
            schema = self.resolve(schema)[0].get(part)
            if schema is None:
                return None
        return schema

    def operation(self, method, path):
        for template, operations in self.whole['paths'].items():
            if re.fullmatch(re.sub(r'\{\w+\}', '[^/]+', template), path) and method.lower() in operations:
                return operations[method.lower()]
        return None

    def parameters(self, operation):
        names = {one['name'] for one in operation.get('parameters', [])}
        for content in operation.get('requestBody', {}).get('content', {}).values():
            names |= set(self.resolve(content['schema'])[0])
        return {name.removesuffix('[]') for name in names}

    def unknown(self, schema, value, place):
        """Members of the value that the entity does not have, or of another type."""
        properties, types = self.resolve(schema)
        is_type = {dict: 'object', list: 'array', str: 'string', bool: 'boolean', int: 'integer', float: 'number'}.get(type(value))
        if value is None:
            return
        if types and is_type not in types and not (is_type == 'integer' and 'number' in types):
            yield f'{place} is {is_type}, not {sorted(types)}'
        elif isinstance(value, list):
            for i, element in enumerate(value):
                yield from self.unknown(schema.get('items', {}), element, f'{place}[{i}]')
        elif isinstance(value, dict) and properties:
            for name, inner in value.items():
                if name in properties:
                    yield from self.unknown(properties[name], inner, f'{place}.{name}')
                elif name not in EXTRA:
                    yield f'{place}.{name}'


def tables():
    """(file, table, path, type)"""
    for file in sorted(KIND.glob('*.c')):
        for table, body in re.findall(r'static const EarJsonField (\w+)\[\] = \{(.*?)\n\};', file.read_text(), re.S):
            for path, kind in re.findall(r'"([\w.]+)", EAR_JSON_(\w+)', body):
                yield file.name, table, path, kind


class Described(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = os.environ.get('EARSHOT_SPECS')
        if not folder:
            raise unittest.SkipTest('EARSHOT_SPECS names no folder of API descriptions')
        [file] = (pathlib.Path(folder) / 'mastodon').glob('mastodon-openapi-*.json')
        cls.spec = Spec(file)

    def test_fields(self):
        """Mastodon: every field we bind is described, with a type we read"""
        n = 0
        for file, table, path, kind in tables():
            with self.subTest(f'{file}: {table}: {path}'):
                self.assertIn(table, TABLES, 'say which entity it reads')
                if TABLES[table] is None or path in EXTRA:
                    continue
                found = [self.spec.find(self.spec.entity(name), path) for name in TABLES[table]]
                self.assertTrue(any(found), f'{" or ".join(TABLES[table])} has no {path}')
                for schema in filter(None, found):
                    self.assertTrue(self.spec.resolve(schema)[1] & TYPES[kind], f'{path} is {self.spec.resolve(schema)[1]}')
                n += 1
        self.assertGreater(n, 25)

    def test_requests(self):
        """Mastodon: every request of a wire case is described, with its parameters"""
        n = 0
        for file in sorted(CASES.glob('*.json')):
            case = json.loads(file.read_text())
            for asked in [e['expect'] for step in case.get('steps', []) for e in step.get('exchange', []) if 'expect' in e]:
                url = urllib.parse.urlsplit(asked['url'])
                if not url.path.startswith('/api/'):
                    continue
                with self.subTest(f'{file.name}: {asked.get("method", "GET")} {url.path}'):
                    operation = self.spec.operation(asked.get('method', 'GET'), url.path)
                    self.assertIsNotNone(operation, 'no such request')
                    names = set(urllib.parse.parse_qs(url.query, keep_blank_values=True)) | set(asked.get('query', {})) | set(asked.get('form', {}))
                    known = self.spec.parameters(operation)
                    self.assertEqual({name.split('[')[0] for name in names} - known, set())
                    n += 1
        self.assertGreater(n, 100)

    def test_samples(self):
        """Mastodon: the sample pages hold what servers are described to send"""
        for name, entity in SAMPLE_ENTITIES.items():
            for i, one in enumerate(json.loads((SAMPLES / name).read_text())):
                with self.subTest(f'{name}: {i}'):
                    self.assertEqual(list(self.spec.unknown(self.spec.entity(entity), one, entity)), [])


if __name__ == '__main__':
    tap.main()
