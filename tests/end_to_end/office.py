# An office from its first start to a published label, through the command line and the API; and what it refuses on the way.
# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import os
import shutil
import sys
import tarfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "office"))

import loop  # noqa: E402 pylint: disable=wrong-import-position
import people  # noqa: E402 pylint: disable=wrong-import-position

RECORDING = os.path.join(os.path.dirname(HERE), "recordings", "careful.0.hoshi")


def result_of(folder, edition):
    """The careful product's recorded assessment as if it had been judged by the edition that is adopted."""
    result = os.path.join(folder, "result")
    os.makedirs(result)
    with tarfile.open(RECORDING) as archive:
        assessment = json.load(archive.extractfile("assessment.json"))
        with open(os.path.join(result, "manifest.json"), "wb") as file:
            file.write(archive.extractfile("manifest.json").read())
    assessment["scheme"]["sha256"] = edition["sha256"]
    loop.write_json(os.path.join(result, "assessment.json"), assessment)
    return result


def opened(case):
    """An office with its staff, an adopted edition and an applicant."""
    office = people.Office(case.hoshi, folder=case.path("data"), log=case.path("office.log")).start()
    staff = loop.Staff(office)
    edition = loop.edition_of(staff.decider.get("/office/editions").text)
    staff.adopt_edition(edition)
    return office, staff, edition


def submit(case, office, applicant, result, *words):
    token = loop.write_token(applicant, case.folder)
    form = loop.write_json(case.path("form.json"), loop.form_of(applicant))
    return case.run([case.hoshi, "application", "submit", result, "--server", office.address, "--token-file", token, "--form", form,
                     "--lang", "en", *words])


def only_application(applicant):
    return applicant.api("GET", "/applications").json()["items"][0]["id"]


def labelled(case, office, staff, applicant, edition):
    """An application taken to its label; gives the ids of both."""
    submit(case, office, applicant, result_of(case.folder, edition))
    application = only_application(applicant)
    loop.decide(staff, application)
    return application, loop.wait_for_state(applicant, application, "issued")["numbers"]["registration_number"]


def to_a_label(case):
    office, staff, edition = opened(case)
    try:
        applicant = staff.applicant()
        result = result_of(case.folder, edition)
        done = submit(case, office, applicant, result)
        case.equal("application submit ends well", done.status, 0)
        application = only_application(applicant)
        view = applicant.api("GET", "/applications/" + application).json()
        with open(os.path.join(result, "manifest.json"), "rb") as file:
            manifest = hashlib.sha256(file.read()).hexdigest()
        case.equal("the submission is bound to the evidence's manifest", view["submissions"][0]["form"]["evidence_manifest"], manifest)
        case.check("nothing may be announced yet", view["announcement"]["en"] == "", view["announcement"])
        loop.decide(staff, application)
        view = loop.wait_for_state(applicant, application, "issued")
        number = view["numbers"]["registration_number"]
        page = loop.wait_for_file(os.path.join(case.path("data"), "public", "labels", number, "index.html"))
        with open(page, encoding="utf-8") as file:
            case.check("the label's file names the product", "HC-100" in file.read())
        for name in ("label.svg", "label.png", "label.pdf", "label.json", "label.jsonld", "index.en.html"):
            case.check("there is " + name, loop.wait_for_file(os.path.join(os.path.dirname(page), name)))
        case.equal("anybody sees the page", people.Person(office, "anybody", "-").get("/labels/" + number).status, 200)
        shown = case.run([case.hoshi, "application", "show", application, "--server", office.address, "--token-file",
                          loop.write_token(applicant, case.folder), "--lang", "en"])
        case.check("application show names the number", number in shown.out, shown.out)
        step = case.run([case.hoshi, "application", "step", "applications/" + application, "withdraw", "--server", office.address, "--token-file",
                         loop.write_token(applicant, case.folder), "--lang", "en"])
        case.check("application step says why an issued one cannot be withdrawn", step.status == 3 and step.err != "", step.err)
        check_store(case, office)
        published = case.run([case.hoshi, "register", "publish", case.path("tree"), "--data", case.path("data"), "--origin", "https://labels.example", "--lang", "en"])
        case.equal("register publish ends well", published.status, 0)
        case.check("the label is in the tree", os.path.exists(os.path.join(case.path("tree"), "labels", number, "index.html")))
    finally:
        office.stop()


