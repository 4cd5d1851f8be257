# Runs inside the lab, next to a device: interrupts hoshi, fills its disk or watches its packets, and prints what happened as JSON.
# SPDX-License-Identifier: Apache-2.0
"""usage: next_to_device.py HOSHI kill command|agent|interrupt ROUNDS SEED FOLDER -- ASSESS…
          next_to_device.py HOSHI disk KIB FOLDER -- ASSESS…
          next_to_device.py HOSHI packets FOLDER -- ASSESS…
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

import harness

LONGEST_SECONDS = 150
LONGEST_MOMENT_SECONDS = 0.4
DONE = "✔"
LARGE_ENOUGH = "64m"
OUTGOING = 4  # linux/if_packet.h: PACKET_OUTGOING
ALL_PROTOCOLS, IPV4, IPV6, ARP = 0x0003, 0x0800, 0x86DD, 0x0806


def assess(hoshi, words, out, *more):
    ended = subprocess.run([hoshi, "assess", *words, "--out", out, *more], stdin=subprocess.DEVNULL, capture_output=True,
                           text=True, check=False, timeout=LONGEST_SECONDS)
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

def destination_of(frame_type, packet):
    if frame_type == IPV4 and len(packet) >= 20:
        return socket.inet_ntoa(packet[16:20])
    if frame_type == ARP and len(packet) >= 28:
        return socket.inet_ntoa(packet[24:28])
    if frame_type == IPV6 and len(packet) >= 40:
        return socket.inet_ntop(socket.AF_INET6, packet[24:40])
    return "type %#x" % frame_type


def watch(stopped, seen):
    """Counts the destinations of everything that leaves this namespace, on every interface."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ALL_PROTOCOLS)) as every:
        every.settimeout(0.2)
        every.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 25)
        while not stopped.is_set():
            try:
                packet, (_, frame_type, kind, _, _) = every.recvfrom(256)
            except socket.timeout:
                continue
            if kind == OUTGOING:
                place = destination_of(frame_type, packet)
                seen[place] = seen.get(place, 0) + 1


def packets(hoshi, folder, words):
    # Everything has a way out over the device's cable, so that a packet to anywhere would be sent and seen.
    for family, gateway in (("-4", os.environ["HOSHI_DEVICE_ADDRESS"]), ("-6", os.environ["HOSHI_DEVICE_ADDRESS6"])):
        subprocess.run(["ip", family, "route", "add", "default", "via", gateway], check=True)
    stopped, seen = threading.Event(), {}
    thread = threading.Thread(target=watch, args=(stopped, seen))
    thread.start()
    time.sleep(0.3)
    result = {"assessed": assess(hoshi, words, folder + "/out")}
    result["seen"] = dict(seen)
    # The control: a packet to somewhere else is seen.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.sendto(struct.pack(">I", 0), ("203.0.113.7", 9))
    time.sleep(0.5)
    result["control"] = "203.0.113.7" in seen
    stopped.set()
    thread.join()
    return result


def main(arguments):
    hoshi, verb = arguments[:2]
    split = arguments.index("--")
    options, words = arguments[2:split], arguments[split + 1:]
    print(json.dumps({"kill": kill, "disk": disk, "packets": packets}[verb](hoshi, *options, words)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
