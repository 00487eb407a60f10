#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""First frame, memory and idle wake-ups of Earshot on a large workspace, beside the least a libadwaita program costs; and its report.

usage: bench_start.py EARSHOT EARSHOTCTL PROBE REFERENCE REPORT     (on a display, with a session bus: tests/window/on-display)

The two run in turn, after one run each that is not counted. EARSHOT_BENCH_SIZE: messages in the workspace, 1,000,000 otherwise.
EARSHOT_BENCH_WORKSPACE: a folder to keep it in for the next time.
"""

import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 5
SETTLE_SECONDS = 3
IDLE_SECONDS = 20
RATIO = 1.3
WAKEUPS = 1


def start(probe, command):
    pid, *figures = subprocess.run([probe, *command], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return int(pid), [float(figure) for figure in figures]


def end(pid):
    os.kill(pid, signal.SIGTERM)
    for _ in range(500):
        try:
            # The probe was its parent: it is not ours to wait for.
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()[0] == 'Z':
            return
        time.sleep(.01)
    os.kill(pid, signal.SIGKILL)


def memory_mb(pid):
    """Proportional set size, and what is the process's alone."""
    found = {'Pss': 0, 'Private_Clean': 0, 'Private_Dirty': 0}
    for line in pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines():
        name = line.split(':')[0]
        if name in found:
            found[name] = int(line.split()[1]) / 1024
    return found['Pss'], found['Private_Clean'] + found['Private_Dirty']


def wakeups(pid):
    """Of each thread."""
    counts = {}
    for status in pathlib.Path(f'/proc/{pid}/task').glob('*/status'):
        try:
            text = status.read_text()
        except FileNotFoundError:
            continue
        counts[status.parent.name] = next(int(line.split()[1]) for line in text.splitlines() if line.startswith('voluntary_ctxt_switches:'))
    return counts


def idle_per_second(pid):
    """What ended meanwhile did nothing but end."""
    before = wakeups(pid)
    time.sleep(IDLE_SECONDS)
    return sum(max(count - before.get(thread, 0), 0) for thread, count in wakeups(pid).items()) / IDLE_SECONDS


def row(what, unit, ours, theirs, goal=None):
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    if goal is None:
        goal, met = '', ''
    elif goal == RATIO:
        met = 'yes' if ours / theirs <= RATIO else '**no**'
        goal = f'≤ {RATIO} ×'
    else:
        met = 'yes' if ours <= goal else '**no**'
        goal = f'≤ {goal} {unit}'
    ratio = f': {ours / theirs:.2f} ×' if theirs > 0 and unit != 'a second' else ''
    print(f'| {what} | {ours:.1f} {unit}; the least {theirs:.1f} {unit}{ratio} | {goal} | {met} |', flush=True)


def main(earshot, earshotctl, probe, reference, report):
    size = int(os.environ.get('EARSHOT_BENCH_SIZE', '1000000'))
    with tempfile.TemporaryDirectory() as folder:
        workspace = os.environ.get('EARSHOT_BENCH_WORKSPACE', f'{folder}/workspace')
        if not pathlib.Path(workspace).exists():
            began = time.monotonic()
            subprocess.run([earshotctl, '--workspace', workspace, '--json', 'sample', '--size', str(size), '--seed', '1'], check=True,
                           stdout=subprocess.DEVNULL)
            print(f'# workspace of {size:,} messages made in {time.monotonic() - began:.0f} s')
        subprocess.run([report, workspace], check=True)
        commands = {'Earshot': [earshot, '--workspace', workspace], 'reference': [reference]}
        # Without a client the server starts anew between two programs.
        holder = subprocess.Popen(['xprop', '-root', '-spy'], stdout=subprocess.DEVNULL)
        figures = {name: [[] for _ in range(7)] for name in commands}
        for run in range(RUNS + 1):
            for name, command in commands.items():
                pid, times = start(probe, command)
                time.sleep(SETTLE_SECONDS)
                if run > 0:
                    for place, figure in enumerate([*times, *memory_mb(pid)]):
                        figures[name][place].append(figure)
                if run == RUNS:
                    figures[name][6].append(idle_per_second(pid))
                end(pid)
        holder.terminate()
    ours, theirs = figures['Earshot'], figures['reference']
    # Earshot's first shows that conversations are being opened, which is not what the other shows: not held against it.
    row('first frame, before any list stands', 'ms', ours[0], theirs[0])
    row('processor until then', 'ms', ours[1], theirs[1])
    row('first frame with the lists', 'ms', ours[2], theirs[2], RATIO)
    row('processor until then', 'ms', ours[3], theirs[3])
    row(f'memory {SETTLE_SECONDS} s later (PSS)', 'MB', ours[4], theirs[4], RATIO)
    row('of it the process\'s alone', 'MB', ours[5], theirs[5])
    row('wake-ups while idle', 'a second', ours[6], theirs[6], WAKEUPS)


if __name__ == '__main__':
    main(*sys.argv[1:])
