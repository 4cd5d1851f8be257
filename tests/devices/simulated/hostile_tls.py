# Hostile behaviours of TLS: records, handshakes and certificates.
# SPDX-License-Identifier: Apache-2.0
import functools
import itertools
import os
import ssl
import struct
import subprocess
import tempfile
import time

from hostile_kit import LURES, NASTY, over_tcp, read_head, respond


@over_tcp(443, "https")
def tls_record_garbage(peer):
    """Answers a ClientHello with well-formed record headers around nonsense."""
    peer.recv(4096)
    for kind in (22, 23, 20, 21, 99):
        peer.sendall(bytes([kind, 3, 3]) + struct.pack(">H", 512) + b"\x5a" * 512)


@over_tcp(443, "https")
def tls_huge_record(peer):
    """Announces a TLS record longer than TLS allows."""
    peer.recv(4096)
    peer.sendall(bytes([22, 3, 3]) + b"\xff\xff" + b"\x02" + b"\0" * 65534)


@over_tcp(443, "https")
def tls_giant_certificate(peer):
    """A good ServerHello, then a Certificate message that claims 16 MB and keeps sending it."""
    peer.sendall(server_hello(peer.recv(4096)))
    peer.sendall(tls_records(b"\x0b\xff\xff\xff\xff\xff\xfc\xff\xff\xf9"))
    for _ in range(0xFFFFF0 // 16384):
        peer.sendall(tls_records(b"\x30" * 16384))


@over_tcp(443, "https")
def tls_close_mid_handshake(peer):
    """Sends half a ServerHello and closes."""
    peer.recv(4096)
    peer.sendall(b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03" + b"\x11" * 20)


@over_tcp(443, "https")
def tls_alerts_for_ever(peer):
    """Answers with warning alerts without end."""
    peer.recv(4096)
    while True:
        peer.sendall(b"\x15\x03\x03\x00\x02\x01\x70" * 100)
        time.sleep(0.01)


@over_tcp(443, "https")
def tls_empty_records(peer):
    """Answers with empty handshake records without end."""
    peer.recv(4096)
    while True:
        peer.sendall(b"\x16\x03\x03\x00\x00" * 100)
        time.sleep(0.01)


@over_tcp(443, "https")
def tls_stalls_mid_handshake(peer):
    """A good ServerHello, then silence with the connection open."""
    peer.sendall(server_hello(peer.recv(4096)))
    peer.recv(4096)
    time.sleep(60)


@over_tcp(443, "https")
def tls_endless_certificates(peer):
    """A good ServerHello, then one Certificate message after the other, without end."""
    peer.sendall(server_hello(peer.recv(4096)))
    entry = b"\x30\x82\x03\xfc" + b"\x05\x00" * 510
    body = len(entry).to_bytes(3, "big") + entry
    message = b"\x0b" + (len(body) + 3).to_bytes(3, "big") + len(body).to_bytes(3, "big") + body
    while True:
        peer.sendall(tls_records(message) * 8)


@over_tcp(443, "https")
def tls_hello_request_storm(peer):
    """HelloRequest for ever instead of a ServerHello (RFC 5246, 7.4.1.1)."""
    peer.recv(4096)
    while True:
        peer.sendall(tls_records(b"\x00\x00\x00\x00") * 100)
        time.sleep(0.01)


@over_tcp(443, "https")
def tls_retry_for_ever(peer):
    """HelloRetryRequest to every ClientHello (RFC 8446, 4.1.4 allows one)."""
    retry = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
    while hello := peer.recv(4096):
        session = hello[44:44 + hello[43]] if len(hello) > 44 else b""
        body = b"\x03\x03" + retry + bytes([len(session)]) + session + b"\x13\x01\x00" + b"\x00\x0c" + b"\x00\x2b\x00\x02\x03\x04\x00\x33\x00\x02\x00\x17"
        peer.sendall(tls_records(b"\x02" + len(body).to_bytes(3, "big") + body) * 2)


@over_tcp(443, "https")
def tls_chooses_what_nobody_offered(peer):
    """A ServerHello of TLS 9.9 with a suite that does not exist and extensions that lie about their length."""
    peer.recv(4096)
    body = b"\x09\x09" + b"\x22" * 32 + b"\x00" + b"\xde\xad\x07" + b"\xff\xff" + b"\x00\x2b\xff\xff\x03"
    peer.sendall(tls_records(b"\x02" + len(body).to_bytes(3, "big") + body))
    time.sleep(5)


@over_tcp(443, "https")
def tls_one_byte_records(peer):
    """A correct ServerHello cut into records of one byte, ten a second."""
    hello = server_hello(peer.recv(4096))[5:]
    for byte in hello:
        peer.sendall(b"\x16\x03\x03\x00\x01" + bytes([byte]))
        time.sleep(0.1)


@over_tcp(443, "https")
def tls_closes_after_half_a_hello(peer):
    """Reads half of the ClientHello, and closes."""
    peer.recv(20)


@over_tcp(443, "https")
def tls_certificate_of_1970(peer):
    """A working server whose certificate ended in 1970."""
    serve_tls(peer, certificate("700101000000Z", "700102000000Z"))


@over_tcp(443, "https")
def tls_certificate_ends_before_it_begins(peer):
    """A working server whose certificate begins in 2049 and ended in 1950, on the 31st of February."""
    serve_tls(peer, certificate("491231235959Z", "500231996099Z"))


@over_tcp(443, "https")
def tls_certificate_of_10000_names(peer):
    """A working server whose certificate names 10,000 hosts."""
    serve_tls(peer, certificate("200101000000Z", "400101000000Z", names=tuple(b"n%d.elsewhere.example" % n for n in range(10_000))))


@over_tcp(443, "https")
def tls_certificate_markup(peer):
    """A working server whose certificate has escapes, markup and NUL in subject, issuer and names, and lures to fetch."""
    serve_tls(peer, certificate("200101000000Z", "400101000000Z", subject=NASTY + b"\0.example",
                                names=(NASTY, b"a\0b.example", b"x" * 5000), place=b"http://" + LURES[0].encode() + b"/ca.crl"))


def serve_tls(peer, chain):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    with context.wrap_socket(peer, server_side=True) as stream:
        while read_head(stream):
            respond(stream, b"", b'WWW-Authenticate: Basic realm="tls"\r\n', b"401 Unauthorized")


def server_hello(hello):
    session = hello[44:44 + hello[43]] if len(hello) > 44 else b""
    body = b"\x03\x03" + b"\x11" * 32 + bytes([len(session)]) + session + b"\xc0\x2f\x00"
    return tls_records(b"\x02" + len(body).to_bytes(3, "big") + body)


def tls_records(handshake):
    parts = [handshake[at:at + 16384] for at in range(0, len(handshake), 16384)]
    return b"".join(b"\x16\x03\x03" + struct.pack(">H", len(part)) + part for part in parts)


# --- certificates by hand, because no tool makes such ones (X.690, RFC 5280) --------------------------------------

def der(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x80 | (size.bit_length() + 7) // 8]) + size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag]) + length + body


def name_of(text):
    common_name = der(0x30, b"\x06\x03\x55\x04\x03", der(0x0C, text))
    return der(0x30, der(0x31, common_name))


def extension(number, value):
    return der(0x30, b"\x06\x03\x55\x1d" + bytes([number]), der(0x04, value))


@functools.cache
def folder_with_key():
    folder = tempfile.mkdtemp(prefix="hostile-")
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", folder + "/key.pem")
    return folder


def openssl(*words, given=None):
    return subprocess.run(["openssl", *words], input=given, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


@functools.cache
def certificate(begins, ends, subject=b"hostile", names=(), place=b""):
    """The path of a PEM file with key and certificate."""
    folder = folder_with_key()
    algorithm = der(0x30, bytes.fromhex("06082a8648ce3d040302"))  # ecdsa-with-SHA256
    public = openssl("pkey", "-in", folder + "/key.pem", "-pubout", "-outform", "DER")
    extensions = [extension(17, der(0x30, *(der(0x82, name) for name in names)))] if names else []
    if place:
        extensions.append(extension(31, der(0x30, der(0x30, der(0xA0, der(0xA0, der(0x86, place)))))))
    body = der(0x30, der(0xA0, der(0x02, b"\x02")), der(0x02, b"\x01"), algorithm, name_of(subject),
               der(0x30, der(0x17, begins.encode()), der(0x17, ends.encode())), name_of(subject), public,
               *([der(0xA3, der(0x30, *extensions))] if extensions else []))
    signature = openssl("dgst", "-sha256", "-sign", folder + "/key.pem", given=body)
    made = der(0x30, body, algorithm, der(0x03, b"\0" + signature))
    path = os.path.join(folder, "%d.pem" % next(numbers))
    pem = openssl("enc", "-base64", given=made)
    with open(folder + "/key.pem", "rb") as key, open(path, "wb") as file:
        file.write(key.read() + b"-----BEGIN CERTIFICATE-----\n" + pem + b"-----END CERTIFICATE-----\n")
    return path


numbers = itertools.count()
