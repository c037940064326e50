#!/usr/bin/env python3
"""Every diagnostic of src/diag/kinds.def is shown by at least one golden case: nobody meets a message that no test has seen."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[1]
ENTRY = re.compile(r'^WARDROUND_DIAGNOSTIC\((\w+),\s*"(WR\d{4})",\s*(\w+),', re.MULTILINE)
CODE = re.compile(r"\bWR\d{4}\b")
EXPECTED = re.compile(r"^--- (stdout|stderr|after .*)\n(.*?)(?=^--- |\Z)", re.MULTILINE | re.DOTALL)


def shown(case):
    """Codes in what a golden case expects (not in its inputs or its free text)."""
    return {code for _, text in EXPECTED.findall(case) for code in CODE.findall(text)}


class Coverage(unittest.TestCase):
    kinds = ENTRY.findall((ROOT / "src/diag/kinds.def").read_text(encoding="utf-8"))

    def test_every_kind_is_shown(self):
        self.assertTrue(self.kinds)
        seen = set()
        for path in sorted((ROOT / "tests/golden").rglob("*.txt")):
            seen |= shown(path.read_text(encoding="utf-8"))
        missing = [f"{code} {name}" for name, code, _ in self.kinds if code not in seen]
        print(f"{len(self.kinds) - len(missing)} of {len(self.kinds)} diagnostics are shown by a golden case", file=sys.stderr)
        unknown = seen - {code for _, code, _ in self.kinds}
        self.assertEqual(sorted(unknown), [], "expected by a golden case, but not in kinds.def")
        self.assertEqual(missing, [], "\nin no golden case:\n" + "\n".join(missing))

    def test_codes_and_names_are_unique(self):
        for column in (0, 1):
            values = [kind[column] for kind in self.kinds]
            self.assertEqual(sorted(set(values)), sorted(values))
        every_line = [line for line in (ROOT / "src/diag/kinds.def").read_text(encoding="utf-8").splitlines()
                      if line.startswith("WARDROUND_DIAGNOSTIC(")]
        self.assertEqual(len(every_line), len(self.kinds), "an entry that this test cannot read")

    def test_only_expected_output_counts(self):
        case = "about WR0001\n--- file x\n# WR0002\n--- command\n$ wardround WR0003\n--- stderr\nerror[WR0004]: x\n--- exit 2\n"
        self.assertEqual(shown(case), {"WR0004"})


if __name__ == "__main__":
    unittest.main()
