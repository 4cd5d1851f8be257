# The plug of a zoo device: "off" or "on", one line a connection, answered with "ok", goes into a file.
# SPDX-License-Identifier: Apache-2.0
"""usage: plug.py ADDRESS PORT FILE"""
import os
import socket
import sys


def turn(word):
    with open(sys.argv[3] + ".new", "w", encoding="ascii") as file:
        file.write(word + "\n")
    os.replace(sys.argv[3] + ".new", sys.argv[3])


listener = socket.create_server((sys.argv[1], int(sys.argv[2])))
turn("on")
while True:
    connection, _ = listener.accept()
    with connection, connection.makefile("r") as lines:
        turn("off" if lines.readline().strip() == "off" else "on")
        connection.sendall(b"ok\n")
