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

sys.dont_write_bytecode = True  # the tree stays as it was cloned

import tiny_yaml  # noqa: E402
from model_scope import Model  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MAXIMUM_PER_PLACE = 2.5  # findings per element or flow: certain, assumed and unverified, without cleared and `also`
PROJECTS = ("amps", "amps-hardened", "amps-insufficient")
AS_OF = "2020-01-01"


def binary():
    named = sys.argv[1:2] or [os.environ.get("WARDROUND", "")]
    for candidate in named if named[0] else [str(ROOT / "build" / preset / "wardround") for preset in ("release", "dev")]:
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
        by = sorted({use["control"] for finding in hits for use in finding["cleared_by"]})
        state = verdict.expect(not still, f"amps-hardened: {row['id']} is open: {', '.join(still)}")
        state = verdict.expect(hits and not silent and state == "ok",
                               f"amps-hardened: {row['id']} does not say which control cleared it")
        lines.append((row["id"], row["target"], state, ", ".join(by)))
    print_table("Hardened: every one is cleared, and says by what", ("row", "target", "", "cleared by"), lines)


def why_insufficient(findings, control):
    """What the findings say of a declared control that is no answer."""
    return [
        note["because"]
        for finding in findings
        for note in finding["controls"]
        if note["control"] == control and note["effect"] == "none" and note["declared"]
    ]


def insufficient(rows, program, verdict):
    report, model = check(program, "amps-insufficient"), model_of("amps-insufficient")
    by_id = {row["id"]: row for row in rows.rows}
    table = tiny_yaml.load(HERE / "insufficient.yaml")
    wanted = []
    for pretence in table["pretences"]:
        for row in pretence["rows"]:
            wanted.append((row, pretence["control"], rows.hits(by_id[row], report, model)))
    for pretence in table["findings"]:
        for name in pretence["ids"]:
            wanted.append((name, pretence["control"], [f for f in report["findings"] if f["id"] == name]))
    lines = []
    for what, control, hits in wanted:
        hits = [finding for finding in hits if is_open(finding)]
        reasons = [reason for reason in why_insufficient(hits, control) if reason]
        state = verdict.expect(hits, f"amps-insufficient: {what} is not open despite weak {control}")
        state = verdict.expect(reasons and state == "ok",
                               f"amps-insufficient: {what} does not say why {control} is no answer")
        lines.append((what, control, state, reasons[0] if reasons else ""))
    print_table("Insufficient: every one stays open, and says why", ("row", "control", "", "because"), lines)


def without_controls(value):
    if isinstance(value, dict):
        return {key: without_controls(part) for key, part in value.items() if key != "controls"}
    return value


def same_system(verdict):
    """The three models differ in controls only; otherwise the comparison would prove nothing."""
    texts = {}
    for project in PROJECTS:
        text = without_controls(tiny_yaml.load(ROOT / "examples" / project / "amps.model.yaml"))
        text["system"] = ""
        # `download: {kinds: [..]}` and `download: [..]` say the same.
        for name, value in text["data"].items():
            text["data"][name] = list_of(value.get("kinds", value.get("kind")) if isinstance(value, dict) else value)
        texts[project] = text
    for project in PROJECTS[1:]:
        verdict.expect(texts[project] == texts[PROJECTS[0]], f"{project} differs from amps in more than controls")


def list_of(value):
    return value if isinstance(value, list) else [value]


def main():
    program, rows, verdict = binary(), Rows(), Verdict()
    same_system(verdict)
    for part in (base, hardened, insufficient):
        part(rows, program, verdict)
    for failure in verdict.failures:
        print(f"FAIL {failure}")
    print(f"\n{len(rows.rows)} rows, {len(verdict.failures)} failures")
    return 1 if verdict.failures else 0


if __name__ == "__main__":
    sys.exit(main())
