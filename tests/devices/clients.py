# SPDX-License-Identifier: Apache-2.0
# Independent clients (curl, openssl, ssh, sockets) with which selftest.py asks the devices under test.
import base64
import hashlib
import os
import re
import socket
import ssl
import struct
import subprocess
import time

ADDRESS = os.environ.get("HOSHI_DEVICE_ADDRESS", "192.0.2.10")
ADDRESS6 = os.environ.get("HOSHI_DEVICE_ADDRESS6", "2001:db8::10")


def curl(url, *options):
    """Returns (status, headers and body as text, seconds)."""
    output = subprocess.run(["curl", "-sSik", "-g", "--max-time", "15", "-w", "\n%{http_code} %{time_total}", *options, url],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False).stdout.decode("utf-8", "replace")
    text, _, last = output.rpartition("\n")
    status, seconds = last.split()
    return int(status), text, float(seconds)


def basic(password, source=None, url="http://%s/" % ADDRESS, account="admin"):
    return curl(url, "-u", "%s:%s" % (account, password), *(["--interface", source] if source else []))


def openssl_connects(port, *options):
    """True when openssl s_client completes a handshake; its security level is lowered so that old servers show."""
    command = ["openssl", "s_client", "-connect", "%s:%d" % (ADDRESS, port), *options]
    if "-tls1_3" not in options and "-cipher" not in options:
        command += ["-cipher", "ALL:@SECLEVEL=0"]
    output = subprocess.run(command, input=b"", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                            timeout=20).stdout.decode("utf-8", "replace")
    return "Cipher is (NONE)" not in output and "Cipher is" in output


def certificate_text(port):
    pem = ssl.get_server_certificate((ADDRESS, port)) if port != 443 and port != 8443 else legacy_certificate(port)
    return subprocess.run(["openssl", "x509", "-noout", "-text"], input=pem.encode(), stdout=subprocess.PIPE,
                          check=False).stdout.decode()


def legacy_certificate(port):
    output = subprocess.run(["openssl", "s_client", "-connect", "%s:%d" % (ADDRESS, port), "-cipher", "ALL:@SECLEVEL=0",
                             "-showcerts"], input=b"", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            check=False).stdout.decode("utf-8", "replace")
    return output[output.find("-----BEGIN"):output.find("-----END CERTIFICATE-----") + 26]


def curl_files(url, *options):
    """Fetches, lists or sends a file over any protocol of curl; returns (contents, what was said, curl's status)."""
    result = subprocess.run(["curl", "-sv", "-g", "--max-time", "20", *options, url], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return result.stdout.decode("utf-8", "replace"), result.stderr.decode("utf-8", "replace"), result.returncode


def rtsp(path, verb="DESCRIBE", login=None, address=ADDRESS):
    """Returns (status, all that was answered) of an RTSP request; with a login (account, password), as the server asks for it."""
    stream = Stream(554, address)
    url = "rtsp://%s:554%s" % ("[%s]" % address if ":" in address else address, path)

    def ask(number, header=""):
        stream.send(("%s %s RTSP/1.0\r\nCSeq: %d\r\n%s\r\n" % (verb, url, number, header)).encode())
        text = stream.until(b"\r\n\r\n").decode()
        length = re.search(r"Content-Length: (\d+)", text)
        while length and len(text.partition("\r\n\r\n")[2]) < int(length[1]):
            text += stream.socket.recv(4096).decode()
        return int(text.split()[1]), text

    status, text = ask(1)
    if login and status == 401:
        status, text = ask(2, "Authorization: %s\r\n" % answer_to(text, login, verb, url))
    stream.close()
    return status, text


def answer_to(challenge, login, verb, url):
    """RFC 7617 and RFC 2617 (Digest without qop, as RTSP 1.0 uses it)."""
    if "WWW-Authenticate: Basic" in challenge:
        return "Basic " + base64.b64encode(":".join(login).encode()).decode()
    realm, nonce = (re.search(name + '="([^"]*)"', challenge)[1] for name in ("realm", "nonce"))
    secret, request = (hashlib.md5(text.encode()).hexdigest()
                       for text in ("%s:%s:%s" % (login[0], realm, login[1]), "%s:%s" % (verb, url)))
    response = hashlib.md5(("%s:%s:%s" % (secret, nonce, request)).encode()).hexdigest()
    return 'Digest username="%s", realm="%s", nonce="%s", uri="%s", response="%s"' % (login[0], realm, nonce, url, response)


def zoo_tool(name, *words, variables=None, timeout=60):
    """Runs a client program of the zoo with the zoo's own libraries; returns all that it said."""
    root = os.environ["HOSHI_ZOO_ROOT"]
    libraries = root + "/usr/lib/x86_64-linux-gnu"
    command = [root + "/lib64/ld-linux-x86-64.so.2", "--library-path", libraries + ":" + libraries + "/samba",
               root + "/usr/bin/" + name, *words]
    environment = {**os.environ, "OPENSSL_MODULES": libraries + "/ossl-modules", **(variables or {})}
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False, timeout=timeout).stdout.decode("utf-8", "replace")


