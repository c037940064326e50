#!/usr/bin/env python3
"""Following `next` always ends the playbook.

For templates of `init`, examples and made-up models: run `wardround next --format json`, take one of the ways that it offers,
fill in its places at random but validly, run it, and so on until nothing is left to do. Every command must be accepted (a value
that contradicts what the model says may be refused; then another one is tried), no action may come again right after it was
done, and the whole must end within a bound.

Some also hand questions to others: then `next` waits, and goes on when the day has come.

usage: next_test.py BINARY        WARDROUND_NEXT_RUNS=N: so many made-up models instead of one, and every template with every playbook
"""
import collections
import csv
import datetime
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1)).resolve()) if len(sys.argv) > 1 else ""
RUNS = int(os.environ.get("WARDROUND_NEXT_RUNS", "0"))
AS_OF = datetime.date(2026, 11, 28)
TEXTS = ["The ends use TLS 1.3 with certificates", "It stops, sounds an alarm and logs the failure", "Refused, and tried again after 5 s",
         "See TEST-17 in the file", "O'Neill said: \"no\" [yes], {maybe}: it's # fine"]
TRIES = 40  # of values that contradict what is stated


def run(arguments, folder, accept=(0,), today=AS_OF):
    done = subprocess.run([BINARY, *arguments, "--as-of", today.isoformat()], cwd=folder, capture_output=True, text=True, timeout=60)
    if done.returncode not in accept:
        raise AssertionError(f"exit {done.returncode} of {arguments}:\n{done.stdout}{done.stderr}")
    return done


