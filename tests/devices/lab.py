#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# The lab: puts devices under test into network namespaces of their own and runs a command that can reach them.
"""Puts devices under test into network namespaces and runs a command next to them.

  lab.py list                                    the devices there are
  lab.py check                                   can this user make namespaces here? (exit status 0 or 77)
  lab.py run --device NAME [--device NAME2 …] [--verbose] -- COMMAND …

The command runs in the lab's namespace (192.0.2.1, second address 192.0.2.2; 2001:db8::1, 2001:db8::2). Device
number N is at 192.0.2.(9+N) and 2001:db8::(9+N), behind a cable of its own. The command finds in its environment
HOSHI_DEVICE_ADDRESS and HOSHI_DEVICE_ADDRESS6 (the first device), the same with _1, _2, … for each, and
HOSHI_LAB_ADDRESS, HOSHI_LAB_ADDRESS_2. Link-local addresses are fe80::1 and fe80::(9+N); multicast crosses the cable.
Works as root and as an ordinary user with user namespaces.
A device is careful, careless, a folder of zoo/, or hostile:BEHAVIOUR[:PORT][+BEHAVIOUR[:PORT]]…; a hostile one has
neighbours at 192.0.2.98, 192.0.2.99, 2001:db8::98 and 2001:db8::99 to which it tries to lure its visitors.

--link SETTINGS (loss=5%,delay=80ms,jitter=20ms,rate=256kbit,duplicate=1%,reorder=1%,seed=7) puts hoshi's own bad link into every
cable; the program is HOSHI_PROGRAM, or build-dev/hoshi.

Exit status: the command's; 125 when the lab itself failed; 77 when it cannot work here.
"""
import argparse
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from catalogue import FAILED, HERE, IMPOSSIBLE, LabError, device_names, find_device

LAB4, LAB6 = ["192.0.2.1", "192.0.2.2"], ["2001:db8::1", "2001:db8::2"]
LAB_LINK_LOCAL, MULTICAST = "fe80::1", "224.0.0.0/4"  # The first cable is asked when nobody names one.
START_TIMEOUT_SECONDS = 30
STOP_TIMEOUT_SECONDS = 1  # motion would take 6; whatever is left ends with the namespace
COMMAND_GRACE_SECONDS = 10

# linux/sched.h, linux/prctl.h, sys/mount.h
NEW_MOUNTS, NEW_NAMES, NEW_USERS, NEW_PROCESSES, NEW_NETWORK = 0x20000, 0x4000000, 0x10000000, 0x20000000, 0x40000000
PARENT_DEATH_SIGNAL = 1
DETACH_MOUNT = 2
libc = ctypes.CDLL(None, use_errno=True)


def hoshi_program():
    return os.environ.get("HOSHI_PROGRAM", os.path.join(os.path.dirname(os.path.dirname(HERE)), "build-dev", "hoshi"))


def unshare(flags):
    if libc.unshare(flags) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def die_with_parent():
    libc.prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


# --- outside: privileges ---------------------------------------------------------------------------------------

def has_subordinate_ids():
    if not (shutil.which("newuidmap") and shutil.which("newgidmap")):
        return False
    user = pwd.getpwuid(os.getuid()).pw_name
    for path in ("/etc/subuid", "/etc/subgid"):
        try:
            with open(path, encoding="utf-8") as file:
                if not any(line.split(":")[0] in (user, str(os.getuid())) for line in file):
                    return False
        except OSError:
            return False
    return True


def subordinate_range(path):
    user = pwd.getpwuid(os.getuid()).pw_name
    with open(path, encoding="utf-8") as file:
        for line in file:
            owner, start, count = line.strip().split(":")
            if owner in (user, str(os.getuid())):
                return start, count
    raise LabError("no range for %s in %s" % (user, path))


