# The office by the command line alone: every step, every list, and the whole work of applicant and officers without a browser.
# SPDX-License-Identifier: Apache-2.0
import hashlib
import html
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "office"))

import loop  # noqa: E402 pylint: disable=wrong-import-position
import office as whole  # noqa: E402 pylint: disable=wrong-import-position
import office_register  # noqa: E402 pylint: disable=wrong-import-position
import parity  # noqa: E402 pylint: disable=wrong-import-position
import people  # noqa: E402 pylint: disable=wrong-import-position

EVERY_SCOPE = ["application:read", "application:submit", "office:read", "office:act", "register:read", "file:write"]


def step(case, person, place, event, data=None, *words):
    """Taken by the command line; the receipt."""
    if data is not None:
        words = ("--data", loop.write_json(case.path("data.json"), data), *words)
    done = parity.cli(case, person, "application", "step", place, event, *words)
    case.check("%s: %s %s" % (person.name, place, event), done.status == 0, done.out + done.err)
    return json.loads(done.out) if done.status == 0 else {"aggregate": "/nothing", "made": {}}


def id_in(receipt):
    return receipt["aggregate"].split("/", 1)[1]


def says(case, sentence, done, *texts):
    missing = [text for text in texts if text not in done.out]
    case.check(sentence, done.status == 0 and not missing, "%s not in:\n%s%s" % (missing, done.out, done.err))


def parties(case, staff):
    """An applicant, an agent with a mandate, and a laboratory, registered without a browser."""
    party = id_in(step(case, staff.clerk, "organisations", "register", loop.ORGANISATION))
    step(case, staff.clerk, "organisations/" + party, "add_person", loop.PERSON)
    other = id_in(step(case, staff.clerk, "organisations", "register", {**whole.other_organisation(), "corporate_number": "", "parts": ["agent", "laboratory"]}, "--upload",
                       "proof=" + case.write("proof.pdf", "%PDF-1.7 a proof of legal personality")))
    step(case, staff.clerk, "organisations/" + other, "record_mandate", {"principal": party, "from": "2026-01-01", "until": "2099-12-31"}, "--upload",
         "mandate=" + case.write("mandate.pdf", "%PDF-1.7 a mandate"))
    says(case, "a mandate is shown with its document", parity.cli(case, staff.clerk, "office", "show", "organisations/" + other), hashlib.sha256(b"%PDF-1.7 a mandate").hexdigest())
    accreditation = {"body": "IAJapan", "number": "ASNITE-1", "from": "2026-01-01",
                     "scope": [{"scheme": "jc-star", "level": level, "category": ""} for level in (3, 4)]}
    step(case, staff.clerk, "organisations/" + other, "accredit", accreditation, "--reason", "accredited")
    # The second one says the same on the page.
    answer = staff.decider.post("/parties/%s/step/accredit" % other, [("body", "IAJapan"), ("number", "ASNITE-1"), ("from", "2026-01-01"), ("scope/levels", "3"),
                                                                     ("scope/levels", "4"), ("reason", "accredited")])
    case.equal("the page of accreditation says the same as the command", (answer.status, answer.where()), (303, "/parties/%s?done=step" % other))
    says(case, "a laboratory is accredited", parity.cli(case, staff.clerk, "office", "show", "organisations/" + other), "ASNITE-1")
    person = people.party_person(staff.administrators, "鈴木 花子", "suzuki@example.jp", "applicant", party)
    person.organisation = party
    person.make_token(EVERY_SCOPE)
    return person, other


