#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the town's Instagram gives, compared with Meta's own lists of the nodes of graph.instagram.com. EARSHOT_SPECS names the folder of
descriptions; Meta's are in its folder "meta".

usage: test_instagram_specs.py SOURCE-FOLDER
"""

import pathlib
import re
import sys

TOP = pathlib.Path(sys.argv.pop(1))

import specs  # noqa: E402  puts the neighbours on the path
import tap  # noqa: E402

NODES = {'ACCOUNT': 'IGUserForIGOnlyAPI', 'MEDIA': 'IGMediaForIGOnlyAPI', 'COMMENT': 'IGComment', 'THREAD': 'UnifiedThread'}
WHOLE = {'GET': '#get', 'POST': '#update', 'DELETE': '#delete'}


class SpecsTest(specs.NodesTest):
    service = 'instagram'
    folder = TOP / 'src' / 'practice' / 'instagram'
    nodes = {
        'account': ('IGUserForIGOnlyAPI', 'me', {'user_id', 'id', 'username', 'account_type', 'media_count'}),
        'media': ('IGMediaForIGOnlyAPI', 'me/media', {'caption', 'media_type', 'thumbnail_url', 'comments_count', 'children', 'comments', 'owner'}),
        'comment': ('IGComment', '{post}/comments', {'text', 'from', 'hidden', 'username', 'replies', 'media'}),
        'thread': ('UnifiedThread', 'me/conversations', {'updated_time', 'participants', 'messages'}),
    }
    as_text = {'IGUserForIGOnlyAPI.user_id'}

    def test_tables(self):
        """Instagram: every field there is to ask for is one of Meta's"""
        self.check_tables()

    def test_answers(self):
        """Instagram: every field that is given is one of Meta's, of its type"""
        self.check_answers()
        authors = [one['from'] for one in self.listed('{post}/comments', ['from']) if 'from' in one]
        self.assertTrue(authors)
        self.assertEqual(set().union(*authors) - set(self.fields('IGCommentFromUser')), set())

    def test_edges(self):
        """Instagram: every place that is served is one of Meta's"""
        routes = re.findall(r'\{ "(\w+)", ([\w |]+), (?:NULL|"(\w+)"),', (self.folder / 'ear-instagram-town.c').read_text())
        checked = 0
        for method, types, edge in routes:
            for kind in re.findall(r'EAR_INSTAGRAM_(\w+)', types):
                if kind not in NODES:
                    continue
                apis = self.spec(NODES[kind])['apis']
                # Meta's list drops the underscores of some edges.
                known = {(api['method'], api.get('endpoint', api.get('name', '')).replace('_', '')) for api in apis}
                with self.subTest(f'{method} {kind}/{edge}'):
                    self.assertIn((method, edge.replace('_', '') or WHOLE[method]), known)
                    checked += 1
        self.assertGreater(checked, 20)

    def test_tokens(self):
        """Instagram: what comes with a token is what Meta lists"""
        self.place.advance(25 * 3600)
        renewed = self.get('/refresh_access_token?grant_type=ig_refresh_token')
        self.assertEqual(set(renewed), set(self.fields('IGRefreshAccessTokenForIGOnlyAPI')))


if __name__ == '__main__':
    tap.main()
