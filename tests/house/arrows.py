# House rules about who may include what: arrows between rooms, third-party headers, rooms without the outside world.
# SPDX-License-Identifier: Apache-2.0
import re

import tree

# Header → the CMake target a room must name in LIBRARIES.
THIRD_PARTY = {
    r"openssl/.*": r"OpenSSL::.*", r"nlohmann/.*": r"nlohmann_json::.*", r"toml\+\+/.*": r"tomlplusplus::.*",
    r"libssh/.*": r"ssh", r"sodium\.h": r"PkgConfig::sodium", r"seccomp\.h": r"PkgConfig::seccomp",
    r"p11-kit/pkcs11\.h": r"pkcs11_headers",
    r"pugixml\.hpp": r"pugixml::.*", r"re2/.*": r"PkgConfig::re2", r"tl/expected\.hpp": r"tl::expected",
    r"boost/.*": r"Boost::.*", r"curl/.*": r"CURL::.*", r"liboath/.*": r"PkgConfig::oath", r"fido(/.*|\.h)": r"PkgConfig::fido2",
    r"sqlite3\.h": r"PkgConfig::sqlite", r"libpq-fe\.h": r"PkgConfig::postgresql",
    r"(archive|archive_entry|zlib|lzma|zstd)\.h": r"PkgConfig::unpackers",
    r"(archive|archive_entry|zlib|lzma|zstd)\.h": r"PkgConfig::unpackers", r"xlsxwriter\.h": r"PkgConfig::xlsxwriter",
    r"unicode/.*": r"PkgConfig::icu", r"((cairo|pango).*|librsvg/rsvg)\.h": r"PkgConfig::drawing", r"qrcodegen/.*": r"PkgConfig::qrcodegen",
}
EVERYWHERE = r"fmt/.*"
# glibc and kernel headers; everything else with a dot is somebody's library and must be named above.
SYSTEM = (r"(sys|linux|net|netinet|arpa|asm)/.*|(dirent|dlfcn|errno|fcntl|glob|grp|iconv|ifaddrs|netdb|poll|pwd|sched|signal|spawn|stdint|"
          r"stdio|stdlib|string|syslog|termios|time|unistd)\.h")
SOCKETS = r"(sys/(socket|un|epoll)|net/.*|netinet/.*|arpa/.*|linux/(if_|net|rtnetlink).*|netdb|ifaddrs|poll)(\.h)?"
# room or file → why it may
WITH_SOCKETS = {"transport": "opens connections", "agent": "its broker passes sockets to the child",
                "signer": "a socket pair between two processes of one program; opens no connection",
                "lab": "reads and writes frames on the lab's own interface, and plays a server there; opens no connection",
                "serving": "waits for pipes between its processes and keeps a port for the server; opens no connection",
                "src/courier/curl_carrier.cpp": "looks at the address libcurl is about to connect to",
                "src/operations/targets.cpp": "asks the resolver for the addresses of named targets",
                "src/base/client_network.cpp": "reads and writes addresses as text, opens nothing"}
PURE = {"domain", "protocols", "assessment", "transparency", "labels", "workflow"}
OUTSIDE_HEADERS = r"(fstream|filesystem|thread|mutex|future|random|cstdio|iostream)"
OUTSIDE_CALLS = r"\b(system_clock|steady_clock)::now\b|\b(getenv|fopen|socket|connect|getrandom)\s*\("


def rooms():
    """room → (rooms it uses, libraries), as CMakeLists.txt declares them."""
    found = {}
    text = re.sub(r"(?m)^\s*#.*", "", tree.read("CMakeLists.txt"))
    for match in re.finditer(r"hoshi_(?:plugin_)?room\((\w+)([^)]*)\)", text):
        uses, _, libraries = re.sub(r".*?\bUSES\b", "", match.group(2), flags=re.DOTALL).partition("LIBRARIES")
        found[match.group(1)] = ({word for word in uses.split() if word != '""'}, libraries.split())
    for match in re.finditer(r"hoshi_program\(\s*hoshi\s+([^)]*)\)", text):
        used = set(match.group(1).split())
        found["app"] = (used.union(*(found[room][0] for room in used if room in found)), [])
    return found


