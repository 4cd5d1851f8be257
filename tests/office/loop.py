# The whole loop of an office, played by demo people: an applicant, officers of every role, a label at the end.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import time

import people

APPLICANT_SCOPES = ["application:read", "application:submit", "file:write"]
OFFICE_SCOPES = ["application:read", "application:submit", "office:read", "office:act", "file:write"]
INTEREST = "I have no employment, business or financial ties with the applicant or the product."
LABEL_SECONDS = 60


def corporate_number(body):
    """12 digits with the check digit in front (法人番号の指定等に関する省令, 2条)."""
    total = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(body)))
    return str(9 - total % 9) + body


ORGANISATION = {
    "name": {"ja": "星野電機株式会社", "en": "Hoshino Denki Co., Ltd."},
    "kana": "ホシノデンキ",
    "corporate_number": corporate_number("999999999001"),
    "country": "JP",
    "postal_code": "113-6591",
    "address": "東京都文京区本駒込2-28-8",
    "parts": ["applicant", "manufacturer", "seller"],
}
PERSON = {"part": "contact", "name": "鈴木 花子", "name_kana": "スズキ ハナコ", "division": "品質保証部", "email": "suzuki@example.jp", "phone": "03-0000-0000"}


class Staff:
    """Two administrators and the officers of one office, each with a token."""

    def __init__(self, office):
        self.office = office
        self.administrators = people.first_administrators(office)
        self.clerk = self.officer("Clerk Ito", "ito@example.jp", ["intake", "registrar"])
        self.reviewer = self.officer("Reviewer Kato", "kato@example.jp", ["reviewer"])
        self.decider = self.officer("Decider Mori", "mori@example.jp", ["decider"])
        self.second_decider = self.officer("Decider Noda", "noda@example.jp", ["decider", "surveillance"])

    def officer(self, name, login, roles):
        person = people.officer(self.administrators, name, login, roles)
        person.make_token(OFFICE_SCOPES)
        return person

    def adopt_edition(self, scheme):
        """`scheme`: {"edition","sha256","unverified","today"}; two people have to say the same."""
        data = {"edition": scheme["edition"], "sha256": scheme["sha256"], "from": scheme["today"], "unverified": scheme["unverified"]}
        for person in (self.decider, self.second_decider):
            person.step("/office/steps/adopt_edition", data, reason="adopted for the demonstration")

    def applicant(self, organisation=None, login="suzuki@example.jp", name="鈴木 花子"):
        """An organisation registered by the clerk, with a person who acts for it."""
        receipt = self.clerk.step("/organisations", organisation or ORGANISATION)
        party = receipt["aggregate"].split("/", 1)[1]
        self.clerk.step("/organisations/%s/add_person" % party, PERSON)
        person = people.party_person(self.administrators, name, login, "applicant", party)
        person.organisation = party
        person.make_token(APPLICANT_SCOPES)
        return person


def edition_of(page):
    """What the page of editions says of the one that is here."""
    import html
    import re
    found = re.search(r'href="(/office/editions/step/adopt_edition\?[^"]+)"', page)
    if not found:
        raise AssertionError("no edition to adopt: " + page[:400])
    import urllib.parse
    asked = urllib.parse.parse_qs(html.unescape(found.group(1)).split("?", 1)[1])
    return {"edition": asked["edition"][0], "sha256": asked["sha256"][0], "unverified": int(asked["unverified"][0]), "today": asked["from"][0]}


def form_of(applicant, **more):
    form = {
        "applicant": applicant.organisation,
        "manufacturer": applicant.organisation,
        "product": {
            "category": "network_camera",
            "support_end": "2031-03-31",
            "security_url": "https://example.jp/security",
            "contact": "psirt@example.jp",
            "update_method": {"ja": "設定画面の「更新」から行います。", "en": "Use the update page of the settings."},
        },
        "declares_truth": True,
    }
    form.update(more)
    return form


def decide(staff, application, until="approve"):
    """From submitted to the step `until`, each by whom it belongs to."""
    here = "/applications/%s/" % application
    staff.clerk.step(here + "start_confirmation")
    if until == "start_confirmation":
        return
    staff.reviewer.step(here + "recommend", interest_statement=INTEREST)
    staff.clerk.step(here + "accept")
    view = staff.clerk.api("GET", "/applications/" + application).json()
    staff.clerk.step(here + "record_payment", {"amount_yen": view["fee"]["amount_yen"], "received_on": today(), "reference": "demo"})
    staff.clerk.step(here + "confirm_fee")
    if until == "confirm_fee":
        return
    staff.decider.step(here + "approve", interest_statement=INTEREST)


def today():
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 9 * 3600))


def wait_for_state(person, application, state, seconds=LABEL_SECONDS):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        view = person.api("GET", "/applications/" + application).json()
        if view.get("state") == state:
            return view
        time.sleep(0.2)
    raise AssertionError("the application is %s, not %s" % (view.get("state"), state))


def wait_for_file(path, seconds=LABEL_SECONDS):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if os.path.exists(path):
            return path
        time.sleep(0.1)
    raise AssertionError("%s was not written" % path)


def write_token(person, folder):
    path = os.path.join(folder, person.login.split("@")[0] + ".token")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(person.token + "\n")
    return path


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=2)
    return path
