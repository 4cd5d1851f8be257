# Starts an office and acts in it as people do: links, passwords, one-time codes, forms, tokens.
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import hmac
import html
import http.cookiejar
import json
import os
import re
import secrets
import signal
import struct
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

START_SECONDS = 60
TIMEOUT_SECONDS = 30
PATIENCE = 10


def one_time_code(secret, when=None):
    """RFC 6238 with SHA-1, six digits and 30 seconds."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int((when or time.time()) // 30))
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF) % 1000000)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Answer:
    def __init__(self, status, headers, body, url):
        self.status, self.headers, self.body, self.url = status, headers, body, url

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.body)

    def where(self):
        return self.headers.get("Location", "")

    def problems(self):
        """What the page says is wrong, for messages of tests."""
        found = re.search(r'role="alert">(.*?)</div>', self.text, re.S)
        return html.unescape(re.sub(r"<[^>]+>", " ", found.group(1))).strip() if found else self.text[:600]


def in_time(ask):
    """Asked again as late as Retry-After says: tests are quicker than people, and meet the limit of an address or an account."""
    for _ in range(PATIENCE):
        answer = ask()
        if answer.status != 429:
            break
        time.sleep(int(answer.headers.get("Retry-After", "1")))
    return answer


class Person:
    """A browser without scripts. One who is not patient hears at once that a form was sent too often."""

    def __init__(self, office, name, login, patient=True):
        self.office, self.name, self.login, self.patient = office, name, login, patient
        self.password = secrets.token_urlsafe(18)
        self.secret = None
        self.token = None
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPCookieProcessor(jar))

    def send(self, method, path, body=None, headers=None):
        return self.asked(lambda: self.send_once(method, path, body, headers))

    def asked(self, ask):
        return in_time(ask) if self.patient else ask()

    def send_once(self, method, path, body=None, headers=None):
        request = urllib.request.Request(self.office.address + path, data=body, method=method, headers=headers or {})
        request.add_header("Accept-Language", "en")
        try:
            with self.opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return Answer(answer.status, answer.headers, answer.read(), answer.url)
        except urllib.error.HTTPError as answer:
            return Answer(answer.code, answer.headers, answer.read(), path)

    def get(self, path):
        return in_time(lambda: self.send_once("GET", path))

    def post(self, path, fields, form_at=None, files=()):
        """Fills the form on the page `form_at` (the same path when not given) and sends it."""
        page = self.get(form_at or path)
        found = re.search(r'name="csrf" value="([^"]*)"', page.text)
        if not found:
            raise AssertionError("%s: no form on %s: %d %s" % (self.name, form_at or path, page.status, page.text[:300]))
        pairs = [("csrf", html.unescape(found.group(1)))] + list(fields.items() if isinstance(fields, dict) else fields)
        headers = {"Origin": self.office.address, "Sec-Fetch-Site": "same-origin"}
        if not files:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            return self.send("POST", path, urllib.parse.urlencode(pairs).encode(), headers)
        boundary = secrets.token_hex(16)
        headers["Content-Type"] = "multipart/form-data; boundary=" + boundary
        parts = [b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (boundary.encode(), key.encode(), str(value).encode())
                 for key, value in pairs]
        for key, file_name, content in files:
            parts.append(b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: application/octet-stream\r\n\r\n%s\r\n'
                         % (boundary.encode(), key.encode(), file_name.encode(), content))
        return self.send("POST", path, b"".join(parts) + b"--%s--\r\n" % boundary.encode(), headers)

    def use_link(self, link):
        answer = self.post(link, {"login": self.login, "name": self.name, "password": self.password, "again": self.password})
        if answer.status != 303:
            raise AssertionError("%s could not use the link: %d %s" % (self.name, answer.status, answer.problems()))
        return self

    def show_code(self):
        """Each code is taken once: waits for the next when the last one was used in this half minute."""
        if getattr(self, "last_counter", None) == int(time.time() // 30):
            time.sleep(30 - time.time() % 30 + 0.2)
        self.last_counter = int(time.time() // 30)
        return one_time_code(self.secret)

    def add_second_factor(self):
        page = self.post("/account/totp", {}, form_at="/account")
        found = re.search(r"data-totp-secret>([A-Z2-7]+)<", page.text)
        if not found:
            raise AssertionError("no key for one-time codes: %d %s" % (page.status, page.problems()))
        self.secret = found.group(1)
        answer = self.post("/account/totp/confirm", {"code": self.show_code()}, form_at="/account")
        if answer.status != 303:
            raise AssertionError("the code was refused: %d %s" % (answer.status, answer.problems()))
        return self

    def log_in(self):
        answer = self.post("/login", {"login": self.login, "password": self.password, "next": "/account"})
        if answer.status == 303 and answer.where().startswith("/login/second"):
            answer = self.post("/login/second", {"code": self.show_code(), "next": "/account"})
        return answer

    def make_token(self, scopes):
        pairs = [("name", "test"), ("days", "30")] + [("scope", scope) for scope in scopes]
        page = self.post("/account/tokens", pairs, form_at="/account")
        found = re.search(r"data-token>([^<]+)<", page.text)
        if not found:
            raise AssertionError("no token: %d %s" % (page.status, page.problems()))
        self.token = found.group(1)
        return self.token

    # --- by token --------------------------------------------------------------------------------------------------

    def api(self, method, path, body=None, raw=None):
        return self.asked(lambda: self.api_once(method, path, body, raw))

    def api_once(self, method, path, body, raw):
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json", "Accept": "application/json"}
        data = raw if raw is not None else (None if body is None else json.dumps(body).encode())
        if raw is not None:
            headers["Content-Type"] = "application/octet-stream"
        request = urllib.request.Request(self.office.address + "/api/v1" + path, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                return Answer(answer.status, answer.headers, answer.read(), answer.url)
        except urllib.error.HTTPError as answer:
            return Answer(answer.code, answer.headers, answer.read(), path)

    def step(self, path, data=None, key=None, **more):
        body = {"idempotency_key": key or "test-" + secrets.token_hex(8), **more}
        if data is not None:
            body["data"] = data
        answer = self.api("POST", path, body)
        if answer.status not in (200, 201):
            raise AssertionError("%s %s: %d %s" % (self.name, path, answer.status, answer.text[:800]))
        return answer.json()

    def upload(self, content):
        answer = self.api("PUT", "/files", raw=content)
        if answer.status != 201:
            raise AssertionError("upload: %d %s" % (answer.status, answer.text[:300]))
        return answer.json()


class Office:
    """A running `hoshi serve` with a folder of its own, or with `folder`."""

    def __init__(self, hoshi, folder=None, options=(), log=None):
        self.hoshi, self.options = hoshi, list(options)
        self.own_folder = None if folder else tempfile.TemporaryDirectory(prefix="hoshi-office-")
        self.folder = folder or os.path.join(self.own_folder.name, "data")
        self.log_path = log or self.folder.rstrip("/") + ".log"
        self.process = None
        self.first_link = None
        self.address = None

    def start(self, port=0):
        self.log = open(self.log_path, "ab")
        began = self.log.tell()
        self.process = subprocess.Popen([self.hoshi, "serve", "--data", self.folder, "--port", str(port), "--lang", "en", *self.options],
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            text = self.read_log(began)
            found = re.search(r"(https?://[^\s/]+)", text)
            if found and "Ctrl-C" in text:
                self.address = found.group(1)
                link = re.search(r"(/link/[0-9a-f]+)", text)
                self.first_link = link.group(1) if link else None
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError("the office did not start:\n" + self.read_log(began))

    def read_log(self, began=0):
        with open(self.log_path, "rb") as file:
            file.seek(began)
            return file.read().decode("utf-8", "replace")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.kill()
        if self.process:
            self.log.close()

    def kill(self):
        """As a power cut would: all of its processes, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        if self.own_folder:
            self.own_folder.cleanup()


