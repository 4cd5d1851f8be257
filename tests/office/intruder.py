# A hostile applicant, a hostile officer and a hostile stranger: what they try, and that nothing comes of it.
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import io
import json
import os
import re
import secrets
import tarfile
import threading
import time
import urllib.parse
import zipfile

import applications
import loop
import people
import routes
import stored
import urls
import wire

SCRIPT = "<script>alert(1)</script>"
EVIL = '"\'><img src=x onerror=alert(1)>' + SCRIPT
FORMULA = '=HYPERLINK("http://evil.example","x")'
OTHER_ORGANISATION = {**loop.ORGANISATION, "name": {"ja": "他社", "en": EVIL}, "kana": "タシャ", "corporate_number": "5999999999004"}
UPLOAD_BYTES_MAX = 80 << 20


def refused(case, sentence, answer, *statuses):
    case.check(sentence, answer.status in statuses, "%d %s" % (answer.status, answer.text[:300]))


# --- forms and sessions ----------------------------------------------------------------------------------------------------------------


def forgery(case, office, applicant):
    client = wire.Client(office, cookie=wire.cookie_of(applicant))
    token = client.csrf("/account")
    case.check("a page with a form holds its token", len(token) == 64, token)
    kind = "application/x-www-form-urlencoded"
    body = urllib.parse.urlencode({"csrf": token, "name": "t", "days": "1", "scope": "register:read"})
    refused(case, "a form without its token", client.send("POST", "/account/tokens", "name=t", Content_Type=kind), 403)
    for name, value in (("Origin", "http://evil.example"), ("Origin", "null"), ("Sec_Fetch_Site", "cross-site"), ("Sec_Fetch_Site", "same-site")):
        refused(case, "a form with %s %s" % (name, value), client.send("POST", "/account/tokens", body, Content_Type=kind, **{name: value}), 403)
    other = wire.Client(office).csrf("/login")
    refused(case, "a form with the token of another session", client.send("POST", "/account/tokens", body.replace(token, other), Content_Type=kind), 403)
    refused(case, "a form with its own token", client.send("POST", "/account/tokens", body, Content_Type=kind, Origin="http://" + client.host), 200)
    refused(case, "another Host", client.get("/login", Host="evil.example"), 421)


def sessions(case, office, applicant):
    planted = "a" * 64
    visitor = people.Person(office, applicant.name, applicant.login)
    visitor.password = applicant.password
    answer = visitor.post("/login", {"login": visitor.login, "password": visitor.password, "next": "/account"})
    case.equal("logs in", answer.status, 303)
    cookie = wire.cookie_of(visitor)
    case.check("the session is a new one, not what the browser brought", planted not in cookie and "hoshi_session=" in cookie, cookie[:40])
    case.check("the cookie is not for scripts, nor for other sites", all(flag in str(answer.headers.get_all("Set-Cookie")) for flag in
                                                                         ("HttpOnly", "SameSite=")), answer.headers.get_all("Set-Cookie"))
    client = wire.Client(office, cookie=cookie)
    refused(case, "the session works", client.get("/account"), 200)
    fixed = wire.Client(office, cookie="hoshi_session=" + planted)
    refused(case, "a planted session is nobody's", fixed.get("/account"), 401)
    visitor.post("/logout", {}, form_at="/account")
    refused(case, "a session that was logged out", client.get("/account"), 401)
    for where in ("http://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/%0d%0aX: y", "/\r\nSet-Cookie: a=b"):
        reply = wire.Client(office).get("/language/en?back=" + urllib.parse.quote(where, safe=""), Accept="text/html")
        there = reply.headers.get("Location", "")
        case.check("back=%r leads nowhere else" % where, there.startswith("/") and not there.startswith(("//", "/\\")) and not reply.headers.get("X"), there)
        again = people.Person(office, applicant.name, applicant.login)
        again.password = applicant.password
    answer = again.post("/login", {"login": again.login, "password": again.password, "next": "//evil.example/"})
    case.equal("next= leads nowhere else", answer.where(), "/")
    again.post("/logout", {}, form_at="/account")


