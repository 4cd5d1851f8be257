# Lets processes and all that they start run for a part of the time only.
# SPDX-License-Identifier: Apache-2.0
"""usage: slow_down.py PERCENT PROCESS…

By SIGSTOP and SIGCONT in turns of 50 ms, since control groups are not to be had everywhere."""
import collections
import os
import signal
import sys
import time

TURN_SECONDS = 0.05


def descendants(roots):
    children = collections.defaultdict(list)
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % entry, encoding="utf-8", errors="replace") as file:
                parent = int(file.read().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children[parent].append(int(entry))
    found, waiting = [], list(roots)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children[pid]
    return found


def send(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def main():
    share = int(sys.argv[1]) / 100
    roots = [int(word) for word in sys.argv[2:]]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while True:
            pids = descendants(roots)
            send(pids, signal.SIGSTOP)
            time.sleep(TURN_SECONDS * (1 - share))
            send(pids, signal.SIGCONT)
            time.sleep(TURN_SECONDS * share)
            try:
                ended = os.waitpid(-1, os.WNOHANG)[0]  # They are this process's children: it took the shell's place.
            except ChildProcessError:
                ended = roots[0]
            if ended:
                sys.exit("one of the daemons ended")
    finally:
        send(descendants(roots), signal.SIGCONT)


main()