def corrected(case, office, staff, applicant, edition):
    """Submitted, returned, answered, submitted again: what each side is shown on the way."""
    result = whole.result_of(case.folder, edition)
    done = whole.submit(case, office, applicant, result, "--upload", "evidence=" + case.write("photo.txt", "a photo of the device"))
    case.equal("application submit ends well", done.status, 0)
    application = whole.only_application(applicant)
    place = "applications/" + application
    step(case, staff.clerk, place, "start_confirmation")
    photo = hashlib.sha256(b"a photo of the device").hexdigest()
    step(case, staff.reviewer, place, "raise_finding", {"severity": "minor", "text": "The photo is blurred.", "evidence": photo})
    fetched = parity.cli(case, staff.reviewer, "application", "file", application, photo, "--out", case.path("photo.out"))
    case.check("application file fetches the evidence", fetched.status == 0 and open(case.path("photo.out"), encoding="utf-8").read() == "a photo of the device", fetched.err)
    fetched = parity.cli(case, staff.reviewer, "application", "file", application, photo, "--out", case.path("photo.out"))
    case.equal("and writes over nothing", fetched.status, 3)
    step(case, staff.reviewer, place, "request_correction", None, "--reason", "The photo has to be sharp.")
    shown = parity.cli(case, applicant, "application", "show", application)
    says(case, "application show says whose move it is, by when, and what for", shown, "Waiting for: applicant", "Due on", "The photo is blurred.", "answer_finding", "resubmit", photo)
    listed = parity.cli(case, applicant, "application", "list", "--turn", "applicant")
    says(case, "application list does as well", listed, application, "Waiting for: applicant", "Due on")
    step(case, applicant, place, "answer_finding", {"finding": "1", "text": "Here is a sharp one."})
    form = loop.form_of(applicant)
    form["product"]["contact"] = "https://example.jp/psirt"
    done = parity.cli(case, applicant, "application", "submit", result, "--application", application, "--form", loop.write_json(case.path("form.json"), form))
    case.equal("the same files stay, and it is handed in again", done.status, 0)
    view = applicant.api("GET", "/applications/" + application).json()
    case.check("the evidence of the first draft is in the second submission", photo in [file["sha256"] for file in view["submissions"][-1]["files"]], view["submissions"][-1]["files"])
    shown = parity.cli(case, staff.reviewer, "application", "show", application)
    says(case, "application show says what changed and what was answered", shown, "https://example.jp/psirt", "psirt@example.jp", "Here is a sharp one.")
    again = parity.cli(case, staff.clerk, "application", "step", place, "start_confirmation")
    case.check("the same command once more says that nothing was done", again.status == 2 and "--key" in again.err, "%d %s" % (again.status, again.err))
    step(case, staff.reviewer, place, "close_finding", {"finding": "1"})
    return application


def decided(case, staff, application):
    """To the label, each step by whom it belongs to, by the command line."""
    place = "applications/" + application
    step(case, staff.reviewer, place, "recommend", None, "--interest", loop.INTEREST)
    step(case, staff.clerk, place, "accept")
    says(case, "application show says the fee and what may be announced", parity.cli(case, staff.clerk, "application", "show", application), "Fee: ¥")
    fee = staff.clerk.api("GET", "/applications/" + application).json()["fee"]["amount_yen"]
    step(case, staff.clerk, place, "record_payment", {"amount_yen": fee, "received_on": loop.today(), "reference": "demo"})
    step(case, staff.clerk, place, "confirm_fee")
    declared = parity.cli(case, staff.decider, "application", "step", place, "approve", "--interest", "My brother works there.", "--has-interest")
    case.equal("a declared conflict of interest stops a decision", declared.status, 3)
    step(case, staff.decider, place, "approve", None, "--interest", loop.INTEREST)
    return loop.wait_for_state(staff.clerk, application, "issued")["numbers"]["registration_number"]


def filed(case, staff, applicant, number):
    """A report about a label: a form, and no assessment."""
    form = {"kind": "report", "level": 1, "label": number, "applicant": applicant.organisation, "change": "The address of the contact changed.", "declares_truth": True}
    done = parity.cli(case, applicant, "application", "submit", "--form", loop.write_json(case.path("report.json"), form))
    case.check("a filing is handed in without a result", done.status == 0, done.out + done.err)
    listed = parity.cli(case, applicant, "application", "list", "--kind", "report")
    says(case, "and listed", listed, "report")
    filing = applicant.api("GET", "/applications?kind=report").json()["items"][0]["id"]
    told = parity.cli(case, staff.clerk, "application", "show", filing)
    says(case, "the office reads what it tells, and its number", told, "The address of the contact changed.", "Filing number: ")
    page = html.unescape(staff.clerk.get("/applications/" + filing).text)
    case.check("on its page, too", "The address of the contact changed." in page and "Filing number" in page and "Acceptance number" not in page, page[:300])
    answer = applicant.post("/applications", {"kind": "withdrawal", "level": "1", "applicant": applicant.organisation, "label": number}, form_at="/applications/new")
    case.check("a filing is begun on the page", answer.status == 303 and answer.where().endswith("/edit"), answer.problems())


