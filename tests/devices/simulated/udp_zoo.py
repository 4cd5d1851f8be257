#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# Answers for vendors' and industrial UDP protocols that Debian has no daemons for, correctly or wrongly.
"""usage: udp_zoo.py --address A [--mode right|wrong] [--any-port] [--only NAME …]

Prints one line of JSON, {"ports": {name: port}}, when all sockets listen. --any-port takes free ports instead of the
well-known ones. In the mode `wrong` each question is answered by what a careless prober would believe: the question
itself, half an answer, an answer under another number, some text, and another protocol's answer."""
import argparse
import json
import os
import selectors
import signal
import socket
import stat
import struct
import sys

GROUPS = {3671: "224.0.23.12", 1982: "239.255.255.250", 37020: "239.255.255.250", 37810: "239.255.255.251"}


def bacnet(asked):
    if asked[:4] != b"\x81\x0a\x00\x11" or asked[9] != 12 or asked[10:15] != bytes.fromhex("0c023fffff"):
        return None
    value = b"\x3e\x75\x09\x00Zoo-BACn\x3f"
    apdu = bytes([0x30, asked[8], 12]) + bytes.fromhex("0c02000007") + asked[15:17] + value
    return struct.pack(">BBH", 0x81, 0x0A, 6 + len(apdu)) + b"\x01\x00" + apdu


def knx(asked):
    if len(asked) != 14 or asked[:2] != b"\x06\x10":
        return None
    service = struct.unpack(">H", asked[2:4])[0]
    information = bytes([54, 1, 2, 0]) + bytes.fromhex("1101 0000 000102030405 e000170c 001122334455") + b"Zoo router".ljust(30, b"\0")
    body = information + bytes.fromhex("0a02 0201 0301 0401 0501")
    if service == 0x0201:
        body = bytes.fromhex("0801 0a4d0001 0e57") + body
    return struct.pack(">HHH", 0x0610, service + 1, 6 + len(body)) + body


def modbus(asked):
    transaction, protocol, length, unit, function = struct.unpack(">HHHBB", asked[:8])
    if protocol != 0 or length != len(asked) - 6:
        return None
    if function != 0x2B:
        pdu = bytes([function | 0x80, 1])
    else:
        pdu = bytes.fromhex("2b0e01010000 02") + b"\x00\x03Zoo" + b"\x01\x04PLC1"
    return struct.pack(">HHHB", transaction, 0, 1 + len(pdu), unit) + pdu


def enip(asked):
    command, length = struct.unpack("<HH", asked[:4])
    if command != 0x63 or length != 0 or len(asked) != 24:
        return None
    name = b"Zoo adapter"
    identity = struct.pack("<H", 1) + struct.pack(">hH4s8s", 2, 44818, bytes(4), bytes(8))
    identity += struct.pack("<HHHBBHI", 1337, 12, 7, 3, 4, 0, 0xC0FFEE) + bytes([len(name)]) + name + b"\x03"
    items = struct.pack("<HHH", 1, 0x0C, len(identity)) + identity
    return struct.pack("<HHII8sI", 0x63, len(items), 0, 0, asked[12:20], 0) + items


def fins(asked):
    if asked[0] != 0x80 or asked[10:12] != b"\x05\x01":
        return None
    head = bytes([0xC0, 0, 2, asked[6], asked[7], asked[8], asked[3], asked[4], asked[5], asked[9]])
    return head + b"\x05\x01\x00\x00" + b"CJ2M-CPU31".ljust(20) + b"02.01".ljust(20) + bytes(40)


def profinet(asked):
    if len(asked) != 156 or asked[0] != 4 or asked[1] != 0 or asked[68:70] != b"\0\2":
        return None
    # The answer is little-endian, so the activity's first three parts are turned.
    activity = struct.pack("<IHH", *struct.unpack(">IHH", asked[40:48])) + asked[48:56]
    tower = struct.pack("<HH", 19, 13) + struct.pack("<IHH8s", 0xDEA00001, 0x6C97, 0x11D1, bytes.fromhex("827100a02442df7d"))
    body = bytes(20) + struct.pack("<I", 1) + bytes(32) + tower
    head = bytes([4, 2, 0, 0, 0x10, 0, 0, 0]) + bytes(32) + activity + struct.pack("<IIIHHHHHBB", 1, 3, 0, 2, 0xFFFF, 0xFFFF, len(body), 0, 0, 0)
    return head + body


