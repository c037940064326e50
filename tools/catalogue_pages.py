#!/usr/bin/env python3
"""Writes docs/catalogue: a page for each rule, weakness, control, fact, type, protocol, kind of data and standard, in the words of `explain`.

    catalogue_pages.py --binary build/dev/wardround [--check] [--out docs/catalogue]

--check writes nothing, names the pages that are stale, and exits with 1 if there are any.
"""
import argparse
import concurrent.futures
import html
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Folder, what `explain --list` takes, what the head of an explanation begins with, what people call them.
KINDS = [
    ("rules", "rule", "Rules: what is looked for"),
    ("weaknesses", "weakness", "Weaknesses: what is wrong where a rule holds"),
    ("controls", "control", "Controls: what can be done about it"),
    ("facts", "fact", "Facts: what is asked"),
    ("types", "type", "Types of elements and boundaries"),
    ("protocols", "protocol", "Protocols of flows"),
    ("data", "data kind", "Kinds of data"),
    ("standards", "standard", "Standards: what is cited, and where"),
]
LABEL = re.compile(r"^  (\S(?:.{0,9}\S)?) +(\S.*)$")
LISTED = re.compile(r"^(\S+) +([^:]+): ")
LINKED = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+")


class Program:
    def __init__(self, binary):
        self.binary = str(pathlib.Path(binary).resolve())

    def say(self, *command):
        environment = dict(os.environ, NO_COLOR="1")
        return subprocess.run([self.binary, "explain", *command], capture_output=True, text=True, check=True, env=environment, cwd=ROOT, timeout=60).stdout

    def ids(self, kind):
        return [line.split()[0] for line in self.say("--list", kind).splitlines() if line and not line.startswith(" ")]


def entries(text):
    """An explanation, a name may mean several things: (head, [(label or "", [lines])])."""
    parts = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if not line.startswith(" "):
            parts.append((line, []))
        elif match := LABEL.match(line):
            parts[-1][1].append((match[1], [match[2]]))
        elif parts[-1][1] and line.startswith("              "):
            parts[-1][1][-1][1].append(line[14:])
        else:
            parts[-1][1].append(("", [line.strip()]))
    return parts


def escaped(text):
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", html.unescape(text))


class Pages:
    def __init__(self, program):
        self.program = program
        self.where = {}  # id -> folder
        self.titles = {}
        for folder, _, _ in KINDS:
            for name in program.ids(folder):
                self.where.setdefault(name, folder)
        lines = program.say("--list", "standards").splitlines()
        self.standards = {match[2]: match[1] for match in map(LISTED.match, lines) if match}  # name -> id

    def linked(self, text, own):
        """Ids of the catalogue in a text become links."""

        def link(match):
            name = match[0]
            folder = self.where.get(name)
            return f"[{name}](../{folder}/{name}.md)" if folder and name != own else escaped(name)

        out, at = "", 0
        for match in LINKED.finditer(text):
            out += escaped(text[at : match.start()]) + link(match)
            at = match.end()
        return out + escaped(text[at:])

    def cited(self, text, own):
        """Items of standards in a text, `; ` between them, lead to the page of their standard."""

        def link(item):
            named = [name for name in self.standards if item.startswith(name)]
            if not named:
                return self.linked(item, own)
            name = max(named, key=len)
            end = len(name) if item[len(name)] == " " else (item + " ").index(" ", len(name))
            return f"[{escaped(item[:end])}](../standards/{self.standards[name]}.md){escaped(item[end:])}"

        return "; ".join(map(link, text.split("; ")))

    @staticmethod
    def apart(text):
        """Steps of playbooks, last in a list of what cites an item, have no pages: their ids are not those of controls."""
        at = re.search(r"[:;] steps ", text)
        return (text[: at.start()], text[at.start() :]) if at else (text, "")

    def page(self, folder, word, name):
        for head, fields in entries(self.program.say(name)):
            if not head.startswith(f"{word} {name}"):
                continue
            title = head[len(word) + 1 + len(name) :].strip()
            self.titles[folder, name] = title
            out = [f"# {escaped(title or name)}", "", f"{word[0].upper()}{word[1:]} `{name}`.", ""]
            table = False
            for label, lines in fields:
                if label == "when":
                    out += ["", "```", *lines, "```", ""]
                    table = False
                elif label:
                    if not table:
                        out += ["", "| | |", "|---|---|"] if out[-1] else ["| | |", "|---|---|"]
                    table = True
                    link = self.cited if label in ("cwe", "cites") else self.linked
                    body, steps = self.apart(" ".join(lines)) if folder == "standards" else (" ".join(lines), "")
                    out.append(f"| {label} | {link(body, name)}{escaped(steps)} |")
                else:
                    out += [self.linked(" ".join(lines), name)]
                    table = False
            return "\n".join(out).rstrip() + "\n"
        raise SystemExit(f"catalogue_pages: `explain {name}` shows no {word}")

    def all(self):
        jobs = [(folder, word, name) for folder, word, _ in KINDS for name in self.program.ids(folder)]
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            texts = list(pool.map(lambda job: self.page(*job), jobs))
        pages = {f"{folder}/{name}.md": text for (folder, _, name), text in zip(jobs, texts)}
        index = ["# The catalogue", "", "Made from `catalog/core` by `tools/catalogue_pages.py`; what `wardround explain ID` says, a page each. Do not edit.", ""]
        for folder, _, title in KINDS:
            names = [name for where, _, name in jobs if where == folder]
            index.append(f"- [{title}]({folder}/README.md) ({len(names)})")
            rows = [f"| [{name}]({name}.md) | {escaped(self.titles[folder, name])} |" for name in names]
            pages[f"{folder}/README.md"] = "\n".join([f"# {title}", "", "| id | |", "|---|---|", *rows]) + "\n"
        pages["README.md"] = "\n".join(index) + "\n"
        return pages


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "docs" / "catalogue")
    options = parser.parse_args()
    pages = Pages(Program(options.binary)).all()
    stale = []
    for name, text in sorted(pages.items()):
        path = options.out / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in sorted(options.out.rglob("*.md")):
        name = path.relative_to(options.out).as_posix()
        if name not in pages:
            stale.append(f"{name} (nothing of that name any more)")
            if not options.check:
                path.unlink()
    if options.check and stale:
        print(f"{len(stale)} pages of {options.out} are stale; tools/catalogue_pages.py writes them anew:")
        print("\n".join(f"  {name}" for name in stale[:20]))
        return 1
    print(f"{len(pages)} pages, {len(stale)} {'stale' if options.check else 'written or removed'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
