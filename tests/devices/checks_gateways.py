# SPDX-License-Identifier: Apache-2.0
# Asks the zoo's whole gateways, service by service, whether they do what their truth says.
import socket

from checks_home import mdns, search
from checks_protocols import coap, modbus, snmp
from clients import (ADDRESS, ADDRESS6, basic, certificate_text, curl, curl_files, dig, mqtt_connect, mqtt_subscribe, openssl_connects,
                     rtsp, ssh, telnet_login, zoo_tool)
from expectations import UNIT_PASSWORD, expect, expect_equal

SECRET = "kitsune-soba"


def closed(*ports):
    for port in ports:
        with socket.socket() as connection:
            connection.settimeout(1)
            expect("tcp/%d is closed" % port, connection.connect_ex((ADDRESS, port)) != 0)


def weak_parts():
    """What the weak and the constrained gateway have in common."""
    expect_equal("the start page needs a password", curl("http://%s/" % ADDRESS)[0], 401)
    expect("admin:admin reads the settings", SECRET in basic("admin", url="http://%s/settings.json" % ADDRESS)[1])
    expect("the camera's by Digest", SECRET in curl("http://%s/camera/settings.json" % ADDRESS, "--digest", "-u", "admin:admin")[1])
    for version, is_offered in (("-tls1", True), ("-tls1_2", True), ("-tls1_3", False)):
        expect_equal("443 %s offered" % version[1:], openssl_connects(443, version), is_offered)
    expect("the key is RSA-1024", "(1024 bit)" in certificate_text(443))
    expect("the backup needs no password", SECRET in curl_files("http://%s:8080/backup.json" % ADDRESS)[0])
    expect("SSH takes admin:admin", *ssh("admin", "admin"))
    expect("Telnet, too", telnet_login("admin", "admin", b"$ ")[0])
    code, stream = mqtt_connect(1883)
    expect("MQTT gives everybody the key", code == 0 and SECRET.encode() in mqtt_subscribe(stream, "#"))
    expect("SNMP public reads", "WG-1" in snmp("snmpget", "2c", "public", "1.3.6.1.2.1.1.1.0"))
    expect("CoAP lists its resources", "/example_data" in coap(path="/.well-known/core"))
    expect("Modbus registers are read", modbus(b"\3\0\1\0\1")[:2] == b"\3\2")


def test_weak_gateway():
    weak_parts()
    expect("FTP anonymous reads", SECRET in curl_files("ftp://%s/settings.json" % ADDRESS)[0])
    expect_equal("FTP admin:admin is accepted", curl_files("ftp://%s/" % ADDRESS, "-u", "admin:admin")[2], 0)
    expect("TFTP gives config.cfg", SECRET in curl_files("tftp://%s/config.cfg" % ADDRESS)[0])
    expect_equal("DNS answers", dig(ADDRESS, "router.lan", "A"), ADDRESS)
    expect_equal("RTSP needs a password", rtsp("/live")[0], 401)
    expect_equal("admin:admin", rtsp("/live", login=("admin", "admin"))[0], 200)
    expect("motion's page is open", "webcontrol_port" in curl("http://%s:8081/0/config/get?query=webcontrol_port" % ADDRESS)[1])
    expect("MiniDLNA answers a search", ":8200/" in search("urn:schemas-upnp-org:device:MediaServer:1"))
    expect("its name is the family's", "Yamada" in curl("http://%s:8200/rootDesc.xml" % ADDRESS)[1])
    expect("mDNS names the owner", b"WG-1 of Hanako Yamada" in mdns("_http._tcp.local", 12, "224.0.0.251"))
    expect("wsdd listens", curl("http://%s:5357/" % ADDRESS)[0] in (404, 501, 400))


def test_constrained_gateway():
    slow = [curl("http://%s:8080/" % ADDRESS)[2] for _ in range(10)]
    expect("most answers wait for a turn", sorted(slow)[7] > 0.01, slow)
    weak_parts()
    closed(21, 53, 554, 8081, 8200)


def test_hardened_gateway():
    status, said, _ = curl("http://%s/settings.json" % ADDRESS)
    expect("port 80 redirects", status == 301 and "https://%s/settings.json" % ADDRESS in said, said)
    url = "https://%s/settings.json" % ADDRESS
    expect_equal("settings need a password", curl(url)[0], 401)
    expect_equal("admin:admin is refused", basic("admin", url=url)[0], 401)
    expect("the unit's own reads them", SECRET in basic(UNIT_PASSWORD, url=url)[1])
    for version, is_offered in (("-tls1", False), ("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)):
        expect_equal("443 %s offered" % version[1:], openssl_connects(443, version), is_offered)
    expect_equal("MQTT refuses anonymous", mqtt_connect(8883, tls=True)[0], 5)
    code, stream = mqtt_connect(8883, "admin", UNIT_PASSWORD, tls=True)
    expect("MQTT takes the unit's own", code == 0 and SECRET.encode() in mqtt_subscribe(stream, "home/#"))
    expect_equal("30 wrong ones are refused", [mqtt_connect(8883, "admin", "x", tls=True)[0] for _ in range(30)], [5] * 30)
    is_in, said = ssh("root", UNIT_PASSWORD)
    expect("SSH asks for no password", not is_in and "(publickey)" in said, said)
    expect("SNMP public is met with silence", "Timeout" in snmp("snmpget", "2c", "public", "1.3.6.1.2.1.1.1.0"))
    login = ("-v3", "-l", "authPriv", "-u", "admin", "-a", "SHA", "-A", UNIT_PASSWORD, "-x", "AES", "-X", UNIT_PASSWORD)
    expect("SNMPv3 reads", "HG-1" in zoo_tool("snmpget", "-t2", "-r0", *login, ADDRESS, "1.3.6.1.2.1.1.1.0", variables={"MIBS": ""}))
    options = {"scheme": "coaps", "port": 5684, "tool": "coap-client-openssl", "path": "/.well-known/core"}
    expect("CoAP inside DTLS with the key", "/time" in coap("-u", "x", "-k", UNIT_PASSWORD, address="[%s]" % ADDRESS6, **options))
    expect_equal("not outside", coap(path="/.well-known/core"), "")
    closed(23, 1883, 5683, 5684)
