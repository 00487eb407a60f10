# SPDX-License-Identifier: GPL-3.0-or-later
"""A person at the window: Earshot on a display and a keyring of its own, seen and used through accessibility.

    with drive.Desk() as desk:                  # display, session bus, open keyring, home, a browser that only notes addresses
        desk.start('--sample')
        desk.click('button', 'Continue')        # what shows now, by role and name; waits for it
        desk.type_into('Address', 'example.org')
        desk.key('ctrl+Return')
        desk.wait_for_text('Sent')
        desk.audit('inbox')                     # no unnamed control; keeps a picture
        desk.quit()                             # the program must end well and have warned of nothing

A name is a string, the whole name, or a compiled pattern to be found in it.
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'servers'))

import harness  # noqa: E402

PATIENCE = 30
PROGRAM = 'io.github.earshot.Earshot'
CONTROLS = ('button', 'toggle button', 'push button', 'text', 'entry', 'password text', 'check box', 'combo box', 'switch', 'slider',
            'calendar', 'spin button', 'link', 'list item', 'menu item', 'radio button')
# Drawn inside another control that carries the name: a menu button's own button, the box in a switch's row, the field of a row.
WITHIN = ('button', 'toggle button', 'push button', 'check box', 'switch', 'combo box', 'spin button', 'text', 'entry', 'password text', 'menu item',
          'radio button')

BROWSER = """[Desktop Entry]
Type=Application
Name=Browser that notes addresses
Exec={script} %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
"""

Atspi = None


def _load_atspi(environment):
    """Accessibility connects once, to the session it finds then."""
    global Atspi
    os.environ.update({name: environment[name] for name in ('DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR', 'HOME')})
    try:
        import gi
        gi.require_version('Atspi', '2.0')
        from gi.repository import Atspi as found
    except (ImportError, ValueError) as error:
        raise unittest.SkipTest(f'accessibility cannot be used from Python: {error}')
    Atspi = found


def matches(name, wanted):
    if wanted is None:
        return True
    return wanted == name if isinstance(wanted, str) else wanted.search(name or '') is not None


def children(node):
    return [child for child in (node.get_child_at_index(i) for i in range(node.get_child_count())) if child is not None]


def walk(node):
    yield node
    for child in children(node):
        yield from walk(child)


def shows(node):
    return node.get_state_set().contains(Atspi.StateType.SHOWING)


def text_of(node):
    return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))


class Desk(harness.Running):
    """pictures: where audit() keeps what it saw. opened: addresses the program wanted a browser for, oldest first."""

    def __init__(self, size='1200x780', keyring='unlocked'):
        super().__init__()
        for program in ('Xvfb', 'xdotool', 'xprop', 'import'):
            if not shutil.which(program):
                raise unittest.SkipTest(f'{program} is not installed')
        self.pictures = pathlib.Path(os.environ['EARSHOT_PICTURES'])
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.process = None
        self.n_pictures = 0
        try:
            self.keyring = self.parts.enter_context(harness.start_keyring(keyring, display=size))
            self.env = self.keyring.env
            self.home = pathlib.Path(self.env['HOME'])
            self.env.update(GDK_BACKEND='x11', GSK_RENDERER='cairo', GDK_DEBUG='no-portals', GDK_DISABLE='gl,vulkan', GTK_A11Y='atspi',
                            LANG='C.UTF-8', TZ='UTC', GSETTINGS_BACKEND='keyfile')
            # The tests' network leads nowhere; what can be reached is on this computer, as far as the program knows a network like any.
            self.env['GIO_USE_NETWORK_MONITOR'] = 'base'
            self.set_up_home()
            self.set_up_notifications()
            _load_atspi(self.env)
        except BaseException:
            self.close()
            raise

    def set_up_home(self):
        gtk = self.home / '.config' / 'gtk-4.0'
        gtk.mkdir(parents=True, exist_ok=True)
        # Pictures are compared by eye: always the same letters, and nothing that still moves.
        (gtk / 'settings.ini').write_text('[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=false\n')
        # Whatever time it is, what is new is announced.
        settings = self.home / '.config' / 'glib-2.0' / 'settings'
        settings.mkdir(parents=True, exist_ok=True)
        (settings / 'keyfile').write_text('[io/github/earshot/Earshot]\nquiet-hours=false\n')
        self.noted = self.home / 'addresses'
        script = self.home / 'note-address'
        script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >>{self.noted}\n')
        script.chmod(0o755)
        applications = self.home / '.local' / 'share' / 'applications'
        applications.mkdir(parents=True, exist_ok=True)
        (applications / 'browser.desktop').write_text(BROWSER.format(script=script))
        (self.home / '.config' / 'mimeapps.list').write_text(
            '[Default Applications]\nx-scheme-handler/http=browser.desktop\nx-scheme-handler/https=browser.desktop\n')

    # ---- notifications ----

    def set_up_notifications(self):
        self.notified = self.home / 'notifications'
        self.notifier = subprocess.Popen([sys.executable, str(pathlib.Path(__file__).with_name('notifications.py')), str(self.notified)],
                                         env=self.env, stdin=subprocess.PIPE, text=True)
        self.parts.callback(self.notifier.wait)
        self.parts.callback(self.notifier.stdin.close)
        harness.wait_for('the notification service', lambda: self.notices, PATIENCE)

    @property
    def notices(self):
        """What the desktop was told, oldest first."""
        return [json.loads(line) for line in self.notified.read_text().splitlines()] if self.notified.exists() else []

    def wait_for_notice(self, words, seconds=PATIENCE):
        """The number of the notification that says so, once it shows."""
        def there():
            return [n['shown'] for n in self.notices if 'shown' in n and words in n['title'] + n['body']]
        return harness.wait_for(f'a notification of {words}', there, seconds)[-1]

    def wait_withdrawn(self, number, seconds=PATIENCE):
        harness.wait_for('the notification to go', lambda: {'withdrawn': number} in self.notices, seconds)

    def click_notice(self, number):
        print(number, file=self.notifier.stdin, flush=True)

    # ---- the program ----

    def start(self, *arguments, leaks=True):
        """leaks: whether what was not freed at the end is a fault."""
        self.launch(*arguments, leaks=leaks)
        self.wait_for_window()

    def launch(self, *arguments, leaks=True):
        env = self.env if leaks else self.env | {'ASAN_OPTIONS': self.env.get('ASAN_OPTIONS', '') + ':detect_leaks=0'}
        self.said = tempfile.NamedTemporaryFile('w+', prefix='ear-said-')
        self.process = subprocess.Popen([os.environ['EARSHOT'], *arguments], env=env, stdout=self.said, stderr=self.said)

    def wait_for_window(self):
        harness.wait_for('the window', self.find_program, PATIENCE * 2)

    def find_program(self):
        if self.process.poll() is not None:
            raise AssertionError(f'Earshot ended at once:\n{self.words()}')
        desktop = Atspi.get_desktop(0)
        self.program = next((one for one in children(desktop) if one.get_name() == PROGRAM), None)
        return self.program is not None and any(shows(one) for one in children(self.program))

    def words(self):
        """What the program has said so far."""
        with open(self.said.name) as said:
            return said.read()

    def quit(self):
        """As Ctrl+Q does. The program must end by itself, well, and have complained of nothing."""
        self.key('ctrl+q')
        status = self.process.wait(timeout=PATIENCE)
        words = self.words()
        self.process = None
        if status != 0 or re.search(r'WARNING|CRITICAL|ERROR|runtime error', words):
            raise AssertionError(f'Earshot ended with {status} and said:\n{words}')

    def close(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        super().close()

    @property
    def opened(self):
        return self.noted.read_text().split() if self.noted.exists() else []

    def wait_for_address(self, before):
        """The address the program opens next, when it had opened so many before."""
        return harness.wait_for('a page in the browser', lambda: self.opened[before:], PATIENCE)[0]

    # ---- seeing ----

    def everything(self):
        """Whatever shows now."""
        pending = [self.program]
        while pending:
            node = pending.pop()
            try:
                if node is not self.program and not shows(node):
                    continue
                yield node
                pending.extend(reversed(children(node)))
            except Exception:
                # It went away while we looked.
                continue

    def look(self, role, name=None, inside=None):
        """What has that role and name just now, or None."""
        for node in self.everything() if inside is None else walk(inside):
            with contextlib.suppress(Exception):
                if (role is None or node.get_role_name() == role) and matches(node.get_name(), name) and shows(node):
                    return node
        return None

    def find(self, role, name=None, seconds=PATIENCE):
        def there():
            if self.process.poll() is not None:
                raise AssertionError(f'Earshot has ended:\n{self.words()}')
            return self.look(role, name)
        try:
            return harness.wait_for(f'{role} {name}', there, seconds)
        except AssertionError as error:
            self.picture('failed')
            raise AssertionError(f'{error}\nshowing:\n{self.describe()}\n{self.words()}') from None

    def find_text(self, wanted, seconds=PATIENCE):
        """Any node that says so, by its name or its text."""
        return self.find(None, wanted if isinstance(wanted, re.Pattern) else re.compile(re.escape(wanted)), seconds)

    def wait_gone(self, role, name=None, seconds=PATIENCE):
        try:
            harness.wait_for(f'the end of {role} {name}', lambda: self.look(role, name) is None, seconds)
        except AssertionError as error:
            self.picture('failed')
            raise AssertionError(f'{error}\nshowing:\n{self.describe()}') from None

    def describe(self):
        lines = []
        for node in self.everything():
            with contextlib.suppress(Exception):
                if node.get_name() or node.get_role_name() in CONTROLS:
                    lines.append(f'  {node.get_role_name()}: {node.get_name()!r}')
        return '\n'.join(lines)

    def picture(self, name):
        subprocess.run(['import', '-window', 'root', str(self.pictures / f'{name}.png')], env=self.env, check=True)

    def audit(self, name):
        """No control without a name is on the page; keeps its picture."""
        self.n_pictures += 1
        self.picture(f'{self.n_pictures:02}-{name}')
        unnamed = self.find_unnamed()
        # A row that comes or goes just now has no name for a moment; what is unnamed stays so.
        deadline = time.monotonic() + 5
        while unnamed and time.monotonic() < deadline:
            unnamed = self.find_unnamed()
        if unnamed:
            raise AssertionError(f'controls without a name on the page {name}:\n' + '\n'.join(unnamed))

    def find_unnamed(self):
        unnamed = []
        for node in self.everything():
            with contextlib.suppress(Exception):
                role, parent = node.get_role_name(), node.get_parent()
                drawing = parent is not None and parent.get_name() and parent.get_role_name() in WITHIN
                # What a list to choose from offers is libadwaita's to name.
                drawing = drawing or any(n.get_role_name() == 'combo box' and n.get_name() for n in self.ancestors(parent))
                if role in CONTROLS and not node.get_name() and not drawing:
                    unnamed.append(' < '.join(f'{n.get_role_name()} {n.get_name()!r}' for n in self.ancestors(node)))
        return unnamed

    @staticmethod
    def ancestors(node):
        for _ in range(6):
            if node is None:
                return
            yield node
            node = node.get_parent()

    # ---- doing ----

    def key(self, *keys):
        subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], env=self.env, check=True)

    def type(self, words):
        subprocess.run(['xdotool', 'type', '--delay', '12', words], env=self.env, check=True)

    def press(self, node):
        """Its action, as a click or Enter would do."""
        for wanted in ('click', 'activate', 'toggle', ''):
            for i in range(Atspi.Action.get_n_actions(node)):
                if Atspi.Action.get_action_name(node, i) == wanted:
                    return Atspi.Action.do_action(node, i)
        raise AssertionError(f'{node.get_role_name()} {node.get_name()!r} has no action')

    def click(self, role, name=None, seconds=PATIENCE):
        """Press a button, wherever it is."""
        def enabled():
            node = self.look(role, name)
            return node if node is not None and node.get_state_set().contains(Atspi.StateType.SENSITIVE) else None
        self.find(role, name, seconds)
        self.press(harness.wait_for(f'{role} {name} to be enabled', enabled, seconds))

    def prompt(self):
        """Whether the keyring asks for its password now."""
        return subprocess.run(['xdotool', 'search', '--onlyvisible', '--class', 'gcr-prompter'], env=self.env, capture_output=True).returncode == 0

    def point(self, node, button='1', times=1):
        """Click with the mouse, in the middle."""
        frame = next(one for one in children(self.program) if one.get_role_name() in ('frame', 'dialog', 'window') and shows(one))
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', f'^{re.escape(frame.get_name())}$', 'getwindowgeometry', '--shell'],
                               env=self.env, capture_output=True, text=True, check=True).stdout
        window = dict(line.split('=') for line in found.split())
        edges = re.findall(r'\d+', subprocess.run(['xprop', '-id', window['WINDOW'], '_GTK_FRAME_EXTENTS'],
                                                  env=self.env, capture_output=True, text=True).stdout) or [0] * 4
        here, there = (Atspi.Component.get_extents(one, Atspi.CoordType.WINDOW) for one in (frame, node))
        x = int(window['X']) + int(edges[0]) + there.x - 2 * here.x + there.width // 2
        y = int(window['Y']) + int(edges[2]) + there.y - 2 * here.y + there.height // 2
        subprocess.run(['xdotool', 'mousemove', '--sync', str(x), str(y), 'click', '--repeat', str(times), button], env=self.env, check=True)

    def choose(self, name, role='list item', seconds=PATIENCE):
        """Click a row."""
        self.point(self.find(role, name, seconds))

    def choose_by_key(self, name, role='list item'):
        """A row of a list, with Tab, Down and Return: it may stand below what shows, and the focus scrolls it there."""
        def has_focus(node):
            return node.get_state_set().contains(Atspi.StateType.FOCUSED)
        self.find(role, name)
        for _ in range(40):
            row = self.look(role, name)
            if row is not None and has_focus(row):
                self.key('Return')
                return
            beside = row is not None and any(has_focus(one) for one in children(row.get_parent()))
            self.key('Down' if beside else 'Tab')
            time.sleep(0.1)
        raise AssertionError(f'{role} {name} cannot be reached by key\nshowing:\n{self.describe()}')

    def type_into(self, name, words):
        """Put words into the field of that name, in place of what stands there."""
        node = self.find('text', name)
        Atspi.EditableText.set_text_contents(node, words)
        # Only their number: a password is not shown.
        harness.wait_for(f'{name} to be filled in', lambda: Atspi.Text.get_character_count(node) == len(words), PATIENCE)

    def read(self, name):
        return text_of(self.find('text', name))

    def switch(self, name):
        """Turn a switch over. Of its row's two boxes only the inner one can be pressed."""
        def inner():
            row = self.look('check box', name)
            for node in walk(row) if row is not None else ():
                if node.get_role_name() in ('check box', 'switch') and Atspi.Action.get_n_actions(node):
                    for i in range(Atspi.Action.get_n_actions(node)):
                        if Atspi.Action.get_action_name(node, i) == 'toggle':
                            return node, i
            return None
        self.find('check box', name)
        Atspi.Action.do_action(*harness.wait_for(f'a switch in {name}', inner, PATIENCE))

    def press_menu(self, menu, letter):
        """Choose from a menu: its button by name, then the item by the letter underlined in it. GTK tells no more of an item."""
        def there():
            return next((node for node in self.everything() if node.get_role_name() == 'menu item' and
                         (node.get_attributes() or {}).get('keyshortcuts') == f'Alt+{letter}'), None)
        self.press(self.find('toggle button', menu))
        self.press(harness.wait_for(f'{letter} in the menu {menu}', there, PATIENCE))
