# Hostile behaviours of a web server: the message itself (status, headers, lengths, chunks, redirects).
# SPDX-License-Identifier: Apache-2.0
import itertools
import time

from hostile_kit import HEAD, LURES, LURES6, NASTY, over_tcp, read_head, requests, respond


@over_tcp(80, "http")
def endless_headers(peer):
    """An HTTP response whose headers never end."""
    read_head(peer)
    peer.sendall(HEAD)
    for number in itertools.count():
        peer.sendall(b"X-Header-%d: %s\r\n" % (number, b"y" * 200))


@over_tcp(80, "http")
def one_long_header(peer):
    """An HTTP response with one header line that never ends."""
    read_head(peer)
    peer.sendall(HEAD + b"X-Long: ")
    while True:
        peer.sendall(b"y" * 4096)


@over_tcp(80, "http")
def endless_redirects(peer):
    """Redirects to itself for ever, each time to a new path."""
    while read_head(peer):
        location = b"/again/%d" % next(requests)
        peer.sendall(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n")


@over_tcp(80, "http")
def huge_body(peer):
    """A body of 100 MB, announced."""
    read_head(peer)
    peer.sendall(HEAD + b"Content-Length: 100000000\r\n\r\n")
    for _ in range(100000000 // 50000):
        peer.sendall(b"z" * 50000)


@over_tcp(80, "http")
def chunked_for_ever(peer):
    """A chunked body without a last chunk."""
    read_head(peer)
    peer.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        peer.sendall(b"1000\r\n" + b"c" * 4096 + b"\r\n")


@over_tcp(80, "http")
def chunk_size_lies(peer):
    """A chunk size that overflows 64 bits, then a negative one."""
    while read_head(peer):
        size = (b"FFFFFFFFFFFFFFFFF", b"-5")[next(requests) % 2]
        peer.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + size + b"\r\nabc\r\n0\r\n\r\n")


@over_tcp(80, "http")
def content_length_lies(peer):
    """Announces more than it sends, or less, or twice different."""
    while read_head(peer):
        lengths = (b"Content-Length: 5000\r\n", b"Content-Length: 1\r\n", b"Content-Length: 3\r\nContent-Length: 9\r\n",
                   b"Content-Length: 99999999999999999999\r\n")
        peer.sendall(HEAD + lengths[next(requests) % 4] + b"\r\nabc")
        return


@over_tcp(80, "http")
def no_status(peer):
    """An HTTP answer with a broken status line and no header."""
    while read_head(peer):
        lines = (b"HTTP/1.1\r\n\r\n", b"HTTP/9.9 99999 \xff\xfe\r\n\r\n", b"\r\n\r\n", b"ICY 200 OK\r\n\r\n")
        peer.sendall(lines[next(requests) % 4])
        return


@over_tcp(80, "http")
def tarpit_accept(peer):
    """Lets every tenth connection in; the others are closed at once."""
    if next(requests) % 10 == 9 and read_head(peer):
        peer.sendall(HEAD + b"Content-Length: 2\r\n\r\nok")


@over_tcp(80, "http")
def redirect_elsewhere(peer):
    """Redirects to hosts that must never be touched: neighbours by address, and a name outside."""
    while read_head(peer):
        places = ("http://%s/" % LURES[0], "https://elsewhere.example/", "//%s/" % LURES[1], "http://[%s]/" % LURES6[0],
                  "http://192.0.2.10@%s/" % LURES[0], "http://0x%08x/" % 0xC0000262, "http://3221226082/", "http:\\\\%s\\" % LURES[1])
        respond(peer, b"", b"Location: " + places[next(requests) % len(places)].encode() + b"\r\n", b"301 Moved Permanently")


@over_tcp(80, "http")
def lures_in_every_header(peer):
    """Points at its neighbours in every header that names a place."""
    place = b"http://" + LURES[0].encode() + b"/"
    headers = b"".join(b"%s: %s\r\n" % (name, place) for name in (
        b"Location", b"Content-Location", b"Link", b"Refresh: 0; url=", b"Alt-Svc", b"X-Frame-Options: ALLOW-FROM", b"NEL", b"SourceMap"))
    while read_head(peer):
        respond(peer, b"<html>hello</html>", headers, (b"200 OK", b"305 Use Proxy", b"307 Temporary Redirect")[next(requests) % 3])


@over_tcp(80, "http")
def endless_cookies(peer):
    """Sets cookies for ever."""
    read_head(peer)
    peer.sendall(HEAD)
    for number in itertools.count():
        peer.sendall(b"Set-Cookie: c%d=%s; Domain=elsewhere.example\r\n" % (number, b"v" * 200))


@over_tcp(80, "http")
def many_cookies(peer):
    """Sets 5,000 cookies, and expects none."""
    while read_head(peer):
        respond(peer, b"<html>yum</html>", b"".join(b"Set-Cookie: c%d=%s\r\n" % (n, b"v" * 30) for n in range(5000)))


@over_tcp(80, "http")
def continue_for_ever(peer):
    """Says 100 Continue for ever (RFC 9110, 15.2 allows any number of interim answers)."""
    read_head(peer)
    while True:
        peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 20)
        time.sleep(0.005)


