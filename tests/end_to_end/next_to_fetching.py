# Runs inside namespaces: a device that fetches signed images behind a lab that plays its update server, and hoshi assesses it there.
# SPDX-License-Identifier: Apache-2.0
"""usage: next_to_fetching.py HOSHI FOLDER DEVICES IMAGES careless|careful|stranger      prints what happened as JSON

IMAGES holds what images.py made; the assessment goes to FOLDER-result.
"""
import json
import os
import shutil
import sys

import next_to_channel
import next_to_lab


def start_device(place, devices, images, kind, address):
    words = [os.path.join(devices, "simulated", "fetching.py"), "--name-server", next_to_lab.LAB_ADDRESS, "--certificate", os.path.join(images, "certificate.pem"),
             "--mode", "careless" if kind == "careless" else "careful"]
    if kind != "stranger":
        words += ["--authority", os.path.join(place.folder, "update-ca.crt")]
    return next_to_channel.start(place, words, address)


def assess(place, devices, images, address):
    inputs = place.folder + "-input"
    os.mkdir(inputs)
    product = shutil.copy(os.path.join(devices, "simulated", "fetching", "product.toml"), inputs)
    for version in ("1.0", "2.0"):
        shutil.copy(os.path.join(images, "image-%s.swu" % version), inputs)
    return next_to_lab.call(place.hoshi, "assess", product, "--target", address, "--ports", "80", "--only", "tcp_ports", "--only", "update_effect",
                            "--allow-disruptive", "--unattended", "--rate", "50000", "--lab", place.folder, "--out", place.folder + "-result",
                            check=False, timeout=280)


def main(arguments):
    hoshi, folder, devices, images, kind = arguments
    os.environ["HOSHI_LANG"] = "en"
    place = next_to_lab.Place(hoshi, folder)
    before = place.snapshot()
    place.up("--update-server", next_to_channel.SERVER)
    while not (lease := place.lease()):
        continue
    address = lease.split()[0]
    device = start_device(place, devices, images, kind, address)
    ended = assess(place, devices, images, address)
    with open(os.path.join(folder, "update-case"), encoding="ascii") as file:
        left = file.read().split()[1]
    device.kill()
    seen = {"status": ended.returncode, "said": ended.stdout + ended.stderr, "left_case": left, "down": place.lab("down")["status"],
            "files": sorted(os.listdir(folder)), "before": before, "after": place.snapshot()}
    place.device.kill()
    print(json.dumps(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