class Person:
    """Somebody who does what `next` says, without knowing anything."""

    def __init__(self, folder, seed, hands_over=0.0):
        self.folder, self.pick, self.count = folder, random.Random(seed), 0
        self.hands_over, self.today = hands_over, AS_OF

    def next(self, path, options):
        return json.loads(run(["next", *path, *options, "--format", "json"], self.folder, today=self.today).stdout)

    def fresh(self, stem):
        self.count += 1
        return f"{stem}-{self.count}"

    def results(self, tests):
        path = self.folder / f"{self.fresh('results')}.xml"
        cases = "".join(f'<testcase classname="all" name="{name}"/>' for name in tests)
        path.write_text(f'<testsuite name="all" timestamp="{self.today}T00:00:00">{cases}</testsuite>')
        return path.name

    def reports(self):
        path = self.folder / f"{self.fresh('report')}.csv"
        with path.open("w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["id", "kind", "title", "date", "subject", "stride"])
            rows.writerow([self.fresh("PT"), "pentest", "Nothing was asked", self.today.isoformat(), "system", "S"])
        return path.name

    def value(self, place):
        takes, values = place["takes"], place["values"]
        if takes == "one-of":
            return self.pick.choice(values)
        if takes == "some-of":
            return f"[{self.pick.choice([v for v in values if v != 'none'] or values)}]"
        if takes == "role":
            return self.pick.choice(values or ["QA", "security engineer"])
        if takes == "date":
            return values[0] if values else (self.today + datetime.timedelta(days=30)).isoformat()
        if takes == "test-results":
            return self.results(values)
        return {"text": lambda: self.pick.choice(TEXTS[:4] if place["word"] in ("TEXT", "SUPPLIER") else TEXTS),
                "id": lambda: self.fresh("new"), "version": lambda: f"{self.pick.randrange(1, 9)}.{self.pick.randrange(9)}",
                "number": lambda: str(self.pick.randrange(1, 50)), "person": lambda: f"Person {self.fresh('p')}",
                "reports": self.reports}[takes]()

    def argv(self, way):
        argv = list(way["argv"])
        for place in way["placeholders"]:
            argv[place["argument"]] = argv[place["argument"]].replace(place["word"], self.value(place), 1)
        return argv[1:]

    def follow(self, action):
        ways = [way for way in action["ways"] if not way["in_person"] and not way["defers"]]
        defers = [way for way in action["ways"] if way["defers"]]
        if defers and self.pick.random() < self.hands_over:
            ways = defers
        assert ways, f"nothing can be done about {action['id']}: {action['text']}"
        # The first is what most would take.
        way = ways[0] if self.pick.random() < 0.7 else self.pick.choice(ways)
        for _ in range(TRIES):
            argv = self.argv(way)
            done = run(argv, self.folder, accept=(0, 2), today=self.today)
            if done.returncode == 0:
                return argv
            refused = "nothing was written" in done.stderr
            assert refused, f"{argv}:\n{done.stdout}{done.stderr}"
            if self.pick.random() < 0.5:
                way = self.pick.choice(ways)
        raise AssertionError(f"nothing is accepted for {action['id']}: {argv}\n{done.stderr}")


def to_the_end(folder, path, seed, playbook=None, hands_over=0.0):
    """Follows `next` to the end; returns how many steps it took."""
    person = Person(folder, seed, hands_over)
    options = ["--playbook", playbook] if playbook else []
    first = person.next(path, options)
    bound = 200 + 6 * sum(len(step["misses"]) + 1 for model in first["models"] for step in model["steps"])
    seen, before, argv = collections.Counter(), None, None
    for steps in range(bound):
        document = person.next(path, options)
        action = document["action"]
        if action is None and document["state"] == "waiting":
            assert person.hands_over > 0, "nobody was asked"
            person.today += datetime.timedelta(days=31)
            person.hands_over = 0
            seen, before = collections.Counter(), None
            continue
        if action is None:
            assert document["state"] == "done", document["state"]
            text = run(["next", *path, *options], folder, today=person.today).stdout
            assert "Well done" in text, text
            assert hands_over == 0 or person.today > AS_OF, "nothing was handed over"
            return steps
        # The same place may want two things, one after the other: a requirement, then a test of it.
        assert (action["id"], action["text"]) != before, f"{before} comes again right after {argv}"
        before = action["id"], action["text"]
        seen[action["id"]] += 1
        assert seen[action["id"]] <= 8, f"{action['id']} comes again and again"
        argv = person.follow(action)
    raise AssertionError(f"no end after {bound} steps; most: {seen.most_common(5)}")


class Next(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wardround-next-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def follow(self, what, path, seed, playbook=None, hands_over=0.0):
        steps = to_the_end(self.folder, path, seed, playbook, hands_over)
        print(f"{what}: done after {steps} steps", file=sys.stderr)

    def template(self, name, seed, playbook=None, hands_over=0.0):
        run(["init", ".", "--from", name], self.folder)
        self.follow(f"{name}, {playbook or 'as it is'}", ["."], seed, playbook, hands_over)

    def test_a_blank_model(self):
        self.template("blank", 1)

    def test_the_first_hour(self):
        self.template("wearable", 2, "first-hour")

    def test_handing_questions_over(self):
        self.template("cloud-samd", 3, "postmarket", hands_over=0.5)

    def test_made_up_models(self):
        for seed in range(max(1, RUNS)):
            with self.subTest(seed=seed):
                size = str(2 + seed % 6) if RUNS else "3"
                made = subprocess.run([sys.executable, str(ROOT / "tools/make_model.py"), "--elements", size, "--flows", str(2 + seed % 4), "--facts", "30"],
                                      capture_output=True, text=True, check=True)
                folder = self.folder / f"made{seed}"
                folder.mkdir()
                (folder / "made.model.yaml").write_text(made.stdout)
                steps = to_the_end(folder, ["."], seed, None if seed % 3 == 0 else ["sr2-svv", "fda-premarket"][seed % 2])
                print(f"made up, {size} elements: done after {steps} steps", file=sys.stderr)

    def test_every_template_and_playbook(self):
        if not RUNS:
            self.skipTest("WARDROUND_NEXT_RUNS is not set")
        playbooks = ["medical-device", "sr2-svv", "fda-premarket", "postmarket", "legacy-device", "first-hour"]
        for seed, name in enumerate(("blank", "wearable", "infusion-pump", "imaging", "cloud-samd")):
            for playbook in playbooks:
                with self.subTest(template=name, playbook=playbook):
                    folder = self.folder / f"{name}-{playbook}"
                    folder.mkdir()
                    run(["init", ".", "--from", name], folder)
                    steps = to_the_end(folder, ["."], seed, playbook)
                    print(f"{name}, {playbook}: done after {steps} steps", file=sys.stderr)

    def test_amps(self):
        shutil.copytree(ROOT / "examples/amps", self.folder / "amps")
        self.follow("AMPS", ["amps"], 7)


if __name__ == "__main__":
    unittest.main()