def link_of(page, who):
    found = re.search(r'data-link>[^<]*(/link/[0-9a-f]+)<', page.text)
    if not found:
        raise AssertionError("no link for %s: %d %s" % (who, page.status, page.problems()))
    return found.group(1)


def first_administrators(office):
    """The first one by the link of the start, and a second, so that there are two."""
    first = Person(office, "Admin One", "admin1@example.jp").use_link(office.first_link).add_second_factor()
    second = Person(office, "Admin Two", "admin2@example.jp")
    second.use_link(link_of(first.post("/admin/invite", {"login": second.login, "role": "", "organisation": ""}, form_at="/admin"), second.name))
    second.add_second_factor()
    grant(first, [first], second, "administrator")
    return first, second


def account_of(administrator, login):
    page = administrator.get("/admin").text
    for value, words in re.findall(r'<option value="([^"]*)">([^<]*)</option>', page):
        if "(%s)" % login in html.unescape(words):
            return value
    raise AssertionError("no account " + login)


def grant(first, confirmers, person, role):
    """Proposed by the first administrator, confirmed by another one where there is one."""
    answer = first.post("/admin/grants", {"account": account_of(first, person.login), "grant-role": role, "grant-reason": "appointed"}, form_at="/admin")
    if answer.status != 303:
        raise AssertionError("grant %s: %d %s" % (role, answer.status, answer.problems()))
    for other in confirmers:
        page = other.get("/admin").text
        for waiting in re.findall(r'name="grant" value="([^"]+)"', page):
            other.post("/admin/grants/confirm", {"grant": waiting}, form_at="/admin")


def officer(administrators, name, login, roles):
    first, second = administrators
    person = Person(first.office, name, login)
    person.use_link(link_of(first.post("/admin/invite", {"login": login, "role": "", "organisation": ""}, form_at="/admin"), name))
    person.add_second_factor()
    for role in roles:
        grant(first, [second], person, role)
    return person


def party_person(administrators, name, login, role, organisation):
    first, _ = administrators
    person = Person(first.office, name, login)
    person.use_link(link_of(first.post("/admin/invite", {"login": login, "role": role, "organisation": organisation}, form_at="/admin"), name))
    return person
