# Small product descriptions for the tests, and a listening socket that counts who comes.
# SPDX-License-Identifier: Apache-2.0
import os
import select
import socket
import threading

PERMISSION = '''
[permission]
owner = "Hoshi project"
permitted_by = "Hoshi project"
scope = "all ports of this device in its own network namespace"
date = "2026-11-01"
'''
LOGIN_KINDS = {"http": "basic", "https": "basic", "mqtt": "mqtt", "mqtts": "mqtt", "ssh": "ssh", "telnet": "telnet"}


def product(port=80, protocol="http", permission=PERMISSION):
    """A device with one route that carries one protected asset behind a password."""
    kind = LOGIN_KINDS[protocol]
    path = 'path = "/"\nprivileged_path = "/settings"\n' if kind == "basic" else ""
    return '''format = "hoshi-product/1"

[product]
id = "box"
name = "Box"
model = "BX-1"
kind = "ip_device"
%s
[[target]]
name = "main"
description = "the box"

[[authentication]]
id = "account"
description = "the owner"
factor = "password"
used_by = "user"
over_network = true
default_value = "unique_per_unit"
minimum_length = 12

[[asset]]
id = "settings"
name = "settings"
kind = "setting"
protected = true
storage = "internal"
set_by_user = true
routes = ["door"]

[[route]]
id = "door"
target = "main"
interface = "ethernet"
port = "tcp/%d"
protocol = "%s"
purpose = "administration"
authentication = "account"
status = "enabled"

[[login]]
id = "owner"
route = "door"
authentication = "account"
kind = "%s"
%s
[[request]]
id = "read_settings"
route = "door"
asset = "settings"
operation = "read"
path = "/settings"
''' % (permission, port, protocol, kind, path)


HEALTHY = ("healthy", "tcp/8080", "http")
DOOR = '''
[[asset]]
id = "{name}"
name = "what {name} holds"
kind = "setting"
protected = true
storage = "internal"
set_by_user = true
routes = ["{name}"]

[[route]]
id = "{name}"
target = "main"
interface = "ethernet"
port = "{port}"
protocol = "{protocol}"
purpose = "administration"
authentication = "account"
status = "enabled"
'''


def several(doors):
    """A device with several routes, (name, port, protocol) each; behind each an asset that a password protects."""
    text = product()
    text = text[:text.index("[[asset]]")]
    for name, port, protocol in doors:
        text += DOOR.format(name=name, port=port, protocol=protocol)
        kind = LOGIN_KINDS.get(protocol)
        if kind:
            path = 'path = "/"\nprivileged_path = "/settings"\n' if kind == "basic" else ""
            text += '\n[[login]]\nid = "login_%s"\nroute = "%s"\nauthentication = "account"\nkind = "%s"\n%s' % (name, name, kind, path)
        if kind == "basic":
            text += '\n[[request]]\nid = "read_%s"\nroute = "%s"\nasset = "%s"\noperation = "read"\npath = "/settings"\n' % (name, name, name)
    return text


CREDENTIALS = '''format = "hoshi-credentials/1"
product = "box"

[[credential]]
authentication = "account"
account = "owner"
password = "Kitsune-7731-Mori"
'''


class Listener:
    """Ports of a loopback address on which nobody should knock; counts who does."""

    def __init__(self, count=3):
        self.address = "127.%d.%d.%d" % (64 + os.getpid() % 64, threading.get_ident() >> 8 & 255, 1 + id(self) % 253)
        self.sockets = []
        for _ in range(count):
            one = socket.socket()
            one.bind((self.address, 0))
            one.listen(64)
            self.sockets.append(one)
        self.ports = [one.getsockname()[1] for one in self.sockets]

    def visitors(self):
        """Connections that have come so far; the kernel keeps them until they are accepted."""
        count = 0
        while True:
            waiting = select.select(self.sockets, [], [], 0.2)[0]
            if not waiting:
                return count
            for one in waiting:
                one.accept()[0].close()
                count += 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for one in self.sockets:
            one.close()
