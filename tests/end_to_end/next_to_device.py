# Runs inside the lab, next to a device: interrupts hoshi, fills its disk or watches its packets, and prints what happened as JSON.
# SPDX-License-Identifier: Apache-2.0
"""usage: next_to_device.py HOSHI kill command|agent|interrupt ROUNDS SEED FOLDER -- ASSESS…
          next_to_device.py HOSHI disk KIB FOLDER -- ASSESS…
          next_to_device.py HOSHI packets SECONDS FOLDER -- ASSESS…
"""
import json
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

import capture
import harness

LONGEST_SECONDS = 150
LONGEST_MOMENT_SECONDS = 0.4
DONE = "✔"
LARGE_ENOUGH = "64m"
SOMEWHERE_ELSE = "203.0.113.7"
CONTROL = (SOMEWHERE_ELSE, "udp/9")


def assess(hoshi, words, out, *more, longest_seconds=LONGEST_SECONDS):
    ended = subprocess.run([hoshi, "assess", *words, "--out", out, *more], stdin=subprocess.DEVNULL, capture_output=True,
                           text=True, check=False, timeout=longest_seconds)
    return {"status": ended.returncode, "tasks": ended.stderr.count(DONE), "words": (ended.stdout[-300:] + ended.stderr)[-1200:], **state_of(out)}


def state_of(out):
    """What the folder says now; everything is missing where there is no assessment yet."""
    state = {"verdicts": None, "interrupted": None, "facts": 0, "kept_bytes": 0, "failed": []}
    for at, _, names in os.walk(out):
        state["kept_bytes"] += sum(os.path.getsize(os.path.join(at, name)) for name in names)
    if os.path.exists(out + "/assessment.json"):
        with open(out + "/assessment.json", encoding="utf-8") as file:
            assessment = json.load(file)
        state["verdicts"] = {one["id"]: one["verdict"] for one in assessment["criteria"]}
        state["facts"] = len(assessment["observations"])
        state["failed"] = ["%s: %s" % (one["value"]["task"], one["value"]["kind"])
                           for one in assessment["observations"] if one["fact"] == "probe.failed"]
    if os.path.exists(out + "/run.json"):
        with open(out + "/run.json", encoding="utf-8") as file:
            state["interrupted"] = json.load(file)["interrupted"]
    return state


# --- killed at any moment ----------------------------------------------------------------------------------------

def victim_of(process, whom):
    if whom != "agent":
        return process.pid
    until = time.monotonic() + 1
    while time.monotonic() < until:
        children = [pid for pid, name in harness.descendants(process.pid) if name == "hoshi" and pid != process.pid]
        if children:
            return children[0]
        time.sleep(0.005)
    return None


def hit(hoshi, words, out, whom, after_tasks, seconds_more):
    """Kills the command or its agent after so many tasks and a moment; returns (exit status, was it still running)."""
    with subprocess.Popen([hoshi, "assess", *words, "--out", out], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True) as process:
        for _ in range(after_tasks):
            while (line := process.stdout.readline()) and DONE not in line:
                pass
        time.sleep(seconds_more)
        reader = threading.Thread(target=process.stdout.read)  # A full pipe must not hold it up.
        reader.start()
        victim = victim_of(process, whom) if process.poll() is None else None
        if victim is not None:
            try:
                os.kill(victim, signal.SIGINT if whom == "interrupt" else signal.SIGKILL)
            except ProcessLookupError:
                victim = None
        try:
            return process.wait(LONGEST_SECONDS), victim is not None
        except subprocess.TimeoutExpired:
            process.kill()
            return None, True


def kill(hoshi, whom, rounds, seed, folder, words):
    moments = random.Random(int(seed))
    result = {"undisturbed": assess(hoshi, words, folder + "/undisturbed"), "rounds": []}
    tasks = result["undisturbed"].pop("tasks")
    for number in range(int(rounds)):
        out, after = "%s/round-%d" % (folder, number), (moments.randrange(tasks), moments.uniform(0, LONGEST_MOMENT_SECONDS))
        status, was_hit = hit(hoshi, words, out, whom, *after)
        result["rounds"].append({"after": "%d tasks and %.2f s" % after, "was_hit": was_hit, "status": status, "left": state_of(out),
                                 "resumed": assess(hoshi, words, out, "--resume")})
    return result


# --- a full disk -------------------------------------------------------------------------------------------------

def disk(hoshi, kib, folder, words):
    os.makedirs(folder)
    # In the lab's own mount namespace: nobody else sees it, and it ends with the lab.
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%sk" % kib, "full", folder], check=True)
    result = {"full": assess(hoshi, words, folder + "/out")}
    subprocess.run(["mount", "-o", "remount,size=" + LARGE_ENOUGH, folder], check=True)
    result["resumed"] = assess(hoshi, words, folder + "/out", "--resume")
    return result


# --- packets -----------------------------------------------------------------------------------------------------

def packets(hoshi, seconds, folder, words):
    targets = [os.environ["HOSHI_DEVICE_ADDRESS"], os.environ["HOSHI_DEVICE_ADDRESS6"]]
    # Everything has a way out over the device's cable, so that a packet to anywhere would be sent and seen.
    for family, gateway in zip(("-4", "-6"), targets):
        subprocess.run(["ip", family, "route", "add", "default", "via", gateway], check=True)
    with capture.Capture() as watched:
        time.sleep(0.3)
        # The control: a packet to somewhere else is seen. Before, because a device may take its cable with it.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(struct.pack(">I", 0), (SOMEWHERE_ELSE, 9))
        began = time.monotonic()
        result = {"assessed": assess(hoshi, words, folder + "/out", longest_seconds=int(seconds))}
        result["seconds"] = time.monotonic() - began
        time.sleep(0.3)
        result["control"] = watched.seen.pop(CONTROL, 0) == 1
        result["strays"], result["refusals"] = watched.strays(targets)
        result["touched"] = watched.count_of(targets[0])
    result["lost"] = watched.lost
    return result


def main(arguments):
    hoshi, verb = arguments[:2]
    split = arguments.index("--")
    options, words = arguments[2:split], arguments[split + 1:]
    print(json.dumps({"kill": kill, "disk": disk, "packets": packets}[verb](hoshi, *options, words)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
