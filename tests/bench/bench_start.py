#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""First frame, memory and idle wake-ups of Earshot on a large workspace, beside the least a libadwaita program costs.

usage: bench_start.py EARSHOT EARSHOTCTL PROBE REFERENCE     (on a display, with a session bus: tests/window/on-display)

The two run in turn, after one run each that is not counted. EARSHOT_BENCH_SIZE: messages in the workspace, 1,000,000 otherwise.
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


def start(probe, command):
    pid, milliseconds = subprocess.run([probe, *command], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return int(pid), float(milliseconds)


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
    for line in pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines():
        if line.startswith('Pss:'):
            return int(line.split()[1]) / 1024
    raise RuntimeError('no Pss')


def wakeups(pid):
    total = 0
    for status in pathlib.Path(f'/proc/{pid}/task').glob('*/status'):
        for line in status.read_text().splitlines():
            if line.startswith('voluntary_ctxt_switches:'):
                total += int(line.split()[1])
    return total


def idle_per_second(pid):
    before = wakeups(pid)
    time.sleep(IDLE_SECONDS)
    return (wakeups(pid) - before) / IDLE_SECONDS


def main(earshot, earshotctl, probe, reference):
    size = int(os.environ.get('EARSHOT_BENCH_SIZE', '1000000'))
    with tempfile.TemporaryDirectory() as folder:
        workspace = f'{folder}/workspace'
        began = time.monotonic()
        subprocess.run([earshotctl, '--workspace', workspace, '--json', 'sample', '--size', str(size), '--seed', '1'], check=True,
                       stdout=subprocess.DEVNULL)
        print(f'workspace of {size:,} messages made in {time.monotonic() - began:.0f} s')
        commands = {'Earshot': [earshot, '--workspace', workspace], 'reference': [reference]}
        # Without a client the server starts anew between two programs.
        holder = subprocess.Popen(['xprop', '-root', '-spy'], stdout=subprocess.DEVNULL)
        frames, memory, idle = ({name: [] for name in commands} for _ in range(3))
        for run in range(RUNS + 1):
            for name, command in commands.items():
                pid, milliseconds = start(probe, command)
                time.sleep(SETTLE_SECONDS)
                if run > 0:
                    frames[name].append(milliseconds)
                    memory[name].append(memory_mb(pid))
                if run == RUNS:
                    idle[name].append(idle_per_second(pid))
                end(pid)
        holder.terminate()
    for what, unit, figures in (('first frame', 'ms', frames), ('memory after 3 s (PSS)', 'MB', memory), ('idle wake-ups', '/s', idle)):
        medians = {name: statistics.median(values) for name, values in figures.items()}
        ratio = f", ratio {medians['Earshot'] / medians['reference']:.2f}" if unit != '/s' else ''
        print(f"{what}: Earshot {medians['Earshot']:.1f} {unit}, reference {medians['reference']:.1f} {unit}{ratio}")


if __name__ == '__main__':
    main(*sys.argv[1:])
