#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The WordPress kind against a real WordPress: what it asks is understood, and what it understands is so."""

import datetime
import pathlib
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'servers'))

import harness
import tap
from probe import Probe

PRELUDE = '''$post = %(post)d; global $wpdb;
function say($text, $parent, $age, $post, $more = []) {
  $time = time() - $age;
  return wp_insert_comment($more + ['comment_post_ID' => $post, 'comment_parent' => $parent, 'comment_author' => 'Nest', 'comment_author_email' => 'nest@example.test',
    'comment_content' => $text, 'comment_approved' => 1, 'comment_date_gmt' => gmdate('Y-m-d H:i:s', $time), 'comment_date' => get_date_from_gmt(gmdate('Y-m-d H:i:s', $time))]);
}
'''


class Site(unittest.TestCase):
    kind, faults = 'local', False
    sites = {}

    @classmethod
    def setUpClass(cls):
        """One site of a sort for all classes; harness closes it at the end."""
        sort = (cls.kind, cls.faults)
        if sort not in cls.sites:
            cls.sites[sort] = harness.start_wordpress(*sort)
        cls.site = cls.sites[sort]

    def php(self, code):
        return self.site.php(PRELUDE % {'post': self.site.post} + code)

    def plugin(self, code):
        """A must-use plugin until the test is over."""
        path = self.site.folder / 'site/wordpress/wp-content/mu-plugins/zz-test.php'
        path.write_text('<?php ' + code)
        self.addCleanup(path.unlink)

    def probe(self, user='ed', discover=True):
        probe = Probe('wordpress', user, self.site.users[user]['app_password'], self.site.ca)
        self.assertIsNone(probe('prepare', self.site.url).problem)
        if discover:
            self.assertIsNone(probe('discover').problem)
        return probe


class SignIn(Site):
    def test_addresses(self):
        """WordPress: found from a bare address, a post, the administration"""
        post = self.php('return get_permalink($post);')
        for typed in (self.site.url.removeprefix('http://'), self.site.url + '/wp-admin/edit-comments.php', post, post.rstrip('/'), self.site.url + '/no/such/page'):
            with self.subTest(typed):
                answer = Probe('wordpress')('prepare', typed, 'http://127.0.0.1:9/callback')
                self.assertEqual(answer['plan']['origin'], self.site.url)
                self.assertTrue(answer['plan']['approval_url'].startswith(self.site.url + '/wp-admin/authorize-application.php?app_name=Earshot&app_id='))

    def test_approval(self):
        """WordPress: the approval page accepts what is asked of it, and the password works"""
        plan = Probe('wordpress')('prepare', self.site.url)['plan']
        with_redirect = plan['approval_url'] + '&' + urllib.parse.urlencode({'success_url': 'https://127.0.0.1:9/callback?state=x', 'reject_url': 'https://127.0.0.1:9/callback?state=x'})
        password = self.site.approve_by_hand(plan['approval_url'], 'ed')
        probe = Probe('wordpress', 'ed', password)
        probe('prepare', self.site.url)
        account = probe('discover')['accounts'][0]
        self.assertEqual((account['account_id'], account['name'], account['handle']), ('/', 'Corner Bakery', 'ed'))
        self.assertEqual(self.site.sign_in('ed').open(with_redirect).status, 200)

    def test_rights(self):
        """WordPress: an editor moderates, a subscriber replies; who writes for the site is ours"""
        editor, subscriber = self.probe('ed')('discover'), self.probe('sub')('discover')
        self.assertEqual((editor['settings']['moderator'], editor['settings']['cannot']), ('yes', ''))
        self.assertEqual((subscriber['settings']['moderator'], subscriber['settings']['cannot']), ('no', 'edit delete approve spam trash'))
        self.assertIn(str(self.site.users['ed']['id']), subscriber['settings']['staff_ids'].split())

    def test_wrong_password(self):
        """WordPress: a wrong password is noticed, though WordPress goes on as for a stranger"""
        probe = self.probe('ed', discover=False)
        probe.set_secret('wrong')
        answer = probe('discover')
        self.assertEqual(answer.problem, 'auth')
        self.assertIn('Authorization', answer['problem']['sentence'])

    def test_revoke(self):
        """WordPress: the password is deleted there, and a second time is no failure"""
        password = self.php('''[$raw] = WP_Application_Passwords::create_new_application_password(%d, ['name' => 'once']); return $raw;''' % self.site.users['sub']['id'])
        probe = Probe('wordpress', 'sub', password)
        probe('prepare', self.site.url)
        self.assertIsNone(probe('discover').problem)
        self.assertIsNone(probe('revoke').problem)
        self.assertIsNone(probe('revoke').problem)
        self.assertEqual(probe('discover').problem, 'auth')
        # Another user of the same site may reconcile without being refused anything: asked outright.
        self.assertEqual(probe('pull', 'comments', 'reconcile').problem, 'auth')

    def test_closed_to_strangers(self):
        """WordPress: a site whose interface is closed to strangers"""
        self.plugin('''add_filter('rest_authentication_errors', fn($r) => !empty($r) || is_user_logged_in() ? $r : new WP_Error('rest_not_logged_in', 'No.', ['status' => 401]));''')
        self.probe('ed')

    def test_switched_off(self):
        """WordPress: application passwords switched off: a sentence"""
        self.plugin('''add_filter('wp_is_application_passwords_available', '__return_false');''')
        plan = Probe('wordpress')('prepare', self.site.url)['plan']
        self.assertNotIn('approval_url', plan)
        self.assertIn('Ask whoever looks after it', plan['approval_refused'])

    def test_plain_permalinks(self):
        """WordPress: without permalinks everything goes through ?rest_route="""
        self.php('''update_option('permalink_structure', ''); flush_rewrite_rules(false); return 1;''')
        self.addCleanup(self.php, '''update_option('permalink_structure', '/%%year%%/%%monthnum%%/%%postname%%/'); flush_rewrite_rules(false); return 1;'''.replace('%%', '%'))
        probe = self.probe('ed')
        self.assertIn('rest_route=', probe.state.read_text())
        self.assertIn('So do I', probe('pull', 'comments', 'forward').texts())
        new = self.php('''return say('trash me', 0, 5, $post);''')
        self.assertEqual(probe('perform', 'trash', target=new).states(), {str(new): 'trashed'})


