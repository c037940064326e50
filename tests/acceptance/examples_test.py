#!/usr/bin/env python3
"""Does wardround see in each example what an engineer who knows such devices expects?

Holds the findings of each example against its rows, which were written before the rules or before anybody looked at the
findings: each row must be found at one of its subjects, with one of its STRIDE letters and one of its CWE ids, given
one by one or as classes of cwe_classes.yaml. In the hardened variant none of them may be open, and each must say which
control cleared it unless the design itself has changed.

usage: examples_test.py [WARDROUND]
"""

import json
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True  # the tree stays as it was cloned

import tiny_yaml  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EXAMPLES = {
    "insulin-pump": "pump_rows.yaml",
    "imaging-suite": "imaging_rows.yaml",
    "cloud-samd": "cloud_rows.yaml",
    "bedside-infusion": "bedside_rows.yaml",
}
MAXIMUM_PER_PLACE = 2.5
MAXIMUM_NEW = 3  # findings that the controls of a hardened variant may bring or leave open


def check(program, project):
    command = [program, "check", "--format", "json", "--as-of", "2020-01-01", str(ROOT / "examples" / project)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if run.returncode != 0 or run.stderr:
        sys.exit(f"examples_test: {' '.join(command)} ended with {run.returncode}:\n{run.stderr}{run.stdout[:2000]}")
    return json.loads(run.stdout)


def weaknesses(row, classes):
    named = [cwe for word in row.get("classes", []) for cwe in classes[word]]
    return {int(cwe) for cwe in [*named, *row.get("cwe", [])]}


def hits(row, classes, report):
    wanted = weaknesses(row, classes)
    return [
        finding
        for finding in report["findings"]
        if finding["subject"]["id"] in row["at"]
        and set(row["letters"]) & set(finding["stride"])
        and wanted & set(finding["cwe"])
    ]


def is_open(finding):
    return finding["status"] != "cleared"


def failures_of(program, example, rows, classes):
    base, hardened = check(program, example), check(program, f"{example}-hardened")
    print(f"{example}:")
    for name, row in rows.items():
        found = [finding for finding in hits(row, classes, base) if is_open(finding)]
        still = [finding["id"] for finding in hits(row, classes, hardened) if is_open(finding)]
        cleared = [finding for finding in hits(row, classes, hardened) if not is_open(finding)]
        by = sorted({use["control"] for finding in cleared for use in finding["cleared_by"]})
        if not found:
            yield f"{example}: {name} ({row['text']}) is not found"
        if still:
            yield f"{example}-hardened: {name} is open: {', '.join(still)}"
        if cleared and not by:
            yield f"{example}-hardened: {name} is cleared by nothing"
        shown = ", ".join(f"{finding['id']} ({finding['certainty']})" for finding in found[:2])
        print(f"  {name:<20}{shown:<60}{', '.join(by) or 'the design'}")
    counts = base["model"]["counts"]
    places = counts["elements"] + counts["flows"]
    total = sum(is_open(finding) for finding in base["findings"])
    left = [finding["id"] for finding in hardened["findings"] if is_open(finding)]
    print(f"  {total} findings on {places} elements and flows: {total / places:.2f} each; {len(left)} open when hardened")
    if total > MAXIMUM_PER_PLACE * places:
        yield f"{example}: {total} findings on {places} elements and flows"
    if len(left) > MAXIMUM_NEW:
        yield f"{example}-hardened: {len(left)} findings are open: {', '.join(left)}"


def main():
    named = sys.argv[1:2]
    program = named[0] if named else str(ROOT / "build" / "release" / "wardround")
    classes = tiny_yaml.load(HERE / "cwe_classes.yaml")["cwe_classes"]
    failures, count = [], 0
    for example, file in EXAMPLES.items():
        rows = tiny_yaml.load(HERE / file)["rows"]
        count += len(rows)
        failures += failures_of(program, example, rows, classes)
    for failure in failures:
        print(f"FAIL {failure}")
    print(f"{count} rows, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
