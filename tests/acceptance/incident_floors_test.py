#!/usr/bin/env python3
"""Known incidents, as they could have been modelled before they happened: `wardround bench incidents` must reach the floors that
stand beside them (examples/incidents/floors.yaml), and no rule that hits a row may fire in one incident and in no other model:
the examples, and those in $WARDROUND_CORPUS.

usage: incident_floors_test.py [WARDROUND]      default: $WARDROUND, else build/release/wardround, else build/dev/wardround
"""
import collections
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def binary():
    named = sys.argv[1:2] or [os.environ.get("WARDROUND", "")]
    for candidate in named if named[0] else [str(ROOT / "build" / preset / "wardround") for preset in ("release", "dev")]:
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    sys.exit("incident_floors_test: no wardround binary; build it with `./dev build` or name it as the argument")


def other_models():
    examples = [path for path in (ROOT / "examples").iterdir() if (path / "wardround.yaml").exists()]
    corpus = os.environ.get("WARDROUND_CORPUS", "")
    return [str(path) for path in sorted(examples) + sorted(pathlib.Path(corpus).rglob("*.model.yaml") if corpus else [])]


def bench(*options):
    command = [binary(), "bench", "incidents", str(ROOT / "examples" / "incidents"), *other_models(), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)


run = bench()
print(run.stdout + run.stderr)
rules = bench("--by-rule")
print(rules.stdout + rules.stderr)
document = json.loads(bench("--format", "json").stdout)

# The figures follow from what is said of each letter.
own = collections.defaultdict(set)
for incident in document["incidents"]:
    for letter in incident["letters"]:
        for rule in letter["rules"]:
            own[rule].add(incident["id"])
failures = [f"{rule['id']} hits {rule['incidents']} incidents, not {len(own[rule['id']])}"
            for rule in document["rules"] if rule["incidents"] != len(own[rule["id"]])]
for incident in document["incidents"]:
    kept = sum(any(len(own[rule]) > 1 for rule in letter["rules"]) for letter in incident["letters"])
    if kept != incident["kept"]:
        failures.append(f"{incident['id']} keeps {incident['kept']} letters, not {kept}")
    if any(letter["finding"] and not letter["rules"] for letter in incident["letters"]):
        failures.append(f"{incident['id']}: a letter is found by no rule")
if document["other_models"] == 0 or not document["rules"]:
    failures.append("nothing to compare with")
for failure in failures:
    print(f"incident_floors_test: {failure}")
sys.exit(run.returncode or rules.returncode or bool(failures))
