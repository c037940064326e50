#!/usr/bin/env python3
"""The habit of a project with two branches and a merge, against figures that were worked out by hand; and of many projects.

usage: habit_test.py [WARDROUND]      default: build/dev/wardround
WARDROUND_HABIT_PROJECTS: how many projects the portfolio has (default 60); WARDROUND_HABIT_PAGES: keep the pages in this folder.
"""
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
import git_project  # pylint: disable=wrong-import-position

PROJECT = "wardround: 1\nproject: {id: demo, name: Demo pump}\nmodels: [demo.model.yaml]\nwatch: [tools/*]\nteam: pumps\ncadence: 90d\n"
MODEL = """wardround: 1
system: {id: demo, name: Demo}
elements:
  mcu: {type: rtos-mcu, watch: [firmware/*]}
"""
TODAY = "2026-06-21"


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def figures(findings=(), controls=0, verified=0, predicted=0, escaped=0):
    undecided = sum(not decided for _, _, decided in findings)
    return {"certain": len(findings), "assumed": 0, "unverified": 0, "cleared": 0, "undecided": undecided, "questions": 0, "urgent": 0, "high": 0, "medium": 0,
            "low": 0, "controls": controls, "verified_controls": verified, "predicted": predicted, "escaped": escaped}


def record(date, parents, findings=(), questions=(), mcu="m1", outcome="accepted", people=(("Ann", "engineer"),), **counts):
    """The bytes of a record; those of no-impact where `outcome` says so."""
    agenda = [] if outcome == "no-impact" else [{"kind": "finding", "about": "x@y", "outcome": outcome}]
    after = figures(findings, **counts)
    model = {"system": "demo", "path": "demo.model.yaml", "canonical_sha256": sha(mcu), "files": [], "before": after, "after": after, "agenda": agenda,
             "findings": [{"id": one, "certainty": "certain", "risk": risk, "decided": decided} for one, risk, decided in findings],
             "questions": list(questions), "subjects": {"mcu": mcu}, "watch": {"mcu": ["firmware/*"]}}
    code = [{"path": "firmware/b.c", "sha256": sha("b"), "watched_by": ["demo/mcu"]}] if outcome == "no-impact" else []
    whole = {"schema_version": "1.0", "kind": "no-impact" if outcome == "no-impact" else "round", "date": date, "parents": sorted(parents), "project": "demo",
             "participants": [{"name": name, "role": role} for name, role in people], "watch": ["tools/*"], "code": code, "catalogue": [], "models": [model],
             "signatures": []}
    return json.dumps(whole, indent=1) + "\n"


def record_path(text):
    return f"rounds/{json.loads(text)['date']}-{sha(text)[:12]}.json"


A, B, C = ("a@x", "high"), ("b@x", "urgent"), ("c@x", "high")


