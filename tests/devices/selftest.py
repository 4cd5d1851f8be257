#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# Checks with curl, openssl and sockets, never with Hoshi, that every device under test does what its truth says.
"""usage: selftest.py [DEVICE …]      (all by default; prints "N passed, N failed" and the failures)

Every device runs in a lab of its own (lab.py), four labs at a time because most of the time is waiting for locks to end.
"""
import concurrent.futures
import glob
import hashlib
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import time
import tomllib

import checks_comparison
import checks_gateways
import checks_home
import checks_onvif
import checks_protocols
import checks_updates
from clients import (ADDRESS, ADDRESS6, Stream, basic, certificate_text, curl, mqtt_connect, mqtt_subscribe, mqtt_text,
                     openssl_connects, ssh, telnet_login)
from expectations import UNIT_PASSWORD, expect, expect_equal, results

HERE = os.path.dirname(os.path.abspath(__file__))
LAB = os.path.join(HERE, "lab.py")
LABS_AT_A_TIME = 4
WITHOUT_LAB = ("loopback", "hostile", "truth_files", "comparison")
OTHER_CHECKS = [checks_comparison, checks_gateways, checks_home, checks_onvif, checks_protocols, checks_updates]
OTHER_SOURCE = "192.0.2.2"
UNITS = {"units_one_key": 2}  # the second at 192.0.2.11


# --- what each device must do ----------------------------------------------------------------------------------

