# Hostile behaviours of other services over TCP: telnet, SSH, MQTT, FTP, RTSP, Modbus, VNC, SMB, Redis and so on.
# SPDX-License-Identifier: Apache-2.0
import itertools
import struct
import time

from hostile_kit import LURES, NASTY, drain, over_tcp, read_head, requests


@over_tcp(23, "telnet")
def telnet_negotiation_storm(peer):
    """Asks and offers every telnet option for ever, and answers every answer."""
    while True:
        for option in range(256):
            peer.sendall(bytes([255, 253, option if option != 255 else 0, 255, 251, option if option != 255 else 0]))
        time.sleep(0.01)


@over_tcp(23, "telnet")
def telnet_endless_subnegotiation(peer):
    """Opens a telnet sub-negotiation that never ends."""
    peer.sendall(bytes([255, 253, 24, 255, 250, 24]))
    while True:
        peer.sendall(b"\x01" * 4096)


@over_tcp(1883, "mqtt")
def mqtt_length_lies(peer):
    """CONNACK, then packets whose remaining length is five bytes long, or 256 MB, or missing."""
    peer.recv(4096)
    lies = (b"\x20\xff\xff\xff\xff\xff\x01", b"\x20\xff\xff\xff\x7f\x00\x00", b"\x20", b"\x20\x00", b"\x20\x01\x00")
    peer.sendall(lies[next(requests) % len(lies)])
    drain(peer)


@over_tcp(1883, "mqtt")
def mqtt_publish_storm(peer):
    """Accepts, then publishes without having been asked, for ever."""
    peer.recv(4096)
    peer.sendall(b"\x20\x02\x00\x00")
    while True:
        peer.sendall(b"\x30\x0c\x00\x05storm12345" * 50)


@over_tcp(22, "ssh")
def ssh_endless_banner(peer):
    """Lines before the SSH identification, for ever (RFC 4253, 4.2 allows some)."""
    while True:
        peer.sendall(b"Welcome\r\n" * 100)
        time.sleep(0.01)


@over_tcp(22, "ssh")
def ssh_packet_length_lies(peer):
    """Good SSH identification, then a packet of 4 GB."""
    peer.sendall(b"SSH-2.0-hostile\r\n")
    peer.recv(4096)
    peer.sendall(b"\xff\xff\xff\xff\x04\x14" + b"\0" * 64)
    drain(peer)


@over_tcp(23, "telnet")
def telnet_prompts_for_ever(peer):
    """Asks for a name and a password, whatever comes, and shows a shell's prompt with every tenth question."""
    for number in itertools.count():
        peer.sendall(b"\r\nlogin: " if number % 2 == 0 else b"Password: ")
        if number % 10 == 9:
            peer.sendall(b"\r\n# $ > ~ # ")
        if not peer.recv(4096):
            return


@over_tcp(23, "telnet")
def telnet_paints_the_terminal(peer):
    """Terminal escapes, status queries that a terminal would answer, and markup around a login prompt."""
    peer.sendall(NASTY + b"\x1b[6n\x1b[c\x1b]52;c;cm0gLXJm\x07\x1bP$q\x1b\\\r\nlogin: ")
    while peer.recv(4096):
        peer.sendall(NASTY + b"Password: ")


@over_tcp(22, "ssh")
def ssh_giant_name_lists(peer):
    """A KEXINIT whose name lists claim 4 GB each (RFC 4253, 7.1)."""
    peer.sendall(b"SSH-2.0-hostile\r\n")
    peer.recv(4096)
    payload = b"\x14" + b"\x33" * 16 + b"\xff\xff\xff\xff" * 10 + b"aes128-ctr," * 2000
    peer.sendall(ssh_packet(payload))
    drain(peer)


@over_tcp(22, "ssh")
def ssh_ignores_for_ever(peer):
    """Good identification, then SSH_MSG_IGNORE and SSH_MSG_DEBUG for ever (RFC 4253, 11)."""
    peer.sendall(b"SSH-2.0-hostile\r\n")
    while True:
        peer.sendall(ssh_packet(b"\x02\x00\x00\x03\xe8" + b"i" * 1000) + ssh_packet(b"\x04\x01\x00\x00\x00\x02hi\x00\x00\x00\x00"))


@over_tcp(22, "ssh")
def ssh_kexinit_for_ever(peer):
    """The same KEXINIT again and again, a new one for each answer and none agreed to."""
    peer.sendall(b"SSH-2.0-" + NASTY.replace(b"\r", b"")[:200] + b"\r\n")
    lists = (b"curve25519-sha256", b"ssh-ed25519", b"aes128-ctr", b"aes128-ctr", b"hmac-sha2-256", b"hmac-sha2-256", b"none", b"none", b"", b"")
    payload = b"\x14" + b"\x33" * 16 + b"".join(struct.pack(">I", len(one)) + one for one in lists) + b"\0" * 5
    while True:
        peer.sendall(ssh_packet(payload) * 10)
        time.sleep(0.01)