def guessing(case, office, login):
    """Wrong passwords are slowed down, whoever the account is, and nothing tells whether there is one."""
    said = []
    for name in (login, "nobody@example.jp"):
        guesser = people.Person(office, "", name, patient=False)
        statuses = [guesser.post("/login", {"login": name, "password": "wrong-%d" % number, "next": ""}).status for number in range(9)]
        said.append(statuses)
        case.check("guessing is slowed down for " + name, 429 in statuses, statuses)
    case.equal("an account that is not there answers alike", set(said[0]), set(said[1]))


# --- bytes ------------------------------------------------------------------------------------------------------------------------------


def paths(case, office, folder):
    client = wire.Client(office)
    with open(os.path.join(folder, "keys", "label.key"), "rb") as file:
        secret = file.read()[:24]
    tricks = ["/../keys/label.key", "/%2e%2e/keys/label.key", "/..%2fkeys/label.key", "/labels/../../keys/label.key", "/static/..%5c..%5ckeys/label.key",
              "//keys/label.key", "/labels/%00", "/labels.csv%00.html", "/.hoshi-register", "/labels/.%2e/.%2e/office.sqlite", "/%c0%ae%c0%ae/office.sqlite",
              "/labels.csv/", "/" + "a/" * 200, "/" + "a" * 20000, "/labels/%ff", "/labels?q=%ff", "/labels?q=%00", "/labels?" + "a=b&" * 3000]
    for trick in tricks:
        said = client.raw(b"GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % (trick.encode("latin-1"), client.host.encode()))
        status = int(said.split(b" ", 2)[1]) if said.startswith(b"HTTP/1.1 ") else 0
        case.check("GET %s leads nowhere" % trick[:50], status in (200, 303, 308, 400, 404, 414, 431) and secret not in said and b"SQLite format" not in said,
                   said[:200])
        case.check("GET %s: a public answer at most" % trick[:50], status != 200 or trick.startswith("/labels?") or trick == "//keys/label.key", said[:200])


def requests(case, office):
    client = wire.Client(office)
    host = client.host.encode()
    begin = b" / HTTP/1.1\r\nHost: " + host + b"\r\n"
    for sentence, data, statuses in (
            ("a method nobody knows", b"BREW" + begin + b"\r\n", (405, 501)),
            ("TRACE", b"TRACE" + begin + b"\r\n", (405,)),
            ("CONNECT", b"CONNECT " + host + b" HTTP/1.1\r\nHost: " + host + b"\r\n\r\n", (400, 405)),
            ("two lengths", b"POST" + begin + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", (400,)),
            ("a length and chunks", b"POST" + begin + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", (400,)),
            ("two hosts", b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nHost: evil\r\n\r\n", (400,)),
            ("no host", b"GET / HTTP/1.1\r\n\r\n", (400, 421)),
            ("a head without end", b"GET" + begin + b"X: " + b"a" * 100000 + b"\r\n\r\n", (400, 431)),
            ("HTTP/2.0", b"GET / HTTP/2.0\r\nHost: " + host + b"\r\n\r\n", (400, 505)),
            ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00", (0, 400))):
        said = client.raw(data)
        status = int(said.split(b" ", 2)[1]) if said.startswith(b"HTTP/1.") else 0
        case.check(sentence + " is refused", status in statuses, said[:160])
    for path in ("/", "/login", "/labels.csv"):
        got, head = client.get(path, Accept="text/html"), client.send("HEAD", path, Accept="text/html")
        case.check("HEAD %s is GET without a body" % path, (head.status, head.body, head.headers.get("Content-Type")) ==
                   (got.status, b"", got.headers.get("Content-Type")), (head.status, head.headers.items()))


def bodies(case, office, applicant):
    client = wire.Client(office, token=applicant.token)
    for sentence, path, kind, body, status in (
            ("JSON sent as text", "/api/v1/applications", "text/plain", b"{}", 415),
            ("XML", "/api/v1/applications", "application/xml", b"<a/>", 415),
            ("JSON that ends too early", "/api/v1/applications", "application/json", b'{"data":', 400),
            ("JSON nested without end", "/api/v1/applications", "application/json", b"[" * 100000, 400),
            ("a name twice", "/api/v1/applications", "application/json", b'{"data":{},"data":{}}', 400),
            ("JSON that is not UTF-8", "/api/v1/applications", "application/json", b'{"reason":"\xff"}', 400),
            ("too long a command", "/api/v1/applications", "application/json", b'{"reason":"' + b"a" * (600 << 10) + b'"}', 413)):
        refused(case, sentence, client.send("POST", path, body, Content_Type=kind), status)
    said = client.raw(b"PUT /api/v1/files HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/octet-stream\r\n"
                      b"Content-Length: %d\r\n\r\n" % (client.host.encode(), applicant.token.encode(), UPLOAD_BYTES_MAX + 1))
    case.check("more than an archive may have is refused before it is sent", said.startswith(b"HTTP/1.1 413"), said[:100])


# --- files ------------------------------------------------------------------------------------------------------------------------------


def zip_bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"\0" * (300 << 20))
    return packed.getvalue()


def tar_of(name, kind=tarfile.REGTYPE, content=b"x", link=""):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.size, member.linkname = kind, len(content) if kind == tarfile.REGTYPE else 0, link
        archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def files(case, office, applicant, stranger, checklist):
    refused(case, "a program is no document", applicant.api("PUT", "/files", raw=b"\x7fELF" + b"\0" * 200), 400, 422)
    refused(case, "a file without bytes", applicant.api("PUT", "/files", raw=b""), 400, 422)
    hostile = {"a zip bomb": zip_bomb(), "a tar with a path upward": tar_of("../../../../tmp/hoshi-was-here"), "a tar with a link": tar_of(
        "manifest.json", tarfile.SYMTYPE, link="/etc/passwd"), "a checklist as archive": b'{"format":"hoshi-assessment/1"}'}
    for sentence, content in hostile.items():
        sha256 = applicant.upload(content)["sha256"]
        uploads = [{"role": "checklist", "sha256": checklist, "name": "a.json", "media_type": "application/json"},
                   {"role": "archive", "sha256": sha256, "name": "../../" + EVIL + ".zip\r\nX: y", "media_type": "application/zip"}]
        uploads[1]["name"] = "a.zip"
        receipt = applicant.step("/applications", {"scheme": "jc-star", "form": applications.form(applicant)}, uploads=uploads)
        application = receipt["aggregate"].split("/")[1]
        remarks = applicant.api("GET", "/applications/%s/precheck" % application).json()["remarks"]
        case.check(sentence + " is found out before it is submitted", "archive_unreadable" in [one["code"] for one in remarks],
                   [one["code"] for one in remarks if one["blocks"]])
        answer = applicant.api("POST", "/applications/%s/submit" % application, {"idempotency_key": secrets.token_hex(8)})
        case.check(sentence + " fails no process of ours", answer.status < 500, answer.text[:300])
    case.check("nothing was unpacked elsewhere", not os.path.exists("/tmp/hoshi-was-here"))
    uploads = [{"role": "checklist", "sha256": checklist, "name": "a.json", "media_type": "application/json"}]
    answer = stranger.api("POST", "/applications", {"idempotency_key": "by-its-hash", "data": {"scheme": "jc-star", "form": applications.form(stranger)}, "uploads": uploads})
    refused(case, "another's file cannot be had by its hash", answer, 400, 403, 404, 422)
    for name in ("a\r\nSet-Cookie: x=y", "a\0b", "x" * 5000):
        uploads[0]["name"] = name
        answer = applicant.api("POST", "/applications", {"idempotency_key": secrets.token_hex(8), "uploads": uploads,
                                                         "data": {"scheme": "jc-star", "form": applications.form(applicant)}})
        case.check("a file named %r" % name[:20], answer.status in (201, 400, 422), answer.text[:200])


# --- other people's -----------------------------------------------------------------------------------------------------------------------


def others(case, office, applicant, stranger, application, sha256):
    page = wire.Client(office, cookie=wire.cookie_of(stranger))
    for path in ("/applications/%s" % application, "/applications/%s/edit" % application, "/applications/%s/check" % application,
                 "/applications/%s/files/%s" % (application, sha256), "/applications/%s/step/submit" % application,
                 "/parties/%s" % applicant.organisation, "/parties/%s/step/amend" % applicant.organisation):
        refused(case, "GET %s as another's" % path.replace(application, "…"), page.get(path), 404)
    for path in ("/applications/%s" % application, "/applications/%s/precheck" % application, "/organisations/%s" % applicant.organisation):
        refused(case, "API %s as another's" % path.replace(application, "…"), stranger.api("GET", path), 404)
    for event in ("submit", "withdraw", "save_draft", "resubmit"):
        answer = stranger.api("POST", "/applications/%s/%s" % (application, event), {"idempotency_key": secrets.token_hex(8)})
        refused(case, "step %s as another's" % event, answer, 403, 404)
    listed = stranger.api("GET", "/applications").text
    case.check("another's application is in no list", application not in listed and applicant.organisation not in listed, listed[:300])
    form = applications.form(applicant)
    answer = stranger.api("POST", "/applications", {"idempotency_key": "in-their-name", "data": {"scheme": "jc-star", "form": form}})
    refused(case, "an application in another's name", answer, 400, 403, 404, 422)


def every_door_of_another(case, office, stranger, ids):
    """The whole table with the ids of another's application, organisation, label and case, as a page and as a program."""
    page = wire.Client(office, cookie=wire.cookie_of(stranger))
    program = wire.Client(office, token=stranger.token)
    token, asked = page.csrf("/account"), 0
    for route in routes.all_routes():
        kind = re.search(r"/(applications|parties|organisations|labels|cases)/\{id\}", route.pattern)
        if not kind:
            continue
        is_api = route.pattern.startswith("/api/")
        for event in ("withdraw", "amend", "submit", "add_person") if "{event}" in route.pattern else ("",):
            path = routes.filled(route.pattern, {"id": ids[kind.group(1)], "event": event, "sha256": ids["file"]})
            if is_api:
                body, media = json.dumps({"idempotency_key": secrets.token_hex(8)}), "application/json"
            else:
                body, media = urllib.parse.urlencode({"csrf": token, "idempotency_key": secrets.token_hex(8)}), "application/x-www-form-urlencoded"
            reply = (program if is_api else page).send_in_time(route.method, path, None if route.method == "GET" else body, Content_Type=media)
            refused(case, "%s %s %s with another's id" % (route.method, route.pattern, event), reply, 403, 404)
            asked += 1
    case.check("the table has doors with ids", asked > 30, asked)


def duties(case, staff, applicant, application):
    """S7: nobody takes two steps that two people must take, and nobody a step of another role, by whatever door."""
    here = "/applications/%s/" % application

    def tried(person, event, **more):
        return person.api("POST", here + event, {"idempotency_key": secrets.token_hex(8), **more})
    for event in ("start_confirmation", "recommend", "accept", "approve", "reject", "confirm_fee", "begin_issue", "issue", "record_payment"):
        refused(case, "the applicant takes %s" % event, tried(applicant, event, interest_statement=loop.INTEREST), 400, 403, 404, 409)
    applications.surely_step(staff.clerk, here + "start_confirmation")
    for person, event in ((staff.clerk, "recommend"), (staff.decider, "recommend"), (staff.reviewer, "accept"), (staff.reviewer, "approve"),
                          (staff.clerk, "approve"), (staff.decider, "approve"), (staff.decider, "begin_issue"), (staff.decider, "issue")):
        answer = tried(person, event, interest_statement=loop.INTEREST)
        refused(case, "%s takes %s" % (person.name, event), answer, 400, 403, 409)
    refused(case, "a recommendation without a word on interests", tried(staff.reviewer, "recommend"), 400, 403, 409, 422)
    refused(case, "a recommendation with an interest", tried(staff.reviewer, "recommend", interest_statement="I hold shares.", has_interest=True), 400, 403, 409)
    for name, value in (("has_interest", "true"), ("has_interest", 1), ("seen_version", "1"), ("reason", ["x"]), ("data", []),
                        ("uploads", {"role": "archive"}), ("uploads", ["x"]), ("uploads", [{"sha256": 5}]), ("uploads", [{"path": "x"}])):
        answer = tried(staff.reviewer, "recommend", **{"interest_statement": loop.INTEREST, name: value})
        refused(case, "%s as %r, which would be lost" % (name, value), answer, 422)
    body = {"idempotency_key": "asked-twice", "interest_statement": loop.INTEREST}
    first, second = (staff.reviewer.api("POST", here + "recommend", body) for _ in range(2))
    case.equal("S9: asked twice, done once", (first.status, second.status, second.json().get("version")), (201, 200, first.json().get("version")))
    changed = staff.reviewer.api("POST", here + "recommend", {**body, "interest_statement": "Something else."})
    refused(case, "the same key for something else", changed, 409)
    for event, role in (("adopt_edition", staff.decider), ("choose_profile", staff.decider)):
        answer = role.api("POST", "/office/steps/" + event, {"idempotency_key": secrets.token_hex(8), "data": {}, "reason": "x"})
        case.check("half a command for %s is refused" % event, 400 <= answer.status < 500, answer.text[:200])


def administration(case, office, staff):
    """An administrator cannot make himself an officer alone."""
    first = staff.administrators[0]
    person = people.Person(office, "Crony", "crony@example.jp")
    person.use_link(people.link_of(first.post("/admin/invite", {"login": person.login, "role": "", "organisation": ""}, form_at="/admin"), "crony"))
    people.grant(first, [], person, "decider")
    waiting = re.findall(r'name="grant" value="([^"]+)"', first.get("/admin").text)
    answer = first.post("/admin/grants/confirm", {"grant": waiting[0] if waiting else ""}, form_at="/admin")
    case.check("nobody confirms the grant he proposed", answer.status == 422, answer.status)
    refused(case, "a grant that waits opens no door", person.get("/office"), 303, 403)
    answer = first.post("/admin/grants", {"account": people.account_of(first, first.login), "grant-role": "decider", "grant-reason": "me"}, form_at="/admin")
    for other in staff.administrators:
        for one in re.findall(r'name="grant" value="([^"]+)"', other.get("/admin").text):
            other.post("/admin/grants/confirm", {"grant": one}, form_at="/admin")
    weak = wire.Client(office, cookie=wire.cookie_of(person))
    reply = weak.get("/office", Accept="text/html")
    case.check("an officer without a second factor stays outside", reply.status == 303 and "/login/second" in reply.headers.get("Location", "") or
               reply.status == 403 or reply.status == 401, (reply.status, reply.headers.get("Location")))


# --- at the same moment -------------------------------------------------------------------------------------------------------------------


def at_once(*calls):
    """The answers of calls that begin together."""
    ready = threading.Barrier(len(calls))

    def begin(call):
        ready.wait()
        return call()
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(begin, calls))


def races(case, staff, applicant, sha256):
    """Two officers at one moment, a form sent twice, a decision on what is no longer there: one of them counts."""
    uploads = [{"role": "checklist", "sha256": sha256, "name": "a.json", "media_type": "application/json"}]
    opening = {"idempotency_key": "sent-twice-" + secrets.token_hex(8), "data": {"scheme": "jc-star", "form": applications.form(applicant)}, "uploads": uploads}
    answers = at_once(*[lambda: applicant.api("POST", "/applications", opening)] * 4)
    opened = {one.json().get("aggregate") for one in answers if one.status in (200, 201)}
    case.equal("a form sent four times opens one application", (len(opened), sorted(one.status for one in answers)), (1, [200, 200, 200, 201]))
    application = opened.pop().split("/", 1)[1]
    here = "/applications/%s/" % application

    def tried(person, event, **more):
        return lambda: person.api("POST", here + event, {"idempotency_key": secrets.token_hex(8), **more})
    answers = at_once(*[tried(applicant, "submit")] * 3)
    case.equal("handed in three times under other keys, it is handed in once", sorted(one.status for one in answers), [201, 409, 409])
    for person, event, more in ((staff.clerk, "start_confirmation", {}), (staff.reviewer, "recommend", {"interest_statement": loop.INTEREST}), (staff.clerk, "accept", {})):
        applications.surely_step(person, here + event, **more)
    fee = staff.clerk.api("GET", here.rstrip("/")).json()["fee"]["amount_yen"]
    applications.surely_step(staff.clerk, here + "record_payment", {"amount_yen": fee, "received_on": loop.today(), "reference": "bank"})
    applications.surely_step(staff.clerk, here + "confirm_fee")
    seen = staff.decider.api("GET", here.rstrip("/")).json()["version"]
    stale = tried(staff.decider, "approve", interest_statement=loop.INTEREST, seen_version=seen - 1)()
    refused(case, "a decision on a page that is out of date", stale, 409)
    answers = at_once(tried(staff.decider, "approve", interest_statement=loop.INTEREST), tried(staff.second_decider, "approve", interest_statement=loop.INTEREST),
                      tried(staff.second_decider, "reject", interest_statement=loop.INTEREST, reason_code="requirements", reason="No."))
    case.equal("of two officers who decide at one moment one decides", sorted(one.status == 201 for one in answers), [False, False, True])
    case.check("the others are told that it has moved on", all(one.status in (201, 400, 403, 409, 422) for one in answers), [one.text[:200] for one in answers])


# --- words --------------------------------------------------------------------------------------------------------------------------------


def hostile_words(case, office, staff, applicant, edition):
    """Every text that people type, on every page that shows it and in every file that holds it."""
    name = {"ja": FORMULA + SCRIPT, "en": EVIL}
    models = [FORMULA, "HC-100" + SCRIPT]
    sha256 = applicant.upload(applications.checklist(edition, models, name=EVIL))["sha256"]
    for url in ("javascript:alert(1)", "data:text/html,x", "https://a\"onclick=x", "http://evil.example@example.jp/", "//example.jp"):
        form = applications.form(applicant)
        form["product"]["security_url"] = url
        answer = applicant.api("POST", "/applications", {"idempotency_key": secrets.token_hex(8), "data": {"scheme": "jc-star", "form": form}})
        refused(case, "the address %s" % url, answer, 400, 422)
    application = applications.hand_in(applicant, sha256, models, name)
    here = "/applications/%s/" % application
    applications.surely_step(staff.clerk, here + "start_confirmation")
    applications.surely_step(staff.reviewer, here + "raise_finding", {"severity": "minor", "text": EVIL + "\n" + FORMULA})
    for control in ("a\0b", "a\x1b[31mb", "a\r\nBcc: x@example.jp", "\u202eevil"):
        answer = staff.reviewer.api("POST", here + "raise_finding", {"idempotency_key": secrets.token_hex(8), "data": {"severity": control, "text": "x"}})
        refused(case, "a word that is %r" % control, answer, 400, 422)
    finding = re.search(r'"findings":\[\{[^]]*?"id":"([^"]+)"', staff.reviewer.api("GET", "/applications/" + application).text)
    if case.check("the finding can be seen", finding):
        applications.surely_step(staff.reviewer, here + "close_finding", {"finding": finding.group(1)})
    applications.surely_step(staff.reviewer, here + "recommend", interest_statement=EVIL)
    applications.surely_step(staff.clerk, here + "accept")
    fee = staff.clerk.api("GET", "/applications/" + application).json()["fee"]["amount_yen"]
    applications.surely_step(staff.clerk, here + "record_payment", {"amount_yen": fee, "received_on": loop.today(), "reference": FORMULA})
    applications.surely_step(staff.clerk, here + "confirm_fee")
    applications.surely_step(staff.decider, here + "approve", {"conditions": [EVIL]}, interest_statement=EVIL)
    label = applications.wait_until_issued(applicant, application)["label"]
    complaint = people.Person(office, "", "")
    answer = complaint.post("/complaint", {"label": label, "subject": EVIL, "text": EVIL + FORMULA})
    case.check("anybody may complain", answer.status == 201, (answer.status, answer.problems()))
    look_at_pages(case, office, staff, applicant, application, label)
    look_at_files(case, office)
    complained = re.search(r"/office/cases/([0-9a-f-]{36})", staff.second_decider.get("/office/cases").text)
    organisation = applicant.organisation
    return {"applications": application, "parties": organisation, "organisations": organisation, "labels": label, "cases": complained.group(1), "file": sha256}


def look_at_pages(case, office, staff, applicant, application, label):
    case_id = re.search(r"/office/cases/([0-9a-f-]{36})", staff.second_decider.get("/office/cases").text)
    places = [(staff.reviewer, "/applications/" + application), (applicant, "/applications/" + application), (staff.clerk, "/office"), (applicant, "/desk"),
              (staff.clerk, "/office/labels"), (staff.clerk, "/office/labels/" + label), (staff.clerk, "/parties"), (staff.second_decider, "/office/cases"),
              (staff.clerk, "/parties/" + applicant.organisation), (staff.reviewer, "/applications/%s/step/raise_finding?text=%s" % (application, urllib.parse.quote(EVIL))),
              (applicant, "/labels?q=" + urllib.parse.quote(EVIL)), (applicant, "/labels?q=HC&category=" + urllib.parse.quote(EVIL)),
              (applicant, "/complaint?label=" + urllib.parse.quote(EVIL)), (applicant, "/login?next=" + urllib.parse.quote(EVIL)),
              (staff.second_decider, "/office/cases/new/step/" + urllib.parse.quote(EVIL, safe="")), (staff.clerk, "/office/statistics"),
              (applicant, "/account?done=" + urllib.parse.quote(EVIL)), (staff.administrators[0], "/admin")]
    if case_id:
        places.append((staff.second_decider, "/office/cases/" + case_id.group(1)))
    for person, path in places:
        answer = person.get(path)
        case.check("%s as %s shows words as words" % (path[:40], person.name), SCRIPT not in answer.text and "<img src=x" not in answer.text
                   and answer.status < 500, (answer.status, answer.text[:200]))


def look_at_files(case, office):
    folder = os.path.join(office.folder, "public")
    until = time.monotonic() + 60
    while time.monotonic() < until and stored.public_tree(stored.Store(office.folder), folder):
        time.sleep(0.3)
    for path, content in sorted(stored.files_of(folder).items()):
        text = content.decode("utf-8", "replace")
        if path.endswith((".html", ".svg", ".xml")):
            case.check("%s holds words as words" % path, SCRIPT not in text and "<img src=x" not in text and "javascript:" not in text)
        if path.endswith((".json", ".jsonld")):
            case.check("%s is JSON" % path, json.loads(text) is not None)
        if path.endswith(".csv"):
            cells = re.findall(r'(?:^|[,\n])"?([=+\-@\t\r＝＋－＠][^",\n]*)', text.lstrip("﻿"))
            case.check("%s has no cell that is a formula" % path, not cells, cells[:3])
        if path.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                sheets = "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/"))
            case.check("%s has no formula" % path, "<f>" not in sheets)
    secrets_of_mails = [body for body, in stored.Store(office.folder).rows("SELECT body FROM outbox")]
    case.check("notices are one JSON value each", all(json.loads(body) for body in secrets_of_mails), "")


def logs(case, office, people_known):
    """A line is a line, whatever was asked; and no secret stands in it."""
    client = wire.Client(office)
    client.get("/" + urllib.parse.quote('x"}\n{"at":"now","process":"web","value":"forged"}', safe=""), User_Agent="a\tb", Referer=EVIL)
    text = office.read_log()
    lines = [line for line in text.splitlines() if line.startswith("{")]
    case.check("every line of the log is JSON", all(json.loads(line) for line in lines) and len(lines) > 50, len(lines))
    case.check("nobody writes lines of his own", '"forged"' not in text)
    known = [one for person in people_known for one in (person.password, person.token, person.secret) if one]
    case.check("no password, key or token stands in the log", not [one for one in known if one in text])
    with open(os.path.join(office.folder, "office.sqlite"), "rb") as file:
        stored_bytes = file.read()
    case.check("nor in the database", not [one for one in known if one.encode() in stored_bytes])


def all_of_it(case):
    with urls.running(case) as (office, staff, edition):
        applicant = staff.applicant()
        stranger = staff.applicant(OTHER_ORGANISATION, "tanin@example.jp", EVIL)
        checklist = applicant.upload(applications.checklist(edition))["sha256"]
        application = applications.hand_in(applicant, checklist)
        forgery(case, office, applicant)
        sessions(case, office, applicant)
        guessing(case, office, staff.decider.login)
        paths(case, office, office.folder)
        requests(case, office)
        bodies(case, office, applicant)
        files(case, office, applicant, stranger, checklist)
        others(case, office, applicant, stranger, application, checklist)
        duties(case, staff, applicant, application)
        races(case, staff, applicant, checklist)
        every_door_of_another(case, office, stranger, hostile_words(case, office, staff, applicant, edition))
        administration(case, office, staff)
        logs(case, office, [staff.clerk, staff.reviewer, staff.decider, applicant, stranger, *staff.administrators])


def tests():
    return {"office_intruder/all": all_of_it}
