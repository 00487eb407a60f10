# SPDX-License-Identifier: GPL-3.0-or-later
"""A practice town for tests, ended with them.

    with town.start('facebook', size=60) as place:
        page = place.accounts['facebook']           # id, name, app_id, app_secret, tokens
        place.base('facebook')                      # "http://127.0.0.1:40001"
        place.routes                                # "https://graph.facebook.com" → "http://127.0.0.1:40001"
        place.write('facebook', 'comment', 'Open?', top=post)['id']
        place.mischief('error-after', method='POST', times=2)
"""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'servers'))
import harness  # noqa: E402


class Town(harness.Daemon):
    """What earshot-town.c prints, and orders to its control port."""

    def __init__(self, *services, seed=1, size=60, state=None, now=None, still=True):
        command = [os.environ['EARSHOT_TOWN_PROGRAM'], '--seed', seed, '--size', size]
        for service in services:
            command += ['--service', service]
        command += ['--state', state] if state else []
        command += ['--now', now] if now is not None else []
        command += ['--still'] if still else []
        super().__init__(command)
        self.accounts, self.routes, self.ports = self.info['accounts'], self.info['routes'], self.info['ports']

    def base(self, service):
        return f'http://127.0.0.1:{self.ports[service]}'

    def order(self, what, http='POST', **members):
        status, _, answer = harness.request(http, f'{self.info["control"]}/town/{what}', data=members if http == 'POST' else None)
        if status != 200:
            raise AssertionError(f'{what}: {status} {answer}')
        return answer

    def state(self):
        return self.order('state', 'GET')

    def write(self, service, kind, text, **members):
        return self.order('write', service=service, kind=kind, text=text, **members)

    def mischief(self, kind, **members):
        return self.order('mischief', kind=kind, **members)

    def advance(self, seconds):
        self.order('advance', ms=int(seconds * 1000))


def start(*services, **options):
    return Town(*services, **options)
