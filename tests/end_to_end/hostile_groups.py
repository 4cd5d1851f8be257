# Which hostile behaviours share a run: many on one device where they leave each other alone, one by one where not.
# SPDX-License-Identifier: Apache-2.0
import collections
import functools
import os
import sys

import harness

sys.path.append(os.path.join(harness.DEVICES, "simulated"))
from hostile_behaviours import BEHAVIOURS  # pylint: disable=wrong-import-position

HEALTHY_PORT = 8080
FIRST_OTHER_PORT = 10001  # for a behaviour whose usual port another one of its run has
MEMBERS_OF_A_RUN = 11
LONGEST_SECONDS, LONGEST_WITH_THROTTLING_SECONDS = 360, 480  # alone on two cores: 110 and 190; locks are waited out
# Runs of their own, because they take the whole device with them or need ports or time of their own:
# name of the run → behaviours, further words, ports, whether the healthy service beside them can be judged.
OWN_RUNS = {
    "passwords": (["accepts_every_password", "locks_everybody_out", "judges_by_chance", "changes_every_time", "shows_the_password", "say_nothing",
                   "redirects_the_password", "telnet_prompts_for_ever"], [], "", True),
    "one_byte_a_second": (["one_byte_a_second"], [], "", True),
    "vanishes": (["vanishes"], ["--skip", "throttling"], "", False),
    "every_port_open": (["every_port_open"], ["--skip", "throttling"], "20000-20999", True),
    "moves_its_port": (["moves_its_port"], ["--skip", "throttling"], "30000-30099", True),
    "all_ports": (["first_connection_only", "one_connection_only", "comes_and_goes"], ["--skip", "throttling"], "all", True),
}
FIXED_PORTS = {"every_port_open": 20000, "moves_its_port": 30000}
# What these do is right, at least in part, and may be seen.
# Whether a certificate is good is not what these facts say: whoever completes a handshake protects what passes.
WORKING_TLS = ("tls_certificate_of_1970", "tls_certificate_ends_before_it_begins", "tls_certificate_of_10000_names", "tls_certificate_markup")
MAY_EARN = {name: {"asset.seen_protected"} for name in WORKING_TLS}
# Known: who answers by chance is now and then taken for one that locks. That is no pass.
MAY_EARN["judges_by_chance"] = MAY_EARN["changes_every_time"] = {"login.throttle"}
# Who sends no password gets nothing there, whatever becomes of those who send one: true even if the test account was in luck twice.
MAY_EARN["judges_by_chance"] = {*MAY_EARN["judges_by_chance"], "access.refused"}
MAY_EARN["invalid_utf8"] = MAY_EARN["markup_everywhere"] = {"login.default_accepted"}

Group = collections.namedtuple("Group", "name behaviours more ports is_healthy_beside longest_seconds")
Member = collections.namedtuple("Member", "name port endpoint protocol may_earn")


def members_of(group):
    """The behaviours of a run with their ports: the usual one for the first that wants it."""
    used, members = {HEALTHY_PORT}, []
    others = iter(range(FIRST_OTHER_PORT, FIRST_OTHER_PORT + 100))
    for name in group.behaviours:
        behaviour = BEHAVIOURS[name]
        port = FIXED_PORTS.get(name, behaviour.port)
        if (behaviour.transport, port) in used:
            port = next(others)
        used.add((behaviour.transport, port))
        members.append(Member(name, port, "%s/%d" % (behaviour.transport, port), behaviour.protocol, MAY_EARN.get(name, set())))
    return members


def words_of(group):
    """The ports to be looked at, and what is left out."""
    ports = [str(one.port) for one in members_of(group) if one.endpoint.startswith("tcp/")] + [str(HEALTHY_PORT)]
    if group.ports == "all":
        return group.more
    return [*group.more, "--ports", ",".join(ports + ([group.ports] if group.ports else []))]


@functools.cache
def groups():
    own = [Group(name, names, more, ports, healthy, LONGEST_SECONDS if "throttling" in more else LONGEST_WITH_THROTTLING_SECONDS) for name, (names, more, ports, healthy) in OWN_RUNS.items()]
    taken = {"healthy", *(name for group in own for name in group.behaviours)}
    shared = [name for name in BEHAVIOURS if name not in taken]
    return own + [Group("run_%d" % number, names, ["--skip", "throttling"], "", True, LONGEST_SECONDS)
                  for number, names in enumerate(dealt(shared))]


def dealt(names):
    """Dealt round, so that each run has some of every kind; UDP questions go to known ports, so no two on one port."""
    hands = [[] for _ in range(-(-len(names) // MEMBERS_OF_A_RUN))]
    ports = [set() for _ in hands]
    for name in names:
        behaviour = BEHAVIOURS[name]
        fitting = [at for at in range(len(hands)) if behaviour.transport == "tcp" or behaviour.port not in ports[at]]
        at = min(fitting, key=lambda hand: len(hands[hand]))
        hands[at].append(name)
        if behaviour.transport == "udp":
            ports[at].add(behaviour.port)
    return hands
