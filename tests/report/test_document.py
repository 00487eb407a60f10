#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report on paper and as a web page, of 0, 3, 300 and 300,000 questions: text, outline, pages and links of the PDF by poppler, the page
parsed as XML and as HTML, and a report in another language than the user's."""

import html.parser
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ET

import tap

TOP = pathlib.Path(__file__).resolve().parents[2]
PROBE = os.environ['DOCUMENT_PROBE']
XHTML = '{http://www.w3.org/1999/xhtml}'
SVG = '{http://www.w3.org/2000/svg}'
SIZES = {'a4': (595.276, 841.89), 'letter': (612, 792)}
VOID = {'meta', 'br', 'hr', 'img', 'input', 'link', 'wbr'}


def run(*words, **keywords):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True, timeout=100, **keywords).stdout


def local(element):
    return element.tag.rsplit('}', 1)[-1]


class Html(html.parser.HTMLParser):
    """That it nests as HTML too: what is no void element is closed, in order."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.names = [], [], []

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        # In HTML "/>" closes nothing but void and foreign elements.
        self.names.append(tag)
        if tag not in VOID and 'svg' not in self.open:
            self.wrong.append(f'<{tag}/>')

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f'</{tag}>')


# Enough of a language that is written from right to left.
HEBREW = r'''msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Language: he\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "How we answered, %s"
msgstr "איך ענינו, %s"

msgid "Channel"
msgstr "ערוץ"

msgid "Questions"
msgstr "שאלות"
'''


class Document(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.made = {}

    def make(self, n, language=None):
        """The folder with the forms of a report of n questions."""
        key = f'{n}-{language}'
        if key not in self.made:
            folder = pathlib.Path(self.folder.name, key)
            folder.mkdir()
            words = [language, self.locales()] if language else []
            run(PROBE, n, folder, *words)
            self.made[key] = folder
        return self.made[key]

    def locales(self):
        folder = pathlib.Path(self.folder.name, 'locales')
        hebrew = pathlib.Path(self.folder.name, 'he.po')
        hebrew.write_text(HEBREW, encoding='utf-8')
        for language, words in (('de', TOP / 'po/de.po'), ('he', hebrew)):
            messages = folder / language / 'LC_MESSAGES'
            if not messages.is_dir():
                messages.mkdir(parents=True)
                run('msgfmt', '--check-format', '-o', messages / 'earshot.mo', words)
        return folder

    def check_pdf(self, folder, paper, expected):
        file = folder / f'{paper}.pdf'
        info = dict(line.split(':', 1) for line in run('pdfinfo', '-isodates', file).splitlines() if ':' in line)
        self.assertEqual(info['Tagged'].strip(), 'yes')
        self.assertEqual(info['Author'].strip(), 'Olive & Thyme')
        self.assertEqual(info['Creator'].strip(), 'Earshot')
        self.assertEqual(info['CreationDate'].strip(), '2026-02-09T01:00:00Z')
        size = [float(number) for number in re.findall(r'[\d.]+', info['Page size'])[:2]]
        for found, wanted in zip(size, SIZES[paper]):
            self.assertAlmostEqual(found, wanted, delta=0.5)

        n_pages = int(info['Pages'])
        pages = run('pdftotext', '-layout', file, '-').split('\f')[:-1]
        self.assertEqual(len(pages), n_pages)
        for number, page in enumerate(pages, 1):
            self.assertIn(expected['page'].format(number, n_pages), page)
            # A footer alone is no page.
            self.assertGreater(len(page.split()), 25 if number < n_pages else 12, page)
        # Each page has something on it, and nothing hangs over its edge.
        for number in range(1, n_pages + 1):
            box = run('pdftotext', '-f', number, '-l', number, '-bbox', file, '-')
            for left, top, right, bottom in re.findall(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">', box):
                self.assertGreaterEqual(float(left), 50, box)
                self.assertLessEqual(float(right), size[0] - 50)
                self.assertGreaterEqual(float(top), 40)
                self.assertLessEqual(float(bottom), size[1] - 15)

        # A heading stands with what follows: never last on a page. (The first ends with a link that may read like one.)
        headings = [text for level, text in self.headings(folder)]
        for page in pages[1:-1]:
            lines = [' '.join(line.split()) for line in page.splitlines() if line.strip()]
            self.assertNotIn(lines[-2], headings)

        destinations = run('pdfinfo', '-dests', file)
        for name in expected['ids']:
            self.assertIn(f'"{name}"', destinations)
        structure = run('pdfinfo', '-struct', file)
        for tag in expected['tags']:
            self.assertRegex(structure, rf'(?m)^ *{tag}\b')
        return ' '.join(' '.join(pages).split())

    def headings(self, folder):
        root = self.parse(folder)
        return [(int(local(element)[1]), ''.join(element.itertext())) for element in root.iter() if re.fullmatch('h[1-6]', local(element))]

    def parse(self, folder):
        return ET.fromstring((folder / 'report.html').read_text(encoding='utf-8'))

    def check_outline(self, file, headings):
        """The outline names what the page's headings do."""
        text = run('pdftohtml', '-xml', '-i', '-stdout', file)
        outline = text[text.index('<outline>'):text.rindex('</outline>')]
        names = [' '.join(re.sub('<[^>]*>', '', item).split()) for item in re.findall(r'<item[^>]*>(.*?)</item>', outline, re.S)]
        self.assertEqual([name.replace('&lt;', '<').replace('&gt;', '>').replace('&amp;', '&') for name in names],
                         [text for level, text in headings])

    def check_html(self, folder, language, direction='ltr'):
        text = (folder / 'report.html').read_text(encoding='utf-8')
        root = self.parse(folder)
        other = Html()
        other.feed(text)
        self.assertEqual((other.wrong, other.open), ([], []))

        self.assertEqual((root.get('lang'), root.get('dir')), (language, direction))
        count = {name: sum(1 for _ in root.iter(XHTML + name)) for name in ('main', 'header', 'nav', 'footer', 'h1', 'title', 'script')}
        self.assertEqual(count, {'main': 1, 'header': 1, 'nav': 1, 'footer': 1, 'h1': 1, 'title': 1, 'script': 0})
        before = 0
        for level, heading in self.headings(folder):
            self.assertTrue(heading.strip())
            self.assertLessEqual(level, before + 1, heading)
            before = level

        # Nothing from elsewhere, nothing that runs; each link of the page leads somewhere in it; ids are unique.
        ids = [element.get('id') for element in root.iter() if element.get('id')]
        self.assertEqual(len(ids), len(set(ids)))
        for element in root.iter():
            for name, value in element.attrib.items():
                name = name.rsplit('}', 1)[-1]
                self.assertFalse(name.startswith('on'), name)
                if name in ('src', 'href', 'data', 'action', 'poster', 'srcset'):
                    self.assertTrue(value.startswith('#') and value[1:] in ids or value.startswith('data:image/png;base64,'), value)
                if name in ('aria-labelledby', 'aria-describedby'):
                    self.assertIn(value, ids)
                for inner in re.findall(r'url\(#([^)]*)\)', value):
                    self.assertIn(inner, ids)
                self.assertNotRegex(value, r'url\((?!#)')
        self.assertEqual(set(re.findall(r'https?://[^\s"<]+', text)),
                         {'http://www.w3.org/1999/xhtml'} | ({'http://www.w3.org/2000/svg', 'http://www.w3.org/1999/xlink'} if '<svg' in text else set()))
        self.assertNotIn('@import', text)

        for table in root.iter(XHTML + 'table'):
            self.assertTrue(''.join(table.find(XHTML + 'caption').itertext()).strip())
            columns = table.findall(f'{XHTML}thead/{XHTML}tr/{XHTML}th')
            self.assertTrue(columns and all(cell.get('scope') == 'col' and ''.join(cell.itertext()).strip() for cell in columns))
            rows = table.findall(f'{XHTML}tbody/{XHTML}tr')
            self.assertTrue(rows)
            for row in rows:
                self.assertEqual([local(cell) for cell in row], ['th'] + ['td'] * (len(columns) - 1))
                self.assertEqual(row[0].get('scope'), 'row')
        for svg in root.iter(SVG + 'svg'):
            self.assertEqual(svg.get('role'), 'img')
            self.assertTrue(svg.find(SVG + 'title').text.strip() and svg.find(SVG + 'desc').text.strip())
        return ' '.join(''.join(root.itertext()).split())

    def check(self, n, least_pages, most_pages):
        folder = self.make(n)
        tags = ['Document', 'H1', 'H2', 'H3', 'P'] + (['L', 'LI', 'Table', 'TR', 'TH', 'TD'] if n else [])
        expected = {'page': 'Page {} of {}', 'ids': ['report', 'method', 'method-share'] + (['todo', 'channel-1', 'voice', 'facts', 'method-voice'] if n else []),
                    'tags': tags + (['Figure'] if n > 100 else [])}
        page = self.check_html(folder, 'en')
        terminal = (folder / 'report.txt').read_text(encoding='utf-8')
        for paper in SIZES:
            text = self.check_pdf(folder, paper, expected)
            self.check_outline(folder / f'{paper}.pdf', self.headings(folder))
            n_pages = text.count('Page 1 of ')
            self.assertEqual(n_pages, 1)
            self.assertTrue(least_pages <= int(re.search(r'Page 1 of (\d+)', text)[1]) <= most_pages, text)
            self.assertIn('How we answered', text)
        # The same in each form.
        for sentence in re.findall(r'(?m)^  (?:•|\d\.) (.*)$', (folder / 'report.txt').read_text(encoding='utf-8')):
            self.assertIn(sentence.split(' questions')[0], page)
        self.assertIn('How Each Figure Is Counted', terminal)
        return folder

    def test_nothing(self):
        """no channel: says so, and how figures would be counted"""
        folder = self.check(0, 3, 4)
        self.assertIn('No channel is connected yet.', (folder / 'terminal.txt').read_text())

    def test_three(self):
        """3 questions: counts and lists, no percentage of them"""
        folder = self.check(3, 5, 9)
        told = (folder / 'terminal.txt').read_text()
        self.assertNotRegex(told, r'\d+% \(')
        self.assertRegex(told, r'too few\s+for a percentage|cannot be judged yet')

    def test_three_hundred(self):
        """300 questions: curves, a difference, three things to do"""
        folder = self.check(300, 9, 12)
        told = (folder / 'terminal.txt').read_text()
        self.assertIn('waits longest', told)
        self.assertIn('Three Things to Do This Week', told)
        # What others call their pages stays text.
        self.assertNotIn('Mastodon <b>', (folder / 'report.html').read_text())
        self.assertIn('Mastodon &lt;b&gt;', (folder / 'report.html').read_text())
        # What stands beside answering, and what is of one person alone.
        self.assertIn('0 of 100 replies greet; you wish all did. Read the 100 others.', ' '.join(told.split()))
        self.assertRegex(told, r'Put right the 1\s+contradiction')
        for name in ('report.html', 'report.txt', 'report.json'):
            self.assertNotIn('our Own Replies', (folder / name).read_text())

    def test_three_hundred_thousand(self):
        """300,000 questions: no longer than of 300, numbers in groups"""
        folder = self.check(300000, 9, 12)
        self.assertRegex((folder / 'terminal.txt').read_text(), r'half of its \d\d,\d{3} questions')
        for name in ('report.html', 'a4.pdf'):
            self.assertLess((folder / name).stat().st_size, 3_000_000)

    def test_language(self):
        """a report in German where the user speaks something else: words, months, numbers, and the page says so"""
        folder = self.make(300000, 'de')
        expected = {'page': 'Seite {} von {}', 'ids': ['report', 'method'], 'tags': ['H1']}
        page = self.check_html(folder, 'de')
        text = self.check_pdf(folder, 'a4', expected)
        for words in (page, text):
            self.assertIn('Wie wir geantwortet haben, 5. Jan. bis 1. Feb. 2026', words)
            self.assertRegex(words, r'Die Hälfte der \d\d\.\d{3} Fragen')
            self.assertRegex(words, r'\d+\s%')
            self.assertIn('Telephone (Telefon)', words)
            self.assertNotIn('Who Is Still Waiting', words)
        self.assertIn('<title id="chart-1-light-title">Anteil der beantworteten Fragen nach Wartezeit</title>', (folder / 'report.html').read_text())

    def sayings(self, folder):
        """What is said, without numbers."""
        sayings = set()
        root = self.parse(folder)
        contents = {element for nav in root.iter(XHTML + 'nav') for element in nav.iter()}
        for element in root.iter():
            if element not in contents and local(element) in ('h1', 'h2', 'h3', 'p', 'li', 'th', 'td', 'caption', 'figcaption'):
                sayings.add(re.sub(r'[\d.,]+', '0', ' '.join(''.join(element.itertext()).split())))
        return sayings

    def test_whole_language(self):
        """a report in German has no sentence, title or word in English left"""
        english = self.sayings(self.make(300)) | self.sayings(self.make(300000))
        german = self.sayings(self.make(300, 'de')) | self.sayings(self.make(300000, 'de'))
        names = {'Olive & Thyme', 'Olive & Thyme blog', 'Mastodon <b>', 'Town page', 'Telephone', 'Olive & Thyme blog (WordPress)', 'Mastodon <b> (Mastodon)',
                 'Town page (Facebook)', 'Spam'}
        same = {words for words in english & german if re.search('[a-z]{2}', words)}
        self.assertEqual(same - names, set())
        self.assertGreater(len(german), 60)
        # Papers have the titles that they have.
        for words in (words for words in german if not words.startswith('Quelle: ')):
            self.assertNotRegex(words, r'\b(the|of|from|to|were|questions?|people|[A-Z][a-z]+day)\b')
        for words in ('Wochentag', 'Mo', 'So'):
            self.assertIn(words, german)

    def test_unknown_language(self):
        """a language that nobody translated to: as it is written, and the page says that it is English"""
        folder = self.make(3, 'tlh')
        self.check_html(folder, 'en')

    def test_right_to_left(self):
        """a page from right to left begins at the right, on paper and in the web page, and nothing hangs over its edge"""
        folder = self.make(300, 'he')
        self.check_html(folder, 'he', 'rtl')
        width = SIZES['a4'][0]
        for right_to_left in (True, False):
            file = (folder if right_to_left else self.make(300)) / 'a4.pdf'
            words = [(tuple(map(float, place)), word) for *place, word in
                     re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', run('pdftotext', '-bbox', file, '-'))]
            self.assertTrue(all(left >= 50 and right <= width - 50 for (left, _, right, _), _ in words))
            # "Each Channel in a Sentence" begins at its side, and what page it is stands at the other.
            places = [left if right_to_left else width - left for (left, _, right, _), word in words if word == 'Page']
            self.assertGreater(len(places), 5)
            self.assertTrue(all(away < (60 if right_to_left else 140) for away in places), places)
            headings = [width - right if right_to_left else left for (left, _, right, _), word in words if word == ('Sentence' if right_to_left else 'Each')]
            self.assertLess(headings[0], 60)

    def test_drawn(self):
        """poppler draws each page, and none is white"""
        folder = self.make(300)
        for paper in SIZES:
            run('pdftoppm', '-r', 20, '-gray', folder / f'{paper}.pdf', folder / paper)
            for picture in folder.glob(f'{paper}-*.pgm'):
                self.assertGreater(sum(1 for byte in picture.read_bytes() if byte < 200), 50, picture)


if __name__ == '__main__':
    tap.main()
