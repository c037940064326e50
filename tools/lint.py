#!/usr/bin/env python3
"""lint.py --build build/tidy: format, clang-tidy, shell and Python checks, house rules; what failed is said last.

clang-tidy is slow, so a file that was clean is remembered (build/tidy-cache) until it, a project header it includes, its command
line, the list of checks or clang-tidy itself changes.
"""
import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
CACHE = ROOT / "build" / "tidy-cache"
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def output_of(command):
    """(whether it succeeded, what it said)."""
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        return done.returncode == 0, done.stdout
    except FileNotFoundError:
        return False, f"{command[0]} is not installed: ./dev setup lint"


def sources(*folders):
    return sorted(p for folder in folders for p in (ROOT / folder).rglob("*") if p.suffix in (".cc", ".h"))


def closure(path, seen):
    """The file and the project headers that it includes, directly or not."""
    if path in seen or not path.is_file():
        return seen
    seen.add(path)
    for name in INCLUDE.findall(path.read_bytes()):
        for candidate in (ROOT / "src" / name.decode(), path.parent / name.decode()):
            if candidate.is_file():
                closure(candidate, seen)
                break
    return seen


def key_of(entry, tool):
    digest = hashlib.sha256(tool)
    digest.update((ROOT / ".clang-tidy").read_bytes())
    digest.update(entry["command"].encode())
    for path in sorted(closure(pathlib.Path(entry["file"]), set())):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def check_format():
    files = [str(p.relative_to(ROOT)) for p in sources("src", "tests")]
    ok, said = output_of(["clang-format-19", "--dry-run", "-Werror", *files])
    if ok:
        return True, f"{len(files)} files"
    bad = sorted(set(re.findall(r"^(\S+?):\d+:\d+: error: code should be clang-formatted", said, re.MULTILINE)))
    return False, "\n".join(bad or [said]) + "\nto mend: clang-format-19 -i " + " ".join(bad)


def check_tidy(build, jobs, everything):
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    entries = [e for e in entries if pathlib.Path(e["file"]).is_relative_to(ROOT / "src") and not e["file"].endswith("_test.cc")]
    tool = output_of(["clang-tidy-19", "--version"])[1].encode()
    CACHE.mkdir(parents=True, exist_ok=True)
    keys = {e["file"]: key_of(e, tool) for e in entries}
    todo = [e["file"] for e in entries if everything or not (CACHE / keys[e["file"]]).exists()]
    for old in CACHE.iterdir():
        if old.name not in keys.values() and old.stat().st_mtime < time.time() - 14 * 24 * 3600:
            old.unlink()
    # The flags are made for the compiler; clang-tidy reads the same ones.
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        results = pool.map(lambda file: output_of(["clang-tidy-19", "-p", str(build), "--quiet", file]), todo)
        said = []
        for done, (file, (ok, text)) in enumerate(zip(todo, results), 1):
            if sys.stderr.isatty():
                print(f"\r\033[Kclang-tidy: {done} of {len(todo)}", end="", file=sys.stderr, flush=True)
            if ok:
                (CACHE / keys[file]).touch()
            else:
                said.append("\n".join(line for line in text.splitlines() if not line.endswith("warnings generated.")))
    if sys.stderr.isatty() and todo:
        print("\r\033[K", end="", file=sys.stderr)
    return not said, "\n".join(said) or f"{len(entries)} files, {len(todo)} of them looked at now"


def check_python():
    files = sorted(str(p) for folder in ("tests", "tools") for p in (ROOT / folder).rglob("*.py"))
    with tempfile.TemporaryDirectory() as away:
        return output_of([sys.executable, "-X", f"pycache_prefix={away}", "-W", "error", "-m", "py_compile", *files])


def check_shell():
    if not shutil.which("shellcheck"):
        return True, "shellcheck is not installed: left out"
    return output_of(["shellcheck", "dev", ".ci/run"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="clang-tidy on every file, also those known to be clean")
    options = parser.parse_args()
    checks = {
        "format": check_format,
        "python": check_python,
        "shell": check_shell,
        "layers": lambda: output_of([sys.executable, "-B", "tests/layers_test.py"]),
        "style": lambda: output_of([sys.executable, "-B", "tests/style_test.py"]),
        "clang-tidy": lambda: check_tidy(pathlib.Path(options.build), options.jobs, options.all),
    }
    failed = []
    for name, check in checks.items():
        start = time.monotonic()
        ok, said = check()
        print(f"{name:12} {'ok' if ok else 'FAILED'}  ({time.monotonic() - start:.1f} s)", flush=True)
        if not ok:
            failed.append((name, said))
        elif said and "\n" not in said.strip():
            print(f"             {said.strip()}")
    for name, said in failed:
        print(f"\n--- {name}\n{said.strip()}")
    print(f"\nlint: {len(checks) - len(failed)} of {len(checks)} checks passed" +
          (f"; failed: {', '.join(name for name, _ in failed)}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
