#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# A device that suffers from being tested: it gets slow as soon as four connections are open, or it dies of the first long one.
"""usage: suffering.py tires|dies --address ADDRESS… [--ports 2001-2012]

Every port takes connections and says nothing until the other side closes, 20 s at most, so that several are open at a time. tires: while
four are open, the kernel drops every request for a new one (nftables, in this network namespace), as a full queue would; a caller gets
through at his second or third try, seconds later. dies: three seconds after a connection was held for one second it answers nothing any more.
"""
import argparse
import select
import signal
import socket
import subprocess
import sys
import threading
import time

HELD_SECONDS = 20
BEARS = 4  # connections
CHAIN = "add table inet tired; add chain inet tired input { type filter hook input priority 0; }; add rule inet tired input "
DROP = CHAIN + "tcp flags & (syn|ack) == syn drop"
DIE = CHAIN + "meta l4proto tcp drop"
TAKE = "delete table inet tired"


class Device:
    def __init__(self, mode):
        self.mode, self.open, self.is_tired, self.dying, self.lock = mode, 0, False, False, threading.Lock()

    def change(self, by):
        """Called with every connection that opens (1) or closes (-1)."""
        with self.lock:
            self.open += by
            is_tired = self.mode == "tires" and self.open >= BEARS
            if is_tired != self.is_tired:
                subprocess.run(["nft", DROP if is_tired else TAKE], check=True)
                self.is_tired = is_tired

    def hold(self, peer):
        began = time.monotonic()
        self.change(1)
        try:
            while time.monotonic() - began < HELD_SECONDS:
                if select.select([peer], [], [], 0.2)[0] and not peer.recv(4096):
                    break
                if self.mode == "dies" and time.monotonic() - began > 1:
                    self.die_soon()
        except OSError:
            pass
        finally:
            peer.close()
            self.change(-1)

    def die_soon(self):
        with self.lock:
            if self.dying:
                return
            self.dying = True
        threading.Timer(3, lambda: subprocess.run(["nft", DIE], check=True)).start()

    def serve(self, listener):
        while True:
            peer, _ = listener.accept()
            threading.Thread(target=self.hold, args=(peer,), daemon=True).start()


def listen(address, port):
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if ":" in address:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind((address, port))
    listener.listen(8)
    return listener


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["tires", "dies"])
    parser.add_argument("--address", action="append", required=True)
    parser.add_argument("--ports", default="2001-2012")
    options = parser.parse_args()
    first, last = (int(text) for text in options.ports.split("-"))
    device = Device(options.mode)
    for address in options.address:
        for port in range(first, last + 1):
            threading.Thread(target=device.serve, args=(listen(address, port),), daemon=True).start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    return 0


if __name__ == "__main__":
    sys.exit(main())
