# The lab network (hoshi lab up, status, cut, mend, down) with a device in a namespace of its own; and the bad link of tests/devices/lab.py.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import shutil
import struct

import harness

NEXT = os.path.join(harness.HERE, "next_to_lab.py")
BAD_LINK = "loss=5%,delay=40ms,jitter=10ms,seed=11"
PINGS = 400
ENHANCED_PACKET = 6


def tests():
    return {"lab_network/serves": serves, "lab_network/upstream": upstream, "lab_network/bad_link": bad_link, "lab_network/killed": killed, "lab_network/refuses": refuses,
            "lab_network/evidence": evidence, "lab_network/devices_link": devices_link}


def inside(case, verb, *words):
    """What next_to_lab.py did inside namespaces, or None where the kept components are missing."""
    missing = [name for name in ("dnsmasq", "chronyd", "nft") if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")]
    if not case.check("dnsmasq, chronyd and nft are installed (cmake/packages.sh, lab_packages)", not missing, missing):
        return None
    ended = case.run([harness.LAB, "run", "--device", "careful", "--", "python3", NEXT, case.hoshi, case.path("lab"), verb, *words], timeout=120)
    try:
        return json.loads(ended.out)
    except ValueError:
        case.check("the script inside runs to its end", False, ended.out + ended.err)
        return None


def packets_of(path):
    """Frames of a little-endian pcapng file."""
    frames = []
    with open(path, "rb") as file:
        while head := file.read(8):
            kind, length = struct.unpack("<II", head)
            body = file.read(length - 8)
            if kind == ENHANCED_PACKET:
                size = struct.unpack("<I", body[12:16])[0]
                frames.append(body[20:20 + size])
    return frames


def is_clean(case, seen):
    case.equal("`down` leaves processes, interfaces, addresses, tables and settings as they were", seen["after"], seen["before"])


def serves(case):
    seen = inside(case, "serve")
    if seen is None:
        return
    case.equal("lab up succeeds", seen["up"]["status"], 0)
    case.check("the device gets an address by DHCP", seen["dhcp"].startswith("192.168.77."), seen["dhcp"])
    case.check("DHCP names the lab as router, name server and time server", seen["dhcp"].split()[1:] == ["192.168.77.1"] * 3, seen["dhcp"])
    case.check("the lab's own name resolves", "192.168.77.1" in seen["gateway_name"], seen["gateway_name"])
    case.check("any other name leads nowhere, asked of any server", "198.18.0.1" in seen["other_name"], seen["other_name"])
    case.check("NTP gives this machine's time", abs(seen["ntp_offset"]) < 1, seen["ntp_offset"])
    case.check("what the device tried to reach is told", all(one in seen["status"]["out"] for one in ("198.18.0.1 tcp/4433", "203.0.113.53 udp/53")), seen["status"]["out"])
    case.equal("lab status says that all is well", seen["status"]["status"], 0)
    for name in ("dns", "ntp", "dhcp", "link"):
        case.equal("%s works, is cut, is mended" % name, seen["cuts"][name], [True, False, True])
    case.equal("a second lab on the same card is refused", seen["second"]["status"], 3)
    case.equal("lab down succeeds", seen["down"]["status"], 0)
    case.equal("lab down again does nothing", seen["again"]["status"], 0)
    is_clean(case, seen)
    frames = packets_of(case.path("lab", "captures", "first.pcapng"))
    case.check("the capture holds the device's DHCP request and its question for a name",
               any(b"\x63\x82\x53\x63" in frame for frame in frames) and any(b"\x07example\x04test" in frame for frame in frames), len(frames))
    with open(case.path("lab", "dnsmasq.log"), encoding="utf-8", errors="replace") as file:
        case.check("the log holds the question", "query[A] example.test" in file.read())


def upstream(case):
    seen = inside(case, "upstream")
    if seen is None:
        return
    case.equal("the way out works, is cut, is mended", seen["reaches"], [True, False, True])
    case.check("and the other card is as it was", seen["restored"])
    is_clean(case, seen)


def bad_link(case):
    seen = inside(case, "ping", BAD_LINK, str(PINGS))
    if seen is None:
        return
    answered = seen["answered"] / PINGS
    # 0.95² = 0.9025; four standard deviations of 400 pings are 0.06.
    case.check("a round trip succeeds as often as 5 % loss in each direction says", abs(answered - 0.9025) < 0.06, answered)
    case.check("a round trip takes twice the delay", 78 <= seen["average_ms"] <= 110, seen["average_ms"])
    case.check("and at least twice the shortest one", seen["least_ms"] >= 60, seen["least_ms"])
    is_clean(case, seen)


def killed(case):
    for part in ("dnsmasq", "chronyd", "hoshi-capture", "hoshi-link", "up"):
        seen = inside(case, "kill", part)
        if seen is None:
            return
        if part != "up":
            case.equal("%s killed: lab status says so" % part, seen["status"], 1)
        case.equal("%s killed: lab down succeeds" % part, seen["down"], 0)
        is_clean(case, seen)
        shutil.rmtree(case.path("lab"), ignore_errors=True)


def refuses(case):
    seen = inside(case, "refuse")
    if seen is None:
        return
    for name, words in (("no_interface", "There is no interface"), ("in_use", "is in use"), ("default_route", "way to the Internet"),
                        ("overlap", "overlaps"), ("loopback", "no wired interface"), ("port_taken", "already in use"), ("bad_link", "cannot be read"),
                        ("no_lab", "There is no lab")):
        case.check("%s is refused with the reason" % name, seen[name]["status"] in (3, 4) and words in seen[name]["err"], seen[name])
    case.check("nothing of a failed `up` stays", not seen["folder_left"])
    is_clean(case, seen)


def evidence(case):
    seen = inside(case, "evidence", harness.DEVICES)
    if seen is None:
        return
    out = case.path("lab") + "-result"
    if not case.check("the assessment takes the lab's records", os.path.exists(out + "/captures/first.pcapng"), seen["said"]):
        return
    with open(out + "/run.json", encoding="utf-8") as file:
        lab = json.load(file)["lab"]
    with open(out + "/manifest.json", encoding="utf-8") as file:
        listed = {one["path"]: one["sha256"] for one in json.load(file)["files"]}
    case.check("run.json names the link's settings", lab["link"]["text"].startswith("loss=1%"), lab["link"])
    case.check("the manifest lists the capture with the hash of run.json",
               all(listed.get(one["path"]) == one["sha256"] for one in lab["files"]) and "captures/first.pcapng" in listed, lab["files"])
    with open(out + "/assessment.json", encoding="utf-8") as file:
        words = file.read()
    facts = {}
    for one in json.loads(words)["observations"]:
        facts.setdefault(one["fact"], []).append(one)
    case.check("captures are read for each part of the run",
               {"lab_boot", "lab_use"} <= {one["subject"].get("reference") for one in facts.get("traffic.seen", [])}, facts.get("traffic.seen"))
    case.check("each reading rests on the captures with their hashes",
               all(listed.get(part["path"]) == part["sha256"] for one in facts.get("traffic.seen", []) for part in one["evidence"]
                   if part["path"].startswith("captures/")), facts.get("traffic.seen"))
    secrets = [(one["subject"].get("reference"), one["value"]["canary"], one["value"]["peer"], one["value"]["direction"]) for one in facts.get("traffic.secret", [])]
    case.equal("what the device told in clear, and to whom", secrets, [("lab_boot", "wifi", "log.example.test", "out")])
    case.check("its value is nowhere in the assessment", "hoshi-canary-5d81c09e" not in words)
    with open(out + "/run.json", encoding="utf-8") as file:
        run = json.load(file)
    case.equal("the recorded bytes give the same again", run["replay"], {"same": True, "differences": []})
    case.check("the evidence says that captures may hold secrets", lab["may_hold_secrets"] and "captures/README.txt" in listed)
    case.equal("judging anew keeps the captures", seen["kept"], True)
    case.check("and the folder can be replayed", seen["replayed"] in (harness.PASSES, harness.FAILS, harness.INCONCLUSIVE), seen["replayed"])
    is_clean(case, seen)


def devices_link(case):
    case.environment["HOSHI_PROGRAM"] = case.hoshi
    words = ["python3", "-c", "import os,time,http.client as h;t=time.monotonic();"
             "c=h.HTTPConnection(os.environ['HOSHI_DEVICE_ADDRESS'],timeout=20);c.request('GET','/');c.getresponse().read();print(time.monotonic()-t)"]
    ended = case.run([harness.LAB, "run", "--device", "careless", "--link", "delay=100ms,seed=1", "--", *words], timeout=60)
    case.equal("a device of the lab answers over the bad link", ended.status, 0)
    case.check("and takes the link's delay, there and back, for connection and answer", ended.status == 0 and float(ended.out) >= 0.4, ended.out + ended.err)
