#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Meta's own facebook-nodejs-business-sdk works at the town's Instagram account: what it reads and does is what is there."""

import unittest

import town  # puts the neighbours on the path
import meta_sdk
import tap


class SdkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        meta_sdk.check()
        cls.place = town.start('instagram', size=120)
        cls.addClassCleanup(cls.place.close)
        cls.account = cls.place.accounts['instagram']
        cls.place.order('set', name='instagram.processing', value='0')
        cls.post = max(meta_sdk.of(cls.place.state(), 'post'), key=lambda item: item['created_ms'])
        asked = cls.place.write('instagram', 'comment', 'Open on Sunday?', top=cls.post['id'])
        cls.question, cls.person = asked['id'], asked['author']
        cls.place.write('instagram', 'message', 'A table for two?', person=cls.person)
        cls.before = cls.place.state()
        cls.seen = meta_sdk.run('instagram.cjs', base=cls.place.base('instagram'), token=cls.account['tokens']['user'], question=cls.question,
                                person=cls.person)
        cls.after = cls.place.state()

    def test_account(self):
        """SDK: the account, with every field the SDK knows"""
        account = self.seen['account']
        self.assertEqual((account['user_id'], account['name']), (self.account['id'], 'Aurora, pasta and wine'))
        self.assertNotEqual(account['id'], account['user_id'])
        self.assertEqual(account['media_count'], len(meta_sdk.of(self.before, 'post')))

    def test_media(self):
        """SDK: every post once, newest first, over several pages"""
        posts = sorted(meta_sdk.of(self.before, 'post'), key=lambda item: -item['created_ms'])
        self.assertEqual([one['id'] for one in self.seen['media']], [post['id'] for post in posts])
        self.assertEqual([one['caption'] for one in self.seen['media']], [post['text'] for post in posts])
        self.assertGreater(self.seen['media_pages'], 2)
        self.assertEqual({one['id'] for one in self.seen['tags']}, {item['id'] for item in meta_sdk.of(self.before, 'mention')})
        self.assertEqual(self.seen['stories'], 0)

    def test_comments(self):
        """SDK: every comment of a post once, with its replies and who wrote it"""
        under = [item for item in meta_sdk.of(self.before, 'comment') if item['top'] == self.post['id']]
        first = {item['id']: item for item in under if 'parent' not in item}
        withheld = {person['id'] for person in self.before['people'] if person.get('withheld')}
        self.assertGreater(self.seen['comment_pages'], 3)
        self.assertEqual(len(self.seen['comments']), len(first))
        for comment in self.seen['comments']:
            item = first.pop(comment['id'])
            self.assertEqual(comment['text'], item['text'])
            self.assertEqual(comment.get('from', {}).get('id'), None if item['author'] in withheld else item['author'])
            replies = [reply['id'] for reply in comment.get('replies', {}).get('data', [])]
            self.assertEqual(sorted(replies), sorted(one['id'] for one in under if one.get('parent') == item['id']))
        self.assertFalse(first)

    def test_writing(self):
        """SDK: comment, answer, hide, show, delete"""
        there = {item['id']: item for item in self.after['items']}
        answer = self.seen['answer']
        self.assertEqual(there[self.seen['commented']]['text'], 'Written by an SDK.')
        self.assertEqual((answer['text'], answer['parent_id'], answer['from']['id']), ('Yes, till ten. 🙂', self.question, self.account['id']))
        self.assertEqual(self.seen['replies'], [answer['id']])
        self.assertEqual((self.seen['hidden']['hidden'], self.seen['shown']['hidden'], self.seen['to_hidden']['code']), (True, False, 100))
        self.assertEqual(self.seen['deleted'], {'code': 100, 'subcode': 33})
        self.assertEqual(self.seen['figures'], ['reach', 'likes'])

    def test_messages(self):
        """SDK: conversations by their newest message, and a message sent"""
        threads = self.seen['threads']
        self.assertEqual(len(threads), len(meta_sdk.of(self.before, 'thread')))
        self.assertEqual([thread['updated_time'] for thread in threads], sorted((thread['updated_time'] for thread in threads), reverse=True))
        self.assertIn(self.person, [party['id'] for party in threads[0]['participants']['data']])
        self.assertEqual((self.seen['messages'][0]['message'], self.seen['messages'][0]['from']['id']), ('A table for two?', self.person))
        self.assertEqual(self.seen['sent']['recipient_id'], self.person)
        newest = max(meta_sdk.of(self.after, 'message'), key=lambda item: (item['created_ms'], int(item['id'])))
        self.assertEqual((newest['text'], newest['author']), ('A table is free.', self.account['id']))

    def test_publishing(self):
        """SDK: a picture in two steps"""
        published = next(item for item in self.after['items'] if item['id'] == self.seen['published'])
        self.assertEqual(published['text'], 'Plum cake, by an SDK.')
        self.assertEqual(self.seen['limit'], [{'quota_usage': 1, 'config': {'quota_total': 50, 'quota_duration': 86400}}])

    def test_errors(self):
        """SDK: an unknown field is the whole answer, as is a token nobody gave"""
        self.assertEqual(self.seen['unknown_field']['code'], 100)
        self.assertEqual(self.seen['no_token']['code'], 190)


if __name__ == '__main__':
    tap.main()