class HabitOfTwoBranches(git_project.GitProject):
    program = git_project.binary()

    def commit_on(self, date):
        environment = git_project.ENVIRONMENT | {"GIT_COMMITTER_DATE": f"{date}T12:00:00Z", "GIT_AUTHOR_DATE": f"{date}T12:00:00Z"}
        for arguments in (["add", "-A"], ["commit", "-q", "--allow-empty", "-m", date]):
            subprocess.run(["git", *arguments], cwd=self.top, env=environment, check=True, capture_output=True, timeout=60)

    def add_record(self, text):
        self.write("security/" + record_path(text), text)
        return sha(text)

    def tell(self):
        """See src/assurance/habit_test.cc, which tells the same without git."""
        self.write("security/wardround.yaml", PROJECT)
        self.write("security/demo.model.yaml", MODEL)
        self.write("firmware/a.c", "1\n")
        self.commit_on("2026-01-05")  # a change that answers itself
        self.write("firmware/a.c", "2\n")
        self.commit_on("2026-01-20")
        first = self.add_record(record("2026-02-01", [], [(*A, False), (*B, False)], ["q1"], people=(("Ann", "engineer"), ("Bob", "clinician"))))
        self.commit_on("2026-02-01")  # answers January 20 after 12 days
        self.git("checkout", "-q", "-b", "right")
        self.git("checkout", "-q", "-b", "left")
        self.write("firmware/a.c", "3\n")
        self.commit_on("2026-03-01")
        left = self.add_record(record("2026-03-11", [first], [(*A, True), (*B, False), (*C, False)], ["q1", "q2"]))
        self.commit_on("2026-03-11")  # answers March 1 after 10 days, and not what the other branch did on March 5
        self.git("checkout", "-q", "right")
        self.write("firmware/b.c", "1\n")
        self.commit_on("2026-03-05")
        right = self.add_record(record("2026-04-10", [first], [(*A, False), (*B, False)], ["q1"], outcome="no-impact"))
        self.commit_on("2026-04-10")  # answers it after 36 days
        environment = git_project.ENVIRONMENT | {"GIT_COMMITTER_DATE": "2026-04-15T12:00:00Z", "GIT_AUTHOR_DATE": "2026-04-15T12:00:00Z"}
        subprocess.run(["git", "merge", "-q", "--no-ff", "-m", "merge", "left"], cwd=self.top, env=environment, check=True, capture_output=True, timeout=60)
        last = {"findings": [(*A, True), (*C, False)], "questions": ["q2"], "mcu": "m2", "controls": 4, "verified": 1, "predicted": 1, "escaped": 1}
        third = self.add_record(record("2026-05-01", [left, right], **last))
        self.commit_on("2026-05-01")
        self.write("tools/flash.py", "1\n")
        self.write("other.c", "nobody watches this\n")
        self.commit_on("2026-06-01")
        self.add_record(record("2026-06-10", [third], outcome="skipped", **last))
        self.commit_on("2026-06-10")  # answers June 1 after 9 days
        self.write("firmware/a.c", "4\n")
        self.commit_on("2026-06-15")  # nobody has answered yet

    def test_figures_worked_out_by_hand(self):
        self.tell()
        document = json.loads(self.run_it("habit", "security", "--format", "json", "--as-of", TODAY).stdout)
        (found,) = document["projects"]
        spread = lambda count, median, p90: {"count": count, "median_days": median, "p90_days": p90}
        expected = {
            "project": "Demo pump", "team": "pumps", "state": "fresh", "cadence_days": 90, "rounds": 4, "meaningful_rounds": 3, "streak_quarters": 2,
            "last_round": "2026-05-01", "next_round": "2026-07-30", "days_since": 51,
            # 0, 12, 10, 36 and 9 days; the change of June 15 waits
            "triggers": {"count": 6, "unanswered": 1, "oldest_unanswered_days": 6, "response": spread(5, 10, 36)},
            "wait": spread(2, 38, 89), "waiting": spread(1, 102, 102), "burn_down": spread(1, 89, 89), "burning": spread(2, 102, 140),
            "question_age": spread(1, 102, 102), "undecided_urgent": 0, "undecided_high": 1, "predicted": 1, "escaped": 1, "controls": 4, "verified_controls": 1,
        }
        for key, value in expected.items():
            self.assertEqual(found[key], value, key)
        self.assertEqual((found["no_impact"]["said"], found["no_impact"]["contradicted"]), (1, 1))
        spring, summer = found["quarters"]
        self.assertEqual((spring["arrived"], spring["settled"], spring["rounds"], spring["roles"]), (3, 1, 2, 2))
        self.assertEqual((summer["arrived"], summer["settled"], summer["verified_percent"]), (0, 1, 25))
        self.assertEqual([nudge["command"] for nudge in document["nudges"]], ["wardround round security"])
        self.assertEqual({practice["practice"]: len(practice["records"]) for practice in document["practices"]},
                         {"SAMM Threat Assessment, threat modelling": 1, "IEC 62443-4-1 SR-2": 1, "IEC 62443-4-1 SVV-2": 1, "IEC 62443-4-1 DM-1 to DM-4": 1})

    def test_the_same_whatever_is_checked_out_where(self):
        self.tell()
        here = self.run_it("habit", "--format", "json", "--as-of", TODAY, folder="security").stdout
        there = self.run_it("habit", "security", "--format", "json", "--as-of", TODAY).stdout
        self.assertEqual(json.loads(here)["projects"][0]["triggers"], json.loads(there)["projects"][0]["triggers"])
        self.assertEqual(there, self.run_it("habit", "security", "--format", "json", "--as-of", TODAY).stdout)

    def test_schema(self):
        try:
            import jsonschema  # pylint: disable=import-outside-toplevel
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        self.tell()
        schema = json.loads(self.run_it("schema", "habit").stdout)
        jsonschema.Draft202012Validator(schema).validate(json.loads(self.run_it("habit", "security", "--format", "json", "--as-of", TODAY).stdout))

    def test_no_git_is_no_data(self):
        (self.top / ".git").rename(self.top / "git-away")
        self.write("security/wardround.yaml", PROJECT)
        self.write("security/demo.model.yaml", MODEL)
        text = self.run_it("habit", "security", "--as-of", TODAY).stdout
        self.assertIn("no data: the project is in no repository of git", " ".join(text.split()))
        self.assertIn("no round yet", text)

    def test_the_page_in_a_browser(self):
        """No violation of axe-core in light and dark, wide and narrow; no script, nothing asked for, nothing that scrolls sideways."""
        modules = os.environ.get("WARDROUND_NODE_MODULES", str(git_project.ROOT / "build/page/node_modules"))
        if shutil.which("node") is None or not pathlib.Path(modules).is_dir():
            self.skipTest(f"no node, or no {modules}: see CONTRIBUTING.md")
        self.tell()
        self.run_it("habit", "security", "-o", "one.html", "--as-of", TODAY)
        done = subprocess.run(["node", str(git_project.ROOT / "tests/e2e/page.mjs"), "one.html"], cwd=self.top, capture_output=True, text=True, timeout=300, check=False,
                              env=os.environ | {"WARDROUND_NODE_MODULES": modules})
        if done.returncode == 3:
            self.skipTest(done.stdout.strip())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count(" 0 violations"), 4, done.stdout)

    def test_hostile_names(self):
        name = "<script>alert(1)</script>\x1b[31m & \u202e\""
        self.write("security/wardround.yaml", PROJECT.replace("Demo pump", json.dumps(name)).replace("team: pumps", "team: " + json.dumps(name)))
        self.write("security/demo.model.yaml", MODEL)
        self.commit()
        for output in (self.run_it("habit", "security").stdout, self.run_it("habit", "security", "--format", "html").stdout):
            self.assertNotIn("\x1b", output)
            self.assertNotIn("\u202e", output)
        self.assertNotIn("<script", self.run_it("habit", "security", "--format", "html").stdout)

    def test_many_projects(self):
        many = int(os.environ.get("WARDROUND_HABIT_PROJECTS", "60"))
        self.tell()
        for i in range(many):
            folder = f"products/group-{i % 7}/device-{i:04}"
            self.write(f"{folder}/wardround.yaml", f"wardround: 1\nproject: {{id: d{i}, name: Device {i:04}}}\nmodels: [demo.model.yaml]\nteam: team {i % 5}\ncadence: 60d\n")
            self.write(f"{folder}/demo.model.yaml", MODEL)
            before = []
            for month in range(1, 1 + i % 6):
                text = record(f"2026-{month:02}-{1 + i % 28:02}", before, [(f"f{n}@x", ("high", "low", "urgent")[n % 3], n % 4 > 0) for n in range(i % 9)], controls=4, verified=i % 5)
                self.write(f"{folder}/{record_path(text)}", text)
                before = [sha(text)]
        self.commit_on("2026-06-16")
        began = time.process_time(), time.monotonic()
        document = json.loads(self.run_it("habit", "products", "security", "--format", "json", "--as-of", TODAY).stdout)
        print(f"{many + 1} projects: {time.monotonic() - began[1]:.2f} s", file=sys.stderr)
        self.assertEqual(len(document["projects"]), many + 1)
        self.assertEqual({one["state"] for one in document["projects"]}, {"fresh", "ageing", "stale", "new"})
        self.assertEqual([nudge["team"] for nudge in document["nudges"]], ["pumps"] + [f"team {n}" for n in range(5)])
        text = self.run_it("habit", "products", "security", "--as-of", TODAY).stdout
        self.assertIn(f"{many + 1} projects:", text)
        self.assertLessEqual(len(text.splitlines()), 45)
        self.assertLessEqual(max(len(line) for line in text.splitlines()), 80)
        people = re.compile(r"\bAnn\b|\bBob\b")
        page = self.run_it("habit", "products", "security", "--format", "html", "--as-of", TODAY).stdout
        for output in (text, page, json.dumps(document)):
            self.assertIsNone(people.search(output), "nobody is named")
        self.assertLess(len(page), 150_000 + 300 * many, "small, however many there are")
        for i in range(many):
            self.assertIn(f"Device {i:04}", page)
        self.assertEqual(page.count("<section"), 20)
        order = [page.index(f"<h2>{title}") for title in ("Harm waits", "The round is late", "Nobody has sat down", "Those that need it most")]
        self.assertEqual(order, sorted(order), "what waits comes first")
        urgent_and_high = [(int(u), int(h)) for u, h in re.findall(r"<td[^>]*>(\d+)</td><td[^>]*>(\d+)</td><td>\d of 4</td></tr>", page)]
        self.assertEqual(urgent_and_high, sorted(urgent_and_high, reverse=True), "the gravest first")
        self.assertGreater(len(urgent_and_high), many // 2)
        if folder := os.environ.get("WARDROUND_HABIT_PAGES"):
            pathlib.Path(folder, "many.html").write_text(page, encoding="utf-8")
            pathlib.Path(folder, "many.txt").write_text(text, encoding="utf-8")
            for name in ("html", "text"):
                pathlib.Path(folder, f"one.{name}").write_text(self.run_it("habit", "security", "--format", name, "--as-of", TODAY).stdout, encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
