#!/usr/bin/env python3
"""House rules for files: size, names, words that have no place in the project."""
import pathlib
import re
import statistics
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[1]
LIMIT = 800
# Long by nature: what a program printed, what lawyers wrote, a contract that is published as one file.
FREE_LENGTH = re.compile(r"^tests/(golden/.*\.txt|bad-input/|fuzz/(seeds|corpus)/)|^LICENSE$|\.schema\.json$")
SIZED = re.compile(r"^(src|catalog|tests|docs|cmake|tools)/|^[A-Z]+\.md$|^dev$")
TEXT = {".cc", ".h", ".def", ".py", ".yaml", ".yml", ".md", ".cmake", ".txt", ".json", ".sh", ""}
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "stuff"}
# Written in pieces, so that this file does not trip over itself.
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.{}])/(?:" + "|".join(["work", "home/[a-z]+", "Users", "root"]) + r")/"),
    "a promise for later": re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b"),
    "a mark of an unfinished merge": re.compile(r"^(?:<{7}|>{7}|={7})(?: |$)", re.MULTILINE),
    "white space at the end of a line": re.compile(r"[ \t]+$", re.MULTILINE),
    "a tab": re.compile(r"\t"),
}
# Tests of hostile text need hostile text.
MAY_HOLD_ANYTHING = re.compile(r"^tests/(golden/.*\.txt$|bad-input/|fuzz/(seeds|corpus)/)")


def project_files():
    """Everything a clone holds: tracked files, or all but what is built."""
    for path in sorted(ROOT.rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if path.is_file() and not re.match(r"^(\.git(/|$)|build/|\.cache/)", name) and "__pycache__" not in name:
            yield name, path


def name_problems(name):
    found = []
    parts = name.split("/")
    for part in parts:
        if part.split(".")[0].lower() in VAGUE:
            found.append(f"{name}: `{part}` says nothing about what is in it")
    if parts[0] in ("src", "tools", "tests") and parts[-1].endswith((".cc", ".h", ".py", ".def")):
        if not re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z]+", parts[-1]):
            found.append(f"{name}: files are named in snake_case")
    return found


def text_problems(name, text):
    found = []
    lines = text.count("\n")
    if SIZED.match(name) and not FREE_LENGTH.search(name) and lines > LIMIT:
        found.append(f"{name}: {lines} lines; split it by topic ({LIMIT} at most)")
    if MAY_HOLD_ANYTHING.match(name):
        return found
    for what, pattern in FORBIDDEN.items():
        if match := pattern.search(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{name}:{line}: {what}: `{match.group().strip()}`")
    if text and not text.endswith("\n"):
        found.append(f"{name}: no line break at the end")
    return found


class Style(unittest.TestCase):
    def test_files(self):
        found, lengths = [], []
        for name, path in project_files():
            found += name_problems(name)
            if path.suffix not in TEXT or MAY_HOLD_ANYTHING.match(name):
                continue
            text = path.read_bytes().decode("utf-8", "replace")
            found += text_problems(name, text)
            if name.startswith("src/"):
                lengths.append(text.count("\n"))
        lengths.sort()
        if lengths:
            print(f"{len(lengths)} files in src: median {statistics.median(lengths):.0f} lines, "
                  f"90 % under {lengths[int(len(lengths) * 0.9)]}, longest {lengths[-1]}", file=sys.stderr)
            self.assertLessEqual(statistics.median(lengths), 200)
            self.assertLessEqual(lengths[int(len(lengths) * 0.9)], 450)
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_the_check_itself_can_fail(self):
        for name in ("src/text/CamelCase.cc", "src/utils/x.cc", "src/text/helpers.h", "src/text/kebab-case.cc", "tools/common.py"):
            self.assertTrue(name_problems(name), name)
        for name in ("src/text/tree_test.cc", "tests/golden/run.py", "docs/adr/0001-record-decisions.md", "src/LAYERS"):
            self.assertEqual(name_problems(name), [], name)
        bad = ["x\n" * (LIMIT + 1), "see /ho" + "me/me/x\n", "// TO" + "DO: later\n", "a \n", "a\tb\n", "a", "<<<<" + "<<< HEAD\n"]
        for text in bad:
            self.assertEqual(len(text_problems("src/text/a.cc", text)), 1, text[:40])
        self.assertEqual(text_problems("src/text/a.cc", "int a;\n"), [])
        self.assertEqual(text_problems("tests/golden/check/a.txt", "x \n" * (LIMIT + 1)), [])


if __name__ == "__main__":
    unittest.main()
