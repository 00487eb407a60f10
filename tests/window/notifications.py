#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop's notification service that only writes down, one line of JSON each: what is shown, what is withdrawn.

usage: notifications.py LOG    A line "ID" on its input clicks the notification of that number.
"""

import json
import sys

from gi.repository import Gio, GLib

INTERFACE = """<node><interface name='org.freedesktop.Notifications'>
<method name='GetCapabilities'><arg type='as' direction='out'/></method>
<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/></method>
<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>
<arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>
<method name='CloseNotification'><arg type='u' direction='in'/></method>
<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>
<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>
</interface></node>"""

last = 0


def note(**line):
    with open(sys.argv[1], 'a') as log:
        log.write(json.dumps(line) + '\n')


def called(bus, sender, path, interface, method, arguments, invocation):
    global last
    answer = None
    if method == 'GetCapabilities':
        answer = GLib.Variant('(as)', (['actions', 'body'],))
    elif method == 'GetServerInformation':
        answer = GLib.Variant('(ssss)', ('test', 'test', '1', '1.2'))
    elif method == 'Notify':
        _, replaces, _, title, body, *_ = arguments.unpack()
        last = replaces or last + 1
        note(shown=replaces or last, title=title, body=body)
        answer = GLib.Variant('(u)', (replaces or last,))
    else:
        number, = arguments.unpack()
        note(withdrawn=number)
        bus.emit_signal(None, path, interface, 'NotificationClosed', GLib.Variant('(uu)', (number, 3)))
    invocation.return_value(answer)


def acquired(bus, name):
    bus.register_object('/org/freedesktop/Notifications', Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], called, None, None)

    def clicked(channel, condition):
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        bus.emit_signal(None, '/org/freedesktop/Notifications', 'org.freedesktop.Notifications', 'ActionInvoked',
                        GLib.Variant('(us)', (int(line), 'default')))
        return True

    GLib.io_add_watch(GLib.IOChannel.unix_new(0), GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, clicked)


loop = GLib.MainLoop()
Gio.bus_own_name(Gio.BusType.SESSION, 'org.freedesktop.Notifications', Gio.BusNameOwnerFlags.NONE, acquired,
                 lambda bus, name: note(ready=True), lambda bus, name: loop.quit())
loop.run()
