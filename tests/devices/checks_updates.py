# SPDX-License-Identifier: Apache-2.0
# Asks the zoo's updaters whether they take and refuse the images their truth says, and whether their plug works.
import glob
import os
import socket
import subprocess
import sys
import tempfile
import time

from clients import ADDRESS, curl
from expectations import expect, expect_equal

PLUG = ("192.0.2.61", 7000)
PATIENCE_SECONDS = 20


def images_of(name):
    """The bytes of image-1.0 and image-2.0."""
    made = subprocess.run([sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "images.py"), name],
                          stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    found = []
    for path in sorted(glob.glob(os.path.join(made, "image-*"))):
        with open(path, "rb") as file:
            found.append(file.read())
    return found


def version(base, path):
    """What is shown, once the device answers again; "" when it does not."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        status, text, _ = curl(base + path, "-m", "2")
        if status == 200 and "firmware " in text:
            return text.split("firmware ")[1][:3]
        time.sleep(0.2)
    return ""


def upload(base, image):
    with tempfile.NamedTemporaryFile() as file:
        file.write(image)
        file.flush()
        status, _, _ = curl(base + "/upload", "-F", "file=@" + file.name, "-m", "20")
    time.sleep(2.5)  # Installed and started again by then.
    return status


def turn(word):
    with socket.create_connection(PLUG, timeout=5) as plug:
        plug.sendall(word.encode() + b"\n")
        return plug.recv(10) == b"ok\n"


def check_updater(name, base, path, flipped_takes_effect, cut_takes_effect):
    old, new = images_of(name)
    expect_equal("it begins with the old version", version(base, path), "1.0")
    cut = new[:len(new) * 3 // 5]
    expect_equal("a truncated image is answered with 200", upload(base, cut), 200)
    expect_equal("what a truncated image does", version(base, path), "2.0" if cut_takes_effect else "1.0")
    upload(base, old)
    flipped = bytearray(new)
    flipped[len(new) // 2] ^= 1
    expect_equal("a flipped bit is answered with 200", upload(base, bytes(flipped)), 200)
    expect_equal("what a flipped bit does", version(base, path), "2.0" if flipped_takes_effect else "1.0")
    upload(base, new)
    expect_equal("the good image takes effect", version(base, path), "2.0")
    expect("the plug can be pulled", turn("off"))
    time.sleep(0.5)
    expect_equal("nothing answers then", curl(base + path, "-m", "2")[0], 0)
    expect("and put back", turn("on"))
    expect_equal("the new version is kept", version(base, path), "2.0")


def test_swupdate_signed():
    check_updater("swupdate_signed", "http://%s:8080" % ADDRESS, "/version.txt", False, False)


def test_rauc_signed():
    check_updater("rauc_signed", "http://" + ADDRESS, "/", False, False)


def test_updater_careless():
    check_updater("updater_careless", "http://" + ADDRESS, "/", True, True)


def test_updater_checksum():
    check_updater("updater_checksum", "http://" + ADDRESS, "/", False, False)
