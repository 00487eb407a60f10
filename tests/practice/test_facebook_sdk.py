#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Meta's own facebook-nodejs-business-sdk works at the town's Page: what it reads and does is what is there."""

import json
import unittest

import town  # puts the neighbours on the path
import meta_sdk
import tap


class SdkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        meta_sdk.check()
        cls.place = town.start('facebook', size=120)
        cls.addClassCleanup(cls.place.close)
        account = cls.place.accounts['facebook']
        cls.page = account['id']
        cls.before = cls.place.state()
        cls.post = max(cls.of('post'), key=lambda item: item['created_ms'])
        cls.place.order('edit', id=cls.post['id'], facts={'photo': 'https://scontent.example/picture.jpg'})
        asked = cls.place.write('facebook', 'comment', 'Open on Sunday?', top=cls.post['id'])
        cls.question, cls.person = asked['id'], asked['author']
        cls.place.write('facebook', 'message', 'A table for two?', person=cls.person)
        cls.before = cls.place.state()
        cls.seen = meta_sdk.run('facebook.cjs', base=cls.place.base('facebook'), page=cls.page, page_token=account['tokens']['page'],
                                user_token=account['tokens']['user'], question=cls.question, person=cls.person)
        cls.after = cls.place.state()

    @classmethod
    def of(cls, kind, state=None):
        """What of the kind there was before, oldest first."""
        return meta_sdk.of(state or cls.before, kind)

    def test_page(self):
        """SDK: the Page, by a token from the list of accounts"""
        [account] = self.seen['accounts']
        self.assertEqual((account['id'], account['name']), (self.page, 'Trattoria Aurora'))
        self.assertIn('MODERATE', account['tasks'])
        self.assertEqual(self.seen['page']['id'], self.page)
        for field in 'name', 'username', 'link', 'phone', 'hours', 'website', 'fan_count', 'overall_star_rating':
            self.assertIn(field, self.seen['page'])

    def test_posts(self):
        """SDK: every post once, newest first, over several pages"""
        expected = [f'{self.page}_{post["id"]}' for post in sorted(self.of('post'), key=lambda post: -post['created_ms'])]
        self.assertEqual(self.seen['posts'], expected)
        self.assertGreater(self.seen['post_pages'], 2)
        self.assertEqual(self.seen['attachments'], 1)

    def test_comments(self):
        """SDK: every comment of a post once, with who wrote it and what it replies to"""
        there = {item['id']: item for item in self.of('comment') if item['top'] == self.post['id']}
        withheld = {person['id'] for person in self.before['people'] if person.get('withheld')}
        self.assertEqual(len(self.seen['comments']), len(there))
        self.assertGreater(self.seen['comment_pages'], 5)
        for comment in self.seen['comments']:
            item = there.pop(comment['id'].rsplit('_')[-1])
            self.assertEqual(comment.get('message', ''), item['text'])
            self.assertEqual(comment.get('from', {}).get('id'), None if item['author'] in withheld else item['author'])
            self.assertEqual(comment.get('parent', {}).get('id', '_').rsplit('_')[-1], item.get('parent', ''))
        self.assertFalse(there)
        self.assertEqual(self.seen['summary']['total_count'], len(self.seen['comments']))
        top_level = [item for item in self.of('comment') if item['top'] == self.post['id'] and 'parent' not in item]
        self.assertEqual(self.seen['level_one'], len(top_level))

    def test_writing(self):
        """SDK: publish, answer, edit, hide, like, undo both, delete"""
        published = self.seen['published'].split('_')[1]
        self.assertEqual([item['text'] for item in self.after['items'] if item['id'] == published], ['Plum cake, written by an SDK.'])
        answer = self.seen['answer']
        self.assertEqual(answer['parent']['id'], f'{self.post["id"]}_{self.question}')
        self.assertEqual((answer['from']['id'], answer['message'], answer['can_hide']), (self.page, 'Yes, till ten. 🙂', False))
        self.assertEqual(self.seen['after_edit']['message'], 'Yes, till eleven.')
        moderated = self.seen['moderated']
        self.assertEqual((moderated['is_hidden'], moderated['user_likes'], moderated['like_count'], moderated['comment_count']), (True, True, 1, 1))
        self.assertEqual((self.seen['unmoderated']['is_hidden'], self.seen['unmoderated']['user_likes']), (False, False))
        self.assertEqual((self.seen['deleted']['code'], self.seen['deleted']['subcode']), (100, 33))

    def test_lists(self):
        """SDK: recommendations, mentions and visitors' posts"""
        ratings = self.seen['ratings']
        self.assertEqual(len(ratings), len(self.of('review')))
        self.assertTrue(all(rating.get('recommendation_type') in ('positive', 'negative') or rating.get('rating') for rating in ratings))
        self.assertEqual({rating['open_graph_story']['id'] for rating in ratings}, {item['id'] for item in self.of('review')})
        self.assertEqual(self.seen['tagged'], len(self.of('mention')))
        self.assertEqual(self.seen['visits'], len(self.of('visit')))

    def test_messenger(self):
        """SDK: conversations by their newest message, a message sent, a person kept away"""
        threads = self.seen['threads']
        self.assertEqual(len(threads), len(self.of('thread')))
        self.assertEqual([thread['updated_time'] for thread in threads], sorted((thread['updated_time'] for thread in threads), reverse=True))
        self.assertEqual((threads[0]['snippet'], threads[0]['can_reply']), ('A table for two?', True))
        self.assertIn(self.person, [party['id'] for party in threads[0]['participants']['data']])
        self.assertEqual(self.seen['messages'][0]['message'], 'A table for two?')
        sent = [item for item in self.after['items'] if item['id'] == self.seen['sent']['message_id'].removeprefix('m_')]
        self.assertEqual([(item['text'], item['author']) for item in sent], [('A table is free.', self.page)])
        self.assertEqual([profile['id'] for profile in self.seen['blocked']], [self.person])
        self.assertEqual(self.seen['unblocked'], 0)

    def test_together(self):
        """SDK: several requests in one, several ids in one"""
        [one] = self.seen['batch']
        self.assertEqual((one['code'], json.loads(one['body'])['message']), (200, 'Open on Sunday?'))
        self.assertEqual(sorted(self.seen['many']), sorted(self.seen['posts'][:2]))
        newest = self.seen['many'][self.seen['posts'][0]]['comments']
        self.assertEqual(len(newest['data']), 2)
        self.assertIn('next', newest['paging'])

    def test_errors(self):
        """SDK: its exceptions understand the errors"""
        self.assertEqual(self.seen['as_user'], 0)
        self.assertEqual(self.seen['as_user_writing']['code'], 1705)
        self.assertEqual(self.seen['unknown_field']['code'], 100)
        self.assertEqual((self.seen['no_token']['status'], self.seen['no_token']['code']), (401, 190))
        self.assertEqual(self.seen['no_token']['name'], 'FacebookRequestError')


if __name__ == '__main__':
    tap.main()
