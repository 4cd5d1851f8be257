# A capture that the assessor supplies: a known password in clear fails S1.1-12, traffic by TLS alone does not; replay says the same.
# SPDX-License-Identifier: Apache-2.0
import json
import struct

import products
from harness import FAILS, INCONCLUSIVE

DEVICE, ROUTER = bytes.fromhex("020000000010"), bytes.fromhex("020000000001")
DEVICE_IP, BROKER_IP = bytes([192, 168, 1, 10]), bytes([9, 9, 9, 9])
ARTIFACT = '''
[[unit]]
id = "A"
mac = "02:00:00:00:00:10"

[[artifact]]
id = "boot"
kind = "capture"
file = "boot.pcap"
stage = "boot"
'''
PASSWORD = "Kitsune-7731-Mori"  # of products.CREDENTIALS
SYN, ACK = 2, 16


def segment(from_device, port, sequence, flags, payload):
    ports = (40000, port) if from_device else (port, 40000)
    tcp = struct.pack(">HHIIBBHI", *ports, sequence, 0, 0x50, flags, 1000, 0) + payload
    addresses = DEVICE_IP + BROKER_IP if from_device else BROKER_IP + DEVICE_IP
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + addresses + tcp
    macs = ROUTER + DEVICE if from_device else DEVICE + ROUTER
    return macs + b"\x08\x00" + ip


def capture(port, asked, answered):
    """One connection of the device to a machine of the Internet."""
    frames = [segment(True, port, 1000, SYN, b""), segment(False, port, 5000, SYN | ACK, b""),
              segment(True, port, 1001, ACK, asked), segment(False, port, 5001, ACK, answered)]
    records = b"".join(struct.pack("<IIII", 1, 0, len(one), len(one)) + one for one in frames)
    return struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1) + records


def text(words):
    return struct.pack(">H", len(words)) + words.encode()


def mqtt(password):
    body = text("MQTT") + b"\x04\xc2\x00\x1e" + text("unit") + text("owner") + text(password)
    return b"\x10" + bytes([len(body)]) + body


def record(kind, body):
    return bytes([kind]) + b"\x03\x03" + struct.pack(">H", len(body)) + body


def tls_hello(kind, body):
    return record(22, bytes([kind]) + struct.pack(">I", len(body))[1:] + body)


CLIENT_HELLO = tls_hello(1, b"\x03\x03" + bytes(32) + b"\x00" + b"\x00\x02\xc0\x2f" + b"\x01\x00") + record(23, bytes(range(40)))
SERVER_HELLO = tls_hello(2, b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x2f" + b"\x00")


def assess(case, frames):
    with open(case.path("boot.pcap"), "wb") as file:
        file.write(frames)
    description = case.write("box.toml", products.product() + ARTIFACT)
    ended = case.call("assess", description, "--target", "127.0.0.1", "--credentials", case.write("credentials.toml", products.CREDENTIALS),
                      "--only", "traffic", "--unattended", "--out", case.path("result"))
    if not case.check("the assessment ends with a verdict", ended.status in (FAILS, INCONCLUSIVE), ended.out + ended.err):
        return None
    with open(case.path("result", "assessment.json"), encoding="utf-8") as file:
        words = file.read()
    case.check("the password is nowhere in the assessment", PASSWORD not in words)
    return json.loads(words)


def verdict(assessment, criterion="S1.1-12"):
    return next(one["verdict"] for one in assessment["criteria"] if one["id"] == criterion)


def password_in_clear(case):
    assessment = assess(case, capture(1883, mqtt(PASSWORD), b"\x20\x02\x00\x00"))
    if assessment is None:
        return
    case.equal("S1.1-12", verdict(assessment), "fail")
    kinds = [one["value"]["kind"] for one in assessment["observations"] if one["fact"] == "traffic.secret"]
    case.equal("what was seen", kinds, ["mqtt"])
    again = case.call("assess", "--replay", case.path("result"), "--out", case.path("again"))
    case.equal("replay ends alike", again.status, FAILS)


def tls_only(case):
    assessment = assess(case, capture(8883, CLIENT_HELLO, SERVER_HELLO))
    if assessment is None:
        return
    case.equal("S1.1-12 (nothing else was looked at)", verdict(assessment), "inconclusive")
    flows = [(one["value"]["protocol"], one["value"]["protected"]) for one in assessment["observations"] if one["fact"] == "traffic.flow"]
    case.equal("what was seen", flows, [("tls", "yes")])


def tests():
    return {"traffic/password_in_clear": password_in_clear, "traffic/tls_only": tls_only}
