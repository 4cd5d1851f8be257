# SPDX-License-Identifier: Apache-2.0
# Asks the zoo's cameras, media servers, printers and what announces itself whether they do what their truth says.
import struct
import subprocess
import tempfile
import time

from clients import ADDRESS, ADDRESS6, Stream, ask_udp, basic, curl, curl_files, openssl_connects, rtsp, ssh, telnet_login, zoo_tool
from expectations import UNIT_PASSWORD, expect, expect_equal

SECRET = "kitsune-soba"
SSDP_GROUP, WS_DISCOVERY_GROUP, MDNS_GROUP, MDNS_GROUP6 = "239.255.255.250", "239.255.255.250", "224.0.0.251", "ff02::fb%lab0"


def test_rtsp_basic():
    check_rtsp("admin", "Basic")


def test_rtsp_digest():
    check_rtsp(UNIT_PASSWORD, "Digest")
    expect_equal("admin:admin is refused", rtsp("/live", login=("admin", "admin"))[0], 401)


def described(login, address=ADDRESS):
    """A DESCRIBE; GStreamer answers 503 while it takes down the picture of the visitor before."""
    for _ in range(10):
        status, said = rtsp("/live", login=login, address=address)
        if status != 503:
            break
        time.sleep(0.3)
    return status, said


def check_rtsp(password, method):
    login = ("admin", password)
    expect_equal("OPTIONS needs no password", rtsp("/live", "OPTIONS")[0], 200)
    status, said = rtsp("/live")
    expect("DESCRIBE does", status == 401 and "WWW-Authenticate: " + method in said, said)
    status, said = described(login)
    expect("with it the picture is described", status == 200 and "m=video" in said, said)
    status, said = described(login, ADDRESS6)
    expect("over IPv6, too", status == 200 and "m=video" in said, said)
    expect_equal("20 wrong ones are refused", {rtsp("/live", login=("admin", "wrong"))[0] for _ in range(20)}, {401})
    expect_equal("and then the right one works", described(login)[0], 200)


def search(kind, address=SSDP_GROUP):
    question = "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: %s\r\n\r\n" % kind
    return ask_udp(1900, question.encode(), address, seconds=4)[0].decode("utf-8", "replace")


def test_minidlna_media():
    said = search("urn:schemas-upnp-org:device:MediaServer:1")
    expect("it answers a search to the group", "http://%s:8200/rootDesc.xml" % ADDRESS in said, said)
    expect_equal("not one to its own address", search("ssdp:all", ADDRESS), "")
    said = curl("http://%s:8200/rootDesc.xml" % ADDRESS)[1]
    expect("the description has name and model", "Yamada family pictures" in said and "MD-1" in said, said)
    page = curl("http://%s:8200/" % ADDRESS)
    expect_equal("the status page needs no password", page[0], 200)


def mdns(name, kind, address):
    question = struct.pack(">6H", 0, 0, 1, 0, 0, 0)
    question += b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0" + struct.pack(">HH", kind, 0x8001)
    return ask_udp(5353, question, address, seconds=3)[0]


def test_avahi_names():
    for address in (MDNS_GROUP, MDNS_GROUP6):
        answer = mdns("_rtsp._tcp.local", 12, address)
        expect("the service and its owner are named", b"Camera in Hanako Yamada's bedroom" in answer, answer)
        expect("with model and version", b"model=MC-7" in answer and b"version=1.4.2" in answer, answer)
    expect("the types of services are told", b"_rtsp" in mdns("_services._dns-sd._udp.local", 12, MDNS_GROUP))
    expect("the host has an address", b"\xc0\0\2\x0a" in mdns("yamada-hanako-camera.local", 1, MDNS_GROUP))


PROBE = """<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header><a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>
<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action><a:MessageID>urn:uuid:%s</a:MessageID></s:Header>
<s:Body><d:Probe><d:Types xmlns:wsdp="http://schemas.xmlsoap.org/ws/2006/02/devprof">wsdp:Device</d:Types></d:Probe></s:Body></s:Envelope>"""
GET = """<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"><s:Header>
<a:To>urn:uuid:5ad8b4ad-0b0e-4c3c-9f2f-000000000042</a:To><a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>
<a:MessageID>urn:uuid:7</a:MessageID></s:Header><s:Body/></s:Envelope>"""