def includes():
    """(path, line, room, header, is_house) of every include in src/."""
    for path in tree.sources():
        if not path.startswith("src/"):
            continue
        for number, line in enumerate(tree.read(path).splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if match:
                yield path, number, path.split("/")[1], match.group(2), match.group(1) == '"'


def arrows_are_declared():
    """a file includes only headers of its own room and of the rooms its room USES in CMakeLists.txt"""
    known = rooms()
    for path, line, room, header, is_house in includes():
        if room not in known:
            yield path, line, "src/%s/ is no room of CMakeLists.txt" % room
        elif is_house:
            other = header.split("/")[0]
            if "/" not in header or other not in known:
                yield path, line, 'house headers are included as "room/file.h", not "%s"' % header
            elif other != room and other not in known[room][0]:
                yield path, line, "%s does not USE %s (CMakeLists.txt), so %s is out of reach" % (room, other, header)


def arrows_have_no_cycle():
    """the arrows between rooms lead downward only"""
    known = rooms()
    if len(known) < 10:
        yield "CMakeLists.txt", 1, "only %d rooms could be read; hoshi_room lines have changed their form" % len(known)
    for room, (uses, _) in known.items():
        for used in sorted(uses - set(known)):
            yield "CMakeLists.txt", 1, "%s USES %s, which is no room" % (room, used)
    left = {room: set(uses) & set(known) for room, (uses, _) in known.items()}
    while left:
        free = [room for room, uses in left.items() if not uses & set(left)]
        if not free:
            yield "CMakeLists.txt", 1, "these rooms use each other in a circle: " + ", ".join(sorted(left))
            return
        for room in free:
            del left[room]


def third_party_headers_stay_in_their_rooms():
    """a third-party header is included only by rooms that name the library themselves in CMakeLists.txt"""
    known = rooms()
    for path, line, room, header, is_house in includes():
        if is_house or "." not in header and "/" not in header:
            continue
        if re.fullmatch(EVERYWHERE, header) or re.fullmatch(SYSTEM, header):
            continue
        targets = [target for pattern, target in THIRD_PARTY.items() if re.fullmatch(pattern, header)]
        if not targets:
            yield path, line, "<%s> belongs to no library that tests/house/arrows.py knows" % header
        elif not any(re.fullmatch(targets[0], library) for library in known.get(room, (set(), []))[1]):
            yield path, line, "<%s>: room %s does not name %s among its LIBRARIES" % (header, room, targets[0])


def sockets_stay_at_the_rim():
    """only the rooms and files that tests/house/arrows.py gives a reason for include socket headers"""
    for path, line, room, header, is_house in includes():
        if not is_house and re.fullmatch(SOCKETS, header) and not {room, path} & set(WITH_SOCKETS):
            yield path, line, "<%s>: only these may: %s" % (header, ", ".join(WITH_SOCKETS))


def the_middle_is_pure():
    """domain, protocols and assessment open nothing and look at no clock"""
    for path, line, room, header, is_house in includes():
        if room in PURE and not is_house and (re.fullmatch(OUTSIDE_HEADERS, header) or re.fullmatch(SYSTEM, header)):
            if header != "iconv.h":  # Converts bytes in memory.
                yield path, line, "<%s> in the pure room %s" % (header, room)
    for path in tree.sources():
        if path.startswith("src/") and path.split("/")[1] in PURE:
            for match in re.finditer(OUTSIDE_CALLS, tree.code(path)):
                yield path, tree.line_of(tree.code(path), match.start()), "%s in a pure room" % match.group(0).strip("( ")


CHECKS = [arrows_are_declared, arrows_have_no_cycle, third_party_headers_stay_in_their_rooms, sockets_stay_at_the_rim,
          the_middle_is_pure]
