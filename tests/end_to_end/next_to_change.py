#!/usr/bin/python3
# Kills an assessment in the middle of a password change, looks at the device, and lets --resume go on.
# SPDX-License-Identifier: Apache-2.0
"""usage: next_to_change.py HOSHI OUT kill|interrupt ARGUMENTS-OF-ASSESS…     prints as JSON what the device took when"""
import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.parse

ADDRESS, ACCOUNT, FORMER = os.environ["HOSHI_DEVICE_ADDRESS"], "admin", "Suzume-4821-Kawa"
PATIENCE_SECONDS = 120


def takes(value):
    """Whether the device lets this value in, asked by a program that is none of Hoshi's."""
    connection = http.client.HTTPConnection(ADDRESS, 80, timeout=5)
    try:
        connection.request("POST", "/login", urllib.parse.urlencode({"user": ACCOUNT, "password": value}), {"Content-Type": "application/x-www-form-urlencoded"})
        return connection.getresponse().getheader("Set-Cookie") is not None
    finally:
        connection.close()


def main():
    hoshi, out, how, *words = sys.argv[1:]
    words = [hoshi, "assess", *words, "--out", out]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
        until = time.monotonic() + PATIENCE_SECONDS
        journal = os.path.join(out, "spool", "journal.jsonl")
        while time.monotonic() < until and run.poll() is None:
            if os.path.exists(journal) and '"value.set"' in open(journal, encoding="utf-8").read() and not takes(FORMER):
                break
            time.sleep(0.05)
        run.send_signal(signal.SIGKILL if how == "kill" else signal.SIGINT)
        said = run.communicate(timeout=60)[0]
    seen = {"former_when_killed": takes(FORMER), "said": said}
    time.sleep(1)  # the agent of a killed command takes a moment to end
    ended = subprocess.run([*words, "--resume"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    seen.update({"status": ended.returncode, "said_then": ended.stdout, "former_at_the_end": takes(FORMER)})
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
