# Runs inside namespaces: a device that fetches its updates behind a lab that plays its update server, and hoshi assesses it there.
# SPDX-License-Identifier: Apache-2.0
"""usage: next_to_channel.py HOSHI FOLDER DEVICES careless|careful|stranger      prints what happened as JSON"""
import json
import os
import socket
import subprocess
import sys
import time

import next_to_lab

SERVER = "https://updates.example.jp:8443/latest.json"
START_SECONDS = 10


def start(place, words, address):
    """A device of Python at the other end of the cable, and its page."""
    device = subprocess.Popen(["nsenter", "--target", str(place.device.pid), "--net", sys.executable, *words], stdin=subprocess.DEVNULL, stdout=sys.stderr)
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with socket.create_connection((address, 80), 1):
                return device
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the device does not start")


def start_device(place, devices, kind, address):
    words = [os.path.join(devices, "simulated", "updating.py"), "--name-server", next_to_lab.LAB_ADDRESS,
             "--mode", "careless" if kind == "careless" else "careful"]
    if kind != "stranger":
        words += ["--authority", os.path.join(place.folder, "update-ca.crt")]
    return start(place, words, address)


def served(folder):
    """A description of the latest version, and its image."""
    files = {"/latest.json": json.dumps({"version": "2.0", "image": "/fw.img"}), "/fw.img": "UG-3 firmware 2.0\n" * 4000}
    words = []
    for path, content in files.items():
        with open(folder + path.replace("/", "-served-"), "w", encoding="ascii") as file:
            file.write(content)
        words += ["--update-file", "%s=%s" % (path, file.name)]
    return words


def assess(place, devices, address, out):
    product = os.path.join(devices, "simulated", "updating", "product.toml")
    return next_to_lab.call(place.hoshi, "assess", product, "--target", address, "--ports", "80", "--only", "tcp_ports", "--only", "update_channel",
                            "--allow-disruptive", "--unattended", "--rate", "50000", "--lab", place.folder, "--out", out, check=False, timeout=280)


def main(arguments):
    hoshi, folder, devices, kind = arguments
    os.environ["HOSHI_LANG"] = "en"
    place = next_to_lab.Place(hoshi, folder)
    before = place.snapshot()
    authority = folder + "-authority.pem"
    seen = {"up": place.up("--update-server", SERVER, "--update-ca", authority, *served(folder))["out"]}
    seen["authority_mode"] = oct(os.stat(authority).st_mode & 0o777)
    while not (lease := place.lease()):
        continue
    address = lease.split()[0]
    device = start_device(place, devices, kind, address)
    ended = assess(place, devices, address, folder + "-result")
    seen["assessed"] = {"status": ended.returncode, "err": ended.stderr, "out": ended.stdout}
    seen["status"] = place.lab("status")
    device.kill()
    seen["down"] = place.lab("down")
    seen["left"] = sorted(os.listdir(folder))
    replayed = next_to_lab.call(hoshi, "assess", "--replay", folder + "-result", check=False)
    seen["replayed"] = {"status": replayed.returncode, "out": replayed.stdout + replayed.stderr}
    seen["before"], seen["after"] = before, place.snapshot()
    place.device.kill()
    print(json.dumps(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