def ssh_packet(payload):
    padding = 8 - (len(payload) + 5) % 8 + (8 if 8 - (len(payload) + 5) % 8 < 4 else 0)
    return struct.pack(">IB", len(payload) + padding + 1, padding) + payload + b"\0" * padding


@over_tcp(1883, "mqtt")
def mqtt_giant_topics(peer):
    """Accepts, and publishes retained messages with topics of 60 KB full of markup, each another one."""
    peer.recv(4096)
    peer.sendall(b"\x20\x02\x00\x00")
    for number in itertools.count():
        topic = (b"%d/" % number + NASTY + b"t" * 60_000)[:60_000]
        body = struct.pack(">H", len(topic)) + topic + b"v"
        peer.sendall(b"\x31" + bytes([len(body) & 0x7F | 0x80, len(body) >> 7 & 0x7F | 0x80, len(body) >> 14]) + body)


@over_tcp(21, "ftp")
def ftp_endless_banner(peer):
    """A greeting of many lines whose last line never comes (RFC 959, 4.2)."""
    for number in itertools.count():
        peer.sendall(b"220-welcome %d\r\n" % number * 100)
        time.sleep(0.005)


@over_tcp(21, "ftp")
def ftp_passive_elsewhere(peer):
    """Lets everybody in and sends the data connection to a neighbour (227, 229 with an address, and lies about ports)."""
    place = LURES[0].replace(".", ",").encode()
    answers = {b"USER": b"331 password", b"PASS": b"230 in", b"SYST": b"215 UNIX", b"PWD": b'257 "/"', b"TYPE": b"200 ok", b"QUIT": b"221 bye",
               b"PASV": b"227 Entering Passive Mode (" + place + b",0,80)", b"EPSV": b"229 Entering (||" + LURES[1].encode() + b"|80|)",
               b"LIST": b"150 here it comes", b"NLST": b"150 here it comes", b"RETR": b"150 here it comes", b"FEAT": b"211-f\r\n AUTH TLS\r\n211 End"}
    peer.sendall(b"220 ftp ready\r\n")
    for line in lines_of(peer):
        peer.sendall(answers.get(line[:4].strip().upper(), b"502 no") + b"\r\n")


@over_tcp(21, "ftp")
def ftp_answers_never_end(peer):
    """Every answer is a list of lines that never ends."""
    peer.sendall(b"220 ftp ready\r\n")
    for line in lines_of(peer):
        code = {b"USER": b"331", b"PASS": b"230"}.get(line[:4].upper(), b"211")
        while True:
            peer.sendall((code + b"-" + b"w" * 500 + b"\r\n") * 10)
            time.sleep(0.005)


@over_tcp(21, "ftp")
def ftp_starttls_injects(peer):
    """Agrees to AUTH TLS and goes on in clear, in the same packet and ever after (RFC 4217, 4)."""
    peer.sendall(b"220 ftp ready\r\n")
    for line in lines_of(peer):
        peer.sendall(b"234 go on\r\n230 you are in\r\n" * 50 if line.upper().startswith(b"AUTH") else b"530 AUTH TLS first\r\n")


