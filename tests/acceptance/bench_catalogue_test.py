#!/usr/bin/env python3
"""`wardround bench catalogue` counts what `check --format json` of the same models says.

usage: bench_catalogue_test.py [WARDROUND]      default: $WARDROUND, else build/release/wardround, else build/dev/wardround
"""
import collections
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = [str(ROOT / "examples" / name) for name in ("imaging-suite", "amps", "amps-hardened", "insulin-pump", "therac-25")]


def binary():
    named = sys.argv[1:2] or [os.environ.get("WARDROUND", "")]
    for candidate in named if named[0] else [str(ROOT / "build" / preset / "wardround") for preset in ("release", "dev")]:
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    sys.exit("bench_catalogue_test: no wardround binary; build it with `./dev build` or name it as the argument")


def output(*command):
    return subprocess.run([binary(), *command], capture_output=True, text=True, timeout=120, check=True).stdout


def expected():
    """By rule: models, open, certain, cleared; what stands behind another finding counts too."""
    table = collections.defaultdict(lambda: [0, 0, 0, 0])
    for model in MODELS:
        report = json.loads(output("check", "--format", "json", model))
        fired = set()
        for finding in report["findings"]:
            for one in [finding, *finding["also"]] if finding["origin"] == "rule" else finding["also"]:
                fired.add(one["rule"])
                cleared = one["status"] == "cleared"
                table[one["rule"]][3 if cleared else 1] += 1
                table[one["rule"]][2] += not cleared and one["certainty"] == "certain"
        for rule in fired:
            table[rule][0] += 1
    return table


def section(text, title):
    found = re.search(rf"^{re.escape(title)} \((\d+)\)\n((?:  .*\n)+)", text, re.MULTILINE)
    words = [word for word in re.split(r"[,\s]+", found[2]) if word and word != "none"]
    if len(words) != int(found[1]):
        sys.exit(f"bench_catalogue_test: {title} says {found[1]} and lists {len(words)}")
    return words


text = output("bench", "catalogue", *MODELS)
want = expected()
seen = {}
for line in text.split("\n\n")[1].splitlines()[1:]:
    rule, *numbers = line.split()
    seen[rule] = [int(number) for number in numbers]
failures = [f"{rule}: {seen.get(rule)} instead of {want[rule]}" for rule in sorted(set(want) | set(seen)) if seen.get(rule) != want[rule]]
silent = section(text, "Rules that never fire")
failures += [f"{rule} fires and is said not to" for rule in silent if rule in want]
if len(silent) + len(seen) != int(text.split()[0]):
    failures.append(f"{len(silent)} silent rules and {len(seen)} others are not {text.split()[0]}")
for rule in section(text, "Rules that fire in one model only"):
    if want[rule][0] != 1:
        failures.append(f"{rule} fires in {want[rule][0]} models")
controls = "".join(path.read_text() for path in sorted((ROOT / "catalog/core/controls").glob("*.yaml")))
for standard in ("fda-premarket", "iec-62443-4-2", "iec-81001-5-1"):
    cited = controls.count(f"\n      {standard}: ")
    if not cited or not re.search(rf"^  {standard} +{cited}$", text, re.MULTILINE):
        failures.append(f"{cited} controls answer to {standard}, and that is not said")
for control in section(text, "Controls that no listed standard asks for"):
    body = controls.split(f"\n  {control}:\n")[1].split("\n    implies:")[0]
    if "\n    cites:" in body:
        failures.append(f"{control} cites something and is said not to")
empty = subprocess.run([binary(), "bench", "catalogue"], capture_output=True, text=True, check=False)
if empty.returncode != 2 or "name the models" not in empty.stderr:
    failures.append("without models it must say so and end with 2")
for failure in failures:
    print(f"FAIL {failure}")
print(f"{len(want)} rules, {len(failures)} failures")
sys.exit(1 if failures else 0)
