#!/usr/bin/env python3
"""Do the cases of the catalogue's rules notice a wrong rule? Breaks each condition in small ways, one at a time, and runs all cases.

    mutate_rules.py --binary build/dev/wardround [--floor 0.8] [--rule WORD] [--show]

Ways: a part of an `and` is left out, a comparison or a `not` is turned round, `any` becomes `all`. A mutant is caught if a case fails; one
that is no expression any more does not count. Exits with 1 if the share of caught ones is below the floor. --show lists those that live.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
PACK = ROOT / "catalog" / "core"
RULE = re.compile(r"^  (?P<id>[a-z][a-z0-9-]*):\n(?P<body>(?:(?:    .*)?\n)+)", re.MULTILINE)
WHEN = re.compile(r"^    when:(?: \|\n(?P<block>(?:      .*\n)+)| (?P<line>[^|\n].*)\n)", re.MULTILINE)
FLIPS = [(r" == ", " != "), (r" != ", " == "), (r" < ", " >= "), (r" > ", " <= "), (r"\bnot (?=is_a\(|any\(|all\(|[a-z]+\.)", ""), (r"\bany\(", "all("), (r"\ball\(", "any(")]


def conjuncts(text):
    """The spans of text that can be left out: each part of an `and`, with its `and`; inside brackets too."""
    spans, starts, depth = [], {0: 0}, 0
    joints = {}
    for match in re.finditer(r"[()]|\band\b|\bor\b|:", text):
        word = match[0]
        if word == "(":
            depth += 1
            starts[depth] = match.end()
            joints[depth] = []
        elif word == ")":
            yield_parts(spans, joints.get(depth, []), starts[depth], match.start())
            depth -= 1
        elif word == ":":
            starts[depth] = match.end()
            joints[depth] = []
        else:
            joints.setdefault(depth, []).append((word, match.start(), match.end()))
    yield_parts(spans, joints.get(0, []), 0, len(text))
    return spans


def yield_parts(spans, joints, begin, end):
    if not joints or any(word == "or" for word, _, _ in joints):
        return
    spans.append((begin, joints[0][2]))
    for i, (_, start, _) in enumerate(joints):
        spans.append((start, joints[i + 1][1] if i + 1 < len(joints) else end))


def mutants(text):
    for begin, end in conjuncts(text):
        yield f"without `{' '.join(text[begin:end].split())}`", text[:begin] + " " + text[end:]
    for pattern, other in FLIPS:
        for match in re.finditer(pattern, text):
            around = text[max(0, match.start() - 20) : match.end() + 20]
            yield f"`{match[0].strip()}` to `{other.strip()}` at `{' '.join(around.split())}`", text[: match.start()] + other + text[match.end() :]


def work(word):
    """(file, rule, what was done, the file's text afterwards)"""
    for path in sorted((PACK / "rules").glob("*.yaml")):
        if path.name.endswith(".cases.yaml"):
            continue
        text = path.read_text(encoding="utf-8")
        for rule in RULE.finditer(text):
            when = WHEN.search(rule["body"])
            if not when or word not in rule["id"]:
                continue
            old = when["block"] or when["line"]
            begin = rule.start("body") + (when.start("block") if when["block"] else when.start("line"))
            plain = old.rstrip("\n")
            for what, new in mutants(plain):
                lines = "\n".join("      " + line.strip() for line in new.splitlines() if line.strip()) if when["block"] else new
                yield path, rule["id"], what, text[:begin] + lines + text[begin + len(plain) :]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--floor", type=float, default=0.8)
    parser.add_argument("--rule", default="", help="only rules whose id holds this word")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    options = parser.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())

    def judge(job):
        path, rule, what, text = job
        with tempfile.TemporaryDirectory() as folder:
            pack = pathlib.Path(folder) / "core"
            shutil.copytree(PACK, pack)
            (pack / "rules" / path.name).write_text(text, encoding="utf-8")
            run = subprocess.run([binary, "explain", "--check", str(pack), "--alone"], capture_output=True, text=True, timeout=120, check=False)
        ran = re.search(r"\d+ cases passed, (\d+) failed$", run.stdout.rstrip())
        return rule, what, "no expression" if not ran else "alive" if ran[1] == "0" else "caught"

    counts = {"alive": 0, "caught": 0, "no expression": 0}
    done = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=options.jobs) as pool:
        for rule, what, state in pool.map(judge, work(options.rule)):
            counts[state] += 1
            done += 1
            if sys.stderr.isatty():
                print(f"\r{done} mutants", end="", file=sys.stderr)
            if options.show and state == "alive":
                print(f"{rule}: {what}")
    judged = counts["alive"] + counts["caught"]
    share = counts["caught"] / judged if judged else 0
    print(f"{judged} mutants, {counts['caught']} caught ({share:.1%}); {counts['no expression']} are no expressions")
    return 0 if share >= options.floor else 1


if __name__ == "__main__":
    sys.exit(main())
