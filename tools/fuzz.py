#!/usr/bin/env python3
"""Runs the fuzz targets: fuzz.py --build build/fuzz [SECONDS] [TARGET...]; a few at a time, each SECONDS long.

What was learnt stays in build/fuzz-corpus/TARGET; tests/fuzz/seeds/TARGET (without _fuzz) holds inputs to start from, which even the
shortest run replays. An input that breaks a target is left in build/fuzz-found, and how to see it again is said last.
"""
import argparse
import concurrent.futures
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
MAX_INPUT = 16 << 10


def seeds(name):
    """Folders of inputs for a target that are kept in the project."""
    own = ROOT / "tests" / "fuzz" / "seeds" / name.removesuffix("_fuzz")
    return [own] if own.is_dir() else []


def run(build, name, seconds):
    corpus = ROOT / "build" / "fuzz-corpus" / name
    found = ROOT / "build" / "fuzz-found"
    corpus.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    command = [str(build / "fuzzers" / name), f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1024", f"-max_len={MAX_INPUT}",
               f"-artifact_prefix={found}/{name}-", "-print_final_stats=1", str(corpus), *map(str, seeds(name))]
    dictionary = ROOT / "tests" / "fuzz" / f"{name.removesuffix('_fuzz')}.dict"
    if dictionary.is_file():
        command.insert(1, f"-dict={dictionary}")
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