def dnp_check(data):
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA6BC if value & 1 else value >> 1
    return struct.pack("<H", ~value & 0xFFFF)


def dnp3(asked):
    for at in range(0, len(asked) - 9, 10):
        frame = asked[at:at + 10]
        start, length, control, destination, source = struct.unpack("<HBBHH", frame[:8])
        if start != 0x6405 or dnp_check(frame[:8]) != frame[8:] or control != 0xC9:
            return None
        if destination == 10:
            answer = struct.pack("<HBBHH", 0x6405, 5, 0x0B, source, 10)
            return answer + dnp_check(answer)
    return None


def matter(asked):
    flags, session, security, counter = struct.unpack("<BHBI", asked[:8])
    if flags != 4 or session != 0 or asked[17] != 0x30:
        return None
    node, exchange = asked[8:16], asked[18:20]
    head = struct.pack("<BHBI", 1, 0, 0, 77) + node
    status = struct.pack("<HIH", 1, 0, 1)  # failure, secure channel, no shared trust roots
    return head + bytes([0x02, 0x40]) + exchange + b"\0\0" + struct.pack("<I", counter) + status


def lifx(asked):
    size, protocol = struct.unpack("<HH", asked[:4])
    if size != len(asked) or protocol & 0xFFF != 1024 or struct.unpack("<H", asked[32:34])[0] != 32:
        return None
    head = struct.pack("<HH", 48, 0x1400) + asked[4:8] + bytes.fromhex("d073d5001122 0000") + bytes(7) + asked[23:24]
    return head + bytes(8) + struct.pack("<HH", 33, 0) + struct.pack("<III", 1, 32, 0)


def wiz(asked):
    method = json.loads(asked)["method"]
    if method != "getSystemConfig":
        return None
    result = {"mac": "a8bb50112233", "moduleName": "ESP01_SHRGB1C_31", "fwVersion": "1.25.0", "homeId": 1}
    return json.dumps({"method": method, "env": "pro", "result": result}).encode()


def yeelight(asked):
    if not asked.startswith(b"M-SEARCH * HTTP/1.1\r\n") or b"ST: wifi_bulb" not in asked:
        return None
    return (b"HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nDate: \r\nExt: \r\nLocation: yeelight://10.77.0.2:55443\r\n"
            b"Server: POSIX UPnP/1.0 YGLC/1\r\nid: 0x000000000015243f\r\nmodel: color\r\nfw_ver: 18\r\nsupport: get_prop toggle\r\n"
            b"power: on\r\nbright: 100\r\n\r\n")


def magic_home(asked):
    return b"10.77.0.2,ACCF23112233,HF-LPB100-ZJ200" if asked == b"HF-A11ASSISTHREAD" else None


def kasa_mix(data, hide):
    key, out = 171, bytearray()
    for byte in data:
        out.append(byte ^ key)
        key = out[-1] if hide else byte
    return bytes(out)


def kasa(asked):
    if "get_sysinfo" not in json.loads(kasa_mix(asked, False))["system"]:
        return None
    information = {"err_code": 0, "model": "HS110(EU)", "sw_ver": "1.2.6 Build 200727", "alias": "Zoo plug"}
    return kasa_mix(json.dumps({"system": {"get_sysinfo": information}}).encode(), True)


def tapo(asked):
    if asked != bytes.fromhex("020000010000000000000000463cb5d3"):
        return None
    body = json.dumps({"result": {"device_type": "SMART.TAPOPLUG", "device_model": "P110(EU)"}, "error_code": 0}).encode()
    return struct.pack(">BBHHBBII", 2, 0, 1, len(body), 0, 0, 1, 0) + body


