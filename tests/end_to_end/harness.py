# What every end-to-end test uses: hoshi and the lab as child processes, checks that are counted, memory that is watched.
# SPDX-License-Identifier: Apache-2.0
import collections
import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
DEVICES = os.path.join(ROOT, "tests", "devices")
LAB = os.path.join(DEVICES, "lab.py")
DEVICE_ADDRESS = "192.0.2.10"
# Exit statuses of hoshi assess (src/cli/commands/assess.md).
PASSES, FAILS, INCONCLUSIVE, WRONG_INPUT, OWN_FAILURE = 0, 1, 2, 3, 4
VERDICT_OF = {PASSES: "pass", FAILS: "fail", INCONCLUSIVE: "inconclusive"}
MEMORY_POLL_SECONDS = 0.2
# The shell word that starts hoshi with a ceiling far above what a lab's cable needs.
QUICK = ["--unattended", "--allow-disruptive", "--rate", "50000"]

Ended = collections.namedtuple("Ended", "status out err seconds peak_bytes")


class Case:
    """One test while it runs: its folder, its checks and its words. Nothing of it is shared with another test."""

    def __init__(self, name, hoshi, folder):
        self.name, self.hoshi, self.folder = name, hoshi, folder
        self.passed, self.failed, self.lines = 0, [], []
        self.started = time.monotonic()
        os.makedirs(folder, exist_ok=True)
        self.environment = {**os.environ, "HOSHI_LANG": "en",
                            "HOSHI_CAREFUL_PASSWORD": "unit-" + secrets.token_hex(6),
                            "HOSHI_CAREFUL_VIEWER_PASSWORD": "view-" + secrets.token_hex(6)}
        for name_of_terminal in ("HOSHI_PASSPHRASE", "COLUMNS"):
            self.environment.pop(name_of_terminal, None)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def check(self, sentence, is_true, seen=""):
        if is_true:
            self.passed += 1
            return True
        self.failed.append(sentence)
        self.lines.append("FAILED %s: %s%s" % (self.name, sentence, "; saw: %s" % shorten(seen) if seen != "" else ""))
        return False

    def equal(self, sentence, seen, wanted):
        return self.check(sentence, seen == wanted, "%r, wanted %r" % (seen, wanted))

    def says(self, sentence, ended, status, *texts):
        """The command ended with this status and its words contain all of these texts."""
        words = ended.out + ended.err
        missing = [text for text in texts if text not in words]
        self.equal(sentence + ": exit status", ended.status, status)
        self.check(sentence + ": says what is wrong", not missing, "no %r in %s" % (missing, words))

    def note(self, line):
        self.lines.append("       " + line)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    # --- child processes ---------------------------------------------------------------------------------------

    def run(self, command, timeout=240, watch=False, **options):
        """Runs to its end; a command that takes longer is killed and has status None."""
        started = time.monotonic()
        options.setdefault("env", self.environment)
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              start_new_session=True, **options) as process:
            watcher = MemoryWatch(process.pid) if watch else contextlib.nullcontext()
            with watcher:
                try:
                    out, err = process.communicate(timeout=timeout)
                    status = process.returncode
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    out, err = process.communicate()
                    status = None
        return Ended(status, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"),
                     time.monotonic() - started, watcher.peak_bytes if watch else 0)

    def call(self, *words, **options):
        return self.run([self.hoshi, *words], **options)

    def lab(self, device, *command, **options):
        """`device` is the name of one, or the names of several; the second is at 192.0.2.11."""
        devices = [device] if isinstance(device, str) else device
        return self.run([sys.executable, LAB, "run", *(word for name in devices for word in ("--device", name)), "--", *command], **options)

    def inside(self, device, script, *words, **options):
        """Runs one of the scripts of this folder next to a device."""
        return self.lab(device, sys.executable, os.path.join(HERE, script), self.hoshi, *words, **options)


def shorten(seen, limit=600):
    text = " ".join(str(seen).split())
    return text if len(text) <= limit else text[:limit // 2] + " … " + text[-limit // 2:]


class MemoryWatch:
    """The most that all processes named hoshi below a process ever used together (proportional set size)."""

    def __init__(self, root):
        self.root, self.peak_bytes, self.stopped = root, 0, threading.Event()
        self.thread = threading.Thread(target=self.poll, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()

    def poll(self):
        while not self.stopped.wait(MEMORY_POLL_SECONDS):
            self.peak_bytes = max(self.peak_bytes, sum(memory_of(pid) for pid, name in descendants(self.root) if name == "hoshi"))


def memory_of(pid):
    try:
        with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as file:
            return sum(int(line.split()[1]) * 1024 for line in file if line.startswith(("Pss:", "SwapPss:")))
    except (OSError, ValueError):
        return 0  # It has just ended.


def descendants(root):
    """(process id, name) of everything below a process; other namespaces' processes are seen, too."""
    children, names = collections.defaultdict(list), {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % entry, encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            continue
        begin, end = text.index("("), text.rindex(")")
        names[int(entry)] = text[begin + 1:end]
        children[int(text[end + 2:].split()[1])].append(int(entry))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append((pid, names.get(pid, "")))
        waiting += children[pid]
    return found


def has_name(path):
    return os.path.lexists(path)


def fresh(path):
    shutil.rmtree(path, ignore_errors=True)
    return path
