#!/usr/bin/python3
# A person's hands next to a device: answers what the terminal asks for by pulling its plug and putting it in again.
# SPDX-License-Identifier: Apache-2.0
"""usage: next_to_hands.py HOSHI WORDS-THAT-ASK-TO-PULL WORDS-THAT-ASK-TO-PUT-IN ARGUMENTS-OF-ASSESS…

Prints as JSON what was done, in order, and what the terminal showed.
"""
import json
import os
import pty
import socket
import sys

PLUG = ("192.0.2.60", 7000)


def turn(word):
    with socket.create_connection(PLUG, 5) as plug:
        plug.sendall(word.encode() + b"\n")
        plug.recv(16)


def main():
    hoshi, pull, put_in, *words = sys.argv[1:]
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(hoshi, [hoshi, "assess", *words])
    text, done, looked = "", [], 0
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break  # The terminal is gone with its program.
        if not part:
            break
        text += part.decode("utf-8", "replace")
        while True:
            found = [(text.find(sentence, looked), word, sentence) for sentence, word in ((pull, "off"), (put_in, "on"))]
            found = [one for one in found if one[0] >= 0]
            if not found:
                break
            at, word, sentence = min(found)
            looked = at + len(sentence)
            turn(word)
            done.append(word)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    print(json.dumps({"status": status, "done": done, "text": text}))


if __name__ == "__main__":
    main()
