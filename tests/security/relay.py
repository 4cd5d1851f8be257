# Stands between a scanner and the office: another address for every request, a session and a form's token put in, failures counted.
# SPDX-License-Identifier: Apache-2.0
import collections
import http.client
import http.server
import itertools
import threading
import time

TOKEN = "FORMTOKEN"  # in what a scanner sends; replaced by the token that belongs to the cookie
TIMEOUT_SECONDS = 20
BUSY_SECONDS = 10  # shorter than a scanner's patience
PASSED_ON = {"content-type", "accept", "accept-language", "user-agent", "referer", "authorization", "cookie"}


class Relay:
    """`cookie` and `csrf` are put into every request; the office must trust 127.0.0.1 as its proxy. What begins as one of `never` is
    not passed on: a scanner that logs itself out sees nothing more."""

    def __init__(self, office, cookie=None, csrf=None, bearer=None, never=()):
        self.host = office.address.split("//")[1]
        self.port = int(self.host.rsplit(":", 1)[1])
        self.cookie, self.csrf, self.bearer, self.never = cookie, csrf, bearer, tuple(never)
        self.statuses, self.failures, self.waits = collections.Counter(), [], 0
        self.numbers = itertools.count()
        self.server = Listener(("127.0.0.1", 0), handler_of(self))
        self.address = "http://127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next_address(self):
        number = next(self.numbers)
        return "10.%d.%d.%d" % (number >> 16 & 255, number >> 8 & 255, number & 255)

    def ask(self, method, path, headers, body):
        given = {name: value for name, value in headers.items() if name.lower() in PASSED_ON}
        given.update({"Host": self.host, "X-Forwarded-For": self.next_address()})
        if self.cookie:
            given["Cookie"] = self.cookie
        if self.bearer:
            given["Authorization"] = "Bearer " + self.bearer
        if self.csrf and body:
            body = body.replace(TOKEN.encode(), self.csrf.encode())
        answer, content = self.ask_in_time(method, path, body, given)
        self.statuses[answer.status] += 1
        if answer.status >= 500:
            self.failures.append("%s %s: %d %s" % (method, path[:200], answer.status, content[:200]))
        return answer, content

    def ask_in_time(self, method, path, body, headers):
        """Waits as Retry-After says when the account has asked too much at once. A scanner that saw 429 and 404 by turns, as
        the clock has it, took the difference for its payloads' doing: sqlmap then "finds" a boolean-based injection anywhere."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
            try:
                connection.request(method, path, body=body, headers=headers)
                answer = connection.getresponse()
                content = answer.read()
            finally:
                connection.close()
            if answer.status != 429 or time.monotonic() > until:
                return answer, content
            self.waits += 1
            time.sleep(int(answer.headers["Retry-After"]))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Scanners end connections as they like; that is no word of theirs about the office."""


def handler_of(relay):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def relay_it(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
            if self.path.startswith(relay.never):
                return self.send_error(404)
            try:
                answer, content = relay.ask(self.command, self.path, self.headers, body)
            except (OSError, http.client.HTTPException, ValueError) as error:
                return self.send_error(502, type(error).__name__)
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)
            return None

        do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = relay_it
    return Handler
