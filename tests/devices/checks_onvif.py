# SPDX-License-Identifier: Apache-2.0
# Asks the simulated ONVIF cameras, with a WS-UsernameToken of our own making, whether they do what their truth says.
import base64
import hashlib
import os
import re

from clients import ADDRESS, Stream
from expectations import expect

UNIT_OWN = "Hotaru-7730-Numa"


def ask(operation, password=None, created="", nonce=None):
    header = ""
    if password is not None:
        nonce = nonce or os.urandom(16)
        digest = base64.b64encode(hashlib.sha1(nonce + created.encode() + password.encode()).digest()).decode()
        header = ("<s:Header><Security><UsernameToken><Username>admin</Username><Password>%s</Password><Nonce>%s</Nonce>"
                  "<Created>%s</Created></UsernameToken></Security></s:Header>"
                  % (digest, base64.b64encode(nonce).decode(), created))
    body = ("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'>%s<s:Body><%s/></s:Body></s:Envelope>"
            % (header, operation)).encode()
    stream = Stream(80)
    stream.send(b"POST /onvif/device_service HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                % (ADDRESS.encode(), len(body), body))
    return stream.until(b"</s:Envelope>").decode("utf-8", "replace")


def device_time():
    said = ask("GetSystemDateAndTime")
    parts = [int(re.search("<tt:%s>([0-9]+)<" % name, said)[1]) for name in ("Year", "Month", "Day", "Hour", "Minute", "Second")]
    return "%04d-%02d-%02dT%02d:%02d:%02dZ" % tuple(parts)


def test_onvif_weak():
    for operation in ("GetDeviceInformation", "GetUsers", "GetProfiles"):
        said = ask(operation)
        expect("%s asks nobody for a token" % operation, operation + "Response" in said, said)


def test_onvif_hardened():
    now, nonce = device_time(), os.urandom(16)
    for operation in ("GetDeviceInformation", "GetUsers", "GetProfiles"):
        expect("%s wants a token" % operation, "NotAuthorized" in ask(operation), operation)
    expect("the right password opens", "UserLevel" in ask("GetUsers", UNIT_OWN, now, nonce))
    expect("not twice with the same nonce", "NotAuthorized" in ask("GetUsers", UNIT_OWN, now, nonce))
    expect("not with another time", "NotAuthorized" in ask("GetUsers", UNIT_OWN, "2031-01-01T00:00:00Z"))
    for _ in range(5):
        expect("a wrong password does not", "NotAuthorized" in ask("GetUsers", "wrong", now))
    expect("and then not even the right one", "NotAuthorized" in ask("GetUsers", UNIT_OWN, now))
