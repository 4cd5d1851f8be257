#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# A simulated gateway whose password can be changed: a web UI, tokens for programs and Telnet, well or badly done (--mode).
import os
import secrets
import sys
import threading
import time
import urllib.parse

import careless
import device

ACCOUNT, FACTORY, USUAL = "admin", "factory-7319", "Suzume-4821-Kawa"
MODEL, FIRMWARE = "CG-2", "1.4.0"
PAGE = "<!DOCTYPE html>\n<html><head><title>%s</title></head><body>%s</body></html>\n"
LOGIN = '<h1>CG-2</h1><form method="post" action="/login"><input name="user"><input name="password" type="password"><button>OK</button></form>'
SETUP = '<h1>Choose a password</h1><form method="post" action="/setup"><input name="new" type="password"><button>OK</button></form>'
RESTART_SECONDS = 2

# What each mode does badly; "good" and "first_use_good" do nothing badly. Those of first use begin in factory state.
MODES = {
    "good": set(),
    "half": {"telnet_keeps_factory_value"},
    "session_survivor": {"sessions_survive", "weak_values"},
    "token_survivor": {"tokens_survive"},
    "first_use_good": {"factory_state"},
    "first_use_half": {"factory_state", "telnet_keeps_factory_value"},
}


class Account:
    """The one account: its value, or None in factory state; kept over a restart."""

    def __init__(self, folder, faults):
        self.folder, self.faults = folder, faults
        kept = device.load(folder, "account.json", None)
        before = None if "factory_state" in faults else USUAL
        self.value = kept["value"] if kept else before
        self.mutex = threading.Lock()
        self.sessions, self.tokens = set(), set()

    def opens(self, account, value):
        return device.same(account, ACCOUNT) and self.value is not None and device.same(value, self.value)

    def opens_telnet(self, account, value):
        if "telnet_keeps_factory_value" in self.faults:
            return device.same(account, ACCOUNT) and device.same(value, FACTORY if "factory_state" in self.faults else USUAL)
        return self.opens(account, value)

    def is_good(self, value):
        if "weak_values" in self.faults:
            return bool(value)
        return len(value) >= 8 and value != ACCOUNT and value != self.value

    def set(self, value):
        with self.mutex:
            self.value = value
            if "sessions_survive" not in self.faults:
                self.sessions.clear()
            if "tokens_survive" not in self.faults:
                self.tokens.clear()
            device.store(self.folder, "account.json", {"value": value})

    def open_one(self, kind):
        name = secrets.token_hex(12)
        with self.mutex:
            (self.sessions if kind == "session" else self.tokens).add(name)
        return name


class Web:
    def __init__(self, account):
        self.account = account

    def answer(self, request):
        fields = {}
        if request.method == "POST":
            fields = dict(urllib.parse.parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        if self.account.value is None:
            return self.in_factory_state(request, fields)
        known = {("GET", "/"): self.start, ("POST", "/login"): self.login, ("GET", "/settings"): self.settings,
                 ("POST", "/password"): self.password, ("POST", "/token"): self.token, ("GET", "/api/status"): self.status,
                 ("POST", "/restart"): self.restart}
        found = known.get((request.method, request.path))
        return found(request, fields) if found else device.Response(404, PAGE % ("Not found", "Not found"))

    def in_factory_state(self, request, fields):
        if (request.method, request.path) == ("POST", "/setup"):
            if not self.account.is_good(fields.get("new", "")):
                return device.Response(400, PAGE % ("CG-2", "Too weak"))
            self.account.set(fields["new"])
            return device.Response(200, PAGE % ("CG-2", "The password was set"))
        if request.path == "/setup":
            return device.Response(200, PAGE % ("CG-2", SETUP))
        return device.Response(303, headers=[("Location", "/setup")])

    def start(self, _, __):
        return device.Response(200, PAGE % ("CG-2 " + FIRMWARE, LOGIN))

    def is_in(self, request):
        with self.account.mutex:
            return request.cookie("session") in self.account.sessions

    def login(self, _, fields):
        if not self.account.opens(fields.get("user", ""), fields.get("password", "")):
            return device.Response(401, PAGE % ("CG-2", "Wrong password" + LOGIN))
        return device.Response(303, headers=[("Location", "/settings"),
                                             ("Set-Cookie", "session=%s; HttpOnly; Path=/" % self.account.open_one("session"))])

    def settings(self, request, _):
        if not self.is_in(request):
            return device.Response(303, headers=[("Location", "/")])
        return device.Response(200, PAGE % ("Settings", "<p>wifi_ssid: lab</p><p>You are logged in</p>"))

    def password(self, request, fields):
        if not self.is_in(request):
            return device.Response(303, headers=[("Location", "/")])
        if self.account.value != fields.get("old", "") or not self.account.is_good(fields.get("new", "")):
            return device.Response(400, PAGE % ("Settings", "The new password was not taken"))
        self.account.set(fields["new"])
        return device.Response(200, PAGE % ("Settings", "The password was changed"))

    def token(self, request, _):
        if not self.is_in(request):
            return device.Response(303, headers=[("Location", "/")])
        return device.json_response(200, {"token": self.account.open_one("token")})

    def status(self, request, _):
        scheme, _, name = request.headers.get("authorization", "").partition(" ")
        with self.account.mutex:
            if scheme != "Bearer" or name not in self.account.tokens:
                return device.json_response(401, {"error": "token"})
        return device.json_response(200, {"status": "fine"})

    def restart(self, request, _):
        if not self.is_in(request):
            return device.Response(303, headers=[("Location", "/")])
        # Listeners close with the old program; the new one reads what was kept.
        words = [sys.executable, os.path.abspath(__file__), *sys.argv[1:], "--after", str(RESTART_SECONDS)]
        threading.Timer(0.5, lambda: os.execv(sys.executable, words)).start()
        return device.Response(200, PAGE % ("CG-2", "Restarting"))


class Telnet(careless.TelnetSession):
    def __init__(self, connection, account):
        super().__init__(connection)
        self.account = account

    def run(self):
        self.connection.sendall(bytes([careless.IAC, careless.WILL, careless.ECHO, careless.IAC, careless.WILL, careless.SUPPRESS_GO_AHEAD]))
        self.write("\r\nCG-2 %s\r\n\r\n" % FIRMWARE)
        for _ in range(3):
            self.write("CG-2 login: ")
            name = self.read_line(is_echoed=True)
            self.write("Password: ")
            if self.account.opens_telnet(name, self.read_line(is_echoed=False)):
                return self.shell()
            self.write("Login incorrect\r\n")
        return None

    def shell(self):
        while True:
            self.write("# ")
            command = self.read_line(is_echoed=True).strip()
            if command in ("exit", "logout"):
                return
            self.write(careless.run_command(command).replace("\n", "\r\n"))


def main():
    parser = device.arguments("A simulated gateway whose password can be changed.", ["http", "telnet"])
    parser.add_argument("--mode", choices=sorted(MODES), default="good")
    parser.add_argument("--after", type=float, default=0, help="seconds until it listens, as after a restart")
    options = parser.parse_args()
    folder = device.state_folder(options)
    time.sleep(options.after)
    account = Account(folder, MODES[options.mode])

    def telnet(connection, _):
        connection.settimeout(120)
        Telnet(connection, account).run()

    web = device.http_handler(Web(account).answer, [("Server", "cg-httpd/" + FIRMWARE)])
    device.Device(options, [("http", 80, web, None), ("telnet", 23, telnet, None)]).run()


if __name__ == "__main__":
    sys.exit(main())