def test_careful():
    password, viewer = os.environ["HOSHI_CAREFUL_PASSWORD"], os.environ["HOSHI_CAREFUL_VIEWER_PASSWORD"]
    base = "https://%s" % ADDRESS

    def login(account, word, *options):
        return curl(base + "/login", "--data-urlencode", "user=" + account, "--data-urlencode", "password=" + word, *options)

    status, text, _ = curl("http://%s/manual" % ADDRESS)
    expect("port 80 only redirects to https", status == 301 and "Location: https://%s/manual" % ADDRESS in text, text)
    _, text, _ = curl("http://[%s]/" % ADDRESS6)
    expect("over IPv6 the redirect stays at the same address", "Location: https://[%s]/" % ADDRESS6 in text, text)
    status, text, _ = curl(base + "/")
    expect("the start page shows model and firmware", status == 200 and "HC-100" in text and "2.1.0" in text, text)
    expect("it is a login form", 'name="password" type="password"' in text, text)
    expect_equal("device information is public", curl(base + "/api/device")[0], 200)
    expect_equal("settings need a session", curl(base + "/api/settings")[0], 401)
    expect_equal("writing settings needs a session", curl(base + "/api/settings", "-d", "{}")[0], 401)
    status, text, _ = login("admin", password)
    expect("the right password logs in", status == 303 and "Set-Cookie: session=" in text, text)
    cookie = re.search(r"session=([^;]+)", text).group(1)
    status, text, _ = curl(base + "/api/settings", "-b", "session=" + cookie)
    expect("settings with a session", status == 200 and "wifi_key" in text, text)
    status, text, _ = curl(base + "/api/settings", "-b", "session=" + cookie, "-d", '{"wifi_key":"canary-9"}')
    expect("settings can be changed with a session", status == 200 and "canary-9" in text, text)
    expect_equal("a made-up session is refused", curl(base + "/api/settings", "-b", "session=made-up")[0], 401)
    for version, is_offered in (("-tls1", False), ("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)):
        expect_equal("443 %s offered" % version[1:], openssl_connects(443, version), is_offered)
    expect("the key is P-256", "prime256v1" in certificate_text(443))
    text = curl(base + "/security-policy")[1]
    expect("the policy has contact, 5 business days, 2 weeks, in both languages", all(
        words in text for words in ("psirt@hoshizora.example", "5営業日", "5 business days", "2週間", "2 weeks")), text)
    text = curl(base + "/.well-known/security.txt")[1]
    expect("security.txt has Contact, Expires and Policy", all(k in text for k in ("Contact:", "Expires:", "Policy:")), text)
    text = curl(base + "/manual")[1]
    expect("the manual has setup, update, disposal and support end",
           all(words in text for words in ("Setup", "更新", "廃棄", "2031-03-31")), text)

    expect_equal("MQTT refuses anonymous with 5", mqtt_connect(8883, tls=True)[0], 5)
    code, stream = mqtt_connect(8883, "viewer", viewer, tls=True)
    expect_equal("MQTT accepts viewer", code, 0)
    expect("viewer may not read everything", mqtt_subscribe(stream, "#").endswith(b"\x80"))
    expect_equal("over IPv6, too", mqtt_connect(8883, "viewer", viewer, tls=True, address=ADDRESS6)[0], 0)
    expect_equal("5 wrong MQTT passwords answer 5", [mqtt_connect(8883, "viewer", "x", tls=True)[0] for _ in range(5)], [5] * 5)
    expect_equal("then the right one is not answered", mqtt_connect(8883, "viewer", viewer, tls=True)[0], None)

    tries = [login("admin", "wrong%d" % number) for number in range(5)]
    expect_equal("5 wrong passwords answer 401", [status for status, _, _ in tries], [401] * 5)
    expect("with the page that says so", "ログインできません" in tries[0][1], tries[0][1])
    status, text, _ = login("admin", password)
    expect("then the right one answers 429 with Retry-After", status == 429 and "Retry-After: " in text, text)
    expect_equal("not for another account", login("viewer", viewer)[0], 303)
    expect_equal("not from another source", login("admin", password, "--interface", OTHER_SOURCE)[0], 303)
    expect_equal("a session lives on while locked", curl(base + "/api/settings", "-b", "session=" + cookie)[0], 200)
    time.sleep(61)
    expect_equal("after 60 s the right one logs in again", login("admin", password)[0], 303)
    expect_equal("on MQTT, too", mqtt_connect(8883, "viewer", viewer, tls=True)[0], 0)
    garbage(443, 80, 8883)
    expect_equal("garbage does not disturb it", curl(base + "/")[0], 200)


def test_careless():
    base = "http://%s" % ADDRESS
    status, text, _ = curl(base + "/")
    expect("Basic is asked for, and the model shown", status == 401 and "Basic realm" in text and "AC-1" in text, text)
    tries = [basic("wrong%d" % number) for number in range(30)]
    expect("30 wrong passwords answer 401 at once", all(s == 401 and t < 0.2 for s, _, t in tries), tries[-1])
    expect_equal("then admin:admin still works", basic("admin")[0], 200)
    for path in ("/config.bin", "/api/settings"):
        status, text, _ = curl(base + path)
        expect("%s needs no password and holds a secret" % path, status == 200 and "tanuki-udon" in text, text)
    for version, is_offered in (("-tls1", True), ("-tls1_1", True), ("-tls1_2", True), ("-tls1_3", False)):
        expect_equal("8443 %s offered" % version[1:], openssl_connects(8443, version), is_offered)
    expect("the key is RSA-1024", "(1024 bit)" in certificate_text(8443))
    tries = [telnet_login("admin", "wrong") for _ in range(10)]
    expect("10 wrong telnet passwords are refused at once", all(not ok and t < 0.2 for ok, t in tries), tries)
    expect("telnet admin:admin gives a shell", telnet_login("admin", "admin")[0])
    code, stream = mqtt_connect(1883)
    expect_equal("MQTT accepts anonymous", code, 0)
    expect("and shows home/wifi with the key", b"tanuki-udon" in mqtt_subscribe(stream, "#"))
    stream = Stream(9999)
    expect("9999 gives a prompt", stream.until(b"# ") == b"# ")
    stream.send(b"id\n")
    expect("and runs id as root", b"uid=0(root)" in stream.until(b"# "))
    expect_equal("there is no policy page", basic("admin", url=base + "/security-policy")[0], 404)
    garbage(80, 23, 1883, 8443, 9999)
    expect_equal("garbage does not disturb it", basic("admin")[0], 200)


def garbage(*ports):
    for port in ports:
        for data in (b"\0" * 3000, b"\xff" * 3000, b"\x16\x03\x01\xff\xff" + b"A" * 500, b"\x10\xff\xff\xff\xff\xff"):
            try:
                with socket.create_connection((ADDRESS, port), timeout=2) as stream:
                    stream.sendall(data)
            except OSError:
                pass


def test_dropbear_weak():
    expect("root:admin gives a shell", *ssh("root", "admin"))
    expect("a wrong password does not", not ssh("root", "wrong")[0])
    started = time.monotonic()
    for _ in range(10):
        ssh("root", "wrong")
    seconds = (time.monotonic() - started) / 10
    expect("10 wrong ones take less than 1 s each", seconds < 1, seconds)
    expect("and root:admin still works", *ssh("root", "admin"))


def test_dropbear_hardened():
    for password in ("admin", UNIT_PASSWORD):
        is_in, text = ssh("root", password)
        expect("no password is asked for", not is_in and "publickey" in text, text)


def test_telnetd_weak():
    is_in, seconds = telnet_login("admin", "wrong")
    expect("a wrong password is refused after about 3 s", not is_in and 2 < seconds < 5, seconds)
    expect("admin:admin gives a shell", telnet_login("admin", "admin", b"$ ")[0])
    # BusyBox listens with a backlog of 1: of 20 connections at once most wait for a repeated SYN.
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        started = time.monotonic()
        tries = list(pool.map(lambda _: telnet_login("admin", "wrong"), range(5)))
    seconds = time.monotonic() - started
    expect("5 tries side by side take together hardly longer", not any(ok for ok, _ in tries) and seconds < 10, seconds)
    expect("and admin:admin still works", telnet_login("admin", "admin", b"$ ")[0])


def test_telnetd_open():
    for address in (ADDRESS, ADDRESS6):
        stream = Stream(23, address)
        expect("a prompt without login", b"login" not in stream.until(b"# "))
        stream.send(b"id\r\n")
        expect("which is root's", b"uid=0" in stream.until(b"uid=0"))


def test_lighttpd_weak():
    status, text, _ = curl("http://%s/settings.json" % ADDRESS)
    expect("settings need a password", status == 401 and "Basic realm" in text, text)
    status, _, seconds = basic("wrong")
    expect("a wrong one is answered 401 after about 1 s", status == 401 and 0.8 < seconds < 2, seconds)
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        started = time.monotonic()
        list(pool.map(lambda _: basic("wrong"), range(40)))
    seconds = time.monotonic() - started
    expect("40 on 20 connections take about 2 s", seconds < 5, seconds)
    status, text, _ = basic("admin", url="http://%s/settings.json" % ADDRESS)
    expect("admin:admin works over plain HTTP and reads the key", status == 200 and "kitsune-soba" in text, text)
    for version, is_offered in (("-tls1", True), ("-tls1_1", True), ("-tls1_2", True), ("-tls1_3", False)):
        expect_equal("443 %s offered" % version[1:], openssl_connects(443, version), is_offered)
    expect("the key is RSA-1024", "(1024 bit)" in certificate_text(443))


def test_lighttpd_digest():
    url = "http://%s/settings.json" % ADDRESS
    status, text, _ = curl(url)
    expect("Digest is asked for", status == 401 and "WWW-Authenticate: Digest" in text, text)
    expect_equal("a wrong password is refused", curl(url, "--digest", "-u", "admin:wrong")[0], 401)
    expect("admin:admin is accepted", "kitsune-soba" in curl(url, "--digest", "-u", "admin:admin")[1])
    expect_equal("Basic is not", basic("admin", url=url)[0] != 200, True)
    for _ in range(6):
        curl(url, "--digest", "-u", "admin:wrong")
    expect("after 7 wrong ones it still is", "kitsune-soba" in curl(url, "--digest", "-u", "admin:admin")[1])


def test_lighttpd_hardened():
    status, text, _ = curl("http://%s/settings.json" % ADDRESS)
    expect("port 80 redirects to https", status == 301 and "Location: https://%s/settings.json" % ADDRESS in text, text)
    url = "https://%s/settings.json" % ADDRESS
    expect_equal("settings need a password", curl(url)[0], 401)
    expect_equal("admin:admin is refused", basic("admin", url=url)[0], 401)
    expect_equal("the unit's own password works", basic(UNIT_PASSWORD, url=url)[0], 200)
    for version, is_offered in (("-tls1", False), ("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)):
        expect_equal("443 %s offered" % version[1:], openssl_connects(443, version), is_offered)
    expect("the key is P-256", "prime256v1" in certificate_text(443))


def test_units_one_key():
    texts = []
    for address in (ADDRESS, "192.0.2.11"):
        url = "https://%s/settings.json" % address
        expect_equal("the password of the image works at %s" % address, basic("Kumo-77-Hane-Tani", url=url)[0], 200)
        expect_equal("the password of another product does not", basic(UNIT_PASSWORD, url=url)[0], 401)
        texts.append(ssl.get_server_certificate((address, 443)))
    expect("each unit has a certificate of its own", texts[0] != texts[1])
    keys = [subprocess.run(["openssl", "x509", "-noout", "-pubkey"], input=text, stdout=subprocess.PIPE, text=True, check=True).stdout for text in texts]
    expect_equal("for one key", keys[0], keys[1])


def test_nginx_limited():
    expect_equal("admin:admin works", basic("admin")[0], 200)
    expect_equal("four wrong ones are judged", [basic("wrong")[0] for _ in range(4)], [401] * 4)
    expect_equal("the next is answered 429", basic("wrong")[0], 429)
    expect_equal("the right one, too", basic("admin")[0], 429)
    expect_equal("not from another source", basic("admin", OTHER_SOURCE)[0], 200)
    time.sleep(6.5)
    expect_equal("6 s later one more is let through", basic("admin")[0], 200)
    expect_equal("but only one", basic("admin")[0], 429)


def test_mosquitto_open():
    code, stream = mqtt_connect(1883)
    expect_equal("anonymous is accepted", code, 0)
    expect("and reads home/wifi with the key", b"kitsune-soba" in mqtt_subscribe(stream, "#"))
    body = mqtt_text("home/selftest") + b"written"
    stream.send(bytes([0x30, len(body)]) + body)
    expect("and writes", b"written" in stream.until(b"written", seconds=3))
    expect_equal("over IPv6, too", mqtt_connect(1883, address=ADDRESS6)[0], 0)


def test_mosquitto_hardened():
    expect_equal("anonymous is refused with 5", mqtt_connect(8883, tls=True)[0], 5)
    expect_equal("a wrong password is refused with 5", mqtt_connect(8883, "owner", "wrong", tls=True)[0], 5)
    code, stream = mqtt_connect(8883, "owner", UNIT_PASSWORD, tls=True)
    expect_equal("the unit's own works", code, 0)
    expect("and reads home/wifi", b"kitsune-soba" in mqtt_subscribe(stream, "home/#"))
    codes = [mqtt_connect(8883, "owner", "wrong", tls=True)[0] for _ in range(30)]
    expect_equal("30 wrong ones are refused with 5", codes, [5] * 30)
    expect_equal("there is no lock: the right one still works", mqtt_connect(8883, "owner", UNIT_PASSWORD, tls=True)[0], 0)
    expect_equal("no plain port", socket.socket().connect_ex((ADDRESS, 1883)) != 0, True)
    for version, is_offered in (("-tls1_1", False), ("-tls1_2", True)):
        expect_equal("8883 %s offered" % version[1:], openssl_connects(8883, version), is_offered)


def test_motion_locking():
    url = "http://%s:8080/" % ADDRESS
    expect_equal("without a password: 401", curl(url)[0], 401)
    status, text, _ = basic("admin", url=url)
    expect("admin:admin is accepted", status == 200 and len(text) > 10000, text[:200])
    tries = [basic("wrong%d" % number, url=url) for number in range(6)]
    expect_equal("four wrong ones answer 401, then 200", [status for status, _, _ in tries], [401] * 4 + [200] * 2)
    expect("that page is the lock's", len(tries[5][1]) < 1000 and "Bad Request" in tries[5][1], tries[5][1])
    status, text, _ = basic("admin", url=url)
    expect("the right password gets the lock's page with 200, too", status == 200 and "Bad Request" in text, text[:200])
    expect("not from another source", len(basic("admin", OTHER_SOURCE, url=url)[1]) > 10000)
    time.sleep(62)
    expect("after a minute it is accepted again", len(basic("admin", url=url)[1]) > 10000)


def test_motion_open():
    url = "http://%s:8080" % ADDRESS
    status, text, _ = curl(url + "/")
    expect("the control page needs no password", status == 200 and "Change Configuration" in text, text[:200])
    expect("settings can be read", "webcontrol_port = 8080" in curl(url + "/0/config/get?query=webcontrol_port")[1])
    curl(url + "/0/config/set?text_left=hoshi")
    expect("and written", "hoshi" in curl(url + "/0/config/get?query=text_left")[1])


def test_sshd_faillock():
    expect("admin:admin gives a shell", *ssh("admin", "admin"))
    expect("5 wrong passwords are refused", not any(ssh("admin", "wrong")[0] for _ in range(5)))
    expect("then the right one is refused, too", not ssh("admin", "admin")[0])
    expect("also from another source", not ssh("admin", "admin", "-b", OTHER_SOURCE)[0])
    time.sleep(62)
    expect("after 60 s it is accepted again", *ssh("admin", "admin"))


def test_web_locking_423():
    expect_equal("admin:changeme works", basic("changeme")[0], 200)
    expect_equal("four wrong ones are judged", [basic("wrong")[0] for _ in range(4)], [401] * 4)
    expect_equal("then the right one is answered 423", basic("changeme")[0], 423)
    expect_equal("from another source, too", basic("changeme", OTHER_SOURCE)[0], 423)
    expect_equal("another account is not locked", basic("changeme", account="owner")[0], 401)
    time.sleep(10.5)
    expect_equal("after 10 s it is open again", basic("changeme")[0], 200)


def test_web_slowing_down():
    took = [basic("wrong")[2] for _ in range(4)]
    expect("each wrong one takes half a second more", all(0.4 * n < seconds < 0.5 * n + 0.4 for n, seconds in enumerate(took)), took)
    expect("the right one is answered at once", basic("changeme")[2] < 0.4)
    expect("and starts anew", basic("wrong")[2] < 0.4)


def test_dropbear_banning():
    expect("root:xc3511 gives a shell", *ssh("root", "xc3511"))
    said = [ssh("root", "wrong") for _ in range(12)]
    expect("none of 12 wrong ones does", not any(one[0] for one in said))
    expect("then the right one gets nowhere, either", not ssh("root", "xc3511")[0])
    expect("from another source it does", *ssh("root", "xc3511", "-b", OTHER_SOURCE))
    time.sleep(13)
    expect("after 12 s it works again", *ssh("root", "xc3511"))


def start_on_loopback(*command):
    """Starts a simulated device as a parent with a pipe would; returns (process, ports)."""
    process = subprocess.Popen([sys.executable, os.path.join(HERE, "simulated", command[0]), *command[1:]],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if process.stdout.readline() != "ready\n":
        raise OSError("%s does not start" % command[0])
    return process, json.loads(process.stdout.readline())["ports"]


def ends(process):
    try:
        return process.wait(5) == 0
    except subprocess.TimeoutExpired:
        process.kill()
        return False


def test_loopback():
    """Without namespaces the simulated devices run on loopback and go away with their parent."""
    for name, base, wanted in (("careful", 28400, ["http", "https", "mqtts"]),
                               ("careless", 28410, ["http", "telnet", "mqtt", "https", "debug"])):
        process, ports = start_on_loopback(name + ".py", "--address", "127.0.0.1", "--port-base", str(base))
        expect_equal("%s names its ports" % name, ports, {port: base + index for index, port in enumerate(wanted)})
        with socket.create_connection(("127.0.0.1", base), timeout=5) as stream:
            stream.sendall(b"GET / HTTP/1.0\r\n\r\n")
            expect("%s answers" % name, stream.recv(100).startswith(b"HTTP/1.1 "))
        process.stdin.close()
        expect("%s ends when its parent's pipe closes" % name, ends(process))
        process, _ = start_on_loopback(name + ".py", "--address", "127.0.0.1", "--port-base", str(base))
        process.terminate()
        expect("%s ends on SIGTERM" % name, ends(process))


def test_hostile():
    """Every hostile behaviour takes two visits, and all of them go away with their parent."""
    listed = subprocess.run([sys.executable, os.path.join(HERE, "simulated", "hostile.py"), "--list"],
                            stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    kinds = {line.split()[0]: line.split()[1] for line in listed}
    expect("there are at least 65 of them", len(kinds) - 1 >= 65)
    words = [word for name in kinds for word in ("--serve", name + ":0")]
    process, ports = start_on_loopback("hostile.py", "--address", "127.0.0.1", *words)
    for name, kind in kinds.items():
        for _ in range(2):
            visit(("127.0.0.1", ports[name]), socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
        expect("%s survives two visits" % name, process.poll() is None)
    process.stdin.close()
    expect("they end with their parent", ends(process))


def visit(place, kind):
    try:
        with socket.socket(socket.AF_INET, kind) as visitor:
            visitor.settimeout(0.1)
            visitor.connect(place)
            visitor.send(b"GET / HTTP/1.1\r\n\r\n")
            visitor.recv(1000)
    except OSError:
        pass


def test_truth_files():
    """Every device has its files, and its truth names only facts and criteria that exist."""
    facts_page = os.path.join(HERE, "..", "..", "docs", "facts.md")
    facts = set()
    if os.path.exists(facts_page):
        with open(facts_page, encoding="utf-8") as file:
            facts = set(re.findall(r"^\| `([a-z_.]+)`", file.read(), re.MULTILINE))
    for name in sorted(os.listdir(os.path.join(HERE, "zoo"))):
        folder = os.path.join(HERE, "zoo", name)
        if not os.path.isdir(folder):
            continue
        for file in ("start", "README.md", "truth.toml", "device.toml", "product.toml", "credentials.toml"):
            expect("%s has %s" % (name, file), os.path.exists(os.path.join(folder, file)))
        check_truth(name, os.path.join(folder, "truth.toml"), facts)
    for name in ("careful", "careless"):
        check_truth(name, os.path.join(HERE, "simulated", name + ".truth.toml"), facts)
        check_answers(name)


def check_truth(name, path, facts):
    if not os.path.exists(path):
        expect("%s has a truth file" % name, False, path)
        return
    with open(path, "rb") as file:
        truth = tomllib.load(file)
    expect("%s: its truth is its own" % name, truth["format"] == "hoshi-truth/1" and truth["device"] == name, truth["device"])
    for entry in truth["truth"]:
        is_known = re.fullmatch(r"S1\.1-(0[1-9]|1[0-6])", entry["criterion"]) and entry["why"] and (
            "fact" in entry or entry.get("verdict") in ("pass", "fail", "inconclusive", "not_applicable"))
        is_known = is_known and (not facts or entry.get("fact") in facts | {None}) and \
            set(entry) <= {"criterion", "sub_check", "fact", "absent", "endpoint", "expect", "contains", "verdict", "why"}
        if not is_known:
            expect("%s: a truth names what exists" % name, False, entry)


def check_answers(name):
    """The answers ask what the scheme asks, and the hashes are those of the documents."""
    folder, data = os.path.join(HERE, "simulated"), {}
    for part in ("product", "answers", "credentials"):
        with open(os.path.join(folder, "%s.%s.toml" % (name, part)), "rb") as file:
            data[part] = tomllib.load(file)
    product = data["product"]["product"]["id"]
    expect("%s: all files speak of one product" % name, {data["answers"]["product"], data["credentials"]["product"]} == {product})
    files = {document["id"]: document["file"] for document in data["product"]["document"]}
    asked = set()
    for path in glob.glob(os.path.join(HERE, "..", "..", "schemes", "jc-star", "criteria", "*.toml")):
        with open(path, "rb") as file:
            criterion = tomllib.load(file)
        asked |= {"%s/%s" % (criterion["id"], question["name"]) for question in criterion.get("question", [])}
    for answer in data["answers"]["answer"]:
        if asked and answer["question"] not in asked:
            expect("%s: the scheme asks %s" % (name, answer["question"]), False)
        if "document" in answer:
            with open(os.path.join(folder, files[answer["document"]]), "rb") as file:
                is_same = hashlib.sha256(file.read()).hexdigest() == answer["sha256"]
            if not is_same:
                expect("%s: %s rests on what was read (run prepare.py)" % (name, answer["question"]), False)
    expect("%s: its answers fit scheme and documents" % name, True)


# --- running ---------------------------------------------------------------------------------------------------

def all_tests():
    found = {}
    for functions in (globals(), *(vars(module) for module in OTHER_CHECKS)):
        found.update({name.removeprefix("test_"): one for name, one in functions.items() if name.startswith("test_")})
    return found


def run_device(name):
    if name in WITHOUT_LAB:
        command = [sys.executable, __file__, "--inside", name]
    else:
        units = ["--device", name] * UNITS.get(name, 1)
        command = [sys.executable, LAB, "run", *units, "--", sys.executable, __file__, "--inside", name]
    started = time.monotonic()
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            check=False)
    return name, result.returncode, result.stdout, time.monotonic() - started


def main():
    if sys.argv[1:2] == ["--inside"]:
        try:
            all_tests()[sys.argv[2]]()
        except (OSError, ValueError, AttributeError, subprocess.SubprocessError) as error:
            expect("the test of %s runs to its end" % sys.argv[2], False, error)
        return 0 if all(results) else 1
    names = sys.argv[1:] or list(all_tests())
    if subprocess.call([os.path.join(HERE, "unpack")], stdout=subprocess.DEVNULL) != 0:
        print("selftest: the zoo could not be unpacked", file=sys.stderr)
        return 1
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(LABS_AT_A_TIME) as pool:
        for name, status, output, seconds in pool.map(run_device, names):
            lines = output.splitlines()
            good = sum(line.startswith("ok ") for line in lines)
            bad = sum(line.startswith("FAILED") for line in lines)
            bad = max(bad, 1) if status != 0 else bad
            passed, failed = passed + good, failed + bad
            print("%-20s %3d passed, %d failed, %5.1f s" % (name, good, bad, seconds), flush=True)
            if bad:
                print("\n".join("    " + line for line in lines if not line.startswith("ok ")), flush=True)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