def evaluated(case, office, staff, applicant, laboratory):
    """A laboratory hands its report in; office and applicant see what it concludes and open it, by command and on the page."""
    form = {"kind": "new", "level": 3, "applicant": applicant.organisation, "laboratory": laboratory, "product": {"name": {"ja": "彗星", "en": "Comet"}, "category": "network_camera"}}
    application = id_in(step(case, applicant, "applications", "open", {"scheme": "jc-star", "form": form}))
    person = people.party_person(staff.administrators, "Evaluator", "lab@example.jp", "laboratory", laboratory)
    person.make_token(EVERY_SCOPE)
    step(case, person, "applications/" + application, "hand_in_report", {"number": "R-77", "conclusion": "conforms"}, "--upload",
         "report=" + case.write("report.pdf", "%PDF-1.7 a report"))
    sha256 = hashlib.sha256(b"%PDF-1.7 a report").hexdigest()
    says(case, "application show has the report", parity.cli(case, staff.reviewer, "application", "show", application), "R-77: conforms", sha256)
    page = staff.reviewer.get("/applications/" + application).text
    case.check("so has the page", "R-77" in page and "/files/" + sha256 in page, page)
    case.equal("and gives it out", staff.reviewer.get("/applications/%s/files/%s" % (application, sha256)).text, "%PDF-1.7 a report")
    fetched = parity.cli(case, applicant, "application", "file", application, sha256)
    case.equal("as the command does", fetched.out, "%PDF-1.7 a report")


def supervised(case, office, staff, applicant, number):
    """A case against the label, answered by its holder, and the label revoked with a word for the public log."""
    officer = staff.second_decider
    opened = step(case, officer, "office/cases", "open", {"scheme": "jc-star", "kind": "surveillance", "label": number, "subject": "Default password"}, "--reason", "A report in the press.")
    place = "office/cases/" + id_in(opened)
    step(case, officer, place, "demand_evidence", {"text": "Hand in the evidence."}, "--reason", "To look at it.")
    mine = parity.cli(case, applicant, "office", "show", "office/cases")
    says(case, "the holder sees the case", mine, "Default password")
    says(case, "and what is demanded", parity.cli(case, applicant, "office", "show", place), "Hand in the evidence.")
    manifest = case.path("result", "manifest.json")
    step(case, applicant, place, "supply_evidence", {"text": "Here it is."}, "--upload", "manifest=" + manifest)
    sha256 = hashlib.sha256(open(manifest, "rb").read()).hexdigest()
    fetched = parity.cli(case, officer, "office", "fetch", place + "/files/" + sha256)
    case.equal("office fetch (command office_fetch) gives what was handed in", fetched.out, open(manifest, encoding="utf-8").read())
    for size in ("device", "manual", "box"):
        drawn = parity.cli(case, applicant, "office", "fetch", "office/labels/%s/artwork/%s.svg" % (number, size))
        case.check("the holder prints its label, " + size, drawn.status == 0 and number in drawn.out and drawn.out.startswith("<svg"), drawn.out[:100] + drawn.err)
    case.equal("and in no other form", parity.cli(case, applicant, "office", "fetch", "office/labels/%s/artwork/box.exe" % number).status, 3)
    says(case, "office show tells a case's story", parity.cli(case, officer, "office", "show", place), "Hand in the evidence.", "Here it is.", "confirm_hash")
    complaint = step(case, applicant, "office/cases", "open", {"scheme": "jc-star", "kind": "complaint", "label": number, "subject": "A complaint", "text": "It does not update."})
    case.check("a complaint is filed", id_in(complaint), complaint)
    refused = parity.cli(case, staff.decider, "application", "step", "office/labels/" + number, "revoke", "--reason", "No update.", "--reason-code", "Not A Code", "--interest", loop.INTEREST)
    case.check("a reason code reaches the office", refused.status == 3 and "reason" in refused.err.lower(), refused.err)
    return place


