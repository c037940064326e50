#!/usr/bin/env python3
"""Known incidents, as they could have been modelled before they happened: `wardround bench incidents` must reach the floors that
stand beside them (examples/incidents/floors.yaml).

usage: incident_floors_test.py [WARDROUND]      default: $WARDROUND, else build/release/wardround, else build/dev/wardround
"""
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


run = subprocess.run([binary(), "bench", "incidents", str(ROOT / "examples" / "incidents")], capture_output=True, text=True, timeout=120, check=False)
print(run.stdout + run.stderr)
sys.exit(run.returncode)
