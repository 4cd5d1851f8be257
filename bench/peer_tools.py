# The peers' command lines, and what each says, as the same few words for all: endpoint → protocol, product, found or not.
# SPDX-License-Identifier: Apache-2.0
"""Every peer gets the flags its own manual recommends for the task. What it says is read as kindly as can be."""
import re
import subprocess
import time
import xml.etree.ElementTree

# nmap's names of services, as Hoshi's facts call them. Several of ours may be right for one of theirs.
NMAP_NAMES = {
    "domain": {"dns"}, "upnp": {"ssdp", "upnp", "http"}, "microsoft-ds": {"smb"}, "netbios-ssn": {"smb"}, "mbap": {"modbus"},
    "modbus": {"modbus"}, "zeroconf": {"mdns"}, "mdns": {"mdns"}, "ws-discovery": {"ws_discovery"}, "wsdd": {"ws_discovery"},
    "ipp": {"ipp", "http"}, "http": {"http", "ipp", "upnp", "onvif", "tr069"}, "https": {"http"}, "http-proxy": {"http"}, "sip-proxy": {"sip"},
    "secure-mqtt": {"mqtt"}, "radan-http": {"http"}, "mqtt": {"mqtt"}, "redis": {"redis"}, "coap": {"coap"}, "coaps": {"coaps"},
    "memcache": {"memcached"}, "memcached": {"memcached"}, "rtsp": {"rtsp"}, "ntp": {"ntp"}, "adb": {"adb"}, "ssl": {"tls"}, "dtls": {"coaps"},
}


def run(command, limit_seconds, text_input=None):
    began = time.monotonic()
    try:
        ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit_seconds, check=False,
                               input=text_input if text_input is not None else b"")
        said, stopped = ended.stdout.decode(errors="replace"), False
    except subprocess.TimeoutExpired as late:
        said, stopped = (late.stdout or b"").decode(errors="replace"), True
    return {"seconds": time.monotonic() - began, "said": said, "stopped": stopped, "command": " ".join(command)}


def nmap(address, *flags, limit_seconds=1500):
    """Adds `services`: endpoint → {state, names (a set, as a list), product}."""
    ran = run(["nmap", "-n", "-Pn", *flags, "-oX", "-", address], limit_seconds)
    ran["command"] = ran["command"].replace(address, "D").replace(" -oX -", "")
    ran["services"] = {}
    start = ran["said"].find("<?xml")
    try:
        tree = xml.etree.ElementTree.fromstring(ran["said"][start:])
    except xml.etree.ElementTree.ParseError:
        return ran
    for port in tree.iter("port"):
        service = port.find("service")
        named = {} if service is None else service.attrib
        # A name from a table of port numbers is a guess, and nmap says so.
        is_seen = named.get("method") == "probed"
        names = NMAP_NAMES.get(named.get("name", ""), {named.get("name", "")}) if is_seen else set()
        ran["services"]["%s/%s" % (port.get("protocol"), port.get("portid"))] = {
            "state": port.find("state").get("state"), "names": sorted(names), "tls": named.get("tunnel") == "ssl",
            "product": " ".join((named.get("product", ""), named.get("version", ""), named.get("extrainfo", ""))) if is_seen else ""}
    return ran


# --- default passwords: one list of pairs, one service ---------------------------------------------------------------

def write_lists(folder, pairs):
    names = {"colon": "%s:%s\n", "users": "%s\n", "passwords": "%s\n", "slash": "%s/%s\n", "medusa": ":%s:%s\n"}
    paths = {}
    for name, form in names.items():
        paths[name] = "%s/%s.txt" % (folder, name)
        with open(paths[name], "w", encoding="ascii") as file:
            for user, password in pairs:
                file.write(form % ((user,) if name == "users" else (password,) if name == "passwords" else (user, password)))
    return paths


HYDRA = {"ssh": "ssh", "ftp": "ftp", "telnet": "telnet", "basic": "http-get", "digest": "http-get", "rtsp_basic": "rtsp", "rtsp_digest": "rtsp", "redis": "redis",
         "vnc": "vnc", "snmp": "snmp", "sip": "sip", "smb": "smb"}
MEDUSA = {"ssh": "ssh", "ftp": "ftp", "telnet": "telnet", "basic": "http", "digest": "http", "vnc": "vnc", "snmp": "snmp", "smb": "smbnt"}
NCRACK = {"ssh": "ssh", "ftp": "ftp", "telnet": "telnet", "basic": "http", "digest": "http", "vnc": "vnc", "redis": "redis", "mqtt": "mqtt", "smb": "smb2"}
NMAP_BRUTE = {"ssh": "ssh-brute", "ftp": "ftp-brute", "telnet": "telnet-brute", "basic": "http-brute", "digest": "http-brute", "vnc": "vnc-brute",
              "snmp": "snmp-brute", "redis": "redis-brute", "smb": "smb-brute"}


