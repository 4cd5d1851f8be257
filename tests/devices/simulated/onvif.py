# SPDX-License-Identifier: Apache-2.0
# A simulated ONVIF camera (Debian has none): weak tells everybody everything, hardened checks WS-UsernameTokens for real.
"""onvif.py weak|hardened --address A [--port-base N]

weak: no operation asks for a login, scopes may be added by anybody, the account is admin:admin.
hardened: everything but time and capabilities wants a token; digests are checked, nonces are taken once, the time must be
within five minutes of the device's clock, which is wrong by two years; five wrong tries lock the account for a minute.
"""
import base64
import calendar
import hashlib
import hmac
import sys
import threading
import time
import xml.etree.ElementTree as tree
from xml.sax.saxutils import escape

import device

PATHS = ("/onvif/device_service", "/onvif/media_service")
OPEN = ("GetSystemDateAndTime", "GetCapabilities", "GetServices", "GetServiceCapabilities")
ACCOUNTS = {"weak": ("admin", "admin"), "hardened": ("admin", "Hotaru-7730-Numa")}
CLOCK_IS_WRONG_BY_SECONDS = {"weak": 0, "hardened": -2 * 365 * 86400}
TOLERATED_SECONDS = 300
WRONG_TRIES, LOCK_SECONDS = 5, 60
MAX_SCOPES = 20
ENVELOPE = ('<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
            'xmlns:ter="http://www.onvif.org/ver10/error" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" '
            'xmlns:trt="http://www.onvif.org/ver10/media/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema">'
            '<s:Body>%s</s:Body></s:Envelope>')


def local(tag):
    return tag.rpartition("}")[2]


def find(element, name):
    return next((one for one in element.iter() if local(one.tag) == name), None)


def text(element, name):
    found = find(element, name)
    return (found.text or "").strip() if found is not None else ""


