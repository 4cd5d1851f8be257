# Hostile behaviours of a connection itself: silence, floods, resets, ports that come and go.
# SPDX-License-Identifier: Apache-2.0
import itertools
import os
import select
import socket
import subprocess
import threading
import time

from hostile_kit import HEAD, MAX_SECONDS, drain, noise, over_tcp, read_head, requests, respond, send_reset


visits, turns = itertools.count(), itertools.count()


@over_tcp(80, "http")
def say_nothing(peer):
    """Accepts, reads what comes and never answers."""
    drain(peer)


@over_tcp(80, "http")
def never_read(peer):
    """Accepts and neither reads nor answers: the peer's sends fill its window."""
    time.sleep(MAX_SECONDS)


@over_tcp(80, "http")
def endless_banner(peer):
    """Sends a banner line that never ends, as fast as the peer reads."""
    peer.sendall(b"220 ")
    while True:
        peer.sendall(b"A" * 4096)


@over_tcp(80, "http")
def endless_lines(peer):
    """Sends banner lines for ever."""
    for number in itertools.count():
        peer.sendall(b"220-line %d\r\n" % number * 50)


@over_tcp(80, "http")
def reset(peer):
    """Accepts and resets at once."""
    send_reset(peer)


@over_tcp(80, "http")
def reset_after_request(peer):
    """Resets when the first bytes have come."""
    peer.recv(1)
    send_reset(peer)


@over_tcp(80, "http")
def close_at_once(peer):
    """Accepts and closes politely."""


@over_tcp(80, "http")
def garbage(peer):
    """Sends 64 KiB of pseudo-random bytes (the same every time), then closes."""
    peer.sendall(noise(65536))


@over_tcp(80, "http")
def changes_every_time(peer):
    """Another protocol, status and body at every connection."""
    number = next(turns)
    answers = (HEAD + b"Content-Length: 4\r\n\r\n%04d" % (number % 10000), b"SSH-2.0-x\r\n", b"220 ftp ready\r\n",
               b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"%d\"\r\nContent-Length: 0\r\n\r\n" % number,
               b"\xff\xfd\x18login: ", b"\x20\x02\x00\x05", b"\x15\x03\x01\x00\x02\x02\x28", b"")
    peer.settimeout(1)
    try:
        peer.recv(4096)
    except TimeoutError:
        pass
    peer.sendall(answers[number % len(answers)])


@over_tcp(80, "http")
def one_byte_a_second(peer):
    """Answers correctly, but one byte a second."""
    answer = HEAD + b"Content-Length: 2000\r\n\r\n" + b"x" * 2000
    for byte in answer:
        peer.sendall(bytes([byte]))
        time.sleep(1)


@over_tcp(80, "http")
def slow_reset(peer):
    """Takes the request, thinks for four seconds and resets."""
    peer.recv(1)
    time.sleep(4)
    send_reset(peer)


@over_tcp(80, "http")
def half_closed(peer):
    """Closes its own direction at once and goes on listening."""
    peer.shutdown(socket.SHUT_WR)
    drain(peer)


@over_tcp(80, "http")
def urgent_data(peer):
    """Sends TCP urgent bytes in the middle of an answer, without end."""
    read_head(peer)
    peer.sendall(HEAD)
    while True:
        peer.send(b"!", socket.MSG_OOB)
        peer.sendall(b"X-Urgent: yes\r\n")
        time.sleep(0.01)


@over_tcp(80, "http")
def banner_of_100_megabytes(peer):
    """Sends a banner of 100 MB in lines, then closes."""
    for _ in range(100_000_000 // 50_000):
        peer.sendall(b"B" * 49_998 + b"\r\n")


@over_tcp(80, "http")
def nul_banner(peer):
    """A banner of NUL bytes only, then silence."""
    peer.sendall(b"\0" * 4096)
    drain(peer)


@over_tcp(80, "http")
def echoes(peer):
    """Sends back whatever comes."""
    while data := peer.recv(4096):
        peer.sendall(data)


@over_tcp(80, "http", at_accept=True)
def first_connection_only(listener):
    """Is open for one connection, answers it properly, and is closed from then on."""
    peer, _ = listener.accept()
    listener.close()
    peer.settimeout(5)
    if read_head(peer):
        respond(peer, b"only once")
    peer.close()


@over_tcp(80, "http", at_accept=True)
def one_connection_only(listener):
    """Serves one connection at a time and holds it as long as the peer does; the others wait without an answer."""
    while True:
        peer, _ = listener.accept()
        try:
            peer.settimeout(30)
            while read_head(peer):
                respond(peer, b"one at a time")
        except OSError:
            pass
        peer.close()


@over_tcp(80, "http", at_accept=True)
def moves_its_port(listener):
    """After two connections its port closes and the next higher one opens, again and again."""
    address, port = listener.getsockname()[:2]
    while True:
        for _ in range(2):
            peer, _ = listener.accept()
            threading.Thread(target=answer_once, args=(peer,), daemon=True).start()
        listener.close()
        port += 1
        listener = socket.socket(listener.family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(16)


def answer_once(peer):
    try:
        peer.settimeout(10)
        if read_head(peer):
            respond(peer, b"caught me")
    except OSError:
        pass
    peer.close()


@over_tcp(80, "http", at_accept=True)
def every_port_open(listener):
    """A tarpit: a thousand ports above its own are open as well, each accepts and closes without a word."""
    address, port = listener.getsockname()[:2]
    waiting = [listener]
    for number in range(port + 1, min(port + 1000, 65536)):
        one = socket.socket(listener.family, socket.SOCK_STREAM)
        try:
            one.bind((address, number))
        except OSError:
            continue
        one.listen(8)
        waiting.append(one)
    poll = select.epoll()
    by_number = {one.fileno(): one for one in waiting}
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    while True:
        for number, _ in poll.poll():
            by_number[number].accept()[0].close()


@over_tcp(80, "http")
def vanishes(peer):
    """Answers six connections; at the seventh the whole device goes off the network and never comes back."""
    if next(visits) >= 6 and "HOSHI_DEVICE_STATE" in os.environ:  # Only the lab gives it a network card of its own.
        subprocess.run(["ip", "link", "set", "eth0", "down"], check=False, stderr=subprocess.DEVNULL)
    if read_head(peer):
        respond(peer, b"still here")


@over_tcp(80, "http")
def comes_and_goes(peer):
    """Every third connection is answered, every third is reset, every third hears nothing."""
    turn = next(requests) % 3
    if turn == 0 and read_head(peer):
        respond(peer, b"welcome")
    if turn == 1:
        send_reset(peer)
    if turn == 2:
        drain(peer)
