# What a person can do or see on the office's pages, a program can do and see over the API and the command line; or it is named here why not.
# SPDX-License-Identifier: Apache-2.0
import glob
import os
import re
import time
import tomllib

import loop
import people
import routes

ROOT = routes.ROOT
FOREVER_SEEN = 999_999_999  # no aggregate has this version: whatever is asked with it is refused, and nothing happens

# --- acts ----------------------------------------------------------------------------------------------------------------

# Whose steps stand where: on pages, in the API and on the command line.
PLACES = {
    "application": ("/applications/%s/step/", "/applications/%s/", "applications/%s"),
    "organisation": ("/parties/%s/step/", "/organisations/%s/", "organisations/%s"),
    "label": ("/office/labels/%s/step/", "/office/labels/%s/", "office/labels/%s"),
    "case": ("/office/cases/%s/step/", "/office/cases/%s/", "office/cases/%s"),
    "office": ("/office/editions/step/", "/office/steps/", "office/steps"),
}
MACHINERY = {"clock", "issuer"}  # steps that these alone take are nobody's
OPENINGS = {"open", "register", "file_complaint", "open_case", "drop_doubt", "admit_appeal", "open_misuse", "close_no_misuse"}
# Steps whose form is a page of its own, with the sentence that is on it.
OWN_PAGES = {"open": "/applications/new", "save_draft": "/applications/%s/edit", "import_list": "/office/import", "send_again": "/office/outbox"}
# (step, member) that the page does not ask for.
NOT_ASKED = {
    ("reject", "conditions"): "conditions belong to an approval",
    ("refuse_acceptance", "conditions"): "conditions belong to an approval",
    ("register", "other_proof"): "the file itself is asked for (proof_file), the page names its hash",
    ("amend", "other_proof"): "the file itself is asked for (proof_file), the page names its hash",
    ("record_mandate", "document"): "the file itself is asked for (mandate_file), the page names its hash",
}
# Members of docs/office-commands.md's tables that are made of several controls.
CONTROLS_OF = {"name": ("name", "name/ja"), "note": ("note/ja",), "scope": ("scope/levels",)}
STEPS_IN_ROWS = {"check_mandate"}  # steps that the rows of other steps speak of
OF_A_SCOPE = {"scheme", "level", "category"}


def machines_of_the_scheme():
    """(where, event, roles) of every transition in the scheme's data and of the house's own machines."""
    for path in sorted(glob.glob(os.path.join(ROOT, "schemes", "*", "workflow", "*.toml"))):
        with open(path, "rb") as file:
            machine = tomllib.load(file)
        for transition in machine["transition"]:
            yield machine["aggregate"], transition["event"], set(transition["roles"])
    with open(os.path.join(ROOT, "src", "office", "application_machine.cpp"), encoding="utf-8") as file:
        for event in re.findall(r'= step\("(\w+)"|, step\("(\w+)"', file.read()):
            yield "application", event[0] or event[1], {"house"}
    with open(os.path.join(ROOT, "src", "office", "house_machines.cpp"), encoding="utf-8") as file:
        text = file.read()
    for function, where in (("make_organisation_machine", "organisation"), ("make_office_machine", "office")):
        body = text[text.index(function):]
        for event in re.findall(r'step\("(\w+)"', body[:body.index("return machine;")]):
            yield where, event, {"house"}


def acts():
    """What somebody can do, each once."""
    found = {}
    for where, event, roles in machines_of_the_scheme():
        found.setdefault((where, event), set()).update(roles)
    return [(where, event) for (where, event), roles in sorted(found.items()) if not roles <= MACHINERY]


def members_by_event():
    """event → names of its data, from the tables of docs/office-commands.md."""
    with open(os.path.join(ROOT, "docs", "office-commands.md"), encoding="utf-8") as file:
        text = file.read()
    found = {}
    for first, second in re.findall(r"(?m)^\| (`[^|]*) \| ([^|]*) \|", text):
        members = [name for name in re.findall(r"`(\w+)\??`", second) if name not in OF_A_SCOPE]
        for event in re.findall(r"`(\w+)`", first):
            found[event] = found.get(event, []) + [name for name in members if name not in STEPS_IN_ROWS]
    # Said in sentences: notes of labels, the office's steps.
    for event in ("withdraw_label", "revoke", "suspend", "reinstate", "restrict", "lift_restriction"):
        found[event] = ["note"]
    for event in ("revoke", "suspend", "restrict"):
        found[event] = ["note", "reason_code"]
    found.update({"adopt_edition": ["edition", "sha256", "from", "accepts_until", "unverified"], "end_edition": ["sha256", "accepts_until"],
                  "choose_profile": ["profile"], "end_list": ["source"]})
    return found


def has_control(page, name):
    return any('name="%s"' % one in page for one in CONTROLS_OF.get(name, (name,)))


def cli(case, person, *words):
    """The command line in the name of a person, in English."""
    token = loop.write_token(person, case.folder)
    for _ in range(20):
        done = case.run([case.hoshi, *words, "--server", person.office.address, "--token-file", token, "--lang", "en"])
        if "many requests" not in done.err:
            return done
        time.sleep(0.5)
    return done