@over_tcp(80, "http")
def timeout_at_once(peer):
    """Says 408 before anything was asked, and closes."""
    respond(peer, b"", b"Connection: close\r\n", b"408 Request Timeout")


@over_tcp(80, "http")
def later_for_ever(peer):
    """Answers 503 and asks to come back in a hundred years."""
    while read_head(peer):
        respond(peer, b"busy", b"Retry-After: 3153600000\r\n", b"503 Service Unavailable")


@over_tcp(80, "http")
def folded_headers(peer):
    """Header lines that go on over ten thousand lines (RFC 9112, 5.2: obsolete folding), and names with blanks."""
    while read_head(peer):
        peer.sendall(HEAD + b"X-Folded: a\r\n" + b" more\r\n" * 10_000 + b"Content-Length : 5\r\n: no name\r\n\r\nhello")
        return


@over_tcp(80, "http")
def nul_in_headers(peer):
    """NUL bytes, bare carriage returns and line feeds inside of headers."""
    while read_head(peer):
        peer.sendall(b"HTTP/1.1 200 O\0K\r\nServer: a\0b\r\nX: a\rb\nY: \0\r\nContent-Type: text/html\0; charset=x\r\nContent-Length: 4\r\n\r\n\0\0\0\0")


bad_turns = itertools.count()


@over_tcp(80, "http")
def invalid_utf8(peer):
    """Claims UTF-8 and sends none: over-long forms, surrogates, cut sequences, in title, headers and realm."""
    bad = b"\xc0\xaf\xed\xa0\x80\xf5\xff\xfe\xe3\x81\xff\xf0\x9f"
    while read_head(peer):
        respond(peer, b"<html><title>" + bad + b"</title>" + bad, b"Server: " + bad + b"\r\nWWW-Authenticate: Basic realm=\"" + bad + b"\"\r\n",
                (b"200 OK", b"401 " + bad)[next(bad_turns) % 2], b"text/html; charset=utf-8")


@over_tcp(80, "http")
def markup_everywhere(peer):
    """Escapes, bidi overrides and markup in every field that a report shows: reason, server, realm, redirect, title."""
    plain = NASTY.replace(b"\x1b", b"\x1b").replace(b"\r", b"")
    while read_head(peer):
        respond(peer, b"<html><head><title>" + plain + b"</title></head><body>model: " + plain + b" firmware version: " + plain,
                b"Server: " + plain + b"\r\nWWW-Authenticate: Basic realm=\"" + plain.replace(b'"', b"") + b"\"\r\nLocation: /" + plain + b"\r\n",
                (b"200 ", b"401 ", b"302 ")[next(requests) % 3] + plain)


@over_tcp(80, "http")
def answers_ten_times(peer):
    """Ten answers for one question, each another status, the last one a success."""
    while read_head(peer):
        for status in (b"401 No", b"204 None", b"302 Found", b"500 Oops", b"304 Same", b"206 Part", b"403 No", b"418 Pot", b"401 No", b"200 OK"):
            respond(peer, b"x", b"Location: /again\r\n", status)


@over_tcp(80, "http")
def switches_protocols(peer):
    """Answers every request with 101 and then speaks something else."""
    read_head(peer)
    peer.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: mystery/7\r\nConnection: Upgrade\r\n\r\n")
    while True:
        peer.sendall(b"\x16\x03\x01mystery" * 100)


@over_tcp(80, "http")
def half_a_page_then_reset(peer):
    """Sends half of what it announced, then resets."""
    read_head(peer)
    peer.sendall(HEAD + b"Content-Length: 2000\r\n\r\n" + b"h" * 1000)
    time.sleep(0.2)
    raise ConnectionResetError


@over_tcp(80, "http")
def endless_chunk_extension(peer):
    """A chunk whose extension never ends, and trailers that never end after it (RFC 9112, 7.1)."""
    read_head(peer)
    peer.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (b"0\r\n" if next(requests) % 2 else b"5;name="))
    for number in itertools.count():
        peer.sendall(b"X-Trailer-%d: y\r\n" % number * 50 if number % 2 else b"e" * 4096)