def enter_user_namespace():
    """Makes the caller root in a user namespace of its own; True if it has more than one user there."""
    uid, gid = os.getuid(), os.getgid()
    if not has_subordinate_ids():
        unshare(NEW_USERS)
        write("/proc/self/setgroups", "deny")
        write("/proc/self/uid_map", "0 %d 1" % uid)
        write("/proc/self/gid_map", "0 %d 1" % gid)
        return False
    # newuidmap must be called from outside, so a helper waits there.
    maps = [("newuidmap", uid, subordinate_range("/etc/subuid")), ("newgidmap", gid, subordinate_range("/etc/subgid"))]
    target = str(os.getpid())
    read_end, write_end = os.pipe()
    helper = os.fork()
    if helper == 0:
        os.close(write_end)
        os.read(read_end, 1)
        results = [subprocess.call([tool, target, "0", str(own), "1", "1", first, count])
                   for tool, own, (first, count) in maps]
        os._exit(max(results))
    os.close(read_end)
    unshare(NEW_USERS)
    os.close(write_end)
    if os.waitpid(helper, 0)[1] != 0:
        raise LabError("newuidmap or newgidmap refused the ranges of /etc/subuid and /etc/subgid", IMPOSSIBLE)
    return True


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def enter_namespaces():
    """Leaves the caller in new namespaces (its children in a new process namespace); True if users can be switched."""
    flags = NEW_MOUNTS | NEW_NAMES | NEW_NETWORK | NEW_PROCESSES
    if os.geteuid() == 0:
        try:
            unshare(flags)
            return True
        except OSError:
            pass  # Root without CAP_SYS_ADMIN, as in many containers: a user namespace may still be allowed.
    try:
        has_users = enter_user_namespace()
        unshare(flags)
        return has_users
    except OSError as error:
        raise LabError("neither root (CAP_SYS_ADMIN) nor user namespaces are to be had here (%s). Run as root, or allow "
                       "them: sysctl kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000. Without "
                       "namespaces the simulated devices still run on loopback: simulated/careful.py --address "
                       "127.0.0.1 --port-base 28000" % error.strerror, IMPOSSIBLE) from error


def run(options):
    devices = [find_device(name) for name in options.device]
    for index, device in enumerate(devices):
        device.index = index
    environment = dict(os.environ)
    if any(device.needs_zoo for device in devices):
        result = subprocess.run([os.path.join(HERE, "unpack")], stdout=subprocess.PIPE, text=True, check=False)
        if result.returncode != 0:
            raise LabError("the zoo's daemons could not be unpacked (see above)")
        environment["HOSHI_ZOO_ROOT"] = result.stdout.strip()
    environment.setdefault("HOSHI_CAREFUL_PASSWORD", "unit-" + secrets.token_hex(6))
    environment.setdefault("HOSHI_CAREFUL_VIEWER_PASSWORD", "view-" + secrets.token_hex(6))
    if shutil.which("ip") is None:
        raise LabError("needs the ip command (package iproute2)", IMPOSSIBLE)
    scratch = tempfile.mkdtemp(prefix="hoshi-lab-")
    try:
        return outside(options, devices, environment, scratch)
    finally:
        libc.umount2(scratch.encode(), DETACH_MOUNT)  # Mounted from inside; this process shares that mount namespace.
        shutil.rmtree(scratch, ignore_errors=True)


def outside(options, devices, environment, scratch):
    inner = 0
    is_stopping = []

    def forward(number, _):
        # A terminal has already given Ctrl-C to the command; SIGUSR1 stands for an interrupt sent to the lab alone.
        is_stopping.append(number)
        if inner > 0 and not (number == signal.SIGINT and is_foreground()):
            os.kill(inner, signal.SIGUSR1 if number == signal.SIGINT else signal.SIGTERM)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, forward)
    has_users = enter_namespaces()
    names = [device.name for device in devices if device.needs_users and not has_users]
    if names:
        raise LabError("%s: needs several user ids; run as root, or install uidmap and give this user ranges in "
                       "/etc/subuid and /etc/subgid" % ", ".join(names), IMPOSSIBLE)
    inner = os.fork()
    if inner == 0:
        die_with_parent()
        status = FAILED
        try:
            status = Lab(options, devices, environment, scratch).run()
        except (LabError, OSError, subprocess.SubprocessError) as error:
            print("lab: %s" % error, file=sys.stderr, flush=True)
            status = getattr(error, "status", FAILED)
        finally:
            sys.stdout.flush()
            os._exit(status)  # Process 1 of the namespace: everything in it ends with it.
    while True:
        status = os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1])
        return status if status >= 0 else 128 - status


