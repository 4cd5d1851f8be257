#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# Writes the description, answers and documents of a simulated product for a given day and given ports.
"""usage: prepare.py careful|careless --out DIR [--port-base N] [--date YYYY-MM-DD]

A vulnerability scan grows old and an answer holds only while the hash of its document does, so a demonstration or test on
another day, or on other ports than the well-known ones (--port-base as given to careful.py), needs its own copy. The copies
beside this script are made by it, too: prepare.py careful --out tests/devices/simulated --date 2026-11-20
"""
import argparse
import datetime
import hashlib
import json
import os
import re
import shutil
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
# In the order of the services of careful.py and careless.py: with --port-base N the first is at N.
PORTS = {"careful": [80, 443, 8883], "careless": [80, 23, 1883, 8443, 9999]}
ENGINEER, MANAGER = ("検査 花子", "verification engineer"), ("品質 太郎", "product security manager")


def said(question, answer, document="", subject="", done="", seen="", comment="", who=ENGINEER):
    return {"question": question, "subject": subject, "answer": answer, "who": who[0], "role": who[1], "done": done,
            "seen": seen, "document": document, "comment": comment}


def careful_answers():
    def tried(question, done, seen, subject=""):
        return said(question, "yes", "tests", subject, done, seen)

    answers = [said("S1.1-01/authentication_appropriate", "yes", "design", route) for route in ("redirect", "web", "mqtts")]
    answers += [
        said("S1.1-02/generation", "yes", "password_generation", "account"),
        said("S1.1-03/procedure", "yes", "manual", "account"),
        tried("S1.1-03/change_works", "changed the password in Settings, Account",
              "the new one works on the web and on MQTT, the old one on neither", "account"),
        said("S1.1-05/contact", "yes", "policy", who=MANAGER),
        said("S1.1-05/acknowledgement", "yes", "policy", comment="5 business days", who=MANAGER),
        said("S1.1-05/status_updates", "yes", "policy", comment="every 2 weeks", who=MANAGER),
        tried("S1.1-06/update_applied", "updated 2.0.4 to 2.1.0", "the foot of the page shows 2.1.0"),
        tried("S1.1-06/survives_power_off", "switched off and on after the update", "still 2.1.0"),
        said("S1.1-07/instructions", "yes", "update_instructions"),
        said("S1.1-08/checked_by_design", "yes", "design", "web_update"),
        tried("S1.1-08/tampered_refused", "offered the image with one byte changed",
              "signature refused, still 2.1.0", "web_update"),
        said("S1.1-09/policy", "yes", "update_policy", who=MANAGER),
        said("S1.1-10/marking", "yes", "label", "HC-100"),
    ]
    for asset in ("settings", "passwords"):
        answers.append(said("S1.1-11/built_in", "yes", "storage_design", asset))
        answers.append(tried("S1.1-11/not_reachable", "tried every connector and open port", "no way to read or write it", asset))
    answers.append(said("S1.1-12/protection_described", "yes", "design"))
    for route in ("web", "mqtts"):
        answers.append(tried("S1.1-12/route_protected", "captured log-in and settings", "everything inside TLS", route))
    answers += [said("S1.1-13/need", "yes", "", "main tcp/%d" % port, comment="declared purpose") for port in PORTS["careful"]]
    answers += [said("S1.1-13/interface_need", "yes", "interfaces", name) for name in ("ethernet", "uart_pads")]
    answers += [
        said("S1.1-13/triage", "yes", "", "scan CVE-2023-42364",
             comment="awk is not built into the firmware's busybox", who=MANAGER),
        tried("S1.1-14/power_loss", "pulled the plug for ten minutes while recording", "settings and passwords the same"),
        tried("S1.1-14/network_loss", "pulled the network cable for ten minutes", "settings and passwords the same"),
    ]
    for asset in ("settings", "passwords"):
        answers.append(tried("S1.1-15/deleted", "Settings, Factory reset, as the manual says", "back to factory values", asset))
    answers += [tried("S1.1-15/version_not_older", "Settings, Factory reset", "2.1.0 before and after")]
    answers += [said("S1.1-16/" + name, "yes", "manual") for name in ("secure_setup", "secure_use", "secure_disposal")]
    answers += [said("S1.1-16/" + name, "yes", "support") for name in ("update_notice", "support_period")]
    return answers