def refusal(answer):
    value = answer.json()
    return value.get("code", ""), value.get("detail") or value.get("title", "")


def walk_act(case, ids, person, onlooker, where, event, members):
    """`person` acts; `onlooker` may not, so that the page asks everything instead of saying what is missing."""
    page_at, api_at, cli_at = PLACES[where]
    fill = (lambda pattern: pattern % ids[where] if "%s" in pattern else pattern)
    own = OWN_PAGES.get(event) if (where, event) != ("organisation", "open") else None
    page = onlooker.get(fill(own or page_at + event))
    case.check("%s %s has a page" % (where, event), page.status == 200 and (own or 'name="idempotency_key"' in page.text), "%d %s" % (page.status, page.text[:200]))
    for member in [] if own else members.get(event, []):
        if (event, member) not in NOT_ASKED:
            case.check("the page of %s asks for %s" % (event, member), has_control(page.text, member), re.findall(r' name="([^"]+)"', page.text))
    if event in OPENINGS:
        return  # begun without an id: by_hand does it
    answer = person.api("POST", fill(api_at) + event, {"idempotency_key": "parity-%s-%s" % (where, event), "seen_version": FOREVER_SEEN})
    code, said = refusal(answer)
    case.check("the API hands %s %s to the office" % (where, event), code in ("conflict", "forbidden", "invalid_input") and said, answer.text[:300])
    done = cli(case, person, "application", "step", fill(cli_at), event, "--seen-version", str(FOREVER_SEEN))
    case.equal("the command line hands %s %s to the office" % (where, event), (done.status, done.err.strip()), (3, said.strip()))


# --- sights --------------------------------------------------------------------------------------------------------------

# Page → route of the API, words of the command line.
SIGHTS = {
    "/desk": ("/api/v1/applications", "application list"),
    "/office": ("/api/v1/applications", "application list"),
    "/applications/{id}": ("/api/v1/applications/{id}", "application show"),
    "/applications/{id}/edit": ("/api/v1/applications/{id}", "application show"),
    "/applications/{id}/check": ("/api/v1/applications/{id}/precheck", "application submit"),
    "/applications/{id}/files/{sha256}": ("/api/v1/applications/{id}/files/{sha256}", "application file"),
    "/parties": ("/api/v1/organisations", "office show organisations"),
    "/parties/{id}": ("/api/v1/organisations/{id}", "office show organisations/{id}"),
    "/parties/{id}/files/{sha256}": ("/api/v1/organisations/{id}/files/{sha256}", "office fetch organisations/{id}/files/{sha256}"),
    "/office/labels": ("/api/v1/office/labels", "office show office/labels"),
    "/office/labels/{id}/artwork/{file}": ("/api/v1/office/labels/{id}/artwork/{file}", "office fetch office/labels/{id}/artwork/{file}"),
    "/office/cases/{id}/files/{sha256}": ("/api/v1/office/cases/{id}/files/{sha256}", "office fetch office/cases/{id}/files/{sha256}"),
    "/office/labels/{id}": ("/api/v1/office/labels/{id}", "office show office/labels/{id}"),
    "/office/cases": ("/api/v1/office/cases", "office show office/cases"),
    "/office/cases/{id}": ("/api/v1/office/cases/{id}", "office show office/cases/{id}"),
    "/office/editions": ("/api/v1/office/editions", "office show office/editions"),
    "/office/fees": ("/api/v1/office/fees", "office show office/fees"),
    "/office/outbox": ("/api/v1/office/outbox", "office show office/outbox"),
    "/office/import": ("/api/v1/office/lists", "office show office/lists"),
    "/office/statistics": ("/api/v1/office/statistics", "office show office/statistics"),
    "/labels": ("/api/v1/labels", "register search"),
    "/labels/{part}": ("/api/v1/labels/{number}", "register show"),
    "/labels/{part}/{file}": ("/changes.json", "register fetch"),
    "/{rest...}": ("/changes.json", "register fetch"),
    **{"/" + name: ("/api/v1/labels", "register fetch") for name in ("labels.csv", "labels.en.csv", "labels.xlsx", "labels.en.xlsx", "labels.json", "labels.jsonl",
                                                                      "atom.xml", "atom.en.xml")},
}
# What the forms do → the same. Forms of steps are acts (above).
DEEDS = {
    "/applications": ("/api/v1/applications", "application submit"),
    "/applications/{id}/edit": ("/api/v1/applications/{id}/{event}", "application submit"),
    "/office/import": ("/api/v1/office/lists", "register import"),
    "/office/import/confirm": ("/api/v1/office/steps/{event}", "register import"),
    "/office/outbox/{id}": ("/api/v1/office/steps/{event}", "application step"),
    "/subscriptions": ("/api/v1/subscriptions", "register subscribe"),
    "/complaint": ("/api/v1/office/cases", "application step"),
}
# Addresses, by their beginning, that are for browsers alone.
ONLY_PAGES = {
    "/login": "who logs in proves to be a person; programs have tokens",
    "/logout": "a token is not logged out, it is revoked or ends",
    "/link/": "one-time links make or recover the account of a person",
    "/account": "password, second factors, sessions and tokens: a token that could make tokens would have no end and no limit",
    "/parties/{id}/invite": "the account of a colleague is for a person",
    "/admin": "accounts, roles and recovery: two people with a second factor in their hand, never a stolen token",
    "/language/": "programs say Accept-Language or --lang with each question",
    "/subscriptions/new": "the empty form",
    "/subscriptions/{id}": "the link in the message itself: whoever has the address opens it and presses the button",
    "/applications/new": "the empty form",
    "/parties/new": "the empty form",
    "/complaint": "the empty form",
    "/": "the register's first page, which is the list",
    "/labels/index": "the list under the names of its files",
}


