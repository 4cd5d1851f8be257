#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# A device that misbehaves on purpose, one behaviour a port, beside one healthy service, to test that probes survive it.
import argparse
import json
import os
import signal
import socket
import stat
import struct
import sys
import threading
import time

from hostile_behaviours import BEHAVIOURS, LURES, LURES6
from hostile_kit import MAX_SECONDS, send_reset

MAX_CONNECTIONS = 200
MAX_ANSWERS = 40  # UDP questions answered at a time


def serve(peer, behaviour, slots):
    stop = threading.Timer(MAX_SECONDS, send_reset, (peer,))
    stop.daemon = True
    stop.start()
    try:
        peer.settimeout(MAX_SECONDS)
        behaviour.function(peer)
        peer.shutdown(socket.SHUT_WR)
    except ConnectionResetError:
        send_reset(peer)
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


class Line:
    """The way back to who asked over UDP."""

    def __init__(self, socket_, address, peer):
        self.socket, self.address, self.peer, self.sent = socket_, address, peer, 0

    def send(self, data, pause_every=0):
        self.sent += 1
        if pause_every and self.sent % pause_every == 0:
            time.sleep(0.002)
        try:
            self.socket.sendto(data[:65507], self.peer)
        except OSError:
            pass  # Nobody there any more, or the queue is full.

    def send_from(self, address, data):
        self.send_many_from(address, [data])

    def send_many_from(self, address, many):
        """From a port of its own, and from another address where the lab has given the device one."""
        with socket.socket(self.socket.family, socket.SOCK_DGRAM) as other:
            try:
                other.bind((address, 0 if address == self.address else self.socket.getsockname()[1]))
            except OSError:
                return
            other.settimeout(0.001)
            for data in many:
                try:
                    other.sendto(data, self.peer)
                    other.recv(2048)
                except OSError:
                    pass


def answer_loop(listener, behaviour, answerer, address, slots):
    while True:
        question, peer = listener.recvfrom(65535)
        if slots.acquire(blocking=False):
            threading.Thread(target=answer, args=(Line(answerer, address, peer), question, behaviour, slots), daemon=True).start()


def answer(line, question, behaviour, slots):
    try:
        behaviour.function(line, question)
    finally:
        slots.release()


def open_socket(address, port, kind):
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if ":" in address:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind((address, port))
    return listener


def start(behaviour, address, port):
    """Begins a behaviour on one address; returns the port it got."""
    if behaviour.transport == "udp":
        slots = threading.BoundedSemaphore(MAX_ANSWERS)
        listener = open_socket(address, port, socket.SOCK_DGRAM)
        port = listener.getsockname()[1]
        listeners = [listener] + joined(behaviour.group, address, port)
        for one in listeners:
            threading.Thread(target=answer_loop, args=(one, behaviour, listener, address, slots), daemon=True).start()
        return port
    listener = open_socket(address, port, socket.SOCK_STREAM)
    listener.listen(128)
    port = listener.getsockname()[1]
    loop = (behaviour.function, (listener,)) if behaviour.at_accept else \
        (accept_loop, (listener, behaviour, threading.BoundedSemaphore(MAX_CONNECTIONS)))
    threading.Thread(target=loop[0], args=loop[1], daemon=True).start()
    return port


def joined(group, address, port):
    """The socket that hears the group's questions; none over IPv6 and where there is no way to join."""
    if not group or ":" in address:
        return []
    listener = open_socket(group, port, socket.SOCK_DGRAM)
    try:
        listener.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, struct.pack("4s4s", socket.inet_aton(group), socket.inet_aton(address)))
    except OSError:
        return []
    return [listener]


def chosen(options):
    """(behaviour, port) of everything that was asked for."""
    wanted = [(options.behaviour, options.port)] if options.behaviour else []
    for text in options.serve:
        name, _, port = text.partition(":")
        wanted.append((name, int(port or BEHAVIOURS[name].port)))
    return [(BEHAVIOURS[name], port) for name, port in wanted]


def words_and_ports(text):
    """For the lab: the arguments and the ports ("tcp/80") of BEHAVIOUR[:PORT][+BEHAVIOUR[:PORT]]…"""
    words, ports = [], []
    for part in text.split("+"):
        name, _, port = part.partition(":")
        words += ["--serve", part]
        ports.append("%s/%s" % (BEHAVIOURS[name].transport, port or BEHAVIOURS[name].port))
    return words, ports


def main():
    parser = argparse.ArgumentParser(description="Misbehaves, one behaviour a port.")
    parser.add_argument("--list", action="store_true", help="print the behaviours and what they do")
    parser.add_argument("--behaviour", choices=BEHAVIOURS)
    parser.add_argument("--address", action="append")
    parser.add_argument("--port", type=int, help="0 lets the system choose; the line after ready tells which")
    parser.add_argument("--serve", action="append", default=[], metavar="BEHAVIOUR[:PORT]", help="as many as wanted, beside --behaviour")
    options = parser.parse_args()
    if options.list:
        for one in BEHAVIOURS.values():
            print("%-38s %s %s" % (one.name, one.transport, one.words))
        return 0
    wanted = chosen(options)
    if not wanted or not options.address or (options.behaviour and options.port is None):
        parser.error("needs --behaviour and --port or --serve, and --address; or --list")
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    ports = {}
    for behaviour, port in wanted:
        for address in options.address:
            port = start(behaviour, address, port)
        ports[behaviour.name] = port
    if stat.S_ISFIFO(os.fstat(0).st_mode) or stat.S_ISSOCK(os.fstat(0).st_mode):
        threading.Thread(target=lambda: (drain_parent(), stopped.set()), daemon=True).start()
    print("ready", flush=True)
    print(json.dumps({"ports": ports}), flush=True)
    while not stopped.wait(3600):
        pass
    os._exit(0)


def drain_parent():
    while os.read(0, 4096):
        pass


if __name__ == "__main__":
    sys.exit(main())
