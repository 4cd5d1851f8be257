# Bad input of every kind: the right exit status, words that say file, line and field, and nothing sent or lost.
# SPDX-License-Identifier: Apache-2.0
import os

import harness
import products
from harness import FAILS, INCONCLUSIVE, OWN_FAILURE, WRONG_INPUT

ERRORS = [("nam = ", "name = ", 'product.nam: "nam" is not a known key here; did you mean "name"?'),
          ('"ipdevice"', '"ip_device"', "product.kind: must be one of ip_device"),
          ('"tcp/99999"', '"tcp/80"', "route[1].port: must be like tcp/443"),
          ('routes = ["dor"]', 'routes = ["door"]', "asset[1].routes"),
          ("over_network = 7", "over_network = true", "authentication[1].over_network")]


def line_of(text, part):
    return text[:text.index(part)].count("\n") + 1


def refused(case, sentence, words, *texts, status=WRONG_INPUT, environment=None):
    """Assesses with these words: refused with these texts, no folder written, and nobody knocked anywhere."""
    out = harness.fresh(case.path("out"))
    with products.Listener() as listener:
        ports = ",".join(str(port) for port in listener.ports)
        ended = case.call("assess", *words, "--target", listener.address, "--ports", ports, "--unattended", "--out", out,
                          env=environment or case.environment)
        case.equal(sentence + ": nothing was sent", listener.visitors(), 0)
    case.says(sentence, ended, status, *texts)
    case.check(sentence + ": no folder is left", not harness.has_name(out), out)


def errors_all_at_once(case):
    text = products.product()
    for wrong, right, _ in ERRORS:
        text = text.replace(right, wrong, 1)
    path = case.write("errors.toml", text)
    wanted = []
    for wrong, _, words in ERRORS:
        wanted.append("errors.toml:%d: %s" % (line_of(text, wrong), words))
    case.says("product check names every error", case.call("product", "check", path), WRONG_INPUT, *wanted)
    refused(case, "assess names every error", [path], *wanted)


def not_toml(case):
    refused(case, "a file that is no TOML", [case.write("broken.toml", "format = \n[product")], "broken.toml:1")
    refused(case, "a file that is not there", [case.path("none.toml")], "none.toml", "No such file")
    refused(case, "bytes that are no text", [case.write("bytes.toml", "format = \"\x00\x01\"\n")], "bytes.toml:1")


def answers_of_another(case):
    path = case.write("box.toml", products.product())
    answers = case.write("answers.toml", 'format = "hoshi-answers/1"\nproduct = "another"\n')
    refused(case, "another product's answers", [path, "--answers", answers], "answers.toml:2: product", "another", "box")
    credentials = case.write("credentials.toml", products.CREDENTIALS.replace('"box"', '"another"'))
    refused(case, "another product's credentials", [path, "--credentials", credentials], "credentials.toml:2: product", "another")
    text = 'format = "hoshi-answers/1"\nproduct = "box"\n\n[[answer]]\nquestion = "S1.1-05/contct"\nanswer = "yes"\n'
    refused(case, "a question nobody asks", [path, "--answers", case.write("asked.toml", text)], "asked.toml:5", "S1.1-05/contct")


def credentials_in_description(case):
    secret = "Nezumi-5150-Kawa"
    text = products.product() + '\n[[credential]]\nauthentication = "account"\naccount = "owner"\npassword = "%s"\n' % secret
    path = case.write("secret.toml", text)
    refused(case, "a password in the description", [path], "secret.toml:%d" % line_of(text, "[[credential]]"), "credential")
    ended = case.call("product", "check", path)
    case.check("the password is not repeated", secret not in ended.out + ended.err, ended.out + ended.err)
    missing = case.write("environment.toml", products.CREDENTIALS.replace('password = "Kitsune-7731-Mori"', 'password_env = "NOT_SET"'))
    refused(case, "a password from an empty environment", [case.write("box.toml", products.product()), "--credentials", missing],
            "environment.toml:7: credential[1].password_env")


def no_permission(case):
    refused(case, "no permission", [case.write("box.toml", products.product(permission=""))], "permission.owner")
    partly = products.PERMISSION.replace('scope = "all ports of this device in its own network namespace"\n', "")
    refused(case, "no scope", [case.write("partly.toml", products.product(permission=partly))], "permission.scope")


def targets(case):
    path = case.write("box.toml", products.product())

    def call(*words):
        return case.call("assess", path, "--unattended", "--out", case.path("out"), *words)

    case.says("a target nobody described", call("--target", "mian=127.0.0.1"), WRONG_INPUT, "mian", "main")
    case.says("a name that does not resolve", call("--target", "box.invalid"), WRONG_INPUT, "box.invalid")
    case.says("no target", call(), WRONG_INPUT, "--target")
    case.check("no folder is left", not harness.has_name(case.path("out")))


