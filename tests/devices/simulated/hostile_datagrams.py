# Hostile behaviours over UDP. Each gets a question and a line to answer on: line.send(bytes), line.send_from(address, bytes).
# SPDX-License-Identifier: Apache-2.0
import struct

from hostile_kit import LURES, LURES6, NASTY, noise, over_udp, requests

FLOOD = 3000  # datagrams for one question; more is only more of the same


@over_udp(9999)
def udp_says_nothing(line, question):
    """Listens, and never answers."""


@over_udp(9999)
def udp_echoes(line, question):
    """Sends back what it got: a question is no answer."""
    line.send(question)


@over_udp(9999)
def udp_garbage(line, question):
    """Answers with noise of another length each time."""
    line.send(noise(next(requests) * 37 % 1400))


@over_udp(9999)
def udp_empty(line, question):
    """Answers with datagrams of no bytes at all."""
    for _ in range(3):
        line.send(b"")


@over_udp(9999)
def udp_floods(line, question):
    """Thousands of answers to one question."""
    for number in range(FLOOD):
        line.send(struct.pack(">I", number) * 100, pause_every=20)


@over_udp(53, "dns")
def udp_amplifies(line, question):
    """Answers a question of some bytes with the largest datagrams there are, fifty times."""
    head = question[:2] + b"\x81\x80" + question[4:6] + b"\xff\xff\x00\x00\x00\x00" + question[12:]
    for _ in range(50):
        line.send((head + b"\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x00\x00\x05\x04amp!" * 4000)[:65_000], pause_every=5)


@over_udp(53, "dns")
def udp_answers_from_another_host(line, question):
    """Its answers come from a neighbour's address and never from its own."""
    answer = dns_head(question) + b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x63"
    line.send_from(LURES[0], answer)
    line.send_from(LURES[1], question)


@over_udp(69, "tftp")
def udp_answers_from_other_ports(line, question):
    """Each answer comes from another port, as TFTP allows for one (RFC 1350, 4)."""
    for _ in range(20):
        line.send_from(line.address, b"\x00\x03\x00\x01" + b"p" * 512)


@over_udp(53, "dns")
def dns_compression_loop(line, question):
    """Names whose pointers point at themselves, at each other, forward and out of the packet (RFC 1035, 4.1.4)."""
    loops = (b"\xc0\x0c", b"\xc0\x1e\xc0\x1c", b"\xff\xff", b"\x3fabc", b"\x40" * 200, (b"\x01a" * 20_000) + b"\xc0\x0c")
    head = question[:2] + b"\x81\x80\x00\x01\x00\x05\x00\x00\x00\x00"
    line.send(head + loops[next(requests) % len(loops)] + b"\x00\x10\x00\x03\x00\x00\x00\x00\xff\xff")


