#!/usr/bin/env python3
"""No input crashes, hangs or exhausts: runs wardround on every file under tests/bad-input and on big ones made here.

A file may say `# expect: WR0203` or `# expect: WR0203 at 3:7` (several, separated by spaces or lines) in its first lines: those
codes must be reported. A folder or file under tests/bad-input/packs is a catalogue pack and goes through `explain --check`, on top
of packs/base (its codes are checked beside src/catalog); a folder under tests/bad-input/projects is a project. Each run must end with exit code 2 (no signal), name a place
in the file on stderr, and stay below 2 s of processor time and 256 MiB of memory. What is only warned about may end with 0.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "bad-input"
SECONDS = 2.0
MEBIBYTES = 256
EXPECT = re.compile(r"^# expect: (.*)$", re.MULTILINE)
EXPECTED_CODE = re.compile(r"(WR\d{4})(?: at (\d+:\d+))?")
WARNINGS = set(re.findall(r'"(WR\d{4})", warning', (ROOT / "src/diag/kinds.def").read_text(encoding="utf-8")))
PLACE = re.compile(r"^(?P<file>\S.*?):(?P<line>\d+):(?P<column>\d+): (?:error|warning)\[(?P<code>WR\d{4})\]", re.MULTILINE)
PLACELESS = re.compile(r"^(?:(?P<file>\S.*?): )?(?:error|warning)\[(?P<code>WR\d{4})\]", re.MULTILINE)


def big_inputs(folder):
    """Inputs too big to keep: (name, bytes, codes)."""
    head = b"wardround: 1\nsystem: s\n"
    flat = b"".join(b"  e%d: process\n" % i for i in range(400_000))
    made = {
        "deep-flow.yaml": (b"wardround: " + b"[" * 50_000, ["WR0004"]),
        "deep-flow-map.yaml": (b"wardround: " + b"{a: " * 50_000, ["WR0004"]),
        "deep-block.yaml": (b"".join(b" " * i + b"a:\n" for i in range(3000)), ["WR0004"]),
        "deep-sequence.yaml": (b"- " * 50_000 + b"a\n", ["WR0004"]),
        "too-large.yaml": (head + b"# " + b"x" * (10 << 20) + b"\n", ["WR0003"]),
        "too-large-scalar.yaml": (head + b"x: " + b"y" * (11 << 20), ["WR0003"]),
        "just-below.yaml": (head + b"nonsense: |\n  " + b"y" * ((10 << 20) - 100) + b"\n", []),
        "many-nodes.yaml": (head + b"nonsense: [" + b"a," * 1_100_000 + b"]\n", ["WR0005"]),
        "many-elements.yaml": (head + b"elements:\n" + flat[: (9 << 20)] + b"\nbad", []),
        "many-mistakes.yaml": (head + b"".join(b"k%d: 1\n" % i for i in range(200_000)), []),
        "long-line.yaml": (head + b"elements: {" + b"a: {b: c}, " * 400_000 + b"\n", []),
        "aliases.yaml": (b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + b"".join(
            b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 10)) for i in range(1, 12)), ["WR0005"]),
        "alias-width.yaml": (b"a: &a [" + b"x, " * 2000 + b"x]\nb: [" + b"*a, " * 2000 + b"*a]\n", ["WR0005"]),
        "long-key.yaml": (head + b"elements: {? " + b"k" * 3_000_000 + b" : process}\n", []),
        "quotes.yaml": (head + b'x: "' + b"\\u0041" * 1_000_000, []),
        "nul.yaml": (head + b"\0" * 1_000_000, []),
        "all-bytes.yaml": (bytes(range(256)) * 4000, []),
        "indents.yaml": (b"".join(b" " * (i % 60) + b"a: b\n" for i in range(100_000)), []),
        "containment-chain.yaml": (head + b"elements:\n  e0: device\n" + b"".join(
            b"  e%d: {type: process, in: e%d}\n" % (i, i - 1) for i in range(1, 100_000)), []),
        "containment-ring.yaml": (head + b"elements:\n" + b"".join(
            b"  e%d: {type: node, in: e%d}\n" % (i, (i + 1) % 50_000) for i in range(50_000)), []),
        "mode-ring.yaml": (head + b"modes:\n" + b"".join(b"  m%d: {next: [m%d]}\n" % (i, i + 1) for i in range(50_000)), []),
        "colons.yaml": (b": " * 200_000, []),
        "question-marks.yaml": (b"? " * 50_000, ["WR0004"]),
        "anchors.yaml": (head + b"x: [" + b", ".join(b"&a%d v" % i for i in range(200_000)) + b"]\nbad: [", []),
    }
    for name, (data, codes) in made.items():
        (folder / name).write_bytes(data)
        yield folder / name, codes
    includes = folder / "includes"
    includes.mkdir()
    for i in range(400):
        (includes / f"m{i}.yaml").write_bytes(b"wardround: 1\ninclude: [m%d.yaml]\n" % (i + 1))
    (includes / "m0.yaml").write_bytes(head + b"include: [%s]\n" % b", ".join(b"m%d.yaml" % i for i in range(1, 400)))
    yield includes / "m0.yaml", []
    (folder / "loop.yaml").symlink_to("loop.yaml")
    yield folder / "loop.yaml", []
    yield folder / "missing.yaml", []
    (folder / "no-model").mkdir()
    yield folder / "no-model", []
    os.mkfifo(folder / "pipe.yaml")
    yield folder / "pipe.yaml", []


def limits():
    """For the child: memory is refused beyond what is far above the promise, so that a bomb ends at once."""
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(binary, arguments, folder, bounded):
    """(exit code, stderr, seconds of processor time, MiB)."""
    with tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as out:
        child = subprocess.Popen([binary, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                 env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000"},
                                 preexec_fn=limits if bounded else None)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        err.seek(0)
        return child.returncode, err.read().decode("utf-8", "replace"), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def expected(*paths):
    """[(code, place or "")] out of the heads of files."""
    heads = [path.read_bytes()[:4000].decode("utf-8", "replace") for path in paths]
    return [match.groups("") for head in heads for line in EXPECT.findall(head) for match in EXPECTED_CODE.finditer(line)]


def problems_of(arguments, codes, result, bounded, place):
    exit_code, stderr, seconds, mebibytes = result
    found = []
    only_warnings = bool(codes) and all(code in WARNINGS for code, _ in codes)
    if exit_code < 0:
        found.append(f"ended by signal {signal.Signals(-exit_code).name}")
    elif exit_code != 2 and not (only_warnings and exit_code == 0):
        found.append(f"exit code {exit_code} instead of 2")
    if bounded and seconds > SECONDS:
        found.append(f"{seconds:.1f} s of processor time")
    if bounded and mebibytes > MEBIBYTES:
        found.append(f"{mebibytes:.0f} MiB of memory")
    placed = {(m["code"], f"{m['line']}:{m['column']}") for m in PLACE.finditer(stderr)}
    shown = {m["code"] for m in PLACELESS.finditer(stderr)} | {code for code, _ in placed}
    if place and not placed:
        found.append("no `file:line:column: error[CODE]` on stderr")
    elif not shown:
        found.append("no `error[CODE]` on stderr")
    if missing := [f"{code} {at}".strip() for code, at in codes if code not in shown or (at and (code, at) not in placed)]:
        got = sorted({f"{code} {at}" for code, at in placed} | shown)
        found.append(f"{', '.join(missing)} expected, got {', '.join(got) or 'nothing'}")
    if re.search(r"[\x00-\x09\x0b-\x1f\x7f]", stderr):
        found.append("control characters reach the terminal")
    return found and [f"wardround {' '.join(arguments)}: {'; '.join(found)}", *("    " + line for line in stderr.splitlines()[:4])]


def packs(made):
    """Folders of broken packs; a file that stands alone gets one."""
    for path in sorted((FOLDER / "packs").glob("*")):
        if path.name == "base":
            continue
        if path.is_dir():
            yield path
        elif path.suffix == ".yaml":
            folder = made / "packs" / path.name
            folder.mkdir(parents=True)
            shutil.copy(path, folder / path.name)
            yield folder


def collect(made):
    """(arguments, folder to run in, [(code, place)] that must be reported, whether a place in a file must be named)."""
    for path in sorted(FOLDER.rglob("*.yaml")):
        name = path.relative_to(FOLDER)
        if name.parts[0] in ("packs", "projects") or "included" in name.parts:
            continue
        codes = expected(path)
        # of the file as a whole: too large, unreadable
        yield ["check", str(name)], FOLDER, codes, not {code for code, _ in codes} & {"WR0003", "WR0101"}
    base = FOLDER / "packs" / "base"
    for folder in packs(made):
        arguments = ["explain", "--check", str(folder)] + (["--catalog", str(base)] if base.is_dir() else [])
        yield arguments, FOLDER, [], False  # which codes: src/catalog/bad_packs_test.cc, without the packs of the binary
    for folder in sorted(p for p in FOLDER.glob("projects/*") if p.is_dir()):
        yield ["check", str(folder.relative_to(FOLDER))], FOLDER, expected(*sorted(folder.rglob("*.yaml"))), False
    for path, codes in big_inputs(made):
        yield ["check", str(path.relative_to(made))], made, [(code, "") for code in codes], False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--filter", default="")
    options = parser.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())
    # Sanitizers need address space and time of their own: then only the exit code and the words count.
    bounded = b"__asan_init" not in pathlib.Path(binary).read_bytes() and b"__tsan_init" not in pathlib.Path(binary).read_bytes()
    made = pathlib.Path(tempfile.mkdtemp(prefix="wardround-bad-input-"))
    try:
        jobs = [job for job in collect(made) if options.filter in " ".join(job[0])]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = list(pool.map(lambda job: run(binary, job[0], job[1], bounded), jobs))
    finally:
        shutil.rmtree(made)
    failed = 0
    for (arguments, _, codes, place), result in zip(jobs, results):
        if problems := problems_of(arguments, codes, result, bounded, place):
            failed += 1
            print("\n".join(problems))
    slowest = max(zip(results, jobs), key=lambda pair: pair[0][2])
    biggest = max(zip(results, jobs), key=lambda pair: pair[0][3])
    print(f"{len(jobs) - failed} of {len(jobs)} bad inputs refused as they should; slowest {slowest[0][2]:.2f} s "
          f"({slowest[1][0][-1]}), most memory {biggest[0][3]:.0f} MiB ({biggest[1][0][-1]})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