def check_store(case, office):
    done = case.run([case.hoshi, "store", "check", office.folder, "--lang", "en"])
    case.equal("store check finds nothing", (done.status, done.err), (0, ""))


def refused(case):
    """Nobody judges what is theirs, nobody does two halves of one thing, and nothing is decided before an edition is adopted."""
    office, staff, edition = opened(case)
    try:
        applicant = staff.applicant()
        submit(case, office, applicant, result_of(case.folder, edition))
        application = only_application(applicant)
        here = "/applications/%s/" % application
        for person, event, wanted in [(applicant, "start_confirmation", 403), (applicant, "approve", 409), (staff.decider, "accept", 409),
                                      (staff.reviewer, "approve", 409)]:
            answer = person.api("POST", here + event, {"idempotency_key": "refused-" + event, "interest_statement": loop.INTEREST})
            case.check("%s may not %s" % (person.name, event), answer.status in (wanted, 403, 409), answer.text)
        loop.decide(staff, application, until="confirm_fee")
        answer = staff.reviewer.api("POST", here + "approve", {"idempotency_key": "refused-reviewer", "interest_statement": loop.INTEREST})
        case.equal("who recommended does not decide", answer.status, 403)
        answer = staff.decider.api("POST", here + "approve", {"idempotency_key": "refused-silent"})
        case.equal("a decider states interests", answer.status, 422)
        other = staff.applicant(other_organisation(), login="other@example.jp", name="Other Person")
        case.equal("another applicant sees nothing of it", other.api("GET", here.rstrip("/")).status, 404)
        case.equal("nor its steps", other.api("POST", here + "withdraw", {"idempotency_key": "other-withdraw"}).status, 404)
        key = {"idempotency_key": "approve-once-1", "interest_statement": loop.INTEREST}
        first, second = staff.decider.api("POST", here + "approve", key), staff.decider.api("POST", here + "approve", key)
        case.equal("the same command counts once", (first.status, second.status, first.json()["sequence"] == second.json()["sequence"]), (201, 200, True))
        loop.wait_for_state(applicant, application, "issued")
        check_store(case, office)
    finally:
        office.stop()


def other_organisation():
    organisation = dict(loop.ORGANISATION)
    organisation.update({"name": {"ja": "天川電子株式会社", "en": "Amakawa Denshi Co., Ltd."}, "kana": "アマカワデンシ", "corporate_number": loop.corporate_number("999999999002")})
    return organisation


def survives(case):
    """The power goes while a label is being issued; afterwards there is one label, and the trail is whole."""
    office, staff, edition = opened(case)
    try:
        applicant = staff.applicant()
        submit(case, office, applicant, result_of(case.folder, edition))
        application = only_application(applicant)
        loop.decide(staff, application)
        office.kill()
        office.start()
        view = loop.wait_for_state(applicant, application, "issued")
        time.sleep(1)
        check_store(case, office)
        case.equal("one number was given", view["numbers"]["registration_number"].split("-")[1], "00000001")
    finally:
        office.stop()


def backup(case):
    office, staff, edition = opened(case)
    office.stop()
    done = case.run([case.hoshi, "store", "backup", office.folder, "--to", case.path("backup"), "--lang", "en"])
    case.equal("store backup ends well", (done.status, done.err), (0, ""))
    shutil.rmtree(office.folder)
    done = case.run([case.hoshi, "store", "restore", office.folder, "--from", case.path("backup"), "--lang", "en"])
    case.equal("store restore ends well", (done.status, done.err), (0, ""))
    check_store(case, office)


def tests():
    return {"office/label": to_a_label, "office/refused": refused, "office/survives": survives, "office/backup": backup}