def test_wsdd_names():
    identity = "5ad8b4ad-0b0e-4c3c-9f2f-000000000042"
    for number, address in enumerate((WS_DISCOVERY_GROUP, "ff02::c%lab0")):
        answer = ask_udp(3702, (PROBE % ("0b0e-%d" % number)).encode(), address, seconds=3)[0].decode()
        expect("it answers a probe", identity in answer and "Computer" in answer, answer)
    answer = curl("http://%s:5357/%s" % (ADDRESS, identity), "-H", "Content-Type: application/soap+xml", "-d", GET)[1]
    expect("the metadata name its owner", "YAMADA-HANAKO-NOTE" in answer and "FAMILY" in answer, answer)


def test_ntp_open():
    for address in (ADDRESS, ADDRESS6):
        answer = ask_udp(123, b"\x23" + bytes(47), address)[0]
        expect("the time is given", len(answer) == 48 and answer[0] & 7 == 4, answer)
    answer = ask_udp(123, bytes([0x16, 2, 0, 1]) + bytes(8))[0]
    expect("and mode 6 answers with the version", b"version=" in answer or b"ntpd ntpsec" in answer, answer)


def test_miniupnpd_igd():
    said = search("urn:schemas-upnp-org:device:InternetGatewayDevice:1")
    expect("it answers a search", "http://%s:5000/rootDesc.xml" % ADDRESS in said, said)
    said = curl("http://%s:5000/rootDesc.xml" % ADDRESS)[1]
    expect("the description has the model", "WG-2" in said and "WANIPConnection" in said, said)
    said = zoo_tool("upnpc", "-m", "lab0", "-e", "selftest", "-a", "192.0.2.77", "8081", "18081", "tcp")
    expect("a port is forwarded to another host", "is redirected to internal 192.0.2.77:8081" in said, said)
    said = zoo_tool("upnpc", "-m", "lab0", "-l")
    expect("everybody may see it", "11.22.33.44" in said and "192.0.2.77:8081" in said, said)
    answer = ask_udp(5351, b"\0\0")[0]
    expect("NAT-PMP tells the outer address", answer[:2] == b"\0\x80" and answer.endswith(bytes([11, 22, 33, 44])), answer)


def smb(*words, account=()):
    return zoo_tool("smbclient", "-d1", "--configfile=/dev/null", *(account or ("-N",)), "//%s/family" % ADDRESS, "-c", *words)


def test_samba_guest():
    expect("guests read", "settings.json" in smb("ls"), smb("ls"))
    expect("and write", "putting file" in smb("put %s selftest.txt" % __file__) and "selftest.txt" in smb("ls"))
    expect("an unknown account is a guest, too", "settings.json" in smb("ls", account=("-U", "nobody-knows%word")))


def ipp(operation):
    with tempfile.NamedTemporaryFile("w", suffix=".test") as file:
        file.write("{\nOPERATION %s\nGROUP operation-attributes-tag\nATTR charset attributes-charset utf-8\n"
                   "ATTR naturalLanguage attributes-natural-language en\nATTR uri printer-uri $uri\nSTATUS successful-ok\n}\n" % operation)
        file.flush()
        return zoo_tool("ipptool", "-tv", "ipp://%s:631/printers/WI-1" % ADDRESS, file.name)


def test_cups_printer():
    said = ipp("Get-Printer-Attributes")
    expect("the attributes need no login", "[PASS]" in said and "WI-1" in said, said)
    expect("jobs neither", "[PASS]" in ipp("Get-Jobs"))
    expect("nor pausing the printer", "[PASS]" in ipp("Pause-Printer"), ipp("Pause-Printer"))


def vnc_security(password=None):
    """Returns (offered security types, result of the authentication or None, why)."""
    stream = Stream(5900)
    try:
        greeting = stream.socket.recv(12)
        stream.send(b"RFB 003.008\n")
        count = stream.socket.recv(1)[0]
        types = stream.socket.recv(200)[:count or 200]
        if count == 0 or password is None:
            return greeting, types, None
        stream.send(b"\2")
        challenge = stream.socket.recv(16)
        key = bytes(int("{:08b}".format(byte)[::-1], 2) for byte in password.encode()[:8].ljust(8, b"\0"))
        command = ["openssl", "enc", "-des-ecb", "-nopad", "-provider", "legacy", "-provider", "default", "-K", key.hex()]
        stream.send(subprocess.run(command, input=challenge, stdout=subprocess.PIPE, check=True).stdout)
        return greeting, types, struct.unpack(">I", stream.socket.recv(4))[0]
    finally:
        stream.close()


