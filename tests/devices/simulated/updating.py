#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# A simulated gateway that fetches its updates from a server when told to, and looks at the server's certificate or does not (--mode).
"""usage: updating.py --mode careless|careful --name-server ADDRESS [--authority FILE] [--server URL]      serves port 80

careless: takes any certificate, and asks in the clear when TLS does not come about; installs what it gets.
careful:  trusts the authorities of FILE (without it: those of nobody), wants the server's name, and never asks in the clear.
GET / shows the version; POST /check looks for updates and answers at once.
"""
import argparse
import http.client
import json
import random
import socket
import ssl
import struct
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE_SECONDS = 10
IMAGE_MAX_BYTES = 1 << 20
state = {"version": "1.0", "last": "never"}


def address_of(host, name_server):
    """One question for the address of a host (RFC 1035, 4); the resolver of this machine is not the device's."""
    number = random.randrange(1 << 16)
    name = b"".join(bytes([len(label)]) + label.encode("ascii") for label in host.split(".")) + b"\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(PATIENCE_SECONDS)
        asking.sendto(struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + name + struct.pack(">HH", 1, 1), (name_server, 53))
        answer = asking.recv(512)
    if len(answer) < 12 or struct.unpack(">H", answer[:2])[0] != number or struct.unpack(">H", answer[6:8])[0] == 0:
        raise OSError("no address for " + host)
    return socket.inet_ntoa(answer[-4:])  # The lab gives one address, and that last.


def trust(options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if options.mode == "careless":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    elif options.authority:
        context.load_verify_locations(options.authority)
    return context


def fetch(options, path, secure):
    """The content at a path of the server, or an OSError."""
    place = urllib.parse.urlsplit(options.server)
    port = (place.port or 443) if secure else 80
    connection = http.client.HTTPConnection(place.hostname, port, timeout=PATIENCE_SECONDS)
    connection.sock = socket.create_connection((address_of(place.hostname, options.name_server), port), PATIENCE_SECONDS)
    try:
        if secure:
            connection.sock = trust(options).wrap_socket(connection.sock, server_hostname=place.hostname)
        connection.request("GET", path)
        answer = connection.getresponse()
        content = answer.read(IMAGE_MAX_BYTES)
    except http.client.HTTPException as error:
        raise OSError("no HTTP") from error
    finally:
        connection.close()
    if answer.status != 200:
        raise OSError("HTTP %d" % answer.status)
    return content


def look(options):
    for secure in (True, False):
        if not secure and options.mode == "careful":
            return
        try:
            offered = json.loads(fetch(options, "/latest.json", secure))
            fetch(options, offered["image"], secure)
            state["version"] = offered["version"]
            state["last"] = "installed"
            return
        except (OSError, ValueError, KeyError, TypeError) as error:
            state["last"] = type(error).__name__


class Handler(BaseHTTPRequestHandler):
    """The page of a device that looks for updates when told to; fetching.py has one of its own."""
    server_version, sys_version, timeout = "UG-3", "", 20
    options, look = None, staticmethod(look)

    @staticmethod
    def shown():
        return "Software %s, last update: %s" % (state["version"], state["last"])

    def answer(self, text):
        content = ("<html><head><title>%s</title></head><body>%s</body></html>\n" % (self.server_version, text)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        self.answer(self.shown())

    def do_POST(self):
        if self.path != "/check":
            self.send_error(404)
            return
        threading.Thread(target=self.look, args=(self.options,), daemon=True).start()
        self.answer("Looking for updates.")

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", required=True, choices=("careless", "careful"))
    parser.add_argument("--name-server", required=True)
    parser.add_argument("--authority")
    parser.add_argument("--server", default="https://updates.example.jp:8443")
    Handler.options = parser.parse_args()
    ThreadingHTTPServer(("", 80), Handler).serve_forever()


if __name__ == "__main__":
    main()
