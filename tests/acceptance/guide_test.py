#!/usr/bin/env python3
"""Types along with pages of docs: every command in them must answer what the page says it answers.

A yaml block after `<!-- file: NAME -->` is written to NAME; in a console block a line that begins with `$ ` is run, and
what follows is its output. With --update the outputs are written into the page.

usage: guide_test.py WARDROUND [--update]
"""

import difflib
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "docs" / name for name in ("guide/first-model.md", "guide/answering.md", "guide/reviewing-changes.md", "reference/formats.md")]
NOON = "1795521600"  # 2026-11-24, the day that the page shows


def blocks(lines):
    """(first line, last line, kind, file) of each fenced block, without its fences."""
    start, kind, file = None, "", ""
    for number, line in enumerate(lines):
        if line.startswith("```"):
            if start is None:
                start, kind = number + 1, line[3:].strip()
                before = lines[number - 1]
                file = before[len("<!-- file: "):-len(" -->")] if before.startswith("<!-- file: ") else ""
            else:
                yield start, number, kind, file
                start = None


def run(program, command, folder):
    words = shlex.split(command)
    if words[0] != "wardround":
        raise SystemExit(f"guide_test: cannot run {command!r}")
    environment = dict(os.environ, SOURCE_DATE_EPOCH=NOON, NO_COLOR="1", COLUMNS="80")
    done = subprocess.run([program, *words[1:]], cwd=folder, env=environment, capture_output=True, text=True,
                          timeout=60, check=False)
    return (done.stdout + done.stderr).rstrip("\n").split("\n")


def typed(program, lines, folder):
    """The page as it would read if it were typed now."""
    out, at = [], 0
    for start, end, kind, file in blocks(lines):
        out += lines[at:start]
        at = end
        block = lines[start:end]
        if file:
            (pathlib.Path(folder) / file).write_text("\n".join(block) + "\n", encoding="utf-8")
        if kind == "console":
            block = [part for line in block if line.startswith("$ ")
                     for part in [line, *run(program, line[2:], folder)]]
        out += block
    return out + lines[at:]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    difference = []
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            now = "\n".join(typed(program, page.split("\n"), folder))
        if "--update" in sys.argv[2:]:
            path.write_text(now, encoding="utf-8")
        else:
            difference += difflib.unified_diff(page.split("\n"), now.split("\n"), f"{path.name}", "typed now", lineterm="")
    print("\n".join(difference) if difference else "every command of the guide answers as the page says")
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main())
