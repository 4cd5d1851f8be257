# The second half of the demonstration: the careful product's assessment goes through an office to a published label.
# SPDX-License-Identifier: Apache-2.0
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "office"))

import loop  # noqa: E402 pylint: disable=wrong-import-position
import people  # noqa: E402 pylint: disable=wrong-import-position

WORDS = {
    "en": {
        "head": "=== The office: from checklist to label ===",
        "open": "An office is opened in %s. Demo people take every role; each officer has a second factor.",
        "adopted": "Two deciders adopt the edition of the criteria, %d unverified values included.",
        "submitted": "The applicant hands the careful product's checklist in (application number %s):",
        "decided": "Confirmed, recommended, accepted (%s), fee recorded, approved – by four different people.",
        "issued": "The signer process has signed; the label is issued and published: %s",
        "page": "  %-44s its public page, label artwork beside it", "register": "  %-44s the register as static files",
        "serve": "To run this office with its pages:",
        "serve_note": "(the demo people's passwords are gone; a new folder begins with a link for the first administrator)",
        "failed": "THE OFFICE DID NOT GET TO A LABEL: %s",
    },
    "ja": {
        "head": "=== 事務局: チェックリストから適合ラベルまで ===",
        "open": "%s に事務局を開設し、デモ用の担当者がそれぞれの役割を務めます（事務局の担当者は全員2段階認証を使います）。",
        "adopted": "2名の決裁者が適合基準の版を採用しました（原典未確認の値 %d 件を含む）。",
        "submitted": "申請者が丁寧な製品のチェックリストを提出します（申請番号 %s）:",
        "decided": "確認作業、上申、受理（%s）、手数料の納付確認、交付決定を、異なる4名が行いました。",
        "issued": "署名プロセスが署名し、適合ラベルを交付・公開しました: %s",
        "page": "  %-44s 公開ページ（ラベルの画像を含む）", "register": "  %-44s 静的ファイルとしての公開リスト",
        "serve": "この事務局を画面で使うには:",
        "serve_note": "（デモ用の担当者のパスワードは残していません。新しいフォルダでは最初の管理者のリンクから始まります）",
        "failed": "適合ラベルの交付まで進めませんでした: %s",
    },
}


def submit(hoshi, office, applicant, result, out, language):
    token = loop.write_token(applicant, out)
    form = loop.write_json(os.path.join(out, "form.json"), loop.form_of(applicant))
    command = [hoshi, "application", "submit", result, "--server", office.address, "--token-file", token, "--form", form, "--lang", language]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    os.remove(token)
    if done.returncode != 0:
        raise AssertionError("hoshi application submit: %s" % done.stdout)
    return done.stdout


def play(hoshi, result, out, language, run):
    """Prints what happens; True when the label was published."""
    words = WORDS[language]
    say = lambda key, *slots: print(words[key] % slots if slots else words[key], flush=True)  # noqa: E731
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out, mode=0o700)
    data = os.path.join(out, "data")
    say("head")
    office = people.Office(hoshi, folder=data, log=os.path.join(out, "office.log"))
    try:
        office.start()
        say("open", data)
        staff = loop.Staff(office)
        edition = loop.edition_of(staff.decider.get("/office/editions").text)
        staff.adopt_edition(edition)
        say("adopted", edition["unverified"])
        applicant = staff.applicant()
        said = submit(hoshi, office, applicant, result, out, language)
        application = applicant.api("GET", "/applications").json()["items"][0]
        say("submitted", application["number"])
        print("".join("  " + line + "\n" for line in said.splitlines()[-2:]), end="")
        loop.decide(staff, application["id"])
        view = loop.wait_for_state(applicant, application["id"], "issued")
        number = view["numbers"]["registration_number"]
        say("decided", view["numbers"]["acceptance_number"])
        page = loop.wait_for_file(os.path.join(data, "public", "labels", number, "index.html"))
        say("issued", number)
        say("page", page)
        say("register", os.path.join(data, "public") + "/")
    except (AssertionError, OSError, KeyError) as problem:
        say("failed", problem)
        return False
    finally:
        if office.process:
            office.stop()
    print()
    say("serve")
    print("  %s serve --data %s --lang %s" % (run, data, language))
    say("serve_note")
    print(flush=True)
    return True
