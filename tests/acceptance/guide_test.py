#!/usr/bin/env python3
"""Types along with pages of docs: every command in them must answer what the page says it answers.

A block after `<!-- file: NAME -->` is written to NAME; in a console block a line that begins with `$ ` is run, and what
follows is its output. With --update the outputs are written into the page. A page that tells a history says more, each on a
line of its own:

    <!-- start: examples/amps -->              the folder begins with a copy of that one, in a repository of git without commits
    <!-- day: 2026-11-03 by Ana, security -->  from here on it is that day, and Ana who decides and commits
    <!-- apply -->                             before a diff block: somebody makes this change by hand
    <!-- run: git commit -qam "Pair" -->       is done, and not shown

Only wardround and git are run, and what they say may go through a pipe to sh, grep, head or tail.

usage: guide_test.py WARDROUND [--update]
"""

import datetime
import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "docs" / name for name in ("guide/first-model.md", "guide/first-hour.md", "guide/answering.md", "guide/round.md", "guide/reviewing-changes.md", "guide/daily-loop.md", "reference/formats.md")]


MARK = re.compile(r"<!-- (?:(file|start|day|run): (.+)|(apply)) -->")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2}) by ([^,]+), ([\w-]+)")


def pieces(lines):
    """(first line, last line, kind, mark, what it names): marks by themselves, and fenced blocks without their fences."""
    start, kind, mark = None, "", ("", "")
    for number, line in enumerate(lines):
        if line.startswith("```"):
            if start is None:
                start, kind = number + 1, line[3:].strip()
            else:
                yield start, number, kind, *mark
                start, mark = None, ("", "")
        elif start is None:
            found = MARK.fullmatch(line)
            mark = (found[1] or found[3], found[2] or "") if found else ("", "")
            if mark[0] in ("start", "day", "run"):
                yield number, number, "", *mark
                mark = ("", "")


class Reader:
    """Someone who types a page along, in a folder."""

    def __init__(self, program, folder, home):
        self.folder = folder
        self.last = ""  # the command before, and what it said
        # A home of its own: nobody's settings of git; `wardround` is in PATH for git's merge driver.
        (home / "bin").mkdir(parents=True)
        (home / "bin" / "wardround").symlink_to(program)
        self.environment = dict(os.environ, NO_COLOR="1", COLUMNS="80", HOME=str(home), GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull,
                                GIT_EDITOR="true", LC_ALL="C.UTF-8", PATH=f"{home / 'bin'}:{os.environ['PATH']}")
        self.day("2026-11-24", "", "")

    def day(self, date, name, role):
        noon = int(datetime.datetime.fromisoformat(date + "T12:00:00+00:00").timestamp())
        self.environment.update(SOURCE_DATE_EPOCH=str(noon), WARDROUND_BY=name, WARDROUND_ROLE=role)
        for who in ("AUTHOR", "COMMITTER"):
            self.environment.update({f"GIT_{who}_NAME": name or "nobody", f"GIT_{who}_EMAIL": "team@example.org", f"GIT_{who}_DATE": f"{noon} +0000"})

    def call(self, words, text=None):
        done = subprocess.run(words, cwd=self.folder, env=self.environment, input=text, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout + done.stderr, done.returncode

    def run(self, command):
        first, *rest = [shlex.split(part) for part in command.split(" | ")]
        if first[0] not in ("wardround", "git") or any(words[0] not in ("sh", "grep", "head", "tail") for words in rest):
            raise SystemExit(f"guide_test: cannot run {command!r}")
        words = ["bash", "-o", "pipefail", "-c", command] if rest else first
        out, code = self.call(words)
        self.last = f"$ {command}\n{out}"
        lines = out.rstrip("\n").split("\n") if out else []
        return lines + ([f"(exit {code})"] if code == 1 and first[0] == "wardround" else [])

    def must(self, words, text=None):
        out, code = self.call(words, text)
        if code != 0:
            raise SystemExit(f"guide_test: {words}: {out}after {self.last}")

    def obey(self, mark, argument):
        if mark == "start":
            shutil.copytree(ROOT / argument, self.folder, dirs_exist_ok=True)
            self.must(["git", "init", "-q", "-b", "main", "."])
        elif mark == "day":
            self.day(*DAY.fullmatch(argument).groups())
        elif mark == "run":
            self.must(shlex.split(argument))


def typed(reader, lines):
    """The page as it would read if it were typed now."""
    out, at = [], 0
    for start, end, kind, mark, argument in pieces(lines):
        out += lines[at:start]
        at = end
        block = lines[start:end]
        if mark == "file":
            (reader.folder / argument).write_text("\n".join(block) + "\n", encoding="utf-8")
        elif mark == "apply":
            reader.must(["git", "apply", "--unidiff-zero", "--recount"], "\n".join(block) + "\n")
        else:
            reader.obey(mark, argument)
        if kind == "console":
            block = [part for line in block if line.startswith("$ ") for part in [line, *reader.run(line[2:])]]
        out += block
    return out + lines[at:]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    difference = []
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        if "<!-- start: " in page and shutil.which("git") is None:
            print(f"{path.name}: skipped, git is not installed")
            continue
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch) / "project"
            folder.mkdir()
            now = "\n".join(typed(Reader(program, folder, pathlib.Path(scratch) / "home"), page.split("\n")))
        if "--update" in sys.argv[2:]:
            path.write_text(now, encoding="utf-8")
        else:
            difference += difflib.unified_diff(page.split("\n"), now.split("\n"), f"{path.name}", "typed now", lineterm="")
    print("\n".join(difference) if difference else "every command of the guide answers as the page says")
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main())
