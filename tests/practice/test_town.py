#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The town over loopback: connections that end, answers that come late, its file, and its orders."""

import http.client
import json
import pathlib
import tempfile
import threading
import time
import unittest
import urllib.error

import town  # puts the neighbours on the path
import harness
import tap

NOW = 1790000000000


def ask(place, method, path, token=None, **form):
    headers = {'Authorization': f'Bearer {token}'} if token else {}
    return harness.request(method, place.base('facebook') + path, headers=headers, form=form or None)


class TownTest(unittest.TestCase):
    def start(self, **options):
        place = town.start('facebook', now=NOW, **options)
        self.addCleanup(place.close)
        account = place.accounts['facebook']
        return place, account['id'], account['tokens']['page']

    def newest_post(self, place, page, token):
        _, _, answer = ask(place, 'GET', f'/v26.0/{page}/published_posts?limit=1', token)
        return answer['data'][0]['id']

    def test_dropped(self):
        """A connection that ends before or after the work is done"""
        place, page, token = self.start()
        post = self.newest_post(place, page, token)
        for kind, done in ('drop-before', False), ('drop-after', True):
            place.mischief(kind, method='POST', path=f'/v26.0/{post}')
            with self.assertRaises((urllib.error.URLError, http.client.HTTPException, ConnectionError)):
                ask(place, 'POST', f'/v26.0/{post}/comments', token, message=f'after {kind}')
            texts = [item['text'] for item in place.state()['items']]
            self.assertEqual(f'after {kind}' in texts, done)
            self.assertEqual(place.order('mischief', 'GET')[kind], 1)
        status, _, _ = ask(place, 'POST', f'/v26.0/{post}/comments', token, message='third')
        self.assertEqual(status, 200)

    def test_late(self):
        """An answer that comes late holds up nobody else, and the end of the town does not wait for it"""
        place, page, token = self.start()
        place.mischief('stall', path='/v26.0/me', ms=700)
        begun = time.monotonic()
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(ask(place, 'GET', '/v26.0/me', token)))
        waiting.start()
        harness.wait_for('the stall', lambda: place.order('mischief', 'GET')['stall'] == 1)
        self.assertEqual(ask(place, 'GET', f'/v26.0/{page}', token)[0], 200)
        self.assertFalse(answers)
        waiting.join(30)
        self.assertGreaterEqual(time.monotonic() - begun, 0.7)
        self.assertEqual(answers[0][0], 200)

        place.mischief('stall', path='/v26.0/me', ms=600000)
        connection = http.client.HTTPConnection('127.0.0.1', place.ports['facebook'], timeout=30)
        connection.request('GET', '/v26.0/me', headers={'Authorization': f'Bearer {token}'})
        harness.wait_for('the stall', lambda: place.order('mischief', 'GET')['stall'] == 2)
        place.close()
        connection.close()
        self.assertEqual(place.process.returncode, 0)

    def test_gone_while_late(self):
        """Whoever hangs up during a stall leaves the town well"""
        place, page, token = self.start()
        place.mischief('stall', path='/v26.0/me', ms=300)
        connection = http.client.HTTPConnection('127.0.0.1', place.ports['facebook'], timeout=30)
        connection.request('GET', '/v26.0/me', headers={'Authorization': f'Bearer {token}'})
        harness.wait_for('the stall', lambda: place.order('mischief', 'GET')['stall'] == 1)
        connection.close()
        place.mischief('stall', path='/v26.0/me', ms=600)
        self.assertEqual(ask(place, 'GET', '/v26.0/me', token)[0], 200)

    def test_file(self):
        """The town goes on where it ended"""
        with tempfile.TemporaryDirectory() as folder:
            state = pathlib.Path(folder) / 'town.json'
            place, page, token = self.start(state=state)
            post = self.newest_post(place, page, token)
            _, _, answer = ask(place, 'POST', f'/v26.0/{post}/comments', token, message='We are back on Tuesday.')
            before = place.state()
            place.close()
            again, page, token = self.start(state=state)
            self.assertEqual(again.state(), before)
            status, _, found = ask(again, 'GET', f'/v26.0/{answer["id"]}', token)
            self.assertEqual((status, found['message']), (200, 'We are back on Tuesday.'))

    def test_orders(self):
        """What is written, edited, deleted and lived by order is seen at the service"""
        place, page, token = self.start()
        post = self.newest_post(place, page, token)
        comment = place.write('facebook', 'comment', 'A dog?', top=post.split('_')[1])
        path = f'/v26.0/{comment["id"]}?fields=message,from'
        self.assertEqual(ask(place, 'GET', path, token)[2]['message'], 'A dog?')
        place.order('edit', id=comment['id'], text='Two dogs?')
        self.assertEqual(ask(place, 'GET', path, token)[2]['message'], 'Two dogs?')
        place.order('delete', id=comment['id'])
        self.assertEqual(ask(place, 'GET', path, token)[2]['error']['error_subcode'], 33)
        before = len(place.state()['items'])
        place.advance(86400)
        place.order('live')
        self.assertGreater(len(place.state()['items']), before + 5)
        place.order('token', secret=token, dead=460)
        status, headers, answer = ask(place, 'GET', '/v26.0/me', token)
        self.assertEqual((status, answer['error']['code'], answer['error']['error_subcode']), (400, 190, 460))

    def test_lively(self):
        """People write by themselves as the clock goes on"""
        place, page, token = self.start(still=False)
        before = len(place.state()['items'])
        place.advance(7 * 86400)
        harness.wait_for('something written', lambda: len(place.state()['items']) > before + 50)

    def test_same(self):
        """The same seed, time and orders make the same town"""
        states = []
        for _ in range(2):
            place, page, token = self.start(seed=9)
            post = self.newest_post(place, page, token)
            ask(place, 'POST', f'/v26.0/{post}/comments', token, message='Good morning')
            place.advance(86400)
            place.order('live')
            states.append(place.state())
        self.assertEqual(*states)

    def test_origin(self):
        """A client led here under the service's name is answered under it"""
        place, page, token = self.start()
        for host, expected in ('graph.facebook.com', 'https://graph.facebook.com/'), ('other.example', place.base('facebook')):
            connection = http.client.HTTPConnection('127.0.0.1', place.ports['facebook'], timeout=30)
            connection.request('GET', f'/v26.0/{page}/published_posts?limit=1', headers={'Authorization': f'Bearer {token}', 'Host': host})
            answer = json.loads(connection.getresponse().read())
            connection.close()
            self.assertTrue(answer['paging']['next'].startswith(expected), answer['paging'])
            self.assertNotIn(token, answer['paging']['next'])


if __name__ == '__main__':
    tap.main()
