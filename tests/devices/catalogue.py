# SPDX-License-Identifier: Apache-2.0
# Which devices the lab can start: the simulated ones, the hostile behaviours and the folders of zoo/.
import os
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
FAILED, IMPOSSIBLE = 125, 77


class LabError(Exception):
    def __init__(self, message, status=FAILED):
        super().__init__(message)
        self.status = status


class Device:
    """What the lab must know to start a device: its command, the ports to wait for and what it needs."""

    def __init__(self, name, command, ports, needs_users=False, needs_zoo=False, ipv6=True, settles_seconds=0, neighbours=(), link=""):
        self.name, self.command, self.neighbours = name, command, neighbours
        self.ports = [(transport, int(port)) for transport, port in (text.split("/") for text in ports)]
        self.needs_users, self.needs_zoo, self.ipv6 = needs_users, needs_zoo, ipv6
        self.link = link  # Of its cable: "loss=1%,delay=10ms"; "" is a good one.
        self.settles_seconds = settles_seconds  # From listening to answering: avahi first asks whether its names are free.
        self.index, self.pid, self.log = 0, None, None

    def address(self):
        return "192.0.2.%d" % (10 + self.index)

    def address6(self):
        return "2001:db8::%d" % (10 + self.index)


def device_names():
    zoo = os.path.join(HERE, "zoo")
    return ["careful", "careless"] + sorted(
        name for name in os.listdir(zoo) if os.path.exists(os.path.join(zoo, name, "device.toml")))


def find_device(name):
    simulated = os.path.join(HERE, "simulated")
    if name in ("careful", "careless"):
        program = [sys.executable, os.path.join(simulated, name + ".py")]
        ports = {"careful": "80 443 8883", "careless": "23 80 1883 8443 9999"}[name].split()
        return Device(name, program + ["--address", "{address}", "--address", "{address6}", "--state", "{state}"],
                      ["tcp/" + port for port in ports])
    if name.startswith("suffering:"):
        return Device(name, [sys.executable, os.path.join(simulated, "suffering.py"), name[len("suffering:"):], "--address", "{address}", "--address", "{address6}"],
                      ["tcp/%d" % port for port in range(2001, 2013)])
    if name.startswith("hostile:"):
        sys.path.append(simulated)
        import hostile  # pylint: disable=import-outside-toplevel; only who asks for a hostile device needs it.
        words, ports = hostile.words_and_ports(name[len("hostile:"):])
        return Device(name, [sys.executable, hostile.__file__, "--address", "{address}", "--address", "{address6}", *words],
                      ports, neighbours=hostile.LURES + hostile.LURES6)
    folder = os.path.join(HERE, "zoo", name)
    if not os.path.exists(os.path.join(folder, "device.toml")):
        raise LabError("no device named %s; there are: %s" % (name, ", ".join(device_names())))
    with open(os.path.join(folder, "device.toml"), "rb") as file:
        facts = tomllib.load(file)
    return Device(name, [os.path.join(folder, "start")], facts["ports"], facts.get("needs_users", False), True,
                  facts.get("ipv6", True), facts.get("settles_seconds", 0), facts.get("neighbours", ()), facts.get("link", ""))
