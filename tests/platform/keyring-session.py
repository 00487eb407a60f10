#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a program in a session of its own, with the keyring in a given state.

usage: keyring-session.py STATE PROGRAM [ARGUMENT...]

STATE   unlocked   a GNOME Keyring, open
        unlocked-busy  the same, for a program that shares it with others and sees it end
        locked-later   the same, for a program that locks it
        locked     one that holds a secret for the channel "before", never opened since the session began
        fresh      one that was never set up
        answered   as locked, and somebody types its password whenever it asks
        answered-store  the same
        dismissed  as locked, and somebody presses Escape whenever it asks
        absent     a bus without a Secret Service
        no-bus     not even a bus
        file       libsecret's encrypted file instead, beside a locked keyring
        file-busy       the same, shared with others
        file-other-key  such a file that was written with another password
        file-broken     such a file that is none

The program finds STATE in EAR_TEST_KEYRING. Home, bus and display are its own; all end with it.
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

PASSWORD = 'open sesame'

# Where libsecret 0.21 itself leaks: what a collection tells it while a call runs, the instance it is made to drop when it has to
# read a file or find a service anew, and the text of a file it cannot read.
LEAKY = ('unlocked-busy', 'file', 'file-busy', 'file-broken')

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={dir}</listen>
  <servicedir>{dir}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


class Session:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.children = []
        self.env = {k: v for k, v in os.environ.items() if k not in (
            'DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'DBUS_STARTER_ADDRESS', 'SECRET_BACKEND', 'XDG_DATA_HOME',
            'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'GNOME_KEYRING_CONTROL')}
        home = self.folder / 'home'
        run = self.folder / 'run'
        home.mkdir()
        run.mkdir(mode=0o700)
        # Without this GLib would look for a bus of the machine's own.
        self.env.update(HOME=str(home), XDG_RUNTIME_DIR=str(run), DBUS_SESSION_BUS_ADDRESS=f'unix:path={run}/nothing')

    def start(self, command, env=None, **keywords):
        # The checkers' options are for our own programs.
        environment = {k: v for k, v in (env or self.env).items() if k not in ('G_DEBUG', 'GSETTINGS_SCHEMA_DIR')}
        child = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, **keywords)
        self.children.append(child)
        return child

    def start_bus(self, prompter=False):
        services = self.folder / 'services'
        services.mkdir()
        if prompter:
            # The last: who tells the tests what a window shows.
            for name in ('org.gnome.keyring.SystemPrompter', 'org.gnome.keyring.PrivatePrompter', 'org.a11y.Bus'):
                source = pathlib.Path('/usr/share/dbus-1/services') / f'{name}.service'
                if source.exists():
                    (services / source.name).write_text(source.read_text())
        config = self.folder / 'bus.conf'
        config.write_text(BUS_CONFIG.format(dir=self.folder))
        bus = self.start(['dbus-daemon', f'--config-file={config}', '--nofork', '--print-address=1'], stdout=subprocess.PIPE, text=True)
        self.env['DBUS_SESSION_BUS_ADDRESS'] = bus.stdout.readline().strip()

    def start_keyring(self, password=None):
        command = ['gnome-keyring-daemon', '--components=secrets', '--foreground', '--unlock' if password is not None else '--start']
        keyring = self.start(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        if password is not None:
            keyring.stdin.write(password)
        keyring.stdin.close()
        subprocess.run(['gdbus', 'wait', '--session', '--timeout', '20', 'org.freedesktop.secrets'], env=self.env, check=True)
        return keyring

    def stop(self, child):
        child.terminate()
        child.wait(timeout=20)
        self.children.remove(child)

    def start_display(self, size='800x600'):
        reading, writing = os.pipe()
        self.start(['Xvfb', '-displayfd', str(writing), '-screen', '0', f'{size}x24', '-nolisten', 'tcp', '-noreset'], pass_fds=[writing],
                   stdout=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as numbers:
            self.env['DISPLAY'] = ':' + numbers.readline().strip()

    def end(self):
        for child in reversed(self.children):
            child.send_signal(signal.SIGKILL)
            child.wait()


def answer_prompts(env, keys, stop):
    """Do what a person does when the password window is there: its only window with an input field."""
    while not stop.is_set():
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--class', 'gcr-prompter'], env=env, capture_output=True, text=True)
        if found.stdout.strip():
            time.sleep(0.3)
            for command in keys:
                subprocess.run(['xdotool', *command], env=env, check=False)
            time.sleep(0.7)
        time.sleep(0.1)


def store_before(session, program):
    subprocess.run([*program, '--store-before'], env=session.env, check=True, stdout=subprocess.DEVNULL)


def leave_locked(session, program):
    """A keyring with something in it, from a session before this one."""
    keyring = session.start_keyring(PASSWORD)
    store_before(session, program)
    session.stop(keyring)
    session.start_keyring()


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    state, program = sys.argv[1], sys.argv[2:]
    stop = threading.Event()
    helper = None
    prompts = state in ('answered', 'answered-store', 'dismissed')

    with tempfile.TemporaryDirectory(prefix='ear-') as folder:
        session = Session(folder)
        try:
            if prompts:
                session.start_display()
            if state != 'no-bus':
                session.start_bus(prompter=prompts)
            if state in ('unlocked', 'unlocked-busy', 'locked-later'):
                session.start_keyring(PASSWORD)
            elif state == 'fresh':
                session.start_keyring()
            elif state in ('locked', 'file', 'file-busy', 'file-other-key') or prompts:
                leave_locked(session, program)
            if prompts:
                keys = [['key', 'Escape']] if state == 'dismissed' else [['type', PASSWORD], ['key', 'Return']]
                helper = threading.Thread(target=answer_prompts, args=(session.env, keys, stop))
                helper.start()
            if state.startswith('file'):
                secrets = session.folder / 'secrets'
                session.env.update(SECRET_BACKEND='file', SECRET_FILE_TEST_PATH=str(secrets), SECRET_FILE_TEST_PASSWORD=PASSWORD)
                if state == 'file-other-key':
                    store_before(session, program)
                    session.env['SECRET_FILE_TEST_PASSWORD'] = 'another'
                elif state == 'file-broken':
                    secrets.write_text('not a keyring at all')
            if state in LEAKY:
                session.env['ASAN_OPTIONS'] = session.env.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
            session.env.update(EAR_TEST_KEYRING=state, EAR_TEST_PASSWORD=PASSWORD)
            result = subprocess.run(program, env=session.env).returncode
        finally:
            stop.set()
            if helper is not None:
                helper.join()
            session.end()
    sys.exit(result if result >= 0 else 128 - result)


if __name__ == '__main__':
    main()