class Reading(Site):
    def setUp(self):
        self.probe = Site.probe(self)
        self.ids = self.site.comments

    def test_first_look(self):
        """WordPress: the newest comments, held ones too, spam not; titles without markup"""
        answer = self.probe('pull', 'comments', 'forward')
        texts = {message['ext']: message for message in answer['messages']}
        self.assertEqual(texts[str(self.ids['top'])]['text'], 'Are you open on Sunday?')
        self.assertTrue(texts[str(self.ids['top'])]['addressed'])
        self.assertNotIn('addressed', texts[str(self.ids['deeper'])])
        self.assertEqual(texts[str(self.ids['deeper'])]['conversation_ext'], str(self.ids['top']))
        self.assertEqual(texts[str(self.ids['held'])]['state'], 'held')
        self.assertNotIn(str(self.ids['spam']), texts)
        self.assertEqual({c['title'] for c in answer['conversations'] if c['post_ext'] == str(self.site.post)}, {'Opening hours & bread'})

    def test_twice(self):
        """WordPress: what was read is not given again, and what is new is"""
        self.probe('pull', 'comments', 'forward', all=True)
        self.probe('pull', 'comments', 'forward', all=True)
        self.assertEqual(self.probe('pull', 'comments', 'forward')['count'], {'messages': 0, 'calls': 1})
        new = self.php('''return say('And rye?', %d, 0, $post);''' % self.ids['deeper'])
        answer = self.probe('pull', 'comments', 'forward')
        self.assertEqual([m['ext'] for m in answer['messages']], [str(new)])
        self.assertNotIn('addressed', answer['messages'][0])
        self.php('''return wp_set_comment_status(%d, 'hold');''' % new)
        self.assertEqual(self.probe('pull', 'comments', 'forward').message(new)['state'], 'held')

    def test_clocks_go_back(self):
        """WordPress: the hour that comes twice in autumn hides nothing, wherever the cursor stands"""
        summer_ends = datetime.datetime(2026, 10, 25, 1, tzinfo=datetime.timezone.utc)
        self.php('''for ($m = -90; $m <= 90; $m += 15) say("fold $m", 0, time() - (%d + 60 * $m), $post); return 1;''' % summer_ends.timestamp())
        for minutes in (-90, -60, -30, 0, 30, 60):
            with self.subTest(minutes):
                self.probe.cursor('comments', 'forward', {'edge': int(summer_ends.timestamp() + 60 * minutes) * 1000})
                texts = self.probe('pull', 'comments', 'forward').texts()
                for later in range(minutes, 91, 15):
                    self.assertIn(f'fold {later}', texts)

    def test_nested(self):
        """WordPress: 1,000 comments that each answer the last, and 1,000 under one: all read, one conversation each"""
        self.php('''$chain = say('nest 0', 0, 200000, $post); $wide = say('wide', 0, 300000, $post); $rows = [];
                    for ($i = 1; $i <= 1000; $i++)
                      foreach ([["nest $i", $wide + 2 * $i - 1, $i == 1 ? $chain : $wide + 2 * $i - 3, 200000 - 100 * $i], ["wide $i", $wide + 2 * $i, $wide, 299000 - $i]] as [$text, $id, $parent, $age]) {
                        $gmt = gmdate('Y-m-d H:i:s', time() - $age);
                        $rows[] = $wpdb->prepare('(%d, %d, %d, %s, %s, %s, %s, %s)', $id, $post, $parent, 'Nest', $text, '1', get_date_from_gmt($gmt), $gmt);
                      }
                    return $wpdb->query('INSERT INTO wp_comments (comment_ID, comment_post_ID, comment_parent, comment_author, comment_content, comment_approved, comment_date, comment_date_gmt) VALUES ' . join(',', $rows));''')
        total = self.php('''return (int) $wpdb->get_var("SELECT count(*) FROM wp_comments WHERE comment_approved IN ('0', '1') AND comment_type = 'comment'");''')
        count = self.probe('pull', 'comments', 'backfill', all=True)['count']
        self.assertEqual(count['messages'], total)
        self.assertLess(count['calls'], 2 * total / 95 + 3)
        # By their aliases all of the chain end at its first.
        self.probe.forget_cursors()
        names, more = {}, True
        while more:
            answer = self.probe('pull', 'comments', 'backfill')
            names |= {rekey['old']: rekey['new'] for rekey in answer.get('rekeys', [])}
            more = answer.get('more', False)
        tops = set()
        for ext in names:
            while ext in names:
                ext = names[ext]
            tops.add(ext)
        chain, wide = (str(self.php(f"""return (int) $wpdb->get_var("SELECT comment_ID FROM wp_comments WHERE comment_content = '{text}'");""")) for text in ('nest 0', 'wide'))
        self.assertLessEqual({chain, wide}, tops)
        refreshed = self.probe('refresh', wide)
        self.assertEqual((len(refreshed['messages']), refreshed['complete_conversation_ext']), (1001, wide))
        # Too deep to climb: a part, which is not called complete.
        self.assertNotIn('complete_conversation_ext', self.probe('refresh', chain))

    def test_visitor(self):
        """WordPress: who may not moderate gets short pages that are not the last, and sees what everybody sees"""
        page = self.php('''$p = wp_insert_post(['post_title' => 'Secret', 'post_status' => 'private', 'post_author' => 1]); for ($i = 0; $i < 150; $i++) say("secret $i", 0, 20, $p); return $p;''')
        self.addCleanup(self.php, 'foreach (get_comments(["post_id" => %d]) as $c) wp_delete_comment($c->comment_ID, true); return 1;' % page)
        visitor = Site.probe(self, 'sub')
        visitor.cursor('comments', 'forward', {'edge': int(datetime.datetime.now().timestamp() - 10000) * 1000})
        first = visitor('pull', 'comments', 'forward')
        self.assertLess(first['count']['messages'], 100)
        self.assertTrue(first['more'])
        self.php('''return say('after the secrets', 0, 1, $post);''')
        later = visitor('pull', 'comments', 'forward')
        self.assertIn('after the secrets', first.texts() + later.texts())
        self.assertNotIn('secret 3', first.texts() + later.texts())
        self.assertEqual(visitor('check', self.ids['held']).states(), {str(self.ids['held']): 'hidden'})
        titles = {c.get('title') for c in self.probe('pull', 'comments', 'reconcile')['conversations']}
        self.assertIn('Secret', titles)

    def test_other_types(self):
        """WordPress: comments on pages have their title, pings are left out"""
        self.php('''$p = wp_insert_post(['post_type' => 'page', 'post_title' => 'About &amp; more', 'post_status' => 'publish', 'comment_status' => 'open', 'post_author' => 1]);
                    say('on a page', 0, 3, $p); say('ping', 0, 3, $post, ['comment_type' => 'pingback']); return 1;''')
        answer = self.probe('pull', 'comments', 'reconcile')
        self.assertNotIn('ping', answer.texts())
        conversation = next(m['conversation_ext'] for m in answer['messages'] if m['text'] == 'on a page')
        self.assertEqual(next(c['title'] for c in answer['conversations'] if c['ext'] == conversation), 'About & more')

    def test_elsewhere(self):
        """WordPress: what is edited, moderated and deleted elsewhere"""
        edited, spam, gone = (self.php(f'''return say('elsewhere {i}', 0, 4, $post);''') for i in range(3))
        self.php('''wp_update_comment(['comment_ID' => %d, 'comment_content' => 'Edited there']); wp_spam_comment(%d); wp_delete_comment(%d, true); return 1;''' % (edited, spam, gone))
        answer = self.probe('pull', 'comments', 'reconcile')
        self.assertEqual(answer.message(edited)['text'], 'Edited there')
        self.assertEqual(answer.states()[str(spam)], 'spam')
        self.assertNotIn(str(gone), [m['ext'] for m in answer['messages']] + list(answer.states()))
        self.assertIn('complete_range', answer)
        self.assertEqual(self.probe('check', gone).states(), {str(gone): 'deleted'})
        self.assertEqual(self.probe('check', spam).message(spam)['state'], 'spam')

    def test_zero_date(self):
        """WordPress: an import without a date"""
        odd = self.php('''$id = say('zero', 0, 2, $post); $wpdb->query("UPDATE wp_comments SET comment_date_gmt = '0000-00-00 00:00:00' WHERE comment_ID = $id"); return $id;''')
        self.addCleanup(self.php, 'return wp_delete_comment(%d, true);' % odd)
        self.assertTrue(self.probe('check', odd).message(odd)['sent_at'] > '2026')

    def test_posts(self):
        """WordPress: our own posts"""
        posts = self.probe('pull', 'posts', 'forward')['posts']
        self.assertIn(('Opening hours & bread', 'We open at seven.'), [(p['title'], p['text']) for p in posts])


