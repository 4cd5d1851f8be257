#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# A simulated gateway that fetches signed images (.swu) from its update server when told to, and looks at the signature or does not (--mode).
"""usage: fetching.py --mode careless|careful --certificate FILE --name-server ADDRESS [--authority FILE]      serves ports 80 and 7000

careless: takes any certificate of the server, and installs whatever text an image holds.
careful:  trusts the authorities of FILE alone (without it: nobody's); fetches in two ranges; wants the hash of the description, the
          maker's signature (--certificate) over sw-description, and the hash of the member that stands there.
GET / on port 80 shows the version; POST /check looks for updates and answers at once. Port 7000 is the plug: "off" and "on", a line each.
"""
import argparse
import hashlib
import http.client
import json
import re
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from http.server import ThreadingHTTPServer

import updating

HOST, PORT = "updates.example.jp", 8443
FIRST_RANGE_BYTES = 700
IMAGE_MAX_BYTES = 8 << 20
RESTART_SECONDS = 0.6
flash = {"version": "1.0"}  # What stays without power.
power = threading.Event()
server = None


def get(options, path, ranges=(None,)):
    """The content at a path, fetched in these ranges one after the other."""
    content = b""
    for one in ranges:
        connection = http.client.HTTPConnection(HOST, PORT, timeout=updating.PATIENCE_SECONDS)
        connection.sock = socket.create_connection((updating.address_of(HOST, options.name_server), PORT), updating.PATIENCE_SECONDS)
        connection.sock = updating.trust(options).wrap_socket(connection.sock, server_hostname=HOST)
        connection.request("GET", path, headers={} if one is None else {"Range": "bytes=" + one})
        answer = connection.getresponse()
        content += answer.read(IMAGE_MAX_BYTES)
        connection.close()
        if answer.status != (200 if one is None else 206):
            raise OSError("HTTP %d" % answer.status)
    return content


def members(image):
    """Of a cpio archive (newc with checksums)."""
    found, at = {}, 0
    while image[at:at + 6] == b"070702":
        size, name_size = int(image[at + 54:at + 62], 16), int(image[at + 94:at + 102], 16)
        name = image[at + 110:at + 110 + name_size - 1].decode("ascii")
        begin = at + 110 + name_size + -(110 + name_size) % 4
        if name == "TRAILER!!!":
            return found
        if len(image) < begin + size:
            raise ValueError("cut off")
        found[name] = image[begin:begin + size]
        at = begin + size + -size % 4
    raise ValueError("no archive")


def is_signed(content, signature, certificate):
    with tempfile.NamedTemporaryFile() as text, tempfile.NamedTemporaryFile() as cms:
        text.write(content)
        cms.write(signature)
        text.flush()
        cms.flush()
        return subprocess.run(["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", cms.name, "-content", text.name, "-CAfile", certificate,
                               "-purpose", "any", "-out", "/dev/null"], stderr=subprocess.DEVNULL, check=False).returncode == 0


def checked(image, offered, certificate):
    """The software, as a careful device takes it out."""
    parts = members(image)
    if hashlib.sha256(image).hexdigest() != offered["sha256"] or len(image) != offered["size"]:
        raise ValueError("not what was offered")
    if not is_signed(parts["sw-description"], parts["sw-description.sig"], certificate):
        raise ValueError("signature")
    if hashlib.sha256(parts["version.txt"]).hexdigest() not in parts["sw-description"].decode("ascii"):
        raise ValueError("hash")
    return parts["version.txt"]


def look(options):
    try:
        offered = json.loads(get(options, "/latest.json"))
        if offered["version"] == flash["version"]:
            return
        is_careful = options.mode == "careful"
        image = get(options, offered["image"], ("0-%d" % (FIRST_RANGE_BYTES - 1), "%d-" % FIRST_RANGE_BYTES) if is_careful else (None,))
        software = checked(image, offered, options.certificate) if is_careful else image
        flash["version"] = re.search(rb"firmware ([0-9.]+)", software)[1].decode("ascii")
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException) as error:
        print("refused: %s" % error, flush=True)
        return
    print("installed %s, restarting" % flash["version"], flush=True)
    server.shutdown()


class Handler(updating.Handler):
    server_version, look = "UF-1", staticmethod(look)

    @staticmethod
    def shown():
        return "Software " + flash["version"]


class Plug(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            if line.strip() == b"on":
                power.set()
            elif power.is_set():
                power.clear()
                server.shutdown()
            self.wfile.write(line)


class Gateway(ThreadingHTTPServer):
    allow_reuse_address, daemon_threads = True, True


class Outlet(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True


def main():
    global server
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", required=True, choices=("careless", "careful"))
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--name-server", required=True)
    parser.add_argument("--authority")
    Handler.options = parser.parse_args()
    power.set()
    threading.Thread(target=Outlet(("", 7000), Plug).serve_forever, daemon=True).start()
    while True:
        power.wait()
        server = Gateway(("", 80), Handler)
        server.serve_forever(0.05)
        server.server_close()
        time.sleep(RESTART_SECONDS)


if __name__ == "__main__":
    main()