def hydra(kind, address, port, path, lists, limit_seconds):
    if kind not in HYDRA:
        return None
    target = "%s://%s:%d%s" % (HYDRA[kind], address, port, path if kind in ("basic", "digest", "rtsp_basic", "rtsp_digest") else "")
    if kind in ("snmp", "redis", "vnc"):
        ran = run(["hydra", "-I", "-t", "4", "-P", lists["passwords"], target], limit_seconds)
    else:
        ran = run(["hydra", "-I", "-t", "4", "-C", lists["colon"], target], limit_seconds)
    found = re.findall(r"(?m)^\[\d+\]\[[^]]+\] host: \S+(?:\s+login: (\S*))?(?:\s+password: ?(\S*))?", ran["said"])
    return {**ran, "pairs": [list(pair) for pair in found]}


def medusa(kind, address, port, path, lists, limit_seconds):
    if kind not in MEDUSA:
        return None
    options = ["-m", "DIR:%s" % path.lstrip("/")] if MEDUSA[kind] == "http" else []
    ran = run(["medusa", "-h", address, "-n", str(port), "-M", MEDUSA[kind], "-C", lists["medusa"], "-v", "4", *options], limit_seconds)
    found = re.findall(r"ACCOUNT FOUND:.*?User: (\S*) Password: (\S*) \[([^]]*)\]", ran["said"])
    return {**ran, "pairs": [[user, password] for user, password, state in found if "SUCCESS" in state],
            "doubtful": [[user, password] for user, password, state in found if "SUCCESS" not in state]}


def ncrack(kind, address, port, path, lists, limit_seconds):
    if kind not in NCRACK:
        return None
    option = ",path=%s" % path if NCRACK[kind] == "http" else ""
    ran = run(["ncrack", "--pairwise", "-U", lists["users"], "-P", lists["passwords"], "%s://%s:%d%s" % (NCRACK[kind], address, port, option)],
              limit_seconds)
    found = re.findall(r"(?m)^\S+ \d+/tcp [^:]*: '([^']*)' '([^']*)'", ran["said"])
    return {**ran, "pairs": sorted({(user, password) for user, password in found})}


def nmap_brute(kind, address, port, path, lists, limit_seconds):
    if kind not in NMAP_BRUTE:
        return None
    script = NMAP_BRUTE[kind]
    arguments = "brute.mode=creds,brute.credfile=%s,http-brute.path=%s" % (lists["slash"], path)
    scan = ["-sU"] if kind == "snmp" else ["-sT"]
    ran = run(["nmap", "-n", "-Pn", *scan, "-p%d" % port, "--script", script, "--script-args", arguments, address], limit_seconds)
    found = re.findall(r"(?m)^\|\s+(\S*?):(\S*) - Valid credentials", ran["said"])
    return {**ran, "pairs": [list(pair) for pair in found]}


def onesixtyone(_kind, address, _port, _path, lists, limit_seconds):
    ran = run(["onesixtyone", "-c", lists["passwords"], address], limit_seconds)
    found = re.findall(r"(?m)^\S+ \[([^]]+)\]", ran["said"])
    return {**ran, "pairs": [["", community] for community in sorted(set(found))]}


def on_throttling(said):
    """What a guessing tool says of how fast it could guess; none names a kind of protection."""
    nmap_rate = re.search(r"Performed (\d+) guesses in (\d+) seconds, average tps: ([\d.]+)", said)
    hydra_rate = re.search(r"\[STATUS\] ([\d.]+) tries/min", said)
    if nmap_rate:
        return "its own speed: %s guesses in %s s" % nmap_rate.groups()[:2]
    return "its own speed: %s tries a minute" % hydra_rate[1] if hydra_rate else ""


GUESSERS = {"hydra": hydra, "medusa": medusa, "ncrack": ncrack, "nmap brute": nmap_brute}


# --- TLS and SSH ------------------------------------------------------------------------------------------------------

def tls_versions_sslscan(said):
    return set(re.findall(r"(?m)^((?:SSLv|TLSv)[\d.]+)\s+enabled", said))


def tls_versions_testssl(said):
    versions = set()
    for name, line in re.findall(r"(?m)^ (SSLv2|SSLv3|TLS 1(?:\.[123])?)\s+(.*)$", said):
        if line.strip().startswith("offered"):
            versions.add(name.replace("TLS 1", "TLSv1").replace("TLSv1.0", "TLSv1"))
    return {"TLSv1.0" if one == "TLSv1" else one for one in versions}


def tls_versions_nmap(said):
    return set(re.findall(r"(?m)^\|\s+((?:SSLv|TLSv)[\d.]+):", said))
