#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# A simulated IoT product that meets JC-STAR ★1: the network camera "Hoshizora Camera HC-100".
import datetime
import json
import os
import secrets
import ssl
import sys
import urllib.parse

import device

MODEL, FIRMWARE, VENDOR = "HC-100", "2.1.0", "Hoshizora Denki K.K."
LOCK_FAILURES, LOCK_SECONDS = 5, 60
MAX_SESSIONS = 100
FACTORY_SETTINGS = {"wifi_ssid": "", "wifi_key": "", "name": "HC-100", "recording": "motion"}

PAGE = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>%s</title></head>
<body>
%s
<footer>%s %s firmware %s</footer>
</body></html>
"""

LOGIN = """<h1>Hoshizora Camera HC-100</h1>
<p>型番 / Model: <b>HC-100</b>　ファームウェア / Firmware version: <b>2.1.0</b></p>
%s<form method="post" action="/login">
<label>ユーザー名 <input name="user" autocomplete="username"></label>
<label>パスワード <input name="password" type="password" autocomplete="current-password"></label>
<button>ログイン</button>
</form>
<p><a href="/manual">取扱説明書</a> <a href="/security-policy">脆弱性情報の受付</a></p>"""

HOME = """<h1>Hoshizora Camera HC-100</h1>
<p>ログインしています: %s</p>
<p><a href="/api/settings">設定</a> <a href="/logout">ログアウト</a></p>
<p>型番 / Model: <b>HC-100</b>　ファームウェア / Firmware version: <b>2.1.0</b></p>"""

POLICY = """<h1>脆弱性開示ポリシー / Vulnerability disclosure policy</h1>
<p>ほしぞら電機株式会社は、製品の脆弱性に関する情報を次の窓口で受け付けます。どなたでも、匿名でも報告できます。</p>
<h2>連絡先 / Contact</h2>
<p>メール / E-mail: <a href="mailto:psirt@hoshizora.example">psirt@hoshizora.example</a><br>
フォーム / Form: https://hoshizora.example/psirt/report</p>
<h2>受領の確認 / Acknowledgement</h2>
<p>報告を受け取ってから5営業日以内に受領の確認を返信します。
We acknowledge receipt of a report within 5 business days.</p>
<h2>状況の更新 / Status updates</h2>
<p>解決するまで、2週間ごとに対応の状況をお知らせします。
We send status updates every 2 weeks until the issue is resolved.</p>
<h2>公表 / Publication</h2>
<p>修正の公開後に、報告者と調整のうえで公表します。We publish in coordination with the reporter after a fix is available.</p>
<p>制定 2026-01-15</p>"""

MANUAL = """<h1>取扱説明書 / User manual: Hoshizora Camera HC-100</h1>
<h2>1. はじめての設定 / Setup</h2>
<p>本体底面のラベルに印字された、1台ごとに異なる管理者パスワードでログインし、新しいパスワード（8文字以上）に変更してください。
Log in with the password printed on the label (unique to each unit) and change it.</p>
<h2>2. 安全な使い方 / Secure use</h2>
<p>管理画面へはHTTPSで接続します。パスワードは「設定」→「アカウント」で変更できます。</p>
<h2>3. ソフトウェアの更新 / Updates</h2>
<ol><li>「設定」→「更新」を開きます。Open Settings, Update.</li>
<li>新しい版があれば「更新する」を押します。Press Update.</li>
<li>再起動の後、画面下部の版の番号を確かめます。Check the version at the foot of the page.</li></ol>
<p>更新は重要な修正を優先して提供します。自動更新は初期状態で有効です。Automatic updates are on by default.</p>
<h2>4. 廃棄・譲渡 / Disposal</h2>
<p>「設定」→「初期化」で、保存した設定・映像・アカウントをすべて消去してから廃棄または譲渡してください。
Erase all stored data with Settings, Factory reset before disposal.</p>
<h2>5. サポート期限 / Support period</h2>
<p>セキュリティ更新の提供は2031年3月31日までです。Security updates are provided until 31 March 2031 (2031-03-31).</p>
<h2>6. 免責 / Disclaimer</h2>
<p>サポート期限後の使用、改造、パスワードの第三者への開示による損害について、当社は責任を負いません。</p>"""

SECURITY_TXT = """Contact: mailto:psirt@hoshizora.example
Contact: https://hoshizora.example/psirt/report
Expires: %s
Preferred-Languages: ja, en
Policy: https://%s/security-policy
"""


class Camera:
    def __init__(self, options, folder):
        self.folder = folder
        self.addresses = options.address
        self.https_port = 443 if options.port_base is None else options.port_base + 1
        self.factory_accounts = {"admin": password_from(options.password_env, folder, "admin"),
                                 "viewer": password_from(options.viewer_password_env, folder, "viewer")}
        self.accounts = {**self.factory_accounts, **device.load(folder, "accounts.json", {})}
        self.settings = device.load(folder, "settings.json", dict(FACTORY_SETTINGS))
        self.sessions = {}
        self.web_lock = device.LoginLock(LOCK_FAILURES, LOCK_SECONDS)
        self.mqtt_lock = device.LoginLock(LOCK_FAILURES, LOCK_SECONDS)

    # --- web ---

    def authority(self, request):
        """The host and port of the HTTPS service, at the address the peer used if it is one of ours."""
        try:
            named = urllib.parse.urlsplit("//" + request.headers.get("host", "")).hostname
        except ValueError:
            named = None
        address = named if named in self.addresses else self.addresses[0]
        host = "[%s]" % address if ":" in address else address
        return host if self.https_port == 443 else "%s:%d" % (host, self.https_port)

    def redirect(self, request):
        target = request.path if request.path.startswith("/") else "/"
        return device.Response(301, headers=[("Location", "https://%s%s" % (self.authority(request), target))])

    def answer(self, request):
        routes = {("GET", "/"): self.start, ("POST", "/login"): self.login, ("GET", "/logout"): self.logout,
                  ("GET", "/api/device"): self.show_device, ("GET", "/api/settings"): self.read_settings,
                  ("POST", "/api/settings"): self.write_settings, ("POST", "/api/password"): self.change_password,
                  ("POST", "/api/reset"): self.reset, ("GET", "/security-policy"): self.policy,
                  ("GET", "/manual"): self.manual, ("GET", "/.well-known/security.txt"): self.security_txt}
        method = "GET" if request.method == "HEAD" else request.method
        route = routes.get((method, request.path))
        if route is not None:
            return route(request)
        if any(path == request.path for _, path in routes):
            return device.Response(405, page("405", "<h1>Method Not Allowed</h1>"))
        return device.Response(404, page("404", "<h1>ページがありません / Not Found</h1>"))

    def account_of(self, request):
        return self.sessions.get(request.cookie("session"))

    def start(self, request):
        account = self.account_of(request)
        body = LOGIN % "" if account is None else HOME % account
        return device.Response(200, page("Hoshizora Camera HC-100", body))

    def login(self, request):
        form = urllib.parse.parse_qs(request.body.decode("utf-8", "replace"), keep_blank_values=True)
        account, password = form.get("user", [""])[0], form.get("password", [""])[0]
        outcome, wait = self.web_lock.attempt(account, request.source, self.is_right(account, password))
        if outcome == "locked":
            text = "<h1>しばらく待ってください / Too many attempts</h1>"
            return device.Response(429, page("429", text), headers=[("Retry-After", str(int(wait) + 1))])
        if outcome == "refused":
            return device.Response(401, page("401", LOGIN % "<p class=error>ログインできません</p>\n"))
        while len(self.sessions) >= MAX_SESSIONS:
            self.sessions.pop(next(iter(self.sessions)))
        token = secrets.token_urlsafe(32)
        self.sessions[token] = account
        cookie = "session=%s; Path=/; Secure; HttpOnly; SameSite=Strict" % token
        return device.Response(303, headers=[("Location", "/"), ("Set-Cookie", cookie)])

    def is_right(self, account, password):
        expected = self.accounts.get(account)
        return device.same(password, expected or secrets.token_hex(8)) and expected is not None

    def logout(self, request):
        self.sessions.pop(request.cookie("session"), None)
        return device.Response(303, headers=[("Location", "/"),
                                             ("Set-Cookie", "session=; Path=/; Max-Age=0; Secure; HttpOnly")])

    def show_device(self, _):
        return device.json_response(200, {"vendor": VENDOR, "model": MODEL, "version": FIRMWARE})

    def read_settings(self, request):
        if self.account_of(request) is None:
            return device.json_response(401, {"error": "login required"})
        return device.json_response(200, self.settings)

    def write_settings(self, request):
        account = self.account_of(request)
        if account is None:
            return device.json_response(401, {"error": "login required"})
        if account != "admin":
            return device.json_response(403, {"error": "admin only"})
        try:
            changes = json.loads(request.body)
        except ValueError:
            changes = None
        if not isinstance(changes, dict) or not set(changes) <= set(FACTORY_SETTINGS) or \
                not all(isinstance(value, str) and len(value) < 200 for value in changes.values()):
            return device.json_response(400, {"error": "unknown setting"})
        self.settings.update(changes)
        device.store(self.folder, "settings.json", self.settings)
        return device.json_response(200, self.settings)

    def change_password(self, request):
        account = self.account_of(request)
        if account is None:
            return device.json_response(401, {"error": "login required"})
        form = urllib.parse.parse_qs(request.body.decode("utf-8", "replace"))
        old, new = form.get("old", [""])[0], form.get("new", [""])[0]
        outcome, _ = self.web_lock.attempt(account, request.source, self.is_right(account, old))
        if outcome != "accepted":
            return device.json_response(403, {"error": "wrong password"})
        if len(new) < 8 or new == old or new == account:
            return device.json_response(400, {"error": "password too weak"})
        self.accounts[account] = new
        device.store(self.folder, "accounts.json", self.accounts)
        self.sessions = {token: owner for token, owner in self.sessions.items() if owner != account}
        return device.json_response(200, {"changed": True})

    def reset(self, request):
        if self.account_of(request) != "admin":
            return device.json_response(401, {"error": "login required"})
        self.settings, self.accounts, self.sessions = dict(FACTORY_SETTINGS), dict(self.factory_accounts), {}
        device.store(self.folder, "settings.json", self.settings)
        device.store(self.folder, "accounts.json", self.accounts)
        return device.json_response(200, {"reset": True})

    def policy(self, _):
        return device.Response(200, page("脆弱性開示ポリシー", POLICY))

    def manual(self, _):
        return device.Response(200, page("取扱説明書 HC-100", MANUAL))

    def security_txt(self, request):
        expires = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=180)
        text = SECURITY_TXT % (expires.strftime("%Y-%m-%dT00:00:00Z"), self.authority(request))
        return device.Response(200, text, "text/plain; charset=utf-8")

    # --- MQTT ---

    def mqtt_connect(self, user, password, source):
        if user is None or password is None:
            return 5
        outcome, _ = self.mqtt_lock.attempt(user, source, self.is_right(user, password))
        return {"accepted": 0, "refused": 5, "locked": None}[outcome]


def page(title, body):
    return PAGE % (title, body, VENDOR, MODEL, FIRMWARE)


def password_from(variable, folder, account):
    """The password of this unit: from the environment, else made once and kept in label.json."""
    if os.environ.get(variable):
        return os.environ[variable]
    label = device.load(folder, "label.json", {})
    if account not in label:
        label[account] = device.random_password()
        device.store(folder, "label.json", label)
        os.chmod(os.path.join(folder, "label.json"), 0o600)
    return label[account]


def main():
    parser = device.arguments("The careful simulated product.", ["http", "https", "mqtts"])
    parser.add_argument("--password-env", default="HOSHI_CAREFUL_PASSWORD",
                        help="environment variable with the password of admin (default %(default)s; "
                        "unset: random, kept in STATE/label.json)")
    parser.add_argument("--viewer-password-env", default="HOSHI_CAREFUL_VIEWER_PASSWORD",
                        help="the same for viewer (default %(default)s)")
    options = parser.parse_args()
    folder = device.state_folder(options)
    chain, key = device.certificate(folder, "hc-100", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], 825,
                                    options.address)
    tls = device.tls_context(chain, key, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3,
                             "ECDHE+AESGCM:ECDHE+CHACHA20")
    camera = Camera(options, folder)
    broker = device.Broker(camera.mqtt_connect,
                           may_read=lambda user, pattern: pattern.startswith("hc-100/"),
                           may_write=lambda user, topic: user == "admin" and topic.startswith("hc-100/"))
    broker.retained[b"hc-100/status"] = b'{"online":true}'
    plain = [("Cache-Control", "no-store")]
    secure = plain + [("Strict-Transport-Security", "max-age=31536000"), ("X-Content-Type-Options", "nosniff"),
                      ("Content-Security-Policy", "default-src 'self'"), ("X-Frame-Options", "DENY")]
    device.Device(options, [("http", 80, device.http_handler(camera.redirect, plain), None),
                            ("https", 443, device.http_handler(camera.answer, secure), tls),
                            ("mqtts", 8883, broker.handle, tls)]).run()


if __name__ == "__main__":
    sys.exit(main())
