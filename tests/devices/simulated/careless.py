#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# A simulated IoT product that fails most of JC-STAR ★1: the network camera "Abunai Cam AC-1".
import base64
import binascii
import ssl
import sys

import device

MODEL, FIRMWARE, VENDOR = "AC-1", "1.0.3", "Abunai Trading"
ACCOUNT, PASSWORD = "admin", "admin"
SETTINGS = {"model": MODEL, "version": FIRMWARE, "wifi_ssid": "home-2g", "wifi_key": "tanuki-udon-1192",
            "rtsp_password": "admin", "cloud_token": "ac1-5f0c7d2b9e"}
CONFIG = "ABUNAI-CONFIG 1\n" + "".join("%s=%s\n" % pair for pair in SETTINGS.items()) + "admin_password=admin\n"

IAC, DONT, DO, WONT, WILL, SUB, SUB_END = 255, 254, 253, 252, 251, 250, 240
ECHO, SUPPRESS_GO_AHEAD, TERMINAL_TYPE, WINDOW_SIZE = 1, 3, 24, 31
MAX_LINE_BYTES = 1024


class Camera:
    def answer(self, request):
        if request.path in ("/config.bin", "/api/settings") and request.method in ("GET", "HEAD"):
            if request.path == "/config.bin":
                return device.Response(200, CONFIG, "application/octet-stream")
            return device.json_response(200, SETTINGS)
        if not self.is_logged_in(request):
            body = "<html><head><title>401 Unauthorized</title></head><body>Abunai Cam AC-1 firmware 1.0.3: " \
                   "login required</body></html>\n"
            return device.Response(401, body, headers=[("WWW-Authenticate", 'Basic realm="Abunai Cam AC-1"')])
        if request.path == "/":
            body = "<html><head><title>Abunai Cam AC-1</title></head><body><h1>Abunai Cam AC-1</h1>" \
                   "<p>Firmware 1.0.3</p><a href=/config.bin>backup</a> <a href=/api/settings>settings</a></body></html>\n"
            return device.Response(200, body)
        return device.Response(404, "<html><body>404 Not Found</body></html>\n")

    def is_logged_in(self, request):
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            pair = base64.b64decode(value, validate=True).decode("utf-8", "replace")
        except binascii.Error:
            return False
        return device.same(pair, ACCOUNT + ":" + PASSWORD)


class TelnetSession:
    """One telnet connection: negotiates echo, reads lines, asks for a login, then plays a root shell."""

    def __init__(self, connection):
        self.connection = connection
        self.pending = b""
        self.offered = {ECHO, SUPPRESS_GO_AHEAD}
        self.replies = 0

    def run(self):
        # RFC 854/857/858: the server echoes and suppresses go-ahead; it asks for type and size of the terminal.
        self.connection.sendall(bytes([IAC, WILL, ECHO, IAC, WILL, SUPPRESS_GO_AHEAD, IAC, DO, WINDOW_SIZE]))
        self.write("\r\nAbunai Cam AC-1 1.0.3\r\n\r\n")
        while True:
            self.write("AC-1 login: ")
            account = self.read_line(is_echoed=True)
            if not account:
                continue
            self.write("Password: ")
            password = self.read_line(is_echoed=False)
            if device.same(account, ACCOUNT) and device.same(password, PASSWORD):
                break
            self.write("Login incorrect\r\n")
        self.write("\r\nBusyBox-like shell of AC-1\r\n")
        while True:
            self.write("# ")
            command = self.read_line(is_echoed=True).strip()
            if command in ("exit", "logout"):
                return
            self.write(run_command(command).replace("\n", "\r\n"))

    def write(self, text):
        self.connection.sendall(text.encode("utf-8", "replace").replace(b"\xff", b"\xff\xff"))

    def byte(self):
        if not self.pending:
            self.pending = self.connection.recv(4096)
            if not self.pending:
                raise EOFError
        first, self.pending = self.pending[0], self.pending[1:]
        return first

    def data_byte(self):
        """The next byte of data; answers negotiations on the way."""
        while True:
            byte = self.byte()
            if byte != IAC:
                return byte
            command = self.byte()
            if command == IAC:
                return IAC
            if command in (DO, DONT, WILL, WONT):
                self.negotiate(command, self.byte())
            elif command == SUB:
                while self.byte() != IAC or self.byte() != SUB_END:
                    pass

    def negotiate(self, command, option):
        # RFC 1143 in short: never answer a confirmation, refuse everything that was not offered.
        self.replies += 1
        if self.replies > 200:
            raise ValueError("negotiation storm")
        if command == DO and option not in self.offered:
            self.connection.sendall(bytes([IAC, WONT, option]))
        elif command == WILL and option not in (WINDOW_SIZE,):
            self.connection.sendall(bytes([IAC, DONT, option]))

    def read_line(self, is_echoed):
        line = bytearray()
        while True:
            byte = self.data_byte()
            if byte == 13:
                self.write("\r\n")
                following = self.data_byte()  # RFC 854: CR is followed by LF or NUL.
                if following not in (0, 10):
                    self.pending = bytes([following]) + self.pending
                return line.decode("utf-8", "replace")
            if byte == 10:
                self.write("\r\n")
                return line.decode("utf-8", "replace")
            if byte in (8, 127):
                line = line[:-1]
                continue
            if len(line) >= MAX_LINE_BYTES:
                raise ValueError("line too long")
            line.append(byte)
            if is_echoed:
                self.connection.sendall(bytes([byte]) if byte != IAC else b"\xff\xff")


def run_command(command):
    answers = {"": "", "id": "uid=0(root) gid=0(root) groups=0(root)\n", "whoami": "root\n",
               "uname -a": "Linux AC-1 3.10.14 #1 mips GNU/Linux\n", "pwd": "/\n",
               "cat /etc/passwd": "root:x:0:0:root:/root:/bin/sh\nadmin:x:0:0:admin:/root:/bin/sh\n",
               "cat /etc/config": CONFIG}
    if command in answers:
        return answers[command]
    if command.startswith("echo "):
        return command[5:] + "\n"
    return "sh: %s: not found\n" % command.split(" ")[0]


def telnet(connection, _):
    connection.settimeout(120)
    TelnetSession(connection).run()


def debug_shell(connection, _):
    connection.settimeout(120)
    file = connection.makefile("rb")
    while True:
        connection.sendall(b"# ")
        line = file.readline(MAX_LINE_BYTES)
        command = line.decode("utf-8", "replace").strip()
        if not line or command == "exit":
            return
        connection.sendall(run_command(command).encode("utf-8"))


def main():
    parser = device.arguments("The careless simulated product.", ["http", "telnet", "mqtt", "https", "debug"])
    options = parser.parse_args()
    folder = device.state_folder(options)
    chain, key = device.certificate(folder, "ac-1", ["-newkey", "rsa:1024", "-sha1"], 7300, options.address)
    tls = device.tls_context(chain, key, ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_2, "ALL:@SECLEVEL=0")
    web = device.http_handler(Camera().answer, [("Server", "abunai-httpd/1.0.3")])
    broker = device.Broker(lambda user, password, source: 0, lambda user, pattern: True, lambda user, topic: True)
    broker.retained[b"home/wifi"] = b'{"ssid":"home-2g","password":"tanuki-udon-1192"}'
    broker.retained[b"home/camera/status"] = b"online"
    device.Device(options, [("http", 80, web, None), ("telnet", 23, telnet, None),
                            ("mqtt", 1883, broker.handle, None), ("https", 8443, web, tls),
                            ("debug", 9999, debug_shell, None)]).run()


if __name__ == "__main__":
    sys.exit(main())
