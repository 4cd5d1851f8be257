# House rules about words: pages and tests of plug-ins, and texts in both languages.
# SPDX-License-Identifier: Apache-2.0
import os
import re
import tomllib

import tree

PLUGINS = {"src/probes/plugins": "probe", "src/assessment/rules": "rule", "src/cli/commands": "command"}
LANGUAGES = ("ja", "en")
KANA = re.compile("[\u3040-\u30ff]")
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


def plugins():
    for folder, kind in PLUGINS.items():
        for path in tree.own_files(".cpp"):
            if os.path.dirname(path) == folder:
                yield kind, path, os.path.basename(path)[:-len(".cpp")]


def every_plugin_has_a_page():
    """every probe, rule and command has a page beside it that explains it, a command one in each language"""
    for kind, path, name in plugins():
        page = path[:-len(".cpp")] + ".md"
        if page not in tree.files():
            yield path, 1, "the %s has no page %s" % (kind, os.path.basename(page))
        elif len(tree.read(page).split()) < 20:
            yield page, 1, "the page of the %s says nearly nothing" % kind
        if kind == "command":
            yield from page_in_japanese(page)


def page_in_japanese(page):
    japanese = page[:-len(".md")] + ".ja.md"
    if page in tree.files() and KANA.search(tree.read(page)):
        yield page, 1, "is the page in English; what is Japanese stands in %s" % os.path.basename(japanese)
    if japanese not in tree.files():
        yield page, 1, "has no page in Japanese, %s" % os.path.basename(japanese)
    elif len(KANA.findall(tree.read(japanese))) < 20:
        yield japanese, 1, "says nearly nothing in Japanese"


def every_page_has_a_plugin():
    """no page is left over from a plug-in that is gone"""
    for folder in PLUGINS:
        for page in tree.own_files(".md"):
            if os.path.dirname(page) == folder and page[:-len(".md")].removesuffix(".ja") + ".cpp" not in tree.files():
                yield page, 1, "explains a plug-in that is not there"


def every_plugin_is_tested():
    """every probe, rule and command is named in a test or (rules) in a criterion whose examples are judged"""
    tests = "\n".join(tree.read(path) for path in tree.files() if path.startswith("tests/") and not path.startswith("tests/house/")
                      and path.endswith((".cpp", ".h", ".py", ".toml", ".sh")) or path.startswith("tests/end_to_end/"))
    criteria = "\n".join(tree.read(path) for path in tree.files() if re.fullmatch(r"schemes/[^/]+/criteria/.*\.toml", path))
    for kind, path, name in plugins():
        spellings = [r"\b%s\b" % name, r"\b(probe|rule|command)_%s\b" % name]
        if kind == "command":
            spellings += [r"\b%s\b" % name.replace("_", " "), r'"%s"' % name.replace("_", r'",\s*"')]
        where = tests + (criteria if kind == "rule" else "")
        if not any(re.search(spelling, where) for spelling in spellings):
            yield path, 1, "no test names the %s %s" % (kind, name)


def flat(table, prefix=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, prefix + key + ".")
        else:
            yield prefix + key, value


def catalogue(language):
    paths = [path for path in tree.files() if path.startswith("translations/%s/" % language) and path.endswith(".toml")]
    return dict(pair for path in ["translations/%s.toml" % language, *paths] for pair in flat(tomllib.loads(tree.read(path))))


def both_languages_say_the_same():
    """every text is there in Japanese and English, with the same slots, and not empty"""
    words = {language: catalogue(language) for language in LANGUAGES}
    for language, other in (LANGUAGES, LANGUAGES[::-1]):
        path = "translations/%s.toml" % language
        for key, text in words[language].items():
            if key not in words[other]:
                yield path, 1, "%s is missing in %s.toml" % (key, other)
            elif set(re.findall(r"\{(\w+)\}", text)) != set(re.findall(r"\{(\w+)\}", words[other][key])):
                yield path, 1, "%s has other {slots} in %s.toml" % (key, other)
            if not text.strip():
                yield path, 1, "%s is empty" % key


def other_names():
    """What else looks like a key: facts, and fields of descriptions ("[product]  # id name …")."""
    names = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", tree.read("docs/facts.md")))
    for match in re.finditer(r"(?m)^\[+([a-z_]+)\]+\s*#(.*)$", tree.read("docs/product-description.md")):
        names |= {"%s.%s" % (match[1], field) for field in re.findall(r"[a-z_]+", match[2])}
    return names


def texts_that_code_uses_exist():
    """a key of a text that stands in the code is in the catalogue"""
    words = catalogue("en")
    sections = {key.split(".")[0] for key in words}
    others = other_names()
    for path in tree.sources():
        if not path.startswith("src/"):
            continue
        for line, text in tree.texts(path):
            if not KEY.fullmatch(text) or text.split(".")[0] not in sections or text in others:
                continue
            if text in words or "reason." + text in words:  # reason() of src/assessment adds the section
                continue
            if text.endswith("_") or re.search(r"\.(toml|json|md|html|cpp|h|txt|xml|nft)$", text):
                continue
            yield path, line, '"%s" is in no catalogue (translations/*.toml)' % text
    for kind, path, name in plugins():
        section = {"command": "help", "probe": "probe"}.get(kind)
        if section and "%s.%s" % (section, name) not in words:
            yield path, 1, "%s.%s, one line about the %s, is in no catalogue" % (section, name, kind)


def texts_are_used():
    """no text is left over: the last part of its key stands somewhere in the code or in scheme data"""
    everything = "\n".join(tree.read(path) for path in tree.files()
                           if path.startswith(("src/", "schemes/")) and path.endswith((".cpp", ".h", ".toml")))
    spoken = set(re.findall(r"[a-z0-9_]+", everything)) | {name for _, _, name in plugins()}
    beginnings = tuple(set(re.findall(r'"([a-z_]+\.[a-z_]+_)"', everything)))  # "ask.permission_" + name
    for key in catalogue("en"):
        if key.split(".")[-1] not in spoken and not key.startswith(beginnings):
            yield "translations/en.toml", 1, "nothing uses %s" % key


# What only the log of the issuer sees, and what is said with a key already.
ONLY_LOGGED = ("issue_intent", "issue_steps", "issue_tables", "issuer")
REFUSED = re.compile(r'(?:refuse\(|fail\(ErrorCode::(?:invalid_input|conflict|forbidden|not_found), )(?:"[a-z_]+", )?(?:[a-z]+ \? )?"((?:[^"\\]|\\.)*)"')
PLACE = re.compile(r"^[a-z0-9_/]+: ")


def refusals_of_the_office_are_translated():
    """what the office refuses is said to people in both languages: translations/*/office_errors.toml has its English sentence"""
    known = [text for key, text in catalogue("en").items() if key.startswith("office_error.")]
    for path in tree.own_files(".cpp"):
        name = os.path.basename(path)
        if os.path.dirname(path) != "src/office" or name.startswith(ONLY_LOGGED):
            continue
        for number, line in enumerate(tree.read(path).splitlines(), 1):
            for said in REFUSED.findall(line):
                piece = PLACE.sub("", said.replace('\\"', '"')).strip()
                is_key = said.startswith("refusal.")
                if not is_key and len(piece.split()) > 1 and not any(piece in text for text in known):
                    yield path, number, "no translation of \"%s\"" % piece


CHECKS = [refusals_of_the_office_are_translated, every_plugin_has_a_page, every_page_has_a_plugin, every_plugin_is_tested, both_languages_say_the_same,
          texts_that_code_uses_exist, texts_are_used]
