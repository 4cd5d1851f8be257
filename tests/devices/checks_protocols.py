# SPDX-License-Identifier: Apache-2.0
# Asks the zoo's devices of other protocols than web, SSH, Telnet and MQTT whether they do what their truth says.
import socket

from clients import ADDRESS, ADDRESS6, Stream, ask_udp, curl_files, dig, zoo_tool
from expectations import UNIT_PASSWORD, expect, expect_equal

SECRET = "kitsune-soba"


def ftp(path, *options):
    """Returns what curl fetched or listed, and everything it said."""
    return curl_files("ftp://%s/%s" % (ADDRESS, path), *options)


def test_vsftpd_weak():
    for address in (ADDRESS, "[%s]" % ADDRESS6):
        expect("anonymous reads the settings", SECRET in curl_files("ftp://%s/settings.json" % address)[0])
    expect_equal("anonymous writes", ftp("incoming/selftest.txt", "-T", __file__)[2], 0)
    expect("and it is there", "selftest" in ftp("incoming/")[0])
    expect("admin:admin is accepted in clear", SECRET in ftp("settings.json", "-u", "admin:admin")[0])
    expect_equal("a wrong password is not", ftp("", "-u", "admin:wrong")[2], 67)
    said = ftp("", "--ssl-reqd", "-k")[1]
    expect("AUTH TLS is not offered", "AUTH" in said and "234" not in said, said)
    expect("four wrong ones on, admin:admin still works",
           [ftp("", "-u", "admin:wrong")[2] for _ in range(4)] == [67] * 4 and SECRET in ftp("settings.json", "-u", "admin:admin")[0])


def test_vsftpd_hardened():
    tls = ("--ssl-reqd", "-k")
    expect_equal("anonymous is refused, in clear", ftp("")[2], 67)
    expect_equal("and inside TLS", ftp("", *tls)[2], 67)
    said = ftp("", "-u", "admin:" + UNIT_PASSWORD)[1]
    expect("a password in clear is not taken", "530 Non-anonymous sessions must use encryption." in said, said)
    expect("inside TLS it is", SECRET in ftp("settings.json", "-u", "admin:" + UNIT_PASSWORD, *tls)[0])
    expect_equal("admin:admin is refused", ftp("", "-u", "admin:admin", *tls)[2], 67)
    for _ in range(4):
        ftp("", "-u", "admin:wrong", *tls)
    expect_equal("after five wrong ones the right one is refused", ftp("", "-u", "admin:" + UNIT_PASSWORD, *tls)[2], 67)


def snmp(tool, version, secret, *words, address=ADDRESS):
    login = ["-v", version, "-c", secret] if version != "3" else \
        ["-v3", "-l", "authPriv", "-u", "operator", "-a", "SHA", "-A", secret, "-x", "AES", "-X", secret]
    return zoo_tool(tool, "-On", "-t1", "-r0", *login, address, *words, variables={"MIBS": ""})


def test_snmpd_weak():
    for version in ("1", "2c"):
        expect("v%s public reads sysDescr" % version, "WS-1" in snmp("snmpget", version, "public", "1.3.6.1.2.1.1.1.0"))
    expect("over IPv6, too", "WS-1" in snmp("snmpget", "2c", "public", "1.3.6.1.2.1.1.1.0", address="udp6:[%s]" % ADDRESS6))
    contact = ("1.3.6.1.2.1.1.4.0", "s", "selftest")
    expect("public does not write", "selftest" not in snmp("snmpset", "2c", "public", *contact))
    expect("private does", "selftest" in snmp("snmpset", "2c", "private", *contact))
    expect("another community is met with silence", "Timeout" in snmp("snmpget", "2c", "other", "1.3.6.1.2.1.1.1.0"))


def test_snmpd_v3():
    for community in ("public", "private"):
        expect("%s is met with silence" % community, "Timeout" in snmp("snmpget", "2c", community, "1.3.6.1.2.1.1.1.0"))
    expect("operator reads", "HS-1" in snmp("snmpget", "3", UNIT_PASSWORD, "1.3.6.1.2.1.1.1.0"))
    said = snmp("snmpget", "3", "wrong-password", "1.3.6.1.2.1.1.1.0")
    expect("not with another password", "Authentication failure" in said, said)
    for _ in range(20):
        snmp("snmpget", "3", "wrong-password", "1.3.6.1.2.1.1.1.0")
    expect("20 wrong ones later it still does", "HS-1" in snmp("snmpget", "3", UNIT_PASSWORD, "1.3.6.1.2.1.1.1.0"))


def coap(*words, scheme="coap", path="/", address=ADDRESS, port=5683, tool="coap-client-notls"):
    return zoo_tool(tool, "-B", "2", *words, "%s://%s:%d%s" % (scheme, address, port, path))


