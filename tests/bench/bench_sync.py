#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading 20,000 statuses and 20,000 comments: Earshot beside a loop that does the least with the same libraries.

usage: bench_sync.py ENGINE REFERENCE

The service is a process of its own, and so is each side, so only what reading costs is counted: processor seconds. The two run in turn.
EARSHOT_BENCH_ITEMS: items to read, 20,000 otherwise. EARSHOT_BENCH_RUNS: pairs, 5 otherwise.
"""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

GOAL = 1.5
NAMES = {'mastodon': 'Mastodon statuses', 'wordpress': 'WordPress comments'}


def run(command):
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def measure(kind, items, runs, engine, reference, folder):
    service = subprocess.Popen([sys.executable, pathlib.Path(__file__).with_name('sync_service.py'), kind, str(items)],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        address, item_bytes = service.stdout.readline().split()
        ours, theirs = [], []
        for number in range(runs + 1):
            for figures, program in ((ours, engine), (theirs, reference)):
                place = pathlib.Path(folder, 'run')
                place.mkdir()
                figures.append(run([program, kind, address, str(place if program == engine else place / 'file.sqlite')]))
                shutil.rmtree(place)
                read = figures[-1]
                if any(read[what] != ours[-1][what] for what in ('messages', 'posts', 'conversations', 'found')):
                    sys.exit(f'not the same work: {program} read {read}, Earshot {ours[-1]}')
    finally:
        service.stdin.close()
        service.wait()
    # The first of each is not counted.
    ours, theirs = ours[1:], theirs[1:]
    ratio = statistics.median(a['cpu'] / b['cpu'] for a, b in zip(ours, theirs))
    middle = [statistics.median(run['cpu'] for run in side) for side in (ours, theirs)]
    n = ours[0]['messages'] + (ours[0]['posts'] if kind == 'mastodon' else 0)
    if n != items:
        sys.exit(f'{n} of {items} items were read')
    walls = [statistics.median(run['wall'] for run in side) for side in (ours, theirs)]
    peaks = [max(run['peak_mb'] for run in side) for side in (ours, theirs)]
    print(f'# {NAMES[kind]}: {int(item_bytes):,} bytes each, {ours[0]["conversations"]:,} conversations; wall {walls[0]:.2f} and {walls[1]:.2f} s, '
          f'largest size {peaks[0]:.0f} and {peaks[1]:.0f} MB')
    print(f'# ratios: {", ".join(f"{a["cpu"] / b["cpu"]:.2f}" for a, b in zip(ours, theirs))}')
    print(f'| sync of {items:,} {NAMES[kind]}, processor | {middle[0]:.2f} s; the least {middle[1]:.2f} s: {ratio:.2f} × | ≤ {GOAL} × | '
          f'{"yes" if ratio <= GOAL else "**no**"} |', flush=True)


def main(engine, reference):
    items = int(os.environ.get('EARSHOT_BENCH_ITEMS', '20000'))
    runs = int(os.environ.get('EARSHOT_BENCH_RUNS', '5'))
    kinds = os.environ.get('EARSHOT_BENCH_KINDS', 'mastodon wordpress').split()
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:
            measure(kind, items, runs, engine, reference, folder)


if __name__ == '__main__':
    main(*sys.argv[1:])
