#!/usr/bin/env python3
"""Do the cases of the catalogue's rules notice a wrong rule? Breaks each condition in small ways, one at a time, and runs the rule's cases.

    mutate_rules.py --binary build/dev/wardround [--floor 0.8] [--rule WORD] [--sample 60] [--show]

Ways: a part of an `and` is left out, a comparison or a `not` is turned round, `any` becomes `all`. A mutant is caught if a case of its rule
fails; one that is no expression any more does not count. Exits with 1 if the share of caught ones is below the floor, with 2 if the cases
fail before anything is broken. --show lists those that live; --sample takes so many of all, the same ones each time.

A mutant is a pack of one rule and its cases, which replaces that rule in the catalogue of the binary: build first.
"""
import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
RULES = ROOT / "catalog" / "core" / "rules"
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


def entries(section):
    """(file, name, lines) of all that stands under this key in the files of RULES."""
    for path in sorted(RULES.glob("*.yaml")):
        for block in re.findall(rf"^{section}:\n((?:(?: .*|#.*)?\n)+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            for part in re.split(r"^(?=  [a-z])", block, flags=re.MULTILINE):
                yield path, part.split(":", 1)[0].strip(), part


def work(word):
    """(rule, what was done or None, text of the rule, text of its cases); each rule is there once as it is."""
    bases = list(entries("bases"))
    cases = {rule: (path, text) for path, rule, text in entries("cases")}
    for _, rule, text in entries("rules"):
        when = WHEN.search(text)
        if not when or word not in rule:
            continue
        path, tests = cases[rule]
        named = set(re.findall(r"\bbase: ([a-z][a-z0-9-]*)\b", tests))
        # A base of the same file goes before one of the same name elsewhere: dict() keeps the last.
        used = dict((name, base) for _, name, base in sorted(bases, key=lambda entry: entry[0] == path) if name in named)
        tests = ("bases:\n" + "".join(used.values()) if used else "") + "cases:\n" + tests
        yield rule, None, text, tests
        kind = "block" if when["block"] else "line"
        plain = when[kind].rstrip("\n")
        for what, new in mutants(plain):
            lines = "\n".join("      " + line.strip() for line in new.splitlines() if line.strip()) if kind == "block" else new
            yield rule, what, text[: when.start(kind)] + lines + text[when.start(kind) + len(plain) :], tests


def judge(binary, rule, tests):
    """What becomes of the cases with this rule in place of the catalogue's."""
    with tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder)
        (pack / "pack.yaml").write_text("pack: {id: mutant, version: 0.1.0, title: one rule}\n", encoding="utf-8")
        (pack / "rule.yaml").write_text("rules:\n" + rule, encoding="utf-8")
        (pack / "rule.cases.yaml").write_text(tests, encoding="utf-8")
        run = subprocess.run([binary, "explain", "--check", folder], capture_output=True, text=True, timeout=120, check=False)
    ran = re.search(r"\d+ cases passed, (\d+) failed$", run.stdout.rstrip())
    return ("alive" if ran[1] == "0" else "caught") if ran else "no expression", run.stdout + run.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--floor", type=float, default=0.8)
    parser.add_argument("--rule", default="", help="only rules whose id holds this word")
    parser.add_argument("--sample", type=int, default=0, help="only so many mutants")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())

    jobs = list(work(options.rule))
    broken = [job for job in jobs if job[1] is not None]
    if 0 < options.sample < len(broken):
        broken = random.Random(1).sample(broken, options.sample)
    wanted = {job[0] for job in broken}
    jobs = [job for job in jobs if job[1] is None and job[0] in wanted] + broken
    counts = {"alive": 0, "caught": 0, "no expression": 0}
    with concurrent.futures.ThreadPoolExecutor(max_workers=options.jobs) as pool:
        judged = pool.map(lambda job: judge(binary, job[2], job[3]), jobs)
        for done, ((rule, what, _, _), (state, output)) in enumerate(zip(jobs, judged), 1):
            if what is None:
                if state != "alive":
                    print(f"the cases of {rule} fail before it is broken:\n{output}", file=sys.stderr)
                    pool.shutdown(cancel_futures=True)
                    return 2
                continue
            counts[state] += 1
            if sys.stderr.isatty():
                print(f"\r{done} of {len(jobs)}", end="", file=sys.stderr)
            if options.show and state == "alive":
                print(f"{rule}: {what}")
    total = counts["alive"] + counts["caught"]
    share = counts["caught"] / total if total else 0
    print(f"{total} mutants, {counts['caught']} caught ({share:.1%}); {counts['no expression']} are no expressions")
    return 0 if share >= options.floor else 1


if __name__ == "__main__":
    sys.exit(main())
