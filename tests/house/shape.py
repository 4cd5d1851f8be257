# House rules about the shape of files and functions, and about C++ that the house does not want.
# SPDX-License-Identifier: Apache-2.0
import re

import tree

FILE_LINES, FUNCTION_LINES = 500, 60
HEAD_LINES = 4  # shebang, sentence, licence and a spare one
SPDX = "SPDX-License-Identifier: Apache-2.0"
SENTENCE = re.compile(r"(?://|#|<!--|\"\"\")\s*[^\s!].*[.:。](\s*-->)?$")
# file → why it may
REINTERPRET_CAST = {
    "src/signing/lock.cpp": "crypto_pwhash of libsodium takes passphrases as char*",
    "tests/agent/sandbox_test.cpp": "connect(2) takes a sockaddr*",
}
DATA_WITHOUT_SENTENCE = ("schemes/", "translations/")  # what they are is said by their folder and their first keys


def scripts():
    names = [path for path in tree.files() if not path.startswith(tree.AS_THEY_CAME)]
    return [path for path in names if "." not in path.split("/")[-1] and tree.read(path).startswith("#!")]


def commented():
    return tree.own_files(".cpp", ".h", ".py", ".sh", ".cmake", ".toml", "CMakeLists.txt") + scripts()


def every_file_names_its_licence():
    """the head of every source, script, page and data file holds the SPDX line"""
    for path in commented() + tree.own_files(".md"):
        if SPDX not in "\n".join(tree.read(path).splitlines()[:HEAD_LINES]):
            yield path, 1, 'no "%s" in the first lines' % SPDX


def every_file_begins_with_a_sentence():
    """the head of every source, script and table is one sentence saying what the file is for"""
    for path in commented():
        if path.startswith(DATA_WITHOUT_SENTENCE):
            continue
        head = tree.read(path).splitlines()[:HEAD_LINES]
        if path.endswith((".cpp", ".h")):
            head = head[:1]
        if not any(SENTENCE.match(line) and SPDX not in line for line in head):
            yield path, 1, "does not begin with a sentence that says what the file is for"


def files_are_short():
    """no file has more than 500 lines"""
    for path in commented() + tree.own_files(".md"):
        lines = tree.read(path).count("\n")
        if lines > FILE_LINES:
            yield path, FILE_LINES, "has %d lines, more than %d" % (lines, FILE_LINES)


def kind_of_block(header, outer):
    if "function" in outer or "inner" in outer:
        return "inner"
    if re.search(r"\bnamespace\b|\bextern\s*\"", header):
        return "namespace"
    if re.search(r"\)[\w\s]*:[^;]*[\w>]\s*$", header):
        return "initialiser"  # `Name(…) : member_{…}`: the body comes after it
    if re.search(r"\b(class|struct|union|enum)\b[^()]*$", header) and "=" not in header:
        return "type"
    if re.search(r"\)(?:\s*+(?:const|noexcept|override|final|mutable|&&?|->[^;{]*+|:[^;]*+))*+\s*$", header):
        return "function"
    return "value"


def functions(path):
    """(name, first line, last line) of every function at the level of a namespace or type."""
    text, stack, start = tree.code(path), [], 0
    for match in re.finditer(r"[{};]", text):
        mark = match.group(0)
        if mark == "{":
            header = text[start:match.start()]
            kind = kind_of_block(header, [one[0] for one in stack])
            stack.append((kind, start + len(header) - len(header.lstrip()), header))
        elif mark == "}" and stack:
            kind, begin, header = stack.pop()
            if kind == "function":
                name = re.search(r"([\w:~]+|operator\S+)\s*\(", header)
                yield name.group(1) if name else "?", tree.line_of(text, begin), tree.line_of(text, match.start())
            if kind == "initialiser":
                continue
        if not any(one[0] == "initialiser" for one in stack):
            start = match.end()


def functions_are_short():
    """no function has more than 60 lines"""
    for path in tree.sources():
        for name, first, last in functions(path):
            if last - first + 1 > FUNCTION_LINES:
                yield path, first, "%s has %d lines, more than %d" % (name, last - first + 1, FUNCTION_LINES)


def results_are_nodiscard():
    """every function that returns a Result is declared [[nodiscard]]"""
    declaration = re.compile(r"(?m)^[ \t]*(?:(?:static|virtual|inline|constexpr|friend)\s+)*(?:hoshi::)?Result<[^;{}()]*>\s+([\w]+)\s*\(")
    for path in tree.sources():
        if not path.endswith(".h") or not path.startswith("src/"):
            continue
        text = tree.code(path)
        for match in declaration.finditer(text):
            before = re.split(r"[;{}]", text[:match.end()])[-1]
            if "[[nodiscard]]" not in before:
                yield path, tree.line_of(text, match.end()), "%s returns a Result and is not [[nodiscard]]" % match.group(1)


