#!/usr/bin/env python3
"""Does wardround see in AMPS what its readers see?

Runs `wardround check --format json` on the three AMPS projects in examples/ and holds the findings against tables that
were written before the rules: amps_rows.yaml (the threats that must be found), cwe_classes.yaml (which CWE counts
as which class) and insufficient.yaml (which weak control pretends to answer which row). Prints a table; exits 1 if
anything does not hold. Nothing about a result stands in this file.

usage: amps_test.py [WARDROUND]      default: $WARDROUND, else build/release/wardround, else build/dev/wardround
"""

import json
import os
import pathlib
import subprocess
import sys

import tiny_yaml
from model_scope import Model

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MAXIMUM_PER_PLACE = 2.5  # findings per element or flow: certain, assumed and unverified, without cleared and `also`
AS_OF = "2020-01-01"


def binary():
    candidates = sys.argv[1:2] + [os.environ.get("WARDROUND", "")]
    candidates += [str(ROOT / "build" / preset / "wardround") for preset in ("release", "dev")]
    for candidate in candidates:
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    sys.exit("amps_test: no wardround binary; build it with `./dev build` or name it as the argument")


def check(program, project):
    command = [program, "check", "--format", "json", "--as-of", AS_OF, str(ROOT / "examples" / project)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if run.returncode != 0:
        sys.exit(f"amps_test: {' '.join(command)} ended with {run.returncode}:\n{run.stderr}{run.stdout[:2000]}")
    return json.loads(run.stdout)


def number(cwe):
    return int(str(cwe).upper().removeprefix("CWE-"))


class Rows:
    """The oracle."""

    def __init__(self):
        classes = tiny_yaml.load(HERE / "cwe_classes.yaml")["cwe_classes"]
        self.rows = []
        for name, row in tiny_yaml.load(HERE / "amps_rows.yaml")["rows"].items():
            row["id"] = name
            row["numbers"] = {int(cwe) for wanted in row["classes"] for cwe in classes[wanted]}
            self.rows.append(row)

    def hits(self, row, report, model):
        scope = model.scope(row["target"])
        return [
            finding
            for finding in report["findings"]
            if finding["subject"]["id"] in scope
            and set(row["letters"]) & set(finding["stride"])
            and row["numbers"] & {number(cwe) for cwe in finding["cwe"]}
        ]


class Verdict:
    def __init__(self):
        self.failures = []

    def expect(self, holds, text):
        if not holds:
            self.failures.append(text)
        return "ok" if holds else "FAIL"


def is_open(finding):
    return finding["status"] != "cleared"


def print_table(title, head, lines):
    widths = [max(len(str(line[i])) for line in [head, *lines]) for i in range(len(head))]
    print(f"\n{title}")
    for line in [head, *lines]:
        print("  " + "  ".join(str(cell).ljust(width) for cell, width in zip(line, widths)).rstrip())


def model_of(project):
    return Model(ROOT / "examples" / project / "amps.model.yaml")


def base(rows, program, verdict):
    report, model = check(program, "amps"), model_of("amps")
    lines = []
    for row in rows.rows:
        hits = [finding for finding in rows.hits(row, report, model) if is_open(finding)]
        state = verdict.expect(hits, f"amps: {row['id']} ({row['text']}) is not found")
        shown = ", ".join(f"{finding['id']} ({finding['certainty']})" for finding in hits[:3])
        lines.append((row["id"], row["target"], "".join(row["letters"]), state, shown))
    print_table("AMPS: every known threat is found", ("row", "target", "stride", "", "found by"), lines)

    summary = report["summary"]
    total = summary["certain"] + summary["assumed"] + summary["unverified"]
    counted = sum(is_open(finding) for finding in report["findings"])
    verdict.expect(total == counted, f"amps: the summary counts {total} findings, the list has {counted}")
    ratio = total / model.size()
    verdict.expect(ratio <= MAXIMUM_PER_PLACE, f"amps: {ratio:.2f} findings per element or flow")
    print(f"\n  {total} findings on {model.size()} elements and flows: {ratio:.2f} each, at most {MAXIMUM_PER_PLACE}")


def hardened(rows, program, verdict):
    report, model = check(program, "amps-hardened"), model_of("amps-hardened")
    lines = []
    for row in rows.rows:
        hits = rows.hits(row, report, model)
        still = [finding["id"] for finding in hits if is_open(finding)]
        silent = [finding["id"] for finding in hits if not is_open(finding) and not finding["cleared_by"]]
        by = sorted({control for finding in hits for control in map(control_id, finding["cleared_by"])})
        state = verdict.expect(not still, f"amps-hardened: {row['id']} is open: {', '.join(still)}")
        state = verdict.expect(hits and not silent and state == "ok",
                               f"amps-hardened: {row['id']} does not say which control cleared it")
        lines.append((row["id"], row["target"], state, ", ".join(by)))
    print_table("Hardened: every one is cleared, and says by what", ("row", "target", "", "cleared by"), lines)


def control_id(entry):
    """cleared_by and controls name a control as a word or as an object."""
    return entry if isinstance(entry, str) else entry.get("use", entry.get("control", entry.get("id", "")))


def insufficient(rows, program, verdict):
    report, model = check(program, "amps-insufficient"), model_of("amps-insufficient")
    by_id = {row["id"]: row for row in rows.rows}
    lines = []
    for pretence in tiny_yaml.load(HERE / "insufficient.yaml")["pretences"]:
        for row_id in pretence["rows"]:
            row = by_id[row_id]
            hits = [finding for finding in rows.hits(row, report, model) if is_open(finding)]
            reasons = [
                entry.get("because", "")
                for finding in hits
                for entry in finding["controls"]
                if control_id(entry) == pretence["control"] and entry.get("effect") == "none"
            ]
            state = verdict.expect(hits, f"amps-insufficient: {row_id} is not open despite weak {pretence['control']}")
            state = verdict.expect(any(reasons) and state == "ok",
                                   f"amps-insufficient: {row_id} does not say why {pretence['control']} is no answer")
            lines.append((row_id, pretence["control"], state, next(filter(None, reasons), "")))
    print_table("Insufficient: every one stays open, and says why", ("row", "control", "", "because"), lines)


def main():
    program, rows, verdict = binary(), Rows(), Verdict()
    for part in (base, hardened, insufficient):
        part(rows, program, verdict)
    for failure in verdict.failures:
        print(f"FAIL {failure}")
    print(f"\n{len(rows.rows)} rows, {len(verdict.failures)} failures")
    return 1 if verdict.failures else 0


if __name__ == "__main__":
    sys.exit(main())
