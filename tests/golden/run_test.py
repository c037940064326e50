#!/usr/bin/env python3
"""Proves that the golden runner fails where it must: a check that cannot fail is none."""
import pathlib
import random
import stat
import subprocess
import sys
import tempfile
import unittest

import run

# Stands in for wardround: says its arguments, or does what the first one asks for.
FAKE = """#!/bin/sh
case "$1" in
  fail) echo "no luck" >&2; exit 2 ;;
  die) kill -SEGV $$ ;;
  cat) cat ;;
  append) echo more >> "$2" ;;
  raw) printf 'a\\033[0m \\\\x1b\\nend' ;;
  env) echo "$HOME|$SOURCE_DATE_EPOCH|$LC_ALL|$NO_COLOR" ;;
  *) echo "args: $*" ;;
esac
"""


class Runner(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.area = pathlib.Path(self.folder.name) / "area"
        self.area.mkdir()
        self.binary = pathlib.Path(self.folder.name) / "wardround"
        self.binary.write_text(FAKE, encoding="utf-8")
        self.binary.chmod(self.binary.stat().st_mode | stat.S_IXUSR)

    def case(self, text, update=False):
        path = self.area / "case.txt"
        path.write_text(text, encoding="utf-8")
        problems, _ = run.run_case(str(self.binary), path, update)
        return "\n".join(problems), path.read_text(encoding="utf-8")

    def test_right_expectations_pass(self):
        good = [
            "--- command\n$ wardround a b\n--- stdout\nargs: a b\n",
            "--- command\n$ wardround fail\n--- stderr\nno luck\n--- exit 2\n",
            "--- command\n$ wardround fail\n$ wardround x\n--- stdout\nargs: x\n--- stderr\nno luck\n--- exit 2 0\n",
            "--- file f/x.yaml\nold\n--- command\n$ wardround append f/x.yaml\n--- after f/x.yaml\nold\nmore\n",
            "--- command\n$ wardround cat\n--- stdin\nhello\n--- stdout\nhello\n",
            "--- bytes x\n\\xff\n--- command\n$ wardround append x\n--- after x\n\\xff\nmore\n",
            "--- command\n$ wardround raw\n--- stdout\na\\x1b[0m \\\\x1b\nend\n\\no-newline\n",
            "--- command\n$ NO_COLOR=1 wardround env\n--- stdout\n|1795392000|C.UTF-8|1\n",
            "--- command\n$ wardround a\n--- stdout\nargs: a\n--- command\n$ wardround b\n--- stdout\nargs: b\n",
        ]
        for text in good:
            self.assertEqual(self.case(text)[0], "", text)

    def test_wrong_expectations_fail(self):
        bad = {
            "--- command\n$ wardround a\n--- stdout\nargs: b\n": "-args: b",
            "--- command\n$ wardround a\n": "+args: a",
            "--- command\n$ wardround a\n--- stdout\nargs: a\n\n": "-",
            "--- command\n$ wardround fail\n--- exit 2\n": "+no luck",
            "--- command\n$ wardround fail\n--- stderr\nno luck\n": "+2",
            "--- command\n$ wardround fail\n--- stderr\nno luck\n--- exit 1\n": "+2",
            "--- command\n$ wardround fail\n$ wardround x\n--- stdout\nargs: x\n--- stderr\nno luck\n--- exit 0\n": "2 0",
            "--- file x\nold\n--- command\n$ wardround append x\n--- after x\nold\n": "+more",
            "--- command\n$ wardround cat\n--- after gone\nx\n": "no-file",
            "--- command\n$ wardround raw\n--- stdout\na\\x1b[0m \\x1b\nend\n\\no-newline\n": "x1b",
            "--- command\n$ wardround raw\n--- stdout\na\\x1b[0m \\\\x1b\nend\n": "no-newline",
        }
        for text, hint in bad.items():
            self.assertIn(hint, self.case(text)[0], text)

    def test_a_signal_is_never_expected(self):
        for update in (False, True):
            text = "--- command\n$ wardround die\n--- exit 139\n"
            problems, after = self.case(text, update)
            self.assertIn("signal 11", problems)
            self.assertEqual(after, text)

    def test_nothing_but_wardround_runs(self):
        for line in ("$ rm -rf x", "$ sh -c true", "$ wardround a | sh", "$ wardround a > x", "$ wardround a ; rm x", "wardround"):
            self.assertNotEqual(self.case(f"--- command\n{line}\n")[0], "", line)

    def test_broken_cases_fail(self):
        for text in ("", "only words\n", "--- stdout\nx\n", "--- command\n", "--- nonsense\n--- command\n$ wardround a\n",
                     "--- file ../x\nx\n--- command\n$ wardround a\n--- stdout\nargs: a\n",
                     "--- command\n$ wardround a\n--- stdout\nargs: a\n--- exit two\n"):
            self.assertNotEqual(self.case(text)[0], "", text)

    def test_update_rewrites_expectations_and_keeps_the_rest(self):
        text = ("What this shows.\n\n--- file x\n  old \n--- command\n$ wardround append x\n$ wardround fail\n"
                "--- stdout\nwrong\n--- after x\nwrong\n--- command\n$ wardround raw\n")
        wanted = ("What this shows.\n\n--- file x\n  old \n--- command\n$ wardround append x\n$ wardround fail\n"
                  "--- stderr\nno luck\n--- exit 0 2\n--- after x\n  old\\x20\nmore\n"
                  "--- command\n$ wardround raw\n--- stdout\na\\x1b[0m \\\\x1b\nend\n\\no-newline\n--- exit 0\n")
        problems, after = self.case(text, update=True)
        self.assertEqual((problems, after), ("", wanted))
        self.assertEqual(self.case(after), ("", wanted))

    def test_escapes_lose_nothing(self):
        rng = random.Random(1)
        pieces = [b"\\", b"x1b", b"\\x1b", b"\x1b", b"\n", b" ", b"--- stdout", b"\\no-newline", b"\xff", "é\u202e".encode(), b"a"]
        for _ in range(5000):
            data = b"".join(rng.choice(pieces) for _ in range(rng.randrange(8)))
            shown = run.escape(data)
            self.assertEqual(run.unescape(shown), data, shown)
            _, sections = run.parse("--- stdout\n" + shown)
            self.assertEqual([s.text for s in sections], [shown])

    def test_exit_code_of_the_runner(self):
        def exit_code(text):
            (self.area / "case.txt").write_text(text, encoding="utf-8")
            return subprocess.run([sys.executable, "-B", run.__file__, "--binary", str(self.binary), "--golden", self.folder.name],
                                  capture_output=True, check=False).returncode
        self.assertEqual(exit_code("--- command\n$ wardround a\n--- stdout\nargs: a\n"), 0)
        self.assertEqual(exit_code("--- command\n$ wardround a\n--- stdout\nargs: c\n"), 1)


if __name__ == "__main__":
    unittest.main()
