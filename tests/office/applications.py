# Small applications made quickly through the API, each step taken surely: asked again with the same key until it is answered.
# SPDX-License-Identifier: Apache-2.0
import hashlib
import http.client
import json
import secrets
import time
import urllib.error

import loop

MODEL = "HC-100"
CRITERIA = ["S1.1-%02d" % number for number in range(1, 17)]
# What a client sees of an office that has just been killed, or is not up yet.
GONE = (urllib.error.URLError, ConnectionError, http.client.HTTPException, TimeoutError)
PATIENCE_SECONDS = 120
AGAIN = (429, 503)


def checklist(edition, models=(MODEL,), name="カメラ"):
    """assessment.json as `hoshi assess` writes it, reduced to what an office reads."""
    family = [{"model": model} for model in models[1:]]
    return json.dumps({
        "format": "hoshi-assessment/1",
        "scheme": {"id": "jc-star", "edition": edition["edition"], "sha256": edition["sha256"], "document_number": ""},
        "level": 1,
        "product": {"product": {"name": name, "model": models[0], "kind": "ip_device"}, "family_model": family},
        "verdict": "pass",
        "criteria": [{"id": one, "verdict": "pass", "provisional": True, "reasons": []} for one in CRITERIA],
        "questions": [],
        "run": {"date": "2026-01-20"},
    }, ensure_ascii=False).encode()


def form(applicant, models=(MODEL,), name=None):
    made = loop.form_of(applicant, kind="new", level=1, evidence_manifest=hashlib.sha256(b"manifest").hexdigest())
    made["product"]["name"] = name or {"ja": "ネットワークカメラ", "en": "Network camera"}
    made["product"]["models"] = list(models)
    return made


def surely(person, method, path, body=None, raw=None):
    """The answer, however often the office has to be asked; steps carry a key, so that asking again does nothing twice."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            answer = person.api(method, path, body, raw=raw)
        except GONE:
            time.sleep(0.02)
            continue
        if answer.status not in AGAIN:
            return answer
        time.sleep(0.2)
    raise AssertionError("%s %s: no answer in %d s" % (method, path, PATIENCE_SECONDS))


def surely_step(person, path, data=None, **more):
    body = {"idempotency_key": "test-" + secrets.token_hex(8), **more}
    if data is not None:
        body["data"] = data
    answer = surely(person, "POST", path, body)
    if answer.status not in (200, 201):
        raise AssertionError("%s %s: %d %s" % (person.name, path, answer.status, answer.text[:600]))
    return answer.json()


def hand_in(applicant, sha256, models=(MODEL,), name=None):
    """Opened and submitted; the id of the application."""
    uploads = [{"role": "checklist", "sha256": sha256, "name": "assessment.json", "media_type": "application/json"}]
    receipt = surely_step(applicant, "/applications", {"scheme": "jc-star", "form": form(applicant, models, name)}, uploads=uploads)
    application = receipt["aggregate"].split("/", 1)[1]
    surely_step(applicant, "/applications/%s/submit" % application)
    return application


def decide(staff, application):
    here = "/applications/%s/" % application
    surely_step(staff.clerk, here + "start_confirmation")
    surely_step(staff.reviewer, here + "recommend", interest_statement=loop.INTEREST)
    surely_step(staff.clerk, here + "accept")
    amount = surely(staff.clerk, "GET", here.rstrip("/")).json()["fee"]["amount_yen"]
    surely_step(staff.clerk, here + "record_payment", {"amount_yen": amount, "received_on": loop.today(), "reference": "bank"})
    surely_step(staff.clerk, here + "confirm_fee")
    surely_step(staff.decider, here + "approve", interest_statement=loop.INTEREST)


def wait_until_issued(person, application, seconds=60):
    until = time.monotonic() + seconds
    view = {}
    while time.monotonic() < until:
        view = surely(person, "GET", "/applications/" + application).json()
        if view.get("state") == "issued":
            return view
        time.sleep(0.2)
    raise AssertionError("application %s is %s, not issued" % (application, view.get("state")))