def of_the_office(case, office, staff, number):
    """Lists of others, fees, statistics, the register."""
    path = office_register.write_list(case, "list.csv", office_register.row("L-1"), office_register.row("L-2", "?"))
    taken = parity.cli(case, staff.clerk, "register", "import", path, "--source", "ipa", "--date", "2026-02-01")
    case.check("register import over the API says what is left out", taken.status == 1 and "--left-out 1" in taken.out + taken.err, taken.out + taken.err)
    taken = parity.cli(case, staff.clerk, "register", "import", path, "--source", "ipa", "--date", "2026-02-01", "--left-out", "1")
    case.equal("and takes the list in", taken.status, 0)
    page = staff.clerk.get("/office/import").text
    case.check("its page ends a list", "/office/editions/step/end_list?source=ipa" in page, page)
    says(case, "it is shown", parity.cli(case, staff.clerk, "office", "show", "office/lists"), "ipa", "2026-02-01")
    step(case, staff.clerk, "office/steps", "end_list", {"source": "ipa"}, "--reason", "It is old.")
    says(case, "fees are shown", parity.cli(case, staff.clerk, "office", "show", "office/fees"), "settled")
    says(case, "statistics are shown", parity.cli(case, staff.clerk, "office", "show", "office/statistics"), "labels_in_force: 1")
    says(case, "editions are shown with the hash to adopt", parity.cli(case, staff.clerk, "office", "show", "office/editions"), "sha256: ", "adopted:")
    says(case, "register search finds the label", case.run([case.hoshi, "register", "search", "hoshino", "--server", office.address, "--lang", "en"]), number, "1 labels found")
    says(case, "register show has it whole", case.run([case.hoshi, "register", "show", number, "--server", office.address, "--lang", "en"]), number, "https://example.jp/security")
    loop.wait_for_file(os.path.join(office.folder, "public", "labels", number, "label.svg"))
    art = case.run([case.hoshi, "register", "fetch", "labels/%s/label.svg" % number, "--server", office.address, "--out", case.path("label.svg"), "--lang", "en"])
    case.check("register fetch gives the artwork", art.status == 0 and os.path.getsize(case.path("label.svg")) > 500, art.err)
    told = parity.cli(case, staff.clerk, "register", "subscribe", "--label", number, "--webhook", "https://hooks.example.com/hoshi")
    case.check("register subscribe gives the secret of a webhook", told.status == 0 and re.search(r"(?m)^[0-9a-f]{64}$", told.out), told.out + told.err)


def by_hand(case):
    office, staff, edition = whole.opened(case)
    try:
        for person in (staff.clerk, staff.second_decider):
            person.make_token(EVERY_SCOPE)
        applicant, laboratory = parties(case, staff)
        application = corrected(case, office, staff, applicant, edition)
        number = decided(case, staff, application)
        filed(case, staff, applicant, number)
        evaluated(case, office, staff, applicant, laboratory)
        supervised(case, office, staff, applicant, number)
        of_the_office(case, office, staff, number)
        whole.check_store(case, office)
    finally:
        office.stop()


def table(case):
    """Every step of every machine and every page of the table, by all three ways."""
    office, staff, edition = whole.opened(case)
    try:
        applicant = staff.applicant()
        application, number = whole.labelled(case, office, staff, applicant, edition)
        officer = staff.second_decider
        officer.make_token(EVERY_SCOPE)
        opened = officer.step("/office/cases", {"scheme": "jc-star", "kind": "surveillance", "label": number, "subject": "A case"}, reason="A doubt.")
        ids = {"application": application, "organisation": applicant.organisation, "label": number, "case": id_in(opened)}
        parity.walk_table(case, office)
        parity.walk_sights(case, ids, officer)
        members = parity.members_by_event()
        acts = parity.acts()
        case.check("there are steps to walk over", len(acts) > 80, acts)
        for where, event in acts:
            parity.walk_act(case, ids, officer, staff.reviewer, where, event, members)
        editions = officer.get("/office/editions").text
        for event in ("adopt_edition", "end_edition", "choose_profile"):
            case.check("the page of editions leads to %s" % event, "/office/editions/step/" + event in editions, editions)
        wrong = set(parity.OWN_PAGES) | {event for event, _ in parity.NOT_ASKED}
        case.equal("no exception is left over", wrong - {event for _, event in acts}, set())
    finally:
        office.stop()


def tests():
    return {"office_parity/table": table, "office_parity/by_hand": by_hand, "office_parity/helps": parity.helps}