def dig(server, name, kind, *options, short=True):
    shortly = ["+short"] if short else []
    return zoo_tool("dig", "@" + server, *options, "-t", kind, name, "+time=2", "+tries=1", *shortly).strip()


def ask_udp(port, question, address=ADDRESS, seconds=2, source_port=0):
    """Sends one datagram; returns (the first answer or b"", the port it came from)."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as datagrams:
        datagrams.settimeout(seconds)
        if source_port:
            datagrams.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            datagrams.bind(("", source_port))
        datagrams.sendto(question, (address, port))
        try:
            answer, sender = datagrams.recvfrom(65535)
        except TimeoutError:
            return b"", 0
        return answer, sender[1]


class Stream:
    """A socket with 'read until this text appears'; answers no telnet negotiation, which every server must allow."""

    def __init__(self, port, address=ADDRESS, tls=False):
        self.socket = socket.create_connection((address, port), timeout=15)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        self.data = b""

    def send(self, data):
        self.socket.sendall(data)

    def until(self, *texts, seconds=15):
        end = time.monotonic() + seconds
        while not any(text in self.data for text in texts) and time.monotonic() < end:
            self.socket.settimeout(max(0.05, end - time.monotonic()))
            try:
                part = self.socket.recv(4096)
            except OSError:
                break
            if not part:
                break
            self.data += part
        seen, self.data = self.data, b""
        return seen

    def close(self):
        self.socket.close()


def mqtt_text(text):
    raw = text.encode()
    return struct.pack(">H", len(raw)) + raw


def mqtt_connect(port, user=None, password=None, tls=False, address=ADDRESS):
    """Returns (CONNACK code or None when closed without one, stream)."""
    stream = Stream(port, address, tls)
    flags = 2 | (0x80 if user is not None else 0) | (0x40 if password is not None else 0)
    body = mqtt_text("MQTT") + bytes([4, flags, 0, 30]) + mqtt_text("selftest")
    body += b"".join(mqtt_text(text) for text in (user, password) if text is not None)
    stream.send(bytes([0x10, len(body)]) + body)
    try:
        answer = stream.socket.recv(4)
    except OSError:
        answer = b""
    return (answer[3] if len(answer) == 4 and answer[0] == 0x20 else None), stream


def mqtt_subscribe(stream, pattern):
    body = b"\0\1" + mqtt_text(pattern) + b"\0"
    stream.send(bytes([0x82, len(body)]) + body)
    return stream.until(b"\x90", seconds=3) + stream.until(b"}", seconds=1)


def ssh(account, password, *options):
    """Runs the zoo's own ssh client with its own libraries; True when a shell answered."""
    zoo = os.environ["HOSHI_ZOO_ROOT"]
    askpass = "/tmp/selftest-askpass-%d" % os.getpid()
    with open(askpass, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\necho '%s'\n" % password)
    os.chmod(askpass, 0o700)
    command = [zoo + "/lib64/ld-linux-x86-64.so.2", "--library-path", zoo + "/usr/lib/x86_64-linux-gnu", zoo + "/usr/bin/ssh",
               "-F", "/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o",
               "LogLevel=ERROR", "-o", "NumberOfPasswordPrompts=1", "-o", "PubkeyAuthentication=no", *options,
               "%s@%s" % (account, ADDRESS), "echo in-the-shell"]
    environment = {**os.environ, "SSH_ASKPASS": askpass, "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": "none"}
    result = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, check=False, timeout=60)
    os.unlink(askpass)
    return b"in-the-shell" in result.stdout, result.stdout.decode("utf-8", "replace")


def refuse_options(stream, prompt):
    """Reads until the prompt and answers WONT to every DO, DONT to every WILL: telnetd-ssl waits for that."""
    seen, end = b"", time.monotonic() + 15
    while prompt not in seen and time.monotonic() < end:
        part = stream.until(prompt, b"\xff\xfd", b"\xff\xfb", seconds=end - time.monotonic())
        if not part:
            return
        seen += part
        for verb, option in re.findall(rb"\xff([\xfb\xfd])(.)", part, re.DOTALL):
            stream.send(bytes([0xff, 0xfc if verb == b"\xfd" else 0xfe]) + option)


def telnet_login(account, password, prompt=b"# ", port=23, tls=False):
    """One try on a new connection; returns (is logged in, seconds until the answer)."""
    stream = Stream(port, tls=tls)
    refuse_options(stream, b"login: ")
    stream.send(account.encode() + b"\r\n")
    stream.until(b"assword: ")
    started = time.monotonic()
    stream.send(password.encode() + b"\r\n")
    seen = stream.until(prompt, b"ncorrect")
    seconds = time.monotonic() - started
    if b"ncorrect" not in seen:
        stream.send(b"id\r\n")
        seen += stream.until(b"uid=")
    stream.close()
    return b"uid=" in seen, seconds
