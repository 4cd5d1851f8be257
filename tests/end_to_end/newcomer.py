# The way of a new user: a description to start from, a first assessment with nobody answering, answers, judged again.
# SPDX-License-Identifier: Apache-2.0
import collections
import hashlib
import os
import re
import tomllib

import evidence
import harness
import truth
from harness import FAILS, INCONCLUSIVE, PASSES

FILLED_IN = {"id": "my-router", "name": "My router", "model": "HR-1", "kind": "ip_device", "owner": "Newcomer K.K.",
             "permitted_by": "N. Newcomer", "scope": "all interfaces of the sample", "date": "2026-11-20"}
# criterion → kind of the document that answers its questions
DOCUMENTS = {"S1.1-09": "update_policy", "S1.1-10": "label_photo"}
RECORD = "record"
DECIDED = ("pass", "fail", "not_applicable")


def edit(text):
    """What sed would do: fills in the first empty field of each name."""
    for name, value in FILLED_IN.items():
        text, count = re.subn(r'(?m)^%s = "[^"]*"' % name, '%s = "%s"' % (name, value), text, count=1)
        assert count == 1, name
    return text


def with_documents(case, description):
    """Appends the few documents a newcomer has at hand."""
    for kind in DOCUMENTS.values():
        case.write(kind + ".md", "# The %s of My router\n" % kind)
        description += '\n[[document]]\nid = "%s"\nkind = "%s"\ntitle = "%s"\nfile = "%s.md"\n' % (kind, kind, kind, kind)
    return description


def say_yes(case, todo):
    """Fills in todo.toml as its head says: the answered ones are moved on; a question whose document is not there is left."""
    blocks = []
    for block in re.split(r"(?m)^(?=# |\[\[answer)", todo):
        criterion = re.search(r'(?m)^question = "([^"/]+)/', block)
        if criterion is None:
            blocks.append(block)  # The head, and the questions as comments.
            continue
        if "document = " in block and criterion[1] not in DOCUMENTS:
            continue
        kind = DOCUMENTS.get(criterion[1], RECORD)
        with open(case.path(kind + ".md"), "rb") as file:
            content_hash = hashlib.sha256(file.read()).hexdigest()
        for name, value in {"answer": "yes", "who": "N. Newcomer", "role": "engineer", "when": "2026-11-23", "file": RECORD + ".md",
                            "done": "tried it as the manual says", "seen": "it worked", "document": kind, "sha256": content_hash}.items():
            block = re.sub(r'(?m)^%s = "[^"]*"' % name, '%s = "%s"' % (name, value), block)
        blocks.append(block)
    return "".join(blocks)


def assess(case, *words):
    return case.lab("lighttpd_hardened", case.hoshi, "assess", case.path("my.toml"), "--target", harness.DEVICE_ADDRESS, "--rate", "50000",
                    "--out", case.path("result"), *words)


def decided(case):
    return {one["id"]: one["verdict"] for one in truth.load_assessment(case.path("result"))["criteria"] if one["verdict"] in DECIDED}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def workflow(case):
    description = case.path("my.toml")
    case.says("product new", case.call("product", "new", "--out", description), PASSES, description)
    case.says("a file that is there is not overwritten", case.call("product", "new", "--out", description), harness.WRONG_INPUT, description)
    case.says("the description as it came", case.call("product", "check", description), PASSES)
    case.write("my.toml", with_documents(case, edit(read(description))))
    case.says("the description filled in a little", case.call("product", "check", description), PASSES)
    case.says("an assessment with nobody answering", assess(case), INCONCLUSIVE, "todo.toml")
    before = decided(case)
    evidence.check_folder(case, case.path("result"), INCONCLUSIVE, is_sealed=False)
    answer_and_judge_again(case, before)


def answer_and_judge_again(case, before):
    todo = read(case.path("result", "todo.toml"))
    case.check("todo.toml can be loaded and asks", len(tomllib.loads(todo)["answer"]) > 5)
    case.write(RECORD + ".md", "# What was tried on My router\n")
    answers = case.write("answers.toml", say_yes(case, todo))
    case.says("the answers", case.call("product", "check", case.path("my.toml"), "--answers", answers), PASSES)
    ended = assess(case, "--resume", "--answers", answers)
    case.check("judged again with the answers", ended.status in (FAILS, INCONCLUSIVE), ended.out + ended.err)
    after = decided(case)
    case.check("more criteria are decided", len(after) > len(before), "%s, then %s" % (before, after))
    case.check("and none fewer", set(before) <= set(after), "%s, then %s" % (before, after))
    case.note("decided without answers: %s; with: %s" % (counted(before), counted(after)))
    evidence.check_folder(case, case.path("result"), ended.status)
    again = {one["question"] for one in tomllib.loads(read(case.path("result", "todo.toml"))).get("answer", [])}
    case.note("questions still open: %s" % ", ".join(sorted(again)))


def counted(verdicts):
    return ", ".join("%d %s" % (count, verdict) for verdict, count in sorted(collections.Counter(verdicts.values()).items())) or "none"


def japanese(case):
    """The same words in Japanese, on every page a newcomer sees."""
    case.environment["HOSHI_LANG"] = "ja"
    for words in (["product", "new", "--out", case.path("mine.toml")], ["assess"], ["product", "chek"]):
        ended = case.call(*words)
        text = (ended.out + ended.err).replace(case.folder, "")
        case.check("hoshi %s speaks Japanese" % " ".join(words[:2]), any("぀" <= letter <= "鿿" for letter in text), text)
    case.check("the description it wrote is good", case.call("product", "check", case.path("mine.toml")).status == PASSES)
    case.check("and is there", os.path.exists(case.path("mine.toml")))


def tests():
    return {"newcomer/workflow": workflow, "newcomer/japanese": japanese}
