#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# A device that misbehaves on purpose: one hostile behaviour on one port, to test that probes survive it.
import argparse
import itertools
import json
import os
import signal
import socket
import stat
import struct
import sys
import threading
import time

MAX_CONNECTIONS = 200
MAX_SECONDS = 600  # No connection lives longer, however patient its peer.
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
requests = itertools.count()  # Counts over all connections, for answers that change every time.


def say_nothing(peer):
    """Accepts, reads what comes and never answers."""
    drain(peer)


def never_read(peer):
    """Accepts and neither reads nor answers: the peer's sends fill its window."""
    time.sleep(MAX_SECONDS)


def endless_banner(peer):
    """Sends a banner line that never ends, as fast as the peer reads."""
    peer.sendall(b"220 ")
    while True:
        peer.sendall(b"A" * 4096)


def endless_lines(peer):
    """Sends banner lines for ever."""
    for number in itertools.count():
        peer.sendall(b"220-line %d\r\n" % number * 50)


def one_byte_a_second(peer):
    """Answers correctly, but one byte a second."""
    answer = HEAD + b"Content-Length: 2000\r\n\r\n" + b"x" * 2000
    for byte in answer:
        peer.sendall(bytes([byte]))
        time.sleep(1)


def reset(peer):
    """Accepts and resets at once."""
    send_reset(peer)


def reset_after_request(peer):
    """Resets when the first bytes have come."""
    peer.recv(1)
    send_reset(peer)


def close_at_once(peer):
    """Accepts and closes politely."""


def garbage(peer):
    """Sends 64 KiB of pseudo-random bytes (the same every time), then closes."""
    state = 88172645463325252
    block = bytearray()
    while len(block) < 65536:
        state ^= state << 13 & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 7
        state ^= state << 17 & 0xFFFFFFFFFFFFFFFF
        block += state.to_bytes(8, "big")
    peer.sendall(bytes(block))


def endless_headers(peer):
    """An HTTP response whose headers never end."""
    read_head(peer)
    peer.sendall(HEAD)
    for number in itertools.count():
        peer.sendall(b"X-Header-%d: %s\r\n" % (number, b"y" * 200))


def one_long_header(peer):
    """An HTTP response with one header line that never ends."""
    read_head(peer)
    peer.sendall(HEAD + b"X-Long: ")
    while True:
        peer.sendall(b"y" * 4096)


