# The public register of a running office: lists of others, pages from the store, questions of programs, subscriptions.
# SPDX-License-Identifier: Apache-2.0
import os
import re
import shutil
import sys
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "office"))

import office as whole  # noqa: E402 pylint: disable=wrong-import-position
import loop  # noqa: E402 pylint: disable=wrong-import-position
import people  # noqa: E402 pylint: disable=wrong-import-position

TITLES = "登録番号,レベル,ステータス,事業者名,製品名,型番,交付日,有効期限\r\n"
PATIENCE_SECONDS = 60


def row(number, level="★1"):
    return "%s,%s,有効,彗星電機株式会社,彗星カメラ,SC-%s,2025-06-01,2027-05-31\r\n" % (number, level, number)


def write_list(case, name, *rows):
    path = case.path(name)
    with open(path, "wb") as file:
        file.write(b"\xef\xbb\xbf" + (TITLES + "".join(rows)).encode())
    return path


def wait_until(question):
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.5)
    return False


def imports(case):
    """register_import: a list is looked at, taken in, replaced; its labels are listed, unproven, at once."""
    with people.Office(case.hoshi, folder=case.path("data"), log=case.path("office.log")) as office:
        anybody = people.Person(office, "anybody", "-")
        command = [case.hoshi, "register", "import"]
        where = ["--source", "ipa", "--data", office.folder, "--lang", "en"]
        first = write_list(case, "first.csv", row("L-1"), row("L-2", "good"))
        looked = case.run([*command, first, "--date", "2026-02-01", "--check", *where])
        case.check("a look names the row", looked.status == 1 and "Row 3" in looked.err, looked.err + looked.out)
        stopped = case.run([*command, first, "--date", "2026-02-01", *where])
        case.check("nothing is dropped silently", stopped.status == 1 and "--left-out 1" in stopped.err + stopped.out, stopped.err + stopped.out)
        case.equal("nothing is listed yet", anybody.get("/labels/L-1").status, 404)
        done = case.run([*command, first, "--date", "2026-02-01", "--left-out", "1", *where])
        case.equal("the list is taken in", done.status, 0)
        page = anybody.get("/labels/L-1")
        case.check("its label has a page", page.status == 200 and "Listed, unproven" in page.text, page.text[:500])
        answer = anybody.get("/api/v1/labels/L-1").json()
        case.equal("programs are told that it is unproven", (answer["proven"], answer["list_date"], answer["statement"]), (False, "2026-02-01", None))
        found = anybody.get("/api/v1/labels?q=%E5%BD%97%E6%98%9F").json()
        case.equal("it is found", [one["number"] for one in found["labels"]], ["L-1"])
        finds(case, anybody)
        case.equal("not among what is valid", anybody.get("/api/v1/labels?q=%E5%BD%97%E6%98%9F&status=valid").json()["total"], 0)
        done = case.run([*command, write_list(case, "second.csv", row("L-3")), "--date", "2026-03-01", *where])
        case.equal("the next list is taken in", done.status, 0)
        case.check("it replaces the first", wait_until(lambda: anybody.get("/labels/L-1?fresh").status == 404))
        case.equal("the new one is there", anybody.get("/labels/L-3").status, 200)
        older = case.run([*command, first, "--date", "2026-01-01", "--left-out", "1", *where])
        case.check("an older list is refused", older.status != 0, older.out)
        case.check("typing mistakes are helped", wait_until(lambda: "彗星カメラ" in anybody.get("/labels?q=%E5%BD%97%E6%98%9F%E3%82%AB%E3%83%A1%E3%83%A9%E3%82%A2").text))
        whole.check_store(case, office)


def finds(case, anybody):
    """What the register makes of questions, well meant and other; one label of 彗星電機株式会社 is in it."""
    asked = lambda **question: "?" + urllib.parse.urlencode(question)  # noqa: E731
    for name in ("㈱彗星電機", "(株) 彗星電機", "株式会社彗星電機", "彗星電機㈱", "有限会社彗星電機", "彗星電機 Co., Ltd."):
        case.equal("%s finds the name" % name, anybody.get("/api/v1/labels" + asked(q=name)).json()["total"], 1)
    for odd in ('"', "' OR 1 --", "%", "_", "NEAR(a b)", "singles : x", "x" * 400, "x " * 40, "京" * 100):
        case.equal("%.20s is only text" % odd, [anybody.get(page + asked(q=odd)).status for page in ("/labels", "/api/v1/labels")], [200, 200])
    case.equal("a word without end is refused", anybody.get("/api/v1/labels" + asked(q="x" * 401)).status, 422)
    for page in ("2", "201", "9" * 30):
        case.check("page %s.. is none" % page[:3], "Go to the last page (1)" in anybody.get("/labels" + asked(level="1", page=page)).text)
    case.check("an unknown filter is shown", '<option value="9" selected>' in anybody.get("/labels" + asked(level="9")).text)
    for file in ("labels.csv", "labels.en.csv", "labels.json", "labels.jsonl"):
        found, none = (anybody.get("/%s%s" % (file, asked(q="彗星", level=level))) for level in "12")
        case.check("%s keeps the filter" % file, found.status == none.status == 200 and "L-1" in found.text and "L-1" not in none.text, found.text[:300])
    case.equal("so does XLSX", anybody.get("/labels.xlsx" + asked(q="彗星")).body[:2], b"PK")
    case.check("and Atom names its question", "/atom.xml?q=%E5%BD%97" in anybody.get("/atom.xml" + asked(q="彗")).text)
    case.check("the front page offers categories", wait_until(lambda: 'id="search-category"' in anybody.get("/").text))


