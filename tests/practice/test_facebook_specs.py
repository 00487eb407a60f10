#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the town's Facebook gives, compared with Meta's own lists of its nodes. EARSHOT_SPECS names the folder of descriptions; Meta's are in
its folder "meta".

usage: test_facebook_specs.py SOURCE-FOLDER
"""

import pathlib
import sys

TOP = pathlib.Path(sys.argv.pop(1))

import specs  # noqa: E402  puts the neighbours on the path
import tap  # noqa: E402


class SpecsTest(specs.NodesTest):
    service = 'facebook'
    folder = TOP / 'src' / 'practice' / 'facebook'
    token = 'page'
    parameters = 'limit=100&filter=stream'
    nodes = {
        'page': ('Page', '{account}', {'name', 'link', 'hours', 'fan_count'}),
        'post': ('PagePost', '{account}/published_posts', {'message', 'created_time', 'comments', 'shares', 'attachments'}),
        'comment': ('Comment', '{post}/comments', {'message', 'from', 'can_hide', 'comment_count', 'attachment'}),
        'review': ('Recommendation', '{account}/ratings', {'review_text', 'rating', 'recommendation_type', 'reviewer', 'open_graph_story'}),
        'thread': ('UnifiedThread', '{account}/conversations', {'snippet', 'participants', 'can_reply', 'messages'}),
    }
    # /me/accounts gives it (Meta's page on it says so); the list is of the node.
    extra = {'Page': {'tasks'}}

    def test_tables(self):
        """Facebook: every field there is to ask for is one of Meta's"""
        self.check_tables()

    def test_answers(self):
        """Facebook: every field that is given is one of Meta's, of its type"""
        self.check_answers()


if __name__ == '__main__':
    tap.main()