def is_foreground():
    try:
        with open("/dev/tty", "rb") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False


# --- inside: the lab -------------------------------------------------------------------------------------------

class Lab:
    """Runs as process 1 of the lab's namespaces."""

    def __init__(self, options, devices, environment, scratch):
        self.options, self.devices, self.environment, self.scratch = options, devices, environment, scratch
        self.links = []  # processes of bad links; they end with the lab
        self.ended = {}  # pid -> exit status, of everything this process reaped
        self.command_pid = 0
        self.has_proc = False

    def run(self):
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.signal(signal.SIGUSR1, lambda *_: self.stop_command(signal.SIGINT))
        signal.signal(signal.SIGTERM, lambda *_: self.stop_command(signal.SIGTERM))
        signal.signal(signal.SIGALRM, lambda *_: self.stop_command(signal.SIGKILL))
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self.set_up()
        try:
            for device in self.devices:
                self.start(device)
            for device in self.devices:
                self.wait_for(device)
            return self.run_command()
        finally:
            self.stop_devices()

    def set_up(self):
        call("mount", "--make-rprivate", "/")
        call("mount", "-t", "tmpfs", "-o", "mode=755", "lab", self.scratch)
        # In a container whose /proc is partly covered the kernel refuses; then the outer one has to do.
        self.has_proc = subprocess.call(["mount", "-t", "proc", "proc", "/proc"], stderr=subprocess.DEVNULL) == 0
        call("ip", "link", "set", "lo", "up")

    def start(self, device):
        state = os.path.join(self.scratch, str(device.index))
        os.mkdir(state)
        device.log = state + ".log"
        ready_read, ready_write = os.pipe()
        go_read, go_write = os.pipe()
        device.pid = os.fork()
        if device.pid == 0:
            try:
                os.close(ready_read)
                os.close(go_write)
                self.become_device(device, state, ready_write, go_read)
            except BaseException as error:  # The child must never return into the lab's code.
                print("lab: %s: %s" % (device.name, error), file=sys.stderr, flush=True)
            finally:
                os._exit(FAILED)
        os.close(ready_write)
        os.close(go_read)
        if os.read(ready_read, 1) != b"r":
            raise LabError("%s: its namespace could not be made" % device.name)
        self.connect_cable(device)
        os.write(go_write, b"g")
        os.close(go_write)
        os.close(ready_read)

    def connect_cable(self, device):
        cable = "lab%d" % device.index
        link = self.options.link or (device.link if os.path.exists(hoshi_program()) else "")
        if link:
            self.connect_badly(device, cable, link)
        else:
            call("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", str(device.pid))
        for lab4, lab6 in zip(LAB4, LAB6):
            prefix4, prefix6 = ("24", "64") if device.index == 0 else ("32", "128")
            call("ip", "addr", "add", "%s/%s" % (lab4, prefix4), "dev", cable)
            call("ip", "addr", "add", "%s/%s" % (lab6, prefix6), "dev", cable, "nodad")
        call("ip", "link", "set", cable, "addrgenmode", "none", "up")  # Made-up ones wait for duplicates to answer.
        call("ip", "addr", "add", LAB_LINK_LOCAL + "/64", "dev", cable, "nodad")
        call("ip", "route", "add", MULTICAST, "dev", cable, "metric", str(device.index + 1))
        if device.index > 0:
            call("ip", "route", "add", device.address() + "/32", "dev", cable, "src", LAB4[0])
            call("ip", "route", "add", device.address6() + "/128", "dev", cable, "src", LAB6[0])

    def connect_badly(self, device, cable, link):
        """The cable is a TAP of `hoshi lab link`, which moves frames between it and a veth to the device."""
        wire = "wire%d" % device.index
        call("ip", "link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", str(device.pid))
        call("ip", "link", "set", wire, "up")
        words = [hoshi_program(), "lab", "link", "--interface", wire, "--tap", cable, "--link", link]
        self.links.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, preexec_fn=die_with_parent))
        if not self.links[-1].stdout.readline():
            raise LabError("%s ended: no bad link" % " ".join(words))

    def become_device(self, device, state, ready_write, go_read):
        unshare(NEW_NETWORK | NEW_NAMES)
        os.write(ready_write, b"r")
        if os.read(go_read, 1) != b"g":
            os._exit(FAILED)
        socket.sethostname(device.name.replace("_", "-").replace(":", "-")[:60])
        call("ip", "link", "set", "lo", "up")
        call("ip", "addr", "add", device.address() + "/24", "dev", "eth0")
        call("ip", "addr", "add", device.address6() + "/64", "dev", "eth0", "nodad")
        for neighbour in device.neighbours:
            words = ["nodad"] if ":" in neighbour else []
            call("ip", "addr", "add", neighbour + ("/128" if words else "/32"), "dev", "eth0", *words)
        call("ip", "link", "set", "eth0", "addrgenmode", "none", "up")
        call("ip", "addr", "add", "fe80::%d/64" % (10 + device.index), "dev", "eth0", "nodad")
        call("ip", "route", "add", MULTICAST, "dev", "eth0")
        values = {"address": device.address(), "address6": device.address6(), "state": state}
        environment = {**self.environment, "HOSHI_DEVICE_ADDRESS": device.address(),
                       "HOSHI_DEVICE_ADDRESS6": device.address6(), "HOSHI_DEVICE_STATE": state}
        log = os.open(device.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(source, target)
        os.setsid()
        for number in (signal.SIGINT, signal.SIGUSR1, signal.SIGTERM, signal.SIGALRM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        die_with_parent()
        arguments = [word.format(**values) for word in device.command]
        os.execvpe(arguments[0], arguments, environment)

    def wait_for(self, device):
        started = time.monotonic()
        while not self.is_listening(device):
            self.reap()
            if device.pid in self.ended:
                raise LabError("%s ended while starting (status %d)%s" % (
                    device.name, self.ended[device.pid], self.log_tail(device)))
            if time.monotonic() - started > START_TIMEOUT_SECONDS:
                raise LabError("%s does not listen on all of %s after %d s%s" % (
                    device.name, ", ".join("%s/%d" % port for port in device.ports), START_TIMEOUT_SECONDS, self.log_tail(device)))
            time.sleep(0.02)
        time.sleep(device.settles_seconds)
        if self.options.verbose:
            print("lab: %s is up at %s after %.2f s" % (device.name, device.address(), time.monotonic() - started),
                  file=sys.stderr, flush=True)

    def is_listening(self, device):
        """Reads the device's own socket tables, so that waiting sends it no packet."""
        families = [(("", "6"), socket.AF_INET, device.address())]  # A socket on :: takes IPv4, too.
        if device.ipv6:
            families.append((("6",), socket.AF_INET6, device.address6()))
        for versions, family, address in families:
            for transport, port in device.ports:
                if not (any(listens_in_table(device.pid, port, transport, version) for version in versions)
                        if self.has_proc else answers(family, address, transport, port)):
                    return False
        return True

    def log_tail(self, device):
        with open(device.log, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()[-15:]
        return "; it said:\n" + "\n".join("  " + line for line in lines) if lines else ""

    def run_command(self):
        environment = dict(self.environment)
        first = self.devices[0]
        environment.update(HOSHI_DEVICE_ADDRESS=first.address(), HOSHI_DEVICE_ADDRESS6=first.address6(),
                           HOSHI_LAB_ADDRESS=LAB4[0], HOSHI_LAB_ADDRESS_2=LAB4[1])
        for device in self.devices:
            environment["HOSHI_DEVICE_ADDRESS_%d" % (device.index + 1)] = device.address()
            environment["HOSHI_DEVICE_ADDRESS6_%d" % (device.index + 1)] = device.address6()
        self.command_pid = os.fork()
        if self.command_pid == 0:
            for number in (signal.SIGINT, signal.SIGUSR1, signal.SIGTERM, signal.SIGALRM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            die_with_parent()
            try:
                os.execvpe(self.options.command[0], self.options.command, environment)
            except OSError as error:
                print("lab: %s: %s" % (self.options.command[0], error.strerror), file=sys.stderr, flush=True)
            os._exit(127)
        while self.command_pid not in self.ended:
            self.reap(blocking=True)
        signal.alarm(0)
        if self.options.verbose:
            for device in self.devices:
                print("lab: log of %s%s" % (device.name, self.log_tail(device)), file=sys.stderr)
        status = self.ended[self.command_pid]
        return status if status >= 0 else 128 - status

    def stop_command(self, number):
        if self.command_pid == 0:
            raise LabError("stopped while starting", 130)
        if self.command_pid not in self.ended:
            os.kill(self.command_pid, number)
            signal.alarm(COMMAND_GRACE_SECONDS)

    def reap(self, blocking=False):
        """Collects ended children; as process 1 this includes the orphans of the devices."""
        while True:
            try:
                pid, status = os.waitpid(-1, 0 if blocking else os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self.ended[pid] = os.waitstatus_to_exitcode(status)
            if blocking:
                return

    def stop_devices(self):
        signal.alarm(0)
        running = [device for device in self.devices if device.pid and device.pid not in self.ended]
        for device in running:
            try:
                os.kill(device.pid, signal.SIGTERM)
            except ProcessLookupError:
                pass
        until = time.monotonic() + STOP_TIMEOUT_SECONDS
        while any(device.pid not in self.ended for device in running) and time.monotonic() < until:
            self.reap()
            time.sleep(0.01)


def call(*command):
    result = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if result.returncode != 0:
        raise LabError("%s: %s" % (" ".join(command), result.stderr.strip()))


def listens_in_table(pid, port, transport, version):
    try:
        with open("/proc/%d/net/%s%s" % (pid, transport, version), encoding="ascii") as file:
            rows = [line.split() for line in file][1:]
    except OSError:
        return False
    listening = {"tcp": "0A", "udp": "07"}[transport]  # TCP_LISTEN, and TCP_CLOSE for a datagram socket without a peer.
    return any(row[3] == listening and int(row[1].rpartition(":")[2], 16) == port for row in rows)


def answers(family, address, transport, port):
    if transport == "udp":
        return True  # Cannot be asked from outside.
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(0.5)
        return connection.connect_ex((address, port)) == 0


def check():
    child = os.fork()
    if child == 0:
        try:
            has_users = enter_namespaces()
            print("namespaces: yes" + ("" if has_users else ", with one user id only (no telnet login, no sshd)"))
            sys.stdout.flush()
            os._exit(0)
        except LabError as error:
            print("lab: %s" % error, file=sys.stderr, flush=True)
            os._exit(error.status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list")
    verbs.add_parser("check")
    runner = verbs.add_parser("run")
    runner.add_argument("--device", action="append", required=True)
    runner.add_argument("--verbose", action="store_true")
    runner.add_argument("--link", help="a bad link between lab and device: loss=5%%,delay=80ms,rate=256kbit …")
    runner.add_argument("command", nargs="+")
    options = parser.parse_args()
    try:
        if options.verb == "list":
            print("\n".join(device_names()))
            return 0
        return check() if options.verb == "check" else run(options)
    except LabError as error:
        print("lab: %s" % error, file=sys.stderr)
        return error.status


if __name__ == "__main__":
    sys.exit(main())
