# Runs inside namespaces: makes a card with a device behind it, runs hoshi lab there, and prints what happened as JSON.
# SPDX-License-Identifier: Apache-2.0
"""usage: next_to_lab.py HOSHI FOLDER serve | upstream | ping LINK COUNT | kill PART | refuse | evidence DEVICES"""
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import time

CARD, LAB_ADDRESS = "eth1", "192.168.77.1"
SETTINGS = ["ipv4/conf/%s/forwarding", "ipv6/conf/%s/disable_ipv6", "ipv6/conf/%s/keep_addr_on_down"]
UPSTREAM_SETTING = "/proc/sys/net/ipv4/conf/up0/forwarding"
NTP_EPOCH = 2208988800  # RFC 5905, 6: seconds from 1900 to 1970
NTP_ASK = """import socket,struct,time
s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.settimeout(3);s.sendto(b'\\x23'+47*b'\\0',('%s',123))
a=s.recv(48);print(struct.unpack('>I',a[40:44])[0]-%d-time.time())""" % (LAB_ADDRESS, NTP_EPOCH)
CANARY = "hoshi-canary-5d81c09e"
CREDENTIALS = """format = "hoshi-credentials/1"
product = "hc-100"

[[canary]]
id = "wifi"
value = "%s"
"""
TELL = "import socket;socket.socket(socket.AF_INET,socket.SOCK_DGRAM).sendto(b'key=%s\\n',('%s',514))"
ON_LEASE = """#!%s sh
[ "$1" = bound ] || exit 0
ip addr add $ip/24 dev dev0; ip route replace default via $router; echo "lease $ip $router $dns $ntpsrv"
"""


def call(*words, check=True, timeout=60):
    ended = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=timeout)
    if check and ended.returncode != 0:
        raise RuntimeError("%s: %s" % (" ".join(words), ended.stderr))
    return ended


class Place:
    """A card with a cable, and the device at its other end."""

    def __init__(self, hoshi, folder):
        self.hoshi, self.folder = hoshi, folder
        self.busybox = os.path.join(os.environ["HOSHI_ZOO_ROOT"], "usr", "bin", "busybox")
        self.device = subprocess.Popen(["unshare", "--net", "sleep", "600"])
        time.sleep(0.3)
        call("ip", "link", "add", CARD, "type", "veth", "peer", "name", "dev0", "netns", str(self.device.pid))
        self.on_device("ip", "link", "set", "lo", "up")
        self.on_device("ip", "link", "set", "dev0", "up")
        self.on_lease = folder + ".on-lease"
        with open(self.on_lease, "w", encoding="ascii") as file:
            file.write(ON_LEASE % self.busybox)
        os.chmod(self.on_lease, 0o755)

    def on_device(self, *words, check=True, timeout=60):
        return call("nsenter", "--target", str(self.device.pid), "--net", *words, check=check, timeout=timeout)

    def lab(self, *words, folder=True):
        more = ["--folder", self.folder] if folder else []
        ended = call(self.hoshi, "lab", *words, *more, check=False)
        return {"status": ended.returncode, "out": ended.stdout, "err": ended.stderr}

    def up(self, *more):
        ended = self.lab("up", "--interface", CARD, *more)
        if ended["status"] != 0:
            raise RuntimeError("lab up: " + ended["err"])
        return ended

    def lease(self):
        self.on_device("ip", "addr", "flush", "dev", "dev0", "scope", "global")
        said = self.on_device(self.busybox, "udhcpc", "-i", "dev0", "-n", "-q", "-t", "6", "-T", "1", "-O", "ntpsrv", "-s", self.on_lease, check=False).stdout
        found = re.search(r"lease (.*)", said)
        return found[1] if found else ""

    def resolves(self, name, server=LAB_ADDRESS):
        return self.on_device("timeout", "4", self.busybox, "nslookup", "-type=a", name, server, check=False).stdout

    def ntp(self):
        ended = self.on_device(sys.executable, "-c", NTP_ASK, check=False)
        return float(ended.stdout) if ended.returncode == 0 else None

    def works(self, service):
        if service == "dns":
            return "gateway.home.arpa\nAddress: " + LAB_ADDRESS in self.resolves("gateway.home.arpa").replace("\t", " ")
        if service == "ntp":
            return self.ntp() is not None
        if service == "dhcp":
            return self.lease() != ""
        return self.on_device(self.busybox, "ping", "-c", "1", "-W", "2", LAB_ADDRESS, check=False).returncode == 0

    def snapshot(self):
        addresses = [{key: one.get(key) for key in ("ifname", "flags", "addr_info")} for one in json.loads(call("ip", "-json", "addr").stdout)]
        for one in addresses:
            one["addr_info"] = [address["local"] for address in one["addr_info"] if address["scope"] == "global"]
            one["flags"] = sorted(flag for flag in one["flags"] if flag in ("UP", "PROMISC"))
        settings = {path % CARD: open("/proc/sys/net/" + path % CARD, encoding="ascii").read().strip() for path in SETTINGS}
        if os.path.exists(UPSTREAM_SETTING):
            settings["up0"] = open(UPSTREAM_SETTING, encoding="ascii").read().strip()
        return {"addresses": addresses, "tables": call("nft", "list", "tables").stdout, "settings": settings, "processes": processes()}