def only_a_page(pattern):
    exact = {"/", "/subscriptions/new", "/applications/new", "/parties/new", "/complaint"}
    return any(pattern == one if one in exact else pattern.startswith(one) for one in ONLY_PAGES)


def walk_table(case, office):
    described = people.Person(office, "anybody", "-").get("/api/openapi.json").json()["paths"]
    table = routes.all_routes()
    commands = case.run([case.hoshi, "--help", "--lang", "en"]).out
    with open(os.path.join(ROOT, "docs", "api.md"), encoding="utf-8") as file:
        documented = file.read()
    known = {route.pattern for route in table}
    for route in table:
        is_program = route.pattern.startswith("/api/v1/")
        if is_program:
            operation = described.get(route.pattern, {}).get(route.method.lower(), {})
            case.check("%s %s is described" % (route.method, route.pattern), operation.get("summary"), operation)
            case.check("docs/api.md names %s" % route.pattern, re.search(re.escape(route.pattern) + r"(?![\w/{])", documented), "it does not")
        elif route.scope is None and "/step/" not in route.pattern and route.pattern != "/api/openapi.json":
            same = (SIGHTS if route.method == "GET" else DEEDS).get(route.pattern)
            case.check("%s %s is reachable for programs, or named" % (route.method, route.pattern), same or only_a_page(route.pattern), "neither")
    for api, words in [*SIGHTS.values(), *DEEDS.values()]:
        case.check("%s is a route" % api, api in known, "it is not")
        case.check("hoshi %s is a command" % words, re.search(r"(?m)^  hoshi %s\b" % " ".join(words.split()[:2]), commands), commands)
    case.equal("nothing else is described", {path for path in described if path not in known}, set())


def walk_sights(case, ids, person):
    """Each list and each thing, looked at by the command line: it is there and says something."""
    parts = {"/parties/{id}": ids["organisation"], "/office/labels/{id}": ids["label"], "/office/cases/{id}": ids["case"]}
    for page, (api, words) in SIGHTS.items():
        if not words.startswith("office show"):
            continue
        place = words.split()[2].replace("{id}", parts.get(page, ""))
        answer = person.api("GET", "/" + place)
        done = cli(case, person, "office", "show", place)
        case.check("hoshi office show %s" % place, answer.status == 200 and done.status == 0 and done.out.strip(), "%d %s %s" % (answer.status, done.out[:200], done.err))
        case.check("the page %s is there" % page, person.get(page.replace("{id}", parts.get(page, ""))).status == 200)


COMMON_OPTIONS = {"--server", "--token-file", "--json"}
OF_OTHER_COMMANDS = {"--out"}  # "the folder that hoshi assess --out wrote"


def help_of(case, language):
    return case.run([case.hoshi, "--help", "--lang", language]).out


def helps(case):
    """Every command stands in the list in both languages, and its own page shows every option it knows."""
    names = {language: re.findall(r"(?m)^  hoshi ([a-z]+(?: [a-z]+)?)  +(\S.*)$", help_of(case, language)) for language in ("ja", "en")}
    case.equal("the same commands in both languages", [name for name, _ in names["ja"]], [name for name, _ in names["en"]])
    for (name, ja), (_, en) in zip(names["ja"], names["en"]):
        case.check("%s is said in Japanese and English" % name, re.search(r"[ぁ-ヿ一-龠]", ja) and not re.search(r"[ぁ-ヿ一-龠]", en), (ja, en))
        if name.split()[0] not in ("application", "office", "register"):
            continue
        for language in ("ja", "en"):
            help_says_what_is(case, name, language)


def help_says_what_is(case, name, language):
    page = case.run([case.hoshi, *name.split(), "--help", "--lang", language]).out
    usage, text = page.split("\n", 1)
    case.equal("hoshi %s --help --lang %s is in that language" % (name, language), bool(re.search(r"[ぁ-ヿ]", text)), language == "ja")
    for option in re.findall(r"--[a-z-]+", usage):
        case.check("hoshi %s --help --lang %s explains %s" % (name, language, option), option in text or option in COMMON_OPTIONS, text)
    for option in set(re.findall(r"--[a-z][a-z-]+", text)) - OF_OTHER_COMMANDS:
        case.check("hoshi %s knows the %s of its page" % (name, option), option in usage, usage)
