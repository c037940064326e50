#!/usr/bin/env python3
"""The incidents in examples/ hold together: an oracle speaks only of what its model and the tables know.

Every model is read without a word and stays small; every target of a row and every subject of a twin is a subject of the
model, every class stands in classes.yaml, every control of a twin in the catalogue. What is found of the rows is not
asked here.

usage: incidents_test.py WARDROUND
"""

import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True  # the tree stays as it was cloned

import tiny_yaml  # noqa: E402
from model_scope import Model  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "examples" / "incidents"
EXPECTED_INCIDENTS = 35
SMALLEST, LARGEST = 8, 25  # elements and flows
SECTIONS = ("boundaries", "elements", "flows", "data", "functions", "credentials", "software", "updates", "modes", "interlocks")
TWINS = {"hardened", "insufficient"}


def catalogued_controls():
    folder = ROOT / "catalog" / "core" / "controls"
    return {name for path in folder.glob("*.yaml") for name in tiny_yaml.load(path).get("controls", {})}


def subjects(path):
    """The ids of a model, also those of flows that a list makes, and the system's."""
    text = tiny_yaml.load(path)
    found = {name for section in SECTIONS for name in text.get(section, {})}
    return found | set(Model(path).flows) | {text["system"]["id"]}


def row_failures(name, row, known, classes):
    for key in ("targets", "letters", "classes", "text"):
        if not row.get(key):
            yield f"{name}: no {key}"
    yield from (f"{name}: target `{target}` is not in the model" for target in row.get("targets", []) if target not in known)
    yield from (f"{name}: class `{word}` is not in classes.yaml" for word in row.get("classes", []) if word not in classes)
    yield from (f"{name}: `{letter}` is no letter of STRIDE" for letter in row.get("letters", []) if letter not in "STRIDE")


def twin_failures(name, twin, known, controls):
    facts = twin.get("facts", {})
    yield from (f"{name}: `{subject}` is not in the model" for subject in facts if subject not in known)
    for subject, uses in twin.items():
        if subject == "facts":
            continue
        if subject not in known:
            yield f"{name}: `{subject}` is not in the model"
        yield from (f"{name}: control `{use['use']}` is not in the catalogue" for use in uses if use["use"] not in controls)


def incident_failures(program, folder, classes, controls):
    model = folder / f"{folder.name}.model.yaml"
    run = subprocess.run([program, "check", str(model)], capture_output=True, text=True, timeout=60, check=False)
    if run.returncode != 0 or run.stderr:
        yield f"{folder.name}: exit {run.returncode}, not silent\n{run.stderr}"
        return
    size, known = Model(model).size(), subjects(model)
    if not SMALLEST <= size <= LARGEST:
        yield f"{folder.name}: {size} elements and flows"
    oracle = tiny_yaml.load(folder / "oracle.yaml")
    if oracle.get("incident") != folder.name or not oracle.get("title") or not oracle.get("sources"):
        yield f"{folder.name}: incident, title and sources are due"
    if not oracle.get("rows"):
        yield f"{folder.name}: no rows"
    for name, row in oracle.get("rows", {}).items():
        yield from row_failures(f"{folder.name} {name}", row, known, classes)
    twins = oracle.get("twins", {})
    yield from (f"{folder.name}: unknown twin `{twin}`" for twin in twins if twin not in TWINS)
    for name, twin in twins.items():
        yield from twin_failures(f"{folder.name} {name}", twin, known, controls)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    classes = tiny_yaml.load(FOLDER / "classes.yaml")["classes"]
    controls = catalogued_controls()
    folders = sorted(path for path in FOLDER.iterdir() if path.is_dir())
    failures = [] if len(folders) == EXPECTED_INCIDENTS else [f"{len(folders)} incidents, not {EXPECTED_INCIDENTS}"]
    used, triples = set(), 0
    for folder in folders:
        failures += incident_failures(sys.argv[1], folder, classes, controls)
        for row in tiny_yaml.load(folder / "oracle.yaml").get("rows", {}).values():
            used.update(row.get("classes", []))
            triples += len(row.get("letters", []))
    failures += [f"classes.yaml: no row asks for `{name}`" for name in classes if name not in used]
    print(f"  {len(folders)} incidents, {triples} letters asked for in {len(used)} classes")
    for failure in failures:
        print(f"incidents_test: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
