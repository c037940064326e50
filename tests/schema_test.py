#!/usr/bin/env python3
"""The JSON Schema that `wardround schema` prints accepts the models of this project and refuses broken ones.

Needs python3-jsonschema and python3-yaml; leaves with 77 ("skipped") where they are missing.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

HEAD = "wardround: 1\nsystem: s\n"
GOOD = {
    "the short forms": HEAD + "harms: {h: serious}\nfunctions: {f: [d]}\ndata: {d: phi, e: [phi, firmware]}\n"
                              "elements: {a: process, b: process}\nflows: {x: a -> b, y: unknown}\n",
    "an unknown with a name on it": HEAD + "harms: {h: {severity: {unknown: {ask: tom, until: 2026-12-05}}}}\n",
    "yes as a word": HEAD + "harms: {h: {severity: minor, multi_patient: yes}}\n",
    "yes as a boolean": HEAD + "harms: {h: {severity: minor, multi_patient: true}}\n",
    "lists of ends": HEAD + "flows: {x: {path: {from: [a, b], to: c}}, y: {path: [a -> b, b -> a]}}\n",
}
BAD = {
    "an unknown section": HEAD + "element: {a: process}\n",
    "an unknown field": HEAD + "elements: {a: {type: process, stors: [d]}}\n",
    "a type that is none": HEAD + "elements: {a: prozess}\n",
    "a boundary type for an element": HEAD + "elements: {a: internet}\n",
    "an id with a capital": HEAD + "elements: {App: process}\n",
    "a severity that is none": HEAD + "harms: {h: severe}\n",
    "a version that is a number": HEAD + "software: {x: {in: a, version: 4.2}}\n",
    "a list for one reference": HEAD + "updates: {u: {signed_by: [a, b]}}\n",
    "a path without an arrow": HEAD + "flows: {x: {path: a b}}\n",
    "another version of the language": "wardround: 2\nsystem: s\n",
    "a control that is none": HEAD + "elements: {a: {type: process, controls: [nothing-at-all]}}\n",
    "a status that is derived": HEAD + "elements: {a: {type: process, controls: [{use: X, status: verified}]}}\n",
    "a cause without a property": HEAD + "hazardous_situations: {x: {caused_by: [loss of d]}}\n",
    "a level out of range": HEAD + "boundaries: {x: {sl_t: {FR1: 5}}}\n",
    "something beside unknown": HEAD + "harms: {h: {severity: {unknown: {}, more: 1}}}\n",
}


def core_loader(yaml):
    """PyYAML reads YAML 1.1, where `yes` and `off` are booleans and dates are dates; models are YAML 1.2."""

    class Core(yaml.SafeLoader):
        yaml_implicit_resolvers = {}

    resolvers = [
        ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
        ("int", r"[-+]?[0-9]+", "-+0123456789"),
        ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
        ("null", r"~|null|Null|NULL|", "~nN"),
    ]
    for name, pattern, first in resolvers:
        Core.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(f"^(?:{pattern})$"), list(first))
    return Core


def check_output(binary, jsonschema, models):
    """What `check --format json` writes for each model, against the schema that `wardround schema check` prints."""
    run = subprocess.run([binary, "schema", "check"], capture_output=True, text=True, check=True, timeout=60)
    schema = json.loads(run.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = 0
    for path in models:
        run = subprocess.run([binary, "check", str(path), "--format", "json"], capture_output=True, text=True, timeout=60)
        document = json.loads(run.stdout)
        error = jsonschema.exceptions.best_match(validator.iter_errors(document))
        if error is not None:
            failures += 1
            print(f"{path.name}: {'.'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}")
        # The schema must not be so wide that it takes anything.
        for broken in ({**document, "schema_version": 2}, {**document, "findings": [{}]}, {k: v for k, v in document.items() if k != "summary"}):
            if validator.is_valid(broken):
                failures += 1
                print(f"{path.name}: a broken document is accepted")
    return failures


def diff_output(binary, jsonschema, models):
    """The same for `diff --format json`, over all neighbours in the list, which differ in everything."""
    run = subprocess.run([binary, "schema", "diff"], capture_output=True, text=True, check=True, timeout=60)
    schema = json.loads(run.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = 0
    for one, other in zip(models, models[1:] + models[:1]):
        run = subprocess.run([binary, "diff", str(one), str(other), "--format", "json"], capture_output=True, text=True, check=True, timeout=60)
        document = json.loads(run.stdout)
        error = jsonschema.exceptions.best_match(validator.iter_errors(document))
        if error is not None:
            failures += 1
            print(f"{one.name} and {other.name}: {'.'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}")
        model = document["models"][0]
        for broken in ({**document, "schema_version": 2}, {**document, "models": [{**model, "findings": [{}]}]}, {**document, "models": [{**model, "design": [{}]}]}):
            if validator.is_valid(broken):
                failures += 1
                print(f"{one.name} and {other.name}: a broken document is accepted")
    return failures


def next_output(binary, jsonschema, models):
    """The same for `next --format json`: of a model, with each playbook."""
    run = subprocess.run([binary, "schema", "next"], capture_output=True, text=True, check=True, timeout=60)
    schema = json.loads(run.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = 0
    playbooks = sorted(path.stem for path in (ROOT / "catalog/playbooks").glob("*.yaml") if path.stem != "shared-steps")
    for path, playbook in zip(models, playbooks):
        run = subprocess.run([binary, "next", str(path), "--playbook", playbook, "--format", "json"], capture_output=True, text=True, check=True, timeout=60)
        document = json.loads(run.stdout)
        error = jsonschema.exceptions.best_match(validator.iter_errors(document))
        if error is not None:
            failures += 1
            print(f"{path.name}: {'.'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}")
        for broken in ({**document, "schema_version": 2}, {**document, "action": {}}, {**document, "models": [{}]}, {**document, "state": "late"}):
            if validator.is_valid(broken):
                failures += 1
                print(f"{path.name}: a broken document is accepted")
    return failures


REPORTS = """id,kind,title,date,subject,stride,exploited,status,reference
A,pentest,"=1+1, \\u202e",2026-01-01,system,TI,yes,,
B,vex,,2026-01-01,system,,,not_affected,CVE-1
C,patch,,2026-01-02,,,,,CVE-1
"""


def incidents_output(binary, jsonschema):
    """The same for `bench incidents --format json`."""
    schema = json.loads(subprocess.run([binary, "schema", "incidents"], capture_output=True, text=True, check=True, timeout=60).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    run = subprocess.run([binary, "bench", "incidents", str(ROOT / "examples" / "incidents"), "--format", "json"], capture_output=True, text=True, check=True, timeout=120)
    document = json.loads(run.stdout)
    error = jsonschema.exceptions.best_match(validator.iter_errors(document))
    failures = 0
    if error is not None:
        failures += 1
        print(f"incidents: {'.'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}")
    for broken in ({**document, "schema_version": 2}, {**document, "rules": [{}]}, {**document, "incidents": [{**document["incidents"][0], "letters": [{}]}]}):
        if validator.is_valid(broken):
            failures += 1
            print("incidents: a broken document is accepted")
    return failures


def trace_output(binary, jsonschema, models):
    """The same for `trace --format json`, of one model and of a project, and for reports from outside in the JSON of `check`."""
    run = subprocess.run([binary, "schema", "trace"], capture_output=True, text=True, check=True, timeout=60)
    schema = json.loads(run.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    check = jsonschema.Draft202012Validator(json.loads(subprocess.run([binary, "schema", "check"], capture_output=True, text=True, check=True, timeout=60).stdout))
    failures = 0

    def judge(what, against, document):
        error = jsonschema.exceptions.best_match(against.iter_errors(document))
        if error is None:
            return 0
        print(f"{what}: {'.'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}")
        return 1

    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / "reports.csv").write_text(REPORTS, encoding="utf-8")
        for index, path in enumerate(models):
            # A file of its own name: models may lie beside decisions that are none of this test's.
            copy = folder / f"m{index}.model.yaml"
            text = path.read_text(encoding="utf-8")
            if "include:" in text:
                continue
            copy.write_text(text, encoding="utf-8")
            subprocess.run([binary, "evidence", "--import", str(folder / "reports.csv"), str(copy)], capture_output=True, check=True, timeout=60)
            run = subprocess.run([binary, "trace", str(copy), "--format", "json"], capture_output=True, text=True, check=True, timeout=60)
            document = json.loads(run.stdout)
            failures += judge(path.name, validator, document)
            for broken in ({**document, "schema_version": 2}, {**document, "reports": [{}]}, {**document, "requirements": [{}]}):
                if validator.is_valid(broken):
                    failures += 1
                    print(f"{path.name}: a broken trace is accepted")
            run = subprocess.run([binary, "check", str(copy), "--format", "json"], capture_output=True, text=True, timeout=60)
            if not (document := json.loads(run.stdout))["reports"]:
                failures += 1
                print(f"{path.name}: no reports")
            failures += judge(path.name, check, document)
        names = [copy.name for copy in sorted(folder.glob("m*.model.yaml"))]
        (folder / "wardround.yaml").write_text(f"wardround: 1\nmodels: [{', '.join(names)}]\n", encoding="utf-8")
        run = subprocess.run([binary, "trace", str(folder), "--format", "json"], capture_output=True, text=True, check=True, timeout=60)
        failures += judge("a project", validator, json.loads(run.stdout))
    return failures


def round_output(binary, jsonschema, models):
    """The same for `round --format json`: an agenda of every model, and a sitting that goes on and closes."""
    run = subprocess.run([binary, "schema", "round"], capture_output=True, text=True, check=True, timeout=60)
    schema = json.loads(run.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = 0

    def judge(what, document, state):
        error = jsonschema.exceptions.best_match(validator.iter_errors(document))
        if error is None and document["state"] == state:
            return 0
        where = "" if error is None else f"{'.'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}"
        print(f"{what}: {document['state']}, not {state} {where}")
        return 1

    for path in models:
        run = subprocess.run([binary, "round", str(path), "--format", "json"], capture_output=True, text=True, check=True, timeout=60)
        document = json.loads(run.stdout)
        failures += judge(path.name, document, "agenda")
        for broken in ({**document, "schema_version": 2}, {**document, "cards": [{}]}, {**document, "state": "over"}):
            if validator.is_valid(broken):
                failures += 1
                print(f"{path.name}: a broken round is accepted")
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch) / "m.model.yaml"
        copy.write_text(sorted(models)[0].read_text(encoding="utf-8"), encoding="utf-8")
        for text, state in (("skip\nnote \u202e \\n\n", "open"), ("hand-over Tom 2200-01-01\nclose\n", "closed")):
            run = subprocess.run([binary, "round", str(copy), "--by", "A:b", "--script", "-", "--format", "json"], input=text,
                                 capture_output=True, text=True, check=True, timeout=60)
            failures += judge("a sitting", json.loads(run.stdout), state)
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    arguments = parser.parse_args()
    try:
        import jsonschema
        import yaml
    except ImportError as missing:
        print(f"skipped: {missing} (apt install python3-jsonschema python3-yaml)")
        return 77
    run = subprocess.run([arguments.binary, "schema"], capture_output=True, text=True, check=True, timeout=60)
    schema = json.loads(run.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    loader = core_loader(yaml)

    failures = 0

    def check(name, text, good):
        nonlocal failures
        error = jsonschema.exceptions.best_match(validator.iter_errors(yaml.load(text, loader)))
        if (error is None) == good:
            return
        failures += 1
        if good:
            where = ".".join(str(part) for part in error.absolute_path)
            print(f"{name}: refused at {where}: {error.message[:300]}")
        else:
            print(f"{name}: accepted, but must be refused")

    files = [path for folder in ("examples", "tests/models") for path in (ROOT / folder).rglob("*.model.yaml")]
    if not files:
        print("no models found")
        return 1
    for path in sorted(files):
        check(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"), True)
    for name, text in GOOD.items():
        check(name, text, True)
    for name, text in BAD.items():
        check(name, text, False)
    failures += check_output(arguments.binary, jsonschema, sorted(files))
    failures += diff_output(arguments.binary, jsonschema, sorted(files))
    failures += trace_output(arguments.binary, jsonschema, sorted(files))
    failures += next_output(arguments.binary, jsonschema, sorted(files))
    failures += round_output(arguments.binary, jsonschema, sorted(files))
    failures += incidents_output(arguments.binary, jsonschema)
    print(f"{len(files)} models, {len(GOOD)} good and {len(BAD)} bad texts: {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
