# The web server of the zoo's updaters: shows the version, takes an upload, always answers 200, installs by its own lights.
# SPDX-License-Identifier: Apache-2.0
"""usage: updater.py MODEL nothing|checksum|rauc    inside the device, port 80; the software is /var/lib/software"""
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


while True:
    server = Server(("::", 80), Handler)
    server.serve_forever(0.05)
    server.server_close()
    time.sleep(RESTART_SECONDS)
