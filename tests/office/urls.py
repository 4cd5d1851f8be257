# Every URL of the table with everybody who may knock: what the door says, and what every answer carries.
# SPDX-License-Identifier: Apache-2.0
import contextlib

import loop
import people
import routes
import wire

OFFICE_ROLES = {"intake", "registrar", "reviewer", "decider", "surveillance"}
SOMEBODY_ELSE = "01a22c85-f201-7c40-aa71-3abce4307fc3"
PARTS = {"id": SOMEBODY_ELSE, "event": "submit", "sha256": "0" * 64, "secret": "0" * 64, "code": "en", "proposal": SOMEBODY_ELSE, "rest": "labels.csv"}
ALL_SCOPES = ["application:read", "application:submit", "office:read", "office:act", "register:read", "file:write"]
OF_PARTIES = {"office:read": "application:read", "office:act": "application:submit"}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " \
         "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
SAID_AT_THE_DOOR = "If you need to, ask an administrator for the role."  # translations/en: problem.help_forbidden
ALWAYS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
          "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}


class Knocker:
    """Somebody at the door, and what the table says of him."""

    def __init__(self, name, client, roles=(), strong=False, state="in", scopes=None):
        self.name, self.client, self.roles, self.strong, self.state, self.scopes = name, client, set(roles), strong, state, scopes

    def enough(self, route):
        """The scopes of which one lets a token in: parties see and answer their cases with those of their applications."""
        is_for_party = "/office/cases" in route.pattern and not self.roles & OFFICE_ROLES
        return {route.scope, OF_PARTIES[route.scope]} if is_for_party else {route.scope}

    def expected(self, route):
        """The code of the refusal, or "in"."""
        if self.state == "wrong_token":
            return "not_logged_in"
        if self.scopes is not None:
            if route.scope is None and route.door != "anyone":
                return "forbidden"
            if route.scope and not self.scopes & self.enough(route):
                return "forbidden"
        if route.door == "anyone":
            return "in"
        if self.state != "in":
            return "not_logged_in"
        fits = {"account": True, "applicant": bool(self.roles & {"applicant", "agent"}), "office": bool(self.roles & OFFICE_ROLES),
                "administrator": "administrator" in self.roles}[route.door]
        if not fits:
            return "forbidden"
        return "in" if self.strong or route.door in ("account", "applicant") else "second_factor_needed"


def half_logged_in(office, person):
    """A session whose second factor has not been shown."""
    other = people.Person(office, person.name, person.login)
    other.password = person.password
    answer = other.post("/login", {"login": other.login, "password": other.password, "next": "/account"})
    assert answer.where().startswith("/login/second"), answer.where()
    return wire.cookie_of(other)


def knockers(office, staff, applicant):
    def by_session(person):
        return wire.Client(office, cookie=wire.cookie_of(person))
    reader = people.Person(office, applicant.name, applicant.login)
    reader.opener = applicant.opener
    everything = wire.Client(office, token=staff.second_decider.make_token(ALL_SCOPES))
    nothing = wire.Client(office, token=reader.make_token(["register:read"]))
    own = wire.Client(office, token=reader.make_token(["application:read", "application:submit"]))
    narrow = wire.Client(office, token=staff.second_decider.make_token(["application:read", "application:submit"]))
    return [
        Knocker("nobody", wire.Client(office), state="out"),
        Knocker("a session that never was", wire.Client(office, cookie="hoshi_session=" + "0" * 64), state="out"),
        Knocker("half logged in", wire.Client(office, cookie=half_logged_in(office, staff.reviewer)), state="half"),
        Knocker("applicant", by_session(applicant), ["applicant"]),
        Knocker("clerk", by_session(staff.clerk), ["intake", "registrar"], strong=True),
        Knocker("reviewer", by_session(staff.reviewer), ["reviewer"], strong=True),
        Knocker("decider", by_session(staff.decider), ["decider"], strong=True),
        Knocker("administrator", by_session(staff.administrators[1]), ["administrator"], strong=True),
        Knocker("token of a decider", everything, ["decider", "surveillance"], strong=True, scopes=set(ALL_SCOPES)),
        Knocker("token of an applicant for the register", nothing, ["applicant"], scopes={"register:read"}),
        Knocker("token of an applicant for applications", own, ["applicant"], scopes=set(OF_PARTIES.values())),
        Knocker("token of a decider for applications", narrow, ["decider", "surveillance"], strong=True, scopes=set(OF_PARTIES.values())),
        Knocker("wrong token", wire.Client(office, token="0" * 64), state="wrong_token"),
    ]


