# Captures every frame that leaves the lab, and tells those that go to nobody who was named.
# SPDX-License-Identifier: Apache-2.0
import ipaddress
import socket
import struct
import threading

PACKET_OUTGOING, SOL_PACKET, PACKET_STATISTICS, SO_RCVBUFFORCE = 4, 263, 6, 33  # linux/if_packet.h, asm-generic/socket.h
ALL_PROTOCOLS, IPV4, IPV6, ARP = 0x0003, 0x0800, 0x86DD, 0x0806
BUFFER_BYTES = 1 << 26
ICMP, IGMP, TCP, UDP, ICMPV6, HOP_BY_HOP = 1, 2, 6, 17, 58, 0
UNREACHABLE, UNREACHABLE6, ARP_REQUEST = 3, 1, 1
# The only groups that Hoshi may ask, each at its port (docs/facts.md, "Multicast").
GROUPS = {("224.0.0.251", 5353), ("ff02::fb", 5353), ("239.255.255.250", 1900), ("ff02::c", 1900), ("239.255.255.250", 3702),
          ("ff02::c", 3702), ("224.0.0.252", 5355), ("ff02::1:3", 5355), ("224.0.1.187", 5683), ("ff02::fd", 5683),
          ("224.0.23.12", 3671), ("239.255.255.250", 1982), ("239.255.255.250", 37020), ("239.255.255.251", 37810)}


def read_frame(frame_type, packet):
    """(destination, what) of one frame; what is "arp", "icmp/3", "udp/53", "tcp/80", "tcp/80 reset" …"""
    if frame_type == ARP and len(packet) >= 28:
        return socket.inet_ntoa(packet[24:28]), "arp" if packet[7] == ARP_REQUEST else "arp answer"
    if frame_type == IPV4 and len(packet) >= 20:
        return socket.inet_ntoa(packet[16:20]), what_of(packet[9], packet[(packet[0] & 15) * 4:])
    if frame_type == IPV6 and len(packet) >= 40:
        return socket.inet_ntop(socket.AF_INET6, packet[24:40]), what_of(packet[6], packet[40:])
    return "type %#x" % frame_type, "frame"


def what_of(protocol, payload):
    if protocol in (TCP, UDP) and len(payload) >= 4:
        port = struct.unpack(">H", payload[2:4])[0]
        is_reset = protocol == TCP and len(payload) >= 14 and payload[13] & 4
        return "%s/%d%s" % ("tcp" if protocol == TCP else "udp", port, " reset" if is_reset else "")
    if protocol in (ICMP, ICMPV6) and payload:
        return "%s/%d" % ("icmp" if protocol == ICMP else "icmpv6", payload[0])
    return {IGMP: "igmp", HOP_BY_HOP: "multicast listener"}.get(protocol, "protocol %d" % protocol)


def is_allowed(place, what):
    """To a group that Hoshi may ask, or what the kernel itself says to its neighbours about groups and addresses."""
    try:
        address = ipaddress.ip_address(place)
    except ValueError:
        return False
    if what == "arp answer":
        return True
    if not address.is_multicast:
        return False
    if what.startswith("udp/"):
        return (place, int(what[4:])) in GROUPS
    return what in ("igmp", "multicast listener") or what.startswith("icmpv6/")


def is_kernels_refusal(what):
    """What any kernel answers to a packet that nobody waits for."""
    return what in ("icmp/%d" % UNREACHABLE, "icmpv6/%d" % UNREACHABLE6) or what.endswith(" reset")


class Capture:
    """Counts (destination, what) of everything that leaves this namespace, on every interface, while it is entered."""

    def __init__(self):
        self.seen, self.lost, self.stopped = {}, 0, threading.Event()
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ALL_PROTOCOLS))
        self.socket.settimeout(0.2)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES)
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()
        self.lost = struct.unpack("II", self.socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))[1]
        self.socket.close()

    def watch(self):
        while not self.stopped.is_set():
            try:
                packet, (_, frame_type, kind, _, _) = self.socket.recvfrom(128)
            except socket.timeout:
                continue
            if kind == PACKET_OUTGOING:
                key = read_frame(frame_type, packet)
                self.seen[key] = self.seen.get(key, 0) + 1

    def count_of(self, place):
        return sum(count for (where, _), count in self.seen.items() if where == place)

    def strays(self, targets):
        """What went to nobody who was named, and what only the kernel said there because it was spoken to first."""
        strays, refusals = {}, {}
        refused = {place for place, what in self.seen if is_kernels_refusal(what)}
        for (place, what), count in self.seen.items():
            if place in targets or is_allowed(place, what):
                continue
            is_refusal = is_kernels_refusal(what) or (what == "arp" and place in refused)
            (refusals if is_refusal else strays)["%s %s" % (place, what)] = count
        return strays, refusals