def processes():
    """Names of the processes of this process namespace, less those that have ended."""
    names = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid, encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            continue
        name, state = text[text.index("(") + 1:text.rindex(")")], text[text.rindex(")") + 2]
        if state != "Z" and name in ("dnsmasq", "chronyd", "hoshi-capture", "hoshi-link", "hoshi-updates", "hoshi"):
            names.append(name)
    return sorted(names)


def serve(place):
    seen = {"up": place.up(), "dhcp": place.lease(), "gateway_name": place.resolves("gateway.home.arpa"),
            "other_name": place.resolves("example.test", "203.0.113.53"), "ntp_offset": place.ntp() or 1e9}
    place.on_device("timeout", "2", place.busybox, "nc", "-w", "1", "198.18.0.1", "4433", check=False)
    seen["status"] = place.lab("status")
    seen["cuts"] = {}
    for service in ("dns", "ntp", "dhcp", "link"):
        states = [place.works(service)]
        for verb in ("cut", "mend"):
            place.lab(verb, service)
            until = time.monotonic() + 8  # A cable that is plugged in again takes a moment.
            while not (works := place.works(service)) and verb == "mend" and time.monotonic() < until:
                continue
            states.append(works)
        seen["cuts"][service] = states
    seen["second"] = call_status(place, place.folder + "-second")
    time.sleep(0.5)
    seen["down"], seen["again"] = place.lab("down"), place.lab("down")
    return seen


def call_status(place, folder):
    ended = call(place.hoshi, "lab", "up", "--interface", CARD, "--folder", folder, check=False)
    return {"status": ended.returncode, "err": ended.stderr}


def ping(place, link, count):
    place.up("--link", link)
    while not place.lease():
        continue
    place.on_device(place.busybox, "ping", "-c", "3", LAB_ADDRESS, check=False)  # ARP is settled before it is counted
    said = place.on_device(place.busybox, "ping", "-c", count, "-i", "0.03", "-W", "2", LAB_ADDRESS, check=False, timeout=110).stdout
    place.lab("down")
    least, average = re.search(r"= ([\d.]+)/([\d.]+)/", said).groups()
    return {"answered": int(re.search(r"(\d+) packets received", said)[1]), "least_ms": float(least), "average_ms": float(average)}


def upstream(place):
    """A network elsewhere, with one host that knows nothing of the lab's addresses."""
    elsewhere = subprocess.Popen(["unshare", "--net", "sleep", "600"])
    time.sleep(0.3)
    call("ip", "link", "add", "up0", "type", "veth", "peer", "name", "far0", "netns", str(elsewhere.pid))
    call("ip", "addr", "add", "10.50.0.1/24", "dev", "up0")
    call("ip", "link", "set", "up0", "up")
    for words in (["addr", "add", "10.50.0.2/24", "dev", "far0"], ["link", "set", "far0", "up"]):
        call("nsenter", "--target", str(elsewhere.pid), "--net", "ip", *words)
    before = place.snapshot()
    place.up("--upstream", "up0", "--dns", "10.50.0.2")
    place.lease()

    def reaches():
        return place.on_device(place.busybox, "ping", "-c", "1", "-W", "2", "10.50.0.2", check=False).returncode == 0
    seen = {"reaches": [reaches()]}
    for verb in ("cut", "mend"):
        place.lab(verb, "upstream")
        seen["reaches"].append(reaches())
    place.lab("down")
    seen["restored"] = place.snapshot() == before
    elsewhere.kill()
    call("ip", "link", "del", "up0", check=False)  # its end may have gone with the namespace
    return seen


