#!/usr/bin/env python3
"""`evidence --import` in a git repository: what the last revision before a report's day knew was predicted, and nothing else.

usage: foreknowledge_test.py [WARDROUND]      default: build/dev/wardround
"""
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
import git_project  # pylint: disable=wrong-import-position

MODEL = """wardround: 1
system: demo
harms: {delay: serious}
functions: {deliver: {needs: [orders], harms: [delay]}}
data: {orders: diagnosis}
elements:
  app: mobile-app
  mcu: {type: rtos-mcu, performs: [deliver]}
flows:
  order: {path: app -> mcu, protocol: {name: ble, pairing: PAIRING}, sends: [orders]}
"""
HEAD = "id,kind,date,subject,weakness,cwe\n"
PACK = """pack: {id: own, version: 1.0.0, title: Own}
weaknesses:
  open-session: {title: Session left open, text: Whoever comes next goes on., stride: [S], cwe: [613], loses: [confidentiality]}
rules:
  session-open:
    on: element
    when: is_a(element, mobile-app)
    weakness: open-session
    threat: {actor: Whoever comes next, action: goes on with, thing: "{element.name}"}
    needs: {position: physical-touch, privilege: none}
"""


class Foreknowledge(git_project.GitProject):
    program = git_project.binary()

    def setUp(self):
        super().setUp()
        self.model("just-works")
        self.commit_on("2026-05-01")  # knows that anybody may pair
        self.model("passkey")
        self.commit_on("2026-07-01")  # does no longer
        self.write("readme.txt", "nothing of the project\n")
        self.commit_on("2026-08-01")

    def model(self, pairing, **more):
        text = MODEL.replace("PAIRING", pairing)
        for old, new in more.items():
            text = text.replace(old, new)
        self.write("security/demo.model.yaml", text)

    def commit_on(self, day):
        self.git("add", "-A")
        subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "state"], cwd=self.top, check=True, capture_output=True, timeout=60,
                       env={**git_project.ENVIRONMENT, "GIT_COMMITTER_DATE": f"{day}T12:00:00Z", "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z"})

    def revision(self, name):
        return subprocess.run(["git", "rev-parse", "--short=12", name], cwd=self.top, env=git_project.ENVIRONMENT, check=True, capture_output=True,
                              text=True, timeout=60).stdout.strip()

    def judged(self, *rows, path="security/demo.model.yaml", folder=".", arguments=()):
        """What `evidence` says of each report."""
        self.write(f"{folder}/in.csv", HEAD + "".join(row + "\n" for row in rows))
        said = self.run_it("evidence", "--import", "in.csv", path, *arguments, folder=folder).stdout
        return {line.split()[2].rstrip(":"): line.split(": ", 1)[1] if line.startswith("  predicted") else line.split()[0]
                for line in said.splitlines() if line.startswith("  ")}

    def test_the_last_revision_before_the_day_counts(self):
        before = self.revision("HEAD~2")
        verdicts = self.judged("A,pentest,2026-04-30,order,upload-peer,", "B,pentest,2026-05-01,order,upload-peer,",
                               "C,pentest,2026-05-02,order,upload-peer,", "D,pentest,2026-07-01,order,upload-peer,",
                               "E,pentest,2026-07-02,order,upload-peer,", "F,pentest,,order,upload-peer,",
                               "H,anomaly,2026-06-01,order,,287", "I,anomaly,2026-06-01,app,,9999")
        knew = f"the model of 2026-05-01 spoke of it, revision `{before}`"
        self.assertEqual({k: v for k, v in verdicts.items() if k in "CDH"}, {"C": knew, "D": knew, "H": knew})
        self.assertEqual({verdicts[k] for k in "ABEFI"}, {"escaped"}, verdicts)

    def test_it_is_recorded_and_needs_git_no_more(self):
        self.judged("C,pentest,2026-05-02,order,upload-peer,")
        evidence = (self.security / "demo.evidence.yaml").read_text(encoding="utf-8")
        self.assertIn(f'predicted: 2026-05-01, revision: {self.revision("HEAD~2")}, file', evidence)
        (self.top / ".git").rename(self.top / "git")
        self.assertIn("predicted pentest C", self.run_it("evidence", "security/demo.model.yaml").stdout)
        self.assertIn("spoke of it", self.judged("C,pentest,2026-05-02,order,upload-peer,")["C"])
        self.assertEqual((self.security / "demo.evidence.yaml").read_text(encoding="utf-8"), evidence)

    def test_without_git_as_before(self):
        (self.top / ".git").rename(self.top / "git")
        self.model("just-works")
        self.assertEqual(self.judged("C,pentest,2026-05-02,order,upload-peer,"), {"C": "undated"})

    def test_what_escaped_stays_so(self):
        (self.top / ".git").rename(self.top / "git")
        self.assertEqual(self.judged("C,pentest,2026-05-02,order,upload-peer,"), {"C": "escaped"})
        (self.top / "git").rename(self.top / ".git")
        self.assertEqual(self.judged("C,pentest,2026-05-02,order,upload-peer,"), {"C": "escaped"})

    def test_former_ids_and_folders(self):
        self.model("passkey", **{"  order:": "  command:", "sends: [orders]}": "sends: [orders], was: [order]}"})
        text = (self.security / "demo.model.yaml").read_text(encoding="utf-8")
        self.assertIn("was: [order]", text)
        self.commit_on("2026-09-01")
        for folder, path in ((".", "security/demo.model.yaml"), ("security", "demo.model.yaml")):
            (self.security / "demo.evidence.yaml").unlink(missing_ok=True)
            with self.subTest(folder):
                self.assertIn("spoke of it", self.judged("C,pentest,2026-05-02,command,upload-peer,", path=path, folder=folder)["C"])

    def test_a_revision_that_cannot_be_read_knows_nothing(self):
        self.model("nothing-like-it")
        self.commit_on("2026-08-02")
        self.model("just-works")
        self.write("in.csv", HEAD + "C,pentest,2026-08-03,order,upload-peer,\n")
        done = self.run_it("evidence", "--import", "in.csv", "security/demo.model.yaml")
        self.assertIn(f"the model of revision {self.revision('HEAD')} has mistakes", done.stderr)
        self.assertIn("undated   pentest C", done.stdout)

    def test_a_rule_that_came_later_is_no_knowledge_of_then(self):
        """As far as the lock of that revision tells."""
        self.write("pack/pack.yaml", PACK)
        self.commit_on("2026-08-02")
        report = "C,pentest,2026-08-03,app,open-session,"
        self.assertIn("spoke of it", self.judged(report, arguments=("--catalog", "pack"))["C"])
        (self.security / "demo.evidence.yaml").unlink()
        self.run_it("check", "--lock", "security/demo.model.yaml")
        self.commit_on("2026-08-02")
        self.assertEqual(self.judged(report, arguments=("--catalog", "pack")), {"C": "undated"})

    def test_a_branch_that_was_merged_later_was_not_known(self):
        self.git("checkout", "-q", "-b", "side", "HEAD")
        self.model("just-works")
        self.commit_on("2026-08-05")
        self.git("checkout", "-q", "main")
        subprocess.run(["git", "merge", "-q", "--no-ff", "-m", "merged", "side"], cwd=self.top, check=True, capture_output=True, timeout=60,
                       env={**git_project.ENVIRONMENT, "GIT_COMMITTER_DATE": "2026-10-01T12:00:00Z"})
        verdicts = self.judged("C,pentest,2026-08-20,order,upload-peer,", "D,pentest,2026-10-02,order,upload-peer,")
        self.assertEqual(verdicts["C"], "undated")
        self.assertIn("2026-10-01", verdicts["D"])


if __name__ == "__main__":
    unittest.main()