def endless_redirects(peer):
    """Redirects to itself for ever, each time to a new path."""
    while read_head(peer):
        location = b"/again/%d" % next(requests)
        peer.sendall(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n")


def redirect_elsewhere(peer):
    """Redirects to a host that must never be touched (192.0.2.99, and a name outside)."""
    while read_head(peer):
        host = (b"http://192.0.2.99/", b"https://elsewhere.example/")[next(requests) % 2]
        peer.sendall(b"HTTP/1.1 301 Moved Permanently\r\nLocation: " + host + b"\r\nContent-Length: 0\r\n\r\n")


def huge_body(peer):
    """A body of 100 MB, announced."""
    read_head(peer)
    peer.sendall(HEAD + b"Content-Length: 100000000\r\n\r\n")
    for _ in range(100000000 // 50000):
        peer.sendall(b"z" * 50000)


def chunked_for_ever(peer):
    """A chunked body without a last chunk."""
    read_head(peer)
    peer.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        peer.sendall(b"1000\r\n" + b"c" * 4096 + b"\r\n")


def chunk_size_lies(peer):
    """A chunk size that overflows 64 bits, then a negative one."""
    while read_head(peer):
        size = (b"FFFFFFFFFFFFFFFFF", b"-5")[next(requests) % 2]
        peer.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + size + b"\r\nabc\r\n0\r\n\r\n")


def content_length_lies(peer):
    """Announces more than it sends, or less, or twice different."""
    while read_head(peer):
        lengths = (b"Content-Length: 5000\r\n", b"Content-Length: 1\r\n", b"Content-Length: 3\r\nContent-Length: 9\r\n",
                   b"Content-Length: 99999999999999999999\r\n")
        peer.sendall(HEAD + lengths[next(requests) % 4] + b"\r\nabc")
        return


def no_status(peer):
    """An HTTP answer with a broken status line and no header."""
    while read_head(peer):
        lines = (b"HTTP/1.1\r\n\r\n", b"HTTP/9.9 99999 \xff\xfe\r\n\r\n", b"\r\n\r\n", b"ICY 200 OK\r\n\r\n")
        peer.sendall(lines[next(requests) % 4])
        return


def telnet_negotiation_storm(peer):
    """Asks and offers every telnet option for ever, and answers every answer."""
    while True:
        for option in range(256):
            peer.sendall(bytes([255, 253, option if option != 255 else 0, 255, 251, option if option != 255 else 0]))
        time.sleep(0.01)


def telnet_endless_subnegotiation(peer):
    """Opens a telnet sub-negotiation that never ends."""
    peer.sendall(bytes([255, 253, 24, 255, 250, 24]))
    while True:
        peer.sendall(b"\x01" * 4096)


def tls_record_garbage(peer):
    """Answers a ClientHello with well-formed record headers around nonsense."""
    peer.recv(4096)
    for kind in (22, 23, 20, 21, 99):
        peer.sendall(bytes([kind, 3, 3]) + struct.pack(">H", 512) + b"\x5a" * 512)


def tls_huge_record(peer):
    """Announces a TLS record longer than TLS allows."""
    peer.recv(4096)
    peer.sendall(bytes([22, 3, 3]) + b"\xff\xff" + b"\x02" + b"\0" * 65534)


def tls_giant_certificate(peer):
    """A good ServerHello, then a Certificate message that claims 16 MB and keeps sending it."""
    hello = peer.recv(4096)
    session = hello[44:44 + hello[43]] if len(hello) > 44 else b""
    body = b"\x03\x03" + b"\x11" * 32 + bytes([len(session)]) + session + b"\xc0\x2f\x00"
    peer.sendall(tls_records(b"\x02" + len(body).to_bytes(3, "big") + body))
    peer.sendall(tls_records(b"\x0b\xff\xff\xff\xff\xff\xfc\xff\xff\xf9"))
    for _ in range(0xFFFFF0 // 16384):
        peer.sendall(tls_records(b"\x30" * 16384))


def tls_close_mid_handshake(peer):
    """Sends half a ServerHello and closes."""
    peer.recv(4096)
    peer.sendall(b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03" + b"\x11" * 20)


def tls_alerts_for_ever(peer):
    """Answers with warning alerts without end."""
    peer.recv(4096)
    while True:
        peer.sendall(b"\x15\x03\x03\x00\x02\x01\x70" * 100)
        time.sleep(0.01)


def tls_empty_records(peer):
    """Answers with empty handshake records without end."""
    peer.recv(4096)
    while True:
        peer.sendall(b"\x16\x03\x03\x00\x00" * 100)
        time.sleep(0.01)


def mqtt_length_lies(peer):
    """CONNACK, then packets whose remaining length is five bytes long, or 256 MB, or missing."""
    peer.recv(4096)
    lies = (b"\x20\xff\xff\xff\xff\xff\x01", b"\x20\xff\xff\xff\x7f\x00\x00", b"\x20", b"\x20\x00", b"\x20\x01\x00")
    peer.sendall(lies[next(requests) % len(lies)])
    drain(peer)


def mqtt_publish_storm(peer):
    """Accepts, then publishes without having been asked, for ever."""
    peer.recv(4096)
    peer.sendall(b"\x20\x02\x00\x00")
    while True:
        peer.sendall(b"\x30\x0c\x00\x05storm12345" * 50)


def ssh_endless_banner(peer):
    """Lines before the SSH identification, for ever (RFC 4253, 4.2 allows some)."""
    while True:
        peer.sendall(b"Welcome\r\n" * 100)
        time.sleep(0.01)


def ssh_packet_length_lies(peer):
    """Good SSH identification, then a packet of 4 GB."""
    peer.sendall(b"SSH-2.0-hostile\r\n")
    peer.recv(4096)
    peer.sendall(b"\xff\xff\xff\xff\x04\x14" + b"\0" * 64)
    drain(peer)


def changes_every_time(peer):
    """Another protocol, status and body at every connection."""
    number = next(requests)
    answers = (HEAD + b"Content-Length: 4\r\n\r\n%04d" % (number % 10000), b"SSH-2.0-x\r\n", b"220 ftp ready\r\n",
               b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"%d\"\r\nContent-Length: 0\r\n\r\n" % number,
               b"\xff\xfd\x18login: ", b"\x20\x02\x00\x05", b"\x15\x03\x01\x00\x02\x02\x28", b"")
    peer.settimeout(1)
    try:
        peer.recv(4096)
    except TimeoutError:
        pass
    peer.sendall(answers[number % len(answers)])


def accepts_every_password(peer):
    """Answers every login with success, right or wrong, so that no default password can be proven."""
    while read_head(peer):
        peer.sendall(HEAD + b"Set-Cookie: session=%d\r\nContent-Length: 7\r\n\r\nwelcome" % next(requests))


def terminal_escapes(peer):
    """A banner and a page title full of terminal escapes, bidi overrides and markup, to test what reports print."""
    text = "\x1b[2J\x1b]0;owned\x07\u202eevil\u2066<script>alert(1)</script>\x00\x9b31m".encode("utf-8")
    peer.settimeout(1)
    try:
        read_head(peer)
    except TimeoutError:
        pass
    body = b"<html><title>" + text + b"</title></html>"
    peer.sendall(HEAD + b"Server: " + text.replace(b"\x00", b"") + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def tarpit_accept(peer):
    """Lets every tenth connection in; the others are closed at once."""
    if next(requests) % 10 == 9 and read_head(peer):
        peer.sendall(HEAD + b"Content-Length: 2\r\n\r\nok")


BEHAVIOURS = {function.__name__: function for function in (
    say_nothing, never_read, endless_banner, endless_lines, one_byte_a_second, reset, reset_after_request, close_at_once,
    garbage, endless_headers, one_long_header, endless_redirects, redirect_elsewhere, huge_body, chunked_for_ever,
    chunk_size_lies, content_length_lies, no_status, telnet_negotiation_storm, telnet_endless_subnegotiation,
    tls_record_garbage, tls_huge_record, tls_giant_certificate, tls_close_mid_handshake, tls_alerts_for_ever,
    tls_empty_records, mqtt_length_lies, mqtt_publish_storm, ssh_endless_banner, ssh_packet_length_lies,
    changes_every_time, accepts_every_password, terminal_escapes, tarpit_accept)}


def drain(peer):
    while peer.recv(4096):
        pass


def read_head(peer):
    """Reads one HTTP request head; False when the peer has gone."""
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 65536:
        part = peer.recv(4096)
        if not part:
            return False
        data += part
    return True


def send_reset(peer):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def tls_records(handshake):
    parts = [handshake[at:at + 16384] for at in range(0, len(handshake), 16384)]
    return b"".join(b"\x16\x03\x03" + struct.pack(">H", len(part)) + part for part in parts)


def serve(peer, behaviour, slots):
    until = time.monotonic() + MAX_SECONDS
    stop = threading.Timer(MAX_SECONDS, send_reset, (peer,))
    stop.daemon = True
    stop.start()
    try:
        peer.settimeout(until - time.monotonic())
        behaviour(peer)
        peer.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    finally:
        stop.cancel()
        peer.close()
        slots.release()


def accept_loop(listener, behaviour, slots):
    while True:
        peer, _ = listener.accept()
        if slots.acquire(blocking=False):
            threading.Thread(target=serve, args=(peer, behaviour, slots), daemon=True).start()
        else:
            peer.close()


def main():
    parser = argparse.ArgumentParser(description="Misbehaves on one port.")
    parser.add_argument("--list", action="store_true", help="print the behaviours and what they do")
    parser.add_argument("--behaviour", choices=BEHAVIOURS)
    parser.add_argument("--address", action="append")
    parser.add_argument("--port", type=int, help="0 lets the system choose; the line after ready tells which")
    options = parser.parse_args()
    if options.list:
        for name, function in BEHAVIOURS.items():
            print("%-30s %s" % (name, function.__doc__))
        return 0
    if not options.behaviour or not options.address or options.port is None:
        parser.error("needs --behaviour, --address and --port, or --list")
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    slots = threading.BoundedSemaphore(MAX_CONNECTIONS)
    port = options.port
    for address in options.address:
        listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if ":" in address:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((address, port))
        listener.listen(128)
        port = listener.getsockname()[1]
        threading.Thread(target=accept_loop, args=(listener, BEHAVIOURS[options.behaviour], slots), daemon=True).start()
    if stat.S_ISFIFO(os.fstat(0).st_mode) or stat.S_ISSOCK(os.fstat(0).st_mode):
        threading.Thread(target=lambda: (drain_parent(), stopped.set()), daemon=True).start()
    print("ready", flush=True)
    print(json.dumps({"ports": {options.behaviour: port}}), flush=True)
    while not stopped.wait(3600):
        pass
    os._exit(0)


def drain_parent():
    while os.read(0, 4096):
        pass


if __name__ == "__main__":
    sys.exit(main())