def test_vnc_weak():
    greeting, types, _ = vnc_security()
    expect("RFB 3.8 with VNC authentication only", greeting == b"RFB 003.008\n" and types == b"\2", (greeting, types))
    expect_equal("the password 1234 is accepted", vnc_security("1234")[2], 0)
    expect_equal("five wrong ones are refused", [vnc_security("wrong")[2] for _ in range(5)], [1] * 5)
    _, why, outcome = vnc_security("1234")
    expect("then nobody from here is heard", outcome is None and b"Too many security failures" in why, (why, outcome))


def sip(method, address=ADDRESS, tcp=False):
    host = "[%s]" % address if ":" in address else address
    text = ("%s sip:%s SIP/2.0\r\nVia: SIP/2.0/%s 192.0.2.1:5070;branch=z9hG4bK77;rport\r\nMax-Forwards: 70\r\n"
            "From: <sip:taro@%s>;tag=7\r\nTo: <sip:taro@%s>\r\nCall-ID: selftest-%s\r\nCSeq: 1 %s\r\n"
            "Contact: <sip:taro@192.0.2.1:5070>\r\nExpires: 60\r\nContent-Length: 0\r\n\r\n"
            % (method, host, "TCP" if tcp else "UDP", host, host, method, method)).encode()
    if not tcp:
        return ask_udp(5060, text, address)[0]
    stream = Stream(5060, address)
    stream.send(text)
    return stream.until(b"\r\n\r\n", seconds=3)


def test_sip_open():
    for address in (ADDRESS, ADDRESS6):
        for tcp in (False, True):
            said = sip("OPTIONS", address, tcp)
            expect("OPTIONS is answered", said.startswith(b"SIP/2.0 200") and b"WX-1" in said, said)
    expect("everybody registers", sip("REGISTER").startswith(b"SIP/2.0 200"), sip("REGISTER"))


def test_tinysshd_keys():
    stream = Stream(22)
    greeting = stream.until(b"\n")
    expect("it names itself", b"tinyssh" in greeting.lower(), greeting)
    is_in, said = ssh("root", UNIT_PASSWORD)
    expect("no password is asked for", not is_in and "publickey" in said, said)


def test_openssh_hardened():
    is_in, said = ssh("root", UNIT_PASSWORD)
    expect("no password is asked for", not is_in and "(publickey)" in said, said)
    is_in, said = ssh("root", UNIT_PASSWORD, "-o", "KexAlgorithms=diffie-hellman-group14-sha256")
    expect("an older key exchange is not offered", not is_in and "publickey" not in said, said)


def test_telnetd_ssl():
    expect("TLS from the first byte", openssl_connects(992, "-tls1_3") or openssl_connects(992, "-tls1_2"))
    expect("admin:admin is refused", not telnet_login("admin", "admin", b"$ ", port=992, tls=True)[0])
    expect("the unit's own opens it", telnet_login("admin", UNIT_PASSWORD, b"$ ", port=992, tls=True)[0])
    stream = Stream(992)
    stream.send(b"\r\n")
    said = stream.until(b"login", seconds=5)
    expect("no login outside TLS", b"login" not in said, said)


def test_busybox_web():
    url = "http://%s/settings.json" % ADDRESS
    status, said, _ = curl(url)
    expect("settings need a password", status == 401 and "Basic realm" in said, said)
    tries = [basic("wrong%d" % number, url=url) for number in range(20)]
    expect("20 wrong ones are refused at once", all(status == 401 and seconds < 0.5 for status, _, seconds in tries), tries[-1])
    expect("admin:1234 reads the key", SECRET in basic("1234", url=url)[1])
    expect("over IPv6, too", SECRET in curl_files("http://[%s]/settings.json" % ADDRESS6, "-u", "admin:1234")[0])
