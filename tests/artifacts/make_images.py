#!/usr/bin/env python3
# Makes the images in tests/artifacts/images with Debian's own tools; run once, the results are checked in.
# SPDX-License-Identifier: Apache-2.0
"""Needs squashfs-tools mtd-utils e2fsprogs cpio zip 7zip and libarchive-tools; the tests themselves need none of them."""
import io
import lzma
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zlib

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "images")
TREE = {
    "etc/shadow": (0o640, "root:$1$abcdefgh$5NsyXb5ZmWMrdvCVqUMZ3.:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n"),
    "etc/passwd": (0o644, "root:x:0:0:root:/root:/bin/sh\nguest::1000:1000::/home:/bin/sh\n"),
    "etc/wifi.conf": (0o644, "ssid=HoshiTest\nwpa_passphrase=canary-in-the-image\n"),
    "etc/empty": (0o600, ""),
    "usr/share/text": (0o644, "".join("line %d of a text that compresses well, for the most part\n" % i for i in range(400))),
}


def run(*words, **more):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def plant(folder):
    for name, (mode, text) in TREE.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        os.utime(path, (0, 0))


def out(name):
    path = os.path.join(HERE, name)
    if os.path.exists(path):
        os.remove(path)
    return path


def squash(folder):
    for codec in ("gzip", "xz", "zstd", "lzo", "lzma"):
        run("mksquashfs", folder, out(codec + ".squashfs"), "-comp", codec, "-all-root", "-noappend", "-mkfs-time", "0", "-nopad")


def flash(folder, work):
    for codec in ("zlib", "lzo", "zstd", "none"):
        run("mkfs.ubifs", "-r", folder, "-m", "512", "-e", "15360", "-c", "60", "-x", codec, "-o", work + "/" + codec + ".ubifs")
        shutil.copy(work + "/" + codec + ".ubifs", work + "/one.ubifs")
        with open(work + "/ubi.ini", "w", encoding="utf-8") as file:
            file.write("[rootfs]\nmode=ubi\nimage=%s\nvol_id=0\nvol_size=800KiB\nvol_type=dynamic\nvol_name=rootfs\n" % (work + "/one.ubifs"))
        run("ubinize", "-p", "16KiB", "-m", "512", "-o", work + "/" + codec + ".ubi", work + "/ubi.ini")
        packed = lzma.compress(open(work + "/" + codec + ".ubi", "rb").read())
        open(out("ubifs_%s.ubi.xz" % codec), "wb").write(packed)
    for order in ("-l", "-b"):
        run("mkfs.jffs2", "-r", folder, order, "-e", "64KiB", "-o", out("little.jffs2" if order == "-l" else "big.jffs2"))
    run("mkfs.jffs2", "-r", folder, "-l", "-e", "64KiB", "-X", "rtime", "-x", "zlib", "-x", "lzo", "-o", out("rtime.jffs2"))


def disks(folder, work):
    for kind in ("ext2", "ext4"):
        image = work + "/" + kind
        run("mkfs." + kind, "-d", folder, "-b", "1024", "-N", "64", image, "512k")
        open(out(kind + ".xz"), "wb").write(lzma.compress(open(image, "rb").read()))


def archives(folder):
    def plain(info):
        info.uid = info.gid = info.mtime = 0
        info.uname = info.gname = "root"
        return info
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        tar.add(folder, arcname=".", filter=plain)
    tar_bytes = buffer.getvalue()
    for name, mode in (("tree.tar.gz", "gz"), ("tree.tar.bz2", "bz2"), ("tree.tar.xz", "xz")):
        with tarfile.open(out(name), "w:" + mode) as tar:
            tar.add(folder, arcname=".", filter=plain)
    run("zstd", "-q", "-o", out("tree.tar.zst"), input=tar_bytes)
    open(out("text.zlib"), "wb").write(zlib.compress(TREE["usr/share/text"][1].encode()))
    names = "\n".join(sorted(TREE)).encode()
    with open(out("tree.cpio"), "wb") as file:
        subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], input=names, stdout=file, cwd=folder, check=True)
    run("zip", "-r", "-X", out("tree.zip"), ".", cwd=folder)
    run("7z", "a", out("tree.7z"), ".", cwd=folder)
    run("ar", "rc", out("tree.ar"), "wifi.conf", cwd=folder + "/etc")


def main():
    os.makedirs(HERE, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        folder = work + "/tree"
        plant(folder)
        squash(folder)
        flash(folder, work)
        disks(folder, work)
        archives(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
