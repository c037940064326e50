#!/usr/bin/env python3
"""Does wardround see in an insulin pump with a remote what advisories on such pumps have reported?

Holds the findings of examples/insulin-pump against pump_rows.yaml, which was written before the rules: each row must be
found at one of its subjects, with one of its STRIDE letters and one of its CWE ids. In the hardened variant none of
them may be open, and each must say which control cleared it unless the design itself has changed.

usage: pump_test.py [WARDROUND]
"""

import json
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True  # the tree stays as it was cloned

import tiny_yaml  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MAXIMUM_PER_PLACE = 2.5
MAXIMUM_NEW = 3  # findings that the controls of the hardened variant may bring or leave open


def check(program, project):
    command = [program, "check", "--format", "json", "--as-of", "2020-01-01", str(ROOT / "examples" / project)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if run.returncode != 0 or run.stderr:
        sys.exit(f"pump_test: {' '.join(command)} ended with {run.returncode}:\n{run.stderr}{run.stdout[:2000]}")
    return json.loads(run.stdout)


def hits(row, report):
    wanted = {int(cwe) for cwe in row["cwe"]}
    return [
        finding
        for finding in report["findings"]
        if finding["subject"]["id"] in row["at"]
        and set(row["letters"]) & set(finding["stride"])
        and wanted & set(finding["cwe"])
    ]


def is_open(finding):
    return finding["status"] != "cleared"


def main():
    named = sys.argv[1:2]
    program = named[0] if named else str(ROOT / "build" / "release" / "wardround")
    rows = tiny_yaml.load(HERE / "pump_rows.yaml")["rows"]
    base, hardened = check(program, "insulin-pump"), check(program, "insulin-pump-hardened")
    failures = []
    for name, row in rows.items():
        found = [finding for finding in hits(row, base) if is_open(finding)]
        still = [finding["id"] for finding in hits(row, hardened) if is_open(finding)]
        cleared = [finding for finding in hits(row, hardened) if not is_open(finding)]
        by = sorted({use["control"] for finding in cleared for use in finding["cleared_by"]})
        failures += [] if found else [f"{name} ({row['text']}) is not found"]
        failures += [f"hardened: {name} is open: {', '.join(still)}"] if still else []
        failures += [f"hardened: {name} is cleared by nothing"] if cleared and not by else []
        shown = ", ".join(f"{finding['id']} ({finding['certainty']})" for finding in found[:2])
        print(f"  {name:<20}{shown:<60}{', '.join(by) or 'the design'}")
    counts = base["model"]["counts"]
    places = counts["elements"] + counts["flows"]
    total = sum(is_open(finding) for finding in base["findings"])
    left = [finding["id"] for finding in hardened["findings"] if is_open(finding)]
    print(f"  {total} findings on {places} elements and flows: {total / places:.2f} each; {len(left)} open when hardened")
    if total > MAXIMUM_PER_PLACE * places:
        failures.append(f"{total} findings on {places} elements and flows")
    if len(left) > MAXIMUM_NEW:
        failures.append(f"hardened: {len(left)} findings are open: {', '.join(left)}")
    for failure in failures:
        print(f"FAIL {failure}")
    print(f"{len(rows)} rows, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
