#!/usr/bin/env python3
"""What README.md and CONTRIBUTING.md tell people to type works as typed, and what they show is what comes out.

    guide_test.py --binary build/dev/wardround [--update]       --update refreshes the screen and the picture in README.md
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
SCREEN = re.compile(r"(<!-- screen: \./dev run (?P<arguments>[^\n]*) -->\n```\n)(?P<text>.*?)(```\n<!-- end of screen -->)", re.DOTALL)
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000"}


def run(command, folder):
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=60, check=False)


def screen(binary, update):
    """The screen that the readme shows."""
    text = README.read_text(encoding="utf-8")
    match = SCREEN.search(text)
    if not match:
        return ["README.md: no screen between its marks"]
    shown = subprocess.run([binary, *match["arguments"].split()], cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, text=True, timeout=60, check=False).stdout
    if shown == match["text"]:
        return []
    if update:
        README.write_text(text[:match.start("text")] + shown + text[match.end("text"):], encoding="utf-8")
        print("rewrote the screen in README.md")
        return []
    return ["README.md shows a screen that `wardround " + match["arguments"] + "` no longer prints: ./dev golden --update"]


def picture(binary, update):
    """The picture that the readme and the guide show: drawn without Graphviz, whose version would decide."""
    file = ROOT / "docs" / "pictures" / "amps.svg"
    drawn = subprocess.run([binary, "diagram", "examples/amps", "--layout", "plain"], cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, timeout=60, check=False).stdout
    if drawn == file.read_bytes():
        return []
    if update:
        file.write_bytes(drawn)
        print("drew docs/pictures/amps.svg")
        return []
    return ["docs/pictures/amps.svg is not what `wardround diagram` draws now: ./dev golden --update"]


def small_model(binary):
    """The model of the readme: read without an error, and short."""
    model = re.search(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[1]
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "cuff.model.yaml").write_text(model, encoding="utf-8")
        done = run([binary, "check", "cuff.model.yaml"], folder)
        problems = []
        if done.returncode != 0 or "error[" in done.stdout:
            problems.append(f"README.md: its model is not accepted:\n{done.stdout}")
        answer = run([binary, "answer", "sync.pairing", "just-works", "cuff.model.yaml"], folder)
        if answer.returncode != 0:
            problems.append(f"README.md: its `answer` fails:\n{answer.stdout}")
    lines = model.count("\n")
    return problems + ([f"README.md: the model of 13 lines has {lines}"] if lines != 13 else [])


def rule_in_ten_minutes(binary):
    """The blocks under "Add a rule in ten minutes", typed into a shell one after the other."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    chapter = text.split("## Add a rule in ten minutes")[1].split("\n## ")[0]
    blocks = [block for block in re.findall(r"```\n(.*?)```", chapter, re.DOTALL) if "./dev test" not in block]
    with tempfile.TemporaryDirectory() as folder:
        for name in ("tests", "catalog"):
            os.symlink(ROOT / name, pathlib.Path(folder) / name)
        dev = pathlib.Path(folder) / "dev"
        dev.write_text(f'#!/bin/sh\n[ "$1" = run ] || exit 9\nshift\nexec "{binary}" "$@"\n', encoding="utf-8")
        dev.chmod(0o755)
        done = run(["bash", "-e", "-c", "\n".join(blocks)], folder)
    problems = []
    if done.returncode != 0:
        problems.append(f"CONTRIBUTING.md: a command fails with {done.returncode}")
    for wanted in ("my-pack: 3 cases passed, 0 failed", "rule session-open", "open-session@viewer"):
        if wanted not in done.stdout:
            problems.append(f"CONTRIBUTING.md: `{wanted}` does not come out")
    return problems + ([done.stdout[:3000]] if problems else [])


def links():
    """Links inside the project lead somewhere."""
    problems = []
    for page in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                problems.append(f"{page.relative_to(ROOT)}: a link to `{target}`, which is not there")
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())
    problems = links() + screen(binary, options.update) + picture(binary, options.update) + small_model(binary) + rule_in_ten_minutes(binary)
    print("\n".join(problems) if problems else "README.md and CONTRIBUTING.md work as typed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
