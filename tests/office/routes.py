# The table of URLs of an office, read from the sources that are it.
# SPDX-License-Identifier: Apache-2.0
import collections
import glob
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
Route = collections.namedtuple("Route", "method pattern door scope")  # scope: None where no token may come in

PAGE = re.compile(r'page_route\(site, "(\w+)", "([^"]+)", (?:web::)?Door::(\w+),')
API = re.compile(r'\broute\("(\w+)", "(/api/[^"]+)", Door::(\w+), "([^"]*)",')

PROGRAM = re.compile(r'\bprogram_route\(site, "(\w+)", "([^"]+)", (?:web::)?Door::(\w+), "([^"]*)",')
FOLDER = re.compile(r'\bfolder_route\(site, "([^"]+)",')  # src/pages/label_pages.cpp: open to anyone
IN_HELPERS = "std::move(pattern)"


def all_routes():
    found = []
    for path in sorted(glob.glob(os.path.join(ROOT, "src", "pages", "*.cpp"))):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        found += [Route(method, pattern, door, None) for method, pattern, door in PAGE.findall(text)]
        found += [Route(method, pattern, door, scope) for method, pattern, door, scope in API.findall(text)]
        found += [Route(method, pattern, door, scope) for method, pattern, door, scope in PROGRAM.findall(text)]
        found += [Route("GET", pattern, "anyone", None) for pattern in FOLDER.findall(text)]
        rows = -text.count(IN_HELPERS + ", Door") + len(re.findall(r"\b(?:page|program)_route\(site,|\broute\(\"", text)) + len(re.findall(r"web::Route \w+;", text))
        assert rows <= len(PAGE.findall(text)) + len(PROGRAM.findall(text)) + len(API.findall(text)) + 1, path + ": rows of the table that cannot be read"
        assert not re.findall(r"\.(?:token|scope|door) = ", text) or os.path.basename(path) in ("api.cpp", "routes.cpp"), path + ": a row that is changed after it was written"
    found.append(Route("GET", "/api/openapi.json", "anyone", None))
    return found


def filled(pattern, parts):
    """The pattern with a value for each part in braces."""
    return re.sub(r"\{(\w+)(?:\.\.\.)?\}", lambda match: parts.get(match.group(1), "x"), pattern)
