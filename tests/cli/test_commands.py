#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command of earshotctl on a sample restaurant: what it does, what it prints, and how it fails. contract.json says which members
its JSON has, of which type; CONTRIBUTING names them."""

import csv
import fcntl
import html
import io
import json
import os
import pathlib
import re
import struct
import subprocess
import tempfile
import unittest

import earshot
import harness
import tap

HERE = pathlib.Path(__file__).resolve().parent
CONTRACT = json.loads((HERE / 'contract.json').read_text())
TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z')
SCALARS = {
    'text': lambda value: isinstance(value, str),
    'time': lambda value: isinstance(value, str) and TIME.fullmatch(value),
    'bool': lambda value: isinstance(value, bool),
    'int': lambda value: isinstance(value, int) and not isinstance(value, bool),
    'number': lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}


def differences(value, wanted, place):
    """Where `value` is not what contract.json says. A name ending in ? may be missing, a type ending in ? may be null."""
    if isinstance(wanted, str):
        kind = wanted.rstrip('?')
        if value is None and wanted.endswith('?'):
            return []
        if kind in CONTRACT['types']:
            return differences(value, CONTRACT['types'][kind], place)
        return [] if SCALARS[kind](value) else [f'{place} is {value!r}, not {wanted}']
    if isinstance(wanted, list):
        if not isinstance(value, list):
            return [f'{place} is no array']
        return [one for i, element in enumerate(value) for one in differences(element, wanted[0], f'{place}[{i}]')]
    if not isinstance(value, dict):
        return [f'{place} is no object']
    if not wanted:
        return [] if all(SCALARS['int'](number) for number in value.values()) else [f'{place} holds more than numbers']
    names = {name.rstrip('?') for name in wanted}
    found = [f'{place}.{name} is missing' for name in wanted if not name.endswith('?') and name not in value]
    found += [f'{place}.{name} is not in contract.json' for name in value if name not in names]
    for name, inner in wanted.items():
        if name.rstrip('?') in value:
            found += differences(value[name.rstrip('?')], inner, f'{place}.{name.rstrip("?")}')
    return found


def member_names(wanted):
    if isinstance(wanted, list):
        return member_names(wanted[0])
    if isinstance(wanted, dict):
        return {name.rstrip('?') for name in wanted} | {name for inner in wanted.values() for name in member_names(inner)}
    return member_names(CONTRACT['types'][wanted.rstrip('?')]) if wanted.rstrip('?') in CONTRACT['types'] else set()


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Far from the restaurant: whose clock is meant must show.
        cls.ear = earshot.Earshot(TZ='Asia/Tokyo')
        cls.addClassCleanup(cls.ear.close)
        cls.ear.does('sample', '--size', '1500', '--seed', '7')
        cls.seen = {}

    def does(self, command, *words, **keywords):
        """Its JSON, which must be as promised."""
        answer = self.ear.does(*command.split(), *words, **keywords)
        self.assertEqual(differences(answer, CONTRACT[command], command), [])
        self.seen[command] = answer
        return answer

    def plain(self, *words):
        answer = self.ear.run(*words, json=False)
        self.assertEqual(answer.code, earshot.OK, answer)
        return answer.out

    def channel(self, kind):
        return next(channel for channel in self.does('channel list')['channels'] if channel['kind'] == kind)

    # ---- what is promised ----

    def test_contract(self):
        """earshotctl: every command's JSON has the members it promises, of their types"""
        row, other = [row for row in self.does('inbox')['conversations'] if row['channel'] == 'Café Linde blog'][:2]
        self.does('channel kinds')
        blog = self.channel('wordpress')['key']
        self.does('channel check', blog)
        self.does('sync', blog)
        self.does('channel add', 'counter', '--name', 'Garden')
        self.does('reply', row['id'], '--text-stdin', '--wait', stdin='Yes, until ten.')
        self.does('note', row['id'], '--text-stdin', stdin='Ask Paul.')
        self.does('change', row['id'], '--text-stdin', stdin='A child\'s menu.')
        self.does('show', row['id'])
        for verb in ('done', 'no-answer'):
            event = self.does(verb, other['id'])['key']
            self.does('undo', event)
        self.does('done', other['id'])
        self.does('reopen', other['id'])
        self.does('snooze', other['id'], 'answered')
        self.does('wake', other['id'])
        self.does('assign', other['id'], 'Jo', '--new')
        self.does('priority', other['id'], 'high')
        self.does('mute', other['id'])
        self.does('unmute', other['id'])
        self.does('tag', other['id'], 'Opening', 'hours')
        self.does('tags')
        self.does('untag', other['id'], 'opening hours')
        self.does('members')
        self.does('moderate', row['id'], 'hold')
        self.does('log', 'phone', 'A table for six?', '--who', 'Frau Öztürk, 0171 2345678')
        self.does('search', 'table')
        self.does('report')
        event = self.does('brand set', 'prices', '--text-stdin', stdin='Margherita 9.50 €\nEspresso 2.20 €')['key']
        self.does('undo', event)
        self.does('brand')
        self.does('check')
        file = self.ear.folder.parent / 'contract.earshot'
        self.does('backup', file)
        self.does('restore', file, '--workspace', self.ear.folder.parent / 'restored')
        self.does('sample', '--size', '50', '--workspace', self.ear.folder.parent / 'small')
        town = ('--workspace', self.ear.folder.parent / 'town')
        self.does('practice', *town)
        self.does('sync', *town)
        threads = next(channel['key'] for channel in self.does('channel list', *town)['channels'] if channel['kind'] == 'threads')
        self.does('publish', threads, '--text-stdin', *town, stdin='New: rye bread.')
        self.does('channel rename', blog, 'Our Blog')
        self.does('channel rename', blog, 'Café Linde blog')
        garden = next(c['key'] for c in self.does('channel list')['channels'] if c['name'] == 'Garden')
        self.does('channel remove', garden)
        self.assertEqual(sorted(set(CONTRACT) - {'types'}), sorted(self.seen))

    def test_brand(self):
        """earshotctl brand: what is set is printed, hours as they were printed; undone; nothing said, nothing printed"""
        before = self.does('brand')
        self.assertEqual(before['name'], self.plain('brand').splitlines()[0].split(maxsplit=1)[1])
        self.assertEqual(self.does('brand set', 'phone', '+49', '30', '1234567')['ok'], True)
        self.assertEqual(self.does('brand')['phone'], '+49 30 1234567')
        self.assertIsNone(self.does('brand set', 'phone', '+49 30 1234567')['key'])
        self.assertIn('phone          +49 30 1234567\n', self.plain('brand'))
        hours = before['opening_hours']
        closed_on_sunday = hours | {'week': [day for day in hours['week'] if day['day'] != 7]}
        self.assertNotEqual(hours, closed_on_sunday)
        event = self.does('brand set', 'opening-hours', '--text-stdin', stdin=json.dumps(closed_on_sunday))['key']
        self.assertEqual(self.does('brand')['opening_hours']['week'], closed_on_sunday['week'])
        self.does('undo', event)
        self.assertEqual(self.does('brand')['opening_hours'], hours)
        # A season that keeps the rest days, and a day that was said to be closed, are kept by what was printed.
        season = hours | {'exceptions': [{'date': '2031-06-01', 'last': '2031-08-31', 'usual-days': True, 'label': 'Summer',
                                          'open': [{'from': '09:00', 'to': '23:00'}]}], 'closed': [{'date': '2031-05-02'}]}
        first = self.does('brand set', 'opening-hours', '--text-stdin', stdin=json.dumps(season))['key']
        printed = self.does('brand')['opening_hours']
        self.assertEqual(printed, season)
        self.assertIsNone(self.does('brand set', 'opening-hours', '--text-stdin', stdin=json.dumps(printed))['key'])
        self.does('undo', first)
        self.does('brand set', 'phone')
        self.assertIsNone(self.does('brand')['phone'])
        wrong = self.ear.run('brand', 'set', 'colour', 'red', json=False)
        self.assertEqual((wrong.code, 'opening-hours' in wrong.err), (earshot.USAGE, True), wrong)

    def queue(self, name, *more):
        return [row['id'] for row in self.does('inbox', '--queue', name, '--limit', '1000', *more)['conversations']]

    def test_marks(self):
        """earshotctl snooze, assign, tag, priority, mute: what it does to the lists, what is printed, undone; figures know nothing of it"""
        row = self.queue('answer-next')[0]
        waits = self.does('report')['channels']
        event = self.does('snooze', row, '2099-03-01 09:00')['key']
        self.assertNotIn(row, self.queue('answer-next'))
        self.assertEqual(self.queue('snoozed'), [row])
        self.assertIn('snoozed until 2099-03-01', self.plain('inbox', '--queue', 'snoozed'))
        shown = self.does('show', row)
        self.assertEqual((shown['snoozed'], shown['waiting'], shown['wakes_at'][:10]), (True, True, '2099-03-01'))
        self.assertEqual([c['counts'] for c in self.does('report')['channels']], [c['counts'] for c in waits])
        self.does('undo', event)
        self.assertIn(row, self.queue('answer-next'))
        self.assertEqual(self.queue('snoozed'), [])
        self.ear.fails(earshot.USAGE, 'snooze', row, '2001-01-01')
        self.ear.fails(earshot.USAGE, 'snooze', row, 'whenever')
        self.ear.fails(earshot.NOT_FOUND, 'assign', row, 'Nobody Known')
        event = self.does('assign', row, 'Kim', '--new')['key']
        self.assertEqual(len(event.split()), 2)
        self.assertNotIn(row, self.queue('unassigned'))
        self.does('undo', event)
        self.assertEqual([m['name'] for m in self.does('members')['members'] if m['name'] == 'Kim'], [])
        self.does('assign', row, 'me')
        self.assertEqual(self.queue('mine'), [row])
        self.does('assign', row)
        self.assertEqual(self.queue('mine'), [])
        self.does('tag', row, 'Terrace')
        self.assertEqual(self.queue('all', '--tag', 'terrace', '--sort', 'longest'), [row])
        self.assertIn('#Terrace', self.plain('inbox', '--queue', 'all', '--tag', 'Terrace'))
        self.ear.fails(earshot.NOT_FOUND, 'inbox', '--tag', 'none such')
        self.ear.fails(earshot.USAGE, 'inbox', '--sort', 'colour')
        self.does('untag', row, 'terrace')
        self.assertEqual(self.queue('all', '--tag', 'terrace'), [])
        self.does('mute', row)
        self.assertEqual(self.queue('snoozed'), [row])
        self.does('unmute', row)
        newest = self.queue('answer-next', '--sort', 'newest')
        self.assertEqual(sorted(newest), sorted(self.queue('answer-next')))
        self.assertIsNone(self.does('priority', row, 'normal')['key'])
        self.ear.fails(earshot.USAGE, 'priority', row, 'urgent')

    def test_change(self):
        """earshotctl change: marked in the conversation, listed in the report with its words, taken back; never empty, never cut"""
        row = self.does('inbox', '--queue', 'all')['conversations'][0]
        before = self.does('report')['talk']
        event = self.does('change', row['id'], '--text-stdin', stdin='Opened\non Mondays')['key']
        self.assertIn(('note', 'Opened on Mondays', True), [(m['direction'], m['text'], m.get('change')) for m in self.does('show', row['id'])['messages']])
        talk = self.does('report')['talk']
        self.assertEqual(talk['changes'][0]['text'], 'Opened on Mondays')
        self.assertEqual(talk['changes'][0]['conversation'], row['id'])
        self.assertEqual(talk['lines'][0]['channel'], None)
        self.assertEqual(talk['lines'][0]['counts']['changes'], before['lines'][0]['counts']['changes'] + 1)
        self.assertIn('Opened on Mondays (heard on ', ' '.join(self.plain('report').split()))
        self.does('undo', event)
        self.assertEqual(self.does('report')['talk']['changes'], before['changes'])
        self.ear.fails(earshot.USAGE, 'change', row['id'], '--text-stdin', stdin=' \n')
        messages = len(self.does('show', row['id'])['messages'])
        long = self.ear.run('change', row['id'], '--text-stdin', stdin='ä' * 101, json=False)
        self.assertEqual((long.code, 'at most 100 characters' in long.err), (earshot.USAGE, True), long)
        self.assertEqual(len(self.does('show', row['id'])['messages']), messages)
        event = self.does('change', row['id'], '--text-stdin', stdin='😀' * 100 + '\n')['key']
        self.assertEqual(self.does('show', row['id'])['messages'][-1]['text'], '😀' * 100)
        self.does('undo', event)

    def test_plan(self):
        """earshotctl brand set plan: posts a week, in the report beside those there were; what is none is refused"""
        blog = self.channel('wordpress')['key']
        self.does('brand set', 'plan', json.dumps({blog: 2}))
        own = next(channel for channel in self.does('report')['presence'] if channel['channel'] == blog)
        self.assertEqual((own['has_posts'], own['planned']), (True, 2))
        self.assertEqual(own['weeks_read'], sum(week['read'] for week in own['weeks']))
        self.assertEqual(own['posts'], sum(week['posts'] for week in own['weeks'] if week['read']))
        self.assertEqual(own['weeks_as_planned'], sum(week['posts'] >= 2 for week in own['weeks'] if week['read']))
        self.assertGreaterEqual(own['weeks_read'], 1)
        phone = self.channel('phone')['key']
        self.assertFalse(next(channel for channel in self.does('report')['presence'] if channel['channel'] == phone)['has_posts'])
        self.ear.fails(earshot.USAGE, 'brand', 'set', 'plan', 'twice')
        self.does('brand set', 'plan')
        self.assertIsNone(self.does('brand')['plan'])

    def test_documented(self):
        """CONTRIBUTING names every command of earshotctl and every member of its JSON"""
        page = (HERE.parents[1] / 'CONTRIBUTING.md').read_text()
        rows = dict(re.findall(r'^\| `([a-z -]+?)` \| (.*) \|$', page, re.MULTILINE))
        for command, wanted in CONTRACT.items():
            if command == 'types':
                continue
            with self.subTest(command):
                self.assertIn(command, rows)
                self.assertEqual(sorted(member_names(wanted) - set(re.findall(r'[a-z_]+(?:-[a-z]+)*', rows[command]))), [])

    # ---- what they do ----

    def test_kinds(self):
        """earshotctl channel kinds: services and what is logged by hand"""
        kinds = {kind['id']: kind for kind in self.does('channel kinds')['kinds']}
        self.assertEqual((kinds['wordpress']['offline'], kinds['mastodon']['offline'], kinds['phone']['offline']), (False, False, True))
        self.assertRegex(self.plain('channel', 'kinds'), r'(?m)^wordpress +WordPress$')
        self.assertGreater(len(kinds['facebook']['ways']), 1)
        self.assertRegex(self.plain('channel', 'kinds'), r'(?m)^facebook +Facebook.* --way ' + re.escape('|'.join(kinds['facebook']['ways'])) + '$')

    def test_left_out(self):
        """earshotctl channel add: what was left out is named as the option it is, and so are the ways there are"""
        way = self.does('channel kinds')['kinds']
        way = {kind['id']: kind['ways'] for kind in way}['facebook'][0]
        self.assertIn('--secret-stdin', self.ear.fails(earshot.USAGE, 'channel', 'add', 'facebook', '--way', way))
        self.assertIn(way, self.ear.fails(earshot.USAGE, 'channel', 'add', 'facebook', '--way', 'nonsense', '--secret-stdin', stdin='x'))

    def test_rename(self):
        """earshotctl channel rename: the new name stands everywhere"""
        channel = self.channel('phone')
        self.does('channel rename', channel['key'], 'Front Desk')
        self.assertEqual(self.channel('phone')['name'], 'Front Desk')
        self.assertIn('Front Desk', {row['channel'] for row in self.does('inbox', '--queue', 'all', '--limit', '500')['conversations']})
        self.assertIn('phone  Front Desk\n', self.plain('channel', 'list'))
        self.ear.fails(earshot.NOT_FOUND, 'channel', 'rename', '00000000-0000-4000-8000-000000000000', 'Nobody')

    def test_remove(self):
        """earshotctl channel remove: conversations stay unless told otherwise"""
        def stand_there(name):
            return [row for row in self.does('inbox', '--queue', 'all', '--limit', '1000')['conversations'] if row['channel'] == name]

        for kind, name, words, stay in (('letter', 'Letters', (), True), ('email', 'E-mail', ('--delete-conversations',), False)):
            with self.subTest(kind):
                key = self.channel(kind)['key']
                before = stand_there(name)
                self.assertGreater(len(before), 0)
                self.does('channel remove', key, *words)
                self.assertNotIn(kind, [channel['kind'] for channel in self.does('channel list')['channels']])
                after = stand_there(name)
                self.assertEqual([row['id'] for row in after], [row['id'] for row in before] if stay else [])
                if not stay:
                    self.ear.fails(earshot.NOT_FOUND, 'show', before[0]['id'])
        self.does('check')

    def test_counts(self):
        """earshotctl channel list: what is unread and waits is counted before it is told"""
        waiting = self.does('inbox', '--queue', 'answer-next', '--limit', '1000')['conversations']
        told = {channel['name']: channel['waiting'] for channel in self.does('channel list')['channels']}
        self.assertEqual(told, {name: len([row for row in waiting if row['channel'] == name]) for name in told})
        self.assertGreater(sum(told.values()), 5)

    def test_search(self):
        """earshotctl search: a limit, no marks, and people by name"""
        found = self.does('search', 'table', '--limit', '2')
        self.assertEqual((len(found['hits']), found['more']), (2, True))
        self.assertNotRegex(''.join(hit['snippet'] for hit in found['hits']), '[\u2066-\u2069]')
        self.does('log', 'phone', 'Left an umbrella.', '--who', 'Zoë Übelacker')
        [person] = self.does('search', 'ubelack')['people']
        self.assertEqual((person['name'], person['n_conversations']), ('Zoë Übelacker', 1))
        self.assertEqual(self.does('show', person['conversations'][0])['messages'][0]['text'], 'Left an umbrella.')
        shown = self.plain('search', 'ubelack')
        self.assertIn('    Zoë Übelacker', shown)
        self.assertIn(person['conversations'][0], shown)
        self.assertEqual(self.plain('search', 'nobodyeversaidthis'), 'Nothing was found.\n')

    def test_search_filters(self):
        """earshotctl search: filters, by the workspace's days; what is not understood is said"""
        self.does('log', 'phone', 'Asked for the pushchair.', '--who', 'Ida Ullmann')
        [hit] = self.does('search', 'pushchair from:"Ida Ullmann" on:today channel:phone is:unanswered')['hits']
        self.assertEqual((hit['person'], hit['snippet']), ('Ida Ullmann', 'Asked for the pushchair.'))
        self.assertEqual(self.does('search', 'from:"Ida Ullmann"')['hits'], [hit])
        self.assertEqual(self.does('search', 'from:"Ida Ullmann"')['people'], [])
        self.assertEqual(self.does('search', 'pushchair before:today')['hits'], [])
        found = self.does('search', 'is:done', '--limit', '1000')['hits']
        done = self.does('inbox', '--queue', 'done', '--limit', '1000')['conversations']
        self.assertEqual(len(found), len(done))
        self.assertGreater(len(found), 5)
        for words, status, sentence in [('is:banana', 2, '“is:banana” is not known here.'), ('x before:soon', 2, '“before:soon” names no day.'),
                                        ('from:', 2, 'Write behind “from:”'), ('channel:nowhere', 3, 'No channel here is called “nowhere”.')]:
            answer = self.ear.run('search', words, json=False)
            self.assertEqual(answer.code, status, answer)
            self.assertIn(sentence, answer.err)

    def test_report(self):
        """earshotctl report: text, JSON and CSV tell the same, for days of the workspace"""
        words = ('--from', '2026-01-01', '--to', '2090-01-01')
        told = self.does('report', *words)
        self.assertEqual((told['zone'], told['from']), ('Europe/Berlin', '2025-12-31T23:00:00.000Z'))
        asked_for = json.loads(self.plain('report', *words, '--format=json'))
        self.assertEqual([channel['counts'] for channel in asked_for['channels']], [channel['counts'] for channel in told['channels']])
        answer = self.ear.run('report', *words, '--format', 'csv', json=False)
        table = list(csv.DictReader(io.StringIO(answer.out)))
        self.assertEqual([row['channel'] for row in table], [channel['key'] for channel in told['channels']])
        for row, channel in zip(table, told['channels']):
            self.assertEqual({name: int(row[name]) for name in channel['counts']}, channel['counts'])
            self.assertEqual(row['share'] != '', channel['answering_hours']['within_promise']['estimate'] is not None)
            for turn in ('new', 'follow-up'):
                self.assertEqual(int(row[f'{turn}_judged']), channel['answering_hours']['by_turn'][turn]['within_promise']['n'])
        answer = self.ear.run('report', *words, '--format', 'csv-hours', json=False)
        hours = list(csv.DictReader(io.StringIO(answer.out)))
        self.assertEqual(sum(int(row['questions']) for row in hours if (row['channel'], row['clock']) == ('*', 'workspace_hours')),
                         sum(channel['counts']['questions'] for channel in told['channels'] if not channel['offline']))
        for channel in told['channels']:
            by_hour = channel['answering_hours']['by_hour']
            questions = channel['counts']['questions']
            self.assertEqual(questions, sum(hour['questions'] for hour in by_hour) if by_hour is not None else min(questions, 199))
        self.assertGreater(sum(int(row['voice_replies'] or '0') for row in table), 100)
        self.assertEqual({row['channel']: int(row['voice_greeting']) for row in table if row['voice_greeting']},
                         {channel['channel']: channel['shows']['greeting']['k'] for channel in told['voice']['channels']})
        self.assertEqual(sum(int(row['contradictions_unlike']) for row in table), sum(one['type'] == 'unlike' for one in told['facts']['findings']))
        page = self.plain('report', *words)
        self.assertIn('How You Sound', page)
        for channel in told['channels']:
            if any(channel['counts'].values()) or not channel['offline']:
                self.assertIn(channel['name'], page)
        self.assertLessEqual(max(map(len, page.splitlines())), 96)
        self.assertGreater(sum(channel['counts']['questions'] for channel in told['channels']), 100)

        wish = {'greets': 'yes', 'max-words': 80, 'address': {'de': 'informal'}}
        event = self.does('brand set', 'voice', '--text-stdin', stdin=json.dumps(wish))['key']
        wished = self.does('report', *words)['voice']
        self.assertEqual(wished['wish'], wish)
        self.assertEqual({name for channel in wished['channels'] for name in channel['as_wished']}, {'greeting', 'length', 'address'})
        self.does('undo', event)
        self.assertIsNone(self.does('report', *words)['voice']['wish'])

        whole = self.does('report', '--from', '2026-03-29', '--to', '2026-03-29')
        self.assertEqual((whole['from'], whole['to']), ('2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'))
        self.assertIn('not a date', self.ear.fails(earshot.USAGE, 'report', '--from', 'yesterday'))
        self.ear.fails(earshot.USAGE, 'report', '--from', '2026-02-02', '--to', '2026-02-01')
        self.ear.fails(earshot.USAGE, 'report', '--format', 'csv')
        self.assertEqual(self.ear.run('report', '--format', 'odt', json=False).code, earshot.USAGE)
        self.assertEqual(self.ear.run('report', '--paper', 'a4', json=False).code, earshot.USAGE)
        self.assertEqual(self.ear.run('report', '--format', 'pdf', '--paper', 'a5', json=False).code, earshot.USAGE)

    def test_findings(self):
        """earshotctl report: what contradicts another answer or the facts leads to its conversation"""
        told = [self.does('log', 'phone', what, '--answer', answer)['key'] for what, answer in (
            ('How can I reach you by phone?', 'Just ring us on +49 30 99887766.'),
            ('Do you have a charging station for electric bikes?', 'Yes, we do, behind the house.'),
            ('Do you have a charging station for electric bikes?', "No, sorry, we don't."))]
        event = self.does('brand set', 'phone', '+49 30 1234567')['key']
        findings = self.does('report', '--from', '2026-01-01', '--to', '2090-01-01')['facts']['findings']
        self.does('undo', event)
        self.assertIn((told[0], None), [(one['conversation'], one['other_conversation']) for one in findings if one['type'] == 'brand-sheet'])
        self.assertIn({told[1], told[2]}, [{one['conversation'], one['other_conversation']} for one in findings if one['type'] == 'unlike'])
        for one in findings:
            self.assertEqual((one['conversation'] is None, one['other_conversation'] is None), (one['type'] == 'page', one['type'] != 'unlike'), one)
            for which in ('', 'other_'):
                if one[f'{which}conversation'] is not None:
                    self.assertEqual(self.does('show', one[f'{which}conversation'])['channel_key'], one[f'{which}channel'])

    def test_report_files(self):
        """earshotctl report --output: the same in a PDF, a web page and a text; a file that is there is replaced whole or stays"""
        words = ('--from', '2026-01-01', '--to', '2090-01-01')
        told = self.does('report', *words)
        with tempfile.TemporaryDirectory() as folder:
            names = {'html': b'<!DOCTYPE html>', 'pdf': b'%PDF-', 'text': b'How we answered', 'csv': b'channel,'}
            for form, begin in names.items():
                file = pathlib.Path(folder, 'report.' + form)
                file.write_text('what was there')
                self.assertEqual(self.plain('report', *words, '--format', form, '--output', str(file)), '')
                self.assertEqual(file.read_bytes()[:len(begin)], begin)
            page = html.unescape(pathlib.Path(folder, 'report.html').read_text())
            for channel in told['channels']:
                if not channel['offline']:
                    self.assertIn(channel['name'], page)
                    self.assertIn('{:,}'.format(channel['counts']['questions']), page)
            for paper, size in (('a4', '595.276 x 841.89'), ('letter', '612 x 792')):
                self.plain('report', *words, '--format=pdf', '--paper', paper, '--output', f'{folder}/report.pdf')
                info = subprocess.run(['pdfinfo', f'{folder}/report.pdf'], check=True, capture_output=True, text=True).stdout
                self.assertIn(size, info)
            self.assertEqual(sorted(os.listdir(folder)), sorted('report.' + form for form in names))

            kept = self.ear.run('report', *words, '--format', 'pdf', '--output', f'{folder}/none/report.pdf', json=False)
            self.assertNotEqual(kept.code, 0)
            self.assertRegex(kept.err, r'\Aearshotctl: The report was not saved: [^\n]+\.\n\Z')
        # To a pipe as well.
        answer = self.ear.run('report', *words, '--format', 'html', json=False)
        self.assertTrue(answer.out.rstrip().endswith('</html>'))

    def test_log_times(self):
        """earshotctl log: times are by the workspace's clock; what is not understood is refused, and nothing is logged"""
        def due(text):
            self.does('log', 'phone', f'Due {text}', f'--call-back-by={text}')
            return next(row for row in self.does('inbox', '--limit', '1000')['conversations'] if row['preview'] == f'Due {text}')['due_at']

        self.assertEqual(due('2090-01-02 10:00'), '2090-01-02T09:00:00.000Z')
        self.assertEqual(due('2090-07-02T10:00+09:00'), '2090-07-02T01:00:00.000Z')
        self.assertEqual(due('2090-01-02'), '2090-01-02T23:00:00.000Z')
        before = len(self.does('inbox', '--queue', 'all', '--limit', '1000')['conversations'])
        for words in (('--call-back-by', 'tomorrow'), ('--asked-at', '12:30'), ('--asked-at', '2090-01-01')):
            self.assertIn(words[1], self.ear.fails(earshot.USAGE, 'log', 'phone', 'Never', *words))
        self.assertEqual(len(self.does('inbox', '--queue', 'all', '--limit', '1000')['conversations']), before)
        key = self.does('log', 'phone', 'Asked then', '--asked-at', '2026-01-05 09:15')['key']
        self.assertEqual(self.does('show', key)['messages'][0]['sent_at'], '2026-01-05T08:15:00.000Z')

    def test_help(self):
        """earshotctl: “help” is a command, not a word that nobody may say"""
        key = self.does('log', 'phone', 'needs', 'help', 'moving', 'a', 'table')['key']
        self.assertEqual(self.does('show', key)['messages'][0]['text'], 'needs help moving a table')
        for words in (('help',), ('--help',), ('log', '--help')):
            self.assertIn('earshotctl [--workspace FILE]', self.plain(*words))

    def test_moderate(self):
        """earshotctl moderate: only what moderates"""
        key = next(row['id'] for row in self.does('inbox', '--queue', 'all')['conversations'] if row['channel'] == 'Café Linde blog')
        for verb in ('delete', 'edit', 'like', 'reply', 'publish', 'mark-read', 'unlike', 'burn'):
            self.assertIn('approve', self.ear.fails(earshot.USAGE, 'moderate', key, verb))

    def test_check(self):
        """earshotctl check: finds a wrong count and a wrong index, and mends them"""
        self.assertIn('is whole', self.plain('check'))
        for sql in ('UPDATE standing_count SET n = n + 1 WHERE n > 0', "INSERT INTO message_fts (message_fts) VALUES ('delete-all')"):
            with self.subTest(sql):
                self.ear.write(sql)
                self.assertIn('--repair', self.ear.fails(earshot.FAILED, 'check'))
                self.does('check', '--repair')
                self.does('check')
        self.assertGreater(len(self.does('search', 'table')['hits']), 2)

    # ---- how they fail ----

    def test_codes(self):
        """earshotctl: no workspace, a workspace that is in use, and a mistyped folder"""
        nowhere = self.ear.folder.parent / 'nowhere'
        for words in (('inbox',), ('report',), ('channel', 'list'), ('done', 'x'), ('sync',), ('check',)):
            self.assertIn(str(nowhere), self.ear.fails(earshot.NOT_FOUND, '--workspace', nowhere, *words))
        self.assertFalse(nowhere.exists())

        busy = self.ear.folder.parent / 'busy'
        self.does('sample', '--size', '50', f'--workspace={busy}')
        with open(busy / 'lock', 'r+') as lock:
            fcntl.fcntl(lock, fcntl.F_OFD_SETLK, struct.pack('hhqqi', fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
            waits = self.ear.start('--workspace', busy, 'log', 'phone', 'Busy?')
            # Reading needs no lock, meanwhile or ever.
            self.assertGreater(len(self.does('inbox', '--queue', 'all', '--workspace', busy)['conversations']), 3)
            answer = self.ear.end(waits)
        self.assertEqual(answer.code, earshot.BUSY, answer)
        self.assertRegex(answer.err, r'^earshotctl: [^\n]+\.\n$')
        self.does('log', 'phone', 'Busy?', '--workspace', busy)

    def test_interrupted_sample(self):
        """earshotctl sample: one that was killed is no workspace to work with, and is made anew"""
        folder = self.ear.folder.parent / 'killed'
        process = self.ear.start('--workspace', folder, 'sample', '--size', '400000')
        harness.wait_for('half a sample', lambda: sum(file.stat().st_size for file in folder.glob('workspace.sqlite*')) > 4_000_000, 60, 0.01)
        self.ear.kill(process)
        self.does('sample', '--size', '50', '--workspace', folder)
        self.assertLess(len(self.does('inbox', '--queue', 'all', '--limit', '1000', '--workspace', folder)['conversations']), 50)
        self.ear.fails(earshot.FAILED, '--workspace', folder, 'sample', '--size', '50')


if __name__ == '__main__':
    tap.main()
