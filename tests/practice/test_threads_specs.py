#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every request of Meta's own Postman collection for Threads, made to the town: what the town offers is answered, with the fields that were
asked for. EARSHOT_SPECS names the folder of descriptions; the collection is in it.

usage: test_threads_specs.py SOURCE-FOLDER
"""

import http.client
import json
import pathlib
import re
import sys
import unittest
import urllib.parse

TOP = pathlib.Path(sys.argv.pop(1))

import specs  # noqa: E402  puts the neighbours on the path
import town  # noqa: E402
import harness  # noqa: E402
import tap  # noqa: E402

FOLDER = TOP / 'src' / 'practice' / 'threads'
COLLECTION = 'threads-api.postman_collection.json'
REDIRECT = 'https://aurora.example/'

# Places are nobody's conversation, other people's profiles are behind Meta's review, and embedding is for web sites.
NOT_OFFERED = {'Search for Locations', 'Retrieve Threads Location', "Get Public Threads User's Profile Information",
               "Retrieve a List of a Public Profile's Threads", 'Embed a Threads Post'}
# What a container may be made with and the town leaves out.
LEFT_OUT = {'location_id', 'text_entities', 'text_attachment', 'gif_attachment', 'is_ghost_post', 'is_spoiler_media', 'auto_publish_text'}


def top_level(fields):
    """The names of fields=, without what stands in braces."""
    return set(re.sub(r'\{[^}]*\}', '', fields).split(','))


class CollectionTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        collection = json.loads(specs.path(COLLECTION).read_text())
        cls.variables = {one['key']: one['value'] for one in collection['variable']}
        cls.requests = list(cls.walk(collection['item']))
        cls.columns = specs.columns(FOLDER)
        cls.place = town.start('threads', size=200)
        cls.addClassCleanup(cls.place.close)
        cls.account = cls.place.accounts['threads']
        cls.place.order('set', name='threads.processing', value='0')

    @classmethod
    def walk(cls, items):
        for item in items:
            if 'item' in item:
                yield from cls.walk(item['item'])
            else:
                yield item['name'], item['request']

    def call(self, method, target, token='user', parameters=None):
        query = dict(parameters or {})
        if token:
            query['access_token'] = self.account['tokens'].get(token, token)
        return harness.request(method, f'{self.place.base("threads")}{target}?{urllib.parse.urlencode(query)}')

    def make(self, form):
        status, _, answer = self.call('POST', '/me/threads', parameters=form)
        self.assertEqual(status, 200, answer)
        return answer['id']

    def code(self):
        """What the sign-in page sends back; nobody follows it there."""
        address = urllib.parse.urlsplit(self.place.base('threads'))
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        connection.request('GET', '/oauth/authorize?' + urllib.parse.urlencode({
            'client_id': self.account['app_id'], 'redirect_uri': REDIRECT, 'response_type': 'code', 'scope': self.variables['scope'],
            'state': 'S'}))
        location = connection.getresponse().headers['Location']
        connection.close()
        return urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)['code'][0]

    def values(self):
        """One value for every variable of the collection, fresh for each request."""
        items = self.place.state()['items']
        post = max((item for item in items if not item.get('kind') and not item.get('deleted')), key=lambda item: item['created_ms'])['id']
        picture = {'media_type': 'IMAGE', 'image_url': 'https://aurora.example/a.jpg', 'is_carousel_item': 'true'}
        return self.variables | {
            'api_host': '', 'app_id': self.account['app_id'], 'app_secret': self.account['app_secret'], 'redirect_uri': REDIRECT,
            'code': self.code(), 'thread_id': post, 'quote_post_id': post, 'reply_control': 'everyone',
            'reply_thread_id': self.place.write('threads', 'comment', 'Open on Sunday?', top=post)['id'],
            'container_id': self.make({'media_type': 'TEXT', 'text': 'Soup today'}),
            'carousel_children_ids': f'{self.make(picture)},{self.make(picture)}', 'image_url': 'https://aurora.example/a.jpg',
            'video_url': 'https://aurora.example/a.mp4', 'location_id': '4711', 'input_token': self.account['tokens']['user'],
            # Needs a breakdown, and a hundred followers.
            'metrics_account': self.variables['metrics_account'].replace(',follower_demographics', ''),
        }

    def answer(self, name, request):
        values = self.values()

        def fill(text):
            return re.sub(r'\{\{(\w+)\}\}', lambda match: values[match[1]], text)

        address = urllib.parse.urlsplit(fill(request['url']['raw'].split('?')[0]))
        query = {one['key']: fill(one['value']) for one in request['url'].get('query', []) if not one.get('disabled')}
        token = {'Exchange the Code For a Token': None, 'Get App Access Token': None, 'Get Long-Lived Access Token': 'short'}.get(name, 'user')
        if name == 'Refresh Access Token':
            self.place.advance(25 * 3600)
        if name == 'Delete Threads Post':
            address = address._replace(path='/' + self.call('POST', '/me/threads_publish',
                                                            parameters={'creation_id': values['container_id']})[2]['id'])
        if name == 'Search for Threads Posts':
            query['q'] = 'o'
        return query, self.call(request['method'], address.path, token, query)

    def test_requests(self):
        """Threads: every request of the collection that is offered is answered, with fields that were asked for"""
        answered = set()
        # Renewing needs an older token, and then the short one is over.
        for name, request in sorted(self.requests, key=lambda one: one[0] == 'Refresh Access Token'):
            with self.subTest(name):
                query, (status, _, answer) = self.answer(name, request)
                if name in NOT_OFFERED:
                    self.assertEqual(answer['error']['code'], 100, answer)
                    continue
                self.assertEqual(status, 200, answer)
                answered.add(name)
                if 'fields' not in query:
                    continue
                asked = top_level(query['fields']) | {'id'}
                for one in answer.get('data', [answer]):
                    self.assertEqual(set(one) - asked, set())
                    if 'timestamp' in one:
                        self.assertRegex(one['timestamp'], specs.TIME)
                    if 'permalink' in one:
                        self.assertIn(f'/@{one["username"]}/post/{one["shortcode"]}', one['permalink'])
        self.assertEqual(answered, {name for name, _ in self.requests} - NOT_OFFERED)
        self.assertGreater(len(answered), 28)

    def test_tables(self):
        """Threads: the fields there are to ask for are those of the collection, no more and no fewer"""
        media = top_level(self.variables['fields_threads']) | top_level(self.variables['fields_replies'])
        self.assertEqual(set(self.columns['media']), media)
        self.assertEqual(set(self.columns['account']), top_level(self.variables['fields_profile']))

    def test_parameters(self):
        """Threads: what a container is made with is what the collection makes it with"""
        asked = {one['key'] for _, request in self.requests if request['url']['raw'].startswith('{{api_host}}/me/threads?')
                 and request['method'] == 'POST' for one in request['url']['query']}
        table = re.search(r'parameters\[\] = \{(.*?)\};', (FOLDER / 'ear-threads-publish.c').read_text(), re.S)[1]
        known = {name.split('.')[0] for name in re.findall(r'"([\w.]+)"', table)}
        self.assertEqual(asked - known, LEFT_OUT)

    def test_metrics(self):
        """Threads: the figures are those of the collection"""
        status, _, answer = self.call('GET', '/me/threads_insights', parameters={'metric': self.values()['metrics_account']})
        self.assertEqual((status, {one['name'] for one in answer['data']}),
                         (200, set(self.variables['metrics_account'].split(',')) - {'follower_demographics'}))


if __name__ == '__main__':
    tap.main()
