# SPDX-License-Identifier: Apache-2.0
# What the two simulated products have in common: listeners, HTTP and MQTT on the wire, login locks, keys.
import argparse
import hmac
import json
import os
import secrets
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import sys
import tempfile
import threading
import time

MAX_CONNECTIONS = 200
READ_TIMEOUT_SECONDS = 20
MAX_HEAD_BYTES = 16 * 1024
MAX_BODY_BYTES = 64 * 1024
MAX_MQTT_PACKET_BYTES = 64 * 1024


def arguments(description, port_names):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--address", action="append", required=True, help="address to listen on; may be repeated")
    parser.add_argument("--port-base", type=int, help="serve the well-known ports at N, N+1, … in this order: "
                        + ", ".join(port_names))
    parser.add_argument("--state", help="folder for keys and settings (default: a temporary one)")
    return parser


class Device:
    """Starts services, each a thread per connection, until SIGTERM or the end of the parent's pipe."""

    def __init__(self, options, services):
        """services: list of (name, well-known port, handler(socket, source address), TLS context or None)."""
        self.options = options
        self.slots = threading.BoundedSemaphore(MAX_CONNECTIONS)
        self.stopped = threading.Event()
        self.services = services
        self.ports = {}
        for index, (name, port, _, _) in enumerate(services):
            self.ports[name] = port if options.port_base is None else options.port_base + index

    def run(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopped.set())
        for name, _, handler, tls in self.services:
            for address in self.options.address:
                listener = listen(address, self.ports[name])
                threading.Thread(target=self.accept_loop, args=(listener, handler, tls), daemon=True).start()
        if stat.S_ISFIFO(os.fstat(0).st_mode) or stat.S_ISSOCK(os.fstat(0).st_mode):
            threading.Thread(target=self.watch_parent, daemon=True).start()
        print("ready", flush=True)
        print(json.dumps({"ports": self.ports}), flush=True)
        while not self.stopped.wait(3600):
            pass
        if self.options.is_temporary:
            shutil.rmtree(self.options.state, ignore_errors=True)
        os._exit(0)  # Connection threads may wait in system calls; the device is switched off.

    def watch_parent(self):
        while os.read(0, 4096):
            pass
        self.stopped.set()

    def accept_loop(self, listener, handler, tls):
        while True:
            try:
                connection, source = listener.accept()
            except OSError:
                time.sleep(0.05)
                continue
            if not self.slots.acquire(blocking=False):
                connection.close()
                continue
            threading.Thread(target=self.serve, args=(connection, source[0], handler, tls), daemon=True).start()

    def serve(self, connection, source, handler, tls):
        try:
            connection.settimeout(READ_TIMEOUT_SECONDS)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if tls is not None:
                connection = tls.wrap_socket(connection, server_side=True)
            handler(connection, source)
        except (OSError, EOFError, ValueError, IndexError):
            pass  # Garbage, a time-out or a peer that went away: this connection ends, the device goes on.
        finally:
            close(connection)
            self.slots.release()


def listen(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind((address, port))
    listener.listen(128)
    return listener


def close(connection):
    try:
        if isinstance(connection, ssl.SSLSocket):
            connection.settimeout(0.3)
            connection.unwrap()  # Sends close_notify, so that the end is not taken for a truncation.
    except (OSError, ValueError):
        pass
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    connection.close()


# --- keys and stored state -------------------------------------------------------------------------------------

def state_folder(options):
    options.is_temporary = options.state is None
    if options.is_temporary:
        options.state = tempfile.mkdtemp(prefix="hoshi-device-")
    os.makedirs(options.state, mode=0o700, exist_ok=True)
    return options.state


def certificate(folder, name, key_options, days, addresses):
    """Makes a self-signed certificate with the openssl command once; returns the paths of (certificate, key)."""
    key = os.path.join(folder, name + ".key.pem")
    chain = os.path.join(folder, name + ".certificate.pem")
    if not os.path.exists(chain):
        alternatives = ",".join("IP:" + address for address in addresses)
        command = ["openssl", "req", "-x509", "-nodes", *key_options, "-keyout", key, "-out", chain + ".new",
                   "-days", str(days), "-subj", "/CN=" + name, "-addext", "subjectAltName=" + alternatives]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        os.chmod(key, 0o600)
        os.rename(chain + ".new", chain)
    return chain, key


def load(folder, name, default):
    try:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return default


def store(folder, name, value):
    path = os.path.join(folder, name)
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.rename(path + ".new", path)


# --- logins ----------------------------------------------------------------------------------------------------

class LoginLock:
    """Locks one account for one source after a number of failures; while locked even the right password fails."""

    def __init__(self, failures, seconds):
        self.failures = failures
        self.seconds = seconds
        self.entries = {}  # (account, source) -> [failures, locked until]
        self.mutex = threading.Lock()

    def attempt(self, account, source, is_right):
        """Returns ("accepted" | "refused" | "locked", seconds until the lock ends)."""
        now = time.monotonic()
        with self.mutex:
            if len(self.entries) > 10000:
                self.entries.clear()
            entry = self.entries.setdefault((account, source), [0, 0.0])
            if entry[1] > now:
                return "locked", entry[1] - now
            if is_right:
                del self.entries[(account, source)]
                return "accepted", 0
            entry[0] += 1
            if entry[0] >= self.failures:
                entry[0], entry[1] = 0, now + self.seconds
            return "refused", 0


def same(one, other):
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def random_password():
    alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(alphabet) for _ in range(14))


