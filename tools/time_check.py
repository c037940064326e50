#!/usr/bin/env python3
"""Measures the whole process: time_check.py BINARY. `check` on AMPS and on made models, median of several runs."""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000"}


def measure(command, runs):
    """(median milliseconds by the clock, median milliseconds of processor time, MiB)."""
    walls, cpus, sizes = [], [], []
    for _ in range(runs):
        start = time.monotonic()
        child = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(child.pid, 0)
        walls.append((time.monotonic() - start) * 1000)
        cpus.append((usage.ru_utime + usage.ru_stime) * 1000)
        sizes.append(usage.ru_maxrss / 1024)
    return statistics.median(walls), statistics.median(cpus), max(sizes)


def main():
    binary = sys.argv[1]
    print(f"{'whole process':34} {'clock':>10} {'processor':>10} {'memory':>10}")
    with tempfile.TemporaryDirectory() as folder:
        cases = [("--version", [binary, "--version"], 21),
                 ("check examples/amps", [binary, "check", str(ROOT / "examples" / "amps")], 21)]
        for elements, runs in ((30, 21), (1000, 7), (10_000, 3)):
            model = pathlib.Path(folder) / f"{elements}.model.yaml"
            text = subprocess.run([sys.executable, "-B", str(ROOT / "tools" / "make_model.py"), "--elements", str(elements),
                                   "--flows", str(elements), "--facts", "50"], stdout=subprocess.PIPE, check=True).stdout
            model.write_bytes(text)
            cases.append((f"check, {elements} elements and flows", [binary, "check", str(model)], runs))
        for name, command, runs in cases:
            wall, cpu, size = measure(command, runs)
            print(f"{name:34} {wall:7.1f} ms {cpu:7.1f} ms {size:6.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