def seen(reply):
    """The door's word; what handlers refuse they refuse in other words."""
    code, detail = reply.problem()
    is_of_the_door = code in ("not_logged_in", "second_factor_needed") or (code == "forbidden" and detail == SAID_AT_THE_DOOR)
    return code if is_of_the_door else "in"


def knock(case, knocker, route):
    path = routes.filled(route.pattern, PARTS)
    body = None if route.method == "GET" else b"{}"
    reply = knocker.client.send_in_time(route.method, path, body, Content_Type="application/json" if body else None)
    where = "%s %s as %s" % (route.method, route.pattern, knocker.name)
    wanted = knocker.expected(route)
    case.check(where + ": " + wanted, seen(reply) == wanted, "%d %s" % (reply.status, reply.text[:300]))
    case.check(where + ": no failure of ours", reply.status < 500, "%d %s" % (reply.status, reply.text[:300]))
    missing = [name for name, value in ALWAYS.items() if reply.headers.get(name) != value]
    case.check(where + ": security headers", not missing, missing)
    if knocker.state == "in" and route.door != "anyone" and reply.status < 400:
        case.equal(where + ": is kept by nobody", reply.headers.get("Cache-Control"), "no-store")
    # Whoever comes in by a cookie must show the form's token; whoever comes by a token need not.
    if wanted == "in" and body is not None and knocker.scopes is None:
        case.equal(where + ": asks for the form's token", reply.problem()[0], "form_expired")


def redirects(case, office):
    """A browser that is not logged in is led to the log-in, and back."""
    client = wire.Client(office)
    for route in routes.all_routes():
        if route.method != "GET" or route.door == "anyone" or route.pattern.startswith("/api/"):
            continue
        path = routes.filled(route.pattern, PARTS)
        reply = client.send_in_time("GET", path, Accept="text/html")
        case.equal("GET %s in a browser of nobody" % route.pattern, (reply.status, reply.headers.get("Location", "").split("?")[0]), (303, "/login"))


def methods(case, office):
    """What is not in the table is not allowed, and the answer says what is."""
    client = wire.Client(office)
    table = {}
    for route in routes.all_routes():
        table.setdefault(route.pattern, set()).add(route.method)
    for pattern, allowed in sorted(table.items()):
        if "..." in pattern or any(other != pattern and routes.filled(other, PARTS) == routes.filled(pattern, PARTS) for other in table):
            continue
        reply = client.send_in_time("DELETE", routes.filled(pattern, PARTS))
        said = {one.strip() for one in reply.headers.get("Allow", "").split(",")} - {"HEAD", "OPTIONS"}
        # A pattern with {parts} meets plain ones of the same shape; what is in the table must be said at least.
        case.check("DELETE %s" % pattern, reply.status == 405 and allowed <= said, "%d %s, wanted %s" % (reply.status, said, allowed))


@contextlib.contextmanager
def running(case, name="data"):
    with people.Office(case.hoshi, case.path(name)) as office:
        staff = loop.Staff(office)
        edition = loop.edition_of(staff.decider.get("/office/editions").text)
        staff.adopt_edition(edition)
        yield office, staff, edition


def table(case):
    with running(case) as (office, staff, _):
        applicant = staff.applicant()
        for knocker in knockers(office, staff, applicant):
            for route in routes.all_routes():
                if route.pattern != "/logout":
                    knock(case, knocker, route)
            knocker.client.close()
        redirects(case, office)
        methods(case, office)


def tests():
    return {"office_urls/table": table}