def test_coap_open():
    expect("the list of resources is given", "/example_data" in coap(path="/.well-known/core"))
    expect("over IPv6, too", "/time" in coap(path="/.well-known/core", address="[%s]" % ADDRESS6))
    expect("over TCP, too", "/time" in coap(path="/.well-known/core", scheme="coap+tcp"))
    coap("-m", "put", "-e", "selftest", path="/example_data")
    expect("what was put is given", "selftest" in coap(path="/example_data"))


def test_coap_psk():
    expect_equal("5683 is silent", coap(path="/.well-known/core"), "")
    options = {"scheme": "coaps", "port": 5684, "tool": "coap-client-openssl", "path": "/.well-known/core"}
    expect("the key opens it", "/example_data" in coap("-u", "sensor", "-k", UNIT_PASSWORD, **options))
    expect("over IPv6, too", "/time" in coap("-u", "sensor", "-k", UNIT_PASSWORD, address="[%s]" % ADDRESS6, **options))
    expect("another key does not", "/example_data" not in coap("-u", "sensor", "-k", "wrong", **options))
    for port in (5683, 5684):
        with socket.socket() as connection:
            connection.settimeout(1)
            expect("tcp/%d is closed" % port, connection.connect_ex((ADDRESS, port)) != 0)


def test_atftpd_open():
    expect("config.cfg is given", SECRET in curl_files("tftp://%s/config.cfg" % ADDRESS)[0])
    expect_equal("a file is taken", curl_files("tftp://%s/selftest.txt" % ADDRESS, "-T", __file__)[2], 0)
    expect("and given back", "def test_atftpd_open" in curl_files("tftp://%s/selftest.txt" % ADDRESS)[0])
    answer, port = ask_udp(69, b"\0\1no-such-file\0octet\0")
    expect("another name is an error, from another port", answer[:2] == b"\0\5" and port != 69, (answer, port))


def test_dnsmasq_open():
    for address in (ADDRESS, ADDRESS6):
        expect_equal("its own name", dig(address, "router.lan", "A"), ADDRESS)
    expect_equal("over TCP, too", dig(ADDRESS, "router.lan", "AAAA", "+tcp"), ADDRESS6)
    expect_equal("a name of the family", dig(ADDRESS, "yamada-taro-phone.lan", "A"), "192.0.2.77")
    expect("its version", "2.90" in dig(ADDRESS, "version.bind", "TXT", "-c", "CH"))
    expect("another name is refused", "REFUSED" in dig(ADDRESS, "example.org", "A", "+comments", short=False))


def modbus(body, address=ADDRESS):
    stream = Stream(502, address)
    stream.send(b"\0\1\0\0" + (len(body) + 1).to_bytes(2, "big") + b"\1" + body)
    answer = stream.socket.recv(300)[7:]
    stream.close()
    return answer


def test_modbus_open():
    for address in (ADDRESS, ADDRESS6):
        expect("holding register 1 is read", modbus(b"\3\0\1\0\1", address)[:2] == b"\3\2")
    expect_equal("and written", modbus(b"\6\0\1\1\2"), b"\6\0\1\1\2")
    expect_equal("and has that value", modbus(b"\3\0\1\0\1"), b"\3\2\1\2")
    expect("device identification names HT-1", b"HT-1" in modbus(b"\x2b\x0e\1\0"), modbus(b"\x2b\x0e\1\0"))


def redis(*words, address=ADDRESS):
    return zoo_tool("redis-cli", "--no-auth-warning", "-h", address, *words).strip()


def test_redis_open():
    for address in (ADDRESS, ADDRESS6):
        expect("the key is read", SECRET in redis("get", "wifi_key", address=address))
    expect("and the version told", "redis_version:7.0.15" in redis("info", "server"))


def test_redis_password():
    expect("nothing without the password", redis("get", "wifi_key").startswith("NOAUTH"))
    expect("not with another", "WRONGPASS" in redis("-a", "admin", "get", "wifi_key"))
    expect("foobared opens it", SECRET in redis("-a", "foobared", "get", "wifi_key"))
    for _ in range(20):
        redis("-a", "wrong", "ping")
    expect("20 wrong ones later, too", SECRET in redis("-a", "foobared", "get", "wifi_key"))


def test_memcached_open():
    for address in (ADDRESS, ADDRESS6):
        stream = Stream(11211, address)
        stream.send(b"get wifi_key\r\nversion\r\n")
        said = stream.until(b"VERSION 1.6.18\r\n", seconds=3)
        expect("the key and the version are given", SECRET.encode() in said and b"VERSION 1.6.18" in said, said)
        stream.close()
    answer, _ = ask_udp(11211, b"\0\1\0\0\0\1\0\0version\r\n")
    expect("over UDP, too", b"VERSION 1.6.18" in answer, answer)