# --- HTTP ------------------------------------------------------------------------------------------------------

REASONS = {200: "OK", 204: "No Content", 301: "Moved Permanently", 303: "See Other", 400: "Bad Request",
           401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
           413: "Payload Too Large", 429: "Too Many Requests", 501: "Not Implemented"}


class Request:
    def __init__(self, method, target, headers, body, source):
        self.method, self.headers, self.body, self.source = method, headers, body, source
        self.path, _, self.query = target.partition("?")

    def cookie(self, name):
        for part in self.headers.get("cookie", "").split(";"):
            key, _, value = part.strip().partition("=")
            if key == name:
                return value
        return None


class Response:
    def __init__(self, status, body=b"", kind="text/html; charset=utf-8", headers=()):
        self.status = status
        self.body = body.encode("utf-8") if isinstance(body, str) else body
        self.kind = kind
        self.headers = list(headers)


def read_line(file):
    line = file.readline(MAX_HEAD_BYTES + 1)
    if not line.endswith(b"\n"):
        raise EOFError
    return line.rstrip(b"\r\n").decode("latin-1")


def read_request(file, source):
    """Reads one request; a Response instead says what was wrong with it."""
    start = read_line(file).split(" ")
    headers, total = {}, 0
    while line := read_line(file):
        total += len(line)
        if total > MAX_HEAD_BYTES:
            return Response(413)
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if len(start) != 3 or not start[2].startswith("HTTP/1."):
        return Response(400, "Bad Request\n", "text/plain")
    if "transfer-encoding" in headers:
        return Response(501, "Not Implemented\n", "text/plain")
    length = headers.get("content-length", "0")
    if not length.isdigit():
        return Response(400, "Bad Request\n", "text/plain")
    if int(length) > MAX_BODY_BYTES:
        return Response(413)
    body = file.read(int(length))
    if len(body) != int(length):
        raise EOFError
    request = Request(start[0], start[1], headers, body, source)
    request.is_last = headers.get("connection", "").lower() == "close" or start[2] == "HTTP/1.0"
    return request


def http_handler(answer, common_headers):
    """Turns answer(request) -> Response into a connection handler with keep-alive."""

    def handle(connection, source):
        file = connection.makefile("rb")
        while True:
            request = read_request(file, source)
            is_last = isinstance(request, Response) or request.is_last
            response = request if isinstance(request, Response) else answer(request)
            head = ["HTTP/1.1 %d %s" % (response.status, REASONS[response.status])]
            head += ["%s: %s" % header for header in (*common_headers, *response.headers)]
            head += ["Content-Type: " + response.kind, "Content-Length: %d" % len(response.body),
                     "Connection: " + ("close" if is_last else "keep-alive"), "", ""]
            is_head = isinstance(request, Request) and request.method == "HEAD"
            connection.sendall("\r\n".join(head).encode("latin-1") + (b"" if is_head else response.body))
            if is_last:
                return

    return handle


def json_response(status, value, headers=()):
    return Response(status, json.dumps(value, ensure_ascii=False) + "\n", "application/json; charset=utf-8", headers)


# --- MQTT 3.1.1 ------------------------------------------------------------------------------------------------