def page_of_import(case):
    """A registrar takes a list in on the pages; others may only look."""
    with people.Office(case.hoshi, folder=case.path("data"), log=case.path("office.log")) as office:
        administrators = people.first_administrators(office)
        registrar = people.officer(administrators, "Registrar", "registrar@example.jp", ["registrar"])
        with open(write_list(case, "list.csv", row("L-1"), row("L-2", "?")), "rb") as file:
            content = file.read()
        fields = {"source": "ipa", "list_date": "2026-02-01", "name": "List"}
        preview = registrar.post("/office/import", fields, files=[("file", "list.csv", content)])
        case.check("the page says what would be left out", preview.status == 200 and "without 1 rows" in preview.text, preview.problems())
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', preview.text[preview.text.index('action="/office/import/confirm"'):]))
        hidden.pop("csrf", None)
        answer = registrar.post("/office/import/confirm", hidden, form_at="/office/import")
        case.equal("it is taken in", (answer.status, answer.where()), (303, "/office/import?done=imported"))
        case.equal("and listed", people.Person(office, "anybody", "-").get("/labels/L-1").status, 200)
        outbox = registrar.get("/office/outbox")
        case.check("the outbox is shown", outbox.status == 200 and "put aside" in outbox.text, outbox.text[:300])
        case.equal("so are the fees", registrar.get("/office/fees").status, 200)


def label_pages(case):
    """Pages of labels come from the store, with and without a slash, whatever lies in the public folder."""
    office, staff, edition = whole.opened(case)
    try:
        applicant = staff.applicant()
        _, number = whole.labelled(case, office, staff, applicant, edition)
        folder = os.path.join(case.path("data"), "public", "labels", number)
        loop.wait_for_file(os.path.join(folder, "index.html"))
        shutil.rmtree(folder)
        anybody = people.Person(office, "anybody", "-")
        for path in ("/labels/" + number, "/labels/%s/" % number, "/labels/%s/index.html" % number, "/labels/%s/index.en.html" % number):
            page = anybody.get(path)
            case.check("%s is there without a detour" % path, page.status == 200 and number in page.text and "HC-100" in page.text, "%d" % page.status)
        case.check("the English page is English", 'lang="en"' in anybody.get("/labels/%s/index.en.html" % number).text)
        case.equal("label.json is of now", anybody.get("/labels/%s/label.json" % number).json()["status"], "valid")
        case.equal("so is JSON-LD", anybody.get("/labels/%s/label.jsonld" % number).json()["certificationIdentification"], number)
        unknown = anybody.get("/labels/NO-SUCH-1")
        case.check("an unknown number has the register's page", unknown.status == 404 and "NO-SUCH-1" in unknown.text and "register.css" in unknown.text, unknown.text[:300])
        programs(case, office, anybody, number)
        subscriptions(case, office, number)
    finally:
        office.stop()


def programs(case, office, anybody, number):
    feed = anybody.get("/changes.json?since=0").json()
    case.equal("the feed begins with the issue", (feed["changes"][0]["number"], feed["changes"][0]["status"]), (number, "valid"))
    case.equal("and is read on from next", anybody.get("/changes.json?since=%d" % feed["next"]).json()["changes"], [])
    case.equal("a wrong question is refused", anybody.get("/changes.json?since=x").status, 422)
    described = anybody.get("/api/openapi.json").json()["paths"]
    case.check("it is described", {"/changes.json", "/api/v1/labels", "/api/v1/labels/{number}", "/api/v1/subscriptions"} <= set(described), sorted(described))
    for path in ("/labels.csv", "/labels.json", "/labels.jsonl", "/labels.xlsx", "/psti/", "/distribution/", "/data/", "/atom.xml", "/distribution.json"):
        case.check("%s is there" % path, wait_until(lambda path=path: anybody.get(path).status == 200))


def subscriptions(case, office, number):
    somebody = people.Person(office, "somebody", "-")
    answers = [somebody.post("/subscriptions", {"label": number, "email": "s@example.jp", "webhook": ""}, form_at="/subscriptions/new?label=" + number) for _ in range(2)]
    case.equal("whoever asks gets the same answer", [one.status for one in answers], [202, 202])
    case.equal("an address that is none is refused",
               somebody.post("/subscriptions", {"label": number, "email": "s", "webhook": ""}, form_at="/subscriptions/new?label=" + number).status, 422)
    case.equal("a link that is none opens nothing",
               somebody.post("/subscriptions/0190/confirm/00", {}, form_at="/subscriptions/new?label=" + number).status, 404)


def tests():
    return {"office_register/imports": imports, "office_register/page_of_import": page_of_import, "office_register/label_pages": label_pages}
