# The files of this repository as the house rules see them: which there are, and C++ without comments and texts.
# SPDX-License-Identifier: Apache-2.0
import functools
import os
import re
import subprocess

ROOT = os.environ.get("HOSHI_HOUSE_ROOT") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Bytes that stand for something outside, kept as they came.
AS_THEY_CAME = ("tests/data/", "tests/fuzz/corpus/", "tests/devices/simulated/careful/", "tests/devices/simulated/careless/")


@functools.lru_cache(None)
def files():
    """Paths relative to the root: what git knows or would add; without git, what is there."""
    command = ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        listed = [os.path.relpath(os.path.join(folder, name), ROOT) for folder, _, names in os.walk(ROOT) for name in names
                  if not re.search(r"/(\.git|build[^/]*|hoshi-demo|__pycache__)(/|$)", folder)]
    return sorted(path for path in set(listed) if os.path.isfile(os.path.join(ROOT, path)))


def own_files(*endings):
    return [path for path in files() if path.endswith(endings) and not path.startswith(AS_THEY_CAME)]


def sources():
    return [path for path in own_files(".cpp", ".h") if path.startswith(("src/", "tests/", "bench/"))]


@functools.lru_cache(None)
def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as file:
        return file.read()


TOKEN = re.compile(r'R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|'
                   r"(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*.*?\*/", re.DOTALL)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


@functools.lru_cache(None)
def code(path):
    """C++ with comments, texts and preprocessor lines blanked out; every line keeps its number and length."""
    def replace(match):
        token = match.group(0)
        return '"' + blank(token[1:-1]) + '"' if token.startswith('"') else blank(token)

    text = TOKEN.sub(replace, read(path))
    return re.sub(r"(?m)^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda match: blank(match.group(0)), text)


@functools.lru_cache(None)
def texts(path):
    """(line, text) of every plain string literal."""
    found = []
    for match in TOKEN.finditer(read(path)):
        if match.group(0).startswith('"'):
            found.append((line_of(read(path), match.start()), match.group(0)[1:-1]))
    return found


def line_of(text, position):
    return text.count("\n", 0, position) + 1
