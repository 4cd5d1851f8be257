# HTTP Basic with the locks that no daemon of Debian has: by account with 423, and answers that come later and later.
# SPDX-License-Identifier: Apache-2.0
# usage: login_server.py locking_423|slowing_down ACCOUNT PASSWORD
import base64
import http.server
import socket
import sys
import threading
import time

LOCK_AFTER, LOCK_SECONDS, FORGETS_AFTER_SECONDS = 4, 10, 10
GROWTH_SECONDS, LONGEST_SECONDS = 0.5, 6
mode, account, password = sys.argv[1:4]
wrong = {}  # account → (wrong tries, time of the last, locked until)
mutex = threading.Lock()


def judged(user, word):
    """Returns (status, seconds to wait before it is said)."""
    with mutex:
        now = time.monotonic()
        count, last, until = wrong.get(user, (0, now, 0))
        if now < until:
            return 423, 0
        if now - last > FORGETS_AFTER_SECONDS:
            count = 0
        if (user, word) == (account, password):
            if mode == "slowing_down":
                wrong.pop(user, None)
            return 200, 0
        count += 1
        is_locked = mode == "locking_423" and count >= LOCK_AFTER
        wrong[user] = (0 if is_locked else count, now, now + LOCK_SECONDS if is_locked else 0)
        return 401, min(LONGEST_SECONDS, GROWTH_SECONDS * (count - 1)) if mode == "slowing_down" else 0


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, seconds = 401, 0
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            user, _, word = base64.b64decode(given + "==").decode("utf-8", "replace").partition(":")
            status, seconds = judged(user, word)
            time.sleep(seconds)
        is_settings = self.path == "/settings.json"
        body = {200: b'{"wifi_ssid":"lab","wifi_key":"kitsune-soba-2208"}' if is_settings else b"<title>LW-1</title><a href=/settings.json>settings</a>",
                401: b"<title>401</title>", 423: b"<title>locked</title><p>This account is locked."}[status]
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="LW-1"')
        self.send_header("Content-Type", "application/json" if is_settings and status == 200 else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6
    daemon_threads = True


Server(("::", 80), Handler).serve_forever()
