#!/usr/bin/env python3
"""The first screen fits 40 lines of 80 columns whatever the model's size, ends with one next command, and that command runs.

usage: screen_test.py [WARDROUND]      default: build/dev/wardround
"""

import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import unicodedata

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
SIZES = [(3, 2), (8, 24), (100, 300), (900, 2700)]  # elements, flows: about 5, 50, 500 and 5,000 findings
LINES, COLUMNS = 40, 80


def width(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def run(binary, arguments, folder):
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000"}
    return subprocess.run([binary, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)


def problems_of(binary, name, arguments, folder):
    screen = run(binary, ["check", *arguments], folder)
    if screen.returncode != 0:
        return [f"{name}: exit code {screen.returncode}: {screen.stderr[:300]}"]
    lines = screen.stdout.splitlines()
    found = []
    if len(lines) > LINES:
        found.append(f"{name}: {len(lines)} lines")
    found += [f"{name}: {width(line)} columns: {line}" for line in lines if width(line) > COLUMNS]
    if not lines[-1].startswith("Next: wardround "):
        return [*found, f"{name}: the last line is no next command: {lines[-1]}"]
    if not lines[-1].endswith("…"):  # a long path is cut
        command = shlex.split(lines[-1].removeprefix("Next: wardround "))
        following = run(binary, command, folder)
        if following.returncode != 0:
            found.append(f"{name}: {lines[-1]} ended with {following.returncode}: {following.stderr[:300]}")
    return found


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/dev/wardround")
    found, count = [], 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for path in sorted((ROOT / "tests/models").glob("*.yaml")):
            (folder / path.name).write_bytes(path.read_bytes())
            found += problems_of(binary, path.name, [path.name], folder)
            count += 1
        for path in sorted((ROOT / "examples").glob("*/wardround.yaml")):
            shutil.copytree(path.parent, folder / path.parent.name)
            found += problems_of(binary, path.parent.name, [path.parent.name], folder)
            count += 1
        for elements, flows in SIZES:
            name = f"made-{elements}.yaml"
            made = subprocess.run([sys.executable, "-B", str(ROOT / "tools/make_model.py"), "--elements", str(elements), "--flows", str(flows),
                                   "--facts", "50"], capture_output=True, check=True)
            (folder / name).write_bytes(made.stdout)
            found += problems_of(binary, name, [name], folder)
            count += 1
    print("\n".join(found) or f"{count} screens fit {LINES} lines of {COLUMNS} columns, and their next commands run")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
