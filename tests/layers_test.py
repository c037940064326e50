#!/usr/bin/env python3
"""The storeys of src/: a file includes only folders of lower floors, and outside headers stay where they belong."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[1]
SRC = ROOT / "src"
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)

# Outside headers: who may include them (folders), and whether in headers too. Everything else of the kind is refused.
OUTSIDE = {
    "yaml.h": ({"text"}, False),
    "cairo.h": ({"diagram"}, False),
    "pugixml.hpp": ({"treatment"}, False),
    "sodium.h": ({"base"}, False),
    "CLI/": ({"cli"}, False),
    "curses.h": ({"cli"}, False),
    "term.h": ({"cli"}, False),
    "nlohmann/": ({"sitting", "cli", "diag", "diagram", "report", "study", "threats", "treatment", "catalog", "model"}, False),
    "fmt/": (None, True),
    "tl/expected.hpp": ({"base"}, True),
    "gtest/": (None, False),
    "gmock/": (None, False),
    "rapidcheck": (None, False),
}
# Not below the faces: the house prints nothing, reads no clock, no environment, needs no thread.
FACES_ONLY = {"iostream", "thread", "mutex", "future", "cstdio", "print", "syncstream"}
DISK = {"fstream", "filesystem", "chrono", "unistd.h", "fcntl.h", "sys/stat.h", "dirent.h"}


def floors(text):
    found = {}
    for line in text.splitlines():
        if match := re.fullmatch(r"(\d+) ([a-z]+)", line):
            found[match.group(2)] = int(match.group(1))
    return found


def problems_of(name, text, floor_of):
    """What a file src/FOLDER/NAME includes and must not."""
    folder = name.split("/")[0]
    is_test = name.endswith("_test.cc")
    if folder not in floor_of:
        return [f"src/{name}: `{folder}` has no line in src/LAYERS"]
    found = []
    face = floor_of[folder] >= 15
    for kind, path in INCLUDE.findall(text):
        other = path.split("/")[0]
        if other in floor_of or (kind == '"' and "/" not in path):
            if "/" not in path:
                found.append(f'"{path}": write includes as "folder/file.h"')
            elif other != folder and floor_of[other] >= floor_of[folder]:
                found.append(f'"{path}": {folder} is floor {floor_of[folder]}, {other} is floor {floor_of[other]}')
            continue
        for outside, (folders, headers_too) in OUTSIDE.items():
            if path == outside or (path.startswith(outside) and not outside.endswith(".h")):
                if folders is not None and folder not in folders:
                    found.append(f"<{path}> belongs to {', '.join(sorted(folders))}")
                elif not headers_too and not name.endswith(".cc"):
                    found.append(f"<{path}> must not stand in a header")
                break
        else:
            if "/" in path and not path.startswith("sys/"):
                found.append(f"<{path}>: a new outside library needs an ADR and a line in tests/layers_test.py")
            elif path in FACES_ONLY and not face and not is_test and not (folder == "base" and name.endswith(".cc")):
                found.append(f"<{path}>: only the faces print, and nothing below them needs threads")
            elif path in DISK and not face and folder != "base" and not is_test:
                found.append(f"<{path}>: the disk and the clock are reached through base/fs.h and base/date.h")
    return [f"src/{name}: {problem}" for problem in found]


class Layers(unittest.TestCase):
    floor_of = floors((SRC / "LAYERS").read_text(encoding="utf-8"))

    def test_every_file_includes_only_lower_floors(self):
        files = sorted(p for p in SRC.rglob("*") if p.suffix in (".h", ".cc", ".def"))
        self.assertTrue(files)
        found = [problem for path in files
                 for problem in problems_of(str(path.relative_to(SRC)), path.read_text(encoding="utf-8"), self.floor_of)]
        self.assertEqual(found, [], "\n" + "\n".join(found))
        print(f"{len(files)} files on {len(self.floor_of)} floors", file=sys.stderr)

    def test_floors_never_fall(self):
        order = list(self.floor_of.values())
        self.assertEqual(order, sorted(order))

    def test_the_check_itself_can_fail(self):
        floor_of = {"base": 1, "text": 3, "lang": 4, "paths": 4, "cli": 15}
        bad = {
            "text/a.cc": '#include "lang/x.h"', "lang/b.h": '#include "paths/y.h"', "lang/c.cc": "#include <yaml.h>",
            "lang/d.h": "#include <gtest/gtest.h>", "text/e.cc": "#include <CLI/CLI.hpp>", "text/f.cc": "#include <iostream>",
            "text/g.cc": "#include <fstream>", "text/h.cc": '#include "near.h"', "new/i.cc": "", "text/j.cc": "#include <boost/x.hpp>",
            "text/k.h": "#include <yaml.h>",
        }
        good = {
            "lang/a.cc": '#include "text/x.h"\n#include "base/id.h"\n#include "lang/y.h"', "text/b.cc": "#include <yaml.h>",
            "cli/c.cc": '#include "text/x.h"\n#include <CLI/CLI.hpp>\n#include <iostream>', "base/d.cc": "#include <fstream>",
            "lang/e_test.cc": "#include <gtest/gtest.h>\n#include <rapidcheck/gtest.h>", "text/f.h": "#include <string>",
        }
        for name, text in bad.items():
            self.assertEqual(len(problems_of(name, text, floor_of)), 1, name)
        for name, text in good.items():
            self.assertEqual(problems_of(name, text, floor_of), [], name)


if __name__ == "__main__":
    unittest.main()
