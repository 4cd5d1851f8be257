# What the hostile behaviours share: their register, the addresses that must stay silent, and reading helpers.
# SPDX-License-Identifier: Apache-2.0
import collections
import itertools
import socket
import struct

MAX_SECONDS = 600  # No connection lives longer, however patient its peer.
# Two neighbours of the device that nobody named: every lure points at them, and no packet may ever go there.
LURES, LURES6 = ("192.0.2.98", "192.0.2.99"), ("2001:db8::98", "2001:db8::99")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
requests = itertools.count()  # Counts over all visits of a run, for answers that change every time.

# `port` and `protocol`: where it is usually met and what a description would declare there ("" for nothing);
# `group`: multicast group it listens to as well; `at_accept`: the function gets the listener, not a connection.
Behaviour = collections.namedtuple("Behaviour", "name function transport port protocol group at_accept words")
BEHAVIOURS = {}


def behaves(transport, port, protocol="", group="", at_accept=False):
    def register(function):
        name = function.__name__
        assert name not in BEHAVIOURS, name
        BEHAVIOURS[name] = Behaviour(name, function, transport, port, protocol, group, at_accept, function.__doc__)
        return function
    return register


def over_tcp(port, protocol="", at_accept=False):
    return behaves("tcp", port, protocol, at_accept=at_accept)


def over_udp(port, protocol="", group=""):
    return behaves("udp", port, protocol, group)


def drain(peer):
    while peer.recv(4096):
        pass


def read_head(peer):
    """Reads one HTTP request head; nothing when the peer has gone."""
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 65536:
        part = peer.recv(4096)
        if not part:
            return b""
        data += part
    return data


def send_reset(peer):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def respond(peer, body, headers=b"", status=b"200 OK", kind=b"text/html"):
    peer.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Type: " + kind + b"\r\n" + headers +
                 b"Content-Length: %d\r\n\r\n" % len(body) + body)


def noise(count):
    """Pseudo-random bytes, the same every time."""
    state = 88172645463325252
    block = bytearray()
    while len(block) < count:
        state ^= state << 13 & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 7
        state ^= state << 17 & 0xFFFFFFFFFFFFFFFF
        block += state.to_bytes(8, "big")
    return bytes(block[:count])


# What must never reach a terminal or a report as it is.
NASTY = "\x1b[2J\x1b]0;owned\x07\u202eevil\u2066<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\x9b31m".encode("utf-8")