class Broker:
    """A small MQTT 3.1.1 broker with QoS 0 delivery, retained messages and rules given by the device."""

    def __init__(self, connect, may_read, may_write):
        """connect(user or None, password or None, source) -> CONNACK code, or None to close without a word;
        may_read(user, filter) and may_write(user, topic) -> whether it is allowed."""
        self.connect, self.may_read, self.may_write = connect, may_read, may_write
        self.retained = {}
        self.subscriptions = {}  # connection -> set of filters
        self.write_locks = {}
        self.mutex = threading.Lock()

    def handle(self, connection, source):
        kind, _, body = read_packet(connection)
        if kind != 1:
            return
        code, user, keep_alive = self.open(body, source)
        if code is None:
            return
        connection.sendall(bytes([0x20, 2, 0, code]))
        if code != 0:
            return
        connection.settimeout(keep_alive * 1.5 if keep_alive else 600)
        with self.mutex:
            self.subscriptions[connection] = set()
            self.write_locks[connection] = threading.Lock()
        try:
            self.session(connection, user)
        finally:
            with self.mutex:
                self.subscriptions.pop(connection, None)
                self.write_locks.pop(connection, None)

    def open(self, body, source):
        """Reads a CONNECT; returns (CONNACK code or None, user, keep-alive seconds)."""
        name, at = take_text(body, 0)
        level, flags = body[at], body[at + 1]
        keep_alive = int.from_bytes(body[at + 2:at + 4], "big")
        if name not in (b"MQTT", b"MQIsdp") or flags & 1:
            return None, None, 0
        if level not in (3, 4):
            return 1, None, 0
        client, at = take_text(body, at + 4)
        if not client and not flags & 2:
            return 2, None, 0
        if flags & 4:
            _, at = take_text(body, at)
            _, at = take_text(body, at)
        user = password = None
        if flags & 0x80:
            raw, at = take_text(body, at)
            user = raw.decode("utf-8", "replace")
        if flags & 0x40:
            raw, at = take_text(body, at)
            password = raw.decode("utf-8", "replace")
        return self.connect(user, password, source), user, keep_alive

    def session(self, connection, user):
        while True:
            kind, flags, body = read_packet(connection)
            if kind == 3:
                self.published(connection, user, flags, body)
            elif kind == 8:
                self.subscribed(connection, user, body)
            elif kind == 10:
                self.send(connection, bytes([0xB0, 2]) + body[:2])
            elif kind == 12:
                self.send(connection, b"\xd0\x00")
            elif kind == 6:
                self.send(connection, bytes([0x70, 2]) + body[:2])
            else:
                return  # DISCONNECT, or a packet a client never sends.

    def published(self, connection, user, flags, body):
        topic, at = take_text(body, 0)
        quality = flags >> 1 & 3
        if quality:
            self.send(connection, bytes([0x40 if quality == 1 else 0x50, 2]) + body[at:at + 2])
            at += 2
        if not self.may_write(user, topic.decode("utf-8", "replace")):
            return
        if flags & 1:
            if len(self.retained) < 1000:
                self.retained[topic] = body[at:]
            if not body[at:]:
                self.retained.pop(topic, None)
        with self.mutex:
            readers = [peer for peer, filters in self.subscriptions.items()
                       if any(matches(pattern, topic) for pattern in filters)]
        for peer in readers:
            try:
                self.send(peer, publish_packet(topic, body[at:], 0))
            except OSError:
                pass

    def subscribed(self, connection, user, body):
        at, codes, granted = 2, bytearray(), []
        while at < len(body):
            pattern, at = take_text(body, at)
            at += 1
            is_allowed = self.may_read(user, pattern.decode("utf-8", "replace"))
            codes.append(0 if is_allowed else 0x80)
            if is_allowed:
                granted.append(pattern)
        with self.mutex:
            self.subscriptions[connection].update(granted)
        self.send(connection, bytes([0x90, 2 + len(codes)]) + body[:2] + bytes(codes))
        for topic, payload in list(self.retained.items()):
            if any(matches(pattern, topic) for pattern in granted):
                self.send(connection, publish_packet(topic, payload, 1))

    def send(self, connection, packet):
        lock = self.write_locks.get(connection)
        if lock is not None:
            with lock:
                connection.sendall(packet)


def read_exactly(connection, size):
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def read_packet(connection):
    first = read_exactly(connection, 1)[0]
    length = 0
    for shift in (0, 7, 14, 21):
        byte = read_exactly(connection, 1)[0]
        length |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    else:
        raise ValueError("remaining length")
    if length > MAX_MQTT_PACKET_BYTES:
        raise ValueError("packet too long")
    return first >> 4, first & 15, read_exactly(connection, length)


def take_text(body, at):
    size = int.from_bytes(body[at:at + 2], "big")
    if at + 2 + size > len(body):
        raise ValueError("text too long")
    return body[at + 2:at + 2 + size], at + 2 + size


def publish_packet(topic, payload, flags):
    body = len(topic).to_bytes(2, "big") + topic + payload
    length, size = b"", len(body)
    while True:
        size, digit = size >> 7, size & 0x7F
        length += bytes([digit | (0x80 if size else 0)])
        if not size:
            return bytes([0x30 | flags]) + length + body


def matches(pattern, topic):
    parts, levels = pattern.split(b"/"), topic.split(b"/")
    if topic.startswith(b"$") and parts[0] in (b"#", b"+"):
        return False
    for index, part in enumerate(parts):
        if part == b"#":
            return True
        if index >= len(levels) or part not in (b"+", levels[index]):
            return False
    return len(parts) == len(levels)


def tls_context(chain, key, minimum, maximum, ciphers):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(ciphers)
    context.minimum_version, context.maximum_version = minimum, maximum
    context.load_cert_chain(chain, key)
    return context