class Sending(Site):
    def setUp(self):
        self.ed = Site.probe(self)
        self.top = self.site.comments['top']

    def raw(self, ext):
        return self.site.api('GET', f'/wp/v2/comments/{ext}', 'ed', context='edit')[1]

    def test_reply(self):
        """WordPress: a reply is what was written, and sent twice it is there once"""
        words = {'target': self.top, 'conversation': self.top, 'post': self.site.post, 'text': 'Yes & "no" <3\nBye'}
        first = self.ed('perform', 'reply', **words)
        ext = first['messages'][0]['ext']
        self.assertEqual((first['messages'][0]['direction'], first.texts()), ('outbound', ['Yes & "no" <3\nBye']))
        self.assertEqual(self.raw(ext)['content']['raw'], 'Yes &amp; "no" &lt;3\nBye')
        self.assertEqual([m['ext'] for m in self.ed('perform', 'reply', **words)['messages']], [ext])
        found = self.ed('find-sent', 'reply', **words)
        self.assertEqual((found['found'], found['messages'][0]['ext']), ('found', ext))
        self.assertEqual(self.ed('find-sent', 'reply', **(words | {'text': 'Something else'}))['found'], 'not-there')

    def test_refused(self):
        """WordPress: refusals name the next step, in its own words"""
        too_long = self.ed('perform', 'reply', target=self.top, post=self.site.post, text='x' * 66000)
        self.assertEqual((too_long.problem, bool(too_long['problem']['words'])), ('rejected', True))
        self.php("wp_update_post(['ID' => $post, 'comment_status' => 'closed']); return 1;")
        self.addCleanup(self.php, "wp_update_post(['ID' => $post, 'comment_status' => 'open']); return 1;")
        self.assertEqual(self.ed('perform', 'reply', target=self.top, post=self.site.post, text='closed?').problem, 'rejected')
        subscriber = self.probe('sub')
        answer = subscriber('perform', 'approve', target=self.site.comments['held'])
        self.assertEqual((answer.problem, answer['problem']['permission']), ('forbidden', 'moderate_comments'))

    def test_flood(self):
        """WordPress: too quick for the site: fifteen seconds"""
        self.plugin("add_filter('wp_is_comment_flood', '__return_true', 999); add_filter('comment_flood_filter', '__return_true', 999);")
        answer = self.probe('sub')('perform', 'reply', target=self.top, post=self.site.post, text='quick')
        self.assertEqual((answer.problem, answer['problem']['retry_after_ms']), ('retry-later', 15000))

    def test_held(self):
        """WordPress: a reply that waits for approval, which its writer cannot find again"""
        self.php("return update_option('comment_moderation', '1');")
        self.addCleanup(self.php, "return update_option('comment_moderation', '0');")
        subscriber = self.probe('sub')
        words = {'target': self.top, 'conversation': self.top, 'post': self.site.post, 'text': 'Hold me'}
        self.assertEqual(subscriber('perform', 'reply', **words)['messages'][0]['state'], 'held')
        self.assertEqual(subscriber('find-sent', 'reply', **words)['found'], 'cannot-tell')

    def test_moderate(self):
        """WordPress: every action, each sent twice"""
        comment = self.php("return say('moderate me', 0, 9, $post, ['comment_approved' => 0]);")
        for verb, state in (('approve', 'visible'), ('hold', 'held'), ('spam', 'spam'), ('unspam', 'held'), ('approve', 'visible'), ('unspam', 'visible'),
                            ('untrash', 'visible'), ('trash', 'trashed'), ('untrash', 'visible')):
            for _ in range(2):
                with self.subTest(verb):
                    answer = self.ed('perform', verb, target=comment)
                    self.assertEqual((answer.problem, answer.states()), (None, {str(comment): state}))
                    self.assertEqual(self.ed('find-sent', verb, target=comment)['found'], 'found')
        self.assertEqual(self.ed('perform', 'spam', target=987654).problem, 'gone')

    def test_edit_and_delete(self):
        """WordPress: an edit and a deletion, each sent twice"""
        ext = self.ed('perform', 'reply', target=self.top, post=self.site.post, text='to be edited')['messages'][0]['ext']
        for _ in range(2):
            self.assertEqual(self.ed('perform', 'edit', target=ext, conversation=self.top, text='Now <b>this</b>').texts(), ['Now <b>this</b>'])
        self.assertEqual(self.raw(ext)['content']['raw'], 'Now &lt;b&gt;this&lt;/b&gt;')
        for _ in range(2):
            self.assertEqual(self.ed('perform', 'delete', target=ext).states(), {ext: 'deleted'})
        self.assertEqual(self.raw(ext)['code'], 'rest_comment_invalid_id')
        self.assertEqual(self.ed('find-sent', 'delete', target=ext)['found'], 'found')

    def test_no_trash(self):
        """WordPress: a site without a trash deletes nothing behind anybody's back"""
        self.plugin("add_filter('rest_comment_trashable', '__return_false');")
        comment = self.php("return say('keep me', 0, 9, $post);")
        self.assertEqual(self.ed('perform', 'trash', target=comment).problem, 'rejected')
        self.assertEqual(self.raw(comment)['status'], 'approved')

    def test_maintenance(self):
        """WordPress: while it upgrades itself nothing is done, and it says how long"""
        flag = self.site.folder / 'site/wordpress/.maintenance'
        flag.write_text('<?php $upgrading = time();')
        self.addCleanup(flag.unlink)
        for call in (('pull', 'comments', 'forward'), ('perform', 'approve')):
            answer = self.ed(*call, target=self.top)
            self.assertEqual((answer.problem, answer['problem']['effect'], answer['problem']['retry_after_ms']), ('retry-later', 'none', 600000))

    def test_notices(self):
        """WordPress: a plugin prints into every answer: nothing is lost and nothing is sent twice"""
        words = {'target': self.top, 'conversation': self.top, 'post': self.site.post, 'text': 'through the noise'}
        self.plugin("echo '<b>Notice</b>: Undefined index in plugin.php';")
        self.assertEqual(self.ed('pull', 'comments', 'forward').problem, 'protocol')
        self.assertEqual(self.ed('perform', 'reply', **words).problem, 'outcome-unknown')
        self.assertEqual(self.ed('find-sent', 'reply', **words).problem, 'protocol')
        self.doCleanups()
        self.assertEqual(self.ed('find-sent', 'reply', **words)['found'], 'found')