def kill(place, part):
    if part == "up":
        with subprocess.Popen([place.hoshi, "lab", "up", "--interface", CARD, "--folder", place.folder, "--link", "loss=1%"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while not os.path.exists(place.folder + "/state.json") or "process" not in open(place.folder + "/state.json", encoding="utf-8").read():
                time.sleep(0.002)
            process.kill()
        return {"down": place.lab("down")["status"]}
    place.up("--link", "loss=1%")
    with open(place.folder + "/state.json", encoding="utf-8") as file:
        marks = {one["name"]: one["pid"] for one in json.load(file)["undo"] if one["kind"] == "process"}
    os.kill(marks[part], signal.SIGKILL)
    time.sleep(0.3)
    return {"status": place.lab("status")["status"], "down": place.lab("down")["status"]}


def refuse(place):
    seen = {"no_interface": place.lab("up", "--interface", "eth9"), "loopback": place.lab("up", "--interface", "lo"),
            "bad_link": place.lab("up", "--interface", CARD, "--link", "loss=much"), "no_lab": place.lab("down")}
    call("ip", "addr", "add", "10.20.0.1/24", "dev", CARD)
    seen["in_use"] = place.lab("up", "--interface", CARD)
    call("ip", "link", "set", CARD, "up")
    call("ip", "route", "add", "default", "via", "10.20.0.2", "dev", CARD)
    seen["default_route"] = place.lab("up", "--interface", CARD)
    call("ip", "addr", "flush", "dev", CARD)
    call("ip", "link", "set", CARD, "down")
    seen["overlap"] = place.lab("up", "--interface", CARD, "--address", "192.0.2.99/24")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:  # somebody has the port of DHCP: dnsmasq cannot start
        other.bind(("", 67))
        seen["port_taken"] = place.lab("up", "--interface", CARD)
    seen["folder_left"] = os.path.exists(place.folder)
    return seen


def evidence(place, devices):
    out = place.folder + "-result"
    place.up("--link", "loss=1%,delay=1ms,seed=5")
    while not place.lease():
        continue
    case = os.path.join(devices, "simulated")
    place.resolves("log.example.test")
    place.on_device(sys.executable, "-c", TELL % (CANARY, "198.18.0.1"))
    credentials = place.folder + ".credentials.toml"
    with open(credentials, "w", encoding="utf-8") as file:
        file.write(CREDENTIALS % CANARY)
    words = [place.hoshi, "assess", os.path.join(case, "careful.product.toml"), "--target", os.environ["HOSHI_DEVICE_ADDRESS"], "--ports", "80",
             "--credentials", credentials, "--only", "tcp_ports,traffic", "--unattended", "--out", out]
    said = [call(*words, check=False).stderr]
    place.lab("down")
    said.append(call(*words, "--resume", "--lab", place.folder, check=False).stderr)
    said.append(call(*words, "--resume", check=False).stderr)
    replayed = call(place.hoshi, "assess", "--replay", out, check=False)
    said.append(replayed.stderr)
    return {"kept": os.path.exists(out + "/captures/first.pcapng"), "replayed": replayed.returncode, "said": said}


def main(arguments):
    hoshi, folder, verb = arguments[:3]
    os.environ["HOSHI_LANG"] = "en"
    place = Place(hoshi, folder)
    before = place.snapshot()
    seen = {"serve": serve, "ping": ping, "upstream": upstream, "kill": kill, "refuse": refuse, "evidence": evidence}[verb](place, *arguments[3:])
    seen["before"], seen["after"] = before, place.snapshot()
    place.device.kill()
    print(json.dumps(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