class Camera:
    def __init__(self, variant):
        self.variant = variant
        self.account, self.password = ACCOUNTS[variant]
        self.scopes = ["onvif://www.onvif.org/type/video_encoder"]
        self.nonces, self.wrong, self.locked_until = set(), 0, 0.0
        self.guard = threading.Lock()

    def now(self):
        return time.time() + CLOCK_IS_WRONG_BY_SECONDS[self.variant]

    def answer(self, request):
        if request.path not in PATHS:
            return device.Response(404, "Not Found\n", "text/plain")
        if request.method != "POST":
            return device.Response(405, "Method Not Allowed\n", "text/plain")
        try:
            envelope = tree.fromstring(request.body)
        except tree.ParseError:
            return self.fault("ter:WellFormed", "not well-formed")
        body = find(envelope, "Body")
        if body is None or not len(body):
            return self.fault("ter:WellFormed", "no operation")
        operation = local(body[0].tag)
        with self.guard:
            if self.variant == "hardened" and operation not in OPEN and not self.may(envelope):
                return self.fault("ter:NotAuthorized", "Sender not authorized")
            made = getattr(self, "do_" + operation, None)
            return self.fault("ter:ActionNotSupported", "no such action") if made is None else self.reply(operation, made(body[0]))

    def may(self, envelope):
        token = find(envelope, "UsernameToken")
        if token is None:
            return False
        if time.monotonic() < self.locked_until:
            return False
        if self.is_right(token):
            self.wrong = 0
            return True
        self.wrong += 1
        if self.wrong >= WRONG_TRIES:
            self.wrong, self.locked_until = 0, time.monotonic() + LOCK_SECONDS
        return False

    def is_right(self, token):
        """WS-Security UsernameToken Profile 1.1, 3.1: base64(SHA-1(nonce + created + password)), fresh and used once."""
        try:
            nonce = base64.b64decode(text(token, "Nonce"), validate=True)
            created = calendar.timegm(time.strptime(text(token, "Created"), "%Y-%m-%dT%H:%M:%SZ"))
        except ValueError:
            return False
        if not nonce or nonce in self.nonces or abs(created - self.now()) > TOLERATED_SECONDS:
            return False
        self.nonces.add(nonce)
        made = hashlib.sha1(nonce + text(token, "Created").encode() + self.password.encode()).digest()
        right = hmac.compare_digest(base64.b64encode(made).decode(), text(token, "Password"))
        return right and text(token, "Username") == self.account

    def reply(self, operation, content):
        prefix = "trt" if operation in ("GetProfiles", "GetVideoSources") else "tds"
        body = "<%s:%sResponse>%s</%s:%sResponse>" % (prefix, operation, content, prefix, operation)
        return device.Response(200, ENVELOPE % body, "application/soap+xml; charset=utf-8")

    def fault(self, code, reason):
        body = ("<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>%s</s:Value></s:Subcode></s:Code>"
                '<s:Reason><s:Text xml:lang="en">%s</s:Text></s:Reason></s:Fault>' % (code, reason))
        return device.Response(400, ENVELOPE % body, "application/soap+xml; charset=utf-8")

    def do_GetSystemDateAndTime(self, _):
        now = time.gmtime(self.now())
        return ("<tds:SystemDateAndTime><tt:DateTimeType>Manual</tt:DateTimeType><tt:UTCDateTime><tt:Time><tt:Hour>%d</tt:Hour>"
                "<tt:Minute>%d</tt:Minute><tt:Second>%d</tt:Second></tt:Time><tt:Date><tt:Year>%d</tt:Year><tt:Month>%d</tt:Month>"
                "<tt:Day>%d</tt:Day></tt:Date></tt:UTCDateTime></tds:SystemDateAndTime>"
                % (now.tm_hour, now.tm_min, now.tm_sec, now.tm_year, now.tm_mon, now.tm_mday))

    def do_GetCapabilities(self, _):
        # Another address than the device's own: whoever follows it leaves the device.
        return "<tds:Capabilities><tt:Media><tt:XAddr>http://198.51.100.9/onvif/media_service</tt:XAddr></tt:Media></tds:Capabilities>"

    def do_GetDeviceInformation(self, _):
        return ("<tds:Manufacturer>Hoshizora</tds:Manufacturer><tds:Model>OV-%d</tds:Model><tds:FirmwareVersion>3.1.4"
                "</tds:FirmwareVersion><tds:SerialNumber>42</tds:SerialNumber>" % (1 if self.variant == "weak" else 2))

    def do_GetUsers(self, _):
        return "<tds:User><tt:Username>%s</tt:Username><tt:UserLevel>Administrator</tt:UserLevel></tds:User>" % self.account

    def do_GetProfiles(self, _):
        return '<trt:Profiles token="main" fixed="true"><tt:Name>main</tt:Name></trt:Profiles>'

    def do_GetScopes(self, _):
        return "".join("<tds:Scopes><tt:ScopeDef>Configurable</tt:ScopeDef><tt:ScopeItem>%s</tt:ScopeItem></tds:Scopes>"
                       % escape(scope) for scope in self.scopes)

    def do_AddScopes(self, request):
        if len(self.scopes) < MAX_SCOPES:
            self.scopes.append(text(request, "ScopeItem"))
        return ""

    def do_RemoveScopes(self, request):
        scope = text(request, "ScopeItem")
        self.scopes = [one for one in self.scopes if one != scope]
        return "<tds:ScopeItem>%s</tds:ScopeItem>" % escape(scope)


def main():
    parser = device.arguments("A simulated ONVIF camera.", ["http"])
    parser.add_argument("variant", choices=sorted(ACCOUNTS))
    options = parser.parse_args()
    web = device.http_handler(Camera(options.variant).answer, [("Server", "hoshizora-onvif/3.1")])
    device.Device(options, [("http", 80, web, None)]).run()


if __name__ == "__main__":
    sys.exit(main())