class BehindTls(Site):
    kind = 'production'

    def test_all(self):
        """WordPress behind TLS: connect by the pasted password, read, answer"""
        plan = Probe('wordpress', ca=self.site.ca)('prepare', self.site.url)['plan']
        probe = Probe('wordpress', 'ed', self.site.approve_by_hand(plan['approval_url'], 'ed'), self.site.ca)
        probe('prepare', self.site.url + '/wp-admin/')
        self.assertEqual(probe('discover')['accounts'][0]['name'], 'Corner Bakery')
        self.assertIn('So do I', probe('pull', 'comments', 'forward').texts())
        answer = probe('perform', 'reply', target=self.site.comments['top'], post=self.site.post, text='By TLS')
        self.assertTrue(answer['messages'][0]['url'].startswith(self.site.url))


class Faults(Site):
    faults = True

    def test_reading(self):
        """WordPress behind a proxy that misbehaves: a clear problem each, and the cursor stays"""
        probe = self.probe()
        self.site.proxy.rules()
        probe('pull', 'comments', 'forward', all=True)
        before = probe.cursor('comments', 'forward')
        for rule, code in (({'fault': 'truncate'}, None), ({'fault': 'status', 'status': 429, 'headers': {'Retry-After': '7'}}, 'retry-later'), ({'fault': 'status', 'status': 429}, 'retry-later'),
                           ({'fault': 'status', 'status': 500, 'body': 'oops'}, 'retry-later'), ({'fault': 'body', 'body': '<html>Hotel</html>'}, 'protocol'), ({'fault': 'prefix', 'text': '<b>Notice</b>'}, 'protocol'),
                           ({'fault': 'wrong-type'}, 'protocol'), ({'fault': 'deep'}, 'protocol'), ({'fault': 'redirect', 'location': 'http://example.com/'}, None), ({'fault': 'drop-before'}, None)):
            with self.subTest(rule['fault']):
                self.site.proxy.rules(rule | {'path': 'comments', 'times': 0})
                answer = probe('pull', 'comments', 'forward')
                self.assertIn(answer.problem, [code] if code else ['offline', 'retry-later', 'protocol', 'rejected'])
                self.assertEqual(probe.cursor('comments', 'forward'), before)
        self.site.proxy.rules({'fault': 'clock', 'seconds': 86400, 'times': 0})
        self.assertIsNone(probe('pull', 'comments', 'forward').problem)
        self.site.proxy.rules()
        new = self.php("return say('after the clock', 0, 0, $post);")
        self.assertIn(str(new), [m['ext'] for m in probe('pull', 'comments', 'forward')['messages']])

    def test_sending(self):
        """WordPress behind a proxy that loses answers: found again, never doubled"""
        probe = self.probe()
        top = self.site.comments['top']
        for number, rule in enumerate(({'fault': 'drop-after'}, {'fault': 'status-after', 'status': 500}, {'fault': 'status-after', 'status': 502, 'body': '<html>'}, {'fault': 'redirect', 'location': '/elsewhere'})):
            with self.subTest(rule['fault']):
                words = {'target': top, 'conversation': top, 'post': self.site.post, 'text': f'lost {number}'}
                self.site.proxy.rules(rule | {'method': 'POST'})
                answer = probe('perform', 'reply', **words)
                arrived = rule['fault'] != 'redirect'
                self.assertEqual(answer.problem, 'outcome-unknown' if arrived else 'protocol')
                self.site.proxy.rules()
                self.assertEqual(probe('find-sent', 'reply', **words)['found'], 'found' if arrived else 'not-there')
                again = probe('perform', 'reply', **words)
                self.assertIsNone(again.problem)
                count = self.php(f'''return (int) $wpdb->get_var("SELECT count(*) FROM wp_comments WHERE comment_content = 'lost {number}'");''')
                self.assertEqual(count, 1)


if __name__ == '__main__':
    tap.main()
