#!/usr/bin/env python3
"""Runs the fuzz targets: fuzz.py --build build/fuzz [SECONDS] [TARGET...]; a few at a time, each SECONDS long.

What was learnt stays in build/fuzz-corpus/TARGET. Inputs to start from, which even the shortest run replays, are those of
tests/fuzz/seeds/TARGET (without _fuzz) and the models and packs of the project. An input that breaks a target is left in build/fuzz-found, and how to see it again is said last.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
MAX_INPUT = 16 << 10


MODELS = ["examples/**/*.yaml", "tests/models/*.yaml", "tests/bad-input/**/*.yaml", "src/cli/templates/*.yaml"]
PACKS = ["catalog/**/*.yaml", "tests/bad-input/packs/**/*.yaml"]
# What a target starts from beside its own seeds: files of the project that are such inputs already.
GROWN_FROM = {"text": MODELS, "edit": MODELS, "model": MODELS, "pack": PACKS, "expression": ["catalog/**/rules/*.yaml"], "layout": [], "plan": [], "baseline": [], "csv": [], "decisions": [], "reports": [], "junit": [], "record": [], "playbook": []}
WHEN = re.compile(r"^ +when: \|\n((?: {6,}.*\n)+)", re.MULTILINE)


def seeds(name):
    """Writes the inputs that are kept in the project into one folder, and a dictionary of their words; returns both."""
    name = name.removesuffix("_fuzz")
    texts = [path.read_bytes() for path in sorted((ROOT / "tests" / "fuzz" / "seeds" / name).glob("*"))]
    for pattern in GROWN_FROM.get(name, MODELS):
        for path in sorted(ROOT.glob(pattern)):
            text = path.read_bytes()
            texts += [when.encode() for when in WHEN.findall(text.decode("utf-8", "replace"))] if name == "expression" else [text]
    folder = ROOT / "build" / "fuzz-seeds" / name
    folder.mkdir(parents=True, exist_ok=True)
    words = collections.Counter()
    for text in texts:
        if len(text) <= MAX_INPUT:
            (folder / hashlib.sha1(text).hexdigest()).write_bytes(text)
            words.update(re.findall(rb"[a-z][a-z0-9_-]{2,}(?:: )?", text))
    dictionary = folder.parent / f"{name}.dict"
    dictionary.write_text("".join(f'"{word.decode()}"\n' for word, _ in words.most_common(300)), encoding="utf-8")
    return folder, dictionary


def run(build, name, seconds):
    corpus = ROOT / "build" / "fuzz-corpus" / name
    found = ROOT / "build" / "fuzz-found"
    corpus.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    folder, dictionary = seeds(name)
    command = [str(build / "fuzzers" / name), f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1024", f"-max_len={MAX_INPUT}",
               *([f"-dict={dictionary}"] if dictionary.stat().st_size else []), f"-artifact_prefix={found}/{name}-", "-print_final_stats=1", str(corpus), str(folder)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", timeout=seconds + 300, check=False)
        return done.returncode, done.stderr
    except subprocess.TimeoutExpired:
        return 1, f"{name} did not end"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("seconds", nargs="?", type=int, default=60)
    parser.add_argument("targets", nargs="*")
    options = parser.parse_args()
    build = pathlib.Path(options.build)
    names = sorted(p.stem for p in (ROOT / "tests" / "fuzz").glob("*_fuzz.cc"))
    if options.targets:
        wanted = {target.removesuffix("_fuzz") + "_fuzz" for target in options.targets}
        if unknown := wanted - set(names):
            print(f"no fuzz target {', '.join(sorted(unknown))}; targets are: {', '.join(names)}")
            return 2
        names = sorted(wanted)
    failures = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for name, (code, log) in zip(names, pool.map(lambda n: run(build, n, options.seconds), names)):
            runs = re.search(r"stat::number_of_executed_units: (\d+)", log)
            print(f"{name:20} {'ok' if code == 0 else 'FAILED'}  {runs.group(1) if runs else '?'} runs", flush=True)
            if code != 0:
                failures.append((name, log))
    for name, log in failures:
        print(f"\n{name}:")
        print("\n".join(log.splitlines()[-40:]))
        if match := re.search(r"Test unit written to (\S+)", log):
            print(f"again: {build / 'fuzzers' / name} {match.group(1)}")
    print(f"{len(names) - len(failures)} of {len(names)} fuzz targets clean")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
