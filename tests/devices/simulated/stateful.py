#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# A product with settings on disk, to be run behind a plug that cuts its power, and with a reset that keeps its word or not.
"""usage: stateful.py MODE --address ADDRESS … --state FOLDER      (behind plug.py, which starts it again)

MODE: keeper     keeps everything over a power cut; its reset erases everything and makes a new certificate
      forgetter  keeps what users set in memory alone: after a power cut it is as it left the factory
      rememberer keeps everything; its reset restarts, brings back older software, and forgets nothing

The owner has set a password already: "Owner-5127-Yama" instead of the label's "Label-9034-Umi".
"""
import base64
import hmac
import json
import os
import socket
import ssl
import sys
import threading
import urllib.parse

import device

LABEL_PASSWORD, OWNER_PASSWORD = "Label-9034-Umi", "Owner-5127-Yama"
FACTORY = {"wifi_key": "", "device_name": "stateful", "password": LABEL_PASSWORD, "version": "1.4.0"}
SSDP_GROUP, SSDP_PORT = "239.255.255.250", 1900


class Product:
    def __init__(self, mode, folder):
        self.mode, self.folder, self.sessions = mode, folder, set()
        started_before = os.path.exists(os.path.join(folder, "started"))
        device.store(folder, "started", True)
        self.config = dict(FACTORY)
        if not started_before:
            self.change(password=OWNER_PASSWORD)
        elif mode != "forgetter":
            self.config = device.load(folder, "config.json", dict(FACTORY))

    def change(self, **values):
        self.config.update(values)
        if self.mode != "forgetter":
            device.store(self.folder, "config.json", self.config)

    # --- web ---

    def answer(self, request):
        if request.path == "/":
            return device.Response(200, "<h1>HK-1</h1><p>HK-1 network recorder</p>\n")
        if request.path == "/whoami":
            is_known = request.cookie("token") in self.sessions
            return device.json_response(200 if is_known else 403, {"user": "admin"} if is_known else {})
        if not self.is_owner(request):
            return device.Response(401, "<h1>login required</h1>\n", headers=[("WWW-Authenticate", 'Basic realm="HK-1"')])
        routes = {("GET", "/settings"): self.settings, ("POST", "/settings"): self.change_settings, ("GET", "/backup"): self.backup,
                  ("GET", "/version"): self.version, ("POST", "/session"): self.session, ("POST", "/reset"): self.reset}
        route = routes.get((request.method, request.path))
        return route(request) if route else device.Response(404, "<h1>Not Found</h1>\n")

    def is_owner(self, request):
        kind, _, word = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return False
        account, _, password = base64.b64decode(word + "==").decode("utf-8", "replace").partition(":")
        return account == "admin" and hmac.compare_digest(password.encode(), self.config["password"].encode())

    def settings(self, _):
        return device.json_response(200, {name: self.config[name] for name in ("wifi_key", "device_name")})

    def change_settings(self, request):
        form = urllib.parse.parse_qs(request.body.decode("utf-8", "replace"), keep_blank_values=True)
        self.change(**{name: form[name][0][:64] for name in ("wifi_key", "device_name") if name in form})
        return self.settings(request)

    def backup(self, _):
        return device.Response(200, base64.b64encode(json.dumps(self.config).encode()), "application/octet-stream")

    def version(self, _):
        return device.json_response(200, {"version": self.config["version"]})

    def session(self, _):
        token = os.urandom(12).hex()
        self.sessions.add(token)
        if self.mode != "keeper":
            device.store(self.folder, "sessions.json", sorted(self.sessions))
        return device.json_response(200, {"session": token})

    def reset(self, _):
        if self.mode == "rememberer":
            self.change(version="1.2.0")
        else:
            for name in os.listdir(self.folder):
                if name != "started":
                    os.remove(os.path.join(self.folder, name))
            self.config, self.sessions = dict(FACTORY), set()
        threading.Timer(0.3, lambda: os._exit(0)).start()  # It starts again as after a power cut.
        return device.json_response(200, {"reset": True})

    # --- what it announces ---

    def announce(self, address):
        listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("", SSDP_PORT))
        listener.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(SSDP_GROUP) + socket.inet_aton(address))
        while True:
            question, source = listener.recvfrom(2048)
            if question.startswith(b"M-SEARCH"):
                listener.sendto(("HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nEXT:\r\nLOCATION: http://%s:80/d.xml\r\n"
                                 "SERVER: Linux/6 UPnP/1.1 %s/1\r\nST: upnp:rootdevice\r\n"
                                 "USN: uuid:6f1c2f8e-0000-4000-8000-000000000001::upnp:rootdevice\r\n\r\n"
                                 % (address, self.config["device_name"])).encode("utf-8"), source)

    def run(self, options):
        if self.mode == "rememberer":
            self.sessions = set(device.load(self.folder, "sessions.json", []))
        chain, key = device.certificate(self.folder, "hk-1", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], 825, options.address)
        tls = device.tls_context(chain, key, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3, "ECDHE+AESGCM")
        address = next(one for one in options.address if ":" not in one)
        threading.Thread(target=self.announce, args=(address,), daemon=True).start()
        device.Device(options, [("https", 443, device.http_handler(self.answer, [("Cache-Control", "no-store")]), tls)]).run()


def main():
    parser = device.arguments(__doc__, ["https"])
    parser.add_argument("mode", choices=["keeper", "forgetter", "rememberer"])
    options = parser.parse_args()
    folder = device.state_folder(options)
    Product(options.mode, folder).run(options)


if __name__ == "__main__":
    sys.exit(main())
