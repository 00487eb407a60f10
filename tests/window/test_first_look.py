#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A first look: from the welcome into the sample restaurant, and through every page of the window.

The steps follow each other: where one fails, those after it cannot be judged and fail too.
"""

import re
import unittest

import drive
import harness

import tap

ANSWER = 'Thank you, we are glad to hear it.'


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broken = None
        cls.desk = drive.Desk(size='1300x900')

    @classmethod
    def tearDownClass(cls):
        cls.desk.close()

    def setUp(self):
        if self.broken:
            self.fail(f'not tried, since this failed before: {self.broken}')

    def run(self, result=None):
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before and not Sample.broken:
            Sample.broken = self.shortDescription()

    # ---- what the steps share ----

    def choose_option(self, row, key):
        """Of a row that unfolds into a list, in which libadwaita names nothing: by key."""
        self.desk.point(self.desk.find('combo box', row))
        self.desk.key(key, 'Return')

    def rows(self):
        conversations = self.desk.find('list', 'Conversations')
        return [row.get_name() for row in drive.children(conversations) if drive.shows(row)]

    def open_first(self):
        """Opens the conversation on top; its row's name."""
        conversations = self.desk.find('list', 'Conversations')
        row = next(row for row in drive.children(conversations) if drive.shows(row))
        name = row.get_name()
        self.desk.point(row)
        self.desk.find('text', 'Your reply')
        return name

    def wait(self, what, question):
        harness.wait_for(what, question, drive.PATIENCE)

    # ---- the steps ----

    def test_01_welcome(self):
        """the first run says what there is, what is not, and leads into the sample restaurant"""
        self.desk.start()
        self.desk.find('heading', 'Welcome to Earshot')
        self.desk.find_text('are not here yet')
        self.desk.find_text('one computer for now')
        self.desk.audit('sample-welcome')
        self.desk.choose(re.compile('^Look at the Sample Restaurant'))
        self.desk.find_text('nothing is sent or kept', 90)

    def test_02_answer_next(self):
        """Answer Next opens with the day at a glance; its first row opens a conversation"""
        self.desk.find('label', 'late')
        self.desk.find('list item', re.compile(' late, '))
        self.desk.audit('sample-answer-next')
        name = self.open_first()
        self.desk.find('label', name.split(',')[0])
        self.desk.find('button', 'Done')
        self.desk.audit('sample-conversation')

    def test_03_reply(self):
        """a reply waits for Undo, and Undo brings its text back"""
        desk = self.desk
        desk.type_into('Your reply', ANSWER)
        desk.click('button', 'Reply')
        # At once: on a busy machine looking around takes longer than there is time for Undo.
        desk.press(desk.find('button', 'Undo'))
        self.wait('the text to come back', lambda: desk.read('Your reply') == ANSWER)
        desk.type_into('Your reply', '')

    def test_04_done(self):
        """Done takes the conversation off the list and opens the next; Undo brings it back"""
        desk = self.desk
        first = self.rows()[0].split(',')[0]
        second = self.rows()[1].split(',')[0]
        desk.click('button', 'Done')
        desk.find('button', 'Undo')
        self.wait('the row to leave', lambda: self.rows()[0].split(',')[0] == second)
        desk.find('label', second)
        desk.picture('sample-done')
        # A toast's button is gone after ten seconds; the key is not.
        desk.key('ctrl+z')
        self.wait('the row to come back', lambda: self.rows()[0].split(',')[0] == first)

    def test_05_log(self):
        """a phone call is logged in two keystrokes and its words"""
        desk = self.desk
        desk.key('ctrl+l')
        desk.find_text('Write Down a Call or Visit')
        desk.audit('sample-ways')
        desk.key('Return')
        desk.find('text', re.compile('^Who'))
        desk.type('Mrs Zweig, table nine')
        desk.type_into('What was said?', 'Left an umbrella with a duck handle.')
        desk.audit('sample-contact')
        desk.key('ctrl+Return')
        desk.find_text('Written Down')

    def test_05b_call_back_day(self):
        """a day to call back is chosen in a calendar"""
        desk = self.desk
        desk.key('ctrl+l')
        desk.find_text('Write Down a Call or Visit')
        desk.key('Return')
        desk.find('text', re.compile('^Who'))
        desk.switch('Answered on the Spot')
        self.choose_option('Call Back By', 'End')
        desk.press(desk.find('toggle button', re.compile(r'^\w+day, \d+ \w+$')))
        desk.find('button', 'Next Year')
        desk.audit('sample-call-back-day')
        desk.key('Escape')
        desk.wait_gone('button', 'Next Year')
        desk.key('Escape', 'Escape')
        desk.click('button', 'Discard')
        desk.wait_gone('button', 'Discard')

    def test_06_search(self):
        """search finds the call as its words are typed, and opens it"""
        desk = self.desk
        desk.key('ctrl+f')
        desk.find('entry', 'Search all conversations')
        desk.type('umbrella duck')
        hit = desk.find('list item', re.compile('Zweig.*duck'))
        desk.audit('sample-search')
        desk.point(hit)
        desk.find('label', 'Left an umbrella with a duck handle.')
        desk.key('ctrl+f')
        desk.type('nobody ever said this')
        desk.find_text('Nothing Found')
        desk.key('Escape')
        desk.key('ctrl+f')
        desk.type('zweig')
        person = desk.find('list item', re.compile('^Mrs Zweig, .*1 conversation'))
        desk.audit('sample-search-person')
        desk.point(person)
        desk.find('label', 'Left an umbrella with a duck handle.')

    def test_06b_search_filters(self):
        """a filter is suggested, taken with the keys and shown as a button that takes it away"""
        desk = self.desk
        desk.key('ctrl+f')
        desk.type('umbrella from:zwei')
        desk.find('list item', re.compile('^from:"Mrs Zweig, table nine"'))
        desk.audit('sample-search-suggestions')
        desk.key('Down', 'Return')
        desk.find('button', 'From Mrs Zweig, table nine: take this filter away')
        desk.find('list item', re.compile('Zweig.*duck'))
        desk.audit('sample-search-filters')
        desk.key('BackSpace')
        desk.wait_gone('button', 'From Mrs Zweig, table nine: take this filter away')
        desk.type(' is:nothing x')
        desk.find_text(re.compile('^“is:nothing” is not known here'))
        desk.audit('sample-search-not-understood')
        desk.key('Escape')

    def test_07_report(self):
        """every figure of the report opens the conversations behind it"""
        desk = self.desk
        desk.key('ctrl+0')
        desk.find_text(re.compile(r'^\d+ questions from \d+ people$'))
        desk.find('image', 'Share of questions answered over the time waited')
        desk.audit('sample-report')
        figure = desk.find('button', re.compile(r'^Waiting now: \d+$'))
        number = int(figure.get_name().split()[-1])
        desk.press(figure)
        desk.find('button', 'Back to the Report')
        self.wait('the conversations behind the figure', lambda: 0 < len(self.rows()) <= number)
        desk.picture('sample-behind-a-figure')
        desk.click('button', 'Back to the Report')
        desk.find_text(re.compile(r'^\d+ questions from \d+ people$'))

    def test_07b_other_dates(self):
        """the days of a report are chosen in two calendars"""
        desk = self.desk
        desk.press(desk.find('toggle button', 'Other Dates…'))
        desk.find('button', 'Show')
        desk.audit('sample-other-dates')
        desk.key('Escape')
        desk.wait_gone('button', 'Show')

    def test_08_preferences(self):
        """preferences open with their key, and every control in them has a name"""
        desk = self.desk
        desk.key('ctrl+comma')
        desk.find('label', 'Answering Hours')
        desk.audit('sample-preferences')
        desk.choose(re.compile('^Answering Hours'))
        desk.find('button', 'Save')
        desk.audit('sample-answering-hours')
        desk.key('Escape')
        desk.wait_gone('button', 'Save')
        desk.key('Escape')
        desk.wait_gone('label', 'Answering Hours')

    def test_08_channel(self):
        """a channel's own dialog says how it is, and every control in it has a name"""
        desk = self.desk
        desk.choose(re.compile('^Café Linde blog,'))
        desk.click('button', 'Settings of This Channel')
        desk.find_text('Last Checked')
        desk.audit('sample-channel')
        desk.key('Escape')
        desk.wait_gone('label', 'Last Checked')

    def test_09_letters(self):
        """one letter acts while no text is being written, and is text while one is"""
        desk = self.desk
        desk.key('ctrl+1')
        self.open_first()
        second = self.rows()[1].split(',')[0]
        desk.key('r')
        self.wait('the focus in the reply', lambda: desk.find('text', 'Your reply').get_state_set().contains(drive.Atspi.StateType.FOCUSED))
        desk.type('jked')
        self.wait('letters to be text', lambda: desk.read('Your reply') == 'jked')
        desk.type_into('Your reply', '')
        desk.key('Escape')
        desk.key('j')
        desk.find('label', second)
        desk.key('ctrl+question')
        desk.find_text('Keyboard Shortcuts')
        desk.audit('sample-shortcuts')
        desk.key('Escape')
        desk.wait_gone('dialog')

    def test_10_leave(self):
        """leaving the sample leads back to the welcome, and the program ends well"""
        self.desk.click('button', 'Leave')
        self.desk.find('heading', 'Welcome to Earshot')
        self.desk.quit()


if __name__ == '__main__':
    tap.main()
