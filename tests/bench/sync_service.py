#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two made-up services on loopback, for the benchmark of reading them: a Mastodon server and a WordPress site.

usage: sync_service.py mastodon|wordpress ITEMS     prints its address and serves until its input ends

Everything is made, and written as JSON, before the first request. The same number of items is the same data. A status is about
2.8 KB, a comment about 1.3 KB, as the real services send them; threads are nested, and most of what is asked is answered.
"""

import bisect
import datetime
import http.server
import itertools
import json
import random
import sys
import threading
import urllib.parse

END_MS = 1_748_736_000_000  # 2025-06-01: in the past whenever this runs
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


class Writer:
    """Sentences of a made-up vocabulary, its words drawn as often as Zipf has it."""

    def __init__(self, rand):
        self.rand = rand
        common = 'the of and to in is you that for on with open sunday table menu vegan terrace birthday thanks we'.split()
        self.vocabulary = common + [''.join(rand.choice('bdfgklmnprstv') + rand.choice('aeiou') for _ in range(rand.randint(2, 4)))
                                    + rand.choice(('', '', 's', 'ing', 'er', 'ü')) for _ in range(30_000)]
        self.weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(self.vocabulary))))

    def words(self, n):
        return ' '.join(self.rand.choices(self.vocabulary, cum_weights=self.weights, k=n)).capitalize()


def compact(value, **options):
    return json.dumps(value, separators=(',', ':'), **options)


def iso(ms, end='.000Z'):
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%S') + end


def talk(rand, n, days, may_follow=.5, we_begin=0):
    """n turns in time order: (time, turn's number, that of the turn it answers or None, whether it is ours, who speaks)."""
    turns, serial = [], itertools.count(1)
    while len(turns) < n:
        at, person, parent, ours = END_MS - rand.random() * days * DAY_MS, int(6000 * rand.random() ** 2), None, rand.random() < we_begin
        for _ in range(8):
            number = next(serial)
            turns.append((int(at), number, parent, ours, person))
            if rand.random() > (may_follow if ours else .7) or at > END_MS:
                break
            parent = number
            at += MINUTE_MS + rand.expovariate(1 / (6 * HOUR_MS))
            if rand.random() < .1:
                person = int(6000 * rand.random() ** 2)
            else:
                ours = not ours
    turns = sorted(turns[:n])
    # As services count: upwards with the time.
    numbers = {turn[1]: number for number, turn in enumerate(turns, 1)}
    return [(at, numbers[number], numbers.get(parent), ours, person) for at, number, parent, ours, person in turns]


# ---- Mastodon ----

class Mastodon:
    def __init__(self, n, address):
        self.address = address
        self.rand = random.Random(20_000 + n)
        self.writer = Writer(self.rand)
        self.accounts = {}
        self.us = self.account('shop', '14715', f'{address}/@shop')
        self.lists = {'/api/v1/notifications': ([], []), '/api/v1/accounts/14715/statuses': ([], [])}
        self.statuses, self.bytes = {}, 0
        written = {}
        for at, number, parent, ours, person in talk(self.rand, n, 730, we_begin=.06):
            parent = written.get(parent)
            status = self.status(at, number, parent, ours, person)
            written[number] = status
            text = compact(status, ensure_ascii=False)
            self.bytes += len(text.encode())
            if ours:
                self.add('/api/v1/accounts/14715/statuses', int(status['id']), text)
            else:
                notification = 30_000_000 + len(self.lists['/api/v1/notifications'][0])
                head = compact({'id': str(notification), 'type': 'mention', 'group_key': f'ungrouped-{notification}',
                                   'created_at': status['created_at'], 'account': status['account']}, ensure_ascii=False)
                self.add('/api/v1/notifications', notification, f'{head[:-1]},"status":{text}}}')

    def add(self, path, number, text):
        ids, texts = self.lists[path]
        # Two of one millisecond.
        ids.append(max(number, ids[-1] + 1) if ids else number)
        texts.append(text.encode())

    def account(self, acct, number, url):
        if acct not in self.accounts:
            name = acct.split('@')[0]
            host = url.split('/')[2]
            picture = f'https://files.{host}/accounts/avatars/000/{number[:3]}/{number[3:]}/original/0123456789abcdef.png'
            self.accounts[acct] = {
                'id': number, 'username': name, 'acct': acct, 'display_name': self.writer.words(2).title(), 'locked': False, 'bot': False,
                'discoverable': True, 'indexable': False, 'group': False, 'created_at': '2019-11-01T00:00:00.000Z',
                'note': f'<p>{self.writer.words(48)} <a href="https://{name}.example" target="_blank" rel="nofollow noopener">{name}</a></p>',
                'url': url, 'uri': f'https://{host}/users/{name}', 'avatar': picture, 'avatar_static': picture, 'header': picture,
                'header_static': picture, 'followers_count': 120, 'following_count': 98, 'statuses_count': 2741,
                'last_status_at': '2025-05-30', 'hide_collections': False, 'emojis': [],
                'fields': [{'name': 'Web', 'value': f'<a href="https://{name}.example" rel="nofollow noopener me">{name}</a>',
                            'verified_at': None}]}
        return self.accounts[acct]

    def customer(self, person):
        host = f'server{person % 300}.example'
        return self.account(f'guest{person}@{host}', str(110_000_000_000_000_000 + person), f'https://{host}/@guest{person}')

    def mention(self, account):
        return {'id': account['id'], 'username': account['username'], 'url': account['url'], 'acct': account['acct']}

    def content(self, mentioned):
        rand, html = self.rand, '<p>'
        for account in mentioned:
            html += (f'<span class="h-card" translate="no"><a href="{account["url"]}" class="u-url mention">@<span>{account["username"]}'
                     '</span></a></span> ')
        html += self.writer.words(rand.randint(4, 40))
        if rand.random() < .3:
            html += f'<br />{self.writer.words(rand.randint(3, 20))} &amp; {self.writer.words(3)}'
        if rand.random() < .15:
            path = self.writer.words(1).lower()
            html += (f'</p><p><a href="https://www.{path}.example/{path}/menu" target="_blank" rel="nofollow noopener" translate="no">'
                     f'<span class="invisible">https://www.</span><span class="ellipsis">{path}.example/</span>'
                     f'<span class="invisible">{path}/menu</span></a>')
        return html + '</p>'

    def foreign(self, at, number):
        """What a customer answers when it is not ours: it names us, so it must be looked at."""
        account = self.customer(9_000 + number % 500)
        status = self.make(at - HOUR_MS, number, account, None, [self.customer(number % 6000)], 'public')
        self.statuses[status['id']] = compact(status, ensure_ascii=False).encode()
        return status

    def status(self, at, number, parent, ours, person):
        account = self.us if ours else self.customer(person)
        broadcast = ours and parent is None
        mentioned = [] if broadcast else [self.us]
        if parent is None and not ours and self.rand.random() < .04:
            parent = self.foreign(at, number)
        if parent is not None and parent['account'] is not self.us:
            mentioned = [parent['account']] + ([] if ours else [self.us])
        visibility = parent['visibility'] if parent is not None else self.rand.choices(
            ('public', 'unlisted', 'direct'), (75, 15, 0 if ours else 10))[0]
        return self.make(at, number, account, parent, mentioned, visibility)

    def make(self, at, number, account, parent, mentioned, visibility):
        status_id = str(at << 16 | number & 0xffff)
        host = account['url'].split('/')[2]
        status = {
            'id': status_id, 'created_at': iso(at), 'in_reply_to_id': parent['id'] if parent else None,
            'in_reply_to_account_id': parent['account']['id'] if parent else None, 'sensitive': False, 'spoiler_text': '',
            'visibility': visibility, 'language': 'en', 'uri': f'https://{host}/users/{account["username"]}/statuses/{status_id}',
            'url': f'{account["url"]}/{status_id}', 'replies_count': 1, 'reblogs_count': 0, 'favourites_count': 2, 'quotes_count': 0,
            'edited_at': None, 'favourited': False, 'reblogged': False, 'muted': False, 'bookmarked': False, 'filtered': [],
            'content': self.content(mentioned), 'reblog': None, 'application': {'name': 'Web', 'website': None}, 'account': account,
            'media_attachments': [], 'mentions': [self.mention(one) for one in mentioned], 'tags': [], 'emojis': [], 'card': None,
            'poll': None}
        if self.rand.random() < .08:
            picture = f'https://files.{host}/media_attachments/files/113/{number}/original/abcdef.jpeg'
            status['media_attachments'].append({
                'id': str(number), 'type': 'image', 'url': picture, 'preview_url': picture.replace('original', 'small'), 'remote_url': None,
                'description': self.writer.words(8), 'blurhash': 'UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH',
                'meta': {'original': {'width': 1600, 'height': 1200}, 'small': {'width': 480, 'height': 360}}})
        return status

    def answer(self, path, query):
        if path in self.lists:
            ids, texts = self.lists[path]
            limit = int(query.get('limit', ['20'])[0])
            end = bisect.bisect_left(ids, int(query['max_id'][0])) if 'max_id' in query else len(ids)
            start = bisect.bisect_right(ids, int(query['min_id'][0])) if 'min_id' in query else 0
            if 'min_id' in query:
                end = min(end, start + limit)
            return texts[max(start, end - limit):end][::-1], {}
        if path == '/api/v1/statuses':
            return [self.statuses[one] for one in query.get('id[]', []) if one in self.statuses], {}
        return [], {}


# ---- WordPress ----

class WordPress:
    def __init__(self, n, address):
        self.address = address
        rand = random.Random(20_000 + n)
        self.writer = Writer(rand)
        self.times, self.texts, self.numbers, self.bytes = [], [], {}, 0
        self.posts = [self.post(number) for number in range(300)]
        places = {}
        # Fifty a day: a busy blog.
        for at, number, parent, ours, person in talk(rand, n, n / 55, .35):
            place = places[number] = places.get(parent, int(300 * rand.random() ** 2))
            comment = self.comment(at, number, parent or 0, ours, person, place, rand)
            self.numbers[number] = len(self.texts)
            self.times.append(iso(at, ''))
            # As PHP writes it.
            self.texts.append(compact(comment).replace('/', '\\/').encode())
            self.bytes += len(self.texts[-1])

    def post(self, number):
        at = END_MS - (300 - number) * 2 * DAY_MS
        return {'id': 100 + number, 'date_gmt': iso(at, ''), 'link': f'{self.address}/2025/post-{number}/',
                'title': {'rendered': self.writer.words(6)}, 'content': {'rendered': f'<p>{self.writer.words(300)}</p>\n', 'protected': False}}

    def comment(self, at, number, parent, ours, person, place, rand):
        api = f'{self.address}/wp-json/wp/v2'
        lines = [self.writer.words(rand.randint(6, 46)) for _ in range(rand.choices((1, 2, 3), (70, 20, 10))[0])]
        rendered = ''.join(f'<p>{line}&#8217;s</p>\n' for line in lines)
        links = {'self': [{'href': f'{api}/comments/{number}', 'targetHints': {'allow': ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']}}],
                 'collection': [{'href': f'{api}/comments'}],
                 'up': [{'embeddable': True, 'post_type': 'post', 'href': f'{api}/posts/{100 + place}'}]}
        if parent:
            links['in-reply-to'] = [{'embeddable': True, 'href': f'{api}/comments/{parent}'}]
        name = 'Anna Baker' if ours else f'Guest {person}'
        return {'id': number, 'post': 100 + place, 'parent': parent, 'author': 2 if ours else 0, 'author_name': name,
                'author_email': 'anna@bakery.example' if ours else f'guest{person}@mail.example',
                'author_url': '' if person % 3 else f'https://guest{person}.example', 'date': iso(at, ''), 'date_gmt': iso(at, ''),
                'content': {'rendered': rendered, 'raw': '\n\n'.join(f'{line}’s' for line in lines)},
                'link': f'{self.address}/2025/post-{place}/#comment-{number}', 'status': 'approved', 'type': 'comment', '_links': links}

    def answer(self, path, query):
        per_page, offset = int(query.get('per_page', ['10'])[0]), int(query.get('offset', ['0'])[0])
        include = query['include'][0].split(',') if 'include' in query else None
        if path.endswith('/posts'):
            before = query.get('before', ['9'])[0].rstrip('Z')
            found = self.posts[::-1] if include is None else [self.posts[int(one) - 100] for one in include]
            found = [post for post in found if post['date_gmt'] < before]
            wanted = query.get('_fields', [''])[0].split(',')
            page = [compact({name: post[name] for name in wanted if name in post}).encode() for post in found[offset:offset + per_page]]
            return page, {'X-WP-Total': len(found)}
        if not path.endswith('/comments'):
            return [], {}
        if include is not None:
            return [self.texts[self.numbers[int(one)]] for one in include if int(one) in self.numbers], {'X-WP-Total': len(include)}
        start = bisect.bisect_right(self.times, query['after'][0].rstrip('Z')) if 'after' in query else 0
        end = bisect.bisect_left(self.times, query['before'][0].rstrip('Z')) if 'before' in query else len(self.times)
        found = self.texts[start:end]
        if query.get('order') != ['asc']:
            found.reverse()
        return found[offset:offset + per_page], {'X-WP-Total': len(found)}


# ---- serving ----

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        items, headers = self.server.service.answer(address.path, urllib.parse.parse_qs(address.query))
        body = b'[' + b','.join(items) + b']'
        self.send_response(200)
        self.send_header('Content-Type', 'application/json; charset=utf-8')
        self.send_header('Content-Length', str(len(body)))
        for name, value in headers.items():
            self.send_header(name, str(value))
        # In one write, or the rest of it would wait for an acknowledgement.
        self._headers_buffer.append(b'\r\n' + body)
        self.flush_headers()

    def log_message(self, *words):
        pass


def main(kind, n):
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    server.daemon_threads = True
    address = f'http://127.0.0.1:{server.server_port}'
    server.service = {'mastodon': Mastodon, 'wordpress': WordPress}[kind](int(n), address)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(address, server.service.bytes // int(n), flush=True)
    sys.stdin.read()


if __name__ == '__main__':
    main(*sys.argv[1:])
