#!/usr/bin/env python3
"""The small models of real kinds of devices, and what `init` writes, are read without a word and are not drowned.

Every model in tests/models and every template of src/cli/templates must load without any diagnostic, must yield some
findings and questions, and no more findings per element or flow than AMPS may have. Prints what it counted.

usage: models_test.py WARDROUND
"""

import json
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the tree stays as it was cloned

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MAXIMUM_PER_PLACE = 2.5
MINIMUM_FINDINGS = 3
TEMPLATES = sorted(path.stem for path in (ROOT / "src" / "cli" / "templates").glob("*.yaml"))


def run(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60, check=False)


def examine(program, name, path):
    """One line for the table, and what is wrong."""
    done = run(program, "check", "--format", "json", "--as-of", "2020-01-01", str(path))
    if done.returncode != 0:
        return None, [f"{name}: exit {done.returncode}\n{done.stderr}{done.stdout[:2000]}"]
    failures = [f"{name}: not silent\n{done.stderr}"] if done.stderr else []
    report = json.loads(done.stdout)
    summary, counts = report["summary"], report["model"]["counts"]
    findings = summary["certain"] + summary["assumed"] + summary["unverified"]
    places = counts["elements"] + counts["flows"]
    if findings < MINIMUM_FINDINGS:
        failures.append(f"{name}: only {findings} findings")
    if not report["questions"]:
        failures.append(f"{name}: no question")
    if findings > MAXIMUM_PER_PLACE * places:
        failures.append(f"{name}: {findings} findings on {places} elements and flows")
    line = (f"  {name:<28}{places:>4} places {summary['certain']:>3} certain {summary['assumed']:>3} assumed"
            f" {summary['unverified']:>3} unverified {len(report['questions']):>3} questions"
            f" {findings / places:>5.2f} each")
    return line, failures


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build" / "release" / "wardround")
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        subjects = [(path.name.removesuffix(".model.yaml"), path)
                    for path in sorted((ROOT / "tests" / "models").glob("*.model.yaml"))]
        for template in TEMPLATES:
            made = pathlib.Path(folder) / template
            done = run(program, "init", "--from", template, "--name", "O'Hara: a \"new\" device, #1", str(made))
            if done.returncode != 0:
                failures.append(f"init --from {template}: exit {done.returncode}\n{done.stderr}")
                continue
            subjects.append((f"init --from {template}", made))
        # A folder called like one of the template's own parts.
        made = pathlib.Path(folder) / "device"
        made.mkdir()
        done = run(program, "init", str(made), "--name", "device")
        failures += [] if done.returncode == 0 else [f"init --name device: exit {done.returncode}\n{done.stderr}"]
        subjects.append(("init --name device", made))
        for name, path in subjects:
            line, wrong = examine(program, name, path)
            failures += wrong
            if line:
                print(line)
    for failure in failures:
        print(f"FAIL {failure}")
    print(f"{len(subjects)} models, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