def careless_answers():
    def failed(question, done, seen, subject=""):
        return said(question, "no", "tests", subject, done, seen)

    answers = [said("S1.1-01/authentication_appropriate", "no", "", route, comment="there is no design document")
               for route in ("web", "telnet", "mqtt", "web_tls")]
    answers += [
        said("S1.1-03/procedure", "no", "", "account", comment="there is no manual"),
        failed("S1.1-03/change_works", "changed the password in the web UI", "telnet still takes admin:admin", "account"),
        *(said("S1.1-05/" + name, "no", comment="no policy is published")
          for name in ("contact", "acknowledgement", "status_updates")),
        said("S1.1-06/update_applied", "yes", "tests", done="updated 1.0.2 to 1.0.3", seen="1.0.3 was shown"),
        failed("S1.1-06/survives_power_off", "switched off and on after the update", "1.0.2 again"),
        said("S1.1-07/instructions", "no", comment="no instructions exist"),
        said("S1.1-08/checked_by_design", "no", "", "web_upload", comment="no check exists"),
        failed("S1.1-08/tampered_refused", "offered the image with one byte changed", "it took effect", "web_upload"),
        said("S1.1-09/policy", "no", comment="there is no policy"),
        said("S1.1-10/marking", "yes", "label", "AC-1"),
        said("S1.1-12/protection_described", "no", comment="there is no design document"),
        *(said("S1.1-13/need", "yes", "", "main tcp/%d" % port) for port in (80, 1883, 8443)),
        *(said("S1.1-13/need", "no", "", "main tcp/%d" % port, comment="left over from development") for port in (23, 9999)),
        failed("S1.1-13/udp", "scanned all UDP ports", "udp/32100 answers, purpose unknown"),
        said("S1.1-14/power_loss", "yes", "tests", done="pulled the plug for ten minutes", seen="settings the same"),
        said("S1.1-14/network_loss", "yes", "tests", done="pulled the cable for ten minutes", seen="settings the same"),
        failed("S1.1-15/deleted", "held the reset button for 10 s", "the Wi-Fi key is still on the SD card", "settings"),
        said("S1.1-15/version_not_older", "yes", "tests", done="held the reset button for 10 s", seen="1.0.3 before and after"),
        *(said("S1.1-16/" + name, "no", comment="nothing is published")
          for name in ("secure_setup", "secure_use", "secure_disposal", "update_notice", "support_period")),
    ]
    return answers


ANSWERS = {"careful": careful_answers, "careless": careless_answers}


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def answers_toml(name, product, folder, date, move):
    files = {document["id"]: document["file"] for document in product["document"]}
    lines = ["# SPDX-License-Identifier: Apache-2.0",
             "# What people confirmed and tried about the %s simulated camera; written by prepare.py." % name,
             'format = "hoshi-answers/1"', "product = " + quoted(product["product"]["id"])]
    for answer in ANSWERS[name]():
        answer["subject"] = move(answer["subject"])
        if answer["document"]:
            with open(os.path.join(folder, files[answer["document"]]), "rb") as file:
                answer["sha256"] = hashlib.sha256(file.read()).hexdigest()
        lines += ["", "[[answer]]"] + ["%s = %s" % (key, quoted(value)) for key, value in answer.items() if value]
        lines.append("when = %s" % date)
    return "\n".join(lines) + "\n"


def date_scan(path, date):
    """A scan of the given day, with a database of the same morning."""
    with open(path, encoding="utf-8") as file:
        scan = json.load(file)
    scan["descriptor"]["timestamp"] = date + "T03:10:00Z"
    scan["descriptor"]["db"]["built"] = scan["descriptor"]["db"]["status"]["built"] = date + "T01:31:22Z"
    with open(path, "w", encoding="utf-8") as file:
        json.dump(scan, file, ensure_ascii=False, indent=2)
        file.write("\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=sorted(PORTS))
    parser.add_argument("--out", required=True)
    parser.add_argument("--port-base", type=int)
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    options = parser.parse_args()
    datetime.date.fromisoformat(options.date)
    places = {port: port if options.port_base is None else options.port_base + index
              for index, port in enumerate(PORTS[options.name])}

    def move(text):
        return re.sub(r"\btcp/(\d+)\b", lambda match: "tcp/%d" % places[int(match[1])], text)

    os.makedirs(options.out, exist_ok=True)
    if os.path.realpath(options.out) != os.path.realpath(HERE):
        shutil.copytree(os.path.join(HERE, options.name), os.path.join(options.out, options.name), dirs_exist_ok=True)
        shutil.copy(os.path.join(HERE, options.name + ".credentials.toml"), options.out)
    scan = os.path.join(options.out, options.name, "scan.grype.json")
    if os.path.exists(scan):
        date_scan(scan, options.date)
    with open(os.path.join(HERE, options.name + ".product.toml"), encoding="utf-8") as file:
        description = move(file.read())
    with open(os.path.join(options.out, options.name + ".product.toml"), "w", encoding="utf-8") as file:
        file.write(description)
    answers = answers_toml(options.name, tomllib.loads(description), options.out, options.date, move)
    with open(os.path.join(options.out, options.name + ".answers.toml"), "w", encoding="utf-8") as file:
        file.write(answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