@over_udp(53, "dns")
def dns_rebinds(line, question):
    """Every name is here: at a neighbour, at 127.0.0.1, at this device, in turn and with a life of 0 seconds."""
    places = (192, 0, 2, 98), (127, 0, 0, 1), (192, 0, 2, 10), (169, 254, 169, 254)
    records = b"".join(b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x00\x00\x04" + bytes(places[(next(requests) + n) % 4]) for n in range(2))
    line.send(dns_head(question, 2) + records)


@over_udp(53, "dns")
def dns_counts_lie(line, question):
    """65,535 records announced in every section, and none sent."""
    line.send(question[:2] + b"\x81\x80" + b"\xff\xff" * 4 + question[12:])


@over_udp(53, "dns")
def dns_truncates_for_ever(line, question):
    """Always truncated, always another identity, always a server failure."""
    line.send(bytes([question[0] ^ 1, question[1] if len(question) > 1 else 0]) + b"\x83\x82" + b"\0" * 8)
    line.send(dns_head(question, 0)[:2] + b"\x83\x82\x00\x01\x00\x00\x00\x00\x00\x00" + question[12:])


@over_udp(69, "tftp")
def tftp_never_ends(line, question):
    """A file without a last block: block after block, acknowledged or not, from a port of its own."""
    line.send_many_from(line.address, (b"\x00\x03" + struct.pack(">H", number & 0xFFFF) + b"t" * 512 for number in range(1, FLOOD)))


@over_udp(69, "tftp")
def tftp_error_without_end(line, question):
    """An error whose text is 60 KB of markup and has no NUL at its end, and an option list that never closes."""
    line.send(b"\x00\x05\x00\x01" + (NASTY * 800)[:60_000])
    line.send(b"\x00\x06blksize\x0099999999999999999999\x00tsize")


@over_udp(161, "snmp")
def snmp_length_lies(line, question):
    """BER lengths of 4 GB, of 127 bytes of length, indefinite, negative, and shorter than what they hold (X.690, 8.1.3)."""
    lies = (b"\x30\x84\xff\xff\xff\xff\x02\x01\x01", b"\x30\xff" + b"\xff" * 127, b"\x30\x80\x02\x01\x01\x04\x80", b"\x30\x03\x02\x7f\x01",
            b"\x30\x82\x00\x05\x02\x01\x01\x04\x84\x7f\xff\xff\xff", b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff", b"\x30\x80" * 20_000)
    line.send(lies[next(requests) % len(lies)])


@over_udp(161, "snmp")
def snmp_answers_every_community(line, question):
    """Gives back the question as a response with a value of 60 KB of markup, whatever the community."""
    changed = bytearray(question)
    at = changed.find(b"\xa0")
    at = at if at >= 0 else changed.find(b"\xa1")
    if at >= 0:
        changed[at] = 0xA2
    line.send(bytes(changed))
    line.send(bytes(changed)[:-2] + b"\x04\x83\x00\xea\x60" + (NASTY * 800)[:60_000])


@over_udp(5683, "coap", "224.0.1.187")
def coap_option_bomb(line, question):
    """20,000 options, deltas that add up beyond 65,535, reserved nibbles and a token of 15 bytes (RFC 7252, 3)."""
    head = b"\x60\x45" + question[2:4]
    bombs = (head + b"\x10" * 20_000, head + b"\xe0\xff\xff" * 1000, head + b"\xf0" + b"\x0f" * 100, b"\x6f\x45" + question[2:4], head + b"\xee\xff\xff\xff\xff")
    line.send(bombs[next(requests) % len(bombs)])


@over_udp(5683, "coap", "224.0.1.187")
def coap_block_for_ever(line, question):
    """Every answer is one more block of a list that never ends, whose links are at a neighbour (RFC 7959, 2.2)."""
    token = question[4:4 + (question[0] & 15)] if question else b""
    number = next(requests) % 0xFFFF
    option = b"\xc1\x28" + b"\xb3" + struct.pack(">I", number << 4 | 0x0E)[1:]  # Content-Format 40, Block2 with more
    line.send(bytes([0x60 | len(token), 0x45]) + question[2:4] + token + option + b"\xff" + (b"<coap://" + LURES[0].encode() + b"/x%d>," % number) * 40)


@over_udp(5683, "coap")
def coap_separate_for_ever(line, question):
    """Acknowledges every question and promises the answer for later (RFC 7252, 5.2.2)."""
    line.send(b"\x60\x00" + question[2:4])


@over_udp(5684, "coaps")
def dtls_verify_loop(line, question):
    """HelloVerifyRequest to every ClientHello, each with another cookie of 255 bytes (RFC 6347, 4.2.1)."""
    cookie = noise(255)[:-4] + struct.pack(">I", next(requests))
    body = b"\xfe\xff" + bytes([len(cookie)]) + cookie
    size = len(body).to_bytes(3, "big")
    message = b"\x03" + size + b"\x00\x00\x00\x00\x00" + size + body
    line.send(b"\x16\xfe\xff" + b"\0" * 8 + struct.pack(">H", len(message)) + message)


@over_udp(5684, "coaps")
def dtls_fragment_lies(line, question):
    """Handshake fragments of 1 byte out of 16 MB, beyond the end, and overlapping ones (RFC 6347, 4.2.3)."""
    for offset in (0, 0xFFFFFE, 5, 5, 0xFFFFFF):
        message = b"\x02\xff\xff\xff\x00\x00" + offset.to_bytes(3, "big") + b"\x00\x00\x01\x41"
        line.send(b"\x16\xfe\xfd" + b"\0" * 8 + struct.pack(">H", len(message)) + message)


@over_udp(1900, "ssdp", "239.255.255.250")
def ssdp_location_elsewhere(line, question):
    """Its description is at a neighbour, at a name outside, at this host's own address, in a file."""
    for place in ("http://%s/d.xml" % LURES[0], "http://[%s]/" % LURES6[0], "http://elsewhere.example/", "http://127.0.0.1/", "file:///etc/passwd",
                  "http://192.0.2.10@%s/" % LURES[1], "//%s" % LURES[1]):
        line.send(b"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:x::upnp:rootdevice\r\nSERVER: " + NASTY + b"\r\nLOCATION: " +
                  place.encode() + b"\r\n\r\n")


@over_udp(1900, "ssdp", "239.255.255.250")
def ssdp_storm(line, question):
    """Thousands of devices in one, each with another name and type."""
    for number in range(FLOOD):
        line.send(b"HTTP/1.1 200 OK\r\nST: urn:x:%d\r\nUSN: uuid:%d\r\nSERVER: s%d\r\nLOCATION: http://%s/%d\r\n\r\n" % (
            number, number, number, LURES[number % 2].encode(), number), pause_every=20)


@over_udp(5353, "mdns", "224.0.0.251")
def mdns_thousands(line, question):
    """Fifty answers of a thousand records each: services that are at neighbours, names full of markup."""
    label = NASTY[:60]
    name = bytes([len(label)]) + label + b"\x05_http\x04_tcp\x05local\x00"
    for _ in range(50):
        records = b"".join(b"\xc0\x0c\x00\x0c\x00\x01\x00\x00\x00\x78\x00\x02\xc0\x0c" for _ in range(1000))
        records += b"\x04host\x05local\x00\x00\x01\x80\x01\x00\x00\x00\x78\x00\x04\xc0\x00\x02\x62"
        line.send(question[:2] + b"\x84\x00\x00\x00\x03\xe9\x00\x00\x00\x00" + name + records, pause_every=5)


@over_udp(3702, "ws_discovery", "239.255.255.250")
def ws_discovery_elsewhere(line, question):
    """Its addresses are at neighbours, ten thousand of them, in XML with entities and without an end."""
    places = b" ".join(b"http://" + LURES[n % 2].encode() + b"/%d" % n for n in range(1500))
    line.send(b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a '" + b"a" * 1000 + b"'><!ENTITY b '&a;&a;&a;&a;'>]><e:Envelope><e:Body><d:ProbeMatches>"
              b"<d:ProbeMatch><d:Types>&b;" + NASTY + b"</d:Types><d:Scopes>onvif://" + NASTY + b"</d:Scopes><d:XAddrs>" + places + b"</d:XAddrs>")
    line.send(b"<a>" * 20_000)


@over_udp(5355, "llmnr", "224.0.0.252")
def llmnr_claims_every_name(line, question):
    """Is whoever was asked for, at an address of a neighbour (RFC 4795, 2.1)."""
    line.send(dns_head(question, 1) + b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x1e\x00\x04\xc0\x00\x02\x62")


@over_udp(123, "ntp")
def ntp_time_runs_backwards(line, question):
    """Answers with times before 1900, after 2036 and each earlier than the last, with kisses of death between (RFC 5905, 7.4)."""
    turn = next(requests)
    origin = question[40:48] if len(question) >= 48 else b"\0" * 8
    stamp = struct.pack(">II", (0xFFFFFFFF - turn * 86400) & 0xFFFFFFFF, turn)
    line.send(bytes([0xE4 if turn % 3 else 0x24, 0 if turn % 2 else 16, 0xFF, 0x80]) + b"\xff" * 8 + b"RATE" + stamp + origin + stamp + stamp)


@over_udp(123, "ntp")
def ntp_monitor_list(line, question):
    """Answers everything with a hundred packets of a list of who asked (mode 7), as amplifiers do."""
    for number in range(100):
        line.send(b"\xd7" + bytes([number & 0x7F]) + b"\x03\x2a\x00\x06\x00\x48" + b"m" * 432, pause_every=10)


@over_udp(500, "ike")
def ike_payload_lies(line, question):
    """Payloads that point at themselves, of length 0 and of 4 GB (RFC 7296, 3.1)."""
    cookie = question[:8] + b"responds"
    lies = (b"\x00\x00\x00\x00" * 100, b"\x21\x00\xff\xff", b"\x29\x00\x00\x04" * 5000)
    line.send(cookie + b"\x21\x20\x22\x20\x00\x00\x00\x00" + struct.pack(">I", 0xFFFFFFFF) + lies[next(requests) % 3])


@over_udp(47808, "bacnet")
def bacnet_length_lies(line, question):
    """A BVLC of 65,535 bytes and an object list with tags that claim 4 GB (ASHRAE 135, annex J)."""
    line.send(b"\x81\x0a\xff\xff\x01\x00\x30\x01\x0c\x0c\x02\x3f\xff\xff\x19\x4d\x3e\x75\xfe\xff\xff\xff\xff\x00" + NASTY)


def dns_head(question, answers=1):
    return question[:2] + b"\x81\x80\x00\x01" + struct.pack(">H", answers) + b"\x00\x00\x00\x00" + question[12:]
