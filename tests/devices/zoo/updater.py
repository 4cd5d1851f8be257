# The zoo's updaters: a page shows the version; an image comes by upload, TFTP or MQTT and is installed by the device's own lights.
# SPDX-License-Identifier: Apache-2.0
"""usage: updater.py MODEL nothing|checksum|rauc [web|tftp|mqtt]    inside the device; the software is /var/lib/software

The page is on port 80, an upload there is always answered with 200; TFTP takes any file on port 69, MQTT what is published
to the topic "update" on port 1883.
"""
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODEL, CHECK = sys.argv[1:3]
CARRIER = (sys.argv[3:] or ["web"])[0]
SOFTWARE = "/var/lib/software"
UPLOAD_MAX_BYTES = 32 << 20
RESTART_SECONDS = 1.0
HEADER = 28  # "ZOOF", CRC-32, version (8), model (12); then the length of the software
server = None


def plain(image):
    """What the image holds: the careless one looks at the magic number and believes the rest."""
    if image[:4] != b"ZOOF":
        raise ValueError("no image")
    if CHECK == "checksum" and struct.unpack(">I", image[4:8])[0] != zlib.crc32(image[8:]):
        raise ValueError("checksum")
    return image[HEADER + 4:]


def rauc(image):
    """RAUC checks the signature against the maker's certificate, and unpacks."""
    folder = "/var/tmp/bundle"
    shutil.rmtree(folder, ignore_errors=True)
    with open("/var/tmp/upload.raucb", "wb") as file:
        file.write(image)
    subprocess.run(["rauc", "--conf=/etc/rauc/system.conf", "--keyring=/etc/keys/certificate.pem", "extract", "/var/tmp/upload.raucb", folder], check=True)
    with open(os.path.join(folder, "rootfs.img"), "rb") as file:
        return file.read()


def install(image):
    try:
        software = rauc(image) if CHECK == "rauc" else plain(image)
    except (ValueError, OSError, struct.error, subprocess.SubprocessError) as error:
        print("refused: %s" % error, flush=True)
        return
    with open(SOFTWARE + ".new", "wb") as file:
        file.write(software)
        os.fsync(file.fileno())
    os.replace(SOFTWARE + ".new", SOFTWARE)
    print("installed %d bytes, restarting" % len(software), flush=True)
    server.shutdown()


def uploaded(body, content_type):
    """The file of a multipart form (RFC 7578), or the body as it is."""
    if "boundary=" not in content_type:
        return body
    boundary = b"--" + content_type.split("boundary=")[1].strip('"').encode()
    part = body.split(boundary)[1]
    return part[part.index(b"\r\n\r\n") + 4:-2]


def first_line():
    with open(SOFTWARE, "rb") as file:
        return file.read(64).split(b"\n")[0].decode("ascii", "replace")


class Handler(BaseHTTPRequestHandler):
    server_version, sys_version, timeout = MODEL, "", 20

    def answer(self, text):
        content = ("<html><head><title>%s</title></head><body>%s</body></html>\n" % (MODEL, text)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        self.answer("Software: " + first_line())

    def do_POST(self):
        if CARRIER != "web":
            self.send_error(404)
            return
        size = int(self.headers.get("Content-Length", 0))
        if size > UPLOAD_MAX_BYTES:
            self.send_error(413)
            return
        body = self.rfile.read(size)
        self.answer("Update successful. The device restarts.")
        if len(body) == size:
            threading.Thread(target=install, args=(uploaded(body, self.headers.get("Content-Type", "")),)).start()

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    address_family, allow_reuse_address, daemon_threads = socket.AF_INET6, True, True


def tftp_file(first, place):
    """One transfer (RFC 1350) from a port of its own; None when it does not come to its end."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as transfer:
        transfer.bind(("::", 0))
        transfer.settimeout(5)
        content, number, answer = b"", 0, struct.pack(">HH", 4, 0)
        while len(content) <= UPLOAD_MAX_BYTES:
            transfer.sendto(answer, place)
            packet, sender = transfer.recvfrom(2048)
            if sender[:2] != place[:2] or packet[:4] != struct.pack(">HH", 3, (number + 1) & 0xFFFF):
                continue
            number, content = (number + 1) & 0xFFFF, content + packet[4:]
            answer = struct.pack(">HH", 4, number)
            if len(packet) < 4 + 512:
                transfer.sendto(answer, place)
                return content
    print("refused: %r is too large" % first[:40], flush=True)
    return None


def serve_tftp():
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as listener:
        listener.bind(("::", 69))
        while True:
            packet, place = listener.recvfrom(2048)
            if packet[:2] != struct.pack(">H", 2):
                listener.sendto(struct.pack(">HH", 5, 2) + b"only writing\0", place)
                continue
            try:
                image = tftp_file(packet, place)
            except OSError as error:
                print("broken off: %s" % error, flush=True)
                continue
            if image is not None:
                install(image)


def mqtt_packet(stream):
    """Kind, flags and content of one packet (MQTT 3.1.1, 2.2)."""
    kind = stream.read(1)
    size, shift = 0, 0
    while kind:
        one = stream.read(1)[0]
        size |= (one & 0x7F) << shift
        shift += 7
        if one < 0x80:
            break
    if not kind or size > UPLOAD_MAX_BYTES:
        return None, 0, b""
    content = stream.read(size)
    return (kind[0] >> 4, kind[0] & 15, content) if len(content) == size else (None, 0, b"")


def serve_mqtt_client(connection):
    with connection, connection.makefile("rb") as stream:
        while True:
            kind, _, content = mqtt_packet(stream)
            if kind is None or kind == 14:  # gone, or DISCONNECT
                return
            if kind == 1:  # CONNECT, taken from everybody
                connection.sendall(b"\x20\x02\x00\x00")
            if kind == 12:  # PINGREQ
                connection.sendall(b"\xd0\x00")
            if kind == 8:  # SUBSCRIBE: there is nothing to hear
                connection.sendall(b"\x90\x03" + content[:2] + b"\x80")
            if kind == 3:  # PUBLISH without acknowledgement
                end = 2 + struct.unpack(">H", content[:2])[0]
                if content[2:end] == b"update":
                    install(content[end:])


def serve_mqtt():
    with socket.create_server(("::", 1883), family=socket.AF_INET6, dualstack_ipv6=True) as listener:
        while True:
            connection, _ = listener.accept()
            connection.settimeout(30)
            threading.Thread(target=guarded, args=(serve_mqtt_client, connection), daemon=True).start()


def guarded(function, *arguments):
    try:
        function(*arguments)
    except (OSError, IndexError, struct.error) as error:
        print("broken off: %s" % error, flush=True)


if CARRIER != "web":
    threading.Thread(target={"tftp": serve_tftp, "mqtt": serve_mqtt}[CARRIER], daemon=True).start()
while True:
    server = Server(("::", 80), Handler)
    server.serve_forever(0.05)
    server.server_close()
    time.sleep(RESTART_SECONDS)