def miio(asked):
    if asked != bytes.fromhex("21310020") + b"\xff" * 28:
        return None
    return struct.pack(">IIII", 0x21310020, 0, 0x00C0FFEE, 4711) + bytes.fromhex("00112233445566778899aabbccddeeff")


def coap(asked):
    """GET /cit/d of CoIoT and GET /.well-known/core."""
    token = asked[4:4 + (asked[0] & 0x0F)]
    head = bytes([0x60 | len(token), 0x45]) + asked[2:4] + token
    if asked.endswith(b"\x01d") and b"cit" in asked:
        device = b"SHSW-25#A4CF12#2"
        return head + bytes([0xED, (3332 - 269) >> 8, (3332 - 269) & 0xFF, len(device) - 13]) + device + b"\xff{\"blk\":[]}"
    if asked.endswith(b".well-known\x04core"):
        return head + b"\xff</cit/d>,</cit/s>"
    return None


def sadp(asked):
    text = asked.decode()
    if "<Types>inquiry</Types>" not in text:
        return None
    uuid = text[text.index("<Uuid>"):text.index("</Uuid>") + 7]
    return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ProbeMatch>\n%s\n<Types>inquiry</Types>\n<DeviceType>139</DeviceType>\n"
            "<DeviceDescription>DS-2CD2143G0</DeviceDescription>\n<SoftwareVersion>V5.5.82build 190318</SoftwareVersion>\n"
            "</ProbeMatch>" % uuid).encode()


def dahua(asked):
    size, mark, _, _, length, _, again, _ = struct.unpack("<I4sIIIIII", asked[:32])
    if size != 32 or mark != b"DHIP" or length != len(asked) - 32 or json.loads(asked[32:])["method"] != "DHDiscover.search":
        return None
    device = {"DeviceType": "IPC-HDW4433C", "Version": "2.800.0000000.16.R", "Vendor": "Dahua"}
    body = json.dumps({"mac": "00:11:22:33:44:55", "method": "client.notifyDevInfo", "params": {"deviceInfo": device}}).encode() + b"\n\0"
    return struct.pack("<I4sIIIIII", 32, b"DHIP", 0, 0, len(body), 0, len(body), 0) + body


def gvcp(asked):
    if len(asked) != 8 or asked[0] != 0x42 or asked[2:4] != b"\0\2":
        return None
    payload = bytes(72) + b"Zoo Vision".ljust(32, b"\0") + b"ZV-5".ljust(32, b"\0") + b"1.7.2".ljust(32, b"\0") + bytes(48 + 16 + 16)
    return struct.pack(">HHH", 0, 3, len(payload)) + asked[6:8] + payload


def visca(asked):
    kind, length, sequence = struct.unpack(">HHI", asked[:8])
    if kind != 0x0110 or asked[8:] != bytes.fromhex("81090002ff"):
        return None
    body = bytes.fromhex("9050 0001 051c 0300 02 ff")
    return struct.pack(">HHI", 0x0111, len(body), sequence) + body


def ubiquiti(asked):
    if asked != b"\x01\0\0\0":
        return None
    fields = b""
    for kind, value in ((1, bytes.fromhex("0418d6112233")), (3, b"XM.ar7240.v5.6.15"), (0x0B, b"zoo"), (0x0C, b"NB5"), (0x14, b"NanoBridge M5")):
        fields += struct.pack(">BH", kind, len(value)) + value
    return struct.pack(">BBH", 1, 0, len(fields)) + fields


def lantronix(asked):
    return b"\0\0\0\xf7" + b"\0\0\0\0X9" + bytes(10) + bytes.fromhex("01000203 00204a112233") if asked == b"\0\0\0\xf6" else None


def moxa(asked):
    number, status, length, transaction = struct.unpack(">BBHI", asked)
    if number != 1 or length != 8:
        return None
    return struct.pack(">BBHI", 0x81, 0, 24, transaction) + bytes.fromhex("00801051 0090e8112233 0000 0a4d0002")


