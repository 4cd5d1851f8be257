#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# A plug that gives a device its power: a service of its own that kills the device's processes and starts them again.
"""usage: plug.py ADDRESS:PORT -- COMMAND…

One line a connection, "off" or "on", answered with "ok". Off kills the command's whole process group at once, as a power cut
would; what it has written to disk stays. A command that ends by itself starts again after the time a small device needs.
"""
import os
import signal
import socket
import subprocess
import sys
import threading
import time

START_SECONDS = 1.5  # longer than the tool's pause between two looks


class Plug:
    def __init__(self, address, words):
        self.words, self.has_power, self.process = words, True, None
        host, _, port = address.rpartition(":")
        self.listener = socket.create_server((host, int(port)))

    def run(self):
        threading.Thread(target=self.keep_running, daemon=True).start()
        while True:
            connection, _ = self.listener.accept()
            with connection:
                word = connection.makefile("r").readline().strip()
                self.has_power = word != "off"
                if not self.has_power:
                    self.cut()
                connection.sendall(b"ok\n")

    def cut(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        except (AttributeError, ProcessLookupError):
            pass  # It is just starting, or has just ended.

    def keep_running(self):
        while True:
            if self.has_power:
                self.process = subprocess.Popen(self.words, stdin=subprocess.DEVNULL, start_new_session=True)
                self.process.wait()
                self.cut()  # What a daemon left behind goes with it.
                time.sleep(START_SECONDS)
            time.sleep(0.05)


def main():
    address, dash, *words = sys.argv[1:]
    if dash != "--" or not words:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    Plug(address, words).run()


if __name__ == "__main__":
    main()
