#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on two servers that speak Mastodon's API and federate with each other (snac2), through earshotctl."""

import unittest

import earshot
import harness
import tap


class Fediverse(unittest.TestCase):
    """shop at the bakery is ours; bob in the town is a customer with an Earshot of his own."""

    @classmethod
    def setUpClass(cls):
        cls.pair = harness.start_snac_pair()
        cls.here, cls.there = cls.pair.__enter__()
        cls.addClassCleanup(cls.pair.__exit__, None, None, None)
        cls.token, cls.bob = cls.here.sign_in('shop'), cls.there.sign_in('bob')
        cls.ear = earshot.Earshot()
        cls.addClassCleanup(cls.ear.close)
        cls.key = cls.ear.add_mastodon(cls.here, cls.token)
        cls.bobs = earshot.Earshot()
        cls.addClassCleanup(cls.bobs.close)
        cls.bobs_key = cls.bobs.add_mastodon(cls.there, cls.bob)

    def post(self, server, token, text, **more):
        code, status = server.api('POST', '/api/v1/statuses', token, status=text, **more)
        self.assertEqual(code, 200, status)
        return status

    def arrived(self, ear, words):
        """The conversation in which these words arrive."""
        def look():
            ear.sync()
            return [thread for thread in map(ear.show, [row['id'] for row in ear.inbox()])
                    if any(words in message['text'] for message in thread['messages'])]
        [thread] = harness.wait_for(f'“{words}”', look, 60, 1)
        return thread

    def message(self, thread, words):
        [message] = [m for m in thread['messages'] if words in m['text']]
        return message

    def test_connected(self):
        """Mastodon API: the connected account is listed; a wrong token is refused"""
        channel = self.ear.channels()[self.key]
        self.assertEqual((channel['kind'], channel['offline']), ('mastodon', False))
        self.assertIn('shop', channel['name'] + (channel['url'] or ''))
        with earshot.Earshot(self.ear.keyring) as other:
            other.fails(earshot.SIGN_IN, 'channel', 'add', 'mastodon', '--url', self.here.url, '--secret-stdin', stdin='not-a-token')
        self.assertEqual(self.ear.find_secret(self.token), [])

    def test_mention(self):
        """Mastodon API: two who mention and answer each other, each from an Earshot"""
        self.post(self.there, self.bob, f'@shop@{self.here.host} Do you bake on Monday?')
        thread = self.arrived(self.ear, 'bake on Monday')
        question = self.message(thread, 'bake on Monday')
        self.assertEqual((question['direction'], question['audience'], thread['waiting']), ('in', 'public', True))
        self.assertIn('bob', question['handle'])

        self.ear.reply(thread['id'], 'Every day but Sunday.')
        answer = self.message(self.ear.show(thread['id']), 'but Sunday')
        self.assertEqual((answer['direction'], self.ear.show(thread['id'])['waiting']), ('out', False))

        theirs = self.arrived(self.bobs, 'but Sunday')
        self.assertEqual(self.message(theirs, 'but Sunday')['direction'], 'in')
        self.bobs.reply(theirs['id'], 'Then I come on Tuesday.')
        again = self.arrived(self.ear, 'come on Tuesday')
        self.assertEqual(again['id'], thread['id'])
        self.assertTrue(again['waiting'])
        self.assertEqual([(m['direction'], m['text']) for m in again['messages']][-1][0], 'in')
        # Nothing twice.
        self.assertEqual(len(again['messages']), len({m['id'] for m in again['messages']}))
        self.assertEqual(len([m for m in again['messages'] if 'but Sunday' in m['text']]), 1)
        self.ear.sync()
        self.assertEqual(self.message(self.ear.show(thread['id']), 'but Sunday')['outbox'], 'seen')

    def test_direct(self):
        """Mastodon API: what was not said in public is not answered in public"""
        # snac2 says “private” of direct messages, too.
        among_us = ('direct', 'followers')
        self.post(self.there, self.bob, f'@shop@{self.here.host} Between us: a surprise cake?', visibility='direct')
        thread = self.arrived(self.ear, 'surprise cake')
        self.assertIn(self.message(thread, 'surprise cake')['audience'], among_us)
        self.ear.reply(thread['id'], 'Our lips are sealed.')
        theirs = self.arrived(self.bobs, 'lips are sealed')
        self.assertIn(self.message(theirs, 'lips are sealed')['audience'], among_us)
        # No other server is given it, and it does not stand on the page of the account.
        answer = self.message(self.ear.show(thread['id']), 'lips are sealed')
        status, _, _ = harness.request('GET', answer['url'].replace(f'http://{self.here.host}', self.here.url), headers={'Accept': 'application/activity+json'})
        self.assertEqual(status, 404)
        _, _, page = harness.request('GET', f'{self.here.url}/shop')
        self.assertNotIn('lips are sealed', str(page))

    def test_typed_elsewhere(self):
        """Mastodon API: an answer typed in another application arrives as ours, and answers"""
        self.post(self.there, self.bob, f'@shop@{self.here.host} Oat milk?')
        thread = self.arrived(self.ear, 'Oat milk?')
        code, notifications = self.here.api('GET', '/api/v1/notifications', self.token)
        [status] = [n['status'] for n in notifications if n['type'] == 'mention' and 'Oat milk' in n['status']['content']]
        self.post(self.here, self.token, f'@bob@{self.there.host} Of course.', in_reply_to_id=status['id'])
        again = self.arrived(self.ear, 'Of course.')
        self.assertEqual(again['id'], thread['id'])
        answer = self.message(again, 'Of course.')
        self.assertEqual((answer['direction'], answer['typed_elsewhere'], again['waiting']), ('out', True, False))


if __name__ == '__main__':
    tap.main()
