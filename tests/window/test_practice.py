#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody new practises: from the first page into the made-up restaurant, whose services are played on this computer, to its report.

No account, no network, no keyring entry. The steps follow each other: where one fails, those after it cannot be judged and fail too.
"""

import http.client
import json
import re
import unittest
import urllib.parse
import urllib.request

import drive
import harness

import tap

ANSWER = 'Yes, from noon to ten. We look forward to it.'
PRIVATE = 'Please call us about your table.'
PAGE = 'Facebook Page'
# EarTownKind of what stands below a post.
COMMENT = 5


class Practice(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broken = None
        cls.desk = drive.Desk(size='1300x900')
        cls.folder = cls.desk.home / '.local' / 'share' / 'earshot' / 'practice'

    @classmethod
    def tearDownClass(cls):
        cls.desk.close()

    def setUp(self):
        if self.broken:
            self.fail(f'not tried, since this failed before: {self.broken}')

    def run(self, result=None):
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before and not Practice.broken:
            Practice.broken = self.shortDescription()

    # ---- what the steps share ----

    def town(self):
        """What the town was when it was last saved."""
        return json.loads((self.folder / 'town.json').read_text())

    def said(self, words):
        return [item for item in self.town()['items'] if item['text'] == words and not item.get('deleted')]

    def wait(self, what, question, seconds=drive.PATIENCE):
        try:
            return harness.wait_for(what, question, seconds)
        except AssertionError as error:
            self.desk.picture('failed')
            raise AssertionError(f'{error}\nshowing:\n{self.desk.describe()}') from None

    def open_page(self):
        """A question below a post: what the Page alone may hide."""
        town = self.town()
        names = {person['id']: person['name'] for person in town['people']}
        asked = [(names.get(item['author']), item['text']) for item in town['items'] if item.get('kind', 0) == COMMENT and item['text'].endswith('?')]

        def there():
            for row in drive.children(self.desk.find('list', 'Conversations')):
                if drive.shows(row) and any(who and row.get_name().startswith(f'{who}, ') and row.get_name().endswith(text) for who, text in asked):
                    return row
            return None
        row = self.wait('a question below a post', there)
        self.desk.point(row)
        self.desk.find('text', 'Your reply')

    def check_channels(self):
        """The town's five, whatever was signed in to again."""
        rows = [row.get_name() or '' for row in drive.children(self.desk.find('list', 'Places')) if drive.shows(row)]
        self.assertEqual(len([name for name in rows if 'Aurora' in name]), 5, rows)

    def begin_sign_in(self):
        self.desk.key('ctrl+n')
        self.desk.find_text('Where do people write to you?')
        self.desk.choose(PAGE)
        self.desk.find_text('How do you want to sign in?')

    # ---- the steps ----

    def test_01_welcome(self):
        """the first page leads into the practice restaurant, which is marked as one"""
        self.desk.start()
        self.desk.find('heading', 'Welcome to Earshot')
        self.desk.audit('welcome')
        self.desk.choose(re.compile('^Practise with a Made-Up Restaurant'))
        self.desk.find_text('everything here is made up', 90)

    def test_02_read(self):
        """its accounts are signed in to, and what people wrote is there, the most urgent first"""
        self.desk.find('list item', re.compile('^Trattoria Aurora'), 60)
        self.desk.find('list item', re.compile(' late, '), 60)
        self.desk.audit('answer-next')

    def test_03_answer(self):
        """an answer arrives in the town, once, and is said to be visible there"""
        desk = self.desk
        desk.choose(re.compile('^Trattoria Aurora'))
        desk.find('button', 'Settings of This Channel')
        self.open_page()
        desk.audit('conversation')
        desk.type_into('Your reply', ANSWER)
        desk.click('button', 'Reply')
        desk.find_text('Sent, and visible there', 60)
        self.wait('the answer in the town', lambda: len(self.said(ANSWER)) == 1, 40)
        desk.audit('answered')

    def test_04_hide(self):
        """a comment is hidden from the menu of its message, and shown again"""
        desk = self.desk
        desk.press_menu('More for This Message', 'h')
        desk.find('label', re.compile('^Hidden'), 60)
        desk.audit('hidden')
        desk.press_menu('More for This Message', 's')
        desk.wait_gone('label', re.compile('^Hidden'))

    def test_05_private(self):
        """a private answer asks what is to be said; left, taken back and edited its words stay, and it arrives once"""
        desk = self.desk
        desk.press_menu('More for This Message', 'p')
        desk.find_text('It can be sent once')
        desk.type_into('Private answer', PRIVATE)
        desk.audit('private')
        desk.key('Escape')
        desk.wait_gone('button', 'Send Privately')
        desk.find_text('Not sent yet')
        desk.find_text(PRIVATE)
        desk.audit('private-draft')
        desk.click('button', 'Edit')
        desk.click('button', 'Send Privately')
        desk.find_text(re.compile('^Sends in'))
        desk.click('button', 'Undo')
        desk.find_text('Not sent yet')
        desk.find_text(PRIVATE)
        desk.click('button', 'Edit')
        desk.click('button', 'Send Privately')
        desk.find_text('Sent privately', 60)
        self.wait('the private answer in the town', lambda: len(self.said(PRIVATE)) == 1, 40)
        desk.audit('private-sent')

    def test_06_ways(self):
        """connecting a Facebook Page offers three ways, each with its steps in plain words"""
        desk = self.desk
        self.check_channels()
        self.begin_sign_in()
        desk.audit('ways')
        for way, field in (('A token that does not end', 'Token'), ('A token from the Graph API Explorer', 'App ID'), ('In the browser, with your own app', 'App ID')):
            desk.choose(re.compile(f'^{re.escape(way)}'))
            desk.find_text('First, on Their Pages')
            desk.find('text', field)
            desk.audit('way')
            desk.click('button', 'Back')
            desk.find_text('How do you want to sign in?')

    def test_06b_one_way(self):
        """Instagram and Threads have one way each, with its steps"""
        desk = self.desk
        desk.key('Escape')
        desk.wait_gone('label', 'How do you want to sign in?')
        for kind in ('Instagram', 'Threads'):
            desk.key('ctrl+n')
            desk.find_text('Where do people write to you?')
            desk.choose(kind)
            desk.find_text('First, on Their Pages')
            desk.find('text', 'Token')
            desk.audit(kind.lower())
            desk.key('Escape')
            desk.wait_gone('label', 'First, on Their Pages')
        self.begin_sign_in()

    def test_07_wrong_token(self):
        """a token that is none is refused in a sentence, and the page stays"""
        desk = self.desk
        desk.choose(re.compile('^A token that does not end'))
        desk.type_into('Token', 'EAAnonsense')
        desk.click('button', 'Continue')
        desk.find_text('did not accept the sign-in', 60)
        desk.audit('wrong-token')

    def test_08_again(self):
        """the right one signs in, to the same channel"""
        desk = self.desk
        token = next(token['secret'] for token in self.town()['tokens'] if token['type'] == 'system')
        desk.type_into('Token', token)
        desk.click('button', 'Continue')
        # This one does not end.
        self.is_connected('connected', ends=False)

    def tokens(self, service, kind):
        """The town's account at a service, and a live token of it."""
        town = self.town()
        account = next(account for account in town['accounts'] if account['service'] == service)
        return account, next(token['secret'] for token in town['tokens']
                             if token['account'] == account['id'] and token['type'] == kind and not token.get('dead'))

    def is_connected(self, picture, ends=True):
        """The page at the end says until when, and what this sign-in does not give."""
        self.desk.find_text('Earshot now reads what this sign-in gives', 60)
        self.desk.find_text('What This Sign-In Does Not Give')
        if ends:
            self.desk.find_text('Signed In Until')
        else:
            self.desk.wait_gone(None, re.compile('Signed In Until'))
        self.desk.audit(picture)
        # Its one button has the focus; the conversation behind it has one of the same name.
        self.desk.key('Return')
        self.desk.wait_gone('label', re.compile('Earshot now reads'))
        self.check_channels()

    def test_08b_explorer(self):
        """a token from the Explorer is changed for one that lasts, with the app's number and secret"""
        desk = self.desk
        account, token = self.tokens('facebook', 'user')
        self.begin_sign_in()
        desk.choose(re.compile('^A token from the Graph API Explorer'))
        desk.type_into('Token', token)
        desk.type_into('App ID', account['app_id'])
        desk.type_into('App secret', account['app_secret'])
        desk.click('button', 'Continue')
        self.is_connected('connected-explorer')

    def begin_in_browser(self):
        """The address of the page that is opened."""
        desk = self.desk
        account, _ = self.tokens('facebook', 'user')
        before = len(desk.opened)
        self.begin_sign_in()
        desk.choose(re.compile('^In the browser, with your own app'))
        desk.type_into('App ID', account['app_id'])
        desk.type_into('App secret', account['app_secret'])
        desk.click('button', 'Continue')
        desk.find_text('Go On in Your Browser')
        desk.audit('browser')
        address = desk.wait_for_address(before)
        self.assertRegex(address, r'^http://127\.0\.0\.1:\d+/v[\d.]+/dialog/oauth\?')
        return address

    def test_08c_browser(self):
        """the browser comes back from the page that is played here"""
        with urllib.request.urlopen(self.begin_in_browser(), timeout=30) as page:
            self.assertEqual(page.status, 200)
        self.is_connected('connected-browser')

    def test_08c_pasted(self):
        """where the browser cannot come back, the address it ended at is pasted; a wrong one is refused and asked again"""
        desk = self.desk
        address = urllib.parse.urlsplit(self.begin_in_browser())
        connection = http.client.HTTPConnection(address.netloc, timeout=30)
        self.addCleanup(connection.close)
        connection.request('GET', f'{address.path}?{address.query}')
        ended_at = connection.getresponse().headers['Location']
        self.assertIn('code=', ended_at)
        desk.type_into('Code or address', re.sub('state=[^&#]*', 'state=another', ended_at))
        desk.click('button', 'Use This')
        desk.find_text('from another sign-in than the one Earshot started')
        desk.audit('pasted-wrong')
        desk.type_into('Code or address', ended_at)
        desk.click('button', 'Use This')
        self.is_connected('connected-pasted')

    def test_08d_one_way_each(self):
        """Instagram and Threads are signed in to with the token of their own page"""
        desk = self.desk
        for service, name in (('instagram', 'Instagram'), ('threads', 'Threads')):
            _, token = self.tokens(service, 'user')
            desk.key('ctrl+n')
            desk.find_text('Where do people write to you?')
            desk.choose(name)
            desk.type_into('Token', token)
            desk.click('button', 'Continue')
            self.is_connected(f'connected-{service}')

    def test_09_what_it_gives(self):
        """the channel's page says until when the sign-in holds, and what it does not give"""
        desk = self.desk
        desk.choose(re.compile('^Trattoria Aurora'))
        desk.click('button', 'Settings of This Channel')
        desk.find_text('Signed In Until')
        desk.find_text('What This Sign-In Does Not Give')
        desk.audit('channel')
        desk.key('Escape')
        desk.wait_gone('label', 'Last Checked')

    def test_10_report(self):
        """the report counts what was practised"""
        desk = self.desk
        desk.choose('Reports')
        desk.find_text(re.compile(r'^[1-9]\d* questions from [1-9]\d* people$'))
        desk.audit('report')

    def test_11_leave(self):
        """leaving leads back to the first page, and the practice is there the next time"""
        desk = self.desk
        desk.click('button', 'Leave')
        desk.find('heading', 'Welcome to Earshot')
        self.assertEqual(len(self.said(ANSWER)), 1)
        desk.quit()
        desk.start('--practice')
        desk.find_text('everything here is made up', 90)
        desk.find('list item', re.compile('^Trattoria Aurora'), 60)
        desk.quit()


if __name__ == '__main__':
    tap.main()
