# The office's whole way on PostgreSQL, and a store that moves by backup to SQLite and back, through the command line.
# SPDX-License-Identifier: Apache-2.0
import os
import re
import shutil
import time
import urllib.error
import urllib.request

import applications
import loop
import people
import postgres
import urls

PAGE_SECONDS = 60


def page_of(office, label):
    with urllib.request.urlopen(office.address + "/labels/" + label, timeout=urls.wire.TIMEOUT_SECONDS) as answer:
        return answer.read().decode()


def wait_for_page(office, label):
    until = time.monotonic() + PAGE_SECONDS
    while True:
        try:
            return page_of(office, label)
        except urllib.error.HTTPError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def to_a_label(case, office):
    staff = loop.Staff(office)
    edition = loop.edition_of(staff.decider.get("/office/editions").text)
    staff.adopt_edition(edition)
    applicant = staff.applicant()
    sha256 = applicant.upload(applications.checklist(edition))["sha256"]
    application = applications.hand_in(applicant, sha256)
    applications.decide(staff, application)
    label = applications.wait_until_issued(applicant, application)["label"]
    case.check("the label's page is public", label in wait_for_page(office, label))
    return applicant, application, label


def root_of(ended):
    """The number of events and the root of the audit trail, as the commands say them."""
    found = re.findall(r"[0-9a-f]{64}", ended.out)
    return found[0] if found else None


def checked(case, sentence, folder, *store):
    ended = case.call("store", "check", folder, *store, "--lang", "en")
    case.check(sentence, ended.status == 0, ended.out + ended.err)
    return root_of(ended)


def move(case, sentence, source, source_store, target, target_store):
    """Backup and restore; the keys are the operator's to carry (docs/operating.md)."""
    backup = case.path("backup-" + os.path.basename(target))
    ended = case.call("store", "backup", source, *source_store, "--to", backup, "--lang", "en")
    case.check(sentence + ": backup", ended.status == 0, ended.out + ended.err)
    ended = case.call("store", "restore", target, *target_store, "--from", backup, "--lang", "en")
    case.check(sentence + ": restore", ended.status == 0, ended.out + ended.err)
    again = case.call("store", "restore", target, *target_store, "--from", backup, "--lang", "en")
    case.check(sentence + ": a store that is not empty is not overwritten", again.status != 0, again.out)
    shutil.copytree(os.path.join(source, "keys"), os.path.join(target, "keys"), dirs_exist_ok=True)


def goes_on(case, sentence, folder, options, applicant, application, label):
    """The restored office knows the label, lets its people in, and its clock and issuer find nothing to do over."""
    with people.Office(case.hoshi, folder, options) as office:
        applicant.office = office
        view = applicant.api("GET", "/applications/" + application)
        case.check(sentence + ": the applicant's token and application are there", view.status == 200 and view.json()["label"] == label, view.text[:300])
        case.check(sentence + ": the label's page is there", label in wait_for_page(office, label))
        case.check(sentence + ": nothing goes wrong", "refused" not in office.read_log() and "has ended" not in office.read_log())


def moves(case):
    with postgres.Server() as server:
        first, second = ["--store", server.address("first")], ["--store", server.address("second")]
        with people.Office(case.hoshi, case.path("first"), first) as office:
            applicant, application, label = to_a_label(case, office)
        case.check("no SQLite file is made beside PostgreSQL", not os.path.exists(case.path("first", "office.sqlite")))
        root = checked(case, "PostgreSQL is whole", case.path("first"), *first)
        case.check("the audit trail has a root", root)
        move(case, "PostgreSQL to SQLite", case.path("first"), first, case.path("sqlite"), [])
        case.equal("the same audit trail in SQLite", checked(case, "SQLite is whole", case.path("sqlite")), root)
        goes_on(case, "in SQLite", case.path("sqlite"), [], applicant, application, label)
        root = checked(case, "SQLite is whole after a day's work", case.path("sqlite"))
        move(case, "SQLite to PostgreSQL", case.path("sqlite"), [], case.path("second"), second)
        case.equal("the same audit trail in PostgreSQL", checked(case, "the second PostgreSQL is whole", case.path("second"), *second), root)
        goes_on(case, "in PostgreSQL", case.path("second"), second, applicant, application, label)


def tests():
    return {"office_databases/moves": moves}