def bytes_are_not_reinterpreted():
    """reinterpret_cast stands only where tests/house/shape.py says why"""
    for path in tree.sources():
        for match in re.finditer(r"\breinterpret_cast\b", tree.code(path)):
            if path not in REINTERPRET_CAST:
                yield path, tree.line_of(tree.code(path), match.start()), "reinterpret_cast; wire bytes go through ByteReader"
    for path in REINTERPRET_CAST:
        if path in tree.files() and "reinterpret_cast" not in tree.code(path):
            yield path, 1, "needs no exception for reinterpret_cast any more (tests/house/shape.py)"


def closing(text, opening):
    depth = 0
    for match in re.finditer(r"[{}]", text[opening:]):
        depth += 1 if match.group(0) == "{" else -1
        if depth == 0:
            return opening + match.start()
    return len(text)


def switches_over_enums_name_every_value():
    """a switch over an enum has no default, so that the compiler tells when a value is new"""
    for path in tree.sources():
        text = tree.code(path)
        for match in re.finditer(r"\bswitch\s*\([^{]*\{", text):
            body = text[match.end():closing(text, match.end() - 1)]
            inner = re.search(r"\bswitch\b", body)
            body = body[:inner.start()] if inner else body
            default = re.search(r"\bdefault\s*:", body)
            if default and re.search(r"\bcase\s+\w+(::\w+)+\s*:", body):
                yield path, tree.line_of(text, match.end() + default.start()), "default in a switch over an enum"


def memory_has_owners():
    """no naked new, delete or malloc"""
    for path in tree.sources():
        text = tree.code(path)
        for match in re.finditer(r"\bnew\s+[\w:]+\s*[<({\[;]|\bdelete\s*(\[\])?\s*[\w*(]|(?<![.>:\w])(malloc|calloc|free)\s*\(", text):
            yield path, tree.line_of(text, match.end()), "%s: values and unique_ptr own memory" % match.group(0).strip()


def headers_are_included_once():
    """every header says #pragma once"""
    for path in tree.sources():
        if path.endswith(".h") and "#pragma once" not in tree.read(path):
            yield path, 1, "no #pragma once"


def nothing_is_left_for_later():
    """no marks of unfinished work; what is missing says "Not yet" and why"""
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
    for path in commented() + tree.own_files(".md"):
        for number, line in enumerate(tree.read(path).splitlines(), 1):
            if marks.search(line):
                yield path, number, "a mark of unfinished work: %s" % marks.search(line).group(0)


def co_await_stands_outside_braces():
    """co_await never stands inside the braces of an initialiser: g++ 12.2 corrupts memory there"""
    for path in tree.sources():
        text = tree.code(path)
        for match in re.finditer(r"\bco_await\b", text):
            depth, position = 0, match.start() - 1
            while position >= 0 and not (text[position] == ";" and depth == 0):
                depth += {"}": 1, "{": -1}.get(text[position], 0)
                if depth < 0:
                    break
                position -= 1
            if depth < 0 and re.search(r"[\w>,(=]\s*$", text[:position]) and not re.search(r"\b(else|do|try)\s*$", text[:position]):
                yield path, tree.line_of(text, match.start()), "co_await inside braces; await into a named local first"


def opens_a_value(before):
    """Whether a brace after this text begins an initialiser, and no body."""
    header = re.split(r"[;{}]", before)[-1]
    is_after_value = re.search(r"[\w>,(={]\s*$", before) and not re.search(r"\b(else|do|try)\s*$", before)
    return bool(is_after_value) and kind_of_block(header, []) == "value"


def results_are_tried_first_in_braces():
    """HOSHI_TRY stands in an initialiser's braces or a capture only before all else: what is made already would never be freed (g++ and clang)"""
    for path in tree.sources():
        text = tree.code(path)
        for match in re.finditer(r"\bHOSHI_TRY\(", text):
            depth, is_later, position = 0, False, match.start()
            while position > 0:
                position -= 1
                mark = text[position]
                if mark in ")]}":
                    depth += 1
                elif mark in "([{":
                    depth -= 1
                elif depth == 0 and mark == ";":
                    break
                elif depth == 0 and mark == ",":
                    is_later = True
                if depth >= 0:
                    continue
                if mark == "{" and not opens_a_value(text[:position]):
                    break
                if mark != "(" and is_later:
                    yield path, tree.line_of(text, match.start()), "HOSHI_TRY after something else in braces; try into a named local before them"
                    break
                depth, is_later = 0, False


CHECKS = [every_file_names_its_licence, every_file_begins_with_a_sentence, files_are_short, functions_are_short,
          results_are_nodiscard, bytes_are_not_reinterpreted, switches_over_enums_name_every_value, memory_has_owners,
          headers_are_included_once, nothing_is_left_for_later, co_await_stands_outside_braces,
          results_are_tried_first_in_braces]