@over_tcp(554, "rtsp")
def rtsp_endless_sdp(peer):
    """Describes a stream without end, and without authentication (RFC 7826, 13.2)."""
    read_head(peer)
    peer.sendall(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE\r\nContent-Type: application/sdp\r\nContent-Length: 2000000000\r\n\r\nv=0\r\n")
    for number in itertools.count():
        peer.sendall(b"m=video %d RTP/AVP 96\r\na=control:track%d\r\n" % (number, number) * 50)


@over_tcp(554, "rtsp")
def rtsp_elsewhere(peer):
    """Redirects every request to a neighbour, and names neighbours in Content-Base and in the session description."""
    place = b"rtsp://" + LURES[0].encode() + b"/live"
    sdp = b"v=0\r\no=- 1 1 IN IP4 " + LURES[1].encode() + b"\r\nc=IN IP4 " + LURES[1].encode() + b"\r\nm=video 5000 RTP/AVP 96\r\na=control:" + place + b"\r\n"
    while head := read_head(peer):
        is_described = b"DESCRIBE" in head[:20]
        number = next((line[5:].strip() for line in head.split(b"\r\n") if line.lower().startswith(b"cseq:")), b"1")
        peer.sendall((b"RTSP/1.0 200 OK" if is_described else b"RTSP/1.0 302 Moved") + b"\r\nCSeq: " + number + b"\r\nLocation: " + place +
                     b"\r\nContent-Base: " + place + b"\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n" % len(sdp) + sdp)


@over_tcp(502, "modbus")
def modbus_length_lies(peer):
    """Answers with lengths of 0, 65,535 and less than a header, and counts of registers that are not there."""
    while data := peer.recv(4096):
        head = data[:4] + b"\0\0" if len(data) < 4 else data[:2] + b"\0\0"
        lies = (b"\xff\xff\x01\x03\xff" + b"r" * 300, b"\x00\x00", b"\x00\x01\x01", b"\x00\x05\x01\x2b\x0e\x01\xff\xff\xff\xff\xff", b"\x00\x03\x01\x83")
        peer.sendall(head + lies[next(requests) % len(lies)])


@over_tcp(5900, "vnc")
def vnc_endless_reason(peer):
    """Refuses with a reason of 4 GB and keeps sending it (RFC 6143, 7.1.2)."""
    peer.sendall(b"RFB 003.008\n")
    peer.recv(12)
    peer.sendall(b"\x00\xff\xff\xff\xff")
    while True:
        peer.sendall(NASTY * 50)


@over_tcp(5900, "vnc")
def vnc_many_kinds(peer):
    """Offers 255 kinds of security, all of them none, and a desktop name of 4 GB."""
    peer.sendall(b"RFB 003.008\n")
    peer.recv(12)
    peer.sendall(b"\xff" + b"\x01" * 255)
    peer.recv(1)
    peer.sendall(b"\0\0\0\0")
    peer.recv(1)
    peer.sendall(b"\xff\xff\xff\xff" + b"\x20" * 16 + b"\xff\xff\xff\xff" + NASTY * 1000)
    drain(peer)


@over_tcp(445, "smb")
def smb_length_lies(peer):
    """Announces 16 MB, offsets beyond the packet and a security blob of 64 KB that is not there."""
    peer.recv(4096)
    header = b"\xfeSMB" + struct.pack("<HHIHHIIQIIQ", 64, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0) + b"\0" * 16
    body = struct.pack("<HHHH", 65, 0, 0x0311, 0xFFFF) + b"g" * 16 + struct.pack("<IIII", 0, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF) + b"\xff" * 16 + b"\xff\xff\xff\xff"
    peer.sendall(b"\x00\xff\xff\xff" + header + body)
    drain(peer)


@over_tcp(6379, "redis")
def redis_bulk_bomb(peer):
    """Answers with bulk strings of 2^62 bytes, arrays of 2^31 and 100,000 arrays in one another."""
    while peer.recv(4096):
        lies = (b"$4611686018427387904\r\n" + b"b" * 50_000, b"*2147483647\r\n" + b"$1\r\nx\r\n" * 1000, b"*1\r\n" * 100_000, b"$-99\r\n", b":\r\n+")
        peer.sendall(lies[next(requests) % len(lies)])


@over_tcp(11211, "memcached")
def memcached_endless_statistics(peer):
    """Statistics that never end."""
    peer.recv(4096)
    for number in itertools.count():
        peer.sendall(b"STAT version %d\r\n" % number * 100)
        time.sleep(0.005)


@over_tcp(631, "ipp")
def ipp_attribute_lies(peer):
    """A printer whose attributes claim 64 KB names, over and over, in groups that never end (RFC 8010, 3.1)."""
    read_head(peer)
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\n\r\n\x02\x00\x00\x00\x00\x00\x00\x01")
    while True:
        peer.sendall(b"\x04\x42\xff\xff" + b"n" * 1000 + b"\x01\x42\x00\x00\x7f\xff" + NASTY)
        time.sleep(0.001)


@over_tcp(5060, "sip")
def sip_via_elsewhere(peer):
    """Answers with contacts, routes and redirects at a neighbour, and a realm full of markup (RFC 3261, 21.3)."""
    place = b"<sip:x@" + LURES[0].encode() + b">"
    while read_head(peer):
        peer.sendall(b"SIP/2.0 302 Moved\r\nVia: SIP/2.0/TCP " + LURES[1].encode() + b"\r\nContact: " + place + b"\r\nRecord-Route: " + place +
                     b"\r\nServer: " + NASTY + b"\r\nContent-Length: -1\r\n\r\n")


@over_tcp(5555, "adb")
def adb_length_lies(peer):
    """A CNXN whose payload claims 4 GB, and a banner that is markup."""
    peer.recv(4096)
    for size in (0xFFFFFFFF, 4096):
        command = 0x4E584E43
        peer.sendall(struct.pack("<6I", command, 0x01000001, 0xFFFFFFFF, size, 0, command ^ 0xFFFFFFFF) + (b"device::" + NASTY * 100)[:4096])
    drain(peer)


@over_tcp(53, "dns")
def dns_tcp_length_lies(peer):
    """DNS over TCP with lengths of 0 and 65,535 and nothing behind them, for ever."""
    peer.recv(4096)
    while True:
        peer.sendall(struct.pack(">H", (0, 65535, 1)[next(requests) % 3]) + b"\0" * 12)
        time.sleep(0.01)


@over_tcp(3260)
def speaks_everything_at_once(peer):
    """Greets as twelve protocols in one breath."""
    peer.sendall(b"SSH-2.0-x\r\n220 ftp ESMTP\r\nHTTP/1.1 200 OK\r\n\r\nRFB 003.008\n\xff\xfd\x18login: * OK IMAP\r\n+OK POP\r\n"
                 b"\x20\x02\x00\x00\x16\x03\x03\x00\x02\x02\x28RTSP/1.0 200 OK\r\n\r\n-ERR unknown\r\n$-1\r\n# ")
    drain(peer)


def lines_of(peer):
    data = b""
    while part := peer.recv(4096):
        data = (data + part)[-65536:]
        while b"\n" in data:
            line, _, data = data.partition(b"\n")
            yield line.strip()
