#!/usr/bin/env python3
"""The last line of a test run: `N passed, M failed`, out of what ctest printed (and how many unit tests that were)."""
import pathlib
import re
import sys


def main():
    text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace")
    # "12/34 Test  #5: unit.text ........   Passed    0.02 sec"
    states = re.findall(r"^ *\d+/\d+ Test +#\d+: .*?\.*(\*\*\*)? *(Passed|Skipped|\w[\w ]*?) +[\d.]+ sec", text, re.MULTILINE)
    passed = sum(1 for _, state in states if state == "Passed")
    skipped = sum(1 for _, state in states if state == "Skipped")
    failed = len(states) - passed - skipped
    log = pathlib.Path(sys.argv[2]) / "Testing" / "Temporary" / "LastTest.log"
    inner = 0
    if log.is_file():
        output = log.read_text(encoding="utf-8", errors="replace")
        inner = sum(int(n) for n in re.findall(r"^\[  PASSED  \] (\d+) tests?", output, re.MULTILINE))
        inner += sum(int(n) for n in re.findall(r"^(\d+) of \d+ (?:golden cases|bad inputs)", output, re.MULTILINE))
    if inner:
        print(f"{inner} single cases passed in {len(states)} programs")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not states else 0


if __name__ == "__main__":
    sys.exit(main())