def folder_in_use(case):
    path = case.write("box.toml", products.product())
    kept = case.write("out/precious.txt", "mine\n")
    ended = case.call("assess", path, "--target", "127.0.0.1", "--ports", "1", "--unattended", "--out", case.path("out"))
    case.says("a folder that is not empty", ended, WRONG_INPUT, case.path("out"), "--resume")
    with open(kept, encoding="utf-8") as file:
        case.equal("what was in it is as it was", file.read(), "mine\n")
    case.equal("nothing was added", os.listdir(case.path("out")), ["precious.txt"])


def unwritable_folder(case):
    path = case.write("box.toml", products.product())
    os.makedirs(case.path("locked"), mode=0o755)
    nobody = []
    if os.geteuid() == 0:
        nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
    else:
        os.chmod(case.path("locked"), 0o555)
    with products.Listener() as listener:
        command = [*nobody, case.hoshi, "assess", path, "--target", listener.address, "--ports",
                   ",".join(str(port) for port in listener.ports), "--unattended", "--out", case.path("locked", "out")]
        ended = case.run(command)
        case.says("an unwritable folder", ended, WRONG_INPUT, case.path("locked", "out"), "ermission denied")
        case.equal("nothing was sent", listener.visitors(), 0)


def wrong_usage(case):
    path = case.write("box.toml", products.product())
    good = ["assess", path, "--target", "127.0.0.1", "--out", case.path("out"), "--unattended"]
    lines = [
        ([], "hoshi assess"), (["asess"], 'did you mean "assess"?'), (["product"], "product"), (["assess"], "PRODUCT.toml"),
        ([*good, "extra.toml"], "extra.toml"), ([*good, "--targt", "x"], "did you mean --target?"),
        (["assess", path, "--target", "127.0.0.1"], "--out"), (["assess", path, "--out"], "--out"),
        ([*good, "--ports", "0"], "--ports"), ([*good, "--ports", "70000"], "--ports"), ([*good, "--ports", "9-5"], "--ports"),
        ([*good, "--rate", "0"], "--rate"), ([*good, "--rate", "fast"], "--rate"), ([*good, "--rate", "-5"], "--rate"),
        ([*good, "--level", "x"], "--level"), ([*good, "--level", "3"], "3"), ([*good, "--only", "nonsense"], "nonsense"),
        ([*good, "--skip", "S1.1-99"], "S1.1-99"), ([*good, "--scheme", "nosuch"], "nosuch"),
        ([*good, "--unattended=yes"], "--unattended"), ([*good, "--out", "twice"], "--out"),
        (["assess", "--replay", case.path("none")], "none"), (["evidence", "seal", case.folder], "--key"),
        (["scheme", "show", "S1.1-99"], "S1.1-99"), (["product", "new"], "--out"), (["assessment", "diff", path], "diff"),
    ]
    for words, text in lines:
        shown = " ".join(words).replace(case.folder, "…")
        case.says("hoshi " + shown, case.call(*words), WRONG_INPUT, text)
    case.check("no folder is left", not harness.has_name(case.path("out")))


def plan_sends_nothing(case):
    path = case.write("box.toml", products.product())
    with products.Listener() as listener:
        ended = case.call("assess", path, "--target", listener.address, "--ports", ",".join(map(str, listener.ports)), "--plan")
        case.says("--plan", ended, 0, listener.address, "tcp_ports", "throttling")
        case.equal("--plan: nothing was sent", listener.visitors(), 0)
        out = case.path("out")
        # The control: the same listener does see an assessment.
        ended = case.call("assess", path, "--target", listener.address, "--ports", ",".join(map(str, listener.ports)),
                          "--unattended", "--only", "tcp_ports", "--out", out)
        case.check("the assessment itself is seen by the same sockets", listener.visitors() >= 3)
        case.check("and ends with a verdict", ended.status in (FAILS, INCONCLUSIVE), ended.err)


def own_failure(case):
    """A replay of damaged evidence is neither pass nor fail."""
    path, out = case.write("box.toml", products.product()), case.path("out")
    case.call("assess", path, "--target", "127.0.0.1", "--ports", "1", "--unattended", "--out", out)
    journal = os.path.join(out, "observations.jsonl")
    with open(journal, "a", encoding="utf-8") as file:
        file.write("{}\n")
    case.says("a replay of altered evidence", case.call("assess", "--replay", out), OWN_FAILURE, "observations.jsonl")


def tests():
    return {"bad_input/" + one.__name__: one for one in (
        errors_all_at_once, not_toml, answers_of_another, credentials_in_description, no_permission, targets, folder_in_use,
        unwritable_folder, wrong_usage, plan_sends_nothing, own_failure)}