def bjnp(asked):
    mark, device, command, _, sequence, _, length = struct.unpack(">4sBBHHHI", asked)
    if mark != b"BJNP" or command != 0x30:
        return None
    identity = b"MFG:Canon;CMD:MultiPass 2.1,IVEC;MDL:TS5100 series;CLS:PRINTER;VER:1.060;"
    return struct.pack(">4sBBHHHI", mark, 0x80 | device, command, 0, sequence, 0, len(identity) + 2) + struct.pack(">H", len(identity)) + identity


# name: (port, answer, where the question holds what must come back)
DEVICES = {
    "bacnet": (47808, bacnet, (8, 1)), "knx": (3671, knx, None), "modbus": (502, modbus, (0, 2)), "enip": (44818, enip, (14, 6)),
    "fins": (9600, fins, (9, 1)), "profinet": (34964, profinet, (40, 16)), "dnp3": (20000, dnp3, None),
    "matter": (5540, matter, (4, 4)), "lifx": (56700, lifx, (4, 4)), "wiz": (38899, wiz, None), "yeelight": (1982, yeelight, None),
    "magic_home": (48899, magic_home, None), "kasa": (9999, kasa, None), "tapo": (20002, tapo, None), "miio": (54321, miio, None),
    "coap": (5683, coap, (4, 4)), "sadp": (37020, sadp, None), "dahua": (37810, dahua, None), "gvcp": (3956, gvcp, (6, 2)),
    "visca": (52381, visca, (4, 4)), "ubiquiti": (10001, ubiquiti, None), "lantronix": (30718, lantronix, None),
    "moxa": (4800, moxa, (4, 4)), "bjnp": (8611, bjnp, (8, 2)),
}


def wrong_answers(name, asked):
    _, answer, token = DEVICES[name]
    right = answer(asked)
    yield asked
    yield b"220 ready\r\n"
    yield (dnp3 if name != "dnp3" else moxa_sample)(DNP_SAMPLE)
    if right:
        yield right[:len(right) // 2]
    if right and token:
        offset, length = token
        other = asked[:offset] + bytes(byte ^ 0x15 for byte in asked[offset:offset + length]) + asked[offset + length:]
        yield answer(other)


DNP_SAMPLE = bytes.fromhex("056405c90a000100") + dnp_check(bytes.fromhex("056405c90a000100"))


def moxa_sample(_):
    return moxa(b"\x01\0\0\x08\0\0\0\0")


def answers_to(name, asked, mode):
    try:
        if mode == "right":
            answer = DEVICES[name][1](asked)
            return [answer] if answer else []
        return [answer for answer in wrong_answers(name, asked) if answer]
    except (ValueError, KeyError, IndexError, struct.error, TypeError):
        return []  # not a question of this protocol


def listen(address, port, wanted):
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if wanted in GROUPS and port:
        # A socket on one address would not hear the group.
        opened.bind(("", port))
        opened.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUPS[wanted]) + socket.inet_aton(address))
    else:
        opened.bind((address, port))
    return opened


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", required=True)
    parser.add_argument("--mode", choices=("right", "wrong"), default="right")
    parser.add_argument("--any-port", action="store_true")
    parser.add_argument("--only", nargs="+", choices=sorted(DEVICES), default=sorted(DEVICES))
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    waiting, ports = selectors.DefaultSelector(), {}
    for name in options.only:
        port = DEVICES[name][0]
        opened = listen(options.address, 0 if options.any_port else port, port)
        ports[name] = opened.getsockname()[1]
        waiting.register(opened, selectors.EVENT_READ, name)
    if stat.S_ISFIFO(os.fstat(0).st_mode) or stat.S_ISSOCK(os.fstat(0).st_mode):
        waiting.register(0, selectors.EVENT_READ, None)  # the end of the parent's pipe ends this, too
    print(json.dumps({"ports": ports}), flush=True)
    while True:
        for key, _ in waiting.select():
            if key.data is None:
                if not os.read(0, 1024):
                    return
                continue
            asked, sender = key.fileobj.recvfrom(65535)
            for answer in answers_to(key.data, asked, options.mode):
                key.fileobj.sendto(answer, sender)


if __name__ == "__main__":
    main()
