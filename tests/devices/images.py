#!/usr/bin/python3
# Makes the update images of the zoo's updaters, with keys of their own, once a checkout: build/zoo-images/NAME.
# SPDX-License-Identifier: Apache-2.0
"""usage: images.py NAME     prints the folder with image-1.0.EXT, image-2.0.EXT, certificate.pem

Needs openssl; for RAUC's bundles the unpacked zoo (HOSHI_ZOO_ROOT or build/zoo-root), whose mksquashfs is used.
"""
import fcntl
import glob
import hashlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
VERSIONS = ("1.0", "2.0")


def run(*command):
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if ended.returncode != 0:
        sys.exit("images: %s: %s" % (command[0], ended.stdout.decode("utf-8", "replace").strip()))


def make_key(folder):
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Hoshi zoo maker", "-days", "7300",
        "-addext", "keyUsage=digitalSignature", "-addext", "extendedKeyUsage=emailProtection,codeSigning",
        "-keyout", os.path.join(folder, "key.pem"), "-out", os.path.join(folder, "certificate.pem"))


def sign(folder, content):
    """A detached CMS signature in DER."""
    with tempfile.TemporaryDirectory() as scratch:
        unsigned, signed = os.path.join(scratch, "content"), os.path.join(scratch, "signature")
        with open(unsigned, "wb") as file:
            file.write(content)
        run("openssl", "cms", "-sign", "-binary", "-nosmimecap", "-in", unsigned, "-out", signed, "-outform", "DER",
            "-signer", os.path.join(folder, "certificate.pem"), "-inkey", os.path.join(folder, "key.pem"))
        with open(signed, "rb") as file:
            return file.read()


def cpio(members):
    """newc with checksums, as swupdate wants it."""
    out = b""
    for name, content in members + [("TRAILER!!!", b"")]:
        fields = (1, 0o100644, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, sum(content) & 0xffffffff)
        out += b"070702" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
        out += b"\0" * (-len(out) % 4) + content
        out += b"\0" * (-len(out) % 4)
    return out + b"\0" * (-len(out) % 512)


def swupdate_image(folder, version, model="UC-1"):
    content = ("%s firmware %s\n" % (model, version)).encode()
    description = """software =
{
  version = "%s";
  hardware-compatibility: [ "1.0" ];
  files: (
    { filename = "version.txt"; path = "/srv/www/version.txt"; sha256 = "%s"; }
  );
}
""" % (version, hashlib.sha256(content).hexdigest())
    description = description.encode()
    return "swu", cpio([("sw-description", description), ("sw-description.sig", sign(folder, description)), ("version.txt", content)])


def from_zoo(program):
    """The unpacked program with the unpacked libraries, for a machine that has neither."""
    zoo = os.environ.get("HOSHI_ZOO_ROOT", os.path.join(ROOT, "build", "zoo-root"))
    loader = glob.glob(os.path.join(zoo, "usr/lib/*/ld-linux-*.so.*"))[0]
    return [loader, "--library-path", os.path.dirname(loader), os.path.join(zoo, "usr/bin", program)]


def rauc_image(folder, version):
    """A bundle of format "plain": squashfs, detached signature over it, the signature's size in eight octets."""
    with tempfile.TemporaryDirectory() as scratch:
        content = os.path.join(scratch, "content")
        os.mkdir(content)
        text = ("RC-1 firmware %s\n" % version).encode() + b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(256))
        with open(os.path.join(content, "rootfs.img"), "wb") as file:
            file.write(text)
        with open(os.path.join(content, "manifest.raucm"), "w", encoding="ascii") as file:
            file.write("[update]\ncompatible=RC-1\nversion=%s\n\n[image.rootfs]\nsha256=%s\nsize=%d\nfilename=rootfs.img\n" % (
                version, hashlib.sha256(text).hexdigest(), len(text)))
        run(*from_zoo("mksquashfs"), content, os.path.join(scratch, "squashfs"), "-all-root", "-noappend", "-no-progress", "-quiet", "-no-xattrs")
        with open(os.path.join(scratch, "squashfs"), "rb") as file:
            payload = file.read()
    signature = sign(folder, payload)
    return "raucb", payload + signature + struct.pack(">Q", len(signature))


def plain_image(model):
    def make(_, version):
        """"ZOOF", CRC-32 of all that follows it, version and model as text, length, and the software."""
        software = ("%s firmware %s\n" % (model, version)).encode() + b"".join(hashlib.md5(b"%d" % i).digest() for i in range(512))
        rest = version.encode().ljust(8, b"\0") + model.encode().ljust(12, b"\0") + struct.pack(">I", len(software)) + software
        return "img", b"ZOOF" + struct.pack(">I", zlib.crc32(rest)) + rest
    return make


MAKERS = {"swupdate_signed": swupdate_image, "swupdate_minimum": swupdate_image, "rauc_signed": rauc_image,
          "updater_careless": plain_image("UA-1"), "updater_checksum": plain_image("UB-1"),
          "updater_tftp": plain_image("UT-1"), "updater_mqtt": plain_image("UM-1"),
          "fetching": lambda folder, version: swupdate_image(folder, version, "UF-1")}


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in MAKERS:
        sys.exit("usage: images.py " + "|".join(sorted(MAKERS)))
    name = sys.argv[1]
    base = os.environ.get("HOSHI_ZOO_IMAGES", os.path.join(ROOT, "build", "zoo-images"))
    os.makedirs(base, exist_ok=True)
    with open(__file__, "rb") as file:
        stamp = hashlib.sha256(file.read()).hexdigest()[:12]
    folder = os.path.join(base, "%s-%s" % (name, stamp))
    with open(os.path.join(base, "lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # Device and test may ask at the same time.
        if not os.path.isdir(folder):
            fresh = tempfile.mkdtemp(dir=base)
            os.chmod(fresh, 0o755)
            make_key(fresh)
            for version in VERSIONS:
                extension, image = MAKERS[name](fresh, version)
                with open(os.path.join(fresh, "image-%s.%s" % (version, extension)), "wb") as file:
                    file.write(image)
            shutil.move(fresh, folder)
    print(folder)


if __name__ == "__main__":
    main()
