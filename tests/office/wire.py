# A plain HTTP client for tests of an office: one connection, an address of its own on loopback, nothing done by itself.
# SPDX-License-Identifier: Apache-2.0
import http.client
import itertools
import json
import re
import socket
import time

TIMEOUT_SECONDS = 20
# Every client has an address of its own below 127/8, so that limits by address hit nobody else.
_addresses = itertools.count(2)


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def problem(self):
        """(code, detail) of RFC 9457 problem details; ("", "") when it is something else."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return "", ""
        return (value.get("code", ""), value.get("detail", "")) if isinstance(value, dict) and "status" in value else ("", "")


class Client:
    def __init__(self, office, cookie=None, token=None):
        self.port = int(office.address.rsplit(":", 1)[1])
        self.host, self.cookie, self.token = office.address.split("//")[1], cookie, token
        number = next(_addresses)
        self.address = "127.0.%d.%d" % (number // 250, 2 + number % 250)
        self.connection = None

    def open(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS, source_address=(self.address, 0))

    def send(self, method, path, body=None, **headers):
        """Header names are written with underscores; one that is None is left out."""
        given = {"Host": self.host, "Accept": "application/json", "Accept-Language": "en"}
        if self.cookie:
            given["Cookie"] = self.cookie
        if self.token:
            given["Authorization"] = "Bearer " + self.token
        given.update({name.replace("_", "-"): value for name, value in headers.items()})
        given = {name: value for name, value in given.items() if value is not None}
        for attempt in (1, 2):
            if self.connection is None:
                self.open()
            try:
                self.connection.request(method, path, body=body, headers=given)
                answer = self.connection.getresponse()
                reply = Reply(answer.status, answer.headers, answer.read())
                if answer.will_close:
                    self.close()
                return reply
            except (http.client.HTTPException, ConnectionError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def send_in_time(self, method, path, body=None, **headers):
        """The same, and again as late as Retry-After says when the office's limit for an account or address was met."""
        while True:
            reply = self.send(method, path, body, **headers)
            if reply.status != 429:
                return reply
            time.sleep(int(reply.headers["Retry-After"]))

    def get(self, path, **headers):
        return self.send("GET", path, **headers)

    def csrf(self, path):
        found = re.search(r'(?:name="csrf" value|data-csrf)="([^"]+)"', self.get(path, Accept="text/html").text)
        return found.group(1) if found else ""

    def raw(self, data, most=65536):
        """What the server says to these bytes until it closes or is silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=3, source_address=(self.address, 0)) as connection:
            try:
                connection.sendall(data)
                said = b""
                while len(said) < most:
                    piece = connection.recv(4096)
                    if not piece:
                        break
                    said += piece
            except (TimeoutError, ConnectionError):
                pass
        return said

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def cookie_of(person):
    """The session of somebody logged in, as a Cookie header."""
    return "; ".join("%s=%s" % (one.name, one.value) for one in jar_of(person))


def jar_of(person):
    for handler in person.opener.handlers:
        if hasattr(handler, "cookiejar"):
            return handler.cookiejar
    return []
