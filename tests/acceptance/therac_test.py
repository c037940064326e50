#!/usr/bin/env python3
"""Does wardround see in the Therac-25 what the inquiry saw, by rules that know nothing of it?

The five weaknesses of the published inquiry must be certain findings of the kind safety-design at the subjects named
here, and nothing else may be certain; none of them may speak of an attacker. In the hardened variant the same five are
answered, and nothing is certain. No file of the catalogue may name the machine or its maker.

usage: therac_test.py [WARDROUND]
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MAXIMUM_PER_PLACE = 2.5
# What the inquiry found -> the finding that says so, and a code of IMDRF's annex D (D0108 or a sibling) that it has.
EXPECTED = {
    "race while editing": ("unlocked-mode@magnet-set-up", "D0108"),
    "wrapping counter skips a check": ("skippable-check@position-check", "D0108"),
    "no independent interlock": ("dependent-interlock@position-check", "D0105"),
    "cryptic message with resume": ("cryptic-alarm@malfunction", "D0102"),
    "software outside the hazard analysis": ("unanalysed-software@treatment-software", "D0108"),
}
WORST = "radiation-overdose"


def check(program, project):
    command = [program, "check", "--format", "json", "--as-of", "2020-01-01", str(ROOT / "examples" / project)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if run.returncode != 0 or run.stderr:
        sys.exit(f"therac_test: {' '.join(command)} ended with {run.returncode}:\n{run.stderr}{run.stdout[:2000]}")
    return json.loads(run.stdout)


def is_open(finding):
    return finding["status"] != "cleared"


def original(report):
    found = {finding["id"]: finding for finding in report["findings"] if is_open(finding)}
    for what, (name, code) in EXPECTED.items():
        finding = found.get(name)
        if finding is None:
            yield f"{what}: {name} is not found"
            continue
        print(f"  {what:<38}{name:<42}{finding['certainty']:<12}{', '.join(finding['imdrf'])}")
        if (finding["certainty"], finding["kind"]) != ("certain", "safety-design"):
            yield f"{name} is {finding['certainty']}, {finding['kind']}"
        if code not in finding["imdrf"]:
            yield f"{name} lacks {code}"
        if not any(harm["id"] == WORST for harm in finding["harms"]):
            yield f"{name} does not reach {WORST}"
    certain = {name for name, finding in found.items() if finding["certainty"] == "certain"}
    yield from (f"{name} is certain, but nobody expects it" for name in sorted(certain - {n for n, _ in EXPECTED.values()}))
    for name, finding in found.items():
        if finding["kind"] == "safety-design" and any(finding.get(key) for key in ("needs", "gives", "exploitability")):
            yield f"{name} has no attacker and yet a position or an exploitability"
    counts = report["model"]["counts"]
    places = counts["elements"] + counts["flows"]
    security = sum(finding["kind"] == "security" for finding in found.values())
    print(f"  {len(found)} findings on {places} elements and flows: {len(found) / places:.2f} each; {security} of security")
    if len(found) > MAXIMUM_PER_PLACE * places:
        yield f"{len(found)} findings on {places} elements and flows"
    if security > places / 4:
        yield f"{security} findings of security in a machine without a network"


def hardened(report):
    found = {finding["id"]: finding for finding in report["findings"]}
    for name, _ in EXPECTED.values():
        finding = found.get(name)
        if finding is not None and (is_open(finding) or not finding["cleared_by"]):
            yield f"hardened: {name} is {finding['status']}"
        by = ", ".join(sorted({use["control"] for use in finding["cleared_by"]})) if finding else "the design"
        print(f"  {name:<42}answered by {by}")
    yield from (f"hardened: {name} is certain" for name, finding in sorted(found.items())
                if is_open(finding) and finding["certainty"] == "certain")


def catalogue():
    for path in sorted((ROOT / "catalog").rglob("*.yaml")):
        if re.search(r"therac|aecl", path.read_text(encoding="utf-8"), re.IGNORECASE):
            yield f"{path.relative_to(ROOT)} names the machine that it must not know"


def main():
    named = sys.argv[1:2]
    program = named[0] if named else str(ROOT / "build" / "release" / "wardround")
    failures = list(original(check(program, "therac-25")))
    failures += hardened(check(program, "therac-25-hardened"))
    failures += catalogue()
    for failure in failures:
        print(f"FAIL {failure}")
    print(f"{len(EXPECTED)} weaknesses, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
