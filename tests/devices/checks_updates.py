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


def by_tftp(_, image):
    with tempfile.NamedTemporaryFile() as file:
        file.write(image)
        file.flush()
        ended = subprocess.run(["curl", "-s", "-m", "20", "-T", file.name, "tftp://%s/firmware.img" % ADDRESS], check=False)
    time.sleep(2.5)
    return 200 if ended.returncode == 0 else 0


def by_mqtt(_, image):
    """CONNECT, PUBLISH, DISCONNECT (MQTT 3.1.1, 3.1, 3.3, 3.14)."""
    def packet(kind, content):
        size, left = b"", len(content)
        while True:
            left, low = left >> 7, left & 0x7F
            size += bytes([low | (0x80 if left else 0)])
            if not left:
                return bytes([kind]) + size + content
    with socket.create_connection((ADDRESS, 1883), timeout=5) as broker:
        broker.sendall(packet(0x10, b"\0\4MQTT\4\2\0\x1e\0\4self"))
        taken = broker.recv(4)
        broker.sendall(packet(0x30, b"\0\6update" + image) + b"\xe0\0")
    time.sleep(2.5)
    return 200 if taken == b"\x20\2\0\0" else 0


def check_updater(name, base, path, flipped_takes_effect, cut_takes_effect, upload=upload):
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


def test_updater_tftp():
    check_updater("updater_tftp", "http://" + ADDRESS, "/", True, True, by_tftp)


def test_updater_mqtt():
    check_updater("updater_mqtt", "http://" + ADDRESS, "/", False, False, by_mqtt)
